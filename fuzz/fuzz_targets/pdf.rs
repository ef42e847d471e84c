//! Any bytes to the reader `pdf`.
#![no_main]

shenbao_fuzz::reader!(pdf);
