//! Passwords: argon2id, and a hash for accounts that do not exist, so that nobody learns by
//! the clock which ones do.

use crate::problem::{Code, Problem};
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use std::sync::OnceLock;

/// The fewest characters of a password.
pub const SHORTEST: usize = 10;
/// The most bytes that are hashed.
pub const LONGEST: usize = 1_024;

/// The hash of a new password.
///
/// # Errors
///
/// It is too short or too long.
pub fn hash(password: &str) -> Result<String, Problem> {
    if password.chars().count() < SHORTEST || password.len() > LONGEST {
        return Err(Problem::new(
            Code::Io,
            format!("密码须有 {SHORTEST} 个字符以上"),
            "请另选一个密码",
        ));
    }
    digest(password)
}

fn digest(password: &str) -> Result<String, Problem> {
    let hashed = Argon2::default().hash_password(password.as_bytes());
    hashed
        .map(|hash| hash.to_string())
        .map_err(|error| Problem::new(Code::Internal, format!("密码无法加密保存（{error}）"), ""))
}

/// Whether a password belongs to a hash; takes as long where there is none.
pub fn fits(password: &str, kept: Option<&str>) -> bool {
    static NOBODY: OnceLock<Option<String>> = OnceLock::new();
    if password.len() > LONGEST {
        return false;
    }
    let nobody = || NOBODY.get_or_init(|| digest("nobody has this password").ok()).as_deref();
    let Some(hash) = kept.or_else(nobody) else { return false };
    let fits = PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
    fits && kept.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_only() {
        let kept = hash("correct horse").unwrap();
        assert!(kept.starts_with("$argon2id$"), "{kept}");
        assert!(fits("correct horse", Some(&kept)));
        assert!(!fits("incorrect horse", Some(&kept)));
        assert!(!fits("nobody has this password", None));
        assert!(hash("short").is_err());
    }
}
