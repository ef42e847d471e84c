//! What stands in a margin, said once; a bare page number is told from words.

use crate::document::{Margin, MarginKind, Text};

/// Adds what stands in a margin, once. Headers and footers that hold no more than
/// a number become [`MarginKind::PageNumber`].
pub fn put(margins: &mut Vec<Margin>, kind: MarginKind, text: String) {
    let counts = |c: char| c.is_ascii_digit() || "第页共一二三四五六七八九十百".contains(c);
    let only_number = text.chars().all(|c| counts(c) || !c.is_alphanumeric());
    let kind = match kind {
        MarginKind::Header | MarginKind::Footer if only_number => MarginKind::PageNumber,
        kind => kind,
    };
    if !text.trim().is_empty() && !margins.iter().any(|m| m.kind == kind && m.text.content == text)
    {
        margins.push(Margin { kind, text: Text::plain(text) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_of_common_characters_is_no_page_number() {
        let mut margins = Vec::new();
        put(&mut margins, MarginKind::Header, "企业保存件".to_owned());
        put(&mut margins, MarginKind::Footer, "第十二页".to_owned());
        let kinds: Vec<_> = margins.iter().map(|m| m.kind).collect();
        assert_eq!(kinds, [MarginKind::Header, MarginKind::PageNumber]);
    }

    #[test]
    fn footers_of_numbers_are_page_numbers_and_words_stay() {
        let mut margins = Vec::new();
        for text in ["1", "2", "- 3 -", "第 4 页 共 9 页", "申报书", "申报书", " "] {
            put(&mut margins, MarginKind::Footer, text.to_owned());
        }
        let kinds: Vec<_> = margins.iter().map(|m| m.kind).collect();
        assert_eq!(kinds[..4], [MarginKind::PageNumber; 4]);
        assert_eq!((kinds.len(), kinds[4]), (5, MarginKind::Footer));
    }
}
