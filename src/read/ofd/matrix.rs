//! Affine transforms of page objects, and boxes under them.

use crate::document::Rect;

/// Points in a millimetre.
pub(super) const POINTS_A_MM: f64 = 72.0 / 25.4;

/// `x' = a·x + c·y + e`, `y' = b·x + d·y + f`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Matrix(pub [f64; 6]);

impl Matrix {
    /// Leaves every point where it is.
    pub const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// A move.
    pub fn shift(x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// A scaling by one factor.
    pub fn scale(by: f64) -> Self {
        Self([by, 0.0, 0.0, by, 0.0, 0.0])
    }

    /// From the six numbers of an attribute; identity when they are not six.
    pub fn parse(text: Option<&str>) -> Self {
        let values = text.map(numbers).unwrap_or_default();
        values.try_into().map_or(Self::IDENTITY, Self)
    }

    /// First `inner`, then this one.
    pub fn after(&self, inner: &Self) -> Self {
        let [a, b, c, d, e, f] = self.0;
        let [ia, ib, ic, id, ie, jf] = inner.0;
        Self([
            a * ia + c * ib,
            b * ia + d * ib,
            a * ic + c * id,
            b * ic + d * id,
            a * ie + c * jf + e,
            b * ie + d * jf + f,
        ])
    }

    /// A point's image.
    pub fn apply(&self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }

    /// The box around a rectangle's image, given by two opposite corners.
    pub fn boxed(&self, x0: f64, y0: f64, x1: f64, y1: f64) -> Rect {
        let corners = [(x0, y0), (x1, y0), (x0, y1), (x1, y1)].map(|(x, y)| self.apply(x, y));
        let fold = |pick: fn(f64, f64) -> f64, of: fn(&(f64, f64)) -> f64| {
            corners.iter().map(of).reduce(pick).unwrap_or(0.0) as f32
        };
        Rect::new(
            fold(f64::min, |c| c.0),
            fold(f64::min, |c| c.1),
            fold(f64::max, |c| c.0),
            fold(f64::max, |c| c.1),
        )
    }

    /// How much it enlarges heights.
    pub fn height_factor(&self) -> f64 {
        self.0[2].hypot(self.0[3])
    }

    /// Whether it turns writing by a quarter.
    pub fn is_turned(&self) -> bool {
        self.0[1].abs() > self.0[0].abs()
    }
}

/// The numbers of a blank- or comma-separated list; anything else is passed over.
pub(super) fn numbers(text: &str) -> Vec<f64> {
    text.split(|c: char| c.is_whitespace() || c == ',')
        .filter_map(|word| word.parse().ok())
        .filter(|value: &f64| value.is_finite())
        .collect()
}

/// A box attribute: x, y, width, height.
pub(super) fn st_box(text: Option<&str>) -> Option<[f64; 4]> {
    numbers(text?).try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inner_transform_comes_first() {
        let m = Matrix::shift(10.0, 0.0).after(&Matrix::scale(2.0));
        assert_eq!(m.apply(1.0, 1.0), (12.0, 2.0));
        let m = Matrix::parse(Some("0 1 -1 0 5 5"));
        assert!(m.is_turned());
        assert_eq!(m.boxed(0.0, 0.0, 2.0, 1.0), Rect::new(4.0, 5.0, 5.0, 7.0));
    }
}
