//! A question cut into pieces from left to right: conditions, what joins and denies them,
//! words of no meaning, and text.

use super::age;
use super::compare::{self, Says};
use super::time::{self, Span, Told};
use super::words::{
    AFTER_PLACE, AND, ASKING, BOTH, CONNECTING, DENYING, EXCEPT, FILLER, NEGATING,
    NEGATING_A_CONDITION, OF_PLACES, OF_SECTORS, OF_STAGES, OPENS_EXCEPTION, OR, ORDER, RATING,
    REQUEST, SECTORS, VALUES,
};
use crate::registry::{division, region, scenarios};
use crate::search::analysis::dictionary;
use crate::search::analysis::fold::{Spaces, fold};
use crate::search::query::fields::{self, Field};
use crate::search::query::{Group, Limit, Measure, Node, figures, tables};
use std::collections::HashSet;
use std::sync::LazyLock;

/// A piece of a question.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Piece {
    /// A condition.
    Is(Is),
    /// Text that is no condition.
    Text(String),
    /// Joins two conditions.
    And,
    /// Joins two alternatives.
    Or,
    /// Joins conditions that must all hold.
    Both(String),
    /// Denies what stands behind it; whether it opens an exception, and the word.
    Not(bool, String),
    /// Denies what stands before it.
    Except(String),
    /// 的: what stands before it belongs to what stands behind.
    Of,
    /// A word without a meaning here.
    Filler(String),
    /// A word that asks.
    Asks,
    /// Something that cannot be meant: what is wrong, and how to write it.
    Wrong(String, String),
    /// What the user should know.
    Note(String),
}

/// A condition with what it is shown as.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Is {
    /// What it is about: conditions on one thing are alternatives.
    pub about: About,
    pub node: Node,
    pub shown: String,
    /// Whether its words alone make a text a question.
    pub asks: bool,
}

/// What a condition is about, in the order in which conditions are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum About {
    Time,
    Scenario,
    Stage,
    Ownership,
    Size,
    Sector,
    Region,
    Field,
    Table,
    Figure,
    Kind,
    Text,
}

impl About {
    fn of(field: Field) -> Self {
        match field {
            Field::Ownership => Self::Ownership,
            Field::Size => Self::Size,
            Field::Sector => Self::Sector,
            Field::Region => Self::Region,
            Field::Scenario => Self::Scenario,
            Field::Stage => Self::Stage,
            _ => Self::Field,
        }
    }
}

/// The pieces of a (folded) text that was typed on a day.
pub(super) fn of(text: &str, today: u64) -> Vec<Piece> {
    let start = FILLER.find(text).map_or(0, |found| found.end());
    // A place or a name may begin like a filler; nothing is left of it then.
    let start = if start == text.len() { 0 } else { start };
    let body = &text[start..];
    let starts: HashSet<usize> =
        dictionary::domain().cut(body, true).iter().map(|word| word.start).collect();
    let mut cutter =
        Cutter { text: body, today, starts, at: 0, pending: String::new(), pieces: Vec::new() };
    if start > 0 {
        cutter.pieces.push(if REQUEST.is_match(text) {
            Piece::Asks
        } else {
            Piece::Filler(String::new())
        });
    }
    while cutter.at < body.len() {
        cutter.step();
    }
    cutter.flush();
    cutter.pieces
}

struct Cutter<'a> {
    text: &'a str,
    /// The day on which it was typed, as `yyyymmdd`.
    today: u64,
    /// Where the dictionary begins a word.
    starts: HashSet<usize>,
    at: usize,
    /// Text not yet read as anything.
    pending: String,
    pieces: Vec<Piece>,
}

impl<'a> Cutter<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.pending);
        if !text.trim().is_empty() {
            self.pieces.push(Piece::Text(text));
        }
    }

    /// A piece of so many bytes.
    fn take(&mut self, piece: Piece, length: usize) {
        self.flush();
        self.pieces.push(piece);
        self.at += length;
    }

    fn step(&mut self) {
        let alone = self.pending.is_empty();
        let begins = alone || self.starts.contains(&self.at);
        if (begins && (self.time(alone) || self.age())) || self.comparison() {
            return;
        }
        if let Some((is, length)) = self.condition(alone, begins) {
            return self.take(Piece::Is(is), length);
        }
        if let Some((piece, length)) = self.joint(alone, begins) {
            return self.take(piece, length);
        }
        let Some(c) = self.rest().chars().next() else { return };
        if c == ' ' && !self.latin_gap() {
            return self.take(Piece::Filler(String::new()), 1);
        }
        // A word of no meaning parts the texts beside it.
        if begins && let Some(word) = self.word_here().filter(|word| CONNECTING.contains(word)) {
            let piece = if word == "的" { Piece::Of } else { Piece::Filler(word.to_owned()) };
            return self.take(piece, word.len());
        }
        self.pending.push(c);
        self.at += c.len_utf8();
    }

    /// A space between two Latin words belongs to them.
    fn latin_gap(&self) -> bool {
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        latin(self.pending.chars().next_back()) && latin(self.rest().chars().nth(1))
    }

    /// The word of the dictionary that begins here.
    fn word_here(&self) -> Option<&'a str> {
        if !self.starts.contains(&self.at) && !self.pending.is_empty() {
            return None;
        }
        let end = (self.at + 1..=self.text.len())
            .find(|end| *end == self.text.len() || self.starts.contains(end))?;
        self.text.get(self.at..end)
    }

    /// A span of time, and what is dated by it.
    fn time(&mut self, alone: bool) -> bool {
        match time::at(self.rest(), self.today / 10_000, alone) {
            None => false,
            Some(Told::Vague(length)) => {
                let said = self.rest()[..length].to_owned();
                let wrong = Piece::Wrong(
                    format!("“{said}”没有说清从哪一年算起"),
                    "请写明年数或日期，例如 近三年、2021年以来、2026年4月以来".to_owned(),
                );
                self.take(wrong, length);
                true
            }
            Some(Told::Spans(spans, length, asks)) => {
                let (dated, more) = match dated_behind(&self.rest()[length..]) {
                    Some(found) => found,
                    None => (self.dated_before().unwrap_or(Dated::Programme), 0),
                };
                let mut first = true;
                for span in spans {
                    if !first {
                        self.pieces.push(Piece::Or);
                    }
                    let (node, shown) = dated.condition(span);
                    let asks = asks || dated != Dated::Programme;
                    let about = match dated {
                        Dated::Programme | Dated::Issued => About::Time,
                        Dated::Due | Dated::Founded => About::Table,
                    };
                    let is = Is { about, node, shown, asks };
                    self.take(Piece::Is(is), if first { length + more } else { 0 });
                    first = false;
                }
                true
            }
        }
    }

    /// 成立超过20年, 注册不到三年: how long ago the enterprise was founded.
    fn age(&mut self) -> bool {
        let rest = self.rest();
        let Some(found) = age::at(rest, self.today) else { return false };
        let piece = match found.founded {
            Some((low, high)) => {
                let (node, shown) = founded(low, high);
                Piece::Is(Is { about: About::Table, node, shown, asks: true })
            }
            None => Piece::Wrong(
                format!("“{}”没有说清成立了多少年", &rest[..found.length]),
                "请写出年数，例如 成立10年以上的企业、成立不到5年的企业".to_owned(),
            ),
        };
        self.take(piece, found.length);
        true
    }

    /// What a span is the date of by the words before it (成立于), which are taken away.
    fn dated_before(&mut self) -> Option<Dated> {
        if !self.pending.is_empty() {
            let (dated, before) = dated_by(&self.pending)?;
            self.pending = before.to_owned();
            return Some(dated);
        }
        let at = self.pieces.iter().rposition(|piece| !matches!(piece, Piece::Filler(_)))?;
        let Some(Piece::Text(text)) = self.pieces.get(at) else { return None };
        let (dated, before) = dated_by(text)?;
        let before = before.to_owned();
        self.pieces.truncate(at);
        if !before.is_empty() {
            self.pieces.push(Piece::Text(before));
        }
        Some(dated)
    }

    /// A figure compared with a number. The name stands before it, or behind, or is that of
    /// the comparison before.
    fn comparison(&mut self) -> bool {
        let rest = self.rest();
        if let Some(found) = compare::at(rest) {
            return self.compared(found);
        }
        // 至少投资5000万元: the name stands between the word and the number.
        let Some((operator, length)) = compare::before_name(rest) else { return false };
        let behind = &rest[length..];
        for (at, _) in behind.char_indices().take(NAME).skip(2) {
            let Some(found) = compare::with(operator, &behind[at..]) else { continue };
            let name = &behind[..at];
            if !figures::may_be(name) {
                return false;
            }
            let name = normal(name);
            let total = length + at + found.length;
            return self.add_figure(&name, found.says, total);
        }
        false
    }

    fn compared(&mut self, found: compare::Comparison) -> bool {
        let pending = self.pending.trim_end_matches(TRAILING).to_owned();
        let (before, name) = split_name(&pending);
        let ending = found.ending;
        if pending.is_empty()
            && let Some(name) = self.name_before()
        {
            self.pending = name;
            return self.compared(found);
        }
        let named = |name: &str| match ending {
            Some(ending) if !name.ends_with("提升") && !name.ends_with("降低") => {
                figures::may_be(name) || figures::may_be(&format!("{name}{ending}"))
            }
            _ => figures::may_be(name),
        };
        if !name.is_empty() && named(name) {
            let name = normal(name);
            let before = before.to_owned();
            self.pending = before;
            let others =
                if self.pending.is_empty() { self.names_before(&name) } else { Vec::new() };
            for (other, joint) in others {
                self.add_figure(&other, found.says.clone(), 0);
                self.pieces.push(joint);
            }
            return self.add_figure(&name, found.says, found.length);
        }
        // 超过5000万元的投资, 30%以上的效率提升.
        let behind = &self.rest()[found.length..];
        let skipped = behind.strip_prefix('的').map_or(0, |_| '的'.len_utf8());
        if pending.is_empty() && !found.weak {
            let ends = behind[skipped..].char_indices().skip(2).take(NAME).map(|(at, _)| at);
            let ends = ends.chain([behind.len() - skipped]);
            let longest = ends
                .filter(|end| {
                    let name = &behind[skipped..skipped + end];
                    let plain = !name.contains(['的', '且', '并', ' ', '，']);
                    plain && name.chars().count() <= NAME && figures::may_be(name)
                })
                .max();
            if let Some(end) = longest {
                let name = normal(&behind[skipped..skipped + end]);
                let length = found.length + skipped + end;
                return self.add_figure(&name, found.says, length);
            }
        }
        // 1000万元以上5000万元以下, 超过20%但不到30%: the figure before.
        let last = self.pieces.iter().rev().find(|piece| {
            !matches!(piece, Piece::And | Piece::Both(_) | Piece::Filler(_) | Piece::Or)
        });
        if pending.is_empty()
            && !found.weak
            && let Some(Piece::Is(Is { node, .. })) = last
            && let Some(name) = figure_of(node).map(str::to_owned)
        {
            return self.add_figure(&name, found.says, found.length);
        }
        if found.weak {
            return false;
        }
        if let Says::Range(range, ..) = &found.says
            && matches!(range.measure, Measure::Money | Measure::Counted)
            && pending.is_empty()
        {
            return self.add_figure("投资", found.says, found.length);
        }
        let said = self.rest()[..found.length].to_owned();
        let note = format!("“{said}”没有说是哪一项指标，已按文字查找");
        self.pieces.push(Piece::Note(note));
        self.pending.push_str(&said);
        self.at += found.length;
        true
    }

    /// The name of a figure that stands before 都 or 均, which is taken away.
    fn name_before(&mut self) -> Option<String> {
        let at = self.pieces.iter().rposition(
            |piece| !matches!(piece, Piece::Both(word) if matches!(word.as_str(), "都" | "均" | "也")),
        )?;
        let Some(Piece::Text(text)) = self.pieces.get(at) else { return None };
        let (_, name) = split_name(text);
        if at + 1 == self.pieces.len() || name.is_empty() || !figures::may_be(name) {
            return None;
        }
        let text = text.clone();
        self.pieces.truncate(at);
        Some(text)
    }

    /// 联网率和数控化率: the names joined to one, of which the same is said, in their order,
    /// each with what joins it to the next; they are taken away.
    fn names_before(&mut self, last: &str) -> Vec<(String, Piece)> {
        let alike = |name: &str| {
            (figures::is_known(name) && figures::is_known(last))
                || (figures::may_be(name) && name.chars().next_back() == last.chars().next_back())
        };
        let mut names = Vec::new();
        while let [.., Piece::Text(text), joint @ (Piece::And | Piece::Or)] = self.pieces.as_slice()
        {
            let (before, name) = split_name(text);
            if name.is_empty() || !alike(name) {
                break;
            }
            let (before, name, joint) = (before.to_owned(), normal(name), joint.clone());
            self.pieces.truncate(self.pieces.len() - 2);
            names.push((name, joint));
            if !before.trim().is_empty() {
                self.pieces.push(Piece::Text(before));
                break;
            }
        }
        names.reverse();
        names
    }

    fn add_figure(&mut self, name: &str, says: Says, length: usize) -> bool {
        match says {
            Says::Range(range, shown, denied) => {
                let node = Node::Figure(name.to_owned(), range);
                let shown = format!("{name}{shown}");
                let (node, shown) = if denied {
                    (Node::Not(Box::new(node)), format!("-{shown}"))
                } else {
                    (node, shown)
                };
                // 效率提升30% may stand in any text.
                let asks = !shown.contains('=') || shown.contains(['<', '>', '-']);
                let is = Is { about: About::Figure, node, shown, asks };
                self.take(Piece::Is(is), length);
            }
            Says::Roughly => {
                let said = self.rest()[..length].to_owned();
                let wrong = Piece::Wrong(
                    format!("“{name}{said}”是约数，没有说清范围"),
                    format!("请写出范围，例如 {name}:4500..5500万元 或 {name}:25..35%"),
                );
                self.take(wrong, length);
            }
        }
        true
    }

    /// A condition that is written as it stands.
    fn condition(&self, alone: bool, begins: bool) -> Option<(Is, usize)> {
        let rest = self.rest();
        if let Some(found) = self.field_value(alone) {
            return Some(found);
        }
        if let Some((folded, name)) =
            SCENARIOS.iter().find(|(folded, _)| rest.starts_with(folded.as_str()))
        {
            let is = is(Field::Scenario, &[*name]);
            let more = rest[folded.len()..].starts_with("场景");
            return Some((is, folded.len() + if more { "场景".len() } else { 0 }));
        }
        if begins && let Some(found) = RATING.captures(rest) {
            let written = found.get(1).map_or("", |written| written.as_str());
            let sign = rest[written.len()..].chars().next().filter(|c| matches!(c, '+' | '-'));
            let value: String = written.to_uppercase().chars().chain(sign).collect();
            let length = found.get(0).map_or(0, |found| found.end());
            return Some((is(Field::CreditRating, &[&value]), length));
        }
        let value = VALUES.iter().find(|(written, _, _)| rest.starts_with(written));
        // 国企 in 中国企业 is none.
        if let Some((written, field, values)) = value.filter(|_| begins) {
            return Some((is(*field, values), written.len()));
        }
        for (names, endings, field) in
            [(SECTORS, OF_SECTORS, Field::Sector), (STAGES.as_slice(), OF_STAGES, Field::Stage)]
        {
            for name in names.iter().filter(|name| rest.starts_with(**name)) {
                let ending = endings.iter().find(|end| rest[name.len()..].starts_with(**end));
                // 装备制造和电子信息行业: the word behind the last says it of all.
                let behind = &rest[name.len()..];
                let more = AND.iter().chain(OR).find_map(|word| behind.strip_prefix(word));
                if more.is_some_and(|more| names.iter().any(|other| more.starts_with(other))) {
                    return Some((is(field, &[*name]), name.len()));
                }
                if let Some(ending) = ending {
                    return Some((is(field, &[*name]), name.len() + ending.len()));
                }
            }
        }
        if alone { self.region() } else { None }
    }

    /// A province, city or county of the register.
    fn region(&self) -> Option<(Is, usize)> {
        let rest = self.rest();
        for length in (2..=14).rev() {
            let Some((end, c)) = rest.char_indices().nth(length - 1) else { continue };
            let end = end + c.len_utf8();
            let name = &rest[..end];
            if name.contains(|c: char| !c.is_alphanumeric()) {
                continue;
            }
            let codes = division::named(name);
            let behind = &rest[end..];
            // 新建 and 东方 are counties, too: a short name of a county is none here.
            let county = codes.iter().all(|code| code.len() == 6)
                && !name.ends_with(['区', '县', '市', '旗']);
            if codes.is_empty() || county || OF_PLACES.iter().any(|of| behind.starts_with(of)) {
                continue;
            }
            let more = AFTER_PLACE.find(behind).map_or(0, |found| found.end());
            return Some((is(Field::Region, &[name]), end + more));
        }
        // 西北地区, 东北三省; 华东 alone may begin a name (华东重工).
        let name = region::at_start(rest)?;
        let behind = &rest[name.len()..];
        let more = AFTER_PLACE.find(behind).map_or(0, |found| found.end());
        let closed = more > 0 || behind.is_empty() || behind.starts_with(CLOSING);
        closed.then(|| (is(Field::Region, &[name]), name.len() + more))
    }

    /// `供应商为华信的`, `企业名称包含重工`, `有专利`.
    fn field_value(&self, alone: bool) -> Option<(Is, usize)> {
        let rest = self.rest();
        if alone && let Some(behind) = rest.strip_prefix('有') {
            return has(behind).map(|(is, length)| (is, length + '有'.len_utf8()));
        }
        let name = ASKED.iter().find(|name| rest.starts_with(**name))?;
        let behind = &rest[name.len()..];
        let denied = behind.starts_with('不');
        let behind = behind.strip_prefix('不').unwrap_or(behind);
        let verb = ["为", "是", "叫", "包含", "包括", "含有", "含"]
            .iter()
            .find(|v| behind.starts_with(**v))?;
        let value = &behind[verb.len()..];
        let end = value.find(['的', ' ', '，', ',', '且', '并', '?', '？']).unwrap_or(value.len());
        let text = &value[..end];
        let field = Field::named(name)?;
        if text.is_empty() || super::compare::at(text).is_some() {
            return None;
        }
        let mut found = is(
            field,
            &text.split(['、', '和', '或', '与']).filter(|v| !v.is_empty()).collect::<Vec<_>>(),
        );
        found.asks = true;
        if denied {
            found.node = Node::Not(Box::new(found.node));
            found.shown = format!("-{}", found.shown);
        }
        Some((found, rest.len() - value.len() + end))
    }

    /// Whether the name of a table here would be what is had or lacked: 没有标准, and behind
    /// it 和专利.
    fn expects_table(&self) -> bool {
        match self.pieces.as_slice() {
            [.., Piece::Not(..)] => true,
            [.., Piece::Is(is), Piece::And | Piece::Or] => matches!(is.node, Node::Has(_)),
            _ => false,
        }
    }

    /// What joins, denies or asks.
    fn joint(&self, alone: bool, begins: bool) -> Option<(Piece, usize)> {
        let rest = self.rest();
        let starts = |words: &[&str]| -> Option<usize> {
            words.iter().find(|word| rest.starts_with(**word)).map(|word| word.len())
        };
        if begins && let Some(found) = ASKING.find(rest) {
            let each = Piece::Note(EACH.to_owned());
            if rest.starts_with(['各', '分']) && !self.pieces.contains(&each) {
                return Some((each, 0));
            }
            return Some((Piece::Asks, found.end()));
        }
        if let Some(length) = starts(EXCEPT) {
            return Some((Piece::Except(rest[..length].to_owned()), length));
        }
        // 除湖北省外: 外 alone closes what 除 has opened.
        let opened = self.pieces.iter().any(|piece| matches!(piece, Piece::Not(true, _)));
        if opened && alone && rest.starts_with('外') {
            return Some((Piece::Except("外".to_owned()), '外'.len_utf8()));
        }
        if begins && let Some(found) = ORDER.find(rest) {
            let said = rest[..found.end()].trim_end_matches('的').to_owned();
            let note = format!("“{said}”是排序，不是条件；请用 --sort 指标（升序 --sort -指标）");
            return Some((Piece::Note(note), found.end()));
        }
        if let Some(length) = starts(NEGATING).filter(|_| begins) {
            let word = rest[..length].to_owned();
            return Some((Piece::Not(OPENS_EXCEPTION.contains(&word.as_str()), word), length));
        }
        if let Some(length) = starts(NEGATING_A_CONDITION).filter(|_| begins) {
            let word = rest[..length].to_owned();
            let inside = Cutter {
                text: self.text,
                today: self.today,
                starts: HashSet::new(),
                at: self.at + length,
                pending: String::new(),
                pieces: Vec::new(),
            };
            let is_time = || {
                matches!(time::at(inside.rest(), self.today / 10_000, true), Some(Told::Spans(..)))
            };
            let is_condition = || inside.condition(true, true).is_some() || is_time();
            if is_condition() || (word == "无" && has(inside.rest()).is_some()) {
                return Some((Piece::Not(OPENS_EXCEPTION.contains(&word.as_str()), word), length));
            }
        }
        if alone
            && self.expects_table()
            && let Some((is, length)) = has(rest)
        {
            return Some((Piece::Is(is), length));
        }
        if !begins {
            return None;
        }
        for (n, words) in [OR, AND, BOTH].into_iter().enumerate() {
            // 和 in 和平 joins nothing.
            let whole = |word: &&&str| {
                rest.starts_with(**word) && (alone || self.starts.contains(&(self.at + word.len())))
            };
            if let Some(word) = words.iter().find(whole) {
                let piece = match n {
                    0 => Piece::Or,
                    1 => Piece::And,
                    _ => Piece::Both((*word).to_owned()),
                };
                return Some((piece, word.len()));
            }
        }
        if let Some(word) = self.word_here().filter(|word| DENYING.contains(word)) {
            let behind: String = rest[word.len()..].chars().take(6).collect();
            let note = format!("“{word}{behind}”中的“{word}”按文字查找；要排除，请写 -{behind}");
            // Only said: the word stays in the text.
            if !behind.is_empty() && !self.pieces.contains(&Piece::Note(note.clone())) {
                return Some((Piece::Note(note), 0));
            }
        }
        None
    }
}

/// What is said where the count of each is asked for.
const EACH: &str = "要看各自的数量，请用分面，例如 --facet 地区、--facet 行业";

/// What may follow the name of a place or a table.
const CLOSING: &[char] = &[
    '的', '和', '或', '与', '及', '、', '，', ',', ' ', '且', '?', '吗', '也', '又', '还', '但',
    '并',
];

/// The longest name of a figure in a question.
const NAME: usize = 14;

/// What may stand between a figure's name and its comparison.
const TRAILING: &[char] = &['了', '均', '都', '已', '要', '应', '需', '在', '约', '能', '可', ' '];

/// The name of a figure at the end of a text, and what stands before it.
fn split_name(text: &str) -> (&str, &str) {
    let cut = text.rfind(['的', '且', '并', '，', '、', '中', '其', ' ']);
    let from = cut.map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    let (before, name) = text.split_at(from);
    // What the forms know stands behind other words: 数字化车间总投资.
    let count = name.chars().count();
    if count > NAME {
        let known =
            name.char_indices().map(|(at, _)| at).find(|at| figures::is_known(&name[*at..]));
        return known.map_or((text, ""), |at| text.split_at(from + at));
    }
    (before.trim_end_matches(['，', '、', ' ']), name)
}

/// 提高 is 提升 in the forms.
fn normal(name: &str) -> String {
    name.strip_suffix("提高").map_or_else(|| name.to_owned(), |stem| format!("{stem}提升"))
}

fn figure_of(node: &Node) -> Option<&str> {
    match node {
        Node::Figure(name, _) => Some(name),
        Node::Not(inner) => figure_of(inner),
        _ => None,
    }
}

/// A field with one of some values.
fn is(field: Field, values: &[&str]) -> Is {
    let mut nodes: Vec<Node> =
        values.iter().map(|value| Node::Field(field, (*value).to_owned())).collect();
    let node = match nodes.len() {
        1 => nodes.remove(0),
        _ => Node::Or(nodes),
    };
    let shown = format!("{}:{}", field.name(), values.join(","));
    Is { about: About::of(field), node, shown, asks: false }
}

/// A table of the record by its name, right before the end of what is said of it.
fn has(text: &str) -> Option<(Is, usize)> {
    let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]).skip(2).take(6);
    let ends: Vec<usize> = ends.collect();
    let name = ends.iter().rev().map(|end| &text[..*end]).find(|name| {
        let behind = &text[name.len()..];
        let closed = behind.is_empty() || behind.starts_with(CLOSING);
        closed && tables::table(name).is_some()
    })?;
    let node = Node::Has(name.to_owned());
    Some((Is { about: About::Table, node, shown: format!("有:{name}"), asks: true }, name.len()))
}

/// Fields whose values a question may name.
const ASKED: &[&str] = &[
    "企业名称",
    "项目名称",
    "供应商",
    "推荐单位",
    "企业性质",
    "企业规模",
    "信用等级",
    "联系人",
    "行业",
    "领域",
    "环节",
    "场景",
    "级别",
    "标题",
];

/// Names of the scenarios of all catalogues, folded, the longest first.
static SCENARIOS: LazyLock<Vec<(String, &'static str)>> = LazyLock::new(|| {
    let catalogues = scenarios::catalogues().iter();
    let names = catalogues.flat_map(|c| c.scenarios().map(|found| found.name));
    let mut names: Vec<(String, &str)> =
        names.map(|name| (fold(name, Spaces::Join).text, name)).collect();
    names.sort_by_key(|(folded, _)| std::cmp::Reverse(folded.len()));
    names.dedup();
    names
});

/// Names of the stages of all catalogues.
static STAGES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let stages = scenarios::catalogues().iter().flat_map(|c| &c.stages);
    stages.map(|stage| stage.name.as_str()).collect()
});

/// What a span of time dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dated {
    /// The programme's year, or the date.
    Programme,
    /// The date of the paper.
    Issued,
    /// A deadline.
    Due,
    /// The foundation of the enterprise.
    Founded,
}

/// Words that say what is dated.
const DATING: &[(Dated, &[&str])] = &[
    (Dated::Issued, &["印发", "发布", "下发", "公布", "发文", "成文", "签发"]),
    (Dated::Due, &["截止", "到期", "报送截止", "截止申报", "截止报送"]),
    (Dated::Founded, &["成立", "注册", "创立", "创办", "设立"]),
];

/// What is dated by a span, by the words behind it, and their bytes.
fn dated_behind(behind: &str) -> Option<(Dated, usize)> {
    let own = behind.trim_start_matches(['里', '内', '间', '才', '前']);
    DATING.iter().find_map(|(dated, words)| {
        let word = words.iter().find(|word| own.starts_with(**word))?;
        Some((*dated, behind.len() - own.len() + word.len()))
    })
}

/// What is dated by the words at the end of a text (成立于), and the text without them.
fn dated_by(text: &str) -> Option<(Dated, &str)> {
    let stem = text.trim_end_matches(['于', '在', '为', '时', '间', '日', '期']);
    DATING.iter().find_map(|(dated, words)| {
        words.iter().find_map(|word| stem.strip_suffix(word)).map(|before| (*dated, before))
    })
}

impl Dated {
    fn condition(self, span: Span) -> (Node, String) {
        let (low, high) = span.days();
        match self {
            Self::Programme => span.node(),
            Self::Issued => Span::Days(low, high).node(),
            Self::Due => {
                let limits = vec![(tables::DATE.to_owned(), Limit::Days(low, high))];
                let group = Group { table: Some("deadlines"), limits, ..Group::default() };
                let node = Node::Group(group);
                let shown = crate::search::query::shown(&node);
                (node, shown)
            }
            Self::Founded => founded(low, high),
        }
    }
}

/// The enterprise was founded between two days.
fn founded(low: u64, high: u64) -> (Node, String) {
    let fields = fields::leaves_named("成立时间");
    let field = fields.into_iter().next().unwrap_or(Field::Title);
    let node = Node::Day(field, low, high);
    let shown = crate::search::query::shown(&node);
    (node, shown)
}
