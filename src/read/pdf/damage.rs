//! Pages whose content is not all there: a stream that is missing, cut short or
//! broken in the middle. The library reads what it can and goes on; a reader of
//! the result has to be told.

use crate::problem::{Warning, WarningCode};
use flate2::{Decompress, FlushDecompress, Status};
use hayro_syntax::content::UntypedIter;
use hayro_syntax::object::dict::keys;
use hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, Stream};
use hayro_syntax::page::Page;
use hayro_syntax::{Filter, Pdf};
use std::ops::Deref;

/// The warning of a page that was read in part.
pub const CODE: WarningCode = WarningCode::PageDamaged;
/// Where a stream's checksum is looked for: its last bytes and the line end after it.
const TAIL: usize = 12;
/// Forms of a page that are looked at, and how deep they lie in each other.
const FORMS: usize = 64;
const DEPTH: usize = 3;

/// Pages that the file counts and that are not found.
pub fn of_tree(pdf: &Pdf) -> Option<Warning> {
    let root = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id())?;
    let told = root.get::<Dict<'_>>(keys::PAGES)?.get::<u32>(keys::COUNT)? as usize;
    let found = pdf.pages().len();
    let message = format!("文件称有 {told} 页，只找到 {found} 页，其余页面缺失");
    (told > found).then(|| Warning::new(WarningCode::DocumentCut, message))
}

/// A file that breaks off: behind its last index stand further objects, or it has no index.
pub fn of_end(bytes: &[u8]) -> Option<Warning> {
    let last = |word: &[u8]| memchr::memmem::rfind(bytes, word);
    let index = last(b"startxref").max(last(b"trailer")).max(last(b"%%EOF"));
    let sound = index.is_some_and(|at| memchr::memmem::find(&bytes[at..], b" obj").is_none());
    let message = "PDF 在末尾断开（缺少结尾的索引），其后的内容缺失";
    (!sound).then(|| Warning::new(WarningCode::DocumentCut, message))
}

const MISSING: &str = "的内容在文件中缺失";
const BROKEN: &str = "的内容数据损坏或被截断";
const GARBLED: &str = "的内容中途无法解析";

/// What is wrong with a page's content; `None` where all of it could be decoded.
pub fn of(page: &Page<'_>) -> Option<&'static str> {
    contents(page).or_else(|| {
        if !page.page_stream().is_none_or(parses) {
            return Some(GARBLED);
        }
        let mut left = FORMS;
        (!forms_are_whole(&page.resources().x_objects, DEPTH, &mut left)).then_some(BROKEN)
    })
}

/// Whether the forms that content draws, and those inside them, can be decoded.
fn forms_are_whole(objects: &Dict<'_>, depth: usize, left: &mut usize) -> bool {
    objects.keys().all(|name| {
        let Some(form) = objects.get::<Stream<'_>>(name.deref()) else { return true };
        let kind = form.dict().get::<Name<'_>>(keys::SUBTYPE);
        if *left == 0 || kind.is_none_or(|kind| kind.deref() != b"Form") {
            return true;
        }
        *left -= 1;
        let inner = || {
            let resources = form.dict().get::<Dict<'_>>(keys::RESOURCES);
            resources.and_then(|resources| resources.get::<Dict<'_>>(keys::XOBJECT))
        };
        is_whole(&form, None)
            && (depth == 0 || inner().is_none_or(|inner| forms_are_whole(&inner, depth - 1, left)))
    })
}

/// Whether the library's parser comes to the end of some content: it gives up at a
/// bracket that opens or closes nothing, where other readers go on.
fn parses(content: &[u8]) -> bool {
    /// An operator that no content has.
    const END: &[u8] = b"EndOfAllContent";
    let count = |bracket: u8| memchr::memchr_iter(bracket, content).count();
    let pairs = |open: u8, close: u8| count(open) == count(close);
    // Nearly all content is told by this; the rest may have brackets in its strings.
    if pairs(b'(', b')') && pairs(b'[', b']') && pairs(b'<', b'>') && count(b'{') + count(b'}') == 0
    {
        return true;
    }
    let marked = [content, b"\n", END, b"\n"].concat();
    let mut instructions = UntypedIter::new(&marked);
    while let Some(instruction) = instructions.next() {
        if instruction.operator.deref() == END {
            return true;
        }
    }
    false
}

fn contents(page: &Page<'_>) -> Option<&'static str> {
    let whole = |found: Option<Stream<'_>>, decoded: Option<&[u8]>| match found {
        None => Some(MISSING),
        Some(stream) => (!is_whole(&stream, decoded)).then_some(BROKEN),
    };
    if let Some(stream) = page.raw().get::<Stream<'_>>(keys::CONTENTS) {
        return whole(Some(stream), page.page_stream());
    }
    let Some(parts) = page.raw().get::<Array<'_>>(keys::CONTENTS) else {
        // No content is a blank page; something else in its place is none.
        let other = page.raw().get::<Object<'_>>(keys::CONTENTS);
        return other.is_some_and(|o| !matches!(o, Object::Null(_))).then_some(MISSING);
    };
    parts.raw_iter().find_map(|part| match part {
        MaybeRef::Ref(id) => whole(page.xref().get::<Stream<'_>>(id.into()), None),
        MaybeRef::NotRef(_) => None,
    })
}

/// Whether a stream can be decoded to its end.
fn is_whole(stream: &Stream<'_>, decoded: Option<&[u8]>) -> bool {
    if stream.filters().as_slice() != [Filter::FlateDecode] {
        return stream.decoded_data().is_ok();
    }
    let raw = stream.raw_data();
    let sum = decoded.map(|data| adler(data).to_be_bytes());
    let tail = raw.len().saturating_sub(TAIL);
    sum.is_some_and(|sum| raw[tail..].windows(sum.len()).any(|bytes| bytes == sum))
        || ends(&raw, true)
        || ends(&raw, false)
}

/// Whether deflated bytes reach the end that they mark, after the two bytes of
/// a zlib header or without; a checksum that is left out harms nothing.
fn ends(raw: &[u8], header: bool) -> bool {
    let mut rest = if header { raw.get(2..).unwrap_or_default() } else { raw };
    let mut state = Decompress::new(false);
    let mut out = vec![0; 32 << 10];
    loop {
        let (before, made) = (state.total_in(), state.total_out());
        match state.decompress(rest, &mut out, FlushDecompress::None) {
            Ok(Status::StreamEnd) => return true,
            Ok(_) => {}
            Err(_) => return false,
        }
        let taken = (state.total_in() - before) as usize;
        rest = rest.get(taken..).unwrap_or_default();
        if taken == 0 && state.total_out() == made {
            return false;
        }
    }
}

/// The checksum at the end of a zlib stream (RFC 1950).
fn adler(data: &[u8]) -> u32 {
    const PRIME: u32 = 65_521;
    /// So many bytes can be added before the sums overflow.
    const RUN: usize = 5_552;
    let (mut a, mut b) = (1u32, 0u32);
    for run in data.chunks(RUN) {
        for byte in run {
            a += u32::from(*byte);
            b += a;
        }
        a %= PRIME;
        b %= PRIME;
    }
    b << 16 | a
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn deflated() -> (Vec<u8>, Vec<u8>) {
        let data: Vec<u8> = (0..9000u32).flat_map(|n| (n * n).to_le_bytes()).collect();
        let mut packer =
            flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(&data).unwrap();
        (data, packer.finish().unwrap())
    }

    #[test]
    fn a_stream_ends_where_it_says() {
        let (data, packed) = deflated();
        assert_eq!(adler(&data).to_be_bytes(), packed[packed.len() - 4..]);
        assert!(ends(&packed, true));
        assert!(ends(&packed[..packed.len() - 4], true), "without its checksum");
        assert!(ends(&packed[2..], false), "without its header");
        assert!(!ends(&packed[..packed.len() / 2], true));
    }

    #[test]
    fn content_is_parsed_to_its_end_or_told() {
        assert!(parses(b"BT (a\\)b) Tj [(c) 3 (d)] TJ <0041> Tj ET"));
        assert!(parses(b"BT (:-\\)) Tj ([) Tj ET"), "brackets inside strings");
        assert!(!parses(b"BT (a) Tj ] (b) Tj ET"));
        assert!(!parses(b"BT (a) Tj }} (b) Tj ET"));
        assert!(!parses(b"BT (a) Tj (b"), "a string without its end");
    }

    #[test]
    fn a_page_that_is_not_all_there_is_told() {
        let (_, packed) = deflated();
        let half = &packed[..packed.len() / 2];
        let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents";
        let mut file = format!(
            "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R 5 0 R 6 0 R]/Count 4>>endobj\n\
             3 0 obj{page} 4 0 R>>endobj\n5 0 obj{page} 9 0 R>>endobj\n6 0 obj{page}[]>>endobj\n\
             4 0 obj<</Filter/FlateDecode/Length {}>>stream\n",
            half.len()
        )
        .into_bytes();
        file.extend_from_slice(half);
        file.extend_from_slice(b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF");
        let mut options = crate::read::Options::default();
        options.ocr.off = true;
        let document = super::super::read(&file, &options).unwrap();
        let told = |w: &Warning| (w.code == CODE).then_some(w.page?);
        let pages: Vec<u32> = document.warnings.iter().filter_map(told).collect();
        assert_eq!(pages[0], 1, "{:?}", document.warnings);
        assert!(!pages.contains(&3), "a page without content is blank");
        assert!(document.warnings.iter().any(|w| w.code == WarningCode::DocumentCut));
        assert!(document.warnings.iter().all(Warning::is_loss));
    }
}
