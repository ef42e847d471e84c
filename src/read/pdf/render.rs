//! Pictures of pages, for character recognition and for judging text layers.

use crate::intake::Limits;
use crate::problem::{Code, Problem};
use crate::read::jpeg;
use crate::read::ocr::PageImage;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use hayro_interpret::font::{FontData, FontQuery};
use hayro_interpret::{InterpreterSettings, InterpreterWarning};
use hayro_syntax::object::dict::keys;
use hayro_syntax::object::{Dict, Name, Stream};
use hayro_syntax::{Filter, Pdf};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

/// The resolution that recognition models read best at reasonable cost.
const OCR_DPI: f32 = 200.0;

/// The resolution at which a page is drawn for recognition: that of the scan
/// itself, because thin ruling lines do not survive being drawn in another one.
/// `longest` is the page's longer side in points: scans are seldom declared too
/// fine, but often too large on paper, and then have pixels enough all the same.
pub fn ocr_dpi(scanned: Option<f32>, longest: f32) -> f32 {
    const FINEST: f32 = 310.0;
    const COARSEST: f32 = 140.0;
    const ENOUGH: f32 = 1600.0;
    match scanned {
        Some(dpi) if dpi > FINEST => (dpi / (dpi / FINEST).ceil()).clamp(COARSEST, FINEST),
        Some(dpi) if dpi > COARSEST || dpi / 72.0 * longest > ENOUGH => dpi,
        _ => OCR_DPI,
    }
}

/// Where systems keep Chinese fonts; the first that is there stands in for
/// fonts that a file names but does not carry.
const CHINESE_FONTS: [&str; 10] = [
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "C:\\Windows\\Fonts\\simsun.ttc",
    "C:\\Windows\\Fonts\\msyh.ttc",
];

/// Draws one page (counted from 1) of a file in memory.
///
/// # Errors
///
/// The file does not open, has no such page, or the picture would be beyond
/// [`Limits::pixels`].
pub fn render_page(
    bytes: &[u8],
    number: u32,
    dpi: f32,
    password: Option<&str>,
    limits: &Limits,
) -> Result<PageImage, Problem> {
    page(&super::open(bytes.to_vec().into(), password)?, number, dpi, limits)
}

/// Draws one page of an open file.
pub fn page(pdf: &Pdf, number: u32, dpi: f32, limits: &Limits) -> Result<PageImage, Problem> {
    drawn(pdf, number, dpi, &RenderCache::new(), RenderSettings::default(), limits)
}

/// As [`page`], each outline where it stands to the last part of a pixel, so that what is
/// drawn can be held against what was meant to be.
pub fn exact<'a>(
    pdf: &'a Pdf,
    number: u32,
    dpi: f32,
    cache: &RenderCache<'a>,
    limits: &Limits,
) -> Result<PageImage, Problem> {
    let settings =
        RenderSettings { hinting: false, glyph_caching: false, ..RenderSettings::default() };
    drawn(pdf, number, dpi, cache, settings, limits)
}

fn drawn<'a>(
    pdf: &'a Pdf,
    number: u32,
    dpi: f32,
    cache: &RenderCache<'a>,
    settings: RenderSettings,
    limits: &Limits,
) -> Result<PageImage, Problem> {
    let page = (number as usize)
        .checked_sub(1)
        .and_then(|index| pdf.pages().get(index))
        .ok_or_else(|| Problem::damaged(format!("没有第 {number} 页")))?;
    let (width, height) = page.render_dimensions();
    let scale = dpi / 72.0;
    let (across, down) = (f64::from(width * scale), f64::from(height * scale));
    // The rasteriser counts pixels in 16 bits.
    if across * down > limits.pixels as f64 || across.max(down) > f64::from(u16::MAX) {
        return Err(Problem::new(
            Code::LimitExceeded,
            format!("第 {number} 页尺寸过大，无法成像"),
            "",
        ));
    }
    let torn = Arc::new(AtomicBool::new(has_broken_image(&page.resources().x_objects, 0)));
    let seen = torn.clone();
    let interpreter = InterpreterSettings {
        font_resolver: fonts(),
        warning_sink: Arc::new(move |warning| {
            let lost = matches!(warning, InterpreterWarning::ImageDecodeFailure);
            seen.fetch_or(lost, Ordering::Relaxed);
        }),
        ..Default::default()
    };
    let draw = || {
        hayro::render(
            page,
            cache,
            &interpreter,
            &RenderSettings { force_image_interpolation: true, ..settings },
            &PixmapSettings {
                x_scale: scale,
                y_scale: scale,
                bg_color: hayro::vello_cpu::color::palette::css::WHITE,
            },
        )
    };
    let pixmap = catch_unwind(AssertUnwindSafe(draw))
        .map_err(|_| Problem::damaged(format!("第 {number} 页无法成像")))?;
    let (w, h) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    let mut rgb = vec![255; w as usize * h as usize * 3];
    for (to, from) in rgb.chunks_exact_mut(3).zip(pixmap.data()) {
        to.copy_from_slice(&[from.r, from.g, from.b]);
    }
    let rgb = image::RgbImage::from_raw(w, h, rgb)
        .ok_or_else(|| Problem::damaged(format!("第 {number} 页无法成像")))?;
    Ok(PageImage { number, rgb, width, height, torn: torn.load(Ordering::Relaxed) })
}

/// Forms inside forms that are looked into for pictures.
const FORMS: usize = 3;

/// Whether a JPEG picture among a page's resources is not all there: the renderer
/// fills what is missing with grey and says nothing.
fn has_broken_image(objects: &Dict<'_>, depth: usize) -> bool {
    objects.keys().any(|name| {
        let Some(stream) = objects.get::<Stream<'_>>(name) else { return false };
        let dict = stream.dict();
        match dict.get::<Name<'_>>(keys::SUBTYPE).as_deref() {
            Some(b"Image") if stream.filters().as_slice() == [Filter::DctDecode] => {
                let bytes = stream.raw_data();
                jpeg::is_jpeg(&bytes) && !jpeg::is_whole(&bytes)
            }
            Some(b"Form") if depth < FORMS => {
                let resources = dict.get::<Dict<'_>>(keys::RESOURCES).unwrap_or_default();
                let inner = resources.get::<Dict<'_>>(keys::XOBJECT).unwrap_or_default();
                has_broken_image(&inner, depth + 1)
            }
            _ => false,
        }
    })
}

/// What stands in for fonts that a file names and does not carry.
pub fn fonts() -> hayro_interpret::FontResolverFn {
    Arc::new(stand_in)
}

/// The font that stands in for one that the file does not carry.
fn stand_in(query: &FontQuery) -> Option<(FontData, u32)> {
    match query {
        FontQuery::Standard(standard) => Some(standard.get_font_data()),
        FontQuery::Fallback(wanted) if wanted.character_collection.is_some() => chinese_font()
            .map(|font| (font, 0))
            .or_else(|| Some(wanted.pick_standard_font().get_font_data())),
        FontQuery::Fallback(wanted) => Some(wanted.pick_standard_font().get_font_data()),
    }
}

/// The font that stands in for Chinese ones.
pub fn chinese_font() -> Option<FontData> {
    static FONT: OnceLock<Option<FontData>> = OnceLock::new();
    FONT.get_or_init(|| {
        let bytes = CHINESE_FONTS.iter().find_map(|path| std::fs::read(path).ok())?;
        let font: FontData = Arc::new(bytes);
        Some(font)
    })
    .clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scan_is_drawn_as_it_was_scanned_and_a_very_fine_one_at_a_whole_fraction() {
        const A4: f32 = 842.0;
        assert_eq!(ocr_dpi(Some(150.0), A4), 150.0);
        assert_eq!(ocr_dpi(Some(300.0), A4), 300.0);
        assert_eq!(ocr_dpi(Some(600.0), A4), 300.0);
        assert_eq!(ocr_dpi(Some(400.0), A4), 200.0);
        assert_eq!(ocr_dpi(Some(72.0), A4), OCR_DPI);
        assert_eq!(ocr_dpi(None, A4), OCR_DPI);
        // Declared at 96 dots an inch on paper of more than twice its size.
        assert_eq!(ocr_dpi(Some(96.0), 1800.0), 96.0);
    }
}
