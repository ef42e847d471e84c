//! Ruling lines taken out of mask and picture, column by column: what stands close to a line,
//! or touches it, is no part of it. The stroke of 申 under the border of its cell tells it
//! from 甲.

use super::plane::{Gray, Mask};
use super::rules::{Line, Ruling};

/// How far (pixels) a line may stand off its level: it may lean or bend.
const OFF: usize = 3;

/// Takes the lines' ink out, except where a stroke of text crosses them.
pub fn erase(mask: &mut Mask, gray: &mut Gray, ruling: &Ruling) {
    let paper = gray.paper();
    let mut doomed = Vec::new();
    for (lines, level) in [(&ruling.across, true), (&ruling.down, false)] {
        for line in lines {
            for along in (line.from - 3.0).max(0.0) as usize..=(line.to + 3.0) as usize {
                let pixel = |across: usize| if level { (along, across) } else { (across, along) };
                let ink = |across: usize| {
                    let (x, y) = pixel(across);
                    mask.at(x, y)
                };
                doomed.extend(column(line, ink).into_iter().flatten().map(pixel));
            }
        }
    }
    for (x, y) in doomed {
        if x < mask.width && y < mask.height {
            mask.data[y * mask.width + x] = false;
            gray.data[y * gray.width + x] = paper;
        }
    }
}

/// The pixels across a line that are its own in one column; none where a stroke goes through
/// it, that is where ink stands right above and right below.
fn column(line: &Line, ink: impl Fn(usize) -> bool) -> Option<std::ops::RangeInclusive<usize>> {
    let reach = (line.thick / 2.0 + 2.5).ceil();
    let first = (line.at - reach).max(0.0) as usize;
    let last = (line.at + reach) as usize;
    if first > 1 && ink(first - 1) && ink(last + 1) {
        return None;
    }
    let half = (line.thick / 2.0 + 1.0).ceil() as usize;
    let at = line.at.round().max(0.0) as usize;
    let own = at.saturating_sub(half)..=at + half;
    let near = (0..=OFF).flat_map(|d| [at.checked_sub(d), Some(at + d)]).flatten();
    let Some(start) = near.into_iter().find(|&across| ink(across)) else { return Some(own) };
    let top = (first.saturating_sub(1)..=start).rev().take_while(|&y| ink(y)).last()?;
    let end = (start..=last + 1).take_while(|&y| ink(y)).last()?;
    // Together with what touches it, it is thicker than it is alone.
    if (end + 1 - top) as f32 > line.thick + 2.5 {
        return Some(own);
    }
    Some(top.saturating_sub(1)..=end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stroke_close_under_a_line_stays_and_the_line_goes() {
        let mut mask = Mask::empty(60, 40);
        for y in 10..12 {
            mask.data[y * 60..y * 60 + 60].fill(true);
        }
        // One stroke ends two pixels below the line, one touches it, one goes through.
        (14..30).for_each(|y| mask.data[y * 60 + 20] = true);
        (12..30).for_each(|y| mask.data[y * 60 + 30] = true);
        (2..30).for_each(|y| mask.data[y * 60 + 40] = true);
        let mut gray = Gray::filled(60, 40, 250);
        let across = vec![Line { at: 11.0, from: 0.0, to: 59.0, thick: 2.0 }];
        erase(&mut mask, &mut gray, &Ruling { across, down: Vec::new() });
        assert!(!mask.at(5, 10) && !mask.at(5, 11));
        assert!(mask.at(20, 14) && mask.at(20, 15));
        assert!(!mask.at(30, 10) && mask.at(30, 14));
        assert!(mask.at(40, 10) && mask.at(40, 11));
    }
}
