//! What lines tell of contacts besides names and numbers in a row: whose a number is, whom
//! they speak to, and that there is something of which nothing was taken.

use super::phones::{Bracket, phones_in};
use super::{Contact, PARAGRAPH, flush};
use crate::lexicon;
use crate::understand::passages::Passage;

/// People spoken to, each with a telephone: 会务：舒老师（13311112222）.
pub(super) fn tells_person(line: &Passage) -> bool {
    ["老师", "先生", "女士"].iter().any(|word| line.bare.contains(word))
        && line.row.is_none()
        && line.bare.chars().count() <= 80
        && !line.bare.contains('。')
        && phones_in(&line.bare)
}

/// Takes a number whose bracket says whose it is.
pub(super) fn bracketed(
    current: &mut Contact,
    out: &mut Vec<Contact>,
    said: &Bracket<'_>,
    number: String,
    index: usize,
) {
    match said {
        Bracket::Fax => current.faxes.push(number),
        Bracket::Office(office) => {
            current.phones.push(number);
            current.lines.2.push(index);
            if current.organization.is_none() || current.inherited {
                current.organization = Some((*office).to_owned());
                (current.inherited, current.bracketed) = (false, true);
                current.lines.0 = index;
            }
        }
        Bracket::Person(name) => {
            if current.name.is_some() || !current.phones.is_empty() {
                flush(current, out, true);
            }
            current.name = Some((*name).to_owned());
            current.lines.1 = index;
            current.phones.push(number);
            current.lines.2.push(index);
            current.line = index;
            flush(current, out, true);
        }
    }
}

/// Lines that tell whom to ask and of which nothing was taken.
pub fn untaken(lines: &[Passage], body: usize, found: &[Contact]) -> Vec<usize> {
    let told = |line: &Passage| {
        let digits = line.bare.chars().filter(char::is_ascii_digit).count();
        let words = lexicon::CONTACT_INSIDE.iter().chain(lexicon::CONTACT_COMPLAINTS);
        line.row.is_none()
            && (5..=60).contains(&digits)
            && line.bare.chars().count() <= PARAGRAPH
            && words.into_iter().any(|word| line.bare.contains(word))
    };
    let taken = |index: usize| {
        found.iter().any(|contact| {
            let (office, name, phones) = &contact.lines;
            contact.line == index
                || contact.organization.is_some() && *office == index
                || contact.name.is_some() && *name == index
                || phones.contains(&index)
        })
    };
    let all = lines.iter().enumerate().skip(body);
    all.filter(|(index, line)| told(line) && !taken(*index)).map(|(index, _)| index).collect()
}
