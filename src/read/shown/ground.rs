//! Colours of text and of what lies under it.

/// Red, green, blue.
pub type Rgb = [u8; 3];

/// Paper.
pub const WHITE: Rgb = [255; 3];
/// Ink.
pub const BLACK: Rgb = [0; 3];

/// Below this contrast (1 to 21) a colour is hardly told from its ground, whatever its hue.
const FAINT: f32 = 1.25;
/// Below this contrast, where the hues are alike too.
const LOW: f32 = 1.6;
/// From here on hues differ, of 255.
const OTHER_HUE: u8 = 100;

/// Whether text of a colour is hardly seen on a ground.
pub fn hardly_seen(ink: Rgb, ground: Rgb) -> bool {
    let (a, b) = (luminance(ink), luminance(ground));
    let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
    let hue = (0..3).map(|i| ink[i].abs_diff(ground[i])).max().unwrap_or(0);
    contrast < FAINT || contrast < LOW && hue < OTHER_HUE
}

/// Whether a ground is so dark that programs show text without a colour of its own in white.
pub fn is_dark(ground: Rgb) -> bool {
    luminance(ground) < 0.06
}

/// The colour that text without one of its own has on a ground.
pub fn automatic(ground: Rgb) -> Rgb {
    if is_dark(ground) { WHITE } else { BLACK }
}

/// Relative luminance, 0 to 1.
fn luminance([r, g, b]: Rgb) -> f32 {
    let linear = |v: u8| {
        let v = f32::from(v) / 255.0;
        if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

/// `share` (0 to 1) of one colour over another.
pub fn mixed(over: Rgb, under: Rgb, share: f32) -> Rgb {
    let share = share.clamp(0.0, 1.0);
    std::array::from_fn(|i| {
        (f32::from(over[i]) * share + f32::from(under[i]) * (1.0 - share)).round() as u8
    })
}

/// Six hexadecimal digits, with or without `#`.
pub fn hex(value: &str) -> Option<Rgb> {
    let digits = value.trim().trim_start_matches('#');
    let digits = digits.get(..6).filter(|_| digits.len() == 6)?;
    let rgb = u32::from_str_radix(digits, 16).ok()?;
    Some([(rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8])
}

/// The colour of a highlight or a palette entry by its name in WordprocessingML.
pub fn named(name: &str) -> Option<Rgb> {
    let lower = name.to_ascii_lowercase();
    Some(match lower.as_str() {
        "black" => BLACK,
        "blue" => [0, 0, 255],
        "cyan" | "aqua" => [0, 255, 255],
        "green" | "lime" => [0, 255, 0],
        "magenta" | "fuchsia" => [255, 0, 255],
        "red" => [255, 0, 0],
        "yellow" => [255, 255, 0],
        "white" => WHITE,
        "darkblue" | "navy" => [0, 0, 128],
        "darkcyan" | "teal" => [0, 128, 128],
        "darkgreen" => [0, 128, 0],
        "darkmagenta" | "purple" => [128, 0, 128],
        "darkred" | "maroon" => [128, 0, 0],
        "darkyellow" | "olive" => [128, 128, 0],
        "darkgray" | "gray" | "grey" => [128; 3],
        "lightgray" | "silver" => [192; 3],
        _ => return None,
    })
}

/// An entry of the sixteen colours of old Word files, counted from 1; 0 is no colour.
pub fn indexed(index: u8) -> Option<Rgb> {
    const NAMES: [&str; 16] = [
        "black",
        "blue",
        "cyan",
        "green",
        "magenta",
        "red",
        "yellow",
        "white",
        "darkblue",
        "darkcyan",
        "darkgreen",
        "darkmagenta",
        "darkred",
        "darkyellow",
        "darkgray",
        "lightgray",
    ];
    NAMES.get(usize::from(index).checked_sub(1)?).and_then(|name| named(name))
}

/// Lighter or darker, as `themeTint` and `themeShade` (255 changes nothing) say.
pub fn toned(colour: Rgb, tint: Option<u8>, shade: Option<u8>) -> Rgb {
    let tinted = tint.map_or(colour, |t| mixed(colour, WHITE, f32::from(t) / 255.0));
    shade.map_or(tinted, |s| mixed(tinted, BLACK, f32::from(s) / 255.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hardly_seen() {
        let seen = |ink: &str, ground: Rgb| !hardly_seen(hex(ink).unwrap(), ground);
        for ink in ["FFFFFF", "FDFDFD", "F2F2F2", "D9D9D9", "FFFF00"] {
            assert!(!seen(ink, WHITE), "{ink}");
        }
        for ink in ["808080", "A6A6A6", "FF0000", "0070C0", "00B050", "FFC000"] {
            assert!(seen(ink, WHITE), "{ink}");
        }
        assert!(!seen("FF0000", [250, 0, 0]) && !seen("000000", [10; 3]) && seen("FFFFFF", BLACK));
        assert_eq!(automatic([20; 3]), WHITE);
        assert_eq!(indexed(8), Some(WHITE));
        assert_eq!(indexed(0), None);
        assert_eq!(toned(BLACK, Some(0), None), WHITE);
        assert_eq!(hex("auto"), None);
        assert_eq!(hex("字字"), None);
    }
}
