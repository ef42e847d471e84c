//! Whether a page's text layer is to be trusted. One that is not (no Unicode,
//! characters mapped to wrong ones, the noisy layer of an old recogniser) is
//! left aside and the page is read from its image.

use super::kana;
use crate::document::PageSource;
use crate::layout::InkPage;
use std::sync::LazyLock;

/// Fewer characters than this say nothing about a layer.
const ENOUGH: usize = 30;

/// Bent shapes on a page without any text that make it look written on.
const WRITTEN_BY_SHAPES: usize = 20;
/// Why a page is not read whose fonts say wrong characters, none, or no text's.
pub const WRONG_MAP: &str = "字体的文字编码有误，文字层是乱码";
const NO_MAP: &str = "字体没有文字编码，文字无法读出";
const NO_TEXT: &str = "文字层是乱码";

/// Whether what a page's text layer gave is worth nothing.
pub fn is_nonsense(source: &PageSource) -> bool {
    matches!(source, PageSource::Unread(why) if [WRONG_MAP, NO_MAP, NO_TEXT].contains(&why.as_str()))
}

/// What is known of a page beside its ink.
#[derive(Debug, Clone, Copy, Default)]
pub struct Layer {
    /// Glyphs that had no character at all.
    pub unknown: usize,
    /// Bent shapes.
    pub shapes: usize,
    /// Letters that are drawn and not set, as far as their shapes tell.
    pub letters: usize,
}

/// Judges a page by its ink.
pub fn judge(page: &InkPage, layer: Layer) -> PageSource {
    let Layer { unknown, shapes, letters } = layer;
    let seen = page.glyphs.iter().filter(|g| !g.character.is_whitespace()).count();
    let hidden = page.glyphs.iter().filter(|g| g.hidden || g.covered).count();
    if seen == 0 && unknown == 0 {
        return if !page.images.is_empty() {
            unread("本页只有图像，没有文字")
        } else if letters > 0 || shapes > WRITTEN_BY_SHAPES {
            unread("本页文字是矢量图形，没有字符")
        } else {
            PageSource::Blank
        };
    }
    if letters > seen.saturating_sub(hidden) {
        return unread("本页文字多是矢量图形，没有字符");
    }
    if unknown * 5 > seen.max(1) && unknown >= 5 {
        return unread(NO_MAP);
    }
    let strange = page.glyphs.iter().filter(|g| is_strange(g.character)).count();
    if strange * 5 > seen && strange >= 5 {
        return unread(NO_TEXT);
    }
    if han_is_scrambled(page) || letters_stand_for_han(page) {
        return unread(WRONG_MAP);
    }
    let covered = covered(page);
    if hidden * 2 > seen && covered > 0.5 {
        // What a scanner's own recogniser left behind the picture is seldom as
        // good as reading the picture.
        return unread("扫描件自带的文字层未经核对");
    }
    if seen < ENOUGH && covered > 0.6 {
        return unread("本页主要是图像");
    }
    PageSource::Text
}

/// Whether a layer that looks sound lies over an image of nearly the whole page:
/// then only the image tells whether it is.
pub fn is_doubtful(page: &InkPage) -> bool {
    page.source == PageSource::Text && covered(page) > 0.5 && page.glyphs.len() >= ENOUGH
}

fn unread(why: &str) -> PageSource {
    PageSource::Unread(why.to_owned())
}

/// Characters that no form is printed with.
fn is_strange(character: char) -> bool {
    let code = u32::from(character);
    matches!(character, '\u{fffd}' | '\u{0}'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}')
        || (0xe000..0xf900).contains(&code)
        || (0xf_0000..=0x10_ffff).contains(&code)
        || code & 0xfffe == 0xfffe
        // Scripts that get there only by a wrong mapping.
        || (0x0530..0x1100).contains(&code)
        || (0x1200..0x1e00).contains(&code)
        || (0xa000..0xac00).contains(&code)
}

/// Chinese whose characters are mostly not the common ones (the first level of
/// GB/T 2312, which makes up nearly all of any text) has been mapped wrongly.
fn han_is_scrambled(page: &InkPage) -> bool {
    let (mut han, mut common) = (0usize, 0usize);
    let (mut hiragana, mut particles) = (0usize, 0usize);
    for glyph in &page.glyphs {
        hiragana += usize::from(kana::is_hiragana(glyph.character));
        particles += usize::from(kana::is_particle(glyph.character));
        if ('\u{4e00}'..='\u{9fff}').contains(&glyph.character) {
            han += 1;
            common += usize::from(is_common(glyph.character));
        }
    }
    // Traditional text has about two fifths, a random choice less than a fifth.
    let scrambled = han >= ENOUGH && common * 10 < han * 3;
    scrambled && !kana::is_japanese(hiragana, particles, han)
}

/// Accented letters among Chinese, where some of a font's characters were mapped to
/// the codes that they have in it. Pinyin and units have accents and signs of their own.
fn letters_stand_for_han(page: &InkPage) -> bool {
    /// What stands in Chinese text for itself.
    const USUAL: &str = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêńňÀÁÈÉÌÍÒÓÙÚØøµ×÷";
    let shown = page.glyphs.iter().map(|g| g.character).filter(|c| !c.is_whitespace());
    let shown: Vec<char> = shown.collect();
    let is_han =
        |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c) || ('\u{2e80}'..='\u{2fdf}').contains(&c);
    let han = shown.iter().filter(|c| is_han(**c)).count();
    let among = |w: &&[char]| {
        let odd = ('\u{c0}'..='\u{24f}').contains(&w[1]) && !USUAL.contains(w[1]);
        odd && (is_han(w[0]) || is_han(w[2]))
    };
    let odd = shown.windows(3).filter(among).count();
    han >= ENOUGH && odd >= 3 && odd * 100 >= han
}

fn is_common(character: char) -> bool {
    /// One bit for each of U+4E00 to U+9FFF.
    static COMMON: LazyLock<Vec<u64>> = LazyLock::new(|| {
        let codes = (0xb0..=0xd7u8).flat_map(|row| (0xa1..=0xfeu8).map(move |cell| [row, cell]));
        let bytes: Vec<u8> = codes.flatten().collect();
        let mut bits = vec![0; 0x5200 / 64];
        for c in encoding_rs::GBK.decode(&bytes).0.chars() {
            let at = u32::from(c).wrapping_sub(0x4e00) as usize;
            if let Some(word) = bits.get_mut(at / 64) {
                *word |= 1u64 << (at % 64);
            }
        }
        bits
    });
    let at = u32::from(character).wrapping_sub(0x4e00) as usize;
    COMMON.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
}

/// The share of the page that images cover (at most 1; overlaps counted twice).
fn covered(page: &InkPage) -> f32 {
    let area = (page.width * page.height).max(1.0);
    let clipped = |image: &crate::document::Rect| {
        let w = image.x1.min(page.width) - image.x0.max(0.0);
        let h = image.y1.min(page.height) - image.y0.max(0.0);
        w.max(0.0) * h.max(0.0)
    };
    (page.images.iter().map(clipped).sum::<f32>() / area).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Rect;
    use crate::layout::Glyph;

    fn page(text: &str) -> InkPage {
        let mut page = InkPage::blank(1, 600.0, 800.0);
        let place = Rect::new(0.0, 0.0, 10.0, 10.0);
        page.glyphs = text.chars().map(|c| Glyph::new(c, place, 10.0)).collect();
        page
    }

    #[test]
    fn letters_in_the_places_of_characters_make_a_page_unsound() {
        let broken = "申报单位ÿ盖章Ā广州鼎阳微电子股份有限公ø智能工厂名称微电子基础ÿ智能工厂地址广东省组ÿ机构";
        assert!(matches!(judge(&page(broken), Layer::default()), PageSource::Unread(_)));
        let pinyin = "示范工厂（shìfàn gōngchǎng）申报书由企业填写并加盖公章，推荐单位审核后报送工业和信息化部门。";
        assert_eq!(judge(&page(pinyin), Layer::default()), PageSource::Text);
    }

    const SOUND: &str = "智能制造示范工厂申报书由企业填写并加盖公章，推荐单位审核后报送工业和信息化部门备案，共十二页。";

    #[test]
    fn a_plain_page_is_sound() {
        assert_eq!(judge(&page(SOUND), Layer::default()), PageSource::Text);
        assert_eq!(judge(&page(""), Layer::default()), PageSource::Blank);
    }

    #[test]
    fn scrambled_and_private_characters_are_not() {
        let scrambled: String =
            "亍丌兀丐廿卅丕亘丞鬲孬噩丨禺丿匕乇夭爻卮氐囟胤馗毓睾鼗丶亟鼐乜乩".chars().collect();
        assert!(judge(&page(&scrambled), Layer::default()).is_unread());
        assert!(is_nonsense(&judge(&page(&scrambled), Layer::default())));
        let private: String = (0..40u32).filter_map(|n| char::from_u32(0xe100 + n)).collect();
        assert!(judge(&page(&private), Layer::default()).is_unread());
        assert!(judge(&page(SOUND), Layer { unknown: 40, ..Layer::default() }).is_unread());
    }

    #[test]
    fn a_page_of_outlines_alone_is_no_blank_page() {
        let drawn = |shapes, letters| Layer { unknown: 0, shapes, letters };
        assert!(judge(&page(""), drawn(400, 60)).is_unread());
        assert!(judge(&page(""), drawn(400, 0)).is_unread());
        assert!(judge(&page("- 3 -"), drawn(400, 60)).is_unread());
        // A mark in a corner is no text, a drawn heading not the whole page.
        assert_eq!(judge(&page(""), drawn(4, 0)), PageSource::Blank);
        assert_eq!(judge(&page(SOUND), drawn(40, 10)), PageSource::Text);
    }

    #[test]
    fn traditional_text_is_sound() {
        let text =
            "智慧製造試點示範專案申報書應當載明單位名稱統一編號聯繫電話與傳真號碼並且加蓋公章";
        assert_eq!(judge(&page(text), Layer::default()), PageSource::Text);
    }

    #[test]
    fn a_picture_with_a_page_number_is_a_scan() {
        let mut scan = page("- 3 -");
        assert_eq!(judge(&scan, Layer::default()), PageSource::Text);
        scan.images = vec![Rect::new(0.0, 0.0, 600.0, 800.0)];
        assert!(judge(&scan, Layer::default()).is_unread());
    }

    #[test]
    fn the_hidden_layer_of_a_scan_is_not_taken_on_trust() {
        let mut scan = page(SOUND);
        scan.images = vec![Rect::new(0.0, 0.0, 600.0, 800.0)];
        assert_eq!(judge(&scan, Layer::default()), PageSource::Text);
        scan.source = PageSource::Text;
        assert!(is_doubtful(&scan));
        scan.glyphs.iter_mut().for_each(|glyph| glyph.hidden = true);
        assert!(judge(&scan, Layer::default()).is_unread());
    }
}
