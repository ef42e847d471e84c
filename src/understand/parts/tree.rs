//! Which part an attachment belongs to, by the numbers.

use super::Part;
use super::marker::Number;
use crate::understand::title;

/// Whether a marker ends the part before it.
pub(super) fn cuts(current: &Part, own: Option<Number>, next: Number) -> bool {
    if !current.book {
        return true;
    }
    // A book in a bundle ends where the bundle's numbering goes on; a book that
    // is the file itself never ends.
    let Some(own) = own else { return false };
    next.full && own.full && follows(own, next)
}

fn follows(own: Number, next: Number) -> bool {
    match (own.main, next.main) {
        (Some(a), Some(b)) if b == a + 1 => next.sub.is_none_or(|s| s == 1),
        (Some(a), Some(b)) if b == a => {
            matches!((own.sub, next.sub), (Some(x), Some(y)) if y == x + 1)
        }
        _ => false,
    }
}

/// The innermost open part whose numbering the marker goes on with.
pub(super) fn parent(parts: &[Part], numbers: &[Option<Number>], next: Number) -> Option<usize> {
    let first = next.main.is_none_or(|n| n == 1) && next.sub.is_none_or(|s| s == 1);
    // From the last part outwards: a first child, or the next sibling; then,
    // some attachments being absent, any later sibling.
    for fits in [follows, skips] {
        let mut at = parts.len().checked_sub(1);
        while let Some(index) = at {
            let part = parts.get(index)?;
            let childless = parts.iter().all(|p| p.parent != Some(index));
            let may_hold = !part.book && (!next.full || is_root_like(part));
            if first && childless && may_hold {
                return Some(index);
            }
            if numbers.get(index).copied().flatten().is_some_and(|own| fits(own, next)) {
                return part.parent;
            }
            at = part.parent;
        }
    }
    // Nothing fits: attached to whatever the file begins with, unless that is an attachment too.
    match parts.first() {
        Some(root) if root.label.is_none() => Some(0),
        _ => None,
    }
}

/// A later number of the same list, some attachments being absent.
fn skips(own: Number, next: Number) -> bool {
    own.full == next.full && matches!((own.main, next.main), (Some(a), Some(b)) if b > a)
}

/// Whether a part can have attachments of the full kind (附件): a notice or the like.
fn is_root_like(part: &Part) -> bool {
    part.label.is_none() || part.title.as_deref().is_some_and(title::is_letter)
}
