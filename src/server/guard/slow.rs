//! Guessing passwords is made slow: after some failures one has to wait, longer each time.
//! A failure is counted before the password is looked at, so that guessing side by side
//! gains nothing.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Failures that are forgiven: of one name from one address, of one name, of one address.
const FREE: [u32; 3] = [3, 20, 40];
/// The longest wait.
const LONGEST: Duration = Duration::from_secs(300);
/// After so long without a failure all is forgotten.
const MEMORY: Duration = Duration::from_secs(3_600);
/// Names and addresses that are remembered at a time.
const REMEMBERED: usize = 10_000;

#[derive(Debug)]
struct Count {
    failures: u32,
    last: Instant,
    until: Instant,
}

/// The failures that are remembered.
#[derive(Debug, Default)]
pub struct Slow(Mutex<HashMap<String, Count>>);

impl Slow {
    /// Counts an attempt; says how long to wait when it comes too soon.
    ///
    /// # Errors
    ///
    /// The wait.
    pub fn attempt(&self, name: &str, ip: &str) -> Result<(), Duration> {
        let now = Instant::now();
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() > REMEMBERED {
            counts.retain(|_, count| now.duration_since(count.last) < MEMORY);
        }
        let keys = keys(name, ip);
        let wait = keys.iter().filter_map(|key| counts.get(key)).map(|count| count.until).max();
        if let Some(until) = wait.filter(|until| *until > now) {
            return Err(until - now);
        }
        for (key, free) in keys.into_iter().zip(FREE) {
            let count = counts.entry(key).or_insert(Count { failures: 0, last: now, until: now });
            if now.duration_since(count.last) > MEMORY {
                count.failures = 0;
            }
            count.failures += 1;
            count.last = now;
            if count.failures >= free {
                let seconds = 1u64 << (count.failures - free).min(16);
                count.until = now + Duration::from_secs(seconds).min(LONGEST);
            }
        }
        Ok(())
    }

    /// The attempt was none of a guesser.
    pub fn succeeded(&self, name: &str, ip: &str) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys(name, ip) {
            counts.remove(&key);
        }
    }
}

fn keys(name: &str, ip: &str) -> [String; 3] {
    [format!("both\n{name}\n{ip}"), format!("name\n{name}"), format!("ip\n{ip}")]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessing_has_to_wait_and_success_forgets() {
        let slow = Slow::default();
        for _ in 0..3 {
            assert!(slow.attempt("甲", "1.2.3.4").is_ok());
        }
        assert!(slow.attempt("甲", "1.2.3.4").is_err());
        assert!(slow.attempt("乙", "1.2.3.4").is_ok());
        slow.succeeded("甲", "1.2.3.4");
        assert!(slow.attempt("甲", "1.2.3.4").is_ok());
    }

    #[test]
    fn one_name_from_many_addresses_has_to_wait_as_well() {
        let slow = Slow::default();
        let refused = (0..100).filter(|n| slow.attempt("甲", &format!("10.0.0.{n}")).is_err());
        assert!(refused.count() > 70);
    }
}
