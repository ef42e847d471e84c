//! `shenbao worker`: reads files for another process of this program, one request a line on
//! stdin, one result a line on stdout; for a library, or (`--desk`) for a server. Not for people.

use crate::library::reader;
use clap::Args;
use std::io::{BufReader, stdin, stdout};
use std::process::ExitCode;

/// 供本程序的其他进程调用：逐行读取请求，逐行给出结果
#[derive(Debug, Args)]
pub struct Flags {
    /// 供网页服务调用
    #[arg(long, hide = true)]
    desk: bool,
}

/// Runs the command.
pub fn run(flags: &Flags) -> ExitCode {
    let served = if flags.desk {
        crate::server::desk()
    } else {
        let mut input = BufReader::new(stdin());
        reader::serve(&mut input, Box::new(stdout()), &reader::confine)
    };
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => super::fail(&problem, "worker", 1),
    }
}
