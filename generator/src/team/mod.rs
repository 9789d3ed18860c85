//! The team's identity: facts as HTML, the list of facts, RFC 2350.

mod facts;
mod rfc2350;

pub use facts::{FactHtml, FactList};
pub use rfc2350::Rfc2350;
