//! Requests: the right answer through every gateway, and none for whoever makes events up.

use super::gateway::GATEWAYS;
use super::{Gateway, Ground, Request, URL_ENCODED, ask, body, lang_of, number, pairs, receipt};
use crate::world::{multipart, parse};
use certsite_tests::lambda::Ended;
use serde_json::{Value, json};

/// Each answer has each of these headers.
const HEADERS: [&str; 8] = [
    "cache-control",
    "content-security-policy",
    "content-type",
    "cross-origin-opener-policy",
    "referrer-policy",
    "x-content-type-options",
    "x-frame-options",
    "x-robots-tag",
];

#[test]
fn a_post_through_each_gateway_becomes_a_sealed_report() {
    let ground = Ground::new("gateways");
    let mut lambda = ground.start();
    // Every byte there is: whoever takes it for text breaks it.
    let file: Vec<u8> = (0..=255).cycle().take(9_000).collect();
    let mut count = 0;
    for (n, gateway) in GATEWAYS.into_iter().enumerate() {
        let plain = ground.post(n);
        let encoded = Request { base64: true, ..ground.post(n + 10) };
        let mut with_file = pairs("en");
        let title = with_file.iter_mut().find(|(name, _)| name == "title").expect("it has one");
        title.1 = format!("Through {gateway:?}");
        let files = [("attachments", "sübut.bin", file.as_slice())];
        let with_file = multipart(&with_file, &files);
        let with_file = Request::post("multipart/form-data; boundary=B", with_file);
        let with_file = Request { base64: true, ..with_file };
        for request in [plain, encoded, with_file] {
            let answer = ask(&mut lambda, gateway, &request);
            let number = number(&answer);
            let receipt = receipt(&answer);
            count += 1;
            assert_eq!(answer.header("cache-control"), "no-store", "{gateway:?}");
            for header in HEADERS {
                assert!(!answer.header(header).is_empty(), "{gateway:?}: {header}");
            }
            let page = ask(&mut lambda, gateway, &receipt);
            assert_eq!(
                (page.status, page.body),
                (200, format!("<p lang={}>{number}", lang_of(&answer)))
            );
        }
    }
    let mails = ground.objects(".eml");
    assert_eq!(mails.len(), count);
    let inner = mails.iter().map(|(_, mail)| parse(&ground.place.gnupg.decrypt(mail).0));
    let files = inner.flat_map(|mail| mail.parts).filter(|part| part.bytes == file).count();
    assert_eq!(files, GATEWAYS.len(), "each file arrives as it was");
    assert!(!lambda.log().contains("ALARM"), "{}", lambda.log());
}

#[test]
fn each_gateway_hands_back_status_page_and_headers() {
    let ground = Ground::new("answers");
    let mut lambda = ground.start();
    for gateway in GATEWAYS {
        let wrong = |lang: &str| body(lang).replace("lala%40unvan.example", "lala");
        for (lang, word) in [("az", "Xəta"), ("en", "Error")] {
            let answer = ask(&mut lambda, gateway, &Request::post(URL_ENCODED, wrong(lang)));
            assert_eq!(answer.status, 422, "{gateway:?}");
            assert!(answer.body.contains(&format!("<html lang={lang}><title>{word}: T</title>")));
            assert!(answer.body.contains("Əlövsət İlqar qızı"), "the words stay");
        }
        let foreign = ground.post(1).with("origin", "https://evil.example");
        let typed = Request::post("application/json", "{}");
        let mut put = ground.post(1);
        put.method = "PUT";
        for (request, status) in [
            (Request::get("/healthz", ""), 200),
            (Request::get("/nothing", ""), 404),
            (Request::get("/forms/incident", "lang=en"), 200),
            (Request::get("/forms/incident/token", ""), 200),
            (foreign, 403),
            (put, 405),
            (typed, 415),
        ] {
            let answer = ask(&mut lambda, gateway, &request);
            assert_eq!(answer.status, status, "{gateway:?} {} {}", request.method, request.path);
            for header in HEADERS {
                assert!(!answer.header(header).is_empty(), "{gateway:?} {status}: {header}");
            }
            assert_eq!(answer.header("allow").is_empty(), status != 405);
        }
        let json = Request::post(URL_ENCODED, "lang=en").with("accept", "application/json");
        let answer = ask(&mut lambda, gateway, &json);
        let errors: Value = serde_json::from_str(&answer.body).expect("JSON");
        assert_eq!((answer.status, errors["errors"].is_array()), (422, true));
    }
    assert!(ground.objects(".eml").is_empty());
}

#[test]
fn a_stage_in_the_path_is_no_part_of_it() {
    let ground = Ground::new("stages");
    let ignored = [("AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH", "true")];
    for (n, changes) in [&[][..], &ignored].into_iter().enumerate() {
        let mut lambda = ground.start_with(changes);
        for (m, gateway) in [Gateway::Rest, Gateway::Http].into_iter().enumerate() {
            let request = Request { stage: "prod", ..ground.post(10 * n + m) };
            let answer = ask(&mut lambda, gateway, &request);
            let page = ask(&mut lambda, gateway, &Request { stage: "prod", ..receipt(&answer) });
            let expect = format!("<p lang={}>{}", lang_of(&answer), number(&answer));
            assert_eq!(page.body, expect);
        }
    }
    assert_eq!(ground.objects(".eml").len(), 4);
}

#[test]
fn a_limit_counts_who_is_connected_and_not_who_a_header_names() {
    let ground = Ground::new("limits");
    // A report that was sent before is not counted again.
    let mut n = 0;
    for hops in ["0", "1"] {
        for gateway in GATEWAYS {
            let changes = [("FORM_RATE_PER_MINUTE", "2"), ("FORM_TRUSTED_HOPS", hops)];
            let mut lambda = ground.start_with(&changes);
            let mut post = |client: &'static str, forged: &str| {
                n += 1;
                // With a proxy of ours in front, that is what it adds, and the gateway adds it.
                let (forwarded, peer) = match hops {
                    "0" => (forged.to_owned(), client),
                    _ => (format!("{forged}, {client}"), "203.0.113.250"),
                };
                let request = ground.post(n).with("x-forwarded-for", &forwarded);
                ask(&mut lambda, gateway, &Request { client: peer, ..request }).status
            };
            let of = format!("{gateway:?} behind {hops}");
            assert_eq!(post("198.51.100.7", "192.0.2.1"), 303, "{of}");
            assert_eq!(post("198.51.100.7", "192.0.2.2"), 303, "{of}");
            assert_eq!(post("198.51.100.7", "192.0.2.3"), 429, "{of}");
            assert_eq!(post("198.51.100.7", "192.0.2.4, 192.0.2.5"), 429, "{of}");
            assert_eq!(post("198.51.100.8", "198.51.100.7"), 303, "{of}");
        }
    }
}

#[test]
fn events_that_nobody_sends_end_nothing_and_tell_nothing() {
    const SECRET: &str = "Gizlinsozlersecret";
    let ground = Ground::new("hostile");
    let mut lambda = ground.start();
    let good = |n: usize| ground.post(n).event(Gateway::Http);
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut event = Request::post(URL_ENCODED, SECRET).event(Gateway::Http);
        change(&mut event);
        event
    };
    let balancer =
        |host: &str| Request::post(URL_ENCODED, SECRET).with("host", host).event(Gateway::Balancer);
    let events = [
        // Bodies that are not what their event says.
        changed(&|event| event["isBase64Encoded"] = json!(true)),
        changed(&|event| event["body"] = json!({ SECRET: SECRET })),
        changed(&|event| event["body"] = json!(7)),
        // Headers that are none.
        changed(&|event| event["headers"] = json!({ "a b": SECRET })),
        changed(&|event| event["headers"] = json!({ "x": format!("{SECRET}\u{0}\r\n") })),
        changed(&|event| event["headers"] = json!([SECRET])),
        changed(&|event| event["requestContext"]["http"]["method"] = json!(format!("{SECRET} "))),
        // Fields that are missing, or of another shape.
        changed(&|event| event["requestContext"] = json!({})),
        changed(&|event| event["requestContext"] = json!(SECRET)),
        changed(&|event| event["rawPath"] = Value::Null),
        changed(&|event| event["rawPath"] = json!(format!("//{SECRET}\u{1}?#/../ə"))),
        changed(&|event| event["rawQueryString"] = json!("lang=\u{7f}% \"<>ə")),
        changed(&|event| event["version"] = json!("9.9")),
        changed(&|event| drop(event.as_object_mut().expect("it is one").remove("headers"))),
        // A load balancer checks less.
        balancer("["),
        balancer(""),
        balancer("a b\u{e9}"),
        // None at all.
        json!({}),
        json!(null),
        json!([SECRET]),
        json!(SECRET),
        json!({ "Records": SECRET }),
        json!({ "Records": [{ "eventSource": "aws:kinesis", "x": SECRET }] }),
        json!({ "Records": [{ "eventSource": "aws:s3", "s3": { "object": SECRET } }] }),
    ];
    for (n, event) in events.iter().enumerate() {
        let ended = lambda.invoke(event);
        assert_ne!(ended, Ended::Died, "{event}");
        if let Ended::Answered(answer) = &ended {
            assert!(
                answer["statusCode"].as_u64().is_some_and(|code| code >= 400),
                "{event}\n{answer}"
            );
            assert_eq!(answer["headers"]["cache-control"], "no-store", "{event}");
        }
        // Whoever posts words has them back, in the page alone.
        let told = match &ended {
            Ended::Answered(answer) if event["body"] == SECRET => answer["headers"].to_string(),
            other => format!("{other:?}"),
        };
        assert!(!told.contains(SECRET), "{event}\n{ended:?}");
        assert!(matches!(lambda.invoke(&good(n)), Ended::Answered(a) if a["statusCode"] == 303));
    }
    for bytes in [&b"\xff\xfe"[..], b"", b"{", b"{\"a\":\"\\ud800\"}"] {
        let time = std::time::Duration::from_secs(60);
        let ended = lambda.invoke_bytes(bytes.into(), time);
        assert!(matches!(ended, Ended::Failed(_)), "{bytes:?}: {ended:?}");
    }
    let log = lambda.log();
    assert!(!log.contains(SECRET) && !log.contains("ALARM"), "{log}");
    assert_eq!(ground.objects(".eml").len(), events.len());
}
