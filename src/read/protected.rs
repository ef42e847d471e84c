//! Word and Excel files under a password: agile and standard encryption of
//! OOXML, RC4 of Word 97–2003, taken off by `office-crypto`.

use super::{docx, sheet};
use crate::document::Document;
use crate::extract::Options;
use crate::intake::{Format, Limits};
use crate::problem::{Code, Problem};
use office_crypto::{DecryptError, decrypt_from_bytes};
use std::io::{Cursor, Read, Write};
use std::panic::catch_unwind;
use std::path::Path;

/// Excel's own password of workbooks that are only kept from being changed.
const EXCEL_DEFAULT: &str = "VelvetSweatshop";

/// Reads an OLE container that holds an encrypted OOXML package.
///
/// # Errors
///
/// No password or a wrong one, a scheme that is not known, damaged, or beyond the limits in force.
pub fn read(bytes: &[u8], options: &Options) -> Result<Document, Problem> {
    let streams = streams(bytes, &["EncryptionInfo", "EncryptedPackage"], &options.limits)?;
    if streams.len() < 2 {
        return Err(Problem::new(
            Code::Encrypted,
            "文件受权限管理（IRM）保护，密码打不开",
            "请由有权限的人另存为不加保护的文件",
        ));
    }
    let container = container(&streams)?;
    let given = options.password.as_deref();
    let mut unknown = None;
    for password in given.into_iter().chain([EXCEL_DEFAULT]) {
        match decrypted(&container, password) {
            // The scheme itself does not tell a wrong password: what comes out must be a package.
            Ok(package) => match Format::of(&package, Path::new("")) {
                Some(Format::Docx) => return docx::read(&package, options),
                Some(Format::Xlsx) => return sheet::read(&package, options),
                _ => {}
            },
            Err(DecryptError::Unimplemented(_)) => unknown = Some(scheme("不支持其加密算法")),
            Err(_) => unknown = Some(Problem::damaged("加密信息不完整")),
        }
    }
    Err(unknown.unwrap_or_else(|| refused(given)))
}

/// A Word 97–2003 file without its encryption.
///
/// # Errors
///
/// As [`read`].
pub(super) fn word(bytes: &[u8], table: &str, options: &Options) -> Result<Vec<u8>, Problem> {
    let Some(password) = options.password.as_deref() else { return Err(refused(None)) };
    let streams = streams(bytes, &["WordDocument", table, "Data"], &options.limits)?;
    decrypted(&container(&streams)?, password).map_err(|error| match error {
        DecryptError::Unimplemented(_) => scheme("不支持其加密算法"),
        // A verifier in the file told.
        _ => refused(Some(password)),
    })
}

/// The one line about a scheme that nobody here knows.
pub(super) fn scheme(why: &str) -> Problem {
    Problem::new(Code::Encrypted, format!("文件已加密，{why}"), "请用原软件去掉密码后再读取")
}

/// The one line about a password that is missing or does not fit.
fn refused(given: Option<&str>) -> Problem {
    match given {
        None => Problem::new(Code::Encrypted, "文件已加密，需要密码", "请用 --password 给出密码"),
        Some(_) => Problem::new(Code::WrongPassword, "密码不对，打不开此文件", "请核对 --password"),
    }
}

/// The named streams of a container, as far as they are there.
fn streams(
    bytes: &[u8],
    names: &[&str],
    limits: &Limits,
) -> Result<Vec<(String, Vec<u8>)>, Problem> {
    let mut container = cfb::CompoundFile::open(Cursor::new(bytes))
        .map_err(|error| Problem::damaged(format!("OLE 容器无法打开（{error}）")))?;
    let mut found = Vec::new();
    for name in names {
        let Ok(stream) = container.open_stream(format!("/{name}")) else { continue };
        let mut content = Vec::new();
        let _ = stream.take(limits.protected_bytes + 1).read_to_end(&mut content);
        if content.len() as u64 > limits.protected_bytes {
            return Err(Problem::new(
                Code::LimitExceeded,
                format!("加密文件超过上限 {} 字节", limits.protected_bytes),
                "请用原软件去掉密码后再读取",
            ));
        }
        found.push(((*name).to_owned(), content));
    }
    Ok(found)
}

/// A sound container of these streams alone: the parser of the library below
/// is not made for containers that were tampered with.
fn container(streams: &[(String, Vec<u8>)]) -> Result<Vec<u8>, Problem> {
    let build = || -> std::io::Result<Vec<u8>> {
        let mut container = cfb::CompoundFile::create(Cursor::new(Vec::new()))?;
        for (name, content) in streams {
            container.create_stream(format!("/{name}"))?.write_all(content)?;
        }
        container.flush()?;
        Ok(container.into_inner().into_inner())
    };
    build().map_err(Problem::damaged)
}

/// Takes the encryption off; the library may panic at numbers that were tampered with.
fn decrypted(container: &[u8], password: &str) -> Result<Vec<u8>, DecryptError> {
    catch_unwind(|| decrypt_from_bytes(container.to_vec(), password))
        .unwrap_or(Err(DecryptError::InvalidStructure))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::{self, Loaded};
    use crate::read;

    fn fixture(name: &str) -> Loaded {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/protected");
        intake::load(&folder.join(name), &Limits::default()).unwrap()
    }

    fn text(file: &Loaded, password: Option<&str>) -> Result<String, Code> {
        let options = Options { password: password.map(str::to_owned), ..Options::default() };
        let document = read::read(file, &options).map_err(|problem| problem.code)?;
        Ok(document.tables().map(|(_, table)| table.text().content).collect())
    }

    #[test]
    fn word_files_of_both_generations_open_with_their_password() {
        for (name, password) in [("agile.docx", "申报2025"), ("rc4.doc", "secret25")] {
            let file = fixture(name);
            let found = text(&file, Some(password)).unwrap();
            assert_eq!(found, "企业名称\t澄江精密制造有限公司\n联系人\t顾明远", "{name}");
            assert_eq!(text(&file, None), Err(Code::Encrypted), "{name}");
            assert_eq!(text(&file, Some("secret24")), Err(Code::WrongPassword), "{name}");
        }
    }

    #[test]
    fn a_workbook_kept_from_changes_opens_without_a_password() {
        let file = fixture("standard-default.xlsx");
        for given in [None, Some("other")] {
            assert_eq!(text(&file, given).unwrap(), "企业名称\t澄江精密制造有限公司");
        }
    }

    #[test]
    fn tampered_encryption_ends_in_a_problem() {
        for name in ["agile.docx", "rc4.doc", "standard-default.xlsx"] {
            let whole = fixture(name);
            for at in (0..whole.bytes.len()).step_by(613) {
                let mut bytes = whole.bytes.to_vec();
                bytes[at] ^= 0x55;
                let file = Loaded { bytes: bytes.into(), ..whole.clone() };
                for password in [None, Some("secret25")] {
                    assert_ne!(text(&file, password), Err(Code::Internal), "{name} at {at}");
                }
            }
        }
    }

    #[test]
    fn an_encrypted_file_over_the_limit_is_refused() {
        let limits = Limits { protected_bytes: 1000, ..Limits::default() };
        let options = Options { limits, ..Options::default() };
        let problem = read::read(&fixture("agile.docx"), &options).unwrap_err();
        assert_eq!(problem.code, Code::LimitExceeded);
    }
}
