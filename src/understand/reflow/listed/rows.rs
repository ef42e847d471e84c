//! Lists whose cells stand one behind the other, row by row.

use super::super::Line;
use super::super::cells::{Column, Piece, Setting, Split, breadth, cells_under, joined, ways};
use super::super::kinds::Fit;
use super::super::lines::width;
use super::super::told::headed;
use super::*;

/// A row: its number, and the pieces of its other cells.
#[derive(Debug, Clone, Default)]
struct Row<'a> {
    number: &'a str,
    pieces: Vec<Piece<'a>>,
}

pub fn by_rows(lines: &[Line<'_>]) -> Option<(Table, usize)> {
    let head_end = (1..lines.len().min(ROW)).find(|at| row_number(&lines[*at], 1).is_some())?;
    let mut header: Vec<Piece<'_>> = lines[..head_end].iter().flat_map(pieces).collect();
    header.retain(|piece| piece.text != "序号");
    if header.first().is_some_and(|piece| piece.text == "号") {
        header.remove(0);
    }
    let mut starts: Vec<(usize, &str)> = Vec::new();
    let mut due = 1;
    for (at, line) in lines.iter().enumerate().skip(head_end) {
        if let Some(number) = row_number(line, due) {
            due += usize::from(number.parse() == Ok(due));
            starts.push((at, number));
        }
    }
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([lines.len()]);
    let rows: Vec<(Row<'_>, Range<usize>)> = starts
        .iter()
        .zip(ends)
        .map(|((at, number), end)| {
            let pieces = lines[*at..end].iter().flat_map(pieces).skip(1).collect();
            (Row { number, pieces }, *at..end)
        })
        .collect();
    // Beside a number stands the first line of its row, where cells begin at the top.
    let beside = |(row, range): &&(Row<'_>, Range<usize>)| {
        range.len() > 1 && lines[range.start].text().len() > row.number.len()
    };
    let below = |(row, range): &&(Row<'_>, Range<usize>)| {
        range.len() > 1 && lines[range.start].text().len() == row.number.len()
    };
    let known = &rows[..rows.len() - 1];
    let (tops, middles) = (known.iter().filter(beside).count(), known.iter().filter(below).count());
    let settings: &[bool] = match (tops, middles) {
        (0, 0) => &[true, false],
        (tops, middles) if tops > middles => &[true],
        _ => &[false],
    };
    let sample = rows.iter().position(|(row, _)| row.pieces.is_empty()).unwrap_or(rows.len());
    let sample = &rows[..sample.min(SAMPLE).min(rows.len() - 1)];
    let mut found: Vec<(f32, bool, Vec<String>)> = Vec::new();
    for top in settings {
        let set = Setting { header: true, top: *top };
        let ways = ways(&header, set, WORSE).into_iter();
        let ways = ways.filter(|(cells, own)| {
            cells.len() + 1 >= COLUMNS && *own <= DOUBT * (cells.len() as f32 + 1.0)
        });
        for (cells, own) in ways.take(WAYS) {
            let labels: Vec<String> =
                cells.into_iter().map(|range| joined(&header[range])).collect();
            if !is_one_row(&labels) || !headed(&labels, true) {
                continue;
            }
            let columns = Column::all(&labels);
            let set = Setting { header: false, top: *top };
            let cost = |(row, _): &(Row<'_>, Range<usize>)| {
                cells_under(&row.pieces, &columns, set).map_or(LOST, |split| split.cost)
            };
            found.push((own + sample.iter().map(cost).sum::<f32>(), *top, labels));
        }
    }
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (least, _, labels) = found.first()?;
    // Another header that is as likely: which column is which cannot be told.
    let tied = found.iter().any(|(cost, _, other)| cost - least < TIED && other != labels);
    if tied {
        return None;
    }
    let labels = labels.clone();
    let mut read: Vec<(Reading, f32)> = found
        .iter()
        .filter(|(_, _, other)| *other == labels)
        .filter_map(|(_, top, _)| Reading::of(&labels, &rows, lines, *top))
        .collect();
    read.sort_by(|a, b| a.1.total_cmp(&b.1));
    let (reading, _) = read.into_iter().next()?;
    Some((reading.table, reading.end))
}

/// Rows under which headers are tried, and headers that are tried.
const SAMPLE: usize = 6;
const WAYS: usize = 60;
/// What a row costs that cannot be shared out at all.
const LOST: f32 = 20.0;
/// Two headers that differ by less are as likely.
const TIED: f32 = 0.5;

/// A table read with a certain header.
struct Reading {
    table: Table,
    /// One past its last line.
    end: usize,
}

impl Reading {
    fn of(
        labels: &[String],
        rows: &[(Row<'_>, Range<usize>)],
        lines: &[Line<'_>],
        top: bool,
    ) -> Option<(Self, f32)> {
        let set = Setting { header: false, top };
        let mut columns = Column::all(labels);
        // What the rows that are sure tell of the columns decides others.
        widths(&mut columns, rows, set);
        let mut table = begun(labels);
        let mut total = 0.0;
        let mut end = lines.len();
        let mut numeric: Vec<bool> = vec![true; labels.len()];
        let mut filled = 0;
        for (at, (row, range)) in rows.iter().enumerate() {
            let last = at + 1 == rows.len();
            if row.pieces.is_empty() {
                push_row(&mut table, row.number, &vec![Some(Vec::new()); labels.len()]);
                continue;
            }
            if !last && range.len() > ROW {
                return None;
            }
            let example = row.pieces[0].text.starts_with("示例");
            let (texts, cost) = if example && !last {
                (placed(labels, &row.pieces, &numeric, filled)?, 0.0)
            } else if last {
                let own = &lines[range.clone()];
                let (texts, cost, taken) =
                    last_row(labels, &columns, row, own, &numeric, filled, set)?;
                end = range.start + taken;
                (texts, cost)
            } else {
                match whole(&row.pieces, &columns, set) {
                    Some(split) => (told(&row.pieces, &split, &columns), split.cost),
                    None => (placed(labels, &row.pieces, &numeric, filled)?, 0.5),
                }
            };
            if texts.iter().all(|text| text.as_ref().is_some_and(|text| !text.is_empty())) {
                filled += 1;
                for (column, text) in numeric.iter_mut().zip(&texts) {
                    *column &= text.as_ref().is_some_and(|text| is_amount(&text.concat()));
                }
            }
            total += cost;
            push_row(&mut table, row.number, &texts);
        }
        Some((Self { table, end }, total))
    }
}

/// A row shared out under its columns, if not too much speaks against it.
fn whole(pieces: &[Piece<'_>], columns: &[Column], set: Setting) -> Option<Split> {
    cells_under(pieces, columns, set)
        .filter(|split| split.cost <= DOUBT * columns.len() as f32 + 1.0)
}

/// The texts of the cells of a row; none for one that may as well be another.
pub fn told(pieces: &[Piece<'_>], split: &Split, columns: &[Column]) -> Cells {
    let cell = |((cell, margin), column): ((&Range<usize>, &f32), &Column)| {
        let own = &pieces[cell.clone()];
        let strange = !cell.is_empty() && column.kind.fit(&joined(own)) == Fit::Strange;
        (*margin >= TIE && !strange).then(|| paragraphs(own))
    };
    split.cells.iter().zip(&split.margins).zip(columns).map(cell).collect()
}

/// Rows that tell how wide the columns are.
const TELLING: usize = 60;
/// By how much such a cell must be better than any other.
const SAFE: f32 = 1.2;

/// Learns how wide the lines of each column are, from the cells that are sure.
fn widths(columns: &mut [Column], rows: &[(Row<'_>, Range<usize>)], set: Setting) {
    let mut widest: Vec<Option<f32>> = vec![None; columns.len()];
    // The last row may reach too far down.
    let known = rows.get(..rows.len().saturating_sub(1)).unwrap_or_default();
    for (row, _) in known.iter().take(TELLING).filter(|(_, range)| range.len() <= ROW) {
        let Some(split) = whole(&row.pieces, columns, set) else { continue };
        for (c, cell) in split.cells.iter().enumerate() {
            let own = &row.pieces[cell.clone()];
            let sure =
                split.margins[c] >= SAFE && columns[c].kind.fit(&joined(own)) != Fit::Strange;
            // A cell of one line says no more than that its column is not narrower.
            if sure && !own.is_empty() {
                let slot = widest[c].get_or_insert(0.0);
                *slot = slot.max(breadth(own));
            }
        }
    }
    for (column, width) in columns.iter_mut().zip(widest) {
        column.width = width;
    }
}

/// The last row: nothing but its own cells says where it ends.
fn last_row(
    labels: &[String],
    columns: &[Column],
    row: &Row<'_>,
    lines: &[Line<'_>],
    numeric: &[bool],
    filled: usize,
    set: Setting,
) -> Option<(Cells, f32, usize)> {
    // Of two ends that are as likely the lower one: nothing else stands there.
    let mut best: Option<(f32, Cells, usize)> = None;
    let most = LONG * columns.len();
    for taken in 1..=lines.len().min(ROW) {
        let pieces: Vec<Piece<'_>> = lines[..taken].iter().flat_map(pieces).skip(1).collect();
        if pieces.len() > most {
            break;
        }
        // A short line that is left below belongs to nothing else.
        let left = lines.get(taken).is_some_and(|next| {
            width(next.text()) <= LEFT && !next.text().contains(['：', '。', ':'])
        });
        let left = if left { 1.0 } else { 0.0 };
        if let Some(split) = whole(&pieces, columns, set)
            && best.as_ref().is_none_or(|(sofar, ..)| split.cost + left <= *sofar + TIE / 2.0)
        {
            best = Some((split.cost + left, told(&pieces, &split, columns), taken));
        }
    }
    if let Some((cost, texts, taken)) = best {
        return Some((texts, cost, taken));
    }
    if let Some(texts) = placed(labels, &row.pieces, numeric, filled) {
        return Some((texts, 0.5, lines.len()));
    }
    let blank = lines[0].text().len() == row.number.len();
    blank.then(|| (vec![Some(Vec::new()); labels.len()], 0.0, 1))
}

/// How wide a line is that may be the rest of a cell.
const LEFT: f32 = 8.0;
/// Pieces of a cell on average, at the most, in a row whose end is sought.
const LONG: usize = 8;

/// Pieces of a row that has fewer cells than columns, where what they are says where
/// they stand: amounts under the columns of amounts, an example under the label
/// that shares most words with it.
fn placed(
    labels: &[String],
    pieces: &[Piece<'_>],
    numeric: &[bool],
    filled: usize,
) -> Option<Cells> {
    let mut out = vec![Some(Vec::new()); labels.len()];
    if pieces.first().is_some_and(|p| p.text.starts_with("示例")) {
        out[kin(labels, &joined(pieces))?] = Some(paragraphs(pieces));
        return Some(out);
    }
    let columns: Vec<usize> = (0..labels.len()).filter(|i| numeric[*i]).collect();
    let amounts = pieces.iter().all(|p| is_amount(p.text));
    if filled == 0 || !amounts || columns.len() != pieces.len() {
        return None;
    }
    for (column, piece) in columns.into_iter().zip(pieces) {
        out[column] = Some(vec![piece.text.to_owned()]);
    }
    Some(out)
}

/// The label that shares more pairs of characters with a text than any other.
pub fn kin(labels: &[String], text: &str) -> Option<usize> {
    let shared = |label: &String| {
        let chars: Vec<char> = label.chars().collect();
        chars.windows(2).filter(|pair| text.contains(&pair.iter().collect::<String>())).count()
    };
    let counts: Vec<usize> = labels.iter().map(shared).collect();
    let most = counts.iter().max().copied().filter(|most| *most > 0)?;
    let mut best = (0..labels.len()).filter(|i| counts[*i] == most);
    best.next().filter(|_| best.next().is_none())
}

fn is_amount(text: &str) -> bool {
    !text.is_empty() && text.len() <= 9 && text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}
