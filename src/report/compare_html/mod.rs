//! A comparison as one HTML file that needs nothing else and prints well: what
//! a reviewer signs. `evidence` shows the pages themselves at the places that it names.

mod evidence;

pub use evidence::{Draw, Evidence};

use crate::compare::{
    Coverage, Difference, Equivalence, PageCoverage, Reading, Report, Severity, SideName, Unread,
    Verdict, of_pointer, section,
};
use crate::extract::Source;
use crate::report::markup::escape;
use std::fmt::Write;

const STYLE: &str = include_str!("compare.css");

/// The report as HTML; `evidence` holds the pictures of its places, or none.
pub fn html(report: &Report, evidence: &Evidence) -> String {
    let mut out = String::with_capacity(32 * 1024);
    let _ = page(&mut out, report, evidence);
    out
}

fn page(out: &mut String, report: &Report, evidence: &Evidence) -> std::fmt::Result {
    let class = match report.verdict {
        Verdict::Consistent => "consistent",
        Verdict::Inconsistent => "inconsistent",
        Verdict::Undetermined => "undetermined",
    };
    write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>核对报告：{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n",
        report.verdict.title()
    )?;
    writeln!(out, "<header><h1>纸质件与网上填报数据核对报告</h1></header>")?;
    writeln!(
        out,
        "<section class=\"verdict {class}\"><p class=\"word\">{}</p><p class=\"why\">{}</p></section>",
        report.verdict.title(),
        escape(&report.reason)
    )?;
    counts(out, report)?;
    files(out, report)?;
    coverage(out, report)?;
    let mut number = 0;
    for severity in [Severity::Material, Severity::Suspect] {
        differences(out, report, evidence, severity, &mut number)?;
    }
    unread(out, &report.coverage.unread, evidence)?;
    differences(out, report, evidence, Severity::Formal, &mut number)?;
    equivalences(out, report)?;
    signature(out)?;
    writeln!(out, "</main>\n</body>\n</html>")
}

fn counts(out: &mut String, report: &Report) -> std::fmt::Result {
    let count = |severity| report.differences.iter().filter(|d| d.severity == severity).count();
    writeln!(
        out,
        "<dl class=\"counts\"><div><dt>实质差异</dt><dd>{}</dd></div><div><dt>存疑</dt><dd>{}</dd></div>\
         <div><dt>形式差异</dt><dd>{}</dd></div><div><dt>比对栏目</dt><dd>{}</dd></div>\
         <div><dt>读出页数</dt><dd>{}/{}</dd></div><div><dt>未读出、未核对</dt><dd>{}</dd></div></dl>",
        count(Severity::Material),
        count(Severity::Suspect),
        count(Severity::Formal),
        report.coverage.fields_compared,
        report.coverage.pages_read,
        report.coverage.pages,
        report.coverage.unread.len()
    )
}

fn files(out: &mut String, report: &Report) -> std::fmt::Result {
    writeln!(
        out,
        "<h2>核对对象</h2>\n<table class=\"files\"><thead><tr><th></th><th>文件</th><th>格式</th><th>页数</th><th>SHA-256</th></tr></thead><tbody>"
    )?;
    let mut row = |side: SideName, source: &Source| {
        let pages = match (source.pages, source.ocr_pages) {
            (0, _) => "—".to_owned(),
            (pages, 0) => pages.to_string(),
            (pages, ocr) => format!("{pages}（识别 {ocr}）"),
        };
        writeln!(
            out,
            "<tr><th>{}</th><td class=\"path\">{}</td><td>{}</td><td>{pages}</td><td class=\"hash\">{}</td></tr>",
            side.title(),
            escape(&source.path),
            escape(&source.format),
            escape(&source.sha256)
        )
    };
    row(SideName::Paper, &report.paper)?;
    row(SideName::Online, &report.online)?;
    let forms = if report.versions.forms.is_empty() {
        "未识别出表单".to_owned()
    } else {
        report.versions.forms.join("、")
    };
    writeln!(
        out,
        "</tbody></table>\n<p class=\"versions\">程序 shenbao {}，写法规则第 {} 版，表单：{}</p>",
        escape(&report.versions.program),
        report.versions.rules,
        escape(&forms)
    )
}

/// Where the report speaks of a page first, for the links of the page strip: a difference by its
/// number in the report, or the list of what was not read.
fn first_on(report: &Report, side: SideName, page: u32) -> Option<String> {
    let mut ordered: Vec<(&Difference, usize)> = Vec::new();
    for severity in [Severity::Material, Severity::Suspect, Severity::Formal] {
        for group in grouped(report, severity) {
            ordered.extend(group.1.into_iter().map(|d| (d, 0)));
        }
    }
    let reading = |d: &Difference| match side {
        SideName::Paper => d.paper.as_ref().and_then(|r| r.page),
        SideName::Online => d.online.as_ref().and_then(|r| r.page),
    };
    let at = ordered.iter().position(|(d, _)| reading(d) == Some(page));
    let unread =
        || report.coverage.unread.iter().position(|u| u.side == side && u.page == Some(page));
    at.map(|at| format!("d{}", at + 1)).or_else(|| unread().map(|at| format!("u{}", at + 1)))
}

fn coverage(out: &mut String, report: &Report) -> std::fmt::Result {
    let coverage: &Coverage = &report.coverage;
    writeln!(out, "<h2 id=\"pages\">覆盖范围</h2>")?;
    for (side, pages) in
        [(SideName::Paper, &coverage.paper_pages), (SideName::Online, &coverage.online_pages)]
    {
        if pages.is_empty() {
            continue;
        }
        write!(out, "<p class=\"pages\"><b>{}</b> ", side.title())?;
        for PageCoverage { page, source, differences, .. } in pages {
            let mark =
                if *differences > 0 { format!("<sup>{differences}</sup>") } else { String::new() };
            match first_on(report, side, *page) {
                Some(to) => {
                    write!(out, "<a class=\"page {source}\" href=\"#{to}\">{page}{mark}</a>")?;
                }
                None => write!(out, "<span class=\"page {source}\">{page}{mark}</span>")?,
            }
        }
        writeln!(out, "</p>")?;
    }
    if !(coverage.paper_pages.is_empty() && coverage.online_pages.is_empty()) {
        writeln!(
            out,
            "<p class=\"legend\"><span class=\"page text\">文字</span><span class=\"page ocr\">识别</span>\
             <span class=\"page blank\">空白</span><span class=\"page unread\">未读出</span> 右上角数字为该页差异数，点页码可到该页第一处</p>"
        )?;
    }
    for note in &coverage.notes {
        writeln!(out, "<p class=\"note\">{}</p>", escape(&note.note))?;
    }
    Ok(())
}

/// What could not be read or compared, each with its place on the page and a decision.
fn unread(out: &mut String, list: &[Unread], evidence: &Evidence) -> std::fmt::Result {
    if list.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<h2>未读出、未核对（{} 处）</h2>\n<table class=\"differences unread\"><colgroup><col class=\"no\"><col class=\"what\"><col></colgroup>\
         <thead><tr><th>序号</th><th>位置</th><th>原因</th></tr></thead><tbody>",
        list.len()
    )?;
    for (index, unread) in list.iter().enumerate() {
        let number = index + 1;
        let page = unread.page.map(|p| format!("第 {p} 页")).unwrap_or_default();
        let place = if unread.pointer.is_empty() {
            String::new()
        } else {
            format!("<br>{}", escape(&place_name(&unread.pointer)))
        };
        writeln!(
            out,
            "<tr id=\"u{number}\"><td><a href=\"#pages\">{number}</a></td><td><b>{}</b> {page}{place}<br><code>{}</code></td><td>{}{}{}</td></tr>",
            unread.side.title(),
            unread.reason.code(),
            escape(&unread.note),
            evidence.figure(unread.side, unread.page, unread.bbox),
            decision(&format!("u{number}")),
        )?;
    }
    writeln!(out, "</tbody></table>")
}

/// A place for the reviewer's decision, on the screen and on paper.
fn decision(name: &str) -> String {
    let choice = |word: &str| {
        format!("<label><input type=\"radio\" name=\"{name}\" value=\"{word}\">{word}</label>")
    };
    format!(
        "<span class=\"decision\">{}{}{}<label class=\"remark\">备注<input type=\"text\" name=\"{name}-remark\"></label></span>",
        choice("属实"),
        choice("误报"),
        choice("待查")
    )
}

/// The differences of a weight by the part of the form that they stand in.
fn grouped(report: &Report, severity: Severity) -> Vec<(&str, Vec<&Difference>)> {
    let mut groups: Vec<(&str, Vec<&Difference>)> = Vec::new();
    for difference in report.differences.iter().filter(|d| d.severity == severity) {
        let title = section(&difference.pointer);
        match groups.iter_mut().find(|g| g.0 == title) {
            Some(group) => group.1.push(difference),
            None => groups.push((title, vec![difference])),
        }
    }
    groups
}

fn differences(
    out: &mut String,
    report: &Report,
    evidence: &Evidence,
    severity: Severity,
    number: &mut usize,
) -> std::fmt::Result {
    let groups = grouped(report, severity);
    if groups.is_empty() {
        return Ok(());
    }
    let count: usize = groups.iter().map(|group| group.1.len()).sum();
    writeln!(out, "<h2>{}（{count} 处）</h2>", severity.title())?;
    for (title, list) in groups {
        writeln!(
            out,
            "<h3>{}</h3>\n<table class=\"differences\"><colgroup><col class=\"no\"><col class=\"what\"><col><col></colgroup>\
             <thead><tr><th>序号</th><th>栏目</th><th>纸质件</th><th>网上数据</th></tr></thead><tbody>",
            escape(title)
        )?;
        for difference in list {
            *number += 1;
            one(out, difference, evidence, *number)?;
        }
        writeln!(out, "</tbody></table>")?;
    }
    Ok(())
}

fn one(
    out: &mut String,
    difference: &Difference,
    evidence: &Evidence,
    number: usize,
) -> std::fmt::Result {
    let sure = if difference.severity == Severity::Suspect {
        format!("，把握 {:.0}%", difference.confidence * 100.0)
    } else {
        String::new()
    };
    let note = if difference.note.is_empty() {
        String::new()
    } else {
        format!("<br>{}", escape(&difference.note))
    };
    // What differs in writing alone needs no decision.
    let decision = if difference.severity == Severity::Formal && !difference.reordered {
        String::new()
    } else {
        decision(&format!("d{number}"))
    };
    let figure = |side, reading: &Option<Reading>| {
        let reading = reading.as_ref();
        reading.map_or_else(String::new, |r| {
            evidence.figure(side, r.page.filter(|_| r.bbox.is_some()), r.bbox)
        })
    };
    writeln!(
        out,
        "<tr id=\"d{number}\"><td><a href=\"#pages\">{number}</a></td><td><b>{}</b><br><span class=\"kind\">{}{sure}{note}</span><br><code>{}</code>{decision}</td>{}{}</tr>",
        escape(&difference.label),
        difference.kind.title(),
        escape(&difference.pointer),
        cell(difference.paper.as_ref(), &figure(SideName::Paper, &difference.paper)),
        cell(difference.online.as_ref(), &figure(SideName::Online, &difference.online)),
    )
}

fn cell(reading: Option<&Reading>, figure: &str) -> String {
    let Some(reading) = reading else { return "<td class=\"none\">无此内容</td>".to_owned() };
    let place = match reading.page {
        Some(page) => format!("第 {page} 页"),
        None => escape(&reading.place),
    };
    let place =
        if place.is_empty() { place } else { format!("<span class=\"place\">{place}</span>") };
    if reading.text.trim().is_empty() {
        return format!("<td><span class=\"blank\">空白</span>{place}{figure}</td>");
    }
    let mut text = String::new();
    for (index, ch) in reading.text.chars().enumerate() {
        if reading.marks.iter().any(|m| m[0] == index) {
            text.push_str("<mark>");
        }
        match ch {
            '\n' => text.push_str("<br>"),
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            _ => text.push(ch),
        }
        if reading.marks.iter().any(|m| m[1] == index + 1) {
            text.push_str("</mark>");
        }
    }
    format!("<td>{text}{place}{figure}</td>")
}

/// What was granted: behind everything that asks for a decision, the risky rules in front.
fn equivalences(out: &mut String, report: &Report) -> std::fmt::Result {
    if report.equivalences.is_empty() {
        return Ok(());
    }
    let (risky, plain): (Vec<&Equivalence>, Vec<&Equivalence>) =
        report.equivalences.iter().partition(|e| e.rule.is_risky());
    writeln!(
        out,
        "<h2>视为相同的写法</h2>\n<p class=\"note\">以下写法不同、内容相同，按所列规则不计为差异。数字、勾选、次序一类在前，请过目；其余收起。</p>"
    )?;
    granted(out, &risky)?;
    if !plain.is_empty() {
        writeln!(out, "<details><summary>其余 {} 条</summary>", plain.len())?;
        granted(out, &plain)?;
        writeln!(out, "</details>")?;
    }
    Ok(())
}

fn granted(out: &mut String, list: &[&Equivalence]) -> std::fmt::Result {
    if list.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<table class=\"equivalences\"><thead><tr><th>规则</th><th>位置</th><th>纸质件</th><th>网上数据</th><th>处数</th></tr></thead><tbody>"
    )?;
    for equivalence in list {
        writeln!(
            out,
            "<tr><td>{}<br><code>{}</code></td><td>{}<br><code>{}</code></td><td>{}</td><td>{}</td><td>{}</td></tr>",
            equivalence.rule.title(),
            equivalence.rule.name(),
            escape(&place_name(&equivalence.pointer)),
            escape(&equivalence.pointer),
            escape(&short(&equivalence.paper)),
            escape(&short(&equivalence.online)),
            equivalence.count
        )?;
    }
    writeln!(out, "</tbody></table>")
}

/// A pointer in the words of the forms; the running text has none of its own.
fn place_name(pointer: &str) -> String {
    if pointer.starts_with("/text") {
        return "正文与其他文字".to_owned();
    }
    of_pointer(pointer)
}

fn short(text: &str) -> String {
    let head: String = text.chars().take(80).collect();
    if head.len() < text.len() { format!("{head}…") } else { head }
}

fn signature(out: &mut String) -> std::fmt::Result {
    writeln!(
        out,
        "<section class=\"signature\"><h2>审查人认定</h2>\n<p class=\"choices\"><span>□ 一致</span><span>□ 不一致，退回更正</span><span>□ 需补充材料后再核</span></p>\n\
         <div class=\"remarks\">意见：</div>\n<div class=\"lines\"><span>审查人（签字）：</span><span>复核人（签字）：</span><span>日期：　　　　年　　月　　日</span></div></section>"
    )
}
