//! Which part of one file is which part of the other, and which file of one
//! folder is which of the other.

use crate::compare::stream::fold;
use crate::record::Record;
use crate::value::alike;
use serde_json::Value;

/// Pairs the records of two files: same kind, then who and what they are about.
/// Gives paper and online indices.
pub fn records(paper: &[Record], online: &[Record]) -> Vec<(usize, usize)> {
    let mut scored: Vec<(f64, usize, usize)> = Vec::new();
    for (p, left) in paper.iter().enumerate() {
        for (o, right) in online.iter().enumerate() {
            if left.kind() != right.kind() || left.kind().is_empty() || left.kind() == "other" {
                continue;
            }
            // Place decides between parts that say nothing about themselves.
            let place = 0.01 / (1.0 + (p as f64 - o as f64).abs());
            scored.push((likeness(left, right) + place, p, o));
        }
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (_, p, o) in scored {
        if pairs.iter().all(|(x, y)| *x != p && *y != o) {
            pairs.push((p, o));
        }
    }
    pairs.sort_by_key(|pair| pair.1);
    pairs
}

/// How surely two records are about the same thing.
pub fn likeness(a: &Record, b: &Record) -> f64 {
    let text = |record: &Record, pointer: &str| {
        record.get(pointer).and_then(Value::as_str).map(fold::folded).unwrap_or_default()
    };
    let alike = |pointer: &str| {
        let (x, y) = (text(a, pointer), text(b, pointer));
        if x.is_empty() || y.is_empty() { 0.0 } else { alike::likeness(&x, &y) }
    };
    let exact = |pointer: &str| if alike(pointer) >= 1.0 { 1.0 } else { 0.0 };
    4.0 * exact("/applicant/credit_code")
        + 2.0 * alike("/applicant/name").max(alike("/cover/applicant"))
        + alike("/cover/project_name")
            .max(alike("/project/task_name"))
            .max(alike("/project/instance"))
        + alike("/title")
        + exact("/template")
        + exact("/doc_number")
}

/// The outcome of pairing two folders.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Folders {
    /// Paper index and online index.
    pub pairs: Vec<(usize, usize)>,
    /// Paper files without a partner.
    pub only_paper: Vec<usize>,
    /// Online files without a partner.
    pub only_online: Vec<usize>,
    /// Files without a partner that are about the same as a pair.
    pub doubles: Vec<Double>,
}

/// A file that might have been paired in another's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Double {
    /// Whether it is a paper file.
    pub on_paper: bool,
    /// Its index.
    pub index: usize,
    /// The index of the pair.
    pub pair: usize,
}

/// What a file says about itself, for pairing.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Identity {
    /// Credit code, folded; empty when unknown.
    pub code: String,
    /// The applicant's name, folded.
    pub name: String,
    /// Project, scenario or title, folded.
    pub title: String,
    /// The file's name without extension, folded.
    pub file: String,
}

impl Identity {
    /// What the first telling record and the file's name say.
    pub fn of(records: &[Record], title: Option<&str>, path: &str) -> Self {
        let first = |pointers: &[&str]| {
            records
                .iter()
                .flat_map(|record| {
                    pointers.iter().filter_map(|p| record.get(p).and_then(Value::as_str))
                })
                .map(fold::folded)
                .find(|text| !text.is_empty())
                .unwrap_or_default()
        };
        let stem = std::path::Path::new(path).file_stem().map(|s| s.to_string_lossy().into_owned());
        let own = first(&[
            "/cover/project_name",
            "/project/task_name",
            "/cover/scenario_name",
            "/cover/factory_name",
            "/project/instance",
            "/title",
        ]);
        Self {
            code: first(&["/applicant/credit_code", "/applicant/organization_code"]),
            name: first(&["/applicant/name", "/cover/applicant"]),
            title: if own.is_empty() { title.map(fold::folded).unwrap_or_default() } else { own },
            file: fold::folded(&stem.unwrap_or_default()),
        }
    }
}

/// Pairs files by credit code, then name and title, then the file's own name.
/// A code that was misread or falsified must not keep a book from its partner,
/// so each later key takes what the earlier ones left.
pub fn folders(paper: &[Identity], online: &[Identity]) -> Folders {
    let mut folders = Folders {
        only_paper: (0..paper.len()).collect(),
        only_online: (0..online.len()).collect(),
        ..Folders::default()
    };
    // Several books of one applicant share the code: then the title decides as well.
    folders.take(|p, o| {
        let (p, o) = (&paper[p], &online[o]);
        (!p.code.is_empty() && p.code == o.code)
            .then(|| 1.0 + alike::likeness(&p.title, &o.title) + 0.5 * stem(p, o))
    });
    folders.take(|p, o| {
        let (p, o) = (&paper[p], &online[o]);
        (!p.name.is_empty() && p.name == o.name)
            .then(|| 1.0 + alike::likeness(&p.title, &o.title) + 0.5 * stem(p, o))
    });
    folders.take(|p, o| {
        let name = alike::likeness(&paper[p].name, &online[o].name);
        let title = alike::likeness(&paper[p].title, &online[o].title);
        let blank = paper[p].name.is_empty() || online[o].name.is_empty();
        let alike = if blank { title } else { 0.6 * name + 0.4 * title };
        (alike >= 0.85).then_some(alike)
    });
    folders.take(|p, o| (stem(&paper[p], &online[o]) >= 1.0).then_some(1.0));
    folders.pairs.sort_unstable();
    folders.find_doubles(paper, online);
    folders
}

/// Whether two files of one folder are about the same.
fn is_double(a: &Identity, b: &Identity) -> bool {
    let same = |x: &str, y: &str| !x.is_empty() && x == y;
    let title =
        a.title.is_empty() || b.title.is_empty() || alike::likeness(&a.title, &b.title) >= 0.85;
    title && (same(&a.code, &b.code) || same(&a.name, &b.name))
}

fn stem(p: &Identity, o: &Identity) -> f64 {
    // "123.paper.pdf" and "123.online.docx" differ in their role only.
    let bare = |text: &str| {
        let mut text = text.to_lowercase();
        for word in ["scan", "paper", "online", "纸质", "网上", "打印", "扫描", "填报", "件", "版"]
        {
            text = text.replace(word, "");
        }
        text.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
    };
    let (a, b) = (bare(&p.file), bare(&o.file));
    if !a.is_empty() && a == b { 1.0 } else { 0.0 }
}

impl Folders {
    fn find_doubles(&mut self, paper: &[Identity], online: &[Identity]) {
        let sides = [(true, paper, &self.only_paper), (false, online, &self.only_online)];
        for (on_paper, files, alone) in sides {
            for index in alone {
                let own = |pair: &(usize, usize)| if on_paper { pair.0 } else { pair.1 };
                let pair =
                    self.pairs.iter().position(|p| is_double(&files[*index], &files[own(p)]));
                if let Some(pair) = pair {
                    self.doubles.push(Double { on_paper, index: *index, pair });
                }
            }
        }
    }

    fn take(&mut self, score: impl Fn(usize, usize) -> Option<f64>) {
        let mut scored: Vec<(f64, usize, usize)> = Vec::new();
        for p in &self.only_paper {
            for o in &self.only_online {
                if let Some(score) = score(*p, *o) {
                    scored.push((score, *p, *o));
                }
            }
        }
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        for (_, p, o) in scored {
            if self.only_paper.contains(&p) && self.only_online.contains(&o) {
                self.only_paper.retain(|x| *x != p);
                self.only_online.retain(|x| *x != o);
                self.pairs.push((p, o));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book(code: &str, name: &str, title: &str, file: &str) -> Identity {
        Identity { code: code.into(), name: name.into(), title: title.into(), file: file.into() }
    }

    #[test]
    fn code_then_name_then_file() {
        let books = |rows: [&str; 5]| {
            rows.map(|row| {
                let parts: Vec<&str> = row.split('|').collect();
                book(parts[0], parts[1], parts[2], parts[3])
            })
        };
        let paper = books([
            "A1|甲公司|场景一|x",
            "A1|甲公司|场景二|y",
            "B9|乙公司|工厂|z",
            "|||12.paper",
            "|丁公司||q",
        ]);
        let online = books([
            "A1|甲公司|场景二|1",
            "A1|甲公司|场景一|2",
            "B1|乙公司|工厂|3",
            "|||12.online",
            "|戊公司||p",
        ]);
        let folders = folders(&paper, &online);
        assert_eq!(folders.pairs, vec![(0, 1), (1, 0), (2, 2), (3, 3)]);
        assert_eq!((folders.only_paper, folders.only_online), (vec![4], vec![4]));
        assert_eq!(folders.doubles, vec![]);
    }

    #[test]
    fn a_second_candidate_is_named() {
        let one = book("A1", "甲公司", "场景一", "x");
        let folders = folders(std::slice::from_ref(&one), &[one.clone(), one.clone()]);
        assert_eq!(folders.pairs, vec![(0, 0)]);
        assert_eq!(folders.doubles, vec![Double { on_paper: false, index: 1, pair: 0 }]);
    }
}
