//! Results as text, JSON and HTML. No rules of its own.

pub mod csv;
pub mod hits;
pub mod markdown;
pub mod records;
pub mod text;
