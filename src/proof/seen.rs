//! Whether a character that was read stands on the page: its own pixels differ from their
//! ground, all of them, as its outline says.

use super::SCALE;
use super::canvas::{Drawn, Mask, apart};
use hayro_interpret::kurbo::{BezPath, Shape};
use image::RgbImage;

/// Parts of a pixel (of 255) that an outline covers, from which it must be seen.
const CORE: u8 = 128;
/// And where no pixel is covered so far, as of hairlines.
const HAIR: u8 = 50;
/// The least difference from its ground at which a character is read without effort.
const FAINT: f32 = 60.0;
/// Less than this part of the difference that the character has elsewhere is a hole in it.
const HOLE: f32 = 0.5;
/// Holes are as many pixels, and as large a part of the character.
const PIXELS: usize = 2;
const PART: f32 = 0.04;
/// A letter or a Chinese character is at least this part of its other side wide and high.
const NARROW: f64 = 0.05;
const NARROW_HAN: f64 = 0.14;
/// Characters of one stroke.
const STROKES: &str = "一丨丶丿乙亅〡〇|lI1ij";
/// Pixels of one character that are looked at.
const MOST: usize = 4 << 20;

/// What is found of a character on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// It is there.
    Seen,
    /// Nothing or next to nothing of it is there.
    Missing,
    /// It can hardly be told from its ground.
    Faint,
    /// A part of it is covered or cut off.
    Broken,
    /// It is drawn so narrow or flat that nobody reads it.
    Squeezed,
    /// It has no outline to look for.
    Unknown,
}

/// The page's picture, and what was understood of it.
pub struct View<'a> {
    /// The picture.
    pub page: &'a RgbImage,
    /// The grounds, where there are any.
    pub ground: Option<&'a Drawn>,
    /// The characters.
    pub text: &'a Drawn,
    /// Where pictures lie: their pixels are the ground.
    pub pictures: &'a Mask,
}

impl View<'_> {
    /// The colour of the page at a pixel.
    pub fn color(&self, at: usize) -> [u8; 3] {
        let raw = self.page.as_raw();
        raw.get(3 * at..3 * at + 3).and_then(|p| p.try_into().ok()).unwrap_or([255; 3])
    }

    /// The colour that the ground should have at a pixel.
    pub fn ground(&self, at: usize) -> [u8; 3] {
        self.ground.map_or([255; 3], |ground| ground.over(at, [255; 3]))
    }

    /// Looks for a character by its outline; where that is `coarse`, anything in its area is it.
    pub fn sight(&self, outline: &BezPath, coarse: bool) -> Sight {
        let area = outline.bounding_box();
        let (width, height) = (self.page.width() as usize, self.page.height() as usize);
        let span = |from: f64, to: f64, most: usize| {
            let scale = f64::from(SCALE);
            let start = (from * scale).floor().clamp(0.0, most as f64) as usize;
            start..((to * scale).ceil().clamp(0.0, most as f64) as usize).max(start)
        };
        if outline.elements().is_empty() || !area.is_finite() {
            return Sight::Unknown;
        }
        let (across, down) = (span(area.x0, area.x1, width), span(area.y0, area.y1, height));
        if across.is_empty() || down.is_empty() {
            return Sight::Missing;
        }
        if across.len() * down.len() > MOST {
            return Sight::Unknown;
        }
        let pixels = || down.clone().flat_map(|y| across.clone().map(move |x| y * width + x));
        let strongest = pixels().map(|at| self.text.cover(at)).max().unwrap_or(0);
        if strongest < HAIR {
            return Sight::Unknown;
        }
        let least = if strongest < CORE { HAIR } else { CORE };
        let local = pixels().any(|at| self.pictures.set[at]).then(|| self.around(pixels()));
        let mut found: Vec<f32> = Vec::new();
        for at in pixels() {
            let cover = self.text.cover(at);
            if cover >= least {
                let ground = local.unwrap_or_else(|| self.ground(at));
                let contrast = f32::from(apart(self.color(at), ground));
                found.push(contrast * 255.0 / f32::from(cover));
            }
        }
        if coarse {
            found.sort_unstable_by(f32::total_cmp);
            let strong = found.get(found.len() * 49 / 50).copied().unwrap_or(0.0);
            return if strong < FAINT { Sight::Missing } else { Sight::Seen };
        }
        judge(&found)
    }

    /// The colour of most pixels that the characters leave free.
    fn around(&self, pixels: impl Iterator<Item = usize>) -> [u8; 3] {
        let mut parts: [Vec<u8>; 3] = Default::default();
        for at in pixels.filter(|at| self.text.cover(*at) < 20) {
            for (part, value) in parts.iter_mut().zip(self.color(at)) {
                part.push(value);
            }
        }
        parts.map(|mut part| {
            part.sort_unstable();
            part.get(part.len() / 2).copied().unwrap_or(255)
        })
    }
}

/// Whether a character is drawn so narrow or so flat that it is none any more.
pub fn is_squeezed(character: char, outline: &BezPath) -> bool {
    let area = outline.bounding_box();
    let (short, long) = (area.width().min(area.height()), area.width().max(area.height()));
    let least = if character >= '\u{2e80}' { NARROW_HAN } else { NARROW };
    let flat = STROKES.contains(character) && area.width() > 0.5;
    character.is_alphanumeric() && !flat && long > 0.0 && short < least * long
}

/// Judges by how far each pixel differs from its ground.
fn judge(found: &[f32]) -> Sight {
    let mut sorted = found.to_vec();
    sorted.sort_unstable_by(f32::total_cmp);
    let strong = sorted.get(sorted.len() * 4 / 5).copied().unwrap_or(0.0);
    if strong < FAINT / 4.0 {
        return Sight::Missing;
    }
    if strong < FAINT {
        return Sight::Faint;
    }
    let holes = sorted.iter().take_while(|contrast| **contrast < HOLE * strong.min(255.0)).count();
    if holes >= PIXELS && holes as f32 >= PART * sorted.len() as f32 {
        return Sight::Broken;
    }
    Sight::Seen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_squeezed_character_is_none() {
        use hayro_interpret::kurbo::Rect;
        let drawn = |width: f64| Rect::new(0.0, 0.0, width, 10.0).to_path(0.1);
        assert!(is_squeezed('推', &drawn(0.1)) && is_squeezed('3', &drawn(0.1)));
        assert!(is_squeezed('1', &drawn(0.02)));
        assert!(!is_squeezed('推', &drawn(9.0)) && !is_squeezed('1', &drawn(0.9)));
        assert!(!is_squeezed('一', &drawn(200.0)) && !is_squeezed('.', &drawn(0.1)));
    }

    #[test]
    fn a_character_is_judged_by_its_weakest_part_against_its_strongest() {
        assert_eq!(judge(&[250.0; 40]), Sight::Seen);
        assert_eq!(judge(&[25.0; 40]), Sight::Faint);
        assert_eq!(judge(&[2.0; 40]), Sight::Missing);
        let mut crossed = [250.0; 40];
        crossed[10..13].fill(0.0);
        assert_eq!(judge(&crossed), Sight::Broken);
        // A grey character is as good as a black one, if all of it is grey.
        assert_eq!(judge(&[110.0; 40]), Sight::Seen);
    }
}
