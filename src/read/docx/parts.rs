//! The parts of an OPC package and how they refer to each other, whether they
//! come from a zip (DOCX) or from one flat XML file.

use crate::problem::Problem;
use crate::read::package::Package;
use crate::read::related::{self, Relationship};
use crate::read::xml;
use std::collections::HashMap;

/// Where parts come from.
pub enum Parts<'a> {
    /// A zip package.
    Zip(Package<'a>),
    /// Parts already in memory, by name without a leading slash (flat OPC).
    Flat(HashMap<String, Vec<u8>>),
}

impl Parts<'_> {
    /// A part's bytes and whether they were cut short; `None` when it is not there.
    pub fn read(&self, name: &str) -> Option<Result<(Vec<u8>, bool), Problem>> {
        match self {
            Self::Zip(package) => {
                package.read(name).map(|read| read.map(|part| (part.bytes, part.cut)))
            }
            Self::Flat(parts) => parts.get(name).map(|bytes| Ok((bytes.clone(), false))),
        }
    }

    fn has(&self, name: &str) -> bool {
        match self {
            Self::Zip(package) => package.has(name),
            Self::Flat(parts) => parts.contains_key(name),
        }
    }

    /// A part's characters; empty when it is missing or cannot be unpacked.
    pub fn text(&self, name: &str) -> String {
        match self.read(name) {
            Some(Ok((bytes, _))) => xml::decode(&bytes).into_owned(),
            _ => String::new(),
        }
    }

    /// The names of all parts.
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::Zip(package) => package.names().collect(),
            Self::Flat(parts) => parts.keys().map(String::as_str).collect(),
        }
    }

    /// What a part refers to (inside the package only); the package itself for "".
    pub fn relationships(&self, part: &str) -> Vec<Relationship> {
        related::of(part, &self.text(&related::place(part)))
    }

    /// The name of the main document: as the package says, else by its usual name.
    pub fn main(&self) -> Option<String> {
        let said = self
            .relationships("")
            .into_iter()
            .find(|r| r.kind == "officeDocument")
            .map(|r| r.target)
            .filter(|target| self.has(target));
        said.or_else(|| {
            let names = self.names();
            let usual = |name: &&&str| name.eq_ignore_ascii_case("word/document.xml");
            let like = |name: &&&str| {
                let lower = name.to_ascii_lowercase();
                lower.starts_with("word/document") && lower.ends_with(".xml")
            };
            names.iter().find(usual).or_else(|| names.iter().find(like)).map(|n| (*n).to_owned())
        })
    }
}
