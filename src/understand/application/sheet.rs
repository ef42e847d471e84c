//! A table as the form reader sees it: cells with their text, and which of them
//! the form knows as labels.

use crate::document::{Block, Cell, Grid, Table, Text};
use crate::forms::{Index, Target};
use crate::value::{label, tick};
use std::borrow::Cow;

/// A table with its cells' texts and labels.
pub struct Sheet<'a> {
    /// The table itself.
    pub table: &'a Table,
    /// Position to cell.
    pub grid: Grid,
    /// Text of each cell of the table, in its order.
    pub texts: Vec<Cow<'a, Text>>,
    /// What each cell's text stands for as a label.
    pub hits: Vec<Option<Hit>>,
    /// The table columns that each cell's text may head.
    pub columns: Vec<Vec<(usize, usize)>>,
    /// For a label cut by a page break: its lower half, by the cell of its upper half.
    pub lower_half: Vec<Option<usize>>,
    is_lower_half: Vec<bool>,
    /// Index of the outermost block in the document.
    pub block: usize,
    /// Path of the cell around a nested table (`r3c2/`), else empty.
    pub path: String,
}

/// A cell's text (or its beginning) recognised as a label.
#[derive(Debug, Clone, Default)]
pub struct Hit {
    /// One entry for each label in the cell, nearly always one.
    pub labels: Vec<(String, Vec<Target>)>,
    /// Where a value that stands in the same cell begins, in bytes.
    pub value_at: Option<usize>,
}

impl<'a> Sheet<'a> {
    /// Looks every cell of a table up.
    pub fn new(table: &'a Table, block: usize, path: String, labels: &Lookup) -> Self {
        let texts: Vec<Cow<Text>> = table.cells.iter().map(own_text).collect();
        let (hits, columns) = texts.iter().map(|text| labels.look_up(&text.content)).unzip();
        let count = texts.len();
        let mut sheet = Self {
            table,
            grid: table.grid(),
            texts,
            hits,
            columns,
            lower_half: vec![None; count],
            is_lower_half: vec![false; count],
            block,
            path,
        };
        sheet.mend_labels(labels);
        sheet
    }

    /// A page break may cut a label's cell in two: where the upper half and the cell
    /// under it make a label together and the lower half alone says nothing, they are one.
    fn mend_labels(&mut self, labels: &Lookup) {
        for upper in 0..self.texts.len() {
            let cell = &self.table.cells[upper];
            let head = self.texts[upper].content.trim();
            if head.is_empty() || head.chars().count() > 60 || self.is_lower_half[upper] {
                continue;
            }
            let Some(lower) = self.grid.cell(cell.row + cell.row_span, cell.col) else { continue };
            let below = &self.table.cells[lower];
            let tail = self.texts[lower].content.trim();
            let aligned = below.col == cell.col
                && below.col_span == cell.col_span
                && below.row == cell.row + cell.row_span;
            // The end of a label that is passed over may be one by itself.
            let passed = |hit: &Hit| hit.labels.iter().all(|(_, of)| of == &[Target::Ignored]);
            let alone = self.hits[lower].as_ref().is_some_and(|hit| !passed(hit));
            if !aligned || tail.is_empty() || tail.chars().count() > 60 || alone {
                continue;
            }
            let whole = format!("{head}{tail}");
            if let Some(targets) = labels.exact_targets(&whole) {
                let hit =
                    Hit { labels: vec![(label::join_lines(&whole), targets)], value_at: None };
                self.hits[upper] = Some(hit.clone());
                self.hits[lower] = Some(hit);
                self.lower_half[upper] = Some(lower);
                self.is_lower_half[lower] = true;
            }
        }
    }

    /// The cell right under a value cell of a cut row, if it goes on with it.
    pub fn below(&self, cell: usize, row: usize) -> Option<usize> {
        let anchor = &self.table.cells[cell];
        let lower = self.grid.cell(row, anchor.col)?;
        let free =
            lower != cell && self.hits[lower].is_none() && self.table.cells[lower].row == row;
        free.then_some(lower)
    }

    /// The cells of a grid row from left to right; `true` for those that began further up.
    pub fn row(&self, row: usize) -> Vec<(usize, bool)> {
        let mut cells: Vec<(usize, bool)> = Vec::new();
        for col in 0..self.table.cols {
            if let Some(cell) = self.grid.cell(row, col)
                && cells.last().is_none_or(|(last, _)| *last != cell)
            {
                cells.push((cell, self.table.cells[cell].row < row || self.is_lower_half[cell]));
            }
        }
        cells
    }

    /// The cell's place in the table as provenance names it.
    pub fn cell_path(&self, index: usize) -> String {
        let cell = &self.table.cells[index];
        format!("{}r{}c{}", self.path, cell.row, cell.col)
    }

    /// Whether nothing stands in the cell.
    pub fn is_blank(&self, index: usize) -> bool {
        self.texts[index].is_blank() && !self.table.cells[index].unread
    }

    /// Tables inside cells, with the path they have.
    pub fn nested(&self) -> impl Iterator<Item = (&'a Table, String)> + '_ {
        self.table.cells.iter().enumerate().flat_map(|(index, cell)| {
            let path = format!("{}/", self.cell_path(index));
            cell.blocks.iter().filter_map(move |block| match block {
                Block::Table(table) => Some((table, path.clone())),
                _ => None,
            })
        })
    }
}

/// The cell's text. Nested tables with more than one column are read as tables of
/// their own and stay out of it.
fn own_text(cell: &Cell) -> Cow<'_, Text> {
    if cell.blocks.iter().any(|block| matches!(block, Block::Table(t) if t.cols > 1)) {
        let mut text = Text::default();
        for block in &cell.blocks {
            if let Block::Paragraph(paragraph) = block {
                if !text.content.is_empty() {
                    text.push_str("\n");
                }
                text.push(&paragraph.text);
            }
        }
        return Cow::Owned(text);
    }
    cell.text()
}

/// Labels looked up; tolerant of misread characters where the pages are scans.
pub struct Lookup<'a> {
    /// The form's labels.
    pub index: &'a Index,
    /// Whether characters may be misread.
    pub fuzzy: bool,
}

impl Lookup<'_> {
    /// What a cell's text, or its beginning, stands for, and the table columns it may head.
    fn look_up(&self, text: &str) -> (Option<Hit>, Vec<(usize, usize)>) {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Default::default();
        }
        let count = trimmed.chars().count();
        // A label with its hints; what is longer is a value.
        if count > self.index.longest() + 60 {
            return (self.hit(text, trimmed, count, &[]), Vec::new());
        }
        let keys = label::keys(trimmed);
        (self.hit(text, trimmed, count, &keys), self.columns(&keys))
    }

    /// `keys` are those of the whole text, empty where it is too long for a label.
    fn hit(&self, text: &str, trimmed: &str, count: usize, keys: &[String]) -> Option<Hit> {
        let single = |name: &str, targets: Vec<Target>, value_at| {
            Some(Hit { labels: vec![(label::join_lines(name), targets)], value_at })
        };
        if let Some(targets) = self.targets_of(keys) {
            return single(trimmed, targets, None);
        }
        let offset = text.len() - text.trim_start().len();
        // `项目名称：某某` and `是否申报（□是 □否）`: the label ends at the colon or first box.
        let ends = [
            trimmed
                .char_indices()
                .take(60)
                .find(|(_, c)| matches!(c, '：' | ':'))
                .map(|(at, c)| (at, at + c.len_utf8())),
            trimmed.find(|c| tick::is_empty_box(c) || tick::is_tick(c)).map(|at| (at, at)),
            trimmed
                .char_indices()
                .take(60)
                .find(|(_, c)| matches!(c, '）' | ')'))
                .map(|(at, c)| (at + c.len_utf8(), at + c.len_utf8())),
        ];
        // Boxes that a lost symbol font turned into letters: `是否申报（£是 R否）`.
        if let Some(at) = trimmed.find(['（', '('])
            && trimmed.get(at..).is_some_and(|rest| rest.contains('是') && rest.contains('否'))
            && let Some(targets) = self.targets(trimmed.get(..at)?)
        {
            return single(trimmed.get(..at)?, targets, Some(offset + at));
        }
        for (label_end, value_at) in ends.into_iter().flatten() {
            let name = trimmed.get(..label_end)?.trim_end_matches(['（', '(']);
            if let Some(targets) = self.targets(name) {
                return single(name, targets, Some(offset + value_at));
            }
        }
        if count <= 80 { self.several(trimmed) } else { None }
    }

    /// The targets of a whole text.
    pub fn targets(&self, text: &str) -> Option<Vec<Target>> {
        self.targets_of(&label::keys(text))
    }

    fn targets_of(&self, keys: &[String]) -> Option<Vec<Target>> {
        let found = self.index.targets(keys);
        if !found.is_empty() {
            return Some(found.to_vec());
        }
        if !self.fuzzy {
            return None;
        }
        let best = closest(keys, self.index.labels())?;
        Some(best.to_vec())
    }

    /// The targets of a whole text, without tolerance.
    fn exact_targets(&self, text: &str) -> Option<Vec<Target>> {
        let found = self.index.targets(&label::keys(text));
        (!found.is_empty()).then(|| found.to_vec())
    }

    /// The table columns of a header cell.
    fn columns(&self, keys: &[String]) -> Vec<(usize, usize)> {
        let found = self.index.columns(keys);
        if !found.is_empty() {
            return found.to_vec();
        }
        // A hint without brackets behind the header (`场景描述300字以内`).
        let whole = keys.first().map_or("", String::as_str);
        let prefix = self
            .index
            .headers()
            .filter(|(key, _)| whole.starts_with(key) && key.chars().count() >= 4)
            .max_by_key(|(key, _)| key.len());
        if let Some((_, columns)) = prefix {
            return columns.to_vec();
        }
        if self.fuzzy {
            closest(keys, self.index.headers()).map(<[_]>::to_vec).unwrap_or_default()
        } else {
            Vec::new()
        }
    }

    /// A cell that holds two labels, one a line or run together (`等级⏎认证`).
    fn several(&self, text: &str) -> Option<Hit> {
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
        if lines.len() > 1 {
            // Every way to cut the lines into two labels; more than two do not occur.
            for cut in 1..lines.len() {
                let (head, tail) = (lines[..cut].concat(), lines[cut..].concat());
                if let (Some(a), Some(b)) = (self.exact(&head), self.exact(&tail)) {
                    return Some(Hit { labels: vec![(head, a), (tail, b)], value_at: None });
                }
            }
        }
        // Looked up as they are: folding each of the many cuts again would cost more than all else.
        let folded = label::key(text);
        for (at, _) in folded.char_indices().skip(4) {
            let (head, tail) = folded.split_at(at);
            if tail.chars().count() < 4 {
                break;
            }
            if let (Some(a), Some(b)) = (self.index.field(head), self.index.field(tail)) {
                let labels = vec![(head.to_owned(), a.to_vec()), (tail.to_owned(), b.to_vec())];
                return Some(Hit { labels, value_at: None });
            }
        }
        None
    }

    fn exact(&self, text: &str) -> Option<Vec<Target>> {
        let found = self.index.targets(&[label::key(text)]);
        let fields = found.iter().any(|t| matches!(t, Target::Field(..)));
        fields.then(|| found.to_vec())
    }
}

/// The entry whose key is nearest, if it differs in no more than a quarter of its characters.
fn closest<'k, T: ?Sized>(
    keys: &[String],
    all: impl Iterator<Item = (&'k str, &'k T)>,
) -> Option<&'k T> {
    let candidates: Vec<Vec<char>> = keys
        .iter()
        .map(|key| key.chars().collect::<Vec<char>>())
        .filter(|key| (4..=60).contains(&key.len()))
        .collect();
    let mut best: Option<(usize, &T)> = None;
    for (key, value) in all {
        let length = key.chars().count();
        if length < 4 {
            continue;
        }
        for candidate in &candidates {
            let allowed = (length / 4).max(1);
            if candidate.len().abs_diff(length) > allowed {
                continue;
            }
            let text: String = candidate.iter().collect();
            let distance = strsim::levenshtein(&text, key);
            if distance <= allowed && best.as_ref().is_none_or(|(d, _)| distance < *d) {
                best = Some((distance, value));
            }
        }
    }
    best.map(|(_, value)| value)
}
