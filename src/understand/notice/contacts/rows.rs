//! Contacts set out as a table whose head says which column is what.

use super::Contact;
use super::phones::{emails, next_phone, tidy_phone, without_addresses};
use crate::lexicon;
use crate::understand::passages::Passage;
use crate::understand::words::bare;
use unicode_normalization::UnicodeNormalization;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Office,
    Person,
    Phone,
    Fax,
    Mail,
    Other,
}

/// The table that is being read.
#[derive(Debug, Default)]
pub(super) struct Rows {
    block: usize,
    columns: Vec<Column>,
    office: Option<(String, usize)>,
}

impl Rows {
    /// Takes a line: `None` where it is no row under such a head, else the contact of the row.
    pub(super) fn read(&mut self, line: &Passage, index: usize) -> Option<Option<Contact>> {
        line.row?;
        if let Some(columns) = head(&line.text) {
            (self.block, self.columns, self.office) = (line.block, columns, None);
            return Some(None);
        }
        if self.columns.is_empty() || self.block != line.block {
            return None;
        }
        let cells: Vec<&str> = line.text.split('\t').map(str::trim).collect();
        let missing = self.first_column(&cells)?;
        let mut contact = Contact { line: index, ..Contact::default() };
        for (column, cell) in self.columns.iter().skip(missing).zip(&cells) {
            take(*column, cell, index, &mut contact);
        }
        if contact.organization.is_some() {
            self.office = contact.organization.clone().map(|office| (office, index));
        } else if let Some((office, line)) = &self.office {
            contact.organization = Some(office.clone());
            contact.lines.0 = *line;
        }
        Some((!contact.phones.is_empty() || !contact.emails.is_empty()).then_some(contact))
    }
}

impl Rows {
    /// The column in which the cells of a row begin: an office that is merged over several
    /// rows has no cell of its own in the others, and blank cells at the end are gone.
    fn first_column(&self, cells: &[&str]) -> Option<usize> {
        let spare = self.columns.len().checked_sub(cells.len())?;
        let fits = |from: usize| -> i32 {
            let pairs = self.columns.iter().skip(from).zip(cells);
            let score = |(column, cell): (&Column, &&str)| {
                let number = next_phone(&bare(cell).replace(['—', '–'], "-"), 0).is_some();
                match column {
                    Column::Phone | Column::Fax => i32::from(number),
                    Column::Mail => 0,
                    _ => -i32::from(number),
                }
            };
            pairs.map(score).sum()
        };
        (0..=spare).max_by_key(|from| (fits(*from), std::cmp::Reverse(*from)))
    }
}

/// The columns, if a row is the head of a table of contacts.
fn head(text: &str) -> Option<Vec<Column>> {
    let of = |cell: &str| {
        let cell = bare(cell);
        let says = |words: &[&str]| words.iter().any(|word| cell.contains(word));
        if cell.chars().count() > 10 || cell.chars().any(|c| c.is_ascii_digit()) {
            Column::Other
        } else if says(&["传真"]) && !says(&["电话"]) {
            Column::Fax
        } else if says(lexicon::CONTACT_PHONE_COLUMNS) {
            Column::Phone
        } else if says(&["邮箱", "邮件"]) {
            Column::Mail
        } else if says(lexicon::CONTACT_PERSON_COLUMNS) {
            Column::Person
        } else if says(lexicon::CONTACT_OFFICE_COLUMNS) {
            Column::Office
        } else {
            Column::Other
        }
    };
    let columns: Vec<Column> = text.split('\t').map(of).collect();
    // Who is recommended, with a column for whom to ask there, is no contact of the notice.
    if ["企业名称", "项目名称", "信用代码"].iter().any(|word| bare(text).contains(word))
    {
        return Some(vec![Column::Other; columns.len()]);
    }
    let has = |column: Column| columns.contains(&column);
    (has(Column::Person) && has(Column::Phone)).then_some(columns)
}

fn take(column: Column, cell: &str, index: usize, contact: &mut Contact) {
    if cell.is_empty() {
        return;
    }
    match column {
        Column::Office => {
            contact.organization = Some(cell.to_owned());
            contact.lines.0 = index;
        }
        Column::Person => {
            let squeezed: String = cell.split_whitespace().collect();
            contact.name = Some(squeezed.replace(['，', ',', '/', '；'], "、"));
            contact.lines.1 = index;
        }
        Column::Phone | Column::Fax => {
            let folded: String = cell
                .nfkc()
                .map(|c| if matches!(c, '—' | '–' | '−' | '―') { '-' } else { c })
                .collect();
            let text = without_addresses(&folded);
            let mut at = 0;
            while let Some(found) = next_phone(&text, at) {
                at = found.end;
                let number = tidy_phone(&text[found]);
                if column == Column::Fax {
                    contact.faxes.push(number);
                } else {
                    contact.phones.push(number);
                    contact.lines.2.push(index);
                }
            }
            contact.emails.extend(emails(cell));
        }
        Column::Mail => contact.emails.extend(emails(cell)),
        Column::Other => {}
    }
}
