use super::*;
use std::io::{Cursor, Write};

const SPACE: &str = "xmlns:ofd=\"http://www.ofdspec.org/2016\"";

/// A package of one page with those objects; picture 11 is a grey one.
fn package(objects: &str) -> Vec<u8> {
    let mut grey = Cursor::new(Vec::new());
    image::RgbImage::from_pixel(8, 8, image::Rgb([200; 3]))
        .write_to(&mut grey, image::ImageFormat::Png)
        .unwrap();
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut put = |name: &str, bytes: &[u8]| {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    };
    let root = "<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>";
    put("OFD.xml", format!("<ofd:OFD {SPACE}>{root}</ofd:OFD>").as_bytes());
    let common = "<ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>\
        </ofd:PageArea><ofd:PublicRes>Res.xml</ofd:PublicRes></ofd:CommonData>";
    let pages = "<ofd:Pages><ofd:Page ID=\"1\" BaseLoc=\"Page.xml\"/></ofd:Pages>";
    let document = format!("<ofd:Document {SPACE}>{common}{pages}</ofd:Document>");
    put("Doc_0/Document.xml", document.as_bytes());
    let media = "<ofd:MultiMedias><ofd:MultiMedia ID=\"11\" Type=\"Image\">\
        <ofd:MediaFile>grey.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>";
    put("Doc_0/Res.xml", format!("<ofd:Res {SPACE}>{media}</ofd:Res>").as_bytes());
    put("Doc_0/grey.png", grey.get_ref());
    let layer = format!("<ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content>");
    put("Doc_0/Page.xml", format!("<ofd:Page {SPACE}>{layer}</ofd:Page>").as_bytes());
    zip.finish().unwrap().into_inner()
}

/// Without recognition: what cannot be read has to be named.
fn read_without_models(objects: &str) -> Document {
    let ocr = ocr::Settings { off: true, ..ocr::Settings::default() };
    read(&package(objects), &Options { ocr, ..Options::default() }).unwrap()
}

/// Millimetres from the top.
fn line(text: &str, top: u32) -> String {
    format!(
        "<ofd:TextObject Boundary=\"20 {top} 180 8\" Size=\"5\"><ofd:TextCode X=\"0\" Y=\"5\" \
         DeltaX=\"g 40 5\">{text}</ofd:TextCode></ofd:TextObject>"
    )
}

/// Shapes like letters, ten millimetres wide: a ring with a tail.
fn curved_letters(count: u32, top: u32) -> String {
    let letter = |n: u32| {
        let x = 30 + 12 * n;
        let ring = "M 0 5 B 0 2 2 0 5 0 B 8 0 10 2 10 5 B 10 8 8 10 5 10 B 2 10 0 8 0 5 C";
        let tail = "M 5 5 B 6 6 7 5 8 8 L 9 9 L 8 9 L 7 8 L 6 8 L 5 7 L 5 6 C \
            M 2 2 B 3 3 3 2 4 4 L 3 4 L 2 3 C";
        format!(
            "<ofd:PathObject Boundary=\"{x} {top} 10 10\" Stroke=\"false\" Fill=\"true\">\
             <ofd:AbbreviatedData>{ring} {tail}</ofd:AbbreviatedData></ofd:PathObject>"
        )
    };
    (0..count).map(letter).collect()
}

const SCAN: &str =
    "<ofd:ImageObject Boundary=\"0 0 210 297\" CTM=\"210 0 0 297 0 0\" ResourceID=\"11\"/>";

const BODY: &str = "各市州工业和信息化局、各有关单位：现将智能工厂梯度培育有关事项通知如下";

/// A red head that was turned to curves was left out without a word.
#[test]
fn text_turned_to_curves_above_text_is_named() {
    let document = read_without_models(&(curved_letters(10, 40) + &line(BODY, 120)));
    assert_eq!(document.pages[0].source, PageSource::Text);
    let codes: Vec<&str> = document.warnings.iter().map(|w| w.code.as_str()).collect();
    assert_eq!(codes, ["drawn-text-unread"]);
    assert!(document.warnings[0].message.starts_with("第 1 页上部有 1 行"));
}

#[test]
fn a_page_of_curves_alone_is_unread_and_a_mark_in_a_corner_is_nothing() {
    assert!(read_without_models(&curved_letters(12, 40)).pages[0].source.is_unread());
    let marked = read_without_models(&(curved_letters(1, 5) + &line(BODY, 120)));
    assert!(marked.warnings.is_empty());
}

/// A scanned page with its number set as text passed for a page that was read.
#[test]
fn a_scan_with_a_page_number_or_a_hidden_layer_is_unread() {
    let numbered = read_without_models(&(SCAN.to_owned() + &line("- 3 -", 280)));
    assert!(numbered.pages[0].source.is_unread());
    let hidden = line(BODY, 40).replace("Size=", "Alpha=\"0\" Size=");
    let layered = read_without_models(&(SCAN.to_owned() + &hidden));
    assert!(layered.pages[0].source.is_unread());
}

/// The picture of a page has what is drawn, in its colour and place.
#[test]
fn the_picture_of_a_page_shows_images_and_curves() {
    let options = Options::default();
    let bytes = package(&(SCAN.to_owned() + &curved_letters(1, 40)));
    let parts = Parts::open(&bytes, &options.limits).unwrap();
    let reader = open(&parts, &options).unwrap();
    let image = reader.waiting[&1].picture(1, (595.3, 841.9), &options.limits).unwrap();
    let at = |x: f32, y: f32| {
        let dots = 200.0 / 25.4;
        image.rgb.get_pixel((x * dots) as u32, (y * dots) as u32).0
    };
    assert_eq!(at(100.0, 200.0), [200; 3]);
    assert!(at(31.0, 45.0)[0] < 60, "{:?}", at(31.0, 45.0));
}

/// Characters without a usable code cannot be drawn either: their page is not read
/// from the rest of what is on it.
#[test]
fn a_nonsense_layer_over_a_picture_leaves_its_page_unread() {
    let private: String = (0..30u32).filter_map(|n| char::from_u32(0xe200 + n)).collect();
    let document = read(&package(&(SCAN.to_owned() + &line(&private, 40))), &Options::default());
    assert!(document.unwrap().pages[0].source.is_unread());
}

/// Text under a white box, and white text on white paper, were read as if printed.
#[test]
fn what_no_eye_sees_is_left_out_and_told() {
    let cover = |alpha: &str| {
        format!(
            "<ofd:PathObject Boundary=\"20 40 180 8\" Stroke=\"false\" Fill=\"true\" {alpha}>\
             <ofd:FillColor Value=\"255 255 255\"/>\
             <ofd:AbbreviatedData>M 0 0 L 12 0 L 12 8 L 0 8 C</ofd:AbbreviatedData></ofd:PathObject>"
        )
    };
    let read = |objects: &str| {
        let document = read_without_models(objects);
        let codes: Vec<&str> = document.warnings.iter().map(|w| w.code.as_str()).collect();
        (crate::report::text::document(&document), codes)
    };
    let (said, codes) = read(&(line(BODY, 40) + &cover("")));
    assert!(said.starts_with("州工业"), "{said}");
    assert_eq!(codes, ["text-covered"]);
    let (said, codes) = read(&(line(BODY, 40) + &cover("Alpha=\"60\"")));
    assert!(said.starts_with("各市州") && codes.is_empty(), "{said}");
    let white = "<ofd:FillColor Value=\"255 255 255\"/><ofd:TextCode";
    let (said, codes) = read(&(line(BODY, 40) + &line("作废", 80).replace("<ofd:TextCode", white)));
    assert!(!said.contains("作废"), "{said}");
    assert_eq!(codes, ["text-unseen"]);
}
