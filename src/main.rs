//! The binary: hands its arguments to [`shenbao::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    // A reader's panic becomes one line about its file (`read::read`); the
    // standard hook would print a second, in English. Developers ask for it by variable.
    if std::env::var_os("RUST_BACKTRACE").is_none() {
        std::panic::set_hook(Box::new(|_| {}));
    }
    // A large block, taken and given back untouched: from then on glibc keeps freed memory of
    // that size for the next page instead of handing it back to the system each time.
    drop(std::hint::black_box(Vec::<u8>::with_capacity(16 << 20)));
    shenbao::cli::run()
}
