//! Lists with blank lines between their cells, their columns or their printed lines.

use super::super::Line;
use super::super::cells::{Column, Gap, Piece, Setting, cells, cells_under, joined};
use super::rows::{by_rows, kin, told};
use super::*;

/// A list with blank lines between its cells.
pub fn by_blocks(lines: &[Line<'_>]) -> Option<(Table, usize)> {
    let own = || by_columns(lines).or_else(|| unfilled(lines)).or_else(|| by_cells(lines));
    own().or_else(|| by_row_blocks(lines)).or_else(|| by_printed_lines(lines))
}

/// A list with a blank line above each row, that of the sums included.
fn by_row_blocks(lines: &[Line<'_>]) -> Option<(Table, usize)> {
    let (mut due, mut rows) = (1, 0);
    for line in lines {
        let Some(number) = row_number(line, due) else { continue };
        if line.blanks == 0 && !line.paged {
            return None;
        }
        rows += 1;
        due += usize::from(number.parse() == Ok(due));
    }
    if rows < 2 { None } else { by_rows(lines) }
}

/// A list with a blank line below each printed line: what stands on single lines
/// between them stood side by side.
fn by_printed_lines(lines: &[Line<'_>]) -> Option<(Table, usize)> {
    let blocks = blocks(lines);
    if blocks.len() * 2 < lines.len() {
        return None;
    }
    let joined: Vec<String> = blocks
        .iter()
        .map(|block| block.iter().map(Line::text).collect::<Vec<_>>().join(" "))
        .collect();
    let printed: Vec<Line<'_>> =
        joined.iter().map(|raw| Line { raw, blanks: 0, paged: false }).collect();
    // 序 and 号 stand on two of them.
    let from =
        usize::from(printed.get(1).is_some_and(|l| l.text().split(' ').next() == Some("号")));
    let (table, taken) = by_rows(printed.get(from..)?)?;
    let end = blocks.iter().take(from + taken).map(|block| block.len()).sum();
    Some((table, end))
}

/// The lines between blank lines.
fn blocks<'b, 'a>(lines: &'b [Line<'a>]) -> Vec<&'b [Line<'a>]> {
    let apart = |at: &usize| lines[*at].blanks > 0 || lines[*at].paged;
    let mut starts: Vec<usize> = (1..lines.len()).filter(apart).collect();
    starts.insert(0, 0);
    starts.push(lines.len());
    starts.windows(2).map(|pair| &lines[pair[0]..pair[1]]).collect()
}

/// How many rows the block of their numbers has, and the column beside it where it has one:
/// 序号 工作内容, 1 发布通知.
fn numbered(block: &[Line<'_>]) -> Option<(usize, Option<Vec<String>>)> {
    let mut beside: Vec<String> = Vec::new();
    for (at, line) in block.iter().enumerate() {
        let (first, rest) = line.text().split_once(' ').unwrap_or((line.text(), ""));
        if at > 0 && first.parse() != Ok(beside.len()) {
            beside.last_mut().filter(|text| !text.is_empty())?.push_str(line.text());
        } else {
            beside.push(rest.trim().to_owned());
        }
    }
    let count = beside.len() - 1;
    let filled = beside.iter().filter(|text| !text.is_empty()).count();
    match filled {
        _ if count == 0 => None,
        0 => Some((count, None)),
        _ => (filled == count + 1).then_some((count, Some(beside))),
    }
}

/// 序号, 1, 2, 3 in one block, and in each of the others a label with as many cells.
fn by_columns(lines: &[Line<'_>]) -> Option<(Table, usize)> {
    let blocks = blocks(lines);
    let (numbers, others) = blocks.split_first()?;
    let (count, beside) = numbered(numbers)?;
    // The row of sums has no number.
    let is_sum = |line: &Line<'_>| SUMS.contains(&line.text());
    let summed = others.iter().any(|block| block.iter().skip(count).any(is_sum));
    let rows = count + usize::from(summed);
    let mut columns: Vec<Vec<Vec<String>>> = Vec::new();
    if let Some(column) = beside.filter(|_| !summed) {
        columns.push(column.into_iter().map(|text| vec![text]).collect());
    }
    let mut taken = numbers.len();
    for block in others {
        let pieces: Vec<Piece<'_>> = block.iter().flat_map(pieces).collect();
        let spaced = pieces.iter().any(|p| p.gap == Gap::Space);
        let Some((cells, cost)) = cells(&pieces, Some(rows + 1), Setting::default()) else {
            break;
        };
        if cost > DOUBT || spaced && cells.len() != block.len() {
            break;
        }
        columns.push(texts_of(&pieces, &cells));
        taken += block.len();
    }
    if columns.len() + 1 < COLUMNS || taken < lines.len() {
        return None;
    }
    let labels: Vec<String> = columns.iter().map(|column| column[0].concat()).collect();
    let mut table = begun(&labels);
    for row in 0..rows {
        let texts: Cells = columns.iter().map(|column| Some(column[row + 1].clone())).collect();
        let number = if row < count { (row + 1).to_string() } else { String::new() };
        push_row(&mut table, &number, &texts);
    }
    Some((table, taken))
}

/// Labels, then number by number the cells of each row.
fn by_cells(lines: &[Line<'_>]) -> Option<(Table, usize)> {
    let is_number = |at: usize, due: usize| {
        lines[at].text().parse() == Ok(due) && (at == 0 || lines[at].blanks > 0)
    };
    let head_end = (1..lines.len().min(ROW)).find(|at| is_number(*at, 1))?;
    let mut header: Vec<Piece<'_>> = lines[..head_end].iter().flat_map(pieces).collect();
    // 序号, or 号 where 序 stands above it.
    header.remove(0);
    let set = Setting { header: true, top: false };
    let (labels, cost) = cells(&header, None, set)?;
    if labels.len() + 1 < COLUMNS || cost > DOUBT * labels.len() as f32 {
        return None;
    }
    let labels: Vec<String> = labels.into_iter().map(|range| joined(&header[range])).collect();
    let mut table = begun(&labels);
    let columns = Column::all(&labels);
    let (mut at, mut due) = (head_end, 1);
    while at < lines.len() {
        let next = (at + 1..lines.len()).find(|i| is_number(*i, due + 1)).unwrap_or(lines.len());
        let pieces: Vec<Piece<'_>> = lines[at + 1..next].iter().flat_map(pieces).collect();
        let split = cells_under(&pieces, &columns, Setting::default())?;
        let ahead = pieces.iter().any(|p| p.gap != Gap::Space && p.text.parse() == Ok(due + 1));
        if ahead || split.cost > DOUBT * columns.len() as f32 {
            return None;
        }
        push_row(&mut table, lines[at].text(), &told(&pieces, &split, &columns));
        (at, due) = (next, due + 1);
    }
    Some((table, lines.len()))
}

/// A list that nobody filled in: labels and running numbers in any order, and perhaps
/// an example.
fn unfilled(lines: &[Line<'_>]) -> Option<(Table, usize)> {
    let mut labels: Vec<Piece<'_>> = Vec::new();
    let mut numbers: Vec<&str> = Vec::new();
    let mut example: Vec<Piece<'_>> = Vec::new();
    let mut open = false;
    for line in &lines[1..] {
        let text = line.text();
        open &= line.blanks == 0;
        let running = text.parse() == Ok(numbers.len() + 1);
        if running || !numbers.is_empty() && is_dots(text) {
            numbers.push(text);
        } else if open || text.starts_with("示例") && example.is_empty() {
            open = true;
            example.extend(pieces(line));
        } else {
            labels.extend(pieces(line));
        }
    }
    let set = Setting { header: true, top: false };
    let (cells, cost) = cells(&labels, None, set)?;
    let texts: Vec<String> = cells.iter().map(|cell| joined(&labels[cell.clone()])).collect();
    let short = texts.iter().all(|t| t.chars().count() <= 30 && !t.contains("公司"));
    if numbers.is_empty() || texts.len() + 1 < COLUMNS || !short || cost > 0.6 * texts.len() as f32
    {
        return None;
    }
    let mut table = begun(&texts);
    for (row, number) in numbers.iter().enumerate() {
        let mut cells = vec![Some(Vec::new()); texts.len()];
        if row == 0 && !example.is_empty() {
            cells[kin(&texts, &joined(&example))?] = Some(paragraphs(&example));
        }
        push_row(&mut table, number, &cells);
    }
    Some((table, lines.len()))
}
