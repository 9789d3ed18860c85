//! What goes out with the files of a site: the same from every host that is told so by certsite, and from
//! its preview; and the policy is the one of the guide.

use certsite_tests::guide::{OPERATORS, text};
use certsite_tests::http::Response;
use certsite_tests::program::Run;
use certsite_tests::static_host::StaticHost;
use certsite_tests::{Server, Site, project};
use std::process::Command;

const TEXT: &str = "text/plain; charset=utf-8";
const CSV: &str = "text/csv; charset=utf-8";
const JSON: &str = "application/json";
const SIGNATURE: &str = "application/pgp-signature";
const OCTETS: &str = "application/octet-stream";

/// A file of each kind that a site publishes, below its own path: its type, if it is not for the host
/// to say, and whether other sites' programs may read it.
const FILES: &[(&str, Option<&str>, bool)] = &[
    ("/index.html", None, false),
    ("/en/index.html", None, false),
    ("/assets/style.0123abcd.css", None, false),
    ("/assets/search/az/terms-0123456789ab.json", None, false),
    ("/media/photograph.0123abcd.png", None, false),
    ("/az/news/atom.xml", Some("application/atom+xml; charset=utf-8"), true),
    ("/en/a/b/feed.json", Some("application/feed+json"), true),
    ("/az/rfc2350/rfc2350.txt", Some(TEXT), false),
    ("/az/rfc2350/rfc2350.txt.asc", Some(SIGNATURE), false),
    ("/.well-known/csaf/provider-metadata.json", Some(JSON), true),
    ("/.well-known/csaf/white/2026/a-2026-0001.json", Some(JSON), true),
    ("/.well-known/csaf/white/2026/a-2026-0001.json.asc", Some(SIGNATURE), true),
    ("/.well-known/csaf/white/2026/a-2026-0001.json.sha512", Some(TEXT), true),
    ("/.well-known/csaf/white/changes.csv", Some(CSV), true),
    ("/.well-known/csaf-aggregator/aggregator.json", Some(JSON), true),
    ("/.well-known/openpgpkey/hu/9awbze7hna5pybmpgaebnsktzkn41c14", Some(OCTETS), true),
    ("/.well-known/openpgpkey/cert.example/policy", Some(OCTETS), true),
    ("/.well-known/security.txt", Some(TEXT), true),
    ("/data/statistics/register.csv", Some(CSV), true),
    ("/data/statistics/register.json", None, true),
    ("/indicators/a-2026-0001.csv", Some(CSV), true),
    ("/indicators/a-2026-0001.txt", Some(TEXT), true),
    ("/misp/manifest.json", None, true),
    ("/stix/a-2026-0001.json", None, true),
    ("/pgp/team.asc", Some("application/pgp-keys"), false),
    ("/robots.txt", Some(TEXT), false),
];

/// What every file has.
fn always() -> [(&'static str, String); 7] {
    let guide = text(OPERATORS);
    let policy = guide.lines().find_map(|line| line.strip_prefix("Content-Security-Policy: "));
    let permissions = "browsing-topics=(), camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), usb=()";
    [
        ("content-security-policy", policy.expect("it is in the guide").to_owned()),
        ("strict-transport-security", "max-age=63072000".to_owned()),
        ("x-content-type-options", "nosniff".to_owned()),
        ("x-frame-options", "DENY".to_owned()),
        ("referrer-policy", "same-origin".to_owned()),
        ("cross-origin-opener-policy", "same-origin".to_owned()),
        ("permissions-policy", permissions.to_owned()),
    ]
}

/// A folder that a host shows as a whole, with a site at a path of it.
fn host_folder(base: &str) -> Site {
    let folder = Site::plain("");
    FILES.iter().for_each(|(file, ..)| folder.write(&format!("host{base}{file}"), "ə"));
    folder.write("host/index.html", "the host's own");
    folder
}

/// What certsite says to a host.
#[track_caller]
fn told(folder: &Site, host: &str, encoded: &str) -> String {
    let url = format!("https://cert.example{encoded}");
    folder.certsite(&["headers", host, "--base-url", &url]).ok().stdout
}

/// Whether an answer has what a file wants, and nothing twice.
#[track_caller]
fn holds(host: &str, (file, kind, is_open): (&str, Option<&str>, bool), answer: &Response) {
    let is_kept = file.starts_with("/assets/") || file.starts_with("/media/");
    let cache = if is_kept { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut expect = always().to_vec();
    expect.push(("cache-control", cache.to_owned()));
    expect.extend(kind.map(|kind| ("content-type", kind.to_owned())));
    expect.extend(is_open.then(|| ("access-control-allow-origin", "*".to_owned())));
    for (name, value) in expect {
        let found: Vec<&str> =
            answer.headers.iter().filter(|(n, _)| n == name).map(|(_, value)| &**value).collect();
        assert_eq!(found, [value], "{host}: {file}: {name}");
    }
    assert_eq!(answer.header("access-control-allow-origin") == "*", is_open, "{host}: {file}");
}

#[test]
fn every_web_server_sends_what_it_is_told() {
    // The second is a name that means something to every one of them.
    for (base, encoded) in [("", ""), ("/ə.$c(b)", "/%C9%99.%24c%28b%29")] {
        let folder = host_folder(base);
        let root = folder.path("host");
        let nginx = told(&folder, "nginx", encoded);
        let (http, server) = nginx.split_once("\n# In the block “server”").expect("two parts");
        let server = format!("# {server}root {};\n", root.display());
        let hosts = [
            ("nginx", StaticHost::nginx(&root, "/", http, &server)),
            ("caddy", StaticHost::caddy(&root, &told(&folder, "caddy", encoded))),
            ("apache", StaticHost::apache(&root, &told(&folder, "apache", encoded))),
        ];
        for (name, host) in &hosts {
            for file in FILES {
                let answer = host.get(&format!("{encoded}{}", file.0));
                assert_eq!(answer.status, 200, "{name}: {encoded}{}", file.0);
                holds(name, *file, &answer);
            }
            // What is not there is no way round the policy. Caddy's own pages of errors hold nothing.
            if *name != "caddy" {
                let answer = host.get(&format!("{encoded}/nothing"));
                assert_eq!(answer.status, 404, "{name}");
                assert_eq!(answer.header("content-security-policy"), always()[0].1, "{name}");
            }
        }
    }
}

#[test]
fn a_function_of_cloudfront_sends_the_same() {
    let folder = host_folder("");
    for encoded in ["", "/%C9%99%20x"] {
        folder.write("function.js", told(&folder, "cloudfront", encoded));
        let script = "const { readFileSync } = require('fs'); eval(readFileSync(process.argv[1], 'utf8'));
            const answer = uri => handler({ request: { uri }, response: { headers: { 'content-type': { value: 'of the bucket' } } } }).headers;
            console.log(JSON.stringify(process.argv.slice(2).map(uri => Object.entries(answer(uri)).map(([name, { value }]) => [name, value]))));";
        let mut node = Command::new("node");
        node.args(["-e", script]).arg(folder.path("function.js"));
        node.args(FILES.iter().map(|(file, ..)| format!("{encoded}{file}")));
        let answers = Run::of(&mut node).ok().stdout;
        let answers: Vec<Vec<(String, String)>> =
            serde_json::from_str(&answers).expect("what the script prints");
        for (file, headers) in FILES.iter().zip(answers) {
            holds("cloudfront", *file, &Response { status: 200, headers, body: String::new() });
        }
    }
}

#[test]
fn the_list_of_hosts_is_part_of_the_site_unless_an_editor_wrote_one() {
    let site = Site::plain("-- content/en/a.md --\n---\ntitle: A\n---\n");
    site.build().ok();
    assert_eq!(site.read("public/_headers"), site.certsite(&["headers", "netlify"]).ok().stdout);
    // Rules of one file stand together, and each header in one of them.
    let list = site.read("public/_headers");
    assert!(
        list.starts_with(&format!("/*\n  Content-Security-Policy: {}\n", always()[0].1)),
        "{list}"
    );
    assert!(list.contains("\n/en/*/atom.xml\n  Content-Type: application/atom+xml; charset=utf-8\n  Access-Control-Allow-Origin: *\n"), "{list}");
    site.certsite(&["build", "--base-url", "https://x.example/cert"]).ok();
    assert!(site.read("public/_headers").starts_with("/cert/*\n"));
    site.write("content/files/_headers", "/*\n  X-Own: 1\n");
    site.build().ok();
    assert_eq!(site.read("public/_headers"), "/*\n  X-Own: 1\n");
}

#[test]
fn a_mistake_in_the_address_is_told_with_its_place() {
    for address in ["ftp://x", "https://x/a?b", "[1]"] {
        let site = Site::plain("");
        site.replace("content/site.yaml", "https://cert.example.org", address);
        let run = site.certsite(&["headers", "nginx"]).exits(1);
        assert!(run.stdout.is_empty() && run.stderr.contains("content/site.yaml:"), "{run:?}");
    }
}

#[test]
fn a_preview_sends_what_hosts_are_asked_to() {
    let site = Site::shipped();
    let server = Server::start(&site);
    for page in ["/en/", "/az/nothing/", "/en/news/atom.xml", "/_headers", "/robots.txt"] {
        let answer = server.get(page);
        for (name, value) in always() {
            // Of one that is no longer there tomorrow, and has no certificate.
            let expect = if name == "strict-transport-security" { "" } else { &value };
            assert_eq!(answer.header(name), expect, "{page}: {name}");
        }
        assert_eq!(answer.header("cache-control"), "no-store", "{page}");
    }
    assert_eq!(server.get("/en/news/atom.xml").header("access-control-allow-origin"), "*");
    assert_eq!(server.get("/en/").header("access-control-allow-origin"), "");
    assert_eq!(server.get("/robots.txt").header("content-type"), TEXT);
}

/// Where no host sends it, the page itself says it; whom a page may be framed by, only a host can say.
#[test]
fn pages_say_themselves_what_their_host_may_not() {
    let head = std::fs::read_to_string(project().join("themes/cert/templates/parts/head.html"));
    let head = head.expect("the theme is there");
    let (_, rest) = head.split_once("Content-Security-Policy\" content=\"").expect("a policy");
    let (said, _) = rest.split_once('"').expect("its end");
    let parts = |policy: &str| {
        let mut parts: Vec<_> = policy.split("; ").map(str::to_owned).collect();
        parts.sort();
        parts
    };
    let mut asked = parts(&always()[0].1);
    asked.retain(|part| !part.starts_with("frame-ancestors") && !part.starts_with("manifest-src"));
    assert_eq!(parts(said), asked);
    assert!(head.contains("<meta name=\"referrer\" content=\"same-origin\">"), "{head}");
}
