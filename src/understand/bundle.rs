//! Which kind of document a part of a file is, and its record.

use super::draft::Draft;
use super::parts::Part;
use super::passages::{self, Passage};
use super::title;
use super::{catalogue, levels, lists, notice, outline, summary, task_list};
use crate::document::Document;
use crate::problem::{Warning, WarningCode};
use crate::record::Record;
use serde_json::Value;

/// What a part is, other than a form that a company filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 通知, 函, 公告.
    Notice,
    /// 典型场景参考指引.
    ScenarioCatalogue,
    /// 推荐汇总表.
    RecommendationSummary,
    /// 评估汇总表.
    AssessmentSummary,
    /// An unfilled book or form.
    FormBlank,
    /// 指标.
    IndicatorList,
    /// A list of companies.
    CompanyList,
    /// 揭榜任务.
    TaskList,
    /// 要素条件.
    LevelConditions,
    /// Anything else.
    Other,
}

impl Kind {
    /// The contract's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::ScenarioCatalogue => "scenario_catalogue",
            Self::RecommendationSummary => "recommendation_summary",
            Self::AssessmentSummary => "assessment_summary",
            Self::FormBlank => "form_blank",
            Self::IndicatorList => "indicator_list",
            Self::CompanyList => "company_list",
            Self::TaskList => "task_list",
            Self::LevelConditions => "level_conditions",
            Self::Other => "other",
        }
    }
}

/// Tells the kind of a part by its title and, where that says nothing, by its shape.
pub fn kind(document: &Document, part: &Part) -> Kind {
    if part.book {
        return Kind::FormBlank;
    }
    kind_of(document, part, &passages::of_part(document, part))
}

fn kind_of(document: &Document, part: &Part, lines: &[Passage]) -> Kind {
    let name = part.title.as_deref().map(super::words::bare).unwrap_or_default();
    let letter = title::is_letter(&name);
    // A bracket inside of the name says what it is of: 智能工厂(车间)推荐汇总表.
    let name = title::without_subtitle(&name);
    if part.book {
        return Kind::FormBlank;
    }
    if letter || title::is_letter(name) {
        return Kind::Notice;
    }
    let table = name.ends_with('表');
    let listing = (0..lines.len()).any(|at| heads_list(&lines[at..]));
    if table && name.contains("评估") && name.contains("汇总") {
        return Kind::AssessmentSummary;
    }
    // Of a table that lost its lines 序 and 号 may be all that is left of its head.
    let sign = |sign: char| lines.iter().any(|line| line.bare.contains(sign));
    let summary = ["汇总表", "推荐表", "一览表"].iter().any(|word| name.ends_with(word));
    if summary && (listing || sign('序') && sign('号')) {
        return Kind::RecommendationSummary;
    }
    if name.contains("揭榜任务") || name.ends_with("揭榜任务") {
        return Kind::TaskList;
    }
    let asked = name.contains("要素") || name.contains("条件");
    if name.contains("要素条件") || asked && levels::tabled(lines) >= 2 {
        return Kind::LevelConditions;
    }
    let blocks = part.body..part.blocks.end;
    let indicators = || {
        listing
            || lists::has_indicator_table(document, blocks.clone())
            || lists::has_indicator_lines(lines)
    };
    if name.contains("指标") && indicators() {
        return Kind::IndicatorList;
    }
    let letter = notice::looks_like(lines, part.label.is_some() || part.parent.is_some());
    if letter {
        return Kind::Notice;
    }
    let scenarios: usize = catalogue::stages(lines).iter().map(|s| s.scenarios.len()).sum();
    let guide = ["指引", "指南", "目录", "清单", "典型场景", "参考"];
    let told = name.contains("场景") && guide.iter().any(|word| name.contains(word));
    let named = name.contains("场景") && scenarios >= 6
        || told
            && (catalogue::is_tabled(document, blocks.clone())
                || !catalogue::restarted(lines).is_empty());
    if named || name.is_empty() && scenarios >= 15 {
        return Kind::ScenarioCatalogue;
    }
    if name.contains("名单") && (listing || lists::has_company_table(document, blocks)) {
        return Kind::CompanyList;
    }
    let companies = lists::companies_of(lines).len();
    let listed = name.contains("名单") && companies >= 2 && companies * 3 >= lines.len();
    if listed || companies >= 3 && companies * 2 > lines.len() {
        return Kind::CompanyList;
    }
    Kind::Other
}

/// A summary whose columns could not be told apart.
fn untold(record: &Record, kind: Kind, torn: bool) -> Option<Warning> {
    let none = |list: &str| record.get(list).and_then(Value::as_array).is_none_or(Vec::is_empty);
    let lost = match kind {
        Kind::RecommendationSummary | Kind::AssessmentSummary => none("/columns"),
        Kind::CompanyList => none("/rows"),
        Kind::Other => torn,
        _ => false,
    };
    let name = record.get("/title").and_then(Value::as_str).unwrap_or_default();
    if lost {
        let message = format!("《{name}》的表格失去了框线，无法还原各列");
        return Some(Warning::new(WarningCode::TableNotTold, message));
    }
    (kind == Kind::TaskList && none("/sectors")).then(|| {
        Warning::new(WarningCode::TasksNotTold, format!("《{name}》中未能读出任何行业的任务"))
    })
}

/// Whether the lines are a table that lost its lines, by the name of the part.
fn is_torn_table(name: &str, lines: &[Passage]) -> bool {
    let table = ["表", "名单"].iter().any(|word| name.ends_with(word));
    let head = (0..lines.len()).find(|at| heads_list(&lines[*at..]));
    let prose = |at: usize| lines[at..].iter().any(|line| line.bare.ends_with('。'));
    table && head.is_some_and(|at| lines[at].row.is_none() && !prose(at))
}

/// Whether a list begins here, its 序号 broken over lines or not.
fn heads_list(lines: &[Passage]) -> bool {
    let begins = |line: &Passage, word: char| line.bare.starts_with(word);
    match lines {
        [first, ..] if first.bare.starts_with("序号") => true,
        [first, below @ ..] if begins(first, '序') && !first.bare.contains('。') => {
            first.bare.contains('号') || below.iter().take(3).any(|line| begins(line, '号'))
        }
        _ => false,
    }
}

/// The record of one part that is no filled-in application. Keys `label`, `parent`
/// (index of the record it is attached to) and `part` (its own index) tell the tree.
pub fn record(document: &Document, parts: &[Part], index: usize) -> (Record, Vec<Warning>) {
    let Some(part) = parts.get(index) else { return (Record::of_kind("other"), Vec::new()) };
    let lines = passages::of_part(document, part);
    let kind = kind_of(document, part, &lines);
    let name = part.title.as_deref().map(super::words::bare).unwrap_or_default();
    let torn = kind == Kind::Other && is_torn_table(&name, &lines);
    let (mut record, warnings) = match kind {
        Kind::Notice => notice::read(document, parts, index),
        _ => (plain(document, part, kind, &lines), Vec::new()),
    };
    let warnings = warnings.into_iter().chain(untold(&record, kind, torn)).collect();
    if matches!(kind, Kind::ScenarioCatalogue | Kind::TaskList) {
        year_of_letter(&mut record, document, parts, part);
    }
    record.set("/label", Value::from(part.label.clone()));
    record.set("/parent", Value::from(part.parent));
    (record, warnings)
}

/// A catalogue that names no year is of the year that its notice's title names.
fn year_of_letter(record: &mut Record, document: &Document, parts: &[Part], part: &Part) {
    let letter = part.parent.and_then(|parent| parts.get(parent));
    let title = letter.and_then(|letter| letter.heading(document));
    let Some(title) = title.filter(|title| title::is_letter(&title.text)) else { return };
    let named = record.get("/year").is_some_and(|year| !year.is_null());
    let Some(year) = catalogue::year(&title.text).filter(|_| !named) else { return };
    let lines = passages::of_blocks(document, title.first..title.end);
    if let Some(line) = lines.iter().find(|line| catalogue::year(&line.text) == Some(year)) {
        let mut draft = Draft { record: std::mem::take(record) };
        // Said of the notice and not of the catalogue itself.
        let line = Passage { confidence: line.confidence.min(0.9), ..line.clone() };
        draft.put_from("/year", year, &line, "");
        *record = draft.record;
    }
}

fn plain(document: &Document, part: &Part, kind: Kind, lines: &[Passage]) -> Record {
    let mut draft = Draft::of_kind(kind.as_str());
    draft.pages(document, part.blocks.clone());
    let name = part.title.clone().unwrap_or_default();
    // A form that lost its head has no title, whatever its first lines are.
    let found = part.heading(document).filter(|_| !part.book || part.title.is_some());
    let body = found.as_ref().map_or(part.body, |title| title.end);
    if let Some(found) = found
        && let Some(line) = lines.iter().find(|l| l.block == found.first)
    {
        // The name of a sheet gives way to the title across its table.
        let own = part.title.as_deref().filter(|own| title::is_whole(own));
        let text = own.filter(|_| !title::is_whole(&found.text)).unwrap_or(found.text.as_str());
        draft.put_from("/title", text, line, "");
    }
    let blocks = part.body..part.blocks.end;
    match kind {
        Kind::ScenarioCatalogue => catalogue::read(&mut draft, document, blocks, lines, &name),
        Kind::TaskList => task_list::read(&mut draft, document, blocks, lines, &name),
        Kind::LevelConditions => levels::read(&mut draft, lines, &name),
        Kind::IndicatorList => lists::indicators(&mut draft, document, blocks, lines),
        Kind::CompanyList => {
            let torn = (0..lines.len()).any(|at| heads_list(&lines[at..]));
            lists::companies(&mut draft, document, blocks, lines, torn);
        }
        Kind::RecommendationSummary | Kind::AssessmentSummary => {
            summary::read(&mut draft, document, blocks, lines);
        }
        Kind::FormBlank => draft.put("/template", Value::Null),
        // The text of a file of its own is the document's; slides are no text.
        Kind::Other if part.label.is_some() || part.parent.is_some() && title::is_whole(&name) => {
            let first = lines.iter().take_while(|line| line.block < body).count();
            let lines = lines.get(first..).unwrap_or_default();
            // The cells of a table that was not put together are no text.
            let torn = is_torn_table(&super::words::bare(&name), lines);
            let head = (0..lines.len()).find(|at| torn && heads_list(&lines[*at..]));
            outline::read(&mut draft, &lines[..head.unwrap_or(lines.len())]);
        }
        Kind::Other | Kind::Notice => {}
    }
    draft.record
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Block, Paragraph};
    use crate::understand::parts;

    #[test]
    fn a_form_that_lost_its_head_has_no_title() {
        let lines = [
            "某通知",
            "各单位：",
            "正文。",
            "附件3",
            "揭榜任务",
            "聚焦炼油等领域，建设示范工厂。",
            "电话 职务 手机",
            "传真 邮箱",
            "信用等级",
            "资产总额（万元）",
            "负债率（%）",
            "利润率（%）",
            "附4-1",
            "场景描述",
        ];
        let blocks = lines.iter().map(|l| Block::Paragraph(Paragraph::plain(*l))).collect();
        let document = Document { blocks, ..Document::default() };
        let parts = parts::split(&document);
        let (record, _) = super::record(&document, &parts, 2);
        assert_eq!(record.kind(), "form_blank");
        assert!(record.get("/title").is_none_or(Value::is_null));
    }
}
