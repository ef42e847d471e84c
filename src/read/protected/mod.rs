//! Word and Excel files under a password: standard encryption of OOXML and RC4
//! of Word 97–2003 are taken off by `office-crypto`; agile encryption, workbooks
//! of Excel 97–2003 and XOR, which it does not know, here.

mod agile;
mod digest;
mod rc4;
mod workbook;
mod xor;

pub use workbook::{is_encrypted, workbook};
pub use xor::Xor;

use super::{docx, sheet};
use crate::document::Document;
use crate::intake::ole::Ole;
use crate::intake::{Format, Limits};
use crate::problem::{Code, Problem};
use crate::read::Options;
use office_crypto::{DecryptError, decrypt_from_bytes};
use std::io::{Cursor, Write};
use std::panic::catch_unwind;
use std::path::Path;

/// Excel's own password of workbooks that are only kept from being changed.
const EXCEL_DEFAULT: &str = "VelvetSweatshop";

/// Why a password did not open a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// The file's own verifier says so.
    WrongPassword,
    /// A scheme that is not known.
    Unknown,
    /// What tells of the encryption is not whole.
    Damaged,
}

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
    let (info, package) = (&streams[0].1, &streams[1].1);
    let agile = agile::is_agile(info);
    let container = if agile { Vec::new() } else { container(&streams)? };
    let given = options.password.as_deref();
    let mut unknown = None;
    for password in given.into_iter().chain([EXCEL_DEFAULT]) {
        let opened = if agile {
            agile::package(info, package, password, &options.limits)
        } else {
            decrypted(&container, password).map_err(|error| match error {
                DecryptError::Unimplemented(_) => Fault::Unknown,
                _ => Fault::Damaged,
            })
        };
        match opened {
            // The standard scheme tells no wrong password: what comes out must be a package.
            Ok(package) => match Format::of(&package, Path::new("")) {
                Some(Format::Docx) => return docx::read(&package, options),
                Some(Format::Xlsx) => return sheet::read(&package, options),
                _ => {}
            },
            Err(Fault::WrongPassword) => {}
            Err(fault) => unknown = Some(told(fault, given)),
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

/// What hides a Word 97–2003 file under XOR, from its verifier and key.
///
/// # Errors
///
/// No password or a wrong one.
pub(super) fn word_xor(key: [u16; 2], options: &Options) -> Result<Xor, Problem> {
    let Some(password) = options.password.as_deref() else { return Err(refused(None)) };
    let [verifier, key] = key;
    Xor::open(key, verifier, password).map_err(|fault| told(fault, Some(password)))
}

/// The one line about a fault.
fn told(fault: Fault, given: Option<&str>) -> Problem {
    match fault {
        Fault::WrongPassword => refused(given),
        Fault::Unknown => scheme("不支持其加密算法"),
        Fault::Damaged => Problem::damaged("加密信息不完整"),
    }
}

/// The one line about a scheme that nobody here knows.
fn scheme(why: &str) -> Problem {
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
    let container = Ole::open(bytes)?;
    let mut found = Vec::new();
    for name in names {
        let Some(content) = container.stream(name, limits.protected_bytes + 1) else { continue };
        if content.len() as u64 > limits.protected_bytes {
            return Err(too_large(limits));
        }
        found.push(((*name).to_owned(), content));
    }
    Ok(found)
}

fn too_large(limits: &Limits) -> Problem {
    Problem::new(
        Code::LimitExceeded,
        format!("加密文件超过上限 {} 字节", limits.protected_bytes),
        "请用原软件去掉密码后再读取",
    )
}

/// A sound container of these streams alone, of the version that every program
/// reads: the parsers of libraries are not made for containers that were tampered with.
pub(super) fn container(streams: &[(String, Vec<u8>)]) -> Result<Vec<u8>, Problem> {
    let build = || -> std::io::Result<Vec<u8>> {
        let mut container =
            cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new()))?;
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
        let document = read::read(file, &options).map_err(|problem| problem.code)?.unmended();
        Ok(document.tables().map(|(_, table)| table.text().content).collect())
    }

    #[test]
    fn files_of_all_schemes_open_with_their_password_alone() {
        for (name, password) in [
            ("agile.docx", "申报2025"),
            ("agile-sha1.docx", "申报2025"),
            ("rc4.doc", "secret25"),
            ("xor.doc", "secret25"),
            ("rc4.xls", "申报2025"),
            ("cryptoapi.xls", "申报2025"),
            ("xor.xls", "secret25"),
        ] {
            let file = fixture(name);
            let found = text(&file, Some(password)).unwrap();
            assert_eq!(found, "企业名称\t澄江精密制造有限公司\n联系人\t顾明远", "{name}");
            assert_eq!(text(&file, None), Err(Code::Encrypted), "{name}");
            assert_eq!(text(&file, Some("secret24")), Err(Code::WrongPassword), "{name}");
        }
    }

    #[test]
    fn a_container_that_lacks_its_last_bytes_is_read() {
        for (name, password) in
            [("rc4.doc", "secret25"), ("xor.doc", "secret25"), ("rc4.xls", "申报2025")]
        {
            let whole = fixture(name);
            for cut in [1, 3, 100] {
                let bytes = whole.bytes[..whole.bytes.len() - cut].to_vec();
                let file = Loaded::new(whole.path.clone(), bytes.into(), whole.format);
                assert_eq!(
                    text(&file, Some(password)),
                    text(&whole, Some(password)),
                    "{name} -{cut}"
                );
            }
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
        for name in [
            "agile.docx",
            "rc4.doc",
            "standard-default.xlsx",
            "cryptoapi.xls",
            "rc4.xls",
            "xor.doc",
            "xor.xls",
        ] {
            let whole = fixture(name);
            for at in (0..whole.bytes.len()).step_by(613) {
                let mut bytes = whole.bytes.to_vec();
                bytes[at] ^= 0x55;
                let file = Loaded::new(whole.path.clone(), bytes.into(), whole.format);
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
