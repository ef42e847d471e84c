//! Records as the online side: JSON, and the form as a workbook.

use super::{Edited, edited};
use crate::dice::Dice;
use crate::package::Package;
use crate::text::{self, is_han};
use serde_json::Value;

/// What is done to a record in JSON.
pub const JSON: &[(&str, Edit)] = &[
    ("json-digit", |b, d| leaf(b, d, "digit")),
    ("json-character", |b, d| leaf(b, d, "character")),
    ("json-negation", |b, d| leaf(b, d, "negation-lost")),
    ("json-clause", |b, d| leaf(b, d, "clause-lost")),
    ("json-point", |b, d| leaf(b, d, "point-lost")),
    ("json-choice", |b, d| leaf(b, d, "modal")),
    ("json-null", nulled),
    ("json-item-lost", item_lost),
    ("json-items-swapped", items_swapped),
    ("json-title", title),
];

/// What is done to a workbook.
pub const XLSX: &[(&str, Edit)] = &[
    ("xlsx-digit", |b, d| cell(b, d, digits)),
    ("xlsx-format-negative", |b, d| formatted(b, d, "&quot;-&quot;0.##")),
    ("xlsx-format-percent", |b, d| formatted(b, d, "0%")),
    ("xlsx-format-thousandth", |b, d| formatted(b, d, "0.0,")),
    ("xlsx-format-hundred-million", |b, d| formatted(b, d, "0&quot;亿元&quot;")),
    ("xlsx-format-rounded", |b, d| formatted(b, d, "0&quot;0&quot;")),
    ("xlsx-format-nothing", |b, d| formatted(b, d, ";;;")),
    ("xlsx-format-word", |b, d| formatted(b, d, "&quot;无&quot;")),
    ("xlsx-format-date", |b, d| formatted(b, d, "yyyy-mm-dd")),
    ("xlsx-struck", |b, d| fonted(b, d, "<strike/>", "")),
    ("xlsx-white", |b, d| fonted(b, d, "", "FFFFFFFF")),
    ("xlsx-nearly-white", |b, d| fonted(b, d, "", "FFFDFDFD")),
    ("xlsx-row-hidden", |b, d| row(b, d, "hidden=\"1\"")),
    ("xlsx-row-flat", |b, d| row(b, d, "ht=\"0.1\" customHeight=\"1\"")),
    ("xlsx-row-lost", row_lost),
    ("xlsx-path-twice", path_twice),
    ("xlsx-template", template),
    ("xlsx-column-hidden", column_hidden),
    ("xlsx-sheet-hidden", sheet_hidden),
    ("xlsx-comment-over", shape_over),
];

type Edit = super::Edit;

/// The strings and numbers of a record, with their paths; what tells where they were read
/// and what the file was is none of it.
fn leaves(value: &Value, path: &str, out: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                if !matches!(
                    key.as_str(),
                    "provenance"
                        | "pages"
                        | "kind"
                        | "template"
                        | "source"
                        | "warnings"
                        | "findings"
                ) {
                    leaves(
                        inner,
                        &format!("{path}/{}", key.replace('~', "~0").replace('/', "~1")),
                        out,
                    );
                }
            }
        }
        Value::Array(list) => {
            for (n, inner) in list.iter().enumerate() {
                leaves(inner, &format!("{path}/{n}"), out);
            }
        }
        Value::String(_) | Value::Number(_) => out.push(path.to_owned()),
        _ => {}
    }
}

fn record(bytes: &[u8]) -> Option<(Value, Vec<String>)> {
    let value: Value = serde_json::from_slice(bytes).ok()?;
    let mut paths = Vec::new();
    leaves(value.pointer("/records/0")?, "/records/0", &mut paths);
    // A path is a reading of the industry's names, written nowhere.
    paths.retain(|p| {
        !p.contains("/industry/")
            && !p.contains("/region")
            && !p.contains("/in_key_region")
            && !p.contains("/other/")
    });
    Some((value, paths))
}

fn leaf(bytes: &[u8], dice: &mut Dice, kind: &str) -> Option<Edited> {
    let (mut value, paths) = record(bytes)?;
    let change = text::KINDS.iter().find(|(name, _)| *name == kind)?.1;
    for _ in 0..60 {
        let path = dice.one(&paths)?;
        let place = value.pointer_mut(path)?;
        let (old, is_number) = match &*place {
            Value::String(text) => (text.clone(), false),
            other => (other.to_string(), true),
        };
        let Some(new) = change(&old, dice).filter(|new| *new != old) else { continue };
        *place = if is_number {
            let Ok(Value::Number(n)) = serde_json::from_str(&new) else { continue };
            Value::Number(n)
        } else {
            Value::String(new.clone())
        };
        return edited(serde_json::to_vec(&value).ok(), format!("{path}: {old} > {new}"));
    }
    None
}

fn nulled(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let (mut value, paths) = record(bytes)?;
    let path = dice.one(&paths)?;
    let old = value.pointer(path)?.to_string();
    *value.pointer_mut(path)? = Value::Null;
    edited(serde_json::to_vec(&value).ok(), format!("{path}: {old} > null"))
}

fn lists(value: &Value, path: &str, out: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map.iter().filter(|(key, _)| {
                *key != "provenance" && *key != "pages" && *key != "findings" && *key != "other"
            }) {
                lists(inner, &format!("{path}/{}", key.replace('~', "~0").replace('/', "~1")), out);
            }
        }
        Value::Array(list) => {
            if list.len() > 1 && list[0].is_object() {
                out.push(path.to_owned());
            }
            for (n, inner) in list.iter().enumerate() {
                lists(inner, &format!("{path}/{n}"), out);
            }
        }
        _ => {}
    }
}

fn list<'a>(value: &'a mut Value, dice: &mut Dice) -> Option<(String, &'a mut Vec<Value>)> {
    let mut paths = Vec::new();
    lists(value.pointer("/records/0")?, "/records/0", &mut paths);
    let path = dice.one(&paths)?.clone();
    let list = value.pointer_mut(&path)?.as_array_mut()?;
    Some((path, list))
}

fn item_lost(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let mut value = record(bytes)?.0;
    let (path, list) = list(&mut value, dice)?;
    let at = dice.below(list.len());
    let gone = list.remove(at);
    edited(serde_json::to_vec(&value).ok(), format!("{path}/{at} is gone: {gone}"))
}

/// Values of two items are exchanged, the items' names are not.
fn items_swapped(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let mut value = record(bytes)?.0;
    let (path, list) = list(&mut value, dice)?;
    let at = dice.below(list.len() - 1);
    let keys: Vec<String> = list[at].as_object()?.keys().cloned().collect();
    let key = dice.one(&keys)?.clone();
    let (a, b) = (list[at].get(&key)?.clone(), list[at + 1].get(&key)?.clone());
    if a == b || a.is_null() || b.is_null() || a.is_object() || a.is_array() {
        return None;
    }
    let what = format!("{path}/{at}/{key}: {a} <> {b}");
    list[at][&key] = b;
    list[at + 1][&key] = a;
    edited(serde_json::to_vec(&value).ok(), what)
}

fn title(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let mut value = record(bytes)?.0;
    let title = value.pointer_mut("/records/0/title")?;
    let old = title.as_str()?.to_owned();
    let (at, c) = old.char_indices().filter(|(_, c)| is_han(*c)).nth(dice.below(8))?;
    let new = format!("{}非{}", &old[..at], &old[at + c.len_utf8()..]);
    *title = Value::String(new.clone());
    edited(serde_json::to_vec(&value).ok(), format!("{old} > {new}"))
}

const SHEET: &str = "xl/worksheets/sheet1.xml";

/// The cells of numbers in the column of values: the cell's tag and its value.
fn cells(xml: &str) -> Vec<(std::ops::Range<usize>, std::ops::Range<usize>)> {
    xml.match_indices("<c r=\"B")
        .filter_map(|(at, _)| {
            let end = at + xml[at..].find('>')?;
            let tag = &xml[at..end];
            let close = end + xml[end..].find("</c>")?;
            if tag.contains("t=\"") || tag.ends_with('/') {
                return None;
            }
            let v = end + xml[end..close].find("<v>")? + 3;
            let number = v..v + xml[v..].find("</v>")?;
            xml[number.clone()].parse::<f64>().is_ok_and(|n| n != 0.0).then_some((at..end, number))
        })
        .collect()
}

/// What the cell's row is called.
fn named(xml: &str, at: usize) -> String {
    let row = &xml[xml[..at].rfind("<row ").unwrap_or(0)..at];
    row.split("<t>").nth(1).and_then(|t| t.split("</t>").next()).unwrap_or_default().to_owned()
}

fn cell(
    bytes: &[u8],
    dice: &mut Dice,
    change: impl Fn(&str, &mut Dice) -> Option<String>,
) -> Option<Edited> {
    let mut package = Package::open(bytes)?;
    let xml = package.text(SHEET)?;
    let all = cells(&xml);
    let (_, number) = dice.one(&all)?;
    let old = &xml[number.clone()];
    let new = change(old, dice)?;
    let what = format!("{old} > {new}");
    package.set(SHEET, format!("{}{new}{}", &xml[..number.start], &xml[number.end..]));
    edited(package.bytes(), what)
}

fn digits(text: &str, dice: &mut Dice) -> Option<String> {
    text::KINDS.iter().find(|(name, _)| *name == "digit")?.1(text, dice)
}

/// A cell in a style of its own, that `make` adds to the styles; gives the style's number.
fn styled(
    bytes: &[u8],
    dice: &mut Dice,
    what: &str,
    make: impl Fn(&mut String) -> Option<usize>,
) -> Option<Edited> {
    let mut package = Package::open(bytes)?;
    let mut styles = package.text("xl/styles.xml")?;
    let style = make(&mut styles)?;
    let xml = package.text(SHEET)?;
    let all = cells(&xml);
    let (tag, number) = dice.one(&all)?;
    let open = &xml[tag.clone()];
    let reference = open.split('"').nth(1)?;
    let name = format!("{} {}", named(&xml, tag.start), &xml[number.clone()]);
    package.set(
        SHEET,
        format!("{}<c r=\"{reference}\" s=\"{style}\"{}", &xml[..tag.start], &xml[tag.end..]),
    );
    package.set("xl/styles.xml", styles);
    edited(package.bytes(), format!("{name} in {what}"))
}

/// Adds an entry at the end of a list of the styles and gives its number.
fn listed(styles: &mut String, list: &str, entry: &str) -> Option<usize> {
    let open = styles.find(&format!("<{list} "))?;
    let count = open + styles[open..].find("count=\"")? + 7;
    let end = count + styles[count..].find('"')?;
    let number: usize = styles[count..end].parse().ok()?;
    styles.replace_range(count..end, &(number + 1).to_string());
    let close = styles.find(&format!("</{list}>"))?;
    styles.insert_str(close, entry);
    Some(number)
}

fn formatted(bytes: &[u8], dice: &mut Dice, code: &str) -> Option<Edited> {
    styled(bytes, dice, &format!("the format {code}"), |styles| {
        let entry = format!("<numFmt numFmtId=\"201\" formatCode=\"{code}\"/>");
        if styles.contains("<numFmts ") {
            listed(styles, "numFmts", &entry)?;
        } else {
            let at = styles.find("<fonts ")?;
            styles.insert_str(at, &format!("<numFmts count=\"1\">{entry}</numFmts>"));
        }
        listed(
            styles,
            "cellXfs",
            "<xf numFmtId=\"201\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>",
        )
    })
}

fn fonted(bytes: &[u8], dice: &mut Dice, effect: &str, colour: &str) -> Option<Edited> {
    let colour =
        if colour.is_empty() { String::new() } else { format!("<color rgb=\"{colour}\"/>") };
    styled(bytes, dice, &format!("the font {effect}{colour}"), |styles| {
        let font = listed(
            styles,
            "fonts",
            &format!("<font>{effect}<sz val=\"11\"/>{colour}<name val=\"Calibri\"/></font>"),
        )?;
        listed(
            styles,
            "cellXfs",
            &format!(
                "<xf numFmtId=\"0\" fontId=\"{font}\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/>"
            ),
        )
    })
}

/// A row with a value of the form's sheet; not its head, not its kind.
fn value_row(xml: &str, dice: &mut Dice) -> Option<std::ops::Range<usize>> {
    let rows: Vec<_> = xml
        .match_indices("<row ")
        .skip(4)
        .filter_map(|(at, _)| Some(at..at + xml[at..].find("</row>")? + 6))
        .filter(|row| {
            let row = &xml[row.clone()];
            row.contains("<c r=\"B")
                && row.split("<c r=\"B").nth(1).is_some_and(|c| {
                    c.contains("<v>")
                        || c.split("<c r=\"C").next().is_some_and(|b| b.contains("<t"))
                })
        })
        .collect();
    dice.one(&rows).cloned()
}

fn row(bytes: &[u8], dice: &mut Dice, how: &str) -> Option<Edited> {
    let mut package = Package::open(bytes)?;
    let xml = package.text(SHEET)?;
    let row = value_row(&xml, dice)?;
    let tag = row.start..row.start + xml[row.start..].find('>')?;
    let number = xml[tag.clone()].split('"').nth(1)?;
    package
        .set(SHEET, format!("{}<row r=\"{number}\" {how}{}", &xml[..tag.start], &xml[tag.end..]));
    edited(package.bytes(), format!("row {number} is {how}"))
}

fn row_lost(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let mut package = Package::open(bytes)?;
    let xml = package.text(SHEET)?;
    let row = value_row(&xml, dice)?;
    package.set(SHEET, format!("{}{}", &xml[..row.start], &xml[row.end..]));
    edited(package.bytes(), format!("a row is gone: {}", named(&xml, row.end)))
}

/// The same path on two lines, the first with another value.
fn path_twice(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let mut package = Package::open(bytes)?;
    let xml = package.text(SHEET)?;
    let all = cells(&xml);
    let (tag, number) = dice.one(&all)?;
    let start = xml[..tag.start].rfind("<row ")?;
    let end = start + xml[start..].find("</row>")? + 6;
    let copy = format!("{}9999{}", &xml[start..number.start], &xml[number.end..end]);
    package.set(SHEET, format!("{}{copy}{}", &xml[..start], &xml[start..]));
    edited(package.bytes(), format!("{} is written twice, first as 9999", named(&xml, tag.start)))
}

fn template(bytes: &[u8], _: &mut Dice) -> Option<Edited> {
    let mut package = Package::open(bytes)?;
    for (name, content) in &mut package.parts {
        let Ok(text) = std::str::from_utf8(content) else { continue };
        if let Some(from) = [
            "miit-2023-scenario",
            "miit-2023-factory",
            "gansu-2025-scenario",
            "miit-2021-factory",
            "gansu-2025-basic-factory",
        ]
        .iter()
        .find(|t| text.contains(*t))
        {
            let to = if *from == "gansu-2025-scenario" {
                "miit-2023-scenario"
            } else {
                "gansu-2025-scenario"
            };
            let what = format!("{name}: {from} > {to}");
            *content = text.replacen(from, to, 1).into_bytes();
            return edited(package.bytes(), what);
        }
    }
    None
}

fn column_hidden(bytes: &[u8], _: &mut Dice) -> Option<Edited> {
    let mut package = Package::open(bytes)?;
    let xml = package.text(SHEET)?;
    let cols = xml.find("<cols>").and_then(|at| Some(at..at + xml[at..].find("</cols>")? + 7));
    let new = "<cols><col min=\"2\" max=\"2\" width=\"0\" hidden=\"1\" customWidth=\"1\"/></cols>";
    let out = match cols {
        Some(range) => format!("{}{new}{}", &xml[..range.start], &xml[range.end..]),
        None => xml.replacen("<sheetData>", &format!("{new}<sheetData>"), 1),
    };
    package.set(SHEET, out);
    edited(package.bytes(), "the column of values is hidden")
}

fn sheet_hidden(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let mut package = Package::open(bytes)?;
    let xml = package.text("xl/workbook.xml")?;
    let sheets: Vec<usize> = xml.match_indices("<sheet ").skip(1).map(|(at, _)| at).collect();
    let at = *dice.one(&sheets)?;
    package.set(
        "xl/workbook.xml",
        format!("{}<sheet state=\"hidden\" {}", &xml[..at], &xml[at + 7..]),
    );
    edited(package.bytes(), format!("a sheet is hidden: {}", xml[at..].split('"').nth(1)?))
}

/// A white shape lies over the sheet's values.
fn shape_over(bytes: &[u8], _: &mut Dice) -> Option<Edited> {
    let mut package = Package::open(bytes)?;
    let xml = package.text(SHEET)?;
    if xml.contains("<drawing ") || package.text("xl/worksheets/_rels/sheet1.xml.rels").is_some() {
        return None;
    }
    let end = xml.rfind("</worksheet>")?;
    let space = "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
    package.set(SHEET, format!("{}<drawing {space} r:id=\"rId91\"/>{}", &xml[..end], &xml[end..]));
    package.set("xl/worksheets/_rels/sheet1.xml.rels", "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId91\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing\" Target=\"../drawings/drawing91.xml\"/></Relationships>");
    package.set("xl/drawings/drawing91.xml", "<?xml version=\"1.0\" encoding=\"UTF-8\"?><xdr:wsDr xmlns:xdr=\"http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing\" xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"><xdr:twoCellAnchor><xdr:from><xdr:col>1</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>5</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>2</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>9</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to><xdr:sp><xdr:nvSpPr><xdr:cNvPr id=\"2\" name=\"r\"/><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom><a:solidFill><a:srgbClr val=\"FFFFFF\"/></a:solidFill></xdr:spPr></xdr:sp><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>");
    let types = package.text("[Content_Types].xml")?;
    package.set("[Content_Types].xml", types.replacen("</Types>", "<Override PartName=\"/xl/drawings/drawing91.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.drawing+xml\"/></Types>", 1));
    edited(package.bytes(), "a white shape over four values")
}
