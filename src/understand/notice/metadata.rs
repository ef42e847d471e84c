//! What web pages print above a notice: keys and values, and words to click on.

use super::date;
use crate::understand::passages::Passage;
use crate::understand::words::{METADATA, bare};
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
        let tabled = line.text.contains('\t');
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
            if let Some(key) = METADATA.iter().find(|k| **k == key) {
                let mut value = value;
                if tabled && value.is_empty() && at + 1 < cells.len() {
                    at += 1;
                    value = cells[at].trim();
                }
                let value = value.trim_end_matches(['*', '|', ' ', ']', '】']);
                if !value.is_empty() && !out.iter().any(|(k, ..)| k == key) {
                    out.push((key, value.to_owned(), index));
                }
            }
            at += 1;
        }
    }
    // One such line may be the notice's own text; a block of them is a web page's head.
    if let [(key, value, line)] = out.as_slice() {
        let published = ["发布日期", "发布时间", "发表时间", "发布于"].contains(key);
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
        let keys = METADATA.iter().chain(NOISE).copied().collect::<Vec<_>>().join("|");
        format!(r"[【\[]?(?:{keys}|时间|日期)\s*[：:]")
    };
}

/// Entries of the head of a web page that share a line: 来源：某局  发布时间：2020-06-02.
fn entries(line: &str) -> Vec<&str> {
    let mut cells: Vec<&str> = line.split('\t').collect();
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

/// What else web pages print beside these keys.
const NOISE: &[&str] = &[
    "字体",
    "字号",
    "浏览次数",
    "浏览量",
    "浏览",
    "阅读次数",
    "阅读量",
    "阅读",
    "点击数",
    "点击",
    "访问量",
    "访问次数",
    "作者",
    "编辑",
    "责任编辑",
    "打印",
    "分享",
    "更新于",
    "来自",
];

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
    const CLICKS: &[&str] = &[
        "点赞",
        "收藏",
        "转发",
        "打印",
        "分享",
        "分享到",
        "分享到:",
        "关闭",
        "朗读",
        "字体",
        "下载",
        "大",
        "中",
        "小",
        "大中小",
        "打印本页",
        "关闭窗口",
        "返回",
        "复制链接",
        "微信",
        "微博",
        "qq",
    ];
    let click = |line: &&Passage| {
        CLICKS.contains(&line.bare.trim_matches(['[', ']', '【', '】']).to_lowercase().as_str())
    };
    let count = lines.iter().skip(from).take_while(click).count();
    if from > 0 || count > 1 { from + count } else { from }
}
