//! Tables in a text that mirrors the page: the ruling is gone, but the cells of a
//! column still stand below each other, with gaps between the columns.
//!
//! Only lists under a header that begins with 序号 are read. Cells are set in the
//! middle of their row or at its top: where the number of a row stands between its
//! lines tells which.

use super::Line;
use crate::document::{Block, Cell, Paragraph, Place, Table};

/// Lines that one table may have; beyond that it is no table.
const LINES: usize = 400;
/// Lines of a header above and below 序号.
const HEADER: usize = 9;
/// Wide gaps in a header at the least.
const GAPS: usize = 2;
/// Columns of a table.
const COLUMNS: usize = 40;

/// A piece of a line between two gaps, with the column of its first character.
#[derive(Debug, Clone, Copy)]
struct Piece<'a> {
    text: &'a str,
    from: f32,
    to: f32,
}

impl Piece<'_> {
    fn middle(&self) -> f32 {
        (self.from + self.to) / 2.0
    }
}

/// What a character takes of the page: a Han character is nearly two columns wide.
fn breadth(c: char) -> f32 {
    if c.is_ascii() { 1.0 } else { 1.8 }
}

/// The pieces of a line; one gap is two spaces or more.
fn pieces<'a>(line: &Line<'a>) -> Vec<Piece<'a>> {
    let raw = line.raw.trim_end();
    let mut out: Vec<Piece<'a>> = Vec::new();
    let mut start: Option<(usize, usize)> = None;
    let mut spaces = 0usize;
    let mut end = 0usize;
    let mut keep = |start: (usize, usize), end: usize| {
        let text = raw.get(start.0..end).unwrap_or_default().trim_end();
        let from = start.1 as f32;
        let to = from + text.chars().map(breadth).sum::<f32>();
        out.push(Piece { text, from, to });
    };
    for (column, (at, c)) in raw.char_indices().enumerate() {
        if c == ' ' || c == '\u{3000}' {
            spaces += 1;
            continue;
        }
        let apart = spaces >= 2
            || spaces == 1
                && start.is_some_and(|(from, _)| parts(raw.get(from..end).unwrap_or_default(), c));
        if apart && let Some(begun) = start.take() {
            keep(begun, end);
        }
        spaces = 0;
        start = start.or(Some((at, column)));
        end = at + c.len_utf8();
    }
    if let Some(begun) = start {
        keep(begun, end);
    }
    // Nothing reaches into the next piece, however narrow the page was set.
    for at in 1..out.len() {
        let next = out[at].from;
        out[at - 1].to = out[at - 1].to.min(next - 0.5);
    }
    out
}

/// Whether one space parts two narrow cells: `企业 性质2`, and not `（100 字`.
fn parts(left: &str, right: char) -> bool {
    let han = |c: char| c.is_alphabetic() && !c.is_ascii();
    let open = left.matches(['（', '(']).count() > left.matches(['）', ')']).count();
    let mut last = left.chars().rev();
    let ends = match (last.next(), last.next()) {
        (Some(c), Some(before)) if c.is_ascii_digit() => han(before),
        (Some(c), _) => han(c),
        _ => false,
    };
    ends && han(right) && !open
}

/// Whether a word is the number of a row, or stands for those left out.
fn is_row_number(text: &str) -> bool {
    let number = text.len() <= 3 && text.bytes().all(|b| b.is_ascii_digit());
    !text.is_empty() && (number || text.chars().all(|c| c == '…' || c == '.'))
}

/// Reads the table whose header begins at a line; gives it and the line after it.
pub fn read(lines: &[Line<'_>], start: usize) -> Option<(Table, usize)> {
    let lines = lines.get(start..lines.len().min(start + LINES))?;
    // 序号 stands on the first line of the header, or some lines below it.
    let begins = |at: usize, word: &str| {
        lines.get(at).is_some_and(|line| pieces(line).first().is_some_and(|p| p.text == word))
    };
    let whole = |at: usize| begins(at, "序号");
    let halved = |at: usize| begins(at, "序") && begins(at + 1, "号");
    let named = (0..HEADER).find(|at| whole(*at) || halved(*at))?;
    let wide = (named..lines.len().min(named + 2)).any(|at| pieces(&lines[at]).len() >= 3);
    let above = lines[..named].iter().all(|line| !line.text().contains('：'));
    if !wide || !above {
        return None;
    }
    // Twice the middle of the label, which may stand on two lines.
    let middle = 2 * named + usize::from(halved(named));
    let edge = pieces(&lines[named]).first()?.to;
    // Above it stands nothing that begins further left.
    let right = |line: &Line<'_>| pieces(line).first().is_some_and(|p| p.from >= edge - 1.0);
    if !lines[..named].iter().all(right) || lines[1..=named].iter().any(|l| l.blanks > 0) {
        return None;
    }
    let number = |line: &Line<'_>| {
        pieces(line).first().is_some_and(|p| p.to <= edge + 1.0 && is_row_number(p.text))
    };
    let centred = named > 0;
    let rows = rows(lines, middle, centred, edge, &number)?;
    let header = &lines[rows[0].clone()];
    // Text whose cells stand one space apart mirrors no page.
    let gaps: usize = header.iter().map(|line| line.raw.trim().matches("   ").count()).sum();
    let columns = columns(header).filter(|_| gaps >= GAPS)?;
    build(lines, &rows, &columns).map(|table| (table, start + rows.last().map_or(0, |r| r.end)))
}

/// The lines of each row, the header first.
fn rows(
    lines: &[Line<'_>],
    middle: usize,
    centred: bool,
    edge: f32,
    number: &impl Fn(&Line<'_>) -> bool,
) -> Option<Vec<std::ops::Range<usize>>> {
    let named = middle.div_ceil(2);
    // The table ends where a line begins in the first column and is no number.
    let ends = |at: usize| {
        let line = &lines[at];
        let left = pieces(line).first().is_none_or(|p| p.from < edge - 1.0);
        let words = pieces(line).first().map_or("", |p| p.text);
        let below = line.blanks > 0 && words.contains(['：', ':']) || words.starts_with('注');
        at > named && (left || below) && !number(line)
    };
    let end = (0..lines.len()).find(|at| ends(*at)).unwrap_or(lines.len());
    let numbers: Vec<usize> = (named + 1..end).filter(|at| number(&lines[*at])).collect();
    let mut out = Vec::new();
    if centred {
        // As many lines below the number as above it.
        let mut start = 0;
        for middle in std::iter::once(middle).chain(numbers.iter().map(|at| 2 * at)) {
            let until = (middle + 1).checked_sub(start)?;
            if middle < 2 * start || until > end + 1 {
                return None;
            }
            out.push(start..until.min(end));
            start = until.min(end);
        }
        // One line more than the middle says may stand below.
        let last = out.last_mut()?;
        if end - last.end > 1 {
            return None;
        }
        last.end = end;
    } else {
        let mut starts: Vec<usize> = std::iter::once(middle / 2).chain(numbers).collect();
        starts.push(end);
        out.extend(starts.windows(2).map(|pair| pair[0]..pair[1]));
    }
    Some(out)
}

/// The columns, by the pieces of the header.
fn columns(header: &[Line<'_>]) -> Option<Vec<(f32, f32)>> {
    let mut out: Vec<(f32, f32)> = Vec::new();
    for piece in header.iter().flat_map(pieces) {
        let inside = |(from, to): &(f32, f32)| {
            let middle = (from + to) / 2.0;
            (*from..*to).contains(&piece.middle()) || (piece.from..piece.to).contains(&middle)
        };
        let touched: Vec<usize> = (0..out.len()).filter(|i| inside(&out[*i])).collect();
        match touched.as_slice() {
            [] => out.push((piece.from, piece.to)),
            [one] => {
                let column = &mut out[*one];
                *column = (column.0.min(piece.from), column.1.max(piece.to));
            }
            // A header over several columns: merged headers are not read here.
            _ => return None,
        }
    }
    out.sort_by(|a, b| a.0.total_cmp(&b.0));
    (3..=COLUMNS).contains(&out.len()).then_some(out)
}

fn build(
    lines: &[Line<'_>],
    rows: &[std::ops::Range<usize>],
    columns: &[(f32, f32)],
) -> Option<Table> {
    let mut table =
        Table { rows: rows.len(), cols: columns.len(), header_rows: 1, ..Table::default() };
    for (row, range) in rows.iter().enumerate() {
        let mut texts = vec![String::new(); columns.len()];
        for line in &lines[range.clone()] {
            let mut last = None;
            for piece in pieces(line) {
                let shared =
                    |column: &(f32, f32)| piece.to.min(column.1) - piece.from.max(column.0);
                let best = (0..columns.len())
                    .max_by(|a, b| shared(&columns[*a]).total_cmp(&shared(&columns[*b])))?;
                // Out of their order, or two in one column with a gap: no such table.
                if last
                    .is_some_and(|(last, to)| best < last || best == last && piece.from > to + 1.5)
                {
                    return None;
                }
                last = Some((best, piece.to));
                texts[best].push_str(piece.text);
            }
        }
        table.cells.extend(texts.into_iter().enumerate().map(|(col, text)| Cell {
            row,
            col,
            row_span: 1,
            col_span: 1,
            blocks: match text.is_empty() {
                true => Vec::new(),
                false => vec![Block::Paragraph(Paragraph::plain(text))],
            },
            place: Place::default(),
            unread: false,
        }));
    }
    Some(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Option<String> {
        let raw: Vec<&str> = text.split('\n').collect();
        let lines = super::super::collect(&raw);
        read(&lines, 0).map(|(table, _)| table.text().content)
    }

    #[test]
    fn cells_set_in_the_middle_of_their_rows() {
        let text = "     评估企业                    联系    提交     主营业
序号           省    市     区                 务收入
      名称                     方式    时间     （万）
     白沙天禾
            浙江   湖州    南浔                300-999
1    食品有限                    XXX   XXX
             省    市     区                   人
     责任公司

2

     联系人：                               联系电话：";
        let want = "序号\t评估企业名称\t省\t市\t区\t联系方式\t提交时间\t主营业务收入（万）\n1\t白沙天禾食品有限责任公司\t浙江省\t湖州市\t南浔区\tXXX\tXXX\t300-999人\n2\t\t\t\t\t\t\t";
        assert_eq!(table(text).as_deref(), Some(want));
    }

    #[test]
    fn running_text_with_gaps_is_no_table() {
        assert_eq!(table("联系人：张某                 电话：0866-5550101\n序号 以下"), None);
        assert_eq!(table("某省财政厅   某省发展和改革委员会\n2024年11月7日"), None);
    }
}
