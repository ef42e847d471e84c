//! What the balance of ink says to the verdict: each place of a page that does not add up
//! leaves it open.

use super::report::reason::Reason;
use super::report::{Coverage, SideName, Unread};
use super::side::Side;
use crate::proof::{self, Finding, answer_each_other};

/// Places of one side that are told one by one; the rest is counted.
const MOST: usize = 200;

/// Takes the balance of both sides into the coverage.
pub fn weigh(paper: &Side, online: &Side, coverage: &mut Coverage) {
    for (name, side) in [(SideName::Paper, paper), (SideName::Online, online)] {
        if side.quick {
            coverage.unread.push(Unread::new(name, Reason::NotProved));
            break;
        }
    }
    let found = |side: &Side| -> Vec<Finding> {
        side.balance.iter().flat_map(|balance| balance.found.clone()).collect()
    };
    let (mut left, mut right) = (found(paper), found(online));
    answer_each_other(&mut left, &mut right);
    for (name, side, found) in [(SideName::Paper, paper, left), (SideName::Online, online, right)] {
        let count = found.len();
        coverage.unread.extend(found.into_iter().take(MOST).map(|finding| told(name, finding)));
        if count > MOST {
            let note = format!("另有 {} 处墨迹或文字未能互相印证", count - MOST);
            coverage.unread.push(Unread { note, ..Unread::new(name, Reason::InkUnexplained) });
        }
        let pages = match name {
            SideName::Paper => &mut coverage.paper_pages,
            SideName::Online => &mut coverage.online_pages,
        };
        for balance in side.balance.iter().flat_map(|balance| &balance.pages) {
            if let Some(page) = pages.iter_mut().find(|page| page.page == balance.page) {
                page.ink = Some(balance.clone());
            }
        }
    }
}

fn told(side: SideName, finding: Finding) -> Unread {
    let near = match finding.near.is_empty() {
        true => String::new(),
        false => format!("（“{}”处）", finding.near),
    };
    let reason = match finding.reason {
        proof::Reason::TextUnseen => Reason::TextUnseen,
        proof::Reason::InkUnexplained => Reason::InkUnexplained,
        proof::Reason::PageUndrawn => Reason::PageUndrawn,
    };
    Unread {
        page: Some(finding.page),
        bbox: Some(finding.bbox),
        alike: finding.alike,
        note: format!("{}{near}", finding.words),
        ..Unread::new(side, reason)
    }
}
