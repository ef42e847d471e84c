//! Finding records: the Chinese [`analysis`] chain, the schema, the [`query`]
//! language, ranking, facets and highlights. Words rank, characters find: a
//! quoted query finds every substring of every text.
//!
//! Knows records and their texts; where files are kept is the library's affair.

pub mod analysis;
mod block;
mod directory;
mod entry;
mod explain;
pub mod facets;
mod find;
mod highlight;
mod index;
mod numbers;
mod plan;
pub mod query;
mod schema;
mod similar;
mod soundness;
mod stats;
mod suggest;
mod works;
mod writer;

pub use entry::{Card, Entry, Figure, Row, TableRow, figure_name};
pub use find::{Collapse, FacetCount, Found, NEWEST, Ranked, Request, Sort};
pub use highlight::{Snippet, snippet};
pub use index::{Index, Stale};
pub use plan::{Asked, RowAsk};
pub use stats::{Bucket, Group, Histogram, Outlier, Pivot, Stats};
pub use suggest::Suggestion;
pub use writer::Writer;

#[cfg(test)]
mod tests;
