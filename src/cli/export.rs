//! `shenbao export`: records out of a library.

use crate::library::{Library, Stored};
use crate::problem::{Code, Problem};
use crate::report::records::{Sheets, Table, json_line};
use clap::{Args, ValueEnum};
use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// 导出资料库的记录
#[derive(Debug, Args)]
pub struct Flags {
    /// 只导出符合检索式的记录
    #[arg(value_name = "检索式")]
    query: Vec<String>,
    /// 资料库文件夹
    #[arg(long, value_name = "文件夹", default_value = super::LIBRARY)]
    library: PathBuf,
    /// 输出格式：jsonl 每行一条；csv 一张表；xlsx 记录、指标、场景三张表
    #[arg(long, value_name = "格式", value_enum, default_value = "jsonl")]
    format: Shape,
    /// csv 导出哪张表
    #[arg(long, value_name = "表", value_enum, default_value = "records")]
    table: Table,
    /// 写到文件（默认标准输出）
    #[arg(long, short, value_name = "文件")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    Jsonl,
    Csv,
    Xlsx,
}

/// Runs the command.
pub fn run(flags: &Flags) -> ExitCode {
    if flags.format == Shape::Xlsx && flags.output.is_none() && std::io::stdout().is_terminal() {
        eprintln!("错误[usage] xlsx 不能显示在终端；请用 --output 指定文件");
        return ExitCode::from(2);
    }
    let library = match Library::open(&flags.library) {
        Ok(library) => library,
        Err(problem) => return super::fail(&problem, &flags.library.to_string_lossy(), 2),
    };
    let to = flags.output.as_deref().unwrap_or(Path::new("标准输出"));
    match export(flags, &library) {
        Ok(0) if !flags.query.is_empty() => {
            eprintln!("导出 0 条记录：没有符合“{}”的记录", flags.query.join(" "));
            ExitCode::from(1)
        }
        Ok(records) => {
            eprintln!("导出 {records} 条记录");
            ExitCode::SUCCESS
        }
        Err(problem) if problem.code == Code::BadQuery => {
            super::fail(&problem, &flags.query.join(" "), 2)
        }
        Err(problem) => super::fail(&problem, &to.to_string_lossy(), 1),
    }
}

fn export(flags: &Flags, library: &Library) -> Result<u64, Problem> {
    let mut out: Box<dyn Write> = match &flags.output {
        Some(path) => Box::new(BufWriter::new(File::create(path)?)),
        None => Box::new(BufWriter::new(std::io::stdout().lock())),
    };
    let query = (!flags.query.is_empty()).then(|| flags.query.join(" "));
    let mut records = 0;
    let mut each = |write: &mut dyn FnMut(&Stored) -> Result<(), Problem>| {
        library.each_record(query.as_deref(), &mut |stored| {
            records += 1;
            write(&stored)
        })
    };
    match flags.format {
        Shape::Jsonl => each(&mut |stored| written(writeln!(out, "{}", json_line(stored))))?,
        Shape::Csv => {
            written(out.write_all(flags.table.csv_head().as_bytes()))?;
            each(&mut |stored| written(out.write_all(flags.table.csv_rows(stored).as_bytes())))?;
        }
        Shape::Xlsx => {
            let mut sheets = Sheets::new()?;
            each(&mut |stored| sheets.add(stored))?;
            sheets.finish(&mut out)?;
        }
    }
    written(out.flush())?;
    Ok(records)
}

/// A reader of the pipe that has gone (`| head`) ends the program quietly.
pub(super) fn written(result: std::io::Result<()>) -> Result<(), Problem> {
    match result {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => std::process::exit(0),
        other => other.map_err(Problem::from),
    }
}
