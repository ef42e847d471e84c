//! Pictures that lie on a sheet, for a comparison to hold them against the other side's.

use super::drawing::drawings;
use crate::document::{Picture, Place};
use crate::intake::Limits;
use crate::read::package::Package;
use crate::read::picture::{self, Crop, LOOKS};
use crate::read::related;
use crate::read::xml::{self, attr};
use quick_xml::events::Event;
use std::collections::HashMap;
use std::sync::Arc;

/// The bytes of the pictures on the sheet in the member `sheet`, in the order of its drawings.
pub(super) fn of_sheet(parts: &Package<'_>, sheet: &str) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for drawing in drawings(parts, sheet) {
        let Some(Ok(part)) = parts.read(&drawing) else { continue };
        let media = related::of_member(parts, &drawing).into_iter();
        let media: HashMap<String, String> = media.map(|r| (r.id, r.target)).collect();
        let named = embedded(&part.bytes).into_iter().filter_map(|id| media.get(&id));
        for member in named.take(LOOKS.saturating_sub(found.len())) {
            if let Some(Ok(part)) = parts.read(member) {
                found.push(part.bytes);
            }
        }
    }
    found
}

/// The pictures as a comparison takes them.
pub(super) fn looks(bytes: &[Vec<u8>], limits: &Limits) -> Vec<Picture> {
    let one = |bytes: &Vec<u8>| Picture {
        place: Place::default(),
        width: 0.0,
        height: 0.0,
        running: false,
        before: None,
        look: Some(Arc::new(picture::look(bytes, Crop::default(), limits))),
    };
    bytes.iter().map(one).collect()
}

/// The pictures that a drawing names; what stands for older programs is left out.
fn embedded(bytes: &[u8]) -> Vec<String> {
    let text = xml::decode(bytes);
    let mut reader = xml::reader(&text);
    let mut found = Vec::new();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(e) => match e.local_name().as_ref() {
                "Fallback" if reader.read_to_end(e.name()).is_err() => break,
                "blip" => found.extend(attr(&e, "embed").map(|id| id.into_owned())),
                _ => {}
            },
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
    fn pictures_are_named_once_in_their_order() {
        let xml = "<d xmlns:r='r' xmlns:mc='m'><pic><blip r:embed='rId2'/></pic><pic>\
            <blip r:embed='rId1'/></pic><mc:Fallback><blip r:embed='rId3'/></mc:Fallback></d>";
        assert_eq!(embedded(xml.as_bytes()), ["rId2", "rId1"]);
    }
}
