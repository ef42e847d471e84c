//! From a blank official form a first draft of its definition: labels, groups
//! and kinds as far as the printed hints tell. A person finishes it.

mod shape;
mod torn;

pub use shape::Copy;

use crate::document::{Block, Cell, Document, Table};
use crate::forms::{Forms, Kind};
use crate::understand::form;
use crate::value::label;
use crate::value::pattern::pattern;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

/// A label with what its hints tell.
#[derive(Debug, Clone, Default, PartialEq)]
struct Learned {
    label: String,
    group: String,
    unit: String,
    hint: String,
    required: bool,
}

/// A part of the main table.
#[derive(Debug, Clone, Default)]
struct Part {
    title: String,
    fields: Vec<Learned>,
    years: Option<(String, Vec<Learned>)>,
    metrics: Option<(String, Vec<Learned>)>,
}

/// A table with a header row.
#[derive(Debug, Clone, Default)]
struct Listing {
    title: String,
    columns: Vec<Learned>,
}

/// What was learned of a form.
#[derive(Debug, Clone, Default)]
struct Draft {
    title: String,
    subtitle: String,
    issuer: String,
    year: Option<u16>,
    sections: Vec<String>,
    cover: Vec<Learned>,
    parts: Vec<Part>,
    tables: Vec<Listing>,
    ignore: Vec<String>,
}

/// Learns the form that stands in a range of blocks, and writes a definition in the language
/// of the form files. Known labels take their places from the schema of the record and from
/// `forms`.
pub fn learn(document: &Document, blocks: Range<usize>, forms: &Forms) -> String {
    match copy(document, blocks.clone(), forms) {
        Some(copy) => several(&[copy]),
        None => of_lines(document, blocks, forms),
    }
}

/// What one copy of a form shows; `None` where its table was lost and only lines are left.
pub fn copy(document: &Document, blocks: Range<usize>, forms: &Forms) -> Option<Copy> {
    let own = document.blocks.get(blocks.clone())?;
    let tabled = own.iter().any(|block| matches!(block, Block::Table(_)));
    let found = form::gather(document, blocks.start, blocks, forms);
    let items = form::refined(found.items);
    // Without a table the lines themselves must be labels with their blanks.
    let pairs = items.iter().filter(|item| matches!(item, form::Item::Pair(_))).count();
    let texts = items.iter().filter(|item| matches!(item, form::Item::Text(_))).count();
    let title = found.head.map(|head| head.text).unwrap_or_default();
    (tabled || pairs >= 3 && texts <= pairs * 2).then_some(Copy { title, items })
}

/// Writes what several copies of one form have in common.
pub fn several(copies: &[Copy]) -> String {
    shape::write(copies)
}

/// Learns a blank form whose table was lost.
fn of_lines(document: &Document, blocks: Range<usize>, forms: &Forms) -> String {
    let mut draft = Draft::default();
    let mut above = String::new();
    let mut in_cover = true;
    let first = first_text(document, blocks.clone());
    // A form that lost its head begins with a table: what stands below it is no title.
    let headless = document
        .blocks
        .get(blocks.start..first)
        .is_some_and(|above| above.iter().any(|block| matches!(block, Block::Table(_))));
    let title = (!headless).then(|| crate::understand::title::read(document, first)).flatten();
    if let Some(title) = &title {
        draft.title.clone_from(&title.text);
        if let Some(at) = title.text.find('（').filter(|at| *at > 0) {
            draft.subtitle = title.text[at..].to_owned();
            draft.title = title.text[..at].to_owned();
        }
    }
    let after_title = title.map_or(blocks.start, |t| t.end);
    let tabled = document
        .blocks
        .get(blocks.clone())
        .is_some_and(|own| own.iter().any(|block| matches!(block, Block::Table(_))));
    let words = (!tabled).then(|| torn::Words::of(forms));
    let mut torn = words.as_ref().map(torn::Reader::new);
    for block in document.blocks.get(blocks.start.max(after_title)..blocks.end).unwrap_or_default()
    {
        match block {
            Block::Paragraph(paragraph) => {
                for line in paragraph.text.content.lines() {
                    let line = line.trim();
                    if line.is_empty() {
                        continue;
                    }
                    let numbered = crate::understand::title::is_enumerated(line);
                    in_cover &= !numbered;
                    if let Some(torn) = torn.as_mut().filter(|_| !in_cover) {
                        torn.line(line, &mut draft);
                    }
                    if let Some(issuer) =
                        line.strip_suffix("编制").or_else(|| line.strip_suffix("制"))
                    {
                        draft.issuer = issuer.trim().to_owned();
                    } else if in_cover {
                        draft.cover.extend(cover_line(line));
                    } else if let Some(heading) = heading(line) {
                        draft.sections.push(heading);
                    }
                    above = line.to_owned();
                }
            }
            Block::Table(table) => {
                in_cover = false;
                read_table(table, &above, &mut draft);
            }
            Block::PageBreak => {}
        }
    }
    if let Some(mut torn) = torn {
        torn.finish(&mut draft);
    }
    // Headings of the text part open no group of labels, and a list needs columns.
    draft
        .parts
        .retain(|part| !part.fields.is_empty() || part.years.is_some() || part.metrics.is_some());
    draft.tables.retain(|table| !table.columns.is_empty());
    draft.year = year(&draft);
    if draft.title.is_empty() {
        "未命名表单".clone_into(&mut draft.title);
    }
    write(&draft, forms)
}

/// The first paragraph that is no attachment marker.
fn first_text(document: &Document, blocks: Range<usize>) -> usize {
    let mut from = blocks.clone();
    from.find(|i| match document.blocks.get(*i) {
        Some(Block::Paragraph(p)) => {
            let bare = label::key(&p.text.content);
            let marker = bare.starts_with("附件") && bare.chars().count() <= 7;
            !bare.is_empty() && !marker
        }
        _ => false,
    })
    .unwrap_or(blocks.start)
}

/// `申报单位（盖章）：____` on the cover.
fn cover_line(line: &str) -> Option<Learned> {
    let text = line.split(['：', ':', '_']).next().unwrap_or(line);
    let text = text.split("（盖").next().unwrap_or(text).split("(盖").next().unwrap_or(text);
    let words: String = text.split_whitespace().filter(|w| !w.starts_with("20")).collect();
    let usual = (2..=12).contains(&words.chars().count())
        && !words.starts_with(['（', '('])
        && [
            "名称", "单位", "日期", "地址", "企业", "时间", "联系", "电话", "类型", "方向", "领域",
            "主体",
        ]
        .iter()
        .any(|w| words.contains(w));
    usual.then(|| Learned { label: words, ..Learned::default() })
}

/// A numbered heading of the text part, without its number.
fn heading(line: &str) -> Option<String> {
    let rest = label::without_number(line)?.trim();
    let short = rest.chars().count() <= 24 && !rest.ends_with(['；', '。', ';']);
    short.then(|| rest.to_owned())
}

pattern! {
    static YEAR = r"^20[0-9]{2}年$";
    static SPEC = r"^(20[0-9*x]{0,2}|20\s*|\*{2,4}|x{2,4})\s*年度?$";
}

fn is_year(text: &str) -> bool {
    let bare: String = text.split_whitespace().collect();
    SPEC.is_match(&bare) || YEAR.is_match(&bare)
}

fn text_of(cell: &Cell) -> String {
    label::join_lines(&cell.text().content)
}

/// Whether a cell is there to be filled in: blank, a hint, boxes, a pattern.
fn is_answer(text: &str) -> bool {
    let bare: String = text.split_whitespace().collect();
    let hint =
        bare.starts_with(['（', '(']) && bare.ends_with(['）', ')']) && bare.chars().count() > 8;
    bare.is_empty()
        || hint
        || bare.starts_with('□')
        || bare.contains("□")
        || is_year(&bare)
        || bare.starts_with("填写格式")
        || bare.starts_with("xx")
        || bare.starts_with("XX")
        || bare.starts_with("(不超过")
        || bare.starts_with("（不超过")
        || bare.chars().count() > 60
        || bare.chars().all(|c| "….".contains(c))
        || is_blank_date(&bare)
        || bare.starts_with("揭榜单位填写")
}

/// The pattern of a date to be filled in: 年 月 至 年 月.
fn is_blank_date(bare: &str) -> bool {
    bare.contains('年')
        && bare.contains('月')
        && bare.chars().all(|c| "年月日至到-—–~～－_/".contains(c))
}

/// A cell's words as a label: unit, star and footnote digit taken off.
fn as_label(text: &str) -> Learned {
    let joined: String = text.split_whitespace().collect();
    let required = joined.contains('*') && !joined.contains("**");
    let mut name = joined.replace('*', "");
    let mut unit = String::new();
    let mut hint = String::new();
    // Brackets at the end: a unit, or a hint.
    while name.ends_with(['）', ')']) {
        let Some(at) = name.rfind(['（', '(']) else { break };
        if at == 0 {
            break;
        }
        let inside = name[at..].trim_matches(['（', '(', '）', ')']).to_owned();
        if label::is_unit(&crate::value::fold::fold(&inside)) {
            unit = inside;
        } else {
            hint = inside;
        }
        name.truncate(at);
    }
    let cut = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '：' || c == ':');
    let han = cut.chars().last().is_some_and(|c| !c.is_ascii());
    if han && name.len() - cut.len() <= 2 || name.ends_with(['：', ':']) {
        name = cut.to_owned();
    }
    let name = name.trim_matches(['（', '）', '(', ')']).to_owned();
    Learned { label: name, unit, hint, required, ..Learned::default() }
}

fn read_table(table: &Table, above: &str, draft: &mut Draft) {
    if is_listing(table) {
        draft.tables.push(listing(table, 0, above));
        return;
    }
    let mut part = Part::default();
    let mut year_columns = 0;
    let mut row = 0;
    while row < table.rows {
        let cells: Vec<&Cell> = table.cells.iter().filter(|c| c.row == row).collect();
        let texts: Vec<String> = cells.iter().map(|c| text_of(c)).collect();
        row += 1;
        let [first, ..] = texts.as_slice() else { continue };
        // A header row across the table opens a part.
        if cells.len() == 1 && !first.is_empty() && !is_answer(first) {
            if !part_is_empty(&part) {
                draft.parts.push(std::mem::take(&mut part));
            }
            part.title = label::without_number(first).unwrap_or(first).to_owned();
            year_columns = 0;
            continue;
        }
        // Several labels over a row of blanks: a listing inside the form, or a group with its columns.
        let named = texts.iter().filter(|t| !t.is_empty() && !is_answer(t)).count();
        let heads = named >= 2 && texts.iter().all(|t| !t.is_empty() && !is_answer(t));
        if heads && cells.len() >= 2 && below_is_blank(table, row, cells.len()) {
            let group = cells[0].row_span > 1 || continues_blank(table, row);
            if group && cells.len() >= 3 {
                for text in &texts[1..] {
                    part.fields
                        .push(Learned { group: as_label(&texts[0]).label, ..as_label(text) });
                }
            } else {
                draft.tables.push(listing(table, row - 1, &part.title));
            }
            row += 1;
            continue;
        }
        let years = texts.iter().skip(1).filter(|t| is_year(t)).count();
        if years >= 2 {
            part.years = Some((as_label(first).label, Vec::new()));
            year_columns = years;
            continue;
        }
        if year_columns > 0 {
            if cells.len() == year_columns + 1
                && !lone_label_with_choice(&texts)
                && texts[1..].iter().all(|t| t.is_empty())
                && let Some((_, rows)) = &mut part.years
            {
                rows.push(as_label(first));
                continue;
            }
            year_columns = 0;
        }
        if first.contains("承诺") || first.contains("推荐意见") {
            draft.ignore.push(as_label(first).label);
            continue;
        }
        pairs(table, row - 1, &cells, &texts, &mut part);
    }
    if !part_is_empty(&part) {
        draft.parts.push(part);
    }
}

fn part_is_empty(part: &Part) -> bool {
    part.fields.is_empty()
        && part.years.is_none()
        && part.metrics.is_none()
        && part.title.is_empty()
}

fn lone_label_with_choice(texts: &[String]) -> bool {
    texts.iter().any(|t| t.contains('□'))
}

/// Label and value pairs of a row; labels before a label are its group.
fn pairs(table: &Table, row: usize, cells: &[&Cell], texts: &[String], part: &mut Part) {
    let mut groups: Vec<String> = table
        .cells
        .iter()
        .filter(|c| c.row < row && c.row + c.row_span > row && c.row_span > 1)
        .map(text_of)
        .filter(|t| !t.is_empty() && !is_answer(t))
        .collect();
    let mut pending: Option<Learned> = None;
    for (cell, text) in cells.iter().zip(texts) {
        if is_answer(text) {
            if let Some(mut label) = pending.take() {
                label.hint = format!("{}{}", label.hint, text);
                label.group = groups.last().map(|g| as_label(g).label).unwrap_or_default();
                place(part, label, &groups);
            }
        } else {
            if let Some(label) = pending.take() {
                groups.push(label.label);
            }
            pending = Some(as_label(text));
            if cell.row_span > 1 && cells.len() > 2 && cell.col == 0 {
                groups.push(text.clone());
                pending = None;
            }
        }
    }
    // A label at the end of a row: its own line to write on (其他成效指标).
    if let Some(mut label) = pending {
        label.group = groups.last().map(|g| as_label(g).label).unwrap_or_default();
        place(part, label, &groups);
    }
}

/// An indicator goes to the block of indicators, everything else to the fields.
fn place(part: &mut Part, label: Learned, groups: &[String]) {
    let block = groups.iter().find(|g| {
        let g = label::key(g);
        g.contains("成效") && !g.contains("经济")
    });
    match block {
        Some(name) => {
            let name = as_label(name).label;
            part.metrics.get_or_insert_with(|| (name, Vec::new())).1.push(label);
        }
        None => {
            let again =
                part.fields.iter().any(|f| f.label == label.label && f.group == label.group);
            if !again {
                part.fields.push(label);
            }
        }
    }
}

/// A list under a header row: all its first row are labels, the second is blank or an example.
fn is_listing(table: &Table) -> bool {
    let head: Vec<String> = table.cells.iter().filter(|c| c.row == 0).map(text_of).collect();
    let second = table.cells.iter().find(|c| c.row >= 1).map(text_of).unwrap_or_default();
    head.len() >= 3
        && head.iter().all(|t| !t.is_empty())
        && (head[0] == "序号" || second.starts_with("示例"))
}

fn listing(table: &Table, row: usize, title: &str) -> Listing {
    let columns = table
        .cells
        .iter()
        .filter(|c| c.row == row)
        .map(|c| as_label(&text_of(c)))
        .filter(|l| !l.label.is_empty())
        .collect();
    Listing { title: title.trim().to_owned(), columns }
}

fn below_is_blank(table: &Table, row: usize, cells: usize) -> bool {
    let below: Vec<&Cell> = table.cells.iter().filter(|c| c.row == row).collect();
    !below.is_empty()
        && below.len() + 1 >= cells.min(3)
        && below.iter().all(|c| is_answer(&text_of(c)))
}

fn continues_blank(table: &Table, row: usize) -> bool {
    table.cells.iter().find(|c| c.row == row).is_some_and(|c| text_of(c).is_empty() && c.col == 0)
}

fn year(draft: &Draft) -> Option<u16> {
    crate::understand::catalogue::year(&draft.title).and_then(|y| u16::try_from(y).ok())
}

pattern! {
    static LIMIT = r"(?:不超过|限|控制在)?([0-9]{2,5})字";
}

/// Kind, limit and options that a label and its hint tell.
fn kind_of(field: &Learned) -> (Kind, Option<u32>, Vec<String>) {
    let hint: String = field.hint.split_whitespace().collect();
    let options: Vec<String> = hint
        .split('□')
        .skip(1)
        .map(|o| o.split(['（', '(']).next().unwrap_or(o).trim().to_owned())
        .filter(|o| !o.is_empty())
        .collect();
    if options.len() >= 2 {
        let kind = if options.iter().any(|o| o == "是") && options.iter().any(|o| o == "否") {
            Kind::YesNo
        } else if options.iter().filter(|o| o.ends_with('级')).count() >= 3 {
            Kind::Level
        } else {
            Kind::Choice
        };
        return (kind, None, options);
    }
    let limit = LIMIT.captures(&hint).and_then(|f| f[1].parse::<u32>().ok());
    let name = field.label.as_str();
    let has = |words: &[&str]| words.iter().any(|w| name.contains(w));
    let kind = if limit.is_some() || has(&["简介", "简述", "描述"]) {
        Kind::Text
    } else if !field.unit.is_empty() {
        Kind::Number
    } else if has(&["起止", "建设期"]) {
        Kind::DateRange
    } else if has(&["日期", "时间"]) {
        Kind::Date
    } else if has(&["电话", "手机", "传真", "邮箱", "代码"]) {
        Kind::Code
    } else if has(&["供应商名称", "集成商"]) {
        Kind::List
    } else {
        Kind::Line
    };
    (kind, limit, Vec::new())
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Line => "line",
        Kind::Text => "text",
        Kind::Number => "number",
        Kind::Date => "date",
        Kind::DateRange => "date_range",
        Kind::Choice => "choice",
        Kind::Choices => "choices",
        Kind::Level => "level",
        Kind::YesNo => "yes_no",
        Kind::List => "list",
        Kind::PersonPhone => "person_phone",
        Kind::Cells => "cells",
        Kind::Code => "code",
    }
}

fn quote(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn list(words: &[String]) -> String {
    words.iter().map(|w| quote(w)).collect::<Vec<_>>().join(", ")
}

/// Places of labels in the forms already known, by group and label.
fn places(forms: &Forms) -> BTreeMap<(String, String), String> {
    let mut places = BTreeMap::new();
    let mut keep = |also: bool| {
        for field in forms.all().flat_map(|form| form.definition.fields()) {
            let labels = std::iter::once(&field.label).filter(|_| !also);
            for label in labels.chain(field.also.iter().filter(|_| also)) {
                let key = (label::key(&field.group), label::key(label));
                places.entry(key).or_insert_with(|| field.to.as_str().to_owned());
            }
        }
    };
    // What a form calls by another name beside its own gives way to the form where it is the name.
    keep(false);
    keep(true);
    places
}

fn write(draft: &Draft, forms: &Forms) -> String {
    let places = places(forms);
    let place = |field: &Learned, room: &str| {
        let own = (label::key(&field.group), label::key(&field.label));
        let plain = (String::new(), own.1.clone());
        places
            .get(&own)
            .or_else(|| places.get(&plain))
            .cloned()
            .unwrap_or_else(|| format!("/{room}/{}", field.label.replace(['/', '~'], "-")))
    };
    let mut out =
        String::from("# 由空白表单学得的草稿：请核对 id、年份、类别和每一项的 to、kind。\n");
    let _ = writeln!(out, "id = \"new-form\"\ntitle = {}", quote(&draft.title));
    if !draft.subtitle.is_empty() {
        let _ = writeln!(out, "subtitle = {}", quote(&draft.subtitle));
    }
    if let Some(year) = draft.year {
        let _ = writeln!(out, "year = {year}");
    }
    let _ = writeln!(out, "issuer = {}", quote(&draft.issuer));
    let mut groups: Vec<String> = Vec::new();
    for field in draft.parts.iter().flat_map(|p| &p.fields) {
        if !field.group.is_empty() && !groups.contains(&field.group) {
            groups.push(field.group.clone());
        }
    }
    let _ = writeln!(
        out,
        "groups = [{}]\nignore = [{}]\nsections = [{}]",
        list(&groups),
        list(&draft.ignore),
        list(&draft.sections)
    );
    out.push_str("\ncover = [\n");
    for field in &draft.cover {
        write_field(&mut out, field, &place(field, "cover"));
    }
    out.push_str("]\n");
    for part in &draft.parts {
        let _ = writeln!(out, "\n[[part]]\ntitle = {}\nfields = [", quote(&part.title));
        for field in &part.fields {
            write_field(&mut out, field, &place(field, "project"));
        }
        out.push_str("]\n");
        if let Some((label, rows)) = &part.years {
            let _ = writeln!(
                out,
                "\n[part.years]\nlabel = {}\nto = \"/applicant/financials\"\nrows = [",
                quote(label)
            );
            for row in rows {
                write_item(&mut out, row, true);
            }
            out.push_str("]\n");
        }
        if let Some((label, items)) = &part.metrics {
            let (other, items): (Vec<_>, Vec<_>) =
                items.iter().partition(|i| i.label.contains("其他"));
            let other = other.first().map_or("", |o| o.label.as_str());
            let _ = writeln!(
                out,
                "\n[part.metrics]\nlabel = {}\nto = \"/metrics\"\nother = {}\nitems = [",
                quote(label),
                quote(other)
            );
            for item in items {
                write_item(&mut out, item, false);
            }
            out.push_str("]\n");
        }
    }
    for (n, table) in draft.tables.iter().enumerate() {
        let _ = writeln!(
            out,
            "\n[[table]]\ntitle = {}\nto = \"/tables/{n}\"\ncolumns = [",
            quote(&table.title)
        );
        for (c, column) in table.columns.iter().enumerate() {
            let (kind, limit, _) = kind_of(column);
            let limit = limit.map(|l| format!(", limit = {l}")).unwrap_or_default();
            // The running number tells no row apart, unless nothing else stands there.
            let numbered = table.columns[0].label == "序号" && table.columns.len() > 1;
            let key = if c == usize::from(numbered) { ", key = true" } else { "" };
            let _ = writeln!(
                out,
                "  {{ label = {}, to = {}, kind = \"{}\"{limit}{key} }},",
                quote(&column.label),
                quote(&column.label.replace('/', "-")),
                kind_name(kind)
            );
        }
        out.push_str("]\n");
    }
    out
}

fn write_field(out: &mut String, field: &Learned, to: &str) {
    let (kind, limit, options) = kind_of(field);
    let _ = write!(out, "  {{ label = {}, to = {}", quote(&field.label), quote(to));
    if !field.group.is_empty() {
        let _ = write!(out, ", group = {}", quote(&field.group));
    }
    if kind != Kind::Line {
        let _ = write!(out, ", kind = \"{}\"", kind_name(kind));
    }
    if !options.is_empty() && kind != Kind::YesNo {
        let _ = write!(out, ", options = [{}]", list(&options));
    }
    if kind == Kind::DateRange {
        let _ =
            write!(out, ", until = {}", quote(&format!("{to}_end").replace("start_end", "end")));
    }
    if !field.unit.is_empty() {
        let _ = write!(out, ", unit = {}", quote(&field.unit));
    }
    if let Some(limit) = limit {
        let _ = write!(out, ", limit = {limit}");
    }
    if field.required {
        out.push_str(", required = true");
    }
    out.push_str(" },\n");
}

fn write_item(out: &mut String, item: &Learned, keyed: bool) {
    let _ = write!(out, "  {{ label = {}", quote(&item.label));
    if keyed {
        let _ = write!(out, ", to = {}", quote(&item.label.replace('/', "-")));
    }
    if !item.unit.is_empty() {
        let _ = write!(out, ", unit = {}", quote(&item.unit));
    }
    if item.required {
        out.push_str(", required = true");
    }
    out.push_str(" },\n");
}
