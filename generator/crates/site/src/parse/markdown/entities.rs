//! Characters that entities put into a text: `&#x202e;`, `&ZeroWidthSpace;`. Nobody sees them in
//! the file, so they are looked at in what the entities stand for, wherever Markdown reads them.

use super::Walker;
use crate::characters::{added, of_part};
use certsite_base::diag::Problem;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use std::collections::HashSet;
use std::ops::Range;

/// What was told of a page: a flood is told once.
#[derive(Default)]
pub struct Entities {
    told: HashSet<String>,
}

/// How many bytes before and behind an entity decide whether its character is needed there.
const AROUND: usize = 200;

/// What stands where an entity means no character.
const NOTHING: char = '\u{fffd}';

impl Walker<'_> {
    /// Looks at a piece of text, which is one entity or holds none.
    pub fn check_entity(&mut self, text: &str, span: &Range<usize>) {
        let written = &self.scanned.text[span.clone()];
        if !written.starts_with('&') || written == text {
            return;
        }
        let mut problems = Vec::new();
        if text.contains(NOTHING) {
            problems.push(Problem::NoCharacter { entity: written.to_owned() });
        }
        if !text.is_ascii() || text.chars().any(char::is_control) {
            let (text, part) = self.around(text, span);
            problems.extend(of_part(&text, &part));
        }
        self.tell(problems, span);
    }

    /// Looks at the address and title of a link or picture, and at what stands behind a fence.
    pub fn check_entities_of(&mut self, tag: &Tag, span: &Range<usize>) {
        match tag {
            // What a label stands for is looked at where it is defined.
            Tag::Link { id, .. } | Tag::Image { id, .. } if !id.is_empty() => {}
            Tag::Link { dest_url, title, .. } | Tag::Image { dest_url, title, .. } => {
                self.check_entities_in(dest_url, span);
                self.check_entities_in(title, span);
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => self.check_entities_in(info, span),
            _ => {}
        }
    }

    /// Looks at what some bytes of the page stand for.
    pub fn check_entities_in(&mut self, value: &str, span: &Range<usize>) {
        let written = &self.scanned.text[span.clone()];
        // Text of the page itself is looked at with it.
        if memchr::memchr(b'&', written.as_bytes()).is_none() || written.contains(value) {
            return;
        }
        let mut problems: Vec<Problem> = added(value, written).collect();
        if value.contains(NOTHING) && !written.contains(NOTHING) {
            let number = written.split("&#").nth(1).and_then(|rest| rest.split(';').next());
            let entity = format!("&#{};", number.unwrap_or_default());
            problems.push(Problem::NoCharacter { entity });
        }
        self.tell(problems, span);
    }

    /// An entity's text with the words around it, of which other entities may be a part.
    fn around(&self, text: &str, span: &Range<usize>) -> (String, Range<usize>) {
        let whole = &self.scanned.text;
        let start = whole.floor_char_boundary(span.start.saturating_sub(AROUND));
        let end = whole.ceil_char_boundary((span.end + AROUND).min(whole.len()));
        let mut words = String::new();
        let mut part = None;
        for (event, at) in Parser::new(&whole[start..end]).into_offset_iter() {
            match event {
                Event::Text(text) | Event::Code(text) => {
                    if start + at.start == span.start {
                        part = Some(words.len()..words.len() + text.len());
                    }
                    words.push_str(&text);
                }
                Event::SoftBreak | Event::HardBreak => words.push('\n'),
                Event::End(end) if !is_inline(end) => words.push('\n'),
                _ => {}
            }
        }
        match part {
            Some(part) => (words, part),
            None => (text.to_owned(), 0..text.len()),
        }
    }

    fn tell(&mut self, problems: Vec<Problem>, span: &Range<usize>) {
        for problem in problems {
            if self.entities.told.insert(problem.to_string()) {
                self.problem(problem, span.clone());
            }
        }
    }
}

/// Whether what ends goes on in its line.
fn is_inline(end: TagEnd) -> bool {
    use TagEnd::{Emphasis, Image, Link, Strikethrough, Strong};
    matches!(end, Emphasis | Strong | Strikethrough | Link | Image)
}

#[cfg(test)]
mod tests {
    use crate::parse::parse_str;
    use certsite_base::diag::{PrintFormat, print};

    fn told(body: &str) -> Vec<String> {
        let doc = parse_str("x.md", &format!("---\ntitle: T\n---\n{body}\n"));
        let printed = print(&doc.diagnostics, PrintFormat::Short);
        printed.lines().map(|line| line["content/az/x.md:".len()..].to_owned()).collect()
    }

    fn check(body: &str, expect: &[&str]) {
        assert_eq!(told(body), expect, "{body}");
    }

    #[test]
    fn entities_put_nothing_odd_into_a_text() {
        let unseen = "error[invisible-character]:";
        for (entity, what) in [
            ("&#x202e;", "the right-to-left override U+202E"),
            ("&#8203;", "the zero-width space U+200B"),
            ("&ZeroWidthSpace;", "the zero-width space U+200B"),
            ("&NoBreak;", "the word joiner U+2060"),
            ("&InvisibleTimes;", "the invisible operator U+2062"),
            ("&rlm;", "the right-to-left mark U+200F"),
            ("&zwj;", "the zero-width joiner U+200D"),
            ("&shy;", "the soft hyphen U+00AD"),
            ("&#xFFFE;", "the noncharacter U+FFFE"),
            ("&#xFDD0;", "the noncharacter U+FDD0"),
        ] {
            let says = |at: &str| format!("{at}: {unseen} {what} in the text, which nobody sees");
            check(&format!("ab {entity}c"), &[&says("4:4")]);
            check(&format!("## A {entity}b"), &[&says("4:6")]);
            check(&format!("## A {entity}b\n\nمی"), &[&says("4:6")]);
            check(&format!("- > *ab{entity}*"), &[&says("4:8")]);
            check(&format!("![ab{entity}](https://a.example/b)"), &[&says("4:5")]);
            check(&format!("[ab](https://a.example/b \"c{entity}\")"), &[&says("4:1")]);
            check(&format!("[ab](https://a.example/{entity}b)"), &[&says("4:1")]);
            check(&format!("[a][b]\n\n[b]: https://a.example/ \"c{entity}\""), &[&says("6:1")]);
            check(&format!("```text{entity}\nx\n```"), &[&says("4:1")]);
        }
        check("a&#7;", &["4:2: error[control-character]: control character U+0007 in the text"]);
        let mixed = "“pаypal” is not what it looks like: а is a Cyrillic letter (U+0430)";
        check("p&#x430;ypal", &[&format!("4:2: warning[mixed-scripts]: {mixed}")]);
        for entity in ["&#0;", "&#xD800;", "&#x110000;"] {
            let says = format!("4:2: error[no-character]: “{entity}” stands for no character");
            check(&format!("a{entity}"), &[&says]);
        }
    }

    #[test]
    fn what_is_needed_or_shown_is_left() {
        for fine in [
            "a&nbsp;b &amp; &lt; &#x259; &schwa; &copy; &hellip;",
            "می&zwnj;خواهم &#x1F469;&zwj;&#x1F4BB;",
            "`&#x202e;` &amp;#x202e; \\&#x202e;",
            "```\n&#x202e;\n```",
            "[a](https://a.example/?b=1&amp;c=2&d=3)",
        ] {
            check(fine, &[]);
        }
    }

    #[test]
    fn entities_are_never_taken_for_facts() {
        for text in ["&#xFDD0;&#xFDD1;&#xFDD0;", "[a](/&#xFDD0;&#xFDD9;&#xFDD0;)", "![&#xFDEF;](x)"]
        {
            assert!(!told(text).is_empty(), "{text}");
        }
    }
}
