//! Word 2003 XML (`w:wordDocument`) and flat OPC (`pkg:package`): the parts of a
//! package in one XML file, handed to the reader of .docx.

use super::docx::{self, Parts};
use super::xml::{self, attr};
use crate::document::Document;
use crate::problem::Problem;
use crate::read::Options;
use quick_xml::events::Event;
use std::collections::HashMap;

/// Relationships of a package whose document is `word/document.xml`.
const ROOT: &str = r#"<Relationships><Relationship Id="d" Type="x/officeDocument" Target="word/document.xml"/></Relationships>"#;
/// Word 2003 keeps styles and lists in the document itself.
const OWN: &str = r#"<Relationships><Relationship Id="s" Type="x/styles" Target="document.xml"/><Relationship Id="n" Type="x/numbering" Target="document.xml"/></Relationships>"#;

/// Reads the bytes of one file.
///
/// # Errors
///
/// Damaged, encrypted or beyond the limits in force.
pub fn read(bytes: &[u8], options: &Options) -> Result<Document, Problem> {
    let text = xml::decode(bytes);
    let parts = match flat_parts(&text) {
        parts if parts.is_empty() => HashMap::from([
            ("_rels/.rels".to_owned(), ROOT.as_bytes().to_vec()),
            ("word/_rels/document.xml.rels".to_owned(), OWN.as_bytes().to_vec()),
            ("word/document.xml".to_owned(), xml::undeclared(&text).as_bytes().to_vec()),
        ]),
        parts => parts,
    };
    docx::read_parts(&Parts::Flat(parts), options, 0)
}

/// The parts of a flat package by name, without the leading slash; packed
/// (binary) parts are pictures and left out.
fn flat_parts(text: &str) -> HashMap<String, Vec<u8>> {
    let mut parts = HashMap::new();
    let mut reader = xml::reader(text);
    let mut name = String::new();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(e) if e.local_name().as_ref() == "part" => {
                name = attr(&e, "name").unwrap_or_default().trim_start_matches('/').to_owned();
            }
            Event::Start(e) if e.local_name().as_ref() == "xmlData" && !name.is_empty() => {
                let start = reader.buffer_position() as usize;
                let end = match reader.read_to_end(e.name()) {
                    Ok(span) => span.end as usize,
                    Err(_) => text.len(),
                };
                if let Some(inner) = text.get(start..end) {
                    parts.insert(std::mem::take(&mut name), inner.as_bytes().to_vec());
                }
            }
            // Only a package has parts; any other root ends the search.
            Event::Start(e)
                if name.is_empty() && parts.is_empty() && e.local_name().as_ref() != "package" =>
            {
                break;
            }
            Event::Eof => break,
            _ => {}
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(xml: &str) -> String {
        let document = read(xml.as_bytes(), &Options::default()).unwrap();
        document.blocks.iter().map(|b| b.place().page.to_string()).collect::<String>()
            + &super::super::draft::plain(&document.blocks)
    }

    #[test]
    fn a_flat_package_is_a_docx() {
        let xml = r#"<?xml version="1.0"?><?mso-application progid="Word.Document"?>
            <pkg:package xmlns:pkg="p"><pkg:part pkg:name="/_rels/.rels"><pkg:xmlData>
            <Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="word/document.xml"/></Relationships>
            </pkg:xmlData></pkg:part><pkg:part pkg:name="/word/document.xml"><pkg:xmlData>
            <w:document xmlns:w="w"><w:body><w:p><w:r><w:t>申报单位</w:t></w:r></w:p></w:body></w:document>
            </pkg:xmlData></pkg:part></pkg:package>"#;
        assert_eq!(text(xml), "0申报单位");
    }

    #[test]
    fn characters_are_decoded_once() {
        let body = "<w:wordDocument xmlns:w='w'><w:body><w:p><w:r><w:t>申报单位：甲公司</w:t></w:r></w:p></w:body></w:wordDocument>";
        let read = |bytes: &[u8]| {
            let document = super::read(bytes, &Options::default()).unwrap();
            super::super::draft::plain(&document.blocks)
        };
        for (name, encoding) in [("gb2312", encoding_rs::GBK), ("UTF-8", encoding_rs::GBK)] {
            let xml = format!("<?xml version='1.0' encoding='{name}'?>{body}");
            assert_eq!(read(&encoding.encode(&xml).0), "申报单位：甲公司", "{name}");
        }
        let xml = format!("\u{feff}<?xml version='1.0' encoding='UTF-16'?>{body}");
        let wide: Vec<u8> = xml.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&wide), "申报单位：甲公司");
    }

    #[test]
    fn word_2003_tables_merge() {
        let xml = r#"<w:wordDocument xmlns:w="w"><w:body><w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>
            <w:p><w:r><w:t>企业名称</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vmerge w:val="restart"/></w:tcPr><w:p/></w:tc>
            <w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vmerge/></w:tcPr><w:p/></w:tc>
            <w:tc><w:p><w:r><w:t>乙</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:wordDocument>"#;
        let document = read(xml.as_bytes(), &Options::default()).unwrap();
        let (_, table) = document.tables().next().unwrap();
        let shape: Vec<_> =
            table.cells.iter().map(|c| (c.row, c.col, c.row_span, c.col_span)).collect();
        assert_eq!(shape, [(0, 0, 1, 2), (1, 0, 2, 1), (1, 1, 1, 1), (2, 1, 1, 1)]);
    }

    #[test]
    fn word_2003_footnotes_stand_beside_the_text() {
        let xml = r#"<w:wordDocument xmlns:w="w" xmlns:aml="a"><w:body><w:p><w:r><w:t>申报单位</w:t></w:r>
            <w:r><w:footnote><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>须为独立法人。</w:t></w:r></w:p></w:footnote></w:r>
            <aml:annotation aml:id="1" w:type="Word.Comment"><aml:content><w:p><w:r><w:t>请核对</w:t></w:r></w:p></aml:content></aml:annotation>
            <aml:annotation aml:id="2" w:type="Word.Insertion"><aml:content><w:r><w:t>名称</w:t></w:r></aml:content></aml:annotation></w:p>
            </w:body></w:wordDocument>"#;
        assert_eq!(text(xml), "0申报单位名称");
        let document = read(xml.as_bytes(), &Options::default()).unwrap();
        let beside: Vec<_> = document.margins.iter().map(|m| m.text.content.as_str()).collect();
        assert_eq!(beside, ["须为独立法人。", "请核对"]);
    }
}
