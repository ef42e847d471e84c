//! The question put to the picture of a line, once it is known what may be printed there: how
//! likely is the picture under each of several writings?
//!
//! The line is looked at several times, cut and shaded otherwise each time. Each look gives
//! the probability of every character at every step; the likelihood of a writing is the sum
//! over all ways in which it may lie on the steps (CTC), beside that of what the look itself
//! reads.

use super::decode::printed;
use super::engine::{Engine, Look, Worker};
use super::lines::TextLine;
use super::plane::{Gray, PixelBox};
use super::strip::{self, CLOSE, CLOSER, Crop, Strip};
use super::{Settings, engine};
use crate::document::LinePicture;
use crate::problem::Problem;
use std::sync::Arc;

/// Outputs less likely than this at every step of a stretch are no rivals.
const RIVAL: f32 = 0.005;

/// What may be likely at a place beside what a look reads there, at most.
const MOST_RIVALS: usize = 6;

/// Puts questions to pictures of lines.
#[derive(Clone)]
pub struct Asker {
    engine: Arc<Engine>,
}

/// How a look shades its picture.
#[derive(Clone, Copy)]
enum Shade {
    Plain,
    Stretched,
    Bolder,
}

/// What one look says.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// The likelihood (logarithm) of each writing, beside that of what the look reads.
    pub writings: Vec<f32>,
    /// What else may stand in the place, with the same measure; what the look reads there
    /// comes first, with 0.
    pub others: Vec<(String, f32)>,
}

impl Asker {
    /// None without models.
    pub fn of(settings: &Settings) -> Option<Self> {
        let engine = engine(settings).ok().filter(|_| !settings.off)?;
        Some(Self { engine })
    }

    /// Asks how likely the writings are between two places of the page (points) on a line.
    /// One answer a look.
    ///
    /// # Errors
    ///
    /// The network fails (a defect).
    pub fn ask(
        &self,
        picture: &LinePicture,
        (from, to): (f32, f32),
        writings: &[String],
    ) -> Result<Vec<Said>, Problem> {
        let worker = Worker::new();
        let gray =
            Gray { width: picture.width, height: picture.height, data: picture.luma.to_vec() };
        let between = (picture.column(from), picture.column(to));
        let [x0, y0, x1, y1] = picture.ink.map(usize::from);
        let area = PixelBox::new(x0, y0, x1, y1);
        let pieces = picture.pieces.iter().map(|&[a, b]| PixelBox::new(a.into(), y0, b.into(), y1));
        let line = TextLine { area, pieces: pieces.collect(), cell: 0 };
        let looks = [
            (CLOSE, Shade::Stretched),
            (CLOSER, Shade::Stretched),
            (Crop::of(1.42, 0.3), Shade::Plain),
            (CLOSE, Shade::Bolder),
        ];
        let mut said = Vec::with_capacity(looks.len());
        for (crop, shade) in looks {
            let mut strip = strip::cut(&gray, &line, picture.em, crop);
            strip.gray = match shade {
                Shade::Plain => strip.gray,
                Shade::Stretched => strip.gray.stretched(),
                Shade::Bolder => strip.gray.stretched().bolder(),
            };
            let look = self.engine.read(&strip.gray, &worker)?;
            said.push(self.said(&look, &strip, between, writings));
        }
        Ok(said)
    }

    fn said(
        &self,
        look: &Look,
        strip: &Strip,
        (from, to): (f32, f32),
        writings: &[String],
    ) -> Said {
        let count = look.steps.len();
        let width = strip.gray.width as f32 / count.max(1) as f32;
        // What the look reads, character by character, each with its middle on the line.
        let mut runs: Vec<(char, f32, std::ops::Range<usize>)> = Vec::new();
        let best = |step: usize| self.engine.character(look.steps[step].classes[0]).map(seen);
        let mut at = 0;
        while at < count {
            let first = best(at);
            let end = (at..count).find(|&step| best(step) != first).unwrap_or(count);
            if let Some(character) = first {
                let x = strip.to_page((at + end) as f32 / 2.0 * width);
                runs.push((character, x, at..end));
            }
            at = end;
        }
        let start = runs.iter().filter(|run| run.1 < from).count();
        let end = runs.iter().filter(|run| run.1 <= to).count().max(start);
        let whole = |inside: &mut dyn Iterator<Item = char>| -> Option<Vec<Vec<u16>>> {
            let before = runs[..start].iter().map(|run| run.0);
            let after = runs[end..].iter().map(|run| run.0);
            let all = before.chain(inside).chain(after);
            all.map(|c| Some(self.engine.classes(c)).filter(|known| !known.is_empty())).collect()
        };
        let likely = |writing: &str| match whole(&mut writing.chars().filter(|c| *c != ' ')) {
            Some(labels) => likelihood(look, &labels),
            None => f32::NEG_INFINITY,
        };
        let inside: String = runs[start..end].iter().map(|run| run.0).collect();
        let own = likely(&inside);
        let beside = |writing: &str| (likely(writing) - own).max(-60.0);
        let mut others: Vec<(String, f32)> = vec![(inside, 0.0)];
        if let [run] = &runs[start..end] {
            let mut known: Vec<(u16, f32)> = Vec::new();
            for step in &look.steps[run.2.clone()] {
                for (&class, &p) in step.classes.iter().zip(&step.probabilities) {
                    let other = class != 0
                        && p >= RIVAL
                        && self.engine.character(class).map(seen) != Some(run.0);
                    if other && !known.iter().any(|rival| rival.0 == class) {
                        known.push((class, p));
                    }
                }
            }
            known.sort_by(|a, b| b.1.total_cmp(&a.1));
            for (class, _) in known.into_iter().take(MOST_RIVALS) {
                if let Some(character) = self.engine.character(class).map(seen) {
                    let writing = character.to_string();
                    let score = beside(&writing);
                    others.push((writing, score));
                }
            }
        }
        Said { writings: writings.iter().map(|writing| beside(writing)).collect(), others }
    }
}

/// The character that stands for all that print does not tell apart: full and half width.
pub fn seen(character: char) -> char {
    match u32::from(printed(character)) {
        code @ 0xff01..=0xff5e => char::from_u32(code - 0xfee0).unwrap_or(character),
        code => char::from_u32(code).unwrap_or(character),
    }
}

/// The logarithm of how likely it is that exactly these characters are printed, each given
/// by the outputs that stand for it.
fn likelihood(look: &Look, labels: &[Vec<u16>]) -> f32 {
    let states = 2 * labels.len() + 1;
    let mut now = vec![0.0f64; states];
    let mut next = vec![0.0f64; states];
    now[0] = 1.0;
    let mut log = 0.0f64;
    for step in 0..look.steps.len() {
        let blank = f64::from(look.probability(step, 0));
        for state in 0..states {
            let mut sum = now[state];
            if state > 0 {
                sum += now[state - 1];
            }
            let own = match state % 2 {
                0 => blank,
                _ => {
                    let label = &labels[state / 2];
                    if state > 1 && labels[state / 2 - 1] != *label {
                        sum += now[state - 2];
                    }
                    let p = |class: &u16| f64::from(look.probability(step, *class));
                    label.iter().map(p).sum::<f64>()
                }
            };
            next[state] = sum * own;
        }
        let total: f64 = next.iter().sum();
        if total <= 0.0 {
            return f32::NEG_INFINITY;
        }
        log += total.ln();
        now.iter_mut().zip(&next).for_each(|(now, next)| *now = next / total);
    }
    let ends = now[states - 1] + states.checked_sub(2).map_or(0.0, |last| now[last]);
    (log + ends.max(1e-300).ln()) as f32
}
