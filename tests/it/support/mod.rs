//! What several of the tests share.

pub mod books;
pub mod dice;
pub mod pdf;
pub mod server;
pub mod typeset;
pub mod word;
