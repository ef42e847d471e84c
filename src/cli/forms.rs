//! `shenbao forms`: the known forms and drafts of new ones.

use clap::Args;
use std::process::ExitCode;

/// 查看、学习表单定义
#[derive(Debug, Args)]
pub struct Flags {}

/// Runs the command.
pub fn run(_flags: &Flags) -> ExitCode {
    ExitCode::from(2)
}
