//! PNG ⇄ pixels.

use super::Format;
use super::raster::Raster;
use super::webp::Kept;
use crate::pixels::Pixels;
use crate::png::chunks;
use flate2::read::ZlibDecoder;
use png::{BitDepth, ColorType, Compression, Decoder, Encoder, Filter, Transformations};
use std::io::{Cursor, Read};

/// Where the head of a file ends, behind which the chunks on colours stand.
const HEAD: usize = 8 + 12 + 13;

/// The chunks that say which colours are meant, whatever is made of the pixels.
const COLOURS: [&[u8; 4]; 4] = [b"cHRM", b"gAMA", b"iCCP", b"sRGB"];

/// What the last two of them say of what all screens take a picture for that says nothing.
const SRGB: [(&[u8; 4], &[u32]); 2] = [
    (b"gAMA", &[45_455]),
    (b"cHRM", &[31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000]),
];

/// Longer profiles of colours are not unpacked, in bytes.
const LONGEST: u64 = 1 << 22;

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

    fn as_webp(&self, raster: &Raster) -> Option<Kept> {
        let chunk = |name: &[u8; 4]| self.chunks().find(|(found, _)| found == name);
        if let Some((_, data)) = chunk(b"iCCP") {
            return Kept::of(raster, Some(profile(data)?), true);
        }
        // WebP knows profiles and nothing else.
        let is_usual = |(name, usual): &(&[u8; 4], &[u32])| {
            let usual = || usual.iter().flat_map(|number| number.to_be_bytes());
            chunk(name).is_none_or(|(_, data)| data.iter().copied().eq(usual()))
        };
        let is_plain = chunk(b"sRGB").is_some() || SRGB.iter().all(is_usual);
        is_plain.then(|| Kept::of(raster, None, true)).flatten()
    }
}

impl Colours {
    /// The chunks by their names, with what they hold.
    fn chunks(&self) -> impl Iterator<Item = ([u8; 4], &[u8])> {
        let mut rest = &self.0[..];
        std::iter::from_fn(move || {
            let (length, behind) = rest.split_first_chunk::<4>()?;
            let (name, behind) = behind.split_first_chunk::<4>()?;
            let (data, behind) = behind.split_at_checked(u32::from_be_bytes(*length) as usize)?;
            // Behind it stands its checksum.
            rest = behind.get(4..)?;
            Some((*name, data))
        })
    }
}

/// A profile of colours, which stands packed behind its name.
fn profile(chunk: &[u8]) -> Option<Vec<u8>> {
    let name = chunk.iter().position(|byte| *byte == 0)?;
    // One byte says how it is packed, and there is one way.
    let packed = chunk.get(name + 2..)?;
    let mut profile = Vec::new();
    let length = ZlibDecoder::new(packed).take(LONGEST).read_to_end(&mut profile).ok()?;
    (length > 0 && length as u64 != LONGEST).then_some(profile)
}
