//! Deadlines: what must be done, by whom, on which day and at what hour.

mod days;
#[cfg(test)]
mod tests;
mod what;
mod who;

pub use days::in_cell;

use super::quotas::only_track;
use super::sentences::{Sentence, split, without_number};
use crate::lexicon;
use crate::understand::passages::Passage;
use days::{SHARED, date_of, is_condition, names_a_day, stated, time_of};
use what::{before, behind};
use who::{actor, for_whom};

/// One deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// ISO date; `None` where it comes again every year or month.
    pub date: Option<String>,
    /// `24:00`, where an hour is written.
    pub time: Option<String>,
    /// What must be done, in the notice's words.
    pub what: Option<String>,
    /// Who must do it, in the notice's words.
    pub for_whom: Option<String>,
    /// Which track it is for, where the text names one.
    pub track: Option<String>,
    /// The whole sentence, without the number of its paragraph.
    pub text: String,
    /// The date, as the sentence writes it.
    pub written: String,
    /// Line it stands on.
    pub line: usize,
    /// Whether the year is written there and not taken from the notice.
    pub year_written: bool,
    /// Which rule took it.
    pub rule: &'static str,
}

impl Deadline {
    /// Whether it is counted from an event, whose day the notice does not say.
    pub fn is_after_event(&self) -> bool {
        self.rule == "days-after-an-event" && !self.written.contains('每')
    }
}

/// What a text gave.
#[derive(Debug, Default)]
pub struct Found {
    /// The deadlines.
    pub deadlines: Vec<Deadline>,
    /// Sentences that name a day and ask for something to be handed in, and that no rule took.
    pub untaken: Vec<Sentence>,
}

/// When the notice was issued: what a date leaves out is taken from here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Issued {
    pub year: Option<u32>,
    pub month: Option<u32>,
    pub day: Option<u32>,
    /// The latest year of a number that the notice cites.
    pub cited: Option<u32>,
}

impl Issued {
    /// Whether a day was over when the notice was issued: it can be no deadline.
    fn is_after(self, date: &str) -> bool {
        let (Some(year), Some(month), Some(day)) = (self.year, self.month, self.day) else {
            return false;
        };
        super::date::iso(year, month, Some(day))
            .is_some_and(|own| own.get(..date.len()).is_some_and(|own| date < own))
    }
}

/// Characters of a heading that opens a paragraph.
const HEADING: usize = 24;

/// Whether a line with a day is no sentence but a row of a table that lost its lines:
/// the day alone, or several words and the day behind them.
pub fn is_row(line: &Passage, written: &str) -> bool {
    let before = line.bare.strip_suffix(written);
    let dated = |word: &&str| word.chars().all(|c| c.is_ascii_digit() || "年月日前底".contains(c));
    let words = line.text.split_whitespace().filter(|word| !dated(word)).count();
    let spoken = |text: &str| text.contains([',', '。', ';', ':']);
    let cells = |text: &str| !spoken(text) && words >= 2 && text.chars().count() <= ROW;
    line.row.is_none() && before.is_some_and(|text| text.is_empty() || cells(text))
}

/// Characters of the row of a table.
const ROW: usize = 60;

/// Finds the deadlines; `issued` stands in where no year or month is written.
pub fn find(sentences: &[Sentence], issued: Issued) -> Found {
    let mut out = Found::default();
    for (number, sentence) in sentences.iter().enumerate() {
        let above = number.checked_sub(1).and_then(|n| sentences.get(n));
        let Some(here) = in_sentence(sentences, sentence, above, issued) else {
            out.untaken.extend(asks(&sentence.text).then(|| sentence.clone()));
            continue;
        };
        for deadline in here {
            let same = |d: &Deadline| {
                d.date == deadline.date && d.text == deadline.text && d.what == deadline.what
            };
            if !out.deadlines.iter().any(same) {
                out.deadlines.push(deadline);
            }
        }
    }
    out
}

/// Whether a sentence names a day and asks for something to be handed in.
fn asks(text: &str) -> bool {
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let asked = says(lexicon::ACT_HANDED_IN) && says(lexicon::ACT_TOLD);
    // 第一批截至4月底: an end of something, said in words of its own.
    let ends = says(lexicon::ACT_CLOSING)
        && (says(lexicon::ACT_ASKED) || says(lexicon::ACT_STEPS))
        && !says(lexicon::ACT_COUNTED);
    (asked || ends) && names_a_day(text)
}

/// The deadlines of a sentence, in their order; `None` where no rule took anything in it.
fn in_sentence(
    sentences: &[Sentence],
    sentence: &Sentence,
    above: Option<&Sentence>,
    issued: Issued,
) -> Option<Vec<Deadline>> {
    let text = sentence.text.as_str();
    let (mut seen, mut lost) = (false, false);
    let heading = heading_of(sentences, sentence);
    let mut taken: Vec<std::ops::Range<usize>> = Vec::new();
    let mut here: Vec<(usize, Deadline)> = Vec::new();
    let found = stated().flat_map(|(rule, r)| r.captures_iter(text).map(move |f| (rule, f)));
    for (rule, found) in found {
        let Some(whole) = found.get(0) else { continue };
        // A verb that follows is no part of the day.
        let whole = whole.start()..found.name("then").map_or(whole.end(), |then| then.start());
        if taken.iter().any(|r| r.start < whole.end && whole.start < r.end) {
            continue;
        }
        let rest = &text[whole.end..];
        let own_heading = above.and_then(|above| over_days(&above.text, text, whole.clone()));
        if !is_asked(&found, &text[..whole.start], rest) && own_heading.is_none() {
            // Days after an event are a time until when, whatever is done in them.
            seen |= found.name("within").is_none();
            continue;
        }
        seen = true;
        taken.push(whole.clone());
        if is_condition(rest) {
            continue;
        }
        let (start, shared) = shared(text, whole.start);
        let Some(date) = date_of(&found, &text[start..whole.end], issued) else {
            // Of which year it is cannot be told.
            lost = true;
            continue;
        };
        let acted = found.name("act").or_else(|| found.name("named")).map(|act| act.as_str());
        let label = found.name("label").map(|label| without_time(label.as_str()));
        let moved = found.name("moved").is_some();
        // 申报截止日期为4月15日,我局将组织评审: told is what ends, not what comes then.
        let closes = found.name("closes").is_some() && rest.starts_with(',');
        let behind = behind(text, whole.end).filter(|_| !moved && !closes);
        let shown = acted
            .or(label)
            .is_some_and(|act| ["公示", "征求意见"].iter().any(|word| act.contains(word)));
        let who = for_whom(&text[..start]).filter(|_| !shown);
        let who = who.or_else(|| behind.as_deref().and_then(actor));
        let what = behind
            .or_else(|| label.or(acted).map(str::to_owned))
            .or_else(|| found.name("shut").map(|word| word.as_str().to_owned()))
            .or_else(|| over_batches(text, &text[..start]))
            .or_else(|| {
                before(&text[..start]).map(|what| match moved {
                    true => without_time(without_time(&what)).to_owned(),
                    false => what,
                })
            })
            .or(own_heading)
            // 企业申报(即日起至…): the bracket holds the day.
            .map(|what| what.trim_end_matches(['(', ':', ',']).to_owned())
            .filter(|what| !what.is_empty());
        let deadline = Deadline {
            date,
            time: time_of(&found),
            what,
            for_whom: who,
            track: only_track(heading).or_else(|| only_track(&text[..whole.start])),
            text: without_number(text).to_owned(),
            written: text[whole.clone()].to_owned(),
            line: sentence.line,
            year_written: found.name("y").is_some(),
            rule: rule.name,
        };
        for (at, written, found) in shared {
            let Some(date) = date_of(&found, &text[start..at + written.len()], issued) else {
                continue;
            };
            let time = time_of(&found).or_else(|| deadline.time.clone());
            let year_written = found.name("y").is_some();
            let written = written.to_owned();
            let same = deadline.clone();
            here.push((at, Deadline { date, time, written, year_written, ..same }));
        }
        here.push((whole.start, deadline));
    }
    here.sort_by_key(|(at, _)| *at);
    // 要求8月15日前完成,现延至8月31日: the day before holds no more.
    if let Some(moved) = here.iter().position(|(_, deadline)| deadline.rule == PUT_OFF) {
        let before: Vec<(usize, Deadline)> = here.drain(..moved).collect();
        if let (Some((_, old)), Some((_, new))) = (before.last(), here.first_mut()) {
            new.what = new.what.take().or_else(|| old.what.clone());
        }
    }
    let over = |d: &Deadline| d.date.as_deref().is_some_and(|date| issued.is_after(date));
    let taken_none = here.is_empty();
    let here = here.into_iter().map(|(_, deadline)| deadline);
    (seen && !(lost && taken_none)).then(|| here.filter(|d| !over(d)).collect())
}

/// Whether something must be done at the time found: what takes place on those days, or
/// took place on that day, is no deadline.
fn is_asked(found: &regex::Captures<'_>, before: &str, rest: &str) -> bool {
    let asked = |text: &str| lexicon::ACT_ASKED.iter().any(|word| text.contains(word));
    let clauses = split(rest, &[',', '。', ';']);
    let first = clauses.first().map(String::as_str).unwrap_or_default();
    if let Some(label) = found.name("label") {
        return asked(label.as_str())
            || lexicon::ACT_STEPS.iter().any(|word| label.as_str().contains(word));
    }
    if found.name("stretch").is_some() {
        return asked(first);
    }
    if found.name("within").is_some() {
        let done = lexicon::ACT_RAISED.iter().chain(lexicon::ACT_HANDED_IN);
        return asked(rest) || done.into_iter().any(|word| rest.contains(word));
    }
    // 预计10月中旬结束: what is expected is not asked.
    if ["预计", "预计在", "预计于"].iter().any(|word| before.ends_with(word)) {
        return false;
    }
    if found.name("on").is_some() {
        let own = split(before, &[',']);
        let told = own.last().is_some_and(|clause| {
            ["请", "须", "应", "需", "各", "务必"].iter().any(|word| clause.contains(word))
        });
        let acts = [
            "将", "把", "向", "登录", "完成", "提交", "报送", "上报", "收集", "汇总", "填报",
            "反馈", "发送", "统一", "上传",
        ];
        return told && acts.iter().any(|word| first.starts_with(word)) && asked(rest);
    }
    true
}

/// The days written before the one at `end` that share its end, and where the first begins.
fn shared(text: &str, end: usize) -> (usize, Vec<(usize, &str, regex::Captures<'_>)>) {
    let mut start = end;
    let mut out = Vec::new();
    while let Some((whole, found)) = SHARED.regexes().iter().find_map(|r| {
        let found = r.captures(&text[..start])?;
        Some((found.get(0)?, found))
    }) {
        start = whole.start();
        out.push((start, whole.as_str().trim_end_matches(['、', '和', '及', '与']), found));
    }
    (start, out)
}

/// The heading above a line that begins with a time: 申报时间 over 3月10日—4月10日.
fn over_days(above: &str, text: &str, found: std::ops::Range<usize>) -> Option<String> {
    let rest = &text[found.end..];
    let first = text.len() - without_number(text).len();
    // 申报时间:第一批3月1日—3月31日;第二批9月1日—9月30日: of the same heading.
    let lead = text.get(first..found.start).unwrap_or_default();
    let batch = lead.starts_with('第') && lead.ends_with('批') && lead.chars().count() <= 5;
    let alone = (found.start <= first || batch) && (rest.is_empty() || rest.starts_with(','));
    let above = without_number(above);
    let above = above.split_once(':').filter(|_| batch).map_or(above, |(label, _)| label);
    let named = above.chars().count() <= HEADING
        && lexicon::ACT_TIMES.iter().any(|word| above.contains(word))
        && lexicon::ACT_ASKED.iter().chain(lexicon::ACT_STEPS).any(|word| above.contains(word));
    (alone && named).then(|| without_time(above).to_owned())
}

/// The rule for what was put off.
const PUT_OFF: &str = "put-off";

/// What is done until days that are those of batches: 受理时间:第一批截止7月8日,第二批截止….
fn over_batches(text: &str, before: &str) -> Option<String> {
    let (label, _) = text.split_once(':')?;
    let label = without_number(label);
    let last = split(before, &[',', ':']).pop()?;
    let batch = last.starts_with('第') && last.contains('批') || last.starts_with("首批");
    let named = label.chars().count() <= HEADING
        && lexicon::ACT_TIMES.iter().any(|word| label.ends_with(word))
        && lexicon::ACT_ASKED.iter().chain(lexicon::ACT_STEPS).any(|word| label.contains(word));
    (batch && named).then(|| without_time(label).to_owned())
}

/// A heading without the word for its time: 申报 of 申报时间.
fn without_time(heading: &str) -> &str {
    let heading = heading.trim_end_matches([':', '。']);
    let bare =
        lexicon::ACT_TIMES.iter().find_map(|word| heading.strip_suffix(word)).unwrap_or(heading);
    if bare.is_empty() { heading } else { bare }
}

/// The words that open the line of a sentence: (二)先进级智能工厂。
fn heading_of<'a>(sentences: &'a [Sentence], sentence: &Sentence) -> &'a str {
    let first = sentences.iter().find(|s| s.line == sentence.line);
    first.map(|s| s.text.as_str()).filter(|t| t.chars().count() <= HEADING).unwrap_or_default()
}
