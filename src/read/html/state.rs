//! What is chosen on a page: radio buttons and check boxes, those that a framework draws, and
//! options that nothing but the name of a class sets off from the others.

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element;

/// Why a control is told whose attributes and classes say different things.
pub const CONTRADICTED: &str = "处选择框的状态与其样式类名或 aria 属性不符";
/// Why an option is told that only its class sets off.
const CLASSED: &str = "与并列各项的样式类名（class）不同，可能表示选定";

/// Elements around a control that may say its state.
const AROUND: usize = 4;
/// Characters of one option, at most.
const OPTION: usize = 10;

/// Words of class names that say that something is chosen.
const CHOSEN: &[&str] =
    &["checked", "selected", "active", "radioed", "onswitch", "chosen", "current", "actived"];

/// Whether a class says so: `is-checked`, `ant-radio-checked`, `layui-form-radioed`, `on`.
fn says_chosen(class: &str) -> bool {
    let class = class.to_ascii_lowercase();
    matches!(class.as_str(), "on" | "cur")
        || class.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| CHOSEN.contains(&word))
}

/// Whether a class is that of a control that a framework draws itself.
fn is_widget(class: &str) -> bool {
    let class = class.to_ascii_lowercase();
    let mut words = class.split(|c: char| !c.is_ascii_alphanumeric());
    class.contains('-') && words.any(|word| matches!(word, "radio" | "checkbox" | "switch"))
}

fn is_control(element: &Element) -> bool {
    let kind = || element.attr("type").unwrap_or_default().to_ascii_lowercase();
    element.name() == "input" && matches!(kind().as_str(), "radio" | "checkbox")
}

/// None, one, or more controls inside of an element.
fn controls(node: NodeRef<'_, Node>) -> usize {
    let all = node.descendants().filter(|n| n.value().as_element().is_some_and(is_control));
    all.take(2).count()
}

/// Whether the classes of a group of controls say which of them is chosen.
fn group_says(node: NodeRef<'_, Node>) -> bool {
    let group = node.ancestors().take(AROUND * 2).find(|around| controls(*around) > 1);
    group.is_some_and(|group| {
        group
            .descendants()
            .filter_map(|n| n.value().as_element())
            .any(|element| element.classes().any(is_widget) && element.classes().any(says_chosen))
    })
}

fn aria(element: &Element, name: &str) -> Option<bool> {
    match element.attr(name)?.trim() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// Whether a radio button or a check box is shown as chosen, and whether what is said of it
/// contradicts itself. Frameworks keep the state in the program and show it by classes; the
/// attribute is left of what the page began with.
pub fn of_control(node: NodeRef<'_, Node>, element: &Element) -> (bool, bool) {
    let attribute = element.attr("checked").is_some();
    let (mut classed, mut widget, mut aria_says) = (false, false, aria(element, "aria-checked"));
    let own = element.classes().collect::<Vec<_>>();
    widget |= own.iter().any(|class| is_widget(class));
    classed |= widget && own.iter().any(|class| says_chosen(class));
    // The box that is drawn instead of it stands around or behind it.
    let around = node.ancestors().take(AROUND).take_while(|n| controls(*n) == 1);
    let behind = node.next_siblings().find(|n| n.value().is_element());
    let beside = behind.filter(|n| {
        n.value().as_element().is_some_and(|e| e.classes().any(is_widget)) && controls(*n) == 0
    });
    for near in around.chain(beside) {
        let Some(near) = near.value().as_element() else { continue };
        if near.classes().any(is_widget) {
            widget = true;
            classed |= near.classes().any(says_chosen);
        }
        aria_says = aria_says.or_else(|| aria(near, "aria-checked"));
    }
    let class_says = (widget && (classed || attribute && group_says(node))).then_some(classed);
    let says: Vec<bool> = [aria_says, class_says].into_iter().flatten().collect();
    let checked = attribute || says.contains(&true);
    // The attribute may be left out where a program keeps the state.
    let contradicted =
        says.contains(&true) && says.contains(&false) || attribute && says.contains(&false);
    (checked, contradicted)
}

/// The state of an element that a framework makes a radio button or a check box of.
pub fn of_role(node: NodeRef<'_, Node>, element: &Element) -> Option<bool> {
    let role = element.attr("role").unwrap_or_default();
    let plays = matches!(role, "radio" | "checkbox" | "switch") && element.name() != "input";
    (plays && controls(node) == 0).then(|| aria(element, "aria-checked")).flatten()
}

/// Whether a class or attribute says that words inside of a line are chosen.
pub fn is_chosen(node: NodeRef<'_, Node>, element: &Element) -> bool {
    let says = element.classes().any(says_chosen)
        || aria(element, "aria-selected") == Some(true)
        || aria(element, "aria-pressed") == Some(true);
    let inside = || node.ancestors().take(AROUND).any(|around| controls(around) == 1);
    says && controls(node) == 0 && !inside()
}

/// Why a short block is told that its class alone sets off from the blocks beside it.
pub fn marked_off(node: NodeRef<'_, Node>, element: &Element) -> Option<&'static str> {
    let blocks = ["li", "div", "p", "dd", "button"];
    if !blocks.contains(&element.name()) || !is_chosen(node, element) || !is_option(node) {
        return None;
    }
    if element.name() == "button" && super::shown::is_action(&super::flow::text_of(node)) {
        return None;
    }
    let mut beside = node.parent()?.children().filter(|other| other.id() != node.id());
    let other = beside.any(|other| {
        other.value().as_element().is_some_and(|e| {
            e.name() == element.name() && !e.classes().any(says_chosen) && is_option(other)
        })
    });
    other.then_some(CLASSED)
}

/// Whether an element holds a few words that lead nowhere.
fn is_option(node: NodeRef<'_, Node>) -> bool {
    let mut count = 0;
    for inner in node.descendants() {
        match inner.value() {
            Node::Element(element) if element.name() == "a" => return false,
            Node::Text(text) => {
                count += text.chars().filter(|c| !c.is_whitespace()).count();
                if count > OPTION {
                    return false;
                }
            }
            _ => {}
        }
    }
    count > 0
}
