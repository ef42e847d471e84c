//! A line that stands at the edge of pages, with the page's own number taken out of it.

use crate::value::pattern::pattern;

/// A line that stands at the edge of pages.
#[derive(Debug, Clone, PartialEq)]
pub struct Running {
    /// As printed.
    pub text: String,
    /// Folded, page numbers taken out.
    pub folded: String,
    /// A page on which it stands; 0 if the format has no pages.
    pub page: u32,
    /// It stands at the foot of its page.
    pub footer: bool,
    /// It is a line at the edge of its page, and no watermark over it.
    pub at_edge: bool,
}

pattern! {
    // Dots around it set it apart at the end of a line too.
    static PAGE_NUMBER = r"[-·]?第?\d*页[/,、]?(?:共\d*页)?|共\d*页|^[-·]\d{0,4}[-·]$|·\d{0,4}·$|^·\d{0,4}·|^\d{1,4}/\d{1,4}$";
}

impl Running {
    /// A line of a margin.
    pub fn of(text: &str, folded: &str, page: u32, footer: bool) -> Self {
        let bare = PAGE_NUMBER
            .regex()
            .map_or_else(|| folded.to_owned(), |p| p.replace_all(folded, "").into_owned());
        let number = page.to_string();
        // What goes on beside it is another number: the 1 of 12345051 counts no page.
        let goes_on = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let behind = bare.strip_suffix(number.as_str()).filter(|rest| !rest.ends_with(goes_on));
        let before = || bare.strip_prefix(&number).filter(|rest| !rest.starts_with(goes_on));
        let bare = match behind.or_else(before).filter(|_| page > 0) {
            Some(rest) => rest.to_owned(),
            None => bare,
        };
        Self { text: text.trim().to_owned(), folded: bare, page, footer, at_edge: page > 0 }
    }
}
