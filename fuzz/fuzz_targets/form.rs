//! Any text as a form definition; a sound one can be indexed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shenbao::forms::{Index, parse};

fuzz_target!(init: shenbao_fuzz::own_panics_count(), |text: &str| {
    if let Ok(definition) = parse(text) {
        let _ = Index::new(&definition);
    }
});
