//! OFD files, as the platforms of the administration write them.

use super::{Style, escaped};
use crate::package::Package;
use crate::press;
use crate::sheet::Sheet;

const SPACE: &str = "xmlns:ofd=\"http://www.ofdspec.org/2016\"";
/// Millimetres of a point.
const MM: f32 = 25.4 / 72.0;

pub fn write(sheet: &Sheet, style: &Style) -> Option<Vec<u8>> {
    let pages = press::pages(sheet, style, &|c| if c.is_ascii() { 0.5 } else { 1.0 });
    let mut package = Package::default();
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    package.set("OFD.xml", format!("{head}<ofd:OFD {SPACE} DocType=\"OFD\" Version=\"1.1\"><ofd:DocBody><ofd:DocInfo><ofd:DocID>0123456789abcdef0123456789abcdef</ofd:DocID></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"));
    let mut id = 10;
    let mut next = || {
        id += 1;
        id
    };
    let mut list = String::new();
    for (n, page) in pages.iter().enumerate() {
        let mut content = String::new();
        for fill in &page.fills {
            let [x0, y0, x1, y1] = fill.at.map(|v| v * MM);
            let (w, h, grey) = (x1 - x0, y1 - y0, (fill.grey * 255.0) as u8);
            content.push_str(&format!("<ofd:PathObject ID=\"{}\" Boundary=\"{x0:.3} {y0:.3} {w:.3} {h:.3}\" Stroke=\"false\" Fill=\"true\"><ofd:FillColor Value=\"{grey} {grey} {grey}\"/><ofd:AbbreviatedData>M 0 0 L {w:.3} 0 L {w:.3} {h:.3} L 0 {h:.3} C</ofd:AbbreviatedData></ofd:PathObject>", next()));
        }
        let follows = |a: &press::Glyph, b: &press::Glyph| {
            a.y == b.y && a.size == b.size && (a.x + a.wide - b.x).abs() < 0.1
        };
        for line in page.glyphs.chunk_by(follows) {
            let first = line[0];
            let text: String = line.iter().map(|g| g.c).collect();
            let width: f32 = line.iter().map(|g| g.wide).sum();
            let deltas: Vec<String> =
                line.iter().take(line.len() - 1).map(|g| format!("{:.3}", g.wide * MM)).collect();
            let delta = if deltas.is_empty() {
                String::new()
            } else {
                format!(" DeltaX=\"{}\"", deltas.join(" "))
            };
            let size = first.size * MM;
            content.push_str(&format!("<ofd:TextObject ID=\"{}\" Boundary=\"{:.3} {:.3} {:.3} {size:.3}\" Font=\"3\" Size=\"{size:.3}\"><ofd:TextCode X=\"0\" Y=\"{:.3}\"{delta}>{}</ofd:TextCode></ofd:TextObject>", next(), first.x * MM, first.y * MM, width * MM, size * 0.8, escaped(&text)));
        }
        let layer = next();
        package.set(&format!("Doc_0/Pages/Page_{n}/Content.xml"), format!("{head}<ofd:Page {SPACE}><ofd:Area><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:Area><ofd:Content><ofd:Layer ID=\"{layer}\">{content}</ofd:Layer></ofd:Content></ofd:Page>"));
        list.push_str(&format!(
            "<ofd:Page ID=\"{}\" BaseLoc=\"Pages/Page_{n}/Content.xml\"/>",
            next()
        ));
    }
    package.set("Doc_0/PublicRes.xml", format!("{head}<ofd:Res {SPACE} BaseLoc=\"Res\"><ofd:Fonts><ofd:Font ID=\"3\" FontName=\"{0}\" FamilyName=\"{0}\"/></ofd:Fonts></ofd:Res>", style.font));
    package.set("Doc_0/Document.xml", format!("{head}<ofd:Document {SPACE}><ofd:CommonData><ofd:MaxUnitID>{}</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData><ofd:Pages>{list}</ofd:Pages></ofd:Document>", next()));
    package.bytes()
}
