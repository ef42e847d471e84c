//! `shenbao library`: the library's own affairs.

use crate::library::{Library, Writable};
use clap::{Args, Subcommand};
use indicatif::ProgressBar;
use std::path::PathBuf;
use std::process::ExitCode;

/// 检查资料库、重建索引、查看隔离的文件
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
    /// 核对原件的哈希、目录和索引
    Verify,
    /// 由目录重建检索索引
    Rebuild,
    /// 列出隔离的文件和原因
    Quarantine,
}

/// Runs the command.
pub fn run(flags: &Flags) -> ExitCode {
    let name = flags.library.to_string_lossy();
    let done = match flags.task {
        Task::Rebuild => Writable::open(&flags.library).and_then(Writable::rebuild).map(|count| {
            super::say(&format!("索引已重建，含 {count} 条记录"));
            true
        }),
        Task::Quarantine => Library::open(&flags.library)
            .and_then(|library| library.catalogue().quarantined())
            .map(|files| {
                for file in &files {
                    super::say(&format!("[{}] {}：{}", file.code, file.path, file.message));
                }
                files.is_empty()
            }),
        Task::Verify => Library::open(&flags.library).and_then(|library| {
            let bar = ProgressBar::new_spinner();
            let health = library.verify(&|| bar.inc(1))?;
            bar.finish_and_clear();
            for sha256 in &health.damaged {
                eprintln!("错误[library] 原件 {sha256}：缺失或已损坏；请从备份恢复");
            }
            super::say(&format!(
                "文件 {}，原件损坏 {}，目录 {}，记录 {}，索引 {}，未入索引 {}，目录外原件 {}",
                health.files,
                health.damaged.len(),
                if health.catalogue == "ok" { "完好" } else { health.catalogue.as_str() },
                health.records,
                health.indexed,
                health.behind,
                health.unlisted
            ));
            Ok(health.is_sound())
        }),
    };
    match done {
        Ok(sound) => ExitCode::from(u8::from(!sound)),
        Err(problem) => super::fail(&problem, &name, 2),
    }
}
