//! Text → HTML, as both programs write it into one page.

use std::borrow::Cow;

/// Stands in the page of a receipt where the form function puts the number of the report: the page
/// is made before there is one.
pub const RECEIPT_NUMBER: &str = "{{ receipt_number }}";

/// Stands there where the form function puts when the report was received.
pub const RECEIPT_TIME: &str = "{{ receipt_time }}";

/// A text as it stands in HTML, between tags or in an attribute in double or single quotes. NUL and
/// carriage returns are left out.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut copied = 0;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(reference) = replacement(byte) {
            escaped.push_str(&text[copied..at]);
            escaped.push_str(reference);
            copied = at + 1;
        }
    }
    escaped.push_str(&text[copied..]);
    escaped
}

/// The length in bytes of what [`escape`] makes of a text, without making it.
pub fn escaped_length(text: &str) -> usize {
    text.bytes().map(|byte| replacement(byte).map_or(1, str::len)).sum()
}

/// What stands in HTML for a character that cannot stand there as it is; all of these are ASCII.
fn replacement(byte: u8) -> Option<&'static str> {
    match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        b'\'' => Some("&#39;"),
        // NUL has no place in HTML; a carriage return would come back as a line feed anyway.
        b'\0' | b'\r' => Some(""),
        _ => None,
    }
}

/// HTML without tags, or an attribute's value, as the text that it stands for: by the references that
/// [`escape`] writes, and those by number.
pub fn unescape(html: &str) -> Cow<'_, str> {
    if !html.contains('&') {
        return html.into();
    }
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('&') {
        text.push_str(before);
        let end = after.bytes().take(LONGEST).position(|b| b == b';');
        let found = end.and_then(|end| Some((referred(&after[..end])?, &after[end + 1..])));
        let (c, after) = found.unwrap_or(('&', after));
        text.push(c);
        rest = after;
    }
    Cow::Owned(text + rest)
}

/// No reference that [`unescape`] reads is longer.
const LONGEST: usize = 12;

fn referred(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let hex = number.strip_prefix(['x', 'X']);
            let parsed = hex.map_or_else(|| number.parse(), |hex| u32::from_str_radix(hex, 16));
            char::from_u32(parsed.ok()?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_escaped_comes_back() {
        for text in ["a", "<a href=\"x\" title='y'>&amp;ə", "&", "&;", "&#;a", "&copy; & ; &"] {
            assert_eq!(unescape(&escape(text)), text);
        }
        assert_eq!(unescape("&#38;&#x26;&d&e;&lt"), "&&&d&e;&lt");
    }

    #[test]
    fn nothing_in_a_text_ends_an_attribute_or_begins_a_tag() {
        let text = "<a href=\"x\" title='y'>&amp;\0\r\nə";
        let html = "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;\nə";
        assert_eq!((escape(text).as_str(), escaped_length(text)), (html, html.len()));
    }
}
