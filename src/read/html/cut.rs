//! Whether a page ends before its time. Browsers mend what a broken transfer left; who
//! relies on the page must know that it did.

/// How much of the end is looked at first.
const END: usize = 4 << 10;

/// Whether the text of a page is cut off: it ends inside of a tag or a comment, or opens the
/// page or a table and never closes it.
pub fn is_cut(page: &str) -> bool {
    let bytes = page.trim_end_matches(['\0', '\u{1a}']).trim_end().as_bytes();
    let end = bytes[bytes.len().saturating_sub(END)..].to_ascii_lowercase();
    let ends = |word: &[u8]| memchr::memmem::rfind(&end, word).is_some();
    if ends(b"</html") {
        return false;
    }
    let tag = memchr::memrchr(b'<', &end);
    let inside = tag.is_some_and(|at| {
        let rest = &end[at + 1..];
        let begins =
            rest.first().is_none_or(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!'));
        begins && !rest.contains(&b'>')
    });
    if inside {
        return true;
    }
    let all = bytes.to_ascii_lowercase();
    let count = |word: &[u8]| memchr::memmem::find_iter(&all, word).count();
    let last = |word: &[u8]| memchr::memmem::rfind(&all, word);
    let comment = last(b"<!--").is_some_and(|at| last(b"-->").is_none_or(|end| end < at));
    let page = last(b"<html").is_some() && last(b"</html").is_none() && last(b"</body").is_none();
    comment || page || count(b"<table") > count(b"</table")
}

#[cfg(test)]
mod tests {
    use super::is_cut;

    #[test]
    fn pages_that_end_before_their_time() {
        let whole = "<html><body><table><tr><td>甲</td></tr></table></body></html>\n";
        assert!(!is_cut(whole));
        for length in (0..whole.len() - 8).filter(|at| whole.is_char_boundary(*at)).skip(6) {
            // Behind the body nothing is missing.
            if length < whole.find("</body").unwrap() + 6 {
                assert!(is_cut(&whole[..length]), "{}", &whole[..length]);
            }
        }
        assert!(!is_cut("<p>片段</p><table><tr><td>1</table>"));
        assert!(is_cut("<p>片段</p><table><tr><td>1"));
        assert!(!is_cut("<p>a < b 的说明"));
        assert!(!is_cut("纯文字"));
    }
}
