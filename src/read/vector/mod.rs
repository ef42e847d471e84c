//! What is drawn and not set, in PDF and OFD alike: ruling lines and small figures
//! ([`rules`]), text that was turned to curves ([`drawn`]), and what is painted under
//! and over the characters ([`ground`]).

pub mod drawn;
pub mod ground;
pub mod rules;
