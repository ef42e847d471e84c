//! `shenbao search`: full-text search in a library.

use clap::Args;
use std::process::ExitCode;

/// 检索资料库
#[derive(Debug, Args)]
pub struct Flags {}

/// Runs the command.
pub fn run(_flags: &Flags) -> ExitCode {
    ExitCode::from(2)
}
