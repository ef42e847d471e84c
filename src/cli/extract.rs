//! `shenbao extract`: files to JSON.

use super::{ReadingFlags, warn};
use crate::extract::{self, Options};
use clap::Args;
use rayon::prelude::*;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// 抽取文件内容为 JSON（多个文件时每行一个）
#[derive(Debug, Args)]
pub struct Flags {
    /// 要读取的文件
    #[arg(required = true, value_name = "文件")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    reading: ReadingFlags,
}

/// Runs the command.
pub fn run(flags: &Flags) -> ExitCode {
    let options = match flags.reading.options() {
        Ok(options) => options,
        Err(problem) => return super::fail(&problem, "--forms", 2),
    };
    // Results are printed in the order of the arguments, a chunk at a time, so
    // that a long list neither waits for its end nor fills memory.
    if let [file] = flags.files.as_slice() {
        return one(file, &options);
    }
    let mut failed = false;
    let mut out = std::io::stdout().lock();
    for chunk in flags.files.chunks(rayon::current_num_threads() * 4) {
        let results: Vec<_> = chunk.par_iter().map(|file| crate::extract(file, &options)).collect();
        for (file, result) in chunk.iter().zip(results) {
            let name = file.to_string_lossy();
            match result {
                Ok(extraction) => {
                    failed |= warn(&name, &extraction.warnings);
                    let json = serde_json::to_string(&extraction);
                    if !written(&mut out, json) {
                        return ExitCode::from(1);
                    }
                }
                Err(problem) => {
                    eprintln!("{}", problem.line(&name));
                    failed = true;
                }
            }
        }
    }
    ExitCode::from(u8::from(failed))
}

/// One file alone: without a pool whose idle threads would look for work.
fn one(file: &Path, options: &Options) -> ExitCode {
    let name = file.to_string_lossy();
    match extract::extract_whole(file, options) {
        Ok((extraction, _document)) => {
            let lost = warn(&name, &extraction.warnings);
            let json = serde_json::to_string_pretty(&extraction);
            super::leave(!written(&mut std::io::stdout().lock(), json) || lost)
        }
        Err(problem) => super::fail(&problem, &name, 1),
    }
}

/// Prints a line; `false` when the reader of the pipe has gone: nobody is left to tell.
fn written(out: &mut impl Write, json: serde_json::Result<String>) -> bool {
    json.map_err(std::io::Error::from).and_then(|json| writeln!(out, "{json}")).is_ok()
}
