//! Raw HTML, which is no part of pages: reported once for an element or a row of tags, and shown
//! as text, so that nothing which was written is lost.

use super::Walker;
use certsite_base::diag::Problem;
use std::collections::HashMap;
use std::ops::Range;

/// The tags that were met so far in a page.
#[derive(Default)]
pub struct RawHtml {
    /// How many of each name were reported and are not yet closed.
    open: HashMap<String, usize>,
    /// The byte of the scanned text behind the last tag; 0 before the first.
    end: usize,
    /// In a block of HTML: whether something of it was written.
    block: Option<bool>,
}

impl RawHtml {
    /// Begins a block of HTML, of which nothing is written yet.
    pub fn start_block(&mut self) {
        self.block = Some(false);
    }

    /// Notes the tags of a piece, and says whether they close only what was reported.
    fn closes(&mut self, html: &str) -> bool {
        let mut closes_all = true;
        for (is_end, name) in tags(html) {
            match self.open.get_mut(&name).filter(|count| is_end && **count > 0) {
                Some(count) => *count -= 1,
                None => {
                    closes_all = false;
                    *self.open.entry(name).or_default() += usize::from(!is_end);
                }
            }
        }
        closes_all && html.contains("</")
    }
}

impl Walker<'_> {
    /// A tag in running text, or a line of a block of HTML.
    pub fn raw_html(&mut self, html: &str, span: Range<usize>) {
        if self.table.in_cell && matches!(html, "<br>" | "<br/>" | "<br />") {
            return self.line_break("<br>");
        }
        // The scanner leaves out comments, but for one that stands between two blocks.
        if html.trim_start().starts_with("<!--") && html.trim_end().ends_with("-->") {
            return;
        }
        let between = self.scanned.text.get(self.raw.end..span.start);
        let goes_on = self.raw.end > 0 && between.is_some_and(|text| text.trim().is_empty());
        self.raw.end = span.end;
        let closes = self.raw.closes(html);
        if !goes_on && !closes {
            let html = self.scanned.literal(html);
            let tag: String = html.trim().chars().take(40).collect();
            let hint = hint(tags(&html).next().as_ref().map_or("", |(_, name)| name)).to_owned();
            self.problem(Problem::RawHtml { tag, hint }, span.clone());
        }
        if self.raw.block == Some(false) {
            self.raw.block = Some(true);
            self.html.block("<p>");
        }
        self.text(html, span);
    }

    /// Ends a block of HTML, with the paragraph in which its text is shown.
    pub fn end_raw_block(&mut self) {
        if self.raw.block.take() == Some(true) {
            self.html.raw("</p>\n");
        }
    }
}

/// The tags in a piece of HTML: whether each is an end tag, and its name.
fn tags(html: &str) -> impl Iterator<Item = (bool, String)> {
    html.match_indices('<').filter_map(|(at, _)| {
        let rest = &html[at + 1..];
        let name = rest.strip_prefix('/').unwrap_or(rest);
        let length = name.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count();
        let is_tag = name.starts_with(|c: char| c.is_ascii_alphabetic());
        is_tag.then(|| (name.len() < rest.len(), name[..length].to_ascii_lowercase()))
    })
}

/// What Markdown has in place of an element.
fn hint(name: &str) -> &'static str {
    match name {
        "b" | "strong" => "write “**bold**”",
        "i" | "em" => "write “*emphasis*”",
        "s" | "del" | "strike" => "write “~~struck out~~”",
        "a" => "write “[text](address)”, or the address alone",
        "img" => "write “![description](file)”",
        "br" => "end the line with a backslash for a line break; “<br>” is for the cells of tables",
        "hr" => "write a line “---” between blank lines",
        "p" | "div" | "span" => "leave the tags out: a blank line begins a paragraph",
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => "write “## Heading”",
        "ul" | "ol" | "li" => "write “- item” or “1. item”",
        "table" | "tr" | "td" | "th" | "thead" | "tbody" => "write a table with “|” between cells",
        "blockquote" => "write “> quoted text”",
        "code" | "pre" | "tt" | "kbd" | "samp" => {
            "write “`code`”, or a block between lines of “```”"
        }
        _ => "write it in Markdown, or put literal text between back-quotes",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_have_names() {
        let got: Vec<_> = tags("<B>x</b><br/> 1 < 2 <my-tag a=\"b\">").collect();
        let expect = [(false, "b"), (true, "b"), (false, "br"), (false, "my-tag")];
        assert_eq!(got, expect.map(|(is_end, name)| (is_end, name.to_owned())));
    }
}
