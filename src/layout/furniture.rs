//! Page furniture: headers, footers, page numbers and footnotes leave the body.

use super::apart::Inward;
use super::lines::Line;
use super::page::LaidPage;
use super::wraps::opens_item;
use crate::characters;
use crate::document::{Margin, MarginKind, Rect, Text};
use std::collections::{HashMap, HashSet};
use unicode_normalization::UnicodeNormalization;

/// Lines are looked at within this part of the page's height from either edge.
const ZONE: f32 = 0.13;
/// A repeated line nearer to the edge than this is furniture even on two pages.
const EDGE: f32 = 0.085;

/// Takes headers, footers, page numbers, footnotes and watermarks out of the pages.
pub fn set_apart(pages: &mut [LaidPage]) -> Vec<Margin> {
    let repeated = repeated(pages);
    let numbers = bare_numbers(pages);
    let bodily = bodily(pages, &repeated);
    let count = pages.len();
    let mut margins = Vec::new();
    for page in pages {
        let notes = footnotes(page);
        let edges = Edges::of(page);
        let echoes = edges.echoes(&repeated);
        let outermost = edges.outermost_own(&repeated);
        let kind_of = |line: &Line| {
            let kind = match zone(line, page) {
                Some(zone)
                    if is_page_number(line, page) && numbers.hold(line, zone, page, &edges) =>
                {
                    Some(MarginKind::PageNumber)
                }
                Some(_) if echoes.contains(&line.bbox) => None,
                Some(zone) if outermost.is_beyond(line, zone) => None,
                Some(zone) => repeated
                    .get_key_value(&mask(line, zone))
                    .filter(|(says, _)| !bodily.contains(*says))
                    .filter(|(_, on)| is_repeated(on, count, line, page, &edges))
                    .map(|_| match zone {
                        Zone::Top => MarginKind::Header,
                        Zone::Bottom => MarginKind::Footer,
                    }),
                None => None,
            };
            let noted = || notes.is_some_and(|top| line.bbox.y0 >= top);
            kind.or_else(|| noted().then_some(MarginKind::Footnote))
        };
        // All are told before any is taken away.
        let kinds: Vec<Option<MarginKind>> = page.lines.iter().map(kind_of).collect();
        let mut kept = Vec::with_capacity(page.lines.len());
        for (line, kind) in std::mem::take(&mut page.lines).into_iter().zip(kinds) {
            match kind {
                Some(kind) => margins.push(Margin { kind, text: line.text }),
                None => kept.push(line),
            }
        }
        page.lines = kept;
        if let Some(text) = page.slanted.take() {
            margins.push(Margin { kind: MarginKind::Header, text });
        }
    }
    margins
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Zone {
    Top,
    Bottom,
}

/// Which margin a line stands in: near an edge and with no table beyond it.
fn zone(line: &Line, page: &LaidPage) -> Option<Zone> {
    if line.vertical {
        return None;
    }
    if line.bbox.y1 < ZONE * page.height && page.tables.iter().all(|t| t.bbox().y0 > line.bbox.y0) {
        return Some(Zone::Top);
    }
    let below = line.bbox.y0 > (1.0 - ZONE) * page.height;
    (below && page.tables.iter().all(|t| t.bbox().y1 < line.bbox.y1)).then_some(Zone::Bottom)
}

/// A line's text with its numbers masked, so that running numbers do not tell it
/// apart; the numbers of items and attachments (附件1, 附件2) and bare numbers do.
fn mask(line: &Line, zone: Zone) -> (Zone, String) {
    let bare = line.text.content.chars().all(|c| c.is_numeric());
    let item = bare || opens_item(&line.text.content);
    let written = line.text.content.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    if item {
        return (zone, written);
    }
    let mut text = String::new();
    for piece in line.text.content.split_inclusive(|c: char| !c.is_ascii_alphabetic()) {
        let word = piece.trim_end_matches(|c: char| !c.is_ascii_alphabetic());
        let (rest, number) = match characters::roman(word) {
            Some(_) => (&piece[word.len()..], "0"),
            None => (piece, ""),
        };
        text += number;
        let shown = rest.chars().filter(|c| !c.is_whitespace());
        text.extend(shown.map(|c| if c.is_ascii_digit() { '0' } else { c }));
    }
    (zone, text)
}

/// Lines of the margins of one page that are looked at; more stand there only in
/// damaged files.
const EDGES: usize = 2_000;

/// The lines in the margins of a page, each looked at once.
struct Edges<'a>(Vec<Edge<'a>>);

struct Edge<'a> {
    line: &'a Line,
    zone: Zone,
    says: (Zone, String),
    /// It may be the number of the page.
    number: bool,
}

impl Edge<'_> {
    /// Whether it stands nearer to the edge of the page than another line.
    fn is_outside(&self, line: &Line) -> bool {
        match self.zone {
            Zone::Top => self.line.bbox.y1 <= line.bbox.y0,
            Zone::Bottom => self.line.bbox.y0 >= line.bbox.y1,
        }
    }
}

impl<'a> Edges<'a> {
    fn of(page: &'a LaidPage) -> Self {
        let edge = |line: &'a Line| {
            let zone = zone(line, page)?;
            let number = is_page_number(line, page);
            Some(Edge { line, zone, says: mask(line, zone), number })
        };
        Self(page.lines.iter().filter_map(edge).take(EDGES).collect())
    }

    /// Whether nothing on any other page says what a line says: it is of the body. What was
    /// recognised from an image says so of nothing: it is read otherwise on each page.
    fn is_own(edge: &Edge<'_>, repeated: &Repeated) -> bool {
        let sure = |text: &Text| text.confidence_of(0..text.content.len()) >= 1.0;
        !edge.number
            && repeated.get(&edge.says).is_none_or(|on| on.len() < 2)
            && sure(&edge.line.text)
    }

    /// The lines of the body that stand nearest to the edges of the page.
    fn outermost_own(&self, repeated: &Repeated) -> Outermost {
        let of = |zone: Zone| {
            let own = self.0.iter().filter(move |e| e.zone == zone && Self::is_own(e, repeated));
            own.map(|edge| edge.line.bbox)
        };
        Outermost {
            top: of(Zone::Top).map(|bbox| bbox.y1).min_by(f32::total_cmp),
            bottom: of(Zone::Bottom).map(|bbox| bbox.y0).max_by(f32::total_cmp),
        }
    }

    /// Those on one side of the page that may be its number.
    fn numbers(&self, zone: Zone) -> impl Iterator<Item = &Edge<'a>> {
        self.0.iter().filter(move |edge| edge.zone == zone && edge.number)
    }

    /// Lines further in than a header or footer that say the same: the title of the
    /// document in larger letters, or its signature, which other lines part from the header.
    fn echoes(&self, repeated: &Repeated) -> Vec<Rect> {
        // Nothing on any other page says it: a line of the body.
        let own = |edge: &&Edge<'_>| {
            !edge.number && repeated.get(&edge.says).is_none_or(|on| on.len() < 2)
        };
        let body: Vec<&Edge<'_>> = self.0.iter().filter(own).collect();
        let is_echo = |edge: &&Edge<'_>| {
            let mut same =
                self.0.iter().filter(|o| o.says == edge.says && o.is_outside(edge.line)).peekable();
            let from = |y: &f32| if edge.zone == Zone::Top { *y } else { -*y };
            let larger = |other: &&Edge<'_>| edge.line.size > 1.15 * other.line.size;
            let parted = |other: &Edge<'_>| {
                body.iter().any(|b| {
                    b.zone == edge.zone && other.is_outside(b.line) && b.is_outside(edge.line)
                })
            };
            same.peek().is_some() && {
                let same: Vec<&Edge<'_>> = same.collect();
                // From the outermost on there is the most room for a line between them.
                let outermost = same
                    .iter()
                    .min_by(|a, b| from(&a.line.bbox.y0).total_cmp(&from(&b.line.bbox.y0)));
                same.iter().any(larger) || outermost.is_some_and(|other| parted(other))
            }
        };
        self.0.iter().filter(is_echo).map(|edge| edge.line.bbox).collect()
    }
}

/// Where the body begins and ends within the margins of a page.
struct Outermost {
    top: Option<f32>,
    bottom: Option<f32>,
}

impl Outermost {
    /// Whether a line of the body stands between a line and the edge of the page: headers
    /// and footers stand outside of everything else.
    fn is_beyond(&self, line: &Line, zone: Zone) -> bool {
        match zone {
            Zone::Top => self.top.is_some_and(|y| y <= line.bbox.y0),
            Zone::Bottom => self.bottom.is_some_and(|y| y >= line.bbox.y1),
        }
    }
}

/// What repeats at the edges of pages and belongs to the body all the same, on all pages:
/// where there is one form a page, each begins or ends with the same line. On half of
/// its pages a line of the body stands further out, or on nearly all it follows the body
/// as one line of a paragraph follows another.
fn bodily(pages: &[LaidPage], repeated: &Repeated) -> HashSet<(Zone, String)> {
    let mut seen: HashMap<(Zone, String), [usize; 3]> = HashMap::new();
    for page in pages {
        let edges = Edges::of(page);
        let outermost = edges.outermost_own(repeated);
        for zone in [Zone::Top, Zone::Bottom] {
            let inward = Inward::of(page, zone == Zone::Top);
            let often = |e: &&Edge<'_>| e.zone == zone && !e.number && !Edges::is_own(e, repeated);
            let often: Vec<&Edge<'_>> = edges.0.iter().filter(often).collect();
            let lines: Vec<&Line> = edges
                .0
                .iter()
                .filter(|e| e.zone == zone && (e.number || !Edges::is_own(e, repeated)))
                .map(|e| e.line)
                .collect();
            let attached = inward.attached(&lines, page);
            for edge in often {
                let [on, beyond, close] = seen.entry(edge.says.clone()).or_default();
                *on += 1;
                *beyond += usize::from(outermost.is_beyond(edge.line, zone));
                *close += usize::from(attached.contains(&edge.line.bbox.y0.to_bits()));
            }
        }
    }
    let of_the_body =
        |[on, beyond, close]: &[usize; 3]| *on > 1 && (beyond * 2 >= *on || close * 4 >= on * 3);
    seen.into_iter().filter(|(_, told)| of_the_body(told)).map(|(says, _)| says).collect()
}

/// The pages on which a line of the edges stands, each with its height there.
type Repeated = HashMap<(Zone, String), Vec<(u32, f32)>>;

fn repeated(pages: &[LaidPage]) -> Repeated {
    let mut seen = Repeated::new();
    for page in pages {
        for line in &page.lines {
            let Some(zone) = zone(line, page) else { continue };
            let on = seen.entry(mask(line, zone)).or_default();
            if on.last().is_none_or(|(number, _)| *number != page.number) {
                on.push((page.number, line.bbox.y0));
            }
        }
    }
    seen
}

fn is_repeated(
    on: &[(u32, f32)],
    pages: usize,
    line: &Line,
    page: &LaidPage,
    edges: &Edges<'_>,
) -> bool {
    if opens_attachment(&line.text.content) {
        // Where it goes on from the page before; there it stands for itself.
        return page
            .number
            .checked_sub(1)
            .is_some_and(|before| on.iter().any(|(number, _)| *number == before));
    }
    let edge = line.bbox.y1 < EDGE * page.height
        || line.bbox.y0 > (1.0 - EDGE) * page.height
        || stands_by_number(line, edges) && stands_still(on, line, page);
    let enough = if edge { 2 } else { 3 };
    on.len() >= enough && (edge || on.len() * 3 >= pages)
}

/// Whether a line stands right beside the page's number, on its inner side.
fn stands_by_number(line: &Line, edges: &Edges<'_>) -> bool {
    /// The room between them, in heights of the line.
    const ROOM: f32 = 2.0;
    let near = -1.0..=ROOM * line.bbox.height();
    edges.numbers(Zone::Top).any(|n| near.contains(&(line.bbox.y0 - n.line.bbox.y1)))
        || edges.numbers(Zone::Bottom).any(|n| near.contains(&(n.line.bbox.y0 - line.bbox.y1)))
}

/// Whether it stands at the same height on another page.
fn stands_still(on: &[(u32, f32)], line: &Line, page: &LaidPage) -> bool {
    on.iter().any(|(number, y)| *number != page.number && (y - line.bbox.y0).abs() < 1.5)
}

/// 附件1, alone on its line: what the attachment begins with.
fn opens_attachment(text: &str) -> bool {
    opens_item(text) && text.trim_start().starts_with('附')
}

/// Numbers that stand alone on a line at the edge of a page. They count pages
/// where they go up with the pages or stand at one height; else they are text,
/// as the numbers of slides and rows.
struct BareNumbers {
    found: Vec<BareNumber>,
    pages: usize,
}

struct BareNumber {
    zone: Zone,
    page: u32,
    number: i64,
    roman: bool,
    y: f32,
}

/// Numbers looked at; more stand at the edges only of damaged files.
const BARE_NUMBERS: usize = 4_000;

fn bare_numbers(pages: &[LaidPage]) -> BareNumbers {
    let all = pages.iter().flat_map(|page| {
        let bare = |line: &Line| BareNumber::of(line, zone(line, page)?, page);
        page.lines.iter().filter_map(bare)
    });
    BareNumbers { found: all.take(BARE_NUMBERS).collect(), pages: pages.len() }
}

impl BareNumber {
    fn of(line: &Line, zone: Zone, page: &LaidPage) -> Option<Self> {
        let text: String = line.text.content.nfkc().filter(|c| !c.is_whitespace()).collect();
        let roman = characters::roman(&text).map(i64::from);
        let number = text.parse().ok().or(roman).filter(|n| (0..100_000).contains(n))?;
        let y = line.bbox.y0;
        Some(Self { zone, page: page.number, number, roman: roman.is_some(), y })
    }
}

impl BareNumbers {
    /// Whether a line that looks like a page number is one.
    fn hold(&self, line: &Line, zone: Zone, page: &LaidPage, edges: &Edges<'_>) -> bool {
        let Some(own) = BareNumber::of(line, zone, page) else { return true };
        let further = |n: &Edge<'_>| match zone {
            Zone::Top => n.line.bbox.y1 < line.bbox.y0,
            Zone::Bottom => n.line.bbox.y0 > line.bbox.y1,
        };
        if edges.numbers(zone).any(further) {
            return false;
        }
        // Letters need another page that counts so.
        !own.roman && (self.pages == 1 || own.number == i64::from(own.page))
            || self.found.iter().any(|other| {
                let offset = |n: &BareNumber| n.number - i64::from(n.page);
                other.page != own.page
                    && other.zone == own.zone
                    && (offset(other) == offset(&own) || (other.y - own.y).abs() < 2.0)
            })
    }
}

/// The characters that are no blanks, Ⅳ as the letters IV.
fn spelled(text: &str) -> impl Iterator<Item = char> + '_ {
    let one = |c: char| {
        let roman = ('Ⅰ'..='ⅿ').contains(&c);
        roman.then(|| c.nfkc()).into_iter().flatten().chain((!roman).then_some(c))
    };
    text.chars().filter(|c| !c.is_whitespace()).flat_map(one)
}

/// `- 2 -`, `— 3 —`, `第1页 共8页`, `3/8`, `IV`, a bare number: alone on a line at the edge.
fn is_page_number(line: &Line, page: &LaidPage) -> bool {
    if line.bbox.width() > 0.4 * page.width {
        return false;
    }
    let text: Vec<char> = spelled(&line.text.content).collect();
    let letters: String = text.iter().filter(|c| c.is_ascii_alphabetic()).collect();
    if characters::roman(&letters).is_some() {
        let around = text.iter().filter(|c| !c.is_ascii_alphabetic());
        return around.clone().all(|c| "-—–―－第页".contains(*c)) && around.count() <= 2;
    }
    let ordinary =
        |c: char| c.is_ascii_digit() || "-—–―－‐~·•.第页共/／|of０１２３４５６７８９".contains(c);
    let digits = text.iter().filter(|c| c.is_numeric()).count();
    (1..=8).contains(&digits) && text.len() <= 16 && text.iter().all(|c| ordinary(*c)) && {
        // A bare decimal or a date is no page number.
        let dots = text.iter().filter(|c| **c == '.').count();
        dots == 0 || digits <= 3 && text.first() == text.last()
    }
}

/// The top of the footnotes: below a short rule at the left, smaller than the body.
fn footnotes(page: &LaidPage) -> Option<f32> {
    let body = median_size(&page.lines)?;
    let rule = page
        .loose_rules
        .iter()
        .filter(|r| {
            r.y0 > 0.5 * page.height
                && (0.1..0.45).contains(&(r.width() / page.width))
                && r.x0 < 0.35 * page.width
        })
        .max_by(|a, b| a.y0.total_cmp(&b.y0))?;
    let mut below = page.lines.iter().filter(|l| l.bbox.y0 > rule.y0 - 1.0).peekable();
    let first = below.peek()?.bbox.y0;
    let near = first - rule.y0 < 20.0;
    let small = below.all(|l| l.size < body - 0.4 || zone(l, page).is_some());
    let tables = page.tables.iter().all(|t| t.bbox().y0 < rule.y0);
    (near && small && tables).then_some(rule.y0 - 1.0)
}

fn median_size(lines: &[Line]) -> Option<f32> {
    let mut sizes: Vec<f32> = lines.iter().map(|l| l.size).collect();
    if sizes.is_empty() {
        return None;
    }
    let middle = sizes.len() / 2;
    Some(*sizes.select_nth_unstable_by(middle, f32::total_cmp).1)
}
