//! Secrets that nobody guesses, and the hashes under which they are kept.

use crate::intake::hash;
use crate::problem::{Code, Problem};

/// A new secret, 256 bits in hexadecimal.
///
/// # Errors
///
/// The system gives no random bytes.
pub fn fresh() -> Result<String, Problem> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| {
        Problem::new(Code::Internal, format!("系统没有给出随机数（{error}）"), "")
    })?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// What is kept of a secret; of one secret there are several for several purposes.
pub fn kept(purpose: &str, secret: &str) -> String {
    hash(format!("{purpose}\n{secret}").as_bytes())
}

/// Whether two texts are the same, told in a time that does not depend on where they differ.
pub fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |diff, (x, y)| diff | (x ^ y)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_differ_and_so_do_their_purposes() {
        let (a, b) = (fresh().unwrap(), fresh().unwrap());
        assert_ne!(a, b);
        assert_eq!(a.len(), 64);
        assert_ne!(kept("csrf", &a), kept("session", &a));
        assert!(same("abc", "abc") && !same("abc", "abd") && !same("abc", "ab"));
    }
}
