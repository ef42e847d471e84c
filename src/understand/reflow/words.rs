//! Whether a word runs over the break between two lines.

use crate::registry::scenarios::catalogues;
use crate::words::Dictionary;
use std::sync::LazyLock;

/// Words of the field that a general dictionary lacks.
const TERMS: &[&str] = &[
    "智能制造",
    "试点示范",
    "示范工厂",
    "优秀场景",
    "典型场景",
    "智能工厂",
    "先行区",
    "成熟度",
    "揭榜任务",
    "揭榜单位",
    "揭榜挂帅",
    "申报主体",
    "申报单位",
    "推荐单位",
    "推荐汇总表",
    "要素条件",
    "梯度培育",
    "基础级",
    "先进级",
    "卓越级",
    "领航级",
    "数字孪生",
    "工业软件",
    "供应链",
    "发展改革委",
    "国资委",
    "解决方案",
    "供应商",
    "中央企业",
    "地方国企",
    "民营企业",
    "三资企业",
    "大型企业",
    "中型企业",
    "小型企业",
    "微型企业",
    "工业机器人",
    "基础级智能工厂",
    "先进级智能工厂",
    "卓越级智能工厂",
    "领航级智能工厂",
];

static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(|| {
    let mut dictionary = Dictionary::default();
    let stages = catalogues().iter().flat_map(|c| &c.stages);
    let names = stages.flat_map(|s| s.scenarios.iter().chain(std::iter::once(&s.name)));
    for term in TERMS.iter().copied().chain(names.map(String::as_str)) {
        dictionary.add(term, Some(100_000));
    }
    dictionary
});

/// How many characters on either side of the break are looked at: more than the longest word.
const REACH: usize = 10;

/// Whether the dictionary sees one word across the break.
pub fn straddles(above: &str, below: &str) -> bool {
    let han = |c: Option<char>| c.is_some_and(|c| c.is_alphabetic() && !c.is_ascii());
    if !han(above.chars().last()) || !han(below.chars().next()) {
        return false;
    }
    let skip = above.chars().count().saturating_sub(REACH);
    let left: String = above.chars().skip(skip).collect();
    let right: String = below.chars().take(REACH).collect();
    let joined = format!("{left}{right}");
    let mut at = 0;
    for word in DICTIONARY.cut(&joined, false) {
        let text = word.text;
        let end = at + text.len();
        if at < left.len() && end > left.len() {
            return true;
        }
        at = end;
    }
    false
}

/// Whether a text begins with a word of more than one character: 天水某公司, not 家以上.
pub fn begins_with_word(text: &str) -> bool {
    let start: String = text.chars().take(REACH).collect();
    DICTIONARY.cut(&start, false).first().is_some_and(|w| w.text.chars().nth(1).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_over_the_break_is_seen() {
        assert!(straddles("国家发展改革委办公厅 财政", "部办公厅"));
        assert!(straddles("卓越级智能工厂梯", "度培育行动"));
        assert!(!straddles("兰州电机股份有限公司", "甘肃海亮新能源"));
        assert!(!straddles("姓名 电话", "职务 手机"));
        assert!(!straddles("2", "3") && !straddles("https://a.com", "1"));
    }

    #[test]
    fn a_measure_is_no_word_that_begins_a_name() {
        assert!(begins_with_word("天水某公司") && begins_with_word("个性化定制"));
        assert!(!begins_with_word("家以上服务商"));
    }
}
