//! What went wrong, in one line that its reader can act on: a failure of the
//! whole file is a [`Problem`], a loss inside an otherwise read file a [`Warning`].

mod alike;
mod warning;

pub use alike::Alike;
pub use warning::{Warning, WarningCode, Weight};

use serde::{Deserialize, Serialize};
use std::fmt;

/// The kind of a failure. Scripts rely on [`Code::as_str`]; never rename one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// The operating system refused: missing file, no permission, disk error.
    Io,
    /// The file holds no bytes.
    EmptyFile,
    /// No reader knows this content.
    UnknownFormat,
    #[serde(rename = "unsupported-format")]
    /// The kind is known, and no reader of it may or can be had.
    Unsupported,
    /// The content is known, but the file is cut short or damaged beyond reading.
    Damaged,
    /// A password is needed.
    Encrypted,
    /// The password given does not open the file.
    WrongPassword,
    /// The file opens, but holds no text at all (and nothing to recognise text from).
    NoText,
    /// A limit of [`crate::intake::Limits`] was reached.
    LimitExceeded,
    /// The character recognition models are not installed.
    ModelsMissing,
    /// Two things that must be compared cannot be (wrong kind of input).
    NotComparable,
    /// A form definition or another input file of the user's is faulty.
    BadDefinition,
    /// The library folder is in use, of another version or damaged.
    Library,
    /// A search query that cannot be understood.
    BadQuery,
    /// A by-product of an operating system or office program (`.DS_Store`, `~$` lock files).
    NotADocument,
    /// A defect of this program; the message asks for a report.
    Internal,
}

impl Code {
    /// The code of a stable name; [`Code::Internal`] for one of another version.
    pub fn named(name: &str) -> Self {
        serde_json::from_value(serde_json::Value::from(name)).unwrap_or(Self::Internal)
    }

    /// The stable name that stands in messages and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Io => "io",
            Self::EmptyFile => "empty-file",
            Self::UnknownFormat => "unknown-format",
            Self::Unsupported => "unsupported-format",
            Self::Damaged => "damaged",
            Self::Encrypted => "encrypted",
            Self::WrongPassword => "wrong-password",
            Self::NoText => "no-text",
            Self::LimitExceeded => "limit-exceeded",
            Self::ModelsMissing => "models-missing",
            Self::NotComparable => "not-comparable",
            Self::BadDefinition => "bad-definition",
            Self::Library => "library",
            Self::BadQuery => "bad-query",
            Self::NotADocument => "not-a-document",
            Self::Internal => "internal",
        }
    }
}

/// A failure of one file or one request. `Display` gives the single Chinese
/// line that goes to stderr, without the file's name: what and why, then what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub struct Problem {
    /// The kind of failure.
    pub code: Code,
    /// What happened and why, in Chinese, no line breaks.
    pub message: String,
    /// What the user can do, in Chinese; empty when there is nothing.
    pub hint: String,
}

impl Problem {
    /// A problem from its three parts.
    pub fn new(code: Code, message: impl Into<String>, hint: impl Into<String>) -> Self {
        // Libraries word their errors on several lines.
        let message = message.into().replace(['\n', '\r'], " ");
        Self { code, message, hint: hint.into() }
    }

    /// A damaged file: `why` says what could not be read, or is what a library says of it.
    pub fn damaged(why: impl fmt::Display) -> Self {
        let why = in_words(&why.to_string());
        Self::new(Code::Damaged, format!("文件已损坏：{why}"), "请重新获取原件后再试")
    }

    /// The line for stderr: code, file, what, why, what to do.
    pub fn line(&self, file: &str) -> String {
        one_line(&format!("错误[{}] {}：{}", self.code.as_str(), file, self))
    }
}

/// What a library says of a fault, where it is meant for people; else what it comes to.
fn in_words(why: &str) -> String {
    let cut = ["UnexpectedEof", "fill whole buffer", "nexpected end", "runcated", "end of file"];
    if cut.iter().any(|words| why.contains(words)) {
        return "内容不完整，在中途结束".to_owned();
    }
    let is_code = why.contains("::") || why.contains(['{', '}']) || why.contains("(\"");
    if is_code { "内容不合格式".to_owned() } else { why.to_owned() }
}

/// A text as one line of a terminal: names of files may hold line breaks, colours and turns
/// of the writing direction, which would say something else than stands there.
pub fn one_line(text: &str) -> String {
    let shown = |c: char| match c {
        '\n' | '\r' | '\t' => ' ',
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        '\u{7f}'..='\u{9f}' => '\u{fffd}',
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c => c,
    };
    text.chars().map(shown).collect()
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if !self.hint.is_empty() {
            write!(f, "；{}", self.hint)?;
        }
        Ok(())
    }
}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind;
        let (message, hint) = match error.kind() {
            ErrorKind::NotFound => ("文件不存在".to_owned(), "请检查路径"),
            ErrorKind::PermissionDenied => ("没有读写权限".to_owned(), "请检查文件权限"),
            _ => (format!("读写失败（{error}）"), "请检查磁盘和路径"),
        };
        Self::new(Code::Io, message, hint)
    }
}

/// Does work on one file. A panic in it (a defect here or in a library below)
/// becomes [`Code::Internal`], so that a batch goes on.
///
/// # Errors
///
/// Those of the work itself.
pub fn guarded<T>(work: impl FnOnce() -> Result<T, Problem>) -> Result<T, Problem> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).unwrap_or_else(|_| {
        Err(Problem::new(
            Code::Internal,
            "处理时程序内部出错，此文件未能读出",
            "文件可能已损坏；请把文件和版本号报告给开发者",
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_worded_on_several_lines_is_one_line() {
        let problem = Problem::damaged("I/O errors\nNot enough bytes");
        assert_eq!(problem.message, "文件已损坏：I/O errors Not enough bytes");
    }

    #[test]
    fn what_a_library_says_in_its_own_code_is_put_into_words() {
        let seven =
            "Io(Error { kind: UnexpectedEof, message: \"failed to fill whole buffer\" }, \"\")";
        assert_eq!(Problem::damaged(seven).message, "文件已损坏：内容不完整，在中途结束");
        let png = "Format error decoding Png: ChunkType { type: abcd }";
        assert_eq!(Problem::damaged(png).message, "文件已损坏：内容不合格式");
    }

    #[test]
    fn a_name_cannot_colour_turn_or_break_the_line() {
        let line = Problem::damaged("x").line("甲\u{1b}[31m\u{202e}乙\n丙.pdf");
        assert_eq!(
            line,
            "错误[damaged] 甲␛[31m\u{fffd}乙 丙.pdf：文件已损坏：x；请重新获取原件后再试"
        );
    }
}
