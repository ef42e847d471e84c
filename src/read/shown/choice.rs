//! Options of which one is underlined, framed or shaded: "是　　否" with a line under 否.
//! That chooses it, as a tick would. Values underlined in their blanks are none: another
//! option stands beside a chosen one, unmarked.

use super::Why;
use crate::problem::Alike;
use std::ops::Range;

/// The words for it.
pub const CHOSEN: &str = "以下划线、边框、底纹等标出，可能表示选定";
/// Characters of one option, at most.
const OPTION: usize = 10;

/// Those of the marked ranges of a line that choose an option.
pub fn choices(line: &str, marked: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for range in marked {
        match runs.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ => runs.push(range.clone()),
        }
    }
    runs.retain(|run| line.get(run.clone()).is_some_and(|text| !text.trim().is_empty()));
    let free = |part: &Range<usize>| !runs.iter().any(|r| r.start < part.end && part.start < r.end);
    let parts = parts(line);
    let is_other = |part: &Part| {
        !part.label && free(&part.range) && line[part.range.clone()].chars().count() <= OPTION
    };
    let chooses = |run: &Range<usize>| {
        let text = &line[run.clone()];
        let (word, start) = (text.trim(), run.end - text.trim_start().len());
        let inside = |p: &Part| p.range.start < start + word.len() && start < p.range.end;
        let Some(at) = parts.iter().position(inside) else { return false };
        let own = &parts[at];
        let (first, last) = (start <= own.range.start, own.range.end <= start + word.len());
        // Only a stroke parts options inside of a sentence.
        let joined = |edge: bool, joint: Option<char>| match joint {
            Some('/' | '／' | '|' | '｜') => edge,
            Some(_) => first && last,
            None => false,
        };
        let before = at.checked_sub(1).filter(|_| joined(first, own.joint));
        let behind =
            Some(at + 1).filter(|at| parts.get(*at).is_some_and(|next| joined(last, next.joint)));
        // Blanks that are underlined with their value are filled in.
        let padded = text.starts_with(is_gap) || text.ends_with(is_gap);
        let others = before.into_iter().chain(behind).filter_map(|at| parts.get(at));
        !padded && word.chars().count() <= OPTION && others.into_iter().any(is_other)
    };
    runs.iter().filter(|run| chooses(run)).cloned().collect()
}

/// A part of a line between the signs that part options.
#[derive(Debug)]
struct Part {
    range: Range<usize>,
    /// A colon stands behind it.
    label: bool,
    /// The sign between it and the part before; none behind a colon or a full stop.
    joint: Option<char>,
}

fn is_gap(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{a0}' | '\u{3000}')
}

fn parts(line: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let (mut start, mut joint) = (0, None);
    let mut close = |range: Range<usize>, joint: Option<char>, label: bool| {
        let text = &line[range.clone()];
        let inner = range.end - text.trim_start().len();
        let own = inner..inner + text.trim().len();
        let holds = !own.is_empty();
        if holds {
            parts.push(Part { range: own, label, joint });
        }
        holds
    };
    let mut chars = line.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let wide = matches!(c, '\t' | '\u{3000}')
            || is_gap(c) && chars.peek().is_some_and(|(_, next)| is_gap(*next));
        let sign = if wide { ' ' } else { c };
        if wide || "/／、|｜或,，;；□☐○〇".contains(c) {
            let holds = close(start..at, joint, false);
            // A box or gap behind another sign changes nothing of it.
            joint = if holds { Some(sign) } else { joint };
        } else if "：:。！？!?\n（(）)".contains(c) {
            close(start..at, joint, matches!(c, '：' | ':'));
            joint = None;
        } else {
            continue;
        }
        start = at + c.len_utf8();
    }
    close(start..line.len(), joint, false);
    parts
}

/// The places of a line where a mark chooses an option, or may.
pub fn chosen(line: &str, marked: &[Range<usize>]) -> Vec<(Range<usize>, Why)> {
    let found = choices(line, marked).into_iter();
    found.map(|range| (range.clone(), Why::Chosen(Alike::at(CHOSEN, line, range)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The options of a line in which brackets stand for marks.
    fn told(line: &str) -> Vec<String> {
        let (mut text, mut marked, mut open) = (String::new(), Vec::new(), 0);
        for c in line.chars() {
            match c {
                '[' => open = text.len(),
                ']' => marked.push(open..text.len()),
                c => text.push(c),
            }
        }
        choices(&text, &marked).into_iter().map(|r| text[r].to_owned()).collect()
    }

    #[test]
    fn an_option_is_chosen_beside_another() {
        assert_eq!(told("设备是否进口：[是]    否"), ["是"]);
        assert_eq!(told("设备是否进口：通过\u{3000}\u{3000}[不通过]"), ["不通过"]);
        assert_eq!(told("我单位[已]/未享受补助"), ["已"]);
        assert_eq!(told("企业类型：大型、[中型]、小型"), ["中型"]);
        assert_eq!(told("□是  [□否]"), ["□否"]);
    }

    #[test]
    fn a_value_in_its_blank_chooses_nothing() {
        assert_eq!(told("项目名称：[柔性产线]"), [] as [&str; 0]);
        assert_eq!(told("联系人：[张三]    电话：[13900000000]"), [] as [&str; 0]);
        assert_eq!(told("联系人：[张三]    电话：13900000000"), [] as [&str; 0]);
        assert_eq!(told("联系人[  张三  ]  电话[  139  ]"), [] as [&str; 0]);
        assert_eq!(told("特此[证明]。"), [] as [&str; 0]);
        assert_eq!(told("[一、基本情况]"), [] as [&str; 0]);
        assert_eq!(told("[是]    [否]"), [] as [&str; 0]);
    }
}
