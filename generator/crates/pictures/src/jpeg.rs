//! JPEG: segments, of which those that programs write for themselves are left out (T.81 B.1, JFIF).

use crate::Fault;
use crate::exif;
use crate::pieces::{Piece, Pieces, at};

/// The mark of Exif at the begin of its segment.
const EXIF: &[u8] = b"Exif\0\0";

/// How much data the segment of JFIF has without a picture of its own.
const JFIF: usize = 14;

/// The segments of a picture, and the pixels between them.
pub fn pieces(bytes: &[u8]) -> Result<Pieces, Fault> {
    let mut all = vec![Piece::Kept(0..2)];
    let (mut turn, mut has_pixels, mut place) = (None, false, 2);
    loop {
        let [mark, name] = at(bytes, place)?;
        if mark != 0xff {
            return Err(Fault::Odd);
        }
        match name {
            // Any number of such bytes may stand before a name.
            0xff => place += 1,
            0xd9 => break,
            0x01 | 0xd0..=0xd7 => place += 2,
            _ => {
                let length = usize::from(u16::from_be_bytes(at(bytes, place + 2)?));
                let end = place + 2 + length;
                let segment = bytes.get(place..end).ok_or(Fault::Cut)?;
                let data = segment.get(4..).ok_or(Fault::Odd)?;
                if name == 0xe1 && turn.is_none() {
                    turn = data.strip_prefix(EXIF).map(exif::turn);
                }
                if is_kept(name, data) {
                    all.push(Piece::Kept(place..end));
                }
                place = end;
                if name == 0xda {
                    has_pixels = true;
                    let end = place + scan(&bytes[place..]).ok_or(Fault::Cut)?;
                    all.push(Piece::Kept(place..end));
                    place = end;
                }
            }
        }
    }
    // Whatever stands behind is another picture, or a film.
    all.push(Piece::Kept(place..place + 2));
    if !has_pixels {
        return Err(Fault::Empty);
    }
    let turn = turn.unwrap_or(exif::UPRIGHT);
    if turn != exif::UPRIGHT {
        let notes = [EXIF, &exif::notes(turn)].concat();
        let length = (notes.len() as u16 + 2).to_be_bytes();
        let segment = [b"\xff\xe1", &length[..], &notes].concat();
        // JFIF wants to be first.
        let is_first =
            |piece: &Piece| matches!(piece, Piece::Kept(range) if bytes[range.start + 1] == 0xe0);
        let n = 1 + usize::from(all.get(1).is_some_and(is_first));
        all.insert(n, Piece::New(segment));
    }
    Ok(Pieces { all, turn, lies: false })
}

/// Whether pixels depend on a segment: all but notes do. Of those, these say which colours are meant.
fn is_kept(name: u8, data: &[u8]) -> bool {
    match name {
        0xe0 => data.starts_with(b"JFIF\0") && data.len() == JFIF,
        0xe2 => data.starts_with(b"ICC_PROFILE\0"),
        0xee => data.starts_with(b"Adobe"),
        0xe1..=0xef | 0xfe => false,
        _ => true,
    }
}

/// How long the pixels are up to the next segment.
fn scan(bytes: &[u8]) -> Option<usize> {
    memchr::memchr_iter(0xff, bytes).find(|at| {
        let next = bytes.get(at + 1);
        next.is_some_and(|next| !matches!(next, 0 | 0xd0..=0xd7 | 0xff))
    })
}
