//! Each variable right, missing and wrong; the sentences word for word.

use super::*;

const GOOD: [(&str, &str); 7] = [
    ("FORM_BUNDLE", "/b"),
    ("FORM_OUTBOX", "/o"),
    ("FORM_MAILER", "smtp://mail.example.org:2525"),
    ("FORM_KEYS", "/k"),
    ("FORM_FROM", "form@cert.example.org"),
    ("FORM_TO", "a@cert.example.org, b@cert.example.org"),
    ("FORM_ORIGINS", "https://cert.example.org,https://forms.example.org:8443"),
];

/// The good variables with these changed; `""` takes one out.
fn read(changes: &[(&str, &str)]) -> Result<Config, Vec<String>> {
    let mut variables: BTreeMap<String, String> = BTreeMap::from([("PATH".into(), "/bin".into())]);
    for (name, value) in GOOD.iter().chain(changes) {
        variables.insert((*name).to_owned(), (*value).to_owned());
    }
    Config::read(&variables)
        .map_err(|mistakes| mistakes.iter().map(|mistake| mistake.to_string()).collect())
}

fn good(changes: &[(&str, &str)]) -> Config {
    read(changes).unwrap_or_else(|mistakes| panic!("{mistakes:?}"))
}

#[test]
fn a_whole_environment_is_read() {
    let config = good(&[]);
    assert_eq!(config.listen.to_string(), "127.0.0.1:8088");
    assert_eq!(config.to, ["a@cert.example.org", "b@cert.example.org"]);
    assert_eq!(config.from.address, "form@cert.example.org");
    assert_eq!((config.from.name.as_str(), config.warnings), ("", Vec::new()));
    assert_eq!(config.origins, ["https://cert.example.org", "https://forms.example.org:8443"]);
    assert_eq!(config.seal, Seal::Pgp { keys: "/k".into(), signing: None });
    assert_eq!((config.staff_lang, config.first_pause.as_secs()), (None, 60));
    assert!(!config.acknowledge);
    assert_eq!((config.rate_per_minute.get(), config.trusted_hops), (10, 0));

    let config = good(&[
        ("FORM_LISTEN", "[::1]:80"),
        ("FORM_SIGNING_KEY", "/s"),
        ("FORM_STAFF_LANG", "az"),
        ("FORM_RETRY_SECONDS", "5"),
        ("FORM_RATE_PER_MINUTE", "3"),
        ("FORM_TRUSTED_HOPS", "2"),
        ("FORM_ACKNOWLEDGE", "on"),
        ("FORM_AUTO_SUBMITTED", "off"),
        ("FORM_SMTP_CA", "/ca"),
        ("FORM_SMTP_USER", "u"),
        ("FORM_SMTP_PASSWORD_FILE", "/p"),
    ]);
    assert_eq!(config.listen.to_string(), "[::1]:80");
    let socket = good(&[("FORM_LISTEN", "unix:/run/form-fn/http.sock")]).listen;
    assert_eq!(socket, Listen::Socket("/run/form-fn/http.sock".into()));
    assert!(read(&[("FORM_LISTEN", "unix:http.sock")]).is_err());
    assert_eq!(config.seal, Seal::Pgp { keys: "/k".into(), signing: Some("/s".into()) });
    assert_eq!((config.staff_lang.as_deref(), config.first_pause.as_secs()), (Some("az"), 5));
    assert_eq!((config.rate_per_minute.get(), config.trusted_hops), (3, 2));
    assert!(good(&[]).auto_submitted && !config.auto_submitted);
    assert!(config.acknowledge && !good(&[("FORM_ACKNOWLEDGE", "off")]).acknowledge);
    let MailService::Smtp(server) = config.mailer else { panic!("a server is named") };
    assert_eq!((server.ca, server.login), (Some("/ca".into()), Some(("u".into(), "/p".into()))));
}

#[test]
fn a_mail_service_is_named_by_its_address() {
    let check = |text: &str, host: &str, port: u16, protection: Protection| {
        let MailService::Smtp(server) = good(&[("FORM_MAILER", text)]).mailer else {
            panic!("{text}")
        };
        let read = (server.host.as_str(), server.port, server.protection);
        assert_eq!(read, (host, port, protection));
    };
    check("smtp://mail.example.org", "mail.example.org", 587, Protection::StartTls);
    check("smtps://mail.example.org", "mail.example.org", 465, Protection::Tls);
    check("smtps://[2001:db8::1]:5", "2001:db8::1", 5, Protection::Tls);
    check("smtp://localhost?starttls=never", "localhost", 25, Protection::None);
    check("smtp://[::1]:26?starttls=never", "::1", 26, Protection::None);
    check("smtp://relay:26?starttls=never&cleartext=yes", "relay", 26, Protection::None);
    check("smtp://relay?cleartext=yes&starttls=never", "relay", 25, Protection::None);
    assert_eq!(good(&[("FORM_MAILER", "none")]).mailer, MailService::None);
    assert_eq!(good(&[("FORM_SEAL", "none"), ("FORM_KEYS", "")]).seal, Seal::None);
}

#[test]
fn a_bucket_and_ses_are_named_too() {
    let check = |text: &str, bucket: &str, prefix: &str| {
        let expect = OutboxPlace::S3 { bucket: bucket.into(), prefix: prefix.into() };
        assert_eq!(good(&[("FORM_OUTBOX", text)]).outbox, expect);
    };
    check("s3://forms", "forms", "");
    check("s3://forms/", "forms", "");
    check("s3://cert.forms/a/b/", "cert.forms", "a/b/");
    let config = good(&[
        ("FORM_MAILER", "ses:"),
        ("FORM_SES_CONFIGURATION_SET", "set-1"),
        ("FORM_SES_SOURCE_ARN", "arn:aws:ses:eu-west-1:123456789012:identity/cert.example.org"),
        ("FORM_SES_TAGS", "a=b, c=d"),
    ]);
    let MailService::Ses(options) = config.mailer else { panic!("SES is named") };
    assert_eq!(options.configuration_set.as_deref(), Some("set-1"));
    assert_eq!(options.tags, [("a".into(), "b".into()), ("c".into(), "d".into())]);
    assert_eq!(good(&[("FORM_MAILER", "ses:")]).mailer, MailService::Ses(SesOptions::default()));
}

#[test]
fn wrong_names_of_buckets_and_options_are_refused() {
    let check = |changes: &[(&str, &str)], expect: &str| {
        let read = read(changes).expect_err("it is a mistake");
        assert!(read.iter().any(|mistake| mistake.starts_with(expect)), "{read:?}");
    };
    for text in ["s3://", "s3://ab", "s3://Forms", "s3://a_b_c/x", "s3://forms//x", "s3://forms/ə"]
    {
        check(&[("FORM_OUTBOX", text)], &format!("FORM_OUTBOX is “{text}”, which is no s3://"));
    }
    let ses = ("FORM_MAILER", "ses:");
    check(&[ses, ("FORM_SES_TAGS", "a")], "FORM_SES_TAGS holds “a”, which is no name=value");
    check(&[ses, ("FORM_SES_TAGS", "a=b c")], "FORM_SES_TAGS holds “b c”: letters");
    check(&[ses, ("FORM_SES_SOURCE_ARN", "arn:x")], "FORM_SES_SOURCE_ARN is “arn:x”, which is no");
    check(&[ses, ("FORM_SES_CONFIGURATION_SET", "é")], "FORM_SES_CONFIGURATION_SET holds “é”");
    check(&[("FORM_SES_TAGS", "a=b")], "FORM_SES_TAGS is set, but FORM_MAILER is not ses:");
    check(
        &[ses, ("FORM_SMTP_CA", "/ca")],
        "FORM_SMTP_CA is set, but FORM_MAILER is no mail server",
    );
}

#[test]
fn each_mistake_is_a_sentence_with_an_example() {
    let check = |name: &str, value: &str, expect: &str| {
        let read = read(&[(name, value)]).expect_err("it is a mistake");
        assert_eq!(read, [expect], "{name}={value}");
    };
    for (name, example) in [
        ("FORM_BUNDLE", "/srv/certsite/form-bundle"),
        ("FORM_OUTBOX", "/var/lib/form-fn/outbox"),
        ("FORM_KEYS", "/etc/form-fn/keys"),
        ("FORM_FROM", "CERT <form@cert.example.org>"),
        ("FORM_TO", "incidents@cert.example.org"),
        ("FORM_ORIGINS", "https://cert.example.org"),
        ("FORM_MAILER", "smtp://mail.example.org:587"),
    ] {
        check(name, " ", &format!("{name} is not set, for example {name}={example}"));
    }
    check(
        "FORM_LISTEN",
        "8088",
        "FORM_LISTEN is “8088”, which is no address with a port, \
         for example FORM_LISTEN=127.0.0.1:8088",
    );
    check(
        "FORM_TO",
        "a@b,Team t@b",
        "FORM_TO holds “Team t@b”, which is no mail address, \
         for example FORM_TO=incidents@cert.example.org",
    );
    check(
        "FORM_FROM",
        "CERT",
        "FORM_FROM holds “CERT”, which is no mail address, \
         for example FORM_FROM=CERT <form@cert.example.org>",
    );
    check(
        "FORM_ORIGINS",
        "http://cert.example.org",
        "FORM_ORIGINS holds “http://cert.example.org”: reports may only come from pages under \
         https://, for example FORM_ORIGINS=https://cert.example.org",
    );
    check(
        "FORM_MAILER",
        "smtp://u:p@host",
        "FORM_MAILER holds a user or a password: they belong into FORM_SMTP_USER and \
         FORM_SMTP_PASSWORD_FILE, for example FORM_MAILER=smtp://mail.example.org:587",
    );
    check(
        "FORM_MAILER",
        "smtp://host?starttls=never",
        "FORM_MAILER is “smtp://host?starttls=never”, but without STARTTLS a mail server has to \
         be on this machine; where nobody else can listen on the way, say \
         ?starttls=never&cleartext=yes, for example FORM_MAILER=smtp://mail.example.org:587",
    );
    check("FORM_SEAL", "no", "FORM_SEAL is neither pgp nor none, for example FORM_SEAL=pgp");
    check(
        "FORM_SEAL",
        "none",
        "FORM_KEYS is set, but FORM_SEAL is none, for example FORM_KEYS=/etc/form-fn/keys",
    );
    check(
        "FORM_SMTP_USER",
        "u",
        "FORM_SMTP_PASSWORD_FILE is not set, but FORM_SMTP_USER is, \
         for example FORM_SMTP_PASSWORD_FILE=/etc/form-fn/password",
    );
    check(
        "FORM_SMTP_PASSWORD_FILE",
        "/p",
        "FORM_SMTP_USER is not set, but FORM_SMTP_PASSWORD_FILE is, \
         for example FORM_SMTP_USER=form",
    );
    check(
        "FORM_STAFF_LANG",
        "AZ",
        "FORM_STAFF_LANG is “AZ”, which is no language code, for example FORM_STAFF_LANG=az",
    );
    check(
        "FORM_RETRY_SECONDS",
        "0",
        "FORM_RETRY_SECONDS is “0”, which is no number from 1 to 3600, \
         for example FORM_RETRY_SECONDS=60",
    );
    check(
        "FORM_RATE_PER_MINUTE",
        "0",
        "FORM_RATE_PER_MINUTE is “0”, which is no number from 1 to 100000, \
         for example FORM_RATE_PER_MINUTE=10",
    );
    check(
        "FORM_TRUSTED_HOPS",
        "-1",
        "FORM_TRUSTED_HOPS is “-1”, which is no number from 0 to 8, \
         for example FORM_TRUSTED_HOPS=1",
    );
    check(
        "FORM_ACKNOWLEDGE",
        "yes",
        "FORM_ACKNOWLEDGE is “yes”, which is neither on nor off, for example FORM_ACKNOWLEDGE=on",
    );
    assert_eq!(
        read(&[("FORM_MAILER", "none"), ("FORM_SMTP_CA", "/ca")]).expect_err("it is a mistake"),
        ["FORM_SMTP_CA is set, but FORM_MAILER is no mail server, \
             for example FORM_SMTP_CA=/etc/form-fn/ca.pem"]
    );
}

/// What is warned of when this is set too.
fn warned(name: &str, value: &str) -> Vec<String> {
    good(&[(name, value)]).warnings.iter().map(ToString::to_string).collect()
}

#[test]
fn a_name_with_a_slip_is_warned_of_and_does_not_stop_the_start() {
    for (name, meant) in [
        ("FORM_ORIGIN", "FORM_ORIGINS"),
        ("FORM_KEY", "FORM_KEYS"),
        ("FORM_SIGNINGKEY", "FORM_SIGNING_KEY"),
        ("FORM_SMTP_PASSWORD", "FORM_SMTP_PASSWORD_FILE"),
        ("FORM_SMTP_PASS", "FORM_SMTP_PASSWORD_FILE"),
        ("FORM_PASSWORD", "FORM_SMTP_PASSWORD_FILE"),
        ("FORM_SMTP_CA_FILE", "FORM_SMTP_CA"),
        ("FORM_HEALTH_TOKEN", "FORM_HEALTH_TOKEN_FILE"),
        ("FORM_SMTP_HOST", "FORM_MAILER"),
        ("FORM_RECIPIENTS", "FORM_TO"),
        ("FORM_SENDER", "FORM_FROM"),
        ("FORM_PORT", "FORM_LISTEN"),
        ("FORM_LANG", "FORM_STAFF_LANG"),
        ("FORM_RATE", "FORM_RATE_PER_MINUTE"),
    ] {
        let text = format!("{name} is not a known variable; did you mean {meant}?");
        assert_eq!(warned(name, "x"), [text]);
    }
    assert_eq!(warned("FORM_XYZZYXYZZY", "x"), ["FORM_XYZZYXYZZY is not a known variable"]);
    // Where it is why something is missing, it stands beside that.
    let told = read(&[("FORM_ORIGINS", ""), ("FORM_ORIGIN", "x")]).expect_err("one is not set");
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[1].ends_with("did you mean FORM_ORIGINS?"), "{told:?}");
}

#[test]
fn what_kubernetes_sets_for_a_service_of_our_name_is_passed_over() {
    for (name, value) in [
        ("FORM_FN_SERVICE_HOST", "10.96.0.17"),
        ("FORM_FN_SERVICE_PORT", "8088"),
        ("FORM_FN_SERVICE_PORT_HTTP", "8088"),
        ("FORM_FN_PORT", "tcp://10.96.0.17:8088"),
        ("FORM_FN_PORT_8088_TCP", "tcp://10.96.0.17:8088"),
        ("FORM_FN_PORT_8088_TCP_PROTO", "tcp"),
        ("FORM_FN_PORT_8088_TCP_PORT", "8088"),
        ("FORM_FN_PORT_8088_TCP_ADDR", "10.96.0.17"),
        ("FORM_SERVICE_HOST", "10.96.0.17"),
        ("FORM_PORT", "tcp://10.96.0.17:8088"),
        ("FORM_PORT_53_UDP_ADDR", "10.96.0.17"),
        ("FORM_MAILER_SERVICE_HOST", "10.96.0.17"),
        ("FORM_MAILER_PORT", "tcp://10.96.0.17:25"),
    ] {
        assert!(warned(name, value).is_empty(), "{name}");
    }
}

#[test]
fn recipients_are_bare_addresses_each_once() {
    let to = |text: &str| good(&[("FORM_TO", text)]).to;
    assert_eq!(to("Team <a@x.example>, <b@x.example>,A@X.example"), ["a@x.example", "b@x.example"]);
    let from = good(&[("FORM_FROM", "CERT <form@x.example>")]).from;
    assert_eq!((from.name.as_str(), from.address.as_str()), ("CERT", "form@x.example"));
}

#[test]
fn no_password_crosses_a_network_in_the_clear() {
    let login = [("FORM_SMTP_USER", "u"), ("FORM_SMTP_PASSWORD_FILE", "/p")];
    let with = |mailer| read(&[&login[..], &[("FORM_MAILER", mailer)]].concat());
    assert!(with("smtp://127.0.0.1?starttls=never").is_ok());
    let told = with("smtp://relay?starttls=never&cleartext=yes").expect_err("a relay is elsewhere");
    assert!(told[0].contains("would send the password over the network in the clear"), "{told:?}");
}

#[test]
fn nothing_is_acknowledged_without_a_mail_service() {
    let on = ("FORM_ACKNOWLEDGE", "on");
    assert_eq!(
        read(&[("FORM_MAILER", "none"), on]).expect_err("it is a mistake"),
        ["FORM_ACKNOWLEDGE is on, but FORM_MAILER is none, for example FORM_ACKNOWLEDGE=on"]
    );
    assert!(good(&[("FORM_MAILER", "ses:"), on]).acknowledge);
}

#[test]
fn the_operators_table_names_every_variable() {
    let guide = include_str!("../../README.md");
    for (name, _) in variables().filter(|(name, _)| name.starts_with("FORM_")) {
        let row = |line: &&str| line.starts_with("| ") && line.contains(&format!("`{name}`"));
        assert!(guide.lines().any(|line| row(&line)), "{name} is not in form-fn/README.md");
    }
}

#[test]
fn what_looks_nearly_right_is_refused() {
    let refused = |name: &str, values: &[&str]| {
        for value in values {
            assert!(read(&[(name, value)]).is_err(), "{name}={value}");
        }
    };
    let addresses = ["form", "@b", "a@", "a b@c", "ə@b", "a@b\r\nBcc: c@d", ".a@b", "a@-b"];
    refused("FORM_FROM", &addresses);
    refused("FORM_TO", &addresses);
    refused("FORM_TO", &["a@b <c@d", "<a@b", "a@b>", "x\r\nBcc: c@d <a@b>"]);
    refused("FORM_FROM", &["a@b,c@d"]);
    let origins = ["cert.example.org", "https://", "https://X.org", "https://x.org/", "*", "null"];
    refused("FORM_ORIGINS", &origins);
    refused("FORM_ORIGINS", &["https://x.org:443", "https://a.org,", "ftp://x.org"]);
    let mailers = ["smtp://", "smtp://:25", "smtp://h:0", "smtp://h:99999", "http://h"];
    refused("FORM_MAILER", &mailers);
    refused("FORM_MAILER", &["smtps://h?x", "smtp://h/x", "smtps://h?starttls=never"]);
    refused("FORM_MAILER", &["smtp://h?cleartext=yes", "smtp://h?starttls=never&cleartext=no"]);
}

#[test]
fn amazon_s_authorities_are_enough_where_nothing_but_amazon_is_asked() {
    let lambda = [("AWS_LAMBDA_FUNCTION_NAME", "form"), ("AWS_REGION", "eu-central-1")];
    let check = |more: &[(&str, &str)], expect: Authorities| {
        let config = good(&[&lambda[..], &[("FORM_OUTBOX", "s3://outbox")], more].concat());
        assert_eq!(config.authorities, expect, "{more:?}");
    };
    check(&[], Authorities::Amazon);
    check(&[("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")], Authorities::Amazon);
    for region in ["cn-north-1", "us-gov-east-1", "eusc-de-east-1", "us-iso-east-1"] {
        check(&[("AWS_REGION", region)], Authorities::Machine);
    }
    check(&[("AWS_ENDPOINT_URL_S3", "https://s3.example.org")], Authorities::Machine);
    check(&[("SSL_CERT_FILE", "/etc/ca.pem")], Authorities::Machine);
    check(&[("AWS_PROFILE", "other")], Authorities::Machine);
    let server = good(&[("FORM_OUTBOX", "s3://outbox"), ("AWS_REGION", "eu-central-1")]);
    assert_eq!(
        server.authorities,
        Authorities::Machine,
        "whoever runs a server says whom it trusts"
    );
}

#[test]
fn all_mistakes_are_told_at_once() {
    let mistakes = Config::read(&BTreeMap::new()).expect_err("nothing is set");
    let mut names: Vec<_> = mistakes.iter().map(|mistake| mistake.variable.as_str()).collect();
    let mut needed = GOOD.map(|(name, _)| name);
    names.sort_unstable();
    needed.sort_unstable();
    assert_eq!(names, needed);
}
