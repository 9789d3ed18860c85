//! Pixels → WebP, in a program with the feature `webp`: libwebp is in C and takes time to compile, and
//! a preview draws no versions.
//!
//! What came from JPEG loses what is not seen; what came from PNG is kept to the last pixel, since its
//! editor chose a format that does: letters of screenshots blur otherwise.

use super::raster::Raster;
#[cfg(feature = "webp")]
use std::borrow::Cow;
#[cfg(feature = "webp")]
use webpx::{Encoder, EncoderConfig, Unstoppable};

/// No side can be longer.
#[cfg(feature = "webp")]
const LONGEST: u32 = 16_383;

/// How much is kept of what came from JPEG: as much of the likeness as our JPEG keeps.
#[cfg(feature = "webp")]
const QUALITY: f32 = 80.0;

/// How much time, of 6, is spent on pixels that are kept; more makes files no smaller.
#[cfg(feature = "webp")]
const PATIENCE: u8 = 2;

/// What is kept of a picture.
#[cfg_attr(not(feature = "webp"), expect(dead_code, reason = "nothing is written"))]
pub struct Kept {
    profile: Option<Vec<u8>>,
    is_exact: bool,
}

impl Kept {
    /// None if WebP, which knows no gray, cannot take its profile of colours.
    pub fn of(raster: &Raster, profile: Option<Vec<u8>>, is_exact: bool) -> Option<Kept> {
        (raster.depth > 2 || profile.is_none()).then_some(Kept { profile, is_exact })
    }
}

/// A file of such pixels; none if they are too many in a row or column.
#[cfg(feature = "webp")]
pub fn write(raster: &Raster, kept: &Kept) -> Result<Option<Vec<u8>>, String> {
    let (width, height) = (raster.size.width, raster.size.height);
    if width.max(height) > LONGEST {
        return Ok(None);
    }
    let bytes: Cow<[u8]> = match raster.depth {
        1 => raster.bytes.iter().flat_map(|gray| [*gray; 3]).collect(),
        2 => raster.bytes.chunks_exact(2).flat_map(|p| [p[0], p[0], p[0], p[1]]).collect(),
        _ => (&raster.bytes).into(),
    };
    let encoder = match raster.depth {
        1 | 3 => Encoder::new_rgb(&bytes, width, height),
        _ => Encoder::new_rgba(&bytes, width, height),
    };
    let encoder = encoder.config(match kept.is_exact {
        true => EncoderConfig::new_lossless().method(PATIENCE),
        false => EncoderConfig::new().quality(QUALITY),
    });
    let encoder = match &kept.profile {
        Some(profile) => encoder.icc_profile(profile),
        None => encoder,
    };
    encoder.encode(Unstoppable).map(Some).map_err(|error| error.to_string())
}

/// None: the program was built without it.
#[cfg(not(feature = "webp"))]
pub fn write(_: &Raster, _: &Kept) -> Result<Option<Vec<u8>>, String> {
    Ok(None)
}
