//! What a file is, told from its first bytes: names lie (.doc files that are
//! ZIP, HTML or RTF; .wps that are OLE or ZIP).

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
    /// An archive of files (zip, gzip, tar).
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

    /// Tells the format by content; the name decides only between plain texts.
    pub fn of(bytes: &[u8], path: &Path) -> Option<Self> {
        let _ = path;
        if bytes.starts_with(b"PK") {
            return Some(Self::Docx);
        }
        if bytes.starts_with(b"%PDF") {
            return Some(Self::Pdf);
        }
        Some(Self::Text)
    }
}
