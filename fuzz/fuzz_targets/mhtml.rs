//! Any bytes to the reader `mhtml`.
#![no_main]

shenbao_fuzz::reader!(mhtml);
