//! `multipart/form-data` (RFC 7578) → its parts, as slices of the body.
//!
//! The body is in memory and bounded by the time that it comes here, so nothing has to
//! stream. The parser is our own because the usual one bounds only the bodies of parts
//! and takes a part header of any length.

mod disposition;

use bytes::Bytes;
use disposition::disposition;
use memchr::memmem;

const HEADER_BYTES: usize = 8 * 1024;

/// One part of a `multipart/form-data` body (RFC 7578 §4).
#[derive(Debug, PartialEq, Eq)]
pub struct Part {
    /// The name of its field, from its `Content-Disposition` (RFC 7578 §4.2).
    pub name: String,
    /// The name of its file, which may be empty; `None` if the part is a text.
    pub file_name: Option<String>,
    /// What it holds, byte for byte, without the line break before the next boundary.
    pub body: Bytes,
}

/// The boundary among a content type's parameters, if it is one by RFC 2046 §5.1.1.
pub fn boundary(parameters: &str) -> Option<String> {
    let mut found = parameters.split(';').filter_map(|parameter| {
        let (name, value) = parameter.trim().split_once('=')?;
        name.eq_ignore_ascii_case("boundary")
            .then(|| value.strip_prefix('"').and_then(|v| v.strip_suffix('"')).unwrap_or(value))
    });
    let (boundary, None) = (found.next()?, found.next()) else { return None };
    is_boundary(boundary).then(|| boundary.to_owned())
}

fn is_boundary(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"'()+_,-./:=? ".contains(&byte);
    (1..=70).contains(&text.len()) && text.bytes().all(allowed) && !text.ends_with(' ')
}

/// What the boundary of a body must have been, by its first line; `None` if that is none that can
/// be (RFC 2046 §5.1.1).
pub fn guess(body: &[u8]) -> Option<String> {
    let rest = body.strip_prefix(b"--")?;
    let line = &rest[..memmem::find(&rest[..rest.len().min(80)], b"\r\n")?];
    let text = std::str::from_utf8(line).ok().filter(|text| is_boundary(text))?;
    Some(text.to_owned())
}

/// A body that was split at its boundary.
#[derive(Debug, PartialEq, Eq)]
pub struct Parts {
    /// Whatever parts can be read, the last one as far as it goes.
    pub parts: Vec<Part>,
    /// What stands in none of them: before the first boundary and behind the last, and parts whose
    /// name cannot be read.
    pub rest: Vec<Bytes>,
    /// Whether it is a well-formed sequence of parts that ends as it should: a body that was cut
    /// short must not become a report.
    pub is_whole: bool,
}

/// Splits a body at its boundary (RFC 2046 §5.1.1), which is given without the hyphens before it.
pub fn parts(body: &Bytes, boundary: &str) -> Parts {
    let delimiter = format!("\r\n--{boundary}");
    let finder = memmem::Finder::new(&delimiter);
    let (mut parts, mut rests, mut is_whole) = (Vec::new(), Vec::new(), true);
    // The first delimiter opens the body; browsers write no preamble.
    let mut at = match body.starts_with(&delimiter.as_bytes()[2..]) {
        true => delimiter.len() - 2,
        false => {
            is_whole = false;
            let start = finder.find(body);
            rests.push(body.slice(..start.unwrap_or(body.len())));
            start.map_or(body.len(), |start| start + delimiter.len())
        }
    };
    loop {
        let rest = &body[at..];
        if let Some(after) = rest.strip_prefix(b"--") {
            let is_end = matches!(after, b"" | b"\r\n");
            rests.extend((!is_end).then(|| body.slice_ref(after)));
            return Parts { parts, rest: rests, is_whole: is_whole && is_end };
        }
        let end = finder.find(rest);
        match rest.starts_with(b"\r\n").then(|| part(body, at, end.unwrap_or(rest.len()))) {
            Some(Some(part)) => parts.push(part),
            _ => {
                is_whole = false;
                rests.push(body.slice_ref(&rest[..end.unwrap_or(rest.len())]));
            }
        }
        let Some(end) = end else { return Parts { parts, rest: rests, is_whole: false } };
        at += end + delimiter.len();
    }
}

/// The part of so many bytes that begins there.
fn part(body: &Bytes, at: usize, length: usize) -> Option<Part> {
    let whole = &body[at..at + length];
    // A part without a header begins with the delimiter's own line break.
    let head_end = memmem::find(&whole[..length.min(HEADER_BYTES + 4)], b"\r\n\r\n")?;
    let (name, file_name) = disposition(&String::from_utf8_lossy(&whole[..head_end]))?;
    Some(Part { name, file_name, body: body.slice(at + head_end + 4..at + length) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "Content-Disposition: form-data; name=\"a\"";

    #[track_caller]
    fn check(body: &str, expect: &[(&str, Option<&str>, &str)], is_whole: bool) {
        let body = body.replace('\n', "\r\n");
        let Parts { parts, rest, is_whole: whole } = parts(&Bytes::from(body.clone()), "B");
        let read = (parts, whole);
        assert!(!is_whole || rest.is_empty(), "{body}");
        // Whatever was written is in one or the other.
        let kept = |word: &str| {
            let has = |bytes: &Bytes| String::from_utf8_lossy(bytes).contains(word);
            read.0.iter().any(|part| has(&part.body)) || rest.iter().any(has)
        };
        for word in ["preamble", "tail", "LOST"].iter().filter(|word| body.contains(**word)) {
            assert!(kept(word), "{word} of {body}");
        }
        let part = |(name, file, body): &(&str, Option<&str>, &str)| Part {
            name: (*name).to_owned(),
            file_name: file.map(str::to_owned),
            body: Bytes::copy_from_slice(body.as_bytes()),
        };
        assert_eq!(read, (expect.iter().map(part).collect(), is_whole), "{body}");
    }

    #[test]
    fn parts_are_read() {
        check(&format!("--B\n{HEAD}\n\nx\r\ny\n--B--\n"), &[("a", None, "x\r\r\ny")], true);
        check(
            &format!(
                "--B\n{HEAD}; filename=\"ə%22.txt\"\nContent-Type: text/plain\n\n-Bogus\n--B--"
            ),
            &[("a", Some("ə\".txt"), "-Bogus")],
            true,
        );
        check(&format!("--B\n{HEAD}\n\n\n--B--\n"), &[("a", None, "")], true);
        check("--B--\n", &[], true);
    }

    #[test]
    fn what_is_broken_is_told_and_what_can_be_read_is_kept() {
        let good = &format!("--B\n{HEAD}\n\nx");
        let kept: &[(&str, Option<&str>, &str)] = &[("a", None, "x")];
        for broken in ["", "--B", "--B\n", "--C--\n", "preamble", "\n--\n"] {
            check(broken, &[], false);
        }
        for broken in [
            good,
            &format!("{good}\n--B"),
            &format!("{good}\n--B\n"),
            &format!("{good}\n--B--tail"),
            &format!("preamble\n{good}\n--B--\n"),
            // One part that cannot be read does not take the next one down.
            &format!("--B\n{HEAD}\nLOST\n{good}\n--B--\n"),
            &format!("--B\n\nLOST\n{good}\n--B--\n"),
            &format!("--B\nContent-Disposition: form-data\n\nLOST\n{good}\n--B--\n"),
            &format!("--B\nContent-Type: text/plain\n\nLOST\n{good}\n--B--\n"),
            &format!("LOST\n{good}\n--B--\ntail"),
            &format!("--B\nContent-Disposition: attachment; name=\"a\"\n\nx\n{good}\n--B--\n"),
            &format!("--B\n{HEAD}; name=\"b\"\n\nx\n{good}\n--B--\n"),
            &format!("--B\n{HEAD}\n{HEAD}\n\nx\n{good}\n--B--\n"),
            &format!("--B\n{HEAD}; filename=\"x\n\nx\n{good}\n--B--\n"),
            &format!("--B\n{HEAD}\nX: {}\n\nx\n{good}\n--B--\n", "y".repeat(HEADER_BYTES)),
        ] {
            check(broken, kept, false);
        }
        // A text that was cut off is worth showing.
        check(&format!("{good} y"), &[("a", None, "x y")], false);
    }

    #[test]
    fn a_boundary_is_sound_or_none() {
        assert_eq!(
            boundary(" boundary=----WebKitFormBoundaryx").as_deref(),
            Some("----WebKitFormBoundaryx")
        );
        assert_eq!(boundary(" charset=utf-8; BOUNDARY=\"a b\"").as_deref(), Some("a b"));
        for broken in [
            "",
            "boundary=",
            "boundary=a; boundary=b",
            "boundary=\"a \"",
            "boundary=a\u{e9}",
            &format!("boundary={}", "x".repeat(71)),
        ] {
            assert_eq!(boundary(broken), None, "{broken}");
        }
        assert_eq!(guess(b"--B\r\nX").as_deref(), Some("B"));
        for none in [&b""[..], b"--", b"--\r\n", b"title=x", b"--\xff\r\n", &[b'-'; 100]] {
            assert_eq!(guess(none), None);
        }
    }
}
