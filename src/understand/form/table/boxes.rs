//! Codes and telephones that are written one character a cell.

use super::super::items::{Item, Pair};
use super::super::{value, words};
use super::Solver;
use crate::document::Text;
use crate::understand::application::Piece;

/// Cells of one character from which they are one value.
const LEAST: usize = 4;

impl Solver<'_> {
    /// Reads a row with values written one character a cell behind the label of a code, a
    /// telephone or a date; whatever else stands in the row is read as ever.
    pub(super) fn boxed(&mut self, row: usize, own: &[usize]) -> bool {
        let grids = self.grids;
        let mut rest: Vec<usize> = Vec::new();
        let mut pairs: Vec<(usize, Vec<usize>)> = Vec::new();
        let mut at = 0;
        while at < own.len() {
            let label = own[at];
            at += 1;
            let run: Vec<usize> =
                own[at..].iter().copied().take_while(|cell| self.holds_one(*cell)).collect();
            let text = &grids.looks[label].text.content;
            let asks = words::is_code(text) || value::read(text, "").kind == "date";
            if asks && grids.looks[label].pairs.is_empty() && self.is_run(&run) {
                at += run.len();
                pairs.push((label, run));
            } else {
                rest.push(label);
            }
        }
        if pairs.is_empty() {
            return false;
        }
        if !rest.is_empty() {
            self.pairs(row, &rest);
        }
        for (label, run) in pairs {
            let mut value = grids.piece(run[0]);
            value.text = Text::default();
            for cell in &run {
                let piece: Piece = grids.piece(*cell);
                value.text.push(&piece.text.trimmed());
                value.unread |= piece.unread;
            }
            let group = self.group("");
            let (label, at) = (grids.label(label), grids.piece(label));
            self.items.push(Item::Pair(Pair { label, group, value, at, unit: String::new() }));
        }
        true
    }

    /// Whether a cell is blank or holds one letter, digit or dash.
    fn holds_one(&self, cell: usize) -> bool {
        let text = self.grids.looks[cell].text.content.trim();
        let mut chars = text.chars();
        chars.next().is_none_or(|c| {
            c.is_ascii_alphanumeric() || "-－—".contains(c) || ('０'..='９').contains(&c)
        }) && chars.next().is_none()
    }

    /// Whether cells are one value: enough of them, and blank ones only behind the last.
    fn is_run(&self, run: &[usize]) -> bool {
        let filled = run.iter().take_while(|cell| !self.grids.looks[**cell].empty).count();
        let blank = run[filled..].iter().all(|cell| self.grids.looks[*cell].empty);
        run.len() >= LEAST && blank && (filled >= LEAST || filled == 0)
    }
}
