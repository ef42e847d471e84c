//! What lies beside an original: everything from which the catalogue can be made again. A
//! chain of zstd frames that unpack to lines of JSON (`zstd -dc`):
//!
//! 1. the file: identity, edition, warnings, number of parts, or why it is in quarantine;
//! 2. for each part three lines: the record, where its values were read, `[text, places]`;
//! 3. any number of names under which it was seen, each added as it comes, and of names that
//!    were removed since.

use super::item::{Item, Part};
use super::packed::Packed;
use super::sketch::Sketch;
use super::store::Store;
use crate::extract::{Edition, Source};
use crate::intake::names::Name;
use crate::problem::{Code, Problem, Warning};
use crate::record::Record;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The layout of the lines.
const VERSION: u32 = 1;

/// The first line.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Head {
    sidecar: u32,
    source: Source,
    edition: Edition,
    #[serde(default)]
    warnings: Vec<Warning>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sketch: Option<Sketch>,
    parts: Vec<Pages>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    quarantine: Option<Problem>,
}

/// Pages of a part: first and last.
type Pages = Option<(u32, u32)>;

/// A name under which an original was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The name.
    pub name: String,
    /// Its bytes where they are not its characters, in hexadecimal.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub raw: String,
    /// Last change on disk, nanoseconds since 1970.
    #[serde(default)]
    pub modified: i64,
    /// The archive or document in which it lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carrier: Option<String>,
    /// When it was seen, or removed, UTC.
    pub seen: String,
    /// The name was removed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gone: bool,
}

/// What a sidecar tells.
#[derive(Debug)]
pub struct Told {
    /// The file as it was read, or its identity and why it is in quarantine.
    pub item: Result<Item, (Source, Edition, Problem)>,
    /// Its names, in the order in which they came.
    pub names: Vec<Seen>,
}

impl Seen {
    /// A name that is seen now.
    pub fn now(name: &Name, modified: i64, carrier: Option<&str>) -> Self {
        let raw = name.raw.iter().map(|byte| format!("{byte:02x}")).collect();
        let carrier = carrier.map(str::to_owned);
        let seen = super::clock::now();
        Self { name: name.shown.clone(), raw, modified, carrier, seen, gone: false }
    }

    /// A name that is removed now.
    pub fn gone(name: &Name) -> Self {
        Self { gone: true, ..Self::now(name, 0, None) }
    }

    /// The name.
    pub fn name(&self) -> Name {
        let digits = self.raw.as_bytes().chunks_exact(2);
        let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
        Name { shown: self.name.clone(), raw: digits.filter_map(byte).collect() }
    }

    /// The frame that is added to a sidecar.
    pub fn frame(&self) -> Packed {
        Packed::of(self)
    }
}

/// The frames of a file that was read, with those of its parts that are packed already:
/// record and provenance.
pub fn of_item(item: &Item, bodies: &[Packed], names: &[Seen]) -> Vec<u8> {
    let head = Head {
        sidecar: VERSION,
        source: item.source.clone(),
        edition: item.edition.clone(),
        warnings: item.warnings.clone(),
        sketch: Some(item.sketch.clone()),
        parts: item.parts.iter().map(|part| part.record.pages).collect(),
        quarantine: None,
    };
    let mut frames = Packed::of(&head).frame().to_vec();
    for (part, body) in item.parts.iter().zip(bodies) {
        frames.extend_from_slice(body.frame());
        frames.extend_from_slice(part.provenance.frame());
        frames.extend_from_slice(Packed::of(&(&part.text, &part.places)).frame());
    }
    named(frames, names)
}

/// The frames of a file that could not be read.
pub fn of_quarantined(
    source: Source,
    edition: &Edition,
    problem: &Problem,
    names: &[Seen],
) -> Vec<u8> {
    let head = Head {
        sidecar: VERSION,
        source,
        edition: edition.clone(),
        warnings: Vec::new(),
        sketch: None,
        parts: Vec::new(),
        quarantine: Some(problem.clone()),
    };
    named(Packed::of(&head).frame().to_vec(), names)
}

fn named(mut frames: Vec<u8>, names: &[Seen]) -> Vec<u8> {
    for name in names {
        frames.extend_from_slice(name.frame().frame());
    }
    frames
}

/// What a sidecar tells. A frame at the end that a power cut tore is passed over.
///
/// # Errors
///
/// [`Code::Library`] when the file itself cannot be told.
pub fn read(frames: &[u8]) -> Result<Told, Problem> {
    let mut lines = Vec::new();
    let mut rest = frames;
    while !rest.is_empty() {
        match frame(rest) {
            Some((bytes, length)) => {
                lines.push(bytes);
                rest = &rest[length..];
            }
            // Torn: the next frame begins with the magic number.
            None => match memchr::memmem::find(&rest[1..], &MAGIC) {
                Some(at) => rest = &rest[at + 1..],
                None => break,
            },
        }
    }
    let mut lines = lines.into_iter();
    let unsound = |why: &str| {
        Problem::new(
            Code::Library,
            format!("原件旁的附录已损坏（{why}）"),
            "请用 verify --mend 修复",
        )
    };
    let head = lines.next().ok_or_else(|| unsound("空"))?;
    let head: Head = serde_json::from_slice(&head).map_err(|error| unsound(&error.to_string()))?;
    if head.sidecar > VERSION {
        return Err(unsound("由更新的版本写成"));
    }
    let mut parts = Vec::new();
    for pages in head.parts {
        let (Some(body), Some(provenance), Some(text)) = (lines.next(), lines.next(), lines.next())
        else {
            return Err(unsound("缺少记录"));
        };
        let body: Map<String, Value> =
            serde_json::from_slice(&body).map_err(|error| unsound(&error.to_string()))?;
        let (text, places) =
            serde_json::from_slice(&text).map_err(|error| unsound(&error.to_string()))?;
        let record = Record { body, pages, ..Record::default() };
        let provenance = Packed::bytes(&provenance);
        parts.push(Part { record, provenance, text, places, metric_pages: None });
    }
    let mut names: Vec<Seen> = Vec::new();
    for seen in lines.filter_map(|line| serde_json::from_slice::<Seen>(&line).ok()) {
        if seen.gone {
            names.retain(|name| name.name != seen.name || name.raw != seen.raw);
        } else {
            names.push(seen);
        }
    }
    let item = match head.quarantine {
        Some(problem) => Err((head.source, head.edition, problem)),
        None => Ok(Item {
            source: head.source,
            edition: head.edition,
            parts,
            warnings: head.warnings,
            attachments: Vec::new(),
            sketch: head.sketch.unwrap_or_default(),
        }),
    };
    Ok(Told { item, names })
}

const MAGIC: [u8; 4] = 0xFD2F_B528_u32.to_le_bytes();

/// The first frame: its bytes and its length.
fn frame(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let length = zstd::zstd_safe::find_frame_compressed_size(bytes).ok()?;
    let unpacked = zstd::decode_all(bytes.get(..length)?).ok()?;
    Some((unpacked, length))
}

impl Store {
    /// What the sidecar of an original tells.
    ///
    /// # Errors
    ///
    /// Missing or damaged.
    pub fn told(&self, sha256: &str) -> Result<Told, Problem> {
        read(&self.sidecar(sha256)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sidecar_tells_all_and_a_torn_end_loses_only_itself() {
        let mut record = Record::of_kind("application");
        record.pages = Some((1, 3));
        let part = Part {
            record: record.clone(),
            provenance: Packed::of(&serde_json::json!({})),
            text: "正文".into(),
            places: vec![(0, 1)],
            metric_pages: None,
        };
        let item = Item {
            source: Source { sha256: "ab".into(), ..Source::default() },
            edition: Edition::default(),
            parts: vec![part],
            warnings: Vec::new(),
            attachments: Vec::new(),
            sketch: Sketch::default(),
        };
        let first = Seen::now(&Name { shown: "甲.docx".into(), raw: vec![0xBC, 0xD7] }, 7, None);
        let mut frames = of_item(&item, &[Packed::of(&record.body)], std::slice::from_ref(&first));
        let second = Seen::now(&Name::plain("乙.docx"), 0, Some("包.zip"));
        let torn = second.frame().frame()[..9].to_vec();
        frames.extend(torn);
        frames.extend(second.frame().frame());
        let third = Name::plain("丙.docx");
        frames.extend(Seen::now(&third, 0, None).frame().frame());
        frames.extend(Seen::gone(&third).frame().frame());
        let told = read(&frames).unwrap();
        assert_eq!(told.item.unwrap(), item);
        assert_eq!(told.names, [first, second]);
        assert_eq!(told.names[0].name().raw, [0xBC, 0xD7]);
    }
}
