//! Notices (通知, 函, 公告): who says what to whom, until when, resting on what.

pub mod agency;
mod allotment;
mod attachments;
mod cites;
mod contacts;
mod date;
mod deadline_tables;
mod deadlines;
mod due;
mod evidence;
pub mod graph;
mod head;
mod imprint;
pub mod learn;
mod metadata;
pub mod number;
mod past;
mod quota_lists;
mod quota_tables;
mod quotas;
mod reach;
mod recognise;
mod rules;
mod sentences;
mod signature;
mod thresholds;
mod tree;
mod unrolled;
pub mod url;

use super::draft::Draft;
use super::parts::Part;
use super::passages::{self, Passage};
use super::words::bare;
use crate::document::{Block, Document};
use crate::lexicon;
use crate::problem::{Warning, WarningCode};
use crate::record::Record;
use cites::{cites, forwarded};
use due::{deadline_tables_of, deadlines_of, issued_of};
use imprint::imprint;
use reach::{addresses, contacts_of};
use sentences::Sentence;
use serde_json::{Value, json};
use signature::{Signature, issuers, signature};
use tree::{attachment_tree, below_of};

/// A file's parts, and which of them is the notice.
#[derive(Clone, Copy)]
struct Bundle<'a> {
    document: &'a Document,
    parts: &'a [Part],
    index: usize,
}

/// Reads the notice that a part is. `tail` are the last lines of the file,
/// where the imprint (印发) of its first notice may stand.
pub fn read(document: &Document, parts: &[Part], index: usize) -> (Record, Vec<Warning>) {
    let mut warnings = Vec::new();
    let Some(part) = parts.get(index) else { return (Record::of_kind("notice"), warnings) };
    let lines = unrolled::lines(passages::of_part(document, part));
    let head = head::read(&lines);
    let mut draft = Draft::of_kind("notice");
    draft.pages(document, part.blocks.clone());
    let name = name_of(&head, part);
    // All keys of the contract stand there, a blank as null.
    for key in ["doc_number", "addressees", "issued_on", "published_on", "publisher", "category"] {
        draft.put(&format!("/{key}"), Value::Null);
    }
    if let Some((title, range)) = &head.title {
        draft.put_from("/title", title.as_str(), &lines[range.start], "");
    } else {
        let title = part.title.as_deref().filter(|title| recognise::may_be_title(title));
        draft.put("/title", title.map(str::to_owned));
        if title.is_none() {
            let message = "通知没有标题，依据主送、行文用语和落款认定为通知".to_owned();
            warnings.push(Warning::new(WarningCode::NoticeWithoutTitle, message));
        }
    }
    let own = numbers(&mut draft, &lines, &head, &name, &mut warnings);
    let (named, list) = attachments::read(&lines, head.body);
    let signature = signature(&lines, head.body, list.as_ref().map_or(head.body, |r| r.start));
    issuers(&mut draft, &lines, &head, &signature);
    if let Some((text, line)) = &head.addressees {
        draft.put_from("/addressees", text.as_str(), &lines[*line], "");
    }
    if let Some((name, line)) = &head.signer {
        draft.put_from("/signer", name.as_str(), &lines[*line], "");
    }
    dates(&mut draft, &lines, &head, &signature, &name, &mut warnings);
    for (key, names) in [
        ("publisher", &["发布机构", "文章来源", "信息来源", "来源"][..]),
        ("category", &["分类", "主题分类"]),
    ] {
        if let Some((value, line)) = head.meta(names) {
            // 来源：本网 names a site and nobody.
            let source = head.meta(&["发布机构"]).is_none() && key == "publisher";
            if source && agency::list(value).is_empty() {
                continue;
            }
            draft.put_from(&format!("/{key}"), value, &lines[line], "");
        }
    }
    let bundle = Bundle { document, parts, index };
    attachment_tree(&mut draft, bundle, &lines, &named, &name, &mut warnings);
    let unheard = contacts_of(&mut draft, bundle, &lines, head.body);
    addresses(&mut draft, document, &lines);
    let sentences = sentences::of(&lines, head.body);
    cites(&mut draft, &lines, &own);
    let issued = issued_of(&draft, part);
    let tabled = deadline_tables_of(document, part, issued);
    let sentences: Vec<_> = sentences
        .into_iter()
        .filter(|s| !tabled.iter().any(|(block, _)| lines[s.line].block == *block))
        .collect();
    let mut untaken = deadlines_of(&mut draft, &lines, &sentences, issued, &tabled);
    let days = untaken.len();
    untaken.extend(quotas_of(&mut draft, &lines, &sentences, &name));
    let numbers = untaken.len();
    let unheard = unheard.into_iter();
    untaken.extend(unheard.map(|line| Sentence { text: lines[line].bare.clone(), line }));
    for (i, sentence) in untaken.iter().enumerate() {
        let line = &lines[sentence.line];
        let words = line.as_written(&sentence.text);
        draft.put_from(&format!("/untaken/{i}"), words.as_str(), line, &words);
    }
    warnings.extend(untaken.iter().enumerate().map(|(i, sentence)| {
        let what = match i {
            i if i < days => "写了日期并要求报送",
            i if i < numbers => "写了推荐名额",
            _ => "写了联系方式",
        };
        let message = format!("《{name}》中有一句{what}，未能认得：{}", sentence.text);
        Warning::new(WarningCode::NoticeUntaken, message)
    }));
    quota_tables(&mut draft, document, parts, index);
    thresholds_of(&mut draft, &lines, &sentences);
    forwarded(&mut draft, document, parts, index);
    imprint(&mut draft, document, parts, index);
    (draft.record, warnings)
}

pub use recognise::looks_like;

/// An attachment as a notice lists it.
pub struct Listed {
    /// Its number.
    pub no: Option<u32>,
    /// The number behind the dash: 2 of 1-2.
    pub sub: Option<u32>,
    /// Its title.
    pub title: String,
}

/// The attachments that lines list.
pub fn listed(lines: &[Passage]) -> Vec<Listed> {
    let named = attachments::read(lines, 0).0.into_iter();
    named.map(|n| Listed { no: n.no, sub: n.sub, title: n.title }).collect()
}

/// Whether lines hold the signature of a notice: an agency and a date below it.
pub fn is_signed(lines: &[Passage]) -> bool {
    let dated = |line: &Passage| date::alone(&line.text).is_some();
    let below = lines
        .iter()
        .skip(1)
        .zip(lines)
        .any(|(line, above)| dated(line) && !agency::list(&above.text).is_empty());
    below
        || lines.iter().any(|line| {
            date::at_end(&line.text).is_some_and(|(office, _)| !agency::list(&office).is_empty())
        })
}

/// A day written alone, as ISO 8601.
pub fn day(text: &str) -> Option<String> {
    date::at_start(text).or_else(|| date::alone(text))
}

/// Whether a folded line is what a web page prints around a letter.
pub fn is_of_page(bare: &str) -> bool {
    evidence::page(bare).total() >= rules::NEED_PAGE
}

/// Whether a line is nothing but a date.
pub fn is_date(line: &str) -> bool {
    date::alone(line).is_some()
        || date::at_end(line).is_some_and(|(office, _)| !agency::list(&office).is_empty())
}

fn name_of(head: &head::Head, part: &Part) -> String {
    let own = || part.title.clone().filter(|title| recognise::may_be_title(title));
    let title = head.title.as_ref().map(|(t, _)| t.clone()).or_else(own);
    title.unwrap_or_else(|| "无标题的通知".to_owned())
}

/// 发文字号: one, or null with a warning.
fn numbers(
    draft: &mut Draft,
    lines: &[Passage],
    head: &head::Head,
    name: &str,
    warnings: &mut Vec<Warning>,
) -> Vec<String> {
    let mut found: Vec<(number::Number, usize)> = Vec::new();
    if let Some((text, line)) = head.meta(&["发文字号", "文号"])
        && let Some(number) = number::alone(text)
    {
        found.push((number, line));
    }
    for (number, line) in &head.numbers {
        if !found.iter().any(|(n, _)| n.canonical == number.canonical) {
            found.push((number.clone(), *line));
        }
    }
    match found.as_slice() {
        [(number, line)] => {
            draft.put_from("/doc_number", number.canonical.as_str(), &lines[*line], &number.raw);
        }
        [] => warnings.push(Warning::new(
            WarningCode::NoticeWithoutNumber,
            format!("《{name}》没有发文字号"),
        )),
        many => {
            let list: Vec<&str> = many.iter().map(|(n, _)| n.canonical.as_str()).collect();
            draft.put("/doc_numbers", json!(list));
            warnings.push(Warning::new(
                WarningCode::NoticeWithTwoNumbers,
                format!("《{name}》有多个发文字号（{}），未作取舍", list.join("、")),
            ));
        }
    }
    found.into_iter().map(|(n, _)| n.canonical).collect()
}

fn dates(
    draft: &mut Draft,
    lines: &[Passage],
    head: &head::Head,
    signature: &Signature,
    name: &str,
    warnings: &mut Vec<Warning>,
) {
    let issued = head
        .meta(&["成文日期", "发文日期"])
        .and_then(|(text, line)| Some((date::alone(text)?, line)))
        .or_else(|| signature.date.clone());
    match issued {
        Some((date, line)) => draft.put_from("/issued_on", date, &lines[line], &lines[line].bare),
        None => warnings
            .push(Warning::new(WarningCode::NoticeWithoutDate, format!("《{name}》没有成文日期"))),
    }
    if let Some((text, line)) = head.meta(lexicon::PAGE_PUBLISHED)
        && let Some(date) = date::alone(text).or_else(|| date::at_start(text))
    {
        draft.put_from("/published_on", date, &lines[line], text);
    }
}

/// Puts the quotas; gives the sentences that give out some and of which none was taken.
fn quotas_of(
    draft: &mut Draft,
    lines: &[Passage],
    sentences: &[Sentence],
    title: &str,
) -> Vec<Sentence> {
    let heading = |line: usize| {
        lines[..=line.min(lines.len().saturating_sub(1))]
            .iter()
            .rev()
            .filter(|l| super::title::is_enumerated(&l.text) && l.bare.chars().count() <= 40)
            // A sentence with a limit of its own is no heading of those below.
            .filter(|l| !l.bare.ends_with('。') || !l.bare.contains(|c: char| c.is_ascii_digit()))
            .find_map(|l| quotas::only_track(&l.bare))
            .or_else(|| quotas::only_track(&bare(title)))
    };
    draft.put("/quotas", json!([]));
    let found = quotas::find(sentences, heading);
    let taken = |line: usize| found.iter().any(|quota| quota.line == line);
    let untaken = sentences.iter().filter(|s| allotment::is_untaken(s, taken(s.line)));
    let untaken: Vec<Sentence> = untaken.cloned().collect();
    for (i, quota) in found.into_iter().enumerate() {
        let mut line = lines[quota.line].clone();
        if !quota.track_written {
            line.confidence = line.confidence.min(0.8);
        }
        let track = quota.track.as_ref().map(|track| line.as_written(track));
        let who = line.as_written(&quota.who);
        let mut value = json!({ "who": who, "track": track, "count": quota.count });
        if let Some(least) = quota.least {
            value["least"] = json!(least);
        }
        draft.put_from(&format!("/quotas/{i}"), value, &line, &who);
    }
    untaken
}

/// Quotas in tables of the notice itself and of the attachments that give them out.
fn quota_tables(draft: &mut Draft, document: &Document, parts: &[Part], index: usize) {
    let mut next = draft.record.get("/quotas").and_then(Value::as_array).map_or(0, Vec::len);
    for number in std::iter::once(index).chain(below_of(parts, index)) {
        let Some(part) = parts.get(number).filter(|part| !part.book) else { continue };
        let title = part.title.clone().unwrap_or_default();
        let named = lexicon::QUOTA_TABLES.iter().any(|word| bare(&title).contains(word));
        if named || number == index {
            let lines = passages::of_part(document, part);
            for (who, count, line) in quota_lists::read(&lines) {
                let value = json!({ "who": who, "track": null, "count": count });
                draft.put_from(&format!("/quotas/{next}"), value, &lines[line], &who);
                next += 1;
            }
        }
        let is_letter = number != index && super::title::is_letter(&bare(&title));
        let mut above = String::new();
        for block in (part.body..part.blocks.end).filter(|_| !is_letter) {
            match document.blocks.get(block) {
                Some(Block::Paragraph(paragraph)) if !paragraph.text.is_blank() => {
                    above.clone_from(&paragraph.text.content);
                }
                Some(Block::Table(table)) => {
                    let context =
                        if number == index { above.clone() } else { format!("{title}\n{above}") };
                    for entry in quota_tables::read(table, &context) {
                        let at = format!("/quotas/{next}");
                        next += 1;
                        let who = json!(entry.who);
                        draft.put_cell(&at, Value::Null, block, entry.cell);
                        draft.put_cell(&format!("{at}/who"), who, block, entry.who_cell);
                        draft.put(&format!("{at}/track"), entry.track.clone());
                        let count = json!(entry.count);
                        draft.put_cell(&format!("{at}/count"), count, block, entry.cell);
                    }
                }
                _ => {}
            }
        }
    }
}

fn thresholds_of(draft: &mut Draft, lines: &[Passage], sentences: &[sentences::Sentence]) {
    for (i, found) in thresholds::find(sentences).into_iter().enumerate() {
        let value = json!({
            "name": found.name, "bound": found.bound, "value": found.value, "unit": found.unit,
            "applies_to": found.applies_to, "text": found.text,
        });
        draft.put_from(&format!("/thresholds/{i}"), value, &lines[found.line], "");
    }
}
