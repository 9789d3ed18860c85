//! Keys without a head, whatever they are called, and however they are packed.

use super::*;
use crate::load::secret::binary;

/// Made for these tests: PKCS #8, the same under a password, SEC 1.
const DER: [&str; 3] = [
    PLAIN,
    "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAj6e5zOaDlyqwICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEG0B2tBsUQoVUgW/SVAzNRMEQPYLo9xIY+5BUy3t2S9Tww5Ac4GbUqAHaEnLv8edFoEbfozlockIWpqK8qipl37s9Q85ievF6WJpIidmq/at0O8=",
    "MHcCAQEEIFxeFU3hKrz4p+EXPD5k7v22vvbQwVS4QgFzxJCWPxiIoAoGCCqGSM49AwEHoUQDQgAE1weOSHdEu5n3V+wRlOFfo/yBLZaRokq0qzUSIwxRjth7chi+/7jZ0RcwFKvFKFU3dfkjdGhy55RJeD17cjRXTg==",
];

/// The names of RSA, Ed25519, encryption by a password, and data.
const RSA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00";
const ED25519: &[u8] = b"\x30\x05\x06\x03\x2b\x65\x70";
const PASSWORD: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d";
const DATA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";

/// A value of DER, with the shortest head.
fn value(kind: u8, inside: &[&[u8]]) -> Vec<u8> {
    let inside = inside.concat();
    let length = match inside.len() {
        n @ 0..0x80 => vec![n as u8],
        n @ 0x80..0x100 => vec![0x81, n as u8],
        n => [&[0x82][..], &(n as u16).to_be_bytes()].concat(),
    };
    [&[kind][..], &length, &inside].concat()
}

/// Bytes below 128 that hold no key, the same at each run.
fn bytes(length: usize) -> Vec<u8> {
    let mut seed: u64 = 2_350;
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 33) as u8 & 0x7f
    };
    (0..length).map(|_| next()).collect()
}

fn numbers(length: usize) -> Vec<u8> {
    let number = |n: usize| value(2, &[&bytes(n)]);
    let (long, half) = (number(length), number(length / 2));
    let all: [&[u8]; 9] =
        [&[2, 1, 0], &long, &[2, 3, 1, 0, 1], &long, &half, &half, &half, &half, &half];
    value(0x30, &all)
}

fn rsa(length: usize) -> Vec<u8> {
    value(0x30, &[&[2, 1, 0], &value(0x30, &[RSA]), &value(4, &[&numbers(length)])])
}

fn openssh() -> Vec<u8> {
    let part = |part: &[u8]| [&(part.len() as u32).to_be_bytes()[..], part].concat();
    let head =
        [&b"openssh-key-v1\0"[..], &part(b"none"), &part(b"none"), &part(b""), &[0, 0, 0, 1]];
    [head.concat(), part(&bytes(51)), part(&bytes(136))].concat()
}

/// Keys of all forms, in Base64.
fn keys() -> Vec<String> {
    let method = value(0x30, &[PASSWORD, &value(0x30, &[&bytes(60)])]);
    let locked = value(0x30, &[&method, &value(4, &[&bytes(1_200)])]);
    let store = value(0x30, &[&[2, 1, 3], &value(0x30, &[DATA]), &value(0x30, &[&bytes(900)])]);
    let secret = value(4, &[&bytes(34)]);
    let ring = value(0x30, &[&[2, 1, 1], ED25519, &secret, &value(0xa1, &[&bytes(35)])]);
    let made = [numbers(64), numbers(256), rsa(128), rsa(512), locked, store, ring, openssh()];
    let made = made.iter().map(|bytes| BASE64.encode(bytes));
    DER.iter().map(|key| (*key).to_owned()).chain(made).collect()
}

/// A key in lines, with something before each and behind.
fn lines(key: &str, before: &str, after: &str) -> String {
    let lines = key.as_bytes().chunks(64);
    lines.map(|line| format!("{before}{}{after}", String::from_utf8_lossy(line))).collect()
}

#[test]
fn keys_are_found_by_what_they_are_whatever_they_are_called() {
    for key in keys() {
        for text in [
            key.clone(),
            format!("jwt.private-key={key}\n"),
            format!("<privateKey>{key}</privateKey>"),
            format!("<x>\n{}</x>", lines(&key, "    ", "\n")),
            format!("data:\n  key.der: {key}\n  x: y\n"),
            format!("key: |\n{}x: y\n", lines(&key, "  ", "\n")),
            format!("{{\"k\": \"{}\"}}", lines(&key, "", "\\n")),
            format!("{{\"k\": \"{}\"}}", key[..12].to_owned() + &*key[12..].replace('/', "\\/")),
            format!("k = {};", lines(&key, "\"", "\" +\n")),
            format!("> {}", lines(&key, "", "\r\n> ")),
            format!("<p>{}", lines(&key, "", "<br/>\n")),
            format!("key{key}"),
            key.replace('+', "-").replace('/', "_"),
        ] {
            for needs in [Needs::Head, Needs::Body] {
                assert!(find(text.as_bytes(), needs).is_some(), "{text}");
            }
        }
        // Packed twice, but for that of OpenSSH.
        if key.starts_with('M') {
            for text in [key.clone(), lines(&key, "", "\n")] {
                let text = format!("k: {}", BASE64.encode(text.as_bytes()));
                assert!(find(text.as_bytes(), Needs::Body).is_some(), "{text}");
            }
        }
        // Cut short it is none.
        for length in [key.len() / 2, key.len() - 8] {
            let cut = &key[..length];
            assert_eq!(find(cut.as_bytes(), Needs::Body), None, "{cut}");
        }
        let elided = format!("{}\n[…]\n{}", &key[..32], &key[48..]);
        assert_eq!(find(elided.as_bytes(), Needs::Body), None, "{elided}");
    }
}

/// Packets of a kind (RFC 9580 §4.2), with heads of one form or the other.
fn packet(tag: u8, is_new: bool, body: &[u8]) -> Vec<u8> {
    let length = body.len() as u8;
    let head = if is_new { [0xc0 | tag, length] } else { [0x80 | tag << 2, length] };
    [&head[..], body].concat()
}

#[test]
fn secret_keys_of_openpgp_are_found_without_the_lines_around_them() {
    let secret = [&[4, 0x6a, 0x0b, 0xce, 0x14, 22][..], &bytes(80)].concat();
    let public = [&[4, 0x6a, 0x0b, 0xce, 0x14, 22][..], &bytes(48)].concat();
    let name = packet(13, false, b"Team <team@example.org>");
    for is_new in [false, true] {
        let key = BASE64.encode(&[packet(5, is_new, &secret), name.clone()].concat());
        for text in [
            key.clone(),
            lines(&key, "", "\n"),
            format!("Content-Transfer-Encoding: base64\r\n\r\n{}", lines(&key, "", "\r\n")),
            format!("key: `{key}`"),
            format!("key=\"{key}\""),
            format!("> {}", lines(&key, "", "\n> ")),
        ] {
            assert!(find(text.as_bytes(), Needs::Body).is_some(), "{text}");
        }
        let other = BASE64.encode(&[packet(6, is_new, &public), name.clone()].concat());
        for text in [&other, &key[..60], &format!("{}\n{key}", BASE64.encode(&bytes(48)))] {
            assert_eq!(find(text.as_bytes(), Needs::Body), None, "{text}");
        }
    }
}

#[test]
fn what_is_no_key_in_der_is_left_alone() {
    let number = value(2, &[&bytes(64)]);
    let public = value(0x30, &[&number, &[2, 3, 1, 0, 1]]);
    let request = value(0x30, &[&value(0x30, &[&[2, 1, 0], &value(0x30, &[]), &public])]);
    let version = value(0x30, &[&[2, 1, 0], &public, &public]);
    for der in [public, request, version] {
        let text = BASE64.encode(&der);
        assert_eq!(find(text.as_bytes(), Needs::Body), None, "{text}");
    }
    // Each part ends within the whole.
    let whole = numbers(64);
    let longer = [&whole[..7], &[0x82, 0xff, 0xff], &whole[10..]].concat();
    for (der, is_key) in [(&whole[..], true), (&whole[..100], false), (&longer, false)] {
        assert_eq!(binary::is_whole(der), is_key, "{der:?}");
    }
}

#[test]
fn keys_in_texts_that_are_packed_are_found() {
    let secret = &DER[2][8..51];
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{PLAIN}\n-----END PRIVATE KEY-----\n");
    for plain in [
        format!("{{\"kty\":\"OKP\",\"d\":\"{secret}\"}}"),
        format!("{{\"d\":\"{secret}\",\"crv\":\"Ed25519\",\"kty\":\"OKP\"}}"),
        format!("{{ \"keys\": [ {{\n \"kty\": \"oct\", \"k\": \"{secret}\" }} ] }}"),
        BASE64.encode(pem.as_bytes()),
        BASE64.encode(pem.as_bytes()) + "\n",
    ] {
        let packed = BASE64.encode(plain.as_bytes());
        for text in [
            format!("JWK={packed}\n"),
            format!("JWK={}", packed.replace('+', "-").replace('/', "_").replace('=', "")),
            format!("{{\"k\":\"{packed}\"}}"),
            lines(&packed, "  ", "\n"),
        ] {
            assert!(find(text.as_bytes(), Needs::Body).is_some(), "{plain}: {text}");
        }
    }
    // The public half.
    let public = format!("{{\"kty\":\"OKP\",\"x\":\"{secret}\"}}");
    assert_eq!(find(BASE64.encode(public.as_bytes()).as_bytes(), Needs::Body), None);
}

#[test]
fn settings_of_wireguard_are_found_in_all_their_clothes() {
    let key = format!("{}=", &PLAIN[20..63]);
    for (text, is_key) in [
        (format!("\toption private_key '{key}'\n"), true),
        (format!("set interfaces wireguard wg0 private-key {key}\n"), true),
        (format!("private-key \"{key}\"\n"), true),
        (format!("<privatekey>{key}</privatekey>"), true),
        (format!("'private_key' => '{key}',"), true),
        (format!("wg.private_key := \"{key}\""), true),
        (format!("PresharedKey = {key}\n"), true),
        (format!("privateKey: >-\n  {key}\n"), true),
        (format!("option preshared_key '{key}'\n"), true),
        (format!("set peer x preshared-key {key}\n"), true),
        (format!("WG_PRESHARED_KEY={key}\n"), true),
        (format!("{{\\\"PrivateKey\\\":\\\"{key}\\\"}}"), true),
        (format!("PublicKey = {key}\n"), false),
        (format!("option public_key '{key}'\n"), false),
        ("wg set wg0 private-key /etc/wireguard/private.key peer x\n".into(), false),
        (format!("private_key {}\n", &key[..43]), false),
        ("private-key aVeryLongWordThatNobodyWouldEverWriteInAnyText9\n".into(), false),
    ] {
        assert_eq!(find(text.as_bytes(), Needs::Body).is_some(), is_key, "{text}");
    }
}

#[test]
fn numbers_that_openssl_prints_are_found() {
    let number = |start: &str, end: &str| -> String {
        let hex: Vec<String> = bytes(64).iter().map(|b| format!("{b:02x}")).collect();
        hex.chunks(15).map(|line| format!("{start}{}:{end}", line.join(":"))).collect()
    };
    for (start, end) in
        [("    ", "\n"), ("\t", "\r\n"), (">     ", "\n"), ("  |  ", "\n"), ("", " ")]
    {
        for name in ["privateExponent:", "priv:", "private exponent:", "private key:"] {
            let text = format!("Private-Key: (512 bit)\n{name}\n{}", number(start, end));
            assert!(find(text.as_bytes(), Needs::Body).is_some(), "{text}");
        }
        for name in ["modulus:", "pub:", "priv: see below"] {
            let text = format!("{name}\n{}", number(start, end));
            assert_eq!(find(text.as_bytes(), Needs::Body), None, "{text}");
        }
    }
    let zeros = "00:".repeat(32);
    for text in ["priv:", "priv:\n    9d:61:b1:…", &format!("priv:\n    {zeros}")] {
        assert_eq!(find(text.as_bytes(), Needs::Body), None, "{text}");
    }
}
