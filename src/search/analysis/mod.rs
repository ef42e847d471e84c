//! Chinese analysis, one idea a file: [`fold`] writing variants, then words for
//! ranking ([`words`], with [`dictionary`]) and characters and pairs for
//! completeness ([`grams`]); Latin words, codes and numbers whole ([`codes`]); other names
//! of a thing ([`synonyms`]).

pub mod codes;
pub mod dictionary;
pub mod fold;
pub mod grams;
pub mod synonyms;
pub mod words;

use crate::words::Dictionary;
use std::sync::Arc;
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager};

/// Changes whenever the chain gives other tokens than before.
pub const VERSION: u32 = 4;

/// Makes the chain known to an index, with a dictionary.
pub fn register(manager: &TokenizerManager, dictionary: Arc<Dictionary>) {
    manager.register(grams::NAME, TextAnalyzer::from(grams::Grams::default()));
    manager.register(grams::CELLS, TextAnalyzer::from(grams::Grams::of_cells()));
    manager.register(codes::NAME, TextAnalyzer::from(codes::Codes));
    manager.register(words::NAME, TextAnalyzer::from(words::Words::with(dictionary)));
}
