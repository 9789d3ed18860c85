//! A site below a path of its host, as GitHub Pages and GitLab Pages have them: everything that it
//! says of its own addresses leads below that path, in pages and in files for programs.

use crate::{aliases, form, identity, statistics};
use certsite_tests::static_host::StaticHost;
use certsite_tests::wait::wait_for;
use certsite_tests::{Site, Tree, browser, http};
use serde_json::{Value, json};

pub const HOST: &str = "https://user.github.io";
const BASE: &str = "https://user.github.io/cert";
/// After the last month with figures.
pub const DAY: &str = "2026-07-15";

/// A team's whole site: advisories for people and programs, statistics, a key, security.txt, the
/// form, an older address.
pub fn whole(build: impl FnOnce(&Site)) -> Site {
    let site = identity::team();
    form::state_facts(&site);
    certsite_tests::statistics::write(&site, 1, &statistics::MONTHS);
    let gnupg = identity::Gnupg::new(&site);
    identity::keyed(&site, &gnupg, 400);
    site.write("content/files/C# notes.txt", "a file");
    let page = "---\ntitle: P\naliases: [/moved.html, \"/index.php?id=3\"]\n---\n[x](<../files/C# notes.txt>)\n";
    site.write("content/en/p.md", page);
    site.write("content/az/p.md", page.replace("/moved", "/kocub").replace("id=3", "id=4"));
    at(&site, BASE);
    build(&site);
    drop(gnupg);
    site
}

/// Moves the site to another address.
fn at(site: &Site, base: &str) {
    let settings = site.read("content/site.yaml");
    let line = settings.lines().find(|line| line.starts_with("base_url: ")).expect("it is there");
    site.write("content/site.yaml", settings.replace(line, &format!("base_url: {base}")));
}

/// Asserts that an address is one of the site, and that something is there.
#[track_caller]
fn leads(published: &Tree, file: &str, address: &str) {
    let address = address.split('#').next().unwrap_or_default();
    let below = address.strip_prefix("/cert/").unwrap_or_else(|| panic!("{file} names {address}"));
    if below.starts_with("forms/") {
        return;
    }
    let decoded = certsite_tests::http::unescape(below);
    let path = match decoded.is_empty() || decoded.ends_with('/') {
        true => format!("{decoded}index.html"),
        false => decoded,
    };
    // The folder that a MISP subscribes to, and that of CSAF's documents, are named as folders.
    let is_folder = path.ends_with("/index.html")
        && published.keys().any(|key| key.starts_with(&path[..path.len() - "index.html".len()]));
    assert!(published.contains_key(&path) || is_folder, "{file} names {address}");
}

/// A text with the quotes of the HTML that stands in it as text, as it does in feeds.
pub fn as_written(text: &str) -> String {
    text.replace("&quot;", "\"").replace("&#34;", "\"")
}

/// What stands between `start` and the first of `ends`, each time.
pub fn between<'a>(
    text: &'a str,
    start: &'a str,
    ends: &'a [char],
) -> impl Iterator<Item = &'a str> {
    text.split(start).skip(1).filter_map(move |rest| rest.split(ends).next())
}

#[test]
fn every_address_of_the_site_leads_below_its_path() {
    let site = whole(|site| drop(site.certsite(&["build", "--date", DAY]).ok()));
    let published = site.published();
    let mut kinds = std::collections::BTreeMap::<&str, usize>::new();
    for (file, bytes) in &published {
        let Ok(text) = std::str::from_utf8(bytes) else { continue };
        let text = &as_written(text);
        let ending = file.rsplit('.').next().unwrap_or_default();
        let mut found = 0;
        for whole in between(text, HOST, &['"', '\'', '<', '>', ' ', '\\', '\r', '\n', ')']) {
            // The site itself is named without a slash too, at the end of a sentence.
            if whole.trim_end_matches('.') != "/cert" {
                leads(&published, file, whole);
            }
            found += 1;
        }
        if ending == "html" {
            for name in ["href", "src", "action", "poster"] {
                for quote in ["", "\"", "'"] {
                    for address in
                        between(text, &format!(" {name}={quote}/"), &['"', '\'', ' ', '>'])
                    {
                        leads(&published, file, &format!("/{address}"));
                        found += 1;
                    }
                }
            }
            assert!(
                !text.contains("=\"/az/") && !text.contains("=/az/") && !text.contains("url=/en/")
            );
        }
        if ending == "css" {
            for address in between(text, "url(\"", &['"']) {
                leads(&published, file, address);
                found += 1;
            }
        }
        *kinds.entry(ending).or_default() += found;
    }
    for kind in ["html", "css", "xml", "json", "txt"] {
        assert!(kinds.get(kind).is_some_and(|n| *n > 0), "{kind}: {kinds:?}");
    }
    for (file, text) in [
        ("robots.txt", "Sitemap: https://user.github.io/cert/sitemap.xml"),
        (
            ".well-known/security.txt",
            "Canonical: https://user.github.io/cert/.well-known/security.txt",
        ),
        (
            ".well-known/security.txt",
            "CSAF: https://user.github.io/cert/.well-known/csaf/provider-metadata.json",
        ),
        (".well-known/security.txt", "Encryption: https://user.github.io/cert/pgp/team.asc"),
        ("_redirects", "/cert/moved.html /cert/en/p/ 301\n"),
        ("_redirects", "/cert/index.php id=3 /cert/en/p/ 301\n"),
        ("_redirects.map", "\"/cert/index.php?id=3\" \"/cert/en/p/\";"),
        ("moved.html", "url=/cert/en/p/"),
        ("moved.html", "href=https://user.github.io/cert/en/p/"),
        ("404.html", "href=/cert/az/"),
        ("index.html", "href=/cert/en/"),
        ("en/report/index.html", "action=/cert/forms/incident"),
        ("en/p/index.html", "href=/cert/C%23%20notes.txt"),
        ("en/pgp/index.html", "href=/cert/pgp/team.asc"),
    ] {
        site.shows(file, text);
    }
    let metadata: Value =
        serde_json::from_str(&site.page(".well-known/csaf/provider-metadata.json")).expect("JSON");
    assert_eq!(
        metadata["canonical_url"],
        format!("{BASE}/.well-known/csaf/provider-metadata.json")
    );
    assert_eq!(
        metadata["distributions"][0]["directory_url"],
        format!("{BASE}/.well-known/csaf/white/")
    );
}

#[test]
fn a_browser_finds_everything_below_the_path() {
    let site = whole(|site| drop(site.certsite(&["build", "--date", DAY]).ok()));
    let nginx = StaticHost::nginx(&site.path("public"), "/cert/", "", "");
    let pages = [
        "/cert/",
        "/cert/en/",
        "/cert/az/",
        "/cert/en/report/",
        "/cert/en/advisories/",
        "/cert/en/statistics/2026-05/",
        "/cert/en/404.html",
        "/cert/404.html",
    ];
    let seen = browser::run("crawl", &json!({ "origin": nginx.origin, "pages": pages }));
    assert_eq!(seen["visited"], pages.len());
    assert_eq!(seen["findings"], json!({}), "{seen:#}");
    // What an older address answers, by the page and by the list.
    let answer = nginx.get("/cert/moved.html");
    assert!(answer.status == 200 && answer.body.contains("url=/cert/en/p/"), "{answer:?}");
    let (map, server) = aliases::as_documented(&site);
    let nginx = StaticHost::nginx(&site.path("public"), "/cert/", &map, &server);
    for asked in ["/cert/moved.html", "/cert/index.php?id=3"] {
        let answer = nginx.get(asked);
        assert_eq!((answer.status, answer.header("location")), (301, "/cert/en/p/"), "{asked}");
    }
}

#[test]
fn the_bundle_of_the_form_knows_the_path() {
    let site = whole(|site| drop(site.certsite(&["build", "--date", DAY]).ok()));
    assert_eq!(site.read("form-bundle/site/path"), "/cert\n");
    assert!(site.read("form-bundle/privacy/en").starts_with("/cert/en/"));
    for page in ["pages/incident.en.html", "pages/receipt.az.html"] {
        let html = site.read(&format!("form-bundle/{page}"));
        assert!(html.contains("=\"/cert/az/"), "{page}");
        assert!(!html.contains("=\"/az/") && !html.contains("=\"/en/"), "{page}");
    }
    // At the root of its host a site has no such file.
    at(&site, HOST);
    site.certsite(&["build", "--date", DAY]).ok();
    assert!(!site.has("form-bundle/site/path"));
    assert_eq!(site.read("form-bundle/site/zone"), "Asia/Baku\n");
}

/// A site for which nobody has made anything by hand, whatever its path.
#[test]
fn the_same_site_is_the_same_at_any_path_but_for_its_addresses() {
    let build = ["build", "--date", DAY, "--no-minify"];
    let site = whole(|site| {
        at(site, HOST);
        site.certsite(&build).ok();
    });
    let at_root = site.published();
    at(&site, &format!("{HOST}/x%20y/ə"));
    site.certsite(&build).ok();
    let below = site.published();
    // Their bytes hold addresses, and their names are fingerprints of their bytes.
    let by_content = ["assets/"];
    let is_fixed = |path: &&String| {
        path.ends_with("/index.html") || !by_content.iter().any(|folder| path.starts_with(folder))
    };
    let files = |tree: &Tree| tree.keys().filter(is_fixed).cloned().collect::<Vec<_>>();
    assert_eq!(
        files(&at_root),
        files(&below),
        "files stay where they are: the host mounts the folder"
    );
    site.shows("en/", "href=\"/x%20y/%C9%99/az/\"");
    site.shows("sitemap.xml", "<loc>https://user.github.io/x%20y/%C9%99/en/</loc>");
}

#[test]
fn a_build_for_another_address_names_no_other() {
    let build = ["build", "--date", DAY, "--base-url", "https://stage.example.org/a/"];
    let site = whole(|site| drop(site.certsite(&build).ok()));
    for (file, bytes) in site.published() {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains(HOST) && !text.contains("/cert/"), "{file}");
    }
    let stated = "href=https://stage.example.org/a/>https://stage.example.org/a<";
    site.shows("en/rfc2350/", stated)
        .shows("en/rfc2350/rfc2350.txt", "https://stage.example.org/a");
}

#[test]
fn the_preview_stands_at_the_root_of_its_own_host() {
    let site = Site::with("");
    site.replace("content/site.yaml", "https://cert.example.org", BASE);
    let server = site.serve();
    for page in ["/", "/en/", "/en/about/"] {
        let answer = server.get(page);
        assert_eq!(answer.status, 200, "{page}");
        assert!(!answer.body.contains("/cert/") && answer.body.contains("href=\"/"), "{page}");
    }
    let canonical = format!("<link rel=\"canonical\" href=\"{}/en/about/\">", server.address);
    server.wait_for("/en/about/", &canonical);
    assert_eq!(server.get("/cert/en/").status, 404);
    wait_for("the preview to be asked", || http::try_get(&server.address).map(drop));
}

#[test]
fn an_address_by_hand_in_a_theme_is_told() {
    let site = Site::with("");
    site.replace(
        "themes/plain/templates/base.html",
        "<footer>",
        "<footer><a href=\"/en/about/\">x</a>",
    );
    site.check(&[]).ok();
    site.replace("content/site.yaml", "https://cert.example.org", BASE);
    site.check(&[]).exits(1).says("links to /en/about/, where nothing is");
}

#[test]
fn what_programs_look_for_at_the_root_alone_is_told() {
    let site = Site::with("");
    site.check(&["--format", "short"]).ok().does_not_say("not-at-root");
    site.replace("content/site.yaml", "https://cert.example.org", BASE);
    site.write("content/files/.well-known/mta-sts.txt", "version: STSv1\n");
    site.check(&["--format", "short"]).ok().says("content/site.yaml:4:11: warning[not-at-root]: the site stands at https://user.github.io/cert").says("robots.txt");
    site.certsite(&["build"]).ok().says("stands below /cert/").says("root of the host");
    site.build().ok().does_not_say("root of the host");
}

/// In the settings and on the command line alike.
#[test]
fn the_address_of_a_site_is_judged_alike_wherever_it_is_stated() {
    for good in [
        "http://127.0.0.1:8000",
        "https://user.github.io/cert/",
        "https://user.gitlab.io/a/b",
        "https://user.gitlab.io/ə",
    ] {
        let site = Site::with("");
        site.replace("content/site.yaml", "https://cert.example.org", good);
        site.certsite(&["build"]).ok();
        let stated = site.page("sitemap.xml");
        site.certsite(&["build", "--base-url", good]).ok();
        assert_eq!(site.page("sitemap.xml"), stated, "{good}");
    }
    for (bad, says) in [
        ("www.example.org", "does not begin with https:// or http://"),
        ("ftp://example.org", "does not begin with https:// or http://"),
        ("https://", "has no host"),
        ("https://a:b@example.org", "names a user"),
        ("https://example.org/?x=1", "has a query"),
        ("https://example.org/#x", "names a place in a page"),
        ("https://example.org/a/../b", "has a path with an empty part"),
        ("https://azərbaycan.example", "xn--"),
        ("https://example.org/a b", "holds a character that stands in no address"),
    ] {
        let site = Site::with("");
        site.replace("content/site.yaml", "https://cert.example.org", &format!("'{bad}'"));
        site.certsite(&["build"])
            .exits(1)
            .says("content/site.yaml:4:")
            .says(says)
            .says("such as https://www.example.org");
        assert!(!site.has("public"), "{bad}");
        site.certsite(&["build", "--base-url", bad])
            .exits(2)
            .says(says)
            .says("such as https://www.example.org");
    }
    for many in
        ["[https://a.example, https://b.example]", "{az: https://a.example, en: https://b.example}"]
    {
        let site = Site::with("");
        site.replace("content/site.yaml", "https://cert.example.org", many);
        site.certsite(&["build"]).exits(1).says("a site stands at one address");
    }
}
