//! Pictures of two copies: the same one in any format is the same, and one that was
//! exchanged, taken out or touched up is never passed over.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, imageops};
use shenbao::Options;
use shenbao::compare::{Report, Side, Verdict, compare};
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

/// The strokes of digits on a seven-part display: top, upper left, upper right,
/// middle, lower left, lower right, bottom.
const DIGITS: [u8; 10] = [
    0b1110111, 0b0010010, 0b1011101, 0b1011011, 0b0111010, 0b1101011, 0b1101111, 0b1010010,
    0b1111111, 0b1111011,
];

/// A certificate: a frame, a picture in bars and a number.
fn certificate(number: &str) -> RgbImage {
    let mut page = RgbImage::from_pixel(620, 440, Rgb([252, 246, 228]));
    let mut fill = |x: u32, y: u32, w: u32, h: u32, color: [u8; 3]| {
        (y..y + h).for_each(|y| (x..x + w).for_each(|x| page.put_pixel(x, y, Rgb(color))));
    };
    for (x, y, w, h) in [(10, 10, 600, 4), (10, 426, 600, 4), (10, 10, 4, 420), (606, 10, 4, 420)] {
        fill(x, y, w, h, [160, 120, 30]);
    }
    for bar in 0..12 {
        let color = [40 + 15 * bar as u8, 90, 200 - 12 * bar as u8];
        fill(60 + bar * 40, 60, 30, 40 + bar * 9, color);
    }
    for (at, digit) in number.chars().enumerate() {
        let x = 80 + at as u32 * 22;
        let strokes = DIGITS[digit.to_digit(10).unwrap() as usize];
        let places = [
            (0, 0, 12, 2),
            (0, 0, 2, 10),
            (10, 0, 2, 10),
            (0, 9, 12, 2),
            (0, 10, 2, 10),
            (10, 10, 2, 10),
            (0, 18, 12, 2),
        ];
        for (part, (dx, dy, w, h)) in places.into_iter().enumerate() {
            if strokes >> (6 - part) & 1 == 1 {
                fill(x + dx, 300 + dy, w, h, [20, 20, 20]);
            }
        }
    }
    page
}

fn png(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(picture.clone()).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn jpeg(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 85).encode_image(picture).unwrap();
    bytes
}

const WORDS: &str = "Quality certificate of the applicant, as issued";

fn word(pictures: &[&RgbImage]) -> Vec<u8> {
    let mut body = format!("<w:p><w:r><w:t>{WORDS}</w:t></w:r></w:p>");
    let mut related = String::new();
    for index in 0..pictures.len() {
        write!(body, "<w:p><w:r><w:drawing><wp:inline><wp:extent cx=\"3937000\" cy=\"2794000\"/><a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip r:embed=\"p{index}\"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>").unwrap();
        write!(related, "<Relationship Id=\"p{index}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image\" Target=\"media/{index}.png\"/>").unwrap();
    }
    let body = format!(
        "<w:document xmlns:w=\"w\" xmlns:wp=\"wp\" xmlns:a=\"a\" xmlns:pic=\"pic\" xmlns:r=\"r\"><w:body>{body}</w:body></w:document>"
    );
    let related = format!("<Relationships>{related}</Relationships>");
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut put = |name: &str, bytes: &[u8]| {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    };
    put("word/document.xml", body.as_bytes());
    put("word/_rels/document.xml.rels", related.as_bytes());
    for (index, picture) in pictures.iter().enumerate() {
        put(&format!("word/media/{index}.png"), &png(picture));
    }
    zip.finish().unwrap().into_inner()
}

fn web_page(pictures: &[&RgbImage]) -> Vec<u8> {
    let base64 = |bytes: &[u8]| {
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut text = String::new();
        for chunk in bytes.chunks(3) {
            let bits = chunk.iter().fold(0u32, |all, b| all << 8 | u32::from(*b));
            let bits = bits << (8 * (3 - chunk.len()));
            for at in 0..4 {
                let shown = at <= chunk.len();
                let letter = alphabet[(bits >> (18 - 6 * at) & 63) as usize];
                text.push(if shown { char::from(letter) } else { '=' });
            }
        }
        text
    };
    let mut page = format!("<html><body><p>{WORDS}</p>");
    for picture in pictures {
        let data = base64(&jpeg(picture));
        write!(
            page,
            "<p><img width=\"413\" height=\"293\" src=\"data:image/jpeg;base64,{data}\"></p>"
        )
        .unwrap();
    }
    page.push_str("</body></html>");
    page.into_bytes()
}

fn rich_text(pictures: &[&RgbImage]) -> Vec<u8> {
    let mut text = format!("{{\\rtf1\\ansi {WORDS}\\par ");
    for picture in pictures {
        text += "{\\pict\\pngblip\\picwgoal6200\\pichgoal4400 ";
        png(picture).iter().for_each(|byte| write!(text, "{byte:02x}").unwrap());
        text += "}\\par ";
    }
    (text + "}").into_bytes()
}

/// A page of paper with the pictures as JPEG, each `size` points wide.
fn print(pictures: &[&RgbImage], size: u32) -> Vec<u8> {
    let mut objects: Vec<Vec<u8>> = Vec::new();
    let names: String = (0..pictures.len()).map(|i| format!("/I{i} {} 0 R ", 5 + i)).collect();
    let mut content = format!("BT /F 12 Tf 40 800 Td ({WORDS}) Tj ET\n");
    for index in 0..pictures.len() {
        let (h, y) = (size * 440 / 620, 780 - (index as u32 + 1) * (size * 440 / 620 + 10));
        writeln!(content, "q {size} 0 0 {h} 40 {y} cm /I{index} Do Q").unwrap();
    }
    objects.push(b"<</Type/Catalog/Pages 2 0 R>>".to_vec());
    objects.push(b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec());
    objects.push(format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>/XObject<<{names}>>>>>>").into_bytes());
    objects.push(format!("<</Length {}>>stream\n{content}endstream", content.len()).into_bytes());
    for picture in pictures {
        let data = jpeg(picture);
        let mut object = format!("<</Type/XObject/Subtype/Image/Width {}/Height {}/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/DCTDecode/Length {}>>stream\n", picture.width(), picture.height(), data.len()).into_bytes();
        object.extend(data);
        object.extend(b"\nendstream");
        objects.push(object);
    }
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend(format!("{} 0 obj\n", index + 1).bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let start = file.len();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    places.iter().for_each(|place| writeln!(table, "{place:010} 00000 n ").unwrap());
    write!(table, "trailer<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF", objects.len() + 1)
        .unwrap();
    file.extend(table.bytes());
    file
}

fn side(name: &str, bytes: &[u8]) -> Side {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    Side::read(&path, &Options::default()).unwrap()
}

fn told(report: &Report) -> Vec<String> {
    let differences = report.differences.iter();
    let differences = differences.map(|d| format!("{} {:?} {:?}", d.pointer, d.kind, d.severity));
    differences.chain(report.coverage.unread.iter().map(|u| u.note.clone())).collect()
}

/// The same pictures in every format.
fn formats(pictures: &[&RgbImage]) -> Vec<(&'static str, Side)> {
    vec![
        ("word", side("a.docx", &word(pictures))),
        ("web", side("a.html", &web_page(pictures))),
        ("rtf", side("a.rtf", &rich_text(pictures))),
        ("print", side("a.pdf", &print(pictures, 310))),
        ("small print", side("b.pdf", &print(pictures, 150))),
    ]
}

#[test]
fn the_same_pictures_in_any_two_formats_are_the_same() {
    let (one, two) = (certificate("2023014867"), certificate("5091"));
    let all = formats(&[&one, &two]);
    for (a, paper) in &all {
        for (b, online) in &all {
            let report = compare(paper, online);
            assert_eq!(report.verdict, Verdict::Consistent, "{a} {b} {:?}", told(&report));
        }
    }
}

#[test]
fn a_picture_with_another_digit_is_never_the_same() {
    let one = certificate("2023014867");
    let all = formats(&[&one]);
    for number in ["2023014862", "2028014867", "2023018467"] {
        let touched = certificate(number);
        for (a, paper) in &formats(&[&touched])[3..] {
            for (b, online) in &all {
                let report = compare(paper, online);
                assert_eq!(report.verdict, Verdict::Undetermined, "{number} {a} {b}");
                assert!(told(&report)[0].starts_with("/pictures/0 Changed"), "{number} {a} {b}");
            }
        }
    }
}

#[test]
fn exchanged_missing_added_mirrored_and_reordered_pictures_are_named() {
    let (one, two, three) = (certificate("1111"), certificate("77777"), certificate("000"));
    let mut other = certificate("1111");
    imageops::invert(&mut other);
    let mirrored = imageops::flip_horizontal(&one);
    let online = formats(&[&one, &two]);
    let tries: [(&str, Vec<&RgbImage>); 6] = [
        ("exchanged", vec![&one, &other]),
        ("missing", vec![&one]),
        ("all missing", vec![]),
        ("added", vec![&one, &three, &two]),
        ("mirrored", vec![&mirrored, &two]),
        ("reordered", vec![&two, &one]),
    ];
    for (what, pictures) in tries {
        for (a, paper) in &formats(&pictures)[..1] {
            for (b, online) in &online {
                let report = compare(paper, online);
                assert_eq!(report.verdict, Verdict::Undetermined, "{what} {a} {b}");
                assert!(told(&report)[0].starts_with("/pictures/"), "{what} {a} {b}");
            }
        }
    }
}
