//! Hostile posts, each with the exact status that it is answered with. What is taken must be
//! harmless in the mail: `EVIL` stands for words that the sender wants somewhere else.

use crate::handler::{Desk, URL_ENCODED};
use crate::world::{encode, full_post, multipart, parse};
use form_fn::seal::Keys;

const MULTIPART: &str = "multipart/form-data; boundary=B";

/// A whole post with one field changed.
const FIELDS: &[(&str, &str, &str, u16)] = &[
    ("header in the title", "title", "abcde\r\nBcc: EVIL@evil.example", 422),
    ("header in the name", "reporter_name", "x\r\nBcc: EVIL@evil.example", 422),
    ("header in the address", "reporter_email", "a@b.example\r\nBcc: EVIL@evil.example", 422),
    ("header in the phone", "reporter_phone", "12345\r\nBcc: EVIL", 422),
    ("header in the organisation", "reporter_org", "x\nSubject: EVIL", 422),
    ("header in the reference", "external_reference", "x\r\nTo: EVIL", 422),
    ("header in the ports", "protocol_ports", "TCP\rBcc: EVIL", 422),
    ("header in others", "others_notified", "x\r\n\r\nEVIL", 422),
    ("header in the fingerprint", "pgp_fingerprint", "0123\r\nBcc: EVIL", 422),
    ("header in a date", "detected_date", "2026-01-01\r\nBcc: EVIL", 422),
    ("header in a choice", "incident_type", "phishing\r\nBcc: EVIL", 422),
    ("header in the label", "tlp", "TLP:AMBER\r\nBcc: EVIL", 422),
    ("label of our own making", "tlp", "TLP:PURPLE", 422),
    ("choice that is not offered", "incident_type", "EVIL", 422),
    ("two addresses", "reporter_email", "a@b.example,EVIL@evil.example", 422),
    ("named address", "reporter_email", "EVIL <a@b.example>", 303),
    ("source route", "reporter_email", "@evil.example:a@b.example", 422),
    ("quoted local part", "reporter_email", "\"a b\"@evil.example", 422),
    ("address with bidi", "reporter_email", "a\u{202e}b@evil.example", 422),
    ("address with zero width", "reporter_email", "a\u{200b}b@evil.example", 303),
    (
        "address that is too long",
        "reporter_email",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b.example",
        422,
    ),
    ("homograph in the address", "reporter_email", "аdmin@evil.example", 303),
    ("NUL in the title", "title", "abcde\0EVIL", 422),
    ("escape in the title", "title", "abcde\u{1b}[2JEVIL", 422),
    ("C1 control in the title", "title", "abcde\u{9b}EVIL", 422),
    ("bidi in the title", "title", "abcde \u{202e}LIVE EVIL", 303),
    ("line separator in the title", "title", "abcde\u{2028}Bcc: EVIL", 303),
    ("tags in the title", "title", "<script>alert('EVIL')</script>", 303),
    ("template in the title", "title", "{{ receipt_number }} {% EVIL %} ${EVIL}", 303),
    ("encoded word in the title", "title", "=?utf-8?q?=0D=0ABcc:_EVIL?=", 303),
    ("formula in the title", "title", "=HYPERLINK(\"https://EVIL\")", 303),
    ("ticket mark in the title", "title", "[cert.example #1] EVIL", 303),
    ("NUL in the text", "description", "twenty characters at least\0EVIL", 303),
    ("terminal in the text", "description", "twenty characters at least \u{1b}]0;EVIL\u{7}", 303),
    ("mbox line", "description", "twenty characters at least\nFrom EVIL@evil.example Mon", 303),
    ("end of SMTP data", "description", "twenty characters at least\r\n.\r\nMAIL FROM:<EVIL>", 303),
    (
        "boundary look-alike",
        "description",
        "twenty characters at least\n--C\n--=_0\nContent-Type: EVIL",
        303,
    ),
    (
        "armour look-alike",
        "description",
        "-----BEGIN PGP MESSAGE-----\n\nEVIL\n-----END PGP MESSAGE-----",
        303,
    ),
    (
        "command of a tool",
        "description",
        "twenty characters at least\nm2m:EVIL:1\nm2m: attach",
        303,
    ),
    (
        "labels in the text",
        "description",
        "twenty characters at least TLP:CLEAR EVIL tlp:clear",
        303,
    ),
    ("text of one letter", "description", "a", 422),
    ("text that nobody sees", "description", "\u{200b}\u{2060}\u{feff}\u{3164}\u{2800}", 422),
    ("text of blanks", "description", " \t\r\n\u{a0} ", 422),
    ("number with a sign", "affected_count", "-1", 422),
    ("number too large", "affected_count", "99999999999999999999", 422),
    ("number in other digits", "affected_count", "٤٢", 303),
    ("day that is none", "detected_date", "2026-02-30", 422),
    ("day long ago", "detected_date", "0001-01-01", 422),
    ("day far away", "detected_date", "9999-12-31", 422),
    ("time that is none", "detected_time", "25:61", 422),
    ("unticked box", "privacy_ack", "EVIL", 422),
    ("language that is none", "lang", "../../EVIL", 303),
    ("version that is none", "form_version", "EVIL", 303),
    ("trap filled in", "website", "https://EVIL.example", 303),
    (
        "token without end",
        "token",
        "EVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVILEVIL",
        303,
    ),
    ("recipient of our own making", "_to", "EVIL@evil.example", 303),
    ("address to go on to", "_next", "https://EVIL.example/", 303),
    ("prototype", "__proto__", "EVIL", 303),
    ("label in a name", "TLP:CLEAR EVIL", "m2m:EVIL:1 TLP:CLEAR", 303),
    ("no name", "", "EVIL", 303),
    ("file in place of text", "attachments", "EVIL", 303),
];

/// Bodies of their own.
const BODIES: &[(&str, &str, &str, u16)] = &[
    ("nothing", URL_ENCODED, "", 422),
    ("only marks", URL_ENCODED, "&&&==&=", 422),
    ("half an escape", URL_ENCODED, "title=%4", 400),
    ("escape that is none", URL_ENCODED, "title=%GG", 400),
    ("overlong UTF-8", URL_ENCODED, "title=%C0%AFEVIL", 400),
    ("surrogate", URL_ENCODED, "title=%ED%A0%80", 400),
    ("UTF-16", URL_ENCODED, "title=%FF%FEa%00", 400),
    ("JSON", "application/json", "{\"title\":\"EVIL\"}", 415),
    ("XML", "text/xml", "<!DOCTYPE x SYSTEM \"file:///etc/passwd\">", 415),
    ("plain text", "text/plain", "title=EVIL", 415),
    ("mixed", "multipart/mixed; boundary=B", "--B--\r\n", 415),
    ("no boundary", "multipart/form-data", "--B--\r\n", 400),
    ("empty boundary", "multipart/form-data; boundary=", "--\r\n", 400),
    ("two boundaries", "multipart/form-data; boundary=B; boundary=C", "--B--\r\n", 400),
    ("boundary with a break", "multipart/form-data; boundary=\"a\tb\"", "--a\tb--", 400),
    ("no parts", MULTIPART, "--B--\r\n", 422),
    ("nothing at all", MULTIPART, "", 400),
    ("another boundary", MULTIPART, "--C--\r\n", 400),
    ("preamble", MULTIPART, "EVIL\r\n--B--\r\n", 400),
    ("epilogue", MULTIPART, "--B--\r\nEVIL", 400),
    (
        "part without a name",
        MULTIPART,
        "--B\r\nContent-Disposition: form-data\r\n\r\nx\r\n--B--\r\n",
        400,
    ),
    ("part without a header", MULTIPART, "--B\r\n\r\nx\r\n--B--\r\n", 400),
    (
        "part without an end",
        MULTIPART,
        "--B\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nEVIL",
        400,
    ),
    (
        "two names",
        MULTIPART,
        "--B\r\nContent-Disposition: form-data; name=\"a\"; name=\"b\"\r\n\r\nx\r\n--B--\r\n",
        400,
    ),
    (
        "two dispositions",
        MULTIPART,
        "--B\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\nx\r\n--B--\r\n",
        400,
    ),
    (
        "bare line feeds",
        MULTIPART,
        "--B\nContent-Disposition: form-data; name=\"title\"\n\nx\n--B--\n",
        400,
    ),
];

/// Names of a file that a whole post brings; all are taken, under names of ours.
const FILES: &[&str] = &[
    "../../../EVIL",
    "C:\\\\Windows\\\\EVIL.exe",
    "/etc/EVIL",
    "EVIL\u{202e}gpj.exe",
    "EVIL%0D%0AContent-Type: text/html",
    "EVIL%22; filename=%22x.html",
    "EVIL.tar.gz;rm -rf",
    "CON",
    ".htaccess",
    "EVIL\0.png",
];

/// Starts of files that must not be opened.
const BOMB: &[u8] = b"PK\x03\x04\x14\0\x01\0\x63\0EVIL";

#[tokio::test]
async fn each_hostile_post_has_its_status_and_does_no_harm() {
    let desk = Desk::new(true, "az", Keys::None);
    let good = full_post(&desk.definition, "en");
    let mut posts: Vec<(String, &str, Vec<u8>, u16)> = Vec::new();
    for (name, field, value, status) in FIELDS {
        let mut pairs = good.clone();
        pairs.retain(|(name, _)| name != field);
        pairs.push(((*field).to_owned(), (*value).to_owned()));
        posts.push(((*name).to_owned(), URL_ENCODED, encode(&pairs).into_bytes(), *status));
        let both = format!("{name}, in multipart");
        // Browsers send a line break as CRLF either way.
        posts.push((both, MULTIPART, multipart(&pairs, &[]), *status));
    }
    for (name, kind, body, status) in BODIES {
        posts.push(((*name).to_owned(), kind, body.as_bytes().to_vec(), *status));
    }
    for name in FILES {
        let body = multipart(&good, &[("attachments", name, BOMB)]);
        posts.push((format!("a file named {name:?}"), MULTIPART, body, 303));
    }
    for field in desk.definition.fields.iter().filter(|field| !field.is_multiple()) {
        let mut pairs = good.clone();
        pairs.push((field.id.clone(), "EVIL".to_owned()));
        let name = format!("{} twice", field.id);
        posts.push((name, URL_ENCODED, encode(&pairs).into_bytes(), 422));
    }
    let with = |more: Vec<(String, String)>| encode(&[good.clone(), more].concat()).into_bytes();
    let names = (0..101).map(|n| (format!("x{n}"), "EVIL".to_owned())).collect();
    posts.push(("a hundred names".into(), URL_ENCODED, with(names), 400));
    posts.push((
        "a long name".into(),
        URL_ENCODED,
        with(vec![("x".repeat(65), "EVIL".into())]),
        400,
    ));
    let four: Vec<_> = (0..4).map(|_| ("attachments", "EVIL.txt", &b"x"[..])).collect();
    posts.push(("four files".into(), MULTIPART, multipart(&good, &four), 422));
    let large = vec![0; 3 * 1024 * 1024 + 1];
    let large = multipart(&good, &[("attachments", "EVIL.bin", &large)]);
    posts.push(("files that are too large".into(), MULTIPART, large, 422));
    let limit = desk.definition.body_limit();
    posts.push(("one byte too many".into(), URL_ENCODED, vec![b'a'; limit + 1], 413));
    let whole = multipart(&good, &[("attachments", "EVIL.txt", BOMB)]);
    for cut in [1, 10, whole.len() / 2, whole.len() - 12] {
        posts.push((format!("cut at {cut}"), MULTIPART, whole[..cut].to_vec(), 400));
    }
    let head = format!("--B\r\nX: {}\r\n\r\nx\r\n--B--\r\n", "EVIL".repeat(5000));
    posts.push(("a part header without end".into(), MULTIPART, head.into_bytes(), 400));
    let mut text = multipart(&good, &[]);
    let at = text.windows(7).position(|bytes| bytes == "Əlövsət".as_bytes().split_at(7).0);
    text[at.expect("the name is there")] = 0xff;
    posts.push(("not UTF-8 in a part".into(), MULTIPART, text, 400));
    assert!(posts.len() >= 60);

    for (name, kind, body, status) in posts {
        let before = desk.mails().len();
        let response = desk.post(kind, body).await;
        assert_eq!(response.status(), status, "{name}: {}", response.body());
        assert!(!response.body().contains("<script"), "{name}");
        let headers = format!("{:?}", response.headers());
        assert!(!headers.contains("EVIL"), "{name}: {headers}");
        assert!(desk.mails().len() <= before + usize::from(status == 303), "{name}");
    }
    desk.mails().iter().for_each(|mail| harmless(mail));
}

/// Whatever was typed stands inside the parts, behind a mark, and nowhere else.
fn harmless(mail: &[u8]) {
    let seen = parse(mail);
    let names: Vec<_> = seen.headers.iter().map(|(name, _)| name.as_str()).collect();
    for name in ["Bcc", "Cc", "Reply-To"] {
        assert!(!names.contains(&name), "{names:?}");
    }
    assert!(seen.headers.iter().all(|(_, value)| !value.contains("EVIL")), "{:?}", seen.headers);
    let text = &seen.parts[0].text;
    for line in text.lines().filter(|line| line.contains("EVIL")) {
        assert!(line.starts_with("| "), "{line}");
    }
    let typed = text.lines().filter(|line| line.starts_with("| "));
    for line in typed.filter(|line| !line.contains("TLP:AMBER+STRICT –")) {
        let lower = line.to_ascii_lowercase();
        for mark in ["m2m:", "tlp:", "[cert.example #1]", "\u{202e}", "\u{1b}", "\0", "\u{9b}"] {
            assert!(!lower.contains(mark), "{line}");
        }
    }
    for part in &seen.parts[1..] {
        let kind = match part.name.as_str() {
            "report.json" => "application/json",
            "report.iodef.xml" => "application/xml",
            name if name.starts_with("evidence-1.") => "application/octet-stream",
            name => panic!("a part that nobody made: {name}"),
        };
        assert_eq!(part.kind, kind, "{}", part.name);
        if kind == "application/octet-stream" {
            assert_eq!(part.bytes, BOMB, "as it came");
        }
    }
}
