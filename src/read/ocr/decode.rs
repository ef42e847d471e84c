//! From the text model's steps to characters with places, probabilities and
//! other readings.

use super::engine::{Engine, Step};

/// A character read from a strip.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The likeliest character.
    pub character: char,
    /// Its middle, in columns of the strip.
    pub x: f32,
    /// How sure it is.
    pub confidence: f32,
    /// Other characters with their probabilities.
    pub alternatives: Vec<(char, f32)>,
}

/// Characters that print leaves hard to tell apart; a reading whose rival is in
/// the same group is doubtful however sure the network is of it.
const LOOKALIKES: [&str; 12] = [
    "0OoQD〇",
    "1lI|i!",
    "2Z",
    "5S",
    "8B",
    "6b",
    "9gq",
    "一-—–－_",
    "：:；;",
    "，,、",
    "已己巳",
    "末未",
];

/// Probabilities below this are no rivals.
const LEAST_RIVAL: f32 = 0.003;

/// Reads the steps: equal neighbours are one character, "none" parts them.
pub fn decode(steps: &[Step], columns: usize, engine: &Engine) -> Vec<Reading> {
    let width = columns as f32 / steps.len().max(1) as f32;
    let mut readings = Vec::new();
    let mut at = 0;
    while at < steps.len() {
        let class = steps[at].classes[0];
        let end =
            steps[at..].iter().position(|s| s.classes[0] != class).map_or(steps.len(), |n| n + at);
        if let Some(character) = engine.character(class) {
            readings.push(reading(character, &steps[at..end], at, width, engine));
        }
        at = end;
    }
    readings
}

fn reading(character: char, steps: &[Step], at: usize, width: f32, engine: &Engine) -> Reading {
    let sum: f32 = steps.iter().map(|step| step.probabilities[0]).sum();
    let middle: f32 = steps
        .iter()
        .enumerate()
        .map(|(n, step)| (at + n) as f32 * step.probabilities[0])
        .sum::<f32>()
        / sum.max(1e-6);
    let best = steps.iter().map(|step| step.probabilities[0]).fold(0.0, f32::max);
    let mut alternatives: Vec<(char, f32)> = Vec::new();
    for step in steps {
        for (class, &p) in step.classes.iter().zip(&step.probabilities).skip(1) {
            let Some(other) = engine.character(*class).filter(|c| *c != character) else {
                continue;
            };
            if p < LEAST_RIVAL {
                continue;
            }
            match alternatives.iter_mut().find(|known| known.0 == other) {
                Some(known) => known.1 = known.1.max(p),
                None => alternatives.push((other, p)),
            }
        }
    }
    alternatives.sort_by(|a, b| b.1.total_cmp(&a.1));
    alternatives.truncate(3);
    let confidence = doubted(character, best, &alternatives);
    Reading { character, x: (middle + 0.5) * width, confidence, alternatives }
}

/// The confidence when lookalikes are among the rivals: the network is too sure
/// of itself there, a rival at a hundredth is a real doubt.
fn doubted(character: char, best: f32, alternatives: &[(char, f32)]) -> f32 {
    let group = LOOKALIKES.iter().find(|group| group.contains(character));
    let rival = alternatives
        .iter()
        .filter(|other| group.is_some_and(|group| group.contains(other.0)))
        .map(|other| other.1)
        .fold(0.0, f32::max);
    if rival > 0.0 { best.min(1.0 - (rival.sqrt() * 1.5).min(0.6)) } else { best }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lookalike_makes_a_sure_reading_doubtful() {
        assert_eq!(doubted('中', 0.98, &[('申', 0.02)]), 0.98);
        assert!(doubted('0', 0.98, &[('O', 0.02)]) < 0.8);
        assert_eq!(doubted('0', 0.999, &[]), 0.999);
    }
}
