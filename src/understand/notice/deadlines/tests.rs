use super::*;

fn find_in(text: &str) -> Vec<Deadline> {
    let issued = Issued { year: Some(2021), month: Some(5), day: None, cited: None };
    find(&[Sentence { text: crate::understand::words::bare(text), line: 0 }], issued).deadlines
}

/// Each rule of `rules/notice/deadlines.toml` takes its examples, and not those it must not.
#[test]
fn every_rule_takes_its_examples() {
    let mut faults = Vec::new();
    for rule in crate::understand::notice::rules::DEADLINES {
        for example in rule.holds {
            let (text, want) = example.split_once('⇒').unwrap_or((example, ""));
            let found = find_in(text);
            let own = found.iter().filter(|d| d.rule == rule.name);
            let came: Vec<String> = own
                .map(|d| {
                    let time = d.time.as_ref().map(|time| format!(" {time}")).unwrap_or_default();
                    format!("{}{time}", d.date.as_deref().unwrap_or("-"))
                })
                .collect();
            if came != [want.trim()] {
                faults.push(format!("{}: {example} gave {came:?} of {found:?}", rule.name));
            }
        }
        for text in rule.fails {
            let found = find_in(text);
            if found.iter().any(|d| d.rule == rule.name) {
                faults.push(format!("{}: {text} gave {found:?}", rule.name));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A wording that no rule knows is told, never passed over.
#[test]
fn what_no_rule_took_is_told() {
    let find = |text: &str| {
        let text = crate::understand::words::bare(text);
        find(&[Sentence { text, line: 0 }], Issued::default()).untaken.len()
    };
    assert_eq!(find("请各单位务必抢在六月中旬光景报送推荐函"), 1);
    assert_eq!(find("请各单位于2024年6月5日前报送推荐函"), 0);
    assert_eq!(find("省厅将于2024年6月召开现场会"), 0);
}

fn when(text: &str) -> Vec<(String, String, String)> {
    find_in(text)
        .into_iter()
        .map(|d| {
            let word = |word: Option<String>| word.unwrap_or_default();
            (word(d.date), word(d.time), word(d.what))
        })
        .collect()
}

fn w(date: &str, time: &str, what: &str) -> (String, String, String) {
    (date.to_owned(), time.to_owned(), what.to_owned())
}

#[test]
fn dates_that_leave_something_out() {
    for (text, want) in [
        (
            "请有关企业于2024年11月8日（周五）中午12点前扫码报名",
            w("2024-11-08", "12:00", "扫码报名"),
        ),
        ("省厅于9月底前组织专家评审", w("2021-09", "", "组织专家评审")),
        ("请各乡镇于本月20日前报送名单", w("2021-05-20", "", "报送名单")),
        ("二、完成时限：2025年6月15日前", w("2025-06-15", "", "完成时限")),
        ("公示时间为2025年10月13日至10月17日", w("2025-10-17", "", "公示")),
        ("入选企业要持续提升水平，于每年1月31日前报送进展", w("", "", "报送进展")),
        (
            "即日起至2025年8月15日，企业登录平台在线申报",
            w("2025-08-15", "", "企业登录平台在线申报"),
        ),
        ("征求意见时间：2025年11月1日至2025年12月1日", w("2025-12-01", "", "征求意见")),
        ("于每月25日前发送至邮箱", w("", "", "发送至邮箱")),
        ("各市于每季度末25日前报送进展", w("", "", "报送进展")),
        ("现予以公示，公示期为2021年5月11日—5月15日（5个工作日）", w("2021-05-15", "", "公示")),
    ] {
        assert_eq!(when(text), [want], "{text}");
    }
    assert!(when("定于2025年5月至10月开展活动").is_empty());
}

#[test]
fn stretches_of_days_and_systems_that_close() {
    let text = "申报企业请于2021年2月10日至3月10日期间登录平台填报";
    assert_eq!(when(text), [w("2021-03-10", "", "登录平台填报")]);
    assert_eq!(find_in(text)[0].for_whom.as_deref(), Some("申报企业"));
    assert!(when("定于2021年3月5日至3月6日召开现场会").is_empty());
    let text = "公示时间自2021年9月4日起至9月8日止";
    assert_eq!(when(text), [w("2021-09-08", "", "公示")]);
    let text = "申报系统于9月10日开放，9月28日24时关闭";
    assert_eq!(when(text), [w("2021-09-28", "24:00", "关闭")]);
    let text = "智能工厂申报分两批，第一批截止时间为2021年6月30日，第二批截止时间为2021年9月30日";
    assert_eq!(when(text), [w("2021-06-30", "", "第一批"), w("2021-09-30", "", "第二批")]);
    let text = "二是请各市工业和信息化局于9月25日前报送推荐函";
    assert_eq!(find_in(text)[0].for_whom.as_deref(), Some("各市工业和信息化局"));
}

/// The day it was before is no deadline any more.
#[test]
fn a_deadline_put_off_is_the_new_one() {
    assert_eq!(
        when(
            "现将2025年度申报时间由原定的2025年5月10日延长至2025年5月25日18:00，各市推荐截止时间相应顺延至5月30日"
        ),
        [w("2025-05-25", "18:00", "2025年度申报"), w("2021-05-30", "", "各市推荐")]
    );
}

#[test]
fn what_is_named_first_is_told_with_what_is_done_with_it() {
    let text = "请各市于9月15日前，将纸质申报书、汇总表各1份，报送省厅装备处，逾期不予受理";
    let want = "将纸质申报书、汇总表各1份,报送省厅装备处";
    assert_eq!(find_in(text)[0].what.as_deref(), Some(want));
    let text = "请各市于9月15日前将材料报送省厅，同时发送电子版";
    assert_eq!(find_in(text)[0].what.as_deref(), Some("将材料报送省厅"));
}

#[test]
fn who_does_what_until_when() {
    let got =
        find_in("请各申报单位于2021年11月21日（星期日）24：00前完成线上申报工作，逾期不予推荐");
    assert_eq!(got[0].date.as_deref(), Some("2021-11-21"));
    assert_eq!(got[0].time.as_deref(), Some("24:00"));
    assert_eq!(got[0].what.as_deref(), Some("完成线上申报工作"));
    assert_eq!(got[0].for_whom.as_deref(), Some("各申报单位"));
    let got = find_in("列入初审名单的企业请于11月24日（星期三）12:00前提交纸质申报书2份至某处");
    assert_eq!(got[0].date.as_deref(), Some("2021-11-24"));
    assert_eq!(got[0].time.as_deref(), Some("12:00"));
    assert_eq!(got[0].for_whom.as_deref(), Some("列入初审名单的企业"));
    let got = find_in("（三）申报截止时间为2024年3月5日17时30分");
    assert_eq!(got[0].date.as_deref(), Some("2024-03-05"));
    assert_eq!(got[0].time.as_deref(), Some("17:30"));
    assert!(find_in("2021年11月5日印发").is_empty());
}

#[test]
fn days_in_chinese_numerals_and_tracks_that_open_the_line() {
    assert_eq!(
        when("请各街道于六月十五日前报送名单；纸质版于二〇二一年六月十九日（周五）下午5:30前送达"),
        [w("2021-06-15", "", "报送名单"), w("2021-06-19", "17:30", "送达")]
    );
    let of = |text: &str| Sentence { text: text.to_owned(), line: 3 };
    let sentences = [of("1.3卓越级智能工厂"), of("须已获评先进级,申报截止时间为2025年5月9日24时")];
    let got = find(&sentences, Issued::default()).deadlines;
    assert_eq!(got[0].track.as_deref(), Some("卓越级智能工厂"));
    let got = find_in("申报市级场景的，6月12日前先行报送");
    assert_eq!(got[0].for_whom.as_deref(), Some("申报市级场景的"));
}

/// The limits of a quota were once part of who must act.
#[test]
fn who_acts_is_no_wider_than_its_name() {
    for (text, who) in [
        (
            "（三）各县（市、区）推荐的优秀场景和示范工厂分别不超过6个和2个，请按照推荐顺序填写汇总表，于2024年9月27日前将材料报送市局",
            "各县(市、区)",
        ),
        ("各推荐单位于2023年9月15日前完成线上审核", "各推荐单位"),
        ("各市工业和信息化局择优推荐并于2024年5月6日前报送省厅", "各市工业和信息化局"),
        ("有意向申报的企业请于2024年5月6日前登录平台", "有意向申报的企业"),
        ("入选企业要持续提升水平，于2024年5月6日前报送进展", "入选企业"),
        ("请各市政府办公室协调确定3家企业，并于2024年5月6日前反馈名单", "各市政府办公室"),
        ("三、请被调研企业参照提纲准备材料，于2024年5月6日前发送", "被调研企业"),
        ("四、材料报送：各市（州）每月5日前将汇总表报省厅", "各市(州)"),
        ("一、企业网上申报截止时间由2024年4月30日延长至2024年5月6日", "企业"),
        ("自发布之日起至2024年4月15日24:00止，申报单位登录平台填报", "申报单位"),
        ("2024年4月30日前，由秘书处完成形式审查", "秘书处"),
    ] {
        assert_eq!(find_in(text)[0].for_whom.as_deref(), Some(who), "{text}");
    }
    let text = "请各企业于2025年3月5日17时30分前完成填报，3月7日上午11:00前送达材料";
    let who: Vec<_> = find_in(text).into_iter().map(|d| d.for_whom).collect();
    assert_eq!(who, [Some("各企业".to_owned()), Some("各企业".to_owned())]);
}

fn issued(text: &str) -> Vec<(String, String)> {
    let issued = Issued { year: Some(2025), month: Some(3), day: Some(10), cited: None };
    let sentences: Vec<Sentence> = text
        .split('\n')
        .enumerate()
        .flat_map(|(line, text)| {
            let bare = crate::understand::words::bare(text);
            split(&bare, &['。', ';']).into_iter().map(move |text| Sentence { text, line })
        })
        .collect();
    let word = |word: Option<String>| word.unwrap_or_default();
    find(&sentences, issued).deadlines.into_iter().map(|d| (word(d.date), word(d.what))).collect()
}

fn dates(text: &str) -> Vec<String> {
    issued(text).into_iter().map(|(date, _)| date).collect()
}

/// Once only the last of them was read.
#[test]
fn several_days_share_one_before() {
    let text = "申报企业可分批次于3月15日、6月5日和8月5日前将申报材料报送市局";
    assert_eq!(dates(text), ["2025-03-15", "2025-06-05", "2025-08-05"]);
    assert_eq!(find_in(text)[0].for_whom.as_deref(), Some("申报企业"));
    assert_eq!(dates("请于2026年3月5日、6月5日前报送"), ["2026-03-05", "2026-06-05"]);
}

#[test]
fn a_day_without_before_on_which_something_is_asked() {
    assert_eq!(dates("请各区县局于8月5日将汇总表报送我局，逾期不再受理"), ["2025-08-05"]);
    assert!(dates("我局于4月5日印发了申报通知").is_empty());
    assert!(dates("请各单位于4月5日参加培训会").is_empty());
}

#[test]
fn days_in_figures() {
    let text = "请于2025-04-25前提交；请于2025.4.26前提交；2025/4/27 17:30前提交";
    assert_eq!(dates(text), ["2025-04-25", "2025-04-26", "2025-04-27"]);
}

#[test]
fn a_plan_of_steps_and_days_below_their_heading() {
    let text = "（一）企业填报：2025年6月1日至6月20日。\n（二）市级审核：6月21日—6月30日。\n（三）现场培训：7月1日至7月2日。";
    let of = |date: &str, what: &str| (date.to_owned(), what.to_owned());
    assert_eq!(issued(text), [of("2025-06-20", "企业填报"), of("2025-06-30", "市级审核")]);
    let text = "一、申报时间\n2025年3月10日—2025年4月10日\n二、报送时间\n2025年4月20日前";
    assert_eq!(issued(text), [of("2025-04-10", "申报"), of("2025-04-20", "报送")]);
    assert_eq!(dates("审核时间：2025年4月11日—4月20日"), ["2025-04-20"]);
    assert_eq!(dates("请于4月11日至20日登录平台填报"), ["2025-04-20"]);
}

/// 次年1月15日 once came out as a day before the notice.
#[test]
fn the_year_that_a_word_names() {
    let text = "请于次年1月15日前报送总结；明年3月1日前报送计划；今年12月15日前";
    assert_eq!(dates(text), ["2026-01-15", "2026-03-01", "2025-12-15"]);
    let december = Issued { year: Some(2024), month: Some(12), day: Some(9), cited: None };
    let sentence = Sentence { text: "请于1月15日前报送".to_owned(), line: 0 };
    assert_eq!(find(&[sentence], december).deadlines[0].date.as_deref(), Some("2025-01-15"));
}

#[test]
fn what_was_done_before_a_day_is_a_condition() {
    assert!(dates("2025年12月31日前成立的企业可申报").is_empty());
    assert!(dates("2024年12月31日前完成全部投资").is_empty());
    let text = "2025年4月底前完工项目最迟于2025年5月12日前将评价资料提交至市局";
    assert_eq!(dates(text), ["2025-05-12"]);
}

#[test]
fn what_ends_on_the_last_day_is_not_what_comes_then() {
    let got = find_in("本次申报截止日期为4月15日，我局将组织专家对申报材料进行综合评审");
    assert_eq!(got[0].what.as_deref(), Some("本次申报"));
    assert_eq!(got[0].for_whom, None);
}

#[test]
fn days_in_figures_as_a_stretch() {
    let text = "2．揭榜时间：2025/5/12—2025/6/11 24:00。";
    assert_eq!(issued(text), [("2025-06-11".to_owned(), "揭榜".to_owned())]);
}

#[test]
fn what_is_expected_is_not_asked() {
    assert!(dates("评审另行组织，预计10月中旬结束").is_empty());
    assert_eq!(dates("补正材料最迟4月17日提交，过期不候"), ["2025-04-17"]);
}

/// What merely stands before the date was once taken for who must act.
#[test]
fn who_acts_is_somebody() {
    for (text, who) in [
        ("以上资料一式4份，加盖区县主管部门公章后于10月31日前报送市局", None),
        ("在确认申报主体提交的纸质材料编号一致后，于4月25日前报送我局", None),
        (
            "请各地工信部门根据申报条件，对本地企业报送的材料进行审核后，于5月17日前报送市局",
            Some("各地工信部门"),
        ),
        ("组织和指导申报主体在2025年11月20日前完成线上申报", Some("申报主体")),
        (
            "请各地和省相关行业协会收集好《情况表》后，出具推荐函，并于3月20日前发送到邮箱",
            Some("各地和省相关行业协会"),
        ),
        ("3请各地经信部门于5月6日前报送", Some("各地经信部门")),
        ("各申报主体需于5月6日前完成注册", Some("各申报主体")),
        ("由主管部门出具意见，于5月6日前报送", Some("主管部门")),
    ] {
        assert_eq!(find_in(text)[0].for_whom.as_deref(), who, "{text}");
    }
    let text = "企业申报时间为2021年8月1日至9月1日，县区于9月25日之前完成初审";
    let who: Vec<_> = find_in(text).into_iter().map(|d| d.for_whom).collect();
    assert_eq!(who.last().and_then(|w| w.as_deref()), Some("县区"));
}

/// Wordings of notices that nobody here wrote: the day before one that was put off, batches
/// under one time, remarks behind a day.
#[test]
fn what_is_done_until_a_day_is_told_by_what_stands_around() {
    assert_eq!(
        when("通知要求8月15日前完成推荐上报,经研究将推荐上报截止时间延至8月31日,其余要求不变。"),
        [w("2021-08-31", "", "推荐上报")]
    );
    assert_eq!(
        when("受理时间:分两批受理,第一批截止2021年7月8日,第二批截止2021年9月23日,请企业合理安排。"),
        [w("2021-07-08", "", "受理"), w("2021-09-23", "", "受理")]
    );
    assert_eq!(
        when("受理期限:自通告发布之日起至2021年5月31日止,工作日上午9:00—12:00。"),
        [w("2021-05-31", "", "受理")]
    );
}

/// A heading over a line that begins with its days and goes on.
#[test]
fn a_time_stands_over_the_days_below_it() {
    let issued = Issued { year: Some(2021), month: Some(5), day: None, cited: None };
    let sentence = |text: &str, line| Sentence { text: crate::understand::words::bare(text), line };
    let lines = [
        sentence("一、报名时间", 0),
        sentence("6月3日8:00至6月14日18:00,系统届时自动关闭,逾期无法补报", 1),
    ];
    let found = find(&lines, issued).deadlines;
    let [deadline] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(deadline.date.as_deref(), Some("2021-06-14"));
    assert_eq!(deadline.what.as_deref(), Some("报名"));
}

/// Wordings that were passed over without a word.
#[test]
fn ends_in_other_words_are_deadlines_or_told() {
    assert_eq!(
        when("请填写案例推荐表，自本通知印发之日起20个工作日内发送至邮箱a@b.cn。"),
        [w("", "", "发送至邮箱a@b.cn")]
    );
    assert_eq!(
        when("全年分两批受理：第一批截至4月底，第二批截至9月底。"),
        [w("2021-04", "", "第一批"), w("2021-09", "", "第二批")]
    );
    assert_eq!(
        when("系统开放时间为2026年3月1日9:00至3月31日17:00，过时系统自动关闭。"),
        [w("2026-03-31", "17:00", "系统开放")]
    );
    assert_eq!(when("（一）企业申报（即日起至2026年5月31日）"), [w("2026-05-31", "", "企业申报")]);
    assert_eq!(
        when(
            "经研究，决定将《关于申报的通知》规定的申报截止日期由2021年5月15日顺延至2021年6月15日"
        ),
        [w("2021-06-15", "", "申报")]
    );
    assert_eq!(
        when(
            "我部《关于开展试点的通知》原定申报截止时间为2021年6月30日，现延长至2021年7月30日，其他要求不变"
        ),
        [w("2021-07-30", "", "申报")]
    );
    assert_eq!(when("申报工作3月底启动，5月中旬结束。"), [w("2021-05", "", "申报工作")]);
}
