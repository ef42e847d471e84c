//! 附件说明: the list of attachments at a notice's end.

use super::{agency, date};
use crate::understand::passages::Passage;
use crate::understand::title;
use regex::Regex;
use std::sync::LazyLock;

/// One attachment as named in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its number; `None` when the only attachment has none.
    pub no: Option<u32>,
    /// The number behind the dash: 2 of 1-2.
    pub sub: Option<u32>,
    /// Its title.
    pub title: String,
    /// Line on which it begins.
    pub line: usize,
}

static OPENING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^附\s*(?:件\s*(?:[:：]|(\d{1,2})\s*[:：.．、])|[:：])\s*(.*)$").ok()
});

static ITEM: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:附\s*件\s*)?([0-9０-９]{1,2})(?:\s?[-—–－]\s?([0-9０-９]{1,2}))?\s*[.．、:：]\s*(\S.*)$").ok()
});

static INSIDE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"[\s；;]+([0-9０-９]{1,2}(?:[-—–－][0-9０-９]{1,2})?)\s*[.．、]\s*").ok()
});

/// Reads the list; gives it and the lines it covers.
pub fn read(lines: &[Passage], body: usize) -> (Vec<Named>, Option<std::ops::Range<usize>>) {
    // The last opening counts: running text may say 附件 before.
    let start = (body..lines.len()).rev().find(|i| opens(&lines[*i].text));
    let Some(mut start) = start else { return (Vec::new(), None) };
    // 附件1：…, 附件2：… line by line: go back to the first.
    while start > body && opens(&lines[start - 1].text) {
        start -= 1;
    }
    let mut named: Vec<Named> = Vec::new();
    let mut end = start;
    for (index, line) in lines.iter().enumerate().skip(start) {
        let text = line.text.trim();
        let opening = OPENING.as_ref().and_then(|r| r.captures(text));
        let content = match &opening {
            Some(found) if found.get(1).is_some() => text.to_owned(),
            Some(found) => found.get(2).map_or("", |m| m.as_str()).to_owned(),
            None => text.to_owned(),
        };
        let over = ends_list(line, &named) || signs(lines, index);
        if index > start && opening.is_none() && over {
            break;
        }
        end = index + 1;
        for piece in pieces(&content) {
            match ITEM.as_ref().and_then(|r| r.captures(&piece)) {
                Some(found) => named.push(Named {
                    no: number(found.get(1)),
                    sub: number(found.get(2)),
                    title: found[3].to_owned(),
                    line: index,
                }),
                None if piece.is_empty() => {}
                None => match named.last_mut() {
                    Some(last) => last.title.push_str(&piece),
                    None => named.push(Named { no: None, sub: None, title: piece, line: index }),
                },
            }
        }
    }
    for item in &mut named {
        item.title = clean(&item.title);
    }
    named.retain(|n| !n.title.is_empty());
    let range = (!named.is_empty()).then_some(start..end);
    (named, range)
}

fn number(found: Option<regex::Match<'_>>) -> Option<u32> {
    crate::understand::words::bare(found?.as_str()).parse().ok()
}

fn opens(text: &str) -> bool {
    let text = text.trim();
    text.chars().count() <= 120
        && OPENING.as_ref().is_some_and(|r| r.is_match(text))
        && !text.ends_with('。')
}

/// Several items on one line.
fn pieces(content: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut from = 0;
    if let Some(regex) = INSIDE.as_ref() {
        for found in regex.captures_iter(content) {
            let (Some(whole), Some(number)) = (found.get(0), found.get(1)) else { continue };
            out.push(content[from..whole.start()].trim().to_owned());
            from = number.start();
        }
    }
    out.push(content[from..].trim().to_owned());
    out.into_iter().flat_map(|piece| run_on(&piece)).collect()
}

/// Items that lost the space between them: 1.甲申报书2.乙汇总表.
fn run_on(piece: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut rest = piece;
    while let Some(found) = ITEM.as_ref().and_then(|r| r.captures(rest)) {
        let Some(next) = number(found.get(1)).map(|number| number + 1) else { break };
        let marks = [format!("{next}."), format!("{next}．"), format!("{next}、")];
        let cut = marks
            .iter()
            .filter_map(|mark| rest.find(mark.as_str()))
            .find(|at| *at > 0 && ends_whole(&rest[..*at]));
        let Some(at) = cut else { break };
        out.push(rest[..at].trim().to_owned());
        rest = &rest[at..];
    }
    out.push(rest.to_owned());
    out
}

fn ends_list(line: &Passage, named: &[Named]) -> bool {
    let text = line.text.trim();
    let is_item = ITEM.as_ref().is_some_and(|r| r.is_match(text));
    if is_item {
        let found = ITEM.as_ref().and_then(|r| r.captures(text));
        let own = found.and_then(|f| Some((number(f.get(1))?, number(f.get(2)))));
        let last = named.last().and_then(|n| Some((n.no?, n.sub)));
        return matches!((own, last), (Some(n), Some(l)) if n <= l);
    }
    let whole = named.last().is_some_and(|n| title::is_letter(&n.title));
    whole
        || date::alone(text).is_some()
        || text.starts_with(['（', '('])
        || line.row.is_some()
        || text.ends_with('。')
        || named.last().is_some_and(|n| ends_whole(&n.title)) && !agency::list(text).is_empty()
        || ["联系", "抄送", "扫一扫", "分享", "主题词"].iter().any(|w| text.starts_with(w))
        || named.last().is_some_and(|n| ends_whole(&n.title))
}

/// Whether the names of the issuing bodies begin here: nothing else up to the date.
fn signs(lines: &[Passage], index: usize) -> bool {
    let rest = lines.iter().skip(index).take(12);
    let names = rest.take_while(|line| !agency::list(&line.text).is_empty()).count();
    let next = lines.get(index + names);
    names > 0 && next.is_some_and(|line| date::alone(&line.text).is_some())
}

fn ends_whole(text: &str) -> bool {
    let bare = crate::understand::words::bare(text).to_ascii_lowercase();
    // A web page lists the files: 计划表.docx.
    let file = [".docx", ".doc", ".xlsx", ".xls", ".pdf", ".ofd", ".wps", ".zip", ".rar"];
    title::is_letter(text)
        || file.iter().any(|e| bare.ends_with(e))
        || [
            "方案", "指引", "任务", "书", "表", "条件", "清单", "参考", "要求", "范围", "名单",
            "说明", "模板", "办法", "指南", "目录", ")",
        ]
        .iter()
        .any(|e| bare.ends_with(e))
}

fn clean(text: &str) -> String {
    let text = title::tidy(text.trim().trim_end_matches(['；', ';', '。', '，']));
    match text.strip_prefix('《').and_then(|t| t.strip_suffix('》')) {
        Some(inner) if !inner.contains('《') => inner.to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(lines: &[&str]) -> Vec<(Option<u32>, String)> {
        let lines: Vec<Passage> = lines.iter().map(|l| Passage::plain(l)).collect();
        read(&lines, 0).0.into_iter().map(|n| (n.no, n.title)).collect()
    }

    #[test]
    fn numbered_lists_in_all_their_shapes() {
        let want = vec![(Some(1), "甲指引".to_owned()), (Some(2), "乙书".to_owned())];
        assert_eq!(named(&["附件：1．甲指引", "2．乙书", "某局", "2023年1月1日"]), want);
        assert_eq!(named(&["附件：", "1. 甲指引", "2. 乙书", "", "某局"]), want);
        assert_eq!(named(&["附件1：甲指引", "附件2：乙书", "某局"]), want);
        assert_eq!(named(&["附件：1.甲指引 2.《乙书》"]), want);
        let list = ["附：1.甲指引", "2.乙书", "某县某局（盖章）", "2025 年 5 月 12 日"];
        assert_eq!(named(&list), want);
        let list = ["附件：操作手册", "甲县工业和信息化局", "甲县财政局", "2025年5月12日"];
        assert_eq!(named(&list), [(None, "操作手册".to_owned())]);
    }

    #[test]
    fn attachments_inside_an_attachment_keep_their_numbers() {
        let list =
            ["附件：1.某实施细则", "1-1.基础级要素条件", "1-2．先进级要素条件", "2.申报书", "某局"];
        let lines: Vec<Passage> = list.iter().map(|l| Passage::plain(l)).collect();
        let got: Vec<_> = read(&lines, 0).0.into_iter().map(|n| (n.no, n.sub, n.title)).collect();
        let want = [
            (Some(1), None, "某实施细则"),
            (Some(1), Some(1), "基础级要素条件"),
            (Some(1), Some(2), "先进级要素条件"),
            (Some(2), None, "申报书"),
        ];
        assert_eq!(got, want.map(|(no, sub, title)| (no, sub, title.to_owned())));
    }

    #[test]
    fn the_name_of_a_file_ends_an_attachment() {
        assert_eq!(
            named(&["附件：活动计划表.docx", "临江省工业和信息化厅", "2025年5月6日"]),
            [(None, "活动计划表.docx".to_owned())]
        );
    }

    #[test]
    fn the_only_attachment_runs_over_lines() {
        assert_eq!(
            named(&["附件：甲办公厅 乙办公厅关于开展", "某行动的通知", "丙局", "2023年1月1日"]),
            [(None, "甲办公厅 乙办公厅关于开展某行动的通知".to_owned())]
        );
        assert_eq!(
            named(&["附件：1.关于开展行动", "的通知", "2.使用说明", "某局"]),
            [(Some(1), "关于开展行动的通知".to_owned()), (Some(2), "使用说明".to_owned()),]
        );
    }
}
