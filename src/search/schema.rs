//! The fields of the index. One document for a record, and one for each row and
//! each figure of it: a row's stage and scenario, a figure's name and value must
//! be met by the same row, the same figure (a list of objects in one document
//! would answer with the name of one and the value of another).

use super::analysis::{codes, grams, words};
use super::query;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};

/// What a document of the index stands for, in the field `part`.
pub(super) mod part {
    pub const RECORD: &str = "record";
    pub const ROW: &str = "row";
    pub const FIGURE: &str = "figure";
}

/// The schema with its fields at hand.
#[derive(Debug, Clone)]
pub(super) struct Fields {
    pub schema: Schema,
    pub part: Field,
    pub id: Field,
    pub text: Field,
    pub words: Field,
    pub codes: Field,
    pub title_words: Field,
    pub kind: Field,
    pub template: Field,
    pub format: Field,
    pub year: Field,
    pub date: Field,
    pub division: Field,
    pub province: Field,
    pub sector_name: Field,
    pub figure: Field,
    pub unit: Field,
    pub value: Field,
    named: Vec<(query::Field, Field)>,
}

/// The text fields a query can name, with their names in the index.
const NAMED: &[(query::Field, &str)] = &[
    (query::Field::Applicant, "applicant"),
    (query::Field::Region, "region"),
    (query::Field::Sector, "sector"),
    (query::Field::Ownership, "ownership"),
    (query::Field::Size, "size"),
    (query::Field::CreditCode, "credit_code"),
    (query::Field::CreditRating, "credit_rating"),
    (query::Field::Stage, "stage"),
    (query::Field::Scenario, "scenario"),
    (query::Field::Instance, "instance"),
    (query::Field::Supplier, "supplier"),
    (query::Field::Recommender, "recommender"),
    (query::Field::Title, "title"),
    (query::Field::Project, "project"),
    (query::Field::DocNumber, "doc_number"),
    (query::Field::Cites, "cites"),
    (query::Field::Issuer, "issuer"),
    (query::Field::Level, "level"),
    (query::Field::Path, "path"),
];

impl Fields {
    pub fn new() -> Self {
        let analysed = |tokenizer: &str, record| {
            TextOptions::default().set_indexing_options(
                TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(record),
            )
        };
        let pairs = || analysed(grams::NAME, IndexRecordOption::WithFreqsAndPositions);
        let ranked = || analysed(words::NAME, IndexRecordOption::WithFreqs);
        let mut schema = Schema::builder();
        let raw_fast = || STRING.set_fast("raw");
        Self {
            part: schema.add_text_field("part", STRING),
            id: schema.add_u64_field("id", INDEXED | FAST | STORED),
            text: schema.add_text_field("text", pairs()),
            words: schema.add_text_field("words", ranked()),
            codes: schema
                .add_text_field("codes", analysed(codes::NAME, IndexRecordOption::WithFreqs)),
            title_words: schema.add_text_field("title_words", ranked()),
            kind: schema.add_text_field("kind", raw_fast()),
            template: schema.add_text_field("template", raw_fast()),
            format: schema.add_text_field("format", raw_fast()),
            year: schema.add_u64_field("year", INDEXED | FAST),
            date: schema.add_u64_field("date", INDEXED | FAST),
            division: schema.add_text_field("division", STRING),
            province: schema.add_text_field("province", raw_fast()),
            sector_name: schema.add_text_field("sector_name", raw_fast()),
            figure: schema.add_text_field("figure", STRING),
            unit: schema.add_text_field("unit", STRING),
            value: schema.add_f64_field("value", INDEXED | FAST),
            named: NAMED
                .iter()
                .map(|(field, name)| (*field, schema.add_text_field(name, pairs())))
                .collect(),
            schema: schema.build(),
        }
    }

    /// The index field of a query field.
    pub fn named(&self, field: query::Field) -> Option<Field> {
        self.named.iter().find(|(f, _)| *f == field).map(|(_, f)| *f)
    }
}
