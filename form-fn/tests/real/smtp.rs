//! Delivery to a real mail server: protection, login, refusals, absence.

mod trust;

use crate::handler::{Desk, URL_ENCODED, accepted};
use crate::rude::{DIALOGUE, End, Rude};
use crate::world::{MailServer, Tls, encode, free_port, full_post, mails, parse};
use certsite_tests::wait::PATIENCE;
use form_fn::mailer::{Attempt, Delivery, Pauses, Route, Smtp, SmtpConfig, TlsMode};
use form_fn::outbox::{FIRST_PAUSE, Folder, LONGEST_PAUSE};
use form_fn::seal::Keys;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

fn config(port: u16, tls: TlsMode, ca: Option<&Tls>) -> SmtpConfig {
    SmtpConfig {
        host: "127.0.0.1".into(),
        port,
        tls,
        ca: ca.map(|tls| std::fs::read(tls.path("ca.pem")).expect("the certificate")),
        credentials: None,
        hello: "cert.example".into(),
        // A machine that is busy with other tests is no server that hangs.
        timeout: Duration::from_secs(60),
    }
}

/// The recipient of most tests.
const TO: &str = "a@cert.example";

/// An outbox with one report in it, and delivery of it.
struct Post {
    desk: Desk,
    number: String,
    sink: PathBuf,
    delivery: Delivery<Folder, Smtp>,
    now: SystemTime,
}

fn route(config: SmtpConfig, to: &[&str]) -> Route<Smtp> {
    Route {
        mailer: Smtp::new(config).expect("a mail service"),
        from: "form@cert.example".to_owned(),
        to: to.iter().map(|to| (*to).to_owned()).collect(),
        first_pause: FIRST_PAUSE,
    }
}

impl Post {
    async fn new(sink: &Path, config: SmtpConfig) -> Post {
        Post::to(sink, config, &[TO]).await
    }

    async fn to(sink: &Path, config: SmtpConfig, to: &[&str]) -> Post {
        let desk = Desk::new(false, "az", Keys::None);
        let body = encode(&full_post(&desk.definition, "az"));
        let number = accepted(&desk.post(URL_ENCODED, body).await);
        let delivery = Delivery::new(desk.handler.outbox().clone(), route(config, to));
        Post { desk, number, sink: sink.to_owned(), delivery, now: SystemTime::now() }
    }

    /// Goes on to the time of the next attempt and makes it.
    async fn attempts(&mut self) -> Vec<Attempt> {
        // Longer than the longest pause of what may pass.
        self.now += Duration::from_secs(5000);
        let keys = self.delivery.due(self.now).await.expect("the outbox is read");
        assert_eq!(keys.len(), 1, "it is due");
        let start = Instant::now();
        loop {
            let turn = self.delivery.attempt(&keys[0], Pauses::Kept, self.now).await;
            let attempts = turn.expect("the outbox is read").attempts;
            // A process that another test starts just now holds the lock of a mail, which its parent
            // had open, until it becomes another program.
            if !attempts.is_empty() || start.elapsed() > PATIENCE {
                return attempts;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// The same where there is one recipient.
    async fn attempt(&mut self) -> Attempt {
        let mut attempts = self.attempts().await;
        assert_eq!(attempts.len(), 1);
        attempts.remove(0)
    }

    #[track_caller]
    fn check(&self, attempt: &Attempt, text: &str, alarm: bool) {
        assert_eq!((attempt.text.as_str(), attempt.alarm), (text, alarm));
        assert_eq!(attempt.number, self.number);
    }

    async fn is_due(&mut self, seconds: u64) -> bool {
        let then = self.now + Duration::from_secs(seconds);
        !self.delivery.due(then).await.expect("it is read").is_empty()
    }

    /// It is there once, and is not due again.
    async fn check_arrived(&mut self) -> serde_json::Value {
        assert!(!self.is_due(7200).await);
        let mut arrived = mails(&self.sink);
        assert_eq!(arrived.len(), 1);
        let (mail, envelope) = arrived.remove(0);
        let sent = self.desk.only_mail();
        assert_eq!(mail.trim_ascii_end(), sent.trim_ascii_end(), "not a byte is changed");
        assert_eq!(envelope["from"], "form@cert.example");
        assert_eq!(envelope["to"], serde_json::json!([TO]));
        assert_eq!(envelope["hello"], "cert.example");
        envelope
    }
}

fn sink() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

#[tokio::test]
async fn mail_goes_over_starttls_and_tls() {
    let tls = Tls::new();
    for (plan, mode) in [("starttls", TlsMode::StartTls), ("tls", TlsMode::Implicit)] {
        let sink = sink();
        let server = MailServer::start(sink.path(), free_port(), plan, Some(&tls));
        let mut post = Post::new(sink.path(), config(server.port, mode, Some(&tls))).await;
        let attempt = post.attempt().await;
        post.check(&attempt, "sent", false);
        assert_eq!(post.check_arrived().await["tls"], true, "{plan}");
    }
}

#[tokio::test]
async fn a_wrong_password_is_mended_without_loss() {
    let (sink, tls) = (sink(), Tls::new());
    std::fs::write(sink.path().join("password"), "right").expect("written");
    let server = MailServer::start(sink.path(), free_port(), "starttls", Some(&tls));
    let with = |password: &str| SmtpConfig {
        credentials: Some(("form".into(), password.into())),
        ..config(server.port, TlsMode::StartTls, Some(&tls))
    };
    let mut post = Post::new(sink.path(), with("wrong")).await;
    for _ in 0..5 {
        let attempt = post.attempt().await;
        let text = "not sent yet: the server answered 535 5.7.8: it refuses the login";
        post.check(&attempt, text, false);
    }
    post.delivery.go_by(route(with("right"), &[TO]));
    let attempt = post.attempt().await;
    post.check(&attempt, "sent", false);
    assert_eq!(post.check_arrived().await["user"], "form");
}

#[tokio::test]
async fn a_server_that_is_busy_or_absent_gets_the_mail_later() {
    let (sink, tls) = (sink(), Tls::new());
    let port = free_port();
    let mut post = Post::new(sink.path(), config(port, TlsMode::StartTls, Some(&tls))).await;
    for _ in 0..2 {
        let attempt = post.attempt().await;
        post.check(&attempt, "not sent yet: nobody listens at the server's port", false);
    }
    let _server = MailServer::start(sink.path(), port, "starttls", Some(&tls));
    let answer = sink.path().join("answer");
    for (told, text) in [
        ("451 4.7.1 later, a@cert.example", "451 4.7.1: its rules forbid it"),
        ("452 4.2.2 later, a@cert.example", "452 4.2.2: the mailbox is full"),
        ("554 5.7.1 no, a@cert.example", "554 5.7.1: its rules forbid it"),
        ("554 5.3.0 no, a@cert.example", "554 5.3.0"),
        ("552 5.2.2 no, a@cert.example", "552 5.2.2: the mailbox is full"),
        ("550 5.4.1 no, a@cert.example", "550 5.4.1: it does not get the mail any further"),
        ("554 no, a@cert.example", "554"),
    ] {
        std::fs::write(&answer, told).expect("written");
        for _ in 0..4 {
            let attempt = post.attempt().await;
            post.check(&attempt, &format!("not sent yet: the server answered {text}"), false);
        }
    }
    std::fs::remove_file(&answer).expect("removed");
    let attempt = post.attempt().await;
    post.check(&attempt, "sent", false);
    post.check_arrived().await;
}

#[tokio::test]
async fn a_recipient_who_is_refused_for_good_is_an_alarm_each_day() {
    let (sink, tls) = (sink(), Tls::new());
    let server = MailServer::start(sink.path(), free_port(), "starttls", Some(&tls));
    let refuse = sink.path().join("refuse");
    std::fs::write(&refuse, "a@cert.example 550 5.1.1 <a@cert.example> unknown").expect("written");
    let mut post = Post::new(sink.path(), config(server.port, TlsMode::StartTls, Some(&tls))).await;
    let refused = "refused: the server answered 550 5.1.1: the address is not known there";
    for _ in 0..2 {
        let attempt = post.attempt().await;
        post.check(&attempt, refused, false);
    }
    let dead = format!("DEAD, a person has to look, tried once a day: {refused}");
    for _ in 0..3 {
        let attempt = post.attempt().await;
        post.check(&attempt, &dead, true);
        assert!(!post.is_due(7200).await);
        post.now += LONGEST_PAUSE;
    }
    // Somebody has opened the mailbox.
    std::fs::remove_file(&refuse).expect("removed");
    let attempt = post.attempt().await;
    post.check(&attempt, "sent", false);
    post.check_arrived().await;
}

#[tokio::test]
async fn each_recipient_is_sent_to_by_himself() {
    let sink = sink();
    let server = MailServer::start(sink.path(), free_port(), "plain", None);
    let refuse = sink.path().join("refuse");
    std::fs::write(&refuse, "left@cert.example 550 5.1.1 gone\nfull@cert.example 452 4.2.2 full\n")
        .expect("written");
    let config = config(server.port, TlsMode::Never, None);
    let to = ["left@cert.example", "full@cert.example", TO];
    let mut post = Post::to(sink.path(), config.clone(), &to).await;
    let texts: Vec<_> = post.attempts().await.into_iter().map(|attempt| attempt.text).collect();
    assert_eq!(
        texts,
        [
            "recipient 1 of 3: refused: the server answered 550 5.1.1: the address is not known there",
            "recipient 2 of 3: not sent yet: the server answered 452 4.2.2: the mailbox is full",
            "recipient 3 of 3: sent",
        ]
    );
    // The settings are corrected: the new one gets it, the old one is not asked any more.
    std::fs::write(&refuse, "left@cert.example 550 5.1.1 gone\n").expect("written");
    let to = ["duty@cert.example", "full@cert.example", TO];
    post.delivery.go_by(route(config, &to));
    let texts: Vec<_> = post.attempts().await.into_iter().map(|attempt| attempt.text).collect();
    assert_eq!(texts, ["recipient 1 of 3: sent", "recipient 2 of 3: sent"]);
    assert!(!post.is_due(10 * 24 * 3600).await, "it is done");
    let arrived = mails(sink.path());
    let to: Vec<_> = arrived.iter().map(|(_, envelope)| envelope["to"].clone()).collect();
    let expect = ["a@cert.example", "duty@cert.example", "full@cert.example"];
    assert_eq!(to, expect.map(|to| serde_json::json!([to])));
    let sent = post.desk.only_mail();
    for (mail, _) in arrived {
        assert_eq!(mail.trim_ascii_end(), sent.trim_ascii_end(), "all get the same");
    }
}

/// One attempt at a server that says this, and no more.
async fn attempt_with(lines: &[&str], end: End, seconds: u64) -> (Attempt, Post, Rude) {
    let sink = sink();
    let rude = Rude::start(0, lines, end);
    let timeout = Duration::from_secs(seconds);
    let config = SmtpConfig { timeout, ..config(rude.port, TlsMode::Never, None) };
    let mut post = Post::new(sink.path(), config).await;
    let attempt = post.attempt().await;
    assert_eq!(attempt.number, post.number);
    post.desk.only_mail();
    (attempt, post, rude)
}

#[tokio::test]
async fn at_each_stage_a_server_may_refuse_hang_or_break_off() {
    const ODD: &str = "not sent yet: the server broke off, or is no mail server";
    const LATE: &str = "not sent yet: the server took too long";
    const BUSY: &str = "not sent yet: the server answered 421 4.3.2";
    const SICK: &str = "not sent yet: the server answered 554 5.7.1: its rules forbid it";
    const GONE: &str = "the server answered 550 5.1.1: the address is not known there";
    for stage in 0..DIALOGUE.len() {
        // Before the recipient is named, a refusal is about the server, whatever its code; lettre
        // then still says good-bye.
        let prefix = if stage < 3 { "not sent yet" } else { "refused" };
        let end = if stage < 2 { End::Close } else { End::Hang };
        for (line, end, text) in [
            (Some("421 4.3.2 later, a@cert.example"), end, BUSY),
            (Some("554 5.7.1 no, a@cert.example"), end, SICK),
            (Some("550 5.1.1 no, a@cert.example"), end, &format!("{prefix}: {GONE}")),
            (Some("what?"), end, ODD),
            (None, End::Close, ODD),
            (None, End::Hang, LATE),
        ] {
            let lines: Vec<_> = DIALOGUE[..stage].iter().copied().chain(line).collect();
            let seconds = if text == LATE { 1 } else { 20 };
            let (attempt, ..) = attempt_with(&lines, end, seconds).await;
            let seen = (attempt.text.as_str(), attempt.alarm);
            assert_eq!(seen, (text, false), "{stage} {line:?} {end:?}");
        }
    }
}

#[tokio::test]
async fn after_its_word_a_server_may_do_as_it_likes() {
    for end in [End::Close, End::Hang] {
        let (attempt, ..) = attempt_with(&DIALOGUE, end, 20).await;
        assert_eq!(attempt.text, "sent", "{end:?}");
    }
    let odd = [&DIALOGUE[..5], &["354 more?"]].concat();
    let (attempt, ..) = attempt_with(&odd, End::Hang, 20).await;
    assert_eq!(attempt.text, "not sent yet: the server answered 354", "that is no word");
}

#[tokio::test]
async fn a_mail_that_may_have_been_taken_goes_again_under_the_same_name() {
    // It has heard all of the mail, and says nothing.
    let lines = [&DIALOGUE[..5], &[""]].concat();
    for end in [End::Hang, End::Close] {
        let (attempt, mut post, rude) = attempt_with(&lines, end, 1).await;
        assert!(attempt.text.starts_with("not sent yet: "), "{attempt:?}");
        assert_eq!(rude.heard().last().map(String::as_str), Some("."));
        let sink = sink();
        let server = MailServer::start(sink.path(), free_port(), "plain", None);
        post.delivery.go_by(route(config(server.port, TlsMode::Never, None), &[TO]));
        post.sink = sink.path().to_owned();
        let attempt = post.attempt().await;
        post.check(&attempt, "sent", false);
        post.check_arrived().await;
        let id = format!("Message-ID: {}", parse(&post.desk.only_mail()).header("Message-ID"));
        assert!(rude.heard().contains(&id), "{id}");
    }
}

/// Somebody between us and the server `port`, who adds lines of his own to the server's leave to
/// begin TLS.
fn meddler(port: u16) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let own = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        let (mut client, _) = listener.accept().expect("a connection");
        let mut server = TcpStream::connect(("127.0.0.1", port)).expect("it listens");
        let (mut said, mut heard) =
            (client.try_clone().expect("the same"), server.try_clone().expect("the same"));
        std::thread::spawn(move || std::io::copy(&mut said, &mut heard));
        let mut bytes = [0; 4096];
        let mut is_done = false;
        while let Ok(count @ 1..) = server.read(&mut bytes) {
            let mut piece = bytes[..count].to_vec();
            if !is_done && piece.starts_with(b"220 ") && piece.windows(3).any(|word| word == b"TLS")
            {
                is_done = true;
                DIALOGUE[1..].iter().for_each(|line| piece.extend(format!("{line}\r\n").bytes()));
            }
            // Whoever hangs up hears no more.
            let _ = client.write_all(&piece);
        }
    });
    own
}

#[tokio::test]
async fn answers_from_before_tls_do_not_count() {
    let (sink, tls) = (sink(), Tls::new());
    let server = MailServer::start(sink.path(), free_port(), "starttls", Some(&tls));
    let port = meddler(server.port);
    let mut post = Post::new(sink.path(), config(port, TlsMode::StartTls, Some(&tls))).await;
    let attempt = post.attempt().await;
    let text = "not sent yet: the connection could not be protected by TLS: ";
    assert!(attempt.text.starts_with(text), "{attempt:?}");
    assert!(mails(sink.path()).is_empty());
}
