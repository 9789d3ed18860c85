//! Private keys that are written as text: by the words that announce them.

mod body;
mod stand_in;

use super::binary;
use aho_corasick::{AhoCorasick, MatchKind};
use body::{Around, ENOUGH, LONGEST, decoded, has_body, run, unescaped};
use data_encoding::{BASE64, BASE64_NOPAD};
use memchr::memmem;
use stand_in::{is_elided, is_varied};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

/// What must stand behind words that announce a key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: what else would a file be that begins so.
    Nothing,
    /// The key itself: texts may well explain what the head of one looks like.
    Body,
}

/// Words of which one stands in each private key that is a text.
const MARKS: [&str; 19] = [
    BEGIN,
    "AGE-SECRET-KEY-",
    "PuTTY-User-Key-File-",
    "untrusted comment:",
    "Private-key-format: v",
    WIREGUARD[0],
    WIREGUARD[1],
    WIREGUARD[2],
    WIREGUARD[3],
    WIREGUARD[4],
    WIREGUARD[5],
    PACKED[0],
    PACKED[1],
    PACKED[2],
    "<RSAKeyValue>",
    "ed25519v1-secret:",
    "(private-key",
    "protected-private-key",
    KIND,
];

/// OpenPGP, OpenSSH, OpenVPN, SSH2 and PEM (RFC 7468), behind their hyphens.
const BEGIN: &str = "BEGIN ";

/// The same in Base64, as settings of clusters hold it: at the beginning, and behind one byte or two
/// of a group of three.
const PACKED: [&str; 3] = ["LS0tLS1CRUdJTi", "0tLS0tQkVHSU4g", "tLS0tLUJFR0lO"];

/// How far into its group of four each of them begins.
const WITHIN: [usize; 3] = [0, 2, 3];

/// How WireGuard, programs that write its settings, and those who type them call a key.
const WIREGUARD: [&str; 6] =
    ["PrivateKey", "privatekey", "privateKey", "private-key", "private_key", "PRIVATE_KEY"];

/// The member of a JSON Web Key (RFC 7517 §4.1) that says what it is.
const KIND: &str = "kty";

/// The members that are its secret, as JSON, programs and YAML write them. They are so short that to
/// look for them in every text would cost four times what all other marks do: they are looked for
/// once a text says that it holds such a key.
const SECRET: [&str; 8] = ["\"d\"", "\"k\"", "\"d\\\"", "\"k\\\"", "'d'", "'k'", "d:", "k:"];

static FINDER: LazyLock<AhoCorasick> = LazyLock::new(|| finder(&MARKS));
static SECRETS: LazyLock<AhoCorasick> = LazyLock::new(|| finder(&SECRET));

fn finder(marks: &[&str]) -> AhoCorasick {
    let finder = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(marks);
    finder.expect("the marks are few and short")
}

/// Where the first private key begins, and the words that tell it: to show more would show the key.
pub fn find(bytes: &[u8], needs: Needs) -> Option<(usize, &'static str)> {
    let found = written(bytes, needs).or_else(|| spelt(bytes, needs));
    found.or_else(|| (needs == Needs::Nothing && is_bare(bytes)).then_some((0, WIREGUARD[0])))
}

/// The same in a text in which JSON spells letters by their numbers: `"k\u0074y"`.
fn spelt(bytes: &[u8], needs: Needs) -> Option<(usize, &'static str)> {
    let is_letter = |at: &usize| bytes.get(at + 4).is_some_and(|b| (b'2'..=b'7').contains(b));
    let at = memmem::find_iter(bytes, b"\\u00").find(is_letter)?;
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
    // Where secrets of JSON Web Keys may stand, once it was asked for.
    let mut secrets = None;
    // How far Base64 was decoded: nothing is looked at twice.
    let mut done = 0;
    let is_bare = needs == Needs::Nothing;
    let is_secret = |run: &[u8], least| run.len() >= least && (is_bare || is_varied(run));
    FINDER.find_iter(bytes).find_map(|found| {
        let (start, mark) = (found.start(), MARKS[found.pattern().as_usize()]);
        let rest = &bytes[found.end()..];
        let is_key = match mark {
            BEGIN => begins(bytes, start, rest, needs),
            _ if PACKED.contains(&mark) && start < done => false,
            _ if let Some(n) = PACKED.iter().position(|packed| *packed == mark) => {
                let packed = start.checked_sub(WITHIN[n]).map(|at| &bytes[at..]);
                let (packed, read) = packed.map(body::packed).unwrap_or_default();
                done = start + read;
                let plain = BASE64_NOPAD.decode(&packed[..packed.len() / 4 * 4]);
                plain.is_ok_and(|plain| {
                    let is_cut = plain.len() < ENOUGH
                        && is_elided(line(bytes.get(done..).unwrap_or_default()));
                    !is_cut && find(&plain, needs).is_some()
                })
            }
            "AGE-SECRET-KEY-" => {
                let rest = line(rest);
                is_secret(&rest[..length(rest, |b| b.is_ascii_alphanumeric() || b == b'-')], 40)
            }
            "untrusted comment:" => {
                let is_named = memmem::find(line(rest), b"secret key").is_some();
                is_named && (is_bare || has_code(until(rest, mark)))
            }
            "<RSAKeyValue>" => {
                let inside = behind(until(rest, mark), "<D>");
                inside.is_some_and(|value| is_bare || has_code(line(value)))
            }
            KIND => {
                let is_kind = is_kind(bytes, found.range());
                is_kind && is_near(secrets.get_or_insert_with(|| long(bytes, is_secret)), start)
            }
            // 32 bytes.
            _ if WIREGUARD.contains(&mark) => setting(rest).is_some_and(|rest| {
                let length = length(rest, is_base64);
                length == 43 && is_secret(&rest[..length], 43)
            }),
            _ => is_bare || is_shown(mark, until(rest, mark)),
        };
        is_key.then_some((start, mark))
    })
}

/// Whether the secret itself follows on words that begin nothing but files of keys.
fn is_shown(mark: &str, rest: &[u8]) -> bool {
    let secrets = match mark {
        "PuTTY-User-Key-File-" => return behind(rest, "Private-Lines:").is_some_and(has_code),
        "Private-key-format: v" => ["PrivateKey:", "PrivateExponent:"],
        _ => return has_code(rest),
    };
    secrets.iter().any(|name| behind(rest, name).is_some_and(|value| has_code(line(value))))
}

/// Whether a secret stands in a text, in Base64 or hexadecimal.
fn has_code(text: &[u8]) -> bool {
    text.split(|b| *b == b'\n').map(run).any(|run| run.len() >= 40 && is_varied(run))
}

/// What follows on some words.
fn behind<'a>(text: &'a [u8], words: &str) -> Option<&'a [u8]> {
    memmem::find(text, words.as_bytes()).map(|at| &text[at + words.len()..])
}

/// What belongs to a mark: at most what stands before the next such.
fn until<'a>(rest: &'a [u8], mark: &str) -> &'a [u8] {
    let rest = &rest[..rest.len().min(LONGEST)];
    &rest[..memmem::find(rest, mark.as_bytes()).unwrap_or(rest.len())]
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
    // Five hyphens in their longest spelling are shorter.
    let before = unescaped(&bytes[start.saturating_sub(64)..start]);
    if !before.ends_with(b"----") && !before.ends_with(b"---- ") {
        return false;
    }
    let (block, is_closed) = block(rest);
    let text = unescaped(block);
    let Some(end) = memmem::find(line(&text), b"----") else { return false };
    let (label, after) = text.split_at(end);
    let body = &after[length(after, |b| b == b'-')..];
    let is_named = [&b"PRIVATE KEY"[..], b"SECRET KEY", b"OpenVPN Static key"]
        .iter()
        .any(|name| memmem::find(label, name).is_some());
    // Whatever it is called: what counts is what it is.
    let end = memmem::find(body, b"----").unwrap_or(body.len());
    match is_named {
        true => {
            let around = Around { is_closed, is_quoted: is_quoted(&before, body) };
            needs == Needs::Nothing || has_body(body, around)
        }
        false => binary::is_key(&decoded(&body[..end])),
    }
}

/// Whether the head of a block stands in a sentence, or between the signs of code: what follows
/// below is then something else.
fn is_quoted(before: &[u8], after: &[u8]) -> bool {
    let lead = before.rsplit(|b| *b == b'\n').next().unwrap_or_default().trim_ascii_end();
    let lead = lead[..lead.len() - length_of_end(lead, b"-")].trim_ascii_end();
    let tail = line(after).trim_ascii();
    let is_code = lead.ends_with(b"`") && tail.starts_with(b"`");
    let plain = &lead[..lead.len() - length_of_end(lead, b"`\"'*_( ")];
    let is_word =
        |word: &&[u8]| word.len() > 1 && word.iter().all(|b| b.is_ascii_alphabetic() || *b >= 0x80);
    let is_sentence = plain.split(u8::is_ascii_whitespace).filter(is_word).count() > 1
        && !plain.ends_with(b":")
        && !plain.ends_with(b"=");
    let next = after.split(|b| *b == b'\n').nth(1).unwrap_or_default().trim_ascii();
    is_code || is_sentence && (next.is_empty() || !tail.is_empty())
}

fn length_of_end(bytes: &[u8], signs: &[u8]) -> usize {
    bytes.iter().rev().take_while(|b| signs.contains(b)).count()
}

/// A block, up to its end or the beginning of another, and whether it has an end.
fn block(rest: &[u8]) -> (&[u8], bool) {
    let rest = &rest[..memmem::find(rest, b"BEGIN ").unwrap_or(rest.len())];
    let is_end = |at: &usize| {
        let before = unescaped(&rest[at.saturating_sub(16)..*at]);
        before.ends_with(b"--") || before.ends_with(b"-- ")
    };
    let end = memmem::find_iter(rest, b"END ").find(is_end);
    (&rest[..end.unwrap_or(rest.len())], end.is_some())
}

/// What stands behind a sign, with or without spaces around it.
fn value(rest: &[u8], sign: u8) -> Option<&[u8]> {
    let rest = rest.trim_ascii_start();
    Some(rest.strip_prefix(&[sign])?.trim_ascii_start())
}

/// The value of a setting, with or without quotation marks around it and its name.
fn setting(rest: &[u8]) -> Option<&[u8]> {
    let rest = rest.strip_prefix(b"\"").unwrap_or(rest);
    let rest = value(rest, b'=').or_else(|| value(rest, b':'))?;
    Some(rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest))
}

/// Whether the name of a member begins at `start`, and not in the middle of a word.
fn is_member(bytes: &[u8], start: usize) -> bool {
    let is_word = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | 0x80..);
    !bytes[..start].last().is_some_and(is_word)
}

/// Whether what stands there is the name of a member: between quotation marks, or before a colon.
fn is_kind(bytes: &[u8], name: Range<usize>) -> bool {
    let after = bytes[name.end..].iter().find(|b| **b != b'\\');
    match bytes[..name.start].last() {
        quote @ Some(b'"' | b'\'') => after == quote && is_member(bytes, name.start - 1),
        _ => after == Some(&b':') && is_member(bytes, name.start),
    }
}

/// Where members stand whose values are as long as the secret of a JSON Web Key, in their order.
fn long(bytes: &[u8], is_secret: impl Fn(&[u8], usize) -> bool) -> Vec<usize> {
    let is_long = |found: &aho_corasick::Match| {
        let name = SECRET[found.pattern().as_usize()];
        is_member(bytes, found.start())
            && member(name, &bytes[found.end()..])
                .is_some_and(|(text, least)| is_secret(&text[..length(text, is_base64)], least))
    };
    SECRETS.find_iter(bytes).filter(is_long).map(|found| found.start()).collect()
}

/// Whether one of these places, which are in order, is near another.
fn is_near(places: &[usize], at: usize) -> bool {
    let next = places.partition_point(|place| place + LONGEST <= at);
    places.get(next).is_some_and(|place| place.abs_diff(at) < LONGEST)
}

/// The value of a member behind its name, and how long it must be to be a secret: without quotation
/// marks it may be what a program calls one.
fn member<'a>(name: &str, rest: &'a [u8]) -> Option<(&'a [u8], usize)> {
    let rest = if name.ends_with(':') { rest.trim_ascii_start() } else { value(rest, b':')? };
    // JSON within a string.
    let text = rest.strip_prefix(b"\\").unwrap_or(rest);
    match text.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")) {
        Some(rest) => Some((rest, 20)),
        None => Some((rest, 43)),
    }
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
