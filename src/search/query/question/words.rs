//! The words of which questions are made, as data: what they mean for what stands beside them.

use crate::search::query::fields::Field;
use crate::value::pattern::pattern;

pattern! {
    // What is asked with, and what says nothing of what is looked for.
    pub(super) static ASKING = "^(?:(?:各|分别)(?:有)?(?:多少[家个]?|哪些|几[家个])|有哪些|有哪几家|有哪几个|有多少家?|哪些|哪几家|哪几个|哪家|哪个|有没有|有无|都有|是什么|什么|怎么样|怎么|怎样|如何|为什么|多少家?|吗|呢|[?？。！!])";
    // What a question begins with.
    pub(super) static FILLER = "^(?:请问|请|帮我|帮忙|我想|我要|想|麻烦|您)*(?:查一下|查找|查询|查|找一下|找出|找|搜索|搜|看看|了解|列出|列一下|统计|知道)?(?:一下)?(?:所有|全部)?";
    // The same, where it says that this is a question.
    pub(super) static REQUEST = "^(?:请问|请帮|帮我|我想|我要|想找|想要|想看|麻烦|列出|查一下|找出)";
    // What may follow a place, or the last of several (湖北、甘肃、浙江三省).
    pub(super) static AFTER_PLACE = "^(?:地区|区域|片区|各省|各地|境内|省内|市内|当地|[两二三四五六七八九十]{1,2}个?(?:省份|省|市|地|省市)|等(?:地区|地|省份|省|市)?)";
    // The order of hits, which is no condition.
    pub(super) static ORDER = "^(?:最高|最低|最大|最小|最多|最少|最快|最新|排名前[0-9一二三四五六七八九十]+|前[0-9一二三四五六七八九十]+[名家个位]|从高到低|从低到高)";
}

/// Nouns for what is wanted, at the end of a question, with the kind of record they mean.
pub(super) const WANTED: &[(&str, Option<&str>)] = &[
    ("申报书", Some("application")),
    ("申报材料", Some("application")),
    ("案例", Some("application")),
    ("项目", Some("application")),
    ("通知", Some("notice")),
    ("企业", None),
    ("公司", None),
    ("单位", None),
    ("工厂", None),
    ("厂家", None),
    ("材料", None),
    ("场景", None),
    ("记录", None),
    ("书", None),
];

/// Values that are written as they stand, with the field they belong to; several where one
/// word means them all.
pub(super) const VALUES: &[(&str, Field, &[&str])] = &[
    ("中央企业", Field::Ownership, &["中央企业"]),
    ("央企", Field::Ownership, &["中央企业"]),
    ("地方国企", Field::Ownership, &["地方国企"]),
    ("国有企业", Field::Ownership, &["中央企业", "地方国企"]),
    ("国企", Field::Ownership, &["中央企业", "地方国企"]),
    ("民营企业", Field::Ownership, &["民营企业"]),
    ("民企", Field::Ownership, &["民营企业"]),
    ("三资企业", Field::Ownership, &["三资企业"]),
    ("外资企业", Field::Ownership, &["三资企业"]),
    ("外企", Field::Ownership, &["三资企业"]),
    ("中小微企业", Field::Size, &["中型企业", "小型企业", "微型企业"]),
    ("中小企业", Field::Size, &["中型企业", "小型企业"]),
    ("大型企业", Field::Size, &["大型企业"]),
    ("中型企业", Field::Size, &["中型企业"]),
    ("小型企业", Field::Size, &["小型企业"]),
    ("微型企业", Field::Size, &["微型企业"]),
];

pattern! {
    // AA信用等级, A级信用: the rating before its name.
    pub(super) static RATING = "^(a{1,3}|b{1,3}|c{1,3}|d)[+-]?级?(?:企业)?信用(?:等级|评级|级别)?";
}

/// Sectors count only with a word that says so: 装备制造 alone may be a name.
pub(super) const SECTORS: &[&str] = &["装备制造", "原材料", "消费品", "电子信息"];
pub(super) const OF_SECTORS: &[&str] = &["行业", "领域", "业"];
pub(super) const OF_STAGES: &[&str] = &["环节", "阶段"];

/// What turns its object into what is not wanted, whatever the object is; longer ones first.
pub(super) const NEGATING: &[&str] = &[
    "不属于",
    "不是在",
    "不位于",
    "不来自",
    "不在",
    "不是",
    "不包括",
    "不包含",
    "不含",
    "不涉及",
    "不采用",
    "不使用",
    "不应用",
    "不用",
    "不做",
    "不搞",
    "不要",
    "没有做过",
    "没有",
    "没做过",
    "没做",
    "没用过",
    "没用",
    "没上",
    "未采用",
    "未使用",
    "未应用",
    "未开展",
    "未涉及",
    "未建设",
    "未部署",
    "未实施",
    "未做",
    "未用",
    "从未",
    "缺少",
    "缺乏",
    "排除",
    "剔除",
    "去掉",
    "去除",
    "除了",
    "除去",
    "除开",
];

/// What does so only right before a condition: 非标设备 and 无人机 are things.
pub(super) const NEGATING_A_CONDITION: &[&str] = &["非", "无", "未", "没", "除"];

/// What turns the condition before it into what is not wanted.
pub(super) const EXCEPT: &[&str] = &["以外", "之外", "除外"];

/// What opens an exception that a word behind may turn into "besides" (除了甲还做了乙).
pub(super) const OPENS_EXCEPTION: &[&str] = &["除了", "除去", "除开", "除"];

/// Words alone that deny what stands behind them; taken as text, and said so.
pub(super) const DENYING: &[&str] = &["不", "未", "没", "没有", "不能", "不会", "不再", "未能"];

/// What joins conditions; those of one field are alternatives.
pub(super) const AND: &[&str] = &["以及", "还有", "和", "与", "及", "跟", "、", "，", ",", "/"];
pub(super) const OR: &[&str] = &["或者", "或是", "还是", "或"];
/// What joins conditions that must all hold.
pub(super) const BOTH: &[&str] =
    &["并且", "而且", "同时", "且", "但是", "但", "又", "也", "还", "均", "都", "既"];

/// Words that hold a question together and say nothing of what is looked for.
pub(super) const CONNECTING: &[&str] = &[
    "的",
    "地",
    "得",
    "获得",
    "取得",
    "获评",
    "评为",
    "评上",
    "拿到",
    "具有",
    "具备",
    "拥有",
    "了",
    "过",
    "着",
    "在",
    "中",
    "里",
    "和",
    "与",
    "及",
    "或",
    "有",
    "是",
    "为",
    "把",
    "被",
    "对",
    "于",
    "从",
    "到",
    "来",
    "去",
    "做",
    "用",
    "让",
    "给",
    "要",
    "想",
    "找",
    "看",
    "搞",
    "上",
    "能",
    "会",
    "那些",
    "这些",
    "其",
    "由",
    "可以",
    "哪里",
    "谁",
    "企业",
    "公司",
    "单位",
    "行业",
    "领域",
    "项目",
    "案例",
    "应用",
    "使用",
    "采用",
    "利用",
    "运用",
    "借助",
    "通过",
    "进行",
    "开展",
    "实现",
    "建设了",
    "以及",
    "并且",
    "而且",
    "同时",
    "其中",
    "方面",
    "情况",
    "相关",
    "有关",
    "关于",
    "我们",
    "我",
    "他们",
    "你们",
    "一些",
    "一个",
    "所有",
    "全部",
    "比较",
    "做到",
    "用于",
    "用来",
    "想要",
    "想找",
    "使用了",
    "属于",
    "位于",
    "来自",
    "涉及",
    "采用了",
    "应用了",
    "实现了",
    "做了",
    "做过",
    "用了",
    "用过",
    "地方",
    "地区",
    "境内",
    "省内",
    "市内",
    "期间",
    "已经",
    "已",
];

/// What follows a place in the name of something that lies anywhere.
pub(super) const OF_PLACES: &[&str] =
    &["大学", "学院", "银行", "证券", "路", "街", "大道", "大街", "工业大学", "理工"];
