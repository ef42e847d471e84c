//! What a comparison says: the JSON of the contract.

pub mod context;
pub mod highlight;
pub mod labels;
pub mod reason;
pub mod rule;
pub mod verdict;
pub mod whereabouts;

use crate::compare::report::reason::Reason;
use crate::compare::report::rule::Rule;
use crate::document::Rect;
use crate::extract::Source;
use crate::problem::Alike;
use crate::proof::PageBalance;
use serde::Serialize;

/// The whole report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The verdict.
    pub verdict: Verdict,
    /// Why, in one Chinese line.
    pub reason: String,
    /// The printed copy.
    pub paper: Source,
    /// The online data.
    pub online: Source,
    /// What judged: program, rules, forms.
    pub versions: Versions,
    /// What was read and compared.
    pub coverage: Coverage,
    /// What differs, in the document's order.
    pub differences: Vec<Difference>,
    /// What was forgiven, and by which rule.
    pub equivalences: Vec<Equivalence>,
}

/// The three verdicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Every page was read, every field compared, nothing differs but writing.
    Consistent,
    /// Something differs.
    Inconsistent,
    /// Nothing is known to differ, but something could not be read or is doubtful.
    Undetermined,
}

impl Verdict {
    /// The exit status of the contract.
    pub fn status(self) -> u8 {
        match self {
            Self::Consistent => 0,
            Self::Inconsistent => 1,
            Self::Undetermined => 3,
        }
    }

    /// The word for reviewers.
    pub fn title(self) -> &'static str {
        match self {
            Self::Consistent => "一致",
            Self::Inconsistent => "不一致",
            Self::Undetermined => "无法判定",
        }
    }
}

/// What judged.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Versions {
    /// The program's version.
    pub program: String,
    /// The version of the folding rules; it grows when a rule changes.
    pub rules: u32,
    /// The forms that the records follow.
    pub forms: Vec<String>,
}

/// What was read and compared.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Coverage {
    /// Pages read, both sides together (formats without pages count none).
    pub pages_read: u32,
    /// Pages, both sides together.
    pub pages: u32,
    /// Fields that were compared.
    pub fields_compared: usize,
    /// Characters of running text and cells laid side by side, on the longer side.
    pub characters_compared: usize,
    /// What could not be read or compared.
    pub unread: Vec<Unread>,
    /// The paper's pages one by one.
    pub paper_pages: Vec<PageCoverage>,
    /// The online side's pages one by one.
    pub online_pages: Vec<PageCoverage>,
    /// What was left out on purpose, in Chinese.
    pub notes: Vec<Note>,
}

/// One page of one side.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PageCoverage {
    /// Page, counted from 1.
    pub page: u32,
    /// `text`, `ocr`, `blank` or `unread`.
    pub source: &'static str,
    /// Differences on it.
    pub differences: usize,
    /// The balance of its ink, where it was drawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ink: Option<PageBalance>,
}

/// Something that could not be read or compared.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Unread {
    /// The side.
    pub side: SideName,
    /// The page, if it concerns one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// The box on the page, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bbox: Option<Rect>,
    /// The place in the record, if it concerns one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub pointer: String,
    /// Why.
    pub reason: Reason,
    /// What and why, in Chinese.
    pub note: String,
    /// What the other side may show alike.
    #[serde(skip)]
    pub alike: Option<Alike>,
}

impl Unread {
    /// Something of a side that has no place of its own, in the words of its reason.
    pub fn new(side: SideName, reason: Reason) -> Self {
        let note = reason.chinese().to_owned();
        Self { side, page: None, bbox: None, pointer: String::new(), reason, note, alike: None }
    }
}

/// Something that was left out on purpose.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Note {
    /// Why.
    pub reason: Reason,
    /// What and why, in Chinese.
    pub note: String,
}

impl Note {
    /// A note with words of its own.
    pub fn new(reason: Reason, note: impl Into<String>) -> Self {
        Self { reason, note: note.into() }
    }

    /// A note in the words of its reason.
    pub fn of(reason: Reason) -> Self {
        Self::new(reason, reason.chinese())
    }
}

/// The two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SideName {
    /// The printed copy.
    Paper,
    /// The online data.
    Online,
}

impl SideName {
    /// The word for reviewers.
    pub fn title(self) -> &'static str {
        match self {
            Self::Paper => "纸质件",
            Self::Online => "网上数据",
        }
    }
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// The place: a pointer into the record, `/text/N` for text outside fields
    /// (block N of the online side, or of the paper for what is only there).
    pub pointer: String,
    /// What the form calls it.
    pub label: String,
    /// How they differ.
    pub kind: Kind,
    /// How much it weighs.
    pub severity: Severity,
    /// What the paper says.
    pub paper: Option<Reading>,
    /// What the online side says.
    pub online: Option<Reading>,
    /// How surely both sides were read, 0 to 1.
    pub confidence: f32,
    /// Why it is told.
    pub reason: Reason,
    /// More about it, in Chinese; empty when the rest says all.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The same things in another order.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub reordered: bool,
}

impl Difference {
    /// Gives it another reason, and the words of that.
    pub fn say(&mut self, reason: Reason) {
        self.reason = reason;
        self.note = reason.words().to_owned();
    }
}

/// How two sides differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Both sides say something, or a blank stands against a value.
    Changed,
    /// Only the online side has it.
    MissingOnPaper,
    /// Only the paper has it.
    OnlyOnPaper,
}

impl Kind {
    /// The word for reviewers.
    pub fn title(self) -> &'static str {
        match self {
            Self::Changed => "不同",
            Self::MissingOnPaper => "纸质件缺少",
            Self::OnlyOnPaper => "仅纸质件有",
        }
    }
}

/// How much a difference weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// A value differs.
    Material,
    /// A doubtful reading of a scan.
    Suspect,
    /// Writing only.
    Formal,
}

impl Severity {
    /// The word for reviewers.
    pub fn title(self) -> &'static str {
        match self {
            Self::Material => "实质差异",
            Self::Suspect => "存疑（识别不确定）",
            Self::Formal => "形式差异",
        }
    }
}

/// What one side says, and where.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Reading {
    /// As written; empty for a blank.
    pub text: String,
    /// Characters that differ: first and one past the last, counted in characters.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<[usize; 2]>,
    /// Page, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Box on the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bbox: Option<Rect>,
    /// Block of the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block: Option<usize>,
    /// Cell of that block.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
    /// The place in words, where the format has no pages: heading, table, row and column.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub place: String,
}

/// Two writings that count as one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Equivalence {
    /// The place, as in [`Difference::pointer`]; `/text` for running text.
    pub pointer: String,
    /// The rule.
    pub rule: Rule,
    /// The paper's writing.
    pub paper: String,
    /// The online side's writing.
    pub online: String,
    /// How often, for running text.
    pub count: usize,
}
