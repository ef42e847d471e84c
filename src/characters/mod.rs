//! Characters that exist twice: radicals and compatibility ideographs that stand
//! for ordinary Han characters, and the private code points of old fonts. One
//! table for every room that folds.

pub mod symbols;
mod traditional;

pub use traditional::simplified;

use unicode_normalization::UnicodeNormalization;

/// CJK Radicals Supplement, by Unicode's EquivalentUnifiedIdeograph; where fonts
/// draw a form that is an ordinary character too (⺼ as 月), that character.
const RADICALS: &str = "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇几⺈刀⺉刂⺊卜⺌小⺍小⺎兀⺏尣⺐尢⺑𡯂⺒巳⺓幺⺔彑⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪疋⺫目⺬示⺭礻⺮竹⺯糹⺰纟⺱网⺲罒⺳网⺴网⺵网⺶羊⺷羊⺸羋⺹耂⺺肀⺻聿⺼月⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻕阜⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食⻟飠⻠饣⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟";

/// The ordinary Han character that a radical or a compatibility ideograph stands
/// for; `None` for all other characters.
pub fn unified(c: char) -> Option<char> {
    match u32::from(c) {
        0x2E80..=0x2EFF => {
            let mut pairs = RADICALS.chars();
            while let (Some(radical), Some(whole)) = (pairs.next(), pairs.next()) {
                if radical == c {
                    return Some(whole);
                }
            }
            None
        }
        // Fonts for simplified Chinese draw 户 here; Unicode's own folding gives 戶.
        0x2F3E => Some('户'),
        0x2F00..=0x2FD5 | 0xF900..=0xFAFF | 0x2F800..=0x2FA1F => {
            let mut forms = std::iter::once(c).nfkc();
            match (forms.next(), forms.next()) {
                (Some(one), None) if one != c => Some(one),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The proper code point of a character that older tables of GB 18030 put into
/// the private use area (GB 18030-2022, annex D); `None` for all others.
pub fn published(c: char) -> Option<char> {
    let code = u32::from(c);
    char::from_u32(match code {
        0xE78D => 0xFE10,
        0xE78E => 0xFE12,
        0xE78F => 0xFE11,
        0xE790..=0xE793 => 0xFE13 + (code - 0xE790),
        0xE794 | 0xE795 => 0xFE17 + (code - 0xE794),
        0xE796 => 0xFE19,
        0xE7C7 => 0x1E3F,
        0xE7C8 => 0x01F9,
        0xE7E7 => 0x303E,
        0xE7E8..=0xE7F3 => 0x2FF0 + (code - 0xE7E8),
        0xE81E => 0x9FB4,
        0xE826 => 0x9FB5,
        0xE82B => 0x9FB6,
        0xE82C => 0x9FB7,
        0xE832 => 0x9FB8,
        0xE843 => 0x9FB9,
        0xE854 => 0x9FBA,
        0xE864 => 0x9FBB,
        _ => return None,
    })
}

/// A raised digit or sign behind a digit: 10² is not 102. Behind letters raised
/// digits are written either way, so that they stay as they are.
pub fn raised(before: Option<char>, c: char) -> char {
    const PLAIN: &str = "0123456789+-−";
    const RAISED: [char; 13] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹', '⁺', '⁻', '⁻'];
    let follows = before.is_some_and(|b| b.is_ascii_digit() || RAISED.contains(&b));
    let at = PLAIN.chars().position(|plain| plain == c).filter(|_| follows);
    at.and_then(|at| RAISED.get(at)).copied().unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radicals_are_the_characters_that_they_look_like() {
        let read: String = "⽢⼴⿍⻓⻔⼾⺼⻢".chars().map(|c| unified(c).unwrap_or(c)).collect();
        assert_eq!(read, "甘广鼎长门户月马");
        assert!("甘Ａ（1）㎡①".chars().all(|c| unified(c).is_none()));
    }

    #[test]
    fn every_radical_has_a_partner_of_its_own_kind() {
        assert_eq!(RADICALS.chars().count() % 2, 0);
        for radical in RADICALS.chars().step_by(2) {
            assert!(('\u{2e80}'..='\u{2eff}').contains(&radical), "{radical}");
        }
    }

    /// The comparison once took ︒ and ︑ for each other.
    #[test]
    fn upright_punctuation_keeps_its_order() {
        let read: String =
            "\u{e78d}\u{e78e}\u{e78f}\u{e790}\u{e796}".chars().filter_map(published).collect();
        assert_eq!(read, "︐︒︑︓︙");
    }
}
