//! `shenbao search`: full-text search in a library.

use crate::library::{Library, saved};
use crate::problem::{Code, Problem};
use crate::report::hits::{self, Marks};
use crate::report::{plot, stats};
use crate::search::{Collapse, Request, Sort};
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// 检索资料库
///
/// 检索式：词（智能制造）、原文（"数控化率"）、排除（-纺织）、或（甲 OR 乙）、
/// 字段（企业:重工 地区:湖北 行业:装备 环节:… 场景:… 供应商:… 年份:2021..2023
/// 类型:通知 级别:… 发文字号:…）、指标（生产效率提升>=30%）、同一行
/// （[环节:生产作业 场景:人机协同制造 供应商:重工]）、有无（有:专利 无:标准）、
/// 相近（"甲 乙"~10），也可以直接提问（近三年湖北省效率提升超过三成的案例）
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Flags {
    /// 检索式；几个参数之间是“并且”
    #[arg(required_unless_present_any = ["queries", "saved"], value_name = "检索式")]
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
    /// 排序：relevance 相关度，date 时间，或指标名称（大的在前；前面加 - 小的在前）
    #[arg(long, value_name = "方式", default_value = "relevance", allow_hyphen_values = true)]
    sort: String,
    /// 一条是什么：works 每个项目一条（各格式、各版本合并），records 每份记录一条
    /// （text 默认 works，其他默认 records）
    #[arg(long, value_name = "单位", value_enum)]
    collapse: Option<Unit>,
    /// 按分面筛选，如 行业=装备制造,原材料；同一分面之间是“或”，不同分面之间是“并且”
    #[arg(long, value_name = "分面=值")]
    facet: Vec<String>,
    /// 在这些检索式的结果中检索
    #[arg(long, value_name = "检索式")]
    within: Vec<String>,
    /// 统计一个指标：个数、最小值、四分位数、最大值、平均值
    #[arg(long, value_name = "指标", conflicts_with_all = ["histogram", "pivot"])]
    stats: Option<String>,
    /// 按分面分组统计，用逗号隔开，如 行业,年份
    #[arg(long, value_name = "分面", value_delimiter = ',', requires = "stats")]
    by: Vec<String>,
    /// 一个指标的分布
    #[arg(long, value_name = "指标", conflicts_with = "pivot")]
    histogram: Option<String>,
    /// 两个分面的交叉表
    #[arg(long, value_names = ["行", "列"], num_args = 2)]
    pivot: Option<Vec<String>>,
    /// 把统计或分布画成图（.svg 或 .png）
    #[arg(long, value_name = "文件")]
    plot: Option<PathBuf>,
    /// 检索文件中的每一行，每行给出一行 JSON
    #[arg(long, value_name = "文件", conflicts_with_all = ["query", "stats", "histogram", "pivot"])]
    queries: Option<PathBuf>,
    /// 按检索式理解，不当作提问
    #[arg(long)]
    literally: bool,
    /// 以这个名称保存检索
    #[arg(long, value_name = "名称")]
    save: Option<String>,
    /// 运行保存的检索；另写检索式时，在它的结果中检索
    #[arg(long, value_name = "名称", conflicts_with = "queries")]
    saved: Option<String>,
    /// 说明检索式怎样理解、每条为什么排在这里
    #[arg(long)]
    explain: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    Text,
    Json,
    Csv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Unit {
    /// 每个项目一条
    Works,
    /// 每份记录一条
    Records,
}

/// Hits that a page for a reader shows.
const SHOWN: usize = 20;

/// Runs the command.
pub fn run(flags: &Flags) -> ExitCode {
    let asked = request(flags);
    let query = flags.query.join(" ");
    let request = match asked {
        Ok(request) => request,
        Err(problem) => return super::fail(&problem, &query, 2),
    };
    let request = match kept(flags, request) {
        Ok(request) => request,
        Err(problem) => return super::fail(&problem, &flags.library.to_string_lossy(), 2),
    };
    let library = match Library::open(&flags.library) {
        Ok(library) => library,
        Err(problem) => return super::fail(&problem, &flags.library.to_string_lossy(), 2),
    };
    let done = match (&flags.queries, &flags.stats, &flags.histogram, &flags.pivot) {
        (Some(file), ..) => queries(flags, &library, &request, file),
        (_, None, None, None) => answered(flags, &library, &request),
        _ => figures(flags, &library, &request),
    };
    match done {
        Ok(total) => ExitCode::from(u8::from(total == 0)),
        Err(problem) => super::fail(&problem, &query, 2),
    }
}

/// The request, kept under a name or the one that was.
fn kept(flags: &Flags, request: Request) -> Result<Request, Problem> {
    if let Some(name) = &flags.save {
        saved::save(&flags.library, name, &request)?;
    }
    let Some(name) = &flags.saved else { return Ok(request) };
    let mut all = saved::saved(&flags.library)?;
    let Request { limit, offset, .. } = request;
    let kept = all.remove(name).map(|mut kept| {
        // A query beside it looks within what it finds.
        if !flags.query.is_empty() {
            kept.within.push(std::mem::replace(&mut kept.query, request.query.clone()));
        }
        Request { limit, offset, ..kept }
    });
    kept.ok_or_else(|| {
        let names: Vec<&str> = all.keys().map(String::as_str).collect();
        let hint = format!("已保存的有：{}", names.join("、"));
        Problem::new(Code::BadQuery, format!("没有保存过叫“{name}”的检索"), &hint)
    })
}

fn request(flags: &Flags) -> Result<Request, Problem> {
    // A page for a reader is short; a table and a file hold everything.
    let all = flags.format == Shape::Csv || flags.output.is_some();
    let works = flags.collapse.map_or(flags.format == Shape::Text, |unit| unit == Unit::Works);
    let mut choices: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for choice in &flags.facet {
        let Some((name, values)) = choice.split_once(['=', ':', '：']) else {
            let hint = "例如 --facet 行业=装备制造,原材料";
            return Err(Problem::new(Code::BadQuery, format!("“{choice}”不是 分面=值"), hint));
        };
        let values = values.split([',', '，']).map(|value| value.trim().to_owned());
        choices.entry(name.trim().to_owned()).or_default().extend(values);
    }
    Ok(Request {
        query: flags.query.join(" "),
        within: flags.within.clone(),
        choices,
        limit: flags.limit.unwrap_or(if all { usize::MAX } else { SHOWN }),
        offset: flags.offset,
        sort: match flags.sort.trim() {
            "relevance" | "相关度" => Sort::Relevance,
            "date" | "时间" => Sort::Date,
            name => match name.strip_prefix('-') {
                Some(name) => Sort::FigureAscending(name.to_owned()),
                None => Sort::Figure(name.to_owned()),
            },
        },
        collapse: if works { Collapse::Works } else { Collapse::None },
        literally: flags.literally,
    })
}

fn output(flags: &Flags) -> Result<Box<dyn Write>, Problem> {
    Ok(match &flags.output {
        Some(path) => Box::new(BufWriter::new(super::export::created(path)?)),
        None => Box::new(BufWriter::new(std::io::stdout().lock())),
    })
}

/// Writes the answer; gives how many hits there are.
fn answered(flags: &Flags, library: &Library, request: &Request) -> Result<usize, Problem> {
    let all = flags.format == Shape::Csv || flags.output.is_some();
    let (mut answer, hits) = if all {
        let (answer, hits) = library.hits(request)?;
        (answer, Some(hits))
    } else {
        (library.search(request)?, None)
    };
    let explained = if flags.explain { Some(library.index().explain(request)?) } else { None };
    let mut out = output(flags)?;
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
            let mut value = serde_json::to_value(&answer).unwrap_or_default();
            if let (Some(map), Some(explained)) = (value.as_object_mut(), &explained) {
                map.insert("explain".to_owned(), explained.clone().into());
            }
            say(&serde_json::to_string_pretty(&value).unwrap_or_default())?;
        } else {
            let terminal = flags.output.is_none() && std::io::stdout().is_terminal();
            let marks = if terminal { Marks::Colour } else { Marks::Brackets };
            say(hits::text(&answer, request.offset, marks).trim_end())?;
            for line in explained.into_iter().flatten() {
                say(&format!("\n{line}"))?;
            }
        }
        say("\n")?;
    }
    super::export::written(out.flush())?;
    Ok(answer.records)
}

/// Writes figures of the hits; gives how many there are.
fn figures(flags: &Flags, library: &Library, request: &Request) -> Result<usize, Problem> {
    let mut out = output(flags)?;
    let index = library.index();
    let (hits, notes, written) = if let Some(metric) = &flags.stats {
        let answer = index.stats(request, metric, &flags.by)?;
        if let Some(file) = &flags.plot {
            plot::write(file, &plot::boxes(&answer)?)?;
        }
        (answer.hits, answer.notes.clone(), shaped(flags, &answer, stats::text, stats::csv))
    } else if let Some(metric) = &flags.histogram {
        let answer = index.histogram(request, metric)?;
        if let Some(file) = &flags.plot {
            plot::write(file, &plot::bars(&answer)?)?;
        }
        let shaped = shaped(flags, &answer, stats::histogram_text, stats::histogram_csv);
        (answer.hits, answer.notes.clone(), shaped)
    } else {
        let names = flags.pivot.as_deref().unwrap_or_default();
        let name = |n: usize| names.get(n).map(String::as_str).unwrap_or_default();
        let answer = index.pivot(request, name(0), name(1))?;
        if let Some(file) = &flags.plot {
            plot::write(file, &plot::heat(&answer)?)?;
        }
        (answer.hits, Vec::new(), shaped(flags, &answer, stats::pivot_text, stats::pivot_csv))
    };
    if flags.format == Shape::Csv {
        notes.iter().for_each(|note| eprintln!("注意：{note}"));
    }
    super::export::written(out.write_all(written.as_bytes()))?;
    super::export::written(out.flush())?;
    Ok(hits)
}

fn shaped<T: Serialize>(
    flags: &Flags,
    answer: &T,
    text: fn(&T) -> String,
    csv: fn(&T) -> String,
) -> String {
    match flags.format {
        Shape::Text => text(answer),
        Shape::Csv => csv(answer),
        Shape::Json => serde_json::to_string_pretty(answer).unwrap_or_default() + "\n",
    }
}

/// One query a line, one answer a line; a query that is refused gives its reason.
fn queries(
    flags: &Flags,
    library: &Library,
    request: &Request,
    file: &PathBuf,
) -> Result<usize, Problem> {
    let mut out = output(flags)?;
    let mut answered = 0;
    for line in BufReader::new(File::open(file)?).lines() {
        let line = line?;
        let query = line.trim();
        if query.is_empty() {
            continue;
        }
        let limit = flags.limit.unwrap_or(SHOWN);
        let request = Request { query: query.to_owned(), limit, ..request.clone() };
        let line = match library.search(&request) {
            Ok(answer) => serde_json::to_string(&answer),
            Err(problem) => serde_json::to_string(&serde_json::json!({
                "query": query,
                "error": {
                    "code": problem.code, "message": problem.message, "hint": problem.hint,
                },
            })),
        };
        super::export::written(writeln!(out, "{}", line.unwrap_or_default()))?;
        answered += 1;
    }
    super::export::written(out.flush())?;
    Ok(answered)
}
