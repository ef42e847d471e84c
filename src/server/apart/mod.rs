//! Whatever looks into a file that somebody gave does so in a process of its own: read for a
//! comparison, drawn, shown as text. A file that aborts, overflows the stack, eats memory or
//! never ends costs its own request or job; the server goes on.
//!
//! # Steps
//!
//! 1. `wire`: what is asked and told, a line each.
//! 2. [`Hands`] keeps processes for short looks; [`Bench`] is the one process of a long job,
//!    which is ended with it, so that what it took is given back.
//! 3. `child`: the other end (`shenbao worker --desk`).

mod child;
mod wire;

pub use child::serve;
pub use wire::{Ask, Compared, Desk, Held, Told};

use crate::problem::{Code, Problem};
use crate::work::process::{Heard, Lost, Process, this_program, unstarted};
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Time for a process to start.
const START: Duration = Duration::from_secs(60);
/// Time beyond a file's own limit after which a process that is silent is ended.
const GRACE: Duration = Duration::from_secs(20);
/// The longest that a comparison may go on without a word: holding two long books against
/// each other says nothing until it is done.
const COMPARING: Duration = Duration::from_secs(1_800);
/// How often a long job is asked whether it is still wanted.
const LOOK: Duration = Duration::from_millis(200);
/// Looks after which a process is started anew: what it leaks does not add up.
const LOOKS: u32 = 1_000;

/// Processes for short looks.
#[derive(Debug)]
pub struct Hands {
    desk: Desk,
    idle: Mutex<VecDeque<Hand>>,
    kept: usize,
}

/// A process and what it has open.
#[derive(Debug)]
struct Hand {
    process: Process,
    looks: u32,
    /// The file that it looked at last and has open still.
    last: String,
}

impl Hands {
    /// Hands that work as a desk says; so many are kept when nothing is to be done.
    pub fn new(desk: Desk, kept: usize) -> Self {
        Self { desk, idle: Mutex::default(), kept }
    }

    /// Starts a process ahead of the first look.
    pub fn ready(&self) {
        // Where none can be started, the first look says why.
        if let Ok(hand) = Hand::start(&self.desk) {
            self.put_back(hand);
        }
    }

    /// Has something looked at; by who has the file open, if one of them is free.
    ///
    /// # Errors
    ///
    /// Why it could not be, or what became of the process.
    pub fn look(&self, ask: &Ask) -> Result<Told, Problem> {
        let mut again = true;
        loop {
            let mut hand = match self.take(ask.about()) {
                Some(hand) => hand,
                None => Hand::start(&self.desk)?,
            };
            let patience = self.desk.setup.limits.time_still + GRACE;
            match hand.ask(ask, patience, &mut |_| true) {
                Ok(told) => {
                    hand.looks += 1;
                    ask.about().clone_into(&mut hand.last);
                    self.put_back(hand);
                    return told;
                }
                // Somebody ended it, or it was dead before: once more.
                Err(Lost::Ended(_)) if again => again = false,
                Err(Lost::Ended(problem) | Lost::Killed(problem)) => return Err(problem),
            }
        }
    }

    fn take(&self, about: &str) -> Option<Hand> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let known = idle.iter().position(|hand| hand.last == about);
        known.and_then(|at| idle.remove(at)).or_else(|| idle.pop_back())
    }

    fn put_back(&self, hand: Hand) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if hand.looks < LOOKS {
            idle.push_back(hand);
        }
        while idle.len() > self.kept {
            idle.pop_front();
        }
    }
}

/// The process of a long job.
#[derive(Debug)]
pub struct Bench<'a> {
    desk: &'a Desk,
    hand: Option<Hand>,
}

impl<'a> Bench<'a> {
    /// A bench; its process is started when there is something to do.
    pub fn new(desk: &'a Desk) -> Self {
        Self { desk, hand: None }
    }

    /// Has something done; `hear` is told how it goes and says whether it is still wanted.
    /// What is not is ended where it stands.
    ///
    /// # Errors
    ///
    /// As [`Hands::look`].
    pub fn ask(&mut self, ask: &Ask, hear: &mut dyn FnMut(Told) -> bool) -> Result<Told, Problem> {
        let mut again = true;
        loop {
            let mut hand = match self.hand.take() {
                Some(hand) => hand,
                None => Hand::start(self.desk)?,
            };
            match hand.ask(ask, COMPARING, hear) {
                Ok(told) => {
                    self.hand = Some(hand);
                    return told;
                }
                Err(Lost::Ended(_)) if again && hear(Told::Alive) => again = false,
                Err(Lost::Ended(problem) | Lost::Killed(problem)) => return Err(problem),
            }
        }
    }
}

impl Hand {
    fn start(desk: &Desk) -> Result<Self, Problem> {
        let mut process = Process::start(&this_program(&["worker", "--desk"]))?;
        // One that is gone already is told by its missing answer.
        let _ = process.say(&serde_json::to_string(desk).unwrap_or_default());
        let told = match process.hear(START) {
            Heard::Line(line) => serde_json::from_str(&line).ok(),
            Heard::Silence | Heard::Gone => None,
        };
        match told {
            Some(Told::Ready) => Ok(Self { process, looks: 0, last: String::new() }),
            Some(Told::Failed(problem)) => Err(problem),
            _ => Err(unstarted(process.words().lines().last().unwrap_or("没有回应"))),
        }
    }

    fn ask(
        &mut self,
        ask: &Ask,
        patience: Duration,
        hear: &mut dyn FnMut(Told) -> bool,
    ) -> Result<Result<Told, Problem>, Lost> {
        if self.process.say(&serde_json::to_string(ask).unwrap_or_default()).is_err() {
            // It was gone before it heard of this.
            let (Lost::Ended(problem) | Lost::Killed(problem)) = self.process.lost();
            return Err(Lost::Ended(problem));
        }
        let mut silent = Duration::ZERO;
        loop {
            let told = match self.process.hear(LOOK) {
                Heard::Line(line) => serde_json::from_str(&line),
                Heard::Gone => return Err(self.process.lost()),
                Heard::Silence => {
                    silent += LOOK;
                    if silent > patience {
                        self.process.end();
                        return Err(Lost::Killed(still(patience)));
                    }
                    Ok(Told::Alive)
                }
            };
            match told {
                Ok(step @ (Told::Alive | Told::Phase(_) | Told::More(_) | Told::Step)) => {
                    if !matches!(step, Told::Alive) {
                        silent = Duration::ZERO;
                    }
                    if !hear(step) {
                        self.process.end();
                        return Err(Lost::Killed(unwanted()));
                    }
                }
                Ok(Told::Failed(problem)) => return Ok(Err(problem)),
                Ok(told) => return Ok(Ok(told)),
                Err(error) => {
                    self.process.end();
                    let message = format!("读取进程的回答不成句（{error}）");
                    let problem = Problem::new(Code::Internal, message, "请报告给开发者");
                    return Err(Lost::Killed(problem));
                }
            }
        }
    }
}

fn still(patience: Duration) -> Problem {
    Problem::new(
        Code::LimitExceeded,
        format!("处理 {} 秒没有进展，已放弃", patience.as_secs()),
        "可单独再试，或用 --max-seconds 提高上限",
    )
}

fn unwanted() -> Problem {
    Problem::new(Code::Internal, "任务已取消", "需要时请重新提交")
}

/// An answer that does not fit what was asked.
pub fn unfitting() -> Problem {
    Problem::new(Code::Internal, "读取进程答非所问", "请报告给开发者")
}
