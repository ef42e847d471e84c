//! What bears witness beside the text model: the shape of signs and characters that it takes
//! for commoner ones.

use super::decode::Reading;
use super::lines::TextLine;
use super::marks::{DISPUTED, Mark, UNPROVEN};
use super::plane::{Gray, PixelBox};
use super::shapes::{self, Shape};
use super::sheet::Sheet;
use super::signs;
use crate::characters::lookalikes;

/// How likely another character is at which its shape hints.
const POSSIBLE: f32 = 0.3;

/// How sure a bracket is that was read as a letter.
const BRACKETED: f32 = 0.95;

/// Signs and characters that the text model takes for commoner ones, by their shape.
pub fn settle(marks: &mut [Mark], line: &TextLine, sheet: &Sheet, size: f32) {
    for at in 0..marks.len() {
        let character = marks[at].reading.character;
        let sign = matches!(character, '%' | '％');
        if !sign && !"01O日曰国Cc₂²³己已巳：:".contains(character) && !character.is_ascii_digit()
        {
            continue;
        }
        let ink = own_ink(marks, at, line, size);
        if matches!(character, '：' | ':') {
            if is_colon(&ink, size) {
                marks[at].reading.is_not('_');
            }
            continue;
        }
        if sign {
            // Where it was read says only nearly which ink is its own.
            let stop = full_stop(marks, at, size);
            let own = |ink: Vec<PixelBox>| -> Vec<PixelBox> {
                let foreign = |piece: &PixelBox| stop.as_ref().is_some_and(|stop| stop(piece));
                ink.into_iter().filter(|piece| !foreign(piece)).collect()
            };
            let is_per_cent = |ink: &[PixelBox]| signs::is_per_cent(&sheet.gray, ink, size);
            if !is_per_cent(&own(ink)) && !is_per_cent(&own(around(marks, at, line, size))) {
                marks[at].reading.shaped_like('‰');
            }
            continue;
        }
        let Some(area) = whole(&ink, marks[at].middle, size) else { continue };
        if let Some(raised) = raised(marks, at, &area, line, &sheet.gray, size) {
            marks[at].reading.shaped_like(raised);
            continue;
        }
        let reading = &mut marks[at].reading;
        match shapes::witness(character, &area, &sheet.gray, size) {
            // No letter has the shape of a bracket.
            Some(Shape::Like('（')) => {
                reading.character = '（';
                reading.alternatives.clear();
                reading.confidence = reading.confidence.max(BRACKETED);
            }
            // Where a ruling line went, a part of the character may have gone with it.
            Some(Shape::Like(other)) if is_ruled(&area, sheet) => reading.may_be(other),
            Some(Shape::Like(other)) => reading.shaped_like(other),
            Some(Shape::Not(other)) => reading.is_not(other),
            None => {}
        }
    }
}

/// Whether two dots stand one above the other, and nothing else.
fn is_colon(ink: &[PixelBox], size: f32) -> bool {
    let [one, other] = ink else { return false };
    let dot = |dot: &PixelBox| dot.width().max(dot.height()) as f32 <= 0.25 * size;
    let shared = one.x1.min(other.x1) as f32 - one.x0.max(other.x0) as f32;
    let apart = one.y0.max(other.y0) as f32 - one.y1.min(other.y1) as f32;
    dot(one)
        && dot(other)
        && shared >= 0.6 * one.width().min(other.width()) as f32
        && apart >= 0.1 * size
}

/// The digit above the line that a digit is by its size and place: much smaller than the one
/// beside it, and not on the same foot.
fn raised(
    marks: &[Mark],
    at: usize,
    own: &PixelBox,
    line: &TextLine,
    gray: &Gray,
    size: f32,
) -> Option<char> {
    let digit = marks[at].reading.character.to_digit(10)?;
    let beside = |n: usize| {
        let mark = marks.get(n)?;
        // J and Q hang below the line in many types.
        let character = mark.reading.character;
        let upright = character.is_ascii_digit()
            || character.is_ascii_uppercase() && !matches!(character, 'J' | 'Q');
        let near = (mark.middle - marks[at].middle).abs() <= 1.1 * size;
        whole(&own_ink(marks, n, line, size), mark.middle, size).filter(|_| upright && near)
    };
    let is_raised = |other: PixelBox| {
        let height = other.height() as f32;
        own.height() as f32 <= SMALLER * height
            && height >= 0.5 * size
            && own.y1 as f32 <= other.y1 as f32 - LIFTED * height
            && is_bare(gray, own, other.y1)
    };
    let found = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(beside);
    found.into_iter().any(is_raised).then(|| RAISED.chars().nth(digit as usize)).flatten()
}

/// Whether nothing is printed right below an area: no foot that scanning broke off.
fn is_bare(gray: &Gray, area: &PixelBox, foot: usize) -> bool {
    let paper = f32::from(gray.paper());
    let ink = |y: usize| {
        let darkest = gray.row(y, area.x0, area.x1).iter().min();
        paper - f32::from(darkest.copied().unwrap_or(255))
    };
    let full = (area.y0..area.y1).map(ink).fold(1.0, f32::max);
    (area.y1 + 1..foot).all(|y| ink(y) <= FAINT * full)
}

/// Paper is never so dark beside full ink, whatever its grain.
const FAINT: f32 = 0.35;

/// Digits above the line.
const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/// A raised digit is at most so high as the one beside it, and its foot so much higher; one
/// that scanning thinned is hardly less than 0.9 times as high.
const SMALLER: f32 = 0.78;
const LIFTED: f32 = 0.15;

/// Whether a ruling line ran close above or below.
pub(super) fn is_ruled(area: &PixelBox, sheet: &Sheet) -> bool {
    let close = 1.2 * sheet.dpi / 72.0;
    sheet.ruling.across.iter().any(|line| {
        let over = line.from < area.x1 as f32 && area.x0 as f32 <= line.to;
        let near = |y: usize| (line.at - y as f32).abs() <= close + line.thick / 2.0;
        over && (near(area.y0) || near(area.y1))
    })
}

/// All ink up to the middles of the neighbours, of which some is theirs: a ring of a sign
/// must not be lost.
fn around(marks: &[Mark], at: usize, line: &TextLine, size: f32) -> Vec<PixelBox> {
    let middle = marks[at].middle;
    let before = at.checked_sub(1).map_or(f32::MIN, |n| marks[n].middle);
    let after = marks.get(at + 1).map_or(f32::MAX, |next| next.middle);
    let slack = 0.15 * size;
    let from = (before - slack).max(middle - 1.3 * size);
    let to = (after + slack).min(middle + 1.3 * size);
    let near = |piece: &&PixelBox| (from..to).contains(&((piece.x0 + piece.x1) as f32 / 2.0));
    line.pieces.iter().filter(near).copied().collect()
}

/// Tells the ring of the full stop that was read behind a sign: no third ring of the sign.
fn full_stop(marks: &[Mark], at: usize, size: f32) -> Option<impl Fn(&PixelBox) -> bool + use<>> {
    let next = marks.get(at + 1).filter(|next| next.reading.character == '。')?;
    let (own, stop) = (marks[at].middle, next.middle);
    Some(move |piece: &PixelBox| {
        let middle = (piece.x0 + piece.x1) as f32 / 2.0;
        (middle - stop).abs() <= 0.3 * size && middle - own >= 0.45 * size
    })
}

/// All ink between the neighbours of a character is its own.
fn own_ink(marks: &[Mark], at: usize, line: &TextLine, size: f32) -> Vec<PixelBox> {
    let middle = marks[at].middle;
    let before = at.checked_sub(1).map(|n| marks[n].middle + 0.35 * marks[n].width);
    let after = marks.get(at + 1).map(|next| next.middle - 0.35 * next.width);
    let from = before.unwrap_or(f32::MIN).max(middle - 1.3 * size);
    let to = after.unwrap_or(f32::MAX).min(middle + 1.3 * size);
    let own = |piece: &&PixelBox| (from..to).contains(&((piece.x0 + piece.x1) as f32 / 2.0));
    line.pieces.iter().filter(own).copied().collect()
}

/// The box of a character that is one piece, or in pieces inside of each other or close
/// beside: a foot of its neighbour's is no part of it.
fn whole(ink: &[PixelBox], middle: f32, size: f32) -> Option<PixelBox> {
    let away = |piece: &PixelBox| ((piece.x0 + piece.x1) as f32 / 2.0 - middle).abs();
    let weight = |piece: &PixelBox| (piece.width() * piece.height()) as f32 - size * away(piece);
    let main = *ink.iter().max_by(|a, b| weight(a).total_cmp(&weight(b)))?;
    let belongs = |piece: &&PixelBox| {
        let shared = piece.x1.min(main.x1) as f32 - piece.x0.max(main.x0) as f32;
        let high = piece.height() as f32 >= 0.5 * main.height() as f32;
        shared >= 0.5 * piece.width() as f32 || (high && -shared <= CLOSE_BY * size)
    };
    ink.iter().filter(belongs).copied().reduce(|a, b| a.union(&b))
}

/// Strokes of one character stand so close beside each other.
const CLOSE_BY: f32 = 0.12;

impl Reading {
    /// Its shape is that of another character: no likelihood speaks against that.
    fn shaped_like(&mut self, other: char) {
        self.alternatives.retain(|known| known.0 != other);
        self.alternatives.insert(0, (other, DISPUTED));
        self.confidence = self.confidence.min(UNPROVEN);
    }

    /// Its shape may be that of another character: the picture of its line is to be asked.
    fn may_be(&mut self, other: char) {
        if !self.alternatives.iter().any(|known| known.0 == other) {
            self.alternatives.push((other, POSSIBLE));
        }
        self.confidence = self.confidence.min(1.0 - POSSIBLE);
    }

    /// Its shape is not that of a lookalike.
    fn is_not(&mut self, other: char) {
        let before = self.alternatives.len();
        self.alternatives.retain(|known| known.0 != other);
        let alike = |c: char| lookalikes::of(self.character).any(|known| known == c);
        if self.alternatives.len() < before && !self.alternatives.iter().any(|o| alike(o.0)) {
            self.confidence = self.confidence.max(self.seen);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::rules::Line;
    use super::super::sheet::Picture;
    use super::*;

    #[test]
    fn a_foot_of_the_neighbour_is_no_part_of_a_character() {
        // 日, and the left foot of the 期 behind it.
        let (sun, foot) = (PixelBox::new(15, 8, 44, 46), PixelBox::new(54, 36, 61, 45));
        assert_eq!(whole(&[sun, foot], 29.0, 43.0), Some(sun));
        // A 日 that scanning broke into its sides.
        let sides = [PixelBox::new(13, 8, 24, 32), PixelBox::new(25, 8, 32, 32)];
        assert_eq!(whole(&sides, 22.0, 29.0), Some(PixelBox::new(13, 8, 32, 32)));
        assert_eq!(whole(&[], 22.0, 29.0), None);
    }

    #[test]
    fn two_dots_are_a_colon_and_nothing_else_is() {
        let dots = [PixelBox::new(10, 10, 16, 16), PixelBox::new(10, 30, 16, 36)];
        assert!(is_colon(&dots, 43.0));
        assert!(!is_colon(&dots[..1], 43.0));
        assert!(!is_colon(&[dots[0], PixelBox::new(20, 30, 26, 36)], 43.0));
        assert!(!is_colon(&[dots[0], PixelBox::new(4, 30, 40, 34)], 43.0));
    }

    #[test]
    fn a_character_that_a_ruling_line_cut_is_asked_about_and_not_another_one() {
        let gray = Gray::filled(200, 100, 255);
        let mut sheet = Picture { gray, seals: Vec::new(), pens: Vec::new(), dpi: 150.0 }.sheet();
        let area = PixelBox::new(40, 20, 58, 40);
        assert!(!is_ruled(&area, &sheet));
        sheet.ruling.across = vec![Line { at: 42.0, from: 0.0, to: 200.0, thick: 1.0 }];
        assert!(is_ruled(&area, &sheet));
        let mut reading = Reading {
            character: '日',
            x: 0.0,
            confidence: 0.99,
            seen: 0.99,
            alternatives: Vec::new(),
        };
        reading.may_be('曰');
        assert_eq!((reading.character, reading.alternatives[0]), ('日', ('曰', POSSIBLE)));
    }
}
