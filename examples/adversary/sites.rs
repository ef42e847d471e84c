//! Places that are set into a sheet twice, once as they were and once changed: for kinds
//! that need a place of their own shape (two options with a tick between them, a table
//! without lines, a footnote's mark beside a number). Their words are thrown.

use super::dice::Dice;
use super::sheet::{Block, Lines, Run, Set, Sheet, para, run, set, table};

pub struct Site {
    pub was: Vec<Block>,
    pub now: Vec<Block>,
    pub notes: Vec<String>,
    pub what: String,
}

pub type Make = fn(&mut Dice) -> Site;

pub const KINDS: &[(&str, Make)] = &[
    ("tick-by-spaces", tick_by_spaces),
    ("tick-by-spaces-three", tick_by_spaces_three),
    ("tick-by-spaces-cell", tick_by_spaces_cell),
    ("choice-underlined", |d| choice(d, Set::Underlined)),
    ("choice-framed", |d| choice(d, Set::Framed)),
    ("choice-marked", |d| choice(d, Set::Marked)),
    ("choice-struck", |d| choice(d, Set::Struck)),
    ("value-struck", value_struck),
    ("column-three-lines", |d| neighbour(d, Lines::Three)),
    ("column-no-lines", |d| neighbour(d, Lines::None)),
    ("column-by-spaces", column_by_spaces),
    ("super-to-sub", |d| script(d, Set::Super, Set::Sub)),
    ("super-to-plain", |d| script(d, Set::Super, Set::Plain)),
    ("sub-to-plain", |d| script(d, Set::Sub, Set::Plain)),
    ("exponent-lost", exponent_lost),
    ("half", half),
    ("full-stop-number", full_stop_number),
    ("day-sign", day_sign),
    ("small-minus", small_minus),
    ("small-n", small_n),
    ("small-digit", small_digit),
    ("macron", macron),
    ("half-fraction-cell", half_fraction_cell),
    ("footnote-digit", footnote_digit),
    ("footnote-ring", footnote_ring),
    ("footnote-bracket", footnote_bracket),
    ("footnote-digit-cell", footnote_digit_cell),
    ("zero-version", zero_version),
    ("zero-clause", zero_clause),
    ("zero-date", zero_date),
    ("zero-lot", zero_lot),
    ("lines-in-cell", lines_in_cell),
    ("lines-in-cell-text", lines_in_cell_text),
    ("root", root),
    ("bullet", bullet),
    ("item-number", item_number),
    ("bidi-phone", bidi_phone),
    ("bidi-number", bidi_number),
    ("bidi-words", bidi_words),
    ("parties", parties),
    ("tolerance", tolerance),
    ("code-space", code_space),
    ("stars", stars),
    ("minus-dash", minus_dash),
    ("slash", |d| joint(d, "/")),
    ("ratio", |d| joint(d, ":")),
    ("times", |d| joint(d, "×")),
];

/// Sets the two faces of a place into two copies of a sheet, at the same block.
pub fn planted(sheet: &Sheet, site: &Site, dice: &mut Dice) -> (Sheet, Sheet) {
    let at = dice.below(sheet.blocks.len() + 1);
    let with = |blocks: &[Block]| {
        let mut sheet = sheet.clone();
        sheet.blocks.splice(at..at, blocks.iter().cloned());
        sheet.notes.extend(site.notes.iter().cloned());
        sheet
    };
    (with(&site.was), with(&site.now))
}

fn site(was: Vec<Block>, now: Vec<Block>, what: impl Into<String>) -> Site {
    Site { was, now, notes: Vec::new(), what: what.into() }
}

fn lines(was: &str, now: &str) -> Site {
    site(vec![para(was)], vec![para(now)], format!("{was} > {now}"))
}

const QUESTIONS: &[&str] =
    &["是否联合申报", "设备是否进口", "产线是否验收", "是否涉及出口", "评审意见", "是否享受过补助"];
const OPTIONS: &[(&str, &str)] = &[
    ("是", "否"),
    ("同意", "不同意"),
    ("合格", "不合格"),
    ("有", "无"),
    ("通过", "不通过"),
    ("自建", "租用"),
];
const LABELS: &[&str] = &[
    "设备台数",
    "软件套数",
    "培训人次",
    "节能总量",
    "产线条数",
    "专利件数",
    "返修批次",
    "订单总数",
];
const OWNERS: &[&str] = &["一车间", "二车间", "总装线", "涂装线", "仓储区", "检测站"];

fn options(dice: &mut Dice) -> (&'static str, &'static str) {
    dice.one(OPTIONS).copied().unwrap_or(("是", "否"))
}

fn number(dice: &mut Dice) -> String {
    (12 + dice.below(970)).to_string()
}

fn gap(dice: &mut Dice) -> String {
    " ".repeat(5 + dice.below(6))
}

fn tick_by_spaces(dice: &mut Dice) -> Site {
    let (question, (yes, no), gap) = (dice.word(QUESTIONS), options(dice), gap(dice));
    let tick = dice.word(&["√", "✓", "☑"]);
    lines(
        &format!("{question}：{yes}{tick}{gap}{no}"),
        &format!("{question}：{yes}{gap}{tick}{no}"),
    )
}

fn tick_by_spaces_three(dice: &mut Dice) -> Site {
    let (question, gap) = (dice.word(QUESTIONS), gap(dice));
    lines(
        &format!("{question}：□甲类{gap}√□乙类{gap}□丙类"),
        &format!("{question}：□甲类√{gap}□乙类{gap}□丙类"),
    )
}

fn tick_by_spaces_cell(dice: &mut Dice) -> Site {
    let (question, (yes, no), gap) = (dice.word(QUESTIONS), options(dice), gap(dice));
    let rows = |text: String, dice: &str| {
        table(&[vec![question.into(), text], vec!["备注".into(), dice.into()]], Lines::All)
    };
    let (was, now) = (format!("{yes}√{gap}{no}"), format!("{yes}{gap}√{no}"));
    let what = format!("{was} > {now}");
    site(vec![rows(was, "见附表")], vec![rows(now, "见附表")], what)
}

fn choice(dice: &mut Dice, how: Set) -> Site {
    let (question, (yes, no)) = (dice.word(QUESTIONS), options(dice));
    let line = |first: Set, second: Set| {
        Block::Para(vec![
            run(format!("{question}：")),
            set(yes, first),
            run("    "),
            set(no, second),
        ])
    };
    let what = format!("{question}: the mark {how:?} goes from {yes} to {no}");
    site(vec![line(how, Set::Plain)], vec![line(Set::Plain, how)], what)
}

fn value_struck(dice: &mut Dice) -> Site {
    let (label, value) = (dice.word(LABELS), number(dice));
    let line = |how: Set| {
        Block::Para(vec![run(format!("{label}共")), set(value.as_str(), how), run("，已核对。")])
    };
    site(vec![line(Set::Plain)], vec![line(Set::Struck)], format!("{label} {value} struck out"))
}

fn neighbour(dice: &mut Dice, how: Lines) -> Site {
    let value = number(dice);
    let other = number(dice);
    let (first, second) = (dice.word(&LABELS[..4]), dice.word(&LABELS[4..]));
    let rows = |plan: &str, real: &str| {
        let row = |a: &str, b: &str, c: &str| vec![a.to_owned(), b.to_owned(), c.to_owned()];
        table(
            &[row("指标", "计划", "实际"), row(first, &other, &other), row(second, plan, real)],
            how,
        )
    };
    let what = format!("{second}: {value} from 计划 to 实际");
    site(vec![rows(&value, "")], vec![rows("", &value)], what)
}

fn column_by_spaces(dice: &mut Dice) -> Site {
    let (label, value) = (dice.word(LABELS), number(dice));
    let head = para("指标名称            计划            实际");
    let wide = " ".repeat(12);
    let was = format!("{label}{wide}{value}");
    let now = format!("{label}{wide}{}{value}", " ".repeat(16));
    let what = format!("{was} > {now}");
    site(vec![head.clone(), para(&was)], vec![head, para(&now)], what)
}

fn script(dice: &mut Dice, was: Set, now: Set) -> Site {
    let value = number(dice);
    let (before, mark) = if was == Set::Super {
        (format!("占地面积为{value}m"), dice.word(&["2", "3"]))
    } else {
        (format!("年减排{value}吨CO"), "2")
    };
    let line =
        |how: Set| Block::Para(vec![run(before.as_str()), set(mark, how), run("，数据属实。")]);
    site(vec![line(was)], vec![line(now)], format!("{before}{mark}: {was:?} > {now:?}"))
}

fn exponent_lost(dice: &mut Dice) -> Site {
    let power = dice.word(&["3", "4", "6"]);
    let line = |runs: Vec<Run>| Block::Para(runs);
    let was = line(vec![run("设计寿命不低于10"), set(power, Set::Super), run("次循环。")]);
    let now = line(vec![run(format!("设计寿命不低于10{power}次循环。"))]);
    site(vec![was], vec![now], format!("10 to the {power} > 10{power}"))
}

fn half(dice: &mut Dice) -> Site {
    let (n, (sign, plain)) = (
        1 + dice.below(9),
        *dice
            .one(&[("½", "1/2"), ("⅔", "2/3"), ("¼", "1/4"), ("¾", "3/4")])
            .unwrap_or(&("½", "1/2")),
    );
    lines(
        &format!("厂区占地{n}{sign}亩，已取得证书。"),
        &format!("厂区占地{n}{plain}亩，已取得证书。"),
    )
}

fn half_fraction_cell(dice: &mut Dice) -> Site {
    let n = 1 + dice.below(9);
    let rows = |text: String| {
        table(
            &[vec!["占地面积（亩）".into(), text], vec!["备注".into(), "见附图".into()]],
            Lines::All,
        )
    };
    let (was, now) = (format!("{n}⅔"), format!("{n}2/3"));
    let what = format!("{was} > {now}");
    site(vec![rows(was)], vec![rows(now)], what)
}

fn full_stop_number(dice: &mut Dice) -> Site {
    let n = 1 + dice.below(9);
    lines(&format!("合计{n}⒈，详见附表。"), &format!("合计{n}1.，详见附表。"))
}

fn day_sign(dice: &mut Dice) -> Site {
    let n = 1 + dice.below(2);
    lines(&format!("工期为{n}㏠，不含节假。"), &format!("工期为{n}1日，不含节假。"))
}

fn small_minus(dice: &mut Dice) -> Site {
    let n = 2 + dice.below(7);
    lines(&format!("泄漏率不高于10⁻{n}级。"), &format!("泄漏率不高于10-{n}级。"))
}

fn small_n(dice: &mut Dice) -> Site {
    let n = 2 + dice.below(7);
    lines(&format!("编码空间为{n}ⁿ个。"), &format!("编码空间为{n}n个。"))
}

fn small_digit(dice: &mut Dice) -> Site {
    let n = 2 + dice.below(7);
    let (small, plain) =
        *dice.one(&[("²", "2"), ("³", "3"), ("₂", "2"), ("⁵", "5")]).unwrap_or(&("²", "2"));
    lines(&format!("系数取{n}{small}，见说明。"), &format!("系数取{n}{plain}，见说明。"))
}

fn macron(dice: &mut Dice) -> Site {
    let n = number(dice);
    lines(&format!("温差为ˉ{n}度以内。"), &format!("温差为-{n}度以内。"))
}

fn noted(was: Vec<Run>, now: Vec<Run>, what: String, dice: &mut Dice) -> Site {
    let marks = |runs: Vec<Run>| {
        let foot = Block::Para(vec![
            run("本表数据来自企业年报"),
            set("", Set::Note(1)),
            run("和生产系统"),
            set("", Set::Note(2)),
            run("。"),
        ]);
        vec![foot, Block::Para(runs)]
    };
    let notes = vec![
        "指上一年度经审计的年报。".to_owned(),
        format!("系统于{}年上线。", 2015 + dice.below(9)),
    ];
    Site { was: marks(was), now: marks(now), notes, what }
}

fn footnote_digit(dice: &mut Dice) -> Site {
    let (owner, n) = (dice.word(OWNERS), 1 + dice.below(2));
    let what = format!("{owner}{n} > {owner}");
    noted(
        vec![run(format!("由{owner}{n}承担试制任务。"))],
        vec![run(format!("由{owner}承担试制任务。"))],
        what,
        dice,
    )
}

fn footnote_ring(dice: &mut Dice) -> Site {
    let (owner, ring) = (dice.word(OWNERS), dice.word(&["①", "②"]));
    let what = format!("{owner}{ring} > {owner}");
    noted(
        vec![run(format!("先改造{owner}{ring}，再验收。"))],
        vec![run(format!("先改造{owner}，再验收。"))],
        what,
        dice,
    )
}

fn footnote_bracket(dice: &mut Dice) -> Site {
    let (owner, n) = (dice.word(OWNERS), 1 + dice.below(2));
    let what = format!("{owner}({n}) > {owner}");
    noted(
        vec![run(format!("指定{owner}({n})为示范单元。"))],
        vec![run(format!("指定{owner}为示范单元。"))],
        what,
        dice,
    )
}

fn footnote_digit_cell(dice: &mut Dice) -> Site {
    let n = 1 + dice.below(2);
    let rows = |text: String| {
        table(&[vec!["资质等级".into(), text], vec!["备注".into(), "见证书".into()]], Lines::All)
    };
    let what = format!("丙级{n} > 丙级");
    let mut site = noted(vec![run("资质情况如下。")], vec![run("资质情况如下。")], what, dice);
    site.was.push(rows(format!("丙级{n}")));
    site.now.push(rows("丙级".into()));
    site
}

fn zeros(dice: &mut Dice, label: &str) -> Site {
    let (major, minor) = (1 + dice.below(9), 1 + dice.below(9));
    let rows = |text: String| {
        table(&[vec![label.to_owned(), text], vec!["备注".into(), "见合同".into()]], Lines::All)
    };
    let (was, now) = (format!("{major}.{minor}0"), format!("{major}.{minor}"));
    let what = format!("{label} {was} > {now}");
    site(vec![rows(was)], vec![rows(now)], what)
}

fn zero_version(dice: &mut Dice) -> Site {
    let label = dice.word(&["软件版本", "固件版本号", "协议版本", "系统版本"]);
    zeros(dice, label)
}

fn zero_clause(dice: &mut Dice) -> Site {
    let label = dice.word(&["条款", "依据条款", "标准章节", "合同条款号"]);
    zeros(dice, label)
}

fn zero_date(dice: &mut Dice) -> Site {
    let (year, label) = (2018 + dice.below(7), dice.word(&["完成日期", "验收年月", "签订时间"]));
    let rows = |text: String| {
        table(&[vec![label.to_owned(), text], vec!["备注".into(), "已归档".into()]], Lines::All)
    };
    let (was, now) = (format!("{year}.10"), format!("{year}.1"));
    let what = format!("{label} {was} > {now}");
    site(vec![rows(was)], vec![rows(now)], what)
}

fn zero_lot(dice: &mut Dice) -> Site {
    let (n, m) = (1 + dice.below(9), 1 + dice.below(9));
    lines(&format!("按图样第{n}.{m}0节加工。"), &format!("按图样第{n}.{m}节加工。"))
}

fn lines_in_cell(dice: &mut Dice) -> Site {
    let (a, b) = (1 + dice.below(9), 1 + dice.below(9));
    let rows = |text: String| {
        table(
            &[vec!["数量（台）".into(), text], vec!["备注".into(), "两期合计".into()]],
            Lines::All,
        )
    };
    let what = format!("{a} and {b} on two lines > {a}{b}");
    site(vec![rows(format!("{a}\n{b}"))], vec![rows(format!("{a}{b}"))], what)
}

fn lines_in_cell_text(dice: &mut Dice) -> Site {
    let (a, b) = (number(dice), number(dice));
    let rows = |text: String| {
        table(&[vec!["工位编号".into(), text], vec!["备注".into(), "按工序".into()]], Lines::All)
    };
    let what = format!("{a} / {b} on two lines > one line {a}{b}");
    site(vec![rows(format!("{a}\n{b}"))], vec![rows(format!("{a}{b}"))], what)
}

fn root(dice: &mut Dice) -> Site {
    let n = 2 + dice.below(8);
    lines(&format!("放大系数取√{n}，见计算书。"), &format!("放大系数取■{n}，见计算书。"))
}

fn bullet(dice: &mut Dice) -> Site {
    let label = dice.word(LABELS);
    lines(&format!("★ {label}为必答指标"), &format!("• {label}为必答指标"))
}

fn stars(dice: &mut Dice) -> Site {
    let label = dice.word(LABELS);
    lines(&format!("信用等级：★★★★（{label}）"), &format!("信用等级：★★★（{label}）"))
}

fn item_number(dice: &mut Dice) -> Site {
    let n = 2 + dice.below(6);
    let label = dice.word(LABELS);
    lines(&format!("依据第{n}条，{label}不计。"), &format!("依据第{}条，{label}不计。", n + 1))
}

fn bidi_phone(dice: &mut Dice) -> Site {
    let phone: String = format!("139{:08}", dice.below(99_999_999));
    lines(&format!("联系电话：{phone}"), &format!("联系电话：\u{202e}{phone}\u{202c}"))
}

fn bidi_number(dice: &mut Dice) -> Site {
    let n = 1234 + dice.below(8000);
    lines(&format!("编号为{n}号。"), &format!("编号为\u{2067}\u{202e}{n}\u{202c}\u{2069}号。"))
}

fn bidi_words(dice: &mut Dice) -> Site {
    let (yes, no) = options(dice);
    lines(&format!("结论：{yes}而非{no}。"), &format!("结论：\u{202e}{yes}而非{no}\u{202c}。"))
}

fn parties(dice: &mut Dice) -> Site {
    let (a, b) = (dice.word(&OWNERS[..3]), dice.word(&OWNERS[3..]));
    lines(&format!("{a}负责建设，{b}负责验收。"), &format!("{b}负责建设，{a}负责验收。"))
}

fn tolerance(dice: &mut Dice) -> Site {
    let n = 1 + dice.below(9);
    lines(&format!("尺寸偏差为±0.0{n}毫米。"), &format!("尺寸偏差为+0.0{n}毫米。"))
}

fn code_space(dice: &mut Dice) -> Site {
    let (a, b) = (10 + dice.below(89), 10 + dice.below(89));
    lines(&format!("抽检批次为 {a} {b} 两批。"), &format!("抽检批次为 {a}{b} 两批。"))
}

fn minus_dash(dice: &mut Dice) -> Site {
    let n = number(dice);
    let rows = |text: String| {
        table(
            &[vec!["利润（万元）".into(), text], vec!["备注".into(), "未经审计".into()]],
            Lines::All,
        )
    };
    let sign = dice.word(&["-", "－", "−"]);
    let what = format!("{sign}{n} > {n}");
    site(vec![rows(format!("{sign}{n}"))], vec![rows(n)], what)
}

/// What stands between two numbers is gone.
fn joint(dice: &mut Dice, sign: &str) -> Site {
    let (a, b) = (1 + dice.below(9), 1 + dice.below(9));
    lines(&format!("组批方式为{a}{sign}{b}。"), &format!("组批方式为{a}{b}。"))
}
