//! `multipart/form-data` (RFC 7578) → its parts, as slices of the body.
//!
//! The body is in memory and bounded by the time that it comes here, so nothing has to
//! stream. The parser is our own because the usual one bounds only the bodies of parts
//! and takes a part header of any length.

use super::IntakeError;
use bytes::Bytes;
use memchr::memmem;

const HEADER_BYTES: usize = 8 * 1024;

/// One part.
#[derive(Debug, PartialEq, Eq)]
pub struct Part {
    /// Name of its field.
    pub name: String,
    /// Name of its file, if it is one.
    pub file_name: Option<String>,
    /// What it holds.
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
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"'()+_,-./:=? ".contains(&byte);
    let sound = (1..=70).contains(&boundary.len())
        && boundary.bytes().all(allowed)
        && !boundary.ends_with(' ');
    sound.then(|| boundary.to_owned())
}

/// Splits a body. Anything but a well-formed sequence of parts that ends as it should is
/// unreadable: a body that was cut short must not become a report.
pub fn parts(body: &Bytes, boundary: &str) -> Result<Vec<Part>, IntakeError> {
    let delimiter = format!("\r\n--{boundary}");
    let finder = memmem::Finder::new(&delimiter);
    // The first delimiter opens the body; browsers write no preamble.
    let mut at = delimiter.len() - 2;
    if !body.starts_with(&delimiter.as_bytes()[2..]) {
        return Err(IntakeError::Unreadable);
    }
    let mut parts = Vec::new();
    loop {
        let rest = &body[at..];
        if let Some(after) = rest.strip_prefix(b"--") {
            return if after.is_empty() || after == b"\r\n" {
                Ok(parts)
            } else {
                Err(IntakeError::Unreadable)
            };
        }
        if !rest.starts_with(b"\r\n") {
            return Err(IntakeError::Unreadable);
        }
        let end = finder.find(rest).ok_or(IntakeError::Unreadable)?;
        // A part without a header begins with the delimiter's own line break.
        let head_end = memmem::find(&rest[..end], b"\r\n\r\n")
            .filter(|end| *end <= HEADER_BYTES)
            .ok_or(IntakeError::Unreadable)?;
        let head = std::str::from_utf8(&rest[..head_end]).map_err(|_| IntakeError::Unreadable)?;
        let (name, file_name) = disposition(head).ok_or(IntakeError::Unreadable)?;
        parts.push(Part { name, file_name, body: body.slice(at + head_end + 4..at + end) });
        at += end + delimiter.len();
    }
}

/// Field and file name from a part's header.
fn disposition(head: &str) -> Option<(String, Option<String>)> {
    let mut dispositions = head.split("\r\n").filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-disposition").then_some(value.trim())
    });
    let (value, None) = (dispositions.next()?, dispositions.next()) else { return None };
    let mut rest = value.strip_prefix("form-data")?;
    let (mut name, mut file_name) = (None, None);
    while let Some(parameter) = rest.trim_start().strip_prefix(';') {
        let (key, value) = parameter.trim_start().split_once('=')?;
        let (value, after) = quoted(value)?;
        let place = match key {
            "name" => &mut name,
            "filename" => &mut file_name,
            // RFC 7578 §4.2 forbids `filename*`; others mean nothing here.
            _ => &mut None,
        };
        if place.replace(value).is_some() {
            return None;
        }
        rest = after;
    }
    rest.trim().is_empty().then_some(())?;
    Some((name?, file_name))
}

/// A quoted string as browsers write it (`%22` for the mark itself), or a bare word, and what follows.
fn quoted(text: &str) -> Option<(String, &str)> {
    match text.strip_prefix('"') {
        Some(text) => {
            let (inside, after) = text.split_once('"')?;
            Some((inside.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n"), after))
        }
        None => {
            let end = text.find(';').unwrap_or(text.len());
            Some((text[..end].trim().to_owned(), &text[end..]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, expect: Option<&[(&str, Option<&str>, &str)]>) {
        let body = body.replace('\n', "\r\n");
        let read = parts(&Bytes::from(body.clone()), "B").ok();
        let expect = expect.map(|parts| {
            let part = |(name, file, body): &(&str, Option<&str>, &str)| Part {
                name: (*name).to_owned(),
                file_name: file.map(str::to_owned),
                body: Bytes::copy_from_slice(body.as_bytes()),
            };
            parts.iter().map(part).collect::<Vec<_>>()
        });
        assert_eq!(read, expect, "{body}");
    }

    #[test]
    fn parts_are_read_or_refused() {
        let head = "Content-Disposition: form-data; name=\"a\"";
        check(&format!("--B\n{head}\n\nx\r\ny\n--B--\n"), Some(&[("a", None, "x\r\r\ny")]));
        check(
            &format!(
                "--B\n{head}; filename=\"ə%22.txt\"\nContent-Type: text/plain\n\n-Bogus\n--B--"
            ),
            Some(&[("a", Some("ə\".txt"), "-Bogus")]),
        );
        check(&format!("--B\n{head}\n\n\n--B--\n"), Some(&[("a", None, "")]));
        check("--B--\n", Some(&[]));
        for broken in [
            "",
            "--B",
            "--B\n",
            &format!("--B\n{head}\n\nx"),
            &format!("--B\n{head}\n\nx\n--B"),
            &format!("--B\n{head}\n\nx\n--B\n"),
            &format!("--B\n{head}\n\nx\n--B--tail"),
            &format!("preamble\n--B\n{head}\n\nx\n--B--\n"),
            &format!("--B\n{head}\nx\n--B--\n"),
            "--B\n\nx\n--B--\n",
            "--B\nContent-Disposition: form-data\n\nx\n--B--\n",
            "--B\nContent-Disposition: attachment; name=\"a\"\n\nx\n--B--\n",
            &format!("--B\n{head}; name=\"b\"\n\nx\n--B--\n"),
            &format!("--B\n{head}\n{head}\n\nx\n--B--\n"),
            &format!("--B\n{head}; filename=\"x\n\nx\n--B--\n"),
            &format!("--B\n{head}\nX: {}\n\nx\n--B--\n", "y".repeat(HEADER_BYTES)),
        ] {
            check(broken, None);
        }
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
    }
}
