//! How work is shared between threads, and how long it may take.
//!
//! Two rules keep the program from standing still. A worker of rayon that waits takes up
//! the next piece of work meanwhile, on the same stack and with whatever it holds: so a
//! file is always read on a plain thread of its own ([`watched`]), where waiting is
//! waiting. And a pool all of whose workers wait for files gives none of those files a
//! worker: so what a reader computes side by side runs on a pool of its own ([`compute`]),
//! on which nothing ever waits for anything else.
//!
//! What may bring down the process that does it is done by another ([`process`]).

pub mod process;

use crate::problem::{Code, Problem};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

/// Stack of a file's thread: deeply nested documents recurse within the limits.
const STACK: usize = 16 << 20;

/// Does work that is spread by rayon on the pool that is for computing alone. The work
/// must take no lock that is held elsewhere, and wait for nothing but its own parts.
pub fn compute<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    static POOL: OnceLock<Option<rayon::ThreadPool>> = OnceLock::new();
    let named =
        || rayon::ThreadPoolBuilder::new().thread_name(|n| format!("compute-{n}")).build().ok();
    match POOL.get_or_init(named) {
        Some(pool) => pool.install(work),
        None => work(),
    }
}

/// Does work on a plain thread of its own and waits for it without taking up anything
/// else, whichever thread asks; for work that waits for a pool while a lock is held.
///
/// # Errors
///
/// Those of the work; [`Code::Internal`] when it panics or the system gives no thread.
pub fn apart<T: Send>(work: impl FnOnce() -> Result<T, Problem> + Send) -> Result<T, Problem> {
    thread::scope(|scope| {
        let builder = thread::Builder::new().name("apart".into()).stack_size(STACK);
        let thread = builder.spawn_scoped(scope, work).map_err(Problem::from)?;
        thread.join().unwrap_or_else(|_| Err(panicked()))
    })
}

/// Does two pieces of work side by side, each on a thread with room for deep documents.
pub fn both<A: Send, B: Send>(
    left: impl FnOnce() -> A + Send,
    right: impl FnOnce() -> B + Send,
) -> Result<(A, B), Problem> {
    thread::scope(|scope| {
        let named = || thread::Builder::new().name("side".into()).stack_size(STACK);
        let right = named().spawn_scoped(scope, right).map_err(Problem::from)?;
        let left = named().spawn_scoped(scope, left).map_err(Problem::from)?;
        let left = left.join().map_err(|_| panicked())?;
        let right = right.join().map_err(|_| panicked())?;
        Ok((left, right))
    })
}

/// Does a piece of work on each item, as many at once as the machine has cores, on threads
/// with room for deep documents; the results come in the order of the items. Where a
/// piece panics, nothing stands in its place.
pub fn each<T: Sync, R: Send>(items: &[T], work: impl Fn(usize, &T) -> R + Sync) -> Vec<Option<R>> {
    let threads = thread::available_parallelism().map_or(1, |n| n.get()).min(items.len());
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<Option<R>>> = Mutex::new(items.iter().map(|_| None).collect());
    let run = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { break };
            let result = catch_unwind(AssertUnwindSafe(|| work(at, item))).ok();
            if let Ok(mut done) = done.lock()
                && let Some(place) = done.get_mut(at)
            {
                *place = result;
            }
        }
    };
    thread::scope(|scope| {
        let mut running = 0;
        for _ in 0..threads {
            let builder = thread::Builder::new().name("pair".into()).stack_size(STACK);
            running += usize::from(builder.spawn_scoped(scope, run).is_ok());
        }
        if running == 0 {
            run();
        }
    });
    done.into_inner().unwrap_or_default()
}

/// Signs of life of a piece of work.
#[derive(Debug, Clone)]
pub struct Pulse {
    begun: Instant,
    /// Milliseconds from the beginning to the last sign.
    last: Arc<AtomicU64>,
}

impl Pulse {
    fn begin() -> Self {
        Self { begun: Instant::now(), last: Arc::default() }
    }

    /// Says that the work goes on.
    pub fn beat(&self) {
        let now = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.last.fetch_max(now, Ordering::Relaxed);
    }

    /// Time since the last sign.
    fn still(&self) -> Duration {
        let last = Duration::from_millis(self.last.load(Ordering::Relaxed));
        self.begun.elapsed().saturating_sub(last)
    }
}

/// Reads one file on a thread of its own, which is given up when it shows no sign of life
/// for as long as `limit`, whatever hangs in it. No lock may be held across the call.
///
/// # Errors
///
/// Those of the work; [`Code::LimitExceeded`] when it was given up.
pub fn watched<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce(&Pulse) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let pulse = Pulse::begin();
    let (send, receive) = sync_channel(1);
    let own = pulse.clone();
    thread::Builder::new().name("file".into()).stack_size(STACK).spawn(move || {
        // Nobody listens any more when the work was given up.
        let _ = send.send(work(&own));
    })?;
    loop {
        match receive.recv_timeout(limit.saturating_sub(pulse.still())) {
            Ok(result) => return result,
            Err(RecvTimeoutError::Disconnected) => return Err(panicked()),
            Err(RecvTimeoutError::Timeout) if pulse.still() < limit => {}
            Err(RecvTimeoutError::Timeout) => {
                return Err(Problem::new(
                    Code::LimitExceeded,
                    format!("读取 {} 秒没有进展，已放弃此文件", limit.as_secs_f32()),
                    "可单独再试，或用 --max-seconds 提高上限",
                ));
            }
        }
    }
}

/// What a panic is to its caller.
pub fn panicked() -> Problem {
    Problem::new(
        Code::Internal,
        "处理时程序内部出错，此文件未能读出",
        "文件可能已损坏；请把文件和版本号报告给开发者",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use rayon::prelude::*;

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn work_without_a_sign_of_life_is_given_up_in_one_line() {
        let limit = Duration::from_millis(50);
        let problem = watched(limit, |_| {
            thread::sleep(Duration::from_secs(5));
            Ok(())
        })
        .unwrap_err();
        assert_eq!(problem.code, Code::LimitExceeded);
        assert!(problem.message.contains("没有进展"));
    }

    #[test]
    fn signs_of_life_carry_work_past_the_limit() {
        let limit = Duration::from_millis(400);
        let done = watched(limit, |pulse| {
            for _ in 0..12 {
                thread::sleep(Duration::from_millis(50));
                pulse.beat();
            }
            Ok(7)
        });
        assert_eq!(done, Ok(7));
    }

    /// Pairs of a folder ran on workers of two megabytes and overflowed them.
    #[test]
    fn each_item_has_room_and_its_place() {
        fn deep(left: u32) -> u64 {
            let room = std::hint::black_box([u64::from(left); 512]);
            if left == 0 { 0 } else { deep(left - 1) + room[7] - room[8] + 1 }
        }
        let found = each(&[1u32, 700, 2], |at, depth| {
            assert!(at != 2, "a defect");
            deep(*depth)
        });
        assert_eq!(found, [Some(1), Some(700), None]);
        assert_eq!(both(|| deep(700), || 7), Ok((700, 7)));
    }

    #[test]
    fn a_panic_is_a_problem() {
        let problem = watched(LONG, |_| -> Result<(), Problem> { panic!("defect") }).unwrap_err();
        assert_eq!(problem.code, Code::Internal);
        let problem = apart(|| -> Result<(), Problem> { panic!("defect") }).unwrap_err();
        assert_eq!(problem.code, Code::Internal);
    }

    /// Files on all workers of a pool, each of which loads under a lock on a thread of
    /// its own and computes side by side: nothing waits for itself.
    #[test]
    fn files_on_every_worker_of_a_pool_all_end() {
        for threads in [1, 2, 8] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let lock = Arc::new(Mutex::new(0usize));
            let sum = |n: usize| compute(|| (0..n).into_par_iter().sum::<usize>());
            let read = |n: usize| {
                let lock = lock.clone();
                watched(LONG, move |_| {
                    let mut held = lock.lock().unwrap();
                    *held += 1;
                    apart(|| Ok(sum(1000)))?;
                    drop(held);
                    Ok(sum(n))
                })
            };
            let sums: Vec<_> = pool.install(|| (0..20usize).into_par_iter().map(read).collect());
            assert_eq!(sums[5], Ok(10));
            assert!(sums.iter().all(Result::is_ok));
        }
    }
}
