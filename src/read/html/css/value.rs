//! Lengths and colours.

pub use crate::read::colour::{BLACK, Rgba, WHITE, is_seen, over};
use std::collections::HashMap;
use std::sync::LazyLock;

/// A length in pixels; `em` is the size of the font. None for parts of something (`%`).
pub fn length(value: &str, em: f32) -> Option<f32> {
    let value = value.trim();
    let end = value
        .char_indices()
        .find(|(at, c)| !(c.is_ascii_digit() || *c == '.' || *at == 0 && matches!(c, '+' | '-')))
        .map_or(value.len(), |(at, _)| at);
    let number: f32 = value.get(..end)?.parse().ok()?;
    let by = match value.get(end..)?.trim().to_ascii_lowercase().as_str() {
        "" if number == 0.0 => 1.0,
        "px" => 1.0,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        "q" => 96.0 / 101.6,
        "em" => em,
        "rem" => 16.0,
        "ex" | "ch" => em / 2.0,
        "ic" | "lh" => em,
        "vw" => 12.8,
        "vh" => 7.2,
        _ => return None,
    };
    Some(number * by)
}

/// A part of something: `50%` is 0.5.
pub fn part(value: &str) -> Option<f32> {
    value.trim().strip_suffix('%')?.trim().parse::<f32>().ok().map(|v| v / 100.0)
}

/// What a colour's name or formula says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Colour {
    Is(Rgba),
    /// That of the text.
    Current,
    /// One in a manner that is not understood here.
    Unknown,
}

const CLEAR: Rgba = [0.0; 4];

/// A colour; `None` for what is none, and so has no effect.
pub fn colour(value: &str) -> Option<Colour> {
    let value = value.trim().to_ascii_lowercase();
    if let Some(hex) = value.strip_prefix('#') {
        return hex_colour(hex).map(Colour::Is);
    }
    if let Some((name, inner)) = value.split_once('(') {
        let inner = inner.trim_end_matches(')');
        return match name.trim() {
            "rgb" | "rgba" => Some(rgb(inner).map_or(Colour::Unknown, Colour::Is)),
            "hsl" | "hsla" => Some(hsl(inner).map_or(Colour::Unknown, Colour::Is)),
            "hwb" | "lab" | "lch" | "oklab" | "oklch" | "color" | "color-mix" | "light-dark"
            | "var" | "env" | "device-cmyk" | "contrast-color" => Some(Colour::Unknown),
            _ => None,
        };
    }
    Some(match value.as_str() {
        "transparent" => Colour::Is(CLEAR),
        "currentcolor" => Colour::Current,
        "windowtext" | "canvastext" | "buttontext" | "fieldtext" | "menutext" | "infotext"
        | "captiontext" | "marktext" | "-webkit-text" | "linktext" | "-webkit-link" => {
            Colour::Is(BLACK)
        }
        "window" | "canvas" | "field" | "background" | "infobackground" | "menu" => {
            Colour::Is(WHITE)
        }
        "buttonface" | "threedface" | "scrollbar" => Colour::Is([0.94, 0.94, 0.94, 1.0]),
        "graytext" => Colour::Is([0.43, 0.43, 0.43, 1.0]),
        name => return NAMED.get(name).copied().map(Colour::Is),
    })
}

fn hex_colour(hex: &str) -> Option<Rgba> {
    if !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let wide = hex.len() > 4;
    let step = if wide { 2 } else { 1 };
    if !matches!(hex.len(), 3 | 4 | 6 | 8) {
        return None;
    }
    let channel = |index: usize| -> Option<f32> {
        let digits = hex.get(index * step..index * step + step)?;
        let value = u32::from_str_radix(digits, 16).ok()?;
        Some((if wide { value } else { value * 17 }) as f32 / 255.0)
    };
    Some([channel(0)?, channel(1)?, channel(2)?, channel(3).unwrap_or(1.0)])
}

fn arguments(inner: &str) -> Vec<&str> {
    inner.split([',', ' ', '/']).map(str::trim).filter(|part| !part.is_empty()).collect()
}

fn alpha(text: Option<&&str>) -> Option<f32> {
    match text {
        None => Some(1.0),
        Some(text) => part(text).or_else(|| text.parse().ok()).map(|a| a.clamp(0.0, 1.0)),
    }
}

fn rgb(inner: &str) -> Option<Rgba> {
    let given = arguments(inner);
    let channel = |index: usize| -> Option<f32> {
        let text = given.get(index)?;
        let value = part(text).or_else(|| text.parse::<f32>().ok().map(|v| v / 255.0))?;
        Some(value.clamp(0.0, 1.0))
    };
    Some([channel(0)?, channel(1)?, channel(2)?, alpha(given.get(3))?])
}

fn hsl(inner: &str) -> Option<Rgba> {
    let given = arguments(inner);
    let hue = given.first()?.trim_end_matches("deg").parse::<f32>().ok()?.rem_euclid(360.0);
    let (full, light) =
        (part(given.get(1)?)?.clamp(0.0, 1.0), part(given.get(2)?)?.clamp(0.0, 1.0));
    let reach = full * light.min(1.0 - light);
    let channel = |n: f32| {
        let k = (n + hue / 30.0).rem_euclid(12.0);
        light - reach * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0)
    };
    Some([channel(0.0), channel(8.0), channel(4.0), alpha(given.get(3))?])
}

static NAMED: LazyLock<HashMap<&'static str, Rgba>> = LazyLock::new(|| {
    let pairs = include_str!("named.txt").split_whitespace();
    pairs.filter_map(|p| p.split_once(':')).filter_map(|(n, h)| Some((n, hex_colour(h)?))).collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_in_every_writing() {
        let white = |text: &str| colour(text) == Some(Colour::Is(WHITE));
        for text in [
            "#fff",
            "#FFFFFF",
            "white",
            "rgb(255,255,255)",
            "rgb(100% 100% 100%)",
            "hsl(0,0%,100%)",
        ] {
            assert!(white(text), "{text}");
        }
        assert_eq!(colour("rgba(0,0,0,0)"), Some(Colour::Is([0.0; 4])));
        assert_eq!(colour("lab(100% 0 0)"), Some(Colour::Unknown));
        assert_eq!(colour("自动"), None);
        assert!(!is_seen([0.98, 0.98, 0.98, 1.0], WHITE) && is_seen(BLACK, WHITE));
    }

    #[test]
    fn lengths_in_pixels() {
        assert_eq!(length("0", 16.0), Some(0.0));
        assert_eq!(length("-9999px", 16.0), Some(-9999.0));
        assert_eq!(length("2em", 10.0), Some(20.0));
        assert_eq!(length("50%", 10.0), None);
        assert_eq!(length("7.5pt", 10.0), Some(10.0));
        assert_eq!(part("50%"), Some(0.5));
    }
}
