//! `shenbao users`: the accounts of the web page.

use crate::problem::{Code, Problem};
use crate::server::{self, Role, Roles, Store, password};
use clap::{Args, Subcommand};
use std::io::{BufRead, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;

/// 管理网页的账号
#[derive(Debug, Args)]
pub struct Flags {
    #[command(subcommand)]
    task: Task,
    /// 资料库文件夹
    #[arg(long, value_name = "文件夹", default_value = super::LIBRARY, global = true)]
    library: PathBuf,
    /// 服务器数据所在的文件夹（默认在资料库的 server 之下）
    #[arg(long, value_name = "文件夹", global = true)]
    data: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// 新建账号（密码从终端或标准输入读一行）
    Add {
        /// 账号名
        name: String,
        /// 角色（可重复）
        #[arg(long, value_enum, required = true, value_name = "角色")]
        role: Vec<Role>,
    },
    /// 列出账号
    List,
    /// 删除账号，其登录和令牌随即失效
    Remove {
        /// 账号名
        name: String,
    },
    /// 更改密码，其登录和令牌随即失效
    Password {
        /// 账号名
        name: String,
    },
}

/// Runs the command.
pub fn run(flags: &Flags) -> ExitCode {
    match done(flags) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => super::fail(&problem, "users", 2),
    }
}

fn done(flags: &Flags) -> Result<(), Problem> {
    let store = store(flags)?;
    match &flags.task {
        Task::Add { name, role } => {
            let name = name_of(name)?;
            store.add_user(name, &password::hash(&asked()?)?, &Roles::of(role))?;
            super::say(&format!("已建立账号“{name}”"));
        }
        Task::List => {
            for user in store.users()? {
                let roles = user.roles.names().join(",");
                super::say(&format!("{}\t{roles}\t{}", user.name, user.created));
            }
        }
        Task::Remove { name } => {
            store.remove_user(name)?;
            super::say(&format!("已删除账号“{name}”"));
        }
        Task::Password { name } => {
            store.set_password(name, &password::hash(&asked()?)?)?;
            super::say(&format!("已更改“{name}”的密码"));
        }
    }
    Ok(())
}

/// The server's store, making the library first, whose folder must be empty when it is made.
fn store(flags: &Flags) -> Result<Store, Problem> {
    use crate::library::{Catalogue, Writable};
    if let Some(data) = &flags.data {
        return Store::open(data);
    }
    if !Catalogue::exists(&flags.library) {
        drop(Writable::open(&flags.library)?);
    }
    Store::open(&flags.library.join(server::DATA))
}

/// A name that can stand in a line and in a log.
fn name_of(name: &str) -> Result<&str, Problem> {
    let name = name.trim();
    let plain =
        !name.is_empty() && name.chars().count() <= 40 && !name.chars().any(char::is_control);
    if plain {
        return Ok(name);
    }
    Err(Problem::new(Code::Io, "账号名须有 1 至 40 个字符", "请另选一个名字"))
}

/// A password: typed unseen, or a line of the standard input.
fn asked() -> Result<String, Problem> {
    let line = if std::io::stdin().is_terminal() {
        eprint!("密码（{} 个字符以上）：", password::SHORTEST);
        console::Term::stderr().read_secure_line()?
    } else {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line)?;
        line
    };
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
