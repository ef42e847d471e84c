//! Form files read: the built-in ones from the binary, the user's own from a folder.

use super::{Definition, Form, Index};
use crate::problem::{Code, Problem};
use std::path::{Path, PathBuf};

/// Where a form comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Part of the program.
    BuiltIn,
    /// A file of the user's.
    File(PathBuf),
}

/// The files of `forms/`, turned into one JSON list by the build script: parsing TOML
/// would take as long as reading a small book.
const BUILT_IN: &str = include_str!(concat!(env!("OUT_DIR"), "/forms.json"));

/// The built-in forms. A test proves that every file of theirs is sound.
pub fn built_in() -> Vec<Form> {
    let definitions: Vec<Definition> = serde_json::from_str(BUILT_IN).unwrap_or_default();
    definitions.into_iter().map(|d| form(d, Source::BuiltIn)).collect()
}

/// All `*.toml` of a folder, in the order of their names.
pub fn folder(folder: &Path) -> Result<Vec<Form>, Problem> {
    let entries = std::fs::read_dir(folder).map_err(|error| {
        let problem = Problem::from(error);
        Problem::new(
            problem.code,
            format!("表单文件夹 {}：{}", folder.display(), problem.message),
            problem.hint,
        )
    })?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|e| e.eq_ignore_ascii_case("toml")))
        .collect();
    files.sort();
    files.iter().map(|path| file(path)).collect()
}

/// One form file.
///
/// # Errors
///
/// A [`Problem`] naming the file, the line and the key at fault.
pub fn file(path: &Path) -> Result<Form, Problem> {
    let text = std::fs::read_to_string(path)?;
    let definition = parse(&text).map_err(|why| {
        Problem::new(
            Code::BadDefinition,
            format!("表单定义 {} {why}", path.display()),
            "请对照 docs/forms.zh-CN.md 修改",
        )
    })?;
    Ok(form(definition, Source::File(path.to_owned())))
}

/// Parses and checks a definition; the fault is one Chinese line with the line number.
pub fn parse(text: &str) -> Result<Definition, String> {
    let definition: Definition = toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| {
            text.get(..span.start).map_or(1, |before| before.matches('\n').count() + 1)
        });
        let message = error.message().replace('\n', " ");
        format!("第{line}行：{}", translated(&message))
    })?;
    match definition.faults().as_slice() {
        [] => Ok(definition),
        faults => {
            let line = faults.first().and_then(|fault| line_of(text, fault)).unwrap_or(1);
            Err(format!("第{line}行：{}", faults.join("；")))
        }
    }
}

fn form(definition: Definition, source: Source) -> Form {
    let index = Index::new(&definition);
    Form { definition, index, source }
}

/// The line on which the words between the first quotation marks of a fault stand.
fn line_of(text: &str, fault: &str) -> Option<usize> {
    let name = fault.split_once('“')?.1.split_once('”')?.0;
    let at = text.find(&format!("\"{name}\""))?;
    Some(text.get(..at)?.matches('\n').count() + 1)
}

/// The parser's usual complaints in Chinese; anything else stays as it is.
fn translated(message: &str) -> String {
    let backticked = |m: &str| m.split('`').nth(1).map(str::to_owned);
    let name = backticked(message).unwrap_or_default();
    if message.starts_with("unknown field") {
        format!("不认识的键“{name}”")
    } else if message.starts_with("missing field") {
        format!("缺少键“{name}”")
    } else if message.starts_with("unknown variant") {
        format!("不认识的取值“{name}”（{message}）")
    } else if message.starts_with("duplicate key") {
        format!("键重复（{message}）")
    } else {
        message.to_owned()
    }
}
