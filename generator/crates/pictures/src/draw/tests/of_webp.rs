//! Versions in WebP: where there are any, what they show, and which colours they mean.

use super::{drawn, photograph, screenshot, turned, with_chunk};
use crate::draw::raster::Raster;
use crate::draw::{Form, Format, Smaller, WIDTHS, jpeg, png as of_png, webp};
use crate::{Picture, Pixels};
use jpeg_encoder::{ColorType, Encoder};
use png::BitDepth::{Eight, Sixteen};
use std::io::Write;

/// The pixels of a scene: soft light, edges, and a little grain.
fn scene(width: u32, height: u32, depth: u32) -> Vec<u8> {
    let mut seed = 1_u32;
    let mut pixel = |n: u32| {
        let (x, y) = (n % width, n / width);
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let (grain, edge) = (seed >> 31, if (x / 60 + y / 45) % 3 == 0 { 60 } else { 0 });
        let light = x * 90 / width + y * 70 / height;
        (0..depth).map(move |part| (light + edge + grain + part * 10) as u8)
    };
    (0..width * height).flat_map(|n| pixel(n).collect::<Vec<u8>>()).collect()
}

/// A photograph without a profile of colours.
fn plain_photograph(width: u16, height: u16, colour: ColorType, quality: u8) -> Vec<u8> {
    let depth = if colour == ColorType::Luma { 1 } else { 3 };
    let mut bytes = Vec::new();
    let pixels = scene(width.into(), height.into(), depth);
    let encoder = Encoder::new(&mut bytes, quality);
    encoder.encode(&pixels, width, height, colour).expect("memory takes all");
    bytes
}

/// The same picture of PNG without what it says of its colours.
fn plain(screenshot: &[u8]) -> Vec<u8> {
    let gamma = screenshot.windows(4).position(|name| name == b"gAMA").expect("it has one");
    [&screenshot[..gamma - 4], &screenshot[gamma + 12..]].concat()
}

fn plain_screenshot(width: u32, height: u32, colour: png::ColorType) -> Vec<u8> {
    plain(&screenshot(width, height, colour, Eight))
}

/// What a chunk `iCCP` holds.
fn packed(profile: &[u8]) -> Vec<u8> {
    let mut packed = b"name\0\0".to_vec();
    let mut pack = flate2::write::ZlibEncoder::new(&mut packed, flate2::Compression::fast());
    pack.write_all(profile).expect("memory takes all");
    pack.finish().expect("memory takes all");
    packed
}

#[test]
fn versions_in_webp_stand_beside_those_that_they_save_of() {
    use png::ColorType::{Grayscale, GrayscaleAlpha, Indexed, Rgb, Rgba};
    let photo = plain_photograph(1000, 300, ColorType::Rgb, 95);
    let shot = plain_screenshot(900, 200, Rgb);
    let numbers = |numbers: &[u32]| -> Vec<u8> {
        numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
    };
    let usual = [31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000];
    let other = [31_270, 32_900, 68_000, 32_000, 26_500, 69_000, 15_000, 6_000];
    let with_profile = |profile: &[u8]| with_chunk(&shot, b"iCCP", &packed(profile));
    let of_photo: &[u32] = &[800, 1000];
    // What comes again and again is smallest where no letter has lost its edges.
    let of_shot: &[u32] = &[900];
    // Which widths, and whether each pixel is as it was.
    type Row<'a> = (&'static str, Vec<u8>, &'a [u32], bool);
    let table: Vec<Row> = vec![
        ("colours", photo.clone(), of_photo, false),
        ("gray", plain_photograph(1000, 300, ColorType::Luma, 95), of_photo, false),
        ("a profile", photograph(1000, 300, ColorType::Rgb, 95), &[480, 800, 1000], false),
        ("a profile of gray", photograph(1000, 300, ColorType::Luma, 95), &[], false),
        ("on its side", turned(&plain_photograph(300, 500, ColorType::Rgb, 95), 6), &[500], false),
        ("inks", photograph(1000, 300, ColorType::Cmyk, 95), &[], false),
        ("wider than a version", plain_photograph(1700, 100, ColorType::Rgb, 95), &WIDTHS, false),
        ("small", plain_photograph(480, 600, ColorType::Rgb, 95), &[], false),
        ("a dot", plain_photograph(1, 1, ColorType::Rgb, 95), &[], false),
        ("a line", plain_photograph(1500, 1, ColorType::Rgb, 95), &[1200, 1500], false),
        ("little is kept", plain_photograph(500, 400, ColorType::Rgb, 5), &[500], false),
        ("png", shot.clone(), of_shot, true),
        ("see-through", plain_screenshot(900, 200, Rgba), of_shot, true),
        ("png in gray", plain_screenshot(900, 200, Grayscale), of_shot, true),
        ("gray and see-through", plain_screenshot(900, 200, GrayscaleAlpha), of_shot, true),
        ("sixteen bits", plain(&screenshot(900, 200, Rgb, Sixteen)), of_shot, true),
        ("a palette", plain_screenshot(900, 200, Indexed), of_shot, true),
        ("a profile of png", with_profile(b"a profile of colours"), of_shot, true),
        ("a profile without end", with_profile(&vec![0; 1 << 23]), &[], true),
        ("a profile that is none", with_chunk(&shot, b"iCCP", b"name\0\0x"), &[], true),
        ("a profile without a name", with_chunk(&shot, b"iCCP", b"name"), &[], true),
        ("what all screens show", with_chunk(&shot, b"sRGB", &[0]), of_shot, true),
        ("the same in a number", with_chunk(&shot, b"gAMA", &numbers(&[45_455])), of_shot, true),
        ("the same in eight", with_chunk(&shot, b"cHRM", &numbers(&usual)), of_shot, true),
        ("other colours", with_chunk(&shot, b"cHRM", &numbers(&other)), &[], true),
        ("another light", screenshot(900, 200, Rgb, Eight), &[], true),
        ("moving", with_chunk(&shot, b"acTL", &[0; 8]), &[], true),
    ];
    let mut wrong = Vec::new();
    for (name, bytes, widths, is_exact) in table {
        let (own, found) = drawn(&bytes);
        let of: Vec<u32> = found.iter().map(|found| found.pixels.width).collect();
        let mut widths = widths.to_vec();
        widths.sort_unstable();
        if of != widths {
            wrong.push((name, of));
        }
        for Smaller { pixels, bytes: file, .. } in &found {
            let picture = Picture::of(file).expect(name);
            assert_eq!((picture.pixels, picture.fault), (Some(*pixels), None), "{name}");
            let beside = own.iter().find(|own| own.pixels == *pixels);
            assert!(beside.is_none_or(|own| own.form == Form::Own), "{name}: {pixels:?}");
            let beside = beside.map_or(&bytes, |own| &own.bytes);
            assert!(file.len() * 10 <= beside.len() * 9, "{name}: {pixels:?}");
            let has = |what: &[u8]| file.windows(what.len()).any(|found| found == what);
            assert_eq!((has(b"VP8L"), has(b"VP8 ")), (is_exact, !is_exact), "{name}");
            assert_eq!(has(b"a profile of colours"), name.starts_with("a profile"), "{name}");
        }
        assert_eq!(drawn(&bytes), (own, found), "{name}, once more");
    }
    assert_eq!(wrong, []);
}

/// The pixels of a file in colours, with how opaque they are. Nobody sees the colours of what is not.
fn seen(bytes: &[u8]) -> Vec<[u8; 4]> {
    let raster = match bytes {
        [b'R', ..] => {
            let (bytes, width, height) = webpx::decode_rgba(bytes).expect("it is whole");
            Raster { size: Pixels { width, height }, depth: 4, bytes }
        }
        [0xff, ..] => read::<jpeg::Colours>(bytes),
        _ => read::<of_png::Colours>(bytes),
    };
    colours(&raster)
}

fn read<F: Format>(bytes: &[u8]) -> Raster {
    F::read(bytes).expect("it can be read").expect("it is drawn").0
}

fn colours(raster: &Raster) -> Vec<[u8; 4]> {
    let pixels = raster.bytes.chunks_exact(raster.depth.into());
    let pixels = pixels.map(|pixel| match *pixel {
        [gray] => [gray, gray, gray, 255],
        [gray, opaque] => [gray, gray, gray, opaque],
        [red, green, blue] => [red, green, blue, 255],
        _ => [pixel[0], pixel[1], pixel[2], pixel[3]],
    });
    pixels.map(|pixel| if pixel[3] == 0 { [0; 4] } else { pixel }).collect()
}

#[test]
fn versions_of_png_in_webp_are_the_same_to_the_last_pixel() {
    use png::ColorType::{Grayscale, GrayscaleAlpha, Indexed, Rgb, Rgba};
    for colour in [Rgb, Rgba, Grayscale, GrayscaleAlpha, Indexed] {
        let shot = plain_screenshot(900, 200, colour);
        let (own, webp) = drawn(&shot);
        for version in &webp {
            let beside = own.iter().find(|own| own.pixels == version.pixels);
            let beside = beside.map_or(&shot, |own| &own.bytes);
            assert!(seen(&version.bytes) == seen(beside), "{colour:?}, {:?}", version.pixels);
        }
        assert!(!webp.is_empty(), "{colour:?}");
    }
}

/// How much alike two pictures are in light and dark, by the middle of the index of structural
/// similarity over blocks of eight by eight: 1 if they are the same.
fn likeness(one: &[[u8; 4]], other: &[[u8; 4]], width: usize) -> f64 {
    let light = |pixel: &[u8; 4]| {
        0.299 * f64::from(pixel[0]) + 0.587 * f64::from(pixel[1]) + 0.114 * f64::from(pixel[2])
    };
    let (mut sum, mut count) = (0.0, 0.0);
    for (x, y) in (0..one.len() / width / 8).flat_map(|y| (0..width / 8).map(move |x| (x, y))) {
        let at = |n: usize| (y * 8 + n / 8) * width + x * 8 + n % 8;
        let pairs: Vec<(f64, f64)> =
            (0..64).map(|n| (light(&one[at(n)]), light(&other[at(n)]))).collect();
        let middle = |of: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / 64.0;
        let (a, b) = (middle(&|pair| pair.0), middle(&|pair| pair.1));
        let (aa, bb) = (middle(&|pair| (pair.0 - a).powi(2)), middle(&|pair| (pair.1 - b).powi(2)));
        let ab = middle(&|pair| (pair.0 - a) * (pair.1 - b));
        let (c, d) = (6.5025, 58.5225);
        sum += (2.0 * a * b + c) * (2.0 * ab + d) / ((a * a + b * b + c) * (aa + bb + d));
        count += 1.0;
    }
    sum / count
}

#[test]
fn versions_of_photographs_in_webp_are_as_like_them_as_others() {
    let photo = plain_photograph(1000, 300, ColorType::Rgb, 95);
    let whole = read::<jpeg::Colours>(&photo);
    let (own, webp) = drawn(&photo);
    let mut seen_of = 0;
    for own in &own {
        let Some(beside) = webp.iter().find(|webp| webp.pixels == own.pixels) else { continue };
        let resized = colours(&whole.resized(own.pixels).expect("they are as many"));
        let like = |bytes: &[u8]| likeness(&resized, &seen(bytes), own.pixels.width as usize);
        let (jpeg, webp) = (like(&own.bytes), like(&beside.bytes));
        assert!(webp > jpeg - 0.05 && webp > 0.9, "{:?}: {webp}, JPEG {jpeg}", own.pixels);
        seen_of += 1;
    }
    assert_eq!(seen_of, 1);
}

#[test]
fn what_is_longer_than_webp_can_be_has_none() {
    for (width, height, is_any) in
        [(16_383, 1, true), (1, 16_383, true), (16_384, 1, false), (1, 16_384, false)]
    {
        let size = Pixels { width, height };
        let raster = Raster { size, depth: 1, bytes: vec![7; (width * height) as usize] };
        let kept = webp::Kept::of(&raster, None, true).expect("it has no profile");
        let file = webp::write(&raster, &kept).expect("memory takes it");
        assert_eq!(file.is_some(), is_any, "{size:?}");
    }
}
