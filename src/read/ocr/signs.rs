//! Signs whose shape bears witness where the text model does not: it reads a per mille
//! as a per cent and is sure of it.

use super::plane::{Gray, PixelBox};

/// A sign less like itself upside down than this is no per cent: measured on seven
/// typefaces at 150 to 300 dpi, a per mille is hardly ever more so.
const HALF_TURN: f32 = 0.6;

/// The rings of a sign are so high, in sizes of its type: a neighbour's stroke is higher, a
/// point lower.
const RING: [f32; 2] = [0.2, 0.42];

/// How high a bracket, and the sign between brackets, is beside the whole at least.
const TALL: f32 = 0.8;
const SIGN: f32 = 0.65;
/// How wide a bracket is at most, and how far a comma hangs below at least, in sizes of the type.
const SLIM: f32 = 0.3;
const HANGS: f32 = 0.06;

/// Pieces of a neighbour at either end, at most.
const NEIGHBOURS: usize = 2;

/// Pixels by which the edges of a sign may be mistaken.
const SLACK: isize = 1;

/// Whether pieces of ink look like a per cent, which is the same after half a turn (two
/// rings and a stroke), and not like a per mille, whose third ring breaks that. A piece
/// at either end may be a neighbour's, unless another is of its size or it has itself that
/// of a ring: the third one is. What is left must have the height of a sign in type of `size`.
pub fn is_per_cent(gray: &Gray, pieces: &[PixelBox], size: f32) -> bool {
    let near = |a: usize, b: usize| a.abs_diff(b) * 4 <= a.max(b);
    let whole = pieces.iter().copied().reduce(|a, b| a.union(&b)).map_or(0, |all| all.height());
    // A bracket or a digit is as high as all of it, and no ring is.
    let high = |piece: &PixelBox, part: f32| piece.height() as f32 >= part * whole as f32;
    // A comma reaches below the line, as no ring does.
    let hangs = |at: usize| {
        let wide = |piece: &PixelBox| piece.width() as f32 >= SLIM * size;
        let rest =
            |(n, piece): &(usize, &PixelBox)| *n != at && (wide(piece) || !high(piece, TALL));
        let others = pieces.iter().enumerate().filter(rest);
        let foot = others.map(|(_, piece)| piece.y1).max();
        foot.is_some_and(|foot| pieces[at].y1 as f32 >= foot as f32 + HANGS * size)
    };
    let foreign = |at: usize| {
        if pieces.len() > 1 && (high(&pieces[at], TALL) || hangs(at)) {
            return true;
        }
        let alike = |(other, piece): (usize, &PixelBox)| {
            other != at
                && near(piece.width(), pieces[at].width())
                && near(piece.height(), pieces[at].height())
        };
        let ring = RING[0] * size..RING[1] * size;
        pieces.len() > 1
            && !ring.contains(&(pieces[at].height() as f32))
            && !pieces.iter().enumerate().any(alike)
    };
    let count = pieces.len();
    let before = (0..=NEIGHBOURS).take_while(|n| *n == 0 || *n < count && foreign(n - 1));
    let behind = |n: &usize| *n == 0 || *n < count && foreign(count - n);
    let ranges =
        before.flat_map(|from| (0..=NEIGHBOURS).take_while(behind).map(move |n| from..count - n));
    ranges.filter_map(|range| pieces.get(range)).any(|pieces| {
        let area = pieces.iter().copied().reduce(|a, b| a.union(&b));
        // Rings alone are the same after half a turn as well.
        let whole = |area: &PixelBox| area.height() as f32 >= RING[1] * size && high(area, SIGN);
        area.filter(whole).is_some_and(|area| is_turned(gray, &area))
    })
}

/// Whether the ink in a box is the same after half a turn.
fn is_turned(gray: &Gray, area: &PixelBox) -> bool {
    let slack = -SLACK..=SLACK;
    let shifts = slack.clone().flat_map(|dy| slack.clone().map(move |dx| (dx, dy)));
    shifts.map(|shift| half_turn(gray, area, shift)).fold(0.0, f32::max) >= HALF_TURN
}

/// How far the ink of a box is the same after half a turn and a shift.
fn half_turn(gray: &Gray, area: &PixelBox, (dx, dy): (isize, isize)) -> f32 {
    let at = |x: isize, y: isize| -> Option<f32> {
        let (x, y) = (usize::try_from(x).ok()?, usize::try_from(y).ok()?);
        let inside = x < gray.width && y < gray.height;
        inside.then(|| f32::from(gray.data[y * gray.width + x]))
    };
    let mut pairs: Vec<(f32, f32)> = Vec::with_capacity(area.width() * area.height());
    for y in area.y0..area.y1 {
        for x in area.x0..area.x1 {
            let turned = (area.x0 + area.x1 - 1 - x, area.y0 + area.y1 - 1 - y);
            let own = at(x as isize, y as isize);
            let other = at(turned.0 as isize + dx, turned.1 as isize + dy);
            pairs.extend(own.zip(other));
        }
    }
    let count = pairs.len().max(1) as f32;
    let (sa, sb) = pairs.iter().fold((0.0, 0.0), |(a, b), pair| (a + pair.0, b + pair.1));
    let (ma, mb) = (sa / count, sb / count);
    let (mut ab, mut aa, mut bb) = (0.0f32, 0.0f32, 0.0f32);
    for (a, b) in pairs {
        ab += (a - ma) * (b - mb);
        aa += (a - ma) * (a - ma);
        bb += (b - mb) * (b - mb);
    }
    if aa * bb > 0.0 { ab / (aa * bb).sqrt() } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(gray: &mut Gray, cx: f32, cy: f32) {
        for y in 0..gray.height {
            for x in 0..gray.width {
                let away = ((x as f32 - cx).powi(2) + (y as f32 - cy).powi(2)).sqrt();
                if (away - 5.0).abs() < 1.2 {
                    gray.data[y * gray.width + x] = 20;
                }
            }
        }
    }

    fn stroke(gray: &mut Gray) {
        for y in 0..28 {
            let x = 24 - y * 2 / 3;
            gray.data[(y + 6) * gray.width + x + 4..][..2].fill(20);
        }
    }

    #[test]
    fn a_third_ring_makes_a_per_mille() {
        let mut gray = Gray::filled(60, 40, 250);
        stroke(&mut gray);
        ring(&mut gray, 12.0, 12.0);
        ring(&mut gray, 26.0, 28.0);
        let area = PixelBox::new(6, 6, 33, 34);
        let rings = [PixelBox::new(6, 6, 19, 19), PixelBox::new(20, 22, 33, 34)];
        assert!(is_per_cent(&gray, &[area], 40.0));
        // The stroke of a digit before it is no part of it.
        let digit = PixelBox::new(0, 2, 3, 38);
        assert!(is_per_cent(&gray, &[digit, area], 40.0));
        ring(&mut gray, 40.0, 28.0);
        let third = PixelBox::new(34, 22, 47, 34);
        assert!(!is_per_cent(&gray, &[rings[0], area, rings[1], third], 40.0));
        // The stroke holds together with the other two: the first ring alone is no sign.
        let rest = PixelBox::new(8, 6, 47, 34);
        assert!(!is_per_cent(&gray, &[rings[0], rest], 40.0));
        // A bracket close in front makes the third ring no lower.
        let bracket = PixelBox::new(0, 0, 4, 39);
        assert!(!is_per_cent(&gray, &[bracket, area, third], 40.0));
        // Brackets on both sides and a comma behind are no part of it, and a third ring is.
        let close = PixelBox::new(50, 0, 54, 39);
        assert!(is_per_cent(&gray, &[bracket, area, PixelBox::new(36, 0, 40, 39)], 40.0));
        assert!(!is_per_cent(&gray, &[bracket, area, third, close], 40.0));
        let comma = PixelBox::new(35, 27, 41, 40);
        assert!(is_per_cent(&gray, &[area, comma], 40.0));
        assert!(!is_per_cent(&gray, &[area, third, PixelBox::new(49, 27, 55, 40)], 40.0));
        // Two rings of unequal make, as grain leaves them.
        let frayed = PixelBox::new(33, 21, 52, 34);
        assert!(!is_per_cent(&gray, &[area, frayed], 40.0));
    }
}
