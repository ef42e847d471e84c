//! Label and value rows of a form's table: which label stands where, which group
//! it belongs to, which cells hold its value.

mod cells;
mod figures;

pub use cells::piece;
use cells::{looks_like_label, split_values, tail_of, under, with_lower_half};

use super::columns::Open;
use super::cover::stripped;
use super::draft::{Draft, Piece};
use super::sheet::{Hit, Lookup, Sheet};
use crate::forms::{Field, Form, Kind, Target};
use crate::value::label;
use std::collections::{BTreeMap, HashSet};

/// Everything the reader remembers from row to row and table to table.
pub struct Reader<'a> {
    /// The form in use.
    pub form: &'a Form,
    /// Its labels.
    pub lookup: Lookup<'a>,
    /// The record being written.
    pub draft: Draft,
    /// The cover page has not ended yet.
    pub in_cover: bool,
    /// The table of items that is open.
    pub open: Option<Open>,
    /// What stood over the table: the last paragraphs before it, folded.
    pub over_table: Vec<String>,
    part: Option<usize>,
    done: HashSet<Target>,
    last_group: Option<String>,
    /// The field read last, for rows that continue it.
    last_field: Option<(Target, String)>,
    /// The years printed over the value columns: year, first and last grid column.
    years: Vec<(Option<u16>, usize, usize)>,
    years_items: usize,
    /// Indicators found: by part, by position in the form.
    metrics: BTreeMap<usize, BTreeMap<usize, (String, Piece)>>,
    extra_metrics: BTreeMap<usize, Vec<Extra>>,
    /// The part whose indicators the last row belonged to.
    in_metrics: Option<usize>,
    /// Labels without a cell beside them: their values stand in the next row.
    below: Vec<(Target, String, usize, usize)>,
}

/// An indicator that the form does not print.
struct Extra {
    name: String,
    unit: String,
    value: Option<f64>,
    piece: Piece,
}

impl<'a> Reader<'a> {
    /// A reader of one form.
    pub fn new(form: &'a Form, fuzzy: bool) -> Self {
        let placeholders = form.definition.placeholders.iter().map(|p| label::key(p)).collect();
        Self {
            form,
            lookup: Lookup { index: &form.index, fuzzy },
            draft: Draft::new(placeholders),
            in_cover: true,
            open: None,
            over_table: Vec::new(),
            part: None,
            done: HashSet::new(),
            last_group: None,
            last_field: None,
            years: Vec::new(),
            years_items: 0,
            metrics: BTreeMap::new(),
            extra_metrics: BTreeMap::new(),
            in_metrics: None,
            below: Vec::new(),
        }
    }

    /// Reads one row of labels and values.
    pub fn label_row(&mut self, sheet: &Sheet, row: usize) {
        let cells = sheet.row(row);
        let own: Vec<usize> = cells.iter().filter(|(_, above)| !above).map(|(c, _)| *c).collect();
        if own.iter().all(|c| sheet.is_blank(*c)) {
            return;
        }
        if self.take_below(sheet, &own) {
            return;
        }
        let groups = self.groups_of(sheet, &cells);
        // The lower half of a cut row was read with its upper half.
        let cut = cells.iter().any(|(c, above)| *above && sheet.table.cells[*c].row == row);
        let passed = |cell: usize| {
            sheet.hits[cell].as_ref().is_some_and(|hit| {
                hit.labels.iter().all(|(_, targets)| targets == &[Target::Ignored])
            })
        };
        let under_passed = cells.first().is_some_and(|(cell, above)| *above && passed(*cell));
        if cut && (under_passed || own.iter().all(|c| sheet.hits[*c].is_none())) {
            return;
        }
        let hit_at: Vec<usize> = (0..own.len()).filter(|i| sheet.hits[own[*i]].is_some()).collect();
        if hit_at.is_empty() {
            self.unknown_row(sheet, &own);
            return;
        }
        let only_labels = hit_at.len() >= 2 && own.iter().all(|c| sheet.hits[*c].is_some());
        for (n, at) in hit_at.iter().enumerate() {
            let until = hit_at.get(n + 1).copied().unwrap_or(own.len());
            let cell = own[*at];
            let Some(hit) = &sheet.hits[cell] else { continue };
            let followed_by_label = hit_at.get(n + 1) == Some(&(at + 1));
            let mut values: Vec<Piece> =
                own[at + 1..until].iter().map(|c| with_lower_half(sheet, cell, *c)).collect();
            let mut extra = self.split_unknown(sheet, hit, &own[at + 1..until], &mut values);
            if let Some(start) = hit.value_at {
                values.insert(0, tail_of(sheet, cell, start));
            }
            if hit.labels.len() > 1 {
                self.several(hit, &values, &groups);
                continue;
            }
            let Some((name, targets)) = hit.labels.first() else { continue };
            let full_width = own.len() == 1 && cells.len() == 1;
            let Some(target) =
                self.choose(targets, &groups, followed_by_label, full_width, sheet, cell)
            else {
                self.repeated(targets, name, &values);
                continue;
            };
            if only_labels
                && values.is_empty()
                && !matches!(target, Target::Group | Target::Part(_) | Target::Ignored)
            {
                let anchor = &sheet.table.cells[cell];
                self.below.push((target, name.clone(), anchor.col, anchor.col + anchor.col_span));
            }
            self.take(sheet, row, cell, target, name, values, &own[at + 1..until]);
            for (name, piece) in extra.drain(..) {
                self.draft.keep_other(&name, &piece);
            }
        }
    }

    /// Values that stand under their labels.
    fn take_below(&mut self, sheet: &Sheet, own: &[usize]) -> bool {
        let waiting = std::mem::take(&mut self.below);
        if waiting.len() < 2 || own.iter().any(|c| sheet.hits[*c].is_some()) {
            return false;
        }
        for (target, name, from, to) in waiting {
            let values: Vec<Piece> = own
                .iter()
                .filter(|c| {
                    let cell = &sheet.table.cells[**c];
                    cell.col < to && cell.col + cell.col_span > from
                })
                .map(|c| piece(sheet, *c))
                .collect();
            if let Target::Field(..) | Target::Cover(_) = target
                && let Some(field) = self.field(target)
            {
                let field = field.clone();
                self.draft.read_field(&field, &name, &values);
            }
        }
        true
    }

    /// The groups a row stands in: label cells that cover it from above, and group
    /// labels in the row itself.
    fn groups_of(&mut self, sheet: &Sheet, cells: &[(usize, bool)]) -> Vec<String> {
        let mut groups = Vec::new();
        for (i, (cell, above)) in cells.iter().enumerate() {
            let Some(hit) = &sheet.hits[*cell] else { continue };
            let Some((name, targets)) = hit.labels.first() else { continue };
            let next_is_label =
                cells.get(i + 1).is_some_and(|(next, _)| sheet.hits[*next].is_some());
            let is_group =
                targets.contains(&Target::Group) && (next_is_label || targets.len() == 1);
            if *above || is_group || targets.iter().any(|t| matches!(t, Target::Part(_))) {
                groups.extend(label::keys(name));
            }
            if *above {
                for target in targets {
                    if let Target::Metrics(p) | Target::Part(p) = target {
                        self.part = Some(*p);
                    }
                }
            }
        }
        if !groups.is_empty() {
            self.last_group = groups.first().cloned();
        }
        groups
    }

    /// Which of a label's meanings is meant here; `None` if all are taken already.
    fn choose(
        &self,
        targets: &[Target],
        groups: &[String],
        followed_by_label: bool,
        full_width: bool,
        sheet: &Sheet,
        cell: usize,
    ) -> Option<Target> {
        let in_known_group = groups
            .iter()
            .any(|g| self.form.index.targets(std::slice::from_ref(g)).contains(&Target::Group));
        let mut best: Option<(i32, Target)> = None;
        for target in targets {
            let mut score = 0;
            let part_score = |p: usize| match self.part {
                Some(part) if part == p => 4,
                Some(_) => -3,
                None => 0,
            };
            match target {
                Target::Cover(_) => score += if self.in_cover { 20 } else { -30 },
                Target::Group => score += if followed_by_label { 12 } else { -6 },
                Target::Part(_) => {
                    let tall = sheet.table.cells[cell].row_span > 1;
                    score += if full_width || tall { 10 } else { -4 };
                }
                Target::Metrics(p) => score += part_score(*p) - 1,
                Target::OtherMetrics(p) => {
                    score += part_score(*p) + if self.in_metrics == Some(*p) { 4 } else { 0 };
                }
                Target::Field(p, _) => {
                    score += part_score(*p);
                    if let Some(field) = self.field(*target) {
                        score += self.group_score(field, groups, in_known_group);
                    }
                }
                Target::Years(p) | Target::YearsRow(p, _) | Target::Metric(p, _) => {
                    score += part_score(*p);
                }
                Target::Ignored => {}
            }
            let many = matches!(
                target,
                Target::Group
                    | Target::Part(_)
                    | Target::Ignored
                    | Target::OtherMetrics(_)
                    | Target::Years(_)
                    | Target::Metrics(_)
            ) || self.opens_item(*target);
            if self.done.contains(target) && !many {
                continue;
            }
            if best.as_ref().is_none_or(|(s, _)| score > *s) {
                best = Some((score, *target));
            }
        }
        best.filter(|(score, _)| *score > -20).map(|(_, target)| target)
    }

    fn group_score(&self, field: &Field, groups: &[String], in_known_group: bool) -> i32 {
        if field.group.is_empty() {
            return if in_known_group { -2 } else { 1 };
        }
        let own = label::keys(&field.group);
        if groups.iter().any(|g| own.contains(g)) {
            8
        } else if in_known_group {
            -6
        } else if self.last_group.as_ref().is_some_and(|g| own.contains(g)) {
            // A vertical merge was lost: the row still belongs to the group above it.
            3
        } else {
            0
        }
    }

    fn opens_item(&self, target: Target) -> bool {
        self.field(target).is_some_and(|field| field.to.as_str().contains("/+/"))
    }

    fn field(&self, target: Target) -> Option<&'a Field> {
        let definition = &self.form.definition;
        match target {
            Target::Cover(i) => definition.cover.get(i),
            Target::Field(p, f) => definition.parts.get(p)?.fields.get(f),
            _ => None,
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn take(
        &mut self,
        sheet: &Sheet,
        row: usize,
        cell: usize,
        target: Target,
        name: &str,
        values: Vec<Piece>,
        value_cells: &[usize],
    ) {
        self.done.insert(target);
        let fallback = || vec![piece(sheet, cell).slice(0..0)];
        match target {
            Target::Group | Target::Ignored => self.in_metrics = None,
            Target::Part(p) => {
                self.part = Some(p);
                self.last_group = None;
                self.in_metrics = None;
                self.last_field = None;
            }
            Target::Metrics(p) => {
                self.part = Some(p);
                self.in_metrics = Some(p);
            }
            Target::Cover(_) | Target::Field(..) => {
                self.in_metrics = None;
                if let Target::Field(p, _) = target {
                    self.part = self.part.or(Some(p));
                    self.in_cover = false;
                }
                let Some(field) = self.field(target) else { return };
                self.last_field = Some((target, name.to_owned()));
                if field.to.as_str().contains("/+/") {
                    self.open_item(field, name, &values);
                } else if field.kind == Kind::Cells && sheet.table.cells[cell].row_span > 1 {
                    let below = under(sheet, cell);
                    self.draft.read_field(field, name, &below);
                } else {
                    let mut values = if values.is_empty() { fallback() } else { values };
                    if let Target::Cover(_) = target {
                        values.iter_mut().for_each(|value| *value = stripped(value));
                    }
                    self.draft.read_field(field, name, &values);
                }
            }
            Target::Years(p) => {
                self.part = Some(p);
                self.read_years(sheet, value_cells);
            }
            Target::YearsRow(p, r) => self.read_years_row(sheet, row, p, r, name, value_cells),
            Target::Metric(p, m) => {
                self.in_metrics = Some(p);
                let value = Piece::join(&values);
                let value = if value.text.content.is_empty() && !value.unread {
                    values.into_iter().next().unwrap_or_else(|| piece(sheet, cell).slice(0..0))
                } else {
                    value
                };
                self.metrics.entry(p).or_default().insert(m, (name.to_owned(), value));
            }
            Target::OtherMetrics(p) => {
                self.in_metrics = Some(p);
                self.read_extra_cells(p, &values);
            }
        }
    }

    /// Two labels in one cell: their values are lines, or lists of ticks, in one cell.
    fn several(&mut self, hit: &Hit, values: &[Piece], groups: &[String]) {
        let value = Piece::join(values);
        let parts = split_values(&value, hit.labels.len());
        for (i, (name, targets)) in hit.labels.iter().enumerate() {
            let target =
                targets.iter().find(|t| matches!(t, Target::Field(..)) && !self.done.contains(t));
            let Some(target) = target.copied() else { continue };
            self.done.insert(target);
            if let Some(field) = self.field(target) {
                let piece = parts.get(i).cloned().unwrap_or_else(|| value.slice(0..0));
                self.draft.read_field(field, name, &[piece]);
            }
        }
        let _ = groups;
    }

    /// A label that was read before: a row cut by a page break, or a second mention.
    fn repeated(&mut self, targets: &[Target], name: &str, values: &[Piece]) {
        let value = Piece::join(values);
        if self.draft.is_blank(&value) {
            return;
        }
        if let Some((last, _)) = &self.last_field
            && targets.contains(last)
            && let Some(field) = self.field(*last)
            && field.kind == Kind::Text
        {
            self.draft.append(field.to.as_str(), &value);
            return;
        }
        let same = targets.iter().filter_map(|t| self.field(*t)).any(|field| {
            self.draft
                .record
                .provenance
                .get(field.to.as_str())
                .is_some_and(|p| p.raw == value.text.content)
        });
        if !same {
            self.draft.keep_other(name, &value);
        }
    }

    /// Value cells of a single-valued field that hold a label of their own which no
    /// form knows (`注册资本（万元）`): taken out of the values with what follows them.
    fn split_unknown(
        &mut self,
        sheet: &Sheet,
        hit: &Hit,
        cells: &[usize],
        values: &mut Vec<Piece>,
    ) -> Vec<(String, Piece)> {
        let mut others = Vec::new();
        let Some((_, targets)) = hit.labels.first() else { return others };
        let many = targets.iter().any(|t| {
            matches!(t, Target::Years(_) | Target::YearsRow(..) | Target::OtherMetrics(_))
                || self.field(*t).is_some_and(|f| f.kind == Kind::Cells)
        });
        if many || values.len() < 3 {
            return others;
        }
        let metric = targets.iter().find_map(|t| match t {
            Target::Metric(p, _) => Some(*p),
            _ => None,
        });
        for at in 1..values.len() - 1 {
            let text = values[at].text.content.clone();
            let strong = !label::Label::parse(&text).unit.is_empty();
            let column = sheet.table.cells[cells[at]].col;
            let in_label_column = sheet
                .table
                .cells
                .iter()
                .zip(&sheet.hits)
                .any(|(cell, hit)| hit.is_some() && cell.col == column && column > 0);
            if looks_like_label(&text) && (strong || in_label_column) {
                let rest: Vec<Piece> = values.drain(at..).collect();
                let value = Piece::join(rest.get(1..).unwrap_or_default());
                match metric {
                    Some(p) => self.extra_metric(p, &text, &value),
                    None => others.push((text, value)),
                }
                break;
            }
        }
        others
    }

    /// A row without any known label.
    fn unknown_row(&mut self, sheet: &Sheet, own: &[usize]) {
        let filled: Vec<usize> = own.iter().copied().filter(|c| !sheet.is_blank(*c)).collect();
        if let Some(p) = self.in_metrics {
            let pieces: Vec<Piece> = own.iter().map(|c| piece(sheet, *c)).collect();
            let numeric = pieces.iter().any(|p| p.text.content.chars().any(|c| c.is_ascii_digit()));
            if numeric && pieces.iter().all(|p| p.text.content.chars().count() <= 120) {
                self.read_extra_cells(p, &pieces);
                return;
            }
        }
        if let [only] = filled.as_slice() {
            // The label's cell is empty because its text stands on the page before.
            let continues = own.len() >= 2 && own.first() != Some(only);
            if continues
                && let Some((target, _)) = &self.last_field
                && let Some(field) = self.field(*target)
                && field.kind == Kind::Text
            {
                self.draft.append(field.to.as_str(), &piece(sheet, *only));
            }
            return;
        }
        let mut at = 0;
        while at < filled.len() {
            let name = &sheet.texts[filled[at]].content;
            if !looks_like_label(name) {
                return;
            }
            // `标签 值 标签 值` where the third cell looks like a label too and a fourth follows.
            let pair =
                filled.len() - at >= 4 && looks_like_label(&sheet.texts[filled[at + 2]].content);
            let until = if pair { at + 2 } else { filled.len() };
            let values: Vec<Piece> =
                filled[at + 1..until].iter().map(|c| piece(sheet, *c)).collect();
            self.draft.keep_other(name, &Piece::join(&values));
            at = until;
        }
        self.last_field = None;
    }

    /// Opens an item of a list that is made of several tables (one scene's resources).
    fn open_item(&mut self, field: &Field, name: &str, values: &[Piece]) {
        let Some((list, key)) = field.to.as_str().split_once("/+/") else { return };
        let value = Piece::join(values);
        let blank = self.draft.is_blank(&value);
        let count = self.draft.items(list);
        if let Some(last) = count.checked_sub(1) {
            let same = self
                .draft
                .record
                .provenance
                .get(&format!("{list}/{last}/{key}"))
                .is_some_and(|p| label::key(&p.raw) == label::key(&value.text.content));
            // Repeated after a page break.
            if same && !blank {
                return;
            }
        }
        if blank && count == 0 && self.draft.filled == 0 {
            return;
        }
        let index = self.draft.next_item(list);
        self.draft.read_plain(&format!("{list}/{index}/{key}"), Kind::Line, "", name, &value);
    }
}
