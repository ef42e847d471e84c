//! What a value is: number, date, choice, code or text, and its unit.

use super::ticks::{self, Question};
use super::{hints, words};
use crate::value::fold::is_space;
use crate::value::pattern::pattern;
use crate::value::{blank, date, label, names, number, tick};
use serde_json::Value;

/// A value with its type.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Typed {
    /// `text`, `number`, `date`, `choice` or `code`.
    pub kind: &'static str,
    /// The value; null where nothing was written.
    pub value: Value,
    /// The unit that the label names, else the value's own.
    pub unit: Option<String>,
    /// The printed options.
    pub options: Vec<String>,
    /// The options that are ticked.
    pub chosen: Vec<String>,
    /// What was written behind options.
    pub filled: Vec<(String, String)>,
    /// A number that is not certain.
    pub doubtful: bool,
    /// A tick of which it is not certain what it ticks.
    pub unsure: bool,
}

/// Reads a value under its label.
pub fn read(name: &str, text: &str) -> Typed {
    let text = &*super::instruction::without(text);
    let unit = label::Label::parse(name).unit;
    let unit = (!unit.is_empty()).then_some(unit);
    if (tick::has_marks(text) || is_choice(text))
        && let Some(question) = ticks::read(text).filter(|q| plausible(q, text))
    {
        return choice(question, unit);
    }
    let kind = kind_of(name, unit.is_some());
    if let Some(options) = numbered(name, text) {
        return Typed { kind: "choice", unit, options, ..Typed::default() };
    }
    if let Some(options) = offered(text).or_else(|| offered_classes(name, text)) {
        return Typed { kind: "choice", unit, options, ..Typed::default() };
    }
    // A unit is a value where units are asked for.
    let units = label::key(name).ends_with("单位")
        && text.chars().any(|c| c.is_alphabetic() || matches!(c, '%' | '‰' | '％' | '℃'));
    if hints::is_hint(text) && !(units && label::is_unit(&crate::value::fold::fold(text))) {
        // A unit printed behind the place to write on asks for a number.
        let (kind, unit) = match (unit, own_unit(text)) {
            (None, Some(own)) => ("number", Some(own)),
            (unit, _) => (kind, unit),
        };
        return Typed { kind, unit, ..Typed::default() };
    }
    let content = cleaned(text);
    let plain = |kind| Typed {
        kind,
        value: Value::from(content.clone()),
        unit: unit.clone(),
        ..Typed::default()
    };
    let inner = content.trim_matches(|c| matches!(c, '（' | '）' | '(' | ')' | '【' | '】' | ' '));
    // 否（是/否）
    let inner = match inner.split_once(['（', '(']) {
        Some((said, rest)) if offered(rest).is_some() => said.trim_end(),
        _ => inner,
    };
    if matches!(inner, "是" | "否" | "有" | "无") && is_asked(name) {
        let chosen = vec![inner.to_owned()];
        return Typed {
            kind: "choice",
            value: Value::from(inner),
            chosen,
            unit,
            ..Typed::default()
        };
    }
    if words::is_code(name) {
        let code: String = content.chars().filter(|c| !is_space(*c)).collect();
        let several = content.contains('\n');
        return Typed {
            value: Value::from(if several { content.clone() } else { code }),
            ..plain("code")
        };
    }
    // +86 135 0000 1111 is no number in doubt.
    if unit.is_none()
        && !content.chars().all(|c| c.is_ascii_digit())
        && names::plain_phone(&content).is_some()
    {
        return plain("text");
    }
    // 营业收入（万元）: 2010.5 is no month of a year.
    let counted = unit.as_deref().is_some_and(|unit| !unit.starts_with('年'));
    if let Some(found) = date_of(name, &content).filter(|_| !counted) {
        return Typed { value: Value::from(found), ..plain("date") };
    }
    match number_of(&content, unit.as_deref()) {
        Some((value, own)) => Typed {
            kind: "number",
            value: number::to_json(value),
            unit: unit.or(own),
            ..Typed::default()
        },
        None => {
            let doubtful = (unit.is_some()
                || several(&content) && number::parse(&content).is_some())
                && content.chars().any(|c| c.is_ascii_digit())
                && content.chars().count() <= 20;
            Typed { doubtful, ..plain("text") }
        }
    }
}

/// What is told of a tick that may belong to either neighbour.
pub fn unsure(name: &str) -> String {
    format!("“{name}”处的勾选不知属于前一项还是后一项，未取值，请核对原件")
}

/// Reads a cell of a list under the head of its column; `of_figures`: the row or the column
/// says that it is one.
pub fn in_column(column: &str, text: &str, of_figures: bool) -> Typed {
    let typed = read(column, text);
    // 2044.3 in a row of figures is no month.
    if typed.kind == "date"
        && of_figures
        && let Some((value, unit)) = number_of(&cleaned(text), None)
    {
        return Typed { kind: "number", value: number::to_json(value), unit, ..Typed::default() };
    }
    // The unit of a cell under a head without one has no other place: 99.1%.
    if typed.kind == "number" && typed.unit.is_some() && label::Label::parse(column).unit.is_empty()
    {
        return Typed { kind: "text", value: Value::from(cleaned(text)), ..typed };
    }
    typed
}

/// The type of a value that was not written.
fn kind_of(name: &str, unit: bool) -> &'static str {
    let key = label::key(&label::Label::parse(name).name);
    if words::is_code(name) {
        "code"
    } else if unit {
        "number"
    } else if ["日期", "时间", "年月"].iter().any(|end| key.ends_with(end)) && !key.contains("起止")
    {
        "date"
    } else {
        "text"
    }
}

fn is_asked(name: &str) -> bool {
    let key = label::key(name);
    ["是否", "有无", "曾否"].iter().any(|word| key.contains(word)) || key.ends_with(['吗', '?'])
}

/// 是/否: both are offered and none is taken.
fn offered(text: &str) -> Option<Vec<String>> {
    let folded = crate::value::fold::fold(text);
    let inner = folded.trim_matches(['(', ')', '[', ']']);
    let (a, b) = inner.split_once('/').or_else(|| inner.split_once('、'))?;
    matches!((a, b), ("是", "否") | ("否", "是") | ("有", "无") | ("男", "女"))
        .then(|| vec![a.to_owned(), b.to_owned()])
}

/// 大型/中型/小型/微型 where a class is asked for: all are offered and none is taken.
fn offered_classes(name: &str, text: &str) -> Option<Vec<String>> {
    let key = label::key(&label::Label::parse(name).name);
    if !ASKS_CLASS.iter().any(|end| key.ends_with(end)) {
        return None;
    }
    let folded = crate::value::fold::fold(text);
    let options: Vec<String> =
        folded.trim_matches(['(', ')']).split('/').map(str::to_owned).collect();
    let last = options.first()?.chars().next_back();
    let plain = |option: &String| {
        (2..=8).contains(&option.chars().count()) && option.chars().next_back() == last
    };
    (options.len() >= 3 && options.iter().all(plain)).then_some(options)
}

/// How labels end that ask for a class.
const ASKS_CLASS: &[&str] = &["类型", "性质", "类别", "规模", "级别", "等级", "方式", "结论"];

/// Numbered options of which none is marked: 1.国有 2.民营 3.外资.
fn numbered(name: &str, text: &str) -> Option<Vec<String>> {
    let key = label::key(&label::Label::parse(name).name);
    if !ASKS_CLASS.iter().any(|end| key.ends_with(end)) {
        return None;
    }
    let mut options = Vec::new();
    for (i, word) in text.split_whitespace().enumerate() {
        let mark = format!("{}", i + 1);
        let rest = word.strip_prefix(mark.as_str())?;
        let rest = rest.strip_prefix(['.', '．', '、'])?;
        let rest = rest.split(['（', '(']).next().unwrap_or(rest);
        if rest.is_empty() || rest.chars().count() > 12 {
            return None;
        }
        options.push(rest.to_owned());
    }
    (options.len() >= 3).then_some(options)
}

/// Brackets that may be boxes.
fn is_choice(text: &str) -> bool {
    let folded = crate::value::fold::fold(text);
    ticks::by_number(text).is_some()
        || folded.matches("()").count() >= 2
        || folded.contains("()") && TICKED.iter().any(|w| folded.contains(w))
        || folded.contains("[]")
        || folded.matches('〇').count() >= 2
        || folded.contains('£') && folded.contains('R')
}

const TICKED: &[&str] =
    &["(是)", "(选)", "(勾选)", "(已选)", "(v)", "(V)", "(x)", "(X)", "(对)", "(Y)"];

/// Whether what was read as options is that: few sentences, no long texts.
fn plausible(question: &Question, text: &str) -> bool {
    let count = text.chars().count();
    let longest = question.options.iter().map(|o| o.chars().count()).max().unwrap_or_default();
    longest <= 60 && (count <= 600 || question.options.len() >= 4)
}

fn choice(question: Question, unit: Option<String>) -> Typed {
    let value = match question.chosen.as_slice() {
        [] => Value::Null,
        [only] => Value::from(only.clone()),
        several => Value::from(several.to_vec()),
    };
    let Question { options, chosen, filled, unsure, .. } = question;
    let value = if unsure { Value::Null } else { value };
    Typed { kind: "choice", value, unit, options, chosen, filled, unsure, doubtful: false }
}

/// A text with its lines, without fill-in lines and what is printed behind it to be signed.
pub fn cleaned(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines() {
        let line = line.trim_matches(|c| is_space(c) || matches!(c, '_' | '＿'));
        if !line.is_empty() && (!text.contains('\n') || !hints::is_hint(line)) {
            lines.push(line);
        }
    }
    let mut lines: Vec<String> =
        lines.into_iter().map(|line| one_line(&without_blanks(line))).collect();
    if let Some(last) = lines.last_mut() {
        let keep = blank::without_trailing_instruction(last);
        last.truncate(keep);
        for stamp in [
            "（盖章）",
            "（公章）",
            "（签字）",
            "（签章）",
            "(盖章)",
            "(公章)",
            "(签字)",
            "（签名）",
            "（单位盖章）",
            "（加盖公章）",
            "（章）",
        ] {
            if let Some(rest) = last.strip_suffix(stamp).filter(|rest| !rest.is_empty()) {
                let loose = |c: char| is_space(c) || matches!(c, '_' | '＿');
                *last = rest.trim_end_matches(loose).to_owned();
            }
        }
    }
    lines.join("\n")
}

pattern! {
    static BLANKS = r"[_＿]{2,}";

    // 12000元（大写：　　）: what nobody filled in behind a value.
    static UNFILLED = r"[（(][\p{Han}/]{1,10}[：:][\s_＿]*[）)]$";
}

/// A line without the lines to write on between its words, 自__2023__年__3__月, and without
/// what nobody filled in behind it.
fn without_blanks(line: &str) -> String {
    let line = UNFILLED.replace(line, "");
    let line = BLANKS.replace_all(&line, "");
    let latin = line.chars().any(|c| c.is_ascii_alphabetic());
    if latin { line.into_owned() } else { line.replace(['_', '＿'], "") }
}

/// Runs of white space as one; none between Han characters that were spread.
fn one_line(line: &str) -> String {
    let parts: Vec<&str> = line.split(is_space).filter(|p| !p.is_empty()).collect();
    let single = parts.iter().filter(|p| p.chars().count() == 1).count();
    if parts.len() > 1 && single == parts.len() && parts.iter().all(|p| !p.is_ascii()) {
        return parts.concat();
    }
    parts.join(" ")
}

/// Words of labels that ask when something was.
const DATED: &[&str] = &[
    "日期",
    "时间",
    "年月",
    "起止",
    "出生",
    "成立",
    "注册日",
    "毕业",
    "期限",
    "年份",
    "参加工作",
    "任职",
    "授权日",
    "获奖日",
    "颁发",
    "投产",
    "竣工",
    "开工",
    "购置日",
    "有效期",
];

pattern! {
    // 2012.5, 2012.05: a number, or a month.
    static DECIMAL = r"^\d{4}[.．]\d{1,2}$";
}

/// One date and nothing else.
fn date_of(name: &str, text: &str) -> Option<String> {
    let bare: String = text.chars().filter(|c| !is_space(*c)).collect();
    if bare.chars().count() > 16
        || date::parse_range(text).is_some_and(|r| r.end.is_some() || r.open)
    {
        return None;
    }
    let found = date::parse(text)?;
    let key = label::key(name);
    let asked = kind_of(name, false) == "date" || DATED.iter().any(|word| key.contains(word));
    // 1210.5 is an amount unless the label asks for a day, and 2360 is no year at all.
    if !asked && DECIMAL.is_match(&bare) || !(1900..2100).contains(&found.year) {
        return None;
    }
    let written =
        bare.contains('年') || bare.contains(['-', '/', '.', '－']) && found.month.is_some();
    let rest: String = bare
        .chars()
        .filter(|c| {
            !c.is_numeric()
                && !"年月日号.-/－〇○零一二三四五六七八九十廿壹贰叁肆伍陆柒捌玖拾OoＯ生"
                    .contains(*c)
        })
        .collect();
    (rest.is_empty() && (written || asked)).then(|| found.to_string())
}

/// One number in the label's unit, or with its own.
fn number_of(text: &str, unit: Option<&str>) -> Option<(f64, Option<String>)> {
    let bare: String = text.chars().filter(|c| !is_space(*c)).collect();
    if bare.chars().count() > 30 || several(text) {
        return None;
    }
    if let Some(unit) = unit {
        let plain = bare.chars().any(|c| c.is_ascii_digit() || ('０'..='９').contains(&c))
            || number::parse(text).is_some();
        return plain.then(|| number::parse_under(text, unit, unit)).flatten().map(|v| (v, None));
    }
    // 人民币85万元
    let text = text.trim().strip_prefix("人民币").unwrap_or(text);
    let bare = bare.strip_prefix("人民币").map_or(bare.clone(), str::to_owned);
    let found = number::parse(text)?;
    // Without a unit only digits are a number for sure: 一 may be a name.
    let digits = bare.starts_with(|c: char| {
        c.is_ascii_digit() || matches!(c, '-' | '+' | '.') || ('０'..='９').contains(&c)
    });
    if !digits || found.about {
        return None;
    }
    // So are the digits of a mobile telephone.
    if bare.len() == 11 && bare.starts_with('1') && bare.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // A leading zero is a code's.
    if bare.starts_with('0') && bare.len() > 1 && !bare.starts_with("0.")
        || bare.chars().filter(char::is_ascii_digit).count() > 12 && !bare.contains(',')
    {
        return None;
    }
    if found.unit.is_empty() {
        return Some((found.value, None));
    }
    label::is_unit(&found.unit).then_some((found.value, Some(found.unit)))
}

/// Whether digits stand on several lines, or apart in another way than thousands do: they
/// are several numbers, whatever they would make together.
fn several(text: &str) -> bool {
    let digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    if text.lines().filter(|line| line.chars().any(digit)).count() > 1 {
        return true;
    }
    let mut words = text.split(is_space).filter(|word| !word.is_empty()).peekable();
    while let Some(word) = words.next() {
        let Some(next) = words.peek() else { break };
        let head = next.chars().take_while(|c| digit(*c)).count();
        let plain = word.chars().rev().take_while(|c| digit(*c)).count();
        if word.ends_with(digit) && head > 0 && (head != 3 || plain > 3) {
            return true;
        }
    }
    false
}

/// The unit printed behind a place to write on: ____万元.
fn own_unit(text: &str) -> Option<String> {
    let text = UNFILLED.replace(text.trim(), "");
    let bare: String = text
        .chars()
        .filter(|c| !is_space(*c) && !matches!(c, '_' | '＿' | '（' | '）' | '(' | ')'))
        .collect();
    let folded = crate::value::fold::fold(&bare);
    (label::is_unit(&folded) && !matches!(folded.as_str(), "年" | "年月")).then_some(folded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_have_the_type_that_they_show() {
        let read = |name: &str, text: &str| {
            let typed = super::read(name, text);
            (typed.kind, typed.value, typed.unit)
        };
        let unit = |unit: &str| Some(unit.to_owned());
        assert_eq!(read("总投资（万元）", "1,200"), ("number", json!(1200), unit("万元")));
        assert_eq!(read("总投资", "1200万元"), ("number", json!(1200), unit("万元")));
        assert_eq!(read("联系电话", "0931-1234567"), ("code", json!("0931-1234567"), None));
        assert_eq!(read("成立时间", "2010年5月"), ("date", json!("2010-05"), None));
        assert_eq!(
            read("起止时间", "2023年1月至2024年6月"),
            ("text", json!("2023年1月至2024年6月"), None)
        );
        assert_eq!(read("固定资产", "      万元"), ("number", Value::Null, unit("万元")));
        assert_eq!(super::in_column("指标值", "99.1%", false).value, json!("99.1%"));
        assert_eq!(super::in_column("占比（%）", "99.1", false).value, json!(99.1));
        assert_eq!(super::in_column("2024年", "2044.3", true).value, json!(2044.3));
        assert_eq!(super::in_column("购置年月", "2024.3", false).value, json!("2024-03"));
        assert_eq!(read("营业收入（万元）", "2010.5"), ("number", json!(2010.5), unit("万元")));
        // Never one number of two.
        assert_eq!(read("发明专利（件）", "20\n18"), ("text", json!("20\n18"), unit("件")));
        assert_eq!(read("得分", "20 18"), ("text", json!("20 18"), None));
        assert_eq!(read("产值（万元）", "1 200"), ("number", json!(1200), unit("万元")));
        assert_eq!(read("计量单位", "%"), ("text", json!("%"), None));
        assert_eq!(read("姓名", "张  三"), ("text", json!("张三"), None));
        assert_eq!(
            read("推荐单位意见", "同意推荐。\n（盖章）\n  年 月 日"),
            ("text", json!("同意推荐。"), None)
        );
        assert_eq!(read("推荐单位意见", "（盖章）\n  年 月 日"), ("text", Value::Null, None));
        assert_eq!(read("联系方式", "15207971653"), ("text", json!("15207971653"), None));
        assert_eq!(read("单位类型", "1.国有 2.民营 3.外资"), ("choice", Value::Null, None));
        assert_eq!(
            read("实习时间", "自_2024_年_3_月_4_日至_2024_年_5_月_31_日").1,
            json!("自2024年3月4日至2024年5月31日")
        );
        assert_eq!(read("参加人数", "120_人"), ("number", json!(120), unit("人")));
        assert_eq!(read("金额", "人民币__85.00__万元"), ("number", json!(85), unit("万元")));
        assert_eq!(read("学生人数", "36__人"), ("number", json!(36), unit("人")));
        assert_eq!(read("资金总额", "12000元（大写：      ）").1, json!(12000));
        assert_eq!(read("性别", "□男 ☑女"), ("choice", json!("女"), None));
        assert_eq!(read("是否上市", "（是）"), ("choice", json!("是"), None));
    }
}
