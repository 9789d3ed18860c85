//! `application/x-www-form-urlencoded` (URL Standard §5.1) → its pairs.

use super::percent::decode;

/// A name or value as it was meant.
#[derive(Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text. What is no escape stays as it is; what is not UTF-8 is marked by U+FFFD.
    pub text: String,
    /// False if it is not all that was sent.
    pub is_whole: bool,
}

/// The names and values of a body.
pub fn pairs(body: &[u8]) -> impl Iterator<Item = (Decoded, Decoded)> {
    // No encoder writes a line break; whoever posts a file has one at its end.
    let end = body.len() - body.iter().rev().take_while(|byte| b"\r\n".contains(byte)).count();
    let pairs = body[..end].split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| {
        let end = memchr::memchr(b'=', pair).unwrap_or(pair.len());
        (decoded(&pair[..end]), decoded(pair.get(end + 1..).unwrap_or_default()))
    })
}

/// Whether a body can hardly be anything else: pairs without a sign that an encoder would not write.
pub fn is_plainly(body: &[u8]) -> bool {
    let signs = |byte: &u8| byte.is_ascii_alphanumeric() || b"%+&=*-._~!'()".contains(byte);
    let body = body.trim_ascii_end();
    let mut pairs = body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
    !body.is_empty() && body.iter().all(signs) && pairs.all(|pair| pair.contains(&b'='))
}

/// `%61+b` → `a b`. The usual decoders replace what they cannot read without a word, and so would
/// put others into the reporter's mouth.
fn decoded(bytes: &[u8]) -> Decoded {
    let blanks = bytes.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte });
    let (plain, is_whole) = decode(&blanks.collect::<Vec<_>>());
    match String::from_utf8(plain) {
        Ok(text) => Decoded { text, is_whole },
        Err(error) => {
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            Decoded { text, is_whole: false }
        }
    }
}
