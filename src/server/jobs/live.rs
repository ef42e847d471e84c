//! A job while it waits or is under way: how far it is, and what it was told meanwhile.

use crate::server::store::JobInfo;
use serde_json::Value;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// Steps after which the time that is left can be told.
const ENOUGH: u64 = 4;

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
    begun: Option<Instant>,
    /// Time that it stood still on purpose.
    rested: Duration,
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
        state.begun.get_or_insert_with(Instant::now);
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
        let since = Instant::now();
        let mut state = self.lock();
        while state.paused && !self.is_cancelled() {
            state = self.go_on.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        // Several threads rest at once; the longest counts.
        state.rested = state.rested.max(since.elapsed());
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
        self.lock().begun.is_some()
    }

    /// Shows a part of what will come out.
    pub fn partly(&self, result: Value) {
        self.lock().partial = Some(result);
        self.tell();
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
        let known = state.done >= ENOUGH && state.total > state.done && !state.paused;
        if let Some(begun) = state.begun.filter(|_| known) {
            let spent = begun.elapsed().saturating_sub(state.rested).as_secs_f64();
            let left = spent / state.done as f64 * (state.total - state.done) as f64;
            info.remaining = Some(left.ceil() as u64);
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
