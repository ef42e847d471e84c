//! The numerals in which Chinese text counts its items: 一、 （二） 第十条 附件三.

/// The numerals up to ten in their order.
const TEN: &str = "一二三四五六七八九十";

/// Whether a character is one of 一 to 十.
pub fn is_ordinal(c: char) -> bool {
    TEN.contains(c)
}

/// Whether a character may stand in a number written out: 一 to 十, 百, 〇 and 零.
pub fn is_numeral(c: char) -> bool {
    is_ordinal(c) || matches!(c, '百' | '〇' | '零')
}

/// Whether a character may stand in the number of an item: a digit, or 一 to 十.
pub fn counts(c: char) -> bool {
    c.is_ascii_digit() || is_ordinal(c)
}

/// The value of 一 (1) to 十 (10).
pub fn value(c: char) -> Option<u32> {
    TEN.chars().zip(1..).find(|(numeral, _)| *numeral == c).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_count_from_one_to_ten() {
        assert_eq!(TEN.chars().filter_map(value).collect::<Vec<_>>(), (1..=10).collect::<Vec<_>>());
        assert_eq!(['百', '1', '壹'].map(value), [None; 3]);
        assert!(counts('7') && counts('十') && !counts('百') && is_numeral('零'));
    }
}
