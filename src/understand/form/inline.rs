//! Pairs inside of running text: `姓名：张三　性别：男`, `姓名____电话____`.

use super::{hints, words};
use crate::forms::Forms;
use crate::value::fold::is_space;
use crate::value::pattern::pattern;
use crate::value::{label, tick};
use std::ops::Range;

/// A label and its value, as bytes of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inline {
    /// The label, its colon left out.
    pub label: Range<usize>,
    /// The value, white space and fill-in lines at its ends left out.
    pub value: Range<usize>,
}

/// Characters that a label may have.
const LONGEST: usize = 24;
/// … and one that nothing but its colon speaks for.
const PLAIN: usize = 14;

/// Words before a colon that introduce text and ask for nothing.
const INTRODUCE: &[&str] = &[
    "注",
    "如",
    "例",
    "例如",
    "如下",
    "以下",
    "下列",
    "包括",
    "其中",
    "附件",
    "附",
    "示例",
    "说明如下",
    "提示",
    "填表说明",
    "填报说明",
    "填写说明",
    "备注说明",
    "各单位",
    "有关单位",
    "温馨提示",
    "特别说明",
    "注意",
    "详见",
    "在此申明",
    "在此声明",
    "郑重承诺",
    "郑重声明",
    "特此声明",
    "特此承诺",
    "人民币",
];

/// The pairs of one line, left to right.
pub fn pairs(text: &str, forms: &Forms) -> Vec<Inline> {
    let mut ends = colons(text);
    ends.extend(fill_ins(text));
    ends.sort_unstable();
    let mut found: Vec<Inline> = Vec::new();
    for (end, from) in ends {
        // 兰州大学（联系人：王某，电话：…）: what stands in brackets belongs to the value.
        if in_brackets(text, end) {
            continue;
        }
        let floor = found.last().map_or(0, |last| last.value.start);
        if end < floor {
            continue;
        }
        let mut start = label_start(text, floor, end);
        // ☑否联系电话：1380000: the label is glued to an option.
        let marked = text.get(..start).and_then(|t| t.chars().next_back());
        if !found.is_empty() || marked.is_some_and(|c| tick::is_tick(c) || tick::is_empty_box(c)) {
            start = glued(text, floor, start..end, forms);
        }
        let Some(start) = bracketed(text, start, end) else { continue };
        let Some(name) = text.get(start..end) else { continue };
        // 自__年__月至__年__月: words between places to write on ask for nothing.
        let colon = text.get(end..).is_some_and(|rest| rest.starts_with(['：', ':', '∶', '﹕']));
        if !colon && hints::is_counted(name) {
            continue;
        }
        // 带队教师:_申建民____: what stands on the line is no label, unless it is known as one.
        let framed = text.get(..start).is_some_and(|t| t.ends_with(['_', '＿']));
        if !colon && framed && words::score(name, forms) < words::SURE {
            continue;
        }
        let Some(skip) = sound(name, forms) else { continue };
        if let Some(last) = found.last_mut() {
            last.value.end = last.value.end.min(start);
        }
        found.push(Inline { label: start + skip..end, value: from..text.len() });
    }
    // A label that nothing speaks for needs a value.
    let mut kept: Vec<Inline> = Vec::new();
    for mut pair in found {
        pair.value = trimmed(text, &pair.value);
        let name = text.get(pair.label.clone()).unwrap_or_default();
        let score = words::score(name, forms);
        let blank = pair.value.is_empty();
        let count = name.chars().filter(|c| !is_space(*c)).count();
        // A line to write on asks for something whatever stands before it.
        let waits = blank && count <= PLAIN && score > -1.0 && waits(text, pair.label.end);
        if if blank {
            score >= words::SURE || waits
        } else {
            score >= words::SURE || count <= PLAIN && score > -1.0
        } {
            kept.push(pair);
        } else if blank && count <= PLAIN && kept.last().is_some_and(|last| last.value.is_empty()) {
            // 经办人：　　复核人：　　主管领导：
            kept.push(pair);
        } else if let Some(last) = kept.last_mut() {
            // What looked like a label belongs to the value before it.
            last.value.end = if blank { pair.label.end } else { pair.value.end };
        }
    }
    kept
}

/// Whether brackets that close behind a place were opened before it, not at the text's beginning.
fn in_brackets(text: &str, at: usize) -> bool {
    let mut open: Vec<usize> = Vec::new();
    for (place, c) in text.char_indices() {
        match c {
            '（' | '(' => open.push(place),
            '）' | ')' => {
                let from = open.pop();
                let lead = |from: usize| text.get(..from).is_some_and(|t| t.trim().is_empty());
                if place > at {
                    let around = from.is_some_and(|from| from < at && !lead(from));
                    if around {
                        return true;
                    }
                }
            }
            _ => {}
        }
    }
    false
}

/// Colons that end a label: where it ends, where its value begins.
fn colons(text: &str) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| matches!(c, '：' | ':' | '∶' | '﹕')) {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        let behind = text.get(at + c.len_utf8()..).unwrap_or_default();
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let clock = digit(before) && digit(behind.chars().next());
        if !clock && !behind.starts_with("//") {
            out.push((at, at + c.len_utf8()));
        }
    }
    out
}

/// Runs of underscores that stand in the place of a colon: 姓名____.
fn fill_ins(text: &str) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let line = |c: char| matches!(c, '_' | '＿');
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|t| t.find(line)) {
        let start = at + found;
        let rest = text.get(start..).unwrap_or_default();
        let length = rest.len() - rest.trim_start_matches(line).len();
        let named = text
            .get(..start)
            .and_then(|t| t.trim_end_matches(is_space).chars().next_back())
            .is_some_and(|c| c.is_alphanumeric() || matches!(c, '）' | ')'));
        if rest.chars().take_while(|c| line(*c)).count() >= 2 && named {
            let end = text.get(..start).map_or(start, |t| t.trim_end_matches(is_space).len());
            out.push((end, start + length));
        }
        at = start + length;
    }
    out
}

/// Whether a line to write on is printed behind the colon at `end`.
fn waits(text: &str, end: usize) -> bool {
    let behind = text.get(end..).unwrap_or_default();
    let rest = behind.trim_start_matches(['：', ':', '∶', '﹕']);
    if rest.len() == behind.len() {
        return false;
    }
    let room = rest.chars().take_while(|c| is_space(*c) || matches!(c, '_' | '＿'));
    room.filter(|c| matches!(c, '_' | '＿')).count() >= 2
}

/// Where the label that ends at `end` begins. Spread characters (姓　名) are one label.
fn label_start(text: &str, floor: usize, end: usize) -> usize {
    let Some(part) = text.get(floor..end) else { return floor };
    let stop = |c: char| {
        matches!(c, '；' | ';' | '。' | '，' | ',' | '、' | '\n' | '_' | '＿' | '|' | '｜')
            || tick::is_tick(c)
            || tick::is_empty_box(c)
    };
    // What divides words inside of brackets divides no labels: 县（市、区）主管部门意见.
    let mut depth = 0_u32;
    let mut from = 0;
    for (at, c) in part.char_indices().rev() {
        match c {
            '）' | ')' => depth += 1,
            '（' | '(' => depth = depth.saturating_sub(1),
            // 二、整改结论 is one label with its number.
            '、' if floor == 0 && is_number(&part[..at]) => break,
            _ if depth == 0 && stop(c) => {
                from = at + c.len_utf8();
                break;
            }
            _ => {}
        }
    }
    let run = &part[from..];
    let body = run.trim_end_matches(is_space);
    // Words of the run from its end, as long as they are single characters.
    let mut start = body.len();
    let mut single = true;
    let mut first = true;
    while single && start > 0 {
        let before = body[..start].trim_end_matches(is_space);
        let word = before.char_indices().rev().take_while(|(_, c)| !is_space(*c)).last();
        let Some((at, _)) = word else { break };
        let length = before[at..].chars().count();
        if !first && length > 1 {
            break;
        }
        start = at;
        single = length == 1 || first && before[at..].starts_with(['（', '(']);
        first = false;
    }
    floor + from + numbered(body, start)
}

/// Whether nothing but a heading's number stands there.
fn is_number(text: &str) -> bool {
    let text = text.trim();
    (1..=2).contains(&text.chars().count())
        && text.chars().all(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(c))
}

/// Where a known label begins that stands right behind the value before it, because lines were
/// joined: 名称：某某公司地址：某路1号.
fn glued(text: &str, floor: usize, range: Range<usize>, forms: &Forms) -> usize {
    let Range { start, end } = range;
    let Some(name) = text.get(start..end) else { return start };
    // Behind room the label begins where it begins: 某某公司　　申请等级.
    let room = text.get(..start).is_some_and(|before| before.ends_with(is_space))
        && text.get(floor..start).is_some_and(|value| !value.trim().is_empty());
    // 学生人数:__36__人实习单位: the unit stands behind the line to write on.
    if text.get(..start).is_some_and(|before| before.ends_with(['_', '＿'])) {
        let unit = ["万元", "亿元", "元", "人", "名", "个", "家", "项", "台", "亩", "吨"]
            .iter()
            .find(|unit| name.starts_with(**unit) && name.len() > unit.len() + 3);
        if let Some(unit) = unit.filter(|_| !words::is_known(name)) {
            return start + unit.len();
        }
    }
    // 成立年月：2015年6月运营单位：…, 邮编：730010孵化面积：…: what is written ends with its figures.
    if room {
        return start;
    }
    if let Some(value) = FIGURES.captures(name).and_then(|found| found.get(1)) {
        return start + value.end();
    }
    if words::is_known(name) {
        return start;
    }
    let ends = |at: &usize| {
        let (value, label) = name.split_at(*at);
        let most = if hints::is_stamp(label) { 1.0 } else { -0.5 };
        words::is_known(label) && label.chars().count() >= 2 && words::score(value, forms) < most
    };
    let found = name.char_indices().map(|(at, _)| at).skip(1).find(ends);
    found.map_or(start, |at| start + at)
}

pattern! {
    static FIGURES = r"^((?:19|20)[0-9]{2}年[0-9]{1,2}月(?:[0-9]{1,2}日)?|(?:19|20)[0-9]{2}[-./][0-9]{1,2}[-./][0-9]{1,2}|[0-9]{2,}(?:\.[0-9]+)?)[\p{Han}--[年月日号度季]]\p{Han}";
}

/// The number before a label belongs to it: 1. 您的姓名.
fn numbered(body: &str, start: usize) -> usize {
    let before = body[..start].trim_end_matches(is_space);
    let word = before.rsplit(is_space).next().unwrap_or(before);
    let number =
        word.trim_end_matches(['.', '．', '、', ')', '）']).trim_start_matches(['(', '（']);
    let count = number.chars().count();
    let is_number = (1..=2).contains(&count)
        && number.len() < word.len()
        && number.chars().all(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    if is_number { before.len() - word.len() } else { start }
}

/// Where a label begins that opens a bracket without closing it: behind the bracket where
/// the line begins with it; none in the middle of a text: 1500（其中：自筹600）.
fn bracketed(text: &str, start: usize, end: usize) -> Option<usize> {
    let name = text.get(start..end)?;
    let count = |marks: [char; 2]| name.chars().filter(|c| marks.contains(c)).count();
    if count(['（', '(']) <= count(['）', ')']) {
        return Some(start);
    }
    let lead = name.trim_start();
    let open = lead.chars().next().filter(|c| matches!(c, '（' | '('))?;
    let alone = text.get(..start)?.trim().is_empty();
    alone.then(|| end - lead.len() + open.len_utf8())
}

/// Whether the words before a colon may be a label; bytes of a heading's number to skip.
fn sound(name: &str, _forms: &Forms) -> Option<usize> {
    let bare = words::label_text(name);
    let count = bare.chars().count();
    if count == 0 || count > LONGEST || bare.contains(['。', '；', '！', '？', '?']) {
        return None;
    }
    if !bare.chars().any(char::is_alphabetic) {
        return None;
    }
    // What is filled in behind an option: □是（名称：　）.
    let count_of = |wanted: [char; 2]| bare.matches(wanted).count();
    if count_of(['（', '(']) > count_of(['）', ')']) {
        return None;
    }
    let plain = label::without_number(&bare).unwrap_or(&bare);
    let points = ["见", "详见", "参见", "一是", "二是", "三是", "四是", "五是"];
    if INTRODUCE.contains(&plain)
        || points.iter().any(|word| plain.starts_with(word))
        || ["如下", "以下", "单位：", "各单位", "有关单位", "说明", "请填写", "请选择", "可填写"]
            .iter()
            .any(|end| plain.ends_with(end) && plain.chars().count() > 4)
    {
        return None;
    }
    // A single character is a label only where it is a word of its own.
    (count > 1 || words::is_known(&bare)).then_some(0)
}

/// A value without white space, fill-in lines and loose marks at its ends.
pub fn trimmed(text: &str, range: &Range<usize>) -> Range<usize> {
    let Some(part) = text.get(range.clone()) else { return range.start..range.start };
    let loose = |c: char| is_space(c) || matches!(c, '_' | '＿');
    let front = part.len() - part.trim_start_matches(loose).len();
    let body =
        part.trim_end_matches(|c| loose(c) || matches!(c, '；' | ';' | '，' | ',' | '|' | '｜'));
    let end = body.len().max(front);
    range.start + front..range.start + end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, String)> {
        let forms = Forms::default();
        let cut = |range: &Range<usize>| words::label_text(&text[range.clone()]);
        pairs(text, &forms)
            .iter()
            .map(|p| (cut(&p.label), text[p.value.clone()].to_owned()))
            .collect()
    }

    fn want(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    }

    #[test]
    fn several_pairs_of_one_line() {
        assert_eq!(
            read("姓  名：张三   性 别：男    出生年月：1980年5月"),
            want(&[("姓名", "张三"), ("性别", "男"), ("出生年月", "1980年5月")])
        );
        assert_eq!(
            read("联系人：李四，电话：0931-1234567；邮箱：a@b.cn"),
            want(&[("联系人", "李四"), ("电话", "0931-1234567"), ("邮箱", "a@b.cn")])
        );
        assert_eq!(
            read("申报单位（盖章）：____某某公司____"),
            want(&[("申报单位（盖章）", "某某公司")])
        );
        assert_eq!(
            read("姓名____张三____电话____139____"),
            want(&[("姓名", "张三"), ("电话", "139")])
        );
        assert_eq!(read("开始时间：9:30"), want(&[("开始时间", "9:30")]));
        assert_eq!(read("二、整改结论：已整改"), want(&[("二、整改结论", "已整改")]));
        assert_eq!(
            read("申报部门：__检测中心__   申报日期：__2023年11月__"),
            want(&[("申报部门", "检测中心"), ("申报日期", "2023年11月")])
        );
        assert_eq!(
            read("县（市、区）商务部门意见：同意"),
            want(&[("县（市、区）商务部门意见", "同意")])
        );
    }

    #[test]
    fn lines_that_were_joined_are_told_apart_by_their_labels() {
        assert_eq!(
            read("名称：华原电子有限公司地址：华原市高新区18号电话：029-8800001"),
            want(&[
                ("名称", "华原电子有限公司"),
                ("地址", "华原市高新区18号"),
                ("电话", "029-8800001")
            ])
        );
        assert_eq!(
            read("申请企业：某某铸造有限公司　　　申请等级：　二级"),
            want(&[("申请企业", "某某铸造有限公司"), ("申请等级", "二级")])
        );
        assert_eq!(
            read("单位名称：甲公司 企业注册地址：某路1号"),
            want(&[("单位名称", "甲公司"), ("企业注册地址", "某路1号")])
        );
    }

    #[test]
    fn what_stands_in_brackets_belongs_to_the_value() {
        let text = "合作单位：某大学（联系人：王某，电话：0931-8912345）";
        assert_eq!(read(text), want(&[("合作单位", "某大学（联系人：王某，电话：0931-8912345）")]));
        assert_eq!(
            read("经办人：        复核人：        主管领导："),
            want(&[("经办人", ""), ("复核人", ""), ("主管领导", "")])
        );
    }

    #[test]
    fn figures_end_where_the_next_label_begins() {
        assert_eq!(
            read("邮编:730010孵化面积(平方米):12000成立年月:2015年6月运营单位:某公司"),
            want(&[
                ("邮编", "730010"),
                ("孵化面积(平方米)", "12000"),
                ("成立年月", "2015年6月"),
                ("运营单位", "某公司")
            ])
        );
    }

    #[test]
    fn a_label_glued_to_an_option_begins_behind_it() {
        assert_eq!(
            read("是否上市：□是☑否联系电话：13800000000"),
            want(&[("是否上市", "□是☑否"), ("联系电话", "13800000000")])
        );
    }

    #[test]
    fn a_line_to_write_on_asks_whatever_stands_before_it() {
        assert_eq!(read("处罚文书号：________"), want(&[("处罚文书号", "")]));
        assert_eq!(
            read("登记人：__桑植__     登记日期：__2024.03.20__"),
            want(&[("登记人", "桑植"), ("登记日期", "2024.03.20")])
        );
        assert_eq!(
            read("年级:_2021级_  学生人数:__36__人实习单位:__某食品公司____"),
            want(&[("年级", "2021级"), ("学生人数", "36__人"), ("实习单位", "某食品公司")])
        );
        assert_eq!(
            read("带队教师:_申某____  职称:_副教授__"),
            want(&[("带队教师", "申某"), ("职称", "副教授")])
        );
        assert_eq!(
            read("登记号：________      批准日期：    年   月   日"),
            want(&[("登记号", ""), ("批准日期", "年   月   日")])
        );
        assert_eq!(
            read("总经费（万元）：1500 （其中：省拨经费600万元）"),
            want(&[("总经费（万元）", "1500 （其中：省拨经费600万元）")])
        );
    }

    /// 月至 was once a label.
    #[test]
    fn words_between_places_to_write_on_are_no_labels() {
        assert_eq!(
            read("建设期限：自____年__月至____年__月"),
            want(&[("建设期限", "自____年__月至____年__月")])
        );
        assert!(read("自____年__月至____年__月").is_empty());
        assert!(read("共____人").is_empty());
    }

    #[test]
    fn what_introduces_text_is_no_label() {
        assert!(read("□是（事故名称：      ）    □否").is_empty());
        assert!(read("现将有关事项通知如下：").is_empty());
        assert!(read("注：本表一式三份").is_empty());
        assert!(read("各有关单位：").is_empty());
    }
}
