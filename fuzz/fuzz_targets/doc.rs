//! Any bytes to the reader `doc`.
#![no_main]

shenbao_fuzz::reader!(doc);
