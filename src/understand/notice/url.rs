//! Web addresses, mended: full-width signs, long dashes and spaces that typesetting put in.

use crate::value::pattern::pattern;
use unicode_normalization::UnicodeNormalization;

pattern! {
    static ADDRESS = r"(?i)(?:https?: ?/ ?/ ?|www\.)[a-z0-9\-._~:/?#@!$&'*+=%]+";
}

/// An address as found and as mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The mended address.
    pub url: String,
    /// As it stands in the folded text.
    pub raw: String,
}

/// All addresses in a text.
pub fn find(text: &str) -> Vec<Address> {
    let Some(regex) = ADDRESS.regex() else { return Vec::new() };
    let folded: String = text.nfkc().collect();
    let straight = straighten(&folded);
    regex
        .find_iter(&straight)
        .filter_map(|found| {
            let url: String = found.as_str().chars().filter(|c| *c != ' ').collect();
            let url = url.trim_end_matches(['.', ',', ':', '-', '\'', '?', '&', '*']).to_owned();
            let host = url.split("//").last().unwrap_or_default();
            let raw = folded
                .chars()
                .skip(straight[..found.start()].chars().count())
                .take(found.as_str().chars().count())
                .collect();
            host.contains('.').then_some(Address { url, raw })
        })
        .collect()
}

/// Long dashes between Latin letters become hyphens, character for character.
fn straighten(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let latin = |c: Option<&char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    chars
        .iter()
        .enumerate()
        .map(|(i, c)| match c {
            '—' | '–' | '−' | '‐' | '‑' | '一' | '―'
                if i > 0 && latin(chars.get(i - 1)) && latin(chars.get(i + 1)) =>
            {
                '-'
            }
            '。' if i > 0 && latin(chars.get(i - 1)) && latin(chars.get(i + 1)) => '.',
            other => *other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_is_mended() {
        for (text, url) in [
            ("平台(https://www.miit—imps.com)开展", "https://www.miit-imps.com"),
            ("平台（ｈｔｔｐ：／／ｍｉｉｔ－ｉｍｐｓ．ｃｏｍ）", "http://miit-imps.com"),
            ("平台https://www.miit-imps.com）线上", "https://www.miit-imps.com"),
            ("培训： http://miit-imps.com", "http://miit-imps.com"),
            ("查看https://a.gov.cn/b/art_0338a.html；点击", "https://a.gov.cn/b/art_0338a.html"),
        ] {
            let urls: Vec<_> = find(text).into_iter().map(|a| a.url).collect();
            assert_eq!(urls, [url], "{text}");
        }
        assert!(find("附件一：3.1节").is_empty());
    }
}
