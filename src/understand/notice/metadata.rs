//! What web pages print above a notice: keys and values, and words to click on.

use super::date;
use crate::lexicon;
use crate::understand::passages::Passage;
use crate::understand::words::bare;
use crate::value::pattern::pattern;

/// How many lines hold it.
const REACH: usize = 30;

/// One entry: key, value, line.
type Entry = (&'static str, String, usize);

/// Keys, values and lines of the head of a web page.
pub(super) fn metadata(lines: &[Passage]) -> Vec<Entry> {
    let mut out: Vec<Entry> = Vec::new();
    for (index, line) in lines.iter().enumerate().take(REACH) {
        let cells: Vec<&str> = entries(&line.text);
        let tabled = line.text.contains('\t')
            || line.text.matches(['|', '｜']).count() >= 2
            || cells.len() > 1 && cells.iter().all(|cell| !cell.contains([':', '：']));
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
            let key = bare(label.trim_start_matches(['*', '·', '|', ' ']));
            // 时间 alone says when it was published only among such entries.
            let dated = ["时间", "日期"].contains(&key.as_str()) && cells.len() > 1 && !tabled;
            let key = if dated { "发布时间" } else { key.as_str() };
            if let Some(key) = lexicon::PAGE_KEYS.iter().find(|k| **k == key) {
                let mut value = value;
                if tabled && value.is_empty() && at + 1 < cells.len() {
                    at += 1;
                    value = cells[at].trim();
                }
                let value = value.trim_matches(['*', '|', ' ', '[', '【', ']', '】']);
                if !value.is_empty() && !out.iter().any(|(k, ..)| k == key) {
                    out.push((key, value.to_owned(), index));
                }
            }
            at += 1;
        }
    }
    // One such line may be the notice's own text; a block of them is a web page's head.
    if let [(key, value, line)] = out.as_slice() {
        let published = lexicon::PAGE_PUBLISHED.contains(key);
        let dated = date::alone(value).or_else(|| date::at_start(value)).is_some();
        let told = lines.iter().take(*line).any(|l| l.bare.ends_with(['。', ';']));
        if !published || !dated || told {
            return Vec::new();
        }
    }
    // Entries whose key is not known stand among them: 政策级别：市级.
    if let Some(last) = out.iter().map(|(.., line)| *line).max() {
        let more = lines.iter().skip(last + 1).take_while(|line| is_entry(&line.text)).count();
        if more > 0 {
            out.push(("", String::new(), last + more));
        }
    }
    out
}

pattern! {
    static KEYS = {
        let keys = lexicon::PAGE_KEYS.iter().chain(lexicon::PAGE_NOISE).copied().collect::<Vec<_>>().join("|");
        format!(r"[【\[]?(?:{keys}|时间|日期)\s*[：:]")
    };
}

pattern! {
    static SPACED = {
        let wide = |key: &&str| key.chars().map(String::from).collect::<Vec<_>>().join(r"\s*");
        let keys = lexicon::PAGE_KEYS.iter().map(wide).collect::<Vec<_>>().join("|");
        format!(r"(?:^|\s)({keys})(?:\s+|$)")
    };
}

/// Keys and values with nothing but spaces between them: 发布机构 某厅 文  号 某工信〔2022〕1号.
/// Each key and each value is a cell, as in a table.
fn spaced(line: &str) -> Vec<&str> {
    let Some(regex) = SPACED.regex().filter(|_| !line.contains(['：', ':', '。'])) else {
        return Vec::new();
    };
    let keys: Vec<_> = regex.captures_iter(line).filter_map(|found| found.get(1)).collect();
    if keys.first().is_none_or(|key| key.start() > 0) {
        return Vec::new();
    }
    let ends = keys.iter().skip(1).map(|key| key.start()).chain([line.len()]);
    let cells = keys
        .iter()
        .zip(ends)
        .flat_map(|(key, end)| [key.as_str(), line.get(key.end()..end).unwrap_or_default().trim()]);
    cells.collect()
}

/// Entries of the head of a web page that share a line: 来源：某局  发布时间：2020-06-02.
fn entries(line: &str) -> Vec<&str> {
    let mut cells: Vec<&str> = match line.matches(['|', '｜']).count() {
        // The cells of a table that became text: 索引号 | 0001 | 主题分类 | 工业 |.
        2.. if !line.contains('\t') => line.split(['|', '｜']).collect(),
        _ => line.split('\t').collect(),
    };
    if cells.len() == 1 {
        let spaced = spaced(line);
        if spaced.len() > 1 {
            return spaced;
        }
    }
    let starts: Vec<usize> =
        KEYS.regex().map(|r| r.find_iter(line).map(|m| m.start()).collect()).unwrap_or_default();
    // What stands before the first is the name of a page: 申报通知 (63) 发布于：….
    let first = starts.first().map_or(0, |at| line[..*at].chars().count());
    if cells.len() > 1 || starts.len() < 2 || first > 16 {
        return cells;
    }
    let ends = starts.iter().skip(1).copied().chain([line.len()]);
    cells = starts.iter().zip(ends).filter_map(|(from, to)| line.get(*from..to)).collect();
    cells
}

/// Whether a line is a key and a value, of whatever meaning: 政策级别：市级.
pub(super) fn is_entry(text: &str) -> bool {
    let Some((key, value)) = text.trim().split_once(['：', ':']) else { return false };
    let key = bare(key);
    let short = (2..=6).contains(&key.chars().count());
    let words = key.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let told = value.contains(['。', '；', '，']) || value.ends_with(['：', ':']);
    short && words && !value.trim().is_empty() && value.chars().count() <= 80 && !told
}

/// Past the words to click on that stand below: 点赞, 收藏, 转发.
pub(super) fn without_noise(lines: &[Passage], from: usize) -> usize {
    let count = lines.iter().skip(from).take_while(|line| is_click(&line.bare)).count();
    if from > 0 || count > 1 { from + count } else { from }
}

/// Whether a line is nothing but words to click on.
pub(super) fn is_click(bare: &str) -> bool {
    let word = bare.trim_matches(['[', ']', '【', '】']).to_lowercase();
    lexicon::PAGE_CLICKS.contains(&word.as_str())
}
