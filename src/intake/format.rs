//! What a file is, told from its first bytes: names lie (.doc files that are
//! ZIP, HTML or RTF; .wps that are OLE or ZIP).

use super::archive;
use super::encoding;
use super::ole::{self, Ole};
use std::path::Path;

/// A format that has a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Office Open XML text document.
    Docx,
    /// Legacy Word or WPS text in an OLE container.
    Doc,
    /// Rich Text Format.
    Rtf,
    /// Word 2003 XML or flat OPC.
    WordXml,
    /// MIME HTML, often saved as .doc.
    Mhtml,
    /// A mail with what hangs on it.
    Mail,
    /// HTML.
    Html,
    /// Plain text of any encoding.
    Text,
    /// PDF.
    Pdf,
    /// GB/T 33190 fixed layout document.
    Ofd,
    /// Legacy Excel or WPS sheets in an OLE container.
    Xls,
    /// Office Open XML sheets.
    Xlsx,
    /// OpenDocument sheets.
    Ods,
    /// A raster image (PNG, JPEG, TIFF, BMP, GIF, WebP, JPEG 2000).
    Image,
    /// An OLE container that holds an encrypted Office file.
    EncryptedOffice,
    /// An archive of files (zip, 7z, tar, packed streams).
    Archive,
    /// A record of this program, in JSON.
    Json,
}

impl Format {
    /// The name that stands in `source.format`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Docx => "docx",
            Self::Doc => "doc",
            Self::Rtf => "rtf",
            Self::WordXml => "wordxml",
            Self::Mhtml => "mhtml",
            Self::Mail => "mail",
            Self::Html => "html",
            Self::Text => "text",
            Self::Pdf => "pdf",
            Self::Ofd => "ofd",
            Self::Xls => "xls",
            Self::Xlsx => "xlsx",
            Self::Ods => "ods",
            Self::Image => "image",
            Self::EncryptedOffice => "encrypted-office",
            Self::Archive => "archive",
            Self::Json => "json",
        }
    }

    /// Tells the format by content; the name decides only between plain texts and
    /// for packages too damaged to name a single member.
    pub fn of(bytes: &[u8], path: &Path) -> Option<Self> {
        by_signature(bytes, path).unwrap_or_else(|| by_text(bytes, path))
    }

    /// Whether bytes under a name are an archive: told by the signature alone, so that who
    /// only asks for that need not look into texts.
    pub fn is_archive(bytes: &[u8], path: &Path) -> bool {
        by_signature(bytes, path) == Some(Some(Self::Archive))
    }

    /// Whether files of this format may well carry that extension (lower case, no dot).
    /// Extensions that say nothing about the format count as fitting.
    pub fn fits(self, extension: &str) -> bool {
        let meant: &[Self] = match extension {
            "docx" | "docm" | "dotx" => &[Self::Docx, Self::EncryptedOffice],
            "doc" | "dot" => &[Self::Doc],
            // WPS writes its own extensions in either container.
            "wps" | "wpt" => &[Self::Doc, Self::Docx],
            "et" | "ett" => &[Self::Xls, Self::Xlsx],
            "rtf" => &[Self::Rtf],
            "mht" | "mhtml" => &[Self::Mhtml],
            "eml" => &[Self::Mail, Self::Mhtml],
            "htm" | "html" | "shtml" | "xhtml" => &[Self::Html, Self::Mhtml],
            "txt" | "md" | "csv" | "tsv" | "tab" => &[Self::Text],
            "pdf" => &[Self::Pdf],
            "ofd" => &[Self::Ofd],
            "xls" => &[Self::Xls],
            "xlsx" | "xlsm" => &[Self::Xlsx, Self::EncryptedOffice],
            "ods" => &[Self::Ods],
            "png" | "jpg" | "jpeg" | "tif" | "tiff" | "bmp" | "gif" | "webp" | "jp2" => {
                &[Self::Image]
            }
            "zip" | "gz" | "tar" | "tgz" | "bz2" | "tbz2" | "xz" | "txz" | "lzma" | "zst"
            | "7z" | "rar" => &[Self::Archive],
            _ => return true,
        };
        meant.contains(&self)
    }
}

/// Formats that begin with a signature; the inner `None` is a known kind without a reader.
fn by_signature(bytes: &[u8], path: &Path) -> Option<Option<Format>> {
    let at = |offset: usize, magic: &[u8]| {
        bytes.get(offset..).is_some_and(|rest| rest.starts_with(magic))
    };
    if at(0, b"PK\x03\x04") || at(0, b"PK\x05\x06") || at(0, b"PK00PK") {
        return Some(zip_kind(bytes, path));
    }
    if at(0, ole::MAGIC) {
        return Some(ole_kind(bytes));
    }
    let image: [&[u8]; 10] = [
        b"\x89PNG\r\n",
        b"\xFF\xD8\xFF",
        b"GIF87a",
        b"GIF89a",
        b"II*\0",
        b"MM\0*",
        b"II+\0",
        b"MM\0+",
        b"\0\0\0\x0CjP  ",
        b"\xFF\x4F\xFF\x51",
    ];
    if image.iter().any(|magic| at(0, magic))
        || (at(0, b"RIFF") && at(8, b"WEBP"))
        || (at(0, b"BM") && (at(14, &[40, 0, 0, 0]) || at(14, &[12, 0, 0, 0]) || at(14, &[124, 0])))
    {
        return Some(Some(Format::Image));
    }
    if archive::kind(bytes).is_some() {
        return Some(Some(Format::Archive));
    }
    // Mail gateways and old servers leave junk before the signature of a PDF.
    let head = &bytes[..bytes.len().min(1024)];
    if memchr::memmem::find(head, b"%PDF-").is_some() {
        return Some(Some(Format::Pdf));
    }
    let start =
        head.iter().position(|b| !b.is_ascii_whitespace() && !b"\xEF\xBB\xBF\0".contains(b));
    if at(start.unwrap_or(0), b"{\\rtf") {
        return Some(Some(Format::Rtf));
    }
    None
}

/// What a zip is, by the names in it; without its directory, by its local headers.
fn zip_kind(bytes: &[u8], path: &Path) -> Option<Format> {
    let names: Vec<String> = match zip::ZipArchive::new(std::io::Cursor::new(bytes)) {
        // A directory behind the first member is that of a package inside.
        Ok(archive) if archive.offset() == 0 || !bytes.starts_with(b"PK\x03\x04") => {
            archive.file_names().flatten().map(|name| fold_name(&name)).collect()
        }
        _ => {
            // A package lies under its own name; in an archive a package may lie whole, and
            // what is in it tells nothing about the archive.
            let end = path.extension().map(|e| e.to_string_lossy().to_lowercase());
            let package = ["zip", "bak", "tmp", "part"].iter().all(|e| end.as_deref() != Some(e));
            let own = if package { Vec::new() } else { archive::names(bytes) };
            if own.is_empty() {
                local_names(bytes)
            } else {
                own.iter().map(|n| fold_name(n)).collect()
            }
        }
    };
    let has = |name: &str| names.iter().any(|n| n == name);
    let under = |folder: &str| names.iter().any(|n| n.starts_with(folder));
    if has("ofd.xml") {
        return Some(Format::Ofd);
    }
    if has("[content_types].xml") || has("word/document.xml") || has("xl/workbook.xml") {
        // A presentation has no reader here.
        return match (under("word/"), under("xl/"), under("ppt/")) {
            (true, _, _) => Some(Format::Docx),
            (_, true, _) => Some(Format::Xlsx),
            (_, _, true) => None,
            _ => Some(Format::Docx),
        };
    }
    // OpenDocument: the first member, stored, names the type.
    let head = &bytes[..bytes.len().min(256)];
    if memchr::memmem::find(head, b"opendocument.spreadsheet").is_some() {
        return Some(Format::Ods);
    }
    if memchr::memmem::find(head, b"mimetypeapplication/").is_some() {
        return None;
    }
    if names.is_empty() {
        let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase());
        let packages = [("docx", Format::Docx), ("xlsx", Format::Xlsx), ("ofd", Format::Ofd)];
        let meant = packages.iter().find(|(name, _)| extension.as_deref() == Some(name));
        return Some(meant.map_or(Format::Archive, |(_, format)| *format));
    }
    Some(Format::Archive)
}

fn fold_name(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

fn local_names(bytes: &[u8]) -> Vec<String> {
    memchr::memmem::find_iter(bytes, b"PK\x03\x04")
        .take(5_000)
        .filter_map(|at| {
            let length = bytes.get(at + 26..at + 28)?;
            let length = usize::from(u16::from_le_bytes([length[0], length[1]]));
            let name = bytes.get(at + 30..at + 30 + length)?;
            Some(fold_name(&String::from_utf8_lossy(name)))
        })
        .collect()
}

/// What an OLE container holds, by its streams; where its directory is damaged, by
/// the names that still stand in it.
fn ole_kind(bytes: &[u8]) -> Option<Format> {
    let kinds = [
        ("EncryptedPackage", Some(Format::EncryptedOffice)),
        ("WordDocument", Some(Format::Doc)),
        ("Workbook", Some(Format::Xls)),
        ("Book", Some(Format::Xls)),
        ("PowerPoint Document", None),
        ("VisioDocument", None),
    ];
    if let Ok(file) = Ole::open(bytes)
        && let Some((_, kind)) = kinds.iter().find(|(name, _)| file.has(name))
    {
        return *kind;
    }
    let stands = |name: &str| {
        let wide = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes);
        let wide: Vec<u8> = wide.collect();
        // Where an entry of the directory may begin: texts hold such words too.
        memchr::memmem::find_iter(bytes, &wide).any(|at| at % ole::ENTRY == 0)
    };
    match kinds.iter().find(|(name, _)| stands(name)) {
        Some((_, kind)) => *kind,
        None => Some(Format::Doc),
    }
}

/// Formats that are text: markup told by its first tag, else plain text.
fn by_text(bytes: &[u8], path: &Path) -> Option<Format> {
    if encoding::is_binary(bytes) {
        return None;
    }
    let head = &bytes[..bytes.len().min(16 << 10)];
    let head = encoding::decode(head, None).text.to_lowercase();
    let start = skip_preamble(&head);
    if start.starts_with('{') && is_record(bytes) {
        return Some(Format::Json);
    }
    if is_mail(&head) {
        return Some(Format::Mail);
    }
    if is_mhtml(&head) {
        // A mail without its envelope, as mail programs keep drafts and forwards.
        let named = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("eml"));
        let saved = head.contains("content-location:");
        return Some(if named && !saved { Format::Mail } else { Format::Mhtml });
    }
    if is_mailbox(&head) {
        return Some(Format::Mail);
    }
    let xml = head.trim_start_matches(['\u{feff}', ' ', '\n', '\t']).starts_with("<?xml");
    if start.starts_with('<') {
        let tag = &start[..start.char_indices().nth(4000).map_or(start.len(), |(i, _)| i)];
        if tag.contains("office/word/2003/wordml")
            || (tag.contains("office/2006/xmlpackage") && !head.contains("excel.sheet"))
        {
            return Some(Format::WordXml);
        }
        if tag.contains("office:spreadsheet\"") && xml {
            return Some(Format::Xls);
        }
    }
    let name = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    let named = matches!(name.as_str(), "htm" | "html" | "shtml" | "xhtml");
    let tags = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<meta",
        "<title",
        "<table",
        "<div",
        "<p>",
        "<p ",
        "<script",
        "<style",
        "<link",
        "<font",
        "<center",
        "<span",
        "<h1",
        "<base",
        "<form",
    ];
    if tags.iter().any(|tag| start.starts_with(tag))
        || head.contains("<html")
        || (named && head.contains("</") && head.contains('>'))
    {
        return Some(Format::Html);
    }
    Some(Format::Text)
}

/// What stands behind white space, comments, declarations and processing instructions.
fn skip_preamble(head: &str) -> &str {
    let mut rest = head.trim_start_matches('\u{feff}').trim_start();
    loop {
        let end = if rest.starts_with("<!--") {
            rest.find("-->").map(|i| i + 3)
        } else if rest.starts_with("<?") {
            rest.find('>').map(|i| i + 1)
        } else {
            None
        };
        match end {
            Some(end) => rest = rest[end..].trim_start(),
            None => return rest,
        }
    }
}

/// Heads that only mail which was sent or received has; saved web pages have none of them.
const SENT: [&str; 7] =
    ["to:", "cc:", "bcc:", "received:", "message-id:", "delivered-to:", "return-path:"];

/// Whether the head of a text (lower case) is that of a mail.
fn is_mail(head: &str) -> bool {
    let heads = head.trim_start_matches('\u{feff}').trim_start();
    let heads = heads.split("\n\n").next().unwrap_or_default();
    let has = |name: &str| heads.lines().any(|line| line.starts_with(name));
    let first = heads.lines().next().unwrap_or_default();
    let is_header = first.split_once(':').is_some_and(|(name, _)| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    });
    let sent = has("from:")
        && SENT.iter().any(|name| has(name))
        && (has("mime-version:") || has("content-type:") || has("date:"));
    // A draft names nobody; what carries files beside its words is a mail all the same, since
    // saved pages are `multipart/related`.
    let carries = has("mime-version:") && heads.contains("multipart/mixed");
    is_header && (sent || carries) && !has("snapshot-content-location:")
}

/// Whether the text (lower case) is that of a folder of mails (mbox): each begins with a line
/// that says from whom and when it came.
fn is_mailbox(head: &str) -> bool {
    let Some((first, rest)) = head.split_once('\n') else { return false };
    let timed = first.split_whitespace().filter(|word| word.contains(':')).count() == 1;
    first.starts_with("from ") && timed && is_mail(rest)
}

/// Mail headers that announce HTML.
fn is_mhtml(head: &str) -> bool {
    let headers = head.trim_start().split("\n\n").next().unwrap_or_default();
    let first = headers.lines().next().unwrap_or_default();
    let is_header = first.split_once(':').is_some_and(|(name, _)| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    });
    is_header
        && headers.contains("content-type:")
        && (headers.contains("multipart/") || headers.contains("text/html"))
        && (headers.contains("mime-version:") || headers.contains("boundary="))
}

/// Whether a JSON text is a record of this program or a file of them.
fn is_record(bytes: &[u8]) -> bool {
    #[derive(serde::Deserialize)]
    struct Probe {
        records: Option<serde::de::IgnoredAny>,
        kind: Option<serde::de::IgnoredAny>,
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let first = serde_json::Deserializer::from_slice(bytes).into_iter::<Probe>().next();
    matches!(first, Some(Ok(probe)) if probe.records.is_some() || probe.kind.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn of(bytes: &[u8], name: &str) -> Option<Format> {
        Format::of(bytes, Path::new(name))
    }

    #[test]
    fn a_mail_that_names_nobody_but_carries_files_is_a_mail() {
        let draft = |kind: &str| {
            format!(
                "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/{kind}; boundary=\"b\"\n\n\
                 --b\nContent-Type: text/plain\n\nt\n\n--b\nContent-Type: message/rfc822\n\n\
                 From: a@x.cn\nTo: b@y.cn\n\nt\n--b--\n"
            )
        };
        assert_eq!(of(draft("mixed").as_bytes(), "a.eml"), Some(Format::Mail));
        assert_eq!(of(draft("related").as_bytes(), "a.mht"), Some(Format::Mhtml));
    }

    fn zipped(names: &[&str]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for name in names {
            writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(b"x").unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn zips_are_told_by_their_members() {
        let kind = |names: &[&str]| of(&zipped(names), "a.bin");
        assert_eq!(kind(&["[Content_Types].xml", "word/document.xml"]), Some(Format::Docx));
        assert_eq!(kind(&["[Content_Types].xml", "xl/workbook.xml"]), Some(Format::Xlsx));
        assert_eq!(kind(&["OFD.xml", "Doc_0/Document.xml"]), Some(Format::Ofd));
        assert_eq!(kind(&["word/申报书.docx", "a.pdf"]), Some(Format::Archive));
        assert_eq!(kind(&["[Content_Types].xml", "ppt/presentation.xml"]), None);
        let whole = zipped(&["[Content_Types].xml", "word/document.xml"]);
        assert_eq!(of(&whole[..whole.len() - 30], "a.docx"), Some(Format::Docx));
    }

    #[test]
    fn an_archive_without_its_directory_is_not_the_document_in_it() {
        let inner = zipped(&["[Content_Types].xml", "word/document.xml"]);
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let stored = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored);
        writer.start_file("a.docx", stored).unwrap();
        writer.write_all(&inner).unwrap();
        let whole = writer.finish().unwrap().into_inner();
        let end = memchr::memmem::rfind(&whole, b"PK\x01\x02").unwrap();
        assert_eq!(of(&whole[..end], "a.zip"), Some(Format::Archive));
    }

    #[test]
    fn markup_is_told_behind_marks_comments_and_encodings() {
        assert_eq!(
            of("\u{feff}  <!-- 说明 -->\n<HTML><body>表</body>".as_bytes(), "a.doc"),
            Some(Format::Html)
        );
        let wide: Vec<u8> = "\u{feff}<html><body>申报书</body></html>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(of(&wide, "a.doc"), Some(Format::Html));
        assert_eq!(of(b"<?xml version=\"1.0\"?><?mso-application progid=\"Word.Document\"?><w:wordDocument xmlns:w=\"http://schemas.microsoft.com/office/word/2003/wordml\">", "a.doc"), Some(Format::WordXml));
        assert_eq!(
            of(
                b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"x\"\r\n\r\n--x",
                "a.doc"
            ),
            Some(Format::Mhtml)
        );
        assert_eq!(of(b"  {\\rtf1\\ansi", "a.doc"), Some(Format::Rtf));
    }

    #[test]
    fn the_rest() {
        assert_eq!(of(b"junk\n\n%PDF-1.4", "a"), Some(Format::Pdf));
        assert_eq!(of(b"\xFF\xD8\xFF\xE0", "a.pdf"), Some(Format::Image));
        assert_eq!(of(b"{\"kind\": \"application\"}", "a.json"), Some(Format::Json));
        assert_eq!(of(b"{\"a\": 1}", "a.json"), Some(Format::Text));
        assert_eq!(of("项目名称：智能工厂".as_bytes(), "a.txt"), Some(Format::Text));
        assert_eq!(of(&[0, 1, 2, 3, 0, 0, 0, 9, 200, 0, 1], "a.bin"), None);
        assert_eq!(of(b"Rar!\x1A\x07\x00", "a.rar"), Some(Format::Archive));
    }

    #[test]
    fn extensions_that_contradict_the_content() {
        assert!(!Format::Html.fits("doc") && !Format::Docx.fits("doc"));
        assert!(Format::Docx.fits("wps") && Format::Pdf.fits("unknown"));
    }

    #[test]
    fn saved_web_pages_are_no_mails() {
        let saved = "from: <saved by blink>\nsnapshot-content-location: http://a\nsubject: x\ndate: y\nmime-version: 1.0\ncontent-type: multipart/related";
        assert!(!is_mail(saved));
        assert!(!is_mail("mime-version: 1.0\ncontent-type: multipart/related; boundary=x"));
        assert!(!is_mail("项目名称：智能工厂\nto: x\nfrom: y"));
    }
}
