//! Results as text, JSON and HTML. No rules of its own.
