//! `build --precompress`: the same files packed, beside each that is a text; and web servers send them.

use certsite_tests::http::get_packed;
use certsite_tests::program::{Run, certsite};
use certsite_tests::static_host::StaticHost;
use certsite_tests::{Site, Tree};
use flate2::read::GzDecoder;
use std::io::Read;
use std::process::Command;

const BUILD: [&str; 4] = ["build", "--precompress", "--date", "2026-06-15"];

const FORMS: [&str; 2] = [".gz", ".br"];

const TEXTS: [&str; 9] =
    [".css", ".csv", ".html", ".js", ".json", ".svg", ".txt", ".webmanifest", ".xml"];

fn is_text(path: &str) -> bool {
    TEXTS.iter().any(|ending| path.ends_with(ending))
}

/// Takes the packed files out of a folder, and holds each against its file.
#[track_caller]
fn unpacked(site: &Site) -> Tree {
    let mut files = site.published();
    let mut all = Vec::new();
    for path in files.keys().filter(|path| is_text(path)).cloned().collect::<Vec<_>>() {
        for form in FORMS {
            let packed = files.remove(&format!("{path}{form}"));
            let packed = packed.unwrap_or_else(|| panic!("{path} is not packed as {form}"));
            if form == ".gz" {
                let mut bytes = Vec::new();
                GzDecoder::new(&packed[..]).read_to_end(&mut bytes).expect("it is gzip");
                assert_eq!(bytes, files[&path], "{path}");
            }
        }
        all.push(site.path(&format!("public/{path}")));
    }
    // What Node.js, another reader, makes of Brotli.
    let script = "const { readFileSync: read } = require('fs');
        const { brotliDecompressSync: unpack } = require('zlib');
        for (const file of process.argv.slice(1))
            if (!unpack(read(`${file}.br`)).equals(read(file))) throw new Error(file);";
    Run::of(Command::new("node").args(["-e", script]).args(all)).ok();
    files
}

/// Builds, and tells what was said.
#[track_caller]
fn build(site: &Site, more: &[&str]) -> String {
    let run = site.certsite(&[&BUILD, more].concat()).ok();
    assert!(!run.stderr.contains("foreign-files"), "{}", run.stderr);
    run.stderr
}

#[test]
fn each_text_stands_there_packed_and_goes_with_its_file() {
    let site = Site::with("");
    site.write("content/files/table.csv", "a,b\n");
    site.write("content/files/own.csv", "c,d\n");
    site.write("content/files/own.csv.gz", "packed by an editor");
    site.certsite(&["build", "--date", "2026-06-15"]).ok();
    let plain = site.published();
    build(&site, &[]);
    assert_eq!(site.read("public/own.csv.gz"), "packed by an editor");
    site.remove("content/files/own.csv.gz");
    build(&site, &[]);
    let mut expect = plain;
    expect.remove("own.csv.gz");
    assert!(unpacked(&site) == expect, "packing changes no other file");
    assert!(build(&site, &[]).contains("Nothing changed"));

    let before = site.published();
    site.replace("content/en/about.md", "Who we are", "Who works here");
    let said = build(&site, &[]);
    let after = site.published();
    for (path, bytes) in after.iter().filter(|(path, _)| is_text(path)) {
        let is_same = before.get(path) == Some(bytes);
        for form in FORMS.map(|form| format!("{path}{form}")) {
            assert_eq!(before.get(&form) == after.get(&form), is_same, "{form}: {said}");
        }
    }
    // A damaged one is put right, and nothing is drawn for that.
    site.write("public/en/about/index.html.br", "damaged");
    site.remove("public/en/about/index.html.gz");
    let said = build(&site, &["--timings", "json"]);
    assert!(said.contains("\"drawn\":0"), "{said}");
    assert!(site.published() == after, "the damage is undone");

    site.remove("content/files/table.csv");
    build(&site, &[]);
    for form in ["", ".gz", ".br"] {
        assert!(!site.has(&format!("public/table.csv{form}")), "{form}");
    }
    let expect = unpacked(&site);
    site.certsite(&["build", "--date", "2026-06-15"]).ok();
    assert!(site.published() == expect, "without the option all packed files go");
}

#[test]
fn two_builds_pack_the_same_bytes_on_any_number_of_threads() {
    let site = Site::with("");
    build(&site, &[]);
    let first = site.published();
    for threads in ["1", "3"] {
        let out = format!("of-{threads}");
        let arguments = [&BUILD, &["--out", &out, "--bundle", "aside"][..]].concat();
        let mut command = certsite(site.root(), &arguments);
        Run::of(command.env("RAYON_NUM_THREADS", threads)).ok();
        let mut other = site.tree(&out);
        other.retain(|path, _| !path.starts_with(".certsite/"));
        assert!(other == first, "{threads}");
    }
}

/// An address of the site, and the type of what is there.
const ADDRESSES: [(&str, &str, &str); 3] = [
    ("/en/", "en/index.html", "text/html"),
    ("/en/news/atom.xml", "en/news/atom.xml", "application/atom+xml"),
    ("/robots.txt", "robots.txt", "text/plain; charset=utf-8"),
];

#[test]
fn web_servers_send_what_is_packed_to_those_who_read_it() {
    let site = Site::shipped();
    let address = ["--base-url", "https://cert.example.org"];
    build(&site, &address);
    let root = site.path("public");
    let told = |host| {
        let more = ["headers", host, "--precompress"];
        site.certsite(&[&more, &address[..]].concat()).ok().stdout
    };
    let nginx = told("nginx");
    let (http, server) = nginx.split_once("\n# In the block “server”").expect("two parts");
    let server = format!("# {server}root {};\n", root.display());
    let hosts = [
        // Its module for Brotli is no part of it.
        ("nginx", "gzip", StaticHost::nginx(&root, "/", http, &server)),
        ("caddy", "br", StaticHost::caddy(&root, &told("caddy"))),
        ("apache", "br", StaticHost::apache(&root, &told("apache"))),
    ];
    for (name, best, host) in &hosts {
        for (address, file, kind) in ADDRESSES {
            let get = |forms| get_packed(&format!("{}{address}", host.origin), forms);
            for (forms, expect) in [("gzip, br", *best), ("gzip", "gzip"), ("identity", "")] {
                let (answer, body) = get(forms);
                assert_eq!(answer.status, 200, "{name}: {address}");
                assert_eq!(answer.header("content-encoding"), expect, "{name}: {address}: {forms}");
                let ending = match expect {
                    "br" => ".br",
                    "gzip" => ".gz",
                    _ => "",
                };
                let bytes = std::fs::read(root.join(format!("{file}{ending}")));
                assert_eq!(body, bytes.expect("it was built"), "{name}: {address}: {forms}");
                let sent = answer.header("content-type");
                assert!(sent.starts_with(kind), "{name}: {address}: {sent}");
                let vary = answer.header("vary").to_ascii_lowercase();
                assert!(expect.is_empty() || vary.contains("accept-encoding"), "{name}: {address}");
                assert!(!answer.header("content-security-policy").is_empty(), "{name}: {address}");
            }
        }
    }
}

#[test]
fn of_hosts_that_pack_by_themselves_it_is_said() {
    let site = Site::with("");
    for (host, said) in [
        ("netlify", "files are packed by Netlify and Cloudflare Pages."),
        (
            "cloudfront",
            "files are packed by CloudFront, where “Compress objects automatically” is on.",
        ),
        ("nginx", ""),
    ] {
        let packed = site.certsite(&["headers", host, "--precompress"]).ok();
        let plain = site.certsite(&["headers", host]).ok();
        assert!(
            packed.stderr.ends_with(&format!("{said}\n")) || said.is_empty(),
            "{}",
            packed.stderr
        );
        assert_eq!(packed.stdout == plain.stdout, !said.is_empty(), "{host}");
        assert!(!plain.stderr.contains("--precompress"), "{}", plain.stderr);
    }
}
