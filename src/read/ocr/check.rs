//! Whether a page's text layer says what its image shows: some of its longest
//! lines are read from the picture and laid beside the layer's characters there.

use super::engine::Engine;
use super::lines::TextLine;
use super::looks;
use super::page::{self, points};
use super::sheet::Picture;
use super::{PageImage, cores};
use crate::intake::Limits;
use crate::layout::{Glyph, InkPage};
use crate::problem::Problem;

/// Lines that are read of a page.
const LINES: usize = 8;

/// Lines read less surely than this prove nothing.
const SURE: f32 = 0.85;

/// Fewer characters than this prove nothing either.
const ENOUGH: usize = 16;

/// Whether the layer agrees with the picture, as far as can be told.
///
/// # Errors
///
/// The network fails (a defect).
pub fn agrees(
    layer: &InkPage,
    image: &PageImage,
    engine: &Engine,
    limits: &Limits,
) -> Result<bool, Problem> {
    let (rgb, dpi) = page::bounded(image, limits);
    let sheet = Picture::of(rgb.as_ref().unwrap_or(&image.rgb), dpi).sheet();
    let mut sample: Vec<TextLine> = sheet.lines.clone();
    sample.sort_by_key(|line| std::cmp::Reverse(line.pieces.len()));
    sample.truncate(LINES);
    let read = looks::read_some(&sheet, &sample, engine, cores())?;
    let (mut seen, mut shared) = (0, 0);
    for (line, read) in sample.iter().zip(&read) {
        if read.confidence() < SURE {
            continue;
        }
        let area = points(&line.area, sheet.dpi);
        let within = |glyph: &&Glyph| {
            let (x, y) = glyph.bbox.center();
            area.contains(x, y)
        };
        let layer: Vec<char> = layer.glyphs.iter().filter(within).map(|g| g.character).collect();
        let (own, common) = overlap(read.characters(), layer);
        seen += own;
        shared += common;
    }
    // Two in five characters otherwise is no reader's slip.
    Ok(seen < ENOUGH || shared * 10 >= seen * 6)
}

/// How many letters were read, and how many of them the layer holds too, in any order.
fn overlap(read: impl Iterator<Item = char>, mut layer: Vec<char>) -> (usize, usize) {
    let (mut seen, mut shared) = (0, 0);
    for character in read.filter(|c| c.is_alphanumeric()) {
        seen += 1;
        if let Some(at) = layer.iter().position(|&other| other == character) {
            layer.swap_remove(at);
            shared += 1;
        }
    }
    (seen, shared)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_counted_once_and_marks_are_not() {
        let layer: Vec<char> = "由0人减少至4人".chars().collect();
        assert_eq!(overlap("由10人减少至4人。".chars(), layer), (9, 8));
        assert_eq!(overlap("公司".chars(), "亍丌".chars().collect()), (2, 0));
    }
}
