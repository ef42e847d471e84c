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
