//! The whole search on small indexes.

use super::*;
use proptest::prelude::*;

fn entry(id: u64, text: &str) -> Entry {
    Entry { id, kind: "other".into(), format: "text".into(), text: text.into(), ..Entry::default() }
}

fn index_of(entries: &[Entry]) -> (tempfile::TempDir, Index) {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::create(folder.path()).unwrap();
    let mut writer = index.writer().unwrap();
    for entry in entries {
        writer.add(entry).unwrap();
    }
    writer.commit(entries.len() as u64).unwrap();
    (folder, index)
}

fn find(index: &Index, query: &str) -> Vec<u64> {
    let request = Request {
        query: query.into(),
        limit: 50,
        offset: 0,
        sort: Sort::Relevance,
        ..Request::default()
    };
    let mut ids: Vec<u64> = index.search(&request).unwrap().hits.iter().map(|hit| hit.id).collect();
    ids.sort_unstable();
    ids
}

const TEXTS: &[&str] = &[
    "关键设备数控化率达到 99.7%，\n设备联网率73%。OPC UA 与 MES 6.2 打通；CO₂排放下降。",
    "人机協同製造：部署ＡＧＶ小车35台套，节拍57秒/件、定位精度±0.01mm。\n第二段\t单元格\t12\n34",
    "一种灌装瓶自动上下料装置 ZL202011661493.3，〔2023〕12号“智能工厂”，研发人员194人。",
];

fn three() -> (tempfile::TempDir, Index) {
    let entries: Vec<Entry> =
        TEXTS.iter().enumerate().map(|(i, text)| entry(i as u64 + 1, text)).collect();
    index_of(&entries)
}

#[test]
fn every_substring_is_found_and_nothing_else() {
    let (_folder, index) = three();
    let fold = |t: &str| analysis::fold::fold(t, analysis::fold::Spaces::Join).text;
    for (n, text) in TEXTS.iter().enumerate() {
        let characters: Vec<char> = text.chars().collect();
        for length in [1, 2, 3, 4, 7, 15, 30] {
            for start in (0..characters.len().saturating_sub(length)).step_by(1 + length / 3) {
                let part: String = characters[start..start + length].iter().collect();
                let folded = fold(&part);
                if folded.is_empty() {
                    continue;
                }
                let found = find(&index, &format!("\"{}\"", part.replace('"', "\\\"")));
                assert!(found.contains(&(n as u64 + 1)), "{part:?} not found");
                for id in found {
                    assert!(fold(TEXTS[id as usize - 1]).contains(&folded), "{part:?} in {id}");
                }
            }
        }
    }
}

#[test]
fn words_phrases_and_exclusion() {
    let (_folder, index) = three();
    assert_eq!(find(&index, "人机协同制造"), [2]);
    assert_eq!(find(&index, "数控化率"), [1]);
    assert_eq!(find(&index, "\"化率\""), [1]);
    assert_eq!(find(&index, "灌装 OR 联网"), [1, 3]);
    assert_eq!(find(&index, "-灌装"), [1, 2]);
    assert_eq!(find(&index, "设备 -联网"), Vec::<u64>::new());
    assert_eq!(find(&index, "opc ua"), [1]);
}

fn request(query: &str) -> Request {
    Request {
        query: query.into(),
        limit: 5,
        offset: 0,
        sort: Sort::Relevance,
        ..Request::default()
    }
}

#[test]
fn what_lacks_a_word_is_no_hit_and_stands_apart() {
    let (_folder, index) = three();
    let asked = request("灌装瓶自动上下料装置 量子计算");
    let mut found = index.search(&asked).unwrap();
    assert_eq!((found.total, found.hits.len()), (0, 0));
    index.near(&asked, &mut found).unwrap();
    assert_eq!((found.total, found.near[0].id), (0, 3));
    assert_eq!(index.search_all(&asked.query).unwrap(), Vec::<u64>::new());
    // What holds all words is not given again, and filters are never relaxed.
    let asked = request("联网 数控化率");
    let mut found = index.search(&asked).unwrap();
    index.near(&asked, &mut found).unwrap();
    assert_eq!((found.total, found.hits[0].id), (1, 1));
    assert!(found.near.iter().all(|hit| hit.id != 1));
    let asked = request("灌装瓶 量子计算 年份:1999");
    let mut found = index.search(&asked).unwrap();
    index.near(&asked, &mut found).unwrap();
    assert!(found.near.is_empty());
}

#[test]
fn what_a_query_names_is_shown_of_each_hit() {
    let (_folder, index) = rows_and_figures();
    let asked = |query: &str| index.search(&request(query)).unwrap().asked;
    let figure = |name: &str| Asked::Figure(name.into(), vec![name.into()]);
    assert_eq!(asked("生产效率提升>=5%"), [figure("生产效率提升")]);
    assert_eq!(asked("销售增长>=5%"), [figure("销售增长率")]);
    assert_eq!(asked("甲 -生产效率提升>=5% -供应商:乙"), []);
    let Asked::Rows(row) = &asked("环节:质量管控")[0] else { panic!("no row") };
    assert_eq!(row.cells, [(vec!["stage".to_owned()], vec!["质量管控".to_owned()])]);
}

fn rows_and_figures() -> (tempfile::TempDir, Index) {
    let row = |stage: &str, scenario: &str| TableRow {
        table: "scenarios".into(),
        pointer: "/scenarios/0".into(),
        cells: vec![("stage".into(), stage.into()), ("scenario".into(), scenario.into())],
    };
    let mut one = entry(1, "甲");
    one.tables = vec![row("计划调度", "车间智能排产"), row("质量管控", "智能在线检测")];
    one.figure("生产效率提升", 10.0, "%");
    one.figure("销售增长率", 50.0, "%");
    one.figure("投资", 600.0, "万元");
    one.divisions = vec!["62", "6201"];
    one.add(query::Field::Region, "兰州市城关区");
    one.add(query::Field::Sector, "装备制造");
    one.sector = Some("装备制造".into());
    one.year = Some(2023);
    one.date = Some(20_230_823);
    let mut two = entry(2, "乙");
    two.tables = vec![row("质量管控", "车间智能排产")];
    two.figure("生产效率提升", 59.9, "%");
    two.divisions = vec!["63", "6325"];
    two.add(query::Field::Region, "青海省海南藏族自治州");
    two.year = Some(2021);
    two.date = Some(20_211_114);
    two.kind = "notice".into();
    index_of(&[one, two])
}

#[test]
fn rows_and_figures_never_cross() {
    let (_folder, index) = rows_and_figures();
    assert_eq!(find(&index, "环节:质量管控 场景:车间智能排产"), [2]);
    assert_eq!(find(&index, "环节:计划调度 场景:车间智能排产"), [1]);
    assert_eq!(find(&index, "生产效率提升>=30%"), [2]);
    assert_eq!(find(&index, "生产效率＞＝１０"), [1, 2]);
    assert_eq!(find(&index, "生产效率提升<50 销售增长率>=50"), [1]);
    assert_eq!(find(&index, "scenario:车间智能排产 sector:装备制造 生产效率提升>=5%"), [1]);
    assert_eq!(find(&index, "不存在的指标>3"), Vec::<u64>::new());
}

#[test]
fn regions_are_divisions_and_sums_have_units() {
    let (_folder, index) = rows_and_figures();
    assert_eq!(find(&index, "地区:甘肃"), [1]);
    assert_eq!(find(&index, "地区:甘肃省兰州市"), [1]);
    assert_eq!(find(&index, "地区:海南"), Vec::<u64>::new());
    assert_eq!(find(&index, "地区:海南州"), [2]);
    assert_eq!(find(&index, "地区:城关区天水路"), Vec::<u64>::new());
    assert_eq!(find(&index, "总投资>=6000000元"), [1]);
    assert_eq!(find(&index, "投资>6000000元"), Vec::<u64>::new());
    assert_eq!(find(&index, "投资>5百万元 投资<0.1亿元"), [1]);
    assert_eq!(find(&index, "投资>500"), [1]);
    assert_eq!(find(&index, "生产效率提升>=5元"), Vec::<u64>::new());
    let notes = index.search(&request("地区:甘素 注意:附件 格式:exe")).unwrap().notes.join("\n");
    for said in ["地区:甘肃", "“注意”不是", "没有“exe”"] {
        assert!(notes.contains(said), "{notes}");
    }
}

#[test]
fn codes_and_latin_words_in_any_writing_and_whole() {
    let (_folder, index) = index_of(&[
        entry(1, "共1,020台，机器人KR 210 R2700，电话139-0000-1111，用C++开发，3D打印，IT系统。"),
        entry(2, "共 10 20 台，KR210R2700，91620100MA3D7X1234，it@a.example.cn，用C开发。"),
    ]);
    for (query, ids) in [
        ("1020台", &[1_u64][..]),
        ("1,020", &[1]),
        ("KR210R2700", &[1, 2]),
        ("KR 210 R2700", &[1, 2]),
        ("KR-210-R2700", &[1, 2]),
        ("13900001111", &[1]),
        ("C++", &[1]),
        ("3D", &[1]),
        ("IT", &[1]),
        ("MA3D7X1234", &[2]),
        ("it@a.example.cn", &[2]),
        ("\"3D\"", &[1, 2]),
    ] {
        assert_eq!(find(&index, query), ids, "{query}");
    }
}

#[test]
fn years_kinds_facets_and_sorting() {
    let (_folder, index) = rows_and_figures();
    assert_eq!(find(&index, "年份:2022..2023"), [1]);
    assert_eq!(find(&index, "类型:通知"), [2]);
    assert_eq!(find(&index, "日期:2021-11"), [2]);
    let request = Request {
        query: "年份>=2000".into(),
        limit: 1,
        offset: 0,
        sort: Sort::Date,
        ..Request::default()
    };
    let found = index.search(&request).unwrap();
    assert_eq!((found.total, found.hits[0].id), (2, 1));
    let years: Vec<&str> = found.facets["year"].iter().map(|f| f.value.as_str()).collect();
    assert_eq!(years.len(), 2);
    assert!(years.contains(&"2023"));
}

#[test]
fn an_index_of_other_words_is_outdated() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(Index::open(folder.path()).err(), Some(Stale::Missing));
    let index = Index::create(folder.path()).unwrap();
    assert_eq!(index.through(), 0);
    drop(index);
    assert!(Index::open(folder.path()).is_ok());
    let meta = folder.path().join("meta.json");
    let text = std::fs::read_to_string(&meta).unwrap();
    let changed = text.replace(&analysis::dictionary::hash(""), "0");
    assert_ne!(text, changed);
    std::fs::write(&meta, changed).unwrap();
    assert_eq!(Index::open(folder.path()).err(), Some(Stale::Outdated));
}

/// Books as the record has them, to be asked by any of its values.
fn books() -> (tempfile::TempDir, Index) {
    use serde_json::json;
    let book = |id: u64, name: &str, year: u64, sector: &str, value: f64, scenario: &str| {
        let mut record = crate::record::Record::of_kind("application");
        record.set("/programme/year", json!(year));
        record.set("/cover/project_name", json!(format!("{name}智能工厂")));
        record.set("/applicant", json!({"name": name, "sector": sector, "founded": "2001-05"}));
        record.set("/metrics", json!([{"name": "生产效率提升", "unit": "%", "value": value}]));
        record.set(
            "/scenarios",
            json!([{"no": 1, "stage": "生产作业", "scenario": scenario, "instance": "总装"}]),
        );
        record.set(
            "/resources",
            json!([{"instance": "总装", "equipment": [
            {"name": "自动导引车", "supplier": "某重工"}]}]),
        );
        if id == 1 {
            record.set("/breakthroughs/patents", json!([{"name": "装置", "type": "发明"}]));
        }
        let mut entry = Entry::of(&record);
        entry.id = id;
        entry.edition = id;
        let card = Card { path: format!("{id}.pdf"), format: "pdf".into(), ..Card::default() };
        entry.in_file(card, format!("{name}部署自动导引车，实现{scenario}。"));
        entry
    };
    index_of(&[
        book(1, "武汉凌云电池股份有限公司", 2021, "电子信息", 10.0, "人机协同作业"),
        book(2, "兰州宏远电机有限公司", 2023, "装备制造", 20.0, "人机协同制造"),
        book(3, "天水星河机床有限公司", 2023, "装备制造", 40.0, "智能仓储"),
        // Another edition of the last.
        book(4, "天水星河机床有限公司", 2023, "装备制造", 50.0, "智能仓储"),
    ])
}

#[test]
fn rows_of_any_table_presence_and_days() {
    let (_folder, index) = books();
    assert_eq!(find(&index, "[环节:生产作业 场景:人机协同制造 供应商:重工]"), [1, 2]);
    assert_eq!(find(&index, "[场景:\"智能仓储\" 供应商:重工]"), [3, 4]);
    assert_eq!(find(&index, "[专利 类型:发明]"), [1]);
    assert_eq!(find(&index, "[专利 类型:外观]"), Vec::<u64>::new());
    assert_eq!(find(&index, "[设备 \"导引车\"]"), [1, 2, 3, 4]);
    assert_eq!(find(&index, "有:专利"), [1]);
    assert_eq!(find(&index, "无:专利"), [2, 3, 4]);
    assert_eq!(find(&index, "有:生产效率提升 年份:2021"), [1]);
    assert_eq!(find(&index, "成立时间:2000..2001"), [1, 2, 3, 4]);
    assert_eq!(find(&index, "成立时间<2001"), Vec::<u64>::new());
    assert_eq!(find(&index, "\"部署 实现\"~8"), [1, 2, 3, 4]);
    assert_eq!(find(&index, "\"部署 实现\"~2"), Vec::<u64>::new());
    // Single characters have no pair of their own.
    assert_eq!(find(&index, "\"部 现\"~12"), [1, 2, 3, 4]);
    assert_eq!(find(&index, "\"部 现\"~1"), Vec::<u64>::new());
    assert_eq!(find(&index, "[场景:仓]"), [3, 4]);
    assert_eq!(find(&index, "[场景:储]"), [3, 4]);
    assert_eq!(find(&index, "[场景:发]"), Vec::<u64>::new());
}

/// `[名额 数量>=8]` was refused, and `[设备 数量:8]` was all there was.
#[test]
fn numbers_of_one_row_are_compared_by_size() {
    use serde_json::json;
    let list = |id: u64, rows: serde_json::Value| {
        let mut record = crate::record::Record::of_kind("form");
        let columns = json!(["设备名称", "数量（台）", "金额"]);
        record.set("/tables", json!([{"columns": columns, "rows": rows}]));
        let mut entry = Entry::of(&record);
        entry.id = id;
        entry
    };
    let (_folder, index) = index_of(&[
        list(1, json!([["铣床", "2", "500万元"], ["磨床", "12", "30万元"]])),
        list(2, json!([["铣床", "12", "3,000元"], ["磨床", "-1.5", "—"]])),
    ]);
    assert_eq!(find(&index, "[行 铣床 数量>=8]"), [2]);
    assert_eq!(find(&index, "[行 铣床 数量:2..2]"), [1]);
    assert_eq!(find(&index, "[行 数量<0]"), [2]);
    assert_eq!(find(&index, "[行 数量>1 金额>=100万元]"), [1]);
    assert_eq!(find(&index, "[行 铣床 金额<=3000元]"), [2]);
    assert_eq!(find(&index, "[行 铣床 金额>0.2万元]"), [1, 2]);
    assert_eq!(find(&index, "[行 数量（台）=12]"), [1, 2]);
    assert_eq!(find(&index, "[行 磨床 数量>12]"), Vec::<u64>::new());
    let asked =
        index.search(&Request { query: "[行 数量>很多]".into(), ..Request::default() });
    assert_eq!(asked.err().map(|problem| problem.code), Some(crate::Code::BadQuery));
}

#[test]
fn lists_of_the_papers_are_found_in_any_column_of_theirs() {
    use serde_json::json;
    let mut record = crate::record::Record::of_kind("company_list");
    let rows = json!([["丁方铸造有限公司", "智能工厂"]]);
    record.set("/tables", json!([{"columns": ["企业名称", "工厂"], "rows": rows}]));
    let mut entry = Entry::of(&record);
    entry.id = 1;
    entry.in_file(Card::default(), "丁方铸造有限公司 智能工厂".into());
    let (_folder, index) = index_of(&[entry]);
    for query in [
        "[名单 丁方]",
        "[名单 智能工厂]",
        "[名单 企业名称:丁方]",
        "企业:丁方铸造",
        "[名单 企业名称:甲,丁方]",
    ] {
        assert_eq!(find(&index, query), [1], "{query}");
    }
    assert!(index.search(&request("[名单 颜色:红]")).is_err());
    assert!(index.search(&request("无:没有的东西")).is_err());
    assert!(index.search(&request("-没有的指标>3")).is_err());
}

#[test]
fn a_share_and_a_sum_are_never_compared() {
    let (_folder, index) = rows_and_figures();
    assert_eq!(find(&index, "投资>30%"), Vec::<u64>::new());
    assert_eq!(find(&index, "生产效率提升>=0.5倍"), [2]);
    assert_eq!(find(&index, "生产效率提升>=五成"), [2]);
    assert_eq!(find(&index, "建设投资>=600"), [1]);
    let notes = index.search(&request("投资>30%")).unwrap().notes.join("");
    assert!(notes.contains("单位"), "{notes}");
}

#[test]
fn other_names_are_followed_and_quotes_switch_them_off() {
    let (_folder, index) = books();
    assert_eq!(find(&index, "AGV"), [1, 2, 3, 4]);
    assert_eq!(find(&index, "\"AGV\""), Vec::<u64>::new());
    assert_eq!(find(&index, "场景:人机协同作业"), [1, 2]);
    assert_eq!(find(&index, "场景:\"人机协同作业\""), [1]);
}

#[test]
fn works_count_once_and_chosen_facets_keep_their_alternatives() {
    let (_folder, index) = books();
    let mut asked = request("自动导引车");
    let found = index.search(&asked).unwrap();
    assert_eq!((found.total, found.records, found.hits.len()), (3, 4, 4));
    let count = |found: &Found, facet: &str, value: &str| {
        found.facets[facet].iter().find(|f| f.value == value).map(|f| f.count)
    };
    assert_eq!(count(&found, "sector", "装备制造"), Some(2));
    asked.collapse = Collapse::Works;
    let found = index.search(&asked).unwrap();
    assert_eq!((found.hits.len(), found.others.concat().len()), (3, 1));
    asked.choices.insert("行业".into(), vec!["装备制造".into()]);
    let found = index.search(&asked).unwrap();
    assert_eq!((found.total, found.records), (2, 3));
    assert_eq!(count(&found, "sector", "电子信息"), Some(1));
    assert_eq!(count(&found, "year", "2021"), None);
    asked.choices.insert("行".into(), vec!["x".into()]);
    assert!(index.search(&asked).is_err());
}

#[test]
fn figures_of_the_hits_count_the_newest_edition() {
    let (_folder, index) = books();
    let asked = request("自动导引车");
    let stats = index.stats(&asked, "生产效率提升", &[]).unwrap();
    let all = &stats.groups[0];
    assert_eq!((all.hits, all.count, all.min, all.max), (3, 3, Some(10.0), Some(50.0)));
    assert_eq!((all.q1, all.median, all.q3), (Some(15.0), Some(20.0), Some(35.0)));
    let stats = index.stats(&asked, "生产效率", &["行业".into(), "年份".into()]).unwrap();
    let group = stats.groups.iter().find(|g| g.key["行业"] == "装备制造").unwrap();
    assert_eq!((group.hits, group.mean), (2, Some(35.0)));
    assert_eq!(group.key["年份"], 2023);
    assert!(index.stats(&asked, "不存在", &[]).is_err());
    let spread = index.histogram(&asked, "生产效率提升").unwrap();
    assert_eq!(spread.buckets.iter().map(|b| b.count).sum::<usize>(), 3);
    let pivot = index.pivot(&asked, "场景", "行业").unwrap();
    assert_eq!(pivot.counts.iter().flatten().sum::<usize>(), 3);
    let mut sorted = asked.clone();
    sorted.sort = Sort::Figure("生产效率提升".into());
    let ids: Vec<u64> = index.search(&sorted).unwrap().hits.iter().map(|hit| hit.id).collect();
    assert_eq!(ids, [4, 3, 2, 1]);
}

#[test]
fn a_name_in_full_stands_first_and_a_wrong_one_is_offered() {
    let (_folder, index) = books();
    let first = |query: &str| index.search(&request(query)).unwrap().hits.first().map(|h| h.id);
    assert_eq!(first("兰州宏远电机有限公司"), Some(2));
    let offered = |typed: &str| {
        let offers = index.suggest(typed).unwrap();
        offers.first().map(|offer| offer.name.clone()).unwrap_or_default()
    };
    assert_eq!(offered("兰州宏元电机有限公司"), "兰州宏远电机有限公司");
    assert_eq!(offered("lzhydj"), "兰州宏远电机有限公司");
    assert_eq!(offered("lingyun"), "武汉凌云电池股份有限公司");
    assert_eq!(offered("完全无关的名称"), "");
}

#[test]
fn a_search_stays_within_another() {
    let (_folder, index) = books();
    let mut asked = request("自动导引车");
    asked.within = vec!["年份:2023".into(), "场景:\"人机协同制造\"".into()];
    assert_eq!(index.search(&asked).unwrap().hits.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_query_is_answered(query in "[\"“”()|:<>=%.,~年份场景生产效率甲a0-9 -]{0,16}") {
        thread_local! {
            static INDEX: (tempfile::TempDir, Index) = rows_and_figures();
        }
        INDEX.with(|(_folder, index)| {
            let request = Request { query, limit: 3, offset: 0, sort: Sort::Relevance, ..Request::default() };
            let _ = index.search(&request);
        });
    }
}

/// The words of a library's own list cut its texts, but not the queries.
#[test]
fn own_words_cut_queries_as_they_cut_texts() {
    let library = tempfile::tempdir().unwrap();
    std::fs::write(library.path().join("words.txt"), "云擎柔造\n").unwrap();
    let index = Index::create(&library.path().join("index")).unwrap();
    let mut writer = index.writer().unwrap();
    writer.add(&entry(1, "部署云擎柔造平台")).unwrap();
    writer.commit(1).unwrap();
    let found = index.search(&request("云擎柔造")).unwrap();
    assert_eq!((found.words, found.total), (vec!["云擎柔造".to_owned()], 1));
}
