//! `shenbao notices`: notices and what they cite.

use super::ReadingFlags;
use crate::understand::notice::graph::Graph;
use clap::{Args, Subcommand, ValueEnum};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// 通知之间的引用关系
#[derive(Debug, Args)]
pub struct Flags {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Graph(GraphFlags),
}

/// 引用图：哪些通知引用、转发了哪些文件
#[derive(Debug, Args)]
struct GraphFlags {
    /// 通知文件或文件夹
    #[arg(required = true, value_name = "文件")]
    paths: Vec<PathBuf>,
    /// 输出格式
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[command(flatten)]
    reading: ReadingFlags,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// 文字
    Text,
    /// Graphviz
    Dot,
    /// JSON
    Json,
}

/// Runs the command.
pub fn run(flags: &Flags) -> ExitCode {
    let Command::Graph(flags) = &flags.command;
    let options = match flags.reading.options() {
        Ok(options) => options,
        Err(problem) => return super::fail(&problem, "--forms", 2),
    };
    let mut graph = Graph::default();
    let mut failed = false;
    for file in flags.paths.iter().flat_map(|path| files(path)) {
        let name = file.to_string_lossy();
        match crate::extract(&file, &options) {
            Ok(extraction) => graph.add(&name, &extraction.records),
            Err(problem) => {
                eprintln!("{}", problem.line(&name));
                failed = true;
            }
        }
    }
    let text = match flags.format {
        Format::Text => graph.text(),
        Format::Dot => graph.dot(),
        Format::Json => serde_json::to_string_pretty(&graph).map(|j| j + "\n").unwrap_or_default(),
    };
    let written = std::io::stdout().lock().write_all(text.as_bytes());
    ExitCode::from(u8::from(failed || written.is_err()))
}

/// The file itself, or all files of a folder in the order of their names.
fn files(path: &Path) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_owned()];
    }
    walkdir::WalkDir::new(path)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .collect()
}
