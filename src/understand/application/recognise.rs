//! Which official form a document is, by its title and its labels.

use crate::document::{Block, Document, Table};
use crate::forms::{Form, Forms};
use crate::value::date;
use crate::value::fold::{fold, fold_caseless};
use crate::value::label;
use memchr::memmem;
use std::collections::HashSet;
use std::ops::Range;

/// The best form and how well it fits.
pub struct Recognised<'a> {
    /// The form whose labels are used.
    pub form: &'a Form,
    /// The document is this very form, not a relative of another year or province.
    pub exact: bool,
    /// The year that the document itself prints in its title, if it is another.
    pub year: Option<u16>,
    /// The title as printed.
    pub title: Option<String>,
}

/// The document's texts, folded once for all forms.
struct Facts {
    /// The first lines of the document, folded, with their own words.
    head: Vec<(String, String)>,
    /// All first lines without anything between them.
    run: String,
    /// Keys of every short text.
    keys: HashSet<String, foldhash::fast::RandomState>,
    /// All short texts, folded, a line each, for words of evidence.
    texts: String,
}

const HEAD: usize = 24;
/// Bytes of the longest text that may be a label with its hints.
const LABEL: usize = 240;

/// Finds the form that fits best; `None` when none fits.
pub fn recognise<'a>(
    document: &Document,
    range: Range<usize>,
    forms: &'a Forms,
) -> Option<Recognised<'a>> {
    let facts = Facts::of(document, range)?;
    let mut best: Option<(f64, Recognised<'a>)> = None;
    for form in forms.all() {
        if let Some((score, found)) = facts.fit(form)
            && best.as_ref().is_none_or(|(s, _)| score > *s)
        {
            best = Some((score, found));
        }
    }
    best.map(|(_, found)| found)
}

/// The form of the user's own whose very title a document has; the longest title first.
pub fn titled<'a>(document: &Document, range: Range<usize>, forms: &'a Forms) -> Option<&'a Form> {
    let facts = Facts::of(document, range)?;
    let has = |form: &&Form| {
        let definition = &form.definition;
        let title = fold(&definition.title);
        let subtitle = fold(&definition.subtitle);
        !title.is_empty()
            && facts.run.contains(&title)
            && (subtitle.is_empty() || facts.run.contains(&subtitle))
            && !facts.head.iter().any(|(line, _)| of_another_place(line, &title))
            && facts.coverage(form).0 >= 2
    };
    forms.own().iter().filter(has).max_by_key(|form| form.definition.title.chars().count())
}

/// The known form that is most like a document, and how much of its labels the document has.
pub fn nearest(document: &Document, range: Range<usize>, forms: &Forms) -> Option<(String, f64)> {
    let facts = Facts::of(document, range)?;
    let likeness = |form: &Form| facts.coverage(form).1;
    let best = forms.all().max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    let found = likeness(best);
    (found > 0.0).then(|| (best.definition.id.clone(), found))
}

impl Facts {
    fn of(document: &Document, range: Range<usize>) -> Option<Self> {
        let blocks = document.blocks.get(range)?;
        let mut facts = Self {
            head: Vec::new(),
            run: String::new(),
            keys: HashSet::default(),
            texts: String::new(),
        };
        for block in blocks {
            match block {
                Block::Paragraph(paragraph) => facts.add(&paragraph.text.content),
                Block::Table(table) => facts.add_table(table, 0),
                Block::PageBreak => {}
            }
        }
        let ruled = blocks.iter().any(|block| matches!(block, Block::Table(_)));
        if document.pages.is_empty() && !ruled {
            facts.add_torn(blocks);
        }
        facts.run = facts.head.iter().map(|(folded, _)| folded.as_str()).collect();
        Some(facts)
    }

    fn add_table(&mut self, table: &Table, depth: usize) {
        for cell in &table.cells {
            for block in &cell.blocks {
                if let Block::Table(inner) = block
                    && depth < 8
                {
                    self.add_table(inner, depth + 1);
                }
            }
            let text = cell.text();
            if text.content.len() <= 400 {
                self.add(&text.content);
            }
        }
    }

    /// Labels of a form that lost its ruling: several on a line, or one on two lines.
    fn add_torn(&mut self, blocks: &[Block]) {
        let mut before = "";
        for block in blocks {
            let Block::Paragraph(paragraph) = block else { continue };
            let text = paragraph.text.content.trim();
            if text.is_empty() || text.len() > LABEL {
                before = "";
                continue;
            }
            for piece in text.split_whitespace() {
                self.keys.extend(label::keys(piece));
            }
            self.keys.extend(label::keys(&format!("{before}{text}")));
            // The rest of a label stands before the next one on its line.
            before = text.split_whitespace().next_back().unwrap_or_default();
        }
    }

    fn add(&mut self, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        if self.head.len() < HEAD && text.len() <= 200 {
            self.head.push((fold(text), text.to_owned()));
        }
        if text.len() <= 400 {
            if text.len() <= LABEL {
                self.keys.extend(label::keys(text));
            }
            self.texts.push_str(&fold_caseless(text));
            self.texts.push('\n');
            // `项目名称：某某` and `申报单位（盖章）  某某` hold a label in front.
            let end = text.find(['：', ':', '（', '(', '\u{3000}', '\u{2003}', ' ']);
            if let Some(name) = end.and_then(|at| text.get(..at)).filter(|n| n.len() <= 60) {
                self.keys.insert(label::key(name));
            }
        }
    }

    fn fit<'a>(&self, form: &'a Form) -> Option<(f64, Recognised<'a>)> {
        let definition = &form.definition;
        let title = fold(&definition.title);
        let elsewhere = self.head.iter().any(|(line, _)| of_another_place(line, &title));
        let titled = self.run.contains(&title) && !elsewhere;
        let subtitle = fold(&definition.subtitle);
        let subtitled = subtitle.is_empty()
            || self.head.iter().any(|(line, _)| {
                line.trim_matches(['(', ')']) == subtitle
                    || line.ends_with(&format!("({subtitle})"))
            });
        let says = |words: &String| {
            let words = fold_caseless(words);
            memmem::find(self.texts.as_bytes(), words.as_bytes()).is_some()
        };
        let evidence = definition.evidence.iter().filter(|w| says(w)).count();
        let against = definition.against.iter().filter(|w| says(w)).count();
        let (known, coverage) = self.coverage(form);
        // A notice names forms and some of their labels; a book has most of them, or a
        // title of its own over fewer.
        let foreign = !titled && self.application_title().is_some();
        if !(titled && known >= 4 || foreign && known >= 10 || known >= 12 && coverage >= 0.22) {
            return None;
        }
        let score = coverage * 12.0
            + if titled { 3.0 } else { 0.0 }
            + if subtitled && !subtitle.is_empty() { 2.0 } else { 0.0 }
            + evidence as f64 * 1.5
            - against as f64 * 3.0;
        let printed = self.printed_title(&title);
        let year = printed.as_ref().and_then(|t| date::find(t)).map(|d| d.year);
        let other_year = year.filter(|y| definition.year.is_some_and(|own| own != *y));
        let exact = other_year.is_none()
            && !foreign
            && (titled && (subtitled || evidence > 0)
                || evidence > 0 && coverage >= 0.4
                // Torn text shows fewer of the labels, but the form's own words.
                || evidence > 1 && coverage >= 0.3)
            && against <= evidence;
        let title = printed.map(|t| {
            if subtitle.is_empty() || fold(&t).contains(&subtitle) {
                t
            } else {
                format!("{t}（{}）", definition.subtitle)
            }
        });
        let title = title
            .or_else(|| exact.then(|| definition.title.clone()))
            .or_else(|| self.application_title());
        Some((score, Recognised { form, exact, year: other_year, title }))
    }

    /// How many of a form's labels the document has, and their share.
    fn coverage(&self, form: &Form) -> (usize, f64) {
        let total = form.index.labels().count() + form.index.headers().count();
        let known = form.index.labels().filter(|(key, _)| self.keys.contains(*key)).count()
            + form.index.headers().filter(|(key, _)| self.keys.contains(*key)).count();
        // Aliases make the total larger than what one document can show.
        (known, known as f64 / total.max(1) as f64)
    }

    /// The line or two lines that hold the title.
    fn printed_title(&self, title: &str) -> Option<String> {
        if let Some((_, own)) = self.head.iter().find(|(line, _)| line.contains(title)) {
            return Some(label::join_lines(beside(own)));
        }
        self.head.windows(2).find_map(|two| {
            let [(a, own_a), (b, own_b)] = two else { return None };
            format!("{a}{b}")
                .contains(title)
                .then(|| label::join_lines(beside(&format!("{own_a}{own_b}"))))
        })
    }

    /// A title of an application that this form does not have.
    fn application_title(&self) -> Option<String> {
        const ENDS: &[&str] = &["申报书", "申请书", "申报表", "申请表", "申请报告"];
        self.head
            .iter()
            .take(8)
            .find(|(line, _)| {
                ENDS.iter().any(|end| line.ends_with(end)) && line.chars().count() > 6
            })
            .map(|(_, own)| label::join_lines(beside(own)))
    }
}

/// A title without the marker before it: 附件3：甲申报书.
fn beside(line: &str) -> &str {
    crate::understand::parts::title_behind(line).unwrap_or(line)
}

/// Whether a line puts another province's or city's name before the title
/// (`某省智能制造优秀场景申报书` is not the national form).
fn of_another_place(line: &str, title: &str) -> bool {
    line.split_once(title)
        .is_some_and(|(before, _)| before.ends_with(['省', '市', '区', '州', '县']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Paragraph;

    #[test]
    fn labels_of_a_form_without_ruling_stand_side_by_side_or_on_two_lines() {
        let lines = ["电话 职务 手机", "主营业务收", "入"];
        let blocks = lines.iter().map(|l| Block::Paragraph(Paragraph::plain(*l))).collect();
        let document = Document { blocks, ..Document::default() };
        let facts = Facts::of(&document, 0..3).unwrap();
        for name in ["电话", "职务", "手机", "主营业务收入"] {
            assert!(facts.keys.contains(&label::key(name)), "{name}");
        }
    }
}
