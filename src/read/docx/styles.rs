//! `styles.xml`: every style with what it inherits already in it.

use super::look::{Look, run_properties};
use super::show::Shade;
use super::tables::{Part, TableStyle};
use crate::read::xml::{self, attr};
use quick_xml::events::Event;
use std::collections::HashMap;

/// The styles of a document.
#[derive(Debug, Default)]
pub struct Styles {
    /// What holds where no style says otherwise.
    pub default: Look,
    by_id: HashMap<String, Style>,
    tables: HashMap<String, TableStyle>,
    default_paragraph: Option<String>,
}

#[derive(Debug, Clone, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    look: Look,
    table: Option<TableStyle>,
    resolved: bool,
}

impl Styles {
    /// Reads `styles.xml`.
    pub fn parse(xml: &str) -> Self {
        let mut styles = Self::default();
        let mut reader = xml::reader(xml);
        let mut id = None;
        let mut style = Style::default();
        let mut in_defaults = false;
        // How deep inside `w:pPr`; its own children stand at 1.
        let mut in_paragraph = 0usize;
        while let Ok(event) = reader.read_event() {
            if in_paragraph > 0 {
                match &event {
                    Event::Start(element) if element.local_name().as_ref() != "rPr" => {
                        let look = if in_defaults { &mut styles.default } else { &mut style.look };
                        if in_paragraph == 1 {
                            look.show.note_paragraph(element);
                        }
                        if element.local_name().as_ref() != "pPrChange" {
                            in_paragraph += 1;
                        }
                    }
                    Event::End(_) => in_paragraph -= 1,
                    _ => {}
                }
            }
            match event {
                Event::Start(element) => match element.local_name().as_ref() {
                    "docDefaults" => in_defaults = true,
                    "pPr" if in_paragraph == 0 => in_paragraph = 1,
                    "style" => {
                        style = Style::default();
                        id = attr(&element, "styleId").map(String::from);
                        let kind = attr(&element, "type");
                        let paragraph = kind.as_deref() == Some("paragraph");
                        style.table = (kind.as_deref() == Some("table")).then(TableStyle::default);
                        let default = matches!(
                            attr(&element, "default").as_deref(),
                            Some("1" | "true" | "on")
                        );
                        if paragraph && default {
                            styles.default_paragraph.clone_from(&id);
                        }
                    }
                    "name" => style.name = attr(&element, "val").unwrap_or_default().to_lowercase(),
                    "basedOn" => style.based_on = attr(&element, "val").map(String::from),
                    "rPr" => run_properties(
                        &mut reader,
                        if in_defaults { &mut styles.default } else { &mut style.look },
                    ),
                    "tblStylePr" => {
                        let part = Part::read(&mut reader, &element);
                        if let Some(table) = &mut style.table {
                            table.parts.push(part);
                        }
                    }
                    "shd" if in_paragraph == 0 => {
                        if let Some(table) = &mut style.table {
                            table.shade = Some(Shade::of(&element));
                        }
                    }
                    "rPrChange" | "pPrChange" => {
                        let _ = reader.read_to_end(element.name());
                    }
                    _ if in_defaults => styles.default.note(&element),
                    _ => style.look.note(&element),
                },
                Event::End(element) => match element.local_name().as_ref() {
                    "docDefaults" => in_defaults = false,
                    "style" => {
                        if let Some(id) = id.take() {
                            styles.by_id.insert(id, std::mem::take(&mut style));
                        }
                    }
                    _ => {}
                },
                Event::Eof => break,
                _ => {}
            }
        }
        styles.resolve();
        styles
    }

    fn resolve(&mut self) {
        let ids: Vec<String> = self.by_id.keys().cloned().collect();
        for id in ids {
            // From the style up to its root; a circle ends the climb.
            let mut chain: Vec<&str> = Vec::new();
            let mut at = Some(id.as_str());
            while let Some(style_id) = at {
                if chain.contains(&style_id) {
                    break;
                }
                let Some(style) = self.by_id.get(style_id) else { break };
                chain.push(style_id);
                at = if style.resolved { None } else { style.based_on.as_deref() };
            }
            let mut look = Look::default();
            let mut table: Option<TableStyle> = None;
            for style_id in chain.iter().rev() {
                if let Some(style) = self.by_id.get(*style_id) {
                    if let Some(own) = &style.table {
                        table.get_or_insert_default().inherit(own);
                    }
                    look.apply(&style.look);
                    look.outline =
                        style.look.outline.or_else(|| named_level(&style.name)).or(look.outline);
                }
            }
            if let Some(style) = self.by_id.get_mut(&id) {
                if let Some(mut table) = table {
                    table.look = look.clone();
                    self.tables.insert(id, table.clone());
                    style.table = Some(table);
                }
                style.look = look;
                style.resolved = true;
            }
        }
    }

    /// A style of tables.
    pub fn table(&self, id: &str) -> Option<&TableStyle> {
        self.tables.get(id)
    }

    /// What a style says, over what the table around the paragraph does; the document's
    /// default paragraph style when there is none of that name.
    pub fn paragraph(&self, id: Option<&str>, table: Option<&Look>) -> Look {
        let mut look = self.default.clone();
        if let Some(table) = table {
            look.show.apply(&table.show);
            look.vanish = table.vanish.or(look.vanish);
            look.struck = table.struck.or(look.struck);
            look.caps = table.caps.or(look.caps);
        }
        let id = id.filter(|id| self.by_id.contains_key(*id)).or(self.default_paragraph.as_deref());
        if let Some(style) = id.and_then(|id| self.by_id.get(id)) {
            look.apply(&style.look);
        }
        look
    }

    /// What a character style says.
    pub fn character(&self, id: &str) -> Option<&Look> {
        self.by_id.get(id).map(|style| &style.look)
    }

    /// Whether the style is the one that marks the prompt of an unfilled content control.
    pub fn is_placeholder(&self, id: &str) -> bool {
        self.by_id.get(id).map_or(id, |style| style.name.as_str()).replace(' ', "").to_lowercase()
            == "placeholdertext"
    }
}

/// The outline level of a built-in heading style that does not spell it out.
fn named_level(name: &str) -> Option<u8> {
    let number = name.strip_prefix("heading ").or_else(|| name.strip_prefix("标题 "))?;
    number.trim().parse::<u8>().ok().filter(|n| (1..=9).contains(n)).map(|n| n - 1)
}

/// The level from 0 that an outline value stands for, if it is a heading at all.
pub fn heading(outline: Option<u8>) -> Option<u8> {
    outline.filter(|level| *level < 9).map(|level| level + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_inherit_and_override() {
        let styles = Styles::parse(
            r#"<w:styles xmlns:w="w"><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults>
            <w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
            <w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/><w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style>
            <w:style w:type="paragraph" w:styleId="x"><w:name w:val="章"/><w:basedOn w:val="1"/><w:rPr><w:b w:val="0"/></w:rPr></w:style>
            <w:style w:styleId="c1"><w:basedOn w:val="c2"/></w:style><w:style w:styleId="c2"><w:basedOn w:val="c1"/></w:style></w:styles>"#,
        );
        let plain = styles.paragraph(None, None);
        assert_eq!((plain.size, plain.outline), (Some(21.0), None));
        let chapter = styles.paragraph(Some("x"), None);
        assert_eq!(
            (chapter.size, chapter.bold, heading(chapter.outline)),
            (Some(32.0), Some(false), Some(1))
        );
        assert_eq!(styles.paragraph(Some("c1"), None).size, Some(21.0));
    }
}
