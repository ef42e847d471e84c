//! PDF files with their typeface inside.

use super::Style;
use crate::font::Face;
use crate::press::{self, HEIGHT, WIDTH};
use crate::sheet::{Block, Sheet};
use lopdf::{Dictionary, Document, Object, Stream, dictionary};
use std::collections::BTreeMap;

pub fn write(sheet: &Sheet, style: &Style, face: &Face) -> Option<Vec<u8>> {
    let all = sheet.clone().texts().into_iter().all(|runs| runs.iter().all(|r| face.has(&r.text)));
    if !all || !sheet.notes.iter().all(|note| face.has(note)) {
        return None;
    }
    debug_assert!(sheet.blocks.iter().all(|b| matches!(b, Block::Para(_) | Block::Table(_))));
    let pages = press::pages(sheet, style, &|c| face.glyph(c).map_or(1.0, |(_, wide)| wide));
    print(&pages, face)
}

/// The pages as a file.
pub fn print(pages: &[press::Page], face: &Face) -> Option<Vec<u8>> {
    let mut pdf = Document::with_version("1.7");
    let mut used: BTreeMap<u16, (char, f32)> = BTreeMap::new();
    let contents: Vec<String> = pages.iter().map(|page| content(page, face, &mut used)).collect();
    let font = font(&mut pdf, face, &used);
    let root = pdf.new_object_id();
    let mut kids: Vec<Object> = Vec::new();
    for content in contents {
        let stream = pdf.add_object(Stream::new(Dictionary::new(), content.into_bytes()));
        let page = pdf.add_object(dictionary! {
            "Type" => "Page", "Parent" => root, "Contents" => stream,
            "MediaBox" => vec![0.into(), 0.into(), Object::Real(WIDTH), Object::Real(HEIGHT)],
            "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
        });
        kids.push(page.into());
    }
    let count = kids.len() as i64;
    pdf.set_object(root, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count });
    let catalog = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => root });
    pdf.trailer.set("Root", catalog);
    pdf.compress();
    let mut out = Vec::new();
    pdf.save_to(&mut out).ok()?;
    Some(out)
}

fn content(page: &press::Page, face: &Face, used: &mut BTreeMap<u16, (char, f32)>) -> String {
    let mut out = String::new();
    for fill in &page.fills {
        let [x0, y0, x1, y1] = fill.at;
        out.push_str(&format!(
            "{:.2} g {x0:.2} {:.2} {:.2} {:.2} re f\n",
            fill.grey,
            HEIGHT - y1,
            x1 - x0,
            y1 - y0
        ));
    }
    out.push_str("0 g\n");
    let follows = |a: &press::Glyph, b: &press::Glyph| {
        a.y == b.y && a.size == b.size && (a.x + a.wide - b.x).abs() < 0.1
    };
    for line in page.glyphs.chunk_by(follows) {
        let first = line[0];
        let mut codes = String::new();
        for g in line {
            if let Some((glyph, wide)) = face.glyph(g.c) {
                used.insert(glyph, (g.c, wide));
                codes.push_str(&format!("{glyph:04X}"));
            }
        }
        let (x, y) = (first.x, HEIGHT - first.y - 0.86 * first.size);
        out.push_str(&format!(
            "BT /F1 {:.2} Tf 1 0 0 1 {x:.2} {y:.2} Tm <{codes}> Tj ET\n",
            first.size
        ));
    }
    out
}

fn font(pdf: &mut Document, face: &Face, used: &BTreeMap<u16, (char, f32)>) -> lopdf::ObjectId {
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange\n",
    );
    let entries: Vec<_> = used.iter().collect();
    for some in entries.chunks(100) {
        map.push_str(&format!("{} beginbfchar\n", some.len()));
        for (glyph, (c, _)) in some {
            let units: String =
                c.encode_utf16(&mut [0; 2]).iter().map(|u| format!("{u:04X}")).collect();
            map.push_str(&format!("<{glyph:04X}> <{units}>\n"));
        }
        map.push_str("endbfchar\n");
    }
    map.push_str("endcmap CMapName currentdict /CMap defineresource pop end end");
    let mut widths: Vec<Object> = Vec::new();
    for (glyph, (_, wide)) in used {
        widths.push(i64::from(*glyph).into());
        widths.push(Object::Array(vec![Object::Real(wide * 1000.0)]));
    }
    let unicode = pdf.add_object(Stream::new(Dictionary::new(), map.into_bytes()));
    let (key, kind, subtype) = if face.truetype {
        ("FontFile2", None, "CIDFontType2")
    } else {
        ("FontFile3", Some("OpenType"), "CIDFontType0")
    };
    let mut head = Dictionary::new();
    head.set("Length1", face.bytes.len() as i64);
    if let Some(kind) = kind {
        head.set("Subtype", kind);
    }
    let file = pdf.add_object(Stream::new(head, face.bytes.clone()));
    let descriptor = pdf.add_object(dictionary! {
        "Type" => "FontDescriptor", "FontName" => face.name.as_str(), "Flags" => 4,
        "FontBBox" => vec![0.into(), (-200).into(), 1000.into(), 900.into()],
        "ItalicAngle" => 0, "Ascent" => 860, "Descent" => -140, "CapHeight" => 700, "StemV" => 80,
        key => file,
    });
    let below = pdf.add_object(dictionary! {
        "Type" => "Font", "Subtype" => subtype, "BaseFont" => face.name.as_str(),
        "CIDSystemInfo" => dictionary! {
            "Registry" => Object::string_literal("Adobe"),
            "Ordering" => Object::string_literal("Identity"), "Supplement" => 0,
        },
        "FontDescriptor" => descriptor, "DW" => 1000, "W" => widths, "CIDToGIDMap" => "Identity",
    });
    pdf.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "BaseFont" => face.name.as_str(),
        "Encoding" => "Identity-H", "DescendantFonts" => vec![below.into()], "ToUnicode" => unicode,
    })
}
