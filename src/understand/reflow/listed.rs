//! Lists under a header that begins with 序号 whose cells were torn out one behind
//! the other: row by row as the page was written, or block by block with blank
//! lines between them.
//!
//! Only what comes out whole is made a table: as many cells in each row as in the
//! header. A blank of a row that is filled in otherwise cannot be told from its
//! neighbours, and such a list stays lines.

use super::Line;
use super::cells::{Gap, Piece, Setting, cells, cells_under, joined};
use super::lines::{is_marker, is_numbered_row};
use super::words::begins_with_word;
use crate::document::{Block, Cell, Paragraph, Table};
use crate::understand::title::is_enumerated;
use std::ops::Range;

/// Lines that one table may have.
const LINES: usize = 1000;
/// Lines of a header, and of one row.
const ROW: usize = 120;
/// Columns of a table at the least.
const COLUMNS: usize = 3;
/// What may speak against one cell on average.
const DOUBT: f32 = 1.0;
/// How far a partition of the header may stay behind the best one, where the rows ask for it.
const WORSE: f32 = 3.0;

/// What the row of sums is called.
pub const SUMS: [&str; 4] = ["合计", "总计", "小计", "共计"];

/// A row: its number, and the pieces of its other cells.
#[derive(Debug, Clone, Default)]
struct Row<'a> {
    number: &'a str,
    pieces: Vec<Piece<'a>>,
}

/// Reads the table whose header begins at a line; gives it and the line after it.
pub fn read(lines: &[Line<'_>], start: usize) -> Option<(Table, usize)> {
    let first = lines.get(start)?.text();
    let below = lines.get(start + 1).map(|l| l.text().split(' ').next().unwrap_or_default());
    let halved = first == "序" && below == Some("号");
    if !halved && first.split(' ').next() != Some("序号") {
        return None;
    }
    let from = start + usize::from(halved);
    let end = (from + 1..lines.len().min(from + LINES))
        .find(|at| ends(&lines[*at]))
        .unwrap_or_else(|| lines.len().min(from + LINES));
    let own = lines.get(from..end)?;
    // A text that keeps the gaps between its columns mirrors the page.
    if own.iter().any(|l| l.text().contains("   ") || l.raw.contains('\t')) {
        return None;
    }
    let blocks = own.iter().skip(1).any(|line| line.blanks > 0);
    let (table, taken) = if blocks { by_blocks(own)? } else { by_rows(own)? };
    Some((table, from + taken))
}

/// Whether a line stands below a table and not in it.
fn ends(line: &Line<'_>) -> bool {
    let text = line.text();
    let label = text.split(['：', ':']).next().filter(|label| label.len() < text.len());
    let asks = ["联系", "填表", "填报", "推荐单位", "制表", "审核", "单位负责", "日期", "电话"];
    is_marker(text)
        || ["注：", "注:", "注1", "说明：", "备注：", "附件"].iter().any(|w| text.starts_with(w))
        || label.is_some_and(|label| asks.iter().any(|w| label.starts_with(w)))
        || chapter(text)
        || text.starts_with("序号")
}

/// 一、… opens a chapter.
fn chapter(text: &str) -> bool {
    let rest = text.trim_start_matches(|c| "一二三四五六七八九十".contains(c));
    rest.len() < text.len() && rest.starts_with('、')
}

/// Whether a word stands for rows that are left out.
fn is_dots(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c == '…' || c == '.')
}

/// The pieces of a line.
fn pieces<'a>(line: &Line<'a>) -> Vec<Piece<'a>> {
    let gap = if line.blanks > 0 || line.paged { Gap::Blank } else { Gap::Line };
    words(line.text())
        .into_iter()
        .enumerate()
        .map(|(at, text)| Piece { text, gap: if at == 0 { gap } else { Gap::Space } })
        .collect()
}

/// The words of a line; a date is one although spaces stand around its digits.
fn words(line: &str) -> Vec<&str> {
    let all: Vec<&str> = line.split_whitespace().collect();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let joins = |at: usize| {
        let (before, word) = (all[at - 1], all[at]);
        let next = all.get(at + 1).copied().unwrap_or_default();
        digits(before) && word.starts_with(['年', '月', '日'])
            || before == "年" && digits(word) && next.starts_with('月')
            || before == "月" && digits(word) && next.starts_with('日')
    };
    let mut out: Vec<&str> = Vec::new();
    let mut from = 0;
    for (at, word) in all.iter().enumerate() {
        let start = word.as_ptr() as usize - line.as_ptr() as usize;
        let whole = line.get(from..start + word.len()).unwrap_or(word);
        match out.last_mut().filter(|_| at > 0 && joins(at)) {
            Some(last) => *last = whole,
            None => {
                from = start;
                out.push(word);
            }
        }
    }
    out
}

/// What row a line begins, if it begins the one that is due.
fn row_number<'a>(line: &Line<'a>, due: usize) -> Option<&'a str> {
    let text = line.text();
    let first = text.split(' ').next().unwrap_or_default();
    let alone = first.len() == text.len();
    if is_dots(first) && alone || SUMS.contains(&first) {
        return Some(first);
    }
    let rest = text.get(first.len()..).unwrap_or_default().trim_start();
    let company = rest.split(' ').next().is_some_and(|word| word.ends_with("公司"));
    let row =
        alone || company || is_numbered_row(text) || !han_next(text) || begins_with_word(rest);
    (first.parse() == Ok(due) && row).then_some(first)
}

/// 20 个: a number that counts something.
fn han_next(text: &str) -> bool {
    let next = text.split(' ').nth(1).and_then(|word| word.chars().next());
    next.is_some_and(|c| !c.is_ascii())
}

fn by_rows(lines: &[Line<'_>]) -> Option<(Table, usize)> {
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
    let mut best: Option<(f32, Reading)> = None;
    for top in settings {
        let set = Setting { header: true, top: *top };
        let Some((likeliest, cost)) = cells(&header, None, set) else { continue };
        let near = likeliest.len().saturating_sub(2)..=likeliest.len() + 2;
        for count in near.filter(|count| count + 1 >= COLUMNS) {
            let Some((labels, own)) = cells(&header, Some(count), set) else { continue };
            if own > cost + WORSE {
                continue;
            }
            let labels: Vec<String> =
                labels.into_iter().map(|range| joined(&header[range])).collect();
            if !is_one_row(&labels) {
                continue;
            }
            let reading = Reading::of(&labels, &rows, lines, *top);
            if let Some((reading, rows_cost)) = reading
                && best.as_ref().is_none_or(|(sofar, _)| own + rows_cost < *sofar)
                && own <= DOUBT * (count as f32 + 1.0)
            {
                best = Some((own + rows_cost, reading));
            }
        }
    }
    best.map(|(_, reading)| (reading.table, reading.end))
}

/// Whether labels may be a header of one row. Behind 备注, which is the last column,
/// or where a label says the same twice, stand the lower rows of a header with merged
/// cells: which column each is over cannot be told.
pub fn is_one_row(labels: &[String]) -> bool {
    let remark = labels.iter().position(|label| label == "备注");
    let behind = remark.is_some_and(|at| at + 1 < labels.len());
    let twice = |label: &String| {
        let chars: Vec<char> = label.chars().collect();
        (2..=chars.len() / 2).any(|n| chars.windows(2 * n).any(|pair| pair[..n] == pair[n..]))
    };
    !behind && !labels.iter().any(twice)
}

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
        let mut table = begun(labels);
        let mut total = 0.0;
        let mut end = lines.len();
        let mut numeric: Vec<bool> = vec![true; labels.len()];
        let mut filled = 0;
        for (at, (row, range)) in rows.iter().enumerate() {
            let last = at + 1 == rows.len();
            if row.pieces.is_empty() {
                push_row(&mut table, row.number, &vec![Vec::new(); labels.len()]);
                continue;
            }
            if !last && range.len() > ROW {
                return None;
            }
            let whole = |pieces: &[Piece<'_>]| {
                cells_under(pieces, labels, set)
                    .filter(|(_, cost)| *cost <= DOUBT * labels.len() as f32)
            };
            let example = row.pieces[0].text.starts_with("示例");
            let (texts, cost) = if example && !last {
                (placed(labels, &row.pieces, &numeric, filled)?, 0.0)
            } else if last {
                let (texts, cost, taken) =
                    last_row(labels, row, &lines[range.clone()], whole, &numeric, filled, set)?;
                end = range.start + taken;
                (texts, cost)
            } else {
                match whole(&row.pieces) {
                    Some((cells, cost)) => (texts_of(&row.pieces, &cells), cost),
                    None => match of_region_above(labels, &row.pieces, set) {
                        Some((texts, cost)) => (texts, cost + 0.5),
                        None => (placed(labels, &row.pieces, &numeric, filled)?, 0.5),
                    },
                }
            };
            if texts.iter().all(|text| !text.is_empty()) {
                filled += 1;
                for (column, text) in numeric.iter_mut().zip(&texts) {
                    *column &= is_amount(&text.concat());
                }
            }
            total += cost;
            push_row(&mut table, row.number, &texts);
        }
        Some((Self { table, end }, total))
    }
}

/// The last row: nothing but its own cells says where it ends.
fn last_row(
    labels: &[String],
    row: &Row<'_>,
    lines: &[Line<'_>],
    whole: impl Fn(&[Piece<'_>]) -> Option<(Vec<Range<usize>>, f32)>,
    numeric: &[bool],
    filled: usize,
    set: Setting,
) -> Option<(Vec<Vec<String>>, f32, usize)> {
    // Of two ends that are as likely the lower one: nothing else stands there.
    let mut best: Option<(f32, Vec<Vec<String>>, usize)> = None;
    for taken in 1..=lines.len().min(ROW) {
        let pieces: Vec<Piece<'_>> = lines[..taken].iter().flat_map(pieces).skip(1).collect();
        if let Some((cells, cost)) = whole(&pieces)
            && best.as_ref().is_none_or(|(sofar, ..)| cost <= *sofar)
        {
            best = Some((cost, texts_of(&pieces, &cells), taken));
        }
    }
    if best.is_none() {
        for taken in 1..=lines.len().min(ROW) {
            let pieces: Vec<Piece<'_>> = lines[..taken].iter().flat_map(pieces).skip(1).collect();
            if let Some((texts, cost)) = of_region_above(labels, &pieces, set)
                && best.as_ref().is_none_or(|(sofar, ..)| cost <= *sofar)
            {
                best = Some((cost, texts, taken));
            }
        }
    }
    if let Some((cost, texts, taken)) = best {
        return Some((texts, cost, taken));
    }
    if let Some(texts) = placed(labels, &row.pieces, numeric, filled) {
        return Some((texts, 0.5, lines.len()));
    }
    let blank = lines[0].text().len() == row.number.len();
    blank.then(|| (vec![Vec::new(); labels.len()], 0.0, 1))
}

/// A row under a region that is named above it: its first cell is the name of a company,
/// which stands in the second column. The region itself stays blank.
fn of_region_above(
    labels: &[String],
    pieces: &[Piece<'_>],
    set: Setting,
) -> Option<(Vec<Vec<String>>, f32)> {
    let (region, others) = labels.split_first()?;
    let regions = ["市", "州", "县", "区", "地市", "地区", "区域", "所在地", "属地", "省份"];
    let core = region.split(['（', '(']).next().unwrap_or_default();
    let names = ["企业名称", "单位名称", "公司名称", "企业", "单位"];
    if others.len() < 2 || !regions.contains(&core) || !names.contains(&others[0].as_str()) {
        return None;
    }
    let (cells, cost) = cells_under(pieces, others, set)?;
    let texts = texts_of(pieces, &cells);
    let company = texts.first().is_some_and(|text| {
        let name = text.concat();
        name.chars().count() >= 6 && ["公司", "厂", "集团"].iter().any(|end| name.ends_with(end))
    });
    let own = std::iter::once(Vec::new()).chain(texts).collect();
    (company && cost <= DOUBT * others.len() as f32).then_some((own, cost))
}

/// Pieces of a row that has fewer cells than columns, where what they are says where
/// they stand: amounts under the columns of amounts, an example under the label
/// that shares most words with it.
fn placed(
    labels: &[String],
    pieces: &[Piece<'_>],
    numeric: &[bool],
    filled: usize,
) -> Option<Vec<Vec<String>>> {
    let mut out = vec![Vec::new(); labels.len()];
    if pieces.first().is_some_and(|p| p.text.starts_with("示例")) {
        out[kin(labels, &joined(pieces))?] = paragraphs(pieces);
        return Some(out);
    }
    let columns: Vec<usize> = (0..labels.len()).filter(|i| numeric[*i]).collect();
    let amounts = pieces.iter().all(|p| is_amount(p.text));
    if filled == 0 || !amounts || columns.len() != pieces.len() {
        return None;
    }
    for (column, piece) in columns.into_iter().zip(pieces) {
        out[column].push(piece.text.to_owned());
    }
    Some(out)
}

/// The label that shares more pairs of characters with a text than any other.
fn kin(labels: &[String], text: &str) -> Option<usize> {
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

fn texts_of(pieces: &[Piece<'_>], cells: &[Range<usize>]) -> Vec<Vec<String>> {
    cells.iter().map(|cell| paragraphs(&pieces[cell.clone()])).collect()
}

/// The paragraphs of a cell: its lines joined but where a number begins a new one.
fn paragraphs(pieces: &[Piece<'_>]) -> Vec<String> {
    let mut from = 0;
    let mut out = Vec::new();
    for at in 1..=pieces.len() {
        let new = pieces.get(at).is_none_or(|p| p.gap != Gap::Space && is_enumerated(p.text));
        if new {
            out.push(joined(&pieces[from..at]));
            from = at;
        }
    }
    out
}

fn begun(labels: &[String]) -> Table {
    let mut table = Table { rows: 1, cols: labels.len() + 1, header_rows: 1, ..Table::default() };
    table.cells.push(Cell::plain(0, 0, "序号"));
    let cells = labels.iter().enumerate();
    table.cells.extend(cells.map(|(at, label)| Cell::plain(0, at + 1, label)));
    table
}

fn push_row(table: &mut Table, number: &str, texts: &[Vec<String>]) {
    let row = table.rows;
    table.cells.push(Cell::plain(row, 0, number));
    for (at, text) in texts.iter().enumerate() {
        let paragraphs = text.iter().map(|t| Block::Paragraph(Paragraph::plain(t.as_str())));
        table.cells.push(Cell { blocks: paragraphs.collect(), ..Cell::plain(row, at + 1, "") });
    }
    table.rows += 1;
}

/// A list with blank lines between its cells.
fn by_blocks(lines: &[Line<'_>]) -> Option<(Table, usize)> {
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
        let texts: Vec<Vec<String>> =
            columns.iter().map(|column| column[row + 1].clone()).collect();
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
    let (mut at, mut due) = (head_end, 1);
    while at < lines.len() {
        let next = (at + 1..lines.len()).find(|i| is_number(*i, due + 1)).unwrap_or(lines.len());
        let pieces: Vec<Piece<'_>> = lines[at + 1..next].iter().flat_map(pieces).collect();
        let (cells, cost) = cells_under(&pieces, &labels, Setting::default())?;
        let ahead = pieces.iter().any(|p| p.gap != Gap::Space && p.text.parse() == Ok(due + 1));
        if ahead || cost > DOUBT {
            return None;
        }
        push_row(&mut table, lines[at].text(), &texts_of(&pieces, &cells));
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
        let mut cells = vec![Vec::new(); texts.len()];
        if row == 0 && !example.is_empty() {
            cells[kin(&texts, &joined(&example))?] = paragraphs(&example);
        }
        push_row(&mut table, number, &cells);
    }
    Some((table, lines.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Option<String> {
        let raw: Vec<&str> = text.split('\n').collect();
        let lines = super::super::collect(&raw);
        read(&lines, 0).map(|(table, _)| table.text().content.replace("\n", "|"))
    }

    #[test]
    fn rows_that_stand_one_behind_the_other() {
        let text = "序号 单位 联系人 联系电话\n1 沙洋区经信局 汤一凡 0716-8330011\n2 荆山县经信局 鲁明远 0716-8440022\n请按时报送有关材料。";
        let want = "序号\t单位\t联系人\t联系电话|1\t沙洋区经信局\t汤一凡\t0716-8330011|2\t荆山县经信局\t鲁明远\t0716-8440022";
        assert_eq!(table(text).as_deref(), Some(want));
    }

    #[test]
    fn wrapped_cells_of_rows_are_whole_again() {
        let text = "序号 企业名称 车间名称 所属行\n业\n投资总额\n（万元）\n联系方式\n（手机）\n1 白鹿市恒泰\n纺织有限公\n司\n高支纱智\n能纺纱车\n间\n纺织 5800 1390001\n0001\n2 汉南宏远汽\n车零部件股\n份有限公司\n转向节柔\n性加工车\n间\n汽车零\n部件\n3260 1390001\n0002\n3\n4\n注：无。";
        let want = "序号\t企业名称\t车间名称\t所属行业\t投资总额（万元）\t联系方式（手机）|1\t白鹿市恒泰纺织有限公司\t高支纱智能纺纱车间\t纺织\t5800\t13900010001|2\t汉南宏远汽车零部件股份有限公司\t转向节柔性加工车间\t汽车零部件\t3260\t13900010002|3\t\t\t\t\t|4\t\t\t\t\t";
        assert_eq!(table(text).as_deref(), Some(want));
    }

    #[test]
    fn a_row_may_begin_with_what_is_a_measure_elsewhere() {
        let text = "序号 企业名称 所在地\n1 湖州某轴承有限公司 南浔区\n2 台州某阀门有限公司 椒江区\n3 家具\n研究院\n黄岩区\n注：无";
        let want = "序号\t企业名称\t所在地|1\t湖州某轴承有限公司\t南浔区|2\t台州某阀门有限公司\t椒江区|3\t家具研究院\t黄岩区";
        assert_eq!(table(text).as_deref(), Some(want));
    }

    #[test]
    fn an_example_stands_under_the_label_it_is_about() {
        let text = "序号 申报单位名\n称\n涉及典型场景实例（罗列） 联系人 联系方式\n（手机号）\n1 示例：\n1.生产（环节名）—巡检（场景名）—机器人巡检\n（实例名）\n2.……\n2\n……\n注：无";
        let want = "序号\t申报单位名称\t涉及典型场景实例（罗列）\t联系人\t联系方式（手机号）|1\t\t示例：|1.生产（环节名）—巡检（场景名）—机器人巡检（实例名）|2.……\t\t|2\t\t\t\t|……\t\t\t\t";
        assert_eq!(table(text).as_deref(), Some(want));
        let blocks = "序号\n\n申报单位名\n称\n\n1\n\n涉及典型场景实例（罗列）\n示例：\n1.巡检（实例名）\n2.……\n\n联系人\n\n联系方式\n（手机号）\n\n2\n……\n\n注：无";
        let want = "序号\t申报单位名称\t涉及典型场景实例（罗列）\t联系人\t联系方式（手机号）|1\t\t示例：|1.巡检（实例名）|2.……\t\t|2\t\t\t\t|……\t\t\t\t";
        assert_eq!(table(blocks).as_deref(), Some(want));
    }

    /// Amounts once stood under 备注 and under the labels of groups.
    #[test]
    fn a_header_with_merged_cells_is_no_guess() {
        let text = "序号 申报单位\n成效指标 投资（万元）\n备注\n效率 质量\n总额\n软件\n提升前 提升后 提升前 提升后\n1 哈川市松北汽轮机公司 62.5 81 97.1 99.4 15000 2300\n2 北原乳业股份有限公司 70 88.2 98 99.9 860 120\n注：无";
        assert_eq!(table(text), None);
    }

    /// 2023 once stood under 先进级 and 年 under 认定批次.
    #[test]
    fn a_number_is_not_parted_from_its_unit() {
        let text = "序号 企业名称 工厂名称 所属行\n业\n先进级\n认定批次\n自评\n得分\n1\n川江九洲电子集\n团有限公司\n射频器件智\n能工厂\n电子信\n息\n2023 年\n第一批\n91.5\n2\n蓉城飞机零部件\n制造有限责任公\n司\n航空结构件\n智能工厂\n装备制\n造\n2024 年 88\n注：无";
        let want = "序号\t企业名称\t工厂名称\t所属行业\t先进级认定批次\t自评得分|1\t川江九洲电子集团有限公司\t射频器件智能工厂\t电子信息\t2023年第一批\t91.5|2\t蓉城飞机零部件制造有限责任公司\t航空结构件智能工厂\t装备制造\t2024年\t88";
        assert_eq!(table(text).as_deref(), Some(want));
    }

    #[test]
    fn a_region_over_several_rows_is_named_once() {
        let text = "序\n号\n市\n（州）\n企业名称 智能工厂名称\n所属行\n业\n1\n金陇市\n金陇重型装备集团有限公\n司\n矿山装备离散型智能工厂\n装备制\n造\n2\n甘陵某铝业股份有限公\n司\n电解铝流程型智能工厂 原材料\n3 天麦某电器有限公司 中压开关设备智能工厂\n装备制\n造\n4 酒川市\n酒川葡萄酒业有限责任公\n司\n葡萄酒智能酿造工厂 消费品";
        let want = "序号\t市（州）\t企业名称\t智能工厂名称\t所属行业|1\t金陇市\t金陇重型装备集团有限公司\t矿山装备离散型智能工厂\t装备制造|2\t\t甘陵某铝业股份有限公司\t电解铝流程型智能工厂\t原材料|3\t\t天麦某电器有限公司\t中压开关设备智能工厂\t装备制造|4\t酒川市\t酒川葡萄酒业有限责任公司\t葡萄酒智能酿造工厂\t消费品";
        assert_eq!(table(text).as_deref(), Some(want));
    }

    #[test]
    fn cells_and_columns_between_blank_lines() {
        let columns = "序号\n1\n2\n\n单位\n沙洋区经信局\n荆山县经信局\n\n联系人\n汤一凡\n鲁明远";
        let want = "序号\t单位\t联系人|1\t沙洋区经信局\t汤一凡|2\t荆山县经信局\t鲁明远";
        assert_eq!(table(columns).as_deref(), Some(want));
        let cells = "序号\n\n单位\n\n联系人\n\n1\n\n沙洋区\n经信局\n\n汤一凡\n\n2\n\n荆山县经信局\n\n鲁明远";
        assert_eq!(table(cells).as_deref(), Some(want));
    }

    /// 42 once stood with 4 under 数字化车间, and the sum with the county above it.
    #[test]
    fn a_sum_has_no_number() {
        let columns = "序号\n1\n2\n\n县（市、区）\n枫山区\n光泽县\n合计\n\n数字化车间\n12\n4\n16\n- 3 -\n智能工厂\n4\n1\n5";
        let want = "序号\t县（市、区）\t数字化车间\t智能工厂|1\t枫山区\t12\t4|2\t光泽县\t4\t1|\t合计\t16\t5";
        assert_eq!(table(columns).as_deref(), Some(want));
        let rows = "序号\n县（市、区）\n数字化车间\n智能工厂\n\n1\n枫山区\n12\n4\n\n2\n光泽县\n4\n1\n\n合计\n16\n5";
        let want = "序号\t县（市、区）\t数字化车间\t智能工厂|1\t枫山区\t12\t4|2\t光泽县\t4\t1|合计\t\t16\t5";
        assert_eq!(table(rows).as_deref(), Some(want));
    }

    /// The last line of the last telephone number was once left out.
    #[test]
    fn the_last_row_has_its_last_line() {
        let text = "序号 企业名称 所属行业 培育级别 联系电话\n1\n云坪县西山陶瓷有\n限公司\n建材 基础级\n13900002\n222\n2\n三岭轨道交通装备\n有限公司\n轨道\n交通\n装备\n先进级\n13900003\n333\n注：无";
        let want = "序号\t企业名称\t所属行业\t培育级别\t联系电话|1\t云坪县西山陶瓷有限公司\t建材\t基础级\t13900002222|2\t三岭轨道交通装备有限公司\t轨道交通装备\t先进级\t13900003333";
        assert_eq!(table(text).as_deref(), Some(want));
    }

    #[test]
    fn a_column_may_stand_beside_the_numbers() {
        let text = "序号 工作内容\n1 发布通知\n2 企业填报申报书\n\n责任单位\n市经信局\n申报企业\n\n完成时限\n2023年4月20日前\n2023年5月15日前";
        let want = "序号\t工作内容\t责任单位\t完成时限|1\t发布通知\t市经信局\t2023年4月20日前|2\t企业填报申报书\t申报企业\t2023年5月15日前";
        assert_eq!(table(text).as_deref(), Some(want));
    }

    #[test]
    fn lines_of_cells_with_blank_lines_between_them() {
        let text = "序\n\n号\n\n市（州） 企业名称\n工厂名称\n级别\n\n1\n云坪市\n云坪酒业集团有限责任公司\n白酒酿造智能工厂\n\n先进\n\n级\n\n2\n云坪市\n\n三岭精密轴承制造股份有限公\n\n司\n\n高精度轴承离散型智能制造工\n\n厂\n\n先进\n\n级\n\n3\n遥城市\n遥城磷化工集团股份有限公司\n磷复肥流程智能工厂\n\n基础\n\n级\n";
        let want = "序号\t市（州）\t企业名称\t工厂名称\t级别|1\t云坪市\t云坪酒业集团有限责任公司\t白酒酿造智能工厂\t先进级|2\t云坪市\t三岭精密轴承制造股份有限公司\t高精度轴承离散型智能制造工厂\t先进级|3\t遥城市\t遥城磷化工集团股份有限公司\t磷复肥流程智能工厂\t基础级";
        assert_eq!(table(text).as_deref(), Some(want));
    }

    #[test]
    fn a_blank_among_filled_cells_is_no_guess() {
        let text = "序号 单位 联系人 联系电话\n1 甲局 汤一凡\n2 乙局 0716-8440022\n3 丙局 鲁明远 0716-8440033\n注：无";
        assert_eq!(table(text), None);
        let sums = "序号 县（市、区） 车间 产线\n1 沙洋区 8 12\n2 荆山县 4 6\n合计 12 18";
        let want = "序号\t县（市、区）\t车间\t产线|1\t沙洋区\t8\t12|2\t荆山县\t4\t6|合计\t\t12\t18";
        assert_eq!(table(sums).as_deref(), Some(want));
    }
}
