//! What several of the tests share.

pub mod books;
pub mod dice;
pub mod pdf;
pub mod typeset;
pub mod word;
