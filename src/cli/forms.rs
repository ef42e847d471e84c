//! `shenbao forms`: the known forms and drafts of new ones.

mod learn;

use clap::{Args, Subcommand};
use std::process::ExitCode;

/// 查看、学习表单定义
#[derive(Debug, Args)]
pub struct Flags {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Learn(learn::Flags),
}

/// Runs the command.
pub fn run(flags: &Flags) -> ExitCode {
    match &flags.command {
        Command::Learn(flags) => learn::run(flags),
    }
}
