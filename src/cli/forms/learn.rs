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
    /// 空白表单
    #[arg(value_name = "文件")]
    file: PathBuf,
    /// 文件含多个附件时只学这一个（如 附件3）
    #[arg(long, value_name = "附件")]
    part: Option<String>,
    #[command(flatten)]
    reading: ReadingFlags,
}

/// Runs the command.
pub fn run(flags: &Flags) -> ExitCode {
    let name = flags.file.to_string_lossy();
    let options = match flags.reading.options() {
        Ok(options) => options,
        Err(problem) => return fail(&problem, "--forms", 2),
    };
    let document = match extract::open(&flags.file, &options) {
        Ok((_, document)) => document,
        Err(problem) => return fail(&problem, &name, 1),
    };
    let parts = parts::split(&document);
    let wanted = |part: &&parts::Part| match &flags.part {
        Some(label) => part.label.as_ref() == Some(label),
        None => part.book || parts.len() == 1,
    };
    let (mut found, mut faulty) = (false, false);
    for part in parts.iter().filter(wanted) {
        found = true;
        let draft = learn(&document, part.blocks.clone(), &options.forms);
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
