//! The marks that some programs set around an address on the web.

use super::{Gap, Mark, Rule};

/// Takes away the marks that some programs set around an address on the web:
/// `<https://example.org>`. A comparison sign is never one of a pair around an address.
pub(super) fn drop_link_marks(run: &mut Vec<Mark>) {
    const LONGEST: usize = 500;
    let mut at = 0;
    while let Some(open) = run[at..].iter().position(|m| m.ch == '<').map(|i| at + i) {
        at = open + 1;
        let inside = |m: &Mark| m.ch.is_ascii_graphic() && m.ch != '<' && m.gap != Gap::Cell;
        let length =
            run[at..].iter().take(LONGEST).take_while(|m| inside(m) && m.ch != '>').count();
        let close = at + length;
        let text: String = run[at..close].iter().map(|m| m.ch.to_ascii_lowercase()).collect();
        let address = ["http://", "https://", "ftp://", "mailto:", "www."];
        let is_link = address.iter().any(|a| text.starts_with(a) && text.len() > a.len());
        if !is_link || run.get(close).is_none_or(|m| m.ch != '>' || m.gap == Gap::Cell) {
            continue;
        }
        let (first, last) = (run[open], run[close]);
        for (mark, edge) in [(open + 1, first), (close - 1, last)] {
            let mark = &mut run[mark];
            mark.rules.add(Rule::LinkMarks);
            mark.rules.merge(edge.rules);
            if mark.unit == edge.unit {
                mark.start = mark.start.min(edge.start);
                mark.end = mark.end.max(edge.end);
            }
        }
        run[open + 1].gap = first.gap;
        run.remove(close);
        run.remove(open);
        at = close - 1;
    }
}
