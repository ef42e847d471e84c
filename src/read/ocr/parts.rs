//! Parts of a page whose text is drawn and not set: they alone are read from the
//! page's picture, and their characters join those of the page.

use super::{Engine, PageImage, Settings, Step, cores, engine, read_page};
use crate::document::{PageSource, Rect};
use crate::intake::Limits;
use crate::layout::{Glyph, InkPage};
use crate::problem::{Problem, Warning, WarningCode};
use image::{Rgb, RgbImage};

/// What is seen around a part, points.
const AROUND: f32 = 3.0;

/// Where text is drawn on a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The page's number, counted from 1.
    pub page: u32,
    /// Quarter turns clockwise in which the page's picture lies.
    pub quarter: u8,
    /// The boxes of the lines, in points of the page set upright.
    pub areas: Vec<Rect>,
}

/// Adds the characters of drawn text to pages that have text otherwise; what
/// cannot be read is named with its page and place.
pub fn supplement(
    pages: &mut [InkPage],
    parts: &[Part],
    render: &(dyn Fn(u32) -> Result<PageImage, Problem> + Sync),
    settings: &Settings,
    limits: &Limits,
) -> Vec<Warning> {
    let mut warnings = Vec::new();
    for page in pages.iter_mut().filter(|page| page.source == PageSource::Text) {
        let Some(part) = parts.iter().find(|part| part.page == page.number) else { continue };
        let engine = match settings.off {
            true => None,
            false => engine(settings).ok(),
        };
        let read = engine.map(|engine| read(page, part, render, &engine, settings, limits));
        settings.progress.tell(Step::Look);
        match read {
            Some(Ok(mut found)) => {
                page.glyphs.append(&mut found.glyphs);
                warnings.append(&mut found.warnings);
            }
            Some(Err(problem)) => warnings.push(unread(page, part, &problem.message)),
            None => {
                warnings.push(unread(page, part, "需要文字识别，可运行 shenbao models install"))
            }
        }
    }
    warnings
}

struct Found {
    glyphs: Vec<Glyph>,
    warnings: Vec<Warning>,
}

fn read(
    page: &InkPage,
    part: &Part,
    render: &(dyn Fn(u32) -> Result<PageImage, Problem> + Sync),
    engine: &Engine,
    settings: &Settings,
    limits: &Limits,
) -> Result<Found, Problem> {
    let masked = |number: u32| Ok(alone(upright(render(number)?, part.quarter), &part.areas));
    let outcome = read_page(page.number, &masked, engine, cores(), settings, limits)?;
    let set = |(x, y): (f32, f32)| {
        page.glyphs.iter().any(|g| !g.character.is_whitespace() && g.bbox.contains(x, y))
    };
    let mut glyphs = outcome.ink.glyphs;
    glyphs.retain(|glyph| !set(glyph.bbox.center()));
    let blank = |area: &&Rect| {
        let inside = |glyph: &Glyph| {
            let (x, y) = glyph.bbox.center();
            area.contains(x, y)
        };
        !glyphs.iter().any(inside)
    };
    let missed: Vec<Rect> = part.areas.iter().filter(blank).copied().collect();
    let mut warnings = Vec::new();
    if !missed.is_empty() {
        let message = format!("{}像文字的图形，没有认出文字", place(page, &missed));
        warnings.push(Warning::on_page(WarningCode::TextUnread, page.number, message));
    }
    Ok(Found { glyphs, warnings })
}

fn unread(page: &InkPage, part: &Part, why: &str) -> Warning {
    let place = place(page, &part.areas);
    let message = format!("{place}文字是画成图形的（艺术字或转曲），未能读出：{why}");
    Warning::on_page(WarningCode::DrawnTextUnread, page.number, message)
}

/// Where the areas stand, in words.
fn place(page: &InkPage, areas: &[Rect]) -> String {
    let third = |area: &Rect| (3.0 * area.center().1 / page.height.max(1.0)) as usize;
    let mut names: Vec<&str> = Vec::new();
    for (at, name) in ["上部", "中部", "下部"].into_iter().enumerate() {
        if areas.iter().any(|area| third(area).min(2) == at) {
            names.push(name);
        }
    }
    format!("第 {} 页{}有 {} 行", page.number, names.join("、"), areas.len())
}

/// A page's picture turned back by the quarters that it lies in.
fn upright(image: PageImage, quarter: u8) -> PageImage {
    let (width, height) = match quarter % 2 {
        0 => (image.width, image.height),
        _ => (image.height, image.width),
    };
    let rgb = match quarter % 4 {
        0 => image.rgb,
        1 => image::imageops::rotate270(&image.rgb),
        2 => image::imageops::rotate180(&image.rgb),
        _ => image::imageops::rotate90(&image.rgb),
    };
    PageImage { rgb, width, height, ..image }
}

/// A page's picture with nothing on it but some areas.
fn alone(image: PageImage, areas: &[Rect]) -> PageImage {
    let (w, h) = (image.rgb.width(), image.rgb.height());
    let across = w as f32 / image.width.max(1.0);
    let down = h as f32 / image.height.max(1.0);
    let mut rgb = RgbImage::from_pixel(w, h, Rgb([255; 3]));
    for area in areas {
        let place = |v: f32, scale: f32, most: u32| ((v * scale).max(0.0) as u32).min(most);
        let (x0, x1) = (place(area.x0 - AROUND, across, w), place(area.x1 + AROUND, across, w));
        let (y0, y1) = (place(area.y0 - AROUND, down, h), place(area.y1 + AROUND, down, h));
        for y in y0..y1 {
            for x in x0..x1 {
                rgb.put_pixel(x, y, *image.rgb.get_pixel(x, y));
            }
        }
    }
    PageImage { rgb, ..image }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture() -> PageImage {
        let mut rgb = RgbImage::from_pixel(200, 100, Rgb([0; 3]));
        rgb.put_pixel(199, 0, Rgb([9; 3]));
        PageImage { number: 2, rgb, width: 100.0, height: 50.0, torn: false }
    }

    #[test]
    fn a_picture_is_turned_back_and_shows_the_parts_alone() {
        // What runs down the right edge begins at the left of the top.
        let turned = upright(picture(), 1);
        assert_eq!((turned.width, turned.rgb.width()), (50.0, 100));
        assert_eq!(turned.rgb.get_pixel(0, 0).0, [9; 3]);
        let shown = alone(picture(), &[Rect::new(10.0, 10.0, 20.0, 20.0)]);
        assert_eq!(shown.rgb.get_pixel(30, 30).0, [0; 3]);
        assert_eq!(shown.rgb.get_pixel(100, 30).0, [255; 3]);
    }

    #[test]
    fn without_recognition_drawn_text_is_named_with_its_page_and_place() {
        let mut page = InkPage::blank(2, 595.0, 842.0);
        page.source = PageSource::Text;
        let part = Part { page: 2, quarter: 0, areas: vec![Rect::new(100., 60., 500., 110.)] };
        let settings = Settings { off: true, ..Settings::default() };
        let never = |_: u32| -> Result<PageImage, Problem> { Err(super::super::models_missing()) };
        let warnings = supplement(&mut [page], &[part], &never, &settings, &Limits::default());
        assert_eq!((warnings[0].page, warnings[0].code.as_str()), (Some(2), "drawn-text-unread"));
        assert!(warnings[0].message.starts_with("第 2 页上部有 1 行文字"));
        assert!(warnings[0].is_loss());
    }
}
