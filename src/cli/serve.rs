//! `shenbao serve`: the web page and the HTTP API over a library.

use super::ReadingFlags;
use crate::library::Setup;
use crate::print::Renderer;
use crate::problem::{Code, Problem};
use crate::server::{self, Config};
use clap::Args;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// 启动网页和 HTTP 接口：核对、检索、入库
///
/// 本机地址无须账号；在其他地址上启动前，请先用 shenbao users add 建立账号。
#[derive(Debug, Args)]
pub struct Flags {
    /// 资料库文件夹（没有则新建）
    #[arg(long, value_name = "文件夹", default_value = super::LIBRARY)]
    library: PathBuf,
    /// 监听的地址和端口
    #[arg(long, value_name = "地址:端口", default_value = "127.0.0.1:7878")]
    addr: SocketAddr,
    /// 网页上可以按路径选用的服务器文件夹（可重复）；其外的路径一律拒绝
    #[arg(long, value_name = "文件夹")]
    inbox: Vec<PathBuf>,
    /// 反向代理之后的路径前缀，如 /shenbao
    #[arg(long, value_name = "前缀", default_value = "")]
    prefix: String,
    /// 反向代理对外的主机名（可重复），如 shenbao.example.gov.cn；给出后须有账号
    #[arg(long, value_name = "主机名")]
    host: Vec<String>,
    /// 账号、认定、任务和上传文件所在的文件夹（默认在资料库的 server 之下）
    #[arg(long, value_name = "文件夹")]
    data: Option<PathBuf>,
    /// 从文件夹读取网页模板和脚本，供设计时使用
    #[arg(long, value_name = "文件夹")]
    web: Option<PathBuf>,
    /// 一次上传的字节上限
    #[arg(long, value_name = "字节", default_value_t = 512 << 20)]
    max_upload: u64,
    /// 用 LibreOffice 显示 Word 和表格的页面（auto 为自动查找）
    #[arg(long, value_name = "soffice 路径")]
    renderer: Option<PathBuf>,
    /// 每个读取进程的内存上限（核对进程为其两倍）
    #[arg(long, value_name = "字节", default_value_t = super::run::MEMORY)]
    worker_memory: u64,
    #[command(flatten)]
    reading: ReadingFlags,
}

/// Runs the command.
pub fn run(flags: &Flags) -> ExitCode {
    match config(flags).and_then(|config| {
        server::serve(config, &|addr, prefix| {
            super::say(&format!("网页 http://{addr}{prefix}/（Ctrl-C 停止）"));
        })
    }) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => super::fail(&problem, "serve", 2),
    }
}

fn config(flags: &Flags) -> Result<Config, Problem> {
    let inbox = flags.inbox.iter().map(|folder| {
        std::fs::canonicalize(folder).map_err(|error| {
            let problem = Problem::from(error);
            Problem::new(
                problem.code,
                format!("--inbox {}：{}", folder.display(), problem.message),
                problem.hint,
            )
        })
    });
    let renderer = match flags.renderer.as_deref() {
        None => None,
        Some(named) => {
            let found = Renderer::find((named != Path::new("auto")).then_some(named));
            Some(found.ok_or_else(|| {
                Problem::new(
                    Code::Io,
                    "没有找到 LibreOffice（soffice）",
                    "请安装 LibreOffice，或用 --renderer 给出 soffice 的路径",
                )
            })?)
        }
    };
    Ok(Config {
        library: flags.library.clone(),
        data: flags.data.clone().unwrap_or_else(|| flags.library.join(server::DATA)),
        addr: flags.addr,
        prefix: prefix(&flags.prefix)?,
        hosts: flags.host.iter().map(|host| host.to_ascii_lowercase()).collect(),
        inbox: inbox.collect::<Result<_, _>>()?,
        web: flags.web.clone(),
        upload_bytes: flags.max_upload,
        renderer,
        options: flags.reading.options()?,
        setup: Setup { memory: Some(flags.worker_memory), ..flags.reading.setup() },
    })
}

/// A prefix with a slash before it and none after it.
fn prefix(given: &str) -> Result<String, Problem> {
    let inner = given.trim_matches('/');
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    if !inner.chars().all(plain) || inner.split('/').any(|part| part.starts_with('.')) {
        let message = format!("前缀“{given}”含有不能用的字符");
        return Err(Problem::new(Code::Io, message, "请只用字母、数字、- 和 _"));
    }
    Ok(if inner.is_empty() { String::new() } else { format!("/{inner}") })
}

#[cfg(test)]
mod tests {
    use super::prefix;

    #[test]
    fn a_prefix_has_one_slash_and_no_way_up() {
        assert_eq!(prefix("").unwrap(), "");
        assert_eq!(prefix("/").unwrap(), "");
        assert_eq!(prefix("a/b/").unwrap(), "/a/b");
        assert!(prefix("/../a").is_err());
        assert!(prefix("/a b").is_err());
    }
}
