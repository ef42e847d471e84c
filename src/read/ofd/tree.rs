//! An XML part as a small tree of local names: OFD producers disagree on
//! namespaces and prefixes, so neither is looked at.

use crate::problem::{Code, Problem};
use crate::read::xml;
use quick_xml::events::{BytesStart, Event};

/// Elements of one part; a page of a million marks stays below it.
const MAX_NODES: usize = 4_000_000;

/// An element.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Node {
    /// Local name.
    pub name: Box<str>,
    /// Attributes by local name, in order.
    attrs: Vec<(Box<str>, Box<str>)>,
    /// Characters directly inside, joined.
    pub text: String,
    /// Elements directly inside.
    pub children: Vec<Node>,
}

impl Node {
    /// An attribute by its local name.
    pub fn attr(&self, name: &str) -> Option<&str> {
        self.attrs.iter().find(|(n, _)| &**n == name).map(|(_, v)| v.trim())
    }

    /// A number in an attribute.
    pub fn number(&self, name: &str) -> Option<f64> {
        self.attr(name)?.parse().ok().filter(|v: &f64| v.is_finite())
    }

    /// Whether a boolean attribute is set, or its default.
    pub fn flag(&self, name: &str, default: bool) -> bool {
        match self.attr(name) {
            Some("true" | "1" | "True" | "TRUE") => true,
            Some("false" | "0" | "False" | "FALSE") => false,
            _ => default,
        }
    }

    /// The first child of a name.
    pub fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|child| &*child.name == name)
    }

    /// All children of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Node> {
        self.children.iter().filter(move |child| &*child.name == name)
    }

    /// The trimmed text of a child, if there is any.
    pub fn child_text(&self, name: &str) -> Option<&str> {
        self.child(name).map(|node| node.text.trim()).filter(|text| !text.is_empty())
    }
}

/// Parses a part. What follows a defect in the XML is left out; the second
/// value says whether there was one.
///
/// # Errors
///
/// Nested deeper than `nesting` or more elements than any page holds.
pub(super) fn parse(bytes: &[u8], nesting: usize) -> Result<(Node, bool), Problem> {
    let text = xml::decode(bytes);
    let mut reader = xml::reader(&text);
    let mut open = vec![Node::default()];
    let mut nodes = 0;
    let mut broken = false;
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                nodes += 1;
                if open.len() > nesting || nodes > MAX_NODES {
                    return Err(too_much());
                }
                open.push(node_of(&start));
            }
            Ok(Event::End(_)) => close(&mut open),
            Ok(Event::Text(text)) => push(&mut open, &text.xml10_content()),
            Ok(Event::CData(text)) => push(&mut open, &text.xml10_content()),
            Ok(Event::GeneralRef(reference)) => {
                if let Some(character) = xml::resolve(&reference) {
                    push(&mut open, character.encode_utf8(&mut [0; 4]));
                }
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(_) => {
                broken = true;
                break;
            }
        }
    }
    broken |= open.len() > 1;
    while open.len() > 1 {
        close(&mut open);
    }
    let root = open.pop().unwrap_or_default().children.into_iter().next();
    Ok(root.map_or((Node::default(), true), |root| (root, broken)))
}

fn node_of(start: &BytesStart<'_>) -> Node {
    let attrs = start
        .attributes()
        .with_checks(false)
        .flatten()
        .filter_map(|attribute| {
            let name: Box<str> = attribute.key.local_name().as_ref().into();
            let value = xml::attr(start, &name)?;
            Some((name, value.into()))
        })
        .collect();
    let name = start.local_name().as_ref().into();
    Node { name, attrs, ..Node::default() }
}

fn close(open: &mut Vec<Node>) {
    if open.len() < 2 {
        return;
    }
    if let (Some(node), Some(parent)) = (open.pop(), open.last_mut()) {
        parent.children.push(node);
    }
}

fn push(open: &mut [Node], text: &str) {
    if let Some(node) = open.last_mut() {
        node.text.push_str(text);
    }
}

fn too_much() -> Problem {
    Problem::new(Code::LimitExceeded, "OFD 部件的元素过多或嵌套过深", "请确认文件来源可靠")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_do_not_matter_and_defects_keep_what_stands_before() {
        let (root, broken) =
            parse("<x:Page ID='1'><y:Layer><TextCode X='1'>申 &lt;报</TextCode>".as_bytes(), 9)
                .unwrap();
        assert!(broken);
        let code = root.child("Layer").and_then(|l| l.child("TextCode")).unwrap();
        assert_eq!((code.text.as_str(), code.number("X")), ("申 <报", Some(1.0)));
        assert!(parse("<a><b><c/></b></a>".as_bytes(), 2).is_err());
    }
}
