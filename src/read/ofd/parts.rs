//! Members of an OFD package by the locations written in its parts: absolute,
//! relative, with backslashes, in the wrong case, or relative to the wrong folder.

use super::tree::{self, Node};
use crate::intake::Limits;
use crate::problem::{Code, Problem};
use crate::read::package::Package;
use std::collections::HashMap;

/// The package with its index of names.
#[derive(Debug)]
pub(super) struct Parts<'a> {
    package: Package<'a>,
    /// Members by the last part of their name, for locations that lead nowhere.
    by_base: HashMap<String, Vec<String>>,
    nesting: usize,
}

impl<'a> Parts<'a> {
    /// Opens the package.
    ///
    /// # Errors
    ///
    /// Not a zip, or encrypted as a whole.
    pub fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, Problem> {
        let package = Package::open(bytes, limits)?;
        let mut by_base: HashMap<String, Vec<String>> = HashMap::new();
        let mut encrypted = false;
        for name in package.names() {
            let base = base_name(name).to_lowercase();
            encrypted |= matches!(base.as_str(), "encryptions.xml" | "decryptseed.dat");
            by_base.entry(base).or_default().push(name.to_owned());
        }
        if encrypted {
            return Err(encrypted_package());
        }
        Ok(Self { package, by_base, nesting: limits.nesting })
    }

    /// The name a location leads to, by the letter: relative to the folder of `from`.
    pub fn join(&self, from: &str, location: &str) -> String {
        let location = location.trim().replace('\\', "/");
        let mut folders: Vec<&str> = match location.strip_prefix('/') {
            Some(_) => Vec::new(),
            None => from.split('/').collect(),
        };
        folders.pop();
        for part in location.split('/') {
            match part {
                "" => {}
                ".." => {
                    folders.pop();
                }
                part => folders.push(part),
            }
        }
        // A trailing "." keeps the folder open for `join` to take its parent.
        let mut kept: Vec<&str> = folders.iter().copied().filter(|part| *part != ".").collect();
        if folders.last() == Some(&".") {
            kept.push(".");
        }
        kept.join("/")
    }

    /// The member that a location in the part `from` means.
    pub fn find(&self, from: &str, location: &str) -> Option<String> {
        let direct = self.join(from, location);
        let from_root = self.join("", location);
        let from_document = self.join(&format!("{}/.", from.split('/').next()?), location);
        for name in [direct, from_root, from_document] {
            if self.package.has(&name) {
                return Some(name);
            }
        }
        match self.by_base.get(&base_name(location).to_lowercase()).map(Vec::as_slice) {
            Some([only]) => Some(only.clone()),
            _ => None,
        }
    }

    /// Whether any member of that base name is there, and which.
    pub fn any(&self, base: &str) -> Option<&str> {
        self.by_base.get(&base.to_lowercase())?.first().map(String::as_str)
    }

    /// A member's bytes.
    ///
    /// # Errors
    ///
    /// Absent, encrypted or beyond the limits.
    pub fn bytes(&self, name: &str) -> Result<Vec<u8>, Problem> {
        match self.package.read(name) {
            Some(unpacked) => Ok(unpacked?.bytes),
            None => Err(Problem::damaged(format!("缺少部件 {name}"))),
        }
    }

    /// A part as a tree; the flag says that its XML is defective.
    ///
    /// # Errors
    ///
    /// As [`Parts::bytes`].
    pub fn tree(&self, name: &str) -> Result<(Node, bool), Problem> {
        tree::parse(&self.bytes(name)?, self.nesting)
    }
}

fn base_name(name: &str) -> &str {
    name.trim().rsplit(['/', '\\']).next().unwrap_or(name)
}

fn encrypted_package() -> Problem {
    Problem::new(
        Code::Encrypted,
        "OFD 文件已加密（GM/T 0099），无法读取",
        "请用原软件解密，或向发文单位索取未加密的文件",
    )
}
