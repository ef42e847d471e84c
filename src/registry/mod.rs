//! Facts of the outside world: credit codes, divisions, industries, scenario catalogues.
