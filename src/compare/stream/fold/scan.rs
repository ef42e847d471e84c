//! What stands at a place of a run, as far as it belongs to one number or date.

use super::{Gap, Mark};

/// The mark at an index, if no cell border (and, inside a number, no space)
/// lies between it and the one before.
pub(super) fn near(run: &[Mark], at: usize, spaces: bool) -> Option<char> {
    let mark = run.get(at)?;
    let open = match mark.gap {
        Gap::None => true,
        Gap::Space => spaces,
        Gap::Cell => false,
    };
    open.then_some(mark.ch)
}

/// Digits from `at` on: value, count, next index. The first may stand behind a gap.
pub(super) fn digits(run: &[Mark], at: usize, most: usize) -> (u32, usize) {
    let (mut value, mut count) = (0u32, 0);
    while count < most {
        let ch = if count == 0 { run.get(at).map(|m| m.ch) } else { near(run, at + count, false) };
        let Some(digit) =
            ch.and_then(|c| c.to_digit(10)).filter(|_| ch.is_some_and(|c| c.is_ascii()))
        else {
            break;
        };
        value = value * 10 + digit;
        count += 1;
    }
    (value, count)
}
