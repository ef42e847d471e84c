//! `shenbao mcp`: the library and the comparison for programs that speak MCP.

use super::ReadingFlags;
use crate::server;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

/// 在标准输入输出上提供 MCP：检索、读取记录、核对
#[derive(Debug, Args)]
pub struct Flags {
    /// 资料库文件夹
    #[arg(long, value_name = "文件夹", default_value = super::LIBRARY)]
    library: PathBuf,
    #[command(flatten)]
    reading: ReadingFlags,
}

/// Runs the command.
pub fn run(flags: &Flags) -> ExitCode {
    let served = flags
        .reading
        .options()
        .and_then(|options| server::mcp::serve(flags.library.clone(), options));
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => super::fail(&problem, "mcp", 2),
    }
}
