//! Worker processes. Each reads one file at a time under a limit of memory, which it sets
//! itself, and of time, which is kept here. What aborts, overflows its stack, eats memory or
//! stalls costs that file, with its reason; the worker is started anew.

use super::item::Item;
use super::reader::{Reply, Request, Setup};
use crate::problem::{Code, Problem};
use crate::work::process::{Heard, Lost, Process, this_program, unstarted};
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Time beyond a file's own limit after which its worker is ended.
const GRACE: Duration = Duration::from_secs(20);
/// Time for a worker to start.
const START: Duration = Duration::from_secs(60);
/// Files after which a worker is started anew: what it leaks does not add up.
const FILES: u32 = 3_000;

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
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self { command: this_program(&["worker"]), setup, count: count.unwrap_or(cores) }
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
    process: Process,
    files: u32,
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
                    if !worn && worker.files < FILES {
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
        let mut process = Process::start(&plan.command)?;
        // A worker that is gone already is told by its missing answer.
        let _ = process.say(&serde_json::to_string(&plan.setup).unwrap_or_default());
        let reply = match process.hear(START) {
            Heard::Line(line) => serde_json::from_str(&line).ok(),
            Heard::Silence | Heard::Gone => None,
        };
        match reply {
            Some(Reply::Ready) => Ok(Self { process, files: 0 }),
            Some(Reply::Problem(problem)) => Err(problem),
            _ => Err(unstarted(process.words().lines().last().unwrap_or("没有回应"))),
        }
    }

    /// Asks for a file. The flag says that the worker is of no more use.
    fn ask(
        &mut self,
        request: &Request,
        patience: Duration,
    ) -> Result<(Result<Item, Problem>, bool), Lost> {
        if self.process.say(&serde_json::to_string(request).unwrap_or_default()).is_err() {
            return Err(self.process.lost());
        }
        loop {
            let line = match self.process.hear(patience) {
                Heard::Line(line) => line,
                Heard::Gone => return Err(self.process.lost()),
                Heard::Silence => {
                    self.process.end();
                    return Err(Lost::Killed(Problem::new(
                        Code::LimitExceeded,
                        format!("读取 {} 秒没有进展，已放弃此文件", patience.as_secs()),
                        "可单独再试，或用 --max-seconds 提高上限",
                    )));
                }
            };
            match serde_json::from_str(&line) {
                Ok(Reply::Alive | Reply::Ready) => {}
                Ok(Reply::Item(item)) => return Ok((Ok(*item), false)),
                Ok(Reply::Problem(problem)) => return Ok((Err(problem), false)),
                Ok(Reply::Worn(problem)) => return Ok((Err(problem), true)),
                Err(error) => {
                    let message = format!("读取进程的回答不成句（{error}）");
                    let problem = Problem::new(Code::Internal, message, "请报告给开发者");
                    return Ok((Err(problem), true));
                }
            }
        }
    }
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
