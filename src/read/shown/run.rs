//! Runs of formats that give numbers for how text is shown (.doc, RTF), and what is told
//! of them once the cell or paragraph around them is known.

use super::ground::{self, Rgb};
use super::{Told, Why, bidi, measure};

/// Half-points below which no ordinary text is set, and above which no page holds it.
const TINY: u16 = 8;
const HUGE: u16 = 600;
/// Parts of a hundred to which characters may be narrowed and still be read.
const NARROW: u16 = 30;
/// Parts of its size by which a text may be drawn together.
const TOGETHER: f32 = 0.35;
/// Twips by which no line of a page is indented.
pub const INDENT: i32 = 9_500;
/// Characters of a stretch that are kept to be quoted.
const KEPT: usize = 80;

/// Whether a size in half-points is one that text has; 0 where nobody says.
fn is_ordinary(size: u16) -> bool {
    size == 0 || (TINY..=HUGE).contains(&size)
}

/// How a run is shown, beyond its size and weight.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Shown {
    /// Its colour, if it has one of its own.
    pub ink: Option<Rgb>,
    /// What it is marked with, and its shading.
    pub highlight: Option<Rgb>,
    /// Shading of its own.
    pub shade: Option<Rgb>,
    /// Shading of its paragraph.
    pub under: Option<Rgb>,
    /// Width of its characters, of a hundred; 0 where nobody says.
    pub scale: u16,
    /// Between characters, in twips.
    pub spacing: i32,
    /// Above its line, in half-points.
    pub position: i32,
    /// From right to left.
    pub turned: bool,
    /// As if cut into the paper.
    pub relief: bool,
    /// The exact height of its line in twips; 0 where there is none.
    pub line: i32,
    /// How far its lines begin or end off their column where no line of a page does, in
    /// twips; else 0.
    pub indent: i32,
    /// In a font that shows pictures which nobody knows.
    pub pictured: bool,
}

impl Shown {
    /// Why a text of a size (half-points, 0 where nobody says) is not shown as it is read,
    /// its colour apart.
    fn why(&self, text: &str, size: u16) -> Option<Why> {
        let points = if size == 0 { 10.0 } else { f32::from(size) / 2.0 };
        let scale = if self.scale == 0 { 100 } else { self.scale };
        let apart = self.spacing as f32 / 20.0;
        let width = points * f32::from(scale) / 100.0;
        let several = text.chars().count() > 1;
        Some(match () {
            () if size > 0 && size < TINY => Why::Tiny,
            () if size > HUGE => Why::Huge,
            () if scale < NARROW => Why::Squeezed,
            () if several && apart < -TOGETHER * width => Why::Squeezed,
            () if apart > 200.0 => Why::OffPage,
            () if self.position.unsigned_abs() > 2 * u32::from(size.max(20)) => Why::OffLine,
            () if self.indent > INDENT => Why::OffPage,
            () if self.pictured => Why::Face,
            () if self.line > 0 && (self.line as f32) < points * 10.0 => Why::LowLine,
            () if self.turned && bidi::suffers(text) => Why::Turned,
            () if bidi::is_turned(text) => Why::Turned,
            () if self.relief => Why::Relief,
            () => return None,
        })
    }

    /// Whether its colour is that of the ground; `cell` is the colour of the cell around it.
    fn unseen(&self, cell: Option<Rgb>) -> bool {
        let own = self.highlight.or(self.shade).or(self.under).or(cell);
        match self.ink {
            Some(ink) => ground::hardly_seen(ink, own.unwrap_or(ground::WHITE)),
            // Text without a colour of its own turns white on dark shading, not on a marker.
            None => self.highlight.is_some_and(ground::is_dark),
        }
    }
}

/// A stretch of text that looks the same throughout.
#[derive(Debug, Clone)]
struct Stretch {
    text: String,
    shown: Shown,
    size: u16,
}

/// The stretches of a paragraph that may not be shown as they are read.
#[derive(Debug, Clone, Default)]
pub struct Stretches {
    all: Vec<Stretch>,
    /// The whole text around them.
    around: String,
    /// Concerns that are known already, with their texts.
    known: Vec<(String, Why)>,
}

impl Stretches {
    /// Notes a character.
    pub fn push(&mut self, character: char, shown: Shown, size: u16) {
        let plain = Shown::default();
        if shown == plain && is_ordinary(size) && !bidi::turns(character) {
            // The stretch before it has ended.
            if let Some(last) =
                self.all.last_mut().filter(|last| last.shown == plain && is_ordinary(last.size))
            {
                if last.text.len() < KEPT {
                    last.text.push(character);
                }
            } else if !self.all.is_empty() {
                self.all.push(Stretch { text: character.to_string(), shown, size });
            }
            return;
        }
        match self.all.last_mut() {
            Some(last) if last.shown == shown && last.size == size => {
                if last.text.len() < KEPT {
                    last.text.push(character);
                }
            }
            _ => self.all.push(Stretch { text: character.to_string(), shown, size }),
        }
    }

    /// Notes what concerns the paragraph as a whole.
    pub fn note(&mut self, why: Why) {
        self.note_text("", why);
    }

    /// Notes what concerns a text of the paragraph.
    pub fn note_text(&mut self, text: &str, why: Why) {
        self.known.push((text.to_owned(), why));
    }

    /// Notes a label in front of the paragraph.
    pub fn label(&mut self, text: &str, shown: Shown, size: u16) {
        self.all.insert(0, Stretch { text: text.to_owned(), shown, size });
    }

    /// The paragraph has ended: only what may be told is kept.
    pub fn end(&mut self, around: &str) -> Option<Self> {
        let mut done = std::mem::take(self);
        done.all.retain(|s| {
            let plain = s.shown == Shown::default() && is_ordinary(s.size);
            let plain = plain && !bidi::is_turned(&s.text);
            !plain && !s.text.trim().is_empty()
        });
        done.around = around.to_owned();
        (!done.all.is_empty() || !done.known.is_empty()).then_some(done)
    }

    /// Tells what is not shown as it is read, in a cell of a colour at a place.
    pub fn tell(&self, told: &mut Told, place: &str, cell: Option<Rgb>) {
        for stretch in &self.all {
            let why = stretch.shown.why(&stretch.text, stretch.size);
            let why = why.or_else(|| stretch.shown.unseen(cell).then_some(Why::Ground));
            if let Some(why) = why {
                told.tell(place, &stretch.text, &self.around, why);
            }
        }
        for (text, why) in &self.known {
            told.tell(place, text, &self.around, why.clone());
        }
    }
}

/// Whether paragraphs (text and size in points) do not fit into a row of an exact height
/// and a cell of a width, all in points.
pub fn clipped<'a>(
    paragraphs: impl Iterator<Item = (&'a str, f32)>,
    height: f32,
    width: Option<f32>,
) -> bool {
    let needed = |(text, size): (&str, f32)| {
        let size = if size > 0.0 { size } else { 10.5 };
        measure::lines(text, size, width) as f32 * size
    };
    paragraphs.map(needed).sum::<f32>() > height
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, shown: Shown, size: u16, cell: Option<Rgb>) -> usize {
        let mut stretches = Stretches::default();
        "近三年".chars().for_each(|c| stretches.push(c, Shown::default(), 21));
        text.chars().for_each(|c| stretches.push(c, shown, size));
        "发生".chars().for_each(|c| stretches.push(c, Shown::default(), 21));
        let mut told = Told::default();
        if let Some(kept) = stretches.end("近三年未发生") {
            kept.tell(&mut told, "", cell);
        }
        told.warnings().len()
    }

    #[test]
    fn runs_by_their_numbers() {
        let plain = Shown::default();
        let white = Shown { ink: Some(ground::WHITE), ..plain };
        assert_eq!(told("未", plain, 21, None), 0);
        assert_eq!(told("未", white, 21, None), 1);
        assert_eq!(told("未", white, 21, Some([0x44, 0x72, 0xc4])), 0);
        assert_eq!(told("未", Shown { under: Some(ground::BLACK), ..white }, 21, None), 0);
        assert_eq!(told("未", Shown { highlight: Some(ground::BLACK), ..plain }, 21, None), 1);
        assert_eq!(told("未", Shown { ink: Some(ground::BLACK), ..plain }, 21, None), 0);
        assert_eq!(told("未", plain, 1, None), 1);
        assert_eq!(told("未", Shown { scale: 1, ..plain }, 21, None), 1);
        assert_eq!(told("未", Shown { scale: 66, spacing: -10, ..plain }, 21, None), 0);
        assert_eq!(told("31.5", Shown { spacing: -200, ..plain }, 21, None), 1);
        assert_eq!(told("31.5", Shown { turned: true, ..plain }, 21, None), 1);
        assert_eq!(told("\u{202E}8765", plain, 21, None), 1);
        assert_eq!(told("31.5", Shown { indent: 12_000, ..plain }, 21, None), 1);
        assert_eq!(told("31.5", Shown { indent: 840, ..plain }, 21, None), 0);
        assert_eq!(told("31.5", Shown { pictured: true, ..plain }, 21, None), 1);
        assert!(clipped([("省级二等奖", 10.5)].into_iter(), 0.75, None));
        assert!(!clipped([("省级二等奖", 10.5)].into_iter(), 28.0, Some(100.0)));
    }
}
