//! Results as text, JSON and HTML. No rules of its own.

pub mod markdown;
pub mod text;
