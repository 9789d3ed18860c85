//! The writer of a page's HTML, which remembers where holes are.

use super::body::{Body, Hole};
use super::words::{Word, Words};
use memchr::{memchr, memchr3};

/// HTML that is being written.
#[derive(Default)]
pub struct Html {
    out: String,
    holes: Vec<(usize, Hole)>,
}

impl Html {
    /// Has room for about this many bytes before it has to grow.
    pub fn with_capacity(bytes: usize) -> Html {
        Html { out: String::with_capacity(bytes), holes: Vec::new() }
    }

    /// How many bytes and holes are written so far, for [`Html::is_blank_since`].
    pub fn position(&self) -> (usize, usize) {
        (self.out.len(), self.holes.len())
    }

    /// Whether nothing but blanks was written since then.
    pub fn is_blank_since(&self, (html, holes): (usize, usize)) -> bool {
        self.holes.len() == holes && self.out[html..].trim().is_empty()
    }

    /// The text that was written since then, if it is nothing but text.
    pub fn text_since(&self, (html, holes): (usize, usize)) -> Option<&str> {
        let text = &self.out[html..];
        (self.holes.len() == holes && !text.contains('<')).then_some(text)
    }

    /// Whether what was written since then shows this address: the elements round its words do not
    /// count, nor whether it says how to get there (`https://`) or ends with a slash.
    pub fn shows_since(&self, (from, holes): (usize, usize), address: &Words) -> bool {
        let mut shown = String::new();
        let mut at = from;
        let outside = |html: &str, shown: &mut String| {
            let mut parts = html.split('<');
            shown.push_str(parts.next().unwrap_or_default());
            parts.for_each(|part| {
                shown.push_str(part.split_once('>').map_or(part, |(_, text)| text))
            });
        };
        for (place, hole) in &self.holes[holes..] {
            outside(&self.out[at..*place], &mut shown);
            at = *place;
            if let Hole::Plain(key) = hole {
                shown.extend(["<", key, ">"]);
            }
        }
        outside(&self.out[at..], &mut shown);
        let mut written = Html::default();
        for word in address.pieces() {
            match word {
                Word::Text(text) => written.text(text),
                Word::Fact(key) => written.out.extend(["<", key, ">"]),
            }
        }
        bare(&shown) == bare(&written.out)
    }

    /// Puts HTML between what was written before that position and what was written since.
    pub fn insert(&mut self, (at, holes): (usize, usize), html: &str) {
        self.out.insert_str(at, html);
        self.holes[holes..].iter_mut().for_each(|(place, _)| *place += html.len());
    }

    /// Writes HTML as it is: nothing in it is escaped.
    pub fn raw(&mut self, html: &str) {
        self.out.push_str(html);
    }

    /// HTML that begins on a line of its own.
    pub fn block(&mut self, html: &str) {
        if !self.out.is_empty() && !self.out.ends_with('\n') || self.ends_in_hole() {
            self.out.push('\n');
        }
        self.out.push_str(html);
    }

    /// Writes text that is to stand between tags, with `&`, `<` and `>` escaped.
    pub fn text(&mut self, text: &str) {
        let mut rest = text;
        while let Some(at) = memchr3(b'&', b'<', b'>', rest.as_bytes()) {
            self.out.push_str(&rest[..at]);
            self.out.push_str(match rest.as_bytes()[at] {
                b'&' => "&amp;",
                b'<' => "&lt;",
                _ => "&gt;",
            });
            rest = &rest[at + 1..];
        }
        self.out.push_str(rest);
    }

    /// Text for an attribute in double quotes.
    pub fn attribute(&mut self, text: &str) {
        let mut rest = text;
        while let Some(at) = memchr(b'"', rest.as_bytes()) {
            self.text(&rest[..at]);
            self.out.push_str("&quot;");
            rest = &rest[at + 1..];
        }
        self.text(rest);
    }

    /// Words for an attribute in double quotes.
    pub fn words(&mut self, words: &Words) {
        for word in words.pieces() {
            match word {
                Word::Text(text) => self.attribute(text),
                Word::Fact(key) => self.hole(Hole::Plain(key.clone())),
            }
        }
    }

    /// Words that are to stand between tags.
    pub fn shown(&mut self, words: &Words) {
        for word in words.pieces() {
            match word {
                Word::Text(text) => self.text(text),
                Word::Fact(key) => self.hole(Hole::Fact(key.clone())),
            }
        }
    }

    /// Marks a hole behind what is written so far.
    pub fn hole(&mut self, hole: Hole) {
        self.holes.push((self.out.len(), hole));
    }

    /// Everything that another one holds.
    pub fn append(&mut self, other: Html) {
        let shift = self.out.len();
        self.out.push_str(&other.out);
        self.holes.extend(other.holes.into_iter().map(|(at, hole)| (at + shift, hole)));
    }

    /// True if it is not empty and ends with this.
    pub fn ends_with(&self, html: &str) -> bool {
        self.out.ends_with(html) && !self.ends_in_hole()
    }

    /// Takes off what it ends with.
    pub fn cut(&mut self, html: &str) {
        debug_assert!(self.ends_with(html), "only what is there can be taken off");
        self.out.truncate(self.out.len() - html.len());
    }

    /// Ends the writing: from here on the HTML never changes.
    pub fn finish(self) -> Body {
        Body::new(self.out, self.holes)
    }

    fn ends_in_hole(&self) -> bool {
        self.holes.last().is_some_and(|(at, _)| *at == self.out.len())
    }
}

/// An address without what a reader needs not see.
fn bare(address: &str) -> &str {
    let address = address.trim();
    let behind =
        ["https://", "http://"].into_iter().find_map(|scheme| address.strip_prefix(scheme));
    let address = behind.unwrap_or(address);
    address.strip_suffix('/').unwrap_or(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_attributes_are_escaped() {
        let mut html = Html::default();
        html.text("a < b & \"c\"");
        html.raw("<p title=\"");
        html.attribute("\"d\" > e");
        html.raw("\">");
        let text = html.finish().shown(|hole| panic!("there is text alone, and not {hole:?}"));
        assert_eq!(text, "a &lt; b &amp; \"c\"<p title=\"&quot;d&quot; &gt; e\">");
    }

    #[test]
    fn holes_move_with_their_text() {
        let mut note = Html::default();
        note.raw("x");
        note.hole(Hole::Embed(0));
        let mut html = Html::default();
        html.raw("ab");
        html.append(note);
        html.block("c");
        assert_eq!(html.finish().shown(|hole| format!("({hole:?})")), "abx(Embed(0))\nc");
    }
}
