//! Mutations where they happen in life: in the bytes of a Word file, and in the
//! ink of printed pages. No mutated pair may ever be called consistent; the
//! same book untouched must be.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/books.rs"]
mod books;
#[path = "support/dice.rs"]
mod dice;
#[path = "support/typeset.rs"]
mod typeset;

use books::{BOOKS, compared};
use dice::Dice;
use rayon::prelude::*;
use shenbao::compare::{Report, Verdict};
use shenbao::document::Document;
use shenbao::extract;
use shenbao::layout::{InkPage, lay_out};
use shenbao::{Options, read};
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};

fn book(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/books").join(name)
}

fn opened(name: &str) -> Document {
    extract::open(&book(name), &Options::default()).expect("a corpus book opens").1
}

fn told(report: &Report) -> String {
    let first = report.differences.first();
    let first = first.map(|d| format!("{} {:?} {:?}", d.pointer, d.paper, d.online));
    format!("{} {first:?}", report.reason)
}

/// The main part of a Word file, and the file with another main part.
struct Package(Vec<u8>);

impl Package {
    const BODY: &'static str = "word/document.xml";

    fn body(&self) -> String {
        let mut zip = zip::ZipArchive::new(Cursor::new(&self.0)).unwrap();
        let mut text = String::new();
        zip.by_name(Self::BODY).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    fn with(&self, body: &str) -> Vec<u8> {
        let mut from = zip::ZipArchive::new(Cursor::new(&self.0)).unwrap();
        let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for index in 0..from.len() {
            let mut member = from.by_index(index).unwrap();
            let name = member.name().unwrap().into_owned();
            let mut bytes = Vec::new();
            member.read_to_end(&mut bytes).unwrap();
            to.start_file(&name, zip::write::SimpleFileOptions::default()).unwrap();
            let bytes = if name == Self::BODY { body.as_bytes() } else { &bytes };
            to.write_all(bytes).unwrap();
        }
        to.finish().unwrap().into_inner()
    }
}

/// The byte ranges of what stands between `open` (up to its `>`) and `close`.
fn spans(xml: &str, open: &str, close: &str) -> Vec<std::ops::Range<usize>> {
    xml.match_indices(open)
        .filter_map(|(at, _)| {
            let next = xml[at + open.len()..].chars().next()?;
            if !matches!(next, '>' | ' ') {
                return None;
            }
            let start = at + xml[at..].find('>')? + 1;
            if xml[..start].ends_with("/>") {
                return None;
            }
            Some(start..start + xml[start..].find(close)?)
        })
        .collect()
}

const KINDS: [&str; 8] =
    ["digit", "sign", "decimal", "character", "negation", "blanked", "row-dropped", "row-swapped"];

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// A changed text; `None` where it offers nothing to the kind.
fn changed(kind: &str, text: &str, dice: &mut Dice) -> Option<String> {
    let pick = |fits: &dyn Fn(char) -> bool, dice: &mut Dice| {
        let places: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| fits(*c)).collect();
        places.get(dice.below(places.len())).copied()
    };
    let put = |at: usize, c: char, with: &str| {
        format!("{}{with}{}", &text[..at], &text[at + c.len_utf8()..])
    };
    match kind {
        "digit" => {
            let (at, c) = pick(&|c| c.is_ascii_digit(), dice)?;
            let other = (c.to_digit(10)? + 1 + dice.below(9) as u32) % 10;
            Some(put(at, c, &other.to_string()))
        }
        "sign" => {
            let number = text.trim().parse::<f64>().ok().filter(|n| *n > 0.0);
            number.map(|_| format!("-{}", text.trim()))
        }
        "decimal" => {
            let number = text.trim().parse::<f64>().ok().filter(|n| n.fract() != 0.0);
            number.map(|_| text.trim().replace('.', ""))
        }
        "character" => {
            let (at, c) = pick(&is_han, dice)?;
            Some(put(at, c, if c == '鑫' { "淼" } else { "鑫" }))
        }
        "negation" => {
            let long = text.chars().filter(|c| is_han(*c)).count() >= 8;
            let (at, c) = pick(&is_han, dice).filter(|_| long)?;
            Some(put(at, c, &format!("不{c}")))
        }
        "blanked" => text.chars().any(char::is_alphanumeric).then(String::new),
        _ => None,
    }
}

/// Changes the XML of a Word file's body.
fn mutate_xml(kind: &str, xml: &str, dice: &mut Dice) -> Option<String> {
    if let "row-dropped" | "row-swapped" = kind {
        let rows: Vec<_> = xml
            .match_indices("<w:tr>")
            .chain(xml.match_indices("<w:tr "))
            .filter_map(|(at, _)| Some(at..at + xml[at..].find("</w:tr>")? + "</w:tr>".len()))
            .filter(|r| !xml[r.clone()].contains("w:vMerge"))
            .collect();
        let words = |row: &std::ops::Range<usize>| -> String {
            let row = &xml[row.clone()];
            spans(row, "<w:t", "</w:t>").into_iter().map(|r| row[r].trim()).collect()
        };
        let row = rows.get(dice.below(rows.len())).filter(|row| !words(row).is_empty())?;
        if kind == "row-dropped" {
            return Some(format!("{}{}", &xml[..row.start], &xml[row.end..]));
        }
        // The next row of the same table.
        let next = rows.iter().find(|r| r.start == row.end)?;
        let differ = words(next) != words(row) && !words(next).is_empty();
        differ.then(|| {
            let (a, b) = (&xml[row.clone()], &xml[next.clone()]);
            format!("{}{b}{a}{}", &xml[..row.start], &xml[next.end..])
        })
    } else {
        let texts = spans(xml, "<w:t", "</w:t>");
        let start = dice.below(texts.len());
        // The first text from a drawn place on that offers something.
        (0..texts.len()).map(|i| &texts[(start + i) % texts.len()]).find_map(|range| {
            let new = changed(kind, &xml[range.clone()], dice)?;
            Some(format!("{}{new}{}", &xml[..range.start], &xml[range.end..]))
        })
    }
}

#[test]
fn a_word_file_changed_inside_its_package_is_never_consistent() {
    let books: Vec<(Package, Vec<Document>)> = BOOKS
        .iter()
        .map(|name| {
            let word = book(&format!("{name}.docx"));
            let mut others = vec![opened(&format!("{name}.docx"))];
            if book(&format!("{name}.pdf")).exists() {
                others.push(opened(&format!("{name}.pdf")));
            }
            (Package(std::fs::read(word).unwrap()), others)
        })
        .collect();
    let wrong: Vec<String> = (0..160u64)
        .into_par_iter()
        .filter_map(|seed| {
            let mut dice = Dice(seed * 6_700_417 + 3);
            let kind = KINDS[seed as usize % KINDS.len()];
            for _ in 0..40 {
                let number = dice.below(books.len());
                let (package, others) = &books[number];
                let xml = package.body();
                let Some(body) = mutate_xml(kind, &xml, &mut dice) else { continue };
                let mutant = read::docx::read(&package.with(&body), &Options::default()).unwrap();
                let other = &others[dice.below(others.len())];
                let on_paper = dice.below(2) == 0;
                let report =
                    if on_paper { compared(&mutant, other) } else { compared(other, &mutant) };
                return (report.verdict == Verdict::Consistent)
                    .then(|| format!("{seed} {kind} {} paper={on_paper}", BOOKS[number]));
            }
            Some(format!("{seed} {kind}: no book offers it"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} called consistent: {wrong:#?}", wrong.len());
}

/// Changes the ink of some pages.
fn mutate_ink(kind: &str, pages: &mut Vec<InkPage>, dice: &mut Dice) -> bool {
    let number = dice.below(pages.len());
    if kind == "page-dropped" {
        let inked = pages[number].glyphs.len() > 20;
        pages.remove(number);
        return inked;
    }
    let body = |y: f32| y < 780.0;
    let glyphs = &mut pages[number].glyphs;
    let fits = |c: char| match kind {
        "digit" | "digit-lost" => c.is_ascii_digit(),
        "tick" => c == '□',
        _ => is_han(c),
    };
    let places: Vec<usize> = (0..glyphs.len())
        .filter(|i| fits(glyphs[*i].character) && body(glyphs[*i].bbox.y0))
        .collect();
    let Some(at) = places.get(dice.below(places.len())).copied() else { return false };
    match kind {
        "digit" => {
            let old = glyphs[at].character.to_digit(10).unwrap_or(0);
            let new = (old + 1 + dice.below(9) as u32) % 10;
            glyphs[at].character = char::from_digit(new, 10).unwrap();
        }
        "tick" => glyphs[at].character = '☑',
        "character" => {
            let old = glyphs[at].character;
            glyphs[at].character = if old == '鑫' { '淼' } else { '鑫' };
        }
        "digit-lost" | "character-lost" => {
            glyphs.remove(at);
        }
        // Everything at one height: a line of text or a row of values.
        _ => {
            let y = glyphs[at].bbox.y0;
            glyphs.retain(|g| (g.bbox.y0 - y).abs() > 2.0);
        }
    }
    true
}

const INK_KINDS: [&str; 7] =
    ["digit", "tick", "character", "digit-lost", "character-lost", "line-lost", "page-dropped"];

#[test]
fn ink_changed_on_a_printed_page_is_never_consistent() {
    let books: Vec<(Document, Vec<InkPage>)> = BOOKS
        .iter()
        .map(|name| {
            let document = opened(&format!("{name}.docx"));
            let pages = typeset::pages(&document);
            (document, pages)
        })
        .collect();
    for ((word, pages), name) in books.iter().zip(BOOKS) {
        let report = compared(&lay_out(pages.clone()), word);
        assert_eq!(report.verdict, Verdict::Consistent, "{name}: {}", told(&report));
    }
    let wrong: Vec<String> = (0..210u64)
        .into_par_iter()
        .filter_map(|seed| {
            let mut dice = Dice(seed * 15_485_863 + 11);
            let kind = INK_KINDS[seed as usize % INK_KINDS.len()];
            for _ in 0..60 {
                let number = dice.below(books.len());
                let (word, pages) = &books[number];
                let mut pages = pages.clone();
                if !mutate_ink(kind, &mut pages, &mut dice) {
                    continue;
                }
                let printed = lay_out(pages);
                let on_paper = dice.below(2) == 0;
                let report =
                    if on_paper { compared(&printed, word) } else { compared(word, &printed) };
                return (report.verdict == Verdict::Consistent)
                    .then(|| format!("{seed} {kind} {} paper={on_paper}", BOOKS[number]));
            }
            Some(format!("{seed} {kind}: no book offers it"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} called consistent: {wrong:#?}", wrong.len());
}
