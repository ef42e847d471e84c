//! Symbol fonts (Wingdings, Symbol, …) put pictures at the codes of letters or
//! at private-use code points: here they become the Unicode characters that a
//! reader sees. Ticks and boxes matter most: they are the answers of a form.

/// A font whose characters are pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SymbolFont {
    /// Wingdings.
    Wingdings,
    /// Wingdings 2.
    Wingdings2,
    /// Wingdings 3 (arrows).
    Wingdings3,
    /// Webdings.
    Webdings,
    /// Symbol (Greek letters and operators).
    Symbol,
    /// A font of pictures, none of which is known here.
    Unknown,
}

/// Beginnings of names, without spaces, of fonts of pictures that are not known here: their
/// letters and digits are shown as anything else.
const UNKNOWN: &[&str] = &[
    "almanacmt",
    "barcode",
    "bookshelfsymbol",
    "botanicalmt",
    "code128",
    "code39",
    "directionsmt",
    "fontawesome",
    "free3of9",
    "holidaysmt",
    "idautomation",
    "itczapfdingbats",
    "keystrokesmt",
    "mapsymbols",
    "marlett",
    "materialicons",
    "monotypesorts",
    "msoutlook",
    "msreferencespecialty",
    "mtextra",
    "partiesmt",
    "segoefluenticons",
    "segoemdl2assets",
    "signsmt",
    "sportsthreemt",
    "sportstwomt",
    "transportmt",
    "typeembellishments",
    "vacationmt",
    "zapfdingbats",
];

impl SymbolFont {
    /// The symbol font of that name, if it is one.
    pub fn named(name: &str) -> Option<Self> {
        let folded: String =
            name.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
        match folded.as_str() {
            "wingdings" | "wingdings-regular" => Some(Self::Wingdings),
            "wingdings2" => Some(Self::Wingdings2),
            "wingdings3" => Some(Self::Wingdings3),
            "webdings" => Some(Self::Webdings),
            "symbol" | "symbolmt" | "standardsymbolsps" => Some(Self::Symbol),
            name if UNKNOWN.iter().any(|known| name.starts_with(known)) => Some(Self::Unknown),
            name if name.contains("dingbat") => Some(Self::Unknown),
            _ => None,
        }
    }

    /// The name by which it is found again.
    pub fn name(self) -> &'static str {
        match self {
            Self::Wingdings => "Wingdings",
            Self::Wingdings2 => "Wingdings 2",
            Self::Wingdings3 => "Wingdings 3",
            Self::Webdings => "Webdings",
            Self::Symbol => "Symbol",
            Self::Unknown => "Dingbats",
        }
    }

    /// The character seen for a code, given as 0x20–0xFF or as 0xF020–0xF0FF.
    pub fn character(self, code: u32) -> Option<char> {
        if code == 0xA0 {
            // Text in a symbol font: programs show its no-break space as one.
            return Some('\u{a0}');
        }
        let code = if (0xF000..=0xF0FF).contains(&code) { code - 0xF000 } else { code };
        let code = u8::try_from(code).ok().filter(|code| *code >= 0x20)?;
        match self {
            Self::Wingdings => wingdings(code),
            Self::Wingdings2 => wingdings2(code),
            Self::Wingdings3 => wingdings3(code),
            Self::Webdings => webdings(code),
            Self::Symbol => symbol(code),
            Self::Unknown => (code == 0x20).then_some(' '),
        }
    }

    /// Whether it shows a character as a picture that nobody knows here.
    pub fn hides(self, character: char) -> bool {
        let code = u32::from(character);
        let pictured = (0x21..0x100).contains(&code) || (0xF021..=0xF0FF).contains(&code);
        pictured && !character.is_whitespace() && code != 0xAD && self.character(code).is_none()
    }
}

/// The character of a code whose font is not known to be a symbol font: private-use
/// code points of symbol fonts by their most usual meaning, everything else as it is.
pub fn unknown_font(character: char) -> char {
    let code = character as u32;
    if !(0xF020..=0xF0FF).contains(&code) {
        return character;
    }
    let code = (code - 0xF000) as u8;
    match code {
        // Wingdings 2 writes its boxes where Wingdings has rarely used pictures.
        0x50..=0x54 | 0xA3 => wingdings2(code),
        _ => wingdings(code).or_else(|| wingdings2(code)).or_else(|| symbol(code)),
    }
    .unwrap_or(character)
}

/// Text of a run with its symbol characters replaced.
pub fn translate(text: &str, font: Option<SymbolFont>) -> String {
    text.chars()
        .map(|c| match font {
            Some(font) if (c as u32) < 0x100 || (0xF020..=0xF0FF).contains(&(c as u32)) => {
                font.character(c as u32).unwrap_or_else(|| unknown_font(c))
            }
            _ => unknown_font(c),
        })
        .collect()
}

fn nth(list: &str, index: u8) -> Option<char> {
    list.chars().nth(usize::from(index))
}

fn wingdings(code: u8) -> Option<char> {
    Some(match code {
        0x20 => ' ',
        0x22 => '✂',
        0x28 => '☎',
        0x29 => '✆',
        0x2A => '✉',
        0x36 => '⌛',
        0x3E => '✇',
        0x3F => '✍',
        0x41 => '✌',
        0x45..=0x48 => nth("☜☞☝☟", code - 0x45)?,
        0x4A => '☺',
        0x4C => '☹',
        0x4E => '☠',
        0x51 => '✈',
        0x52 => '☼',
        0x54 => '❄',
        0x58..=0x5B => nth("✠✡☪☯", code - 0x58)?,
        0x5E..=0x69 => nth("♈♉♊♋♌♍♎♏♐♑♒♓", code - 0x5E)?,
        0x6C => '●',
        0x6D => '❍',
        0x6E => '■',
        0x6F | 0x70 | 0xA8 => '□',
        0x71 => '❑',
        0x72 => '❒',
        0x73 | 0x77 => '◆',
        0x74 => '⧫',
        0x75 => '◆',
        0x76 => '❖',
        0x78 => '☒',
        0x7A => '⌘',
        0x7B..=0x7E => nth("❀✿❝❞", code - 0x7B)?,
        0x80 => '⓪',
        0x81..=0x8A => nth("①②③④⑤⑥⑦⑧⑨⑩", code - 0x81)?,
        0x8B => '⓿',
        0x8C..=0x95 => nth("❶❷❸❹❺❻❼❽❾❿", code - 0x8C)?,
        0x9E => '·',
        0x9F => '•',
        0xA0 | 0xA7 => '▪',
        0xA1..=0xA3 => '○',
        0xA4 => '◉',
        0xA5 => '◎',
        0xAA..=0xAF => nth("✦★✶✴✹✵", code - 0xAA)?,
        0xB0..=0xB4 => nth("⯐⌖⟡⌑⯑", code - 0xB0)?,
        0xB5 => '✪',
        0xB6 => '✰',
        0xD5 => '⌫',
        0xD6 => '⌦',
        0xD8 => '➢',
        0xDC => '➲',
        0xDF..=0xE6 => nth("←→↑↓↖↗↙↘", code - 0xDF)?,
        0xE7..=0xEE => nth("←➔↑↓↖↗↙↘", code - 0xE7)?,
        0xEF..=0xF2 => nth("⇦⇨⇧⇩", code - 0xEF)?,
        0xFB => '×',
        0xFC => '√',
        0xFD => '☒',
        0xFE => '☑',
        _ => return None,
    })
}

fn wingdings2(code: u8) -> Option<char> {
    Some(match code {
        0x20 => ' ',
        0x4F => '×',
        0x50 => '√',
        0x51 | 0x53 | 0x54 => '☒',
        0x52 => '☑',
        0x55..=0x58 => '⊗',
        0x69 => '⓪',
        0x6A..=0x73 => nth("①②③④⑤⑥⑦⑧⑨⑩", code - 0x6A)?,
        0x74 => '⓿',
        0x75..=0x7E => nth("❶❷❸❹❺❻❼❽❾❿", code - 0x75)?,
        0x81 => '○',
        0x95..=0x97 => '•',
        0x98 => '●',
        0x99..=0x9B => '○',
        0x9C | 0x9D => '◉',
        0x9E => '⊙',
        0x9F..=0xA1 => '▪',
        0xA2 => '■',
        0xA3..=0xA6 => '□',
        0xA7 | 0xA8 => '▣',
        0xA9 => '▣',
        0xAA..=0xB2 => '◆',
        _ => return None,
    })
}

fn wingdings3(code: u8) -> Option<char> {
    Some(match code {
        0x20 => ' ',
        0x66..=0x69 => nth("←→↑↓", code - 0x66)?,
        0x6A..=0x6D => nth("↖↗↙↘", code - 0x6A)?,
        0x70..=0x73 => nth("▲▼△▽", code - 0x70)?,
        0x74..=0x77 => nth("◀▶◁▷", code - 0x74)?,
        0x7D => '▶',
        0x7C => '◀',
        0x84 => '◥',
        _ => return None,
    })
}

fn webdings(code: u8) -> Option<char> {
    Some(match code {
        0x20 => ' ',
        0x33..=0x36 => nth("◀▶▲▼", code - 0x33)?,
        0x3C => '■',
        0x3D => '□',
        0x61 => '√',
        0x63 => '□',
        0x67 => '■',
        0x6E => '●',
        0x72 => '×',
        0x76 => '√',
        0xC5 => '☎',
        0xC8 => '☎',
        _ => return None,
    })
}

/// Adobe's Symbol encoding; `None` for the pieces of tall brackets.
fn symbol(code: u8) -> Option<char> {
    const LOW: &str = " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼";
    const HIGH: &str = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑";
    match code {
        0x20..=0x7E => nth(LOW, code - 0x20),
        0xA0..=0xE5 => nth(HIGH, code - 0xA0),
        0xF1 => Some('〉'),
        0xF2 => Some('∫'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_and_boxes_of_every_writing() {
        let wingdings = |c| SymbolFont::Wingdings.character(c);
        let two = |c| SymbolFont::Wingdings2.character(c);
        assert_eq!(wingdings(0xF0FE), Some('☑'));
        assert_eq!(wingdings(0xFC), Some('√'));
        assert_eq!([wingdings(0xF06F), wingdings(0xF0A8), two(0xF0A3)], [Some('□'); 3]);
        assert_eq!(two(0x52), Some('☑'));
        assert_eq!(translate("R大型 £中型", Some(SymbolFont::Wingdings2)), "☑大型 □中型");
        assert_eq!(translate("\u{f052}是 \u{f0a3}否", None), "☑是 □否");
    }

    #[test]
    fn the_symbol_font_gives_operators() {
        assert_eq!(translate("\u{f0b3}30 \u{f0b1}5 D", Some(SymbolFont::Symbol)), "≥30 ±5 Δ");
        assert_eq!(SymbolFont::Symbol.character(0xB7), Some('•'));
        assert_eq!(SymbolFont::Symbol.character(0x6D), Some('μ'));
        assert_eq!(SymbolFont::Symbol.character(0xD6), Some('√'));
    }

    #[test]
    fn a_no_break_space_in_a_symbol_font_is_a_space() {
        assert_eq!(
            translate("l\u{a0}\u{a0}名称", Some(SymbolFont::Wingdings)),
            "●\u{a0}\u{a0}名称"
        );
        assert_eq!(SymbolFont::Wingdings.character(0xF0A0), Some('▪'));
    }

    /// 1250.6 in Wingdings 3 was read as 1250.6.
    #[test]
    fn what_a_font_of_pictures_shows_and_nobody_knows_is_hidden() {
        for name in ["Wingdings 3", "Bookshelf Symbol 7", "Marlett", "ITC Zapf Dingbats"] {
            let font = SymbolFont::named(name).unwrap();
            assert!("1250.6".chars().any(|c| font.hides(c)) && !font.hides(' '), "{name}");
        }
        assert!(!SymbolFont::Symbol.hides('1') && !SymbolFont::Wingdings.hides('l'));
        assert!(!SymbolFont::Unknown.hides('宋'));
    }

    #[test]
    fn text_of_other_fonts_is_left_alone() {
        assert_eq!(SymbolFont::named("宋体"), None);
        assert_eq!(translate("Rate £5", None), "Rate £5");
    }
}
