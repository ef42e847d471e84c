//! `shenbao notices`: notices and what they cite.

use super::ReadingFlags;
use crate::record::Record;
use crate::understand::notice::graph::Graph;
use crate::understand::notice::learn;
use clap::{Args, Subcommand, ValueEnum};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// 通知：引用关系，未能认得的句子
#[derive(Debug, Args)]
pub struct Flags {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Graph(GraphFlags),
    Learn(LearnFlags),
}

/// 列出写了日期、要求报送而没有规则认得的句子，并拟出规则草稿
#[derive(Debug, Args)]
struct LearnFlags {
    /// 通知文件或文件夹
    #[arg(required = true, value_name = "文件")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    reading: ReadingFlags,
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
    match &flags.command {
        Command::Graph(flags) => graph(flags),
        Command::Learn(flags) => untaken(flags),
    }
}

/// Gives the records of all files, one file after the other; `true` when one could not be read.
fn each_file(
    paths: &[PathBuf],
    reading: &ReadingFlags,
    mut take: impl FnMut(&str, &[Record]),
) -> Result<bool, ExitCode> {
    let options = reading.options().map_err(|problem| super::fail(&problem, "--forms", 2))?;
    let mut failed = false;
    for file in paths.iter().flat_map(|path| files(path)) {
        let name = file.to_string_lossy();
        match crate::extract(&file, &options) {
            Ok(extraction) => take(&name, &extraction.records),
            Err(problem) => {
                eprintln!("{}", problem.line(&name));
                failed = true;
            }
        }
    }
    Ok(failed)
}

fn graph(flags: &GraphFlags) -> ExitCode {
    let mut graph = Graph::default();
    let failed = match each_file(&flags.paths, &flags.reading, |name, r| graph.add(name, r)) {
        Ok(failed) => failed,
        Err(status) => return status,
    };
    let text = match flags.format {
        Format::Text => graph.text(),
        Format::Dot => graph.dot(),
        Format::Json => serde_json::to_string_pretty(&graph).map(|j| j + "\n").unwrap_or_default(),
    };
    let written = std::io::stdout().lock().write_all(text.as_bytes());
    ExitCode::from(u8::from(failed || written.is_err()))
}

fn untaken(flags: &LearnFlags) -> ExitCode {
    let mut text = String::new();
    let mut take = |name: &str, records: &[Record]| text.push_str(&learn::drafts(name, records));
    let failed = match each_file(&flags.paths, &flags.reading, &mut take) {
        Ok(failed) => failed,
        Err(status) => return status,
    };
    if text.is_empty() {
        text.push_str("没有未能认得的句子。\n");
    }
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
