//! The writers: one sheet in every format, in a style of one's own.

pub mod docx;
pub mod html;
pub mod ofd;
pub mod pdf;
pub mod rtf;

use super::dice::Dice;
use super::font::Face;
use super::sheet::Sheet;

/// The formats of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    Docx,
    Html,
    Rtf,
    Ofd,
    Pdf,
    Doc,
    Xlsx,
    Json,
    Scan,
}

/// The formats that [`write`] can write.
pub const WRITTEN: [Format; 5] =
    [Format::Docx, Format::Html, Format::Rtf, Format::Ofd, Format::Pdf];

impl Format {
    pub fn ending(self) -> &'static str {
        match self {
            Self::Docx => "docx",
            Self::Html => "html",
            Self::Rtf => "rtf",
            Self::Ofd => "ofd",
            Self::Pdf | Self::Scan => "pdf",
            Self::Doc => "doc",
            Self::Xlsx => "xlsx",
            Self::Json => "json",
        }
    }

    pub fn of(name: &str) -> Option<Self> {
        let all = [Self::Docx, Self::Html, Self::Rtf, Self::Ofd, Self::Pdf, Self::Doc];
        if name.ends_with(".scan.pdf") {
            return Some(Self::Scan);
        }
        all.into_iter().find(|format| name.ends_with(&format!(".{}", format.ending())))
    }
}

/// What may differ between two prints that say the same.
#[derive(Clone, Debug)]
pub struct Style {
    /// Size of the type and distance of the lines, points.
    pub size: f32,
    pub pitch: f32,
    pub margin: f32,
    /// Thickness of ruling lines.
    pub border: f32,
    pub font: &'static str,
    /// How unequal columns are.
    pub uneven: u64,
}

impl Style {
    pub fn throw(dice: &mut Dice) -> Self {
        let size = [9.0, 10.0, 10.5, 11.0, 12.0][dice.below(5)];
        Self {
            size,
            pitch: size * dice.between(1.35, 1.8),
            margin: dice.between(45.0, 80.0),
            border: [0.4, 0.5, 0.75, 1.0][dice.below(4)],
            font: dice.word(&["宋体", "仿宋", "黑体", "SimSun", "微软雅黑", "楷体"]),
            uneven: dice.below(1000) as u64,
        }
    }

    /// The columns' shares of a table's width.
    pub fn shares(&self, cols: usize) -> Vec<f32> {
        let mut dice = Dice::new(self.uneven);
        let raw: Vec<f32> = (0..cols).map(|_| dice.between(0.85, 1.15)).collect();
        let sum: f32 = raw.iter().sum();
        raw.into_iter().map(|share| share / sum).collect()
    }
}

/// The sheet as a file; `None` where the format or the typeface cannot say it.
pub fn write(sheet: &Sheet, format: Format, style: &Style, face: Option<&Face>) -> Option<Vec<u8>> {
    match format {
        Format::Docx => docx::write(sheet, style),
        Format::Html => Some(html::write(sheet, style).into_bytes()),
        Format::Rtf => Some(rtf::write(sheet, style).into_bytes()),
        Format::Ofd => ofd::write(sheet, style),
        Format::Pdf => pdf::write(sheet, style, face?),
        _ => None,
    }
}

/// Text for XML and HTML.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
