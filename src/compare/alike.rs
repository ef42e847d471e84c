//! What both sides show alike at the same place of their text answers for itself: the same
//! watermark, the same option underlined.

use super::report::{SideName, Unread};

/// Takes away what the other side shows as well, one for one.
pub fn answer(unread: &mut Vec<Unread>) {
    let mut gone = vec![false; unread.len()];
    for own in 0..unread.len() {
        let (SideName::Paper, Some(alike)) = (unread[own].side, &unread[own].alike) else {
            continue;
        };
        let same = |(at, other): (usize, &Unread)| {
            let theirs = other.side == SideName::Online && !gone[at];
            theirs && other.alike.as_ref().is_some_and(|other| alike.is_like(other))
        };
        if let Some(at) = unread.iter().enumerate().position(same) {
            (gone[own], gone[at]) = (true, true);
        }
    }
    let mut at = 0;
    unread.retain(|_| {
        at += 1;
        !gone[at - 1]
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::report::reason::Reason;
    use crate::problem::Alike;

    #[test]
    fn one_of_a_side_answers_for_one_of_the_other() {
        let of = |side, text: &str| Unread {
            alike: Some(Alike::of("水印", "", text)),
            ..Unread::new(side, Reason::CellUnread)
        };
        let (paper, online) = (SideName::Paper, SideName::Online);
        let mut all =
            vec![of(paper, "正本"), of(paper, "正本"), of(online, "正本"), of(online, "作废")];
        answer(&mut all);
        assert_eq!(all, [of(paper, "正本"), of(online, "作废")]);
    }
}
