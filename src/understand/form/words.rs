//! How much a text looks like a label and how much like a value: evidence that adds up,
//! from the words of `rules/form/labels.toml` and from the text's own shape.

use crate::characters::is_han;
use crate::forms::Forms;
use crate::value::fold::{fold, is_space};
use crate::value::{label, number, tick};
use serde::Deserialize;
use std::collections::HashSet;
use std::sync::LazyLock;

/// The words of forms.
#[derive(Debug, Default)]
struct Lexicon {
    labels: HashSet<String>,
    values: HashSet<String>,
    of_person: HashSet<String>,
    endings: Vec<String>,
    beginnings: Vec<String>,
    bodies: Vec<String>,
    people: Vec<String>,
    codes: Vec<String>,
    money: Vec<String>,
    surnames: String,
}

#[derive(Deserialize)]
struct File {
    labels: String,
    endings: String,
    beginnings: String,
    values: String,
    bodies: String,
    people: String,
    of_person: String,
    codes: String,
    money: String,
    surnames: String,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let file: Result<File, _> = toml::from_str(include_str!("../../../rules/form/labels.toml"));
    let Ok(file) = file else { return Lexicon::default() };
    let set = |text: &str| text.split_whitespace().map(label::key).collect();
    let list = |text: &str| text.split_whitespace().map(label::key).collect();
    Lexicon {
        labels: set(&file.labels),
        values: set(&file.values),
        of_person: set(&file.of_person),
        endings: list(&file.endings),
        beginnings: list(&file.beginnings),
        bodies: list(&file.bodies),
        people: list(&file.people),
        codes: list(&file.codes),
        money: list(&file.money),
        surnames: file.surnames,
    }
});

/// From here on a text is taken for a label without other evidence.
pub const SURE: f32 = 1.5;

/// What speaks for a label (above 0) and for a value (below 0) in the words of a text.
pub fn score(text: &str, forms: &Forms) -> f32 {
    let text = text.trim();
    let bare: String = text.chars().filter(|c| !is_space(*c)).collect();
    let count = bare.chars().count();
    if count == 0 {
        return -6.0;
    }
    let keys = label::keys(text);
    let known = keys.iter().any(|key| LEXICON.labels.contains(key));
    let mut score = if known { 4.0 } else { 0.0 };
    let folded = fold(&bare);
    if !known && count <= 40 {
        let defined = forms.all().any(|form| {
            !form.index.targets(&keys).is_empty() || !form.index.columns(&keys).is_empty()
        });
        score += if defined { 3.0 } else { 0.0 };
    }
    score += shape(&folded, count) + of_words(text, &keys, known, count);
    score.clamp(-6.0, 6.0)
}

/// Evidence in marks, digits and length.
fn shape(folded: &str, count: usize) -> f32 {
    let mut score = 0.0;
    if folded.ends_with(':') {
        score += 3.0;
    } else if folded.contains(':') {
        score -= 1.5;
    }
    if tick::has_marks(folded) {
        score -= 3.0;
    }
    let digits = folded.chars().filter(char::is_ascii_digit).count();
    let head = folded.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = label::without_number(folded).is_some()
        || folded.starts_with(|c: char| ('①'..='⑳').contains(&c));
    // 2023年, 1.项目名称 and a footnote's digit are digits that labels have.
    let years = folded.matches("20").count() * 4;
    let counted = digits.saturating_sub(if numbered { folded.len() - head.len() } else { 0 });
    if counted * 2 >= count {
        score -= 4.0;
    } else if counted > years.max(1) {
        score -= 2.0;
    }
    if folded.contains(['。', ';', '!']) {
        score -= 2.5;
    }
    if folded.contains(',') {
        score -= 1.0;
    }
    if folded.contains('@') || folded.contains("http") || folded.contains("www.") {
        score -= 4.0;
    }
    if numbered && count <= 20 {
        score += 0.7;
    }
    score
        + match count {
            1 => -0.5,
            2..=8 => 0.4,
            9..=14 => 0.0,
            15..=24 => -0.7,
            25..=40 => -1.5,
            _ => -4.0,
        }
}

/// Evidence in words: endings, names, bodies, what is written as a value.
fn of_words(text: &str, keys: &[String], known: bool, count: usize) -> f32 {
    let lexicon = &*LEXICON;
    let parsed = label::Label::parse(text);
    let name = label::key(&parsed.name);
    let name = if name.is_empty() { keys.first().cloned().unwrap_or_default() } else { name };
    let mut score = 0.0;
    if !parsed.unit.is_empty() {
        score += 2.5;
    }
    if parsed.starred {
        score += 1.5;
    }
    let whole = keys.first().map_or("", String::as_str);
    if lexicon.values.contains(whole) && !known {
        return score - 3.5;
    }
    if known {
        return score;
    }
    let short = name.chars().count() <= 16;
    let ends = short && lexicon.endings.iter().any(|end| name.ends_with(end.as_str()));
    let begins = lexicon.beginnings.iter().any(|begin| name.starts_with(begin.as_str()));
    if ends {
        score += 1.8;
    }
    if begins {
        score += 0.8;
    }
    if name.starts_with("是否") || name.starts_with("有无") {
        score += 1.5;
    }
    let hinted = whole.ends_with(')') && name.len() < whole.len();
    if hinted
        && [
            "盖章",
            "签字",
            "签名",
            "可多选",
            "单选",
            "多选",
            "如有",
            "公章",
            "选填",
            "必填",
            "字",
            "填",
        ]
        .iter()
        .any(|hint| whole[name.len().min(whole.len())..].contains(hint))
    {
        score += 1.5;
    }
    let body = lexicon.bodies.iter().any(|body| name.ends_with(body.as_str()));
    if body && name.chars().count() >= 4 && !ends {
        score -= 1.5;
    }
    // 阿依某丽·买买某
    if !ends && !text.trim().starts_with('·') && text.contains('·') && count <= 16 {
        score -= 2.0;
    }
    if count <= 4 && !ends && is_person(text) {
        score -= 1.2;
    }
    // Names of places.
    if !ends && count >= 3 && name.ends_with(['省', '市', '县', '区', '镇', '乡', '号']) {
        score -= 0.8;
    }
    let amount = number::parse(text).is_some_and(|n| n.unit.is_empty() || label::is_unit(&n.unit));
    if amount && !text.chars().all(is_han) {
        score -= 2.5;
    }
    // 审批人, 检查人; and several names are values.
    if !ends && (2..=6).contains(&count) && name.ends_with('人') {
        score += 1.3;
    }
    if text.contains('、') && label::without_number(text).is_none() {
        score -= 0.6;
    }
    if text.chars().filter(|c| !is_space(*c)).all(|c| c.is_ascii()) {
        score -= 1.5;
    }
    score
}

/// Whether the text may be a person's name.
pub fn is_person(text: &str) -> bool {
    let bare: Vec<char> = text.chars().filter(|c| !is_space(*c)).collect();
    (2..=4).contains(&bare.len())
        && bare.iter().all(|c| is_han(*c) || *c == '·')
        && LEXICON.surnames.contains(bare[0])
}

/// Whether the text ends as names of bodies do: 某某局, 有关单位.
pub fn is_body(text: &str) -> bool {
    let key = label::key(text);
    LEXICON.bodies.iter().any(|body| key.ends_with(body.as_str()))
        || ["单位", "部门", "企业", "局", "厅", "委", "政府", "同志"]
            .iter()
            .any(|end| key.ends_with(end))
}

/// Whether a label is one that is known by its whole words.
pub fn is_known(text: &str) -> bool {
    label::keys(text).iter().any(|key| LEXICON.labels.contains(key))
}

/// Whether a label stands for a person: 项目负责人, 联系人.
pub fn is_people(text: &str) -> bool {
    let key = label::key(&label::Label::parse(text).name);
    // 成员一, 负责人2
    let bare = key.trim_end_matches(|c: char| {
        c.is_ascii_digit() || "一二三四五六七八九十甲乙丙丁戊".contains(c)
    });
    let key = if bare.is_empty() { key.as_str() } else { bare };
    LEXICON.people.iter().any(|word| key.ends_with(word.as_str()))
        || key.ends_with('人') && key.chars().count() >= 2
}

/// Whether a label asks for something of a person: 姓名, 电话.
pub fn is_of_person(text: &str) -> bool {
    label::keys(text).iter().any(|key| LEXICON.of_person.contains(key))
}

/// Whether a label asks for a sum of money, whose unit may stand over the table.
pub fn is_money(text: &str) -> bool {
    let key = label::key(&label::Label::parse(text).name);
    LEXICON.money.iter().any(|word| key.ends_with(word.as_str()))
}

/// Whether the label's values are codes.
pub fn is_code(text: &str) -> bool {
    let key = label::key(&label::Label::parse(text).name);
    LEXICON.codes.iter().any(|word| {
        key.ends_with(word.as_str()) || key.starts_with(word.as_str()) && word.chars().count() >= 2
    })
}

/// The words of a label as printed: no white space, no colon at its end.
pub fn label_text(text: &str) -> String {
    let text = super::instruction::without(text);
    let bare: String = text.chars().filter(|c| !is_space(*c) && !matches!(c, '_' | '＿')).collect();
    bare.trim_end_matches(['：', ':', '﹕', '∶']).to_owned()
}
