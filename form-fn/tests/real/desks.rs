//! The letter by the rules of the programs that teams read it with: Thunderbird by its own code, and
//! the ticket systems RT and Zammad by what their mail intake asks of a mail (`RT::Interface::Email`,
//! `RT::Crypt::GnuPG`; `SecureMailing::PGP::Incoming`, the filters of `Channel::EmailParser`).

use crate::handler::{Desk, URL_ENCODED, accepted, settings};
use crate::world::{Gnupg, Seen, encode, full_post, incident, moment, parse, python, run};
use crate::world::{TestPages, mails};
use form_fn::handle::{Handler, Settings};
use form_fn::outbox::Folder;
use form_fn::seal::Keys;
use http::Request;
use serde_json::{Value, json};
use std::sync::Arc;

/// A letter as it arrives, and what is in it.
struct Letter {
    number: String,
    mail: Vec<u8>,
    entity: Vec<u8>,
}

async fn letter(lang: &str, staff: &str) -> Letter {
    let gnupg = Gnupg::new();
    let key = gnupg.generate("team@cert.example", "future-default");
    let keys = Keys::load(&[("team.asc".into(), key)], None).expect("a key");
    let desk = Desk::new(false, staff, keys);
    let pairs = full_post(&desk.definition, lang);
    let number = accepted(&desk.post(URL_ENCODED, encode(&pairs)).await);
    let mail = desk.only_mail();
    let entity = gnupg.decrypt(&mail).0;
    Letter { number, mail, entity }
}

/// What Thunderbird's own modules read in an opened letter.
fn thunderbird(entity: &[u8]) -> Value {
    let told = run(&mut python("thunderbird.py"), entity).stdout;
    serde_json::from_slice(&told).expect("it prints JSON")
}

#[tokio::test]
async fn thunderbird_shows_the_sealed_subject_and_every_part() {
    for (lang, staff, priority) in
        [("az", "az", "yüksək"), ("az", "en", "high"), ("en", "az", "yüksək")]
    {
        let letter = letter(lang, staff).await;
        let seen = thunderbird(&letter.entity);
        let subject = seen["told"]["subject"].as_str().expect("it takes the sealed subject");
        let start = format!("[TLP:AMBER+STRICT] {} {priority},", letter.number);
        assert!(subject.starts_with(&start), "{subject}");
        assert!(seen["told"]["date"].is_string(), "{seen}");
        assert_eq!(seen["told"]["answers"], json!(["lala@unvan.example"]));
        let parts = seen["parts"].as_array().expect("a list");
        let text = parts[1]["text"].as_str().expect("a text");
        assert_eq!(parts[1]["type"], "text/plain");
        assert!(text.contains(&letter.number) && text.contains("ƏəİıŞşğ ÇçÖöÜü"), "{text}");
        assert!(text.contains("lala@unvan.example"), "{text}");
        let names: Vec<_> = parts.iter().filter_map(|part| part["name"].as_str()).collect();
        assert!(names.contains(&"report.json"), "{names:?}");
        let report = parts.iter().find(|part| part["name"] == "report.json").expect("it is there");
        let report: Value =
            serde_json::from_str(report["text"].as_str().expect("text")).expect("JSON");
        assert_eq!(report["number"], *letter.number);
        // It looks for the mark of old: with that of RFC 9788 alone it would show nothing.
        let text = String::from_utf8(letter.entity.clone()).expect("ASCII");
        let (old, new) = ("protected-headers=\"v1\"", "hp=\"cipher\"");
        assert!(text.contains(old) && text.contains(new), "{text}");
        assert!(thunderbird(text.replace(old, "x=\"v1\"").as_bytes())["told"].is_null());
    }
}

/// RFC 9788 §2.2, §4: what is sealed says which headers stand outside, as they stand there.
#[tokio::test]
async fn what_is_sealed_tells_of_every_header_outside() {
    let letter = letter("az", "az").await;
    let (outer, inner) = (parse(&letter.mail), parse(&letter.entity));
    let told: Vec<_> = inner.headers.iter().filter(|(name, _)| name == "HP-Outer").collect();
    let own = |name: &str| !name.starts_with("Content-") && name != "MIME-Version";
    let outside: Vec<_> = outer.headers.iter().filter(|(name, _)| own(name)).collect();
    for (name, value) in &outside {
        let line = format!("{name}: {value}");
        assert!(told.iter().any(|(_, told)| *told == line), "{line} is not in {told:?}");
        // Each stands inside too, where it counts.
        let _ = inner.header(name);
    }
    assert_eq!(told.len(), outside.len());
    assert!(!outside.iter().any(|(name, _)| name == "Reply-To"), "it would tell who reported");
}

/// What both ticket systems ask of a sealed mail (RFC 3156 §4).
fn check_sealed(mail: &[u8], outer: &Seen) {
    let text = String::from_utf8_lossy(mail);
    assert_eq!(outer.kind, "multipart/encrypted");
    assert!(text.contains("protocol=\"application/pgp-encrypted\""), "{text}");
    let kinds: Vec<_> = outer.parts.iter().map(|part| part.kind.as_str()).collect();
    assert_eq!(
        kinds,
        ["application/pgp-encrypted", "application/octet-stream"],
        "two, and no more"
    );
    assert!(outer.parts[0].bytes.starts_with(b"Version: 1"));
    assert!(outer.parts[1].bytes.starts_with(b"-----BEGIN PGP MESSAGE-----"));
}

#[tokio::test]
async fn rt_makes_a_new_ticket_of_it() {
    let letter = letter("az", "az").await;
    let (outer, inner) = (parse(&letter.mail), parse(&letter.entity));
    check_sealed(&letter.mail, &outer);
    // A bounce, as RT tells them.
    let from = outer.header("From").to_lowercase();
    assert!(
        !from.contains("mailer-daemon@") && !from.contains("postmaster@") && from.contains('@')
    );
    let has = |name: &str| outer.headers.iter().any(|(n, _)| n.eq_ignore_ascii_case(name));
    for name in ["Return-Path", "Precedence", "X-FC-Machinegenerated", "X-RT-Loop-Prevention"] {
        assert!(!has(name), "{name}");
    }
    // It answers nothing to what a program wrote: there is nobody at the form's own address.
    assert_eq!(outer.header("Auto-Submitted"), "auto-generated");
    // `[name #123]` would add it to another ticket, whatever the name.
    for subject in [outer.header("Subject"), inner.header("Subject")] {
        assert!(!subject.contains('#'), "{subject}");
    }
}

#[tokio::test]
async fn zammad_reads_the_sealed_headers_as_the_mails_own() {
    let letter = letter("az", "az").await;
    let outer = parse(&letter.mail);
    check_sealed(&letter.mail, &outer);
    // Its key is found by an address of `To`.
    assert_eq!(outer.header("To"), "a@cert.example, b@cert.example");
    // Else it takes all that is sealed for words.
    assert!(letter.entity.starts_with(b"Content-Type:"));
    // It puts what was sealed behind the outer headers, but for those of the content; the last
    // word counts.
    let text = String::from_utf8(letter.mail).expect("ASCII");
    let (head, _) = text.split_once("\r\n\r\n").expect("a head");
    let mut lines: Vec<&str> = Vec::new();
    let mut is_content = false;
    for line in head.split("\r\n") {
        is_content =
            if line.starts_with([' ', '\t']) { is_content } else { line.starts_with("Content-") };
        lines.extend((!is_content).then_some(line));
    }
    let whole = [lines.join("\r\n").as_bytes(), b"\r\n", &letter.entity].concat();
    let seen = parse(&whole);
    let last = |name: &str| {
        let mut found = seen.headers.iter().filter(|(n, _)| n == name);
        found.next_back().map_or("", |(_, value)| value.as_str())
    };
    assert!(last("Subject").contains(&letter.number) && last("Subject").starts_with("[TLP:"));
    assert_eq!(last("Reply-To"), "lala@unvan.example");
    assert_eq!(seen.parts[0].kind, "text/plain");
    assert_eq!(seen.report()["number"], *letter.number);
    // No hook of a ticket in it: `[Ticket#123]`.
    assert!(!last("Subject").contains('#'));
}

/// For systems that drop what a program wrote.
#[tokio::test]
async fn it_need_not_say_that_a_program_wrote_it() {
    let definition = Arc::new(incident(false).1);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let outbox = Folder::open(folder.path()).expect("an outbox");
    let settings = Settings { auto_submitted: false, ..settings("az", Keys::None) };
    let handler = Handler::new(TestPages(definition.clone()), outbox, settings);
    let post = Request::post("/forms/incident").header("content-type", URL_ENCODED);
    let post = post.body(encode(&full_post(&definition, "az")).into()).expect("a request");
    assert_eq!(handler.handle(post, &moment()).await.response.status(), 303);
    let (mail, _) = mails(&folder.path().join("mail")).remove(0);
    assert!(!String::from_utf8_lossy(&mail).to_lowercase().contains("auto-submitted"));
}
