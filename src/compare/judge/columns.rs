//! In which column a value stands where no line rules it: in tables without ruling lines
//! and in lines set with tabs. A value that moves to the blank place beside its own leaves
//! the stream of characters as it was; only its place on the line tells.
//!
//! Either side is seen as groups of rows of pieces, each piece with an interval on its
//! line: the columns of a declared cell, the number of a tab, or the box on the page. A row
//! with all columns filled names them by its own words, so that the columns of both sides
//! are the same although one side counts them and the other measures them. Each piece of a
//! row with holes must then stand in the same column on both sides.

use crate::compare::judge::laid::{Finding, Laid};
use crate::compare::pair::align::Segment;
use crate::compare::report::reason::Reason;
use crate::compare::report::{Kind, Severity};
use crate::compare::stream::flow::{Flow, Unit, UnitKind};
use crate::compare::stream::fold;
use std::collections::BTreeMap;
use std::ops::Range;

/// How a side tells its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// Cells of a table that the file declares or lines rule.
    Cells,
    /// Tabs between the pieces of a line.
    Tabs,
    /// Runs of spaces between them: each piece by the width of what stands before it.
    Spaces,
    /// Boxes on the page.
    Boxes,
}

/// Text of one place on a line.
#[derive(Debug, Clone)]
struct Piece {
    marks: Range<usize>,
    from: f32,
    to: f32,
}

/// Rows that belong together.
#[derive(Debug)]
struct Group {
    told: Told,
    /// Pieces row by row, each row from left to right.
    rows: Vec<Vec<Piece>>,
}

/// Columns that at least are filled in a row that names them.
const FILLED: usize = 3;
/// The same in a table whose cells are known on one side.
const FILLED_CELLS: usize = 2;

/// Adds pieces that stand in another column, or may.
pub fn weigh(laid: &Laid<'_>, findings: &mut Vec<Finding>) {
    let (paper, online) = (groups(laid.paper), groups(laid.online));
    let places = (places(&paper, laid.paper), places(&online, laid.online));
    let mut open = Vec::new();
    for group in &online {
        open.extend(beside(laid, &paper, &places.0, group));
    }
    open.extend(alone(laid, &paper, &places.1, true));
    open.extend(alone(laid, &online, &places.0, false));
    findings.extend(open);
}

/// Where a mark stands: group, row, piece.
type Places = Vec<Option<(usize, usize, usize)>>;

fn places(groups: &[Group], flow: &Flow) -> Places {
    let mut out = vec![None; flow.marks.len()];
    for (g, group) in groups.iter().enumerate() {
        for (r, row) in group.rows.iter().enumerate() {
            for (p, piece) in row.iter().enumerate() {
                out[piece.marks.clone()].fill(Some((g, r, p)));
            }
        }
    }
    out
}

impl Group {
    /// The columns that the fullest row fills.
    fn width(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or_default()
    }

    /// Whether some row leaves a column blank.
    fn has_holes(&self) -> bool {
        let width = self.width();
        self.rows.iter().any(|row| row.len() < width)
    }

    /// Where each column stands, by all rows that fill every one.
    fn hulls(&self) -> Vec<(f32, f32)> {
        let width = self.width();
        let mut hulls = vec![(f32::INFINITY, f32::NEG_INFINITY); width];
        for row in self.rows.iter().filter(|row| row.len() == width) {
            for (hull, piece) in hulls.iter_mut().zip(row) {
                *hull = (hull.0.min(piece.from), hull.1.max(piece.to));
            }
        }
        hulls
    }
}

/// The column that a piece stands in, as far as its place tells.
#[derive(Debug, Clone, PartialEq)]
enum Column {
    /// Under or over these columns.
    In(Vec<usize>),
    /// Between columns, nearest to this one.
    Near(usize),
}

fn column(piece: &Piece, hulls: &[(f32, f32)]) -> Column {
    let shared = |hull: &(f32, f32)| piece.to.min(hull.1) - piece.from.max(hull.0);
    let inside: Vec<usize> = (0..hulls.len()).filter(|i| shared(&hulls[*i]) > 0.01).collect();
    if !inside.is_empty() {
        return Column::In(inside);
    }
    let near = (0..hulls.len()).max_by(|a, b| shared(&hulls[*a]).total_cmp(&shared(&hulls[*b])));
    Column::Near(near.unwrap_or_default())
}

/// Whether two places are one column, and whether both sides are sure of theirs.
fn agree(a: &Column, b: &Column) -> (bool, bool) {
    match (a, b) {
        (Column::In(a), Column::In(b)) => (a.iter().any(|c| b.contains(c)), a.len() + b.len() == 2),
        (Column::In(list), Column::Near(one)) | (Column::Near(one), Column::In(list)) => {
            (list.contains(one), false)
        }
        (Column::Near(a), Column::Near(b)) => (a == b, false),
    }
}

/// One group of the online side beside that of the paper.
fn beside(laid: &Laid<'_>, paper: &[Group], places: &Places, group: &Group) -> Vec<Finding> {
    let width = group.width();
    let partner = |piece: &Piece| {
        let content = piece.marks.clone().find(|i| fold::is_content(laid.online.marks[*i].ch))?;
        places[laid.alignment.partner(false, content)?]
    };
    // A full row whose pieces are a full row there.
    let full = group.rows.iter().filter(|row| row.len() == width).find_map(|row| {
        let there: Option<Vec<_>> = row.iter().map(partner).collect();
        let there = there?;
        let (g, r, _) = *there.first()?;
        let own = there.iter().enumerate().all(|(i, place)| *place == (g, r, i));
        let other = paper.get(g)?;
        (own && other.width() == width && other.rows[r].len() == width).then_some(g)
    });
    let Some(g) = full else { return Vec::new() };
    let other = &paper[g];
    let least = match group.told == Told::Cells || other.told == Told::Cells {
        true => FILLED_CELLS,
        false => FILLED,
    };
    let ruled = group.told == Told::Cells && other.told == Told::Cells;
    if ruled || width < least || !group.has_holes() && !other.has_holes() {
        return Vec::new();
    }
    let hulls = (other.hulls(), group.hulls());
    let mut out = Vec::new();
    for row in &group.rows {
        for piece in row {
            let Some((_, r, p)) = partner(piece).filter(|place| place.0 == g) else { continue };
            let there = &other.rows[r][p];
            if row.len() == width && other.rows[r].len() == width {
                continue;
            }
            let columns = (column(there, &hulls.0), column(piece, &hulls.1));
            let (same, sure) = agree(&columns.0, &columns.1);
            if same {
                continue;
            }
            let segment = Segment { left: there.marks.clone(), right: piece.marks.clone() };
            let certain = sure && !laid.recognised(&segment);
            out.push(Finding {
                paper: vec![segment.left],
                online: vec![segment.right],
                kind: Kind::Changed,
                severity: if certain { Severity::Material } else { Severity::Suspect },
                reason: if certain { Reason::CellMoved } else { Reason::ColumnsOpen },
                reordered: true,
            });
        }
    }
    out
}

/// Groups with holes of one side whose words stand on the other side where nothing tells a
/// column: neither in cells nor behind tabs nor at a known place.
fn alone(laid: &Laid<'_>, groups: &[Group], there: &Places, on_paper: bool) -> Vec<Finding> {
    let mut out = Vec::new();
    let own = if on_paper { laid.paper } else { laid.online };
    let other = if on_paper { laid.online } else { laid.paper };
    for group in groups.iter().filter(|group| group.has_holes() && group.width() >= FILLED) {
        let content = |piece: &Piece| {
            let of = |i: &usize| fold::is_content(own.marks[*i].ch);
            laid.alignment.partner(on_paper, piece.marks.clone().find(of)?)
        };
        let full = group.rows.iter().filter(|row| row.len() == group.width());
        let heads: Option<Vec<usize>> =
            full.flat_map(|row| row.iter().map(content)).collect::<Option<Vec<_>>>();
        let Some(heads) = heads.filter(|heads| !heads.is_empty()) else { continue };
        let body = |at: &usize| other.unit_of(*at).is_some_and(|u| u.kind == UnitKind::Body);
        // Cells as lines one below the other tell nothing of their columns.
        if !heads.iter().all(|at| body(at) && there[*at].is_none()) {
            continue;
        }
        let holes = group.rows.iter().filter(|row| row.len() < group.width());
        let row = holes.flatten().next();
        let Some((piece, at)) = row.and_then(|piece| Some((piece, content(piece)?))) else {
            continue;
        };
        let whole = other.unit_of(at).map_or(at..at + 1, |unit| unit.range.clone());
        let (paper, online) = match on_paper {
            true => (piece.marks.clone(), whole),
            false => (whole, piece.marks.clone()),
        };
        out.push(Finding {
            paper: vec![paper],
            online: vec![online],
            kind: Kind::Changed,
            severity: Severity::Suspect,
            reason: Reason::ColumnsOpen,
            reordered: true,
        });
    }
    out
}

/// The groups of a side: its tables, and runs of lines with several pieces.
fn groups(flow: &Flow) -> Vec<Group> {
    let mut out = tables(flow);
    match flow.is_print() {
        true => out.extend(boxed(flow)),
        false => out.extend(tabbed(flow)),
    }
    out.retain(|group| group.rows.len() > 1);
    out
}

/// Declared and ruled tables.
fn tables(flow: &Flow) -> Vec<Group> {
    let mut rows: BTreeMap<(usize, usize), Vec<Piece>> = BTreeMap::new();
    for unit in &flow.units {
        let (Some(table), Some((row, col))) = (unit.table, unit.at) else { continue };
        if unit.range.clone().any(|i| fold::is_content(flow.marks[i].ch)) {
            let (from, to) = (col as f32, (col + unit.span.1.max(1)) as f32);
            let piece = Piece { marks: unit.range.clone(), from, to };
            rows.entry((table, row)).or_default().push(piece);
        }
    }
    let mut out: Vec<(usize, Group)> = Vec::new();
    for ((table, _), row) in rows {
        match out.last_mut() {
            Some((last, group)) if *last == table => group.rows.push(row),
            _ => out.push((table, Group { told: Told::Cells, rows: vec![row] })),
        }
    }
    out.into_iter().map(|(_, group)| group).collect()
}

/// Runs of paragraphs with tabs between their pieces.
fn tabbed(flow: &Flow) -> Vec<Group> {
    let mut out: Vec<Group> = Vec::new();
    let mut last = None;
    for (number, unit) in flow.units.iter().enumerate() {
        if unit.kind != UnitKind::Body || unit.range.is_empty() {
            continue;
        }
        let inside = unit.text.content.trim();
        let (told, row) = match inside.contains('\t') {
            true => (Told::Tabs, fields(flow, unit)),
            false => (Told::Spaces, spaced(flow, unit)),
        };
        if row.len() < 2 || told == Told::Spaces && is_letterspaced(flow, &row) {
            continue;
        }
        let goes_on = last.is_some_and(|last: usize| {
            flow.units[last + 1..number].iter().all(|unit| unit.range.is_empty())
        });
        last = Some(number);
        match out.last_mut() {
            Some(group) if goes_on && group.told == told => group.rows.push(row),
            _ => out.push(Group { told, rows: vec![row] }),
        }
    }
    out
}

/// Whether a label is set apart character by character ("项    目    名   称"): its spaces
/// part no columns.
fn is_letterspaced(flow: &Flow, row: &[Piece]) -> bool {
    let single = |piece: &&Piece| {
        let mut content = piece.marks.clone().filter(|i| fold::is_content(flow.marks[*i].ch));
        let first = content.next().map(|i| flow.marks[i].ch);
        content.next().is_none() && first.is_some_and(|c| c >= '\u{4e00}')
    };
    row.iter().filter(single).count() >= 2
}

/// The pieces of a paragraph between its tabs, by the number of tabs before them.
fn fields(flow: &Flow, unit: &Unit) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    let mut tabs = 0;
    let mut end = 0;
    for at in unit.range.clone() {
        let mark = flow.marks[at];
        let between = unit.text.content.get(end..mark.start as usize).unwrap_or_default();
        let crossed = between.matches('\t').count();
        tabs += crossed;
        end = mark.end as usize;
        match out.last_mut() {
            Some(piece) if crossed == 0 => piece.marks.end = at + 1,
            _ => {
                let (from, to) = (tabs as f32, tabs as f32 + 1.0);
                out.push(Piece { marks: at..at + 1, from, to });
            }
        }
    }
    out
}

/// The pieces of a paragraph between runs of spaces, by the width of what stands before.
fn spaced(flow: &Flow, unit: &Unit) -> Vec<Piece> {
    /// Widths of a letter that a space between two words never has.
    const APART: f32 = 3.0;
    let wide = |c: char| if c.is_ascii() { 1.0 } else { 2.0 };
    let width = |text: &str| text.chars().map(wide).sum::<f32>();
    let mut out: Vec<Piece> = Vec::new();
    let mut end = 0;
    let mut x = 0.0;
    for at in unit.range.clone() {
        let mark = flow.marks[at];
        let text = |range: Range<usize>| unit.text.content.get(range).unwrap_or_default();
        let gap = width(text(end..mark.start as usize));
        let own = width(text(end.max(mark.start as usize)..mark.end as usize));
        x += gap + own;
        end = end.max(mark.end as usize);
        match out.last_mut() {
            Some(piece) if gap < APART => {
                piece.marks.end = at + 1;
                piece.to = x;
            }
            _ => out.push(Piece { marks: at..at + 1, from: x - own, to: x }),
        }
    }
    out
}

/// Runs of printed lines with several pieces that stand wide apart.
fn boxed(flow: &Flow) -> Vec<Group> {
    let mut lines: Vec<(f32, f32, u32, Vec<Piece>)> = Vec::new();
    let mut out: Vec<Group> = Vec::new();
    let mut close = |lines: &mut Vec<(f32, f32, u32, Vec<Piece>)>| {
        let rows: Vec<Vec<Piece>> = std::mem::take(lines).into_iter().map(|line| line.3).collect();
        let mut run: Vec<Vec<Piece>> = Vec::new();
        for row in rows.into_iter().chain(std::iter::once(Vec::new())) {
            if row.len() > 1 {
                run.push(row);
            } else if !run.is_empty() {
                out.push(Group { told: Told::Boxes, rows: std::mem::take(&mut run) });
            }
        }
    };
    for unit in &flow.units {
        if unit.kind != UnitKind::Body {
            if unit.kind == UnitKind::Cell {
                close(&mut lines);
            }
            continue;
        }
        for span in &unit.text.spans {
            let Some(bbox) = span.place.bbox else { continue };
            let inside = |m: &usize| {
                let mark = &flow.marks[*m];
                (mark.start as usize) < span.end && (mark.end as usize) > span.start
            };
            let first = unit.range.clone().find(inside);
            let last = unit.range.clone().rev().find(inside);
            let (Some(first), Some(last)) = (first, last) else { continue };
            let piece = Piece { marks: first..last + 1, from: bbox.x0, to: bbox.x1 };
            let height = bbox.y1 - bbox.y0;
            match lines.last_mut() {
                Some((top, bottom, page, row))
                    if *page == span.place.page
                        && bbox.y1.min(*bottom) - bbox.y0.max(*top)
                            > 0.5 * height.min(*bottom - *top) =>
                {
                    let apart = |last: &Piece| bbox.x0 - last.to >= height;
                    match row.last_mut() {
                        Some(last) if !apart(last) && last.marks.end == piece.marks.start => {
                            last.to = last.to.max(piece.to);
                            last.marks.end = piece.marks.end;
                        }
                        _ => row.push(piece),
                    }
                }
                _ => lines.push((bbox.y0, bbox.y1, span.place.page, vec![piece])),
            }
        }
    }
    close(&mut lines);
    out
}

#[cfg(test)]
mod tests;
