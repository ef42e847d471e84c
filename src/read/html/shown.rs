//! What elements, attributes and characters show beside the text in them.

use crate::lexicon::{PLATFORM_OBJECTS, PLATFORM_VERBS};
use crate::read::numerals;
use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element;
use std::rc::Rc;

/// Words of buttons that act on the page and say nothing in it.
const ACTIONS: &[&str] = &[
    "提交",
    "保存",
    "暂存",
    "重置",
    "清空",
    "取消",
    "确定",
    "确认",
    "关闭",
    "关闭窗口",
    "返回",
    "打印",
    "打印本页",
    "预览",
    "导出",
    "下载",
    "上传",
    "选择文件",
    "浏览",
    "搜索",
    "查询",
    "检索",
    "登录",
    "注册",
    "退出",
    "新增",
    "添加",
    "删除",
    "修改",
    "编辑",
    "上一步",
    "下一步",
    "上一页",
    "下一页",
    "发送",
    "刷新",
    "复制",
    "分享",
    "收藏",
];

/// Whether a button only acts.
pub fn is_action(words: &str) -> bool {
    let words: String = words.chars().filter(|c| c.is_alphanumeric()).collect();
    let words = words.to_lowercase();
    let does = |verb: &&str| {
        let object = words.strip_prefix(*verb);
        object.is_some_and(|object| object.is_empty() || PLATFORM_OBJECTS.contains(&object))
    };
    words.is_empty() || ACTIONS.contains(&words.as_str()) || PLATFORM_VERBS.iter().any(does)
}

/// The number or mark of an item, and why it is told.
pub fn item(kind: &str, number: i64) -> (Option<String>, Option<Rc<str>>) {
    if let Some(mark) = kind.strip_prefix(['"', '\'']) {
        let mark = mark.trim_end_matches(['"', '\'']).trim().to_owned();
        let why = format!("“{mark}”是样式给列表项加的文字（list-style-type）");
        return (Some(mark).filter(|m| !m.is_empty()), Some(why.into()));
    }
    let (format, end) = match kind {
        "none" | "disc" | "circle" | "square" | "disclosure-open" | "disclosure-closed" => {
            return (None, None);
        }
        "decimal" => ("decimal", "."),
        "decimal-leading-zero" => ("decimalZero", "."),
        "lower-alpha" | "lower-latin" => ("lowerLetter", "."),
        "upper-alpha" | "upper-latin" => ("upperLetter", "."),
        "lower-roman" => ("lowerRoman", "."),
        "upper-roman" => ("upperRoman", "."),
        "cjk-ideographic"
        | "simp-chinese-informal"
        | "trad-chinese-informal"
        | "japanese-informal" => ("chineseCounting", "、"),
        "simp-chinese-formal" => ("chineseLegalSimplified", "、"),
        _ => {
            let why = format!("列表编号方式“{kind}”不认识，编号可能不同");
            return (Some(format!("{number}.")), Some(why.into()));
        }
    };
    (Some(numerals::format(number, format) + end), None)
}

/// Controls of writing direction, which show signs in another order.
pub fn turns_around(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200f}' | '\u{61c}')
}

/// Why the value of a control may be shown otherwise.
pub fn control(element: &Element, kind: &str, value: &str) -> Option<String> {
    if value.trim().is_empty() {
        return None;
    }
    let wide: usize = value.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    let size = element.attr("size").and_then(|s| s.trim().parse::<usize>().ok());
    if size.is_some_and(|size| size > 0 && wide > size + size / 4 + 2) {
        return Some("超出输入框的宽度，显示不全".to_owned());
    }
    let digits = |c: char| c.is_ascii_digit() || "-+.eE:TW".contains(c);
    let counted = matches!(kind, "number" | "date" | "month" | "week" | "time" | "datetime-local");
    (counted && !value.trim().chars().all(digits))
        .then(|| format!("不合输入框的类型（{kind}），页面上显示为空"))
}

/// What is told of an element that shows something else than text of the page, with its words.
pub fn embedded(
    node: NodeRef<'_, Node>,
    element: &Element,
    site: bool,
    text: &str,
) -> Option<(String, String)> {
    let say = |why: &str, words: &str| Some((why.to_owned(), words.to_owned()));
    let attribute = |name: &str| element.attr(name).unwrap_or_default().trim();
    let small = ["width", "height"].iter().any(|name| {
        let given = attribute(name).trim_end_matches("px");
        given.parse::<f32>().is_ok_and(|v| v <= 1.0)
    });
    match element.name() {
        "iframe" | "frame" => {
            let inner = attribute("srcdoc");
            if !inner.is_empty() {
                return say("内嵌框架（iframe）的内容未读", &plain(inner));
            }
            let source = attribute("src");
            let empty = source.is_empty() || source.starts_with("about:") || small || site;
            if empty {
                None
            } else {
                say("内嵌框架（iframe）指向别的页面，未读", source)
            }
        }
        "object" | "embed" | "applet" if !small && !site => {
            say("嵌入的对象未读", attribute(if element.name() == "embed" { "src" } else { "data" }))
        }
        "canvas" if !site => say("画布（canvas）上可能画有文字，未读", text),
        "svg" => {
            let drawn = node.descendants().any(|inner| {
                inner.value().as_element().is_some_and(|e| {
                    matches!(e.name(), "text" | "foreignObject" | "image" | "use" | "textPath")
                })
            });
            match (text.is_empty(), drawn || !is_icon(element)) {
                (false, _) => say("是图形（svg）里的文字，未读", text),
                (true, true) if !site => say("图形（svg）的内容未读", ""),
                _ => None,
            }
        }
        "rt" if !text.is_empty() => say("是注在字上的文字（ruby），未读", text),
        "noscript" if !site => {
            let words = plain(text);
            if words.is_empty() || super::platform::asks_for_scripts(&words) {
                None
            } else {
                say("是不运行脚本时才显示的文字（noscript），未读", &words)
            }
        }
        "template" if element.attr("shadowrootmode").is_some() => {
            let words: String =
                node.descendants().filter_map(|n| n.value().as_text()).map(|t| &**t).collect();
            say("是影子结构（shadowrootmode）里显示的文字，未读", &words)
        }
        "progress" | "meter" => say("以图形显示的数值，未读", attribute("value")),
        "input" if matches!(attribute("type"), "checkbox" | "radio") => None,
        _ => None,
    }
}

/// A drawing as small as an icon.
fn is_icon(element: &Element) -> bool {
    let side = |name: &str| {
        let value = element.attr(name).unwrap_or_default().trim();
        value.trim_end_matches("px").trim_end_matches("em").parse::<f32>().ok()
    };
    matches!((side("width"), side("height")), (Some(w), Some(h)) if w <= 32.0 && h <= 32.0)
}

/// Markup without its tags.
fn plain(markup: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in markup.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
