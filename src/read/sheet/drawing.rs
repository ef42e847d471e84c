//! Text boxes and shapes with text that lie on a sheet (ECMA-376 part 1, §20.5):
//! where notices keep what has to be heeded when a table is filled in.

use super::Budget;
use crate::problem::{Warning, WarningCode};
use crate::read::package::{self, Package};
use crate::read::xml::{self, attr};
use quick_xml::events::Event;

/// A shape's text, with the row that its upper edge hangs at.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TextBox {
    pub row: u32,
    pub text: String,
}

/// The text boxes of the sheet in the member `sheet`, from the top down.
pub(super) fn boxes(
    parts: &Package<'_>,
    sheet: &str,
    budget: &mut Budget,
    warnings: &mut Vec<Warning>,
) -> Vec<TextBox> {
    let (folder, name) = sheet.rsplit_once('/').unwrap_or(("", sheet));
    let Some(Ok(rels)) = parts.read(&format!("{folder}/_rels/{name}.rels")) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for target in drawings(&rels.bytes) {
        match parts.read(&package::resolve(folder, &target)) {
            Some(Ok(part)) => found.extend(shapes(&part.bytes)),
            Some(Err(problem)) => {
                let message = format!("工作表上的图形未读出：{}", problem.message);
                warnings.push(Warning::new(WarningCode::PartDamaged, message));
            }
            None => {}
        }
    }
    found.sort_by_key(|shape| shape.row);
    found.retain(|shape| budget.take(shape.text.len()));
    found
}

/// The drawings that a sheet's relationships name.
fn drawings(rels: &[u8]) -> Vec<String> {
    let text = xml::decode(rels);
    let mut reader = xml::reader(&text);
    let mut found = Vec::new();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(e) if e.local_name().as_ref() == "Relationship" => {
                let drawing = attr(&e, "Type").is_some_and(|kind| kind.ends_with("/drawing"));
                found.extend(attr(&e, "Target").filter(|_| drawing).map(|t| t.into_owned()));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    found
}

/// The shapes with text of one drawing; what stands for older programs is left out.
fn shapes(bytes: &[u8]) -> Vec<TextBox> {
    let text = xml::decode(bytes);
    let mut reader = xml::reader(&text);
    let mut found: Vec<TextBox> = Vec::new();
    let (mut row, mut shape) = (0, String::new());
    let (mut from, mut number, mut body, mut letters) = (false, false, 0usize, false);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(e) => match e.local_name().as_ref() {
                // Damage inside ends the search as it does outside.
                "Fallback" if reader.read_to_end(e.name()).is_err() => break,
                "Fallback" => {}
                "from" => from = true,
                "row" => number = from,
                "txBody" => body += 1,
                "t" => letters = body > 0,
                "br" if body > 0 => shape.push('\n'),
                _ => {}
            },
            Event::End(e) => match e.local_name().as_ref() {
                "from" => from = false,
                "row" => number = false,
                "t" => letters = false,
                "p" if body > 0 => shape.push('\n'),
                "txBody" => {
                    body = body.saturating_sub(1);
                    let text = std::mem::take(&mut shape).trim().to_owned();
                    if !text.is_empty() {
                        found.push(TextBox { row, text });
                    }
                }
                _ => {}
            },
            Event::Text(t) if letters => shape += &t.xml10_content(),
            Event::Text(t) if number => row = t.xml10_content().trim().parse().unwrap_or(row),
            Event::CData(t) if letters => shape += &t.xml10_content(),
            Event::GeneralRef(r) if letters => shape.extend(xml::resolve(&r)),
            Event::Eof => break,
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_read_once_and_from_the_top_down() {
        let xml = "<wsDr xmlns:a='a' xmlns:mc='m'><twoCellAnchor><from><col>7</col><row>3</row></from>
            <to><row>9</row></to><sp><txBody><a:p><a:r><a:t>填表</a:t></a:r><a:r><a:t>说明</a:t></a:r></a:p>
            <a:p><a:r><a:t>一&amp;二</a:t></a:r></a:p></txBody></sp></twoCellAnchor>
            <mc:Fallback><sp><txBody><a:p><a:r><a:t>旧</a:t></a:r></a:p></txBody></sp></mc:Fallback></wsDr>";
        let shape = TextBox { row: 3, text: "填表说明\n一&二".into() };
        assert_eq!(shapes(xml.as_bytes()), [shape]);
    }
}
