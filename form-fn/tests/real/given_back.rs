//! Words that cannot be taken come back to whoever wrote them, wherever they were sent.

use crate::handler::{Desk, URL_ENCODED, accepted};
use crate::place::{Place, number as place_number};
use crate::world::{encode, full_post};
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
    let none = ["/forms/none", "//forms/incident", "/forms//incident", "/forms/", "/forms"];
    let none = none.into_iter().chain(["/forms/a/b/c", "/forms/none/receipt/R-1"]);
    let none = none.chain(["/Forms/incident", "/form/incident", "/en/report/", "/"]);
    let none = none.flat_map(|path| ["POST", "PUT"].map(|method| (method, path, 404)));
    let own = ["/forms/incident/receipt/R-1", "/forms/incident/token", "/forms/incident/token/"];
    let own = own.into_iter().flat_map(|path| ["POST", "PATCH"].map(|method| (method, path, 405)));
    let methods = ["PUT", "PATCH", "DELETE", "SEARCH"].map(|m| (m, "/forms/incident", 405));
    for (method, path, status) in none.chain(own).chain(methods) {
        for (kind, body) in [
            (URL_ENCODED, urlencoded.to_owned()),
            ("multipart/form-data; boundary=B", format!("{multipart}--B--\r\n")),
            ("multipart/form-data", format!("{multipart}--B--\r\n")),
            ("application/json", json.to_owned()),
            ("application/json", urlencoded.to_owned()),
            ("", urlencoded.to_owned()),
            ("", format!("{multipart}--B--\r\n")),
            ("text/plain", "Ə <b>\nkept & sound".to_owned()),
            ("", urlencoded.replace('+', " ").replace("%C6%8F", "Ə").replace("%3C", "<")),
        ] {
            let request = Request::builder()
                .method(method)
                .uri(path)
                .header("content-type", kind)
                .header("referer", "https://cert.example/en/report/?x=/az/");
            let response = desk.ask(request, body.into()).await;
            assert_eq!(response.status(), status, "{method} {path} {kind}");
            let page = response.body();
            let told = match status {
                404 => ["no form at this address", "cert@cert.example · +994 18", "Back button"],
                _ => ["does not take such a request", "are kept below", "press the button"],
            };
            let kept =
                ["<html lang=en>", "action=\"/forms/incident\"", "Ə &lt;b", "sound"].into_iter();
            for word in kept.chain(told) {
                assert!(page.contains(word), "{method} {path} {kind} {word}\n{page}");
            }
            assert!(!page.contains("name=\"token\" value=\"x"), "{page}");
        }
    }
    let json = Request::post("/forms/none").header("accept", "application/json");
    let answer = desk.ask(json.header("content-type", URL_ENCODED), urlencoded.into()).await;
    assert!(answer.body().contains("{\"message\":\"There is no form at this address"));
}

/// However many fields a page sends that the form does not have: all words come back, and what comes
/// back can be sent.
#[tokio::test]
async fn any_number_of_words_comes_back_and_can_be_sent() {
    let desk = Desk::new(false, "en", Keys::None);
    let good = encode(&full_post(&desk.definition, "en"));
    for (count, more) in [(80, ""), (120, ""), (1000, ""), (120, "&title=second+title")] {
        let extra: String = (0..count).map(|n| format!("&x{n}=word{n}.")).collect();
        let response = desk.post(URL_ENCODED, format!("{good}{extra}{more}")).await;
        let page = response.body();
        assert_eq!(response.status(), 400, "{count} {page}");
        for n in 0..count {
            assert!(page.contains(&format!("word{n}.")), "{count} {n}");
        }
        assert!(page.contains("second title") != more.is_empty(), "{page}");
        assert!(!page.contains("arrived broken"), "{page}");
        let boxes = page.split("<textarea id=\"u-").skip(1).map(|rest| {
            let (_, rest) = rest.split_once("name=\"").expect("a name");
            let (name, rest) = rest.split_once('"').expect("its end");
            let (_, rest) = rest.split_once(">\n").expect("a text");
            let text = rest.split("</textarea>").next().expect("its end");
            format!("&{name}={}", text.replace(' ', "+").replace('\n', "%0D%0A"))
        });
        let again = good.clone() + &boxes.collect::<String>();
        let number = accepted(&desk.post(URL_ENCODED, again).await);
        assert!(number.starts_with("R-"));
    }
}

/// Who asks for the receipt of a form that is gone sees a page in the language of the address, and
/// the number if it was given out.
#[test]
fn receipts_outlive_their_form() {
    let place = Place::new();
    let mut program = place.start();
    let (status, answer) = program.post(&place.body, "");
    assert_eq!(status, 303);
    let (_, address) = answer.split_once("location: ").expect("an address");
    let address = address.split("\r\n").next().expect("a line").to_owned();
    let number = place_number(&answer);
    program.signal("-TERM");
    assert!(program.end().success());
    let other = std::fs::read_to_string(place.path("bundle/forms/incident.yaml")).expect("text");
    let other = other.replacen("id: incident", "id: other", 1);
    std::fs::write(place.path("bundle/forms/other.yaml"), other).expect("ours");
    std::fs::remove_file(place.path("bundle/forms/incident.yaml")).expect("ours");
    for lang in ["az", "en"] {
        let page = format!("bundle/pages/incident.{lang}.html");
        std::fs::rename(place.path(&page), place.path(&page.replace("incident", "other")))
            .expect("ours");
    }
    let program = place.start();
    let get =
        |path: &str| program.raw(format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes());
    let (status, page) = get(&address);
    assert!(status == 200 && page.contains(number), "{page}");
    let bare = address.split('?').next().expect("a path");
    for (path, words) in [
        (format!("{bare}?lang=en"), "This address does not tell"),
        (format!("{bare}?lang=az"), "Bu ünvan müraciətin"),
        (format!("{bare}?lang=en&seal=00"), "This address does not tell"),
        ("/forms/incident/receipt/x?lang=en".to_owned(), "This address does not tell"),
        ("/forms/other/receipt/R-1?lang=az".to_owned(), "Bu ünvan müraciətin"),
    ] {
        let (status, page) = get(&path);
        assert_eq!(status, 404, "{path}");
        assert!(page.contains(words) && page.contains("<html lang="), "{path} {page}");
    }
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
        assert!(
            !page.contains("</span>Write at most 20000"),
            "of what is left of it, nothing is said"
        );
        assert!(size > 18 << 20 && page.len() < 3 << 20, "{}", page.len());
    }
}
