//! The kinds of changes, and a case of each: two files that agree, and the same two with a
//! change in one of them.

use super::arrange;
use super::dice::Dice;
use super::edit::{self, Edit, Twice, record};
use super::scan;
use super::sheet::{Sheet, run, words};
use super::sites;
use super::stock::{Book, Bytes, Stock};
use super::text;
use super::write::{Format, Style, WRITTEN, write};
use std::sync::Arc;

/// How a kind makes its change.
#[derive(Clone, Copy)]
pub enum How {
    Text(text::Change),
    Arrange(arrange::Change),
    Site(sites::Make),
    Edit(Format, Edit),
    Twice(Format, Twice),
    Record(Format, Edit),
    Scan(scan::Make),
}

#[derive(Clone, Copy)]
pub struct Kind {
    pub name: &'static str,
    pub how: How,
}

/// One side of a pair.
#[derive(Clone)]
pub struct File {
    pub format: Format,
    pub bytes: Bytes,
}

pub struct Case {
    pub kind: &'static str,
    /// Where it comes from: a leaf in two formats, or a book.
    pub book: String,
    pub what: String,
    /// Paper and online side before and after the change.
    pub was: [File; 2],
    pub now: [File; 2],
}

/// Every kind there is; scans cost seconds each and are asked for by name.
pub fn all() -> Vec<Kind> {
    let mut out = Vec::new();
    out.extend(text::KINDS.iter().map(|(name, change)| Kind { name, how: How::Text(*change) }));
    out.extend(
        arrange::KINDS.iter().map(|(name, change)| Kind { name, how: How::Arrange(*change) }),
    );
    out.extend(sites::KINDS.iter().map(|(name, make)| Kind { name, how: How::Site(*make) }));
    out.extend(edit::all().into_iter().map(|(f, name, e)| Kind { name, how: How::Edit(f, e) }));
    out.extend(edit::twice().into_iter().map(|(f, name, e)| Kind { name, how: How::Twice(f, e) }));
    out.extend(
        record::JSON.iter().map(|(name, e)| Kind { name, how: How::Record(Format::Json, *e) }),
    );
    out.extend(
        record::XLSX.iter().map(|(name, e)| Kind { name, how: How::Record(Format::Xlsx, *e) }),
    );
    out
}

pub fn scans() -> Vec<Kind> {
    scan::KINDS.iter().map(|(name, make)| Kind { name, how: How::Scan(*make) }).collect()
}

/// Tries for one case; a kind does not fit every book.
const TRIES: usize = 40;

/// How often a change stands in a whole book, of ten.
const WHOLE: usize = 4;

impl Kind {
    /// A case from a seed; `None` where no book offers the kind a place.
    pub fn case(&self, stock: &Stock, dice: &mut Dice) -> Option<Case> {
        (0..TRIES).find_map(|_| self.once(stock, dice))
    }

    fn once(&self, stock: &Stock, dice: &mut Dice) -> Option<Case> {
        let whole = dice.below(10) < WHOLE;
        match self.how {
            How::Text(change) if whole => {
                self.in_book(stock, dice, None, |f, b, d| edit::rewritten(f, b, d, change))
            }
            How::Edit(format, edit) if whole => {
                self.in_book(stock, dice, Some(format), |_, b, d| edit(b, d))
            }
            How::Text(change) => {
                let leaf = stock.leaf(dice)?;
                let mut new = leaf.clone();
                let what = reworded(&mut new, dice, change)?;
                self.leaves(stock, dice, &leaf, &new, what)
            }
            How::Arrange(change) => {
                let leaf = stock.leaf(dice)?;
                let mut new = leaf.clone();
                let what =
                    change(&mut new, dice).filter(|_| new != leaf && !new.blocks.is_empty())?;
                self.leaves(stock, dice, &leaf, &new, what)
            }
            How::Site(make) => {
                let leaf = stock.leaf(dice)?;
                let site = make(dice);
                let (was, now) = sites::planted(&leaf, &site, dice);
                self.leaves(stock, dice, &was, &now, site.what)
            }
            How::Edit(format, edit) => {
                let (edited_side, other) = self.written(stock, dice, format)?;
                let done = edit(&edited_side.bytes, dice)?;
                Some(self.turned(dice, "leaf".into(), done.what, edited_side, other, done.bytes))
            }
            How::Twice(format, edit) => {
                // Both sides carry the place, so both are of this format.
                let file = if whole {
                    of_format(stock, dice, format)?
                } else {
                    self.written(stock, dice, format)?.0
                };
                let (was, now) = edit(&file.bytes, dice)?;
                let was = File { format, bytes: Arc::new(was) };
                Some(self.turned(dice, "one file".into(), now.what, was.clone(), was, now.bytes))
            }
            How::Record(format, edit) => {
                let book = dice.one(&stock.books)?;
                let data =
                    if format == Format::Json { book.json.clone() } else { book.xlsx.clone() }?;
                let paper = page_side(book, dice)?;
                let done = edit(&data, dice)?;
                let online = |bytes: Bytes| File { format, bytes };
                Some(Case {
                    kind: self.name,
                    book: book.name.clone(),
                    what: done.what,
                    was: [paper.clone(), online(data)],
                    now: [paper, online(Arc::new(done.bytes))],
                })
            }
            How::Scan(make) => make(stock, dice).map(|case| Case { kind: self.name, ..case }),
        }
    }

    /// A leaf in a format and in another one.
    fn written(&self, stock: &Stock, dice: &mut Dice, format: Format) -> Option<(File, File)> {
        let leaf = stock.leaf(dice)?;
        let other = *dice.one(&WRITTEN)?;
        let one = printed(stock, &leaf, format, dice)?;
        Some((one, printed(stock, &leaf, other, dice)?))
    }

    /// Two sheets as a case: one in one format, both in another.
    fn leaves(
        &self,
        stock: &Stock,
        dice: &mut Dice,
        was: &Sheet,
        now: &Sheet,
        what: String,
    ) -> Option<Case> {
        let (one, two) = (*dice.one(&WRITTEN)?, *dice.one(&WRITTEN)?);
        let style = Style::throw(dice);
        let face = stock.faces.first();
        let other = printed(stock, was, two, dice)?;
        let before = File { format: one, bytes: Arc::new(write(was, one, &style, face)?) };
        let after = write(now, one, &style, face)?;
        Some(self.turned(dice, "leaf".into(), what, before, other, after))
    }

    /// The changed file on either side.
    fn turned(
        &self,
        dice: &mut Dice,
        book: String,
        what: String,
        was: File,
        other: File,
        now: Vec<u8>,
    ) -> Case {
        let new = File { format: was.format, bytes: Arc::new(now) };
        let [was, now] = if dice.coin() {
            [[was, other.clone()], [new, other]]
        } else {
            [[other.clone(), was], [other, new]]
        };
        Case { kind: self.name, book, what, was, now }
    }

    /// A change in a file of a book, beside another file of the book.
    fn in_book(
        &self,
        stock: &Stock,
        dice: &mut Dice,
        format: Option<Format>,
        edit: impl Fn(Format, &[u8], &mut Dice) -> Option<edit::Edited>,
    ) -> Option<Case> {
        let book = dice.one(&stock.books)?;
        let fits = |f: &Format| format.map_or(*f != Format::Scan, |wanted| wanted == *f);
        let files: Vec<_> = book.files.iter().filter(|(f, _)| fits(f)).collect();
        let (format, bytes) = dice.one(&files)?;
        let others: Vec<_> = book.files.iter().filter(|(f, _)| *f != Format::Scan).collect();
        let (other, other_bytes) = dice.one(&others)?;
        let done = edit(*format, bytes, dice)?;
        let was = File { format: *format, bytes: bytes.clone() };
        let other = File { format: *other, bytes: other_bytes.clone() };
        Some(self.turned(dice, book.name.clone(), done.what, was, other, done.bytes))
    }
}

/// A sheet in a format and a style thrown.
pub fn printed(stock: &Stock, sheet: &Sheet, format: Format, dice: &mut Dice) -> Option<File> {
    let style = Style::throw(dice);
    let bytes = write(sheet, format, &style, stock.faces.first())?;
    Some(File { format, bytes: Arc::new(bytes) })
}

fn of_format(stock: &Stock, dice: &mut Dice, format: Format) -> Option<File> {
    let all: Vec<&Bytes> = stock
        .books
        .iter()
        .flat_map(|book| book.files.iter().filter(|(f, _)| *f == format).map(|(_, b)| b))
        .collect();
    dice.one(&all).map(|bytes| File { format, bytes: (*bytes).clone() })
}

/// A file that is read without recognition.
fn page_side(book: &Book, dice: &mut Dice) -> Option<File> {
    let files: Vec<_> = book.files.iter().filter(|(f, _)| *f != Format::Scan).collect();
    dice.one(&files).map(|(format, bytes)| File { format: *format, bytes: bytes.clone() })
}

/// One text of a sheet changed.
pub fn reworded(sheet: &mut Sheet, dice: &mut Dice, change: text::Change) -> Option<String> {
    let mut texts = sheet.texts();
    for _ in 0..30 {
        let which = dice.below(texts.len());
        let old = words(texts.get(which)?);
        if let Some(new) = change(&old, dice).filter(|new| *new != old) {
            let what = format!("{old} > {new}");
            *texts[which] = vec![run(new)];
            return Some(what);
        }
    }
    None
}
