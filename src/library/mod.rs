//! One folder: originals by hash, a SQLite catalogue, a search index that can be rebuilt.
