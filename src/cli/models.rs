//! `shenbao models`: the recognition models.

use super::folders;
use crate::problem::{Code, Problem};
use crate::read::ocr::models;
use clap::{Args, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// 安装、检查文字识别模型
#[derive(Debug, Args)]
pub struct Flags {
    #[command(subcommand)]
    action: Action,
    /// 模型所在的文件夹（默认：用户数据文件夹）
    #[arg(long, value_name = "文件夹", global = true)]
    models: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// 下载并安装模型（用 pip 取固定版本并核对校验值）
    Install {
        /// 已下载的 .whl 文件，或放有模型文件的文件夹
        #[arg(long, value_name = "文件")]
        from: Option<PathBuf>,
    },
    /// 检查模型是否已安装且完好
    Status,
}

/// Runs the command.
pub fn run(flags: &Flags) -> ExitCode {
    let Some(folder) = folders::models(flags.models.as_deref()) else {
        let problem =
            Problem::new(Code::Io, "不知道把模型放在哪里（没有 HOME）", "请用 --models 指定文件夹");
        return super::fail(&problem, "models", 1);
    };
    let place = folder.display().to_string();
    match &flags.action {
        Action::Install { from } => match models::install(&folder, from.as_deref()) {
            Ok(()) => {
                println!("模型已安装：{place}");
                ExitCode::SUCCESS
            }
            Err(problem) => super::fail(&problem, &place, 1),
        },
        Action::Status => {
            for file in models::FILES {
                if let Err(problem) = models::load(&folder, file) {
                    return super::fail(&problem, &place, 1);
                }
                println!("{}：完好", file.name);
            }
            println!("模型文件夹：{place}");
            ExitCode::SUCCESS
        }
    }
}
