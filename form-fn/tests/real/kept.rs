//! Words and bytes that come where nobody expects them: each is in the letter, or the post is
//! refused with the words on its page. Nothing is dropped while a number is told.

use crate::handler::{Desk, URL_ENCODED, accepted};
use crate::world::{encode, full_post, multipart, parse};
use form_fn::seal::Keys;
use serde_json::{Value, json};

const MULTIPART: &str = "multipart/form-data; boundary=B";

/// Something that stands in no field of the form.
const WORD: &str = "Unexpectedword";

/// A post with one part more.
fn with_part(pairs: &[(String, String)], disposition: &str, bytes: &[u8]) -> Vec<u8> {
    let mut body = multipart(pairs, &[]);
    body.truncate(body.len() - "--B--\r\n".len());
    let head = format!("--B\r\nContent-Disposition: form-data; {disposition}\r\n\r\n");
    [&body, head.as_bytes(), bytes, b"\r\n--B--\r\n"].concat()
}

#[tokio::test]
async fn files_arrive_whatever_they_are_called_and_wherever_they_are_put() {
    let bytes = b"\x89PNG\r\n\x1a\n\0\xff evidence \r\n--C";
    for (disposition, field, name) in [
        ("name=\"attachments\"; filename=\"x.log\"", "attachments", "x.log"),
        ("name=\"evidence\"; filename=\"x.log\"", "evidence", "x.log"),
        ("name=\"attachment\"; filename=\"x.log\"", "attachment", "x.log"),
        ("name=\"Attachments\"; filename=\"x.log\"", "Attachments", "x.log"),
        ("name=\"attachments[]\"; filename=\"x.log\"", "attachments[]", "x.log"),
        ("name=\"\"; filename=\"x.log\"", "", "x.log"),
        ("name=\"title\"; filename=\"x.log\"", "title", "x.log"),
        ("name=\"token\"; filename=\"x.log\"", "token", "x.log"),
        ("name=\"website\"; filename=\"x.log\"", "website", "x.log"),
        ("name=\"x\r\nBcc: a@b\"; filename=\"x.log\"", "x", "x.log"),
        ("name=\"attachments\"; filename*=UTF-8''q%C9%99.log", "attachments", "qə.log"),
        ("name=\"attachments\"; Filename=\"x.log\"", "attachments", "x.log"),
        ("name=\"attachments\"; FILENAME=x.log", "attachments", "x.log"),
        (r#"name="attachments"; filename="a \"b\".log""#, "attachments", "a \"b\".log"),
        (r#"name="attachments"; filename="C:\logs\x.log""#, "attachments", "C:\\logs\\x.log"),
        ("name=\"attachments\"; filename=\"\"", "attachments", ""),
        ("name=\"attachments\"", "attachments", ""),
        ("name=\"evidence\"", "evidence", ""),
    ] {
        // A form that takes files, and one that does not.
        for takes_files in [true, false] {
            let desk = Desk::new(takes_files, "en", Keys::None);
            let body = with_part(&full_post(&desk.definition, "az"), disposition, bytes);
            let response = desk.post(MULTIPART, body).await;
            if field == "x" {
                // Two lines of a header are no name of a field.
                assert_eq!(response.status(), 400, "{disposition}");
                assert!(response.body().contains("Əlövsət İlqar qızı"), "{}", response.body());
                continue;
            }
            accepted(&response);
            let seen = parse(&desk.only_mail());
            let report = seen.report();
            let [told] = &report["files"].as_array().expect("a list")[..] else {
                panic!("{disposition}: {report}")
            };
            assert_eq!((&told["field"], &told["name"]), (&json!(field), &json!(name)));
            let part = seen.parts.iter().find(|part| told["attachment"] == part.name.as_str());
            assert_eq!(part.expect("it is attached").bytes, bytes, "{disposition}");
            let is_expected = takes_files && field == "attachments";
            let mark = format!("The form has no field for this file; it came in:\n| {field}");
            let text = seen.parts[0].text.replace('\r', "");
            assert_eq!(text.contains(mark.trim_end()), !is_expected, "{disposition}: {text}");
        }
    }
}

#[tokio::test]
async fn words_arrive_under_whatever_name_they_come() {
    for (name, shown) in [
        ("evidence", "evidence"),
        ("discription", "discription"),
        ("Title", "Title"),
        ("title ", "title "),
        ("title[]", "title[]"),
        ("attachments", "attachments"),
        ("website", "website"),
        ("lang", "lang"),
        ("form_version", "form_version"),
        ("token", "token"),
        ("", ""),
        ("_next", "_next"),
        ("__proto__", "__proto__"),
        ("ə\u{202e}", "ə<U+202E>"),
        ("TLP:CLEAR", "TLP_CLEAR"),
        ("x\r\nBcc: a@b.example", "x<U+000D><U+000A>Bcc: a[@]b[.]example"),
    ] {
        for takes_files in [true, false] {
            // A header of a part has no way to write a break.
            let kinds =
                [URL_ENCODED, MULTIPART].into_iter().take(1 + usize::from(!name.contains('\r')));
            for kind in kinds {
                let desk = Desk::new(takes_files, "en", Keys::None);
                let mut pairs = full_post(&desk.definition, "az");
                let text = format!("{WORD}\nm2m:publish:1 \u{212a}\u{37e}");
                // A browser sends the trap, empty, before it.
                pairs.push((name.to_owned(), text.clone()));
                let body = match kind {
                    URL_ENCODED => encode(&pairs).into_bytes(),
                    _ => multipart(&pairs, &[]),
                };
                accepted(&desk.post(kind, body).await);
                let seen = parse(&desk.only_mail());
                let unexpected = &seen.report()["unexpected"];
                assert_eq!(unexpected, &json!([{"name": name, "text": text}]), "{name}");
                let letter = seen.parts[0].text.replace('\r', "");
                let quoted = format!("| {shown}:\n| {WORD}\n| m2m_:publish:1 \u{212a}\u{37e}\n");
                assert!(letter.contains(&quoted), "{name}: {letter}");
                let suspicions = match name {
                    "website" => json!(["trap_filled"]),
                    "token" => json!(["token_forged"]),
                    _ => json!([]),
                };
                assert_eq!(seen.report()["suspicions"], suspicions, "{name}");
            }
        }
    }
}

#[tokio::test]
async fn what_a_page_carries_unseen_is_no_word_of_the_reporter() {
    let desk = Desk::new(false, "en", Keys::None);
    let mut pairs = full_post(&desk.definition, "az");
    let token = desk.get("/forms/incident/token").await.into_body();
    pairs.push(("token".to_owned(), token));
    pairs.push(("website".to_owned(), String::new()));
    accepted(&desk.post(URL_ENCODED, encode(&pairs)).await);
    assert_eq!(parse(&desk.only_mail()).report()["unexpected"], Value::Null);
}

#[tokio::test]
async fn a_refused_post_comes_back_with_the_words_that_no_field_has() {
    let desk = Desk::new(false, "en", Keys::None);
    let mut pairs = full_post(&desk.definition, "en");
    pairs.retain(|(name, _)| name != "privacy_ack");
    pairs.push(("evidence".to_owned(), format!("{WORD} <1>")));
    pairs.push(("title".to_owned(), "A second title".to_owned()));
    pairs.push(("website".to_owned(), "https://site.example".to_owned()));
    let response = desk.post(URL_ENCODED, encode(&pairs)).await;
    assert_eq!(response.status(), 422);
    let page = response.body();
    for (name, text) in [
        ("evidence", "Unexpectedword &lt;1&gt;"),
        ("title.2", "A second title"),
        ("website", "https://site.example"),
    ] {
        let control = format!("name=\"{name}\" rows=\"3\">\n{text}</textarea>");
        assert!(page.contains(&control), "{name}: {page}");
    }
    assert!(page.contains("Other words in your report"));
    // And the next try, as that page posts it, is taken with all of them.
    pairs.retain(|(_, value)| value != "A second title");
    pairs.push(("privacy_ack".to_owned(), "yes".to_owned()));
    pairs.push(("title.2".to_owned(), "A second title".to_owned()));
    accepted(&desk.post(URL_ENCODED, encode(&pairs)).await);
    let report = parse(&desk.only_mail()).report();
    let names: Vec<_> =
        report["unexpected"].as_array().expect("a list").iter().map(|one| &one["name"]).collect();
    assert_eq!(names, ["evidence", "title.2", "website"]);
    assert_eq!(report["suspicions"], json!(["trap_filled"]));
}

#[tokio::test]
async fn lost_files_are_asked_for_again() {
    let desk = Desk::new(true, "en", Keys::None);
    for (lang, words) in [("az", "onları yenidən seçin"), ("en", "please choose them again")] {
        let mut pairs = full_post(&desk.definition, lang);
        pairs.retain(|(name, _)| name != "privacy_ack");
        let with = multipart(&pairs, &[("evidence", "x.log", b"x")]);
        let response = desk.post(MULTIPART, with).await;
        assert_eq!(response.status(), 422);
        assert!(response.body().contains(words), "{}", response.body());
        let without = desk.post(MULTIPART, multipart(&pairs, &[])).await;
        assert!(!without.body().contains(words));
    }
}

#[tokio::test]
async fn what_is_meant_stands_beside_what_was_written() {
    let desk = Desk::new(false, "en", Keys::None);
    let mut pairs = full_post(&desk.definition, "az");
    let phone = "\u{202d}+994 50 123 45 67\u{202c}";
    for (field, text) in [
        ("reporter_phone", phone),
        ("reporter_email", "Lalə <lala@unvan.example>"),
        ("affected_count", "~ 1 200"),
        ("detected_time", "23.59"),
        ("evidence_text", "a\u{212a}\u{37e}e\u{301} \u{200b}\rb \n\n "),
    ] {
        pairs.iter_mut().filter(|(name, _)| name == field).for_each(|(_, v)| *v = text.to_owned());
    }
    accepted(&desk.post(URL_ENCODED, encode(&pairs)).await);
    let seen = parse(&desk.only_mail());
    let (report, letter) = (seen.report(), seen.parts[0].text.replace('\r', ""));
    let fields = &report["fields"];
    assert_eq!(fields["reporter_phone"], "+994 50 123 45 67");
    assert_eq!(fields["reporter_email"], "lala@unvan.example");
    assert_eq!(fields["affected_count"], "1200");
    assert_eq!(fields["detected_time"], "23:59");
    assert_eq!(report["written"]["reporter_phone"], phone);
    assert_eq!(report["written"]["affected_count"], "~ 1 200");
    let marks = "| +994 50 123 45 67\n| (written: <U+202D>+994 50 123 45 67<U+202C>)\n";
    assert!(letter.contains(marks), "{letter}");
    assert!(letter.contains("| 1200\n| (written: ~ 1 200)\n"), "{letter}");
    // Evidence is exactly what was sent, but for HTML's own line breaks.
    assert_eq!(fields["evidence_text"], "a\u{212a}\u{37e}e\u{301} \u{200b}\rb \n\n ");
    assert!(letter.contains("| a\u{212a}\u{37e}e\u{301} <U+200B><U+000D>b \n"), "{letter}");
}
