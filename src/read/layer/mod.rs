//! Whether the text layer of a page (PDF, OFD) says what is printed ([`soundness`]), and
//! what of it the page does not show ([`unseen`]).

pub mod kana;
pub mod soundness;
pub mod unseen;
