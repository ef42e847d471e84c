//! Ink that both sides show alike at the same place of their text answers for itself: a
//! logo, a frame, a band.

use super::finding::{Finding, Reason};
use image::GrayImage;
use image::imageops::{self, FilterType};

/// How far (points) the place may differ between the sides, beside their text.
const OFF: f32 = 2.5;
/// How far (points) the sizes may differ.
const SIZE: f32 = 1.6;
/// Mean and largest difference of two looks that are one.
const MEAN: f32 = 14.0;
const WORST: f32 = 90.0;
/// Pairs of places that are laid beside each other.
const PAIRS: usize = 400_000;

/// Takes away what both sides show alike.
pub fn answer_each_other(left: &mut Vec<Finding>, right: &mut Vec<Finding>) {
    if left.len().saturating_mul(right.len()) > PAIRS {
        return;
    }
    let mut answered = vec![false; right.len()];
    left.retain(|own| {
        let partner =
            right.iter().enumerate().position(|(at, other)| !answered[at] && is_alike(own, other));
        if let Some(at) = partner {
            answered[at] = true;
        }
        partner.is_none()
    });
    let mut at = 0;
    right.retain(|_| {
        at += 1;
        !answered[at - 1]
    });
}

fn is_alike(a: &Finding, b: &Finding) -> bool {
    if a.reason != Reason::InkUnexplained || b.reason != a.reason || a.words != b.words {
        return false;
    }
    let near = |a: f32, b: f32, slack: f32| (a - b).abs() <= slack;
    let same_size =
        near(a.bbox.width(), b.bbox.width(), SIZE) && near(a.bbox.height(), b.bbox.height(), SIZE);
    let same_place = match (a.anchor, b.anchor) {
        (Some((ax, ay, _)), Some((bx, by, _))) => {
            a.near == b.near
                && near(a.bbox.x0 - ax, b.bbox.x0 - bx, OFF)
                && near(a.bbox.y0 - ay, b.bbox.y0 - by, OFF)
        }
        (None, None) => {
            a.page == b.page && near(a.bbox.x0, b.bbox.x0, OFF) && near(a.bbox.y0, b.bbox.y0, OFF)
        }
        _ => false,
    };
    let looks = a.look.as_ref().zip(b.look.as_ref());
    same_size && same_place && looks.is_some_and(|(a, b)| look_alike(a, b))
}

fn look_alike(a: &GrayImage, b: &GrayImage) -> bool {
    let (width, height) = (a.width().min(b.width()).max(1), a.height().min(b.height()).max(1));
    // A pixel's shift between the sides is none of the ink's.
    let soft = |look: &GrayImage| {
        let fitted = imageops::resize(look, width, height, FilterType::Triangle);
        imageops::blur(&fitted, 1.0)
    };
    let (a, b) = (soft(a), soft(b));
    let apart = || a.as_raw().iter().zip(b.as_raw()).map(|(a, b)| f32::from(a.abs_diff(*b)));
    let mean = apart().sum::<f32>() / (width * height) as f32;
    mean <= MEAN && apart().fold(0.0, f32::max) <= WORST
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Rect;
    use image::Luma;

    fn finding(page: u32, x: f32, near: &str, dark: u32) -> Finding {
        Finding {
            reason: Reason::InkUnexplained,
            page,
            bbox: Rect::new(x, 100.0, x + 20.0, 110.0),
            words: "有未能解释的墨迹".to_owned(),
            near: near.to_owned(),
            alike: None,
            look: Some(GrayImage::from_fn(40, 20, |x, _| Luma([if x < dark { 0 } else { 255 }]))),
            anchor: (!near.is_empty()).then_some((x - 30.0, 98.0, 10.0)),
        }
    }

    #[test]
    fn the_same_ink_at_the_same_text_answers_for_itself() {
        let mut left = vec![finding(1, 50.0, "合格", 20), finding(1, 300.0, "", 20)];
        let mut right = vec![finding(2, 80.0, "合格", 20), finding(1, 300.0, "", 20)];
        answer_each_other(&mut left, &mut right);
        assert!(left.is_empty() && right.is_empty());
        // At other text, of another look, or elsewhere on a page without text it does not.
        let mut left =
            vec![finding(1, 50.0, "合格", 20), finding(1, 50.0, "甲", 20), finding(1, 9.0, "", 9)];
        let mut right = vec![
            finding(1, 50.0, "不合格", 20),
            finding(1, 50.0, "甲", 36),
            finding(2, 9.0, "", 9),
        ];
        answer_each_other(&mut left, &mut right);
        assert_eq!((left.len(), right.len()), (3, 3));
    }
}
