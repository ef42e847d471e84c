//! Any text as a search query.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|query: &str| {
    let _ = shenbao::search::query::parse(query);
    let _ = shenbao::search::query::read(query, 2026);
    let _ = shenbao::search::query::name_typed(query);
});
