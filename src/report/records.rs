//! Records out of a library: one JSON a line, or flat tables (records, metrics,
//! scenarios) as CSV or as the sheets of one workbook.

use super::csv;
use crate::library::Stored;
use crate::problem::{Code, Problem};
use crate::search::Entry;
use rust_xlsxwriter::{Format, Workbook, Worksheet};
use serde_json::{Map, Value};
use std::io::Write;

/// A flat table that a record gives rows of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Table {
    /// 每条记录一行
    Records,
    /// 每个指标一行
    Metrics,
    /// 每个场景一行
    Scenarios,
}

/// All tables, in the order of the sheets.
pub const TABLES: [Table; 3] = [Table::Records, Table::Metrics, Table::Scenarios];

/// Columns of a record in the flat table: heading and pointers, of which the
/// first that has a value counts.
const COLUMNS: &[(&str, &[&str])] = &[
    ("表单", &["/template"]),
    ("年份", &["/programme/year"]),
    ("类别", &["/programme/track"]),
    ("项目名称", &["/cover/project_name"]),
    ("企业名称", &["/applicant/name"]),
    ("统一社会信用代码", &["/applicant/credit_code"]),
    ("推荐单位", &["/cover/recommender", "/recommender"]),
    ("日期", &["/cover/date"]),
    ("成立时间", &["/applicant/founded"]),
    ("企业类型", &["/applicant/ownership"]),
    ("企业规模", &["/applicant/size_class"]),
    ("行业", &["/applicant/industry/group"]),
    ("领域", &["/applicant/sector"]),
    ("地址", &["/applicant/address"]),
    ("联系人", &["/applicant/contact/name"]),
    ("联系电话", &["/applicant/contact/mobile", "/applicant/contact/phone"]),
    ("环节", &["/project/stage"]),
    ("场景", &["/project/scenario"]),
    ("总投资（万元）", &["/project/investment", "/line/investment"]),
    ("发文字号", &["/doc_number"]),
    ("成文日期", &["/issued_on"]),
];

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

    fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.clone(),
        }
    }
}

impl Table {
    /// The name of its sheet.
    pub fn title(self) -> &'static str {
        match self {
            Self::Records => "记录",
            Self::Metrics => "指标",
            Self::Scenarios => "场景",
        }
    }

    /// Its headings.
    pub fn head(self) -> Vec<&'static str> {
        let mut head = vec!["编号", "文件", "企业名称"];
        match self {
            Self::Records => {
                head = vec!["编号", "文件", "文件哈希", "种类", "标题"];
                head.extend(COLUMNS.iter().map(|(name, _)| name));
            }
            Self::Metrics => head.extend(["指标", "单位", "数值"]),
            Self::Scenarios => head.extend(["序号", "环节", "场景", "实例"]),
        }
        head
    }

    /// The rows of a record.
    pub fn rows(self, stored: &Stored) -> Vec<Vec<Cell>> {
        let record = &stored.record;
        let start = || {
            vec![
                Cell::Number(stored.id as f64),
                Cell::text(&stored.path),
                Cell::of(record.get("/applicant/name")),
            ]
        };
        match self {
            Self::Records => {
                let mut row = vec![
                    Cell::Number(stored.id as f64),
                    Cell::text(&stored.path),
                    Cell::text(&stored.sha256),
                    Cell::text(record.kind()),
                    Cell::of(record.get("/title")),
                ];
                row.extend(COLUMNS.iter().map(|(_, pointers)| {
                    let mut cells = pointers.iter().map(|pointer| Cell::of(record.get(pointer)));
                    cells.find(|cell| !cell.is_blank()).unwrap_or(Cell::Empty)
                }));
                vec![row]
            }
            Self::Metrics => {
                let metrics = record.get("/metrics").and_then(Value::as_array);
                let row = |metric: &Value| {
                    let mut row = start();
                    row.extend(["name", "unit", "value"].map(|key| Cell::of(metric.get(key))));
                    row
                };
                metrics.into_iter().flatten().map(row).collect()
            }
            Self::Scenarios => Entry::of(record)
                .rows
                .into_iter()
                .map(|scenario| {
                    let mut row = start();
                    row.push(scenario.no.map_or(Cell::Empty, |no| Cell::Number(no as f64)));
                    for text in [scenario.stage, scenario.scenario, scenario.instance] {
                        row.push(text.map_or(Cell::Empty, Cell::Text));
                    }
                    row
                })
                .collect(),
        }
    }

    /// The headings as a line of CSV, with the byte order mark.
    pub fn csv_head(self) -> String {
        format!("{}{}", csv::BOM, csv::row(self.head()))
    }

    /// A record's rows as lines of CSV.
    pub fn csv_rows(self, stored: &Stored) -> String {
        let rows = self.rows(stored);
        rows.iter().map(|row| csv::row(row.iter().map(Cell::shown))).collect()
    }
}

/// A record as one line of JSON: the file, then the record as `extract` gives it.
pub fn json_line(stored: &Stored) -> String {
    let mut line = Map::new();
    line.insert(
        "source".to_owned(),
        serde_json::json!({
            "path": stored.path, "sha256": stored.sha256, "format": stored.format,
            "part": stored.part, "id": stored.id,
        }),
    );
    if let Ok(Value::Object(record)) = serde_json::to_value(&stored.record) {
        line.extend(record);
    }
    Value::Object(line).to_string()
}

/// A workbook with one sheet a table.
pub struct Sheets {
    workbook: Workbook,
    next: [u32; TABLES.len()],
}

/// Rows of a sheet that Excel can open, less the headings.
const ROWS: u32 = 1_048_575;
/// Characters of a cell that Excel can hold.
const CHARACTERS: usize = 32_767;

impl Sheets {
    /// An empty workbook with its headings.
    ///
    /// # Errors
    ///
    /// When a sheet cannot be made.
    pub fn new() -> Result<Self, Problem> {
        let mut workbook = Workbook::new();
        let bold = Format::new().set_bold();
        for table in TABLES {
            let sheet = workbook.add_worksheet();
            sheet.set_name(table.title()).map_err(failed)?;
            sheet.set_freeze_panes(1, 0).map_err(failed)?;
            for (column, name) in table.head().iter().enumerate() {
                sheet.write_with_format(0, column as u16, *name, &bold).map_err(failed)?;
            }
        }
        Ok(Self { workbook, next: [1; TABLES.len()] })
    }

    /// Adds a record's rows to every sheet.
    ///
    /// # Errors
    ///
    /// [`Code::LimitExceeded`] when a sheet is full.
    pub fn add(&mut self, stored: &Stored) -> Result<(), Problem> {
        for (index, table) in TABLES.into_iter().enumerate() {
            for row in table.rows(stored) {
                let Some(next) = self.next.get_mut(index) else { continue };
                if *next > ROWS {
                    return Err(Problem::new(
                        Code::LimitExceeded,
                        format!("工作表“{}”超过 Excel 的行数上限", table.title()),
                        "请用检索词缩小范围，或改用 --format jsonl",
                    ));
                }
                let sheet = self.workbook.worksheet_from_index(index).map_err(failed)?;
                write_row(sheet, *next, &row)?;
                *next += 1;
            }
        }
        Ok(())
    }

    /// Writes the workbook.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn finish(mut self, out: &mut dyn Write) -> Result<(), Problem> {
        let bytes = self.workbook.save_to_buffer().map_err(failed)?;
        out.write_all(&bytes).map_err(Problem::from)
    }
}

fn write_row(sheet: &mut Worksheet, row: u32, cells: &[Cell]) -> Result<(), Problem> {
    for (column, cell) in cells.iter().enumerate() {
        let column = column as u16;
        match cell {
            Cell::Empty => {}
            Cell::Number(number) => {
                sheet.write_number(row, column, *number).map_err(failed)?;
            }
            Cell::Text(text) => {
                let text: String = text.chars().take(CHARACTERS).collect();
                sheet.write_string(row, column, text).map_err(failed)?;
            }
        }
    }
    Ok(())
}

fn failed(error: rust_xlsxwriter::XlsxError) -> Problem {
    Problem::new(Code::Internal, format!("写不出工作簿（{error}）"), "")
}
