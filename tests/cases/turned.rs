//! Pictures that say which way up they are to be shown: pages leave as much room as browsers need for
//! them, and their smaller versions stand as they do.

use certsite_tests::{Site, browser};
use std::fmt::Write as _;
use std::io::Write as _;

/// Wider than one version at least, on its side as well.
const WIDTH: usize = 750;
const HEIGHT: usize = WIDTH / 3 * 2;

/// Red where it is nearest to the corner at which pictures begin, white elsewhere.
fn pixels() -> Vec<u8> {
    let pixel = |n: usize| {
        let is_red = n % WIDTH < WIDTH / 3 && n / WIDTH < HEIGHT / 2;
        if is_red { [250, 0, 0] } else { [250, 250, 250] }
    };
    (0..WIDTH * HEIGHT).flat_map(pixel).collect()
}

/// Notes of Exif that say how a picture is turned, and no more.
fn notes(turn: u8) -> Vec<u8> {
    let entry = [b"\x01\x12\0\x03\0\0\0\x01\0", &[turn, 0, 0][..]].concat();
    [b"MM\0*\0\0\0\x08\0\x01", &entry[..], b"\0\0\0\0"].concat()
}

fn jpeg(turn: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut bytes, 100);
    let colour = jpeg_encoder::ColorType::Rgb;
    encoder.encode(&pixels(), WIDTH as u16, HEIGHT as u16, colour).expect("memory takes all");
    let notes = [b"Exif\0\0", &notes(turn)[..]].concat();
    let length = (notes.len() as u16 + 2).to_be_bytes();
    [&bytes[..2], b"\xff\xe1", &length, &notes, &bytes[2..]].concat()
}

fn png(turn: u8) -> Vec<u8> {
    let chunk = |name: &[u8], data: &[u8]| {
        let named = [name, data].concat();
        let mut sum = flate2::Crc::new();
        sum.update(&named);
        [&(data.len() as u32).to_be_bytes()[..], &named, &sum.sum().to_be_bytes()].concat()
    };
    let rows: Vec<u8> = pixels().chunks(WIDTH * 3).flat_map(|row| [&[0], row].concat()).collect();
    // As large as it can be written, so that versions save something.
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::none());
    packed.write_all(&rows).expect("memory takes all");
    let packed = packed.finish().expect("memory takes all");
    let size = [(WIDTH as u32).to_be_bytes(), (HEIGHT as u32).to_be_bytes()].concat();
    let chunks = [
        chunk(b"IHDR", &[&size[..], &[8, 2, 0, 0, 0]].concat()),
        chunk(b"eXIf", &notes(turn)),
        chunk(b"IDAT", &packed),
        chunk(b"IEND", b""),
    ];
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunks.concat()].concat()
}

/// Sixty pixels wide and twenty high.
pub fn webp(turn: u8) -> Vec<u8> {
    let chunk = |name: &[u8], data: &[u8]| {
        let pad: &[u8] = if data.len() % 2 == 1 { b"\0" } else { b"" };
        [name, &(data.len() as u32).to_le_bytes()[..], data, pad].concat()
    };
    let pixels = b"/;\xc0\x04\0\x0f0\xff\xf3?\xff\xf3\x1fZ \x08\x04\xd9`\x7f\xcb\x0d\x12\x18 \xa2\xff\x91\x0c\xfa\x83\xaf\x02";
    let chunks = [
        chunk(b"VP8X", &[8, 0, 0, 0, 59, 0, 0, 19, 0, 0]),
        chunk(b"VP8L", pixels),
        chunk(b"EXIF", &notes(turn)),
    ];
    chunk(b"RIFF", &[b"WEBP".to_vec(), chunks.concat()].concat())
}

/// In which corner each of the eight puts what was red above, and whether it lies on its side
/// (Exif 3.0, 4.6.5.1.6).
const TURNS: [(&str, bool); 8] = [
    ("above", false),
    ("right", false),
    ("below", false),
    ("left", false),
    ("above", true),
    ("right", true),
    ("below", true),
    ("left", true),
];

#[test]
fn pictures_have_the_room_that_they_need_and_versions_stand_as_they_do() {
    let mut page = "-- content/en/p.md --\n---\ntitle: P\n---\n".to_owned();
    type Kind = (&'static str, fn(u8) -> Vec<u8>);
    let kinds: [Kind; 3] = [("jpg", jpeg), ("png", png), ("webp", webp)];
    let each = || kinds.into_iter().flat_map(|kind| (1..=8).map(move |turn| (kind, turn)));
    for ((ending, _), turn) in each() {
        let _ = write!(page, "\n![{ending}{turn}](p{turn}.{ending})\n");
    }
    let site = Site::with(&page);
    for ((ending, make), turn) in each() {
        site.write(&format!("content/en/p{turn}.{ending}"), make(turn));
    }
    site.build().ok();
    let argument = serde_json::json!({"folder": site.path("public"), "page": "/en/p/"});
    let seen = browser::run("turned", &argument);
    for ((ending, _), turn) in each() {
        for by in ["chromium", "firefox"] {
            let picture = &seen[by][format!("{ending}{turn}")];
            let said = [0, 1].map(|n| picture["said"][n].as_u64().expect("a number"));
            // No browser turns WebP.
            let (corner, is_turned) =
                TURNS[usize::from(if ending == "webp" { 1 } else { turn }) - 1];
            assert_eq!(said[0] < said[1], is_turned, "{by}: {ending}{turn}: {said:?}");
            let files = picture["files"].as_object().expect("its files");
            assert!(ending == "webp" || files.len() > 1, "{ending}{turn} has no versions");
            let is_it = |file: &serde_json::Value| file[0] == said[0] && file[1] == said[1];
            assert!(files.values().any(is_it), "{by}: {picture:#}");
            for (url, file) in files {
                let sides = [0, 1].map(|n| file[n].as_u64().expect("a number"));
                assert_eq!(file[2], corner, "{by}: {url}");
                // A version has the sides of its picture, to a pixel.
                assert!(
                    (sides[0] * said[1]).abs_diff(sides[1] * said[0]) <= said[0],
                    "{by}: {url}"
                );
            }
        }
    }
}
