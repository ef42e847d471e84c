//! Any bytes as plain text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shenbao::Options;
use shenbao::read::text;

fuzz_target!(|data: &[u8]| {
    let _ = text::read(data, &Options::default());
});
