//! Controls and letters that turn the order of characters round on the screen.

/// Whether a control of Unicode makes what follows run from right to left. Those that
/// only keep it from left to right (copied telephone numbers bring them) change nothing.
pub fn turns(character: char) -> bool {
    matches!(
        character,
        // Embedding, override and isolate from right to left; marks of Hebrew and Arabic.
        '\u{202B}' | '\u{202E}' | '\u{2067}' | '\u{200F}' | '\u{061C}'
    )
}

/// Whether a text is turned round on the screen by controls in it.
pub fn is_turned(text: &str) -> bool {
    text.chars().any(turns) && text.chars().any(char::is_alphanumeric)
}

/// Whether a text that is said to run from right to left would be read otherwise: letters
/// and figures of writings from left to right, or more than one sign.
pub fn suffers(text: &str) -> bool {
    text.chars().filter(|c| !c.is_whitespace() && !is_rtl(*c)).count() > 1
        && text.chars().any(|c| c.is_alphanumeric() && !is_rtl(c))
}

/// Letters that run from right to left by themselves.
fn is_rtl(c: char) -> bool {
    matches!(c, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overrides_turn_and_marks_of_copied_numbers_do_not() {
        assert!(is_turned("编号为\u{202E}8765\u{202C}号"));
        assert!(!is_turned("\u{202D}13900000000\u{202C}"));
        assert!(!is_turned("\u{202E}"));
        assert!(suffers("8765") && suffers("编号") && !suffers("مرحبا") && !suffers("1"));
    }
}
