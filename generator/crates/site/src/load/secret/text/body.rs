//! What follows on the words that announce a private key: the key itself, or an explanation of it.

use super::signs::{is_base64, length, plain};
use super::stand_in::{is_elided, is_varied, shown};
use crate::load::secret::binary;
use data_encoding::{BASE64, BASE64_NOPAD};
use memchr::memmem;

/// A key is looked for at most this many bytes behind its mark, and its parts stand at most this
/// far apart.
pub const LONGEST: usize = 8_000;

/// Who shows this many signs of a key has given it away, whatever else is left out.
pub const ENOUGH: usize = 300;

/// A line of a key has at least this many signs; those of OpenVPN are the shortest.
const LINE: usize = 32;

/// Signs on a line of a key, mostly.
const GROUPED: usize = 64;

/// The first bytes of a key may be the same in all keys of a kind, as with OpenSSH. Whoever looks for
/// keys quotes them, so fewer bytes than these are no key yet.
const SAME: usize = 64;

/// What stands around the body of a block.
#[derive(Clone, Copy)]
pub struct Around {
    /// Whether the block has an end.
    pub is_closed: bool,
    /// Whether its head stands in a sentence.
    pub is_quoted: bool,
}

/// Whether a private key follows on the head of a block: behind its own headers, or behind whatever
/// a log, a program or a page puts around each line.
pub fn has_body(body: &[u8], around: Around) -> bool {
    let body = &body[..body.len().min(LONGEST)];
    let lines: Vec<&[u8]> = body.split(|b| *b == b'\n').collect();
    let codes: Vec<Vec<Vec<u8>>> = lines.iter().map(|line| pieces(line)).collect();
    let is_line = |n: usize| !codes[n].is_empty();
    let first = (0..lines.len()).find(|n| is_line(*n)).unwrap_or(0);
    // Tags may stand on lines of their own.
    let is_near = |n: &usize| (*n..lines.len().min(n + 3)).any(is_line);
    let end = (first..lines.len()).take_while(is_near).last().map_or(lines.len(), |n| n + 1);
    let code: Vec<&[u8]> = codes[first..end].iter().flatten().map(Vec::as_slice).collect();
    let signs = code.concat();
    // Nothing of it is left out, whatever the text says.
    if is_whole(&signs) && is_varied(&signs) {
        return true;
    }
    if signs.len() < ENOUGH && lines.iter().take(end + 1).any(|line| is_elided(line)) {
        return false;
    }
    let shown = shown(&signs);
    if shown < ENOUGH && shown * 2 < signs.len() {
        return false;
    }
    // Rules that look for keys quote the beginnings of several.
    let is_begun = is_key(&signs) && (around.is_closed || signs.len() >= ENOUGH);
    let is_one = is_begun || around.is_closed && first < 12 && is_block(&code);
    is_one && is_varied(&signs) || !around.is_quoted && is_plain(&lines)
}

/// The lines of a key that stand on one line: most often one, or all of them with what a list, a
/// table or an address puts between them, or in groups of a few signs.
fn pieces(line: &[u8]) -> Vec<Vec<u8>> {
    if is_header(line) {
        return Vec::new();
    }
    let is_part = |b: &u8| b.is_ascii_alphanumeric() || b"+/".contains(b);
    let long = line.split(|b| !is_part(b)).filter(|run| run.len() >= LINE);
    let long: Vec<Vec<u8>> = long.map(<[u8]>::to_vec).collect();
    if !long.is_empty() {
        return long;
    }
    let words = line.split(u8::is_ascii_whitespace);
    let mut groups: Vec<&[u8]> = words
        .map(|word| word.strip_suffix(b"=").unwrap_or(word))
        .map(|word| word.strip_suffix(b"=").unwrap_or(word))
        .skip_while(|word| word.is_empty() || !word.iter().all(is_part))
        .take_while(|word| !word.is_empty() && word.iter().all(is_part))
        .collect();
    let width = groups.first().map_or(0, |group| group.len());
    let even = groups.iter().take_while(|group| group.len() == width).count();
    groups.truncate(even + 1);
    match (2..=16).contains(&width) && even >= 8 {
        true => groups.concat().chunks(GROUPED).map(<[u8]>::to_vec).collect(),
        false => Vec::new(),
    }
}

/// Whether Base64 stands there as nothing else does: alone on the line behind the headers, or all
/// of it on the line of the head, as YAML folds it.
fn is_plain(lines: &[&[u8]]) -> bool {
    let is_ornament = |b: &u8| b.is_ascii_whitespace() || b">*#|\"'`,;\\".contains(b);
    let trimmed = |line: &[u8]| {
        let start = line.iter().take_while(|b| is_ornament(b)).count();
        let end = line.len() - line.iter().rev().take_while(|b| is_ornament(b)).count();
        line.get(start..end).unwrap_or_default().to_vec()
    };
    let is_code = |word: &[u8], least: usize| {
        let signs = length(word, |b| b.is_ascii_alphanumeric() || b"+/=".contains(&b));
        // No word, nor one that begins a sentence.
        let is_mixed = word.iter().skip(1).any(|b| !b.is_ascii_lowercase());
        signs == word.len() && signs >= least && is_mixed && is_varied(word)
    };
    let mut lines = lines.iter().map(|line| trimmed(line));
    let first = lines.next().unwrap_or_default();
    let is_folded = first.split(u8::is_ascii_whitespace).any(|word| is_code(word, 32));
    let next = lines.find(|line| !line.is_empty() && !line.contains(&b':'));
    is_folded || next.is_some_and(|line| is_code(&line, 8))
}

/// Base64 that begins here, over as many lines as hold nothing else, and how many bytes it takes up.
pub fn packed(text: &[u8]) -> (Vec<u8>, usize) {
    let text = &text[..text.len().min(LONGEST)];
    let (mut signs, mut read) = (Vec::new(), 0);
    for line in text.split_inclusive(|b| *b == b'\n') {
        let indent = length(line, |b| matches!(b, b' ' | b'\t'));
        let rest = &line[indent..];
        let code = &rest[..length(rest, is_base64)];
        let is_whole = matches!(rest[code.len()..].trim_ascii_end(), b"" | b"=" | b"==");
        if !is_whole && read > 0 {
            break;
        }
        signs.extend(code.iter().map(|b| plain(*b)));
        if !is_whole {
            return (signs, indent + code.len());
        }
        read += line.len();
    }
    (signs, read)
}

/// Whether Base64 is a key by what it says.
fn is_key(signs: &[u8]) -> bool {
    let whole = &signs[..signs.len() / 4 * 4];
    BASE64_NOPAD.decode(whole).is_ok_and(|bytes| bytes.len() >= SAME && binary::is_key(&bytes))
}

/// Whether Base64 is a key in DER to its last byte.
fn is_whole(signs: &[u8]) -> bool {
    let whole = BASE64_NOPAD.decode(&signs[..signs.len() / 4 * 4]);
    whole.is_ok_and(|bytes| binary::is_whole(&bytes))
}

/// Whether lines are those of a block whose bytes say nothing, being encrypted: as long as each
/// other but for the last, and neither numbers nor names.
fn is_block(lines: &[&[u8]]) -> bool {
    let [first, .., _] = lines else { return false };
    let is_even = lines.iter().rev().skip(1).all(|line| line.len() == first.len());
    let kinds = [u8::is_ascii_uppercase, u8::is_ascii_lowercase, u8::is_ascii_digit];
    let signs = lines.concat();
    is_even && signs.len() >= 100 && kinds.iter().all(|kind| signs.iter().any(kind))
}

/// A header whose value is as long as a line: how a key is encrypted.
fn is_header(line: &[u8]) -> bool {
    memmem::find(line, b"DEK-Info:").is_some()
}

/// The bytes of a block, as far as they are whole.
pub fn decoded(body: &[u8]) -> Vec<u8> {
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
