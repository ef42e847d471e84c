//! Any bytes as MHTML.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shenbao::Options;
use shenbao::read::mhtml;

fuzz_target!(|data: &[u8]| {
    let _ = mhtml::read(data, &Options::default());
});
