//! How much room a text takes, as roughly as is needed to tell a row that clips it.

/// The width of a text in ems: Chinese characters one, others half of one.
pub fn ems(text: &str) -> f32 {
    text.chars().map(em).sum()
}

fn em(character: char) -> f32 {
    match character {
        c if c.is_control() => 0.0,
        '\0'..='\u{24f}' => 0.5,
        _ => 1.0,
    }
}

/// Lines that a text takes at least in a width, both in points; one of its own for each break.
pub fn lines(text: &str, size: f32, width: Option<f32>) -> usize {
    let lines = |line: &str| match width.filter(|w| *w >= size && size > 0.0) {
        // A little less than measured: letters are narrower than thought.
        Some(width) => ((ems(line) * size * 0.9 / width).ceil() as usize).max(1),
        None => 1,
    };
    text.split('\n').map(lines).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_by_width() {
        assert_eq!(lines("省级二等奖", 10.0, Some(60.0)), 1);
        assert_eq!(lines("省级二等奖省级二等奖", 10.0, Some(60.0)), 2);
        assert_eq!(lines("3\n5", 10.0, None), 2);
    }
}
