//! Characters into lines, by where they stand and not by their order in the
//! file; a line into text with the spaces that can be seen.

use super::Glyph;
use super::wraps::{keeps_to_the_left, keeps_to_the_right};
use crate::characters::is_wide;
use crate::document::{Alternative, Place, Rect, Span, Text};
use std::collections::HashMap;

/// A gap of this many em between Latin characters is a space.
const WORD_GAP: f32 = 0.22;
/// A gap of this many em next to a Han character is a space.
const WIDE_GAP: f32 = 0.75;
/// A gap of this many em may part two cells of a table without lines: what
/// stands on either side of it knows its place on its own.
const PIECE_GAP: f32 = 0.16;
/// A gap of this many em is a deliberate blank, worth several spaces.
const BLANK_GAP: f32 = 2.0;
/// A gap of this many em parts columns of a table without lines.
const COLUMN_GAP: f32 = 4.0;

/// A line of text as set.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub text: Text,
    pub bbox: Rect,
    pub page: u32,
    /// Size of most of its characters.
    pub size: f32,
    pub bold: bool,
    pub red: bool,
    /// Width of the first piece that cannot be broken.
    pub token: f32,
    /// The same by the printers that keep most together.
    pub code: f32,
    /// Width of the first character.
    pub first: f32,
    /// A space was printed at the end.
    pub spaced: bool,
    /// Its first character was set in by spaces.
    pub led: bool,
    pub vertical: bool,
    /// Left and right end of its column, where the page has two.
    pub column: Option<(f32, f32)>,
}

/// Lines of the chosen glyphs, top to bottom (vertical lines right to left, after the others).
pub fn lines(glyphs: &[Glyph], chosen: Vec<u32>, page: u32, in_cell: bool) -> Vec<Line> {
    let (down, across): (Vec<u32>, Vec<u32>) =
        chosen.into_iter().partition(|i| glyphs[*i as usize].vertical);
    let mut set: Vec<Line> = banded(glyphs, across, false)
        .into_iter()
        .filter_map(|line| compose(glyphs, line, page, false, in_cell))
        .collect();
    let columns = banded(glyphs, down, true);
    set.extend(
        columns.into_iter().rev().filter_map(|line| compose(glyphs, line, page, true, in_cell)),
    );
    set
}

/// Where a glyph stands across the direction of writing.
fn band(glyph: &Glyph, vertical: bool) -> (f32, f32) {
    let b = &glyph.bbox;
    if vertical { (b.x0, b.x1) } else { (b.y0, b.y1) }
}

struct Band {
    top: f32,
    bottom: f32,
    members: Vec<u32>,
}

/// Groups glyphs whose bands overlap by half; the largest glyph sets the band. A
/// blank, which may be set in any size, belongs to the line of what was drawn before it.
fn banded(glyphs: &[Glyph], chosen: Vec<u32>, vertical: bool) -> Vec<Vec<u32>> {
    let mut follows: HashMap<u32, Vec<u32>> = HashMap::new();
    let mut inked = Vec::new();
    let mut drawn = chosen;
    drawn.sort_unstable();
    for i in drawn {
        let own = band(&glyphs[i as usize], vertical);
        let blank = glyphs[i as usize].character.is_whitespace();
        // Raised by its place on the line and not by its size, a power stands higher than half.
        let power = !vertical && "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ".contains(glyphs[i as usize].character);
        let before = inked.last().copied().filter(|before: &u32| {
            let (last, glyph) = (&glyphs[*before as usize], &glyphs[i as usize]);
            let other = band(last, vertical);
            let beside = (glyph.bbox.x0 - last.bbox.x1).abs() < 0.3 * last.size;
            (blank || power && beside) && own.1.min(other.1) > own.0.max(other.0)
        });
        match before {
            Some(before) => follows.entry(before).or_default().push(i),
            None => inked.push(i),
        }
    }
    let mut across: Vec<(f32, f32, u32)> = inked
        .into_iter()
        .map(|i| {
            let (top, bottom) = band(&glyphs[i as usize], vertical);
            (top, bottom, i)
        })
        .collect();
    across.sort_by(|a, b| (a.0 + a.1).total_cmp(&(b.0 + b.1)));
    let mut bands: Vec<Band> = Vec::new();
    for (top, bottom, i) in across {
        let height = (bottom - top).max(0.1);
        let open = bands.len().saturating_sub(4);
        let best = bands[open..]
            .iter_mut()
            .filter_map(|line| {
                let shared = bottom.min(line.bottom) - top.max(line.top);
                let part = shared / height.min(line.bottom - line.top).max(0.1);
                (part >= 0.5).then_some((part, line))
            })
            .max_by(|a, b| a.0.total_cmp(&b.0));
        let blanks = follows.remove(&i).unwrap_or_default();
        match best {
            Some((_, line)) => {
                line.members.push(i);
                line.members.extend(blanks);
                if height > (line.bottom - line.top) * 1.1 {
                    (line.top, line.bottom) = (top, bottom);
                }
            }
            None => {
                let members = std::iter::once(i).chain(blanks).collect();
                bands.push(Band { top, bottom, members });
            }
        }
    }
    bands.sort_by(|a, b| (a.top + a.bottom).total_cmp(&(b.top + b.bottom)));
    let along = |i: u32| {
        let b = &glyphs[i as usize].bbox;
        if vertical { b.y0 } else { b.x0 }
    };
    bands
        .into_iter()
        .map(|mut line| {
            line.members.sort_by(|a, b| along(*a).total_cmp(&along(*b)));
            keep_drawn_order(glyphs, &mut line.members, vertical);
            if !vertical && collide(glyphs, &line.members) {
                by_runs(glyphs, &mut line.members);
            }
            line.members
        })
        .collect()
}

/// Browsers draw a bracket or quotation mark at half its width, shifted under the
/// character before it: neighbours that overlap keep the order they were drawn in.
fn keep_drawn_order(glyphs: &[Glyph], members: &mut [u32], vertical: bool) {
    for at in 1..members.len() {
        let (left, right) = (members[at - 1], members[at]);
        let (a, b) = (glyphs[left as usize].bbox, glyphs[right as usize].bbox);
        let under = a.x1 > b.x1 && a.x0 < b.x0 && a.center().0 > b.center().0;
        if !vertical && left == right + 1 && under {
            members.swap(at - 1, at);
        }
    }
}

/// Characters printed over each other before a line counts as two texts on one place.
const COLLISIONS: usize = 3;

/// Whether a line holds texts that were printed over each other.
fn collide(glyphs: &[Glyph], members: &[u32]) -> bool {
    let shown = members.iter().map(|i| (*i, &glyphs[*i as usize]));
    let shown: Vec<(u32, &Glyph)> = shown.filter(|(_, g)| !g.character.is_whitespace()).collect();
    let over = |pair: &&[(u32, &Glyph)]| {
        let [(i, a), (j, b)] = pair else { return false };
        let narrow = a.bbox.width().min(b.bbox.width());
        i.abs_diff(*j) > 1 && a.bbox.x1 - b.bbox.x0 > 0.5 * narrow && narrow > 0.0
    };
    shown.windows(2).filter(over).count() >= COLLISIONS
}

/// Sets each text that was drawn in one go as a whole, the leftmost first, instead
/// of a mixture of their characters.
fn by_runs(glyphs: &[Glyph], members: &mut [u32]) {
    let left = |i: u32| glyphs[i as usize].bbox.x0;
    let mut drawn = members.to_vec();
    drawn.sort_unstable();
    let mut starts: Vec<(f32, u32)> = Vec::new();
    let mut before = None;
    for i in drawn {
        let goes_on = before.is_some_and(|b: u32| b + 1 == i && left(b) <= left(i));
        if !goes_on {
            starts.push((left(i), i));
        }
        before = Some(i);
    }
    // The run of a character is the last one that starts at or before it in the file.
    let run = |i: u32| starts.partition_point(|(_, start)| *start <= i).saturating_sub(1);
    let key = |i: u32| starts.get(run(i)).map_or((0.0, 0), |(x, _)| (*x, run(i)));
    members.sort_by(|a, b| {
        let ((xa, ra), (xb, rb)) = (key(*a), key(*b));
        xa.total_cmp(&xb).then(ra.cmp(&rb)).then(a.cmp(b))
    });
}

/// Builds a line's text as its glyphs are passed over.
struct Composer {
    text: Text,
    /// End of the last glyph along the line.
    end: f32,
    last: Option<(char, f32)>,
    /// The last character asked for a new span after it.
    part: bool,
    sure: bool,
}

impl Composer {
    fn gap(&mut self, start: f32, next: char, size: f32, in_cell: bool) {
        let Some((last, last_size)) = self.last else { return };
        let em = size.max(last_size).max(1.0);
        let gap = (start - self.end) / em;
        if last.is_whitespace() {
            if gap >= BLANK_GAP {
                self.text.push_str(if gap >= COLUMN_GAP && !in_cell { "\t" } else { "   " });
            }
            return;
        }
        self.part |= gap >= PIECE_GAP;
        let wide = is_wide(last) || is_wide(next);
        let word = if wide { WIDE_GAP } else { WORD_GAP };
        if gap < word {
            return;
        }
        self.text.push_str(match gap {
            g if g >= COLUMN_GAP && !in_cell => "\t",
            g if g >= BLANK_GAP => "    ",
            _ => " ",
        });
    }

    fn push(&mut self, glyph: &Glyph, page: u32) {
        let start = self.text.content.len();
        self.text.content.push(glyph.character);
        let end = self.text.content.len();
        let sure = glyph.confidence >= 1.0 && glyph.alternatives.is_empty();
        match self.text.spans.last_mut() {
            Some(span) if !self.part && sure && self.sure && span.end == start => {
                span.end = end;
                let bbox = span.place.bbox.map(|b| b.union(&glyph.bbox));
                span.place.bbox = bbox;
            }
            _ => self.text.spans.push(Span {
                start,
                end,
                place: Place::on(page, glyph.bbox),
                confidence: glyph.confidence,
                alternatives: glyph
                    .alternatives
                    .iter()
                    .map(|(c, p)| Alternative { at: start, character: *c, confidence: *p })
                    .collect(),
            }),
        }
        self.sure = sure;
        self.part = matches!(glyph.character, '：' | ':');
    }
}

fn compose(
    glyphs: &[Glyph],
    members: Vec<u32>,
    page: u32,
    vertical: bool,
    in_cell: bool,
) -> Option<Line> {
    let mut composer =
        Composer { text: Text::default(), end: 0.0, last: None, part: true, sure: true };
    composer.text.content.reserve(members.len() * 3);
    let mut bbox: Option<Rect> = None;
    let mut sizes: Vec<(f32, bool, bool)> = Vec::with_capacity(members.len());
    let mut spaced = false;
    let mut led = 0;
    let mut tokens: Vec<(char, f32, f32)> = Vec::new();
    for i in members {
        let glyph = &glyphs[i as usize];
        let (start, end) =
            if vertical { (glyph.bbox.y0, glyph.bbox.y1) } else { (glyph.bbox.x0, glyph.bbox.x1) };
        if glyph.character.is_whitespace() {
            spaced = true;
            // Blanks at the start of a line are indentation, which the box tells.
            if composer.last.is_some() {
                composer.gap(start, ' ', glyph.size, in_cell);
                composer.text.push_str(if glyph.character == '\u{3000}' {
                    "\u{3000}"
                } else {
                    " "
                });
                composer.last = Some((' ', glyph.size));
                composer.end = composer.end.max(end);
                composer.part = true;
            } else {
                led += if glyph.character == '\u{3000}' { 2 } else { 1 };
            }
            continue;
        }
        composer.gap(start, glyph.character, glyph.size, in_cell);
        composer.push(glyph, page);
        composer.last = Some((glyph.character, glyph.size));
        composer.end = if bbox.is_some() { composer.end.max(end) } else { end };
        spaced = false;
        if tokens.len() < 64 {
            tokens.push((glyph.character, start, end));
        }
        bbox = Some(bbox.map_or(glyph.bbox, |b| b.union(&glyph.bbox)));
        let [r, g, b] = glyph.color;
        sizes.push((glyph.size, glyph.bold, r > 150 && g < 90 && b < 90));
    }
    let bbox = bbox?;
    let kept = composer.text.content.trim_end().len();
    composer.text.content.truncate(kept);
    let bold = sizes.iter().filter(|s| s.1).count() * 2 > sizes.len();
    let red = sizes.iter().filter(|s| s.2).count() * 2 > sizes.len();
    let middle = sizes.len() / 2;
    let (_, median, _) = sizes.select_nth_unstable_by(middle, |a, b| a.0.total_cmp(&b.0));
    let size = median.0;
    Some(Line {
        text: composer.text,
        bbox,
        page,
        size,
        bold,
        red,
        token: token(&tokens, false),
        code: token(&tokens, true),
        first: tokens.first().map_or(0.0, |t| t.2 - t.1),
        spaced,
        led: led >= 2,
        vertical,
        column: None,
    })
}

/// Where some printers do not break a line, though they may: inside codes (GB/T
/// 39116—2020), before the bracket behind one, on either side of quotation marks,
/// and before a number behind a mark of punctuation or a bracket (、15, 〔2025〕155).
fn is_kept_whole(before: char, after: char) -> bool {
    let code = |c: char| c.is_ascii_alphanumeric() || "-/—–\u{2010}".contains(c);
    let quote = |c: char| "“”‘’".contains(c);
    code(before) && (code(after) || keeps_to_the_right(after))
        || quote(before)
        || quote(after)
        || "、，；：）》〕】］".contains(before) && after.is_ascii_alphanumeric()
}

/// Width of the first piece of a line that may not be broken; `code`: that some
/// printers do not break, though they may.
fn token(glyphs: &[(char, f32, f32)], code: bool) -> f32 {
    let Some(first) = glyphs.first() else { return 0.0 };
    let mut end = first.2;
    let mut before = first.0;
    let mut seen = String::from(before);
    for (character, start, right) in &glyphs[1..] {
        // An address on the web moves to the next line whole.
        let address = seen.ends_with(":/") || seen.contains("://") || seen.contains("www.");
        // Words in Latin letters that a list puts together: CAD、CAE、PLM.
        let listed = before == '、' && character.is_ascii_alphanumeric();
        let whole = code && is_kept_whole(before, *character);
        let glued = keeps_to_the_left(*character)
            || keeps_to_the_right(before)
            || listed && glyphs[0].0.is_ascii_alphanumeric()
            || whole
            || (!is_wide(before)
                && !is_wide(*character)
                && (address || !"-/\u{2010}\u{2013}".contains(before))
                && start - end < WORD_GAP * (right - start).max(4.0) * 1.5);
        if !glued {
            break;
        }
        end = end.max(*right);
        before = *character;
        seen.push(before);
    }
    end - first.1
}
