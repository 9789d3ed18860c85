//! Private keys that are written as text: by the words that announce them, and by what they are.

mod base64;
mod block;
mod body;
mod numbers;
mod setting;
mod signs;
mod stand_in;
mod web;

pub use signs::{narrow, without_tags};

use aho_corasick::{AhoCorasick, MatchKind};
use body::LONGEST;
use data_encoding::BASE64;
use memchr::memmem::{self, Finder};
use signs::{length, line, run, unescaped};
use stand_in::is_varied;
use std::sync::LazyLock;

/// What must stand behind words that announce a key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// What files of keys hold, whole or not: what else would a file be that begins so.
    Head,
    /// The key itself: texts may well explain what the head of one looks like.
    Body,
}

/// What a mark is, which says how the rest of a key is looked for.
#[derive(Clone, Copy)]
enum Mark {
    /// OpenPGP, OpenSSH, OpenVPN, SSH2 and PEM (RFC 7468), behind their hyphens.
    Block,
    /// What is in Base64, as settings of clusters hold it: the head of a block, the member `"kty"`,
    /// or Base64 again; so far behind the beginning of a group of four.
    Base64(usize),
    /// A version in DER behind a head of two, three or four bytes (X.690 §8.1.3), or the name of a way
    /// to encrypt, all in Base64; the head began so many signs before.
    Der(usize),
    /// A key of OpenSSH in Base64.
    OpenSsh,
    /// One of several encodings of the same beginning, which counts only together with what
    /// follows.
    Part,
    /// The name of a setting that holds 32 bytes.
    Setting,
    /// The member of a JSON Web Key (RFC 7517 §4.1) that says what it is.
    Kind,
    /// Numbers as OpenSSL and GnuTLS print them.
    Numbers,
    Age,
    Comment,
    Xml,
    /// Words that begin nothing but files of keys, and those behind which the secret stands.
    File(&'static [&'static str]),
}

/// What of which one stands in each private key that is a text.
///
/// They are looked for in every text, in a way that puts each eighth of up to 32 into one of eight
/// sets, and looks closer wherever a byte of each place could be one of a set, at least by halves of
/// bytes. In this order that is at 4 bytes in a million of our pages; in the order of their meaning
/// it was a thousand times as often, and half as slow again. Shorter ones would spoil it, too.
const MARKS: [(&str, Mark); 32] = [
    ("'kty", Mark::Kind),
    ("LS0tL", Mark::Part),
    ("\"kty", Mark::Kind),
    ("ia3R5I", Mark::Base64(3)),
    ("Q0FR", Mark::Base64(0)),
    ("untrusted comment:", Mark::Comment),
    ("IBAA", Mark::Der(6)),
    ("CAQE", Mark::Der(3)),
    ("ed25519v1-secret:", Mark::File(&[])),
    ("_KEY", Mark::Part),
    ("BgkqhkiG9w0B", Mark::Der(8)),
    ("AgEA", Mark::Der(4)),
    ("TFMwdExTMUNSVWRKVG", Mark::Base64(0)),
    ("JrdHki", Mark::Base64(2)),
    ("AgEB", Mark::Der(4)),
    ("CAQA", Mark::Der(3)),
    ("kty:", Mark::Kind),
    ("PuTTY-User-Key-File-", Mark::File(&["Private-Lines:"])),
    ("AGE-SECRET-KEY-", Mark::Age),
    ("<RSAKeyValue>", Mark::Xml),
    ("reshared", Mark::Part),
    ("priv:", Mark::Numbers),
    ("BEGIN", Mark::Block),
    ("CSqGSIb3DQE", Mark::Der(8)),
    ("Imt0eS", Mark::Base64(0)),
    ("TUlH", Mark::Base64(0)),
    ("rivate", Mark::Part),
    ("TUlJ", Mark::Base64(0)),
    ("b3BlbnNzaC1rZXktdjEA", Mark::OpenSsh),
    ("0tLS0tQkVHSU4g", Mark::Base64(2)),
    ("IBAD", Mark::Der(6)),
    ("IBAz", Mark::Der(6)),
];

/// The whole of which such a part may be one.
const WHOLE: [(&str, Mark); 20] = [
    ("LS0tLS1CRUdJTi", Mark::Base64(0)),
    ("tLS0tLUJFR0lO", Mark::Base64(3)),
    ("Private-key-format: v", Mark::File(&["PrivateKey:", "PrivateExponent:"])),
    ("(private-key", Mark::File(&[])),
    ("protected-private-key", Mark::File(&[])),
    // How WireGuard, programs that write its settings, and those who type them call a key.
    ("PrivateKey", Mark::Setting),
    ("privatekey", Mark::Setting),
    ("privateKey", Mark::Setting),
    ("private-key", Mark::Setting),
    ("private_key", Mark::Setting),
    ("PRIVATE_KEY", Mark::Setting),
    ("PresharedKey", Mark::Setting),
    ("presharedkey", Mark::Setting),
    ("presharedKey", Mark::Setting),
    ("preshared-key", Mark::Setting),
    ("preshared_key", Mark::Setting),
    ("PRESHARED_KEY", Mark::Setting),
    ("privateExponent:", Mark::Numbers),
    ("private exponent:", Mark::Numbers),
    ("private key:", Mark::Numbers),
];

/// The whole that a part belongs to: where it begins, how it reads, what it is.
fn whole(bytes: &[u8], at: usize, part: &str) -> Option<(usize, &'static str, Mark)> {
    WHOLE.iter().find_map(|(words, mark)| {
        let start = at.checked_sub(words.find(part)?)?;
        bytes[start..].starts_with(words.as_bytes()).then_some((start, *words, *mark))
    })
}

static FINDER: LazyLock<AhoCorasick> =
    LazyLock::new(|| finder(MARKS.iter().map(|(words, _)| words)));

fn finder<'a>(words: impl Iterator<Item = &'a &'a str>) -> AhoCorasick {
    let finder = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(words);
    finder.expect("the marks are few and short")
}

/// Where the first private key begins, and the words that tell it: to show more would show the key.
pub fn find(bytes: &[u8], needs: Needs) -> Option<(usize, &'static str)> {
    let found = written(bytes, needs).or_else(|| spelt(bytes, needs));
    let openpgp = || base64::Base64::new(bytes, needs).openpgp().map(|at| (at, "l"));
    let found = found.or_else(openpgp);
    found.or_else(|| (needs == Needs::Head && is_bare(bytes)).then_some((0, "PrivateKey")))
}

/// The same in a text in which JSON spells letters by their numbers: `"k\u0074y"`.
fn spelt(bytes: &[u8], needs: Needs) -> Option<(usize, &'static str)> {
    static ESCAPE: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("\\u00"));
    let is_letter = |at: &usize| bytes.get(at + 4).is_some_and(|b| (b'2'..=b'7').contains(b));
    let at = ESCAPE.find_iter(bytes).find(is_letter)?;
    written(&unescaped(bytes), needs).map(|(_, mark)| (at, mark))
}

/// Whether a file is nothing but a key as `wg genkey` writes it: 32 bytes, some bits of which are
/// set as curve 25519 wants them.
fn is_bare(bytes: &[u8]) -> bool {
    let text = if bytes.len() < 64 { bytes.trim_ascii() } else { return false };
    let key =
        if text.len() == 44 { BASE64.decode(text).unwrap_or_default() } else { return false };
    matches!(key[..], [first, .., last] if key.len() == 32 && first & 7 == 0 && last >> 6 == 1)
}

/// The same of words that are written as they are.
fn written(bytes: &[u8], needs: Needs) -> Option<(usize, &'static str)> {
    let mut secrets = web::Secrets::new(bytes, needs);
    let mut base64 = base64::Base64::new(bytes, needs);
    let is_bare = needs == Needs::Head;
    FINDER.find_iter(bytes).find_map(|found| {
        let (start, (words, mark)) = (found.start(), MARKS[found.pattern().as_usize()]);
        let (start, words, mark) = match mark {
            Mark::Part => whole(bytes, start, words)?,
            Mark::Kind => (start + words.find("kty")?, "kty", mark),
            mark => (start, words, mark),
        };
        let rest = &bytes[start + words.len()..];
        let until = || {
            let rest = &rest[..rest.len().min(LONGEST)];
            &rest[..memmem::find(rest, words.as_bytes()).unwrap_or(rest.len())]
        };
        let is_key = match mark {
            Mark::Block => block::begins(bytes, start, rest, needs),
            Mark::Base64(within) => base64.holds_key(start, within),
            Mark::Der(before) => {
                let begin = start.checked_sub(before).filter(|at| base64.is_der(*at))?;
                return Some((begin, if before > 3 { "MI" } else { "M" }));
            }
            Mark::OpenSsh => base64.is_openssh(start),
            Mark::Setting => setting::holds_key(rest, needs),
            Mark::Kind => secrets.is_kind(start..start + words.len()) && secrets.is_near(start),
            Mark::Numbers => numbers::is_key(rest),
            Mark::Part => false,
            Mark::Age => {
                let rest = line(rest);
                let code = &rest[..length(rest, |b| b.is_ascii_alphanumeric() || b == b'-')];
                code.len() >= 40 && (is_bare || is_varied(code))
            }
            Mark::Comment => memmem::find(line(rest), b"secret key").is_some() && has_code(until()),
            Mark::Xml => {
                behind(until(), "<D>").is_some_and(|value| is_bare || has_code(line(value)))
            }
            Mark::File(secrets) => {
                is_bare && is_first(&bytes[..start]) || is_shown(secrets, until())
            }
        };
        // A space is all that may stand behind the word.
        is_key.then_some((start, if words == "BEGIN" { "BEGIN " } else { words }))
    })
}

/// Whether nothing but signs stands at the beginning of a file: comments, brackets, a length.
fn is_first(before: &[u8]) -> bool {
    before.len() < 8 && !before.iter().any(|b| b.is_ascii_alphabetic() || b"\"'`$".contains(b))
}

/// Whether the secret itself follows, behind one of these words if there are any.
fn is_shown(secrets: &[&str], rest: &[u8]) -> bool {
    match secrets {
        [] => has_code(rest),
        // Lines, not a line.
        ["Private-Lines:"] => behind(rest, secrets[0]).is_some_and(has_code),
        _ => {
            secrets.iter().any(|name| behind(rest, name).is_some_and(|value| has_code(line(value))))
        }
    }
}

/// Whether a secret stands in a text, in Base64 or hexadecimal.
fn has_code(text: &[u8]) -> bool {
    text.split(|b| *b == b'\n').map(run).any(|run| run.len() >= 40 && is_varied(run))
}

/// What follows on some words.
fn behind<'a>(text: &'a [u8], words: &str) -> Option<&'a [u8]> {
    memmem::find(text, words.as_bytes()).map(|at| &text[at + words.len()..])
}

#[cfg(test)]
mod tests;
