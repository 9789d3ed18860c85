//! Posts that are too large, come from elsewhere, or cannot be read: their page has every word that
//! fits, in the language of the form, and says what is wrong where.

use crate::handler::{Desk, URL_ENCODED, accepted};
use crate::place::{Place, hear};
use crate::world::{encode, full_post, incident, multipart, wait_for};
use certsite_tests::browser;
use form_fn::seal::Keys;
use http::Request;
use serde_json::json;
use std::io::Write;

const MULTIPART: &str = "multipart/form-data; boundary=B";

type Pairs = Vec<(String, String)>;

fn change(pairs: &mut Pairs, field: &str, text: &str) {
    pairs.iter_mut().filter(|(name, _)| name == field).for_each(|(_, v)| *v = text.to_owned());
}

/// What each of these pages has, whatever is wrong.
#[track_caller]
fn assert_kept(page: &str, lang: &str) {
    assert!(page.contains(&format!("<html lang={lang}>")), "{page}");
    assert!(page.contains("value=\"title: Əlövsət İlqar qızı\""), "{page}");
    assert!(page.contains("description: ƏəİıŞşğ"), "{page}");
    assert!(page.contains("name=\"privacy_ack\" value=\"yes\" checked"), "after whatever is large");
    assert!(page.contains("value=\"TLP:AMBER+STRICT\" checked"), "{page}");
}

#[tokio::test]
async fn what_is_too_large_is_named_and_the_rest_stays() {
    for (lang, back, takes) in [
        ("az", "«Geri» düyməsi yazdıqlarınızın hamısını qaytarır", "bunun həcmi"),
        ("en", "Back button of your browser brings back all that you wrote", "this takes"),
    ] {
        let other = if lang == "az" { "en" } else { "az" };
        let ask = async |desk: &Desk, kind: &str, body: Vec<u8>| {
            let request = Request::post("/forms/incident").header("content-type", kind);
            // The form's language counts, not the browser's.
            let request = request.header("accept-language", other);
            let response = desk.ask(request, body.into()).await;
            assert_eq!(response.status(), 413, "{}", response.body());
            assert_kept(response.body(), lang);
            assert!(response.body().contains(back), "{}", response.body());
            response.into_body()
        };
        let point = if lang == "en" { '.' } else { ',' };

        // A log of 1.5 MB: its field is named with its size, and has its beginning.
        let desk = Desk::new(false, "az", Keys::None);
        let mut pairs = full_post(&desk.definition, lang);
        let log = "Nov 23 10:00:00 host sshd[1]: failed <x>\n".repeat(38_400);
        change(&mut pairs, "evidence_text", &log);
        let page = ask(&desk, URL_ENCODED, encode(&pairs).into_bytes()).await;
        assert!(page.contains("href=\"#f-evidence_text\""), "{page}");
        assert!(page.contains("1574400"), "so many characters: {page}");
        assert!(page.contains("Nov 23 10:00:00 host"));
        assert!(page.len() < 1_300_000, "{} bytes", page.len());

        // A photograph, in the form's own field, in one that it does not have, without files.
        let photo = vec![0xff; 5_033_164];
        for (takes_files, field) in [(true, "attachments"), (true, "photo"), (false, "attachments")]
        {
            let desk = Desk::new(takes_files, "az", Keys::None);
            let mut body =
                multipart(&full_post(&desk.definition, lang), &[(field, "IMG_1.jpg", &photo)]);
            let page = ask(&desk, MULTIPART, body.clone()).await;
            let size = format!("IMG_1.jpg: {takes} 4{point}8 MB");
            assert!(page.contains(&size), "{takes_files} {field}: {page}");
            assert_eq!(
                page.contains("href=\"#f-attachments\""),
                takes_files && field == "attachments"
            );
            // The part with the file first, as a program may send it: what follows is kept too.
            let file = multipart(&[], &[(field, "IMG_1.jpg", &photo)]);
            body = [
                &file[..file.len() - "--B--\r\n".len()],
                &multipart(&full_post(&desk.definition, lang), &[]),
            ]
            .concat();
            ask(&desk, MULTIPART, body).await;
        }
    }
}

#[tokio::test]
async fn a_text_too_long_for_its_field_comes_back_whole_with_its_length() {
    let desk = Desk::new(false, "az", Keys::None);
    for (lang, told) in [("az", "indi 231424 simvol var"), ("en", "there are 231424")] {
        let mut pairs = full_post(&desk.definition, lang);
        let log = "x".repeat(231_424);
        change(&mut pairs, "evidence_text", &log);
        let response = desk.post(URL_ENCODED, encode(&pairs)).await;
        assert_eq!(response.status(), 422);
        assert_kept(response.body(), lang);
        assert!(response.body().contains(told) && response.body().contains(&log));
    }
}

#[tokio::test]
async fn answers_at_their_longest_fit_in_any_letters() {
    for letter in ["x", "ə", "漢", "🙂"] {
        for takes_files in [false, true] {
            let desk = Desk::new(takes_files, "az", Keys::None);
            let mut pairs = full_post(&desk.definition, "az");
            for field in &desk.definition.fields {
                let plain = field.constraints.format.is_none();
                let is_text =
                    matches!(field.kind, form_fn::form::Kind::Text | form_fn::form::Kind::Textarea);
                if let Some(max) = field.constraints.max_length.filter(|_| plain && is_text) {
                    change(&mut pairs, &field.id, &letter.repeat(max));
                }
            }
            accepted(&desk.post(URL_ENCODED, encode(&pairs)).await);
            if takes_files {
                let file = vec![0; 3 << 20];
                let body = multipart(&pairs, &[("attachments", "x.bin", &file)]);
                // A second report, as its file is what tells it from the first.
                accepted(&desk.post(MULTIPART, body).await);
                assert_eq!(desk.mails().len(), 2);
            }
        }
    }
}

#[tokio::test]
async fn a_post_from_elsewhere_keeps_its_words() {
    let desk = Desk::new(false, "az", Keys::None);
    for (lang, told) in
        [("az", "Yazdıqlarınız aşağıda saxlanılıb"), ("en", "Your words are kept below")]
    {
        let body = encode(&full_post(&desk.definition, lang));
        for headers in [
            &[("origin", "https://www.cert.example")][..],
            &[("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
            &[("origin", "null")],
        ] {
            let mut request = Request::post("/forms/incident").header("content-type", URL_ENCODED);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let response = desk.ask(request, body.clone().into()).await;
            assert_eq!(response.status(), 403, "{headers:?}");
            assert_kept(response.body(), lang);
            assert!(response.body().contains(told), "{}", response.body());
        }
    }
    assert!(desk.mails().is_empty());
}

#[tokio::test]
async fn a_post_that_breaks_off_or_cannot_be_read_keeps_what_can() {
    let desk = Desk::new(true, "az", Keys::None);
    for (lang, told, broken) in [
        ("az", "heç nə göndərilmədi", "Bəzi hərflər pozulmuş"),
        ("en", "so nothing was sent", "Some letters arrived broken"),
    ] {
        let pairs = full_post(&desk.definition, lang);
        let plain = encode(&pairs);
        let parts = multipart(&pairs, &[("attachments", "x.log", b"x")]);
        let cut = &parts[..parts.len() - 9];
        let two_names = [
            &b"--B\r\nContent-Disposition: form-data; name=\"a\"; name=\"b\"\r\n\r\nx\r\n"[..],
            &parts,
        ]
        .concat();
        for (kind, body) in [
            (URL_ENCODED, format!("{plain}&others_notified=%C9").into_bytes()),
            (URL_ENCODED, format!("{plain}&x=%").into_bytes()),
            (URL_ENCODED, format!("{plain}{}", "&a=1".repeat(300)).into_bytes()),
            (URL_ENCODED, format!("{}&{plain}", "a=1&".repeat(300)).into_bytes()),
            (URL_ENCODED, format!("{plain}&{}=1", "n".repeat(100_000)).into_bytes()),
            (MULTIPART, cut.to_vec()),
            (MULTIPART, two_names),
            (MULTIPART, [b"preamble\r\n", &parts[..]].concat()),
            ("multipart/form-data", parts.clone()),
            ("multipart/form-data; boundary=\"a\tb\"", parts.clone()),
        ] {
            let response = desk.post(kind, body).await;
            assert_eq!(response.status(), 400, "{kind}");
            assert_kept(response.body(), lang);
            assert!(response.body().contains(told), "{}", response.body());
            assert!(response.body().len() < 300_000, "{}", response.body().len());
        }
        // The field is named, and has the letters that did arrive.
        let mut parts = multipart(&pairs, &[]);
        let at = parts.windows(4).position(|bytes| bytes == b"REF-").expect("the reference");
        parts[at + 3] = 0xff;
        let response = desk.post(MULTIPART, parts).await;
        assert_eq!(response.status(), 400);
        let page = response.body();
        assert!(page.contains("href=\"#f-external_reference\"") && page.contains(broken), "{page}");
        assert!(page.contains("value=\"REF\u{fffd}2026/7\""), "{page}");
    }
    assert!(desk.mails().is_empty());
}

/// A stranger's bytes come back as so many and no more.
#[tokio::test]
async fn no_answer_grows_beyond_what_a_form_needs() {
    let desk = Desk::new(true, "az", Keys::None);
    let pairs = full_post(&desk.definition, "az");
    for (name, text) in [
        ("description", "\"".repeat(4_000_000)),
        ("title", "'".repeat(4_000_000)),
        ("nothing", "&".repeat(4_000_000)),
        ("tlp", "<".repeat(4_000_000)),
        ("website", "ə".repeat(2_000_000)),
        ("n".repeat(3_000_000).as_str(), "x".to_owned()),
    ] {
        let mut pairs = pairs.clone();
        pairs.retain(|(field, _)| field != name && field != "privacy_ack");
        pairs.push((name.to_owned(), text));
        let body = multipart(&pairs, &[]);
        let response = desk.post(MULTIPART, body).await;
        let size = response.body().len();
        assert!(size < 1_300_000, "{}: {size} bytes", &name[..1]);
    }
    let many = (0..90).map(|n| (format!("n{n}"), "\"".repeat(40_000)));
    let all: Pairs = pairs.into_iter().filter(|(name, _)| name == "lang").chain(many).collect();
    let response = desk.post(MULTIPART, multipart(&all, &[])).await;
    assert!(response.body().len() < 1_300_000, "{} bytes", response.body().len());
}

/// A form of the program's own, and a browser in front of it that sends photographs.
#[test]
fn a_browser_that_sends_too_much_gets_its_words_back() {
    let place = Place::new();
    let program = place.start();
    let values = json!({
        "title": "Fişinq məktubu", "description": "Dekanlıqdan gəlmiş kimi görünən məktub.",
        "reporter_role": "user", "incident_type": "phishing", "detected_date": "2026-01-12",
        "timezone": "Asia/Baku", "privacy_ack": "yes", "reporter_email": "eli@example.org",
    });
    let url = format!("http://{}/forms/incident?lang=az", program.address);
    // 40 MB are read to their end, 70 MB are not.
    for (size, told) in [(5_033_164, "4,8 MB"), (40 << 20, "40,1 MB"), (70 << 20, "70,1 MB")] {
        let seen = browser::run("large", &json!({"url": url, "values": values, "size": size}));
        assert_eq!(seen["status"], 413, "{seen}");
        assert_eq!(seen["lang"], "az", "{seen}");
        assert_eq!(seen["title"], values["title"], "{seen}");
        assert_eq!(seen["description"], values["description"], "{seen}");
        let summary = seen["summary"].as_str().expect("a text");
        assert!(summary.contains("IMG_1.jpg") && summary.contains(told), "{summary}");
        // And Back brings all of it.
        assert_eq!(seen["back"], values["description"], "{seen}");
    }
}

/// When a client looks for the answer.
#[derive(PartialEq, Eq)]
enum Listens {
    /// While it speaks, as browsers do.
    Meanwhile,
    /// Once it has said everything, as simple programs do, and whoever gets no time to look before.
    Afterwards,
}

/// However large a file is, words come back as long as the form takes words of that length.
#[test]
fn long_words_beside_a_file_beyond_all_bounds_come_back() {
    let place = Place::new();
    let program = place.start();
    let words = |n: usize| format!("{} son-{n}", "🙂".repeat(n));
    let mut pairs = full_post(&incident(true).1, "en");
    for (name, value) in &mut pairs {
        match name.as_str() {
            "description" => *value = words(9_990),
            "evidence_text" => *value = words(19_990),
            _ => {}
        }
    }
    let posts = [
        (5 << 20, true, Listens::Meanwhile),
        (15 << 20, true, Listens::Meanwhile),
        (17 << 20, true, Listens::Meanwhile),
        (64 << 20, true, Listens::Meanwhile),
        (17 << 20, false, Listens::Meanwhile),
        (64 << 20, true, Listens::Afterwards),
        (90 << 20, false, Listens::Afterwards),
    ];
    for (size, is_told, listens) in posts {
        let body = multipart(&pairs, &[("attachments", "disk.img", &vec![b'x'; size])]);
        let mut request = b"POST /forms/incident HTTP/1.1\r\nHost: cert.example\r\nContent-Type: multipart/form-data; boundary=B\r\n".to_vec();
        if is_told {
            request.extend_from_slice(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
            request.extend_from_slice(&body);
        } else {
            request.extend_from_slice(
                format!("Transfer-Encoding: chunked\r\n\r\n{:x}\r\n", body.len()).as_bytes(),
            );
            request.extend_from_slice(&body);
            request.extend_from_slice(b"\r\n0\r\n\r\n");
        }
        let mut stream = program.connect();
        let mut speaking = stream.try_clone().expect("it can be shared");
        let (status, answer) = std::thread::scope(|scope| {
            let speaker = scope.spawn(move || speaking.write_all(&request));
            if listens == Listens::Afterwards {
                // It must not be hung up on while it speaks: what waits for it would be lost.
                speaker.join().expect("no panic").expect("it is heard out");
            }
            hear(&mut stream)
        });
        assert_eq!(status, 413, "{size}");
        for word in ["<html lang=en>", "son-9990</textarea>", "son-19990</textarea>", "disk.img"] {
            assert!(answer.contains(word), "{size} {is_told}: {word}");
        }
    }
}

/// The server speaks to whoever is still talking.
#[test]
fn the_log_names_the_origin_that_was_refused() {
    let place = Place::new();
    let program = place.start();
    for (origin, logged) in [
        ("https://www.cert.example:8443", "https://www.cert.example:8443"),
        ("https://evil.example/words of a reporter", "not an origin"),
        ("null", "null"),
    ] {
        let (status, _) = program.post(&place.body, &format!("Origin: {origin}\r\n"));
        assert_eq!(status, 403);
        let line = format!("report -: refused: foreign origin ({logged}) (403)");
        wait_for("the log", || program.log().contains(&line).then_some(()));
    }
    let vouched = "Origin: https://www.cert.example\r\nSec-Fetch-Site: same-origin\r\n";
    assert_eq!(program.post(&place.body, vouched).0, 303);
}
