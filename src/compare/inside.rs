//! Files that lie inside the two sides, such as attachments of a PDF or OFD and workbooks
//! packed into a Word file. They are no part of the text that is compared: unless both
//! sides carry the same, what they say is open.

use super::report::reason::Reason;
use super::report::{Coverage, SideName, Unread};
use super::side::Side;
use crate::document::{Attachment, Document};

/// Names that are told of one side.
const NAMED: usize = 5;
/// What an equation's object keeps its formula in, as OLE spells it.
const FORMULA: &str = "Equation Native";

/// Takes files that lie inside of one side alone into the coverage.
pub fn weigh(paper: &Side, online: &Side, coverage: &mut Coverage) {
    let (Some(p), Some(o)) = (&paper.document, &online.document) else { return };
    let (left, right) = (inside(p), inside(o));
    let (only_left, only_right) = (without(&left, &right), without(&right, &left));
    let sides = [
        (SideName::Paper, p, only_left, right.is_empty()),
        (SideName::Online, o, only_right, left.is_empty()),
    ];
    for (side, document, alone, other_has_none) in sides {
        // What a Word file packs is shown in its text, and a print cannot carry it.
        let shown = document.pages.is_empty() && other_has_none;
        if alone.is_empty() || shown {
            continue;
        }
        let names: Vec<&str> = alone.iter().take(NAMED).map(|file| file.name.as_str()).collect();
        let more =
            if alone.len() > NAMED { format!("等 {} 个", alone.len()) } else { String::new() };
        let note = format!(
            "文件内嵌有文件（{}{more}），另一侧没有或内容不同，未比对，须人工核对",
            names.join("、")
        );
        coverage.unread.push(Unread { note, ..Unread::new(side, Reason::FilesInside) });
    }
}

/// The files inside a document, but for its equations, which are compared for themselves.
fn inside(document: &Document) -> Vec<&Attachment> {
    let wide: Vec<u8> = FORMULA.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let formula = |file: &Attachment| memchr::memmem::find(&file.bytes, &wide).is_some();
    document.attachments.iter().filter(|file| !formula(file)).collect()
}

/// Those of one side that the other does not carry as well.
fn without<'a>(own: &[&'a Attachment], other: &[&Attachment]) -> Vec<&'a Attachment> {
    let mut open: Vec<&Attachment> = other.to_vec();
    let alone = |file: &&&'a Attachment| match open.iter().position(|o| o.bytes == file.bytes) {
        Some(at) => {
            open.swap_remove(at);
            false
        }
        None => true,
    };
    own.iter().filter(alone).copied().collect()
}

#[cfg(test)]
mod tests {
    use crate::compare::{Side, Verdict, compare};
    use crate::document::{Attachment, Block, Document, Page, PageSource, Paragraph};
    use crate::extract::{Options, Source};

    fn side(files: &[&str], paged: bool) -> Side {
        let blocks =
            vec![Block::Paragraph(Paragraph::plain("某项目申请材料，项目总投资三百万元。"))];
        let attachments = files
            .iter()
            .map(|text| Attachment { name: "清单.xlsx".into(), bytes: text.as_bytes().to_vec() })
            .collect();
        let page = Page {
            number: 1,
            width: 595.0,
            height: 842.0,
            source: PageSource::Text,
            clipped: String::new(),
        };
        let pages = if paged { vec![page] } else { Vec::new() };
        let document = Document { blocks, attachments, pages, ..Document::default() };
        Side::of_document(Source::default(), document, &Options::default())
    }

    /// A workbook packed into both files said 保证金50 here and 80 there.
    #[test]
    fn files_inside_are_the_same_on_both_sides_or_open() {
        let verdict =
            |a: &[&str], b: &[&str], paged| compare(&side(a, paged), &side(b, paged)).verdict;
        assert_eq!(verdict(&["保证金50"], &["保证金50"], false), Verdict::Consistent);
        assert_eq!(verdict(&["保证金50"], &["保证金80"], false), Verdict::Undetermined);
        assert_eq!(verdict(&["补充条款"], &[], true), Verdict::Undetermined);
        assert_eq!(verdict(&[], &["补充条款"], true), Verdict::Undetermined);
        // An object of a Word file is drawn in its text.
        assert_eq!(verdict(&["一"], &[], false), Verdict::Consistent);
    }
}
