//! A figure as it hangs at its paragraph: where it is seen, what it is made of, whether
//! text goes around it. From that follows whether it covers text, and whether the words
//! of a box on a line stand in that line. All lengths in points.

use super::ground::{self, Rgb};
use super::measure;

/// A rule as long as this parts a page, as under a red head.
const RULE: f32 = 280.0;
/// What is no thicker is a line.
const THIN: f32 = 3.0;
/// Characters of a box that may stand in a line of its paragraph.
const SHORT: usize = 24;
/// So far down reaches the head of a page.
const HEAD: f32 = 230.0;
/// A box as high as this holds more than a few lines.
const TALL: f32 = 150.0;
/// A box of a header this high is no page number.
const MARK: f32 = 60.0;

/// A figure.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Figure {
    /// It stands at a place of its own and not in the line.
    pub floats: bool,
    /// Behind the text.
    pub behind: bool,
    /// Not shown at all.
    pub hidden: bool,
    /// Text goes around it.
    pub wrapped: bool,
    /// From its column, where it is placed by it.
    pub x: Option<f32>,
    /// From its paragraph.
    pub y: Option<f32>,
    /// From the top of its page or of the page's text.
    pub down: Option<f32>,
    /// Width and height.
    pub size: [f32; 2],
    /// Filled.
    pub filled: bool,
    /// In one colour that is known.
    pub colour: Option<Rgb>,
    /// It has an outline.
    pub outlined: bool,
    /// Shapes in it.
    pub shapes: usize,
    /// Words are in it.
    pub words: bool,
    /// Pictures or charts are in it.
    pub pictures: bool,
    /// Text drawn as a shape.
    pub art: bool,
    /// Handwriting.
    pub ink: bool,
}

impl Figure {
    /// Where the words of a box stand in the line of its paragraph: points from its column.
    /// Only of one short line, in front of the text, at the height of the first line.
    pub fn in_line(&self, words: &str, line: f32) -> Option<f32> {
        let short = words.chars().count() <= SHORT && !words.contains(['\n', '\t']);
        let level = self.is_on_line(line);
        (self.floats && !self.wrapped && self.shapes <= 1 && short && level)
            .then_some(self.x)
            .flatten()
    }

    /// Whether it is a dark patch of the size of a printed box, in front of the text.
    pub fn fills_a_box(&self) -> bool {
        let small = self.size.iter().all(|side| (5.0..=24.0).contains(side));
        let dark = self.colour.is_some_and(|rgb| !ground::hardly_seen(rgb, ground::WHITE));
        self.floats && small && dark && self.filled && self.shapes == 1 && !self.behind && !self.ink
    }

    /// Whether it stands at the height of its paragraph's first line.
    pub fn is_on_line(&self, line: f32) -> bool {
        self.y.is_some_and(|y| y > -0.6 * line && y < 0.75 * line)
    }

    /// Whether its words may stand beside other text than that at which it hangs.
    pub fn strays(&self, line: f32, lines: usize) -> bool {
        let low = |y: f32| y > line * lines as f32 || y < -line;
        let deep = |y: f32| y > HEAD;
        // A tall box is a passage of its own and no answer on a line.
        self.floats
            && !self.wrapped
            && self.words
            && self.size[1] <= TALL
            && (self.y.is_some_and(low) || self.down.is_some_and(deep))
    }

    /// Whether words in a header are drawn over or under the text of the page.
    pub fn is_watermark(&self) -> bool {
        let low = |y: f32| y > HEAD / 2.0;
        self.floats
            && self.words
            && (self.art || self.y.or(self.down).is_some_and(low) && self.size[1] > MARK)
    }

    /// Whether what stands in the line of its paragraph lies over text of that width.
    pub fn hides(&self, width: f32) -> bool {
        let filled = self.filled;
        filled && !self.behind && self.x.is_some_and(|x| x < width && x + self.size[0] > 0.0)
    }

    /// Whether it covers or crosses text, or is drawn under it in another colour.
    pub fn covers(&self) -> bool {
        if !self.floats || self.hidden || self.wrapped && !self.ink {
            return false;
        }
        if self.ink {
            return true;
        }
        if self.words || self.pictures || self.shapes == 0 || !self.filled && !self.outlined {
            return false;
        }
        if self.behind {
            // What lies under the text changes nothing as long as it is light.
            let dark = |rgb| ground::hardly_seen(ground::BLACK, rgb);
            return self.filled && self.colour.is_none_or(dark);
        }
        let [width, height] = self.size;
        let thin = width.min(height) <= THIN;
        !(thin && width.max(height) >= RULE)
    }
}

/// Where a text of a line is at a number of points from its beginning: an offset in bytes.
pub fn offset_at(text: &str, size: f32, x: f32) -> usize {
    let mut at = 0.0;
    for (offset, character) in text.char_indices() {
        let width = measure::ems(character.encode_utf8(&mut [0; 4])) * size;
        if at + width * 0.5 > x {
            return offset;
        }
        at += width;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_in_a_line() {
        assert_eq!(offset_at("是否：□是　□否", 10.0, 31.0), "是否：".len());
        assert_eq!(offset_at("是否", 10.0, 90.0), "是否".len());
    }

    #[test]
    fn what_covers_text() {
        let figure = Figure {
            floats: true,
            shapes: 1,
            filled: true,
            colour: Some(ground::WHITE),
            size: [70.0, 18.0],
            ..Figure::default()
        };
        assert!(figure.covers());
        assert!(!Figure { behind: true, ..figure }.covers());
        assert!(Figure { behind: true, colour: Some(ground::BLACK), ..figure }.covers());
        assert!(!Figure { floats: false, ..figure }.covers());
        assert!(!Figure { wrapped: true, ..figure }.covers());
        assert!(!Figure { filled: false, ..figure }.covers());
        let line = Figure { filled: false, outlined: true, size: [40.0, 0.0], ..figure };
        assert!(line.covers() && !Figure { size: [440.0, 0.5], ..line }.covers());
    }
}
