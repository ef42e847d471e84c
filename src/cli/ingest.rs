//! `shenbao ingest`: files, folders and archives into a library.

use clap::Args;
use std::process::ExitCode;

/// 把文件、文件夹、压缩包导入资料库
#[derive(Debug, Args)]
pub struct Flags {}

/// Runs the command.
pub fn run(_flags: &Flags) -> ExitCode {
    ExitCode::from(2)
}
