//! 附件说明: the list of attachments at a notice's end.

use super::{agency, date};
use crate::lexicon;
use crate::understand::passages::Passage;
use crate::understand::title;
use crate::value::pattern::pattern;

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

pattern! {
    /// 附件：…, 附件1：…, 附件一、…, 附件1 甲申报书, 附件下载：…, 附件甲通知.pdf.
    static OPENING = concat!(
        r"(?i)^(?:相关)?附\s*(?:件\s*(?:(?:下载|列表|清单|目录)?\s*[:：]|([0-9]{1,2}|[一二三四五六七八九十]{1,3})",
        r"(?:\s*[-—–－]\s*[0-9]{1,2})?(?:\s*[:：.．、]|\s+\p{Han}|《|关于)",
        r"|(?:[^\s:：].*\.(?:pdf|docx?|xlsx?|ofd|wps|zip|rar)$))|[:：])",
    );

    /// What stands before the first item: 附件：.
    static LEAD = r"^(?:相关)?附\s*(?:件\s*(?:下载|列表|清单|目录)?\s*[:：]?|[:：])\s*";

    static ITEM = concat!(
        r"^(?:附\s*件\s*(?P<m>[0-9]{1,2})\s?[-—–－]\s?(?P<msub>[0-9]{1,2})\s?[-—–－]\s*",
        r"|附\s*件\s*(?P<c>[一二三四五六七八九十]{1,3})\s*[.．、:：]\s*|附\s*件\s*(?P<s>[0-9０-９]{1,2})(?:\s+|(?P<b>《|关于))",
        r"|[（(]\s*(?P<p>[0-9０-９]{1,2})\s*[）)]\s*",
        r"|(?:附\s*件\s*)?(?P<n>[0-9０-９]{1,2})(?:\s?[-—–－]\s?(?P<sub>[0-9０-９]{1,2}))?\s*[.．、:：]\s*)(?P<t>\S.*)$",
    );

    static INSIDE = r"[\s；;]+([0-9０-９]{1,2}(?:[-—–－][0-9０-９]{1,2})?)\s*[.．、]\s*";
}

/// Number, number behind the dash and title of an item.
fn item(text: &str) -> Option<(Option<u32>, Option<u32>, String)> {
    let found = ITEM.captures(text)?;
    let chinese = found.name("c").and_then(|m| crate::understand::words::count(m.as_str()));
    let no =
        chinese.or_else(|| number(["s", "p", "n", "m"].iter().find_map(|name| found.name(name))));
    let open = found.name("b").map_or("", |m| m.as_str());
    Some((
        no,
        number(found.name("sub").or_else(|| found.name("msub"))),
        format!("{open}{}", &found["t"]),
    ))
}

/// An item of a list that counts 一、二、.
fn chinese_item(text: &str) -> Option<(Option<u32>, Option<u32>, String)> {
    let (no, title) = text.split_once('、')?;
    let no = crate::understand::words::count(no.trim())?;
    let chinese = text.starts_with(|c: char| "一二三四五六七八九十".contains(c));
    (chinese && !title.trim().is_empty()).then(|| (Some(no), None, title.trim().to_owned()))
}

/// Where the list begins: the last opening above the signature, since running text may
/// say 附件 before, and attachments below may open the same way; else the last one.
fn beginning(lines: &[Passage], body: usize) -> Option<usize> {
    let signed = (body..lines.len()).find(|at| signs(lines, *at));
    // 附件 alone over (1)甲.
    let over = |i: usize| {
        let first = || item(&lines.get(i + 1)?.text)?.0;
        lines[i].bare == "附件" && first() == Some(1)
    };
    let begins = |i: &usize| opens(&lines[*i].text) || over(*i);
    let last = |range: std::ops::Range<usize>| range.rev().find(begins);
    // Nobody signed, but a day stands alone below the list.
    let dated = || {
        let first = (body..lines.len()).find(begins)?;
        let day = (first..lines.len()).find(|at| date::alone(&lines[*at].text).is_some())?;
        last(body..day)
    };
    signed.and_then(|at| last(body..at)).or_else(dated).or_else(|| last(body..lines.len()))
}

/// Reads the list; gives it and the lines it covers.
pub fn read(lines: &[Passage], body: usize) -> (Vec<Named>, Option<std::ops::Range<usize>>) {
    let Some(mut start) = beginning(lines, body) else { return (inside(lines, body), None) };
    // 附件1：…, 附件2：… line by line, files without a number among them: go back to the first.
    let last = start;
    let mut at = start;
    while at > body {
        at -= 1;
        let line = &lines[at];
        // A table below 附件1：… is that attachment: 附件2：… stands behind it.
        let counted = || number_of(&lines[start])?.checked_sub(1).filter(|no| *no > 0);
        let behind_rows = lines[at + 1..start].iter().any(|line| line.row.is_some());
        if opens(&line.text) && (!behind_rows || number_of(line) == counted()) {
            start = at;
        } else if line.row.is_none() && !is_file(&line.text) {
            break;
        }
    }
    let mut named: Vec<Named> = Vec::new();
    let mut chinese = false;
    let mut end = start;
    for (index, line) in lines.iter().enumerate().skip(start) {
        if line.row.is_some() && index > start && index < last {
            continue;
        }
        let text = line.text.trim();
        let opening = OPENING.is_match(text);
        let content = match item(text) {
            None if opening || line.bare == "附件" => LEAD.replace(text, "").into_owned(),
            _ => text.to_owned(),
        };
        // Files on lines of their own.
        let file = is_file(text) && named.last().is_some_and(|n| is_file(&n.title));
        if named.is_empty() {
            chinese = chinese_item(&content).is_some();
        }
        let of = |text: &str| item(text).or_else(|| chinese_item(text).filter(|_| chinese));
        let over = ends_list(line, &named, of(text)) || signs(lines, index);
        if index > start && !opening && !file && over {
            break;
        }
        end = index + 1;
        for piece in pieces(&content) {
            let title = match of(&piece) {
                Some((no, sub, title)) => {
                    named.push(Named { no, sub, title, line: index });
                    continue;
                }
                None => piece,
            };
            match named.last_mut() {
                // 附件 1. 甲: the word alone is no title.
                _ if title.is_empty() || title == "附件" => {}
                None if is_remark(&title) => {}
                Some(last) if !file && !opening => last.title.push_str(&title),
                _ => {
                    let named_here = several(&title).into_iter();
                    named.extend(named_here.map(|title| Named {
                        no: None,
                        sub: None,
                        title,
                        line: index,
                    }));
                }
            }
        }
    }
    for item in &mut named {
        item.title = clean(&item.title);
    }
    named.retain(|n| !n.title.is_empty());
    // Pages name them in the text and once more as files to load.
    let mut seen: Vec<(Option<u32>, Option<u32>, String)> = Vec::new();
    named.retain(|n| {
        let own = (n.no, n.sub, n.title.clone());
        let new = !seen.contains(&own);
        seen.push(own);
        new
    });
    let range = (!named.is_empty()).then_some(start..end);
    (named, range)
}

/// The number of the attachment that a line names.
fn number_of(line: &Passage) -> Option<u32> {
    item(line.text.trim())?.0
}

/// 附件：(点击阅读原文下载): how to get them, and none.
fn is_remark(title: &str) -> bool {
    title.starts_with(['（', '(']) && title.ends_with(['）', ')'])
}

/// The one that stands behind the last sentence of a paragraph: ….附件：某通知.
fn inside(lines: &[Passage], body: usize) -> Vec<Named> {
    let marks = ["。附件：", "。附件:"];
    let found = lines.iter().enumerate().skip(body).rev().find_map(|(line, passage)| {
        let text = passage.text.trim();
        let rest = marks.iter().find_map(|mark| Some(text.rsplit_once(mark)?.1))?;
        let title = clean(rest);
        (title.chars().count() <= 120 && ends_whole(&title)).then_some((title, line))
    });
    let named = found.map(|(title, line)| Named { no: None, sub: None, title, line });
    named.into_iter().collect()
}

fn number(found: Option<regex::Match<'_>>) -> Option<u32> {
    crate::understand::words::bare(found?.as_str()).parse().ok()
}

fn opens(text: &str) -> bool {
    let text = text.trim();
    if !OPENING.is_match(text) {
        return false;
    }
    // 附件：1.甲；2.乙。 is a list; 附件1所列各项应…。 is a sentence.
    let listed = || {
        let content = LEAD.replace(text, "");
        let items = pieces(&content);
        items.first().is_some_and(|first| item(first).is_some())
            && items.iter().all(|piece| ends_whole(&clean(piece)))
    };
    // 附件1 甲申报书: without a mark only what is named as attachments are.
    let spaced = item(text).is_none_or(|(.., title)| {
        let after = text.trim_start_matches(|c: char| !c.is_ascii_digit());
        let after = after.trim_start_matches(|c: char| c.is_ascii_digit());
        !after.starts_with(char::is_whitespace) || ends_whole(&clean(&title))
    });
    spaced && (text.chars().count() <= 120 && !text.ends_with('。') || listed())
}

/// Whether a line ends in the name of a file.
fn is_file(text: &str) -> bool {
    without_extension(text.trim()).len() < text.trim().len()
}

/// The name of a file without 计划表.docx's ending.
fn without_extension(text: &str) -> &str {
    let Some((name, ending)) = text.rsplit_once('.') else { return text };
    let files = lexicon::FILE_EXTENSIONS;
    if files.contains(&ending.to_ascii_lowercase().as_str()) { name.trim_end() } else { text }
}

/// 甲申报书、乙汇总表 without numbers are two.
fn several(title: &str) -> Vec<String> {
    let pieces: Vec<&str> = title.split('、').collect();
    let plain = !title.contains(['《', '（', '(']) && !title.contains("关于");
    if plain && pieces.len() > 1 && pieces.iter().all(|piece| ends_whole(&clean(piece))) {
        return pieces.into_iter().map(str::to_owned).collect();
    }
    vec![title.to_owned()]
}

/// Several items on one line.
fn pieces(content: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut from = 0;
    if let Some(regex) = INSIDE.regex() {
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
    while let Some((Some(no), ..)) = item(rest) {
        let next = no + 1;
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

fn ends_list(
    line: &Passage,
    named: &[Named],
    item: Option<(Option<u32>, Option<u32>, String)>,
) -> bool {
    let text = line.text.trim();
    if let Some((no, sub, _)) = item {
        let last = named.last().and_then(|n| Some((n.no?, n.sub)));
        return matches!((no.map(|no| (no, sub)), last), (Some(n), Some(l)) if n <= l);
    }
    let whole = named.last().is_some_and(|n| title::is_letter(&n.title));
    whole
        || date::alone(text).is_some()
        || text.starts_with(['（', '('])
        || line.row.is_some()
        || text.ends_with('。')
        || named.last().is_some_and(|n| ends_whole(&n.title)) && !agency::list(text).is_empty()
        || lexicon::ATTACHMENT_OVER.iter().any(|w| text.starts_with(w))
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
    title::is_letter(text)
        || is_file(&bare)
        || lexicon::ATTACHMENT_ENDINGS.iter().any(|e| bare.ends_with(e))
}

fn clean(text: &str) -> String {
    let text = without_extension(text.trim().trim_end_matches(['；', ';', '。', '，']));
    let text = title::tidy(text);
    // 某通知（略）: that it is left out is no part of the title.
    let text = ["（略）", "(略)"].iter().find_map(|word| text.strip_suffix(word)).unwrap_or(&text);
    let text = without_number(text);
    // 《某通知: the mark that closes it was lost.
    let text = match text.strip_prefix('《') {
        Some(rest) if !rest.contains('》') => rest,
        _ => text,
    };
    // 《某通知》（某函〔2025〕7号）: its number is no part of the title.
    let inner = text.strip_prefix('《').and_then(|t| t.split_once('》'));
    let Some((inner, rest)) = inner else { return text.to_owned() };
    let whole = rest.is_empty() && !inner.contains('《');
    if whole { inner.to_owned() } else { text.to_owned() }
}

/// A title without the number in brackets behind it: 某通知（某函〔2025〕7号）.
fn without_number(text: &str) -> &str {
    let Some(at) = text.rfind(['（', '(']).filter(|_| text.ends_with(['）', ')'])) else {
        // 某通知（某函(2025)7号）: brackets inside of brackets.
        return text;
    };
    // Its own brackets may be round too.
    let from =
        text[..at].rfind(['（', '(']).filter(|outer| !text[*outer..at].contains(['）', ')']));
    let at = from.unwrap_or(at);
    let (before, number) = text.split_at(at);
    let number = number.trim_matches(['（', '）', '(', ')', ' ']);
    if super::number::alone(number).is_some() { before.trim_end() } else { text }
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

    /// 附件1 with its table below it was lost, and only 附件2 before the signature found.
    #[test]
    fn a_table_below_an_attachment_ends_no_list() {
        let mut lines: Vec<Passage> = [
            "三、联系人",
            "附件1：各省限额表",
            "省份 限额",
            "北京 6",
            "附件2：申报书",
            "某局",
            "2026年7月30日",
        ]
        .iter()
        .map(|l| Passage::plain(l))
        .collect();
        (lines[2].row, lines[3].row) = (Some(0), Some(1));
        let got: Vec<_> = read(&lines, 0).0.into_iter().map(|n| (n.no, n.title)).collect();
        assert_eq!(got, [(Some(1), "各省限额表".to_owned()), (Some(2), "申报书".to_owned())]);
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
            [(None, "活动计划表".to_owned())]
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

    /// 附件1： below the day was once the list.
    #[test]
    fn a_day_without_a_name_ends_the_letter() {
        let list =
            ["附件：1.名额分配表", "2.申报书", "二○一二年七月十三日", "附件1：", "名额分配表"];
        let want = [(Some(1), "名额分配表".to_owned()), (Some(2), "申报书".to_owned())];
        assert_eq!(named(&list), want);
    }

    /// Lists as web pages and mails print them were once none.
    #[test]
    fn lists_of_web_pages() {
        let want = vec![(Some(1), "甲申报书".to_owned()), (Some(2), "乙汇总表".to_owned())];
        for list in [
            &["附件1 甲申报书", "附件2 乙汇总表", "某局", "2025年3月10日"][..],
            &["附件一：甲申报书", "附件二：乙汇总表", "某局"],
            &["附件:1.甲申报书；2.乙汇总表。"],
            &["某市某局", "2025年3月10日", "附件下载：", "1.甲申报书.docx", "2.乙汇总表.xlsx"],
            &[
                "某市某局",
                "2025年3月10日",
                "相关附件：",
                "附件1：甲申报书.docx",
                "附件2：乙汇总表.xlsx",
            ],
        ] {
            assert_eq!(named(list), want, "{list:?}");
        }
        let list = [
            "附件：关于甲的通知.pdf",
            "某省某厅关于乙的通知.pdf",
            "附件1 丙汇总表.docx",
            "附件2 丁申报书.docx",
            "某市某局",
            "2025年3月10日",
        ];
        let got = named(&list);
        let titles: Vec<&str> = got.iter().map(|(_, title)| title.as_str()).collect();
        assert_eq!(titles, ["关于甲的通知", "某省某厅关于乙的通知", "丙汇总表", "丁申报书"]);
        assert_eq!(got[2].0, Some(1));
        let none = |title: &str| (None, title.to_owned());
        assert_eq!(
            named(&["附：甲申报书、乙汇总表", "某市某局"]),
            [none("甲申报书"), none("乙汇总表")]
        );
        assert_eq!(
            named(&["附件：《某局关于项目入库的通知》（某工信〔2025〕75号）", "某市某局"]),
            [none("某局关于项目入库的通知")]
        );
        assert_eq!(
            named(&["附件：《某部关于实施“某工程”的通知》（略）", "某市某局"]),
            [none("某部关于实施“某工程”的通知")]
        );
        assert_eq!(
            named(&["附件某厅《关于申报的通知》.pdf", "某市某局"]),
            [none("某厅《关于申报的通知》")]
        );
    }

    /// What attachments are headed with below the signature is not the list.
    #[test]
    fn the_list_stands_above_the_signature() {
        let list = [
            "附件：1.甲条件",
            "2.乙汇总表",
            "某市某局",
            "2025年3月10日",
            "附件1：甲条件",
            "一、基础级",
            "附件2：乙汇总表",
        ];
        assert_eq!(named(&list).len(), 2);
    }
}
