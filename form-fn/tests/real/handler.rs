//! Posts to the handler itself: statuses, words that stay on the page, one report for one form.

use crate::watch;
use crate::world::{self, TestPages, answer, encode, full_post, incident, moment};
use bytes::Bytes;
use certsite_text::escape;
use form_fn::form::{Definition, Kind};
use form_fn::guard::Claim;
use form_fn::handle::{Handler, Settings};
use form_fn::mime::Mail;
use form_fn::outbox::{
    End, Folder, Listing, Outbox, OutboxError, Put, Secret, Slip, Tag, Taken, without_digest,
};
use form_fn::seal::Keys;
use form_fn::token::Token;
use http::{Request, Response};
use serde_json::json;
use std::sync::Arc;

pub const URL_ENCODED: &str = "application/x-www-form-urlencoded";

/// A handler with an outbox in a temporary folder.
pub struct Desk {
    pub definition: Arc<Definition>,
    pub handler: Arc<Handler<TestPages, Folder>>,
    pub folder: tempfile::TempDir,
}

pub fn settings(staff_lang: &str, keys: Keys) -> Settings {
    Settings {
        from: "form@cert.example".into(),
        to: vec!["a@cert.example".into(), "b@cert.example".into()],
        staff_lang: staff_lang.into(),
        origins: vec!["https://cert.example".into()],
        keys: Arc::new(keys),
        health_token: None,
        auto_submitted: true,
    }
}

impl Desk {
    pub fn new(with_files: bool, staff_lang: &str, keys: Keys) -> Desk {
        let definition = Arc::new(incident(with_files).1);
        let folder = tempfile::tempdir().expect("a temporary folder");
        let outbox = Folder::open(folder.path()).expect("an outbox");
        let pages = TestPages(definition.clone());
        let handler = Arc::new(Handler::new(pages, outbox, settings(staff_lang, keys)));
        Desk { definition, handler, folder }
    }

    pub async fn ask(&self, request: http::request::Builder, body: Bytes) -> Response<String> {
        let request = request.body(body.clone()).expect("a request");
        let handled = self.handler.handle(request, &moment()).await;
        let response = handled.response;
        let response =
            response.map(|body| String::from_utf8(body.to_vec()).expect("answers are UTF-8"));
        watch::check_answer(&body, response.body());
        response
    }

    pub async fn post(&self, kind: &str, body: impl Into<Bytes>) -> Response<String> {
        let request = Request::post("/forms/incident").header("content-type", kind);
        self.ask(request, body.into()).await
    }

    pub async fn get(&self, path: &str) -> Response<String> {
        self.ask(Request::get(path), Bytes::new()).await
    }

    /// The mails in the outbox, as they go out.
    pub fn mails(&self) -> Vec<Vec<u8>> {
        let mails = world::mails(&self.folder.path().join("mail"));
        let open = |kept| without_digest(&Mail(kept)).expect("it is whole").0;
        mails.into_iter().map(|(kept, _)| open(kept)).collect()
    }

    #[track_caller]
    pub fn only_mail(&self) -> Vec<u8> {
        let mut mails = self.mails();
        assert_eq!(mails.len(), 1);
        mails.remove(0)
    }
}

/// The number that an accepted post is answered with.
#[track_caller]
pub fn accepted(response: &Response<String>) -> String {
    assert_eq!(response.status(), 303, "{}", response.body());
    let location = response.headers()["location"].to_str().expect("ASCII");
    let rest = location.strip_prefix("/forms/incident/receipt/").expect("the receipt's address");
    rest.split('?').next().expect("a number").to_owned()
}

#[tokio::test]
async fn each_request_has_its_status() {
    let desk = Desk::new(false, "az", Keys::None);
    let good = encode(&full_post(&desk.definition, "az"));
    let request = |method: &str, path: &str, headers: &[(&str, &str)]| {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request
    };
    let form = ("content-type", URL_ENCODED);
    let big = format!("description={}", "a".repeat(desk.definition.body_limit()));
    for (method, path, headers, body, status) in [
        ("GET", "/healthz", &[][..], "", 200),
        ("POST", "/healthz", &[], "", 405),
        ("GET", "/", &[], "", 404),
        ("POST", "/forms/none", &[form], &good, 404),
        ("GET", "/healthz/", &[], "", 200),
        ("GET", "//healthz", &[], "", 404),
        ("POST", "//forms/incident", &[form], &good, 404),
        ("POST", "/forms//incident", &[form], &good, 404),
        ("POST", "/forms/incident//", &[form], &good, 404),
        ("GET", "/forms/incident/receipt/R-1", &[], "", 404),
        ("GET", "/forms/incident/receipt/CALL-99450123-4567HACKED", &[], "", 404),
        ("GET", "/forms/incident/receipt/R-20260230-0123456789", &[], "", 404),
        ("GET", "/forms/none/receipt/R-20261123-0123456789", &[], "", 404),
        ("GET", "/forms/incident/receipt/R-20261123-0123456789", &[], "", 200),
        ("GET", "/forms/incident/receipt/R-20261123-0123456789/", &[], "", 200),
        ("POST", "/forms/incident/receipt/R-20261123-0123456789", &[form], &good, 405),
        ("POST", "/forms/incident/receipt/R-1", &[form], &good, 405),
        ("POST", "/forms/incident/token", &[form], &good, 405),
        ("PUT", "/forms/none/token", &[form], &good, 404),
        ("GET", "/forms/none/token", &[form], "", 404),
        ("GET", "/forms", &[], "", 404),
        ("PATCH", "/forms/a/b/c", &[form], &good, 404),
        ("GET", "/forms/incident", &[], "", 200),
        ("PUT", "/forms/incident", &[form], &good, 405),
        ("DELETE", "/forms/incident", &[form], "", 405),
        ("POST", "/forms/incident", &[], &good, 303),
        ("POST", "/forms/incident", &[], "{}", 415),
        ("POST", "/forms/incident", &[("content-type", "text/plain")], &good, 415),
        ("POST", "/forms/incident", &[("content-type", "application/json")], "{}", 415),
        ("POST", "/forms/incident", &[("content-type", "multipart/form-data")], &good, 400),
        ("POST", "/forms/incident", &[form], "title=%FF", 400),
        ("POST", "/forms/incident", &[form], &big, 413),
        ("POST", "/forms/incident", &[form, ("origin", "https://evil.example")], &good, 403),
        ("POST", "/forms/incident", &[form, ("sec-fetch-site", "cross-site")], &good, 403),
        ("POST", "/forms/incident", &[form], "", 422),
        ("POST", "/forms/incident", &[form, ("origin", "https://cert.example")], &good, 303),
        ("POST", "/forms/incident/", &[form], &good, 303),
        (
            "POST",
            "/forms/incident",
            &[form, ("origin", "https://www.cert.example"), ("sec-fetch-site", "same-origin")],
            &good,
            303,
        ),
    ] {
        let body = Bytes::copy_from_slice(body.as_bytes());
        let response = desk.ask(request(method, path, headers), body).await;
        assert_eq!(response.status(), status, "{method} {path} {headers:?}: {}", response.body());
        assert_eq!(response.headers()["cache-control"], "no-store");
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
        let allow = response.headers().get("allow").map(|allow| allow.to_str().expect("ASCII"));
        let is_form = path == "/forms/incident";
        let methods = if is_form { "GET, HEAD, POST" } else { "GET, HEAD" };
        assert_eq!(allow, (status == 405).then_some(methods), "{method} {path}");
    }
    desk.only_mail();
}

#[tokio::test]
async fn a_refused_post_keeps_every_word_on_the_page() {
    for (lang, error) in [("az", "Xəta"), ("en", "Error")] {
        let desk = Desk::new(false, "az", Keys::None);
        let mut pairs = full_post(&desk.definition, lang);
        pairs.iter_mut().filter(|p| p.0 == "reporter_email").for_each(|p| p.1 = "no <one>".into());
        let response = desk.post(URL_ENCODED, encode(&pairs)).await;
        assert_eq!(response.status(), 422);
        let page = response.body();
        assert!(page.contains(&format!("<html lang={lang}><title>{error}: T</title>")), "{page}");
        assert!(page.contains("role=\"alert\""), "the error summary");
        assert_eq!(page.matches("class=\"error-message\"").count(), 1);
        assert!(page.contains("value=\"no &lt;one&gt;\""));
        for field in desk.definition.fields.iter().filter(|f| f.id != "reporter_email") {
            for value in answer(field) {
                let value = escape(&value);
                let kept = match field.kind {
                    Kind::Select => page.contains(&format!("<option value=\"{value}\" selected>")),
                    Kind::Radio | Kind::Checkboxes | Kind::Checkbox => page
                        .split('<')
                        .filter(|tag| tag.starts_with("input"))
                        .filter(|tag| tag.contains(&format!("name=\"{}\"", field.id)))
                        .filter(|tag| tag.contains(&format!("value=\"{value}\"")))
                        .any(|tag| tag.contains(" checked")),
                    Kind::Textarea => page.contains(&format!(">\n{value}</textarea>")),
                    _ => page.contains(&format!("value=\"{value}\"")),
                };
                assert!(kept, "{}: {value}\n{page}", field.id);
            }
        }
        assert!(desk.mails().is_empty());
    }
}

#[tokio::test]
async fn programs_are_answered_in_json() {
    let desk = Desk::new(false, "az", Keys::None);
    let ask = || {
        Request::post("/forms/incident")
            .header("content-type", URL_ENCODED)
            .header("accept", "application/json")
    };
    let response = desk.ask(ask(), Bytes::from_static(b"lang=en&title=abc")).await;
    assert_eq!(response.status(), 422);
    let json: serde_json::Value = serde_json::from_str(response.body()).expect("JSON");
    let errors = json["errors"].as_array().expect("a list");
    let title = errors.iter().find(|error| error["field"] == "title").expect("it is too short");
    assert_eq!(title["code"], "too_short");
    assert_eq!(title["message"], "Write at least 5 characters.");
    let body = encode(&full_post(&desk.definition, "en"));
    let response = desk.ask(ask(), body.into()).await;
    assert_eq!(response.status(), 201);
    let json: serde_json::Value = serde_json::from_str(response.body()).expect("JSON");
    let receipt = Request::get(json["receipt"].as_str().expect("an address"));
    let page = desk.ask(receipt, Bytes::new()).await;
    assert_eq!(page.body(), &format!("<p lang=en>{}", json["number"].as_str().expect("a number")));
}

#[tokio::test]
async fn who_looks_first_has_sent_nothing() {
    let desk = Desk::new(false, "az", Keys::None);
    let post = full_post(&desk.definition, "en");
    let looked = desk.post(URL_ENCODED, format!("{}&check=1", encode(&post))).await;
    assert_eq!(looked.status(), 200);
    let page = looked.body();
    assert!(
        page.contains("Nothing has been sent yet") && page.contains("<dt><a href=\"#f-"),
        "{page}"
    );
    assert!(!page.contains("<title>Error"), "{page}");
    // The button is not among the words that no question asked for.
    assert!(!page.contains("u-0"), "{page}");
    accepted(&desk.post(URL_ENCODED, encode(&post)).await);
    // What is wrong comes first.
    let wrong = desk.post(URL_ENCODED, "description=x&check=1".to_owned()).await;
    assert_eq!(wrong.status(), 422);
}

#[tokio::test]
async fn a_receipt_is_shown_to_whoever_was_given_its_address() {
    let desk = Desk::new(false, "az", Keys::None);
    let response = desk.post(URL_ENCODED, encode(&full_post(&desk.definition, "en"))).await;
    let number = accepted(&response);
    let address = response.headers()["location"].to_str().expect("ASCII");
    let (path, query) = address.split_once('?').expect("a query");
    assert!(query.contains("&at="), "{address}");
    let receipt = format!("<p lang=en>{number}");
    for address in [address.to_owned(), format!("{path}/?{query}"), format!("{address}&utm=x")] {
        assert_eq!(desk.get(&address).await.body(), &receipt, "{address}");
    }
    let other = address.replace(&number[11..], "0123456789");
    let without = format!("{path}?lang=en");
    let cut = &address[..address.len() - 1];
    let twice = address.replace("seal=", "seal=0&seal=");
    let later = address.replace("&at=1", "&at=2");
    for address in [other.as_str(), &without, path, cut, &format!("{address}0"), &twice, &later] {
        let response = desk.get(address).await;
        assert_eq!(response.status(), 200, "{address}");
        let (page, lang) = (response.body(), if address.contains("lang=en") { "en" } else { "az" });
        let honest = match lang {
            "en" => "does not tell whether a report was received",
            _ => "qəbul edilib-edilmədiyini göstərmir",
        };
        assert!(page.contains(honest), "{address}: {page}");
        assert!(page.contains(&format!("<html lang={lang}>")), "the site's own page");
        assert!(!page.contains("R-2") && !page.contains("<form"), "{address}: {page}");
    }
    // Another outbox has another secret.
    let elsewhere = Desk::new(false, "az", Keys::None);
    assert!(!elsewhere.get(address).await.body().contains(&number));
}

#[tokio::test]
async fn the_same_form_twenty_times_at_once_is_one_report() {
    let desk = Arc::new(Desk::new(false, "az", Keys::None));
    let body = encode(&full_post(&desk.definition, "az"));
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let (desk, body) = (desk.clone(), body.clone());
            tokio::spawn(async move { accepted(&desk.post(URL_ENCODED, body).await) })
        })
        .collect();
    let mut numbers = Vec::new();
    for task in tasks {
        numbers.push(task.await.expect("no panic"));
    }
    numbers.dedup();
    assert_eq!(numbers.len(), 1, "{numbers:?}");
    desk.only_mail();
}

#[tokio::test]
async fn other_words_under_the_same_token_are_not_swallowed() {
    let desk = Desk::new(false, "az", Keys::None);
    let mut pairs = full_post(&desk.definition, "en");
    let token = desk.get("/forms/incident/token").await.into_body();
    pairs.push(("token".into(), token.clone()));
    let mut wrong = pairs.clone();
    wrong.iter_mut().filter(|p| p.0 == "description").for_each(|p| p.1 = String::new());
    let response = desk.post(URL_ENCODED, encode(&wrong)).await;
    assert_eq!(response.status(), 422);
    assert!(response.body().contains(&token), "the mended post is still the same page's");
    let first = accepted(&desk.post(URL_ENCODED, encode(&pairs)).await);
    assert_eq!(accepted(&desk.post(URL_ENCODED, encode(&pairs)).await), first);
    pairs.iter_mut().filter(|p| p.0 == "title").for_each(|p| p.1 = "Other words".into());
    let response = desk.post(URL_ENCODED, encode(&pairs)).await;
    assert_eq!(response.status(), 409);
    assert!(response.body().contains("value=\"Other words\""));
    assert!(!response.body().contains(&token), "the next try has no used token");
    desk.only_mail();
}

/// `suspicions` of the one report that a post with this token, made of the outbox's secret, makes.
async fn suspicions(token: impl Fn(&Secret) -> String) -> serde_json::Value {
    let desk = Desk::new(false, "az", Keys::None);
    let mut pairs = full_post(&desk.definition, "en");
    let secret = desk.handler.outbox().secret().await.expect("the folder keeps one");
    pairs.push(("token".to_owned(), token(&secret)));
    accepted(&desk.post(URL_ENCODED, encode(&pairs)).await);
    world::parse(&desk.only_mail()).report()["suspicions"].take()
}

#[tokio::test]
async fn signs_of_a_program_mark_a_report_and_never_drop_it() {
    let aged = |age: i64| {
        let then = jiff::Timestamp::now() - jiff::SignedDuration::from_secs(age);
        move |secret: &Secret| Token::issue(secret, "incident", then, 1, 0)
    };
    assert_eq!(suspicions(|_| String::new()).await, json!([]), "no script, no token");
    assert_eq!(suspicions(aged(60)).await, json!([]));
    assert_eq!(suspicions(aged(0)).await, json!(["too_fast"]));
    assert_eq!(suspicions(aged(90_000)).await, json!(["token_too_old"]));
    assert_eq!(suspicions(|_| "1.2.3".to_owned()).await, json!(["token_forged"]));
    let then = jiff::Timestamp::now() - jiff::SignedDuration::from_secs(60);
    let idle = |secret: &Secret| Token::issue(secret, "incident", then, 1, 16);
    assert_eq!(suspicions(idle).await, json!(["work_missing"]));
}

/// An outbox that takes nothing.
struct Full;

impl Outbox for Full {
    async fn put(&self, _: &Claim, _: &Mail) -> Result<Put, OutboxError> {
        Err(OutboxError("no space left".into()))
    }
    async fn secret(&self) -> Result<Secret, OutboxError> {
        Ok([7; 32])
    }
    async fn list(&self) -> Result<Listing, OutboxError> {
        Ok(Listing::default())
    }
    async fn head(&self, _: &str) -> Result<Option<Mail>, OutboxError> {
        Ok(None)
    }
    async fn take(&self, _: &str, _: &[Tag]) -> Result<Taken, OutboxError> {
        Ok(Taken::Busy)
    }
    async fn note(&self, _: &str, _: &Tag, _: &Slip) -> Result<(), OutboxError> {
        Ok(())
    }
    async fn settle(&self, _: &str, _: End) -> Result<(), OutboxError> {
        Ok(())
    }
    async fn check(&self) -> Result<(), OutboxError> {
        Err(OutboxError("no space left".into()))
    }
}

#[tokio::test]
async fn a_report_that_cannot_be_kept_stays_on_the_page() {
    let definition = Arc::new(incident(false).1);
    let pages = TestPages(definition.clone());
    let handler = Handler::new(pages, Full, settings("az", Keys::None));
    let body = Bytes::from(encode(&full_post(&definition, "az")));
    let request = Request::post("/forms/incident").header("content-type", URL_ENCODED);
    let request = request.body(body).expect("a request");
    let handled = handler.handle(request, &moment()).await;
    assert_eq!(handled.response.status(), 503);
    assert!(handled.response.headers().contains_key("retry-after"));
    let page = String::from_utf8(handled.response.body().to_vec()).expect("UTF-8");
    assert!(page.contains("title: Əlövsət İlqar qızı"));
    let event = handled.event.expect("the log is told");
    assert_eq!((event.number, event.key), (None, None));
}
