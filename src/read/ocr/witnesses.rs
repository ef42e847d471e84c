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
        let reading = &mut marks[at].reading;
        if sign {
            if !signs::is_per_cent(&sheet.gray, &ink) {
                reading.shaped_like('‰');
            }
            continue;
        }
        match shapes::witness(character, &area, &sheet.gray, size) {
            // No letter has the shape of a bracket.
            Some(Shape::Like('（')) => {
                reading.character = '（';
                reading.alternatives.clear();
                reading.confidence = reading.confidence.max(BRACKETED);
            }
            Some(Shape::Like(other)) => reading.shaped_like(other),
            Some(Shape::Not(other)) => reading.is_not(other),
            None => {}
        }
    }
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
