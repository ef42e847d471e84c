//! Whether the files of an index are what they were when they were written.

use super::index::Index;

impl Index {
    /// What is wrong with the index's own files, by their check sums; a line each.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        match self.inner.validate_checksum() {
            Ok(damaged) => {
                let mut files: Vec<_> =
                    damaged.iter().map(|file| file.display().to_string()).collect();
                files.sort();
                faults.extend(files.iter().map(|file| format!("索引文件 {file} 与校验和不符")));
            }
            Err(error) => faults.push(format!("索引读不出（{error}）")),
        }
        // A file that is gone has no check sum: opening its segment finds it missing.
        if let Err(error) = self.inner.reader() {
            faults.push(format!("索引缺少文件（{error}）"));
        }
        faults
    }
}
