//! What a reviewer signed, for paper and for programs: the same content gives the same bytes.
//!
//! [`freeze`] takes the report and the decisions together; [`Certificate::parts`] lays that
//! out once, and [`html`], [`pdf`] and [`docx`] write what was laid out.

mod docx;
mod freeze;
mod html;
mod pdf;
#[cfg(test)]
mod tests;

pub use docx::docx;
pub use freeze::{Decided, freeze};
pub use html::{STYLE, html};
pub use pdf::pdf;

use serde_json::Value;

/// A certificate: what was frozen, and its number.
#[derive(Debug, Clone, PartialEq)]
pub struct Certificate<'a> {
    /// What was frozen.
    pub content: &'a Value,
    /// The hash of the frozen text.
    pub number: &'a str,
    /// What no longer holds, in Chinese; empty for a certificate that stands.
    pub broken: &'a [String],
}

/// A part of a certificate, laid out.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// The title.
    Title(String),
    /// A warning that nobody overlooks.
    Warning(String),
    /// What it comes to.
    Conclusion(String),
    /// A heading.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// A table: widths of the columns in parts of the whole, heads, rows.
    Table(Vec<u32>, Vec<String>, Vec<Vec<String>>),
    /// Lines for a signature by hand.
    Signature(String),
}

impl Certificate<'_> {
    /// The word of the conclusion.
    pub fn conclusion(&self) -> &'static str {
        conclusion_title(self.content["conclusion"].as_str().unwrap_or_default())
    }

    /// The certificate laid out.
    pub fn parts(&self) -> Vec<Part> {
        let content = self.content;
        let mut parts = vec![Part::Title("纸质件与网上填报数据核对证书".to_owned())];
        for broken in self.broken {
            parts.push(Part::Warning(format!("本证书已失效：{broken}")));
        }
        parts.push(Part::Conclusion(format!("核对结论：{}", self.conclusion())));
        parts.push(Part::Text(format!(
            "由 {} 于 {} 签署。程序判定为“{}”（{}），经逐条认定得出上述结论。",
            text(content, "/signed/by"),
            text(content, "/signed/on"),
            verdict_title(&text(content, "/verdict")),
            text(content, "/reason"),
        )));
        let remark = text(content, "/signed/remark");
        if !remark.is_empty() {
            parts.push(Part::Text(format!("签署意见：{remark}")));
        }
        parts.push(Part::Heading("核对对象".to_owned()));
        let file = |name: &str, at: &str| {
            vec![
                name.to_owned(),
                text(content, &format!("{at}/name")),
                text(content, &format!("{at}/format")),
                // Word, sheets and records have no pages.
                match number(content, &format!("{at}/pages")).as_str() {
                    "0" => "—".to_owned(),
                    pages => pages.to_owned(),
                },
                number(content, &format!("{at}/bytes")),
                text(content, &format!("{at}/sha256")),
            ]
        };
        parts.push(Part::Table(
            vec![9, 25, 8, 7, 12, 39],
            heads(&["", "文件", "格式", "页数", "字节", "SHA-256"]),
            vec![file("纸质件", "/paper"), file("网上数据", "/online")],
        ));
        parts.push(Part::Text(format!(
            "任一文件改动一个字节，其 SHA-256 即不同，本证书随之失效。程序 shenbao {}，写法规则第 {} 版，表单：{}。",
            text(content, "/versions/program"),
            number(content, "/versions/rules"),
            joined(&content["versions"]["forms"]),
        )));
        self.coverage(&mut parts);
        self.decisions(&mut parts);
        parts.push(Part::Heading("签字".to_owned()));
        parts.push(Part::Signature("核对人：".to_owned()));
        parts.push(Part::Signature("日期：".to_owned()));
        parts.push(Part::Text(format!("证书编号（内容的 SHA-256）：{}", self.number)));
        parts
    }

    fn coverage(&self, parts: &mut Vec<Part>) {
        let coverage = &self.content["coverage"];
        parts.push(Part::Heading("覆盖范围".to_owned()));
        parts.push(Part::Text(format!(
            "读出 {}/{} 页，比对栏目 {} 项、文字 {} 个；按写法规则视为相同 {} 处。",
            number(coverage, "/pages_read"),
            number(coverage, "/pages"),
            number(coverage, "/fields_compared"),
            number(coverage, "/characters_compared"),
            number(self.content, "/equivalences"),
        )));
        for note in coverage["notes"].as_array().into_iter().flatten() {
            parts.push(Part::Text(text(note, "/note")));
        }
    }

    fn decisions(&self, parts: &mut Vec<Part>) {
        let rows = |list: &str, row: &dyn Fn(&Value) -> Vec<String>| -> Vec<Vec<String>> {
            self.content[list].as_array().into_iter().flatten().map(row).collect()
        };
        let differences = rows("differences", &|d| {
            let label = [text(d, "/label"), severity_title(&text(d, "/severity")).to_owned()];
            vec![
                text(d, "/id"),
                label.join("\n"),
                text(d, "/paper"),
                text(d, "/online"),
                decision(d),
            ]
        });
        parts.push(Part::Heading(format!("差异与认定（{} 处）", differences.len())));
        if differences.is_empty() {
            parts.push(Part::Text("没有发现差异。".to_owned()));
        } else {
            let head = heads(&["编号", "栏目", "纸质件", "网上数据", "认定"]);
            parts.push(Part::Table(vec![7, 20, 26, 26, 21], head, differences));
        }
        let unread = rows("unread", &|u| {
            let page = u["page"].as_u64().map(|page| format!("第 {page} 页"));
            vec![
                text(u, "/id"),
                format!("{} {}", side_title(&text(u, "/side")), page.unwrap_or_default()),
                text(u, "/note"),
                decision(u),
            ]
        });
        if !unread.is_empty() {
            parts.push(Part::Heading(format!("未读出、未核对之处与认定（{} 处）", unread.len())));
            let head = heads(&["编号", "位置", "原因", "认定"]);
            parts.push(Part::Table(vec![7, 18, 50, 25], head, unread));
        }
    }
}

/// The word of a conclusion.
pub fn conclusion_title(conclusion: &str) -> &'static str {
    match conclusion {
        "consistent" => "一致",
        "inconsistent" => "不一致",
        _ => "无法判定",
    }
}

fn verdict_title(verdict: &str) -> &'static str {
    conclusion_title(verdict)
}

fn severity_title(severity: &str) -> &'static str {
    match severity {
        "material" => "实质差异",
        "suspect" => "存疑",
        _ => "形式差异",
    }
}

fn side_title(side: &str) -> &'static str {
    if side == "online" { "网上数据" } else { "纸质件" }
}

/// A decision, its remark and who made it.
fn decision(entry: &Value) -> String {
    let word = match entry["decision"].as_str() {
        Some("true") => "属实",
        Some("false") => "误报",
        _ => "待查",
    };
    let mut said = format!("{word}（{}）", text(entry, "/by"));
    let remark = text(entry, "/remark");
    if !remark.is_empty() {
        said.push('\n');
        said.push_str(&remark);
    }
    said
}

fn heads(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn number(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).map(ToString::to_string).unwrap_or_default()
}

fn joined(list: &Value) -> String {
    let items: Vec<&str> =
        list.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if items.is_empty() { "未识别出表单".to_owned() } else { items.join("、") }
}
