//! JPEG ⇄ pixels.

use super::Format;
use super::raster::Raster;
use super::webp::Kept;
use crate::pixels::Pixels;
use jpeg_encoder::{ColorType, Encoder};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// How much of a photograph is kept: what is lost at this much is not seen beside the original.
const QUALITY: u8 = 80;

/// Sides are as long as the format allows; how many pixels there are was looked at before.
const LONGEST: usize = 65_535;

/// The profile of colours, if there is one.
pub struct Colours(Option<Vec<u8>>);

impl Format for Colours {
    fn read(bytes: &[u8]) -> Result<Option<(Raster, Colours)>, String> {
        let error = |error: zune_jpeg::errors::DecodeErrors| error.to_string();
        let options = DecoderOptions::default().set_max_width(LONGEST).set_max_height(LONGEST);
        let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
        decoder.decode_headers().map_err(error)?;
        let (space, depth) = match decoder.input_colorspace() {
            Some(ColorSpace::Luma) => (ColorSpace::Luma, 1),
            Some(ColorSpace::RGB | ColorSpace::YCbCr) => (ColorSpace::RGB, 3),
            // Inks: what they look like is between the browser and their profile.
            _ => return Ok(None),
        };
        let info = decoder.info().ok_or("it does not say how large it is")?;
        decoder.set_options(options.jpeg_set_out_colorspace(space));
        let pixels = decoder.decode().map_err(error)?;
        let size = Pixels { width: info.width.into(), height: info.height.into() };
        let colours = Colours(decoder.icc_profile());
        Ok(Some((Raster { size, depth, bytes: pixels }, colours)))
    }

    fn write(&self, raster: &Raster) -> Result<Vec<u8>, String> {
        let side = |pixels: u32| u16::try_from(pixels).map_err(|error| error.to_string());
        let (width, height) = (side(raster.size.width)?, side(raster.size.height)?);
        let colour = if raster.depth == 1 { ColorType::Luma } else { ColorType::Rgb };
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, QUALITY);
        // Both are smaller, and the first is seen sooner.
        encoder.set_progressive(true);
        encoder.set_optimized_huffman_tables(true);
        let profile = self.0.as_ref().map_or(Ok(()), |profile| encoder.add_icc_profile(profile));
        profile
            .and_then(|()| encoder.encode(&raster.bytes, width, height, colour))
            .map_err(|error| error.to_string())?;
        Ok(bytes)
    }

    fn as_webp(&self, raster: &Raster) -> Option<Kept> {
        Kept::of(raster, self.0.clone(), false)
    }
}
