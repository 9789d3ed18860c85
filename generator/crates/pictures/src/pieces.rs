//! What of a picture is published: stretches of its bytes, and the few that are written anew.

use crate::Fault;
use std::ops::Range;

/// A picture, taken apart.
pub struct Pieces {
    /// What stands in it, one after the other.
    pub all: Vec<Piece>,
    /// How it is to be turned, as Exif numbers it.
    pub turn: u8,
    /// Whether it asks for a turn that browsers do not make.
    pub lies: bool,
}

/// A part of what is published.
pub enum Piece {
    /// Bytes of the picture, as they are.
    Kept(Range<usize>),
    /// Bytes that stand there instead of others, or that say how the picture is to be turned.
    New(Vec<u8>),
}

impl Pieces {
    /// Whether anything of the picture is left out.
    pub fn leaves_out(&self, bytes: &[u8]) -> bool {
        self.put_together(bytes) != bytes
    }

    /// The bytes of all pieces.
    pub fn put_together(&self, bytes: &[u8]) -> Vec<u8> {
        let mut whole = Vec::with_capacity(bytes.len());
        for piece in &self.all {
            match piece {
                Piece::Kept(range) => whole.extend_from_slice(&bytes[range.clone()]),
                Piece::New(bytes) => whole.extend_from_slice(bytes),
            }
        }
        whole
    }
}

/// So many bytes at a place.
///
/// # Errors
/// If the picture ends before them.
pub fn at<const N: usize>(bytes: &[u8], at: usize) -> Result<[u8; N], Fault> {
    let found = bytes.get(at..).and_then(|rest| rest.first_chunk());
    found.copied().ok_or(Fault::Cut)
}
