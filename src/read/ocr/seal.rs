//! Red seals (公章): where they stand, and the page without their colour, so
//! that the text under them can be read. Red headings are left alone.

use super::plane::{Gray, Mask, PixelBox};
use image::RgbImage;

/// Seals found in a colour picture, in its pixels. `dpi` is the picture's resolution.
pub fn find(rgb: &RgbImage, dpi: f32) -> Vec<PixelBox> {
    // About 60 dots an inch are enough for a seal 40 mm wide, and close its gaps.
    let step = (dpi / 60.0).round().max(1.0) as usize;
    let red = red_mask(rgb, step);
    let reach = 2;
    let pieces = widened(&red, reach).pieces(10_000);
    let inch = dpi / step as f32;
    let mut seals: Vec<PixelBox> = Vec::new();
    for piece in pieces {
        // The widened picture begins `reach` points further out on each side.
        let area = PixelBox::new(
            piece.area.x0,
            piece.area.y0,
            piece.area.x1.saturating_sub(2 * reach),
            piece.area.y1.saturating_sub(2 * reach),
        );
        let (w, h) = (area.width() as f32, area.height() as f32);
        // From a name seal of 8 mm to a seal of 60 mm.
        let sizes = 0.3 * inch..2.4 * inch;
        if !sizes.contains(&w) || !sizes.contains(&h) || !(0.55..1.8).contains(&(w / h)) {
            continue;
        }
        if ring_share(&red, &area) > 0.6 || frame_share(&red, &area) > 0.75 {
            let (w, h) = (rgb.width() as usize, rgb.height() as usize);
            seals.push(PixelBox::new(
                area.x0 * step,
                area.y0 * step,
                (area.x1 * step).min(w),
                (area.y1 * step).min(h),
            ));
        }
    }
    // The star in the middle of a seal is no seal of its own.
    let all = seals.clone();
    let within = |a: &PixelBox, b: &PixelBox| {
        a != b && a.x0 >= b.x0 && a.y0 >= b.y0 && a.x1 <= b.x1 && a.y1 <= b.y1
    };
    seals.retain(|seal| !all.iter().any(|other| within(seal, other)));
    seals
}

/// Takes the seals' colour out of the grey picture: there the red channel counts,
/// in which red ink is as bright as paper and black ink stays dark.
pub fn remove(gray: &mut Gray, rgb: &RgbImage, seals: &[PixelBox]) {
    let paper = gray.paper();
    for seal in seals {
        let area = seal.grown(8, gray.width, gray.height);
        let ink = ink_brightness(rgb, &area);
        for y in area.y0..area.y1 {
            for x in area.x0..area.x1 {
                let [r, g, b] = rgb.get_pixel(x as u32, y as u32).0;
                if is_red(r, g, b, 18) {
                    // As bright as paper where there is nothing but the seal's ink.
                    let bright = u32::from(r) * u32::from(paper) / ink;
                    gray.data[y * gray.width + x] = bright.min(u32::from(paper)) as u8;
                }
            }
        }
    }
}

/// The red light that the seal's own ink gives back: the median of its clearly
/// red pixels.
fn ink_brightness(rgb: &RgbImage, area: &PixelBox) -> u32 {
    let mut reds: Vec<u8> = Vec::new();
    for y in area.y0..area.y1 {
        for x in area.x0..area.x1 {
            let [r, g, b] = rgb.get_pixel(x as u32, y as u32).0;
            if is_red(r, g, b, 40) {
                reds.push(r);
            }
        }
    }
    reds.sort_unstable();
    u32::from(reds.get(reds.len() / 2).copied().unwrap_or(255)).max(60)
}

fn is_red(r: u8, g: u8, b: u8, by: i32) -> bool {
    let (r, g, b) = (i32::from(r), i32::from(g), i32::from(b));
    r - g.max(b) > by
}

fn red_mask(rgb: &RgbImage, step: usize) -> Mask {
    let (w, h) = (rgb.width() as usize / step, rgb.height() as usize / step);
    let mut mask = Mask::empty(w, h);
    for y in 0..h {
        for x in 0..w {
            let mut hits = 0;
            for sy in 0..step {
                for sx in 0..step {
                    let pixel = rgb.get_pixel((x * step + sx) as u32, (y * step + sy) as u32);
                    let [r, g, b] = pixel.0;
                    hits += usize::from(r > 90 && is_red(r, g, b, 40));
                }
            }
            mask.data[y * w + x] = hits * 3 >= step * step;
        }
    }
    mask
}

/// The mask with each ink pixel spread over `reach` pixels to all sides, in a
/// picture larger by as much, so that pieces at the edge keep their size.
fn widened(mask: &Mask, reach: usize) -> Mask {
    let mut out = Mask::empty(mask.width + 2 * reach, mask.height + 2 * reach);
    for y in 0..mask.height {
        for x in 0..mask.width {
            if mask.data[y * mask.width + x] {
                for oy in y..=y + 2 * reach {
                    out.data[oy * out.width + x..=oy * out.width + x + 2 * reach].fill(true);
                }
            }
        }
    }
    out
}

/// How much of an ellipse just inside the box is red.
fn ring_share(red: &Mask, area: &PixelBox) -> f32 {
    let (cx, cy) = ((area.x0 + area.x1) as f32 / 2.0, (area.y0 + area.y1) as f32 / 2.0);
    let (rx, ry) = (area.width() as f32 / 2.0, area.height() as f32 / 2.0);
    let hit = |angle: f32| {
        (0..4).any(|inset| {
            let (rx, ry) = (rx - inset as f32, ry - inset as f32);
            let (x, y) = (cx - 0.5 + rx * angle.cos(), cy - 0.5 + ry * angle.sin());
            red.at(x.round().max(0.0) as usize, y.round().max(0.0) as usize)
        })
    };
    (0..120).filter(|&at| hit((at as f32 * 3.0).to_radians())).count() as f32 / 120.0
}

/// How much of a frame just inside the box is red.
fn frame_share(red: &Mask, area: &PixelBox) -> f32 {
    let band = 3.min(area.width() / 4).min(area.height() / 4).max(1);
    let columns = area.x0..area.x1;
    let rows = area.y0..area.y1;
    let top = columns.clone().filter(|&x| (0..band).any(|d| red.at(x, area.y0 + d))).count();
    let low = columns.filter(|&x| (1..=band).any(|d| red.at(x, area.y1.saturating_sub(d)))).count();
    let left = rows.clone().filter(|&y| (0..band).any(|d| red.at(area.x0 + d, y))).count();
    let right = rows.filter(|&y| (1..=band).any(|d| red.at(area.x1.saturating_sub(d), y))).count();
    (top + low + left + right) as f32 / (2 * (area.width() + area.height())).max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    fn page() -> RgbImage {
        RgbImage::from_pixel(600, 800, Rgb([250, 250, 250]))
    }

    fn draw_ring(page: &mut RgbImage, cx: f32, cy: f32, radius: f32) {
        for (x, y, pixel) in page.enumerate_pixels_mut() {
            let distance = ((x as f32 - cx).powi(2) + (y as f32 - cy).powi(2)).sqrt();
            if (distance - radius).abs() < 2.5 {
                *pixel = Rgb([220, 90, 100]);
            }
        }
    }

    #[test]
    fn a_ring_is_a_seal_and_a_red_heading_is_not() {
        let mut page = page();
        draw_ring(&mut page, 300.0, 500.0, 70.0);
        for x in 100..400 {
            for y in 50..80 {
                if (x / 6 + y / 6) % 2 == 0 {
                    page.put_pixel(x, y, Rgb([220, 20, 30]));
                }
            }
        }
        let seals = find(&page, 100.0);
        assert_eq!(seals.len(), 1);
        let seal = seals[0];
        assert!(seal.x0.abs_diff(228) < 6 && seal.y1.abs_diff(572) < 6, "{seal:?}");
    }

    #[test]
    fn black_text_under_a_seal_stays_dark_when_the_seal_goes() {
        let mut page = page();
        draw_ring(&mut page, 300.0, 400.0, 70.0);
        for x in 280..320 {
            page.put_pixel(x, 331, Rgb([40, 20, 25]));
        }
        let seals = find(&page, 100.0);
        let mut gray = Gray::of(&page);
        remove(&mut gray, &page, &seals);
        let at = |x: usize, y: usize| gray.data[y * gray.width + x];
        assert!(at(300, 331) < 80);
        assert!(at(300, 329) > 200 && at(230, 400) > 200);
    }
}
