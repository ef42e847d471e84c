//! Office Open XML text documents (DOCX), read in one pass over the XML:
//! tracked changes as accepted, tables with their merged cells, ticks by their
//! state, text boxes at their anchor, list labels as Word draws them.
//!
//! Not read: text inside pictures, the figures of charts; macros.

mod bound;
mod field;
mod fonts;
mod formula;
mod hang;
mod look;
mod numbering;
mod paragraph;
mod parts;
mod picture;
mod show;
#[cfg(test)]
mod shown_tests;
mod styles;
mod tables;
#[cfg(test)]
mod tests;
mod theme;
mod walk;

pub(in crate::read) use field::Field;
pub(in crate::read) use fonts::Fonts;
pub(in crate::read) use look::Look;
pub(in crate::read) use numbering::{Counters, Label, Numbering};
pub use parts::Parts;
pub(in crate::read) use theme::Palette;

use crate::document::{Attachment, Block, Document, MarginKind};
use crate::intake::Format;
use crate::intake::ole::{self, Ole};
use crate::problem::{Code, Problem, Warning, WarningCode};
use crate::read::Options;
use crate::read::draft::plain;
use crate::read::margin;
use crate::read::package::Package;
use crate::read::xml;
use quick_xml::events::Event;
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::collections::HashSet;
use std::path::Path;
use std::time::Instant;
use styles::Styles;
use walk::{Context, State, Walker};

/// Reads the bytes of one file.
///
/// # Errors
///
/// Damaged, encrypted or beyond the limits in force.
pub fn read(bytes: &[u8], options: &Options) -> Result<Document, Problem> {
    let package = Package::open(bytes, &options.limits)?;
    let salvaged = package.salvaged;
    let mut document = read_parts(&Parts::Zip(package), options, 0)?;
    if salvaged {
        document.warnings.push(Warning::new(
            WarningCode::PackageDamaged,
            "文件不完整（压缩包目录缺失），已读出尚存的部分，其余内容缺失",
        ));
    }
    Ok(document)
}

/// Reads a document from its parts; `depth` counts documents packed inside documents.
///
/// # Errors
///
/// No main part, or one that cannot be unpacked.
pub fn read_parts(parts: &Parts, options: &Options, depth: usize) -> Result<Document, Problem> {
    let main = parts.main().ok_or_else(|| {
        Problem::new(
            Code::Damaged,
            "文件已损坏：压缩包里没有 Word 正文（word/document.xml）",
            "请用 Word 或 WPS 重新另存为 .docx",
        )
    })?;
    let (body, cut) = match parts.read(&main) {
        Some(read) => read?,
        None => return Err(Problem::damaged("没有正文")),
    };
    let body = xml::decode(&body);
    let relationships = parts.relationships(&main);
    let part = |kind: &str| relationships.iter().find(|r| r.kind == kind);
    let text_of = |kind: &str| part(kind).map(|r| parts.text(&r.target)).unwrap_or_default();
    let styles = Styles::parse(&text_of("styles"));
    let numbering = Numbering::parse(&text_of("numbering"));
    // Each packed document is shown once, however often it is referred to.
    let shown = RefCell::new(HashSet::new());
    let inner: RefCell<Vec<Warning>> = RefCell::default();
    let chunk = |id: &str| match relationships.iter().find(|r| r.id == id) {
        Some(target) if shown.borrow_mut().insert(target.target.clone()) => {
            let (blocks, warnings) = chunk(parts, &target.target, options, depth);
            inner.borrow_mut().extend(warnings);
            blocks
        }
        _ => Vec::new(),
    };
    let drawn = |id: &str| match relationships.iter().find(|r| r.id == id) {
        Some(target) if shown.borrow_mut().insert(target.target.clone()) => {
            parts.text(&target.target)
        }
        _ => String::new(),
    };
    let stores = bound::Stores::open(parts, &main);
    let fonts = Fonts::open(parts, &relationships);
    // A picture that is a bullet, by its bytes.
    let bullet = |number: i64| {
        let lists = &part("numbering")?.target;
        let id = numbering.pictures.get(&number)?;
        let target = parts.relationships(lists).into_iter().find(|r| r.id == *id)?.target;
        let (bytes, _) = parts.read(&target)?.ok()?;
        Some(Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect())
    };
    let palette = theme::Palette::parse(&text_of("theme"));
    let context = Context {
        palette: &palette,
        stores: &stores,
        styles: &styles,
        numbering: &numbering,
        limits: &options.limits,
        deadline: Instant::now() + options.limits.time_a_file,
        chunk: &chunk,
        part: &drawn,
        fonts: &fonts,
        bullet: &bullet,
    };
    let mut state = State::default();
    let blocks = Walker::new(&body, &context, &mut state).story(true);
    let mut pictures = Vec::new();
    let mut see = |state: &mut State, part: &str, running: bool| {
        if options.pictures {
            pictures.extend(state.gallery.pictures(parts, part, running, &options.limits));
        }
    };
    see(&mut state, &main, false);
    if cut {
        state.warn(WarningCode::DocumentCut, "正文在中途断开，其后的内容缺失");
    }
    let mut document =
        Document { blocks, tells_labels: true, title: title(parts), ..Document::default() };
    for (kind, id) in std::mem::take(&mut state.margins) {
        let Some(target) = relationships.iter().find(|r| r.id == id) else { continue };
        let xml = parts.text(&target.target);
        state.enter(if kind == MarginKind::Header { "页眉" } else { "页脚" });
        let text = plain(&Walker::new(&xml, &context, &mut state).story(false));
        see(&mut state, &target.target, true);
        margin::put(&mut document.margins, kind, text);
    }
    for (kind, text) in std::mem::take(&mut state.notes) {
        margin::put(&mut document.margins, kind, text);
    }
    for (name, kind) in [
        ("footnotes", MarginKind::Footnote),
        ("endnotes", MarginKind::Footnote),
        ("comments", MarginKind::Comment),
    ] {
        let xml = text_of(name);
        for (id, note) in notes(&xml) {
            let marked = state.noted.contains(&(name == "footnotes", id));
            if kind == MarginKind::Footnote && !marked {
                continue;
            }
            state.enter(if kind == MarginKind::Footnote { "脚注" } else { "批注" });
            let text = plain(&Walker::new(note, &context, &mut state).story(false));
            margin::put(&mut document.margins, kind, text);
        }
        if let Some(part) = part(name) {
            see(&mut state, &part.target, false);
        }
    }
    document.pictures = pictures;
    document.attachments = attachments(parts, &relationships, &state.embedded, options);
    document.warnings = state.warnings;
    document.warnings.extend(state.told.warnings());
    document.warnings.extend(inner.into_inner());
    Ok(document)
}

/// The number and the XML of each footnote, endnote or comment; separators hold no text.
fn notes(xml: &str) -> Vec<(String, &str)> {
    let mut found = Vec::new();
    let mut reader = xml::reader(xml);
    loop {
        let before = reader.buffer_position() as usize;
        match reader.read_event() {
            Ok(Event::Start(e))
                if matches!(e.local_name().as_ref(), "footnote" | "endnote" | "comment") =>
            {
                let rule = xml::attr(&e, "type").is_some_and(|kind| kind != "normal");
                let id = xml::attr(&e, "id").unwrap_or_default().into_owned();
                if reader.read_to_end(e.name()).is_err() {
                    break;
                }
                let after = reader.buffer_position() as usize;
                if !rule {
                    found.extend(xml.get(before..after).map(|xml| (id, xml)));
                }
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    found
}

/// The title in the document's own metadata.
fn title(parts: &Parts) -> Option<String> {
    let core = parts.relationships("").into_iter().find(|r| r.kind == "core-properties")?;
    let xml = parts.text(&core.target);
    let mut reader = xml::reader(&xml);
    let mut title = None;
    loop {
        match reader.read_event().ok()? {
            Event::Start(e) if e.local_name().as_ref() == "title" => title = Some(String::new()),
            Event::Text(text) => {
                if let Some(title) = &mut title {
                    *title += &text.xml10_content();
                }
            }
            Event::GeneralRef(r) => {
                if let Some(title) = &mut title {
                    title.extend(xml::resolve(&r));
                }
            }
            Event::End(_) if title.is_some() => break,
            Event::Eof => break,
            _ => {}
        }
    }
    title.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty())
}

/// The blocks of a document that another program left inside this one to be merged on
/// opening, and what was lost or doubtful in it.
fn chunk(
    parts: &Parts,
    target: &str,
    options: &Options,
    depth: usize,
) -> (Vec<Block>, Vec<Warning>) {
    let unread = || {
        let words = "文件里嵌有另一份文档（打开时并入正文），未能读出";
        (Vec::new(), vec![Warning::new(WarningCode::PartDamaged, words)])
    };
    let Some(Ok((bytes, _))) = parts.read(target) else { return unread() };
    if depth >= options.limits.archive_depth {
        return unread();
    }
    let read = match Format::of(&bytes, Path::new(target)) {
        Some(Format::Docx) => Package::open(&bytes, &options.limits)
            .and_then(|package| read_parts(&Parts::Zip(package), options, depth + 1)),
        Some(Format::Html) => crate::read::html::read(&bytes, options),
        Some(Format::Mhtml) => crate::read::mhtml::read(&bytes, options),
        Some(Format::Rtf) => crate::read::rtf::read(&bytes, options),
        Some(Format::Text) => crate::read::text::read(&bytes, options),
        _ => return unread(),
    };
    read.map_or_else(|_| unread(), |document| (document.blocks, document.warnings))
}

/// The files packed inside, as far as the limits allow.
fn attachments(
    parts: &Parts,
    relationships: &[crate::read::related::Relationship],
    embedded: &[String],
    options: &Options,
) -> Vec<Attachment> {
    relationships
        .iter()
        .filter(|r| matches!(r.kind.as_str(), "oleObject" | "package") || embedded.contains(&r.id))
        .take(options.limits.members)
        .filter_map(|r| {
            let (bytes, _) = parts.read(&r.target)?.ok()?;
            let name = r.target.rsplit('/').next().unwrap_or(&r.target).to_owned();
            Some(unwrap_ole(name, bytes))
        })
        .collect()
}

/// A file that an OLE container only carries: its own name and bytes.
fn unwrap_ole(name: String, bytes: Vec<u8>) -> Attachment {
    if !bytes.starts_with(ole::MAGIC) {
        return Attachment { name, bytes };
    }
    let inner = ole_payload(&bytes);
    match inner {
        Some((inner_name, inner)) => Attachment { name: inner_name.unwrap_or(name), bytes: inner },
        None => Attachment { name, bytes },
    }
}

fn ole_payload(bytes: &[u8]) -> Option<(Option<String>, Vec<u8>)> {
    let file = Ole::open(bytes).ok()?;
    let stream = |name| file.stream(name, u64::MAX);
    for name in ["Package", "CONTENTS"] {
        if let Some(data) = stream(name) {
            return Some((None, data));
        }
    }
    // MS-OLEDS 2.3.6: size, type, label, file name, two numbers, path, then the data.
    let data = stream("\u{1}Ole10Native")?;
    let string = |at: usize| {
        let rest = data.get(at..)?;
        let end = rest.iter().position(|b| *b == 0)?;
        Some((&rest[..end], at + end + 1))
    };
    let number = |at: usize| {
        let four: [u8; 4] = data.get(at..at + 4)?.try_into().ok()?;
        Some(u32::from_le_bytes(four) as usize)
    };
    let (label, at) = string(6)?;
    let (_, at) = string(at)?;
    let at = at + 4;
    let path_length = number(at)?;
    let at = at.checked_add(4)?.checked_add(path_length)?;
    let length = number(at)?;
    let payload = data.get(at + 4..(at + 4).checked_add(length)?)?;
    let (label, _, _) = encoding_rs::GB18030.decode(label);
    Some((Some(label.into_owned()), payload.to_vec()))
}
