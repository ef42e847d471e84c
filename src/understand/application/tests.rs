//! Mechanisms of the form reader, each on a small table built in code.
