//! What a PDF page can show otherwise than its text operators say.

use super::{Edit, Edited, edited};
use crate::dice::Dice;
use crate::ink::{Glyph, Ink};
use crate::text::{RIVALS, is_han};
use lopdf::{Dictionary, Document, Object, Stream, dictionary};

pub const KINDS: &[(&str, Edit)] = &[
    ("pdf-digit", |b, d| recoded(b, d, digit)),
    ("pdf-character", |b, d| recoded(b, d, character)),
    ("pdf-rival", |b, d| recoded(b, d, rival)),
    ("pdf-white", |b, d| set(b, d, "white", |_| "1 g\n".into())),
    ("pdf-nearly-white", |b, d| set(b, d, "nearly white", |_| ".985 g\n".into())),
    ("pdf-render-none", |b, d| set(b, d, "not rendered", |_| "3 Tr\n".into())),
    ("pdf-squeezed", |b, d| set(b, d, "squeezed", |_| "1 Tz\n".into())),
    ("pdf-risen", |b, d| set(b, d, "risen off the page", |_| "2000 Ts\n".into())),
    ("pdf-alpha", |b, d| state(b, d, "10% of opacity", || dictionary! { "ca" => 0.1f32 })),
    ("pdf-alpha-none", |b, d| state(b, d, "no opacity", || dictionary! { "ca" => 0.0f32 })),
    ("pdf-clipped", |b, d| set(b, d, "clipped away", |_| "0 0 .1 .1 re W n\n".into())),
    ("pdf-layer-off", |b, d| layer(b, d, false)),
    ("pdf-layer-not-printed", |b, d| layer(b, d, true)),
    ("pdf-covered", |b, d| over(b, d, "covered", &|b| cover(b, "1 g"))),
    ("pdf-covered-black", |b, d| over(b, d, "blacked out", &|b| cover(b, "0 g"))),
    ("pdf-covered-half", |b, d| {
        over(b, d, "half covered", &|[x, y, w, h]| {
            format!("1 g {x:.2} {y:.2} {w:.2} {:.2} re f\n", 0.55 * h)
        })
    }),
    ("pdf-cover-point", cover_point),
    ("pdf-struck", |b, d| {
        over(b, d, "struck out", &|[x, y, w, h]| {
            format!("0 G .8 w {x:.2} {0:.2} m {1:.2} {0:.2} l S\n", y + 0.45 * h, x + w)
        })
    }),
    ("pdf-struck-leaning", |b, d| {
        over(b, d, "struck by a leaning stroke", &|[x, y, w, h]| {
            format!("0 G 1 w {x:.2} {y:.2} m {:.2} {:.2} l S\n", x + w, y + h)
        })
    }),
    ("pdf-pen", |b, d| over(b, d, "crossed by a pen", &curve)),
    ("pdf-scribble", |b, d| over(b, d, "scribbled over", &scribble)),
    ("pdf-crossed", |b, d| {
        over(b, d, "crossed out", &|[x, y, w, h]| {
            let (x1, y1) = (x + w, y + h);
            format!(
                "0 G .9 w {x:.2} {y:.2} m {x1:.2} {y1:.2} l S {x:.2} {y1:.2} m {x1:.2} {y:.2} l S\n"
            )
        })
    }),
    ("pdf-drawn-point", |b, d| {
        beside(b, d, "a point inside", &|[x, y, w, _]| {
            format!("0 g {:.2} {y:.2} 1.3 1.3 re f\n", x + 0.5 * w)
        })
    }),
    ("pdf-drawn-one", |b, d| {
        beside(b, d, "a 1 before", &|[x, y, _, h]| {
            format!("0 g {:.2} {y:.2} 1.1 {:.2} re f\n", x - 2.6, 0.75 * h)
        })
    }),
    ("pdf-drawn-minus", |b, d| {
        beside(b, d, "a minus before", &|[x, y, _, h]| {
            format!("0 g {:.2} {:.2} 4 .8 re f\n", x - 5.0, y + 0.32 * h)
        })
    }),
    ("pdf-ringed", |b, d| over(b, d, "ringed", &|b| ring(grown(b, 2.0)))),
    ("pdf-framed", |b, d| {
        over(b, d, "framed", &|b| {
            let [x, y, w, h] = grown(b, 1.5);
            format!("0 G .8 w {x:.2} {y:.2} {w:.2} {h:.2} re S\n")
        })
    }),
    ("pdf-marked-wrong", tick_in_box),
    ("pdf-annotation-ink", |b, d| annotated(b, d, "Ink", &curve)),
    ("pdf-annotation-square", |b, d| annotated(b, d, "Square", &|b| cover(b, "1 g"))),
    ("pdf-annotation-strike", |b, d| {
        annotated(b, d, "StrikeOut", &|[x, y, w, h]| {
            format!("0 G .8 w {x:.2} {0:.2} m {1:.2} {0:.2} l S\n", y + 0.45 * h, x + w)
        })
    }),
    ("pdf-annotation-stamp", |b, d| annotated(b, d, "Stamp", &|b| cover(b, "0 g"))),
    ("pdf-annotation-line", |b, d| {
        annotated(b, d, "Line", &|[x, y, w, h]| {
            format!("0 G 1 w {x:.2} {y:.2} m {:.2} {:.2} l S\n", x + w, y + h)
        })
    }),
    ("pdf-image-over", image_over),
    ("pdf-form-over", form_over),
    ("pdf-shading-over", shading_over),
    ("pdf-blend", blend),
    ("pdf-page-dropped", page_dropped),
    ("pdf-page-doubled", page_doubled),
    ("pdf-pages-swapped", pages_swapped),
    ("pdf-page-cropped", page_cropped),
    ("pdf-page-clipped-band", band),
    ("pdf-drawn-word", drawn_word),
];

fn saved(pdf: &mut Document) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    pdf.save_to(&mut out).ok()?;
    Some(out)
}

/// A word on a page: glyphs of one line that stand beside each other.
fn word(ink: &Ink, dice: &mut Dice) -> Option<Vec<Glyph>> {
    let fits: Vec<usize> = (0..ink.glyphs.len())
        .filter(|i| {
            let g = &ink.glyphs[*i];
            // What stands at the foot may be the page's number.
            g.y > 70.0 && g.size > 5.0 && (is_han(g.c) || g.c.is_ascii_digit())
        })
        .collect();
    let first = *dice.one(&fits)?;
    let digits = ink.glyphs[first].c.is_ascii_digit();
    let like = |g: &Glyph| if digits { g.c.is_ascii_digit() || g.c == '.' } else { is_han(g.c) };
    let beside = |a: &Glyph, b: &Glyph| {
        a.page == b.page && (a.y - b.y).abs() < 0.5 && (b.x - a.x - a.wide).abs() < 1.5
    };
    let glyphs = &ink.glyphs;
    let (mut from, mut to) = (first, first);
    while digits && from > 0 && like(&glyphs[from - 1]) && beside(&glyphs[from - 1], &glyphs[from])
    {
        from -= 1;
    }
    let most = if digits { 20 } else { 1 + dice.below(3) };
    while to + 1 < glyphs.len()
        && to - from + 1 < most
        && like(&glyphs[to + 1])
        && beside(&glyphs[to], &glyphs[to + 1])
    {
        to += 1;
    }
    Some(glyphs[from..=to].to_vec())
}

fn said(word: &[Glyph]) -> String {
    word.iter().map(|g| g.c).collect()
}

/// Left, bottom, width and height of a word's ink.
fn hull(word: &[Glyph]) -> [f32; 4] {
    let (first, last) = (&word[0], &word[word.len() - 1]);
    [first.x, first.y - 0.1 * first.size, last.x + last.wide - first.x, 0.95 * first.size]
}

fn grown([x, y, w, h]: [f32; 4], by: f32) -> [f32; 4] {
    [x - by, y - by, w + 2.0 * by, h + 2.0 * by]
}

fn cover(at: [f32; 4], colour: &str) -> String {
    let [x, y, w, h] = grown(at, 0.8);
    format!("{colour} {x:.2} {y:.2} {w:.2} {h:.2} re f\n")
}

fn curve([x, y, w, h]: [f32; 4]) -> String {
    format!(
        "0 G 1 w {x:.2} {:.2} m {:.2} {:.2} {:.2} {:.2} {:.2} {:.2} c S\n",
        y + 0.3 * h,
        x + 0.3 * w,
        y + 1.1 * h,
        x + 0.7 * w,
        y - 0.1 * h,
        x + w,
        y + 0.7 * h
    )
}

fn scribble([x, y, w, h]: [f32; 4]) -> String {
    let mut out = format!("0 G .9 w {x:.2} {y:.2} m ");
    for n in 1..=8 {
        let up = if n % 2 == 0 { 0.05 } else { 0.95 };
        out.push_str(&format!("{:.2} {:.2} l ", x + w * n as f32 / 8.0, y + up * h));
    }
    out + "S\n"
}

fn ring([x, y, w, h]: [f32; 4]) -> String {
    let (cx, cy, rx, ry) = (x + w / 2.0, y + h / 2.0, w / 2.0, h / 2.0);
    let k = 0.5523;
    format!(
        "0 G .9 w {0:.2} {cy:.2} m {0:.2} {1:.2} {2:.2} {3:.2} {cx:.2} {3:.2} c {4:.2} {3:.2} {5:.2} {1:.2} {5:.2} {cy:.2} c {5:.2} {6:.2} {4:.2} {7:.2} {cx:.2} {7:.2} c {2:.2} {7:.2} {0:.2} {6:.2} {0:.2} {cy:.2} c S\n",
        cx - rx,
        cy + k * ry,
        cx - k * rx,
        cy + ry,
        cx + k * rx,
        cx + rx,
        cy - k * ry,
        cy - ry
    )
}

/// Draws on a page, over everything else.
fn draw(pdf: &mut Document, page: lopdf::ObjectId, drawing: &str) -> Option<()> {
    let before = pdf.add_object(Stream::new(Dictionary::new(), b"q\n".to_vec()));
    let after = pdf
        .add_object(Stream::new(Dictionary::new(), format!("\nQ\nq\n{drawing}Q\n").into_bytes()));
    let dictionary = pdf.get_object_mut(page).ok()?.as_dict_mut().ok()?;
    let mut contents = vec![Object::Reference(before)];
    match dictionary.get(b"Contents").ok()?.clone() {
        Object::Array(parts) => contents.extend(parts),
        other => contents.push(other),
    }
    contents.push(Object::Reference(after));
    dictionary.set("Contents", contents);
    Some(())
}

type Drawing<'a> = &'a dyn Fn([f32; 4]) -> String;

fn over(bytes: &[u8], dice: &mut Dice, how: &str, drawing: Drawing<'_>) -> Option<Edited> {
    let mut ink = Ink::of(bytes)?;
    let word = word(&ink, dice)?;
    draw(&mut ink.pdf, word[0].page, &drawing(hull(&word)))?;
    edited(saved(&mut ink.pdf), format!("{}: {how}", said(&word)))
}

/// The same at a number, the whole of it.
fn beside(bytes: &[u8], dice: &mut Dice, how: &str, drawing: Drawing<'_>) -> Option<Edited> {
    let mut ink = Ink::of(bytes)?;
    for _ in 0..40 {
        let word = word(&ink, dice)?;
        if word.len() > 1 && word.iter().all(|g| g.c.is_ascii_digit()) {
            draw(&mut ink.pdf, word[0].page, &drawing(hull(&word)))?;
            return edited(saved(&mut ink.pdf), format!("{}: {how}", said(&word)));
        }
    }
    None
}

fn cover_point(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let mut ink = Ink::of(bytes)?;
    let points: Vec<usize> = (1..ink.glyphs.len().saturating_sub(1))
        .filter(|i| {
            let [a, p, b] = [&ink.glyphs[i - 1], &ink.glyphs[*i], &ink.glyphs[i + 1]];
            p.c == '.' && a.c.is_ascii_digit() && b.c.is_ascii_digit() && (a.y - b.y).abs() < 0.5
        })
        .collect();
    let at = *dice.one(&points)?;
    let p = ink.glyphs[at].clone();
    let word = format!("{}.{}", ink.glyphs[at - 1].c, ink.glyphs[at + 1].c);
    draw(
        &mut ink.pdf,
        p.page,
        &format!(
            "1 g {:.2} {:.2} {:.2} {:.2} re f\n",
            p.x,
            p.y - 0.05 * p.size,
            p.wide,
            0.25 * p.size
        ),
    )?;
    edited(saved(&mut ink.pdf), format!("the point of {word} is covered"))
}

/// A tick is drawn into an empty box.
fn tick_in_box(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let mut ink = Ink::of(bytes)?;
    let boxes: Vec<Glyph> =
        ink.glyphs.iter().filter(|g| matches!(g.c, '□' | '☐')).cloned().collect();
    let b = dice.one(&boxes)?;
    let (x, y, s) = (b.x, b.y, b.size);
    draw(
        &mut ink.pdf,
        b.page,
        &format!(
            "0 G 1 w {:.2} {:.2} m {:.2} {:.2} l {:.2} {:.2} l S\n",
            x + 0.2 * s,
            y + 0.35 * s,
            x + 0.4 * s,
            y + 0.1 * s,
            x + 0.85 * s,
            y + 0.75 * s
        ),
    )?;
    edited(saved(&mut ink.pdf), "a tick drawn into an empty box")
}

fn annotated(bytes: &[u8], dice: &mut Dice, kind: &str, drawing: Drawing<'_>) -> Option<Edited> {
    let mut ink = Ink::of(bytes)?;
    let word = word(&ink, dice)?;
    let at = hull(&word);
    let [x, y, w, h] = grown(at, 3.0);
    let rect: Vec<Object> = [x, y, x + w, y + h].map(Object::Real).to_vec();
    let looks = ink.pdf.add_object(Stream::new(
        dictionary! { "Type" => "XObject", "Subtype" => "Form", "BBox" => rect.clone() },
        drawing(at).into_bytes(),
    ));
    let mut annotation = dictionary! {
        "Type" => "Annot", "Subtype" => kind, "Rect" => rect.clone(), "F" => 4,
        "AP" => dictionary! { "N" => looks },
    };
    match kind {
        "Ink" => annotation
            .set("InkList", vec![Object::Array([x, y, x + w, y + h].map(Object::Real).to_vec())]),
        "Line" => annotation.set("L", rect),
        "StrikeOut" => annotation
            .set("QuadPoints", [x, y + h, x + w, y + h, x, y, x + w, y].map(Object::Real).to_vec()),
        _ => {}
    }
    let annotation = ink.pdf.add_object(annotation);
    let page = ink.pdf.get_object_mut(word[0].page).ok()?.as_dict_mut().ok()?;
    if page.has(b"Annots") {
        return None;
    }
    page.set("Annots", vec![Object::Reference(annotation)]);
    edited(saved(&mut ink.pdf), format!("{} under an annotation {kind}", said(&word)))
}

/// Adds a named resource of a page, in a dictionary of the page's own.
fn resource(
    pdf: &mut Document,
    page: lopdf::ObjectId,
    kind: &str,
    name: &str,
    object: Object,
) -> Option<()> {
    let resolve = |pdf: &Document, object: &Object| match object {
        Object::Reference(id) => pdf.get_object(*id).ok().cloned(),
        other => Some(other.clone()),
    };
    let own = pdf.get_object(page).ok()?.as_dict().ok()?;
    let inherited = |mut at: Dictionary| loop {
        if let Ok(found) = at.get(b"Resources") {
            return resolve(pdf, found);
        }
        at = resolve(pdf, at.get(b"Parent").ok()?)?.as_dict().ok()?.clone();
    };
    let mut resources = inherited(own.clone())?.as_dict().ok()?.clone();
    let mut part = match resources.get(kind.as_bytes()) {
        Ok(found) => resolve(pdf, found)?.as_dict().ok()?.clone(),
        Err(_) => Dictionary::new(),
    };
    part.set(name, object);
    resources.set(kind, part);
    pdf.get_object_mut(page).ok()?.as_dict_mut().ok()?.set("Resources", resources);
    Some(())
}

/// Shows the operator of a glyph within a state of its own.
fn set(
    bytes: &[u8],
    dice: &mut Dice,
    how: &str,
    prefix: impl Fn(&[f32; 4]) -> String,
) -> Option<Edited> {
    let mut ink = Ink::of(bytes)?;
    let word = word(&ink, dice)?;
    let glyph = &word[0];
    let said = ink.said_by(glyph);
    ink.wrapped(glyph, &prefix(&hull(&word)), "")?;
    edited(saved(&mut ink.pdf), format!("{said} is {how}"))
}

fn state(
    bytes: &[u8],
    dice: &mut Dice,
    how: &str,
    state: impl Fn() -> Dictionary,
) -> Option<Edited> {
    let mut ink = Ink::of(bytes)?;
    let word = word(&ink, dice)?;
    let said = ink.said_by(&word[0]);
    resource(&mut ink.pdf, word[0].page, "ExtGState", "ZGs", state().into())?;
    ink.wrapped(&word[0], "/ZGs gs\n", "")?;
    edited(saved(&mut ink.pdf), format!("{said} with {how}"))
}

/// A word in a layer that is off, or off when it is printed.
fn layer(bytes: &[u8], dice: &mut Dice, print: bool) -> Option<Edited> {
    let mut ink = Ink::of(bytes)?;
    let word = word(&ink, dice)?;
    let said = ink.said_by(&word[0]);
    let mut group = dictionary! { "Type" => "OCG", "Name" => Object::string_literal("z") };
    if print {
        group.set("Usage", dictionary! { "Print" => dictionary! { "PrintState" => "OFF" }, "View" => dictionary! { "ViewState" => "ON" } });
    }
    let group = ink.pdf.add_object(group);
    let groups = || vec![Object::Reference(group)];
    let mut plan = dictionary! { "Order" => groups() };
    if print {
        plan.set("ON", groups());
        plan.set("AS", vec![Object::Dictionary(dictionary! { "Event" => "Print", "Category" => vec!["Print".into()], "OCGs" => groups() })]);
    } else {
        plan.set("OFF", groups());
    }
    let root = ink.pdf.trailer.get(b"Root").ok()?.as_reference().ok()?;
    let catalog = ink.pdf.get_object_mut(root).ok()?.as_dict_mut().ok()?;
    catalog.set("OCProperties", dictionary! { "OCGs" => groups(), "D" => plan });
    resource(&mut ink.pdf, word[0].page, "Properties", "ZOc", group.into())?;
    ink.wrapped(&word[0], "/OC /ZOc BDC\n", "EMC\n")?;
    edited(
        saved(&mut ink.pdf),
        format!("{said} in a layer that is {}", if print { "not printed" } else { "off" }),
    )
}

fn image_over(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let mut ink = Ink::of(bytes)?;
    let word = word(&ink, dice)?;
    let image = ink.pdf.add_object(Stream::new(
        dictionary! { "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1, "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8 },
        vec![255],
    ));
    resource(&mut ink.pdf, word[0].page, "XObject", "ZIm", image.into())?;
    let [x, y, w, h] = grown(hull(&word), 0.8);
    draw(&mut ink.pdf, word[0].page, &format!("{w:.2} 0 0 {h:.2} {x:.2} {y:.2} cm /ZIm Do\n"))?;
    edited(saved(&mut ink.pdf), format!("{} under a white picture", said(&word)))
}

fn form_over(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let mut ink = Ink::of(bytes)?;
    let word = word(&ink, dice)?;
    let at = grown(hull(&word), 0.8);
    let [x, y, w, h] = at;
    let form = ink.pdf.add_object(Stream::new(
        dictionary! { "Type" => "XObject", "Subtype" => "Form", "BBox" => [x, y, x + w, y + h].map(Object::Real).to_vec() },
        cover(hull(&word), "1 g").into_bytes(),
    ));
    resource(&mut ink.pdf, word[0].page, "XObject", "ZFm", form.into())?;
    draw(&mut ink.pdf, word[0].page, "/ZFm Do\n")?;
    edited(saved(&mut ink.pdf), format!("{} under a form", said(&word)))
}

fn shading_over(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let mut ink = Ink::of(bytes)?;
    let word = word(&ink, dice)?;
    let [x, y, w, h] = grown(hull(&word), 0.8);
    let white: Vec<Object> = vec![1.into()];
    let shading = dictionary! {
        "ShadingType" => 2, "ColorSpace" => "DeviceGray", "Coords" => [x, y, x + w, y].map(Object::Real).to_vec(),
        "Extend" => vec![true.into(), true.into()],
        "Function" => dictionary! { "FunctionType" => 2, "Domain" => vec![0.into(), 1.into()], "C0" => white.clone(), "C1" => white, "N" => 1 },
    };
    resource(&mut ink.pdf, word[0].page, "Shading", "ZSh", shading.into())?;
    draw(&mut ink.pdf, word[0].page, &format!("{x:.2} {y:.2} {w:.2} {h:.2} re W n /ZSh sh\n"))?;
    edited(saved(&mut ink.pdf), format!("{} under a white shading", said(&word)))
}

/// A black patch in a blend that keeps the lighter colour of the two: the word is gone.
fn blend(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let mut ink = Ink::of(bytes)?;
    let word = word(&ink, dice)?;
    resource(
        &mut ink.pdf,
        word[0].page,
        "ExtGState",
        "ZBm",
        dictionary! { "BM" => "Lighten" }.into(),
    )?;
    let patch = cover(hull(&word), "/ZBm gs .99 g");
    draw(&mut ink.pdf, word[0].page, &patch)?;
    edited(saved(&mut ink.pdf), format!("{} lightened away", said(&word)))
}

fn pages(pdf: &Document) -> Vec<lopdf::ObjectId> {
    pdf.get_pages().into_values().collect()
}

/// The list of pages, all below one root.
fn listed(pdf: &mut Document, list: &[lopdf::ObjectId]) -> Option<()> {
    let root = pdf.catalog().ok()?.get(b"Pages").ok()?.as_reference().ok()?;
    let kids: Vec<Object> = list.iter().map(|id| Object::Reference(*id)).collect();
    if !pdf.get_pages().values().all(|page| {
        pdf.get_object(*page)
            .and_then(Object::as_dict)
            .and_then(|d| d.get(b"Parent"))
            .and_then(Object::as_reference)
            .is_ok_and(|parent| parent == root)
    }) {
        return None;
    }
    let pages = pdf.get_object_mut(root).ok()?.as_dict_mut().ok()?;
    pages.set("Count", kids.len() as i64);
    pages.set("Kids", kids);
    Some(())
}

fn page_dropped(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let mut pdf = Document::load_mem(bytes).ok()?;
    let mut list = pages(&pdf);
    let at = dice.below(list.len());
    if list.len() < 2 {
        return None;
    }
    list.remove(at);
    listed(&mut pdf, &list)?;
    edited(saved(&mut pdf), format!("page {} is gone", at + 1))
}

fn page_doubled(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let mut pdf = Document::load_mem(bytes).ok()?;
    let mut list = pages(&pdf);
    let at = dice.below(list.len());
    let copy = pdf.get_object(*list.get(at)?).ok()?.clone();
    let copy = pdf.add_object(copy);
    list.insert(at, copy);
    // The copy is no kid of the root before it is listed: its parent is the same.
    listed(&mut pdf, &list)?;
    edited(saved(&mut pdf), format!("page {} stands twice", at + 1))
}

fn pages_swapped(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let mut pdf = Document::load_mem(bytes).ok()?;
    let mut list = pages(&pdf);
    let at = dice.below(list.len().checked_sub(1)?.max(1));
    if list.len() < 2 {
        return None;
    }
    list.swap(at, at + 1);
    listed(&mut pdf, &list)?;
    edited(saved(&mut pdf), format!("pages {} and {} are exchanged", at + 1, at + 2))
}

/// The page ends above a word that is there.
fn page_cropped(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let mut ink = Ink::of(bytes)?;
    let word = word(&ink, dice)?;
    let low = word[0].y + 1.1 * word[0].size;
    let page = ink.pdf.get_object_mut(word[0].page).ok()?.as_dict_mut().ok()?;
    page.set("CropBox", [0.0, low, 595.0, 842.0].map(Object::Real).to_vec());
    edited(saved(&mut ink.pdf), format!("the page is cut above {}", said(&word)))
}

/// A white band over a whole line.
fn band(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let mut ink = Ink::of(bytes)?;
    let word = word(&ink, dice)?;
    let [_, y, _, h] = hull(&word);
    draw(&mut ink.pdf, word[0].page, &format!("1 g 0 {y:.2} 900 {h:.2} re f\n"))?;
    edited(saved(&mut ink.pdf), format!("a white band over the line of {}", said(&word)))
}

/// 作废 as curves, that no text operator shows.
fn drawn_word(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let mut ink = Ink::of(bytes)?;
    let word = word(&ink, dice)?;
    let (x, y) = (60.0 + dice.below(300) as f32, 150.0 + dice.below(500) as f32);
    let strokes = format!(
        "0 G 2 w {x:.1} {y:.1} m {:.1} {:.1} l S {:.1} {:.1} m {:.1} {:.1} l S {:.1} {:.1} m {:.1} {:.1} l S\n",
        x + 30.0,
        y,
        x + 15.0,
        y,
        x + 15.0,
        y + 28.0,
        x + 2.0,
        y + 28.0,
        x + 28.0,
        y + 28.0
    );
    draw(&mut ink.pdf, word[0].page, &strokes)?;
    edited(saved(&mut ink.pdf), format!("a large 工 drawn on the page of {}", said(&word)))
}

type Other = fn(&Ink, &Glyph, &mut Dice) -> Option<char>;

/// Other glyphs of the same font stand at a place: the page is printed so and read so.
fn recoded(bytes: &[u8], dice: &mut Dice, other: Other) -> Option<Edited> {
    let mut ink = Ink::of(bytes)?;
    for _ in 0..60 {
        let word = word(&ink, dice)?;
        let glyph = &word[dice.below(word.len())];
        let Some(new) = other(&ink, glyph, dice).filter(|new| *new != glyph.c) else { continue };
        let what = format!("{} in {} > {new}", glyph.c, said(&word));
        if ink.recode(glyph, new).is_some() {
            return edited(saved(&mut ink.pdf), what);
        }
    }
    None
}

fn digit(ink: &Ink, glyph: &Glyph, dice: &mut Dice) -> Option<char> {
    let fits: Vec<char> = ink.has(glyph).into_iter().filter(char::is_ascii_digit).collect();
    dice.one(&fits).copied().filter(|_| glyph.c.is_ascii_digit())
}

fn character(ink: &Ink, glyph: &Glyph, dice: &mut Dice) -> Option<char> {
    let fits: Vec<char> = ink.has(glyph).into_iter().filter(|c| is_han(*c)).collect();
    dice.one(&fits).copied().filter(|_| is_han(glyph.c))
}

fn rival(ink: &Ink, glyph: &Glyph, _: &mut Dice) -> Option<char> {
    let has = ink.has(glyph);
    RIVALS.iter().find_map(|(a, b)| {
        let (a, b) = (a.chars().next()?, b.chars().next()?);
        let new = if glyph.c == a {
            b
        } else if glyph.c == b {
            a
        } else {
            return None;
        };
        has.contains(&new).then_some(new)
    })
}
