//! Questions with options of their own: whatever stands for a box, and wherever it
//! stands to its option, is brought to one writing first; then options and what was chosen
//! are read off.

use crate::value::fold::is_space;
use crate::value::tick;
use std::cmp::Ordering;

/// The options of a question and those chosen, in their own words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// What stands before the first box.
    pub lead: String,
    /// All options in order.
    pub options: Vec<String>,
    /// Those that are ticked.
    pub chosen: Vec<String>,
    /// What was written behind an option: 其他：航空.
    pub filled: Vec<(String, String)>,
    /// A tick stands as near to the option before it as to the one behind it.
    pub unsure: bool,
}

const BOX: char = '□';
const TICK: char = '☑';

/// Words in brackets that tick an option.
const TICKED: &[&str] = &[
    "√", "✓", "✔", "v", "V", "✅", "是", "选", "已选", "勾选", "选择", "选中", "对", "Y", "y", "●",
    "■", "☑", "X", "x", "×", "◆", "★", "○√", "√○",
];

/// Reads the options of a text; `None` where it has none.
pub fn read(text: &str) -> Option<Question> {
    if let Some(question) = by_number(text) {
        return Some(question);
    }
    let in_brackets = !bracketed(&text.chars().collect::<Vec<_>>()).is_empty();
    let plain = text.contains(['√', '✓', '✔']);
    let text = one_writing(text);
    let marks: Vec<(usize, char)> =
        text.char_indices().filter(|(_, c)| matches!(*c, BOX | TICK)).collect();
    let (first, last) = (marks.first()?, marks.last()?);
    if marks.len() == 1 {
        return lone(&text, *first, in_brackets);
    }
    let before_first = text.get(..first.0).unwrap_or_default().trim();
    let behind_last = text.get(last.0 + last.1.len_utf8()..).unwrap_or_default();
    // 无 ■ 有 □（　级）: a bracket to be filled in stands behind the last option's box.
    let to_fill = behind_last.trim();
    let to_fill = to_fill.starts_with(['（', '(']) && to_fill.ends_with(['）', ')']);
    let ends_marked = said(behind_last).is_empty() || to_fill;
    // A☐ 家政 B☒ 电商: each option has a letter before its box.
    let lettered = !ends_marked
        && before_first.len() == 1
        && before_first.starts_with(|c: char| c.is_ascii_uppercase());
    let before_first = if lettered { "" } else { before_first };
    // Ticks alone among options without boxes: 本科√ 硕士 博士√.
    if plain
        && !in_brackets
        && marks.iter().all(|(_, mark)| *mark == TICK)
        && let Some(question) = several_alone(&text, &marks)
    {
        return Some(question);
    }
    // Marks stand behind their options where the text ends in one and begins with words.
    let behind = ends_marked && !before_first.is_empty();
    let mut question = Question::default();
    for (i, (at, mark)) in marks.iter().enumerate() {
        let words = if behind {
            let from = i.checked_sub(1).map_or(0, |p| marks[p].0 + marks[p].1.len_utf8());
            text.get(from..*at).unwrap_or_default()
        } else {
            let until = marks.get(i + 1).map_or(text.len(), |next| next.0);
            let words = text.get(at + mark.len_utf8()..until).unwrap_or_default().trim_end();
            let letter = words.trim_end_matches(|c: char| c.is_ascii_uppercase());
            let next = lettered && words.len() == letter.len() + 1 && letter.ends_with(is_space);
            if next { letter } else { words }
        };
        let words = match led(words).filter(|_| behind && i == 0) {
            // The question stands before the first option.
            Some((lead, rest)) => {
                question.lead = lead.trim().to_owned();
                rest
            }
            _ => words,
        };
        let (option, filled) = option(words);
        if option.is_empty() {
            // □甲 □乙√ □丙: a tick right behind an option's words.
            if *mark == TICK && !behind {
                question.behind(&text, *at, mark.len_utf8());
            }
            continue;
        }
        if *mark == TICK {
            question.chosen.push(option.clone());
        }
        if let Some(filled) = filled {
            question.filled.push((option.clone(), filled));
        }
        question.options.push(option);
    }
    if !behind {
        before_first.clone_into(&mut question.lead);
    }
    (!question.options.is_empty()).then_some(question)
}

/// Numbered options and the number of the chosen one in brackets: ①务工 ②创业 【②】.
pub fn by_number(text: &str) -> Option<Question> {
    let text = text.trim();
    let body = text.strip_suffix(['】', '）', ')', ']', '〕'])?;
    let at = body.rfind(['【', '（', '(', '[', '〔'])?;
    let (listed, inner) = body.split_at(at);
    let circled = |c: &char| ('①'..='⑩').contains(c);
    let chosen: Vec<char> =
        inner.chars().skip(1).filter(|c| !is_space(*c) && !"、，,".contains(*c)).collect();
    let starts: Vec<(usize, char)> = listed.char_indices().filter(|(_, c)| circled(c)).collect();
    if starts.len() < 2 || !chosen.iter().all(circled) || tick::has_marks(listed) {
        return None;
    }
    let mut question = Question::default();
    listed.get(..starts[0].0)?.trim().clone_into(&mut question.lead);
    for (i, (from, number)) in starts.iter().enumerate() {
        let to = starts.get(i + 1).map_or(listed.len(), |next| next.0);
        let words = listed.get(*from..to)?.trim_matches(between).to_owned();
        if chosen.contains(number) {
            question.chosen.push(words.clone());
        }
        question.options.push(words);
    }
    Some(question)
}

impl Question {
    /// Takes a tick behind which no words stand before the next box.
    fn behind(&mut self, text: &str, at: usize, length: usize) {
        let before = text.get(..at).unwrap_or_default();
        let rest = text.get(at + length..).unwrap_or_default();
        let left = gap(before.chars().rev());
        let last = said(rest).is_empty();
        match self.options.last() {
            Some(option) if left < gap(rest.chars()) || last || left == 0 => {
                if !self.chosen.contains(option) {
                    self.chosen.push(option.clone());
                }
            }
            _ => self.unsure = true,
        }
    }
}

/// White space at the beginning of characters.
fn gap(chars: impl Iterator<Item = char>) -> usize {
    chars.take_while(|c| between(*c)).count()
}

/// What stands between options without boxes.
fn between(c: char) -> bool {
    is_space(c) || matches!(c, '/' | '／' | '、' | '；' | ';')
}

/// Whether words ask for a yes or a no.
fn asks(words: &str) -> bool {
    let words = words.trim();
    let words = crate::value::label::without_number(words).unwrap_or(words);
    let begins =
        ["是否", "有无", "曾否", "能否", "可否"].iter().any(|word| words.starts_with(word));
    begins && words.chars().count() >= 4 || words.ends_with('吗')
}

/// The question before the first option and the option: `是否上市：是`, `是否上市 是`, `采伐方式　皆伐`.
fn led(words: &str) -> Option<(&str, &str)> {
    if let Some((lead, rest)) = words.rsplit_once(['：', ':', '？', '?']) {
        return (!rest.trim().is_empty()).then_some((lead, rest));
    }
    let words = words.trim();
    let at = words.rfind(is_space)?;
    let (lead, rest) = words.split_at(at);
    let wide = lead.ends_with(is_space) || rest.starts_with(['\u{3000}', '\t']);
    let long = lead.trim().chars().count() >= 3;
    (asks(lead) || wide && long && !lead.trim().contains(is_space)).then_some((lead, rest))
}

/// One mark alone: √是　否, 是√ 否, □同意.
fn lone(text: &str, (at, mark): (usize, char), in_brackets: bool) -> Option<Question> {
    let mut question = Question::default();
    let (head, tail) = (text.get(..at)?, text.get(at + mark.len_utf8()..)?);
    let (head, lead) = match head.rsplit_once(['：', ':', '？', '?']) {
        Some((lead, rest)) => (rest, lead.trim()),
        None => match head.trim_start().split_once(is_space) {
            // 是否联合体 √是 否
            Some((lead, rest)) if asks(lead) => (rest, lead.trim()),
            None if asks(head) && words(tail).count() > 1 => ("", head.trim()),
            _ => (head, ""),
        },
    };
    lead.clone_into(&mut question.lead);
    let short = |part: &str| words(part).all(|w| w.chars().count() <= 12);
    if !short(head) || !short(tail) {
        // A sentence with its box: □本人已阅读并同意以上内容。
        let (words, filled) = option(if said(tail).is_empty() { head } else { tail });
        if words.is_empty() {
            return None;
        }
        if said(tail).is_empty() {
            question.lead.clear()
        } else {
            head.trim().clone_into(&mut question.lead)
        }
        question.chosen.extend((mark == TICK).then(|| words.clone()));
        question.filled.extend(filled.map(|filled| (words.clone(), filled)));
        question.options.push(words);
        return Some(question);
    }
    let (before, behind) = (words(head).next_back(), words(tail).next());
    let chosen = match (before, behind) {
        (None, None) => return None,
        (Some(only), None) | (None, Some(only)) => Some(only),
        (Some(before), Some(behind)) => {
            let (left, right) = (gap(head.chars().rev()), gap(tail.chars()));
            match left.cmp(&right) {
                Ordering::Less => Some(before),
                Ordering::Greater => Some(behind),
                // A bracket stands behind its option where the first has none before it.
                Ordering::Equal if left == 0 && in_brackets => Some(before),
                Ordering::Equal => None,
            }
        }
    };
    for word in words(head).chain(words(tail)) {
        question.options.push(option(word).0);
    }
    question.unsure = chosen.is_none() && mark == TICK;
    question.chosen.extend(chosen.filter(|_| mark == TICK).map(|word| option(word).0));
    Some(question)
}

/// The words of options that have no boxes.
fn words(part: &str) -> impl DoubleEndedIterator<Item = &str> {
    part.split(between).filter(|word| !said(word).is_empty())
}

/// Several ticks among options without boxes, each beside its own; `None` where all options
/// are ticked, or where sentences stand among them.
fn several_alone(text: &str, marks: &[(usize, char)]) -> Option<Question> {
    let ends: Vec<usize> = marks.iter().map(|(at, mark)| at + mark.len_utf8()).collect();
    let parts: Vec<&str> = std::iter::once(0)
        .chain(ends)
        .zip(marks.iter().map(|(at, _)| *at).chain([text.len()]))
        .filter_map(|(from, to)| text.get(from..to))
        .collect();
    let counts: Vec<usize> = parts.iter().map(|part| words(part).count()).collect();
    let sentences = parts.iter().any(|part| {
        part.contains(['：', ':', '？', '?', '（', '(', '_'])
            || words(part).any(|word| word.chars().count() > 12)
    });
    if sentences || counts.iter().sum::<usize>() <= marks.len() {
        return None;
    }
    let mut question = Question::default();
    for part in &parts {
        question.options.extend(words(part).map(|word| option(word).0));
    }
    let mut passed = 0;
    for (i, pair) in parts.windows(2).enumerate() {
        passed += counts[i];
        let (left, right) = (gap(pair[0].chars().rev()), gap(pair[1].chars()));
        let at = match (counts[i], counts[i + 1]) {
            (0, 0) => None,
            (0, _) => Some(passed),
            (_, 0) => passed.checked_sub(1),
            _ if left < right => passed.checked_sub(1),
            _ if left > right => Some(passed),
            _ => None,
        };
        match at.and_then(|at| question.options.get(at)) {
            Some(option) => question.chosen.push(option.clone()),
            None => question.unsure = true,
        }
    }
    if question.unsure {
        question.chosen.clear();
    }
    Some(question)
}

/// The letters and digits of a text.
fn said(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// An option's own words, and what was filled in behind them.
fn option(words: &str) -> (String, Option<String>) {
    let loose = |c: char| {
        is_space(c)
            || matches!(c, '、' | '，' | ',' | '；' | ';' | '。' | '/' | '／' | '|' | '_' | '＿')
    };
    // □不通过 over 专家组长签字： is no broken word.
    let words = match words.trim_start().find('\n') {
        Some(at) => {
            let start = words.len() - words.trim_start().len();
            let below = words[start + at..].trim();
            let signed = ["签字", "签名", "盖章", "签章", "："].iter().any(|w| below.contains(w));
            if signed { &words[..start + at] } else { words }
        }
        None => words,
    };
    let words = words.trim_matches(loose);
    // 其他：____, 其他（请注明）：航空, 是（名称：甲）.
    let cut = words.char_indices().find(|(_, c)| matches!(c, '：' | ':' | '_' | '＿'));
    let bracket = words.char_indices().find(|(at, c)| {
        matches!(c, '（' | '(') && {
            let inner: String = words[*at..].chars().take(12).collect();
            let blank = said(&inner).is_empty() || inner.contains('_');
            blank
                || ["注明", "说明", "填写", "名称", "具体", "列明", "写明"]
                    .iter()
                    .any(|w| inner.contains(w))
        }
    });
    // A colon inside of brackets opens what is filled in: 翻译（语种：英语）.
    let opened = |at: usize| {
        words[..at].rfind(['（', '(']).filter(|open| !words[*open..at].contains(['）', ')']))
    };
    let cut = cut.map(|(at, c)| (opened(at).unwrap_or(at), c));
    let at = match (cut, bracket) {
        (Some((a, _)), Some((b, _))) => a.min(b),
        (Some((a, _)), None) | (None, Some((a, _))) => a,
        (None, None) => words.len(),
    };
    let (name, rest) = words.split_at(at);
    let name: String = crate::value::label::join_lines(name.trim_matches(loose));
    let mut rest =
        rest.trim_matches(|c| loose(c) || matches!(c, '（' | '）' | '(' | ')' | '：' | ':'));
    for word in ["请注明", "请说明", "请填写", "注明", "具体"] {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    let rest = rest.rsplit_once(['：', ':']).map_or(rest, |(_, value)| value);
    let rest = rest.trim_matches(|c| loose(c) || matches!(c, '（' | '）' | '(' | ')' | '：' | ':'));
    (name, (!said(rest).is_empty()).then(|| rest.to_owned()))
}

/// Boxes of every dress as one, ticks of every dress as one.
fn one_writing(text: &str) -> String {
    let text: String =
        text.chars().filter(|c| !matches!(c, '\u{fe0f}' | '\u{fe0e}' | '\u{200b}')).collect();
    let chars: Vec<char> = text.chars().collect();
    let round = round_boxes(&chars);
    let bracketed = bracketed(&chars);
    let letters = letter_boxes(&text);
    // ✔在产 ✘停产: beside a tick a cross is the box that was not ticked.
    let ticked = text.contains(['✔', '✓', '√', '☑', '✅']);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        if let Some((_, end, mark)) = bracketed.iter().find(|(start, ..)| *start == at) {
            push(&mut out, *mark);
            at = *end;
            continue;
        }
        let c = chars[at];
        if ticked && tick::is_cross(c) {
            push(&mut out, BOX);
        } else if tick::is_tick(c) || letters && matches!(c, 'R' | 'þ') {
            push(&mut out, TICK);
        } else if tick::is_empty_box(c) && (c != '○' || round)
            || round && matches!(c, '〇' | 'O' | '◦')
            || letters && matches!(c, '£' | '¨')
        {
            push(&mut out, BOX);
        } else {
            out.push(c);
        }
        at += 1;
    }
    out
}

/// A tick and the box that it stands in, over or beside are one mark.
fn push(out: &mut String, mark: char) {
    match out.chars().next_back() {
        Some(last @ (BOX | TICK)) if last != mark => {
            out.pop();
            out.push(TICK);
        }
        _ => out.push(mark),
    }
}

/// A symbol font that lost its name leaves £ for a box and R for a ticked one.
fn letter_boxes(text: &str) -> bool {
    text.contains('£') || text.contains('¨') || text.contains('þ')
}

/// Whether circles are boxes here: beside a filled one, or several that are no zeros.
fn round_boxes(chars: &[char]) -> bool {
    let filled = chars.iter().any(|c| matches!(c, '●' | '◉' | '⊙' | '⦿' | '⚫' | '√' | '☑' | '■'));
    let circle = |c: char| matches!(c, '〇' | '○' | '◦');
    let opens = |at: usize| {
        let before = at.checked_sub(1).and_then(|i| chars.get(i)).copied();
        let behind = chars.get(at + 1).copied();
        let numeral = |c: Option<char>| {
            c.is_some_and(|c| "一二三四五六七八九十零年".contains(c) || circle(c))
        };
        !numeral(before) && !numeral(behind)
    };
    let count = (0..chars.len()).filter(|at| circle(chars[*at]) && opens(*at)).count();
    filled && count >= 1 || count >= 2 && (0..chars.len()).all(|at| !circle(chars[at]) || opens(at))
}

/// Brackets that are boxes: `（ ）`, `[√]`, `（是）` among others: start, end, mark.
fn bracketed(chars: &[char]) -> Vec<(usize, usize, char)> {
    let mut found: Vec<(usize, usize, Option<char>)> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let close = match chars[at] {
            '（' | '(' => ['）', ')'],
            '[' | '［' | '【' | '〔' | '{' | '｛' => [']', '］'],
            _ => {
                at += 1;
                continue;
            }
        };
        let end = (at + 1..chars.len().min(at + 8))
            .find(|i| close.contains(&chars[*i]) || matches!(chars[*i], '】' | '〕' | '}' | '｝'));
        let Some(end) = end else {
            at += 1;
            continue;
        };
        let inner: String =
            chars[at + 1..end].iter().filter(|c| !is_space(**c) && **c != '_').collect();
        if inner.chars().count() <= 1 && inner.chars().all(tick::is_empty_box) {
            found.push((at, end + 1, Some(BOX)));
        } else if inner.chars().any(tick::is_tick) && inner.chars().count() <= 2 {
            found.push((at, end + 1, Some(TICK)));
        } else if TICKED.contains(&inner.as_str()) {
            found.push((at, end + 1, None));
        }
        at = end + 1;
    }
    // A word ticks only among brackets that are empty or ticked.
    let boxes = found.iter().filter(|(.., mark)| mark.is_some()).count();
    found
        .into_iter()
        .filter_map(|(start, end, mark)| match mark {
            Some(mark) => Some((start, end, mark)),
            None => (boxes > 0).then_some((start, end, TICK)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(text: &str) -> (Vec<String>, Vec<String>) {
        let question = read(text).unwrap_or_default();
        (question.options, question.chosen)
    }

    fn want(options: &[&str], chosen: &[&str]) -> (Vec<String>, Vec<String>) {
        let own = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect();
        (own(options), own(chosen))
    }

    #[test]
    fn boxes_in_every_dress() {
        for text in [
            "□大型 ☑中型 □小型",
            "大型□ 中型☑ 小型□",
            "（ ）大型（√）中型（ ）小型",
            "大型（  ） 中型（√） 小型（  ）",
            "大型（ ）中型（是）小型（ ）",
            "○大型 ●中型 ○小型",
            "〇大型　●中型　〇小型",
            "□大型 □√中型 □小型",
            "□大型、√中型、□小型",
            "□大型 ☑\u{fe0f}中型 □小型",
            "[ ]大型 [√]中型 [ ]小型",
            "£大型 R中型 £小型",
            "大型 √中型 小型",
            "大型 中型√ 小型",
        ] {
            assert_eq!(chosen(text), want(&["大型", "中型", "小型"], &["中型"]), "{text}");
        }
        assert_eq!(chosen("（√）A （ ）B"), want(&["A", "B"], &["A"]));
        assert_eq!(chosen("□是 □否"), want(&["是", "否"], &[]));
    }

    /// A tick behind its word once ticked the next option.
    #[test]
    fn a_tick_belongs_to_the_nearer_option() {
        for text in [
            "皆伐(√)  择伐( )  渐伐( )",
            "皆伐√ 择伐 渐伐",
            "皆伐 √  择伐  渐伐",
            "皆伐（√）择伐 渐伐",
            "√皆伐/择伐/渐伐",
            "皆伐[√] 择伐[ ] 渐伐[ ]",
            "□皆伐√ □择伐 □渐伐",
        ] {
            assert_eq!(chosen(text), want(&["皆伐", "择伐", "渐伐"], &["皆伐"]), "{text}");
        }
        assert_eq!(chosen("是 否√"), want(&["是", "否"], &["否"]));
        assert_eq!(chosen("是  否  √"), want(&["是", "否"], &["否"]));
        assert_eq!(chosen("是（√）否（ ）"), want(&["是", "否"], &["是"]));
        assert_eq!(chosen("是（√）否"), want(&["是", "否"], &["是"]));
        assert_eq!(chosen("A类 √B类 C类"), want(&["A类", "B类", "C类"], &["B类"]));
        assert_eq!(
            chosen("专科 本科√ 硕士 博士√"),
            want(&["专科", "本科", "硕士", "博士"], &["本科", "博士"])
        );
        for text in ["是√否", "是 √ 否", "本科 √ 硕士 √ 博士 √ 其他"] {
            let question = read(text).unwrap_or_default();
            assert!(question.unsure && question.chosen.is_empty(), "{text} {question:?}");
        }
    }

    #[test]
    fn options_with_letters_numbers_and_brackets_to_fill_in() {
        assert_eq!(
            chosen("A☐ 家政服务  B☒ 电子商务  C☐ 焊工"),
            want(&["家政服务", "电子商务", "焊工"], &["电子商务"])
        );
        assert_eq!(chosen("无 ■  有 □ ( 级)"), want(&["无", "有"], &["无"]));
        assert_eq!(
            chosen("①企业务工 ②自主创业    【 ② 】"),
            want(&["①企业务工", "②自主创业"], &["②自主创业"])
        );
        assert_eq!(
            chosen("现场诊断〔√〕 远程诊断〔 〕"),
            want(&["现场诊断", "远程诊断"], &["现场诊断"])
        );
        assert_eq!(chosen("{√}一次性 { }分期"), want(&["一次性", "分期"], &["一次性"]));
        assert_eq!(chosen("【 】一次性 【√】分期"), want(&["一次性", "分期"], &["分期"]));
    }

    #[test]
    fn a_question_without_a_colon_before_its_options() {
        for text in ["是否联合体 √是 否", "是否联合体 是√ 否", "是否联合体  是（√） 否（ ）"]
        {
            let question = read(text).unwrap_or_default();
            assert_eq!(question.lead, "是否联合体", "{text}");
            assert_eq!((question.options, question.chosen), want(&["是", "否"], &["是"]), "{text}");
        }
    }

    #[test]
    fn what_is_filled_in_stands_apart_from_the_option() {
        let question = read("□电子 ☑其他（请注明：航空）").unwrap_or_default();
        assert_eq!((question.options, question.chosen), want(&["电子", "其他"], &["其他"]));
        assert_eq!(question.filled, [("其他".to_owned(), "航空".to_owned())]);
    }

    #[test]
    fn the_question_before_its_boxes() {
        let question = read("是否上市企业：□是 ☑否").unwrap_or_default();
        assert_eq!(question.lead, "是否上市企业：");
        assert_eq!(question.chosen, ["否"]);
        assert!(read("二〇二四年五月").is_none() && read("张三").is_none());
    }
}
