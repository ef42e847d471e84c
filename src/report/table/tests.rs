//! Which rows and columns a table of records has.

use super::*;
use serde_json::json;

fn stored() -> Stored {
    let mut record = Record::of_kind("application");
    record.set("/applicant/name", json!("某厂"));
    record.set("/applicant/contact", json!({"name": "张三", "phone": "0931-123"}));
    record.set("/metrics", json!([{"name": "联网率", "unit": "%", "value": 7.5}]));
    record.set("/breakthroughs/patents", json!([{"name": "一种装置", "type": "发明"}]));
    Stored {
        id: 7,
        sha256: String::new(),
        path: "a.pdf".into(),
        names: Vec::new(),
        format: "pdf".into(),
        part: 0,
        work: 0,
        newest: true,
        record,
        text: String::new(),
        places: Vec::new(),
    }
}

#[test]
fn columns_are_chosen_by_name_and_misspelt_ones_refused() {
    let figures = |name: &str| Ok(if name == "联网率" { vec![name.into()] } else { vec![] });
    let names = ["企业名称", "联系电话", "联网率"].map(str::to_owned);
    let table = Table::chosen(Rows::Records, &Seen::default(), &names, &figures).unwrap();
    assert_eq!(table.csv_rows(&stored()), "某厂,0931-123,7.5\r\n");
    let wrong = ["企业名城".to_owned()];
    let refused = Table::chosen(Rows::Records, &Seen::default(), &wrong, &figures);
    assert!(refused.unwrap_err().hint.contains("企业名称"));
}

#[test]
fn rows_of_lists_have_the_columns_that_were_seen() {
    let rows = Rows::named("专利").unwrap();
    let mut seen = Seen::default();
    seen.add(&rows, &stored().record);
    let table = Table::usual(rows, &seen);
    assert!(table.csv_head().ends_with("编号,文件,企业名称,表,名称,类型\r\n"));
    assert_eq!(table.csv_rows(&stored()), "7,a.pdf,某厂,专利,一种装置,发明\r\n");
    assert!(Rows::named("专理").is_err());
}

fn csv(table: &str, columns: &[&str], stored: &Stored) -> String {
    let rows = Rows::named(table).unwrap();
    let mut seen = Seen::default();
    seen.add(&rows, &stored.record);
    let figures = |_: &str| Ok(Vec::new());
    let names: Vec<String> = columns.iter().map(|name| (*name).to_owned()).collect();
    let table = if names.is_empty() {
        Table::usual(rows, &seen)
    } else {
        Table::chosen(rows, &seen, &names, &figures).unwrap()
    };
    format!("{}{}", table.csv_head(), table.csv_rows(stored))
}

#[test]
fn the_projects_own_scenario_is_no_second_row_of_its_list() {
    let mut stored = stored();
    let project = json!({"stage": "生产作业", "scenario": "人机协同制造", "investment": 5});
    stored.record.set("/project", project);
    let rows = |stored: &Stored| csv("场景", &["场景"], stored).lines().count() - 1;
    assert_eq!(rows(&stored), 1);
    let list = json!([{"no": 1, "stage": "生产作业", "scenario": "人机协同制造"}, {"no": 2, "scenario": "智能仓储"}]);
    stored.record.set("/scenarios", list);
    assert_eq!(rows(&stored), 2);
}

#[test]
fn places_are_divisions_and_kinds_are_chinese() {
    let mut stored = stored();
    stored.record.set("/applicant/address", json!("甘肃省兰州市城关区天水路1号"));
    let written = csv("记录", &["地区", "城市", "地址", "种类"], &stored);
    assert!(written.contains("甘肃,兰州市,甘肃省兰州市城关区天水路1号,申报书"), "{written}");
}

#[test]
fn long_cells_of_rows_are_written_whole() {
    let mut stored = stored();
    let long = "描述".repeat(100);
    stored.record.set("/scenarios", json!([{"scenario": "智能仓储", "description": long}]));
    assert!(csv("行", &[], &stored).contains(&long));
    stored.record.set("/tables", json!([{"columns": ["甲", "乙"], "rows": [["短", long]]}]));
    assert!(csv("名单", &[], &stored).contains(&long));
}

#[test]
fn a_refused_column_is_offered_each_name_once() {
    let figures = |_: &str| Ok(Vec::new());
    let wrong = ["完全没有".to_owned()];
    let refused = Table::chosen(Rows::Records, &Seen::default(), &wrong, &figures).unwrap_err();
    assert_eq!(refused.hint.matches("信用代码").count(), 1, "{}", refused.hint);
}

#[test]
fn a_record_says_of_which_work_it_is_and_whether_it_counts() {
    let mut stored = stored();
    (stored.work, stored.newest) = (12, false);
    assert_eq!(csv("记录", &["作品", "计入"], &stored).lines().nth(1), Some("12,否"));
}
