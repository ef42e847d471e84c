//! One page from picture to ink: the sheet is read line by line, ticks are put
//! back among the text, everything is given in points.

use super::decode::{self, Reading};
use super::engine::{self, Engine, Worker};
use super::lines::TextLine;
use super::plane::{Gray, PixelBox};
use super::ring;
use super::sheet::{Picture, Sheet};
use super::strip::{self, Strip};
use super::words;
use super::{PageImage, parallel};
use crate::document::{PageSource, Place, Rect, Seal, Text};
use crate::intake::Limits;
use crate::layout::{Glyph, InkPage, Rule};
use crate::problem::{Problem, Warning};
use image::RgbImage;

/// Resolution above which a picture is reduced first, dots an inch.
const FINEST: f32 = 300.0;

/// Mean probability of characters under which a page is read otherwise: turned,
/// or with the detection network.
const PAGE_DOUBT: f32 = 0.82;

/// Fewer Han characters than this do not tell whether a page makes words.
const ENOUGH: usize = 40;

/// Mean probability of characters under which a line counts as unread.
const LINE_UNREAD: f32 = 0.5;

/// A line with a character less sure than this is read a second time, cut otherwise.
const SECOND_LOOK: f32 = 0.9;

/// How sure the ring text of a seal is: bent text is read less surely than its
/// probabilities say.
pub const RING_CONFIDENCE: f32 = 0.8;

/// How sure a character may be at most of which two looks say different things.
const DISPUTED: f32 = 0.85;

/// A line with what was read of it.
pub struct ReadLine {
    strip: Strip,
    readings: Vec<Reading>,
}

impl ReadLine {
    /// What was read, character by character.
    pub fn characters(&self) -> impl Iterator<Item = char> + '_ {
        self.readings.iter().map(|reading| reading.character)
    }

    /// The mean probability of its characters.
    pub fn confidence(&self) -> f32 {
        let sum: f32 = self.readings.iter().map(|reading| reading.confidence).sum();
        if self.readings.is_empty() { 0.0 } else { sum / self.readings.len() as f32 }
    }

    /// The surer of two looks at one line. Where they see different characters,
    /// the other one stays in mind and the reading is doubtful.
    fn or(self, other: Self) -> Self {
        let (mut best, other) =
            if other.confidence() > self.confidence() { (other, self) } else { (self, other) };
        if best.readings.len() == other.readings.len() {
            for (reading, rival) in best.readings.iter_mut().zip(&other.readings) {
                // What either look held possible stays possible.
                let mut others = rival.alternatives.clone();
                if reading.character != rival.character {
                    reading.confidence = reading.confidence.min(DISPUTED);
                    others.push((rival.character, rival.confidence));
                }
                for (character, p) in others {
                    let own = reading.alternatives.iter_mut().find(|known| known.0 == character);
                    match own {
                        Some(known) => known.1 = known.1.max(p),
                        None if character == reading.character => {}
                        None => reading.alternatives.push((character, p)),
                    }
                }
                reading.alternatives.sort_by(|a, b| b.1.total_cmp(&a.1));
                reading.alternatives.truncate(4);
            }
        }
        best
    }
}

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
            self.warnings = vec![Warning::on_page("page-unread", number, WHY)];
        } else {
            self.warnings.push(Warning::on_page("image-damaged", number, WHY));
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
    let warning = Warning::on_page("page-blank", page.number, "此页是空白页");
    Outcome { ink, warnings: vec![warning] }
}

fn read_lines(sheet: &Sheet, engine: &Engine, workers: usize) -> Result<Vec<ReadLine>, Problem> {
    read_some(sheet, &sheet.lines, engine, workers)
}

/// Reads some lines of a sheet.
///
/// # Errors
///
/// The network fails (a defect).
pub fn read_some(
    sheet: &Sheet,
    lines: &[TextLine],
    engine: &Engine,
    workers: usize,
) -> Result<Vec<ReadLine>, Problem> {
    let ticks: Vec<PixelBox> =
        sheet.ticks.iter().filter(|tick| !tick.doubtful).map(|tick| tick.area).collect();
    let read = |line: &TextLine, worker: &Worker| {
        let near: Vec<PixelBox> =
            ticks.iter().filter(|tick| tick.overlaps(&line.area)).copied().collect();
        let look = |crop| -> Result<ReadLine, Problem> {
            let strip = strip::cut(&sheet.gray, line, &near, sheet.em, crop);
            let steps = engine.read(&strip.gray, worker)?;
            let readings = decode::decode(&steps, strip.gray.width, engine);
            Ok(ReadLine { strip, readings })
        };
        let mut read = look(strip::CLOSE)?;
        if read.readings.is_empty() || read.readings.iter().any(|r| r.confidence < SECOND_LOOK) {
            read = read.or(look(strip::CLOSER)?);
        }
        words::settle(&mut read.readings);
        Ok(read)
    };
    parallel(lines, workers, Worker::new, |line, worker| read(line, worker)).into_iter().collect()
}

/// The mean probability of a page's characters.
fn confidence(lines: &[ReadLine]) -> f32 {
    let all = lines.iter().flat_map(|line| &line.readings);
    let (sum, count) = all.fold((0.0, 0), |(sum, n), r| (sum + r.confidence, n + 1));
    if count == 0 { 0.0 } else { sum / count as f32 }
}

/// The quarter turns that make a page readable, if some are clearly better than none.
fn upright(
    picture: &Picture,
    lines: &[ReadLine],
    engine: &Engine,
    workers: usize,
) -> Result<Option<u8>, Problem> {
    let (mut best, mut most) = (None, 0);
    let (now, wordless) = (confidence(lines), is_wordless(lines));
    for quarters in [2, 1, 3] {
        let sheet = picture.turned(quarters).sheet();
        // Long lines tell most; a few are enough.
        let mut sample: Vec<TextLine> = sheet
            .lines
            .iter()
            .filter(|line| line.area.width() > 2 * line.area.height())
            .cloned()
            .collect();
        sample.sort_by_key(|line| std::cmp::Reverse(line.pieces.len()));
        sample.truncate(10);
        let read = read_some(&sheet, &sample, engine, workers)?;
        let sure = confidence(&read);
        let told = worded(&read);
        // A page that says something is upright, however surely it was read on its side.
        let speaks = wordless && sure > now - 0.05 && told * 2 > han(&read);
        if (sure > now + 0.1 || speaks) && (best.is_none() || told > most) {
            (best, most) = (Some(quarters), told);
        }
    }
    Ok(best)
}

/// How many characters stand in words. The network reads lines on their side too, but
/// from the wrong end.
fn worded(lines: &[ReadLine]) -> usize {
    let worded = |line: &ReadLine| {
        let characters: Vec<char> = line.characters().collect();
        (0..characters.len()).filter(|&at| words::in_word(&characters, at)).count()
    };
    lines.iter().map(worded).sum()
}

fn han(lines: &[ReadLine]) -> usize {
    lines.iter().flat_map(ReadLine::characters).filter(|c| words::is_han(*c)).count()
}

/// Whether a page full of Han characters makes no words: it lies on its side.
fn is_wordless(lines: &[ReadLine]) -> bool {
    let all = han(lines);
    all >= ENOUGH && worded(lines) * 3 < all
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
    for (line, read) in sheet.lines.iter().zip(lines) {
        let under_seal = sheet.seals.iter().any(|seal| seal.overlaps(&line.area));
        let pictured = sheet.pictures.iter().any(|picture| picture.overlaps(&line.area));
        if read.confidence() < LINE_UNREAD {
            // What stands in a picture is grain, not text.
            unread += usize::from(!pictured && !under_seal);
            sealed += usize::from(under_seal);
            if !under_seal {
                continue;
            }
        }
        glyphs_of(line, read, sheet, &mut used, &mut ink.glyphs);
    }
    for (tick, used) in sheet.ticks.iter().zip(used) {
        if !used && !tick.doubtful {
            ink.glyphs.push(tick_glyph(tick, sheet));
        }
    }
    if sealed > 0 {
        let text = format!("印章下有 {sealed} 处文字看不清");
        warnings.push(Warning::on_page("under-seal", number, text));
    }
    if unread > 0 {
        let text = format!("此页有 {unread} 处文字无法识别");
        warnings.push(Warning::on_page("text-unread", number, text));
    }
    if ink.glyphs.is_empty() {
        let why = "页面上没有可识别的文字（可能是照片或图纸）";
        ink.source = PageSource::Unread(why.to_owned());
        warnings.push(Warning::on_page("page-unread", number, why));
    }
    Outcome { ink, warnings }
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

fn tick_glyph(tick: &super::ticks::TickBox, sheet: &Sheet) -> Glyph {
    let bbox = points(&tick.area, sheet.dpi);
    let mut glyph = Glyph::new(tick.character, bbox, bbox.height() / 0.85);
    glyph.confidence = tick.confidence;
    glyph
}

/// A character on its way to a glyph: its middle and natural width, in page pixels.
struct Mark {
    reading: Reading,
    middle: f32,
    width: f32,
    segment: usize,
}

/// Characters that the text model puts for a bare tick.
const TICK_LIKE: &str = "vVνⅤ✓✔";

/// Characters that the text model puts for a box.
const BOX_LIKE: &str = "■口囗□日回区図图团田国固因困门目四凹Q0OD曰";

fn glyphs_of(
    line: &TextLine,
    read: &ReadLine,
    sheet: &Sheet,
    used: &mut [bool],
    into: &mut Vec<Glyph>,
) {
    let ink = line.area.height() as f32;
    let chinese = read.readings.iter().any(|reading| is_wide(reading.character));
    // Characters fill nearly their whole square, digits about three quarters of it.
    let mut size = if chinese { ink / 0.95 } else { (ink / 0.76).max(0.6 * sheet.em) };
    let usual = sheet.em / 0.95;
    if (size / usual - 1.0).abs() < 0.16 {
        size = usual;
    }
    let low = if chinese {
        (line.area.y0 + line.area.y1) as f32 / 2.0 + size / 2.0
    } else {
        line.area.y1 as f32 + 0.12 * size
    };
    let (y0, y1) = (low - size, low);
    let beside = line.area.grown((0.8 * size) as usize, sheet.gray.width, sheet.gray.height);
    let mut boxes: Vec<usize> = Vec::new();
    for (at, tick) in sheet.ticks.iter().enumerate() {
        let middle = (tick.area.y0 + tick.area.y1) as f32 / 2.0;
        let level = middle > y0 && middle < y1;
        if level && beside.overlaps(&tick.area) && !used[at] && !tick.doubtful {
            boxes.push(at);
        }
    }
    let mut marks: Vec<Mark> = read
        .readings
        .iter()
        .map(|reading| Mark {
            middle: read.strip.to_page(reading.x),
            width: if is_wide(reading.character) { size } else { 0.52 * size },
            segment: read.strip.segment(reading.x),
            reading: reading.clone(),
        })
        .collect();
    settle_boxes(&mut marks, sheet, used, size);
    let ticked_line = !boxes.is_empty() || marks.iter().any(|m| m.reading.character == '□');
    if ticked_line {
        settle_ticks(&mut marks);
        settle_unread(&mut marks, line, sheet, used, &mut boxes, size);
    }
    settle_spaces(&mut marks);
    let by = 72.0 / sheet.dpi;
    let mut glyphs: Vec<Glyph> = Vec::new();
    for (at, mark) in marks.iter().enumerate() {
        let (x0, x1) = edges(&marks, at, line, size);
        let bbox = Rect::new(x0 * by, y0 * by, x1 * by, y1 * by);
        let mut glyph = Glyph::new(mark.reading.character, bbox, size * by);
        glyph.confidence = mark.reading.confidence;
        glyph.alternatives = mark.reading.alternatives.clone();
        glyphs.push(glyph);
    }
    for at in boxes {
        used[at] = true;
        let mut glyph = tick_glyph(&sheet.ticks[at], sheet);
        if sheet.ticks[at].doubtful {
            glyph.confidence = glyph.confidence.min(0.8);
        }
        // Level with its line, whatever reaches out of the box.
        (glyph.bbox.y0, glyph.bbox.y1, glyph.size) = (y0 * by, y1 * by, size * by);
        glyphs.push(glyph);
    }
    glyphs.sort_by(|a, b| a.bbox.center().0.total_cmp(&b.bbox.center().0));
    into.append(&mut glyphs);
}

/// Boxes whose look left a doubt: a character that the text model is sure of stays.
fn settle_boxes(marks: &mut [Mark], sheet: &Sheet, used: &mut [bool], size: f32) {
    for (at, tick) in sheet.ticks.iter().enumerate() {
        let middle = (tick.area.x0 + tick.area.x1) as f32 / 2.0;
        if !tick.doubtful || used[at] {
            continue;
        }
        let near = marks.iter_mut().find(|mark| (mark.middle - middle).abs() < 0.4 * size);
        if let Some(mark) = near
            && BOX_LIKE.contains(mark.reading.character)
            && mark.reading.confidence < 0.9
        {
            mark.reading.alternatives = vec![(mark.reading.character, mark.reading.confidence)];
            mark.reading.character = tick.character;
            mark.reading.confidence = tick.confidence.min(0.8);
            used[at] = true;
        }
    }
}

/// Characters that the text model puts for a ticked box.
const TICKED_LIKE: &str = "区囗回図图团因困";

/// In a line with boxes, a lone `V` in front of a word is a tick, a doubtful 口 a box
/// whose state is not known for sure, and a 区 that belongs to no word a ticked box.
fn settle_ticks(marks: &mut [Mark]) {
    let around: Vec<char> = marks.iter().map(|mark| mark.reading.character).collect();
    for at in 0..marks.len() {
        let crossed = TICKED_LIKE.contains(around[at])
            && around.get(at + 1).is_some_and(|next| is_wide(*next))
            && !words::in_word(&around, at);
        if crossed {
            let reading = &mut marks[at].reading;
            reading.alternatives.insert(0, (reading.character, reading.confidence));
            reading.character = '☑';
            reading.confidence = reading.confidence.min(0.6);
        }
        let before = at.checked_sub(1).map(|n| &marks[n]);
        let parted = before.is_none_or(|before| {
            before.segment != marks[at].segment || !before.reading.character.is_ascii_alphanumeric()
        });
        let word = marks.get(at + 1).is_some_and(|next| is_wide(next.reading.character));
        let reading = &mut marks[at].reading;
        // A box that a stain hides from the search for frames, as the text model sees it.
        if reading.character == '口' && reading.alternatives.iter().any(|other| other.0 == '□') {
            reading.alternatives.insert(0, ('口', reading.confidence));
            reading.character = '□';
            reading.confidence = reading.confidence.min(0.6);
        }
        if parted && word && TICK_LIKE.contains(reading.character) {
            reading.alternatives.insert(0, (reading.character, reading.confidence));
            reading.character = '√';
            reading.confidence = reading.confidence.min(0.85);
        }
    }
}

/// In a line with boxes, what the text model passed over in front of a word: a frame
/// whose look left a doubt is a box, other ink of a character's size a tick.
fn settle_unread(
    marks: &mut Vec<Mark>,
    line: &TextLine,
    sheet: &Sheet,
    used: &[bool],
    boxes: &mut Vec<usize>,
    size: f32,
) {
    let near = |marks: &[Mark], middle: f32, reach: f32| {
        marks.iter().any(|mark| {
            mark.reading.character != ' ' && (mark.middle - middle).abs() < reach * size
        })
    };
    for (at, tick) in sheet.ticks.iter().enumerate() {
        let middle = (tick.area.x0 + tick.area.x1) as f32 / 2.0;
        let here = tick.doubtful && !used[at] && line.pieces.iter().any(|p| p.overlaps(&tick.area));
        if here && !near(marks, middle, 0.5) {
            boxes.push(at);
        }
    }
    for piece in passed_over(line, size) {
        let middle = (piece.x0 + piece.x1) as f32 / 2.0;
        let word = marks.iter().any(|mark| {
            let gap = mark.middle - mark.width / 2.0 - piece.x1 as f32;
            is_wide(mark.reading.character) && (-0.3 * size..0.7 * size).contains(&gap)
        });
        let framed = sheet.ticks.iter().any(|tick| tick.area.overlaps(&piece));
        if !word || framed || near(marks, middle, 0.65) {
            continue;
        }
        let reading =
            Reading { character: '√', x: 0.0, confidence: 0.7, alternatives: Vec::new() };
        // Of the stretch of its neighbour, so that the two are told apart by their places.
        let after = marks.iter().position(|mark| mark.middle > middle).unwrap_or(marks.len());
        let segment = marks.get(after).map_or(0, |mark| mark.segment);
        marks.insert(after, Mark { reading, middle, width: 0.8 * size, segment });
    }
}

/// Pieces of ink that could be ticks: of a character's size, with paper before them.
fn passed_over(line: &TextLine, size: f32) -> Vec<PixelBox> {
    let mut end = f32::MIN;
    let mut found = Vec::new();
    for piece in &line.pieces {
        let (w, h) = (piece.width() as f32, piece.height() as f32);
        let begins = piece.x0 as f32 - end > 0.12 * size;
        if begins && h > 0.4 * size && (0.35 * size..1.2 * size).contains(&w) {
            found.push(*piece);
        }
        end = end.max(piece.x1 as f32);
    }
    found
}

/// Spaces are kept between Latin words only: elsewhere the places tell.
fn settle_spaces(marks: &mut Vec<Mark>) {
    let latin = |mark: Option<&Mark>| mark.is_some_and(|m| m.reading.character.is_ascii_graphic());
    let keep: Vec<bool> = (0..marks.len())
        .map(|at| {
            marks[at].reading.character != ' '
                || latin(at.checked_sub(1).and_then(|n| marks.get(n))) && latin(marks.get(at + 1))
        })
        .collect();
    let mut keep = keep.into_iter();
    marks.retain(|_| keep.next().unwrap_or(true));
}

/// The edges of a character: neighbours touch unless there is a real gap of paper
/// between them.
fn edges(marks: &[Mark], at: usize, line: &TextLine, size: f32) -> (f32, f32) {
    let mark = &marks[at];
    let natural = (mark.middle - mark.width / 2.0, mark.middle + mark.width / 2.0);
    let shared = |left: &Mark, right: &Mark| {
        let near = left.segment == right.segment
            && blank_between(line, left.middle, right.middle) < 0.55 * size;
        let sum = left.width + right.width;
        // In the proportion of the widths, so that a narrow digit stays narrow.
        near.then(|| left.middle + (right.middle - left.middle) * left.width / sum)
    };
    let before = at.checked_sub(1).and_then(|n| shared(&marks[n], mark));
    let after = marks.get(at + 1).and_then(|next| shared(mark, next));
    let x0 = before.unwrap_or(natural.0);
    let x1 = after.unwrap_or(natural.1);
    (x0, x1.max(x0 + 0.5))
}

/// The widest stretch without ink between two columns of a line.
fn blank_between(line: &TextLine, from: f32, to: f32) -> f32 {
    let mut covered = from;
    let mut widest: f32 = 0.0;
    // Pieces are sorted by their left edge.
    for piece in &line.pieces {
        let (x0, x1) = (piece.x0 as f32, piece.x1 as f32);
        if x1 <= from {
            continue;
        }
        if x0 >= to {
            break;
        }
        widest = widest.max(x0 - covered);
        covered = covered.max(x1);
    }
    widest.max(to - covered)
}

/// Characters that fill a square.
fn is_wide(character: char) -> bool {
    let code = u32::from(character);
    (0x1100..0xff61).contains(&code) && !(0x2000..0x2300).contains(&code)
        || code >= 0x2_0000
        || matches!(character, '—' | '“' | '”' | '√' | '×')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(character: char, middle: f32, width: f32) -> Mark {
        let reading = Reading { character, x: 0.0, confidence: 0.9, alternatives: Vec::new() };
        Mark { reading, middle, width, segment: 0 }
    }

    fn line(pieces: &[(usize, usize)]) -> TextLine {
        let pieces: Vec<PixelBox> =
            pieces.iter().map(|&(x0, x1)| PixelBox::new(x0, 0, x1, 20)).collect();
        let area = pieces.iter().fold(pieces[0], |all, piece| all.union(piece));
        TextLine { area, pieces, cell: 1 }
    }

    #[test]
    fn what_either_look_held_possible_stays_possible() {
        let look = |character, confidence, alternatives: &[(char, f32)]| {
            let strip = strip::cut(
                &Gray::filled(200, 100, 255),
                &line(&[(10, 30)]),
                &[],
                20.0,
                strip::CLOSE,
            );
            let alternatives = alternatives.to_vec();
            ReadLine {
                strip,
                readings: vec![Reading { character, x: 8.0, confidence, alternatives }],
            }
        };
        let both = look('李', 0.77, &[('孪', 0.05)]).or(look('李', 0.87, &[('季', 0.03)]));
        assert_eq!(both.readings[0].alternatives, [('孪', 0.05), ('季', 0.03)]);
        let both = look('一', 0.6, &[]).or(look('厂', 0.95, &[]));
        assert_eq!(both.readings[0].character, '厂');
        assert_eq!(both.readings[0].alternatives, [('一', 0.6)]);
        assert!(both.readings[0].confidence < 0.9);
    }

    #[test]
    fn a_soft_photograph_is_not_a_blank_page() {
        let mut gray = Gray::filled(300, 300, 245);
        assert!(!toned(&gray));
        for (at, v) in gray.data.iter_mut().enumerate() {
            *v = (at / 300 / 2 + 60) as u8;
        }
        assert!(toned(&gray));
    }

    #[test]
    fn ink_that_was_passed_over_in_front_of_a_word_is_a_tick() {
        let line = line(&[(0, 18), (30, 48), (52, 70)]);
        let gray = Gray::filled(200, 100, 255);
        let mut sheet = Picture { gray, seals: Vec::new(), dpi: 150.0 }.sheet();
        sheet.ticks = Vec::new();
        let mut marks = vec![mark('否', 39.0, 18.0), mark('则', 61.0, 18.0)];
        settle_unread(&mut marks, &line, &sheet, &[], &mut Vec::new(), 20.0);
        let text: String = marks.iter().map(|mark| mark.reading.character).collect();
        assert_eq!(text, "√否则");
        assert!(marks[0].reading.confidence < 0.9);
        // Where every piece was read there is nothing to add.
        settle_unread(&mut marks, &line, &sheet, &[], &mut Vec::new(), 20.0);
        assert_eq!(marks.len(), 3);
    }

    #[test]
    fn neighbours_touch_and_gaps_stay() {
        let line = line(&[(0, 20), (22, 40), (70, 90)]);
        let marks = [mark('企', 10.0, 20.0), mark('业', 31.0, 20.0), mark('是', 80.0, 20.0)];
        assert_eq!(edges(&marks, 0, &line, 20.0).1, edges(&marks, 1, &line, 20.0).0);
        assert_eq!(edges(&marks, 1, &line, 20.0).1, 41.0);
        assert_eq!(edges(&marks, 2, &line, 20.0).0, 70.0);
    }

    #[test]
    fn a_lone_v_before_a_word_is_a_tick() {
        let mut marks = [mark('V', 10.0, 10.0), mark('否', 31.0, 20.0)];
        settle_ticks(&mut marks);
        assert_eq!(marks[0].reading.character, '√');
        assert_eq!(marks[0].reading.alternatives, [('V', 0.9)]);
        let mut line: Vec<Mark> = "消费品区电子信息".chars().map(|c| mark(c, 0.0, 20.0)).collect();
        settle_ticks(&mut line);
        assert_eq!(line[3].reading.character, '☑');
        let mut line: Vec<Mark> = "集聚区域".chars().map(|c| mark(c, 0.0, 20.0)).collect();
        settle_ticks(&mut line);
        assert_eq!(line[2].reading.character, '区');
        let mut word = [mark('T', 0.0, 10.0), mark('V', 10.0, 10.0), mark('是', 31.0, 20.0)];
        settle_ticks(&mut word);
        assert_eq!(word[1].reading.character, 'V');
    }
}
