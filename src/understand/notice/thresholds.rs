//! Thresholds that a notice sets: maturity levels, limits on length, numbers of stages and copies.

use super::sentences::Sentence;
use crate::lexicon;
use crate::understand::words::count;
use crate::value::pattern::{pattern, patterns};

/// One threshold.
#[derive(Debug, Clone, PartialEq)]
pub struct Threshold {
    /// What is limited: `maturity`, `characters`, `stages`, `scenarios`, `copies`,
    /// `investment`, `revenue`, `share`.
    pub name: &'static str,
    /// `min`, `max` or `exact`.
    pub bound: &'static str,
    /// The number.
    pub value: f64,
    /// Its unit, in Chinese.
    pub unit: &'static str,
    /// Whom or what it concerns, where the text names a level before it.
    pub applies_to: Option<String>,
    /// The words that say so.
    pub text: String,
    /// Line they stand on.
    pub line: usize,
}

/// name, bound, unit, pattern with the number as its first group.
const RULES: &[(&str, &str, &str, &str)] = &[
    ("maturity", "min", "级", r"(?:成熟度|应?达到|达到)[^,。;]{0,30}?([一二三四五1-5])级及?以上"),
    ("characters", "max", "字", r"(?:控制在|不超过|限)([0-9]{2,5})字(?:以内|左右)?"),
    ("characters", "max", "字", r"([0-9]{2,5})字(?:以内|左右)"),
    ("characters", "min", "字", r"(?:不少于|不低于|至少)([0-9]{2,5})字"),
    (
        "stages",
        "min",
        "个环节",
        r"(?:至少)?(?:再至少)?(?:覆盖|涵盖|包含)[^,。;]{0,16}?([0-9一二三四五六七八九十]{1,3})个(?:重点)?环节",
    ),
    ("stages", "min", "个环节", r"涵盖[^,。;]{0,16}?所列的([一二三四五六七八九十])个重点环节"),
    ("copies", "exact", "份", r"(?:[一1]式|各)([0-9一二两三四五六七八九十壹贰叁肆伍陆]{1,2})份"),
    ("copies", "exact", "份", r"(?:申报书|汇总表|材料)([0-9]{1,2})份"),
    (
        "scenarios",
        "min",
        "个场景",
        r"(?:至少|不少于|不低于|覆盖|涵盖|包含)[^,。;]{0,24}?([0-9一二三四五六七八九十]{1,3})个(?:以上)?(?:智能制造)?(?:典型|优秀)?场景",
    ),
    (
        "revenue",
        "min",
        "万元",
        r"(?:营业|业务|销售)收入[^,。;]{0,10}?(?:不低于|不少于|达到|超过)([0-9]{1,7}(?:\.[0-9]+)?)万元",
    ),
    (
        "revenue",
        "min",
        "亿元",
        r"(?:营业|业务|销售)收入[^,。;]{0,10}?(?:不低于|不少于|达到|超过)([0-9]{1,5}(?:\.[0-9]+)?)亿元",
    ),
    (
        "investment",
        "min",
        "万元",
        r"投资[^,。;]{0,10}?(?:不低于|不少于|不小于|达到|超过)([0-9]{1,7}(?:\.[0-9]+)?)万元",
    ),
    (
        "investment",
        "min",
        "亿元",
        r"投资[^,。;]{0,10}?(?:不低于|不少于|不小于|达到|超过)([0-9]{1,5}(?:\.[0-9]+)?)亿元",
    ),
    (
        "revenue",
        "min",
        "万元",
        r"(?:营业|业务|销售)收入[^,。;]{0,6}?([0-9]{1,7}(?:\.[0-9]+)?)万元(?:及|\(含\))?以上",
    ),
    (
        "revenue",
        "min",
        "亿元",
        r"(?:营业|业务|销售)收入[^,。;]{0,6}?([0-9]{1,5}(?:\.[0-9]+)?)亿元(?:及|\(含\))?以上",
    ),
    ("share", "min", "%", r"(?:不低于|达到|不少于)([0-9]{1,3}(?:\.[0-9]+)?)%"),
];

patterns! {
    static PATTERNS = RULES.iter().map(|(.., pattern)| (*pattern).to_owned()).collect();
}

pattern! {
    static WHO = r"(?:基础级|先进级|卓越级|领航级)(?:和(?:基础级|先进级|卓越级|领航级))?(?:智能)?工厂|示范工厂|优秀场景|智慧供应链|智能工厂|(?:数字化|智能)车间|场景";
}

/// Characters of a heading that opens a paragraph.
const HEADING: usize = 24;

/// Finds the thresholds of all sentences.
pub fn find(sentences: &[Sentence]) -> Vec<Threshold> {
    let mut out: Vec<Threshold> = Vec::new();
    for sentence in sentences {
        let mut taken: Vec<std::ops::Range<usize>> = Vec::new();
        // (一)先进级智能工厂项目。投资不低于…: the heading of its line says whom.
        let first = sentences.iter().find(|s| s.line == sentence.line);
        let heading = first.map_or("", |s| s.text.as_str());
        let heading = if heading.chars().count() <= HEADING { heading } else { "" };
        for ((name, bound, unit, _), regex) in RULES.iter().zip(PATTERNS.regexes()) {
            for found in regex.captures_iter(&sentence.text) {
                let (Some(whole), Some(number)) = (found.get(0), found.get(1)) else { continue };
                if taken.iter().any(|t| t.contains(&number.start())) {
                    continue;
                }
                let word = number.as_str();
                let Some(value) = word.parse::<f64>().ok().or_else(|| count(word).map(f64::from))
                else {
                    continue;
                };
                taken.push(number.range());
                out.push(Threshold {
                    name,
                    bound,
                    value,
                    unit,
                    applies_to: WHO.regex().and_then(|w| {
                        // 12个场景 is a number of them and not whom it concerns.
                        let last = |text: &str| {
                            w.find_iter(text)
                                .filter(|m| !is_counted(&text[..m.start()]))
                                .last()
                                .map(|m| m.as_str().to_owned())
                        };
                        last(&sentence.text[..whole.end()])
                            .or_else(|| last(heading))
                            .or_else(|| label_of(&sentence.text))
                    }),
                    text: clause_around(&sentence.text, whole.range()),
                    line: sentence.line,
                });
            }
        }
    }
    out
}

/// What opens a sentence with a colon behind it: (一)头雁工厂:上年度….
fn label_of(sentence: &str) -> Option<String> {
    let label = super::sentences::without_number(sentence.split_once(':')?.0);
    let ends = lexicon::TRACK_THINGS;
    let named = (3..=10).contains(&label.chars().count()) && !label.contains([',', '、']);
    (named && ends.iter().any(|end| label.ends_with(end))).then(|| label.to_owned())
}

/// Whether a number and 个 end a text.
fn is_counted(before: &str) -> bool {
    let number = before.strip_suffix('个').and_then(|rest| rest.chars().next_back());
    number.is_some_and(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(c))
}

/// The clause that holds a range.
fn clause_around(text: &str, range: std::ops::Range<usize>) -> String {
    let start = text[..range.start].rfind([',', ';', '。']).map_or(0, |at| at + 1);
    let end = text[range.end..].find([',', ';', '。']).map_or(text.len(), |at| range.end + at);
    text[start..end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<(&'static str, f64, String)> {
        find(&[Sentence { text: crate::understand::words::bare(text), line: 0 }])
            .into_iter()
            .map(|t| (t.name, t.value, t.applies_to.unwrap_or_default()))
            .collect()
    }

    #[test]
    fn levels_lengths_stages_and_copies() {
        assert_eq!(
            values(
                "基础级和先进级工厂智能制造能力成熟度评估水平达到《某模型》二级及以上，卓越级智能工厂应达到三级及以上"
            ),
            [
                ("maturity", 2.0, "基础级和先进级工厂".to_owned()),
                ("maturity", 3.0, "卓越级智能工厂".to_owned())
            ]
        );
        assert_eq!(
            values("每个场景描述控制在3000字以内"),
            [("characters", 3000.0, "场景".to_owned())]
        );
        assert_eq!(
            values("智能工厂建设内容需至少覆盖 8个环节"),
            [("stages", 8.0, "智能工厂".to_owned())]
        );
        assert_eq!(
            values("示范工厂应至少覆盖6个环节、12个场景，总投资不低于2000万元，完成率不低于80%"),
            [
                ("stages", 6.0, "示范工厂".to_owned()),
                ("scenarios", 12.0, "示范工厂".to_owned()),
                ("investment", 2000.0, "示范工厂".to_owned()),
                ("share", 80.0, "示范工厂".to_owned())
            ]
        );
        assert_eq!(
            values("每个场景不少于1500字、不超过3000字").iter().map(|v| v.1).collect::<Vec<_>>(),
            [3000.0, 1500.0]
        );
        assert_eq!(values("附件（全部材料1式1份）报送省厅").len(), 1);
        assert_eq!(values("材料一式叁份，主营业务收入不低于2亿元").len(), 2);
        assert_eq!(
            values("（一）头雁工厂：上年度主营业务收入20亿元以上，成熟度四级及以上"),
            [("maturity", 4.0, "头雁工厂".to_owned()), ("revenue", 20.0, "头雁工厂".to_owned())]
        );
        assert_eq!(values("纸质资料一式 5份以及推荐汇总表 2份").len(), 2);
    }
}
