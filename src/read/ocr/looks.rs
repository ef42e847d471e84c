//! Looks at lines: each is read, a second time where the first leaves a doubt, and
//! what was read tells which way up a page lies.

use super::decode::{self, Reading};
use super::engine::{Engine, Worker};
use super::lines::TextLine;
use super::parallel;
use super::sheet::{Picture, Sheet};
use super::strip::{self, Strip};
use super::words;
use crate::problem::Problem;

/// Fewer Han characters than this do not tell whether a page makes words.
const ENOUGH: usize = 40;

/// A line with a character that the network is less sure of is read a second time, cut
/// otherwise. Lookalikes are no reason: a second look is no surer of them.
const SECOND_LOOK: f32 = 0.9;

/// How sure a character may be at most of which two looks say different things.
const DISPUTED: f32 = 0.85;

/// A line with what was read of it.
pub struct ReadLine {
    pub strip: Strip,
    pub readings: Vec<Reading>,
}

impl ReadLine {
    /// What was read, character by character.
    pub fn characters(&self) -> impl Iterator<Item = char> + '_ {
        self.readings.iter().map(|reading| reading.character)
    }

    /// The mean probability of its characters.
    pub fn confidence(&self) -> f32 {
        let sum: f32 = self.readings.iter().map(|reading| reading.confidence).sum();
        if self.readings.is_empty() { 0.0 } else { sum / self.readings.len() as f32 }
    }

    /// The surer of two looks at one line. Where they see different characters,
    /// the other one stays in mind and the reading is doubtful.
    fn or(self, other: Self) -> Self {
        let (mut best, other) =
            if other.confidence() > self.confidence() { (other, self) } else { (self, other) };
        if best.readings.len() == other.readings.len() {
            for (reading, rival) in best.readings.iter_mut().zip(&other.readings) {
                // What either look held possible stays possible.
                let mut others = rival.alternatives.clone();
                if reading.character != rival.character {
                    reading.confidence = reading.confidence.min(DISPUTED);
                    others.push((rival.character, rival.confidence));
                }
                for (character, p) in others {
                    let own = reading.alternatives.iter_mut().find(|known| known.0 == character);
                    match own {
                        Some(known) => known.1 = known.1.max(p),
                        None if character == reading.character => {}
                        None => reading.alternatives.push((character, p)),
                    }
                }
                reading.alternatives.sort_by(|a, b| b.1.total_cmp(&a.1));
                reading.alternatives.truncate(4);
            }
        }
        best
    }
}

/// Reads some lines of a sheet.
///
/// # Errors
///
/// The network fails (a defect).
pub fn read_some(
    sheet: &Sheet,
    lines: &[TextLine],
    engine: &Engine,
    workers: usize,
) -> Result<Vec<ReadLine>, Problem> {
    let read = |line: &TextLine, worker: &Worker| {
        let look = |crop| -> Result<ReadLine, Problem> {
            let mut strip = strip::cut(&sheet.gray, line, sheet.em, crop);
            strip.gray = strip.gray.stretched();
            let seen = engine.read(&strip.gray, worker)?;
            let readings = decode::decode(&seen, strip.gray.width, engine);
            Ok(ReadLine { strip, readings })
        };
        let mut read = look(strip::CLOSE)?;
        if read.readings.is_empty() || read.readings.iter().any(|r| r.seen < SECOND_LOOK) {
            read = read.or(look(strip::CLOSER)?);
        }
        words::settle(&mut read.readings);
        Ok(read)
    };
    parallel(lines, workers, Worker::new, |line, worker| read(line, worker)).into_iter().collect()
}

/// The mean probability of a page's characters.
pub fn confidence(lines: &[ReadLine]) -> f32 {
    let all = lines.iter().flat_map(|line| &line.readings);
    let (sum, count) = all.fold((0.0, 0), |(sum, n), r| (sum + r.confidence, n + 1));
    if count == 0 { 0.0 } else { sum / count as f32 }
}

/// The quarter turns that make a page readable, if some are clearly better than none.
pub fn upright(
    picture: &Picture,
    lines: &[ReadLine],
    engine: &Engine,
    workers: usize,
) -> Result<Option<u8>, Problem> {
    let (mut best, mut most) = (None, 0);
    let (now, wordless) = (confidence(lines), is_wordless(lines));
    for quarters in [2, 1, 3] {
        let sheet = picture.turned(quarters).sheet();
        // Long lines tell most; a few are enough.
        let mut sample: Vec<TextLine> = sheet
            .lines
            .iter()
            .filter(|line| line.area.width() > 2 * line.area.height())
            .cloned()
            .collect();
        sample.sort_by_key(|line| std::cmp::Reverse(line.pieces.len()));
        sample.truncate(10);
        let read = read_some(&sheet, &sample, engine, workers)?;
        let sure = confidence(&read);
        let told = worded(&read);
        // A page that says something is upright, however surely it was read on its side.
        let speaks = wordless && sure > now - 0.05 && told * 2 > han(&read);
        if (sure > now + 0.1 || speaks) && (best.is_none() || told > most) {
            (best, most) = (Some(quarters), told);
        }
    }
    Ok(best)
}

/// How many characters stand in words. The network reads lines on their side too, but
/// from the wrong end.
fn worded(lines: &[ReadLine]) -> usize {
    let worded = |line: &ReadLine| {
        let characters: Vec<char> = line.characters().collect();
        (0..characters.len()).filter(|&at| words::in_word(&characters, at)).count()
    };
    lines.iter().map(worded).sum()
}

fn han(lines: &[ReadLine]) -> usize {
    lines.iter().flat_map(ReadLine::characters).filter(|c| crate::characters::is_han(*c)).count()
}

/// Whether a page full of Han characters makes no words: it lies on its side.
pub fn is_wordless(lines: &[ReadLine]) -> bool {
    let all = han(lines);
    all >= ENOUGH && worded(lines) * 3 < all
}

#[cfg(test)]
mod tests {
    use super::super::plane::Gray;
    use super::*;

    #[test]
    fn what_either_look_held_possible_stays_possible() {
        let look = |character, confidence, alternatives: &[(char, f32)]| {
            let strip = strip::cut(
                &Gray::filled(200, 100, 255),
                &TextLine::of((0, 20), &[(10, 30)]),
                20.0,
                strip::CLOSE,
            );
            let alternatives = alternatives.to_vec();
            ReadLine {
                strip,
                readings: vec![Reading {
                    character,
                    x: 8.0,
                    confidence,
                    seen: confidence,
                    alternatives,
                }],
            }
        };
        let both = look('李', 0.77, &[('孪', 0.05)]).or(look('李', 0.87, &[('季', 0.03)]));
        assert_eq!(both.readings[0].alternatives, [('孪', 0.05), ('季', 0.03)]);
        let both = look('一', 0.6, &[]).or(look('厂', 0.95, &[]));
        assert_eq!(both.readings[0].character, '厂');
        assert_eq!(both.readings[0].alternatives, [('一', 0.6)]);
        assert!(both.readings[0].confidence < 0.9);
    }
}
