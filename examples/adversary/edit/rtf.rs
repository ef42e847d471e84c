//! What an RTF file can show otherwise than its characters say.

use super::{Edit, Edited, edited};
use crate::dice::Dice;
use std::ops::Range;

pub const KINDS: &[(&str, Edit)] = &[
    ("rtf-white", |b, d| coloured(b, d, "\\red255\\green255\\blue255;", "\\cf")),
    ("rtf-nearly-white", |b, d| coloured(b, d, "\\red252\\green252\\blue252;", "\\cf")),
    ("rtf-black-on-black", |b, d| coloured(b, d, "\\red0\\green0\\blue0;", "\\chcbpat")),
    ("rtf-squeezed", |b, d| dressed(b, d, "\\charscalex1")),
    ("rtf-tiny", |b, d| dressed(b, d, "\\fs1")),
    ("rtf-hidden", |b, d| dressed(b, d, "\\v")),
    ("rtf-struck", |b, d| dressed(b, d, "\\strike")),
    ("rtf-struck-twice", |b, d| dressed(b, d, "\\striked1")),
    ("rtf-deleted", |b, d| dressed(b, d, "\\deleted")),
    ("rtf-row-flat", row_flat),
    ("rtf-shape-over", shape_over),
];

/// Runs of coded characters (`\u25105?`) outside of tables of fonts and styles.
fn texts(rtf: &str) -> Vec<Range<usize>> {
    let start = rtf
        .rfind("{\\stylesheet")
        .or_else(|| rtf.find("{\\colortbl"))
        .map_or(0, |at| rtf[at..].find('\n').map_or(at, |end| at + end));
    let start = rtf[start..].find("\\pard").map_or(start, |at| start + at);
    let bytes = rtf.as_bytes();
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut at = start;
    while let Some(code) = rtf[at..].find("\\u").map(|c| at + c) {
        let mut end = code + 2;
        while bytes.get(end).is_some_and(|b| b.is_ascii_digit() || *b == b'-') {
            end += 1;
        }
        if end == code + 2 {
            at = end;
            continue;
        }
        let number: i32 = rtf[code + 2..end].parse().unwrap_or(0);
        let number = if number < 0 { number + 65536 } else { number };
        // The stand-in for old readers: one character.
        if rtf[end..].starts_with('?') {
            end += 1;
        } else if rtf[end..].starts_with("\\'") {
            end += 4;
        } else if rtf[end..].starts_with(' ') {
            end += 1;
        }
        let han = (0x4e00..=0x9fff).contains(&number);
        match out.last_mut() {
            Some(last) if last.end == code && han => last.end = end,
            _ if han => out.push(code..end),
            _ => {}
        }
        at = end;
    }
    out
}

fn word(rtf: &str, dice: &mut Dice) -> Option<Range<usize>> {
    let all: Vec<_> = texts(rtf).into_iter().filter(|t| t.end <= rtf.len()).collect();
    dice.one(&all).cloned()
}

fn said(code: &str) -> String {
    code.split("\\u")
        .filter_map(|piece| {
            let digits: String =
                piece.chars().take_while(|c| c.is_ascii_digit() || *c == '-').collect();
            let n: i32 = digits.parse().ok()?;
            char::from_u32(if n < 0 { n + 65536 } else { n } as u32)
        })
        .collect()
}

fn file(bytes: &[u8]) -> Option<String> {
    bytes.is_ascii().then(|| String::from_utf8(bytes.to_vec()).ok()).flatten()
}

fn dressed(bytes: &[u8], dice: &mut Dice, how: &str) -> Option<Edited> {
    let rtf = file(bytes)?;
    let range = word(&rtf, dice)?;
    let new = format!("{{{how} {}}}", &rtf[range.clone()]);
    let out = format!("{}{new}{}", &rtf[..range.start], &rtf[range.end..]);
    edited(Some(out.into_bytes()), format!("{} is set {how}", said(&rtf[range])))
}

fn coloured(bytes: &[u8], dice: &mut Dice, colour: &str, control: &str) -> Option<Edited> {
    let rtf = file(bytes)?;
    let table = rtf.find("{\\colortbl")?;
    let end = table + rtf[table..].find('}')?;
    let number = rtf[table..end].matches(';').count();
    let rtf = format!("{}{colour}{}", &rtf[..end], &rtf[end..]);
    let how = if control == "\\cf" {
        format!("\\cf{number}")
    } else {
        format!("\\cf{number}\\chcbpat{number}\\highlight{number}")
    };
    dressed(rtf.as_bytes(), dice, &how)
}

fn row_flat(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let rtf = file(bytes)?;
    let rows: Vec<usize> = rtf
        .match_indices("\\trowd")
        .map(|(at, _)| at)
        .filter(|at| {
            rtf[*at..].find("\\row").is_some_and(|end| {
                let row = &rtf[*at..at + end];
                row.contains("\\u") && !row.contains("\\clvm") && !row[6..].contains("\\trowd")
            })
        })
        .collect();
    let at = *dice.one(&rows)?;
    let end = at + rtf[at..].find("\\row")?;
    let row = &rtf[at + 6..end];
    // A height of its own must not come after ours.
    let row = row.find("\\trrh").map_or(row.to_owned(), |h| {
        let rest = row[h + 5..].trim_start_matches(|c: char| c == '-' || c.is_ascii_digit());
        format!("{}{rest}", &row[..h])
    });
    let out = format!("{}\\trowd\\trrh-15{row}{}", &rtf[..at], &rtf[end..]);
    edited(Some(out.into_bytes()), "a row of 0.75 pt")
}

fn shape_over(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let rtf = file(bytes)?;
    let range = word(&rtf, dice)?;
    let shape = "{\\shp{\\*\\shpinst\\shpleft0\\shptop0\\shpright1200\\shpbottom300\\shpfhdr0\\shpbxcolumn\\shpbypara\\shpwr3\\shpfblwtxt0{\\sp{\\sn shapeType}{\\sv 1}}{\\sp{\\sn fillColor}{\\sv 16777215}}{\\sp{\\sn fLine}{\\sv 0}}}}";
    let out = format!("{}{shape}{}", &rtf[..range.start], &rtf[range.start..]);
    edited(Some(out.into_bytes()), format!("a white shape over {}", said(&rtf[range])))
}
