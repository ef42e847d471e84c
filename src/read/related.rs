//! How the parts of an office package refer to each other (ECMA-376 part 2, §9.3): a part's
//! relationships lie beside it, in `_rels/NAME.rels`.

use super::package::{Package, resolve};
use super::xml::{self, attr};
use quick_xml::events::Event;

/// A part that another one refers to.
#[derive(Debug, Clone, PartialEq)]
pub struct Relationship {
    /// Its name in the part that refers to it.
    pub id: String,
    /// Last piece of the relationship's type (`header`, `oleObject`).
    pub kind: String,
    /// Name of the part, without a leading slash.
    pub target: String,
}

/// Where the relationships of a part lie; those of the package itself for "".
pub fn place(part: &str) -> String {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let slash = if folder.is_empty() { "" } else { "/" };
    format!("{folder}{slash}_rels/{file}.rels")
}

/// What a part refers to inside of the package, by the text of its relationships.
pub fn of(part: &str, xml: &str) -> Vec<Relationship> {
    let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut found = Vec::new();
    let mut reader = xml::reader(xml);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(e) if e.local_name().as_ref() == "Relationship" => {
                let external = attr(&e, "TargetMode").as_deref() == Some("External");
                if let (Some(id), Some(kind), Some(target), false) =
                    (attr(&e, "Id"), attr(&e, "Type"), attr(&e, "Target"), external)
                {
                    found.push(Relationship {
                        id: id.into_owned(),
                        kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                        target: resolve(folder, &target),
                    });
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    found
}

/// What a member of a package refers to; nothing where that cannot be read.
pub fn of_member(package: &Package<'_>, part: &str) -> Vec<Relationship> {
    match package.read(&place(part)) {
        Some(Ok(rels)) => of(part, &xml::decode(&rels.bytes)),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_named_from_the_root_of_the_package() {
        let xml = "<Relationships><Relationship Id='a' Type='http://x/drawing' Target='../drawings/d1.xml'/>\
            <Relationship Id='b' Type='http://x/comments' Target='/xl/comments/comment1.xml'/>\
            <Relationship Id='c' Type='http://x/hyperlink' Target='https://example.org' TargetMode='External'/></Relationships>";
        let told = of("xl/worksheets/sheet1.xml", xml);
        let told: Vec<_> = told.iter().map(|r| (&*r.id, &*r.kind, &*r.target)).collect();
        assert_eq!(
            told,
            [("a", "drawing", "xl/drawings/d1.xml"), ("b", "comments", "xl/comments/comment1.xml")]
        );
        assert_eq!(place("xl/workbook.xml"), "xl/_rels/workbook.xml.rels");
        assert_eq!(place(""), "_rels/.rels");
    }
}
