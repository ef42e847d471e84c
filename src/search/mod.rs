//! Finding records: the Chinese [`analysis`] chain, the schema, the [`query`]
//! language, ranking, facets and highlights. Words rank, characters find: a
//! quoted query finds every substring of every text.
//!
//! Knows records and their texts; where files are kept is the library's affair.

pub mod analysis;
mod entry;
mod find;
mod highlight;
mod index;
mod plan;
pub mod query;
mod schema;

pub use entry::{Entry, Figure, Row, figure_name};
pub use find::{FacetCount, Found, Request, Sort};
pub use highlight::{Snippet, snippet};
pub use index::{Index, Stale, Writer};
pub use plan::Asked;

#[cfg(test)]
mod tests;
