//! What cannot be read as a post → what of it is shown to whoever wrote it.

use super::{Encoding, Submission, read};
use crate::form::Definition;
use bytes::Bytes;

/// Stands where the middle of a text is left out.
pub const SEAM: &str = "\n\n[…]\n\n";

/// What was posted by the name of no encoding of forms, to be shown to whoever wrote it: by what it
/// is, or as text.
pub fn unread(definition: &Definition, body: &Bytes) -> Submission {
    if let Some(encoding) = Encoding::guess(definition, body) {
        return read(definition, &encoding, body).0;
    }
    let text = std::str::from_utf8(body).ok().filter(|text| !text.trim().is_empty());
    let values = text.map(|text| (String::new(), vec![text.replace("\r\n", "\n")]));
    Submission { values: values.into_iter().collect(), files: Vec::new() }
}

impl Encoding {
    /// A body with a mark at the place where its middle is left out.
    pub fn sewn(&self, body: &Bytes, seam: usize) -> Bytes {
        let (head, tail) = body.split_at(seam.min(body.len()));
        match self {
            Encoding::UrlEncoded => {
                // An escape that is cut in two means nothing.
                let cut = head.iter().rev().take(2).position(|byte| *byte == b'%');
                let head = &head[..head.len() - cut.map_or(0, |at| at + 1)];
                let mark: String = SEAM.bytes().map(|byte| format!("%{byte:02X}")).collect();
                [head, mark.as_bytes(), tail].concat().into()
            }
            Encoding::Multipart(_) => [head, SEAM.as_bytes(), tail].concat().into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_escape_is_cut_by_the_seam() {
        let mark = "%0A%0A%5B%E2%80%A6%5D%0A%0A";
        for (head, expect) in
            [("ab", "ab"), ("ab%", "ab"), ("ab%4", "ab"), ("ab%41", "ab%41"), ("%", ""), ("", "")]
        {
            let body = Bytes::from(format!("{head}cd"));
            let sewn = Encoding::UrlEncoded.sewn(&body, head.len());
            assert_eq!(sewn, format!("{expect}{mark}cd"), "{head}");
        }
        let sewn = Encoding::Multipart(None).sewn(&Bytes::from_static(b"abcd"), 9);
        assert_eq!(sewn, format!("abcd{SEAM}"));
    }

    #[test]
    fn only_text_is_shown() {
        let form = Definition::parse(include_str!("../../../content/forms/incident.yaml"));
        let form = form.expect("the form parses");
        let text = |body: &'static str| unread(&form, &Bytes::from_static(body.as_bytes()));
        assert_eq!(text("ə\r\nb").first(""), "ə\nb");
        for none in [&b""[..], b" \n", b"\xff"] {
            assert!(unread(&form, &Bytes::copy_from_slice(none)).values.is_empty());
        }
        // What it is may be plain, whatever it is called.
        for (body, field) in [
            ("title=a+b%0Ac&x=y", "title"),
            ("x=y&title=a+b%0Ac\r\n", "title"),
            (
                "--B\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\na b\nc\r\n--B--\r\n",
                "title",
            ),
            ("x=a+b%0Ac", ""),
            ("title = a", ""),
            ("{\"title\"=1}", ""),
            ("title: a=b", ""),
            ("https://cert.example/?title=a b", ""),
        ] {
            let read = text(body);
            let expect = if field.is_empty() { body } else { "a b\nc" };
            assert_eq!(read.first(field), expect, "{body}");
        }
    }
}
