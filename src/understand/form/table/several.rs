//! Rows with several values behind one label and no head above: they are never one value.

use super::super::items::{Item, List};
use super::Solver;
use crate::value::number;

impl Solver<'_> {
    /// Several cells that somebody filled in behind one label are several values, and never
    /// one: a row of the list above or of one without a head.
    pub(super) fn several(&mut self, label: usize, values: &[usize], group: &str) -> bool {
        let grids = self.grids;
        let look = |cell: &usize| &grids.looks[*cell];
        let said: Vec<usize> =
            values.iter().copied().filter(|cell| !look(cell).empty && !look(cell).hint).collect();
        // The options of one question may stand in a cell each.
        if said.len() < 2 || said.iter().any(|cell| look(cell).ticks) {
            return false;
        }
        let numbers = said.iter().all(|cell| number::parse(&look(cell).text.content).is_some());
        if said.len() == 2 && !numbers {
            for cell in said {
                let own = self.group(group);
                self.pair(grids.label(label), own, grids.piece(cell), grids.piece(label));
            }
            return true;
        }
        let cells: Vec<usize> = std::iter::once(label).chain(values.iter().copied()).collect();
        let spans: Vec<(usize, usize)> = cells.iter().map(|cell| grids.span(*cell)).collect();
        let row = cells.iter().map(|cell| Some(grids.piece(*cell))).collect();
        if let Some((item, open)) = &self.open
            && *open == spans
            && let Some(Item::List(list)) = self.items.get_mut(*item)
        {
            list.rows.push(row);
            return true;
        }
        let own = self.group(group);
        let title = if own.is_empty() { self.title.clone() } else { own };
        self.open = Some((self.items.len(), spans));
        self.items.push(Item::List(List {
            title,
            columns: vec![String::new(); cells.len()],
            rows: vec![row],
            at: grids.piece(label),
        }));
        true
    }
}
