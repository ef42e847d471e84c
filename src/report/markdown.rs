//! A document as Markdown. Tables without merged or nested cells become pipe
//! tables, all others HTML tables, which Markdown allows and which keep the spans.

use crate::document::{Block, Cell, Document, MarginKind, Role, Table};
use crate::report::text::one_line;
use std::fmt::Write;

/// The whole document; footnotes and comments follow the body.
pub fn document(document: &Document) -> String {
    let mut out = String::new();
    for block in &document.blocks {
        match block {
            Block::Paragraph(paragraph) => {
                let marks = match paragraph.role {
                    Role::Heading(level) => "#".repeat(usize::from(level.clamp(1, 6))) + " ",
                    _ => String::new(),
                };
                let text = escape(&paragraph.text.content).replace('\n', "  \n");
                let _ = writeln!(out, "{marks}{text}\n");
            }
            Block::Table(table) => {
                if is_plain(table) {
                    pipes(table, &mut out);
                } else {
                    html(table, &mut out);
                }
                out.push('\n');
            }
            Block::PageBreak => out.push_str("---\n\n"),
        }
    }
    for (kind, title) in [(MarginKind::Footnote, "脚注"), (MarginKind::Comment, "批注")] {
        for margin in document.margins.iter().filter(|m| m.kind == kind) {
            let _ = writeln!(out, "> {title}：{}\n", escape(margin.text.content.trim()));
        }
    }
    out
}

fn is_plain(table: &Table) -> bool {
    table.cells.iter().all(|cell| {
        cell.row_span == 1
            && cell.col_span == 1
            && cell.blocks.len() <= 1
            && !cell.blocks.iter().any(|block| matches!(block, Block::Table(_)))
    }) && table.cells.len() == table.rows * table.cols
        && table.rows > 1
}

fn pipes(table: &Table, out: &mut String) {
    for row in table.cells.chunks(table.cols.max(1)) {
        let first = row.first().is_some_and(|cell| cell.row == 0);
        let line: Vec<String> = row.iter().map(|cell| escape(&one_line(cell))).collect();
        let _ = writeln!(out, "| {} |", line.join(" | "));
        if first {
            let _ = writeln!(out, "|{}", " --- |".repeat(row.len()));
        }
    }
}

fn html(table: &Table, out: &mut String) {
    out.push_str("<table>\n");
    let mut row = None;
    for cell in &table.cells {
        if row != Some(cell.row) {
            out.push_str(if row.is_some() { "</tr>\n<tr>" } else { "<tr>" });
            row = Some(cell.row);
        }
        out.push_str("<td");
        if cell.row_span > 1 {
            let _ = write!(out, " rowspan=\"{}\"", cell.row_span);
        }
        if cell.col_span > 1 {
            let _ = write!(out, " colspan=\"{}\"", cell.col_span);
        }
        out.push('>');
        content(cell, out);
        out.push_str("</td>");
    }
    out.push_str(if row.is_some() { "</tr>\n</table>\n" } else { "</table>\n" });
}

fn content(cell: &Cell, out: &mut String) {
    for (index, block) in cell.blocks.iter().enumerate() {
        match block {
            Block::Paragraph(paragraph) => {
                if index > 0 {
                    out.push_str("<br>");
                }
                let text = paragraph.text.content.replace('&', "&amp;").replace('<', "&lt;");
                out.push_str(&text.replace('\n', "<br>"));
            }
            Block::Table(table) => html(table, out),
            Block::PageBreak => {}
        }
    }
}

/// Characters that would be read as markup.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut line_start = true;
    for c in text.chars() {
        let marks = matches!(c, '\\' | '*' | '_' | '`' | '|' | '<' | '[' | ']');
        if marks || (line_start && matches!(c, '#' | '>' | '+' | '-')) {
            out.push('\\');
        }
        out.push(c);
        line_start = c == '\n';
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Paragraph;

    #[test]
    fn plain_tables_are_pipes_and_merged_ones_html() {
        let cells = ["序号", "名称", "1", "a|b"];
        let cells: Vec<Cell> =
            cells.iter().enumerate().map(|(i, c)| Cell::plain(i / 2, i % 2, c)).collect();
        let mut table = Table { rows: 2, cols: 2, cells, ..Table::default() };
        let wrap = |table: &Table| Document {
            blocks: vec![Block::Table(table.clone())],
            ..Document::default()
        };
        let text = document(&wrap(&table));
        assert_eq!(text, "| 序号 | 名称 |\n| --- | --- |\n| 1 | a\\|b |\n\n");
        table.cells.truncate(3);
        table.cells[2].col_span = 2;
        assert!(document(&wrap(&table)).contains("<td colspan=\"2\">1</td>"));
    }

    #[test]
    fn headings_keep_their_level() {
        let mut heading = Paragraph::plain("一、基本信息");
        heading.role = Role::Heading(2);
        let text =
            document(&Document { blocks: vec![Block::Paragraph(heading)], ..Document::default() });
        assert_eq!(text, "## 一、基本信息\n\n");
    }
}
