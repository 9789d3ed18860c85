//! Photographs: what they note beside the picture is told, and a place is refused in a release.

use certsite_tests::Site;
use std::io::Write;

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

/// The same with pixels, as browsers show it.
pub fn shown(photograph: &[u8]) -> Vec<u8> {
    let (notes, end) = photograph.split_at(photograph.len() - 2);
    let frame = b"\xff\xc0\0\x11\x08\0\x20\0\x40\x03\x01\x11\0\x02\x11\0\x03\x11\0";
    [notes, frame, b"\xff\xda\0\x08\x01\x01\0\0\x3f\0pixels", end].concat()
}

/// What stands beside a page is published without its notes, and stays as it is where it stands.
#[test]
fn pictures_of_pages_are_published_without_their_notes() {
    let site = Site::with("-- content/en/p.md --\n---\ntitle: P\n---\n![x](beside.JPG)\n");
    let photo = shown(&photograph(true));
    site.write("content/en/beside.JPG", &photo);
    site.check(&["--format", "short"]).ok().does_not_say("beside.JPG");
    site.build().ok();
    let published = site.published();
    let (_, bytes) =
        published.iter().find(|(path, _)| path.contains("beside")).expect("it is used");
    assert_eq!(*bytes, shown(b"\xff\xd8\xff\xd9"));
    assert_eq!(site.tree("content")["en/beside.JPG"], photo);
    // A picture of a kind that certsite does not take apart is told of as before.
    let gif = b"GIF89a\x01\0\x01\0\0\0\0\x21\xfe\x04home\0\x3b";
    site.write("content/en/beside.JPG", gif);
    site.check(&["--format", "short"]).says("content/en/beside.JPG: warning[picture-notes]");
    // What is no picture at all, of any kind.
    for bytes in [&b""[..], b"text", b"<html></html>", b"%PDF-1.7"] {
        site.write("content/en/beside.JPG", bytes);
        for run in [site.check(&["--format", "short"]), site.build()] {
            run.exits(1).says("content/en/beside.JPG").says("picture-broken").says("no picture");
        }
    }
    // What is left of a picture that was not copied whole.
    site.write("content/en/beside.JPG", &photo[..photo.len() - 2]);
    for run in [site.check(&["--format", "short"]), site.build()] {
        run.exits(1).says("picture-broken").says("it ends in the middle");
    }
}

#[test]
fn photographs_that_tell_a_place_are_told_and_refused_in_a_release() {
    let site = Site::with("");
    site.write("content/files/in-files.jpeg", photograph(true));
    site.write("content/files/camera.jpg", photograph(false));
    site.write("content/files/broken.jpg", b"\xff\xd8\xff\xe1\xff\xff");
    site.write("content/files/xmp.png", b"\x89PNG\r\n\x1a\n<x:xmpmeta exif:GPSLatitude=\"40\"/>");
    let place = ["content/files/in-files.jpeg", "content/files/xmp.png"];
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
    // Length, name, data, and a checksum at which nobody looks.
    let chunk = |name: &[u8], data: &[u8]| {
        png(&[&(data.len() as u32).to_be_bytes()[..], name, data, b"0000"].concat())
    };
    let hex: String = exif.iter().map(|byte| format!("{byte:02x}")).collect();
    let profile = packed(format!("\nexif\n    {}\n{hex}\n", exif.len()).as_bytes());
    let raw = [b"Raw profile type exif\0\0", &profile[..]].concat();
    let xmp = packed(b"<x:xmpmeta exif:GPSLatitude='40'/>");
    let xmp = [b"XML:com.adobe.xmp\0\x01\0\0\0", &xmp[..]].concat();
    let boxed = |name: &[u8], data: &[u8]| {
        let length = (data.len() as u32 + 8).to_be_bytes();
        [b"\0\0\0\x0cJXL \r\n\x87\n", &length[..], name, data].concat()
    };
    let comment = b"\xff\xd8\xff\xfe\0\x06home\xff\xd9".to_vec();
    let gif = b"GIF89a\x01\0\x01\0\0\0\0\x21\xfe\x04home\0\x3b".to_vec();
    let table: [(&str, Vec<u8>, &str); 14] = [
        ("webp.webp", webp(exif), "picture-place"),
        ("two-segments.jpg", two, "picture-place"),
        ("motion.jpg", [b"\xff\xd8\xff\xd9", &jpeg[..]].concat(), "picture-place"),
        ("named.dat", jpeg.clone(), "picture-place"),
        ("bare.png", png(b"<rdf:RDF exif:GPSLatitude='40'/>"), "picture-place"),
        ("packed.png", chunk(b"zTXt", &raw), "picture-place"),
        ("packed-xmp.png", chunk(b"iTXt", &xmp), "picture-place"),
        ("broken.png", chunk(b"zTXt", b"Raw profile type exif\0\0x"), "picture-notes"),
        ("author.png", chunk(b"tEXt", b"Author\0Leyla"), "picture-notes"),
        ("time.png", chunk(b"tIME", b"\x07\xea\x01\x01\0\0\0"), "picture-notes"),
        ("boxed.jxl", boxed(b"Exif", &[b"\0\0\0\0", &exif[6..]].concat()), "picture-place"),
        ("packed.jxl", boxed(b"brob", b"Exif?"), "picture-notes"),
        ("comment.jpg", comment, "picture-notes"),
        ("comment.gif", gif, "picture-notes"),
    ];
    let site = Site::with("");
    for (name, bytes, _) in &table {
        site.write(&format!("content/files/{name}"), bytes);
    }
    // No place for notes.
    site.write("content/files/bare.jxl", b"\xff\x0a\0\0");
    site.write("content/files/words.txt", "Exif\0\0 and GPSLatitude are words too");
    let run = site.check(&["--format", "short"]);
    for (name, _, code) in &table {
        let told = format!("content/files/{name}: warning[{code}]");
        assert!(run.stdout.contains(&told), "{told} in\n{}", run.stdout);
    }
    run.does_not_say("words.txt").does_not_say("bare.jxl");
}

/// An archive of these files, as office programs make it.
fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file(*name, options).expect("a name");
        archive.write_all(bytes).expect("memory takes all");
    }
    archive.finish().expect("memory takes all").into_inner()
}

/// A photograph with a field of IPTC.
fn captioned(field: u8, value: &str) -> Vec<u8> {
    let data = [&[0x1c, 2, field, 0, value.len() as u8][..], value.as_bytes()].concat();
    let size = (data.len() as u32).to_be_bytes();
    let record = [b"Photoshop 3.0\x008BIM\x04\x04\0\0", &size[..], &data].concat();
    let length = (record.len() as u16 + 2).to_be_bytes();
    [b"\xff\xd8\xff\xed", &length[..], &record, b"\xff\xd9"].concat()
}

/// Not only photographs tell a place, and not only where they lie by themselves.
#[test]
fn places_are_found_in_films_drawings_and_documents() {
    let photo = photograph(true);
    let url = format!("data:image/jpeg;base64,{}", data_encoding::BASE64.encode(&photo));
    let plain =
        format!("data:image/jpeg;base64,{}", data_encoding::BASE64.encode(&photograph(false)));
    let mp4 = |rest: &[u8]| [b"\0\0\0\x10ftypisom\0\0\0\0", rest].concat();
    let xmp = "<x:xmpmeta><rdf:Description exif:GPSLatitude='40,22N'/></x:xmpmeta>";
    let pieces: Vec<u8> = xmp
        .as_bytes()
        .chunks(20)
        .flat_map(|piece| [&[piece.len() as u8][..], piece].concat())
        .collect();
    let gif = [b"GIF89a\x01\0\x01\0\0\0\0\x21\xff\x0bXMP DataXMP", &pieces[..], b"\0\x3b"].concat();
    let stream = |data: &[u8]| {
        [b"%PDF-1.7\n1 0 obj <</Length 9>> stream\r\n", data, b"\nendstream"].concat()
    };
    let metadata = |inside: &str| {
        format!("<svg xmlns='x'><metadata><rdf:RDF>{inside}</rdf:RDF></metadata></svg>")
    };
    let gzipped = {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(metadata(xmp).as_bytes()).and_then(|()| packed.finish()).expect("memory")
    };
    let base64 = data_encoding::BASE64.encode(&photo);
    let lines: Vec<_> = base64.as_bytes().chunks(20).map(String::from_utf8_lossy).collect();
    let lines = lines.join("\r\n");
    let hex = data_encoding::HEXLOWER.encode(&photo);
    let deck = archive(&[("ppt/x.xml", b"<x/>"), ("docProps/thumbnail.jpeg", &photo)]);
    let wide: Vec<u8> = metadata(xmp).encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut exif = (photo.len() as u32 - 14).to_be_bytes().to_vec();
    exif.extend([b"eXIf", &photo[12..photo.len() - 2], b"0000"].concat());
    let icon = [b"\0\0\x01\0\x01\0\x89PNG\r\n\x1a\n", &exif[..]].concat();
    let mut head = [0; 512];
    head[..5].copy_from_slice(b"p.jpg");
    head[124..135].copy_from_slice(format!("{:011o}", photo.len()).as_bytes());
    head[257..262].copy_from_slice(b"ustar");
    let tar = [&head[..], &photo, &[0; 1024]].concat();
    let table: [(&str, Vec<u8>, bool); 37] = [
        ("mail.eml", format!("Subject: x\r\n\r\n{lines}\r\n--x--\r\n").into_bytes(), true),
        (
            "flat.fodt",
            format!("<office:binary-data>{lines}</office:binary-data>").into_bytes(),
            true,
        ),
        ("holds.json", format!("{{\"photo\": \"{base64}\"}}").into_bytes(), true),
        ("deep.eml", data_encoding::BASE64.encode(&deck).into_bytes(), true),
        ("word.rtf", format!("{{\\rtf1{{\\pict\\jpegblip {hex}}}}}").into_bytes(), true),
        ("icon.ico", icon, true),
        ("deck.pdf", stream(&packed(&deck)), true),
        ("decks.zip", archive(&[("a/deck.pptx", &deck)]), true),
        ("photos.tar", tar.clone(), true),
        ("photos.tar.zst", zstd::encode_all(&tar[..], 1).expect("memory takes all"), true),
        ("wide.svg", [b"\xff\xfe", &wide[..]].concat(), true),
        (
            "inner.svg",
            b"<svg><image href='data:image/svg+xml,%3Csvg%3E%3Crdf:RDF geo:lat=%224%22'/>".to_vec(),
            true,
        ),
        ("geo.xml", b"<rdf:RDF><geo:lat>40</geo:lat></rdf:RDF>".to_vec(), false),
        ("xmp.gif", gif, true),
        ("city.jpg", captioned(90, "Gəncə"), true),
        ("title.jpg", captioned(5, "Gəncə"), false),
        ("phone.mp4", mp4(b"\0\0\0\x1e\xa9xyz\0\x12\x15\xc7+40.3700+049.8900/"), true),
        ("phone.mov", b"\0\0\0\x08wide\0\0\0\x10loci\0\0\0\0\x15\xc7\0B".to_vec(), true),
        ("plain.mp4", mp4(b"\0\0\0\x08moov\0\0\0\x08free"), false),
        ("clip.webm", b"\x1a\x45\xdf\xa3\x45\xa3\x88LOCATION\x44\x87\x83+40".to_vec(), true),
        ("call.opus", b"OggS\0OpusTags\x0e\0\0\0LOCATION=Baku".to_vec(), true),
        ("map.svg", metadata(xmp).into_bytes(), true),
        ("map.svgz", gzipped, true),
        ("drawn.svg", metadata("<dc:title>Şəkil</dc:title>").into_bytes(), false),
        ("holds.svg", format!("<svg><image href=\"{url}\"/></svg>").into_bytes(), true),
        (
            "broken.svg",
            format!("<svg><image href='{}'/></svg>", url.replace("AAA", "A\nA A")).into_bytes(),
            true,
        ),
        ("camera.svg", format!("<svg><image href='{plain}'/></svg>").into_bytes(), false),
        ("holds.html", format!("<p><img src={url}>").into_bytes(), true),
        ("holds.css", format!("a{{b:url({url})}}").into_bytes(), true),
        (
            "report.docx",
            archive(&[("word/document.xml", b"<x/>"), ("word/media/image1.jpeg", &photo)]),
            true,
        ),
        ("slides.odp", archive(&[("Pictures/1.svg", metadata(xmp).as_bytes())]), true),
        ("camera.docx", archive(&[("word/media/image1.jpeg", &photograph(false))]), false),
        ("words.docx", archive(&[("word/document.xml", xmp.as_bytes())]), false),
        ("photo.pdf", stream(&photo), true),
        ("packed.pdf", stream(&packed(&photo)), true),
        ("words.pdf", stream(&packed(b"GPSLatitude is a word")), false),
        ("old.doc", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", &photo[..]].concat(), true),
    ];
    for folder in ["content/files", "themes/plain/assets"] {
        let site = Site::with("");
        // Everything that lies in a theme is published, too.
        for (name, bytes, _) in &table {
            site.write(&format!("{folder}/{name}"), bytes);
        }
        site.write(&format!("{folder}/photo.jpg"), photograph(true));
        let said = site.check(&["--format", "short"]).stdout;
        let release = site.check(&["--release", "--format", "short"]).exits(1).stdout;
        for (name, _, has_place) in table.iter().chain([&("photo.jpg", Vec::new(), true)]) {
            let told = [
                said.contains(&format!("{folder}/{name}: warning[picture-place]")),
                release.contains(&format!("{folder}/{name}: error[picture-place-release]")),
            ];
            assert_eq!(told, [*has_place; 2], "{folder}/{name} in\n{said}");
        }
    }
}

/// What claims to be longer than any picture is looked at as far as it is reasonable, and of an
/// archive that is told.
#[test]
fn packed_files_that_grow_without_end_end() {
    let zeros = vec![0_u8; 40 << 20];
    let bomb = packed(&zeros);
    let many: Vec<(String, &[u8])> = (0..12).map(|n| (format!("{n}.jpeg"), &zeros[..])).collect();
    let many: Vec<(&str, &[u8])> =
        many.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    let site = Site::with("");
    site.write("content/files/bomb.pdf", [b"%PDF-1.7 stream\n", &bomb[..]].concat().repeat(20));
    site.write("content/files/bomb.docx", archive(&many));
    let said = site.check(&["--format", "short"]).ok();
    said.says("content/files/bomb.docx: warning[archive-closed]").does_not_say("bomb.pdf");
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes).and_then(|()| packed.finish()).expect("memory takes all")
}

#[test]
fn documents_tell_who_wrote_them() {
    let objects = packed(b"1 0 <</Author <feff004c0259>/Creator (x)>>");
    let stream =
        [b"%PDF-1.7\n2 0 obj <</Type /ObjStm /Length 9>> stream\r\n", &objects[..]].concat();
    let mut deflated =
        flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    let core =
        b"<cp:coreProperties><dc:creator></dc:creator><cp:lastModifiedBy>Rauf</cp:lastModifiedBy>";
    let core = deflated.write_all(core).and_then(|()| deflated.finish()).expect("memory takes all");
    let zip = |method: u8, name: &[u8], data: &[u8]| {
        let mut head = [0u8; 30];
        head[..4].copy_from_slice(b"PK\x03\x04");
        head[8] = method;
        head[26] = name.len() as u8;
        [&head[..], name, data].concat()
    };
    let odf = b"<meta:initial-creator>Sevda</meta:initial-creator>";
    let xmp = b"%PDF-1.7\n<dc:creator><rdf:Seq>\n<rdf:li>Orxan</rdf:li></rdf:Seq></dc:creator>";
    let site = Site::with("");
    let table: [(&str, Vec<u8>, Option<&str>); 8] = [
        ("stream.pdf", stream, Some("Lə")),
        ("xmp.pdf", xmp.to_vec(), Some("Orxan")),
        ("letters.pdf", b"%PDF-1.4 <</Author (Ana \\(x\\))>>".to_vec(), Some("Ana ")),
        ("core.docx", zip(8, b"docProps/core.xml", &core), Some("Rauf")),
        ("meta.odt", zip(0, b"meta.xml", odf), Some("Sevda")),
        ("nobody.pdf", b"%PDF-1.4 <</Author () /Authority (x)>>".to_vec(), None),
        ("plain.zip", zip(0, b"a.txt", b"<dc:creator>X</dc:creator>"), None),
        ("words.txt", b"/Author (Ana)".to_vec(), None),
    ];
    for (name, bytes, _) in &table {
        site.write(&format!("content/files/{name}"), bytes);
    }
    let said = site.check(&["--format", "short"]).stdout;
    for (name, _, author) in &table {
        let told = format!("{name}: warning[document-author]: this document says who wrote it: “");
        assert_eq!(said.contains(&told), author.is_some(), "{name} in\n{said}");
        let author = author.unwrap_or_default();
        assert!(
            author.is_empty() || said.contains(&format!("{told}{author}")),
            "{name} in\n{said}"
        );
    }
}
