//! Names of agencies: told from other words, split where several run together.

use crate::lexicon;
use crate::understand::words::bare;

/// Whether a word looks like the name of one agency or unit.
pub fn is_agency(word: &str) -> bool {
    let word = bare(word);
    let length = word.chars().count();
    (3..=26).contains(&length)
        && lexicon::BODY_ENDINGS.iter().any(|e| word.ends_with(e))
        && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '(' | ')' | '·'))
        && word.chars().next().is_some_and(|c| !c.is_ascii_digit())
        && !lexicon::BODY_NEVER.iter().any(|w| word.contains(w))
}

/// The agencies a line consists of; empty if it holds anything else.
pub fn list(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_suffix("文件").unwrap_or(line);
    let line = lexicon::BODY_SEALED
        .iter()
        .find_map(|seal| line.strip_suffix(seal))
        .unwrap_or(line)
        .trim_end();
    let words: Vec<&str> =
        line.split([' ', '\u{3000}', '\t', '、']).filter(|w| !w.is_empty()).collect();
    // Characters spread over the line.
    if words.len() > 2 && words.iter().all(|w| w.chars().count() <= 2) {
        return split(&words.concat());
    }
    let mut out = Vec::new();
    let mut pending = String::new();
    for word in words {
        pending.push_str(word);
        if pending.chars().count() >= 3 && is_agency(&pending) || split(&pending).len() > 1 {
            out.extend(split(&pending));
            pending.clear();
        }
    }
    if pending.is_empty() { out } else { Vec::new() }
}

/// Splits a run of names without spaces; empty if the run is not made of agencies.
pub fn split(run: &str) -> Vec<String> {
    let run = bare(run);
    let mut out = Vec::new();
    let mut rest = run.as_str();
    while !rest.is_empty() {
        let cut = lexicon::BODY_BREAKS
            .iter()
            .filter_map(|b| rest.find(b).map(|at| at + b.len()))
            .filter(|end| *end < rest.len())
            .min()
            .or_else(|| same_region(rest));
        let (name, tail) = match cut {
            Some(end) => rest.split_at(end),
            None => (rest, ""),
        };
        if !is_agency(name) {
            return Vec::new();
        }
        out.push(name.to_owned());
        rest = tail;
    }
    out
}

/// `某省甲厅某省乙局`: cut where the region's name comes again.
fn same_region(run: &str) -> Option<usize> {
    let head: String = run.chars().take(2).collect();
    if head.chars().count() < 2 {
        return None;
    }
    let again = run[head.len()..].find(&head).map(|at| at + head.len());
    again.filter(|at| is_agency(&run[..*at])).or_else(|| same_rank(run))
}

/// `省甲厅省乙局`: named without the region, by its rank alone.
fn same_rank(run: &str) -> Option<usize> {
    let rank = run.chars().next().filter(|c| "省市县区州".contains(*c))?;
    let again = run.match_indices(rank).skip(1).map(|(at, _)| at);
    again.into_iter().find(|at| is_agency(&run[..*at]) && is_agency(&run[*at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_run_together_are_split() {
        assert_eq!(
            split("工业和信息化部办公厅国家发展改革委办公厅财政部办公厅市场监督管理总局办公厅"),
            [
                "工业和信息化部办公厅",
                "国家发展改革委办公厅",
                "财政部办公厅",
                "市场监督管理总局办公厅"
            ]
        );
        assert_eq!(split("湖北省财政厅湖北省数据局"), ["湖北省财政厅", "湖北省数据局"]);
        let run = "省经信厅省发改委省市场监管局省数据局";
        assert_eq!(split(run), ["省经信厅", "省发改委", "省市场监管局", "省数据局"]);
        assert_eq!(split("市财政局市市场监管局"), ["市财政局", "市市场监管局"]);
        assert_eq!(split("市市场监管局"), ["市市场监管局"]);
    }

    #[test]
    fn a_line_of_agencies_is_told_from_text() {
        assert_eq!(
            list("湖北省财政厅   湖北省市场监督管理局"),
            ["湖北省财政厅", "湖北省市场监督管理局"]
        );
        assert_eq!(list("湖 北 省 经 济 和 信 息 化 厅"), ["湖北省经济和信息化厅"]);
        assert_eq!(list("临江市工业和信息化局文件"), ["临江市工业和信息化局"]);
        assert_eq!(list("清水县工业和信息化局（盖章）"), ["清水县工业和信息化局"]);
        assert!(list("请于三日内报送市工业和信息化局").len() <= 1);
        assert!(list("各区政府，有关单位：").is_empty());
    }
}
