//! `shenbao read`: a file's text, Markdown or JSON.

use clap::Args;
use std::process::ExitCode;

/// 按阅读顺序输出文件的文字和表格
#[derive(Debug, Args)]
pub struct Flags {}

/// Runs the command.
pub fn run(_flags: &Flags) -> ExitCode {
    ExitCode::from(2)
}
