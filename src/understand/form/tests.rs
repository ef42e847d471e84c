//! Forms that nobody defined, as cells and lines.
