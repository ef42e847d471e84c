//! The words and rules of notices as constants: `lexicon/*.toml` for `src/lexicon.rs`,
//! `rules/notice/*.toml` for `src/understand/notice/rules.rs`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// The `*.toml` of a folder, in the order of their names.
fn toml_files(folder: &str) -> Outcome<Vec<(PathBuf, toml::Table)>> {
    let entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let mut files = entries.collect::<io::Result<Vec<PathBuf>>>()?;
    files.retain(|path| path.extension().is_some_and(|e| e == "toml"));
    files.sort();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path)?;
        let table = toml::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))?;
        Ok((path, table))
    };
    files.into_iter().map(read).collect()
}

fn out(name: &str, text: &str) -> Outcome<()> {
    Ok(fs::write(PathBuf::from(env::var("OUT_DIR")?).join(name), text)?)
}

/// All of `lexicon/*.toml`: a constant for each list of words, called by its section and key.
pub fn lexicon() -> Outcome<()> {
    let mut text = String::new();
    let mut lists = String::new();
    for (path, table) in toml_files("lexicon")? {
        for (section, keys) in table {
            let place = format!("{}: [{section}]", path.display());
            let keys = keys.as_table().ok_or_else(|| format!("{place} is no section"))?;
            for (key, words) in keys {
                let name = format!("{section}_{key}").to_uppercase();
                match words {
                    toml::Value::String(letters) => {
                        writeln!(text, "pub const {name}: &str = {letters:?};")?;
                    }
                    words => {
                        let words = strings(words, &format!("{place} {key}"))?;
                        writeln!(text, "pub const {name}: &[&str] = &{words:?};")?;
                        writeln!(lists, "({name:?}, {name}),")?;
                    }
                }
            }
        }
    }
    writeln!(text, "#[cfg(test)]\nconst LISTS: &[(&str, &[&str])] = &[{lists}];")?;
    out("lexicon.rs", &text)
}

/// All of `rules/notice/*.toml`: constants called by the name of their file. A rule's pattern is
/// written with tokens; one that may be written in several ways makes as many patterns.
pub fn rules() -> Outcome<()> {
    let mut text = String::new();
    let files = toml_files("rules/notice")?;
    let mut tokens = toml::Table::new();
    for (_, table) in &files {
        let own = table.get("tokens").and_then(toml::Value::as_table);
        tokens.extend(own.into_iter().flatten().map(|(k, v)| (k.clone(), v.clone())));
    }
    for (path, table) in &files {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().to_uppercase();
        let list = |key: &str| table.get(key).and_then(toml::Value::as_array);
        if let Some(rules) = list("rule") {
            let rules: Vec<String> =
                rules.iter().map(|rule| stated(rule, &tokens, path)).collect::<Outcome<_>>()?;
            writeln!(text, "pub const {name}: &[Rule] = &[{}];", rules.join(","))?;
        }
        if let Some(clues) = list("clue") {
            let clues: Vec<String> =
                clues.iter().map(|clue| weighed(clue, path)).collect::<Outcome<_>>()?;
            writeln!(text, "pub const {name}: &[Clue] = &[{}];", clues.join(","))?;
        }
        for section in ["told", "need"] {
            for (key, score) in
                table.get(section).and_then(toml::Value::as_table).into_iter().flatten()
            {
                let name = format!("{section}_{key}").to_uppercase();
                writeln!(text, "pub const {name}: i32 = {score};")?;
            }
        }
    }
    out("rules.rs", &text)
}

/// What every entry of a file of rules has: its name, `of`, and its examples.
fn entry(rule: &toml::Value, path: &Path) -> Outcome<(String, String)> {
    let word = |key: &str| rule.get(key).and_then(toml::Value::as_str).unwrap_or_default();
    let place = format!("{}: {}", path.display(), word("name"));
    let (holds, fails) = (words(rule, "holds", &place)?, words(rule, "fails", &place)?);
    if word("name").is_empty() || holds.is_empty() || fails.is_empty() {
        let asked = "a rule has a name, an example where it holds and one where it must not";
        return Err(format!("{place}: {asked}").into());
    }
    let (name, of) = (word("name"), word("of"));
    let text = format!("name: {name:?}, of: {of:?}, holds: &{holds:?}, fails: &{fails:?}");
    Ok((place, text))
}

/// A list of words, empty where it is not stated.
fn words(rule: &toml::Value, key: &str, place: &str) -> Outcome<Vec<String>> {
    rule.get(key).map_or(Ok(Vec::new()), |words| strings(words, &format!("{place} {key}")))
}

/// One rule as an expression.
fn stated(rule: &toml::Value, tokens: &toml::Table, path: &Path) -> Outcome<String> {
    let (place, entry) = entry(rule, path)?;
    let pattern = rule.get("pattern").and_then(toml::Value::as_str).unwrap_or_default();
    let mut patterns = Vec::new();
    expanded(pattern, tokens, &place, &mut patterns)?;
    Ok(format!("Rule {{ {entry}, patterns: &{patterns:?} }}"))
}

/// One clue as an expression.
fn weighed(clue: &toml::Value, path: &Path) -> Outcome<String> {
    let (place, entry) = entry(clue, path)?;
    let number = |key: &str| clue.get(key).and_then(toml::Value::as_integer).unwrap_or_default();
    let mut text =
        format!("Clue {{ {entry}, score: {}, longest: {}", number("score"), number("longest"));
    for key in ["starts", "ends", "has", "without"] {
        write!(text, ", {key}: &{:?}", words(clue, key, &place)?)?;
    }
    Ok(text + " }")
}

/// A pattern with its `{tokens}` written out: each way to write one makes a pattern.
fn expanded(
    pattern: &str,
    tokens: &toml::Table,
    place: &str,
    out: &mut Vec<String>,
) -> Outcome<()> {
    let token = |at: usize| {
        let name = pattern.get(at + 1..)?.split('}').next()?;
        let named = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        named.then_some((at, name))
    };
    let Some((at, name)) = pattern.match_indices('{').find_map(|(at, _)| token(at)) else {
        out.push(pattern.to_owned());
        return Ok(());
    };
    let ways = match tokens.get(name) {
        Some(toml::Value::String(one)) => vec![one.clone()],
        Some(ways) => strings(ways, place)?,
        None => return Err(format!("{place}: there is no token {{{name}}}").into()),
    };
    for way in ways {
        let rest = &pattern[at + name.len() + 2..];
        expanded(&format!("{}{way}{rest}", &pattern[..at]), tokens, place, out)?;
    }
    Ok(())
}

fn strings(words: &toml::Value, place: &str) -> Outcome<Vec<String>> {
    let words = words.as_array().ok_or_else(|| format!("{place} is no list of words"))?;
    let word = |word: &toml::Value| word.as_str().map(str::to_owned);
    let words: Option<Vec<String>> = words.iter().map(word).collect();
    words.ok_or_else(|| format!("{place} is no list of words").into())
}
