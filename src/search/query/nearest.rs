//! The nearest of the names that would have been understood.

/// The name that differs in the fewest characters: in `most` of them, in one of a name
/// of two or three, and never in all. The first of equals.
pub fn nearest<'a>(
    typed: &str,
    most: usize,
    names: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    let most = match typed.chars().count() {
        0 | 1 => return None,
        2 | 3 => most.min(1),
        _ => most,
    };
    names
        .filter(|name| name.chars().count() > 1)
        .map(|name| (strsim::osa_distance(typed, name), name))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_name_is_offered_and_nothing_far() {
        let names = ["省", "省份", "行业", "sector", "申报书"];
        let near = |typed| nearest(typed, 2, names.into_iter());
        assert_eq!(near("省分"), Some("省份"));
        assert_eq!(near("sectr"), Some("sector"));
        assert_eq!(near("申报材料"), Some("申报书"));
        assert_eq!(near("附注"), None);
        assert_eq!(near("x"), None);
    }
}
