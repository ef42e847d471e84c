//! Lines of text in a page's image: pieces of ink gathered cell by cell, so that
//! neighbours in a table never run together and no lone digit is missed.

use super::plane::{Piece, PixelBox};
use super::rules::Areas;
use std::collections::BTreeMap;

/// A line of text, or what stands of it in one cell.
#[derive(Debug, Clone, PartialEq)]
pub struct TextLine {
    /// The box around its ink.
    pub area: PixelBox,
    /// Its pieces of ink, from left to right.
    pub pieces: Vec<PixelBox>,
    /// The cell it stands in; lines of one cell share the number.
    pub cell: u16,
}

#[cfg(test)]
impl TextLine {
    /// A line of a test between two heights, by where its pieces begin and end.
    pub fn of((y0, y1): (usize, usize), pieces: &[(usize, usize)]) -> Self {
        let pieces: Vec<PixelBox> =
            pieces.iter().map(|&(x0, x1)| PixelBox::new(x0, y0, x1, y1)).collect();
        let area = pieces.iter().fold(pieces[0], |all, piece| all.union(piece));
        Self { area, pieces, cell: 1 }
    }
}

/// What the page's ink was taken for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// Lines in no particular order.
    pub lines: Vec<TextLine>,
    /// Pictures: pieces too large to be characters.
    pub pictures: Vec<PixelBox>,
    /// The height of most lines, pixels.
    pub em: f32,
}

/// Gathers the pieces of ink of an upright page (ruling lines and tick boxes
/// taken out) into lines.
pub fn find(pieces: &[Piece], areas: &Areas, dpi: f32) -> Found {
    let point = dpi / 72.0;
    let speck = (0.3 * point * point).max(3.0) as usize;
    let mut cells: BTreeMap<u16, Vec<Piece>> = BTreeMap::new();
    let mut pictures = Vec::new();
    for piece in pieces {
        let (w, h) = (piece.area.width() as f32, piece.area.height() as f32);
        if piece.pixels < speck {
            continue;
        }
        let letter = h <= 48.0 * point && w <= 90.0 * point;
        let bar = w > 40.0 * point && h < 2.5 * point || h > 40.0 * point && w < 2.5 * point;
        if !letter || bar {
            if w > 48.0 * point && h > 48.0 * point {
                pictures.push(piece.area);
            }
            continue;
        }
        cells.entry(areas.of_box(&piece.area)).or_default().push(*piece);
    }
    let em = typical_height(&cells, point);
    let mut lines = Vec::new();
    for (&cell, pieces) in &cells {
        cut(pieces, em, 0, &mut |line: &[Piece]| {
            if let Some(line) = line_of(line, cell, point) {
                lines.push(line);
            }
        });
    }
    Found { lines, pictures, em }
}

/// The height of most lines of the page, found by cutting each cell at its empty rows.
fn typical_height(cells: &BTreeMap<u16, Vec<Piece>>, point: f32) -> f32 {
    let mut heights: Vec<(usize, usize)> = Vec::new();
    for pieces in cells.values() {
        for band in bands(pieces) {
            // Lines that touch make one band; their characters tell it.
            let letters = letter_height(&band);
            let band_height = around(&band).height() as f32;
            let height = if band_height > 1.8 * letters { letters } else { band_height };
            if (5.5 * point..30.0 * point).contains(&height) {
                heights.push((height as usize, band.len()));
            }
        }
    }
    heights.sort_unstable();
    let half = heights.iter().map(|h| h.1).sum::<usize>() / 2;
    let mut seen = 0;
    for (height, weight) in heights {
        seen += weight;
        if seen > half {
            return height as f32;
        }
    }
    10.5 * point
}

fn around(pieces: &[Piece]) -> PixelBox {
    let first = pieces.first().map(|piece| piece.area).unwrap_or_default();
    pieces.iter().fold(first, |all, piece| all.union(&piece.area))
}

/// Groups of pieces with empty rows between them, from top to bottom.
fn bands(pieces: &[Piece]) -> Vec<Vec<Piece>> {
    groups(pieces, 1, |area| (area.y0, area.y1))
}

/// Groups of pieces at least `gap` pixels apart in one direction.
fn groups(
    pieces: &[Piece],
    gap: usize,
    extent: impl Fn(&PixelBox) -> (usize, usize),
) -> Vec<Vec<Piece>> {
    let mut sorted = pieces.to_vec();
    sorted.sort_by_key(|piece| extent(&piece.area));
    let mut found: Vec<Vec<Piece>> = Vec::new();
    let mut end = 0;
    for piece in sorted {
        let (from, to) = extent(&piece.area);
        match found.last_mut() {
            Some(group) if from < end + gap => group.push(piece),
            _ => found.push(vec![piece]),
        }
        end = end.max(to);
    }
    found
}

/// Cuts pieces at empty rows, then at wide empty columns, and so on, until what
/// is left is a line.
fn cut(pieces: &[Piece], em: f32, depth: usize, give: &mut dyn FnMut(&[Piece])) {
    for band in joined_bands(pieces, em) {
        let area = around(&band);
        let tall = area.height() as f32 > 1.6 * em.max(letter_height(&band));
        if !tall || depth > 8 {
            for part in uneven_parts(band, em) {
                give(&part);
            }
            continue;
        }
        let columns = groups(&band, (0.8 * em) as usize + 1, |area| (area.x0, area.x1));
        if columns.len() > 1 {
            for column in columns {
                cut(&column, em, depth + 1, give);
            }
            continue;
        }
        for line in forced(&band, em) {
            give(&line);
        }
    }
}

/// Bands of rows, where parts of low characters (二, 三, ：) are put together again.
fn joined_bands(pieces: &[Piece], em: f32) -> Vec<Vec<Piece>> {
    let mut joined: Vec<(PixelBox, Vec<Piece>)> = Vec::new();
    for band in bands(pieces) {
        let area = around(&band);
        if let Some((above, group)) = joined.last_mut() {
            let both = above.union(&area);
            let low = (above.height().min(area.height()) as f32) < 0.62 * em;
            let gap = area.y0.saturating_sub(above.y1) as f32;
            if low && both.height() as f32 <= 1.15 * em && gap <= 0.55 * em {
                *above = both;
                group.extend(band);
                continue;
            }
        }
        joined.push((area, band));
    }
    joined.into_iter().map(|(_, band)| band).collect()
}

/// The height of the larger characters among the pieces.
fn letter_height(pieces: &[Piece]) -> f32 {
    let mut heights: Vec<usize> = pieces.iter().map(|piece| piece.area.height()).collect();
    heights.sort_unstable();
    heights.get(heights.len() * 7 / 10).copied().unwrap_or(0) as f32
}

/// Parts of a band far apart and at different heights are read on their own.
fn uneven_parts(band: Vec<Piece>, em: f32) -> Vec<Vec<Piece>> {
    let parts = groups(&band, (2.2 * em) as usize + 1, |area| (area.x0, area.x1));
    let uneven = parts.windows(2).any(|pair| {
        let (a, b) = (around(&pair[0]), around(&pair[1]));
        let middle = |area: &PixelBox| (area.y0 + area.y1) as f32 / 2.0;
        (middle(&a) - middle(&b)).abs() > 0.22 * em
            || a.height().abs_diff(b.height()) as f32 > 0.7 * em
    });
    if uneven { parts } else { vec![band] }
}

/// Lines that touch: cut where the fewest pieces stand in the way.
fn forced(band: &[Piece], em: f32) -> Vec<Vec<Piece>> {
    let area = around(band);
    let em = em.max(letter_height(band));
    let count = ((area.height() as f32 / (1.35 * em)).round() as usize).max(1);
    let mut profile = vec![0usize; area.height()];
    for piece in band {
        let rows = piece.area.y0 - area.y0..piece.area.y1 - area.y0;
        profile[rows].iter_mut().for_each(|n| *n += piece.area.width());
    }
    let pitch = area.height() as f32 / count as f32;
    let reach = (pitch * 0.3) as usize;
    let cuts: Vec<usize> = (1..count)
        .filter_map(|n| {
            let at = (pitch * n as f32) as usize;
            let range = at.saturating_sub(reach)..(at + reach).min(profile.len());
            range.min_by_key(|&y| (profile[y], y.abs_diff(at)))
        })
        .map(|y| y + area.y0)
        .collect();
    let mut lines: Vec<Vec<Piece>> = vec![Vec::new(); cuts.len() + 1];
    for piece in band {
        let middle = (piece.area.y0 + piece.area.y1) / 2;
        let line = cuts.iter().filter(|&&y| middle >= y).count();
        lines[line].push(*piece);
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// A line, unless it is nothing but specks.
fn line_of(pieces: &[Piece], cell: u16, point: f32) -> Option<TextLine> {
    let largest = pieces.iter().map(|p| p.area.width().max(p.area.height())).max()? as f32;
    let ink: usize = pieces.iter().map(|piece| piece.pixels).sum();
    if largest < 2.2 * point || (ink as f32) < 3.0 * point * point {
        return None;
    }
    let mut boxes: Vec<PixelBox> = pieces.iter().map(|piece| piece.area).collect();
    boxes.sort_by_key(|area| (area.x0, area.y0));
    Some(TextLine { area: around(pieces), pieces: boxes, cell })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::ocr::rules::Ruling;

    fn piece(x0: usize, y0: usize, w: usize, h: usize) -> Piece {
        Piece { area: PixelBox::new(x0, y0, x0 + w, y0 + h), pixels: w * h / 2 }
    }

    fn open() -> Areas {
        Areas::of(&Ruling::default(), 1000, 1000, 200.0)
    }

    fn row(y: usize, count: usize) -> Vec<Piece> {
        (0..count).map(|n| piece(100 + n * 30, y, 26, 26)).collect()
    }

    #[test]
    fn rows_of_characters_are_lines() {
        let mut pieces = row(100, 10);
        pieces.extend(row(140, 7));
        let found = find(&pieces, &open(), 200.0);
        assert_eq!(found.lines.len(), 2);
        assert_eq!(found.em, 26.0);
    }

    #[test]
    fn the_strokes_of_three_are_one_line() {
        let mut pieces = row(300, 10);
        pieces.extend([piece(100, 100, 24, 3), piece(102, 111, 20, 3), piece(98, 122, 28, 3)]);
        assert_eq!(find(&pieces, &open(), 200.0).lines.len(), 2);
    }

    #[test]
    fn a_lone_digit_is_a_line_and_a_speck_is_not() {
        let mut pieces = row(300, 10);
        pieces.push(piece(600, 500, 12, 20));
        pieces.push(piece(600, 700, 3, 3));
        assert_eq!(find(&pieces, &open(), 200.0).lines.len(), 2);
    }

    #[test]
    fn columns_of_different_rhythm_are_cut_apart() {
        let mut pieces = Vec::new();
        for n in 0..4 {
            pieces.extend((0..5).map(|c| piece(100 + c * 30, 100 + n * 40, 26, 26)));
            pieces.extend((0..5).map(|c| piece(500 + c * 30, 115 + n * 44, 26, 26)));
        }
        assert_eq!(find(&pieces, &open(), 200.0).lines.len(), 8);
    }

    #[test]
    fn lines_that_touch_are_cut() {
        let mut pieces = row(100, 8);
        pieces.extend(row(136, 8));
        pieces.push(piece(200, 118, 6, 24));
        assert_eq!(find(&pieces, &open(), 200.0).lines.len(), 2);
    }
}
