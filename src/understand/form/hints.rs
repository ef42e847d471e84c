//! What a form prints where something is to be written, signed or stuck on: no values.

use crate::value::blank;
use crate::value::fold::{fold, is_space};
use crate::value::label;
use crate::value::pattern::pattern;

pattern! {
    // 单位：万元, （金额单位：元）
    static UNIT_LINE = r"^\(?(?:金额|计量|计算)?单位:(.{1,8}?)\)?$";

    // 经济指标（单位：万元）
    static UNIT_OVER = r"^([^:]{2,30}?)\((?:金额|计量|计算)?单位:([^:()]{1,8})\)$";

    // （签字）：　年　月　日; 负责人签字（盖章）; 单位公章
    static SIGNED = concat!(
        r"^(?:[(\[]?(?:加盖|盖|法定代表人|法人代表|法人|主要负责人|单位负责人|项目负责人|部门负责人|负责人|本人|申请人|申报人|推荐人|填表人|承诺人|经办人|审核人|",
        r"申报单位|推荐单位|所在单位|使用单位|用人单位|主管部门|主管单位|单位|部门|公司|企业|或|和|及|并|",
        r"评议小组|评审小组|专家组|工作组|小组|组长|授权代理人|委托代理人|代理人|填表人员|安全管理人员|管理人员|学生|家长|监护人|",
        r"班主任|辅导员|指导教师|指导老师|导师|校长|院长|主任|主席|分管领导|主管领导|领导|院系|学院|学校|村委会)*",
        r"(?:签字|签名|签章|盖章|公章|印章|手签|章)*[)\]]?|年|月|日|[:/、,_. -])+$",
    );

    // 第　名, 共　页第　页, 　　年　　月
    static COUNTED = r"^(?:第|名|位|共|页|个|项|人|家|年|月|日|时|分|至|到|自|从|起|止|[:-]|_|~)+$";

    // 万元（大写：　　）
    static UNFILLED = r"\([\p{Han}/]{1,10}:[年月日]*\)";

    static LIMIT = r"[0-9]{2,5}字";

    // 简述技术路线和创新点; 说明MES等系统的供应商; 填写已授权的专利名称 (说明书 is a thing)
    static IMPERATIVE = concat!(
        r"^\(?(?:请|须|应)?(?:简要|简单|详细|重点|如实|逐项|分别)?",
        r"(?:简述|概述|叙述|阐述|描述|说明|介绍|列出|列明|列举|填写|写明|注明)",
        r"[^书信会性题员符者人。;:][^。;]{1,80}(?:[。;].{0,30})?\)?$",
    );

    // 请按《…》填写8位代码; 参照附件选择
    static BY = r"^\(?(?:请|按|按照|参照|根据|对照)[^。;]{1,50}(?:填写|填报|选择|选填|勾选|列出|提供|说明|描述|阐述)[^。;]{0,20}\)?$";

    // 由管理部门填写; 填写单位全称; 从…等方面阐述; 如：2024年1月; 200字以内; 1. 2. 3.
    static TOLD = concat!(
        r"^\(?(?:(?:此栏|本栏)?由.{2,16}填写|填写[^错]{2,12}(?:全称|名称|号码|代码|编号|日期|姓名|内容|情况)",
        r"|从.{2,40}(?:方面|角度).{0,6}(?:阐述|说明|描述|介绍|论述).{0,10}|包括但不限于.{0,80}",
        r"|(?:如|例|例如|示例|比如|样例):.{1,40}|注明:.{1,30}",
        r"|(?:不少于|不超过|不得少于|限)?[0-9]{2,5}字(?:以内|以上|左右|之内)?|(?:[0-9][.、)])(?:[0-9][.、)])+)\)?$",
    );

    // 从指南目录中选择
    static OUT_OF = r"^\(?(?:请)?从.{2,24}(?:中|里)(?:选择|选取|选填|勾选|选)\)?$";

    // （如无，填“无”）
    static IF_NONE = r"^\(?(?:如|若)(?:果)?(?:没有|无|有|是|为).{0,10}(?:填|请|写|提供|注明).{0,16}\)?$";

    // 20__年__月至20__年__月
    static SPAN = r"^(?:自|从)?20年月?日?(?:起)?(?:(?:至|到|[-~])20年月?日?(?:止)?)?$";

    // 省（自治区、直辖市）市（州）县（区）
    static ADDRESS = r"^(?:省|市|州|县|区|盟|旗|乡|镇|街道|路|号|村|自治区|自治州|直辖市|开发区|[()、/])+$";

    // 大类代码及名称：；小类代码及名称：
    static UNSAID = r"^(?:[^:;,0-9]{1,14}:[;,]?){2,}[.]?$";
}

/// Words of instructions that stand without brackets.
const TELL: &[&str] = &[
    "如实填写",
    "可另附",
    "可附页",
    "另附页",
    "可加页",
    "粘贴照片",
    "贴照片",
    "照片粘贴",
    "一寸",
    "二寸",
    "1寸",
    "2寸",
    "免冠",
    "字以内",
    "不超过",
    "请填写",
    "请简述",
    "请说明",
    "请描述",
    "请列出",
    "由…填写",
    "填写说明",
    "可续页",
    "复印件粘贴",
    "此处粘贴",
    "请打√",
    "打“√”",
    "打\"√\"",
    "打√",
    "请勾选",
    "仅填",
    "据实填写",
    "逐项填写",
    "单击或点击此处",
    "单击此处",
    "点击此处输入",
    "单击或点击以输入",
    "选择一项",
];

/// Whether nothing that somebody wrote stands in the text: blank, an instruction, a place
/// for signature, seal or date, a unit alone.
pub fn is_hint(text: &str) -> bool {
    is_hint_throughout(text) && !(text.contains('\n') && is_answered(text))
}

/// Whether a text reads as one hint, its lines taken together.
fn is_hint_throughout(text: &str) -> bool {
    if blank::is_blank(text) || blank::is_instruction(text) {
        return true;
    }
    let count = text.chars().filter(|c| !is_space(*c)).count();
    if count > 160 {
        return false;
    }
    let folded: String = fold(text).chars().filter(|c| *c != '_').collect();
    let bare = folded.trim_matches(['.', ',', ':']);
    if bare.is_empty() || label::is_unit(bare) || label::is_unit(bare.trim_matches(['(', ')'])) {
        return true;
    }
    if bare.contains(":") {
        let rest = UNFILLED.replace_all(bare, "");
        if rest.len() < bare.len() && is_hint(&rest) {
            return true;
        }
    }
    if count <= 40 && is_offered(bare) {
        return true;
    }
    if matches!(
        bare,
        "照片"
            | "相片"
            | "近照"
            | "盖章处"
            | "签字处"
            | "(照片)"
            | "章"
            | "盖章"
            | "签名"
            | "签字"
            | "略"
            | "(章)"
            | "L.S."
    ) {
        return true;
    }
    if bare.starts_with("照片") && count <= 12 {
        return true;
    }
    let photograph = ["免冠", "证件照", "寸照"].iter().any(|word| bare.contains(word));
    if photograph && count <= 40 && (bare.starts_with(['贴', '粘']) || bare.starts_with("照片"))
    {
        return true;
    }
    // 年：　万元；年：　万元
    // 说明事项（…） is a label.
    let plain = bare.split('(').next().map_or(0, |head| head.chars().count());
    let long = bare.starts_with('(') || plain >= 8;
    if long && IMPERATIVE.is_match(bare) && !BY_ONESELF.iter().any(|word| bare.contains(word))
        || [&BY, &OUT_OF, &IF_NONE, &SPAN, &TOLD].iter().any(|p| p.is_match(bare))
        || UNSAID.is_match(&folded)
        || ADDRESS.is_match(bare) && (bare.contains('(') || bare.chars().count() >= 4)
        || PLACEHOLDERS.contains(&bare.trim_matches(['(', ')', '[', ']', '<', '>']))
        || is_gapped(text)
    {
        return true;
    }
    let mut parts = bare.split([';', ':', ',', '、']).filter(|part| !part.is_empty()).peekable();
    if bare.contains([';', ':', ','])
        && parts.peek().is_some()
        && parts.all(|part| label::is_unit(part) || COUNTED.is_match(part))
    {
        return true;
    }
    if UNIT_LINE.is_match(bare) || COUNTED.is_match(bare) {
        return true;
    }
    if count <= 60
        && ["签", "章", "年"].iter().any(|word| bare.contains(word))
        && SIGNED.is_match(bare)
    {
        return true;
    }
    told(bare, count)
}

/// Words of somebody who tells of his own and tells nobody what to do.
const BY_ONESELF: &[&str] = &["我公司", "我单位", "本公司", "本单位", "本企业", "我们", "已经"];

/// What stands for a writing that is asked for.
const PLACEHOLDERS: &[&str] = &[
    "区号-号码",
    "区号-电话号码",
    "区号+号码",
    "区号+电话号码",
    "yyyy-mm-dd",
    "YYYY-MM-DD",
    "yyyy.mm.dd",
    "11位手机号",
    "18位代码",
    "请选择",
    "必填",
    "选填",
    "自动生成",
    "系统自动生成",
    "粘贴处",
    "二维码",
    "与公章一致",
    "需加盖公章",
    "手写签名",
];

/// Words that count, each behind room to write on and all without a figure: 死亡__人，重伤__人.
fn is_gapped(text: &str) -> bool {
    let gap = |c: char| is_space(c) || matches!(c, '_' | '＿');
    if text.chars().any(|c| c.is_numeric()) || !text.contains(gap) {
        return false;
    }
    let parts: Vec<&str> = text
        .split(['，', ',', '；', ';', '、'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    let waits = |part: &&str| {
        let Some(at) = part.rfind(gap) else { return false };
        let unit: String = part[at..].chars().filter(|c| !gap(*c)).collect();
        let before = part[..at].trim_matches(gap).chars().count();
        before <= 12 && label::is_unit(&fold(&unit))
    };
    parts.len() >= 2 && parts.iter().all(waits)
}

/// Whether the first lines are an instruction and what is written stands below them: 限300字以内
/// over a text.
fn is_answered(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    (1..lines.len()).any(|at| {
        let (asked, said) = (lines[..at].join(""), lines[at..].join("\n"));
        let folded = fold(&asked);
        let closed = folded.matches('(').count() == folded.matches(')').count();
        let told = LIMIT.is_match(&folded) || TELL.iter().any(|word| folded.contains(&fold(word)));
        let told = told && !folded.contains("照片");
        closed
            && told
            && said.chars().count() >= 6
            && is_hint_throughout(&asked)
            && !is_hint_throughout(&said)
    })
}

/// The unit of a line that says nothing else: 单位：万元.
pub fn unit_line(text: &str) -> Option<String> {
    let folded = fold(text);
    let found = UNIT_LINE.captures(folded.trim_matches(['.', ',']))?;
    found[1].split('、').all(label::is_unit).then(|| found[1].to_owned())
}

/// The words over what stands below and the unit that their bracket gives it:
/// 经济指标（单位：万元）.
pub fn unit_over(text: &str) -> Option<(String, String)> {
    let folded = fold(text);
    let found = UNIT_OVER.captures(&folded)?;
    label::is_unit(&found[2]).then(|| (found[1].to_owned(), found[2].to_owned()))
}

/// Whether nothing but words that count or date stand in the text, as between places to
/// write on: 自__年__月至__年__月.
pub fn is_counted(text: &str) -> bool {
    COUNTED.is_match(&fold(text))
}

/// Whether the words end in a bracket that asks for a seal or a signature.
pub fn is_stamp(text: &str) -> bool {
    let folded = fold(text);
    folded.rfind('(').is_some_and(|at| {
        let inner = &folded[at..];
        inner.ends_with(')') && inner.contains(['章', '签'])
    })
}

/// Whether a hint says that there may be several of what is asked for.
pub fn asks_several(hint: &str) -> bool {
    let folded = fold(hint);
    ["多个", "多项", "多条", "加行", "增行", "增加行", "添加行", "自行增加", "另附表"]
        .iter()
        .any(|word| folded.contains(word))
}

/// Whether a label asks for a signature, a seal or their date.
pub fn is_signature(label: &str) -> bool {
    let key = label::key(label);
    let bare = key.trim_end_matches([')', ']']);
    ["签字", "签名", "签章", "盖章", "公章", "手签", "日期", "年月日"]
        .iter()
        .any(|word| bare.ends_with(word))
}

/// Whether a sentence of the form leaves open which of two words holds: 经审核，该合同（符合/不符合）条件。
fn is_offered(bare: &str) -> bool {
    let inner = bare.split('(').skip(1).filter_map(|rest| rest.split_once(')')).map(|(i, _)| i);
    let mut pairs = inner.filter_map(|inner| inner.split_once('/'));
    let open = pairs.any(|(a, b)| {
        let denied = ["不", "未", "非"].iter().any(|word| b.strip_prefix(word) == Some(a));
        !a.is_empty() && (denied || matches!((a, b), ("是", "否") | ("有", "无")))
    });
    // 否（是/否） is answered.
    let said = bare.split('(').next().unwrap_or_default();
    open && !matches!(said, "是" | "否" | "有" | "无") && !bare.chars().any(|c| c.is_ascii_digit())
}

/// An instruction by its words.
fn told(bare: &str, count: usize) -> bool {
    // 受伤害经过简述（可附页） is a label with an instruction.
    let before = bare.strip_suffix(')').and_then(|inner| inner.rsplit_once('('));
    if let Some((before, _)) = before
        && before.chars().count() >= 2
        && !before.contains('(')
        && !TELL.iter().any(|word| before.contains(&fold(word)))
        && !["请", "简要", "简述", "如实", "填写", "重点", "围绕", "包括"]
            .iter()
            .any(|word| before.starts_with(word))
    {
        return false;
    }
    let digits = bare.chars().filter(char::is_ascii_digit).count();
    let bracket = bare.starts_with('(') && bare.ends_with(')');
    let words = TELL.iter().filter(|word| bare.contains(&fold(word))).count();
    let limit = LIMIT.is_match(bare);
    if bracket && (words > 0 || limit) {
        return true;
    }
    let begins = [
        "请",
        "如实",
        "可另",
        "限",
        "由",
        "此处",
        "此栏",
        "本栏",
        "应",
        "包括",
        "围绕",
        "从",
        "简要",
        "重点",
        "主要包括",
        "示例",
        "例如",
        "填写",
    ]
    .iter()
    .any(|word| bare.trim_start_matches('(').starts_with(word));
    begins && (words > 0 || limit) && digits <= 6 && count <= 120
        || words > 0 && count <= 16 && digits <= 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_form_prints_to_be_filled_in_is_no_value() {
        for text in [
            "（盖章）",
            "（签字）：    年  月  日",
            "    年    月    日",
            "单位：万元",
            "（单位公章）\n年 月 日",
            "如实填写",
            "____万元",
            "照片",
            "（请如实填写，500字以内）",
            "负责人签字：",
            "法定代表人（签字）：      （单位盖章）\n   年   月   日",
            "贴照片处",
            "第   名",
            "请简述项目的主要内容，不超过500字",
            "自____年__月至____年__月",
            "自 年 月 日起至 年 月 日止",
            "      万元（大写：       ）",
            "共__人",
            "简要说明项目背景(不超过300字)",
            "年：   万元；年：   万元",
            "经审核，该合同（符合/不符合）认定条件。",
            "(使用单位公章)",
            "评议小组组长签字: 年 月 日",
            "贴照片处1、免冠2寸\n黑白或者彩色证件照",
            "请按《统计用产品分类目录》填写8位代码",
            "简述项目的技术路线和创新点，限300字。",
            "说明MES、ERP等系统的供应商和上线时间",
            "从指南目录中选择",
            "填写已授权的专利名称及编号",
            "（如无，填“无”）",
            "（简述MES、ERP、PLM、WMS等系统的名称、供应商、上线时间及功能）",
            "20  年  月至20  年  月",
            "省（自治区、直辖市）市（州）县（区）",
            "第    位",
            "大类代码及名称：；小类代码及名称：",
            "死亡   人，重伤   人，轻伤   人，直接经济损失    万元",
            "区号-号码",
            "填写单位全称",
            "按营业执照填写",
            "由管理部门填写",
            "200字以内",
            "不少于1000字",
            "如：2024年1月",
            "（必填）",
            "对照申报条件逐条说明",
            "从技术、管理等方面阐述",
        ] {
            assert!(is_hint(text), "{text}");
        }
        for text in [
            "张三",
            "2024年5月6日",
            "同意推荐",
            "年产三万吨",
            "主任",
            "0",
            "无",
            "12万元",
            "日立公司",
            "月饼生产线",
            "章丘",
            "受伤害经过简述\n（可附页）",
            "同意盖章",
            "否（是/否）",
            "限300字以内\n采用视觉检测与自适应控制结合的路线。",
            "说明书一份",
            "介绍信",
            "法人，自然人",
            "市区",
            "20",
            "选择性激光熔化成形",
            "填写错误",
            "填报联系人\n（姓名、职务、电话）",
            "说明事项（可附页）",
        ] {
            assert!(!is_hint(text), "{text}");
        }
    }
}
