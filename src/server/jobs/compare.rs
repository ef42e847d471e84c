//! One pair: both sides read, compared, and what came out kept.

use super::live::Live;
use super::work::Given;
use crate::compare::{Reason, Rule};
use crate::problem::{Problem, WarningCode};
use crate::server::apart::{Ask, Bench, Compared, Held, Told, unfitting};
use crate::server::app::App;
use crate::server::store::{NewPair, Sides};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

/// Steps of a pair besides its scanned pages: two readings, comparing, keeping.
const STEPS: u64 = 4;

/// Compares two files; gives the pair's number.
pub fn pair(
    app: &Arc<App>,
    live: &Arc<Live>,
    bench: &mut Bench<'_>,
    password: Option<&str>,
    who: &str,
    [paper, online]: [&Given; 2],
) -> Result<i64, Problem> {
    live.more(STEPS);
    let ask =
        Ask::Compare { paper: held(app, paper, password)?, online: held(app, online, password)? };
    let told = bench.ask(&ask, &mut |told| hear(live, told))?;
    let Told::Compared(compared) = told else { return Err(unfitting()) };
    if live.is_cancelled() {
        return Err(super::cancelled());
    }
    live.phase("保存");
    let Compared { mut report, anchors, title, views } = *compared;
    titled(&mut report);
    let items = numbered(&mut report);
    for (view, given) in views.iter().zip([paper, online]) {
        app.views.keep(&given.sha256, view);
    }
    let kept = app.kept.add_pair(&NewPair {
        job: live.id,
        who,
        sides: [&side(paper), &side(online)],
        title: &title,
        report: &report,
        anchors: &anchors,
        items: &items,
    })?;
    live.step();
    Ok(kept)
}

/// Takes down how it goes; says whether it is still wanted.
pub fn hear(live: &Live, told: Told) -> bool {
    match told {
        Told::Phase(words) => live.phase(&words),
        Told::More(steps) => live.more(steps),
        Told::Step => live.step(),
        _ => {}
    }
    !live.is_cancelled()
}

/// A file that the server holds, under its own name.
pub fn held(app: &App, given: &Given, password: Option<&str>) -> Result<Held, Problem> {
    let (held, _) = app.held(&given.sha256, Some(&given.name))?;
    Ok(Held { password: password.map(str::to_owned), ..held })
}

fn side(given: &Given) -> Sides {
    let path = given.path.as_deref().map(Path::to_string_lossy);
    Sides {
        sha256: given.sha256.clone(),
        name: given.name.clone(),
        path: path.map(std::borrow::Cow::into_owned),
    }
}

/// Puts the words beside the codes of reasons and rules.
fn titled(report: &mut Value) {
    let reasons = Reason::ALL.iter().map(|reason| (reason.code(), reason.chinese()));
    let warnings = WarningCode::ALL.iter().map(|code| (code.as_str(), code.chinese()));
    let rules = Rule::ALL.iter().map(|rule| (rule.name(), rule.title()));
    let words: HashMap<&str, &str> = reasons.chain(warnings).collect();
    let rules: HashMap<&str, &str> = rules.collect();
    for (list, key, to, words) in [
        ("/differences", "reason", "reason_title", &words),
        ("/coverage/unread", "reason", "reason_title", &words),
        ("/coverage/notes", "reason", "reason_title", &words),
        ("/equivalences", "rule", "title", &rules),
    ] {
        let entries = report.pointer_mut(list).and_then(Value::as_array_mut);
        for entry in entries.into_iter().flatten().filter_map(Value::as_object_mut) {
            let found = entry.get(key).and_then(Value::as_str).and_then(|code| words.get(code));
            if let Some(found) = found.copied() {
                entry.insert(to.to_owned(), found.into());
            }
        }
    }
}

/// Gives everything in a report that people speak of its `id`; gives the ids of what has to
/// be decided.
fn numbered(report: &mut Value) -> Vec<String> {
    let mut items = Vec::new();
    let mut number = |list: Option<&mut Value>, letter: char, decide: bool| {
        let list = list.and_then(Value::as_array_mut).into_iter().flatten();
        for (index, entry) in list.enumerate() {
            let id = format!("{letter}{}", index + 1);
            if decide {
                items.push(id.clone());
            }
            if let Some(entry) = entry.as_object_mut() {
                entry.insert("id".to_owned(), id.into());
            }
        }
    };
    number(report.pointer_mut("/differences"), 'd', true);
    number(report.pointer_mut("/coverage/unread"), 'u', true);
    number(report.pointer_mut("/coverage/notes"), 'n', false);
    number(report.pointer_mut("/equivalences"), 'e', false);
    // A verdict that leaves something open leaves it to somebody.
    if items.is_empty() && report["verdict"] == "undetermined" {
        let note = report["reason"].clone();
        let entry = json!({"side": "paper", "reason": "undetermined", "note": note, "id": "u1"});
        if let Some(list) = report.pointer_mut("/coverage/unread").and_then(Value::as_array_mut) {
            list.push(entry);
            items.push("u1".to_owned());
        }
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_speak_of_has_a_name() {
        let mut report = json!({
            "verdict": "inconsistent",
            "differences": [{"kind": "changed"}, {"kind": "changed"}],
            "coverage": {"unread": [{"side": "paper"}], "notes": [{"note": "甲"}]},
            "equivalences": [{"rule": "width"}],
        });
        assert_eq!(numbered(&mut report), ["d1", "d2", "u1"]);
        assert_eq!(report["equivalences"][0]["id"], "e1");
        assert_eq!(report["coverage"]["notes"][0]["id"], "n1");
    }

    #[test]
    fn a_code_has_its_words_beside_it() {
        let mut report = json!({
            "differences": [{"reason": "value-differs"}],
            "coverage": {"unread": [{"reason": "page-unread"}, {"reason": "of-later"}], "notes": []},
            "equivalences": [{"rule": "date-writing"}],
        });
        titled(&mut report);
        assert_eq!(report["differences"][0]["reason_title"], "两侧内容不同");
        assert!(report["coverage"]["unread"][0]["reason_title"].is_string());
        assert!(report["coverage"]["unread"][1].get("reason_title").is_none());
        assert_eq!(report["equivalences"][0]["title"], "日期写法");
    }

    #[test]
    fn what_is_undetermined_is_never_signed_undecided() {
        let mut report = json!({
            "verdict": "undetermined", "reason": "没有可比对的内容，须人工认定",
            "differences": [], "coverage": {"unread": [], "notes": []}, "equivalences": [],
        });
        assert_eq!(numbered(&mut report), ["u1"]);
        assert_eq!(report["coverage"]["unread"][0]["note"], "没有可比对的内容，须人工认定");
    }
}
