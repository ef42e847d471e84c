//! The process that looks into files for a server. It ends when the server does: who asks it
//! holds its input, and a thread listens there whatever else is being done.

use super::wire::{Ask, Compared, Desk, Held, Told};
use crate::compare::{self, Identity, Side};
use crate::extract::Options;
use crate::intake::{self, Loaded};
use crate::library::reader::confine;
use crate::online;
use crate::print::Renderer;
use crate::problem::{Code, Problem, guarded};
use crate::proof::Proof;
use crate::read::ocr::{Progress, Step};
use crate::read::pages::Pages;
use crate::server::jobs::anchors;
use crate::server::pictures;
use crate::server::views::{PageView, View};
use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

/// Files that stay open.
const OPEN: usize = 4;
/// Stack of the thread that works: deeply nested documents recurse within the limits.
const STACK: usize = 64 << 20;

/// Works for the server at the other end of the standard input and output until it ends.
///
/// # Errors
///
/// What was said first is no desk, or the system gives no thread.
pub fn serve() -> Result<(), Problem> {
    let mut input = BufReader::new(std::io::stdin());
    let mut line = String::new();
    input.read_line(&mut line)?;
    let desk: Desk = serde_json::from_str(&line).map_err(unsound)?;
    if let Some(bytes) = desk.setup.memory {
        confine(bytes);
    }
    let (send, asked) = channel();
    let worker = std::thread::Builder::new()
        .name("desk".into())
        .stack_size(STACK)
        .spawn(move || work(&desk, &asked))?;
    for line in input.lines().map_while(Result::ok) {
        if send.send(line).is_err() {
            return worker.join().unwrap_or_else(|_| Err(unended()));
        }
    }
    // Nobody waits for what is at hand.
    std::process::exit(0);
}

fn unended() -> Problem {
    Problem::new(Code::Internal, "读取进程出错", "请报告给开发者")
}

fn unsound(error: serde_json::Error) -> Problem {
    Problem::new(Code::Internal, format!("读取进程收到的请求有误（{error}）"), "请报告给开发者")
}

/// A line to who asked. One that hears no more ends this process by its input.
fn say(told: &Told) {
    let mut line = serde_json::to_vec(told).unwrap_or_default();
    line.push(b'\n');
    let mut output = std::io::stdout().lock();
    let _ = output.write_all(&line).and_then(|()| output.flush());
}

fn work(desk: &Desk, asked: &Receiver<String>) -> Result<(), Problem> {
    let mut options = desk.setup.options()?;
    options.forms.prepare();
    options.reading.password.clone_from(&desk.password);
    options.reading.ocr.progress = Progress::new(|step| match step {
        Step::Begun(pages) => {
            say(&Told::Phase("识别扫描页".to_owned()));
            say(&Told::More(pages as u64));
        }
        Step::Page => say(&Told::Step),
        Step::Look | Step::Ended => {}
    });
    let renderer = desk.renderer.as_deref().and_then(|program| Renderer::find(Some(program)));
    let mut open = Open::default();
    say(&Told::Ready);
    while let Ok(line) = asked.recv() {
        let told = serde_json::from_str(&line)
            .map_err(unsound)
            .and_then(|ask| guarded(|| done(&ask, &options, renderer.as_ref(), &mut open)));
        say(&told.unwrap_or_else(Told::Failed));
    }
    Ok(())
}

fn done(
    ask: &Ask,
    options: &Options,
    renderer: Option<&Renderer>,
    open: &mut Open,
) -> Result<Told, Problem> {
    let quick = || Options { proof: Proof::Quick, ..options.clone() };
    match ask {
        Ask::Compare { paper, online } => compared([paper, online], options, renderer),
        Ask::Identify { file, online } => {
            let options = with_password(&quick(), file);
            let read = loaded(file).and_then(|loaded| match online {
                true => online::of_file(&loaded, &options),
                false => Side::of_file(&loaded, &options),
            });
            Ok(match read {
                Ok(side) => {
                    let title = side.document.as_ref().and_then(|d| d.title.as_deref());
                    Told::Identified(Identity::of(&side.records, title, &file.name), None)
                }
                // A file that cannot be read may still be paired by its name.
                Err(why) => Told::Identified(Identity::of(&[], None, &file.name), Some(why)),
            })
        }
        Ask::View { file } => {
            let side = online::of_file(&loaded(file)?, &with_password(&quick(), file))?;
            Ok(Told::Viewed(Box::new(view(&side))))
        }
        Ask::Pages { file } => {
            let pages = open.pages(file, options)?;
            let size = |n| {
                let (width, height) = pages.size(n)?;
                Some(PageView { n, width, height })
            };
            Ok(Told::Pages((1..=pages.count()).filter_map(size).collect()))
        }
        Ask::Picture { file, page, dpi, to } => {
            let pages = open.pages(file, options)?;
            if *page > pages.count() {
                return Ok(Told::Drawn(false));
            }
            put(to, &pictures::png(&pages.image(*page, *dpi as f32)?)?)?;
            Ok(Told::Drawn(true))
        }
    }
}

/// Whole under its name, or not at all.
fn put(to: &Path, bytes: &[u8]) -> Result<(), Problem> {
    let folder = to.parent().unwrap_or(to);
    let mut aside = tempfile::NamedTempFile::new_in(folder)?;
    aside.write_all(bytes)?;
    aside.persist(to).map(|_| ()).map_err(|error| Problem::from(error.error))
}

/// A file, proved to be what it was.
fn loaded(file: &Held) -> Result<Loaded, Problem> {
    let bytes = std::fs::read(&file.path)?;
    let path = PathBuf::from(&file.name);
    let Some(sha256) = &file.sha256 else { return intake::from_bytes(&path, bytes) };
    if intake::hash(&bytes) != *sha256 {
        let message = format!("文件 {sha256} 与哈希不符");
        return Err(Problem::new(Code::Damaged, message, "请从备份恢复该文件"));
    }
    let format = intake::identify(&path, &bytes)?;
    Ok(Loaded::hashed(path, Arc::new(bytes), format, sha256.clone()))
}

fn with_password(options: &Options, file: &Held) -> Options {
    let mut options = options.clone();
    if file.password.is_some() {
        options.reading.password.clone_from(&file.password);
    }
    options
}

fn view(side: &Side) -> View {
    match &side.document {
        Some(document) => View::of(document),
        None => View::of_records(&side.records),
    }
}

fn compared(
    [paper, online]: [&Held; 2],
    options: &Options,
    renderer: Option<&Renderer>,
) -> Result<Told, Problem> {
    let files = [loaded(paper)?, loaded(online)?];
    say(&Told::Phase("读取纸质件".to_owned()));
    let mut left = Side::of_file(&files[0], &with_password(options, paper))?;
    say(&Told::Step);
    say(&Told::Phase("读取网上数据".to_owned()));
    let mut right = online::of_file(&files[1], &with_password(options, online))?;
    say(&Told::Step);
    say(&Told::Phase("核对".to_owned()));
    let mut notes = Vec::new();
    for (side, file, held) in [(&mut left, &files[0], paper), (&mut right, &files[1], online)] {
        let options = with_password(options, held);
        notes.extend(online::reprinted(side, &file.bytes, &held.name, renderer, &options));
    }
    let mut report = compare::compare_guarded(&left, &right)?;
    report.coverage.notes.extend(notes);
    say(&Told::Step);
    Ok(Told::Compared(Box::new(Compared {
        report: anchors::plain(&report)?,
        anchors: anchors::of(&left, &right)?,
        title: title(&[&right, &left]),
        views: [view(&left), view(&right)],
    })))
}

/// Name of the applicant or the project, from the side that has one.
fn title(sides: &[&Side]) -> String {
    let named = sides.iter().map(|side| {
        let title = side.document.as_ref().and_then(|document| document.title.as_deref());
        Identity::of(&side.records, title, "")
    });
    let names = named.flat_map(|identity| [identity.name, identity.title]);
    names.into_iter().find(|name| !name.is_empty()).unwrap_or_default()
}

/// Files whose pages are being looked at.
#[derive(Default)]
struct Open(VecDeque<(String, Arc<Pages>)>);

impl Open {
    fn pages(&mut self, file: &Held, options: &Options) -> Result<Arc<Pages>, Problem> {
        let key = file.sha256.clone().unwrap_or_else(|| file.path.to_string_lossy().into_owned());
        let known = self.0.iter().position(|(known, _)| *known == key);
        if let Some(opened) = known.and_then(|at| self.0.remove(at)) {
            let pages = Arc::clone(&opened.1);
            self.0.push_back(opened);
            return Ok(pages);
        }
        let options = with_password(options, file).reading;
        let pages = Pages::open(&loaded(file)?, &options)?.ok_or_else(|| {
            Problem::new(Code::NotADocument, "这种格式没有页面图像", "请看文字视图")
        })?;
        let pages = Arc::new(pages);
        self.0.push_back((key, Arc::clone(&pages)));
        while self.0.len() > OPEN {
            self.0.pop_front();
        }
        Ok(pages)
    }
}
