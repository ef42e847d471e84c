//! Where something stands.

use serde::{Deserialize, Serialize};

/// A rectangle in points, origin at the page's top left corner, y downwards.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(into = "[f32; 4]", from = "[f32; 4]")]
pub struct Rect {
    /// Left edge.
    pub x0: f32,
    /// Top edge.
    pub y0: f32,
    /// Right edge.
    pub x1: f32,
    /// Bottom edge.
    pub y1: f32,
}

impl Rect {
    /// A rectangle from its edges: left, top, right, bottom.
    pub fn new(x0: f32, y0: f32, x1: f32, y1: f32) -> Self {
        Self { x0, y0, x1, y1 }
    }

    /// Width, never negative.
    pub fn width(&self) -> f32 {
        (self.x1 - self.x0).max(0.0)
    }

    /// Height, never negative.
    pub fn height(&self) -> f32 {
        (self.y1 - self.y0).max(0.0)
    }

    /// The middle, x and y.
    pub fn center(&self) -> (f32, f32) {
        ((self.x0 + self.x1) / 2.0, (self.y0 + self.y1) / 2.0)
    }

    /// The smallest rectangle around both.
    pub fn union(&self, other: &Self) -> Self {
        Self::new(
            self.x0.min(other.x0),
            self.y0.min(other.y0),
            self.x1.max(other.x1),
            self.y1.max(other.y1),
        )
    }

    /// Whether the point lies inside or on the edge.
    pub fn contains(&self, x: f32, y: f32) -> bool {
        x >= self.x0 && x <= self.x1 && y >= self.y0 && y <= self.y1
    }

    /// Whether the two have an area in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.x0 < other.x1 && other.x0 < self.x1 && self.y0 < other.y1 && other.y0 < self.y1
    }
}

impl From<Rect> for [f32; 4] {
    fn from(rect: Rect) -> Self {
        // A tenth of a point is below anything a reader can see; it keeps JSON short and stable.
        [rect.x0, rect.y0, rect.x1, rect.y1].map(|v| (v * 10.0).round() / 10.0)
    }
}

impl From<[f32; 4]> for Rect {
    fn from([x0, y0, x1, y1]: [f32; 4]) -> Self {
        Self::new(x0, y0, x1, y1)
    }
}

/// A page and, if known, the box on it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Counted from 1; 0 in formats without pages.
    pub page: u32,
    /// The box on that page.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub bbox: Option<Rect>,
}

impl Place {
    /// A box on a page.
    pub fn on(page: u32, bbox: Rect) -> Self {
        Self { page, bbox: Some(bbox) }
    }

    /// Both places as one: boxes grow together on one page, the first wins over pages.
    pub fn union(&self, other: &Self) -> Self {
        if self.page != other.page {
            return if self.page == 0 { *other } else { *self };
        }
        let bbox = match (self.bbox, other.bbox) {
            (Some(a), Some(b)) => Some(a.union(&b)),
            (a, b) => a.or(b),
        };
        Self { page: self.page, bbox }
    }
}
