//! What cannot be read as a post → what of it is shown to whoever wrote it.

use super::{Encoding, Submission};
use bytes::Bytes;

/// Stands where the middle of a text is left out.
pub const SEAM: &str = "\n\n[…]\n\n";

/// What was posted in no encoding of forms, to be shown to whoever wrote it: as text, if it is.
pub fn unread(body: &Bytes) -> Submission {
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
        assert_eq!(unread(&Bytes::from_static("ə\r\nb".as_bytes())).first(""), "ə\nb");
        for none in [&b""[..], b" \n", b"\xff"] {
            assert!(unread(&Bytes::copy_from_slice(none)).values.is_empty());
        }
    }
}
