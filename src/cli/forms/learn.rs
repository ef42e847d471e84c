//! `shenbao forms learn`: a draft definition from a blank form.

use crate::cli::{ReadingFlags, fail};
use crate::extract;
use crate::learn::learn;
use crate::understand::parts;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

/// 由空白表单学得表单定义的草稿（TOML）
#[derive(Debug, Args)]
pub struct Flags {
    /// 空白表单，或同一表单的几份（各份都有的才是表单）
    #[arg(value_name = "文件", required = true)]
    files: Vec<PathBuf>,
    /// 文件含多个附件时只学这一个（如 附件3）
    #[arg(long, value_name = "附件")]
    part: Option<String>,
    #[command(flatten)]
    reading: ReadingFlags,
}

/// Runs the command.
pub fn run(flags: &Flags) -> ExitCode {
    let options = match flags.reading.options() {
        Ok(options) => options,
        Err(problem) => return fail(&problem, "--forms", 2),
    };
    let mut copies = Vec::new();
    let mut failed = false;
    for file in &flags.files {
        let name = file.to_string_lossy();
        let document = match extract::open(file, &options) {
            Ok((_, document)) => document,
            Err(problem) => return fail(&problem, &name, 1),
        };
        if let [_] = flags.files.as_slice() {
            return one(&document, flags, &options, &name);
        }
        let parts = parts::split(&document);
        let copy = parts.iter().find(|part| wanted(part, flags, parts.len())).and_then(|part| {
            crate::learn::copy(&document, part.body..part.blocks.end, &options.forms)
        });
        match copy {
            Some(copy) => copies.push(copy),
            None => {
                eprintln!(
                    "错误[not-comparable] {name}：文件中没有可学的表格；请去掉这份或用 --part 指明附件"
                );
                failed = true;
            }
        }
    }
    if copies.is_empty() {
        return ExitCode::from(1);
    }
    let draft = crate::learn::several(&copies);
    println!("{draft}");
    if let Err(why) = crate::forms::parse(&draft) {
        eprintln!("错误[bad-definition] 草稿{why}；请补全后用 shenbao forms check 检查");
        failed = true;
    }
    ExitCode::from(u8::from(failed))
}

/// Whether a part is the one to learn.
fn wanted(part: &parts::Part, flags: &Flags, count: usize) -> bool {
    match &flags.part {
        Some(label) => part.label.as_ref() == Some(label),
        None => {
            part.book
                || count == 1
                || part.title.as_deref().is_some_and(crate::understand::form::is_form_name)
        }
    }
}

fn one(
    document: &crate::document::Document,
    flags: &Flags,
    options: &extract::Options,
    name: &str,
) -> ExitCode {
    let parts = parts::split(document);
    let (mut found, mut faulty) = (false, false);
    for part in parts.iter().filter(|part| wanted(part, flags, parts.len())) {
        found = true;
        let draft = learn(document, part.body..part.blocks.end, &options.forms);
        println!("{draft}");
        // What the program would refuse as a form file is said at once.
        if let Err(why) = crate::forms::parse(&draft) {
            faulty = true;
            eprintln!(
                "错误[bad-definition] {name}：草稿{why}；请补全后用 shenbao forms check 检查"
            );
        }
    }
    if found {
        return ExitCode::from(u8::from(faulty));
    }
    eprintln!("错误[not-comparable] {name}：文件中没有空白表单；请用 --part 指明附件");
    ExitCode::from(1)
}
