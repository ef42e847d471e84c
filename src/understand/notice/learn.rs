//! Drafts of rules, from sentences that no rule took.

use super::rules;
use crate::record::Record;
use crate::understand::words::bare;
use crate::value::pattern::patterns;
use serde_json::Value;
use std::fmt::Write;

patterns! {
    static DAYS = rules::sources(rules::DAYS, "cell");

    static NAMED = rules::sources(rules::DAYS, "month");
}

/// For each sentence of a file's notices that no rule took, the draft of one, as
/// `rules/notice/deadlines.toml` holds them.
pub fn drafts(name: &str, records: &[Record]) -> String {
    let mut out = String::new();
    for record in records.iter().filter(|record| record.kind() == "notice") {
        let sentences = record.get("/untaken").and_then(Value::as_array);
        for (i, sentence) in sentences.into_iter().flatten().filter_map(Value::as_str).enumerate() {
            let page = record.provenance.get(&format!("/untaken/{i}")).and_then(|p| p.page);
            let page = page.map(|page| format!(" 第{page}页")).unwrap_or_default();
            let _ = writeln!(out, "# {name}{page}");
            let _ = writeln!(out, "# {sentence}");
            out.push_str(&draft(&bare(sentence)));
            out.push('\n');
        }
    }
    out
}

/// A rule that would take a sentence: its words around the day, to be cut down to what tells.
fn draft(sentence: &str) -> String {
    let day = DAYS.regexes().iter().find_map(|regex| regex.find(sentence));
    let (token, found) = match day {
        Some(day) => ("{day}".to_owned(), Some(day)),
        None => {
            let found = NAMED.regexes().iter().find_map(|regex| regex.find(sentence));
            (found.map(|found| escaped(found.as_str())).unwrap_or_default(), found)
        }
    };
    let range = found.map_or(0..0, |found| found.range());
    let word = |c: &char| c.is_alphanumeric();
    let before: String = sentence[..range.start].chars().rev().take_while(word).take(2).collect();
    let before: String = before.chars().rev().collect();
    let behind: String = sentence[range.end..].chars().take_while(word).take(4).collect();
    let pattern = format!("{}{token}{}", escaped(&before), escaped(&behind));
    format!(
        "[[rule]]\nname = \"\"\npattern = '{pattern}'\nholds = [{:?}]\nfails = [\"\"]\n",
        format!("{sentence} ⇒ 年-月-日")
    )
}

/// Words as a pattern takes them, any figure for each figure.
fn escaped(words: &str) -> String {
    let mut out = String::new();
    for c in words.chars() {
        match c {
            '0'..='9' => out.push_str("[0-9]"),
            c if "\\.+*?()|[]{}^$".contains(c) => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_has_the_words_around_the_day() {
        let rule = draft("请各单位赶在6月5日之内报送推荐函");
        assert!(rule.contains("pattern = '赶在{day}之内报送'"), "{rule}");
        let rule = draft("请各单位赶在6月中旬光景报送推荐函");
        assert!(rule.contains("pattern = '赶在[0-9]月中旬光景报送'"), "{rule}");
        assert!(rule.parse::<toml::Table>().is_ok(), "{rule}");
    }
}
