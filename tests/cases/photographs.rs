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
