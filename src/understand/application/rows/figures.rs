//! Figures of a form: the years over their columns, the indicators with their
//! numbers, those included that the form does not print.

use super::super::draft::Piece;
use super::super::sheet::Sheet;
use super::{Extra, Reader, piece};
use crate::forms::Kind;
use crate::value::{blank, date, label, number};
use serde_json::Value;

impl Reader<'_> {
    pub(super) fn read_years(&mut self, sheet: &Sheet, cells: &[usize]) {
        self.years.clear();
        let mut list = String::new();
        if let Some(years) =
            self.part.and_then(|p| self.form.definition.parts.get(p)?.years.as_ref())
        {
            list = years.to.as_str().to_owned();
        }
        for cell in cells {
            let anchor = &sheet.table.cells[*cell];
            let text = piece(sheet, *cell);
            let year = date::find(&text.text.content).map(|d| d.year);
            if sheet.is_blank(*cell) && cells.len() > 3 {
                continue;
            }
            let index = self.years.len();
            self.years.push((year, anchor.col, anchor.col + anchor.col_span));
            let value = year.map_or(Value::Null, Value::from);
            self.draft.record.set(&format!("{list}/{index}/year"), value.clone());
            if year.is_some() {
                self.draft.put(&format!("{list}/{index}/year"), value, &text, "");
            }
        }
        self.years_items = self.years.len();
    }

    pub(super) fn read_years_row(
        &mut self,
        sheet: &Sheet,
        _row: usize,
        part: usize,
        row: usize,
        name: &str,
        cells: &[usize],
    ) {
        self.in_metrics = None;
        let Some(years) = self.form.definition.parts.get(part).and_then(|p| p.years.as_ref())
        else {
            return;
        };
        let Some(item) = years.rows.get(row) else { return };
        // Columns under the printed years where they fit, else in order.
        let mut taken: Vec<Option<usize>> = vec![None; self.years.len()];
        for cell in cells {
            let anchor = &sheet.table.cells[*cell];
            let overlap = |y: &(Option<u16>, usize, usize)| {
                y.2.min(anchor.col + anchor.col_span).saturating_sub(y.1.max(anchor.col))
            };
            let best = (0..self.years.len())
                .filter(|i| taken[*i].is_none() && overlap(&self.years[*i]) > 0)
                .max_by_key(|i| overlap(&self.years[*i]));
            if let Some(best) = best {
                taken[best] = Some(*cell);
            }
        }
        if taken.iter().any(Option::is_none) || taken.is_empty() {
            let wanted = self.years.len();
            let list: Vec<usize> = if wanted > 0 && cells.len() > wanted {
                cells.iter().copied().filter(|c| !sheet.is_blank(*c)).collect()
            } else {
                cells.to_vec()
            };
            if list.len() >= wanted.max(1) {
                taken = list.into_iter().take(wanted.max(3)).map(Some).collect();
            }
        }
        for (i, cell) in taken.iter().enumerate() {
            let pointer = format!("{}/{i}/{}", years.to.as_str(), item.to);
            match cell {
                Some(cell) => {
                    let value = piece(sheet, *cell);
                    self.draft.read_plain(&pointer, Kind::Number, &item.unit, name, &value);
                }
                None => self.draft.record.set(&pointer, Value::Null),
            }
        }
    }

    /// Indicators the form does not print: pairs of cells, or phrases in one cell.
    pub(super) fn read_extra_cells(&mut self, part: usize, pieces: &[Piece]) {
        let pieces: Vec<&Piece> = pieces.iter().filter(|p| !self.draft.is_blank(p)).collect();
        let mut at = 0;
        while at < pieces.len() {
            let text = &pieces[at].text.content;
            let next = pieces.get(at + 1);
            let bare_name = !label::Label::parse(text).unit.is_empty()
                || !text.chars().any(|c| c.is_ascii_digit());
            if let Some(value) = next
                && bare_name
                && (number::parse(&value.text.content).is_some()
                    || blank::is_blank(&value.text.content))
            {
                let name = text.clone();
                self.extra_metric(part, &name, value);
                at += 2;
                continue;
            }
            for range in phrases(text) {
                let phrase = pieces[at].slice(range);
                self.extra_phrase(part, &phrase);
            }
            at += 1;
        }
    }

    /// `人均产值提升（%）：12.5` or `人均产值提升12.5%`.
    fn extra_phrase(&mut self, part: usize, phrase: &Piece) {
        let text = &phrase.text.content;
        let mut depth = 0_i32;
        let digit = text.char_indices().find(|(_, c)| {
            depth += i32::from(matches!(c, '（' | '(')) - i32::from(matches!(c, '）' | ')'));
            depth == 0 && (c.is_ascii_digit() || ('０'..='９').contains(c))
        });
        let Some((at, _)) = digit else { return };
        let mut name = text.get(..at).unwrap_or_default().trim_end();
        for word in ["：", ":", "约", "为", "达到", "达", "=", "＝", "-", "—"] {
            name = name.strip_suffix(word).unwrap_or(name).trim_end();
        }
        let name = name.to_owned();
        let value = phrase.slice(at..text.len());
        self.extra_metric(part, &name, &value);
    }

    pub(super) fn extra_metric(&mut self, part: usize, name: &str, value: &Piece) {
        let printed = label::Label::parse(name);
        let printed_name = label::split_number(&printed.name)
            .map_or(printed.name.as_str(), |(rest, _)| rest)
            .to_owned();
        if printed_name.is_empty() {
            return;
        }
        let parsed = number::parse(&value.text.content);
        let unit = if printed.unit.is_empty() {
            parsed.as_ref().map(|n| n.unit.clone()).unwrap_or_default()
        } else {
            printed.unit
        };
        let amount = parsed.and_then(|n| n.in_unit(&unit));
        let extra = Extra { name: printed_name, unit, value: amount, piece: value.clone() };
        self.extra_metrics.entry(part).or_default().push(extra);
    }

    /// Writes the indicators in the order the form prints them.
    pub fn finish_metrics(&mut self) {
        let parts: Vec<usize> = self
            .metrics
            .keys()
            .chain(self.extra_metrics.keys())
            .copied()
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect();
        for part in parts {
            let Some(block) = self.form.definition.parts.get(part).and_then(|p| p.metrics.as_ref())
            else {
                continue;
            };
            let list = block.to.as_str();
            for (m, (name, piece)) in self.metrics.remove(&part).unwrap_or_default() {
                let Some(item) = block.items.get(m) else { continue };
                let index = self.draft.next_item(list);
                let keys = label::keys(&name);
                let own = keys.iter().any(|k| label::keys(&item.label).contains(k));
                let printed = if own || self.lookup.fuzzy {
                    item.label.clone()
                } else {
                    label::Label::parse(&name).name
                };
                self.draft.record.set(&format!("{list}/{index}/name"), Value::from(printed));
                self.draft
                    .record
                    .set(&format!("{list}/{index}/unit"), Value::from(item.unit.clone()));
                self.draft.read_plain(
                    &format!("{list}/{index}/value"),
                    Kind::Number,
                    &item.unit,
                    &name,
                    &piece,
                );
            }
            for extra in self.extra_metrics.remove(&part).unwrap_or_default() {
                let index = self.draft.next_item(list);
                self.draft
                    .record
                    .set(&format!("{list}/{index}/name"), Value::from(extra.name.clone()));
                self.draft.record.set(&format!("{list}/{index}/unit"), Value::from(extra.unit));
                let value = extra.value.map_or(Value::Null, number::to_json);
                self.draft.put(&format!("{list}/{index}/value"), value, &extra.piece, &extra.name);
            }
        }
    }
}

/// Byte ranges of the phrases of a line of further indicators.
fn phrases(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    let mut depth = 0_i32;
    let mut push = |from: usize, to: usize| {
        if text.get(from..to).is_some_and(|t| !t.trim().is_empty()) {
            ranges.push(from..to);
        }
    };
    for (at, c) in text.char_indices() {
        depth += i32::from(matches!(c, '（' | '(')) - i32::from(matches!(c, '）' | ')'));
        if depth <= 0 && matches!(c, '；' | ';' | '\n' | '，' | '、' | '。') {
            push(start, at);
            start = at + c.len_utf8();
        }
    }
    push(start, text.len());
    ranges
}
