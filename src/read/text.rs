//! Plain text of any encoding: a line a paragraph. Tabs stay, because text torn
//! out of a word processor marks the cells of its tables with them.

use crate::document::{Block, Document, Paragraph};
use crate::intake::encoding;
use crate::problem::{Code, Problem, Warning, WarningCode};
use crate::read::Options;

/// Reads the bytes of one file.
///
/// # Errors
///
/// Bytes that are no text in any encoding, or more characters than the limit.
pub fn read(bytes: &[u8], options: &Options) -> Result<Document, Problem> {
    if encoding::is_binary(bytes) {
        return Err(Problem::new(
            Code::UnknownFormat,
            "不是文本文件（含二进制数据）",
            "支持 Word、WPS、PDF、OFD、RTF、HTML、Excel、文本和图片",
        ));
    }
    if bytes.len() > options.limits.characters.saturating_mul(4) {
        return Err(Problem::new(
            Code::LimitExceeded,
            format!("文本有 {} 字节，超过上限", bytes.len()),
            "请拆分后再读",
        ));
    }
    let decoded = encoding::decode(bytes, None);
    let mut document = Document { blocks: blocks(&decoded.text), ..Document::default() };
    if decoded.errors > 0 {
        document.warnings.push(Warning::new(
            WarningCode::EncodingFaults,
            format!("按 {} 解码时有 {} 处无法识别的字节", decoded.encoding, decoded.errors),
        ));
    }
    Ok(document)
}

/// Lines as paragraphs, form feeds as page breaks. Blank lines and spaces at a
/// line's end stay: they tell where rows and paragraphs of torn text end, and go
/// when the document is mended (`understand::reflow`).
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (index, page) in text.split('\x0C').enumerate() {
        if index > 0 {
            blocks.push(Block::PageBreak);
        }
        let lines = page.split(['\n', '\u{2028}', '\u{2029}', '\u{85}', '\u{b}']);
        blocks.extend(
            lines
                .map(|line| line.trim_end_matches(['\r', '\0']))
                .map(|line| Block::Paragraph(Paragraph::plain(line))),
        );
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_tabs_and_form_feeds_break_pages() {
        let blocks = blocks("标题\n\n\t企业名称\t某厂\n\x0C第二页");
        let text: Vec<&str> = blocks
            .iter()
            .map(|block| match block {
                Block::Paragraph(paragraph) => paragraph.text.content.as_str(),
                _ => "<break>",
            })
            .collect();
        assert_eq!(text, ["标题", "", "\t企业名称\t某厂", "", "<break>", "第二页"]);
    }

    #[test]
    fn binary_data_is_refused() {
        let problem = read(&[0, 159, 146, 150, 0, 0, 1, 2], &Options::default()).unwrap_err();
        assert_eq!(problem.code, Code::UnknownFormat);
    }
}
