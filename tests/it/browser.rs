//! The page in a real browser: the journeys of `tests/browser/`. They need Node and Chromium,
//! so an ordinary run shows them as ignored.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::Path;
use std::process::Command;

/// Runs one of the journeys against the program of this build.
fn journey(name: &str) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/run");
    let status = Command::new(script)
        .args([env!("CARGO_BIN_EXE_shenbao"), name])
        .status()
        .unwrap_or_else(|error| panic!("tests/browser/run: {error}"));
    assert!(status.success(), "tests/browser/run {name}: {status}");
}

#[test]
#[ignore = "needs Node and Chromium"]
fn what_is_built_is_current() {
    journey("built");
}

#[test]
#[ignore = "needs Node and Chromium"]
fn pages_are_accessible_and_work_under_a_prefix() {
    journey("pages");
}

#[test]
#[ignore = "needs Node and Chromium"]
fn a_reviewer_signs_off_a_pair_of_sixty_pages() {
    journey("reviewer");
}

#[test]
#[ignore = "needs Node and Chromium"]
fn a_desk_has_its_corners() {
    journey("desk");
}

#[test]
#[ignore = "needs Node and Chromium"]
fn an_analyst_answers_a_question_by_supplier() {
    journey("analyst");
}

#[test]
#[ignore = "needs Node and Chromium"]
fn an_archivist_brings_in_a_mixed_folder() {
    journey("archivist");
}
