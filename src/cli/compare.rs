//! `shenbao compare`: the printed copy against the online data.

use super::ReadingFlags;
use crate::compare::{self, Identity, Note, Reason, Report, Side, SideName, Verdict};
use crate::extract::Options;
use crate::intake;
use crate::online;
use crate::print::Renderer;
use crate::problem::{self, Code, Problem};
use crate::proof;
use crate::read::pages::Pages;
use crate::report::compare_html::{self, Evidence};
use crate::report::compare_summary::{self, Line};
use crate::report::compare_text;
use crate::work;
use clap::{Args, ValueEnum};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// 核对纸质件与网上填报数据是否一致
///
/// 退出码：0 一致；1 不一致；3 无法判定；2 用法错误或文件读不出。
#[derive(Debug, Args)]
pub struct Flags {
    /// 纸质件（扫描件、PDF、Word 等）和网上数据（文档、JSON 记录或 XLSX 表单），或两个文件夹
    #[arg(value_name = "文件或文件夹", num_args = 0..=2)]
    files: Vec<PathBuf>,
    /// 纸质件或其文件夹
    #[arg(long, value_name = "路径")]
    paper: Option<PathBuf>,
    /// 网上数据或其文件夹
    #[arg(long, value_name = "路径")]
    online: Option<PathBuf>,
    /// 输出格式
    #[arg(long, value_enum, default_value = "text")]
    format: Form,
    /// 两个文件夹相比时，汇总表和各份报告写到这里
    #[arg(long, value_name = "文件夹", default_value = "核对报告")]
    out: PathBuf,
    /// 只给一个文件：把其中的申报记录写成 XLSX 表单（网上一侧可用的格式）
    #[arg(long, value_name = "表单.xlsx")]
    workbook: Option<PathBuf>,
    /// 证明到什么程度：full 逐页成像，核对纸面墨迹与所读文字；quick 不成像，最多只能得出“无法判定”
    #[arg(long, value_enum, value_name = "程度", default_value = "full")]
    proof: Proof,
    /// 用 LibreOffice 打印 Word 和表格，作第二次独立读取（auto 为自动查找；每份文件多用数秒）
    #[arg(long, value_name = "soffice 路径")]
    renderer: Option<PathBuf>,
    #[command(flatten)]
    reading: ReadingFlags,
}

/// 证明的程度
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Proof {
    /// 逐页成像，核对墨迹
    Full,
    /// 不成像
    Quick,
}

/// 输出格式
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// 终端文字
    Text,
    /// JSON
    Json,
    /// 可打印、可签字的网页
    Html,
}

/// Runs the command.
pub fn run(flags: &Flags) -> ExitCode {
    let mut options = match flags.reading.options() {
        Ok(options) => options,
        Err(problem) => return super::fail(&problem, "--forms", 2),
    };
    options.proof = match flags.proof {
        Proof::Full => proof::Proof::Full,
        Proof::Quick => proof::Proof::Quick,
    };
    if let Some(sheet) = &flags.workbook {
        return workbook(sheet, flags, &options);
    }
    if flags.renderer.is_some() && flags.renderer().is_none() {
        let problem = Problem::new(
            Code::NotComparable,
            "没有找到 LibreOffice（soffice）",
            "请安装 LibreOffice，或用 --renderer 给出 soffice 的路径",
        );
        return super::fail(&problem, "--renderer", 2);
    }
    let mut files = flags.files.iter();
    let paper = flags.paper.as_ref().or_else(|| files.next());
    let online = flags.online.as_ref().or_else(|| files.next());
    let (Some(paper), Some(online), None) = (paper, online, files.next()) else {
        let problem = Problem::new(
            Code::NotComparable,
            "需要两个路径：纸质件和网上数据",
            "例如 shenbao compare 纸质件.pdf 网上数据.docx",
        );
        return super::fail(&problem, "compare", 2);
    };
    match (paper.is_dir(), online.is_dir()) {
        (true, true) => folders(paper, online, flags, &options),
        (false, false) => one(paper, online, flags, &options),
        _ => {
            let problem = Problem::new(
                Code::NotComparable,
                "一侧是文件夹，另一侧是文件",
                "请给出两个文件或两个文件夹",
            );
            super::fail(&problem, &paper.to_string_lossy(), 2)
        }
    }
}

impl Flags {
    /// The program that prints, where it is asked for.
    fn renderer(&self) -> Option<Renderer> {
        let named = self.renderer.as_deref()?;
        Renderer::find((named != Path::new("auto")).then_some(named))
    }

    /// Prints both sides where that is asked for, and takes what the prints show otherwise
    /// for doubts; gives what coverage says of it.
    fn print(
        &self,
        paper: (&mut Side, &Path),
        online: (&mut Side, &Path),
        options: &Options,
    ) -> Vec<Note> {
        let renderer = self.renderer();
        let notes = work::both(
            || printed(paper.0, paper.1, renderer.as_ref(), options),
            || printed(online.0, online.1, renderer.as_ref(), options),
        );
        match notes {
            Ok((left, right)) => left.into_iter().chain(right).collect(),
            Err(problem) => vec![Note::new(Reason::Reprinted, problem.message)],
        }
    }
}

/// Prints one side.
fn printed(
    side: &mut Side,
    path: &Path,
    renderer: Option<&Renderer>,
    options: &Options,
) -> Option<Note> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    match fs::read(path) {
        Ok(bytes) => online::reprinted(side, &bytes, &name, renderer, options),
        Err(error) => {
            let why = Problem::from(error).message;
            let words = format!("{name}：未能作第二次独立读取（{why}）");
            Some(Note::new(Reason::Reprinted, words))
        }
    }
}

fn one(paper: &Path, other: &Path, flags: &Flags, options: &Options) -> ExitCode {
    let read = work::both(|| Side::read(paper, options), || online::read(other, options));
    let (left, right) = match read {
        Ok((Ok(left), Ok(right))) => (left, right),
        Ok((Err(problem), _)) => return super::fail(&problem, &paper.to_string_lossy(), 2),
        Ok((_, Err(problem))) => return super::fail(&problem, &other.to_string_lossy(), 2),
        Err(problem) => return super::fail(&problem, "compare", 2),
    };
    let mut sides = (left, right);
    let notes = flags.print((&mut sides.0, paper), (&mut sides.1, other), options);
    let (left, right) = sides;
    warn(&left);
    warn(&right);
    let mut report = match compare::compare_guarded(&left, &right) {
        Ok(report) => report,
        Err(problem) => {
            let pair = format!("{} 与 {}", paper.to_string_lossy(), other.to_string_lossy());
            return super::fail(&problem, &pair, 2);
        }
    };
    report.coverage.notes.extend(notes);
    let mut out = std::io::stdout().lock();
    if write!(out, "{}", shown(&report, flags.format, [paper, other], options))
        .and_then(|()| out.flush())
        .is_err()
    {
        // The reader of the pipe has gone; the exit status still tells the verdict.
        return ExitCode::from(report.verdict.status());
    }
    ExitCode::from(report.verdict.status())
}

/// Writes the first record of a file as the online form.
fn workbook(sheet: &Path, flags: &Flags, options: &Options) -> ExitCode {
    let [file] = flags.files.as_slice() else {
        let problem = Problem::new(
            Code::NotComparable,
            "--workbook 需要恰好一个文件",
            "例如 shenbao compare --workbook 表单.xlsx 申报书.docx",
        );
        return super::fail(&problem, "compare", 2);
    };
    let written = online::read(file, options).and_then(|side| {
        let record = side.records.first().ok_or_else(|| {
            Problem::new(Code::NotComparable, "文件里没有认出申报记录", "请检查是否为申报书")
        })?;
        fs::write(sheet, online::workbook::write(record)?).map_err(Problem::from)
    });
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => super::fail(&problem, &file.to_string_lossy(), 2),
    }
}

fn warn(side: &Side) {
    for warning in &side.warnings {
        let page = warning.page.map(|p| format!(" 第{p}页")).unwrap_or_default();
        eprintln!("警告[{}] {}{page}：{}", warning.code, side.source.path, warning.message);
    }
}

fn shown(report: &Report, format: Form, files: [&Path; 2], options: &Options) -> String {
    match format {
        Form::Text => compare_text::text(report),
        Form::Html => compare_html::html(report, &evidence(report, files, options)),
        Form::Json => serde_json::to_string_pretty(report).unwrap_or_default() + "\n",
    }
}

/// What the pages of both files show at the places of a report. A page that cannot be drawn
/// is a report without its picture, and no failure: the report itself says what was not read.
fn evidence(report: &Report, files: [&Path; 2], options: &Options) -> Evidence {
    let reading = &options.reading;
    let [paper, online] = files.map(|path| {
        let open = || Pages::open(&intake::load(path, &reading.limits)?, reading);
        problem::guarded(open).ok().flatten()
    });
    Evidence::gather(report, &|side, page, dpi| {
        let pages = match side {
            SideName::Paper => paper.as_ref(),
            SideName::Online => online.as_ref(),
        };
        problem::guarded(|| pages.map(|pages| pages.image(page, dpi)).transpose()).ok().flatten()
    })
}

/// Two folders: pairs by credit code, then name and title; a summary sheet and
/// a report each.
fn folders(paper: &Path, other: &Path, flags: &Flags, options: &Options) -> ExitCode {
    let (paper_files, online_files) = (files_in(paper, &flags.out), files_in(other, &flags.out));
    if paper_files.is_empty() && online_files.is_empty() {
        let problem = Problem::new(Code::NotComparable, "两个文件夹里都没有文件", "请检查路径");
        return super::fail(&problem, &paper.to_string_lossy(), 2);
    }
    // Identities first, documents again for each pair: a thousand books must not
    // stand in memory together.
    let identity = |side: Result<Side, Problem>| {
        side.map(|s| {
            Identity::of(&s.records, s.document.and_then(|d| d.title).as_deref(), &s.source.path)
        })
    };
    // Nothing is proved yet, so no page is drawn.
    let quick = &Options { proof: proof::Proof::Quick, ..options.clone() };
    let lost = |found: Option<_>| found.unwrap_or_else(|| Err(work::panicked()));
    let papers = work::each(&paper_files, |_, f| identity(Side::read(f, quick)));
    let papers: Vec<_> = papers.into_iter().map(lost).collect();
    let onlines = work::each(&online_files, |_, f| identity(online::read(f, quick)));
    let onlines: Vec<_> = onlines.into_iter().map(lost).collect();
    let known = |list: &[Result<Identity, Problem>], files: &[PathBuf]| -> Vec<Identity> {
        // A file that cannot be read may still be paired by its name.
        let named = |file: &PathBuf| Identity::of(&[], None, &file.to_string_lossy());
        list.iter()
            .zip(files)
            .map(|(id, file)| id.clone().unwrap_or_else(|_| named(file)))
            .collect()
    };
    let (papers_known, onlines_known) =
        (known(&papers, &paper_files), known(&onlines, &online_files));
    let pairing = compare::folders(&papers_known, &onlines_known);
    if let Err(error) = fs::create_dir_all(&flags.out) {
        return super::fail(&error.into(), &flags.out.to_string_lossy(), 2);
    }
    let shown_name = |root: &Path, file: &Path| {
        file.strip_prefix(root).unwrap_or(file).to_string_lossy().into_owned()
    };
    let double_of = |double: &compare::Double| {
        let (root, files) =
            if double.on_paper { (paper, &paper_files) } else { (other, &online_files) };
        shown_name(root, &files[double.index])
    };
    let line = |number: usize, (p, o): &(usize, usize)| {
        let compared = Side::read(&paper_files[*p], options).and_then(|mut left| {
            let (file, other) = (&paper_files[*p], &online_files[*o]);
            let mut right = online::read(other, options)?;
            let notes = flags.print((&mut left, file), (&mut right, other), options);
            let mut report = compare::compare_guarded(&left, &right)?;
            report.coverage.notes.extend(notes);
            Ok(report)
        });
        let mut line = Line {
            name: first(&papers_known[*p].name, &onlines_known[*o].name),
            code: first(&onlines_known[*o].code, &papers_known[*p].code),
            paper: shown_name(paper, &paper_files[*p]),
            online: shown_name(other, &online_files[*o]),
            ..Line::default()
        };
        let doubles: Vec<String> =
            pairing.doubles.iter().filter(|d| d.pair == number).map(double_of).collect();
        if !doubles.is_empty() {
            line.note = format!("另有同一申报主体的 {}，请确认应核对哪一份", doubles.join("、"));
        }
        match compared {
            Ok(report) => {
                let (form, ending) = match flags.format {
                    Form::Json => (Form::Json, "json"),
                    _ => (Form::Html, "html"),
                };
                line.detail = format!("{:04}.{ending}", number + 1);
                let files = [paper_files[*p].as_path(), online_files[*o].as_path()];
                let text = shown(&report, form, files, options);
                match fs::write(flags.out.join(&line.detail), text) {
                    Ok(()) => line.report = Some(report),
                    Err(error) => line.problem = Problem::from(error).to_string(),
                }
            }
            Err(problem) => line.problem = problem.to_string(),
        }
        line
    };
    let lines = work::each(&pairing.pairs, line);
    let mut lines: Vec<Line> = lines
        .into_iter()
        .zip(&pairing.pairs)
        .map(|(line, (p, o))| {
            // A defect of this program costs one pair and not the folder.
            line.unwrap_or_else(|| Line {
                paper: shown_name(paper, &paper_files[*p]),
                online: shown_name(other, &online_files[*o]),
                problem: work::panicked().to_string(),
                ..Line::default()
            })
        })
        .collect();
    let alone = |list: &[usize], on_paper: bool| -> Vec<Line> {
        list.iter()
            .map(|index| {
                let (known, files, read) = if on_paper {
                    (&papers_known, &paper_files, &papers)
                } else {
                    (&onlines_known, &online_files, &onlines)
                };
                let name = shown_name(if on_paper { paper } else { other }, &files[*index]);
                let missing = if on_paper {
                    "没有找到对应的网上数据"
                } else {
                    "没有找到对应的纸质件"
                };
                let double =
                    pairing.doubles.iter().find(|d| d.on_paper == on_paper && d.index == *index);
                let missing = match double.and_then(|d| pairing.pairs.get(d.pair)) {
                    Some((p, o)) => {
                        let (root, files, at) =
                            if on_paper { (paper, files, p) } else { (other, files, o) };
                        let paired = shown_name(root, &files[*at]);
                        format!("与 {paired} 同属一个申报主体，后者已配对，请确认应核对哪一份")
                    }
                    None => missing.to_owned(),
                };
                let problem = read[*index].as_ref().err().map_or(missing, ToString::to_string);
                let (paper, online) =
                    if on_paper { (name, String::new()) } else { (String::new(), name) };
                let (name, code) = (known[*index].name.clone(), known[*index].code.clone());
                Line { name, code, paper, online, problem, ..Line::default() }
            })
            .collect()
    };
    lines.extend(alone(&pairing.only_paper, true));
    lines.extend(alone(&pairing.only_online, false));
    summary(&lines, flags)
}

fn summary(lines: &[Line], flags: &Flags) -> ExitCode {
    let sheet = flags.out.join("核对汇总.xlsx");
    let written = compare_summary::xlsx(lines)
        .and_then(|bytes| fs::write(&sheet, bytes).map_err(Problem::from));
    if let Err(problem) = written {
        return super::fail(&problem, &sheet.to_string_lossy(), 2);
    }
    let mut out = std::io::stdout().lock();
    for line in lines {
        let word = match (&line.report, line.paper.is_empty(), line.online.is_empty()) {
            (Some(report), ..) => {
                let said = compare_summary::said(report, &line.note);
                format!("{}（{said}）", report.verdict.title())
            }
            (None, false, false) => format!("读取失败：{}", line.problem),
            _ => format!("未配对：{}", line.problem),
        };
        let dash = |text: &str| if text.is_empty() { "—".to_owned() } else { text.to_owned() };
        if writeln!(out, "{}\t{}\t{word}", dash(&line.paper), dash(&line.online)).is_err() {
            break;
        }
    }
    let count = |verdict| {
        lines.iter().filter(|l| l.report.as_ref().is_some_and(|r| r.verdict == verdict)).count()
    };
    let (same, different, open) =
        (count(Verdict::Consistent), count(Verdict::Inconsistent), count(Verdict::Undetermined));
    let rest = lines.len() - same - different - open;
    let _ = writeln!(
        out,
        "共 {} 行：一致 {same}，不一致 {different}，无法判定 {open}，未配对或读取失败 {rest}；汇总表 {}",
        lines.len(),
        sheet.display()
    );
    // A difference wins; what is not proven never looks like the same.
    ExitCode::from(match (different, open + rest) {
        (0, 0) => 0,
        (0, _) => 3,
        _ => 1,
    })
}

fn first(a: &str, b: &str) -> String {
    if a.is_empty() { b.to_owned() } else { a.to_owned() }
}

/// The files of a folder, in the order of their names; hidden ones and our own
/// reports apart.
fn files_in(folder: &Path, out: &Path) -> Vec<PathBuf> {
    let out = fs::canonicalize(out).ok();
    let walk =
        walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(|entry| {
            let hidden =
                entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with(['.', '~']);
            let own =
                out.is_some() && entry.depth() > 0 && fs::canonicalize(entry.path()).ok() == out;
            !hidden && !own
        });
    walk.filter_map(Result::ok)
        .filter(|e| e.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .collect()
}
