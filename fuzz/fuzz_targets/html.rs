//! Any bytes to the reader `html`.
#![no_main]

shenbao_fuzz::reader!(html);
