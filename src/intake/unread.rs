//! Kinds of files that are known and have no reader: their name and what to do,
//! for the one line that says so.

use super::ole::{self, Ole};

/// A kind without a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unread {
    /// What it is, in Chinese.
    pub name: &'static str,
    /// What its owner can do.
    pub hint: &'static str,
}

const SAVE_DOCX: &str = "请另存为 .docx 或导出为 PDF 后再读取";
const SAVE_XLSX: &str = "请用 Excel 或 WPS 另存为 .xlsx 后再读取";
const SAVE_PDF: &str = "请导出为 PDF 后再读取";
/// Signatures of other kinds.
const SIGNATURES: [(&[u8], &str, &str); 8] = [
    (b"\xDB\xA5", "Word 2.x 文档", SAVE_DOCX),
    (b"\x09\x00\x04\x00", "Excel 2–4 表格", SAVE_XLSX),
    (b"\x09\x02\x06\x00", "Excel 2–4 表格", SAVE_XLSX),
    (b"\x09\x04\x06\x00", "Excel 2–4 表格", SAVE_XLSX),
    (b"AT&TFORM", "DjVu 文档", SAVE_PDF),
    (b"Founder CEB", "方正 CEB 文档", SAVE_PDF),
    (b"%!PS", "PostScript 文档", SAVE_PDF),
    (b"MZ", "Windows 程序", "本程序只读取文档，不运行程序"),
];

/// Types that a package of OpenDocument names in its first member.
const OPEN_DOCUMENT: [(&[u8], &str, &str); 3] = [
    (b"opendocument.text", "OpenDocument 文本（ODT）", SAVE_DOCX),
    (b"opendocument.presentation", "OpenDocument 演示文稿（ODP）", SAVE_PDF),
    (b"opendocument.graphics", "OpenDocument 绘图（ODG）", SAVE_PDF),
];

/// The kind of a file that no reader takes.
pub fn kind(bytes: &[u8]) -> Option<Unread> {
    let head = &bytes[..bytes.len().min(4096)];
    let holds = |words: &[u8]| memchr::memmem::find(head, words).is_some();
    if bytes.starts_with(b"PK") {
        let open = OPEN_DOCUMENT.iter().find(|(words, ..)| holds(words));
        if let Some((_, name, hint)) = open {
            return Some(Unread { name, hint });
        }
        if memchr::memmem::find(bytes, b"ppt/presentation.xml").is_some() {
            return Some(Unread { name: "PowerPoint 演示文稿（PPTX）", hint: SAVE_PDF });
        }
    }
    if bytes.starts_with(ole::MAGIC) {
        return in_container(bytes);
    }
    let (_, name, hint) = SIGNATURES.iter().find(|(magic, ..)| bytes.starts_with(magic))?;
    Some(Unread { name, hint })
}

fn in_container(bytes: &[u8]) -> Option<Unread> {
    let container = Ole::open(bytes).ok()?;
    let kinds = [
        ("PowerPoint Document", "PowerPoint 97–2003 演示文稿（PPT）", SAVE_PDF),
        ("VisioDocument", "Visio 绘图", SAVE_PDF),
        ("__properties_version1.0", "Outlook 邮件（MSG）", "请把附件另存后再读取"),
    ];
    let (_, name, hint) = kinds.into_iter().find(|(stream, ..)| container.has(stream))?;
    Some(Unread { name, hint })
}

#[cfg(test)]
mod tests {
    use crate::intake::{Loaded, from_bytes};
    use crate::problem::Problem;
    use std::io::{Cursor, Write};
    use std::path::Path;

    fn refused(name: &str, bytes: &[u8]) -> Problem {
        let read = |file: Loaded| crate::read::read(&file, &crate::read::Options::default());
        from_bytes(Path::new(name), bytes.to_vec()).and_then(read).unwrap_err()
    }

    fn zipped(members: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let stored = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored);
        for (name, content) in members {
            writer.start_file(*name, stored).unwrap();
            writer.write_all(content.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn files_without_a_reader_are_named() {
        let odt = zipped(&[("mimetype", "application/vnd.oasis.opendocument.text")]);
        let mut slides = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        slides.create_stream("/PowerPoint Document").unwrap();
        slides.flush().unwrap();
        let slides = slides.into_inner().into_inner();
        for (name, bytes, word) in [
            ("a.rar", b"Rar!\x1A\x07\x01\0".to_vec(), "RAR"),
            ("a.odt", odt, "ODT"),
            (
                "a.pptx",
                zipped(&[("[Content_Types].xml", "<t/>"), ("ppt/presentation.xml", "<p/>")]),
                "PPTX",
            ),
            ("a.ppt", slides, "PPT"),
            ("a.doc", b"\xDB\xA5\x2D\0\0\0\x09\x04\0\0\0\0".to_vec(), "Word 2.x"),
        ] {
            let problem = refused(name, &bytes);
            assert!(problem.message.contains(word), "{name}: {problem}");
            assert!(!problem.hint.is_empty(), "{name}");
        }
    }
}
