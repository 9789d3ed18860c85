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
pub mod earlier_formats;
pub mod elements;
pub mod import;
pub mod lines;
pub mod mark;
pub mod merge;
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

/// What is wrong at one place of a file that certsite wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The bytes of the file that it is about, from the first to behind the last.
    pub at: Range<usize>,
    /// What is wrong there, without a full stop.
    pub message: String,
    /// What would be right, or how to get there.
    pub expected: String,
}

/// Why tallies could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The file system refuses: there is no room, no right, or no such file.
    #[error("{}: {error}", path.display())]
    Io {
        /// The file or folder that was read or written.
        path: PathBuf,
        /// What the operating system says.
        #[source]
        error: std::io::Error,
    },
    /// A file of tallies is not as certsite wrote it.
    #[error("{path} does not hold")]
    Faults {
        /// Its path from the site's root.
        path: String,
        /// The whole text of the file, in which the faults have their places.
        text: String,
        /// What is wrong with it; at least one fault.
        faults: Vec<Fault>,
    },
    /// Anything else, as a sentence for the person at the terminal.
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
