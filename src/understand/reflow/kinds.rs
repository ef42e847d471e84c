//! What the label of a column says about its cells, and how well a text fits there:
//! a credit code has eighteen signs, a telephone number eleven, a level ends in 级.

use super::cells::core;
use crate::value::blank;
use crate::value::pattern::{Pattern, pattern};

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A unified social credit code.
    Code,
    /// Telephone numbers.
    Phone,
    /// A day, a month, a year, or a stretch of them.
    Date,
    /// A number.
    Amount,
    /// A number of a hundred.
    Share,
    /// The name of a person.
    Person,
    /// The name of a company or body.
    Body,
    /// A city, county or other region.
    Region,
    /// A level: 先进级, 三级, 2.8.
    Level,
    /// A branch of industry.
    Industry,
    /// The name of a workshop, a project, a scenario.
    Thing,
    /// A remark; most are blank.
    Remark,
    Any,
}

/// How well a text fits in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// As the cells of such columns are.
    Sure,
    /// It may be.
    Fair,
    /// Such cells are otherwise.
    Strange,
}

/// Labels of columns that name who applies.
const BODIES: &[&str] = &[
    "企业名称",
    "单位名称",
    "公司名称",
    "主体名称",
    "申报单位",
    "申报企业",
    "申报主体",
    "建设单位",
    "依托单位",
    "实施单位",
    "评估企业",
];
/// Labels of columns that name a region.
const REGIONS: &[&str] = &[
    "省",
    "市",
    "州",
    "县",
    "区",
    "地市",
    "市州",
    "区县",
    "市县",
    "县区",
    "县市区",
    "地区",
    "区域",
    "所在地",
    "属地",
    "省份",
];
/// Words of labels whose cells are numbers.
const AMOUNTS: &[&str] = &[
    "数量",
    "金额",
    "万元",
    "亿元",
    "产值",
    "利润",
    "得分",
    "名额",
    "（家）",
    "（个）",
    "（项）",
    "（台）",
    "（套）",
    "（人）",
    "（元）",
    "(家)",
    "(个)",
    "(项)",
];
/// Signs that follow a number, or stand between two.
const UNITS: &str = "万亿千百美元家个项台套人吨件条岁余多左右以上—–～至";
/// Words of labels whose cells tell a time.
const TIMES: &[&str] = &["时间", "日期", "周期", "年份", "年月", "期限", "时限", "节点", "年度"];
/// Characters of a cell that is no running text.
const LONGEST: usize = 60;
/// On what the names of workshops, projects and scenarios end.
const THINGS: &[char] = &[
    '厂', '间', '线', '目', '景', '台', '统', '程', '地', '化', '术', '造', '用', '园', '站', '业',
    '案', '区', '理', '控', '测', '产', '计', '度',
];
/// Short names of branches of industry.
const BRANCHES: &[&str] = &[
    "装备制造",
    "高端装备",
    "智能装备",
    "通用设备",
    "专用设备",
    "电气机械",
    "机械",
    "机器人",
    "农机",
    "汽车",
    "汽车零部件",
    "新能源汽车",
    "船舶",
    "航空",
    "航天",
    "航空航天",
    "轨道交通",
    "轨道交通装备",
    "电子",
    "电子信息",
    "家电",
    "新材料",
    "新能源",
    "原材料",
    "建材",
    "石化",
    "化工",
    "石化化工",
    "石油化工",
    "钢铁",
    "有色",
    "有色金属",
    "冶金",
    "轻工",
    "食品",
    "消费品",
    "纺织",
    "服装",
    "家具",
    "造纸",
    "印刷",
    "医药",
    "生物医药",
    "医疗器械",
    "烟草",
    "电力",
    "煤炭",
];
/// Family names of two characters.
const DOUBLE: &[&str] = &[
    "欧阳", "司马", "上官", "诸葛", "司徒", "东方", "独孤", "南宫", "夏侯", "皇甫", "尉迟", "公孙",
    "慕容", "令狐", "宇文", "长孙", "闻人", "轩辕", "端木", "百里", "呼延", "申屠", "太史", "澹台",
];
/// Family names of one character.
const SINGLE: &str = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛\
奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧\
计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸\
左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶\
郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容\
向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公万肖\
代付闫佟苟鹿岳佘佴伯赏南墨哈谯笪年爱阳言福覃仝楚晋商牟海么付涂原亓邸昃苑仉龙兰麦辜银冼敬舟";

pattern! {
    static PHONES = {
        let one = r"(?:1[3-9][0-9]{9}|[(（]?0[0-9]{2,3}[)）]?[-—–－]?[1-9][0-9]{6,7}|[2-9][0-9]{6,7}|400[-—–]?[0-9]{3,4}[-—–]?[0-9]{3,4})(?:转[0-9]{1,5})?";
        format!("^{one}(?:[、,，;；/和或]?{one})*$")
    };
    static DATES = {
        let month = r"(?:0?[1-9]|1[0-2])";
        let day = r"(?:0?[1-9]|[12][0-9]|3[01])";
        let one = format!(
            r"(?:(?:19|20)[0-9]{{2}}(?:年(?:{month}月(?:{day}日)?)?|[./-]{month}(?:[./-]{day})?)?|{month}月(?:{day}日)?)(?:[0-9]{{1,2}}[:：时][0-9]{{0,2}})?(?:以前|之前|前|底|初|末|[上中下]旬)*"
        );
        format!(r"^(?:截至)?{one}(?:[-—–~～至到]+{one})?$|^[0-9]{{1,3}}(?:年|个月|天|日)$")
    };
    static AMOUNT = r"^[≥≤>约]?(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]+)?[%％]?$";
    static LEVEL = r"^(?:[一二三四五1-5][级星]|[0-5](?:\.[0-9]{1,2})?)(?:及以上)?$";
}

fn is(pattern: &Pattern, text: &str) -> bool {
    pattern.is_match(text)
}

impl Kind {
    /// What the label of a column says.
    pub fn of(label: &str) -> Self {
        let says = |words: &[&str]| words.iter().any(|word| label.contains(word));
        let phone = says(&["电话", "手机", "联系方式", "传真"]);
        let person = says(&["联系人", "姓名", "负责人"]);
        // A place is named by its brackets too: 县（市、区）.
        let place: String = label.chars().filter(|c| !"（）()、所在".contains(*c)).collect();
        match (phone, person) {
            (true, false) => Self::Phone,
            (false, true) => Self::Person,
            (true, true) => Self::Any,
            _ if label == "备注" || label == "说明" => Self::Remark,
            _ if says(&["信用代码"]) => Self::Code,
            _ if says(BODIES) || label == "企业" => Self::Body,
            _ if REGIONS.contains(&core(label)) || REGIONS.contains(&place.as_str()) => {
                Self::Region
            }
            _ if says(&["%", "％"]) => Self::Share,
            _ if says(AMOUNTS) => Self::Amount,
            _ if says(TIMES) && !says(&["批次", "计划", "目标"]) => Self::Date,
            _ if says(&["级别", "等级"]) => Self::Level,
            _ if says(&["企业", "单位", "公司", "供应商", "集成商", "主体", "集团"]) => {
                Self::Any
            }
            _ if says(&["行业大类", "行业中类", "行业小类"]) => Self::Thing,
            _ if says(&["行业"]) => Self::Industry,
            _ => Self::Thing,
        }
    }

    /// How well a text fits in such a column.
    pub fn fit(self, text: &str) -> Fit {
        // XXX stands for anything.
        if text.chars().all(|c| "XxＸ×*".contains(c)) {
            return Fit::Sure;
        }
        let count = text.chars().count();
        if count > LONGEST && !matches!(self, Self::Thing | Self::Any | Self::Remark) {
            return Fit::Strange;
        }
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let han = text.chars().filter(|c| c.is_alphabetic() && !c.is_ascii()).count();
        let either = |sure: bool, strange: bool| match (sure, strange) {
            (_, true) => Fit::Strange,
            (true, _) => Fit::Sure,
            _ => Fit::Fair,
        };
        let none = || blank::is_blank(text) || blank::says_none(text);
        match self {
            Self::Code => {
                let whole = count == 18
                    && text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
                either(whole, !whole && !none())
            }
            Self::Phone => {
                let shown: String =
                    text.chars().map(|c| if "XxＸ×*".contains(c) { '5' } else { c }).collect();
                let spoken = text.contains(['转', '机', '至', '或', '、']);
                let strange = digits < 5 && !text.bytes().all(|b| b.is_ascii_alphabetic())
                    || digits + 6 < count
                    || han > 0 && !spoken;
                either(
                    is(&PHONES, &shown),
                    strange || digits > 0 && !spoken && !is(&PHONES, &shown),
                )
            }
            Self::Date => {
                let whole = is(&DATES, text);
                either(whole, !whole && digits > 0 || count < 2)
            }
            Self::Amount => {
                let whole = is(&AMOUNT, text) || none();
                let broken =
                    text.starts_with(['.', '%', '％', ',']) || text.matches('.').count() > 1;
                let zero = text.len() > 1 && text.starts_with('0') && !text.starts_with("0.");
                let mut unit = text.trim_start_matches(['约', '近', '超']).chars();
                let number = unit.next().is_some_and(|c| c.is_ascii());
                let foreign = unit.any(|c| !c.is_ascii() && !UNITS.contains(c));
                let strange = digits == 0 || digits + 4 < count || !number || foreign;
                either(whole, !whole && (strange || broken || zero))
            }
            Self::Share => {
                let number = text.trim_end_matches(['%', '％']).parse::<f32>();
                let whole = is(&AMOUNT, text) && number.is_ok_and(|n| n <= 100.0) || none();
                either(whole, !whole && (!is(&AMOUNT, text) || digits == 0))
            }
            Self::Person => {
                let other = text.contains(['级', '省', '厂', '县']) || text.ends_with("公司");
                // 张三先生, 李处长.
                let called = count <= 6
                    && text.starts_with(|c| SINGLE.contains(c))
                    && text.ends_with(['生', '士', '任', '长', '理', '师', '授', '员', '某']);
                let named = text.split(['、', '，', ',', '/']).all(is_person);
                either(
                    named,
                    digits > 0
                        || !(2..=12).contains(&count)
                        || other
                        || !named && !called && count > 4,
                )
            }
            Self::Region => {
                let named = text.ends_with(['省', '市', '区', '县', '州', '旗', '盟', '地', '团']);
                let inner = text.matches(['省', '市']).count() > usize::from(named);
                either(
                    named && count <= 5,
                    digits > 0 || !(2..=9).contains(&count) || inner || text.ends_with("公司"),
                )
            }
            Self::Body => {
                let rest = text.split_once("公司").map_or("", |(_, rest)| rest);
                let two = rest.chars().count() >= 4 && !rest.ends_with("公司");
                let tail =
                    ["有限", "责任", "股份有", "份有限", "公司", "集团有限", "集团股份", "司"]
                        .iter()
                        .any(|word| text.starts_with(word));
                let body = is_body(text);
                let led = text.starts_with(|c: char| c.is_ascii_digit()) && text.contains('年');
                let strange = count < 4 || digits * 2 > count || !body || two || tail || led;
                either(count >= 6 && digits == 0, strange)
            }
            Self::Level => {
                let plain = text.bytes().all(|b| b.is_ascii_alphanumeric());
                let two = text.trim_end_matches('级').contains('级');
                let named = text.contains(['级', '星', '等', '类']);
                let sure = is(&LEVEL, text) || count <= 5 && named && digits == 0;
                let strange =
                    two || text == "级" || count > 12 || !sure && (digits > 0 || !plain && !named);
                either(sure, strange)
            }
            Self::Industry => {
                let sure = text.ends_with('业') && count > 2 || BRANCHES.contains(&text);
                either(sure, text.ends_with("公司") || digits * 2 > count || count < 2)
            }
            Self::Thing => {
                let tail = ["工厂", "车间", "产线", "厂", "间"].contains(&text);
                either(text.ends_with(THINGS) && count >= 4, text.ends_with("公司") || tail)
            }
            Self::Remark | Self::Any => Fit::Sure,
        }
    }

    /// What speaks against a text standing in such a column.
    pub fn against(self, text: &str) -> f32 {
        match self.fit(text) {
            Fit::Sure => 0.0,
            // Few family names are missing above.
            Fit::Fair if self == Self::Person => 1.8,
            Fit::Fair => 0.4,
            Fit::Strange => 2.5,
        }
    }

    /// What speaks against such a column being left blank in a row that is filled in.
    pub fn blank(self) -> f32 {
        match self {
            Self::Remark => 0.3,
            _ => 2.4,
        }
    }
}

/// Whether a text is the name of a person.
fn is_person(text: &str) -> bool {
    let count = text.chars().count();
    let han = text.chars().all(|c| c.is_alphabetic() && !c.is_ascii() || c == '·');
    let double = DOUBLE.iter().any(|name| text.starts_with(name));
    let single = text.chars().next().is_some_and(|c| SINGLE.contains(c));
    let foreign = text.contains('·') && count <= 12;
    han && (single && (2..=3).contains(&count) || double && (3..=4).contains(&count) || foreign)
}

/// Whether a text ends as the names of companies and bodies do.
fn is_body(text: &str) -> bool {
    let own = text.trim_end_matches(['）', ')']);
    own.ends_with([
        '司', '厂', '团', '院', '所', '心', '社', '部', '局', '委', '校', '学', '会', '行', '店',
        '站', '府', '办', '处', '某', 'X', 'x', '×', '场', '矿', '馆', '联', '盟', '业',
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(label: &str, text: &str) -> Fit {
        Kind::of(label).fit(text)
    }

    #[test]
    fn whole_cells_fit_their_columns() {
        for (label, text) in [
            ("统一社会信用代码", "91320585MA1XXXXX0A"),
            ("联系电话", "0716-8330011"),
            ("手机", "13900010001、13900010002"),
            ("建成时间", "2021年3月—2023年5月"),
            ("完成时限", "2023年4月20日前"),
            ("投产日期", "2023.06"),
            ("总投资（万元）", "26,500"),
            ("数控化率（%）", "68.5"),
            ("联系人", "欧阳明"),
            ("企业名称", "三岭轨道交通装备有限公司"),
            ("县（市、区）", "光泽县"),
            ("市（州）", "云坪市"),
            ("培育级别", "先进级"),
            ("成熟度等级", "2.8"),
            ("所属行业", "电子信息"),
        ] {
            assert_eq!(fit(label, text), Fit::Sure, "{label} {text}");
        }
    }

    #[test]
    fn halves_and_neighbours_are_strange() {
        for (label, text) in [
            ("统一社会信用代码", "91320585MA1X"),
            ("联系电话", "188151415"),
            ("联系电话", "0716-"),
            ("建成时间", "2021年3"),
            ("总投资（万元）", "市9164"),
            ("数控化率（%）", "2.874.5"),
            ("联系人", "纺织郑心怡"),
            ("企业名称", "有限公司"),
            ("企业名称", "三岭轨道交通装备有"),
            ("成熟度等级", "102.8"),
            ("培育级别", "先进级二级"),
        ] {
            assert_eq!(fit(label, text), Fit::Strange, "{label} {text}");
        }
    }
}
