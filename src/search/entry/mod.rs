//! What the index takes of a record: its text, the values that can be asked for
//! by field, the rows of its tables and its figures. Found by the contract's keys, so
//! that any form that fills them is served.

mod figures;
mod tables;

pub use figures::{Figure, figure_name};
pub use tables::TableRow;

use super::analysis::fold::{Spaces, fold};
use super::query::Field;
use crate::intake;
use crate::record::Record;
use crate::registry::{credit_code, division};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One record as the index takes it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entry {
    /// The record's number in the catalogue.
    pub id: u64,
    /// The work of which the record is an edition; records of one work count once.
    pub work: u64,
    /// Which edition; the greatest counts.
    pub edition: u64,
    /// Kind of the record.
    pub kind: String,
    /// Template of its form.
    pub template: Option<String>,
    /// Format of its file.
    pub format: String,
    /// The whole text of the part.
    pub text: String,
    /// Its title.
    pub title: Option<String>,
    /// Year of the programme, else of its date.
    pub year: Option<u64>,
    /// Its date as `yyyymmdd`; months and days not written are 0.
    pub date: Option<u64>,
    /// Province, for counting.
    pub province: Option<String>,
    /// Sector, for counting.
    pub sector: Option<String>,
    /// Text that can be asked for by field.
    pub fields: Vec<(Field, String)>,
    /// Rows whose stage, scenario and instance belong together.
    pub rows: Vec<Row>,
    /// The rows of all tables.
    pub tables: Vec<TableRow>,
    /// Figures by name.
    pub figures: Vec<Figure>,
    /// Codes of the divisions in which it lies, with those above them.
    pub divisions: Vec<&'static str>,
    /// What a list of hits shows.
    pub card: Card,
}

/// What a list of hits shows of a record, kept in the index.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// Company and project, else the title, else its first words.
    pub title: String,
    /// The path under which its file was first seen.
    pub path: String,
    /// Hash of the file.
    pub sha256: String,
    /// Format of the file.
    pub format: String,
    /// Which part of the file, from 0.
    pub part: u32,
    /// Kind of the record.
    pub kind: String,
    /// Template of its form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// The applying enterprise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applicant: Option<String>,
    /// The project.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
    /// Year of the programme or of the date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<u64>,
    /// Province.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Sector.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sector: Option<String>,
    /// The first page, where the format has pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
}

/// A scenario row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Number of the row as printed.
    pub no: Option<i64>,
    /// Stage (环节).
    pub stage: Option<String>,
    /// Scenario.
    pub scenario: Option<String>,
    /// The enterprise's own name for it.
    pub instance: Option<String>,
}

/// Text values by pointer. A pointer that leads to a list gives every item.
const TEXTS: &[(Field, &str)] = &[
    (Field::Applicant, "/applicant/name"),
    (Field::Applicant, "/cover/applicant"),
    (Field::Region, "/applicant/region"),
    (Field::Region, "/applicant/address"),
    (Field::Region, "/project/address"),
    (Field::Region, "/cover/address"),
    (Field::Sector, "/applicant/sector"),
    (Field::Sector, "/project/sector"),
    (Field::Sector, "/project/subsector"),
    (Field::Sector, "/applicant/industry/section"),
    (Field::Sector, "/applicant/industry/division"),
    (Field::Sector, "/applicant/industry/group"),
    (Field::Ownership, "/applicant/ownership"),
    (Field::Size, "/applicant/size_class"),
    (Field::CreditCode, "/applicant/credit_code"),
    (Field::CreditCode, "/applicant/organization_code"),
    (Field::CreditRating, "/applicant/credit_rating"),
    (Field::Recommender, "/cover/recommender"),
    (Field::Recommender, "/recommender"),
    (Field::Title, "/title"),
    (Field::Project, "/cover/project_name"),
    (Field::Project, "/project/task_name"),
    (Field::Project, "/cover/scenario_name"),
    (Field::Project, "/cover/factory_name"),
    (Field::DocNumber, "/doc_number"),
    (Field::Cites, "/cites"),
    (Field::Issuer, "/issuers"),
    (Field::Issuer, "/publisher"),
    (Field::Level, "/programme/track"),
    (Field::Level, "/applicant/certified_level"),
    (Field::Level, "/applicant/maturity_level"),
];

/// Where a record says in which division it lies: the first group in which any does.
const PLACES: &[&[&str]] = &[
    &["/applicant/region", "/applicant/address", "/cover/address", "/project/address"],
    &["/cover/recommender", "/recommender"],
];

/// Lists that hold scenario rows.
const SCENARIO_TABLES: &[&str] = &["project", "scenarios", "stages", "sectors"];

/// Where the name of a project stands, the surest first.
const PROJECTS: &[&str] =
    &["/cover/project_name", "/cover/scenario_name", "/cover/factory_name", "/project/task_name"];

/// Characters of a title that is made of a text's first words.
const TITLE: usize = 60;

/// How deep a body is searched.
const DEPTH: usize = 16;

impl Entry {
    /// The entry of a record; number, format, path and text are the caller's.
    pub fn of(record: &Record) -> Self {
        let string = |pointer| record.known(pointer).and_then(text_of);
        let date = ["/cover/date", "/issued_on", "/published_on"]
            .into_iter()
            .find_map(|pointer| date_number(&string(pointer)?));
        let year = ["/programme/year", "/year"]
            .into_iter()
            .find_map(|pointer| record.get(pointer)?.as_u64())
            .or_else(|| (record.kind() == "form").then(|| year_in(&string("/title")?)).flatten())
            .or(date.map(|d| d / 10_000));
        let tables = tables::rows(&record.body);
        let mut entry = Self {
            kind: record.kind().to_owned(),
            template: string("/template"),
            title: string("/title"),
            year,
            date: date.or(year.map(|y| y * 10_000)),
            sector: string("/applicant/sector").or_else(|| string("/project/sector")),
            rows: tables.iter().filter_map(scenario_row).collect(),
            tables,
            figures: figures::of(record),
            ..Self::default()
        };
        for (field, pointer) in TEXTS {
            each_text(record.known(pointer), &mut |text| entry.add(*field, text));
        }
        for field in Field::leaves() {
            each_text(record.known(field.key()), &mut |text| entry.add(field, text));
        }
        entry.places_of(record);
        for value in record.body.values() {
            entry.suppliers(value, DEPTH);
        }
        entry.card = entry.card_of(record);
        entry.work = entry.work_of(record);
        entry
    }

    /// Puts in what is known of the file, and the text.
    pub fn in_file(&mut self, card: Card, text: String) {
        self.add(Field::Path, &card.path);
        self.format = card.format.clone();
        if self.card.title.is_empty() {
            let line = text.lines().find(|l| !l.trim().is_empty()).unwrap_or_default();
            self.card.title = line.trim().chars().take(TITLE).collect();
        }
        if self.work == 0 {
            self.work = number(&format!("text\u{1}{}\u{1}{}", self.kind, squeezed(&text)));
        }
        let Card { path, sha256, format, part, page, .. } = card;
        self.card = Card { path, sha256, format, part, page, ..std::mem::take(&mut self.card) };
        self.text = text;
    }

    fn card_of(&self, record: &Record) -> Card {
        let string = |pointer: &&str| record.known(pointer).and_then(text_of);
        let applicant = ["/applicant/name", "/cover/applicant"].iter().find_map(string);
        let project = PROJECTS.iter().find_map(string);
        let title = match (&applicant, &project) {
            (Some(applicant), Some(project)) => format!("{applicant}：{project}"),
            _ => self.title.clone().or(project.clone()).or(applicant.clone()).unwrap_or_default(),
        };
        Card {
            title,
            kind: self.kind.clone(),
            template: self.template.clone(),
            applicant,
            project,
            year: self.year,
            region: self.province.clone(),
            sector: self.sector.clone(),
            ..Card::default()
        }
    }

    /// The same book in several formats and revisions is one work: of one enterprise, one
    /// programme and one project; a notice goes by its number. 0 where nothing tells.
    fn work_of(&self, record: &Record) -> u64 {
        let string = |pointer: &&str| record.get(pointer).and_then(text_of).map(|t| squeezed(&t));
        let who = ["/applicant/credit_code", "/applicant/name", "/cover/applicant"];
        let (who, what) = (who.iter().find_map(string), PROJECTS.iter().find_map(string));
        let template = self.template.clone().unwrap_or_default();
        let parts = match (self.kind.as_str(), who, what) {
            ("application", Some(who), Some(what)) => {
                let scenario = string(&"/project/scenario").unwrap_or_default();
                let year = self.year.unwrap_or_default().to_string();
                [template, year, who, what, scenario]
            }
            ("notice", _, _) => {
                let (Some(number), Some(title)) = (string(&"/doc_number"), string(&"/title"))
                else {
                    return 0;
                };
                [number, title, String::new(), String::new(), String::new()]
            }
            _ => return 0,
        };
        number(&format!("{}\u{1}{}", self.kind, parts.join("\u{1}")))
    }

    /// Adds a field's text, each once.
    pub fn add(&mut self, field: Field, text: &str) {
        if !text.trim().is_empty() && !self.fields.iter().any(|(f, t)| *f == field && t == text) {
            self.fields.push((field, text.to_owned()));
        }
    }

    /// Adds a figure.
    pub fn figure(&mut self, name: &str, value: f64, unit: &str) {
        let (name, unit) = (figure_name(name), figure_name(unit));
        self.figures.push(Figure { name, value, unit, row: String::new() });
    }

    /// The texts of a field.
    pub fn texts(&self, field: Field) -> impl Iterator<Item = &str> {
        self.fields.iter().filter(move |(f, _)| *f == field).map(|(_, text)| text.as_str())
    }

    /// The divisions of its addresses; else that of its credit code, which says where
    /// the enterprise is registered; else the one that its name begins with.
    fn places_of(&mut self, record: &Record) {
        let string = |pointer: &&str| record.known(pointer).and_then(text_of);
        let mut codes: Vec<&'static str> = Vec::new();
        for group in PLACES {
            let texts = group.iter().filter_map(string);
            if codes.is_empty() {
                codes.extend(texts.filter_map(|text| division::of_address(&text)));
            }
        }
        if codes.is_empty() {
            let code = string(&"/applicant/credit_code");
            let registered = code.and_then(|code| division::of_code(credit_code::division(&code)?));
            let name = || division::of_address(&string(&"/applicant/name")?);
            codes.extend(registered.or_else(name));
        }
        self.province =
            codes.first().and_then(|code| division::province_of(code)).map(str::to_owned);
        for code in codes {
            for level in [2, 4, 6].iter().filter_map(|length| code.get(..*length)) {
                if !self.divisions.contains(&level) {
                    self.divisions.push(level);
                }
            }
        }
    }

    /// Suppliers stand in many tables; their keys are the same everywhere.
    fn suppliers(&mut self, value: &Value, depth: usize) {
        match value {
            Value::Object(map) if depth > 0 => {
                for (key, value) in map {
                    if matches!(key.as_str(), "supplier" | "suppliers" | "providers") {
                        each_text(Some(value), &mut |text| self.add(Field::Supplier, text));
                    }
                    self.suppliers(value, depth - 1);
                }
            }
            Value::Array(list) if depth > 0 => {
                list.iter().for_each(|value| self.suppliers(value, depth - 1));
            }
            _ => {}
        }
    }
}

/// A row of a table of scenarios.
fn scenario_row(row: &TableRow) -> Option<Row> {
    if !SCENARIO_TABLES.contains(&row.table.as_str()) {
        return None;
    }
    let text = |key| row.text(key).map(str::to_owned);
    let found = Row {
        no: row.text("no").and_then(|no| no.parse().ok()),
        stage: text("stage"),
        scenario: text("scenario"),
        instance: text("instance"),
    };
    (found.stage.is_some() || found.scenario.is_some() || found.instance.is_some()).then_some(found)
}

/// Folded, without white space: what two prints of one text have in common.
fn squeezed(text: &str) -> String {
    fold(text, Spaces::Join).text.replace(' ', "")
}

/// A number that stands for a text, never 0.
fn number(text: &str) -> u64 {
    let hash = intake::hash(text.as_bytes());
    u64::from_str_radix(hash.get(..15).unwrap_or_default(), 16).unwrap_or_default().max(1)
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn each_text(value: Option<&Value>, visit: &mut dyn FnMut(&str)) {
    match value {
        Some(Value::Array(list)) => list.iter().for_each(|v| each_text(Some(v), visit)),
        Some(Value::Object(map)) => each_text(map.get("name"), visit),
        Some(value) => {
            if let Some(text) = text_of(value) {
                visit(&text);
            }
        }
        None => {}
    }
}

/// The year that a title names: 2026年度.
fn year_in(title: &str) -> Option<u64> {
    let digits: Vec<char> = title.chars().collect();
    let year = |four: &[char]| {
        let text: String = four[..4].iter().collect();
        text.parse().ok().filter(|year| (1990..2100).contains(year) && four[4] == '年')
    };
    digits.windows(5).find_map(year)
}

/// `2023-08` as 20230800.
pub(super) fn date_number(text: &str) -> Option<u64> {
    let mut parts = text.split('-');
    let year: u64 = parts.next()?.parse().ok().filter(|y| (1900..=2200).contains(y))?;
    let mut next = |max| parts.next().and_then(|p| p.parse().ok()).filter(|v| *v <= max);
    let month: u64 = next(12).unwrap_or(0);
    let day: u64 = next(31).unwrap_or(0);
    Some(year * 10_000 + month * 100 + day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// 企业:…, 地区:…, 年份:… and numbers found nothing of forms that no definition knows.
    #[test]
    fn a_form_that_no_definition_knows_gives_what_its_labels_certainly_say() {
        let mut record = Record::of_kind("form");
        record.set("/title", json!("专精特新“小巨人”企业申请书（2026年度）"));
        record.set(
            "/fields",
            json!([
                {"label": "企业名称", "value": "常州某某传动有限公司", "type": "text", "unit": null},
                {"label": "注册资本（万元）", "value": 3600, "type": "number", "unit": "万元"},
            ]),
        );
        record.set("/concepts/applicant/name", json!("常州某某传动有限公司"));
        record.set("/concepts/applicant/credit_code", json!("91320411MA1XK3T79P"));
        record.set("/concepts/cover/date", json!("2026-04-18"));
        record.set("/concepts/cover/recommender", json!("常州市工业和信息化局"));
        let entry = Entry::of(&record);
        assert_eq!(entry.texts(Field::Applicant).next(), Some("常州某某传动有限公司"));
        assert_eq!(entry.texts(Field::Recommender).next(), Some("常州市工业和信息化局"));
        assert_eq!((entry.year, entry.date), (Some(2026), Some(20_260_418)));
        assert_eq!(entry.province.as_deref(), Some("江苏"));
        assert!(entry.figures.iter().any(|f| f.name == "注册资本" && f.value == 3600.0));
    }

    #[test]
    fn an_application_gives_rows_and_figures() {
        let mut record = Record::of_kind("application");
        record.set("/programme/year", json!(2023));
        record.set("/cover/date", json!("2023-08"));
        record.set("/applicant/name", json!("某重工有限公司"));
        record.set("/applicant/address", json!("湖北省武汉市"));
        record.set("/project/suppliers", json!(["甲", "乙"]));
        record.set("/scenarios/0", json!({"no": 1, "stage": "工厂建设", "scenario": "数字化交付"}));
        record.set("/metrics/0", json!({"name": "生产效率提升", "unit": "%", "value": 30.5}));
        record.set("/metrics/1", json!({"name": "空白", "unit": "%", "value": null}));
        record.set(
            "/applicant/financials",
            json!([{"year": 2021, "revenue": 5.0}, {"year": 2022, "revenue": 7.0}]),
        );
        let entry = Entry::of(&record);
        assert_eq!((entry.year, entry.date), (Some(2023), Some(20_230_800)));
        assert_eq!(entry.province.as_deref(), Some("湖北"));
        assert_eq!(entry.rows.len(), 1);
        let figure = |name: &str| entry.figures.iter().find(|f| f.name == name).map(|f| f.value);
        assert_eq!(figure("生产效率提升"), Some(30.5));
        assert_eq!(figure("营业收入"), Some(7.0));
        assert_eq!(figure("空白"), None);
        assert_eq!(entry.divisions, ["42", "4201"]);
        assert!(entry.fields.contains(&(Field::Supplier, "乙".into())));
    }

    #[test]
    fn the_investment_of_every_form_has_one_name_and_a_code_says_where() {
        let mut record = Record::of_kind("application");
        record.set("/line/investment", json!(6000.0));
        record.set("/applicant/credit_code", json!("916201005812345678"));
        let entry = Entry::of(&record);
        assert_eq!((entry.figures[0].name.as_str(), entry.figures[0].value), ("投资", 6000.0));
        assert_eq!((entry.province.as_deref(), entry.divisions.len()), (Some("甘肃"), 2));
    }

    #[test]
    fn a_catalogue_gives_rows_of_stage_and_scenario() {
        let mut record = Record::of_kind("scenario_catalogue");
        record.set(
            "/stages",
            json!([{"name": "工厂建设", "scenarios": [{"no": 1, "name": "数字化交付"}]}]),
        );
        let rows = Entry::of(&record).rows;
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].stage.as_deref(), Some("工厂建设"));
        assert_eq!(rows[0].scenario.as_deref(), Some("数字化交付"));
    }
}
