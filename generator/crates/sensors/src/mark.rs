//! What stands for a line in the store: 48 bits that say “this line was counted” and nothing else.
//!
//! A line that stands several times in a log is several lines, so a mark is of a line and of which
//! one among its equals it is in its log: the first, the second. The marks of a log are a set, and
//! those of several logs their union. Who imports two exports that overlap, in whatever order and
//! on whatever machines, has counted each line as often as the log that holds it most often.
//!
//! Marks are compared within a day. That a new line is taken for one of `n` others of its day
//! happens with a probability of `n` in 2⁴⁸: one line in 280 million, at a million events a day.

use crate::sketch::HashKey;
use siphasher::sip::SipHasher13;
use std::hash::Hasher;
use xxhash_rust::xxh3::xxh3_128_with_seed;

/// How many bytes a mark takes in a file: 48 bits, the highest first.
pub const SIZE: usize = 6;

/// A line, by its bytes and by the report that it stands in, under the team's key: without it,
/// whoever knows most of a line could try the rest.
#[derive(Clone)]
pub struct LineHasher {
    keyed: SipHasher13,
    seed: u64,
}

impl LineHasher {
    /// Hashes the lines of one log. `report` is the name of Shadowserver's report that it is, and
    /// empty if it is none: the same line in two reports is two lines.
    pub fn new(key: &HashKey, report: &str) -> LineHasher {
        let mut keyed = SipHasher13::new_with_key(&key.0);
        keyed.write(b"certsite sensors: a line\0");
        keyed.write(report.as_bytes());
        keyed.write_u8(0);
        LineHasher { seed: keyed.finish(), keyed }
    }

    /// The hash of a line. How it ends, and white space around it, is nothing of it.
    pub fn hash(&self, line: &[u8]) -> u64 {
        // The line by a hash that is as quick as memory, and that by one which needs the key.
        let mut hasher = self.keyed;
        hasher.write(&xxh3_128_with_seed(line.trim_ascii(), self.seed).to_le_bytes());
        hasher.finish()
    }
}

/// The mark of a line, given by its hash, that stands in its log for the nth time, from 0. Only its
/// lowest 48 bits are used.
pub fn mark(line: u64, nth: u32) -> u64 {
    // SplitMix64: whatever differs in one bit differs in half of them.
    let mut x = line.wrapping_add(u64::from(nth).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (x ^ (x >> 31)) >> 16
}

/// Appends marks to the bytes of a file, each with [`SIZE`] bytes and in the order in which they
/// are given.
pub fn write(marks: &[u64], out: &mut Vec<u8>) {
    out.extend(marks.iter().flat_map(|mark| mark.to_be_bytes().into_iter().skip(8 - SIZE)));
}

/// The marks in the bytes of a file, in their order. Bytes at the end that are no whole mark are
/// left out.
pub fn read(bytes: &[u8]) -> impl Iterator<Item = u64> {
    bytes.as_chunks::<SIZE>().0.iter().map(|bytes| {
        let mut whole = [0; 8];
        whole[8 - SIZE..].copy_from_slice(bytes);
        u64::from_be_bytes(whole)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_of_a_line_its_report_and_its_turn() {
        let (key, other) = (HashKey([1; 16]), HashKey([2; 16]));
        let hash = |key: &HashKey, report: &str, line: &str| {
            LineHasher::new(key, report).hash(line.as_bytes())
        };
        assert_eq!(hash(&key, "scan_dns", "a,b\r"), hash(&key, "scan_dns", "a,b"));
        let all = [
            hash(&key, "scan_dns", "a,b"),
            hash(&key, "scan_ntp", "a,b"),
            hash(&key, "scan_dnsa", ",b"),
            hash(&key, "", "a,b"),
            hash(&key, "scan_dns", "a,B"),
            hash(&other, "scan_dns", "a,b"),
        ];
        let mut marks: Vec<u64> =
            all.iter().flat_map(|line| (0..4).map(|nth| mark(*line, nth))).collect();
        marks.sort_unstable();
        marks.dedup();
        assert_eq!(marks.len(), 24);
        let mut bytes = Vec::new();
        write(&marks, &mut bytes);
        assert_eq!(bytes.len(), 24 * SIZE);
        assert_eq!(read(&bytes).collect::<Vec<_>>(), marks);
    }

    /// Marks in the stores of teams are those of today.
    #[test]
    fn a_mark_stays_what_it_is() {
        let hash =
            |line: &str| LineHasher::new(&HashKey([1; 16]), "scan_dns").hash(line.as_bytes());
        let long = "x".repeat(700);
        let marks = [mark(hash("a,b"), 0), mark(hash("a,b"), 1), mark(hash(&long), 0)];
        assert_eq!(marks, [217_141_999_435_442, 92_104_062_696_754, 90_981_543_015_133]);
    }
}
