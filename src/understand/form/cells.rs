//! A table as the reader of unknown forms sees it: what stands in each cell, and what
//! speaks for its being a label or a value.

use super::inline::{self, Inline};
use super::instruction;
use super::{hints, words};
use crate::document::{Block, Cell, Grid, Table, Text};
use crate::forms::Forms;
use crate::understand::application::Piece;
use crate::value::fold::is_space;
use crate::value::{label, tick};
use std::collections::HashMap;

/// One cell.
#[derive(Debug, Clone, Default)]
pub struct Look {
    /// What stands in it.
    pub text: Text,
    /// Nothing stands in it.
    pub empty: bool,
    /// Only a hint stands in it.
    pub hint: bool,
    /// Evidence for a label (above 0) or a value.
    pub score: f32,
    /// Pairs inside of the cell; empty where it holds none.
    pub pairs: Vec<Inline>,
    /// A question with its boxes in the same cell: where the boxes begin.
    pub question: Option<usize>,
    /// Boxes stand in it.
    pub ticks: bool,
    /// Most of it is bold.
    pub bold: bool,
}

/// A table with the looks of its cells.
pub struct Grids<'a> {
    /// The table.
    pub table: &'a Table,
    /// Position to cell.
    pub grid: Grid,
    /// In the order of the table's cells.
    pub looks: Vec<Look>,
    /// Index of the outermost block in the document.
    pub block: usize,
    /// Path of the cell around a nested table.
    pub path: String,
    /// Labels written one character a cell down the rows: the first cell, and the row behind
    /// the last.
    pub vertical: Vec<(usize, usize)>,
    rows: Vec<Vec<usize>>,
    /// Evidence summed over the cells that cover the same columns, and their number.
    columns: HashMap<(usize, usize), (f32, f32)>,
}

impl<'a> Grids<'a> {
    /// Looks at every cell.
    pub fn new(table: &'a Table, block: usize, path: String, forms: &Forms) -> Self {
        let mut looks: Vec<Look> = table.cells.iter().map(|cell| look(cell, forms)).collect();
        let mut rows = vec![Vec::new(); table.rows];
        for (index, cell) in table.cells.iter().enumerate() {
            if let Some(row) = rows.get_mut(cell.row) {
                row.push(index);
            }
        }
        let bold = looks.iter().filter(|look| look.bold && !look.empty).count();
        let filled = looks.iter().filter(|look| !look.empty).count();
        // Bold tells labels only where not all is bold.
        if bold > 0 && bold * 5 <= filled * 4 {
            for look in looks.iter_mut().filter(|look| !look.empty) {
                look.score += if look.bold { 1.2 } else { -0.4 };
            }
        }
        let vertical = vertical(table, &rows, &mut looks, forms);
        let grid = table.grid();
        prose(table, &grid, &mut looks);
        let mut columns: HashMap<(usize, usize), (f32, f32)> = HashMap::new();
        for (cell, look) in table.cells.iter().zip(&looks) {
            let sum = columns.entry((cell.col, cell.col + cell.col_span)).or_default();
            sum.0 += look.in_column();
            sum.1 += 1.0;
        }
        Self { grid, table, looks, block, path, vertical, rows, columns }
    }

    /// The cells that begin in a row, from left to right.
    pub fn own(&self, row: usize) -> &[usize] {
        self.rows.get(row).map_or(&[], Vec::as_slice)
    }

    /// The cell at a position.
    pub fn at(&self, row: usize, col: usize) -> Option<usize> {
        self.grid.cell(row, col)
    }

    /// A cell.
    pub fn cell(&self, index: usize) -> &Cell {
        &self.table.cells[index]
    }

    /// Columns that a cell covers.
    pub fn span(&self, index: usize) -> (usize, usize) {
        let cell = self.cell(index);
        (cell.col, cell.col + cell.col_span)
    }

    /// A cell's text as a piece that knows its place.
    pub fn piece(&self, index: usize) -> Piece {
        let cell = self.cell(index);
        let mut text = self.looks[index].text.clone();
        if text.spans.is_empty() && !text.content.is_empty() {
            text = Text::placed(text.content, cell.place, 1.0);
        }
        let path = format!("{}r{}c{}", self.path, cell.row, cell.col);
        Piece { text, block: self.block, cell: path, unread: cell.unread }.in_cell(cell)
    }

    /// The words of a cell as a label.
    pub fn label(&self, index: usize) -> String {
        words::label_text(&self.looks[index].text.content)
    }

    /// Average evidence of the other cells that cover the same columns.
    pub fn column(&self, index: usize) -> f32 {
        let Some((sum, count)) = self.columns.get(&self.span(index)) else { return 0.0 };
        if *count < 2.0 { 0.0 } else { (sum - self.looks[index].in_column()) / (count - 1.0) }
    }
}

impl Look {
    /// What it says of its column; what nobody filled in speaks for a column of values.
    fn in_column(&self) -> f32 {
        if self.empty || self.hint { -1.5 } else { self.score.clamp(-3.0, 3.0) }
    }
}

/// On what labels end beside which stands text that may have colons of its own.
const PROSE: &[&str] = &[
    "内容",
    "理由",
    "事由",
    "简介",
    "简历",
    "事迹",
    "业绩",
    "经历",
    "描述",
    "措施",
    "成果",
    "成效",
    "经验",
    "做法",
    "建议",
    "介绍",
    "评价",
    "问题",
    "效益",
    "简述",
    "概述",
    "创新点",
    "经过",
];

/// Text beside its label is no pairs, whatever colons it has: 第一阶段：开展示范。第二阶段：….
fn prose(table: &Table, grid: &Grid, looks: &mut [Look]) {
    for (index, cell) in table.cells.iter().enumerate() {
        if looks[index].pairs.is_empty() {
            continue;
        }
        let left = cell.col.checked_sub(1).and_then(|col| grid.cell(cell.row, col));
        let Some(left) = left.filter(|left| looks[*left].score > 0.0 && !looks[*left].empty) else {
            continue;
        };
        let key = label::key(&label::Label::parse(&looks[left].text.content).name);
        let asked = PROSE.iter().any(|end| key.ends_with(end));
        let content = &looks[index].text.content;
        let said = |range: &std::ops::Range<usize>| content.get(range.clone()).unwrap_or_default();
        let told = looks[index].pairs.iter().any(|pair| {
            let (name, value) = (said(&pair.label), said(&pair.value));
            let sentence = value.contains('。') || value.chars().count() > 40;
            sentence && (!words::is_known(name) || label::without_number(name.trim()).is_some())
        });
        // 采取的环保措施 | 有环保措施：经化粪池处理后排放
        let certain = looks[left].score >= words::SURE
            && !content.contains(['_', '＿'])
            && !looks[index].ticks
            && looks[index].pairs.iter().all(|pair| {
                !words::is_known(said(&pair.label)) && !words::is_people(said(&pair.label))
            });
        if asked || told || certain {
            looks[index].pairs.clear();
        }
    }
}

/// Finds labels that stand one character a cell down the rows beside labels of their own, and
/// puts their words together in their first cell.
fn vertical(
    table: &Table,
    rows: &[Vec<usize>],
    looks: &mut [Look],
    forms: &Forms,
) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let first = |row: usize| rows.get(row).and_then(|own| own.first()).copied();
    let single = |row: usize, looks: &[Look]| {
        first(row).filter(|cell| {
            let text = looks[*cell].text.content.trim();
            let mut chars = text.chars();
            let one = chars.next().is_some_and(|c| {
                crate::characters::is_han(c) && !crate::characters::numerals::is_numeral(c)
            });
            table.cells[*cell].col == 0 && one && chars.next().is_none()
        })
    };
    let mut row = 0;
    while row < table.rows {
        let mut cells = Vec::new();
        let mut until = row;
        while let Some(cell) = single(until, looks) {
            cells.push(cell);
            until += table.cells[cell].row_span.max(1);
        }
        if cells.len() < 2 {
            row = until.max(row + 1);
            continue;
        }
        let labelled = (row..until).filter(|row| {
            let behind = rows.get(*row).and_then(|own| own.iter().find(|c| !cells.contains(c)));
            behind.is_some_and(|cell| looks[*cell].score >= words::SURE)
        });
        let joined: String = cells.iter().map(|cell| looks[*cell].text.content.trim()).collect();
        if labelled.count() * 2 >= until - row && words::score(&joined, forms) > -0.5 {
            let mut text = Text::default();
            for cell in &cells {
                text.push(&looks[*cell].text.trimmed());
                looks[*cell] = Look { empty: true, score: -2.0, ..Look::default() };
            }
            let score = words::score(&joined, forms);
            looks[cells[0]] = Look { text, score, ..Look::default() };
            found.push((cells[0], until));
        }
        row = until;
    }
    found
}

/// Rows of a table that are looked at in full; what stands further down is a long list.
const ROWS: usize = 400;

fn look(cell: &Cell, forms: &Forms) -> Look {
    let text = own_text(cell);
    let seen = if text.is_blank() && !cell.unread {
        Look { empty: true, score: -2.0, ..Look::default() }
    } else if cell.row > ROWS {
        Look { score: -1.0, ..Look::default() }
    } else {
        seen(&instruction::without(&text.content), cell, forms)
    };
    Look { text, ..seen }
}

/// What the words of a cell that is not empty say, those apart that tell how to tick.
fn seen(content: &str, cell: &Cell, forms: &Forms) -> Look {
    let bold = cell.blocks.iter().any(|block| match block {
        Block::Paragraph(p) => p.style.bold && !p.text.is_blank(),
        _ => false,
    });
    let ticks = tick::has_marks(content)
        || super::ticks::read(content).is_some_and(|q| q.options.len() > 1);
    let score = words::score(content, forms);
    let may_be = score < words::SURE || content.trim().starts_with(['（', '(']);
    let hint = content.trim().is_empty() || may_be && hints::is_hint(content);
    let pairs = inside(content, forms);
    let question = if ticks && pairs.is_empty() { asked(content, forms) } else { None };
    Look { hint, score, pairs, question, ticks, bold, ..Look::default() }
}

/// The pairs of a cell that holds nothing else.
fn inside(content: &str, forms: &Forms) -> Vec<Inline> {
    let count = content.chars().filter(|c| !is_space(*c)).count();
    let mut all = Vec::new();
    let mut from = 0;
    let mut other = 0;
    for line in content.split('\n') {
        let found = if hints::is_hint(line) && !line.contains(['：', ':']) {
            Vec::new()
        } else {
            inline::pairs(line, forms)
        };
        let first = found.first().map_or(line.len(), |pair| pair.label.start);
        other +=
            line.get(..first).unwrap_or_default().chars().filter(|c| c.is_alphanumeric()).count();
        for pair in found {
            all.push(Inline {
                label: pair.label.start + from..pair.label.end + from,
                value: pair.value.start + from..pair.value.end + from,
            });
        }
        from += line.len() + 1;
    }
    // A label with its colon alone is a label; a text that quotes one is a text.
    let lone = matches!(all.as_slice(), [only] if only.value.is_empty());
    if lone || all.is_empty() || other * 8 > count {
        return Vec::new();
    }
    all
}

/// Where the boxes begin behind the words that ask: `是否上市（□是 □否）`.
fn asked(content: &str, forms: &Forms) -> Option<usize> {
    let question = super::ticks::read(content)?;
    let loose = |c: char| is_space(c) || matches!(c, '（' | '(' | '：' | ':');
    let lead = question.lead.trim_end_matches(loose);
    let at = content.find(lead)?;
    // Brackets before the first tick are boxes of options.
    if lead.starts_with(['（', '(', '[']) {
        return None;
    }
    let count = lead.chars().count();
    ((2..=40).contains(&count) && words::score(lead, forms) > 0.3).then_some(at + lead.len())
}

/// The cell's text without tables inside that have columns of their own.
fn own_text(cell: &Cell) -> Text {
    if !cell.blocks.iter().any(|block| matches!(block, Block::Table(t) if t.cols > 1 || t.rows > 1))
    {
        return cell.text().into_owned();
    }
    cell.own_text()
}

/// Whether a text is a year at the head of a column, written or still to be: 2023年, 20**年.
pub fn is_year(text: &str) -> bool {
    let key = label::key(text);
    let rest = key.trim_start_matches(['x', '×', '_', '第']);
    let open = rest.len() < key.len() && (rest.starts_with('年') || rest.is_empty());
    (key.starts_with("20") || key.starts_with("19") || open)
        && key.chars().count() <= 8
        && (key.contains('年') || key.bytes().all(|b| b.is_ascii_digit()) && key.len() == 4)
}

/// Whether a text is a part of a year at the head of a column: 3月, 二季度, 下半年.
pub fn is_period(text: &str) -> bool {
    let key = label::key(text);
    let count = |tail: &str| {
        key.strip_suffix(tail).is_some_and(|number| {
            let number = number.trim_start_matches('第');
            (1..=2).contains(&number.chars().count())
                && number.chars().all(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(c))
        })
    };
    count("月")
        || count("月份")
        || count("季度")
        || ["上半年", "下半年", "全年"].contains(&key.as_str())
}

/// Whether a text heads a column: a label, a year, 序号.
pub fn heads(text: &str, score: f32) -> f32 {
    let key = label::key(text);
    let year = is_year(text)
        || ["本年", "上年", "去年", "前年", "当年", "本期", "上期", "累计", "同比"]
            .iter()
            .any(|w| key.starts_with(w))
            && key.chars().count() <= 8;
    if year || is_period(text) { score.max(1.5) } else { score }
}
