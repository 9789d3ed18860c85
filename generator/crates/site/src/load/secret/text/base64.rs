//! Keys in Base64 without a head: DER and OpenSSH by what they are, and texts that hold one.

use super::body::{ENOUGH, LONGEST, packed};
use super::signs::{is_base64, length, line, plain};
use super::stand_in::{is_elided, is_varied};
use super::{Needs, find};
use crate::load::secret::binary;
use data_encoding::BASE64_NOPAD;

/// Bytes of the longest key that is looked for, a store of several.
const MOST: usize = 20_000;

/// Signs on a line of a key, but for the last.
const LINE: usize = 32;

/// At most this many bytes stand between the last sign on one line of a key and the first on the
/// next.
const MAX_BETWEEN: usize = 120;

/// What of a text was decoded.
pub struct Base64<'a> {
    bytes: &'a [u8],
    needs: Needs,
    /// How far texts were decoded: nothing is looked at twice.
    done: usize,
    /// How many signs may still be read to see whether they are a key. The limit grows with the
    /// length of the text, so that all work is linear.
    left: usize,
}

impl<'a> Base64<'a> {
    pub fn new(bytes: &'a [u8], needs: Needs) -> Self {
        Base64 { bytes, needs, done: 0, left: 2 * MOST + 16 * bytes.len() }
    }

    /// Whether the text that a mark stands in, so far behind the beginning of a group of four, holds
    /// a key.
    pub fn holds_key(&mut self, mark: usize, within: usize) -> bool {
        let Some(at) = mark.checked_sub(within).filter(|at| *at >= self.done) else {
            return false;
        };
        let start = self.start(at);
        let (signs, read) = packed(&self.bytes[start..]);
        self.done = start + read;
        let whole = &signs[..signs.len() / 4 * 4];
        let text = BASE64_NOPAD.decode(&signs).or_else(|_| BASE64_NOPAD.decode(whole));
        let Ok(text) = text else { return false };
        let rest = self.bytes.get(self.done..).unwrap_or_default();
        let is_cut = || text.len() < ENOUGH && is_elided(line(rest));
        find(&text, self.needs).is_some() && !is_cut()
    }

    /// Where the signs begin that belong to those at a place: on its line, and on lines above that
    /// hold nothing else.
    fn start(&self, at: usize) -> usize {
        let nearest = self.done.max(at.saturating_sub(LONGEST / 2));
        let run = |end: usize| {
            let before = self.bytes[nearest..end].iter().rev();
            end - before.take_while(|b| is_sign(b)).count()
        };
        let mut start = run(at);
        let mut count = at - start;
        loop {
            let above = nearest + self.bytes[nearest..start].trim_ascii_end().len();
            let is_line = self.bytes[above..start].contains(&b'\n') && above - run(above) >= LINE;
            if !is_line {
                break;
            }
            start = run(above);
            count += above - start;
        }
        // Groups are whole.
        start + count % 4
    }

    /// Whether a key in DER begins here, and stands there to its end.
    pub fn is_der(&mut self, at: usize) -> bool {
        let rest = &self.bytes[at..];
        let Some(head) = rest.get(..8).filter(|head| head[0] == b'M') else { return false };
        let head: Vec<u8> = head.iter().map(|b| plain(*b)).collect();
        let length = BASE64_NOPAD.decode(&head).ok().and_then(|head| binary::length(&head));
        let Some(length) = length.filter(|length| *length <= MOST) else { return false };
        let signs = self.signs(at, (length * 4).div_ceil(3));
        signs.is_some_and(|signs| {
            let whole = BASE64_NOPAD.decode(&signs[..signs.len() / 4 * 4]);
            whole.is_ok_and(|bytes| binary::is_whole(&bytes)) && is_varied(&signs)
        })
    }

    /// Whether a key of OpenSSH begins here, and stands there to its end.
    pub fn is_openssh(&mut self, at: usize) -> bool {
        // How long it is, it says of each of its parts.
        let signs = self.signs_as_far(at, MOST);
        let whole = BASE64_NOPAD.decode(&signs[..signs.len() / 4 * 4]);
        whole.is_ok_and(|bytes| binary::is_openssh(&bytes))
    }

    /// Where a secret key of OpenPGP begins that has lost the lines around it. Nothing in it is the
    /// same in all keys, so its first signs are looked for where a run of signs begins. A whole line
    /// of them covers one of the places looked at, of which there are few.
    pub fn openpgp(&mut self) -> Option<usize> {
        let bytes = self.bytes;
        (LINE..=bytes.len()).step_by(LINE).find_map(|end| {
            let near = bytes[end - LINE..end].iter().rev();
            let at = end - near.take_while(|b| is_sign(b)).count();
            // What began earlier was looked at there.
            let is_further = bytes[..at].last().is_some_and(is_sign);
            let run = bytes.get(at..at + LINE).filter(|run| matches!(run[0], b'l' | b'x'))?;
            let is_code = !is_further && run.iter().all(|b| is_base64(*b));
            (is_code && self.is_beginning(at) && self.is_openpgp(at)).then_some(at)
        })
    }

    /// True of the first sign of a line that is no further line of other signs.
    fn is_beginning(&self, at: usize) -> bool {
        let above = self.bytes[..at].trim_ascii_end();
        let run = || above.iter().rev().take(LINE).take_while(|b| is_sign(b)).count();
        above.len() == at || run() < LINE
    }

    fn is_openpgp(&mut self, at: usize) -> bool {
        let signs = self.signs_as_far(at, MOST);
        let whole = BASE64_NOPAD.decode(&signs[..signs.len() / 4 * 4]);
        whole.is_ok_and(|bytes| binary::is_certificate(&bytes)) && is_varied(&signs)
    }

    /// The next `count` signs from byte `at` on. `None` if the text has fewer.
    fn signs(&mut self, at: usize, count: usize) -> Option<Vec<u8>> {
        let signs = self.signs_as_far(at, count);
        (signs.len() == count).then_some(signs)
    }

    /// Signs from here, over as many lines as they stand on, whatever stands between these; at most
    /// so many.
    fn signs_as_far(&mut self, at: usize, count: usize) -> Vec<u8> {
        let mut signs = Vec::with_capacity(count.min(self.left));
        let mut rest = &self.bytes[at..];
        while signs.len() < count && self.left > 0 {
            let run = length(&rest[..rest.len().min(count - signs.len())], is_base64);
            signs.extend(rest[..run].iter().map(|b| plain(*b)));
            rest = &rest[run..];
            self.left = self.left.saturating_sub(run + MAX_BETWEEN);
            rest = match rest {
                [b'\\', b'/', after @ ..] => {
                    signs.push(b'/');
                    after
                }
                _ if signs.len() == count => break,
                _ => match next_line(rest, count - signs.len()) {
                    Some(rest) => rest,
                    None => break,
                },
            };
        }
        signs
    }
}

/// A sign of Base64 as keys are written in.
fn is_sign(b: &u8) -> bool {
    b.is_ascii_alphanumeric() || b"+/".contains(b)
}

/// The next line of a key that still lacks `lacks` signs; `None` if none can follow.
fn next_line(rest: &[u8], lacks: usize) -> Option<&[u8]> {
    let mut at = 0;
    while at < MAX_BETWEEN {
        match rest.get(at..)? {
            [b'\\', b'n' | b'r' | b't' | b'\\', ..] => at += 2,
            [b'%', b'0', ..] => at += 3,
            [b, ..] if is_base64(*b) => {
                let near = &rest[at..];
                let run = length(&near[..near.len().min(LINE)], is_base64);
                if run >= LINE.min(lacks) {
                    return Some(near);
                }
                at += run;
            }
            _ => at += 1,
        }
    }
    None
}
