//! Scanned pages from end to end: the small pictures of `fixtures/ocr` beside the text
//! that must come out, and bad input, which costs its own page and no other.
//!
//! They need the recognition models, so an ordinary run shows them as ignored.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use rayon::prelude::*;
use shenbao::Options;
use shenbao::document::{Document, PageSource};
use shenbao::read::{
    self,
    ocr::{Settings, models},
};
use std::fs;
use std::path::{Path, PathBuf};

/// Options that read every page anew, if the models are there.
fn options() -> Option<Options> {
    let folder = shenbao::cli::folders::models(None)?;
    if models::load(&folder, models::RECOGNITION).is_err() {
        return None;
    }
    let ocr = Settings { models: Some(folder), ..Settings::default() };
    let reading = read::Options { ocr, ..read::Options::default() };
    Some(Options { reading, ..Options::default() })
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/ocr").join(name)
}

fn opened(path: &Path, options: &Options) -> Document {
    shenbao::extract::open(path, options).unwrap().1
}

fn written(name: &str, bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    (folder, path)
}

#[test]
#[ignore = "needs the recognition models"]
fn small_scans_give_their_text() {
    let options = options().expect("at hand");
    let mut seen = 0;
    for entry in fs::read_dir(fixture("")).unwrap() {
        let expected = entry.unwrap().path();
        if expected.extension().is_none_or(|extension| extension != "txt") {
            continue;
        }
        let document = opened(&expected.with_extension(""), &options);
        // Width of commas and colons is writing, and print leaves it open.
        let squeezed = |text: &str| {
            text.replace('，', ",")
                .replace('：', ":")
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        };
        let got = shenbao::report::text::document(&document);
        let wanted = fs::read_to_string(&expected).unwrap();
        assert_eq!(squeezed(&got), squeezed(&wanted), "{}", expected.display());
        seen += 1;
    }
    assert!(seen >= 5);
}

#[test]
#[ignore = "needs the recognition models"]
fn a_page_on_its_side_is_turned_however_surely_it_is_read_there() {
    let options = options().expect("at hand");
    let picture = image::open(fixture("upside-down.png")).unwrap();
    let wanted = fs::read_to_string(fixture("upside-down.png.txt")).unwrap();
    for turned in [picture.rotate90(), picture.rotate270()] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("side.png");
        turned.save(&path).unwrap();
        let got = shenbao::report::text::document(&opened(&path, &options));
        assert_eq!(got.trim().replace('，', ","), wanted.trim().replace('，', ","));
    }
}

#[test]
#[ignore = "needs the recognition models"]
fn a_seal_is_found_and_the_text_around_it_read() {
    let options = options().expect("at hand");
    let extraction = shenbao::extract(&fixture("seal.jpg"), &options).unwrap();
    let seal = extraction.records[0].get("/seals/0").unwrap();
    assert_eq!(seal["text"], "甘肃华星精密机械有限公司");
    assert!(seal["label"].as_str().unwrap().starts_with("申报单位（盖章）"));
}

/// A file whose pages are one image each: the dictionary's entries and the data.
fn pdf(pages: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut objects: Vec<Vec<u8>> = vec![b"<</Type/Catalog/Pages 2 0 R>>".to_vec()];
    let kids: String = (0..pages.len()).map(|n| format!("{} 0 R ", 3 + 3 * n)).collect();
    objects.push(format!("<</Type/Pages/Count {}/Kids[{kids}]>>", pages.len()).into_bytes());
    for (n, (entries, data)) in pages.iter().enumerate() {
        let (content, image) = (4 + 3 * n, 5 + 3 * n);
        let page = format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {content} 0 R/Resources<</XObject<</I {image} 0 R>>>>>>"
        );
        objects.push(page.into_bytes());
        let draw = "q 595 0 0 842 0 0 cm /I Do Q";
        let draw = format!("<</Length {}>>stream\n{draw}\nendstream", draw.len());
        objects.push(draw.into_bytes());
        let head =
            format!("<</Type/XObject/Subtype/Image{entries}/Length {}>>stream\n", data.len());
        objects.push([head.as_bytes(), data, b"\nendstream"].concat());
    }
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend(format!("{} 0 obj\n", n + 1).bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let table = file.len();
    file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    places.iter().for_each(|at| file.extend(format!("{at:010} 00000 n \n").bytes()));
    let end =
        format!("trailer<</Size {}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1);
    file.extend(end.bytes());
    file
}

const SIZE: &str = "/Width 827/Height 1170/BitsPerComponent 8/ColorSpace/DeviceGray";

/// A page in grey: the lines of a fixture near the top, or nothing.
fn grey(text: bool) -> (String, Vec<u8>) {
    let mut sheet = image::GrayImage::from_pixel(827, 1170, image::Luma([238]));
    if text {
        let lines = image::open(fixture("upside-down.png")).unwrap().rotate180().into_luma8();
        let small = image::imageops::thumbnail(&lines, 800, 284);
        image::imageops::overlay(&mut sheet, &small, 10, 60);
    }
    (SIZE.to_owned(), sheet.into_raw())
}

#[test]
#[ignore = "needs the recognition models"]
fn bad_pages_cost_themselves_and_the_rest_is_read() {
    let options = options().expect("at hand");
    let jpeg = fs::read(fixture("grey-skewed.jpg")).unwrap();
    let noise: Vec<u8> =
        (0..5000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let one_bit = "/Width 827/Height 1170/BitsPerComponent 1/ColorSpace/DeviceGray";
    let coded = |filter: &str, data: &[u8]| (format!("{one_bit}/Filter/{filter}"), data.to_vec());
    let pages = [
        grey(true),
        (format!("{SIZE}/Filter/DCTDecode"), noise.clone()),
        (format!("{SIZE}/Filter/DCTDecode"), jpeg[..300].to_vec()),
        coded("JBIG2Decode", &noise),
        grey(false),
        grey(true),
    ];
    let (_folder, path) = written("bad-pages.pdf", &pdf(&pages));
    let document = opened(&path, &options);
    let sources: Vec<&PageSource> = document.pages.iter().map(|page| &page.source).collect();
    assert_eq!([sources[0], sources[5]], [&PageSource::Ocr; 2]);
    assert_eq!(sources[4], &PageSource::Blank);
    for bad in [2, 3, 4] {
        assert!(sources[bad - 1].is_unread(), "page {bad} is {:?}", sources[bad - 1]);
        assert!(document.warnings.iter().any(|warning| warning.page == Some(bad as u32)));
    }
    let text = shenbao::report::text::document(&document);
    assert_eq!(text.matches("金昌市金川区").count(), 2, "{text}");
}

#[test]
#[ignore = "needs the recognition models"]
fn a_page_whose_jpeg_decodes_in_part_never_looks_wholly_read() {
    let options = options().expect("at hand");
    let (entries, pixels) = grey(true);
    let sheet = image::GrayImage::from_raw(827, 1170, pixels).unwrap();
    let mut jpeg = std::io::Cursor::new(Vec::new());
    sheet.write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
    let jpeg = jpeg.into_inner();
    let coded = |data: &[u8]| (format!("{entries}/Filter/DCTDecode"), data.to_vec());
    let pages = [coded(&jpeg), coded(&jpeg[..jpeg.len() / 2])];
    let (_folder, path) = written("half.pdf", &pdf(&pages));
    let warned = |document: &Document, page| {
        let damage = |w: &shenbao::problem::Warning| {
            w.page == Some(page) && ["image-damaged", "page-unread"].contains(&w.code.as_str())
        };
        document.warnings.iter().any(damage)
    };
    let document = opened(&path, &options);
    assert!(!warned(&document, 1), "{:?}", document.warnings);
    assert!(warned(&document, 2), "{:?}", document.warnings);
    // The same picture as a file of its own.
    let (_folder, path) = written("half.jpg", &jpeg[..jpeg.len() / 2]);
    assert!(warned(&opened(&path, &options), 1));
}

#[test]
#[ignore = "needs the recognition models"]
fn noise_in_fax_coding_is_never_taken_for_a_blank_page() {
    let options = options().expect("at hand");
    let noise: Vec<u8> =
        (0..5000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 11) as u8).collect();
    let entries = "/Width 827/Height 1170/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 827/Rows 1170>>";
    let (_folder, path) = written("fax.pdf", &pdf(&[(entries.to_owned(), noise), grey(true)]));
    let document = opened(&path, &options);
    assert_ne!(document.pages[0].source, PageSource::Blank);
    assert!(document.warnings.iter().any(|warning| warning.page == Some(1)));
    assert_eq!(document.pages[1].source, PageSource::Ocr);
}

#[test]
#[ignore = "needs the recognition models"]
fn a_photograph_is_unread_and_not_blank() {
    let options = options().expect("at hand");
    let photo = image::RgbImage::from_fn(620, 877, |x, y| {
        let wave = ((x as f32 / 90.0).sin() + (y as f32 / 130.0).cos()) * 50.0 + 130.0;
        let grain = (x.wrapping_mul(73_856_093) ^ y.wrapping_mul(19_349_663)) % 9;
        image::Rgb([wave as u8 + grain as u8, (wave * 0.8) as u8, (wave * 0.6) as u8])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    photo.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    let (_folder, path) = written("photo.png", bytes.get_ref());
    let document = opened(&path, &options);
    assert!(document.pages[0].source.is_unread(), "{:?}", document.pages[0].source);
    assert!(document.warnings.iter().any(|warning| warning.page == Some(1)));
}

#[test]
#[ignore = "needs the recognition models"]
fn a_picture_beyond_the_limits_is_said_to_be() {
    let options = options().expect("at hand");
    let mut bytes = std::io::Cursor::new(Vec::new());
    let white = image::GrayImage::from_pixel(2000, 2000, image::Luma([250]));
    white.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    let (_folder, path) = written("large.png", bytes.get_ref());
    let mut narrow = options.clone();
    narrow.reading.limits.pixels = 1_000_000;
    match shenbao::extract::open(&path, &narrow) {
        Ok((_, document)) => assert!(document.pages[0].source.is_unread()),
        Err(problem) => assert_eq!(problem.code, shenbao::Code::LimitExceeded),
    }
    // Within them it is looked at, and found to be blank.
    let problem = shenbao::extract::open(&path, &options).unwrap_err();
    assert_eq!(problem.code, shenbao::Code::NoText);
}

/// Many scans at once, on pools of every size, read anew and from the cache: each ends.
/// The first of a process waits for the models with all the others behind it.
#[test]
#[ignore = "needs the recognition models"]
fn scans_side_by_side_all_end() {
    let mut options = options().expect("at hand");
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<PathBuf> = (0..20)
        .map(|number| {
            let (entries, mut pixels) = grey(true);
            // No two of them are the same picture.
            pixels[number] = 0;
            let path = folder.path().join(format!("{number}.pdf"));
            fs::write(&path, pdf(&[(entries, pixels)])).unwrap();
            path
        })
        .collect();
    let wanted = shenbao::report::text::document(&opened(&files[0], &options));
    assert!(wanted.contains("金昌市金川区"), "{wanted}");
    for (threads, count) in [(1, 3), (2, 6), (8, 20)] {
        let cache = tempfile::tempdir().unwrap();
        options.reading.ocr.cache = Some(cache.path().to_path_buf());
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        for state in ["cold", "warm"] {
            let texts: Vec<String> = pool.install(|| {
                let text =
                    |path: &PathBuf| shenbao::report::text::document(&opened(path, &options));
                files[..count].par_iter().map(text).collect()
            });
            assert!(texts.iter().all(|text| *text == wanted), "{threads} {count} {state}");
        }
    }
}

/// A transparent ground became black; the inner box of a character became a tick box.
#[test]
#[ignore = "needs the recognition models"]
fn pictures_that_were_reported_give_their_text() {
    let options = options().expect("at hand");
    let reported = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/reported");
    for (name, wanted) in [
        ("scan-transparent.png", "申报单位：临江重工有限公司"),
        ("scan-false-box.png", "智能制造成熟度：三级"),
    ] {
        let document = opened(&reported.join(name), &options);
        let text = shenbao::report::text::document(&document);
        let text: String = text.split_whitespace().collect();
        assert!(text.contains(wanted), "{name}: {text}");
    }
}
