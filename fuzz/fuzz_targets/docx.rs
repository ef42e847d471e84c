//! Any bytes as a DOCX package, and as the parts of one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shenbao::read::docx::{self, Parts};
use std::collections::HashMap;

const PARTS: [&str; 4] =
    ["word/document.xml", "word/styles.xml", "word/numbering.xml", "word/_rels/document.xml.rels"];

fuzz_target!(init: shenbao_fuzz::own_panics_count(), |data: &[u8]| {
    let options = shenbao_fuzz::options();
    if data.starts_with(b"PK") {
        return shenbao_fuzz::judge(docx::read(data, &options));
    }
    // Bytes of 0xFF part the body, the styles and the lists.
    let pieces = data.split(|byte| *byte == 0xFF).map(<[u8]>::to_vec);
    let parts: HashMap<_, _> = PARTS.map(str::to_owned).into_iter().zip(pieces).collect();
    shenbao_fuzz::judge(docx::read_parts(&Parts::Flat(parts), &options, 0));
});
