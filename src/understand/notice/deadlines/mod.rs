//! Deadlines: what must be done, by whom, on which day and at what hour.

mod days;
#[cfg(test)]
mod tests;
mod what;
mod who;

pub use days::in_cell;

use super::quotas::only_track;
use super::sentences::{Sentence, split, without_number};
use days::{PATTERNS, date_of, time_of};
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
}

/// When the notice was issued: what a date leaves out is taken from here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Issued {
    pub year: Option<u32>,
    pub month: Option<u32>,
}

/// What somebody must do within a stretch of days.
const ASKED: &[&str] = &[
    "申报", "填报", "登录", "提交", "报送", "上传", "报名", "推荐", "审核", "初审", "上报", "反馈",
    "注册",
];

/// Characters of a heading that opens a paragraph.
const HEADING: usize = 24;

/// Finds the deadlines; `issued` stands in where no year or month is written.
pub fn find(sentences: &[Sentence], issued: Issued) -> Vec<Deadline> {
    let mut out: Vec<Deadline> = Vec::new();
    for sentence in sentences {
        let mut taken: Vec<std::ops::Range<usize>> = Vec::new();
        let mut here: Vec<(usize, Deadline)> = Vec::new();
        let heading = heading_of(sentences, sentence);
        for found in PATTERNS.iter().flat_map(|r| r.captures_iter(&sentence.text)) {
            let Some(whole) = found.get(0) else { continue };
            if taken.iter().any(|r| r.start < whole.end() && whole.start() < r.end) {
                continue;
            }
            // What takes place on those days is no deadline.
            let asked = |text: &str| ASKED.iter().any(|word| text.contains(word));
            let rest = split(&sentence.text[whole.end()..], &[',', '。', ';']);
            if found.name("stretch").is_some() && !rest.first().is_some_and(|rest| asked(rest)) {
                continue;
            }
            taken.push(whole.range());
            let Some(date) = date_of(&found, whole.as_str(), issued) else { continue };
            let acted = found.name("act").map(|act| act.as_str().to_owned());
            let moved = found.name("moved").is_some();
            let behind = behind(&sentence.text, whole.end()).filter(|_| !moved);
            let shown = acted.as_deref().is_some_and(|act| ["公示", "征求意见"].contains(&act));
            let who = for_whom(&sentence.text[..whole.start()]).filter(|_| !shown);
            let who = who.or_else(|| behind.as_deref().and_then(actor));
            let before = || before(&sentence.text[..whole.start()]);
            let deadline = Deadline {
                date,
                time: time_of(&found),
                what: behind
                    .or(acted)
                    .or_else(|| found.name("shut").map(|word| word.as_str().to_owned()))
                    .or_else(before),
                for_whom: who,
                track: only_track(heading).or_else(|| only_track(&sentence.text[..whole.start()])),
                text: without_number(&sentence.text).to_owned(),
                written: whole.as_str().to_owned(),
                line: sentence.line,
                year_written: found.name("y").is_some(),
            };
            here.push((whole.start(), deadline));
        }
        here.sort_by_key(|(at, _)| *at);
        for (_, deadline) in here {
            if !out.iter().any(|d| {
                d.date == deadline.date && d.text == deadline.text && d.what == deadline.what
            }) {
                out.push(deadline);
            }
        }
    }
    out
}

/// The words that open the line of a sentence: (二)先进级智能工厂。
fn heading_of<'a>(sentences: &'a [Sentence], sentence: &Sentence) -> &'a str {
    let first = sentences.iter().find(|s| s.line == sentence.line);
    first.map(|s| s.text.as_str()).filter(|t| t.chars().count() <= HEADING).unwrap_or_default()
}
