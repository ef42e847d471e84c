//! Tables with a header row and one item a row, in any order of columns, over any
//! number of pages.

use super::draft::Piece;
use super::rows::{Reader, piece};
use super::sheet::Sheet;
use crate::forms::{Columns, Kind, Target};
use crate::value::blank;
use crate::value::label;
use serde_json::Value;

/// A table of items whose rows are being read.
#[derive(Debug, Clone)]
pub struct Open {
    /// Index of the table in the form.
    table: usize,
    /// The list in the record, without any `*`.
    list: String,
    /// First and one past the last grid column, and the column of the form there.
    map: Vec<(usize, usize, usize)>,
    /// Columns that the form does not know: grid columns and header.
    unknown: Vec<(usize, usize, String)>,
    /// Number of grid columns, to know a continuation by.
    cols: usize,
}

impl Open {
    /// The same columns on the grid of a table that goes on with this one: cell for
    /// cell, if its first row has as many cells as the header had.
    fn onto(mut self, sheet: &Sheet) -> Option<Self> {
        let mut cells: Vec<(usize, usize)> = sheet
            .row(0)
            .iter()
            .map(|(cell, _)| &sheet.table.cells[*cell])
            .map(|cell| (cell.col, cell.col + cell.col_span))
            .collect();
        if cells.len() != self.map.len() + self.unknown.len() {
            return None;
        }
        let mut known: Vec<&mut (usize, usize, usize)> = self.map.iter_mut().collect();
        let mut unknown: Vec<&mut (usize, usize, String)> = self.unknown.iter_mut().collect();
        known.sort_by_key(|column| column.0);
        unknown.sort_by_key(|column| column.0);
        let (mut known, mut unknown) =
            (known.into_iter().peekable(), unknown.into_iter().peekable());
        for (from, to) in cells.drain(..) {
            let first = match (known.peek(), unknown.peek()) {
                (Some(a), Some(b)) => a.0 < b.0,
                (a, _) => a.is_some(),
            };
            if first {
                if let Some(column) = known.next() {
                    (column.0, column.1) = (from, to);
                }
            } else if let Some(column) = unknown.next() {
                (column.0, column.1) = (from, to);
            }
        }
        self.cols = sheet.table.cols;
        Some(self)
    }
}

impl Open {
    /// Whether a cell of a row begins in the middle of a column and ends in another one:
    /// then the row is cut otherwise, and no item.
    fn is_crossed(&self, sheet: &Sheet, cells: &[(usize, bool)]) -> bool {
        let unknown = self.unknown.iter().map(|(from, to, _)| (*from, *to));
        let known = self.map.iter().map(|(from, to, _)| (*from, *to));
        known.chain(unknown).any(|(from, to)| {
            cells
                .iter()
                .map(|(cell, _)| &sheet.table.cells[*cell])
                .any(|cell| from < cell.col && cell.col < to && to < cell.col + cell.col_span)
        })
    }
}

impl Reader<'_> {
    /// Reads a table from top to bottom.
    pub fn read_table(&mut self, sheet: &Sheet) {
        if self.open.as_ref().is_some_and(|open| open.cols != sheet.table.cols) {
            self.open = self.open.take().and_then(|open| open.onto(sheet));
        }
        let mut row = 0;
        while row < sheet.table.rows {
            if let Some((open, height)) = self.header(sheet, row) {
                self.open = Some(open);
                row += height;
                continue;
            }
            if self.open.is_some() && !self.ends_items(sheet, row) {
                self.item_row(sheet, row);
            } else {
                self.open = None;
                self.label_row(sheet, row);
            }
            row += 1;
        }
    }

    /// Whether a row is the header of one of the form's tables; with its height in rows.
    fn header(&self, sheet: &Sheet, row: usize) -> Option<(Open, usize)> {
        let cells = sheet.row(row);
        let own: Vec<usize> = cells.iter().filter(|(_, above)| !above).map(|(c, _)| *c).collect();
        if own.len() < 2 || own.len() != cells.len() && cells.len() - own.len() > 1 {
            return None;
        }
        let height = own.iter().map(|c| sheet.table.cells[*c].row_span).max().unwrap_or(1);
        let two_rows = height == 2 && own.iter().any(|c| sheet.table.cells[*c].row_span == 1);
        let headers: Vec<(usize, usize, usize)> = if two_rows {
            two_row_headers(sheet, row)
        } else {
            own.iter()
                .map(|c| {
                    let cell = &sheet.table.cells[*c];
                    (cell.col, cell.col + cell.col_span, *c)
                })
                .collect()
        };
        let found: Vec<&[(usize, usize)]> =
            headers.iter().map(|(_, _, cell)| sheet.columns[*cell].as_slice()).collect();
        if found.iter().filter(|list| !list.is_empty()).count() < 2 {
            return None;
        }
        let mut best: Option<(i32, usize)> = None;
        for (t, table) in self.form.definition.tables.iter().enumerate() {
            let mut seen = Vec::new();
            for list in &found {
                if let Some((_, c)) =
                    list.iter().find(|(table, c)| *table == t && !seen.contains(c))
                {
                    seen.push(*c);
                }
            }
            let keyed = seen.iter().any(|c| table.columns[*c].key);
            if !keyed || seen.len() < 2 || seen.len() * 10 < headers.len() * 6 {
                continue;
            }
            let titled = self.titled(table);
            let score =
                seen.len() as i32 * 4 - table.columns.len() as i32 + if titled { 3 } else { 0 };
            if best.is_none_or(|(s, _)| score > s) {
                best = Some((score, t));
            }
        }
        let (_, t) = best?;
        let table = self.form.definition.tables.get(t)?;
        let mut map = Vec::new();
        let mut unknown = Vec::new();
        for ((from, to, cell), list) in headers.iter().zip(&found) {
            let text = &sheet.texts[*cell].content;
            let column = list
                .iter()
                .find(|(table, c)| *table == t && !map.iter().any(|(_, _, known)| known == c));
            match column {
                Some((_, c)) => map.push((*from, *to, *c)),
                None if !text.trim().is_empty() => {
                    unknown.push((*from, *to, label::Label::parse(text).name))
                }
                None => {}
            }
        }
        let open =
            Open { table: t, list: self.list_of(table), map, unknown, cols: sheet.table.cols };
        Some((open, if two_rows { 2 } else { 1 }))
    }

    fn titled(&self, table: &Columns) -> bool {
        let title = label::key(&table.title);
        !title.is_empty() && self.over_table.iter().any(|text| text.contains(&title))
    }

    /// The record's list for a table; `*` is the last item of the outer list.
    fn list_of(&self, table: &Columns) -> String {
        match table.to.as_str().split_once("/*/") {
            Some((outer, inner)) => {
                let last = self.draft.items(outer).saturating_sub(1);
                format!("{outer}/{last}/{inner}")
            }
            None => table.to.as_str().to_owned(),
        }
    }

    /// Whether a row is no item: it begins with a label of the form.
    fn ends_items(&self, sheet: &Sheet, row: usize) -> bool {
        let cells = sheet.row(row);
        let Some((first, above)) = cells.iter().find(|(c, _)| !sheet.is_blank(*c)) else {
            return false;
        };
        if self.open.as_ref().is_some_and(|open| open.is_crossed(sheet, &cells)) {
            return true;
        }
        let Some(hit) = sheet.hits[*first].as_ref().filter(|_| !above) else { return false };
        let strong = hit.labels.iter().flat_map(|(_, targets)| targets).any(|t| {
            matches!(t, Target::Field(..) | Target::Ignored | Target::Part(_) | Target::Years(_))
        });
        // A data cell may by chance say what a label says; a label has its value right of it.
        strong
            && (cells.len() <= 4 || cells.len() * 2 < self.open.as_ref().map_or(0, |o| o.map.len()))
    }

    fn item_row(&mut self, sheet: &Sheet, row: usize) {
        let Some(open) = self.open.clone() else { return };
        let Some(table) = self.form.definition.tables.get(open.table) else { return };
        let mut values: Vec<(usize, Piece, bool)> = Vec::new();
        let mut taken: Vec<usize> = Vec::new();
        for (from, to, column) in &open.map {
            let mut pieces = Vec::new();
            let mut fresh = false;
            for col in *from..*to {
                let Some(cell) = sheet.grid.cell(row, col) else { continue };
                if taken.contains(&cell) {
                    continue;
                }
                taken.push(cell);
                fresh |= sheet.table.cells[cell].row == row;
                pieces.push(piece(sheet, cell));
            }
            let joined = Piece::join(&pieces);
            let joined = if joined.text.content.is_empty() && !joined.unread {
                pieces.into_iter().next().unwrap_or_default()
            } else {
                joined
            };
            values.push((*column, joined, fresh));
        }
        let is_number = |column: usize| table.columns[column].kind == Some(Kind::Number);
        let blank = |piece: &Piece, reader: &Self| reader.draft.is_blank(piece);
        if values.iter().all(|(c, piece, _)| is_number(*c) || blank(piece, self)) {
            return;
        }
        if is_example(sheet, row) || is_numbering(&values) {
            return;
        }
        // A row whose keys are all blank or stand further up goes on with the row above it.
        let keys_missing = values
            .iter()
            .filter(|(c, _, _)| table.columns[*c].key || is_number(*c))
            .all(|(_, piece, fresh)| blank(piece, self) || !fresh);
        let count = self.draft.items(&open.list);
        if keys_missing && count > 0 {
            for (column, piece, fresh) in &values {
                if *fresh && !blank(piece, self) {
                    let pointer =
                        format!("{}/{}/{}", open.list, count - 1, table.columns[*column].to);
                    self.draft.append(&pointer, piece);
                }
            }
            return;
        }
        if let Some((outer, _)) = table.to.as_str().split_once("/*/")
            && self.draft.items(outer) == 0
        {
            self.draft.next_item(outer);
        }
        let index = self.draft.next_item(&open.list);
        for (column, piece, _) in &values {
            let item = &table.columns[*column];
            let pointer = format!("{}/{index}/{}", open.list, item.to);
            let kind = item.kind.unwrap_or(Kind::Line);
            self.draft.read_plain(&pointer, kind, &item.unit, &item.label, piece);
        }
        for (from, _, name) in &open.unknown {
            if let Some(cell) = sheet.grid.cell(row, *from)
                && !sheet.is_blank(cell)
            {
                let pointer =
                    format!("{}/{index}/other/{}", open.list, crate::record::escape_step(name));
                let value = Value::from(super::draft::clean_text(&sheet.texts[cell].content));
                self.draft.put(&pointer, value, &piece(sheet, cell), name);
            }
        }
    }
}

/// Column texts of a header of two rows: the lower cell where there is one.
fn two_row_headers(sheet: &Sheet, row: usize) -> Vec<(usize, usize, usize)> {
    let mut headers = Vec::new();
    for (cell, _) in sheet.row(row + 1) {
        let anchor = &sheet.table.cells[cell];
        let mut named = cell;
        if sheet.texts[cell].content.trim().is_empty()
            && let Some(upper) = sheet.grid.cell(row, anchor.col)
        {
            named = upper;
        }
        headers.push((anchor.col, anchor.col + anchor.col_span, named));
    }
    headers
}

/// The official form's own example under the header.
fn is_example(sheet: &Sheet, row: usize) -> bool {
    sheet.row(row).first().is_some_and(|(cell, _)| {
        label::key(&sheet.texts[*cell].content).trim_matches(['(', ')']) == "示例"
    })
}

/// A row that only counts the columns (`1 2 3 4`).
fn is_numbering(values: &[(usize, Piece, bool)]) -> bool {
    values.len() >= 3
        && values.iter().enumerate().all(|(i, (_, piece, _))| {
            let text = crate::value::fold::fold(&piece.text.content);
            let text = text.trim_matches(['(', ')', '-']);
            text == (i + 1).to_string() && !blank::is_blank(text)
        })
}
