//! Elements to blocks: white space folded as a browser folds it, tables with
//! their spans, answers in form controls, list numbers, Word's own marks.

mod controls;
mod line;
mod tables;

use self::controls::{chosen, control, is_button, prompt};
use super::css::{Looks, Made, Style as Css, Styles, is_inline};
use super::furniture::{Furniture, is_unseen};
use super::pairs::Pair;
use super::told::{Marks, Notices};
use super::{math, pairs, platform, shown, state};
use crate::characters::{Powers, symbols};
use crate::document::{Block, Document, Margin, MarginKind, Paragraph, Role, Style, Text};
use crate::intake::Limits;
use crate::problem::{Warning, WarningCode};
use crate::read::grid::HtmlGrid;
use crate::read::shown::{Told, choice};
use ego_tree::NodeRef;
use scraper::node::Element;
use scraper::{Html, Node};
use std::ops::Range;
use std::rc::Rc;

/// A walk over a page.
pub struct Flow<'a> {
    styles: &'a Styles,
    furniture: &'a Furniture,
    limits: &'a Limits,
    margins: Vec<Margin>,
    warnings: Vec<Warning>,
    depth: usize,
    cells: usize,
    notices: Notices,
    /// Options that are marked off from others.
    choices: Told,
    /// Words of the platform that were left out, and words that may be more than that.
    passed: Vec<String>,
    doubtful: Vec<String>,
    /// What styles hide is read all the same.
    opened: bool,
    /// Something was hidden by a style.
    pub hid: bool,
}

/// Looks that children inherit, with the heading level around them.
#[derive(Debug, Clone, Copy, Default)]
struct Around<'a> {
    looks: Looks,
    /// The style of the element that text stands directly in.
    css: Option<&'a Css>,
    heading: Option<u8>,
    /// The colour of the text of the block around it.
    base: [u8; 3],
    /// Another colour than that, which marks a word off; 0 for none.
    tint: u32,
    /// Inside `sup`.
    raised: bool,
    /// Inside `sub`.
    lowered: bool,
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
    /// What may be shown otherwise than it is written here.
    marks: Marks,
    /// What is underlined, framed, shaded or has a colour of its own, each by its dress.
    marked: Vec<(u32, Range<usize>)>,
    /// Formulas written on one line.
    formulas: Vec<Range<usize>>,
    /// Where marks of footnotes stand that are left out.
    notes: Vec<usize>,
    /// The page is one of a site.
    site: bool,
    /// A word goes on: capitals begin words.
    in_word: bool,
}

impl<'a> Flow<'a> {
    pub fn new(styles: &'a Styles, furniture: &'a Furniture, limits: &'a Limits) -> Self {
        Self {
            styles,
            furniture,
            limits,
            margins: Vec::new(),
            warnings: Vec::new(),
            depth: 0,
            cells: 0,
            notices: Notices::default(),
            choices: Told::default(),
            passed: Vec::new(),
            doubtful: Vec::new(),
            opened: false,
            hid: false,
        }
    }

    /// Reads what styles hide, too: a page of which nothing is left is shown by a script.
    pub fn opened(mut self) -> Self {
        self.opened = true;
        self
    }

    fn line(&self) -> Line {
        Line { site: self.furniture.is_site(), ..Line::default() }
    }

    /// Whether an element is left out, with all that is inside.
    fn leaves_out(&self, node: NodeRef<'_, Node>, element: &Element) -> bool {
        is_unseen(element.name())
            || (!self.opened && self.styles.hides(node.id()))
            || self.furniture.drops(node.id())
    }

    /// The page as a document.
    pub fn document(&mut self, html: &Html) -> Document {
        let mut blocks = Vec::new();
        let mut line = self.line();
        let around = Around { wraps_at_spaces: wraps_at_spaces(html), ..Around::default() };
        self.children(html.tree.root(), &mut blocks, &mut line, around);
        self.flush(&mut blocks, &mut line);
        while blocks.last() == Some(&Block::PageBreak) {
            blocks.pop();
        }
        let (margins, mut warnings) =
            (std::mem::take(&mut self.margins), std::mem::take(&mut self.warnings));
        for told in &self.styles.notes {
            if !(told.dress && self.furniture.is_site()) {
                self.notices.page(&told.why);
            }
        }
        warnings.append(&mut std::mem::take(&mut self.notices).warnings());
        warnings.append(&mut std::mem::take(&mut self.choices).warnings());
        for (code, words, why) in [
            (
                WarningCode::PlatformLeftOut,
                &self.passed,
                "菜单、按钮、页脚等网站自身的文字未作比对",
            ),
            (
                WarningCode::PlatformDoubtful,
                &self.doubtful,
                "按网页结构当作栏目、导航略去，内容未能认定",
            ),
        ] {
            if !words.is_empty() {
                warnings.push(Warning::new(code, format!("{why}：{}", listed(words))));
            }
        }
        Document { blocks, margins, warnings, tells_numbers: true, ..Document::default() }
    }

    fn children(
        &mut self,
        node: NodeRef<'_, Node>,
        out: &mut Vec<Block>,
        line: &mut Line,
        around: Around<'a>,
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
        let mut held: Vec<Pair<'_>> = Vec::new();
        for child in node.children() {
            // Labels with their answers, one behind the other, are a table of two columns.
            if let Some(pair) = self.pair(child, &around) {
                if held.is_empty() {
                    self.flush(out, line);
                }
                held.push(pair);
                continue;
            }
            match child.value() {
                Node::Text(text) if !held.is_empty() && text.trim().is_empty() => continue,
                Node::Comment(_) => continue,
                _ => self.pairs(std::mem::take(&mut held), out, around),
            }
            match child.value() {
                Node::Text(text) => line.push(text, &around),
                Node::Element(element) => self.element(child, element, out, line, around),
                _ => {}
            }
        }
        self.pairs(held, out, around);
        self.depth -= 1;
    }

    /// The label and the answer that an element holds and shows.
    fn pair<'n>(&self, node: NodeRef<'n, Node>, around: &Around<'_>) -> Option<Pair<'n>> {
        if around.cell || self.cells >= self.limits.cells || self.furniture.drops(node.id()) {
            return None;
        }
        pairs::of(node).filter(|pair| {
            let around = pair
                .label
                .ancestors()
                .take_while(|n| Some(n.id()) != node.parent().map(|p| p.id()));
            !self.furniture.drops(pair.label.id()) && around.into_iter().all(|n| self.is_bare(n))
        })
    }

    /// Whether a style adds nothing to what an element holds.
    fn is_bare(&self, node: NodeRef<'_, Node>) -> bool {
        self.styles.get(node.id()).is_none_or(|css| {
            !css.gone && css.visible && css.before.is_none() && css.after.is_none()
        })
    }

    /// The terms of a list with what is said of each.
    fn terms<'n>(&self, list: NodeRef<'n, Node>) -> Option<Vec<Pair<'n>>> {
        let wraps = |n: NodeRef<'_, Node>| n.value().as_element().is_none_or(|e| e.name() != "div");
        let bare = list.children().all(|n| wraps(n) || self.is_bare(n));
        pairs::of_list(list).filter(|_| bare && self.cells < self.limits.cells)
    }

    /// Labels with their answers as a table.
    fn pairs(&mut self, pairs: Vec<Pair<'_>>, out: &mut Vec<Block>, around: Around<'a>) {
        if pairs.is_empty() {
            return;
        }
        let mut grid = HtmlGrid::default();
        for Pair { label, answer } in pairs {
            grid.row();
            for nodes in [vec![label], answer] {
                self.cells += 1;
                let (mut blocks, mut line) = (Vec::new(), Line { cell: true, ..self.line() });
                let mut inside = nodes
                    .first()
                    .and_then(|node| node.parent())
                    .map_or(around, |n| self.inside(n, around));
                inside.cell = true;
                for node in nodes {
                    match node.value() {
                        Node::Text(text) => line.push(text, &inside),
                        Node::Element(element) => {
                            self.element(node, element, &mut blocks, &mut line, inside);
                        }
                        _ => {}
                    }
                }
                self.flush(&mut blocks, &mut line);
                grid.cell(1, 1, blocks);
            }
        }
        let table = grid.finish(0);
        if !table.cells.is_empty() {
            out.push(Block::Table(table));
        }
    }

    fn element(
        &mut self,
        node: NodeRef<'_, Node>,
        element: &Element,
        out: &mut Vec<Block>,
        line: &mut Line,
        mut around: Around<'a>,
    ) {
        let css = self.styles.get(node.id()).map(|css| &**css);
        if self.furniture.drops(node.id()) {
            self.pass(node);
            return;
        }
        if let Some(css) = css.filter(|css| css.gone && !self.opened) {
            self.hid = true;
            if css.gone_in_part && !is_unseen(element.name()) {
                let why = "在屏幕或某些程序中不显示，打印或在别的程序中显示，未读";
                line.marks.push(why, &text_of(node));
            }
            return;
        }
        if self.embedded(node, element, css, out, line, &around) || is_unseen(element.name()) {
            return;
        }
        let mut own = css.map(|css| css.looks).unwrap_or_default();
        // A frame around a paragraph or a cell marks no word of it off, nor does a link.
        let inline = is_inline(element.name());
        own.marked = own.marked.filter(|_| inline && element.name() != "a");
        if inline && state::is_chosen(node, element) {
            own.marked = Some(true);
        }
        around.looks.apply(&own);
        around.css = css;
        if let Some(css) = css {
            (around.base, around.tint) = match inline {
                // Links have a colour of their own everywhere.
                true if element.name() == "a" => (around.base, around.tint),
                true => (around.base, tint(css.ink, around.base)),
                false => (css.ink, 0),
            };
        }
        if let Some(why) = state::marked_off(node, element) {
            line.marks.push(why, &text_of(node));
        }
        if let Some(checked) = state::of_role(node, element) {
            line.push(if checked { "☑" } else { "☐" }, &around);
        }
        if let Some(css) = css {
            around.raised |= css.raised;
            around.lowered |= css.lowered;
            if let Some(covers) = &css.covers
                && !(covers.dress && line.site)
                && is_blank(node)
            {
                line.marks.push(Rc::clone(&covers.why), "");
            }
        }
        // Breaks belong to the element that asks for them, not to those inside it.
        (around.looks.break_before, around.looks.break_after) = (false, false);
        let style = element.attr("style").unwrap_or_default();
        if self.word_mark(node, element, style, line, &around) {
            return;
        }
        made(css.and_then(|css| css.before.as_ref()), line, &around);
        self.tag(node, element, (own, css), out, line, around);
        made(css.and_then(|css| css.after.as_ref()), line, &around);
    }

    /// An element by its name.
    fn tag(
        &mut self,
        node: NodeRef<'_, Node>,
        element: &Element,
        (own, css): (Looks, Option<&'a Css>),
        out: &mut Vec<Block>,
        line: &mut Line,
        mut around: Around<'a>,
    ) {
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
            "input" => control(node, element, line, &around),
            "select" => line.push(&chosen(node), &around),
            "textarea" => {
                if is_blank(node) {
                    prompt(node, element, line);
                }
                self.children(node, out, line, around);
            }
            "button" => match shown::is_action(&text_of(node)) {
                true => self.pass_words(&text_of(node), true),
                false => self.children(node, out, line, around),
            },
            "q" => {
                line.push("“", &around);
                self.children(node, out, line, around);
                line.push("”", &around);
            }
            "del" if own.struck == Some(true) => {
                if !is_blank(node) && !self.warnings.contains(&Warning::struck()) {
                    self.warnings.push(Warning::struck());
                }
            }
            "a" if self.furniture.is_button(&text_of(node)) || is_button(node, element) => {
                self.pass_words(&text_of(node), true);
            }
            "img" | "hr" | "meta" | "link" | "col" | "colgroup" => {
                if element.name() == "hr" {
                    self.flush(out, line);
                }
                if element.name() == "img" {
                    image(element, css, line);
                }
            }
            "dl" if !around.cell && self.terms(node).is_some() => {
                self.flush(out, line);
                self.pairs(self.terms(node).unwrap_or_default(), out, around);
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
        around: &Around<'a>,
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
            let target = written("href").trim_start_matches('#');
            let of_word = ["_ftn", "_edn"].iter().any(|to| target.starts_with(to))
                && !["_ftnref", "_ednref"].iter().any(|to| target.starts_with(to));
            let anchor = |class: &str| matches!(class, "sdfootnoteanc" | "sdendnoteanc");
            if of_word || element.classes().any(anchor) {
                line.notes.push(line.text.len());
            }
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
        let (mut blocks, mut inner) = (Vec::new(), self.line());
        self.children(
            node,
            &mut blocks,
            &mut inner,
            Around { css: around.css, ..Around::default() },
        );
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

    /// Leaves out an element of the platform or of the site.
    fn pass(&mut self, node: NodeRef<'_, Node>) {
        if self.styles.hides(node.id()) {
            return;
        }
        let sure = self.furniture.is_of_platform(node.id()) || platform::is_of_site(node);
        self.pass_words(&platform::words(node), sure);
    }

    fn pass_dropped(&mut self, node: NodeRef<'_, Node>) {
        if self.furniture.drops(node.id()) {
            self.pass(node);
        }
    }

    /// Leaves out words; `sure` if they are those of a platform and nothing else.
    fn pass_words(&mut self, words: &str, sure: bool) {
        if words.trim().is_empty() {
            return;
        }
        let kind = MarginKind::Site;
        let (list, most) = match sure {
            true => (&mut self.passed, 400),
            false => (&mut self.doubtful, 400),
        };
        if list.len() < most {
            list.push(words.split_whitespace().collect::<Vec<_>>().join(" "));
            self.margins.push(Margin { kind, text: Text::plain(words.trim()) });
        }
    }

    /// Ends the paragraph.
    fn flush(&mut self, out: &mut Vec<Block>, line: &mut Line) {
        let done = std::mem::replace(line, Line { cell: line.cell, ..self.line() });
        let text = done.text.trim_matches(['\n', ' ']).trim_end();
        if text.trim().is_empty() {
            // An empty item keeps its number for what follows in it.
            line.label = done.label;
            self.notices.line(done.marks, "");
            return;
        }
        // A cell may well hold 中 or 技术支持 as its answer.
        if !done.cell && self.furniture.is_label(text) {
            let text = text.to_owned();
            self.pass_words(&text, true);
            return;
        }
        if done.struck && !self.warnings.contains(&Warning::struck()) {
            self.warnings.push(Warning::struck());
        }
        let (text, before) = match &done.label {
            Some(label) => (text.trim_start(), format!("{label} ")),
            None => (text, String::new()),
        };
        let content = format!("{before}{text}");
        let from = done.text.find(text).unwrap_or_default();
        let at = |i: usize| (i.saturating_sub(from) + before.len()).min(content.len());
        let formulas = done.formulas.iter().map(|formula| at(formula.start)..at(formula.end));
        let (formulas, notes) = (formulas.collect(), done.notes.iter().map(|i| at(*i)).collect());
        self.notices.line(done.marks, &content);
        // On a page of a site, words between menus and links are dressed up for their own sake.
        let mut dresses: Vec<u32> = match done.site && !done.cell {
            true => Vec::new(),
            false => done.marked.iter().map(|(dress, _)| *dress).collect(),
        };
        dresses.sort_unstable();
        dresses.dedup();
        for dress in dresses {
            let of = |(own, range): &(u32, Range<usize>)| (*own == dress).then(|| range.clone());
            let marked: Vec<Range<usize>> = done.marked.iter().filter_map(of).collect();
            for (range, why) in choice::chosen(&done.text, &marked) {
                let option = done.text.get(range).unwrap_or_default();
                self.choices.tell("", option, &content, why);
            }
        }
        let most = |count: usize| count * 2 > done.total;
        let style = Style {
            size: done.looks.size.unwrap_or(0.0),
            bold: most(done.bold),
            centered: done.looks.centered == Some(true),
            red: most(done.red),
        };
        let role = done.heading.map_or(Role::Body, Role::Heading);
        let labels = done.label.iter().map(|label| 0..label.len()).collect();
        let text = Text { formulas, notes, labels, ..Text::plain(content) };
        out.push(Block::Paragraph(Paragraph { text, role, style }));
    }

    fn line_break(&mut self, out: &mut Vec<Block>, line: &mut Line, around: &Around<'_>) {
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
        around: Around<'a>,
    ) {
        let number = |value: Option<&str>| value.and_then(|v| v.trim().parse::<i64>().ok());
        let is_item = |child: &NodeRef<'_, Node>| {
            child.value().as_element().is_some_and(|item| item.name() == "li")
        };
        // Items are counted down where the list says so.
        let down = list.name() == "ol" && list.attr("reversed").is_some();
        let first = if down { node.children().filter(is_item).count() as i64 } else { 1 };
        let step = if down { -1 } else { 1 };
        let mut next = number(list.attr("start")).unwrap_or(first);
        for child in node.children() {
            let Node::Element(item) = child.value() else {
                if let Some(text) = child.value().as_text() {
                    line.push(text, &around);
                }
                continue;
            };
            if item.name() != "li" || self.leaves_out(child, item) {
                self.element(child, item, out, line, around);
                continue;
            }
            self.flush(out, line);
            next = number(item.attr("value")).unwrap_or(next);
            let css = self.styles.get(child.id());
            let kind = css.and_then(|css| css.list.clone()).unwrap_or_else(|| "disc".into());
            let shows = css.is_none_or(|css| css.item != Some(false) && css.visible);
            let (label, why) = if shows { shown::item(&kind, next) } else { (None, None) };
            let marker = css.and_then(|css| css.marker.as_ref());
            if shows && css.is_some_and(|css| css.list_picture) && !line.site {
                let picture = "前的列表符号是图片（list-style-image），未读";
                line.marks.push(picture, &text_of(child));
            }
            if let Some(why) =
                marker.and_then(|m| m.told.as_ref()).map(|told| told.why.clone()).or(why)
            {
                line.marks.push(why, label.as_deref().unwrap_or_default());
            }
            line.label = match marker.and_then(|marker| marker.text.as_ref()) {
                Some(text) => Some(text.to_string()),
                None => label,
            };
            next = next.saturating_add(step);
            self.element(child, item, out, line, around);
            self.flush(out, line);
            line.label = None;
        }
    }

    /// What goes down into an element.
    fn inside(&self, node: NodeRef<'_, Node>, mut around: Around<'a>) -> Around<'a> {
        if let Some(css) = self.styles.get(node.id()) {
            around.looks.apply(&css.looks);
            (around.looks.break_before, around.looks.break_after) = (false, false);
            around.css = Some(css);
        }
        around
    }

    /// Tells of rows and cells that only some programs show.
    fn told_gone(&mut self, node: NodeRef<'_, Node>) {
        let Some(css) = self.styles.get(node.id()) else { return };
        self.hid |= css.gone;
        if css.gone_in_part {
            let mut marks = Marks::default();
            marks.push("打印与屏幕显示不同，未读", &text_of(node));
            self.notices.line(marks, "");
        }
    }

    /// Content of another kind than text: drawings, frames, formulas, glosses. Gives
    /// whether the element is dealt with.
    fn embedded(
        &mut self,
        node: NodeRef<'_, Node>,
        element: &Element,
        css: Option<&'a Css>,
        out: &mut Vec<Block>,
        line: &mut Line,
        around: &Around<'a>,
    ) -> bool {
        match element.name() {
            "math" => {
                let (text, told) = math::line(node);
                let at = line.text.len();
                line.push(&text, &Around { css, ..*around });
                if line.text.len() > at {
                    line.formulas.push(at..line.text.len());
                }
                for why in told {
                    line.marks.push(why, &text);
                }
                return true;
            }
            "object"
                if ["data", "classid", "codebase", "type"]
                    .iter()
                    .all(|a| element.attr(a).is_none()) =>
            {
                // Nothing is embedded: what stands for it is shown.
                self.children(node, out, line, Around { css, ..*around });
                return true;
            }
            "details" if element.attr("open").is_none() => {
                let closed: Vec<String> = node
                    .children()
                    .filter(|child| {
                        child.value().as_element().is_none_or(|e| e.name() != "summary")
                    })
                    .map(text_of)
                    .filter(|text| !text.is_empty())
                    .collect();
                line.marks.push("收在未展开的折叠块（details）里，页面上看不见", &closed.join(" "));
                return false;
            }
            _ => {}
        }
        if let Some(why) = shown::embedded(node, element, line.site, &text_of(node)) {
            line.marks.push(why.0, &why.1);
        }
        false
    }
}

/// Text that a style sheet makes.
fn made(made: Option<&Made>, line: &mut Line, around: &Around<'_>) {
    let Some(Made { text, told }) = made else { return };
    if let Some(told) = told.as_ref().filter(|told| !(told.dress && line.site)) {
        line.marks.push(Rc::clone(&told.why), text.as_deref().unwrap_or_default());
    }
    if let Some(text) = text {
        line.push(text, &Around { css: None, ..*around });
    }
}

/// A colour that sets a word off from the text of its block; 0 where it is the same to the eye.
fn tint(ink: [u8; 3], base: [u8; 3]) -> u32 {
    /// The sum of the channels' distances that is no longer seen at a glance.
    const SLIGHT: u32 = 48;
    let apart: u32 = ink.iter().zip(base).map(|(a, b)| u32::from(a.abs_diff(b))).sum();
    let packed = ink.iter().fold(1, |sum, channel| sum << 8 | u32::from(*channel));
    if apart > SLIGHT { packed } else { 0 }
}

/// Whether nothing in an element is seen as text or picture.
fn is_blank(node: NodeRef<'_, Node>) -> bool {
    node.descendants().all(|inner| match inner.value() {
        Node::Text(text) => text.trim().is_empty(),
        _ => true,
    })
}

/// A picture that stands on top of something, or of which only the words are shown.
fn image(element: &Element, css: Option<&Css>, line: &mut Line) {
    let moved = css.and_then(|css| css.told.iter().find(|told| told.moves));
    if let Some(told) = moved.filter(|told| !(told.dress && line.site)) {
        line.marks.push(format!("图片{}", told.why), "");
    }
    let source = element.attr("src").unwrap_or_default().trim();
    let words = element.attr("alt").unwrap_or_default();
    if source.is_empty() && element.attr("srcset").is_none() && !words.trim().is_empty() {
        line.marks.push("是缺图处显示的文字，未读", words);
    }
}

/// Words that were left out, the first of them.
fn listed(words: &[String]) -> String {
    const FIRST: usize = 12;
    const LONGEST: usize = 60;
    let quote = |words: &String| {
        let short: String = words.chars().take(LONGEST).collect();
        let more = if short.len() < words.len() { "…" } else { "" };
        format!("“{short}{more}”")
    };
    let first: Vec<String> = words.iter().take(FIRST).map(quote).collect();
    let more = match words.len() > FIRST {
        true => format!("等 {} 处", words.len()),
        false => String::new(),
    };
    format!("{}{more}", first.join("、"))
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

/// Whether the text inside begins with a label (`来源：`).
fn is_label_first(node: NodeRef<'_, Node>) -> bool {
    let mut text = node.descendants().filter_map(|n| n.value().as_text()).flat_map(|t| t.chars());
    text.by_ref().take(7).position(|c| c == '：' || c == ':').is_some_and(|at| at >= 2)
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

/// The text in an element.
pub fn text_of(node: NodeRef<'_, Node>) -> String {
    let text: String =
        node.descendants().filter_map(|n| n.value().as_text().map(|t| &**t)).collect();
    text.trim().to_owned()
}
