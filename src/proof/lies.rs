//! Characters whose outline says otherwise: a file may name a glyph that draws 3 as the
//! character 8. An outline that looks like another character is told wherever it is read;
//! the same outline, read as two characters that nobody takes for one another, at the one
//! that is read less often.

use super::matched::Matched;
use crate::characters::{lookalikes, narrow_digit};
use crate::document::Character;
use crate::read::letterform;
use crate::read::painting::{Mark, What};
use hayro_interpret::kurbo::{PathEl, Point, Shape};
use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashMap};
use std::hash::{Hash, Hasher};
use std::sync::Mutex;

/// Steps of an em in which outlines are compared.
const STEPS: f64 = 48.0;
/// Outlines of fewer parts are signs that many characters share.
const LEAST: usize = 5;
/// Outlines of one page that are compared, and answers about outlines that are kept.
const MOST: usize = 20_000;

/// The characters, by number, whose outline is that of another one, with that other one.
pub fn found(marks: &[Mark], matched: &Matched, read: &[Character]) -> Vec<(usize, char)> {
    // By font and glyph first: the outline is looked at once.
    let mut outlines: HashMap<(u64, char), (u64, Vec<usize>)> = HashMap::new();
    let mut shown: HashMap<(u64, char), Option<char>> = HashMap::new();
    let mut lies = Vec::new();
    for (at, number) in &matched.of_mark {
        let (Some(mark), Some(character)) = (marks.get(*at), read.get(*number)) else { continue };
        let What::Glyph(glyph) = &mark.what else { continue };
        let c = narrow_digit(character.character);
        if glyph.coarse || !c.is_alphanumeric() || outlines.len() >= MOST {
            continue;
        }
        let known = outlines.entry((glyph.shape, c));
        let (outline, places) =
            known.or_insert_with(|| (outline(mark, f64::from(glyph.size)), Vec::new()));
        places.push(*number);
        if glyph.level {
            let seen = shown.entry((glyph.shape, c)).or_insert_with(|| shows(c, *outline, mark));
            lies.extend(seen.map(|other| (*number, other)));
        }
    }
    let mut by_outline: HashMap<u64, BTreeMap<char, Vec<usize>>> = HashMap::new();
    for ((_, character), (outline, places)) in outlines {
        if outline != 0 {
            by_outline.entry(outline).or_default().entry(character).or_default().extend(places);
        }
    }
    for readings in by_outline.into_values().filter(|readings| readings.len() > 1) {
        let usual = readings.iter().max_by_key(|(_, places)| places.len()).map(|(c, _)| *c);
        let Some(usual) = usual else { continue };
        for (character, places) in readings {
            if is_other(usual, character) {
                lies.extend(places.into_iter().map(|place| (place, usual)));
            }
        }
    }
    lies.sort_unstable();
    lies.dedup_by_key(|(place, _)| *place);
    lies
}

/// The character that an outline shows instead of the one that it is read as. Most fonts go
/// through all pages of a file: what is known of an outline is kept.
fn shows(character: char, outline: u64, mark: &Mark) -> Option<char> {
    type Known = HashMap<(u64, char), Option<char>>;
    static KNOWN: Mutex<Option<Known>> = Mutex::new(None);
    let look = || letterform::shows_instead(character, &mark.path, true);
    if outline == 0 {
        return look();
    }
    let key = (outline, character);
    let kept = KNOWN.lock().ok().and_then(|known| known.as_ref()?.get(&key).copied());
    if let Some(kept) = kept {
        return kept;
    }
    let seen = look();
    if let Ok(mut known) = KNOWN.lock() {
        let known = known.get_or_insert_default();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(key, seen);
    }
    seen
}

/// Whether two characters are never drawn alike.
fn is_other(a: char, b: char) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || ('\u{4e00}'..='\u{9fff}').contains(&c);
    a != b
        && plain(a)
        && plain(b)
        && !a.eq_ignore_ascii_case(&b)
        && !lookalikes::of(a).any(|like| like == b)
}

/// An outline as it is at any place and in any size; 0 for what too many characters share.
fn outline(mark: &Mark, size: f64) -> u64 {
    let elements = mark.path.elements();
    if elements.len() < LEAST || size <= 0.0 {
        return 0;
    }
    let area = mark.path.bounding_box();
    let scale = STEPS / size;
    let mut hasher = DefaultHasher::new();
    let mut put = |kind: u8, points: &[Point]| {
        kind.hash(&mut hasher);
        for p in points {
            // Rounded away from the borders of the steps where most points stand.
            let step = |v: f64| (v * scale + 0.25).floor() as i64;
            (step(p.x - area.x0), step(p.y - area.y0)).hash(&mut hasher);
        }
    };
    for element in elements {
        match *element {
            PathEl::MoveTo(p) => put(0, &[p]),
            PathEl::LineTo(p) => put(1, &[p]),
            PathEl::QuadTo(a, p) => put(2, &[a, p]),
            PathEl::CurveTo(a, b, p) => put(3, &[a, b, p]),
            PathEl::ClosePath => put(4, &[]),
        }
    }
    hasher.finish().max(1)
}
