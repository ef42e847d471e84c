//! Traditional characters to simplified ones, one to one, so that offsets stay
//! simple and 製造 finds 制造. Phrases that differ in words (軟體/软件) are not folded.

use std::collections::HashMap;
use std::sync::OnceLock;

static PAIRS: &str = include_str!("traditional.txt");

/// The simplified form of a character, or the character itself.
pub fn simplified(c: char) -> char {
    static TABLE: OnceLock<HashMap<char, char>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        PAIRS
            .lines()
            .filter(|line| !line.starts_with('#'))
            .flat_map(str::split_whitespace)
            .filter_map(|pair| {
                let mut both = pair.chars();
                Some((both.next()?, both.next()?))
            })
            .collect()
    });
    table.get(&c).copied().unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::simplified;

    #[test]
    fn common_forms_are_known_and_simplified_ones_stay() {
        let folded: String = "製造業數字轉型後".chars().map(simplified).collect();
        assert_eq!(folded, "制造业数字转型后");
        assert_eq!(simplified('智'), '智');
    }
}
