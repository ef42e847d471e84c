//! MathML on one line: what stands over what shows in signs and brackets.

use crate::characters::power;
use ego_tree::NodeRef;
use scraper::Node;

/// Formulas nest less deep than this.
const DEEPEST: usize = 64;

/// A formula, and what in it cannot be written so.
pub fn line(math: NodeRef<'_, Node>) -> (String, Vec<String>) {
    let mut told = Vec::new();
    let text = written(math, 0, &mut told);
    (text, told)
}

fn written(node: NodeRef<'_, Node>, depth: usize, told: &mut Vec<String>) -> String {
    if depth > DEEPEST {
        return node.descendants().filter_map(|n| n.value().as_text()).map(|t| t.trim()).collect();
    }
    if let Some(text) = node.value().as_text() {
        // Signs that only programs see: times, function, separator, plus.
        let seen = |c: &char| !c.is_whitespace() && !('\u{2061}'..='\u{2064}').contains(c);
        return text.chars().filter(seen).collect();
    }
    let Some(element) = node.value().as_element() else { return String::new() };
    let children: Vec<NodeRef<'_, Node>> =
        node.children().filter(|c| c.value().is_element()).collect();
    let child = |index: usize, told: &mut Vec<String>| {
        children.get(index).map(|c| written(*c, depth + 1, told)).unwrap_or_default()
    };
    for (name, value) in element.attrs() {
        if matches!(
            name,
            "mathcolor" | "mathbackground" | "mathsize" | "color" | "background" | "dir"
        ) {
            told.push(format!("公式用了样式 {name}={value}"));
        }
    }
    match element.name() {
        "mfrac" => {
            let (over, under) = (child(0, told), child(1, told));
            format!("{}/{}", grouped(&over), grouped(&under))
        }
        "msup" => {
            let (base, high) = (child(0, told), child(1, told));
            format!("{}{}", grouped(&base), raised(&high))
        }
        "msub" => format!("{}_{}", child(0, told), grouped(&child(1, told))),
        "msubsup" => {
            let (base, low, high) = (child(0, told), child(1, told), child(2, told));
            format!("{base}_{}{}", grouped(&low), raised(&high))
        }
        "msqrt" => {
            let inner: String = children.iter().map(|c| written(*c, depth + 1, told)).collect();
            format!("√{}", grouped(&inner))
        }
        "mroot" => {
            let (inner, degree) = (child(0, told), child(1, told));
            let degree: String = degree.chars().map(|c| power(c).unwrap_or(c)).collect();
            format!("{degree}√{}", grouped(&inner))
        }
        "mfenced" => {
            let with = |name: &str, other: &str| element.attr(name).unwrap_or(other).to_owned();
            let (open, close, by) =
                (with("open", "("), with("close", ")"), with("separators", ","));
            let by: String = by.chars().filter(|c| !c.is_whitespace()).take(1).collect();
            let parts: Vec<String> =
                children.iter().map(|c| written(*c, depth + 1, told)).collect();
            format!("{open}{}{close}", parts.join(&by))
        }
        "munder" | "mover" | "munderover" | "mmultiscripts" => {
            let parts: Vec<String> =
                children.iter().map(|c| written(*c, depth + 1, told)).collect();
            told.push(format!("公式“{}”的上下标位置未保留", parts.concat()));
            parts.concat()
        }
        "mtable" => {
            let rows: Vec<String> = children.iter().map(|c| written(*c, depth + 1, told)).collect();
            format!("[{}]", rows.join(";"))
        }
        "mtr" | "mlabeledtr" => {
            let cells: Vec<String> =
                children.iter().map(|c| written(*c, depth + 1, told)).collect();
            cells.join(",")
        }
        "semantics" => child(0, told),
        "annotation" | "annotation-xml" | "mspace" | "none" | "mprescripts" => String::new(),
        "ms" => {
            let inner: String = node.children().map(|c| written(c, depth + 1, told)).collect();
            format!("\"{inner}\"")
        }
        "math" | "mrow" | "mi" | "mn" | "mo" | "mtext" | "mstyle" | "mtd" | "merror" => {
            node.children().map(|c| written(c, depth + 1, told)).collect()
        }
        name => {
            let inner: String = node.children().map(|c| written(c, depth + 1, told)).collect();
            told.push(format!("公式中“{inner}”用了 {name}，显示未能核对"));
            inner
        }
    }
}

/// One number, word or bracket as it is; more than that in brackets.
fn grouped(text: &str) -> String {
    let single = text.chars().all(char::is_alphanumeric)
        || text.chars().all(|c| c.is_ascii_digit() || c == '.');
    let closed = text.starts_with('(') && text.ends_with(')') && {
        let mut open = 0i32;
        text.char_indices().all(|(at, c)| {
            open += i32::from(c == '(') - i32::from(c == ')');
            open > 0 || at + 1 == text.len()
        })
    };
    if single || closed { text.to_owned() } else { format!("({text})") }
}

fn raised(text: &str) -> String {
    let all: Option<String> = text.chars().map(power).collect();
    all.filter(|t| !t.is_empty()).unwrap_or_else(|| format!("^{}", grouped(text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use scraper::Html;

    fn said(inner: &str) -> String {
        let html = Html::parse_document(&format!("<math>{inner}</math>"));
        let named =
            |n: &NodeRef<'_, Node>| n.value().as_element().is_some_and(|e| e.name() == "math");
        line(html.tree.nodes().find(named).unwrap()).0
    }

    #[test]
    fn what_stands_over_what_shows_in_the_text() {
        let sum = "<mi>a</mi><mo>+</mo><mi>b</mi>";
        assert_eq!(said(&format!("<mfrac><mrow>{sum}</mrow><mi>c</mi></mfrac>")), "(a+b)/c");
        assert_eq!(
            said("<mrow><mi>a</mi><mo>+</mo><mfrac><mi>b</mi><mi>c</mi></mfrac></mrow>"),
            "a+b/c"
        );
        assert_eq!(said("<msup><mn>10</mn><mn>2</mn></msup>"), "10²");
        assert_eq!(said(&format!("<msqrt>{sum}</msqrt>")), "√(a+b)");
    }
}
