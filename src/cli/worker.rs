//! `shenbao worker`: reads files for another process of this program, one request a line on
//! stdin, one result a line on stdout. Not for people.

use crate::library::reader;
use clap::Args;
use std::io::{BufReader, stdin, stdout};
use std::process::ExitCode;

/// 供本程序的其他进程调用：逐行读取请求，逐行给出结果
#[derive(Debug, Args)]
pub struct Flags {}

/// Runs the command.
pub fn run(_flags: &Flags) -> ExitCode {
    let mut input = BufReader::new(stdin());
    match reader::serve(&mut input, Box::new(stdout()), &reader::confine) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => super::fail(&problem, "worker", 1),
    }
}
