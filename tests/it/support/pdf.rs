//! Pages of ink as a PDF file: text as codes of a font with a map to Unicode,
//! line by line, ruling lines as filled boxes. Streams are not packed, so that a
//! test can change them where they stand.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used)]

use shenbao::layout::{Glyph, InkPage};

const TO_UNICODE: &str = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap \
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def \
/CMapName /Adobe-Identity-UCS def /CMapType 2 def \
1 begincodespacerange <0000> <FFFF> endcodespacerange \
1 beginbfrange <0000> <FFFF> <0000> endbfrange \
endcmap CMapName currentdict /CMap defineresource pop end end";

/// The content stream of a page.
pub fn content(page: &InkPage) -> String {
    let mut out = String::new();
    for rule in &page.rules {
        let b = rule.bbox;
        out.push_str(&format!(
            "{:.2} {:.2} {:.2} {:.2} re f\n",
            b.x0,
            page.height - b.y1,
            b.width(),
            b.height()
        ));
    }
    let follows = |a: &Glyph, b: &Glyph| {
        (a.bbox.y0 - b.bbox.y0).abs() < 0.01 && (a.bbox.x1 - b.bbox.x0).abs() < 0.01
    };
    for line in page.glyphs.chunk_by(follows) {
        let first = &line[0];
        let codes: String =
            line.iter().map(|g| format!("{:04X}", (g.character as u32).min(0xffff))).collect();
        let size = first.bbox.height();
        let (x, y) = (first.bbox.x0, page.height - first.bbox.y1 + 0.2 * size);
        out.push_str(&format!("BT /F1 {size:.2} Tf 1 0 0 1 {x:.2} {y:.2} Tm <{codes}> Tj ET\n"));
    }
    out
}

/// A PDF file of the pages' content streams.
pub fn file(contents: &[String]) -> Vec<u8> {
    let mut objects: Vec<String> = Vec::new();
    let kids: String = (0..contents.len()).map(|n| format!("{} 0 R ", 7 + 2 * n)).collect();
    objects.push("<< /Type /Catalog /Pages 2 0 R >>".into());
    objects.push(format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", contents.len()));
    objects.push("<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 6 0 R >>".into());
    objects.push("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor 5 0 R /DW 1000 /W [0 126 500] /CIDToGIDMap /Identity >>".into());
    objects.push("<< /Type /FontDescriptor /FontName /SimSun /Flags 4 /FontBBox [0 -200 1000 800] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>".into());
    objects.push(format!("<< /Length {} >>\nstream\n{TO_UNICODE}\nendstream", TO_UNICODE.len()));
    for (n, content) in contents.iter().enumerate() {
        objects.push(format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R >>", 8 + 2 * n));
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
    let mut out = String::from("%PDF-1.7\n");
    let mut offsets = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", n + 1));
    }
    let xref = out.len();
    out.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    for offset in offsets {
        out.push_str(&format!("{offset:010} 00000 n \n"));
    }
    out.push_str(&format!(
        "trailer << /Size {} /Root 1 0 R >>\nstartxref\n{xref}\n%%EOF\n",
        objects.len() + 1
    ));
    out.into_bytes()
}

/// The pages as a PDF file.
pub fn print(pages: &[InkPage]) -> Vec<u8> {
    file(&pages.iter().map(content).collect::<Vec<_>>())
}
