//! What the tests stand on: GnuPG in a folder of its own, a mail server, the form's definition,
//! posts.

pub use crate::neighbours::{MailServer, Tls, mails};
pub use certsite_tests::program::library;
pub use certsite_tests::server::free_port;
pub use certsite_tests::wait::{wait_for, wait_gently};
use form_fn::form::{Definition, Field, Format, Kind};
use form_fn::handle::{Moment, Pages, Surroundings};
use form_fn::html::{REGION_END, REGION_START};
use serde_json::Value;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

/// The form of the shipped site.
pub const INCIDENT: &str = include_str!("../../../content/forms/incident.yaml");

/// The form; with files if they are asked for.
pub fn incident(with_files: bool) -> (String, Definition) {
    let text = match with_files {
        true => INCIDENT.replace(
            "    enabled: false               # switch on where the handler takes files",
            "    # switched on; the handler takes files",
        ),
        false => INCIDENT.to_owned(),
    };
    let definition = Definition::parse(&text).expect("the form is sound");
    assert_eq!(definition.takes_files(), with_files);
    (text, definition)
}

/// This moment, as the programs have it.
pub fn moment() -> Moment {
    Moment { time: jiff::Timestamp::now(), uptime: Duration::ZERO, seed: rand::random() }
}

/// The site's pages, as small as they can be.
pub struct TestPages(pub Arc<Definition>);

pub fn page(lang: &str) -> String {
    format!("<!doctype html><html lang={lang}><title>T</title>{REGION_START}x{REGION_END}</html>")
}

impl Pages for TestPages {
    fn definition(&self, form: &str) -> Option<Arc<Definition>> {
        (form == self.0.id).then(|| self.0.clone())
    }
    fn speaker(&self) -> Option<Arc<Definition>> {
        Some(self.0.clone())
    }
    fn contact(&self) -> Vec<String> {
        ["cert@cert.example", "+994 18 400 00 11"].map(str::to_owned).to_vec()
    }
    fn form_page(&self, _: &str, lang: &str) -> Option<Surroundings> {
        let privacy_url = Some(format!("/{lang}/privacy/"));
        Some(Surroundings { page: page(lang).into(), notice: None, privacy_url })
    }
    fn receipt_page(&self, lang: &str) -> Option<Arc<str>> {
        Some(format!("<p lang={lang}>{}", certsite_text::RECEIPT_NUMBER).into())
    }
    fn checklist(&self, class: &str, lang: &str) -> Option<Arc<str>> {
        Some(format!("1. {class} ({lang})\n2. Ölçün, sonra kəsin.\n").into())
    }
    fn body_limit(&self) -> usize {
        self.0.body_limit()
    }
}

/// Letters of both languages, and what HTML, MIME and mail trip over.
pub const LETTERS: &str = "ƏəİıŞşğ ÇçÖöÜü Qq Xx – “quoted” <b>&amp .\n.\nFrom here, a line";

/// An answer to a field that its rules allow.
pub fn answer(field: &Field) -> Vec<String> {
    let choice = |n: usize| field.options[n].value.clone();
    let one = match (field.kind, field.constraints.format) {
        (Kind::Checkboxes, _) => return vec![choice(0), choice(2)],
        (Kind::Select | Kind::Radio, _) => choice(if field.id == "reply_wanted" { 0 } else { 1 }),
        (Kind::Checkbox, _) => "yes".into(),
        (Kind::Email, _) => "lala@unvan.example".into(),
        (Kind::Tel, _) => "+994 12 345 67 89".into(),
        (Kind::Date, _) => "2026-01-31".into(),
        (Kind::Time, _) => "23:59".into(),
        (Kind::Integer, _) => "42".into(),
        (Kind::Textarea, _) => format!("{}: {LETTERS}", field.id),
        (_, Some(Format::Fingerprint)) => "0123456789ABCDEF0123456789ABCDEF01234567".into(),
        (_, Some(Format::Reference)) => "REF-2026/7".into(),
        _ => format!("{}: Əlövsət İlqar qızı", field.id),
    };
    vec![one]
}

/// A post with every field of the form answered.
pub fn full_post(definition: &Definition, lang: &str) -> Vec<(String, String)> {
    let mut pairs = vec![
        ("lang".to_owned(), lang.to_owned()),
        ("form_version".to_owned(), definition.version.clone()),
        (definition.trap.name.clone(), String::new()),
    ];
    for field in definition.fields.iter().filter(|field| field.kind != Kind::File) {
        pairs.extend(answer(field).into_iter().map(|value| (field.id.clone(), value)));
    }
    pairs
}

/// `application/x-www-form-urlencoded`.
pub fn encode(pairs: &[(String, String)]) -> String {
    let escape = |text: &str| -> String {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._*".contains(&byte);
        text.bytes()
            .map(
                |byte| {
                    if plain(byte) { (byte as char).to_string() } else { format!("%{byte:02X}") }
                },
            )
            .collect()
    };
    let pairs = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", escape(name), escape(&value.replace('\n', "\r\n"))));
    pairs.collect::<Vec<_>>().join("&")
}

/// `multipart/form-data` with the boundary `B`.
pub fn multipart(pairs: &[(String, String)], files: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in pairs {
        let head = format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(value.replace('\n', "\r\n").as_bytes());
        body.extend_from_slice(b"\r\n");
    }
    for (name, file, bytes) in files {
        let head = format!(
            "--B\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--B--\r\n");
    body
}

/// Runs a command with this input, and fails loudly if it fails or is not there.
#[track_caller]
pub fn run(command: &mut Command, input: &[u8]) -> Output {
    let name = format!("{command:?}");
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = child
        .spawn()
        .unwrap_or_else(|why| panic!("{name}: {why}; `make test` installs what the tests need"));
    let mut stdin = child.stdin.take().expect("it is piped");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("it ends");
    // A program that ends early needs no more input.
    let _ = writer.join().expect("no panic");
    assert!(output.status.success(), "{name}\n{}", String::from_utf8_lossy(&output.stderr));
    output
}

/// Python with the packages of `tests/requirements.txt`.
pub fn python(script: &str) -> Command {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the project");
    let python = project.join(".venv/bin/python");
    assert!(python.exists(), "{} is missing: `make test` makes it", python.display());
    let mut command = Command::new(python);
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/real").join(script));
    command
}

/// What `judge.py` says of documents by one of the schemas.
#[track_caller]
pub fn judged(schema: &str, documents: &[String]) -> Vec<Value> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = if schema.ends_with(".rng") { "tests/real/schemas" } else { "" };
    let input = serde_json::to_vec(documents).expect("texts are JSON");
    let output = run(python("judge.py").arg(package.join(folder).join(schema)), &input);
    let verdicts: Vec<Value> = serde_json::from_slice(&output.stdout).expect("it prints JSON");
    assert_eq!(verdicts.len(), documents.len());
    verdicts
}

/// One part of a mail.
#[derive(Debug)]
pub struct Part {
    pub kind: String,
    pub encoding: String,
    pub name: String,
    pub text: String,
    pub bytes: Vec<u8>,
}

/// A mail as another program reads it.
#[derive(Debug)]
pub struct Seen {
    pub kind: String,
    pub headers: Vec<(String, String)>,
    pub parts: Vec<Part>,
}

impl Seen {
    pub fn header(&self, name: &str) -> &str {
        let mut found = self.headers.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name));
        let value = found.next().map_or("", |(_, value)| value);
        assert!(found.next().is_none(), "{name} stands there twice");
        value
    }

    /// `report.json`.
    pub fn report(&self) -> Value {
        let part = self.parts.iter().find(|part| part.name == "report.json").expect("report.json");
        serde_json::from_slice(&part.bytes).expect("it is JSON")
    }
}

/// Reads a mail by Python's own parser.
pub fn parse(mail: &[u8]) -> Seen {
    let output = run(&mut python("mail.py"), mail);
    let json: Value = serde_json::from_slice(&output.stdout).expect("it prints JSON");
    assert_eq!(json["defects"], serde_json::json!([]), "a parser stumbles over the mail");
    let text = |value: &Value| value.as_str().expect("a string").to_owned();
    let list = |value: &Value| value.as_array().expect("a list").clone();
    Seen {
        kind: text(&json["type"]),
        headers: list(&json["headers"]).iter().map(|h| (text(&h[0]), text(&h[1]))).collect(),
        parts: list(&json["parts"])
            .iter()
            .map(|part| Part {
                kind: text(&part["type"]),
                encoding: text(&part["encoding"]),
                name: text(&part["name"]),
                text: text(&part["text"]),
                bytes: unbase64(part["base64"].as_str().expect("a string")),
            })
            .collect(),
    }
}

/// Base64 of Python, which is always whole.
fn unbase64(text: &str) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0u32, 0);
    for digit in text.bytes().filter_map(|b| DIGITS.iter().position(|digit| *digit == b)) {
        bits = bits << 6 | u32::try_from(digit).expect("it is below 64");
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xff) as u8);
        }
    }
    bytes
}

/// GnuPG with a home of its own.
pub struct Gnupg(TempDir);

impl Gnupg {
    pub fn new() -> Gnupg {
        Gnupg(tempfile::tempdir().expect("a temporary folder"))
    }

    pub fn home(&self) -> &Path {
        self.0.path()
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new("gpg");
        command.env("GNUPGHOME", self.0.path()).env("LC_ALL", "C.UTF-8");
        command.args(["--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", ""]);
        command.args(["--trust-model", "always"]).args(args);
        command
    }

    #[track_caller]
    pub fn run(&self, args: &[&str], input: &[u8]) -> Output {
        run(&mut self.command(args), input)
    }

    /// A new key pair that can sign and be sealed to; its armoured public half.
    pub fn generate(&self, user: &str, algorithm: &str) -> Vec<u8> {
        self.run(&["--quick-generate-key", user, algorithm, "default", "never"], b"");
        self.export(user)
    }

    pub fn export(&self, user: &str) -> Vec<u8> {
        self.run(&["--armor", "--export", user], b"").stdout
    }

    /// What `gpg --decrypt` of a mail shows, and what it says about it.
    #[track_caller]
    pub fn decrypt(&self, mail: &[u8]) -> (Vec<u8>, String) {
        let output = self.run(&["--status-fd", "2", "--decrypt"], mail);
        let status = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(status.contains("DECRYPTION_OKAY") && status.contains("GOODMDC"), "{status}");
        (output.stdout, status)
    }
}

impl Drop for Gnupg {
    fn drop(&mut self) {
        let mut command = Command::new("gpgconf");
        // Its agent would outlive the folder.
        let _ = command.env("GNUPGHOME", self.0.path()).args(["--kill", "all"]).status();
    }
}
