//! Pictures of pages: the smaller versions that a build makes of them, when they are made, where there
//! are none, and which of them a browser fetches.

use crate::equality::{engine, rendered, snapshot};
use certsite_base::diag::has_errors;
use certsite_site::site::Request;
use certsite_site::timing::Timings;
use certsite_site::versions::{Form, Version};
use certsite_tests::{Site, browser, site};
use serde_json::json;
use std::io::Write;
use std::sync::Arc;

/// A photograph so wide, which looks otherwise for each number.
pub fn photograph(width: u16, number: u8) -> Vec<u8> {
    let height = width / 2;
    let pixel = |n: u32| {
        let (x, y) = (n % u32::from(width), n / u32::from(width));
        [x * x / 300, y * 3, x + y * u32::from(number)].map(|part| (part % 251) as u8)
    };
    let pixels: Vec<u8> = (0..u32::from(width) * u32::from(height)).flat_map(pixel).collect();
    let mut bytes = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut bytes, 95);
    encoder.encode(&pixels, width, height, jpeg_encoder::ColorType::Rgb).expect("memory takes all");
    bytes
}

/// A photograph of which so little is kept that nothing saves more.
fn coarse(width: u16) -> Vec<u8> {
    let height = width / 2;
    let pixels: Vec<u8> =
        (0..u32::from(width) * u32::from(height)).map(|n| (n * n / 7 % 251) as u8).collect();
    let mut bytes = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut bytes, 2);
    let colour = jpeg_encoder::ColorType::Luma;
    encoder.encode(&pixels, width, height, colour).expect("memory takes all");
    bytes
}

const PAGE: &str = "-- content/en/p.md --\n---\ntitle: P\n---\n\
    ![x](photo.jpg \"Caption\")\n\n![y](../files/a,b.jpg)\n\n![z](dot.jpg) [w](linked.jpg)\n";

fn with_pictures() -> Site {
    let site = Site::with(PAGE);
    site.write("content/en/photo.jpg", photograph(1000, 1));
    site.write("content/files/a,b.jpg", photograph(600, 2));
    site.write("content/en/dot.jpg", photograph(40, 3));
    site.write("content/en/linked.jpg", photograph(900, 4));
    site
}

#[test]
fn browsers_choose_among_versions_of_what_a_page_shows() {
    let site = with_pictures();
    site.build().ok();
    let page = site.read("public/en/p/index.html");
    let of = |alt: &str| {
        let mut tags = page.split("<img").skip(1).filter_map(|rest| rest.split('>').next());
        let is_it = |tag: &&str| tag.split(' ').any(|part| *part == format!("alt={alt}"));
        tags.find(is_it).expect("it is shown").to_owned()
    };
    let published = site.published();
    let media = |name: &str| {
        let is_own = |path: &str| !path.ends_with(".webp");
        let media = published.iter().filter(|(path, _)| is_own(path));
        let media = media.filter(|(path, _)| path.starts_with(&format!("media/{name}.")));
        media.map(|(path, bytes)| (path.clone(), bytes.len())).collect::<Vec<_>>()
    };
    let (photo, of_files) = (media("photo"), media("a-b"));
    assert_eq!(
        (photo.len(), of_files.len()),
        (3, 1),
        "{published:?}",
        published = published.keys()
    );
    assert_eq!((media("dot").len(), media("linked").len()), (1, 1));
    let figure = of("x");
    for (path, _) in &photo {
        assert!(figure.contains(&format!("/{path} ")), "{figure}");
    }
    for part in ["width=1000", "height=500", " 480w, ", " 800w, ", " 1000w\"", "48rem, 100vw"] {
        assert!(figure.contains(part), "{part} in {figure}");
    }
    let files = of("y");
    assert!(files.contains(&format!("/{} 480w, /a%2Cb.jpg 600w", of_files[0].0)), "{files}");
    assert!(!of("z").contains("srcset"), "{page}");
    // A preview shows pictures as they are, and makes nothing for that.
    let preview = rendered(&snapshot(&mut engine(&site)));
    assert!(!String::from_utf8_lossy(&preview["en/p/index.html"]).contains("srcset"));
    assert!(preview.keys().filter(|path| path.starts_with("media/photo.")).count() == 1);
}

/// A picture of a screen, as large as it can be written.
fn screenshot(width: u32) -> Vec<u8> {
    let row = |y: u32| {
        let pixel =
            move |x: u32| if x % 90 < 60 && y % 24 < 12 && x * y % 7 < 3 { 30 } else { 245 };
        std::iter::once(0).chain((0..width).flat_map(move |x| [pixel(x), pixel(x), 240]))
    };
    let height = width / 2;
    let mut pixels = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::none());
    let rows: Vec<u8> = (0..height).flat_map(row).collect();
    pixels.write_all(&rows).expect("memory takes all");
    let pixels = pixels.finish().expect("memory takes all");
    let chunk = |name: &[u8], data: &[u8]| {
        let named = [name, data].concat();
        let mut sum = flate2::Crc::new();
        sum.update(&named);
        [&(data.len() as u32).to_be_bytes()[..], &named, &sum.sum().to_be_bytes()].concat()
    };
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let chunks = [chunk(b"IHDR", &head), chunk(b"IDAT", &pixels), chunk(b"IEND", b"")];
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunks.concat()].concat()
}

/// Browsers that know WebP fetch it wherever it is much smaller, as wide as they need it, and what they
/// would have fetched before where it is not.
#[test]
fn browsers_fetch_webp_where_it_saves() {
    let site = with_pictures();
    site.write("content/en/shot.png", screenshot(1200));
    site.write("content/en/coarse.jpg", coarse(900));
    let more = "\n![s](shot.png)\n\n![c](coarse.jpg)\n";
    site.write("content/en/p.md", PAGE.split_once("--\n").expect("a head").1.to_owned() + more);
    site.build_with(&["--precompress"]).ok();
    let published = site.published();
    assert!(published.keys().all(|path| !path.contains(".webp.")), "{:?}", published.keys());
    let windows = json!([[320, 1], [1440, 1], [1440, 2]]);
    let asked = json!({"folder": site.path("public"), "page": "/en/p/", "windows": windows});
    let seen = browser::run("pictures", &asked);
    let file = |window: usize, alt: &str| {
        let pictures = seen[window].as_array().expect("pictures");
        let picture = pictures.iter().find(|picture| picture["alt"] == alt).expect("it is shown");
        picture["file"].as_str().expect("a path").trim_start_matches('/').to_owned()
    };
    for alt in ["x", "s"] {
        for window in 0..3 {
            let path = file(window, alt);
            assert!(path.ends_with(".webp"), "{alt}, {window}: {path}");
            assert_eq!(&published[&path][8..12], b"WEBP");
        }
        let bytes = |window: usize| published[&file(window, alt)].len();
        assert!(bytes(0) <= bytes(1) && bytes(1) <= bytes(2), "{alt}: {seen:#}");
    }
    assert!(file(0, "x") != file(2, "x"), "{seen:#}");
    assert!(file(2, "c").ends_with(".jpg") && file(0, "z").ends_with(".jpg"), "{seen:#}");
    browser::validate(&[site.path("public/en/p/index.html")]).ok();
    // Whoever does not know WebP, or follows the feed, has what there was before.
    let feeds = published.iter().filter(|(path, _)| path.ends_with(".xml"));
    for (path, feed) in feeds {
        assert!(!String::from_utf8_lossy(feed).contains("picture&gt;"), "{path}");
    }
}

/// What is known is not drawn, whatever it says; what is not there any more is drawn again.
#[test]
fn versions_are_drawn_once_and_go_with_their_picture() {
    let site = with_pictures();
    site.build().ok();
    let (first, notes) = (site.published(), site.read("public/.certsite/pictures"));
    // An edit of the page, a lost file, spoiled notes: all is as it was.
    let version = first.keys().find(|path| path.starts_with("media/photo.")).expect("there is one");
    for spoil in [None, Some(format!("public/{version}")), Some("public/.certsite/pictures".into())]
    {
        site.replace("content/en/p.md", "title: P", "title: PP");
        if let Some(path) = spoil {
            site.write(&path, "spoiled");
        }
        // A file that somebody else wrote over is told, and made anew.
        site.build();
        let mut now = site.published();
        now.retain(|path, _| path.starts_with("media/"));
        assert!(now.iter().all(|(path, bytes)| first[path] == *bytes), "{:?}", now.keys());
        assert_eq!(site.read("public/.certsite/pictures"), notes);
    }
    // Another picture, and none at all: the versions of the first are gone.
    site.write("content/en/photo.jpg", photograph(1000, 9));
    site.build().ok();
    let second = site.published();
    let of_photo = |path: &&String| path.starts_with("media/photo.") && path.ends_with(".jpg");
    assert_eq!(second.keys().filter(of_photo).count(), 3);
    assert!(second.keys().filter(of_photo).all(|path| !first.contains_key(path)));
    site.write("content/en/p.md", "---\ntitle: P\n---\nNone.\n");
    site.build().ok();
    assert!(site.published().keys().all(|path| !path.starts_with("media/photo.")));
    let is_empty = |notes: &str| notes.lines().count() == 1;
    assert!(is_empty(&site.read("public/.certsite/pictures")));
}

/// Nothing is drawn that a build before knew.
#[test]
fn what_is_known_is_not_drawn() {
    let site = with_pictures();
    let plain = snapshot(&mut engine(&site)).site.expect("it is sound");
    let sums = ["content/en/photo.jpg", "content/files/a,b.jpg", "content/en/dot.jpg"];
    let sums = sums.map(|path| plain.inputs.files[path].sum);
    let made_up = Version { width: 7, form: Form::Own, sum: 0xabc };
    let known = sums.map(|sum| (sum, vec![made_up])).into();
    let request = Request { pictures: Some(Arc::new(known)), ..Request::default() };
    let mut engine = certsite::PROGRAM.engine(site.root(), request);
    let now = crate::equality::NOW.parse().expect("a time");
    let read = engine.snapshot(now, &mut Timings::default()).expect("there is a site");
    assert!(!has_errors(&read.diagnostics));
    let routes = &read.site.as_ref().expect("it is sound").plan.routes;
    let urls = routes.iter().filter(|route| route.out.ends_with(".00000abc.jpg"));
    assert_eq!(urls.count(), 3);
    site::assert_same(&site.published(), &site::Tree::new(), "nothing was written");
}

/// High ones fit a sheet with heading and caption, wherever on it they come.
#[test]
fn no_picture_is_cut_in_print() {
    let site = Site::shipped();
    let (width, height) = (800, 1200);
    let pixels = vec![120; usize::from(width) * usize::from(height)];
    let mut bytes = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut bytes, 50);
    encoder.encode(&pixels, width, height, jpeg_encoder::ColorType::Luma).expect("memory takes it");
    site.write("content/en/high.jpg", bytes);
    site.write("content/en/wide.jpg", photograph(1000, 1));
    let mut page = "---\ntitle: P\ndescription: D\n---\n".to_owned();
    let lengths = 1..6;
    for length in lengths.clone() {
        let text = "Words that fill some lines of the sheet above a picture. ".repeat(length * 6);
        page += &format!("## Wide {length}\n\n{text}\n\n![w{length}](wide.jpg \"Caption\")\n\n");
        page += &format!("## High {length}\n\n![h{length}](high.jpg \"Caption\")\n\n{text}\n\n");
    }
    site.write("content/en/p.md", page + "## Bare\n\n![b](high.jpg)\n");
    site.build().ok();
    let seen = browser::run("sheets", &json!({ "folder": site.path("public"), "page": "/en/p/" }));
    assert_eq!(seen["apart"], json!([]));
    let sheets = seen["sheets"].as_array().expect("sheets");
    let drawn: u64 = sheets.iter().filter_map(serde_json::Value::as_u64).sum();
    assert_eq!(drawn, lengths.count() as u64 * 2 + 1, "{sheets:?}");
}
