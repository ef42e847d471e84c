//! Names of files as people read them. A name is bytes on a disk and in an archive, and
//! nothing says in which encoding: Chinese Windows writes GBK, Taiwan's Big5, a Mac takes
//! characters apart (NFD). Shown is one form, composed; the bytes stay beside it, so that
//! two names never become one.

use super::everyday;
use encoding_rs::{BIG5, Encoding, GB18030, UTF_8};
use std::path::{Path, PathBuf};
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// A name as it is shown, and its bytes where they are others.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name {
    /// The name in characters, composed.
    pub shown: String,
    /// The bytes on disk, where they are not those of `shown`; else empty.
    pub raw: Vec<u8>,
}

impl Name {
    /// A name that is known in characters alone.
    pub fn plain(shown: impl Into<String>) -> Self {
        Self { shown: composed(shown.into()), raw: Vec::new() }
    }

    /// The name of a path on disk. Every step of it may be in another encoding.
    pub fn of_path(path: &Path) -> Self {
        let bytes = path.as_os_str().as_encoded_bytes();
        let shown = match std::str::from_utf8(bytes) {
            Ok(text) => composed(text.to_owned()),
            Err(_) => {
                let steps =
                    bytes.split(|b| *b == b'/').map(|step| decode(step, encoding_of([step])));
                composed(steps.collect::<Vec<_>>().join("/"))
            }
        };
        let raw = if shown.as_bytes() == bytes { Vec::new() } else { bytes.to_vec() };
        Self { shown, raw }
    }

    /// The path on disk.
    pub fn path(&self) -> PathBuf {
        #[cfg(unix)]
        if !self.raw.is_empty() {
            use std::os::unix::ffi::OsStrExt;
            return PathBuf::from(std::ffi::OsStr::from_bytes(&self.raw));
        }
        PathBuf::from(&self.shown)
    }
}

/// One form for all writings of the same characters.
fn composed(text: String) -> String {
    if is_nfc(&text) { text } else { text.nfc().collect() }
}

/// Names that were written by one program are in one encoding: the one under which all of
/// them together make the most sense. What is valid UTF-8 may still be none (目录 in GBK
/// is Ŀ¼ in UTF-8).
pub fn encoding_of<'a>(names: impl IntoIterator<Item = &'a [u8]> + Clone) -> &'static Encoding {
    let score = |encoding: &'static Encoding| {
        let (mut frequent, mut high, mut faults) = (0i64, 0i64, 0i64);
        for name in names.clone() {
            let (text, faulty) = encoding.decode_without_bom_handling(name);
            faults += if faulty { text.matches('\u{fffd}').count() as i64 } else { 0 };
            let characters: Vec<char> = text.chars().collect();
            for (at, c) in characters.iter().copied().enumerate().filter(|(_, c)| !c.is_ascii()) {
                high += 1;
                let known = if encoding == UTF_8 {
                    // Letters with accents stand beside letters without.
                    let beside = |at: Option<usize>| {
                        let next = at.and_then(|at| characters.get(at));
                        next.is_some_and(|next| next.is_ascii_alphabetic())
                    };
                    let accented =
                        c.is_alphabetic() && (beside(at.checked_sub(1)) || beside(Some(at + 1)));
                    everyday::is_everyday(c) || accented || c.is_alphanumeric() && c >= '\u{2e80}'
                } else {
                    everyday::is_frequent_in(encoding, c)
                        || everyday::is_everyday(c) && !c.is_alphabetic()
                };
                frequent += i64::from(known);
            }
        }
        (frequent * 1000 - faults * 5000) / high.max(1)
    };
    // In doubt the first of them counts.
    let mut best = (UTF_8, score(UTF_8));
    for encoding in [GB18030, BIG5] {
        let score = score(encoding);
        if score > best.1 {
            best = (encoding, score);
        }
    }
    best.0
}

/// The characters of a name in an encoding, composed; no character is lost without a sign.
pub fn decode(name: &[u8], encoding: &'static Encoding) -> String {
    composed(encoding.decode_without_bom_handling(name).0.into_owned())
}

/// A name told apart from earlier ones of the same writing: `甲〔2〕.docx`.
pub fn numbered(name: &str, copy: usize) -> String {
    let start = name.rfind('/').map_or(0, |at| at + 1);
    let (folder, file) = name.split_at(start);
    match file.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()) {
        Some((stem, end)) => format!("{folder}{stem}〔{copy}〕.{end}"),
        None => format!("{name}〔{copy}〕"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(bytes: &[u8]) -> String {
        decode(bytes, encoding_of([bytes]))
    }

    #[test]
    fn names_in_every_encoding_of_chinese_systems() {
        for name in ["申报书.docx", "目录", "附件2 汇总表（盖章）.xlsx", "某重工集团有限公司"]
        {
            assert_eq!(told(name.as_bytes()), name);
            assert_eq!(told(&GB18030.encode(name).0), name, "GBK");
        }
        for name in ["關於組織申報的通知.pdf", "申請書", "目錄"] {
            assert_eq!(told(&BIG5.encode(name).0), name, "Big5");
            assert_eq!(told(name.as_bytes()), name);
        }
        assert_eq!(told(b"report (1).pdf"), "report (1).pdf");
        assert_eq!(told("Größe café.txt".as_bytes()), "Größe café.txt");
    }

    #[cfg(unix)]
    #[test]
    fn names_on_disk_that_are_no_utf8_stay_two() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        let of = |name: &str| {
            let bytes = [b"d/".as_slice(), &GB18030.encode(name).0].concat();
            Name::of_path(Path::new(OsStr::from_bytes(&bytes)))
        };
        assert_eq!((of("甲厂").shown.as_str(), of("乙厂").shown.as_str()), ("d/甲厂", "d/乙厂"));
        assert!(!of("甲厂").raw.is_empty());
        // The same characters in UTF-8 are another file.
        assert_ne!(of("甲厂"), Name::of_path(Path::new("d/甲厂")));
    }

    #[test]
    fn decomposed_names_are_composed() {
        let apart = Path::new("d/Cafe\u{301}.txt");
        let name = Name::of_path(apart);
        assert_eq!(name.shown, "d/Caf\u{e9}.txt");
        assert_eq!(name.raw, apart.as_os_str().as_encoded_bytes());
    }

    #[test]
    fn copies_of_a_name_are_numbered_before_its_extension() {
        assert_eq!(numbered("夹.1/甲.docx", 2), "夹.1/甲〔2〕.docx");
        assert_eq!(numbered("夹.1/甲", 3), "夹.1/甲〔3〕");
    }
}
