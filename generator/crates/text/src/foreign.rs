//! Words of another language within a text: `[passkey](lang:en)`, in HTML and without the mark.

/// The language that an address `lang:en` names; none if it is no such address.
pub fn language(address: &str) -> Option<&str> {
    let tag = address.strip_prefix("lang:")?;
    let (first, _) = tag.split_once('-').unwrap_or((tag, ""));
    let is_language =
        (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic());
    let is_part = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    (is_language && tag.split('-').all(is_part)).then_some(tag)
}

/// A text whose words of another language stand in an element that says so. The text is HTML
/// already; brackets around anything else stay.
pub fn mark_foreign(html: &str) -> String {
    each(html, |out, words, lang| {
        out.push_str(&format!("<span lang=\"{lang}\">{words}</span>"));
    })
}

/// The same text without the marks.
pub fn unmark_foreign(text: &str) -> String {
    each(text, |out, words, _| out.push_str(words))
}

/// Writes the text with what becomes of each word of another language.
fn each(text: &str, mut write: impl FnMut(&mut String, &str, &str)) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before);
        let found = after.split_once("](").and_then(|(words, after)| {
            let (address, after) = after.split_once(')')?;
            let lang = language(address)?;
            (!words.is_empty() && !words.contains(['[', ']'])).then_some((words, lang, after))
        });
        rest = match found {
            Some((words, lang, after)) => {
                write(&mut out, words, lang);
                after
            }
            None => {
                out.push('[');
                after
            }
        };
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_another_language_are_marked_and_nothing_else() {
        for (text, html, plain) in [
            ("", "", ""),
            ("a", "a", "a"),
            ("a ([b c](lang:en)) d", "a (<span lang=\"en\">b c</span>) d", "a (b c) d"),
            ("[a](lang:zh-Hant)", "<span lang=\"zh-Hant\">a</span>", "a"),
            ("[ [a](lang:en)", "[ <span lang=\"en\">a</span>", "[ a"),
            ("[a](b) [c] [](lang:en)", "[a](b) [c] [](lang:en)", "[a](b) [c] [](lang:en)"),
            ("[a](lang:x) [b](lang:en", "[a](lang:x) [b](lang:en", "[a](lang:x) [b](lang:en"),
            ("[", "[", "["),
        ] {
            assert_eq!((mark_foreign(text), unmark_foreign(text)), (html.into(), plain.into()));
        }
    }
}
