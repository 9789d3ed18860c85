//! Quotes: plain ones, boxes, and two that are none. `> [!DETAILS] Title` folds what follows on it in
//! the quote, `> [!STACK]` says of the table in it that its rows are lists on narrow screens.

use super::Walker;
use certsite_base::diag::Problem;
use pulldown_cmark::BlockQuoteKind;
use std::ops::Range;

/// The words of those two, as they are written.
pub const WORDS: [&str; 2] = ["DETAILS", "STACK"];

/// Longer words are none of the two.
const LONGEST: usize = 24;

/// What a quote is.
pub enum Quote {
    Plain,
    /// What was written before its text.
    Alert((usize, usize)),
    Details,
    /// Whether a table stands in it.
    Stack(bool),
}

/// The first line of a quote that is none, which is being read.
pub struct Marker {
    /// The bytes of the scanned text from its bracket to its bracket.
    at: Range<usize>,
    /// How deep its paragraph is: where the line ends within something, the title goes on.
    depth: usize,
    /// What was written before its title.
    start: (usize, usize),
}

impl Walker<'_> {
    /// Begins a quote of any kind.
    pub fn start_quote(&mut self, kind: Option<BlockQuoteKind>, span: &Range<usize>) {
        if let Some(kind) = kind {
            self.alert(kind);
            return self.quotes.push(Quote::Alert(self.html.position()));
        }
        let Some((quote, at)) = marked(&self.scanned.text, span) else {
            self.quotes.push(Quote::Plain);
            self.check_alert(span);
            return self.html.block("<blockquote>\n");
        };
        self.html.block(match quote {
            Quote::Details => "<details class=\"fold\"><summary>",
            _ => "",
        });
        self.quotes.push(quote);
        let (depth, start) = (self.depth + 1, self.html.position());
        self.marker = Some(Marker { at, depth, start });
    }

    /// A piece of text without what of it is such a mark; none if nothing is left.
    pub fn behind_marker<'t>(
        &self,
        text: &'t str,
        span: Range<usize>,
    ) -> Option<(&'t str, Range<usize>)> {
        let Some(marker) = &self.marker else { return Some((text, span)) };
        let cut = marker.at.end.saturating_sub(span.start);
        let text = text.get(cut..)?;
        // The blank between the mark and the title.
        let begins = self.words.is_empty() && self.html.is_blank_since(marker.start);
        let shown = if begins { text.trim_start_matches([' ', '\t']) } else { text };
        let start = span.start + cut + (text.len() - shown.len());
        (!shown.is_empty()).then_some((shown, start.min(span.end)..span.end))
    }

    /// Ends the first line of such a quote, at the end of the line or of its paragraph; false if no
    /// such line ends here.
    pub fn end_marker(&mut self, ends_paragraph: bool) -> bool {
        let is_here = |marker: &Marker| ends_paragraph || marker.depth == self.depth;
        if self.image.is_some() || !self.marker.as_ref().is_some_and(is_here) {
            return false;
        }
        self.flush();
        let Some(marker) = self.marker.take() else { return false };
        let is_blank = self.html.is_blank_since(marker.start);
        match self.quotes.last() {
            Some(Quote::Details) => {
                if is_blank {
                    let help = "write the title behind it, on the same line: “> [!DETAILS] Title”";
                    self.box_problem(
                        "DETAILS",
                        "has no title, so nobody knows what is folded",
                        help,
                        marker.at,
                    );
                }
                self.html.raw("</summary>\n");
            }
            _ if !is_blank || !ends_paragraph => self.not_stacked(marker.at),
            _ => {}
        }
        if !ends_paragraph {
            self.html.block("<p>");
        }
        true
    }

    /// Ends a quote of any kind.
    pub fn end_quote(&mut self, span: &Range<usize>) {
        match self.quotes.pop() {
            Some(Quote::Alert(start)) => {
                if self.html.is_blank_since(start) {
                    let at = self.bracketed(span);
                    let word = self.scanned.text[at.clone()].trim_matches(['[', '!', ']']);
                    let help = "write the text on the lines below it, each behind “>”";
                    self.box_problem(word, "has no text", help, at);
                }
                self.html.raw("</div>\n");
            }
            Some(Quote::Details) => {
                if self.html.ends_with("</summary>\n") {
                    let help = "write the text on the lines below it, each behind “>”";
                    self.box_problem("DETAILS", "has nothing to fold", help, self.marked_at(span));
                }
                self.html.raw("</details>\n");
            }
            Some(Quote::Stack(true)) => {}
            Some(Quote::Stack(false)) => self.not_stacked(self.marked_at(span)),
            Some(Quote::Plain) | None => {
                self.check_emptied("<blockquote>\n", span);
                self.html.raw("</blockquote>\n");
            }
        }
    }

    /// Whether a table that begins here stands in such a quote.
    pub fn is_stacked(&mut self) -> bool {
        match self.quotes.last_mut() {
            Some(Quote::Stack(has_table)) => {
                *has_table = true;
                true
            }
            _ => false,
        }
    }

    /// Where the mark of a quote stands, from its bracket to its bracket.
    fn bracketed(&self, span: &Range<usize>) -> Range<usize> {
        let quote = &self.scanned.text[span.clone()];
        let ends = quote.find('[').zip(quote.find(']'));
        ends.map_or(span.clone(), |(start, end)| span.start + start..span.start + end + 1)
    }

    fn marked_at(&self, span: &Range<usize>) -> Range<usize> {
        marked(&self.scanned.text, span).map_or(span.clone(), |(_, at)| at)
    }

    fn not_stacked(&mut self, at: Range<usize>) {
        let help = "leave a line “>” empty below it, and write the table under that";
        self.box_problem(
            "STACK",
            "stands alone on its line, above a table in the same quote",
            help,
            at,
        );
    }

    fn box_problem(&mut self, word: &str, what: &str, help: &str, at: Range<usize>) {
        let (word, what, help) = (word.to_owned(), what.to_owned(), help.to_owned());
        self.problem(Problem::BoxForm { word, what, help }, at);
    }
}

/// What a quote is that begins with one of the two words, and where that stands.
fn marked(text: &str, span: &Range<usize>) -> Option<(Quote, Range<usize>)> {
    let quote = text[span.clone()].trim_start_matches(' ');
    let line = quote.strip_prefix('>')?.trim_start_matches(' ');
    let rest = line.strip_prefix("[!")?;
    let word = &rest[..rest.bytes().take(LONGEST).position(|byte| byte == b']')?];
    let behind = &rest[word.len() + 1..];
    // `[!DETAILS](address)` is a link.
    if behind.starts_with(['(', '[', ':']) {
        return None;
    }
    let quote = match word {
        _ if word.eq_ignore_ascii_case("details") => Quote::Details,
        _ if word.eq_ignore_ascii_case("stack") => Quote::Stack(false),
        _ => return None,
    };
    let start = span.end - line.len();
    Some((quote, start..start + word.len() + 3))
}
