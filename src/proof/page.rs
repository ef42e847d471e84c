//! One page: its picture against what was understood of it.

use super::canvas::{Canvas, Drawn, Mask, apart};
use super::choice::Choice;
use super::finding::{Finding, Reason};
use super::ground::{self, Grounds};
use super::matched::{Matched, match_up};
use super::ruling::Ruling;
use super::seen::{Sight, View, is_squeezed};
use super::{PageBalance, SCALE};
use super::{left, lies, pale, plain};
use crate::document::{Character, Printed, Rect};
use crate::problem::Problem;
use crate::read::painting::{Mark, Paint, Painting, Pose, What, rect};
use crate::value::tick::{is_empty_box, is_tick};
use hayro_interpret::kurbo::Shape;
use image::{GrayImage, RgbImage, imageops};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Pixels differ from what was understood by more than this where there is other ink.
pub(super) const TOLERANCE: u8 = 56;
/// Pixels that are looked at together.
const BLOCK: usize = 16;
/// Sides (points) of a seal, and how far its shape is from a circle.
const SEAL: std::ops::RangeInclusive<f32> = 40.0..=220.0;
const ROUND: std::ops::RangeInclusive<f32> = 0.6..=1.7;
/// The share of a seal's ink that is red; what it is set over says nothing but where to set it.
const RED: f32 = 0.6;
const SET_OVER: &str = "（）()盖章公签字名单位年月日:：";
/// Smaller pictures (points) are marks.
const MARK: f32 = 8.0;
/// Part of its sides that the frame of a box takes, and ink in it that is a mark.
const FRAME: f32 = 0.26;
const MARKED: f32 = 0.05;
/// How far (points) around a place its text is looked for, and characters that are quoted.
const AROUND: f32 = 14.0;
const QUOTED: usize = 12;
/// Pixels of a place that are kept, to be held against the other side.
const LOOK: u32 = 1 << 16;

/// Accounts for the ink of one page. `read` is what was read of it; the page is drawn where
/// its marks alone do not tell what it shows.
///
/// # Errors
///
/// The page has to be drawn and cannot be.
pub fn account(
    number: u32,
    painting: &Painting,
    read: &Printed,
    draw: impl FnOnce() -> Result<RgbImage, Problem>,
) -> Result<(PageBalance, Vec<Finding>), Problem> {
    let read = &read.characters;
    let known = Known::of(painting, read);
    if let Some(balance) = plain::balance(number, painting, read, &known) {
        return Ok((balance, Vec::new()));
    }
    Ok(weighed(number, &draw()?, painting, read, &known))
}

/// Accounts for the ink of a page by its picture.
pub(super) fn weighed(
    number: u32,
    picture: &RgbImage,
    painting: &Painting,
    read: &[Character],
    known: &Known,
) -> (PageBalance, Vec<Finding>) {
    let mut page = Page::new(number, picture, painting, read);
    page.weigh(known);
    (page.balance, page.found)
}

/// What is known of the marks of a page before it is drawn.
pub(super) struct Known {
    pub matched: Matched,
    pub ruling: Ruling,
    pub grounds: Grounds,
    /// Characters whose outline is that of another one, with that one.
    pub lies: Vec<(usize, char)>,
    /// How most characters of the page stand.
    pub pose: Pose,
}

impl Known {
    pub fn of(painting: &Painting, read: &[Character]) -> Self {
        let marks = &painting.marks;
        let size = (painting.width, painting.height);
        let matched = match_up(marks, read);
        let lines: Vec<_> = marks
            .iter()
            .filter(|mark| is_inked(mark.paint))
            .flat_map(|mark| mark.rules.iter().map(|rule| rect(rule.intersect(mark.clip))))
            .collect();
        let inked = matched.inked(marks, read);
        let ruling = Ruling::of(&lines, &inked, size);
        let grounds = ground::grounds(marks, &inked, &ruling, size);
        let lies = lies::found(marks, &matched, read);
        let pose = usual_pose(marks);
        Self { matched, ruling, grounds, lies, pose }
    }
}

/// How most characters stand: a page may lie upside down as a whole.
fn usual_pose(marks: &[Mark]) -> Pose {
    let mut counts: BTreeMap<Pose, usize> = BTreeMap::new();
    for mark in marks {
        if let What::Glyph(glyph) = &mark.what {
            *counts.entry(glyph.pose).or_default() += 1;
        }
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(pose, _)| pose).unwrap_or_default()
}

struct Page<'a> {
    number: u32,
    picture: &'a RgbImage,
    painting: &'a Painting,
    read: &'a [Character],
    balance: PageBalance,
    found: Vec<Finding>,
}

impl<'a> Page<'a> {
    fn new(
        number: u32,
        picture: &'a RgbImage,
        painting: &'a Painting,
        read: &'a [Character],
    ) -> Self {
        let balance =
            PageBalance { page: number, characters: read.len(), ..PageBalance::default() };
        Self { number, picture, painting, read, balance, found: Vec::new() }
    }

    fn weigh(&mut self, known: &Known) {
        let marks = &self.painting.marks;
        let Known { matched, ruling, grounds, lies, pose } = known;
        let choices = ruling.choices.iter().chain(&grounds.choices);
        let grounds = &grounds.marks;

        let (Some(mut under), Some(mut text)) =
            (Canvas::new(self.picture), Canvas::new(self.picture))
        else {
            return self.undrawn("页面过大");
        };
        // White alone is the paper itself.
        let tinted = grounds.iter().filter_map(|at| marks.get(*at)).any(|m| is_inked(m.paint));
        let shades = if tinted { grounds.as_slice() } else { &[] };
        for mark in shades.iter().filter_map(|at| marks.get(*at)) {
            if let Paint::Color(color, opacity) = mark.paint {
                under.fill(&mark.path, mark.even_odd, color, opacity);
            }
        }
        let mut loose = Mask::new(self.picture);
        let shown: HashSet<usize> = matched
            .of_mark
            .iter()
            .filter(|(at, _)| marks.get(**at).is_some_and(|mark| is_inked(mark.paint)))
            .map(|(_, character)| *character)
            .collect();
        for (at, mark) in marks.iter().enumerate() {
            let What::Glyph(glyph) = &mark.what else { continue };
            let Some(character) = matched.of_mark.get(&at) else { continue };
            let (color, exact) = match mark.paint {
                Paint::Color(color, opacity) => (color, opacity > 0.99),
                Paint::Other => ([0; 3], false),
                Paint::None if shown.contains(character) => continue,
                // It is looked for all the same: it was read.
                Paint::None => ([0; 3], false),
            };
            text.fill(&mark.path, mark.even_odd, color, 1.0);
            if glyph.coarse || !exact {
                loose.add(rect(mark.path.bounding_box()), 1.0);
            }
        }
        let under = under.done();
        let text = text.done();
        let pictures = self.pictures(marks);
        let of_mark = &matched.of_mark;
        self.characters(marks, of_mark, *pose, under.as_ref(), text.as_ref(), &pictures);
        for (at, other) in lies {
            if let Some(character) = self.read.get(*at) {
                let (own, area) = (character.character, character.bbox);
                let words = format!("读作“{own}”的字，画出的字形是“{other}”");
                self.tell(Reason::TextUnseen, area, words);
            }
        }
        let mut answered = Mask::new(self.picture);
        for line in &ruling.accepted {
            answered.add(*line, 0.9);
        }
        for Choice { lines, area, alike } in choices {
            lines.iter().for_each(|line| answered.add(*line, 0.9));
            let words = "选项下的划线、选项外的框或底纹，是否表示选定须人工认定";
            self.tell(Reason::InkUnexplained, *area, words.to_owned());
            if let Some(told) = self.found.last_mut() {
                told.alike.clone_from(alike);
            }
        }
        for at in grounds {
            if let Some(mark) = marks.get(*at) {
                self.edges(&mut answered, rect(mark.path.bounding_box().intersect(mark.clip)));
            }
        }
        self.unpainted(&matched.unpainted, &mut answered);
        let mut strength = self.strength(under.as_ref(), text.as_ref(), &loose);
        left::clear(&mut strength, &pictures);
        left::clear(&mut strength, &answered);
        self.balance.rules = ruling.accepted.len();
        self.balance.grounds = grounds.len();
        let (width, height) = (self.picture.width() as usize, self.picture.height() as usize);
        for place in left::places(&strength, width, height) {
            self.balance.left += place.ink as usize;
            self.tell(Reason::InkUnexplained, place.bbox, "有未能解释的墨迹".to_owned());
        }
        for area in pale::figures(marks, grounds) {
            let words = "有浅色的图形或文字（可能是水印），须人工核对";
            self.tell(Reason::InkUnexplained, area, words.to_owned());
        }
        for unshown in &self.painting.unshown {
            let words = format!("{}，阅读或打印时会显示，本程序没有画出", unshown.what);
            self.tell(Reason::InkUnexplained, unshown.bbox, words);
        }
    }

    fn undrawn(&mut self, why: &str) {
        let bbox = Rect::new(0.0, 0.0, self.painting.width, self.painting.height);
        let words = format!("本页无法成像（{why}），无法核对所印内容");
        self.tell(Reason::PageUndrawn, bbox, words);
    }

    /// Where pictures lie that the comparison of pictures answers for.
    fn pictures(&mut self, marks: &[Mark]) -> Mask {
        let mut mask = Mask::new(self.picture);
        let mut over: Vec<Rect> = Vec::new();
        let mut before: Vec<Rect> = Vec::new();
        for mark in marks {
            match &mark.what {
                What::Glyph(glyph) => before.push(glyph.bbox),
                What::Picture => {
                    let area = rect(mark.path.bounding_box().intersect(mark.clip));
                    if area.width() < MARK || area.height() < MARK {
                        continue;
                    }
                    let seal = is_seal(&area);
                    let hides = |b: &&Rect| {
                        let (x, y) = b.center();
                        area.contains(x, y)
                    };
                    if !seal && before.iter().any(|b| hides(&b)) {
                        over.push(area);
                    }
                    self.balance.pictures += 1;
                    mask.add(area, 1.0);
                }
                _ => {}
            }
        }
        for area in over {
            self.tell(Reason::InkUnexplained, area, "有图片压在文字上".to_owned());
        }
        mask
    }

    /// Where red seals lie over the page.
    fn seals(&self, marks: &[Mark]) -> Vec<Rect> {
        let areas = marks
            .iter()
            .filter(|mark| mark.what == What::Picture)
            .map(|mark| rect(mark.path.bounding_box().intersect(mark.clip)));
        areas.filter(|area| is_seal(area) && self.is_red(area)).collect()
    }

    /// Whether what is not paper in an area is mostly red.
    fn is_red(&self, area: &Rect) -> bool {
        let edge = |points: f32, most: u32| (points * SCALE).clamp(0.0, most as f32) as u32;
        let (width, height) = self.picture.dimensions();
        let (mut inked, mut red) = (0usize, 0usize);
        for y in edge(area.y0, height)..edge(area.y1, height) {
            for x in edge(area.x0, width)..edge(area.x1, width) {
                let [r, g, b] = self.picture.get_pixel(x, y).0;
                if r.min(g).min(b) < 225 {
                    inked += 1;
                    red += usize::from(i32::from(r) - i32::from(g.max(b)) > 30);
                }
            }
        }
        red > 0 && red as f32 >= RED * inked as f32
    }

    /// Asks of every painted character that was read whether it is to be seen.
    fn characters(
        &mut self,
        marks: &[Mark],
        of_mark: &HashMap<usize, usize>,
        pose: Pose,
        under: Option<&Drawn>,
        text: Option<&Drawn>,
        pictures: &Mask,
    ) {
        let Some(text) = text else { return };
        let view = View { page: self.picture, ground: under, text, pictures };
        let seals = self.seals(marks);
        let mut seen: BTreeSet<usize> = BTreeSet::new();
        let mut unseen: BTreeSet<(usize, &'static str)> = BTreeSet::new();
        for (at, character) in of_mark {
            let Some(mark) = marks.get(*at) else { continue };
            if mark.screen_only {
                unseen.insert((*character, "在不打印的图层里"));
                continue;
            }
            let What::Glyph(glyph) = &mark.what else { continue };
            if glyph.pose != pose {
                unseen.insert((*character, "被倒置或左右翻转，看到的可能是别的字"));
                continue;
            }
            let read = self.read.get(*character).map_or(' ', |read| read.character);
            let sight = match is_squeezed(read, &mark.path) {
                true => Sight::Squeezed,
                false => view.sight(&mark.path, glyph.coarse),
            };
            let (x, y) = glyph.bbox.center();
            let set_over = SET_OVER.contains(read) && seals.iter().any(|seal| seal.contains(x, y));
            let sight = match sight {
                Sight::Missing | Sight::Faint | Sight::Broken if set_over => Sight::Seen,
                sight => sight,
            };
            match sight {
                Sight::Squeezed => {
                    unseen.insert((*character, "被压得过窄或过扁，看不清"));
                }
                Sight::Seen => {
                    seen.insert(*character);
                }
                Sight::Unknown => {
                    self.balance.unknown += 1;
                    unseen.insert((*character, "没有字形，纸面上看不见"));
                }
                Sight::Missing => {
                    unseen.insert((*character, "纸面上看不见"));
                }
                Sight::Faint => {
                    unseen.insert((*character, "颜色过浅，几乎看不见"));
                }
                Sight::Broken => {
                    unseen.insert((*character, "被盖住、划断或截去一部分"));
                }
            }
        }
        self.balance.seen = seen.len();
        // One that is painted twice is seen if one of them is, but for what paper does not show.
        let lost: Vec<(usize, &'static str)> = unseen
            .into_iter()
            .filter(|(at, why)| !seen.contains(at) || why.contains("图层") || why.contains("盖住"))
            .collect();
        self.unseen(&lost);
    }

    /// Characters of one line that cannot be seen for one reason are told together.
    fn unseen(&mut self, lost: &[(usize, &'static str)]) {
        let mut runs: Vec<(usize, Rect, String, &'static str)> = Vec::new();
        for (at, why) in lost {
            let Some(character) = self.read.get(*at) else { continue };
            match runs.last_mut() {
                Some((last, bbox, text, reason)) if *last + 2 >= *at && reason == why => {
                    *last = *at;
                    *bbox = bbox.union(&character.bbox);
                    text.push(character.character);
                }
                _ => runs.push((*at, character.bbox, character.character.to_string(), why)),
            }
        }
        for (_, bbox, text, why) in runs {
            let short: String = text.chars().take(QUOTED).collect();
            let more = if short.len() < text.len() { "…" } else { "" };
            self.tell(Reason::TextUnseen, bbox, format!("文件中的“{short}{more}”{why}"));
        }
    }

    /// Characters that were read and are no character of a font: boxes that are drawn, text
    /// that was recognised in drawings, values of fields.
    fn unpainted(&mut self, unpainted: &[usize], answered: &mut Mask) {
        let mut missing = Vec::new();
        for at in unpainted {
            let Some(character) = self.read.get(*at).copied() else { continue };
            let b = character.bbox;
            let side = b.width().max(b.height());
            let around = if is_tick(character.character) { 0.5 * side } else { 1.5 };
            let ink = self.ink(b, 0.0);
            if is_empty_box(character.character) {
                let inner = self.ink(b, FRAME);
                if inner > MARKED {
                    let words = format!("读作空框“{}”的框内另有墨迹", character.character);
                    self.tell(Reason::InkUnexplained, b, words);
                }
            }
            match ink > 0.004 {
                true => self.balance.seen += 1,
                false => missing.push((*at, "纸面上看不见")),
            }
            answered.add(b, around * SCALE);
        }
        // A mark over a printed box chooses it.
        for character in self.read.iter().filter(|c| is_tick(c.character)) {
            let side = character.bbox.width().max(character.bbox.height());
            answered.add(character.bbox, 0.5 * side * SCALE);
        }
        self.unseen(&missing);
    }

    /// The part of a box that is inked, less its edge.
    fn ink(&self, b: Rect, edge: f32) -> f32 {
        let (dx, dy) = (edge * b.width(), edge * b.height());
        let span = |from: f32, to: f32, most: u32| {
            let start = (from * SCALE).round().clamp(0.0, most as f32) as u32;
            start..((to * SCALE).round().clamp(0.0, most as f32) as u32).max(start)
        };
        let across = span(b.x0 + dx, b.x1 - dx, self.picture.width());
        let down = span(b.y0 + dy, b.y1 - dy, self.picture.height());
        let whole = (across.len() * down.len()).max(1);
        let mut lightest = [0u8; 3];
        for y in down.clone() {
            for x in across.clone() {
                let pixel = self.picture.get_pixel(x, y).0;
                (0..3).for_each(|part| lightest[part] = lightest[part].max(pixel[part]));
            }
        }
        let inked = down.flat_map(|y| across.clone().map(move |x| (x, y)));
        let inked = inked
            .filter(|(x, y)| apart(self.picture.get_pixel(*x, *y).0, lightest) > TOLERANCE)
            .count();
        inked as f32 / whole as f32
    }

    /// The edges of a ground: a pixel's uneven cover is no ink.
    fn edges(&self, answered: &mut Mask, b: Rect) {
        let thin = 0.4;
        for edge in [
            Rect::new(b.x0 - thin, b.y0 - thin, b.x1 + thin, b.y0 + thin),
            Rect::new(b.x0 - thin, b.y1 - thin, b.x1 + thin, b.y1 + thin),
            Rect::new(b.x0 - thin, b.y0 - thin, b.x0 + thin, b.y1 + thin),
            Rect::new(b.x1 - thin, b.y0 - thin, b.x1 + thin, b.y1 + thin),
        ] {
            answered.add(edge, 0.0);
        }
    }

    /// How far each pixel is from what was understood; 0 where no further than drawing is uneven.
    fn strength(&mut self, under: Option<&Drawn>, text: Option<&Drawn>, loose: &Mask) -> Vec<u8> {
        let raw = self.picture.as_raw();
        let mut strength = vec![0u8; raw.len() / 3];
        let mut inked = 0;
        for (block, pixels) in raw.chunks(3 * BLOCK).enumerate() {
            let first = block * BLOCK;
            // Most of a page is bare paper.
            let bare = under.is_none() && pixels.iter().all(|part| *part == 255);
            if bare && text.is_none_or(|text| text.is_clear(first, BLOCK)) {
                continue;
            }
            for (at, pixel) in (first..).zip(pixels.chunks_exact(3)) {
                let pixel = [pixel[0], pixel[1], pixel[2]];
                inked += usize::from(apart(pixel, [255; 3]) > TOLERANCE);
                let ground = under.map_or([255; 3], |under| under.over(at, [255; 3]));
                let cover = text.map_or(0, |text| text.cover(at));
                strength[at] = match text {
                    Some(text) if cover > 0 && !loose.set[at] => {
                        beyond(pixel, ground, text.over(at, ground))
                    }
                    _ if cover == 0 => {
                        Some(apart(pixel, ground)).filter(|off| *off > TOLERANCE).unwrap_or(0)
                    }
                    _ => 0,
                };
            }
        }
        self.balance.inked = inked;
        strength
    }

    fn tell(&mut self, reason: Reason, bbox: Rect, words: String) {
        let a = Rect::new(bbox.x0 - AROUND, bbox.y0 - 2.0, bbox.x1 + AROUND, bbox.y1 + 2.0);
        let close = |c: &&Character| {
            c.bbox.x0 <= a.x1 && a.x0 <= c.bbox.x1 && c.bbox.y0 <= a.y1 && a.y0 <= c.bbox.y1
        };
        let all: Vec<&Character> = self.read.iter().filter(close).collect();
        let anchor = all.first().map(|c| (c.bbox.x0, c.bbox.y0, c.size));
        let near = all.iter().map(|c| c.character).take(QUOTED).collect();
        let look = self.look(bbox);
        let page = self.number;
        self.found.push(Finding { reason, page, bbox, words, near, alike: None, look, anchor });
    }

    /// What a place looks like.
    fn look(&self, b: Rect) -> Option<GrayImage> {
        let edge = |points: f32, most: u32| (points * SCALE).round().clamp(0.0, most as f32) as u32;
        let (x0, y0) = (edge(b.x0, self.picture.width()), edge(b.y0, self.picture.height()));
        let (x1, y1) = (edge(b.x1, self.picture.width()), edge(b.y1, self.picture.height()));
        if x1 <= x0 || y1 <= y0 {
            return None;
        }
        let part = imageops::crop_imm(self.picture, x0, y0, x1 - x0, y1 - y0).to_image();
        let grey = imageops::grayscale(&part);
        let pixels = grey.width() * grey.height();
        if pixels <= LOOK {
            return Some(grey);
        }
        let scale = (LOOK as f32 / pixels as f32).sqrt();
        let side = |length: u32| ((length as f32 * scale) as u32).max(1);
        let (width, height) = (side(grey.width()), side(grey.height()));
        Some(imageops::resize(&grey, width, height, imageops::FilterType::Triangle))
    }
}

/// Whether a picture has the size and the shape of a seal.
fn is_seal(area: &Rect) -> bool {
    let (wide, high) = (area.width(), area.height());
    SEAL.contains(&wide) && SEAL.contains(&high) && ROUND.contains(&(wide / high))
}

pub(super) fn is_inked(paint: Paint) -> bool {
    match paint {
        Paint::Color(color, opacity) => opacity > 0.0 && color.iter().any(|part| *part < 250),
        Paint::Other => true,
        Paint::None => false,
    }
}

/// How far a pixel lies outside of what is between its ground and the character on it: ink
/// that is missing there is for the character to miss.
fn beyond(pixel: [u8; 3], ground: [u8; 3], understood: [u8; 3]) -> u8 {
    let outside = |part: usize| {
        let (low, high) = (ground[part].min(understood[part]), ground[part].max(understood[part]));
        low.saturating_sub(pixel[part]).max(pixel[part].saturating_sub(high))
    };
    let most = (0..3).map(outside).max().unwrap_or(0);
    if most > TOLERANCE { most } else { 0 }
}
