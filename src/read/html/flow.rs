//! Elements to blocks: white space folded as a browser folds it, tables with
//! their spans, answers in form controls, list numbers, Word's own marks.

use super::css::{Looks, Sheet};
use super::furniture::{Furniture, is_hidden};
use crate::characters::{Powers, symbols};
use crate::document::{
    Block, Cell, Document, Margin, MarginKind, Paragraph, Role, Style, Table, Text,
};
use crate::intake::Limits;
use crate::problem::{Warning, WarningCode};
use crate::read::grid::HtmlGrid;
use crate::read::numerals;
use ego_tree::NodeRef;
use scraper::node::Element;
use scraper::{Html, Node};

/// A walk over a page.
pub struct Flow<'a> {
    sheet: &'a Sheet,
    furniture: &'a Furniture,
    limits: &'a Limits,
    margins: Vec<Margin>,
    warnings: Vec<Warning>,
    depth: usize,
    cells: usize,
}

/// Looks that children inherit, with the heading level around them.
#[derive(Debug, Clone, Copy, Default)]
struct Around {
    looks: Looks,
    heading: Option<u8>,
    /// Inside `sup`.
    raised: bool,
    /// Inside a table cell, where a break is a break and no new paragraph.
    cell: bool,
    /// The program that wrote the page wraps its lines only where a space is meant.
    wraps_at_spaces: bool,
}

/// A paragraph in the making.
#[derive(Debug, Default)]
struct Line {
    text: String,
    powers: Powers,
    /// White space was met and not yet written; whether a line of the source ended in it.
    space: Option<bool>,
    looks: Looks,
    heading: Option<u8>,
    bold: usize,
    red: usize,
    total: usize,
    /// Some of it is struck through.
    struck: bool,
    /// The number of the list item that begins.
    label: Option<String>,
    /// Inside a table cell.
    cell: bool,
}

impl<'a> Flow<'a> {
    pub fn new(sheet: &'a Sheet, furniture: &'a Furniture, limits: &'a Limits) -> Self {
        Self {
            sheet,
            furniture,
            limits,
            margins: Vec::new(),
            warnings: Vec::new(),
            depth: 0,
            cells: 0,
        }
    }

    /// The page as a document.
    pub fn document(mut self, html: &Html) -> Document {
        let mut blocks = Vec::new();
        let mut line = Line::default();
        let around = Around { wraps_at_spaces: wraps_at_spaces(html), ..Around::default() };
        self.children(html.tree.root(), &mut blocks, &mut line, around);
        self.flush(&mut blocks, &mut line);
        while blocks.last() == Some(&Block::PageBreak) {
            blocks.pop();
        }
        Document { blocks, margins: self.margins, warnings: self.warnings, ..Document::default() }
    }

    fn children(
        &mut self,
        node: NodeRef<'_, Node>,
        out: &mut Vec<Block>,
        line: &mut Line,
        around: Around,
    ) {
        // Browsers take any depth; here what lies deeper is read as one run of text.
        if self.depth >= self.limits.nesting * 4 {
            for inner in node.descendants() {
                if let Some(text) = inner.value().as_text() {
                    line.push(text, &around);
                }
            }
            return;
        }
        self.depth += 1;
        for child in node.children() {
            match child.value() {
                Node::Text(text) => line.push(text, &around),
                Node::Element(element) => self.element(child, element, out, line, around),
                _ => {}
            }
        }
        self.depth -= 1;
    }

    fn element(
        &mut self,
        node: NodeRef<'_, Node>,
        element: &Element,
        out: &mut Vec<Block>,
        line: &mut Line,
        mut around: Around,
    ) {
        if is_hidden(element, self.sheet) || self.furniture.drops(node.id()) {
            return;
        }
        let own = self.sheet.looks(element);
        around.looks.apply(&own);
        // Breaks belong to the element that asks for them, not to those inside it.
        (around.looks.break_before, around.looks.break_after) = (false, false);
        around.raised |= element.name() == "sup";
        let style = element.attr("style").unwrap_or_default();
        if self.word_mark(node, element, style, line, &around) {
            return;
        }
        match element.name() {
            "br" => {
                if own.break_before {
                    self.flush(out, line);
                    push_break(out);
                } else {
                    self.line_break(out, line, &around);
                }
            }
            "table" => {
                self.flush(out, line);
                self.table(node, out, around);
            }
            "input" => control(element, line, &around),
            "select" => line.push(&chosen(node), &around),
            "textarea" => {
                self.children(node, out, line, around);
            }
            "a" if self.furniture.is_button(&text_of(node)) => {}
            "img" | "hr" | "meta" | "link" | "col" | "colgroup" => {
                if element.name() == "hr" {
                    self.flush(out, line);
                }
            }
            "ol" | "ul" => {
                self.flush(out, line);
                self.list(node, element, out, line, around);
                self.flush(out, line);
            }
            name if is_block(name) => {
                self.flush(out, line);
                if own.break_before {
                    push_break(out);
                }
                around.heading = match name {
                    "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => name[1..].parse().ok(),
                    _ => around.heading,
                };
                if around.heading.is_some() && own.bold.is_none() {
                    around.looks.bold = Some(true);
                }
                self.children(node, out, line, around);
                self.flush(out, line);
                if own.break_after {
                    push_break(out);
                }
            }
            name => {
                // Pieces of a page's byline stand apart by style sheets, not by spaces.
                if name == "span" && self.furniture.is_site() && is_label_first(node) {
                    line.space = line.space.or(Some(false));
                }
                self.children(node, out, line, around);
            }
        }
    }

    /// What Word's HTML marks as not part of the text: note marks, notes, comments,
    /// labels of lists. Gives whether the element is dealt with.
    fn word_mark(
        &mut self,
        node: NodeRef<'_, Node>,
        element: &Element,
        style: &str,
        line: &mut Line,
        around: &Around,
    ) -> bool {
        let says = |what: &str| style.contains(what);
        // LibreOffice names its notes and margins by class, id and title.
        let written = |name: &str| element.attr(name).unwrap_or_default();
        let note_mark = |class: &str| {
            ["sdfootnoteanc", "sdfootnotesym", "sdendnoteanc", "sdendnotesym"].contains(&class)
        };
        if says("mso-footnote-id")
            || says("mso-endnote-id")
            || element.name() == "a" && element.classes().any(note_mark)
        {
            // In the text a mark; in the note itself the note's own number.
            return true;
        }
        if says("mso-list:") && says("Ignore") {
            let label = text_of(node);
            let label: String =
                label.chars().filter(|c| !c.is_whitespace() && *c != '\u{a0}').collect();
            let label = symbols::translate(&label, around.looks.symbols.flatten());
            line.push(&label, around);
            line.space = Some(false);
            return true;
        }
        if says("mso-comment-reference") || element.classes().any(|c| c == "MsoCommentReference") {
            return true;
        }
        let numbered = |prefix: &str| {
            let number = written("id").strip_prefix(prefix);
            number.is_some_and(|n| !n.is_empty() && n.chars().all(|c| c.is_ascii_digit()))
        };
        let titled = |title: &str| element.name() == "div" && written("title") == title;
        let kind = if says("mso-element:footnote")
            || says("mso-element:endnote")
            || numbered("sdfootnote")
            || numbered("sdendnote")
        {
            MarginKind::Footnote
        } else if says("mso-element:comment") {
            MarginKind::Comment
        } else if says("mso-element:header") || titled("header") {
            MarginKind::Header
        } else if says("mso-element:footer") || titled("footer") {
            MarginKind::Footer
        } else {
            return false;
        };
        if says("-list") || says("-separator") {
            return says("-separator");
        }
        let (mut blocks, mut inner) = (Vec::new(), Line::default());
        self.children(node, &mut blocks, &mut inner, Around::default());
        self.flush(&mut blocks, &mut inner);
        let text: Vec<String> = blocks
            .iter()
            .map(|block| match block {
                Block::Paragraph(paragraph) => paragraph.text.content.clone(),
                Block::Table(table) => table.text().content,
                Block::PageBreak => String::new(),
            })
            .collect();
        self.margins.push(Margin { kind, text: Text::plain(text.join("\n")) });
        true
    }

    /// Ends the paragraph.
    fn flush(&mut self, out: &mut Vec<Block>, line: &mut Line) {
        let done = std::mem::replace(line, Line { cell: line.cell, ..Line::default() });
        let text = done.text.trim_matches(['\n', ' ']).trim_end();
        if text.trim().is_empty() {
            // An empty item keeps its number for what follows in it.
            line.label = done.label;
            return;
        }
        // A cell may well hold 中 or 技术支持 as its answer.
        if !done.cell && self.furniture.is_label(text) {
            return;
        }
        if done.struck && !self.warnings.contains(&Warning::struck()) {
            self.warnings.push(Warning::struck());
        }
        let content = match &done.label {
            Some(label) => format!("{label} {}", text.trim_start()),
            None => text.to_owned(),
        };
        let most = |count: usize| count * 2 > done.total;
        let style = Style {
            size: done.looks.size.unwrap_or(0.0),
            bold: most(done.bold),
            centered: done.looks.centered == Some(true),
            red: most(done.red),
        };
        let role = done.heading.map_or(Role::Body, Role::Heading);
        out.push(Block::Paragraph(Paragraph { text: Text::plain(content), role, style }));
    }

    fn line_break(&mut self, out: &mut Vec<Block>, line: &mut Line, around: &Around) {
        line.space = None;
        // Old pages part their paragraphs by two breaks.
        if line.text.ends_with('\n') && !around.cell {
            self.flush(out, line);
        } else if !line.text.trim().is_empty() {
            line.text.push('\n');
        }
    }

    fn list(
        &mut self,
        node: NodeRef<'_, Node>,
        list: &Element,
        out: &mut Vec<Block>,
        line: &mut Line,
        around: Around,
    ) {
        let number = |value: Option<&str>| value.and_then(|v| v.trim().parse::<i64>().ok());
        let mut next = number(list.attr("start")).unwrap_or(1);
        let format = match list.attr("type") {
            Some("a") => "lowerLetter",
            Some("A") => "upperLetter",
            Some("i") => "lowerRoman",
            Some("I") => "upperRoman",
            _ => list_format(list.attr("style").unwrap_or_default()),
        };
        for child in node.children() {
            let Node::Element(item) = child.value() else {
                if let Some(text) = child.value().as_text() {
                    line.push(text, &around);
                }
                continue;
            };
            if item.name() == "li" && list.name() == "ol" && format != "none" {
                if is_hidden(item, self.sheet) || self.furniture.drops(child.id()) {
                    continue;
                }
                self.flush(out, line);
                next = number(item.attr("value")).unwrap_or(next);
                line.label = Some(
                    numerals::format(next, format)
                        + if format.contains("chinese") { "、" } else { "." },
                );
                next = next.saturating_add(1);
                self.element(child, item, out, line, around);
                self.flush(out, line);
                line.label = None;
            } else {
                self.element(child, item, out, line, around);
            }
        }
    }

    fn table(&mut self, node: NodeRef<'_, Node>, out: &mut Vec<Block>, around: Around) {
        let mut grid = HtmlGrid::default();
        let mut caption = Vec::new();
        let (mut rows, mut header_rows) = (0, 0);
        let mut waiting = vec![(node, false)];
        // Rows in source order; what stands around them (sections, stray forms) is opened.
        while let Some((inside, in_head)) = waiting.pop() {
            let Some(element) = inside.value().as_element() else { continue };
            let table = inside.id() == node.id();
            if !table && (is_hidden(element, self.sheet) || self.furniture.drops(inside.id())) {
                continue;
            }
            match element.name() {
                "tr" if self.cells <= self.limits.cells => {
                    let heading = self.row(inside, &mut grid, around);
                    if in_head || (heading && header_rows == rows) {
                        header_rows = rows + 1;
                    }
                    rows += 1;
                }
                "caption" => {
                    let mut line = Line::default();
                    self.children(inside, &mut caption, &mut line, around);
                    self.flush(&mut caption, &mut line);
                }
                "tbody" | "thead" | "tfoot" | "form" => {
                    let head = element.name() == "thead";
                    waiting.extend(inside.children().rev().map(|child| (child, head)));
                }
                "table" if table => {
                    waiting.extend(inside.children().rev().map(|child| (child, false)));
                }
                _ => {}
            }
        }
        out.append(&mut caption);
        let table = grid.finish(header_rows);
        if table.cells.is_empty() {
            return;
        }
        if is_layout(&table, self.furniture.is_site()) {
            for block in table.cells.into_iter().flat_map(|cell| cell.blocks) {
                let label = match &block {
                    Block::Paragraph(paragraph) => self.furniture.is_label(&paragraph.text.content),
                    _ => false,
                };
                if !label {
                    out.push(block);
                }
            }
        } else {
            out.push(Block::Table(table));
        }
    }

    /// A row; gives whether all its cells are heading cells.
    fn row(&mut self, node: NodeRef<'_, Node>, grid: &mut HtmlGrid, mut around: Around) -> bool {
        let mut heading = false;
        let mut plain = false;
        grid.row();
        if let Some(row) = node.value().as_element() {
            around.looks.apply(&self.sheet.looks(row));
        }
        for child in node.children() {
            let Node::Element(cell) = child.value() else { continue };
            if !matches!(cell.name(), "td" | "th") || is_hidden(cell, self.sheet) {
                continue;
            }
            self.cells += 1;
            if self.cells > self.limits.cells {
                if self.cells == self.limits.cells + 1 {
                    let warning = Warning::new(
                        WarningCode::CellLimit,
                        "表格单元格数超过上限，其后的内容未读",
                    );
                    self.warnings.push(warning);
                }
                break;
            }
            heading |= cell.name() == "th";
            plain |= cell.name() == "td";
            let mut inside = around;
            inside.looks.apply(&self.sheet.looks(cell));
            inside.cell = true;
            let (mut blocks, mut line) = (Vec::new(), Line { cell: true, ..Line::default() });
            self.children(child, &mut blocks, &mut line, inside);
            self.flush(&mut blocks, &mut line);
            let span = |name: &str, least: usize, most: usize| {
                let value = cell.attr(name).and_then(|v| v.trim().parse::<usize>().ok());
                value.unwrap_or(1).clamp(least, most)
            };
            grid.cell(span("rowspan", 0, 65_534), span("colspan", 1, 1000), blocks);
        }
        heading && !plain
    }
}

/// LibreOffice and its forebears break the lines of a page at spaces, never
/// inside a word, so that every wrap is a space.
fn wraps_at_spaces(html: &Html) -> bool {
    let metas = html.tree.nodes().filter_map(|n| n.value().as_element());
    metas
        .filter(|e| e.name() == "meta")
        .filter(|e| e.attr("name").is_some_and(|n| n.eq_ignore_ascii_case("generator")))
        .filter_map(|e| e.attr("content"))
        .any(|program| ["LibreOffice", "OpenOffice"].iter().any(|p| program.contains(p)))
}

impl Line {
    fn push(&mut self, text: &str, around: &Around) {
        if around.looks.hidden == Some(true) {
            return;
        }
        let font = around.looks.symbols.flatten();
        let translated;
        let text = if font.is_some() || text.contains(|c| ('\u{f020}'..='\u{f0ff}').contains(&c)) {
            translated = symbols::translate(text, font);
            &translated
        } else {
            text
        };
        let pre = around.looks.pre == Some(true);
        for c in text.chars() {
            match c {
                '\n' if pre => self.text.push('\n'),
                '\r' => {}
                ' ' | '\t' | '\n' | '\x0C' if !pre => {
                    let wrap = c == '\n' && !around.wraps_at_spaces;
                    self.space = Some(self.space == Some(true) || wrap);
                }
                '\u{200b}' | '\u{feff}' | '\u{ad}' => {}
                c => self.push_char(if c == '\u{a0}' { ' ' } else { c }, around),
            }
        }
    }

    fn push_char(&mut self, c: char, around: &Around) {
        if let Some(wrapped) = self.space.take() {
            let before = self.text.chars().next_back();
            // Editors wrap Chinese lines anywhere; such a wrap is no space.
            let wide = wrapped && before.is_some_and(is_wide) && is_wide(c);
            if before.is_some_and(|b| b != '\n' && b != ' ') && !wide {
                self.text.push(' ');
            }
        }
        let before = self.text.chars().next_back();
        self.text.push(self.powers.show(before, c, around.raised));
        if c.is_alphanumeric() {
            if self.total == 0 {
                (self.looks, self.heading) = (around.looks, around.heading);
            }
            self.total += 1;
            self.struck |= around.looks.struck == Some(true);
            self.bold += usize::from(around.looks.bold == Some(true));
            self.red += usize::from(around.looks.red == Some(true));
        }
    }
}

/// Whether the text inside begins with a label (`来源：`).
fn is_label_first(node: NodeRef<'_, Node>) -> bool {
    let mut text = node.descendants().filter_map(|n| n.value().as_text()).flat_map(|t| t.chars());
    text.by_ref().take(7).position(|c| c == '：' || c == ':').is_some_and(|at| at >= 2)
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}')
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "html"
            | "body"
            | "div"
            | "p"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "li"
            | "dl"
            | "dt"
            | "dd"
            | "blockquote"
            | "pre"
            | "center"
            | "section"
            | "article"
            | "main"
            | "header"
            | "footer"
            | "nav"
            | "aside"
            | "form"
            | "fieldset"
            | "legend"
            | "address"
            | "figure"
            | "figcaption"
            | "details"
            | "summary"
            | "tr"
            | "td"
            | "th"
            | "caption"
            | "menu"
            | "dir"
            | "listing"
            | "xmp"
    )
}

fn push_break(out: &mut Vec<Block>) {
    if !out.is_empty() && out.last() != Some(&Block::PageBreak) {
        out.push(Block::PageBreak);
    }
}

/// A table that only arranges the page: it holds tables (or, on a page of a site, whole
/// texts), and no row has two cells with content.
fn is_layout(table: &Table, site: bool) -> bool {
    let nested = |block: &Block| matches!(block, Block::Table(_));
    let holds = |cell: &Cell| cell.blocks.iter().any(nested) || (site && cell.blocks.len() > 3);
    if !table.cells.iter().any(holds) {
        return false;
    }
    let mut last = None;
    for cell in table.cells.iter().filter(|cell| !cell.blocks.is_empty()) {
        if last == Some(cell.row) {
            return false;
        }
        last = Some(cell.row);
    }
    true
}

/// What a filled-in control shows.
fn control(element: &Element, line: &mut Line, around: &Around) {
    let kind = element.attr("type").unwrap_or("text").to_ascii_lowercase();
    match kind.as_str() {
        "checkbox" | "radio" => {
            let checked = element.attr("checked").is_some();
            line.push(if checked { "☑" } else { "☐" }, around);
        }
        "hidden" | "password" | "submit" | "button" | "reset" | "image" | "file" => {}
        _ => line.push(element.attr("value").unwrap_or_default(), around),
    }
}

/// The chosen options of a list; its first one when none is chosen, as a browser
/// shows it, unless that is a prompt.
fn chosen(select: NodeRef<'_, Node>) -> String {
    let options: Vec<_> = select
        .descendants()
        .filter_map(|node| {
            Some((node, node.value().as_element().filter(|e| e.name() == "option")?))
        })
        .collect();
    let chosen: Vec<String> = options
        .iter()
        .filter(|(_, option)| option.attr("selected").is_some())
        .map(|(node, _)| text_of(*node))
        .collect();
    let multiple = select.value().as_element().is_some_and(|e| e.attr("multiple").is_some());
    let shown = match (chosen.is_empty(), options.first()) {
        (false, _) => chosen.join(" "),
        (true, Some((node, option))) if !multiple && option.attr("value") != Some("") => {
            text_of(*node)
        }
        _ => String::new(),
    };
    let prompt = shown.contains("请选择") || shown.trim_matches(['-', '—', ' ', '=']).is_empty();
    if prompt { String::new() } else { shown }
}

fn text_of(node: NodeRef<'_, Node>) -> String {
    let text: String =
        node.descendants().filter_map(|n| n.value().as_text().map(|t| &**t)).collect();
    text.trim().to_owned()
}

fn list_format(style: &str) -> &'static str {
    let style = style.to_lowercase();
    let kinds = [
        ("cjk-ideographic", "chineseCounting"),
        ("simp-chinese-informal", "chineseCounting"),
        ("lower-alpha", "lowerLetter"),
        ("upper-alpha", "upperLetter"),
        ("lower-roman", "lowerRoman"),
        ("upper-roman", "upperRoman"),
        ("list-style-type:none", "none"),
        ("list-style:none", "none"),
        ("list-style: none", "none"),
        ("list-style-type: none", "none"),
    ];
    kinds.iter().find(|(css, _)| style.contains(css)).map_or("decimal", |(_, format)| format)
}
