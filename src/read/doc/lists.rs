//! List definitions ([MS-DOC] 2.9.131, 2.9.147, 2.9.150) written out as the
//! numbering part of a .docx, so that one counter serves both formats.

use super::fib::{Fib, Part};
use super::looks::Sheet;
use crate::read::bytes::{part, u16_at, u32_at, usize_at};
use std::fmt::Write;

/// Names of the number formats by code, as in WordprocessingML.
const FORMATS: [&str; 60] = [
    "decimal",
    "upperRoman",
    "lowerRoman",
    "upperLetter",
    "lowerLetter",
    "ordinal",
    "cardinalText",
    "ordinalText",
    "hex",
    "chicago",
    "ideographDigital",
    "japaneseCounting",
    "aiueo",
    "iroha",
    "decimalFullWidth",
    "decimalHalfWidth",
    "japaneseLegal",
    "japaneseDigitalTenThousand",
    "decimalEnclosedCircle",
    "decimalFullWidth2",
    "aiueoFullWidth",
    "irohaFullWidth",
    "decimalZero",
    "bullet",
    "ganada",
    "chosung",
    "decimalEnclosedFullstop",
    "decimalEnclosedParen",
    "decimalEnclosedCircleChinese",
    "ideographEnclosedCircle",
    "ideographTraditional",
    "ideographZodiac",
    "ideographZodiacTraditional",
    "taiwaneseCounting",
    "ideographLegalTraditional",
    "taiwaneseCountingThousand",
    "taiwaneseDigital",
    "chineseCounting",
    "chineseLegalSimplified",
    "chineseCountingThousand",
    "decimal",
    "koreanDigital",
    "koreanCounting",
    "koreanLegal",
    "koreanDigital2",
    "hebrew1",
    "arabicAlpha",
    "hebrew2",
    "arabicAbjad",
    "hindiVowels",
    "hindiConsonants",
    "hindiNumbers",
    "hindiCounting",
    "thaiLetters",
    "thaiNumbers",
    "thaiCounting",
    "vietnameseCounting",
    "numberInDash",
    "russianLower",
    "russianUpper",
];

/// The name of a number format.
pub(in crate::read) fn format_name(code: u8) -> &'static str {
    match code {
        255 => "none",
        code => FORMATS.get(usize::from(code)).copied().unwrap_or("decimal"),
    }
}

/// The lists of a file as `numbering.xml`; list uses are numbered from 1.
pub(super) fn numbering(table: &[u8], fib: &Fib, sheet: &Sheet<'_>) -> String {
    let mut xml = String::from("<numbering>");
    let heads = fib.part(table, Part::Lists);
    // The levels stand behind the table of lists, outside its length.
    let mut at = fib.start(Part::Lists) + heads.len();
    let count = usize::from(u16_at(heads, 0).unwrap_or(0));
    for head in part(heads, 2, count * 28).chunks_exact(28) {
        let id = u32_at(head, 0).unwrap_or(0);
        let levels = if head[26] & 1 != 0 { 1 } else { 9 };
        let _ = write!(xml, r#"<abstractNum abstractNumId="{id}">"#);
        for level in 0..levels {
            let Some(end) = write_level(&mut xml, table, at, level, sheet) else { break };
            at = end;
        }
        xml.push_str("</abstractNum>");
    }
    write_uses(&mut xml, fib.part(table, Part::ListUses), sheet);
    xml.push_str("</numbering>");
    xml
}

fn write_uses(xml: &mut String, uses: &[u8], sheet: &Sheet<'_>) {
    let count = usize_at(uses, 0).unwrap_or(0).min(uses.len() / 16);
    let mut data = 4 + count * 16;
    for (index, entry) in part(uses, 4, count * 16).chunks_exact(16).enumerate() {
        let id = u32_at(entry, 0).unwrap_or(0);
        let _ = write!(xml, r#"<num numId="{}"><abstractNumId val="{id}"/>"#, index + 1);
        data += 4;
        for _ in 0..entry[12].min(9) {
            let (Some(start), Some(flags)) = (u32_at(uses, data), u32_at(uses, data + 4)) else {
                break;
            };
            data += 8;
            let level = flags & 0xf;
            let _ = write!(xml, r#"<lvlOverride ilvl="{level}">"#);
            if flags & 0x10 != 0 && flags & 0x20 == 0 {
                let _ = write!(xml, r#"<startOverride val="{start}"/>"#);
            }
            if flags & 0x20 != 0 {
                match write_level(xml, uses, data, level as usize, sheet) {
                    Some(end) => data = end,
                    None => data = uses.len(),
                }
            }
            xml.push_str("</lvlOverride>");
        }
        xml.push_str("</num>");
    }
}

/// One level; gives where the next begins.
fn write_level(
    xml: &mut String,
    bytes: &[u8],
    at: usize,
    level: usize,
    sheet: &Sheet<'_>,
) -> Option<usize> {
    let start = u32_at(bytes, at)?;
    let format = *bytes.get(at + 4)?;
    let flags = *bytes.get(at + 5)?;
    let follow = *bytes.get(at + 15)?;
    let character = usize::from(*bytes.get(at + 24)?);
    let paragraph = usize::from(*bytes.get(at + 25)?);
    let text_at = at + 28 + paragraph + character;
    let length = usize::from(u16_at(bytes, text_at)?);
    let _ = write!(
        xml,
        r#"<lvl ilvl="{level}"><start val="{start}"/><numFmt val="{}"/>"#,
        format_name(format)
    );
    if flags & 4 != 0 {
        xml.push_str("<isLgl/>");
    }
    if follow == 2 {
        xml.push_str(r#"<suff val="nothing"/>"#);
    }
    xml.push_str(r#"<lvlText val=""#);
    for pair in part(bytes, text_at + 2, length * 2).chunks_exact(2) {
        let unit = u16::from_le_bytes([pair[0], pair[1]]);
        match unit {
            0..=8 => {
                let _ = write!(xml, "%{}", unit + 1);
            }
            9..=31 => {}
            unit => {
                let _ = write!(xml, "&#{unit};");
            }
        }
    }
    xml.push_str(r#""/>"#);
    // A bullet is a picture of its font, and a label may be hidden or struck out.
    let look = sheet.label_look(part(bytes, at + 28 + paragraph, character));
    if !look.is_empty() {
        let _ = write!(xml, "<rPr>{look}</rPr>");
    }
    xml.push_str("</lvl>");
    Some(text_at + 2 + length * 2)
}
