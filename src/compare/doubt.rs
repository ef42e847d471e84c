//! Whether a difference on a scan is one of the paper or of the reading.

use super::align;
use super::confusion;
use super::report::Severity;

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
}

/// Weighs a difference between two folded texts.
pub fn weigh(paper: &str, online: &str, how: &Circumstances) -> Severity {
    if !how.recognised {
        return Severity::Material;
    }
    if how.blank || how.confidence < DOUBTFUL {
        return Severity::Suspect;
    }
    let (a, b): (Vec<char>, Vec<char>) = (paper.chars().collect(), online.chars().collect());
    let alignment = align::align(&a, &b);
    let sure = alignment.segments().iter().any(|segment| {
        let (x, y): (String, String) =
            (a[segment.left.clone()].iter().collect(), b[segment.right.clone()].iter().collect());
        !doubtful(&x, &y, how)
    });
    if sure { Severity::Material } else { Severity::Suspect }
}

fn doubtful(x: &str, y: &str, how: &Circumstances) -> bool {
    if confusion::alike_runs(x, y) {
        return true;
    }
    let (n, m) = (x.chars().count(), y.chars().count());
    if n == m
        && x.chars().zip(y.chars()).all(|(p, q)| {
            confusion::alike(p, q) || how.alternatives.contains(&p) || how.alternatives.contains(&q)
        })
    {
        return true;
    }
    // A character more or less, without another in its place.
    (n == 0 || m == 0) && n + m <= 1 && how.confidence < SURE
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
}
