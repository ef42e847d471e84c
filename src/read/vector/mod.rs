//! What is drawn and not set, in PDF and OFD alike: ruling lines and small figures
//! ([`rules`]), and text that was turned to curves ([`drawn`]).

pub mod drawn;
pub mod rules;
