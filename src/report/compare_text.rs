//! A comparison for the terminal.

use crate::compare::{Difference, Reading, Report, Severity, Verdict};
use std::fmt::Write;

/// The report as plain text, in Chinese.
pub fn text(report: &Report) -> String {
    let mut out = String::new();
    let _ = write(&mut out, report);
    out
}

fn write(out: &mut String, report: &Report) -> std::fmt::Result {
    writeln!(out, "结论：{}（{}）", report.verdict.title(), report.reason)?;
    writeln!(out, "纸质件：{}  sha256 {}", report.paper.path, report.paper.sha256)?;
    writeln!(out, "网上数据：{}  sha256 {}", report.online.path, report.online.sha256)?;
    let coverage = &report.coverage;
    writeln!(
        out,
        "覆盖：读出 {}/{} 页，比对栏目 {} 个，比对文字 {} 字",
        coverage.pages_read, coverage.pages, coverage.fields_compared, coverage.characters_compared
    )?;
    for unread in &coverage.unread {
        let page = unread.page.map(|p| format!(" 第{p}页")).unwrap_or_default();
        let pointer =
            if unread.pointer.is_empty() { String::new() } else { format!(" {}", unread.pointer) };
        writeln!(out, "  未读：{}{page}{pointer}：{}", unread.side.title(), unread.note)?;
    }
    for severity in [Severity::Material, Severity::Suspect, Severity::Formal] {
        let list: Vec<&Difference> =
            report.differences.iter().filter(|d| d.severity == severity).collect();
        if list.is_empty() {
            continue;
        }
        writeln!(out, "\n{}（{} 处）", severity.title(), list.len())?;
        for (number, difference) in list.iter().enumerate() {
            let note = if difference.note.is_empty() {
                String::new()
            } else {
                format!("，{}", difference.note)
            };
            writeln!(
                out,
                "{:>3}. {}  [{}{note}]  {}",
                number + 1,
                difference.label,
                difference.kind.title(),
                difference.pointer
            )?;
            writeln!(out, "     纸质：{}", side(difference.paper.as_ref()))?;
            writeln!(out, "     网上：{}", side(difference.online.as_ref()))?;
        }
    }
    if report.verdict != Verdict::Consistent || !report.equivalences.is_empty() {
        writeln!(out)?;
    }
    if !report.equivalences.is_empty() {
        let mut rules: Vec<(&str, usize)> = Vec::new();
        for equivalence in &report.equivalences {
            let title = equivalence.rule.title();
            match rules.iter_mut().find(|r| r.0 == title) {
                Some(rule) => rule.1 += equivalence.count,
                None => rules.push((title, equivalence.count)),
            }
        }
        let list: Vec<String> =
            rules.iter().map(|(title, count)| format!("{title} {count} 处")).collect();
        writeln!(out, "视为相同的写法：{}", list.join("，"))?;
    }
    Ok(())
}

fn side(reading: Option<&Reading>) -> String {
    let Some(reading) = reading else { return "（无）".to_owned() };
    if reading.text.is_empty() {
        return "（空白）".to_owned();
    }
    let mut out = String::new();
    for (index, ch) in reading.text.chars().enumerate() {
        if reading.marks.iter().any(|m| m[0] == index) {
            out.push('【');
        }
        out.push(if ch == '\n' { ' ' } else { ch });
        if reading.marks.iter().any(|m| m[1] == index + 1) {
            out.push('】');
        }
    }
    match reading.page {
        Some(page) => format!("{out}（第{page}页）"),
        None => out,
    }
}
