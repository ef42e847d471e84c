//! A process of this program that works for another, one line in and lines out. What aborts,
//! overflows its stack, eats memory or stalls costs the piece of work at hand and nothing
//! else; what became of the process is told in words.

use crate::problem::{Code, Problem};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

/// Lines that a process may be ahead of who listens.
const AHEAD: usize = 4;
/// How much of what a process said last is looked at.
const LAST_WORDS: u64 = 4 << 10;

/// A process that works.
#[derive(Debug)]
pub struct Process {
    child: Child,
    input: ChildStdin,
    lines: Receiver<String>,
    last_words: File,
}

/// What was heard of a process.
#[derive(Debug)]
pub enum Heard {
    /// A line.
    Line(String),
    /// Nothing in the time that was given.
    Silence,
    /// It has ended.
    Gone,
}

/// Why a process gives no answer any more.
#[derive(Debug)]
pub enum Lost {
    /// It was ended from outside, which is no fault of its work.
    Ended(Problem),
    /// The work did it.
    Killed(Problem),
}

/// This very program with an argument of its own.
pub fn this_program(argument: &[&str]) -> Vec<PathBuf> {
    let program = std::env::current_exe().unwrap_or_else(|_| PathBuf::from("shenbao"));
    std::iter::once(program).chain(argument.iter().map(PathBuf::from)).collect()
}

/// A process that cannot be started.
pub fn unstarted(why: &str) -> Problem {
    Problem::new(
        Code::Internal,
        format!("读取进程无法启动（{why}）"),
        "请检查系统的进程数和内存限制",
    )
}

impl Process {
    /// Starts a program with its arguments.
    ///
    /// # Errors
    ///
    /// The system refuses.
    pub fn start(command: &[PathBuf]) -> Result<Self, Problem> {
        let (program, arguments): (&Path, _) = match command.split_first() {
            Some((program, arguments)) => (program, arguments),
            None => return Err(unstarted("没有命令")),
        };
        let last_words = tempfile::tempfile()?;
        let mut child = Command::new(program)
            .args(arguments)
            // Every thread's own arena would count against the bound on memory.
            .env("MALLOC_ARENA_MAX", "2")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::from(last_words.try_clone()?))
            .spawn()
            .map_err(|error| unstarted(&error.to_string()))?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(unstarted("没有管道"));
        };
        let (send, lines) = sync_channel(AHEAD);
        thread::Builder::new().name("worker".into()).spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    return;
                }
            }
        })?;
        Ok(Self { child, input, lines, last_words })
    }

    /// Sends a line.
    ///
    /// # Errors
    ///
    /// It has ended.
    pub fn say(&mut self, line: &str) -> io::Result<()> {
        self.input.write_all(line.as_bytes())?;
        self.input.write_all(b"\n")?;
        self.input.flush()
    }

    /// The next line, if it comes in time.
    pub fn hear(&mut self, patience: Duration) -> Heard {
        match self.lines.recv_timeout(patience) {
            Ok(line) => Heard::Line(line),
            Err(RecvTimeoutError::Timeout) => Heard::Silence,
            Err(RecvTimeoutError::Disconnected) => Heard::Gone,
        }
    }

    /// Ends it.
    pub fn end(&mut self) {
        // Both fail only where it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// What it said last beside its answers.
    pub fn words(&mut self) -> String {
        let mut words = Vec::new();
        let length = self.last_words.seek(SeekFrom::End(0)).unwrap_or(0);
        let from = SeekFrom::Start(length.saturating_sub(LAST_WORDS));
        if self.last_words.seek(from).is_ok() {
            // Without its last words the status tells enough.
            let _ = self.last_words.read_to_end(&mut words);
        }
        String::from_utf8_lossy(&words).into_owned()
    }

    /// What became of a process that answers no more.
    pub fn lost(&mut self) -> Lost {
        let status = self.child.wait().ok();
        let words = self.words();
        let internal = |message: String| {
            Problem::new(Code::Internal, message, "文件可能已损坏；请把文件和版本号报告给开发者")
        };
        if words.contains("memory allocation") || words.contains("capacity overflow") {
            return Lost::Killed(Problem::new(
                Code::LimitExceeded,
                "读取所需内存超过上限，已放弃此文件",
                "可用 --worker-memory 提高上限",
            ));
        }
        if words.contains("overflowed its stack") {
            return Lost::Killed(internal("读取时嵌套过深，栈溢出".to_owned()));
        }
        match status.and_then(|status| signal(&status)) {
            Some(9 | 15) => Lost::Ended(internal("读取进程被系统或他人终止".to_owned())),
            Some(number) => Lost::Killed(internal(format!("读取时程序异常终止（信号 {number}）"))),
            None if status.is_some_and(|status| status.success()) => {
                Lost::Ended(internal("读取进程已退出".to_owned()))
            }
            None => Lost::Killed(internal("读取时程序异常终止".to_owned())),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}

#[cfg(unix)]
fn signal(status: &ExitStatus) -> Option<i32> {
    use std::os::unix::process::ExitStatusExt;
    status.signal()
}

#[cfg(not(unix))]
fn signal(_status: &ExitStatus) -> Option<i32> {
    None
}
