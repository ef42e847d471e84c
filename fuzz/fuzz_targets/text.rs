//! Any bytes to the reader `text`.
#![no_main]

shenbao_fuzz::reader!(text);
