//! The library as a whole: the balance, duplicates, archives, and runs cut off.

mod outsiders;
mod regressions;
mod works;

use super::failpoint::VARIABLE;
use super::*;
use crate::extract::Options;
use crate::record::Record;
use crate::search::{Request, Sort};
use serde_json::json;
use std::io::Write;
use std::process::Command;
use std::sync::atomic::AtomicBool;

fn ingest(library: &Path, paths: &[PathBuf]) -> Report {
    let stop = AtomicBool::new(false);
    let options = Options::default();
    let job = job(paths, &options, &stop);
    Writable::open(library).unwrap().ingest(&job).unwrap()
}

fn job<'a>(paths: &'a [PathBuf], options: &'a Options, stop: &'a AtomicBool) -> Job<'a> {
    Job {
        paths,
        exclude: &[],
        options,
        passwords: &[],
        readers: Readers::Here,
        retry: false,
        stop,
        progress: &|_| {},
    }
}

fn health(library: &Path) -> Health {
    verify::verify(library, &|_, _| {}).unwrap()
}

fn zip_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in members {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn counts(report: &Report) -> (u64, u64, u64, u64) {
    let b = report.balance;
    assert_eq!(b.seen, b.new + b.duplicate + b.quarantined);
    (b.seen, b.new, b.duplicate, b.quarantined)
}

fn found(library: &Path, query: &str) -> Vec<String> {
    let request = Request {
        query: query.into(),
        limit: 20,
        offset: 0,
        sort: Sort::Relevance,
        ..Request::default()
    };
    let answer = Library::open(library).unwrap().search(&request).unwrap();
    answer.hits.into_iter().map(|hit| hit.path).collect()
}

/// A document of one paragraph.
fn docx(text: &str) -> Vec<u8> {
    let paragraph = docx_rs::Paragraph::new().add_run(docx_rs::Run::new().add_text(text));
    let mut out = std::io::Cursor::new(Vec::new());
    docx_rs::Docx::new().add_paragraph(paragraph).build().pack(&mut out).unwrap();
    out.into_inner()
}

/// A folder of small inputs: two documents, a copy, an empty file, a by-product.
fn inputs() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let same = docx("人机协同制造的节拍。");
    for (name, content) in [
        ("甲.docx", docx("关键设备数控化率达到九成，生产效率提升。")),
        ("乙.docx", same.clone()),
        ("乙的副本.docx", same),
        ("空.docx", Vec::new()),
        (".DS_Store", b"x".to_vec()),
    ] {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    folder
}

#[test]
fn the_balance_adds_up_and_a_second_run_finds_nothing_new() {
    let (input, library) = (inputs(), tempfile::tempdir().unwrap());
    let paths = [input.path().to_path_buf()];
    assert_eq!(counts(&ingest(library.path(), &paths)), (5, 2, 1, 2));
    // What is in quarantine stays there, and is said again.
    assert_eq!(counts(&ingest(library.path(), &paths)), (5, 0, 3, 2));
    assert_eq!(found(library.path(), "\"控化率达\"").len(), 1);
    let health = health(library.path());
    assert!(health.is_sound(), "{health:?}");
    assert_eq!((health.files, health.records), (4, 2));
}

#[test]
fn archives_are_opened_to_the_limits() {
    let (input, library) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut nested = zip_of(&[("文.docx", &docx("智能仓储"))]);
    for _ in 0..6 {
        nested = zip_of(&[("内.zip", &nested)]);
    }
    let outer = zip_of(&[("../外.docx", &docx("精准配送")), ("深.zip", &nested)]);
    let path = input.path().join("包.zip");
    std::fs::write(&path, outer).unwrap();
    let paths = [path];
    if crate::intake::Format::of(&std::fs::read(&paths[0]).unwrap(), &paths[0])
        != Some(crate::intake::Format::Archive)
    {
        return;
    }
    assert_eq!(counts(&ingest(library.path(), &paths)), (2, 1, 0, 1));
    assert_eq!(counts(&ingest(library.path(), &paths)), (2, 0, 1, 1));
    assert!(found(library.path(), "精准配送")[0].ends_with("包.zip/外.docx"));
}

#[test]
fn two_writers_and_foreign_folders_are_refused() {
    let library = tempfile::tempdir().unwrap();
    let first = Writable::open(library.path()).unwrap();
    let second = Writable::open(library.path()).err().unwrap();
    assert!(second.message.contains("正在写"), "{second}");
    drop(first);
    let other = tempfile::tempdir().unwrap();
    std::fs::write(other.path().join("别人的文件"), "x").unwrap();
    assert!(Writable::open(other.path()).is_err());
    assert!(Library::open(other.path()).is_err());
}

#[test]
fn a_damaged_original_and_a_lost_index_are_seen_and_mended() {
    let (input, library) = (inputs(), tempfile::tempdir().unwrap());
    ingest(library.path(), &[input.path().to_path_buf()]);
    let store = Store::open(library.path()).unwrap();
    let any = store.all().find(|h| !store.get(h).unwrap().is_empty()).unwrap();
    std::fs::write(store.path(&any).unwrap(), "other").unwrap();
    let damaged = health(library.path()).damaged;
    assert_eq!(damaged.iter().map(|d| &d.sha256).collect::<Vec<_>>(), [&any]);
    std::fs::remove_dir_all(library.path().join("index")).unwrap();
    assert!(Library::open(library.path()).is_err());
    assert_eq!(Writable::open(library.path()).unwrap().rebuild().unwrap(), 2);
    assert_eq!(found(library.path(), "节拍").len(), 1);
}

/// The child of the next test: it is cut off at the place its environment names.
#[test]
fn child_that_is_cut_off() {
    let (Ok(_), Ok(library), Ok(input)) = (
        std::env::var(VARIABLE),
        std::env::var("SHENBAO_TEST_LIBRARY"),
        std::env::var("SHENBAO_TEST_INPUT"),
    ) else {
        return;
    };
    ingest(Path::new(&library), &[PathBuf::from(input)]);
}

#[test]
fn killed_anywhere_the_next_run_goes_on() {
    for place in ["after-original", "after-sidecar", "after-settle", "after-record", "after-index"]
    {
        let (input, library) = (inputs(), tempfile::tempdir().unwrap());
        let status = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "library::tests::child_that_is_cut_off"])
            .env(VARIABLE, place)
            .env("SHENBAO_TEST_LIBRARY", library.path())
            .env("SHENBAO_TEST_INPUT", input.path())
            .output()
            .unwrap()
            .status;
        assert!(!status.success(), "{place}: was not cut off");
        let report = ingest(library.path(), &[input.path().to_path_buf()]);
        assert_eq!(counts(&report).0, 5, "{place}");
        assert_eq!(found(library.path(), "节拍").len(), 1, "{place}");
        assert_eq!(found(library.path(), "\"生产效率提升\"").len(), 1, "{place}");
        let health = health(library.path());
        let library = Library::open(library.path()).unwrap();
        assert!(health.is_sound(), "{place}: {health:?}");
        assert_eq!((health.files, health.records), (4, 2), "{place}");
        let sums = "SELECT count(*) FROM runs WHERE seen <> new + duplicate + quarantined";
        assert_eq!(library.catalogue().number(sums).unwrap(), 0);
        let kept = "SELECT sum(new) FROM runs";
        assert_eq!(library.catalogue().number(kept).unwrap(), 2, "{place}: nothing counted twice");
    }
}

/// A disk that is full at any size of the library's files: what is in stays, the next run
/// brings the rest. The bound on the length of a file stands for the disk.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_loses_nothing_and_is_no_fault_of_a_file() {
    let input = inputs();
    for blocks in [1, 60, 300, 700] {
        let library = tempfile::tempdir().unwrap();
        let output = Command::new("sh")
            .args(["-c", &format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"")])
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", "library::tests::child_that_is_cut_off"])
            .env(VARIABLE, "nowhere")
            .env("SHENBAO_TEST_LIBRARY", library.path())
            .env("SHENBAO_TEST_INPUT", input.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(blocks > 300 || !output.status.success(), "{blocks}: {said}");
        let report = ingest(library.path(), &[input.path().to_path_buf()]);
        assert_eq!(counts(&report).0, 5, "{blocks}: {said}");
        assert_eq!(found(library.path(), "节拍").len(), 1, "{blocks}");
        let health = health(library.path());
        assert!(health.is_sound(), "{blocks}: {health:?}");
        assert_eq!((health.files, health.records), (4, 2), "{blocks}");
    }
}

#[test]
fn records_come_back_as_they_were_kept() {
    let folder = tempfile::tempdir().unwrap();
    let mut library = Writable::open(folder.path()).unwrap();
    let mut record = Record::of_kind("application");
    record.provenance.insert("/title".into(), Default::default());
    record.set("/metrics/0", json!({"name": "生产效率提升", "unit": "%", "value": 31.5}));
    record.set("/applicant/name", json!("某重工"));
    record.pages = Some((1, 8));
    let source = crate::extract::Source {
        path: "甲.pdf".into(),
        sha256: "0".repeat(64),
        ..Default::default()
    };
    let text = "正文".to_owned();
    let sketch = Default::default();
    let part = Part {
        record: Record { provenance: Default::default(), ..record.clone() },
        provenance: Packed::of(&record.provenance),
        text,
        places: vec![(0, 1), (3, 2)],
        metric_pages: None,
    };
    let item = Item {
        source,
        edition: Default::default(),
        parts: vec![part],
        warnings: Vec::new(),
        attachments: Vec::new(),
        sketch,
    };
    let run = library.catalogue.begin_run(&[]).unwrap();
    let batch = library.catalogue.batch(run).unwrap();
    let (sealed, _) = sealed::Sealed::of(item, &[]);
    let entries = batch.file(sealed, "甲.pdf", 0).unwrap();
    batch.commit().unwrap();
    let stored = library.catalogue.whole_record(entries[0].id).unwrap().unwrap();
    assert_eq!(stored.record, record);
    assert_eq!(stored.places, [(0, 1), (3, 2)]);
    let stored = library.catalogue.record(entries[0].id).unwrap().unwrap();
    let mut entry = entries[0].clone();
    catalogue::in_work(&mut entry, 0, 0, true);
    assert_eq!(stored.entry(), entry);
    // Opening it again brings the index up to the catalogue.
    drop(library);
    drop(Writable::open(folder.path()).unwrap());
    assert_eq!(found(folder.path(), "生产效率提升>=30 企业:重工"), ["甲.pdf"]);
    assert_eq!(found(folder.path(), "\"文\"").len(), 1);
}

#[test]
fn tables_of_hits_hold_all_of_them_and_nothing_that_lacks_a_word() {
    let (input, library) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for n in 0..25 {
        let text = format!("智能车间之{n}。");
        std::fs::write(input.path().join(format!("{n}.docx")), docx(&text)).unwrap();
    }
    ingest(library.path(), &[input.path().to_path_buf()]);
    let library = Library::open(library.path()).unwrap();
    let count = |query: &str| {
        let limit = usize::MAX;
        let request = Request {
            query: query.into(),
            limit,
            offset: 0,
            sort: Sort::Relevance,
            ..Request::default()
        };
        let (answer, hits) = library.hits(&request).unwrap();
        (answer.total, hits.count())
    };
    assert_eq!(count("智能车间"), (25, 25));
    assert_eq!(count("智能车间 量子纠缠"), (0, 0));
    let mut exported = 0;
    let mut count = |_| {
        exported += 1;
        Ok(())
    };
    library.each_record(Some("智能车间 量子纠缠"), &mut count).unwrap();
    assert_eq!(exported, 0);
    let query = "智能车间 量子纠缠".to_owned();
    let request =
        Request { query, limit: 20, offset: 0, sort: Sort::Relevance, ..Request::default() };
    let answer = library.search(&request).unwrap();
    assert_eq!((answer.total, answer.hits.len()), (0, 20));
    assert!(answer.hits.iter().all(|hit| hit.partial && !hit.lacks.is_empty()));
}
