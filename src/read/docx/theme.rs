//! The colours of a document's theme (`theme1.xml`), which styles and runs name.

use crate::read::shown::ground::{Rgb, hex};
use crate::read::xml::{self, attr};
use quick_xml::events::Event;

/// The names of a theme's colours, in the order of their slots.
const NAMES: [&str; 12] = [
    "dk1", "lt1", "dk2", "lt2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6",
    "hlink", "folHlink",
];

/// A colour of the theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot(usize);

impl Slot {
    /// By any of its names.
    pub fn named(name: &str) -> Option<Self> {
        let plain = match name {
            "dark1" | "text1" | "tx1" => "dk1",
            "light1" | "background1" | "bg1" => "lt1",
            "dark2" | "text2" | "tx2" => "dk2",
            "light2" | "background2" | "bg2" => "lt2",
            "hyperlink" => "hlink",
            "followedHyperlink" => "folHlink",
            name => name,
        };
        NAMES.iter().position(|known| *known == plain).map(Slot)
    }
}

/// The colours.
#[derive(Debug, Clone, Default)]
pub struct Palette {
    colours: [Option<Rgb>; 12],
}

impl Palette {
    /// Reads a theme.
    pub fn parse(xml: &str) -> Self {
        let mut palette = Self::default();
        let mut slot = None;
        let mut reader = xml::reader(xml);
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Start(element) => {
                    let value = |name| attr(&element, name).and_then(|v| hex(&v));
                    match element.local_name().as_ref() {
                        "srgbClr" => palette.put(slot, value("val")),
                        "sysClr" => palette.put(slot, value("lastClr")),
                        "clrScheme" => {}
                        name => slot = Slot::named(name),
                    }
                }
                Event::End(element) if element.local_name().as_ref() == "clrScheme" => break,
                Event::Eof => break,
                _ => {}
            }
        }
        palette
    }

    fn put(&mut self, slot: Option<Slot>, colour: Option<Rgb>) {
        if let Some(Slot(at)) = slot
            && let Some(place) = self.colours.get_mut(at)
        {
            *place = colour;
        }
    }

    /// A colour; black and white where the theme does not say.
    pub fn colour(&self, slot: Slot) -> Option<Rgb> {
        let usual = match slot.0 {
            0 => Some([0; 3]),
            1 => Some([255; 3]),
            _ => None,
        };
        self.colours.get(slot.0).copied().flatten().or(usual)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_by_name() {
        let palette = Palette::parse(
            r#"<a:theme xmlns:a="a"><a:themeElements><a:clrScheme name="x"><a:dk1><a:sysClr val="windowText" lastClr="010101"/></a:dk1>
            <a:accent1><a:srgbClr val="4472C4"/></a:accent1></a:clrScheme></a:themeElements></a:theme>"#,
        );
        let colour = |name| Slot::named(name).and_then(|slot| palette.colour(slot));
        assert_eq!(colour("text1"), Some([1; 3]));
        assert_eq!(colour("background1"), Some([255; 3]));
        assert_eq!(colour("accent1"), Some([0x44, 0x72, 0xc4]));
        assert_eq!(colour("accent2"), None);
        assert_eq!(Slot::named("none"), None);
    }
}
