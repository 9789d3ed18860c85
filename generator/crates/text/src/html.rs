//! Text → HTML, as both programs write it into one page.

/// Stands in the page of a receipt where the form function puts the number of the report: the page
/// is made before there is one.
pub const RECEIPT_NUMBER: &str = "{{ receipt_number }}";

/// Stands there where the form function puts when the report was received.
pub const RECEIPT_TIME: &str = "{{ receipt_time }}";

/// A text as it stands in HTML, between tags or in an attribute in double or single quotes. NUL and
/// carriage returns are left out.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match replacement(c) {
            Some(reference) => escaped.push_str(reference),
            None => escaped.push(c),
        }
    }
    escaped
}

/// The length in bytes of what [`escape`] makes of a text, without making it.
pub fn escaped_length(text: &str) -> usize {
    text.chars().map(|c| replacement(c).map_or(c.len_utf8(), str::len)).sum()
}

/// What stands in HTML for a character that cannot stand there as it is.
fn replacement(c: char) -> Option<&'static str> {
    match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        '\'' => Some("&#39;"),
        // NUL has no place in HTML; a carriage return would come back as a line feed anyway.
        '\0' | '\r' => Some(""),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_ends_an_attribute_or_begins_a_tag() {
        let text = "<a href=\"x\" title='y'>&amp;\0\r\nə";
        let html = "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;\nə";
        assert_eq!((escape(text).as_str(), escaped_length(text)), (html, html.len()));
    }
}
