//! What sensors saw: lines of their logs → events → tallies, which add up exactly in any order, and
//! in which each line is counted once.
//!
//! ```text
//! log ──lines──▶ finished lines ──read──▶ Event ──batch──▶ what is new ──part──▶ store
//!                                                             ▲ marks of lines that were counted
//! ```
//!
//! Knows no site: neither pages nor settings, and no diagnostics. What is wrong with a file is a
//! [`Fault`] at its bytes; who reads the file says where it stands. Only the store touches the disk.

mod batch;
pub mod elements;
pub mod import;
pub mod lines;
pub mod mark;
pub mod merge;
pub mod old;
pub mod part;
pub mod port;
pub mod read;
pub mod rows;
pub mod rules;
mod seen;
pub mod sketch;
mod spelling;
pub mod store;
pub mod tally;
pub mod time;
pub mod unpack;
mod utf16;
pub mod words;
pub mod zone;

use std::ops::Range;
use std::path::PathBuf;

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

/// Why something could not be done.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The disk, or who owns it, refuses.
    #[error("{}: {error}", path.display())]
    Io {
        /// What it is about.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// A file does not hold.
    #[error("{path} does not hold")]
    Faults {
        /// Its path from the site's root.
        path: String,
        /// What stands in it.
        text: String,
        /// What is wrong.
        faults: Vec<Fault>,
    },
    /// Something else.
    #[error("{0}")]
    Said(String),
}

impl From<String> for Trouble {
    fn from(said: String) -> Trouble {
        Trouble::Said(said)
    }
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Trouble {
        Trouble::Io { path: "a scratch file".into(), error }
    }
}
