//! Letter → MIME (RFC 2045, 3156, 9788), and back to the little that a queue has to know.
//!
//! Outer headers are constant but for number, date and Message-ID: nothing that a
//! reporter typed is in them, not even what kind of incident it is.

use crate::compose::{Letter, domain};
use crate::report::Number;
use certsite_text::bare_address;
use jiff::Timestamp;
use mail_builder::MessageBuilder;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;
use mail_builder::mime::{BodyPart, MimePart};

/// A finished mail: headers and body, as it goes over the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail(pub Vec<u8>);

/// The addresses that a mail server is told (RFC 5321 §2.3.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The return path; none for an automatic answer (RFC 3834 §3.3).
    pub from: Option<String>,
    /// The bare addresses of the recipients, at least one.
    pub to: Vec<String>,
}

type Headers = Vec<(&'static str, String)>;

fn outer_headers(letter: &Letter) -> Headers {
    let domain = domain(&letter.from);
    let mut headers = vec![
        ("From", letter.from.clone()),
        ("To", letter.to.join(", ")),
        ("Subject", format!("Report {}", letter.number)),
        ("Date", date(letter.date)),
        ("Message-ID", format!("<{}.{}@{domain}>", letter.number, letter.digest)),
    ];
    if letter.auto_submitted {
        headers.push(("Auto-Submitted", "auto-generated".to_owned()));
    }
    headers
}

/// The letter as a MIME entity of its own, to be sealed: its headers repeat the outer
/// ones with the true subject, and say which outer ones there are (RFC 9788 §2.2).
pub fn entity(letter: &Letter, boundary: &str) -> Vec<u8> {
    let kind = multipart("multipart/mixed", boundary)
        .attribute("hp", "cipher")
        .attribute("protected-headers", "v1");
    let mut part = MimePart::new(kind, parts(letter, readable));
    for (name, value) in outer_headers(letter) {
        part = match name {
            "Subject" => part.header(name, Text::new(letter.subject.as_str())),
            _ => part.header(name, Raw::new(value)),
        };
    }
    if let Some(address) = &letter.reply_to {
        part = part.header("Reply-To", Raw::new(address.clone()));
    }
    for (name, value) in outer_headers(letter) {
        part = part.header("HP-Outer", Raw::new(format!("{name}: {value}")));
    }
    let mut bytes = Vec::new();
    part.write_part(&mut bytes);
    bytes
}

/// The sealed mail around an armoured OpenPGP message (RFC 3156 §4).
pub fn encrypted(letter: &Letter, armoured: String, boundary: &str) -> Mail {
    let kind = multipart("multipart/encrypted", boundary)
        .attribute("protocol", "application/pgp-encrypted");
    // Binary with an encoding of our own: as text each part would get a charset.
    let part = |kind: ContentType<'static>, body: Vec<u8>| {
        MimePart::new(kind, BodyPart::Binary(body.into())).transfer_encoding("7bit")
    };
    let version = part(ContentType::new("application/pgp-encrypted"), b"Version: 1".to_vec());
    let name = format!("{}.asc", letter.number);
    let sealed = part(
        ContentType::new("application/octet-stream").attribute("name", name.clone()),
        crlf(&armoured),
    )
    .attachment(name);
    mail(letter, MimePart::new(kind, vec![version, sealed]))
}

/// The mail of `seal: none`: as open as a postcard, for tests of a mail route only.
pub fn open(letter: &Letter, boundary: &str) -> Mail {
    // A mail server on the way may take seven bits only.
    let encoded = |kind: ContentType<'static>, text: &str| MimePart::new(kind, text.to_owned());
    mail(letter, MimePart::new(multipart("multipart/mixed", boundary), parts(letter, encoded)))
}

fn mail(letter: &Letter, body: MimePart<'_>) -> Mail {
    let mut message = MessageBuilder::new().body(body);
    for (name, value) in outer_headers(letter) {
        message = message.header(name, Raw::new(value));
    }
    Mail(message.write_to_vec().expect("a Vec takes every write"))
}

/// A short mail to somebody outside, in the open.
pub struct ReceiptMail<'a> {
    /// The number of the report that it is about.
    pub number: &'a Number,
    /// Its date, to the second.
    pub date: Timestamp,
    /// The sender, as a header has it.
    pub from: &'a str,
    /// The bare address that it goes to.
    pub to: String,
    /// The language of subject and text.
    pub lang: &'a str,
    /// The subject, not yet encoded for a header.
    pub subject: String,
    /// The text, lines ended by `\n`, not yet encoded.
    pub text: String,
}

/// An automatic answer (RFC 3834 §3), which [`Mail::envelope`] gives no return path.
pub fn notice(notice: ReceiptMail<'_>) -> Mail {
    let message_id = format!("<{}.notice@{}>", notice.number, domain(notice.from));
    let kind = ContentType::new("text/plain").attribute("charset", "utf-8");
    let message = MessageBuilder::new()
        .header("From", Raw::new(notice.from))
        .header("To", Raw::new(notice.to))
        .header("Subject", Text::new(notice.subject))
        .header("Date", Raw::new(date(notice.date)))
        .header("Message-ID", Raw::new(message_id))
        .header("Auto-Submitted", Raw::new("auto-replied"))
        .header("Content-Language", Raw::new(notice.lang))
        .body(MimePart::new(kind, notice.text));
    Mail(message.write_to_vec().expect("a Vec takes every write"))
}

/// The parts of a letter; `text` says how texts are written. Evidence goes in base64 as it came.
fn parts<'a>(
    letter: &'a Letter,
    text: impl Fn(ContentType<'static>, &str) -> MimePart<'static>,
) -> Vec<MimePart<'a>> {
    let utf8 = |kind: &'static str| ContentType::new(kind).attribute("charset", "utf-8");
    let mut parts: Vec<MimePart<'a>> = vec![text(utf8("text/plain"), &letter.text)];
    parts.extend(letter.attachments.iter().map(|file| {
        let part = match std::str::from_utf8(&file.bytes) {
            Ok(data) if file.media_type != "application/octet-stream" => {
                text(ContentType::new(file.media_type), data)
            }
            _ => MimePart::new(file.media_type, file.bytes.as_slice()),
        };
        part.attachment(file.name.as_str())
    }));
    parts
}

/// Longest line of an 8-bit body, in octets (RFC 2045 §2.8).
const LINE_OCTETS: usize = 998;

/// A text as `gpg --decrypt` alone shows it. Nothing inside the seal passes a mail server, so
/// eight bits arrive; where a line is too long, it is quoted-printable or base64.
fn readable(kind: ContentType<'static>, text: &str) -> MimePart<'static> {
    match text.lines().all(|line| line.len() <= LINE_OCTETS) {
        true => MimePart::new(kind, BodyPart::Binary(crlf(text).into())).transfer_encoding("8bit"),
        false => MimePart::new(kind, text.to_owned()),
    }
}

fn multipart<'a>(kind: &'a str, boundary: &str) -> ContentType<'a> {
    ContentType::new(kind).attribute("boundary", boundary.to_owned())
}

/// A moment as a header has it (RFC 5322 §3.3), in UTC and to the second.
fn date(time: Timestamp) -> String {
    time.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

fn crlf(text: &str) -> Vec<u8> {
    let text = text.trim_end();
    // Lines of quoted text are about as long as this.
    let mut out = Vec::with_capacity(text.len() + text.len() / 32 + 2);
    for line in text.lines() {
        out.extend_from_slice(line.as_bytes());
        out.extend_from_slice(b"\r\n");
    }
    out
}

impl Mail {
    /// The value of a header that we wrote: on one line, or folded.
    fn header(&self, name: &str) -> Option<String> {
        let end = memchr::memmem::find(&self.0, b"\r\n\r\n")?;
        let head =
            std::str::from_utf8(&self.0[..end]).ok()?.replace("\r\n ", " ").replace("\r\n\t", " ");
        head.split("\r\n")
            .find_map(|line| Some(line.strip_prefix(name)?.strip_prefix(": ")?.to_owned()))
    }

    /// Number of its report and digest of its content, out of the Message-ID; `None` if that is not
    /// one of ours.
    pub fn identity(&self) -> Option<(Number, String)> {
        let id = self.header("Message-ID")?;
        let (left, _) = id.strip_prefix('<')?.split_once('@')?;
        let (number, digest) = left.split_once('.')?;
        Some((Number::parse(number)?, digest.to_owned()))
    }

    /// The bare address of who wrote it; `None` if it has no such header.
    pub fn author(&self) -> Option<String> {
        self.header("From").map(|from| bare_address(&from).to_owned())
    }

    /// Who it goes from and to, as bare addresses; `None` if it lacks one of both.
    pub fn envelope(&self) -> Option<Envelope> {
        let answer = self.header("Auto-Submitted").as_deref() == Some("auto-replied");
        let to = self.header("To")?.split(", ").map(str::to_owned).collect();
        Some(Envelope { from: if answer { None } else { Some(self.author()?) }, to })
    }
}
