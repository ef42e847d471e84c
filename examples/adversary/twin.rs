//! The adversary's twin: files that look otherwise and say the same. What it is told of them
//! is a false alarm.

use super::dice::Dice;
use super::kinds::{Case, File, printed};
use super::package::Package;
use super::sites;
use super::stock::Stock;
use super::write::{Format, WRITTEN};
use lopdf::Document;
use std::sync::Arc;

pub type Make = fn(&Stock, &mut Dice) -> Option<Case>;

pub const KINDS: &[(&str, Make)] = &[
    ("two-styles", two_styles),
    ("two-styles-site", two_styles_site),
    ("two-files", |s, d| restyled(s, d, None, |_, b, _| Some(b.to_vec()))),
    ("docx-type", |s, d| restyled(s, d, Some(Format::Docx), docx_type)),
    ("docx-margins", |s, d| restyled(s, d, Some(Format::Docx), docx_margins)),
    ("docx-runs-split", |s, d| restyled(s, d, Some(Format::Docx), docx_runs_split)),
    ("zip-stored", |s, d| {
        restyled(s, d, Some(Format::Docx), |_, b, _| {
            Package::open(b)?.packed(zip::CompressionMethod::Stored)
        })
    }),
    ("zip-turned", |s, d| {
        restyled(s, d, Some(Format::Docx), |_, b, _| {
            let mut p = Package::open(b)?;
            p.parts.reverse();
            p.bytes()
        })
    }),
    ("ofd-stored", |s, d| {
        restyled(s, d, Some(Format::Ofd), |_, b, _| {
            Package::open(b)?.packed(zip::CompressionMethod::Stored)
        })
    }),
    ("html-gb18030", |s, d| restyled(s, d, Some(Format::Html), html_gb18030)),
    ("html-style", |s, d| restyled(s, d, Some(Format::Html), html_style)),
    ("html-entities", |s, d| restyled(s, d, Some(Format::Html), html_entities)),
    ("html-spans", |s, d| restyled(s, d, Some(Format::Html), html_spans)),
    ("rtf-type", |s, d| {
        restyled(s, d, Some(Format::Rtf), |_, b, d| {
            let text = String::from_utf8(b.to_vec()).ok()?;
            let size = 18 + d.below(8);
            Some(text.replace("\\fs21", &format!("\\fs{size}")).into_bytes())
        })
    }),
    ("pdf-resaved", |s, d| restyled(s, d, Some(Format::Pdf), pdf_resaved)),
    ("pdf-unpacked", |s, d| restyled(s, d, Some(Format::Pdf), pdf_unpacked)),
];

/// A leaf in two styles, in the same format or in two.
fn two_styles(stock: &Stock, dice: &mut Dice) -> Option<Case> {
    let leaf = stock.leaf(dice)?;
    let (one, two) = (*dice.one(&WRITTEN)?, *dice.one(&WRITTEN)?);
    let pair = [printed(stock, &leaf, one, dice)?, printed(stock, &leaf, two, dice)?];
    Some(same("leaf".into(), pair))
}

/// The same with a place of the adversary's in it, unchanged.
fn two_styles_site(stock: &Stock, dice: &mut Dice) -> Option<Case> {
    let leaf = stock.leaf(dice)?;
    let (name, make) = *dice.one(sites::KINDS)?;
    let (was, _) = sites::planted(&leaf, &make(dice), dice);
    let (one, two) = (*dice.one(&WRITTEN)?, *dice.one(&WRITTEN)?);
    let pair = [printed(stock, &was, one, dice)?, printed(stock, &was, two, dice)?];
    Some(same(name.into(), pair))
}

fn same(book: String, pair: [File; 2]) -> Case {
    Case { kind: "", book, what: "nothing".into(), was: pair.clone(), now: pair }
}

type Restyle = fn(Format, &[u8], &mut Dice) -> Option<Vec<u8>>;

/// A file of a book, or a leaf, made to look otherwise, beside another one.
fn restyled(
    stock: &Stock,
    dice: &mut Dice,
    format: Option<Format>,
    restyle: Restyle,
) -> Option<Case> {
    let whole = dice.coin() || format.is_none();
    let (book, one, two) = if whole {
        let book = dice.one(&stock.books)?;
        let files: Vec<_> = book.files.iter().filter(|(f, _)| *f != Format::Scan).collect();
        let fits: Vec<_> =
            files.iter().filter(|(f, _)| format.is_none_or(|wanted| wanted == *f)).collect();
        let (a, b) = (dice.one(&fits)?, dice.one(&files)?);
        let file = |(format, bytes): &(Format, Arc<Vec<u8>>)| File {
            format: *format,
            bytes: bytes.clone(),
        };
        (book.name.clone(), file(a), file(b))
    } else {
        let leaf = stock.leaf(dice)?;
        let other = *dice.one(&WRITTEN)?;
        (
            "leaf".to_owned(),
            printed(stock, &leaf, format?, dice)?,
            printed(stock, &leaf, other, dice)?,
        )
    };
    let new = File { format: one.format, bytes: Arc::new(restyle(one.format, &one.bytes, dice)?) };
    let [was, now] = if dice.coin() {
        [[one, two.clone()], [new, two]]
    } else {
        [[two.clone(), one], [two, new]]
    };
    Some(Case { kind: "", book, what: "looks".into(), was, now })
}

fn body(bytes: &[u8], change: impl FnOnce(String) -> String) -> Option<Vec<u8>> {
    let mut package = Package::open(bytes)?;
    let xml = package.text("word/document.xml")?;
    package.set("word/document.xml", change(xml));
    package.bytes()
}

/// Sizes and colours of all runs that name them.
fn docx_type(_: Format, bytes: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    let size = 18 + dice.below(10);
    body(bytes, |xml| {
        let mut out = String::new();
        let mut rest = xml.as_str();
        while let Some(at) = rest.find("<w:sz w:val=\"") {
            let end = rest[at + 13..].find('"').map_or(at + 13, |e| at + 13 + e);
            out.push_str(&rest[..at + 13]);
            out.push_str(&size.to_string());
            rest = &rest[end..];
        }
        out + rest
    })
}

fn docx_margins(_: Format, bytes: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    let margin = 900 + 100 * dice.below(8);
    body(bytes, |xml| {
        xml.replace("w:left=\"1440\"", &format!("w:left=\"{margin}\""))
            .replace("<w:jc w:val=\"center\"/>", "<w:jc w:val=\"left\"/>")
    })
}

/// A run as two of the same looks, as an editor leaves it behind.
fn docx_runs_split(_: Format, bytes: &[u8], _: &mut Dice) -> Option<Vec<u8>> {
    body(bytes, |xml| xml.replace("</w:t></w:r>", "</w:t></w:r><w:r><w:t></w:t></w:r>"))
}

fn page(bytes: &[u8]) -> Option<String> {
    String::from_utf8(bytes.to_vec()).ok()
}

fn html_gb18030(_: Format, bytes: &[u8], _: &mut Dice) -> Option<Vec<u8>> {
    let page = page(bytes)?
        .replace("charset=\"utf-8\"", "charset=\"gb18030\"")
        .replace("charset=utf-8", "charset=gb18030");
    Some(encoding_rs::GB18030.encode(&page).0.into_owned())
}

fn html_style(_: Format, bytes: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    let (size, colour) = (8 + dice.below(8), dice.word(&["#111", "#223", "#333", "#000"]));
    let style = format!(
        "<style>body{{font-size:{size}pt;color:{colour};letter-spacing:.5px}}td{{padding:6px;text-align:left}}p{{text-indent:2em}}</style></head>"
    );
    Some(page(bytes)?.replacen("</head>", &style, 1).into_bytes())
}

fn html_entities(_: Format, bytes: &[u8], _: &mut Dice) -> Option<Vec<u8>> {
    let page = page(bytes)?;
    let start = page.find("<body")?;
    let coded = |c: char| if c.is_ascii() { c.to_string() } else { format!("&#{};", c as u32) };
    Some(
        format!("{}{}", &page[..start], page[start..].chars().map(coded).collect::<String>())
            .into_bytes(),
    )
}

fn html_spans(_: Format, bytes: &[u8], _: &mut Dice) -> Option<Vec<u8>> {
    let page = page(bytes)?.replace("</td>", "</span></td>");
    let mut out = String::new();
    let mut rest = page.as_str();
    while let Some(at) = rest.find("<td") {
        let end = rest[at..].find('>').map_or(rest.len(), |e| at + e + 1);
        out.push_str(&rest[..end]);
        out.push_str("<span class=\"c\">");
        rest = &rest[end..];
    }
    out.push_str(rest);
    Some(out.into_bytes())
}

fn pdf_resaved(_: Format, bytes: &[u8], _: &mut Dice) -> Option<Vec<u8>> {
    let mut pdf = Document::load_mem(bytes).ok()?;
    pdf.renumber_objects();
    pdf.compress();
    let mut out = Vec::new();
    pdf.save_to(&mut out).ok()?;
    Some(out)
}

fn pdf_unpacked(_: Format, bytes: &[u8], _: &mut Dice) -> Option<Vec<u8>> {
    let mut pdf = Document::load_mem(bytes).ok()?;
    pdf.decompress();
    let mut out = Vec::new();
    pdf.save_to(&mut out).ok()?;
    Some(out)
}
