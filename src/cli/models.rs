//! `shenbao models`: the recognition models.

use clap::Args;
use std::process::ExitCode;

/// 安装、检查文字识别模型
#[derive(Debug, Args)]
pub struct Flags {}

/// Runs the command.
pub fn run(_flags: &Flags) -> ExitCode {
    ExitCode::from(2)
}
