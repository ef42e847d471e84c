//! What a page paints, mark by mark and in its order, for a comparison that accounts for
//! its ink. Where reading keeps what a mark says, this keeps what it looks like.

use crate::document::Rect;
use hayro_interpret::kurbo::{self, BezPath};

/// The marks of one page.
#[derive(Debug, Clone, Default)]
pub struct Painting {
    /// Width of the page, points.
    pub width: f32,
    /// Height of the page, points.
    pub height: f32,
    /// In the order they are painted.
    pub marks: Vec<Mark>,
    /// What a viewer or a printer shows and the page's picture does not.
    pub unshown: Vec<Unshown>,
}

/// One thing that is painted.
#[derive(Debug, Clone)]
pub struct Mark {
    /// What it is.
    pub what: What,
    /// Its shape in points from the page's top left corner. Outlines are those of what is
    /// painted: a stroke is the area that it covers.
    pub path: BezPath,
    /// The straight lines along an axis in it, with their thickness.
    pub rules: Vec<kurbo::Rect>,
    /// Filled by the even-odd rule.
    pub even_odd: bool,
    /// What it is painted with.
    pub paint: Paint,
    /// The box that clips leave of the page around it.
    pub clip: kurbo::Rect,
    /// On paper it is not there: its layer is for the screen alone.
    pub screen_only: bool,
    /// What it shows is its path, filled with its paint and cut to its box: no mask, way of
    /// blending or clip of another shape has a say in it.
    pub certain: bool,
}

/// The kinds of marks.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// A character of a font.
    Glyph(Glyph),
    /// A filled path.
    Fill,
    /// A path that is stroked, with its ruling lines.
    Stroke,
    /// A picture.
    Picture,
}

/// A character as it is painted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glyph {
    /// The box that readers give it.
    pub bbox: Rect,
    /// Font size as seen, points.
    pub size: f32,
    /// Equal for equal shapes of one font.
    pub shape: u64,
    /// Only the area of the character is known, not its outline.
    pub coarse: bool,
    /// How it stands.
    pub pose: Pose,
    /// Its own upright is the page's: it neither lies on its side nor leans.
    pub level: bool,
}

/// How a character stands on the page: 6 upside down is seen as 9.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pose {
    /// As fonts draw it, or lying on its side.
    #[default]
    Upright,
    /// Upside down.
    Over,
    /// As in a mirror.
    Mirrored,
}

impl Pose {
    /// By what takes a font's outline to the page, whose axis points down.
    pub fn of(place: kurbo::Affine) -> Self {
        let [a, b, c, d, ..] = place.as_coeffs();
        match (a * d - b * c > 0.0, a < -b.abs()) {
            (true, _) => Self::Mirrored,
            (false, true) => Self::Over,
            (false, false) => Self::Upright,
        }
    }
}

/// Whether what takes a font's outline to the page leaves its upright as it is; letters
/// that programs slant lean less.
pub fn is_level(place: kurbo::Affine) -> bool {
    let [a, b, c, d, ..] = place.as_coeffs();
    a > 0.0 && d < 0.0 && b.abs() < 0.05 * a && c.abs() < 0.4 * -d
}

/// What a mark is painted with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Paint {
    /// One colour, and how much of it covers what is under it (0 to 1).
    Color([u8; 3], f32),
    /// A pattern, a shading, or pixels.
    Other,
    /// Nothing.
    None,
}

/// Something that the page's picture leaves out.
#[derive(Debug, Clone, PartialEq)]
pub struct Unshown {
    /// Where it stands.
    pub bbox: Rect,
    /// What it is, in Chinese.
    pub what: &'static str,
}

/// A kurbo box as one of the document's.
pub fn rect(r: kurbo::Rect) -> Rect {
    Rect::new(r.x0 as f32, r.y0 as f32, r.x1 as f32, r.y1 as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hayro_interpret::kurbo::Affine;

    /// 6 upside down is 9, ≤ in a mirror is ≥.
    #[test]
    fn a_character_stands_upright_upside_down_or_mirrored() {
        // Fonts draw upwards, pages count downwards.
        let upright = Affine::new([12.0, 0.0, 0.0, -12.0, 50.0, 700.0]);
        assert_eq!(Pose::of(upright), Pose::Upright);
        let turned = |degrees: f64| Affine::rotate(degrees.to_radians()) * upright;
        assert_eq!((Pose::of(turned(180.0)), Pose::of(turned(170.0))), (Pose::Over, Pose::Over));
        assert_eq!((Pose::of(turned(90.0)), Pose::of(turned(-20.0))), Default::default());
        for mirror in [Affine::FLIP_X, Affine::FLIP_Y] {
            assert_eq!(Pose::of(mirror * upright), Pose::Mirrored);
        }
    }
}
