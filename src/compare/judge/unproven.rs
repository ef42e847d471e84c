//! What the report says of a table whose cells one side does not tell.

use crate::compare::pair::align::Unproven;
use crate::compare::report::context::context;
use crate::compare::report::reason::Reason;
use crate::compare::report::{Difference, Kind, Reading, Severity, SideName, Unread};
use crate::compare::stream::flow::Flow;
use std::ops::Range;

/// What could not be compared, and the difference in characters, if there is any.
pub fn of(table: &Unproven, paper: &Flow, online: &Flow) -> (Unread, Option<Difference>) {
    let (left, right) = (&table.stretch.left, &table.stretch.right);
    let (flow, range) = match table.side {
        SideName::Paper => (paper, left),
        SideName::Online => (online, right),
    };
    let (ruled, own) = match table.side {
        SideName::Paper => (online, right),
        SideName::Online => (paper, left),
    };
    let name = ruled
        .marks
        .get(own.start)
        .map(|mark| context(ruled, mark.unit as usize))
        .unwrap_or_default();
    let (p, o) = &table.alone;
    let same = p.is_empty() && o.is_empty();
    let words = if same { "所含文字相同，但" } else { "" };
    let page = flow.place(range.clone()).page;
    let unread = Unread {
        side: table.side,
        page: (page > 0).then_some(page),
        pointer: String::new(),
        bbox: None,
        alike: None,
        reason: Reason::TableUnproven,
        note: format!("“{name}”处的表格没有完整框线，{words}各段文字在哪一格无法核对"),
    };
    let reading = |flow: &Flow, range: &Range<usize>, text: &str| {
        let place = flow.place(range.clone());
        (!text.is_empty()).then(|| Reading {
            text: text.to_owned(),
            page: (place.page > 0).then_some(place.page),
            ..Reading::default()
        })
    };
    let difference = (!same).then(|| Difference {
        pointer: "/text/table".to_owned(),
        label: format!("{name}（表格）"),
        kind: match (p.is_empty(), o.is_empty()) {
            (false, true) => Kind::OnlyOnPaper,
            (true, false) => Kind::MissingOnPaper,
            _ => Kind::Changed,
        },
        // Where the stretch begins and ends is not known to the last character.
        severity: Severity::Suspect,
        paper: reading(paper, left, p),
        online: reading(online, right, o),
        confidence: 1.0,
        reason: Reason::TableAlone,
        note: Reason::TableAlone.chinese().to_owned(),
        reordered: false,
    });
    (unread, difference)
}
