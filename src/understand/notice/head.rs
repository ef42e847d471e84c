//! The head of a notice: metadata of a web page, red head, number, title, addressees.

use super::metadata::{is_entry, metadata, without_noise};
use super::{agency, date, evidence, number, rules};
use crate::lexicon;
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
    let printed = title_lines(lines);
    let published = |head: &Head| head.metadata.iter().any(|(key, ..)| key.starts_with("发布"));
    if !published(&head)
        && let Some((day, at)) = printed_day(lines, printed.as_ref().map(|(_, range)| range))
    {
        head.metadata.push(("发布日期", day, at));
    }
    let after_meta = head.metadata.iter().map(|(.., line)| line + 1).max().unwrap_or(after_meta);
    let end = printed.as_ref().map_or(after_meta, |(_, range)| range.end.max(after_meta));
    for (index, line) in lines.iter().enumerate().take((end + 4).min(REACH)) {
        // What is said already is no head.
        if line.bare.ends_with('。') {
            break;
        }
        let remark = index.checked_sub(1).and_then(|above| lines.get(above));
        if remark.is_some_and(|above| above.bare.trim_end_matches(':') == "备注") {
            continue;
        }
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
    let own = lines.iter().enumerate().skip(head.body).filter(|(_, line)| !evidence::is_page(line));
    for (index, line) in own.take(4) {
        if evidence::is_salutation_at(lines, index) {
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
        if let Some((first, rest)) = line.text.split_once(['：', ':'])
            && !rest.trim().is_empty()
            && evidence::opens(first, &bare(rest))
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

/// The day of publication that a page prints beside the title: alone under it (2021-11-16), or
/// with its own words around it.
fn printed_day(lines: &[Passage], title: Option<&Range<usize>>) -> Option<(String, usize)> {
    let range = title.cloned().unwrap_or(0..0);
    let figures = |text: &str| text.chars().all(|c| c.is_ascii_digit() || "-/.: ".contains(c));
    let above = (range.start.saturating_sub(5)..range.start).rev();
    let below = range.end..lines.len().min(range.end + 3);
    let mut near = above.chain(below);
    let told = |at: &usize| {
        let text = lines[*at].text.trim();
        let near = range.start.saturating_sub(3) <= *at && *at < range.start;
        let page = evidence::is_page(&lines[*at]) && !lines[*at].bare.contains("今天");
        // 2023-02-27 09:06:46 某厅办公室 right below the title.
        let page = page || range.end == *at && timed(text);
        near || page || figures(text) && date::at_start(text).is_some()
    };
    let found = near.find_map(|at| Some((stamp(&lines[at].text).filter(|_| told(&at))?, at)));
    if let Some((day, at)) = found {
        return Some((day.to_owned(), at));
    }
    // 2014年10月05日 alone under the title, on a page that shows itself to be one.
    let line = lines.get(range.end)?;
    let page = lines[..range.end].iter().any(evidence::is_page);
    (page && date::alone(&line.text).is_some()).then(|| (line.text.clone(), range.end))
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

/// The lines of the title: the line that most speaks for ending it, and upwards over what
/// belongs to it.
fn title_lines(lines: &[Passage]) -> Option<(String, Range<usize>)> {
    // The text itself names no title.
    let text = (0..lines.len().min(REACH)).find(|at| {
        let bare = &lines[*at].bare;
        let said = bare.ends_with(['。', ';']) || evidence::is_salutation_at(lines, *at);
        said && !evidence::is_page(&lines[*at])
    });
    let until = text.unwrap_or(lines.len().min(REACH));
    let ends = |line: &Passage| {
        title::is_letter(&line.bare)
            && line.bare.chars().count() <= 160
            && !line.bare.contains('。')
            && !(line.bare.contains('《')
                && !line.bare.contains("关于")
                && !line.bare.contains("转发"))
    };
    let weighed = (0..until).filter(|at| ends(&lines[*at]) && lines[*at].row.is_none());
    let weighed = weighed.map(|at| (evidence::title(lines, at).total(), at));
    let best = weighed.filter(|(score, _)| *score >= rules::NEED_TITLE);
    let (_, first) = best.max_by_key(|(score, at)| (*score, std::cmp::Reverse(*at)))?;
    // Pages print it over their own data, and once more over the text.
    // The first may have the path to the page glued on.
    let own = |at: &usize| {
        let (bare, long) = (&lines[*at].bare, lines[*at].bare.chars().count() >= 10);
        bare == &lines[first].bare || long && ends(&lines[*at]) && lines[first].bare.ends_with(bare)
    };
    let last = (first..until).rfind(own).unwrap_or(first);
    let mut start = last;
    let mut text = lines[last].text.clone();
    while start > 0 {
        let above = &lines[start - 1];
        let finished = agency_before_about(&text);
        let words = above.text.trim();
        // Above 关于 stands whoever writes, and no name of a page.
        let writes = agency::list(words).is_empty() && !title::is_agency(words);
        let said = lexicon::TITLE_VERBS.iter().any(|verb| words.ends_with(verb));
        let stops = evidence::is_page(above)
            || text.trim_start().starts_with("关于") && writes && !said
            || number::alone(words).is_some()
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

/// Whether a short line holds nothing but a day with its hour and names.
fn timed(text: &str) -> bool {
    TIMED.is_match(text)
}

/// The day and hour that a page stamps beside its name: 某县某局 2025-06-09 16:42.
fn stamp(text: &str) -> Option<&str> {
    let found = STAMP.find(text)?;
    (text.chars().count() <= 50 && !text.contains(['。', '《'])).then(|| found.as_str())
}

pattern! {
    static TIMED = r"^(?:\p{Han}{2,12}\s+)?20[0-9]{2}[-/.][0-9]{1,2}[-/.][0-9]{1,2}\s+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\s+\p{Han}{2,12})?$";
}

/// 〔2025〕125号 below 便函: a number whose word stands on the line above.
fn numbered_alone(bare: &str) -> bool {
    let inner = bare.trim_start_matches(['〔', '[', '(', '【']);
    inner.len() < bare.len() && inner.ends_with('号') && inner.starts_with("20")
}

/// 新闻资讯, 通知公告: the names of a site's pages.
pub(super) fn is_crumb(bare: &str) -> bool {
    let mut rest = bare;
    while let Some(next) = lexicon::PAGE_CRUMBS.iter().find_map(|word| rest.strip_prefix(word)) {
        rest = next;
    }
    rest.is_empty() && bare.chars().count() <= 10
}

/// Whether a title begins with whoever issued it.
pub(super) fn agency_before_about(text: &str) -> bool {
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

/// A list of addressees without its colon, with no spaces that wrapping left.
fn tidy_list(text: &str) -> String {
    title::tidy(text.trim().trim_end_matches(['：', ':'])).replace(' ', "").replace(',', "，")
}
