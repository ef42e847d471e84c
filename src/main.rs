//! The binary: hands its arguments to [`shenbao::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    shenbao::cli::run()
}
