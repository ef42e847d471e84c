//! Tables: rows in source order, heads that are tables of their own, tables that only arrange
//! the page.

use super::{Around, Flow, Line, made};
use crate::document::{Block, Cell, Table};
use crate::problem::{Warning, WarningCode};
use crate::read::grid::HtmlGrid;
use ego_tree::NodeRef;
use scraper::Node;

impl<'a> Flow<'a> {
    pub(super) fn table(
        &mut self,
        node: NodeRef<'_, Node>,
        out: &mut Vec<Block>,
        around: Around<'a>,
    ) {
        let mut grid = HtmlGrid::default();
        let mut caption = Vec::new();
        let (mut rows, mut header_rows) = (0, 0);
        let mut waiting = vec![(node, false)];
        // Rows in source order; what stands around them (sections, stray forms) is opened.
        while let Some((inside, in_head)) = waiting.pop() {
            let Some(element) = inside.value().as_element() else { continue };
            let table = inside.id() == node.id();
            if !table && self.leaves_out(inside, element) {
                self.pass_dropped(inside);
                self.told_gone(inside);
                continue;
            }
            match element.name() {
                "tr" if self.cells <= self.limits.cells => {
                    let heading = self.row(inside, &mut grid, around);
                    if in_head || (heading && header_rows == rows) {
                        header_rows = rows + 1;
                    }
                    rows += 1;
                }
                "caption" => {
                    let mut line = self.line();
                    let around = self.inside(inside, around);
                    self.children(inside, &mut caption, &mut line, around);
                    self.flush(&mut caption, &mut line);
                }
                "tbody" | "thead" | "tfoot" | "form" => {
                    let head = element.name() == "thead";
                    waiting.extend(inside.children().rev().map(|child| (child, head)));
                }
                "table" if table => {
                    waiting.extend(inside.children().rev().map(|child| (child, false)));
                }
                _ => {}
            }
        }
        out.append(&mut caption);
        let table = grid.finish(header_rows);
        if table.cells.is_empty() {
            return;
        }
        if is_layout(&table, self.furniture.is_site()) {
            for block in table.cells.into_iter().flat_map(|cell| cell.blocks) {
                match &block {
                    Block::Paragraph(paragraph)
                        if self.furniture.is_label(&paragraph.text.content) =>
                    {
                        self.pass_words(&paragraph.text.content, true);
                    }
                    _ => out.push(block),
                }
            }
        } else if let Some(Block::Table(head)) = out.last_mut()
            && is_head_of(head, &table)
        {
            // Frameworks scroll the rows under a head that is a table of its own.
            head.cells.extend(
                table.cells.into_iter().map(|cell| Cell { row: cell.row + head.rows, ..cell }),
            );
            head.rows += table.rows;
        } else {
            out.push(Block::Table(table));
        }
    }

    /// A row; gives whether all its cells are heading cells.
    fn row(
        &mut self,
        node: NodeRef<'_, Node>,
        grid: &mut HtmlGrid,
        mut around: Around<'a>,
    ) -> bool {
        let mut heading = false;
        let mut plain = false;
        grid.row();
        around = self.inside(node, around);
        for child in node.children() {
            let Node::Element(cell) = child.value() else { continue };
            if !matches!(cell.name(), "td" | "th") || self.leaves_out(child, cell) {
                self.pass_dropped(child);
                self.told_gone(child);
                continue;
            }
            self.cells += 1;
            if self.cells > self.limits.cells {
                if self.cells == self.limits.cells + 1 {
                    let warning = Warning::new(
                        WarningCode::CellLimit,
                        "表格单元格数超过上限，其后的内容未读",
                    );
                    self.warnings.push(warning);
                }
                break;
            }
            heading |= cell.name() == "th";
            plain |= cell.name() == "td";
            let mut inside = self.inside(child, around);
            inside.cell = true;
            let (mut blocks, mut line) = (Vec::new(), Line { cell: true, ..self.line() });
            made(inside.css.and_then(|css| css.before.as_ref()), &mut line, &inside);
            self.children(child, &mut blocks, &mut line, inside);
            made(inside.css.and_then(|css| css.after.as_ref()), &mut line, &inside);
            self.flush(&mut blocks, &mut line);
            let span = |name: &str, least: usize, most: usize| {
                let value = cell.attr(name).and_then(|v| v.trim().parse::<usize>().ok());
                value.unwrap_or(1).clamp(least, most)
            };
            grid.cell(span("rowspan", 0, 65_534), span("colspan", 1, 1000), blocks);
        }
        heading && !plain
    }
}

/// Whether a table is nothing but the head of the one behind it.
fn is_head_of(head: &Table, table: &Table) -> bool {
    head.rows > 0
        && head.rows <= 4
        && head.header_rows == head.rows
        && table.header_rows == 0
        && head.cols == table.cols
        && head.cols > 1
}

/// A table that only arranges the page: it holds tables (or, on a page of a site, whole
/// texts), and no row has two cells with content.
fn is_layout(table: &Table, site: bool) -> bool {
    let nested = |block: &Block| matches!(block, Block::Table(_));
    let holds = |cell: &Cell| cell.blocks.iter().any(nested) || (site && cell.blocks.len() > 3);
    if !table.cells.iter().any(holds) {
        return false;
    }
    let mut last = None;
    for cell in table.cells.iter().filter(|cell| !cell.blocks.is_empty()) {
        if last == Some(cell.row) {
            return false;
        }
        last = Some(cell.row);
    }
    true
}
