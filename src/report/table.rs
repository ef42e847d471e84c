//! Flat tables of records: a row for each record, scenario, indicator or row of any list;
//! columns by their Chinese names. Written as CSV, JSON Lines, sheets or Parquet.

use super::csv;
use crate::library::{Library, Stored};
use crate::problem::{Code, Problem};
use crate::record::Record;
use crate::registry::division;
use crate::search::facets;
use crate::search::query::{self, Field};
use crate::search::{Entry, TableRow, figure_name};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What a table has a row for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rows {
    /// 每条记录一行
    Records,
    /// 每个指标一行
    Metrics,
    /// 每个场景一行
    Scenarios,
    /// Each row of one list of the records, by its key.
    Of(String),
    /// Each row of every list.
    All,
}

/// A table with its columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What it has a row for.
    pub rows: Rows,
    /// Its columns.
    pub columns: Vec<Column>,
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its heading.
    pub name: String,
    /// Whether it holds numbers.
    pub numeric: bool,
    /// Whether they are whole.
    pub whole: bool,
    source: Source,
}

/// Where a column has its cells from.
#[derive(Debug, Clone, PartialEq)]
enum Source {
    Number,
    Path,
    Hash,
    Kind,
    Title,
    Applicant,
    /// The work of which it is a version.
    Work,
    /// Whether it is the version that counts.
    Counts,
    /// The first of these that has a value.
    Pointers(&'static [&'static str]),
    Field(Field),
    /// The division that it lies in, by the digits of its code: 2 for the province, 4 for
    /// the city.
    Division(usize),
    Figure(Vec<String>),
    /// The row's table.
    Table,
    /// A column of the row.
    Key(String),
}

/// Columns of a record in the flat table: heading and pointers, of which the
/// first that has a value counts.
const COLUMNS: &[(&str, &[&str])] = &[
    ("表单", &["/template"]),
    ("年份", &["/programme/year", "/year"]),
    ("类别", &["/programme/track"]),
    ("项目名称", &["/cover/project_name", "/cover/scenario_name", "/cover/factory_name"]),
    ("企业名称", &["/applicant/name", "/cover/applicant"]),
    ("统一社会信用代码", &["/applicant/credit_code", "/applicant/organization_code"]),
    ("推荐单位", &["/cover/recommender", "/recommender"]),
    ("日期", &["/cover/date"]),
    ("成立时间", &["/applicant/founded"]),
    ("企业类型", &["/applicant/ownership"]),
    ("企业规模", &["/applicant/size_class"]),
    ("行业", &["/applicant/industry/group", "/applicant/industry/division"]),
    ("领域", &["/applicant/sector", "/project/sector"]),
    ("地址", &["/applicant/address", "/cover/address"]),
    ("联系人", &["/applicant/contact/name"]),
    ("联系电话", &["/applicant/contact/mobile", "/applicant/contact/phone"]),
    ("环节", &["/project/stage"]),
    ("场景", &["/project/scenario"]),
    ("总投资（万元）", &["/project/investment", "/line/investment"]),
    ("发文字号", &["/doc_number"]),
    ("成文日期", &["/issued_on"]),
];

/// Facets of places, with the digits of their codes.
const DIVISIONS: &[(&str, usize)] = &[("region", 2), ("city", 4)];

/// Headings above with numbers.
const NUMERIC: &[&str] = &["年份", "总投资（万元）"];

/// A cell: numbers stay numbers in a workbook.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Blank.
    Empty,
    /// A number.
    Number(f64),
    /// Text.
    Text(String),
}

impl Cell {
    fn of(value: Option<&Value>) -> Self {
        match value {
            Some(Value::String(text)) => Self::Text(text.clone()),
            Some(Value::Number(number)) => number.as_f64().map_or(Self::Empty, Self::Number),
            Some(Value::Bool(yes)) => Self::Text(if *yes { "是" } else { "否" }.to_owned()),
            Some(Value::Array(list)) => {
                let items: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
                Self::Text(items.join("、"))
            }
            _ => Self::Empty,
        }
    }

    fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Number(_) => false,
            Self::Text(text) => text.trim().is_empty(),
        }
    }

    fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// As it stands in CSV.
    pub fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.clone(),
        }
    }

    fn json(&self) -> Value {
        match self {
            Self::Empty => Value::Null,
            Self::Number(number) => Value::from(*number),
            Self::Text(text) => Value::from(text.as_str()),
        }
    }
}

impl Column {
    fn new(name: &str, source: Source) -> Self {
        let numeric = NUMERIC.contains(&name)
            || matches!(source, Source::Number | Source::Work | Source::Figure(_));
        let whole = matches!(source, Source::Number | Source::Work) || name == "年份";
        Self { name: name.to_owned(), numeric, whole, source }
    }

    fn key(key: &str) -> Self {
        let mut column = Self::new(query::column_name(key), Source::Key(key.to_owned()));
        (column.numeric, column.whole) = (matches!(key, "no" | "value"), key == "no");
        column
    }
}

impl Rows {
    /// The rows of a name: 记录, 指标, 场景, 行, or a list by its name (专利, 设备).
    ///
    /// # Errors
    ///
    /// [`Code::BadQuery`] for a name that no table has.
    pub fn named(name: &str) -> Result<Self, Problem> {
        Ok(match name {
            "records" | "记录" => Self::Records,
            "metrics" | "指标" => Self::Metrics,
            "scenarios" | "场景" => Self::Scenarios,
            "all" | "rows" | "行" | "全部" => Self::All,
            other => match query::table(other) {
                Some(key) => Self::Of(key.to_owned()),
                None => {
                    let message = format!("没有叫“{other}”的表");
                    let hint = "可用：记录、指标、场景、行（各种清单和汇总表的每一行），\
                                或一种清单：设备、软件、工艺、技术、标准、专利、名单、附件、期限、名额";
                    return Err(Problem::new(Code::BadQuery, message, hint));
                }
            },
        })
    }

    /// The title of its sheet.
    pub fn title(&self) -> &str {
        match self {
            Self::Records => "记录",
            Self::Metrics => "指标",
            Self::Scenarios => "场景",
            Self::All => "行",
            Self::Of(key) => query::table_name(key),
        }
    }

    /// Whether its columns are only known when all rows were seen.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::All | Self::Of(_))
    }

    fn has(&self, row: &TableRow) -> bool {
        match self {
            Self::Of(key) => row.table == *key,
            Self::All => row.table != "project",
            _ => false,
        }
    }
}

/// Columns found in rows whose columns are open.
#[derive(Debug, Clone, Default)]
pub struct Seen(BTreeMap<String, usize>);

impl Seen {
    /// Notes the columns of a record's rows.
    pub fn add(&mut self, rows: &Rows, record: &Record) {
        for row in Entry::of(record).tables.iter().filter(|row| rows.has(row)) {
            for (key, _) in &whole_row(row, record).cells {
                let next = self.0.len();
                self.0.entry(key.clone()).or_insert(next);
            }
        }
    }
}

impl Table {
    /// The table of what a query finds, with the columns asked for or the usual ones; those of
    /// lists are known when all rows were seen.
    ///
    /// # Errors
    ///
    /// As reading the library, and for a column that there is not.
    pub fn asked(
        library: &Library,
        query: Option<&str>,
        columns: &[String],
        rows: Rows,
    ) -> Result<Self, Problem> {
        let mut seen = Seen::default();
        if rows.is_open() {
            library.each_record(query, &mut |stored| {
                seen.add(&rows, &stored.record);
                Ok(())
            })?;
        }
        if columns.is_empty() {
            return Ok(Self::usual(rows, &seen));
        }
        Self::chosen(rows, &seen, columns, &|name| library.index().figures_named(name))
    }

    /// The usual columns of a table; those of rows as they were seen.
    pub fn usual(rows: Rows, seen: &Seen) -> Self {
        let mut columns = vec![
            Column::new("编号", Source::Number),
            Column::new("文件", Source::Path),
            Column::new("企业名称", Source::Applicant),
        ];
        match &rows {
            Rows::Records => {
                columns.pop();
                columns.push(Column::new("文件哈希", Source::Hash));
                columns.push(Column::new("种类", Source::Kind));
                columns.push(Column::new("标题", Source::Title));
                let usual = COLUMNS.iter();
                columns.extend(usual.map(|(name, p)| Column::new(name, Source::Pointers(p))));
                columns.push(Column::new("作品", Source::Work));
                columns.push(Column::new("计入", Source::Counts));
            }
            Rows::Metrics => {
                for (name, key) in [("指标", "name"), ("单位", "unit"), ("数值", "value")] {
                    columns.push(Column { name: name.to_owned(), ..Column::key(key) });
                }
            }
            Rows::Scenarios => {
                columns.extend(["no", "stage", "scenario", "instance"].map(Column::key));
            }
            Rows::All | Rows::Of(_) => {
                columns.push(Column::new("表", Source::Table));
                let mut keys: Vec<(&String, &usize)> = seen.0.iter().collect();
                keys.sort_by_key(|(_, at)| **at);
                for (key, _) in keys {
                    let mut column = Column::key(key);
                    // Two keys with one name both keep their cells.
                    if columns.iter().any(|other| other.name == column.name) {
                        column.name = format!("{}（{key}）", column.name);
                    }
                    columns.push(column);
                }
            }
        }
        Self { rows, columns }
    }

    /// The columns of these names, in this order.
    ///
    /// # Errors
    ///
    /// [`Code::BadQuery`] for a name that is no column, with the nearest.
    pub fn chosen(
        rows: Rows,
        seen: &Seen,
        names: &[String],
        figures: &dyn Fn(&str) -> Result<Vec<String>, Problem>,
    ) -> Result<Self, Problem> {
        let usual = Self::usual(rows.clone(), seen);
        let records = Self::usual(Rows::Records, seen);
        let mut columns = Vec::new();
        for name in names {
            let bare = |text: &str| text.split('（').next().unwrap_or(text).to_owned();
            let same = |column: &&Column| column.name == *name || bare(&column.name) == *name;
            let mut known = usual.columns.iter().chain(&records.columns);
            if let Some(column) = known.find(same) {
                columns.push(column.clone());
                continue;
            }
            let facet = facets::named(name).map(|facet| facet.key);
            if let Some((_, digits)) = DIVISIONS.iter().find(|(key, _)| facet == Some(key)) {
                columns.push(Column::new(name, Source::Division(*digits)));
                continue;
            }
            if let Some(field) = Field::named(name) {
                columns.push(Column::new(name, Source::Field(field)));
                continue;
            }
            let found = figures(name)?;
            if found.is_empty() {
                let known = usual.columns.iter().chain(&records.columns);
                let mut names: Vec<&str> = Vec::new();
                for column in known.map(|column| column.name.as_str()) {
                    if !names.contains(&column) {
                        names.push(column);
                    }
                }
                let names = names.into_iter();
                let offer = query::nearest(name, 2, names.clone());
                let offer = offer.map(|near| format!("您是不是要找 {near}？")).unwrap_or_default();
                let list: Vec<&str> = names.collect();
                let hint = format!("{offer}可用：{}，以及字段名和指标名", list.join("、"));
                return Err(Problem::new(Code::BadQuery, format!("没有叫“{name}”的列"), &hint));
            }
            columns.push(Column::new(name, Source::Figure(found)));
        }
        Ok(Self { rows, columns })
    }

    /// The rows of a record.
    pub fn rows(&self, stored: &Stored) -> Vec<Vec<Cell>> {
        let entry = Entry::of(&stored.record);
        let of = |row: Option<&TableRow>| -> Vec<Cell> {
            let row = row.map(|row| whole_row(row, &stored.record));
            self.columns.iter().map(|column| cell(column, stored, &entry, row.as_ref())).collect()
        };
        match &self.rows {
            Rows::Records => vec![of(None)],
            Rows::Metrics => {
                let metrics = entry.tables.iter().filter(|row| row.table == "metrics");
                metrics.map(|row| of(Some(row))).collect()
            }
            Rows::Scenarios => {
                let is_scenario = |row: &&TableRow| {
                    matches!(row.table.as_str(), "project" | "scenarios" | "stages" | "sectors")
                        && ["stage", "scenario", "instance"].iter().any(|k| row.text(k).is_some())
                };
                let all: Vec<&TableRow> = entry.tables.iter().filter(is_scenario).collect();
                // The project's own scenario stands in the list once more where the form has both.
                let again = |row: &TableRow| {
                    row.table == "project"
                        && all.iter().any(|other| {
                            other.table != "project"
                                && row.text("scenario").is_none_or(|name| {
                                    other.text("scenario").is_some_and(|own| same(own, name))
                                })
                        })
                };
                all.iter().filter(|row| !again(row)).map(|row| of(Some(row))).collect()
            }
            rows => {
                let own = entry.tables.iter().filter(|row| rows.has(row));
                own.map(|row| of(Some(row))).collect()
            }
        }
    }

    /// The headings as a line of CSV, with the byte order mark.
    pub fn csv_head(&self) -> String {
        let names = self.columns.iter().map(|column| &column.name);
        format!("{}{}", csv::BOM, csv::row(names))
    }

    /// A record's rows as lines of CSV.
    pub fn csv_rows(&self, stored: &Stored) -> String {
        self.rows(stored).iter().map(|row| csv::row(row.iter().map(Cell::shown))).collect()
    }

    /// A record's rows as lines of JSON.
    pub fn json_rows(&self, stored: &Stored) -> String {
        let line = |row: &Vec<Cell>| {
            let cells = self.columns.iter().zip(row);
            let map: Map<String, Value> =
                cells.map(|(column, cell)| (column.name.clone(), cell.json())).collect();
            Value::Object(map).to_string() + "\n"
        };
        self.rows(stored).iter().map(line).collect()
    }
}

/// Two names of one scenario.
fn same(a: &str, b: &str) -> bool {
    figure_name(a) == figure_name(b)
}

/// A row with the cells that are too long to be asked for by their column, and lists.
fn whole_row(row: &TableRow, record: &Record) -> TableRow {
    let mut whole = row.clone();
    let mut add = |key: &str, value: &Value| {
        let known = whole.cells.iter().any(|(own, _)| own == key);
        let cell = Cell::of(Some(value));
        if !known && !cell.is_blank() {
            whole.cells.push((key.to_owned(), cell.shown()));
        }
    };
    match record.get(&row.pointer) {
        Some(Value::Object(map)) => map.iter().for_each(|(key, value)| add(key, value)),
        Some(Value::Array(values)) => {
            let table = row.pointer.rsplitn(3, '/').nth(2).unwrap_or_default();
            let columns = record.get(&format!("{table}/columns")).and_then(Value::as_array);
            let names = columns.into_iter().flatten().filter_map(Value::as_str);
            names.zip(values).for_each(|(key, value)| add(key, value));
        }
        _ => {}
    }
    whole
}

fn cell(column: &Column, stored: &Stored, entry: &Entry, row: Option<&TableRow>) -> Cell {
    let record = &stored.record;
    let cell = match &column.source {
        Source::Number => Cell::Number(stored.id as f64),
        Source::Path => Cell::text(&stored.path),
        Source::Hash => Cell::text(&stored.sha256),
        Source::Kind => {
            let kinds = query::KINDS.iter().find(|(kind, _)| *kind == record.kind());
            Cell::text(kinds.map_or(record.kind(), |(_, name)| name))
        }
        Source::Work => Cell::Number(stored.work as f64),
        Source::Counts => Cell::text(if stored.newest { "是" } else { "否" }),
        Source::Title => Cell::of(record.get("/title")),
        Source::Applicant => entry.card.applicant.as_deref().map_or(Cell::Empty, Cell::text),
        Source::Pointers(pointers) => {
            let mut cells = pointers.iter().map(|pointer| Cell::of(record.known(pointer)));
            cells.find(|cell| !cell.is_blank()).unwrap_or(Cell::Empty)
        }
        Source::Field(field) => {
            let texts: Vec<&str> = entry.texts(*field).collect();
            if texts.is_empty() { Cell::Empty } else { Cell::text(&texts.join("；")) }
        }
        Source::Division(digits) => {
            // As the facets call them.
            let code = entry.divisions.iter().find(|code| code.len() == *digits);
            let name = if *digits == 2 { division::province_of } else { division::name };
            code.and_then(|code| name(code)).map_or(Cell::Empty, Cell::text)
        }
        Source::Figure(names) => {
            let named = |name: &String| entry.figures.iter().find(|f| f.name == figure_name(name));
            names.iter().find_map(named).map_or(Cell::Empty, |figure| Cell::Number(figure.value))
        }
        Source::Table => row.map_or(Cell::Empty, |row| Cell::text(query::table_name(&row.table))),
        Source::Key(key) => {
            let cells = row.map(|row| row.cells.as_slice()).unwrap_or_default();
            let texts: Vec<&str> =
                cells.iter().filter(|(k, _)| k == key).map(|(_, text)| text.as_str()).collect();
            if texts.is_empty() { Cell::Empty } else { Cell::text(&texts.join("；")) }
        }
    };
    match cell {
        Cell::Text(text) if column.numeric => {
            text.trim().parse().map_or(Cell::Text(text), Cell::Number)
        }
        cell => cell,
    }
}

#[cfg(test)]
mod tests;
