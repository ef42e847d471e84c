//! Any bytes to the reader `wordxml`.
#![no_main]

shenbao_fuzz::reader!(wordxml);
