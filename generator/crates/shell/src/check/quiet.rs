//! Lines in which nothing is wrong wherever they stand: the most of every page. Once one was looked
//! at, its bytes say enough.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{RwLock, RwLockReadGuard};
use xxhash_rust::xxh3::xxh3_64;

/// Fingerprints of such lines, for all threads.
#[derive(Default)]
pub struct Quiet(RwLock<Prints>);

/// At most this many lines are remembered: those that most pages have are seen soon, and a table
/// that the processor has at hand is worth more than one that holds every sentence once.
const MAX_KNOWN_LINES: usize = 1 << 14;

pub(super) type Prints = HashSet<u64, BuildHasherDefault<Itself>>;

/// What is known while one page is looked at.
pub struct Known<'a>(RwLockReadGuard<'a, Prints>);

impl Quiet {
    /// What is known now. Nothing can be learned before it is dropped.
    pub fn known(&self) -> Known<'_> {
        Known(self.0.read().expect("no panic"))
    }

    /// Adds what a page has shown.
    pub fn learn(&self, prints: Vec<u64>) {
        if !prints.is_empty() && self.0.read().expect("no panic").len() < MAX_KNOWN_LINES {
            self.0.write().expect("no panic").extend(prints);
        }
    }
}

impl Known<'_> {
    /// Whether a line of these bytes is known.
    pub fn holds(&self, line: &[u8]) -> bool {
        line == b"\n" || self.0.contains(&xxh3_64(line))
    }
}

/// A fingerprint needs no hash of its own.
#[derive(Default)]
pub(super) struct Itself(u64);

impl Hasher for Itself {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64(bytes);
    }

    fn write_u64(&mut self, print: u64) {
        self.0 = print;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
