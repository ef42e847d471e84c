//! From what was found to the record: typed values with their places, groups that tell
//! labels of one name apart, sections, and whether anybody filled the form in.

use super::cells::{is_period, is_year};
use super::items::{Item, List, Pair};
use super::value::{self, Typed};
use super::{concepts, hints, words};
use crate::problem::{Warning, WarningCode};
use crate::record::Record;
use crate::understand::application::{Piece, clean_text, provenance};
use crate::value::{label, tick};
use serde_json::{Value, json};

/// What a form gave, on its way to a record.
pub struct Draft {
    /// The record.
    pub record: Record,
    /// What was doubtful.
    pub warnings: Vec<Warning>,
    fields: usize,
    filled: usize,
    tables: usize,
    cells: usize,
    texts: usize,
}

impl Draft {
    /// Of the items of a form, in their order.
    pub fn of(items: Vec<Item>) -> Self {
        let mut draft = Self {
            record: Record::of_kind("form"),
            warnings: Vec::new(),
            fields: 0,
            filled: 0,
            tables: 0,
            cells: 0,
            texts: 0,
        };
        for key in ["fields", "tables", "sections"] {
            draft.record.body.insert(key.to_owned(), json!([]));
        }
        let mut section: Section = Section::default();
        for item in refined(items) {
            match item {
                Item::Pair(pair) => draft.pair(&pair),
                Item::List(list) => draft.list(&list),
                Item::Heading(text, at) => {
                    draft.section(std::mem::take(&mut section));
                    section.heading = Some((text, at));
                }
                Item::Text(piece) => section.text.push(piece),
            }
        }
        draft.section(section);
        draft
    }

    /// Labels with values, tables of the form.
    pub fn size(&self) -> (usize, usize) {
        (self.fields, self.tables)
    }

    /// Whether anybody filled the form in: what a blank form prints itself is a date or a
    /// default here and there.
    pub fn is_filled(&self) -> bool {
        let said = self.filled + self.cells / 2;
        said >= 3
            || said >= 1 && said * 4 >= self.fields + self.tables
            || self.texts >= 2 && said >= 1
    }

    fn put(&mut self, pointer: &str, value: Value, piece: &Piece, name: &str) {
        let confidence = piece.text.confidence_of(0..piece.text.content.len());
        self.record.set(pointer, value);
        self.record.provenance.insert(pointer.to_owned(), provenance(piece, name, confidence));
    }

    fn pair(&mut self, pair: &Pair) {
        let text = &pair.value.text.content;
        let name = pair.label.as_str();
        let mut typed = value::read(name, text);
        // 单位：万元 over the table is the unit of its sums.
        if typed.kind == "number"
            && typed.unit.is_none()
            && label::is_unit(&pair.unit)
            && words::is_money(name)
        {
            typed.unit = Some(pair.unit.clone());
        }
        if pair.value.unread && pair.value.text.is_blank() {
            self.doubt(WarningCode::CellUnread, &pair.value, format!("“{name}”处有内容但未能识别"));
        }
        if !typed.value.is_null() {
            self.filled += 1;
        }
        if typed.doubtful {
            self.doubt(
                WarningCode::ValueUnreadable,
                &pair.value,
                format!("“{name}”的值“{}”不是单一数值，按原文保留", text.trim()),
            );
        }
        if typed.unsure {
            self.doubt(WarningCode::TickDoubtful, &pair.value, value::unsure(name));
        }
        let pointer = format!("/fields/{}", self.fields);
        let Typed { kind, value, unit, options, chosen, filled, .. } = typed;
        let group =
            if pair.group.is_empty() { Value::Null } else { Value::from(pair.group.clone()) };
        let mut field = json!({
            "label": name, "group": group, "value": null, "type": kind, "unit": unit,
            "options": options, "chosen": chosen,
        });
        if !filled.is_empty() {
            field["filled"] = filled
                .into_iter()
                .map(|(option, text)| (option, Value::from(text)))
                .collect::<serde_json::Map<_, _>>()
                .into();
        }
        self.record.set(&pointer, field);
        let place = if pair.value.text.content.is_empty() && pair.value.cell.is_empty() {
            &pair.at
        } else {
            &pair.value
        };
        if let Some(to) = concepts::pointer(&pair.group, name).filter(|to| {
            !value.is_null()
                && self.record.get(&format!("/concepts{to}")).is_none_or(Value::is_null)
        }) {
            self.put(&format!("/concepts{to}"), value.clone(), place, name);
        }
        self.put(&format!("{pointer}/value"), value, place, name);
        self.put(&format!("{pointer}/label"), Value::from(name), &pair.at, "");
        self.fields += 1;
    }

    fn list(&mut self, list: &List) {
        let pointer = format!("/tables/{}", self.tables);
        let title =
            if list.title.is_empty() { Value::Null } else { Value::from(list.title.clone()) };
        self.record.set(&pointer, json!({"title": title, "columns": list.columns, "rows": []}));
        self.record.provenance.insert(format!("{pointer}/columns"), provenance(&list.at, "", 1.0));
        let remarks = |c: usize| {
            matches!(
                label::key(list.columns.get(c).map_or("", String::as_str)).as_str(),
                "备注" | "说明" | "序号" | "编号"
            )
        };
        for (r, row) in list.rows.iter().enumerate() {
            let (mut said, mut blank, mut ticked) = (0, 0, false);
            // 净利润（万元） | 1820 | 2044.3: what the row is counted in.
            let first = row.first().and_then(Option::as_ref);
            let unit = first.map(|piece| label::Label::parse(&piece.text.content).unit);
            let counted = unit.is_some_and(|unit| !unit.is_empty());
            for (c, cell) in row.iter().enumerate() {
                let column = list.columns.get(c).map_or("", String::as_str);
                let to = format!("{pointer}/rows/{r}/{c}");
                let Some(piece) = cell else {
                    self.record.set(&to, Value::Null);
                    continue;
                };
                let figures = counted && c > 0 || is_year(column) || is_period(column);
                let typed = value::in_column(column, &piece.text.content, figures);
                if !remarks(c) {
                    said += usize::from(!typed.value.is_null());
                    blank += usize::from(typed.value.is_null());
                    // √ below 是: somebody answered the row.
                    let mark = piece.text.content.trim().chars().next();
                    ticked |= mark.is_some_and(tick::is_tick);
                }
                self.put(&to, typed.value, piece, column);
            }
            // The printed names of a row that waits for its figures are no filling in.
            if blank * 3 < said || ticked {
                self.cells += said;
            }
        }
        self.tables += 1;
    }

    fn section(&mut self, section: Section) {
        let text: Vec<String> = section
            .text
            .iter()
            .filter(|piece| !hints::is_hint(&piece.text.content))
            .map(|piece| clean_text(&piece.text.content))
            .filter(|text| !text.is_empty())
            .collect();
        let Some(first) = section.text.first() else { return };
        if text.is_empty() {
            return;
        }
        let list = self.record.get("/sections").and_then(Value::as_array).map_or(0, Vec::len);
        let pointer = format!("/sections/{list}");
        let text = text.join("\n");
        let printed = section.heading.as_ref().is_some_and(|(heading, _)| is_printed(heading));
        if !printed && section.heading.is_some() && text.chars().count() >= 60 {
            self.texts += 1;
        }
        match &section.heading {
            Some((heading, at)) => {
                self.put(&format!("{pointer}/heading"), Value::from(heading.clone()), at, "")
            }
            None => self.record.set(&format!("{pointer}/heading"), Value::Null),
        }
        self.put(&format!("{pointer}/text"), Value::from(text), &Piece::join(&section.text), "");
        let _ = first;
    }

    fn doubt(&mut self, code: WarningCode, piece: &Piece, message: String) {
        let page = piece.text.place().page;
        self.warnings.push(if page == 0 {
            Warning::new(code, message)
        } else {
            Warning::on_page(code, page, message)
        });
    }
}

#[derive(Debug, Default)]
struct Section {
    heading: Option<(String, Piece)>,
    text: Vec<Piece>,
}

/// 单位：万元 tells of the figures and is no field.
fn is_unit_line(pair: &Pair) -> bool {
    let key = label::key(&pair.label);
    matches!(key.as_str(), "单位" | "金额单位" | "计量单位" | "货币单位")
        && crate::value::fold::fold(&pair.value.text.content).split('、').all(label::is_unit)
}

fn long(pair: &Pair) -> bool {
    pair.value.text.content.chars().count() > 16
}

/// What stands below an opinion: who signed it, and when.
fn signatures(mut pair: Pair) -> (Pair, Vec<Pair>) {
    let content = pair.value.text.content.clone();
    let key = label::key(&label::Label::parse(&pair.label).name);
    let opinion = ["意见", "审批", "审核", "批示", "结论", "评语", "批准", "签章", "承诺"]
        .iter()
        .any(|end| key.ends_with(end));
    if !opinion {
        return (pair, Vec::new());
    }
    let sign = |line: &str| {
        ["签字", "签名", "签章", "盖章", "公章", "（章）", "日期", "时间"]
            .iter()
            .any(|word| line.contains(word))
            // 审批人：李四
            || words::is_people(line) && line.trim().chars().count() <= 8
    };
    let mut out = Vec::new();
    let mut end = content.len();
    while let Some(line) = content.get(..end).and_then(|t| t.rsplit(['\n']).next()) {
        let start = end - line.len();
        let bare = line.trim();
        let date = crate::value::date::parse(bare)
            .filter(|_| bare.chars().count() <= 16 && !bare.contains('。'));
        let group = pair.label.clone();
        if let Some(at) =
            line.find(['：', ':']).filter(|at| sign(&line[..*at]) && bare.chars().count() <= 40)
        {
            // 同意。 签字：张三 — the words before the signature are the opinion.
            let head = &line[..at];
            let from = head
                .trim_end()
                .rfind(|c: char| c.is_whitespace() || matches!(c, '。' | '；'))
                .map_or(0, |i| i + head[i..].chars().next().map_or(1, char::len_utf8));
            let value_at = start + at + line[at..].chars().next().map_or(1, char::len_utf8);
            let label = words::label_text(&head[from..]);
            let value = pair.value.slice(value_at..end);
            let (value, day) = behind_name(value);
            if let Some(day) = day {
                let (label, group, at) = ("日期".to_owned(), group.clone(), day.clone());
                out.push(Pair { label, group, at, value: day, unit: String::new() });
            }
            if !hints::is_hint(&value.text.content) && !label.is_empty() {
                out.push(Pair {
                    label,
                    group,
                    value,
                    at: pair.value.slice(start + from..start + at),
                    unit: String::new(),
                });
            }
            end = start + from;
            if from > 0 {
                break;
            }
        } else if date.is_some() {
            let value = pair.value.slice(start..end);
            let (label, at) = ("日期".to_owned(), value.clone());
            out.push(Pair { label, group, at, value, unit: String::new() });
            end = start;
        } else if hints::is_hint(bare) {
            end = start;
        } else {
            break;
        }
        if end == 0 {
            break;
        }
        end = content.get(..end).map_or(0, |t| t.trim_end_matches('\n').len());
    }
    out.reverse();
    pair.value = pair.value.slice(0..end);
    (pair, out)
}

/// Who signed, and the day behind the name: 李四　　2024年3月5日.
fn behind_name(value: Piece) -> (Piece, Option<Piece>) {
    let body = value.text.content.trim_end();
    let Some(at) = body.find(|c: char| c.is_ascii_digit()) else { return (value, None) };
    let (name, day) = body.split_at(at);
    let dated = crate::value::date::parse(day).is_some_and(|date| date.day.is_some())
        && day.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "年月日.-/".contains(c))
        && !name.trim().is_empty()
        && !hints::is_hint(name);
    if !dated {
        return (value, None);
    }
    let (end, length) = (body.len(), name.trim_end().len());
    (value.slice(0..length), Some(value.slice(at..end)))
}

/// Whether what stands behind the label is printed by the form.
fn is_printed(name: &str) -> bool {
    let key = label::key(name);
    [
        "承诺",
        "声明",
        "填表说明",
        "填报说明",
        "填写说明",
        "须知",
        "提示",
        "注意事项",
        "填报要求",
        "填写要求",
    ]
    .iter()
    .any(|word| key.ends_with(word))
        || matches!(key.as_str(), "说明" | "注" | "要求")
}

/// Whether a label names one of several parties, each with the same blanks: 甲方, 推荐单位.
fn is_party(name: &str) -> bool {
    let key = label::key(&label::Label::parse(name).name);
    ["方", "单位", "企业", "机构", "公司", "学校"].iter().any(|end| key.ends_with(end))
}

/// What was found, with what is no field taken out: units of figures, what the form makes
/// everybody say, who signed an opinion and when.
pub fn refined(items: Vec<Item>) -> Vec<Item> {
    let mut out = Vec::with_capacity(items.len());
    for item in apart(items) {
        match item {
            Item::Pair(pair) if is_unit_line(&pair) => {}
            Item::Pair(pair) if is_printed(&pair.label) && long(&pair) => {
                out.push(Item::Heading(pair.label, pair.at));
                out.push(Item::Text(pair.value));
            }
            Item::Pair(pair) => {
                let (pair, signed) = signatures(pair);
                out.push(Item::Pair(pair));
                out.extend(signed.into_iter().map(Item::Pair));
            }
            other => out.push(other),
        }
    }
    out
}

/// Labels of one name in one group are told apart by the person that stands before them, all
/// that is asked of that person with them: 法定代表人：张三 电话：…　联系人：李四 电话：… 手机：….
fn apart(mut items: Vec<Item>) -> Vec<Item> {
    let key = |pair: &Pair| (pair.group.clone(), label::key(&pair.label));
    let all: Vec<(String, String)> = items
        .iter()
        .filter_map(|item| if let Item::Pair(pair) = item { Some(key(pair)) } else { None })
        .collect();
    let twice = |pair: &Pair| all.iter().filter(|k| **k == key(pair)).count() > 1;
    // What is asked of one person: where it stands, and whether another is asked the same.
    let mut runs: Vec<(String, Vec<usize>, bool)> = Vec::new();
    let mut open = false;
    let mut in_group = String::new();
    for (at, item) in items.iter().enumerate() {
        let Item::Pair(pair) = item else {
            open &= !matches!(item, Item::Heading(..));
            continue;
        };
        if pair.group != in_group {
            open = false;
            in_group.clone_from(&pair.group);
        }
        let again = twice(pair);
        if words::is_of_person(&pair.label) {
            if let Some((_, run, told)) = runs.last_mut().filter(|_| open) {
                run.push(at);
                *told |= again;
            }
        } else if words::is_people(&pair.label) || !again && is_party(&pair.label) {
            runs.push((label::Label::parse(&pair.label).name, Vec::new(), false));
            open = true;
        } else if !again {
            open = false;
        }
    }
    for (person, run, _) in runs.into_iter().filter(|(_, _, told)| *told) {
        for at in run {
            if let Some(Item::Pair(pair)) = items.get_mut(at) {
                pair.group.clone_from(&person);
            }
        }
    }
    items
}
