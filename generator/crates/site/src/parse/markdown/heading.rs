//! Headings: their level, their id, their place in the table of contents.

use super::Walker;
use crate::parse::Heading;
use crate::parse::body::Hole;
use crate::parse::words::Words;
use certsite_base::diag::Problem;
use certsite_base::lang::slug;
use std::collections::HashMap;
use std::ops::Range;

/// The heading whose text is being read.
pub struct OpenHeading {
    level: u8,
    /// The id that the editor chose by `{#id}`, without the sign.
    id: Option<String>,
    /// What of its text was read so far, without markup, for its id and the table of contents.
    pub title: Words,
    /// What stands in braces behind it, and is text.
    braces: Option<Braces>,
}

/// Braces at the end of a heading, which the parser takes for attributes.
struct Braces {
    /// They, and what stands in them.
    text: String,
    /// Where they stand in the heading.
    at: usize,
    is_escaped: bool,
    has_blank: bool,
}

impl Braces {
    /// The braces that the parser takes off a heading.
    fn of(heading: &str) -> Option<Braces> {
        let mut text = heading.trim_end();
        if !text.starts_with('#') {
            // The line under a heading that is underlined.
            text = text.rsplit_once('\n')?.0.trim_end();
        }
        let special = |c: char| "{}<>\\\n\r".contains(c);
        let at =
            text.strip_suffix('}')?.rfind(special).filter(|at| text[*at..].starts_with('{'))?;
        let before = &text[..at];
        let escapes = before.len() - before.trim_end_matches('\\').len();
        Some(Braces {
            text: text[at..].to_owned(),
            at,
            is_escaped: escapes % 2 == 1,
            has_blank: before.ends_with(|c: char| c.is_whitespace()),
        })
    }

    /// What they hold, word by word.
    fn inside(&self) -> impl Iterator<Item = &str> {
        self.text[1..self.text.len() - 1].split_ascii_whitespace()
    }
}

/// What is said of braces that the parser does not take for an id.
const NO_ID: &str = "is no id here, and is shown as it is";

/// The ids of a page, and with which number to go on where one is wanted again.
#[derive(Default)]
pub struct Ids(HashMap<String, usize>);

impl Ids {
    /// Takes an id, and says whether it was free.
    pub fn take(&mut self, id: &str) -> bool {
        let is_free = !self.0.contains_key(id);
        if is_free {
            self.0.insert(id.to_owned(), 2);
        }
        is_free
    }

    /// Takes the id itself, or with the first number that makes it unique.
    pub fn free(&mut self, id: &str) -> String {
        if self.take(id) {
            return id.to_owned();
        }
        let mut number = self.0[id];
        let free = loop {
            let numbered = format!("{id}-{number}");
            number += 1;
            if !self.0.contains_key(&numbered) {
                break numbered;
            }
        };
        self.0.insert(id.to_owned(), number);
        self.take(&free);
        free
    }
}

impl Walker<'_> {
    /// Begins a heading of a level from 1 to 6; one of level 1 is told of and drawn as level 2.
    pub fn start_heading(&mut self, level: u8, id: Option<&str>, span: Range<usize>) {
        let above = self.outline.last().map_or(1, |heading| heading.level);
        let message = match level {
            1 => "a second heading of level 1 (“# …”)".to_owned(),
            n if n > above + 1 => format!("a heading of level {n} right under level {above}"),
            _ => String::new(),
        };
        if !message.is_empty() {
            self.problem(Problem::HeadingLevel { message }, span.clone());
        }
        let level = level.max(2);
        let mut id = id.map(|id| self.scanned.literal(id).into_owned());
        let mut braces = Braces::of(&self.scanned.text[span.clone()]);
        if let Some(found) = &braces {
            let names =
                |sign| !found.is_escaped && found.inside().any(|word| word.starts_with(sign));
            let at = span.start + found.at;
            let at = at..at + found.text.len();
            match (names('#'), names('.')) {
                (true, _) => {
                    if found.inside().count() > 1 {
                        self.braces_problem(at, "holds more than the heading's id");
                    }
                    braces = None;
                }
                (false, is_class) => {
                    id = None;
                    if is_class {
                        self.braces_problem(at, NO_ID);
                    }
                }
            }
        }
        if let Some((_, rest)) = id.as_deref().and_then(|id| id.split_once("{{")) {
            let key = rest.split("}}").next().unwrap_or_default().trim().to_owned();
            self.problem(Problem::FactNotDrawn { key }, span.clone());
        }
        self.heading = Some(OpenHeading { level, id, title: Words::default(), braces });
        self.html.block(&format!("<h{level} id=\""));
        self.html.hole(Hole::Id(self.outline.len()));
        self.html.raw("\">");
    }

    /// Tells of braces in its words that look like those of an id, in text that begins at `span`.
    pub fn check_braces(&mut self, text: &str, span: &Range<usize>) {
        let Some(at) = memchr::memchr(b'{', text.as_bytes()) else { return };
        let start = span.start + at;
        let written = &self.scanned.text[start..];
        let is_written = self.scanned.text[span.clone()] == *text;
        let is_escaped = self.scanned.text[..start].ends_with('\\');
        let end = written.find(['}', '\n']).filter(|end| written[*end..].starts_with('}'));
        if let Some(end) = end.filter(|_| is_written && !is_escaped)
            && written[1..end].starts_with(['#', '.'])
            && written[2..end].starts_with(char::is_alphabetic)
        {
            self.braces_problem(start..start + end + 1, NO_ID);
        }
    }

    fn braces_problem(&mut self, at: Range<usize>, why: &str) {
        let text = self.scanned.literal(&self.scanned.text[at.clone()]).into_owned();
        self.problem(Problem::HeadingBraces { text, why: why.to_owned() }, at);
    }

    /// Ends its words: with braces that were not meant for an id, which the parser takes off.
    pub fn end_words(&mut self) {
        let Some(braces) = self.heading.as_mut().and_then(|heading| heading.braces.take()) else {
            return;
        };
        if braces.is_escaped {
            // The backslash was all that is left of them.
            self.words.pop();
        } else if braces.has_blank {
            self.words.append(" ");
        }
        self.words.append(&braces.text);
    }

    /// Ends it: with a link to itself, and a place in the outline.
    pub fn end_heading(&mut self, span: Range<usize>) {
        let Some(OpenHeading { level, id, title, .. }) = self.heading.take() else { return };
        if title.is_blank() {
            self.problem(Problem::HeadingEmpty {}, span.clone());
        }
        let is_explicit = id.is_some();
        let id = match id {
            Some(id) => {
                if !self.ids.take(&id) {
                    self.problem(Problem::DuplicateAnchor { id: id.clone() }, span.clone());
                }
                id
            }
            // What facts say, the site knows; see `link`.
            None => self.ids.free(&slug(&title.fill(|_| " "))),
        };
        self.html.raw(" <a class=\"anchor\" href=\"#");
        self.html.hole(Hole::Id(self.outline.len()));
        self.html.raw("\" aria-label=\"");
        self.html.hole(Hole::Text("content.anchor"));
        self.html.raw(": ");
        self.html.words(&title);
        self.html.raw("\">#</a></h");
        self.html.raw(&level.to_string());
        self.html.raw(">\n");
        let range = self.scanned.origin.range(span);
        self.outline.push(Heading { id: id.into(), is_explicit, title, level, range });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique() {
        let mut ids = Ids::default();
        let got = ["a", "a", "a-2", "a", "a-2", "b"].map(|id| ids.free(id));
        assert_eq!(got, ["a", "a-2", "a-2-2", "a-3", "a-2-3", "b"]);
        assert!(!ids.take("a-3"));
        assert!(ids.take("c"));
        assert_eq!(ids.free("c"), "c-2");
    }
}
