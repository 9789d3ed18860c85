//! Text for HTML and XML.

/// Text with the five characters replaced that mean something in markup. Safe between tags
/// and in quoted attributes, in HTML and in XML.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// `<name>text</name>` on a line of its own.
pub fn element(name: &str, text: &str) -> String {
    format!("<{name}>{}</{name}>\n", escape(text))
}

#[cfg(test)]
mod tests {
    #[test]
    fn markup_in_text_is_harmless() {
        assert_eq!(super::element("t", "a<b & \"c'"), "<t>a&lt;b &amp; &quot;c&#39;</t>\n");
    }
}
