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

/// Bare strokes and variants that the network knows from dictionaries and that
/// running text never holds, with what is printed instead.
const NEVER_PRINTED: [(char, char); 3] = [('丶', '、'), ('囗', '口'), ('岀', '出')];

/// The character that was printed where the network sees this one.
fn printed(character: char) -> char {
    NEVER_PRINTED.iter().find(|pair| pair.0 == character).map_or(character, |pair| pair.1)
}

/// Probabilities below this are no rivals.
const LEAST_RIVAL: f32 = 0.003;

/// What a step may stand for, likeliest first: outputs that stand for one printed
/// character are one, `None` is "no character".
fn outputs(step: &Step, known: impl Fn(u16) -> Option<char>) -> Vec<(Option<char>, f32)> {
    let mut merged: Vec<(Option<char>, f32)> = Vec::with_capacity(3);
    for (&class, &p) in step.classes.iter().zip(&step.probabilities) {
        let character = known(class).map(printed);
        match merged.iter_mut().find(|known| known.0 == character) {
            Some(known) => known.1 = (known.1 + p).min(1.0),
            None => merged.push((character, p)),
        }
    }
    merged.sort_by(|a, b| b.1.total_cmp(&a.1));
    merged
}

/// Reads the steps: equal neighbours are one character, "none" parts them.
pub fn decode(steps: &[Step], columns: usize, engine: &Engine) -> Vec<Reading> {
    let width = columns as f32 / steps.len().max(1) as f32;
    let steps: Vec<Vec<(Option<char>, f32)>> =
        steps.iter().map(|step| outputs(step, |class| engine.character(class))).collect();
    let first = |step: &[(Option<char>, f32)]| step.first().and_then(|output| output.0);
    let mut readings = Vec::new();
    let mut at = 0;
    for run in steps.chunk_by(|a, b| first(a) == first(b)) {
        if let Some(character) = first(&run[0]) {
            readings.push(reading(character, run, at, width));
        }
        at += run.len();
    }
    readings
}

fn reading(character: char, run: &[Vec<(Option<char>, f32)>], at: usize, width: f32) -> Reading {
    let sure = |step: &[(Option<char>, f32)]| step.first().map_or(0.0, |output| output.1);
    let sum: f32 = run.iter().map(|step| sure(step)).sum();
    let middle: f32 =
        run.iter().enumerate().map(|(n, step)| (at + n) as f32 * sure(step)).sum::<f32>()
            / sum.max(1e-6);
    let best = run.iter().map(|step| sure(step)).fold(0.0, f32::max);
    let mut alternatives: Vec<(char, f32)> = Vec::new();
    for &(other, p) in run.iter().flat_map(|step| step.iter().skip(1)) {
        let Some(other) = other.filter(|_| p >= LEAST_RIVAL) else { continue };
        match alternatives.iter_mut().find(|known| known.0 == other) {
            Some(known) => known.1 = known.1.max(p),
            None => alternatives.push((other, p)),
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
    fn a_bare_stroke_is_the_comma_that_was_printed() {
        // Neither output alone is likelier than "no character".
        let step = Step { classes: [0, 1, 2], probabilities: [0.4, 0.3, 0.29] };
        let known = |class| [None, Some('丶'), Some('、')][usize::from(class)];
        let outputs = outputs(&step, known);
        assert_eq!(outputs[0].0, Some('、'));
        assert!((outputs[0].1 - 0.59).abs() < 1e-6 && outputs.len() == 2);
    }

    #[test]
    fn a_lookalike_makes_a_sure_reading_doubtful() {
        assert_eq!(doubted('中', 0.98, &[('申', 0.02)]), 0.98);
        assert!(doubted('0', 0.98, &[('O', 0.02)]) < 0.8);
        assert_eq!(doubted('0', 0.999, &[]), 0.999);
    }
}
