//! Changes of a whole sheet: what is moved, dropped, doubled or exchanged between its
//! paragraphs, rows and cells.

use super::dice::Dice;
use super::sheet::{Block, Cell, Run, Sheet, Table, run, words};
use super::text::is_han;

pub type Change = fn(&mut Sheet, &mut Dice) -> Option<String>;

pub const KINDS: &[(&str, Change)] = &[
    ("row-dropped", row_dropped),
    ("row-doubled", row_doubled),
    ("rows-swapped", rows_swapped),
    ("cells-swapped-across", cells_swapped_across),
    ("cells-swapped-down", cells_swapped_down),
    ("value-to-neighbour", value_to_neighbour),
    ("cell-doubled-across", cell_doubled_across),
    ("heads-swapped", heads_swapped),
    ("paragraph-dropped", paragraph_dropped),
    ("paragraph-doubled", paragraph_doubled),
    ("paragraphs-swapped", paragraphs_swapped),
    ("sentence-moved", sentence_moved),
    ("paragraph-added", paragraph_added),
    ("title-changed", title_changed),
    ("table-dropped", table_dropped),
    ("value-into-blank", value_into_blank),
];

fn shown(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

fn pick_table<'a>(sheet: &'a mut Sheet, dice: &mut Dice) -> Option<&'a mut Table> {
    let mut tables = sheet.tables();
    let which = dice.below(tables.len());
    (which < tables.len()).then(|| tables.swap_remove(which))
}

fn pick_row(table: &Table, dice: &mut Dice) -> Option<usize> {
    let rows: Vec<usize> =
        table.loose_rows().into_iter().filter(|row| shown(&table.words(*row))).collect();
    dice.one(&rows).copied()
}

fn row_dropped(sheet: &mut Sheet, dice: &mut Dice) -> Option<String> {
    let table = pick_table(sheet, dice)?;
    let row = pick_row(table, dice).filter(|_| table.rows > 1)?;
    let gone = table.words(row);
    table.drop_row(row);
    Some(format!("row dropped: {gone}"))
}

fn row_doubled(sheet: &mut Sheet, dice: &mut Dice) -> Option<String> {
    let table = pick_table(sheet, dice)?;
    let row = pick_row(table, dice)?;
    let said = table.words(row);
    table.double_row(row);
    Some(format!("row doubled: {said}"))
}

fn rows_swapped(sheet: &mut Sheet, dice: &mut Dice) -> Option<String> {
    let table = pick_table(sheet, dice)?;
    let loose = table.loose_rows();
    let row = pick_row(table, dice)?;
    let other = row + 1;
    let (a, b) = (table.words(row), table.words(other));
    if !loose.contains(&other) || a == b || !shown(&b) {
        return None;
    }
    for cell in &mut table.cells {
        match cell.row {
            r if r == row => cell.row = other,
            r if r == other => cell.row = row,
            _ => {}
        }
    }
    table.cells.sort_by_key(|c| (c.row, c.col));
    Some(format!("rows swapped: {a} / {b}"))
}

/// Exchanges what two cells say.
fn swap(table: &mut Table, fits: impl Fn(&Cell, &Cell) -> bool, dice: &mut Dice) -> Option<String> {
    let mut pairs = Vec::new();
    for (i, a) in table.cells.iter().enumerate() {
        for (j, b) in table.cells.iter().enumerate() {
            let (x, y) = (words(&a.runs), words(&b.runs));
            if fits(a, b) && shown(&x) && shown(&y) && x.trim() != y.trim() {
                pairs.push((i, j));
            }
        }
    }
    let (i, j) = *dice.one(&pairs)?;
    let said = format!("{} <> {}", words(&table.cells[i].runs), words(&table.cells[j].runs));
    let one = std::mem::take(&mut table.cells[i].runs);
    table.cells[i].runs = std::mem::replace(&mut table.cells[j].runs, one);
    Some(said)
}

fn cells_swapped_across(sheet: &mut Sheet, dice: &mut Dice) -> Option<String> {
    let table = pick_table(sheet, dice)?;
    swap(table, |a, b| a.row == b.row && a.col + a.cols == b.col && a.rows == b.rows, dice)
}

fn cells_swapped_down(sheet: &mut Sheet, dice: &mut Dice) -> Option<String> {
    let table = pick_table(sheet, dice)?;
    swap(table, |a, b| a.col == b.col && a.row + a.rows == b.row && a.cols == b.cols, dice)
}

/// A value and a blank cell beside it exchange their places.
fn value_to_neighbour(sheet: &mut Sheet, dice: &mut Dice) -> Option<String> {
    let table = pick_table(sheet, dice)?;
    let mut pairs = Vec::new();
    for (i, a) in table.cells.iter().enumerate() {
        for (j, b) in table.cells.iter().enumerate() {
            let beside = a.row == b.row && (a.col + a.cols == b.col || b.col + b.cols == a.col);
            if beside && shown(&words(&a.runs)) && words(&b.runs).trim().is_empty() {
                pairs.push((i, j));
            }
        }
    }
    let (i, j) = *dice.one(&pairs)?;
    let said = words(&table.cells[i].runs);
    let value = std::mem::take(&mut table.cells[i].runs);
    table.cells[j].runs = value;
    Some(format!("into the cell beside: {said}"))
}

fn cell_doubled_across(sheet: &mut Sheet, dice: &mut Dice) -> Option<String> {
    let table = pick_table(sheet, dice)?;
    let number = |c: &Cell| words(&c.runs).trim().parse::<f64>().is_ok();
    let places: Vec<usize> = (1..table.cells.len())
        .filter(|i| {
            let (a, b) = (&table.cells[i - 1], &table.cells[*i]);
            a.row == b.row && number(a) && words(&a.runs).trim() != words(&b.runs).trim()
        })
        .collect();
    let at = *dice.one(&places)?;
    let (was, now) = (words(&table.cells[at].runs), words(&table.cells[at - 1].runs));
    table.cells[at].runs = vec![run(now.as_str())];
    Some(format!("{was} > {now}, the value before it"))
}

fn heads_swapped(sheet: &mut Sheet, dice: &mut Dice) -> Option<String> {
    let table = pick_table(sheet, dice)?;
    swap(table, |a, b| a.row == 0 && b.row == 0 && a.col < b.col && a.cols == b.cols, dice)
}

fn paragraphs(sheet: &Sheet) -> Vec<usize> {
    let long = |block: &Block| match block {
        Block::Para(runs) => words(runs).chars().filter(|c| is_han(*c)).count() >= 4,
        Block::Table(_) => false,
    };
    (0..sheet.blocks.len()).filter(|i| long(&sheet.blocks[*i])).collect()
}

fn said(block: &Block) -> String {
    match block {
        Block::Para(runs) => words(runs),
        Block::Table(table) => format!("table: {}", table.words(0)),
    }
}

fn paragraph_dropped(sheet: &mut Sheet, dice: &mut Dice) -> Option<String> {
    let at = *dice.one(&paragraphs(sheet))?;
    Some(format!("dropped: {}", said(&sheet.blocks.remove(at))))
}

fn paragraph_doubled(sheet: &mut Sheet, dice: &mut Dice) -> Option<String> {
    let at = *dice.one(&paragraphs(sheet))?;
    let copy = sheet.blocks[at].clone();
    let what = said(&copy);
    sheet.blocks.insert(at, copy);
    Some(format!("doubled: {what}"))
}

fn paragraphs_swapped(sheet: &mut Sheet, dice: &mut Dice) -> Option<String> {
    let all = paragraphs(sheet);
    let first = dice.below(all.len().checked_sub(1)?.max(1));
    let (a, b) = (*all.get(first)?, *all.get(first + 1)?);
    if said(&sheet.blocks[a]) == said(&sheet.blocks[b]) {
        return None;
    }
    let what = format!("swapped: {} / {}", said(&sheet.blocks[a]), said(&sheet.blocks[b]));
    sheet.blocks.swap(a, b);
    Some(what)
}

/// A sentence leaves its paragraph or cell and stands at the end of another.
fn sentence_moved(sheet: &mut Sheet, dice: &mut Dice) -> Option<String> {
    let mut texts = sheet.texts();
    let has: Vec<usize> = (0..texts.len())
        .filter(|i| {
            let text = words(texts[*i]);
            text.matches(['。', '；']).count() > 1 && texts[*i].len() == 1
        })
        .collect();
    let from = *dice.one(&has)?;
    let to: Vec<usize> = (0..texts.len())
        .filter(|i| *i != from && words(texts[*i]).chars().filter(|c| is_han(*c)).count() > 5)
        .collect();
    let to = *dice.one(&to)?;
    let text = words(texts[from]);
    let end = text.find(['。', '；'])? + '。'.len_utf8();
    let sentence = text[..end].to_owned();
    *texts[from] = vec![run(&text[end..])];
    texts[to].push(run(sentence.as_str()));
    Some(format!("moved: {sentence}"))
}

fn paragraph_added(sheet: &mut Sheet, dice: &mut Dice) -> Option<String> {
    let text = dice.word(&[
        "本项目另有保密附件一份。",
        "以上数据未经审计。",
        "本页作废。",
        "此件仅供内部参考。",
        "申报单位保留解释权。",
        "经核实，上述内容有误。",
    ]);
    let at = dice.below(sheet.blocks.len() + 1);
    sheet.blocks.insert(at, Block::Para(vec![run(text)]));
    Some(format!("added: {text}"))
}

fn title_changed(sheet: &mut Sheet, dice: &mut Dice) -> Option<String> {
    let first = sheet.blocks.iter_mut().find_map(|block| match block {
        Block::Para(runs) => Some(runs),
        Block::Table(_) => None,
    })?;
    let text = words(first);
    let (at, c) = text.char_indices().filter(|(_, c)| is_han(*c)).nth(dice.below(4))?;
    let new =
        format!("{}{}{}", &text[..at], dice.word(&["改", "非", "副"]), &text[at + c.len_utf8()..]);
    *first = vec![run(new.as_str())];
    Some(format!("{text} > {new}"))
}

fn table_dropped(sheet: &mut Sheet, dice: &mut Dice) -> Option<String> {
    let tables: Vec<usize> =
        (0..sheet.blocks.len()).filter(|i| matches!(sheet.blocks[*i], Block::Table(_))).collect();
    let at = *dice.one(&tables)?;
    Some(format!("dropped: {}", said(&sheet.blocks.remove(at))))
}

fn value_into_blank(sheet: &mut Sheet, dice: &mut Dice) -> Option<String> {
    let mut texts = sheet.texts();
    let blank: Vec<usize> =
        (0..texts.len()).filter(|i| words(texts[*i]).trim().is_empty()).collect();
    let at = *dice.one(&blank)?;
    let value = dice.word(&["12.5", "无", "380", "是", "2024年6月"]);
    let new: Vec<Run> = vec![run(value)];
    *texts[at] = new;
    Some(format!("a blank cell says {value}"))
}
