//! Text to values: numbers, dates, ticks, names, codes. Knows nothing of
//! documents or forms.

pub mod alike;
pub mod blank;
pub mod civil;
pub mod date;
pub mod fold;
pub mod folded;
pub mod label;
pub mod names;
pub mod number;
pub mod pattern;
pub mod tick;

pub use date::{Date, DateRange};
pub use folded::Folded;
pub use label::Label;
pub use number::Number;
pub use tick::{Choice, Ticks};
