//! The columns of a table in a text that mirrors the page: read from where the
//! words of its header stand, cells over several columns included.

use super::Line;

/// Columns of a table.
const COLUMNS: usize = 40;
/// How much of a word must stand below another to be under it.
const UNDER: f32 = 0.5;

/// A piece of a line between two gaps, with the column of its first character.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'a> {
    pub text: &'a str,
    pub from: f32,
    pub to: f32,
}

impl Piece<'_> {
    pub fn middle(&self) -> f32 {
        (self.from + self.to) / 2.0
    }
}

/// Columns that a Han character takes of a page that keeps its proportions.
pub const WIDE: f32 = 1.8;
/// Those that it takes where each character is given one and gaps alone are kept.
pub const NARROW: f32 = 1.0;

/// The pieces of a line; one gap is two spaces or more.
pub fn pieces<'a>(line: &Line<'a>) -> Vec<Piece<'a>> {
    pieces_of(line, WIDE)
}

/// The pieces of a line where a Han character takes so many columns.
fn pieces_of<'a>(line: &Line<'a>, han: f32) -> Vec<Piece<'a>> {
    let breadth = |c: char| if c.is_ascii() { 1.0 } else { han };
    let raw = line.raw.trim_end();
    let mut out: Vec<Piece<'a>> = Vec::new();
    let mut start: Option<(usize, usize)> = None;
    let mut spaces = 0usize;
    let mut end = 0usize;
    let mut keep = |start: (usize, usize), end: usize| {
        let text = raw.get(start.0..end).unwrap_or_default().trim_end();
        let from = start.1 as f32;
        let to = from + text.chars().map(breadth).sum::<f32>();
        out.push(Piece { text, from, to });
    };
    for (column, (at, c)) in raw.char_indices().enumerate() {
        if c == ' ' || c == '\u{3000}' {
            spaces += 1;
            continue;
        }
        let apart = spaces >= 2
            || spaces == 1
                && start.is_some_and(|(from, _)| parts(raw.get(from..end).unwrap_or_default(), c));
        if apart && let Some(begun) = start.take() {
            keep(begun, end);
        }
        spaces = 0;
        start = start.or(Some((at, column)));
        end = at + c.len_utf8();
    }
    if let Some(begun) = start {
        keep(begun, end);
    }
    // Nothing reaches into the next piece, however narrow the page was set.
    for at in 1..out.len() {
        let next = out[at].from;
        out[at - 1].to = out[at - 1].to.min(next - 0.5);
    }
    out
}

/// Whether one space parts two narrow cells: `企业 性质2`, and not `（100 字`.
fn parts(left: &str, right: char) -> bool {
    let han = |c: char| c.is_alphabetic() && !c.is_ascii();
    let open = left.matches(['（', '(']).count() > left.matches(['）', ')']).count();
    let mut last = left.chars().rev();
    let ends = match (last.next(), last.next()) {
        (Some(c), Some(before)) if c.is_ascii_digit() => han(before),
        (Some(c), _) => han(c),
        _ => false,
    };
    ends && han(right) && !open
}

/// A header cell over several columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Its words.
    pub text: String,
    /// Its first column and one past its last.
    pub columns: std::ops::Range<usize>,
    /// How many groups stand over it.
    pub level: usize,
    /// The line of the header on which it stands, and where.
    line: usize,
    extent: (f32, f32),
}

/// A label while its lines are gathered.
struct Label {
    from: f32,
    to: f32,
    /// Its first and last line of the header.
    lines: (usize, usize),
    text: String,
}

impl Label {
    fn middle(&self) -> f32 {
        (self.from + self.to) / 2.0
    }

    /// Twice the height of its middle, in lines.
    fn height(&self) -> usize {
        self.lines.0 + self.lines.1
    }
}

/// Says which columns each group stands over. The label of a column under no group is
/// as high as that of the first; those that stand lower belong to the nearest group.
fn span(groups: &mut [Group], columns: &[Label]) -> Option<()> {
    let first = columns.first()?;
    let top = first.lines.0 == 0;
    let lower = |column: &Label, line: usize| {
        column.lines.0 > line && (top || column.height() > first.height())
    };
    for at in 0..groups.len() {
        let Group { line, extent, .. } = groups[at];
        let middle = (extent.0 + extent.1) / 2.0;
        let spans = |columns: &std::ops::Range<usize>, of: &[Label]| {
            let (a, b) = (of.get(columns.start), of.get(columns.end.wrapping_sub(1)));
            a.zip(b).is_some_and(|(a, b)| (a.from..b.to).contains(&middle))
        };
        let parent =
            groups[..at].iter().rev().find(|g| g.line < line && spans(&g.columns, columns));
        let within = parent.map_or(0..columns.len(), |parent| parent.columns.clone());
        let off = |column: &Label, (from, to): (f32, f32)| {
            (from - column.middle()).max(column.middle() - to).max(0.0)
        };
        let others: Vec<(f32, f32)> = groups
            .iter()
            .enumerate()
            .filter(|(other, g)| *other != at && g.line == line)
            .map(|(_, g)| g.extent)
            .collect();
        let nearest = |column: &Label| {
            let own = off(column, extent);
            others.iter().all(|o| own <= off(column, *o))
        };
        let own: Vec<usize> = within
            .filter(|i| lower(&columns[*i], line) && (parent.is_some() || nearest(&columns[*i])))
            .collect();
        let (mut from, mut to) = (*own.first()?, own.last()? + 1);
        if to - from != own.len() {
            return None;
        }
        if parent.is_some() {
            // Inside of a group others stand as low: those are its own that it stands
            // over the middle of.
            let apart = |(from, to): &(usize, usize)| {
                ((columns[*from].from + columns[to - 1].to) / 2.0 - middle).abs()
            };
            let ranges = (from..to).flat_map(|a| (a + 2..=to).map(move |b| (a, b)));
            let over = ranges.filter(|(a, b)| spans(&(*a..*b), columns));
            (from, to) = over.min_by(|a, b| apart(a).total_cmp(&apart(b)))?;
        }
        if to - from < 2 {
            return None;
        }
        let level = parent.map_or(0, |parent| parent.level + 1);
        groups[at].columns = from..to;
        groups[at].level = level;
    }
    // Two groups over one column, neither inside the other: no such header.
    let crossing = |a: &Group, b: &Group| {
        let shared = a.columns.start.max(b.columns.start)..a.columns.end.min(b.columns.end);
        !shared.is_empty() && (a.level == b.level || shared != a.columns && shared != b.columns)
    };
    let pairs = |at: usize| groups[at + 1..].iter().any(|b| crossing(&groups[at], b));
    (!(0..groups.len()).any(pairs)).then_some(())
}

/// The columns of a table.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    /// Where each begins and ends on the page.
    pub extents: Vec<(f32, f32)>,
    /// The label of each.
    pub labels: Vec<String>,
    /// The cells over several of them.
    pub groups: Vec<Group>,
    /// Columns of the page that a Han character takes.
    han: f32,
}

impl Columns {
    /// The columns that a header names, where a Han character takes so many of the page.
    pub fn of(header: &[Line<'_>], han: f32) -> Option<Self> {
        let lines: Vec<Vec<Piece<'_>>> = header.iter().map(|line| pieces_of(line, han)).collect();
        let top = lines.first().and_then(|l| l.first()).is_some_and(|p| p.text.starts_with('序'));
        let over = |at: usize, piece: &Piece<'_>| {
            let under = |other: &&Piece<'_>| {
                let shared = piece.to.min(other.to) - piece.from.max(other.from);
                shared >= UNDER * (other.to - other.from)
            };
            // A label goes on below itself, a group has two words there: on the next line
            // that has any, or further down where the cells stand in the middle.
            let mut counts = lines.iter().skip(at + 1).map(|l| l.iter().filter(under).count());
            if top { counts.find(|n| *n > 0).unwrap_or(0) >= 2 } else { counts.any(|n| n >= 2) }
        };
        let mut columns: Vec<Label> = Vec::new();
        let mut groups: Vec<Group> = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            for piece in line {
                let (from, to, text) = (piece.from, piece.to, piece.text.to_owned());
                if over(at, piece) {
                    groups.push(Group {
                        text,
                        columns: 0..0,
                        level: 0,
                        line: at,
                        extent: (from, to),
                    });
                    continue;
                }
                let inside = |column: &Label| {
                    (column.from..column.to).contains(&piece.middle())
                        || (from..to).contains(&column.middle())
                };
                let touched: Vec<usize> =
                    (0..columns.len()).filter(|i| inside(&columns[*i])).collect();
                match touched.as_slice() {
                    [] => columns.push(Label { from, to, lines: (at, at), text }),
                    [one] => {
                        let column = &mut columns[*one];
                        column.from = column.from.min(from);
                        column.to = column.to.max(to);
                        column.lines.1 = at;
                        column.text.push_str(&text);
                    }
                    _ => return None,
                }
            }
        }
        columns.sort_by(|a, b| a.from.total_cmp(&b.from));
        if !(3..=COLUMNS).contains(&columns.len()) {
            return None;
        }
        span(&mut groups, &columns)?;
        Some(Self {
            extents: columns.iter().map(|c| (c.from, c.to)).collect(),
            labels: columns.into_iter().map(|c| c.text).collect(),
            groups,
            han,
        })
    }

    /// Lines with as many words as there are columns say how far each reaches.
    pub fn widen(&mut self, lines: &[Line<'_>]) {
        for line in lines {
            let pieces = pieces_of(line, self.han);
            if pieces.len() != self.extents.len() {
                continue;
            }
            for (column, piece) in self.extents.iter_mut().zip(&pieces) {
                *column = (column.0.min(piece.from), column.1.max(piece.to));
            }
        }
        for at in 1..self.extents.len() {
            let (left, right) = (self.extents[at - 1].1, self.extents[at].0);
            if left > right {
                let middle = (left + right) / 2.0;
                self.extents[at - 1].1 = middle;
                self.extents[at].0 = middle;
            }
        }
    }

    /// The words of a line by columns; `None` where they are out of order or two
    /// stand apart in one column.
    pub fn assign(&self, line: &Line<'_>) -> Option<Vec<String>> {
        let mut texts = vec![String::new(); self.extents.len()];
        let mut last: Option<(usize, f32)> = None;
        for piece in pieces_of(line, self.han) {
            let shared = |column: &(f32, f32)| piece.to.min(column.1) - piece.from.max(column.0);
            let best = (0..self.extents.len())
                .max_by(|a, b| shared(&self.extents[*a]).total_cmp(&shared(&self.extents[*b])))?;
            let misplaced =
                |(last, to): (usize, f32)| best < last || best == last && piece.from > to + 1.5;
            if last.is_some_and(misplaced) {
                return None;
            }
            last = Some((best, piece.to));
            texts[best].push_str(piece.text);
        }
        Some(texts)
    }

    /// How many rows the header has.
    pub fn depth(&self) -> usize {
        self.groups.iter().map(|g| g.level + 2).max().unwrap_or(1)
    }
}
