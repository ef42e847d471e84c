//! Two web pages, parted by a line of equals signs: read, understood and compared, each
//! with the other and with itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shenbao::compare::{Side, compare};
use shenbao::document::Raw;
use shenbao::extract::Source;
use shenbao::read::html;
use shenbao::understand::reflow;

const BETWEEN: &[u8] = b"\n====\n";

thread_local! {
    static OPTIONS: shenbao::Options =
        shenbao::Options { reading: shenbao_fuzz::options(), ..shenbao::Options::default() };
}

fuzz_target!(init: shenbao_fuzz::own_panics_count(), |data: &[u8]| {
    let at = data.windows(BETWEEN.len()).position(|window| window == BETWEEN);
    let (paper, online) = at.map_or((data, data), |at| (&data[..at], &data[at + BETWEEN.len()..]));
    OPTIONS.with(|options| {
        let side = |bytes: &[u8]| {
            let document = reflow::mend(Raw::of(html::read(bytes, &options.reading).ok()?));
            Some(Side::of_document(Source::default(), document, options))
        };
        let (Some(paper), Some(online)) = (side(paper), side(online)) else { return };
        for (left, right) in [(&paper, &online), (&online, &paper), (&paper, &paper)] {
            let report = compare(left, right);
            for difference in &report.differences {
                assert!(difference.paper.is_some() || difference.online.is_some());
            }
        }
    });
});
