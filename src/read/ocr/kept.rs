//! Lines of which a character may be another are kept as pictures, so that a comparison,
//! which knows what ought to stand there, can put the question again.

use super::lines::TextLine;
use super::page::points;
use super::sheet::Sheet;
use super::strays::Answered;
use crate::characters::lookalikes;
use crate::document::LinePicture;
use crate::layout::Glyph;
use std::sync::Arc;

/// A character read less surely than this may be another.
const DOUBTED: f32 = 0.93;

/// A lookalike that is likelier than this, beside what was read, may be what is printed.
const OPEN: f32 = 0.08;

/// Any other character that is.
const LIKE: f32 = 0.15;

/// Lines of one page that are kept at most.
const MOST: usize = 200;

/// Paper that is kept around a line, in heights of a line.
const AROUND: f32 = 0.4;

/// The pictures of a sheet's lines that may be read otherwise.
pub fn lines(sheet: &Sheet, lines: &[Answered<'_>]) -> Vec<LinePicture> {
    let all = lines.iter().filter(|answered| answered.glyphs.is_some_and(are_doubted));
    all.take(MOST).map(|answered| picture(answered.line, sheet)).collect()
}

fn are_doubted(glyphs: &[Glyph]) -> bool {
    glyphs.iter().any(|glyph| {
        let open = |other: &(char, f32)| {
            let alike = lookalikes::of(glyph.character).any(|c| c == other.0);
            other.1 > if alike { OPEN } else { LIKE }
        };
        glyph.confidence < DOUBTED || glyph.alternatives.iter().any(open)
    })
}

fn picture(line: &TextLine, sheet: &Sheet) -> LinePicture {
    let (gray, em) = (&sheet.gray, sheet.em);
    let tall = (line.area.height() as f32).max(0.8 * em);
    let around = (AROUND * tall).ceil() as usize;
    // A low line, such as a lone dash, is shown at its full height.
    let low = ((tall - line.area.height() as f32) / 2.0).ceil() as usize;
    let mut area = line.area.grown(around, gray.width, gray.height);
    area.y0 = area.y0.saturating_sub(low);
    area.y1 = (area.y1 + low).min(gray.height);
    let rows = (area.y0..area.y1).flat_map(|y| gray.row(y, area.x0, area.x1));
    let within = |v: usize, from: usize| v.saturating_sub(from).min(usize::from(u16::MAX)) as u16;
    let mut pieces: Vec<[u16; 2]> = Vec::new();
    for piece in &line.pieces {
        let (from, to) = (within(piece.x0, area.x0), within(piece.x1, area.x0));
        match pieces.last_mut() {
            Some(last) if f32::from(from) <= f32::from(last[1]) + 0.5 * em => {
                last[1] = last[1].max(to);
            }
            _ => pieces.push([from, to]),
        }
    }
    LinePicture {
        bbox: points(&area, sheet.dpi),
        width: area.width(),
        height: area.height(),
        luma: Arc::new(rows.copied().collect()),
        ink: [
            within(line.area.x0, area.x0),
            within(line.area.y0, area.y0),
            within(line.area.x1, area.x0),
            within(line.area.y1, area.y0),
        ],
        pieces,
        em,
    }
}

#[cfg(test)]
mod tests {
    use super::super::plane::{Gray, PixelBox};
    use super::super::sheet::Picture;
    use super::*;

    #[test]
    fn a_line_is_kept_with_the_paper_around_it_and_its_places() {
        let gray = Gray::filled(400, 200, 250);
        let mut sheet = Picture { gray, seals: Vec::new(), pens: Vec::new(), dpi: 144.0 }.sheet();
        sheet.em = 20.0;
        let line = TextLine {
            area: PixelBox::new(100, 100, 200, 120),
            pieces: vec![PixelBox::new(100, 100, 118, 120), PixelBox::new(180, 100, 200, 120)],
            cell: 0,
        };
        let kept = picture(&line, &sheet);
        assert_eq!((kept.width, kept.height, kept.luma.len()), (116, 36, 116 * 36));
        assert_eq!(kept.ink, [8, 8, 108, 28]);
        assert_eq!(kept.pieces, [[8, 26], [88, 108]]);
        assert_eq!(kept.bbox.x0, 46.0);
        assert_eq!(kept.column(50.0), 8.0);
    }
}
