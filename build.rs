//! What is settled when the program is built: the official forms as data that is quick to
//! load, the words and rules of notices, the dictionary as it is asked, the web page's files, and how the binary is linked.

#[path = "build/notices.rs"]
mod notices;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=build");
    println!("cargo:rerun-if-changed=forms");
    println!("cargo:rerun-if-changed=lexicon");
    println!("cargo:rerun-if-changed=rules/notice");
    println!("cargo:rerun-if-changed=words");
    println!("cargo:rerun-if-changed=registry/concepts.toml");
    println!("cargo:rerun-if-changed=web/templates");
    println!("cargo:rerun-if-changed=web/dist");
    built_in_forms()?;
    notices::lexicon()?;
    notices::rules()?;
    concepts()?;
    web()?;
    dictionary()?;
    fixed_address();
    Ok(())
}

/// All of `forms/*.toml`, in the order of their names, as one JSON list.
fn built_in_forms() -> Result<(), Box<dyn std::error::Error>> {
    let entries = fs::read_dir("forms")?.map(|entry| Ok(entry?.path()));
    let mut files = entries.collect::<io::Result<Vec<PathBuf>>>()?;
    files.retain(|path| path.extension().is_some_and(|e| e == "toml"));
    files.sort();
    let mut forms: Vec<toml::Value> = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file)?;
        forms.push(toml::from_str(&text).map_err(|e| format!("{}: {e}", file.display()))?);
    }
    let out = PathBuf::from(env::var("OUT_DIR")?).join("forms.json");
    fs::write(out, serde_json::to_string(&forms)?)?;
    Ok(())
}

/// `registry/concepts.toml` as the Rust table of `src/record/concept.rs`.
fn concepts() -> Result<(), Box<dyn std::error::Error>> {
    let text = fs::read_to_string("registry/concepts.toml")?;
    let table: toml::Table = toml::from_str(&text)?;
    let concepts = table.get("concepts").and_then(toml::Value::as_array).ok_or("no concepts")?;
    let mut rows = Vec::new();
    for concept in concepts {
        let concept = concept.as_table().ok_or("a concept is a table")?;
        let known = [
            "at", "name", "kind", "unit", "labels", "records", "key", "order", "compared", "field",
            "figure", "column",
        ];
        if let Some(key) = concept.keys().find(|key| !known.contains(&key.as_str())) {
            return Err(format!("registry/concepts.toml: unknown key {key}").into());
        }
        let text = |key: &str| concept.get(key).and_then(toml::Value::as_str);
        let variant = |key: &str, usual: &str| {
            let word = text(key).unwrap_or(usual);
            word.get(..1).unwrap_or_default().to_uppercase() + word.get(1..).unwrap_or_default()
        };
        let list = |key: &str| {
            let items = concept.get(key).and_then(toml::Value::as_array);
            items.map(|items| items.iter().filter_map(toml::Value::as_str).collect::<Vec<_>>())
        };
        rows.push(format!(
            "Concept {{ at: {:?}, name: {:?}, kind: Kind::{}, unit: {:?}, labels: &{:?}, \
             records: &{:?}, key: &{:?}, order: {}, compared: Compared::{}, field: {:?}, \
             figure: {:?}, column: {:?} }}",
            text("at").ok_or("a concept without a place")?,
            text("name").ok_or("a concept without a name")?,
            variant("kind", ""),
            text("unit"),
            list("labels").unwrap_or_default(),
            list("records").unwrap_or_default(),
            list("key").unwrap_or_default(),
            concept.get("order").and_then(toml::Value::as_bool).unwrap_or_default(),
            variant("compared", "yes"),
            text("field"),
            text("figure"),
            text("column"),
        ));
    }
    let out = PathBuf::from(env::var("OUT_DIR")?).join("concepts.rs");
    fs::write(out, format!("&[\n{}\n]", rows.join(",\n")))?;
    Ok(())
}

/// The templates and the bundled assets of the web page, by their names.
fn web() -> Result<(), Box<dyn std::error::Error>> {
    let root = env::current_dir()?.join("web");
    let mut code = String::new();
    writeln!(code, "static TEMPLATES: &[(&str, &str)] = &[")?;
    for (name, path) in below(&root.join("templates"))? {
        writeln!(code, "    ({name:?}, include_str!({path:?})),")?;
    }
    writeln!(code, "];\nstatic ASSETS: &[(&str, &[u8])] = &[")?;
    for (name, path) in below(&root.join("dist"))? {
        writeln!(code, "    ({name:?}, include_bytes!({path:?})),")?;
    }
    writeln!(code, "];")?;
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("web.rs"), code)?;
    Ok(())
}

/// All files below a folder, in the order of their names, which are parted by `/`.
fn below(folder: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(
                below(&path)?.into_iter().map(|(inner, at)| (format!("{name}/{inner}"), at)),
            );
        } else if !name.starts_with('.') {
            found.push((name, path));
        }
    }
    found.sort();
    Ok(found)
}

/// `words/dictionary.txt` as the tables that `src/words/trie.rs` reads.
fn dictionary() -> Result<(), Box<dyn std::error::Error>> {
    let text = fs::read_to_string("words/dictionary.txt")?;
    let mut words: Vec<(Vec<char>, u32)> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (word, frequency) = line.split_once(' ').ok_or("a word without frequency")?;
        words.push((word.chars().collect(), frequency.parse()?));
    }
    words.sort_unstable();
    let total: u64 = words.iter().map(|(_, frequency)| u64::from(*frequency)).sum();
    // A node stands for the words that begin alike: a range of the sorted list. The tables
    // are filled level by level, so that the children of a node stand side by side.
    let mut nodes: Vec<[u32; 3]> = vec![[0, 0, 0]];
    let mut ranges = vec![(0, words.len(), 0)];
    let mut at = 0;
    while let Some((from, to, depth)) = ranges.get(at).copied() {
        nodes[at][1] = nodes.len() as u32;
        let mut from = from;
        while from < to {
            let Some(c) = words[from].0.get(depth).copied() else {
                nodes[at][2] = words[from].1;
                from += 1;
                continue;
            };
            let same = words[from..to].partition_point(|(word, _)| word.get(depth) == Some(&c));
            nodes.push([c as u32, 0, 0]);
            ranges.push((from, from + same, depth + 1));
            from += same;
        }
        at += 1;
    }
    nodes.push([0, nodes.len() as u32, 0]);
    let mut numbers = vec![nodes.len() as u32, total as u32, (total >> 32) as u32];
    // Nearly every look-up begins with a Han character: where its words lie stands in a list.
    let roots = nodes.get(1..nodes[1][1] as usize).unwrap_or_default();
    numbers.extend(('\u{4E00}'..='\u{9FFF}').map(|c| {
        roots.binary_search_by_key(&(c as u32), |node| node[0]).map_or(0, |at| at as u32 + 1)
    }));
    numbers.extend(nodes.iter().flatten());
    let bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
    let out = PathBuf::from(env::var("OUT_DIR")?).join("words.bin");
    fs::write(out, bytes)?;
    Ok(())
}

/// Relocating the tables of fonts and characters at every start took longer than reading a
/// small file.
fn fixed_address() {
    let target = |key: &str| env::var(format!("CARGO_CFG_TARGET_{key}")).unwrap_or_default();
    if target("OS") == "linux" && target("ENV") == "gnu" {
        println!("cargo:rustc-link-arg-bins=-no-pie");
    }
}
