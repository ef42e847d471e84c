//! Text boxes and shapes with text that lie on a sheet (ECMA-376 part 1, §20.5):
//! where notices keep what has to be heeded when a table is filled in.

use super::marks::Marks;
use super::{Budget, Sheet};
use crate::problem::{Warning, WarningCode};
use crate::read::package::Package;
use crate::read::related;
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
    let mut found = Vec::new();
    for drawing in drawings(parts, sheet) {
        match parts.read(&drawing) {
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

/// Tells of cells that pictures, shapes and charts lie over, and of charts, whose text is
/// not read.
pub(super) fn covered(parts: &Package<'_>, sheet: &str, cells: &Sheet, marks: &mut Marks) {
    /// Drawings of one sheet that are looked at.
    const MOST: usize = 512;
    for drawing in drawings(parts, sheet) {
        let Some(Ok(part)) = parts.read(&drawing) else { continue };
        for anchor in anchors(&part.bytes).into_iter().take(MOST) {
            if anchor.chart {
                marks.whole(&format!("工作表“{}”上图表里的文字未读", cells.name));
            }
            let [r0, c0, r1, c1] = anchor.area;
            let rows = cells.cells.range((r0, 0)..=(r1, u32::MAX));
            for (at, text) in rows.filter(|(at, _)| (c0..=c1).contains(&at.1)) {
                marks.cell(&cells.name, *at, text, "上面叠放着图片或图形，可能被盖住");
            }
        }
    }
}

/// Where a drawing lies.
struct Anchor {
    /// Cells wholly or for the most part under it.
    area: [u32; 4],
    chart: bool,
}

fn anchors(bytes: &[u8]) -> Vec<Anchor> {
    /// A column of the usual width and a row of the usual height, in the units of drawings.
    const CELL: [i64; 2] = [609_600, 190_500];
    let text = xml::decode(bytes);
    let mut reader = xml::reader(&text);
    let mut found = Vec::new();
    let mut ends = [[0i64; 4]; 2];
    let (mut end, mut field, mut chart, mut extent) = (0usize, None, false, None);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(e) => match e.local_name().as_ref() {
                "twoCellAnchor" | "oneCellAnchor" => {
                    (ends, chart, extent) = ([[0; 4]; 2], false, None);
                }
                "from" => end = 0,
                "to" => end = 1,
                "row" => field = Some(0),
                "col" => field = Some(1),
                "rowOff" => field = Some(2),
                "colOff" => field = Some(3),
                "chart" => chart = true,
                "ext" if extent.is_none() => {
                    let side = |name: &str| attr(&e, name).and_then(|v| v.parse::<i64>().ok());
                    extent = side("cx").zip(side("cy"));
                }
                _ => {}
            },
            Event::Text(t) => {
                if let Some(field) = field.take() {
                    let value = t.xml10_content().trim().parse::<i64>().unwrap_or(0);
                    ends[end][field] = value.clamp(0, 1 << 40);
                }
            }
            Event::End(e) => match e.local_name().as_ref() {
                "oneCellAnchor" => {
                    if let Some((cx, cy)) = extent {
                        ends[1] = [
                            ends[0][0] + cy / CELL[1],
                            ends[0][1] + cx / CELL[0],
                            cy % CELL[1],
                            cx % CELL[0],
                        ];
                    }
                    found.push(Anchor { area: area(ends, CELL), chart });
                }
                "twoCellAnchor" => found.push(Anchor { area: area(ends, CELL), chart }),
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    found
}

/// Cells of which more than a third is covered.
fn area(ends: [[i64; 4]; 2], cell: [i64; 2]) -> [u32; 4] {
    let [from, to] = ends;
    let first = |at: i64, off: i64, size: i64| if off * 3 > size * 2 { at + 1 } else { at };
    let last = |at: i64, off: i64, size: i64| if off * 3 < size { at - 1 } else { at };
    let edge = |value: i64| u32::try_from(value.max(0)).unwrap_or(u32::MAX);
    let rows = (first(from[0], from[2], cell[1]), last(to[0], to[2], cell[1]));
    let cols = (first(from[1], from[3], cell[0]), last(to[1], to[3], cell[0]));
    if rows.1 < rows.0 || cols.1 < cols.0 {
        return [1, 1, 0, 0];
    }
    [edge(rows.0), edge(cols.0), edge(rows.1), edge(cols.1)]
}

/// The drawings of the sheet in the member `sheet`.
pub(super) fn drawings(parts: &Package<'_>, sheet: &str) -> Vec<String> {
    let related = related::of_member(parts, sheet).into_iter();
    related.filter(|r| r.kind == "drawing").map(|r| r.target).collect()
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
