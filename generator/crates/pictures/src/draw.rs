//! A picture → the same at smaller sizes, in its own format, for screens that show no more of it.
//!
//! The same bytes come of the same picture on every machine: decoding goes without what only some
//! processors can.

mod jpeg;
mod png;
mod raster;

use crate::exif;
use crate::pieces::Pieces;
use crate::pixels::Pixels;
use raster::Raster;
use std::fmt;

/// Changes whenever other bytes come of the same picture.
pub const VERSION: u32 = 1;

/// The widths of smaller pictures, from large to small. The text is up to 52 rem wide in the widest
/// window, and a screen may have twice as many pixels as it says.
const WIDTHS: [u32; 4] = [1600, 1200, 800, 480];

/// More pixels than this are not drawn: while it is drawn, each takes up to 10 bytes of memory.
pub const MOST: u64 = 50_000_000;

/// So many of ten bytes may be left of a picture that is worth another request.
const WORTH: usize = 9;

/// A picture at a smaller size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Smaller {
    /// Its size as it is shown.
    pub pixels: Pixels,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Why a picture cannot be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undrawn(String);

impl fmt::Display for Undrawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The smaller versions of a picture, from small to large. None of pictures that are small already, that
/// move, whose colours a browser works out otherwise, that have too many pixels or are broken, and of
/// other formats. Each has fewer bytes than those above it, by a tenth at least.
///
/// # Errors
/// If it has to be drawn and its pixels cannot be read.
pub fn smaller(bytes: &[u8]) -> Result<Vec<Smaller>, Undrawn> {
    // Without notes, so that nothing but pixels is unpacked.
    let Some(Ok(pieces)) = crate::pieces(bytes) else { return Ok(Vec::new()) };
    let whole = pieces.put_together(bytes);
    let Some(size) = Pixels::of(&whole, exif::UPRIGHT) else { return Ok(Vec::new()) };
    let shown = if pieces.turn >= 5 { size.turned() } else { size };
    if size.count() > MOST || WIDTHS.iter().all(|width| *width >= shown.width) {
        return Ok(Vec::new());
    }
    let drawn = match &whole[..] {
        [0xff, 0xd8, ..] => versions::<jpeg::Colours>(&whole, &pieces, shown),
        [0x89, b'P', ..] => versions::<png::Colours>(&whole, &pieces, shown),
        _ => return Ok(Vec::new()),
    };
    drawn.map_err(Undrawn)
}

/// A format: what of its files says which colours are meant, beside the pixels.
trait Format: Sized {
    /// The pixels as they stand in the file; none if it is better left as it is.
    fn read(bytes: &[u8]) -> Result<Option<(Raster, Self)>, String>;

    /// A file of such pixels.
    fn write(&self, raster: &Raster) -> Result<Vec<u8>, String>;
}

fn versions<F: Format>(
    bytes: &[u8],
    pieces: &Pieces,
    shown: Pixels,
) -> Result<Vec<Smaller>, String> {
    let Some((raster, format)) = F::read(bytes)? else { return Ok(Vec::new()) };
    let mut found: Vec<Smaller> = Vec::new();
    for width in WIDTHS.into_iter().filter(|width| *width < shown.width) {
        let pixels = shown.at_width(width);
        let size = if pieces.turn >= 5 { pixels.turned() } else { pixels };
        let smaller = raster.resized(size).ok_or("its pixels are not as many as it says")?;
        let file = format.write(&smaller.turned(pieces.turn))?;
        let larger = found.last().map_or(bytes.len(), |larger| larger.bytes.len());
        if file.len() * 10 <= larger * WORTH {
            found.push(Smaller { pixels, bytes: file });
        }
    }
    found.reverse();
    Ok(found)
}

#[cfg(test)]
mod tests;
