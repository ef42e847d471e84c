//! The tables of a record and the columns of their rows, by the names that a query uses.

use crate::record::concept::{CONCEPTS, Concept, Kind};
use crate::search::analysis::fold::{Spaces, fold};
use std::borrow::Cow;

/// Keys of tables with their names; the first is the one shown.
const TABLES: &[(&str, &[&str])] = &[
    ("scenarios", &["场景", "典型场景", "场景表"]),
    ("equipment", &["设备", "装备", "设备清单"]),
    ("software", &["软件", "软件清单"]),
    ("processes", &["工艺"]),
    ("technologies", &["技术", "关键技术"]),
    ("standards", &["标准"]),
    ("patents", &["专利"]),
    ("metrics", &["指标"]),
    ("financials", &["财务", "财务数据"]),
    ("project", &["项目"]),
    ("rows", &["名单", "汇总表", "行"]),
    ("attachments", &["附件"]),
    ("contacts", &["联系人", "联系方式"]),
    ("deadlines", &["期限", "截止时间", "截止日期", "时限"]),
    ("quotas", &["名额", "推荐名额"]),
    ("indicators", &["指标说明"]),
    ("levels", &["分级条件"]),
    ("stages", &["环节"]),
    ("sectors", &["行业"]),
    ("fields", &["栏目"]),
    ("resources", &["要素"]),
];

/// Keys of columns with their names; the first is the one shown.
const COLUMNS: &[(&str, &[&str])] = &[
    ("no", &["序号", "编号"]),
    ("stage", &["环节"]),
    ("scenario", &["场景", "典型场景"]),
    ("instance", &["实例", "场景实例"]),
    ("name", &["名称", "名字"]),
    ("type", &["类型", "种类"]),
    ("status", &["状态"]),
    ("number", &["号", "专利号", "标准号"]),
    ("category", &["类别", "分类"]),
    ("model", &["型号"]),
    ("brand", &["品牌", "品牌型号"]),
    ("supplier", &["供应商", "厂商", "厂家"]),
    ("technology", &["技术"]),
    ("description", &["描述", "说明"]),
    ("parameters", &["参数", "技术参数"]),
    ("remarks", &["备注"]),
    ("pain_points", &["痛点"]),
    ("solution", &["方案", "解决方案"]),
    ("safeguards", &["保障"]),
    ("results", &["成效", "效果"]),
    ("spillover", &["带动"]),
    ("economics", &["效益"]),
    ("unit", &["单位"]),
    ("value", &["数值", "值"]),
    ("year", &["年份", "年度"]),
    ("sector", &["行业"]),
    ("subsector", &["细分行业"]),
    ("level", &["级别", "等级"]),
    ("title", &["标题"]),
    ("organization", &["机构"]),
    ("date", &["日期"]),
    ("who", &["对象"]),
    ("for_whom", &["适用对象"]),
    ("recurring", &["每年重复"]),
    ("what", &["事项"]),
    ("phones", &["电话"]),
    ("emails", &["邮箱"]),
    ("track", &["类别"]),
    ("count", &["数量"]),
    ("group", &["分组"]),
    ("label", &["栏目"]),
    ("task_name", &["任务", "项目名称"]),
    ("address", &["地址"]),
    ("start", &["开始"]),
    ("end", &["结束"]),
    ("summary", &["概述"]),
    ("applicant", &["企业", "企业名称", "申报单位"]),
    ("project", &["项目", "项目名称"]),
];

fn keys_of(list: &'static [(&str, &[&str])], typed: &str) -> Vec<&'static str> {
    let typed = fold(typed, Spaces::Join).text;
    let bears = |(key, names): &&(&str, &[&str])| *key == typed || names.contains(&typed.as_str());
    list.iter().filter(bears).map(|(key, _)| *key).collect()
}

/// The last steps of the places in lists that bear a name in the schema of the record.
fn concepts_of(typed: &str, wanted: impl Fn(&Concept) -> bool) -> Vec<&'static str> {
    let typed = fold(typed, Spaces::Join).text;
    let bears = |concept: &&Concept| {
        wanted(concept) && (concept.name == typed || concept.labels.contains(&typed.as_str()))
    };
    let mut keys: Vec<&'static str> = Vec::new();
    for key in CONCEPTS.iter().filter(bears).filter_map(|concept| concept.at.rsplit('/').next()) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

/// The key of the table of a name.
pub fn table(typed: &str) -> Option<&'static str> {
    let own = keys_of(TABLES, typed).first().copied();
    own.or_else(|| concepts_of(typed, |concept| concept.kind == Kind::Table).first().copied())
}

/// The column in which tables of the forms print their date.
pub const DATE: &str = "日期";

/// Whether a name is that of a column.
pub(super) fn is_column(typed: &str) -> bool {
    !keys_of(COLUMNS, typed).is_empty()
}

/// Whether a column of this name holds dates.
pub(super) fn is_date(typed: &str) -> bool {
    let keys = columns(typed);
    CONCEPTS.iter().any(|concept| {
        concept.kind == Kind::Date
            && concept.at.contains("/*/")
            && concept.at.rsplit('/').next().is_some_and(|key| keys.iter().any(|k| k == key))
    })
}

/// Whether the rows of a table have a date.
pub(super) fn has_date(table: &str) -> bool {
    let at = format!("/{table}/*/date");
    CONCEPTS.iter().any(|concept| concept.at == at && concept.kind == Kind::Date)
}

/// The keys of the columns that a name means; a column that only the table knows has its
/// own name.
pub fn columns(typed: &str) -> Vec<String> {
    let mut keys: Vec<String> = keys_of(COLUMNS, typed).into_iter().map(str::to_owned).collect();
    let of_rows = concepts_of(typed, |concept| concept.at.contains("/*/"));
    for key in of_rows.into_iter().map(str::to_owned).chain([column_key(typed).into_owned()]) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

/// A column's own name as the index keeps it.
pub fn column_key(name: &str) -> Cow<'_, str> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'/');
    if name.bytes().all(plain) {
        return Cow::Borrowed(name);
    }
    Cow::Owned(fold(name, Spaces::Join).text)
}

/// The Chinese name of a table.
pub fn table_name(key: &str) -> &str {
    TABLES.iter().find(|(k, _)| *k == key).and_then(|(_, names)| names.first()).map_or(key, |n| n)
}

/// The Chinese name of a column.
pub fn column_name(key: &str) -> &str {
    let own = COLUMNS.iter().find(|(k, _)| *k == key).and_then(|(_, names)| names.first());
    let concept = || {
        let ends = |c: &&Concept| c.at.contains("/*/") && c.at.rsplit('/').next() == Some(key);
        CONCEPTS.iter().find(ends).map(|concept| concept.name)
    };
    own.copied().or_else(concept).unwrap_or(key)
}

/// Columns of rows that are found in texts and that no schema lists.
const UNLISTED: &[(&str, &str)] = &[("deadlines", "for_whom"), ("deadlines", "recurring")];

/// The columns that the schema of the record gives a table: keys and names.
pub fn columns_of(table: &str) -> Vec<(&'static str, &'static str)> {
    let inside = |at: &'static str| {
        let (list, key) = at.rsplit_once("/*/")?;
        (list.rsplit('/').next() == Some(table) && !key.contains('/')).then_some(key)
    };
    let mut columns: Vec<(&str, &str)> = Vec::new();
    let unlisted = UNLISTED.iter().filter(|(of, _)| *of == table).map(|(_, key)| *key);
    for key in CONCEPTS.iter().filter_map(|concept| inside(concept.at)).chain(unlisted) {
        if !columns.iter().any(|(known, _)| *known == key) {
            columns.push((key, column_name(key)));
        }
    }
    columns
}

/// All keys of columns that the forms use.
pub fn column_keys() -> impl Iterator<Item = &'static str> {
    COLUMNS.iter().map(|(key, _)| *key)
}
