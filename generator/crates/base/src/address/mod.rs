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
mod windows;

pub use alias::{Alias, folded};
pub use base::Base;
pub use password::tells_password;
pub use path::{Url, WebPath, fragment};
pub use windows::{as_on_windows, not_on_windows};

/// The longest name that file systems take, in bytes.
pub const MAX_PART: usize = 255;

/// The longest path of a file below the output folder, in bytes: systems take 4,096 for the whole.
const MAX_PATH: usize = 2_000;

/// What is said of a part of an address that is longer.
pub const TOO_LONG_PART: &str = "has a part of more than 255 bytes, which can be no file";

/// Why no file can have this path, to be said after it; `None` if one can.
pub fn too_long(path: &str) -> Option<&'static str> {
    match path.split('/').any(|part| part.len() > MAX_PART) {
        true => Some(TOO_LONG_PART),
        false => (path.len() > MAX_PATH).then_some("is longer than 2,000 bytes"),
    }
}

#[cfg(test)]
mod tests;
