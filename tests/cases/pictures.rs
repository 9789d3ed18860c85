//! Pictures of pages: the smaller versions that a build makes of them, when they are made, and where
//! there are none.

use crate::equality::{engine, rendered, snapshot};
use certsite_base::diag::has_errors;
use certsite_site::site::Request;
use certsite_site::timing::Timings;
use certsite_site::versions::Version;
use certsite_tests::{Site, site};
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
        let media =
            published.iter().filter(|(path, _)| path.starts_with(&format!("media/{name}.")));
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
    let of_photo = |path: &&String| path.starts_with("media/photo.");
    assert_eq!(second.keys().filter(of_photo).count(), 3);
    assert!(second.keys().filter(of_photo).all(|path| !first.contains_key(path)));
    site.write("content/en/p.md", "---\ntitle: P\n---\nNone.\n");
    site.build().ok();
    assert_eq!(site.published().keys().filter(of_photo).count(), 0);
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
    let made_up = Version { width: 7, sum: 0xabc };
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
