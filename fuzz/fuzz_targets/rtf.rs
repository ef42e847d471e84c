//! Any bytes to the reader `rtf`; tables that come out must be sound.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shenbao::Options;
use shenbao::read::rtf;

fuzz_target!(|data: &[u8]| {
    let mut options = Options::default();
    options.ocr.off = true;
    if let Ok(document) = rtf::read(data, &options) {
        for (_, table) in document.tables() {
            let _ = table.grid();
        }
    }
});
