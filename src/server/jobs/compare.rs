//! One pair: both sides read, compared, and what came out kept.

use super::anchors;
use super::live::Live;
use super::work::Given;
use crate::compare::{self, Identity, Side};
use crate::extract::Options;
use crate::intake::Loaded;
use crate::online;
use crate::problem::Problem;
use crate::read::ocr::Step;
use crate::server::app::App;
use crate::server::store::{NewPair, Sides};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;

/// Steps of a pair besides its scanned pages: two readings, comparing, keeping.
const STEPS: u64 = 4;

/// Compares two files; gives the pair's number.
pub fn pair(
    app: &Arc<App>,
    live: &Arc<Live>,
    options: &Options,
    who: &str,
    [paper, online]: [&Given; 2],
) -> Result<i64, Problem> {
    live.more(STEPS);
    let files = [loaded(app, paper)?, loaded(app, online)?];
    live.phase("读取纸质件");
    let mut left = Side::of_file(&files[0], options)?;
    live.step();
    live.phase("读取网上数据");
    let mut right = online::of_file(&files[1], options)?;
    live.step();
    live.phase("核对");
    let renderer = app.config.renderer.as_ref();
    let mut notes = Vec::new();
    for (side, file) in [(&mut left, &files[0]), (&mut right, &files[1])] {
        let name = file.path.to_string_lossy().into_owned();
        notes.extend(online::reprinted(side, &file.bytes, &name, renderer, options));
    }
    let mut report = compare::compare_guarded(&left, &right)?;
    report.coverage.notes.extend(notes);
    live.step();
    if live.is_cancelled() {
        return Err(super::cancelled());
    }
    live.phase("保存");
    let mut report = plain(&report)?;
    let items = numbered(&mut report);
    for (side, given) in [(&left, paper), (&right, online)] {
        match &side.document {
            Some(document) => app.views.keep(&given.sha256, document),
            None => app.views.keep_records(&given.sha256, &side.records),
        };
    }
    let kept = app.kept.add_pair(&NewPair {
        job: live.id,
        who,
        sides: [&side(paper), &side(online)],
        title: &title(&[&right, &left]),
        report: &report,
        anchors: &anchors::of(&left, &right)?,
        items: &items,
    })?;
    live.step();
    Ok(kept)
}

/// A value as its JSON reads: going by way of text keeps 193.9 from becoming 193.89999389.
pub fn plain(value: &impl serde::Serialize) -> Result<Value, Problem> {
    let text = serde_json::to_string(value);
    text.and_then(|text| serde_json::from_str(&text))
        .map_err(|error| Problem::new(crate::problem::Code::Internal, error.to_string(), ""))
}

/// How files are read for a job: it is told of every scanned page.
pub fn options(app: &App, live: &Arc<Live>, password: Option<&str>) -> Options {
    let mut options = app.config.options.clone();
    if let Some(password) = password {
        options.reading.password = Some(password.to_owned());
    }
    let told = Arc::clone(live);
    options.reading.ocr.progress = options.reading.ocr.progress.and(move |step| match step {
        Step::Begun(pages) => told.more(pages as u64),
        Step::Page => told.step(),
        Step::Look | Step::Ended => {}
    });
    options
}

/// A file that the server holds, under its own name.
pub fn loaded(app: &App, given: &Given) -> Result<Loaded, Problem> {
    app.loaded(&given.sha256, Some(&given.name))
}

fn side(given: &Given) -> Sides {
    let path = given.path.as_deref().map(Path::to_string_lossy);
    Sides {
        sha256: given.sha256.clone(),
        name: given.name.clone(),
        path: path.map(std::borrow::Cow::into_owned),
    }
}

/// Name of the applicant or the project, from the side that has one.
fn title(sides: &[&Side]) -> String {
    let named = sides.iter().map(|side| {
        let title = side.document.as_ref().and_then(|document| document.title.as_deref());
        Identity::of(&side.records, title, "")
    });
    let names = named.flat_map(|identity| [identity.name, identity.title]);
    names.into_iter().find(|name| !name.is_empty()).unwrap_or_default()
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
    fn what_is_undetermined_is_never_signed_undecided() {
        let mut report = json!({
            "verdict": "undetermined", "reason": "没有可比对的内容，须人工认定",
            "differences": [], "coverage": {"unread": [], "notes": []}, "equivalences": [],
        });
        assert_eq!(numbered(&mut report), ["u1"]);
        assert_eq!(report["coverage"]["unread"][0]["note"], "没有可比对的内容，须人工认定");
    }
}
