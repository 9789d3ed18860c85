//! Addresses of an older site: answered by pages that lead on, by hosts and by nginx, or told as
//! mistakes at their line.

use certsite_tests::http::escape;
use certsite_tests::static_host::StaticHost;
use certsite_tests::{Site, project};

/// An older address → the page that leads on from it, if a static host can have one.
const ALIASES: &[(&str, Option<&str>)] = &[
    ("/policy.html", Some("policy.html")),
    ("/Old/Page.HTM", Some("Old/Page.HTM")),
    ("/past", Some("past/index.html")),
    ("/past/", Some("past/index.html")),
    ("/Past", Some("Past/index.html")),
    ("/past-2/", Some("past-2/index.html")),
    ("/news.aspx", Some("news.aspx/index.html")),
    ("/v1.2", Some("v1.2/index.html")),
    ("/köhnə səhifə.html", Some("köhnə səhifə.html")),
    ("/k%c3%b6hn%C9%99", Some("köhnə/index.html")),
    ("/what%3F.html", Some("what?.html")),
    ("/100%25.html", Some("100%.html")),
    ("/a\"b'c&d<e>.html", Some("a\"b'c&d<e>.html")),
    ("/$uri;x.html", Some("$uri;x.html")),
    ("/%EF%F0%E0%E2%E8%EB%E0", None),
    ("/index.php?id=3", None),
    ("/index.php?id=30&lang=az", None),
    ("/?p=12", None),
    ("/search?q=ə b", None),
];

#[test]
fn older_addresses_lead_to_their_page_from_every_host() {
    let site = Site::with("");
    let list: String =
        ALIASES.iter().map(|(alias, _)| format!("  - '{}'\n", alias.replace('\'', "''"))).collect();
    // As long as one may be.
    let longest = format!("/{0}/{0}/{0}/{1}", "a".repeat(255), "b".repeat(130));
    let list = format!("{list}  - '{longest}'\n");
    site.write("content/en/new.md", format!("---\ntitle: New\naliases:\n{list}---\nHere.\n"));
    site.check(&[]).ok();
    site.build().ok();
    // Where nothing but files answers, a page leads on, without script and under the strict policy.
    for (alias, file) in ALIASES {
        let Some(file) = file else { continue };
        let html = site.read(&format!("public/{file}"));
        assert!(html.contains("url=/en/new/") && !html.contains("<script"), "{alias}: {html}");
    }
    assert!(!site.has("public/index.php") && !site.has("public/search"));
    let nginx = StaticHost::nginx(&site.path("public"), "/", "", "");
    for (alias, file) in ALIASES.iter().filter(|(_, file)| file.is_some()) {
        let mut answer = nginx.get(&asked(alias));
        if answer.status == 301 {
            answer = nginx.get(answer.header("location"));
        }
        assert_eq!(answer.status, 200, "{alias} {file:?}");
        assert_eq!(answer.header("content-type"), "text/html", "{alias}");
        assert!(answer.body.contains("url=/en/new/"), "{alias}");
    }
    // With the list, each is answered at once.
    let (map, server) = as_documented(&site);
    let nginx = StaticHost::nginx(&site.path("public"), "/", &map, &server);
    for (alias, _) in ALIASES {
        let answer = nginx.get(&asked(alias));
        assert_eq!((answer.status, answer.header("location")), (301, "/en/new/"), "{alias}");
    }
    assert_eq!(nginx.get(&longest).status, 301);
    for other in ["/", "/index.php?id=4", "/en/new/", "/en/new/?p=12"] {
        assert_ne!(nginx.get(other).status, 301, "{other}");
    }
}

/// What the guide for operators says of the list, for this site: outside of the server, and inside.
pub fn as_documented(site: &Site) -> (String, String) {
    let guide = std::fs::read_to_string(project().join("form-fn/README.md")).expect("it is there");
    let examples = guide.split("```nginx\n").skip(1).filter_map(|rest| rest.split("```").next());
    let mut ours = examples.filter(|example| example.contains("_redirects.map"));
    let example = ours.next().expect("an example for nginx");
    let public = site.path("public").display().to_string();
    let example = example.replace("/srv/www/public", &public);
    let (map, server) = example.split_once("server {").expect("a server");
    let (server, _) = server.split_once('…').expect("the rest of it");
    (map.to_owned(), server.to_owned())
}

/// As a browser sends it.
fn asked(alias: &str) -> String {
    let (path, query) =
        alias.split_once('?').map_or((alias, None), |(path, query)| (path, Some(query)));
    let part = |text: &str| {
        text.chars()
            .map(|c| {
                if c.is_ascii_graphic() && !"\"<>".contains(c) {
                    c.to_string()
                } else {
                    escape(&c.to_string())
                }
            })
            .collect::<String>()
    };
    query.map_or_else(|| part(path), |query| format!("{}?{}", part(path), part(query)))
}

#[test]
fn hosts_read_the_list_from_what_wants_most() {
    let site = Site::plain(
        "-- content/en/a.md --\n---\ntitle: A\naliases: [/index.php, \"/index.php?id=3\", \"/index.php?lang=az&id=3\", /ə.html, \"/x?a=:b\", \"/y?z\", /a*b]\n---\n",
    );
    let expect = "\
/index.php lang=az id=3 /en/a/ 301
/index.php id=3 /en/a/ 301
/x a=%3Ab /en/a/ 301
/y z= /en/a/ 301
/%C9%99.html /en/a/ 301
/a%2Ab /en/a/ 301
/index.php /en/a/ 301
";
    assert_eq!(site.page("_redirects"), expect);
}

#[test]
fn without_older_addresses_there_is_no_list() {
    let site = Site::plain("");
    assert!(!site.has("public/_redirects") && !site.has("public/_redirects.map"));
}

#[test]
fn a_list_by_hand_stays_as_it_is() {
    let site = Site::with(
        "-- content/files/_redirects --\n/x /y 302\n-- content/en/a.md --\n---\ntitle: A\naliases: [/old.html]\n---\n",
    );
    site.check(&[]).ok().does_not_say("redirects-by-hand");
    site.build().ok();
    assert_eq!(site.page("_redirects"), "/x /y 302\n");
    site.shows("_redirects.map", "\"/old.html\" \"/en/a/\";").shows("old.html", "url=/en/a/");
    site.replace("content/en/a.md", "[/old.html]", "[\"/old.php?id=1\"]");
    site.check(&[]).ok().says("warning[redirects-by-hand]").says("/old.php?id=1");
}

/// What cannot be, with the line and column that is told.
#[test]
fn aliases_that_cannot_be_are_told_at_their_line() {
    for (aliases, place, says) in [
        // Of another page, in each way in which it can be asked for.
        (
            "/x.html\n  - /en/about/",
            "7:5",
            "the address /en/about/ is already that of content/en/about.md",
        ),
        ("/en/about", "6:5", "already that of content/en/about.md"),
        ("/en/about/index.html", "6:5", "already that of content/en/about.md"),
        ("/en/%61bout/", "6:5", "already that of content/en/about.md"),
        ("/en", "6:5", "already that of content/en/index.md"),
        ("/index.html", "6:5", "already that of certsite itself"),
        ("/sitemap.xml", "6:5", "already that of"),
        ("/robots-note.txt", "6:5", "already that of"),
        // Its own.
        ("/en/a/", "6:5", "is the address of this page itself"),
        ("/en/a", "6:5", "is the address of this page itself"),
        ("/en/a/index.html", "6:5", "is the address of this page itself"),
        ("/en/a/?x=1", "6:5", "is the address of this page itself"),
        // Twice.
        ("/x\n  - /y\n  - /x", "8:5", "the alias “/x” stands in content/en/a.md already"),
        ("/ə\n  - /%C9%99", "7:5", "the alias “/%C9%99” stands in content/en/a.md already"),
        ("/twice.html/", "6:5", "the alias “/twice.html/” stands in"),
        ("/twice.html", "6:5", "the alias “/twice.html” stands in"),
        ("/TWICE.html", "6:5", "the alias “/TWICE.html” stands in"),
        ("/twice.php?a=1", "6:5", "the alias “/twice.php?a=1” stands in"),
        // No address.
        ("policy.html", "6:5", "is not an address on this site"),
        ("//host/x", "6:5", "is not an address on this site"),
        ("/a#b", "6:5", "names a place in a page"),
        ("/../x", "6:5", "has an empty part"),
        ("/", "6:5", "is the address of the site itself"),
    ] {
        let site = Site::with("");
        let other = "---\ntitle: B\naliases: [/twice.html, \"/twice.php?a=1\"]\n---\n";
        site.write("content/en/0.md", other);
        site.write(
            "content/en/a.md",
            format!("---\ntitle: A\nslug: a\ndate: 2026-01-01\naliases:\n  - {aliases}\n---\n"),
        );
        let run = site.check(&["--format", "short"]).exits(1);
        let line = run.stdout.lines().find(|line| line.contains(says));
        let line =
            line.unwrap_or_else(|| panic!("{aliases}: “{says}” was not said:\n{}", run.stdout));
        assert!(line.starts_with(&format!("content/en/a.md:{place}: error")), "{aliases}: {line}");
        assert_eq!(run.stdout.matches("error[").count(), 1, "{aliases}: {}", run.stdout);
        site.build().exits(1);
    }
}
