//! Any bytes as HTML.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shenbao::Options;
use shenbao::read::html;

fuzz_target!(|data: &[u8]| {
    let _ = html::read(data, &Options::default());
});
