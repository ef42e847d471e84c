//! Which words are people, which are offices, and which are only labels.

use crate::understand::notice::agency;

/// Labels inside it that are neither names nor organisations.
const LABELS: &[&str] = &[
    "联系人及联系方式",
    "联系人及联系电话",
    "联系人及电话",
    "联系人和电话",
    "联系人",
    "联系方式",
    "联系电话",
    "咨询电话",
    "及电话",
    "办公电话",
    "移动电话",
    "手机号码",
    "手机号",
    "电话",
    "手机",
    "传真",
    "技术支持单位",
    "申报平台技术支持",
    "平台技术支持",
    "系统技术支持",
    "技术支持",
    "业务咨询",
    "政策咨询",
    "电子邮箱",
    "邮箱",
    "电子邮件",
    "服务电话",
    "服务热线",
    "咨询热线",
    "监督电话",
    "热线",
    "座机",
    "兼传真",
    "受理部门",
    "受理单位",
    "受理",
    "纪检监督",
    "纪检",
    "联系单位",
    "电子信箱",
    "信箱",
    "投诉监督",
    "监督投诉",
    "投诉",
    "监督",
    "举报",
    "咨询人",
    "联络人",
    "联络员",
    "联系科室",
    "联系处室",
    "联系部门",
    "责任人",
    "微信群",
    "微信号",
    "微信",
    "QQ群",
    "QQ",
    "网址",
    "邮政编码",
    "邮编",
    "地址",
    "姓名",
    "单位",
];

/// The usual family names.
const FAMILIES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓韩冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛闫阎段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤樊刁虞温芦翟申兰殷庄章柳鲁邢骆耿管焦左齐欧舒葛祝纪卓聂辛阮牛季梅詹凌霍鲍岳尚施洪牟辜包单宁甘裴涂颜倪符苗花凤酆柏窦昌费廉岑滕毕卞康伍卜穆湛祁禹狄米贝臧伏谈茅庞蓝闵席麻娄危童盛柯昝缪宗宣郁杭诸吉钮嵇滑荣翁荀羊惠甄曲封储靳汲邴糜松井巫乌巴弓牧隗谷车宓蓬郗班仰秋仲伊宫仇栾暴厉戎祖景束幸司韶郜蓟薄印宿怀蒲邰鄂索咸籍赖蔺屠蒙乔阴胥苍闻莘党贡劳逄姬扶堵冉宰郦雍璩桑桂濮寿扈燕冀郏浦晏柴瞿充慕茹习宦艾鱼容慎戈庾暨衡满弘匡寇禄阙殳沃蔚越夔巩厍晁勾敖融冷訾阚那饶毋沙乜鞠须丰巢蒯查荆游竺权逯盖益桓仉督帅缑亢况郈琴归晋楚汝鄢钦佘佴伯赏墨哈谯笪阳佟言邸苟仝展植苑肇庹揭";

/// An organisation and a name that a lost space put together are two words again.
pub(super) fn parted(pieces: Vec<String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(pieces.len());
    let mut pieces = pieces.into_iter().peekable();
    while let Some(piece) = pieces.next() {
        let word = strip_labels(&piece);
        let family = |rest: &str| rest.chars().next().is_some_and(|c| FAMILIES.contains(c));
        let tail = |count: usize| word.char_indices().rev().nth(count - 1).map(|(at, _)| at);
        let split = |count: usize| {
            let (organization, name) = word.split_at(tail(count)?);
            (is_organization(organization) && family(name)).then_some((organization, name))
        };
        if is_organization(word) || is_name(word) {
            out.push(piece);
            continue;
        }
        if let Some((organization, name)) =
            [3, 2].into_iter().find_map(split).filter(|(_, name)| is_name(name))
        {
            out.extend([organization.to_owned(), name.to_owned()]);
            continue;
        }
        // 某路5号101室赵某某: the name stands behind where the papers go.
        if let Some(at) = word
            .rfind(['室', '楼', '号', '层', '座'])
            .filter(|_| word.contains(|c: char| c.is_ascii_digit()))
            && let Some(name) =
                word.get(at..).map(|rest| rest.trim_start_matches(['室', '楼', '号', '层', '座']))
            && family(name)
            && is_name(name)
        {
            out.push(name.to_owned());
            continue;
        }
        // 规划发展司杨 某: the name was set wide.
        let single = |next: &String| next.chars().count() == 1;
        match (split(1), pieces.next_if(single)) {
            (Some((organization, name)), Some(next)) => {
                out.extend([organization.to_owned(), format!("{name}{next}")]);
            }
            (_, next) => {
                out.push(piece);
                out.extend(next);
            }
        }
    }
    out
}

pub(super) fn strip_labels(word: &str) -> &str {
    let mut rest = word.trim();
    loop {
        let before = rest;
        for label in LABELS {
            rest = rest
                .strip_prefix(label)
                .unwrap_or(rest)
                .strip_suffix(label)
                .unwrap_or(rest.strip_prefix(label).unwrap_or(rest));
        }
        rest = rest.strip_prefix("及").unwrap_or(rest);
        if rest == before {
            return rest;
        }
    }
}

pub(super) fn is_organization(word: &str) -> bool {
    const PARTIES: &[&str] =
        &["服务商", "供应商", "运营商", "开发商", "运营方", "技术方", "平台方", "承办方", "主办方"];
    agency::is_agency(word)
        || PARTIES.iter().any(|party| word.ends_with(party))
        || word.chars().count() >= 4
            && ["公司", "中心", "处室", "科室", "平台", "大学", "学院", "股", "监察组", "秘书处"]
                .iter()
                .any(|e| word.ends_with(e))
}

pub(super) fn is_name(word: &str) -> bool {
    let length = word.chars().count();
    let office = ["长", "科员", "主任", "经理", "专员", "主管", "干部", "书记", "助理"];
    let joined = word.split('·').count() >= 2
        && word.split('·').all(|part| (1..=8).contains(&part.chars().count()));
    ((2..=4).contains(&length) || joined && length <= 15)
        && !(length >= 2
            && office.iter().any(|end| word.ends_with(end))
            && length != 4
            && is_post(word))
        && word.chars().all(|c| c.is_alphabetic() && !c.is_ascii() || c == '·')
        && ![
            "地址", "邮编", "邮寄", "材料", "说明", "附件", "以上", "逾期", "同上", "一、", "组织",
            "实施", "热线", "电话", "传真", "微信", "邮箱", "网址", "咨询", "详见", "客服", "详见",
        ]
        .iter()
        .any(|w| word.contains(w))
}

/// What somebody is: 处长, 副主任, 科员. A name may end on 长 too.
fn is_post(word: &str) -> bool {
    let core = word.trim_start_matches(['副', '正']);
    [
        "处长",
        "科长",
        "局长",
        "厅长",
        "部长",
        "司长",
        "股长",
        "组长",
        "院长",
        "秘书长",
        "会长",
        "所长",
    ]
    .contains(&core)
        || !core.ends_with('长')
}

/// 周五: a day of the week, where it stands in brackets behind a date.
pub(super) fn is_weekday(word: &str) -> bool {
    let day = word.strip_prefix('周').or_else(|| word.strip_prefix("星期"));
    day.is_some_and(|day| {
        day.chars().count() == 1 && day.chars().all(|c| "一二三四五六日天".contains(c))
    })
}
