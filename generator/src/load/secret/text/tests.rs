//! Texts that hold keys, and such that speak of them.

//! Private keys as people paste them into texts.

use super::*;

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
            assert!(find(head.as_bytes(), Needs::Nothing).is_some(), "{head}");
            assert!(find(head.as_bytes(), Needs::Body).is_none(), "{head}");
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
    for (text, mark) in [
        (format!("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n{CODE}"), "BEGIN "),
        ("x PuTTY-User-Key-File-3: ssh-ed25519".into(), "PuTTY-User-Key-File-"),
        (format!("# public key: age1\nAGE-SECRET-KEY-1{}", CODE.to_uppercase()), "AGE-SECRET-KEY-"),
        (format!("{{\"kty\":\"EC\", \"x\": \"a\", \"d\" : \"{code}\"}}"), "\"d\""),
        (format!("{{\"d\":\"{code}\",\"kty\":\"OKP\"}}"), "\"kty\""),
        (format!("{{\"kty\": \"oct\",\n \"k\": \"{code}\"}}"), "\"k\""),
        ("untrusted comment: minisign encrypted secret key\nRWRT".into(), "untrusted comment:"),
        ("untrusted comment: signify secret key\nRWRC".into(), "untrusted comment:"),
        ("Private-key-format: v1.3\nAlgorithm: 13".into(), "Private-key-format: v"),
        (format!("[Interface]\nPrivateKey = {code}=\n"), "PrivateKey"),
        ("<RSAKeyValue><Modulus>x</Modulus><D>x</D>".into(), "<RSAKeyValue>"),
        ("== ed25519v1-secret: type0 ==".into(), "ed25519v1-secret:"),
        ("Key: (private-key (ecc".into(), "(private-key"),
        ("(21:protected-private-key(3:ecc".into(), "protected-private-key"),
    ] {
        let found = find(text.as_bytes(), Needs::Body).map(|(_, mark)| mark);
        assert_eq!(found, Some(mark), "{text}");
        for order in [u16::to_le_bytes, u16::to_be_bytes] {
            let wide: Vec<u8> = text.encode_utf16().flat_map(order).collect();
            assert!(find(&narrow(&wide), Needs::Nothing).is_some(), "{text}");
        }
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
    ] {
        assert_eq!(find(text.as_bytes(), Needs::Nothing), None, "{text}");
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
    assert_eq!(find(apart.as_bytes(), Needs::Nothing), None);
}

#[test]
#[expect(clippy::disallowed_methods, reason = "measures that work does not grow faster than text")]
fn texts_of_any_length_take_their_time_and_no_more() {
    for unit in [
        "-----BEGIN ",
        "-----BEGIN PRIVATE KEY-----\n",
        "-----BEGIN PUBLIC KEY-----\nAAAA",
        "---- BEGIN ",
        "\"kty\"",
        "\"d\":\"",
        "<RSAKeyValue>",
        "PrivateKey =",
        "AGE-SECRET-KEY-",
    ] {
        let text = unit.repeat(200_000);
        let begin = std::time::Instant::now();
        find(text.as_bytes(), Needs::Body);
        assert!(begin.elapsed() < std::time::Duration::from_secs(10), "{unit}");
    }
}
