//! Comments on the cells of a sheet: nobody reads them as cells, and somebody may mean them.

use super::xlsx::position;
use crate::read::package::Package;
use crate::read::related;
use crate::read::xml::{self, attr};
use quick_xml::events::Event;

/// Cells of the sheet in the member `sheet` with what is said of them, at most so many.
pub(super) fn of_sheet(
    package: &Package<'_>,
    sheet: &str,
    most: usize,
) -> Vec<((u32, u32), String)> {
    let mut found = Vec::new();
    let related = related::of_member(package, sheet).into_iter();
    for part in related.filter(|r| r.kind == "comments") {
        let Some(Ok(part)) = package.read(&part.target) else { continue };
        let text = xml::decode(&part.bytes);
        let mut reader = xml::reader(&text);
        let (mut at, mut said) = (None, String::new());
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Start(e) if e.local_name().as_ref() == "comment" => {
                    at = attr(&e, "ref").and_then(|at| position(&at));
                    said.clear();
                }
                Event::Text(t) if at.is_some() => said.push_str(&t.xml10_content()),
                Event::GeneralRef(r) if at.is_some() => said.extend(xml::resolve(&r)),
                Event::End(e) if e.local_name().as_ref() == "comment" => {
                    found.extend(at.take().map(|at| (at, said.trim().to_owned())));
                    if found.len() >= most {
                        return found;
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
    }
    found
}
