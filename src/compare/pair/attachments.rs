//! Attachments that one copy holds and the other does not. Both name them, so
//! nothing printed was changed; but what they say could not be compared.

use crate::compare::pair::align::{Alignment, Missing, Segment};
use crate::compare::report::SideName;
use crate::compare::stream::flow::{Flow, UnitKind};
use crate::compare::stream::fold;
use crate::value::pattern::pattern;
use std::ops::Range;

pattern! {
    /// A marker with its number and, on the same line, its title.
    static MARKER = r"^(附件(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})?(?:-[0-9]{1,2})?)[:.、]?(\S{0,40})$";
}

/// The fewest characters below a marker that make an attachment and no entry of a list.
const BODY: usize = 10;

/// One attachment in a stream: its marker with all that stands below it.
struct Attachment {
    number: String,
    title: String,
    name: String,
    marks: Range<usize>,
}

/// Takes the attachments that the other side lacks out of the alignment.
pub fn settle(paper: &Flow, online: &Flow, alignment: &mut Alignment) -> Vec<Missing> {
    let mut missing = Vec::new();
    for on_paper in [true, false] {
        let (flow, other) = if on_paper { (paper, online) } else { (online, paper) };
        for attachment in attachments(flow) {
            if !is_alone(flow, &attachment, on_paper, alignment) || !is_named(other, &attachment) {
                continue;
            }
            let whole = attachment.marks.clone();
            let segment = if on_paper {
                Segment { left: whole, right: 0..0 }
            } else {
                Segment { left: 0..0, right: whole }
            };
            alignment.settle(segment, Vec::new());
            let side = if on_paper { SideName::Online } else { SideName::Paper };
            missing.push(Missing { side, name: attachment.name });
        }
    }
    missing
}

fn attachments(flow: &Flow) -> Vec<Attachment> {
    let Some(marker) = MARKER.regex() else { return Vec::new() };
    let mut found: Vec<Attachment> = Vec::new();
    let mut body = flow.units.iter().filter(|u| u.kind != UnitKind::Floating);
    let end = body.next_back().map_or(0, |u| u.range.end);
    let mut title_open = false;
    for unit in flow.units.iter().filter(|u| u.kind == UnitKind::Body && !u.range.is_empty()) {
        let text = flow.folded(unit.range.clone());
        let printed = || unit.text.content.split_whitespace().collect::<Vec<_>>().join("");
        match marker.captures(&text).filter(|_| !text.ends_with('。')) {
            Some(parts) => {
                if let Some(last) = found.last_mut() {
                    last.marks.end = unit.range.start;
                }
                title_open = parts[2].is_empty();
                found.push(Attachment {
                    number: parts[1].to_owned(),
                    title: parts[2].to_owned(),
                    name: printed(),
                    marks: unit.range.start..end,
                });
            }
            // The title stands on the line below the marker.
            None if title_open && text.chars().count() <= 40 => {
                title_open = false;
                if let Some(last) = found.last_mut() {
                    last.title = text;
                    last.name = format!("{} {}", last.name, printed());
                }
            }
            None => title_open = false,
        }
    }
    found.retain(|a| a.marks.len() >= a.number.chars().count() + a.title.chars().count() + BODY);
    found
}

/// Whether next to nothing of an attachment stands on the other side.
fn is_alone(flow: &Flow, attachment: &Attachment, left: bool, alignment: &Alignment) -> bool {
    let content = || attachment.marks.clone().filter(|m| fold::is_content(flow.marks[*m].ch));
    let shared = content().filter(|m| alignment.partner(left, *m).is_some()).count();
    shared * 20 <= content().count()
}

/// Whether the other side speaks of the attachment.
fn is_named(other: &Flow, attachment: &Attachment) -> bool {
    let text = other.folded(0..other.marks.len());
    let title = &attachment.title;
    title.chars().count() >= 3 && text.contains(title.as_str())
        || title.is_empty() && text.contains(&attachment.number)
}

#[cfg(test)]
mod tests {
    use crate::compare::{Severity, Side, Verdict, compare};
    use crate::document::{Block, Document, Paragraph};
    use crate::extract::{Options, Source};

    fn side(lines: &[&str]) -> Side {
        let blocks = lines.iter().map(|l| Block::Paragraph(Paragraph::plain(*l))).collect();
        let document = Document { blocks, ..Document::default() };
        Side::of_document(Source::default(), document, &Options::default())
    }

    const BOOK: [&str; 4] = [
        "某项目申请材料",
        "一、项目概况，本项目新增数控机床十二台。",
        "二、相关附件：附件1营业执照，附件2审计报告。",
        "以上材料真实有效。",
    ];

    #[test]
    fn an_attachment_that_one_copy_lacks_is_named_and_undetermined() {
        let mut with = BOOK.to_vec();
        with.extend([
            "附件1",
            "营业执照",
            "统一社会信用代码91330100799655058B，成立日期2003年11月5日。",
        ]);
        for (paper, online, lacking) in
            [(side(&with), side(&BOOK), "网上"), (side(&BOOK), side(&with), "纸质")]
        {
            let report = compare(&paper, &online);
            assert_eq!(report.verdict, Verdict::Undetermined, "{:#?}", report.differences);
            assert!(report.differences.iter().all(|d| d.severity != Severity::Material));
            let [unread] = report.coverage.unread.as_slice() else { panic!("one entry") };
            assert!(unread.note.contains("附件1 营业执照"), "{}", unread.note);
            assert!(unread.side.title().contains(lacking));
        }
    }

    #[test]
    fn text_that_nobody_names_is_a_difference() {
        let mut with = BOOK.to_vec();
        with.extend(["附件3", "补充协议", "双方同意将总价调整为三百万元，其余条款不变。"]);
        assert_eq!(compare(&side(&with), &side(&BOOK)).verdict, Verdict::Inconsistent);
    }

    #[test]
    fn a_changed_attachment_is_a_difference() {
        let one =
            ["附件1", "营业执照", "统一社会信用代码91330100799655058B，成立日期2003年11月5日。"];
        let two =
            ["附件1", "营业执照", "统一社会信用代码91330100799655058B，成立日期2003年12月5日。"];
        let book = |tail: &[&str]| side(&[&BOOK[..], tail].concat());
        assert_eq!(compare(&book(&one), &book(&two)).verdict, Verdict::Inconsistent);
    }
}
