//! The characters that Chinese documents are made of, and which of the two double-byte
//! encodings each is frequent in. Told from a table that is made once by decoding: asking
//! an encoder for each character took a quarter of an import.

use encoding_rs::{BIG5, Encoding, GBK};
use std::ops::RangeInclusive;
use std::sync::LazyLock;

const FIRST: u32 = 0x4E00;
const LAST: u32 = 0x9FFF;
const WORDS: usize = ((LAST - FIRST + 1) / 64) as usize;

/// A set of unified ideographs.
struct Level([u64; WORDS]);

impl Level {
    /// The ideographs behind a range of lead bytes.
    fn of(
        encoding: &'static Encoding,
        leads: RangeInclusive<u8>,
        trails: &[RangeInclusive<u8>],
    ) -> Self {
        let mut words = [0; WORDS];
        for lead in leads {
            for trail in trails.iter().cloned().flatten() {
                let bytes = [lead, trail];
                let (text, faulty) = encoding.decode_without_bom_handling(&bytes);
                let mut characters = text.chars();
                if let (Some(c), None, false) = (characters.next(), characters.next(), faulty)
                    && let Some((word, bit)) = place(c)
                {
                    words[word] |= bit;
                }
            }
        }
        Self(words)
    }

    fn has(&self, c: char) -> bool {
        place(c).is_some_and(|(word, bit)| self.0[word] & bit != 0)
    }
}

fn place(c: char) -> Option<(usize, u64)> {
    let at = u32::from(c).checked_sub(FIRST).filter(|at| *at <= LAST - FIRST)?;
    Some(((at / 64) as usize, 1 << (at % 64)))
}

/// The first level of GB 2312: its 3,755 most used characters.
static SIMPLIFIED: LazyLock<Level> = LazyLock::new(|| Level::of(GBK, 0xB0..=0xD7, &[0xA1..=0xFE]));

/// Big5's first level: 5,401 frequent characters.
static TRADITIONAL: LazyLock<Level> =
    LazyLock::new(|| Level::of(BIG5, 0xA4..=0xC6, &[0x40..=0x7E, 0xA1..=0xFE]));

/// Whether a character is one that Chinese documents are made of: frequent in either
/// encoding, or Chinese punctuation.
pub fn is_everyday(c: char) -> bool {
    is_mark(c) || SIMPLIFIED.has(c) || TRADITIONAL.has(c)
}

/// Whether a character is frequent in texts that an encoding was made for.
pub fn is_frequent_in(encoding: &'static Encoding, c: char) -> bool {
    if encoding == BIG5 { TRADITIONAL.has(c) } else { SIMPLIFIED.has(c) }
}

/// Punctuation and signs of Chinese documents.
fn is_mark(c: char) -> bool {
    matches!(
        c,
        '，' | '。'
            | '、'
            | '：'
            | '；'
            | '（'
            | '）'
            | '“'
            | '”'
            | '《'
            | '》'
            | '〔'
            | '〕'
            | '□'
            | '√'
            | '　'
            | '—'
            | '！'
            | '？'
            | '·'
            | '％'
            | '①'..='⑳'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table says of every ideograph what the encoders say.
    #[test]
    fn the_table_is_the_encoders_answer() {
        for c in (FIRST..=LAST).filter_map(char::from_u32) {
            let mut buffer = [0; 4];
            let text = c.encode_utf8(&mut buffer);
            let (gbk, _, faulty) = GBK.encode(text);
            let wanted = matches!((&*gbk, faulty), ([lead, trail], false)
                if (0xB0..=0xD7).contains(lead) && *trail >= 0xA1);
            assert_eq!(SIMPLIFIED.has(c), wanted, "{c}");
            let (big5, _, faulty) = BIG5.encode(text);
            if matches!((&*big5, faulty), ([lead, _], false) if (0xA4..=0xC6).contains(lead)) {
                assert!(TRADITIONAL.has(c), "{c}");
            }
        }
        assert!(is_everyday('申') && is_everyday('關') && is_everyday('。') && !is_everyday('a'));
        assert!(is_frequent_in(GBK, '业') && !is_frequent_in(GBK, '業'));
    }
}
