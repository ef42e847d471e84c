//! Handing over to an archive: originals with their metadata under the names of DA/T 46-2009
//! in a BagIt bag (RFC 8493), which any archive can check without this program; and taking
//! such a bag in.
//!
//! `data/000001/` holds one file each: the original under its own name, `元数据.xml`, and
//! `附录.zst`, from which this program takes it back without reading it again.

use super::catalogue::{Catalogue, Stored};
use super::ingest::Fate;
use super::{Library, Store, Writable, clock};
use crate::intake::hash;
use crate::problem::{Code, Problem};
use crate::search::Entry;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const METADATA: &str = "元数据.xml";
const SIDECAR: &str = "附录.zst";
const DECLARATION: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
/// Bytes of a file's name in a bag.
const NAME: usize = 180;

/// What a bag was given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Bagged {
    /// Originals.
    pub files: u64,
    /// Bytes of the payload.
    pub bytes: u64,
}

/// What a bag brought.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Brought {
    /// Files that are in the library now.
    pub new: u64,
    /// Files that it had already.
    pub duplicate: u64,
    /// Files in quarantine, there as here.
    pub quarantined: u64,
    /// Files of the bag with nothing beside them that this program reads.
    pub foreign: Vec<String>,
}

impl Library {
    /// Writes a bag: all files, or those whose records a query finds.
    ///
    /// # Errors
    ///
    /// When an original is damaged, or the folder is not empty or cannot be written.
    pub fn bag(
        &self,
        to: &Path,
        query: Option<&str>,
        unit: &str,
        progress: &dyn Fn(u64, u64),
    ) -> Result<Bagged, Problem> {
        if fs::read_dir(to).is_ok_and(|mut list| list.next().is_some()) {
            let message = "移交包的文件夹不空";
            return Err(Problem::new(Code::Library, message, "请用 --output 另指定一个新文件夹"));
        }
        let hashes = match query {
            None => self.catalogue.hashes()?,
            Some(query) => {
                let mut hashes = Vec::new();
                for id in self.index.search_all(query)? {
                    hashes.extend(self.catalogue.file_of(id)?);
                }
                hashes.sort();
                hashes.dedup();
                hashes
            }
        };
        let store = Store::at(&self.folder);
        let mut manifest = BTreeMap::new();
        let mut made = Bagged::default();
        for (number, sha256) in hashes.iter().enumerate() {
            progress(number as u64, hashes.len() as u64);
            let bytes = store.get(sha256)?;
            let inside = format!("data/{:06}", number + 1);
            fs::create_dir_all(to.join(&inside))?;
            let path = self.catalogue.names_of(sha256)?.into_iter().next().unwrap_or_default();
            let metadata = metadata(&self.catalogue, sha256, &path.shown, unit)?;
            let sidecar = store.sidecar(sha256).unwrap_or_default();
            for (name, content) in [
                (safe(&path.shown), bytes.as_slice()),
                (METADATA.to_owned(), metadata.as_bytes()),
                (SIDECAR.to_owned(), sidecar.as_slice()),
            ] {
                let place = format!("{inside}/{name}");
                fs::write(to.join(&place), content)?;
                made.bytes += content.len() as u64;
                manifest.insert(place, hash(content));
            }
            made.files += 1;
        }
        let lines = |sums: &BTreeMap<String, String>| -> String {
            sums.iter().map(|(place, sum)| format!("{sum}  {place}\n")).collect()
        };
        let today = clock::now();
        let info = format!(
            "Bag-Software-Agent: shenbao {}\nBagging-Date: {}\nExternal-Description: 智能制造申报材料移交包，元数据按 DA/T 46-2009\nPayload-Oxum: {}.{}\nSource-Organization: {unit}\n",
            env!("CARGO_PKG_VERSION"),
            &today[..10],
            made.bytes,
            manifest.len()
        );
        let tags = BTreeMap::from([
            ("bag-info.txt".to_owned(), info),
            ("bagit.txt".to_owned(), DECLARATION.to_owned()),
            ("manifest-sha256.txt".to_owned(), lines(&manifest)),
        ]);
        fs::create_dir_all(to.join("data"))?;
        let mut sums = BTreeMap::new();
        for (name, content) in &tags {
            fs::write(to.join(name), content)?;
            sums.insert(name.clone(), hash(content.as_bytes()));
        }
        fs::write(to.join("tagmanifest-sha256.txt"), lines(&sums))?;
        Ok(made)
    }
}

/// The name of a file inside of a bag, which every system can write.
fn safe(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or_default();
    let name: String = name
        .chars()
        .map(|c| match c {
            '%' => '％',
            ':' => '：',
            '\\' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
            c if c.is_control() => '_',
            c => c,
        })
        .collect();
    let name = name.trim_end_matches(['.', ' ']);
    let taken = name.is_empty() || name == METADATA || name == SIDECAR;
    let name = if taken { format!("原件_{name}") } else { name.to_owned() };
    if name.len() <= NAME {
        return name;
    }
    let (stem, end) = name.rsplit_once('.').unwrap_or((&name, ""));
    let end: String = end.chars().take(12).collect();
    let mut short = String::new();
    for c in stem.chars() {
        if short.len() + c.len_utf8() + end.len() + 1 > NAME {
            break;
        }
        short.push(c);
    }
    format!("{short}.{end}")
}

/// What DA/T 46-2009 asks of an electronic record, as far as it is known.
fn metadata(
    catalogue: &Catalogue,
    sha256: &str,
    path: &str,
    unit: &str,
) -> Result<String, Problem> {
    let facts = catalogue.facts(sha256)?;
    let records = catalogue.records_of(sha256)?;
    let first = records.first();
    let value = |pointers: &[&str]| {
        let of = |stored: &Stored| {
            pointers.iter().find_map(|p| match stored.record.get(p)? {
                serde_json::Value::String(text) => Some(text.clone()),
                serde_json::Value::Array(list) => {
                    let texts: Vec<&str> = list.iter().filter_map(|v| v.as_str()).collect();
                    (!texts.is_empty()).then(|| texts.join("、"))
                }
                _ => None,
            })
        };
        first.and_then(of).unwrap_or_default()
    };
    let title = first.map(|stored| Entry::of(&stored.record).card.title);
    let title = title.filter(|title| !title.is_empty());
    let kind = match first.map(|stored| stored.record.kind()) {
        Some("application") => "申报书",
        Some("notice") => "通知",
        Some("recommendation_summary" | "assessment_summary") => "汇总表",
        _ => "其他",
    };
    let mut xml =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<电子文件 标准=\"DA/T 46-2009\">\n".to_owned();
    let mut element = |name: &str, content: &str| {
        if !content.trim().is_empty() {
            let _ = writeln!(xml, "  <{name}>{}</{name}>", escaped(content));
        }
    };
    element("聚合层次", "文件");
    element("立档单位名称", unit);
    element("电子文件号", sha256);
    element("题名", &title.unwrap_or_else(|| path.rsplit('/').next().unwrap_or(path).to_owned()));
    element("文件编号", &value(&["/doc_number"]));
    element("责任者", &value(&["/issuers", "/publisher", "/applicant/name", "/cover/applicant"]));
    element("日期", &value(&["/issued_on", "/published_on", "/cover/date"]));
    element("文种", kind);
    element("主送", &value(&["/addressees", "/cover/recommender"]));
    element("文件组合类型", if records.len() > 1 { "组合文件" } else { "单件" });
    element("页数", &if facts.pages > 0 { facts.pages.to_string() } else { String::new() });
    element("语种", "汉语");
    element("格式信息", &facts.format);
    element("计算机文件名", path);
    element("计算机文件大小", &facts.bytes.to_string());
    element("数字摘要算法", "SHA-256");
    element("数字摘要", sha256);
    element("文档修改时间", &facts.modified);
    element("信息系统描述", &format!("shenbao {}", facts.program));
    element("业务行为", "收集");
    element("行为时间", &facts.added);
    element(
        "行为描述",
        if facts.quarantined {
            "已保存原件，内容未能读出"
        } else {
            "已保存原件并抽取内容"
        },
    );
    for version in catalogue.versions(facts.work)?.iter().filter(|v| v.sha256 != sha256) {
        element("关系类型", "同一作品的另一版本");
        element("关系", &version.sha256);
    }
    xml.push_str("</电子文件>\n");
    Ok(xml)
}

fn escaped(text: &str) -> String {
    let plain = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t'));
    plain.collect::<String>().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

impl Writable {
    /// Takes in a bag that [`Library::bag`] wrote, after checking all of it.
    ///
    /// # Errors
    ///
    /// [`Code::Damaged`] when it is not what its manifest says; nothing is taken in then.
    pub fn take_bag(
        &mut self,
        bag: &Path,
        progress: &dyn Fn(u64, u64),
    ) -> Result<Brought, Problem> {
        let sums = checked(bag)?;
        let mut folders: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        for (place, sum) in sums {
            if let Some((folder, name)) = place.rsplit_once('/') {
                folders.entry(folder.to_owned()).or_default().push((name.to_owned(), sum));
            }
        }
        let mut brought = Brought::default();
        let run = self.catalogue.begin_run(&[bag.to_string_lossy().into_owned()])?;
        let mut works = self.catalogue.works()?;
        let total = folders.len() as u64;
        for (number, (folder, files)) in folders.into_iter().enumerate() {
            progress(number as u64, total);
            let sidecar = files.iter().find(|(name, _)| name == SIDECAR);
            let original = files.iter().find(|(name, _)| name != SIDECAR && name != METADATA);
            let (Some((name, sha256)), Some(_)) = (original, sidecar) else {
                brought
                    .foreign
                    .extend(files.into_iter().map(|(name, _)| format!("{folder}/{name}")));
                continue;
            };
            let frames = fs::read(bag.join(&folder).join(SIDECAR))?;
            let Ok(told) = super::sidecar::read(&frames) else {
                brought.foreign.push(format!("{folder}/{name}"));
                continue;
            };
            if self.catalogue.known(sha256)?.is_some() {
                brought.duplicate += 1;
                continue;
            }
            self.store.put(sha256, &fs::read(bag.join(&folder).join(name))?)?;
            self.store.put_sidecar(sha256, &frames)?;
            self.store.settle(std::slice::from_ref(sha256))?;
            let mut batch = self.catalogue.batch(run)?;
            match super::rebuild::bring(&mut batch, &mut works, sha256, told)? {
                Some(_) => {
                    batch.count(Fate::New);
                    brought.new += 1;
                }
                None => brought.quarantined += 1,
            }
            batch.commit()?;
        }
        self.catalogue.end_run(run, false)?;
        super::rebuild::catch_up(&self.catalogue, &self.index)?;
        Ok(brought)
    }
}

/// The payload of a bag by its manifest, all of it checked.
fn checked(bag: &Path) -> Result<BTreeMap<String, String>, Problem> {
    let damaged = |why: String| {
        Problem::new(Code::Damaged, format!("移交包不完整：{why}"), "请重新获取整个移交包")
    };
    let manifest = fs::read_to_string(bag.join("manifest-sha256.txt")).map_err(|_| {
        let hint = "请指定含 bagit.txt 和 manifest-sha256.txt 的文件夹";
        Problem::new(Code::UnknownFormat, "这不是移交包（BagIt）", hint)
    })?;
    let mut sums = BTreeMap::new();
    for line in manifest.lines().filter(|line| !line.trim().is_empty()) {
        let (sum, place) =
            line.split_once(char::is_whitespace).ok_or_else(|| damaged("清单有错行".to_owned()))?;
        let place = place.trim_start().trim_start_matches('*');
        let inside = place.starts_with("data/")
            && Path::new(place).components().all(|c| matches!(c, std::path::Component::Normal(_)));
        if !inside {
            return Err(damaged(format!("清单指向包外的 {place}")));
        }
        let bytes = fs::read(bag.join(place)).map_err(|_| damaged(format!("缺少 {place}")))?;
        if !hash(&bytes).eq_ignore_ascii_case(sum) {
            return Err(damaged(format!("{place} 与清单的校验和不符")));
        }
        sums.insert(place.to_owned(), sum.to_lowercase());
    }
    let extra =
        walkdir::WalkDir::new(bag.join("data")).into_iter().filter_map(Result::ok).find(|e| {
            let inside = e.path().strip_prefix(bag).map(|p| p.to_string_lossy().replace('\\', "/"));
            e.file_type().is_file() && inside.is_ok_and(|place| !sums.contains_key(&place))
        });
    match extra {
        Some(entry) => Err(damaged(format!("清单没有列出 {}", entry.path().display()))),
        None => Ok(sums),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_a_bag_can_be_written_everywhere() {
        assert_eq!(safe("包.zip/申报书.docx"), "申报书.docx");
        assert_eq!(safe("a/100%?.txt"), "100％_.txt");
        assert_eq!(safe("元数据.xml"), "原件_元数据.xml");
        let long = safe(&format!("{}.docx", "长".repeat(200)));
        assert!(long.len() <= NAME && long.ends_with("长.docx"));
    }
}
