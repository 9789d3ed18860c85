//! What sensors saw: lines of their logs → events → tallies, which add up exactly in any order.
//!
//! Knows no site: neither pages nor settings, and no diagnostics. What is wrong with a file is a
//! [`Fault`] at its bytes; who reads the file says where it stands.

pub mod events;
pub mod ledger;
mod rows;
pub mod sketch;
pub mod tally;

use std::ops::Range;

/// What is wrong in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The bytes that it is about.
    pub at: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub expected: String,
}
