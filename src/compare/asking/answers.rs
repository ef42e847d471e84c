//! What the looks at a picture say to a question.

use super::questions::Question;
use crate::characters::{lookalikes, simplified};
use crate::compare::stream::fold;
use crate::read::ocr::Said;

/// How far (logarithms) the other side's writing must win over every rival in the mean of
/// the looks: where it was read so at once, and where it was not.
const CONFIRMED: f32 = 1.3;
const CORRECTED: f32 = 2.6;

/// How far more over a rival that recognition is blind for.
const BLIND: f32 = 1.7;

/// How far it must win in each look at least.
const LEAST: f32 = 0.3;

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
                false if are_variants(writing, &question.other) => {}
                false if are_blind(writing, &question.other) => rival = rival.max(score + BLIND),
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
    let wins = own / looks >= LIKELY && margin / looks >= wanted && least >= LEAST;
    if wins && !said.is_empty() { Verdict::Other } else { Verdict::Open }
}

/// Whether two writings differ in characters of which recognition prefers one.
fn are_blind(one: &str, other: &str) -> bool {
    one.chars().count() == other.chars().count()
        && one.chars().zip(other.chars()).any(|(a, b)| lookalikes::are_blind(a, b))
}

/// Whether one writing is the other in traditional characters: print in simplified ones does
/// not hold them, and those that are mistaken for one another are among the lookalikes.
fn are_variants(one: &str, other: &str) -> bool {
    let variant = |(a, b): (char, char)| {
        a == b || simplified(a) == simplified(b) && !lookalikes::of(a).any(|c| c == b)
    };
    one.chars().count() == other.chars().count() && one.chars().zip(other.chars()).all(variant)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{LinePicture, Rect};

    fn told(other: &str, read: &str, scores: &[(&str, f32)]) -> Verdict {
        let picture = LinePicture {
            bbox: Rect::default(),
            width: 0,
            height: 0,
            luma: Default::default(),
            ink: [0; 4],
            pieces: Vec::new(),
            em: 0.0,
        };
        let writings = scores.iter().map(|(writing, _)| (*writing).to_owned()).collect();
        let question = Question {
            picture: &picture,
            between: (0.0, 0.0),
            other: other.to_owned(),
            read: read.to_owned(),
            is_same: other == read,
            is_shown: false,
            writings,
            spans: Vec::new(),
            beside: None,
            block: 0,
        };
        let writings = scores.iter().map(|(_, score)| *score).collect();
        verdict(&question, &[Said { writings, others: Vec::new() }])
    }

    #[test]
    fn what_the_other_side_prints_is_shown_only_where_it_wins_clearly() {
        assert_eq!(told("孪", "孪", &[("孪", 0.0), ("李", -1.7)]), Verdict::Other);
        assert_eq!(told("孪", "孪", &[("孪", 0.0), ("李", -0.7)]), Verdict::Open);
        // What was read otherwise at first must win by more.
        assert_eq!(told("万", "方", &[("万", 0.0), ("方", -1.7)]), Verdict::Open);
        assert_eq!(told("万", "方", &[("万", 0.0), ("方", -3.0)]), Verdict::Other);
        assert_eq!(told("万", "方", &[("方", 0.0), ("万", -3.0)]), Verdict::Open);
        // Where recognition prefers the commoner one, so must this.
        assert_eq!(told("850", "850", &[("850", 0.0), ("85O", -1.7)]), Verdict::Open);
        assert_eq!(told("850", "850", &[("850", 0.0), ("85O", -3.2)]), Verdict::Other);
        // A traditional form is another one only where it is easily mistaken.
        assert_eq!(told("题", "题", &[("题", 0.0), ("題", -0.4)]), Verdict::Other);
        assert_eq!(told("黄", "黄", &[("黄", 0.0), ("黃", -0.4)]), Verdict::Open);
        // The winner itself must be likely.
        assert_eq!(told("‰", "%", &[("‰", -11.0), ("%", -19.0)]), Verdict::Open);
    }
}
