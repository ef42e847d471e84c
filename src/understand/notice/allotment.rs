//! Quotas that are given out one after the other, each clause a body and its number:
//! 长沙市15家,株洲市、湘潭市各10家,其余市州各6家 (`rules/notice/quotas.toml`).

use super::quotas::only_track;
use super::rules;
use super::sentences::{Sentence, split, without_number};
use crate::lexicon;
use crate::value::pattern::{pattern, patterns};

patterns! {
    static GIVEN = rules::sources(rules::QUOTAS, "given");

    static MORE = rules::sources(rules::QUOTAS, "more");
}

pattern! {
    static COUNTED = r"[0-9一二两三四五六七八九十]{1,4}(?:个|家|项|名|户|支)";
}

/// A number given to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// To whom.
    pub who: String,
    /// The lower end, of 3至5家.
    pub least: Option<u32>,
    /// How many at the most.
    pub count: u32,
}

/// What one clause gives out.
pub fn given(clause: &str) -> Option<Given> {
    let clause = clause.trim_start_matches("原则上");
    let found = GIVEN.regexes().iter().find_map(|regex| regex.captures(clause))?;
    let who = found["who"].trim_start_matches("其中").trim_start_matches("原则上");
    let who = who.trim_end_matches(['可', '应', '的']);
    // 优秀场景每市, 推荐单位: a track before those who recommend, and nobody at all.
    let nobody = ["推荐", "申报"].iter().any(|word| who.starts_with(word));
    if nobody || only_track(who).is_some() || !is_given(who) {
        return None;
    }
    let least = found.name("least").and_then(|least| least.as_str().parse().ok());
    Some(Given { who: who.to_owned(), least, count: found["count"].parse().ok()? })
}

/// Whether words name somebody to whom a number may be given.
fn is_given(who: &str) -> bool {
    let mut ends = lexicon::QUOTA_BODIES.iter().chain(lexicon::QUOTA_GIVEN);
    let bare = who.trim_end_matches(')').rsplit('(').next_back().unwrap_or(who);
    let place = crate::registry::division::of_address(bare).is_some();
    let named = who.split('、').next().unwrap_or(who);
    let place = place || crate::registry::division::of_address(named).is_some();
    (place || ends.any(|end| who.ends_with(end) || bare.ends_with(end) || named.ends_with(end)))
        && !lexicon::QUOTA_COUNTED.iter().any(|end| who.ends_with(end))
}

/// What a sentence gives out; `goes_on`: the sentence before it on the line did so.
pub fn list(text: &str, goes_on: bool) -> Vec<Given> {
    let plain = without_number(text);
    let (label, rest) = plain.split_once(':').unwrap_or(("", plain));
    let labelled = lexicon::QUOTA_LABELS.iter().any(|word| label.contains(word));
    let rest = if label.is_empty() || labelled { rest } else { plain };
    // 高新区20项、经开区15项: behind a number 、 parts as a comma does.
    let rest = ["个", "家", "项", "名", "户"].iter().fold(rest.to_owned(), |text, unit| {
        text.replace(&format!("{unit}、"), &format!("{unit},"))
    });
    let clauses = split(&rest, &[',']);
    let found: Vec<Given> = clauses.iter().filter_map(|clause| given(clause)).collect();
    let all = found.len() == clauses.len();
    let each =
        found.iter().any(|given| given.who.starts_with(['每', '各']) || given.least.is_some());
    let enough = match found.len() {
        0 => false,
        1 => labelled || all && (goes_on || each && found[0].least.is_some()),
        _ => labelled || limits(text) && (all || found.len() * 2 > clauses.len()),
    };
    if enough { found } else { Vec::new() }
}

/// Whether a sentence limits what is counted and does not tell how many there are.
fn limits(text: &str) -> bool {
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    (says(lexicon::QUOTA_ASKS) || says(lexicon::QUOTA_LIMITS) || says(lexicon::QUOTA_EVERYBODY))
        && !says(lexicon::QUOTA_EXISTING)
}

/// Whether a sentence gives out numbers in words of which nothing was taken.
pub fn is_untaken(sentence: &Sentence, taken: bool) -> bool {
    let more = MORE.regexes().iter().any(|regex| regex.is_match(&sentence.text));
    let asks = lexicon::QUOTA_ASKS.iter().any(|word| sentence.text.contains(word));
    let given =
        || split(without_number(&sentence.text), &[',', ':']).iter().any(|c| given(c).is_some());
    let limited = || {
        lexicon::QUOTA_LIMIT_WORDS.iter().any(|word| sentence.text.contains(word))
            && lexicon::QUOTA_LABELS.iter().any(|word| sentence.text.contains(word))
            && COUNTED.is_match(&sentence.text)
    };
    // 每县区2个项目: without a verb nothing says that it is a limit.
    let each = || {
        let clauses = split(without_number(&sentence.text), &[',', ':']);
        let mut found = clauses.iter().filter_map(|clause| self::given(clause));
        found.any(|given| given.who.starts_with(['每', '各']))
            && !lexicon::QUOTA_EXISTING.iter().any(|w| sentence.text.contains(w))
    };
    asks && (more || !taken && (given() || limited())) || !taken && each()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_takes_its_examples() {
        for rule in rules::QUOTAS.iter().filter(|rule| rule.of == "given") {
            for example in rule.holds {
                let (text, want) = example.split_once('⇒').unwrap();
                let given = given(text.trim()).unwrap_or_else(|| panic!("{text}"));
                let least = given.least.map(|least| format!("{least}-")).unwrap_or_default();
                assert_eq!(format!("{} {least}{}", given.who, given.count), want.trim(), "{text}");
            }
            for text in rule.fails {
                assert_eq!(given(text), None, "{text}");
            }
        }
        for rule in rules::QUOTAS.iter().filter(|rule| rule.of == "more") {
            let holds = |text: &str| MORE.regexes().iter().any(|regex| regex.is_match(text));
            assert!(rule.holds.iter().all(|text| holds(text)));
            assert!(!rule.fails.iter().any(|text| holds(text)));
        }
    }

    #[test]
    fn lists_of_bodies_with_their_numbers() {
        let all = |text: &str, goes_on| -> Vec<String> {
            list(text, goes_on).into_iter().map(|g| format!("{} {}", g.who, g.count)).collect()
        };
        assert_eq!(
            all("二、名额分配:长沙市15家,株洲市、湘潭市、衡阳市各10家,其余市州各6家", false),
            ["长沙市 15", "株洲市、湘潭市、衡阳市 10", "其余市州 6"]
        );
        assert_eq!(
            all("省会城市5个,其他地级市2个,县级市不超过1个", false),
            ["省会城市 5", "其他地级市 2", "县级市 1"]
        );
        assert_eq!(
            all("推荐数量:东部省份≤10项,中部省份≤8项,西部省份≤6项", false),
            ["东部省份 10", "中部省份 8", "西部省份 6"]
        );
        assert_eq!(
            all("每市推荐数量3-8家,雄安新区、定州、辛集各1-2家", false),
            ["每市 8", "雄安新区、定州、辛集 2"]
        );
        assert_eq!(all("其余每省8家", true), ["其余每省 8"]);
        assert_eq!(all("原则上每市推荐3至5家", false), ["每市 5"]);
        assert_eq!(
            all("推荐指标:高新区20项、经开区15项、其他县区各5项", false),
            ["高新区 20", "经开区 15", "其他县区 5"]
        );
        assert!(all("优秀场景2个,示范工厂1个", false).is_empty());
        assert!(all("全市现有企业15家", false).is_empty());
        assert!(all("全省共认定50家,其中长沙市15家,其他市州35家", false).is_empty());
    }

    #[test]
    fn what_was_not_taken_is_told() {
        let told =
            |text: &str, taken| is_untaken(&Sentence { text: text.to_owned(), line: 0 }, taken);
        assert!(told("推荐数量原则上不多于5家,其中北京、河北可增加2家", true));
        assert!(told("示范企业推荐数量不超过本地区总数的十分之一,且最多不超过15家", false));
        assert!(told("每县区2个项目", false));
        assert!(!told("推荐材料请于5月1日前报送", false));
        assert!(!told("附件1:各省推荐限额表", false));
    }
}
