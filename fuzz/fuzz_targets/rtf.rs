//! Any bytes to the reader `rtf`.
#![no_main]

shenbao_fuzz::reader!(rtf);
