//! Any bytes as an Office package under a password.
#![no_main]

shenbao_fuzz::reader!(protected);
