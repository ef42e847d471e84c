//! The head of a notice: metadata of a web page, red head, number, title, addressees.

use super::{agency, number};
use crate::understand::passages::Passage;
use crate::understand::title;
use crate::understand::words::{METADATA, bare};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// How many lines of a notice can belong to its head.
const REACH: usize = 45;

/// The head, by line index of the notice.
#[derive(Debug, Default)]
pub struct Head {
    /// The title and its lines.
    pub title: Option<(String, Range<usize>)>,
    /// Numbers standing alone, with their line.
    pub numbers: Vec<(number::Number, usize)>,
    /// Name behind 签发人.
    pub signer: Option<(String, usize)>,
    /// Agencies of the red head, with their line.
    pub red: Vec<(String, usize)>,
    /// 主送, without the colon.
    pub addressees: Option<(String, usize)>,
    /// Metadata of a web page: key, value, line.
    pub metadata: Vec<(&'static str, String, usize)>,
    /// First line of the running text.
    pub body: usize,
}

impl Head {
    /// The first value under any of the keys.
    pub fn meta(&self, keys: &[&str]) -> Option<(&str, usize)> {
        keys.iter().find_map(|key| {
            self.metadata.iter().find(|(k, ..)| k == key).map(|(_, v, line)| (v.as_str(), *line))
        })
    }
}

/// Reads the head.
pub fn read(lines: &[Passage]) -> Head {
    let mut head = Head { metadata: metadata(lines), ..Head::default() };
    let after_meta = head.metadata.iter().map(|(.., line)| line + 1).max().unwrap_or(0);
    let mut printed = title_lines(lines, after_meta);
    let first_meta = head.metadata.iter().map(|(.., line)| *line).min().unwrap_or(0);
    if printed.is_none() && first_meta > 0 {
        // Other pages print them between the title and the text.
        printed = title_lines(&lines[..first_meta], 0);
    }
    let end = printed.as_ref().map_or(after_meta, |(_, range)| range.end.max(after_meta));
    let from = printed.as_ref().map_or(after_meta, |(_, range)| range.start.min(after_meta));
    for (index, line) in lines.iter().enumerate().take((end + 4).min(REACH)).skip(from) {
        let one = number::alone(&line.text);
        for found in one.clone().into_iter().chain(number::several_alone(&line.text)) {
            if !head.numbers.iter().any(|(n, _)| n.canonical == found.canonical) {
                head.numbers.push((found, index));
            }
        }
        if one.is_some() {
            head.signer = head.signer.or_else(|| number::signer(&line.text).map(|s| (s, index)));
        }
    }
    let title_start = printed.as_ref().map_or(after_meta, |(_, range)| range.start);
    for (index, line) in lines.iter().enumerate().take(title_start).skip(after_meta) {
        head.red.extend(agency::list(&line.text).into_iter().map(|a| (a, index)));
    }
    head.body = head.numbers.iter().map(|(_, i)| i + 1).max().unwrap_or(0).max(end);
    for (index, line) in lines.iter().enumerate().skip(head.body).take(4) {
        if is_addressees(&line.bare) {
            // A list that was broken over lines begins above.
            let above = &lines[head.body..index];
            let begun = |l: &Passage| !l.bare.ends_with(['。', ';', ':']) && l.row.is_none();
            let opens = above.first().is_some_and(|l| l.bare.starts_with(['各', '有']));
            let (first, text) = if opens && above.iter().all(begun) {
                let whole: String =
                    lines[head.body..=index].iter().map(|l| l.text.trim()).collect();
                (head.body, whole)
            } else {
                (index, line.text.clone())
            };
            head.addressees = Some((tidy_list(&text), first));
            head.body = index + 1;
            break;
        }
        // The text goes on behind them on the same line.
        if let Some((first, _)) = line.text.split_once(['：', ':'])
            && ["各", "有关"].iter().any(|w| first.trim_start().starts_with(w))
            && is_addressees(&bare(&format!("{first}：")))
        {
            head.addressees = Some((tidy_list(first), index));
            head.body = index;
            break;
        }
        if line.bare.ends_with('。') {
            break;
        }
    }
    head.title = match head.meta(&["标题"]) {
        Some((text, line)) => Some((title::tidy(text), line..line + 1)),
        None => printed,
    };
    head
}

fn metadata(lines: &[Passage]) -> Vec<(&'static str, String, usize)> {
    let mut out: Vec<(&'static str, String, usize)> = Vec::new();
    for (index, line) in lines.iter().enumerate().take(30) {
        let cells: Vec<&str> = entries(&line.text);
        let mut at = 0;
        while at < cells.len() {
            let cell = cells[at];
            let (label, value) = match cell.find(['：', ':']) {
                Some(colon) => {
                    let (label, rest) = cell.split_at(colon);
                    (label, rest.trim_start_matches(['：', ':']).trim())
                }
                None if cells.len() > 1 => (cell, ""),
                None => break,
            };
            let key = bare(label);
            if let Some(key) = METADATA.iter().find(|k| **k == key) {
                let mut value = value;
                if value.is_empty() && at + 1 < cells.len() {
                    at += 1;
                    value = cells[at].trim();
                }
                if !value.is_empty() && !out.iter().any(|(k, ..)| k == key) {
                    out.push((key, value.to_owned(), index));
                }
            }
            at += 1;
        }
    }
    // One such line may be the notice's own text; a block of them is a web page's head.
    if out.len() >= 2 { out } else { Vec::new() }
}

/// Entries of the head of a web page that share a line: 来源：某局  发布时间：2020-06-02.
fn entries(line: &str) -> Vec<&str> {
    static KEYS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let keys = METADATA.iter().chain(NOISE).copied().collect::<Vec<_>>().join("|");
        Regex::new(&format!(r"[【\[]?(?:{keys})\s*[：:]")).ok()
    });
    let mut cells: Vec<&str> = line.split('\t').collect();
    let starts: Vec<usize> =
        KEYS.as_ref().map(|r| r.find_iter(line).map(|m| m.start()).collect()).unwrap_or_default();
    if cells.len() > 1 || starts.len() < 2 || starts.first() != Some(&0) {
        return cells;
    }
    let ends = starts.iter().skip(1).copied().chain([line.len()]);
    cells = starts.iter().zip(ends).filter_map(|(from, to)| line.get(*from..to)).collect();
    cells
}

/// What else web pages print beside these keys.
const NOISE: &[&str] = &[
    "字体",
    "字号",
    "浏览次数",
    "浏览量",
    "阅读次数",
    "阅读量",
    "点击数",
    "作者",
    "编辑",
    "责任编辑",
    "打印",
    "分享",
];

/// The lines of the title: up to the first that ends in a letter's name, and
/// upwards over what belongs to it.
fn title_lines(lines: &[Passage], from: usize) -> Option<(String, Range<usize>)> {
    let last = (from..lines.len().min(from + REACH)).find(|i| {
        let line = &lines[*i];
        title::is_letter(&line.bare)
            && line.bare.chars().count() <= 160
            && !line.bare.contains('。')
            && !(line.bare.contains('《')
                && !line.bare.contains("关于")
                && !line.bare.contains("转发"))
    })?;
    let last = behind_mere_kind(lines, last);
    // Body text above means that the line is no title.
    if lines[from..last].iter().any(|l| l.bare.ends_with(['。', ';']) || is_addressees(&l.bare)) {
        return None;
    }
    let mut start = last;
    let mut text = lines[last].text.clone();
    while start > from {
        let above = &lines[start - 1];
        let finished = agency_before_about(&text);
        let words = above.text.trim();
        let stops = number::alone(words).is_some()
            || !number::several_alone(words).is_empty()
            || words.ends_with(['。', '：', ':', '；'])
            || bare(words).ends_with("文件")
            || title::is_letter(&above.bare)
            || above.row.is_some()
            || words.chars().count() > 70
            || !above.bare.chars().any(|c| c.is_alphabetic() && !c.is_ascii());
        let agencies = agency::list(words);
        // A name broken over the two lines.
        let broken = finished && agencies.is_empty() && {
            let whole = format!("{words}{text}");
            let names = whole.split("关于").next().map(agency::list).unwrap_or_default();
            names.len() > 1
        };
        if broken && !stops {
            text = format!("{words}{text}");
            start -= 1;
            continue;
        }
        if stops
            || finished && agencies.is_empty()
            || finished && agencies.iter().all(|a| bare(&text).starts_with(a.as_str()))
        {
            break;
        }
        text = glue(words, &text, !agencies.is_empty() && finished);
        start -= 1;
    }
    Some((title::tidy(&text), start..last + 1))
}

/// 公  告 stands alone over the number, and the title proper below it.
fn behind_mere_kind(lines: &[Passage], at: usize) -> usize {
    // 某省某厅公告: red head and kind, and nothing that it is about.
    let bare = &lines[at].bare;
    let office = ["公告", "通告", "公示"].iter().find_map(|kind| bare.strip_suffix(kind));
    let headed =
        office.is_some_and(|office| agency::is_agency(office) || agency::split(office).len() > 1);
    if bare.chars().count() > 3 && !headed {
        return at;
    }
    let proper = |line: &Passage| {
        title::is_letter(&line.bare) && line.bare.contains("关于") && !line.bare.contains('。')
    };
    (at + 1..lines.len().min(at + 5)).find(|i| proper(&lines[*i])).unwrap_or(at)
}

/// Whether a title begins with whoever issued it.
fn agency_before_about(text: &str) -> bool {
    let bare = bare(text);
    match bare.find("关于") {
        Some(0) | None => false,
        Some(at) => {
            agency::split(&bare[..at]).len() + usize::from(agency::is_agency(&bare[..at])) > 0
        }
    }
}

fn glue(above: &str, below: &str, names: bool) -> String {
    let above = title::tidy(above);
    let gap = names || agency::is_agency(&above) && agency_starts(below);
    if gap { format!("{above} {below}") } else { format!("{above}{below}") }
}

fn agency_starts(text: &str) -> bool {
    text.split([' ', '\u{3000}']).next().is_some_and(agency::is_agency) || agency_before_about(text)
}

fn is_addressees(bare: &str) -> bool {
    bare.ends_with(':')
        && (2..=220).contains(&bare.chars().count())
        && !bare.contains("通知如下")
        && !bare.contains("事项")
        && !bare.contains('。')
        && [
            "各", "有关", "市", "县", "区", "厅", "局", "委", "公司", "集团", "单位", "企业",
            "部门", "协会", "政府",
        ]
        .iter()
        .any(|w| bare.contains(w))
        && !["附件", "联系", "为", "根据", "按照"].iter().any(|w| bare.starts_with(w))
}

/// A list of addressees without its colon, with no spaces that wrapping left.
fn tidy_list(text: &str) -> String {
    title::tidy(text.trim().trim_end_matches(['：', ':'])).replace(' ', "").replace(',', "，")
}
