//! How lines and blocks begin: marks that make nothing of a line, though they look as if they did,
//! and line ends.

use super::Walker;
use certsite_base::diag::Problem;
use std::ops::Range;

/// Marks of quotes and lists in front of a line are no longer.
const LONGEST_FRONT: usize = 100;

impl Walker<'_> {
    /// Reports `##text` and rows of tables at the beginning of a line of running text: the parser
    /// would have made a heading or a table of them. Words begin at `span`.
    pub fn no_block(&mut self, span: &Range<usize>) {
        let text = &self.scanned.text;
        if !begins_line(&text[..span.start]) {
            return;
        }
        let line = text[span.start..].lines().next().unwrap_or_default().trim_end();
        let mark = line.len() - line.trim_start_matches('#').len();
        let has_words = line.contains(char::is_alphanumeric);
        let (mark, help) = match mark {
            0 if has_words && line.ends_with('|') && self.is_row_alone(span.start) => (
                "|",
                "a row of a table stands right under another one, or under the line of dashes below \
                 its head",
            ),
            2.. if has_words => (
                &line[..mark],
                "a heading begins with two to six “#” and a blank, “## Like this”, and not four \
                 blanks away from the edge",
            ),
            _ => return,
        };
        let problem = Problem::StrayMark { mark: mark.to_owned(), help: help.to_owned() };
        self.problem(problem, span.start..span.start + mark.len());
    }

    /// Whether the line at `start` is the first of its kind, and no head of a table: of a line of
    /// dashes that makes none is told.
    fn is_row_alone(&self, start: usize) -> bool {
        let text = &self.scanned.text;
        let above = text[..start].trim_end_matches([' ', '\t', '>']).trim_end_matches('\r');
        let above = above.strip_suffix('\n').unwrap_or(above);
        let below = text[start..].split_once('\n').map_or("", |(_, below)| below);
        let below = below.trim_start_matches([' ', '\t', '>']);
        let is_dashes = below.starts_with(['|', ':', '-'])
            && crate::parse::scan::is_delimiters(
                below.lines().next().unwrap_or_default().as_bytes(),
            );
        !is_dashes && !above.trim_end_matches('\r').ends_with('|')
    }

    /// Reports an item or a quote of which a footnote was all.
    pub fn check_emptied(&mut self, opening: &str, span: &Range<usize>) {
        if self.html.ends_with(opening) {
            let text = self.scanned.text[span.clone()].trim_start();
            let mark = text.split_whitespace().next().unwrap_or_default();
            let start = span.end - text.len();
            if text.contains("[^") {
                let at = start..start + mark.len();
                self.problem(Problem::MarksNothing { mark: mark.to_owned() }, at);
            }
        }
    }

    /// Whether a line ends with what breaks it (CommonMark super::super::6.7): the parser counts tabs as blanks.
    pub fn is_hard(&self, span: &Range<usize>) -> bool {
        let text = &self.scanned.text;
        let end = text[span.clone()].find(['\r', '\n']).map_or(span.end, |end| span.start + end);
        text[..end].ends_with("  ") || text[..end].ends_with('\\')
    }
}

/// Whether nothing but the marks of quotes and lists stands on the line before what follows.
fn begins_line(before: &str) -> bool {
    if !before.ends_with(['\n', ' ', '\t', '>']) && !before.is_empty() {
        return false;
    }
    let near = &before[before.ceil_char_boundary(before.len().saturating_sub(LONGEST_FRONT))..];
    let front = match near.rsplit_once('\n') {
        Some((_, front)) => front,
        None if near.len() == before.len() => near,
        None => return false,
    };
    front.split([' ', '\t']).all(|word| {
        let word = word.trim_start_matches('>');
        let number = word.trim_start_matches(|c: char| c.is_ascii_digit());
        matches!(word, "" | "-" | "*" | "+") || word.len() > 1 && matches!(number, "." | ")")
    })
}
