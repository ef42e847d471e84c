//! A certificate as PDF. The font is the one that every PDF reader knows for simplified
//! Chinese (STSong-Light) and is not embedded, so that the bytes depend on nothing but the
//! content; a map to Unicode makes the text searchable everywhere.

use super::{Certificate, Part};
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo};
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

const PAGE: (f32, f32) = (595.0, 842.0);
const MARGIN: f32 = 54.0;
const FONT: Name<'static> = Name(b"F1");
const SYSTEM: SystemInfo<'static> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"GB1"), supplement: 2 };
/// Space around the text of a cell.
const PAD: f32 = 3.0;

/// The certificate as PDF.
pub fn pdf(certificate: &Certificate<'_>) -> Vec<u8> {
    let mut layout = Layout { pages: vec![Content::new()], y: PAGE.1 - MARGIN };
    for part in certificate.parts() {
        match part {
            Part::Title(text) => layout.text(&text, 18.0, true, 12.0),
            Part::Warning(text) => layout.warning(&text),
            Part::Conclusion(text) => layout.conclusion(&text),
            Part::Heading(text) => {
                layout.room(40.0);
                layout.y -= 6.0;
                layout.text(&text, 12.5, false, 4.0);
            }
            Part::Text(text) => layout.text(&text, 10.0, false, 4.0),
            Part::Signature(text) => layout.signature(&text),
            Part::Table(widths, heads, rows) => layout.table(&widths, &heads, &rows),
        }
    }
    written(layout.pages, certificate.number)
}

struct Layout {
    pages: Vec<Content>,
    /// Where the next line's top is, from the bottom of the page.
    y: f32,
}

impl Layout {
    /// A new page where so much is not left on this one.
    fn room(&mut self, height: f32) {
        if self.y - height < MARGIN {
            self.pages.push(Content::new());
            self.y = PAGE.1 - MARGIN;
        }
    }

    fn page(&mut self) -> &mut Content {
        if self.pages.is_empty() {
            self.pages.push(Content::new());
        }
        let last = self.pages.len() - 1;
        &mut self.pages[last]
    }

    fn text(&mut self, text: &str, size: f32, centred: bool, after: f32) {
        let width = PAGE.0 - 2.0 * MARGIN;
        for line in lines(text, size, width) {
            self.room(size * 1.5);
            let x = if centred { (PAGE.0 - width_of(&line, size)) / 2.0 } else { MARGIN };
            self.line(&line, x, size);
            self.y -= size * 1.5;
        }
        self.y -= after;
    }

    /// A line with its top at the height that is reached.
    fn line(&mut self, line: &str, x: f32, size: f32) {
        let y = self.y - size;
        show(self.page(), line, x, y, size);
    }

    fn warning(&mut self, text: &str) {
        self.page().set_fill_rgb(0.64, 0.0, 0.1);
        self.text(text, 13.0, false, 6.0);
        self.page().set_fill_rgb(0.0, 0.0, 0.0);
    }

    fn conclusion(&mut self, text: &str) {
        self.room(40.0);
        let (top, width) = (self.y, PAGE.0 - 2.0 * MARGIN);
        self.page().set_line_width(1.5).rect(MARGIN, top - 32.0, width, 32.0).stroke();
        self.y -= 7.0;
        self.text(text, 15.0, true, 0.0);
        self.y = top - 42.0;
    }

    fn signature(&mut self, text: &str) {
        self.room(34.0);
        self.y -= 10.0;
        self.line(text, MARGIN, 11.0);
        let (x, y) = (MARGIN + width_of(text, 11.0), self.y - 13.0);
        self.page().set_line_width(0.6).move_to(x, y).line_to(x + 170.0, y).stroke();
        self.y -= 20.0;
    }

    fn table(&mut self, widths: &[u32], heads: &[String], rows: &[Vec<String>]) {
        let whole = PAGE.0 - 2.0 * MARGIN;
        let widths: Vec<f32> = widths.iter().map(|part| whole * *part as f32 / 100.0).collect();
        self.row(&widths, heads);
        for row in rows {
            // A row that begins a page has the heads above it.
            let height = height(&widths, row);
            if self.y - height < MARGIN && height < PAGE.1 / 2.0 {
                self.room(PAGE.1);
                self.row(&widths, heads);
            }
            self.row(&widths, row);
        }
        self.y -= 6.0;
    }

    fn row(&mut self, widths: &[f32], cells: &[String]) {
        let mut columns: Vec<Vec<String>> = cells
            .iter()
            .zip(widths)
            .map(|(text, width)| lines(text, CELL, width - 2.0 * PAD))
            .collect();
        // A row higher than the page goes on on the next one.
        while columns.iter().any(|lines| !lines.is_empty()) {
            self.room(LINE + 2.0 * PAD);
            let fit = ((self.y - MARGIN - 2.0 * PAD) / LINE).floor().max(1.0) as usize;
            let most = columns.iter().map(Vec::len).max().unwrap_or_default().min(fit);
            let (top, height) = (self.y, most as f32 * LINE + 2.0 * PAD);
            let mut x = MARGIN;
            for (column, width) in columns.iter_mut().zip(widths) {
                let here: Vec<String> = column.drain(..column.len().min(fit)).collect();
                for (n, line) in here.iter().enumerate() {
                    let y = top - PAD - n as f32 * LINE - CELL;
                    show(self.page(), line, x + PAD, y, CELL);
                }
                self.page().set_line_width(0.5).rect(x, top - height, *width, height).stroke();
                x += width;
            }
            self.y = top - height;
        }
    }
}

/// Size and height of a line in a cell.
const CELL: f32 = 8.5;
const LINE: f32 = 12.0;

fn height(widths: &[f32], cells: &[String]) -> f32 {
    let lines =
        cells.iter().zip(widths).map(|(text, width)| lines(text, CELL, width - 2.0 * PAD).len());
    lines.max().unwrap_or(1) as f32 * LINE + 2.0 * PAD
}

/// A text in lines of a width.
fn lines(text: &str, size: f32, width: f32) -> Vec<String> {
    let mut out = Vec::new();
    for hard in text.split('\n') {
        let mut line = String::new();
        let mut used = 0.0;
        for c in hard.chars().filter(|c| !c.is_control()) {
            let own = advance(c) * size;
            if used + own > width && !line.is_empty() {
                out.push(std::mem::take(&mut line));
                used = 0.0;
            }
            line.push(c);
            used += own;
        }
        out.push(line);
    }
    out
}

/// The width of a character in parts of its size: as the font's widths below say.
fn advance(c: char) -> f32 {
    if c.is_ascii() { 0.5 } else { 1.0 }
}

fn width_of(text: &str, size: f32) -> f32 {
    text.chars().map(advance).sum::<f32>() * size
}

fn show(content: &mut Content, line: &str, x: f32, y: f32, size: f32) {
    if line.is_empty() {
        return;
    }
    let mut codes = Vec::with_capacity(line.len() * 2);
    for c in line.chars() {
        // What lies beyond the plane of the encoding has no code there.
        let code = u16::try_from(u32::from(c)).unwrap_or(0x3013);
        codes.extend(code.to_be_bytes());
    }
    content.begin_text().set_font(FONT, size).next_line(x, y).show(Str(&codes)).end_text();
}

fn written(pages: Vec<Content>, number: &str) -> Vec<u8> {
    let count = pages.len();
    let mut pdf = Pdf::new();
    let [catalog, tree, font, cid, descriptor, unicode, info] = [1, 2, 3, 4, 5, 6, 7].map(Ref::new);
    let page_ref = |n: usize| Ref::new(10 + 2 * n as i32);
    let content_ref = |n: usize| Ref::new(11 + 2 * n as i32);
    pdf.catalog(catalog).pages(tree).lang(TextStr("zh-CN"));
    pdf.pages(tree).kids((0..count).map(page_ref)).count(count as i32);
    for (n, mut content) in pages.into_iter().enumerate() {
        let mut page = pdf.page(page_ref(n));
        page.media_box(Rect::new(0.0, 0.0, PAGE.0, PAGE.1)).parent(tree).contents(content_ref(n));
        page.resources().fonts().pair(FONT, font);
        page.finish();
        let foot = format!("{number}　第 {} 页，共 {count} 页", n + 1);
        show(&mut content, &foot, MARGIN, MARGIN - 24.0, 7.5);
        pdf.stream(content_ref(n), &content.finish());
    }
    pdf.type0_font(font)
        .base_font(Name(b"STSong-Light-UniGB-UCS2-H"))
        .encoding_predefined(Name(b"UniGB-UCS2-H"))
        .descendant_font(cid)
        .to_unicode(unicode);
    let mut cid_font = pdf.cid_font(cid);
    cid_font
        .subtype(CidFontType::Type0)
        .base_font(Name(b"STSong-Light"))
        .system_info(SYSTEM)
        .font_descriptor(descriptor)
        .default_width(1000.0);
    // The Latin characters of the collection.
    cid_font.widths().same(1, 95, 500.0);
    cid_font.finish();
    pdf.font_descriptor(descriptor)
        .name(Name(b"STSong-Light"))
        .flags(FontFlags::SYMBOLIC | FontFlags::SERIF)
        .bbox(Rect::new(-25.0, -254.0, 1000.0, 880.0))
        .italic_angle(0.0)
        .ascent(880.0)
        .descent(-120.0)
        .cap_height(880.0)
        .stem_v(93.0);
    pdf.stream(unicode, to_unicode().as_bytes());
    pdf.document_info(info)
        .title(TextStr("纸质件与网上填报数据核对证书"))
        .producer(TextStr("shenbao"));
    pdf.finish()
}

/// Codes are Unicode already: each block of 256 is mapped to itself.
fn to_unicode() -> String {
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
         /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n\
         /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
         1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    let high: Vec<u32> = (0..=0xFF).collect();
    for some in high.chunks(100) {
        map.push_str(&format!("{} beginbfrange\n", some.len()));
        for byte in some {
            map.push_str(&format!("<{byte:02X}00> <{byte:02X}FF> <{byte:02X}00>\n"));
        }
        map.push_str("endbfrange\n");
    }
    map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    map
}
