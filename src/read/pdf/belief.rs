//! How far the characters of each font can be believed, told over the whole file.
//! Programs that keep text from being copied, and broken ones, map a font's codes
//! to wrong characters: all to one, each to its neighbour's, to the bytes of
//! another encoding. The page looks right and its text is nonsense, often good
//! characters in a senseless order. What a font says in one place is too little to
//! tell; what it says on all pages is mostly enough.

use crate::document::Rect;
use crate::read::layer::kana;
use crate::read::ocr::is_word;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Words of two characters that are so common that any text has some.
static COMMON: &str = include_str!("words.txt");
/// Common words on a page that prove a font, if they are so much of all pairs.
/// In text they are a fourth; where each code has its neighbour's character, the
/// first words of a file may come out right.
const PROVEN: usize = 30;
const PROVEN_PART: usize = 6;
/// Common words are less than this part of what is no text.
const FAIR_PART: usize = 12;
/// Pairs of characters without which nothing is said about a font, and enough of
/// them to be sure: a list of names has few words too.
const PAIRS: usize = 40;
const MANY: usize = 200;
/// Pairs kept of a page to be looked up.
const KEPT: usize = 400;
/// Characters of other kinds that make a font unsound.
const ENOUGH: u32 = 20;
/// Characters of one page in an unsound font that make the page unsound.
const SPOILT: u32 = 5;

/// A font of a file: the hash of its program and its name.
pub type FontId = (u128, Option<String>);

/// What one font said on one page, or on several.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Glyphs that were set.
    glyphs: u32,
    /// Glyphs that have the character of the other glyph before them.
    same: u32,
    /// Neighbours that are both no characters of any text.
    strange: u32,
    /// Letters of Latin-1 that are rare in any language's text.
    accented: u32,
    /// Basic letters as wide as Chinese characters.
    wide: u32,
    /// Hiragana, and those of them that bind the words of any Japanese text.
    kana: u32,
    particles: u32,
    /// Chinese characters side by side, and how many of them are common words.
    neighbours: usize,
    common: usize,
    /// The others, as many as are looked up.
    pairs: Vec<[char; 2]>,
    /// On some page it said as many common words as text does.
    proven: bool,
    last: Option<Last>,
}

#[derive(Debug, Clone, Copy)]
struct Last {
    code: u32,
    character: char,
    bbox: Rect,
}

impl Tally {
    /// Counts a glyph: its code in the font, its character, its box and size.
    pub fn add(&mut self, code: u32, character: char, bbox: Rect, size: f32) {
        self.glyphs += 1;
        self.kana += u32::from(kana::is_hiragana(character));
        self.particles += u32::from(kana::is_particle(character));
        let letter = character.is_ascii_alphabetic();
        // Of a letter that is set sideways the height of its box is how wide it is.
        let narrow = bbox.width().min(bbox.height());
        self.wide += u32::from(letter && narrow >= 0.95 * size);
        let last = self.last.replace(Last { code, character, bbox });
        let Some(last) = last.filter(|last| is_beside(last.bbox, bbox, size)) else { return };
        let another = last.code != code;
        // A font of bullets has its one letter before each paragraph.
        self.accented += u32::from(is_accented(character) && last.character != character);
        self.same += u32::from(another && last.character == character);
        self.strange += u32::from(another && is_private(last.character) && is_private(character));
        let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        if !self.proven && han(last.character) && han(character) {
            let pair = [last.character, character];
            self.neighbours += 1;
            if is_common(pair) {
                self.common += 1;
                self.proven = self.common >= PROVEN && self.common * PROVEN_PART >= self.neighbours;
            } else if self.pairs.len() < KEPT {
                self.pairs.push(pair);
            }
        }
    }

    /// Adds what the font said elsewhere.
    fn join(&mut self, other: &Self) {
        self.glyphs += other.glyphs;
        self.same += other.same;
        self.strange += other.strange;
        self.accented += other.accented;
        self.wide += other.wide;
        self.kana += other.kana;
        self.particles += other.particles;
        self.neighbours += other.neighbours;
        self.common += other.common;
        self.proven |= other.proven;
        if self.pairs.len() < 4 * KEPT {
            self.pairs.extend(&other.pairs);
        }
    }

    fn is_unsound(&self) -> bool {
        let most = |part: u32| part >= ENOUGH && part * 2 > self.glyphs;
        most(self.same)
            || self.strange >= SPOILT
            || self.accented >= ENOUGH && self.accented * 5 > self.glyphs * 2
            || most(self.wide)
            || self.is_senseless()
    }

    /// Whether its Chinese makes hardly any words.
    fn is_senseless(&self) -> bool {
        let all = self.neighbours;
        if self.proven || all < PAIRS || self.common * FAIR_PART >= all {
            return false;
        }
        // Japanese has words of its own between its particles.
        if kana::is_japanese(self.kana as usize, self.particles as usize, all) {
            return false;
        }
        let found = self.pairs.iter().filter(|pair| is_word(**pair)).count();
        let others = (all - self.common.min(all)) * found / self.pairs.len().max(1);
        // Half of all pairs are words in text, hardly a tenth in any other order.
        (others + self.common) * if all < MANY { 10 } else { 4 } < all
    }
}

/// What the fonts of one page said.
pub type Page = Vec<(FontId, Tally)>;

/// The pages, by their index, that are set in fonts that cannot be believed.
pub fn unsound(pages: &[Page]) -> HashSet<usize> {
    let mut fonts: HashMap<&FontId, Tally> = HashMap::new();
    for (font, tally) in pages.iter().flatten() {
        fonts.entry(font).or_default().join(tally);
    }
    fonts.retain(|_, tally| tally.is_unsound());
    let spoilt = |page: &Page| {
        page.iter().any(|(font, tally)| tally.glyphs >= SPOILT && fonts.contains_key(font))
    };
    let all = pages.iter().enumerate();
    all.filter(|(_, page)| !fonts.is_empty() && spoilt(page)).map(|(index, _)| index).collect()
}

/// Whether two glyphs stand side by side, in whatever direction the text runs.
fn is_beside(a: Rect, b: Rect, size: f32) -> bool {
    let ((ax, ay), (bx, by)) = (a.center(), b.center());
    let (dx, dy) = ((ax - bx).abs(), (ay - by).abs());
    let near = 1.7 * size;
    dx <= near && dy <= 0.3 * size || dy <= near && dx <= 0.3 * size
}

fn is_private(character: char) -> bool {
    let code = u32::from(character);
    character == char::REPLACEMENT_CHARACTER
        || (0xe000..0xf900).contains(&code)
        || (0xf_0000..=0x10_ffff).contains(&code)
}

/// Letters and signs that bytes of other encodings become when they are read as
/// Latin-1; in any text of its own they are few.
fn is_accented(character: char) -> bool {
    ('\u{a1}'..='\u{ff}').contains(&character) && !matches!(character, '°' | '±' | '·' | '×' | '÷')
}

fn is_common(pair: [char; 2]) -> bool {
    static WORDS: LazyLock<Vec<[char; 2]>> = LazyLock::new(|| {
        let pair = |word: &str| {
            let mut characters = word.chars();
            Some([characters.next()?, characters.next()?])
        };
        let mut words: Vec<[char; 2]> = COMMON.split_whitespace().filter_map(pair).collect();
        words.sort_unstable();
        words
    });
    WORDS.binary_search(&pair).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bullets_that_say_an_accented_letter_are_no_nonsense() {
        let mut tally = Tally::default();
        for n in 0..60 {
            let y = 20.0 * n as f32;
            tally.add(0xe1, 'á', Rect::new(0.0, y, 10.0, y + 10.0), 10.0);
        }
        assert!(!tally.is_unsound());
    }

    #[test]
    fn traditional_writing_makes_words() {
        let text = "智慧製造試點示範專案申報書應當載明單位名稱統一編號聯繫電話與傳真號碼並且加蓋公章，\
            企業應當如實填寫主要產品生產能力技術水準管理制度以及近三年的經濟效益和社會影響情況";
        assert!(!said(codes(text)).is_unsound());
    }

    const TEXT: &str = "智能制造示范工厂申报书由企业填写并加盖公章推荐单位审核后报送工业和信息化部门备案\
        企业应当如实填写主要产品生产能力技术水平管理制度以及近三年的经济效益和社会影响情况";

    fn said(text: impl Iterator<Item = (u32, char)>) -> Tally {
        let mut tally = Tally::default();
        for (n, (code, character)) in text.enumerate() {
            let x = 10.0 * n as f32;
            tally.add(code, character, Rect::new(x, 0.0, x + 10.0, 10.0), 10.0);
        }
        tally
    }

    fn codes(text: &str) -> impl Iterator<Item = (u32, char)> + '_ {
        text.chars().map(|c| (u32::from(c), c))
    }

    #[test]
    fn a_font_that_says_words_is_believed() {
        assert!(!said(codes(TEXT)).is_unsound());
        let french = "Le système d'évaluation a été révisé à l'été, où l'on a rédigé le manuel.";
        let mut tally = said(codes(french));
        // Its letters are narrow.
        tally.wide = 0;
        assert!(!tally.is_unsound());
        let names = "张伟王芳李娜刘洋陈静杨帆赵磊黄敏周涛吴强徐丽孙鹏马超朱琳胡军郭峰何平高山林海罗兰\
            梁栋宋词郑重谢意韩冬唐诗冯唐于谦董卿萧然程颖曹操袁弘邓超许晴傅聪沈默曾志吕良";
        assert!(!said(codes(names)).is_unsound());
    }

    #[test]
    fn japanese_makes_sense_of_its_own() {
        let text = "本製品の設置及び運転は、必ず取扱説明書に従って行ってください。作業者は保護具を着用し、\
            電源を遮断してから点検を実施するものとします。異常が検出された場合には直ちに停止させ、\
            製造元の担当者へ連絡してください。部品の交換は定期的に行われることが望ましい。";
        let twice = format!("{text}{text}");
        assert!(!said(codes(&twice)).is_unsound());
    }

    #[test]
    fn good_characters_in_the_places_of_others_make_no_words() {
        let mut characters: Vec<char> = TEXT.chars().collect();
        characters.sort_unstable();
        characters.dedup();
        // Each code has its neighbour's character.
        let next = |c: char| {
            let at = characters.binary_search(&c).unwrap();
            characters[(at + 1) % characters.len()]
        };
        let tally = said(TEXT.chars().map(|c| (u32::from(c), next(c))));
        assert!(tally.is_unsound());
    }

    #[test]
    fn one_character_for_all_codes_and_bytes_of_another_encoding_are_nonsense() {
        for one in [' ', '的', 'A', '□'] {
            assert!(said(TEXT.chars().map(|c| (u32::from(c), one))).is_unsound(), "{one}");
        }
        // Squares to write in have one code.
        assert!(!said((0..60).map(|_| (7, '□'))).is_unsound());
        let bytes = encoding_rs::GBK.encode(TEXT).0;
        assert!(said(bytes.iter().map(|b| (1, char::from(*b)))).is_unsound());
        let letters = (0..60u8).map(|n| (u32::from(n), char::from(b'A' + n % 26)));
        assert!(said(letters).is_unsound());
    }

    #[test]
    fn letters_of_a_turned_page_are_no_wide_letters() {
        let mut tally = Tally::default();
        for (n, letter) in "An English summary that is printed sideways.".chars().enumerate() {
            let y = 5.0 * n as f32;
            tally.add(u32::from(letter), letter, Rect::new(0.0, y, 10.0, y + 5.0), 10.0);
        }
        assert!(!tally.is_unsound());
    }

    #[test]
    fn a_page_with_a_few_words_in_an_unsound_font_is_unsound() {
        let font = |n: u128| (n, None);
        let broken = said(TEXT.chars().map(|c| (u32::from(c), '的')));
        let few = said(codes("甲乙丙丁戊己"));
        let pages: Vec<Page> = vec![
            vec![(font(1), said(codes(TEXT))), (font(2), broken)],
            vec![(font(2), few.clone())],
            vec![(font(1), few)],
        ];
        assert_eq!(unsound(&pages), HashSet::from([0, 1]));
    }
}
