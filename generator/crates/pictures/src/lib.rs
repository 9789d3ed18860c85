//! The bytes of a picture → how large browsers show it, whether it is whole, and the same picture
//! without what it tells beside what it shows: where, when, by whom and with what it was made.
//!
//! Parts are left out and no pixel is touched: what is kept stands as it stood. Which way up a picture
//! is to be shown is said in notes as well, so that alone is noted anew.

pub mod draw;
mod exif;
mod jpeg;
mod pieces;
mod pixels;
mod png;
mod webp;

pub use pixels::Pixels;

use pieces::Pieces;
use std::fmt;

/// What is known of a picture without looking at its pixels.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Picture {
    /// How large it is, if it says so.
    pub pixels: Option<Pixels>,
    /// Whether it holds notes that [`without_notes`] takes out.
    pub has_notes: bool,
    /// Whether it asks to be turned, and browsers do not do so.
    pub lies: bool,
    /// What is wrong with it, as far as that is seen without its pixels.
    pub fault: Option<Fault>,
}

/// What is wrong with a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// It ends before its end.
    Cut,
    /// A part of it is not what it was, by its checksum.
    Changed,
    /// None of its parts holds a picture.
    Empty,
    /// Where a part should begin there is something else.
    Odd,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Fault::Cut => "it ends in the middle",
            Fault::Changed => "a part of it does not fit its checksum",
            Fault::Empty => "there is no picture in it",
            Fault::Odd => "where a part of it should begin, there is something else",
        })
    }
}

impl Picture {
    /// Of a file of a kind that browsers show; none of other files.
    pub fn of(bytes: &[u8]) -> Option<Picture> {
        let pieces = self::pieces(bytes);
        let (turn, fault) = match &pieces {
            Some(Ok(pieces)) => (pieces.turn, None),
            Some(Err(fault)) => (exif::UPRIGHT, Some(*fault)),
            None => (exif::UPRIGHT, None),
        };
        let pixels = Pixels::of(bytes, turn);
        let has_notes = matches!(&pieces, Some(Ok(pieces)) if pieces.leaves_out(bytes));
        let lies = matches!(pieces, Some(Ok(pieces)) if pieces.lies);
        (pixels.is_some() || fault.is_some()).then_some(Picture { pixels, has_notes, lies, fault })
    }
}

/// A picture of JPEG, PNG or WebP without its notes; none of others, and of those that are broken.
pub fn without_notes(bytes: &[u8]) -> Option<Vec<u8>> {
    Some(pieces(bytes)?.ok()?.put_together(bytes))
}

/// A picture of a kind that can be taken apart; none of others.
fn pieces(bytes: &[u8]) -> Option<Result<Pieces, Fault>> {
    let take_apart = match bytes {
        [0xff, 0xd8, ..] => jpeg::pieces,
        [0x89, b'P', b'N', b'G', ..] => png::pieces,
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => webp::pieces,
        _ => return None,
    };
    Some(take_apart(bytes))
}

#[cfg(test)]
mod tests;
