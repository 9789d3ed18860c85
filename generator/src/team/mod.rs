//! The team's identity: the list of its facts, RFC 2350, its keys, security.txt.

mod fact_list;
mod key_list;
mod organization;
mod rfc2350;
mod rfc2350_text;
mod security_txt;

pub use fact_list::FactList;
pub use key_list::KeyList;
pub use organization::Organization;
pub use rfc2350::Rfc2350;
pub use security_txt::SecurityTxt;
