//! Embeds: fenced blocks that a feature draws.

use super::scan::next_line;
use certsite_base::diag::nearest;
use std::ops::Range;
use std::sync::Arc;

/// The names of all blocks that features draw: a fenced block of another name is code.
#[derive(Clone, Copy)]
pub struct EmbedNames<'a>(pub &'a [&'static str]);

impl EmbedNames<'_> {
    /// The embed with exactly this name; `None` for any other block of code.
    pub(super) fn find(self, name: &str) -> Option<&'static str> {
        self.0.iter().copied().find(|embed| *embed == name)
    }

    /// The embed that a fenced block was probably meant to be: not for the languages of code.
    pub(super) fn near(self, name: &str) -> Option<&'static str> {
        let is_code = LANGUAGES.iter().any(|language| language.eq_ignore_ascii_case(name));
        let names = self.0.iter().copied();
        nearest(&name.to_ascii_lowercase(), names).filter(|_| !is_code && !name.is_empty())
    }
}

/// One fenced block of a page that a feature draws.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Embed {
    /// The word behind the fence, which is one of [`EmbedNames`].
    pub name: &'static str,
    /// The bytes of its YAML, in [`super::Doc::embed_source`].
    pub yaml: Range<usize>,
}

/// A line of an embed, by its places in the source.
pub(super) struct Line {
    /// What stands before its text: blanks, and the marks of quotes.
    lead: Range<usize>,
    /// Columns of a tab in there that belong to the text.
    spare: usize,
    end: usize,
}

impl Line {
    fn is_blank(&self, source: &str) -> bool {
        source[self.lead.end..self.end].trim().is_empty()
    }

    /// How many blanks stand before its text, if `column` of them stand before what is not
    /// indented.
    fn indent(&self, source: &str, column: Option<usize>) -> usize {
        match column.filter(|_| !self.is_blank(source)) {
            Some(column) => column + self.spare,
            None => self.lead.len(),
        }
    }
}

/// Adds a piece of the text of an embed, which stands at `span` of the source. The parser cuts
/// lines in two at tabs, and before the line breaks of Windows.
pub(super) fn push(lines: &mut Vec<Line>, source: &str, text: &str, span: Range<usize>) {
    if span.is_empty() {
        // What is left of a tab.
        let lead = line_start(source, span.start)..span.start;
        return lines.push(Line { lead, spare: text.len(), end: span.end });
    }
    let mut at = span.start;
    while at < span.end {
        let end = next_line(source.as_bytes(), at).min(span.end);
        let start = line_start(source, at);
        match lines.last_mut().filter(|last| last.lead.start == start) {
            Some(last) => last.end = end,
            None => lines.push(Line { lead: start..at, spare: 0, end }),
        }
        at = end;
    }
}

/// Where the line around `at` begins.
fn line_start(source: &str, at: usize) -> usize {
    let bytes = source.as_bytes();
    let is_in_break = bytes[..at].ends_with(b"\r") && bytes[at..].starts_with(b"\n");
    let before = &bytes[..at - usize::from(is_in_break)];
    memchr::memrchr2(b'\n', b'\r', before).map_or(0, |end| end + 1)
}

impl Embed {
    /// A block of these lines, or one that is empty and ends at `end`. The YAML begins where its
    /// first line does, so that all lines are indented alike.
    pub(super) fn new(name: &'static str, source: &str, lines: &[Line], end: usize) -> Embed {
        let yaml = match (lines.first(), lines.last()) {
            (Some(first), Some(last)) => {
                first.lead.end - first.indent(source, column(source, lines))..last.end
            }
            _ => end..end,
        };
        Embed { name, yaml }
    }
}

/// How many blanks there is room for before text that is not indented; none if tabs leave too few
/// bytes.
fn column(source: &str, lines: &[Line]) -> Option<usize> {
    let texts = lines.iter().filter(|line| !line.is_blank(source));
    texts.map(|line| line.lead.len().checked_sub(line.spare)).min().flatten()
}

/// The source with blanks for what stands before the lines of these embeds, each as far in as
/// Markdown has it: their YAML can then be read, with each byte at its place.
pub(super) fn unquoted(source: &str, embeds: &[Vec<Line>]) -> Option<Arc<str>> {
    let mut out = String::new();
    for lines in embeds {
        let column = column(source, lines);
        for line in lines {
            let lead = &source[line.lead.clone()];
            let indent = line.indent(source, column);
            if indent == lead.len() && lead.bytes().all(|b| b == b' ') {
                continue;
            }
            // Blanks too many go to the end of the line above.
            let above = source[out.len()..line.lead.start].trim_end_matches(['\r', '\n']).len();
            let above = out.len() + above;
            out.push_str(&source[out.len()..above]);
            out.extend(std::iter::repeat_n(' ', lead.len() - indent));
            out.push_str(&source[above..line.lead.start]);
            match column {
                Some(_) => out.extend(std::iter::repeat_n(' ', indent)),
                None => out.push_str(&lead.replace('>', " ")),
            }
        }
    }
    if out.is_empty() {
        return None;
    }
    out.push_str(&source[out.len()..]);
    Some(out.into())
}

/// Names of languages and formats of code that look like those of embeds.
const LANGUAGES: &[&str] = &["latex"];
