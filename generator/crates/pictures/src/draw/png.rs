//! PNG ⇄ pixels.

use super::Format;
use super::raster::Raster;
use crate::pixels::Pixels;
use crate::png::chunks;
use png::{BitDepth, ColorType, Compression, Decoder, Encoder, Filter, Transformations};
use std::io::Cursor;

/// Where the head of a file ends, behind which the chunks on colours stand.
const HEAD: usize = 8 + 12 + 13;

/// The chunks that say which colours are meant, whatever is made of the pixels.
const COLOURS: [&[u8; 4]; 4] = [b"cHRM", b"gAMA", b"iCCP", b"sRGB"];

/// Those of a file, as they stand there.
pub struct Colours(Vec<u8>);

impl Format for Colours {
    fn read(bytes: &[u8]) -> Result<Option<(Raster, Colours)>, String> {
        let mut colours = Vec::new();
        for (name, chunk) in chunks(bytes) {
            match name {
                // It moves, or is brighter than eight bits of a colour can say.
                b"acTL" | b"cICP" | b"mDCV" | b"cLLI" => return Ok(None),
                _ if COLOURS.contains(&name) => colours.extend_from_slice(chunk),
                _ => {}
            }
        }
        let error = |error: png::DecodingError| error.to_string();
        let mut decoder = Decoder::new(Cursor::new(bytes));
        decoder.set_transformations(Transformations::normalize_to_color8());
        decoder.set_ignore_iccp_chunk(true);
        let mut reader = decoder.read_info().map_err(error)?;
        let length = reader.output_buffer_size().ok_or("it is too large for memory")?;
        let mut pixels = vec![0; length];
        let info = reader.next_frame(&mut pixels).map_err(error)?;
        pixels.truncate(info.buffer_size());
        let size = Pixels { width: info.width, height: info.height };
        let depth = info.color_type.samples() as u8;
        Ok(Some((Raster { size, depth, bytes: pixels }, Colours(colours))))
    }

    fn write(&self, raster: &Raster) -> Result<Vec<u8>, String> {
        let error = |error: png::EncodingError| error.to_string();
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, raster.size.width, raster.size.height);
        encoder.set_depth(BitDepth::Eight);
        encoder.set_color(match raster.depth {
            1 => ColorType::Grayscale,
            2 => ColorType::GrayscaleAlpha,
            3 => ColorType::Rgb,
            _ => ColorType::Rgba,
        });
        encoder.set_compression(Compression::High);
        encoder.set_filter(Filter::Adaptive);
        let mut writer = encoder.write_header().map_err(error)?;
        writer.write_image_data(&raster.bytes).map_err(error)?;
        writer.finish().map_err(error)?;
        bytes.splice(HEAD..HEAD, self.0.iter().copied());
        Ok(bytes)
    }
}
