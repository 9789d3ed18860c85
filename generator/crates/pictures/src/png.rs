//! PNG: chunks, of which those that pixels and colours depend on are kept (PNG, third edition).

use crate::Fault;
use crate::exif;
use crate::pieces::{Piece, Pieces, at};
use flate2::Crc;

/// How many bytes come before the first chunk.
const HEAD: usize = 8;

/// What a chunk has besides its data: length, name, checksum.
const AROUND: usize = 12;

/// Chunks that a picture can do without, but not without being shown otherwise. Those whose names
/// begin with a capital letter it cannot do without.
const KEPT: [&[u8; 4]; 16] = [
    b"acTL", b"bKGD", b"cHRM", b"cICP", b"cLLI", b"fcTL", b"fdAT", b"gAMA", b"hIST", b"iCCP",
    b"mDCV", b"pHYs", b"sBIT", b"sPLT", b"sRGB", b"tRNS",
];

/// The chunks of a picture.
pub fn pieces(bytes: &[u8]) -> Result<Pieces, Fault> {
    let mut all = vec![Piece::Kept(0..HEAD)];
    let (mut turn, mut has_pixels, mut place) = (exif::UPRIGHT, false, HEAD);
    loop {
        let (name, chunk) = next(bytes, place)?;
        let end = place + chunk.len();
        let is_critical = name[0].is_ascii_uppercase();
        if is_critical && sum(&chunk[4..chunk.len() - 4]) != chunk[chunk.len() - 4..] {
            return Err(Fault::Changed);
        }
        match name {
            b"eXIf" => turn = exif::turn(&chunk[8..chunk.len() - 4]),
            b"IDAT" => has_pixels = true,
            _ => {}
        }
        if is_critical || KEPT.contains(&name) {
            all.push(Piece::Kept(place..end));
        }
        place = end;
        if name == b"IEND" {
            break;
        }
    }
    if !has_pixels {
        return Err(Fault::Empty);
    }
    if turn != exif::UPRIGHT {
        // Behind the head, which is first.
        all.insert(2, Piece::New(chunk(b"eXIf", &exif::notes(turn))));
    }
    Ok(Pieces { all, turn, lies: false })
}

/// The names of a whole picture's chunks, each with all of its bytes.
pub fn chunks(bytes: &[u8]) -> impl Iterator<Item = (&[u8; 4], &[u8])> {
    let mut place = HEAD;
    std::iter::from_fn(move || {
        let (name, chunk) = next(bytes, place).ok()?;
        place += chunk.len();
        Some((name, chunk))
    })
}

/// The chunk at a place, and its name.
fn next(bytes: &[u8], place: usize) -> Result<(&[u8; 4], &[u8]), Fault> {
    let length = u32::from_be_bytes(at(bytes, place)?) as usize;
    let end = place.saturating_add(length).saturating_add(AROUND);
    let chunk = bytes.get(place..end);
    // A name that is none is told rather than that there is no end.
    let name = bytes.get(place + 4..).and_then(|rest| rest.first_chunk()).ok_or(Fault::Cut)?;
    match name.iter().all(u8::is_ascii_alphabetic) {
        true => chunk.map(|chunk| (name, chunk)).ok_or(Fault::Cut),
        false => Err(Fault::Odd),
    }
}

fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let named = [&name[..], data].concat();
    [&(data.len() as u32).to_be_bytes()[..], &named, &sum(&named)].concat()
}

/// The checksum of a chunk's name and data.
fn sum(named: &[u8]) -> [u8; 4] {
    let mut sum = Crc::new();
    sum.update(named);
    sum.sum().to_be_bytes()
}
