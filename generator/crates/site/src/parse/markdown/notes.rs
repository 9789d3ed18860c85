//! Footnotes: gathered at the end of the page in the order in which the text refers to them, each
//! with links back to where it does.

use super::Walker;
use crate::parse::body::Hole;
use crate::parse::html::Html;
use certsite_base::diag::Problem;
use std::collections::HashMap;
use std::ops::Range;

/// The footnotes of a page. Their ids hold an underscore, which no heading's generated id does.
#[derive(Default)]
pub struct Notes {
    /// Number of each note that the text refers to, and how often it does.
    references: HashMap<String, (usize, usize)>,
    definitions: Vec<Definition>,
    /// Where each label stands in `definitions`.
    known: HashMap<String, usize>,
    /// Notes that are being read, each with what was written before it.
    open: Vec<(String, Range<usize>, Html)>,
}

struct Definition {
    label: String,
    html: Html,
    span: Range<usize>,
}

/// A label of more bytes than this is taken for text and not looked at.
const LONGEST_LABEL: usize = 1_000;

/// Labels do not differ by case.
fn key(label: &str) -> String {
    label.chars().flat_map(char::to_lowercase).collect()
}

impl Walker<'_> {
    /// Writes the number for a `[^label]` in the text, with a link to its note.
    pub fn note_reference(&mut self, label: &str, span: Range<usize>) {
        let label = &*self.scanned.literal(label);
        if self.image.is_some() {
            return self.not_described(format!("the footnote “{label}”"), span);
        }
        self.flush();
        let next = self.notes.references.len() + 1;
        let (number, times) = self.notes.references.entry(key(label)).or_insert((next, 0));
        *times += 1;
        let (n, id) = (*number, reference_id(*number, *times));
        self.html.raw(&format!("<sup class=\"footnote-reference\" id=\"{id}\">"));
        match self.link.is_some() {
            // No link may stand inside another.
            true => self.html.raw(&n.to_string()),
            false => self.html.raw(&format!("<a href=\"#fn_{n}\" role=\"doc-noteref\">{n}</a>")),
        }
        self.html.raw("</sup>");
    }

    /// Reports `[^label]` that stayed text because nothing defines it. `text` begins at `span`.
    pub fn undefined_note(&mut self, text: &str, span: &Range<usize>) {
        let source = &self.scanned.text[span.start..];
        let rest = source.strip_prefix('!').unwrap_or(source);
        let start = span.start + source.len() - rest.len();
        let is_text = !self.scanned.text[..start].ends_with('\\') && text.contains('[');
        let Some(rest) = rest.strip_prefix("[^").filter(|_| is_text) else { return };
        let window = &rest.as_bytes()[..rest.len().min(LONGEST_LABEL)];
        let end = memchr::memchr3(b']', b'[', b'\n', window).filter(|end| window[*end] == b']');
        if let Some(end) = end.filter(|end| *end > 0) {
            let label = self.scanned.literal(&rest[..end]).into_owned();
            let at = start..start + end + 3;
            self.problem(Problem::UndefinedFootnote { label }, at);
        }
    }

    /// Begins a note, `[^label]: …`. What follows is kept apart from the page's text until its end.
    pub fn start_note(&mut self, label: &str, span: Range<usize>) {
        let before = std::mem::take(&mut self.html);
        let label = self.scanned.literal(label).into_owned();
        self.notes.open.push((label, span, before));
    }

    /// Ends a note. A second one with the same label is told of and left out.
    pub fn end_note(&mut self) {
        let Some((label, span, before)) = self.notes.open.pop() else { return };
        let html = std::mem::replace(&mut self.html, before);
        if self.notes.known.contains_key(&key(&label)) {
            return self.problem(Problem::DuplicateFootnote { label }, span);
        }
        if html.is_blank_since((0, 0)) {
            self.problem(Problem::EmptyFootnote { label: label.clone() }, span.clone());
        }
        self.notes.known.insert(key(&label), self.notes.definitions.len());
        self.notes.definitions.push(Definition { label, html, span });
    }

    /// Writes all notes as a list at the end of the page, in the order of their first references.
    pub fn end_notes(&mut self) {
        if self.notes.definitions.is_empty() {
            return;
        }
        let Notes { references, definitions, .. } = std::mem::take(&mut self.notes);
        let mut next = references.len();
        let mut numbered: Vec<_> = definitions
            .into_iter()
            .map(|note| match references.get(&key(&note.label)) {
                Some((number, times)) => (*number, *times, note),
                None => {
                    // Shown all the same: nothing that was written is lost.
                    next += 1;
                    (next, 0, note)
                }
            })
            .collect();
        numbered.sort_by_key(|(number, ..)| *number);
        let times: Vec<usize> = numbered.iter().map(|(_, times, _)| *times).collect();
        self.check_ids(&times);
        self.html.block("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"");
        self.html.hole(Hole::Text("content.footnotes"));
        self.html.raw("\">\n<ol>\n");
        for (number, times, note) in numbered {
            if times == 0 {
                let label = note.label;
                self.problem(Problem::UnusedFootnote { label }, note.span);
            }
            self.write_note(number, times, note.html);
        }
        self.html.raw("</ol>\n</section>\n");
    }

    /// Reports headings to which an editor gave the id of a note, or of a reference to one. The
    /// n-th number is how often the text refers to the n-th note.
    fn check_ids(&mut self, times: &[usize]) {
        let is_taken = |id: &str| {
            let mut numbers = id.split('_').skip(1).map(|n| n.parse::<usize>().unwrap_or(0));
            let note = numbers.next().unwrap_or(0);
            let Some(times) = note.checked_sub(1).and_then(|n| times.get(n)) else { return false };
            let time = numbers.next().unwrap_or(1);
            id == format!("fn_{note}")
                || (1..=*times).contains(&time) && id == reference_id(note, time)
        };
        let taken = self.outline.iter().filter(|h| h.is_explicit && is_taken(&h.id));
        let problems = taken.map(|heading| {
            let problem =
                Problem::AnchorTaken { id: heading.id.to_string(), by: "a footnote".into() };
            (problem, heading.range.clone())
        });
        self.problems.extend(problems.collect::<Vec<_>>());
    }

    /// A note, with a way back to each place that refers to it.
    fn write_note(&mut self, number: usize, times: usize, mut note: Html) {
        let end = "</p>\n";
        let ends_in_text = note.ends_with(end);
        if ends_in_text {
            note.cut(end);
        } else if times > 0 {
            note.block("<p>");
        }
        for time in 1..=times {
            let id = reference_id(number, time);
            note.raw(&format!(
                " <a class=\"footnote-back\" href=\"#{id}\" role=\"doc-backlink\" aria-label=\""
            ));
            note.hole(Hole::Text("content.footnote_back"));
            // The second character asks for the plain arrow instead of a coloured picture.
            note.raw(&format!(" {}\">↩\u{FE0E}", suffixed(number, time, "-")));
            if time > 1 {
                note.raw(&format!("<sup>{time}</sup>"));
            }
            note.raw("</a>");
        }
        if ends_in_text || times > 0 {
            note.raw(end);
        }
        self.html.block(&format!("<li class=\"footnote-definition\" id=\"fn_{number}\">\n"));
        self.html.append(note);
        self.html.raw("</li>\n");
    }
}

fn reference_id(number: usize, time: usize) -> String {
    format!("fnref_{}", suffixed(number, time, "_"))
}

fn suffixed(number: usize, time: usize, between: &str) -> String {
    match time {
        1 => number.to_string(),
        _ => format!("{number}{between}{time}"),
    }
}
