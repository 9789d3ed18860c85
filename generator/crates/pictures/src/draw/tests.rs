//! Pictures of each format and kind: which smaller ones come of them, and that these are pictures.

use super::{Form, Smaller, jpeg, png as of_png, smaller};
use crate::pixels::Pixels;
use crate::{Picture, exif};
use jpeg_encoder::{ColorType, Encoder};

#[cfg(feature = "webp")]
mod of_webp;

/// Pixels of so many bytes each, in which something is to be seen.
fn pixels(width: u32, height: u32, depth: u32) -> Vec<u8> {
    let pixel = |n: u32| {
        let (x, y) = (n % width, n / width);
        (0..depth).map(move |part| ((x * x / 300 + y * (3 + part)) % 251) as u8)
    };
    (0..width * height).flat_map(pixel).collect()
}

fn photograph(width: u16, height: u16, colour: ColorType, quality: u8) -> Vec<u8> {
    let depth = match colour {
        ColorType::Luma => 1,
        ColorType::Rgb => 3,
        _ => 4,
    };
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, quality);
    encoder.add_icc_profile(b"a profile of colours").expect("it is short");
    let pixels = pixels(width.into(), height.into(), depth);
    encoder.encode(&pixels, width, height, colour).expect("memory takes all");
    bytes
}

/// The same with a note on how it is turned.
fn turned(photograph: &[u8], turn: u8) -> Vec<u8> {
    let notes = [b"Exif\0\0", &exif::notes(turn)[..]].concat();
    let length = (notes.len() as u16 + 2).to_be_bytes();
    [&photograph[..2], b"\xff\xe1", &length, &notes, &photograph[2..]].concat()
}

/// A picture of PNG with these bits for each of so many values of a pixel.
fn screenshot(width: u32, height: u32, colour: png::ColorType, bits: png::BitDepth) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(colour);
    encoder.set_depth(bits);
    encoder.set_source_gamma(png::ScaledFloat::new(0.5));
    // Larger than it must be, as programs that are in a hurry write it.
    encoder.set_compression(png::Compression::NoCompression);
    if colour == png::ColorType::Indexed {
        encoder.set_palette((0..=255).flat_map(|n: u8| [n, 255 - n, n / 2]).collect::<Vec<_>>());
        encoder.set_trns((0..=255).collect::<Vec<u8>>());
    }
    let parts = colour.samples() as u32 * if bits == png::BitDepth::Sixteen { 2 } else { 1 };
    let mut writer = encoder.write_header().expect("memory takes all");
    writer.write_image_data(&pixels(width, height, parts)).expect("they are as many");
    writer.finish().expect("memory takes all");
    bytes
}

/// A picture with one more chunk behind its head.
fn with_chunk(picture: &[u8], name: &[u8], data: &[u8]) -> Vec<u8> {
    let length = (data.len() as u32).to_be_bytes();
    // Nobody looks at the checksum of what a picture can do without.
    [&picture[..33], &length, name, data, b"0000", &picture[33..]].concat()
}

/// How many values a pixel of a file has.
fn depth(bytes: &[u8]) -> u8 {
    use super::Format;
    let raster = match bytes {
        [0xff, ..] => jpeg::Colours::read(bytes).map(|read| read.map(|(raster, _)| raster)),
        _ => of_png::Colours::read(bytes).map(|read| read.map(|(raster, _)| raster)),
    };
    raster.expect("it can be read").expect("it is drawn").depth
}

/// The versions of a picture in its own format, and those in WebP.
fn drawn(bytes: &[u8]) -> (Vec<Smaller>, Vec<Smaller>) {
    let all = smaller(bytes).expect("its pixels can be read");
    all.into_iter().partition(|smaller| smaller.form != Form::WebP)
}

#[test]
fn pictures_of_each_kind_get_smaller_versions_of_that_kind() {
    use png::BitDepth::{Eight, Sixteen};
    use png::ColorType::{Grayscale, GrayscaleAlpha, Indexed, Rgb, Rgba};
    let photo = photograph(1700, 600, ColorType::Rgb, 95);
    let shot = screenshot(900, 300, Rgb, Eight);
    let all: &[u32] = &[480, 800, 1200, 1600];
    type Row<'a> = (&'static str, Vec<u8>, &'a [u32], u8);
    let table: [Row; 20] = [
        ("colours", photo.clone(), all, 3),
        ("gray", photograph(1700, 600, ColorType::Luma, 95), all, 1),
        ("inks", photograph(1700, 600, ColorType::Cmyk, 95), &[], 0),
        ("inks of television", photograph(1700, 600, ColorType::CmykAsYcck, 95), &[], 0),
        ("on its side", turned(&photo, 6), &[480], 3),
        ("upside down", turned(&photo, 3), all, 3),
        ("as wide as a version", photograph(800, 300, ColorType::Rgb, 95), &[480], 3),
        ("small", photograph(480, 600, ColorType::Rgb, 95), &[], 0),
        ("a line", photograph(1700, 1, ColorType::Rgb, 95), all, 3),
        ("a dot", photograph(1, 1, ColorType::Luma, 95), &[], 0),
        ("less than smaller ones would be", photograph(500, 400, ColorType::Rgb, 5), &[], 0),
        ("png", shot.clone(), &[480, 800], 3),
        ("see-through", screenshot(900, 300, Rgba, Eight), &[480, 800], 4),
        ("png in gray", screenshot(900, 300, Grayscale, Eight), &[480, 800], 1),
        ("gray and see-through", screenshot(900, 300, GrayscaleAlpha, Eight), &[480, 800], 2),
        ("sixteen bits", screenshot(900, 300, Rgb, Sixteen), &[480, 800], 3),
        ("a palette", screenshot(900, 300, Indexed, Eight), &[480], 4),
        ("moving", with_chunk(&shot, b"acTL", &[0; 8]), &[], 0),
        ("brighter than a version", with_chunk(&shot, b"cICP", &[9, 16, 0, 1]), &[], 0),
        ("cut", shot[..shot.len() - 20].to_vec(), &[], 0),
    ];
    for (name, bytes, widths, values) in table {
        let (found, _) = drawn(&bytes);
        let shown = Picture::of(&bytes).and_then(|picture| picture.pixels).expect(name);
        assert_eq!(
            found.iter().map(|found| found.pixels.width).collect::<Vec<_>>(),
            widths,
            "{name}"
        );
        let mut larger = bytes.len();
        for Smaller { pixels, bytes, .. } in found.iter().rev() {
            let picture = Picture::of(bytes).expect(name);
            assert_eq!((picture.pixels, picture.fault), (Some(*pixels), None), "{name}");
            let height = f64::from(shown.height) * f64::from(pixels.width) / f64::from(shown.width);
            assert!((f64::from(pixels.height) - height).abs() <= 0.5 + 0.5, "{name}: {pixels:?}");
            assert!(bytes.len() * 10 <= larger * 9, "{name}: {} of {larger}", bytes.len());
            larger = bytes.len();
            assert_eq!(depth(bytes), values, "{name}");
            let has = |what: &[u8]| bytes.windows(what.len()).any(|found| found == what);
            assert!(has(b"a profile of colours") || has(b"gAMA"), "{name}");
        }
        assert_eq!(drawn(&bytes).0, found, "{name}, once more");
    }
}

/// What says that it is larger than memory is not made: nothing of it is unpacked.
#[test]
fn pictures_without_end_are_left_as_they_are() {
    let chunk = |name: &[u8], data: &[u8]| {
        let named = [name, data].concat();
        let mut sum = flate2::Crc::new();
        sum.update(&named);
        [&(data.len() as u32).to_be_bytes()[..], &named, &sum.sum().to_be_bytes()].concat()
    };
    for side in [7_072_u32, 60_000, u32::MAX >> 1] {
        let head = [&side.to_be_bytes()[..], &side.to_be_bytes(), b"\x08\x06\0\0\0"].concat();
        let parts = [chunk(b"IHDR", &head), chunk(b"IDAT", b"x"), chunk(b"IEND", b"")].concat();
        assert_eq!(smaller(&[b"\x89PNG\r\n\x1a\n", &parts[..]].concat()), Ok(Vec::new()), "{side}");
    }
    let mut photo = photograph(1700, 600, ColorType::Rgb, 95);
    let frame = photo.windows(2).position(|mark| mark == b"\xff\xc0").expect("it has one");
    photo[frame + 5..frame + 9].fill(0xff);
    assert_eq!(smaller(&photo), Ok(Vec::new()));
}

#[test]
fn pictures_whose_pixels_make_no_sense_are_told() {
    let shot = screenshot(900, 300, png::ColorType::Rgb, png::BitDepth::Eight);
    let mut no_pixels = shot.clone();
    let data = shot.windows(4).position(|name| name == b"IDAT").expect("it has one") + 4;
    no_pixels[data..data + 2].fill(0xff);
    // With a checksum that fits, so that it is no damage on the way.
    let length = u32::from_be_bytes(shot[data - 8..data - 4].try_into().expect("four")) as usize;
    let mut sum = flate2::Crc::new();
    sum.update(&no_pixels[data - 4..data + length]);
    no_pixels[data + length..data + length + 4].copy_from_slice(&sum.sum().to_be_bytes());
    let photo = photograph(900, 300, ColorType::Rgb, 95);
    let tables = photo.windows(2).position(|mark| mark == b"\xff\xc4").expect("it has one");
    let mut no_tables = photo.clone();
    no_tables[tables + 1] = 0xfe;
    for bytes in [no_pixels, no_tables] {
        assert_eq!(Picture::of(&bytes).and_then(|picture| picture.fault), None);
        assert!(smaller(&bytes).is_err());
    }
}

#[test]
fn pictures_are_turned_as_exif_says() {
    for (turn, expect) in [
        (1, "abc def"),
        (2, "cba fed"),
        (3, "fed cba"),
        (4, "def abc"),
        (5, "ad be cf"),
        (6, "da eb fc"),
        (7, "fc eb da"),
        (8, "cf be ad"),
    ] {
        let size = Pixels { width: 3, height: 2 };
        let raster = super::Raster { size, depth: 1, bytes: b"abcdef".to_vec() };
        let turned = raster.turned(turn);
        let rows = turned.bytes.chunks(turned.size.width as usize).map(String::from_utf8_lossy);
        assert_eq!(rows.collect::<Vec<_>>().join(" "), expect, "{turn}");
    }
}
