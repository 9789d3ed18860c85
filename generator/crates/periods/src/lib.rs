//! Months and years, and the names by which figures of each are known: its period page, its file
//! among published data, its file of settled figures.
//!
//! Knows the settings of a site, and nothing of how figures are counted: commands that only have to
//! tell these files from others need not be compiled again when that changes. Begin with `period`.

pub mod page;
mod period;
pub mod published;
pub mod settled;

pub use period::{Period, text};
