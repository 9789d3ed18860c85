//! Delivery to a real mail server: protection, login, refusals, absence.

use crate::handler::{Desk, URL_ENCODED, accepted};
use crate::rude::{DIALOGUE, End, Rude};
use crate::world::{MailServer, Tls, encode, free_port, full_post, mails, parse};
use form_fn::mailer::{Attempt, Delivery, Smtp, SmtpConfig, TlsMode};
use form_fn::outbox::{FIRST_PAUSE, Folder};
use form_fn::seal::Keys;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

fn config(port: u16, tls: TlsMode, ca: Option<&Tls>) -> SmtpConfig {
    SmtpConfig {
        host: "127.0.0.1".into(),
        port,
        tls,
        ca: ca.map(|tls| std::fs::read(tls.path("ca.pem")).expect("the certificate")),
        credentials: None,
        hello: "cert.example".into(),
        timeout: Duration::from_secs(5),
    }
}

/// An outbox with one report in it, and delivery of it.
struct Post {
    desk: Desk,
    number: String,
    sink: PathBuf,
    delivery: Delivery<Folder, Smtp>,
    now: SystemTime,
}

impl Post {
    async fn new(sink: &Path, config: SmtpConfig) -> Post {
        let desk = Desk::new(false, "az", Keys::None);
        let body = encode(&full_post(&desk.definition, "az"));
        let number = accepted(&desk.post(URL_ENCODED, body).await);
        let smtp = Smtp::new(config).expect("a mail service");
        let delivery = Delivery::new(desk.handler.outbox().clone(), smtp, FIRST_PAUSE);
        Post { desk, number, sink: sink.to_owned(), delivery, now: SystemTime::now() }
    }

    /// Goes on to the time of the next attempt and makes it.
    async fn attempt(&mut self) -> Attempt {
        // Longer than the longest pause.
        self.now += Duration::from_secs(5000);
        let keys = self.delivery.due(self.now).await.expect("the outbox is read");
        assert_eq!(keys.len(), 1, "it is due");
        let attempt = self.delivery.attempt(&keys[0], self.now).await;
        attempt.expect("the outbox is read").expect("nobody else has it")
    }

    #[track_caller]
    fn check(&self, attempt: &Attempt, text: &str, alarm: bool) {
        assert_eq!((attempt.text.as_str(), attempt.alarm), (text, alarm));
        assert_eq!(attempt.number, self.number);
    }

    /// It is there once, and is not due again.
    async fn check_arrived(&mut self) -> serde_json::Value {
        assert!(
            self.delivery
                .due(self.now + Duration::from_secs(7200))
                .await
                .expect("it is read")
                .is_empty()
        );
        let mut arrived = mails(&self.sink);
        assert_eq!(arrived.len(), 1);
        let (mail, envelope) = arrived.remove(0);
        let sent = self.desk.only_mail();
        assert_eq!(mail.trim_ascii_end(), sent.trim_ascii_end(), "not a byte is changed");
        assert_eq!(envelope["from"], "form@cert.example");
        assert_eq!(envelope["to"], serde_json::json!(["a@cert.example", "b@cert.example"]));
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
async fn nothing_is_sent_where_tls_cannot_be_trusted() {
    let tls = Tls::new();
    let (known, other) = (Some(&tls), Tls::new());
    for (plan, mode, ca) in [
        ("starttls", TlsMode::StartTls, None),
        ("starttls", TlsMode::StartTls, Some(&other)),
        ("tls", TlsMode::Implicit, None),
        ("plain", TlsMode::StartTls, known),
        ("plain", TlsMode::Implicit, known),
    ] {
        let sink = sink();
        let server = MailServer::start(sink.path(), free_port(), plan, known);
        let mut post = Post::new(sink.path(), config(server.port, mode, ca)).await;
        let attempt = post.attempt().await;
        assert!(attempt.text.starts_with("not sent yet: "), "{plan} {mode:?}: {attempt:?}");
        assert!(!sink.path().join("attempts").exists(), "{plan} {mode:?}");
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
        post.check(&attempt, "not sent yet: the server answered 535", false);
    }
    let right = Smtp::new(with("right")).expect("a mail service");
    post.delivery = Delivery::new(post.desk.handler.outbox().clone(), right, FIRST_PAUSE);
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
        let text = "not sent yet: the server could not be reached, or broke off";
        post.check(&attempt, text, false);
    }
    let _server = MailServer::start(sink.path(), port, "starttls", Some(&tls));
    let answer = sink.path().join("answer");
    std::fs::write(&answer, "451 4.7.1 later, a@cert.example").expect("written");
    for _ in 0..4 {
        let attempt = post.attempt().await;
        post.check(&attempt, "not sent yet: the server answered 451", false);
    }
    std::fs::write(&answer, "554 5.7.1 no, a@cert.example").expect("written");
    let attempt = post.attempt().await;
    post.check(&attempt, "cannot be sent: the server answered 554", false);
    std::fs::remove_file(&answer).expect("removed");
    let attempt = post.attempt().await;
    post.check(&attempt, "sent", false);
    post.check_arrived().await;
}

#[tokio::test]
async fn a_mail_that_is_refused_three_times_is_dead_and_raises_an_alarm() {
    let (sink, tls) = (sink(), Tls::new());
    let server = MailServer::start(sink.path(), free_port(), "starttls", Some(&tls));
    std::fs::write(sink.path().join("answer"), "554 5.7.1 no").expect("written");
    let mut post = Post::new(sink.path(), config(server.port, TlsMode::StartTls, Some(&tls))).await;
    for _ in 0..2 {
        let attempt = post.attempt().await;
        post.check(&attempt, "cannot be sent: the server answered 554", false);
    }
    let attempt = post.attempt().await;
    let text = "DEAD, a person has to look: cannot be sent: the server answered 554";
    post.check(&attempt, text, true);
    assert!(
        post.delivery
            .due(post.now + Duration::from_secs(7200))
            .await
            .expect("it is read")
            .is_empty()
    );
    post.desk.only_mail();
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
    const GONE: &str = "not sent yet: the server could not be reached, or broke off";
    const LATE: &str = "not sent yet: the server took too long";
    const BUSY: &str = "not sent yet: the server answered 421";
    const SICK: &str = "not sent yet: the server answered 554";
    const NO: &str = "cannot be sent: the server answered 554";
    for stage in 0..DIALOGUE.len() {
        // Before the mail is named, a refusal is about the server, whatever its code; lettre then
        // still says good-bye.
        let (refused, end) = if stage < 2 { (SICK, End::Close) } else { (NO, End::Hang) };
        for (line, end, text) in [
            (Some("421 4.3.2 later, a@cert.example"), end, BUSY),
            (Some("554 5.7.1 no, a@cert.example"), end, refused),
            (Some("what?"), end, GONE),
            (None, End::Close, GONE),
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
    let odd = [&DIALOGUE[..6], &["354 more?"]].concat();
    let (attempt, ..) = attempt_with(&odd, End::Hang, 20).await;
    assert_eq!(attempt.text, "not sent yet: the server answered 354", "that is no word");
}

#[tokio::test]
async fn a_mail_that_may_have_been_taken_goes_again_under_the_same_name() {
    // It has heard all of the mail, and says nothing.
    let lines = [&DIALOGUE[..6], &[""]].concat();
    for end in [End::Hang, End::Close] {
        let (attempt, mut post, rude) = attempt_with(&lines, end, 1).await;
        assert!(attempt.text.starts_with("not sent yet: "), "{attempt:?}");
        assert_eq!(rude.heard().last().map(String::as_str), Some("."));
        let sink = sink();
        let server = MailServer::start(sink.path(), free_port(), "plain", None);
        let smtp = Smtp::new(config(server.port, TlsMode::Never, None)).expect("a mail service");
        post.delivery = Delivery::new(post.desk.handler.outbox().clone(), smtp, FIRST_PAUSE);
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
    post.check(&attempt, "not sent yet: the connection could not be protected by TLS", false);
    assert!(mails(sink.path()).is_empty());
}
