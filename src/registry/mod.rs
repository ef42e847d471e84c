//! Facts of the outside world: credit codes, divisions, industries, scenario catalogues.

pub mod credit_code;
pub mod division;
pub mod region;
pub mod scenarios;
