//! Quotas of a table that lost its lines: 省份 名额 省份 名额 over 北 京 5广 东9. They are taken
//! only where they make the sum that is printed below them.

use crate::lexicon;
use crate::understand::passages::Passage;
use crate::value::pattern::pattern;

pattern! {
    static HEAD = r"^(?:(?:序号)?(?:省份|省市|地区|市州|州市|地市|市县|县区|区县|单位)(?:推荐|申报)?(?:名额|数量|指标|限额|限报数)(?:\([^()]{1,4}\))?){1,4}$";

    static ROW = r"^(?:\p{Han}{2,10}[0-9]{1,3}){1,4}$";

    static ENTRY = r"(\p{Han}{2,10})([0-9]{1,3})";
}

/// Rows from which it is a table.
const ROWS: usize = 3;

/// To whom a number is given, how many, and its line.
pub(super) fn read(lines: &[Passage]) -> Vec<(String, u32, usize)> {
    let Some(head) = lines.iter().position(|line| line.row.is_none() && HEAD.is_match(&line.bare))
    else {
        return Vec::new();
    };
    let mut out: Vec<(String, u32, usize)> = Vec::new();
    let mut sum = None;
    let mut rows = 0;
    for (at, line) in lines.iter().enumerate().skip(head + 1) {
        if line.row.is_some() || !ROW.is_match(&line.bare) {
            break;
        }
        rows += 1;
        let Some(regex) = ENTRY.regex() else { return Vec::new() };
        for found in regex.captures_iter(&line.bare) {
            let Ok(count) = found[2].parse::<u32>() else { return Vec::new() };
            if lexicon::QUOTA_SUMS.contains(&&found[1]) {
                sum = Some(count);
            } else {
                out.push((found[1].to_owned(), count, at));
            }
        }
        if sum.is_some() {
            break;
        }
    }
    let own: u32 = out.iter().map(|(_, count, _)| count).sum();
    if rows >= ROWS && sum == Some(own) { out } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_in_two_halves_that_makes_its_sum() {
        let lines = |last: &str| -> Vec<Passage> {
            ["省份名额省份名额", "北 京 5广 东9", "天 津 5广 西 9", "山 东 15大 连5", last]
                .iter()
                .map(|line| Passage::plain(line))
                .collect()
        };
        let found = read(&lines("合计48"));
        assert_eq!(found.len(), 6);
        assert_eq!((found[1].0.as_str(), found[1].1), ("广东", 9));
        assert!(read(&lines("合计50")).is_empty());
        assert!(read(&lines("注：含计划单列市")).is_empty());
    }
}
