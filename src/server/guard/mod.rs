//! Who may come in. Every request passes these doors, in this order:
//!
//! 1. [`headers`] say to the browser what a page of ours may do: nothing of others', no
//!    script in the page, no frame around it.
//! 2. [`host`]: the request is meant for this server and does not come out of another site's page.
//! 3. [`caller`]: whose request it is: a session, a token, or this machine itself.
//! 4. The request changes something and rides on a cookie: it shows that it comes from our page.
//! 5. The route asks whether the caller's role may do this.

pub mod caller;
pub mod headers;
pub mod host;
pub mod password;
pub mod secret;
pub mod slow;

pub use caller::{Caller, Way};
