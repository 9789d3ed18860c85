//! The names of all variables, and what a name that is none of them was perhaps to be.

/// Every variable, with an example.
pub(super) const VARIABLES: [(&str, &str); 29] = [
    ("FORM_SETTINGS", "/etc/form-fn/settings"),
    ("FORM_LISTEN", "127.0.0.1:8088"),
    ("FORM_BUNDLE", "/srv/certsite/form-bundle"),
    ("FORM_OUTBOX", "/var/lib/form-fn/outbox"),
    ("FORM_MAILER", "smtp://mail.example.org:587"),
    ("FORM_SMTP_CA", "/etc/form-fn/ca.pem"),
    ("FORM_SMTP_USER", "form"),
    ("FORM_SMTP_PASSWORD_FILE", "/etc/form-fn/password"),
    ("FORM_SES_CONFIGURATION_SET", "cert-forms"),
    ("FORM_SES_SOURCE_ARN", "arn:aws:ses:eu-central-1:123456789012:identity/cert.example.org"),
    ("FORM_SES_TAGS", "system=form"),
    ("FORM_KEYS", "/etc/form-fn/keys"),
    ("FORM_SIGNING_KEY", "/etc/form-fn/signing.asc"),
    ("FORM_SEAL", "pgp"),
    ("FORM_FROM", "CERT <form@cert.example.org>"),
    ("FORM_TO", "incidents@cert.example.org"),
    ("FORM_ORIGINS", "https://cert.example.org"),
    ("FORM_STAFF_LANG", "az"),
    ("FORM_ACKNOWLEDGE", "on"),
    ("FORM_AUTO_SUBMITTED", "off"),
    ("FORM_RATE_PER_MINUTE", "10"),
    ("FORM_TRUSTED_HOPS", "1"),
    ("FORM_RETRY_SECONDS", "60"),
    ("FORM_HEALTH_TOKEN_FILE", "/etc/form-fn/health-token"),
    ("AWS_REGION", "eu-central-1"),
    ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
    ("AWS_ENDPOINT_URL", "https://s3.example.org"),
    ("AWS_ENDPOINT_URL_S3", "https://s3.example.org"),
    ("AWS_ENDPOINT_URL_SES", "https://ses.example.org"),
];

/// Words that people look for under another name.
const ELSEWHERE: [(&str, &str); 16] = [
    ("ADDRESS", "FORM_LISTEN"),
    ("BIND", "FORM_LISTEN"),
    ("PORT", "FORM_LISTEN"),
    ("LANG", "FORM_STAFF_LANG"),
    ("LANGUAGE", "FORM_STAFF_LANG"),
    ("MAIL", "FORM_MAILER"),
    ("MAILTO", "FORM_TO"),
    ("MAIL_FROM", "FORM_FROM"),
    ("MAIL_TO", "FORM_TO"),
    ("PASSWORD", "FORM_SMTP_PASSWORD_FILE"),
    ("RECIPIENT", "FORM_TO"),
    ("RECIPIENTS", "FORM_TO"),
    ("SENDER", "FORM_FROM"),
    ("SMTP", "FORM_MAILER"),
    ("SMTP_HOST", "FORM_MAILER"),
    ("SMTP_SERVER", "FORM_MAILER"),
];

/// An example of a variable's value.
pub(super) fn example(name: &str) -> Option<&'static str> {
    VARIABLES.iter().find(|(known, _)| *known == name).map(|(_, example)| *example)
}

/// The known variable that an unknown one was perhaps to be.
pub(super) fn nearest(name: &str) -> Option<&'static str> {
    let word = name.strip_prefix("FORM_").unwrap_or(name);
    let elsewhere = ELSEWHERE.iter().find(|(other, _)| *other == word).map(|(_, known)| *known);
    let names = || VARIABLES.iter().map(|(known, _)| *known);
    // `FORM_SMTP_PASSWORD`, `FORM_SMTP_PASS`, `FORM_SMTP_CA_FILE`: half of a name, or more than all
    // of it.
    let is_start = |long: &str, short: &str| {
        let rest = long.strip_prefix(short);
        rest.is_some_and(|rest| rest.starts_with('_') || short.len() > "FORM_SMTP_".len())
    };
    let is_part = |known: &&str| is_start(known, name) || is_start(name, known);
    elsewhere.or_else(|| names().find(is_part)).or_else(|| certsite_text::nearest(name, names()))
}

/// Whether Kubernetes sets a variable for a service of such a name: `FORM_FN_SERVICE_HOST`,
/// `FORM_FN_PORT=tcp://…`, `FORM_FN_PORT_8088_TCP_ADDR`.
pub(super) fn is_of_kubernetes(name: &str, value: &str) -> bool {
    let is_address = || ["tcp://", "udp://", "sctp://"].iter().any(|kind| value.starts_with(kind));
    let is_protocol = |rest: &str| {
        rest.split_once('_').is_some_and(|(port, kind)| {
            port.bytes().all(|byte| byte.is_ascii_digit())
                && ["TCP", "UDP", "SCTP"].iter().any(|known| kind.starts_with(known))
        })
    };
    name.ends_with("_SERVICE_HOST")
        || name.contains("_SERVICE_PORT")
        || name.ends_with("_PORT") && is_address()
        || name.split("_PORT_").skip(1).any(is_protocol)
}
