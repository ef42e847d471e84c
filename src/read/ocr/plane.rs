//! Planes of pixels: a grey picture and the mask of its ink. Everything that is
//! looked for in a page's image (ruling lines, seals, ticks, lines of text) is
//! looked for in one of the two.

use image::RgbImage;

/// A grey picture, 0 black.
#[derive(Debug, Clone, PartialEq)]
pub struct Gray {
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Row after row.
    pub data: Vec<u8>,
}

/// Which pixels hold ink.
#[derive(Debug, Clone, PartialEq)]
pub struct Mask {
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Row after row.
    pub data: Vec<bool>,
}

/// A box in pixels; the right and lower edges lie outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PixelBox {
    /// Left edge.
    pub x0: usize,
    /// Top edge.
    pub y0: usize,
    /// One past the right edge.
    pub x1: usize,
    /// One past the lower edge.
    pub y1: usize,
}

impl PixelBox {
    /// A box from its edges.
    pub fn new(x0: usize, y0: usize, x1: usize, y1: usize) -> Self {
        Self { x0, y0, x1, y1 }
    }

    /// Pixels across.
    pub fn width(&self) -> usize {
        self.x1.saturating_sub(self.x0)
    }

    /// Pixels down.
    pub fn height(&self) -> usize {
        self.y1.saturating_sub(self.y0)
    }

    /// The smallest box around both.
    pub fn union(&self, other: &Self) -> Self {
        Self::new(
            self.x0.min(other.x0),
            self.y0.min(other.y0),
            self.x1.max(other.x1),
            self.y1.max(other.y1),
        )
    }

    /// Whether the two share a pixel.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.x0 < other.x1 && other.x0 < self.x1 && self.y0 < other.y1 && other.y0 < self.y1
    }

    /// The box grown by `by` pixels on each side, within a picture.
    pub fn grown(&self, by: usize, width: usize, height: usize) -> Self {
        Self::new(
            self.x0.saturating_sub(by),
            self.y0.saturating_sub(by),
            (self.x1 + by).min(width),
            (self.y1 + by).min(height),
        )
    }
}

impl Gray {
    /// A picture of one grey.
    pub fn filled(width: usize, height: usize, value: u8) -> Self {
        Self { width, height, data: vec![value; width * height] }
    }

    /// The darkness of a colour picture: the least of the three channels, so that
    /// red headings and blue handwriting count as ink, softened towards the mean
    /// to keep the grain of coloured paper out.
    pub fn of(rgb: &RgbImage) -> Self {
        let (width, height) = (rgb.width() as usize, rgb.height() as usize);
        let data = rgb
            .as_raw()
            .chunks_exact(3)
            .map(|p| {
                let least = u16::from(p[0].min(p[1]).min(p[2]));
                let sum = u16::from(p[0]) + u16::from(p[1]) + u16::from(p[2]);
                ((least + sum / 3) / 2) as u8
            })
            .collect();
        Self { width, height, data }
    }

    /// A row of pixels between two columns; empty outside the picture.
    pub fn row(&self, y: usize, x0: usize, x1: usize) -> &[u8] {
        let x1 = x1.min(self.width);
        self.data.get(y * self.width + x0.min(x1)..y * self.width + x1).unwrap_or_default()
    }

    /// The picture turned by quarter turns clockwise.
    pub fn turned(&self, quarters: u8) -> Self {
        let (w, h) = (self.width, self.height);
        match quarters % 4 {
            1 => Self::drawn(h, w, |x, y| self.data[(h - 1 - x) * w + y]),
            2 => Self::drawn(w, h, |x, y| self.data[(h - 1 - y) * w + (w - 1 - x)]),
            3 => Self::drawn(h, w, |x, y| self.data[x * w + (w - 1 - y)]),
            _ => self.clone(),
        }
    }

    fn drawn(width: usize, height: usize, pixel: impl Fn(usize, usize) -> u8) -> Self {
        let mut data = Vec::with_capacity(width * height);
        for y in 0..height {
            data.extend((0..width).map(|x| pixel(x, y)));
        }
        Self { width, height, data }
    }

    /// The picture turned about its centre by a small angle (radians, clockwise
    /// as seen), white where nothing was.
    pub fn rotated(&self, angle: f32) -> Self {
        let (sin, cos) = angle.sin_cos();
        let (cx, cy) = (self.width as f32 / 2.0, self.height as f32 / 2.0);
        let mut out = Self::filled(self.width, self.height, 255);
        for y in 0..self.height {
            let dy = y as f32 + 0.5 - cy;
            for x in 0..self.width {
                let dx = x as f32 + 0.5 - cx;
                let sx = cos * dx + sin * dy + cx - 0.5;
                let sy = -sin * dx + cos * dy + cy - 0.5;
                if sx < 0.0 || sy < 0.0 {
                    continue;
                }
                let (ix, iy) = (sx as usize, sy as usize);
                if ix + 1 >= self.width || iy + 1 >= self.height {
                    continue;
                }
                let (fx, fy) = (sx - ix as f32, sy - iy as f32);
                let at = iy * self.width + ix;
                let top = f32::from(self.data[at]) * (1.0 - fx) + f32::from(self.data[at + 1]) * fx;
                let below = at + self.width;
                let low =
                    f32::from(self.data[below]) * (1.0 - fx) + f32::from(self.data[below + 1]) * fx;
                out.data[y * self.width + x] = (top * (1.0 - fy) + low * fy + 0.5) as u8;
            }
        }
        out
    }

    /// Where the picture is clearly darker than its surroundings within `radius`
    /// pixels: a local threshold, so that shadows and grey paper do not matter.
    pub fn ink(&self, radius: usize) -> Mask {
        let (w, h) = (self.width, self.height);
        let mut mask = Mask::empty(w, h);
        if w == 0 || h == 0 {
            return mask;
        }
        let radius = radius.max(2);
        // Column sums over a sliding band of rows, then a sliding sum over columns:
        // no integral image, so memory stays at one row.
        let mut columns = vec![0u32; w];
        let mut top = 0;
        let mut bottom = 0;
        for y in 0..h {
            while bottom < (y + radius + 1).min(h) {
                for (sum, &v) in columns.iter_mut().zip(self.row(bottom, 0, w)) {
                    *sum += u32::from(v);
                }
                bottom += 1;
            }
            while top + radius < y {
                for (sum, &v) in columns.iter_mut().zip(self.row(top, 0, w)) {
                    *sum -= u32::from(v);
                }
                top += 1;
            }
            let rows = (bottom - top) as u64;
            let mut sum: u64 = columns[..radius.min(w)].iter().map(|&v| u64::from(v)).sum();
            for x in 0..w {
                if x + radius < w {
                    sum += u64::from(columns[x + radius]);
                }
                if x > radius {
                    sum -= u64::from(columns[x - radius - 1]);
                }
                let count = rows * ((x + radius + 1).min(w) - x.saturating_sub(radius)) as u64;
                let mean = (sum / count.max(1)) as i32;
                let v = i32::from(self.data[y * w + x]);
                // A sixth darker than the surroundings, and by more than noise; what
                // is nearly black is ink even inside large black areas.
                let dark = v * 6 < mean * 5 && mean - v > 24;
                mask.data[y * w + x] = dark || v < 60;
            }
        }
        mask
    }

    /// The picture drawn out from its darkest ink, black, to its paper, white: thin and faint
    /// print is read more surely so.
    pub fn stretched(&self) -> Self {
        /// Parts of a thousand that are darker than black and than paper.
        const BLACK: usize = 30;
        const PAPER: usize = 700;
        let mut counts = [0usize; 256];
        self.data.iter().for_each(|&v| counts[usize::from(v)] += 1);
        let part = |share: usize| {
            let mut left = self.data.len() * share / 1000;
            let reaches = |count: &usize| {
                let within = *count > left;
                left = left.saturating_sub(*count);
                within
            };
            counts.iter().position(reaches).unwrap_or(255) as f32
        };
        let (low, high) = (part(BLACK), part(PAPER));
        let by = 255.0 / (high - low).max(60.0);
        let level = |v: u8| (255.0 - (high - f32::from(v)) * by).clamp(0.0, 255.0) as u8;
        Self { data: self.data.iter().map(|&v| level(v)).collect(), ..*self }
    }

    /// The picture with strokes half a pixel wider.
    pub fn bolder(&self) -> Self {
        let (w, h) = (self.width, self.height);
        Self::drawn(w, h, |x, y| {
            let at = |x: usize, y: usize| self.data[y * w + x];
            let own = at(x, y);
            let mut least = own;
            if x > 0 {
                least = least.min(at(x - 1, y));
            }
            if y > 0 {
                least = least.min(at(x, y - 1));
            }
            ((u16::from(own) + u16::from(least)) / 2) as u8
        })
    }

    /// The grey that most of the paper has: the median of a sample.
    pub fn paper(&self) -> u8 {
        let mut counts = [0u32; 256];
        let step = (self.data.len() / 50_000).max(1);
        self.data.iter().step_by(step).for_each(|&v| counts[usize::from(v)] += 1);
        let half = counts.iter().sum::<u32>() / 2;
        let mut seen = 0;
        for (value, &count) in counts.iter().enumerate() {
            seen += count;
            if seen > half {
                return value as u8;
            }
        }
        255
    }
}

impl Mask {
    /// No ink at all.
    pub fn empty(width: usize, height: usize) -> Self {
        Self { width, height, data: vec![false; width * height] }
    }

    /// Whether a pixel holds ink; none outside.
    pub fn at(&self, x: usize, y: usize) -> bool {
        x < self.width && y < self.height && self.data[y * self.width + x]
    }

    /// A row of pixels between two columns; empty outside the picture.
    pub fn row(&self, y: usize, x0: usize, x1: usize) -> &[bool] {
        let x1 = x1.min(self.width);
        self.data.get(y * self.width + x0.min(x1)..y * self.width + x1).unwrap_or_default()
    }

    /// Rows become columns.
    pub fn transposed(&self) -> Self {
        let mut out = Self::empty(self.height, self.width);
        // Small blocks, for the sake of the processor's cache.
        for by in (0..self.height).step_by(32) {
            for bx in (0..self.width).step_by(32) {
                for y in by..(by + 32).min(self.height) {
                    for x in bx..(bx + 32).min(self.width) {
                        out.data[x * self.height + y] = self.data[y * self.width + x];
                    }
                }
            }
        }
        out
    }

    /// Ink pixels inside a box.
    pub fn count(&self, area: &PixelBox) -> usize {
        (area.y0..area.y1.min(self.height))
            .map(|y| self.row(y, area.x0, area.x1).iter().filter(|&&ink| ink).count())
            .sum()
    }

    /// Connected pieces of ink (8 neighbours): box and number of pixels of each.
    /// At most `most` are given.
    pub fn pieces(&self, most: usize) -> Vec<Piece> {
        let mut runs = RunSets::default();
        let mut above: Vec<(usize, usize, usize)> = Vec::new();
        for y in 0..self.height {
            let row = self.row(y, 0, self.width);
            let mut here = Vec::new();
            let mut x = 0;
            let mut first = 0;
            while let Some(start) = row[x..].iter().position(|&ink| ink).map(|p| p + x) {
                let end =
                    row[start..].iter().position(|&ink| !ink).map_or(self.width, |p| p + start);
                let set = runs.add(PixelBox::new(start, y, end, y + 1), end - start);
                while first < above.len() && above[first].1 < start {
                    first += 1;
                }
                for &(_, _, other) in above[first..].iter().take_while(|run| run.0 <= end) {
                    runs.join(set, other);
                }
                here.push((start, end, set));
                x = end;
            }
            above = here;
        }
        runs.pieces(most)
    }
}

/// A connected piece of ink.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// The box around it.
    pub area: PixelBox,
    /// Its ink pixels.
    pub pixels: usize,
}

#[derive(Default)]
struct RunSets {
    parent: Vec<u32>,
    pieces: Vec<Piece>,
}

impl RunSets {
    fn add(&mut self, area: PixelBox, pixels: usize) -> usize {
        self.parent.push(self.parent.len() as u32);
        self.pieces.push(Piece { area, pixels });
        self.parent.len() - 1
    }

    fn root(&mut self, mut set: usize) -> usize {
        while self.parent[set] as usize != set {
            let up = self.parent[set] as usize;
            self.parent[set] = self.parent[up];
            set = up;
        }
        set
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if a != b {
            let (keep, drop) = (a.min(b), a.max(b));
            self.parent[drop] = keep as u32;
            let gone = self.pieces[drop];
            self.pieces[keep].area = self.pieces[keep].area.union(&gone.area);
            self.pieces[keep].pixels += gone.pixels;
        }
    }

    fn pieces(self, most: usize) -> Vec<Piece> {
        let roots = self.parent.iter().enumerate().filter(|(at, up)| **up as usize == *at);
        roots.take(most).map(|(at, _)| self.pieces[at]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mask(rows: &[&str]) -> Mask {
        let data = rows.iter().flat_map(|row| row.chars().map(|c| c == '#')).collect();
        Mask { width: rows[0].len(), height: rows.len(), data }
    }

    #[test]
    fn pieces_join_over_corners_and_keep_apart_over_gaps() {
        let mask = mask(&["#..#.", ".#.#.", "#...#"]);
        let mut pieces = mask.pieces(10);
        pieces.sort_by_key(|piece| piece.area.x0);
        assert_eq!(pieces.len(), 2);
        assert_eq!(pieces[0], Piece { area: PixelBox::new(0, 0, 2, 3), pixels: 3 });
        assert_eq!(pieces[1], Piece { area: PixelBox::new(3, 0, 5, 3), pixels: 3 });
    }

    #[test]
    fn four_quarter_turns_are_none() {
        let gray = Gray { width: 3, height: 2, data: vec![1, 2, 3, 4, 5, 6] };
        assert_eq!(gray.turned(1).data, [4, 1, 5, 2, 6, 3]);
        assert_eq!(gray.turned(1).turned(3), gray);
        assert_eq!(gray.turned(2).turned(2), gray);
    }

    #[test]
    fn grey_text_on_grey_paper_is_ink_and_a_shadow_is_not() {
        let mut gray = Gray::filled(200, 100, 0);
        for y in 0..100 {
            for x in 0..200 {
                gray.data[y * 200 + x] = 230 - x as u8 / 2;
            }
        }
        for x in 50..60 {
            gray.data[50 * 200 + x] = 120;
        }
        let ink = gray.ink(15);
        assert!(ink.at(55, 50));
        assert_eq!(ink.count(&PixelBox::new(0, 0, 200, 100)), 10);
    }

    #[test]
    fn transposing_twice_changes_nothing() {
        let mask = mask(&["#..", ".#."]);
        assert_eq!(mask.transposed().transposed(), mask);
        assert!(mask.transposed().at(1, 1));
    }
}
