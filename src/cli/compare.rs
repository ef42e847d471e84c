//! `shenbao compare`: the printed copy against the online data.

use clap::Args;
use std::process::ExitCode;

/// 核对纸质件与网上填报数据是否一致
#[derive(Debug, Args)]
pub struct Flags {}

/// Runs the command.
pub fn run(_flags: &Flags) -> ExitCode {
    ExitCode::from(2)
}
