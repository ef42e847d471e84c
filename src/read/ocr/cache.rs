//! What was read of a page's picture, kept in a folder for caches by the
//! picture's hash, so that no page is read twice. Bounded; deleting it loses nothing.

use super::page::{Outcome, RING_CONFIDENCE};
use super::{PageImage, models};
use crate::document::{
    LinePicture, PageSource, Place, Rect, Scanned, Seal, Stray, StrayKind, Text,
};
use crate::layout::{Glyph, InkPage, Rule};
use crate::problem::Warning;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Raised when pages are read otherwise than before.
const EDITION: u32 = 17;

/// The most pixels of one line.
const MOST_PIXELS: usize = 8 << 20;

/// The most bytes kept.
const MOST_BYTES: u64 = 256 << 20;

#[derive(Serialize, Deserialize)]
struct Kept {
    size: (f32, f32),
    source: Option<String>,
    blank: bool,
    /// Characters, their boxes, sizes and probabilities.
    glyphs: Vec<(char, [f32; 4], f32, f32)>,
    /// Other readings, by number of the glyph.
    rivals: Vec<(usize, char, f32)>,
    rules: Vec<[f32; 4]>,
    images: Vec<[f32; 4]>,
    /// Boxes and ring texts.
    seals: Vec<([f32; 4], Option<String>)>,
    warnings: Vec<Warning>,
    /// Ink, and what nothing explains: box, ink, its kind by number.
    inked: usize,
    strays: Vec<([f32; 4], f32, u8)>,
    bars: Vec<[f32; 4]>,
    lines: Vec<KeptLine>,
}

/// The picture of a line, its pixels deflated and in base 64.
#[derive(Serialize, Deserialize)]
struct KeptLine {
    bbox: [f32; 4],
    size: (usize, usize),
    luma: String,
    ink: [u16; 4],
    pieces: Vec<[u16; 2]>,
    em: f32,
}

impl KeptLine {
    fn of(line: &LinePicture) -> Self {
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
        // Into memory nothing fails.
        let _ = packed.write_all(&line.luma);
        let luma = BASE64_STANDARD.encode(packed.finish().unwrap_or_default());
        Self {
            bbox: edges(&line.bbox),
            size: (line.width, line.height),
            luma,
            ink: line.ink,
            pieces: line.pieces.clone(),
            em: line.em,
        }
    }

    /// None where its pixels are not what they were.
    fn line(self) -> Option<LinePicture> {
        let (width, height) = self.size;
        let pixels = width.checked_mul(height).filter(|pixels| *pixels <= MOST_PIXELS)?;
        let packed = BASE64_STANDARD.decode(self.luma).ok()?;
        let mut luma = Vec::with_capacity(pixels);
        let mut unpacked = ZlibDecoder::new(packed.as_slice()).take(pixels as u64);
        unpacked.read_to_end(&mut luma).ok().filter(|read| *read == pixels)?;
        let (ink, pieces, em) = (self.ink, self.pieces, self.em);
        let bbox = Rect::from(self.bbox);
        Some(LinePicture { bbox, width, height, luma: Arc::new(luma), ink, pieces, em })
    }
}

/// The name under which a page's reading is kept.
pub fn key(image: &PageImage) -> String {
    let mut hash = Sha256::new();
    hash.update(EDITION.to_le_bytes());
    hash.update(env!("CARGO_PKG_VERSION"));
    models::FILES.iter().for_each(|file| hash.update(file.sha256));
    hash.update(image.width.to_le_bytes());
    hash.update(image.height.to_le_bytes());
    hash.update(image.rgb.width().to_le_bytes());
    hash.update(image.rgb.as_raw());
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What was read of a picture before.
pub fn get(folder: &Path, key: &str, number: u32) -> Option<Outcome> {
    let bytes = fs::read(folder.join(key)).ok()?;
    serde_json::from_slice::<Kept>(&bytes).ok().map(|kept| kept.outcome(number))
}

/// Keeps what was read. Failing to is no loss.
pub fn put(folder: &Path, key: &str, outcome: &Outcome) {
    let Ok(bytes) = serde_json::to_vec(&Kept::of(outcome)) else { return };
    if fs::create_dir_all(folder).is_ok() {
        let part = folder.join(format!("{key}.{}.part", std::process::id()));
        if fs::write(&part, bytes).is_ok() && fs::rename(&part, folder.join(key)).is_err() {
            let _ = fs::remove_file(&part);
        }
        // Looking through the folder each time would cost more than it saves.
        if key.starts_with("00") || key.starts_with("8") {
            prune(folder, MOST_BYTES);
        }
    }
}

/// Removes the oldest readings until what is left fits.
fn prune(folder: &Path, most: u64) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut kept: Vec<(std::time::SystemTime, u64, PathBuf)> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let meta = entry.metadata().ok()?;
            Some((meta.modified().ok()?, meta.len(), entry.path()))
        })
        .collect();
    let mut total: u64 = kept.iter().map(|file| file.1).sum();
    kept.sort();
    for (_, bytes, path) in kept {
        if total <= most {
            break;
        }
        if fs::remove_file(path).is_ok() {
            total -= bytes;
        }
    }
}

fn stray(stray: &Stray) -> ([f32; 4], f32, u8) {
    let kind = match stray.kind {
        StrayKind::Mark => 0,
        StrayKind::Crossing => 1,
        StrayKind::Pen => 2,
    };
    (edges(&stray.bbox), stray.ink, kind)
}

fn edges(rect: &Rect) -> [f32; 4] {
    // Not `From`, which rounds for JSON.
    [rect.x0, rect.y0, rect.x1, rect.y1]
}

impl Kept {
    fn of(outcome: &Outcome) -> Self {
        let ink = &outcome.ink;
        let rivals = ink.glyphs.iter().enumerate().flat_map(|(at, glyph)| {
            glyph.alternatives.iter().map(move |&(character, p)| (at, character, p))
        });
        Self {
            size: (ink.width, ink.height),
            source: match &ink.source {
                PageSource::Unread(why) => Some(why.clone()),
                _ => None,
            },
            blank: ink.source == PageSource::Blank,
            glyphs: ink
                .glyphs
                .iter()
                .map(|g| (g.character, edges(&g.bbox), g.size, g.confidence))
                .collect(),
            rivals: rivals.collect(),
            rules: ink.rules.iter().map(|rule| edges(&rule.bbox)).collect(),
            images: ink.images.iter().map(edges).collect(),
            seals: ink
                .seals
                .iter()
                .filter_map(|seal| {
                    let text = seal.text.as_ref().map(|text| text.content.clone());
                    seal.place.bbox.as_ref().map(|bbox| (edges(bbox), text))
                })
                .collect(),
            warnings: outcome.warnings.clone(),
            inked: ink.scanned.as_ref().map_or(0, |scanned| scanned.inked),
            strays: ink.scanned.iter().flat_map(|scanned| &scanned.left).map(stray).collect(),
            bars: ink.scanned.iter().flat_map(|s| &s.bars).map(edges).collect(),
            lines: ink.scanned.iter().flat_map(|s| &s.lines).map(KeptLine::of).collect(),
        }
    }

    fn outcome(self, number: u32) -> Outcome {
        let mut ink = InkPage::blank(number, self.size.0, self.size.1);
        ink.source = match (self.source, self.blank) {
            (Some(why), _) => PageSource::Unread(why),
            (None, true) => PageSource::Blank,
            (None, false) => PageSource::Ocr,
        };
        ink.glyphs = self
            .glyphs
            .into_iter()
            .map(|(character, bbox, size, confidence)| {
                let mut glyph = Glyph::new(character, Rect::from(bbox), size);
                glyph.confidence = confidence;
                glyph
            })
            .collect();
        for (at, character, probability) in self.rivals {
            if let Some(glyph) = ink.glyphs.get_mut(at) {
                glyph.alternatives.push((character, probability));
            }
        }
        ink.rules = self.rules.into_iter().map(|bbox| Rule { bbox: bbox.into() }).collect();
        ink.images = self.images.into_iter().map(Rect::from).collect();
        let seal = |(bbox, text): ([f32; 4], Option<String>)| {
            let place = Place::on(number, bbox.into());
            Seal { place, text: text.map(|text| Text::placed(text, place, RING_CONFIDENCE)) }
        };
        ink.seals = self.seals.into_iter().map(seal).collect();
        let left = self.strays.into_iter().map(|(bbox, ink, kind)| Stray {
            bbox: bbox.into(),
            ink,
            kind: match kind {
                1 => StrayKind::Crossing,
                2 => StrayKind::Pen,
                _ => StrayKind::Mark,
            },
        });
        // A blank page has no ink to account for.
        if ink.source != PageSource::Blank {
            ink.scanned = Some(Box::new(Scanned {
                page: number,
                inked: self.inked,
                left: left.collect(),
                bars: self.bars.into_iter().map(Rect::from).collect(),
                lines: self.lines.into_iter().filter_map(KeptLine::line).collect(),
            }));
        }
        let warnings = self
            .warnings
            .into_iter()
            .map(|warning| Warning { page: Some(number), ..warning })
            .collect();
        Outcome { ink, warnings }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::WarningCode;

    #[test]
    fn a_page_comes_out_as_it_was_put_in_under_another_number() {
        let mut ink = InkPage::blank(2, 595.0, 842.0);
        ink.source = PageSource::Ocr;
        let mut glyph = Glyph::new('0', Rect::new(1.25, 2.0, 3.0, 4.0), 12.0);
        glyph.confidence = 0.7;
        glyph.alternatives = vec![('O', 0.2)];
        ink.glyphs = vec![glyph];
        ink.rules = vec![Rule { bbox: Rect::new(0.0, 1.0, 9.0, 1.5) }];
        let bbox = Rect::new(10.0, 10.0, 90.0, 90.0);
        let place = Place::on(2, bbox);
        let text = Some(Text::placed("甲有限公司", place, RING_CONFIDENCE));
        ink.seals = vec![Seal { place, text }];
        ink.scanned = Some(Box::new(Scanned {
            page: 2,
            inked: 40,
            left: vec![Stray { bbox, ink: 30.5, kind: StrayKind::Crossing }],
            bars: vec![bbox],
            lines: vec![LinePicture {
                bbox,
                width: 3,
                height: 2,
                luma: Arc::new(vec![0, 9, 200, 250, 7, 3]),
                ink: [0, 0, 3, 2],
                pieces: vec![[0, 3]],
                em: 20.0,
            }],
        }));
        let outcome =
            Outcome { ink, warnings: vec![Warning::on_page(WarningCode::UnderSeal, 2, "…")] };
        let bytes = serde_json::to_vec(&Kept::of(&outcome)).unwrap();
        let back: Kept = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(back.outcome(2), outcome);
        let bytes = serde_json::to_vec(&Kept::of(&outcome)).unwrap();
        let back: Kept = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(back.outcome(5).warnings[0].page, Some(5));
    }

    #[test]
    fn the_oldest_go_first() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a", "b", "c"] {
            fs::write(folder.path().join(name), [0; 100]).unwrap();
            std::thread::sleep(std::time::Duration::from_millis(15));
        }
        prune(folder.path(), 250);
        assert!(!folder.path().join("a").exists() && folder.path().join("c").exists());
    }
}
