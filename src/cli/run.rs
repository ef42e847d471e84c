//! What the commands that fill a library share: who reads, how it is stopped, how it is
//! shown, and the report that stays of it.

use super::ReadingFlags;
use crate::library::{Crew, Outcome, Plan, Report, Step, made_with};
use crate::problem::{Code, Problem};
use crate::report::run::{self, Row};
use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// 读取进程的选项
#[derive(Debug, Clone, Args)]
pub struct WorkFlags {
    /// 密码表：每行一个密码，逐个试着打开加密的文件和压缩包成员
    #[arg(long, value_name = "文件")]
    passwords: Option<PathBuf>,
    /// 同时读取几个文件（默认等于处理器核数）
    #[arg(long, value_name = "个数", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// 每个读取进程的内存上限
    #[arg(long, value_name = "字节", default_value_t = MEMORY)]
    worker_memory: u64,
    /// 压缩包单个成员解压后的字节上限
    #[arg(long, value_name = "字节")]
    max_member_bytes: Option<u64>,
    /// 一个压缩包解压后总量的字节上限
    #[arg(long, value_name = "字节")]
    max_unpacked_bytes: Option<u64>,
    /// 一个压缩包的成员数上限
    #[arg(long, value_name = "个数")]
    max_members: Option<usize>,
    /// 把每个文件的结果写成报告（.xlsx 或 .json）
    #[arg(long, value_name = "文件")]
    report: Option<PathBuf>,
    /// 逐条输出 JSON 事件，最后一行为总计
    #[arg(long)]
    json: bool,
}

/// Memory of a worker: enough for the largest scans, too little to bring a small machine down.
pub const MEMORY: u64 = 2 << 30;

/// How often a log gets a line.
const LINE: Duration = Duration::from_secs(10);

/// Everything a run needs.
pub struct Running {
    /// How to read.
    pub options: crate::extract::Options,
    /// The reading processes.
    pub crew: Crew,
    /// Passwords to try.
    pub passwords: Vec<String>,
    /// Set by Ctrl-C.
    pub stop: Arc<AtomicBool>,
    /// How it is shown.
    pub shown: Shown,
    report: Option<PathBuf>,
}

impl WorkFlags {
    /// Makes ready for a run.
    ///
    /// # Errors
    ///
    /// A faulty form, the library's own forms are gone, or a list of passwords that cannot be
    /// read.
    pub fn begin(&self, reading: &ReadingFlags, library: &Path) -> Result<Running, Problem> {
        let mut setup = reading.setup();
        setup.forms = made_with::forms(library, reading.forms.as_deref())?;
        let limits = &mut setup.limits;
        limits.member_bytes = self.max_member_bytes.unwrap_or(limits.member_bytes);
        limits.unpacked_bytes = self.max_unpacked_bytes.unwrap_or(limits.unpacked_bytes);
        limits.members = self.max_members.unwrap_or(limits.members);
        setup.memory = Some(self.worker_memory);
        let options = setup.options()?;
        let mut passwords: Vec<String> = reading.password.iter().cloned().collect();
        if let Some(list) = &self.passwords {
            let list = std::fs::read(list).map_err(|error| {
                Problem::new(
                    Code::Io,
                    format!("密码表读不出（{error}）"),
                    "请检查 --passwords 的路径",
                )
            })?;
            let text = crate::intake::encoding::decode(&list, None).text;
            passwords.extend(text.lines().filter(|line| !line.is_empty()).map(str::to_owned));
        }
        let crew = Crew::new(Plan::of_this_program(setup, self.jobs.map(usize::from)));
        let shown = Shown::new(self.json, self.report.is_some());
        let report = self.report.clone();
        Ok(Running { options, crew, passwords, stop: stopper(), shown, report })
    }
}

impl Running {
    /// Ends the show and writes the report that was asked for.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn end(&self, report: &Report) -> Result<(), Problem> {
        self.shown.bar.finish_and_clear();
        let Some(path) = &self.report else { return Ok(()) };
        let rows = self.shown.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let made = if path.extension().is_some_and(|end| end.eq_ignore_ascii_case("json")) {
            run::json(report, &rows).into_bytes()
        } else {
            run::xlsx(report, &rows)?
        };
        Ok(std::fs::write(path, made)?)
    }
}

/// A flag that Ctrl-C sets; a second one ends the program where it stands.
fn stopper() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&stop);
    // Without the handler a Ctrl-C is a kill, which the library survives as well.
    let _ = ctrlc::set_handler(move || {
        if asked.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
        eprintln!("正在停下：读完手头的文件即止，再按一次立即退出");
    });
    stop
}

/// How far a run is: a bar for people, lines for a log, events for programs.
pub struct Shown {
    bar: ProgressBar,
    json: bool,
    keep: bool,
    rows: Mutex<Vec<Row>>,
    begun: Instant,
    files: AtomicU64,
    more: AtomicU64,
    done: AtomicU64,
    all: AtomicBool,
    said: Mutex<Instant>,
}

impl Shown {
    fn new(json: bool, keep: bool) -> Self {
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
        let style = "{bar:30} {pos}/{len} {prefix}{per_sec}，剩余 {eta} {wide_msg}";
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style);
        }
        let (rows, begun) = (Mutex::new(Vec::new()), Instant::now());
        let number = || AtomicU64::new(0);
        let (files, more, done, all) = (number(), number(), number(), AtomicBool::new(false));
        Self { bar, json, keep, rows, begun, files, more, done, all, said: Mutex::new(begun) }
    }

    /// Shows a step.
    pub fn step(&self, step: Step<'_>) {
        match step {
            Step::Counted { files, bytes, all } => {
                self.files.store(files, Ordering::Relaxed);
                self.all.store(all, Ordering::Relaxed);
                if self.json {
                    self.event(&serde_json::json!({
                        "event": "counted", "files": files, "bytes": bytes, "all": all,
                    }));
                }
                self.length();
            }
            Step::More(members) => {
                self.more.fetch_add(members, Ordering::Relaxed);
                self.length();
            }
            Step::Begun(path) => self.bar.set_message(path.to_owned()),
            Step::Done(outcome) => self.outcome(outcome),
            Step::Passed(passed) => {
                if self.json {
                    self.event(&serde_json::json!({
                        "event": "passed", "path": passed.path, "why": passed.why,
                    }));
                }
                if self.keep {
                    self.row(Row::passed(passed));
                }
            }
        }
    }

    /// The total is what was counted and what came out of archives; until all is counted
    /// it is said to be open.
    fn length(&self) {
        let total = self.total().max(self.bar.position());
        self.bar.set_length(total);
        let open = !self.all.load(Ordering::Relaxed);
        self.bar.set_prefix(if open { "（仍在清点）" } else { "" });
    }

    fn total(&self) -> u64 {
        self.files.load(Ordering::Relaxed) + self.more.load(Ordering::Relaxed)
    }

    fn row(&self, row: Row) {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner).push(row);
    }

    fn outcome(&self, outcome: &Outcome) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        self.bar.set_position(done);
        if done > self.total() {
            self.bar.set_length(done);
        }
        if self.json {
            let mut event = serde_json::json!({"event": "done"});
            if let (Some(event), Ok(serde_json::Value::Object(told))) =
                (event.as_object_mut(), serde_json::to_value(outcome))
            {
                event.extend(told);
            }
            self.event(&event);
        } else if let Some(problem) = &outcome.problem {
            self.bar.suspend(|| eprintln!("{}", problem.line(&outcome.path)));
        }
        if self.keep {
            self.row(Row::of(outcome));
        }
        if !std::io::stderr().is_terminal() {
            self.log(done, &outcome.path);
        }
    }

    /// A line for a log, now and then.
    fn log(&self, done: u64, path: &str) {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if said.elapsed() < LINE {
            return;
        }
        *said = Instant::now();
        let rate = done as f64 / self.begun.elapsed().as_secs_f64().max(0.001);
        let total = self.total().max(done);
        let (open, left) = if self.all.load(Ordering::Relaxed) {
            ("", format!("剩余约 {} 秒", ((total - done) as f64 / rate.max(0.001)).ceil()))
        } else {
            ("（仍在清点）", "剩余时间未知".to_owned())
        };
        eprintln!("进度 {done}/{total}{open}，{rate:.1} 个/秒，{left}，刚处理 {path}");
    }

    fn event(&self, event: &serde_json::Value) {
        // A reader of the pipe that has gone is no failure.
        let _ = writeln!(std::io::stdout().lock(), "{event}");
    }

    /// Whether events are given.
    pub fn gives_events(&self) -> bool {
        self.json
    }
}
