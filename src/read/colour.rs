//! Whether a colour is seen on another: text of the colour of its ground is printed and
//! nobody reads it.

/// Red, green, blue and cover, each 0 to 1.
pub type Rgba = [f32; 4];

/// Black.
pub const BLACK: Rgba = [0.0, 0.0, 0.0, 1.0];
/// White, the colour of paper.
pub const WHITE: Rgba = [1.0, 1.0, 1.0, 1.0];

/// Less contrast than this is not seen at a glance (WCAG 2 asks 4.5 of text).
const SEEN: f32 = 1.7;

/// The red of letterheads: at least three quarters of red, of the others at most as much as
/// is lost in print.
pub fn is_red(colour: Rgba) -> bool {
    colour[0] >= 0.75 && colour[1] <= 0.38 && colour[2] <= 0.38
}

/// A colour of a byte each.
pub fn of_bytes(red: u8, green: u8, blue: u8) -> Rgba {
    [red, green, blue, 255].map(|byte| f32::from(byte) / 255.0)
}

/// A colour laid over a ground that covers all.
pub fn over(top: Rgba, ground: Rgba) -> Rgba {
    let mix = |i: usize| top[i] * top[3] + ground[i] * (1.0 - top[3]);
    [mix(0), mix(1), mix(2), 1.0]
}

/// How far two colours are apart to the eye: 1 (the same) to 21 (WCAG 2).
pub fn contrast(a: Rgba, b: Rgba) -> f32 {
    let light = |c: Rgba| {
        let linear = |v: f32| {
            if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2])
    };
    let (a, b) = (light(a), light(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Whether text in a colour is seen on its ground.
pub fn is_seen(text: Rgba, ground: Rgba) -> bool {
    contrast(over(text, ground), ground) >= SEEN
}
