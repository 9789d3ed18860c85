//! Acknowledgements on Lambda, by SES: within the invocation, or not at all.

use super::{Gateway, Ground, Request, URL_ENCODED, ask, number};
use crate::acknowledge::{LALA, body, check};
use crate::aws::{Answer, Stub, contains};
use std::time::{Duration, Instant};

#[test]
fn the_mail_is_gone_when_the_reporter_is_answered() {
    let ground = Ground::new("acknowledge");
    let mut lambda = ground.start_with(&[("FORM_ACKNOWLEDGE", "on")]);
    // An address of this test alone: SES is one for all of them.
    let mut post = |reference: &str, address: &str| {
        let request = Request::post(URL_ENCODED, body(&ground.place.body, reference, address));
        number(&ask(&mut lambda, Gateway::Http, &request))
    };
    let address = "acknowledge@unvan.example";
    let first = post("REF-1", address);
    let mails = ground.cloud.mails(address);
    assert_eq!(mails.len(), 1);
    check(&mails[0], &first, address, "az");
    assert_eq!(post("REF-1", address), first, "sent again, it is the same report");
    post("REF-2", address);
    post("REF-3", &ground.to());
    assert_eq!(ground.cloud.mails(address).len(), 1);
    assert!(ground.sent().is_empty(), "the team's own address gets letters alone");
    let log = lambda.logged("accepted (303)", 3);
    assert_eq!(log.matches("acknowledged to its reporter").count(), 1, "{log}");
    assert!(!log.contains('@'), "{log}");
    for (name, bytes) in ground.objects("") {
        assert!(!contains(&bytes, b"unvan.example"), "an address is in {name}");
    }
}

#[test]
fn a_mail_service_that_hangs_or_refuses_costs_the_reporter_seconds_at_most() {
    let ground = Ground::new("acknowledge-late");
    let stub = Stub::start(Answer::Silence);
    let url = stub.url();
    let mut lambda =
        ground.start_with(&[("FORM_ACKNOWLEDGE", "on"), ("AWS_ENDPOINT_URL_SES", &url)]);
    let refusal = "<ErrorResponse><Error><Code>MessageRejected</Code>\
                   <Message>Email address is not verified: ali@unvan.example</Message></Error></ErrorResponse>";
    for (reference, address, answer, why) in [
        ("REF-1", LALA, Answer::Silence, "the mail service took too long"),
        ("REF-2", "ali@unvan.example", Answer::With(400, refusal), "SES answered MessageRejected"),
    ] {
        stub.set(answer);
        let request = Request::post(URL_ENCODED, body(&ground.place.body, reference, address));
        let start = Instant::now();
        let number = number(&ask(&mut lambda, Gateway::Http, &request));
        assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
        let log = lambda.logged(&format!("report {number}: not acknowledged: {why}"), 1);
        assert!(!log.contains('@'), "{log}");
    }
    assert_eq!(ground.objects(".eml").len(), 2);
}
