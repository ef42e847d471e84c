//! `shenbao export`: records out of a library.

use super::search::Unit;
use crate::library::{Library, Stored};
use crate::problem::{Code, Problem};
use crate::report::parquet::Parquet;
use crate::report::records::json_line;
use crate::report::table::{Rows, Table};
use crate::report::workbook::Sheets;
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
    /// 输出格式：jsonl 每行一条；csv、parquet 一张表；xlsx 每张表一个工作表
    #[arg(long, value_name = "格式", value_enum, default_value = "jsonl")]
    format: Shape,
    /// 每行是什么：记录、指标、场景、行（各种清单和汇总表的每一行），
    /// 或一种清单（设备、软件、专利、标准、名单……）
    #[arg(long, value_name = "表")]
    table: Option<String>,
    /// 只要这些列，用逗号隔开：列名、字段名或指标名，如 企业名称,投资,生产效率提升
    #[arg(long, value_name = "列", value_delimiter = ',')]
    columns: Vec<String>,
    /// works：同一项目只导出计入的那一份（默认每份记录都导出，列“作品”“计入”说明归属）
    #[arg(long, value_name = "单位", value_enum)]
    collapse: Option<Unit>,
    /// 写到文件（默认标准输出）
    #[arg(long, short, value_name = "文件")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    Jsonl,
    Csv,
    Xlsx,
    Parquet,
}

/// Runs the command.
pub fn run(flags: &Flags) -> ExitCode {
    let binary = matches!(flags.format, Shape::Xlsx | Shape::Parquet);
    if binary && flags.output.is_none() && std::io::stdout().is_terminal() {
        eprintln!("错误[usage] xlsx 和 parquet 不能显示在终端；请用 --output 指定文件");
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
    let query = (!flags.query.is_empty()).then(|| flags.query.join(" "));
    let mut records = 0;
    let mut each = |write: &mut dyn FnMut(&Stored) -> Result<(), Problem>| {
        library.each_record(query.as_deref(), &mut |stored| {
            // Older versions and other formats of a work are left out where works are asked for.
            if flags.collapse == Some(Unit::Works) && !stored.newest {
                return Ok(());
            }
            records += 1;
            write(&stored)
        })
    };
    // What is asked is settled before any file is made.
    let rows = flags.table.as_deref().map(Rows::named).transpose()?;
    let whole = flags.format == Shape::Jsonl && rows.is_none() && flags.columns.is_empty();
    if whole {
        let mut out = output(flags)?;
        each(&mut |stored| written(writeln!(out, "{}", json_line(stored))))?;
        written(out.flush())?;
        return Ok(records);
    }
    let of = |rows: Rows| Table::asked(library, query.as_deref(), &flags.columns, rows);
    match flags.format {
        Shape::Jsonl => {
            let table = of(rows.unwrap_or(Rows::Records))?;
            let mut out = output(flags)?;
            each(&mut |stored| written(out.write_all(table.json_rows(stored).as_bytes())))?;
            written(out.flush())?;
        }
        Shape::Csv => {
            let table = of(rows.unwrap_or(Rows::Records))?;
            let mut out = output(flags)?;
            written(out.write_all(table.csv_head().as_bytes()))?;
            each(&mut |stored| written(out.write_all(table.csv_rows(stored).as_bytes())))?;
            written(out.flush())?;
        }
        Shape::Xlsx => {
            let tables = match rows {
                Some(rows) => vec![of(rows)?],
                None if !flags.columns.is_empty() => vec![of(Rows::Records)?],
                None => [Rows::Records, Rows::Metrics, Rows::Scenarios, Rows::All]
                    .into_iter()
                    .map(of)
                    .collect::<Result<_, _>>()?,
            };
            let mut sheets = Sheets::new(tables)?;
            each(&mut |stored| sheets.add(stored))?;
            // A workbook is an archive, whose writer goes back: made aside, then copied.
            let mut aside = tempfile::tempfile()?;
            sheets.finish(&mut aside)?;
            std::io::Seek::rewind(&mut aside)?;
            let mut out = output(flags)?;
            std::io::copy(&mut aside, &mut out)?;
            written(out.flush())?;
        }
        Shape::Parquet => {
            let table = of(rows.unwrap_or(Rows::Records))?;
            let mut parquet = Parquet::new(table, output(flags)?)?;
            each(&mut |stored| parquet.add(stored))?;
            parquet.finish()?;
        }
    }
    Ok(records)
}

fn output(flags: &Flags) -> Result<Box<dyn Write + Send>, Problem> {
    Ok(match &flags.output {
        Some(path) => Box::new(BufWriter::new(created(path)?)),
        None => Box::new(BufWriter::new(std::io::stdout())),
    })
}

/// A new file for what is written.
pub(super) fn created(path: &Path) -> Result<File, Problem> {
    File::create(path).map_err(|error| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let missing = folder.filter(|folder| !folder.exists());
        let problem = Problem::from(error);
        match missing {
            Some(folder) => {
                let message = format!("要写入的文件夹 {} 不存在", folder.display());
                Problem::new(problem.code, message, "请先建立这个文件夹，或换一个位置")
            }
            None => problem,
        }
    })
}

/// A reader of the pipe that has gone (`| head`) ends the program quietly.
pub(super) fn written(result: std::io::Result<()>) -> Result<(), Problem> {
    match result {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => std::process::exit(0),
        other => other.map_err(Problem::from),
    }
}
