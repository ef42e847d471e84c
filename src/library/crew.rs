//! Worker processes. Each reads one file at a time under a limit of memory, which it sets
//! itself, and of time, which is kept here. What aborts, overflows its stack, eats memory or
//! stalls costs that file, with its reason; the worker is started anew.

use super::item::Item;
use super::reader::{Reply, Request, Setup};
use crate::problem::{Code, Problem};
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Time beyond a file's own limit after which its worker is ended.
const GRACE: Duration = Duration::from_secs(20);
/// Time for a worker to start.
const START: Duration = Duration::from_secs(60);
/// Files after which a worker is started anew: what it leaks does not add up.
const FILES: u32 = 3_000;
/// How much of what a worker said last is looked at.
const LAST_WORDS: u64 = 4 << 10;

/// How workers are started.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The program and its arguments.
    pub command: Vec<PathBuf>,
    /// What every worker is told first.
    pub setup: Setup,
    /// How many there are at most.
    pub count: usize,
}

impl Plan {
    /// Workers that are this very program, as many as there are cores unless it is said.
    pub fn of_this_program(setup: Setup, count: Option<usize>) -> Self {
        let program = std::env::current_exe().unwrap_or_else(|_| PathBuf::from("shenbao"));
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            command: vec![program, PathBuf::from("worker")],
            setup,
            count: count.unwrap_or(cores),
        }
    }
}

/// The workers of a library.
#[derive(Debug)]
pub struct Crew {
    plan: Plan,
    idle: Mutex<Vec<Worker>>,
    out: Mutex<usize>,
    back: Condvar,
}

#[derive(Debug)]
struct Worker {
    child: Child,
    input: ChildStdin,
    replies: Receiver<String>,
    last_words: File,
    files: u32,
}

/// Why a worker gave no answer.
enum Lost {
    /// It was ended from outside, which is no fault of the file's.
    Ended(Problem),
    /// The file did it.
    Killed(Problem),
}

impl Crew {
    /// No worker is started before there is a file.
    pub fn new(plan: Plan) -> Self {
        let (idle, out) = (Mutex::new(Vec::new()), Mutex::new(0));
        Self { plan, idle, out, back: Condvar::new() }
    }

    /// How many files can be read at a time.
    pub fn count(&self) -> usize {
        self.plan.count.max(1)
    }

    /// Reads a file in a worker; waits for one that is free.
    ///
    /// # Errors
    ///
    /// Why the file could not be read.
    pub fn read(&self, request: &Request) -> Result<Item, Problem> {
        let _place = Place::take(self);
        let mut again = true;
        loop {
            let mut worker = match self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop() {
                Some(worker) => worker,
                None => Worker::start(&self.plan)?,
            };
            match worker.ask(request, self.plan.setup.limits.time_still + GRACE) {
                Ok((read, worn)) => {
                    worker.files += 1;
                    if worn || worker.files >= FILES {
                        worker.end();
                    } else {
                        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
                    }
                    return read;
                }
                // Somebody ended it, or it was dead before: once more.
                Err(Lost::Ended(_)) if again => again = false,
                Err(Lost::Ended(problem) | Lost::Killed(problem)) => return Err(problem),
            }
        }
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        for worker in self.idle.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            worker.end();
        }
    }
}

/// One of the crew's places, given back at the end.
struct Place<'a>(&'a Crew);

impl<'a> Place<'a> {
    fn take(crew: &'a Crew) -> Self {
        let mut out = crew.out.lock().unwrap_or_else(PoisonError::into_inner);
        while *out >= crew.count() {
            out = crew.back.wait(out).unwrap_or_else(PoisonError::into_inner);
        }
        *out += 1;
        Self(crew)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        *self.0.out.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        self.0.back.notify_one();
    }
}

impl Worker {
    fn start(plan: &Plan) -> Result<Self, Problem> {
        let failed = |why: &str| {
            Problem::new(
                Code::Internal,
                format!("读取进程无法启动（{why}）"),
                "请检查系统的进程数和内存限制",
            )
        };
        let (program, arguments) = plan.command.split_first().ok_or_else(|| failed("没有命令"))?;
        let last_words = tempfile::tempfile()?;
        let mut child = Command::new(program)
            .args(arguments)
            // Every thread's own arena would count against the bound on memory.
            .env("MALLOC_ARENA_MAX", "2")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::from(last_words.try_clone()?))
            .spawn()
            .map_err(|error| failed(&error.to_string()))?;
        let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(failed("没有管道"));
        };
        let (send, replies) = sync_channel(4);
        thread::Builder::new().name("worker".into()).spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    return;
                }
            }
        })?;
        let setup = serde_json::to_string(&plan.setup).unwrap_or_default() + "\n";
        // A worker that is gone already is told by its missing answer.
        let _ = input.write_all(setup.as_bytes());
        let mut worker = Self { child, input, replies, last_words, files: 0 };
        match worker.replies.recv_timeout(START).ok().map(|line| serde_json::from_str(&line)) {
            Some(Ok(Reply::Ready)) => Ok(worker),
            Some(Ok(Reply::Problem(problem))) => Err(problem),
            _ => {
                let words = worker.words();
                worker.end();
                Err(failed(words.lines().last().unwrap_or("没有回应")))
            }
        }
    }

    /// Asks for a file. The flag says that the worker is of no more use.
    fn ask(
        &mut self,
        request: &Request,
        patience: Duration,
    ) -> Result<(Result<Item, Problem>, bool), Lost> {
        let line = serde_json::to_string(request).unwrap_or_default() + "\n";
        if self.input.write_all(line.as_bytes()).and_then(|()| self.input.flush()).is_err() {
            return Err(self.lost());
        }
        loop {
            match self.replies.recv_timeout(patience) {
                Ok(line) => match serde_json::from_str(&line) {
                    Ok(Reply::Alive | Reply::Ready) => {}
                    Ok(Reply::Item(item)) => return Ok((Ok(*item), false)),
                    Ok(Reply::Problem(problem)) => return Ok((Err(problem), false)),
                    Ok(Reply::Worn(problem)) => return Ok((Err(problem), true)),
                    Err(error) => {
                        let message = format!("读取进程的回答不成句（{error}）");
                        let problem = Problem::new(Code::Internal, message, "请报告给开发者");
                        return Ok((Err(problem), true));
                    }
                },
                Err(RecvTimeoutError::Disconnected) => return Err(self.lost()),
                Err(RecvTimeoutError::Timeout) => {
                    // It may be gone by itself; what counts is that it is gone.
                    let _ = self.child.kill();
                    let _ = self.child.wait();
                    return Err(Lost::Killed(Problem::new(
                        Code::LimitExceeded,
                        format!("读取 {} 秒没有进展，已放弃此文件", patience.as_secs()),
                        "可单独再试，或用 --max-seconds 提高上限",
                    )));
                }
            }
        }
    }

    fn end(mut self) {
        // Both fail only where it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    fn words(&mut self) -> String {
        let mut words = Vec::new();
        let length = self.last_words.seek(SeekFrom::End(0)).unwrap_or(0);
        let from = SeekFrom::Start(length.saturating_sub(LAST_WORDS));
        if self.last_words.seek(from).is_ok() {
            // Without its last words the status tells enough.
            let _ = self.last_words.read_to_end(&mut words);
        }
        String::from_utf8_lossy(&words).into_owned()
    }

    /// What became of a worker that answers no more.
    fn lost(&mut self) -> Lost {
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

#[cfg(unix)]
fn signal(status: &ExitStatus) -> Option<i32> {
    use std::os::unix::process::ExitStatusExt;
    status.signal()
}

#[cfg(not(unix))]
fn signal(_status: &ExitStatus) -> Option<i32> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::time::Instant;

    /// A worker in shell: it does what the name of the file says.
    const SCRIPT: &str = r#"
read setup; echo '"ready"'
while read line; do case "$line" in
  *abort*) kill -ABRT $$;;
  *eat*) echo 'memory allocation of 99 bytes failed' >&2; kill -ABRT $$;;
  *deep*) echo "thread 'file' has overflowed its stack" >&2; kill -ABRT $$;;
  *sleep*) exec sleep 60;;
  *once*) if [ -e "$0.once" ]; then echo '{"problem":{"code":"no-text","message":"m","hint":""}}'; else : > "$0.once"; kill -KILL $$; fi;;
  *nonsense*) echo '<html>';;
  *) echo '"alive"'; echo '{"problem":{"code":"no-text","message":"m","hint":""}}';;
esac; done
"#;

    #[test]
    fn whatever_a_file_does_to_its_worker_costs_that_file_alone() {
        let folder = tempfile::tempdir().unwrap();
        let script = folder.path().join("worker.sh");
        std::fs::write(&script, SCRIPT).unwrap();
        let mut setup = Setup::default();
        setup.limits.time_still = Duration::ZERO;
        let crew = Crew::new(Plan { command: vec!["sh".into(), script], setup, count: 2 });
        let ask = |name: &str, patience: u64| {
            let mut worker = crew
                .idle
                .lock()
                .unwrap()
                .pop()
                .unwrap_or_else(|| Worker::start(&crew.plan).unwrap());
            let request = super::super::reader::request(name.as_ref(), &[]);
            worker.ask(&request, Duration::from_millis(patience))
        };
        let begun = Instant::now();
        let Err(Lost::Killed(problem)) = ask("sleep", 300) else { panic!() };
        assert_eq!(problem.code, Code::LimitExceeded);
        assert!(begun.elapsed() < Duration::from_secs(20));
        let code = |name: &str| {
            let request = super::super::reader::request(name.as_ref(), &[]);
            crew.read(&request).unwrap_err()
        };
        assert_eq!(code("good").code, Code::NoText);
        assert!(code("abort").message.contains("信号 6"));
        assert_eq!(code("eat").code, Code::LimitExceeded);
        assert!(code("deep").message.contains("栈溢出"));
        assert_eq!(code("nonsense").code, Code::Internal);
        // Ended from outside: it is asked once more.
        assert_eq!(code("once").code, Code::NoText);
        assert_eq!(code("good").code, Code::NoText);
    }

    #[test]
    fn a_worker_that_cannot_start_is_said() {
        let plan = Plan { command: vec!["/nonexistent".into()], setup: Setup::default(), count: 1 };
        let request = super::super::reader::request("a".as_ref(), &[]);
        assert!(Crew::new(plan).read(&request).unwrap_err().message.contains("无法启动"));
    }
}
