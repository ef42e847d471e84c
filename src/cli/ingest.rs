//! `shenbao ingest`: files, folders and archives into a library.

use super::ReadingFlags;
use crate::library::{Job, Report, Step, Writable};
use crate::problem::{Code, Problem};
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// 把文件、文件夹、压缩包导入资料库（可随时中断，再次运行即继续）
#[derive(Debug, Args)]
pub struct Flags {
    /// 文件、文件夹或压缩包（zip、tar、gz、tgz）
    #[arg(required = true, value_name = "路径")]
    paths: Vec<PathBuf>,
    /// 资料库文件夹
    #[arg(long, value_name = "文件夹", default_value = super::LIBRARY)]
    library: PathBuf,
    /// 重新读取此前隔离的文件
    #[arg(long)]
    retry: bool,
    /// 结果的格式
    #[arg(long, value_name = "格式", value_enum, default_value = "text")]
    format: Shape,
    #[command(flatten)]
    reading: ReadingFlags,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    Text,
    Json,
}

/// Runs the command.
pub fn run(flags: &Flags) -> ExitCode {
    let options = match flags.reading.options() {
        Ok(options) => options,
        Err(problem) => return super::fail(&problem, "--forms", 2),
    };
    for path in &flags.paths {
        if let Err(error) = std::fs::metadata(path) {
            return super::fail(&error.into(), &path.to_string_lossy(), 2);
        }
    }
    let stop = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&stop);
    // Without the handler a Ctrl-C is a kill, which the library survives as well.
    let _ = ctrlc::set_handler(move || {
        if asked.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
        eprintln!("正在停下：读完手头的文件即止，再按一次立即退出");
    });
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {elapsed} {msg}") {
        bar.set_style(style);
    }
    let progress = |step: Step<'_>| match step {
        Step::Found(files) => bar.inc_length(files),
        Step::Done => {
            // Members of archives come on top of the files that were found.
            if bar.length().is_some_and(|length| bar.position() >= length) {
                bar.inc_length(1);
            }
            bar.inc(1);
        }
        Step::Quarantined(path, problem) => {
            bar.suspend(|| eprintln!("{}", problem.line(path)));
        }
    };
    let job = Job {
        paths: &flags.paths,
        options: &options,
        retry: flags.retry,
        stop: &stop,
        progress: &progress,
    };
    let report = Writable::open(&flags.library).and_then(|mut library| library.ingest(&job));
    bar.finish_and_clear();
    match report {
        Ok(report) => show(flags, &report),
        Err(problem) => {
            let status = if problem.code == Code::Library { 2 } else { 1 };
            super::fail(&problem, &flags.library.to_string_lossy(), status)
        }
    }
}

fn show(flags: &Flags, report: &Report) -> ExitCode {
    let b = report.balance;
    let text = match flags.format {
        Shape::Json => match serde_json::to_string_pretty(report) {
            Ok(json) => json,
            Err(error) => {
                let problem = Problem::new(Code::Internal, error.to_string(), "");
                return super::fail(&problem, "ingest", 1);
            }
        },
        Shape::Text => {
            let mut text = format!(
                "共见 {} = 新增 {} + 重复 {} + 隔离 {}\nseen {} = new {} + duplicate {} + quarantined {}",
                b.seen,
                b.new,
                b.duplicate,
                b.quarantined,
                b.seen,
                b.new,
                b.duplicate,
                b.quarantined
            );
            if report.passed_over > 0 {
                text += &format!("\n另有 {} 个符号链接或特殊文件未读", report.passed_over);
            }
            if report.interrupted {
                text += "\n已中断：再次运行同一命令即可继续";
            }
            text
        }
    };
    super::say(&text);
    if report.interrupted {
        return ExitCode::from(130);
    }
    ExitCode::from(u8::from(b.quarantined > 0))
}
