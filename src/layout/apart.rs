//! Whether lines in the margin of a page stand apart from its body.

use super::lines::Line;
use super::page::LaidPage;
use std::collections::HashSet;

/// Lines of one paragraph follow each other within this many of their sizes, where nothing
/// tells how far the lines of the page are apart.
const PITCH: f32 = 1.45;
/// Lines further apart than this many sizes are no measure for others.
const WIDEST: f32 = 2.6;

/// The first line of a paragraph stands in by so many of its sizes at most.
const INDENT: f32 = 2.5;

/// The lines of a page from one of its edges inwards.
pub struct Inward<'a> {
    lines: Vec<&'a Line>,
    from_top: bool,
}

impl<'a> Inward<'a> {
    pub fn of(page: &'a LaidPage, from_top: bool) -> Self {
        let mut lines: Vec<&Line> = page.lines.iter().filter(|line| !line.vertical).collect();
        lines.sort_by(|a, b| a.bbox.y0.total_cmp(&b.bbox.y0));
        if !from_top {
            lines.reverse();
        }
        Self { lines, from_top }
    }

    /// The next line further in.
    fn next(&self, at: usize) -> Option<usize> {
        let own = self.lines.get(at)?;
        let slack = 0.3 * own.bbox.height();
        // Lines beside it are few.
        (at + 1..self.lines.len()).find(|to| match self.from_top {
            true => self.lines[*to].bbox.y0 >= own.bbox.y1 - slack,
            false => self.lines[*to].bbox.y1 <= own.bbox.y0 + slack,
        })
    }

    /// The tops (bits) of those of `margin` that follow a line of the body as its lines follow each
    /// other, or a line that does.
    pub fn attached(&self, margin: &[&Line], page: &LaidPage) -> HashSet<u32> {
        let in_margin: HashSet<u32> = margin.iter().map(|l| l.bbox.y0.to_bits()).collect();
        let mut found = HashSet::new();
        // The outermost lines are the margin's; what they hang on is settled first.
        let reach = self.lines.iter().rposition(|l| in_margin.contains(&l.bbox.y0.to_bits()));
        for at in (0..reach.map_or(0, |at| at + 1)).rev() {
            let top = self.lines[at].bbox.y0.to_bits();
            let Some(to) = self.next(at).filter(|_| in_margin.contains(&top)) else { continue };
            let held = self.lines[to].bbox.y0.to_bits();
            if (!in_margin.contains(&held) || found.contains(&held)) && self.follows(at, to, page) {
                found.insert(top);
            }
        }
        found
    }

    /// Whether two lines stand under each other as lines of one text do.
    fn follows(&self, at: usize, to: usize, page: &LaidPage) -> bool {
        let (own, other) = (self.lines[at], self.lines[to]);
        let middle = |line: &Line| (line.bbox.y0 + line.bbox.y1) / 2.0;
        let apart = |a: &Line, b: &Line| (middle(a) - middle(b)).abs();
        let alike = |a: &Line, b: &Line| (a.size / b.size - 1.0).abs() <= 0.06;
        let gap = apart(own, other);
        let as_next = || {
            let next = self.next(to).map(|next| self.lines[next]);
            next.is_some_and(|next| {
                let pitch = apart(other, next);
                alike(other, next) && pitch <= WIDEST * own.size && gap <= 1.06 * pitch
            })
        };
        let (from, upto) = (middle(own).min(middle(other)), middle(own).max(middle(other)));
        let ruled = || {
            let across = |x0: f32, x1: f32| x0 < own.bbox.x1 && x1 > own.bbox.x0;
            let rules = page.loose_rules.iter().map(|r| (r.y0, r.x0, r.x1));
            let tables = page.tables.iter().map(|t| (t.bbox().y0, t.bbox().x0, t.bbox().x1));
            rules.chain(tables).any(|(y, x0, x1)| (from..=upto).contains(&y) && across(x0, x1))
        };
        // A header in the middle or at the right is none of the lines that begin at the left.
        let aligned = (own.bbox.x0 - other.bbox.x0).abs() <= INDENT * own.size;
        alike(own, other)
            && aligned
            && (gap <= PITCH * own.size || gap <= WIDEST * own.size && as_next())
            && !ruled()
    }
}
