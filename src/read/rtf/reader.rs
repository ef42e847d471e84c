//! Control words to paragraphs, tables and stories.

use super::fonts::{self, Font};
use super::shape::{Hung, Origin};
use super::state::{Destination, NextCell, Pattern, State, Story};
use super::tokens::{Token, Tokens};
use crate::characters::symbols::{self, SymbolFont};
use crate::document::{Before, Block, Document, MarginKind, Paragraph, Picture, Role};
use crate::intake::Limits;
use crate::problem::{Warning, WarningCode};
use crate::read::colour;
use crate::read::docx::Field;
use crate::read::draft::{RunLook, plain};
use crate::read::flow::{End, Flow, RowShape};
use crate::read::grid::Merge;
use crate::read::margin;
use crate::read::shown::ground::{self, Rgb};
use crate::read::shown::{Told, Why};
use encoding_rs::Encoding;
use std::collections::HashMap;

/// Groups inside groups that are believed.
const MAX_GROUPS: usize = 600;
/// Cells of one row.
const MAX_CELLS: usize = 256;

/// Half-points from which on raised or lowered text is an index.
const RAISED: u32 = 6;

/// Reads one file.
pub(super) struct Reader<'l> {
    limits: &'l Limits,
    state: State,
    groups: Vec<State>,
    /// The stories that are open; the body first.
    flows: Vec<(Option<Story>, Flow)>,
    fields: Vec<Field>,
    fonts: HashMap<i32, Font>,
    font_name: String,
    colors: Vec<[u8; 3]>,
    color: [u8; 3],
    encoding: Option<&'static Encoding>,
    /// Bytes of text not yet decoded, in the font in force.
    bytes: Vec<u8>,
    high: Option<u16>,
    skip: u32,
    /// Row definitions: of the outermost table and of inner ones.
    rows: [RowShape; 2],
    next_cell: NextCell,
    /// What stands in front of each picture.
    pictured: Vec<Before>,
    label: String,
    property: (String, String),
    /// Where the shape in the making stands.
    hung: Hung,
    default_result: i32,
    has_result: bool,
    characters: usize,
    told: Told,
    document: Document,
}

impl<'l> Reader<'l> {
    /// With bounds.
    pub fn new(limits: &'l Limits) -> Self {
        let mut state = State { fallback: 1, ..State::default() };
        state.reset_characters();
        Self {
            limits,
            state,
            groups: Vec::new(),
            flows: vec![(None, Flow::default())],
            fields: Vec::new(),
            fonts: HashMap::new(),
            font_name: String::new(),
            colors: Vec::new(),
            color: [0; 3],
            encoding: None,
            bytes: Vec::new(),
            high: None,
            skip: 0,
            rows: Default::default(),
            next_cell: NextCell::default(),
            pictured: Vec::new(),
            label: String::new(),
            property: Default::default(),
            hung: Hung::default(),
            default_result: 0,
            has_result: false,
            characters: 0,
            told: Told::default(),
            document: Document { tells_labels: true, ..Document::default() },
        }
    }

    /// Reads to the end, or to a limit.
    pub fn read(mut self, bytes: &[u8]) -> Document {
        let mut star = false;
        for token in Tokens::new(bytes) {
            if self.characters > self.limits.characters {
                self.warn(WarningCode::LimitExceeded, "字符过多，其余未读");
                break;
            }
            match token {
                Token::Byte(byte) if self.skip == 0 => {
                    self.bytes.push(byte);
                    continue;
                }
                Token::Byte(_) => {
                    self.skip -= 1;
                    continue;
                }
                _ => self.flush(),
            }
            match token {
                Token::Open => {
                    self.skip = 0;
                    if self.groups.len() >= MAX_GROUPS {
                        self.warn(WarningCode::LimitExceeded, "RTF 组嵌套过深，其余未读");
                        break;
                    }
                    self.groups.push(self.state);
                    self.state.around = self.state.destination;
                    self.state.ends_story = false;
                    self.state.ends_field = false;
                    self.state.ends_shape = false;
                }
                Token::Close => {
                    self.skip = 0;
                    self.close();
                    // What follows the closing bracket of the file is no text.
                    if self.groups.is_empty() {
                        break;
                    }
                }
                Token::Symbol(b'*') => {
                    star = true;
                    continue;
                }
                Token::Symbol(symbol) => self.symbol(symbol),
                Token::Word(word, number) => self.word(word, number, star),
                Token::Byte(_) => {}
            }
            star = false;
        }
        self.flush();
        if !self.groups.is_empty() {
            self.warn(WarningCode::DocumentCut, "RTF 文件不完整，已读出前面的部分");
        }
        while !self.groups.is_empty() {
            self.close();
        }
        while self.flows.len() > 1 {
            self.end_story();
        }
        if let Some((_, flow)) = self.flows.pop() {
            self.document.blocks = flow.finish(&mut self.told);
        }
        self.document.warnings.extend(self.told.warnings());
        let placed = self.pictured.into_iter().map(Some);
        let placed = placed.map(|before| Picture { before, ..Picture::default() });
        self.document.pictures = placed.collect();
        self.document
    }

    fn warn(&mut self, code: WarningCode, message: &str) {
        self.add(Warning::new(code, message));
    }

    fn add(&mut self, warning: Warning) {
        if !self.document.warnings.iter().any(|w| w.code == warning.code) {
            self.document.warnings.push(warning);
        }
    }

    fn flow(&mut self) -> &mut Flow {
        // The body is never taken off before the end.
        let last = self.flows.len() - 1;
        &mut self.flows[last].1
    }

    fn font(&self) -> Font {
        self.fonts.get(&self.state.font).copied().unwrap_or_default()
    }

    /// Decodes the bytes collected.
    fn flush(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let text = match self.state.destination {
            Destination::Fonts => fonts::decode(&bytes, self.font_without_symbols(), self.encoding),
            _ => fonts::decode(&bytes, self.font(), self.encoding),
        };
        self.text(&text);
    }

    /// Names in the font table are letters even for fonts of pictures.
    fn font_without_symbols(&self) -> Font {
        Font { symbols: None, ..self.font() }
    }

    /// A colour by its number; none where the program chooses.
    fn colour(&self, number: i32) -> Option<Rgb> {
        let index = usize::try_from(number).ok().filter(|index| *index > 0)?;
        self.colors.get(index).copied()
    }

    /// The colour that a shading comes to.
    fn shade(&self, pattern: Pattern) -> Option<Rgb> {
        let under = pattern.under.and_then(|number| self.colour(number));
        if pattern.share <= 0 {
            return under;
        }
        let over = pattern.over.and_then(|number| self.colour(number)).unwrap_or(ground::BLACK);
        let share = pattern.share.min(10_000) as f32 / 10_000.0;
        Some(ground::mixed(over, under.unwrap_or(ground::WHITE), share))
    }

    /// The look of text met now.
    fn look(&self) -> RunLook {
        let mut look = self.state.look;
        look.shown.shade = self.shade(self.state.run_shade);
        look.shown.under = self.shade(self.state.shade);
        look.shown.line = self.state.line;
        look.shown.indent = self.state.indent();
        look.shown.turned |= self.state.turned;
        look
    }

    /// Whether text met now belongs to the reader.
    fn shows(&self) -> bool {
        !self.state.hidden && !self.state.deleted && self.fields.iter().all(Field::shows)
    }

    fn text(&mut self, text: &str) {
        // The digits of pictures are no characters.
        if !matches!(self.state.destination, Destination::Silent | Destination::Skip) {
            self.characters += text.len();
        }
        match self.state.destination {
            Destination::Story if self.shows() => {
                let mut look = self.look();
                look.symbols = self.font().symbols;
                if let Some(field) = self.fields.last_mut() {
                    field.note_result(text);
                }
                if look.struck && text.chars().any(char::is_alphanumeric) {
                    self.add(Warning::struck());
                }
                let draft = &mut self.flow().draft;
                text.chars().filter(|c| !c.is_control()).for_each(|c| draft.push(c, look));
            }
            Destination::Label if self.state.hidden => {}
            Destination::Label => {
                let shown = symbols::translate(text, self.font().symbols);
                let look = self.look();
                if look.struck && shown.chars().any(char::is_alphanumeric) {
                    self.add(Warning::struck());
                }
                self.flow().draft.note_label(&shown, look);
                self.label.push_str(&shown);
            }
            Destination::Instruction => {
                if let Some(field) = self.fields.last_mut() {
                    field.instruction.push_str(text);
                }
            }
            Destination::Entry => {
                if let Some(entry) = self.fields.last_mut().and_then(|f| f.entries.last_mut()) {
                    entry.push_str(text);
                }
            }
            Destination::Fonts => self.font_name.push_str(text),
            Destination::Colors => {
                for _ in text.matches(';') {
                    self.colors.push(self.color);
                    self.color = [0; 3];
                }
            }
            Destination::Title => {
                self.document.title.get_or_insert_default().push_str(text);
            }
            Destination::PropertyName => self.property.0.push_str(text),
            Destination::PropertyValue => self.property.1.push_str(text),
            Destination::Story | Destination::Skip | Destination::Silent | Destination::Info => {}
        }
        if self.state.destination == Destination::Fonts && self.font_name.contains(';') {
            let name = std::mem::take(&mut self.font_name);
            let found = SymbolFont::named(name.trim().trim_end_matches(';').trim());
            self.fonts.entry(self.state.font).or_default().symbols = found;
        }
    }

    /// A character that the program works out itself.
    fn put(&mut self, character: char) {
        match self.state.destination {
            Destination::Story if self.shows() => {
                let mut look = self.look();
                if let Some(field) = self.fields.last_mut() {
                    field.note_result(character.encode_utf8(&mut [0; 4]));
                }
                if look.struck && character.is_alphanumeric() {
                    self.add(Warning::struck());
                }
                look.symbols = self.font().symbols.filter(|_| character.is_alphanumeric());
                if ('\u{f000}'..='\u{f0ff}').contains(&character) {
                    look.symbols = self.font().symbols;
                }
                self.flow().draft.push(character, look);
            }
            Destination::Story | Destination::Skip => {}
            _ => self.text(character.encode_utf8(&mut [0; 4])),
        }
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'\\' | b'{' | b'}' => {
                if self.skip > 0 {
                    self.skip -= 1;
                } else {
                    self.bytes.push(symbol);
                }
            }
            b'~' => self.put('\u{a0}'),
            b'_' => self.put('-'),
            b'\r' | b'\n' => self.end_paragraph(None),
            _ => {}
        }
    }

    fn close(&mut self) {
        if self.state.ends_story {
            self.end_story();
        }
        if self.state.ends_shape {
            self.end_shape();
        }
        if self.state.ends_field
            && let Some(field) = self.fields.pop()
            && self.shows()
        {
            if field.differs() {
                self.flow().draft.note(Why::Field);
            }
            if let Some(shown) = field.shown() {
                let look = self.look();
                self.flow().draft.push_str(&shown, look);
            }
        }
        if self.state.destination == Destination::PropertyValue
            && self.state.around != Destination::PropertyValue
        {
            self.property_done();
        }
        if let Some(state) = self.groups.pop() {
            self.state = state;
        }
    }

    /// WordArt keeps its words in a property, a shape from where its height is counted.
    fn property_done(&mut self) {
        let (name, value) = std::mem::take(&mut self.property);
        match (name.trim(), value.trim()) {
            ("gtextUNICODE", words) if !words.is_empty() => {
                let block = Block::Paragraph(Paragraph::plain(words));
                let spot = self.hung.spot();
                self.flow().draft.put_box(vec![block], spot);
            }
            ("posrelv", value) => self.hung.from = Origin::of_property(value),
            _ => {}
        }
        self.hung.note(name.trim(), value.trim());
    }

    /// A shape has ended.
    fn end_shape(&mut self) {
        let figure = std::mem::take(&mut self.hung).whole();
        let story = self.flow().story();
        let in_header = matches!(story, "页眉" | "页脚");
        if in_header && figure.is_watermark() {
            self.told.tell(story, "", "", Why::Watermark);
        } else if !in_header && figure.covers() {
            self.flow().draft.note(Why::Covered);
        } else if !in_header && figure.strays(22.0, 3) {
            self.flow().draft.note(Why::Box);
        }
    }

    fn begin_story(&mut self, story: Story) {
        if self.flows.len() > self.limits.nesting {
            self.state.destination = Destination::Skip;
            return;
        }
        let around = self.flow().story();
        if story == Story::Box {
            self.hung.figure.words = true;
        }
        let name = match story {
            Story::Header => "页眉",
            Story::Footer => "页脚",
            Story::Note => "脚注",
            Story::Comment => "批注",
            Story::Box => around,
        };
        self.flows.push((Some(story), Flow::of(name)));
        self.state.destination = Destination::Story;
        self.state.reset_paragraph();
        self.state.ends_story = true;
    }

    fn end_story(&mut self) {
        if self.flows.len() < 2 {
            return;
        }
        let Some((story, flow)) = self.flows.pop() else { return };
        let blocks = flow.finish(&mut self.told);
        let kind = match story {
            Some(Story::Header) => MarginKind::Header,
            Some(Story::Footer) => MarginKind::Footer,
            Some(Story::Note) => MarginKind::Footnote,
            Some(Story::Comment) => MarginKind::Comment,
            Some(Story::Box) | None => {
                let spot = self.hung.spot();
                return self.flow().draft.put_box(blocks, spot);
            }
        };
        margin::put(&mut self.document.margins, kind, plain(&blocks));
    }

    /// Ends the paragraph; with a depth, the cell of the table there as well.
    fn end_paragraph(&mut self, cell: Option<usize>) {
        if self.state.destination != Destination::Story || self.state.deleted {
            return;
        }
        self.fields.retain(|field| field.in_result || field.checked.is_some());
        let label = std::mem::take(&mut self.label);
        let label = Some(label.trim()).filter(|l| !l.is_empty()).map(spaced);
        let state = self.state;
        if state.framed && self.flow().story().is_empty() {
            self.flow().draft.note(Why::Box);
        }
        let room = self.flow().cells < self.limits.cells;
        self.flow().end_paragraph(
            label,
            End {
                depth: cell.unwrap_or_else(|| state.depth()),
                cell: cell.is_some() && room,
                role: state.heading.map_or(Role::Body, Role::Heading),
                centered: state.centered,
            },
        );
    }

    fn row(&mut self) -> &mut RowShape {
        &mut self.rows[usize::from(self.state.inner)]
    }

    fn cell_edge(&mut self, edge: i32) {
        let next = std::mem::take(&mut self.next_cell);
        let shade = self.shade(next.shade);
        let row = self.row();
        if row.cells.len() < MAX_CELLS {
            if row.edges.is_empty() {
                row.edges.push(0);
            }
            row.edges.push(edge);
            row.cells.push((next.joined, next.merge));
            row.shades.push(shade);
            row.crossed.push(next.crossed);
        }
    }

    fn unicode(&mut self, number: i32) {
        let unit = number as u16;
        self.skip = self.state.fallback;
        match unit {
            0xd800..=0xdbff => self.high = Some(unit),
            0xdc00..=0xdfff => {
                let pair = self.high.take().map(|high| [high, unit]).into_iter().flatten();
                for character in char::decode_utf16(pair).flatten() {
                    self.put(character);
                }
            }
            _ => {
                if let Some(character) = char::from_u32(u32::from(unit)) {
                    self.put(character);
                }
            }
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>, star: bool) {
        if word != "u" {
            // A control word counts as one character of the fallback.
            self.skip = self.skip.saturating_sub(1);
        }
        if self.destination(word, star) || self.state.destination == Destination::Skip {
            return;
        }
        let on = number != Some(0);
        let value = number.unwrap_or(0);
        match word {
            "u" => self.unicode(value),
            "uc" => self.state.fallback = value.clamp(0, 64) as u32,
            "ansicpg" => self.encoding = fonts::code_page(value),
            "f" => self.state.font = value,
            "fcharset" => {
                self.fonts.entry(self.state.font).or_default().encoding = fonts::of_charset(value)
            }
            "cpg" => {
                self.fonts.entry(self.state.font).or_default().encoding = fonts::code_page(value)
            }
            "red" => self.color[0] = value.clamp(0, 255) as u8,
            "green" => self.color[1] = value.clamp(0, 255) as u8,
            "blue" => self.color[2] = value.clamp(0, 255) as u8,
            "plain" => self.state.reset_characters(),
            "b" => self.state.look.bold = on,
            "strike" | "striked" => self.state.look.struck = on,
            "caps" | "scaps" => self.state.look.caps = on,
            "super" => (self.state.look.raised, self.state.look.lowered) = (on, false),
            "sub" => (self.state.look.raised, self.state.look.lowered) = (false, on),
            "nosupersub" => (self.state.look.raised, self.state.look.lowered) = (false, false),
            "fs" => self.state.look.size = value.clamp(0, 3276) as u16,
            "highlight" => {
                self.state.look.shown.highlight = self.colour(value);
                self.state.look.boxed = value != 0;
            }
            "ul" | "uld" | "uldash" | "uldashd" | "uldashdd" | "uldb" | "ulth" | "ulw"
            | "ulwave" => self.state.look.underlined = on,
            "ulnone" => self.state.look.underlined = false,
            "chbrdr" => self.state.look.boxed = true,
            "chcbpat" | "cb" => self.state.run_shade.under = number,
            "chcfpat" => self.state.run_shade.over = number,
            "chshdng" => self.state.run_shade.share = value,
            "charscalex" => self.state.look.shown.scale = value.clamp(0, 600) as u16,
            "expndtw" => self.state.look.shown.spacing = value,
            "expnd" => self.state.look.shown.spacing = value.saturating_mul(5),
            // The last of the two counts: the first brings the look of the other writing.
            "rtlch" => self.state.look.shown.turned = true,
            "ltrch" => self.state.look.shown.turned = false,
            "embo" | "impr" => self.state.look.shown.relief = on,
            "up" | "dn" => {
                let by = number.unwrap_or(RAISED as i32);
                let up = if word == "up" { by } else { by.saturating_neg() };
                self.state.look.shown.position = up;
                // The old way to raise and lower text; less is a matter of lines, none ends it.
                if up == 0 || up.unsigned_abs() >= RAISED {
                    (self.state.look.raised, self.state.look.lowered) = (up > 0, up < 0);
                }
            }
            "cbpat" => self.state.shade.under = number,
            "cfpat" => self.state.shade.over = number,
            "shading" => self.state.shade.share = value,
            "li" | "lin" => self.state.indents[0] = value,
            "ri" | "rin" => self.state.indents[1] = value,
            "fi" => self.state.indents[2] = value,
            "sl" => self.state.line = value.min(0).saturating_abs(),
            "rtlpar" => self.state.turned = true,
            "ltrpar" => self.state.turned = false,
            "cf" => {
                self.state.look.shown.ink = self.colour(value);
                let color = usize::try_from(value).ok().and_then(|i| self.colors.get(i));
                self.state.look.red =
                    color.is_some_and(|[r, g, b]| colour::is_red(colour::of_bytes(*r, *g, *b)));
            }
            "shpleft" => {
                self.hung = Hung { left: value, ..Hung::begin(None) };
            }
            "shptop" if self.hung.figure.floats => self.hung.top = number,
            "shptop" => self.hung = Hung::begin(number),
            "shpright" => self.hung.right = value,
            "shpbottom" => self.hung.bottom = value,
            "shpwr" => self.hung.figure.wrapped = value != 3,
            "shpfblwtxt" => self.hung.figure.behind = value == 1,
            "posy" | "posnegy" => self.state.framed = true,
            "shpbypage" => self.hung.from = Origin::Page,
            "shpbymargin" => self.hung.from = Origin::Margin,
            "shpbypara" => self.hung.from = Origin::Paragraph,
            "v" => self.state.hidden = on,
            "deleted" => self.state.deleted = on,
            "fftype" => {
                (self.default_result, self.has_result) = (0, false);
                if let Some(field) = self.fields.last_mut() {
                    field.checked = (value == 1).then_some(false);
                }
            }
            // The default counts where the result says so, or says nothing; either may come
            // first.
            "ffdefres" => {
                self.default_result = value;
                if !self.has_result {
                    self.result(value);
                }
            }
            "ffres" => {
                self.has_result = value != 25;
                self.result(if value == 25 { self.default_result } else { value });
            }
            _ if self.state.destination == Destination::Story => self.story_word(word, number, on),
            "tab" if self.state.destination == Destination::Label => self.label.push(' '),
            _ => self.character_word(word),
        }
    }

    /// The state of a form field.
    fn result(&mut self, value: i32) {
        if let Some(field) = self.fields.last_mut() {
            field.chosen = usize::try_from(value).unwrap_or(0);
            if let Some(checked) = &mut field.checked {
                *checked = value != 0;
            }
        }
    }

    fn story_word(&mut self, word: &str, number: Option<i32>, on: bool) {
        let value = number.unwrap_or(0);
        match word {
            "par" => self.end_paragraph(None),
            "cell" => self.end_paragraph(Some(1)),
            "nestcell" => self.end_paragraph(Some(self.state.depth().max(2))),
            "row" => {
                let shape = self.rows[0].clone();
                self.flow().end_row(1, &shape);
            }
            "nestrow" => {
                let depth = self.state.depth().max(2);
                let shape = std::mem::take(&mut self.rows[1]);
                self.flow().end_row(depth, &shape);
            }
            "trowd" => {
                self.next_cell = NextCell::default();
                *self.row() = RowShape::default();
            }
            "trleft" => {
                let row = self.row();
                row.edges.truncate(0);
                row.edges.push(value);
            }
            "trhdr" => self.row().header = on,
            "cellx" => self.cell_edge(value),
            "trrh" => self.row().exact = value.min(0).saturating_abs(),
            "rtlrow" | "taprtl" => self.row().turned = on,
            "clcbpat" => self.next_cell.shade.under = number,
            "clcfpat" => self.next_cell.shade.over = number,
            "clshdng" => self.next_cell.shade.share = value,
            "cldglu" => self.next_cell.crossed[0] = true,
            "cldgll" => self.next_cell.crossed[1] = true,
            "rtlmark" => self.put('\u{200F}'),
            "clmgf" => self.next_cell.joined = false,
            "clmrg" => self.next_cell.joined = true,
            "clvmgf" => self.next_cell.merge = Merge::Start,
            "clvmrg" => self.next_cell.merge = Merge::Continue,
            "pard" => self.state.reset_paragraph(),
            "intbl" => self.state.in_table = on,
            "itap" => self.state.depth = usize::try_from(value).ok(),
            "qc" => self.state.centered = true,
            "ql" | "qr" | "qj" | "qd" => self.state.centered = false,
            "outlinelevel" => {
                self.state.heading = u8::try_from(value).ok().filter(|l| *l < 9).map(|l| l + 1)
            }
            "page" | "sect" => {
                if self.shows() {
                    self.end_paragraph(None);
                    self.flow().page_break();
                }
            }
            "pagebb" if on => self.flow().page_break(),
            _ => self.character_word(word),
        }
    }

    fn character_word(&mut self, word: &str) {
        let character = match word {
            "line" | "lbr" | "softline" | "column" => '\n',
            "tab" => '\t',
            "emdash" => '—',
            "endash" => '–',
            "lquote" => '‘',
            "rquote" => '’',
            "ldblquote" => '“',
            "rdblquote" => '”',
            "bullet" => '•',
            "emspace" => '\u{2003}',
            "enspace" | "qmspace" => '\u{2002}',
            _ => return,
        };
        self.put(character);
    }

    /// Words that say where the text of their group goes; whether it was one.
    fn destination(&mut self, word: &str, star: bool) -> bool {
        if self.state.destination == Destination::Skip && word != "ud" {
            return true;
        }
        let to = match word {
            "fonttbl" => Destination::Fonts,
            "colortbl" => Destination::Colors,
            "title" if self.state.destination == Destination::Info => Destination::Title,
            "info" => Destination::Info,
            "fldinst" => Destination::Instruction,
            "ffl" => {
                if let Some(field) = self.fields.last_mut() {
                    field.entries.push(String::new());
                }
                Destination::Entry
            }
            "listtext" | "pntext" => {
                self.label.clear();
                Destination::Label
            }
            "sn" => {
                self.property = Default::default();
                Destination::PropertyName
            }
            "sv" => Destination::PropertyValue,
            // The Unicode half of a pair of alternatives; its partner is skipped.
            "upr" => {
                self.state.around = self.state.destination;
                Destination::Skip
            }
            "ud" => self
                .groups
                .iter()
                .rev()
                .find(|s| s.destination != Destination::Skip)
                .map_or(Destination::Skip, |s| s.destination),
            "field" => {
                if self.fields.len() < self.limits.nesting {
                    self.fields.push(Field::default());
                    self.state.ends_field = true;
                }
                return true;
            }
            "fldrslt" => {
                if let Some(field) = self.fields.last_mut() {
                    field.in_result = true;
                }
                return true;
            }
            "header" | "headerl" | "headerr" | "headerf" => {
                self.begin_story(Story::Header);
                return true;
            }
            "footer" | "footerl" | "footerr" | "footerf" => {
                self.begin_story(Story::Footer);
                return true;
            }
            "footnote" => {
                self.begin_story(Story::Note);
                return true;
            }
            "annotation" => {
                self.begin_story(Story::Comment);
                return true;
            }
            "shptxt" | "dptxbxtext" => {
                self.begin_story(Story::Box);
                return true;
            }
            "nesttableprops" => {
                self.state.inner = true;
                return true;
            }
            // Pictures are passed over, but for the words of WordArt in them.
            "shp" => {
                self.hung = Hung::default();
                self.state.ends_shape = true;
                return true;
            }
            "pict" => {
                // In front of which words it stands; its bytes are gathered apart.
                if self.pictured.len() < crate::read::picture::LOOKS {
                    let mut before = self.flow().draft.tail.clone();
                    before.floats = self.groups.iter().any(|group| group.ends_shape);
                    self.pictured.push(before);
                }
                Destination::Silent
            }
            "shpinst" | "picprop" | "sp" | "formfield" => Destination::Silent,
            "shppict" | "do" | "dptxbx" => {
                // A drawing of the old kind says where it stands in other words.
                self.hung = Hung::default();
                return true;
            }
            "stylesheet" | "shprslt" | "nonshppict" | "nonesttables" | "xe" | "tc" | "rxe"
            | "private" | "ftnsep" | "ftnsepc" | "ftncn" | "aftnsep" | "aftnsepc" | "aftncn" => {
                Destination::Skip
            }
            _ if star => Destination::Skip,
            _ => return false,
        };
        self.state.destination = to;
        true
    }
}

/// A label with a space behind it, unless its last character brings its own.
fn spaced(label: &str) -> String {
    let wide = label.ends_with(['、', '．', '。', '）', '】', '〕', '：', '，', '〉', '》']);
    if wide { label.to_owned() } else { format!("{label} ") }
}
