//! Doubtful characters settled by the words they stand in: of 数字李生 and
//! 数字孪生 only the second holds a word. The character stays doubtful, and what
//! the network took it for stays among its other readings.

use super::decode::Reading;
use crate::characters::is_han;
use crate::characters::simplified;
use crate::words::Dictionary;

/// A reading surer than this is left alone whatever it stands in.
const LEFT_ALONE: f32 = 0.95;

/// What a character settled by its word may claim at most.
const SETTLED: f32 = 0.7;

/// The longest word looked for.
const LONGEST: usize = 4;

/// Settles the doubtful characters of one line.
pub fn settle(readings: &mut [Reading]) {
    for at in 0..readings.len() {
        let doubtful =
            readings[at].confidence < LEFT_ALONE && !readings[at].alternatives.is_empty();
        if !doubtful {
            continue;
        }
        let around: Vec<char> = readings.iter().map(|reading| reading.character).collect();
        let now = word_with(&around, at, around[at]);
        let rivals = readings[at].alternatives.iter().map(|rival| rival.0).filter(|c| is_han(*c));
        // The likelier of two rivals that make equally long words stands first.
        let best =
            rivals.map(|rival| (word_with(&around, at, rival), rival)).rev().max_by_key(|b| b.0);
        if let Some((length, character)) = best
            && length > now
            && (now == 0 || is_han(around[at]))
        {
            change(&mut readings[at], character);
        }
    }
}

/// Whether a character makes a word with its neighbours, in traditional writing too.
pub fn in_word(around: &[char], at: usize) -> bool {
    let makes = |around: &[char]| around.get(at).is_some_and(|&c| word_with(around, at, c) > 0);
    makes(around) || makes(&around.iter().copied().map(simplified).collect::<Vec<_>>())
}

/// Whether two characters are a word, in traditional writing too.
pub fn is_word(pair: [char; 2]) -> bool {
    let known = |pair: [char; 2]| Dictionary::general().has(&String::from_iter(pair));
    known(pair) || known(pair.map(simplified))
}

/// Puts another character in the place of the network's first choice.
fn change(reading: &mut Reading, character: char) {
    let old = (reading.character, reading.confidence);
    reading.alternatives.retain(|rival| rival.0 != character);
    reading.alternatives.insert(0, old);
    reading.character = character;
    reading.confidence = SETTLED.min(1.0 - old.1 / 2.0);
}

/// The length of the longest word of two characters or more that a character
/// makes with its neighbours; 0 for none.
fn word_with(around: &[char], at: usize, character: char) -> usize {
    let mut longest = 0;
    for length in 2..=LONGEST {
        for start in (at + 1).saturating_sub(length)..=at {
            let Some(run) = around.get(start..start + length) else { continue };
            let word: String = (start..)
                .zip(run)
                .map(|(index, &c)| if index == at { character } else { c })
                .collect();
            if word.chars().all(is_han) && Dictionary::general().has(&word) {
                longest = length;
            }
        }
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, at: usize, confidence: f32, rivals: &[(char, f32)]) -> Vec<Reading> {
        let mut readings: Vec<Reading> = text
            .chars()
            .map(|character| Reading {
                character,
                x: 0.0,
                confidence: 0.999,
                seen: 0.999,
                alternatives: vec![],
            })
            .collect();
        readings[at].confidence = confidence;
        readings[at].alternatives = rivals.to_vec();
        readings
    }

    fn settled(mut readings: Vec<Reading>) -> String {
        settle(&mut readings);
        readings.iter().map(|reading| reading.character).collect()
    }

    #[test]
    fn a_doubtful_character_follows_its_word_and_stays_doubtful() {
        let mut readings = line("数字李生建模技术", 2, 0.87, &[('孪', 0.07), ('季', 0.01)]);
        settle(&mut readings);
        assert_eq!(readings[2].character, '孪');
        assert!(readings[2].confidence < 0.75);
        assert_eq!(readings[2].alternatives[0], ('李', 0.87));
    }

    #[test]
    fn a_sure_character_and_one_in_a_word_stay() {
        assert_eq!(settled(line("李生", 0, 0.99, &[('孪', 0.07)])), "李生");
        assert_eq!(settled(line("自动化", 0, 0.8, &[('目', 0.1), ('白', 0.1)])), "自动化");
        assert_eq!(settled(line("多自标排产", 1, 0.9, &[('目', 0.05)])), "多目标排产");
    }
}
