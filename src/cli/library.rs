//! `shenbao library`: the library's own affairs.

use super::ReadingFlags;
use super::ingest::{Shape, show};
use super::run::WorkFlags;
use crate::library::{
    Again, Catalogue, Health, Job, Library, Mended, Readers, Writable, catalogue, made_with, verify,
};
use crate::problem::{Code, Problem};
use crate::report::quarantine;
use clap::{Args, Subcommand, ValueEnum};
use indicatif::ProgressBar;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// 资料库的状态、核查、修复、重读、备份、移交
#[derive(Debug, Args)]
pub struct Flags {
    #[command(subcommand)]
    task: Task,
    /// 资料库文件夹
    #[arg(long, value_name = "文件夹", default_value = super::LIBRARY, global = true)]
    library: PathBuf,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// 文件、记录、作品、隔离、待更新的数目
    Status {
        /// 结果的格式
        #[arg(long, value_name = "格式", value_enum, default_value = "text")]
        format: Shape,
        #[command(flatten)]
        reading: ReadingFlags,
    },
    /// 核对原件、目录和索引；--mend 修复能修复的
    Verify {
        /// 修复能修复的，说明不能修复的
        #[arg(long)]
        mend: bool,
        /// 结果的格式
        #[arg(long, value_name = "格式", value_enum, default_value = "text")]
        format: Shape,
        #[command(flatten)]
        reading: ReadingFlags,
        #[command(flatten)]
        work: WorkFlags,
    },
    /// 重建检索索引；--from-originals 连目录一起由原件重建
    Rebuild {
        /// 由原件和旁边的附录重建目录和索引
        #[arg(long)]
        from_originals: bool,
        #[command(flatten)]
        reading: ReadingFlags,
        #[command(flatten)]
        work: WorkFlags,
    },
    /// 把旧版资料库升级到本版
    Upgrade,
    /// 列出隔离的文件、原因和处理办法
    Quarantine {
        /// 只列出一种原因
        #[arg(long, value_name = "代码")]
        code: Option<String>,
        /// 结果的格式
        #[arg(long, value_name = "格式", value_enum, default_value = "text")]
        format: Listed,
        /// 写到文件（默认标准输出）
        #[arg(long, short, value_name = "文件")]
        output: Option<PathBuf>,
    },
    /// 重新读取隔离的文件（从资料库自身读取）
    Retry {
        /// 只重读一种原因的
        #[arg(long, value_name = "代码")]
        code: Option<String>,
        /// 结果的格式
        #[arg(long, value_name = "格式", value_enum, default_value = "text")]
        format: Shape,
        #[command(flatten)]
        reading: ReadingFlags,
        #[command(flatten)]
        work: WorkFlags,
    },
    /// 程序、表单或模型更新后重新读取；新记录写好之前旧记录保留
    Reprocess {
        /// 只重读由其他版本读取的
        #[arg(long)]
        stale: bool,
        /// 结果的格式
        #[arg(long, value_name = "格式", value_enum, default_value = "text")]
        format: Shape,
        #[command(flatten)]
        reading: ReadingFlags,
        #[command(flatten)]
        work: WorkFlags,
    },
    /// 备份到一个文件（使用中也可备份）
    Backup {
        /// 备份文件（.tar）
        #[arg(value_name = "文件")]
        file: PathBuf,
    },
    /// 删除文件及其记录，并记入日志
    Forget {
        /// 路径（与导入时相同）、文件夹或文件的 SHA-256
        #[arg(required = true, value_name = "文件")]
        files: Vec<String>,
        /// 删除的原因
        #[arg(long, value_name = "原因")]
        reason: String,
    },
    /// 列出已删除文件的日志
    Forgotten,
    /// 导出移交包：原件和 DA/T 46-2009 元数据，BagIt 格式
    Bag {
        /// 移交包的文件夹（新建）
        #[arg(value_name = "文件夹")]
        output: PathBuf,
        /// 只移交符合检索式的文件
        #[arg(long, value_name = "检索式")]
        query: Option<String>,
        /// 立档单位名称
        #[arg(long, value_name = "名称", default_value = "")]
        unit: String,
    },
    /// 导入移交包
    Import {
        /// 移交包的文件夹
        #[arg(value_name = "文件夹")]
        bag: PathBuf,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Listed {
    Text,
    Json,
    Xlsx,
}

/// Runs the command.
pub fn run(flags: &Flags) -> ExitCode {
    let folder = flags.library.as_path();
    match task(flags, folder) {
        Ok(status) => status,
        Err(problem) => super::fail(&problem, &folder.to_string_lossy(), 2),
    }
}

fn task(flags: &Flags, folder: &Path) -> Result<ExitCode, Problem> {
    match &flags.task {
        Task::Status { format, reading } => status(folder, *format, reading),
        Task::Verify { mend, format, reading, work } => {
            checked(folder, *mend, *format, reading, work)
        }
        Task::Rebuild { from_originals: true, reading, work } => rebuilt(folder, reading, work),
        Task::Rebuild { .. } => {
            crate::library::present(folder)?;
            let count = Writable::open(folder)?.rebuild()?;
            super::say(&format!("索引已重建，含 {count} 条记录"));
            Ok(ExitCode::SUCCESS)
        }
        Task::Upgrade => {
            crate::library::present(folder)?;
            Writable::open(folder)?;
            super::say(&format!("资料库已是当前版本（库版本 {}）", catalogue::VERSION));
            Ok(ExitCode::SUCCESS)
        }
        Task::Quarantine { code, format, output } => {
            listed(folder, code.as_deref(), *format, output.as_deref())
        }
        Task::Retry { code, format, reading, work } => {
            again(folder, Again::Quarantined(code.as_deref()), *format, reading, work)
        }
        Task::Reprocess { stale, format, reading, work } => {
            let what = if *stale { Again::Stale } else { Again::All };
            again(folder, what, *format, reading, work)
        }
        Task::Backup { file } => {
            let bar = ProgressBar::new(0);
            let made = Library::open(folder)?.backup(file, &told(&bar))?;
            bar.finish_and_clear();
            super::say(&format!("已备份 {} 个原件，共 {} 字节", made.files, made.bytes));
            Ok(ExitCode::SUCCESS)
        }
        Task::Forget { files, reason } => forget(folder, files, reason),
        Task::Forgotten => {
            for gone in Library::open(folder)?.catalogue().forgotten()? {
                let paths = gone.paths.join("、");
                let (sha256, reason, by) =
                    (&gone.sha256[..12.min(gone.sha256.len())], gone.reason, gone.by);
                super::say(&format!(
                    "{} UTC {by} 删除 {paths}（{sha256}）：{reason}",
                    gone.forgotten
                ));
            }
            Ok(ExitCode::SUCCESS)
        }
        Task::Bag { output, query, unit } => {
            let bar = ProgressBar::new(0);
            let library = Library::open(folder)?;
            let made = library.bag(output, query.as_deref(), unit, &told(&bar))?;
            bar.finish_and_clear();
            super::say(&format!("移交包含 {} 个文件，共 {} 字节", made.files, made.bytes));
            Ok(ExitCode::from(u8::from(made.files == 0)))
        }
        Task::Import { bag } => import(folder, bag),
    }
}

/// A bar that is told how many of how many.
fn told(bar: &ProgressBar) -> impl Fn(u64, u64) + '_ {
    |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    }
}

fn status(folder: &Path, format: Shape, reading: &ReadingFlags) -> Result<ExitCode, Problem> {
    crate::library::present(folder)?;
    let mut setup = reading.setup();
    setup.forms = made_with::forms(folder, reading.forms.as_deref())?;
    let edition = setup.options()?.edition();
    let status = Catalogue::open_read_only(folder)?.status(&edition, folder)?;
    if format == Shape::Json {
        super::say(&serde_json::to_string(&status).unwrap_or_default());
        return Ok(ExitCode::SUCCESS);
    }
    let b = status.balance;
    super::say(&format!(
        "文件 {}，记录 {}，作品 {}，隔离 {}，待更新 {}，原件 {} 字节，目录 {} 字节\n按名计 {} = 首见 {} + 重复 {} + 隔离 {}",
        status.files,
        status.records,
        status.works,
        status.quarantined,
        status.stale,
        status.original_bytes,
        status.catalogue_bytes,
        b.seen,
        b.new,
        b.duplicate,
        b.quarantined
    ));
    if status.stale > 0 {
        super::say(
            "待更新的由其他版本的程序、表单或识别模型读取，可用 shenbao library reprocess --stale 重读；\
             导入时用过的 --forms 会沿用；用过 --no-ocr 的，重读时也要给出",
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn checked(
    folder: &Path,
    mend: bool,
    format: Shape,
    reading: &ReadingFlags,
    work: &WorkFlags,
) -> Result<ExitCode, Problem> {
    let bar = ProgressBar::new(0);
    let mut health = verify::verify(folder, &told(&bar))?;
    bar.finish_and_clear();
    let mut mended = None;
    if mend && !health.is_sound() {
        let running = work.begin(reading, folder)?;
        let readers = Readers::Apart(&running.crew);
        mended = Some(verify::mend(folder, &health, &running.options, readers)?);
        health = verify::verify(folder, &|_, _| {})?;
    }
    if format == Shape::Json {
        let mut told = serde_json::to_value(&health).unwrap_or_default();
        if let Some(told) = told.as_object_mut() {
            told.insert("sound".to_owned(), health.is_sound().into());
            told.insert("mended".to_owned(), serde_json::to_value(&mended).unwrap_or_default());
        }
        super::say(&told.to_string());
    } else {
        if let Some(mended) = &mended {
            super::say(&mending(mended));
        }
        findings(&health);
    }
    Ok(ExitCode::from(u8::from(!health.is_sound())))
}

fn mending(mended: &Mended) -> String {
    let mut lines = Vec::new();
    if mended.catalogue {
        lines.push("目录已由原件重建".to_owned());
    }
    if let Some(old) = &mended.old {
        lines.push(format!("旧目录保留为 {}", old.display()));
    }
    lines.extend(mended.originals.iter().map(|path| format!("原件已从原处重新取得：{path}")));
    if mended.sidecars > 0 {
        lines.push(format!("重写了 {} 个原件旁的附录", mended.sidecars));
    }
    if mended.records > 0 {
        lines.push(format!("由附录恢复了 {} 条记录", mended.records));
    }
    if mended.index {
        lines.push("索引已重建".to_owned());
    }
    lines.extend(mended.lost.iter().map(|line| format!("不能修复：{line}")));
    lines.join("\n")
}

fn findings(health: &Health) {
    for damaged in &health.damaged {
        eprintln!(
            "错误[library] {}：{}（{}）；请运行 shenbao library verify --mend，或从备份恢复",
            damaged.path, damaged.why, damaged.sha256
        );
    }
    for line in &health.catalogue {
        eprintln!("错误[library] 目录：{line}；请运行 shenbao library verify --mend");
    }
    for id in &health.broken {
        eprintln!("错误[library] 记录 {id} 已损坏；请运行 shenbao library verify --mend");
    }
    for line in &health.index {
        eprintln!("错误[library] 索引：{line}；请运行 shenbao library rebuild");
    }
    super::say(&format!(
        "文件 {}，原件损坏 {}，附录缺损 {}，目录 {}，记录 {}，索引 {}，未入索引 {}，目录外原件 {}",
        health.files,
        health.damaged.len(),
        health.sidecars.len(),
        if health.catalogue.is_empty() && health.broken.is_empty() { "完好" } else { "损坏" },
        health.records,
        health.indexed,
        health.behind,
        health.unlisted
    ));
}

fn rebuilt(folder: &Path, reading: &ReadingFlags, work: &WorkFlags) -> Result<ExitCode, Problem> {
    let running = work.begin(reading, folder)?;
    let bar = ProgressBar::new(0);
    let readers = Readers::Apart(&running.crew);
    let made = Writable::from_originals(folder, &running.options, readers, &told(&bar))?;
    bar.finish_and_clear();
    super::say(&format!(
        "由原件重建：文件 {}，记录 {}，隔离 {}，其中重新读取 {}",
        made.files, made.records, made.quarantined, made.read_again
    ));
    if let Some(old) = &made.old {
        super::say(&format!("旧目录保留为 {}", old.display()));
    }
    for sha256 in &made.damaged {
        eprintln!("错误[library] 原件 {sha256}：内容与哈希不符，未列入；请从备份恢复后再重建");
    }
    Ok(ExitCode::from(u8::from(!made.damaged.is_empty())))
}

fn listed(
    folder: &Path,
    code: Option<&str>,
    format: Listed,
    output: Option<&Path>,
) -> Result<ExitCode, Problem> {
    crate::library::present(folder)?;
    let mut files = Catalogue::open_read_only(folder)?.quarantined()?;
    files.retain(|file| code.is_none_or(|code| file.code == code));
    let made = match format {
        Listed::Text => quarantine::text(&files).into_bytes(),
        Listed::Json => {
            let mut json = serde_json::to_vec_pretty(&files).unwrap_or_default();
            json.push(b'\n');
            json
        }
        Listed::Xlsx => quarantine::xlsx(&files)?,
    };
    match output {
        Some(path) => std::fs::write(path, made)?,
        None if format == Listed::Xlsx => {
            let hint = "请用 --output 指定文件";
            return Err(Problem::new(Code::NotComparable, "xlsx 不能显示在终端", hint));
        }
        None => {
            use std::io::Write;
            super::export::written(std::io::stdout().lock().write_all(&made))?;
        }
    }
    Ok(ExitCode::from(u8::from(!files.is_empty())))
}

fn again(
    folder: &Path,
    what: Again<'_>,
    format: Shape,
    reading: &ReadingFlags,
    work: &WorkFlags,
) -> Result<ExitCode, Problem> {
    crate::library::present(folder)?;
    let running = work.begin(reading, folder)?;
    let progress = |step: crate::library::Step<'_>| running.shown.step(step);
    let job = Job {
        paths: &[],
        exclude: &[],
        options: &running.options,
        passwords: &running.passwords,
        readers: Readers::Apart(&running.crew),
        retry: true,
        stop: &running.stop,
        progress: &progress,
    };
    let mut library = Writable::open(folder)?;
    if matches!(what, Again::Stale | Again::All) {
        made_with::remember(folder, reading.forms.as_deref())?;
    }
    let report = library.again(&job, what)?;
    running.end(&report)?;
    Ok(show(format, &running, &report))
}

fn forget(folder: &Path, files: &[String], reason: &str) -> Result<ExitCode, Problem> {
    crate::library::present(folder)?;
    let mut library = Writable::open(folder)?;
    let meant = library.meant(files)?;
    let by = ["USER", "USERNAME", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok());
    for gone in library.forget(&meant, reason, by.as_deref().unwrap_or("未知"))? {
        let names = gone.paths.join("、");
        super::say(&match (gone.stays.as_slice(), gone.sha256.as_str()) {
            ([], "") => format!("已删除名称 {names}（没有原件）"),
            ([], sha256) => format!("已删除 {names}（{sha256}）"),
            (stays, _) => format!("已删除名称 {names}；原件仍在，另有名称 {}", stays.join("、")),
        });
    }
    Ok(ExitCode::SUCCESS)
}

fn import(folder: &Path, bag: &Path) -> Result<ExitCode, Problem> {
    let bar = ProgressBar::new(0);
    let brought = Writable::open(folder)?.take_bag(bag, &told(&bar))?;
    bar.finish_and_clear();
    super::say(&format!(
        "移交包：新增 {}，重复 {}，隔离 {}",
        brought.new, brought.duplicate, brought.quarantined
    ));
    for place in &brought.foreign {
        eprintln!("警告[library] {place}：不是本程序写的，未导入；可用 shenbao ingest 导入");
    }
    Ok(ExitCode::from(u8::from(!brought.foreign.is_empty() || brought.quarantined > 0)))
}
