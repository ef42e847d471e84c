//! What an archivist found who did not know the program.

use super::*;
use std::fs;

/// An archive of one open and one locked member, in a folder of its own.
fn half_locked() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let plain = zip::write::SimpleFileOptions::default();
    writer.start_file("公开.docx", plain).unwrap();
    writer.write_all(&docx("公开的申报材料")).unwrap();
    writer
        .start_file("机密.docx", plain.with_aes_encryption(zip::AesMode::Aes256, "密码123"))
        .unwrap();
    writer.write_all(&docx("机密的申报材料")).unwrap();
    fs::write(folder.path().join("加密.zip"), writer.finish().unwrap().into_inner()).unwrap();
    folder
}

fn retry(library: &Path, passwords: &[String]) -> Report {
    let (options, stop) = (Options::default(), AtomicBool::new(false));
    let retry = Job { passwords, retry: true, ..job(&[], &options, &stop) };
    Writable::open(library).unwrap().again(&retry, Again::Quarantined(None)).unwrap()
}

fn rebuilt(library: &Path) {
    let options = Options::default();
    Writable::from_originals(library, &options, Readers::Here, &|_, _| {}).unwrap();
}

fn in_quarantine(library: &Path) -> Vec<String> {
    let listed = Catalogue::open_read_only(library).unwrap().quarantined().unwrap();
    listed.into_iter().map(|file| file.path.rsplit('/').next().unwrap().to_owned()).collect()
}

#[test]
fn an_archive_with_a_locked_member_is_kept_and_opened_from_the_library() {
    let (input, library) = (half_locked(), tempfile::tempdir().unwrap());
    let paths = [input.path().to_path_buf()];
    // The archive as a whole is in quarantine with its locked member.
    assert_eq!(counts(&ingest(library.path(), &paths)), (3, 1, 0, 2));
    assert_eq!(in_quarantine(library.path()), ["加密.zip", "机密.docx"]);
    // It is handed over with the rest, and comes back.
    let bag = tempfile::tempdir().unwrap();
    let open = Library::open(library.path()).unwrap();
    assert_eq!(open.bag(&bag.path().join("b"), None, "局", &|_, _| {}).unwrap().files, 2);
    let other = tempfile::tempdir().unwrap();
    Writable::open(other.path()).unwrap().take_bag(&bag.path().join("b"), &|_, _| {}).unwrap();
    assert_eq!(in_quarantine(other.path()), ["加密.zip"]);
    fs::remove_dir_all(input.path()).unwrap();
    for library in [library.path(), other.path()] {
        retry(library, &["密码123".to_owned()]);
        assert_eq!(in_quarantine(library), [""; 0]);
        assert_eq!(found(library, "\"机密的申报材料\"").len(), 1);
        // Nor does it come back when the catalogue is made again.
        rebuilt(library);
        assert_eq!(in_quarantine(library), [""; 0]);
        assert!(health(library).is_sound());
    }
}

#[test]
fn what_is_retried_by_name_is_that_alone_and_a_member_with_its_archive() {
    let (input, library) = (half_locked(), tempfile::tempdir().unwrap());
    fs::write(input.path().join("坏.pdf"), "%PDF-1.4 nothing").unwrap();
    ingest(library.path(), &[input.path().to_path_buf()]);
    let by_name = |name: &str| {
        let listed = Catalogue::open_read_only(library.path()).unwrap().quarantined().unwrap();
        let names: Vec<String> =
            listed.into_iter().map(|file| file.path).filter(|path| path.ends_with(name)).collect();
        assert_eq!(names.len(), 1, "{name}");
        let (options, stop) = (Options::default(), AtomicBool::new(false));
        let passwords = ["密码123".to_owned()];
        let retry = Job { passwords: &passwords, retry: true, ..job(&[], &options, &stop) };
        let mut writable = Writable::open(library.path()).unwrap();
        writable.again(&retry, Again::Named(&names)).unwrap()
    };
    assert_eq!(counts(&by_name("坏.pdf")), (1, 0, 0, 1));
    assert_eq!(in_quarantine(library.path()).len(), 3);
    by_name("机密.docx");
    assert_eq!(in_quarantine(library.path()), ["坏.pdf"]);
    assert_eq!(found(library.path(), "\"机密的申报材料\"").len(), 1);
}

#[test]
fn an_archive_that_could_not_be_opened_can_be_forgotten() {
    let (input, library) = (half_locked(), tempfile::tempdir().unwrap());
    ingest(library.path(), &[input.path().to_path_buf()]);
    let mut writable = Writable::open(library.path()).unwrap();
    let name = input.path().join("加密.zip").to_string_lossy().into_owned();
    let meant = writable.meant(&[name]).unwrap();
    writable.forget(&meant, "误传", "管理员").unwrap();
    drop(writable);
    assert_eq!(in_quarantine(library.path()), [""; 0]);
    assert_eq!(Store::at(library.path()).all().count(), 0);
    assert!(health(library.path()).is_sound());
}

#[test]
fn forgetting_a_folder_of_copies_leaves_the_good_one() {
    let (input, library) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for folder in ["正式", "待删"] {
        fs::create_dir(input.path().join(folder)).unwrap();
        fs::write(input.path().join(folder).join("申报书.docx"), docx("要留下的申报书")).unwrap();
    }
    fs::write(input.path().join("待删/另一.docx"), docx("要删去的申报书")).unwrap();
    ingest(library.path(), &[input.path().to_path_buf()]);
    let mut writable = Writable::open(library.path()).unwrap();
    let folder = input.path().join("待删").to_string_lossy().into_owned();
    let meant = writable.meant(&[folder]).unwrap();
    let gone = writable.forget(&meant, "清理重复", "管理员").unwrap();
    assert_eq!(gone.iter().filter(|gone| gone.stays.is_empty()).count(), 1);
    drop(writable);
    let kept = found(library.path(), "\"要留下的申报书\"");
    assert!(kept.len() == 1 && kept[0].ends_with("正式/申报书.docx"), "{kept:?}");
    assert_eq!(found(library.path(), "\"要删去的申报书\"").len(), 0);
    assert!(health(library.path()).is_sound());
    // A catalogue made again knows no more of the name that was removed.
    rebuilt(library.path());
    let names = "SELECT count(*) FROM paths";
    let catalogue = Catalogue::open_read_only(library.path()).unwrap();
    assert_eq!(catalogue.number(names).unwrap(), 1);
}

#[test]
fn a_retry_keeps_all_names_of_a_content_beside_it() {
    let (input, library) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for name in ["空.docx", "空 文件.txt", "也空.pdf"] {
        fs::write(input.path().join(name), b"").unwrap();
    }
    ingest(library.path(), &[input.path().to_path_buf()]);
    assert_eq!(in_quarantine(library.path()).len(), 3);
    retry(library.path(), &[]);
    rebuilt(library.path());
    assert_eq!(in_quarantine(library.path()).len(), 3);
}

#[test]
fn a_file_of_which_half_is_gone_says_so_when_it_is_taken_in() {
    let (input, library) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let whole = docx(&"申报单位的生产效率提升。".repeat(400));
    let end = whole.len() * 2 / 3;
    fs::write(input.path().join("截断.docx"), &whole[..end]).unwrap();
    let told = std::sync::Mutex::new(Vec::new());
    let progress = |step: Step<'_>| {
        if let Step::Done(outcome) = step {
            told.lock().unwrap().push((outcome.fate, outcome.problem.clone()));
        }
    };
    let (options, stop) = (Options::default(), AtomicBool::new(false));
    let paths = [input.path().to_path_buf()];
    let job = Job { progress: &progress, ..job(&paths, &options, &stop) };
    Writable::open(library.path()).unwrap().ingest(&job).unwrap();
    let told = told.into_inner().unwrap();
    assert!(told.iter().all(|(_, problem)| problem.is_some()), "{told:?}");
}

#[test]
fn words_that_stand_as_they_were_typed_are_found_though_they_could_be_a_question() {
    let (input, library) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fs::write(input.path().join("甲.docx"), docx("加密的申报材料")).unwrap();
    fs::write(input.path().join("乙.docx"), docx("公开的申报材料")).unwrap();
    ingest(library.path(), &[input.path().to_path_buf()]);
    let found = found(library.path(), "加密的申报材料");
    assert!(found.len() == 1 && found[0].ends_with("甲.docx"), "{found:?}");
}

#[test]
fn a_replaced_file_is_marked_and_another_format_of_the_same_book_is_not() {
    let (input, library) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let text = "围绕产线的质量管控环节，部署激光导航小车并接入制造执行系统，形成可复制的智能在线检测单元。";
    let (book, other) = (input.path().join("申报书.docx"), input.path().join("申报书.txt"));
    let superseded = |query: &str| {
        let request = Request { query: query.into(), limit: 20, ..Request::default() };
        let answer = Library::open(library.path()).unwrap().search(&request).unwrap();
        assert!(!answer.hits.is_empty(), "{query}");
        answer.hits.iter().map(|hit| hit.superseded).collect::<Vec<bool>>()
    };
    fs::write(&book, docx(text)).unwrap();
    fs::write(&other, text).unwrap();
    ingest(library.path(), &[input.path().to_path_buf()]);
    assert!(superseded("激光导航小车").iter().all(|old| !old));
    fs::write(&book, docx(&format!("{text}第二稿"))).unwrap();
    fs::write(&other, format!("{text}第二稿")).unwrap();
    ingest(library.path(), &[input.path().to_path_buf()]);
    assert!(superseded("激光导航小车 -第二稿").iter().all(|old| *old));
}

#[test]
fn a_copy_is_found_by_its_own_name_and_a_file_in_quarantine_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("library");
    let inputs = folder.path().join("files");
    std::fs::create_dir_all(inputs.join("备份")).unwrap();
    std::fs::write(inputs.join("甲厂申报书.docx"), docx("人机协同制造的节拍。")).unwrap();
    std::fs::write(inputs.join("坏档.pdf"), b"%PDF-1.4 nothing").unwrap();
    ingest(&library, std::slice::from_ref(&inputs));
    // The copy comes in a later run, when the record is in the index already.
    std::fs::write(inputs.join("备份/甲厂定稿.docx"), docx("人机协同制造的节拍。")).unwrap();
    ingest(&library, std::slice::from_ref(&inputs));
    assert!(health(&library).is_sound());

    let ask = |query: &str| {
        let request = Request { query: query.into(), limit: 20, ..Request::default() };
        Library::open(&library).unwrap().search(&request).unwrap()
    };
    let answer = ask("文件:定稿");
    assert_eq!(answer.records, 1);
    assert!(answer.hits[0].path.ends_with("甲厂申报书.docx"));
    assert!(answer.hits[0].names[0].ends_with("备份/甲厂定稿.docx"));
    assert_eq!(ask("文件:备份").records, 1);
    assert!(ask("节拍").hits[0].names.is_empty(), "only where names are asked for");
    let answer = ask("文件:坏档");
    assert_eq!(answer.records, 0);
    assert!(answer.notes.iter().any(|note| note.contains("坏档.pdf") && note.contains("隔离区")));

    // As it would be made anew.
    rebuilt(&library);
    assert_eq!(ask("文件:定稿").records, 1);
}

#[cfg(unix)]
#[test]
fn one_file_has_one_name_and_what_is_passed_over_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("files/library");
    let inputs = folder.path().join("files");
    std::fs::create_dir_all(inputs.join("sub")).unwrap();
    std::fs::write(inputs.join("a.docx"), docx("节拍。")).unwrap();
    std::os::unix::fs::symlink("a.docx", inputs.join("b.docx")).unwrap();
    let typed = [inputs.join("a.docx"), inputs.join("./a.docx"), inputs.join("sub/../a.docx")];
    assert_eq!(counts(&ingest(&library, &typed)), (3, 1, 2, 0));
    let report = ingest(&library, &[inputs.clone(), library.join("originals")]);
    assert_eq!(report.library.seen, 1, "one name");
    let passed: Vec<(&str, &str)> = report
        .passed
        .iter()
        .map(|passed| (passed.path.rsplit('/').next().unwrap(), passed.why))
        .collect();
    assert_eq!(
        passed,
        [
            ("b.docx", "符号链接，不跟随"),
            ("library", "资料库自己的文件夹"),
            ("originals", "资料库自己的文件夹"),
        ]
    );
}

#[test]
fn an_archive_without_files_is_counted_and_a_torn_trailer_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (library, inputs) = (folder.path().join("library"), folder.path().join("files"));
    std::fs::create_dir(&inputs).unwrap();
    std::fs::write(inputs.join("空.zip"), zip_of(&[])).unwrap();
    let mut tar = tar::Builder::new(Vec::new());
    let content = docx("节拍。");
    let mut header = tar::Header::new_gnu();
    header.set_size(content.len() as u64);
    header.set_cksum();
    tar.append_data(&mut header, "a.docx", content.as_slice()).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(&tar.into_inner().unwrap()).unwrap();
    let mut packed = gzip.finish().unwrap();
    std::fs::write(inputs.join("好.tar.gz"), &packed).unwrap();
    // The check sum is another.
    let at = packed.len() - 8;
    packed[at] ^= 1;
    std::fs::write(inputs.join("尾毁.tar.gz"), &packed).unwrap();
    let first = ingest(&library, std::slice::from_ref(&inputs));
    // The member twice, the empty archive, and the one whose sum is wrong as a whole.
    assert_eq!(counts(&first), (4, 1, 1, 2));
    let again = ingest(&library, std::slice::from_ref(&inputs));
    assert_eq!((again.balance.new, again.balance.quarantined), (0, 2));
    assert_eq!(again.folder, first.folder);
}
