//! Pictures of each kind, with notes of each kind: what is left of them, and what is wrong with others.

use super::{Fault, Picture, exif, without_notes};

/// A segment of JPEG.
fn segment(name: u8, data: &[u8]) -> Vec<u8> {
    [&[0xff, name][..], &(data.len() as u16 + 2).to_be_bytes(), data].concat()
}

/// A picture of JPEG, 64 pixels wide and 32 high, with these segments after the first mark, and these
/// between two scans.
fn jpeg(before: &[Vec<u8>], between: &[Vec<u8>]) -> Vec<u8> {
    let frame = segment(0xc0, b"\x08\0\x20\0\x40\x03\x01\x11\0\x02\x11\0\x03\x11\0");
    let scan =
        || [&segment(0xda, b"\x01\x01\0\0\x3f\0")[..], b"\x12\xff\0\x34\xff\xd0\x56"].concat();
    let parts = [&before.concat()[..], &frame, &scan(), &between.concat(), &scan()];
    [b"\xff\xd8", &parts.concat()[..], b"\xff\xd9"].concat()
}

/// A chunk of PNG.
fn chunk(name: &[u8], data: &[u8]) -> Vec<u8> {
    let named = [name, data].concat();
    let mut sum = flate2::Crc::new();
    sum.update(&named);
    let length = (data.len() as u32).to_be_bytes();
    [&length[..], &named, &sum.sum().to_be_bytes()].concat()
}

/// A picture of PNG, as large, with these chunks before its pixels, and these behind them.
fn png(before: &[Vec<u8>], behind: &[Vec<u8>]) -> Vec<u8> {
    let head = chunk(b"IHDR", b"\0\0\0\x40\0\0\0\x20\x08\x02\0\0\0");
    let (pixels, end) = (chunk(b"IDAT", b"pixels"), chunk(b"IEND", b""));
    let parts = [head, before.concat(), pixels, behind.concat(), end];
    [b"\x89PNG\r\n\x1a\n", &parts.concat()[..]].concat()
}

/// A chunk of WebP, or of any RIFF.
fn riff(name: &[u8], data: &[u8]) -> Vec<u8> {
    let pad: &[u8] = if data.len() % 2 == 1 { b"\0" } else { b"" };
    [name, &(data.len() as u32).to_le_bytes()[..], data, pad].concat()
}

/// A picture of WebP, as large, with these flags in its first chunk, and these chunks.
fn webp(flags: u8, chunks: &[Vec<u8>]) -> Vec<u8> {
    let head = riff(b"VP8X", &[flags, 0, 0, 0, 63, 0, 0, 31, 0, 0]);
    let all = [&head[..], &riff(b"VP8L", b"\x2f\x3f\xc0\x07\0"), &chunks.concat()].concat();
    riff(b"RIFF", &[b"WEBP", &all[..]].concat())
}

/// Notes that say how a picture is turned and who made it, little end first.
fn notes(turn: u8) -> Vec<u8> {
    let turned = [b"\x12\x01\x03\0\x01\0\0\0", &[turn, 0, 0, 0][..]].concat();
    let maker = b"\x3b\x01\x02\0\x04\0\0\0Ana\0";
    [b"II*\0\x08\0\0\0\x02\0", &maker[..], &turned, b"\0\0\0\0"].concat()
}

/// What is left of notes that say so.
fn left(turn: u8) -> Vec<u8> {
    exif::notes(turn).to_vec()
}

/// The same as a segment.
fn of_segment(notes: &[u8]) -> Vec<u8> {
    segment(0xe1, &[b"Exif\0\0", notes].concat())
}

#[test]
fn notes_are_taken_out_and_all_else_stays() {
    let jfif = segment(0xe0, b"JFIF\0\x01\x02\0\0\x48\0\x48\0\0");
    let profile = segment(0xe2, b"ICC_PROFILE\0\x01\x01profile");
    let adobe = segment(0xee, b"Adobe\0\x64\0\0\0\0\x02");
    let restart = segment(0xdd, b"\0\x01");
    let xmp = segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>");
    let others = [
        segment(0xe0, b"JFXX\0\x10thumbnail"),
        segment(0xe0, b"JFIF\0\x01\x02\0\0\x48\0\x48\x01\x01rgb"),
        segment(0xe2, b"MPF\0more pictures"),
        segment(0xed, b"Photoshop 3.0\08BIM"),
        segment(0xfe, b"home"),
    ];
    let kept = [jfif.clone(), profile.clone(), adobe.clone(), restart.clone()];
    let all = [&kept[..3], &[of_segment(&notes(1)), xmp.clone()], &others, &[restart]].concat();
    let film = |photo: Vec<u8>| [&photo[..], b"\0\0\0\x10ftypmp42", &jpeg(&[], &[])].concat();

    let colours = [chunk(b"sRGB", b"\0"), chunk(b"pHYs", b"\0\0\0\x01\0\0\0\x01\0")];
    let texts = [
        chunk(b"tEXt", b"Author\0Ana"),
        chunk(b"zTXt", b"x\0\0y"),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x/>"),
        chunk(b"tIME", b"\x07\xea\x01\x01\0\0\0"),
        chunk(b"caBX", b"who made it"),
        chunk(b"eXIf", &notes(1)),
    ];
    let alpha = riff(b"ALPH", b"a");
    let of_webp = [riff(b"EXIF", &notes(1)), riff(b"XMP ", b"<x/>"), riff(b"C2PA", b"x")];
    let turned = |turn| [jfif.clone(), of_segment(&left(turn))];
    let turned_png = |turn| [chunk(b"eXIf", &left(turn))];

    type Row = (&'static str, Vec<u8>, Vec<u8>);
    let table: [Row; 13] = [
        ("jpeg", jpeg(&all, &others[4..]), jpeg(&kept, &[])),
        ("with a film", film(jpeg(&kept, &[])), jpeg(&kept, &[])),
        (
            "turned",
            jpeg(&[jfif.clone(), of_segment(&notes(6)), xmp.clone()], &[]),
            jpeg(&turned(6), &[]),
        ),
        (
            "first notes count",
            jpeg(&[of_segment(&notes(3)), of_segment(&notes(6))], &[]),
            jpeg(&turned(3)[1..], &[]),
        ),
        ("turned by no number", jpeg(&[of_segment(&notes(9))], &[]), jpeg(&[], &[])),
        ("nothing to do", jpeg(&turned(8), &[]), jpeg(&turned(8), &[])),
        ("png", png(&[&colours[..], &texts].concat(), &texts), png(&colours, &[])),
        ("turned png", png(&[chunk(b"eXIf", &notes(5))], &[]), png(&turned_png(5), &[])),
        ("notes behind", png(&[], &[chunk(b"eXIf", &notes(5))]), png(&turned_png(5), &[])),
        ("png and more", [png(&[], &[]), b"more".to_vec()].concat(), png(&[], &[])),
        (
            "webp",
            webp(0x1c, &[&of_webp[..], std::slice::from_ref(&alpha)].concat()),
            webp(0x10, &[alpha]),
        ),
        (
            "turned webp",
            webp(0x0c, &[riff(b"EXIF", &notes(7))]),
            // Browsers do not turn it.
            webp(0, &[]),
        ),
        ("webp and more", [webp(0, &[]), b"more".to_vec()].concat(), webp(0, &[])),
    ];
    for (name, bytes, expect) in table {
        assert_eq!(without_notes(&bytes).as_ref(), Some(&expect), "{name}");
        let picture = Picture::of(&bytes).expect("it is one");
        assert_eq!((picture.has_notes, picture.fault), (bytes != expect, None), "{name}");
        assert_eq!(without_notes(&expect).as_ref(), Some(&expect), "{name}, once more");
        let shown = Picture::of(&expect).expect("it is one").pixels;
        assert!(picture.pixels.is_some() && picture.pixels == shown, "{name}: {shown:?}");
    }
}

/// AVIF, 64 pixels wide and 32 high, that is turned to the left by so many right angles.
fn avif(angles: u8) -> Vec<u8> {
    let boxed = |name: &[u8], data: &[u8]| {
        [&(data.len() as u32 + 8).to_be_bytes()[..], name, data].concat()
    };
    let size = boxed(b"ispe", b"\0\0\0\0\0\0\0\x40\0\0\0\x20");
    let properties = boxed(b"ipco", &[size, boxed(b"irot", &[angles])].concat());
    let meta = boxed(b"meta", &[&b"\0\0\0\0"[..], &boxed(b"iprp", &properties)].concat());
    [boxed(b"ftyp", b"avif\0\0\0\0avifmif1"), meta, boxed(b"mdat", b"")].concat()
}

/// A picture that lies on its side is as wide as it is high, where browsers turn it.
#[test]
fn pictures_are_as_large_as_they_are_shown() {
    let size = |bytes: &[u8]| {
        let pixels = Picture::of(bytes).and_then(|picture| picture.pixels);
        pixels.map(|pixels| (pixels.width, pixels.height))
    };
    for turn in 1..=8 {
        let pictures =
            [jpeg(&[of_segment(&notes(turn))], &[]), png(&[chunk(b"eXIf", &notes(turn))], &[])];
        for bytes in pictures {
            assert_eq!(size(&bytes), Some(if turn < 5 { (64, 32) } else { (32, 64) }), "{turn}");
        }
        let webp = webp(0x08, &[riff(b"EXIF", &notes(turn))]);
        assert_eq!(size(&webp), Some((64, 32)), "{turn}");
        assert_eq!(Picture::of(&webp).is_some_and(|picture| picture.lies), turn > 1, "{turn}");
    }
    for angles in 0..4 {
        let expect = if angles % 2 == 0 { (64, 32) } else { (32, 64) };
        assert_eq!(size(&avif(angles)), Some(expect), "{angles}");
    }
}

#[test]
fn broken_pictures_are_known_by_their_parts() {
    let whole = [
        jpeg(&[of_segment(&notes(6))], &[]),
        png(&[chunk(b"eXIf", &notes(6))], &[]),
        webp(0x08, &[riff(b"EXIF", &notes(6))]),
    ];
    let fault = |bytes: &[u8]| Picture::of(bytes).and_then(|picture| picture.fault);
    for bytes in &whole {
        assert_eq!(fault(bytes), None);
        // However much is left of it.
        for end in 12..bytes.len() {
            assert_eq!(fault(&bytes[..end]), Some(Fault::Cut), "{end} of {}", bytes.len());
            assert_eq!(without_notes(&bytes[..end]), None);
        }
    }
    let mut changed = png(&[], &[]);
    changed[20] ^= 1;
    let odd = [&b"\xff\xd8"[..], &jpeg(&[], &[])].concat();
    let table: [(&str, Vec<u8>, Option<Fault>); 8] = [
        ("changed", changed, Some(Fault::Changed)),
        ("no segment", [b"\xff\xd8x", &odd[2..]].concat(), Some(Fault::Odd)),
        (
            "notes alone",
            [b"\xff\xd8", &of_segment(&notes(1))[..], b"\xff\xd9"].concat(),
            Some(Fault::Empty),
        ),
        (
            "no chunk",
            [&png(&[], &[])[..33], b"\0\0\0\x01\0\0\0\0xxxxxxxx"].concat(),
            Some(Fault::Odd),
        ),
        ("no pixels", [&png(&[], &[])[..33], &chunk(b"IEND", b"")].concat(), Some(Fault::Empty)),
        ("head alone", riff(b"RIFF", b"WEBP"), Some(Fault::Empty)),
        (
            "endless",
            [b"RIFF\xff\xff\xff\xffWEBPVP8 \xff\xff\xff\xff", &[0; 9][..]].concat(),
            Some(Fault::Cut),
        ),
        ("text", b"no picture".to_vec(), None),
    ];
    for (name, bytes, expect) in table {
        assert_eq!(fault(&bytes), expect, "{name}");
    }
}
