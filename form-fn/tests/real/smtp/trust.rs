//! Whom the mailer trusts to be the team's mail server, and what it says of others.

use super::*;

#[tokio::test]
async fn nothing_is_sent_where_tls_cannot_be_trusted() {
    let tls = Tls::new();
    let (known, other) = (Some(&tls), Tls::new());
    const STRANGE: &str = "TLS: its certificate is by an authority that this machine does not know";
    for (plan, mode, ca, why) in [
        ("starttls", TlsMode::StartTls, None, STRANGE),
        ("starttls", TlsMode::StartTls, Some(&other), STRANGE),
        ("tls", TlsMode::Implicit, None, STRANGE),
        ("plain", TlsMode::StartTls, known, "the server offers no STARTTLS"),
        ("plain", TlsMode::Implicit, known, "TLS: it does not speak TLS there: is the port right?"),
    ] {
        let sink = sink();
        let server = MailServer::start(sink.path(), free_port(), plan, known);
        let mut post = Post::new(sink.path(), config(server.port, mode, ca)).await;
        let attempt = post.attempt().await;
        assert!(attempt.text.starts_with("not sent yet: "), "{plan} {mode:?}: {attempt:?}");
        assert!(attempt.text.ends_with(why), "{plan} {mode:?}: {attempt:?}");
        assert!(!sink.path().join("attempts").exists(), "{plan} {mode:?}");
    }
}

#[tokio::test]
async fn the_log_says_what_is_wrong_with_a_certificate_or_a_name() {
    let own = "127.0.0.1";
    for (clock, name, host, why) in [
        ("-30d", "IP:127.0.0.1", own, "its certificate has expired"),
        ("+30d", "IP:127.0.0.1", own, "is not valid yet: is the clock of this machine right?"),
        ("+0d", "DNS:other.example", own, "its certificate is for another name"),
        ("+0d", "IP:127.0.0.1", "nowhere.invalid", "the server's name is not known to the DNS"),
    ] {
        let (sink, tls) = (sink(), Tls::with(clock, name));
        let server = MailServer::start(sink.path(), free_port(), "tls", Some(&tls));
        let config = SmtpConfig {
            host: host.to_owned(),
            ..config(server.port, TlsMode::Implicit, Some(&tls))
        };
        let mut post = Post::new(sink.path(), config).await;
        let attempt = post.attempt().await;
        assert!(attempt.text.ends_with(why), "{attempt:?}");
    }
}

/// `FORM_SMTP_CA` may be the certificate that the server itself shows.
#[tokio::test]
async fn a_certificate_that_is_named_itself_is_trusted_for_its_name() {
    const NAME: &str = "-addext subjectAltName=IP:127.0.0.1";
    const NO_AUTHORITY: &str = "-addext basicConstraints=critical,CA:FALSE";
    for (clock, more, why) in [
        ("+0d", NAME.to_owned(), "sent"),
        ("+0d", format!("{NAME} {NO_AUTHORITY}"), "sent"),
        ("+0d", format!("{NAME} -addext keyUsage=keyCertSign"), "sent"),
        ("-30d", NAME.to_owned(), "its certificate has expired"),
        ("+30d", NAME.to_owned(), "is not valid yet: is the clock of this machine right?"),
        ("+0d", "-addext subjectAltName=DNS:other.example".to_owned(), "is for another name"),
        ("+0d", String::new(), "has no name of a server in it: make one with a subjectAltName"),
    ] {
        for (plan, mode) in [("starttls", TlsMode::StartTls), ("tls", TlsMode::Implicit)] {
            let (sink, tls) = (sink(), Tls::alone(clock, &more));
            let server = MailServer::start(sink.path(), free_port(), plan, Some(&tls));
            let mut post = Post::new(sink.path(), config(server.port, mode, Some(&tls))).await;
            let attempt = post.attempt().await;
            assert!(attempt.text.ends_with(why), "{clock} {more} {plan}: {attempt:?}");
        }
    }
    // Another one of the same name is another one.
    let (sink, tls, other) = (sink(), Tls::alone("+0d", NAME), Tls::alone("+0d", NAME));
    let server = MailServer::start(sink.path(), free_port(), "tls", Some(&tls));
    let mut post =
        Post::new(sink.path(), config(server.port, TlsMode::Implicit, Some(&other))).await;
    let attempt = post.attempt().await;
    assert!(attempt.text.contains("TLS: its certificate is "), "{attempt:?}");
}

const KEY: &str = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
const NAMED: &str = "-subj /CN=mail -addext subjectAltName=IP:127.0.0.1";
const NONE: &str =
    "its certificate is signed by one in FORM_SMTP_CA that is no authority (CA:TRUE)";

/// What comes of an attempt at a server with these certificates.
async fn tried(tls: &Tls) -> String {
    let sink = sink();
    let server = MailServer::start(sink.path(), free_port(), "tls", Some(tls));
    let mut post = Post::new(sink.path(), config(server.port, TlsMode::Implicit, Some(tls))).await;
    post.attempt().await.text
}

/// What is named and is no authority vouches for itself alone.
#[tokio::test]
async fn only_an_authority_vouches_for_others() {
    for (constraints, why) in [
        ("critical,CA:FALSE", NONE),
        ("CA:FALSE", NONE),
        ("critical,CA:TRUE", "sent"),
        ("CA:TRUE", "sent"),
        ("critical,CA:TRUE,pathlen:0", "sent"),
    ] {
        let tls = Tls::new();
        tls.openssl(&format!(
            "req -x509 {KEY} -days 2 -subj /CN=ca -keyout ca.key -out ca.pem -addext \
             basicConstraints={constraints}"
        ));
        tls.openssl(&format!(
            "req -x509 {KEY} -days 2 {NAMED} -keyout server.key -out server.pem -CA ca.pem -CAkey \
             ca.key -addext basicConstraints=critical,CA:FALSE"
        ));
        let told = tried(&tls).await;
        assert!(told.ends_with(why), "{constraints}: {told}");
    }
}

/// Somebody made a new certificate for the mail server, and did not think of form-fn.
#[tokio::test]
async fn a_certificate_that_was_renewed_is_told_of() {
    const RENEWED: &str =
        "is another than the one of the same name in FORM_SMTP_CA: was it renewed?";
    for old in ["", "-addext basicConstraints=critical,CA:FALSE"] {
        for key in ["-key server.key", &format!("{KEY} -keyout server.key")] {
            let tls = Tls::alone("+0d", &format!("-addext subjectAltName=IP:127.0.0.1 {old}"));
            tls.openssl(&format!("req -x509 {key} -days 3 {NAMED} -out server.pem {old}"));
            let told = tried(&tls).await;
            assert!(told.ends_with(RENEWED), "{old} {key}: {told}");
            tls.name_own();
            assert_eq!(tried(&tls).await, "sent", "{old} {key}");
        }
    }
}

#[tokio::test]
async fn a_key_that_is_too_weak_is_told_of() {
    const WEAK: &str = "is too weak: RSA takes 2048 bits at least";
    for (bits, why) in [(1024, WEAK), (2048, "sent")] {
        let tls = Tls::new();
        let key = format!("-newkey rsa:{bits} -nodes");
        tls.openssl(&format!("req -x509 {key} -days 2 {NAMED} -keyout server.key -out server.pem"));
        tls.name_own();
        let told = tried(&tls).await;
        assert!(told.ends_with(why), "own {bits}: {told}");
        let no_authority = "-addext basicConstraints=critical,CA:FALSE";
        tls.openssl(&format!(
            "req -x509 {key} -days 2 {NAMED} {no_authority} -keyout server.key -out server.pem"
        ));
        tls.name_own();
        let told = tried(&tls).await;
        assert!(told.ends_with(why), "own, no authority {bits}: {told}");
        // The same of an authority.
        tls.openssl(&format!("req -x509 {key} -days 2 -subj /CN=ca -keyout ca.key -out ca.pem"));
        tls.openssl(&format!(
            "req -x509 {KEY} -days 2 {NAMED} -keyout server.key -out server.pem -CA ca.pem -CAkey \
             ca.key -addext basicConstraints=critical,CA:FALSE"
        ));
        let told = tried(&tls).await;
        assert!(told.ends_with(why), "authority {bits}: {told}");
    }
}
