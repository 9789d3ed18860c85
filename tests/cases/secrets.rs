//! Private keys leave with no site, whatever they look like and wherever they lie.

use crate::identity::Gnupg;
use certsite_tests::Site;
use data_encoding::BASE64;
use std::io::{Cursor, Write};
use std::process::{Command, Stdio};

/// Made for these tests: PKCS #8, the same under a password, SEC 1.
const DER: [&str; 3] = [
    "MC4CAQAwBQYDK2VwBCIEIIfsPeTfBnbJy678wA3teSn1gyFh9hoFwDFoN9OzCuH2",
    "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAj6e5zOaDlyqwICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEG0B2tBsUQoVUgW/SVAzNRMEQPYLo9xIY+5BUy3t2S9Tww5Ac4GbUqAHaEnLv8edFoEbfozlockIWpqK8qipl37s9Q85ievF6WJpIidmq/at0O8=",
    "MHcCAQEEIFxeFU3hKrz4p+EXPD5k7v22vvbQwVS4QgFzxJCWPxiIoAoGCCqGSM49AwEHoUQDQgAE1weOSHdEu5n3V+wRlOFfo/yBLZaRokq0qzUSIwxRjth7chi+/7jZ0RcwFKvFKFU3dfkjdGhy55RJeD17cjRXTg==",
];

fn der(n: usize) -> Vec<u8> {
    BASE64.decode(DER[n].as_bytes()).expect("it is Base64")
}

/// A value of DER that is shorter than 65,536 bytes.
fn value(kind: u8, inside: &[&[u8]]) -> Vec<u8> {
    let inside = inside.concat();
    [&[kind, 0x82], &(inside.len() as u16).to_be_bytes()[..], &inside].concat()
}

fn pem(label: &str) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", DER[0])
}

fn zip(name: &str, bytes: &[u8]) -> Vec<u8> {
    zip_behind(0, name, bytes)
}

/// The same behind a text of so many bytes.
fn zip_behind(length: usize, name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    archive.start_file("readme.txt", options).expect("a name");
    archive.write_all(&vec![b'x'; length]).expect("memory");
    archive.start_file(name, options).expect("a name");
    archive.write_all(bytes).expect("memory");
    archive.finish().expect("memory").into_inner()
}

/// What Python makes a zip archive by, packed in one of its ways.
fn zipped(way: &str) -> String {
    format!(
        "(lambda io, zf: (lambda o: (lambda z: (z.writestr('k', b), z.close()))(zf.ZipFile(o, 'w', zf.{way})) \
         and o.getvalue())(io.BytesIO()))(__import__('io'), __import__('zipfile'))"
    )
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes).expect("memory");
    packed.finish().expect("memory")
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes).expect("memory");
    packed.finish().expect("memory")
}

/// A chunk of PNG behind the head of the file; nobody looks at the sum.
fn png(name: &str, data: &[u8]) -> Vec<u8> {
    let length = (data.len() as u32).to_be_bytes();
    let size = b"\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\0\0\0\0";
    [&b"\x89PNG\r\n\x1a\n"[..], size, &length, name.as_bytes(), data, b"\0\0\0\0"].concat()
}

fn pdf(stream: &[u8]) -> Vec<u8> {
    let head = b"%PDF-1.7\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\r\n";
    [&head[..], &zlib(stream), b"\nendstream\nendobj\n"].concat()
}

fn ar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = b"!<arch>\n".to_vec();
    for (name, bytes) in files {
        archive.extend(format!("{name:<16}{:<32}{:<10}`\n", 0, bytes.len()).as_bytes());
        archive.extend(*bytes);
        archive.resize(archive.len().next_multiple_of(2), b'\n');
    }
    archive
}

/// What office programs make of a key that was pasted: words apart, each line a paragraph.
fn document(paragraph: &str, run: &str) -> String {
    let lines =
        pem("PRIVATE KEY").replace(' ', &format!("</{run}><{run} a=\"{}\"> ", "x".repeat(600)));
    let lines = lines.lines().map(|line| {
        format!("<{paragraph}><{run} a=\"{}\">{line}</{run}></{paragraph}>", "x".repeat(9_000))
    });
    format!("<?xml version=\"1.0\"?>\n<x>{}</x>", lines.collect::<String>())
}

/// What Python packs by this expression of `b`, the bytes.
fn python(expression: &str, bytes: &[u8]) -> Vec<u8> {
    let code = format!(
        "import sys, bz2, lzma; b = sys.stdin.buffer.read(); sys.stdout.buffer.write({expression})"
    );
    let mut python = Command::new("python3");
    let mut child = python
        .args(["-c", &code])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3");
    child.stdin.take().expect("it was piped").write_all(bytes).expect("it reads");
    child.wait_with_output().expect("it ends").stdout
}

/// Packed by zstd, which is to keep two to the power of so many bytes in memory.
fn window(bytes: &[u8], log: u32) -> Vec<u8> {
    let mut packed = zstd::Encoder::new(Vec::new(), 3).expect("memory");
    packed.window_log(log).expect("it can");
    packed.write_all(bytes).expect("memory");
    packed.finish().expect("memory")
}

fn tar(bytes: &[u8]) -> Vec<u8> {
    let mut head = [0; 512];
    head[..5].copy_from_slice(b"k.der");
    head[124..136].copy_from_slice(format!("{:011o}\0", bytes.len()).as_bytes());
    head[257..262].copy_from_slice(b"ustar");
    let mut archive = head.to_vec();
    archive.extend(bytes);
    archive.resize(archive.len().next_multiple_of(512) + 1_024, 0);
    archive
}

/// Makes a key, and exports its public half and all of it, in binary.
fn both(site: &Site, gnupg: &Gnupg, user: &str) -> [Vec<u8>; 2] {
    gnupg.run(&["--quick-generate-key", user, "future-default", "default", "never"]).ok();
    ["--export", "--export-secret-keys"].map(|what| {
        let file = site.path("exported.gpg");
        gnupg.run(&["--yes", "--output", &file.to_string_lossy(), what, user]).ok();
        std::fs::read(file).expect("it was written")
    })
}

/// The program refuses the site, shows nothing of the key, and writes nothing.
fn refuses(site: &Site, file: &str) {
    for run in [site.check(&["--format", "short"]), site.build()] {
        let text = format!("{}{}", run.stdout, run.stderr);
        assert_eq!(run.code, 1, "{file}: {text}");
        assert!(text.contains("private-key") && text.contains(file), "{file}: {text}");
        assert!(DER.iter().all(|code| !text.contains(&code[8..40])), "{file}: {text}");
    }
    assert!(!site.path("public/index.html").exists(), "{file}");
}

#[test]
fn keys_of_any_form_are_refused_among_files_and_in_themes() {
    let site = Site::with("");
    let gnupg = Gnupg::new(&site);
    let [public, secret] = both(&site, &gnupg, "team@cert.example");
    let numbers = value(2, &[&[0x11; 64]]);
    let container = value(6, &[b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"]);
    let lie = format!(
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\nComment: x\n\n{}\n-----END PGP PUBLIC KEY BLOCK-----\n",
        BASE64.encode(&secret)
    );
    let wide: Vec<u8> = pem("PRIVATE KEY").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let keys = [
        ("binary OpenPGP", secret.clone()),
        ("OpenPGP behind public ones", [public, secret].concat()),
        ("OpenPGP that claims to be public", lie.into_bytes()),
        ("PEM", pem("PRIVATE KEY").into_bytes()),
        ("PEM that claims to be public", pem("PUBLIC KEY").into_bytes()),
        ("UTF-16", [&b"\xff\xfe"[..], &wide].concat()),
        ("PKCS #8", der(0)),
        ("encrypted PKCS #8", der(1)),
        ("SEC 1", der(2)),
        ("PKCS #1", value(0x30, &[&[2, 1, 0], &numbers, &[2, 1, 3], &numbers])),
        ("PKCS #12", value(0x30, &[&[2, 1, 3], &value(0x30, &[&container])])),
        ("JWK", format!("{{\"kty\":\"OKP\",\"d\":\"{}\"}}", &DER[2][..43]).into_bytes()),
        ("JWK in YAML", format!("kty: OKP\nd: {}\n", &DER[2][..43]).into_bytes()),
        ("JWK in JavaScript", format!("k={{kty:'OKP',d:'{}'}}", &DER[2][..43]).into_bytes()),
        (
            "Kubernetes",
            format!("tls.key: {}", BASE64.encode(pem("PRIVATE KEY").as_bytes())).into_bytes(),
        ),
        ("age", format!("AGE-SECRET-KEY-1{}", "Q".repeat(58)).into_bytes()),
        ("zip", zip("a/k.der", &der(0))),
        ("gzip", gzip(pem("EC PRIVATE KEY").as_bytes())),
        ("bzip2", python("bz2.compress(b)", pem("PRIVATE KEY").as_bytes())),
        ("tar.bz2", python("bz2.compress(b)", &tar(&der(0)))),
        ("xz", python("lzma.compress(b)", &der(2))),
        ("lzma", python("lzma.compress(b, lzma.FORMAT_ALONE)", &der(1))),
        ("zstd", zstd::encode_all(&der(0)[..], 3).expect("memory")),
        ("tar.zst in tar.xz", {
            let inner = zstd::encode_all(&tar(&der(0))[..], 3).expect("memory");
            python("lzma.compress(b)", &tar(&inner))
        }),
        ("tar.gz in zip", zip("x.tgz", &gzip(&tar(&der(2))))),
        ("bzip2 in zip", python(&zipped("ZIP_BZIP2"), pem("PRIVATE KEY").as_bytes())),
        ("LZMA in zip", python(&zipped("ZIP_LZMA"), &der(0))),
        ("zip in tar", tar(&zip("k.pem", pem("PRIVATE KEY").as_bytes()))),
        ("zip in tar.gz", gzip(&tar(&zip("k.der", &der(0))))),
        ("gzip in tar", tar(&gzip(pem("PRIVATE KEY").as_bytes()))),
        ("UTF-16 in tar", tar(&wide)),
        ("the end of a long file in zip", {
            zip("k.txt", format!("{}{}", "x".repeat(8 << 20), pem("PRIVATE KEY")).as_bytes())
        }),
        ("behind a very long file in zip", zip_behind(40 << 20, "k.der", &der(0))),
        ("zip without its end", {
            let archive = zip("k.pem", pem("PRIVATE KEY").as_bytes());
            archive[..archive.len() - 30].to_vec()
        }),
        ("zip behind a picture", [&b"\x89PNG\r\n\x1a\n"[..], &zip("k.der", &der(0))].concat()),
        ("zstd with a large window", window(pem("PRIVATE KEY").as_bytes(), 27)),
        ("JWK with letters by their numbers", {
            format!("{{\"k\\u0074y\":\"OKP\",\"d\":\"{}\"}}", &DER[2][..43]).into_bytes()
        }),
        ("WireGuard in JSON", format!("{{\"private_key\":\"{}=\"}}", &DER[2][..43]).into_bytes()),
        ("Base64 alone", format!("jwt.private-key={}\n", DER[2]).into_bytes()),
        ("Base64 in XML", format!("<privateKey>{}</privateKey>", DER[1]).into_bytes()),
        ("JWK in Base64", {
            let key = format!("{{\"kty\":\"OKP\",\"d\":\"{}\"}}", &DER[2][..43]);
            format!("JWK={}\n", BASE64.encode(key.as_bytes())).into_bytes()
        }),
        ("PEM that is twice Base64", {
            let once = BASE64.encode(pem("PRIVATE KEY").as_bytes());
            format!("tls.key: {}\n", BASE64.encode(once.as_bytes())).into_bytes()
        }),
        ("UCI", format!("option private_key '{}='\n", &DER[2][..43]).into_bytes()),
        ("DOCX", zip("word/document.xml", document("w:p", "w:t").as_bytes())),
        ("ODT", zip("content.xml", document("text:p", "text:span").as_bytes())),
        ("HTML", {
            pem("PRIVATE KEY").replace("BEGIN PRIVATE", "BEGIN&nbsp;<b>PRIVATE</b>").into_bytes()
        }),
        ("PDF", pdf(pem("PRIVATE KEY").as_bytes())),
        ("attached to PDF", pdf(&der(0))),
        (
            "zTXt of PNG",
            png("zTXt", &[b"Comment\0\0", &zlib(pem("PRIVATE KEY").as_bytes())[..]].concat()),
        ),
        ("iTXt of PNG", {
            let text = zlib(pem("PRIVATE KEY").as_bytes());
            png("iTXt", &[b"Comment\0\x01\0az\0\0", &text[..]].concat())
        }),
        ("package of Debian", {
            let data = python("lzma.compress(b)", &tar(pem("PRIVATE KEY").as_bytes()));
            ar(&[("debian-binary", b"2.0\n"), ("odd", b"x"), ("data.tar.xz", &data)])
        }),
        ("WireGuard alone", b"yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=\n".to_vec()),
    ];
    for (what, key) in &keys {
        for file in ["content/files/x.dat", "themes/plain/assets/x.dat"] {
            site.write(file, key);
            refuses(&site, file);
            std::fs::remove_file(site.path(file)).expect(what);
        }
    }
    site.build().ok();
}

#[test]
fn keys_are_refused_in_everything_that_is_read() {
    let key = pem("PRIVATE KEY");
    let indented = key.replace('\n', "\n  ");
    for (file, text) in [
        ("content/az/k.md", format!("---\ntitle: K\n---\n\n```\n{key}```\n")),
        ("content/az/k.md", format!("---\ntitle: K\n---\n\n{key}")),
        ("content/az/k.md", format!("---\ntitle: K\n---\n\n> {}", key.replace('\n', "\n> "))),
        ("content/az/k.md", format!("---\ntitle: K\ndescription: |\n  {indented}\n---\n")),
        ("content/az/k.md", format!("---\ntitle: K\n---\n<!-- {key} -->\n")),
        ("content/team.yaml", format!("team.hours: |\n  {indented}\n")),
        ("content/team.yaml", format!("team.hours: \"{}\"\n", key.replace('\n', "\\n"))),
        // Whatever else is wrong with the line.
        ("content/team.yaml", format!("team:\n  hourz: \"{}\"\n", key.replace('\n', "\\n"))),
        ("content/data/tags.yaml", format!("\"{}\": x\n", key.replace('\n', "\\n"))),
        ("content/az/k.md", format!("---\ntitel: \"{}\"\n---\n", key.replace('\n', "\\n"))),
        (
            "content/az/k.md",
            format!("---\ntitle: K\n---\n\n[{}](nope.md)\n", key.replace('\n', " ")),
        ),
        ("themes/plain/assets/plain.css", format!("/*\n{key}*/\n")),
        ("themes/plain/templates/k.html", format!("{{# {key} #}}")),
    ] {
        let site = Site::with("");
        site.write(file, text);
        refuses(&site, file);
    }
}

/// What a theme takes along is copied as it is, also if certsite reads it, too.
#[test]
fn keys_are_refused_in_assets_that_are_text() {
    let lines = pem("PRIVATE KEY");
    let wrapped = |start: &str, end: &str| -> String {
        lines.lines().map(|line| format!("{start}{line}{end}\n")).collect()
    };
    for text in [
        lines.clone(),
        format!("<pre>{}</pre>", wrapped("", "<br>")),
        wrapped("<p>", "</p>"),
        wrapped("<span class=\"l\"><i>", "</i></span>"),
    ] {
        for file in ["k.html", "k.css", "k.yaml", "below/k.html", "k.txt"] {
            let (site, file) = (Site::with(""), format!("themes/plain/assets/{file}"));
            site.write(&file, &text);
            refuses(&site, &file);
        }
    }
}

#[test]
fn previews_hold_back_what_builds_refuse() {
    let key = format!("/*\n{}*/", pem("PRIVATE KEY"));
    for name in ["k.html", "k.css", "k.yaml", "k.txt"] {
        let site = Site::with("");
        site.write(&format!("themes/plain/assets/{name}"), &key);
        let link = format!("<link rel=\"x\" href=\"{{{{ assets[\"{name}\"] }}}}\"></head>");
        site.replace("themes/plain/templates/base.html", "</head>", &link);
        let server = site.serve();
        let page = server.get("/en/about/").body;
        let (_, rest) = page.split_once("rel=\"x\" href=\"").expect("the page links to it");
        let address = rest.split('"').next().expect("an address");
        let asset = server.get(address);
        assert!(asset.body.is_empty() && address.contains("/assets/k."), "{}", asset.body);
    }
}

#[test]
fn pages_may_explain_keys_and_public_ones_are_published() {
    let site = Site::with("");
    let gnupg = Gnupg::new(&site);
    let [public, _] = both(&site, &gnupg, "team@cert.example");
    site.write("content/files/team.gpg", public);
    let info = "MCowBQYDK2VwAyEAsSlG+e/nR0nLeqMzH9uNi5jEYY6Kt9kjRmcfU4fRhoU=";
    site.write("content/files/k.der", BASE64.decode(info.as_bytes()).expect("it is Base64"));
    site.write("content/files/k.zip", zip("k.pem", info.as_bytes()));
    site.write(
        "content/files/keys.yar",
        "rule key {\n  strings:\n    $a = \"-----BEGIN RSA PRIVATE KEY-----\"\n    $b = \"PuTTY-User-Key-File-2\"\n  condition: any of them\n}\n",
    );
    site.write(
        "content/files/sigma.yml",
        "detection:\n  keywords:\n    - '-----BEGIN PRIVATE KEY-----'\n  condition: keywords\n",
    );
    site.write(
        "content/files/find.py",
        "HEAD = '-----BEGIN OPENSSH PRIVATE KEY-----'\nOTHER = b'AGE-SECRET-KEY-1'\n",
    );
    site.write(
        "content/files/keys.html",
        "<p>It begins with <code>-----BEGIN PRIVATE KEY-----</code>.</p>",
    );
    site.write("content/files/k.pdf", pdf(b"(It begins with -----BEGIN PRIVATE KEY-----) Tj"));
    site.write(
        "content/az/k.md",
        "---\ntitle: K\n---\nA key begins with `-----BEGIN PRIVATE KEY-----`:\n\n```\n-----BEGIN OPENSSH PRIVATE KEY-----\n…\n-----END OPENSSH PRIVATE KEY-----\n```\n",
    );
    site.build().ok();
}

#[test]
fn what_is_packed_too_deep_is_told_and_published() {
    let deep = (0..8).fold(pem("PRIVATE KEY").into_bytes(), |bytes, _| gzip(&bytes));
    let zips = (0..14).fold(der(0), |bytes, _| zip("k", &bytes));
    let wide = window(&der(0), 30);
    let large = gzip(&vec![b'x'; 40 << 20]);
    for (what, file) in [("six", deep), ("six", zips), ("memory", wide), ("32 MB", large)] {
        let site = Site::with("");
        site.write("content/files/x.dat", file);
        let said = site.check(&["--format", "short"]).stdout;
        let line = said.lines().find(|line| line.contains("archive-closed")).unwrap_or_default();
        assert!(line.contains("content/files/x.dat") && line.contains(what), "{what}: {said}");
        site.build().ok();
        assert!(site.has("public/x.dat"), "{what}");
    }
}
