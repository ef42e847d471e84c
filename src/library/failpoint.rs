//! Places where a test cuts the program off, to prove that the next run goes on.
//! Nothing is left of them outside tests.

/// The environment variable that names the place, in a test's child process.
#[cfg(test)]
pub const VARIABLE: &str = "SHENBAO_FAILPOINT";

/// Dies here, as under `kill -9`, if this place was named.
#[cfg(test)]
pub fn failpoint(place: &str) {
    if std::env::var(VARIABLE).is_ok_and(|wanted| wanted == place) {
        std::process::abort();
    }
}

/// Nothing.
#[cfg(not(test))]
#[inline(always)]
pub fn failpoint(_place: &str) {}
