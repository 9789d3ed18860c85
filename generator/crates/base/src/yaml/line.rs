//! One line of YAML → its key, its colon, its plain value; as people mean it, not as a parser does.

/// A key at the beginning of a line.
pub(super) struct LineKey<'a> {
    /// Its name, with quotes if it has any.
    pub name: &'a str,
    /// The byte behind its colon, from the beginning of the line.
    pub end: usize,
}

impl LineKey<'_> {
    /// The key of a line, if it begins with one.
    pub fn of(text: &str) -> Option<LineKey<'_>> {
        let quote = text.chars().next().filter(|c| *c == '"' || *c == '\'');
        if let Some(quote) = quote {
            let close = text[1..].find(quote)? + 2;
            let rest = text[close..].trim_start();
            let is_key = rest == ":" || rest.starts_with(": ");
            let end = text.len() - rest.len() + 1;
            return is_key.then_some(LineKey { name: &text[..close], end });
        }
        let colon = text.find(": ").or(text.strip_suffix(':').map(str::len))?;
        let name = &text[..colon];
        let is_plain = !name.starts_with(['[', '{', '@', '`', '%', '|', '>', '*', '&', '!', '#']);
        (is_plain && !name.contains(" #")).then_some(LineKey { name, end: colon + 1 })
    }
}

/// The colon of `key:value`, if that is what a line is; addresses are none.
pub(super) fn glued_colon(text: &str) -> Option<usize> {
    let colon = text.find(':')?;
    let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let after = &text[colon + 1..];
    (colon > 0
        && text[..colon].chars().all(is_name)
        && !after.is_empty()
        && !after.starts_with('/'))
    .then_some(colon)
}

/// A value without quotes, as far as a comment does not end it.
pub(super) fn plain(value: &str) -> &str {
    value.split(" #").next().unwrap_or(value).trim_end()
}
