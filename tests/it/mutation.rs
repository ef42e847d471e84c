//! Seeded mutations of the corpus books as the readers give them: no mutated pair
//! may ever be called consistent, and books that only differ in writing must be.
//! (The thousand on files stand in `mutation_files.rs`.)
//!
//! Books are read once; mutations are made on the documents as the readers give
//! them, on either side, Word against Word, PDF against PDF and across.

#![allow(clippy::expect_used)]

use crate::support::{books, dice};

use books::{BOOKS, compared};
use dice::Dice;
use rayon::prelude::*;
use shenbao::Options;
use shenbao::compare::Verdict;
use shenbao::document::{Block, Cell, Document, Paragraph, Table, Text};
use shenbao::extract;
use std::path::Path;

fn books() -> Vec<(String, Document)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/books");
    let mut books = Vec::new();
    for book in BOOKS {
        for ending in ["docx", "pdf"] {
            let path = folder.join(format!("{book}.{ending}"));
            if path.exists() {
                let (_, document) =
                    extract::open(&path, &Options::default()).expect("a corpus book opens");
                books.push((book.to_owned(), document));
            }
        }
    }
    assert!(books.len() >= 8, "the corpus is there");
    books
}

/// Calls `edit` with each text of the body in reading order until it says that it is done.
fn edit_text(blocks: &mut [Block], edit: &mut dyn FnMut(&mut String) -> bool) -> bool {
    for block in blocks {
        let done = match block {
            Block::Paragraph(paragraph) => {
                let mut content = paragraph.text.content.clone();
                let done = edit(&mut content);
                if content != paragraph.text.content {
                    paragraph.text = Text::placed(content, paragraph.text.place(), 1.0);
                }
                done
            }
            Block::Table(table) => {
                table.cells.iter_mut().any(|cell| edit_text(&mut cell.blocks, edit))
            }
            Block::PageBreak => false,
        };
        if done {
            return true;
        }
    }
    false
}

/// Applies `change` to the n-th text for which it gives something.
fn change_nth(
    document: &mut Document,
    dice: &mut Dice,
    change: impl Fn(&str, &mut Dice) -> Option<String>,
) -> bool {
    let mut count = 0;
    edit_text(&mut document.blocks, &mut |text| {
        count += usize::from(change(text, &mut Dice(1)).is_some());
        false
    });
    if count == 0 {
        return false;
    }
    let mut wanted = dice.below(count);
    let mut seed = Dice(dice.next());
    edit_text(&mut document.blocks, &mut |text| match change(text, &mut Dice(1)) {
        Some(_) if wanted == 0 => {
            // Not every draw gives something where the first did.
            let drawn = (0..50).find_map(|_| change(text, &mut seed));
            *text = drawn.or_else(|| change(text, &mut Dice(1))).unwrap_or_default();
            true
        }
        Some(_) => {
            wanted -= 1;
            false
        }
        None => false,
    })
}

fn replace_char(
    text: &str,
    dice: &mut Dice,
    fits: impl Fn(char) -> bool,
    with: impl Fn(char, &mut Dice) -> String,
) -> Option<String> {
    let places: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| fits(*c)).collect();
    let (at, ch) = *places.get(dice.below(places.len()))?;
    Some(format!("{}{}{}", &text[..at], with(ch, dice), &text[at + ch.len_utf8()..]))
}

fn is_han(ch: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&ch)
}

/// Mutates a document; false if it offers nothing to this kind.
fn mutate(kind: &str, document: &mut Document, dice: &mut Dice) -> bool {
    match kind {
        "digit" => change_nth(document, dice, |text, dice| {
            replace_char(
                text,
                dice,
                |c| c.is_ascii_digit(),
                |c, dice| {
                    let old = c.to_digit(10).unwrap_or(0);
                    ((old + 1 + dice.below(9) as u32) % 10).to_string()
                },
            )
        }),
        "sign" => change_nth(document, dice, |text, _| {
            let number = text.trim();
            (number.parse::<f64>().is_ok()
                && !number.starts_with('-')
                && number.parse::<f64>() != Ok(0.0))
            .then(|| format!("-{number}"))
        }),
        "decimal" => change_nth(document, dice, |text, _| {
            let number = text.trim();
            let (whole, decimals) = number.split_once('.')?;
            let digits = |s: &str| !s.is_empty() && s.chars().all(|c| c.is_ascii_digit());
            (digits(whole) && digits(decimals) && decimals.chars().any(|c| c != '0'))
                .then(|| format!("{whole}{decimals}"))
        }),
        "unit" => change_nth(document, dice, |text, _| {
            [("万元", "亿元"), ("%", "‰"), ("％", "‰"), ("毫秒", "秒"), ("万条", "条")]
                .iter()
                .find(|(from, _)| text.contains(from))
                .map(|(from, to)| text.replacen(from, to, 1))
        }),
        "tick" => change_nth(document, dice, |text, dice| {
            const FULL: [char; 5] = ['☑', '☒', '■', '√', '✓'];
            let (full, empty): (Vec<usize>, Vec<usize>) = (
                text.char_indices().filter(|(_, c)| FULL.contains(c)).map(|(i, _)| i).collect(),
                text.char_indices()
                    .filter(|(_, c)| matches!(c, '□' | '☐'))
                    .map(|(i, _)| i)
                    .collect(),
            );
            let (from, to) = (*full.first()?, *empty.get(dice.below(empty.len()))?);
            // "□√" is one ticked box.
            let glued = text[..from].ends_with('□');
            if glued && to + '□'.len_utf8() == from {
                return None;
            }
            let moved = text.char_indices().map(|(i, c)| {
                if i == from {
                    '□'
                } else if i == to {
                    '☑'
                } else {
                    c
                }
            });
            Some(moved.collect())
        }),
        "row-dropped" | "row-added" | "row-swapped" => mutate_rows(kind, document, dice),
        "character" => change_nth(document, dice, |text, dice| {
            replace_char(text, dice, is_han, |c, dice| {
                let others: Vec<char> = "鑫森淼焱垚磊骏驰".chars().filter(|o| *o != c).collect();
                others[dice.below(others.len())].to_string()
            })
        }),
        "negation" => change_nth(document, dice, |text, dice| {
            (text.chars().filter(|c| is_han(*c)).count() >= 8).then_some(())?;
            let word = ["不", "未", "拟", "非"][dice.below(4)];
            replace_char(text, dice, is_han, |c, _| format!("{word}{c}"))
        }),
        "blanked" => change_nth(document, dice, |text, _| {
            text.chars().any(char::is_alphanumeric).then(String::new)
        }),
        "page-dropped" => drop_page(document, dice),
        _ => false,
    }
}

/// Rows that no cell spans out of or into, with something written in them.
fn plain_rows(table: &Table) -> Vec<usize> {
    (0..table.rows)
        .filter(|row| {
            let whole = table
                .cells
                .iter()
                .all(|c| !(c.row..c.row + c.row_span).contains(row) || c.row_span == 1);
            whole && !row_text(table, *row).is_empty()
        })
        .collect()
}

fn row_text(table: &Table, row: usize) -> String {
    let cells = table.cells.iter().filter(|c| c.row == row);
    cells
        .map(|c| c.text().into_owned().content)
        .collect::<String>()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

fn mutate_rows(kind: &str, document: &mut Document, dice: &mut Dice) -> bool {
    let wordy = |table: &Table| -> Vec<usize> { plain_rows(table) };
    let tables: Vec<usize> = document
        .blocks
        .iter()
        .enumerate()
        .filter(|(_, b)| matches!(b, Block::Table(t) if wordy(t).len() >= 3))
        .map(|(i, _)| i)
        .collect();
    let Some(index) = tables.get(dice.below(tables.len())) else { return false };
    let Block::Table(table) = &mut document.blocks[*index] else { return false };
    let rows = wordy(table);
    let row = rows[dice.below(rows.len())];
    match kind {
        "row-dropped" => {
            table.cells.retain(|c| c.row != row);
            shift(table, row, -1);
        }
        "row-added" => {
            let mut copy: Vec<Cell> =
                table.cells.iter().filter(|c| c.row == row).cloned().collect();
            shift(table, row + 1, 1);
            for cell in &mut copy {
                cell.row = row + 1;
                let text = cell.text().into_owned().content;
                if text.chars().any(is_han) {
                    cell.blocks = vec![Block::Paragraph(Paragraph::plain(format!("新增{text}")))];
                }
            }
            table.cells.extend(copy);
            table.cells.sort_by_key(|c| (c.row, c.col));
        }
        _ => {
            let other = rows[dice.below(rows.len())];
            if row_text(table, row) == row_text(table, other) {
                return false;
            }
            for cell in &mut table.cells {
                cell.row = if cell.row == row {
                    other
                } else if cell.row == other {
                    row
                } else {
                    cell.row
                };
            }
            table.cells.sort_by_key(|c| (c.row, c.col));
        }
    }
    true
}

fn shift(table: &mut Table, from: usize, by: isize) {
    for cell in &mut table.cells {
        if cell.row >= from {
            cell.row = cell.row.saturating_add_signed(by);
        }
    }
    table.rows = table.rows.saturating_add_signed(by);
}

/// Drops a page: its blocks and the rows of tables that stand on it.
fn drop_page(document: &mut Document, dice: &mut Dice) -> bool {
    let Some(page) = document.pages.get(dice.below(document.pages.len())).map(|p| p.number) else {
        return false;
    };
    let before = document.text_len();
    document.pages.retain(|p| p.number != page);
    document.blocks.retain(|b| b.place().page != page || matches!(b, Block::Table(_)));
    for block in &mut document.blocks {
        if let Block::Table(table) = block {
            table.cells.retain(|c| c.place.page != page);
        }
    }
    document.text_len() < before
}

#[test]
fn no_mutated_pair_is_consistent() {
    let books = books();
    let wrong: Vec<String> = (0..360u64)
        .into_par_iter()
        .filter_map(|seed| {
            let mut dice = Dice(seed * 7919 + 17);
            let kind = books::KINDS[seed as usize % books::KINDS.len()];
            // Some kinds need a book that offers them; a few draws find one.
            for _ in 0..20 {
                let (book, original) = &books[dice.below(books.len())];
                let same: Vec<&Document> =
                    books.iter().filter(|(name, _)| name == book).map(|(_, d)| d).collect();
                let other = same[dice.below(same.len())];
                let mut mutant = original.clone();
                if !mutate(kind, &mut mutant, &mut dice) {
                    continue;
                }
                let on_paper = dice.below(2) == 0;
                let report =
                    if on_paper { compared(&mutant, other) } else { compared(other, &mutant) };
                return (report.verdict == Verdict::Consistent)
                    .then(|| format!("{seed} {kind} {book} paper={on_paper}"));
            }
            Some(format!("{seed} {kind}: no book offers it"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} called consistent: {wrong:#?}", wrong.len());
}

/// Other writings of the same: ticks, dates, widths, wraps, thousands.
fn restyle(document: &mut Document, dice: &mut Dice) {
    let tick = [("☑", "□"), ("■", "□"), ("√", "□"), ("☒", "☐"), ("□√", "□")][dice.below(5)];
    let (wide, dates, thousands, wraps) =
        (dice.below(2) == 0, dice.below(4), dice.below(2) == 0, dice.below(2) == 0);
    edit_text(&mut document.blocks, &mut |text| {
        let glued = text.replace("□√", "√");
        let mut out = String::new();
        for ch in glued.chars() {
            match ch {
                '☑' | '☒' | '■' | '√' => out.push_str(tick.0),
                '□' | '☐' => out.push_str(tick.1),
                '（' | '(' => out.push(if wide { '（' } else { '(' }),
                '）' | ')' => out.push(if wide { '）' } else { ')' }),
                _ => out.push(ch),
            }
        }
        if thousands
            && out.len() > 3
            && out.len() < 8
            && out.parse::<u32>().is_ok()
            && !out.starts_with(['0', '1', '2'])
        {
            let split = out.len() - 3;
            out = format!("{},{}.00", &out[..split], &out[split..]);
        }
        if let Some(date) = out.strip_suffix('日').filter(|_| dates > 0)
            && let Some((year, rest)) = date.split_once('年')
            && let Some((month, day)) = rest.split_once('月')
            && let (Ok(year), Ok(month), Ok(day)) =
                (year.parse::<u32>(), month.parse::<u32>(), day.parse::<u32>())
        {
            out = match dates {
                1 => format!("{year}-{month:02}-{day:02}"),
                2 => format!("{year}.{month}.{day}"),
                _ => format!("{year} 年 {month:02} 月 {day:02} 日"),
            };
        }
        if wraps && out.chars().count() > 24 && out.chars().all(|c| !c.is_ascii()) {
            let at = out.char_indices().nth(12).map_or(0, |(i, _)| i);
            out.insert(at, '\n');
        }
        *text = out;
        false
    });
}

#[test]
fn another_style_is_consistent() {
    let books = books();
    let pairs: Vec<(usize, usize)> = (0..books.len())
        .flat_map(|a| (0..books.len()).map(move |b| (a, b)))
        .filter(|(a, b)| books[*a].0 == books[*b].0)
        .collect();
    let wrong: Vec<String> = (0..100usize)
        .into_par_iter()
        .filter_map(|seed| {
            let mut dice = Dice(seed as u64 * 104_729 + 5);
            let (a, b) = pairs[seed % pairs.len()];
            let mut restyled = books[a].1.clone();
            restyle(&mut restyled, &mut dice);
            let report = compared(&restyled, &books[b].1);
            (report.verdict != Verdict::Consistent).then(|| {
                let first = report
                    .differences
                    .first()
                    .map(|d| format!("{} {:?} {:?}", d.pointer, d.paper, d.online));
                format!("{seed} {} {a}-{b}: {} {first:?}", books[a].0, report.reason)
            })
        })
        .collect();
    assert!(wrong.len() <= 1, "{} not consistent: {wrong:#?}", wrong.len());
}

/// 无 and — in a cell that the other side leaves blank were once no value on either.
#[test]
fn a_blank_filled_with_none_is_never_consistent() {
    let wrong: Vec<String> = books()
        .par_iter()
        .filter(|(_, document)| document.pages.is_empty())
        .flat_map(|(name, document)| {
            let tables = document.blocks.iter().enumerate();
            let blank: Vec<(usize, usize)> = tables
                .filter_map(|(at, block)| match block {
                    Block::Table(table) => Some((at, table)),
                    _ => None,
                })
                .flat_map(|(at, table)| {
                    let cells = table.cells.iter().enumerate();
                    let empty = cells.filter(|(_, c)| c.text().content.trim().is_empty());
                    empty.map(move |(cell, _)| (at, cell)).take(3)
                })
                .take(8)
                .collect();
            let mut wrong = Vec::new();
            for (at, cell) in blank {
                for sign in ["无", "—"] {
                    let mut filled = document.clone();
                    if let Block::Table(table) = &mut filled.blocks[at] {
                        table.cells[cell].blocks = vec![Block::Paragraph(Paragraph::plain(sign))];
                    }
                    for (paper, online) in [(document, &filled), (&filled, document)] {
                        if compared(paper, online).verdict == Verdict::Consistent {
                            wrong.push(format!("{name}: {sign} in cell {cell} of block {at}"));
                        }
                    }
                }
            }
            wrong
        })
        .collect();
    assert_eq!(wrong, Vec::<String>::new());
}
