//! LibreOffice in a closed room: a copy of the file in a folder of its own, a profile made
//! for this one print (no macros, no links), no network where the system allows it, limits
//! on time and memory; everything is ended and removed afterwards.

use crate::problem::{Code, Problem};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A print takes seconds; a minute is for the largest books on slow machines.
const TIME: Duration = Duration::from_secs(90);
/// Bytes of a print that are read.
const PRINT: u64 = 256 << 20;
/// Names of the program.
const NAMES: [&str; 2] = ["soffice", "libreoffice"];

/// Macros off, links not followed, no start centre and no first-run pages.
const PROFILE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>1</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>1</value></prop></item>
</oor:items>"#;

/// The program that prints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renderer {
    program: PathBuf,
}

impl Renderer {
    /// The program named, or the one on the search path.
    pub fn find(named: Option<&Path>) -> Option<Self> {
        if let Some(program) = named {
            return program.is_file().then(|| Self { program: program.to_owned() });
        }
        let path = std::env::var_os("PATH")?;
        let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
        let found = NAMES
            .iter()
            .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
            .find(|program| program.is_file())?;
        Some(Self { program: found })
    }

    /// The program.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// The file as PDF.
    ///
    /// # Errors
    ///
    /// When the program cannot be started, fails or takes too long.
    pub fn print(&self, bytes: &[u8], format: &str) -> Result<Vec<u8>, Problem> {
        let failed = |why: String| {
            Problem::new(Code::Internal, format!("用 LibreOffice 打印失败：{why}"), "")
        };
        let room = tempfile::Builder::new().prefix("shenbao-print-").tempdir()?;
        let user = room.path().join("profile").join("user");
        std::fs::create_dir_all(&user)?;
        std::fs::write(user.join("registrymodifications.xcu"), PROFILE)?;
        let file = room.path().join(format!("input.{format}"));
        std::fs::write(&file, bytes)?;
        let mut child = self
            .command(room.path(), &file)
            .spawn()
            .map_err(|error| failed(format!("不能启动（{error}）")))?;
        let ended = wait(&mut child);
        end_group(&mut child);
        if !ended {
            return Err(failed(format!("超过 {} 秒", TIME.as_secs())));
        }
        let print = room.path().join("input.pdf");
        let size = std::fs::metadata(&print).map_err(|_| failed("没有得到 PDF".to_owned()))?.len();
        if size > PRINT {
            return Err(failed(format!("PDF 有 {size} 字节，过大")));
        }
        Ok(std::fs::read(&print)?)
    }

    fn command(&self, room: &Path, file: &Path) -> Command {
        let profile = format!("-env:UserInstallation=file://{}", room.join("profile").display());
        let mut command = if has_namespaces() {
            let mut command = Command::new("unshare");
            // A network of its own, with nothing in it.
            command.args(["--map-root-user", "--net", "--"]).arg(&self.program);
            command
        } else {
            Command::new(&self.program)
        };
        command
            .arg(profile)
            .args(["--headless", "--invisible", "--nologo", "--norestore", "--nolockcheck"])
            .args(["--nodefault", "--nofirststartwizard", "--convert-to", "pdf", "--outdir"])
            .arg(room)
            .arg(file)
            .current_dir(room)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", room)
            .env("TMPDIR", room)
            .env("LANG", "zh_CN.UTF-8")
            .env("LC_ALL", "C.UTF-8")
            // Where the network cannot be taken away, it leads nowhere.
            .env("http_proxy", "http://127.0.0.1:9")
            .env("https_proxy", "http://127.0.0.1:9")
            .env("ftp_proxy", "http://127.0.0.1:9")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        command
    }
}

/// Whether this system gives a process a network of its own.
fn has_namespaces() -> bool {
    static HAS: std::sync::OnceLock<bool> = std::sync::OnceLock::new();
    *HAS.get_or_init(|| {
        cfg!(target_os = "linux")
            && Command::new("unshare")
                .args(["--map-root-user", "--net", "--", "true"])
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()
                .is_ok_and(|status| status.success())
    })
}

/// Waits for the end; false when the time is over.
fn wait(child: &mut Child) -> bool {
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(_)) => return true,
            Ok(None) if start.elapsed() < TIME => std::thread::sleep(Duration::from_millis(50)),
            _ => return false,
        }
    }
}

/// Ends the program and all that it has started.
fn end_group(child: &mut Child) {
    #[cfg(unix)]
    {
        let group = format!("-{}", child.id());
        let _ = Command::new("kill")
            .args(["-KILL", "--", &group])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
    }
    let _ = child.kill();
    let _ = child.wait();
}
