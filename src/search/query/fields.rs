//! The fields a query may name, in Chinese or English.

/// A field of text, asked for by any part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// Name of the applying enterprise.
    Applicant,
    /// Address or administrative division.
    Region,
    /// Industry or sector.
    Sector,
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
}

impl Field {
    /// Whether the field belongs to a row, so that two filters must meet in one row.
    pub fn is_of_row(self) -> bool {
        matches!(self, Self::Stage | Self::Scenario | Self::Instance)
    }
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

/// The field of a name as typed (folded); `None` makes the whole thing plain text.
pub(super) fn name(typed: &str) -> Option<Name> {
    use Field as F;
    use Name::{Date, Keyword as K, Text, Year};
    Some(match typed {
        "企业" | "单位" | "申报单位" | "企业名称" | "申报主体" | "公司" | "applicant"
        | "company" => Text(F::Applicant),
        "地区" | "地址" | "省" | "省份" | "城市" | "区域" | "region" | "address" => {
            Text(F::Region)
        }
        "行业" | "领域" | "sector" | "industry" => Text(F::Sector),
        "环节" | "stage" => Text(F::Stage),
        "场景" | "典型场景" | "scenario" => Text(F::Scenario),
        "实例" | "instance" => Text(F::Instance),
        "供应商" | "supplier" => Text(F::Supplier),
        "推荐单位" | "推荐" | "recommender" => Text(F::Recommender),
        "标题" | "题名" | "title" => Text(F::Title),
        "项目" | "项目名称" | "project" => Text(F::Project),
        "发文字号" | "文号" | "doc_number" => Text(F::DocNumber),
        "引用" | "cites" => Text(F::Cites),
        "发文机关" | "发布机构" | "机关" | "issuer" => Text(F::Issuer),
        "级别" | "等级" | "level" | "track" => Text(F::Level),
        "文件" | "文件名" | "路径" | "file" | "path" => Text(F::Path),
        "类型" | "种类" | "kind" => K(Keyword::Kind),
        "表单" | "模板" | "template" | "form" => K(Keyword::Template),
        "格式" | "format" => K(Keyword::Format),
        "年份" | "年度" | "年" | "year" => Year,
        "日期" | "时间" | "date" => Date,
        _ => return None,
    })
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
    ("other", "其他"),
];

impl Keyword {
    /// The value as stored, from what was typed.
    pub(super) fn stored(self, typed: &str) -> String {
        match self {
            Self::Kind => KINDS
                .iter()
                .find(|(_, chinese)| *chinese == typed)
                .map_or(typed, |(kind, _)| kind)
                .to_owned(),
            Self::Template | Self::Format => typed.to_owned(),
        }
    }
}
