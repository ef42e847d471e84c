//! Rows of unknown forms with several values: never is the text of two cells one value.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde_json::Value;

/// A form of one table, as a web page.
fn page(title: &str, rows: &[&[&str]]) -> String {
    let cell = |text: &&str| {
        // 甲#2: over two columns; 甲^2: over two rows.
        let (text, cols) = text.split_once('#').unwrap_or((text, "1"));
        let (text, rows) = text.split_once('^').unwrap_or((text, "1"));
        format!("<td colspan={cols} rowspan={rows}>{text}</td>")
    };
    let row = |cells: &&[&str]| format!("<tr>{}</tr>", cells.iter().map(cell).collect::<String>());
    let rows: String = rows.iter().map(row).collect();
    format!(
        "<html><meta charset=utf-8><p align=center><b>{title}</b></p><table border=1>{rows}</table></html>"
    )
}

fn record(title: &str, rows: &[&[&str]]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.html");
    std::fs::write(&path, page(title, rows)).unwrap();
    let extraction = shenbao::extract(&path, &shenbao::Options::default()).unwrap();
    serde_json::to_value(extraction.records.first().unwrap()).unwrap()
}

/// All values of a record, one by one.
fn values(record: &Value) -> Vec<String> {
    let word = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let fields = record["fields"].as_array().unwrap().iter().map(|field| word(&field["value"]));
    let tables = record["tables"].as_array().unwrap().iter();
    let cells = tables.flat_map(|table| table["rows"].as_array().unwrap());
    fields.chain(cells.flat_map(|row| row.as_array().unwrap()).map(word)).collect()
}

/// What each form holds: a title, its rows, and the rows that its tables must have.
type Case = (&'static str, &'static [&'static [&'static str]], &'static [&'static [&'static str]]);

const CASES: &[Case] = &[
    (
        "企业申请书",
        &[
            &["企业名称", "某某传动有限公司#3"],
            &["指标", "2023年", "2024年", "2025年"],
            &["营业收入（万元）", "15230.5", "18876", "22109.7"],
            &["净利润（万元）", "1820", "2044.3", "-156.2"],
            &["研发费用（万元）", "980", "1210", "1675"],
        ],
        &[
            &["净利润（万元）", "1820", "2044.3", "-156.2"],
            &["研发费用（万元）", "980", "1210", "1675"],
        ],
    ),
    (
        "示范企业自评表",
        &[
            &["一级指标", "二级指标", "分值", "自评得分", "佐证材料"],
            &["知识产权创造^2", "发明专利授权量（件）", "20", "18", "附件1"],
            &["PCT申请量（件）", "10", "6", "附件2"],
            &["知识产权运用^2", "专利转化收入（万元）", "15", "15", "附件3"],
            &["许可次数（次）", "5", "0", ""],
            &["合计#2", "50", "39", ""],
        ],
        &[
            &["知识产权创造", "PCT申请量（件）", "10", "6", "附件2"],
            &["知识产权运用", "专利转化收入（万元）", "15", "15", "附件3"],
        ],
    ),
    (
        "融资需求登记表",
        &[
            &["企业名称", "某某锂电有限公司", "成立年份", "2018"],
            &["近三年营收（万元）", "21000", "26500", "31200"],
            &["近三年净利润（万元）", "1800", "2050", "2460"],
        ],
        &[&["近三年营收（万元）", "21000", "26500", "31200"]],
    ),
    (
        "月度产量申报表",
        &[
            &["企业名称", "某某钢铁有限公司#3"],
            &["月份", "1月", "2月", "3月"],
            &["产量（吨）", "10", "12", "9"],
            &["产值（万元）", "100", "120", "90"],
        ],
        &[&["产量（吨）", "10", "12", "9"], &["产值（万元）", "100", "120", "90"]],
    ),
    (
        "人员情况申报表",
        &[
            &["企业名称", "某某服装有限公司#3"],
            &["职工总数（人）", "300", "其中：研发（人）", "45"],
            &["本科及以上", "120", "40", "160"],
            &["高级职称", "8", "5", "13"],
        ],
        &[&["本科及以上", "120", "40", "160"], &["高级职称", "8", "5", "13"]],
    ),
];

#[test]
fn cells_of_one_row_are_never_one_value() {
    for (title, rows, wanted) in CASES {
        let record = record(title, rows);
        let cells: Vec<&str> = rows
            .iter()
            .flat_map(|row| row.iter().map(|text| text.split(['#', '^']).next().unwrap()))
            .collect();
        for value in values(&record).iter().filter(|value| *value != "null" && !value.is_empty()) {
            assert!(cells.contains(&value.as_str()), "{title}: {value} stands nowhere");
        }
        let tables = record["tables"].as_array().unwrap().iter();
        let found: Vec<Vec<String>> = tables
            .flat_map(|table| table["rows"].as_array().unwrap())
            .map(|row| {
                let word = |value: &Value| match value {
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                row.as_array().unwrap().iter().map(word).collect()
            })
            .collect();
        for want in *wanted {
            assert!(found.iter().any(|row| row == want), "{title}: {want:?} in {found:?}");
        }
    }
}

/// A label that stands in the middle beside two rows is the group of what stands right of it.
#[test]
fn a_group_in_the_middle_goes_on_below() {
    let record = record(
        "企业认定申请书",
        &[
            &["知识产权数量^2", "Ⅰ类", "12", "人力资源情况^2", "职工总数", "186"],
            &["Ⅱ类", "35", "科技人员数", "79"],
            &["联系人", "唐某某#2", "联系电话", "028-85177766#2"],
        ],
    );
    let group = |label: &str| {
        let fields = record["fields"].as_array().unwrap();
        fields.iter().find(|field| field["label"] == label).map(|field| field["group"].clone())
    };
    assert_eq!(group("科技人员数"), Some("人力资源情况".into()));
    assert_eq!(group("Ⅱ类"), Some("知识产权数量".into()));
}

/// The blank copy of a table of years is a table and no label with years as its value.
#[test]
fn years_over_blanks_are_columns() {
    let record = record(
        "企业申请书",
        &[
            &["企业名称", "#3"],
            &["指标", "2023年", "2024年", "2025年"],
            &["营业收入（万元）", "", "", ""],
            &["净利润（万元）", "", "", ""],
        ],
    );
    assert_eq!(
        record["tables"][0]["columns"],
        serde_json::json!(["指标", "2023年", "2024年", "2025年"])
    );
    assert_eq!(record["filled"], false);
}
