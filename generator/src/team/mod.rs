//! The team's identity: facts as HTML, the list of facts, RFC 2350.

mod facts;
mod key_list;
mod organization;
mod rfc2350;
mod rfc2350_text;
mod security_txt;

pub use facts::{FactHtml, FactList};
pub use key_list::KeyList;
pub use organization::Organization;
pub use rfc2350::Rfc2350;
pub use security_txt::SecurityTxt;
