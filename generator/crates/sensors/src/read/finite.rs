//! JSON with numbers that no program can hold, such as `1e400` → the same with nothing in their
//! places: of an event they say nothing that is counted, and libraries refuse all of it.

/// The text without such numbers; none if it has none.
pub fn finite(text: &[u8]) -> Option<Vec<u8>> {
    if !text.starts_with(b"{") {
        return None;
    }
    let (mut out, mut at, mut is_changed) = (Vec::new(), 0, false);
    while let Some(byte) = text.get(at) {
        let rest = &text[at..];
        let size = match byte {
            b'"' => text_size(rest),
            b'-' | b'0'..=b'9' => rest.iter().take_while(|byte| is_of_number(**byte)).count(),
            _ => 1,
        };
        let piece = &rest[..size];
        at += size;
        let is_number = *byte != b'"' && size > 1;
        let number = std::str::from_utf8(piece).ok().filter(|_| is_number);
        let is_odd = number.and_then(|n| n.parse().ok()).is_some_and(|n: f64| n.is_infinite());
        is_changed |= is_odd;
        out.extend_from_slice(if is_odd { b"null" } else { piece });
    }
    is_changed.then_some(out)
}

fn is_of_number(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E')
}

/// How long a text is, with its quotes.
fn text_size(text: &[u8]) -> usize {
    let mut is_escaped = false;
    let end = text.iter().skip(1).position(|byte| {
        let is_end = *byte == b'"' && !is_escaped;
        is_escaped = *byte == b'\\' && !is_escaped;
        is_end
    });
    end.map_or(text.len(), |end| end + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_beyond_all_bounds_are_nothing() {
        let check = |text: &str, expect: Option<&str>| {
            let found = finite(text.as_bytes());
            assert_eq!(found.as_deref(), expect.map(str::as_bytes), "{text}");
        };
        check(r#"{"a":1e400}"#, Some(r#"{"a":null}"#));
        check(
            r#"{"a": -1.5E+999, "b": [1e309,1e-999]}"#,
            Some(r#"{"a": null, "b": [null,1e-999]}"#),
        );
        let long = "9".repeat(400);
        check(&format!("{{\"a\":{long}}}"), Some("{\"a\":null}"));
        for text in [
            "",
            r#"{"a":1e300,"b":"1e400","1e400":[]}"#,
            r#"{"a":"\"1e400\\","b":2}"#,
            r#"{"a":"x"#,
            r#"{"a":"\"#,
            "1e400",
            "timestamp,1e400",
        ] {
            check(text, None);
        }
    }
}
