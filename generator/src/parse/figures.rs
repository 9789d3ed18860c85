//! Numbers and codes of a text, such as `31`, `CVE-2026-1234`, `2350`: facts that all
//! languages of a page must share, whatever their grammar does to them.

/// The figures of a piece of text, in order.
pub fn figures(text: &str) -> impl Iterator<Item = Box<str>> {
    // Most pieces have none: look at bytes first.
    let text = if text.bytes().any(|b| b.is_ascii_digit()) { text } else { "" };
    let between = |c: char| !(c.is_ascii_alphanumeric() || "-.:,".contains(c));
    text.split(between)
        .map(|token| token.trim_matches(['.', '-', ':', ',']))
        .filter(|token| token.bytes().any(|b| b.is_ascii_digit()))
        .map(figure)
}

fn figure(token: &str) -> Box<str> {
    // “2010-cu”, “31-də”: the suffix is grammar, not part of the figure.
    let digits = token.bytes().take_while(u8::is_ascii_digit).count();
    let suffix = token[digits..].strip_prefix('-').unwrap_or("");
    if digits > 0 && !suffix.is_empty() && suffix.bytes().all(|b| b.is_ascii_lowercase()) {
        return token[..digits].into();
    }
    // Decimal and thousands marks are the language's way of writing: 12,5 is 12.5.
    if token.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',') {
        return token.replace(['.', ','], "").into();
    }
    token.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        assert_eq!(figures(text).map(String::from).collect::<Vec<_>>(), expect, "{text}");
    }

    #[test]
    fn figures_are_taken_without_grammar() {
        check(
            "2010-cu il, CVE-2026-1234, 31 may; RFC 2350.",
            &["2010", "CVE-2026-1234", "31", "2350"],
        );
        check("heç nə", &[]);
    }

    #[test]
    fn marks_of_the_language_do_not_count() {
        check("12,5 faiz, 1.000 hücum", &["125", "1000"]);
        check("12.5 per cent, 1,000 attacks", &["125", "1000"]);
    }
}
