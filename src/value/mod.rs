//! Text to values: numbers, dates, ticks, codes. Every folding rule has a name.
