//! What the team says of itself, stated once in `team.yaml` and `content/keys/`: the list of its
//! facts, RFC 2350, its keys with the Web Key Directory, security.txt, and who it is for machines.
//!
//! Knows the contract of features and the facts and keys as the site has read them, and no other
//! feature. Begin with `fact_list`; each file is a feature.

mod fact_list;
mod key_list;
mod organization;
mod rfc2350;
mod security_txt;

pub use fact_list::FactList;
pub use key_list::KeyList;
pub use organization::Organization;
pub use rfc2350::Rfc2350;
pub use security_txt::SecurityTxt;
