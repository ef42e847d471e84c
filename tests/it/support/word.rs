//! Word files made in place: the parts of a package from small pieces of XML.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used)]

use std::io::{Cursor, Write};

const SPACES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;

/// The parts of a Word file beside its body.
#[derive(Default, Clone)]
pub struct Word {
    pub body: String,
    pub header: Option<String>,
    pub footer: Option<String>,
    pub footnotes: Vec<String>,
    pub numbering: Option<String>,
    pub picture: Option<Vec<u8>>,
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A run of text.
pub fn r(text: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r>", escape(text))
}

/// A paragraph of plain text.
pub fn p(text: &str) -> String {
    format!("<w:p>{}</w:p>", r(text))
}

/// A paragraph of runs and other XML.
pub fn px(inner: &str) -> String {
    format!("<w:p>{inner}</w:p>")
}

/// A paragraph of an automatic list.
pub fn item(level: usize, text: &str) -> String {
    let number = format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"1\"/></w:numPr>");
    format!("<w:p><w:pPr>{number}</w:pPr>{}</w:p>", r(text))
}

/// A table of plain cells.
pub fn table(rows: &[&[&str]]) -> String {
    let rows: String = rows
        .iter()
        .map(|row| {
            let cells: String =
                row.iter().map(|text| format!("<w:tc>{}</w:tc>", p(text))).collect();
            format!("<w:tr>{cells}</w:tr>")
        })
        .collect();
    format!("<w:tbl>{rows}</w:tbl>")
}

impl Word {
    /// A file of nothing but a body.
    pub fn of(body: impl Into<String>) -> Self {
        Self { body: body.into(), ..Self::default() }
    }

    /// The bytes of the file.
    pub fn bytes(&self) -> Vec<u8> {
        let mut relationships = String::new();
        let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
        let mut add = |kind: &str, name: &str, content: Vec<u8>| {
            relationships.push_str(&format!(
                "<Relationship Id=\"{kind}\" Type=\"x/{kind}\" Target=\"{name}\"/>"
            ));
            parts.push((format!("word/{name}"), content));
        };
        let wrap =
            |tag: &str, inner: &str| format!("<w:{tag} {SPACES}>{inner}</w:{tag}>").into_bytes();
        if let Some(header) = &self.header {
            add("header", "header1.xml", wrap("hdr", header));
        }
        if let Some(footer) = &self.footer {
            add("footer", "footer1.xml", wrap("ftr", footer));
        }
        if !self.footnotes.is_empty() {
            let notes: String = self
                .footnotes
                .iter()
                .enumerate()
                .map(|(n, text)| {
                    let inner = format!("<w:r><w:footnoteRef/></w:r>{}", r(text));
                    format!("<w:footnote w:id=\"{}\">{}</w:footnote>", n + 1, px(&inner))
                })
                .collect();
            add("footnotes", "footnotes.xml", wrap("footnotes", &notes));
        }
        if let Some(numbering) = &self.numbering {
            add("numbering", "numbering.xml", wrap("numbering", numbering));
        }
        if let Some(picture) = &self.picture {
            add("image", "image1.png", picture.clone());
        }
        let margins: String = [("header", &self.header), ("footer", &self.footer)]
            .iter()
            .filter(|(_, part)| part.is_some())
            .map(|(kind, _)| format!("<w:{kind}Reference w:type=\"default\" r:id=\"{kind}\"/>"))
            .collect();
        let body = format!(
            "<?xml version=\"1.0\"?><w:document {SPACES}><w:body>{}<w:sectPr>{margins}</w:sectPr></w:body></w:document>",
            self.body
        );
        parts.push(("word/document.xml".into(), body.into_bytes()));
        parts.push((
            "word/_rels/document.xml.rels".into(),
            format!("<Relationships>{relationships}</Relationships>").into_bytes(),
        ));
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            writer.start_file(&name, zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(&content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }
}
