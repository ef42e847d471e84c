//! What an OFD page can show otherwise than its text objects say.

use super::{Edit, Edited, edited, weighty};
use crate::dice::Dice;
use crate::package::Package;
use crate::text::Change;
use crate::write::escaped;
use std::ops::Range;

pub const KINDS: &[(&str, Edit)] = &[
    ("ofd-alpha", |b, d| object(b, d, "an alpha of 5", |o| attribute(o, "Alpha=\"5\""))),
    ("ofd-white", |b, d| object(b, d, "white", |o| fill(o, "255 255 255"))),
    ("ofd-nearly-white", |b, d| object(b, d, "nearly white", |o| fill(o, "252 252 252"))),
    ("ofd-invisible", |b, d| object(b, d, "not visible", |o| attribute(o, "Visible=\"false\""))),
    ("ofd-no-fill", |b, d| object(b, d, "not filled", |o| attribute(o, "Fill=\"false\""))),
    ("ofd-tiny", |b, d| {
        object(b, d, "scaled to nothing", |o| attribute(o, "CTM=\"0.01 0 0 0.01 0 0\""))
    }),
    ("ofd-squeezed", |b, d| object(b, d, "squeezed", |o| attribute(o, "HScale=\"0.01\""))),
    ("ofd-clipped", |b, d| object(b, d, "clipped away", clipped)),
    ("ofd-off-page", |b, d| object(b, d, "off the page", off_page)),
    ("ofd-covered", |b, d| drawn(b, d, "covered", Mark::Cover("255 255 255"))),
    ("ofd-covered-black", |b, d| drawn(b, d, "blacked out", Mark::Cover("0 0 0"))),
    ("ofd-struck", |b, d| drawn(b, d, "struck out", Mark::Line)),
    ("ofd-struck-leaning", |b, d| drawn(b, d, "struck by a leaning stroke", Mark::Leaning)),
    ("ofd-struck-curve", |b, d| drawn(b, d, "struck by a curve", Mark::Curve)),
    ("ofd-drawn-one", |b, d| drawn(b, d, "a stroke like a 1 behind", Mark::One)),
    ("ofd-drawn-point", |b, d| drawn(b, d, "a point behind", Mark::Point)),
    ("ofd-drawn-minus", |b, d| drawn(b, d, "a minus before", Mark::Minus)),
    ("ofd-drawn-ring", |b, d| drawn(b, d, "a ring around", Mark::Ring)),
    ("ofd-cover-point", cover_point),
    ("ofd-annotation-struck", |b, d| annotated(b, d, "Path", Mark::Line)),
    ("ofd-annotation-cover", |b, d| annotated(b, d, "Stamp", Mark::Cover("255 255 255"))),
    ("ofd-annotation-ink", |b, d| annotated(b, d, "Path", Mark::Curve)),
    ("ofd-annotation-highlight", |b, d| annotated(b, d, "Highlight", Mark::Cover("0 0 0"))),
    ("ofd-page-dropped", page_dropped),
    ("ofd-page-doubled", page_doubled),
    ("ofd-watermark", watermark),
];

/// A text object of a page: the member, where it stands, its box and what it says.
struct Object {
    part: String,
    range: Range<usize>,
    at: [f32; 4],
    said: String,
}

fn value<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    let at = xml.find(&format!(" {name}=\""))? + name.len() + 3;
    Some(&xml[at..at + xml[at..].find('"')?])
}

fn objects(package: &Package) -> Vec<Object> {
    let mut out = Vec::new();
    for (name, _) in
        package.parts.iter().filter(|(n, _)| n.ends_with("Content.xml") && n.contains("Page"))
    {
        let Some(xml) = package.text(name) else { continue };
        for (open, _) in xml.match_indices("<ofd:TextObject ") {
            let Some(end) = xml[open..].find("</ofd:TextObject>").map(|e| open + e + 17) else {
                continue;
            };
            let object = &xml[open..end];
            let at: Vec<f32> = value(object, "Boundary")
                .map(|b| b.split(' ').filter_map(|n| n.parse().ok()).collect())
                .unwrap_or_default();
            let [x, y, w, h] = at[..] else { continue };
            let Some(code) =
                object.find("<ofd:TextCode").and_then(|c| Some(c + object[c..].find('>')? + 1))
            else {
                continue;
            };
            let Some(close) = object.find("</ofd:TextCode>").filter(|c| *c >= code) else {
                continue;
            };
            let said = object[code..close].to_owned();
            // The page's number is no text of the page.
            if weighty(&said, &mut Dice::new(3)).is_some() && y < 270.0 {
                out.push(Object { part: name.clone(), range: open..end, at: [x, y, w, h], said });
            }
        }
    }
    out
}

fn object(
    bytes: &[u8],
    dice: &mut Dice,
    how: &str,
    change: impl Fn(&str) -> Option<String>,
) -> Option<Edited> {
    let mut package = Package::open(bytes)?;
    let all = objects(&package);
    let one = dice.one(&all)?;
    let xml = package.text(&one.part)?;
    let new = change(&xml[one.range.clone()])?;
    package.set(&one.part, format!("{}{new}{}", &xml[..one.range.start], &xml[one.range.end..]));
    edited(package.bytes(), format!("{} is {how}", one.said))
}

fn attribute(object: &str, new: &str) -> Option<String> {
    Some(object.replacen("<ofd:TextObject ", &format!("<ofd:TextObject {new} "), 1))
}

/// A child in front of the text.
fn child(object: &str, new: &str) -> Option<String> {
    let at = object.find("<ofd:TextCode")?;
    Some(format!("{}{new}{}", &object[..at], &object[at..]))
}

fn fill(object: &str, colour: &str) -> Option<String> {
    if object.contains("<ofd:FillColor") {
        return None;
    }
    child(object, &format!("<ofd:FillColor Value=\"{colour}\"/>"))
}

fn clipped(object: &str) -> Option<String> {
    child(
        object,
        "<ofd:Clips><ofd:Clip><ofd:Area><ofd:Path ID=\"99001\" Boundary=\"0 0 0.01 0.01\" Fill=\"true\"><ofd:AbbreviatedData>M 0 0 L 0.01 0 L 0.01 0.01 C</ofd:AbbreviatedData></ofd:Path></ofd:Area></ofd:Clip></ofd:Clips>",
    )
}

fn off_page(object: &str) -> Option<String> {
    let old = value(object, "Boundary")?;
    let rest: Vec<&str> = old.split(' ').skip(2).collect();
    Some(object.replacen(old, &format!("400 400 {}", rest.join(" ")), 1))
}

#[derive(Clone, Copy)]
enum Mark {
    Cover(&'static str),
    Line,
    Leaning,
    Curve,
    One,
    Point,
    Minus,
    Ring,
}

impl Mark {
    /// The mark as an object over a box.
    fn path(self, [x, y, w, h]: [f32; 4]) -> String {
        let stroke = |x: f32, y: f32, w: f32, h: f32, data: String| {
            format!(
                "<ofd:PathObject ID=\"99010\" Boundary=\"{x:.3} {y:.3} {w:.3} {h:.3}\" Stroke=\"true\" Fill=\"false\" LineWidth=\"0.35\"><ofd:StrokeColor Value=\"0 0 0\"/><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
            )
        };
        let filled = |x: f32, y: f32, w: f32, h: f32, colour: &str| {
            format!(
                "<ofd:PathObject ID=\"99011\" Boundary=\"{x:.3} {y:.3} {w:.3} {h:.3}\" Stroke=\"false\" Fill=\"true\"><ofd:FillColor Value=\"{colour}\"/><ofd:AbbreviatedData>M 0 0 L {w:.3} 0 L {w:.3} {h:.3} L 0 {h:.3} C</ofd:AbbreviatedData></ofd:PathObject>"
            )
        };
        match self {
            Self::Cover(colour) => filled(x - 0.2, y - 0.2, w + 0.4, h + 0.4, colour),
            Self::Line => stroke(x, y, w, h, format!("M 0 {0:.3} L {w:.3} {0:.3}", 0.5 * h)),
            Self::Leaning => stroke(x, y, w, h, format!("M 0 {h:.3} L {w:.3} 0")),
            Self::Curve => stroke(
                x,
                y,
                w,
                h,
                format!(
                    "M 0 {:.3} B {:.3} 0 {:.3} {h:.3} {w:.3} {:.3}",
                    0.6 * h,
                    0.3 * w,
                    0.7 * w,
                    0.4 * h
                ),
            ),
            Self::One => stroke(
                x + w + 0.3,
                y + 0.1 * h,
                0.4,
                0.8 * h,
                format!("M 0.2 0 L 0.2 {:.3}", 0.8 * h),
            ),
            Self::Point => filled(x + w + 0.2, y + 0.75 * h, 0.5, 0.5, "0 0 0"),
            Self::Minus => filled(x - 1.6, y + 0.48 * h, 1.3, 0.3, "0 0 0"),
            Self::Ring => stroke(
                x - 0.8,
                y - 0.8,
                w + 1.6,
                h + 1.6,
                format!(
                    "M 0 {0:.3} B 0 0 {1:.3} 0 {1:.3} {0:.3} B {1:.3} {2:.3} 0 {2:.3} 0 {0:.3} C",
                    0.5 * h + 0.8,
                    w + 1.6,
                    h + 1.6
                ),
            ),
        }
    }
}

/// A part of an object's box: where a word of it stands, roughly.
fn word_box(one: &Object, dice: &mut Dice) -> ([f32; 4], String) {
    let [x, y, w, h] = one.at;
    let wide = |text: &str| text.chars().map(|c| if c.is_ascii() { 0.5 } else { 1.0 }).sum::<f32>();
    let Some(range) = weighty(&one.said, dice) else { return (one.at, one.said.clone()) };
    let scale = w / wide(&one.said).max(0.5);
    let word = &one.said[range.clone()];
    ([x + scale * wide(&one.said[..range.start]), y, scale * wide(word), h], word.to_owned())
}

fn appended(package: &mut Package, part: &str, new: &str) -> Option<()> {
    let xml = package.text(part)?;
    let end = xml.rfind("</ofd:Layer>")?;
    package.set(part, format!("{}{new}{}", &xml[..end], &xml[end..]));
    Some(())
}

fn drawn(bytes: &[u8], dice: &mut Dice, how: &str, mark: Mark) -> Option<Edited> {
    let mut package = Package::open(bytes)?;
    let all = objects(&package);
    let one = dice.one(&all)?;
    let (at, word) = match mark {
        // What is drawn behind or before stands at the object's ends.
        Mark::One | Mark::Point | Mark::Minus => {
            one.said.ends_with(|c: char| c.is_ascii_digit()).then(|| (one.at, one.said.clone()))?
        }
        _ => word_box(one, dice),
    };
    appended(&mut package, &one.part, &mark.path(at))?;
    edited(package.bytes(), format!("{word}: {how}"))
}

fn cover_point(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let mut package = Package::open(bytes)?;
    let decimal = |o: &Object| {
        let chars: Vec<char> = o.said.chars().collect();
        chars.windows(3).any(|w| w[1] == '.' && w[0].is_ascii_digit() && w[2].is_ascii_digit())
            && o.said.matches('.').count() == 1
    };
    let all: Vec<Object> = objects(&package).into_iter().filter(decimal).collect();
    let one = dice.one(&all)?;
    let [x, y, w, h] = one.at;
    let wide = |text: &str| text.chars().map(|c| if c.is_ascii() { 0.5 } else { 1.0 }).sum::<f32>();
    let scale = w / wide(&one.said).max(0.5);
    let left = x + scale * wide(one.said.split('.').next()?);
    appended(
        &mut package,
        &one.part,
        &Mark::Cover("255 255 255").path([left + 0.3, y + 0.6 * h, 0.4 * scale, 0.4 * h]),
    )?;
    edited(package.bytes(), format!("the point of {} is covered", one.said))
}

fn annotated(bytes: &[u8], dice: &mut Dice, kind: &str, mark: Mark) -> Option<Edited> {
    let mut package = Package::open(bytes)?;
    let all = objects(&package);
    let one = dice.one(&all)?;
    let (at, word) = word_box(one, dice);
    let document = package.parts.iter().find(|(n, _)| n.ends_with("Document.xml"))?.0.clone();
    let xml = package.text(&document)?;
    if xml.contains("<ofd:Annotations") {
        return None;
    }
    let folder = document.rsplit_once('/')?.0.to_owned();
    let inside = one.part.strip_prefix(&format!("{folder}/"))?;
    let loc = xml.find(&format!("BaseLoc=\"{inside}\""))?;
    let page = value(&xml[xml[..loc].rfind("<ofd:Page ")?..], "ID")?.to_owned();
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    let space = "xmlns:ofd=\"http://www.ofdspec.org/2016\"";
    let end = xml.find("</ofd:Pages>")? + 12;
    package.set(
        &document,
        format!("{}<ofd:Annotations>Annotations.xml</ofd:Annotations>{}", &xml[..end], &xml[end..]),
    );
    package.set(&format!("{folder}/Annotations.xml"), format!("{head}<ofd:Annotations {space}><ofd:Page PageID=\"{page}\"><ofd:FileLoc>Annots/Page_0/Annotation.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>"));
    package.set(&format!("{folder}/Annots/Page_0/Annotation.xml"), format!("{head}<ofd:PageAnnot {space}><ofd:Annot ID=\"99020\" Type=\"{kind}\" Creator=\"a\" LastModDate=\"2024-01-01\"><ofd:Appearance Boundary=\"0 0 210 297\">{}</ofd:Appearance></ofd:Annot></ofd:PageAnnot>", mark.path(at)));
    edited(package.bytes(), format!("{word} under an annotation {kind}"))
}

/// The entries of the pages in the document, and the file that holds them.
fn pages(package: &Package) -> Option<(String, String, Vec<Range<usize>>)> {
    let name = package.parts.iter().find(|(n, _)| n.ends_with("Document.xml"))?.0.clone();
    let xml = package.text(&name)?;
    let all = xml
        .match_indices("<ofd:Page ")
        .filter_map(|(at, _)| Some(at..at + xml[at..].find("/>")? + 2))
        .collect();
    Some((name, xml, all))
}

fn page_dropped(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let mut package = Package::open(bytes)?;
    let (name, xml, all) = pages(&package)?;
    let number = dice.below(all.len());
    let page = all.get(number).filter(|_| all.len() > 1)?;
    package.set(&name, format!("{}{}", &xml[..page.start], &xml[page.end..]));
    edited(package.bytes(), format!("page {} is gone", number + 1))
}

fn page_doubled(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let mut package = Package::open(bytes)?;
    let (name, xml, all) = pages(&package)?;
    let number = dice.below(all.len());
    let page = all.get(number)?;
    let copy = xml[page.clone()].replacen(value(&xml[page.clone()], "ID")?, "99030", 1);
    package.set(&name, format!("{}{copy}{}", &xml[..page.end], &xml[page.end..]));
    edited(package.bytes(), format!("page {} stands twice", number + 1))
}

fn watermark(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let mut package = Package::open(bytes)?;
    let all = objects(&package);
    let one = dice.one(&all)?;
    let word = dice.word(&["作废", "样本", "草稿"]);
    let font = value(&package.text(&one.part)?[one.range.clone()], "Font")?.to_owned();
    let part = one.part.clone();
    appended(
        &mut package,
        &part,
        &format!(
            "<ofd:TextObject ID=\"99040\" Boundary=\"40 100 120 60\" Font=\"{font}\" Size=\"50\" Alpha=\"90\"><ofd:FillColor Value=\"160 160 160\"/><ofd:TextCode X=\"0\" Y=\"48\" DeltaX=\"50\">{word}</ofd:TextCode></ofd:TextObject>"
        ),
    )?;
    edited(package.bytes(), format!("{word} across the page"))
}

/// The distances of characters stay, so their number must.
pub fn rewritten(bytes: &[u8], dice: &mut Dice, change: Change) -> Option<Edited> {
    let mut package = Package::open(bytes)?;
    let all = objects(&package);
    for _ in 0..80 {
        let one = dice.one(&all)?;
        let new = change(&one.said, dice).filter(|new| *new != one.said);
        let Some(new) = new.filter(|new| new.chars().count() == one.said.chars().count()) else {
            continue;
        };
        let xml = package.text(&one.part)?;
        let object = xml[one.range.clone()].replacen(
            &format!(">{}<", one.said),
            &format!(">{}<", escaped(&new)),
            1,
        );
        package.set(
            &one.part,
            format!("{}{object}{}", &xml[..one.range.start], &xml[one.range.end..]),
        );
        return edited(package.bytes(), format!("{} > {new}", one.said));
    }
    None
}
