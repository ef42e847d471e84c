//! `shenbao notices`: notices and what they cite.

use clap::Args;
use std::process::ExitCode;

/// 通知之间的引用关系
#[derive(Debug, Args)]
pub struct Flags {}

/// Runs the command.
pub fn run(_flags: &Flags) -> ExitCode {
    ExitCode::from(2)
}
