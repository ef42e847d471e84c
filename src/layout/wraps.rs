//! How the characters on both sides of a gap or a line wrap belong together.

use crate::characters::numerals;
use crate::characters::{LIST_SIGNS, is_wide};

/// Punctuation that may not begin a line.
pub fn keeps_to_the_left(c: char) -> bool {
    "，。、；：？！）》」』】〕〉”’…,.;:?!)]}%％‰℃°′″～·".contains(c)
}

/// Punctuation that may not end a line.
pub fn keeps_to_the_right(c: char) -> bool {
    "（《「『【〔〈“‘([{".contains(c)
}

/// Ends a sentence or a clause that closes a paragraph.
pub fn is_terminal(c: char) -> bool {
    "。！？；：!?;:".contains(c)
}

/// Whether a line opens a list item or a numbered heading: 一、 （一） 1. 1） ① 第一章 附件1.
pub fn opens_item(text: &str) -> bool {
    let text = text.trim_start();
    let numerals = |s: &str| -> usize {
        s.chars().take_while(|c| numerals::is_numeral(*c)).map(char::len_utf8).sum()
    };
    let digits = |s: &str| s.chars().take_while(char::is_ascii_digit).count();
    let Some(first) = text.chars().next() else { return false };
    let sign = |c: char| "•■".contains(c) || LIST_SIGNS.contains(c);
    if ('①'..='⑳').contains(&first) || sign(first) {
        return true;
    }
    if first == '第' {
        let rest = &text[first.len_utf8()..];
        let n = numerals(rest).max(digits(rest));
        return n > 0 && rest[n..].starts_with(['章', '条', '节', '部', '篇', '款']);
    }
    if ["附件：", "附件:", "附：", "附:", "（此页无正文", "(此页无正文"]
        .iter()
        .any(|w| text.starts_with(w))
    {
        return true;
    }
    if let Some(rest) = text.strip_prefix("附件").or_else(|| text.strip_prefix('附')) {
        let rest = rest.trim();
        let named = rest[digits(rest)..].starts_with(['：', ':']);
        return digits(rest) > 0 && (named || rest.len() <= digits(rest) + 3);
    }
    if first == '（' || first == '(' {
        let rest = &text[first.len_utf8()..];
        let n = numerals(rest).max(digits(rest));
        return n > 0 && n <= 9 && rest[n..].starts_with(['）', ')']);
    }
    let n = numerals(text);
    if n > 0 {
        return text[n..].starts_with('、');
    }
    let n = digits(text);
    if n == 0 || n > 3 {
        return false;
    }
    let mut rest = text[n..].chars();
    match rest.next() {
        Some('、' | '．' | '）' | ')') => true,
        Some('.') => rest.next().is_none_or(|c| !c.is_ascii_digit()),
        _ => false,
    }
}

/// Whether a line opens the item that follows the one a text so far is: `2.` after
/// `附件：1.…`, but not while a bracket is open, as in `（见附件 / 2.…`.
pub fn counts_on(so_far: &str, below: &str) -> bool {
    let item = so_far.trim_start();
    let item = ["附件：", "附件:"].iter().find_map(|w| item.strip_prefix(w)).unwrap_or(item);
    match (item_number(item), item_number(below)) {
        (Some((a, mark)), Some((b, other))) => a + 1 == b && mark == other && !is_open(so_far),
        _ => false,
    }
}

/// The number that a text begins with as an item, and the mark behind it.
fn item_number(text: &str) -> Option<(u32, char)> {
    let text = text.trim_start();
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let number = text.get(..digits).filter(|n| n.len() <= 2)?.parse().ok()?;
    let mut rest = text.get(digits..)?.chars();
    let mark = rest.next().filter(|c| "、.．".contains(*c))?;
    rest.next().is_none_or(|c| !c.is_ascii_digit()).then_some((number, mark))
}

/// Whether a bracket is open at the end of a text.
pub fn is_open(text: &str) -> bool {
    text.chars().fold(0i32, |n, c| match c {
        '（' | '(' => n + 1,
        '）' | ')' => (n - 1).max(0),
        _ => n,
    }) > 0
}

/// Whether a line opens the list of what is attached to a letter.
pub fn opens_list(text: &str) -> bool {
    let text = text.trim_start();
    // 附件1：…, 附件2：…, each on its line.
    let numbered = text.strip_prefix("附件").is_some_and(|rest| {
        let name = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        name.len() < rest.len()
            && name.starts_with(['：', ':'])
            && !name.contains(['，', '。', '；'])
    });
    numbered || ["附件：", "附件:"].iter().any(|w| text.starts_with(w))
}

/// Whether a line opens what stands on lines of its own at the end of a letter.
pub fn opens_ending(text: &str) -> bool {
    let text = text.trim();
    let named = ["联系人", "联系方式", "联系电话", "抄送"].iter().any(|w| text.starts_with(w));
    // Its last character may stand on the next line.
    let printed = text.contains("日印") && text.contains('年') && text.chars().count() <= 48;
    printed || named && text.chars().take(14).any(|c| matches!(c, '：' | ':'))
}

/// A line with wide gaps in it, as rows of tables without ruling lines have them.
pub fn is_row(text: &str) -> bool {
    let gaps = |part: &str| part.split("    ").filter(|p| !p.trim().is_empty()).count();
    let pieces: usize = text.split('\t').map(gaps).sum();
    pieces >= 3
}

/// A label with its value set apart from it, as on covers: `项目名称：    智能工厂`.
pub fn is_pair(text: &str) -> bool {
    let Some((at, colon)) = text.char_indices().find(|(_, c)| matches!(c, '：' | ':')) else {
        return false;
    };
    let (label, value) = (&text[..at], &text[at + colon.len_utf8()..]);
    label.chars().count() <= 24 && (value.starts_with('\t') || value.starts_with("    "))
}

/// A word that a hyphen at the end of a line breaks off.
pub fn is_hyphenated(above: &str, below: &str) -> bool {
    let mut ends = above.chars().rev();
    ends.next() == Some('-')
        && ends.next().is_some_and(|c| c.is_ascii_alphanumeric())
        && below.starts_with(|c: char| c.is_ascii_alphanumeric())
}

/// What stands between two joined lines.
///
/// `spaced`: a space was printed at the wrap. `first_fits`: the next character
/// would still have fitted on the line above, so that the line was broken
/// between words and not inside a long one.
pub fn between(above: &str, below: &str, spaced: bool, first_fits: bool) -> &'static str {
    let (Some(a), Some(b)) = (above.chars().next_back(), below.chars().next()) else { return "" };
    if a.is_whitespace() || b.is_whitespace() || is_wide(a) && is_wide(b) {
        return "";
    }
    if is_wide(a) || is_wide(b) {
        return if spaced { " " } else { "" };
    }
    if spaced {
        return " ";
    }
    if "-/_@.\u{2010}\u{2011}".contains(a) && !a.is_whitespace() && above.chars().count() > 1 {
        return if first_fits && a == '.' { " " } else { "" };
    }
    if "@_/.,;:)]}%".contains(b) {
        return "";
    }
    let (last, first) = (last_word(above), first_word(below));
    if first.contains('@') || first.contains("://") || last.contains('@') || last.contains("://") {
        return "";
    }
    if first_fits {
        return " ";
    }
    // The line is full to the last character: codes and numbers are broken
    // anywhere, words are not.
    let code = |word: &str| word.chars().any(|c| c.is_ascii_digit());
    if code(last) && (code(first) || first.chars().all(|c| c.is_ascii_uppercase())) {
        return "";
    }
    if code(first) && last.chars().count() > 6 && last.chars().all(|c| c.is_ascii_uppercase()) {
        return "";
    }
    " "
}

fn last_word(text: &str) -> &str {
    let start = text
        .char_indices()
        .rev()
        .find(|(_, c)| c.is_whitespace() || is_wide(*c))
        .map_or(0, |(i, c)| i + c.len_utf8());
    &text[start..]
}

fn first_word(text: &str) -> &str {
    let end = text.find(|c: char| c.is_whitespace() || is_wide(c)).unwrap_or(text.len());
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_addresses_join_without_a_space_words_with_one() {
        assert_eq!(between("91420101CYEH8", "WRTC9", false, false), "");
        assert_eq!(between("it77@exam", "ple.com", false, false), "");
        assert_eq!(between("020-", "73085283", false, false), "");
        assert_eq!(between("smart", "factory", false, false), " ");
        assert_eq!(between("MES", "6.2", false, true), " ");
        assert_eq!(between("系统", "平台", false, false), "");
        assert_eq!(between("系统", "MES", false, false), "");
    }

    #[test]
    fn lists_of_what_is_attached() {
        assert!(opens_list("附件：1.甲") && opens_list("附件1：示范企业名单"));
        assert!(!opens_list("附件1所列企业") && !opens_list("附件1：名单所列企业，应当报送"));
    }

    #[test]
    fn rows_are_told_from_running_text() {
        assert!(is_row("合计\t18\t3,286,500.00") && is_row("1    轴承    5"));
        assert!(!is_row("1.1\t本合同一式肆份") && !is_row("年    月"));
        assert!(is_hyphenated("达到GB/T39116-", "2020《模型》") && !is_hyphenated("—", "2020"));
    }

    #[test]
    fn item_openings() {
        for text in [
            "一、总则",
            "（一）背景",
            "1.营业执照",
            "2）",
            "①",
            "第三条 为了",
            "附件1",
            "附件1：示范企业名单",
            "附件：1.甲",
            "（此页无正文）",
            "⚫ 数据格式",
        ] {
            assert!(opens_item(text), "{text}");
        }
        for text in ["一个系统", "2023年", "1.5倍", "（含税）", "附件材料", "18.3"] {
            assert!(!opens_item(text), "{text}");
        }
    }
}
