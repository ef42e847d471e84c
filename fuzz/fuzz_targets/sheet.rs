//! Any bytes to the reader `sheet`; tables that come out must be sound.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shenbao::Options;
use shenbao::read::sheet;

fuzz_target!(|data: &[u8]| {
    let mut options = Options::default();
    options.ocr.off = true;
    if let Ok(document) = sheet::read(data, &options) {
        for (_, table) in document.tables() {
            let _ = table.grid();
        }
    }
});
