use super::*;

fn table(text: &str) -> Option<String> {
    let raw: Vec<&str> = text.split('\n').collect();
    let lines = super::super::collect(&raw);
    read(&lines, 0).map(|(table, _)| table.text().content.replace("\n", "|"))
}

#[test]
fn rows_that_stand_one_behind_the_other() {
    let text = "序号 单位 联系人 联系电话\n1 沙洋区经信局 汤一凡 0716-8330011\n2 荆山县经信局 鲁明远 0716-8440022\n请按时报送有关材料。";
    let want = "序号\t单位\t联系人\t联系电话|1\t沙洋区经信局\t汤一凡\t0716-8330011|2\t荆山县经信局\t鲁明远\t0716-8440022";
    assert_eq!(table(text).as_deref(), Some(want));
}

#[test]
fn wrapped_cells_of_rows_are_whole_again() {
    let text = "序号 企业名称 车间名称 所属行\n业\n投资总额\n（万元）\n联系方式\n（手机）\n1 白鹿市恒泰\n纺织有限公\n司\n高支纱智\n能纺纱车\n间\n纺织 5800 1390001\n0001\n2 汉南宏远汽\n车零部件股\n份有限公司\n转向节柔\n性加工车\n间\n汽车零\n部件\n3260 1390001\n0002\n3\n4\n注：无。";
    let want = "序号\t企业名称\t车间名称\t所属行业\t投资总额（万元）\t联系方式（手机）|1\t白鹿市恒泰纺织有限公司\t高支纱智能纺纱车间\t纺织\t5800\t13900010001|2\t汉南宏远汽车零部件股份有限公司\t转向节柔性加工车间\t汽车零部件\t3260\t13900010002|3\t\t\t\t\t|4\t\t\t\t\t";
    assert_eq!(table(text).as_deref(), Some(want));
}

#[test]
fn a_row_may_begin_with_what_is_a_measure_elsewhere() {
    let text = "序号 企业名称 所在地\n1 湖州某轴承有限公司 南浔区\n2 台州某阀门有限公司 椒江区\n3 家具\n研究院\n黄岩区\n注：无";
    let want = "序号\t企业名称\t所在地|1\t湖州某轴承有限公司\t南浔区|2\t台州某阀门有限公司\t椒江区|3\t家具研究院\t黄岩区";
    assert_eq!(table(text).as_deref(), Some(want));
}

#[test]
fn an_example_stands_under_the_label_it_is_about() {
    let text = "序号 申报单位名\n称\n涉及典型场景实例（罗列） 联系人 联系方式\n（手机号）\n1 示例：\n1.生产（环节名）—巡检（场景名）—机器人巡检\n（实例名）\n2.……\n2\n……\n注：无";
    let want = "序号\t申报单位名称\t涉及典型场景实例（罗列）\t联系人\t联系方式（手机号）|1\t\t示例：|1.生产（环节名）—巡检（场景名）—机器人巡检（实例名）|2.……\t\t|2\t\t\t\t|……\t\t\t\t";
    assert_eq!(table(text).as_deref(), Some(want));
    let blocks = "序号\n\n申报单位名\n称\n\n1\n\n涉及典型场景实例（罗列）\n示例：\n1.巡检（实例名）\n2.……\n\n联系人\n\n联系方式\n（手机号）\n\n2\n……\n\n注：无";
    let want = "序号\t申报单位名称\t涉及典型场景实例（罗列）\t联系人\t联系方式（手机号）|1\t\t示例：|1.巡检（实例名）|2.……\t\t|2\t\t\t\t|……\t\t\t\t";
    assert_eq!(table(blocks).as_deref(), Some(want));
}

/// Amounts once stood under 备注 and under the labels of groups.
#[test]
fn a_header_with_merged_cells_is_no_guess() {
    let text = "序号 申报单位\n成效指标 投资（万元）\n备注\n效率 质量\n总额\n软件\n提升前 提升后 提升前 提升后\n1 哈川市松北汽轮机公司 62.5 81 97.1 99.4 15000 2300\n2 北原乳业股份有限公司 70 88.2 98 99.9 860 120\n注：无";
    assert_eq!(table(text), None);
}

/// 2023 once stood under 先进级 and 年 under 认定批次.
#[test]
fn a_number_is_not_parted_from_its_unit() {
    let text = "序号 企业名称 工厂名称 所属行\n业\n先进级\n认定批次\n自评\n得分\n1\n川江九洲电子集\n团有限公司\n射频器件智\n能工厂\n电子信\n息\n2023 年\n第一批\n91.5\n2\n蓉城飞机零部件\n制造有限责任公\n司\n航空结构件\n智能工厂\n装备制\n造\n2024 年 88\n注：无";
    let want = "序号\t企业名称\t工厂名称\t所属行业\t先进级认定批次\t自评得分|1\t川江九洲电子集团有限公司\t射频器件智能工厂\t电子信息\t2023年第一批\t91.5|2\t蓉城飞机零部件制造有限责任公司\t航空结构件智能工厂\t装备制造\t2024年\t88";
    assert_eq!(table(text).as_deref(), Some(want));
}

#[test]
fn a_region_over_several_rows_is_named_once() {
    let text = "序\n号\n市\n（州）\n企业名称 智能工厂名称\n所属行\n业\n1\n金陇市\n金陇重型装备集团有限公\n司\n矿山装备离散型智能工厂\n装备制\n造\n2\n甘陵某铝业股份有限公\n司\n电解铝流程型智能工厂 原材料\n3 天麦某电器有限公司 中压开关设备智能工厂\n装备制\n造\n4 酒川市\n酒川葡萄酒业有限责任公\n司\n葡萄酒智能酿造工厂 消费品";
    let want = "序号\t市（州）\t企业名称\t智能工厂名称\t所属行业|1\t金陇市\t金陇重型装备集团有限公司\t矿山装备离散型智能工厂\t装备制造|2\t\t甘陵某铝业股份有限公司\t电解铝流程型智能工厂\t原材料|3\t\t天麦某电器有限公司\t中压开关设备智能工厂\t装备制造|4\t酒川市\t酒川葡萄酒业有限责任公司\t葡萄酒智能酿造工厂\t消费品";
    assert_eq!(table(text).as_deref(), Some(want));
}

#[test]
fn cells_and_columns_between_blank_lines() {
    let columns = "序号\n1\n2\n\n单位\n沙洋区经信局\n荆山县经信局\n\n联系人\n汤一凡\n鲁明远";
    let want = "序号\t单位\t联系人|1\t沙洋区经信局\t汤一凡|2\t荆山县经信局\t鲁明远";
    assert_eq!(table(columns).as_deref(), Some(want));
    let cells =
        "序号\n\n单位\n\n联系人\n\n1\n\n沙洋区\n经信局\n\n汤一凡\n\n2\n\n荆山县经信局\n\n鲁明远";
    assert_eq!(table(cells).as_deref(), Some(want));
}

/// 42 once stood with 4 under 数字化车间, and the sum with the county above it.
#[test]
fn a_sum_has_no_number() {
    let columns = "序号\n1\n2\n\n县（市、区）\n枫山区\n光泽县\n合计\n\n数字化车间\n12\n4\n16\n- 3 -\n智能工厂\n4\n1\n5";
    let want =
        "序号\t县（市、区）\t数字化车间\t智能工厂|1\t枫山区\t12\t4|2\t光泽县\t4\t1|\t合计\t16\t5";
    assert_eq!(table(columns).as_deref(), Some(want));
    let rows = "序号\n县（市、区）\n数字化车间\n智能工厂\n\n1\n枫山区\n12\n4\n\n2\n光泽县\n4\n1\n\n合计\n16\n5";
    let want =
        "序号\t县（市、区）\t数字化车间\t智能工厂|1\t枫山区\t12\t4|2\t光泽县\t4\t1|合计\t\t16\t5";
    assert_eq!(table(rows).as_deref(), Some(want));
}

/// The last line of the last telephone number was once left out.
#[test]
fn the_last_row_has_its_last_line() {
    let text = "序号 企业名称 所属行业 培育级别 联系电话\n1\n云坪县西山陶瓷有\n限公司\n建材 基础级\n13900002\n222\n2\n三岭轨道交通装备\n有限公司\n轨道\n交通\n装备\n先进级\n13900003\n333\n注：无";
    let want = "序号\t企业名称\t所属行业\t培育级别\t联系电话|1\t云坪县西山陶瓷有限公司\t建材\t基础级\t13900002222|2\t三岭轨道交通装备有限公司\t轨道交通装备\t先进级\t13900003333";
    assert_eq!(table(text).as_deref(), Some(want));
}

#[test]
fn a_column_may_stand_beside_the_numbers() {
    let text = "序号 工作内容\n1 发布通知\n2 企业填报申报书\n\n责任单位\n市经信局\n申报企业\n\n完成时限\n2023年4月20日前\n2023年5月15日前";
    let want = "序号\t工作内容\t责任单位\t完成时限|1\t发布通知\t市经信局\t2023年4月20日前|2\t企业填报申报书\t申报企业\t2023年5月15日前";
    assert_eq!(table(text).as_deref(), Some(want));
}

#[test]
fn lines_of_cells_with_blank_lines_between_them() {
    let text = "序\n\n号\n\n市（州） 企业名称\n工厂名称\n级别\n\n1\n云坪市\n云坪酒业集团有限责任公司\n白酒酿造智能工厂\n\n先进\n\n级\n\n2\n云坪市\n\n三岭精密轴承制造股份有限公\n\n司\n\n高精度轴承离散型智能制造工\n\n厂\n\n先进\n\n级\n\n3\n遥城市\n遥城磷化工集团股份有限公司\n磷复肥流程智能工厂\n\n基础\n\n级\n";
    let want = "序号\t市（州）\t企业名称\t工厂名称\t级别|1\t云坪市\t云坪酒业集团有限责任公司\t白酒酿造智能工厂\t先进级|2\t云坪市\t三岭精密轴承制造股份有限公司\t高精度轴承离散型智能制造工厂\t先进级|3\t遥城市\t遥城磷化工集团股份有限公司\t磷复肥流程智能工厂\t基础级";
    assert_eq!(table(text).as_deref(), Some(want));
}

#[test]
fn a_blank_among_filled_cells_is_told_by_the_others() {
    let text = "序号 单位 联系人 联系电话\n1 甲局 汤一凡\n2 乙局 0716-8440022\n3 丙局 鲁明远 0716-8440033\n注：无";
    let want = "序号\t单位\t联系人\t联系电话|1\t甲局\t汤一凡\t|2\t乙局\t\t0716-8440022|3\t丙局\t鲁明远\t0716-8440033";
    assert_eq!(table(text).as_deref(), Some(want));
    let sums = "序号 县（市、区） 车间 产线\n1 沙洋区 8 12\n2 荆山县 4 6\n合计 12 18";
    let want = "序号\t县（市、区）\t车间\t产线|1\t沙洋区\t8\t12|2\t荆山县\t4\t6|合计\t\t12\t18";
    assert_eq!(table(sums).as_deref(), Some(want));
}
