//! One reader a format; all give the same [`Document`]. Readers know nothing of
//! forms or notices.

pub mod bytes;
pub mod colour;
pub mod doc;
pub mod docx;
pub mod draft;
pub mod edges;
pub mod flow;
pub mod grid;
pub mod html;
pub mod image;
pub mod jpeg;
pub mod layer;
pub mod letterform;
pub mod mail;
pub mod margin;
pub mod mhtml;
pub mod numerals;
pub mod ocr;
pub mod ofd;
mod options;
pub mod package;
pub mod pages;
pub mod painting;
pub mod pdf;
pub mod picture;
pub mod protected;
pub mod related;
pub mod rtf;
pub mod sheet;
pub mod shown;
pub mod spot;
pub mod text;
mod transfer;
pub mod vector;
pub mod wordxml;
pub mod xml;

pub use options::Options;

use crate::document::{Document, Raw};
use crate::intake::{Format, Loaded, archive};
use crate::problem::{Code, Problem, Warning, WarningCode, guarded};

/// Reads a file that was taken in.
///
/// # Errors
///
/// A [`Problem`] when nothing could be read. A reader that panics (a defect in
/// it or in a library under it) becomes [`Code::Internal`], so that a batch goes on.
pub fn read(file: &Loaded, options: &Options) -> Result<Raw, Problem> {
    let mut document = guarded(|| read_format(file, options))?;
    let lost = document.unread_pages().next().is_some();
    if document.text_len() == 0 && !lost && document.attachments.is_empty() {
        return Err(Problem::new(
            Code::NoText,
            "文件里没有任何文字",
            "如为扫描件，请确认页面不是空白",
        ));
    }
    if let Some(extension) = file.path.extension().map(|e| e.to_string_lossy().to_lowercase())
        && !file.format.fits(&extension)
    {
        document.warnings.push(Warning::new(
            WarningCode::NameLies,
            format!("扩展名 .{extension} 与内容不符，已按内容（{}）读取", file.format.name()),
        ));
    }
    Ok(Raw::of(document))
}

fn read_format(file: &Loaded, options: &Options) -> Result<Document, Problem> {
    match file.format {
        Format::Docx => docx::read(&file.bytes, options),
        Format::Doc => doc::read(&file.bytes, options),
        Format::Rtf => rtf::read(&file.bytes, options),
        Format::WordXml => wordxml::read(&file.bytes, options),
        Format::Mhtml => mhtml::read(&file.bytes, options),
        Format::Mail => mail::read(&file.bytes, options),
        Format::Html => html::read_file(&file.bytes, &file.path, options),
        Format::Text => match file.path.extension().and_then(|e| e.to_str()) {
            Some(end) if sheet::csv::is_such(&end.to_ascii_lowercase()) => {
                sheet::csv::read(&file.bytes, options)
            }
            _ => text::read(&file.bytes, options),
        },
        Format::Pdf => pdf::read_shared(file.bytes.clone(), options),
        Format::Ofd => ofd::read(&file.bytes, options),
        Format::Xls | Format::Xlsx | Format::Ods => sheet::read(&file.bytes, options),
        Format::Image => image::read(&file.bytes, options),
        Format::EncryptedOffice => protected::read(&file.bytes, options),
        Format::Archive => Err(match archive::kind(&file.bytes) {
            Some(archive::Kind::Rar) => archive::rar(),
            _ => Problem::new(
                Code::UnknownFormat,
                "这是压缩包，不是单个文档",
                "请用 shenbao ingest 导入，或先解压",
            ),
        }),
        Format::Json => Err(Problem::new(
            Code::UnknownFormat,
            "这是 JSON 记录，不是文档",
            "JSON 记录可作为 shenbao compare 的网上一侧",
        )),
    }
}
