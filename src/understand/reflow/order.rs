//! Lines that a tool gave out of their order, because they are set in the middle of a
//! page or beside its table: the title of an attachment below the first column of its
//! table, the marker of an attachment among the rows of the one before.

use super::Line;
use super::lines::is_marker;
use crate::understand::title;
use crate::understand::words::bare;

/// How far below its marker a title is looked for.
const REACH: usize = 60;

/// The lines in the order in which they are printed, as far as the attachments' own
/// names, which the letter lists, tell it.
pub fn restored(mut lines: Vec<Line<'_>>) -> Vec<Line<'_>> {
    let mut at = 0;
    while at < lines.len() {
        if is_marker(lines[at].text())
            && let Some(title) = misplaced(&lines, at)
        {
            if continues(&lines, at) {
                let marker = lines.remove(at);
                lines.insert(title - 1, Line { blanks: marker.blanks.max(1), ..marker });
                at = title;
            } else {
                let line = lines.remove(title);
                // What stood below the title stands apart from what stood above it.
                if let Some(below) = lines.get_mut(title) {
                    below.blanks = below.blanks.max(line.blanks);
                }
                lines.insert(at + 1, line);
            }
        }
        at += 1;
    }
    lines
}

/// Where the title of a marker's attachment stands, if not below the marker.
fn misplaced(lines: &[Line<'_>], marker: usize) -> Option<usize> {
    if lines.get(marker + 1).is_none_or(|line| title::is_whole(line.text())) {
        return None;
    }
    let number = number_of(lines[marker].text())?;
    let named = |line: &Line<'_>| {
        let name = bare(line.text());
        title::is_whole(line.text())
            && lines[..marker].iter().any(|above| {
                let listed = bare(above.text());
                listed.strip_suffix(name.as_str()).is_some_and(|before| lists(before, number))
            })
    };
    (marker + 2..lines.len().min(marker + REACH))
        .take_while(|at| !is_marker(lines[*at].text()))
        .find(|at| lines[*at].blanks > 0 && named(&lines[*at]))
}

/// The number of a marker: 附件 2.
fn number_of(text: &str) -> Option<u32> {
    let bare = bare(text);
    bare.trim_start_matches(['附', '件']).parse().ok()
}

/// Whether these are the words before a listed name: 附件:2. or 2、.
fn lists(before: &str, number: u32) -> bool {
    let own = before.trim_start_matches(['附', '件', ':']);
    own.strip_suffix(['.', '、', ':']).and_then(|n| n.parse().ok()) == Some(number)
}

/// Whether the rows around a line go on past it: 9 above, 10 below.
fn continues(lines: &[Line<'_>], at: usize) -> bool {
    let number = |line: &Line<'_>| line.text().split(' ').next().and_then(|n| n.parse().ok());
    let above: Option<u32> = at.checked_sub(1).and_then(|at| number(lines.get(at)?));
    let below: Option<u32> = lines.get(at + 1).and_then(number);
    above.zip(below).is_some_and(|(above, below)| below == above + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(text: &str) -> Vec<&str> {
        let raw: Vec<&str> = text.split('\n').collect();
        restored(super::super::collect(&raw)).iter().map(Line::text).collect()
    }

    #[test]
    fn a_title_among_the_cells_of_its_table_stands_above_it() {
        let text = "附件：1.推荐名额分配表\n2.汇总表\n附件1\n序号\n1\n2\n\n推荐名额分配表\n\n县\n甲县\n乙县";
        assert_eq!(order(text)[2..5], ["附件1", "推荐名额分配表", "序号"]);
        let other = "附件1\n序号\n1\n2\n\n推荐名额分配表\n\n县\n甲县\n乙县";
        assert_eq!(order(other)[1], "序号");
    }

    #[test]
    fn a_marker_among_the_rows_of_another_attachment_stands_above_its_title() {
        let text = "附3：材料清单\n附1\n指标参考\n1 数控化率\n2 联网率\n\n附3\n\n3 投用率\n4 周转率\n\n材料清单\n序号 材料";
        assert_eq!(
            order(text)[3..9],
            ["1 数控化率", "2 联网率", "3 投用率", "4 周转率", "附3", "材料清单"]
        );
    }
}
