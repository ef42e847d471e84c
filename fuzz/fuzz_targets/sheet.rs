//! Any bytes to the reader `sheet`.
#![no_main]

shenbao_fuzz::reader!(sheet);
