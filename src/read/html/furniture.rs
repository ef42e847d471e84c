//! What on a page belongs to the site and not to the document: menus, crumbs,
//! share bars, footers. Told by links and structure, and only on pages that look
//! like pages of a site: an exported form loses nothing.

use super::css::Styles;
use super::platform::Platform;
use ego_tree::NodeId;
use ego_tree::iter::Edge;
use scraper::node::Element;
use scraper::{Html, Node};
use std::collections::{HashMap, HashSet};

/// What to leave out of a page.
#[derive(Debug, Default)]
pub struct Furniture {
    /// Whether the page is one of a site at all.
    site: bool,
    dropped: HashSet<NodeId>,
    /// What says itself that it is the platform's, on any page.
    of_platform: HashSet<NodeId>,
}

/// Text in an element: characters in all and in links; the links themselves.
#[derive(Debug, Clone, Copy, Default)]
struct Weight {
    text: usize,
    linked: usize,
    links: usize,
}

/// Links from which on a page counts as one of a site.
const SITE_LINKS: usize = 5;

impl Furniture {
    /// Weighs a page.
    pub fn of(html: &Html, styles: &Styles) -> Self {
        let of_platform = of_platform(html);
        let weights = weigh(html, styles);
        let whole = weights.get(&html.tree.root().id()).copied().unwrap_or_default();
        if whole.links < SITE_LINKS {
            return Self { of_platform, ..Self::default() };
        }
        let own = whole.text.saturating_sub(whole.linked).max(1);
        let dropped = html
            .tree
            .nodes()
            .filter(|node| {
                let Some(element) = node.value().as_element() else { return false };
                let Some(weight) = weights.get(&node.id()) else { return false };
                let unlinked = weight.text.saturating_sub(weight.linked);
                // Whatever it is called: what holds a good part of the text is the document.
                if unlinked * 4 > own {
                    return false;
                }
                if is_named_furniture(element) {
                    return true;
                }
                let mostly_links = match element.name() {
                    "div" | "ul" | "ol" | "dl" | "p" | "section" | "form" => {
                        weight.links >= 2 && weight.linked * 2 > weight.text
                    }
                    // Tables of data link their names; menus laid out as tables hold nothing else.
                    "table" | "td" => weight.links >= 4 && weight.linked * 10 > weight.text * 9,
                    _ => false,
                };
                weight.text > 0 && mostly_links
            })
            .map(|node| node.id())
            .collect();
        Self { site: true, dropped, of_platform }
    }

    /// Whether the page is one of a site.
    pub fn is_site(&self) -> bool {
        self.site
    }

    /// Whether an element is left out.
    pub fn drops(&self, id: NodeId) -> bool {
        self.dropped.contains(&id) || self.of_platform.contains(&id)
    }

    /// Whether an element says itself that it is the platform's.
    pub fn is_of_platform(&self, id: NodeId) -> bool {
        self.of_platform.contains(&id)
    }

    /// Whether a paragraph is nothing but the words of buttons and crumbs.
    pub fn is_label(&self, text: &str) -> bool {
        self.site && is_label(text)
    }

    /// Whether a link is a button of the page (print, close, share).
    pub fn is_button(&self, text: &str) -> bool {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let text = text.trim_matches(['[', ']', '【', '】', '(', ')', '（', '）']);
        self.site && BUTTONS.contains(&text)
    }
}

fn of_platform(html: &Html) -> HashSet<NodeId> {
    let platform = Platform::of(html);
    let holds = |node: &ego_tree::NodeRef<'_, Node>| {
        node.value().as_element().is_some_and(|element| platform.holds(*node, element))
    };
    html.tree.nodes().filter(holds).map(|node| node.id()).collect()
}

fn weigh(html: &Html, styles: &Styles) -> HashMap<NodeId, Weight> {
    let mut weights = HashMap::new();
    let mut open: Vec<Weight> = vec![Weight::default()];
    let (mut hidden, mut in_link) = (0usize, 0usize);
    for edge in html.tree.root().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Text(text) if hidden == 0 => {
                    let count = text.chars().filter(|c| c.is_alphanumeric()).count();
                    if let Some(top) = open.last_mut() {
                        top.text += count;
                        top.linked += if in_link > 0 { count } else { 0 };
                    }
                }
                Node::Element(element) => {
                    open.push(Weight::default());
                    hidden += usize::from(is_unseen(element.name()) || styles.hides(node.id()));
                    if is_site_link(element) {
                        in_link += 1;
                        if let Some(top) = open.last_mut() {
                            top.links += 1;
                        }
                    }
                }
                _ => {}
            },
            Edge::Close(node) => {
                let Node::Element(element) = node.value() else { continue };
                hidden -= usize::from(is_unseen(element.name()) || styles.hides(node.id()));
                in_link -= usize::from(is_site_link(element));
                let weight = open.pop().unwrap_or_default();
                weights.insert(node.id(), weight);
                if let Some(parent) = open.last_mut() {
                    parent.text += weight.text;
                    parent.linked += weight.linked;
                    parent.links += weight.links;
                }
            }
        }
    }
    weights.insert(html.tree.root().id(), open.first().copied().unwrap_or_default());
    weights
}

/// Elements that are never seen as text of the page.
pub fn is_unseen(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "template"
            | "noscript"
            | "head"
            | "title"
            | "iframe"
            | "object"
            | "embed"
            | "svg"
            | "canvas"
            | "audio"
            | "video"
            | "rt"
            | "rp"
            | "datalist"
            | "progress"
            | "meter"
    )
}

/// A link that leads about the site; links to attachments belong to the document.
fn is_site_link(element: &Element) -> bool {
    if element.name() != "a" {
        return false;
    }
    let Some(target) = element.attr("href") else { return false };
    let target = target.to_lowercase();
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let file = [
        ".doc", ".docx", ".wps", ".pdf", ".ofd", ".xls", ".xlsx", ".et", ".rar", ".zip", ".7z",
        ".rtf", ".ppt", ".pptx", ".txt",
    ];
    !target.starts_with('#')
        && !target.starts_with("mailto:")
        && !file.iter().any(|end| path.ends_with(end))
}

/// Furniture by the element's name, role, class or identifier.
fn is_named_furniture(element: &Element) -> bool {
    if matches!(element.name(), "nav" | "footer" | "aside") {
        return true;
    }
    if matches!(element.attr("role"), Some("navigation" | "banner" | "contentinfo" | "search")) {
        return true;
    }
    let named = |name: &str| {
        let name = name.to_lowercase();
        name.split(['-', '_', ' ']).any(|word| WORDS.contains(&word))
            || STEMS.iter().any(|stem| name.contains(stem))
    };
    element.classes().any(named) || element.id().is_some_and(named)
}

/// Words that stand alone in class names of furniture. `header`, `head` and `top` are not
/// among them: articles have headers of their own.
const WORDS: [&str; 20] = [
    "nav",
    "menu",
    "crumb",
    "crumbs",
    "footer",
    "foot",
    "topbar",
    "bottom",
    "sidebar",
    "share",
    "search",
    "login",
    "copyright",
    "print",
    "toolbar",
    "dqwz",
    "weizhi",
    "position",
    "location",
    "qrcode",
];

/// Pieces of class names that only furniture has.
const STEMS: [&str; 16] = [
    "breadcrumb",
    "navbar",
    "navigation",
    "bdshare",
    "jiathis",
    "share-",
    "sharebox",
    "qrcode",
    "erweima",
    "ewm",
    "friendlink",
    "sitemap",
    "footer",
    "copyright",
    "searchbox",
    "pagination",
];

const BUTTONS: [&str; 32] = [
    "打印",
    "打印本页",
    "打印本文",
    "我要打印",
    "关闭",
    "关闭窗口",
    "关闭本页",
    "关闭页面",
    "分享",
    "分享到",
    "收藏",
    "加入收藏",
    "纠错",
    "我要纠错",
    "返回",
    "返回顶部",
    "返回列表",
    "首页",
    "网站首页",
    "大",
    "中",
    "小",
    "默认",
    "超大",
    "微信",
    "微博",
    "QQ空间",
    "上一篇",
    "下一篇",
    "繁体",
    "无障碍",
    "字号",
];

/// Whether words are nothing but those of buttons and crumbs.
pub fn is_label(text: &str) -> bool {
    let folded: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    if folded.chars().count() > 60 {
        return false;
    }
    let begins = [
        "当前位置",
        "您的位置",
        "您现在的位置",
        "您当前的位置",
        "当前的位置",
        "你的位置",
        "扫一扫",
        "扫码",
        "分享到",
        "版权所有",
        "网站标识码",
        "ICP备",
        "公网安备",
        "浏览次数",
        "访问次数",
        "点击次数",
        "阅读次数",
        "上一篇",
        "下一篇",
        "技术支持",
        "网站地图",
        "在手机打开当前页",
        "用微信扫描",
    ];
    if begins.iter().any(|begin| folded.starts_with(begin))
        || (folded.contains("ICP备") || folded.contains("公网安备"))
    {
        return true;
    }
    // Nothing but buttons one after another.
    let mut words = BUTTONS.to_vec();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let mut rest = folded.as_str();
    while !rest.is_empty() {
        match words.iter().find_map(|word| rest.strip_prefix(word)) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    !folded.is_empty()
}
