//! One side of a comparison.

use crate::compare::report::reason::Reason;
use crate::compare::report::{Note, PageCoverage, SideName, Unread};
use crate::document::{Document, PageSource};
use crate::extract::{Extraction, Options, Source};
use crate::forms::{Forms, Printed};
use crate::problem::{Warning, WarningCode, Weight};
use crate::proof::Balance;
use crate::read::ocr::{self, Asker};
use crate::record::Record;
use crate::understand;
use std::sync::Arc;

/// One side: a document with what was understood of it, or records alone.
#[derive(Debug, Clone, Default)]
pub struct Side {
    /// The file.
    pub source: Source,
    /// Its text; none for records in JSON and forms in XLSX.
    pub document: Option<Document>,
    /// What was understood.
    pub records: Vec<Record>,
    /// What was lost or doubtful.
    pub warnings: Vec<Warning>,
    /// The balance of its pages' ink, where it has pages and they were drawn.
    pub balance: Option<Balance>,
    /// The balance was left out on request, so that nothing is proved.
    pub quick: bool,
    /// What the forms that its records follow print themselves.
    pub printed: Printed,
    /// Whom to ask about its recognised pages.
    pub scan: Option<Scan>,
    /// How its pictures are read, where a seal or a stamp has to be.
    pub eye: Option<ocr::Settings>,
}

/// What it takes to read a scan again.
#[derive(Clone)]
pub struct Scan {
    /// Puts questions to pictures.
    pub asker: Asker,
    /// The known forms.
    pub forms: Arc<Forms>,
}

impl std::fmt::Debug for Scan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Scan")
    }
}

impl Side {
    /// Understands a document that was read already.
    pub fn of_document(source: Source, document: Document, options: &Options) -> Self {
        Self::understood(source, document, &options.forms)
    }

    fn understood(source: Source, document: Document, forms: &Forms) -> Self {
        let mut understood = understand::understand(&document, forms);
        let mut warnings = document.warnings.clone();
        warnings.append(&mut understood.warnings);
        let records = understood.records;
        let template =
            |record: &Record| forms.get(record.get("/template").and_then(|id| id.as_str())?);
        let printed = Printed::of(records.iter().filter_map(template));
        let document = Some(document);
        Self { source, document, records, warnings, printed, ..Self::default() }
    }

    /// The side with its scan read otherwise.
    pub(super) fn read_as(&self, document: Document) -> Self {
        let Some(scan) = &self.scan else { return self.clone() };
        let again = Self::understood(self.source.clone(), document, &scan.forms);
        // Warnings that came from elsewhere, such as a print's, stay.
        let before =
            self.document.as_ref().map(|d| understand::understand(d, &scan.forms).warnings);
        let own = |warning: &Warning| {
            let of = |all: &[Warning]| all.contains(warning);
            before.as_deref().is_some_and(of)
                || self.document.as_ref().is_some_and(|d| of(&d.warnings))
        };
        let mut warnings = again.warnings;
        warnings.extend(self.warnings.iter().filter(|warning| !own(warning)).cloned());
        Self {
            warnings,
            balance: self.balance.clone(),
            quick: self.quick,
            scan: self.scan.clone(),
            eye: self.eye.clone(),
            ..again
        }
    }

    /// Records without their document.
    pub fn of_extraction(extraction: Extraction) -> Self {
        let Extraction { source, records, warnings } = extraction;
        Self { source, records, warnings, ..Self::default() }
    }

    /// Pages, and how each was read.
    pub(super) fn pages(&self) -> Vec<PageCoverage> {
        let pages = self.document.iter().flat_map(|document| &document.pages);
        pages
            .map(|page| PageCoverage {
                page: page.number,
                source: match page.source {
                    PageSource::Text => "text",
                    PageSource::Ocr => "ocr",
                    PageSource::Blank => "blank",
                    PageSource::Unread(_) => "unread",
                },
                differences: 0,
                ink: None,
            })
            .collect()
    }

    /// What of this side is left out on purpose.
    pub(super) fn left_out(&self, side: SideName) -> Vec<Note> {
        let left_out = |warning: &&Warning| warning.code == WarningCode::PlatformLeftOut;
        let note = |warning: &Warning| {
            let text = format!("{}：{}", side.title(), warning.message);
            Note::new(Reason::Warned(warning.code), text)
        };
        self.warnings.iter().filter(left_out).map(note).collect()
    }

    /// Everything of this side that did not reach the comparison.
    pub(super) fn unread(&self, side: SideName) -> Vec<Unread> {
        let mut unread = Vec::new();
        let say = |page, reason, note: String| Unread { page, note, ..Unread::new(side, reason) };
        for page in self.document.iter().flat_map(|document| &document.pages) {
            if let PageSource::Unread(reason) = &page.source {
                let note = format!("本页未能读出：{reason}");
                unread.push(say(Some(page.number), Reason::PageUnread, note));
            }
        }
        if self.document.is_none() {
            for page in &self.source.unread_pages {
                unread.push(Unread { page: Some(*page), ..Unread::new(side, Reason::PageUnread) });
            }
        }
        for warning in &self.warnings {
            let known =
                warning.page.is_some() && unread.iter().any(|u: &Unread| u.page == warning.page);
            if !known && warning.code.weight() != Weight::Note {
                let reason = Reason::Warned(warning.code);
                let told = say(warning.page, reason, warning.message.clone());
                unread.push(Unread { alike: warning.alike.clone(), ..told });
            }
        }
        unread
    }
}
