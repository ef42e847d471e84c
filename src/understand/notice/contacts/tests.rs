use super::*;

fn contacts(lines: &[&str]) -> Vec<String> {
    let lines: Vec<Passage> = lines.iter().map(|l| Passage::plain(l)).collect();
    read(&lines, 0)
        .into_iter()
        .map(|c| {
            format!(
                "{}|{}|{}",
                c.organization.unwrap_or_default(),
                c.name.unwrap_or_default(),
                c.phones.join("+")
            )
        })
        .collect()
}

#[test]
fn a_postal_address_is_kept_with_its_contact() {
    let lines =
        ["联系人：吴小舟 0999-5550123", "地址：临江市江心路8号A座，邮编：999000", "附件：1.甲"];
    let lines: Vec<Passage> = lines.iter().map(|l| Passage::plain(l)).collect();
    assert_eq!(read(&lines, 0)[0].address.as_deref(), Some("临江市江心路8号A座"));
}

#[test]
fn where_to_send_papers_is_an_address_too() {
    let lines =
        ["技术支持：甲研究院", "材料邮寄：某市江心路8号", "联系电话：18800001111 15000002222"];
    let lines: Vec<Passage> = lines.iter().map(|l| Passage::plain(l)).collect();
    assert_eq!(read(&lines, 0)[0].address.as_deref(), Some("某市江心路8号"));
}

#[test]
fn offices_listed_before_their_telephones_find_them() {
    let lines =
        ["联系方式", "甲部装备司", "乙委产业司", "0866-5550101", "0866—5550202", "附件：表"];
    assert_eq!(contacts(&lines), ["甲部装备司||0866-5550101", "乙委产业司||0866-5550202"]);
}

#[test]
fn extensions_and_hotlines_are_telephones() {
    let line = "联系人：吴小舟；联系电话：55550123-转8012；服务热线：12381";
    assert_eq!(contacts(&[line]), ["|吴小舟|55550123-转8012+12381"]);
    assert_eq!(contacts(&["联系人：吴小舟 55550123，邮编：100804"]), ["|吴小舟|55550123"]);
}

#[test]
fn numbers_set_in_halves_and_a_telephone_for_complaints() {
    let line = "联系电话：0531—5178 2266，5178 2277；传真：0531—51782288";
    assert_eq!(contacts(&[line]), ["||0531-51782266+51782277"]);
    assert_eq!(contacts(&["业务咨询：李某，020-3456 7890"]), ["|李某|020-34567890"]);
    let lines = [
        "联系单位：某省工业和信息化厅装备工业处",
        "联系人：莫某  纪检监督电话：0851-86820002",
        "联系电话：0851-86820001",
        "电子信箱：zbc@gz.example.cn",
    ];
    let want = ["||0851-86820002", "某省工业和信息化厅装备工业处|莫某|0851-86820001"];
    assert_eq!(contacts(&lines), want);
}

#[test]
fn what_somebody_is_asked_about_is_no_name() {
    let line = "联系人：装备处：向晚某（业务）028-86261111，吕某（系统）028-86262222";
    assert_eq!(contacts(&[line]), ["装备处|向晚某|028-86261111", "装备处|吕某|028-86262222"]);
    let line = "咨询电话：0535-6781234（政策）、0535-6785678（技术）";
    assert_eq!(contacts(&[line]), ["||0535-6781234+0535-6785678"]);
}

#[test]
fn telephones_on_the_line_below_their_label() {
    let lines = ["联系人：装备工业处 贺知远；电话：", "（0866）5550123，手机：139 0000 1111。"];
    assert_eq!(contacts(&lines), ["装备工业处|贺知远|0866-5550123+13900001111"]);
    assert_eq!(
        contacts(&["联系人：顾明轩　李　想电话：0869-8123456"]),
        ["|顾明轩、李想|0869-8123456"]
    );
}

#[test]
fn two_people_before_one_telephone_and_what_they_are() {
    let line = "联系科室：智能制造科　联系人：顾明轩　李　想　电话：0869-8123456/8123457";
    assert_eq!(contacts(&[line]), ["智能制造科|顾明轩、李想|0869-8123456+8123457"]);
    assert_eq!(contacts(&["联系人：桑吉 科长 0868-7788123"]), ["|桑吉|0868-7788123"]);
    let line = "受理部门：装备工业处，电话：0866-5550123；驻厅纪检监察组，电话：0866-5550999";
    assert_eq!(contacts(&[line]), ["装备工业处||0866-5550123", "驻厅纪检监察组||0866-5550999"]);
    let lines = ["技术支持：葛工 55501234", "投诉监督：0866-6201009"];
    assert_eq!(contacts(&lines), ["|葛工|55501234", "||0866-6201009"]);
}

#[test]
fn digits_of_a_web_address_are_no_telephone() {
    let line = "详见https://www.example.cn/art/2021/art_41aa07b6655443322f19.html联系人：吴小舟；联系电话：55550123";
    assert_eq!(contacts(&[line]), ["|吴小舟|55550123"]);
}

/// The number once went to the person of the next number.
#[test]
fn numbers_before_their_people() {
    assert_eq!(
        contacts(&["三、联系方式：0931-8887777 李某；13800001111 王某（技术支持）"]),
        ["|李某|0931-8887777", "|王某|13800001111"]
    );
    assert_eq!(contacts(&["联系电话：88887777 张工；传真：88887778"]), ["|张工|88887777"]);
    assert_eq!(
        contacts(&["联系人：李某 88887777；王某 88886666"]),
        ["|李某|88887777", "|王某|88886666"]
    );
}

/// 诚信, 一式四份 and 会务联系 were once people.
#[test]
fn what_a_number_is_for_is_no_person() {
    assert_eq!(contacts(&["诚信监督电话：0991-3652231、3839835"]), ["||0991-3652231+3839835"]);
    assert_eq!(
        contacts(&["材料一式四份送至收文窗口，联系电话：82105842,82105843"]),
        ["||82105842+82105843"]
    );
    assert_eq!(contacts(&["联系方式", "会务联系：0531-88887777（王某）"]), ["|王某|0531-88887777"]);
    assert_eq!(
        contacts(&["战略规划处：韩某", "电话：0471-6328708"]),
        ["战略规划处|韩某|0471-6328708"]
    );
}

#[test]
fn people_and_telephones_in_many_layouts() {
    assert_eq!(
        contacts(&[
            "联系人及电话：",
            "甲部装备司 赵 某 0866-5550101",
            "技术支持单位：",
            "乙研究院 汪立某 13900000022",
            "王金某 13900000011"
        ]),
        [
            "甲部装备司|赵某|0866-5550101",
            "乙研究院|汪立某|13900000022",
            "乙研究院|王金某|13900000011"
        ]
    );
    assert_eq!(
        contacts(&[
            "（联系人：市工信局 杨立某，电话：55550111、13900000055；市发展改革委 郑立某 ，电话：55550222）"
        ]),
        ["市工信局|杨立某|55550111+13900000055", "市发展改革委|郑立某|55550222"]
    );
    assert_eq!(contacts(&["联系人：吴立某；联系电话：55550444"]), ["|吴立某|55550444"]);
    assert_eq!(
        contacts(&["甲司", "联系人及电话：", "甲部装备司", "樊  某    010-55550333", "附件：1.某"]),
        ["甲部装备司|樊某|010-55550333"]
    );
}

#[test]
fn offices_under_a_heading_of_their_own() {
    assert_eq!(
        contacts(&[
            "（一）咨询方式",
            "某省工业和信息化厅智能制造处：沐春某 0879-6123456",
            "某省智能制造协会：段某 13577770000；杨柳某 13577771111",
            "平台技术支持：400-616-0879转2",
            "（二）通信地址：某市某路12号（邮编：6501000）",
            "请于（周五）前报送。"
        ]),
        [
            "某省工业和信息化厅智能制造处|沐春某|0879-6123456",
            "某省智能制造协会|段某|13577770000",
            "某省智能制造协会|杨柳某|13577771111",
            "||400-616-0879转2"
        ]
    );
}

/// A line wrap at the space between them once made one word of office and person.
#[test]
fn an_office_and_a_name_without_a_space_are_two() {
    assert_eq!(
        contacts(&[
            "联系人及电话：",
            "国资委科技创新局陈建某 0866-5550404",
            "发展改革委产业发展司杨 某 0866-5550303",
            "某信息通信研究院汪立某 13900000022",
            "甲部装备工业发展中心 0866-5550101"
        ]),
        [
            "国资委科技创新局|陈建某|0866-5550404",
            "发展改革委产业发展司|杨某|0866-5550303",
            "某信息通信研究院|汪立某|13900000022",
            "甲部装备工业发展中心||0866-5550101"
        ]
    );
}

#[test]
fn what_looks_like_a_telephone_or_a_name_and_is_none() {
    assert_eq!(
        contacts(&["联系人：刘某 18050001111 QQ群：123456789 群号：654321987 邮编：6500001"]),
        ["|刘某|18050001111"]
    );
    assert_eq!(
        contacts(&["联系人：李大某（县工信局企业股）　电话：（0933）4421100　手机：139 0000 4444"]),
        ["县工信局企业股|李大某|0933-4421100+13900004444"]
    );
    assert_eq!(
        contacts(&["联系人：装备处  程  某、马某，0991-6601212转8012；服务热线 400-820-1234"]),
        ["装备处|程某、马某|0991-6601212转8012+400-820-1234"]
    );
    let line =
        "联系人：白某，电话：0877-3121456（兼传真）；地址：云岭市环城路8号601室，邮编：650000";
    let got = read(&[Passage::plain(line)], 0);
    assert_eq!((got.len(), got[0].phones.len()), (1, 1));
    assert_eq!(got[0].address.as_deref(), Some("云岭市环城路8号601室"));
}

#[test]
fn offices_without_a_person() {
    assert_eq!(
        contacts(&[
            "（三）联系方式",
            "甲部装备司   0866—5550101",
            "申报平台技术支持：乙研究院",
            "材料邮寄：北京市某路 52号",
            "联系电话：13900000044   13900000033"
        ]),
        ["甲部装备司||0866-5550101", "乙研究院||13900000044+13900000033"]
    );
}

/// A fax number was once a telephone.
#[test]
fn a_fax_is_no_telephone() {
    let line = "联系人：吴小舟，电话：0866-68200001，传　真：0866-68200003、68200004";
    assert_eq!(contacts(&[line]), ["|吴小舟|0866-68200001"]);
    let got = read(&[Passage::plain(line)], 0);
    assert_eq!(got[0].faxes, ["0866-68200003", "68200004"]);
    let line = "联系人：吴小舟，电话/传真：0866-68200001";
    assert_eq!(contacts(&[line]), ["|吴小舟|0866-68200001"]);
    let line = "联系人：吴小舟，传真：0866-68200003，电话：0866-68200001";
    assert_eq!(contacts(&[line]), ["|吴小舟|0866-68200001"]);
}

#[test]
fn the_last_digits_of_another_number() {
    let line = "联系人：吴小舟 0866-68200001/0002/3";
    assert_eq!(contacts(&[line]), ["|吴小舟|0866-68200001+0866-68200002+0866-68200003"]);
}

#[test]
fn a_number_in_groups_is_no_end_of_the_one_before() {
    let line = "联系人：于某 18600004321、170 0000 8765";
    assert_eq!(contacts(&[line]), ["|于某|18600004321+17000008765"]);
    let line = "联系人：于某 6820001、021-6820002";
    assert_eq!(contacts(&[line]), ["|于某|6820001+021-6820002"]);
}

#[test]
fn people_named_together_with_as_many_telephones() {
    let line = "联系人：房某、刘某，电话：0866-5550131、5550132";
    assert_eq!(contacts(&[line]), ["|房某|0866-5550131", "|刘某|5550132"]);
    let line = "联系人：杨某（装备处）、朱某（规划处），电话：0866-6123456、0866-6123457";
    assert_eq!(contacts(&[line]), ["装备处|杨某|0866-6123456", "规划处|朱某|0866-6123457"]);
    let line = "联系人：杨某（装备处）、朱某（规划处），电话：0866-6123456";
    assert_eq!(contacts(&[line]), ["装备处|杨某|0866-6123456", "规划处|朱某|0866-6123456"]);
}

/// The second telephone was once given to the first person.
#[test]
fn a_sentence_ends_a_person() {
    let line = "（联系人：市某委技术处孙小明；联系电话：5550141。材料报送：某路5号101室李小红；联系电话：5550142）";
    assert_eq!(contacts(&[line]), ["市某委技术处|孙小明|5550141", "|李小红|5550142"]);
}

#[test]
fn names_of_more_than_one_kind() {
    let line = "联系人：大数据处符云某 0866-5550111";
    assert_eq!(contacts(&[line]), ["大数据处|符云某|0866-5550111"]);
    let line = "联系人：阿依某丽·买买某 0991-4521234";
    assert_eq!(contacts(&[line]), ["|阿依某丽·买买某|0991-4521234"]);
}

/// The trade of the first column was once part of the name.
#[test]
fn the_head_of_a_table_says_what_is_a_name() {
    let row = |row: usize, text: &str| Passage { row: Some(row), ..Passage::plain(text) };
    let lines = [
        Passage::plain("联系方式"),
        row(0, "业务\t联系人\t电话"),
        row(1, "绿色工厂\t郑小某\t0866-6123456"),
        row(2, "智能车间\t王　某\t0866-6123457"),
        row(0, "单位\t联系人\t电话"),
        row(1, "装备处\t李某\t6123458"),
        row(2, "何某\t6123459"),
    ];
    let got: Vec<_> = read(&lines, 0)
        .into_iter()
        .map(|c| (c.organization.unwrap_or_default(), c.name.unwrap_or_default(), c.phones))
        .collect();
    let want = [
        ("", "郑小某", "0866-6123456"),
        ("", "王某", "0866-6123457"),
        ("装备处", "李某", "6123458"),
        ("装备处", "何某", "6123459"),
    ];
    let want = want.map(|(o, n, p)| (o.to_owned(), n.to_owned(), vec![p.to_owned()]));
    assert_eq!(got, want);
}

#[test]
fn what_somebody_does_and_kinds_of_telephones_are_no_people() {
    let lines = ["联系人", "省某联合会（案例编辑） 仇某 13844440000"];
    assert_eq!(contacts(&lines), ["省某联合会|仇某|13844440000"]);
    let line = "联系人：人事科　殷某　　办公电话：3215678　　手机号码：15891234567";
    assert_eq!(contacts(&[line]), ["人事科|殷某|3215678+15891234567"]);
    let line = "咨询：某局资源科（0512）6688 1200；平台客服 400-6688-123。";
    assert_eq!(contacts(&[line])[0], "某局资源科||0512-66881200+400-6688-123");
}

#[test]
fn somebody_may_be_called_like_a_day_of_the_week() {
    assert_eq!(contacts(&["联系人：省财政厅 周三 0866-5550222"]), ["省财政厅|周三|0866-5550222"]);
}

#[test]
fn dashes_brackets_and_offices_without_the_word_contact() {
    let lines = [
        "咨询电话",
        "县某局数字科——鲍某——65511208（工作日）",
        "服务商（某云智）——傅工——13700004321",
    ];
    assert_eq!(contacts(&lines), ["县某局数字科|鲍某|65511208", "服务商|傅工|13700004321"]);
    let line = "联系人：车某（综合科）0719-4455667；祝某（平台维护）15900008888";
    assert_eq!(contacts(&[line]), ["综合科|车某|0719-4455667", "|祝某|15900008888"]);
    let line = "评审秘书处：危某、苗某　电话：0877-2218866";
    assert_eq!(contacts(&[line]), ["评审秘书处|危某、苗某|0877-2218866"]);
    let line = "某市某局装备科：褚某 0866-6123456；卫某 0866-6123457";
    assert_eq!(
        contacts(&[line]),
        ["某市某局装备科|褚某|0866-6123456", "某市某局装备科|卫某|0866-6123457"]
    );
}

/// Whose number it is stands in brackets behind it, and a fax is no telephone.
#[test]
fn brackets_behind_numbers_say_whose_they_are() {
    assert_eq!(
        contacts(&["咨询电话：010-58933325（周女士）、58933326（史先生）"]),
        ["|周女士|010-58933325", "|史先生|58933326"]
    );
    assert_eq!(
        contacts(&["联系方式", "成果司　陆一鸣、苗雨薇　010-58880011、58880012（传真）"]),
        ["成果司|陆一鸣、苗雨薇|010-58880011"]
    );
    assert_eq!(
        contacts(&["业务咨询：佟二狗 010-66012346（项目处）；系统咨询：南宫三 400-600-1234"]),
        ["项目处|佟二狗|010-66012346", "|南宫三|400-600-1234"]
    );
    assert_eq!(
        contacts(&["联系电话:0512-12345678-802，联系人:巫马六"]),
        ["|巫马六|0512-12345678-802"]
    );
    assert_eq!(
        contacts(&["项目处 赵七 66012349，手机138 0013 8000"]),
        ["项目处|赵七|66012349+13800138000"]
    );
    assert_eq!(contacts(&["监督电话：010-12388"]), ["||010-12388"]);
}

/// A line that tells whom to ask and gives nothing is told.
#[test]
fn a_line_of_contacts_that_gave_nothing_is_told() {
    let lines =
        [Passage::plain("联系人：请拨 12 34 56 再转 7"), Passage::plain("联系人：甲某 66012349")];
    let found = read(&lines, 0);
    assert_eq!(untaken(&lines, 0, &found), [0]);
}
