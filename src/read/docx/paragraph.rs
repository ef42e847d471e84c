//! A paragraph: its runs put together, ticks and symbols as the reader sees
//! them, text boxes beside it.

use super::field::{Field, tick};
use super::formula;
use super::hang::{Filled, Hang};
use super::look::{Look, run_properties};
use super::numbering::Label;
use super::styles;
use super::walk::{Sink, State, Walker, words};
use crate::characters::symbols::{self, SymbolFont};
use crate::characters::{Powers, Script};
use crate::document::{Block, MarginKind, Paragraph, Role, Style, Text};
use crate::problem::{Warning, WarningCode};
use crate::read::draft::{Floating, plain, put_floating};
use crate::read::shown::figure::{Figure, offset_at};
use crate::read::shown::{Why, bidi, choice, measure};
use crate::read::spot::{self, Spot};
use crate::read::xml::{attr, is_on, resolve};
use quick_xml::events::{BytesStart, Event};
use std::ops::Range;

/// The width of a page's text, points.
const LINE_WIDTH: f32 = 430.0;

/// A paragraph in the making.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) text: String,
    /// The fraction that is being read has no bar.
    pub(super) no_bar: bool,
    /// Where formulas stand in it, and marks of footnotes.
    formulas: Vec<Range<usize>>,
    notes: Vec<usize>,
    /// Properties of the paragraph itself, and of its mark.
    own: Look,
    mark: Look,
    /// Properties that every run begins with.
    base: Look,
    /// Characters by font size, and the bold and red ones.
    sizes: Vec<(f32, usize)>,
    bold: usize,
    red: usize,
    total: usize,
    /// What stands before the text: earlier pieces, page breaks, text boxes.
    before: Vec<Block>,
    /// Text boxes anchored inside the text.
    after: Vec<Block>,
    /// Boxes that stand at a height of their own.
    floating: Vec<Floating>,
    /// The height of the drawing that is being read.
    spot: Option<Spot>,
    numbered: bool,
    /// Hidden text was left out of it.
    concealed: bool,
    powers: Powers,
    /// What is shown otherwise than it is read, by its place in the text.
    concerns: Vec<(Range<usize>, Why)>,
    /// What is underlined, framed or shaded.
    marked: Vec<Range<usize>>,
    /// The drawing that is being read, with its boxes; those that may stand in the line.
    hang: Hang,
    boxes: Vec<Vec<Block>>,
    hung: Vec<Hung>,
    /// Small dark shapes, which may fill a printed box.
    fills: Vec<Figure>,
    /// The section that ends with this paragraph; whether it is continuous.
    section: Option<bool>,
}

/// A box that may stand in the line of its paragraph.
struct Hung {
    figure: Figure,
    spot: Option<Spot>,
    /// No text stands before it.
    leads: bool,
    blocks: Vec<Block>,
}

impl<'x, 'c> Walker<'x, 'c> {
    /// A paragraph whose start was read. Gives whether a section ends with it, and whether
    /// that section is continuous.
    pub fn paragraph(&mut self, sink: &mut Sink) -> Option<bool> {
        let base = self.base(&Look::default());
        let mut draft = Draft { base: base.clone(), ..Draft::default() };
        draft.text = std::mem::take(&mut sink.carry);
        self.inline(&mut draft, base);
        // An instruction ends with its paragraph at the latest; a missing end must not
        // swallow the rest of the document.
        self.state.fields.retain(|field| field.in_result);
        if draft.own.deleted && draft.section.is_none() {
            self.settle(&mut draft);
            sink.blocks.append(&mut draft.before);
            sink.blocks.append(&mut draft.after);
            sink.blocks.extend(draft.floating.into_iter().flat_map(|floating| floating.blocks));
            sink.carry = draft.text;
            return None;
        }
        if draft.base.page_break_before == Some(true)
            && !sink.blocks.is_empty()
            && sink.blocks.last() != Some(&Block::PageBreak)
        {
            sink.blocks.push(Block::PageBreak);
        }
        self.finish(&mut draft);
        let floating = std::mem::take(&mut draft.floating);
        // The paragraph itself is the last one of text among what it gives.
        let own = draft.before.iter().rposition(is_text).unwrap_or(draft.before.len());
        let at = sink.blocks.len() + own;
        sink.blocks.append(&mut draft.before);
        let fill = sink.root.then_some(&mut sink.fill);
        put_floating(&mut sink.blocks, at, floating, fill);
        draft.section
    }

    /// Runs that stand outside any paragraph.
    pub fn loose_run(&mut self, sink: &mut Sink) {
        let base = self.base(&Look::default());
        let mut draft = Draft { base: base.clone(), ..Draft::default() };
        self.inline(&mut draft, base);
        self.finish(&mut draft);
        sink.blocks.append(&mut draft.before);
        sink.blocks.extend(draft.floating.into_iter().flat_map(|floating| floating.blocks));
    }

    /// Moves the text so far, with its label and its text boxes, to `before`.
    fn finish(&mut self, draft: &mut Draft) {
        self.settle(draft);
        // A paragraph that only carries the end of a section shows no number either.
        let unseen = draft.own.vanish == Some(true) || draft.section.is_some();
        let hidden = unseen && draft.text.trim().is_empty();
        let mut labels = Vec::new();
        if hidden && !draft.numbered && !draft.concealed && draft.section.is_none() {
            // A blank paragraph whose mark alone is hidden shows no number, but takes one.
            draft.numbered = true;
            self.number(draft);
        }
        if !draft.numbered && !hidden {
            draft.numbered = true;
            let label = draft.own.label.take().or_else(|| {
                let label = self.number(draft)?;
                self.shown_label(draft, label)
            });
            if let Some(label) = label {
                labels.push(0..label.len());
                draft.text.insert_str(0, &label);
                for formula in &mut draft.formulas {
                    *formula = formula.start + label.len()..formula.end + label.len();
                }
                draft.notes.iter_mut().for_each(|at| *at += label.len());
            }
        }
        let whole = Text {
            content: std::mem::take(&mut draft.text),
            formulas: std::mem::take(&mut draft.formulas),
            labels,
            notes: std::mem::take(&mut draft.notes),
            ..Text::default()
        };
        let end = whole.content.trim_end_matches(['\n', ' ', '\t']).len();
        let start =
            whole.content[..end].len() - whole.content[..end].trim_start_matches('\n').len();
        let mut text = whole.slice(start..end);
        if text.is_blank() {
            // An object that fills its paragraph stands in front of the next one.
            self.state.objects += text.formulas.len();
        } else {
            let objects = std::mem::take(&mut self.state.objects);
            text.formulas.splice(0..0, std::iter::repeat_n(0..0, objects));
            let most = |count: usize| count * 2 > draft.total;
            let size = draft.sizes.iter().max_by_key(|(_, count)| *count).map(|(size, _)| *size);
            let style = Style {
                size: size.or(draft.base.size).unwrap_or(0.0) / 2.0,
                bold: most(draft.bold),
                centered: draft.base.centered == Some(true),
                red: most(draft.red),
            };
            let role = styles::heading(draft.base.outline).map_or(Role::Body, Role::Heading);
            draft.before.push(Block::Paragraph(Paragraph { text, role, style }));
        }
        draft.before.append(&mut draft.after);
        (draft.bold, draft.red, draft.total) = (0, 0, 0);
        draft.sizes.clear();
    }

    /// The next number of the list that the paragraph belongs to.
    fn number(&mut self, draft: &Draft) -> Option<Label<'c>> {
        let style = draft.own.style.as_deref();
        let (counters, fonts) = (&mut self.state.counters, self.cx.fonts);
        self.cx.numbering.label(counters, &draft.base, style, fonts)
    }

    /// A label as it is seen: it has the look of the paragraph's mark and of its level.
    fn shown_label(&mut self, draft: &mut Draft, label: Label<'_>) -> Option<String> {
        let mut look = draft.base.clone();
        look.label(&draft.mark);
        look.label(label.look);
        if look.vanish == Some(true) {
            return None;
        }
        let text = match look.caps {
            Some(true) => label.text.to_uppercase(),
            _ => label.text,
        };
        if look.struck == Some(true) && text.chars().any(char::is_alphanumeric) {
            self.state.add(Warning::struck());
        }
        let (grounds, palette) = (&self.state.under.grounds, self.cx.palette);
        let face = || self.cx.fonts.draws_otherwise(&look, &text).then_some(Why::Face);
        let why = look.show.why(&text, look.size, grounds, palette).or_else(face);
        let bullet = label.picture.and_then(|number| (self.cx.bullet)(number)).map(Why::Bullet);
        for why in why.into_iter().chain(bullet) {
            let place = self.state.place();
            let around = format!("{text}{}", draft.text.trim());
            self.state.told.tell(&place, &text, &around, why);
        }
        Some(text)
    }

    /// Puts boxes that stand in the line where they stand, and tells what is shown otherwise.
    fn settle(&mut self, draft: &mut Draft) {
        let size = draft.sizes.iter().max_by_key(|(_, count)| *count).map(|(size, _)| *size);
        let size = size.or(draft.base.size).unwrap_or(21.0) / 2.0;
        let line = size * 1.5;
        let left = draft.base.show.begin.unwrap_or(0.0);
        for Hung { figure, spot, leads, blocks } in std::mem::take(&mut draft.hung) {
            let words = plain(&blocks);
            let width = measure::ems(&draft.text) * size + left;
            let single = !draft.text.contains('\n') && width < LINE_WIDTH;
            let begun = !draft.text.trim().is_empty() && draft.base.centered != Some(true);
            let place = figure.in_line(words.trim(), line).filter(|_| single && begun);
            let at = match place {
                Some(x) if !figure.hides(width) => {
                    let at = offset_at(&draft.text, size, x - left);
                    let under = draft.text[at..].chars().next();
                    // A tick over a box ticks it.
                    let ticks = words.trim().chars().all(|c| ticked(c) == Some(true));
                    let boxed = under.filter(|c| ticks && ticked(*c) == Some(false));
                    let at = at + boxed.map_or(0, char::len_utf8);
                    let gap = if at == draft.text.len() && x > width + size { " " } else { "" };
                    draft.insert(at, &format!("{gap}{}", words.trim()));
                    continue;
                }
                Some(_) => draft.text.len(),
                None => 0,
            };
            if place.is_some() {
                draft.concerns.push((at..at, Why::Covered));
            } else {
                let lines = measure::lines(&draft.text, size, Some(LINE_WIDTH));
                if figure.strays(line, lines) {
                    let place = self.state.place();
                    self.state.told.tell(&place, &words, &draft.text, Why::Box);
                }
            }
            draft.put_box(blocks, spot, leads);
        }
        for figure in std::mem::take(&mut draft.fills) {
            let at = figure.x.map(|x| offset_at(&draft.text, size, x - left));
            let under = at.and_then(|at| Some((at, draft.text.get(at..)?.chars().next()?)));
            match under.filter(|(_, sign)| figure.is_on_line(line) && ticked(*sign) == Some(false))
            {
                Some((at, sign)) => draft.text.replace_range(at..at + sign.len_utf8(), "■"),
                None => draft.concerns.push((0..0, Why::Covered)),
            }
        }
        draft.concerns.extend(choice::chosen(&draft.text, &std::mem::take(&mut draft.marked)));
        for (range, why) in std::mem::take(&mut draft.concerns) {
            let text = draft.text.get(range).unwrap_or_default();
            let place = self.state.place();
            self.state.told.tell(&place, text, draft.text.trim(), why);
        }
    }

    /// A drawing has been read.
    fn hang(&mut self, draft: &mut Draft) {
        let palette = self.cx.palette;
        let figure = std::mem::take(&mut draft.hang).judged(|paint| paint.shown(palette));
        let boxes = std::mem::take(&mut draft.boxes);
        let at = draft.text.len();
        let in_header = matches!(self.state.story, "页眉" | "页脚");
        if let Some(effects) = self.state.gallery.take_told() {
            draft.concerns.push((at..at, Why::Picture(effects)));
        }
        if in_header {
            if figure.is_watermark() {
                let words: Vec<String> = boxes.iter().map(|blocks| plain(blocks)).collect();
                self.state.told.tell(self.state.story, &words.join(" "), "", Why::Watermark);
            }
        } else if figure.covers() {
            match boxes.is_empty() && figure.fills_a_box() {
                true => draft.fills.push(figure),
                false => draft.concerns.push((at..at, Why::Covered)),
            }
        }
        let alone = boxes.len() == 1;
        for blocks in boxes {
            let one = matches!(blocks.as_slice(), [Block::Paragraph(_)]);
            match alone && one && !in_header && figure.floats {
                true => {
                    let leads = draft.text.trim().is_empty();
                    draft.hung.push(Hung { figure, spot: draft.spot, leads, blocks });
                }
                false => {
                    if !in_header && figure.strays(22.0, 3) {
                        let place = self.state.place();
                        self.state.told.tell(&place, &plain(&blocks), "", Why::Box);
                    }
                    let leads = draft.text.trim().is_empty();
                    draft.put_box(blocks, draft.spot, leads);
                }
            }
        }
        draft.spot = None;
    }

    /// What stands on the line, up to the end of the element around it.
    pub(super) fn inline(&mut self, draft: &mut Draft, mut look: Look) {
        loop {
            let element = match self.next() {
                Event::Start(element) => element,
                Event::End(_) | Event::Eof => return,
                _ => continue,
            };
            match element.local_name().as_ref() {
                "r" => {
                    let look = draft.base.clone();
                    self.nested(|walker| walker.inline(draft, look));
                }
                "rPr" => self.run_look(&mut look),
                "t" => self.text(draft, &look),
                "pPr" => {
                    self.paragraph_properties(draft);
                    look = draft.base.clone();
                }
                "instrText" => {
                    let text = self.characters();
                    if let Some(field) = self.state.fields.last_mut() {
                        field.instruction += &text;
                    }
                }
                "fldChar" => self.field(&element, draft, &look),
                "br" => {
                    match attr(&element, "type").as_deref() {
                        Some("page") => self.page_break(draft),
                        _ => self.push(draft, &look, "\n"),
                    }
                    self.skip();
                }
                name @ ("tab" | "ptab" | "cr" | "noBreakHyphen" | "sym" | "symEx") => {
                    let shown = match name {
                        "cr" => "\n".to_owned(),
                        "noBreakHyphen" => "-".to_owned(),
                        "tab" | "ptab" => "\t".to_owned(),
                        _ => symbol(&element),
                    };
                    let start = draft.text.len();
                    match name {
                        // A symbol names its own font.
                        "sym" | "symEx" => {
                            let own = Look { fonts: [None, None], ..look.clone() };
                            self.push(draft, &own, &shown);
                        }
                        _ => self.push(draft, &look, &shown),
                    }
                    let pictured = matches!(name, "sym" | "symEx") && self.is_unknown(&element);
                    if pictured && draft.text.len() > start {
                        draft.concern(start, Why::Face);
                    }
                    self.skip();
                }
                // What is hidden hides its drawings too.
                "drawing" | "pict" | "object" if look.vanish == Some(true) => self.skip(),
                "drawing" | "pict" | "object" => {
                    self.state.gallery.note(&element);
                    let around =
                        (std::mem::take(&mut draft.hang), std::mem::take(&mut draft.boxes));
                    self.nested(|walker| walker.shape(draft));
                    self.hang(draft);
                    (draft.hang, draft.boxes) = around;
                }
                "control" | "ocx" | "movie" | "contentPart" | "subDoc" => {
                    let name = element.local_name().as_ref().to_owned();
                    let at = draft.text.len();
                    draft.concerns.push((at..at, Why::Unknown(name)));
                    self.skip();
                }
                name @ ("dayLong" | "dayShort" | "monthLong" | "monthShort" | "yearLong"
                | "yearShort") => {
                    let at = draft.text.len();
                    draft.concerns.push((at..at, Why::Unknown(name.to_owned())));
                    self.skip();
                }
                "bdo" | "dir" => {
                    let turned = attr(&element, "val").as_deref() == Some("rtl");
                    let start = draft.text.len();
                    self.nested(|walker| walker.inline(draft, look.clone()));
                    let text = draft.text.get(start..).unwrap_or_default();
                    if turned && bidi::suffers(text) {
                        draft.concerns.push((start..draft.text.len(), Why::Turned));
                    }
                }
                "rt" => {
                    let gloss = words(self.ahead());
                    if gloss.chars().any(|c| c.is_numeric() || c > '\u{2e80}') {
                        let place = self.state.place();
                        self.state.told.tell(&place, &gloss, &draft.text, Why::Gloss);
                    }
                    self.skip();
                }
                "oMath" => {
                    let start = draft.text.len();
                    self.nested(|walker| walker.inline(draft, look.clone()));
                    if draft.text.len() > start {
                        draft.formulas.push(start..draft.text.len());
                    }
                }
                "txbxContent" => self.nested(|walker| walker.text_box(draft)),
                "AlternateContent" => self.nested(|walker| {
                    walker.alternate(|walker| {
                        let before = walker.gathered(draft);
                        walker.inline(draft, look.clone());
                        walker.gathered(draft) != before
                    });
                }),
                "sdt" => self.nested(|walker| {
                    walker.control(|walker| walker.inline(draft, look.clone()));
                    if let Some(check) = walker.state.checkbox.take() {
                        walker.push(draft, &look, tick(check.checked));
                    }
                    if let Some(bound) = walker.state.bound.take() {
                        walker.push(draft, &look, &bound);
                    }
                }),
                name if formula::is_part(name) => self.formula_part(&element, draft, &look),
                // Word 2003 keeps notes and remarks where their marks stand.
                "footnote" | "endnote" => {
                    self.nested(|walker| walker.note(MarginKind::Footnote));
                }
                "annotation" if attr(&element, "type").as_deref() == Some("Word.Comment") => {
                    self.nested(|walker| walker.note(MarginKind::Comment));
                }
                // Removed text, glosses over characters, and marks that stand for something elsewhere.
                "del" | "moveFrom" | "delText" | "delInstrText" | "softHyphen"
                | "commentReference" | "annotationRef" | "footnoteRef" | "endnoteRef" => {
                    self.skip();
                }
                name @ ("footnoteReference" | "endnoteReference") => {
                    if look.vanish != Some(true) {
                        let id = attr(&element, "id").unwrap_or_default();
                        self.state.noted.insert((name.starts_with('f'), id.into_owned()));
                        draft.notes.push(draft.text.len());
                    }
                    self.skip();
                }
                name if name.ends_with("Pr") => self.skip(),
                _ => {
                    self.note_unknown(&element);
                    self.nested(|walker| walker.inline(draft, look.clone()));
                }
            }
        }
    }

    /// Whether a symbol is a picture that nobody knows.
    fn is_unknown(&self, element: &BytesStart<'_>) -> bool {
        let Some(name) = attr(element, "font") else { return false };
        let code = attr(element, "char").and_then(|c| u32::from_str_radix(&c, 16).ok());
        let character = code.and_then(char::from_u32);
        let hidden = SymbolFont::named(&name).zip(character).is_some_and(|(font, c)| font.hides(c));
        hidden || self.cx.fonts.is_of_pictures(&name)
    }

    fn run_look(&mut self, look: &mut Look) {
        let mut own = Look::default();
        run_properties(&mut self.reader, &mut own);
        if let Some(style) = &own.style {
            if let Some(character) = self.cx.styles.character(style) {
                look.apply(character);
            }
            look.prompt = self.cx.styles.is_placeholder(style);
        }
        look.apply(&own);
    }

    fn paragraph_properties(&mut self, draft: &mut Draft) {
        loop {
            match self.next() {
                Event::Start(element) => match element.local_name().as_ref() {
                    "sectPr" => draft.section = Some(self.section()),
                    "rPr" => {
                        let mut mark = Look::default();
                        run_properties(&mut self.reader, &mut mark);
                        draft.own.deleted = mark.deleted;
                        // What hides the mark hides no number in front of the text.
                        draft.own.vanish = mark.vanish.take();
                        draft.mark = mark;
                    }
                    "pPrChange" => self.skip(),
                    "numPr" | "listPr" => self.list_properties(&mut draft.own),
                    _ => {
                        draft.own.note(&element);
                        draft.own.show.note_paragraph(&element);
                        self.skip();
                    }
                },
                Event::End(_) | Event::Eof => break,
                _ => {}
            }
        }
        // How the paragraph mark looks says nothing about the text before it.
        let vanish = draft.own.vanish.take();
        draft.base = self.base(&draft.own);
        draft.own.vanish = vanish;
    }

    fn list_properties(&mut self, own: &mut Look) {
        let mut depth = 1usize;
        while depth > 0 {
            match self.next() {
                Event::Start(element) => {
                    depth += 1;
                    match element.local_name().as_ref() {
                        // Word 2003 stores the label that it drew.
                        "t" => own.label = attr(&element, "val").map(|v| v.into_owned() + " "),
                        "ilvl" | "numId" | "ilfo" => own.note(&element),
                        _ => {}
                    }
                }
                Event::End(_) => depth -= 1,
                Event::Eof => return,
                _ => {}
            }
        }
    }

    fn text(&mut self, draft: &mut Draft, look: &Look) {
        // Nearly every w:t holds one piece of text and nothing else.
        loop {
            match self.next() {
                Event::Text(text) => self.push(draft, look, &text.xml10_content()),
                Event::CData(text) => self.push(draft, look, &text.xml10_content()),
                Event::GeneralRef(reference) => match resolve(&reference) {
                    Some(character) => {
                        self.push(draft, look, character.encode_utf8(&mut [0; 4]));
                    }
                    None => self.state.warn(WarningCode::Entity, "文档用到 DTD 定义的实体，未展开"),
                },
                Event::Start(_) => self.skip(),
                Event::End(_) | Event::Eof => return,
                _ => {}
            }
        }
    }

    /// The characters of an element, up to its end.
    fn characters(&mut self) -> String {
        let mut all = String::new();
        loop {
            match self.next() {
                Event::Text(text) => all += &text.xml10_content(),
                Event::CData(text) => all += &text.xml10_content(),
                Event::GeneralRef(reference) => all.extend(resolve(&reference)),
                Event::Start(_) => self.skip(),
                Event::End(_) | Event::Eof => return all,
                _ => {}
            }
        }
    }

    /// The characters of an element and of all in it.
    fn characters_within(&mut self) -> String {
        let mut all = String::new();
        let mut depth = 1usize;
        while depth > 0 {
            match self.next() {
                Event::Text(text) => all += &text.xml10_content(),
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                Event::Eof => break,
                _ => {}
            }
        }
        all
    }

    /// Adds text that is seen: not hidden, not an instruction, not the prompt of a blank control.
    pub(super) fn push(&mut self, draft: &mut Draft, look: &Look, text: &str) {
        draft.concealed |= look.vanish == Some(true) && !text.is_empty();
        if text.is_empty()
            || look.vanish == Some(true)
            || self.state.fields.iter().any(|f| !f.shows())
        {
            return;
        }
        let bound;
        let text = match self.state.replaced > 0 {
            false => text,
            // The bound value stands in the place of all that the control held.
            true => match self.state.bound.take() {
                Some(value) => {
                    bound = value;
                    bound.as_str()
                }
                None => return,
            },
        };
        if let Some(field) = self.state.fields.last_mut() {
            field.note_result(text);
        }
        if self.state.prompts > 0 && (look.prompt || is_prompt(text)) {
            return;
        }
        self.state.characters += text.len();
        if self.state.characters > self.cx.limits.characters.saturating_mul(3) {
            self.state.warn(WarningCode::CharacterLimit, "文字总量超过上限，其后的内容未读");
            return self.stop();
        }
        let at = draft.text.len();
        let font = self.cx.fonts.symbols(look);
        if font.is_some() || text.contains(|c| ('\u{f020}'..='\u{f0ff}').contains(&c)) {
            draft.text += &symbols::translate(text, font);
        } else {
            draft.text += text;
        }
        if look.caps == Some(true) {
            let shown = draft.text[at..].to_uppercase();
            draft.text.replace_range(at.., &shown);
        }
        let script = match (look.raised, look.lowered) {
            (Some(true), _) => Script::Raised,
            (_, Some(true)) => Script::Lowered,
            _ => Script::Plain,
        };
        self.state.gallery.before.push(&draft.text[at..]);
        if script == Script::Plain {
            draft.powers = Powers::default();
        } else {
            let shown = scripted(&mut draft.powers, &draft.text, at, script);
            draft.text.replace_range(at.., &shown);
        }
        if look.struck == Some(true) && text.chars().any(char::is_alphanumeric) {
            self.state.add(Warning::struck());
        }
        let sign = self.state.checkbox.is_some();
        if let Some(check) = self.state.checkbox.take() {
            // The sign in the content is whatever font the author chose; what it shows counts,
            // and where nobody knows what that is, the state.
            let glyph = draft.text[at..].chars().next();
            let shown = glyph.and_then(ticked).or_else(|| check.by_sign(text));
            draft.text.replace_range(
                at..at + glyph.map_or(0, char::len_utf8),
                tick(shown.unwrap_or(check.checked)),
            );
            if shown.is_some_and(|shown| shown != check.checked) {
                draft.concern(at, Why::Tick);
            }
        }
        if look.show.marked == Some(true) {
            draft.marked.push(at..draft.text.len());
        }
        let grounds = &self.state.under.grounds;
        if let Some(why) = look.show.why(text, look.size, grounds, self.cx.palette) {
            draft.concern(at, why);
        }
        let hides = |c| font.is_some_and(|font| font.hides(c));
        if !sign && text.chars().any(hides) || self.cx.fonts.draws_otherwise(look, text) {
            draft.concern(at, Why::Face);
        }
        let count = text.chars().filter(|c| !c.is_whitespace()).count();
        draft.total += count;
        draft.bold += if look.bold == Some(true) { count } else { 0 };
        draft.red += if look.red == Some(true) { count } else { 0 };
        if let Some(size) = look.size.filter(|_| count > 0) {
            match draft.sizes.iter_mut().find(|(s, _)| *s == size) {
                Some((_, sum)) => *sum += count,
                None => draft.sizes.push((size, count)),
            }
        }
    }

    fn page_break(&mut self, draft: &mut Draft) {
        if !draft.text.trim().is_empty() {
            self.finish(draft);
        }
        if draft.before.last() != Some(&Block::PageBreak) {
            draft.before.push(Block::PageBreak);
        }
    }

    fn field(&mut self, element: &BytesStart<'x>, draft: &mut Draft, look: &Look) {
        match attr(element, "fldCharType").as_deref() {
            Some("begin") => {
                let mut field = Field::default();
                self.form_field(&mut field);
                if self.state.fields.len() < self.cx.limits.nesting {
                    self.state.fields.push(field);
                }
                return;
            }
            Some("separate") => {
                if let Some(field) = self.state.fields.last_mut() {
                    field.in_result = true;
                }
            }
            Some("end") => {
                let field = self.state.fields.pop();
                if field.as_ref().is_some_and(Field::differs) {
                    draft.concern(draft.text.len(), Why::Field);
                }
                if let Some(shown) = field.and_then(|field| field.shown()) {
                    self.push(draft, look, &shown);
                }
            }
            _ => {}
        }
        self.skip();
    }

    /// `w:ffData`: the state of a legacy form field.
    fn form_field(&mut self, field: &mut Field) {
        let mut depth = 1usize;
        let mut explicit = false;
        while depth > 0 {
            match self.next() {
                Event::Start(element) => {
                    depth += 1;
                    let number = || attr(&element, "val").and_then(|v| v.parse().ok()).unwrap_or(0);
                    match element.local_name().as_ref() {
                        "checkBox" => field.checked = Some(false),
                        "checked" if field.checked.is_some() => {
                            explicit = true;
                            field.checked = Some(is_on(&element));
                        }
                        "default" if field.checked.is_some() && !explicit => {
                            field.checked = Some(is_on(&element));
                        }
                        "default" | "result" => field.chosen = number(),
                        "listEntry" => {
                            field.entries.extend(attr(&element, "val").map(String::from))
                        }
                        _ => {}
                    }
                }
                Event::End(_) => depth -= 1,
                Event::Eof => return,
                _ => {}
            }
        }
    }

    /// A drawing: its text boxes, WordArt and packed objects.
    fn shape(&mut self, draft: &mut Draft) {
        loop {
            match self.next() {
                Event::Start(element) if draft.hang.note(&element) => {
                    draft.hang.step_aside(true);
                    self.nested(|walker| walker.shape(draft));
                    draft.hang.step_aside(false);
                }
                // What is hidden shows neither words nor pictures.
                Event::Start(_) if draft.hang.figure.hidden => self.skip(),
                Event::Start(element) => match element.local_name().as_ref() {
                    "txbxContent" | "txBody" => self.nested(|walker| walker.text_box(draft)),
                    "textpath" => {
                        let words = attr(&element, "string").map(|s| s.trim().to_owned());
                        if let Some(words) = words.filter(|w| !w.is_empty()) {
                            let mut paragraph = Paragraph::plain(words);
                            paragraph.role = Role::TextBox;
                            draft.hang.figure.words = true;
                            draft.boxes.push(vec![Block::Paragraph(paragraph)]);
                        }
                        self.skip();
                    }
                    "AlternateContent" => self.nested(|walker| {
                        walker.alternate(|walker| {
                            let before = walker.gathered(draft);
                            walker.shape(draft);
                            walker.gathered(draft) != before
                        });
                    }),
                    name @ ("positionH" | "positionV") => {
                        let across = name.ends_with('H');
                        self.position(&element, across, draft);
                    }
                    "shape" | "rect" | "roundrect" | "group" => {
                        self.state.gallery.note(&element);
                        let style = attr(&element, "style");
                        let spot = style.and_then(|style| spot::of_style(&style));
                        draft.spot = draft.spot.or(spot);
                        self.nested(|walker| walker.shape(draft));
                    }
                    // What a control of Windows shows is its own.
                    name @ ("control" | "ocx") => {
                        let at = draft.text.len();
                        draft.concerns.push((at..at, Why::Unknown(name.to_owned())));
                        self.skip();
                    }
                    "OLEObject" => {
                        if attr(&element, "ProgID").is_some_and(|id| id.starts_with("Equation")) {
                            draft.formulas.push(draft.text.len()..draft.text.len());
                        }
                        if let Some(id) = attr(&element, "id") {
                            self.state.embedded.push(id.into_owned());
                        }
                        self.skip();
                    }
                    "relIds" | "chart" => {
                        self.state.gallery.note(&element);
                        let id = attr(&element, "dm").or_else(|| attr(&element, "id"));
                        if let (Some(id), false) = (id, self.state.in_part) {
                            let id = id.into_owned();
                            self.drawn_part(&id, draft);
                        }
                        self.skip();
                    }
                    _ => {
                        self.state.gallery.note(&element);
                        self.nested(|walker| walker.shape(draft));
                    }
                },
                Event::End(_) | Event::Eof => return,
                _ => {}
            }
        }
    }

    /// `wp:positionH` and `wp:positionV`: where a drawing stands, in parts of a point.
    fn position(&mut self, element: &BytesStart<'x>, across: bool, draft: &mut Draft) {
        /// English metric units in a point.
        const POINT: f32 = 12_700.0;
        let from = attr(element, "relativeFrom").unwrap_or_default().into_owned();
        let said = self.characters_within();
        let number = said.trim().parse::<f32>().ok();
        let points = number.map(|n| n / POINT).filter(|n| n.is_finite());
        draft.hang.place(across, &from, points);
        if across {
            return;
        }
        let y = points.or_else(|| (said.trim() == "top").then_some(0.0));
        draft.spot = y.map(|y| match from.as_str() {
            "page" => Spot::Page(y),
            "margin" | "topMargin" => Spot::Margin(y),
            _ => Spot::Paragraph(y),
        });
    }

    /// Grows with everything that is added, text or picture.
    fn gathered(&self, draft: &Draft) -> (usize, usize) {
        (draft.size(), self.state.gallery.drawn.len())
    }

    /// The words of SmartArt, or the titles of a chart, whose XML is a part of its own.
    fn drawn_part(&mut self, id: &str, draft: &mut Draft) {
        let xml = (self.cx.part)(id);
        let mut state = State { in_part: true, ..State::default() };
        let blocks = Walker::new(&xml, self.cx, &mut state).story(false);
        self.state.characters += state.characters;
        draft.boxes.push(boxed(blocks));
    }

    fn text_box(&mut self, draft: &mut Draft) {
        let paint = match draft.hang.fill {
            Filled::Unsaid | Filled::No => None,
            Filled::Plain(paint) => Some(Some(paint)),
            Filled::Mixed => Some(None),
        };
        let under = self.state.under.of_box(paint, self.cx.palette);
        let under = std::mem::replace(&mut self.state.under, under);
        let blocks = self.apart();
        self.state.under = under;
        if !blocks.is_empty() {
            draft.hang.figure.words = true;
            draft.boxes.push(boxed(blocks));
        }
    }

    fn note(&mut self, kind: MarginKind) {
        let text = plain(&self.apart());
        self.state.notes.push((kind, text));
    }

    /// The blocks of what stands beside the paragraph.
    fn apart(&mut self) -> Vec<Block> {
        let mut sink = Sink::default();
        // The field around the anchor has no say inside.
        let fields = std::mem::take(&mut self.state.fields);
        self.blocks(&mut sink);
        self.flush(&mut sink);
        self.state.fields = fields;
        sink.blocks
    }
}

/// Blocks marked as text of a box.
fn boxed(mut blocks: Vec<Block>) -> Vec<Block> {
    for block in &mut blocks {
        if let Block::Paragraph(paragraph) = block {
            paragraph.role = Role::TextBox;
        }
    }
    blocks
}

fn is_text(block: &Block) -> bool {
    matches!(block, Block::Paragraph(paragraph) if paragraph.role != Role::TextBox)
}

impl Draft {
    fn put_box(&mut self, blocks: Vec<Block>, spot: Option<Spot>, leads: bool) {
        if let Some(spot) = spot.filter(|_| !blocks.is_empty()) {
            return self.floating.push(Floating { spot, leads, blocks });
        }
        let place = if leads { &mut self.before } else { &mut self.after };
        place.extend(blocks);
    }

    /// Grows with everything that is added.
    fn size(&self) -> usize {
        let boxes = self.boxes.len() + self.hung.len();
        self.text.len() + self.before.len() + self.after.len() + self.floating.len() + boxes
    }

    /// Notes that the text from `at` on is shown otherwise than it is read.
    pub(super) fn concern(&mut self, at: usize, why: Why) {
        let end = self.text.len();
        match self.concerns.last_mut() {
            Some((range, last)) if *last == why && range.end == at => range.end = end,
            _ => self.concerns.push((at..end, why)),
        }
    }

    /// Puts words into the text.
    fn insert(&mut self, at: usize, words: &str) {
        self.text.insert_str(at, words);
        let by = words.len();
        let ranges = self.formulas.iter_mut().chain(&mut self.marked);
        let ranges = ranges.chain(self.concerns.iter_mut().map(|(range, _)| range));
        for range in ranges.filter(|range| range.start >= at) {
            *range = range.start + by..range.end + by;
        }
        self.notes.iter_mut().filter(|note| **note >= at).for_each(|note| *note += by);
    }
}

/// Whether a sign is a box with a tick or one without.
fn ticked(sign: char) -> Option<bool> {
    match sign {
        '☑' | '☒' | '✓' | '✔' | '√' | '■' | '⊠' | '✅' | '●' | '⊙' | '◉' | '×' | '✗' | '✘' => {
            Some(true)
        }
        '☐' | '□' | '◻' | '▢' | '❏' | '❑' | '○' | '◯' | '〇' => Some(false),
        _ => None,
    }
}

/// Raised or lowered text from `at` on, with its powers or indices.
fn scripted(powers: &mut Powers, text: &str, at: usize, script: Script) -> String {
    let (before, added) = text.split_at(at);
    let mut before = before.chars().next_back();
    let one = |c| {
        let shown = powers.script(before, c, script);
        before = Some(shown);
        shown
    };
    added.chars().map(one).collect()
}

/// `w:sym`, or `w16se:symEx` with a plain code point.
fn symbol(element: &BytesStart<'_>) -> String {
    let Some(code) = attr(element, "char").and_then(|c| u32::from_str_radix(&c, 16).ok()) else {
        return String::new();
    };
    let font = attr(element, "font").and_then(|font| SymbolFont::named(&font));
    let shown = match font {
        // A symbol is no text: it has no spaces.
        Some(font) => font.character(if code < 0x100 { 0xF000 + code } else { code }),
        None => None,
    };
    shown
        .or_else(|| char::from_u32(code).map(symbols::unknown_font))
        .map_or_else(String::new, String::from)
}

fn is_prompt(text: &str) -> bool {
    ["单击", "点击", "请选择", "请输入", "选择一项", "選擇", "Click ", "Choose an item"]
        .iter()
        .any(|prompt| text.contains(prompt))
}
