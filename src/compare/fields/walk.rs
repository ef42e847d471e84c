//! Two records walked side by side, pointer by pointer. What comes out is a
//! list of compared places; how much a difference weighs is decided elsewhere.

use crate::compare::fields::compared::{Compared, Leaf, Outcome, is_blank};
use crate::compare::fields::equivalence;
use crate::compare::fields::meaning;
use crate::compare::pair::matching::{self, Matching};
use crate::compare::report::rule::Rules;
use crate::record::concept::{self, Compared as How, Concept};
use crate::record::{Provenance, Record, escape_step};
use serde_json::{Map, Value};

/// Compares two records of one kind.
pub fn compare<'a>(paper: &'a Record, online: &'a Record) -> Vec<Compared<'a>> {
    let mut walk = Walk { paper, online, out: Vec::new() };
    walk.objects(&At::default(), Some(&paper.body), Some(&online.body));
    walk.out
}

/// What a record says of the programme, where both sides say it: its track and its year.
/// Between two documents their text tells.
pub fn heads<'a>(paper: &'a Record, online: &'a Record) -> Vec<Compared<'a>> {
    let mut walk = Walk { paper, online, out: Vec::new() };
    for pointer in ["/programme/track", "/programme/year"] {
        let at = At { report: pointer.into(), paper: pointer.into(), online: pointer.into() };
        if let (Some(p), Some(o)) = (paper.get(pointer), online.get(pointer)) {
            walk.leaves(&at, p, o);
        }
    }
    let said = |leaves: &[Leaf<'_>]| leaves.iter().all(|leaf| !is_blank(leaf.value));
    walk.out.retain(|place| said(&place.paper) && said(&place.online));
    walk.out
}

/// One place, as the report and either side address it.
#[derive(Debug, Clone, Default)]
struct At {
    report: String,
    paper: String,
    online: String,
}

impl At {
    /// A step further down: named in the report, by key or index on either side.
    fn step(&self, report: &str, paper: &str, online: &str) -> Self {
        Self {
            report: format!("{}/{report}", self.report),
            paper: format!("{}/{paper}", self.paper),
            online: format!("{}/{online}", self.online),
        }
    }
}

struct Walk<'a> {
    paper: &'a Record,
    online: &'a Record,
    out: Vec<Compared<'a>>,
}

static NULL: Value = Value::Null;

impl<'a> Walk<'a> {
    fn leaf(&self, record: &'a Record, pointer: &str, value: &'a Value) -> Leaf<'a> {
        let provenance = record.provenance.get(pointer).or_else(|| named(record, pointer));
        // The wording of an item stands where the item stands.
        let item = || record.provenance.get(pointer.strip_suffix("/text")?);
        // One of several names or choices stands where the list stands.
        let list = || {
            let (list, index) = pointer.rsplit_once('/')?;
            index.parse::<usize>().ok().and_then(|_| record.provenance.get(list))
        };
        let provenance = provenance.or_else(item).or_else(list);
        Leaf { value, provenance }
    }

    /// Objects, key by key in the online side's order, then what only the paper has.
    fn objects(
        &mut self,
        at: &At,
        paper: Option<&'a Map<String, Value>>,
        online: Option<&'a Map<String, Value>>,
    ) {
        let written = columns_written_otherwise(paper, online);
        let mut keys: Vec<&String> = online.into_iter().flat_map(Map::keys).collect();
        keys.extend(
            paper
                .into_iter()
                .flat_map(Map::keys)
                .filter(|k| !online.is_some_and(|o| o.contains_key(*k)))
                .filter(|k| !written.iter().any(|(p, _)| p == k)),
        );
        let one_code = is_one_code(paper, online);
        for key in keys {
            let told = |map: Option<&Map<String, Value>>| {
                map.and_then(|m| m.get("template")).is_some_and(|name| !is_blank(name))
            };
            // Two forms are two books; a side that names none says nothing of it.
            let forms = key == "template" && told(paper) && told(online);
            let step = escape_step(key);
            let concept = concept::at(&format!("{}/{step}", at.report));
            let settled = |c: &Concept| matches!(c.compared, How::No | How::Derived);
            if concept.is_some_and(settled) && !(at.report.is_empty() && forms) {
                continue;
            }
            if one_code && key == ORGANIZATION {
                continue;
            }
            if one_code && key == CREDIT {
                let (p, o) = (code_key(paper), code_key(online));
                let value = |map: Option<&'a Map<String, Value>>, key| map.and_then(|m| m.get(key));
                let (paper, online) = (value(paper, p), value(online, o));
                let place = at.step(key, p, o);
                self.values(&place, paper.unwrap_or(&NULL), online.unwrap_or(&NULL));
                continue;
            }
            let own = written.iter().find(|(_, o)| *o == key).map_or(key, |(p, _)| *p);
            self.values(
                &at.step(key, &escape_step(own), &step),
                paper.and_then(|map| map.get(own)).unwrap_or(&NULL),
                online.and_then(|map| map.get(key)).unwrap_or(&NULL),
            );
        }
    }

    fn values(&mut self, at: &At, paper: &'a Value, online: &'a Value) {
        match (paper, online) {
            (Value::Object(_), _) | (_, Value::Object(_)) => {
                self.objects(at, paper.as_object(), online.as_object());
            }
            (Value::Array(_), _) | (_, Value::Array(_)) => {
                let empty: &'a [Value] = &[];
                let items = |value: &'a Value| value.as_array().map_or(empty, Vec::as_slice);
                self.lists(at, items(paper), items(online));
            }
            _ => self.leaves(at, paper, online),
        }
    }

    fn leaves(&mut self, at: &At, paper: &'a Value, online: &'a Value) {
        let p = self.leaf(self.paper, &at.paper, paper);
        let o = self.leaf(self.online, &at.online, online);
        let outcome = match (is_blank(paper), is_blank(online)) {
            (true, true) => Outcome::Same(Rules::default()),
            (false, true) => Outcome::OnlyPaper,
            (true, false) => Outcome::OnlyOnline,
            (false, false) => equivalence::compare(&p, &o),
        };
        let pointer = at.report.clone();
        self.out.push(Compared { pointer, paper: vec![p], online: vec![o], outcome, item: false });
    }

    fn lists(&mut self, at: &At, paper: &'a [Value], online: &'a [Value]) {
        let report = at.report.as_str();
        let list = report.rsplit('/').next().unwrap_or_default();
        let matching = matching::match_items(list, paper, online);
        let reordered = matching.reordered();
        // Metrics stand under their printed names, so their order says nothing.
        let named = report == "/metrics";
        if reordered && !named {
            let counts = order_counts(report, paper, online);
            let (paper, online) = (
                self.all_leaves(self.paper, &at.paper, paper),
                self.all_leaves(self.online, &at.online, online),
            );
            let outcome = Outcome::Reordered { counts };
            self.out.push(Compared {
                pointer: report.to_owned(),
                paper,
                online,
                outcome,
                item: true,
            });
        }
        let Matching { pairs, only_paper, only_online } = matching;
        for (p, o) in pairs {
            let step = item_step(named, &online[o], o);
            let from = self.out.len();
            let place = at.step(&step, &p.to_string(), &o.to_string());
            self.values(&place, &paper[p], &online[o]);
            // The running number follows from the order, which is reported on its
            // own; many records leave it out.
            let shifted = reordered || !only_paper.is_empty() || !only_online.is_empty();
            let number = format!("{report}/{step}/no");
            // One that leaves out this number alone has lost it.
            let one_sided = |c: &Compared<'_>| match c.outcome {
                Outcome::OnlyPaper => !is_numbered(online),
                Outcome::OnlyOnline => !is_numbered(paper),
                _ => false,
            };
            let keep = |c: &Compared<'_>| c.pointer != number || !(shifted || one_sided(c));
            let tail: Vec<_> = self.out.drain(from..).filter(keep).collect();
            self.out.extend(tail);
        }
        for index in only_online {
            self.one_sided(report, &at.online, named, index, &online[index], false);
        }
        for index in only_paper {
            self.one_sided(report, &at.paper, named, index, &paper[index], true);
        }
    }

    fn one_sided(
        &mut self,
        report: &str,
        at: &str,
        named: bool,
        index: usize,
        item: &'a Value,
        on_paper: bool,
    ) {
        if says_nothing(report, item) {
            return;
        }
        let record = if on_paper { self.paper } else { self.online };
        let mut leaves = Vec::new();
        self.collect(record, &format!("{at}/{index}"), item, &mut leaves);
        let pointer = format!("{report}/{}", item_step(named, item, index));
        // A name or choice that one side lacks is missing where its list stands.
        let other = if on_paper { self.online } else { self.paper };
        let list = other.provenance.get(report).filter(|_| item.is_string());
        let gap = list.map(|list| Leaf { value: &NULL, provenance: Some(list) });
        let gap: Vec<Leaf<'a>> = gap.into_iter().collect();
        let (paper, online, outcome) = if on_paper {
            (leaves, gap, Outcome::OnlyPaper)
        } else {
            (gap, leaves, Outcome::OnlyOnline)
        };
        self.out.push(Compared { pointer, paper, online, outcome, item: true });
    }

    fn all_leaves(&self, record: &'a Record, at: &str, items: &'a [Value]) -> Vec<Leaf<'a>> {
        let mut leaves = Vec::new();
        for (index, item) in items.iter().enumerate() {
            self.collect(record, &format!("{at}/{index}"), item, &mut leaves);
        }
        leaves
    }

    fn collect(&self, record: &'a Record, at: &str, value: &'a Value, out: &mut Vec<Leaf<'a>>) {
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    self.collect(record, &format!("{at}/{}", escape_step(key)), value, out);
                }
            }
            Value::Array(items) => {
                for (index, value) in items.iter().enumerate() {
                    self.collect(record, &format!("{at}/{index}"), value, out);
                }
            }
            _ => out.push(self.leaf(record, at, value)),
        }
    }
}

/// Heads of columns that are one in two writings, 年服务收入（万元） and 年服务收入/万元: paper's
/// and online's, where neither side has the other's writing.
fn columns_written_otherwise<'a>(
    paper: Option<&'a Map<String, Value>>,
    online: Option<&'a Map<String, Value>>,
) -> Vec<(&'a String, &'a String)> {
    let (Some(paper), Some(online)) = (paper, online) else { return Vec::new() };
    let alone = |own: &'a Map<String, Value>, other: &Map<String, Value>| {
        let keys = own.keys().filter(|key| !other.contains_key(*key));
        let heads = keys.map(|key| (key, meaning::split_label(key)));
        let heads = heads.filter(|(_, (name, unit))| !name.is_empty() && !unit.is_empty());
        heads.collect::<Vec<_>>()
    };
    let (own, others) = (alone(paper, online), alone(online, paper));
    let one = |heads: &[(&String, (String, String))], head: &(String, String)| {
        heads.iter().filter(|(_, other)| other == head).count() == 1
    };
    let mut out = Vec::new();
    for (key, head) in &own {
        let other = others.iter().find(|(_, other)| other == head);
        if let Some((other, _)) = other.filter(|_| one(&own, head) && one(&others, head)) {
            out.push((*key, *other));
        }
    }
    out
}

/// The names of the code of an organisation: of eighteen and of nine characters.
const CREDIT: &str = "credit_code";
const ORGANIZATION: &str = "organization_code";

/// Whether each side has one code, though under both names: some forms print the credit code
/// where others print that of the organisation. It is then told once.
fn is_one_code(paper: Option<&Map<String, Value>>, online: Option<&Map<String, Value>>) -> bool {
    let said = |map: &Option<&Map<String, Value>>, key: &str| {
        map.and_then(|m| m.get(key)).filter(|v| !is_blank(v)).cloned()
    };
    let sides = [paper, online];
    let agrees =
        |map: &Option<&Map<String, Value>>| match (said(map, CREDIT), said(map, ORGANIZATION)) {
            (Some(credit), Some(organization)) => credit == organization,
            _ => true,
        };
    sides.iter().all(agrees) && sides.iter().any(|map| said(map, CREDIT).is_some())
}

/// The name under which a side has its one code.
fn code_key(map: Option<&Map<String, Value>>) -> &'static str {
    let said = |key: &str| map.and_then(|m| m.get(key)).is_some_and(|v| !is_blank(v));
    if !said(CREDIT) && said(ORGANIZATION) { ORGANIZATION } else { CREDIT }
}

/// Provenance of metrics may be kept under the metric's name.
fn named<'a>(record: &'a Record, pointer: &str) -> Option<&'a Provenance> {
    let rest = pointer.strip_prefix("/metrics/")?;
    let (index, field) = rest.split_once('/')?;
    let name = record.get(&format!("/metrics/{index}/name"))?.as_str()?;
    record
        .provenance
        .get(&format!("/metrics/{}/{field}", escape_step(name)))
        .or_else(|| record.provenance.get(&format!("/metrics/{name}/{field}")))
}

/// Metrics are addressed by their name, everything else by its index.
fn item_step(named: bool, item: &Value, index: usize) -> String {
    named
        .then(|| item.get("name").and_then(Value::as_str).map(str::to_owned))
        .flatten()
        .unwrap_or_else(|| index.to_string())
}

/// An item that holds nothing but what the form itself prints.
fn says_nothing(list: &str, item: &Value) -> bool {
    let Value::Object(map) = item else { return is_blank(item) };
    let printed = |key: &str| {
        key == "no"
            || concept::at(&format!("{list}/0/{}", escape_step(key)))
                .is_some_and(|concept| concept.compared == How::Printed)
    };
    let metric = map.contains_key("unit") && map.contains_key("value");
    map.iter().all(|(key, value)| is_blank(value) || printed(key) || (metric && key == "name"))
}

/// Whether the order of a list says something: numbered rows, rankings, names
/// of which the first leads.
fn order_counts(list: &str, paper: &[Value], online: &[Value]) -> bool {
    concept::at(list).is_some_and(|concept| concept.order)
        || (is_numbered(paper) && is_numbered(online))
}

/// Whether items have running numbers.
fn is_numbered(items: &[Value]) -> bool {
    items.iter().any(|item| item.get("no").is_some_and(|no| !is_blank(no)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn record(body: Value) -> Record {
        Record { body: body.as_object().cloned().unwrap_or_default(), ..Record::default() }
    }

    fn differing(paper: Value, online: Value) -> Vec<(String, Outcome)> {
        let (paper, online) = (record(paper), record(online));
        compare(&paper, &online)
            .into_iter()
            .filter(|c| !matches!(c.outcome, Outcome::Same(_)))
            .map(|c| (c.pointer, c.outcome))
            .collect()
    }

    #[test]
    fn metrics_are_named_and_other_items_numbered() {
        let online = json!({"metrics": [{"name": "生产/效率", "unit": "%", "value": 30}], "breakthroughs": {"patents": [{"name": "甲方法"}]}});
        let paper = json!({"metrics": [{"name": "生产/效率", "unit": "%", "value": 35}], "breakthroughs": {"patents": [{"name": "甲方法"}, {"name": "新增装置"}]}});
        assert_eq!(
            differing(paper, online),
            vec![
                ("/metrics/生产/效率/value".to_owned(), Outcome::Differs),
                ("/breakthroughs/patents/1".to_owned(), Outcome::OnlyPaper),
            ]
        );
    }

    #[test]
    fn one_code_under_two_names_is_told_once() {
        let of = |credit: Value, organization: Value| json!({"applicant": {"credit_code": credit, "organization_code": organization}});
        let (a, b) = ("91620100TEST0PQR5K", "91620100TEST0PQR6K");
        let told = vec![("/applicant/credit_code".to_owned(), Outcome::Differs)];
        assert_eq!(differing(of(json!(a), json!(a)), of(json!(b), json!(b))), told);
        assert_eq!(differing(of(json!(a), json!(a)), of(json!(b), json!(null))), told);
        assert_eq!(differing(of(json!(a), json!(a)), of(json!(null), json!(a))), vec![]);
        // Two codes are two.
        assert_eq!(differing(of(json!(a), json!("TEST0PQR5")), of(json!(b), json!("X"))).len(), 2);
        let own = differing(of(json!(null), json!("X")), of(json!(null), json!("Y")));
        assert_eq!(own, vec![("/applicant/organization_code".to_owned(), Outcome::Differs)]);
    }

    #[test]
    fn blank_and_absent_are_the_same() {
        let online = json!({"applicant": {"name": "甲", "contact": {"email": "", "fax": null}}, "metrics": [{"name": "效率", "unit": "%", "value": null}]});
        assert_eq!(differing(json!({"applicant": {"name": "甲"}}), online), vec![]);
    }

    #[test]
    fn swapped_rows_are_one_difference() {
        let row = |no: u32, name: &str| json!({"no": no, "scenario": name, "description": format!("围绕{name}")});
        let paper = json!({"scenarios": [row(1, "智能仓储"), row(2, "产线柔性配置")]});
        let online = json!({"scenarios": [row(1, "产线柔性配置"), row(2, "智能仓储")]});
        assert_eq!(
            differing(paper, online),
            vec![("/scenarios".to_owned(), Outcome::Reordered { counts: true })]
        );
    }
}
