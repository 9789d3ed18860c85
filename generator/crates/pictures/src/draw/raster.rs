//! Pixels in memory: made smaller, and turned the right way up.

use crate::Pixels;
use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{PixelType, Resizer};

/// Pixels of one to four bytes each: gray, gray and how opaque it is, colours, colours and how opaque
/// they are.
#[derive(Clone)]
pub struct Raster {
    pub size: Pixels,
    /// How many bytes a pixel has.
    pub depth: u8,
    pub bytes: Vec<u8>,
}

impl Raster {
    /// The same at another size; none if there are not as many bytes as its pixels want.
    pub fn resized(&self, size: Pixels) -> Option<Raster> {
        let kind = match self.depth {
            1 => PixelType::U8,
            2 => PixelType::U8x2,
            3 => PixelType::U8x3,
            _ => PixelType::U8x4,
        };
        let Pixels { width, height } = self.size;
        let whole = ImageRef::new(width, height, &self.bytes, kind).ok()?;
        let mut smaller = Image::new(size.width, size.height, kind);
        // Colours are weighed by how opaque they are.
        Resizer::new().resize(&whole, &mut smaller, None).ok()?;
        Some(Raster { size, depth: self.depth, bytes: smaller.into_vec() })
    }

    /// The same turned, as Exif numbers it.
    pub fn turned(self, turn: u8) -> Raster {
        let (width, height) = (self.size.width as usize, self.size.height as usize);
        let (right, bottom) = (width - 1, height - 1);
        // Which pixel is to be seen at a place.
        let from: fn(usize, usize, usize, usize) -> (usize, usize) = match turn {
            2 => |x, y, right, _| (right - x, y),
            3 => |x, y, right, bottom| (right - x, bottom - y),
            4 => |x, y, _, bottom| (x, bottom - y),
            5 => |x, y, _, _| (y, x),
            6 => |x, y, _, bottom| (y, bottom - x),
            7 => |x, y, right, bottom| (right - y, bottom - x),
            8 => |x, y, right, _| (right - y, x),
            _ => return self,
        };
        let size = if turn >= 5 { self.size.turned() } else { self.size };
        let depth = usize::from(self.depth);
        let mut bytes = Vec::with_capacity(self.bytes.len());
        for y in 0..size.height as usize {
            for x in 0..size.width as usize {
                let (x, y) = from(x, y, right, bottom);
                let at = (y * width + x) * depth;
                bytes.extend_from_slice(&self.bytes[at..at + depth]);
            }
        }
        Raster { size, depth: self.depth, bytes }
    }
}
