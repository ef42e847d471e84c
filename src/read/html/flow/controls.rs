//! What the controls of a page show: answers typed in, chosen or ticked, and what is no answer.

use super::{Around, Line, text_of};
use crate::read::html::{shown, state};
use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element;

/// Whether a link is a button of the page: it acts here and leads nowhere.
pub(super) fn is_button(node: NodeRef<'_, Node>, element: &Element) -> bool {
    let target = element.attr("href").unwrap_or_default().trim().to_ascii_lowercase();
    let acts = element.attr("role") == Some("button")
        || element.classes().any(|class| {
            let class = class.to_ascii_lowercase();
            class.split(['-', '_']).any(|word| matches!(word, "btn" | "button"))
        })
        || matches!(target.as_str(), "" | "#")
        || target.starts_with("javascript:");
    acts && shown::is_action(&text_of(node))
}

/// What a filled-in control shows.
pub(super) fn control(
    node: NodeRef<'_, Node>,
    element: &Element,
    line: &mut Line,
    around: &Around<'_>,
) {
    let kind = element.attr("type").unwrap_or("text").to_ascii_lowercase();
    match kind.as_str() {
        "checkbox" | "radio" => {
            let (checked, contradicted) = state::of_control(node, element);
            if contradicted {
                line.marks.push(state::CONTRADICTED, "");
            }
            line.push(if checked { "☑" } else { "☐" }, around);
        }
        "hidden" | "file" => {}
        "submit" | "button" | "reset" | "image" => {
            let words =
                element.attr(if kind == "image" { "alt" } else { "value" }).unwrap_or_default();
            if !shown::is_action(words) {
                line.push(words, around);
            }
        }
        "password" | "range" | "color" => {
            let value = element.attr("value").unwrap_or_default();
            if !value.is_empty() {
                line.marks.push("是输入框的值，页面上不以文字显示，未读", value);
            }
        }
        _ => {
            let value = element.attr("value").unwrap_or_default();
            if value.trim().is_empty() {
                prompt(node, element, line);
            }
            if let Some(why) = shown::control(element, &kind, value) {
                line.marks.push(why, value);
            }
            line.push(value, around);
        }
    }
}

/// The chosen options of a list; its first one when none is chosen, as a browser
/// shows it, unless that is a prompt.
pub(super) fn chosen(select: NodeRef<'_, Node>) -> String {
    let options: Vec<_> = select
        .descendants()
        .filter_map(|node| {
            Some((node, node.value().as_element().filter(|e| e.name() == "option")?))
        })
        .collect();
    let chosen: Vec<String> = options
        .iter()
        .filter(|(_, option)| option.attr("selected").is_some())
        .map(|(node, option)| option_text(*node, option))
        .collect();
    let multiple = select.value().as_element().is_some_and(|e| e.attr("multiple").is_some());
    let shown = match (chosen.is_empty(), options.first()) {
        (false, _) => chosen.join(" "),
        (true, Some((node, option))) if !multiple && option.attr("value") != Some("") => {
            option_text(*node, option)
        }
        _ => String::new(),
    };
    let prompt = shown.contains("请选择") || shown.trim_matches(['-', '—', ' ', '=']).is_empty();
    if prompt { String::new() } else { shown }
}

/// What a choice shows: its label, before its text.
fn option_text(node: NodeRef<'_, Node>, option: &Element) -> String {
    match option.attr("label").map(str::trim).filter(|label| !label.is_empty()) {
        Some(label) => label.to_owned(),
        None => text_of(node),
    }
}

/// What an empty control asks for is shown in it as if it were its answer.
pub(super) fn prompt(node: NodeRef<'_, Node>, element: &Element, line: &mut Line) {
    /// Elements around a control that may hold its label.
    const AROUND: usize = 3;
    let words = element.attr("placeholder").unwrap_or_default();
    // It asks for nothing but its own label: 请输入A7 联系电话.
    let asks = ["请输入", "请填写", "请选择"].iter().find_map(|ask| words.strip_prefix(ask));
    let named = |label: &str| {
        let label = label.trim();
        !label.is_empty() && node.ancestors().take(AROUND).any(|n| text_of(n).contains(label))
    };
    if asks.is_some_and(named) {
        return;
    }
    if !words.trim().is_empty() && (!words.starts_with('请') || words.contains(char::is_numeric)) {
        line.marks.push("是空白输入框里显示的提示文字（placeholder），未读", words);
    }
}
