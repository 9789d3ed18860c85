//! What the generator and the form function do to a text alike: write it into HTML, find the
//! characters in it that nobody sees, and tell what a slip of typing was to be.
//!
//! Knows no language and no site, so that the form function carries no tables of languages for it.

mod html;
mod invisible;
mod near;

pub use html::{RECEIPT_NUMBER, escape, escaped_length};
pub use invisible::is_invisible;
pub use near::nearest;
