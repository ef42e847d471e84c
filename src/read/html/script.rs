//! Scripts. None is run; one that may write text is told, with the words in it.

use scraper::{Html, Node};

/// What a script may write with.
const WRITES: &[&str] = &[
    "document.write",
    ".innerhtml",
    ".outerhtml",
    ".innertext",
    ".outertext",
    ".textcontent",
    "insertadjacent",
    ".appendchild",
    ".insertbefore",
    ".replacechild",
    ".replacewith",
    ".append(",
    ".prepend(",
    ".before(",
    ".after(",
    ".html(",
    ".text(",
    ".val(",
    ".value",
    "createtextnode",
    "createelement",
    ".nodevalue",
    ".data=",
    "filltext",
    "stroketext",
    "eval(",
    "function(\"",
    "fromcharcode",
    "atob(",
    "unescape(",
    "attachshadow",
    "customelements",
    "insertrule",
    ".csstext",
    "adoptedstylesheets",
    ".style",
    "classname",
    "classlist",
    "setattribute",
    ".hidden",
    ".remove(",
    ".removechild",
    ".hide(",
    ".show(",
    ".css(",
    "addclass",
    "removeclass",
    "toggleclass",
    "document[",
    "window[",
    "settimeout(\"",
    "setinterval(\"",
    "import(",
    "fetch(",
    "xmlhttprequest",
    "execcommand",
    "designmode",
    ".checked",
    "document.title",
    "location=",
    "location.href=",
];

/// What is told of the scripts of a page; on a page of a `site` only what writes words.
pub fn told(html: &Html, site: bool) -> Vec<String> {
    let mut found = Vec::new();
    let mut absent = Vec::new();
    for node in html.tree.nodes() {
        let Some(element) = node.value().as_element() else { continue };
        for (name, value) in element.attrs() {
            let handler = name.len() > 2 && name.starts_with("on");
            // What a click does, happens after a click.
            let later = [
                "onclick",
                "onmouse",
                "onkey",
                "onchange",
                "onsubmit",
                "onfocus",
                "onblur",
                "onselect",
                "ondrag",
                "onunload",
                "onbeforeunload",
                "oncontextmenu",
                "ondblclick",
                "onscroll",
                "onresize",
                "oninput",
                "ontouch",
                "oncopy",
                "oncut",
                "onpaste",
            ];
            if handler && !later.iter().any(|l| name.starts_with(l)) && writes(value, site) {
                found.push(format!("网页含可能改写文字的脚本（{name}），未运行：{}", words(value)));
            }
        }
        if element.name() == "meta"
            && !site
            && element.attr("http-equiv").is_some_and(|e| e.eq_ignore_ascii_case("refresh"))
            && element.attr("content").is_some_and(|c| c.to_lowercase().contains("url"))
        {
            found.push("网页会自动转到别的页面（meta refresh）".to_owned());
        }
        if element.name() != "script" || !runs(element.attr("type").unwrap_or_default()) {
            continue;
        }
        if let Some(source) = element.attr("src") {
            match source.strip_prefix("data:").and_then(|data| data.split_once(',')) {
                Some((head, data)) => {
                    let text = super::data_text(head, data);
                    if writes(&text, site) {
                        found.push(say(&text));
                    }
                }
                None => absent.push(source.to_owned()),
            }
            continue;
        }
        let text: String = node
            .children()
            .filter_map(|c: ego_tree::NodeRef<'_, Node>| c.value().as_text())
            .map(|t| &**t)
            .collect();
        if writes(&text, site) {
            found.push(say(&text));
        }
    }
    if let Some(first) = absent.first().filter(|_| !site) {
        let name: String = first.rsplit('/').next().unwrap_or(first).chars().take(60).collect();
        found.push(format!(
            "网页引用的脚本（{name} 等 {} 个）不在文件中，是否改写文字未能核对",
            absent.len()
        ));
    }
    found
}

fn say(script: &str) -> String {
    format!("网页含可能改写文字的脚本，未运行：{}", words(script))
}

fn runs(kind: &str) -> bool {
    let kind = kind.trim().to_ascii_lowercase();
    kind.is_empty()
        || kind.contains("javascript")
        || kind.contains("ecmascript")
        || matches!(kind.as_str(), "module" | "text/vbscript" | "text/jscript" | "text/babel")
}

fn writes(script: &str, site: bool) -> bool {
    let flat: String =
        script.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    if !WRITES.iter().any(|verb| flat.contains(verb)) {
        return false;
    }
    if !site {
        return true;
    }
    // Sites write counters, menus and other scripts; words of a document are written in words.
    let wide = |text: &str| text.chars().any(|c| ('\u{3400}'..='\u{9fff}').contains(&c));
    let strings = literals(script);
    strings.iter().any(|text| wide(text) || text.contains("\\u"))
        || ["fromcharcode", "atob(", "eval("].iter().any(|verb| flat.contains(verb))
}

/// The strings of a script.
fn literals(script: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut chars = script.chars();
    while let Some(c) = chars.next() {
        if !matches!(c, '"' | '\'' | '`') {
            continue;
        }
        let mut text = String::new();
        while let Some(inner) = chars.next() {
            if inner == c {
                break;
            }
            text.push(inner);
            if inner == '\\' {
                text.extend(chars.next());
            }
        }
        found.push(text);
    }
    found
}

/// The words that a script holds, or how it begins.
fn words(script: &str) -> String {
    let wide = |text: &String| text.chars().any(|c| c.is_alphanumeric() && !c.is_ascii());
    let strings: Vec<String> = literals(script).into_iter().filter(wide).take(4).collect();
    let text = if strings.is_empty() { script.trim().to_owned() } else { strings.join("”“") };
    let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut short: String = text.chars().take(80).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    format!("“{short}”")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(html: &str, site: bool) -> Vec<String> {
        told(&Html::parse_document(html), site)
    }

    #[test]
    fn scripts_that_write_are_told_with_their_words() {
        let found = said("<p>甲</p><script>document.write('<p>另有诉讼。</p>')</script>", false);
        assert!(found[0].contains("另有诉讼"), "{found:?}");
        assert_eq!(said("<body onload=\"x.innerText='乙'\">", false).len(), 1);
        assert!(said("<script>var a=1;</script><script type='application/ld+json'>{\"a\":\".value\"}</script>", false).is_empty());
        assert_eq!(said("<script src=x.js></script>", false).len(), 1);
    }

    #[test]
    fn counters_of_a_site_are_no_words() {
        let counter = "<script>var s=document.createElement('script');s.src='//x/y.js';document.body.appendChild(s)</script>";
        assert!(said(counter, true).is_empty());
        assert_eq!(said("<script>document.write('有诉讼')</script>", true).len(), 1);
    }
}
