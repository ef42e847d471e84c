//! Rows on both sides of a page break. Where a table goes on over the break, the
//! paper shows one row that was cut and two rows in the same way; the layout room
//! decides by how full the lines are. Where the other side has two rows that say
//! what stands above and below the break, they are two here too.

use crate::compare::stream::fold;
use crate::document::{Block, Cell, Document, Paragraph, Table, Text};
use crate::record::Record;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

/// The document with the rows parted that the other one has apart. Tables from
/// which `records` took values keep the rows by which these are found. Gives the
/// rows that were parted too: the block, the text before and after.
pub fn parted<'d>(
    own: &'d Document,
    records: &[Record],
    other: &Document,
) -> (Cow<'d, Document>, Vec<Parted>) {
    let named: BTreeSet<usize> =
        records.iter().flat_map(|r| r.provenance.values()).filter_map(|p| p.block).collect();
    let mut apart = None;
    let mut out = Cow::Borrowed(own);
    let mut rows = Vec::new();
    for (index, block) in own.blocks.iter().enumerate().filter(|(i, _)| !named.contains(i)) {
        let Block::Table(table) = block else { continue };
        let cut: Vec<Cut> = (0..table.rows).rev().filter_map(|row| Cut::of(table, row)).collect();
        if cut.is_empty() {
            continue;
        }
        let apart = apart.get_or_insert_with(|| neighbours(other));
        for cut in cut.into_iter().filter(|cut| apart.contains(&cut.keys())) {
            if let Some(Block::Table(table)) = out.to_mut().blocks.get_mut(index) {
                rows.push(Parted { block: index, joined: cut.text(" "), apart: cut.text("\n") });
                cut.part(table);
            }
        }
    }
    (out, rows)
}

/// A row that was taken for two.
pub struct Parted {
    /// Its table among the document's blocks.
    pub block: usize,
    /// What it says, in one row and in two.
    pub joined: String,
    pub apart: String,
}

/// The folded texts of a row, cell by cell.
type Key = Vec<String>;

/// All rows of a document with the rows after them.
fn neighbours(document: &Document) -> HashSet<(Key, Key)> {
    let mut out = HashSet::new();
    for (_, table) in document.tables() {
        let key = |row| cells(table, row).map(|cell| folded(&cell.text())).collect::<Key>();
        let keys: Vec<Key> = (0..table.rows).map(key).collect();
        out.extend(keys.windows(2).map(|pair| (pair[0].clone(), pair[1].clone())));
    }
    out
}

/// The cells that stand in one row alone, from left to right.
fn cells(table: &Table, row: usize) -> impl Iterator<Item = &Cell> {
    let mut cells: Vec<&Cell> =
        table.cells.iter().filter(|c| c.row == row && c.row_span == 1).collect();
    cells.sort_by_key(|cell| cell.col);
    cells.into_iter()
}

fn folded(text: &Text) -> String {
    fold::folded(&text.content)
}

/// A row whose text stands on two pages.
struct Cut {
    row: usize,
    /// Each cell by its column, with what stands above and below the break.
    parts: Vec<(usize, [Text; 2])>,
}

impl Cut {
    fn of(table: &Table, row: usize) -> Option<Self> {
        let pages = || {
            let blocks = cells(table, row).flat_map(|cell| &cell.blocks);
            let texts = blocks.filter_map(|block| match block {
                Block::Paragraph(paragraph) => Some(&paragraph.text),
                _ => None,
            });
            texts.flat_map(|text| text.spans.iter().map(|span| span.place.page))
        };
        let (first, last) = (pages().min()?, pages().max()?);
        let plain = |cell: &Cell| cell.blocks.iter().all(|b| matches!(b, Block::Paragraph(_)));
        if first == 0 || last != first + 1 || !cells(table, row).all(plain) {
            return None;
        }
        let part = |cell: &Cell| {
            let text = cell.text();
            let below = text.spans.iter().find(|span| span.place.page == last);
            let at = below.map_or(text.content.len(), |span| span.start);
            let rest = text.slice(at..text.content.len()).trimmed();
            (cell.col, [text.slice(0..at).trimmed(), rest])
        };
        Some(Self { row, parts: cells(table, row).map(part).collect() })
    }

    fn keys(&self) -> (Key, Key) {
        let side = |at: usize| self.parts.iter().map(|(_, parts)| folded(&parts[at])).collect();
        (side(0), side(1))
    }

    /// Its cells from left to right, above and below the break.
    fn text(&self, between: &str) -> String {
        let side = |at: usize| {
            let texts = self.parts.iter().map(|(_, parts)| parts[at].content.as_str());
            texts.collect::<Vec<&str>>().join("\t")
        };
        format!("{}{between}{}", side(0), side(1))
    }

    /// Parts the row of its table.
    fn part(self, table: &mut Table) {
        for cell in &mut table.cells {
            if cell.row > self.row {
                cell.row += 1;
            } else if cell.row + cell.row_span > self.row && cell.row_span > 1 {
                cell.row_span += 1;
            }
        }
        for (col, [above, below]) in self.parts {
            let own = |cell: &&mut Cell| cell.row == self.row && cell.col == col;
            let Some(cell) = table.cells.iter_mut().find(own) else { continue };
            let style = match cell.blocks.first() {
                Some(Block::Paragraph(paragraph)) => paragraph.clone(),
                _ => Paragraph::plain(""),
            };
            let with = |text: Text| vec![Block::Paragraph(Paragraph { text, ..style.clone() })];
            let mut next = Cell { row: self.row + 1, ..cell.clone() };
            next.place = below.place();
            next.blocks = with(below);
            cell.blocks = with(above);
            table.cells.push(next);
        }
        table.cells.sort_by_key(|cell| (cell.row, cell.col));
        table.rows += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Place, Rect};

    fn on(page: u32, text: &str) -> Text {
        Text::placed(text, Place::on(page, Rect::new(0.0, 0.0, 9.0, 9.0)), 1.0)
    }

    fn table(rows: &[[Text; 2]]) -> Document {
        let mut cells = Vec::new();
        for (row, texts) in rows.iter().enumerate() {
            for (col, text) in texts.iter().enumerate() {
                let block =
                    Block::Paragraph(Paragraph { text: text.clone(), ..Paragraph::plain("") });
                cells.push(Cell { blocks: vec![block], ..Cell::plain(row, col, "") });
            }
        }
        let table = Table { rows: rows.len(), cols: 2, cells, ..Table::default() };
        Document { blocks: vec![Block::Table(table)], ..Document::default() }
    }

    fn over(above: &str, below: &str) -> Text {
        let mut text = on(1, above);
        text.push_str(" ");
        text.push(&on(2, below));
        text
    }

    fn rows(document: &Document) -> Vec<String> {
        let tables = document.tables();
        tables
            .flat_map(|(_, t)| t.text().content.lines().map(str::to_owned).collect::<Vec<_>>())
            .collect()
    }

    #[test]
    fn two_rows_on_the_other_side_are_two() {
        let paper = table(&[
            [over("采集", "传输"), over("每秒读取一次", "加密后上传")],
            [on(2, "存储"), on(2, "保留三年")],
        ]);
        let online = table(&[
            [on(0, "采集"), on(0, "每秒读取一次")],
            [on(0, "传输"), on(0, "加密后上传")],
            [on(0, "存储"), on(0, "保留三年")],
        ]);
        let (read, told) = parted(&paper, &[], &online);
        assert_eq!(rows(&read), rows(&online));
        assert_eq!((rows(&read).len(), told.len()), (3, 1));
        assert_eq!(told[0].apart, "采集\t每秒读取一次\n传输\t加密后上传");
    }

    #[test]
    fn other_words_and_one_row_on_the_other_side_leave_the_row() {
        let paper = table(&[[over("采集", "传输"), over("每秒读取一次", "加密后上传")]]);
        let other =
            table(&[[on(0, "采集"), on(0, "每秒读取两次")], [on(0, "传输"), on(0, "加密后上传")]]);
        assert_eq!(rows(&parted(&paper, &[], &other).0).len(), 1);
        let one = table(&[[on(0, "采集传输"), on(0, "每秒读取一次加密后上传")]]);
        assert_eq!(rows(&parted(&paper, &[], &one).0).len(), 1);
    }
}
