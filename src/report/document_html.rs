//! A document without pages as HTML, to look at beside its other side: the elements' ids are
//! the block and cell paths of provenance (`b8`, `b8-r2c2`, `b8-r2c2/r0c1`), or of a record
//! its JSON pointers. Nothing in it is active: no address, script, style or attribute of the
//! document's own, its text escaped.

use crate::compare::{of_pointer, section};
use crate::document::{Block, Cell, Document, MarginKind, Paragraph, Role, Table};
use crate::record::{Record, escape_step};
use crate::report::markup::escape;
use serde_json::Value;
use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;

/// Bytes of one view: a thousand pages of print. A browser shows more only with difficulty.
const MOST: usize = 8 << 20;

/// A table of more columns keeps a least width for each.
const WIDE: usize = 6;

/// The body of a document as an HTML fragment; what is too long is left out and said.
pub fn html(document: &Document) -> String {
    of_document(document, MOST)
}

/// A record as an HTML fragment: its values by sections under the words of the forms.
pub fn record(record: &Record) -> String {
    of_record(record, MOST)
}

fn of_document(document: &Document, most: usize) -> String {
    let mut view = View { out: String::from("<div class=\"doc\">\n"), most, ids: HashSet::new() };
    for (index, block) in document.blocks.iter().enumerate() {
        if view.is_full() {
            view.cut(&format!("以下 {} 段、表过长，未显示", document.blocks.len() - index));
            break;
        }
        view.block(&format!("b{index}"), block);
    }
    view.margins(document);
    view.out.push_str("</div>\n");
    view.out
}

fn of_record(record: &Record, most: usize) -> String {
    let mut view = View { out: String::from("<div class=\"doc\">\n"), most, ids: HashSet::new() };
    let mut values = Vec::new();
    for (key, value) in &record.body {
        leaves(&format!("/{}", escape_step(key)), value, &mut values);
    }
    let mut groups: Vec<(&str, Vec<(String, String)>)> = Vec::new();
    for (pointer, text) in values {
        let title = section(&pointer);
        match groups.iter_mut().find(|(name, _)| *name == title) {
            Some((_, list)) => list.push((pointer, text)),
            None => groups.push((title, vec![(pointer, text)])),
        }
    }
    for (title, list) in groups {
        let _ = writeln!(view.out, "<p class=\"heading h2\">{}</p>\n<dl>", escape(title));
        for (pointer, text) in list {
            if view.is_full() {
                break;
            }
            let id = view.id(&pointer);
            let (name, text) = (of_pointer(&pointer), escape(&text));
            // The section stands above already.
            let name =
                name.strip_prefix(title).and_then(|n| n.strip_prefix(" › ")).unwrap_or(&name);
            let _ = writeln!(view.out, "<dt>{}</dt><dd{id}>{text}</dd>", escape(name));
        }
        view.out.push_str("</dl>\n");
    }
    if view.is_full() {
        view.cut("其余栏目过长，未显示");
    }
    view.out.push_str("</div>\n");
    view.out
}

/// The single values of a record with their pointers, in its order.
fn leaves(pointer: &str, value: &Value, into: &mut Vec<(String, String)>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                leaves(&format!("{pointer}/{}", escape_step(key)), value, into);
            }
        }
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                // Reports name a metric by its name and not by its place in the list.
                let name = value.get("name").and_then(Value::as_str);
                let step = name.filter(|_| pointer == "/metrics").map(escape_step);
                let step = step.unwrap_or_else(|| index.to_string());
                leaves(&format!("{pointer}/{step}"), value, into);
            }
        }
        Value::Null => into.push((pointer.to_owned(), String::new())),
        Value::String(text) => into.push((pointer.to_owned(), text.clone())),
        Value::Bool(yes) => into.push((pointer.to_owned(), if *yes { "是" } else { "否" }.into())),
        Value::Number(number) => into.push((pointer.to_owned(), number.to_string())),
    }
}

struct View {
    out: String,
    most: usize,
    /// Two tables in one cell have the same paths; an id stands once.
    ids: HashSet<String>,
}

impl View {
    fn is_full(&self) -> bool {
        self.out.len() > self.most
    }

    fn cut(&mut self, words: &str) {
        let _ = writeln!(self.out, "<p class=\"cut\">……{words}；请下载原件查看。</p>");
    }

    /// An id attribute; empty where the id stands already.
    fn id(&mut self, path: &str) -> String {
        if self.ids.insert(path.to_owned()) {
            format!(" id=\"{}\"", escape(path))
        } else {
            String::new()
        }
    }

    fn block(&mut self, path: &str, block: &Block) {
        match block {
            Block::Paragraph(paragraph) => {
                let id = self.id(path);
                self.paragraph(&id, paragraph);
            }
            Block::Table(table) => {
                let id = self.id(path);
                self.table(&id, &format!("{path}-"), table);
            }
            Block::PageBreak => self.out.push_str("<hr>\n"),
        }
    }

    fn paragraph(&mut self, id: &str, paragraph: &Paragraph) {
        let level = match paragraph.role {
            Role::Heading(level) => format!("heading h{} ", level.clamp(1, 6)),
            Role::TextBox => "box ".to_owned(),
            Role::Body => String::new(),
        };
        let style = paragraph.style;
        let looks = [(style.bold, "bold "), (style.centered, "centered "), (style.red, "red ")];
        let looks: String = looks.iter().filter(|(on, _)| *on).map(|(_, name)| *name).collect();
        let class = format!("{level}{looks}");
        let class = match class.trim_end() {
            "" => String::new(),
            class => format!(" class=\"{class}\""),
        };
        let text = escape(&paragraph.text.content);
        let _ = writeln!(self.out, "<p{id}{class}>{text}</p>");
    }

    /// A table; `prefix` stands in front of the paths of its cells.
    fn table(&mut self, id: &str, prefix: &str, table: &Table) {
        // Many columns are better wider than the pane than a character wide each.
        let wide = if table.cols > WIDE { " class=\"wide\"" } else { "" };
        let _ = writeln!(self.out, "<table{id}{wide}><tbody>");
        let mut rows: BTreeMap<usize, Vec<&Cell>> = BTreeMap::new();
        for cell in &table.cells {
            rows.entry(cell.row).or_default().push(cell);
        }
        // A row without a cell of its own stands all the same, or spans would reach too far.
        let last = table.rows.max(rows.keys().last().map_or(0, |row| row + 1));
        for row in 0..last {
            if self.is_full() {
                break;
            }
            let head = if row < table.header_rows { " class=\"head\"" } else { "" };
            let _ = write!(self.out, "<tr{head}>");
            for cell in rows.get(&row).into_iter().flatten() {
                self.cell(prefix, cell);
            }
            self.out.push_str("</tr>\n");
        }
        self.out.push_str("</tbody></table>\n");
        if self.is_full() {
            self.cut("此表其余各行过长，未显示");
        }
    }

    fn cell(&mut self, prefix: &str, cell: &Cell) {
        let path = format!("{prefix}r{}c{}", cell.row, cell.col);
        let id = self.id(&path);
        let span = |name: &str, n: usize| match n {
            0 | 1 => String::new(),
            n => format!(" {name}=\"{n}\""),
        };
        let (down, across) = (span("rowspan", cell.row_span), span("colspan", cell.col_span));
        let unread = if cell.unread { " class=\"unread\"" } else { "" };
        let _ = write!(self.out, "<td{id}{down}{across}{unread}>");
        for block in &cell.blocks {
            match block {
                Block::Paragraph(paragraph) => self.paragraph("", paragraph),
                Block::Table(inner) => self.table("", &format!("{path}/"), inner),
                Block::PageBreak => {}
            }
        }
        self.out.push_str("</td>");
    }

    fn margins(&mut self, document: &Document) {
        let named = |kind| match kind {
            MarginKind::Header => Some("页眉"),
            MarginKind::Footer => Some("页脚"),
            MarginKind::Footnote => Some("脚注"),
            MarginKind::Comment => Some("批注"),
            MarginKind::PageNumber | MarginKind::Site => None,
        };
        let mut list = document.margins.iter().filter(|m| !m.text.is_blank()).peekable();
        if list.peek().is_none() {
            return;
        }
        self.out.push_str("<div class=\"margins\">\n");
        let mut said = HashSet::new();
        for margin in list {
            let Some(name) = named(margin.kind) else { continue };
            let text = escape(margin.text.content.trim());
            // A header stands once, however many pages repeat it.
            if !self.is_full() && said.insert(format!("{name}{text}")) {
                let _ = writeln!(self.out, "<p>{name}：{text}</p>");
            }
        }
        self.out.push_str("</div>\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Paragraph;
    use serde_json::json;

    fn of(blocks: Vec<Block>) -> Document {
        Document { blocks, ..Document::default() }
    }

    #[test]
    fn ids_are_the_paths_of_provenance_also_of_nested_cells() {
        let mut table = Table::plain(&[&["企业名称", "甲公司"]]);
        table.cells[1].blocks.push(Block::Table(Table::plain(&[&["内", "层"]])));
        let html = of_document(
            &of(vec![Block::Paragraph(Paragraph::plain("一、概况")), Block::Table(table)]),
            MOST,
        );
        for id in ["id=\"b0\"", "id=\"b1\"", "id=\"b1-r0c1\"", "id=\"b1-r0c1/r0c1\""] {
            assert!(html.contains(id), "{id} in {html}");
        }
    }

    #[test]
    fn text_of_a_document_is_never_markup() {
        let bad = "<script>alert(1)</script><img src=x onerror=\"a\"> & '\u{0}";
        let mut table = Table::plain(&[&[bad]]);
        table.cells[0].blocks.push(Block::Paragraph(Paragraph::plain(bad)));
        let html = of_document(
            &of(vec![Block::Paragraph(Paragraph::plain(bad)), Block::Table(table)]),
            MOST,
        );
        assert!(!html.contains("<script") && !html.contains("<img") && !html.contains('\u{0}'));
        assert_eq!(html.matches("&lt;script&gt;alert(1)&lt;/script&gt;").count(), 3);
        let mut bad_record = Record::of_kind("other");
        bad_record.set("/a\"><b>", json!(bad));
        let html = record(&bad_record);
        assert!(!html.contains("<script") && !html.contains("<b>"), "{html}");
    }

    #[test]
    fn a_row_that_spans_cover_whole_stands_all_the_same() {
        let mut table = Table::plain(&[&["甲"], &["乙"], &["丙"]]);
        table.cells[0].row_span = 2;
        table.cells.remove(1);
        let html = of_document(&of(vec![Block::Table(table)]), MOST);
        assert_eq!(html.matches("<tr>").count(), 3);
        assert!(html.contains("<td id=\"b0-r0c0\" rowspan=\"2\">"));
    }

    #[test]
    fn what_is_too_long_is_said() {
        let rows: Vec<[String; 1]> = (0..5000).map(|n| [format!("第 {n} 行")]).collect();
        let html = of_document(&of(vec![Block::Table(Table::plain(&rows))]), 10_000);
        assert!(html.len() < 12_000 && html.contains("未显示"), "{}", html.len());
        assert!(html.trim_end().ends_with("</div>"));
    }

    #[test]
    fn a_record_is_shown_under_the_words_of_its_form() {
        let mut shown = Record::of_kind("application");
        shown.set("/applicant/name", json!("甲公司"));
        shown.set("/metrics/0/name", json!("生产效率提升"));
        shown.set("/metrics/0/value", json!(35));
        let html = record(&shown);
        assert!(html.contains("<dd id=\"/metrics/生产效率提升/value\">35</dd>"), "{html}");
        assert!(html.contains("<dd id=\"/applicant/name\">甲公司</dd>"), "{html}");
    }
}
