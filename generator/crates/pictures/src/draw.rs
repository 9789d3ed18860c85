//! A picture → the same at smaller sizes, for screens that show no more of it: in its own format, and
//! in WebP where that saves more.
//!
//! The same bytes come of the same picture on every machine: decoding goes without what only some
//! processors can, and libwebp makes the same bytes with it as without.

mod jpeg;
mod png;
mod raster;
mod webp;

use crate::exif;
use crate::pieces::Pieces;
use crate::pixels::Pixels;
use raster::Raster;
use std::fmt;

/// Changes whenever other bytes come of the same picture.
pub const VERSION: &str = if HAS_WEBP { "2+webp" } else { "2" };

/// Whether this program makes WebP.
pub const HAS_WEBP: bool = cfg!(feature = "webp");

/// The widths of smaller pictures, from large to small. The text is up to 52 rem wide in the widest
/// window, and a screen may have twice as many pixels as it says.
const WIDTHS: [u32; 4] = [1600, 1200, 800, 480];

/// More pixels than this are not drawn: while it is drawn, each takes up to 10 bytes of memory.
pub const MOST: u64 = 50_000_000;

/// So many of ten bytes may be left of a picture that is worth another request.
const WORTH: usize = 9;

/// In which format a version is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// In that of its picture, for browsers that do not know WebP.
    Own,
    /// In that of its picture, for all browsers: WebP saves nothing.
    Shared,
    /// In WebP, for browsers that know it.
    WebP,
}

/// A picture at a smaller size, or in a smaller form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Smaller {
    /// Its size as it is shown.
    pub pixels: Pixels,
    /// Its format.
    pub form: Form,
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
/// other formats. Each in the picture's own format has fewer bytes than those above it, by a tenth at
/// least, and so have those for browsers that know WebP. One in WebP has as much fewer than the one beside
/// which it stands: a version, or the picture itself, if that is no wider than versions are.
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

    /// What WebP has to know of such pixels; none if it cannot say which colours are meant.
    fn as_webp(&self, raster: &Raster) -> Option<webp::Kept>;
}

fn versions<F: Format>(
    bytes: &[u8],
    pieces: &Pieces,
    shown: Pixels,
) -> Result<Vec<Smaller>, String> {
    let Some((raster, format)) = F::read(bytes)? else { return Ok(Vec::new()) };
    let of_webp = format.as_webp(&raster).filter(|_| HAS_WEBP);
    let is_worth = |file: &[u8], instead_of: usize| file.len() * 10 <= instead_of * WORTH;
    let mut found: Vec<Smaller> = Vec::new();
    // The smallest files so far, for browsers that do not know WebP and for those that do.
    let (mut least, mut least_known) = (bytes.len(), bytes.len());
    if let Some(kept) = of_webp.as_ref().filter(|_| shown.width <= WIDTHS[0]) {
        let file = webp::write(&raster.clone().turned(pieces.turn), kept)?;
        if let Some(bytes) = file.filter(|file| is_worth(file, least)) {
            least_known = bytes.len();
            found.push(Smaller { pixels: shown, form: Form::WebP, bytes });
        }
    }
    for width in WIDTHS.into_iter().filter(|width| *width < shown.width) {
        let pixels = shown.at_width(width);
        let size = if pieces.turn >= 5 { pixels.turned() } else { pixels };
        let smaller = raster.resized(size).ok_or("its pixels are not as many as it says")?;
        let smaller = smaller.turned(pieces.turn);
        let own = format.write(&smaller)?;
        if !is_worth(&own, least) {
            continue;
        }
        least = own.len();
        let webp = of_webp.as_ref().map(|kept| webp::write(&smaller, kept)).transpose()?.flatten();
        let webp = webp.filter(|webp| is_worth(webp, least));
        // Screenshots grow when letters lose their edges: then a larger one is the better.
        let is_known = is_worth(webp.as_ref().unwrap_or(&own), least_known);
        let form = if is_known && webp.is_none() { Form::Shared } else { Form::Own };
        found.push(Smaller { pixels, form, bytes: own });
        if is_known {
            least_known = webp.as_ref().map_or(least, Vec::len);
            found.extend(webp.map(|bytes| Smaller { pixels, form: Form::WebP, bytes }));
        }
    }
    found.reverse();
    Ok(found)
}

#[cfg(test)]
mod tests;
