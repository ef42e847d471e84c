//! A comparison as one HTML file that needs nothing else and prints well: what
//! a reviewer signs.

use crate::compare::{
    Coverage, Difference, PageCoverage, Reading, Report, Severity, SideName, Verdict, of_pointer,
    section,
};
use crate::extract::Source;
use std::fmt::Write;

const STYLE: &str = include_str!("compare.css");

/// The report as HTML.
pub fn html(report: &Report) -> String {
    let mut out = String::with_capacity(32 * 1024);
    let _ = page(&mut out, report);
    out
}

fn page(out: &mut String, report: &Report) -> std::fmt::Result {
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
    coverage(out, &report.coverage)?;
    for severity in [Severity::Material, Severity::Suspect, Severity::Formal] {
        differences(out, report, severity)?;
    }
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

fn coverage(out: &mut String, coverage: &Coverage) -> std::fmt::Result {
    writeln!(out, "<h2>覆盖范围</h2>")?;
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
            write!(out, "<span class=\"page {source}\">{page}{mark}</span>")?;
        }
        writeln!(out, "</p>")?;
    }
    if !(coverage.paper_pages.is_empty() && coverage.online_pages.is_empty()) {
        writeln!(
            out,
            "<p class=\"legend\"><span class=\"page text\">文字</span><span class=\"page ocr\">识别</span>\
             <span class=\"page blank\">空白</span><span class=\"page unread\">未读出</span> 右上角数字为该页差异数</p>"
        )?;
    }
    if !coverage.unread.is_empty() {
        writeln!(out, "<ul class=\"unread\">")?;
        for unread in &coverage.unread {
            let page = unread.page.map(|p| format!("第 {p} 页 ")).unwrap_or_default();
            let place = if unread.pointer.is_empty() {
                String::new()
            } else {
                format!("{} ", escape(&place_name(&unread.pointer)))
            };
            let reason = escape(&unread.note);
            writeln!(out, "<li><b>{}</b> {page}{place}{reason}</li>", unread.side.title())?;
        }
        writeln!(out, "</ul>")?;
    }
    for note in &coverage.notes {
        writeln!(out, "<p class=\"note\">{}</p>", escape(&note.note))?;
    }
    Ok(())
}

fn differences(out: &mut String, report: &Report, severity: Severity) -> std::fmt::Result {
    let list: Vec<&Difference> =
        report.differences.iter().filter(|d| d.severity == severity).collect();
    if list.is_empty() {
        return Ok(());
    }
    writeln!(out, "<h2>{}（{} 处）</h2>", severity.title(), list.len())?;
    let mut groups: Vec<(&str, Vec<&Difference>)> = Vec::new();
    for difference in list {
        let title = section(&difference.pointer);
        match groups.iter_mut().find(|g| g.0 == title) {
            Some(group) => group.1.push(difference),
            None => groups.push((title, vec![difference])),
        }
    }
    let mut number = 0;
    for (title, list) in groups {
        writeln!(
            out,
            "<h3>{}</h3>\n<table class=\"differences\"><colgroup><col class=\"no\"><col class=\"what\"><col><col></colgroup>\
             <thead><tr><th>序号</th><th>栏目</th><th>纸质件</th><th>网上数据</th></tr></thead><tbody>",
            escape(title)
        )?;
        for difference in list {
            number += 1;
            let sure = if severity == Severity::Suspect {
                format!("，把握 {:.0}%", difference.confidence * 100.0)
            } else {
                String::new()
            };
            let note = if difference.note.is_empty() {
                String::new()
            } else {
                format!("<br>{}", escape(&difference.note))
            };
            writeln!(
                out,
                "<tr><td>{number}</td><td><b>{}</b><br><span class=\"kind\">{}{sure}{note}</span><br><code>{}</code></td>{}{}</tr>",
                escape(&difference.label),
                difference.kind.title(),
                escape(&difference.pointer),
                cell(difference.paper.as_ref()),
                cell(difference.online.as_ref())
            )?;
        }
        writeln!(out, "</tbody></table>")?;
    }
    Ok(())
}

fn cell(reading: Option<&Reading>) -> String {
    let Some(reading) = reading else { return "<td class=\"none\">无此内容</td>".to_owned() };
    let place = match (reading.page, reading.block, &reading.cell) {
        (Some(page), ..) => format!("<span class=\"place\">第 {page} 页</span>"),
        (None, Some(block), Some(cell)) => {
            format!(
                "<span class=\"place\">第 {} 块，{}</span>",
                block + 1,
                escape(&cell_name(cell))
            )
        }
        // What stands in no block is a footnote or the like.
        (None, Some(block), None) if block < usize::MAX => {
            format!("<span class=\"place\">第 {} 块</span>", block + 1)
        }
        _ => String::new(),
    };
    if reading.text.trim().is_empty() {
        return format!("<td><span class=\"blank\">空白</span>{place}</td>");
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
    format!("<td>{text}{place}</td>")
}

/// `r2c3` in words: rows and columns counted from one; cells of inner tables go on.
fn cell_name(path: &str) -> String {
    let step = |step: &str| {
        let (row, col) = step.strip_prefix('r')?.split_once('c')?;
        let (row, col) = (row.parse::<usize>().ok()?, col.parse::<usize>().ok()?);
        Some(format!("第 {} 行第 {} 列", row + 1, col + 1))
    };
    let names: Option<Vec<String>> = path.split('/').map(step).collect();
    names.map_or_else(|| path.to_owned(), |names| names.join("，内表"))
}

fn equivalences(out: &mut String, report: &Report) -> std::fmt::Result {
    if report.equivalences.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<h2>视为相同的写法</h2>\n<p class=\"note\">以下写法不同、内容相同，按所列规则不计为差异。</p>\n\
         <table class=\"equivalences\"><thead><tr><th>规则</th><th>位置</th><th>纸质件</th><th>网上数据</th><th>处数</th></tr></thead><tbody>"
    )?;
    for equivalence in &report.equivalences {
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

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_people_count() {
        assert_eq!(cell_name("r2c0"), "第 3 行第 1 列");
        assert_eq!(cell_name("r2c0/r1c1"), "第 3 行第 1 列，内表第 2 行第 2 列");
        assert_eq!(cell_name("odd"), "odd");
    }
}
