//! Which words are people, which are offices, and which are only labels.

use crate::lexicon;
use crate::understand::notice::agency;

/// An organisation and a name that a lost space put together are two words again.
pub(super) fn parted(pieces: Vec<String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(pieces.len());
    let mut pieces = pieces.into_iter().peekable();
    while let Some(piece) = pieces.next() {
        let word = strip_labels(&piece);
        let family =
            |rest: &str| rest.chars().next().is_some_and(|c| lexicon::CONTACT_FAMILIES.contains(c));
        let tail = |count: usize| word.char_indices().rev().nth(count - 1).map(|(at, _)| at);
        let split = |count: usize| {
            let (organization, name) = word.split_at(tail(count)?);
            (is_organization(organization) && family(name)).then_some((organization, name))
        };
        if is_organization(word) || is_name(word) {
            out.push(piece);
            continue;
        }
        if let Some((organization, name)) =
            [3, 2].into_iter().find_map(split).filter(|(_, name)| is_name(name))
        {
            out.extend([organization.to_owned(), name.to_owned()]);
            continue;
        }
        // 某路5号101室赵某某: the name stands behind where the papers go.
        if let Some(at) = word
            .rfind(['室', '楼', '号', '层', '座'])
            .filter(|_| word.contains(|c: char| c.is_ascii_digit()))
            && let Some(name) =
                word.get(at..).map(|rest| rest.trim_start_matches(['室', '楼', '号', '层', '座']))
            && family(name)
            && is_name(name)
        {
            out.push(name.to_owned());
            continue;
        }
        // 规划发展司杨 某: the name was set wide.
        let single = |next: &String| next.chars().count() == 1;
        match (split(1), pieces.next_if(single)) {
            (Some((organization, name)), Some(next)) => {
                out.extend([organization.to_owned(), format!("{name}{next}")]);
            }
            (_, next) => {
                out.push(piece);
                out.extend(next);
            }
        }
    }
    out
}

pub(super) fn strip_labels(word: &str) -> &str {
    let mut rest = word.trim();
    loop {
        let before = rest;
        for label in lexicon::CONTACT_LABELS {
            rest = rest
                .strip_prefix(label)
                .unwrap_or(rest)
                .strip_suffix(label)
                .unwrap_or(rest.strip_prefix(label).unwrap_or(rest));
        }
        rest = rest.strip_prefix("及").unwrap_or(rest);
        if rest == before {
            return rest;
        }
    }
}

/// 光电园, 未来办: an office that no family name begins.
fn is_short_office(word: &str) -> bool {
    let family = word.chars().next().is_some_and(|c| lexicon::CONTACT_FAMILIES.contains(c));
    let office = lexicon::CONTACT_OFFICE_TAILS.iter().any(|end| word.ends_with(end));
    word.chars().count() == 3 && office && !family
}

pub(super) fn is_organization(word: &str) -> bool {
    is_short_office(word)
        || agency::is_agency(word)
        || lexicon::CONTACT_PARTIES.iter().any(|party| word.ends_with(party))
        || word.chars().count() >= 4 && lexicon::CONTACT_OFFICES.iter().any(|e| word.ends_with(e))
}

pub(super) fn is_name(word: &str) -> bool {
    let length = word.chars().count();
    let office = lexicon::CONTACT_POSTS;
    let joined = word.split('·').count() >= 2
        && word.split('·').all(|part| (1..=8).contains(&part.chars().count()));
    !is_short_office(word)
        && ((2..=4).contains(&length) || joined && length <= 15)
        && !(length >= 2
            && office.iter().any(|end| word.ends_with(end))
            && length != 4
            && is_post(word))
        && word.chars().all(|c| c.is_alphabetic() && !c.is_ascii() || c == '·')
        && !lexicon::CONTACT_NO_NAMES.iter().any(|w| word.contains(w))
}

/// What somebody is: 处长, 副主任, 科员. A name may end on 长 too.
fn is_post(word: &str) -> bool {
    let core = word.trim_start_matches(['副', '正']);
    lexicon::CONTACT_HEADS.contains(&core) || !core.ends_with('长')
}

/// 周五: a day of the week, where it stands in brackets behind a date.
pub(super) fn is_weekday(word: &str) -> bool {
    let day = word.strip_prefix('周').or_else(|| word.strip_prefix("星期"));
    day.is_some_and(|day| {
        day.chars().count() == 1 && day.chars().all(|c| "一二三四五六日天".contains(c))
    })
}
