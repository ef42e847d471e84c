//! The head of a notice: metadata of a web page, red head, number, title, addressees.

use super::metadata::{is_entry, metadata, without_noise};
use super::{agency, date, number};
use crate::understand::passages::Passage;
use crate::understand::title;
use crate::understand::words::bare;
use crate::value::pattern::pattern;
use std::ops::Range;

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
    let after_meta = without_noise(lines, after_meta);
    let mut printed = title_lines(lines, after_meta);
    let first_meta = head.metadata.iter().map(|(.., line)| *line).min().unwrap_or(0);
    if printed.is_none() && first_meta > 0 {
        // Other pages print them between the title and the text.
        printed = title_lines(&lines[..first_meta], 0);
    }
    // Pages print it over the metadata, and once more over the text.
    printed = printed.map(|(title, range)| again(lines, title, range));
    let published = |head: &Head| head.metadata.iter().any(|(key, ..)| key.starts_with("发布"));
    if let Some((_, range)) = &printed
        && let Some(above) = (range.start.saturating_sub(3)..range.start)
            .rev()
            .find(|at| stamp(&lines[*at].text).is_some())
        && let Some(day) = stamp(&lines[above].text)
        && !published(&head)
    {
        head.metadata.push(("发布日期", day.to_owned(), above));
    }
    if let Some((_, range)) = &printed
        && let Some(line) = lines.get(range.end)
        && !published(&head)
        && let Some(day) = bare_day(&line.text)
    {
        head.metadata.push(("发布日期", day, range.end));
    }
    let after_meta = head.metadata.iter().map(|(.., line)| line + 1).max().unwrap_or(after_meta);
    let end = printed.as_ref().map_or(after_meta, |(_, range)| range.end.max(after_meta));
    let from = printed.as_ref().map_or(after_meta, |(_, range)| range.start.min(after_meta));
    for (index, line) in lines.iter().enumerate().take((end + 4).min(REACH)).skip(from) {
        let one = number::alone(&line.text);
        for found in one.clone().into_iter().chain(number::several_alone(&line.text)) {
            if !head.numbers.iter().any(|(n, _)| n.canonical == found.canonical) {
                head.numbers.push((found, index));
            }
        }
        if one.is_some() || line.bare.starts_with("签发人:") {
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
    head.title = head.title.map(|(title, range)| (apart(without_place(&title)), range));
    head
}

/// The last place near the head where the title stands once more.
fn again(lines: &[Passage], title: String, range: Range<usize>) -> (String, Range<usize>) {
    let own = bare(&title);
    let until = lines.len().min(range.end + 20);
    let twice = (range.end..until).rfind(|at| lines[*at].bare == own);
    // Text between the two is the notice itself, which names itself.
    let told = |at: usize| lines[range.end..at].iter().any(|l| l.bare.ends_with('。'));
    match twice.filter(|at| !told(*at)) {
        Some(at) => (title, at..at + 1),
        None => (title, range),
    }
}

/// The day of publication that pages print alone under the title: 2021-11-16.
fn bare_day(text: &str) -> Option<String> {
    let text = text.trim();
    let figures = text.chars().all(|c| c.is_ascii_digit() || "-/.: ".contains(c));
    (figures && date::at_start(text).is_some()).then(|| text.to_owned())
}

/// 【某省】关于…的通知: portals put the place before the title.
fn without_place(title: &str) -> &str {
    let rest = title.strip_prefix('【').and_then(|t| t.split_once('】'));
    match rest {
        Some((place, rest)) if place.chars().count() <= 6 && !rest.is_empty() => rest.trim_start(),
        _ => title,
    }
}

/// Names of agencies before 关于 that a line break put together, where others stand apart.
fn apart(title: &str) -> String {
    let Some((before, about)) = title.split_once("关于") else { return title.to_owned() };
    if !before.trim().contains(' ') || before.contains(['《', '转']) {
        return title.to_owned();
    }
    let names = before.split(' ').filter(|w| !w.is_empty()).flat_map(|word| {
        let names = agency::split(word);
        if names.len() > 1 { names } else { vec![word.to_owned()] }
    });
    format!("{}关于{about}", names.collect::<Vec<_>>().join(" "))
}

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
            || is_entry(words)
            || numbered_alone(&above.bare)
            || stamp(words).is_some()
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

pattern! {
    static STAMP = r"20[0-9]{2}[-/.][0-9]{1,2}[-/.][0-9]{1,2}(?:\s+[0-9]{1,2}:[0-9]{2})?";
}

/// The day and hour that a page stamps beside its name: 某县某局 2025-06-09 16:42.
fn stamp(text: &str) -> Option<&str> {
    let found = STAMP.find(text)?;
    (text.chars().count() <= 50 && !text.contains(['。', '《'])).then(|| found.as_str())
}

/// 〔2025〕125号 below 便函: a number whose word stands on the line above.
fn numbered_alone(bare: &str) -> bool {
    let inner = bare.trim_start_matches(['〔', '[', '(', '【']);
    inner.len() < bare.len() && inner.ends_with('号') && inner.starts_with("20")
}

/// 新闻资讯, 通知公告: the names of a site's pages.
fn is_crumb(bare: &str) -> bool {
    const WORDS: &[&str] = &[
        "通知", "公告", "公示", "通告", "政策", "文件", "新闻", "资讯", "信息", "公开", "中心",
        "动态", "申报", "政务", "法规", "首页", "要闻",
    ];
    let mut rest = bare;
    while let Some(next) = WORDS.iter().find_map(|word| rest.strip_prefix(word)) {
        rest = next;
    }
    rest.is_empty() && bare.chars().count() <= 10
}

/// 公  告 stands alone over the number, and the title proper below it.
fn behind_mere_kind(lines: &[Passage], at: usize) -> usize {
    // 某省某厅公告: red head and kind, and nothing that it is about.
    let bare = &lines[at].bare;
    let office = ["公告", "通告", "公示"].iter().find_map(|kind| bare.strip_suffix(kind));
    let headed =
        office.is_some_and(|office| agency::is_agency(office) || agency::split(office).len() > 1);
    let crumb = is_crumb(bare) || bare.contains('>');
    if bare.chars().count() > 3 && !headed && !crumb {
        return at;
    }
    let proper = |line: &Passage| {
        title::is_letter(&line.bare) && line.bare.contains("关于") && !line.bare.contains('。')
    };
    (at + 1..lines.len().min(at + 6)).find(|i| proper(&lines[*i])).unwrap_or(at)
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
