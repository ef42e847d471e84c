//! From the rows of a record to the record. The documents of one record stand side by
//! side in one segment, the record first; every row knows how far behind its record it
//! stands. So a condition on rows is a walk over the rows that meet it, with no set of
//! numbers in memory.

use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED};

/// The column that holds the distance of a row to its record.
pub(super) const UP: &str = "up";

/// The records of the rows that a query finds.
#[derive(Debug)]
pub(super) struct Parents {
    rows: Box<dyn Query>,
}

impl Parents {
    pub fn of(rows: Box<dyn Query>) -> Self {
        Self { rows }
    }
}

impl Clone for Parents {
    fn clone(&self) -> Self {
        Self { rows: self.rows.box_clone() }
    }
}

impl Query for Parents {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let scoring =
            EnableScoring::Disabled { schema: scoring.schema(), searcher_opt: scoring.searcher() };
        Ok(Box::new(ParentsWeight { rows: self.rows.weight(scoring)? }))
    }
}

struct ParentsWeight {
    rows: Box<dyn Weight>,
}

impl Weight for ParentsWeight {
    fn scorer(&self, reader: &SegmentReader, _: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let rows = self.rows.scorer(reader, 1.0)?;
        let up = reader.fast_fields().u64(UP)?;
        let mut walk = Walk { rows, up, record: TERMINATED };
        walk.record = walk.next_from(0);
        Ok(Box::new(walk))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut walk = self.scorer(reader, 1.0)?;
        let met = walk.doc() <= doc && walk.seek(doc) == doc;
        Ok(Explanation::new("a row meets the conditions", f32::from(u8::from(met))))
    }
}

struct Walk {
    rows: Box<dyn Scorer>,
    up: Column<u64>,
    record: DocId,
}

impl Walk {
    /// The first record at or behind `least` with a row from the cursor on.
    fn next_from(&mut self, least: DocId) -> DocId {
        loop {
            let row = self.rows.doc();
            if row == TERMINATED {
                return TERMINATED;
            }
            let record = record_of(&self.up, row);
            if record >= least {
                return record;
            }
            self.rows.advance();
        }
    }
}

/// The record to which a document belongs.
pub(super) fn record_of(up: &Column<u64>, doc: DocId) -> DocId {
    doc.saturating_sub(up.first(doc).unwrap_or(0) as DocId)
}

impl DocSet for Walk {
    fn advance(&mut self) -> DocId {
        if self.record != TERMINATED {
            self.record = self.next_from(self.record + 1);
        }
        self.record
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.record < target {
            // The rows of a record stand behind it.
            if self.rows.doc() < target {
                self.rows.seek(target);
            }
            self.record = self.next_from(target);
        }
        self.record
    }

    fn doc(&self) -> DocId {
        self.record
    }

    fn size_hint(&self) -> u32 {
        self.rows.size_hint()
    }
}

impl Scorer for Walk {
    fn score(&mut self) -> Score {
        1.0
    }
}
