//! Results as text, JSON, HTML and sheets. No rules of its own.

pub mod certificate;
pub mod compare_html;
pub mod compare_summary;
pub mod compare_text;
pub mod csv;
pub mod document_html;
pub mod hits;
pub mod markdown;
mod markup;
pub mod parquet;
pub mod plot;
pub mod quarantine;
pub mod records;
pub mod run;
pub mod stats;
pub mod table;
pub mod text;
pub mod workbook;
