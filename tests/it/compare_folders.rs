//! `compare --paper DIR --online DIR` through the program itself: pairs by code
//! and by name, files without a partner, files that cannot be read, two
//! candidates for one.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::process::Command;

fn corpus(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name)
}

/// The rows of the summary sheet, cells tab by tab.
fn rows(sheet: &Path) -> Vec<String> {
    let (_, document) = shenbao::extract::open(sheet, &shenbao::Options::default()).unwrap();
    let (_, table) = document.tables().next().unwrap();
    table.text().content.lines().skip(1).map(str::to_owned).collect()
}

fn run(folder: &Path) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_shenbao"))
        .args(["compare", "--paper", "paper", "--online", "online", "--out", "out"])
        .current_dir(folder)
        .output()
        .unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn a_mixed_folder_is_paired_and_summed_up() {
    let folder = tempfile::tempdir().unwrap();
    let put = |from: &str, to: &str| {
        let to = folder.path().join(to);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(corpus(from), to).unwrap();
    };
    // The codes of this pair differ: name and title bring them together.
    put("pair/paper.pdf", "paper/01纸质.pdf");
    put("pair/online.docx", "online/01网上.docx");
    // One code, names that say nothing.
    put("books/2021-factory-a.docx", "paper/乙.docx");
    put("books/2021-factory-a.pdf", "online/sub/yi.pdf");
    // Two candidates for one.
    put("books/2023-scenario-a.pdf", "paper/丙.pdf");
    put("books/2023-scenario-a.docx", "online/bing.docx");
    put("books/2023-scenario-a.html", "online/bing-2.html");
    // A damaged file, which its name alone can pair.
    std::fs::write(folder.path().join("paper/坏.pdf"), "%PDF-1.4 nothing").unwrap();
    put("books/2025-gansu-scenario-a.docx", "online/坏.docx");
    // No partner at all.
    put("books/2025-gansu-basic-factory-a.docx", "paper/孤.docx");

    let (status, shown) = run(folder.path());
    assert_eq!(status, Some(1), "{shown}");
    let line = |start: &str| {
        let line = shown.lines().find(|line| line.starts_with(start));
        line.unwrap_or_else(|| unreachable!("{start} in {shown}")).to_owned()
    };
    assert!(line("01纸质.pdf\t01网上.docx").contains("不一致（有 5 处实质差异）"));
    assert!(line("乙.docx\tsub/yi.pdf").contains("一致"));
    let pair = line("丙.pdf\tbing");
    assert!(pair.contains("一致") && pair.contains("另有同一申报主体的 bing"), "{pair}");
    assert!(line("坏.pdf\t坏.docx").contains("读取失败：文件已损坏"));
    assert!(line("孤.docx\t—").contains("未配对：没有找到对应的网上数据"));
    assert!(line("—\tbing").contains("同属一个申报主体，后者已配对"));
    assert!(shown.contains("共 6 行：一致 2，不一致 1，无法判定 0，未配对或读取失败 3"));

    let rows = rows(&folder.path().join("out/核对汇总.xlsx"));
    assert_eq!(rows.len(), 6);
    let words: Vec<&str> = rows.iter().map(|row| row.split('\t').nth(3).unwrap()).collect();
    assert_eq!(words, ["不一致", "一致", "一致", "读取失败", "未配对", "未配对"]);
    for row in rows.iter().filter(|row| row.ends_with(".html")) {
        let report = folder.path().join("out").join(row.rsplit('\t').next().unwrap());
        let html = std::fs::read_to_string(report).unwrap();
        let verdict = row.split('\t').nth(3).unwrap();
        assert!(html.contains(&format!("<title>核对报告：{verdict}</title>")));
    }
    // Run again: the reports of the first run are no input, and nothing changes.
    let sheet = || std::fs::read(folder.path().join("out/核对汇总.xlsx")).unwrap();
    let before = sheet();
    assert_eq!(run(folder.path()), (status, shown));
    assert_eq!(sheet(), before);
}
