//! Official forms as data: one TOML file each.

/// All known forms: the built-in ones and the user's own.
#[derive(Debug, Clone, Default)]
pub struct Forms {}
