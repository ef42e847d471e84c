//! Everything printed that no field answered for: [`laid`] is what every judge looks at, [`residual`]
//! asks them in the order of [`judges`].

pub mod asked;
pub mod borders;
pub mod cells;
pub mod changes;
pub mod clipped;
pub mod columns;
pub mod contents;
pub mod decimals;
pub mod enclosed;
pub mod entries;
pub mod floating;
pub mod formulas;
pub mod furniture;
pub mod grid;
pub mod judges;
pub mod laid;
pub mod margins;
pub mod merged;
pub mod moves;
pub mod notes;
pub mod numbered;
pub mod numerals;
pub mod pledged;
pub mod required;
pub mod residual;
pub mod ruling;
pub mod siblings;
pub mod signs;
pub mod ticked;
pub mod torn;
pub mod typed;
pub mod unanswered;
pub mod unproven;
pub mod writings;
