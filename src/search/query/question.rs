//! Questions as people type them (近三年湖北省人机协同制造效率提升超过三成的案例), read into
//! conditions by rules. What was read is shown; what was not stays words. A query with any
//! syntax of its own is no question.

use super::fields::{Field, Keyword};
use super::number::{Range, number};
use super::parse::parse;
use super::{Measure, Node};
use crate::problem::Problem;
use crate::registry::{division, scenarios};
use crate::search::analysis::dictionary;
use crate::search::analysis::fold::{Spaces, fold};
use crate::value::number::chinese_integer;
use crate::value::pattern::{Pattern, pattern};

/// A query as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Read {
    /// What is looked for.
    pub node: Node,
    /// The conditions of a question, in the language of queries; empty for a query that
    /// was written in it.
    pub conditions: Vec<String>,
}

/// The year in which questions are asked.
pub fn today() -> u64 {
    const YEAR: f64 = 365.2425 * 86_400.0;
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    1970 + since.map_or(0, |since| (since.as_secs_f64() / YEAR) as u64)
}

/// Reads a query or a question.
///
/// # Errors
///
/// As [`parse`].
pub fn read(query: &str, year: u64) -> Result<Read, Problem> {
    if let Some(read) = question(query, year) {
        return Ok(read);
    }
    Ok(Read { node: parse(query)?, conditions: Vec::new() })
}

/// The text of a query that may be nothing but a name: of words without any condition, or
/// of a field that holds names.
pub fn name_typed(query: &str) -> Option<String> {
    match parse(query).ok()? {
        Node::Words(text) | Node::Phrase(text) => Some(text),
        Node::Field(
            Field::Applicant | Field::Project | Field::Scenario | Field::Supplier,
            text,
        ) => Some(text),
        Node::And(parts) => {
            let word = |part: &Node| match part {
                Node::Words(text) => Some(text.clone()),
                _ => None,
            };
            parts.iter().map(word).collect::<Option<Vec<_>>>().map(|words| words.concat())
        }
        _ => None,
    }
}

pattern! {
    // What makes a text a question: a span of time, a comparison in words, an asking word,
    // a noun for what is wanted at the end.
    static ASKS = "(?:近|最近|过去)[0-9一二两三四五六七八九十]{1,3}年|[去今前]年|^(?:请问|请帮|帮我|我想|我要|想找|想要|想看|麻烦)|哪些|哪几|有没有|有无|多少|怎么|怎样|如何|什么|为什么|吗|[?？]\
     |(?:的|地)(?:案例|项目|企业|公司|单位|工厂|申报书|通知|场景|材料|书)$";
    static LAST_YEARS = "(?:近|最近|过去)([0-9]{1,2}|[一二两三四五六七八九十]{1,3})年(?:来|以来|内|间|的|里)?";
    static YEARS = "(20[0-9]{2})年?(?:至|到|-|—|~)(20[0-9]{2})年(?:度|的|间)?|(20[0-9]{2})年(以来|以后|之后|起|以前|之前|前)?(?:度|的)?";
    static NEAR_YEAR = "(去年|今年|前年)(?:的|度)?";
    static FIGURE = "([\\p{Han}A-Za-z]{2,14}?)(?:了|均|都|已|为)?(不低于|不少于|不小于|不高于|不超过|不大于|不到|至少|最少|至多|最多|大于等于|小于等于|大于|小于|超过|高于|多于|低于|少于|不足|达到|超)\
     (百分之[一二两三四五六七八九十百零0-9.]+|[0-9][0-9,.]*|[一二两三四五六七八九十百]+|半)(成半|成|个百分点|%|％|亿元|千万元|百万元|万元|元|级|倍|天|人|台|个|家)?(以上|以下|及以上|及以下)?(?:的)?";
    static BOUND = "([\\p{Han}A-Za-z]{2,14}?)(?:在|为|达)?(百分之[一二两三四五六七八九十百零0-9.]+|[0-9][0-9,.]*|[一二两三四五六七八九十百]+)(成|个百分点|%|％|亿元|千万元|百万元|万元|元|级|倍|天|人|台|个|家)?(及以上|以上|及以下|以下|以内)(?:的)?";
    static FILLER = "^(?:请问|请|帮我|帮忙|我想|我要|想|麻烦)?(?:查一下|查找|查询|查|找一下|找出|找|搜索|搜|看看|了解|列出|知道)?(?:一下)?(?:所有|全部)?";
    static ASKING = "有哪些|有哪几家|哪些|哪几家|哪几个|有没有|有无|都有|是什么|什么|怎么样|怎么|怎样|如何|为什么|多少|吗|呢|[?？。！!]|相关|关于|情况|实现了|实现|应用了|采用了|使用了|做了|方面|有关|属于|位于";
}

/// Nouns for what is wanted, at the end of a question, with the kind of record they mean.
const WANTED: &[(&str, Option<&str>)] = &[
    ("案例", Some("application")),
    ("申报书", Some("application")),
    ("项目", Some("application")),
    ("通知", Some("notice")),
    ("企业", None),
    ("公司", None),
    ("单位", None),
    ("工厂", None),
    ("材料", None),
    ("书", None),
];

/// Values that are written as they stand, with the field they belong to.
const VALUES: &[(Field, &[&str])] = &[
    (Field::Ownership, &["中央企业", "地方国企", "民营企业", "三资企业"]),
    (Field::Size, &["大型企业", "中型企业", "小型企业", "微型企业"]),
];

/// Sectors count only with a word that says so: 装备制造 alone may be a name.
const SECTORS: &[&str] = &["装备制造", "原材料", "消费品", "电子信息"];

/// Words that hold a question together and say nothing of what is looked for.
const CONNECTING: &[&str] = &[
    "的",
    "地",
    "得",
    "了",
    "过",
    "着",
    "在",
    "中",
    "里",
    "和",
    "与",
    "及",
    "或",
    "有",
    "是",
    "为",
    "把",
    "被",
    "对",
    "于",
    "从",
    "到",
    "来",
    "去",
    "做",
    "用",
    "让",
    "给",
    "要",
    "想",
    "找",
    "看",
    "搞",
    "上",
    "能",
    "会",
    "可以",
    "哪里",
    "谁",
    "企业",
    "公司",
    "单位",
    "行业",
    "领域",
    "项目",
    "案例",
    "应用",
    "使用",
    "采用",
    "利用",
    "运用",
    "借助",
    "通过",
    "进行",
    "开展",
    "实现",
    "建设了",
    "以及",
    "并且",
    "其中",
    "方面",
    "情况",
    "相关",
    "有关",
    "关于",
    "我们",
    "我",
    "他们",
    "你们",
    "一些",
    "一个",
    "所有",
    "全部",
    "比较",
    "做到",
    "用于",
    "用来",
    "想要",
    "想找",
    "使用了",
];

fn question(query: &str, year: u64) -> Option<Read> {
    let text = fold(query, Spaces::Join).text;
    let syntax = |c: char| "\"“”「」:[]()|<>=≥≤~".contains(c);
    if text.contains(syntax) || text.split_whitespace().any(|word| word.starts_with('-')) {
        return None;
    }
    if text.split(' ').any(|word| matches!(word, "or" | "not" | "and")) {
        return None;
    }
    // The title of a notice, pasted.
    if text.contains("关于") && text.ends_with("通知") {
        return None;
    }
    let compares = || FIGURE.is_match(&text);
    let bounds = || BOUND.is_match(&text);
    if !(ASKS.is_match(&text) || compares() || bounds()) {
        return None;
    }
    let mut reader = Reader { rest: text.clone(), nodes: Vec::new(), shown: Vec::new(), year };
    reader.years();
    reader.scenarios();
    reader.values();
    // A place may stand before what is compared there, and before what is wanted.
    if !reader.region() {
        reader.figures();
        reader.region();
    } else {
        reader.figures();
    }
    reader.wanted();
    let shown = !reader.shown.is_empty();
    reader.words();
    (shown || reader.rest != text).then_some(())?;
    let node = match reader.nodes.len() {
        0 => return None,
        1 => reader.nodes.pop()?,
        _ => Node::And(reader.nodes),
    };
    Some(Read { node, conditions: reader.shown })
}

struct Reader {
    /// What is not read yet; a read piece leaves a blank.
    rest: String,
    nodes: Vec<Node>,
    shown: Vec<String>,
    year: u64,
}

impl Reader {
    fn add(&mut self, node: Node, shown: String) {
        self.nodes.push(node);
        self.shown.push(shown);
    }

    /// Takes the first match of a pattern out of the text: its groups.
    fn take(&mut self, pattern: &Pattern) -> Option<Vec<Option<String>>> {
        let found = pattern.captures(&self.rest)?;
        let groups = found.iter().map(|g| g.map(|g| g.as_str().to_owned())).collect();
        let range = found.get(0)?.range();
        self.rest.replace_range(range, " ");
        Some(groups)
    }

    fn years(&mut self) {
        let mut range = None;
        if let Some(groups) = self.take(&LAST_YEARS) {
            let years = groups.get(1).cloned().flatten().and_then(|n| whole(&n)).unwrap_or(1);
            range = Some((self.year.saturating_sub(years.saturating_sub(1)), self.year));
        } else if let Some(groups) = self.take(&YEARS) {
            let group = |n: usize| groups.get(n).cloned().flatten();
            let year = |n: usize| group(n).and_then(|y| y.parse::<u64>().ok());
            range = match (year(1), year(2), year(3), group(4).as_deref()) {
                (Some(a), Some(b), _, _) => Some((a.min(b), a.max(b))),
                (_, _, Some(y), Some("以来" | "以后" | "之后" | "起")) => Some((y, 2200)),
                (_, _, Some(y), Some(_)) => Some((1900, y.saturating_sub(1))),
                (_, _, Some(y), None) => Some((y, y)),
                _ => None,
            };
        } else if let Some(groups) = self.take(&NEAR_YEAR) {
            let back = match groups.get(1).cloned().flatten().as_deref() {
                Some("去年") => 1,
                Some("前年") => 2,
                _ => 0,
            };
            let year = self.year.saturating_sub(back);
            range = Some((year, year));
        }
        if let Some((low, high)) = range {
            let shown = match (low, high) {
                (low, high) if low == high => format!("年份:{low}"),
                (low, 2200) => format!("年份>={low}"),
                (1900, high) => format!("年份<={high}"),
                (low, high) => format!("年份:{low}..{high}"),
            };
            self.add(Node::Year(low, high), shown);
        }
    }

    /// Names of scenarios of any catalogue, the longest first.
    fn scenarios(&mut self) {
        let catalogues = scenarios::catalogues().iter();
        let mut names: Vec<&str> =
            catalogues.flat_map(|c| c.scenarios().map(|found| found.name)).collect();
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        for name in names {
            let folded = fold(name, Spaces::Join).text;
            if let Some(at) = self.rest.find(&folded) {
                self.rest.replace_range(at..at + folded.len(), " ");
                self.add(Node::Field(Field::Scenario, name.to_owned()), format!("场景:{name}"));
                return;
            }
        }
    }

    fn values(&mut self) {
        for (field, values) in VALUES {
            for value in *values {
                if let Some(at) = self.rest.find(value) {
                    self.rest.replace_range(at..at + value.len(), " ");
                    let shown = format!("{}:{value}", field.name());
                    self.add(Node::Field(*field, (*value).to_owned()), shown);
                }
            }
        }
        for sector in SECTORS {
            for said in ["行业", "领域", "业"] {
                let written = format!("{sector}{said}");
                if let Some(at) = self.rest.find(&written) {
                    self.rest.replace_range(at..at + written.len(), " ");
                    self.add(
                        Node::Field(Field::Sector, (*sector).to_owned()),
                        format!("行业:{sector}"),
                    );
                }
            }
        }
    }

    fn figures(&mut self) {
        for _ in 0..FIGURES {
            let before = self.rest.clone();
            let (name, operator, value, unit) = if let Some(groups) = self.take(&FIGURE) {
                let group = |n: usize| groups.get(n).cloned().flatten();
                let (Some(name), Some(said), Some(value)) = (group(1), group(2), group(3)) else {
                    return;
                };
                let operator = match group(5).as_deref() {
                    Some("以上" | "及以上") => ">=",
                    Some("以下" | "及以下") => "<=",
                    _ => operator(&said),
                };
                (name, operator, value, group(4))
            } else if let Some(groups) = self.take(&BOUND) {
                let group = |n: usize| groups.get(n).cloned().flatten();
                let (Some(name), Some(value), Some(said)) = (group(1), group(2), group(4)) else {
                    return;
                };
                let operator = if said.ends_with('上') { ">=" } else { "<=" };
                (name, operator, value, group(3))
            } else {
                return;
            };
            let (name, outside) = named(&name);
            let range = range_of(operator, &value, unit.as_deref());
            let (Some(name), Some((range, shown))) = (name, range) else {
                self.rest = before;
                return;
            };
            self.rest.insert_str(0, &format!("{outside} "));
            let shown = format!("{name}{operator}{shown}");
            self.add(Node::Figure(name, range), shown);
        }
    }

    /// A province or city, by the register; only where a word begins.
    fn region(&mut self) -> bool {
        let text = self.rest.trim_start();
        let start = self.rest.len() - text.len();
        let mut best: Option<usize> = None;
        for (at, _) in self.rest.char_indices().filter(|(at, _)| *at >= start) {
            let begins = at == start || self.rest[..at].ends_with([' ', '的', '在', '，', '、']);
            if !begins {
                continue;
            }
            for length in (2..=12).rev() {
                let Some((end, _)) = self.rest[at..]
                    .char_indices()
                    .map(|(i, c)| (at + i + c.len_utf8(), c))
                    .nth(length - 1)
                else {
                    continue;
                };
                let name = &self.rest[at..end];
                if !name.contains(char::is_whitespace) && !division::named(name).is_empty() {
                    best = Some(end);
                    break;
                }
            }
            if let Some(end) = best {
                let name = self.rest[at..end].to_owned();
                self.rest.replace_range(at..end, " ");
                self.add(Node::Field(Field::Region, name.clone()), format!("地区:{name}"));
                return true;
            }
        }
        false
    }

    /// The noun for what is wanted.
    fn wanted(&mut self) {
        if let Some(pattern) = ASKING.regex() {
            self.rest = pattern.replace_all(&self.rest, " ").into_owned();
        }
        let text = self.rest.trim_end();
        for (noun, kind) in WANTED {
            let Some(rest) = text.strip_suffix(noun) else { continue };
            // A noun alone or behind 的 says what is wanted; 示范工厂 is a name.
            if rest.is_empty() || rest.ends_with(['的', ' ']) {
                let rest = rest.trim_end_matches('的').to_owned();
                if let Some(kind) = kind {
                    let node = Node::Keyword(Keyword::Kind, (*kind).to_owned());
                    self.add(
                        node,
                        format!("类型:{}", if *kind == "notice" { "通知" } else { "申报书" }),
                    );
                }
                self.rest = rest;
                return;
            }
        }
    }

    /// What is left are words.
    fn words(&mut self) {
        let text = self.rest.trim().to_owned();
        let text = FILLER.replace(&text, "").into_owned();
        // What only holds the question together is in no book; what is left of a run of
        // words stays together.
        let mut runs: Vec<String> = vec![String::new()];
        for word in dictionary::domain().cut(&text, true) {
            let between = word.text == " ";
            let latin = |run: &String| run.ends_with(|c: char| c.is_ascii_alphanumeric());
            if between && runs.last().is_some_and(latin) {
                runs.last_mut().into_iter().for_each(|run| run.push(' '));
            } else if CONNECTING.contains(&word.text) || !word.text.contains(char::is_alphanumeric)
            {
                runs.push(String::new());
            } else if let Some(run) = runs.last_mut() {
                run.push_str(word.text);
            }
        }
        // 家具行业 is one word of the dictionary; 行业 says nothing in it.
        let bare = |run: &String| {
            let run = run.trim();
            let ends = ["行业", "企业", "公司", "项目", "案例"].into_iter();
            ends.filter_map(|end| run.strip_suffix(end)).next().unwrap_or(run).to_owned()
        };
        let runs = runs.iter().map(bare).filter(|run| !run.is_empty());
        let runs: Vec<Node> = runs.map(Node::Words).collect();
        self.nodes.extend(runs);
    }
}

/// Comparisons read from one question.
const FIGURES: usize = 4;

fn operator(said: &str) -> &'static str {
    match said {
        "超过" | "高于" | "大于" | "多于" | "超" => ">",
        "低于" | "少于" | "小于" | "不足" | "不到" => "<",
        "不高于" | "不超过" | "不大于" | "至多" | "最多" | "小于等于" => "<=",
        _ => ">=",
    }
}

/// How the names of figures end.
const FIGURE_ENDS: &[&str] = &[
    "提升",
    "提高",
    "下降",
    "降低",
    "缩短",
    "减少",
    "增长",
    "增长率",
    "率",
    "投资",
    "收入",
    "利润",
    "资产",
    "成熟度",
    "税金",
    "能耗",
    "产值",
    "销售",
    "成本",
];

/// The name of a figure at the end of a text, as it may begin, and what stands before it.
fn named(text: &str) -> (Option<String>, String) {
    if !FIGURE_ENDS.iter().any(|end| text.ends_with(end)) {
        return (None, String::new());
    }
    let cut = text.rfind(['的', '且', '并', '，', '、', '中', '其']);
    match cut {
        Some(at) => {
            let width = text[at..].chars().next().map_or(0, char::len_utf8);
            (Some(text[at + width..].to_owned()), text[..at].to_owned())
        }
        None => (Some(text.to_owned()), String::new()),
    }
    .normalised()
}

trait Normalised {
    fn normalised(self) -> Self;
}

impl Normalised for (Option<String>, String) {
    /// 提高 and 降低 are 提升 and 下降 in the forms.
    fn normalised(self) -> Self {
        let name = self.0.filter(|name| name.chars().count() >= 2).map(|name| {
            name.strip_suffix("提高").map(|stem| format!("{stem}提升")).unwrap_or(name)
        });
        (name, self.1)
    }
}

fn whole(text: &str) -> Option<u64> {
    let text = text.replace('两', "二");
    text.parse().ok().or_else(|| chinese_integer(&text))
}

/// The range of a number in words, and how it is shown.
fn range_of(operator: &str, value: &str, unit: Option<&str>) -> Option<(Range, String)> {
    let bare = value.strip_prefix("百分之");
    let text = bare.unwrap_or(value);
    let number_of = |text: &str| -> Option<f64> {
        if text == "半" {
            return Some(5.0);
        }
        text.replace(',', "").parse().ok().or_else(|| whole(text).map(|n| n as f64))
    };
    let value = number_of(text)?;
    let (value, unit) = match (bare, unit) {
        (Some(_), _) => (value, "%"),
        (None, Some("成")) => (value * 10.0, "%"),
        (None, Some("成半")) => (value * 10.0 + 5.0, "%"),
        (None, Some("个百分点" | "%" | "％")) => (value, "%"),
        (None, Some(unit @ ("亿元" | "千万元" | "百万元" | "万元" | "元"))) => {
            (value, unit)
        }
        (None, None) if text == "半" => (50.0, "%"),
        (None, _) => (value, ""),
    };
    let written = format!("{value}{unit}");
    let (value, measure, _) = number(&written)?;
    let range = Range::of(operator, value);
    let range = if measure.measure == Measure::AsPrinted { range } else { range.measured(measure) };
    Some((range, written))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(query: &str) -> Vec<String> {
        read(query, 2026).map(|read| read.conditions).unwrap_or_default()
    }

    #[test]
    fn a_question_is_read_into_conditions() {
        assert_eq!(
            shown("近三年湖北省人机协同制造效率提升超过三成的案例"),
            ["年份:2024..2026", "场景:人机协同制造", "地区:湖北省", "效率提升>30%", "类型:申报书"]
        );
        assert_eq!(
            shown("2023年甘肃有哪些民营企业投资超过1.5亿元？"),
            ["年份:2023", "企业性质:民营企业", "地区:甘肃", "投资>1.5亿元"]
        );
        assert_eq!(
            shown("去年湖北省生产效率提升超过三成的案例")[1..3],
            ["地区:湖北省", "生产效率提升>30%"]
        );
        assert_eq!(shown("生产效率提高百分之二十以上的项目"), ["生产效率提升>=20%", "类型:申报书"]);
        assert_eq!(
            shown("2021年以来装备制造行业的通知"),
            ["年份>=2021", "行业:装备制造", "类型:通知"]
        );
    }

    #[test]
    fn what_is_no_question_stays_a_query() {
        for plain in
            ["智能在线检测", "人机协同制造 湖北", "场景:智能仓储", "\"近三年\"", "示范工厂"]
        {
            assert!(shown(plain).is_empty(), "{plain}");
        }
    }

    #[test]
    fn what_holds_a_question_together_is_no_word_of_it() {
        let read = read("有没有家具行业应用自动化立体库的项目", 2026).unwrap();
        let Node::And(parts) = read.node else { panic!() };
        assert!(parts.contains(&Node::Words("家具".into())), "{parts:?}");
        assert!(parts.iter().any(|part| matches!(part, Node::Words(w) if w == "自动化立体库")));
    }

    #[test]
    fn the_rest_of_a_question_is_words() {
        let read = read("哪些企业用AGV做物料配送？", 2026).unwrap();
        assert_eq!(read.conditions, Vec::<String>::new());
        assert!(format!("{:?}", read.node).contains("agv"), "{:?}", read.node);
    }

    proptest! {
        #[test]
        fn any_question_is_survived(query in "[近三年湖北省效率提升超过成的案例0-9%万元以上吗？有哪些 ]{0,24}") {
            let _ = read(&query, 2026);
        }
    }
}
