//! One page from picture to ink: the sheet is read line by line, ticks are put
//! back among the text, everything is given in points.

use super::PageImage;
use super::boxes;
use super::dashes;
use super::engine::{self, Engine, Worker};
use super::kept;
use super::lines::TextLine;
use super::looks::{ReadLine, confidence, is_wordless, read_some, upright};
use super::marks::glyphs_of;
use super::plane::{Gray, PixelBox};
use super::ring;
use super::sheet::{Picture, Sheet};
use super::strays::{self, Answered};
use super::twins;
use crate::document::{PageSource, Place, Rect, Scanned, Seal, Text};
use crate::intake::Limits;
use crate::layout::{Glyph, InkPage, Rule};
use crate::problem::{Problem, Warning, WarningCode};
use image::RgbImage;

/// Resolution above which a picture is reduced first, dots an inch.
const FINEST: f32 = 300.0;

/// Mean probability of characters under which a page is read otherwise: turned,
/// or with the detection network.
const PAGE_DOUBT: f32 = 0.82;

/// Mean probability of characters under which a line counts as unread.
const LINE_UNREAD: f32 = 0.5;

/// How sure the ring text of a seal is: bent text is read less surely than its
/// probabilities say.
pub const RING_CONFIDENCE: f32 = 0.8;

/// What came of a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The ink.
    pub ink: InkPage,
    /// What was lost or doubtful.
    pub warnings: Vec<Warning>,
}

impl Outcome {
    /// What came of a page of which part could not be decoded: a blank or a gap
    /// there says nothing.
    pub fn torn(mut self) -> Self {
        const WHY: &str = "页面图像已损坏，有内容无法解码";
        let number = self.ink.number;
        if self.ink.glyphs.is_empty() {
            self.ink.source = PageSource::Unread(WHY.to_owned());
            self.warnings = vec![Warning::on_page(WarningCode::PageUnread, number, WHY)];
        } else {
            self.warnings.push(Warning::on_page(WarningCode::ImageDamaged, number, WHY));
        }
        self
    }
}

/// Reads a page with as many threads as `workers`.
///
/// # Errors
///
/// The networks fail, or the picture holds no pixels.
pub fn read(
    page: &PageImage,
    engine: &Engine,
    workers: usize,
    limits: &Limits,
) -> Result<Outcome, Problem> {
    let (rgb, dpi) = bounded(page, limits);
    let colour = rgb.as_ref().unwrap_or(&page.rgb);
    let mut picture = Picture::of(colour, dpi);
    let rings = rings(colour, &picture, engine)?;
    drop(rgb);
    let mut sheet = picture.sheet();
    if sheet.lines.is_empty() && sheet.ticks.is_empty() && sheet.pictures.is_empty() {
        return Ok(if toned(&picture.gray) {
            // A photograph with soft edges shows no ink, but it is not blank.
            outcome(page.number, (page.width, page.height), &sheet, &[], &rings)
        } else {
            blank(page, &sheet, &rings)
        });
    }
    let mut lines = read_lines(&sheet, engine, workers)?;
    let mut quarters = 0;
    if (confidence(&lines) < PAGE_DOUBT || is_wordless(&lines))
        && let Some(better) = upright(&picture, &lines, engine, workers)?
    {
        quarters = better;
        picture = picture.turned(quarters);
        sheet = picture.sheet();
        lines = read_lines(&sheet, engine, workers)?;
    }
    if confidence(&lines) < PAGE_DOUBT {
        let boxes = engine::text_boxes(engine, &sheet.gray, &Worker::new())?;
        let mut other = sheet.clone();
        other.lines =
            boxes.into_iter().map(|area| TextLine { area, pieces: vec![area], cell: 0 }).collect();
        let others = read_lines(&other, engine, workers)?;
        if confidence(&others) > confidence(&lines) {
            (sheet, lines) = (other, others);
        }
    }
    boxes::ask(&mut sheet, &lines, engine)?;
    let size =
        if quarters % 2 == 0 { (page.width, page.height) } else { (page.height, page.width) };
    Ok(outcome(page.number, size, &sheet, &lines, &rings))
}

/// The page's picture reduced to what is worth looking at, if it is too large.
pub fn bounded(page: &PageImage, limits: &Limits) -> (Option<RgbImage>, f32) {
    let dpi = page.rgb.width() as f32 * 72.0 / page.width.max(1.0);
    let pixels = f64::from(page.rgb.width()) * f64::from(page.rgb.height());
    let least = (limits.pixels as f64).min(40e6);
    let scale = (FINEST / dpi).min((least / pixels.max(1.0)).sqrt() as f32);
    if scale >= 0.99 {
        return (None, dpi);
    }
    let side = |v: u32| ((v as f32 * scale) as u32).max(1);
    let (w, h) = (side(page.rgb.width()), side(page.rgb.height()));
    (Some(image::imageops::thumbnail(&page.rgb, w, h)), dpi * scale)
}

/// Whether much of a page is clearly of another grey than its paper.
fn toned(gray: &Gray) -> bool {
    let paper = gray.paper();
    let step = (gray.data.len() / 100_000).max(1);
    let sample = || gray.data.iter().step_by(step);
    let other = sample().filter(|&&v| v.abs_diff(paper) > 48).count();
    other * 20 > sample().count()
}

/// The text around each seal, in their order, where it can be read.
fn rings(
    rgb: &RgbImage,
    picture: &Picture,
    engine: &Engine,
) -> Result<Vec<Option<String>>, Problem> {
    let strips = picture.seals.iter().map(|seal| ring::strip(rgb, seal));
    strips
        .map(|strip| match strip {
            Some(strip) => ring::read(&strip, engine, &Worker::new()),
            None => Ok(None),
        })
        .collect()
}

fn blank(page: &PageImage, sheet: &Sheet, rings: &[Option<String>]) -> Outcome {
    let mut ink = InkPage::blank(page.number, page.width, page.height);
    ink.seals = seals(page.number, sheet, rings);
    ink.rules = rules(sheet);
    let warning = Warning::on_page(WarningCode::PageBlank, page.number, "此页是空白页");
    Outcome { ink, warnings: vec![warning] }
}

fn read_lines(sheet: &Sheet, engine: &Engine, workers: usize) -> Result<Vec<ReadLine>, Problem> {
    read_some(sheet, &sheet.lines, engine, workers)
}

fn outcome(
    number: u32,
    size: (f32, f32),
    sheet: &Sheet,
    lines: &[ReadLine],
    rings: &[Option<String>],
) -> Outcome {
    let mut ink = InkPage::blank(number, size.0, size.1);
    let mut warnings = Vec::new();
    ink.source = PageSource::Ocr;
    ink.rules = rules(sheet);
    ink.seals = seals(number, sheet, rings);
    ink.images = sheet.pictures.iter().map(|area| points(area, sheet.dpi)).collect();
    let mut unread = 0;
    let mut sealed = 0;
    let mut used = vec![false; sheet.ticks.len()];
    let mut answered = Vec::with_capacity(lines.len());
    for (line, read) in sheet.lines.iter().zip(lines) {
        let under_seal = sheet.seals.iter().any(|seal| seal.overlaps(&line.area));
        let pictured = sheet.pictures.iter().any(|picture| picture.overlaps(&line.area));
        if read.confidence() < LINE_UNREAD {
            // What stands in a picture is grain, not text.
            unread += usize::from(!pictured && !under_seal);
            sealed += usize::from(under_seal);
            if !under_seal {
                answered.push((line, None));
                continue;
            }
        }
        let begun = ink.glyphs.len();
        glyphs_of(line, read, sheet, &mut used, &mut ink.glyphs);
        answered.push((line, Some(begun..ink.glyphs.len())));
    }
    for (tick, used) in sheet.ticks.iter().zip(used) {
        if !used && !tick.doubtful {
            ink.glyphs.push(tick_glyph(tick, sheet));
        }
    }
    if sealed > 0 {
        let text = format!("印章下有 {sealed} 处文字看不清");
        warnings.push(Warning::on_page(WarningCode::UnderSeal, number, text));
    }
    if unread > 0 {
        let text = format!("此页有 {unread} 处文字无法识别");
        warnings.push(Warning::on_page(WarningCode::TextUnread, number, text));
    }
    twins::settle(&mut ink.glyphs, &answered, sheet);
    dashes::settle(&mut ink.glyphs, &answered, sheet);
    let answered: Vec<Answered<'_>> = answered
        .into_iter()
        .map(|(line, range)| Answered { line, glyphs: range.map(|range| &ink.glyphs[range]) })
        .collect();
    ink.scanned = Some(Box::new(Scanned {
        page: number,
        inked: inked(sheet),
        left: strays::find(sheet, &answered),
        bars: rules(sheet).iter().map(|rule| rule.bbox).chain(strays::bars(sheet)).collect(),
        lines: kept::lines(sheet, &answered),
    }));
    if ink.glyphs.is_empty() {
        let why = "页面上没有可识别的文字（可能是照片或图纸）";
        ink.source = PageSource::Unread(why.to_owned());
        warnings.push(Warning::on_page(WarningCode::PageUnread, number, why));
    }
    Outcome { ink, warnings }
}

/// All ink but that of ruling lines, pixels of a picture of 144 dots an inch.
fn inked(sheet: &Sheet) -> usize {
    let pixels: usize = sheet.pieces.iter().map(|piece| piece.pixels).sum();
    (pixels as f32 * (144.0 / sheet.dpi).powi(2)) as usize
}

/// A box in points.
pub fn points(area: &PixelBox, dpi: f32) -> Rect {
    let by = 72.0 / dpi;
    Rect::new(area.x0 as f32 * by, area.y0 as f32 * by, area.x1 as f32 * by, area.y1 as f32 * by)
}

fn rules(sheet: &Sheet) -> Vec<Rule> {
    let by = 72.0 / sheet.dpi;
    let across = sheet.ruling.across.iter().map(|line| {
        let half = line.thick.max(1.0) / 2.0;
        Rect::new(line.from * by, (line.at - half) * by, line.to * by, (line.at + half) * by)
    });
    let down = sheet.ruling.down.iter().map(|line| {
        let half = line.thick.max(1.0) / 2.0;
        Rect::new((line.at - half) * by, line.from * by, (line.at + half) * by, line.to * by)
    });
    across.chain(down).map(|bbox| Rule { bbox }).collect()
}

fn seals(number: u32, sheet: &Sheet, rings: &[Option<String>]) -> Vec<Seal> {
    let seal = |(at, area): (usize, &PixelBox)| {
        let place = Place::on(number, points(area, sheet.dpi));
        let ring = rings.get(at).and_then(Option::as_deref);
        Seal { place, text: ring.map(|text| Text::placed(text, place, RING_CONFIDENCE)) }
    };
    sheet.seals.iter().enumerate().map(seal).collect()
}

/// The glyph of a box or a tick.
pub fn tick_glyph(tick: &super::ticks::TickBox, sheet: &Sheet) -> Glyph {
    let bbox = points(&tick.area, sheet.dpi);
    let mut glyph = Glyph::new(tick.character, bbox, bbox.height() / 0.85);
    glyph.confidence = tick.confidence;
    glyph
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_soft_photograph_is_not_a_blank_page() {
        let mut gray = Gray::filled(300, 300, 245);
        assert!(!toned(&gray));
        for (at, v) in gray.data.iter_mut().enumerate() {
            *v = (at / 300 / 2 + 60) as u8;
        }
        assert!(toned(&gray));
    }
}
