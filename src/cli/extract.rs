//! `shenbao extract`: files to JSON.

use super::ReadingFlags;
use clap::Args;
use rayon::prelude::*;
use std::io::Write;
use std::path::PathBuf;
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
    let many = flags.files.len() > 1;
    // Results are printed in the order of the arguments, a chunk at a time, so
    // that a long list neither waits for its end nor fills memory.
    let mut failed = false;
    let mut out = std::io::stdout().lock();
    // One file alone is faster without a pool whose idle threads look for work.
    let at_once = if many { rayon::current_num_threads() * 4 } else { 1 };
    for chunk in flags.files.chunks(at_once) {
        let one = |file: &PathBuf| crate::extract(file, &options);
        let results: Vec<_> = if many {
            chunk.par_iter().map(one).collect()
        } else {
            chunk.iter().map(one).collect()
        };
        for (file, result) in chunk.iter().zip(results) {
            let name = file.to_string_lossy();
            match result {
                Ok(extraction) => {
                    for warning in &extraction.warnings {
                        let page = warning.page.map(|p| format!(" 第{p}页")).unwrap_or_default();
                        eprintln!("警告[{}] {name}{page}：{}", warning.code, warning.message);
                    }
                    let json = if many {
                        serde_json::to_string(&extraction)
                    } else {
                        serde_json::to_string_pretty(&extraction)
                    };
                    let written =
                        json.map_err(std::io::Error::from).and_then(|j| writeln!(out, "{j}"));
                    if written.is_err() {
                        // The reader of the pipe has gone: nobody is left to tell.
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
