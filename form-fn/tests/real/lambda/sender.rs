//! The sender: who wakes it, in which order it sends, and what it says of what it could not send.

use super::{Gateway, Ground, Request, ask, number};
use crate::world::{free_port, parse, run};
use certsite_tests::lambda::{Ended, Lambda};
use serde_json::{Value, json};
use std::process::Command;
use std::time::Duration;

/// What the bucket says of a new object.
fn s3(object: &str) -> Value {
    json!({ "Records": [{
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": "eu-central-1",
        "eventTime": "2026-09-03T19:37:27.192Z",
        "eventName": "ObjectCreated:Put",
        "userIdentity": { "principalId": "AWS:AIDAINPONIXQXHT3IKHL2" },
        "requestParameters": { "sourceIPAddress": "192.0.2.255" },
        "responseElements": { "x-amz-request-id": "D82B88E5F771F645", "x-amz-id-2": "vlR7Pn" },
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": "828aa6fc-f7b5-4305-8584-487c791949c1",
            "bucket": {
                "name": "b",
                "ownerIdentity": { "principalId": "A3I5XTEXAMAI3E" },
                "arn": "arn:aws:s3:::b",
            },
            "object": {
                "key": object,
                "size": 1_305_107,
                "eTag": "b21b84d653bb07b05b1e6b33684dc11b",
                "sequencer": "0C0F6F405D6ED209E1",
            },
        },
    }]})
}

/// The same in messages of a queue.
fn sqs(bodies: &[(&str, &Value)]) -> Value {
    let record = |(id, body): &(&str, &Value)| {
        json!({
            "messageId": id,
            "receiptHandle": "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
            "body": body.to_string(),
            "attributes": {
                "ApproximateReceiveCount": "1",
                "SentTimestamp": "1545082649183",
                "SenderId": "AIDAIENQZJOLO23YVJ4VO",
                "ApproximateFirstReceiveTimestamp": "1545082649185",
            },
            "messageAttributes": {},
            "md5OfBody": "098f6bcd4621d373cade4e832627b4f6",
            "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:eu-central-1:123456789012:queue",
            "awsRegion": "eu-central-1",
        })
    };
    json!({ "Records": bodies.iter().map(record).collect::<Vec<_>>() })
}

fn schedule() -> Value {
    json!({
        "version": "0",
        "account": "123456789012",
        "region": "eu-central-1",
        "detail": {},
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "time": "2026-03-01T01:23:45Z",
        "id": "cdc73f9d-aea9-11e3-9d5a-835b769c0d9c",
        "resources": ["arn:aws:events:eu-central-1:123456789012:rule/sweep"],
    })
}

/// Posts so many reports; their numbers with their objects, in the order of their names.
fn keep(ground: &Ground, lambda: &mut Lambda, reports: usize) -> Vec<(String, String)> {
    for n in 0..reports {
        number(&ask(lambda, Gateway::Http, &ground.post(n)));
    }
    let objects = ground.objects(".eml");
    assert_eq!(objects.len(), reports);
    let number = |mail: Vec<u8>| {
        let mail = String::from_utf8(mail).expect("ASCII");
        let (_, rest) = mail.split_once("Subject: Report ").expect("a subject");
        rest.split("\r\n").next().expect("a line").to_owned()
    };
    objects.into_iter().map(|(object, mail)| (number(mail), object)).collect()
}

#[test]
fn the_named_report_goes_first_and_all_that_are_due_follow() {
    let ground = Ground::new("first");
    let mut lambda = ground.start();
    let reports = keep(&ground, &mut lambda, 4);
    let (named, object) = reports.last().expect("there are four");
    assert_eq!(lambda.invoke(&s3(object)).answered(), json!({ "batchItemFailures": [] }));
    let log = lambda.logged(": sent", 4);
    let sent: Vec<&str> = log.lines().filter(|line| line.ends_with(": sent")).collect();
    assert_eq!(sent.len(), 4, "{log}");
    assert_eq!(sent[0], format!("report {named}: sent"));
    let mails = ground.sent();
    assert_eq!(mails.len(), 4);
    for mail in mails {
        parse(&ground.place.gnupg.decrypt(&mail).0);
    }
    // Told again, nothing is sent again.
    for event in [s3(object), schedule(), sqs(&[("m", &s3(object))])] {
        lambda.invoke(&event).answered();
    }
    assert_eq!(ground.sent().len(), 4);
}

#[test]
fn only_what_aws_itself_sends_wakes_the_sender() {
    let ground = Ground::new("wake");
    let mut lambda = ground.start();
    let (_, object) = keep(&ground, &mut lambda, 1).remove(0);
    let sent = || ground.sent().len();
    // Whatever a stranger posts, wherever, and even what no gateway lets through.
    for path in ["/events", "/", "/mail", "/forms/incident"] {
        for body in [s3(&object), schedule(), sqs(&[("m", &s3(&object))])] {
            let mut request = Request::post("application/json", body.to_string());
            request.path = path.into();
            ask(&mut lambda, Gateway::Http, &request);
            let mut event = request.event(Gateway::Balancer);
            event["headers"]["a b"] = json!("no header");
            for (name, value) in body.as_object().expect("it is one") {
                event[name] = value.clone();
            }
            assert_eq!(lambda.invoke(&event).answered()["statusCode"], 400);
        }
    }
    assert_eq!(sent(), 0);
    // With this S3 tries the queue; and rubbish in it is a reason to look as well.
    let test = json!({ "Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "b" });
    assert_eq!(lambda.invoke(&sqs(&[("m", &test)])).answered(), json!({ "batchItemFailures": [] }));
    assert_eq!(sent(), 1);
}

#[test]
fn as_long_as_a_report_is_not_sent_whoever_told_of_it_hears_so() {
    let ground = Ground::new("later");
    let nobody = format!("http://127.0.0.1:{}", free_port());
    let mut lambda =
        ground.start_with(&[("AWS_ENDPOINT_URL_SES", &nobody), ("FORM_RETRY_SECONDS", "3000")]);
    let reports = keep(&ground, &mut lambda, 2);
    let (one, other) = (s3(&reports[0].1), s3(&reports[1].1));
    let batch = sqs(&[("m1", &one), ("m2", &json!({})), ("m3", &other)]);
    let failed =
        json!({ "batchItemFailures": [{ "itemIdentifier": "m1" }, { "itemIdentifier": "m3" }] });
    assert_eq!(lambda.invoke(&batch).answered(), failed);
    assert_eq!(lambda.invoke(&one).failed(), "a report is not sent yet");
    // The schedule keeps to the pauses, and nothing that it was told of failed.
    let before = lambda.log();
    let attempts = |log: &str| log.matches(": not sent yet").count();
    assert_eq!(lambda.invoke(&schedule()).answered(), json!({ "batchItemFailures": [] }));
    assert_eq!(attempts(&lambda.log()), attempts(&before));
    assert!(!before.contains(&nobody) && !before.contains("ALARM"), "{before}");

    // When SES is there again, what is told of goes at once, and the other after it: that SES was
    // not there is no fault of its own.
    let mut lambda = ground.start();
    assert_eq!(lambda.invoke(&one).answered(), json!({ "batchItemFailures": [] }));
    assert_eq!(ground.sent().len(), 2);
    assert_eq!(
        lambda.invoke(&sqs(&[("m3", &other)])).answered(),
        json!({ "batchItemFailures": [] })
    );
    assert_eq!(ground.sent().len(), 2);
}

/// The figures in a log, of which CloudWatch makes alarms.
fn figures(log: &str) -> Vec<Value> {
    let lines = log.lines().filter(|line| line.starts_with('{'));
    lines.map(|line| serde_json::from_str(line).expect("JSON, on one line")).collect()
}

#[test]
fn figures_of_posts_and_of_delivery_stand_in_the_log() {
    let ground = Ground::new("figures");
    let mut lambda = ground.start();
    keep(&ground, &mut lambda, 2);
    assert_eq!(
        ask(&mut lambda, Gateway::Http, &Request::post(super::URL_ENCODED, "lang=en")).status,
        422
    );
    lambda.invoke(&schedule()).answered();
    let figures = figures(&lambda.logged("\"WaitingTime\"", 1));
    let sum = |name: &str| -> f64 { figures.iter().filter_map(|line| line[name].as_f64()).sum() };
    let sums = ["Posts", "Accepted", "Failed", "Sent", "NotSent", "Waiting", "Dead", "KeysGood"];
    assert_eq!(sums.map(sum), [3.0, 2.0, 0.0, 2.0, 0.0, 0.0, 0.0, 1.0]);
    for line in &figures {
        let told = &line["_aws"]["CloudWatchMetrics"][0];
        assert_eq!(
            (&told["Namespace"], &told["Dimensions"]),
            (&json!("form-fn"), &json!([["Function"]]))
        );
        for metric in told["Metrics"].as_array().expect("a list") {
            assert!(line[metric["Name"].as_str().expect("a name")].is_number(), "{line}");
        }
        // A name of the template, a moment, and numbers: no word that somebody typed has room.
        let others = line.as_object().expect("an object").iter();
        let others = others.filter(|(name, value)| !value.is_number() && *name != "_aws");
        assert_eq!(others.map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["Function"]);
    }
}

#[test]
fn no_attempt_begins_that_lambda_would_cut_off() {
    let ground = Ground::new("cut");
    let mut lambda = ground.start();
    let (_, object) = keep(&ground, &mut lambda, 1).remove(0);
    let told = sqs(&[("m", &s3(&object))]).to_string();
    let ended = lambda.invoke_bytes(told.into(), Duration::from_secs(10));
    assert_eq!(ended.answered(), json!({ "batchItemFailures": [{ "itemIdentifier": "m" }] }));
    assert!(ground.sent().is_empty());
    assert!(ground.objects(".held").is_empty(), "nobody has to wait for it");
}

#[test]
fn without_its_outbox_a_function_keeps_words_on_the_page_and_fails_its_events() {
    let ground = Ground::new("nobucket");
    let nobody = format!("http://127.0.0.1:{}", free_port());
    let mut lambda = ground.start_with(&[("AWS_ENDPOINT_URL_S3", &nobody)]);
    let answer = ask(&mut lambda, Gateway::Http, &ground.post(1));
    assert_eq!(answer.status, 503);
    assert!(answer.body.contains("Əlövsət İlqar qızı"));
    assert!(!answer.header("retry-after").is_empty());
    for event in [schedule(), s3("mail/0123456789abcdef0123456789abcdef.eml")] {
        assert_eq!(lambda.invoke(&event).failed(), "the outbox could not be looked through");
    }
    let log = lambda.logged("ALARM: ", 2);
    assert!(!log.contains("127.0.0.1"), "{log}");
}

#[test]
fn a_function_that_only_takes_reports_says_so() {
    let ground = Ground::new("onlytakes");
    let mut lambda = ground.start_with(&[("FORM_MAILER", "none")]);
    keep(&ground, &mut lambda, 1);
    assert!(lambda.invoke(&schedule()).failed().starts_with("FORM_MAILER is none"));
}

#[test]
fn one_after_the_other_until_lambda_says_stop() {
    let ground = Ground::new("stop");
    let mut lambda = ground.start();
    keep(&ground, &mut lambda, 6);
    // The same post again is the same report.
    let first = number(&ask(&mut lambda, Gateway::Http, &ground.post(7)));
    assert_eq!(number(&ask(&mut lambda, Gateway::Url, &ground.post(7))), first);
    run(Command::new("kill").args(["-TERM", &lambda.id().to_string()]), b"");
    lambda.end();
    assert_eq!(ground.objects(".eml").len(), 7);
    // The next one finds everything.
    ground.start().invoke(&schedule()).answered();
    assert_eq!(ground.sent().len(), 7);
}

#[test]
fn a_wrong_environment_stops_the_start_with_every_mistake() {
    let ground = Ground::new("mistakes");
    let mut lambda = ground.start_with(&[("FORM_TO", ""), ("FORM_SEAL", "x")]);
    assert!(!lambda.end().success());
    for mistake in ["FORM_TO is not set", "FORM_SEAL is neither pgp nor none"] {
        assert!(lambda.log().contains(mistake), "{}", lambda.log());
    }
    // An event that waits for it is told, not left waiting.
    let empty = ground.place.path("empty");
    std::fs::create_dir(&empty).expect("made");
    let mut lambda = ground.start_with(&[("FORM_BUNDLE", &empty), ("FORM_KEYS", &empty)]);
    assert_eq!(lambda.invoke(&schedule()), Ended::Died);
    for mistake in ["FORM_BUNDLE cannot be used", "FORM_KEYS holds no file with"] {
        assert!(lambda.log().contains(mistake), "{}", lambda.log());
    }
}
