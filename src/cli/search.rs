//! `shenbao search`: full-text search in a library.

use crate::library::Library;
use crate::problem::Problem;
use crate::report::hits::{self, Marks};
use crate::search::{Request, Sort};
use clap::{Args, ValueEnum};
use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// 检索资料库
///
/// 检索式：词（智能制造）、原文（"数控化率"）、排除（-纺织）、或（甲 OR 乙）、
/// 字段（企业:重工 地区:湖北 行业:装备 环节:… 场景:… 供应商:… 年份:2021..2023
/// 类型:通知 级别:… 发文字号:…）、指标（生产效率提升>=30%）
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Flags {
    /// 检索式；几个参数之间是“并且”
    #[arg(required = true, value_name = "检索式")]
    query: Vec<String>,
    /// 资料库文件夹
    #[arg(long, value_name = "文件夹", default_value = super::LIBRARY)]
    library: PathBuf,
    /// 输出格式
    #[arg(long, value_name = "格式", value_enum, default_value = "text")]
    format: Shape,
    /// 最多显示几条（默认 20 条；csv 和写到文件时默认全部）
    #[arg(long, value_name = "条数")]
    limit: Option<usize>,
    /// 写到文件（默认标准输出）
    #[arg(long, short, value_name = "文件")]
    output: Option<PathBuf>,
    /// 跳过前几条
    #[arg(long, value_name = "条数", default_value_t = 0)]
    offset: usize,
    /// 排序
    #[arg(long, value_name = "方式", value_enum, default_value = "relevance")]
    sort: Order,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    Text,
    Json,
    Csv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Order {
    /// 按相关度
    Relevance,
    /// 按时间，新的在前
    Date,
}

/// Hits that a page for a reader shows.
const SHOWN: usize = 20;

/// Runs the command.
pub fn run(flags: &Flags) -> ExitCode {
    // A page for a reader is short; a table and a file hold everything.
    let all = flags.format == Shape::Csv || flags.output.is_some();
    let request = Request {
        query: flags.query.join(" "),
        limit: flags.limit.unwrap_or(if all { usize::MAX } else { SHOWN }),
        offset: flags.offset,
        sort: match flags.sort {
            Order::Relevance => Sort::Relevance,
            Order::Date => Sort::Date,
        },
    };
    let library = match Library::open(&flags.library) {
        Ok(library) => library,
        Err(problem) => return super::fail(&problem, &flags.library.to_string_lossy(), 2),
    };
    match answered(flags, &library, &request, all) {
        Ok(total) => ExitCode::from(u8::from(total == 0)),
        Err(problem) => super::fail(&problem, &request.query, 2),
    }
}

/// Writes the answer; gives how many hits there are.
fn answered(
    flags: &Flags,
    library: &Library,
    request: &Request,
    all: bool,
) -> Result<usize, Problem> {
    let (mut answer, hits) = if all {
        let (answer, hits) = library.hits(request)?;
        (answer, Some(hits))
    } else {
        (library.search(request)?, None)
    };
    let mut out: Box<dyn Write> = match &flags.output {
        Some(path) => Box::new(BufWriter::new(File::create(path)?)),
        None => Box::new(BufWriter::new(std::io::stdout().lock())),
    };
    let mut say = |text: &str| super::export::written(out.write_all(text.as_bytes()));
    if flags.format == Shape::Csv {
        say(&hits::csv_head(&answer))?;
        for (n, hit) in hits.into_iter().flatten().enumerate() {
            say(&hits::csv_row(&answer, &hit?, request.offset + n + 1))?;
        }
        answer.notes.iter().for_each(|note| eprintln!("注意：{note}"));
    } else {
        for hit in hits.into_iter().flatten() {
            answer.hits.push(hit?);
        }
        if flags.format == Shape::Json {
            say(&serde_json::to_string_pretty(&answer).unwrap_or_default())?;
        } else {
            let terminal = flags.output.is_none() && std::io::stdout().is_terminal();
            let marks = if terminal { Marks::Colour } else { Marks::Brackets };
            say(hits::text(&answer, request.offset, marks).trim_end())?;
        }
        say("\n")?;
    }
    super::export::written(out.flush())?;
    Ok(answer.total)
}
