//! Numbers in the rows of tables, as the index sorts them: behind the column's key and the
//! unit that is printed beside them, in the order of their size.

use super::query::column_key;
use crate::value::{Label, number};

/// Bytes of a cell that may hold one number.
const LONGEST: usize = 48;

/// Parts key, unit and number of a term.
const BAR: char = '\u{1}';

/// A number of a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Number {
    /// The keys of its column: as it is headed, and without the unit of its head.
    pub keys: Vec<String>,
    /// The unit beside it, else that of the head.
    pub unit: String,
    /// The number.
    pub value: f64,
}

/// The number that a cell holds.
pub(super) fn of_cell(column: &str, text: &str) -> Option<Number> {
    let digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let may = text.len() <= LONGEST && text.contains(digit);
    let number = may.then(|| number::parse(text)).flatten()?;
    let mut keys = vec![column_key(column).into_owned()];
    let mut unit = number.unit;
    if !column.is_ascii() {
        let head = Label::parse(column);
        let name = column_key(&head.name).into_owned();
        if !name.is_empty() && !keys.contains(&name) {
            keys.push(name);
        }
        if unit.is_empty() {
            unit = head.unit;
        }
    }
    Some(Number { keys, unit, value: number.value })
}

/// The beginning of the terms of a column, or of those with one unit.
pub(super) fn beginning(key: &str, unit: Option<&str>) -> String {
    match unit {
        None => format!("{key}{BAR}"),
        Some(unit) => format!("{key}{BAR}{unit}{BAR}"),
    }
}

/// A number of a column as one term.
pub(super) fn term(key: &str, unit: &str, value: f64) -> String {
    // Bits of floating point numbers sort as the numbers do, once the signs are turned.
    let bits = (value + 0.0).to_bits();
    let sorted = if bits >> 63 == 1 { !bits } else { bits | 1 << 63 };
    format!("{}{sorted:016x}", beginning(key, Some(unit)))
}

/// The unit of a term behind the beginning of its column.
pub(super) fn unit_of(rest: &str) -> Option<&str> {
    rest.split_once(BAR).map(|(unit, _)| unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cells_that_hold_one_number() {
        let read = |column: &str, text: &str| {
            of_cell(column, text).map(|number| (number.keys.join("|"), number.unit, number.value))
        };
        let told = |keys: &str, unit: &str, value: f64| Some((keys.into(), unit.into(), value));
        assert_eq!(read("count", "８家"), told("count", "家", 8.0));
        assert_eq!(read("单价（万元）", "1,200"), told("单价(万元)|单价", "万元", 1200.0));
        assert_eq!(read("单价（万元）", "3元"), told("单价(万元)|单价", "元", 3.0));
        assert_eq!(read("设备", "机械臂"), None);
        assert_eq!(read("数量", "3台，另有2台"), None);
        assert_eq!(unit_of("万元\u{1}00"), Some("万元"));
    }

    proptest! {
        #[test]
        fn terms_sort_as_their_numbers(a in -1e9..1e9f64, b in -1e9..1e9f64) {
            let (x, y) = (term("k", "台", a), term("k", "台", b));
            prop_assert_eq!(a.partial_cmp(&b), Some(x.cmp(&y)));
            prop_assert_eq!(term("k", "", 0.0), term("k", "", -0.0));
        }
    }
}
