//! Addresses of the site: where a file lies below the site's root, and how pages, feeds and
//! programs link to it. The two differ by percent-encoding (RFC 3986 §2.1) and by the path below
//! which the site may stand on its host, and both are settled here, once for each address.
//!
//! Knows neither pages nor formats.

mod alias;
mod base;
mod encode;
mod password;
mod path;

pub use alias::{Alias, folded};
pub use base::Base;
pub use password::tells_password;
pub use path::{Url, WebPath, fragment};

#[cfg(test)]
mod tests;
