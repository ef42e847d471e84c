//! A thousand seeded mutations where they happen in life: in the package of a Word
//! file and in the content streams of a PDF file. No mutated pair may ever be
//! called consistent, whichever side it stands on; the same book untouched must be.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::support::{books, dice, pdf, typeset};

use books::{BOOKS, compared};
use dice::Dice;
use rayon::prelude::*;
use shenbao::compare::{Report, Verdict};
use shenbao::document::Document;
use shenbao::extract;
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

/// Mutations of each kind of file.
const MUTATIONS: u64 = 500;

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
        "unit" => [("万元", "亿元"), ("%", "‰"), ("％", "‰"), ("毫秒", "秒"), ("万条", "条")]
            .iter()
            .find(|(from, _)| text.contains(from))
            .map(|(from, to)| text.replacen(from, to, 1)),
        "tick" => {
            // A box of its own: in "□√" the box belongs to the tick.
            let (at, c) = pick(&|c| matches!(c, '□' | '☐'), dice)?;
            let alone = !text[at + c.len_utf8()..].starts_with(['√', '✓']);
            alone.then(|| put(at, c, "☑"))
        }
        "blanked" => text.chars().any(char::is_alphanumeric).then(String::new),
        _ => None,
    }
}

/// Changes the XML of a Word file's body.
fn mutate_xml(kind: &str, xml: &str, dice: &mut Dice) -> Option<String> {
    if kind == "page-dropped" {
        // A page of a Word file: a few paragraphs of the body, one behind the other.
        let body = xml.find("<w:body>")? + "<w:body>".len();
        let first_table = xml[body..].find("<w:tbl>").map_or(xml.len(), |at| body + at);
        let ends: Vec<usize> = xml[body..first_table]
            .match_indices("</w:p>")
            .map(|(at, end)| body + at + end.len())
            .collect();
        let last = ends.len().checked_sub(4)?;
        let first = dice.below(last.max(1));
        let cut = ends[first]..ends[first + 3];
        let wordy = spans(&xml[cut.clone()], "<w:t", "</w:t>").iter().any(|r| r.len() > 6);
        let plain = !xml[cut.clone()].contains("w:sectPr");
        return (wordy && plain).then(|| format!("{}{}", &xml[..cut.start], &xml[cut.end..]));
    }
    if let "row-dropped" | "row-swapped" | "row-added" = kind {
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
        if kind == "row-added" {
            let mut copy = xml[row.clone()].to_owned();
            let at = spans(&copy, "<w:t", "</w:t>").into_iter().find(|r| !r.is_empty())?;
            copy.insert_str(at.start, "新增");
            return Some(format!("{}{copy}{}", &xml[..row.end], &xml[row.end..]));
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
    let wrong: Vec<String> = (0..MUTATIONS)
        .into_par_iter()
        .filter_map(|seed| {
            let mut dice = Dice(seed * 6_700_417 + 3);
            let kind = books::KINDS[seed as usize % books::KINDS.len()];
            for _ in 0..40 {
                let number = dice.below(books.len());
                let (package, others) = &books[number];
                let xml = package.body();
                let Some(body) = mutate_xml(kind, &xml, &mut dice) else { continue };
                let mutant =
                    read::docx::read(&package.with(&body), &read::Options::default()).unwrap();
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

/// A piece of text that a content stream shows.
struct Shown {
    line: usize,
    x: f32,
    y: f32,
    text: String,
}

/// What a content stream shows, in its order.
fn shown(content: &str) -> Vec<Shown> {
    content
        .lines()
        .enumerate()
        .filter_map(|(line, drawn)| {
            let codes = drawn.split_once('<')?.1.split_once('>')?.0;
            let place: Vec<f32> =
                drawn.split(' ').skip(8).take(2).filter_map(|n| n.parse().ok()).collect();
            let units: Vec<u16> = (0..codes.len() / 4)
                .filter_map(|n| u16::from_str_radix(&codes[4 * n..4 * n + 4], 16).ok())
                .collect();
            let [x, y] = place[..] else { return None };
            // The page's own number at the bottom is not compared.
            (y > 60.0).then(|| Shown { line, x, y, text: String::from_utf16_lossy(&units) })
        })
        .collect()
}

/// The content stream with other text on some of its lines; none takes the line away.
fn redrawn(content: &str, changes: &[(usize, Option<String>)]) -> String {
    let mut out = String::new();
    for (number, line) in content.lines().enumerate() {
        match changes.iter().find(|(changed, _)| *changed == number) {
            None => out.push_str(line),
            Some((_, None)) => continue,
            Some((_, Some(text))) => {
                let (before, rest) = line.split_once('<').unwrap();
                let (_, after) = rest.split_once('>').unwrap();
                let codes: String = text.encode_utf16().map(|u| format!("{u:04X}")).collect();
                out.push_str(&format!("{before}<{codes}>{after}"));
            }
        }
        out.push('\n');
    }
    out
}

/// Changes the content streams of a PDF file.
fn mutate_pdf(kind: &str, contents: &mut Vec<String>, dice: &mut Dice) -> bool {
    let number = dice.below(contents.len());
    let pieces = shown(&contents[number]);
    if kind == "page-dropped" {
        contents.remove(number);
        return pieces.iter().map(|p| p.text.len()).sum::<usize>() > 60;
    }
    if pieces.is_empty() {
        return false;
    }
    let drawn = &pieces[dice.below(pieces.len())];
    let row = |y: f32| pieces.iter().filter(move |p| (p.y - y).abs() < 2.0);
    let words = |y: f32| row(y).map(|p| p.text.trim()).collect::<Vec<_>>().join("|");
    let changes: Vec<(usize, Option<String>)> = match kind {
        "row-dropped" => row(drawn.y).map(|p| (p.line, None)).collect(),
        "row-added" => {
            let lowest = pieces.iter().map(|p| p.y).fold(f32::INFINITY, f32::min);
            let at = format!("1 0 0 1 60 {:.2} Tm", lowest - 24.0);
            let line =
                "新增内容一行".encode_utf16().map(|u| format!("{u:04X}")).collect::<String>();
            contents[number].push_str(&format!("BT /F1 10 Tf {at} <{line}> Tj ET\n"));
            return lowest > 100.0;
        }
        "row-swapped" => {
            let mut below: Vec<f32> =
                pieces.iter().map(|p| p.y).filter(|y| *y < drawn.y - 10.0).collect();
            below.sort_by(|a, b| b.total_cmp(a));
            let Some(next) = below.first().copied() else { return false };
            let alike = row(drawn.y).count() == row(next).count()
                && row(drawn.y).zip(row(next)).all(|(a, b)| (a.x - b.x).abs() < 1.0);
            if !alike || words(drawn.y) == words(next) {
                return false;
            }
            row(drawn.y)
                .zip(row(next))
                .flat_map(|(a, b)| [(a.line, Some(b.text.clone())), (b.line, Some(a.text.clone()))])
                .collect()
        }
        _ => {
            let start = dice.below(pieces.len());
            let found = (0..pieces.len())
                .map(|i| &pieces[(start + i) % pieces.len()])
                .find_map(|piece| Some((piece.line, changed(kind, &piece.text, dice)?)));
            match found {
                Some((line, text)) => vec![(line, (!text.is_empty()).then_some(text))],
                None => return false,
            }
        }
    };
    contents[number] = redrawn(&contents[number], &changes);
    !words(drawn.y).is_empty()
}

#[test]
fn a_pdf_file_changed_in_its_streams_is_never_consistent() {
    let options = read::Options::default();
    let printed = |contents: &[String]| read::pdf::read(&pdf::file(contents), &options).unwrap();
    let books: Vec<(Vec<Document>, Vec<String>)> = BOOKS
        .iter()
        .map(|name| {
            let word = opened(&format!("{name}.docx"));
            let contents: Vec<String> = typeset::pages(&word).iter().map(pdf::content).collect();
            let mut others = vec![word, printed(&contents)];
            if book(&format!("{name}.pdf")).exists() {
                others.push(opened(&format!("{name}.pdf")));
            }
            (others, contents)
        })
        .collect();
    for ((others, _), name) in books.iter().zip(BOOKS) {
        for other in others {
            let report = compared(&others[1], other);
            assert_eq!(report.verdict, Verdict::Consistent, "{name}: {}", told(&report));
        }
    }
    let wrong: Vec<String> = (0..MUTATIONS)
        .into_par_iter()
        .filter_map(|seed| {
            let mut dice = Dice(seed * 15_485_863 + 11);
            let kind = books::KINDS[seed as usize % books::KINDS.len()];
            for _ in 0..80 {
                let number = dice.below(books.len());
                let (others, contents) = &books[number];
                let mut contents = contents.clone();
                if !mutate_pdf(kind, &mut contents, &mut dice) {
                    continue;
                }
                let mutant = printed(&contents);
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
