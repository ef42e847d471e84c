//! The facts that a careful reader writes down from the five seed notices
//! (`tests/notices/facts.tsv`), and the ways in which torn text must come out
//! whole. Runs where the seeds are there.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde_json::Value;
use shenbao::document::{Block, Document, Paragraph, Raw};
use shenbao::record::Record;
use shenbao::understand::{bundle, parts, reflow};
use std::collections::BTreeMap;
use std::path::PathBuf;

fn seeds() -> Option<PathBuf> {
    let shared = std::env::var_os("SHENBAO_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    [shared.join("seeds"), PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/seeds")]
        .into_iter()
        .find(|p| p.is_dir())
}

/// The five seeds by their first three digits.
fn texts() -> BTreeMap<String, String> {
    let folder = seeds().expect("at hand");
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy()[..3].to_owned();
            (name, String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned())
        })
        .collect()
}

fn document(text: &str) -> Document {
    let blocks = text.split('\n').map(|l| Block::Paragraph(Paragraph::plain(l))).collect();
    reflow::mend(Raw::of(Document { blocks, ..Document::default() }))
}

fn records(document: &Document) -> Vec<Record> {
    let parts = parts::split(document);
    (0..parts.len()).map(|i| bundle::record(document, &parts, i).0).collect()
}

fn squeezed(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfkc().filter(|c| !c.is_whitespace()).collect()
}

/// Strings but for their spaces; objects by the keys asked for.
fn same(want: &Value, got: Option<&Value>) -> bool {
    match (want, got) {
        (Value::Null, None | Some(Value::Null)) => true,
        (Value::String(w), Some(Value::String(g))) => squeezed(w) == squeezed(g),
        (Value::Number(w), Some(Value::Number(g))) => w.as_f64() == g.as_f64(),
        (Value::Array(w), Some(Value::Array(g))) => {
            w.len() == g.len() && w.iter().zip(g).all(|(w, g)| same(w, Some(g)))
        }
        (Value::Object(w), Some(Value::Object(g))) => w.iter().all(|(k, w)| same(w, g.get(k))),
        (w, Some(g)) => w == g,
        (_, None) => false,
    }
}

fn at<'a>(record: &'a Record, pointer: &str) -> Option<std::borrow::Cow<'a, Value>> {
    use std::borrow::Cow;
    match pointer.strip_suffix("/#") {
        Some(list) => {
            let length = record.get(list).and_then(Value::as_array).map_or(0, Vec::len);
            Some(Cow::Owned(Value::from(length)))
        }
        None => record.get(pointer).map(Cow::Borrowed),
    }
}

#[test]
#[ignore = "needs the shared files"]
fn facts_of_the_seeds() {
    let texts = texts();
    let read: BTreeMap<&str, Vec<Record>> =
        texts.iter().map(|(name, text)| (name.as_str(), records(&document(text)))).collect();
    if let Some(folder) = std::env::var_os("SHENBAO_DUMP") {
        for (name, records) in &read {
            let json = serde_json::to_string_pretty(records).unwrap();
            std::fs::write(PathBuf::from(&folder).join(format!("{name}.json")), json).unwrap();
            let mended = document(&texts[*name]);
            let text: Vec<String> = mended
                .blocks
                .iter()
                .map(|b| match b {
                    Block::Paragraph(p) => p.text.content.clone(),
                    Block::Table(t) => {
                        format!("<table {}x{}>\n{}", t.rows, t.cols, t.text().content)
                    }
                    Block::PageBreak => String::new(),
                })
                .collect();
            std::fs::write(PathBuf::from(&folder).join(format!("{name}.txt")), text.join("\n"))
                .unwrap();
        }
    }
    let facts = std::env::var_os("SHENBAO_FACTS").map_or_else(
        || include_str!("notices/facts.tsv").to_owned(),
        |path| std::fs::read_to_string(path).unwrap(),
    );
    let (mut right, mut all) = (0, 0);
    for line in facts.lines() {
        let [seed, part, pointer, want] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("a fact has four columns: {line}");
        };
        let want: Value = serde_json::from_str(want).unwrap();
        let record = read[seed].get(part.parse::<usize>().unwrap());
        let got = record.and_then(|r| at(r, pointer));
        all += 1;
        if same(&want, got.as_deref()) {
            right += 1;
        } else {
            println!(
                "{seed} {part} {pointer}: want {want}, got {}",
                got.map_or("nothing".into(), |g| g.to_string())
            );
        }
    }
    println!("{right} of {all} facts");
    assert!(right * 100 >= all * 97, "{right} of {all} facts");
}

#[test]
#[ignore = "needs the shared files"]
fn key_terms_are_whole_after_reflow() {
    let facts = include_str!("notices/facts.tsv");
    for (name, text) in texts() {
        let flat: String = squeezed(&text);
        let mended = document(&text);
        let paragraphs: Vec<String> = mended
            .blocks
            .iter()
            .flat_map(|b| match b {
                Block::Paragraph(p) => vec![squeezed(&p.text.content)],
                Block::Table(t) => t.cells.iter().map(|c| squeezed(&c.text().content)).collect(),
                Block::PageBreak => vec![],
            })
            .collect();
        let (mut whole, mut all) = (0, 0);
        let mut terms: Vec<String> = facts
            .lines()
            .filter_map(|l| serde_json::from_str::<Value>(l.split('\t').nth(3)?).ok())
            .filter_map(|v| v.as_str().map(squeezed))
            .filter(|t| (2..=14).contains(&t.chars().count()) && !t.is_ascii())
            .collect();
        terms.extend("智能制造 示范工厂 优秀场景 成熟度 申报主体 推荐单位 工业和信息化部 国家发展改革委 市场监管总局 国务院国资委 揭榜挂帅 智慧供应链 数字孪生 人工智能 知识图谱 卓越级 领航级 先进级 基础级 试点示范 系统解决方案 高档数控机床 工业机器人 推荐汇总表 公共服务平台 梯度培育 要素条件".split(' ').map(str::to_owned));
        terms.sort();
        terms.dedup();
        for term in &terms {
            let there = flat.matches(term.as_str()).count();
            let found: usize = paragraphs.iter().map(|p| p.matches(term.as_str()).count()).sum();
            all += there;
            whole += found.min(there);
            if found < there {
                println!("{name} {term}: {found} of {there}");
            }
        }
        println!("{name}: {whole} of {all} terms");
        assert!(whole * 1000 >= all * 990, "{name}: {whole} of {all}");
    }
}

/// The labels of a written definition, folded.
fn labels(definition: &shenbao::forms::Definition) -> Vec<(String, Vec<String>)> {
    use shenbao::value::label::key;
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    let mut push = |label: &str, also: &[String]| {
        let mut keys = vec![key(label)];
        keys.extend(also.iter().map(|a| key(a)));
        if !all.iter().any(|(l, _)| *l == key(label)) {
            all.push((key(label), keys));
        }
    };
    for field in definition.fields() {
        push(&field.label, &field.also);
    }
    for part in &definition.parts {
        let years = part.years.iter().flat_map(|y| &y.rows);
        let metrics = part.metrics.iter().flat_map(|m| &m.items);
        years.chain(metrics).for_each(|item| push(&item.label, &item.also));
    }
    for column in definition.tables.iter().flat_map(|t| &t.columns) {
        push(&column.label, &column.also);
    }
    all
}

/// The text of blocks, folded as labels are.
fn all_text(document: &Document, blocks: std::ops::Range<usize>) -> String {
    let texts = document.blocks[blocks].iter().map(|block| match block {
        Block::Paragraph(p) => p.text.content.clone(),
        Block::Table(t) => t.text().content,
        Block::PageBreak => String::new(),
    });
    texts.map(|text| shenbao::value::label::key(&text)).collect()
}

fn learned(value: &toml::Value, out: &mut Vec<String>) {
    match value {
        toml::Value::Table(table) => {
            for (name, value) in table {
                match value {
                    toml::Value::String(text) if name == "label" => {
                        out.push(shenbao::value::label::key(text));
                    }
                    _ => learned(value, out),
                }
            }
        }
        toml::Value::Array(list) => list.iter().for_each(|v| learned(v, out)),
        _ => {}
    }
}

#[test]
#[ignore = "needs the shared files"]
fn blank_forms_teach_their_labels() {
    let forms = shenbao::forms::Forms::default();
    let texts = texts();
    for (seed, label, id) in [
        ("000", "附件3-1", "miit-2023-scenario"),
        ("000", "附件3-2", "miit-2023-factory"),
        ("002", "附件2", "gansu-2025-scenario"),
        ("002", "附件3", "gansu-2025-basic-factory"),
        ("002", "附件4", "gansu-2025-advanced-factory"),
        ("004", "附件4", "miit-2021-scenario"),
        ("004", "附件5", "miit-2021-factory"),
    ] {
        let text = &texts[seed];
        let document = document(text);
        let parts = parts::split(&document);
        let part = parts.iter().find(|p| p.label.as_deref() == Some(label)).unwrap();
        let draft = shenbao::learn::learn(&document, part.blocks.clone(), &forms);
        if let Some(folder) = std::env::var_os("SHENBAO_DUMP") {
            std::fs::write(PathBuf::from(folder).join(format!("{id}.toml")), &draft).unwrap();
        }
        if let Err(why) = shenbao::forms::parse(&draft) {
            panic!("{id}: {why}\n{draft}");
        }
        let mut got = Vec::new();
        learned(&draft.parse::<toml::Table>().unwrap().into(), &mut got);
        let mut want = labels(&forms.get(id).unwrap().definition);
        // This one lost its first page: only what is there can be learned.
        if part.title.is_none() {
            let there = all_text(&document, part.blocks.clone());
            want.retain(|(_, keys)| keys.iter().any(|k| there.contains(k.as_str())));
            assert!(want.len() >= 20, "{id}: {} labels are left", want.len());
        }
        let found = want.iter().filter(|(_, keys)| keys.iter().any(|k| got.contains(k))).count();
        for (label, keys) in &want {
            if !keys.iter().any(|k| got.contains(k)) {
                println!("{id}: {label}");
            }
        }
        println!("{id}: {found} of {} labels", want.len());
        assert!(found * 10 >= want.len() * 9, "{id}: {found} of {} labels", want.len());
    }
}

type Tear = fn(&str) -> String;

/// Each line of a text as one or several others.
fn each(text: &str, tear: impl Fn(usize, &str) -> String) -> String {
    text.split('\n').enumerate().map(|(n, line)| tear(n, line)).collect::<Vec<_>>().join("\n")
}

/// Ways in which copying and printing tear the text of a file.
const TEARS: [(&str, Tear); 8] = [
    ("line ends of Windows", |text| text.replace('\n', "\r\n")),
    ("no blank lines", |text| {
        let kept = |line: &&str| !line.trim_matches([' ', '\u{3000}']).is_empty();
        text.split('\n').filter(kept).collect::<Vec<_>>().join("\n")
    }),
    ("a blank line behind each", |text| {
        let cell = |line: &str| line.trim().is_empty() || line.starts_with('\t');
        each(text, |_, line| if cell(line) { line.to_owned() } else { format!("{line}\n") })
    }),
    ("no spaces at line ends", |text| {
        each(text, |_, line| line.trim_end_matches([' ', '\u{3000}']).to_owned())
    }),
    ("page numbers", |text| {
        each(text, |n, line| match n % 60 {
            59 => format!("{line}\n— {} —", n / 60 + 1),
            _ => line.to_owned(),
        })
    }),
    ("form feeds", |text| {
        each(text, |n, line| match n {
            0 => line.to_owned(),
            _ if n % 55 == 0 => format!("\u{c}{line}"),
            _ => line.to_owned(),
        })
    }),
    ("set in", |text| {
        let long = |line: &str| !line.starts_with('\t') && line.chars().count() > 30;
        each(text, |_, line| if long(line) { format!("　　{line}") } else { line.to_owned() })
    }),
    ("a mark of the encoding", |text| format!("\u{feff}{text}")),
];

/// Blank lines that are gone or doubled say nothing any more of rows; all else is won back.
#[test]
#[ignore = "needs the shared files"]
fn text_torn_further_gives_the_same_records() {
    let room = tempfile::tempdir().unwrap();
    let read = |text: &str| {
        let path = room.path().join("torn.txt");
        std::fs::write(&path, text).unwrap();
        let extraction = shenbao::extract(&path, &shenbao::Options::default()).unwrap();
        let bodies = extraction.records.iter().map(|record| record.body.clone());
        squeezed(&serde_json::to_string(&bodies.collect::<Vec<_>>()).unwrap())
    };
    let mut same = 0;
    for (seed, text) in texts() {
        let whole = read(&text);
        for (name, tear) in TEARS {
            let is_same = read(&tear(&text)) == whole;
            same += usize::from(is_same);
            if !is_same {
                println!("{seed}: {name}");
            }
        }
    }
    println!("{same} of 40");
    assert!(same >= 33, "{same} of 40");
}
