//! Private keys as people paste them into texts, and texts that only speak of them.

mod bare;
mod length;
mod patterns;

use super::*;
use data_encoding::BASE64;

/// The beginning of all keys of OpenSSH, and the whole of one in PKCS #8.
const PLAIN: &str = "MC4CAQAwBQYDK2VwBCIEIIfsPeTfBnbJy678wA3teSn1gyFh9hoFwDFoN9OzCuH2";
const CODE: &str = "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW";

#[test]
fn keys_are_found_by_their_heads() {
    for what in [
        "PGP PRIVATE KEY BLOCK",
        "PRIVATE KEY",
        "ENCRYPTED PRIVATE KEY",
        "RSA PRIVATE KEY",
        "EC PRIVATE KEY",
        "OPENSSH PRIVATE KEY",
        "PGP SECRET KEY BLOCK",
        "OpenVPN Static key V1",
    ] {
        for before in ["", "a\n", "a\r\n  ", "\u{feff}", "> ", "x: \""] {
            let head = format!("{before}-----BEGIN {what}-----");
            assert!(find(head.as_bytes(), Needs::Head).is_none(), "{head}");
            assert!(find(head.as_bytes(), Needs::Body).is_none(), "{head}");
            // Not whole, and nothing but a key begins so.
            let file = format!("{head}\nmiievqibadanbgkq\n");
            let is_alone = !before.contains(['>', '"']);
            assert_eq!(find(file.as_bytes(), Needs::Head).is_some(), is_alone, "{file}");
            assert!(find(file.as_bytes(), Needs::Body).is_none(), "{file}");
            for body in [
                format!("\n{CODE}\n-----END"),
                format!("\r\nVersion: 1\r\nComment: a key\r\n\r\n{CODE}"),
                format!("\n> {CODE}\n> -----END"),
                format!("\\n{CODE}\\n-----END"),
                format!(" {CODE} -----END"),
                "\n`dGVzdA==\n".to_owned(),
            ] {
                let text = format!("{head}{body}");
                let at = Some((before.len() + 5, "BEGIN "));
                assert_eq!(find(text.as_bytes(), Needs::Body), at, "{text}");
            }
        }
    }
}

#[test]
fn keys_of_other_forms_are_found() {
    let code = &CODE[..43];
    let head = format!("-----BEGIN PRIVATE KEY-----\n{CODE}\n-----END PRIVATE KEY-----\n");
    for (text, mark) in [
        (format!("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n{CODE}"), "BEGIN "),
        (
            format!("// PuTTY-User-Key-File-3: x\n// Private-Lines: 1\n// {CODE}"),
            "PuTTY-User-Key-File-",
        ),
        (format!("# public key: age1\nAGE-SECRET-KEY-1{}", CODE.to_uppercase()), "AGE-SECRET-KEY-"),
        (format!("{{\"kty\":\"EC\", \"x\": \"a\", \"d\" : \"{code}\"}}"), "kty"),
        (format!("{{\"d\":\"{code}\",\"kty\":\"OKP\"}}"), "kty"),
        (format!("{{\"kty\": \"oct\",\n \"k\": \"{code}\"}}"), "kty"),
        (format!("kty: EC\ncrv: P-256\nd: {code}\nx: a\n"), "kty"),
        (format!("- d: '{code}'\n  kty: OKP\n"), "kty"),
        (format!("key = {{kty:\"oct\",k:\"{code}\"}};"), "kty"),
        (format!(r#"JWK="{{\"kty\":\"OKP\",\"d\":\"{code}\"}}""#), "kty"),
        (format!("WG_PRIVATE_KEY={code}=\n"), "PRIVATE_KEY"),
        (
            format!("-----BEGIN PRIVATE KEY-----\n(snip)\n{PLAIN}\n-----END PRIVATE KEY-----"),
            "BEGIN ",
        ),
        (
            format!("-----BEGIN PRIVATE KEY-----\n{PLAIN} (snip)\n-----END PRIVATE KEY-----"),
            "BEGIN ",
        ),
        (format!("{{'kty': 'EC', 'd': '{code}'}}"), "kty"),
        (format!("untrusted comment: minisign encrypted secret key\n{CODE}"), "untrusted comment:"),
        (format!("untrusted comment: signify secret key\n{CODE}"), "untrusted comment:"),
        (format!("Private-key-format: v1.3\nPrivateKey: {code}="), "Private-key-format: v"),
        (format!("[Interface]\nPrivateKey = {code}=\n"), "PrivateKey"),
        (format!("[interface]\nprivatekey={code}=\n"), "privatekey"),
        (format!("[wireguard]\nprivate-key={code}=\n"), "private-key"),
        (format!("{{\"privateKey\": \"{code}=\"}}"), "privateKey"),
        (format!("tls.key: {}", BASE64.encode(head.as_bytes())), "LS0tLS1CRUdJTi"),
        (format!("x: {}", BASE64.encode(format!("\n{head}").as_bytes())), "0tLS0tQkVHSU4g"),
        (format!("x: {}", BASE64.encode(format!("a\n{head}").as_bytes())), "tLS0tLUJFR0lO"),
        (format!("a: LS0tLS1CRUdJTiBY, b: {}", BASE64.encode(head.as_bytes())), "LS0tLS1CRUdJTi"),
        (
            format!(
                "tls.key: |\n{}\ntls.crt: x",
                BASE64
                    .encode(head.as_bytes())
                    .as_bytes()
                    .chunks(60)
                    .map(|line| format!("  {}\n", String::from_utf8_lossy(line)))
                    .collect::<String>()
            ),
            "LS0tLS1CRUdJTi",
        ),
        (format!("<RSAKeyValue><Modulus>x</Modulus><D>{code}</D>"), "<RSAKeyValue>"),
        (format!("== ed25519v1-secret: type0 ==\n{code}"), "ed25519v1-secret:"),
        (format!("Key: (private-key (ecc (d #{code}#"), "(private-key"),
        (format!("(21:protected-private-key(3:ecc {code}"), "protected-private-key"),
    ] {
        let found = find(text.as_bytes(), Needs::Body).map(|(_, mark)| mark);
        assert_eq!(found, Some(mark), "{text}");
        for order in [u16::to_le_bytes, u16::to_be_bytes] {
            let wide: Vec<u8> = text.encode_utf16().flat_map(order).collect();
            assert!(find(&narrow(&wide), Needs::Head).is_some(), "{text}");
        }
    }
}

/// A line of a block that says nothing, as one that is encrypted: `n` of each is another one.
fn noise(n: usize) -> String {
    let signs = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    (0..64).map(|at| char::from(signs[(at * 29 + n * 7 + at * at) % 64])).collect()
}

#[test]
fn keys_are_found_whatever_stands_around_their_lines() {
    let noisy = [noise(0), noise(1), noise(2), noise(3)[..20].to_owned() + "=="];
    let headers =
        ["Proc-Type: 4,ENCRYPTED", "DEK-Info: AES-128-CBC,0123456789ABCDEF0123456789ABCDEF"];
    let blocks: [(&str, Vec<&str>); 4] = [
        ("PRIVATE KEY", vec![PLAIN]),
        ("OPENSSH PRIVATE KEY", vec![CODE, &noisy[0], &noisy[3]]),
        ("ENCRYPTED PRIVATE KEY", noisy.iter().map(String::as_str).collect()),
        ("RSA PRIVATE KEY", headers.into_iter().chain(noisy.iter().map(String::as_str)).collect()),
    ];
    for (label, code) in &blocks {
        let (begin, end) = (format!("-----BEGIN {label}-----"), format!("-----END {label}-----"));
        let lines = || std::iter::once(&*begin).chain(code.iter().copied()).chain([&*end]);
        for (before, after) in [
            ("", ""),
            ("# ", ""),
            ("> ", "  "),
            ("    // ", ""),
            (" * ", ""),
            (" 12  ", ""),
            ("012: ", ""),
            ("- ", ""),
            ("\"", "\\n\" +"),
            ("'", "\\r\\n',"),
            ("", "\\par"),
            ("", "<br>"),
            ("<p>", "</p>"),
            ("<span class=\"l\">", "</span>"),
            ("<p>\n", "\n</p>"),
            ("2026-11-28 10:00:00 INFO ", ""),
            ("Nov 28 10:00:00 host sshd[12]: ", ""),
            ("RUN echo \"", "\" >> /k"),
            ("| `", "` |"),
            ("| 1 | `", "` | x |"),
        ] {
            let text: String = lines().map(|line| format!("{before}{line}{after}\n")).collect();
            assert!(find(text.as_bytes(), Needs::Body).is_some(), "{text}");
            for hyphen in ["&#45;", "&#x2d;", "&#X002D;", "\\u002d"] {
                let text = text.replace('-', hyphen);
                assert!(find(text.as_bytes(), Needs::Body).is_some(), "{text}");
                assert!(find(text.as_bytes(), Needs::Head).is_some(), "{text}");
            }
        }
    }
}

#[test]
fn texts_that_show_what_keys_look_like_are_left_alone() {
    let host = "SHA256:uNiVztksCsDhcc0u9e8BrTJ4xHL3dYqJbCmKpLw0Xz4";
    for text in [
        "A file begins with `PuTTY-User-Key-File-3: ssh-ed25519` and has `Private-Lines: 1`."
            .into(),
        "$a = \"PuTTY-User-Key-File-2\"\n$b = \"Private-Lines:\"".into(),
        "Private-key-format: v1.3\nAlgorithm: 13 (ECDSAP256SHA256)\nPrivateKey: …".into(),
        format!(
            "-----BEGIN OPENSSH PRIVATE KEY-----\n{CODE}\n[…]\n-----END OPENSSH PRIVATE KEY-----"
        ),
        format!("-----BEGIN OPENSSH PRIVATE KEY-----\n{CODE}\n...\n{CODE}\n-----END OPENSSH"),
        format!("-----BEGIN PRIVATE KEY-----\n{0}\n{0}\n-----END PRIVATE KEY-----", "X".repeat(64)),
        format!("PrivateKey = {}=", "A".repeat(43)),
        format!("AGE-SECRET-KEY-1{}", "Q".repeat(58)),
        format!("{{\"kty\":\"OKP\",\"d\":\"{}\"}}", "A".repeat(43)),
        "untrusted comment: minisign encrypted secret key\nRWRT…".into(),
        "It begins with `== ed25519v1-secret: type0 ==`.".into(),
        "`Key: (private-key (ecc …` is one of gpg-agent".into(),
        "<RSAKeyValue><Modulus>…</Modulus><D>…</D></RSAKeyValue>".into(),
        "Look for `-----BEGIN PRIVATE KEY-----`.\n\nKubernetes\n\nCVE-2026-12345\n".into(),
        format!(
            "Look for `-----BEGIN PRIVATE KEY-----`.\n\n- {}\n- {}\n",
            "a1".repeat(32),
            "b2".repeat(32)
        ),
        format!(
            "Never share a `-----BEGIN RSA PRIVATE KEY-----`.\n\n- {host}\n- {host}\n- {host}\n"
        ),
        "-----BEGIN PRIVATE KEY-----\n&lt;your key&gt;\n-----END PRIVATE KEY-----".into(),
        "tls.crt: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUI=".into(),
    ] {
        assert_eq!(find(text.as_bytes(), Needs::Body), None, "{text}");
    }
}

/// An encrypted key of eight lines: nothing in it says what it is.
fn lines() -> Vec<String> {
    (0..8).map(noise).collect()
}

#[test]
fn keys_on_one_line_are_found_whatever_stands_between_their_lines() {
    let (begin, end) = ("-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----");
    let all: Vec<String> = [vec![begin.to_owned()], lines(), vec![end.to_owned()]].concat();
    for between in
        [", ", "', '", "\", \"", "; ", ";", " | ", "|", "~", "%0A", "%0D%0A", "<br>", " ", "\\n"]
    {
        let text = format!("'{}'\n", all.join(between));
        assert!(find(text.as_bytes(), Needs::Body).is_some(), "{text}");
        let one = format!("['{}']\n", [begin, PLAIN, end].join(between));
        assert!(find(one.as_bytes(), Needs::Body).is_some(), "{one}");
    }
    let grouped = |line: &str| {
        let groups =
            line.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned());
        groups.collect::<Vec<_>>().join(" ")
    };
    for (head, code) in [(begin, PLAIN.to_owned()), (begin, lines().concat())] {
        for after in ["\n", " "] {
            let text = format!("{head}{after}{}{after}{end}\n", grouped(&code));
            assert!(find(text.as_bytes(), Needs::Body).is_some(), "{text}");
        }
    }
}

#[test]
fn what_stands_below_a_sentence_about_keys_is_no_key() {
    let base64 = |n: usize| (0..n).map(|n| noise(n) + "\n").collect::<String>();
    let sums = |length: usize, count: u64| -> String {
        let sum =
            |n: u64| format!("{:016x}", (n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)).repeat(4);
        (0..count).map(|n| sum(n)[..length].to_owned() + "\n").collect()
    };
    let path = format!("/usr/share/doc/{}\n", "verylongpath/".repeat(8));
    for below in [base64(20), base64(1), sums(64, 30), sums(32, 5), sums(64, 1), path] {
        for sentence in [
            "Do not send `-----BEGIN PRIVATE KEY-----`.",
            "Search for `-----BEGIN PRIVATE KEY-----`:",
            "- `-----BEGIN PRIVATE KEY-----`",
            "The text \"-----BEGIN PRIVATE KEY-----\" is one.",
            "Files that hold -----BEGIN PRIVATE KEY----- are secret.",
            "Açar `-----BEGIN PRIVATE KEY-----` ilə başlayır.",
        ] {
            let text = format!("{sentence}\n\n```\n{below}```\n");
            assert_eq!(find(text.as_bytes(), Needs::Body), None, "{text}");
        }
        // The key itself is one, whatever was said before it.
        let text = format!("Look at this: \n-----BEGIN PRIVATE KEY-----\n{PLAIN}\n");
        assert!(find(text.as_bytes(), Needs::Body).is_some(), "{text}");
    }
    for said in ["The key is ", "Search for `", "x: ", "This was in the mail:\n\n"] {
        let text = format!("{said}-----BEGIN PRIVATE KEY-----\n{PLAIN}\n");
        assert!(find(text.as_bytes(), Needs::Body).is_some(), "{text}");
        let text = format!(
            "{said}-----BEGIN ENCRYPTED PRIVATE KEY-----\n{}\n-----END ENCRYPTED PRIVATE KEY-----",
            lines().join("\n")
        );
        assert!(find(text.as_bytes(), Needs::Body).is_some(), "{text}");
    }
}

#[test]
fn what_stands_in_for_a_key_is_none() {
    let pem = |body: &str| {
        format!("-----BEGIN RSA PRIVATE KEY-----\n{body}\n-----END RSA PRIVATE KEY-----\n")
    };
    let all = lines();
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let masked = |shown: usize| {
        all.iter()
            .map(|line| format!("{}{}\n", &line[..shown], "x".repeat(64 - shown)))
            .collect::<String>()
    };
    for (text, is_key) in [
        (pem(&format!("{}\n(snip)", all[0])), false),
        (pem(&format!("{}\n<snip>", all[0])), false),
        (pem(&format!("{}\n&lt;snip&gt;", all[0])), false),
        (pem(&format!("{}\n[24 lines removed]", all[0])), false),
        (pem(&format!("{}\n*** REDACTED ***\n{}", all[0], all[1])), false),
        (pem(&format!("{}\n(sətirlər buraxılıb)", all[0])), false),
        (pem(&format!("{}\n(snip)", all[..6].join("\n"))), true),
        (pem(alphabet), false),
        (pem(&[alphabet, alphabet].join("\n")), false),
        (pem("YourBase64EncodedPrivateKeyGoesHereYourBase64EncodedPrivateKey"), false),
        (pem(&masked(8)), false),
        (pem(&masked(48)), true),
        (pem(&all.join("\n")), true),
        ("PrivateKey = YourPrivateKeyGoesHereYourPrivateKeyGoesHe8=".into(), false),
        ("PrivateKey = ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopq=".into(), false),
        (format!("PrivateKey = {}=", &PLAIN[20..63]), true),
        (format!("\"private_key\": \"{}=\",", &PLAIN[20..63]), true),
        (format!("wireguard:\n  private_key: {}=\n", &PLAIN[20..63]), true),
        (format!("{{\"k\\u0074y\": \"OKP\", \"d\": \"{}\"}}", &PLAIN[20..63]), true),
        (
            format!(
                "rule key {{\n strings:\n  $b = \"-----BEGIN OPENSSH PRIVATE KEY-----\"\n  $d = \"{CODE}\"\n}}"
            ),
            false,
        ),
    ] {
        let found = find(text.as_bytes(), Needs::Body);
        assert_eq!(found.is_some(), is_key, "{text}");
    }
    // A secret of a cluster, whole and cut behind its second line.
    let packed = BASE64.encode(pem(&all.join("\n")).as_bytes());
    let (first, second) = (&packed[..64], &packed[64..128]);
    for (text, is_key) in [
        (format!("tls.key: {packed}\n"), true),
        (format!("tls.key: {first}…\n"), false),
        (format!("tls.key: |\n  {first}\n  {second}…\n"), false),
        (format!("tls.key: |\n  {first}\n  {second}\n  …\n"), false),
        (format!("tls.key: |\n  {first}\n  {second}\n  [… 9 more lines …]\n"), false),
    ] {
        assert_eq!(find(text.as_bytes(), Needs::Body).is_some(), is_key, "{text}");
    }
}

#[test]
fn a_file_that_is_nothing_but_a_key_of_wireguard_is_found() {
    for (text, is_key) in [
        ("yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=\n", true),
        ("  yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=", true),
        ("HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw=\n", false),
        (
            "yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=\nand more, much more, so it is a text",
            false,
        ),
        ("", false),
    ] {
        assert_eq!(find(text.as_bytes(), Needs::Head).is_some(), is_key, "{text}");
        assert_eq!(find(text.as_bytes(), Needs::Body), None, "{text}");
    }
}

#[test]
fn what_is_no_key_is_left_alone() {
    let code = &CODE[..43];
    for text in [
        "",
        "BEGIN PRIVATE KEY",
        "A PRIVATE KEY is secret. PRIVATE KEY-----",
        "-----BEGIN x\nPRIVATE KEY-----",
        "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n",
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDME\n=abcd\n",
        "AGE-SECRET-KEY-1…",
        "age keys begin with AGE-SECRET-KEY-1.",
        "untrusted comment: minisign public key\nRWQf",
        "[Peer]\nPublicKey = x\nPrivateKey = …",
        "{\"kty\": \"EC\", \"crv\": \"P-256\", \"d\": \"\"}",
        "{\"d\": \"a path of an image, M 0 0 L 10 10, which is long\"}",
        "<RSAKeyValue><Modulus>x</Modulus></RSAKeyValue>",
        "kty: EC\nd: see below\nk: \nand: b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAA",
        "{kty:\"RSA\",d:e.privateExponent,k:encodedSharedSecretBase64url2}",
    ] {
        assert_eq!(find(text.as_bytes(), Needs::Head), None, "{text}");
    }
    for text in [
        "Keys that begin with `-----BEGIN RSA PRIVATE KEY-----` are secret.",
        "`-----BEGIN PRIVATE KEY-----`\n\nvulnerability",
        "-----BEGIN PRIVATE KEY-----\n…\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg...\n-----END PRIVATE KEY-----",
        "| `-----BEGIN EC PRIVATE KEY-----` | SEC 1 |\n| `-----BEGIN PRIVATE KEY-----` | PKCS |",
        "-----BEGIN PGP PRIVATE KEY BLOCK-----\nlQdGBF…\n",
    ] {
        assert_eq!(find(text.as_bytes(), Needs::Body), None, "{text}");
    }
    let apart = format!("{{\"kty\":\"EC\"}}{}{{\"d\":\"{code}\"}}", " ".repeat(LONGEST));
    assert_eq!(find(apart.as_bytes(), Needs::Head), None);
}
