//! Elements that stand inside of a line.

use ego_tree::NodeRef;
use scraper::Node;

/// Whether an element stands in a line of text.
pub fn is_inline(tag: &str) -> bool {
    matches!(
        tag,
        "span"
            | "b"
            | "strong"
            | "i"
            | "em"
            | "u"
            | "ins"
            | "font"
            | "a"
            | "small"
            | "big"
            | "sub"
            | "sup"
            | "s"
            | "strike"
            | "del"
            | "label"
            | "code"
            | "kbd"
            | "samp"
            | "var"
            | "cite"
            | "q"
            | "abbr"
            | "mark"
            | "bdo"
            | "bdi"
            | "tt"
            | "time"
            | "data"
            | "dfn"
    )
}

/// Whether text stands in front of an element in the same block.
pub(super) fn has_text_before(node: NodeRef<'_, Node>) -> bool {
    let text = |node: NodeRef<'_, Node>| {
        node.descendants().filter_map(|n| n.value().as_text()).any(|t| !t.trim().is_empty())
    };
    let mut at = node.prev_sibling();
    for _ in 0..64 {
        let Some(sibling) = at else { break };
        if sibling.value().as_element().is_some_and(|e| e.name() == "br") {
            return false;
        }
        if text(sibling) {
            return true;
        }
        at = sibling.prev_sibling();
    }
    false
}
