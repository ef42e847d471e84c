//! Traditional characters to simplified ones, one to one, so that offsets stay
//! simple and 製造 finds 制造. Phrases that differ in words (軟體/软件) are not folded.

use std::sync::LazyLock;

static PAIRS: &str = include_str!("traditional.txt");

/// The block of Han characters in which all pairs lie.
const FIRST: char = '\u{4E00}';
const LAST: char = '\u{9FFF}';

/// The simplified forms of the whole block, asked for each character of every text: a look
/// into a list, not into a map.
static TABLE: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut table: Vec<char> = (FIRST..=LAST).collect();
    for pair in PAIRS.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace)
    {
        let mut both = pair.chars();
        if let (Some(from), Some(to)) = (both.next(), both.next())
            && let Some(place) = place(from).and_then(|at| table.get_mut(at))
        {
            *place = to;
        }
    }
    table
});

fn place(c: char) -> Option<usize> {
    (FIRST..=LAST).contains(&c).then(|| (u32::from(c) - u32::from(FIRST)) as usize)
}

/// The simplified form of a character, or the character itself.
pub fn simplified(c: char) -> char {
    place(c).and_then(|at| TABLE.get(at)).copied().unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_forms_are_known_and_simplified_ones_stay() {
        let folded: String = "製造業數字轉型後".chars().map(simplified).collect();
        assert_eq!(folded, "制造业数字转型后");
        assert_eq!(simplified('智'), '智');
    }

    #[test]
    fn every_pair_lies_in_the_table() {
        let pairs = PAIRS.lines().filter(|line| !line.starts_with('#'));
        for pair in pairs.flat_map(str::split_whitespace) {
            let both: Vec<char> = pair.chars().collect();
            assert_eq!(simplified(both[0]), both[1], "{pair}");
        }
        assert_eq!((simplified('a'), simplified('\u{20000}')), ('a', '\u{20000}'));
    }
}
