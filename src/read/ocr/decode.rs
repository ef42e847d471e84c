//! From the text model's steps to characters with places, probabilities and
//! other readings.

use super::engine::{Engine, Look, Step};
use super::rivals;
use crate::characters::lookalikes;
use std::ops::Range;

/// A character read from a strip.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The likeliest character.
    pub character: char,
    /// Its middle, in columns of the strip.
    pub x: f32,
    /// How sure it is.
    pub confidence: f32,
    /// How sure the network alone is of it, which knows of no lookalikes.
    pub seen: f32,
    /// Other characters with their probabilities.
    pub alternatives: Vec<(char, f32)>,
}

/// Bare strokes and variants that the network knows from dictionaries and that
/// running text never holds, with what is printed instead.
const NEVER_PRINTED: [(char, char); 4] = [('丶', '、'), ('囗', '口'), ('岀', '出'), ('塡', '填')];

/// The character that was printed where the network sees this one.
pub fn printed(character: char) -> char {
    NEVER_PRINTED.iter().find(|pair| pair.0 == character).map_or(character, |pair| pair.1)
}

/// Probabilities below this are no rivals.
const LEAST_RIVAL: f32 = 0.003;

/// Rivals of one character at most.
const MOST_RIVALS: usize = 4;

/// What a step may stand for, likeliest first: outputs that stand for one printed
/// character are one, `None` is "no character".
fn outputs(step: &Step, known: impl Fn(u16) -> Option<char>) -> Vec<Output> {
    let mut merged: Vec<Output> = Vec::with_capacity(3);
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
pub fn decode(look: &Look, columns: usize, engine: &Engine) -> Vec<Reading> {
    let width = columns as f32 / look.steps.len().max(1) as f32;
    let steps: Vec<Vec<Output>> =
        look.steps.iter().map(|step| outputs(step, |class| engine.character(class))).collect();
    let first = |step: &[Output]| step.first().and_then(|output| output.0);
    // Each character with its steps.
    let mut runs: Vec<(char, Range<usize>)> = Vec::new();
    let mut at = 0;
    for run in steps.chunk_by(|a, b| first(a) == first(b)) {
        if let Some(character) = first(&run[0]) {
            runs.push((character, at..at + run.len()));
        }
        at += run.len();
    }
    let mut readings: Vec<Reading> = Vec::with_capacity(runs.len());
    for (index, (character, run)) in runs.iter().enumerate() {
        let before = index.checked_sub(1).map_or(0, |n| runs[n].1.end);
        let after = runs.get(index + 1).map_or(steps.len(), |next| next.1.start);
        let mut reading = reading(*character, &steps[run.clone()], run.start, width);
        let own = reading.confidence;
        let asked = rivals::rivals(look, before..after, *character, engine);
        reading.doubt(asked.into_iter().map(|(other, ratio)| (other, ratio * own)));
        // Between two digits a point may be lost.
        let digits = |n: usize| runs.get(n).is_some_and(|run| run.0.is_ascii_digit());
        if digits(index) && digits(index + 1) {
            let missed = rivals::missed_point(look, run.end..after, engine);
            reading.doubt([('.', missed * own)].into_iter());
        }
        readings.push(reading);
    }
    readings
}

/// What a step may stand for, with its probability.
type Output = (Option<char>, f32);

fn reading(character: char, run: &[Vec<Output>], at: usize, width: f32) -> Reading {
    let sure = |step: &[Output]| step.first().map_or(0.0, |output| output.1);
    let sum: f32 = run.iter().map(|step| sure(step)).sum();
    let middle: f32 =
        run.iter().enumerate().map(|(n, step)| (at + n) as f32 * sure(step)).sum::<f32>()
            / sum.max(1e-6);
    let best = run.iter().map(|step| sure(step)).fold(0.0, f32::max);
    let x = (middle + 0.5) * width;
    let mut reading =
        Reading { character, x, confidence: best, seen: best, alternatives: Vec::new() };
    let others = run.iter().flat_map(|step| step.iter().skip(1));
    reading.doubt(others.filter_map(|&(other, p)| Some((other?, p))));
    reading
}

impl Reading {
    /// Adds other readings with their probabilities.
    fn doubt(&mut self, others: impl Iterator<Item = (char, f32)>) {
        for (other, p) in others.filter(|other| other.1 >= LEAST_RIVAL) {
            match self.alternatives.iter_mut().find(|known| known.0 == other) {
                Some(known) => known.1 = known.1.max(p),
                None if other == self.character => {}
                None => self.alternatives.push((other, p)),
            }
        }
        self.alternatives.sort_by(|a, b| b.1.total_cmp(&a.1));
        self.alternatives.truncate(MOST_RIVALS);
        let group: Vec<char> = lookalikes::of(self.character).collect();
        let rival = self.alternatives.iter().filter(|other| group.contains(&other.0));
        let rival = rival.map(|other| other.1).fold(0.0, f32::max);
        self.confidence = doubted(self.confidence, rival);
    }
}

/// The confidence when a lookalike is among the rivals: the network is too sure of
/// itself there, a rival at a hundredth is a real doubt.
fn doubted(best: f32, rival: f32) -> f32 {
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
        let doubted = |character, rival| {
            let mut reading = Reading {
                character,
                x: 0.0,
                confidence: 0.98,
                seen: 0.98,
                alternatives: Vec::new(),
            };
            reading.doubt([rival].into_iter());
            reading.confidence
        };
        assert_eq!(doubted('中', ('串', 0.02)), 0.98);
        assert!(doubted('0', ('O', 0.02)) < 0.8);
        assert_eq!(doubted('0', ('O', 0.0001)), 0.98);
    }
}
