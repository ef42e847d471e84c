//! Rich Text Format 1.9: text in its fonts' code pages, tables with merged and
//! inner cells, fields with their results, notes, headers and text boxes.

mod fonts;
mod picture;
mod reader;
mod shape;
#[cfg(test)]
mod shown_tests;
mod state;
mod tokens;

use crate::document::Document;
use crate::problem::{Problem, Warning, WarningCode};
use crate::read::Options;

/// Zeros in a row that no program writes into a text.
const EMPTIED: usize = 64;

/// Reads the bytes of one file.
///
/// # Errors
///
/// No RTF at all. A file that is cut short or damaged gives what stands before.
pub fn read(bytes: &[u8], options: &Options) -> Result<Document, Problem> {
    let start = memchr::memmem::find(bytes, b"{\\rtf")
        .ok_or_else(|| Problem::damaged("没有 RTF 文件头"))?;
    let mut document = reader::Reader::new(&options.limits).read(&bytes[start..]);
    // Only pictures may hold zeros, and what fills up the file behind its end; elsewhere a
    // disk lost what stood there.
    let end = memchr::memrchr(b'}', bytes).unwrap_or_default();
    if memchr::memmem::find(bytes, b"\\bin").is_none()
        && memchr::memmem::find(&bytes[..end], &[0; EMPTIED]).is_some()
    {
        let message = "RTF 文件中有一段全是空字节，那里的内容缺失";
        document.warnings.push(Warning::new(WarningCode::DocumentCut, message));
    }
    if options.pictures {
        let placed = std::mem::take(&mut document.pictures);
        document.pictures = picture::pictures(&bytes[start..], &options.limits);
        // Where each stands is known if both ways through the file met the same ones.
        if placed.len() == document.pictures.len() {
            for (picture, placed) in document.pictures.iter_mut().zip(placed) {
                picture.before = placed.before;
            }
        }
    } else {
        document.pictures.clear();
    }
    Ok(document)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_disk_emptied_in_the_middle_is_told() {
        let told = |rtf: &[u8]| {
            let document = read(rtf, &Options::default()).unwrap();
            document.warnings.iter().any(|warning| warning.code == WarningCode::DocumentCut)
        };
        let whole = b"{\\rtf1 company name and address}".to_vec();
        assert!(!told(&whole));
        assert!(!told(&[whole.as_slice(), &[0; 512]].concat()), "filled up");
        assert!(told(&[&whole[..20], &[0; 512], &whole[20..]].concat()));
    }
}
