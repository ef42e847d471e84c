//! A page's image made ready for reading: seals taken out, turned upright, ruling
//! lines, tick boxes and lines of text found.

use super::lines::{self, TextLine};
use super::plane::{Gray, Mask, Piece, PixelBox};
use super::rules::{self, Areas, Ruling};
use super::ticks::{self, TickBox};
use super::{erase, pens, seal, skew};
use image::RgbImage;

/// The most pieces of ink looked at on one page.
const MOST_PIECES: usize = 60_000;

/// The most lines read on one page.
const MOST_LINES: usize = 1_500;

/// The colour picture of a page without its colour.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Seals removed.
    pub gray: Gray,
    /// Where the seals were.
    pub seals: Vec<PixelBox>,
    /// Ink of a colour of its own.
    pub pens: Vec<Piece>,
    /// Pixels to an inch of paper.
    pub dpi: f32,
}

/// An upright page, taken apart.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// Ruling lines painted over.
    pub gray: Gray,
    /// Pixels to an inch of paper.
    pub dpi: f32,
    /// Ruling lines.
    pub ruling: Ruling,
    /// Tick boxes.
    pub ticks: Vec<TickBox>,
    /// Lines of text, still unread.
    pub lines: Vec<TextLine>,
    /// Pictures.
    pub pictures: Vec<PixelBox>,
    /// Seals.
    pub seals: Vec<PixelBox>,
    /// Ink of a colour of its own.
    pub pens: Vec<Piece>,
    /// The height of most lines, pixels.
    pub em: f32,
    /// All pieces of ink but those of ruling lines.
    pub pieces: Vec<Piece>,
    /// Which pixels hold ink, ruling lines taken out.
    mask: Mask,
}

impl Sheet {
    /// Ink pixels in a box.
    pub fn ink(&self, area: &PixelBox) -> usize {
        self.mask.count(area)
    }

    /// Unbroken runs of ink in a row between two columns, of so many pixels at least.
    pub fn runs(&self, y: usize, x0: usize, x1: usize, least: usize) -> Vec<(usize, usize)> {
        let row = self.mask.row(y, x0, x1);
        let mut found = Vec::new();
        let mut at = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run[0] && run.len() >= least {
                found.push((x0 + at, x0 + at + run.len()));
            }
            at += run.len();
        }
        found
    }
}

impl Picture {
    /// Finds the seals and takes them out.
    pub fn of(rgb: &RgbImage, dpi: f32) -> Self {
        let seals = seal::find(rgb, dpi);
        let mut gray = Gray::of(rgb);
        seal::remove(&mut gray, rgb, &seals);
        let mut pens = pens::find(rgb, dpi);
        pens.retain(|pen| !seals.iter().any(|seal| seal.overlaps(&pen.area)));
        Self { gray, seals, pens, dpi }
    }

    /// The picture turned by quarter turns clockwise.
    pub fn turned(&self, quarters: u8) -> Self {
        let (w, h) = (self.gray.width, self.gray.height);
        let turn = |b: &PixelBox| match quarters % 4 {
            1 => PixelBox::new(h - b.y1.min(h), b.x0, h - b.y0.min(h), b.x1),
            2 => PixelBox::new(w - b.x1.min(w), h - b.y1.min(h), w - b.x0.min(w), h - b.y0.min(h)),
            3 => PixelBox::new(b.y0, w - b.x1.min(w), b.y1, w - b.x0.min(w)),
            _ => *b,
        };
        Self {
            gray: self.gray.turned(quarters),
            seals: self.seals.iter().map(turn).collect(),
            pens: self.pens.iter().map(|p| Piece { area: turn(&p.area), ..*p }).collect(),
            dpi: self.dpi,
        }
    }

    /// The reach of the local threshold: a few strokes wide.
    fn radius(&self) -> usize {
        (self.dpi / 10.0) as usize
    }

    /// Straightens the page and takes it apart.
    pub fn sheet(&self) -> Sheet {
        let mut mask = self.gray.ink(self.radius());
        let lean = skew::angle(&mask);
        let mut gray = self.gray.clone();
        let mut seals = self.seals.clone();
        let mut pens = self.pens.clone();
        // Less than one pixel over the width of the page needs no turning.
        if lean.abs() * gray.width as f32 > 1.0 {
            gray = gray.rotated(-lean);
            seals = seals.iter().map(|seal| rotated(seal, -lean, &gray)).collect();
            pens.iter_mut().for_each(|pen| pen.area = rotated(&pen.area, -lean, &gray));
            mask = gray.ink(self.radius());
        }
        let ruling = rules::find(&mask, self.dpi);
        erase::erase(&mut mask, &mut gray, &ruling);
        let mut pieces = mask.pieces(MOST_PIECES);
        pieces.retain(|piece| !ruling.covers(&piece.area, self.dpi));
        let ticks = ticks::find(&mask, &pieces, self.dpi);
        let areas = Areas::of(&ruling, gray.width, gray.height, self.dpi);
        let mut found = lines::find(&pieces, &areas, self.dpi);
        found.lines.truncate(MOST_LINES);
        Sheet {
            gray,
            dpi: self.dpi,
            ruling,
            ticks,
            lines: found.lines,
            pictures: found.pictures,
            seals,
            pens,
            em: found.em,
            pieces,
            mask,
        }
    }
}

/// Where a box comes to stand when the page is turned about its centre.
fn rotated(area: &PixelBox, angle: f32, gray: &Gray) -> PixelBox {
    let (sin, cos) = angle.sin_cos();
    let (cx, cy) = (gray.width as f32 / 2.0, gray.height as f32 / 2.0);
    let dx = (area.x0 + area.x1) as f32 / 2.0 - cx;
    let dy = (area.y0 + area.y1) as f32 / 2.0 - cy;
    let (x, y) = (cos * dx - sin * dy + cx, sin * dx + cos * dy + cy);
    // Seals are round or nearly so: their box keeps its size.
    let (w, h) = (area.width() as f32 / 2.0, area.height() as f32 / 2.0);
    PixelBox::new(
        (x - w).max(0.0) as usize,
        (y - h).max(0.0) as usize,
        ((x + w).max(0.0) as usize).min(gray.width),
        ((y + h).max(0.0) as usize).min(gray.height),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    #[test]
    fn a_turned_page_keeps_its_seal_in_place() {
        let mut rgb = RgbImage::from_pixel(500, 700, Rgb([255, 255, 255]));
        for (x, y, pixel) in rgb.enumerate_pixels_mut() {
            let distance = ((x as f32 - 380.0).powi(2) + (y as f32 - 560.0).powi(2)).sqrt();
            if (distance - 60.0).abs() < 3.0 {
                *pixel = Rgb([215, 60, 70]);
            }
        }
        let picture = Picture::of(&rgb, 72.0);
        assert_eq!(picture.seals.len(), 1);
        let turned = picture.turned(2);
        assert!(turned.seals[0].x0.abs_diff(500 - 443) < 6, "{:?}", turned.seals);
        assert_eq!(turned.turned(2).seals, picture.seals);
        assert!(picture.sheet().lines.is_empty());
    }
}
