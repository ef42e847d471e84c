//! Characters whose shape bears witness where the text model prefers the commoner one,
//! whatever is printed: a 曰 among 日, an O among zeros, a 囯 among 国. Measured on Song, Hei,
//! Kai and thin Song type at 150 to 300 dots an inch.

use super::plane::{Gray, PixelBox};
use std::ops::Range;

/// What the shape says of a character that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// It is no such lookalike.
    Not(char),
    /// It looks like this one.
    Like(char),
}

/// 日 is at most 0.80 times as wide as high, 曰 at least 0.89.
const SUN: [f32; 2] = [0.83, 0.86];

/// 0 is at most 0.67 times as wide as high in the usual types, O at least 0.80; where their
/// shapes come nearer, nothing is said.
const ZERO: [f32; 2] = [0.69, 0.76];

/// 1 has a flag and mostly a foot: a bare stroke is no more than 0.2 times as wide as high.
const STROKE: f32 = 0.26;

/// A bracket is at most half as wide as high, a C hardly ever less than 0.6 times.
const BRACKET: [f32; 2] = [0.5, 0.6];

/// A digit above or below the line is at most 0.55 times as high as its type, one on the line
/// at least 0.65 times.
const SMALL: [f32; 2] = [0.58, 0.63];

/// The dot in 国 makes its right half darker than its left by at least 0.1 of full ink;
/// 囯 is its own mirror image.
const DOT: [f32; 2] = [0.06, 0.10];

/// 巳 is closed on its left from the top to its middle; 已 has a gap at the top, and 己 nothing
/// there at all: how dark the lightest row of that side is, beside full ink, in the upper half
/// and right above its middle.
const CLOSED: f32 = 0.24;
const OPEN: f32 = 0.14;

/// What the ink of a character, all in one box, says; `size` is the height of its line.
pub fn witness(character: char, ink: &PixelBox, gray: &Gray, size: f32) -> Option<Shape> {
    let (width, height) = (ink.width() as f32, ink.height() as f32);
    let ratio = width / height.max(1.0);
    // A neighbour that touches it is no part of it.
    let alone = |widest: f32| width <= widest * size && height >= 0.45 * size;
    let told = |share: f32, [low, high]: [f32; 2], below: Shape, above: Shape| {
        (share <= low).then_some(below).or((share >= high).then_some(above))
    };
    match character {
        '日' if alone(1.1) => told(ratio, SUN, Shape::Not('曰'), Shape::Like('曰')),
        '曰' if alone(1.1) => told(ratio, SUN, Shape::Like('日'), Shape::Not('日')),
        '0' if alone(0.72) => told(ratio, ZERO, Shape::Not('O'), Shape::Like('O')),
        'O' if alone(0.95) => told(ratio, ZERO, Shape::Like('0'), Shape::Not('0')),
        '1' if alone(0.72) && ratio <= STROKE => Some(Shape::Like('I')),
        '₂' | '²' if width <= 0.72 * size => {
            told(height / size.max(1.0), SMALL, Shape::Not('2'), Shape::Like('2'))
        }
        '³' if width <= 0.72 * size => {
            told(height / size.max(1.0), SMALL, Shape::Not('3'), Shape::Like('3'))
        }
        '己' | '已' | '巳' if alone(1.1) && width >= 0.5 * size => {
            let like = match (lightest(gray, ink, 0.08..0.5), lightest(gray, ink, 0.27..0.4)) {
                (upper, _) if upper >= CLOSED => '巳',
                (_, middle) if middle <= OPEN => '己',
                _ => '已',
            };
            (like != character).then_some(Shape::Like(like))
        }
        // At the end of a line, with little paper behind it.
        'C' | 'c' if alone(1.1) => told(ratio, BRACKET, Shape::Like('（'), Shape::Not('（'))
            .filter(|shape| matches!(shape, Shape::Like(_)) && height >= 0.7 * size),
        '国' if alone(1.1) && width >= 0.6 * size => {
            told(dot(gray, ink), DOT, Shape::Like('囯'), Shape::Not('囯'))
        }
        _ => None,
    }
}

/// How much darker the place of the dot in 国 is than the same place of the left half.
fn dot(gray: &Gray, ink: &PixelBox) -> f32 {
    let (w, h) = (ink.width() as f32, ink.height() as f32);
    let rows = ink.y0 + (0.55 * h).round() as usize..ink.y0 + (0.74 * h).round() as usize;
    let mean = |from: f32, to: f32| {
        let across = ink.x0 + (from * w).round() as usize..ink.x0 + (to * w).round() as usize;
        let pixels = rows.clone().flat_map(|y| gray.row(y, across.start, across.end));
        let (sum, count) = pixels.fold((0.0, 0), |(sum, n), v| (sum + f32::from(*v), n + 1));
        sum / count.max(1) as f32
    };
    let darkest = (ink.y0..ink.y1).flat_map(|y| gray.row(y, ink.x0, ink.x1)).min();
    let full = f32::from(gray.paper()) - f32::from(darkest.copied().unwrap_or(0));
    (mean(0.24, 0.43) - mean(0.57, 0.76)) / full.max(1.0)
}

/// How dark (a share of full ink) the lightest row of a character's left side is, among the
/// rows between two shares of its height.
fn lightest(gray: &Gray, ink: &PixelBox, rows: Range<f32>) -> f32 {
    let h = ink.height() as f32;
    let side = ink.x0 + ((0.3 * ink.width() as f32).round() as usize).max(2);
    let paper = f32::from(gray.paper());
    let darkest = (ink.y0..ink.y1).flat_map(|y| gray.row(y, ink.x0, ink.x1)).min();
    let full = (paper - f32::from(darkest.copied().unwrap_or(0))).max(1.0);
    let rows = ink.y0 + (rows.start * h) as usize..ink.y0 + (rows.end * h) as usize;
    let dark = rows.map(|y| {
        let darkest = gray.row(y, ink.x0, side.min(ink.x1)).iter().min();
        (paper - f32::from(darkest.copied().unwrap_or(255))) / full
    });
    dark.fold(1.0, f32::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(character: char, width: usize, height: usize) -> Option<Shape> {
        let gray = Gray::filled(100, 100, 250);
        witness(character, &PixelBox::new(10, 10, 10 + width, 10 + height), &gray, 40.0)
    }

    #[test]
    fn a_wide_sun_and_a_round_zero_are_others() {
        assert_eq!(told('日', 27, 36), Some(Shape::Not('曰')));
        assert_eq!(told('日', 34, 36), Some(Shape::Like('曰')));
        assert_eq!(told('0', 18, 30), Some(Shape::Not('O')));
        assert_eq!(told('0', 26, 30), Some(Shape::Like('O')));
        assert_eq!(told('0', 21, 29), None);
        assert_eq!(told('1', 6, 30), Some(Shape::Like('I')));
        assert_eq!(told('1', 11, 30), None);
        assert_eq!(told('₂', 14, 20), Some(Shape::Not('2')));
        assert_eq!(told('²', 18, 29), Some(Shape::Like('2')));
        assert_eq!(told('C', 10, 36), Some(Shape::Like('（')));
        assert_eq!(told('C', 26, 30), None);
        // Two zeros that touch.
        assert_eq!(told('0', 40, 30), None);
    }

    /// A hook of 40 pixels whose left side begins at a row of its upper half.
    fn hook(from: usize) -> Gray {
        let mut gray = Gray::filled(100, 100, 250);
        for x in 20..60 {
            for y in [20, 21, 40, 41, 58, 59] {
                gray.data[y * 100 + x] = 20;
            }
        }
        for y in 20 + from..60 {
            gray.data[y * 100 + 22..y * 100 + 25].fill(20);
        }
        gray
    }

    #[test]
    fn three_hooks_are_told_by_their_left_side() {
        let ink = PixelBox::new(20, 20, 60, 60);
        let told = |character, from| witness(character, &ink, &hook(from), 42.0);
        assert_eq!(told('已', 0), Some(Shape::Like('巳')));
        assert_eq!(told('已', 8), None);
        assert_eq!(told('已', 19), Some(Shape::Like('己')));
        assert_eq!(told('己', 8), Some(Shape::Like('已')));
        assert_eq!(told('巳', 0), None);
    }

    #[test]
    fn a_kingdom_without_its_dot_is_another_character() {
        let mut gray = Gray::filled(100, 100, 250);
        let ink = PixelBox::new(20, 20, 60, 60);
        for x in 20..60 {
            for y in [20, 30, 40, 50, 59] {
                gray.data[y * 100 + x] = 20;
            }
        }
        assert_eq!(witness('国', &ink, &gray, 42.0), Some(Shape::Like('囯')));
        for y in 43..48 {
            gray.data[y * 100 + 44..y * 100 + 49].fill(20);
        }
        assert_eq!(witness('国', &ink, &gray, 42.0), Some(Shape::Not('囯')));
    }
}
