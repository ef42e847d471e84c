//! The judges of a comparison: each speaks on its own example and is silent on the other, and
//! `docs/judges.md` says what they do. To make the page anew:
//! `SHENBAO_WRITE_DOCS=1 cargo test --test it judges`.

#![allow(clippy::unwrap_used)]

use crate::docs_tables::is_current;
use shenbao::Options;
use shenbao::compare::{self, Example, JUDGES, Judge, Report, Side};
use shenbao::online;
use std::fmt::Write;
use std::path::{Path, PathBuf};

const FOLDER: &str = "fixtures/judges";
/// What stands around an example that is typed.
const FRAME: &str = "本项目由一家装备制造企业申报，建设内容如下所述。";

/// The file of an example: its own, or one that what is typed is written to.
fn file(text: &str, folder: &Path, name: &str) -> PathBuf {
    if text.ends_with(".pdf") || text.ends_with(".docx") {
        return Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER).join(text);
    }
    let (end, written) = match text.starts_with('<') {
        true => (
            "html",
            format!(
                "<html><head><meta charset=\"utf-8\"></head>\
                <body><p>{FRAME}</p>{text}<p>{FRAME}</p></body></html>"
            ),
        ),
        false => ("txt", format!("{FRAME}\n\n{text}")),
    };
    let path = folder.join(name).with_extension(end);
    std::fs::write(&path, written).unwrap();
    path
}

fn compared(example: &Example) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let [paper, online] = [("paper", example.paper), ("online", example.online)]
        .map(|(name, text)| file(text, folder.path(), name));
    let options = Options::default();
    let (paper, online) = (Side::read(&paper, &options), online::read(&online, &options));
    compare::compare(&paper.unwrap(), &online.unwrap())
}

/// What a judge says in a report: the codes of its reasons and the names of its rules.
fn said(judge: &Judge, report: &Report) -> Vec<&'static str> {
    let differences = report.differences.iter().map(|difference| difference.reason);
    let reasons = differences.chain(report.coverage.unread.iter().map(|unread| unread.reason));
    let reasons = reasons.filter(|reason| judge.tells.contains(reason)).map(|reason| reason.code());
    let rules = report.equivalences.iter().map(|granted| granted.rule);
    reasons
        .chain(rules.filter(|rule| judge.grants.contains(rule)).map(|rule| rule.name()))
        .collect()
}

#[test]
fn each_judge_speaks_on_its_example_and_is_silent_on_the_other() {
    for judge in JUDGES {
        let Some(examples) = &judge.examples else { continue };
        let speaks = said(judge, &compared(&examples.speaks));
        assert!(!speaks.is_empty(), "{} says nothing", judge.name);
        assert_eq!(
            said(judge, &compared(&examples.silent)),
            [""; 0],
            "{} is not silent",
            judge.name
        );
    }
}

const ENGLISH: &str = "# The judges of a comparison\n\n\
    Made from `src/compare/judge/judges.rs`; edit there.\n\n\
    Everything printed that no field answered for is weighed by these judges, in this order; a \
    later one may weigh anew what an earlier one found. What a judge tells stands in the report \
    under its reason ([reasons.md](reasons.md)), what it forgives under its rule \
    ([compare.md](compare.md)). The examples are pairs of the printed copy and the online side; \
    names are files of `fixtures/judges`.\n";

const CHINESE: &str = "# 核对中的各项判断\n\n\
    本页由 `src/compare/judge/judges.rs` 生成，请在那里修改。\n\n\
    没有栏目对应的所有文字依次由下列判断衡量，后面的可以改判前面的。所报事项在报告中列出原因代码\
    （见 [reasons.zh-CN.md](reasons.zh-CN.md)），所容许的写法列出规则（见 [compare.zh-CN.md](compare.zh-CN.md)）。\
    例子是纸质件与网上数据的一对；文件名指 `fixtures/judges` 中的文件。\n";

fn page(head: &str, words: [&str; 5], why: impl Fn(&Judge) -> &'static str) -> String {
    let [tells, grants, speaks, silent, and] = words;
    let mut page = head.to_owned();
    for judge in JUDGES {
        write!(page, "\n## `{}`\n\n{}\n\n", judge.name, why(judge)).unwrap();
        let list = |codes: Vec<&str>| {
            codes.iter().map(|code| format!("`{code}`")).collect::<Vec<_>>().join(", ")
        };
        if !judge.tells.is_empty() {
            let codes = judge.tells.iter().map(|reason| reason.code()).collect();
            writeln!(page, "- {tells}{}", list(codes)).unwrap();
        }
        if !judge.grants.is_empty() {
            let names = judge.grants.iter().map(|rule| rule.name()).collect();
            writeln!(page, "- {grants}{}", list(names)).unwrap();
        }
        if let Some(examples) = &judge.examples {
            for (title, example) in [(speaks, &examples.speaks), (silent, &examples.silent)] {
                let sides = [example.paper, example.online].map(|side| side.trim_end());
                writeln!(page, "- {title}\n\n  ```text\n{}\n  ```\n", indented(&sides, and))
                    .unwrap();
            }
        }
    }
    page
}

/// The two sides of an example, the one below the other.
fn indented(sides: &[&str; 2], and: &str) -> String {
    let lines = sides[0].lines().chain(std::iter::once(and)).chain(sides[1].lines());
    lines.map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_judges_in_the_documentation_are_current() {
    let english = ["tells: ", "forgives by: ", "speaks:", "is silent:", "-- online --"];
    let chinese = ["所报：", "所容许：", "应当报出：", "不应报出：", "-- 网上 --"];
    is_current("judges.md", &page(ENGLISH, english, |judge| judge.why));
    is_current("judges.zh-CN.md", &page(CHINESE, chinese, |judge| judge.chinese));
}
