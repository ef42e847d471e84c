//! The command line: a thin layer. Each command parses its flags, calls the
//! library and says in Chinese what happened; exit statuses are the contract's.

mod chinese;
mod compare;
mod export;
mod extract;
pub mod folders;
mod forms;
mod ingest;
mod library;
mod mcp;
mod models;
mod notices;
mod progress;
mod read;
mod run;
mod search;
mod serve;
mod similar;
mod users;
mod worker;

use crate::extract::Options;
use crate::library::{Setup, made_with::BUILT_IN};
use crate::problem::{Problem, Warning};
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// 申报：读取智能制造申报书和通知，抽取字段，核对纸质件与网上数据，建库检索
#[derive(Debug, Parser)]
#[command(
    name = "shenbao",
    version,
    about = "申报：读取智能制造申报书和通知，抽取字段，核对纸质件与网上数据，建库检索",
    disable_help_subcommand = true
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Extract(extract::Flags),
    Read(read::Flags),
    Ingest(ingest::Flags),
    Search(search::Flags),
    Similar(similar::Flags),
    Export(export::Flags),
    Library(library::Flags),
    Compare(compare::Flags),
    Forms(forms::Flags),
    Notices(notices::Flags),
    Models(models::Flags),
    Serve(serve::Flags),
    Mcp(mcp::Flags),
    Users(users::Flags),
    #[command(hide = true)]
    Worker(worker::Flags),
}

/// 读取文件的公用选项
#[derive(Debug, Clone, Args)]
pub struct ReadingFlags {
    /// 追加自己的表单定义（文件夹中的 *.toml）；资料库记住所用的，- 为只用内置表单
    #[arg(long, value_name = "文件夹")]
    forms: Option<PathBuf>,
    /// 打开加密文件的密码
    #[arg(long, value_name = "密码")]
    password: Option<String>,
    /// 不识别扫描页
    #[arg(long)]
    no_ocr: bool,
    /// 文字识别模型所在的文件夹
    #[arg(long, value_name = "文件夹")]
    models: Option<PathBuf>,
    /// 单个文件的字节上限
    #[arg(long, value_name = "字节")]
    max_file_bytes: Option<u64>,
    /// 读取单个文件多少秒没有进展即放弃
    #[arg(long, value_name = "秒", value_parser = clap::value_parser!(u64).range(1..))]
    max_seconds: Option<u64>,
}

impl ReadingFlags {
    /// What a process is told that reads as these flags say.
    fn setup(&self) -> Setup {
        let mut setup = Setup {
            forms: self.forms.clone().filter(|forms| forms.as_os_str() != BUILT_IN),
            models: folders::models(self.models.as_deref()),
            cache: folders::cache(),
            no_ocr: self.no_ocr,
            ..Setup::default()
        };
        if let Some(bytes) = self.max_file_bytes {
            setup.limits.file_bytes = bytes;
        }
        if let Some(seconds) = self.max_seconds {
            setup.limits.time_still = Duration::from_secs(seconds);
        }
        setup
    }

    fn options(&self) -> Result<Options, Problem> {
        let mut options = self.setup().options()?;
        options.reading.password = self.password.clone();
        options.reading.ocr.progress = progress::bar();
        Ok(options)
    }
}

/// The command line as the parser knows it.
fn command() -> clap::Command {
    Arguments::command()
}

/// Runs the program with the process's arguments.
pub fn run() -> ExitCode {
    let parse = |command: clap::Command| {
        let matches = command.try_get_matches_from(arguments())?;
        Arguments::from_arg_matches(&matches)
    };
    // Only help and errors are seen, so only they are put into Chinese.
    let parsed = parse(command()).or_else(|_| parse(chinese::translated(command())));
    let arguments = match parsed {
        Ok(arguments) => arguments,
        Err(error) => return chinese::explain(&error),
    };
    match arguments.command {
        Command::Extract(flags) => extract::run(&flags),
        Command::Read(flags) => read::run(&flags),
        Command::Ingest(flags) => ingest::run(&flags),
        Command::Search(flags) => search::run(&flags),
        Command::Similar(flags) => similar::run(&flags),
        Command::Export(flags) => export::run(&flags),
        Command::Library(flags) => library::run(&flags),
        Command::Compare(flags) => compare::run(&flags),
        Command::Forms(flags) => forms::run(&flags),
        Command::Notices(flags) => notices::run(&flags),
        Command::Models(flags) => models::run(&flags),
        Command::Serve(flags) => serve::run(&flags),
        Command::Mcp(flags) => mcp::run(&flags),
        Command::Users(flags) => users::run(&flags),
        Command::Worker(flags) => worker::run(&flags),
    }
}

/// The process's arguments. A query may begin with the minus of an exclusion
/// (`-纺织`), which is no flag: no flag begins with a Chinese character.
fn arguments() -> impl Iterator<Item = OsString> {
    let query = std::env::args_os().nth(1).is_some_and(|c| c == "search" || c == "export");
    std::env::args_os().map(move |argument| match argument.to_str() {
        Some(text)
            if query && text.starts_with('-') && !text.is_ascii() && !text.starts_with("--") =>
        {
            format!(" {text}").into()
        }
        _ => argument,
    })
}

/// The library folder when none is named.
const LIBRARY: &str = "shenbao-library";

/// Prints a line; a reader of the pipe that has gone is no failure.
fn say(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// Ends the process where it stands: giving memory back piece by piece takes longer than
/// writing a small book's record.
fn leave(failed: bool) -> ! {
    std::process::exit(i32::from(failed))
}

/// Says a file's warnings on stderr; `true` when one of them tells of something that was not read.
fn warn(name: &str, warnings: &[Warning]) -> bool {
    for warning in warnings {
        let page = warning.page.map(|p| format!(" 第{p}页")).unwrap_or_default();
        eprintln!("警告[{}] {name}{page}：{}", warning.code, warning.message);
    }
    warnings.iter().any(Warning::is_loss)
}

/// Says a problem on stderr and gives the exit status.
fn fail(problem: &Problem, file: &str, status: u8) -> ExitCode {
    eprintln!("{}", problem.line(file));
    ExitCode::from(status)
}
