//! `shenbao search`: full-text search in a library.

use crate::library::Library;
use crate::report::hits::{self, Marks};
use crate::search::{Request, Sort};
use clap::{Args, ValueEnum};
use std::io::IsTerminal;
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
    /// 最多显示几条
    #[arg(long, value_name = "条数", default_value_t = 20)]
    limit: usize,
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

/// Runs the command.
pub fn run(flags: &Flags) -> ExitCode {
    let request = Request {
        query: flags.query.join(" "),
        limit: flags.limit,
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
    let answer = match library.search(&request) {
        Ok(answer) => answer,
        Err(problem) => return super::fail(&problem, &request.query, 2),
    };
    match flags.format {
        Shape::Text => {
            let terminal = std::io::stdout().is_terminal();
            let marks = if terminal { Marks::Colour } else { Marks::Brackets };
            super::say(hits::text(&answer, flags.offset, marks).trim_end());
        }
        Shape::Json => super::say(&serde_json::to_string_pretty(&answer).unwrap_or_default()),
        Shape::Csv => {
            super::say(hits::csv(&answer, flags.offset).trim_end());
            answer.notes.iter().for_each(|note| eprintln!("注意：{note}"));
        }
    }
    ExitCode::from(u8::from(answer.total == 0))
}
