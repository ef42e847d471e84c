//! Works found in a library of made books: versions of one in other formats, scans and
//! revisions, among books that differ in one thing only.

use super::*;
use crate::library::item::Item;
use crate::library::sketch::Sketch;
use crate::library::works::Works;
use std::collections::{BTreeMap, BTreeSet};

/// A source of numbers that is the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below.max(1)
    }
}

const NOUNS: [&str; 24] = [
    "产线",
    "工序",
    "质量管控",
    "仓储物流",
    "能源管理",
    "设备运维",
    "工艺设计",
    "计划调度",
    "在线检测",
    "数字孪生",
    "制造执行系统",
    "激光导航小车",
    "机器视觉",
    "预测性维护",
    "柔性装配",
    "供应链协同",
    "刀具寿命",
    "热处理",
    "涂装",
    "铸造",
    "冲压",
    "焊接",
    "电芯",
    "轴承",
];
const VERBS: [&str; 12] = [
    "部署", "改造", "优化", "打通", "采集", "分析", "联动", "替代", "验证", "集成", "升级", "监控",
];

fn sentence(dice: &mut Dice) -> String {
    let mut pick = |words: &[&str]| words[dice.roll(words.len())].to_owned();
    let (a, b, c) = (pick(&NOUNS), pick(&VERBS), pick(&NOUNS));
    let (d, e) = (pick(&VERBS), pick(&NOUNS));
    format!(
        "围绕{a}{b}{c}，{d}{e}{}台套，效率提升{}.{}%。",
        dice.roll(900),
        dice.roll(90),
        dice.roll(10)
    )
}

/// Words that the form prints in every book.
const FORM: &str = "智能制造试点示范行动申报书\n企业名称\n统一社会信用代码\n成立时间\n注册资本（万元）\n联系人\n移动电话\n传真\n电子邮箱\n近三年经营情况\n总资产（万元）\n资产负债率（%）\n主营业务收入（万元）\n利润率（%）\n项目名称\n所属行业\n项目起止日期\n总投资（万元）\n项目实施的先进性\n系统模型\n数字化设计\n制造执行\n物流配送\n能效优化\n所填各项由填报人负责，愿接受核查。\n请如实填写本表，不得弄虚作假，凡涉及国家秘密的内容不得填报。";

struct Book {
    applicant: String,
    project: String,
    year: i64,
    lines: Vec<String>,
}

impl Book {
    fn made(dice: &mut Dice, number: usize) -> Self {
        let applicant = format!(
            "{}{}有限公司",
            ["华东", "西北", "江南", "岭南"][dice.roll(4)],
            NOUNS[number % 24].repeat(1 + number / 24 % 3) + &number.to_string()
        );
        let project = format!("{}{}智能工厂", NOUNS[dice.roll(24)], NOUNS[dice.roll(24)]);
        let lines = (0..40 + dice.roll(60)).map(|_| sentence(dice)).collect();
        Self { applicant, project, year: 2021 + dice.roll(4) as i64, lines }
    }

    fn sketch(&self, known: bool) -> Sketch {
        let mut record = Record::of_kind("application");
        if known {
            record.set("/applicant/name", json!(self.applicant));
            record.set("/cover/project_name", json!(self.project));
            record.set("/programme/year", json!(self.year));
            record.set("/template", json!("miit-2023-factory"));
        }
        let text =
            format!("{FORM}\n{}\n{}\n{}", self.applicant, self.project, self.lines.join("\n"));
        Sketch::of(&[&record], [text.as_str()])
    }

    /// Another version: in another format (lines broken elsewhere), a scan (characters
    /// mistaken), or a revision (sentences changed and added).
    fn version(&self, dice: &mut Dice) -> Sketch {
        let mut lines = self.lines.clone();
        let mut known = true;
        match dice.roll(3) {
            0 => {
                let all = lines.concat();
                let characters: Vec<char> = all.chars().collect();
                lines = characters.chunks(38).map(|c| c.iter().collect()).collect();
            }
            1 => {
                for line in &mut lines {
                    *line =
                        line.chars().map(|c| if dice.roll(60) == 0 { '囗' } else { c }).collect();
                }
                known = dice.roll(4) > 0;
            }
            _ => {
                for line in &mut lines {
                    if dice.roll(6) == 0 {
                        *line = sentence(dice);
                    }
                }
                lines.extend((0..3).map(|_| sentence(dice)));
            }
        }
        let Self { applicant, project, year, .. } = self;
        Self { applicant: applicant.clone(), project: project.clone(), year: *year, lines }
            .sketch(known)
    }
}

#[test]
fn versions_are_found_and_singles_left_alone() {
    let mut dice = Dice(7);
    let mut files: Vec<(usize, Sketch)> = Vec::new();
    for work in 0..500 {
        let book = Book::made(&mut dice, work);
        files.push((work, book.sketch(true)));
        for _ in 0..1 + dice.roll(3) {
            files.push((work, book.version(&mut dice)));
        }
    }
    for work in 500..2_500 {
        let mut book = Book::made(&mut dice, work);
        if work % 3 == 0 {
            // The same applicant once more: another year, or another project with the same
            // words about the company.
            let other = Book::made(&mut Dice(work as u64), work % 500);
            book.applicant = other.applicant;
            book.lines.splice(0..10, other.lines.into_iter().take(10));
        }
        files.push((work, book.sketch(true)));
    }
    let (precision, recall) = measured(files, &mut dice);
    assert!(precision >= 0.99 && recall >= 0.95, "precision {precision}, recall {recall}");
}

/// Precision and recall of the works found in sketches with the numbers of their works.
fn measured(mut files: Vec<(usize, Sketch)>, dice: &mut Dice) -> (f64, f64) {
    // In any order.
    for at in (1..files.len()).rev() {
        files.swap(at, dice.roll(at + 1));
    }
    let mut works = Works::default();
    let mut of: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (at, (_, sketch)) in files.iter().enumerate() {
        let sha256 = format!("{at:064x}");
        let versions: BTreeSet<String> =
            works.add(&sha256, sketch.clone(), None).into_iter().collect();
        for version in &versions {
            of.insert(version.clone(), versions.clone());
        }
    }
    let work = |sha256: &str| files[usize::from_str_radix(sha256, 16).unwrap()].0;
    let (mut right, mut claimed, mut wanted) = (0u32, 0u32, 0u32);
    let mut sizes: BTreeMap<usize, u32> = BTreeMap::new();
    for (number, _) in &files {
        *sizes.entry(*number).or_default() += 1;
    }
    for (sha256, versions) in &of {
        for other in versions.iter().filter(|other| *other != sha256) {
            claimed += 1;
            right += u32::from(work(sha256) == work(other));
        }
    }
    for size in sizes.values() {
        wanted += size * (size - 1);
    }
    let (precision, recall) =
        (f64::from(right) / f64::from(claimed), f64::from(right) / f64::from(wanted));
    println!("precision {precision:.4}, recall {recall:.4}");
    (precision, recall)
}

/// A form that no definition knows: much print of its own, few values; certain labels go to
/// their concepts.
fn form(dice: &mut Dice, number: usize, filled: bool) -> Record {
    let print = "真实性承诺\n我单位承诺所报材料真实有效，如有弄虚作假，愿意退回全部资金并承担相应法律责任。\n填表说明\n一、本表由申请单位如实填写，字迹清楚，一式三份，用A4纸双面打印并加盖公章。";
    let applicant = format!("{}{}{number}有限公司", NOUNS[dice.roll(24)], NOUNS[dice.roll(24)]);
    let mut record = Record::of_kind("form");
    record.set("/title", json!("中小企业数字化转型试点申请表"));
    record.set("/filled", json!(filled));
    let mut field = |at: usize, label: &str, value: serde_json::Value| {
        let value = if filled { value } else { serde_json::Value::Null };
        record.set(
            &format!("/fields/{at}"),
            json!({"label": label, "group": null, "value": value, "type": "text"}),
        );
    };
    field(0, "申请单位", json!(applicant));
    field(1, "数字化水平", json!(["一级", "二级", "三级"][dice.roll(3)]));
    field(2, "改造投入（万元）", json!(dice.roll(90_000)));
    field(3, "申请补助（万元）", json!(dice.roll(9_000)));
    field(4, "联系电话", json!(format!("138{:08}", dice.roll(99_999_999))));
    field(
        5,
        "服务商",
        json!(format!("{}{}科技有限公司", NOUNS[dice.roll(24)], VERBS[dice.roll(12)])),
    );
    field(6, "改造内容", json!(format!("{}{}", sentence(dice), sentence(dice))));
    record.set("/sections/0", json!({"heading": "真实性承诺", "text": print}));
    record
}

fn form_sketch(record: &Record) -> Sketch {
    let values: Vec<String> = record
        .get("/fields")
        .and_then(|fields| fields.as_array())
        .into_iter()
        .flatten()
        .map(|f| format!("{}\t{}", f["label"], f["value"]))
        .collect();
    let print = record.get("/sections/0/text").and_then(|text| text.as_str()).unwrap_or_default();
    let text = format!("{print}\n{}\n{print}", values.join("\n"));
    Sketch::of(&[record], [text.as_str()])
}

#[test]
fn the_same_form_filled_in_by_different_applicants_is_no_work() {
    let mut dice = Dice(11);
    let mut files = Vec::new();
    for work in 0..300 {
        let mut record = form(&mut dice, work, true);
        // Of every other form the certain labels are known.
        if work % 2 == 0 {
            let applicant = record.get("/fields/0/value").cloned().unwrap();
            record.set("/concepts/applicant/name", applicant);
        }
        files.push((work, form_sketch(&record)));
        if dice.roll(3) > 0 {
            // Another format: the same values.
            files.push((work, form_sketch(&record)));
        }
        if dice.roll(3) == 0 {
            // A revision: another amount.
            record.set("/fields/3/value", json!(dice.roll(9_000)));
            files.push((work, form_sketch(&record)));
        }
    }
    // The blank form is nobody's version, and one work.
    for _ in 0..3 {
        files.push((300, form_sketch(&form(&mut dice, 0, false))));
    }
    let (precision, recall) = measured(files, &mut dice);
    assert!(precision >= 0.99 && recall >= 0.95, "precision {precision}, recall {recall}");
}

#[test]
fn letters_of_one_wording_by_different_bodies_are_different_works() {
    let cities = ["兰州", "白银", "天水", "酒泉", "张掖", "武威", "定西", "陇南", "平凉", "庆阳"];
    let mut dice = Dice(13);
    let mut files = Vec::new();
    for (work, city) in cities.iter().enumerate() {
        let issuer = format!("{city}市工业和信息化局");
        let letters = [
            format!(
                "{issuer}关于组织开展2025年度智能工厂申报工作的通知\n各县区工业和信息化局：\n现就做好2025年度智能工厂申报工作通知如下。请各县区认真组织企业申报，于2025年6月18日前将申报材料一式三份及电子版报送我局装备科，逾期不再受理。\n{issuer}\n2025年5月20日"
            ),
            format!(
                "关于推荐2025年度智能工厂项目的函\n甘肃省工业和信息化厅：\n经企业自愿申报、专家评审、公示，我局拟推荐以下企业申报省级智能工厂，所报材料真实有效，现予以推荐。\n{city}甲方机械有限公司\n{city}乙方铝业有限公司\n{issuer}\n2025年7月8日"
            ),
            format!(
                "推荐函\n省工业和信息化厅：\n我单位拟推荐{city}丙方轴承有限公司申报省级智能工厂，所报材料真实有效，符合申报条件，现予以推荐，联系电话0931-8{:06}。\n{issuer}",
                dice.roll(999_999)
            ),
        ];
        for (kind, text) in letters.iter().enumerate() {
            let mut record = Record::of_kind(if kind == 2 { "other" } else { "notice" });
            record.set("/title", json!(text.lines().next().unwrap()));
            if kind < 2 {
                record.set("/issuers/0", json!(issuer));
            }
            let number = work * 3 + kind;
            files.push((number, Sketch::of(&[&record], [text.as_str()])));
            // The same letter in another format: lines broken elsewhere.
            let other = text.replace('，', "，\n");
            files.push((number, Sketch::of(&[&record], [other.as_str()])));
        }
    }
    let (precision, recall) = measured(files, &mut dice);
    assert!(precision >= 0.99 && recall >= 0.95, "precision {precision}, recall {recall}");
}

#[test]
fn an_item_goes_over_a_wire_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.docx");
    std::fs::write(&path, docx("智能制造")).unwrap();
    let request = reader::request(&path, &[]);
    let item = reader::answer(&request, &Options::default()).unwrap();
    let line = serde_json::to_string(&item).unwrap();
    assert!(!line.contains('\n'));
    assert_eq!(serde_json::from_str::<Item>(&line).unwrap(), item);
}
