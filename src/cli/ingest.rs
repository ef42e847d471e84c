//! `shenbao ingest`: files, folders and archives into a library.

use super::ReadingFlags;
use super::run::{Running, WorkFlags};
use crate::library::{Balance, Job, Readers, Report, Writable, dry_run, made_with};
use crate::problem::{Code, Problem};
use clap::{Args, ValueEnum};
use notify::{RecursiveMode, Watcher};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::Ordering;
use std::sync::mpsc::channel;
use std::time::Duration;

/// 把文件、文件夹、压缩包导入资料库（可随时中断，再次运行即继续）
#[derive(Debug, Args)]
pub struct Flags {
    /// 文件、文件夹、邮件或压缩包（zip、7z、tar，及 gz、bz2、xz、lzma、zst）
    #[arg(required = true, value_name = "路径")]
    paths: Vec<PathBuf>,
    /// 资料库文件夹
    #[arg(long, value_name = "文件夹", default_value = super::LIBRARY)]
    library: PathBuf,
    /// 重新读取此前隔离的文件
    #[arg(long)]
    retry: bool,
    /// 不导入名称相符的文件和文件夹（可用 * 和 ?，可多次给出）
    #[arg(long, value_name = "名称")]
    exclude: Vec<String>,
    /// 只看会导入什么，不写资料库
    #[arg(long)]
    dry_run: bool,
    /// 导入后继续监视，有新文件即导入，直到 Ctrl-C
    #[arg(long, conflicts_with = "dry_run")]
    watch: bool,
    /// 结果的格式
    #[arg(long, value_name = "格式", value_enum, default_value = "text")]
    format: Shape,
    #[command(flatten)]
    reading: ReadingFlags,
    #[command(flatten)]
    work: WorkFlags,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Shape {
    Text,
    Json,
}

/// Runs the command.
pub fn run(flags: &Flags) -> ExitCode {
    for path in &flags.paths {
        if let Err(error) = std::fs::symlink_metadata(path) {
            return super::fail(&error.into(), &path.to_string_lossy(), 2);
        }
    }
    let running = match flags.work.begin(&flags.reading, &flags.library) {
        Ok(running) => running,
        Err(problem) => return super::fail(&problem, "ingest", 2),
    };
    let mut status = match once(flags, &running) {
        Ok(report) => show(flags.format, &running, &report),
        Err(problem) => return failed(flags, &problem),
    };
    if flags.watch && !running.stop.load(Ordering::Relaxed) {
        status = match watch(flags, &running) {
            Ok(status) => status,
            Err(problem) => return failed(flags, &problem),
        };
    }
    status
}

fn failed(flags: &Flags, problem: &Problem) -> ExitCode {
    let status = if problem.code == Code::Library { 2 } else { 1 };
    super::fail(problem, &flags.library.to_string_lossy(), status)
}

fn once(flags: &Flags, running: &Running) -> Result<Report, Problem> {
    let progress = |step: crate::library::Step<'_>| running.shown.step(step);
    let job = Job {
        paths: &flags.paths,
        exclude: &flags.exclude,
        options: &running.options,
        passwords: &running.passwords,
        readers: Readers::Apart(&running.crew),
        retry: flags.retry,
        stop: &running.stop,
        progress: &progress,
    };
    let report = if flags.dry_run {
        dry_run(&flags.library, &job)
    } else {
        Writable::open(&flags.library).and_then(|mut library| {
            made_with::remember(&flags.library, flags.reading.forms.as_deref())?;
            library.ingest(&job)
        })
    };
    let report = report?;
    running.end(&report)?;
    Ok(report)
}

/// Time without a change after which what changed is taken in.
const QUIET: Duration = Duration::from_secs(2);

/// Takes in what comes, until it is stopped. What did not change costs a look at its date.
fn watch(flags: &Flags, running: &Running) -> Result<ExitCode, Problem> {
    let unwatched = |error: notify::Error| {
        Problem::new(
            Code::Io,
            format!("无法监视文件夹（{error}）"),
            "请改为定时运行 shenbao ingest",
        )
    };
    let (send, changes) = channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // Reading a file is no change of it.
        if event.is_ok_and(|event| !event.kind.is_access()) {
            let _ = send.send(());
        }
    })
    .map_err(unwatched)?;
    for path in &flags.paths {
        watcher.watch(path, RecursiveMode::Recursive).map_err(unwatched)?;
    }
    eprintln!("正在监视，按 Ctrl-C 停止");
    let mut status = ExitCode::SUCCESS;
    let mut pending = false;
    while !running.stop.load(Ordering::Relaxed) {
        match changes.recv_timeout(QUIET) {
            Ok(()) => pending = true,
            Err(_) if pending => {
                pending = false;
                status = show(flags.format, running, &once(flags, running)?);
            }
            Err(_) => {}
        }
    }
    Ok(status)
}

/// Says how a run ended.
pub(super) fn show(format: Shape, running: &Running, report: &Report) -> ExitCode {
    if format == Shape::Json || running.shown.gives_events() {
        super::say(&serde_json::to_string(report).unwrap_or_default());
    } else {
        super::say(&text(report));
    }
    if report.interrupted {
        return ExitCode::from(130);
    }
    ExitCode::from(u8::from(report.balance.quarantined > 0))
}

/// Names shown of what was passed over.
const PASSED: usize = 5;

fn text(report: &Report) -> String {
    let b = report.balance;
    let line = |b: Balance| {
        let Balance { seen, new, duplicate, quarantined } = b;
        format!("{seen} = 首见 {new} + 重复 {duplicate} + 隔离 {quarantined}")
    };
    let mut text = format!(
        "共见 {} = 新增 {} + 重复 {} + 隔离 {}\nseen {} = new {} + duplicate {} + quarantined {}",
        b.seen, b.new, b.duplicate, b.quarantined, b.seen, b.new, b.duplicate, b.quarantined
    );
    if report.folder.seen > 0 {
        text += &format!("\n这些路径下（按名计，历次合计） {}", line(report.folder));
    }
    if report.library.seen > 0 {
        text += &format!("\n整个资料库（按名计，历次合计） {}", line(report.library));
    }
    if report.passed_over > 0 {
        text += &format!("\n另有 {} 个符号链接、特殊文件或被排除的文件未读", report.passed_over);
        for passed in report.passed.iter().take(PASSED) {
            text += &format!("\n  {}（{}）", passed.path, passed.why);
        }
        if report.passed_over > PASSED as u64 {
            text += "\n  ……其余见报告文件（--report）";
        }
    }
    if b.quarantined > 0 {
        text += "\n隔离的原因见 shenbao library quarantine；处理后用 shenbao library retry 重读";
    }
    if report.interrupted {
        text += "\n已中断：再次运行同一命令即可继续";
    }
    text
}
