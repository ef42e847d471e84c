//! Notices (通知, 函, 公告): who says what to whom, until when, resting on what.

pub mod agency;
mod attachments;
mod contacts;
mod date;
mod deadline_tables;
mod deadlines;
pub mod graph;
mod head;
pub mod number;
mod quota_tables;
mod quotas;
mod sentences;
mod thresholds;
pub mod url;

use super::draft::Draft;
use super::parts::Part;
use super::passages::{self, Passage};
use super::reflow;
use super::words::bare;
use crate::document::{Block, Document};
use crate::problem::Warning;
use crate::record::Record;
use regex::Regex;
use serde_json::{Value, json};
use std::sync::LazyLock;

/// A file's parts, and which of them is the notice.
#[derive(Clone, Copy)]
struct Bundle<'a> {
    document: &'a Document,
    parts: &'a [Part],
    index: usize,
}

/// The signature at the end of a notice, and what is printed below it.
#[derive(Debug, Default)]
struct Signature {
    issuers: Vec<(String, usize)>,
    date: Option<(String, usize)>,
}

/// Reads the notice that a part is. `tail` are the last lines of the file,
/// where the imprint (印发) of its first notice may stand.
pub fn read(document: &Document, parts: &[Part], index: usize) -> (Record, Vec<Warning>) {
    let mut warnings = Vec::new();
    let Some(part) = parts.get(index) else { return (Record::of_kind("notice"), warnings) };
    let lines = passages::of_part(document, part);
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
        draft.put("/title", part.title.clone());
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
    for (key, names) in
        [("publisher", &["发布机构", "信息来源", "来源"][..]), ("category", &["分类", "主题分类"])]
    {
        if let Some((value, line)) = head.meta(names) {
            draft.put_from(&format!("/{key}"), value, &lines[line], "");
        }
    }
    let bundle = Bundle { document, parts, index };
    attachment_tree(&mut draft, bundle, &lines, &named, &name, &mut warnings);
    contacts_of(&mut draft, bundle, &lines, head.body);
    addresses(&mut draft, document, &lines);
    let sentences = sentences::of(&lines, head.body);
    let issued = issued_of(&draft, part);
    let tabled = deadline_tables_of(document, part, issued);
    let sentences: Vec<_> = sentences
        .into_iter()
        .filter(|s| !tabled.iter().any(|(block, _)| lines[s.line].block == *block))
        .collect();
    deadlines_of(&mut draft, &lines, &sentences, issued, &tabled);
    quotas_of(&mut draft, &lines, &sentences, &name);
    quota_tables(&mut draft, document, parts, index);
    thresholds_of(&mut draft, &lines, &sentences);
    cites(&mut draft, &lines, &own);
    forwarded(&mut draft, document, parts, index);
    imprint(&mut draft, document, parts, index);
    (draft.record, warnings)
}

/// Whether lines without a telling title are a notice all the same: a number or
/// addressees at the head, and agencies with a date at the end.
pub fn looks_like(lines: &[Passage]) -> bool {
    let head = head::read(lines);
    let addressed = head.addressees.is_some() || !head.numbers.is_empty();
    let (_, list) = attachments::read(lines, head.body);
    let signed = signature(lines, head.body, list.map_or(head.body, |r| r.start));
    addressed && (signed.date.is_some() && !signed.issuers.is_empty() || head.title.is_some())
}

fn name_of(head: &head::Head, part: &Part) -> String {
    let title = head.title.as_ref().map(|(t, _)| t.clone()).or_else(|| part.title.clone());
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
        [] => {
            warnings.push(Warning::new("notice-without-number", format!("《{name}》没有发文字号")))
        }
        many => {
            let list: Vec<&str> = many.iter().map(|(n, _)| n.canonical.as_str()).collect();
            draft.put("/doc_numbers", json!(list));
            warnings.push(Warning::new(
                "notice-with-two-numbers",
                format!("《{name}》有多个发文字号（{}），未作取舍", list.join("、")),
            ));
        }
    }
    found.into_iter().map(|(n, _)| n.canonical).collect()
}

/// The signature: names and a date on lines of their own, whatever their order.
fn signature(lines: &[Passage], body: usize, list: usize) -> Signature {
    let dated = |i: usize| {
        date::alone(&lines[i].text).map(|d| (d, String::new())).or_else(|| {
            let (before, date) = date::at_end(&lines[i].text)?;
            let names = agency::list(&before);
            (before.is_empty() || !names.is_empty()).then_some((date, before))
        })
    };
    // The date nearest to the list of attachments, searched downwards first.
    let found = (list.max(body)..lines.len())
        .find_map(|i| dated(i).map(|d| (i, d)))
        .or_else(|| (body..list.min(lines.len())).rev().find_map(|i| dated(i).map(|d| (i, d))));
    let mut signature = Signature::default();
    let Some((at, (date, before))) = found else {
        // Names without a date still sign.
        for (index, line) in lines.iter().enumerate().skip(list.max(body)).rev() {
            let names = agency::list(&line.text);
            if names.is_empty() || line.row.is_some() {
                if signature.issuers.is_empty() { continue } else { break }
            }
            signature.issuers.splice(0..0, names.into_iter().map(|n| (n, index)));
        }
        return signature;
    };
    signature.date = Some((date, at));
    let mut above: Vec<(String, usize)> = Vec::new();
    for index in (body..at).rev() {
        let names = agency::list(&lines[index].text);
        if names.is_empty() {
            if lines[index].bare.contains("此页无正文") {
                continue;
            }
            // A name that the margin broke: `甲部办公厅    乙发展` over `改革委办公厅`.
            let below = above.iter().filter(|(_, line)| *line == index + 1).count();
            let whole =
                lines.get(index + 1).map(|next| format!("{}{}", lines[index].text, next.text));
            let names = whole.filter(|_| below > 0).map(|w| agency::list(&w)).unwrap_or_default();
            if names.len() > below {
                above.drain(0..below);
                above.splice(0..0, names.into_iter().map(|n| (n, index)));
                continue;
            }
            break;
        }
        above.splice(0..0, names.into_iter().map(|n| (n, index)));
    }
    above.extend(agency::list(&before).into_iter().map(|n| (n, at)));
    // Signatures scrambled over columns may stand below the date.
    for (index, line) in lines.iter().enumerate().skip(at + 1) {
        let names = agency::list(&line.text);
        if names.is_empty() || line.row.is_some() {
            break;
        }
        above.extend(names.into_iter().map(|n| (n, index)));
    }
    for (name, index) in above {
        if !signature.issuers.iter().any(|(n, _)| *n == name) {
            signature.issuers.push((name, index));
        }
    }
    signature
}

/// Issuing bodies: the title's order where it names them in full, else the signature's.
fn issuers(draft: &mut Draft, lines: &[Passage], head: &head::Head, signature: &Signature) {
    let mut titled: Vec<(String, usize)> = Vec::new();
    if let Some((text, line)) = head.meta(&["发文机关", "发文机构", "发文单位", "制发机关"])
    {
        titled.extend(agency::list(text).into_iter().map(|a| (a, line)));
    }
    if titled.is_empty()
        && let Some((title, range)) = &head.title
    {
        let before = title.split("关于").next().unwrap_or_default();
        titled.extend(agency::list(before).into_iter().map(|a| (a, range.start)));
    }
    let signed = &signature.issuers;
    let named = |list: &[(String, usize)], name: &str| list.iter().any(|(n, _)| n == name);
    let mut all: Vec<(String, usize)> =
        if signed.is_empty() || titled.iter().all(|(n, _)| named(signed, n)) {
            titled
        } else {
            Vec::new()
        };
    for (name, line) in
        signed.iter().chain(if all.is_empty() && signed.is_empty() { &head.red[..] } else { &[] })
    {
        if !named(&all, name) {
            all.push((name.clone(), *line));
        }
    }
    if all.is_empty() {
        all.extend(head.red.iter().cloned());
    }
    draft.put("/issuers", json!([]));
    for (i, (name, line)) in all.iter().enumerate() {
        draft.put_from(&format!("/issuers/{i}"), name.as_str(), &lines[*line], "");
    }
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
        None => {
            warnings.push(Warning::new("notice-without-date", format!("《{name}》没有成文日期")))
        }
    }
    if let Some((text, line)) = head.meta(&["发布日期", "发布时间"])
        && let Some(date) = date::alone(text).or_else(|| date::at_start(text))
    {
        draft.put_from("/published_on", date, &lines[line], text);
    }
}

/// The list of attachments, each with the part of the file that it is, and
/// that part's own attachments below it.
fn attachment_tree(
    draft: &mut Draft,
    bundle: Bundle<'_>,
    lines: &[Passage],
    named: &[attachments::Named],
    name: &str,
    warnings: &mut Vec<Warning>,
) {
    let Bundle { document, parts, index } = bundle;
    let mut taken: Vec<usize> = Vec::new();
    draft.put("/attachments", json!([]));
    let divided = |no: Option<u32>| named.iter().any(|n| n.no == no && n.sub.is_some());
    let (mut next, mut inner) = (0, 0);
    for item in named {
        // 1-1 stands below 1.
        let under = item.sub.is_some() && next > 0;
        let at = match under {
            true => format!("/attachments/{}/attachments/{inner}", next - 1),
            false => format!("/attachments/{next}"),
        };
        (next, inner) = if under { (next, inner + 1) } else { (next + 1, 0) };
        draft.put(&format!("{at}/no"), item.no);
        if let (Some(no), Some(sub)) = (item.no, item.sub) {
            draft.put(&format!("{at}/label"), format!("附件{no}-{sub}"));
        }
        draft.put_from(&format!("{at}/title"), item.title.as_str(), &lines[item.line], "");
        let of_number = |p: &usize| {
            let label = parts[*p].label.as_deref();
            let sub = !divided(item.no) || label_sub(label) == item.sub;
            label.is_some() && label_number(label) == item.no && sub
        };
        let mut own: Vec<usize> = below_of(parts, index).filter(of_number).collect();
        let only = named.len() == 1 && below_of(parts, index).count() == 1;
        if own.is_empty() {
            // A part without a marker is the attachment that nothing else is.
            let free = |p: &usize| only || parts[*p].label.is_none() && !taken.contains(p);
            own.extend(below_of(parts, index).find(free));
        }
        taken.extend(&own);
        draft.put(&format!("{at}/present"), !own.is_empty());
        if own.is_empty() {
            warnings.push(Warning::new(
                "attachment-absent",
                format!("《{name}》列出的附件“{}”不在文件中", item.title),
            ));
            continue;
        }
        draft.put(&format!("{at}/parts"), json!(own));
        let below: Vec<Value> = own.iter().flat_map(|p| children(document, parts, *p)).collect();
        if !below.is_empty() {
            inner = below.len();
            draft.put(&format!("{at}/attachments"), Value::Array(below));
        }
    }
    for child in below_of(parts, index) {
        if !named.is_empty() && !taken.contains(&child) {
            let label = parts[child].label.clone().unwrap_or_default();
            warnings.push(Warning::new(
                "attachment-unlisted",
                format!("文件中的“{label}”未列入《{name}》的附件说明"),
            ));
        }
    }
}

/// Indices of the parts attached to a part.
fn below_of(parts: &[Part], index: usize) -> impl Iterator<Item = usize> {
    (0..parts.len()).filter(move |p| parts[*p].parent == Some(index))
}

fn children(document: &Document, parts: &[Part], index: usize) -> Vec<Value> {
    // A part that lost its head is called what the list calls it.
    let nameless = below_of(parts, index).any(|p| parts[p].title.is_none());
    let named = parts.get(index).filter(|_| nameless).map(|part| {
        let lines = passages::of_part(document, part);
        attachments::read(&lines, head::read(&lines).body).0
    });
    below_of(parts, index)
        .map(|p| {
            let no = label_number(parts[p].label.as_deref());
            let listed = named.iter().flatten().find(|n| n.no == no).map(|n| n.title.clone());
            let mut node = json!({
                "no": no, "label": parts[p].label,
                "title": parts[p].title.clone().or(listed), "parts": [p],
            });
            let below = children(document, parts, p);
            if !below.is_empty() {
                node["attachments"] = Value::Array(below);
            }
            node
        })
        .collect()
}

/// The main number of a marker: 3 for 附件3-1.
fn label_number(label: Option<&str>) -> Option<u32> {
    let digits = label?.trim_start_matches(['附', '件', '录']);
    super::words::count(digits.split(['-', '—', '–']).next()?)
}

/// The number behind the dash of a marker: 1 for 附件3-1.
fn label_sub(label: Option<&str>) -> Option<u32> {
    label?.rsplit_once(['-', '—', '–'])?.1.parse().ok()
}

fn contacts_of(draft: &mut Draft, bundle: Bundle<'_>, lines: &[Passage], body: usize) {
    draft.put("/contacts", json!([]));
    put_contacts(draft, lines, contacts::read(lines, body));
    // 联系方式 set out in an attachment of its own.
    for part in below_of(bundle.parts, bundle.index).filter_map(|p| bundle.parts.get(p)) {
        let title = part.title.as_deref().map(bare).unwrap_or_default();
        let names = ["联系方式", "联系表", "联系人", "联络表", "通讯录", "联系电话", "咨询电话"];
        if names.iter().any(|w| title.contains(w)) {
            let lines = passages::of_part(bundle.document, part);
            put_contacts(draft, &lines, contacts::read_list(&lines));
        }
    }
}

fn put_contacts(draft: &mut Draft, lines: &[Passage], found: Vec<contacts::Contact>) {
    let first = draft.record.get("/contacts").and_then(Value::as_array).map_or(0, Vec::len);
    for (i, contact) in found.into_iter().enumerate() {
        let at = format!("/contacts/{}", first + i);
        let line = &lines[contact.line];
        draft.put_from(&at, json!({
            "organization": contact.organization, "name": contact.name, "phones": contact.phones,
        }), line, &line.text);
        let (organization, name, phones) = &contact.lines;
        let mut part = |key: &str, line: usize, raw: &str| {
            if let Some(line) = lines.get(line).filter(|_| !raw.is_empty()) {
                draft.locate(&format!("{at}/{key}"), line, raw);
            }
        };
        part("organization", *organization, contact.organization.as_deref().unwrap_or_default());
        part("name", *name, contact.name.as_deref().unwrap_or_default());
        for (number, (phone, line)) in contact.phones.iter().zip(phones).enumerate() {
            part(&format!("phones/{number}"), *line, phone);
        }
        if !contact.emails.is_empty() {
            draft.put(&format!("{at}/emails"), json!(contact.emails));
        }
        if let Some(address) = contact.address {
            draft.put(&format!("{at}/address"), address);
        }
    }
}

fn addresses(draft: &mut Draft, document: &Document, lines: &[Passage]) {
    let mut urls: Vec<String> = Vec::new();
    for line in lines {
        for found in url::find(&line.text) {
            if !urls.contains(&found.url) && !reflow::is_doubtful(document, &found.url) {
                draft.put_from(
                    &format!("/urls/{}", urls.len()),
                    found.url.as_str(),
                    line,
                    &found.raw,
                );
                urls.push(found.url);
            }
        }
    }
    if urls.is_empty() {
        draft.put("/urls", json!([]));
    }
    let mut emails: Vec<String> = Vec::new();
    for line in lines {
        for found in contacts::emails(&line.text) {
            if !emails.contains(&found) {
                let at = format!("/emails/{}", emails.len());
                draft.put_from(&at, found.as_str(), line, &found);
                emails.push(found);
            }
        }
    }
}

/// Year and month of the notice, for dates that leave them out.
fn issued_of(draft: &Draft, part: &Part) -> deadlines::Issued {
    let date = draft.record.get("/issued_on").and_then(Value::as_str).unwrap_or_default();
    let number = |range: std::ops::Range<usize>| date.get(range).and_then(|d| d.parse().ok());
    let year = number(0..4).or_else(|| year_in(part.title.as_deref().unwrap_or_default()));
    deadlines::Issued { year, month: number(5..7) }
}

type Tabled<'a> = (usize, Vec<deadline_tables::Entry<'a>>);

/// The tables of a notice that give deadlines, by block.
fn deadline_tables_of<'a>(
    document: &'a Document,
    part: &Part,
    issued: deadlines::Issued,
) -> Vec<Tabled<'a>> {
    (part.body..part.blocks.end)
        .filter_map(|block| match document.blocks.get(block)? {
            Block::Table(table) => Some((block, deadline_tables::read(table, issued))),
            _ => None,
        })
        .filter(|(_, entries)| !entries.is_empty())
        .collect()
}

fn deadlines_of(
    draft: &mut Draft,
    lines: &[Passage],
    sentences: &[sentences::Sentence],
    issued: deadlines::Issued,
    tabled: &[Tabled<'_>],
) {
    draft.put("/deadlines", json!([]));
    let mut next = 0;
    let mut tables = tabled.iter().peekable();
    for deadline in deadlines::find(sentences, issued) {
        let block = lines[deadline.line].block;
        while let Some((table, entries)) = tables.next_if(|(table, _)| *table < block) {
            put_tabled(draft, *table, entries, &mut next);
        }
        put_deadline(draft, lines, &deadline, next);
        next += 1;
    }
    for (table, entries) in tables {
        put_tabled(draft, *table, entries, &mut next);
    }
}

fn put_tabled(
    draft: &mut Draft,
    block: usize,
    entries: &[deadline_tables::Entry<'_>],
    next: &mut usize,
) {
    for entry in entries {
        let mut value = json!({
            "date": entry.date, "time": entry.time, "what": entry.what, "for_whom": entry.for_whom,
        });
        if let Some(track) = &entry.track {
            value["track"] = json!(track);
        }
        draft.put_cell(&format!("/deadlines/{next}"), value, block, entry.cell);
        *next += 1;
    }
}

fn put_deadline(
    draft: &mut Draft,
    lines: &[Passage],
    deadline: &deadlines::Deadline,
    number: usize,
) {
    let at = format!("/deadlines/{number}");
    let mut line = lines[deadline.line].clone();
    if !deadline.year_written {
        line.confidence = line.confidence.min(0.9);
    }
    // Of a row of a table that lost its lines the words around the day cannot be told.
    let row = deadlines::is_row(&line, &deadline.written);
    let what = deadline.what.as_ref().filter(|_| !row).map(|what| line.as_written(what));
    let for_whom = deadline.for_whom.as_ref().filter(|_| !row).map(|who| line.as_written(who));
    let text = (!row).then(|| line.as_written(&deadline.text));
    let mut value = json!({
        "date": deadline.date, "time": deadline.time, "what": what, "for_whom": for_whom,
        "text": text,
    });
    if let Some(track) = deadline.track.clone().or_else(|| track_above(lines, deadline.line)) {
        value["track"] = json!(line.as_written(&track));
    }
    let written = line.as_written(&deadline.written);
    if deadline.date.is_none() {
        value["recurring"] = json!(written);
    }
    let text = text.as_deref().unwrap_or(&written);
    draft.put_from(&at, value, &line, text);
    draft.locate(&format!("{at}/date"), &line, &written);
    if deadline.time.is_some() {
        draft.locate(&format!("{at}/time"), &line, &written);
    }
    for (key, words) in [("what", what), ("for_whom", for_whom)] {
        if let Some(words) = words {
            draft.locate(&format!("{at}/{key}"), &line, &words);
        }
    }
}

/// The track that the nearest heading above a line names.
fn track_above(lines: &[Passage], line: usize) -> Option<String> {
    let heading = |l: &&Passage| {
        super::title::is_enumerated(&l.text)
            && l.bare.chars().count() <= 24
            && !l.bare.contains(['。', ',', ';'])
    };
    lines.get(..=line)?.iter().rev().find(heading).and_then(|l| quotas::only_track(&l.bare))
}

fn quotas_of(draft: &mut Draft, lines: &[Passage], sentences: &[sentences::Sentence], title: &str) {
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
    for (i, quota) in quotas::find(sentences, heading).into_iter().enumerate() {
        let mut line = lines[quota.line].clone();
        if !quota.track_written {
            line.confidence = line.confidence.min(0.8);
        }
        let track = quota.track.as_ref().map(|track| line.as_written(track));
        let who = line.as_written(&quota.who);
        let value = json!({ "who": who, "track": track, "count": quota.count });
        draft.put_from(&format!("/quotas/{i}"), value, &line, &who);
    }
}

/// Quotas in tables of the notice itself and of the attachments that give them out.
fn quota_tables(draft: &mut Draft, document: &Document, parts: &[Part], index: usize) {
    let mut next = draft.record.get("/quotas").and_then(Value::as_array).map_or(0, Vec::len);
    for number in std::iter::once(index).chain(below_of(parts, index)) {
        let Some(part) = parts.get(number).filter(|part| !part.book) else { continue };
        let title = part.title.clone().unwrap_or_default();
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

static TITLED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"《([^《》]{2,80})》").ok());

/// Numbers and titles of other documents.
fn cites(draft: &mut Draft, lines: &[Passage], own: &[String]) {
    let mut numbers: Vec<String> = Vec::new();
    let mut titles: Vec<String> = Vec::new();
    draft.put("/cites", json!([]));
    draft.put("/mentions", json!([]));
    for line in lines {
        for found in number::find(&line.text) {
            if !own.contains(&found.canonical) && !numbers.contains(&found.canonical) {
                let at = format!("/cites/{}", numbers.len());
                draft.put_from(&at, found.canonical.as_str(), line, &found.raw);
                numbers.push(found.canonical);
            }
        }
        let Some(regex) = TITLED.as_ref() else { continue };
        for found in regex.captures_iter(&line.bare) {
            let title = line.as_written(&found[1]);
            if title != "通知" && !titles.contains(&title) {
                let at = format!("/mentions/{}", titles.len());
                draft.put_from(&at, title.as_str(), line, "");
                titles.push(title);
            }
        }
    }
}

/// A notice that is attached is one that is forwarded: its number is cited too.
fn forwarded(draft: &mut Draft, document: &Document, parts: &[Part], index: usize) {
    for part in below_of(parts, index).filter_map(|p| parts.get(p)) {
        if !part.title.as_deref().is_some_and(super::title::is_letter) {
            continue;
        }
        let lines = passages::of_part(document, part);
        let head = head::read(&lines);
        let [(number, line)] = head.numbers.as_slice() else { continue };
        let cited =
            draft.record.get("/cites").and_then(Value::as_array).cloned().unwrap_or_default();
        if !cited.iter().any(|c| c.as_str() == Some(&number.canonical)) {
            let at = format!("/cites/{}", cited.len());
            draft.put_from(&at, number.canonical.as_str(), &lines[*line], &number.raw);
        }
    }
}

/// 抄送 and 印发 stand at the very end of the file, behind the attachments; they
/// are the first notice's.
fn imprint(draft: &mut Draft, document: &Document, parts: &[Part], index: usize) {
    if parts.get(index).is_none_or(|p| p.parent.is_some()) {
        return;
    }
    let family_end = parts
        .iter()
        .enumerate()
        .skip(index)
        .take_while(|(i, p)| *i == index || p.parent.is_some())
        .map(|(_, p)| p.blocks.end)
        .max()
        .unwrap_or(document.blocks.len());
    let from = parts.get(index).map_or(0, |p| p.body).max(family_end.saturating_sub(60));
    let own = parts.get(index).map_or(0..0, |p| p.body..p.blocks.end.min(from));
    let tail = passages::of_blocks(document, from..family_end);
    let mut above = String::new();
    for line in passages::of_blocks(document, own).into_iter().chain(tail) {
        let before = std::mem::replace(&mut above, line.text.clone());
        // A footnote may have come to stand behind it on the line.
        let end = line.text.find("印发").filter(|at| line.text[..*at].trim_end().ends_with('日'));
        if let Some((office, date)) = end
            .map(|at| line.text[..at].trim_end())
            .filter(|text| bare(text).chars().count() <= 48)
            .and_then(date::at_end)
        {
            // The office and the day may stand on two lines.
            let alone = office.is_empty() && agency::is_agency(&before);
            let office = if alone { before } else { office };
            draft.put_from("/printed_on", date, &line, "");
            if !office.is_empty() {
                draft.put_from("/printed_by", super::title::tidy(&office).as_str(), &line, "");
            }
        } else if let Some(to) = line.bare.strip_prefix("抄送:") {
            draft.put_from("/copied_to", to.trim_end_matches('。').replace(',', "，"), &line, "");
        } else if let Some(how) = disclosure(&line.bare) {
            draft.put_from("/disclosure", how, &line, "");
        } else if line.bare.trim_matches(['(', ')']).starts_with("此件") {
            draft.put_from("/disclosure", line.bare.trim_matches(['(', ')']), &line, "");
        }
    }
}

/// 公开方式:主动公开, (信息公开形式:主动公开).
fn disclosure(bare: &str) -> Option<&str> {
    let text = bare.trim_matches(['(', ')']);
    ["公开方式:", "公开形式:", "公开属性:", "公开选项:", "公开类别:"].iter().find_map(|label| {
        let text = text.strip_prefix("政府").unwrap_or(text);
        let text = text.strip_prefix("信息").unwrap_or(text);
        text.strip_prefix(label)
    })
}

/// The year of `2023年度` in a title.
fn year_in(title: &str) -> Option<u32> {
    let bare = bare(title);
    let at = bare.find("年度").or_else(|| bare.find('年'))?;
    bare.get(at.checked_sub(4)?..at)?.parse().ok()
}
