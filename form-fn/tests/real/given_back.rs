//! Words that cannot be taken come back to whoever wrote them, wherever they were sent.

use crate::handler::{Desk, URL_ENCODED};
use crate::place::Place;
use form_fn::seal::Keys;
use http::Request;

/// Wherever below the forms a post goes, and in whatever encoding, its words are on the answer.
#[tokio::test]
async fn words_come_back_from_addresses_without_a_form() {
    let desk = Desk::new(false, "az", Keys::None);
    let fields = [("lang", "en"), ("description", "Ə <b>"), ("old_question", "kept & sound")];
    let multipart: String = fields
        .iter()
        .map(|(name, text)| {
            format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
        })
        .collect();
    let urlencoded = "lang=en&description=%C6%8F+%3Cb%3E&old_question=kept+%26+sound";
    let json = "{\"description\": \"Ə <b>\", \"old_question\": \"kept & sound\"}";
    for path in
        ["/forms/none", "//forms/incident", "/forms//incident", "/forms/", "/forms", "/forms/a/b/c"]
    {
        for (kind, body) in [
            (URL_ENCODED, urlencoded.to_owned()),
            ("multipart/form-data; boundary=B", format!("{multipart}--B--\r\n")),
            ("multipart/form-data", format!("{multipart}--B--\r\n")),
            ("application/json", json.to_owned()),
            ("text/plain", "Ə <b>\nkept & sound".to_owned()),
            ("", urlencoded.replace('+', " ").replace("%C6%8F", "Ə").replace("%3C", "<")),
        ] {
            let request = Request::post(path)
                .header("content-type", kind)
                .header("referer", "https://cert.example/en/report/?x=/az/");
            let response = desk.ask(request, body.into()).await;
            assert_eq!(response.status(), 404, "{path} {kind}");
            let page = response.body();
            for word in [
                "<html lang=en>",
                "There is no form at this address",
                "cert@cert.example · +994 18 400 00 11",
                "Back button",
                "action=\"/forms/incident\"",
                "Ə &lt;b",
                "sound",
            ] {
                assert!(page.contains(word), "{path} {kind} {word}\n{page}");
            }
            assert!(!page.contains("name=\"token\" value=\"x"), "{page}");
        }
    }
    let json = Request::post("/forms/none").header("accept", "application/json");
    let answer = desk.ask(json.header("content-type", URL_ENCODED), urlencoded.into()).await;
    assert!(answer.body().contains("{\"message\":\"There is no form at this address"));
}

/// What stands in no part of the post, or in one whose name cannot be read, is shown to its writer.
#[tokio::test]
async fn words_outside_of_all_parts_come_back() {
    let desk = Desk::new(false, "az", Keys::None);
    let part = |head: &str, text: &str| format!("--B\r\n{head}\r\n\r\n{text}\r\n");
    let named = "Content-Disposition: form-data; name=\"description\"";
    let sound = part(named, "sound words");
    let long = format!("Content-Disposition: form-data; name=\"{}\"", "n".repeat(500));
    let many: String =
        (0..120).map(|n| part(&named.replace("description", &format!("q{n}")), "x")).collect();
    for (body, kept) in [
        (format!("--B\r\n\r\nlost words\r\n{sound}--B--\r\n"), true),
        (format!("{}{sound}--B--\r\n", part("Content-Type: text/plain", "lost words")), true),
        (format!("{}{sound}--B--\r\n", part("Content-Disposition: form-data", "lost words")), true),
        (format!("{}{sound}--B--\r\n", part(&long, "lost words")), true),
        (format!("lost words\r\n{sound}--B--\r\n"), true),
        (format!("{sound}--B--\r\nlost words"), true),
        (format!("{sound}--B--\r\n").replace("--B", "--C") + "lost words", true),
        (format!("{many}{sound}--B--\r\n"), false),
    ] {
        let response = desk.post("multipart/form-data; boundary=B", body.clone()).await;
        assert_eq!(response.status(), 400, "{body}");
        let page = response.body();
        assert!(page.contains("sound words"), "{body}\n{page}");
        assert_eq!(page.contains("lost words"), kept, "{body}\n{page}");
        assert!(page.contains("«Geri» düyməsi"), "{page}");
    }
    // In no encoding of forms at all.
    let answer = desk.post("application/json", "{\"description\": \"some words\"}").await;
    assert!(answer.status() == 415 && answer.body().contains("some words"), "{}", answer.body());
}

/// A log beyond all bounds, pasted before other answers: those come back, and it from both ends.
#[test]
fn words_behind_a_text_beyond_all_bounds_come_back() {
    let place = Place::new();
    let program = place.start();
    let line = "Nov 23 10:00:00 host sshd[1]: failed <ə>\n";
    let log = format!("first line\n{}last line", line.repeat((19 << 20) / line.len()));
    let size = log.len();
    for kind in [URL_ENCODED, "multipart/form-data; boundary=B"] {
        let fields = [("lang", "en"), ("title", "Title in front"), ("evidence_text", log.as_str())];
        let behind = [("reporter_name", "Name behind"), ("description", "Words behind it")];
        let fields = fields.iter().chain(&behind);
        let body = match kind {
            URL_ENCODED => fields
                .map(|(n, v)| format!("{n}={}", v.replace('\n', "%0A")))
                .collect::<Vec<_>>()
                .join("&"),
            _ => fields
                .map(|(n, v)| {
                    format!("--B\r\nContent-Disposition: form-data; name=\"{n}\"\r\n\r\n{v}\r\n")
                })
                .chain(["--B--\r\n".to_owned()])
                .collect::<String>(),
        };
        let head = format!(
            "POST /forms/incident HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let (status, page) = program.raw((head + &body).as_bytes());
        assert_eq!(status, 413, "{kind}");
        for word in [
            "value=\"Title in front\"",
            "value=\"Name behind\"",
            ">\nWords behind it<",
            "first line",
            "[…]",
            "last line",
            "MB",
            "Back button",
        ] {
            assert!(page.contains(word), "{kind} {word}");
        }
        assert!(!page.contains("Write at most 20000"), "of what is left of it, nothing is said");
        assert!(size > 18 << 20 && page.len() < 3 << 20, "{}", page.len());
    }
}
