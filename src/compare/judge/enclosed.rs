//! Names of papers that lie behind a form: 1.营业执照；2.审计报告。A record without a document
//! has no place for them, and they say nothing that it could hold.

use crate::characters::numerals;
use crate::lexicon::{ENCLOSED_ENDINGS, ENCLOSED_NEVER};

/// Characters of one name.
const NAME: usize = 20;

/// Whether a text is a numbered name of such a paper, or a list of them.
pub fn lists_papers(text: &str) -> bool {
    let parts = text.split(['；', ';', '。', '\n', '、']).map(str::trim);
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    // 1、营业执照 is parted from its number.
    let is_number = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    let names: Vec<&str> = parts.iter().copied().filter(|part| !is_number(part)).collect();
    let numbered = names.len() > 1
        || parts.len() > names.len()
        || names.first().is_some_and(|name| unnumbered(name) != *name);
    numbered && !names.is_empty() && names.iter().all(|name| is_paper(unnumbered(name)))
}

fn unnumbered(name: &str) -> &str {
    let digits = |c: char| numerals::counts(c) || ('①'..='⑨').contains(&c);
    let marks = |c: char| "()（）.．,，:： ".contains(c);
    let bare = name.trim_start_matches(|c| digits(c) || marks(c));
    // 一 may be the first character of the name itself.
    if name.starts_with(|c: char| digits(c) || "(（".contains(c)) { bare } else { name }
}

fn is_paper(name: &str) -> bool {
    let name: String = name.chars().filter(|c| !c.is_whitespace()).collect();
    name.chars().count() <= NAME
        && !name.contains(|c: char| c.is_ascii_digit() || "%％万亿".contains(c))
        && ENCLOSED_ENDINGS.iter().any(|end| name.ends_with(end))
        && !ENCLOSED_NEVER.iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_enclosed_papers_says_nothing_that_a_record_could_hold() {
        for text in
            ["1.营业执照；2.审计报告；3.专利证书。", "1.企业法人营业执照；", "（2）审计报告"]
        {
            assert!(lists_papers(text), "{text}");
        }
        for text in ["本项目已停工说明材料", "1.欠缴税款证明", "3.投资3000万元的合同", "审计报告"]
        {
            assert!(!lists_papers(text), "{text}");
        }
    }
}
