//! What on a page belongs to the platform that shows a form: the menu above it, crumbs, the
//! state of the case, buttons, counters beside boxes, the foot of the site. An element has to
//! say that it is such, by its name, its role, its class or by being a link or a button, and
//! its words have to be those of such a thing; what fails the one or the other is content.

use super::flow::text_of;
use super::shown::is_action;
use crate::lexicon::{
    MARGINS_STANDING, PLATFORM_CONTACTS, PLATFORM_FEET, PLATFORM_GREETINGS, PLATFORM_HINTS,
    PLATFORM_NAMES, PLATFORM_STATES,
};
use ego_tree::NodeRef;
use scraper::node::Element;
use scraper::{Html, Node};
use std::collections::HashMap;

/// What an element says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A menu, a row of buttons: links and words of actions.
    Menu,
    /// The way from the home page to this one.
    Crumbs,
    /// Names of the parts of the page.
    Tabs,
    Header,
    Footer,
    /// The state of the case.
    State,
    /// The pages of a list.
    Pager,
}

/// Characters of a link in a menu, and of the last crumb.
const ENTRY: usize = 20;
/// Characters of a platform's name or of a greeting.
const NAME: usize = 40;
/// Characters of a state of the case.
const STATE: usize = 30;

/// A piece of text, whether a link holds it, and whether that leads anywhere.
#[derive(Debug)]
struct Piece {
    text: String,
    linked: bool,
    leads: bool,
}

/// Texts of a page, and how often each stands on it.
pub struct Platform {
    texts: HashMap<String, usize>,
}

impl Platform {
    pub fn of(html: &Html) -> Self {
        let mut texts = HashMap::new();
        for text in html.tree.nodes().filter_map(|node| node.value().as_text()) {
            let text = squeeze(text);
            if !text.is_empty() {
                *texts.entry(text).or_default() += 1;
            }
        }
        Self { texts }
    }

    /// Whether an element is no part of the form that the page shows.
    pub fn holds(&self, node: NodeRef<'_, Node>, element: &Element) -> bool {
        if is_star(node, element) || is_counter(node, element) || is_hint(node, element) {
            return true;
        }
        let Some(kind) = kind(element) else { return false };
        if holds_content(node, kind) {
            return false;
        }
        let pieces = pieces(node);
        let all: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        if all.is_empty() || stands(&all) {
            return false;
        }
        match kind {
            Kind::Menu => pieces.iter().all(|piece| {
                piece.leads && short(&piece.text, ENTRY)
                    || is_action(&piece.text)
                    || super::furniture::is_label(&piece.text)
            }),
            Kind::Crumbs => {
                let words: Vec<&Piece> = pieces.iter().filter(|p| !is_joint(&p.text)).collect();
                let leads = words.first().is_some_and(|first| {
                    first.linked || first.text.starts_with("首页") || first.text.contains("位置")
                });
                leads && words.len() > 1 && words.iter().all(|p| short(&p.text, ENTRY))
            }
            Kind::Tabs => pieces.iter().all(|piece| {
                let here = pieces.iter().filter(|other| other.text == piece.text).count();
                piece.linked && short(&piece.text, ENTRY)
                    || self.texts.get(&piece.text).is_some_and(|count| *count > here)
            }),
            Kind::Header => is_header(&pieces),
            Kind::Footer => is_footer(&pieces),
            Kind::State => is_state(&all),
            Kind::Pager => is_pager(node, &all),
        }
    }
}

/// Whether a piece of text on the page of a site, outside of links, is one that sites have.
pub fn is_of_site(node: NodeRef<'_, Node>) -> bool {
    let pieces = pieces(node);
    let all: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
    !stands(&all)
        && (pieces.iter().all(|piece| {
            piece.linked
                || is_action(&piece.text)
                || is_joint(&piece.text)
                || is_name(&piece.text)
                || is_foot(&piece.text)
                || super::furniture::is_label(&piece.text)
        }) || is_header(&pieces)
            || is_footer(&pieces))
}

/// What an element says it is.
fn kind(element: &Element) -> Option<Kind> {
    let of_word = |word: &str| match word {
        "nav" | "navbar" | "navigation" | "menu" | "menubar" | "toolbar" | "btns" | "buttons"
        | "operate" | "operations" => Some(Kind::Menu),
        "breadcrumb" | "breadcrumbs" | "crumb" | "crumbs" => Some(Kind::Crumbs),
        "tabs" | "tablist" | "anchor" => Some(Kind::Tabs),
        "header" | "topbar" | "banner" | "head" | "top" | "user" | "account" | "sys" | "system"
        | "sysname" | "brand" | "logo" => Some(Kind::Header),
        "footer" | "foot" | "copyright" | "contentinfo" | "bottom" => Some(Kind::Footer),
        "status" | "state" | "accept" => Some(Kind::State),
        "pager" | "pagination" => Some(Kind::Pager),
        _ => None,
    };
    let by_name = match element.name() {
        "nav" => Some(Kind::Menu),
        "header" => Some(Kind::Header),
        "footer" => Some(Kind::Footer),
        "div" | "ul" | "ol" | "section" | "aside" | "p" | "span" => None,
        _ => return None,
    };
    let role = element.attr("role").and_then(of_word);
    let classes = || {
        element.classes().chain(element.id()).find_map(|class| {
            let class = class.to_ascii_lowercase();
            let mut words = class.split(['-', '_', ' ']);
            // btn-group, button-bar, tab-nav
            let group = class.contains("btn-") || class.contains("button-");
            let tabs = class.starts_with("tab") && class.contains("nav");
            if tabs {
                return Some(Kind::Tabs);
            }
            words.find_map(of_word).or(group.then_some(Kind::Menu))
        })
    };
    // `nav` may well be one of crumbs or tabs.
    match (role, classes()) {
        (_, Some(kind @ (Kind::Crumbs | Kind::Tabs | Kind::Pager))) => Some(kind),
        (role, class) => role.or(by_name).or(class),
    }
}

/// Headings, tables and answers are no part of any furniture, but for the platform's name.
fn holds_content(node: NodeRef<'_, Node>, kind: Kind) -> bool {
    node.descendants().filter_map(|n| n.value().as_element()).any(|element| {
        matches!(element.name(), "table" | "dl" | "textarea" | "select" | "article" | "main")
            || kind != Kind::Header && matches!(element.name(), "h1" | "h2" | "h3")
            || element.name() == "input"
                && !matches!(
                    element.attr("type").unwrap_or("text"),
                    "hidden" | "submit" | "button" | "reset" | "search"
                )
    })
}

/// The pieces of text in an element, parted by elements and by wide spaces.
fn pieces(node: NodeRef<'_, Node>) -> Vec<Piece> {
    let mut out = Vec::new();
    for inner in node.descendants() {
        let Some(text) = inner.value().as_text() else { continue };
        let around = || inner.ancestors().filter_map(|n| n.value().as_element());
        if around().any(|e| super::furniture::is_unseen(e.name())) {
            continue;
        }
        let linked = around().any(|e| e.name() == "a");
        let leads = around().any(|e| e.name() == "a" && e.attr("href").is_some());
        let wide = text.replace("  ", "\u{3000}");
        for part in wide.split(['\u{3000}', '\n', '|', '｜']) {
            let text = squeeze(part);
            if !text.is_empty() {
                out.push(Piece { text, linked, leads });
            }
        }
    }
    out
}

/// The words that are seen in an element.
pub fn words(node: NodeRef<'_, Node>) -> String {
    pieces(node).into_iter().map(|piece| piece.text).collect::<Vec<_>>().join("\n")
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn short(text: &str, most: usize) -> bool {
    text.chars().count() <= most
}

/// Whether words say what the document is worth.
fn stands(text: &str) -> bool {
    MARGINS_STANDING.iter().any(|word| text.contains(word))
}

fn is_joint(text: &str) -> bool {
    !text.chars().any(char::is_alphanumeric)
}

fn is_name(text: &str) -> bool {
    short(text, NAME) && PLATFORM_NAMES.iter().any(|end| text.ends_with(end))
}

fn is_foot(text: &str) -> bool {
    let text = text.to_lowercase();
    let begins = |list: &[&str]| list.iter().any(|word| text.starts_with(word));
    begins(PLATFORM_FEET) || text.contains("icp备") || text.contains("公网安备")
}

/// The name of the platform, its menu and who is logged in.
fn is_header(pieces: &[Piece]) -> bool {
    let mut greeted = false;
    let known = |piece: &Piece, greeted: &mut bool| {
        let text = piece.text.as_str();
        let after = std::mem::take(greeted);
        if piece.linked {
            return short(text, ENTRY);
        }
        let greets = PLATFORM_GREETINGS.iter().any(|word| text.starts_with(word));
        // The name may stand in an element of its own.
        *greeted = greets && text.ends_with(['，', ',', '：', ':']);
        greets && short(text, NAME)
            || after && short(text, NAME)
            || is_joint(text)
            || is_name(text)
            || is_action(text)
    };
    let links = pieces.iter().any(|piece| piece.linked || is_name(&piece.text));
    links && pieces.iter().all(|piece| known(piece, &mut greeted))
}

/// Who runs the site, and its numbers.
fn is_footer(pieces: &[Piece]) -> bool {
    let strong = pieces.iter().any(|piece| is_foot(&piece.text));
    strong
        && pieces.iter().all(|piece| {
            let contact = || PLATFORM_CONTACTS.iter().any(|word| piece.text.starts_with(word));
            piece.linked && short(&piece.text, NAME)
                || is_joint(&piece.text)
                || is_foot(&piece.text)
                || contact()
        })
}

/// Nothing but states of the case, each behind its label.
fn is_state(all: &str) -> bool {
    let text = all.replace(':', "：");
    // Times have colons of their own.
    let mut rest = text.as_str();
    let label_at = |text: &str| {
        let found = PLATFORM_STATES.iter().filter_map(|label| {
            let at = text.find(&format!("{label}："))?;
            Some((at, label.len() + '：'.len_utf8()))
        });
        found.min_by_key(|(at, length)| (*at, std::cmp::Reverse(*length)))
    };
    let mut any = false;
    while let Some((at, length)) = label_at(rest) {
        if at > 0 {
            return false;
        }
        any = true;
        rest = &rest[length..];
        let end = label_at(rest).map_or(rest.len(), |(at, _)| at);
        let value = &rest[..end];
        let chars: Vec<char> = value.chars().collect();
        let timed = chars.iter().enumerate().filter(|(_, c)| **c == '：').all(|(at, _)| {
            at > 0
                && chars[at - 1].is_ascii_digit()
                && chars.get(at + 1).is_some_and(char::is_ascii_digit)
        });
        if chars.len() > STATE || !timed {
            return false;
        }
        rest = &rest[end..];
    }
    any && rest.is_empty()
}

/// The pages of a list of which all rows are shown.
fn is_pager(node: NodeRef<'_, Node>, all: &str) -> bool {
    let plain = |c: char| {
        c.is_ascii_digit()
            || c.is_whitespace()
            || "共条页<>‹›«»/第跳至前往上下首尾一项每".contains(c)
    };
    if !all.chars().all(plain) {
        return false;
    }
    // 共 38 条 beside eight rows: the others are not shown.
    let number = |before: char, behind: &[char]| {
        let start = all.find(before)? + before.len_utf8();
        let rest = all[start..].trim_start();
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        let unit = rest[digits.len()..].trim_start().chars().next()?;
        behind.contains(&unit).then(|| digits.parse::<usize>().ok()).flatten()
    };
    let Some(count) = number('共', &['条', '项']) else { return false };
    let table =
        node.prev_siblings().find(|n| n.value().as_element().is_some_and(|e| e.name() == "table"));
    let rows = table.map(|table| {
        let row = |n: &NodeRef<'_, Node>| {
            n.value().as_element().is_some_and(|e| e.name() == "tr")
                && n.children().any(|c| c.value().as_element().is_some_and(|e| e.name() == "td"))
        };
        table.descendants().filter(row).count()
    });
    rows == Some(count)
}

/// The star of what must be filled in.
fn is_star(node: NodeRef<'_, Node>, element: &Element) -> bool {
    const MARKS: [&str; 6] = ["req", "required", "must", "star", "asterisk", "mandatory"];
    matches!(element.name(), "span" | "i" | "em" | "font" | "b" | "sup" | "label")
        && matches!(text_of(node).as_str(), "*" | "＊")
        && (element.attr("aria-hidden") == Some("true")
            || element.classes().any(|class| {
                let class = class.to_ascii_lowercase();
                class.split(['-', '_']).any(|word| MARKS.contains(&word))
            }))
}

/// `12/500` beside a box that holds so many characters or may hold so many.
fn is_counter(node: NodeRef<'_, Node>, element: &Element) -> bool {
    let named = |class: &str| ["count", "limit", "length"].iter().any(|word| class.contains(word));
    if !matches!(element.name(), "span" | "div" | "em" | "i" | "p")
        || !element.classes().any(|class| named(&class.to_ascii_lowercase()))
    {
        return false;
    }
    let text: String = text_of(node).split_whitespace().collect();
    let Some((count, most)) = text.split_once('/') else { return false };
    let (Ok(count), Ok(_)) = (count.parse::<usize>(), most.parse::<usize>()) else { return false };
    // The box stands in front of it, or it stands in one element with the box.
    let boxes = |near: NodeRef<'_, Node>| {
        near.descendants().find_map(|n| {
            let element = n.value().as_element()?;
            match element.name() {
                "textarea" => Some(text_of(n)),
                "input" => element.attr("value").map(str::to_owned),
                _ => None,
            }
        })
    };
    let mut before = node.prev_siblings().filter(|n| n.value().is_element());
    let beside = before.next().and_then(boxes);
    let Some(value) = beside.or_else(|| node.parent()?.prev_sibling().and_then(boxes)) else {
        return false;
    };
    value.chars().count() == count
}

/// A hint beside a label: 必填.
fn is_hint(node: NodeRef<'_, Node>, element: &Element) -> bool {
    const NAMED: [&str; 6] = ["hint", "tip", "tips", "help", "req", "required"];
    matches!(element.name(), "span" | "i" | "em" | "small" | "font" | "label")
        && element.classes().any(|class| {
            let class = class.to_ascii_lowercase();
            class.split(['-', '_']).any(|word| NAMED.contains(&word))
        })
        && {
            let text = text_of(node);
            let bare = text.trim_matches(['（', '）', '(', ')', '*', '[', ']', '【', '】', ' ']);
            PLATFORM_HINTS.contains(&bare)
        }
}

/// Whether a page only says without scripts that it wants them.
pub fn asks_for_scripts(words: &str) -> bool {
    let lower = words.to_lowercase();
    short(words, 120)
        && (lower.contains("javascript") || words.contains("脚本"))
        && ["启用", "开启", "打开", "支持", "enable"].iter().any(|w| lower.contains(w))
}
