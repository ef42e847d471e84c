//! A table of a form, from its first row to its last: headings across it, groups beside
//! rows, lists, and rows of labels and values.

mod boxes;
mod several;

use super::cells::Grids;
use super::items::{Item, Pair};
use super::roles::{self, Role};
use super::{hints, inline, lists, words};
use crate::document::Block;
use crate::forms::Forms;
use crate::understand::application::Piece;
use crate::value::label;

/// How deep tables inside of cells are read.
const NESTING: usize = 6;

/// Reads a table below its first `skip` rows; its title and the unit of its figures stand over it.
pub fn read(
    grids: &Grids,
    skip: usize,
    (title, unit): (&str, &str),
    forms: &Forms,
    depth: usize,
) -> Vec<Item> {
    let mut solver = Solver {
        grids,
        forms,
        items: Vec::new(),
        title: title.to_owned(),
        heading: String::new(),
        pending: None,
        groups: Vec::new(),
        beside: None,
        taken: vec![false; grids.looks.len()],
        open: None,
        unit: unit.to_owned(),
        whole: unit.to_owned(),
    };
    solver.rows(skip);
    let mut items = solver.items;
    if depth < NESTING {
        for (index, cell) in grids.table.cells.iter().enumerate() {
            for block in &cell.blocks {
                let Block::Table(table) = block else { continue };
                if table.cols <= 1 && table.rows <= 1 {
                    continue;
                }
                let path = format!("{}r{}c{}/", grids.path, cell.row, cell.col);
                let inner = Grids::new(table, grids.block, path, forms);
                let over = beside(grids, index);
                items.extend(read(&inner, 0, (&over, ""), forms, depth + 1));
            }
        }
    }
    items
}

/// The label beside or above a cell that holds a table.
fn beside(grids: &Grids, cell: usize) -> String {
    let anchor = grids.cell(cell);
    let left = anchor.col.checked_sub(1).and_then(|col| grids.at(anchor.row, col));
    left.map(|left| grids.label(left)).unwrap_or_default()
}

struct Solver<'a> {
    grids: &'a Grids<'a>,
    forms: &'a Forms,
    items: Vec<Item>,
    title: String,
    /// The heading across the table that is in force.
    heading: String,
    /// A row across the table that heads what follows or is the label of the next row.
    pending: Option<usize>,
    /// Groups beside the rows: their cell and the row behind their last.
    groups: Vec<(usize, usize)>,
    /// The label in the first cell of the last row that was a group of that row, and the row.
    beside: Option<(usize, usize)>,
    taken: Vec<bool>,
    /// The list that rows of the same columns go on with: its item and its grid columns.
    open: Option<(usize, Vec<(usize, usize)>)>,
    /// The unit of figures in force: 单位：万元.
    unit: String,
    /// The one that stands over the whole table.
    whole: String,
}

impl Solver<'_> {
    fn rows(&mut self, skip: usize) {
        let mut row = skip;
        // 申 | 报 | 单 | 位 down the rows is one label beside all of them.
        for (first, until) in self.grids.vertical.clone() {
            for row in self.grids.cell(first).row..until {
                let cell = self.grids.own(row).first().copied();
                if let Some(cell) = cell.filter(|cell| self.grids.cell(*cell).col == 0) {
                    self.taken[cell] = true;
                }
            }
        }
        while row < self.grids.table.rows {
            self.groups.retain(|(_, until)| *until > row);
            let grids = self.grids;
            let begins = |(cell, _): &&(usize, usize)| grids.cell(*cell).row == row;
            if let Some(vertical) = grids.vertical.iter().find(begins) {
                self.settle();
                self.groups.push(*vertical);
            }
            let own: Vec<usize> =
                self.grids.own(row).iter().copied().filter(|cell| !self.taken[*cell]).collect();
            row += self.row(row, &own).max(1);
        }
        self.settle();
    }

    /// Reads a row; gives how many rows that took.
    fn row(&mut self, row: usize, own: &[usize]) -> usize {
        let grids = self.grids;
        let Some(only) = own.first().copied() else { return 1 };
        let cols = grids.table.cols;
        if own.len() == 1
            && (grids.span(only) == (0, cols)
                || self.groups.is_empty()
                    && grids.own(row).len() == 1
                    && grids.span(only).1 == cols
                    && grids.span(only).0 == 0)
        {
            self.across(row, only);
            return 1;
        }
        // A numbered heading in the first of cells that nobody merged.
        let content = &grids.looks[only].text.content;
        let heads = label::split_number(content).is_some_and(|(_, depth)| depth == 1);
        let alone = own[1..].iter().all(|cell| grids.looks[*cell].empty);
        if own.len() == cols
            && cols > 2
            && alone
            && heads
            && content.chars().count() <= 40
            && self.groups.is_empty()
        {
            self.across(row, only);
            return 1;
        }
        self.settle();
        if self.boxed(row, own) {
            return 1;
        }
        // 指标 | 填报数据 over the heads of the list below says nothing of its own.
        if let [first, wide] = own
            && row + 1 < grids.table.rows
            && grids.cell(*wide).col_span > 1
            && !grids.looks[*first].empty
            && grids.looks[*wide].score > 0.0
            && [*first, *wide].iter().all(|cell| grids.looks[*cell].pairs.is_empty())
        {
            let below = grids.own(row + 1);
            let same = below.first().is_some_and(|cell| {
                grids.span(*cell) == grids.span(*first)
                    && (grids.looks[*cell].empty || grids.label(*cell) == grids.label(*first))
            });
            if same && below.len() > 2 && lists::band(grids, row + 1, below).is_some() {
                return 1;
            }
        }
        if let Some(band) = lists::band(grids, row, own) {
            return self.list(row, &band);
        }
        let mut rest = own;
        while let Some((first, behind)) = rest.split_first()
            && self.is_group(*first, behind)
        {
            let cell = grids.cell(*first);
            self.groups.push((*first, cell.row + cell.row_span));
            rest = behind;
        }
        if rest.len() < own.len()
            && let Some(band) = lists::band(grids, row, rest)
        {
            return self.list(row, &band);
        }
        self.pairs(row, rest);
        1
    }

    fn list(&mut self, row: usize, band: &lists::Band) -> usize {
        let group = self.group("");
        let title = if group.is_empty() { self.title.clone() } else { group.clone() };
        let nothing =
            self.items.iter().all(|item| matches!(item, Item::Heading(..) | Item::Text(_)));
        let whole = nothing && row + band.taken >= self.grids.table.rows;
        // A heading without a number right over a list is the list's title and no more.
        let titled = matches!(self.items.last(), Some(Item::Heading(text, at))
            if *text == self.heading && label::split_number(at.text.content.trim()).is_none());
        let items = band.items(self.grids, &title, &group, whole);
        if titled && self.groups.is_empty() && matches!(items.as_slice(), [Item::List(_)]) {
            self.heading.clear();
        }
        self.items.extend(items);
        let list = matches!(self.items.last(), Some(Item::List(_)));
        self.open = list.then(|| (self.items.len() - 1, band.spans()));
        band.taken
    }

    /// The group in force, one of the row itself first.
    fn group(&self, own: &str) -> String {
        if !own.is_empty() {
            return own.to_owned();
        }
        match self.groups.last() {
            Some((cell, _)) => words::label_text(&plain_heading(&self.grids.label(*cell))),
            None => self.heading.clone(),
        }
    }

    /// A label that stands beside several rows of labels and values.
    fn is_group(&self, cell: usize, behind: &[usize]) -> bool {
        let grids = self.grids;
        let (anchor, look) = (grids.cell(cell), &grids.looks[cell]);
        if anchor.row_span < 2
            || look.empty
            || look.hint
            || look.ticks
            || !look.pairs.is_empty()
            || look.score < -1.5
        {
            return false;
        }
        let Some(next) = behind.first() else { return false };
        let tall = grids.cell(*next).row_span >= anchor.row_span;
        if tall && (behind.len() == 1 || grids.looks[*next].score < words::SURE) {
            return false;
        }
        let (mut labelled, mut rows) = (0, 0);
        for row in anchor.row..anchor.row + anchor.row_span {
            let right: Vec<usize> = grids
                .own(row)
                .iter()
                .copied()
                .filter(|c| grids.span(*c).0 >= grids.span(cell).1)
                .collect();
            let Some(first) = right.first() else { continue };
            rows += 1;
            let look = &grids.looks[*first];
            let pairs = !look.pairs.is_empty() || look.question.is_some();
            let label =
                !look.empty && !look.hint && !look.ticks && look.score > 0.0 && right.len() > 1;
            labelled += usize::from(pairs || label);
        }
        labelled * 2 >= rows && labelled > 0
            || lists::band(grids, anchor.row, behind)
                .is_some_and(|band| band.taken + 1 >= anchor.row_span)
    }

    /// A row across the whole table.
    fn across(&mut self, row: usize, cell: usize) {
        let grids = self.grids;
        let look = &grids.looks[cell];
        let piece = grids.piece(cell);
        if let Some(unit) = hints::unit_line(&look.text.content) {
            self.whole.clone_from(&unit);
            self.unit = unit;
            return;
        }
        if look.empty || look.hint {
            if let Some(head) = self.pending.take() {
                self.pair(grids.label(head), String::new(), piece, grids.piece(head));
            }
            return;
        }
        if !look.pairs.is_empty() && (look.score < words::SURE || look.pairs.len() > 1) {
            self.settle();
            self.inside(cell, "");
            return;
        }
        if let Some(at) = look.question {
            self.settle();
            self.question(cell, at, "");
            return;
        }
        let content = look.text.content.trim();
        // A label with its colon over rows of several cells waits for no value below.
        let several = grids.own(row + 1).len() > 1 || row + 1 >= grids.table.rows;
        if content.ends_with(['：', ':'])
            && several
            && look.score >= words::SURE
            && !content.contains('\n')
        {
            self.settle();
            let end = piece.text.content.len();
            self.pair(grids.label(cell), String::new(), piece.slice(end..end), piece);
            return;
        }
        let count = content.chars().count();
        let numbered = label::split_number(content).is_some();
        let sentence = content.contains(['。', '；', '，']);
        let lines = content.lines().filter(|line| !line.trim().is_empty()).count();
        // 经济指标（单位：万元）: the unit of what stands below.
        let over = hints::unit_over(content);
        let score = match &over {
            Some((plain, _)) => words::score(plain, self.forms).max(look.score),
            None => look.score,
        };
        let heads = !look.ticks
            && count <= 40
            && lines == 1
            && (!sentence && (score > 0.3 || numbered || look.bold || over.is_some())
                || look.score >= words::SURE);
        if heads && row + 1 < grids.table.rows {
            self.unit = over.map_or_else(|| self.whole.clone(), |(_, unit)| unit);
        }
        // The last row is no heading unless nothing else could fill it.
        if heads && row + 1 < grids.table.rows {
            self.settle();
            self.pending = Some(cell);
            return;
        }
        if let Some(head) = self.pending.take() {
            // A numbered label is on the level of the headings and stands under none of them.
            if label::split_number(grids.looks[head].text.content.trim())
                .is_some_and(|(_, depth)| depth == 1)
            {
                self.heading.clear();
            }
            self.pair(grids.label(head), String::new(), piece, grids.piece(head));
            return;
        }
        self.headed_text(&piece);
    }

    /// A text whose first line is its label.
    fn headed_text(&mut self, piece: &Piece) {
        let content = &piece.text.content;
        if let Some((first, _)) = content.trim_start().split_once('\n') {
            let start = content.len() - content.trim_start().len();
            let end = start + first.len();
            let score = words::score(first, self.forms);
            let colon = first.trim_end().ends_with(['：', ':']);
            if first.chars().count() <= 60 && (score >= words::SURE || colon && score > 0.0) {
                let label = words::label_text(first);
                self.pair(
                    label,
                    String::new(),
                    piece.slice(end..content.len()),
                    piece.slice(start..end),
                );
                return;
            }
        }
        self.items.push(Item::Text(piece.clone()));
    }

    /// What waits to be a label is a heading.
    fn settle(&mut self) {
        if let Some(cell) = self.pending.take() {
            self.open = None;
            let text = words::label_text(&plain_heading(&self.grids.looks[cell].text.content));
            self.heading.clone_from(&text);
            self.items.push(Item::Heading(text, self.grids.piece(cell)));
        }
    }

    fn pair(&mut self, label: String, group: String, value: Piece, at: Piece) {
        if label.is_empty() {
            return;
        }
        let group = if group.is_empty() { self.group("") } else { group };
        let unit = self.unit.clone();
        self.items.push(Item::Pair(Pair { label, group, value, at, unit }));
    }

    /// The pairs inside of a cell.
    fn inside(&mut self, cell: usize, group: &str) {
        let piece = self.grids.piece(cell);
        let content = piece.text.content.clone();
        let group = self.group(group);
        let pairs = self.grids.looks[cell].pairs.clone();
        for pair in pairs {
            let label = words::label_text(content.get(pair.label.clone()).unwrap_or_default());
            let (value, at) = (piece.slice(pair.value.clone()), piece.slice(pair.label));
            let (group, unit) = (group.clone(), self.unit.clone());
            self.items.push(Item::Pair(Pair { label, group, value, at, unit }));
        }
    }

    /// A question with its boxes in one cell.
    fn question(&mut self, cell: usize, at: usize, group: &str) {
        let piece = self.grids.piece(cell);
        let content = &piece.text.content;
        let label = words::label_text(content.get(..at).unwrap_or_default());
        let label = label.trim_end_matches(['（', '(']).to_owned();
        let group = self.group(group);
        let (value, at) = (piece.slice(at..content.len()), piece.slice(0..at));
        self.items.push(Item::Pair(Pair { label, group, value, at, unit: String::new() }));
    }

    /// A row of labels and values.
    fn pairs(&mut self, row: usize, cells: &[usize]) {
        let grids = self.grids;
        let covered = !self.groups.is_empty();
        if let ([only], true) = (cells, covered) {
            self.under_group(*only);
            return;
        }
        // Labels with their colons and nothing else: blanks to write on behind them.
        let waits = |cell: &usize| {
            let look = &grids.looks[*cell];
            look.pairs.is_empty()
                && look.score >= words::SURE
                && look.text.content.trim_end().ends_with(['：', ':'])
        };
        if cells.len() > 1 && cells.iter().all(waits) {
            for cell in cells {
                let at = grids.piece(*cell);
                let end = at.text.content.len();
                self.pair(grids.label(*cell), String::new(), at.slice(end..end), at);
            }
            return;
        }
        // The same behind a label of their own: 营业收入 | 上年： | 前年：.
        if let Some((first, rest)) = cells.split_first() {
            let look = &grids.looks[*first];
            let rest: Vec<usize> =
                rest.iter().copied().filter(|cell| !grids.looks[*cell].empty).collect();
            let labels = !look.empty && look.score > 0.0 && look.pairs.is_empty() && !waits(first);
            if labels && rest.len() > 1 && rest.iter().all(waits) {
                let group = words::label_text(&grids.label(*first));
                for cell in rest {
                    let at = grids.piece(cell);
                    let end = at.text.content.len();
                    self.pair(grids.label(cell), group.clone(), at.slice(end..end), at);
                }
                return;
            }
        }
        // A blank below a group that nobody merged with it: the group goes on.
        let below = self.beside.take().filter(|(above, last)| {
            *last + 1 == row
                && cells.len() > 2
                && cells.first().is_some_and(|cell| {
                    grids.looks[*cell].empty && grids.span(*cell) == grids.span(*above)
                })
        });
        let cells = if below.is_some() { &cells[1..] } else { cells };
        let (roles, _) = roles::of_row(grids, cells, covered);
        let mut group = String::new();
        if let Some((above, _)) = below {
            group = words::label_text(&grids.label(above));
            self.beside = Some((above, row));
        } else if roles.first() == Some(&Role::Group) {
            self.beside = Some((cells[0], row));
        }
        let mut at = 0;
        while at < cells.len() {
            let cell = cells[at];
            if let Some(beside) = self.beside(row, cell).filter(|_| at > 0) {
                group = beside;
            }
            at += 1;
            match roles[at - 1] {
                Role::Aside => {}
                Role::Group => group = words::label_text(&grids.label(cell)),
                Role::Pairs => {
                    let own = group.clone();
                    match grids.looks[cell].question {
                        Some(start) => self.question(cell, start, &own),
                        None => self.inside(cell, &own),
                    }
                }
                Role::Value => {
                    // A value without a label of its own.
                    if !grids.looks[cell].empty && !grids.looks[cell].hint {
                        self.headed_text(&grids.piece(cell));
                    }
                }
                Role::Label => {
                    let mut values = Vec::new();
                    while at < cells.len() && roles[at] == Role::Value {
                        values.push(cells[at]);
                        at += 1;
                    }
                    // A place to sign is no value and no label of its own.
                    if values.is_empty()
                        && roles.get(at) == Some(&Role::Pairs)
                        && self.is_signed(cells[at])
                    {
                        values.push(cells[at]);
                        at += 1;
                    }
                    // Pairs beside a label stand in its group.
                    if values.is_empty() && roles.get(at) == Some(&Role::Pairs) {
                        group = grids.label(cell);
                        continue;
                    }
                    if self.several(cell, &values, &group) {
                        continue;
                    }
                    let last = at == cells.len();
                    let value = self.value(row, cell, &values, last);
                    let own = self.group(&group);
                    let label = grids.label(cell);
                    let (value, more) = match behind_ticks(&value, self.forms) {
                        Some((value, pair)) => (value, vec![pair]),
                        None => self.trailing(value),
                    };
                    self.items.push(Item::Pair(Pair {
                        label,
                        group: own,
                        value,
                        at: grids.piece(cell),
                        unit: self.unit.clone(),
                    }));
                    for (name, said) in more {
                        let label = words::label_text(&name.text.content);
                        let (group, unit) = (grids.label(cell), String::new());
                        self.items.push(Item::Pair(Pair {
                            label,
                            group,
                            value: said,
                            at: name,
                            unit,
                        }));
                    }
                }
            }
        }
    }

    /// A value without the certain pairs that stand behind it on its line:
    /// 某路96号　邮编：563000　电话：0851-2822305.
    fn trailing(&self, value: Piece) -> (Piece, Vec<(Piece, Piece)>) {
        let content = value.text.content.as_str();
        if content.contains(['\n', '。', '；']) {
            return (value, Vec::new());
        }
        let pairs = inline::pairs(content, self.forms);
        let said = |range: &std::ops::Range<usize>| content.get(range.clone()).unwrap_or_default();
        let Some(first) = pairs.first() else { return (value, Vec::new()) };
        let lead = content.get(..first.label.start).unwrap_or_default();
        let sure = lead.ends_with(char::is_whitespace)
            && lead.trim().chars().count() >= 2
            && !lead.contains(['：', ':', '，'])
            && pairs.iter().all(|pair| words::is_known(said(&pair.label)));
        if !sure {
            return (value, Vec::new());
        }
        let more =
            pairs.iter().map(|p| (value.slice(p.label.clone()), value.slice(p.value.clone())));
        let more = more.collect();
        (value.slice(0..lead.trim_end().len()), more)
    }

    /// Whether the pairs of a cell are nothing but places to sign and date.
    fn is_signed(&self, cell: usize) -> bool {
        let look = &self.grids.looks[cell];
        let content = &look.text.content;
        !look.pairs.is_empty()
            && look.pairs.iter().all(|pair| {
                let label = content.get(pair.label.clone()).unwrap_or_default();
                let value = content.get(pair.value.clone()).unwrap_or_default();
                let dated = !value.is_empty() && words::is_people(label);
                (hints::is_signature(label) || dated) && hints::is_hint(value)
            })
    }

    /// The label of a cell from a row above that stands left of a cell in the middle of a row:
    /// 人力资源情况 beside 职工总数 and 科技人员数.
    fn beside(&self, row: usize, cell: usize) -> Option<String> {
        let grids = self.grids;
        let left = grids.at(row, grids.span(cell).0.checked_sub(1)?)?;
        let look = &grids.looks[left];
        let tall = grids.cell(left).row < row && !self.taken[left];
        (tall && !look.empty && !look.hint && !look.ticks && look.score > 0.3)
            .then(|| words::label_text(&grids.label(left)))
    }

    /// The value cells of a label, those in the rows below included that it covers too.
    fn value(&mut self, row: usize, label: usize, values: &[usize], last: bool) -> Piece {
        let grids = self.grids;
        let anchor = grids.cell(label);
        let mut pieces: Vec<Piece> = values.iter().map(|cell| grids.piece(*cell)).collect();
        let short = values.iter().all(|cell| grids.cell(*cell).row_span < anchor.row_span);
        if anchor.row_span > 1 && short && last && !values.is_empty() {
            let from = grids.span(label).1;
            for below in row + 1..anchor.row + anchor.row_span {
                for cell in grids.own(below).iter().copied() {
                    if grids.span(cell).0 >= from && !self.taken[cell] {
                        self.taken[cell] = true;
                        pieces.push(grids.piece(cell));
                    }
                }
            }
        }
        let filled: Vec<Piece> = pieces
            .iter()
            .filter(|p| !hints::is_hint(&p.text.content) || p.unread)
            .cloned()
            .collect();
        match filled.as_slice() {
            [] => pieces.first().cloned().unwrap_or_else(|| grids.piece(label).slice(0..0)),
            _ => Piece::join(&filled),
        }
    }

    /// One cell beside a group.
    fn under_group(&mut self, cell: usize) {
        let grids = self.grids;
        let look = &grids.looks[cell];
        if !look.pairs.is_empty() {
            self.inside(cell, "");
        } else if let Some(at) = look.question {
            self.question(cell, at, "");
        } else if !look.empty && !look.hint {
            let Some((group, _)) = self.groups.last().copied() else { return };
            if look.score >= words::SURE && look.text.content.chars().count() <= 20 {
                // A label with its colon waits for what is written behind it.
                if look.text.content.trim_end().ends_with(['：', ':']) {
                    let at = grids.piece(cell);
                    let end = at.text.content.len();
                    self.pair(grids.label(cell), String::new(), at.slice(end..end), at);
                }
                return;
            }
            let heading = self.heading.clone();
            self.items.push(Item::Pair(Pair {
                label: grids.label(group),
                group: heading,
                value: grids.piece(cell),
                at: grids.piece(group),
                unit: self.unit.clone(),
            }));
        }
    }
}

/// A value of ticks without the pair that stands behind its last option, and that pair's label
/// and value: □主板 ☑新三板 □未上市，股票代码：873921.
fn behind_ticks(value: &Piece, forms: &Forms) -> Option<(Piece, (Piece, Piece))> {
    let content = value.text.content.as_str();
    let mark = |c: char| crate::value::tick::is_tick(c) || crate::value::tick::is_empty_box(c);
    let (last, _) = content.char_indices().rfind(|(_, c)| mark(*c))?;
    let (colon, sign) =
        content.char_indices().rfind(|(at, c)| *at > last && matches!(c, '：' | ':'))?;
    let before = content.get(last..colon)?;
    let (at, parted) = before
        .char_indices()
        .rfind(|(_, c)| matches!(c, '，' | ',' | '；' | ';' | '\n') || c.is_whitespace())?;
    let from = last + at + parted.len_utf8();
    let label = content.get(from..colon)?.trim();
    // An option stands between the last box and what is parted from it.
    let option = content.get(last..last + at)?.chars().skip(1).any(|c| c.is_alphanumeric());
    let known = words::is_known(label) || words::score(label, forms) >= words::SURE;
    let count = label.chars().count();
    if !option || !known || !(2..=12).contains(&count) {
        return None;
    }
    let end = content.get(..last + at)?.trim_end().len();
    let said = value.slice(colon + sign.len_utf8()..content.len());
    Some((value.slice(0..end), (value.slice(from..colon), said)))
}

/// A heading without its number and colon.
pub fn plain_heading(text: &str) -> String {
    let text = text.trim();
    label::without_number(text).unwrap_or(text).trim_end_matches(['：', ':']).to_owned()
}
