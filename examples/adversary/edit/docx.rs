//! What a Word file can say otherwise than its characters do.

use super::{Edit, Edited, Twice, edited, weighty};
use crate::dice::Dice;
use crate::package::Package;
use crate::text::{Change, is_han};
use crate::write::escaped;
use std::ops::Range;

const BODY: &str = "word/document.xml";

pub const KINDS: &[(&str, Edit)] = &[
    ("docx-white", |b, d| dressed(b, d, "<w:color w:val=\"FFFFFF\"/>")),
    ("docx-nearly-white", |b, d| dressed(b, d, "<w:color w:val=\"FDFDFD\"/>")),
    ("docx-white-by-theme", |b, d| {
        dressed(b, d, "<w:color w:val=\"FFFFFF\" w:themeColor=\"background1\"/>")
    }),
    ("docx-white-by-style", white_by_style),
    ("docx-black-on-black", |b, d| {
        dressed(b, d, "<w:color w:val=\"000000\"/><w:highlight w:val=\"black\"/>")
    }),
    ("docx-shade-same", |b, d| {
        dressed(
            b,
            d,
            "<w:color w:val=\"C00000\"/><w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"C00000\"/>",
        )
    }),
    ("docx-tiny", |b, d| dressed(b, d, "<w:sz w:val=\"1\"/>")),
    ("docx-squeezed", |b, d| dressed(b, d, "<w:w w:val=\"1\"/>")),
    ("docx-struck", |b, d| dressed(b, d, "<w:strike/>")),
    ("docx-struck-twice", |b, d| dressed(b, d, "<w:dstrike/>")),
    ("docx-vanished", |b, d| dressed(b, d, "<w:vanish/>")),
    ("docx-line-flat", line_flat),
    ("docx-row-flat", row_flat),
    ("docx-cell-same-colour", cell_same_colour),
    ("docx-covered", |b, d| shape_over(b, d, "#ffffff")),
    ("docx-covered-black", |b, d| shape_over(b, d, "#000000")),
    ("docx-drawing-over", drawing_over),
    ("docx-watermark", watermark),
    ("docx-deleted", deleted),
    ("docx-caps", caps),
];

pub const TWICE: &[(&str, Twice)] = &[
    ("docx-bound-control", bound_control),
    ("docx-box-glyph", box_glyph),
    ("docx-omml-fraction", |b, d| omml(b, d, FRACTION_BAR, FRACTION_LINE, "(a+b)/c > a+b/c")),
    ("docx-omml-super-sub", |b, d| omml(b, d, POWER, INDEX, "x² > x₂")),
    ("docx-omml-bars", |b, d| omml(b, d, BARS, PARENTHESES, "|x| > (x)")),
    ("docx-omml-struck", |b, d| omml(b, d, PLAIN_SUM, STRUCK_SUM, "x+1 > x+1 struck out")),
    ("docx-omml-overline", |b, d| omml(b, d, PLAIN_X, OVERLINE, "x > x with a bar")),
    ("docx-box-moved", box_moved),
    ("docx-watermark-word", watermark_word),
    ("docx-tab-column", tab_column),
    ("docx-symbol-tick", symbol_tick),
    ("docx-list-bullet", |b, d| list(b, d, ("bullet", "★"), ("bullet", "•"))),
    ("docx-list-number", |b, d| list(b, d, ("decimal", "第%1条"), ("decimal", "第1%1条"))),
    ("docx-tick-box", tick_box),
    ("docx-line-over-choice", line_over_choice),
    ("docx-choice-fallback", choice_fallback),
];

/// The texts of the body: the range of a run and of its text.
fn runs(xml: &str) -> Vec<(Range<usize>, Range<usize>)> {
    let mut out = Vec::new();
    for (open, _) in xml.match_indices("<w:r>").chain(xml.match_indices("<w:r ")) {
        let Some(end) = xml[open..].find("</w:r>").map(|e| open + e + 6) else { continue };
        let run = &xml[open..end];
        if run.matches("<w:t>").count() + run.matches("<w:t ").count() != 1
            || run.contains("<w:drawing")
        {
            continue;
        }
        let Some(t) = run.find("<w:t>").or_else(|| run.find("<w:t ")) else { continue };
        let Some(start) = run[t..].find('>').map(|s| open + t + s + 1) else { continue };
        let Some(close) = xml[start..end].find("</w:t>").map(|c| start + c) else { continue };
        if !xml[start..close].contains('&') {
            out.push((open..end, start..close));
        }
    }
    out.sort_by_key(|(run, _)| run.start);
    out
}

/// A word of the body, with its run taken apart around it.
struct Word {
    run: Range<usize>,
    properties: String,
    before: String,
    word: String,
    after: String,
}

fn word(xml: &str, dice: &mut Dice) -> Option<Word> {
    let all = runs(xml);
    for _ in 0..30 {
        let (run, text) = dice.one(&all)?;
        let said = &xml[text.clone()];
        let Some(range) = weighty(said, dice) else { continue };
        let inner = &xml[run.clone()];
        let properties = match (inner.find("<w:rPr>"), inner.find("</w:rPr>")) {
            (Some(from), Some(to)) => inner[from + 7..to].to_owned(),
            _ => String::new(),
        };
        return Some(Word {
            run: run.clone(),
            properties,
            before: said[..range.start].to_owned(),
            word: said[range.clone()].to_owned(),
            after: said[range.end..].to_owned(),
        });
    }
    None
}

fn run(properties: &str, text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let properties =
        if properties.is_empty() { String::new() } else { format!("<w:rPr>{properties}</w:rPr>") };
    format!("<w:r>{properties}<w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

/// Without the properties that `new` sets anew.
fn without(properties: &str, new: &str) -> String {
    let mut out = properties.to_owned();
    for piece in new.split('<').skip(1) {
        let name = piece.split([' ', '/', '>']).next().unwrap_or_default();
        let open = format!("<{name} ");
        while let Some(at) = out.find(&open) {
            let Some(end) = out[at..].find("/>") else { break };
            out.replace_range(at..at + end + 2, "");
        }
    }
    out
}

/// The body changed by `change`, in a new package.
fn changed(bytes: &[u8], change: impl FnOnce(&str) -> Option<(String, String)>) -> Option<Edited> {
    let mut package = Package::open(bytes)?;
    let (xml, what) = change(&package.text(BODY)?)?;
    package.set(BODY, xml);
    edited(package.bytes(), what)
}

fn dressed(bytes: &[u8], dice: &mut Dice, new: &str) -> Option<Edited> {
    changed(bytes, |xml| {
        let w = word(xml, dice)?;
        let rest = without(&w.properties, new);
        // A style stands in front of all other properties.
        let own = if new.starts_with("<w:rStyle") {
            format!("{new}{rest}")
        } else {
            format!("{rest}{new}")
        };
        let runs = format!(
            "{}{}{}",
            run(&w.properties, &w.before),
            run(&own, &w.word),
            run(&w.properties, &w.after)
        );
        Some((replaced(xml, &w.run, &runs), format!("{} is set {new}", w.word)))
    })
}

fn replaced(xml: &str, range: &Range<usize>, new: &str) -> String {
    format!("{}{new}{}", &xml[..range.start], &xml[range.end..])
}

fn white_by_style(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let mut package = Package::open(bytes)?;
    let styles = package.text("word/styles.xml")?;
    let style = "<w:style w:type=\"character\" w:customStyle=\"1\" w:styleId=\"Pale\"><w:name w:val=\"Pale\"/><w:rPr><w:color w:val=\"FFFFFF\"/></w:rPr></w:style></w:styles>";
    package.set("word/styles.xml", styles.replacen("</w:styles>", style, 1));
    dressed(&package.bytes()?, dice, "<w:rStyle w:val=\"Pale\"/>")
}

fn rows(xml: &str) -> Vec<Range<usize>> {
    xml.match_indices("<w:tr>")
        .chain(xml.match_indices("<w:tr "))
        .filter_map(|(at, _)| Some(at..at + xml[at..].find("</w:tr>")? + 7))
        .filter(|row| xml[row.clone()].chars().any(is_han))
        .collect()
}

fn row_flat(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    changed(bytes, |xml| {
        let all = rows(xml);
        let row = dice.one(&all).filter(|r| !xml[(*r).clone()].contains("w:vMerge"))?;
        let open = row.start + xml[row.start..].find('>')? + 1;
        let height = "<w:trHeight w:val=\"15\" w:hRule=\"exact\"/>";
        let inner = &xml[open..];
        let out = if let Some(rest) = inner.strip_prefix("<w:trPr>") {
            format!("{}<w:trPr>{height}{rest}", &xml[..open])
        } else {
            format!("{}<w:trPr>{height}</w:trPr>{inner}", &xml[..open])
        };
        Some((out, "a row of 0.75 pt".to_owned()))
    })
}

fn cell_same_colour(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let mut package = Package::open(bytes)?;
    let xml = package.text(BODY)?;
    let cells: Vec<usize> = xml
        .match_indices("<w:tcPr>")
        .map(|(at, _)| at)
        .filter(|at| {
            xml[*at..].find("</w:tc>").is_some_and(|end| {
                let cell = &xml[*at..at + end];
                cell.contains("<w:t")
                    && !cell.contains("<w:shd")
                    && runs(cell)
                        .iter()
                        .any(|(_, t)| weighty(&cell[t.clone()], &mut Dice::new(1)).is_some())
            })
        })
        .collect();
    let at = *dice.one(&cells)?;
    let end = at + xml[at..].find("</w:tc>")?;
    let close = xml[at..end].find("</w:tcPr>")?;
    let mut cell = xml[at..end].to_owned();
    cell.insert_str(close, "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"FF0000\"/>");
    let mut out = String::new();
    let mut last = 0;
    for (r, t) in runs(&cell) {
        let inner = &cell[r.clone()];
        let properties = match (inner.find("<w:rPr>"), inner.find("</w:rPr>")) {
            (Some(from), Some(to)) => without(&inner[from + 7..to], "<w:color />"),
            _ => String::new(),
        };
        out.push_str(&cell[last..r.start]);
        out.push_str(&run(&format!("{properties}<w:color w:val=\"FF0000\"/>"), &cell[t]));
        last = r.end;
    }
    out.push_str(&cell[last..]);
    package.set(BODY, format!("{}{out}{}", &xml[..at], &xml[end..]));
    edited(package.bytes(), "a cell's text in the colour of the cell")
}

/// Puts XML in front of the run of a word.
fn anchored(
    bytes: &[u8],
    dice: &mut Dice,
    what: &str,
    new: impl FnOnce(&str) -> String,
) -> Option<Edited> {
    changed(bytes, |xml| {
        let w = word(xml, dice)?;
        let runs = format!(
            "{}{}{}",
            run(&w.properties, &w.before),
            new(&w.word),
            run(&w.properties, &format!("{}{}", w.word, w.after))
        );
        Some((spaced(&replaced(xml, &w.run, &runs)), format!("{what} {}", w.word)))
    })
}

/// The names that shapes need, where the root does not bring them.
fn spaced(xml: &str) -> String {
    let Some(root) = xml.find("<w:document").map(|at| at + "<w:document".len()) else {
        return xml.to_owned();
    };
    let Some(end) = xml[root..].find('>').map(|e| root + e) else { return xml.to_owned() };
    let mut new = String::new();
    for piece in crate::write::docx::SPACES.split(' ') {
        let name = piece.split('=').next().unwrap_or_default();
        if !xml[root..end].contains(&format!("{name}=")) {
            new.push_str(&format!(" {piece}"));
        }
    }
    format!("{}{new}{}", &xml[..root], &xml[root..])
}

fn shape_over(bytes: &[u8], dice: &mut Dice, fill: &str) -> Option<Edited> {
    anchored(bytes, dice, "a filled shape over", |word| {
        let wide = 12 * word.chars().count();
        format!(
            "<w:r><w:pict><v:rect style=\"position:absolute;margin-left:0;margin-top:0;width:{wide}pt;height:14pt;z-index:251659264\" fillcolor=\"{fill}\" stroked=\"f\"/></w:pict></w:r>"
        )
    })
}

fn drawing_over(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    anchored(bytes, dice, "a drawing over", |word| {
        let wide = 150_000 * word.chars().count();
        format!(
            "<w:r><w:drawing><wp:anchor distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\" simplePos=\"0\" relativeHeight=\"251659264\" behindDoc=\"0\" locked=\"0\" layoutInCell=\"1\" allowOverlap=\"1\"><wp:simplePos x=\"0\" y=\"0\"/><wp:positionH relativeFrom=\"character\"><wp:posOffset>0</wp:posOffset></wp:positionH><wp:positionV relativeFrom=\"line\"><wp:posOffset>0</wp:posOffset></wp:positionV><wp:extent cx=\"{wide}\" cy=\"180000\"/><wp:effectExtent l=\"0\" t=\"0\" r=\"0\" b=\"0\"/><wp:wrapNone/><wp:docPr id=\"901\" name=\"r\"/><wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\"><wps:wsp><wps:cNvSpPr/><wps:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{wide}\" cy=\"180000\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom><a:solidFill><a:srgbClr val=\"FFFFFF\"/></a:solidFill><a:ln><a:noFill/></a:ln></wps:spPr><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"
        )
    })
}

/// A header with a word across the page.
fn with_watermark(bytes: &[u8], word: &str) -> Option<Vec<u8>> {
    let mut package = Package::open(bytes)?;
    let xml = spaced(&package.text(BODY)?);
    let at = xml.rfind("<w:sectPr")?;
    if xml[at..].contains("<w:headerReference") || package.text("word/header9.xml").is_some() {
        return None;
    }
    let open = at + xml[at..].find('>')? + 1;
    package.set(
        BODY,
        format!(
            "{}<w:headerReference w:type=\"default\" r:id=\"rIdMark\"/>{}",
            &xml[..open],
            &xml[open..]
        ),
    );
    let relations = package.text("word/_rels/document.xml.rels")?;
    package.set("word/_rels/document.xml.rels", relations.replacen("</Relationships>", "<Relationship Id=\"rIdMark\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/header\" Target=\"header9.xml\"/></Relationships>", 1));
    let types = package.text("[Content_Types].xml")?;
    package.set("[Content_Types].xml", types.replacen("</Types>", "<Override PartName=\"/word/header9.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml\"/></Types>", 1));
    package.set("word/header9.xml", format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:hdr {}><w:p><w:r><w:pict><v:shapetype id=\"_x0000_t136\" coordsize=\"21600,21600\" o:spt=\"136\" path=\"m@7,l@8,m@5,21600l@6,21600e\"><v:textpath on=\"t\" fitshape=\"t\"/></v:shapetype><v:shape id=\"PowerPlusWaterMarkObject1\" type=\"#_x0000_t136\" style=\"position:absolute;margin-left:0;margin-top:0;width:400pt;height:160pt;rotation:315;z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin\" fillcolor=\"silver\" stroked=\"f\"><v:textpath style=\"font-family:&quot;宋体&quot;;font-size:1pt\" string=\"{word}\"/></v:shape></w:pict></w:r></w:p></w:hdr>", crate::write::docx::SPACES));
    package.bytes()
}

fn watermark(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let word = dice.word(&["作废", "样本", "副本", "草稿"]);
    edited(with_watermark(bytes, word), format!("watermark {word}"))
}

fn watermark_word(bytes: &[u8], dice: &mut Dice) -> Option<(Vec<u8>, Edited)> {
    let word = dice.word(&["作废", "副本", "草稿"]);
    Some((
        with_watermark(bytes, "正本")?,
        edited(with_watermark(bytes, word), format!("watermark 正本 > {word}"))?,
    ))
}

fn deleted(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    changed(bytes, |xml| {
        let w = word(xml, dice)?;
        let gone = format!(
            "<w:del w:id=\"901\" w:author=\"a\" w:date=\"2024-01-01T00:00:00Z\"><w:r><w:delText xml:space=\"preserve\">{}</w:delText></w:r></w:del>",
            w.word
        );
        let runs =
            format!("{}{gone}{}", run(&w.properties, &w.before), run(&w.properties, &w.after));
        Some((replaced(xml, &w.run, &runs), format!("{} deleted with tracking", w.word)))
    })
}

/// Small letters that are printed as capitals.
fn caps(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    changed(bytes, |xml| {
        let all: Vec<_> = runs(xml)
            .into_iter()
            .filter(|(_, t)| xml[t.clone()].chars().any(|c| "abdeghnqrt".contains(c)))
            .collect();
        let (r, t) = dice.one(&all)?;
        let inner = &xml[r.clone()];
        let properties = match (inner.find("<w:rPr>"), inner.find("</w:rPr>")) {
            (Some(from), Some(to)) => inner[from + 7..to].to_owned(),
            _ => String::new(),
        };
        let said = &xml[t.clone()];
        Some((
            replaced(xml, r, &run(&format!("{properties}<w:caps/>"), said)),
            format!("{said} in capitals"),
        ))
    })
}

/// Two copies of a file with a paragraph each, at the same place.
fn planted(
    bytes: &[u8],
    dice: &mut Dice,
    was: &str,
    now: &str,
    what: &str,
) -> Option<(Vec<u8>, Edited)> {
    let package = Package::open(bytes)?;
    let xml = spaced(&package.text(BODY)?);
    let body = xml.find("<w:body>")? + "<w:body>".len();
    let first_table = xml[body..].find("<w:tbl>").map_or(xml.len(), |t| body + t);
    let mut places: Vec<usize> = xml[body..first_table]
        .match_indices("</w:p>")
        .map(|(at, end)| body + at + end.len())
        .collect();
    places.push(body);
    // A paragraph inside of a text box or a control is no place.
    let flat = |at: &usize| {
        let before = &xml[body..*at];
        before.matches("<w:txbxContent").count() == before.matches("</w:txbxContent").count()
            && before.matches("<w:sdt>").count() == before.matches("</w:sdt>").count()
    };
    places.retain(flat);
    let at = *dice.one(&places)?;
    let with = |new: &str| {
        let mut package = package.clone();
        package.set(BODY, format!("{}{new}{}", &xml[..at], &xml[at..]));
        package.bytes()
    };
    Some((with(was)?, edited(with(now), what)?))
}

fn text(text: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r>", escaped(text))
}

fn line(inner: &str) -> String {
    format!("<w:p>{inner}</w:p>")
}

/// A control that shows what a part of the package says, not its own text.
fn bound_control(bytes: &[u8], dice: &mut Dice) -> Option<(Vec<u8>, Edited)> {
    let (was, now) = (format!("{}.5", 20 + dice.below(70)), format!("{}.8", 120 + dice.below(70)));
    let control = format!(
        "<w:sdt><w:sdtPr><w:dataBinding w:prefixMappings=\"xmlns:n='urn:n'\" w:xpath=\"/n:r[1]/n:v[1]\" w:storeItemID=\"{{11111111-2222-3333-4444-555555555555}}\"/><w:text/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>",
        text(&was)
    );
    let paragraph = line(&format!("{}{control}{}", text("设备投资合计："), text("万元")));
    let (one, two) = planted(bytes, dice, &paragraph, &paragraph, "")?;
    let with = |bytes: &[u8], value: &str| {
        let mut package = Package::open(bytes)?;
        package.set("customXml/item9.xml", format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><n:r xmlns:n=\"urn:n\"><n:v>{value}</n:v></n:r>"));
        package.set("customXml/itemProps9.xml", "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ds:datastoreItem ds:itemID=\"{11111111-2222-3333-4444-555555555555}\" xmlns:ds=\"http://schemas.openxmlformats.org/officeDocument/2006/customXml\"><ds:schemaRefs><ds:schemaRef ds:uri=\"urn:n\"/></ds:schemaRefs></ds:datastoreItem>");
        package.set("customXml/_rels/item9.xml.rels", "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXmlProps\" Target=\"itemProps9.xml\"/></Relationships>");
        let relations = package.text("word/_rels/document.xml.rels")?;
        package.set("word/_rels/document.xml.rels", relations.replacen("</Relationships>", "<Relationship Id=\"rIdData9\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml\" Target=\"../customXml/item9.xml\"/></Relationships>", 1));
        package.bytes()
    };
    Some((with(&one, &was)?, edited(with(&two.bytes, &now), format!("bound value {was} > {now}"))?))
}

fn box_glyph(bytes: &[u8], dice: &mut Dice) -> Option<(Vec<u8>, Edited)> {
    let control = |checked: u8, glyph: &str| {
        format!(
            "<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val=\"{checked}\"/><w14:checkedState w14:val=\"2612\" w14:font=\"MS Gothic\"/><w14:uncheckedState w14:val=\"2610\" w14:font=\"MS Gothic\"/></w14:checkbox></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>",
            text(glyph)
        )
    };
    let question = dice.word(&["是否新建", "是否验收", "是否进口"]);
    let whole = |a: &str, b: &str| {
        line(&format!(
            "{}{}{}{}{}",
            text(&format!("{question}：")),
            control(1, a),
            text("是    "),
            control(0, b),
            text("否")
        ))
    };
    planted(
        bytes,
        dice,
        &whole("☒", "☐"),
        &whole("☐", "☒"),
        &format!("{question}: the printed boxes are the other way round"),
    )
}

const PLAIN_X: &str = "<m:r><m:t>x</m:t></m:r>";
const OVERLINE: &str =
    "<m:bar><m:barPr><m:pos m:val=\"top\"/></m:barPr><m:e><m:r><m:t>x</m:t></m:r></m:e></m:bar>";
const PLAIN_SUM: &str =
    "<m:borderBox><m:borderBoxPr/><m:e><m:r><m:t>x+1</m:t></m:r></m:e></m:borderBox>";
const STRUCK_SUM: &str = "<m:borderBox><m:borderBoxPr><m:strikeH m:val=\"1\"/></m:borderBoxPr><m:e><m:r><m:t>x+1</m:t></m:r></m:e></m:borderBox>";
const BARS: &str = "<m:d><m:dPr><m:begChr m:val=\"|\"/><m:endChr m:val=\"|\"/></m:dPr><m:e><m:r><m:t>x</m:t></m:r></m:e></m:d>";
const PARENTHESES: &str = "<m:d><m:e><m:r><m:t>x</m:t></m:r></m:e></m:d>";
const POWER: &str =
    "<m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>";
const INDEX: &str =
    "<m:sSub><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sub><m:r><m:t>2</m:t></m:r></m:sub></m:sSub>";
const FRACTION_BAR: &str =
    "<m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>c</m:t></m:r></m:den></m:f>";
const FRACTION_LINE: &str = "<m:r><m:t>a+b/c</m:t></m:r>";

fn omml(
    bytes: &[u8],
    dice: &mut Dice,
    was: &str,
    now: &str,
    what: &str,
) -> Option<(Vec<u8>, Edited)> {
    let name = dice.word(&["效率系数", "负荷率", "能耗比"]);
    let whole = |formula: &str| {
        line(&format!(
            "{}<m:oMath>{formula}</m:oMath>{}",
            text(&format!("{name}按")),
            text("计算。")
        ))
    };
    planted(bytes, dice, &whole(was), &whole(now), &format!("{name}: {what}"))
}

fn text_box(said: &str) -> String {
    format!(
        "<w:r><w:pict><v:shape type=\"#_x0000_t202\" style=\"position:absolute;margin-left:120pt;margin-top:0;width:120pt;height:32pt;z-index:1\" stroked=\"f\"><v:textbox><w:txbxContent><w:p>{}</w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>",
        text(said)
    )
}

/// A text box with a value hangs at another line.
fn box_moved(bytes: &[u8], dice: &mut Dice) -> Option<(Vec<u8>, Edited)> {
    let value = format!("{}万元", 100 + dice.below(800));
    let (a, b) = ("中标金额：", "违约金额：");
    let with = format!("{}{}", line(&format!("{}{}", text(a), text_box(&value))), line(&text(b)));
    let other = format!("{}{}", line(&text(a)), line(&format!("{}{}", text(b), text_box(&value))));
    planted(bytes, dice, &with, &other, &format!("{value} from {a} to {b}"))
}

fn tab_column(bytes: &[u8], dice: &mut Dice) -> Option<(Vec<u8>, Edited)> {
    let value = (100 + dice.below(800)).to_string();
    let tab = "<w:r><w:tab/></w:r>";
    let stops = "<w:pPr><w:tabs><w:tab w:val=\"left\" w:pos=\"3000\"/><w:tab w:val=\"left\" w:pos=\"5500\"/></w:tabs></w:pPr>";
    let head = line(&format!("{stops}{}{tab}{}{tab}{}", text("指标"), text("计划"), text("实际")));
    let was = format!("{head}{}", line(&format!("{stops}{}{tab}{}", text("产量"), text(&value))));
    let now =
        format!("{head}{}", line(&format!("{stops}{}{tab}{tab}{}", text("产量"), text(&value))));
    planted(bytes, dice, &was, &now, &format!("{value} from 计划 to 实际"))
}

fn symbol_tick(bytes: &[u8], dice: &mut Dice) -> Option<(Vec<u8>, Edited)> {
    let sym = |code: &str| format!("<w:r><w:sym w:font=\"Wingdings 2\" w:char=\"{code}\"/></w:r>");
    let question = dice.word(&["是否上市", "是否扩建", "是否自研"]);
    let whole = |a: &str, b: &str| {
        line(&format!(
            "{}{}{}{}{}",
            text(&format!("{question}：")),
            sym(a),
            text("是  "),
            sym(b),
            text("否")
        ))
    };
    planted(
        bytes,
        dice,
        &whole("F052", "F0A3"),
        &whole("F0A3", "F052"),
        &format!("{question}: ticks exchanged"),
    )
}

fn list(
    bytes: &[u8],
    dice: &mut Dice,
    was: (&str, &str),
    now: (&str, &str),
) -> Option<(Vec<u8>, Edited)> {
    let item = |words: &str| {
        line(&format!(
            "<w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"97\"/></w:numPr></w:pPr>{}",
            text(words)
        ))
    };
    let items = format!(
        "{}{}",
        item("关键工序全部联网"),
        item(dice.word(&["能源数据自动采集", "设备状态在线监测"]))
    );
    let (one, two) = planted(bytes, dice, &items, &items, "")?;
    let with = |bytes: &[u8], (kind, label): (&str, &str)| {
        let mut package = Package::open(bytes)?;
        let define = format!(
            "<w:abstractNum w:abstractNumId=\"97\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{kind}\"/><w:lvlText w:val=\"{label}\"/><w:lvlJc w:val=\"left\"/></w:lvl></w:abstractNum>"
        );
        let number = "<w:num w:numId=\"97\"><w:abstractNumId w:val=\"97\"/></w:num>";
        match package.text("word/numbering.xml") {
            Some(xml) => {
                let first = xml.find("<w:num ")?;
                let xml = format!("{}{define}{}", &xml[..first], &xml[first..]);
                package.set(
                    "word/numbering.xml",
                    xml.replacen("</w:numbering>", &format!("{number}</w:numbering>"), 1),
                );
            }
            None => {
                package.set("word/numbering.xml", format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:numbering {}>{define}{number}</w:numbering>", crate::write::docx::SPACES));
                let relations = package.text("word/_rels/document.xml.rels")?;
                package.set("word/_rels/document.xml.rels", relations.replacen("</Relationships>", "<Relationship Id=\"rIdNumbers\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering\" Target=\"numbering.xml\"/></Relationships>", 1));
                let types = package.text("[Content_Types].xml")?;
                package.set("[Content_Types].xml", types.replacen("</Types>", "<Override PartName=\"/word/numbering.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml\"/></Types>", 1));
            }
        }
        package.bytes()
    };
    Some((
        with(&one, was)?,
        edited(with(&two.bytes, now), format!("list label {} > {}", was.1, now.1))?,
    ))
}

/// A tick in a text box of its own lies over one box or the other.
fn tick_box(bytes: &[u8], dice: &mut Dice) -> Option<(Vec<u8>, Edited)> {
    let over = |left: usize| {
        format!(
            "<w:r><w:pict><v:shape type=\"#_x0000_t202\" style=\"position:absolute;margin-left:{left}pt;margin-top:-4pt;width:20pt;height:20pt;z-index:1\" filled=\"f\" stroked=\"f\"><v:textbox inset=\"0,0,0,0\"><w:txbxContent><w:p>{}</w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>",
            text("√")
        )
    };
    let whole = |left: usize| line(&format!("{}{}", over(left), text("□是          □否")));
    planted(bytes, dice, &whole(0), &whole(50), "the tick lies over 否, not over 是")
}

fn line_over_choice(bytes: &[u8], dice: &mut Dice) -> Option<(Vec<u8>, Edited)> {
    let over = |from: usize| {
        format!(
            "<w:r><w:pict><v:line style=\"position:absolute;z-index:1\" from=\"{from}pt,8pt\" to=\"{}pt,8pt\" strokecolor=\"black\" strokeweight=\"1pt\"/></w:pict></w:r>",
            from + 24
        )
    };
    let whole = |from: usize| line(&format!("{}{}", over(from), text("同意          不同意")));
    planted(bytes, dice, &whole(0), &whole(50), "the line goes through 不同意, not through 同意")
}

/// What new programs show and what old ones show.
fn choice_fallback(bytes: &[u8], dice: &mut Dice) -> Option<(Vec<u8>, Edited)> {
    let (a, b) =
        dice.one(&[("无诉讼", "有诉讼"), ("已验收", "未验收"), ("合格", "不合格")]).copied()?;
    let whole = |new: &str, old: &str| {
        line(&format!(
            "{}<mc:AlternateContent><mc:Choice Requires=\"wps\">{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>",
            text("结论："),
            text(new),
            text(old)
        ))
    };
    planted(
        bytes,
        dice,
        &whole(a, a),
        &whole(b, a),
        &format!("{a} > {b} in what new programs show"),
    )
}

pub fn rewritten(bytes: &[u8], dice: &mut Dice, change: Change) -> Option<Edited> {
    changed(bytes, |xml| {
        let all = runs(xml);
        for _ in 0..80 {
            let (_, t) = dice.one(&all)?;
            let old = &xml[t.clone()];
            if let Some(new) = change(old, dice).filter(|new| new != old) {
                let what = format!("{old} > {new}");
                return Some((replaced(xml, t, &escaped(&new)), what));
            }
        }
        None
    })
}

/// A paragraph of the body whose lines are a point high: nothing of them is seen.
fn line_flat(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    changed(bytes, |xml| {
        let all: Vec<_> = runs(xml)
            .into_iter()
            .filter(|(_, t)| xml[t.clone()].chars().filter(|c| is_han(*c)).count() > 3)
            .collect();
        let (r, t) = dice.one(&all)?;
        let open = xml[..r.start].rfind("<w:p>").max(xml[..r.start].rfind("<w:p "))?;
        let inside = open + xml[open..].find('>')? + 1;
        let flat = "<w:spacing w:before=\"0\" w:after=\"0\" w:line=\"20\" w:lineRule=\"exact\"/>";
        let rest = &xml[inside..];
        let out = match rest.strip_prefix("<w:pPr>") {
            Some(rest) if !rest[..rest.find("</w:pPr>")?].contains("<w:spacing") => {
                // Behind the style, which stands first.
                let at = if rest.starts_with("<w:pStyle") { rest.find("/>")? + 2 } else { 0 };
                format!("{}<w:pPr>{}{flat}{}", &xml[..inside], &rest[..at], &rest[at..])
            }
            Some(_) => return None,
            None => format!("{}<w:pPr>{flat}</w:pPr>{rest}", &xml[..inside]),
        };
        Some((out, format!("lines of one point: {}", &xml[t.clone()])))
    })
}
