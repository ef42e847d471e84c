//! Content controls bound to a part of the package: Word shows what that part holds and
//! not the text that was stored in the control when it was saved last.

use super::parts::Parts;
use crate::read::xml::{self, attr};
use quick_xml::events::{BytesStart, Event};

/// Data stores at most; a document has a few.
const STORES: usize = 64;
/// Steps of a path at most.
const STEPS: usize = 32;

/// Where a control's value is stored, and how it is shown.
#[derive(Debug, Clone, Default)]
pub struct Binding {
    path: String,
    store: String,
    date: Option<String>,
    /// Entries of a list: value and words.
    entries: Vec<(String, String)>,
    rich: bool,
}

impl Binding {
    /// Takes what a child of `w:sdtPr` says.
    pub fn note(&mut self, element: &BytesStart<'_>) {
        let value = |name| attr(element, name).map(String::from).unwrap_or_default();
        match element.local_name().as_ref() {
            "dataBinding" => (self.path, self.store) = (value("xpath"), value("storeItemID")),
            "dateFormat" => self.date = Some(value("val")),
            "listItem" => self.entries.push((value("value"), value("displayText"))),
            "richText" | "picture" | "docPartObj" | "repeatingSection" => self.rich = true,
            _ => {}
        }
    }

    /// Whether there is one.
    pub fn is_some(&self) -> bool {
        !self.path.is_empty() && !self.rich
    }

    /// What the control shows where `stored` is its text; none where that is the same.
    pub fn shown(&self, stores: &Stores, stored: &str) -> Option<String> {
        let value = stores.value(&self.store, &self.path)?;
        let said = |(own, words): &(String, String)| {
            (*own == value).then(|| if words.is_empty() { own.clone() } else { words.clone() })
        };
        let dated = || self.date.as_deref().and_then(|form| date(&value, form));
        let shown = self.entries.iter().find_map(said).or_else(dated).unwrap_or(value);
        let tight = |text: &str| text.split_whitespace().collect::<String>();
        // A date stored otherwise than it is shown is the same date.
        let same_date = || self.date.is_some() && numbers(&shown) == numbers(stored);
        (tight(&shown) != tight(stored) && !same_date()).then_some(shown)
    }
}

/// The numbers of a text.
fn numbers(text: &str) -> Vec<u32> {
    let digits = text.split(|c: char| !c.is_ascii_digit());
    digits.filter_map(|number| number.parse().ok()).collect()
}

/// `2023-08-16T00:00:00` in a format of Word's (`yyyy年M月d日`).
fn date(value: &str, form: &str) -> Option<String> {
    let [year, month, day] = numbers(value.split('T').next()?).try_into().ok()?;
    let mut shown = String::new();
    let mut rest = form;
    while let Some(c) = rest.chars().next() {
        let run = rest.len() - rest.trim_start_matches(c).len();
        let count = run / c.len_utf8();
        let (piece, used) = match (c, count) {
            ('y', 2) => (format!("{:02}", year % 100), run),
            ('y', _) => (format!("{year:04}"), run),
            ('M', 1) => (month.to_string(), run),
            ('M', 2) => (format!("{month:02}"), run),
            ('d', 1) => (day.to_string(), run),
            ('d', 2) => (format!("{day:02}"), run),
            ('M' | 'd' | 'E' | 'H' | 'h' | 'm' | 's', _) => return None,
            ('\'', _) => {
                let inner = rest[1..].split('\'').next().unwrap_or_default();
                (inner.to_owned(), (inner.len() + 2).min(rest.len()))
            }
            (c, _) => (c.to_string(), c.len_utf8()),
        };
        shown += &piece;
        rest = rest.get(used..)?;
    }
    Some(shown)
}

/// The parts to which controls are bound, by identifier.
#[derive(Debug, Default)]
pub struct Stores(Vec<(String, String)>);

impl Stores {
    /// The data stores that a main part names, and the package's own properties.
    pub fn open(parts: &Parts, main: &str) -> Self {
        let mut stores = Vec::new();
        let data = parts.relationships(main);
        for store in data.iter().filter(|r| r.kind == "customXml").take(STORES) {
            let properties = parts.relationships(&store.target);
            let Some(own) = properties.iter().find(|r| r.kind == "customXmlProps") else {
                continue;
            };
            if let Some(id) = identifier(&parts.text(&own.target)) {
                stores.push((folded(&id), parts.text(&store.target)));
            }
        }
        for (kind, id) in [
            ("core-properties", "{6C3C8BC8-F283-45AE-878A-BAB7291924A1}"),
            ("extended-properties", "{6668398D-A668-4E3E-A5EB-62B293D839F1}"),
        ] {
            if let Some(part) = parts.relationships("").into_iter().find(|r| r.kind == kind) {
                stores.push((folded(id), parts.text(&part.target)));
            }
        }
        Self(stores)
    }

    /// The value at a path of a store; of any store, where none of that identifier is there.
    fn value(&self, id: &str, path: &str) -> Option<String> {
        let steps = steps(path)?;
        let id = folded(id);
        let own = self.0.iter().find(|(known, _)| *known == id);
        match own {
            Some((_, xml)) => value_at(xml, &steps),
            None if id.is_empty() => self.0.iter().find_map(|(_, xml)| value_at(xml, &steps)),
            None => None,
        }
    }
}

fn folded(id: &str) -> String {
    id.trim().to_ascii_lowercase()
}

fn identifier(xml: &str) -> Option<String> {
    let mut reader = xml::reader(xml);
    loop {
        match reader.read_event().ok()? {
            Event::Start(element) => {
                if let Some(id) = attr(&element, "itemID") {
                    return Some(id.into_owned());
                }
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// A step of a path: the local name of an element with its number among its like, or an
/// attribute.
#[derive(Debug, PartialEq)]
enum Step {
    Element(String, usize),
    Attribute(String),
    Text,
}

/// The steps of the simple paths that Word writes; none for any other.
fn steps(path: &str) -> Option<Vec<Step>> {
    let path = path.trim().strip_prefix('/')?;
    let step = |piece: &str| {
        if let Some(name) = piece.strip_prefix('@') {
            return Some(Step::Attribute(local(name).to_owned()));
        }
        if piece == "text()" {
            return Some(Step::Text);
        }
        let (name, number) = match piece.split_once('[') {
            Some((name, number)) => (name, number.strip_suffix(']')?.trim().parse().ok()?),
            None => (piece, 1),
        };
        let plain = !name.is_empty() && !name.contains(['(', ')', '*', '.', '=', '\'']);
        plain.then(|| Step::Element(local(name).to_owned(), number))
    };
    let steps: Option<Vec<Step>> = path.split('/').map(step).collect();
    steps.filter(|steps| steps.len() <= STEPS)
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn value_at(xml: &str, steps: &[Step]) -> Option<String> {
    let mut reader = xml::reader(xml);
    // The steps found so far, and how many elements of the wanted name were met at the next.
    let (mut found, mut met, mut depth) = (0usize, 0usize, 0usize);
    let mut value: Option<String> = None;
    loop {
        let event = reader.read_event().ok()?;
        match &event {
            Event::Start(element) => {
                depth += 1;
                if let Some(Step::Element(name, number)) =
                    steps.get(found).filter(|_| value.is_none())
                    && depth == found + 1
                    && element.local_name().as_ref() == name.as_str()
                {
                    met += 1;
                    if met == *number {
                        (found, met) = (found + 1, 0);
                        match steps.get(found) {
                            Some(Step::Attribute(name)) => {
                                return attr(element, name).map(String::from);
                            }
                            None | Some(Step::Text) => value = Some(String::new()),
                            _ => {}
                        }
                    }
                }
            }
            Event::Text(text) => {
                if let Some(value) = &mut value {
                    *value += &text.xml10_content();
                }
            }
            Event::CData(text) => {
                if let Some(value) = &mut value {
                    *value += &text.xml10_content();
                }
            }
            Event::GeneralRef(reference) => {
                if let Some(value) = &mut value {
                    value.extend(xml::resolve(reference));
                }
            }
            Event::End(_) => {
                if depth == found && found > 0 {
                    return value;
                }
                depth = depth.saturating_sub(1);
            }
            Event::Eof => return value,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_by_path() {
        let xml =
            r#"<root xmlns:a="a"><v>1</v><a:w k="x"><v>2</v><v>3&amp;4</v></a:w><v>5</v></root>"#;
        let at = |path: &str| steps(path).and_then(|steps| value_at(xml, &steps));
        assert_eq!(at("/root[1]/v[2]").as_deref(), Some("5"));
        assert_eq!(at("/ns0:root[1]/ns0:w[1]/ns0:v[2]").as_deref(), Some("3&4"));
        assert_eq!(at("/root/w/@k").as_deref(), Some("x"));
        assert_eq!(at("/root/v/text()").as_deref(), Some("1"));
        assert_eq!((at("/root/z"), at("//v"), at("/root/v[last()]")), (None, None, None));
    }

    #[test]
    fn dates_and_entries_are_shown_in_their_own_way() {
        let store = |value: &str| Stores(vec![("{1}".into(), format!("<r><v>{value}</v></r>"))]);
        let bound = Binding { path: "/r/v".into(), store: "{1}".into(), ..Binding::default() };
        assert_eq!(bound.shown(&store("35.1"), "31.5").as_deref(), Some("35.1"));
        assert_eq!(bound.shown(&store("31.5"), "31.5"), None);
        let dated = Binding { date: Some("yyyy'年'M'月'd'日'".into()), ..bound.clone() };
        assert_eq!(dated.shown(&store("2023-08-16T00:00:00"), "2023年8月16日"), None);
        let other = dated.shown(&store("2023-09-16"), "2023年8月16日");
        assert_eq!(other.as_deref(), Some("2023年9月16日"));
        let entries = vec![("1".to_owned(), "大型企业".to_owned())];
        let listed = Binding { entries, ..bound };
        assert_eq!(listed.shown(&store("1"), "大型企业"), None);
        assert_eq!(listed.shown(&store("1"), "小型企业").as_deref(), Some("大型企业"));
    }
}
