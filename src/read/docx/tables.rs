//! What lies under the text of a table: the shading of its cells, by themselves and by the
//! parts of its style (first row, bands, corners), with the looks that go with them.

use super::look::{Look, run_properties};
use super::show::{Paint, Shade};
use super::theme::Palette;
use crate::read::shown::ground::Rgb;
use crate::read::xml::attr;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The parts of a table that a style may set apart, from the weakest on; the bits are those
/// of `w:cnfStyle` from its left end.
const PARTS: [(&str, usize); 13] = [
    ("wholeTable", 99),
    ("band1Vert", 4),
    ("band2Vert", 5),
    ("band1Horz", 6),
    ("band2Horz", 7),
    ("firstCol", 2),
    ("lastCol", 3),
    ("firstRow", 0),
    ("lastRow", 1),
    ("neCell", 8),
    ("nwCell", 9),
    ("seCell", 10),
    ("swCell", 11),
];

/// A style of tables with all that it inherits.
#[derive(Debug, Clone, Default)]
pub struct TableStyle {
    /// The looks of its text.
    pub look: Look,
    /// The shading of the whole.
    pub shade: Option<Shade>,
    /// Its parts.
    pub parts: Vec<Part>,
}

impl TableStyle {
    /// Takes over what a style says that builds on it.
    pub fn inherit(&mut self, own: &TableStyle) {
        self.shade = own.shade.or(self.shade);
        self.parts.extend(own.parts.iter().cloned());
    }
}

/// What a style says of one part of its tables.
#[derive(Debug, Clone, Default)]
pub struct Part {
    kind: String,
    look: Look,
    shade: Option<Shade>,
}

impl Part {
    /// Reads `w:tblStylePr` up to its end.
    pub fn read(reader: &mut Reader<&[u8]>, element: &BytesStart<'_>) -> Self {
        let kind = attr(element, "type").map(String::from).unwrap_or_default();
        let mut part = Self { kind, ..Self::default() };
        let mut depth = 1usize;
        let mut in_paragraph = false;
        while depth > 0 {
            match reader.read_event() {
                Ok(Event::Start(element)) => match element.local_name().as_ref() {
                    "rPr" => run_properties(reader, &mut part.look),
                    name => {
                        depth += 1;
                        in_paragraph |= name == "pPr";
                        if name == "shd" && !in_paragraph {
                            part.shade = Some(Shade::of(&element));
                        }
                    }
                },
                Ok(Event::End(element)) => {
                    depth -= 1;
                    in_paragraph &= element.local_name().as_ref() != "pPr";
                }
                Ok(Event::Eof) | Err(_) => break,
                Ok(_) => {}
            }
        }
        part
    }
}

/// A table that is being read.
#[derive(Debug, Clone, Default)]
pub struct Open {
    /// Its style.
    pub style: Option<String>,
    /// Which parts of the style it shows: first row, last row, first column, last column, no
    /// bands across, no bands down.
    parts: Option<[bool; 6]>,
    /// Its own shading.
    pub shade: Option<Shade>,
    /// The number of the row, counted from 0.
    pub row: usize,
    /// The row's exact height in points.
    pub exact: Option<f32>,
    /// Whether the row is hidden.
    pub hidden: bool,
    /// The parts that the row says it belongs to.
    pub said: Option<Vec<bool>>,
    /// Its columns keep their widths.
    pub fixed: bool,
    /// Shown from right to left.
    pub turned: bool,
    /// Widths of its columns in points.
    pub grid: Vec<f32>,
    /// The cells of each row, where the style sets the last ones apart.
    ends: Option<Vec<usize>>,
}

/// The cells of each row of a table, counted ahead from its first row on.
fn ahead(mut reader: Reader<&[u8]>) -> Vec<usize> {
    let mut rows = Vec::new();
    let (mut level, mut cells, mut deleted) = (1usize, 0, false);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => match element.local_name().as_ref() {
                "tbl" => level += 1,
                "Fallback" if reader.read_to_end(element.name()).is_err() => return rows,
                "Fallback" => {}
                "tr" if level == 1 => (cells, deleted) = (0, false),
                "tc" if level == 1 => cells += 1,
                "trPr" if level == 1 => deleted |= is_deleted(&mut reader),
                _ => {}
            },
            Ok(Event::End(element)) => match element.local_name().as_ref() {
                "tbl" if level == 1 => return rows,
                "tbl" => level -= 1,
                "tr" if level == 1 && !deleted => rows.push(cells),
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => return rows,
            Ok(_) => {}
        }
    }
}

/// Whether the properties of a row say that it was taken away.
fn is_deleted(reader: &mut Reader<&[u8]>) -> bool {
    let (mut depth, mut deleted) = (1usize, false);
    while depth > 0 {
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                deleted |= depth == 1 && element.local_name().as_ref() == "del";
                depth += 1;
            }
            Ok(Event::Empty(element)) => {
                deleted |= depth == 1 && element.local_name().as_ref() == "del";
            }
            Ok(Event::End(_)) => depth -= 1,
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    deleted
}

impl Open {
    /// `w:tblLook`.
    pub fn note_look(&mut self, element: &BytesStart<'_>) {
        let names = ["firstRow", "lastRow", "firstColumn", "lastColumn", "noHBand", "noVBand"];
        let bits = [0x20, 0x40, 0x80, 0x100, 0x200, 0x400];
        let value = attr(element, "val").and_then(|v| u32::from_str_radix(&v, 16).ok());
        let own =
            names.map(|name| attr(element, name).map(|v| v == "1" || v == "true" || v == "on"));
        self.parts = Some(std::array::from_fn(|i| {
            own[i].unwrap_or_else(|| value.is_some_and(|v| v & bits[i] != 0))
        }));
    }

    /// At the first row: looks how far the table goes, if its style sets the ends apart.
    pub fn look_ahead(&mut self, style: Option<&TableStyle>, reader: &Reader<&[u8]>) {
        const ENDS: [&str; 5] = ["lastRow", "lastCol", "neCell", "seCell", "swCell"];
        let apart =
            style.is_some_and(|s| s.parts.iter().any(|part| ENDS.contains(&part.kind.as_str())));
        if self.ends.is_none() && apart && self.parts.is_some_and(|parts| parts[1] || parts[3]) {
            self.ends = Some(ahead(reader.clone()));
        }
    }

    /// Whether a part of the style holds for a cell. What the row or cell says of itself
    /// (`w:cnfStyle`) is a program's memory: either may be what is shown.
    fn shows(&self, bit: usize, column: usize, said: Option<&[bool]>) -> bool {
        if bit > 11 {
            return true;
        }
        let parts = self.parts.unwrap_or([true, false, true, false, false, false]);
        if said.or(self.said.as_deref()).is_some_and(|said| said.get(bit) == Some(&true)) {
            return true;
        }
        let [first_row, last_row, first_column, last_column, no_rows, no_columns] = parts;
        let (top, left) = (first_row && self.row == 0, first_column && column == 0);
        let ends = self.ends.as_deref().unwrap_or_default();
        let bottom = last_row && self.row + 1 == ends.len();
        let right = last_column && ends.get(self.row) == Some(&(column + 1));
        let odd = |at: usize, skipped: bool| (at + usize::from(skipped)).is_multiple_of(2);
        match bit {
            0 => top,
            1 => bottom,
            2 => left,
            3 => right,
            4 => !no_columns && !left && !right && odd(column, first_column),
            5 => !no_columns && !left && !right && !odd(column, first_column),
            6 => !no_rows && !top && !bottom && odd(self.row, first_row),
            7 => !no_rows && !top && !bottom && !odd(self.row, first_row),
            8 => top && right,
            9 => top && left,
            10 => bottom && right,
            11 => bottom && left,
            _ => false,
        }
    }

    /// The ground of a cell and the looks that its table gives to text in it.
    pub fn cell(
        &self,
        style: Option<&TableStyle>,
        column: usize,
        own: Option<Shade>,
        said: Option<&[bool]>,
        palette: &Palette,
    ) -> (Option<Rgb>, Look) {
        let mut look = style.map(|style| style.look.clone()).unwrap_or_default();
        let colour = |shade: Option<Shade>| shade.and_then(|shade| shade.colour(palette));
        let mut ground = colour(style.and_then(|style| style.shade));
        for (name, bit) in PARTS {
            let parts = style.iter().flat_map(|style| &style.parts).filter(|p| p.kind == name);
            for part in parts.filter(|_| self.shows(bit, column, said)) {
                look.apply(&part.look);
                ground = colour(part.shade).or(ground);
            }
        }
        // A shading of its own, even none, is stronger than the style's.
        let ground = match own.or(self.shade) {
            Some(shade) => shade.colour(palette),
            None => ground,
        };
        (ground, look)
    }
}

/// The parts that `w:cnfStyle` names.
pub fn said_parts(element: &BytesStart<'_>) -> Option<Vec<bool>> {
    let value = attr(element, "val")?;
    (value.len() == 12).then(|| value.chars().map(|c| c == '1').collect())
}

/// What lies under the text that is being read.
#[derive(Debug, Clone)]
pub struct Under {
    /// The colours that may lie there; `None` where nobody knows.
    pub grounds: Vec<Option<Rgb>>,
    /// What the table around gives to its text.
    pub look: Option<Look>,
}

impl Default for Under {
    fn default() -> Self {
        Self { grounds: vec![Some(crate::read::shown::ground::WHITE)], look: None }
    }
}

impl Under {
    /// Under the text of a box filled so.
    pub fn of_box(&self, paint: Option<Option<Paint>>, palette: &Palette) -> Self {
        let grounds = match paint {
            None => self.grounds.clone(),
            Some(None) => vec![None],
            Some(Some(paint)) => vec![paint.shown(palette)],
        };
        Self { grounds, look: None }
    }
}
