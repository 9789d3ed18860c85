//! Private keys that are written as text: by the words that announce them.

use super::binary;
use aho_corasick::{AhoCorasick, MatchKind};
use data_encoding::BASE64;
use memchr::memmem;
use std::borrow::Cow;
use std::sync::LazyLock;

/// What must stand behind a head of PEM for it to announce a key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: what else would a file be that begins so.
    Nothing,
    /// The key itself: texts may well explain what the head of one looks like.
    Body,
}

/// Words of which one stands in each private key that is a text.
const MARKS: [&str; 13] = [
    BEGIN,
    "AGE-SECRET-KEY-",
    "PuTTY-User-Key-File-",
    "untrusted comment:",
    "Private-key-format: v",
    "PrivateKey",
    "<RSAKeyValue>",
    "ed25519v1-secret:",
    "(private-key",
    "protected-private-key",
    KIND,
    SECRET,
    SHARED,
];

/// OpenPGP, OpenSSH, OpenVPN, SSH2 and PEM (RFC 7468), behind their hyphens.
const BEGIN: &str = "BEGIN ";

/// The members of a JSON Web Key (RFC 7517) that say what it is, and those that are its secret.
const KIND: &str = "\"kty\"";
const SECRET: &str = "\"d\"";
const SHARED: &str = "\"k\"";

/// So far apart the members of one key may stand.
const LONGEST: usize = 8_000;

static FINDER: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let finder = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(MARKS);
    finder.expect("the marks are few and short")
});

/// Where the first private key begins, and the words that tell it: to show more would show the key.
pub fn find(bytes: &[u8], needs: Needs) -> Option<(usize, &'static str)> {
    // The last members of a JSON Web Key that came by: what it is, and its secret.
    let (mut kind, mut secret) = (None, None);
    FINDER.find_iter(bytes).find_map(|found| {
        let (start, mark) = (found.start(), MARKS[found.pattern().as_usize()]);
        let rest = &bytes[found.end()..];
        let is_key = match mark {
            BEGIN => return begins(bytes, start, rest, needs).then_some((start, mark)),
            "AGE-SECRET-KEY-" => length(rest, |b| b.is_ascii_alphanumeric() || b == b'-') >= 40,
            "untrusted comment:" => memmem::find(line(rest), b"secret key").is_some(),
            // WireGuard: 32 bytes.
            "PrivateKey" => value(rest, b'=').is_some_and(|rest| length(rest, is_base64) == 43),
            "<RSAKeyValue>" => memmem::find(&rest[..rest.len().min(LONGEST)], b"<D>").is_some(),
            KIND => {
                kind = Some(start);
                near(kind, secret)
            }
            SECRET | SHARED => {
                let text = value(rest, b':').and_then(|rest| rest.strip_prefix(b"\""));
                let is_long = text.is_some_and(|text| length(text, is_base64) >= 20);
                secret = is_long.then_some(start).or(secret);
                is_long && near(kind, secret)
            }
            _ => true,
        };
        is_key.then_some((start, mark))
    })
}

/// A text in UTF-16, as Windows writes it, in ASCII as far as it is that; all other bytes as they are.
pub fn narrow(bytes: &[u8]) -> Cow<'_, [u8]> {
    let is_wide = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => true,
        [0, a, 0, b, ..] | [a, 0, b, 0, ..] => [a, b].iter().all(|b| (1..0x80).contains(*b)),
        _ => false,
    };
    match is_wide {
        true => Cow::Owned(bytes.iter().copied().filter(|b| *b != 0).collect()),
        false => Cow::Borrowed(bytes),
    }
}

/// Whether a private key begins with the `BEGIN` at `start`, behind which `rest` stands.
fn begins(bytes: &[u8], start: usize, rest: &[u8], needs: Needs) -> bool {
    let before = &bytes[..start];
    let is_head = before.ends_with(b"----") || before.ends_with(b"---- ");
    let end = memmem::find(line(rest), b"----").filter(|_| is_head);
    let Some(label) = end.map(|end| &rest[..end]) else { return false };
    let after = &rest[label.len()..];
    let body = &after[length(after, |b| b == b'-')..];
    let body = &body[..memmem::find(body, b"----").unwrap_or(body.len())];
    let is_named = [&b"PRIVATE KEY"[..], b"SECRET KEY", b"OpenVPN Static key"]
        .iter()
        .any(|name| memmem::find(label, name).is_some());
    // Whatever it is called: what counts is what it is.
    let is_one = || binary::is_key(&decoded(body));
    is_named && (needs == Needs::Nothing || has_body(body)) || is_one()
}

/// Whether lines of Base64 follow on the head of a block, behind its own headers.
fn has_body(body: &[u8]) -> bool {
    let body = &body[..body.len().min(LONGEST)];
    let is_ornament = |b: &u8| b.is_ascii_whitespace() || b">*#|\"'`,;\\".contains(b);
    let trimmed = |line: &[u8]| {
        let start = line.iter().take_while(|b| is_ornament(b)).count();
        let end = line.len() - line.iter().rev().take_while(|b| is_ornament(b)).count();
        line.get(start..end).unwrap_or_default().to_vec()
    };
    let is_code = |word: &[u8], least: usize| {
        let signs = length(word, |b| is_base64(b) || b == b'=');
        let is_mixed = word.iter().any(|b| !b.is_ascii_lowercase());
        signs == word.len() && signs >= least && is_mixed
    };
    // Texts of YAML and JSON write the end of a line so.
    let text = String::from_utf8_lossy(body).replace("\\r", "").replace("\\n", "\n");
    let mut lines = text.split('\n').map(|line| trimmed(line.as_bytes()));
    let first = lines.next().unwrap_or_default();
    // All in one line, as YAML folds it; else that line is a sentence about keys.
    let is_folded = first.split(u8::is_ascii_whitespace).any(|word| is_code(word, 32));
    let next = lines.find(|line| !line.is_empty() && !line.contains(&b':'));
    is_folded || next.is_some_and(|line| is_code(&line, 8))
}

/// The bytes of a block, as far as they are whole.
fn decoded(body: &[u8]) -> Vec<u8> {
    let mut signs = Vec::with_capacity(body.len());
    for line in body.split(|b| *b == b'\n').filter(|line| !line.contains(&b':')) {
        // The checksum of OpenPGP.
        if line.starts_with(b"=") {
            break;
        }
        signs.extend(line.iter().filter(|b| is_base64(**b)));
    }
    signs.truncate(signs.len() / 4 * 4);
    BASE64.decode(&signs).unwrap_or_default()
}

/// What stands behind a sign, with or without spaces around it.
fn value(rest: &[u8], sign: u8) -> Option<&[u8]> {
    let rest = rest.trim_ascii_start();
    Some(rest.strip_prefix(&[sign])?.trim_ascii_start())
}

fn near(one: Option<usize>, other: Option<usize>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one.abs_diff(other) < LONGEST)
}

fn line(bytes: &[u8]) -> &[u8] {
    &bytes[..memchr::memchr(b'\n', &bytes[..bytes.len().min(200)]).unwrap_or(bytes.len().min(200))]
}

fn length(bytes: &[u8], is_part: impl Fn(u8) -> bool) -> usize {
    bytes.iter().take_while(|b| is_part(**b)).count()
}

/// Signs of Base64, also of that for addresses.
fn is_base64(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"+/-_".contains(&b)
}

#[cfg(test)]
mod tests;
