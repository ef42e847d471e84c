//! Long work: asked for in one request, done on threads of its own, looked at in others. What
//! was asked is on the disk before the asker is told, and what came out before it is shown;
//! what a server that died left half done is taken up again.

pub mod anchors;
mod compare;
mod folders;
mod ingest;
mod live;
pub mod reports;
mod work;

pub use live::Live;
pub use work::{Given, Work};

use super::app::App;
use super::store::{Deed, JobInfo};
use crate::problem::{Code, Problem, guarded};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Stack of a thread that works: deeply nested documents recurse within the limits.
const STACK: usize = 16 << 20;
/// The most comparisons at a time, on machines of many cores: each of them uses several.
const MOST: usize = 4;
/// How often a job is begun before it is given up as one that kills the server.
const ATTEMPTS: u32 = 3;

/// The jobs that wait or are under way.
#[derive(Default, Debug)]
pub struct Jobs {
    live: Mutex<HashMap<i64, Arc<Live>>>,
    /// Comparisons, a few at a time.
    compare: Lane,
    /// What writes the library, one at a time.
    write: Lane,
}

/// A queue that threads take from.
#[derive(Debug)]
struct Lane {
    give: Sender<Task>,
    take: Mutex<Receiver<Task>>,
}

impl Default for Lane {
    fn default() -> Self {
        let (give, take) = channel();
        Self { give, take: Mutex::new(take) }
    }
}

/// A job in a queue.
#[derive(Debug)]
struct Task {
    work: Work,
    who: String,
    live: Arc<Live>,
}

impl Jobs {
    /// A job that waits or is under way.
    pub fn live(&self, id: i64) -> Option<Arc<Live>> {
        self.lock().get(&id).cloned()
    }

    /// Whether somebody writes the library, or is about to.
    pub fn is_writing(&self) -> bool {
        self.lock().values().any(|live| live.writes)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<i64, Arc<Live>>> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn give(&self, id: i64, work: Work, who: String) {
        let live = Arc::new(Live::new(id, work.writes()));
        self.lock().insert(id, Arc::clone(&live));
        let lane = if work.writes() { &self.write } else { &self.compare };
        // The receiver lives as long as the sender: both are ours.
        let _ = lane.give.send(Task { work, who, live });
    }
}

/// Keeps a new job and puts it into its queue; gives its number.
///
/// # Errors
///
/// As every write.
pub fn submit(app: &Arc<App>, work: Work, deed: &Deed) -> Result<i64, Problem> {
    let request = serde_json::to_value(&work)
        .map_err(|error| Problem::new(Code::Internal, error.to_string(), ""))?;
    let id = app.kept.add_job(work.kind(), &request, deed)?;
    app.jobs.give(id, work, deed.who.clone());
    Ok(id)
}

/// Takes up what was left half done, and starts the threads.
///
/// # Errors
///
/// As every read; the system gives no threads.
pub fn start(app: &Arc<App>) -> Result<(), Problem> {
    for left in app.kept.unfinished()? {
        match serde_json::from_value::<Work>(left.request) {
            Ok(work) if left.attempts < ATTEMPTS => app.jobs.give(left.id, work, left.who),
            _ => {
                let error = json!({
                    "code": "interrupted",
                    "message": "服务器在处理这项任务时多次中断，已放弃",
                    "hint": "请把文件和版本号报告给开发者",
                });
                app.kept.end_job(left.id, Err(&error), (0, 0))?;
            }
        }
    }
    let cores = thread::available_parallelism().map_or(1, usize::from);
    for n in 0..cores.min(MOST) {
        spawn(app, &format!("compare-{n}"), |jobs| &jobs.compare)?;
    }
    spawn(app, "write", |jobs| &jobs.write)
}

fn spawn(app: &Arc<App>, name: &str, lane: fn(&Jobs) -> &Lane) -> Result<(), Problem> {
    let app = Arc::clone(app);
    thread::Builder::new().name(name.to_owned()).stack_size(STACK).spawn(move || {
        loop {
            let task = {
                let take = &lane(&app.jobs).take;
                take.lock().unwrap_or_else(PoisonError::into_inner).recv()
            };
            let Ok(task) = task else { return };
            run(&app, &task);
        }
    })?;
    Ok(())
}

/// Does a job and keeps what came out.
fn run(app: &Arc<App>, task: &Task) {
    let live = &task.live;
    let outcome = if live.is_cancelled() {
        Err(cancelled())
    } else {
        app.kept.begin_job(live.id).and_then(|()| guarded(|| work::done(app, task)))
    };
    let outcome = if live.is_cancelled() { Err(cancelled()) } else { outcome };
    end(app, live, outcome);
}

fn end(app: &App, live: &Live, outcome: Result<Value, Problem>) {
    let failure = |problem: &Problem| {
        let code = if *problem == cancelled() { "cancelled" } else { problem.code.as_str() };
        json!({"code": code, "message": problem.message, "hint": problem.hint})
    };
    let counts = live.counts();
    let kept = match &outcome {
        Ok(result) => app.kept.end_job(live.id, Ok(result), counts),
        Err(problem) => app.kept.end_job(live.id, Err(&failure(problem)), counts),
    };
    if let Err(problem) = kept {
        // The job stands as running and is taken up again at the next start.
        eprintln!("{}", problem.line(&format!("任务 {}", live.id)));
    }
    app.jobs.lock().remove(&live.id);
    live.tell();
}

/// Cancels a job: one that waits or compares is over at once, and what it still does is
/// thrown away; one that writes the library stops after the files at hand.
///
/// # Errors
///
/// As every write.
pub fn cancel(app: &App, id: i64) -> Result<(), Problem> {
    let Some(live) = app.jobs.live(id) else { return Ok(()) };
    live.cancel();
    if !live.writes || !live.is_begun() {
        end(app, &live, Err(cancelled()));
    }
    Ok(())
}

fn cancelled() -> Problem {
    Problem::new(Code::Internal, "任务已取消", "需要时请重新提交")
}

/// A job as it stands now.
///
/// # Errors
///
/// As every read.
pub fn look(app: &App, id: i64) -> Result<Option<JobInfo>, Problem> {
    let live = app.jobs.live(id);
    let Some(mut info) = app.kept.job(id)? else { return Ok(None) };
    shown(&mut info, live.as_deref());
    Ok(Some(info))
}

/// Puts what is known at the moment, and what people may see, into what is kept.
pub fn shown(info: &mut JobInfo, live: Option<&Live>) {
    if let Ok(work) = serde_json::from_value::<Work>(info.request.take()) {
        info.request = work.shown();
    }
    if let Some(live) = live.filter(|_| info.ended.is_none()) {
        live.fill(info);
    }
}
