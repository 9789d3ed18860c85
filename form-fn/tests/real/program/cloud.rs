//! The same program with a bucket for an outbox and SES for its mail, through their faults.

use crate::aws::{Answer, Cloud, Stub, contains};
use crate::place::{Place, Program};
use crate::world::{LETTERS, parse, wait_for, wait_gently};
use std::collections::BTreeMap;

/// A place whose bucket and recipient are its own.
struct Site {
    place: Place,
    name: String,
    cloud: &'static Cloud,
}

impl Site {
    fn new(name: &str) -> Site {
        let cloud = Cloud::get();
        cloud.bucket(name);
        Site { place: Place::new(), name: name.to_owned(), cloud }
    }

    fn to(&self) -> String {
        format!("{}@cert.example", self.name)
    }

    fn variables(&self) -> BTreeMap<&'static str, String> {
        let mut variables = self.place.variables();
        variables.remove("FORM_SMTP_CA");
        variables.extend(self.cloud.variables());
        variables.insert("FORM_OUTBOX", format!("s3://{}/cert/forms", self.name));
        variables.insert("FORM_MAILER", "ses:".to_owned());
        variables.insert("FORM_TO", self.to());
        variables
    }

    fn start(&self) -> Program {
        Program::start(&self.variables())
    }

    fn with(&self, more: &[(&'static str, String)]) -> Program {
        let mut variables = self.variables();
        variables.extend(more.iter().cloned());
        Program::start(&variables)
    }

    fn names(&self) -> Vec<String> {
        self.cloud.names(&self.name)
    }

    fn body(&self, reference: &str) -> String {
        self.place.body.replace("REF-2026", reference)
    }

    #[track_caller]
    fn wait_for_mails(&self, count: usize) -> Vec<Vec<u8>> {
        let mails = || Some(self.cloud.mails(&self.to())).filter(|mails| mails.len() >= count);
        wait_gently("mail at SES", mails)
    }
}

fn logged(program: &Program, words: &str) {
    wait_for(words, || program.log().contains(words).then_some(()));
}

#[test]
fn a_post_goes_through_bucket_and_ses() {
    let site = Site::new("whole-way");
    let program = site.with(&[
        (
            "FORM_SES_SOURCE_ARN",
            "arn:aws:ses:eu-central-1:123456789012:identity/cert.example".into(),
        ),
        ("FORM_SES_TAGS", "system=form,site=test".into()),
    ]);
    let number = program.accepted(&site.place.body);
    let mail = site.wait_for_mails(1).remove(0);
    let inner = parse(&site.place.gnupg.decrypt(&mail).0);
    assert_eq!(inner.report()["number"], number);
    assert!(inner.parts[0].text.contains(LETTERS.lines().next().expect("a line")));

    logged(&program, &format!("report {number}: sent"));
    assert_eq!(program.accepted(&site.place.body), number, "the same form is the same report");
    let objects = site.cloud.objects(&site.name);
    let ends: Vec<_> = objects.iter().filter_map(|(name, _)| name.rsplit_once('.')).collect();
    assert_eq!(ends.iter().map(|(_, end)| *end).collect::<Vec<_>>(), ["done", "eml"]);
    for (name, bytes) in &objects {
        assert!(name.starts_with("cert/forms/"), "{name}");
        for word in ["lsət", "lala@", "unvan.example", "REF-2026", "phishing"] {
            assert!(!contains(bytes, word.as_bytes()), "{word} is in {name}");
        }
    }
    assert_eq!(site.cloud.mails(&site.to()).len(), 1);
}

#[test]
fn twenty_posts_at_once_to_two_programs_are_one_report() {
    let site = Site::new("twenty-at-once");
    let (one, two) = (site.start(), site.start());
    let numbers: Vec<String> = std::thread::scope(|scope| {
        let post = |n: usize| {
            let program = if n.is_multiple_of(2) { &one } else { &two };
            scope.spawn(|| program.accepted(&site.place.body))
        };
        let threads: Vec<_> = (0..20).map(post).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    assert!(numbers.iter().all(|number| *number == numbers[0]), "{numbers:?}");
    let more: Vec<_> = (0..4).map(|n| one.accepted(&site.body(&format!("REF-{n}")))).collect();
    site.wait_for_mails(5);
    for number in more.iter().chain(&numbers[..1]) {
        let line = format!("report {number}: sent");
        let sent = || (one.log() + &two.log()).matches(&line).count();
        wait_for("the logs", || (sent() > 0).then_some(()));
        assert_eq!(sent(), 1);
    }
    assert_eq!(site.cloud.mails(&site.to()).len(), 5);
    assert_eq!(site.names().iter().filter(|name| name.ends_with(".eml")).count(), 5);
}

#[test]
fn other_words_under_one_token_are_not_swallowed() {
    let site = Site::new("one-token");
    let program = site.start();
    let (status, answer) =
        program.raw(b"GET /forms/incident/token HTTP/1.1\r\nHost: cert.example\r\n\r\n");
    assert_eq!(status, 200);
    let token = answer.rsplit("\r\n").next().expect("a body").trim();
    let body = format!("{}&token={token}", site.place.body);
    let number = program.accepted(&body);
    assert_eq!(program.accepted(&body), number);
    let (status, answer) = program.post(&body.replace("REF-2026", "REF-OTHER"), "");
    assert_eq!(status, 409);
    assert!(answer.contains("REF-OTHER") && answer.contains("Əlövsət"), "the words are kept");
}

#[test]
fn what_ses_answers_decides_and_stays_out_of_the_log() {
    let site = Site::new("ses-faults");
    let cases = [
        (Answer::Code("Throttling"), "not sent yet: SES answered Throttling"),
        (Answer::With(503, "<x/>"), "not sent yet: SES answered 503"),
        (Answer::Code("MessageRejected"), "not sent yet: SES answered MessageRejected"),
        (
            Answer::Code("MailFromDomainNotVerified"),
            "not sent yet: SES answered MailFromDomainNotVerified",
        ),
        (Answer::Code("AccountSendingPaused"), "not sent yet: SES answered AccountSendingPaused"),
        (Answer::Code("AccountSuspended"), "not sent yet: SES answered AccountSuspended"),
        (
            Answer::Code("ConfigurationSetDoesNotExist"),
            "not sent yet: SES answered ConfigurationSetDoesNotExist",
        ),
        (Answer::Code("AccessDenied"), "not sent yet: SES answered AccessDenied"),
        (Answer::Code("a b: SECRET"), "not sent yet: SES answered 400"),
        (Answer::Close, "not sent yet: SES"),
        (Answer::Silence, "not sent yet: SES took too long"),
    ];
    let mut numbers = Vec::new();
    for (n, (answer, words)) in cases.into_iter().enumerate() {
        let stub = Stub::start(answer);
        let mut program = site.with(&[("AWS_ENDPOINT_URL_SES", stub.url())]);
        numbers.push(program.accepted(&site.body(&format!("REF-{n}"))));
        logged(&program, words);
        assert!(!program.log().contains("SECRET") && !program.log().contains("unvan"));
        assert!(!program.log().contains("DEAD"));
        assert!(stub.calls() > 0);
        // Lets go of what it holds.
        program.signal("-TERM");
        assert!(program.end().success());
    }
    // When the service is itself again, all arrive.
    let program = site.start();
    site.wait_for_mails(numbers.len());
    for number in &numbers {
        logged(&program, &format!("report {number}: sent"));
    }
    assert_eq!(site.cloud.mails(&site.to()).len(), numbers.len());
}

#[test]
fn a_mail_that_ses_refuses_three_times_is_an_alarm_each_day() {
    let site = Site::new("ses-refuses");
    let stub = Stub::start(Answer::Code("InvalidParameterValue"));
    let program = site.with(&[("AWS_ENDPOINT_URL_SES", stub.url())]);
    let number = program.accepted(&site.place.body);
    logged(
        &program,
        &format!(
            "ALARM: report {number}: DEAD, a person has to look, tried once a day: refused: SES \
             answered InvalidParameterValue"
        ),
    );
    let note = site.cloud.objects(&site.name).into_iter().find(|(name, _)| name.ends_with(".wait"));
    assert!(note.expect("it is noted").1.starts_with(b"dead 3 3 "));
    assert!(!program.log().contains("SECRET"), "{}", program.log());
}

/// Nobody has verified the sender's address, so the emulator refuses it as Amazon would: somebody
/// does in the end, and nothing is given up before.
#[test]
fn an_address_that_is_not_verified_yet_makes_no_report_dead() {
    let site = Site::new("ses-unverified");
    let mut variables = site.variables();
    variables.insert("FORM_FROM", "form@unverified.example".to_owned());
    let mut program = Program::start(&variables);
    let number = program.accepted(&site.place.body);
    let line = format!("report {number}: not sent yet: SES answered MessageRejected");
    wait_for("four attempts", || (program.log().matches(&line).count() > 3).then_some(()));
    assert!(!program.log().contains("DEAD") && !program.log().contains("unverified"));
    program.signal("-TERM");
    assert!(program.end().success());
    let program = site.start();
    logged(&program, &format!("report {number}: sent"));
}

#[test]
fn a_bucket_in_trouble_loses_nothing_and_acknowledges_nothing() {
    let site = Site::new("s3-faults");
    let stub = Stub::start(Answer::With(503, "<Error><Code>SlowDown</Code></Error>"));
    // The program starts all the same: a reporter must meet the page, not an error of a proxy.
    let program = site.with(&[("AWS_ENDPOINT_URL_S3", stub.url())]);
    for answer in [
        Answer::With(503, "<Error><Code>SlowDown</Code></Error>"),
        Answer::With(403, "<Error><Code>AccessDenied</Code></Error>"),
        Answer::Close,
        Answer::Silence,
    ] {
        stub.set(answer.clone());
        let (status, page) = program.post(&site.place.body, "");
        assert_eq!(status, 503, "{answer:?}");
        let lower = page.to_ascii_lowercase();
        assert!(lower.contains("retry-after: ") && page.contains("Əlövsət"), "{answer:?}");
    }
    assert!(site.names().is_empty());
    stub.set(Answer::Through(site.cloud.port()));
    let number = program.accepted(&site.place.body);
    site.wait_for_mails(1);
    logged(&program, &format!("report {number}: sent"));
}

#[test]
fn a_write_whose_answer_is_lost_is_still_one_report() {
    let site = Site::new("lost-answer");
    let stub = Stub::start(Answer::Through(site.cloud.port()));
    let program =
        site.with(&[("AWS_ENDPOINT_URL_S3", stub.url()), ("FORM_MAILER", "none".to_owned())]);
    let first = program.accepted(&site.body("REF-0"));
    stub.set(Answer::LoseOne(site.cloud.port()));
    let number = program.accepted(&site.place.body);
    assert_ne!(number, first);
    assert_eq!(program.accepted(&site.place.body), number);
    let kept = site.cloud.objects(&site.name);
    let kept: Vec<_> = kept.iter().filter(|(name, _)| name.ends_with(".eml")).collect();
    assert_eq!(kept.len(), 2);
    assert!(kept.iter().any(|(_, mail)| contains(mail, number.as_bytes())));
}

#[test]
fn the_mail_of_a_sender_that_died_is_sent_by_another() {
    let site = Site::new("dead-sender");
    let keeper = site.with(&[("FORM_MAILER", "none".to_owned())]);
    let held = keeper.accepted(&site.place.body);
    let name = site.names().into_iter().find(|name| name.ends_with(".eml")).expect("it is kept");
    let lease = |seconds: i64| {
        let until = jiff::Timestamp::now().as_millisecond() + seconds * 1000;
        let path = format!("{}/{}", site.name, name.replace(".eml", ".held"));
        site.cloud.put(&path, &until.to_string());
    };
    lease(100);
    let program = site.start();
    let free = program.accepted(&site.body("REF-0"));
    logged(&program, &format!("report {free}: sent"));
    assert!(!program.log().contains(&held), "somebody else is sending it");
    lease(-1);
    logged(&program, &format!("report {held}: sent"));
    assert_eq!(site.wait_for_mails(2).len(), 2);
}

/// Whatever becomes of an object, a mail that is not as it was kept goes to nobody, and takes no
/// other along.
#[test]
fn a_mail_that_the_bucket_changed_is_not_sent() {
    let site = Site::new("s3-damaged");
    let keeper = site.with(&[("FORM_MAILER", "none".to_owned())]);
    let damages: [fn(&str) -> String; 6] = [
        |mail| mail[..mail.len() / 2].to_owned(),
        |mail| mail[..mail.len() - 100].to_owned(),
        |mail| mail[..mail.len() / 2].to_owned() + &"\0".repeat(mail.len() / 2),
        |mail| {
            let at = mail.len() * 2 / 3;
            let other = if mail[at..].starts_with('A') { "B" } else { "A" };
            format!("{}{other}{}", &mail[..at], &mail[at + 1..])
        },
        |mail| format!("{mail}\r\n"),
        |_| String::new(),
    ];
    let mut numbers = Vec::new();
    for (n, damage) in damages.into_iter().enumerate() {
        numbers.push(keeper.accepted(&site.body(&format!("REF-{n}"))));
        let mut mails = site.cloud.objects(&site.name).into_iter();
        let number = numbers[n].as_bytes();
        let (name, mail) = mails.find(|(_, mail)| contains(mail, number)).expect("it is kept");
        let mail = String::from_utf8(mail).expect("it is ASCII");
        site.cloud.put(&format!("{}/{name}", site.name), &damage(&mail));
    }
    let sound = keeper.accepted(&site.place.body);
    let program = site.start();
    logged(&program, &format!("report {sound}: sent"));
    let told = "DEAD, a person has to look: the message";
    wait_for("all to be told", || {
        (program.log().matches(told).count() == numbers.len()).then_some(())
    });
    assert_eq!(site.wait_for_mails(1).len(), 1);
    for number in &numbers {
        assert!(!program.log().contains(&format!("report {number}: sent")), "{}", program.log());
    }
    let count = |end: &str| site.names().iter().filter(|name| name.ends_with(end)).count();
    assert_eq!((count(".dead"), count(".eml")), (damages.len(), damages.len() + 1));
    // Whoever posts the same again has it sent.
    for n in 0..damages.len() {
        let again = program.accepted(&site.body(&format!("REF-{n}")));
        logged(&program, &format!("report {again}: sent"));
        assert_eq!(program.accepted(&site.body(&format!("REF-{n}"))), again);
    }
    // The damaged ones stay for a person to look at.
    assert_eq!((count(".dead"), count(".eml")), (damages.len(), 2 * damages.len() + 1));
    assert_eq!(site.wait_for_mails(1 + damages.len()).len(), 1 + damages.len());
}

#[test]
fn without_credentials_or_region_it_does_not_start() {
    let site = Site::new("no-credentials");
    for name in ["AWS_ACCESS_KEY_ID", "AWS_REGION"] {
        let mut variables = site.variables();
        variables.remove(name);
        let ended = Program::command(&variables).output().expect("it runs");
        let told = String::from_utf8_lossy(&ended.stderr);
        assert!(!ended.status.success());
        assert!(told.contains(&format!("{name} is not set")), "{told}");
    }
}
