//! The fields a query may name, in Chinese or English.

use super::nearest::nearest;
use super::number;
use crate::problem::Problem;
use crate::record::concept::{self, CONCEPTS, Concept, Kind};
use crate::search::analysis::fold::{Spaces, fold};
use std::sync::LazyLock;

/// A field of text, asked for by any part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// Name of the applying enterprise.
    Applicant,
    /// Address or administrative division.
    Region,
    /// Industry or sector.
    Sector,
    /// Ownership of the enterprise (企业性质).
    Ownership,
    /// Its size class (企业规模).
    Size,
    /// Its unified social credit code, or organisation code.
    CreditCode,
    /// Its credit rating.
    CreditRating,
    /// Stage (环节) of a scenario row.
    Stage,
    /// Scenario of a row.
    Scenario,
    /// The enterprise's own name of a scenario row.
    Instance,
    /// Suppliers of equipment, software and systems.
    Supplier,
    /// Recommending agency.
    Recommender,
    /// Title of the part.
    Title,
    /// Name of the project.
    Project,
    /// Document number of a notice.
    DocNumber,
    /// Document numbers that a notice cites.
    Cites,
    /// Issuing agencies.
    Issuer,
    /// Track of the programme or certified level.
    Level,
    /// Path or name of the file.
    Path,
    /// Another value of the record, by its pointer.
    Leaf(&'static str),
}

impl Field {
    /// Whether the field belongs to a row, so that two filters must meet in one row.
    pub fn is_of_row(self) -> bool {
        matches!(self, Self::Stage | Self::Scenario | Self::Instance)
    }

    /// Whether its values are dates.
    pub fn is_date(self) -> bool {
        match self {
            Self::Leaf(pointer) => concept::at(pointer).is_some_and(|c| c.kind == Kind::Date),
            _ => false,
        }
    }

    /// Its Chinese name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Leaf(pointer) => concept::at(pointer).map_or(pointer, |concept| concept.name),
            field => shown(Name::Text(field)),
        }
    }

    /// The key under which the index keeps its texts.
    pub fn key(self) -> &'static str {
        match self {
            Self::Applicant => "applicant",
            Self::Region => "region",
            Self::Sector => "sector",
            Self::Ownership => "ownership",
            Self::Size => "size",
            Self::CreditCode => "credit_code",
            Self::CreditRating => "credit_rating",
            Self::Stage => "stage",
            Self::Scenario => "scenario",
            Self::Instance => "instance",
            Self::Supplier => "supplier",
            Self::Recommender => "recommender",
            Self::Title => "title",
            Self::Project => "project",
            Self::DocNumber => "doc_number",
            Self::Cites => "cites",
            Self::Issuer => "issuer",
            Self::Level => "level",
            Self::Path => "path",
            Self::Leaf(pointer) => pointer,
        }
    }

    /// The values of the record that are no field of their own, by the schema of the record.
    pub fn leaves() -> impl Iterator<Item = Self> {
        LEAVES.iter().map(|(field, _)| *field)
    }

    /// The field of a Chinese or English name.
    pub fn named(typed: &str) -> Option<Self> {
        let typed = fold(typed, Spaces::Join).text;
        match name(&typed) {
            Some(Name::Text(field)) => Some(field),
            Some(_) => None,
            None => leaves_named(&typed).first().copied(),
        }
    }
}

/// Single values of the record with the names under which they may be asked for: their own,
/// that with its group's (联系人电话), their heading in exports, what other forms call them.
static LEAVES: LazyLock<Vec<(Field, Vec<String>)>> = LazyLock::new(|| {
    let single = |concept: &&Concept| {
        !concept.at.contains('*')
            && !matches!(
                concept.kind,
                Kind::Table | Kind::Group | Kind::Number | Kind::Integer | Kind::Flag | Kind::Long
            )
    };
    let folded = |name: &str| fold(name, Spaces::Join).text;
    CONCEPTS
        .iter()
        .filter(single)
        .map(|concept| {
            let mut names = vec![folded(concept.name)];
            let group = concept.at.rfind('/').and_then(|at| concept::at(&concept.at[..at]));
            names.extend(group.map(|group| folded(&format!("{}{}", group.name, concept.name))));
            names.extend(concept.column.map(folded));
            names.extend(concept.labels.iter().map(|label| folded(label)));
            names.dedup();
            (Field::Leaf(concept.at), names)
        })
        .collect()
});

/// The single values that a (folded) name means.
pub(super) fn leaves_named(typed: &str) -> Vec<Field> {
    let bears = |(_, names): &&(Field, Vec<String>)| names.iter().any(|name| name == typed);
    LEAVES.iter().filter(bears).map(|(field, _)| *field).collect()
}

/// A field with fixed values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Keyword {
    /// Kind of the record.
    Kind,
    /// Template of the form.
    Template,
    /// Format of the file.
    Format,
}

/// What stands before the colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    Text(Field),
    Keyword(Keyword),
    Year,
    Date,
}

/// Every field with the names under which it may be asked for; the first is the one shown.
const NAMES: &[(Name, &[&str])] = {
    use Field as F;
    use Name::{Date, Keyword as K, Text, Year};
    &[
        (
            Text(F::Applicant),
            &["企业", "单位", "申报单位", "企业名称", "申报主体", "公司", "applicant", "company"],
        ),
        (
            Text(F::Region),
            &[
                "地区", "地址", "省", "省份", "城市", "市", "县", "区县", "区域", "region",
                "address",
            ],
        ),
        (Text(F::Sector), &["行业", "领域", "sector", "industry"]),
        (Text(F::Ownership), &["企业性质", "性质", "所有制", "ownership"]),
        (Text(F::Size), &["企业规模", "规模", "企业类型", "size", "size_class"]),
        (Text(F::CreditCode), &["信用代码", "统一社会信用代码", "credit_code"]),
        (Text(F::CreditRating), &["信用等级", "credit_rating"]),
        (Text(F::Stage), &["环节", "stage"]),
        (Text(F::Scenario), &["场景", "典型场景", "scenario"]),
        (Text(F::Instance), &["实例", "instance"]),
        (Text(F::Supplier), &["供应商", "supplier"]),
        (Text(F::Recommender), &["推荐单位", "推荐", "recommender"]),
        (Text(F::Title), &["标题", "题名", "title"]),
        (Text(F::Project), &["项目", "项目名称", "project"]),
        (Text(F::DocNumber), &["发文字号", "文号", "doc_number"]),
        (Text(F::Cites), &["引用", "cites"]),
        (Text(F::Issuer), &["发文机关", "发布机构", "机关", "issuer"]),
        (Text(F::Level), &["级别", "等级", "类别", "level", "track"]),
        (Text(F::Path), &["文件", "文件名", "路径", "file", "path"]),
        (K(Keyword::Kind), &["类型", "种类", "kind"]),
        (K(Keyword::Template), &["表单", "模板", "template", "form"]),
        (K(Keyword::Format), &["格式", "format"]),
        (Year, &["年份", "年度", "年", "year"]),
        (Date, &["日期", "时间", "date"]),
    ]
};

/// The field of a name as typed (folded).
pub(super) fn name(typed: &str) -> Option<Name> {
    NAMES.iter().find(|(_, names)| names.contains(&typed)).map(|(name, _)| *name)
}

/// The names of which the nearest is offered. Those of single values are so many and so
/// short that any word would be near one.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().flat_map(|(_, names)| names.iter().copied())
}

/// The name under which a field is shown.
fn shown(name: Name) -> &'static str {
    let names = NAMES.iter().find(|(n, _)| *n == name).map(|(_, names)| *names);
    names.and_then(|names| names.first()).copied().unwrap_or_default()
}

/// The Chinese names of the kinds of record, as shown and as typed.
pub const KINDS: &[(&str, &str)] = &[
    ("application", "申报书"),
    ("notice", "通知"),
    ("scenario_catalogue", "场景目录"),
    ("recommendation_summary", "推荐汇总表"),
    ("assessment_summary", "评估汇总表"),
    ("form_blank", "空白表单"),
    ("indicator_list", "指标表"),
    ("company_list", "企业名单"),
    ("task_list", "揭榜任务"),
    ("level_conditions", "分级条件"),
    ("form", "表格"),
    ("other", "其他"),
];

impl Keyword {
    /// The value as stored, from what was typed (folded).
    ///
    /// # Errors
    ///
    /// [`crate::problem::Code::BadQuery`] for a value outside of a closed list.
    pub(super) fn stored(self, typed: &str) -> Result<String, Problem> {
        if self != Self::Kind {
            return Ok(typed.to_owned());
        }
        if let Some((kind, _)) = KINDS.iter().find(|(k, chinese)| *k == typed || *chinese == typed)
        {
            return Ok((*kind).to_owned());
        }
        let chinese = || KINDS.iter().map(|(_, chinese)| *chinese);
        let offer = nearest(typed, 2, chinese()).map(|near| format!("您是不是要找 类型:{near}？"));
        let list: Vec<&str> = chinese().collect();
        let hint = format!("{}可用的类型：{}", offer.unwrap_or_default(), list.join("、"));
        Err(number::bad(format!("没有“{typed}”这种类型"), &hint))
    }
}
