//! Blocks between lines of hyphens: OpenPGP, OpenSSH, OpenVPN, SSH2, PEM (RFC 7468).

use super::Needs;
use super::body::{Around, decoded, has_body};
use super::signs::{length, line, run, unescaped, words};
use crate::load::secret::binary;
use memchr::memmem;

/// The hyphens of a head begin at most this many bytes before its word, and end at most this many
/// behind it, with whatever tags an office program puts between.
const HEAD: usize = 2_000;

/// Signs of Base64 that a line of a file of keys has at least.
const LINE: usize = 16;

/// Lines that may stand between the head of a block and its Base64.
const HEADERS: [&[u8]; 6] =
    [b"Charset:", b"Comment:", b"DEK-Info:", b"Proc-Type:", b"Subject:", b"Version:"];

/// The name of a block has at most this many bytes.
const LONGEST_LABEL: usize = 100;

/// Whether a private key begins with the `BEGIN` at `start`, behind which `rest` stands.
pub fn begins(bytes: &[u8], start: usize, rest: &[u8], needs: Needs) -> bool {
    // The last byte of a hyphen, however it is spelt, of a blank or of a tag.
    if !matches!(bytes[..start].last(), Some(b'-' | b' ' | b';' | b'>' | b'd' | b'D' | 0xa0)) {
        return false;
    }
    // Five hyphens in their longest spelling are shorter.
    let near = |length: usize| words(&bytes[start.saturating_sub(length)..start]);
    let has_hyphens = |before: &[u8]| before.ends_with(b"----") || before.ends_with(b"---- ");
    let mut before = near(64);
    if !has_hyphens(&before) && bytes[start - 1] == b'>' {
        before = near(HEAD);
    }
    if !has_hyphens(&before) {
        return false;
    }
    let (block, is_closed) = block(rest);
    let text = unescaped(block);
    let Some(end) = memmem::find(&text[..text.len().min(HEAD)], b"----") else { return false };
    let (head, after) = text.split_at(end);
    let label = words(head);
    if !label.starts_with(b" ") || label.len() > LONGEST_LABEL || label.contains(&b'\n') {
        return false;
    }
    let body = &after[length(after, |b| b == b'-')..];
    let is_named = [&b"PRIVATE KEY"[..], b"SECRET KEY", b"OpenVPN Static key"]
        .iter()
        .any(|name| memmem::find(&label, name).is_some());
    // Whatever it is called: what counts is what it is.
    let end = memmem::find(body, b"----").unwrap_or(body.len());
    match is_named {
        true => {
            let around = Around { is_closed, is_quoted: is_quoted(&before, body) };
            needs == Needs::Head && is_file(&before, body) || has_body(body, around)
        }
        false => binary::is_key(&decoded(&body[..end])),
    }
}

/// Whether a head stands on its line alone, and below it what a file of keys has there: programs and
/// rules that look for keys put it in quotation marks, and lists of what to look for below another.
fn is_file(before: &[u8], body: &[u8]) -> bool {
    let lead = before.rsplit(|b| *b == b'\n').next().unwrap_or_default();
    let is_alone = lead.iter().all(|b| b"- \t\xef\xbb\xbf".contains(b));
    let mut lines = body.split(|b| *b == b'\n').map(<[u8]>::trim_ascii);
    let is_line = |line: &[u8]| {
        let code = run(line);
        let is_code = line.strip_prefix(code).is_some_and(|rest| rest.iter().all(|b| *b == b'='));
        is_code && code.len() >= LINE || HEADERS.iter().any(|header| line.starts_with(header))
    };
    is_alone
        && lines.next().is_some_and(<[u8]>::is_empty)
        && lines.find(|line| !line.is_empty()).is_some_and(is_line)
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
    let is_behind_hyphens = |at: &usize| {
        let before = words(&rest[at.saturating_sub(64)..*at]);
        before.ends_with(b"--") || before.ends_with(b"-- ")
    };
    let next = memmem::find_iter(rest, b"BEGIN").find(is_behind_hyphens);
    let rest = &rest[..next.unwrap_or(rest.len())];
    let end = memmem::find_iter(rest, b"END").find(is_behind_hyphens);
    (&rest[..end.unwrap_or(rest.len())], end.is_some())
}
