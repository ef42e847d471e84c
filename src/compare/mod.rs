//! The printed copy against the online data: differences, equivalences, coverage, verdict.
