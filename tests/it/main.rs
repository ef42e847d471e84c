//! The tests that use the crate as others do. One binary: each of its own linked the whole
//! crate once more.

mod any_form;
mod browser;
mod catalogue_docs;
mod compare;
mod compare_exact;
mod compare_folders;
mod compare_hidden;
mod compare_misses;
mod compare_pictures;
mod docs_tables;
mod exit_status;
mod fixtures;
mod form_rows;
mod judges;
mod legacy_formats;
mod library_kills;
mod mutation;
mod mutation_files;
mod notice_facts;
mod notice_formats;
mod notice_kinds;
mod notice_layouts;
mod real_files;
mod reported;
mod rooms;
mod scans;
mod schema;
mod search_figures;
mod server_api;
mod server_kill;
mod server_library;
mod server_safety;
mod summary_tables;
mod support;
mod tricks;
