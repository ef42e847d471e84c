//! Labels as the form prints them, and the keys under which they are looked up.
//!
//! Real forms print one label in many ways: spread with spaces, broken over
//! lines, with stars, footnote digits, units and instructions behind. A key
//! holds only what names the field.

use super::fold::{fold, fold_char, lower};
use crate::characters::numerals;
use std::borrow::Cow;

/// A printed label, taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Label {
    /// The words without stars, footnote digits, unit, hints and white space
    /// at line breaks, in the form's own characters.
    pub name: String,
    /// The unit in brackets (`万元`, `%`); empty when none is printed.
    pub unit: String,
    /// Marked with a star as required.
    pub starred: bool,
}

/// The keys under which a printed text may stand in a form's table of labels,
/// from the most to the least literal: whole, without brackets, without
/// footnote digits, without its number in front.
pub fn keys(text: &str) -> Vec<String> {
    let whole = whole_key(text);
    let mut keys = vec![whole.clone()];
    let mut push = |key: &str| {
        let key = key.trim_end_matches([':', '*']);
        if !key.is_empty() && !keys.iter().any(|k| k == key) {
            keys.push(key.to_owned());
        }
    };
    let bare = without_brackets(&whole);
    push(&bare);
    // Digits behind a colon are a value and no footnote's.
    let named = bare.trim_end_matches(|c: char| c.is_ascii_digit());
    if !named.ends_with(':') {
        push(named);
    }
    if let Some(rest) = without_number(&whole) {
        push(rest);
        push(&without_brackets(rest));
    }
    keys
}

/// The key of a label as a form definition writes it.
pub fn key(text: &str) -> String {
    whole_key(text)
}

/// Marks that end or begin a label and do not belong to it.
const LOOSE: [char; 4] = [':', ',', ';', '。'];

fn whole_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for c in text.chars() {
        fold_char(c, |d| {
            if !matches!(d, '*' | '·' | '"' | '※' | '★' | '☆') {
                lower(d, |l| key.push(l));
            }
        });
    }
    key.truncate(key.trim_end_matches(LOOSE).len());
    let front = key.len() - key.trim_start_matches(LOOSE).len();
    key.drain(..front);
    key
}

/// The folded text without any bracketed part, unless nothing else is left;
/// then the brackets' content.
fn without_brackets(folded: &str) -> Cow<'_, str> {
    if !folded.contains(['(', ')', '[', ']']) {
        return Cow::Borrowed(folded);
    }
    let mut depth = 0_u32;
    let mut bare = String::with_capacity(folded.len());
    for c in folded.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => bare.push(c),
            _ => {}
        }
    }
    if bare.is_empty() {
        Cow::Borrowed(folded.trim_matches(['(', ')', '[', ']']))
    } else {
        Cow::Owned(bare)
    }
}

/// The text behind a heading number (`一、`, `(二)`, `3.`, `1.2`, `第一章`), if one stands in front.
pub fn without_number(text: &str) -> Option<&str> {
    let (rest, _) = split_number(text)?;
    Some(rest)
}

/// Splits a heading number off: the rest and the depth the number's style
/// suggests (1 for `一、`, 2 for `（一）`, 3 for `1.`, 4 for `（1）`).
pub fn split_number(text: &str) -> Option<(&str, u8)> {
    let text = text.trim_start();
    let numeral = |s: &str| s.find(|c| !numerals::is_numeral(c)).unwrap_or(s.len());
    let digits = |s: &str| s.find(|c: char| !c.is_ascii_digit()).unwrap_or(s.len());
    let trim =
        |s: &'static [char], t: &'_ str| -> usize { t.len() - t.trim_start_matches(s).len() };
    if let Some(inner) = text.strip_prefix(['（', '(', '﹙']) {
        for (length, depth) in [(numeral(inner), 2), (digits(inner), 4)] {
            if (1..=12).contains(&length)
                && let Some(rest) =
                    inner.get(length..)?.trim_start().strip_prefix(['）', ')', '﹚'])
            {
                let skip = trim(&['、', '.', '．', ' ', '\u{3000}'], rest);
                return Some((rest.get(skip..)?, depth));
            }
        }
        return None;
    }
    if let Some(inner) = text.strip_prefix('第') {
        let length = numeral(inner).max(digits(inner));
        let rest = inner.get(length..)?.strip_prefix(['章', '节', '部'])?;
        let rest = rest.strip_prefix('分').unwrap_or(rest);
        return (length > 0).then(|| (rest.trim_start(), 1));
    }
    let length = numeral(text);
    if length > 0 {
        let rest = text.get(length..)?.trim_start().strip_prefix(['、', '.', '．', '，', ','])?;
        return Some((rest.trim_start(), 1));
    }
    let length = digits(text);
    if (1..=2).contains(&length) {
        let rest = text.get(length..)?;
        if let Some(rest) = rest.strip_prefix(['.', '．', '、']) {
            // `1.2 标题` is a number of two levels, `1.5万元` is a value.
            let second = digits(rest);
            if second > 0 {
                let behind = rest.get(second..)?.trim_start_matches(['.', '．']);
                return behind
                    .starts_with([' ', '\u{3000}', '\t'])
                    .then(|| (behind.trim_start(), 4));
            }
            return Some((rest.trim_start(), 3));
        }
    }
    None
}

impl Label {
    /// Takes a printed label apart.
    pub fn parse(text: &str) -> Self {
        let mut name = String::new();
        let mut unit = String::new();
        let mut starred = false;
        // White space inside a printed label is layout, except between Latin words.
        let joined = join_lines(text);
        let mut rest = joined.trim();
        loop {
            let before = rest;
            rest = rest.trim_end_matches([':', '：', ' ']);
            let stars = rest.trim_end_matches(['*', '＊', '★', '※']);
            starred |= stars.len() < rest.len();
            rest = stars;
            if let Some((head, inner)) = last_bracket(rest) {
                let inner_key = fold(inner);
                if head.trim().is_empty() {
                    break;
                }
                if unit.is_empty() && is_unit(&inner_key) {
                    unit = inner_key;
                    rest = head;
                } else if is_hint(&inner_key) {
                    rest = head;
                }
            }
            let bare = rest.trim_end_matches(|c: char| c.is_ascii_digit() || is_superscript(c));
            // `企业类型1` carries a footnote digit; `典型场景1` cannot be told apart by its
            // characters, so only a digit behind a Han character or bracket is taken off.
            if bare.len() < rest.len()
                && bare.ends_with(|c: char| crate::characters::is_han(c) || c == '）')
                && rest.len() - bare.len() <= 2
                && !bare.ends_with('第')
            {
                rest = bare;
            }
            if rest == before {
                break;
            }
        }
        // 投资/万元: the unit stands behind a stroke.
        if unit.is_empty()
            && let Some((head, tail)) = rest.trim().rsplit_once(['/', '／'])
            && is_unit(&fold(tail))
            && takes_unit(head)
        {
            unit = fold(tail);
            rest = head;
        }
        name.push_str(rest.trim());
        Self { name, unit, starred }
    }
}

/// Whether words before a stroke are a label and no unit of their own: 投资/万元, not 台/套.
fn takes_unit(head: &str) -> bool {
    let folded = fold(head);
    let tail = |count: usize| {
        let at = folded.char_indices().rev().nth(count - 1).map(|(at, _)| at);
        at.and_then(|at| folded.get(at..))
    };
    let unit = (1..=4).filter_map(tail).any(is_unit);
    folded.chars().count() >= 2
        && folded.ends_with(|c: char| crate::characters::is_han(c) || c == ')')
        && !folded.contains('/')
        && !unit
}

fn is_superscript(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '⁰'..='⁹' | '①'..='⑳')
}

/// Joins the lines of a label: nothing between Han characters, a space between Latin words.
pub fn join_lines(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for part in text.split(super::fold::is_space).filter(|p| !p.is_empty()) {
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        if latin(joined.chars().next_back()) && latin(part.chars().next()) {
            joined.push(' ');
        }
        joined.push_str(part);
    }
    joined
}

fn last_bracket(text: &str) -> Option<(&str, &str)> {
    let body = text.strip_suffix(['）', ')'])?;
    let at = body.rfind(['（', '('])?;
    let inner = body.get(at..)?;
    let skip = inner.chars().next()?.len_utf8();
    Some((body.get(..at)?, inner.get(skip..)?))
}

/// Whether a bracket's content is a unit of measure.
pub fn is_unit(folded: &str) -> bool {
    if matches!(folded, "%" | "‰" | "°c" | "°C" | "m2" | "m3") {
        return true;
    }
    if matches!(folded.to_ascii_lowercase().as_str(), "kwh" | "kw" | "mw" | "kva" | "kg" | "km") {
        return true;
    }
    let count = folded.chars().count();
    if count == 0 || count > 10 {
        return false;
    }
    const UNITS: &[&str] = &[
        "篇",
        "份",
        "名",
        "户",
        "座",
        "辆",
        "分",
        "分钟",
        "岁",
        "米",
        "公里",
        "千克",
        "公斤",
        "立方米",
        "公顷",
        "千瓦",
        "兆瓦",
        "千瓦时",
        "学时",
        "课时",
        "美元",
        "元",
        "家",
        "个",
        "台",
        "套",
        "台套",
        "台/套",
        "人",
        "吨",
        "项",
        "件",
        "次",
        "天",
        "小时",
        "年",
        "条",
        "万元",
        "亿元",
        "千元",
        "平方米",
        "亩",
        "吨/年",
        "吨标准煤",
        "百分点",
        "种",
        "年月",
    ];
    // 万台, 亿次, 千瓦时/吨
    let known = |part: &str| {
        UNITS.contains(&part)
            || part.strip_prefix(['万', '亿']).is_some_and(|rest| UNITS.contains(&rest))
    };
    // 元/月, 吨/日
    let mut parts = folded.split('/');
    parts.next().is_some_and(known)
        && parts.all(|part| known(part) || matches!(part, "月" | "日" | "时" | "季"))
}

fn is_hint(folded: &str) -> bool {
    const WORDS: &[&str] = &[
        "字以内",
        "选填",
        "填写",
        "可配图",
        "可以配图",
        "可后附",
        "盖章",
        "必填",
        "如有",
        "根据",
        "对应",
        "参数",
    ];
    // 如人、管理机制、组织标准、培训等; 最好通过量化指标描述
    let tells = folded.starts_with(['如', '例']) && folded.chars().count() > 3;
    tells
        || folded.starts_with("最好")
        || folded.ends_with("描述")
        || WORDS.iter().any(|word| folded.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_label_in_many_writings() {
        let has = |text: &str, key: &str| keys(text).iter().any(|k| k == key);
        assert!(has("项\u{3000}\u{3000}目  名\n称：", "项目名称"));
        assert!(has("企业类型1", "企业类型"));
        assert!(has("先进过程控制投用率11（%）", "先进过程控制投用率"));
        assert!(has("生产效率提升*（%）", "生产效率提升"));
        assert!(has("（其他成效指标）", "其他成效指标"));
        assert!(has("（一）申报主体基本信息", "申报主体基本信息"));
        assert!(has("场景实例描述（结合要素条件进行描述，300字以内，可配图）", "场景实例描述"));
        assert!(has("保障要素（如人、管理机制、组织标准、培训等）", "保障要素"));
        assert!(has("实施成果（最好通过量化指标描述）", "实施成果"));
        assert!(has("单位产品二氧化碳（CO₂）排放量降低（%）", "单位产品二氧化碳排放量降低"));
    }

    /// A telephone number in the cell of its label was taken for a footnote's and lost.
    #[test]
    fn digits_behind_a_colon_are_a_value() {
        assert!(!keys("手机：18709295571").contains(&key("手机")));
        assert!(!keys("投资（万元）：120").contains(&key("投资")));
        assert!(keys("企业类型1：").contains(&key("企业类型")));
    }

    #[test]
    fn the_printed_name_keeps_its_own_brackets() {
        let label = Label::parse("单位产品二氧化碳（CO₂）排\n放量降低*（%）");
        assert_eq!(label.name, "单位产品二氧化碳（CO₂）排放量降低");
        assert_eq!(label.unit, "%");
        assert!(label.starred);
        assert_eq!(Label::parse("先进过程控制投用率11（%）").name, "先进过程控制投用率");
        assert_eq!(Label::parse("企业数量（家）").unit, "家");
        let behind = |text: &str| {
            let label = Label::parse(text);
            (label.name, label.unit)
        };
        assert_eq!(behind("投资/万元"), ("投资".to_owned(), "万元".to_owned()));
        assert_eq!(behind("建筑面积/㎡"), ("建筑面积".to_owned(), "m2".to_owned()));
        for text in ["台/套", "数量台/套", "职务/职称", "产能吨/年", "是/否", "省/市/县"]
        {
            assert_eq!(behind(text).1, "", "{text}");
        }
        assert_eq!(Label::parse("（其他成效指标）").name, "（其他成效指标）");
    }

    #[test]
    fn heading_numbers() {
        assert_eq!(split_number("一、企业情况"), Some(("企业情况", 1)));
        assert_eq!(split_number("（二） 推广"), Some(("推广", 2)));
        assert_eq!(split_number("3.技术"), Some(("技术", 3)));
        assert_eq!(split_number("（1）技术"), Some(("技术", 4)));
        assert_eq!(split_number("1.5万元"), None);
        assert_eq!(split_number("一种装置"), None);
        assert_eq!(split_number("（集团）公司"), None);
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,30}") {
            let _ = (keys(&text), Label::parse(&text), split_number(&text));
        }
    }
}
