//! The shape of a form file. Everything the program knows of an official form
//! stands in one TOML file of this shape; `docs/forms.md` explains it to users.

use serde::Deserialize;

/// One official form.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Stable name, `issuer-year-kind`.
    pub id: String,
    /// The title as printed.
    pub title: String,
    /// A second title line that tells sister forms apart (`（优秀场景）`).
    #[serde(default)]
    pub subtitle: String,
    /// The programme's year.
    #[serde(default)]
    pub year: Option<u16>,
    /// The track of the programme (`优秀场景`, `示范工厂`).
    #[serde(default)]
    pub track: Option<String>,
    /// Who issued the form.
    #[serde(default)]
    pub issuer: String,
    /// Words that speak for this form, beside its labels.
    #[serde(default)]
    pub evidence: Vec<String>,
    /// Words that speak against it.
    #[serde(default)]
    pub against: Vec<String>,
    /// Labels that only group others (`联系人` before `姓名`).
    #[serde(default)]
    pub groups: Vec<String>,
    /// Labels whose cells hold nothing to extract (`真实性承诺`).
    #[serde(default)]
    pub ignore: Vec<String>,
    /// What the blank form itself prints where a value goes (`典型场景1`).
    #[serde(default)]
    pub placeholders: Vec<String>,
    /// Digests of the sentences that the form itself prints: commitments, notes, hints.
    #[serde(default)]
    pub printed: Vec<String>,
    /// Sentences that stand on every copy, whoever filled it in, or their digests
    /// ([`super::Pledge`]): what is signed.
    #[serde(default)]
    pub pledges: Vec<String>,
    /// Labels and values are told by the paper's own shape and then looked up here, instead of
    /// being looked for: how `forms learn` writes its definitions.
    #[serde(default)]
    pub by_shape: bool,
    /// Headings of the text part.
    #[serde(default)]
    pub sections: Vec<String>,
    /// Lines of the cover page.
    #[serde(default)]
    pub cover: Vec<Field>,
    /// Parts of the form's main table.
    #[serde(default, rename = "part")]
    pub parts: Vec<Part>,
    /// Tables with a header row and one item a row.
    #[serde(default, rename = "table")]
    pub tables: Vec<Columns>,
}

/// A part of the main table, under a header row of its own or not.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The header row (`申报主体基本信息`), without its number; may be empty.
    #[serde(default)]
    pub title: String,
    /// Other writings of the header row.
    #[serde(default)]
    pub also: Vec<String>,
    /// Label and value pairs.
    #[serde(default)]
    pub fields: Vec<Field>,
    /// A block with one column a year.
    #[serde(default)]
    pub years: Option<Years>,
    /// A block of indicators.
    #[serde(default)]
    pub metrics: Option<Metrics>,
}

/// A label and where its value goes.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The label as printed, without stars, footnote digits and unit.
    pub label: String,
    /// Other labels for the same field.
    #[serde(default)]
    pub also: Vec<String>,
    /// The label of the group it stands in (`联系人`).
    #[serde(default)]
    pub group: String,
    /// Where the value goes in the record. A `+` step begins a new list item.
    pub to: Pointer,
    /// How the value is read.
    #[serde(default)]
    pub kind: Kind,
    /// The printed options of a choice.
    #[serde(default)]
    pub options: Vec<String>,
    /// The unit the label names; values in another unit are converted.
    #[serde(default)]
    pub unit: String,
    /// For `date_range`: where the end goes.
    #[serde(default)]
    pub until: Option<Pointer>,
    /// For `yes_no`: where the name filled in behind 是 goes.
    #[serde(default)]
    pub name: Option<Pointer>,
    /// For `person_phone`: where the number goes.
    #[serde(default)]
    pub phone: Option<Pointer>,
    /// For `code`: where a unified social credit code goes as well, which firms write into
    /// cells that ask for the older organisation code.
    #[serde(default)]
    pub credit: Option<Pointer>,
    /// For `cells`: where each value cell goes, in order.
    #[serde(default)]
    pub into: Vec<Pointer>,
    /// The most characters the form allows.
    #[serde(default)]
    pub limit: Option<u32>,
    /// The form marks it as required.
    #[serde(default)]
    pub required: bool,
}

/// How a value is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One line; wraps are joined.
    #[default]
    Line,
    /// Text with paragraphs.
    Text,
    /// A number in the label's unit.
    Number,
    /// A date.
    Date,
    /// Two dates.
    DateRange,
    /// One option of a list.
    Choice,
    /// Any options of a list.
    Choices,
    /// A level: an option with a number in it.
    Level,
    /// 是 or 否, perhaps with a name.
    YesNo,
    /// Names with separators.
    List,
    /// A name and a telephone number in one cell.
    PersonPhone,
    /// Several value cells, each its own place.
    Cells,
    /// A telephone number, code or address: a line without inner white space.
    Code,
}

/// A block with a column a year.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Years {
    /// The label before the years (`近三年发展情况`).
    pub label: String,
    /// Other writings of it.
    #[serde(default)]
    pub also: Vec<String>,
    /// The list that gets an item a year.
    pub to: Pointer,
    /// The rows; `to` is a key of the item.
    pub rows: Vec<Item>,
}

/// A block of indicators.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metrics {
    /// The vertical label beside the block (`整体建设成效`).
    #[serde(default)]
    pub label: String,
    /// Other writings of it.
    #[serde(default)]
    pub also: Vec<String>,
    /// The list that gets an item an indicator.
    pub to: Pointer,
    /// The line for further indicators (`其他成效指标`).
    #[serde(default)]
    pub other: String,
    /// The printed indicators in order.
    pub items: Vec<Item>,
}

/// A row of a years block, an indicator, or a column of a table.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// The label as printed.
    pub label: String,
    /// Other writings of it.
    #[serde(default)]
    pub also: Vec<String>,
    /// The key of the value inside the item (years and columns).
    #[serde(default)]
    pub to: String,
    /// How the value is read.
    #[serde(default)]
    pub kind: Option<Kind>,
    /// The unit the label names.
    #[serde(default)]
    pub unit: String,
    /// The form marks it as required.
    #[serde(default)]
    pub required: bool,
    /// The most characters the form allows.
    #[serde(default)]
    pub limit: Option<u32>,
    /// A row without any of the keys continues the row above it.
    #[serde(default)]
    pub key: bool,
}

/// A table with a header row and one item a row.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    /// What stands over the table (`场景实例描述`); helps to tell tables apart.
    #[serde(default)]
    pub title: String,
    /// The list that gets an item a row. A `*` step is the last item of an outer list.
    pub to: Pointer,
    /// The columns, in any order on paper.
    pub columns: Vec<Item>,
}

/// A JSON pointer into the record, checked when the file is read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Pointer(String);

impl Pointer {
    /// The pointer's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Pointer {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let steps_named = text.split('/').skip(1).all(|step| !step.is_empty());
        if text.starts_with('/') && text.len() > 1 && steps_named {
            Ok(Self(text))
        } else {
            Err(format!("路径“{text}”应以“/”开头，各级名称不能为空，例如 /applicant/name"))
        }
    }
}

impl Definition {
    /// Checks what the shape alone cannot say; each fault is one Chinese sentence.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.id.is_empty() || !self.id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            faults.push(format!("id“{}”只能用字母、数字和连字符", self.id));
        }
        if self.title.trim().is_empty() {
            faults.push("title 不能为空".to_owned());
        }
        for field in self.fields() {
            let label = &field.label;
            match field.kind {
                Kind::Choice | Kind::Choices if field.options.is_empty() => {
                    faults.push(format!("“{label}”是选择项，应有 options"));
                }
                Kind::DateRange if field.until.is_none() => {
                    faults.push(format!("“{label}”是起止日期，应有 until"));
                }
                Kind::PersonPhone if field.phone.is_none() => {
                    faults.push(format!("“{label}”含姓名和电话，应有 phone"));
                }
                Kind::Cells if field.into.is_empty() => {
                    faults.push(format!("“{label}”占多个单元格，应有 into"));
                }
                _ => {}
            }
            if label.trim().is_empty() {
                faults.push(format!("指向 {} 的 label 为空", field.to.as_str()));
            }
        }
        for table in &self.tables {
            if !table.columns.iter().any(|column| column.key) {
                faults.push(format!("表 {} 至少有一列应标 key = true", table.to.as_str()));
            }
            for column in table.columns.iter().filter(|column| column.to.is_empty()) {
                faults.push(format!("表 {} 的列“{}”缺 to", table.to.as_str(), column.label));
            }
        }
        if self.parts.is_empty() && self.tables.is_empty() {
            faults.push("没有 [[part]] 也没有 [[table]]".to_owned());
        }
        faults
    }

    /// All label and value pairs, the cover's first.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.cover.iter().chain(self.parts.iter().flat_map(|part| &part.fields))
    }
}
