//! Any bytes as the body of a DOCX, and as a whole package.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shenbao::Options;
use shenbao::read::docx::{self, Parts};
use std::collections::HashMap;

fuzz_target!(|data: &[u8]| {
    let options = Options::default();
    let _ = docx::read(data, &options);
    // Bytes of 0xFF part the body, the styles and the lists.
    let mut pieces = data.split(|byte| *byte == 0xFF);
    let mut parts = HashMap::new();
    for name in ["word/document.xml", "word/styles.xml", "word/numbering.xml", "word/_rels/document.xml.rels"] {
        parts.insert(name.to_owned(), pieces.next().unwrap_or_default().to_vec());
    }
    if let Ok(document) = docx::read_parts(&Parts::Flat(parts), &options, 0) {
        for (_, table) in document.tables() {
            let _ = table.grid();
        }
    }
});
