//! A document as plain text in reading order: a paragraph a line, a table row a
//! line with its cells tab by tab.

use crate::document::{Block, Cell, Document, MarginKind, Table};

/// The whole document; margins follow the body under their own heading.
pub fn document(document: &Document) -> String {
    let mut out = String::new();
    blocks(&document.blocks, &mut out);
    for (kind, title) in [
        (MarginKind::Header, "页眉"),
        (MarginKind::Footer, "页脚"),
        (MarginKind::Footnote, "脚注"),
        (MarginKind::Comment, "批注"),
    ] {
        let texts = document.margins.iter().filter(|m| m.kind == kind);
        for (index, margin) in texts.enumerate() {
            if index == 0 {
                out.push_str("\n[");
                out.push_str(title);
                out.push_str("]\n");
            }
            out.push_str(margin.text.content.trim());
            out.push('\n');
        }
    }
    out
}

fn blocks(blocks: &[Block], out: &mut String) {
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => {
                out.push_str(&paragraph.text.content);
                out.push('\n');
            }
            Block::Table(table) => rows(table, out),
            Block::PageBreak => out.push('\x0C'),
        }
    }
}

/// Rows as lines. A merged cell is written once, at its anchor; a position that
/// it covers stays empty, so that columns keep their place.
fn rows(table: &Table, out: &mut String) {
    let grid = table.grid();
    for row in 0..table.rows {
        let mut last = None;
        for col in 0..table.cols {
            let at = grid.cell(row, col);
            let Some(index) = at else {
                if col > 0 {
                    out.push('\t');
                }
                last = None;
                continue;
            };
            if last == Some(index) {
                continue;
            }
            if col > 0 {
                out.push('\t');
            }
            last = Some(index);
            if let Some(cell) = table.cells.get(index).filter(|cell| cell.row == row) {
                out.push_str(&one_line(cell));
            }
        }
        while out.ends_with('\t') {
            out.pop();
        }
        out.push('\n');
    }
}

/// A cell's text on one line.
pub fn one_line(cell: &Cell) -> String {
    let text = cell.text().into_owned().content;
    let mut line = String::with_capacity(text.len());
    for piece in text.split(['\n', '\t']).map(str::trim).filter(|piece| !piece.is_empty()) {
        // Lines of Chinese go on without a space; Latin words and figures keep theirs.
        let latin = |c: Option<char>| {
            c.is_some_and(|c| c.is_ascii_alphanumeric() || "%‰¥￥$€+-.".contains(c))
        };
        if latin(line.chars().last()) && latin(piece.chars().next()) {
            line.push(' ');
        }
        line.push_str(piece);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Paragraph;

    #[test]
    fn merged_cells_are_written_once_and_columns_keep_their_place() {
        let mut label = Cell::plain(0, 0, "联系\n人");
        label.row_span = 2;
        let cells = vec![
            label,
            Cell::plain(0, 1, "姓名"),
            Cell::plain(0, 2, "王强"),
            Cell::plain(1, 1, "电话"),
            Cell::plain(1, 2, ""),
        ];
        let table = Table { rows: 2, cols: 3, cells, ..Table::default() };
        let text = document(&Document {
            blocks: vec![Block::Paragraph(Paragraph::plain("表")), Block::Table(table)],
            ..Document::default()
        });
        assert_eq!(text, "表\n联系人\t姓名\t王强\n\t电话\n");
    }
}
