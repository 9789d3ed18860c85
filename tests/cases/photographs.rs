//! Photographs: what they note beside the picture is told, and a place is refused in a release.

use certsite_tests::Site;

/// A photograph with a place (or only a camera) in its Exif notes.
pub fn photograph(with_place: bool) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x01\0".to_vec();
    if with_place {
        // A pointer to the notes on place, which stand at byte 26: north.
        tiff.extend(b"\x25\x88\x04\0\x01\0\0\0\x1a\0\0\0\0\0\0\0");
        tiff.extend(b"\x01\0\x01\0\x02\0\x02\0\0\0N\0\0\0\0\0\0\0");
    } else {
        tiff.extend(b"\x10\x01\x02\0\x04\0\0\0Cam\0\0\0\0\0");
    }
    let length = (tiff.len() + 8) as u16;
    [b"\xff\xd8\xff\xe1", &length.to_be_bytes()[..], b"Exif\0\0", &tiff, b"\xff\xd9"].concat()
}

#[test]
fn photographs_that_tell_a_place_are_told_and_refused_in_a_release() {
    let site = Site::with("-- content/en/p.md --\n---\ntitle: P\n---\n![x](beside.JPG)\n");
    site.write("content/en/beside.JPG", photograph(true));
    site.write("content/files/in-files.jpeg", photograph(true));
    site.write("content/files/camera.jpg", photograph(false));
    site.write("content/files/broken.jpg", b"\xff\xd8\xff\xe1\xff\xff");
    site.write("content/files/xmp.png", b"\x89PNG\r\n\x1a\n<x:xmpmeta exif:GPSLatitude=\"40\"/>");
    let place = ["content/en/beside.JPG", "content/files/in-files.jpeg", "content/files/xmp.png"];
    let run = site.check(&["--format", "short"]);
    for path in place {
        assert!(run.stdout.contains(&format!("{path}: warning[picture-place]")), "{}", run.stdout);
    }
    let run = run.says("camera.jpg: warning[picture-notes]: this picture also tells the camera");
    drop(run.does_not_say("broken.jpg"));
    let run = site.check(&["--release", "--format", "short"]).exits(1);
    for path in place {
        assert!(
            run.stdout.contains(&format!("{path}: error[picture-place-release]")),
            "{}",
            run.stdout
        );
    }
}

/// Notes stand in many ways in many kinds of pictures, whatever their names say.
#[test]
fn places_are_found_wherever_a_picture_notes_them() {
    // The mark of Exif and the notes behind it.
    let jpeg = photograph(true);
    let exif = &jpeg[6..jpeg.len() - 2];
    let webp = |chunk: &[u8]| {
        let size = (chunk.len() as u32).to_le_bytes();
        [b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x08\0\0\0\0\0\0\0\0\0EXIF", &size[..], chunk].concat()
    };
    let two = [&photograph(false)[..photograph(false).len() - 2], &jpeg[2..]].concat();
    let png = |text: &[u8]| [b"\x89PNG\r\n\x1a\n", text].concat();
    let table: [(&str, Vec<u8>, &str); 8] = [
        ("webp.webp", webp(exif), "picture-place"),
        ("two-segments.jpg", two, "picture-place"),
        ("motion.jpg", [b"\xff\xd8\xff\xd9", &jpeg[..]].concat(), "picture-place"),
        ("named.dat", jpeg.clone(), "picture-place"),
        ("bare.png", png(b"<rdf:RDF exif:GPSLatitude='40'/>"), "picture-place"),
        ("packed.png", png(b"zTXtRaw profile type exif\0\0x"), "picture-notes"),
        ("author.png", png(b"tEXtAuthor\0Leyla"), "picture-notes"),
        ("new.jxl", b"\xff\x0a\0\0".to_vec(), "picture-notes"),
    ];
    let site = Site::with("");
    for (name, bytes, _) in &table {
        site.write(&format!("content/files/{name}"), bytes);
    }
    site.write("content/files/words.txt", "Exif\0\0 and GPSLatitude are words too");
    let run = site.check(&["--format", "short"]);
    for (name, _, code) in &table {
        let told = format!("content/files/{name}: warning[{code}]");
        assert!(run.stdout.contains(&told), "{told} in\n{}", run.stdout);
    }
    run.does_not_say("words.txt");
}
