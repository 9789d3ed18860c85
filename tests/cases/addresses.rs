//! Names of files and headings of any kind: what is linked is found, by certsite's preview and by
//! another server, and nothing in a name becomes markup.

use certsite_tests::http::{self, escape};
use certsite_tests::static_host::StaticHost;
use certsite_tests::{Run, Server, Site};
use std::path::Path;
use std::process::Command;

/// Names that people give to files, and such as nobody should.
const NAMES: &[&str] = &[
    "plain.txt",
    "C# notes.txt",
    "what?.txt",
    "100%.txt",
    "%41.txt",
    "a%2Fb.txt",
    "q\" onclick=\"alert(1)\" x=\".txt",
    "it's.txt",
    "a&b.txt",
    "a&amp;b.txt",
    "<b>.txt",
    "a+b.txt",
    "a;b=c,d.txt",
    "(1) [2] {3}.txt",
    "{{team.name}}.txt",
    "$uri.txt",
    "a:b.txt",
    "back\\slash.txt",
    "two  spaces.txt",
    "məlumat ŞƏBƏKƏ.txt",
    "Заметки.txt",
    "报告.txt",
    "😀.txt",
    "no ending",
    "x.tar.gz",
    "folder/C# inside.txt",
    "fol der/ə/1.txt",
];

/// Whatever is no letter or digit of ASCII, and what looks like a space or joins to what is before.
const MARKS: &str = "!\"#$%&'()*+,-.:;<=>?@[\\]^_`{|}~ \u{a0}\u{2009}ə😀e\u{301}";

/// All of these, and a name with each mark.
fn names() -> Vec<String> {
    let with_mark = MARKS.chars().map(|mark| format!("x{mark}y.txt"));
    NAMES.iter().map(|name| (*name).to_owned()).chain(with_mark).collect()
}

/// What each attribute of a finished page holds, as a browser reads it.
fn attributes(html: &str, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    for rest in html.split(&format!(" {name}=")).skip(1) {
        let value = match rest.strip_prefix('"') {
            Some(rest) => rest.split('"').next(),
            None => rest.split([' ', '>']).next(),
        };
        let value = value.unwrap_or_default();
        found.push(value.replace("&quot;", "\"").replace("&lt;", "<").replace("&amp;", "&"));
    }
    found
}

/// A site that links to a file of each name, beside the page and in `content/files/`.
fn with_names() -> Site {
    let site = Site::with("");
    let mut page = "---\ntitle: Files\n---\n".to_owned();
    for (n, name) in names().iter().enumerate() {
        site.write(&format!("content/files/{name}"), format!("file {n}"));
        site.write(&format!("content/en/beside/{name}"), format!("beside {n}"));
        page += &format!("- [{n}](../files/{})\n", escaped(name));
        page += &format!("- [{n}](./beside/{})\n", escaped(name));
    }
    site.write("content/en/names.md", page);
    site
}

/// A path, each part encoded.
fn escaped(path: &str) -> String {
    path.split('/').map(escape).collect::<Vec<_>>().join("/")
}

#[test]
fn files_of_any_name_are_linked_and_found() {
    let (site, names) = (with_names(), names());
    site.check(&[]).ok().does_not_say("dead-address").does_not_say("unused-asset");
    for more in [&["--no-minify"][..], &[]] {
        site.build_with(more).ok();
        let html = site.page("en/names/");
        assert!(!html.contains(" onclick=") && !html.contains("<b>.txt"), "{html}");
        let main = html.split("<main>").nth(1).expect("a page has a main part");
        let links: Vec<String> = attributes(main, "href");
        let links: Vec<&String> = links.iter().take(names.len() * 2).collect();
        let nginx = StaticHost::nginx(&site.path("public"), "/", "", "");
        let server = site.serve();
        for (n, link) in links.iter().enumerate() {
            let kind = if n % 2 == 0 { "file" } else { "beside" };
            for origin in [&nginx.origin, &server.address] {
                let answer = http::get(&format!("{origin}{link}"));
                let expect = (200, format!("{kind} {}", n / 2));
                assert_eq!((answer.status, answer.body), expect, "{link} of {}", names[n / 2]);
            }
        }
    }
}

#[test]
fn pictures_of_any_name_are_shown_by_other_sites() {
    let site = Site::shipped();
    for (n, mark) in MARKS.chars().enumerate() {
        let name = format!("x{mark}y.svg");
        site.write(&format!("content/files/{name}"), format!("<svg>{n}</svg>"));
        let image = format!("'../../files/{}'", name.replace('\'', "''"));
        let head = format!("title: Page {n}\ndescription: It has a picture.\nimage: {image}");
        site.write(&format!("content/en/news/x{n}.md"), format!("---\n{head}\n---\nText.\n"));
    }
    let address = "https://x.example/c";
    site.certsite(&["build", "--no-minify", "--base-url", address]).ok();
    let nginx = StaticHost::nginx(&site.path("public"), "/c/", "", "");
    for (n, mark) in MARKS.chars().enumerate() {
        let html = site.page(&format!("en/news/x{n}/"));
        let image = html.split("og:image\" content=\"").nth(1).and_then(|r| r.split('"').next());
        let image = image.and_then(|image| image.strip_prefix("https://x.example"));
        let image = image.unwrap_or_else(|| panic!("no picture for {mark}: {html}"));
        assert_eq!(nginx.get(image).body, format!("<svg>{n}</svg>"), "{mark}: {image}");
    }
}

/// What programs of editors write, and what means the file itself.
#[test]
fn a_written_path_is_read_as_an_address_first() {
    let site = Site::with("");
    for name in ["a b.txt", "a%20b.txt"] {
        site.write(&format!("content/files/{name}"), name);
    }
    let links = "[x](../files/a%20b.txt) [y](<../files/a b.txt>) [z](../files/a%2520b.txt)";
    site.write("content/en/p.md", format!("---\ntitle: P\n---\n{links}\n"));
    site.build_with(&["--no-minify"]).ok();
    let html = site.page("en/p/");
    let links = attributes(html.split("<article>").nth(1).expect("text"), "href");
    assert_eq!(links[..3], ["/a%20b.txt", "/a%20b.txt", "/a%2520b.txt"]);
}

/// As editors write them: the destination of a link may stand in `<…>` with whatever it holds.
#[test]
fn links_may_be_written_as_the_file_is_called() {
    for (written, name) in [
        ("<C# notes.txt>", "C# notes.txt"),
        ("what?.txt", "what?.txt"),
        ("100%.txt", "100%.txt"),
        ("100%25.txt", "100%.txt"),
        ("%41.txt", "%41.txt"),
        ("C%23.txt#page=3", "C#.txt"),
        ("C#.txt#page=3", "C#.txt"),
        ("C%23.txt#page=3&zoom=50", "C#.txt"),
        ("<q\" x=\"1.txt>", "q\" x=\"1.txt"),
        ("./a:b.txt", "a:b.txt"),
        ("a&amp;b.txt", "a&b.txt"),
    ] {
        let site = Site::with("");
        site.write(&format!("content/en/{name}"), "here");
        site.write("content/en/p.md", format!("---\ntitle: P\n---\n[x]({written})\n"));
        site.build_with(&["--no-minify"]).ok();
        let html = site.page("en/p/");
        let link = attributes(html.split("<article>").nth(1).expect("text"), "href").remove(0);
        let (path, place) = link.split_once('#').unwrap_or((&link, ""));
        assert_eq!(site.page(path), "here", "{written}");
        let expect =
            written.split_once("#page").map_or(String::new(), |(_, rest)| format!("page{rest}"));
        assert_eq!(place, expect, "{written}");
    }
}

#[test]
fn pages_may_have_the_same_signs_in_their_names() {
    let files = "\
-- content/en/C#.md --
---
title: C sharp
---
## Əsas {#əsas}
-- content/en/100% ə.md --
---
title: Percent
---
-- content/en/p.md --
---
title: P
---
[a](C#.md#əsas) [b](C%23.md#%C9%99sas) [c](<100% ə.md>) [d](100%25%20%C9%99.md)
";
    let site = Site::plain(files);
    site.check(&[]).ok();
    let html = site.page("en/p/");
    let links = attributes(html.split("<article>").nth(1).expect("text"), "href");
    let expect = ["/en/c/#%C9%99sas", "/en/c/#%C9%99sas", "/en/100-e/", "/en/100-e/"];
    assert_eq!(links[..4], expect);
}

#[test]
fn the_theme_and_its_styles_may_have_them_too() {
    let site = Site::with("-- themes/plain/assets/i'm (1) #2 ə.svg --\n<svg/>\n");
    let style = "body { background: url(\"i'm (1) #2 ə.svg\") }\n";
    // “#” begins a fragment in a style sheet as in any address.
    site.write("themes/plain/assets/plain.css", style.replace('#', "%23"));
    site.build().ok();
    let published = site.published();
    let css = published.keys().find(|path| path.ends_with(".css")).expect("a style sheet");
    let css = site.page(css);
    let url =
        css.split("url(\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an address");
    let nginx = StaticHost::nginx(&site.path("public"), "/", "", "");
    assert_eq!(nginx.get(url).status, 200, "{url}");
}

#[test]
fn feeds_and_maps_hold_encoded_addresses() {
    let site = Site::with("-- content/data/tags.yaml --\n{}\n");
    site.write("content/en/advisories/C# & Co.md", "---\ntitle: A\ndate: 2026-01-01\n---\n");
    for page in [
        "content/en/about.md",
        "content/az/about.md",
        "content/en/advisories/first.md",
        "content/az/advisories/first.md",
    ] {
        let text = site.read(page);
        site.write(
            page,
            text.lines()
                .filter(|line| !line.starts_with("tags:"))
                .map(|line| format!("{line}\n"))
                .collect::<String>(),
        );
    }
    site.build().ok();
    for file in ["en/advisories/atom.xml", "sitemap.xml"] {
        well_formed(&site.path("public").join(file));
        site.shows(file, "https://cert.example.org/en/advisories/c-co/");
    }
}

fn well_formed(path: &Path) {
    let parse = "import sys, xml.etree.ElementTree as e; e.parse(sys.argv[1])";
    Run::of(Command::new("python3").args(["-c", parse]).arg(path)).ok();
}

/// Headings and files in the letters of other languages.
#[test]
fn other_alphabets_have_addresses_that_stay() {
    let page = |headings: &[&str]| {
        let text: String =
            headings.iter().map(|heading| format!("## {heading}\n\nx\n\n")).collect();
        format!("---\ntitle: P\n---\n{text}")
    };
    let headings =
        ["Заголовок", "Χάρτης", "أمن", "Příliš łódź", "北京", "…", "?", "Salam", "Salam"];
    let ids = |site: &Site| {
        let html = site.page("en/p/");
        let text = html.split("<article>").nth(1).expect("a text").to_owned();
        attributes(&text, "id")
            .into_iter()
            .filter(|id| id != "tags" && id != "neighbours")
            .collect::<Vec<_>>()
    };
    let site = Site::with("");
    site.write("content/en/p.md", page(&headings));
    site.build_with(&["--no-minify"]).ok();
    let first = ids(&site);
    assert_eq!(first[..5], ["zagolovok", "chartis", "amn", "prilis-lodz", "beijing"]);
    assert!(first[5].starts_with("section-") && first[6].starts_with("section-"), "{first:?}");
    assert_ne!(first[5], first[6]);
    assert_eq!(first[7..], ["salam", "salam-2"]);
    for at in 0..7 {
        let mut more = headings.to_vec();
        more.insert(at, "Ещё один");
        site.write("content/en/p.md", page(&more));
        site.build_with(&["--no-minify"]).ok();
        let mut now = ids(&site);
        assert_eq!(now.remove(at), "eshche-odin");
        assert_eq!(now, first, "one heading put in at {at}");
    }
}

#[test]
fn files_in_other_alphabets_have_addresses_of_their_own() {
    let names = ["Заголовок", "Χάρτης", "أمن المعلومات", "Řízení", "北京", "…", "?!"];
    let site = Site::with("");
    for name in names {
        site.write(&format!("content/en/{name}.md"), format!("---\ntitle: \"{name}\"\n---\nx\n"));
        site.write(
            &format!("content/en/{name}/index.md"),
            format!("---\ntitle: \"{name}\"\nslug: s{}\n---\nx\n", name.len()),
        );
    }
    site.build().ok();
    for page in ["zagolovok", "chartis", "amn-almlwmat", "rizeni", "beijing"] {
        assert!(site.has(&format!("public/en/{page}/index.html")), "{page}");
    }
    let published = site.published();
    let nameless = published.keys().filter(|path| path.starts_with("en/section-")).count();
    assert_eq!(nameless, 2);
}

#[test]
fn a_name_as_long_as_the_file_system_allows_is_published() {
    let site = Site::with("");
    // Three bytes a letter, each three letters in ASCII.
    let name = "报".repeat(83);
    let picture = format!("{}.svg", "a".repeat(251));
    let page = format!("---\ntitle: Long\n---\n![x]({picture})\n");
    for (name, text) in [(format!("{name}.md"), page.as_str()), (picture, "<svg/>")] {
        std::fs::write(site.path("content/en").join(name), text).expect("the folder is ours");
    }
    site.build().ok();
    let published = site.published();
    assert!(published.keys().any(|path| path.starts_with("en/bao")), "{:?}", published.keys());
    assert!(published.keys().any(|path| path.starts_with("media/aaa")));
}

#[test]
fn new_pages_in_any_language_have_good_names() {
    let site = Site::with("");
    for (title, name) in [
        ("Заголовок страницы", "zagolovok-stranitsy"),
        ("Řízení incidentů", "rizeni-incidentu"),
        ("Necə xəbər vermək olar?", "nece-xeber-vermek-olar"),
        ("C# & 100%", "c-100"),
    ] {
        site.certsite(&["new", "page", title]).ok().says(&format!("content/en/{name}.md"));
        assert!(site.has(&format!("content/az/{name}.md")), "{name}");
        assert!(site.read(&format!("content/az/{name}.md")).contains(title));
    }
    let long = "Uzun başlıq ".repeat(40);
    let said = site.certsite(&["new", "page", &long]).ok().stdout;
    let name =
        said.lines().next().and_then(|line| line.rsplit('/').next()).expect("a path").to_owned();
    assert!(name.len() <= 100 && name.starts_with("uzun-basliq-uzun"), "{name}");
    site.build_with(&["--drafts"]).ok();
}

/// Kept here so that both servers answer the same addresses alike.
#[test]
fn the_preview_leads_to_the_one_address_of_a_page() {
    let site = Site::with("-- content/files/a b.txt --\nhere");
    let server: Server = site.serve();
    for (asked, location) in
        [("/en/about", "/en/about/"), ("/en/about/index.html", "/en/about/"), ("/index.html", "/")]
    {
        let answer = server.get(asked);
        assert_eq!((answer.status, answer.header("location")), (307, location), "{asked}");
    }
    for (asked, status) in [
        ("/a%20b.txt", 200),
        ("/%61%20b.txt", 200),
        ("/a+b.txt", 404),
        ("/%FF", 404),
        ("/%00", 404),
    ] {
        assert_eq!(server.get(asked).status, status, "{asked}");
    }
}

#[test]
fn style_sheets_of_themes_load_what_is_there_and_nothing_else() {
    for (style, code) in [
        ("@import \"https://x.example/a.css\";", "external-request"),
        ("a{b:url(//x.example/y.png)}", "external-request"),
        ("a{b:image-set('https://x.example/y.png' 1x)}", "external-request"),
        ("a{b:url(no.svg)}", "dead-address"),
        ("a{b:url(\"/az/nope.png\")}", "dead-address"),
    ] {
        let site = Site::with("");
        site.write("themes/plain/assets/plain.css", format!("p{{}}\n{style}\n"));
        for run in [site.check(&["--format", "github"]), site.build()] {
            let text = format!("{}{}", run.stdout, run.stderr);
            assert!(run.code == 1 && text.contains(code), "{style}: {text}");
            assert!(text.contains("themes/plain/assets/plain.css"), "{style}: {text}");
        }
    }
    let site = Site::with("");
    site.write("themes/plain/assets/dot.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    site.write("themes/plain/assets/x/o.css", "@import \"../plain.css\";a{b:url(../dot.svg)}");
    site.write(
        "themes/plain/assets/plain.css",
        "@import 'x/o.css';a{b:image-set(\"dot.svg\" 1x)} c{d:url(/assets/dot.svg#x) url(#y) url(/az/)}",
    );
    site.certsite(&["build", "--base-url", "https://u.example/cert"]).ok();
}
