//! Characters that exist twice: radicals and compatibility ideographs that stand
//! for ordinary Han characters, and the private code points of old fonts. One
//! table for every room that folds.

pub mod lookalikes;
pub mod numerals;
pub mod symbols;
mod traditional;

pub use traditional::simplified;

use unicode_normalization::UnicodeNormalization;

/// CJK Radicals Supplement, by Unicode's EquivalentUnifiedIdeograph; where fonts
/// draw a form that is an ordinary character too (⺼ as 月), that character.
const RADICALS: &str = "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇几⺈刀⺉刂⺊卜⺌小⺍小⺎兀⺏尣⺐尢⺑𡯂⺒巳⺓幺⺔彑⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪疋⺫目⺬示⺭礻⺮竹⺯糹⺰纟⺱网⺲罒⺳网⺴网⺵网⺶羊⺷羊⺸羋⺹耂⺺肀⺻聿⺼月⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻕阜⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食⻟飠⻠饣⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟";

/// Whether the character is a Han character (radicals and compatibility forms too).
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{3007}'
        | '\u{2e80}'..='\u{2fdf}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// Han characters, kana, full-width punctuation and signs: written without spaces.
pub fn is_wide(c: char) -> bool {
    matches!(u32::from(c),
        0x1100..=0x115F | 0x2E80..=0x303E | 0x3041..=0x33FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF
        | 0xA000..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE10..=0xFE19 | 0xFE30..=0xFE6F
        | 0xFF01..=0xFF60 | 0xFFE0..=0xFFE6 | 0x20000..=0x3FFFD
        | 0x2014 | 0x2018..=0x201D | 0x2026 | 0x25A0..=0x25A1 | 0x2610..=0x2612 | 0x221A | 0x2460..=0x24FF)
}

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

/// The value of a Roman number in letters of either case, up to 89.
pub fn roman(text: &str) -> Option<u32> {
    const DIGITS: [(&str, u32); 12] = [
        ("l", 50),
        ("xl", 40),
        ("x", 10),
        ("ix", 9),
        ("viii", 8),
        ("vii", 7),
        ("vi", 6),
        ("iv", 4),
        ("v", 5),
        ("iii", 3),
        ("ii", 2),
        ("i", 1),
    ];
    let lower = text.to_ascii_lowercase();
    let (mut rest, mut sum, mut last) = (lower.as_str(), 0, u32::MAX);
    while !rest.is_empty() {
        let (digit, value) = DIGITS.iter().find(|(digit, _)| rest.starts_with(digit))?;
        // From great to small; only tens stand side by side, three at most.
        let tens = *value == 10 && sum % 50 < 30;
        if *value > last || *value == last && !tens || last < 10 {
            return None;
        }
        (rest, sum, last) = (&rest[digit.len()..], sum + value, *value);
    }
    (sum > 0).then_some(sum)
}

/// Signs that stand in front of the items of a list and nowhere else. Boxes and ticks
/// are none of them: they answer something.
pub const LIST_SIGNS: &str = "●◆◇★☆▪⚫⬤➢➤❖▶►✦✧⬥⬧⧫⯁⟡⮚";

/// A full-width digit in its ordinary width; anything else as it is.
pub fn narrow_digit(c: char) -> char {
    match c {
        '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
        _ => c,
    }
}

/// A digit or sign as a power.
pub fn power(c: char) -> Option<char> {
    const PLAIN: &str = "0123456789+-−＋－";
    const RAISED: [char; 15] =
        ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹', '⁺', '⁻', '⁻', '⁺', '⁻'];
    let c = narrow_digit(c);
    let at = PLAIN.chars().position(|plain| plain == c)?;
    RAISED.get(at).copied()
}

/// A digit or sign as an index.
pub fn index(c: char) -> Option<char> {
    const PLAIN: &str = "0123456789+-−";
    const LOWERED: [char; 13] = ['₀', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉', '₊', '₋', '₋'];
    let at = PLAIN.chars().position(|plain| plain == narrow_digit(c))?;
    LOWERED.get(at).copied()
}

/// Where a character stands to its line, as far as a format tells it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Script {
    /// On it.
    #[default]
    Plain,
    /// Above it: a power, the mark of a reference.
    Raised,
    /// Below it: an index.
    Lowered,
}

/// Raised text right behind a digit is its power: 10² is not 102. Behind anything
/// else, as in the mark of a reference, raised digits stay as they are.
#[derive(Debug, Clone, Copy, Default)]
pub struct Powers {
    /// Within raised text: whether it is a power.
    power: Option<bool>,
}

impl Powers {
    /// A character as it is written behind `before`.
    pub fn show(&mut self, before: Option<char>, c: char, raised: bool) -> char {
        if !raised {
            self.power = None;
            return c;
        }
        let behind_digit = before.is_some_and(|b| narrow_digit(b).is_ascii_digit());
        let shown = power(c).filter(|_| self.power.unwrap_or(behind_digit));
        self.power = Some(shown.is_some());
        shown.unwrap_or(c)
    }

    /// A character of a format that tells powers from indices: behind a Latin letter both
    /// are told apart too (m², CO₂), and behind a digit an index is no digit of its number.
    pub fn script(&mut self, before: Option<char>, c: char, script: Script) -> char {
        let behind_letter = before.is_some_and(|b| b.is_ascii_alphabetic());
        match script {
            Script::Lowered => {
                self.power = None;
                let goes_on = before.is_some_and(|b| ('₀'..='₎').contains(&b));
                let behind_digit = before.is_some_and(|b| narrow_digit(b).is_ascii_digit());
                let behind = behind_letter || behind_digit || goes_on;
                index(c).filter(|_| behind).unwrap_or(c)
            }
            script => {
                if script == Script::Raised && behind_letter && self.power.is_none() {
                    self.power = Some(true);
                }
                self.show(before, c, script == Script::Raised)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roman_numbers() {
        let read = |text: &str| roman(text);
        assert_eq!(["I", "iv", "IX", "xviii", "XXIX"].map(read), [1, 4, 9, 18, 29].map(Some));
        assert_eq!(["", "IC", "VX", "IIX", "VIVI", "XXXX", "Mix"].map(read), [None; 7]);
    }

    #[test]
    fn powers_and_indices_behind_letters() {
        let show = |plain: &str, small: &str, script: Script| {
            let mut powers = Powers::default();
            let mut text = String::new();
            for (c, script) in
                plain.chars().map(|c| (c, Script::Plain)).chain(small.chars().map(|c| (c, script)))
            {
                let before = text.chars().next_back();
                text.push(powers.script(before, c, script));
            }
            text
        };
        assert_eq!(show("m", "2", Script::Raised), "m²");
        assert_eq!(show("m", "2", Script::Lowered), "m₂");
        assert_eq!(show("x", "12", Script::Lowered), "x₁₂");
        assert_eq!(show("10", "-3", Script::Raised), "10⁻³");
        assert_eq!(show("技术", "1", Script::Raised), "技术1");
        assert_eq!(show("技术", "1", Script::Lowered), "技术1");
    }

    #[test]
    fn powers_stand_right_behind_a_digit() {
        let show = |plain: &str, small: &str| {
            let mut powers = Powers::default();
            let mut text = String::new();
            for (c, raised) in
                plain.chars().map(|c| (c, false)).chain(small.chars().map(|c| (c, true)))
            {
                let shown = powers.show(text.chars().next_back(), c, raised);
                text.push(shown);
            }
            text
        };
        assert_eq!(show("10", "-23"), "10⁻²³");
        assert_eq!(show("１０", "-３"), "１０⁻³");
        assert_eq!(show("已有研究", "[10, 16-21]"), "已有研究[10, 16-21]");
        assert_eq!(show("至2021", "[12]"), "至2021[12]");
        assert_eq!(show("注", "12"), "注12");
    }

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
