//! Which notice rests on, forwards or contains which: the citation graph.

use crate::record::Record;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;

/// A notice, or a document that is only cited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Node {
    /// Number, or title where there is none.
    pub id: String,
    /// 发文字号.
    pub doc_number: Option<String>,
    /// Title, once a file holds the document.
    pub title: Option<String>,
    /// Date of issue.
    pub issued_on: Option<String>,
    /// Files that hold it.
    pub files: Vec<String>,
}

/// From one document to another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Edge {
    /// The document that speaks.
    pub from: String,
    /// The document spoken of.
    pub to: String,
    /// `forwards` (it is attached) or `cites`.
    pub kind: &'static str,
}

/// All notices of some files and what they cite.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Graph {
    /// Documents in the order met.
    pub nodes: Vec<Node>,
    /// Citations, each once.
    pub edges: Vec<Edge>,
}

impl Graph {
    /// Adds the records of one file. The key `parent` of a record names the record it is attached to.
    pub fn add(&mut self, file: &str, records: &[Record]) {
        let mut ids: BTreeMap<usize, String> = BTreeMap::new();
        for (index, record) in records.iter().enumerate() {
            if record.kind() != "notice" {
                continue;
            }
            let text =
                |pointer: &str| record.get(pointer).and_then(Value::as_str).map(str::to_owned);
            let (number, title) = (text("/doc_number"), text("/title"));
            let Some(id) = number.clone().or_else(|| title.clone()) else { continue };
            let node = self.node(&id);
            node.doc_number = node.doc_number.take().or(number);
            node.title = node.title.take().or(title);
            node.issued_on = node.issued_on.take().or_else(|| text("/issued_on"));
            if !node.files.iter().any(|f| f == file) {
                node.files.push(file.to_owned());
            }
            ids.insert(index, id.clone());
            let parent =
                record.get("/parent").and_then(Value::as_u64).and_then(|p| ids.get(&(p as usize)));
            if let Some(parent) = parent.cloned() {
                self.edge(parent, id.clone(), "forwards");
            }
            let cites = record.get("/cites").and_then(Value::as_array).into_iter().flatten();
            for cited in cites.filter_map(Value::as_str) {
                if cited != id {
                    self.node(cited).doc_number = Some(cited.to_owned());
                    self.edge(id.clone(), cited.to_owned(), "cites");
                }
            }
        }
    }

    fn node(&mut self, id: &str) -> &mut Node {
        let at = self.nodes.iter().position(|n| n.id == id).unwrap_or_else(|| {
            self.nodes.push(Node {
                id: id.to_owned(),
                doc_number: None,
                title: None,
                issued_on: None,
                files: Vec::new(),
            });
            self.nodes.len() - 1
        });
        &mut self.nodes[at]
    }

    fn edge(&mut self, from: String, to: String, kind: &'static str) {
        let edge = Edge { from, to, kind };
        if !self.edges.contains(&edge) {
            self.edges.push(edge);
        }
    }

    /// Lines for people: each notice with what it forwards and cites.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for node in self.nodes.iter().filter(|n| !n.files.is_empty()) {
            let _ = writeln!(out, "{}", self.label(&node.id));
            for edge in self.edges.iter().filter(|e| e.from == node.id) {
                let word = if edge.kind == "forwards" { "转发" } else { "引用" };
                let known = self.nodes.iter().any(|n| n.id == edge.to && !n.files.is_empty());
                let note = if known { "" } else { "（无原文）" };
                let _ = writeln!(out, "  {word} → {}{note}", self.label(&edge.to));
            }
        }
        out
    }

    fn label(&self, id: &str) -> String {
        let Some(node) = self.nodes.iter().find(|n| n.id == id) else { return id.to_owned() };
        match (&node.doc_number, &node.title) {
            (Some(number), Some(title)) => format!("{number} {title}"),
            _ => id.to_owned(),
        }
    }

    /// The graph in the DOT language.
    pub fn dot(&self) -> String {
        let mut out = String::from("digraph notices {\n  rankdir=LR;\n  node [shape=box];\n");
        for node in &self.nodes {
            let style = if node.files.is_empty() { ", style=dashed" } else { "" };
            let label = self.label(&node.id).replacen(' ', "\n", 1);
            let _ = writeln!(out, "  {} [label={}{style}];", quote(&node.id), quote(&label));
        }
        for edge in &self.edges {
            let word = if edge.kind == "forwards" { "转发" } else { "引用" };
            let _ =
                writeln!(out, "  {} -> {} [label=\"{word}\"];", quote(&edge.from), quote(&edge.to));
        }
        out.push_str("}\n");
        out
    }
}

fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn notice(number: &str, cites: &[&str], parent: Option<usize>) -> Record {
        let mut record = Record::of_kind("notice");
        record.set("/doc_number", json!(number));
        record.set("/title", json!("某\"通知\""));
        record.set("/cites", json!(cites));
        record.set("/parent", json!(parent));
        record
    }

    #[test]
    fn a_forwarded_notice_is_one_node_with_the_cited_one() {
        let mut graph = Graph::default();
        graph.add(
            "a.pdf",
            &[
                notice("甲〔2023〕1号", &["乙〔2023〕2号"], None),
                notice("乙〔2023〕2号", &[], Some(0)),
            ],
        );
        graph.add("b.html", &[notice("乙〔2023〕2号", &["丙〔2014〕3号"], None)]);
        assert_eq!(graph.nodes.len(), 3);
        let kinds: Vec<_> =
            graph.edges.iter().map(|e| (e.from.as_str(), e.to.as_str(), e.kind)).collect();
        assert_eq!(
            kinds,
            [
                ("甲〔2023〕1号", "乙〔2023〕2号", "cites"),
                ("甲〔2023〕1号", "乙〔2023〕2号", "forwards"),
                ("乙〔2023〕2号", "丙〔2014〕3号", "cites"),
            ]
        );
        assert_eq!(graph.nodes[1].files, ["a.pdf", "b.html"]);
        assert!(
            graph.dot().contains("\\\"通知\\\"")
                && graph.text().contains("丙〔2014〕3号（无原文）")
        );
    }
}
