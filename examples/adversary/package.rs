//! A package of parts (Word, OFD, workbooks): a zip in the order of its parts.

use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;

#[derive(Default, Clone)]
pub struct Package {
    pub parts: Vec<(String, Vec<u8>)>,
}

impl Package {
    pub fn open(bytes: &[u8]) -> Option<Self> {
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
        let mut parts = Vec::new();
        for index in 0..zip.len() {
            let mut member = zip.by_index(index).ok()?;
            let name = member.name().ok()?.into_owned();
            let mut content = Vec::new();
            member.read_to_end(&mut content).ok()?;
            parts.push((name, content));
        }
        Some(Self { parts })
    }

    pub fn text(&self, name: &str) -> Option<String> {
        let part = self.parts.iter().find(|(n, _)| n == name)?;
        String::from_utf8(part.1.clone()).ok()
    }

    pub fn set(&mut self, name: &str, content: impl Into<Vec<u8>>) {
        match self.parts.iter_mut().find(|(n, _)| n == name) {
            Some(part) => part.1 = content.into(),
            None => self.parts.push((name.to_owned(), content.into())),
        }
    }

    pub fn bytes(&self) -> Option<Vec<u8>> {
        self.packed(zip::CompressionMethod::Deflated)
    }

    pub fn packed(&self, method: zip::CompressionMethod) -> Option<Vec<u8>> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(method);
        for (name, content) in &self.parts {
            writer.start_file(name, options).ok()?;
            writer.write_all(content).ok()?;
        }
        writer.finish().ok().map(Cursor::into_inner)
    }
}
