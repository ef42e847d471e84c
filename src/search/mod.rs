//! The Chinese analysis chain, the schema, the query language, facets and highlights.
