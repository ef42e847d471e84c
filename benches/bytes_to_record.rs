//! From the bytes of a corpus file to its records, in process, one benchmark a
//! format: reading, then reading and understanding. `cargo bench` runs it.

use divan::Bencher;
use shenbao::extract::extract_loaded;
use shenbao::intake::{self, Loaded};
use shenbao::{Options, read};
use std::path::Path;

fn main() {
    divan::main();
}

/// One file a format; formats that nobody reads yet are left out.
const FILES: &[&str] = &[
    "books/2023-scenario-a.docx",
    "books/2023-scenario-a.pdf",
    "books/2023-scenario-a.doc",
    "books/2023-scenario-a.html",
    "books/2023-factory-a.docx",
    "books/2023-factory-a.pdf",
    "books/2025-gansu-basic-factory-a.rtf",
    "books/2025-gansu-scenario-a.ofd",
    "notices/2024-linjiang-notice.pdf",
    "notices/2025-binhai-notice.docx",
];

fn load(name: &str) -> Option<(Loaded, Options)> {
    let options = Options::default();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name);
    let file = intake::load(&path, &options.reading.limits).ok()?;
    read::read(&file, &options.reading).ok()?;
    Some((file, options))
}

#[divan::bench(args = FILES)]
fn to_document(bencher: Bencher, name: &str) {
    if let Some((file, options)) = load(name) {
        bencher.bench(|| read::read(divan::black_box(&file), &options.reading));
    }
}

#[divan::bench(args = FILES)]
fn to_records(bencher: Bencher, name: &str) {
    if let Some((file, options)) = load(name) {
        bencher.bench(|| extract_loaded(divan::black_box(&file), &options));
    }
}
