//! WebP: chunks, of which those that pixels and colours depend on are kept (RFC 9649).
//!
//! Its notes of Exif say which way up it is to be shown, as those of other kinds do, but Chromium and
//! Firefox do not turn it. So these notes go as well: then all browsers show what ours measured.

use crate::Fault;
use crate::exif;
use crate::pieces::{Piece, Pieces, at};

/// How many bytes come before the first chunk.
const HEAD: usize = 12;

/// What a chunk has besides its data: name and length.
const BEFORE: usize = 8;

/// Chunks of pixels and colours.
const KEPT: [&[u8; 4]; 7] = [b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];

/// What the first chunk says is there: notes of Exif, and of XMP.
const EXIF: u8 = 0x08;
const XMP: u8 = 0x04;

/// The chunks of a picture.
pub fn pieces(bytes: &[u8]) -> Result<Pieces, Fault> {
    // The length leaves out name and itself; whatever stands behind is no part of the picture.
    let whole = u32::from_le_bytes(at(bytes, 4)?) as usize + 8;
    let bytes = bytes.get(..whole).ok_or(Fault::Cut)?;
    let (mut chunks, mut has_pixels, mut lies) = (Vec::new(), false, false);
    let mut place = HEAD;
    while place < bytes.len() {
        let name: [u8; 4] = at(bytes, place)?;
        let length = u32::from_le_bytes(at(bytes, place + 4)?) as usize;
        let data = place + BEFORE..place.saturating_add(BEFORE).saturating_add(length);
        let of_chunk = bytes.get(data.clone()).ok_or(Fault::Cut)?;
        // Chunks begin at even places; the last may lack the byte that sees to that.
        let end = (data.end + length % 2).min(bytes.len());
        match &name {
            b"EXIF" => {
                let notes = of_chunk.strip_prefix(b"Exif\0\0").unwrap_or(of_chunk);
                lies = exif::turn(notes) != exif::UPRIGHT;
            }
            b"VP8 " | b"VP8L" | b"ANMF" => has_pixels = true,
            _ => {}
        }
        if KEPT.contains(&&name) {
            chunks.push((name, place..end));
        }
        place = end;
    }
    if !has_pixels {
        return Err(Fault::Empty);
    }
    let kept = chunks.into_iter().map(|(name, range)| match &name {
        b"VP8X" => {
            let mut chunk = bytes[range].to_vec();
            if let Some(flags) = chunk.get_mut(BEFORE) {
                *flags &= !(EXIF | XMP);
            }
            Piece::New(chunk)
        }
        _ => Piece::Kept(range),
    });
    let mut all: Vec<Piece> = kept.collect();
    let length = |piece: &Piece| match piece {
        Piece::Kept(range) => range.len(),
        Piece::New(bytes) => bytes.len(),
    };
    let length = all.iter().map(length).sum::<usize>() + HEAD - 8;
    let head = [b"RIFF", &(length as u32).to_le_bytes()[..], b"WEBP"].concat();
    all.insert(0, Piece::New(head));
    Ok(Pieces { all, turn: exif::UPRIGHT, lies })
}
