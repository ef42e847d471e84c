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
use crate::problem::Problem;
use crate::read::Options;

/// Reads the bytes of one file.
///
/// # Errors
///
/// No RTF at all. A file that is cut short or damaged gives what stands before.
pub fn read(bytes: &[u8], options: &Options) -> Result<Document, Problem> {
    let start = memchr::memmem::find(bytes, b"{\\rtf")
        .ok_or_else(|| Problem::damaged("没有 RTF 文件头"))?;
    let mut document = reader::Reader::new(&options.limits).read(&bytes[start..]);
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
