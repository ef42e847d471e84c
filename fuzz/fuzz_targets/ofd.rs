//! Any bytes to the reader `ofd`.
#![no_main]

shenbao_fuzz::reader!(ofd);
