//! Any bytes as HTML, mended and taken apart into records: the whole way.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shenbao::document::Raw;
use shenbao::read::html;
use shenbao::understand::{reflow, understand};

thread_local! {
    static OPTIONS: shenbao::Options =
        shenbao::Options { reading: shenbao_fuzz::options(), ..shenbao::Options::default() };
}

fuzz_target!(init: shenbao_fuzz::own_panics_count(), |data: &[u8]| {
    OPTIONS.with(|options| {
        let Ok(document) = html::read(data, &options.reading) else { return };
        let document = reflow::mend(Raw::of(document));
        for record in understand(&document, &options.forms).records {
            for pointer in record.provenance.keys() {
                assert!(record.get(pointer).is_some(), "{pointer} leads nowhere");
            }
        }
    });
});
