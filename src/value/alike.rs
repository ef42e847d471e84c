//! How alike two short texts are.

use std::collections::HashMap;

/// Likeness from 0 to 1 by shared pairs of neighbouring characters (Sørensen–Dice).
///
/// Counted in characters: strsim divides by bytes, of which a Han character has three.
pub fn likeness(a: &str, b: &str) -> f64 {
    if a == b {
        return 1.0;
    }
    let pairs = |text: &str| -> HashMap<(char, char), usize> {
        let mut pairs = HashMap::new();
        let pair = text.chars().zip(text.chars().skip(1));
        pair.for_each(|pair| *pairs.entry(pair).or_default() += 1);
        pairs
    };
    let (p, q) = (pairs(a), pairs(b));
    let all: usize = p.values().chain(q.values()).sum();
    let shared: usize = p.iter().map(|(pair, n)| q.get(pair).map_or(0, |m| *n.min(m))).sum();
    if all == 0 { 0.0 } else { 2.0 * shared as f64 / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_as_alike_as_their_characters() {
        assert!(likeness("榆中申气有限公司", "榆中电气有限公司") > 0.7);
        assert_eq!(likeness("甲", "乙"), 0.0);
        assert_eq!(likeness("甲", "甲"), 1.0);
        assert_eq!(likeness("", "甲"), 0.0);
    }
}
