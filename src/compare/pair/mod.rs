//! What belongs to what: characters of two streams ([`align`]), items of lists ([`matching`]), tables that
//! one side prints without lines ([`unruled`], [`loose`]), attachments, and files of two folders
//! ([`pairing`]).

pub mod align;
pub mod attachments;
pub mod loose;
pub mod matching;
pub mod page_rows;
pub mod pairing;
pub mod slide;
pub mod unruled;
