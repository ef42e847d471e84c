//! What a form is called: one or several lines above its first table, or the first row of
//! that table.

use super::{hints, inline};
use crate::document::{Block, Document, Paragraph};
use crate::forms::Forms;
use crate::understand::application::Piece;
use crate::understand::parts::title_behind;
use crate::understand::title;
use crate::understand::words::bare;
use crate::value::fold::is_space;
use std::ops::Range;

/// Words on which the names of forms end.
const ENDINGS: &[&str] = &[
    "申报书",
    "申请书",
    "任务书",
    "推荐书",
    "承诺书",
    "委托书",
    "意向书",
    "计划书",
    "建议书",
    "责任书",
    "协议书",
    "自评书",
    "申报表格",
    "说明书",
    "确认书",
    "保证书",
    "告知书",
    "评审书",
    "鉴定书",
    "表",
    "单",
    "回执",
    "问卷",
    "卡",
    "登记簿",
    "台账",
    "报告书",
    "清册",
    "名册",
    "申请",
    "备案书",
    "声明",
    "证明",
    "情况报告",
    "授权书",
    "倡议书",
    "合同书",
    "册",
    "书",
];

/// The name of a form and what it takes of the document.
#[derive(Debug, Clone, Default)]
pub struct Head {
    /// The lines joined.
    pub text: String,
    /// Its first line, for the place.
    pub at: Piece,
    /// Blocks whose lines belong to it.
    pub blocks: Range<usize>,
    /// Rows of the first table in which it stands.
    pub rows: usize,
    /// Its last word says that it is a form.
    pub told: bool,
}

/// Whether the words are the name of a form.
pub fn is_form_name(text: &str) -> bool {
    let name: String =
        text.chars().filter(|c| !is_space(*c) && !matches!(c, '《' | '》' | '“' | '”')).collect();
    let name = bare(&name);
    let name = title::without_subtitle(&name);
    let name = title::without_subtitle(name);
    let count = name.chars().count();
    (2..=60).contains(&count)
        && ENDINGS.iter().any(|end| name.ends_with(end))
        && !name.ends_with("代表")
        && !name.ends_with("名单")
        && !name.ends_with("图书")
}

/// Lines above a form that may belong to its name.
const LINES: usize = 14;

/// Finds the name of the form in a range of blocks.
pub fn find(document: &Document, blocks: Range<usize>, forms: &Forms) -> Option<Head> {
    let mut lines: Vec<(usize, &Paragraph, String)> = Vec::new();
    let mut table = None;
    for index in blocks.clone() {
        match document.blocks.get(index)? {
            Block::Paragraph(paragraph) => {
                for line in paragraph.text.content.lines() {
                    if !line.trim().is_empty() {
                        lines.push((index, paragraph, line.trim().to_owned()));
                    }
                }
            }
            Block::Table(found) => {
                table = Some((index, found));
                break;
            }
            Block::PageBreak => {}
        }
        if lines.len() > LINES {
            break;
        }
    }
    let mut run: Vec<(usize, &Paragraph, String)> = Vec::new();
    for (index, paragraph, line) in lines {
        let text = title_behind(&line).unwrap_or(&line).to_owned();
        let marker = bare(&line).starts_with('附') && bare(&line).chars().count() <= 7;
        let pair = !inline::pairs(&line, forms).is_empty();
        let stop = title::is_enumerated(&line)
            || line.contains('。')
            || line.chars().count() > 60
            || line.ends_with(['：', ':']);
        let subtitle = line.starts_with(['（', '(']);
        // 表A.2 示范文本 over the name.
        let numbered = line.starts_with('表') && line.chars().nth(1).is_some_and(|c| c.is_ascii());
        let shown = ["示范文本", "样表", "样式", "式样", "参考样本"];
        let marker = marker
            || line.chars().count() <= 14
                && (numbered && !is_form_name(&line)
                    || shown.iter().any(|end| line.ends_with(end)));
        if run.is_empty() && (marker || pair || hints::is_hint(&line) || subtitle) {
            continue;
        }
        if stop || pair || hints::is_hint(&line) && !subtitle {
            break;
        }
        run.push((index, paragraph, text));
    }
    let last = run.iter().rposition(|(_, _, line)| is_form_name(line) || spread_end(line));
    // The name of a sheet is not what the form prints.
    if let [(_, sheet, _)] = run.as_slice()
        && matches!(sheet.role, crate::document::Role::Heading(1))
        && sheet.style.size == 0.0
        && let Some((index, table)) = table
        && let Some(found) = in_table(index, table)
    {
        return Some(found);
    }
    if let Some(mut last) = last {
        if run.get(last + 1).is_some_and(|(_, _, line)| is_subtitle(line)) {
            last += 1;
        }
        return Some(head(&run[..=last], true));
    }
    if let Some((index, table)) = table
        && let Some(found) = in_table(index, table)
    {
        return Some(found);
    }
    // Behind its first blocks nothing but its look tells a name.
    let first = run.first()?;
    let named = first.1.style.centered
        || first.1.style.bold
        || matches!(first.1.role, crate::document::Role::Heading(_))
        || run.len() <= 3;
    named.then(|| head(&run[..1], false))
}

fn head(lines: &[(usize, &Paragraph, String)], told: bool) -> Head {
    let text: String = lines.iter().map(|(_, _, line)| title::tidy(line)).collect();
    let first = lines[0].0;
    let end = lines[lines.len() - 1].0 + 1;
    let at = Piece::of_paragraph(lines[0].1, first);
    Head { text, at, blocks: first..end, rows: 0, told }
}

/// 申　报　书 alone on its line is the end of a name.
fn spread_end(line: &str) -> bool {
    let name: String = line.chars().filter(|c| !is_space(*c)).collect();
    ["表", "书", "单"].contains(&name.as_str())
}

fn is_subtitle(line: &str) -> bool {
    line.starts_with(['（', '('])
        && line.ends_with(['）', ')'])
        && line.chars().count() <= 24
        && !hints::is_hint(line)
}

/// A name in the first rows across a table: below a marker (附件1), over several rows, with its
/// subtitle.
fn in_table(block: usize, table: &crate::document::Table) -> Option<Head> {
    let mut name = String::new();
    let mut at: Option<Piece> = None;
    let mut rows = 0;
    for row in 0..table.rows.min(NAME_ROWS) {
        let Some((cell, lines)) = title::across(table, row) else { break };
        if at.is_some() && name_is_whole(&name) {
            // The year of the form below its name.
            match lines.as_slice() {
                [one] if is_subtitle(one) => (name, rows) = (name + &title::tidy(one), row + 1),
                _ => {}
            }
            break;
        }
        let last = lines.iter().rposition(|line| is_form_name(line));
        let end = match last {
            Some(last) if last <= 4 => match lines.get(last + 1) {
                Some(line) if is_subtitle(line) => last + 1,
                _ => last,
            },
            // The first of several rows of a name.
            None if lines.len() == 1 && may_begin(&lines[0]) => 0,
            None if lines.is_empty() => continue,
            _ => break,
        };
        name.extend(lines[..=end].iter().map(|line| title::tidy(line)));
        rows = row + 1;
        if at.is_none() {
            let cell_at = format!("r{row}c0");
            let text = cell.text().into_owned();
            let piece = Piece { text, block, cell: cell_at, unread: false };
            at = Some(piece.in_cell(cell));
        }
    }
    let told = name_is_whole(&name) && rows < table.rows;
    Some(Head { text: name, at: at?, blocks: block..block, rows, told: true }).filter(|_| told)
}

/// Rows at the top of a table that may hold a name.
const NAME_ROWS: usize = 4;

fn name_is_whole(name: &str) -> bool {
    let bare_name = name.split(['（', '(']).next().unwrap_or(name);
    is_form_name(bare_name) || is_form_name(name)
}

/// Whether a line may be the first of a name in several: 云南省重大科技专项计划.
fn may_begin(line: &str) -> bool {
    let count = line.chars().count();
    (4..=40).contains(&count)
        && !line.contains(['：', ':', '。', '，', '、'])
        && ["计划", "项目", "工程", "年度", "企业", "专项", "基金", "奖", "中心", "平台", "行动"]
            .iter()
            .any(|word| line.contains(word))
}
