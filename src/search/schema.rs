//! The fields of the index. One document for a record and, behind it in the same
//! segment, one for each row of its tables and each figure: a row's stage and scenario,
//! a figure's name and value must be met by the same row, the same figure (a list of
//! objects in one document would answer with the name of one and the value of another).
//!
//! What can be asked for by field stands behind its key in one field of text, so that
//! another key needs no other schema. (A field of objects does the same at three times the
//! cost: it looks its path up for every gram.)

use super::analysis::{codes, grams, words};
use super::block::UP;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, JsonObjectOptions, STORED, Schema, Term,
    TextFieldIndexing, TextOptions,
};

/// What a document of the index stands for, in the field `part`.
pub(super) mod part {
    pub const RECORD: &str = "record";
    pub const ROW: &str = "row";
    pub const FIGURE: &str = "figure";
}

/// Columns that are read for counting.
pub(super) mod column {
    pub const ID: &str = "id";
    pub const WORK: &str = "work";
    pub const EDITION: &str = "edition";
    pub const DATE: &str = "date";
    pub const YEAR: &str = "year";
    pub const VALUE: &str = "value";
    pub const UNIT: &str = "unit";
}

/// The schema with its fields at hand.
#[derive(Debug, Clone)]
pub(super) struct Fields {
    pub schema: Schema,
    pub part: Field,
    /// Distance of a row to its record.
    pub up: Field,
    pub id: Field,
    /// The work whose edition the record is.
    pub work: Field,
    /// Which edition of its work; the greatest counts.
    pub edition: Field,
    pub text: Field,
    pub codes: Field,
    pub title_words: Field,
    /// Names written in full: folded companies, projects, titles, document numbers.
    pub names: Field,
    pub year: Field,
    pub date: Field,
    pub division: Field,
    /// Days by the key of their field: key, U+0001, `yyyymmdd`.
    pub day: Field,
    /// Keys of the fields and tables that a record has.
    pub has: Field,
    /// Texts behind their keys.
    pub cells: Field,
    /// Numbers of rows behind their keys and units.
    pub numbers: Field,
    /// Values that are counted, by the facet's key.
    pub facets: Field,
    /// The table of a row.
    pub table: Field,
    pub figure: Field,
    pub unit: Field,
    pub value: Field,
    /// What a list of hits shows of a record, as JSON.
    pub card: Field,
}

impl Fields {
    pub fn new() -> Self {
        let analysed = |tokenizer: &str, record| {
            TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(record)
        };
        let text = |indexing| TextOptions::default().set_indexing_options(indexing);
        let pairs = |tokenizer| analysed(tokenizer, IndexRecordOption::WithFreqsAndPositions);
        let ranked = || text(analysed(words::NAME, IndexRecordOption::WithFreqs));
        let raw = || {
            TextFieldIndexing::default()
                .set_tokenizer("raw")
                .set_fieldnorms(false)
                .set_index_option(IndexRecordOption::Basic)
        };
        // What is only looked up needs no lengths for ranking.
        let key = || text(raw());
        let mut schema = Schema::builder();
        Self {
            part: schema.add_text_field("part", key()),
            up: schema.add_u64_field(UP, FAST),
            id: schema.add_u64_field(column::ID, INDEXED | FAST),
            work: schema.add_u64_field(column::WORK, FAST),
            edition: schema.add_u64_field(column::EDITION, FAST),
            text: schema.add_text_field("text", text(pairs(grams::NAME))),
            codes: schema
                .add_text_field("codes", text(analysed(codes::NAME, IndexRecordOption::WithFreqs))),
            title_words: schema.add_text_field("title_words", ranked()),
            names: schema.add_text_field("names", key()),
            year: schema.add_u64_field(column::YEAR, INDEXED | FAST),
            date: schema.add_u64_field(column::DATE, INDEXED | FAST),
            division: schema.add_text_field("division", key()),
            day: schema.add_text_field("day", key()),
            has: schema.add_text_field("has", key()),
            cells: schema.add_text_field("cells", text(pairs(grams::CELLS).set_fieldnorms(false))),
            numbers: schema.add_text_field("numbers", key()),
            facets: schema.add_json_field(
                "facets",
                JsonObjectOptions::default().set_indexing_options(raw()).set_fast("raw"),
            ),
            table: schema.add_text_field("table", key()),
            figure: schema.add_text_field("figure", key()),
            unit: schema.add_text_field(column::UNIT, key().set_fast("raw")),
            value: schema.add_f64_field(column::VALUE, INDEXED | FAST),
            card: schema.add_text_field("card", STORED),
            schema: schema.build(),
        }
    }

    /// The term of a gram of a cell.
    pub fn cell(&self, key: &str, gram: &str) -> Term {
        Term::from_field_text(self.cells, &grams::keyed(key, gram))
    }

    /// The term of a text under a key of an object field.
    pub fn keyed(field: Field, key: &str, text: &str) -> Term {
        let mut term = Term::from_field_json_path(field, key, false);
        term.append_type_and_str(text);
        term
    }
}

/// The name of the column of a facet.
pub(super) fn facet_column(key: &str) -> String {
    format!("facets.{key}")
}
