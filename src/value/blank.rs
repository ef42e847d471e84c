//! What stands in a cell that nobody filled in: nothing, dashes, underscores,
//! the official form's own instructions.

use super::fold::{fold, is_space};

/// Whether nothing is said: empty, or only dashes, slashes, underscores, dots.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| {
        is_space(c)
            || matches!(
                c,
                '—' | '–' | '-' | '－' | '―' | '─' | '_' | '＿' | '/' | '／' | '\\' | '…'
            )
            || matches!(c, '.' | '．' | '·' | '*' | '＊' | '　' | '﹍' | '、')
    })
}

/// Whether the text says that there is nothing (`无`, `没有`, `暂无`, `不适用`).
pub fn says_none(text: &str) -> bool {
    matches!(
        fold(text).trim_end_matches(['。', '.', ',']),
        "无" | "没有" | "暂无" | "不适用" | "不涉及" | "N/A" | "n/a" | "NA"
    )
}

/// Words that only an instruction to the person filling in uses.
const INSTRUCTION: &[&str] = &[
    "填写",
    "下拉选择",
    "字以内",
    "字左右",
    "不超过",
    "限400字",
    "选填",
    "自动识别",
    "此部分",
    "进行编写",
    "简要说明",
    "简要描述",
    "可后附",
    "重点阐述",
    "分开填",
    "代码+名称",
    "等方面",
    "如有",
    "例如",
    "对比分析",
    "包括项目",
    "集成协同情况",
    "示范价值",
    "代码大类+名称",
    "中类代码",
    "前景分析",
    "插入",
    "系统中",
];

/// Whether the whole text is an instruction of the blank form: one bracket
/// from end to end that tells how to fill in, or a row of `xx`.
pub fn is_instruction(text: &str) -> bool {
    // Long values are not folded for nothing: an instruction stands in brackets, begins with
    // its own word or is a short pattern.
    let text = text.trim_matches(is_space);
    let begins = text.starts_with(['(', '（', '﹙', '填']);
    if text.is_empty() || !begins && text.len() > 400 {
        return false;
    }
    let folded = fold(text);
    if folded.starts_with("填写格式:") || is_pattern(&folded) {
        return true;
    }
    is_one_bracket(&folded) && INSTRUCTION.iter().any(|word| folded.contains(word))
}

/// Whether a heading's hint or a cell's hint, brackets included, is an instruction.
pub fn is_bracketed_hint(text: &str) -> bool {
    text.trim_start_matches(is_space).starts_with(['(', '（', '﹙']) && is_one_bracket(&fold(text))
}

fn is_one_bracket(folded: &str) -> bool {
    if !folded.starts_with('(') || !folded.trim_end_matches(['。', '.']).ends_with(')') {
        return false;
    }
    let mut depth = 0_i32;
    let last = folded.trim_end_matches(['。', '.']).len();
    for (at, c) in folded.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => {
                depth -= 1;
                if depth == 0 {
                    return at + 1 == last;
                }
            }
            _ => {}
        }
    }
    false
}

/// A date or address still written as `xx年xx月`, `20**年`, `xx市xx县`.
fn is_pattern(folded: &str) -> bool {
    let marks = folded.chars().filter(|c| matches!(c, 'x' | 'X' | '*' | '×')).count();
    marks >= 2
        && !folded.chars().any(|c| c.is_ascii_digit() && c != '2' && c != '0')
        && folded.chars().count() <= 24
        && !folded.chars().any(|c| c.is_ascii_alphabetic() && !matches!(c, 'x' | 'X'))
}

/// The text with instructions in brackets at its end taken off
/// (`□是 □否（系统自动识别）`), as a byte length to keep.
pub fn without_trailing_instruction(text: &str) -> usize {
    let trimmed = text.trim_end().len();
    let Some(body) = text.get(..trimmed) else { return trimmed };
    if !body.ends_with(['）', ')']) {
        return trimmed;
    }
    let mut depth = 0_i32;
    for (at, c) in body.char_indices().rev() {
        match c {
            '）' | ')' => depth += 1,
            '（' | '(' => {
                depth -= 1;
                if depth == 0 {
                    let hint = body.get(at..).unwrap_or_default();
                    return if at > 0 && is_instruction(hint) {
                        body.get(..at).unwrap_or_default().trim_end().len()
                    } else {
                        trimmed
                    };
                }
            }
            _ => {}
        }
    }
    trimmed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_are_blank_and_words_are_not() {
        assert!(is_blank(" — ") && is_blank("/") && is_blank("______") && is_blank(""));
        assert!(!is_blank("无") && !is_blank("0") && !is_blank("（略）"));
        assert!(says_none(" 无。") && !says_none("无锡"));
    }

    #[test]
    fn instructions_of_the_blank_form_are_no_values() {
        assert!(is_instruction("（发展历程、主营业务等方面基本情况，不超过 500字。）"));
        assert!(is_instruction("xx年xx月") && is_instruction("20**年"));
        assert!(!is_instruction("（集团）公司成立于2001年（甲）"));
        assert!(!is_instruction("（一）公司不超过百人（含）"));
        assert!(!is_instruction("xx1"));
        let text = "□是 □否（系统自动识别）";
        assert_eq!(text.get(..without_trailing_instruction(text)), Some("□是 □否"));
        let kept = "三级（甲方）";
        assert_eq!(without_trailing_instruction(kept), kept.len());
    }
}
