//! What the looks at a picture say to a question.

use super::questions::Question;
use crate::compare::stream::fold;
use crate::read::ocr::Said;

/// How far (logarithms) the other side's writing must win over every rival in the mean of
/// the looks: where it was read so at once, and where it was not.
const CONFIRMED: f32 = 2.0;
const CORRECTED: f32 = 3.0;

/// How far a rival may win in one look.
const LOST: f32 = 1.5;

/// How likely the writing must be by itself, beside what the looks read.
const LIKELY: f32 = -1.5;

/// What came of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The picture shows what the other side prints.
    Other,
    /// It does not tell.
    Open,
}

/// Weighs what the looks say.
pub fn verdict(question: &Question<'_>, said: &[Said]) -> Verdict {
    let wanted = fold::folded(&question.other);
    let (mut own, mut margin, mut least) = (0.0f32, 0.0f32, f32::MAX);
    for look in said {
        let read = question.writings.iter().map(String::as_str).zip(look.writings.iter().copied());
        let others = look.others.iter().map(|(writing, score)| (writing.as_str(), *score));
        let (mut best, mut rival) = (f32::NEG_INFINITY, f32::NEG_INFINITY);
        for (writing, score) in read.chain(others) {
            match fold::folded(writing) == wanted {
                true => best = best.max(score),
                false => rival = rival.max(score),
            }
        }
        let wins = (best - rival).clamp(-30.0, 30.0);
        own += best.max(-60.0);
        margin += wins;
        least = least.min(wins);
    }
    let looks = said.len().max(1) as f32;
    let wanted = if question.is_same { CONFIRMED } else { CORRECTED };
    if std::env::var_os("ASKED").is_some() {
        eprintln!(
            "asked {:?} read {:?} own {:.1} margin {:.1} least {:.1} {:?}",
            question.other,
            question.read,
            own / looks,
            margin / looks,
            least,
            said.iter().map(|s| s.others.clone()).collect::<Vec<_>>()
        );
    }
    let wins = own / looks >= LIKELY && margin / looks >= wanted && least >= -LOST;
    if wins && !said.is_empty() { Verdict::Other } else { Verdict::Open }
}
