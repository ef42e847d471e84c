//! Whether the text layer of a page (PDF, OFD) says what is printed ([`soundness`]).

pub mod kana;
pub mod soundness;
