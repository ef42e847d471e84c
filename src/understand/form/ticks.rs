//! Questions with options of their own: whatever stands for a box, and wherever it
//! stands to its option, is brought to one writing first; then options and what was chosen
//! are read off.

use crate::value::fold::is_space;
use crate::value::tick;

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
    let text = one_writing(text);
    let marks: Vec<(usize, char)> =
        text.char_indices().filter(|(_, c)| matches!(*c, BOX | TICK)).collect();
    let (first, last) = (marks.first()?, marks.last()?);
    if marks.len() == 1 {
        return lone(&text, *first);
    }
    let before_first = text.get(..first.0).unwrap_or_default().trim();
    let behind_last = text.get(last.0 + last.1.len_utf8()..).unwrap_or_default();
    let ends_marked = said(behind_last).is_empty();
    // Marks stand behind their options where the text ends in one and begins with words.
    let behind = ends_marked && !before_first.is_empty();
    let mut question = Question::default();
    for (i, (at, mark)) in marks.iter().enumerate() {
        let words = if behind {
            let from = i.checked_sub(1).map_or(0, |p| marks[p].0 + marks[p].1.len_utf8());
            text.get(from..*at).unwrap_or_default()
        } else {
            let until = marks.get(i + 1).map_or(text.len(), |next| next.0);
            text.get(at + mark.len_utf8()..until).unwrap_or_default()
        };
        let words = match words.rsplit_once(['：', ':', '？', '?']) {
            // The question stands before the first option.
            Some((lead, rest)) if behind && i == 0 && !rest.trim().is_empty() => {
                question.lead = lead.trim().to_owned();
                rest
            }
            _ => words,
        };
        let (option, filled) = option(words);
        if option.is_empty() {
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

/// One mark alone: √是　否, 是√ 否, □同意.
fn lone(text: &str, (at, mark): (usize, char)) -> Option<Question> {
    let mut question = Question::default();
    let spaced = |c: char| is_space(c) || matches!(c, '/' | '／' | '、' | '；' | ';');
    let (head, tail) = (text.get(..at)?, text.get(at + mark.len_utf8()..)?);
    let (head, lead) = match head.rsplit_once(['：', ':', '？', '?']) {
        Some((lead, rest)) => (rest, lead.trim()),
        None => (head, ""),
    };
    lead.clone_into(&mut question.lead);
    let short =
        |part: &str| part.split(spaced).filter(|w| !w.is_empty()).all(|w| w.chars().count() <= 12);
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
    let marked_behind = head.chars().next_back().is_some_and(|c| !spaced(c));
    let (words, marked) =
        if marked_behind { (head, true) } else { (tail.trim_start_matches(is_space), false) };
    let chosen = if marked {
        words.split(spaced).rfind(|w| !w.is_empty())
    } else {
        words.split(spaced).find(|w| !w.is_empty())
    }?;
    for word in head.split(spaced).chain(tail.split(spaced)).filter(|w| !said(w).is_empty()) {
        question.options.push(option(word).0);
    }
    let chosen = option(chosen).0;
    question.chosen.extend((mark == TICK).then_some(chosen));
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
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        if let Some((_, end, mark)) = bracketed.iter().find(|(start, ..)| *start == at) {
            push(&mut out, *mark);
            at = *end;
            continue;
        }
        let c = chars[at];
        if tick::is_tick(c) || letters && matches!(c, 'R' | 'þ') {
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
            '[' | '［' | '【' | '〔' => [']', '］'],
            _ => {
                at += 1;
                continue;
            }
        };
        let end = (at + 1..chars.len().min(at + 8))
            .find(|i| close.contains(&chars[*i]) || matches!(chars[*i], '】' | '〕'));
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
