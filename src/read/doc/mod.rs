//! Word 97–2003 and WPS text in an OLE container ([MS-DOC]): piece table,
//! properties, tables with merged cells, text boxes, WordArt, fields and notes.

mod fib;
mod lists;
mod looks;
mod picture;
mod pieces;
mod shapes;
mod sprm;
mod story;

use crate::document::{Block, Document, Margin, MarginKind, Role};
use crate::intake::ole::Ole;
use crate::problem::{Problem, Warning, WarningCode};
use crate::read::Options;
use crate::read::bytes::u32_at;
use crate::read::docx::Numbering;
use crate::read::draft::plain;
use crate::read::shown::Why;
use crate::read::{margin, protected};
use fib::{Encryption, Fib, Part, items, positions};
use looks::Sheet;
use shapes::Shapes;
use sprm::Runs;
use std::collections::HashMap;
use story::{Source, State, walk};

/// Bytes of the header that no encryption covers.
const HEAD: usize = 0x44;

/// Reads the bytes of one file.
///
/// # Errors
///
/// Damaged, encrypted or beyond the limits in force.
pub fn read(bytes: &[u8], options: &Options) -> Result<Document, Problem> {
    let container = Ole::open(bytes)?;
    let (word, fib) = header(&container, options)?;
    let mut document = match fib.encryption {
        Encryption::None => plain_text(&container, &word, &fib, None, options),
        Encryption::Xor(key) => {
            let xor = protected::word_xor(key, options)?;
            let mut clear = word.clone();
            xor.stream(&mut clear);
            // The beginning of the header is never hidden.
            let head = HEAD.min(word.len());
            clear[..head].copy_from_slice(&word[..head]);
            let fib = Fib::parse(&clear)?;
            plain_text(&container, &clear, &fib, Some(&xor), options)
        }
        Encryption::Rc4 => {
            let bytes = protected::word(bytes, fib.table, options)?;
            let container = Ole::open(&bytes)?;
            let (word, fib) = header(&container, options)?;
            plain_text(&container, &word, &fib, None, options)
        }
    }?;
    document.warnings.extend(container.cut(&["WordDocument", fib.table]));
    Ok(document)
}

/// The main stream and its header.
fn header(container: &Ole<'_>, options: &Options) -> Result<(Vec<u8>, Fib), Problem> {
    let word = stream(container, "WordDocument", options)
        .ok_or_else(|| Problem::damaged("OLE 容器里没有 Word 正文"))?;
    let fib = Fib::parse(&word)?;
    Ok((word, fib))
}

fn plain_text(
    container: &Ole<'_>,
    word: &[u8],
    fib: &Fib,
    xor: Option<&protected::Xor>,
    options: &Options,
) -> Result<Document, Problem> {
    let mut table =
        stream(container, fib.table, options).ok_or_else(|| Problem::damaged("缺少表流"))?;
    let mut data = stream(container, "Data", options).unwrap_or_default();
    if let Some(xor) = xor {
        xor.stream(&mut table);
        xor.stream(&mut data);
    }
    Ok(document(word, &table, &data, fib, options))
}

/// A stream's bytes, as many as the limits allow.
fn stream(container: &Ole<'_>, name: &str, options: &Options) -> Option<Vec<u8>> {
    container.stream(name, options.limits.member_bytes)
}

fn document(word: &[u8], table: &[u8], data: &[u8], fib: &Fib, options: &Options) -> Document {
    let limits = &options.limits;
    let characters = pieces::characters(word, fib.part(table, Part::Pieces), limits.characters);
    let mut state = State::default();
    state.pictures = options.pictures.then(Vec::new);
    if characters.cut {
        state.warnings.push(Warning::new(WarningCode::LimitExceeded, "字符过多，其余未读"));
    }
    let styles = fib.part(table, Part::Styles);
    let sheet = Sheet::parse(styles, fib.part(table, Part::Fonts), data);
    let mut source = Source {
        word,
        data,
        characters,
        character_runs: Runs::parse(word, fib.part(table, Part::CharacterPages), false),
        paragraph_runs: Runs::parse(word, fib.part(table, Part::ParagraphPages), true),
        numbering: Numbering::parse(&lists::numbering(table, fib, &sheet)),
        sheet,
        shapes: Shapes::parse(fib.part(table, Part::Anchors), fib.part(table, Part::Drawings)),
        store: picture::Store::parse(fib.part(table, Part::Drawings)),
        boxes: HashMap::new(),
        limits,
    };
    let [footnotes, headers, comments, endnotes, text_boxes, header_boxes] = fib.stories.starts();
    let boxes = fib.part(table, Part::TextBoxes);
    for (shape, blocks) in text_box_stories(&source, &mut state, boxes, text_boxes) {
        let outermost = source.shapes.outermost(shape);
        source.boxes.entry(outermost).or_default().extend(blocks);
    }
    let (mut blocks, used) = walk(&source, &mut state, 0, fib.stories.body, true);
    // A box whose anchor is lost still has text.
    let mut stray: Vec<_> =
        source.boxes.iter().filter(|(shape, _)| !used.contains(shape)).collect();
    stray.sort_by_key(|(shape, _)| **shape);
    for block in stray.into_iter().flat_map(|(_, blocks)| blocks) {
        let mut block = block.clone();
        if let Block::Paragraph(paragraph) = &mut block {
            paragraph.role = Role::TextBox;
        }
        blocks.push(block);
    }
    let mut document = Document { blocks, tells_labels: true, ..Document::default() };
    let margins = &mut document.margins;
    let in_body = state.pictures.as_ref().map_or(0, Vec::len);
    header_stories(&source, &mut state, fib.part(table, Part::Headers), headers, margins);
    let in_headers = fib.part(table, Part::HeaderTextBoxes);
    for (_, blocks) in text_box_stories(&source, &mut state, in_headers, header_boxes) {
        margin::put(margins, MarginKind::Header, plain(&blocks));
    }
    for picture in state.pictures.iter_mut().flatten().skip(in_body) {
        picture.running = true;
    }
    for (part, start, kind) in [
        (Part::Footnotes, footnotes, MarginKind::Footnote),
        (Part::Endnotes, endnotes, MarginKind::Footnote),
        (Part::Comments, comments, MarginKind::Comment),
    ] {
        state.story = if kind == MarginKind::Comment { "批注" } else { "脚注" };
        // One more end is written than there are notes.
        let ends = positions(fib.part(table, part), 0);
        for pair in ends.windows(2).take(ends.len().saturating_sub(2)) {
            let (from, to) = (start.saturating_add(pair[0]), start.saturating_add(pair[1]));
            margin::put(margins, kind, plain(&walk(&source, &mut state, from, to, false).0));
        }
    }
    for words in source.shapes.unanchored_words() {
        state.told.tell("页眉", words, "", Why::Watermark);
    }
    document.pictures = state.pictures.unwrap_or_default();
    document.warnings = state.warnings;
    document.warnings.extend(state.told.warnings());
    document
}

/// Text boxes with the shapes they belong to.
fn text_box_stories(
    source: &Source<'_>,
    state: &mut State,
    plc: &[u8],
    start: u32,
) -> Vec<(u32, Vec<Block>)> {
    let ends = positions(plc, 22);
    let mut found = Vec::new();
    for (pair, item) in ends.windows(2).zip(items(plc, 22)) {
        let shape = u32_at(item, 14).unwrap_or(0);
        let (from, to) = (start.saturating_add(pair[0]), start.saturating_add(pair[1]));
        let (blocks, _) = walk(source, state, from, to, false);
        if !blocks.is_empty() && shape != 0 {
            found.push((shape, blocks));
        }
    }
    found
}

/// Headers and footers: six separators of notes, then six stories a section.
fn header_stories(
    source: &Source<'_>,
    state: &mut State,
    plc: &[u8],
    start: u32,
    margins: &mut Vec<Margin>,
) {
    let ends = positions(plc, 0);
    for (index, pair) in ends.windows(2).enumerate().skip(6) {
        let (from, to) = (start.saturating_add(pair[0]), start.saturating_add(pair[1]));
        let kind = match index % 6 {
            0 | 1 | 4 => MarginKind::Header,
            _ => MarginKind::Footer,
        };
        state.story = if kind == MarginKind::Header { "页眉" } else { "页脚" };
        margin::put(margins, kind, plain(&walk(source, state, from, to, false).0));
    }
}
