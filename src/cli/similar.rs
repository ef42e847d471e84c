//! `shenbao similar`: records like one of the library, or like a file.

use super::ReadingFlags;
use crate::extract::{self, Source};
use crate::library::{Item, Library, Similar};
use crate::problem::{Code, Problem};
use crate::report::hits::kind_name;
use crate::search::{Card, Entry};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// 找资料库里相似的记录，并说明像在哪里
#[derive(Debug, Args)]
pub struct Flags {
    /// 记录的编号（检索结果中的 id），或一个文件
    #[arg(value_name = "编号或文件")]
    of: String,
    /// 资料库文件夹
    #[arg(long, value_name = "文件夹", default_value = super::LIBRARY)]
    library: PathBuf,
    /// 最多几条
    #[arg(long, value_name = "条数", default_value_t = 10)]
    limit: usize,
    /// 输出格式
    #[arg(long, value_name = "格式", value_enum, default_value = "text")]
    format: Shape,
    #[command(flatten)]
    reading: ReadingFlags,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    Text,
    Json,
}

/// Runs the command.
pub fn run(flags: &Flags) -> ExitCode {
    match similar(flags) {
        Ok(found) => {
            super::say(shown(&found, flags.format).trim_end());
            ExitCode::from(u8::from(found.is_empty()))
        }
        Err(problem) => super::fail(&problem, &flags.of, 2),
    }
}

fn similar(flags: &Flags) -> Result<Vec<Similar>, Problem> {
    let library = Library::open(&flags.library)?;
    let entry = match flags.of.parse::<u64>() {
        Ok(id) if !Path::new(&flags.of).exists() => {
            let stored = library.catalogue().record(id)?.ok_or_else(|| {
                let hint = "编号见检索结果的 id；也可以给一个文件";
                Problem::new(Code::BadQuery, format!("资料库里没有第 {id} 号记录"), hint)
            })?;
            stored.entry()
        }
        _ => of_file(flags)?,
    };
    library.similar(&entry, flags.limit)
}

/// The entry of a file's first record.
fn of_file(flags: &Flags) -> Result<Entry, Problem> {
    let options = flags.reading.options()?;
    let (extraction, document) = extract::extract_whole(Path::new(&flags.of), &options)?;
    let item = Item::of(extraction, &document, options.edition());
    let mut parts = item.parts.into_iter();
    let part = parts.next().ok_or_else(|| Problem::new(Code::NoText, "文件里没有文字", ""))?;
    let mut entry = Entry::of(&part.record);
    let Source { path, sha256, format, .. } = item.source;
    entry.in_file(Card { path, sha256, format, ..Card::default() }, part.text);
    Ok(entry)
}

fn shown(found: &[Similar], format: Shape) -> String {
    if format == Shape::Json {
        return serde_json::to_string_pretty(found).unwrap_or_default();
    }
    let mut out = format!("相似的 {} 条\n", found.len());
    for (n, similar) in found.iter().enumerate() {
        let hit = &similar.hit;
        let year = hit.year.map(|year| format!(" · {year}年")).unwrap_or_default();
        out.push_str(&format!(
            "\n{}. {}\n   {}{year} · 记录 {} · {}\n",
            n + 1,
            hit.title,
            kind_name(&hit.kind),
            hit.id,
            hit.path
        ));
        for why in &similar.why {
            out.push_str(&format!("   {why}\n"));
        }
    }
    out
}
