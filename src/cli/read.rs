//! `shenbao read`: a file's text, Markdown or JSON.

use super::ReadingFlags;
use crate::extract;
use crate::report;
use clap::{Args, ValueEnum};
use serde_json::json;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// 按阅读顺序输出文件的文字和表格
#[derive(Debug, Args)]
pub struct Flags {
    /// 要读取的文件
    #[arg(required = true, value_name = "文件")]
    files: Vec<PathBuf>,
    /// 输出格式：text 文本，markdown，json 段落和表格的结构
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "格式", hide_possible_values = true)]
    format: Format,
    #[command(flatten)]
    reading: ReadingFlags,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Markdown,
    Json,
}

/// Runs the command.
pub fn run(flags: &Flags) -> ExitCode {
    let options = match flags.reading.options() {
        Ok(options) => options,
        Err(problem) => return super::fail(&problem, "--forms", 2),
    };
    let mut failed = false;
    let mut out = std::io::stdout().lock();
    for file in &flags.files {
        let name = file.to_string_lossy();
        let (loaded, document) = match extract::load(file, &options) {
            Ok(loaded) => loaded,
            Err(problem) => {
                eprintln!("{}", problem.line(&name));
                failed = true;
                continue;
            }
        };
        failed |= super::warn(&name, &document.warnings);
        let text = match flags.format {
            Format::Text => report::text::document(&document),
            Format::Markdown => report::markdown::document(&document),
            Format::Json => {
                let source = extract::source_of(&loaded, &document);
                let whole = json!({ "source": source, "document": document });
                let text = if flags.files.len() > 1 {
                    serde_json::to_string(&whole)
                } else {
                    serde_json::to_string_pretty(&whole)
                };
                text.unwrap_or_default() + "\n"
            }
        };
        if out.write_all(text.as_bytes()).is_err() {
            // The reader of the pipe has gone: nobody is left to tell.
            return ExitCode::from(1);
        }
        if flags.files.len() == 1 {
            super::leave(failed);
        }
    }
    ExitCode::from(u8::from(failed))
}
