//! Alerts: quotes that begin with `[!NOTE]` or another of five words, as on GitHub.

use super::Walker;
use super::boxes;
use crate::parse::body::Hole;
use certsite_base::diag::{Problem, nearest};
use pulldown_cmark::BlockQuoteKind;
use std::ops::Range;

/// The words, as they are written.
const WORDS: [&str; 5] = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];

/// Longer words are none that is mistyped.
const LONGEST: usize = 24;

impl Walker<'_> {
    /// `> [!WARNING]` and its kin. The word comes from the theme's strings, in the page's language.
    pub fn alert(&mut self, kind: BlockQuoteKind) {
        let (class, key) = match kind {
            BlockQuoteKind::Note => ("note", "alert.note"),
            BlockQuoteKind::Tip => ("tip", "alert.tip"),
            BlockQuoteKind::Important => ("important", "alert.important"),
            BlockQuoteKind::Warning => ("warning", "alert.warning"),
            BlockQuoteKind::Caution => ("caution", "alert.caution"),
        };
        self.html.block("<div class=\"alert alert-");
        self.html.raw(class);
        self.html.raw("\" role=\"note\">\n<p class=\"alert-title\">");
        self.html.hole(Hole::Text(key));
        self.html.raw("</p>\n");
    }

    /// Tells of a quote that was to become a box, and did not: its word is none of the five, or does
    /// not stand alone on its line.
    pub fn check_alert(&mut self, span: &Range<usize>) {
        let quote = &self.scanned.text[span.clone()];
        let text = quote.trim_start_matches(' ');
        let text = text.strip_prefix('>').unwrap_or(text).trim_start_matches(' ');
        let Some(rest) = text.strip_prefix("[!") else { return };
        let near = &rest[..rest.floor_char_boundary(LONGEST)];
        let Some((word, _)) = near.split_once(']') else { return };
        let is_word = |c: char| c.is_alphabetic() || matches!(c, '-' | '_' | ' ');
        if word.is_empty() || !word.chars().all(is_word) {
            return;
        }
        let behind = rest[word.len() + 1..].lines().next().unwrap_or_default();
        // `[!word](address)` is a link.
        if behind.starts_with(['(', '[', ':']) {
            return;
        }
        let typed = word.trim().to_ascii_uppercase();
        let hint = match nearest(&typed, WORDS.into_iter().chain(boxes::WORDS)) {
            Some(known) if known == word && !behind.trim().is_empty() => {
                format!(
                    "“[!{known}]” stands alone on its line: put the text on the next one, behind “>”"
                )
            }
            Some(known) if known == word => return,
            Some(near) => format!("did you mean “[!{near}]”?"),
            None => format!(
                "the words are {}; put a backslash before the bracket if this is text",
                [&WORDS[..], &boxes::WORDS].concat().join(", ")
            ),
        };
        let start = span.start + quote.len() - text.len();
        let problem = Problem::UnknownAlert { word: word.to_owned(), hint };
        self.problem(problem, start..start + word.len() + 3);
    }
}

#[cfg(test)]
mod tests {
    use crate::parse::parse_str;
    use certsite_base::diag::{PrintFormat, print};

    /// What is told of the pages of this text, without its code.
    fn told(body: &str) -> Vec<String> {
        let doc = parse_str("x.md", &format!("---\ntitle: T\n---\n{body}\n"));
        let short = print(&doc.diagnostics, PrintFormat::Json);
        let help =
            |line: &str| serde_json::from_str::<serde_json::Value>(line).expect("it is JSON");
        short
            .lines()
            .map(|line| {
                format!(
                    "{}: {}",
                    help(line)["line"],
                    help(line)["help"].as_str().unwrap_or_default()
                )
            })
            .collect()
    }

    #[test]
    fn boxes_that_are_none_are_told() {
        let alone = "“[!NOTE]” stands alone on its line: put the text on the next one, behind “>”";
        for (body, expect) in [
            ("> [!WARNIG]\n> x", "4: did you mean “[!WARNING]”?"),
            ("> [!Cuation]\n> x", "4: did you mean “[!CAUTION]”?"),
            ("- a\n\n  > [!TIPP]\n  > x", "6: did you mean “[!TIP]”?"),
            (">[!IMPORTENT]", "4: did you mean “[!IMPORTANT]”?"),
            ("> [!NOTE] Call us", &format!("4: {alone}")),
            ("> > [!NOTTE]\n> > x", "4: did you mean “[!NOTE]”?"),
            (
                "> [!FOO]\n> x",
                "4: the words are NOTE, TIP, IMPORTANT, WARNING, CAUTION, DETAILS, STACK; put a backslash before the bracket if this is text",
            ),
            (
                "> [!DİQQƏT]\n> x",
                "4: the words are NOTE, TIP, IMPORTANT, WARNING, CAUTION, DETAILS, STACK; put a backslash before the bracket if this is text",
            ),
        ] {
            let told = told(body);
            assert_eq!(told.first().map_or("", String::as_str), expect, "{body}");
            assert!(told.len() <= 1, "{told:?}");
        }
        for fine in [
            "> [!NOTE]\n> x",
            "> [!warning]\n> x",
            "> x [!FOO]",
            "> \\[!FOO] x",
            "[!FOO]",
            "> [! 5] x",
            "> ![a](b.png)",
        ] {
            assert!(told(fine).is_empty(), "{fine}");
        }
    }
}
