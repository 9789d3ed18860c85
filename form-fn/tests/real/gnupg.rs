//! What the handler keeps is opened by GnuPG as the team would, and read back.

use crate::handler::{Desk, URL_ENCODED, accepted};
use crate::world::{self, Gnupg, LETTERS, full_post, multipart, parse};
use form_fn::form::Kind;
use form_fn::seal::{Keys, development_key};

/// A file that is neither text nor in one piece.
fn evidence() -> Vec<u8> {
    (0..70_000u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect()
}

fn files(bytes: &[u8]) -> Vec<(&str, &str, &[u8])> {
    vec![
        ("attachments", "Şübhəli ../məktub.EML", bytes),
        ("attachments", "a.txt", "boş deyil\r\n".as_bytes()),
    ]
}

#[tokio::test]
async fn each_recipient_reads_every_field_in_both_languages() {
    let (one, two, signer) = (Gnupg::new(), Gnupg::new(), Gnupg::new());
    let certificates = [
        ("one.asc".to_owned(), one.generate("one@cert.example", "future-default")),
        ("two.asc".to_owned(), two.generate("two@cert.example", "default")),
    ];
    let signing = signer.generate("form@cert.example", "future-default");
    let secret = signer.run(&["--armor", "--export-secret-keys", "form@cert.example"], b"").stdout;
    one.run(&["--import"], &signing);
    two.run(&["--import"], &signing);
    let keys = Keys::load(&certificates, Some(&("sign.asc".to_owned(), secret))).expect("keys");

    for (lang, staff) in [("az", "en"), ("en", "az")] {
        let desk = Desk::new(true, staff, keys.clone());
        let pairs = full_post(&desk.definition, lang);
        let evidence = evidence();
        let body = multipart(&pairs, &files(&evidence));
        let number = accepted(&desk.post("multipart/form-data; boundary=B", body).await);
        let mail = desk.only_mail();

        let outside = String::from_utf8(mail.clone()).expect("the sealed mail is ASCII");
        assert!(outside.is_ascii() && outside.lines().all(|line| line.len() <= 998));
        assert!(outside.contains("\r\n") && !outside.replace("\r\n", "").contains(['\r', '\n']));
        let outer = parse(&mail);
        assert_eq!(outer.kind, "multipart/encrypted");
        let names: Vec<_> = outer.headers.iter().map(|(name, _)| name.as_str()).collect();
        let expect = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"];
        assert!(expect.iter().all(|name| names.contains(name)), "{names:?}");
        // The type's two, and the outbox's own, which goes no further.
        let beside = ["MIME-Version", "Content-Type", "Outbox-Digest"];
        let is_known = |name: &&str| expect.contains(name) || beside.contains(name);
        assert!(names.iter().all(is_known), "{names:?}");
        assert_eq!(outer.header("Subject"), format!("Report {number}"));
        assert_eq!(outer.header("To"), "a@cert.example, b@cert.example");

        for gnupg in [&one, &two] {
            let (entity, status) = gnupg.decrypt(&mail);
            assert!(status.contains("GOODSIG"), "{status}");
            let inner = parse(&entity);
            assert_eq!(inner.header("Reply-To"), "lala@unvan.example");
            assert!(inner.header("Subject").contains(&number), "{:?}", inner.headers);

            let (text, report) = (&inner.parts[0], inner.report());
            assert_eq!((text.kind.as_str(), text.encoding.as_str()), ("text/plain", "8bit"));
            assert_eq!(inner.parts[1].encoding, "8bit");
            // Without any MIME program: the words stand in what GnuPG prints.
            let printed = String::from_utf8_lossy(&entity);
            assert_eq!(report["number"], number);
            assert_eq!(report["lang"], lang);
            for field in desk.definition.fields.iter().filter(|field| field.kind != Kind::File) {
                let given = world::answer(field);
                let kept = match field.is_multiple() {
                    true => report["fields"][&field.id].clone(),
                    false => serde_json::json!([report["fields"][&field.id]]),
                };
                assert_eq!(kept, serde_json::json!(given), "{}", field.id);
                let shown = |words: &str| printed.contains(words) && text.text.contains(words);
                let is_label = field.iodef == Some(form_fn::form::Iodef::Restriction);
                assert!(is_label || shown(field.label.get(staff)), "{} in {staff}", field.id);
                for value in given {
                    let choice = field.choice(&value).map(|choice| choice.label.get(staff));
                    for line in choice.filter(|_| !is_label).unwrap_or(&value).lines() {
                        assert!(shown(line), "{}: {line}", field.id);
                    }
                }
            }
            assert!(text.text.contains(LETTERS.lines().next().expect("a line")));
            assert!(text.text.contains("2. Ölçün, sonra kəsin."), "the checklist");
            assert!(text.text.contains("| Şübhəli ../məktub.EML"));
            let beside: Vec<_> =
                inner.parts.iter().map(|p| (p.name.as_str(), p.bytes.as_slice())).collect();
            assert!(beside.contains(&("evidence-1.eml", &evidence)));
            assert!(beside.contains(&("evidence-2.txt", "boş deyil\r\n".as_bytes())));
        }
    }
}

#[tokio::test]
async fn long_lines_are_whole_in_the_report_and_broken_in_the_text() {
    let team = Gnupg::new();
    let certificate = ("t.asc".to_owned(), team.generate("t@cert.example", "future-default"));
    let desk = Desk::new(false, "az", Keys::load(&[certificate], None).expect("a key"));
    let long = "jurnal sətri ".repeat(300) + &"ə".repeat(3000);
    let mut pairs = full_post(&desk.definition, "az");
    pairs.iter_mut().filter(|(name, _)| name == "evidence_text").for_each(|p| p.1 = long.clone());
    accepted(&desk.post(URL_ENCODED, world::encode(&pairs)).await);
    let inner = parse(&team.decrypt(&desk.only_mail()).0);
    assert_eq!(inner.report()["fields"]["evidence_text"], long);
    let text = &inner.parts[0].text;
    assert!(text.lines().all(|line| line.len() <= 998));
    let start = text.find("| jurnal").expect("the words are there");
    let words = &text[start..];
    let lines = words.lines().take_while(|line| line.starts_with("| "));
    let joined: String = lines.flat_map(|line| line[2..].chars()).filter(|c| *c != ' ').collect();
    assert_eq!(joined, long.replace(' ', ""));
}

#[tokio::test]
async fn the_development_key_opens_what_is_sealed_to_it() {
    let key = development_key(rand::thread_rng()).expect("a key pair");
    let gnupg = Gnupg::new();
    gnupg.run(&["--import"], key.secret.as_bytes());
    let keys = Keys::load(&[("d.asc".into(), key.public.into_bytes())], None).expect("a key");
    assert_eq!(keys.fingerprints(), [key.fingerprint]);
    let desk = Desk::new(false, "en", keys);
    let body = world::encode(&full_post(&desk.definition, "en"));
    let number = accepted(&desk.post(URL_ENCODED, body).await);
    assert_eq!(parse(&gnupg.decrypt(&desk.only_mail()).0).report()["number"], number);
}

#[tokio::test]
async fn an_open_mail_is_written_only_where_it_is_asked_for() {
    let desk = Desk::new(false, "az", Keys::None);
    let body = world::encode(&full_post(&desk.definition, "az"));
    let number = accepted(&desk.post(URL_ENCODED, body).await);
    let mail = desk.only_mail();
    assert!(mail.is_ascii(), "a mail server on the way may take seven bits only");
    let seen = parse(&mail);
    assert_eq!(seen.report()["number"], number);
    assert!(seen.parts[0].text.contains("ƏəİıŞşğ"));
    assert_eq!(seen.header("Subject"), format!("Report {number}"));
}
