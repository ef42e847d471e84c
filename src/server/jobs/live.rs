//! A job while it waits or is under way: how far it is, and what it was told meanwhile.

use crate::server::store::JobInfo;
use serde_json::Value;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// Steps after which the time that is left can be told.
const ENOUGH: u64 = 4;
/// The pace is that of the last so many looks at the clock, each so long after the other.
const LOOKS: usize = 30;
/// See [`LOOKS`].
const APART: Duration = Duration::from_secs(1);

/// A job while it waits or is under way.
#[derive(Debug)]
pub struct Live {
    /// Its number.
    pub id: i64,
    /// Whether it writes the library.
    pub writes: bool,
    /// Set to stop it.
    cancelled: AtomicBool,
    /// Handed to what stops on a flag.
    pub stop: AtomicBool,
    state: Mutex<State>,
    /// Woken when it goes on after a pause.
    go_on: Condvar,
    changed: watch::Sender<()>,
}

#[derive(Debug, Default)]
struct State {
    phase: String,
    done: u64,
    total: u64,
    paused: bool,
    begun: bool,
    /// When so many steps were done, lately.
    looks: VecDeque<(Instant, u64)>,
    /// What is at hand.
    current: String,
    partial: Option<Value>,
}

impl Live {
    /// A job that waits.
    pub fn new(id: i64, writes: bool) -> Self {
        Self {
            id,
            writes,
            cancelled: AtomicBool::new(false),
            stop: AtomicBool::new(false),
            state: Mutex::new(State { phase: "排队".to_owned(), ..State::default() }),
            go_on: Condvar::new(),
            changed: watch::Sender::new(()),
        }
    }

    /// Says what it does now.
    pub fn phase(&self, words: &str) {
        let mut state = self.lock();
        words.clone_into(&mut state.phase);
        if !state.begun {
            state.begun = true;
            let now = (Instant::now(), state.done);
            state.looks.push_back(now);
        }
        drop(state);
        self.tell();
    }

    /// So many more steps are known.
    pub fn more(&self, steps: u64) {
        self.lock().total += steps;
        self.tell();
    }

    /// A step is done; waits while the job is paused.
    pub fn step(&self) {
        let mut state = self.lock();
        state.done += 1;
        if state.looks.back().is_none_or(|(when, _)| when.elapsed() >= APART) {
            let now = (Instant::now(), state.done);
            state.looks.push_back(now);
            while state.looks.len() > LOOKS {
                state.looks.pop_front();
            }
        }
        // Members of archives come on top of the files that were found.
        state.total = state.total.max(state.done);
        let paused = state.paused;
        drop(state);
        self.tell();
        if paused {
            self.rest();
        }
    }

    /// Waits until the job goes on or is cancelled.
    fn rest(&self) {
        let mut state = self.lock();
        while state.paused && !self.is_cancelled() {
            state = self.go_on.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        // Standing still is no pace.
        let now = (Instant::now(), state.done);
        state.looks = VecDeque::from([now]);
    }

    /// Pauses it or lets it go on.
    pub fn pause(&self, paused: bool) {
        self.lock().paused = paused;
        self.go_on.notify_all();
        self.tell();
    }

    /// Cancels it.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
        self.stop.store(true, Ordering::Relaxed);
        self.pause(false);
    }

    /// Whether it was cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// Whether it no longer waits.
    pub fn is_begun(&self) -> bool {
        self.lock().begun
    }

    /// Shows a part of what will come out.
    pub fn partly(&self, result: Value) {
        self.lock().partial = Some(result);
        self.tell();
    }

    /// Names what is at hand.
    pub fn current(&self, name: &str) {
        name.clone_into(&mut self.lock().current);
    }

    /// Steps done and known.
    pub fn counts(&self) -> (u64, u64) {
        let state = self.lock();
        (state.done, state.total)
    }

    /// Puts how it stands into what is kept of it.
    pub fn fill(&self, info: &mut JobInfo) {
        let state = self.lock();
        let phase = if state.paused { "暂停" } else { state.phase.as_str() };
        phase.clone_into(&mut info.phase);
        (info.done, info.total) = (state.done, state.total);
        info.result.clone_from(&state.partial);
        info.current = Some(state.current.clone()).filter(|name| !name.is_empty());
        let Some((since, before)) = state.looks.front().filter(|_| !state.paused) else { return };
        let (spent, steps) = (since.elapsed().as_secs_f64(), state.done - before);
        if state.done < ENOUGH || steps == 0 || spent <= 0.0 {
            return;
        }
        let rate = steps as f64 / spent;
        info.rate = Some((rate * 100.0).round() / 100.0);
        if state.total > state.done {
            info.remaining = Some(((state.total - state.done) as f64 / rate).ceil() as u64);
        }
    }

    /// Tells those who look.
    pub fn tell(&self) {
        self.changed.send_replace(());
    }

    /// Hears of every change.
    pub fn listen(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn a_paused_job_stands_still_until_it_goes_on() {
        let live = Arc::new(Live::new(1, true));
        live.phase("导入");
        live.more(3);
        live.pause(true);
        let worker = {
            let live = Arc::clone(&live);
            std::thread::spawn(move || (0..3).for_each(|_| live.step()))
        };
        std::thread::sleep(Duration::from_millis(50));
        assert_eq!(live.counts(), (1, 3));
        live.pause(false);
        worker.join().unwrap();
        assert_eq!(live.counts(), (3, 3));
    }

    #[test]
    fn a_paused_job_can_be_cancelled() {
        let live = Arc::new(Live::new(1, true));
        live.pause(true);
        let worker = {
            let live = Arc::clone(&live);
            std::thread::spawn(move || live.step())
        };
        live.cancel();
        worker.join().unwrap();
        assert!(live.is_cancelled() && live.stop.load(Ordering::Relaxed));
    }
}
