//! What page breaks cut is joined: tables, the rows of tables, paragraphs.

use super::page::{Flow, Item};
use super::paragraphs::Para;
use super::rows;
use super::tables::{Content, LaidTable};
use crate::document::Block;
use std::collections::HashMap;

/// Outer edges (points) that differ less belong to one table.
const EDGE: f32 = 6.0;
/// Room (points) at the foot of a page beyond the height of the next row that
/// shows that a table had ended there.
const SPARE: f32 = 24.0;

/// Joins the pages of a document into its body.
pub fn join(flows: Vec<Flow>) -> Vec<Block> {
    let mut bottoms: HashMap<i32, f32> = HashMap::new();
    for flow in &flows {
        let bottom = bottoms.entry(flow.height.round() as i32).or_default();
        *bottom = bottom.max(flow.bottom);
    }
    let mut bottom = 0.0;
    let mut items: Vec<Item> = Vec::new();
    let mut last_page = 0;
    for flow in flows {
        let next_page = flow.number == last_page + 1;
        let own_bottom = bottoms.get(&(flow.height.round() as i32)).copied().unwrap_or_default();
        last_page = flow.number;
        let mut fresh = flow.items.into_iter();
        if let Some(first) = fresh.next() {
            let left_over = match items.pop() {
                Some(last) if next_page => match over_break(last, first, bottom) {
                    Ok(joined) => {
                        items.push(joined);
                        None
                    }
                    Err(pair) => {
                        items.push(pair.0);
                        Some(pair.1)
                    }
                },
                other => {
                    items.extend(other);
                    Some(first)
                }
            };
            items.extend(left_over);
        }
        items.extend(fresh);
        bottom = own_bottom;
    }
    items.into_iter().flat_map(blocks).collect()
}

/// A single box that nothing joined is no table.
fn blocks(item: Item) -> Vec<Block> {
    match item {
        Item::Para(para) => vec![Block::Paragraph(para.into_block())],
        Item::Table(table) if table.is_blank() => Vec::new(),
        Item::Table(table) if table.is_frame() => table
            .cells
            .into_iter()
            .flat_map(|cell| cell.content)
            .map(|content| match content {
                Content::Para(para) => Block::Paragraph(para.into_block()),
                Content::Table(table) => Block::Table(table.into_table()),
            })
            .collect(),
        Item::Table(table) => vec![Block::Table(table.into_table())],
    }
}

/// The last piece of a page and the first of the next as one, if they are.
fn over_break(last: Item, first: Item, bottom: f32) -> Result<Item, Box<(Item, Item)>> {
    match (last, first) {
        (Item::Para(mut above), Item::Para(below)) if goes_on(&above, &below) => {
            above.absorb(below);
            Ok(Item::Para(above))
        }
        (Item::Table(above), Item::Table(below)) => match tables(above, below, bottom) {
            Ok(joined) => Ok(Item::Table(joined)),
            Err(pair) => Err(Box::new((Item::Table(pair.0), Item::Table(pair.1)))),
        },
        (last, first) => Err(Box::new((last, first))),
    }
}

/// Whether a paragraph is the rest of the one that ends the column or page before.
pub fn goes_on(above: &Para, below: &Para) -> bool {
    let size = above.style.size.max(1.0);
    above.runs_into(below)
        && !above.style.centered
        && above.style.bold == below.style.bold
        && below.indent < 1.2 * size
        && !(above.is_closed() && below.indent > 0.5 * size)
}

/// Joins two tables over a page break, or gives both back.
fn tables(
    mut above: LaidTable,
    mut below: LaidTable,
    bottom: f32,
) -> Result<LaidTable, Box<(LaidTable, LaidTable)>> {
    let (a, b) = (above.end, below.bbox());
    let same_edges = (a.x0 - b.x0).abs() <= EDGE && (a.x1 - b.x1).abs() <= EDGE;
    let shifted = ((a.width() - b.width()).abs() <= EDGE / 2.0).then_some(a.x0 - b.x0);
    let shift = match shifted {
        _ if same_edges => 0.0,
        // Left and right pages of a bound book have mirrored margins.
        Some(shift) if shift.abs() <= 60.0 => shift,
        _ => return Err(Box::new((above, below))),
    };
    if above.is_frame() && below.is_frame() && !(above.open_bottom || below.open_top) {
        return Err(Box::new((above, below)));
    }
    if rows::is_new_instance(&above, &below) {
        return Err(Box::new((above, below)));
    }
    below.xs.iter_mut().for_each(|x| *x += shift);
    let repeated = rows::repeated_header(&above, &below);
    rows::drop_overflow(&above, &mut below, repeated);
    let edges = rows::shared_edges(&above.xs, &below.xs);
    rows::place_on(&mut above, &edges);
    rows::place_on(&mut below, &edges);
    let cut = rows::is_cut(&above, &below, repeated);
    let need = below.ys.get(repeated + 1).zip(below.ys.get(repeated)).map_or(0.0, |(b, a)| b - a);
    let spare = bottom - a.y1;
    let open = above.open_bottom || below.open_top;
    if repeated == 0 && !cut && !open && spare > need + SPARE {
        return Err(Box::new((above, below)));
    }
    above.header_rows = above.header_rows.max(repeated);
    rows::append(&mut above, below, repeated, cut);
    Ok(above)
}
