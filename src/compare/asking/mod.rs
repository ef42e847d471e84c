//! A scan read again with the other side in mind: where the two part in a character or two, or
//! where a lookalike was not beaten, the picture is asked which of the writings it shows.
//!
//! What the other side prints is taken for read only if the picture by itself makes it likely
//! and no rival comes near; else the reading stays as it was, with its doubt.
//!
//! # Steps
//!
//! 1. [`questions`] finds the places, and the lines' pictures that were kept of them.
//! 2. [`answers`] weighs what the looks at a picture say ([`crate::read::ocr::Asker`]).
//! 3. [`rewritten`] puts into the document what the picture settled.

mod answers;
mod questions;
mod rewritten;

use crate::compare::report::reason::Reason;
use crate::compare::report::rule::Rule;
use crate::compare::report::{Equivalence, Note};
use crate::compare::side::Side;
use crate::compare::stream::flow::Flow;
use crate::compare::text;
use crate::document::Document;
use answers::{Verdict, verdict};
use questions::Question;
use rewritten::Correction;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Questions put for one side at most.
const MOST: usize = 600;

/// Threads that ask side by side at most.
const MOST_AT_ONCE: usize = 6;

/// A side as it reads after the picture was asked.
pub struct Asked {
    /// The side.
    pub side: Side,
    /// What was read otherwise than at first.
    pub equivalences: Vec<Equivalence>,
    /// How often the picture was asked, and what came of it.
    pub note: Note,
}

/// Asks the pictures of a side about what the other side says; none where there is nothing
/// to ask, or nobody.
pub fn settled(own: &Side, other: &Side) -> Option<Asked> {
    let scan = own.scan.as_ref()?;
    let (document, against) = (own.document.as_ref()?, other.document.as_ref()?);
    let kept = document.scanned.iter().any(|page| !page.lines.is_empty());
    let mut questions = if kept { questions(document, against) } else { Vec::new() };
    questions.truncate(MOST);
    if questions.is_empty() {
        return None;
    }
    let verdicts = asked(&questions, &|question: &Question<'_>| {
        if question.is_shown {
            return Verdict::Other;
        }
        match scan.asker.ask(question.picture, question.between, &question.writings) {
            Ok(said) => verdict(question, &said),
            Err(_) => Verdict::Open,
        }
    });
    let mut corrections = Vec::new();
    let mut equivalences = Vec::new();
    for (question, verdict) in questions.iter().zip(&verdicts) {
        if *verdict != Verdict::Other {
            continue;
        }
        if !question.is_same {
            equivalences.push(Equivalence {
                pointer: format!("/text/{}", question.block),
                rule: Rule::ReadAgain,
                paper: question.read.clone(),
                online: question.other.clone(),
                count: 1,
            });
        }
        corrections.push(Correction::of(question));
    }
    let count = corrections.len();
    let words = format!(
        "扫描件有 {} 处疑字向图像复核，{count} 处图像与另一侧相符，其余存疑",
        questions.len()
    );
    let note = Note::new(Reason::PictureAsked, words);
    let mut document = document.clone();
    rewritten::apply(&mut document, corrections);
    let side = own.read_as(document);
    Some(Asked { side, equivalences, note })
}

fn questions<'a>(document: &'a Document, against: &Document) -> Vec<Question<'a>> {
    let (mine, theirs) = (Flow::of(document), Flow::of(against));
    let alignment = text::of_flows(&mine, &theirs);
    questions::of(&mine, &theirs, &alignment, document)
}

/// Puts the questions on some threads; the answers come in their order.
fn asked(
    questions: &[Question<'_>],
    ask: &(dyn Fn(&Question<'_>) -> Verdict + Sync),
) -> Vec<Verdict> {
    let threads = thread::available_parallelism().map_or(1, usize::from).min(MOST_AT_ONCE);
    let next = AtomicUsize::new(0);
    let verdicts = Mutex::new(vec![Verdict::Open; questions.len()]);
    let work = || {
        while let Some((at, question)) = {
            let at = next.fetch_add(1, Ordering::Relaxed);
            questions.get(at).map(|question| (at, question))
        } {
            let verdict = ask(question);
            if let Ok(mut verdicts) = verdicts.lock() {
                verdicts[at] = verdict;
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads.min(questions.len()) {
            scope.spawn(work);
        }
        work();
    });
    verdicts.into_inner().unwrap_or_default()
}
