//! Whether a word runs over the break between two lines.

use jieba_rs::Jieba;
use std::sync::LazyLock;

static DICTIONARY: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// How many characters on either side of the break are looked at: more than the longest word.
const REACH: usize = 8;

/// Whether the dictionary sees one word across the break.
pub fn straddles(above: &str, below: &str) -> bool {
    let skip = above.chars().count().saturating_sub(REACH);
    let left: String = above.chars().skip(skip).collect();
    let right: String = below.chars().take(REACH).collect();
    let joined = format!("{left}{right}");
    let mut at = 0;
    for word in DICTIONARY.cut(&joined, false) {
        let text = word.word;
        let end = at + text.len();
        if at < left.len() && end > left.len() {
            return true;
        }
        at = end;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_over_the_break_is_seen() {
        assert!(straddles("国家发展改革委办公厅 财政", "部办公厅"));
        assert!(straddles("卓越级智能工厂梯", "度培育行动"));
        assert!(!straddles("兰州电机股份有限公司", "甘肃海亮新能源"));
        assert!(!straddles("姓名 电话", "职务 手机"));
    }
}
