//! Works and their versions. A work is what a person would count once: a book, its scan, its
//! PDF and its later revision. Versions find each other by shingles that few files have, by
//! who and what they are about, and by the name under which one replaced the other.

use super::sketch::Sketch;
use crate::problem::WarningCode;
use foldhash::fast::FixedState;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Hashes of a file by which others may find it.
const LOOKED_UP: usize = 32;
/// Files that may share a hash before it tells nothing: words of a form stand in every book.
const COMMON: u32 = 200;

/// Files that are looked at closely, those that share most first.
const LOOKED_AT: usize = 64;

/// What decides between the versions of a work.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    /// Some name still leads to it.
    pub current: bool,
    /// It is not cut off or damaged.
    pub whole: bool,
    /// Last change on disk.
    pub modified: i64,
    /// Nothing of it had to be recognised.
    pub digital: bool,
    /// Hash of the file: two runs decide alike.
    pub sha256: String,
}

/// Warnings about a file that is cut off or damaged: what it lacks, its writer had written.
pub const BROKEN: &[WarningCode] = &[
    WarningCode::Damaged,
    WarningCode::DocumentCut,
    WarningCode::ImageDamaged,
    WarningCode::PackageDamaged,
    WarningCode::PageDamaged,
    WarningCode::PartDamaged,
    WarningCode::PartMissing,
    WarningCode::SheetUnread,
    WarningCode::XmlBroken,
];

/// The files that share a hash.
#[derive(Debug, Clone, Copy)]
struct Chain {
    last: u32,
    length: u32,
}

/// One of them, and the link of the one before.
#[derive(Debug, Clone, Copy)]
struct Link {
    file: u32,
    before: u32,
}

/// All files of a library by what they are told by.
#[derive(Debug, Default)]
pub struct Works {
    files: Vec<(String, Sketch)>,
    places: HashMap<String, usize>,
    /// The files that have a hash: the last of them in `links`, from which the others hang.
    by_hash: HashMap<u32, Chain, FixedState>,
    links: Vec<Link>,
    by_key: HashMap<String, Vec<u32>>,
    /// Which work a file is in, and the files of each work.
    work: Vec<u32>,
    members: HashMap<u32, Vec<u32>>,
}

impl Works {
    /// Adds a file as the catalogue has it, in its work.
    pub fn load(&mut self, sha256: String, sketch: Sketch, work: Option<&str>) {
        let place = self.place(sha256, sketch);
        if let Some(root) = work.and_then(|work| self.places.get(work)) {
            self.join(place, *root as u32);
        }
    }

    /// Adds a file and finds the work it is a version of; `before` is the file that stood
    /// under its name. Gives the files whose work may be another now.
    pub fn add(&mut self, sha256: &str, sketch: Sketch, before: Option<&str>) -> Vec<String> {
        // How many of the looked-up hashes a file shares.
        let mut shared: HashMap<u32, u32, FixedState> = HashMap::default();
        for hash in sketch.hashes.iter().take(LOOKED_UP) {
            let chain = self.by_hash.get(hash).filter(|chain| chain.length < COMMON);
            let Some(chain) = chain else { continue };
            let mut at = chain.last;
            for _ in 0..chain.length {
                let Some(link) = self.links.get(at as usize) else { break };
                *shared.entry(link.file).or_insert(0) += 1;
                at = link.before;
            }
        }
        for key in sketch.keys() {
            let files = self.by_key.get(&key).into_iter().flatten().take(COMMON as usize);
            files.for_each(|file| *shared.entry(*file).or_insert(0) += LOOKED_UP as u32);
        }
        let mut near: Vec<(u32, u32)> = shared.into_iter().collect();
        near.sort_by_key(|(file, count)| (std::cmp::Reverse(*count), *file));
        let mut versions: Vec<(u32, f64)> = near
            .into_iter()
            .take(LOOKED_AT)
            .map(|(file, _)| file)
            .filter(|file| self.files[*file as usize].0 != sha256)
            .filter(|file| self.files[*file as usize].1.is_version_of(&sketch))
            .map(|file| (file, self.files[file as usize].1.likeness(&sketch)))
            .collect();
        // The likest first: it decides whom a file that tells little belongs to.
        versions.sort_by(|a, b| b.1.total_cmp(&a.1));
        if let Some(before) = before.and_then(|before| self.places.get(before))
            && self.files[*before].1.likeness(&sketch) >= REVISED
        {
            versions.insert(0, (*before as u32, 1.0));
        }
        let place = self.place(sha256.to_owned(), sketch);
        for (version, _) in versions {
            let joined = self.work[place as usize] == self.work[version as usize];
            if !joined && self.agree(place, version) {
                self.join(place, version);
            }
        }
        let work = self.work[place as usize];
        let all = self.members.get(&work).into_iter().flatten();
        all.map(|file| self.files[*file as usize].0.clone()).collect()
    }

    fn place(&mut self, sha256: String, sketch: Sketch) -> u32 {
        if let Some(place) = self.places.get(&sha256) {
            // Read again: what it is told by may be another.
            self.files[*place].1 = sketch;
            return *place as u32;
        }
        let place = self.files.len() as u32;
        for hash in sketch.hashes.iter().take(LOOKED_UP) {
            let chain = self.by_hash.entry(*hash).or_insert(Chain { last: 0, length: 0 });
            if chain.length < COMMON {
                let link = Link { file: place, before: chain.last };
                *chain = Chain { last: self.links.len() as u32, length: chain.length + 1 };
                self.links.push(link);
            }
        }
        for key in sketch.keys() {
            self.by_key.entry(key).or_default().push(place);
        }
        self.places.insert(sha256.clone(), place as usize);
        self.files.push((sha256, sketch));
        self.work.push(place);
        self.members.insert(place, vec![place]);
        place
    }

    /// Whether no two files of two works name another applicant, project or year: a file that
    /// names none must not make one of two.
    fn agree(&self, a: u32, b: u32) -> bool {
        let of = |file: u32| self.members.get(&self.work[file as usize]).into_iter().flatten();
        of(a).all(|x| {
            let x = &self.files[*x as usize].1;
            of(b).all(|y| !x.contradicts(&self.files[*y as usize].1))
        })
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.work[a as usize], self.work[b as usize]);
        if a == b {
            return;
        }
        let moved = self.members.remove(&a.max(b)).unwrap_or_default();
        for file in &moved {
            self.work[*file as usize] = a.min(b);
        }
        self.members.entry(a.min(b)).or_default().extend(moved);
    }
}

/// Likeness from which what replaced a file under its name is a revision of it.
const REVISED: f64 = 0.25;

/// Number of a work: of the smallest hash among its versions, so that any order of reading
/// gives the same.
pub fn number(versions: &BTreeSet<String>) -> i64 {
    let first = versions.first().and_then(|sha256| sha256.get(..15));
    first.and_then(|digits| i64::from_str_radix(digits, 16).ok()).unwrap_or(0)
}

/// Which version counts.
pub fn newest(versions: &BTreeMap<String, Rank>) -> Option<&String> {
    versions.iter().max_by(|a, b| a.1.cmp(b.1)).map(|(sha256, _)| sha256)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sketch(hashes: std::ops::Range<u32>) -> Sketch {
        Sketch { hashes: hashes.collect(), ..Sketch::default() }
    }

    #[test]
    fn versions_join_in_any_order_and_one_work_has_one_number() {
        let mut works = Works::default();
        assert_eq!(works.add("b1", sketch(0..100), None), ["b1"]);
        assert_eq!(works.add("c1", sketch(5000..5100), None), ["c1"]);
        assert_eq!(works.add("a1", sketch(2..102), None), ["b1", "a1"]);
        // A revision that shares little, under the name of the first.
        assert_eq!(works.add("d1", sketch(40..160), Some("c1")), ["d1"]);
        assert_eq!(works.add("e1", sketch(45..170), Some("a1")).len(), 4);
        let all =
            BTreeSet::from(["b1".to_owned() + &"0".repeat(20), "a1".to_owned() + &"0".repeat(20)]);
        assert_eq!(number(&all), 0xA1 << 52);
    }

    #[test]
    fn a_file_that_names_nobody_does_not_make_one_work_of_two() {
        let of = |who: Option<&str>| {
            let applicant = who.map(str::to_owned);
            Sketch { hashes: (0..100).collect(), applicant, ..Sketch::default() }
        };
        let mut works = Works::default();
        works.add("a", of(Some("华东第一重工")), None);
        assert_eq!(works.add("b", of(Some("西北轻工集团")), None), ["b"]);
        assert_eq!(works.add("c", of(None), None).len(), 2);
    }

    #[test]
    fn the_version_that_counts() {
        let rank = |current, modified, digital, sha256: &str| {
            let sha256 = sha256.to_owned();
            (sha256.clone(), Rank { current, whole: true, modified, digital, sha256 })
        };
        let all = BTreeMap::from([
            rank(true, 5, false, "scan"),
            rank(true, 5, true, "file"),
            rank(false, 9, true, "replaced"),
        ]);
        assert_eq!(newest(&all).unwrap(), "file");
        // A later copy that is cut off stands behind the whole one.
        let cut = Rank { whole: false, modified: 9, ..rank(true, 9, true, "cut").1 };
        let all: BTreeMap<String, Rank> =
            all.into_iter().chain([("cut".to_owned(), cut)]).collect();
        assert_eq!(newest(&all).unwrap(), "file");
    }
}
