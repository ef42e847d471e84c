//! What the index takes of a record: its text, the values that can be asked for
//! by field, its rows and its figures. Found by the contract's keys, so that any
//! form that fills them is served.

use super::analysis::fold::{Spaces, fold};
use super::query::Field;
use crate::record::Record;
use crate::registry::{credit_code, division};
use serde::Serialize;
use serde_json::Value;

/// One record as the index takes it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entry {
    /// The record's number in the catalogue.
    pub id: u64,
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
    /// Figures by name.
    pub figures: Vec<Figure>,
    /// Codes of the divisions in which it lies, with those above them.
    pub divisions: Vec<&'static str>,
}

/// A figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Its name as the index keeps it ([`figure_name`]).
    pub name: String,
    /// Its value.
    pub value: f64,
    /// The unit in which the form prints it, folded; empty when it names none.
    pub unit: String,
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

impl Row {
    /// The text of one of its fields.
    pub fn text(&self, field: Field) -> Option<&str> {
        match field {
            Field::Stage => self.stage.as_deref(),
            Field::Scenario => self.scenario.as_deref(),
            Field::Instance => self.instance.as_deref(),
            _ => None,
        }
    }

    /// Whether it meets all the filters, as the index would.
    pub fn meets(&self, filters: &[(Field, String)]) -> bool {
        let folded = |text: &str| fold(text, Spaces::Join).text;
        filters.iter().all(|(field, wanted)| {
            self.text(*field).is_some_and(|text| folded(text).contains(&folded(wanted)))
        })
    }
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

/// Figures outside `metrics`: the name under which they are asked for, where they stand,
/// their unit. What the forms print under several labels has one name.
const FIGURES: &[(&str, &str, &str)] = &[
    ("投资", "/project/investment", "万元"),
    ("投资", "/line/investment", "万元"),
    ("成熟度", "/applicant/maturity_level", "级"),
    ("总资产", "/applicant/last_year/total_assets", "万元"),
    ("资产负债率", "/applicant/last_year/debt_ratio", "%"),
    ("营业收入", "/applicant/last_year/sales", "万元"),
    ("税金", "/applicant/last_year/taxes", "万元"),
    ("利润", "/applicant/last_year/profit", "万元"),
];

/// The same of the last year in the table of financials.
const FINANCIALS: &[(&str, &str, &str)] = &[
    ("总资产", "total_assets", "万元"),
    ("资产负债率", "debt_ratio", "%"),
    ("营业收入", "revenue", "万元"),
    ("利润率", "profit_margin", "%"),
];

/// Where a record says in which division it lies: the first group in which any does.
const PLACES: &[&[&str]] = &[
    &["/applicant/region", "/applicant/address", "/cover/address", "/project/address"],
    &["/cover/recommender", "/recommender"],
];

/// How deep a body is searched.
const DEPTH: usize = 16;

impl Entry {
    /// The entry of a record; number, format, path and text are the caller's.
    pub fn of(record: &Record) -> Self {
        let string = |pointer| record.get(pointer).and_then(text_of);
        let date = ["/cover/date", "/issued_on", "/published_on"]
            .into_iter()
            .find_map(|pointer| date_number(&string(pointer)?));
        let year = ["/programme/year", "/year"]
            .into_iter()
            .find_map(|pointer| record.get(pointer)?.as_u64())
            .or(date.map(|d| d / 10_000));
        let mut entry = Self {
            kind: record.kind().to_owned(),
            template: string("/template"),
            title: string("/title"),
            year,
            date: date.or(year.map(|y| y * 10_000)),
            sector: string("/applicant/sector").or_else(|| string("/project/sector")),
            ..Self::default()
        };
        for (field, pointer) in TEXTS {
            each_text(record.get(pointer), &mut |text| entry.add(*field, text));
        }
        entry.places_of(record);
        for value in record.body.values() {
            entry.suppliers(value, DEPTH);
        }
        if let Some(project) = record.get("/project") {
            entry.row(project);
        }
        for key in ["/scenarios", "/stages", "/sectors"] {
            if let Some(list) = record.get(key) {
                entry.rows_of(list, &Row::default(), DEPTH);
            }
        }
        entry.figures_of(record);
        entry
    }

    /// Adds a field's text, each once.
    pub fn add(&mut self, field: Field, text: &str) {
        if !text.trim().is_empty() && !self.fields.iter().any(|(f, t)| *f == field && t == text) {
            self.fields.push((field, text.to_owned()));
        }
    }

    /// The divisions of its addresses; else that of its credit code, which says where
    /// the enterprise is registered; else the one that its name begins with.
    fn places_of(&mut self, record: &Record) {
        let string = |pointer: &&str| record.get(pointer).and_then(text_of);
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

    fn row(&mut self, object: &Value) {
        let string = |key: &str| object.get(key).and_then(text_of);
        let row = Row {
            no: object.get("no").and_then(Value::as_i64),
            stage: string("stage"),
            scenario: string("scenario"),
            instance: string("instance"),
        };
        if row.stage.is_some() || row.scenario.is_some() || row.instance.is_some() {
            self.rows.push(row);
        }
    }

    /// The rows of an application's `scenarios`, of a catalogue's `stages` with
    /// their scenarios, of a task list's sectors.
    fn rows_of(&mut self, value: &Value, above: &Row, depth: usize) {
        let Some(list) = value.as_array().filter(|_| depth > 0) else { return };
        for item in list {
            let name = text_of(item).or_else(|| item.get("name").and_then(text_of));
            if item.get("scenario").is_some() || item.get("stage").is_some() {
                self.row(item);
            } else if item.get("scenarios").is_some() || item.get("stages").is_some() {
                let stage = Row { stage: name, ..Row::default() };
                for key in ["stages", "scenarios"] {
                    self.rows_of(item.get(key).unwrap_or(&Value::Null), &stage, depth - 1);
                }
            } else if name.is_some() {
                self.rows.push(Row { scenario: name, ..above.clone() });
            }
        }
    }

    fn figures_of(&mut self, record: &Record) {
        for list in ["/metrics", "/supply_chain/metrics"] {
            for item in record.get(list).and_then(Value::as_array).into_iter().flatten() {
                let value = item.get("value").and_then(Value::as_f64);
                if let (Some(name), Some(value)) = (item.get("name").and_then(text_of), value) {
                    let unit = item.get("unit").and_then(text_of).unwrap_or_default();
                    self.figure(&name, value, &unit);
                }
            }
        }
        for (name, pointer, unit) in FIGURES {
            if let Some(value) = record.get(pointer).and_then(number_of) {
                self.figure(name, value, unit);
            }
        }
        let years = record.get("/applicant/financials").and_then(Value::as_array);
        let last = years.and_then(|years| {
            years.iter().max_by_key(|y| y.get("year").and_then(Value::as_i64).unwrap_or(i64::MIN))
        });
        for (name, key, unit) in FINANCIALS {
            if let Some(value) = last.and_then(|year| year.get(key)).and_then(Value::as_f64) {
                self.figure(name, value, unit);
            }
        }
    }

    /// Adds a figure.
    pub fn figure(&mut self, name: &str, value: f64, unit: &str) {
        self.figures.push(Figure { name: figure_name(name), value, unit: figure_name(unit) });
    }
}

/// A figure's name as the index keeps it.
pub fn figure_name(name: &str) -> String {
    fold(name, Spaces::Join).text
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A number, also one that a choice names in words ("三级" is not one, "3" is).
fn number_of(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.trim().trim_end_matches('级').parse().ok())
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

/// `2023-08` as 20230800.
fn date_number(text: &str) -> Option<u64> {
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
