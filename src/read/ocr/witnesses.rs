//! What bears witness beside the text model: the shape of signs and characters that it takes
//! for commoner ones.

use super::decode::Reading;
use super::lines::TextLine;
use super::marks::{DISPUTED, Mark, UNPROVEN};
use super::plane::PixelBox;
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
        if !sign && !"01O日曰国Cc₂²³".contains(character) {
            continue;
        }
        let ink = own_ink(marks, at, line, size);
        let Some(area) = ink.iter().copied().reduce(|a, b| a.union(&b)) else { continue };
        if sign {
            // Where it was read says only nearly which ink is its own.
            let is_per_cent = |ink: &[PixelBox]| signs::is_per_cent(&sheet.gray, ink, size);
            if !is_per_cent(&ink) && !is_per_cent(&around(marks, at, line, size)) {
                marks[at].reading.shaped_like('‰');
            }
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

/// Whether a ruling line ran close above or below.
fn is_ruled(area: &PixelBox, sheet: &Sheet) -> bool {
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
    use super::super::plane::Gray;
    use super::super::rules::Line;
    use super::super::sheet::Picture;
    use super::*;

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
