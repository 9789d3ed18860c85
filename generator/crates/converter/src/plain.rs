//! Foreign text → text of a page: plain, without characters that nobody sees, and no Markdown.

use certsite_site::characters::is_noncharacter;
use certsite_site::parse::escaped;
use certsite_text::is_invisible;

/// How much of a text stands in one line, in characters.
const MOST_IN_LINE: usize = 200;

/// A text without what certsite refuses anywhere: characters that nobody sees. Each text of a document
/// becomes such a one before anything else is made of it.
pub fn seen(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
    let seen: String =
        text.chars().map(|c| if c == '\t' { ' ' } else { c }).filter(|c| !is_unseen(*c)).collect();
    seen.trim().to_owned()
}

/// How many characters of a text are left out, for nobody sees them.
pub fn unseen(text: &str) -> usize {
    let breaks = ['\r', '\t', '\u{85}', '\u{2028}', '\u{2029}'];
    text.chars().filter(|c| is_unseen(*c) && !breaks.contains(c)).count()
}

fn is_unseen(c: char) -> bool {
    c != '\n' && (c.is_control() || is_invisible(c) || is_noncharacter(c))
}

/// A text for the block of an advisory, where no fact is drawn: pairs of braces mean themselves.
pub fn literal(text: &str) -> String {
    text.replace("{{", "\\{{")
}

/// A text for the title or the description of a page, where facts are drawn and comments left out:
/// readers see what stands there.
pub fn title(text: &str) -> String {
    escaped(&line(text))
}

/// A text in one line.
pub fn line(text: &str) -> String {
    seen(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The same, of which a long one is cut.
pub fn one_line(text: &str) -> String {
    cut(&line(text))
}

fn cut(line: &str) -> String {
    match line.char_indices().nth(MOST_IN_LINE) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

/// The first sentence of a text, for lists and search engines.
pub fn first_sentence(text: &str) -> String {
    let line = line(text);
    let end = line.match_indices(". ").map(|(at, _)| at + 1).find(|at| *at > 40);
    cut(&line[..end.unwrap_or(line.len())])
}

/// Paragraphs of Markdown that show the text as it is. Addresses stay links.
pub fn markdown(text: &str) -> String {
    let seen = seen(text);
    let paragraphs = seen.split("\n\n").map(|paragraph| {
        let lines = paragraph.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.map(markdown_line).collect::<Vec<_>>().join("\\\n")
    });
    paragraphs.filter(|paragraph| !paragraph.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// A line whose signs mean nothing in Markdown.
fn markdown_line(line: &str) -> String {
    let words = line.split_whitespace().map(|word| match is_address(word) {
        true => format!("<{word}>"),
        false => word.chars().fold(String::with_capacity(word.len()), |mut escaped, c| {
            if "\\`*_{}[]<>#|~&$!:@".contains(c) {
                escaped.push('\\');
            }
            escaped.push(c);
            escaped
        }),
    });
    let line = words.collect::<Vec<_>>().join(" ");
    // What begins a list, a heading's underline or a rule at the beginning of a line.
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    match line.as_bytes().get(digits) {
        Some(b'.' | b')') if digits > 0 => format!("{}\\{}", &line[..digits], &line[digits..]),
        Some(b'-' | b'+' | b'=') if digits == 0 => format!("\\{line}"),
        _ => line,
    }
}

/// Whether a word is an address that can stand between angle brackets.
fn is_address(word: &str) -> bool {
    let plain = |c: char| c.is_ascii_graphic() && !"<>\\{}[]`|^\"".contains(c);
    word.starts_with("https://") && word.len() > 12 && word.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_is_shown_as_it_is() {
        for (text, expect) in [
            ("plain", "plain"),
            ("a *b* _c_ `d` <b>e</b>", "a \\*b\\* \\_c\\_ \\`d\\` \\<b\\>e\\</b\\>"),
            ("# no heading", "\\# no heading"),
            ("- no list\n1. none", "\\- no list\\\n1\\. none"),
            ("one\r\ntwo\r\n\r\nthree", "one\\\ntwo\n\nthree"),
            ("see https://a.example/b_c?d=1", "see <https://a.example/b_c?d=1>"),
            ("{{team.phone}}", "\\{\\{team.phone\\}\\}"),
            ("zero\u{200b}width \u{202e}x", "zerowidth x"),
            ("<!-- --> &amp;", "\\<\\!-- --\\> \\&amp;"),
            ("===", "\\==="),
        ] {
            assert_eq!(markdown(text), expect, "{text}");
        }
    }

    #[test]
    fn what_nobody_sees_is_counted() {
        for (text, expect) in [
            ("a\r\n\tb\u{2028}", 0),
            ("\u{202e}a\u{200b}\u{1b}[m", 3),
            ("a\u{fdd0}b\u{ffff}\u{1fffe}", 3),
        ] {
            assert_eq!(unseen(text), expect, "{text:?}");
        }
    }

    #[test]
    fn braces_are_never_a_fact() {
        assert_eq!(literal("{{{a}}} {{b}} {c}"), "\\{{{a}}} \\{{b}} {c}");
        assert_eq!(title("{{a}}\nb\\ {c} <!-- d -->"), "\\{{a}} b\\ {c} \\<!-- d -->");
    }

    #[test]
    fn a_description_is_the_first_sentence() {
        let text = "A flaw in the mail server lets attackers run code. It was found by somebody.";
        assert_eq!(first_sentence(text), "A flaw in the mail server lets attackers run code.");
        assert_eq!(first_sentence("Fixes e.g. this. And that."), "Fixes e.g. this. And that.");
        assert!(first_sentence(&"word ".repeat(500)).chars().count() <= MOST_IN_LINE + 1);
    }
}
