//! Glyphs made ready: radicals that stand for characters become those characters,
//! characters drawn several times over each other (fake bold, shadows) become
//! one, ticks of pictorial fonts become the ticks of Unicode, white text under
//! other text is left out.

use super::Glyph;
use crate::characters;
use std::collections::HashMap;

/// Two equal characters nearer than this part of their size are one, drawn twice.
const DOUBLE: f32 = 0.12;

/// Folds characters and drops doubles; the order of the rest is kept.
pub fn prepare(glyphs: &mut Vec<Glyph>) {
    for glyph in glyphs.iter_mut() {
        glyph.character = folded(glyph.character);
        let b = &mut glyph.bbox;
        let finite = [b.x0, b.y0, b.x1, b.y1].iter().all(|v| v.is_finite());
        if !finite {
            *b = crate::document::Rect::default();
        }
        if !glyph.size.is_finite() || glyph.size <= 0.0 {
            glyph.size = b.height().max(1.0);
        }
    }
    raise_powers(glyphs);
    drop_doubles(glyphs);
    drop_unseen(glyphs);
}

/// The character that is meant: radicals and compatibility ideographs as
/// ordinary Han, private-use ticks and boxes as Unicode has them. Full-width
/// letters and all else stay as printed.
pub fn folded(c: char) -> char {
    match u32::from(c) {
        // Fonts draw these as their ordinary neighbours, and a PDF then tells either.
        0x2015 => '—',
        0x2215 => '／',
        0x22EF => '…',
        0x2329 => '〈',
        0x232A => '〉',
        0x301C => '～',
        0x30FB => '·',
        0x3B35 => '胶',
        0..=0x2E7F => c,
        0xF052 | 0xF0FE => '☑',
        0xF054 | 0xF0FD => '☒',
        0xF050 | 0xF0FC => '√',
        0xF0A3 | 0xF0A8 | 0xF06F | 0xF071 | 0xF072 => '□',
        _ => characters::unified(c).unwrap_or(c),
    }
}

/// Small digits right behind a digit or Latin letter and above its line are its power, below
/// its line an index: 10² is not 102, and m₂ is neither m² nor m2. Recognised
/// characters are all of one size.
fn raise_powers(glyphs: &mut [Glyph]) {
    // The character at full size, and the last one that was raised or lowered at it.
    let mut base: Option<usize> = None;
    for at in 1..glyphs.len() {
        let (before, rest) = glyphs.split_at_mut(at);
        let Some((glyph, last)) = rest.first_mut().zip(before.last()) else { break };
        if characters::narrow_digit(last.character).is_ascii_alphanumeric() {
            base = Some(at - 1);
        } else if !is_script(last.character) {
            base = None;
        }
        let Some(full) = base.and_then(|at| before.get(at)) else { continue };
        if glyph.confidence < 1.0 {
            continue;
        }
        // From the descent of each to its line.
        let line = |g: &Glyph| g.bbox.y1 - 0.12 * g.size;
        let up = line(full) - line(glyph);
        let follows = (glyph.bbox.x0 - last.bbox.x1).abs() < 0.3 * full.size;
        if glyph.size >= 0.88 * full.size || !follows {
            continue;
        }
        let script = if up > 0.2 * full.size && up < full.size {
            characters::power(glyph.character)
        } else if up < -0.06 * full.size {
            lowered(glyph.character)
        } else {
            None
        };
        glyph.character = script.unwrap_or(glyph.character);
    }
}

/// Whether a character is a raised or lowered digit or sign.
fn is_script(c: char) -> bool {
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻".contains(c) || ('₀'..='₉').contains(&c)
}

/// A digit as an index.
fn lowered(c: char) -> Option<char> {
    characters::narrow_digit(c).to_digit(10).and_then(|digit| char::from_u32(0x2080 + digit))
}

/// Keeps the first of equal characters that lie on each other; it is bold from then on.
fn drop_doubles(glyphs: &mut Vec<Glyph>) {
    /// Neighbours looked at; more lie together only in damaged files.
    const LOOK: usize = 48;
    let mut order: Vec<u32> = (0..glyphs.len() as u32).collect();
    let key = |i: u32| {
        let g = &glyphs[i as usize];
        (g.character, (g.bbox.y0 * 4.0) as i32, (g.bbox.x0 * 4.0) as i32)
    };
    order.sort_by_cached_key(|i| key(*i));
    let mut doubled: Vec<Vec<u32>> = Vec::new();
    let mut gone = vec![false; glyphs.len()];
    for (at, &i) in order.iter().enumerate() {
        if gone[i as usize] {
            continue;
        }
        let a = &glyphs[i as usize];
        let near = DOUBLE * a.size;
        let mut same_place = vec![i];
        for &j in order[at + 1..].iter().take(LOOK) {
            let b = &glyphs[j as usize];
            if b.character != a.character || b.bbox.y0 - a.bbox.y0 > near + 0.25 {
                break;
            }
            let same = (b.bbox.x0 - a.bbox.x0).abs() <= near
                && (b.bbox.y0 - a.bbox.y0).abs() <= near
                && (b.size - a.size).abs() <= 0.2 * a.size;
            if same && !gone[j as usize] {
                gone[j as usize] = true;
                same_place.push(j);
            }
        }
        if same_place.len() > 1 {
            doubled.push(same_place);
        }
    }
    if doubled.is_empty() {
        return;
    }
    for copies in doubled {
        // The one that comes first in the file stays where it was in the order.
        let first = copies.iter().copied().min().unwrap_or_default() as usize;
        let hidden = copies.iter().all(|i| glyphs[*i as usize].hidden);
        copies.iter().for_each(|i| gone[*i as usize] = true);
        gone[first] = false;
        glyphs[first].bold = true;
        glyphs[first].hidden = hidden;
    }
    let mut index = 0;
    glyphs.retain(|_| {
        index += 1;
        !gone[index - 1]
    });
}

/// Leaves out white runs that other text is printed over: keywords for a stamp to
/// find its place. White text that stands alone may have a dark ground.
fn drop_unseen(glyphs: &mut Vec<Glyph>) {
    let white = |g: &Glyph| g.color.iter().all(|c| *c >= 250);
    if !glyphs.iter().any(white) || glyphs.iter().all(white) {
        return;
    }
    let seen = Seen::of(glyphs.iter().filter(|g| !white(g) && !g.hidden));
    let mut gone = vec![false; glyphs.len()];
    let mut start = 0;
    while start < glyphs.len() {
        let first = &glyphs[start];
        let mut end = start + 1;
        if white(first) {
            let goes_on = |g: &Glyph| white(g) && (g.bbox.y0 - first.bbox.y0).abs() < first.size;
            end += glyphs[end..].iter().take_while(|g| goes_on(g)).count();
            let shown = |g: &&Glyph| !g.character.is_whitespace();
            let under = glyphs[start..end].iter().filter(shown).any(|g| seen.lies_on(g));
            gone[start..end].fill(under);
        }
        start = end;
    }
    let mut index = 0;
    glyphs.retain(|_| {
        index += 1;
        !gone[index - 1]
    });
}

/// The middles of visible characters by squares of the page.
struct Seen(HashMap<(i32, i32), Vec<(f32, f32)>>);

impl Seen {
    /// Side of a square, points.
    const SIDE: f32 = 12.0;
    /// Characters kept of a square, and squares looked at across and down.
    const MOST: usize = 16;

    fn of<'g>(glyphs: impl Iterator<Item = &'g Glyph>) -> Self {
        let mut squares: HashMap<_, Vec<_>> = HashMap::new();
        for glyph in glyphs.filter(|g| !g.character.is_whitespace()) {
            let (x, y) = glyph.bbox.center();
            let square = squares.entry((Self::square(x), Self::square(y))).or_default();
            if square.len() < Self::MOST {
                square.push((x, y));
            }
        }
        Self(squares)
    }

    fn square(v: f32) -> i32 {
        (v / Self::SIDE).floor() as i32
    }

    /// Whether a visible character has its middle in the box of this one.
    fn lies_on(&self, glyph: &Glyph) -> bool {
        let b = &glyph.bbox;
        let span = |from: f32, to: f32| (Self::square(from)..=Self::square(to)).take(Self::MOST);
        span(b.x0, b.x1).any(|x| {
            span(b.y0, b.y1).any(|y| {
                let square = self.0.get(&(x, y));
                square.is_some_and(|all| all.iter().any(|(x, y)| b.contains(*x, *y)))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Rect;

    #[test]
    fn radicals_become_characters_and_full_width_stays() {
        let read: String = "⽢⼴⿍⻓⻔⼾Ａ（1）".chars().map(folded).collect();
        assert_eq!(read, "甘广鼎长门户Ａ（1）");
    }

    #[test]
    fn characters_that_share_a_picture_are_the_ordinary_one() {
        let read: String = "GB/T39116―2020㬵⋯〜・".chars().map(folded).collect();
        assert_eq!(read, "GB/T39116—2020胶…～·");
    }

    #[test]
    fn ticks_of_word_are_ticks() {
        let read: String = "\u{F052}\u{F0FE}\u{F0A3}\u{F0A8}\u{F06F}".chars().map(folded).collect();
        assert_eq!(read, "☑☑□□□");
    }

    fn at(c: char, x: f32) -> Glyph {
        Glyph::new(c, Rect::new(x, 0., x + 10., 10.), 10.)
    }

    #[test]
    fn white_keywords_under_text_are_no_text() {
        let white = |c, x| Glyph { color: [255; 3], ..at(c, x) };
        let mut glyphs = vec![at('签', 0.), at('名', 10.), white('g', 9.), white('z', 14.)];
        glyphs.push(Glyph { bbox: Rect::new(0., 40., 10., 50.), ..white('表', 0.) });
        prepare(&mut glyphs);
        let text: String = glyphs.iter().map(|g| g.character).collect();
        assert_eq!(text, "签名表");
    }

    #[test]
    fn small_digits_above_a_digit_are_its_power() {
        let small =
            |c, x, y| Glyph { size: 6., ..Glyph::new(c, Rect::new(x, y, x + 3., y + 6.), 6.) };
        let read = |glyphs: [Glyph; 4]| -> String {
            let mut glyphs = glyphs.to_vec();
            prepare(&mut glyphs);
            glyphs.iter().map(|g| g.character).collect()
        };
        let ten = || [at('1', 0.), Glyph { bbox: Rect::new(10., 0., 20., 10.), ..at('0', 10.) }];
        let [one, nought] = ten();
        assert_eq!(read([one, nought, small('-', 20., 0.5), small('3', 23., 0.5)]), "10⁻³");
        // On the line, or below it, they are no power.
        let [one, nought] = ten();
        assert_eq!(read([one, nought, small('2', 20., 3.5), small('3', 23., 5.)]), "1023");
    }

    #[test]
    fn fake_bold_is_one_character_and_real_doubles_stay() {
        let mut glyphs = vec![
            at('项', 0.),
            at('项', 0.4),
            at('项', 0.8),
            at('目', 10.),
            at('1', 20.),
            at('1', 25.),
        ];
        prepare(&mut glyphs);
        let text: String = glyphs.iter().map(|g| g.character).collect();
        assert_eq!(text, "项目11");
        assert!(glyphs[0].bold && !glyphs[1].bold);
    }
}
