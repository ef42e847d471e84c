use super::*;

#[test]
fn rows_of_companies_keep_their_columns() {
    let rows = [
        ["序号", "地区（市、州）", "企业名称", "智能工厂名称"],
        ["1", "榕江市", "榕江某泵业有限公司", "水泵智能工厂"],
        ["2", "", "泉湾某鞋业股份有限公司", "运动鞋智能工厂"],
    ];
    let table = Table::plain(&rows);
    let document = Document { blocks: vec![Block::Table(table)], ..Document::default() };
    let mut draft = Draft::of_kind("company_list");
    companies(&mut draft, &document, 0..1, &[], false);
    let want = json!([
        {"no": 1, "地区（市、州）": "榕江市", "name": "榕江某泵业有限公司", "智能工厂名称": "水泵智能工厂"},
        {"no": 2, "name": "泉湾某鞋业股份有限公司", "智能工厂名称": "运动鞋智能工厂"},
    ]);
    assert_eq!(draft.record.get("/rows"), Some(&want));
}

fn table(rows: &[&[&str]]) -> Document {
    let cells = rows.iter().enumerate().flat_map(|(row, texts)| {
        texts.iter().enumerate().map(move |(col, text)| Cell::plain(row, col, text))
    });
    let (rows, cols, cells) = (rows.len(), rows[0].len(), cells.collect());
    let table = Table { rows, cols, cells, ..Table::default() };
    Document { blocks: vec![Block::Table(table)], ..Document::default() }
}

/// Half of the companies was once lost.
#[test]
fn two_lists_side_by_side() {
    let document = table(&[
        &["序号", "企业名称", "序号", "企业名称"],
        &["1", "甲机械有限公司", "3", "丙电子有限公司"],
        &["2", "乙制药有限公司", "", ""],
    ]);
    let mut draft = Draft::of_kind("company_list");
    companies(&mut draft, &document, 0..1, &[], false);
    let want = json!([
        {"no": 1, "name": "甲机械有限公司"},
        {"no": 2, "name": "乙制药有限公司"},
        {"no": 3, "name": "丙电子有限公司"},
    ]);
    assert_eq!(draft.record.get("/rows"), Some(&want));
}

#[test]
fn units_and_groups_in_columns_of_their_own() {
    let document = table(&[
        &["类别", "序号", "指标", "计量单位"],
        &["能力类", "1", "数控化率", "%"],
        &["", "2", "模型数量", "个"],
        &["效益类", "3", "周期缩短", "%"],
    ]);
    let mut draft = Draft::of_kind("indicator_list");
    indicators(&mut draft, &document, 0..1, &[]);
    let want = json!([
        {"no": 1, "name": "数控化率", "unit": "%", "group": "能力类"},
        {"no": 2, "name": "模型数量", "unit": "个", "group": "能力类"},
        {"no": 3, "name": "周期缩短", "unit": "%", "group": "效益类"},
    ]);
    assert_eq!(draft.record.get("/indicators"), Some(&want));
}

#[test]
fn indicators_without_a_space_behind_their_number() {
    let text = "序号指标\n（一）能力类指标\n1数控化率（%）\n2联网率（%）\n（二）效益类指标\n3 能耗降低（%）";
    let lines: Vec<Passage> = text.split('\n').map(Passage::plain).collect();
    let mut draft = Draft::of_kind("indicator_list");
    indicators(&mut draft, &Document::default(), 0..0, &lines);
    let names = (0..3).map(|i| draft.record.get(&format!("/indicators/{i}/name")).cloned());
    let names: Vec<_> = names.map(|n| n.and_then(|n| n.as_str().map(str::to_owned))).collect();
    let want = ["数控化率", "联网率", "能耗降低"].map(|n| Some(n.to_owned()));
    assert_eq!(names, want);
}

#[test]
fn indicators_read_column_by_column_are_rows_again() {
    let lines = [
        "序号",
        "（一）",
        "1",
        "2",
        "（二）",
        "3",
        "绩效指标",
        "能力类",
        "甲率（%）",
        "乙数（个）",
        "效益类",
        "丙企业数量",
        "（家）",
        "注：无。",
    ];
    let lines: Vec<Passage> = lines.iter().map(|l| Passage::plain(l)).collect();
    let mut draft = Draft::of_kind("indicator_list");
    indicators(&mut draft, &Document::default(), 0..0, &lines);
    let want = json!([
        {"no": 1, "name": "甲率", "unit": "%", "group": "能力类"},
        {"no": 2, "name": "乙数", "unit": "个", "group": "能力类"},
        {"no": 3, "name": "丙企业数量", "unit": "家", "group": "效益类"},
    ]);
    assert_eq!(draft.record.get("/indicators"), Some(&want));
}

#[test]
fn units_and_lost_subscripts() {
    assert_eq!(
        indicators::name_and_unit("销售增长率（%）"),
        ("销售增长率".into(), Some("%".into()))
    );
    assert_eq!(
        indicators::name_and_unit("单位产品二氧化碳（CO ）排放量降低（%）").0,
        "单位产品二氧化碳（CO₂）排放量降低"
    );
}

#[test]
fn companies_stand_under_their_sectors() {
    let lines = [
        "一、装备制造（2家）",
        "1.甲机床集团有限公司",
        "2.乙电机股份有限公司",
        "二、原材料",
        "3.丙铜业股份有限公司",
    ];
    let lines: Vec<Passage> = lines.iter().map(|l| Passage::plain(l)).collect();
    let got: Vec<_> =
        companies_of(&lines).into_iter().map(|c| (c.name, c.group.unwrap_or_default())).collect();
    let want = [
        ("甲机床集团有限公司", "装备制造"),
        ("乙电机股份有限公司", "装备制造"),
        ("丙铜业股份有限公司", "原材料"),
    ];
    assert_eq!(got, want.map(|(name, group)| (name.to_owned(), group.to_owned())));
}

#[test]
fn companies_are_told_from_sentences() {
    assert_eq!(company("3 某某股份有限公司").as_deref(), Some("某某股份有限公司"));
    let project = company("1. 黔岭某轮胎股份有限公司（轮胎、橡胶智能制造示范工厂）");
    assert_eq!(project.as_deref(), Some("黔岭某轮胎股份有限公司"));
    assert!(company("企业应为规模以上工业企业，有竞争力的企业").is_none());
}
