//! Style sheets as far as they tell how text is shown: what is hidden, centred, bold,
//! red, large or begins a page, and whatever shows text otherwise than it is read.
//!
//! The cascade is worked out twice, for the screen and for paper; each property is
//! looked up in one [`table`], and what stands in none of its lists is told.

mod content;
mod declare;
mod finish;
mod frame;
mod inline;
mod look;
mod media;
mod medium;
mod parse;
mod selector;
mod table;
mod value;

pub use inline::is_inline;
pub use look::Looks;

use crate::characters::symbols::SymbolFont;
use ego_tree::iter::Edge;
use ego_tree::{NodeId, NodeRef};
use media::{Holds, Tri};
use medium::{Given, Medium};
use parse::{Declaration, Parsed};
use scraper::node::Element;
use scraper::{Html, Node};
use selector::{Effort, Pseudo};
use std::collections::HashMap;
use std::rc::Rc;

/// Why text may be shown otherwise than it is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// In Chinese.
    pub why: Rc<str>,
    /// On a page of a site it only dresses up what stands around the text.
    pub dress: bool,
    /// What is inside is shown at another place, perhaps on top of something.
    pub moves: bool,
}

/// Capitals that the style makes.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum Case {
    #[default]
    AsIs,
    Upper,
    Lower,
    Capital,
}

/// How an element is shown.
#[derive(Debug, Clone)]
pub struct Style {
    /// What its own declarations say of headings and the like.
    pub looks: Looks,
    /// Not shown, with all that is inside.
    pub gone: bool,
    /// Gone from the screen, but not from paper (or from one program only).
    pub gone_in_part: bool,
    /// Text directly inside is seen.
    pub visible: bool,
    pub case: Case,
    /// Set above the line, as `sup`.
    pub raised: bool,
    /// Set below the line, as `sub`.
    pub lowered: bool,
    /// How items inside are numbered; none when nothing says so.
    pub list: Option<Rc<str>>,
    /// Items inside have a picture for their mark.
    pub list_picture: bool,
    /// An item with a number or a bullet.
    pub item: Option<bool>,
    /// What is told of text directly inside.
    pub told: Rc<[Told]>,
    /// The colour of text directly inside as it is seen, on its ground.
    pub ink: [u8; 3],
    /// What the element does to text near it when it is blank itself.
    pub covers: Option<Told>,
    /// Text that the style sheet writes in front, behind, and as the mark of an item.
    pub before: Option<Made>,
    pub after: Option<Made>,
    pub marker: Option<Made>,
}

/// Text made by a style sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Made {
    /// The text; none when it cannot be told here.
    pub text: Option<Rc<str>>,
    /// Another reason to tell of it.
    pub told: Option<Told>,
}

/// The styles of a page.
#[derive(Debug, Default)]
pub struct Styles {
    by_node: HashMap<NodeId, Rc<Style>>,
    /// What is told of the page as a whole.
    pub notes: Vec<Told>,
}

/// Comparisons of elements with selectors for one page.
const STEPS: usize = 30_000_000;
/// Sheets taken in by others.
const IMPORTS: usize = 32;

impl Styles {
    /// Works out the styles of a page; `linked` gives the text of a sheet it names.
    pub fn of(html: &Html, linked: &dyn Fn(&str) -> Option<String>) -> Self {
        let mut notes = Vec::new();
        let sheets = sheets(html, linked, &mut notes);
        let mut cascade = Cascade::new(sheets, html);
        let mut by_node = HashMap::new();
        let mut open: Vec<Rc<Shown>> = vec![Rc::new(Shown::root())];
        for edge in html.tree.root().traverse() {
            match edge {
                Edge::Open(node) => {
                    let Some(element) = node.value().as_element() else { continue };
                    let around = open.last().cloned().unwrap_or_else(|| Rc::new(Shown::root()));
                    let shown = cascade.shown(node, element, &around);
                    by_node.insert(node.id(), Rc::clone(&shown.style));
                    open.push(Rc::new(shown));
                }
                Edge::Close(node) => {
                    if node.value().is_element() {
                        open.pop();
                    }
                }
            }
        }
        if cascade.effort.spent() || cascade.cut {
            notes.push(told("样式过多，未能逐一核对"));
        }
        if cascade.seen_in_guard {
            notes.push(told("整页被样式隐藏，只有个别部分重新显示"));
        }
        Self { by_node, notes }
    }

    /// The style of an element.
    pub fn get(&self, id: NodeId) -> Option<&Rc<Style>> {
        self.by_node.get(&id)
    }

    /// Whether an element is not shown, or not seen.
    pub fn hides(&self, id: NodeId) -> bool {
        self.by_node.get(&id).is_some_and(|style| style.gone)
    }
}

fn told(why: impl Into<Rc<str>>) -> Told {
    Told { why: why.into(), dress: false, moves: false }
}

/// The sheets of a page in their order.
fn sheets(html: &Html, linked: &dyn Fn(&str) -> Option<String>, notes: &mut Vec<Told>) -> Parsed {
    let mut parsed = Parsed::default();
    let mut absent = Vec::new();
    for node in html.tree.nodes() {
        let Some(element) = node.value().as_element() else { continue };
        let holds = media::of(element.attr("media").unwrap_or_default());
        match element.name() {
            "style" => {
                let css: String =
                    node.children().filter_map(|c| c.value().as_text()).map(|t| &**t).collect();
                parsed.add(&css, holds);
            }
            "link" => {
                let relation = element.attr("rel").unwrap_or_default().to_ascii_lowercase();
                let is = |word: &str| relation.split_whitespace().any(|w| w == word);
                let target = element.attr("href").unwrap_or_default().trim();
                if !is("stylesheet") || is("alternate") || target.is_empty() {
                    continue;
                }
                match sheet_text(target, linked) {
                    Some(css) => parsed.add(&css, holds),
                    None => absent.push(target.to_owned()),
                }
            }
            _ => {}
        }
        let mut taken = 0;
        while let Some(target) = parsed.imports.pop() {
            taken += 1;
            match sheet_text(&target, linked).filter(|_| taken < IMPORTS) {
                Some(css) => parsed.add(&css, holds),
                None => absent.push(target),
            }
        }
    }
    for content in std::mem::take(&mut parsed.margins) {
        if let Some(text) = content::literal(&content, None).flatten()
            && !content::is_ornament(&text)
        {
            notes.push(told(format!("样式在页边印出文字“{text}”，未读")));
        }
    }
    if let Some(first) = absent.first() {
        let name = first.rsplit('/').next().unwrap_or(first);
        let name: String = name.chars().take(60).collect();
        let why = format!("引用的样式表（{name} 等 {} 个）不在文件中，未能核对", absent.len());
        notes.push(Told { dress: true, ..told(why) });
    }
    parsed
}

fn sheet_text(target: &str, linked: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    match target.strip_prefix("data:").and_then(|data| data.split_once(',')) {
        Some((head, data)) => Some(super::data_text(head, data)),
        None => linked(target),
    }
}

/// What is carried down from an element to those inside.
struct Shown {
    style: Rc<Style>,
    screen: Medium,
    paper: Medium,
    /// Hiding on it hides the whole page: a script shows it.
    guard: bool,
    /// A guard around it hides the page.
    guarded: bool,
    variables: Rc<HashMap<String, String>>,
}

impl Shown {
    fn root() -> Self {
        Self {
            style: Rc::new(Style {
                looks: Looks::default(),
                gone: false,
                gone_in_part: false,
                visible: true,
                case: Case::AsIs,
                raised: false,
                lowered: false,
                list: None,
                list_picture: false,
                item: None,
                told: Rc::new([]),
                ink: [0; 3],
                covers: None,
                before: None,
                after: None,
                marker: None,
            }),
            screen: Medium::default(),
            paper: Medium::default(),
            guard: true,
            guarded: false,
            variables: Rc::default(),
        }
    }
}

struct Cascade {
    parsed: Parsed,
    /// Rule and selector by what the element must have.
    index: HashMap<String, Vec<(usize, usize)>>,
    quirks: bool,
    effort: Effort,
    cut: bool,
    /// Whether the screen and paper differ at all.
    two: bool,
    seen_in_guard: bool,
}

/// A declaration that applies: importance and weight, then its order.
type Weighed = ((bool, u32, usize), Tri, Rc<Declaration>);

impl Cascade {
    fn new(parsed: Parsed, html: &Html) -> Self {
        let mut index: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
        for (rule, parts) in parsed.rules.iter().enumerate() {
            for (number, selector) in parts.selectors.iter().enumerate() {
                index.entry(selector.key()).or_default().push((rule, number));
            }
        }
        let two = parsed.rules.iter().any(|rule| rule.holds.screen != rule.holds.paper);
        // Pages that name no type are read in the manner of old browsers.
        let quirks = !html.tree.root().children().any(|node| node.value().is_doctype());
        Self {
            cut: parsed.cut,
            parsed,
            index,
            quirks,
            effort: Effort::new(STEPS),
            two,
            seen_in_guard: false,
        }
    }

    fn shown(&mut self, node: NodeRef<'_, Node>, element: &Element, around: &Shown) -> Shown {
        let mut matched = self.matched(node, element);
        let mut parts: Vec<(Pseudo, Vec<Weighed>)> = Vec::new();
        matched.retain(|(pseudo, holds, weighed)| {
            let Some(pseudo) = pseudo else { return true };
            match parts.iter_mut().find(|(p, _)| p == pseudo) {
                Some((_, list)) => {
                    list.push((weighed.0, holds.screen.max(holds.paper), weighed.1.clone()))
                }
                None => parts.push((
                    *pseudo,
                    vec![(weighed.0, holds.screen.max(holds.paper), weighed.1.clone())],
                )),
            }
            false
        });
        let guard = around.guard && is_guard(node, element);
        let of = |paper: bool| -> Vec<Weighed> {
            let mut list: Vec<Weighed> = matched
                .iter()
                .map(|(_, holds, (weight, declaration))| {
                    (*weight, if paper { holds.paper } else { holds.screen }, declaration.clone())
                })
                .filter(|(_, holds, _)| *holds != Tri::No)
                .collect();
            list.sort_by_key(|(weight, ..)| *weight);
            list
        };
        let screen_list = of(false);
        let variables = variables(&around.variables, &screen_list);
        let fonts = &self.parsed.fonts;
        let given = Given { node, element, guard, variables: &variables, fonts };
        let (mut screen, mut looks) = around.screen.inside(&given, &screen_list);
        let mut paper =
            if self.two { around.paper.inside(&given, &of(true)).0 } else { screen.clone() };
        let guarded = around.guarded || guard && screen.hidden_guard;
        if guarded && screen.says_visible {
            self.seen_in_guard = true;
        }
        attributes(element, &mut looks);
        let mut told: Vec<Told> = screen.told_here();
        for other in paper.told_here() {
            if !told.contains(&other) {
                let why = format!("打印时{}", other.why);
                if !told.iter().any(|t| *t.why == *why) {
                    told.push(Told { why: why.into(), ..other });
                }
            }
        }
        if paper.gone && !screen.gone {
            paper.add("不显示", false);
            screen.add("打印时不显示", false);
            told.push(self::told("打印时不显示（display: none）"));
        }
        if !paper.visible && screen.visible && !paper.gone {
            told.push(self::told("打印时不显示（visibility: hidden）"));
        }
        let mut style = Style {
            looks,
            gone: screen.gone,
            gone_in_part: screen.gone && (!paper.gone || screen.word_only),
            visible: screen.visible,
            case: screen.case,
            raised: screen.raised,
            lowered: screen.lowered,
            list: screen.list.clone(),
            list_picture: screen.list_picture,
            item: screen.item,
            told: told.into(),
            ink: screen.ink(),
            covers: screen.covers.clone().or_else(|| paper.covers.clone()),
            before: None,
            after: None,
            marker: None,
        };
        if !style.visible && paper.visible {
            style.gone_in_part = true;
        }
        for (pseudo, mut list) in parts {
            list.retain(|(_, holds, _)| *holds != Tri::No);
            list.sort_by_key(|(weight, ..)| *weight);
            let made = screen.part(&given, &list, pseudo);
            match pseudo {
                Pseudo::Before => style.before = made,
                Pseudo::After => style.after = made,
                Pseudo::Marker => style.marker = made,
                Pseudo::Letter | Pseudo::Line => {
                    if let Some(found) = made.and_then(|made| made.told) {
                        style.told = style.told.iter().cloned().chain([found]).collect();
                    }
                }
                Pseudo::Other => {}
            }
        }
        Shown { style: Rc::new(style), screen, paper, guard, guarded, variables }
    }

    /// Everything that applies to an element or to its parts.
    #[allow(clippy::type_complexity)]
    fn matched(
        &self,
        node: NodeRef<'_, Node>,
        element: &Element,
    ) -> Vec<(Option<Pseudo>, Holds, ((bool, u32, usize), Rc<Declaration>))> {
        let mut found = Vec::new();
        let mut keys = vec!["*".to_owned(), element.name().to_owned()];
        keys.extend(element.classes().take(32).map(|class| format!(".{}", class.to_lowercase())));
        keys.extend(element.id().map(|id| format!("#{}", id.to_lowercase())));
        if !self.index.is_empty() {
            for key in keys {
                for (rule, number) in self.index.get(&key).into_iter().flatten() {
                    if self.effort.spent() {
                        break;
                    }
                    let rule_parts = &self.parsed.rules[*rule];
                    let selector = &rule_parts.selectors[*number];
                    let sure = selector.matches(node, self.quirks, &self.effort);
                    if sure == Tri::No {
                        continue;
                    }
                    let holds = rule_parts.holds.and(Holds { screen: sure, paper: sure });
                    for (at, declaration) in rule_parts.block.iter().enumerate() {
                        self.effort.step();
                        let order = rule * 4096 + at.min(4095);
                        let weight = (declaration.important, selector.specificity + 1, order);
                        found.push((selector.pseudo, holds, (weight, Rc::clone(declaration))));
                    }
                }
            }
        }
        for (at, declaration) in hints(element).into_iter().enumerate() {
            found.push((None, Holds::ALWAYS, ((false, 0, at), Rc::new(declaration))));
        }
        if let Some(style) = element.attr("style") {
            for (at, declaration) in parse::declarations(style).into_iter().enumerate() {
                let weight = (declaration.important, u32::MAX, at);
                found.push((None, Holds::ALWAYS, (weight, Rc::new(declaration))));
            }
        }
        found
    }
}

/// What attributes set, as the rules of HTML have it.
fn hints(element: &Element) -> Vec<Declaration> {
    let mut found = Vec::new();
    let mut set = |name: &str, value: &str| {
        let (name, value) = (name.to_owned(), value.to_owned());
        found.push(Declaration { name, value, important: false });
    };
    for (name, value) in element.attrs() {
        match name {
            "bgcolor" => set("background-color", value),
            "background" => set("background-image", &format!("url({value})")),
            "text" if element.name() == "body" => set("color", value),
            "color" if matches!(element.name(), "font" | "basefont") => set("color", value),
            "face" if element.name() == "font" => set("font-family", value),
            "hidden" => set("display", "none"),
            "align" if element.name() != "img" => {
                set("text-align", value);
            }
            "dir" if value.eq_ignore_ascii_case("rtl") => set("direction", "rtl"),
            "type" if matches!(element.name(), "ol" | "ul" | "li") => {
                let kind = match value {
                    "a" => "lower-alpha",
                    "A" => "upper-alpha",
                    "i" => "lower-roman",
                    "I" => "upper-roman",
                    "1" => "decimal",
                    _ => "disc",
                };
                set("list-style-type", kind);
            }
            _ => {}
        }
    }
    match element.name() {
        "ol" if element.attr("type").is_none() => set("list-style-type", "decimal"),
        "ul" | "menu" | "dir" if element.attr("type").is_none() => set("list-style-type", "disc"),
        "mark" => set("background-color", "yellow"),
        "center" => set("text-align", "center"),
        "th" | "b" | "strong" => set("font-weight", "bold"),
        "u" | "ins" => set("text-decoration", "underline"),
        "s" | "strike" | "del" => set("text-decoration", "line-through"),
        "pre" | "textarea" | "listing" | "xmp" => set("white-space", "pre"),
        "sup" => set("vertical-align", "super"),
        "sub" => set("vertical-align", "sub"),
        "bdo" if element.attr("dir").is_some() => set("unicode-bidi", "bidi-override"),
        "dialog" if element.attr("open").is_none() => set("display", "none"),
        "marquee" => set("animation", "marquee"),
        _ if element.attr("popover").is_some() => set("display", "none"),
        _ => {}
    }
    found
}

fn attributes(element: &Element, looks: &mut Looks) {
    if let Some(face) = element.attr("face")
        && looks.symbols.is_none()
    {
        looks.symbols = Some(SymbolFont::named(face));
    }
}

/// Hiding on the page, or on the one element that holds all of it, hides no part of a
/// document: a script shows it when the page has been loaded.
fn is_guard(node: NodeRef<'_, Node>, element: &Element) -> bool {
    let aside = |name: &str| {
        matches!(
            name,
            "script" | "style" | "link" | "meta" | "noscript" | "template" | "title" | "base"
        )
    };
    if aside(element.name()) {
        return false;
    }
    matches!(element.name(), "html" | "body")
        || node.parent().is_some_and(|parent| {
            parent.children().all(|child| match child.value() {
                Node::Text(text) => text.trim().is_empty(),
                Node::Element(other) => child.id() == node.id() || aside(other.name()),
                _ => true,
            })
        })
}

/// Variables with those that an element sets.
fn variables(
    around: &Rc<HashMap<String, String>>,
    list: &[Weighed],
) -> Rc<HashMap<String, String>> {
    /// Variables of one page, and bytes of one of them.
    const MOST: (usize, usize) = (512, 512);
    let own: Vec<&Rc<Declaration>> =
        list.iter().map(|(_, _, d)| d).filter(|d| d.name.starts_with("--")).collect();
    if own.is_empty() {
        return Rc::clone(around);
    }
    let mut all = HashMap::clone(around);
    for declaration in own {
        if all.len() < MOST.0 && declaration.value.len() < MOST.1 {
            all.insert(declaration.name.clone(), declaration.value.clone());
        }
    }
    Rc::new(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn styled(html: &str, name: &str) -> Rc<Style> {
        let html = Html::parse_document(html);
        let styles = Styles::of(&html, &|_| None);
        let node = html
            .tree
            .nodes()
            .find(|n| n.value().as_element().is_some_and(|e| e.name() == name))
            .unwrap();
        Rc::clone(styles.get(node.id()).unwrap())
    }

    #[test]
    fn rules_with_simple_selectors_and_inline_styles() {
        let style = styled(
            "<style>/* 标题 */ .t, td {text-align:center;font-size:22pt} .a .b{display:none}</style>
             <p class=t style='color:#F00;font-weight:700'>标题</p>",
            "p",
        );
        let looks = style.looks;
        assert_eq!((looks.centered, looks.size), (Some(true), Some(22.0)));
        assert_eq!((looks.red, looks.bold, style.gone), (Some(true), Some(true), false));
        assert!(style.told.is_empty(), "{:?}", style.told);
    }

    #[test]
    fn weight_order_and_importance_decide() {
        let gone = |css: &str| {
            styled(
                &format!("<style>{css}</style><div><p id=a class=b>甲</p></div><div>乙</div>"),
                "p",
            )
            .gone
        };
        assert!(gone("#a{display:none} p{display:block}"));
        assert!(gone("p{display:none!important} #a{display:block}"));
        assert!(!gone("p{display:none} .b{display:block}"));
        assert!(gone("div > p:first-child{display:none}"));
        assert!(gone(".c ~ p, div p:not(.x){display:none}"));
        assert!(gone("d\\69v p{dis\\70lay:none}"));
        assert!(gone("div{&:first-of-type p{display:none}}") || gone("div{p{display:none}}"));
        assert!(!gone("@media (max-width:600px){p{display:none}}"));
        assert!(gone(":root{--d:none} p{display:var(--d)}"));
        assert!(!gone("p:hover{display:none}"));
    }
}
