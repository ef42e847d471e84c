//! Units that count in thousands and more: 万吨, 亿次, 万千瓦时. What is written in the plain
//! unit must be brought to the label's, and what is written in another unit is no value.

use crate::value::label;

/// The scales, the longest of those that begin alike first.
const SCALES: &[(&str, i32)] =
    &[("万亿", 12), ("千万", 7), ("百万", 6), ("十万", 5), ("亿", 8), ("万", 4)];

/// How many powers of ten an own unit lies above a scaled unit that is wanted; `None` in the
/// outer option where the wanted unit is none of these, in the inner where the two contradict.
pub(super) fn shift(own: &str, wanted: &str) -> Option<Option<i32>> {
    let (scale, base) = split(wanted);
    if scale == 0 || base.is_empty() || base == "元" || !label::is_unit(base) {
        return None;
    }
    let (own_scale, own_base) = split(own);
    let alike = own_base.is_empty() || own_base == base;
    Some(alike.then_some(own_scale - scale))
}

/// A unit's scale and the unit that it multiplies; 千克 and 千瓦 are units of their own.
fn split(unit: &str) -> (i32, &str) {
    SCALES
        .iter()
        .find_map(|(word, power)| Some((*power, unit.strip_prefix(word)?)))
        .unwrap_or((0, unit))
}

#[cfg(test)]
mod tests {
    use super::super::parse_under;

    #[test]
    fn what_is_counted_in_tens_of_thousands() {
        for (text, unit, value) in [
            ("50000吨", "万吨", Some(5.0)),
            ("5万吨", "万吨", Some(5.0)),
            ("5", "万吨", Some(5.0)),
            ("1.2亿次", "万次", Some(12000.0)),
            ("3600万千瓦时", "万千瓦时", Some(3600.0)),
            ("50000台", "万吨", None),
            ("1亿", "万台", Some(10000.0)),
            ("12", "篇", Some(12.0)),
        ] {
            assert_eq!(parse_under(text, unit, unit), value, "{text} under {unit}");
        }
    }
}
