//! Pages that are authored here, byte by byte.

use super::{Balance, Proof, Reason, of_file};
use crate::intake::{Format, Loaded};
use crate::read::Options;
use std::sync::Arc;

/// A PDF of one page of 300 by 200 points, in a font of its own: the letters `A` and `B` are
/// squares of a size, `.` is a small one.
fn pdf(content: &str, more: &str, page: &str) -> Vec<u8> {
    let square = |from: u32, to: u32| {
        let stream = format!("600 0 0 0 600 700 d1 {from} 0 {to} {to} re f");
        format!("<</Length {}>>stream\n{stream}\nendstream", stream.len())
    };
    let font = "<</Type/Font/Subtype/Type3/FontBBox[0 0 600 700]/FontMatrix[.001 0 0 .001 0 0]\
        /CharProcs<</A 5 0 R/B 6 0 R/period 7 0 R>>/Encoding<</Type/Encoding/Differences[46/period 65/A/B]>>\
        /FirstChar 46/LastChar 66/Widths[600 600 600 600 600 600 600 600 600 600 600 600 600 600 600 600 600 600 600 600 600]>>";
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R\
             /Resources<</Font<</F 8 0 R>>/ExtGState<</Faint<</ca .1>>/Veil<</ca .5>>>>{more}>>{page}>>"
        ),
        format!("<</Length {}>>stream\n{content}\nendstream", content.len()),
        square(0, 500),
        square(50, 450),
        square(200, 110),
        font.to_owned(),
    ];
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        places.push(bytes.len());
        bytes.extend(format!("{} 0 obj\n{object}\nendobj\n", number + 1).bytes());
    }
    let table = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        bytes.extend(format!("{place:010} 00000 n \n").bytes());
    }
    let size = objects.len() + 1;
    let end = format!("trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF");
    bytes.extend(end.bytes());
    bytes
}

const TEXT: &str = "BT /F 20 Tf 50 100 Td (AB.BAABB) Tj ET";

fn balance(bytes: Vec<u8>) -> Balance {
    let options = Options { pictures: true, ..Options::default() };
    let file = Loaded::new("a.pdf".into(), Arc::new(bytes), Format::Pdf);
    let document = crate::read::read(&file, &options).unwrap().unmended();
    of_file(&file, &document, &options, Proof::Full).unwrap()
}

/// What is told of a page that shows the text, and more behind or before it.
fn told(before: &str, behind: &str) -> Vec<Reason> {
    let found = balance(pdf(&format!("{before} {TEXT} {behind}"), "", ""));
    let mut reasons: Vec<Reason> = found.found.iter().map(|finding| finding.reason).collect();
    reasons.dedup();
    reasons
}

#[test]
fn an_honest_page_adds_up() {
    let found = balance(pdf(TEXT, "", ""));
    assert_eq!(found.found, []);
    assert_eq!((found.pages[0].characters, found.pages[0].seen, found.pages[0].left), (8, 8, 0));
    // In grey, on a shaded ground, over a ruling line, with its border.
    assert_eq!(told(".4 g", ""), []);
    assert_eq!(told(".9 1 .9 rg 20 80 260 50 re f 0 g", ""), []);
    assert_eq!(told("", "20 80 m 280 80 l S 20 80 260 60 re S"), []);
}

#[test]
fn a_character_that_is_covered_cut_or_washed_out_is_unseen() {
    let unseen = [Reason::TextUnseen];
    assert_eq!(told("", "1 g 74 99 10 5 re f"), unseen, "a patch over the point");
    assert_eq!(told("", "1 G 1 w 50 105 m 130 106 l S"), unseen, "a white stroke");
    assert_eq!(told("/Faint gs", ""), unseen, "ten parts of a hundred");
    assert_eq!(told("q 0 0 300 108 re W n", "Q"), unseen, "a clip");
}

#[test]
fn ink_that_no_character_explains_is_told() {
    let ink = [Reason::InkUnexplained];
    assert_eq!(told("", "1 w 45 95 m 150 115 l S"), ink, "a leaning stroke");
    assert_eq!(told("", "1 w 45 95 m 80 140 90 60 150 115 c S"), ink, "a curve");
    assert_eq!(told("", "148 100 1.5 1.5 re f"), ink, "a point");
    assert_eq!(told("", "46 100 m 46 107 l S"), ink, "a one");
    assert_eq!(told("", "40 104 m 46 104 l S"), ink, "a minus");
    assert_eq!(told("", "1 0 0 RG 1 w 45 105 m 150 106 l S"), ink, "a red line through all");
    assert_eq!(told("1 1 0 rg 48 96 40 18 re f 0 g", ""), ink, "a highlight");
}

/// The watermark of a word processor: half transparent silver over the text.
#[test]
fn a_pale_figure_is_told_though_its_pixels_hardly_differ_from_paper() {
    let figure = "20 60 m 60 140 200 140 260 60 c 220 120 80 120 60 60 c f";
    let ink = [Reason::InkUnexplained];
    assert_eq!(told(&format!(".88 g {figure} 0 g"), ""), ink, "under the text");
    assert_eq!(told("", &format!("/Veil gs .75 g {figure}")), ink, "over it");
    assert_eq!(told(&format!(".98 g {figure} 0 g"), ""), [], "nobody sees it");
}

/// A file may name the glyph of one character as another: its outline gives it away.
#[test]
fn an_outline_that_is_another_characters_is_told() {
    let mut bytes = pdf(TEXT, "", "");
    let (own, other) = (b"50 0 450 450", b" 0 0 500 500");
    let at = bytes.windows(own.len()).position(|part| part == own).unwrap();
    bytes[at..at + own.len()].copy_from_slice(other);
    let found = balance(bytes);
    assert_eq!(found.found.len(), 3, "{:?}", found.found);
    assert!(found.found.iter().all(|f| f.reason == Reason::TextUnseen && f.words.contains("“B”")));
}

/// Strokes that meet each other and no table make a sign.
#[test]
fn strokes_of_a_drawn_sign_are_no_ruling_lines() {
    let ink = [Reason::InkUnexplained];
    let sign = "2 w 100 20 m 130 20 l S 115 20 m 115 48 l S 102 48 m 128 48 l S";
    assert_eq!(told("", sign), ink);
    assert_eq!(told("", "20 20 m 90 20 l S"), [], "a blank to be filled in");
    let table = "20 20 m 280 20 l S 20 50 m 280 50 l S 20 20 m 20 50 l S 280 20 m 280 50 l S \
                 90 20 m 90 50 l S";
    assert_eq!(told("", table), []);
    assert_eq!(told("", ".7 g 200 20 m 230 20 l 215 60 l f"), ink, "a figure is no ground");
}

#[test]
fn what_other_viewers_draw_is_told() {
    let note = |subtype: &str, more: &str| {
        let annotation = format!("<</Type/Annot/Subtype/{subtype}/Rect[50 95 90 115]{more}>>");
        let found = balance(pdf(TEXT, "", &format!("/Annots[{annotation}]")));
        found.found.iter().map(|finding| finding.reason).collect::<Vec<_>>()
    };
    for subtype in ["StrikeOut", "Ink", "Highlight", "Square", "Stamp", "Caret", "Redact"] {
        assert_eq!(note(subtype, ""), [Reason::InkUnexplained], "{subtype}");
    }
    assert_eq!(note("Link", ""), []);
    assert_eq!(note("StrikeOut", "/F 2"), [], "hidden");
}

#[test]
fn a_layer_that_is_not_printed_does_not_stand_on_paper() {
    let layer = "/Properties<</L<</Type/OCG/Usage<</Print<</PrintState/OFF>>>>>>>>";
    let content = format!("/OC /L BDC {TEXT} EMC");
    let found = balance(pdf(&content, layer, ""));
    assert_eq!(found.found.len(), 1);
    assert_eq!(found.found[0].reason, Reason::TextUnseen);
}

/// An OFD of one page with those objects.
fn ofd(objects: &str) -> Vec<u8> {
    use std::io::{Cursor, Write};
    const SPACE: &str = "xmlns:ofd=\"http://www.ofdspec.org/2016\"";
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut put = |name: &str, content: &str| {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    };
    let root = "<ofd:DocBody><ofd:DocRoot>Doc.xml</ofd:DocRoot></ofd:DocBody>";
    put("OFD.xml", &format!("<ofd:OFD {SPACE}>{root}</ofd:OFD>"));
    let common = "<ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 100 60</ofd:PhysicalBox>\
        </ofd:PageArea></ofd:CommonData>";
    let pages = "<ofd:Pages><ofd:Page ID=\"1\" BaseLoc=\"Page.xml\"/></ofd:Pages>";
    put("Doc.xml", &format!("<ofd:Document {SPACE}>{common}{pages}</ofd:Document>"));
    let layer = format!("<ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content>");
    put("Page.xml", &format!("<ofd:Page {SPACE}>{layer}</ofd:Page>"));
    zip.finish().unwrap().into_inner()
}

#[test]
fn an_ofd_is_weighed_as_its_standard_draws_it() {
    let text = |attributes: &str, inside: &str| {
        format!(
            "<ofd:TextObject Boundary=\"10 20 60 8\" Size=\"5\" {attributes}>{inside}\
             <ofd:TextCode X=\"0\" Y=\"5\" DeltaX=\"5 5 3\">总额31</ofd:TextCode></ofd:TextObject>"
        )
    };
    let path = |attributes: &str, data: &str| {
        format!(
            "<ofd:PathObject Boundary=\"0 0 100 60\" {attributes}>\
             <ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
        )
    };
    let told = |objects: String| {
        let options = Options { pictures: true, ..Options::default() };
        let file = Loaded::new("a.ofd".into(), Arc::new(ofd(&objects)), Format::Ofd);
        let document = crate::read::read(&file, &options).unwrap().unmended();
        let balance = of_file(&file, &document, &options, Proof::Full).unwrap();
        let mut reasons: Vec<Reason> = balance.found.iter().map(|f| f.reason).collect();
        reasons.dedup();
        reasons
    };
    assert_eq!(told(text("", "")), []);
    assert_eq!(told(text("Alpha=\"5\"", "")), [Reason::TextUnseen]);
    let clip = "<ofd:Clips><ofd:Clip><ofd:Area><ofd:Path Boundary=\"0 0 9 8\"><ofd:AbbreviatedData>\
        M 0 0 L 9 0 L 9 8 L 0 8 C</ofd:AbbreviatedData></ofd:Path></ofd:Area></ofd:Clip></ofd:Clips>";
    assert_eq!(told(text("", clip)), [Reason::TextUnseen]);
    let stroke = path("LineWidth=\"0.3\"", "M 18 26 B 22 20 26 28 30 22");
    assert_eq!(told(text("", "") + &stroke), [Reason::InkUnexplained]);
    let cover = "<ofd:FillColor Value=\"255 255 255\"/>";
    let data = "M 19 20 L 23 20 L 23 22.6 L 19 22.6 C";
    let patch = path("Fill=\"true\" Stroke=\"false\"", data).replacen('>', &format!(">{cover}"), 1);
    assert_eq!(told(text("", "") + &patch), [Reason::TextUnseen]);
}

/// Pages that are not drawn because their marks tell all show nothing else when they are.
#[test]
fn a_page_that_need_not_be_drawn_shows_nothing_else() {
    use super::page::{Known, weighed};
    use super::{DPI, plain};
    use crate::read::pages::Pages;
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/books");
    let (mut all, mut skipped) = (0, 0);
    for name in ["2023-factory-a.pdf", "2021-factory-a.pdf", "2025-gansu-scenario-a.ofd"] {
        let bytes = Arc::new(std::fs::read(root.join(name)).unwrap());
        let format = if name.ends_with("ofd") { Format::Ofd } else { Format::Pdf };
        let file = Loaded::new(name.into(), bytes, format);
        let options = Options { pictures: true, ..Options::default() };
        let document = crate::read::read(&file, &options).unwrap().unmended();
        let pages = Pages::open(&file, &options).unwrap().unwrap();
        let mut drawer = pages.drawer();
        for printed in &document.printed {
            let painting = drawer.painting(printed.page).unwrap().unwrap();
            let known = Known::of(&painting, &printed.characters);
            let read = &printed.characters;
            all += 1;
            let Some(balance) = plain::balance(printed.page, &painting, read, &known) else {
                continue;
            };
            skipped += 1;
            let picture = drawer.exact(printed.page, DPI).unwrap().rgb;
            let (drawn, found) = weighed(printed.page, &picture, &painting, read, &known);
            assert_eq!(found, [], "{name} {}", printed.page);
            assert_eq!((balance.seen, balance.rules), (drawn.seen, drawn.rules));
            assert!(balance.inked * 2 > drawn.inked && balance.inked < drawn.inked * 2);
        }
    }
    assert!(skipped * 2 > all, "only {skipped} of {all} pages need not be drawn");
}

/// What lies over another mark, or is not all there, has to be looked at.
#[test]
fn a_page_with_anything_else_is_drawn() {
    use super::page::Known;
    use super::plain;
    use crate::read::pages::Pages;
    let is_plain = |before: &str, behind: &str, more: &str| {
        let bytes = pdf(&format!("{before} {TEXT} {behind}"), more, "");
        let options = Options { pictures: true, ..Options::default() };
        let file = Loaded::new("a.pdf".into(), Arc::new(bytes), Format::Pdf);
        // A page of which nothing is seen is none that is read.
        let Ok(document) = crate::read::read(&file, &options) else { return false };
        let document = document.unmended();
        let pages = Pages::open(&file, &options).unwrap().unwrap();
        let painting = pages.drawer().painting(1).unwrap().unwrap();
        let read = &document.printed[0].characters;
        plain::balance(1, &painting, read, &Known::of(&painting, read)).is_some()
    };
    assert!(is_plain("", "", "") && is_plain(".9 g 20 80 260 50 re f 0 g", "", ""));
    assert!(is_plain("1 g 0 0 300 200 re f 0 g", "20 20 m 280 20 l S", ""));
    for behind in [
        "1 g 74 99 10 5 re f",
        "1 G .1 w 50 105 m 150 105 l S",
        ".9 g 20 80 260 50 re f",
        "1 w 45 95 m 150 115 l S",
        "1 0 0 RG 1 w 45 105 m 150 106 l S",
        "148 100 1.5 1.5 re f",
        "BT /F 20 Tf 52 100 Td (A) Tj ET",
        "BT /F 20 Tf 50 10 Td 3 Tr (A) Tj ET",
    ] {
        assert!(!is_plain("", behind, ""), "{behind}");
    }
    for before in [".6 g", "/Faint gs", "q 0 0 300 108 re W n", "q 0 0 m 300 0 l 150 300 l W n"] {
        assert!(!is_plain(before, "", ""), "{before}");
    }
    let layer = "/Properties<</L<</Type/OCG/Usage<</Print<</PrintState/OFF>>>>>>>>";
    assert!(!is_plain("/OC /L BDC", "EMC", layer));
}
