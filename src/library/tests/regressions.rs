//! What archivists found: each of these lost or hid something.

use super::*;
use crate::library::catalogue;
use std::fs;

fn take(library: &Path, paths: &[PathBuf]) -> Report {
    ingest(library, paths)
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// Everything of the catalogue that two equal libraries have in common.
fn essence(library: &Path) -> Vec<String> {
    let catalogue = Catalogue::open_read_only(library).unwrap();
    let mut lines = Vec::new();
    for (sha256, _) in catalogue.files().unwrap() {
        for stored in catalogue.records_of(&sha256).unwrap() {
            let Stored { part, work, newest, record, text, .. } = stored;
            let body = serde_json::to_string(&record.body).unwrap();
            lines.push(format!("{sha256} {part} {work} {newest} {body} {text}"));
        }
        let names = catalogue.names_of(&sha256).unwrap();
        lines.push(format!("{sha256} {names:?}"));
    }
    lines
}

#[test]
fn copies_of_a_damaged_file_are_in_quarantine_like_itself() {
    let (input, library) = (folder(), folder());
    let damaged = b"PK\x03\x04 no archive at all".to_vec();
    for name in ["a.docx", "b.docx", "c.docx"] {
        fs::write(input.path().join(name), &damaged).unwrap();
    }
    let paths = [input.path().to_path_buf()];
    for _ in 0..2 {
        let report = take(library.path(), &paths);
        assert_eq!(counts(&report), (3, 0, 0, 3));
        let b = report.folder;
        assert_eq!((b.seen, b.quarantined), (3, 3));
    }
    let listed = Catalogue::open_read_only(library.path()).unwrap().quarantined().unwrap();
    assert_eq!(listed.len(), 3);
    assert!(listed.iter().all(|file| file.sha256.is_some() && !file.since.is_empty()));
    // Replaced by a good one, a name leaves quarantine.
    fs::write(input.path().join("a.docx"), docx("好的文件")).unwrap();
    assert_eq!(counts(&take(library.path(), &paths)), (3, 1, 0, 2));
}

#[test]
fn balances_by_name_do_not_depend_on_runs() {
    let (input, library) = (inputs(), folder());
    let paths = [input.path().to_path_buf()];
    // A run that is stopped before it began.
    let (options, stop) = (Options::default(), AtomicBool::new(true));
    let stopped = job(&paths, &options, &stop);
    let report = Writable::open(library.path()).unwrap().ingest(&stopped).unwrap();
    assert!(report.interrupted);
    assert_eq!(counts(&report), (0, 0, 0, 0));
    let first = take(library.path(), &paths);
    let again = take(library.path(), &paths);
    for report in [first, again] {
        let b = report.folder;
        assert_eq!((b.seen, b.new, b.duplicate, b.quarantined), (5, 2, 1, 2));
        assert_eq!(report.library, b);
    }
    // Another folder with a copy: a duplicate there, and the library's sum grows by one.
    let other = folder();
    fs::copy(input.path().join("甲.docx"), other.path().join("丙.docx")).unwrap();
    let report = take(library.path(), &[other.path().to_path_buf()]);
    assert_eq!(counts(&report), (1, 0, 1, 0));
    assert_eq!((report.library.seen, report.library.duplicate), (6, 2));
}

#[test]
fn a_deleted_original_is_taken_again_from_the_same_folder() {
    let (input, library) = (inputs(), folder());
    let zip = zip_of(&[("内.docx", &docx("装在包里的文字"))]);
    fs::write(input.path().join("包.zip"), zip).unwrap();
    let paths = [input.path().to_path_buf()];
    take(library.path(), &paths);
    let store = Store::at(library.path());
    let all: Vec<String> = store.all().collect();
    for sha256 in &all {
        fs::remove_file(store.path(sha256).unwrap()).unwrap();
    }
    assert_eq!(health(library.path()).damaged.len(), all.len());
    take(library.path(), &paths);
    let health = health(library.path());
    assert!(health.is_sound(), "{health:?}");
}

#[test]
fn a_catalogue_that_is_zeroed_cut_or_gone_is_noticed_and_made_again() {
    let (input, library) = (inputs(), folder());
    let paths = [input.path().to_path_buf()];
    take(library.path(), &paths);
    let whole = essence(library.path());
    let file = library.path().join(catalogue::FILE);
    let sound = fs::read(&file).unwrap();
    let zeroed = {
        let mut bytes = sound.clone();
        let at = bytes.len() / 4;
        let end = (at + (64 << 10)).min(bytes.len());
        bytes[at..end].fill(0);
        bytes
    };
    for (what, bytes) in [
        ("zeroed", Some(zeroed)),
        ("cut", Some(sound[..sound.len() / 2].to_vec())),
        ("gone", None),
        ("empty", Some(Vec::new())),
    ] {
        match bytes {
            Some(bytes) => fs::write(&file, bytes).unwrap(),
            None => fs::remove_file(&file).unwrap(),
        }
        let problem = Writable::open(library.path()).err().unwrap_or_else(|| panic!("{what}"));
        assert!(problem.hint.contains("--from-originals"), "{what}: {problem}");
        assert!(!health(library.path()).is_sound(), "{what}");
        let options = Options::default();
        let rebuilt =
            Writable::from_originals(library.path(), &options, Readers::Here, &|_, _| {}).unwrap();
        assert_eq!((rebuilt.files, rebuilt.records, rebuilt.read_again), (2, 2, 0), "{what}");
        let found_again = health(library.path());
        assert!(found_again.is_sound(), "{what}: {found_again:?}");
        assert_eq!(essence(library.path()), whole, "{what}");
        assert_eq!(found(library.path(), "节拍").len(), 1, "{what}");
        assert_eq!(counts(&take(library.path(), &paths)), (5, 0, 3, 2), "{what}");
    }
}

#[test]
fn noise_in_the_index_and_lost_sidecars_are_noticed_and_mended() {
    let (input, library) = (inputs(), folder());
    take(library.path(), &[input.path().to_path_buf()]);
    let segment = fs::read_dir(library.path().join("index"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .find(|p| p.extension().is_some_and(|e| e == "store" || e == "idx"))
        .unwrap();
    let mut bytes = fs::read(&segment).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x55;
    fs::write(&segment, bytes).unwrap();
    let store = Store::at(library.path());
    let any = store.all().next().unwrap();
    fs::remove_file(store.sidecar_path(&any).unwrap()).unwrap();
    let before = health(library.path());
    assert_eq!(before.sidecars, [any]);
    assert!(!before.index.is_empty(), "{before:?}");
    let options = Options::default();
    let mended = verify::mend(library.path(), &before, &options, Readers::Here).unwrap();
    assert!(mended.index && mended.sidecars == 1 && mended.lost.is_empty(), "{mended:?}");
    let after = health(library.path());
    assert!(after.is_sound(), "{after:?}");
}

#[test]
fn a_damaged_original_is_fetched_from_where_it_came_or_named() {
    let (input, library) = (inputs(), folder());
    take(library.path(), &[input.path().to_path_buf()]);
    let store = Store::at(library.path());
    let hash = crate::intake::hash(&fs::read(input.path().join("甲.docx")).unwrap());
    fs::write(store.path(&hash).unwrap(), "noise").unwrap();
    let options = Options::default();
    let mend = || {
        let found = health(library.path());
        verify::mend(library.path(), &found, &options, Readers::Here).unwrap()
    };
    assert_eq!(mend().originals.len(), 1);
    assert!(health(library.path()).is_sound());
    fs::write(store.path(&hash).unwrap(), "noise").unwrap();
    fs::remove_file(input.path().join("甲.docx")).unwrap();
    assert!(mend().lost[0].contains("甲.docx"));
}

#[test]
fn a_library_on_a_disk_that_is_read_only_is_read() {
    let (input, library) = (inputs(), folder());
    take(library.path(), &[input.path().to_path_buf()]);
    // Root may write anywhere, so the test takes away what opening needs to write: a folder
    // stands where SQLite would make its side file.
    fs::create_dir(library.path().join(format!("{}-shm", catalogue::FILE))).unwrap();
    let catalogue = Catalogue::open_read_only(library.path()).unwrap();
    assert_eq!(catalogue.number("SELECT count(*) FROM records").unwrap(), 2);
}

#[test]
fn a_password_opens_what_is_in_quarantine_without_being_told_to_retry() {
    let (input, library) = (folder(), folder());
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let aes = zip::write::SimpleFileOptions::default()
        .with_aes_encryption(zip::AesMode::Aes256, "geheim");
    writer.start_file("密.docx", aes).unwrap();
    writer.write_all(&docx("加密的申报材料")).unwrap();
    fs::write(input.path().join("密.zip"), writer.finish().unwrap().into_inner()).unwrap();
    let paths = [input.path().to_path_buf()];
    let report = take(library.path(), &paths);
    // The member, and the archive that is kept for its sake.
    assert_eq!(counts(&report), (2, 0, 0, 2));
    assert!(report.quarantine[0].hint.contains("--password"));
    let (options, stop) = (Options::default(), AtomicBool::new(false));
    let passwords = ["falsch".to_owned(), "geheim".to_owned()];
    let job = Job { passwords: &passwords, ..job(&paths, &options, &stop) };
    let report = Writable::open(library.path()).unwrap().ingest(&job).unwrap();
    assert_eq!(counts(&report), (1, 1, 0, 0));
    assert_eq!(found(library.path(), "加密的申报材料").len(), 1);
    assert_eq!(report.library.quarantined, 0);
}

#[test]
fn an_archive_that_a_password_opens_leaves_quarantine() {
    // `甲.txt` with the content `secret` in a 7z under the password 密码2023.
    const SEVEN: &str = "N3q8ryccAARFmI7BeQAAAAAAAAAUAAAAAAAAAIHWvcqjHocvSuGd7gJ4ccKwA13AAQBkAQQGAAEJEAoBpKIS6gAHCwEAAiQG8QcBElMPbRkOAGXPNM5+7jnhCiRnCiEhARgBAAwKBgAICgHl6KJcAAAFARENADJ1LgB0AHgAdAAAABQKAQCwzscR/4DdARUGAQAggKSBAAAAFwYQAQlpAAcLAQABISEBGAxlAAA=";
    let (input, library) = (folder(), folder());
    let seven = base64::Engine::decode(&base64::prelude::BASE64_STANDARD, SEVEN).unwrap();
    fs::write(input.path().join("密.7z"), seven).unwrap();
    let paths = [input.path().to_path_buf()];
    assert_eq!(counts(&take(library.path(), &paths)), (1, 0, 0, 1));
    let (options, stop) = (Options::default(), AtomicBool::new(false));
    let passwords = ["密码2023".to_owned()];
    let job = Job { passwords: &passwords, ..job(&paths, &options, &stop) };
    let report = Writable::open(library.path()).unwrap().ingest(&job).unwrap();
    assert_eq!(counts(&report), (1, 1, 0, 0));
    assert_eq!((report.folder.seen, report.folder.quarantined), (1, 0));
    assert!(health(library.path()).is_sound());
}

#[cfg(unix)]
#[test]
fn names_on_disk_in_gbk_stay_two_and_are_read() {
    use std::os::unix::ffi::OsStrExt;
    let (input, library) = (folder(), folder());
    for name in ["甲厂申报书.txt", "乙厂申报书.txt"] {
        let bytes = encoding_rs::GB18030.encode(name).0;
        let path = input.path().join(std::ffi::OsStr::from_bytes(&bytes));
        fs::write(path, format!("{name}的正文")).unwrap();
    }
    let report = take(library.path(), &[input.path().to_path_buf()]);
    assert_eq!(counts(&report), (2, 2, 0, 0));
    assert!(found(library.path(), "乙厂申报书的正文")[0].ends_with("/乙厂申报书.txt"));
    let report = take(library.path(), &[input.path().to_path_buf()]);
    assert_eq!((counts(&report), report.library.seen), ((2, 0, 2, 0), 2));
}

#[test]
fn what_a_mail_carries_is_taken_in_as_part_of_it() {
    let (input, library) = (folder(), folder());
    let book = base64::Engine::encode(&base64::prelude::BASE64_STANDARD, docx("附件里的正文"));
    let mail = format!(
        "From: a@b.cn\r\nTo: c@d.cn\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nplease\r\n--x\r\nContent-Type: application/octet-stream; name=\"book.docx\"\r\nContent-Disposition: attachment; filename=\"book.docx\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{book}\r\n--x--\r\n"
    );
    fs::write(input.path().join("信.eml"), mail).unwrap();
    let paths = [input.path().to_path_buf()];
    assert_eq!(counts(&take(library.path(), &paths)), (2, 2, 0, 0));
    assert!(found(library.path(), "附件里的正文")[0].ends_with("信.eml/book.docx"));
    assert_eq!(counts(&take(library.path(), &paths)), (2, 0, 2, 0));
}

#[test]
fn a_revision_under_the_same_name_counts_and_the_old_one_is_history() {
    let (input, library) = (folder(), folder());
    let path = input.path().join("申报书.docx");
    let text = "围绕产线的质量管控环节，部署激光导航小车并接入制造执行系统，形成可复制的智能在线检测单元。";
    fs::write(&path, docx(&format!("{text}第一稿"))).unwrap();
    let paths = [input.path().to_path_buf()];
    take(library.path(), &paths);
    fs::write(&path, docx(&format!("{text}第二稿"))).unwrap();
    let report = take(library.path(), &paths);
    assert_eq!(counts(&report), (1, 1, 0, 0));
    let catalogue = Catalogue::open_read_only(library.path()).unwrap();
    let count = |sql: &str| catalogue.number(sql).unwrap();
    assert_eq!(count("SELECT count(*) FROM history"), 1);
    assert_eq!(count("SELECT count(DISTINCT work_id) FROM files"), 1);
    assert_eq!(catalogue.superseded().unwrap().len(), 1);
    let status = catalogue.status(&Options::default().edition(), library.path()).unwrap();
    assert_eq!((status.files, status.works, status.stale), (2, 1, 0));
    let old = catalogue.superseded().unwrap()[0];
    assert!(catalogue.record(old).unwrap().unwrap().text.contains("第一稿"));
}

#[test]
fn what_another_edition_read_is_stale_and_read_again_with_what_changed() {
    let (input, library) = (inputs(), folder());
    take(library.path(), &[input.path().to_path_buf()]);
    let file = rusqlite::Connection::open(library.path().join(catalogue::FILE)).unwrap();
    file.execute_batch("UPDATE files SET program = '0.0.9'").unwrap();
    let wrong = Packed::of(&json!({"kind": "other", "title": "旧"}));
    let text = Packed::of(&"旧的文字");
    file.execute(
        "UPDATE records SET body = ?1, text = ?2 WHERE id = (SELECT min(id) FROM records)",
        rusqlite::params![wrong.frame(), text.frame()],
    )
    .unwrap();
    drop(file);
    let (options, stop) = (Options::default(), AtomicBool::new(false));
    let job = job(&[], &options, &stop);
    let fates = std::sync::Mutex::new(Vec::new());
    let told = |step: Step<'_>| {
        if let Step::Done(outcome) = step {
            fates.lock().unwrap().push(outcome.fate);
        }
    };
    let job = Job { progress: &told, ..job };
    Writable::open(library.path()).unwrap().again(&job, Again::Stale).unwrap();
    let mut fates = fates.into_inner().unwrap();
    fates.sort_by_key(|fate| fate.chinese());
    assert_eq!(fates, [Fate::Changed, Fate::Unchanged]);
    let catalogue = Catalogue::open_read_only(library.path()).unwrap();
    assert_eq!(catalogue.number("SELECT count(*) FROM changes").unwrap(), 1);
    assert_eq!(catalogue.number("SELECT count(*) FROM unindexed").unwrap(), 0);
    assert_eq!(catalogue.number("SELECT count(*) FROM records").unwrap(), 2);
    let after = health(library.path());
    assert!(after.is_sound(), "{after:?}");
}

#[test]
fn what_is_forgotten_is_gone_and_its_log_stays() {
    let (input, library) = (inputs(), folder());
    take(library.path(), &[input.path().to_path_buf()]);
    let mut writable = Writable::open(library.path()).unwrap();
    let name = input.path().join("甲.docx").to_string_lossy().into_owned();
    let meant = writable.meant(std::slice::from_ref(&name)).unwrap();
    let [Meant::File(sha256)] = meant.as_slice() else { panic!("{meant:?}") };
    writable.forget(&meant, "误传", "管理员").unwrap();
    assert!(writable.meant(&["不存在的".into()]).is_err());
    drop(writable);
    assert_eq!(found(library.path(), "\"控化率达\"").len(), 0);
    let library_now = Library::open(library.path()).unwrap();
    let log = library_now.catalogue().forgotten().unwrap();
    assert_eq!((log.len(), log[0].reason.as_str(), log[0].paths.clone()), (1, "误传", vec![name]));
    assert!(fs::read_to_string(library.path().join("forgotten.jsonl")).unwrap().contains("误传"));
    assert!(!Store::at(library.path()).path(sha256).unwrap().exists());
    let after = health(library.path());
    assert!(after.is_sound(), "{after:?}");
}

#[test]
fn a_backup_and_a_bag_bring_everything_back() {
    let (input, library, place) = (inputs(), folder(), folder());
    take(library.path(), &[input.path().to_path_buf()]);
    let whole = essence(library.path());
    let open = Library::open(library.path()).unwrap();
    let file = place.path().join("b.tar");
    assert_eq!(open.backup(&file, &|_, _| {}).unwrap().files, 4);
    let back = place.path().join("back");
    tar::Archive::new(fs::File::open(&file).unwrap()).unpack(&back).unwrap();
    drop(Writable::open(&back).unwrap());
    assert_eq!(essence(&back), whole);
    assert!(health(&back).is_sound());
    let bag = place.path().join("bag");
    assert_eq!(open.bag(&bag, None, "某省工信厅", &|_, _| {}).unwrap().files, 4);
    let other = place.path().join("other");
    let brought = Writable::open(&other).unwrap().take_bag(&bag, &|_, _| {}).unwrap();
    assert_eq!((brought.new, brought.duplicate, brought.quarantined), (2, 0, 2));
    assert_eq!(essence(&other), whole);
    assert!(health(&other).is_sound());
    let again = Writable::open(&other).unwrap().take_bag(&bag, &|_, _| {}).unwrap();
    assert_eq!((again.new, again.duplicate), (0, 4));
    // A bag that was changed on its way brings nothing.
    let any = walkdir::WalkDir::new(bag.join("data"))
        .into_iter()
        .filter_map(Result::ok)
        .find(|e| e.file_name().to_string_lossy().ends_with(".docx"))
        .unwrap();
    fs::write(any.path(), "other").unwrap();
    let third = place.path().join("third");
    assert!(Writable::open(&third).unwrap().take_bag(&bag, &|_, _| {}).is_err());
}

#[test]
fn a_run_that_only_looks_writes_nothing() {
    let (input, library) = (inputs(), folder());
    let paths = [input.path().to_path_buf()];
    let (options, stop) = (Options::default(), AtomicBool::new(false));
    let nowhere = library.path().join("none");
    let report = dry_run(&nowhere, &job(&paths, &options, &stop)).unwrap();
    // Only reading would tell what cannot be read.
    let b = report.balance;
    assert_eq!((b.seen, b.new + b.quarantined, b.duplicate), (5, 4, 1));
    assert!(!nowhere.exists());
    take(library.path(), &paths);
    let report = dry_run(library.path(), &job(&paths, &options, &stop)).unwrap();
    assert_eq!(counts(&report), (5, 0, 3, 2));
}

#[test]
fn a_second_writer_is_told_who_the_first_is() {
    let library = folder();
    let _first = Writable::open(library.path()).unwrap();
    let second = Writable::open(library.path()).err().unwrap();
    assert!(second.message.contains(&std::process::id().to_string()), "{second}");
}

/// The catalogue as version 1 of the library wrote it, kept as SQL.
const FIRST: &str = include_str!("../../../fixtures/library/v1.sql");

#[test]
fn a_library_of_the_first_edition_is_brought_up_with_all_it_has() {
    let library = folder();
    let file = library.path().join(catalogue::FILE);
    let old = rusqlite::Connection::open(&file).unwrap();
    old.execute_batch(FIRST).unwrap();
    drop(old);
    let problem = Library::open(library.path()).err().unwrap();
    assert!(problem.hint.contains("upgrade"), "{problem}");
    drop(Writable::open(library.path()).unwrap());
    let catalogue = Catalogue::open_read_only(library.path()).unwrap();
    let count = |table: &str| catalogue.number(&format!("SELECT count(*) FROM {table}")).unwrap();
    assert_eq!((count("files"), count("records"), count("quarantine")), (4, 3, 2));
    assert_eq!((count("paths"), count("runs")), (5, 1));
    assert_eq!((count("metrics"), count("申报书"), count("指标")), (2, 1, 2));
    let stored = catalogue.whole_record(1).unwrap().unwrap();
    assert_eq!(stored.record.get("/applicant/name"), Some(&json!("某重工集团")));
    assert_eq!(stored.record.provenance["/applicant/name"].page, Some(2));
    assert_eq!(found(library.path(), "生产效率提升>=30 企业:重工").len(), 1);
    assert_eq!(catalogue.integrity().unwrap(), Vec::<String>::new());
    assert!(!catalogue.to_reread(Some(&Options::default().edition())).unwrap().is_empty());
}

#[test]
fn a_catalogue_of_a_trial_edition_is_refused_with_a_way_out() {
    let library = folder();
    let old = rusqlite::Connection::open(library.path().join(catalogue::FILE)).unwrap();
    old.execute_batch("CREATE TABLE records (id INTEGER); PRAGMA user_version = 1;").unwrap();
    drop(old);
    let problem = Writable::open(library.path()).err().unwrap();
    assert!(problem.hint.contains("--from-originals"), "{problem}");
}
