//! Whether a difference on a scan is one of the paper or of the reading.

use crate::compare::fields::confusion;
use crate::compare::pair::align;
use crate::compare::report::Severity;
use crate::compare::stream::fold;
use crate::registry::credit_code;

/// Below this the recogniser itself says that it may be wrong.
const DOUBTFUL: f32 = 0.90;
/// A single character more or less is believed only above this.
const SURE: f32 = 0.985;

/// How a difference was read.
#[derive(Debug, Clone, Default)]
pub struct Circumstances {
    /// One side was recognised from an image.
    pub recognised: bool,
    /// The least sure reading involved.
    pub confidence: f32,
    /// Other readings that the recogniser held possible.
    pub alternatives: Vec<char>,
    /// A blank on the recognised side stands against a value: dirt or a faint
    /// print may hide it.
    pub blank: bool,
    /// Both values character by character, paper and online, where their place
    /// is known: only the characters that differ are then asked how sure they are.
    pub seen: Option<(Vec<Seen>, Vec<Seen>)>,
}

/// One character of a value, as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// The folded character.
    pub character: char,
    /// How sure the reading is; 1 where nothing was recognised.
    pub confidence: f32,
    /// Other readings that the recogniser held possible.
    pub alternatives: Vec<char>,
    /// The other side prints the same text too, only not in this field.
    pub elsewhere: bool,
}

/// Weighs a difference between two folded texts.
pub fn weigh(paper: &str, online: &str, how: &Circumstances) -> Severity {
    if !how.recognised {
        return Severity::Material;
    }
    if how.blank || miscopied_code(paper, online) {
        return Severity::Suspect;
    }
    let sure = match &how.seen {
        Some((paper, online)) => {
            segments(paper, online).any(|(x, y)| !torn(&x, &y) && !unsure(&x, &y))
        }
        None => how.confidence >= DOUBTFUL && whole(paper, online, how),
    };
    if sure { Severity::Material } else { Severity::Suspect }
}

/// Whether one side is a credit code and the other almost one, whose check character
/// says that it is none: a misreading more likely than a false code in print.
fn miscopied_code(paper: &str, online: &str) -> bool {
    let [sound, doubtful] = [true, false].map(|sound| {
        [paper, online].into_iter().filter(move |code| {
            code.len() == 18
                && code.bytes().all(|byte| byte.is_ascii_alphanumeric())
                && credit_code::check(&code.to_ascii_uppercase()).is_ok() == sound
        })
    });
    sound.count() == 1 && doubtful.count() == 1
}

/// Whether two values, read surely as they may be, differ in no more than the spaces
/// that a scan leaves open, or in what the eye confuses.
pub fn differ_in_spaces(paper: &str, online: &str) -> bool {
    let tight = |text: &str| fold::folded(&text.split_whitespace().collect::<String>());
    let (p, o) = (tight(paper), tight(online));
    let words = |text: &str| text.split_whitespace().count();
    let touched =
        p != fold::folded(paper) || o != fold::folded(online) || words(paper) != words(online);
    touched && confusion::alike_runs(&p, &o)
}

/// Whether the paper says nothing that the online side does not say as well: it
/// only says less.
pub fn says_less(paper: &str, online: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (paper.chars().collect(), online.chars().collect());
    align::align(&a, &b).segments().iter().all(|segment| segment.left.is_empty())
}

/// A stretch that differs, with its neighbours.
struct Stretch<'a> {
    own: &'a [Seen],
    around: &'a [Seen],
}

/// The stretches that differ.
fn segments<'a>(
    paper: &'a [Seen],
    online: &'a [Seen],
) -> impl Iterator<Item = (Stretch<'a>, Stretch<'a>)> {
    let characters = |seen: &[Seen]| seen.iter().map(|s| s.character).collect::<Vec<char>>();
    let stretch = |seen: &'a [Seen], range: std::ops::Range<usize>| {
        let wide = range.start.saturating_sub(1)..(range.end + 1).min(seen.len());
        Stretch { own: &seen[range], around: &seen[wide] }
    };
    let alignment = align::align(&characters(paper), &characters(online));
    alignment
        .segments()
        .into_iter()
        .map(move |s| (stretch(paper, s.left), stretch(online, s.right)))
}

impl Stretch<'_> {
    fn text(&self) -> String {
        self.own.iter().map(|seen| seen.character).collect()
    }

    /// How sure the reading is; where nothing was read, what stands beside it tells.
    fn confidence(&self) -> f32 {
        let seen = if self.own.is_empty() { self.around } else { self.own };
        seen.iter().map(|seen| seen.confidence).fold(1.0, f32::min)
    }
}

/// Whether nearly all that differs is printed on the other side as well: then a
/// ruling line was missed or a label misread, and the text was taken apart otherwise.
fn torn(x: &Stretch<'_>, y: &Stretch<'_>) -> bool {
    let content = || x.own.iter().chain(y.own).filter(|seen| fold::is_content(seen.character));
    let elsewhere = content().filter(|seen| seen.elsewhere).count();
    elsewhere > 0 && elsewhere * 5 >= content().count() * 4
}

/// Whether a stretch may be a misreading.
fn unsure(x: &Stretch<'_>, y: &Stretch<'_>) -> bool {
    let confidence = x.confidence().min(y.confidence());
    let (p, q) = (x.text(), y.text());
    if confidence < DOUBTFUL || confusion::alike_runs(&p, &q) {
        return true;
    }
    let (n, m) = (x.own.len(), y.own.len());
    let may_be = |one: &Seen, other: &Seen| {
        confusion::alike(one.character, other.character)
            || one.alternatives.contains(&other.character)
            || other.alternatives.contains(&one.character)
    };
    if n == m && x.own.iter().zip(y.own).all(|(a, b)| may_be(a, b)) {
        return true;
    }
    // Faint marks at the end of a number are what a scan loses first.
    let marks = |text: &str| text.chars().count() <= 2 && !text.chars().any(char::is_alphanumeric);
    if n + m > 0 && (p.is_empty() && marks(&q) || q.is_empty() && marks(&p)) {
        return true;
    }
    // A character at the end of a line is lost as a whole, its neighbours sure.
    if n == 0 && m == 1 && !q.chars().any(|c| c.is_ascii_digit()) {
        return true;
    }
    // A single character more, less or otherwise is believed only if it is read surely.
    n <= 1 && m <= 1 && confidence < SURE
}

/// Whether two texts of which only the least sure reading is known differ for sure.
fn whole(paper: &str, online: &str, how: &Circumstances) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (paper.chars().collect(), online.chars().collect());
    let seen = |characters: &[char]| -> Vec<Seen> {
        let one = |&character: &char| Seen {
            character,
            confidence: how.confidence,
            alternatives: how.alternatives.clone(),
            elsewhere: false,
        };
        characters.iter().map(one).collect()
    };
    let (a, b) = (seen(&a), seen(&b));
    segments(&a, &b).any(|(x, y)| !unsure(&x, &y))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(confidence: f32) -> Circumstances {
        Circumstances { recognised: true, confidence, ..Circumstances::default() }
    }

    #[test]
    fn what_the_eye_confuses_is_suspect_on_a_scan_only() {
        assert_eq!(weigh("91O", "910", &scan(0.99)), Severity::Suspect);
        assert_eq!(weigh("91O", "910", &Circumstances::default()), Severity::Material);
        assert_eq!(weigh("35", "30", &scan(0.99)), Severity::Material);
        assert_eq!(weigh("35", "30", &scan(0.6)), Severity::Suspect);
        assert_eq!(weigh("由10人增加", "由10人减少", &scan(0.99)), Severity::Material);
    }

    fn read(text: &str, confidence: f32) -> Vec<Seen> {
        let one =
            |character| Seen { character, confidence, alternatives: Vec::new(), elsewhere: false };
        text.chars().map(one).collect()
    }

    fn weighed(paper: Vec<Seen>, online: Vec<Seen>) -> Severity {
        weigh("", "", &Circumstances { seen: Some((paper, online)), ..scan(0.5) })
    }

    #[test]
    fn only_the_characters_that_differ_are_asked() {
        let mut paper = read("建成后由10人增加至4人", 0.999);
        let online = read("建成后由10人减少至4人", 1.0);
        paper[0].confidence = 0.3;
        assert_eq!(weighed(paper.clone(), online.clone()), Severity::Material);
        paper[7].confidence = 0.3;
        assert_eq!(weighed(paper, online), Severity::Suspect);
    }

    #[test]
    fn text_taken_apart_otherwise_is_no_sure_difference() {
        // The ruling line between two cells was missed.
        let mut paper = read("91620成立时间", 0.999);
        paper[5..].iter_mut().for_each(|seen| seen.elsewhere = true);
        let online = read("91620", 1.0);
        assert_eq!(weighed(paper.clone(), online.clone()), Severity::Suspect);
        paper.iter_mut().for_each(|seen| seen.elsewhere = false);
        assert_eq!(weighed(paper, online), Severity::Material);
    }

    #[test]
    fn a_code_whose_check_character_is_wrong_may_be_misread() {
        let (paper, online) = ("91350912JQTK72B618", "91350912JQTK72B6J8");
        assert_eq!(weigh(paper, online, &scan(0.999)), Severity::Suspect);
        assert_eq!(weigh(paper, online, &Circumstances::default()), Severity::Material);
        // Both are codes: they differ.
        let other = "91620502HNYTECQL92";
        assert_eq!(weigh(other, online, &scan(0.999)), Severity::Material);
    }

    #[test]
    fn a_character_lost_on_a_scan_is_doubtful_and_one_more_is_not() {
        let (short, long) = (read("成立专小组11人", 0.999), read("成立专项小组11人", 0.999));
        assert_eq!(weighed(short.clone(), long.clone()), Severity::Suspect);
        assert_eq!(weighed(long, short), Severity::Material);
    }

    #[test]
    fn a_lost_space_before_a_number_and_a_faint_sign_are_doubtful() {
        assert!(differ_in_spaces("SCADA5.0", "SCADA 5.0"));
        assert!(differ_in_spaces("HIoT-P2.0", "IIoT-P 2.0"));
        assert!(!differ_in_spaces("SCADA6.0", "SCADA 5.0") && !differ_in_spaces("35", "30"));
        assert_eq!(weighed(read("下降11.9", 0.999), read("下降11.9%.", 1.0)), Severity::Suspect);
        assert_eq!(weighed(read("提升90", 0.999), read("提升9%.", 1.0)), Severity::Suspect);
        assert_eq!(weighed(read("提升90", 0.999), read("提升91", 1.0)), Severity::Material);
    }

    #[test]
    fn a_shorter_paper_says_less_and_another_number_says_otherwise() {
        assert!(says_less("公司成立于2000年", "公司成立于2000年，现有员工五百人"));
        assert!(!says_less("公司成立于2001年", "公司成立于2000年"));
    }
}
