//! Two records side by side, pointer by pointer: [`walk`] finds the places, [`equivalence`] judges
//! two writings of one value, [`claims`] marks the text that a field answered for, [`doubt`] tells a
//! difference of the paper from one of the reading, [`looked`] grants what forms without a
//! definition say alike, by [`meaning`] and [`choices`], [`placed`] tells which cells stand beside
//! their label, [`written`] words the place for the report.

pub mod choices;
pub mod claims;
pub mod compared;
pub mod confusion;
pub mod doubt;
pub mod equivalence;
pub mod looked;
pub mod meaning;
pub mod placed;
pub mod walk;
pub mod written;
