//! A document as one stream of characters: [`fold`] brings them to one writing, [`flow`] lays them
//! out, [`running`] and [`page_numbers`] know the edges of pages.

pub mod flow;
pub mod fold;
pub mod page_numbers;
pub mod running;
