//! `docs/warnings.md`, `docs/reasons.md` and their Chinese twins are made from the tables of codes.
//! To make them anew: `SHENBAO_WRITE_DOCS=1 cargo test --test it docs_tables`.

#![allow(clippy::unwrap_used)]

use shenbao::WarningCode;
use shenbao::compare::Reason;
use shenbao::problem::Weight;
use std::fmt::Write;
use std::path::Path;

const ENGLISH: &str = "# Warnings\n\n\
    Made from `src/problem/warning.rs`; edit there.\n\n\
    A warning stands in the JSON of `extract` (`warnings[].code`) and on stderr (`警告[code]`). \
    Its weight says what it means: a **loss** is something in the file that is not in the result \
    (`extract` and `read` end with status 1), a **doubt** something that may not be as the file \
    has it; with either, `compare` never says 一致. A **note** is neither. Codes are never renamed.\n";

const CHINESE: &str = "# 警告\n\n\
    本页由 `src/problem/warning.rs` 生成，请在那里修改。\n\n\
    警告列在 `extract` 的 JSON（`warnings[].code`）和标准错误输出（`警告[代码]`）中。\
    **缺失**：文件中有内容未进入结果（`extract`、`read` 以状态 1 结束）；**存疑**：结果可能与文件不符。\
    凡有这两类警告，`compare` 不会判为一致。**提示**：两者都不是。代码不会改名。\n";

fn page(head: &str, columns: [&str; 3], row: impl Fn(WarningCode) -> [&'static str; 2]) -> String {
    let mut page = head.to_owned();
    let [code, weight, told] = columns;
    write!(page, "\n| {code} | {weight} | {told} |\n|---|---|---|\n").unwrap();
    for weight in [Weight::Loss, Weight::Doubt, Weight::Note] {
        for code in WarningCode::ALL.iter().filter(|code| code.weight() == weight) {
            let [weight, told] = row(*code);
            writeln!(page, "| `{code}` | {weight} | {told} |").unwrap();
        }
    }
    page
}

pub fn is_current(name: &str, made: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
    if std::env::var_os("SHENBAO_WRITE_DOCS").is_some() {
        std::fs::write(&path, made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(kept, made, "docs/{name} is out of date");
}

#[test]
fn the_table_in_the_documentation_is_current() {
    let english =
        page(ENGLISH, ["code", "weight", "tells"], |code| [code.weight().as_str(), code.english()]);
    let chinese = page(CHINESE, ["代码", "性质", "含义"], |code| {
        [code.weight().chinese(), code.chinese()]
    });
    is_current("warnings.md", &english);
    is_current("warnings.zh-CN.md", &chinese);
}

const REASONS: &str = "# Reasons in the report of a comparison\n\n\
    Made from `src/compare/report/reason.rs`; edit there.\n\n\
    Each entry of `differences`, `coverage.unread` and `coverage.notes` has `reason`, one of these \
    codes or that of a warning of the reader ([warnings.md](warnings.md)), beside its Chinese \
    words (`note`). Codes are never renamed.\n\n\
    | reason | tells | words of the report |\n|---|---|---|\n";

const REASONS_CHINESE: &str = "# 核对报告中的原因代码\n\n\
    本页由 `src/compare/report/reason.rs` 生成，请在那里修改。\n\n\
    `differences`、`coverage.unread`、`coverage.notes` 的每一项都有 `reason`：下列代码之一，\
    或读取时的警告代码（见 [warnings.zh-CN.md](warnings.zh-CN.md)）；中文说明在 `note`。代码不会改名。\n\n\
    | 代码 | 含义 |\n|---|---|\n";

#[test]
fn the_reasons_in_the_documentation_are_current() {
    let (mut english, mut chinese) = (REASONS.to_owned(), REASONS_CHINESE.to_owned());
    for reason in Reason::ALL {
        let (code, told, words) = (reason.code(), reason.english(), reason.chinese());
        writeln!(english, "| `{code}` | {told} | {words} |").unwrap();
        writeln!(chinese, "| `{code}` | {words} |").unwrap();
    }
    is_current("reasons.md", &english);
    is_current("reasons.zh-CN.md", &chinese);
}
