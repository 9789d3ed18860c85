//! The bytes of a picture → how many pixels it is wide and high, as browsers show it. Only its head is
//! read, so no picture is too large.

/// The size of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pixels {
    /// From side to side.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

/// This many bytes hold the first tag of a drawing.
const START: usize = 4 << 10;

/// Larger ones are none that anybody publishes.
const MOST: usize = 100_000;

impl Pixels {
    /// The same lying on its side.
    pub(crate) fn turned(self) -> Pixels {
        Pixels { width: self.height, height: self.width }
    }

    /// How many there are.
    pub fn count(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// The same at another width.
    pub(crate) fn at_width(self, width: u32) -> Pixels {
        let height = (u64::from(self.height) * u64::from(width) * 2 + u64::from(self.width))
            / (u64::from(self.width) * 2);
        Pixels { width, height: height.max(1) as u32 }
    }

    /// Of a picture of a kind that browsers show, which is turned as Exif numbers it; none of other
    /// files, and of damaged ones.
    pub(crate) fn of(bytes: &[u8], turn: u8) -> Option<Pixels> {
        let (width, height) = match imagesize::blob_size(bytes) {
            // It lies on its side.
            Ok(size) if turn >= 5 => (size.height, size.width),
            Ok(size) => (size.width, size.height),
            Err(_) => drawing(bytes)?,
        };
        let side =
            |pixels: usize| u32::try_from(pixels).ok().filter(|_| (1..=MOST).contains(&pixels));
        Some(Pixels { width: side(width)?, height: side(height)? })
    }
}

/// The size of an SVG: `width` and `height` of its first tag in pixels, of which one follows from the
/// other and the sides of its `viewBox`; else these sides.
fn drawing(bytes: &[u8]) -> Option<(usize, usize)> {
    let start = &bytes[..bytes.len().min(START)];
    let text = String::from_utf8_lossy(start);
    let (_, tag) = text.split_once("<svg")?;
    let (tag, _) = tag.split_once('>')?;
    let value = |name: &str| {
        let named = |quote: char| {
            let (_, rest) = tag.split_once(&format!("{name}={quote}"))?;
            rest.split_once(quote).map(|(value, _)| value)
        };
        tag.contains("xmlns").then_some(())?;
        named('"').or_else(|| named('\''))
    };
    let pixels = |text: &str| {
        let number: f64 = text.trim().trim_end_matches("px").parse().ok()?;
        number.is_finite().then_some(number)
    };
    let stated = |name: &str| value(&format!(" {name}")).and_then(pixels);
    let (width, height) = (stated("width"), stated("height"));
    if let (Some(width), Some(height)) = (width, height) {
        return Some((round(width), round(height)));
    }
    let frame = value(" viewBox")?;
    let mut sides = frame.split([' ', ',']).filter(|side| !side.is_empty()).skip(2);
    let sides = (pixels(sides.next()?)?, pixels(sides.next()?)?);
    Some(match (width, height) {
        (Some(width), _) => (round(width), round(width * sides.1 / sides.0)),
        (_, Some(height)) => (round(height * sides.0 / sides.1), round(height)),
        _ => (round(sides.0), round(sides.1)),
    })
}

/// Parts of pixels matter to nobody who leaves room for a picture.
fn round(pixels: f64) -> usize {
    pixels.round().max(0.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_those_that_browsers_show() {
        let png = |side: u8| {
            let size = [0, 0, 0, side, 0, 0, 0, 7];
            [b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", &size[..], b"\x08\x06\0\0\0"].concat()
        };
        let svg =
            |tag: &str| format!("<?xml version=\"1.0\"?>\n<svg xmlns=\"x\"{tag}><a/></svg>").into();
        type Row = (&'static str, Vec<u8>, Option<(u32, u32)>);
        let table: [Row; 15] = [
            ("png", png(5), Some((5, 7))),
            ("nothing", png(0), None),
            ("gif", b"GIF89a\x03\0\x02\0\x80\0\0".to_vec(), Some((3, 2))),
            (
                "stated",
                svg(" width=\"640px\" height='240.4' viewBox=\"0 0 1 1\""),
                Some((640, 240)),
            ),
            ("framed", svg(" width=\"100%\" viewBox=\"0 0 12.6,7\""), Some((13, 7))),
            ("wide", svg(" width=\"300\" viewBox=\"0 0 20 10\""), Some((300, 150))),
            ("high", svg(" height=\"300px\" viewBox=\"0 0 20 10\""), Some((600, 300))),
            ("half", svg(" width=\"300\" height=\"50%\" viewBox=\"0 0 20 5\""), Some((300, 75))),
            ("frameless", svg(" width=\"300\""), None),
            ("flat", svg(" width=\"300\" viewBox=\"0 0 0 10\""), None),
            ("stroked", svg(" stroke-width=\"3\" viewBox=\"0 0 8 9\""), Some((8, 9))),
            ("bare", svg(""), None),
            ("endless", svg(" width=\"1e99\" height=\"1\""), None),
            ("text", b"hello".to_vec(), None),
            ("cut", b"\x89PNG\r\n".to_vec(), None),
        ];
        for (name, bytes, expect) in table {
            let expect = expect.map(|(width, height)| Pixels { width, height });
            assert_eq!(Pixels::of(&bytes, 1), expect, "{name}");
        }
    }
}
