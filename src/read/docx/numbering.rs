//! `numbering.xml`: the labels of automatic lists ("一、", "1.2", "（三）"),
//! counted as Word counts them.

use super::fonts::Fonts;
use super::look::{Look, run_properties};
use crate::characters::symbols;
use crate::read::numerals;
use crate::read::xml::{self, attr, is_on};
use quick_xml::events::Event;
use std::collections::{HashMap, HashSet};

const LEVELS: usize = 9;

/// The lists of a document.
#[derive(Debug, Default)]
pub struct Numbering {
    /// The relationships of the pictures that are bullets, by number.
    pub pictures: HashMap<i64, String>,
    lists: HashMap<i64, List>,
    nums: HashMap<i64, Num>,
}

#[derive(Debug, Clone, Default)]
struct List {
    levels: [Level; LEVELS],
    style_link: Option<String>,
    num_style_link: Option<String>,
}

#[derive(Debug, Clone, Default)]
struct Num {
    list: i64,
    starts: [Option<i64>; LEVELS],
    levels: [Option<Level>; LEVELS],
}

#[derive(Debug, Clone, Default)]
struct Level {
    start: Option<i64>,
    format: String,
    text: String,
    style: Option<String>,
    /// Level (from 1) whose use restarts this one; 0 never.
    restart: Option<usize>,
    legal: bool,
    no_space: bool,
    look: Look,
    /// The picture that it shows as its bullet.
    picture: Option<i64>,
}

/// The label of one paragraph.
#[derive(Debug, Clone, PartialEq)]
pub struct Label<'a> {
    /// What it says, with the space that stands between it and the text.
    pub text: String,
    /// How its level looks, over the look of the paragraph's mark.
    pub look: &'a Look,
    /// The picture that is its bullet, by number.
    pub picture: Option<i64>,
}

/// How far each list has counted.
#[derive(Debug, Default)]
pub struct Counters {
    counts: HashMap<i64, [Option<i64>; LEVELS]>,
    /// The levels of lists that were used already.
    started: HashSet<(i64, usize)>,
}

impl Numbering {
    /// Reads `numbering.xml`.
    pub fn parse(xml: &str) -> Self {
        let mut numbering = Self::default();
        let mut reader = xml::reader(xml);
        let mut list: Option<(i64, List)> = None;
        let mut num: Option<(i64, Num)> = None;
        let mut overridden: Option<usize> = None;
        let mut level: Option<(usize, Level)> = None;
        let mut picture: Option<i64> = None;
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Start(element) => {
                    let val = || attr(&element, "val");
                    let number =
                        |name| attr(&element, name).and_then(|v| v.trim().parse::<i64>().ok());
                    let index = || {
                        number("ilvl").and_then(|l| usize::try_from(l).ok()).filter(|l| *l < LEVELS)
                    };
                    match element.local_name().as_ref() {
                        "abstractNum" => {
                            list = number("abstractNumId").map(|id| (id, List::default()));
                        }
                        "numPicBullet" => picture = number("numPicBulletId"),
                        "imagedata" | "blip" => {
                            let id = attr(&element, "id").or_else(|| attr(&element, "embed"));
                            numbering.pictures.extend(picture.zip(id.map(String::from)));
                        }
                        "num" => num = number("numId").map(|id| (id, Num::default())),
                        "lvlOverride" => overridden = index(),
                        "lvl" => level = index().map(|l| (l, Level::default())),
                        name => {
                            if let Some((_, level)) = &mut level {
                                match name {
                                    "start" => level.start = number("val"),
                                    "numFmt" => level.format = val().unwrap_or_default().into(),
                                    "lvlText" => level.text = val().unwrap_or_default().into(),
                                    "pStyle" => level.style = val().map(Into::into),
                                    "lvlRestart" => {
                                        level.restart =
                                            number("val").and_then(|v| usize::try_from(v).ok());
                                    }
                                    "lvlPicBulletId" => level.picture = number("val"),
                                    "isLgl" => level.legal = is_on(&element),
                                    "suff" => level.no_space = val().as_deref() == Some("nothing"),
                                    "rPr" => run_properties(&mut reader, &mut level.look),
                                    _ => {}
                                }
                            } else if let Some((_, num)) = &mut num {
                                match (name, overridden) {
                                    ("abstractNumId", _) => num.list = number("val").unwrap_or(-1),
                                    ("startOverride", Some(l)) => num.starts[l] = number("val"),
                                    _ => {}
                                }
                            } else if let Some((_, list)) = &mut list {
                                match name {
                                    "styleLink" => list.style_link = val().map(Into::into),
                                    "numStyleLink" => list.num_style_link = val().map(Into::into),
                                    _ => {}
                                }
                            }
                        }
                    }
                }
                Event::End(element) => match element.local_name().as_ref() {
                    "lvl" => match (level.take(), &mut num, &mut list) {
                        (Some((l, level)), Some((_, num)), _) => num.levels[l] = Some(level),
                        (Some((l, level)), None, Some((_, list))) => list.levels[l] = level,
                        _ => {}
                    },
                    "lvlOverride" => overridden = None,
                    "abstractNum" => numbering.lists.extend(list.take()),
                    "num" => numbering.nums.extend(num.take()),
                    _ => {}
                },
                Event::Eof => break,
                _ => {}
            }
        }
        numbering.follow_links();
        numbering
    }

    fn follow_links(&mut self) {
        let linked: HashMap<String, [Level; LEVELS]> = self
            .lists
            .values()
            .filter_map(|list| Some((list.style_link.clone()?, list.levels.clone())))
            .collect();
        for list in self.lists.values_mut() {
            if let Some(levels) = list.num_style_link.as_ref().and_then(|link| linked.get(link)) {
                list.levels.clone_from(levels);
            }
        }
    }

    /// The next label of a list; `None` when the paragraph is not numbered after all.
    pub fn label(
        &self,
        counters: &mut Counters,
        look: &Look,
        style: Option<&str>,
        fonts: &Fonts,
    ) -> Option<Label<'_>> {
        let num_id = look.num_id.filter(|id| *id > 0)?;
        let num = self.nums.get(&num_id)?;
        let list = self.lists.get(&num.list)?;
        let level_at = |l: usize| num.levels[l].as_ref().unwrap_or(&list.levels[l]);
        let by_style =
            || (0..LEVELS).find(|l| style.is_some() && level_at(*l).style.as_deref() == style);
        let at = look.num_level.or_else(by_style).unwrap_or(0).min(LEVELS - 1);
        let counts = counters.counts.entry(num.list).or_default();
        let start = |l: usize| {
            let own = level_at(l);
            let written = || own.start.unwrap_or(if own.format.is_empty() { 1 } else { 0 });
            num.starts[l].unwrap_or_else(written)
        };
        // A start of its own holds where the list first comes to that level: the levels
        // around it go on counting.
        let fresh = counters.started.insert((num_id, at));
        counts[at] = Some(match (num.starts[at], counts[at]) {
            (Some(own), _) if fresh => own,
            (_, Some(count)) => count.saturating_add(1),
            (_, None) => start(at),
        });
        // A level that nobody has used begins with those inside of it, and the next
        // paragraph of that level is its second.
        for (l, count) in counts.iter_mut().enumerate().take(at) {
            count.get_or_insert_with(|| start(l));
        }
        for (deeper, count) in counts.iter_mut().enumerate().skip(at + 1) {
            let restarts = match level_at(deeper).restart {
                Some(0) => false,
                Some(level) => at < level,
                None => true,
            };
            if restarts {
                *count = None;
            }
        }
        let level = level_at(at);
        let shown = |text: String| {
            let text = Some(text).filter(|text| !text.trim().is_empty());
            let text = text.map(|text| spaced(text, level.no_space));
            text.map(|text| Label { text, look: &level.look, picture: level.picture })
        };
        if level.format == "bullet" {
            let font = fonts.symbols(&level.look);
            return shown(symbols::translate(&level.text, font));
        }
        let mut label = String::new();
        let mut chars = level.text.chars().peekable();
        while let Some(c) = chars.next() {
            let referred = chars.peek().and_then(|d| d.to_digit(10)).filter(|d| c == '%' && *d > 0);
            let Some(digit) = referred else {
                label.push(c);
                continue;
            };
            chars.next();
            let l = digit as usize - 1;
            let count = counts[l].unwrap_or_else(|| start(l));
            let format = if level.legal { "decimal" } else { &level_at(l).format };
            label += &numerals::format(count, format);
        }
        shown(label)
    }
}

/// A label with a space behind it, unless its last character brings its own.
fn spaced(mut label: String, no_space: bool) -> String {
    let wide = label
        .ends_with(['、', '．', '。', '）', '】', '〕', '：', '，', '〉', '》', ' ', '\u{3000}']);
    if !no_space && !wide {
        label.push(' ');
    }
    label
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(num_id: i64, level: usize) -> Look {
        Look { num_id: Some(num_id), num_level: Some(level), ..Look::default() }
    }

    fn said(numbering: &Numbering, counters: &mut Counters, look: Look) -> Option<String> {
        let label = numbering.label(counters, &look, None, &Fonts::default());
        label.map(|label| label.text)
    }

    const LISTS: &str = r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="7">
        <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
        <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2"/></w:lvl>
        <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0A3;"/><w:rPr><w:rFonts w:ascii="Wingdings 2"/></w:rPr></w:lvl>
        </w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
        <w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num></w:numbering>"#;

    #[test]
    fn levels_count_and_restart() {
        let numbering = Numbering::parse(LISTS);
        let mut counters = Counters::default();
        let mut next = |num, level| said(&numbering, &mut counters, numbered(num, level));
        assert_eq!(next(1, 0).as_deref(), Some("一、"));
        assert_eq!(next(1, 1).as_deref(), Some("1.1 "));
        assert_eq!(next(1, 1).as_deref(), Some("1.2 "));
        assert_eq!(next(1, 0).as_deref(), Some("二、"));
        assert_eq!(next(1, 1).as_deref(), Some("2.1 "));
        assert_eq!(
            next(2, 0).as_deref(),
            Some("五、"),
            "an override restarts the shared list once"
        );
        assert_eq!(next(2, 0).as_deref(), Some("六、"));
        assert_eq!(next(1, 2).as_deref(), Some("□ "));
        assert_eq!(next(0, 0), None);
    }

    #[test]
    fn an_override_restarts_the_level_it_is_used_at_and_none_around_it() {
        let over = |l: usize| {
            format!(r#"<w:lvlOverride w:ilvl="{l}"><w:startOverride w:val="1"/></w:lvlOverride>"#)
        };
        let xml = format!(
            r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="7">
            <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl>
            <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>
            </w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
            <w:num w:numId="2"><w:abstractNumId w:val="7"/>{}{}</w:num></w:numbering>"#,
            over(0),
            over(1)
        );
        let numbering = Numbering::parse(&xml);
        let mut counters = Counters::default();
        let mut next = |num, level| said(&numbering, &mut counters, numbered(num, level));
        let labels = [(1, 0), (1, 0), (1, 1), (1, 1), (2, 1), (1, 1), (1, 0)]
            .map(|(num, level)| next(num, level).unwrap_or_default());
        assert_eq!(labels, ["1 ", "2 ", "2.1 ", "2.2 ", "2.1 ", "2.2 ", "3 "]);
    }

    #[test]
    fn a_level_that_nobody_used_began_with_those_inside_of_it() {
        let numbering = Numbering::parse(LISTS);
        let mut counters = Counters::default();
        let mut next = |level| said(&numbering, &mut counters, numbered(1, level));
        assert_eq!(next(1).as_deref(), Some("1.1 "));
        assert_eq!(next(0).as_deref(), Some("二、"));
        assert_eq!(next(1).as_deref(), Some("2.1 "));
    }
}
