//! Markdown → HTML with holes, and what other stages ask of a text: headings, links, facts,
//! embeds. One pass over pulldown-cmark's events.

mod alert;
mod begin;
mod boxes;
mod entities;
mod fence;
mod heading;
mod inline;
mod notes;
mod picture;
mod raw;
mod slips;
mod strays;
mod table;
mod task;

use super::body::Body;
use super::embed::{Embed, EmbedNames, Line, unquoted};
use super::html::Html;
use super::run::Run;
use super::scan::{Scanned, scan};
use super::{Heading, Ref};
use boxes::{Marker, Quote};
use certsite_base::diag::{Diagnostic, Lines, Problem};
use entities::Entities;
use fence::OpenFence;
pub use heading::Ids;
use heading::OpenHeading;
use inline::{Foreign, OpenLink};
use notes::Notes;
use picture::{Captioned, OpenImage};
use pulldown_cmark::{BrokenLink, Event, Options, Parser, Tag, TagEnd};
use raw::RawHtml;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;
use strays::Strays;
use table::Table;

/// What one pass over a page's Markdown finds; all places are bytes of the source.
pub struct ParsedText {
    pub body: Body,
    pub outline: Vec<Heading>,
    pub refs: Vec<Ref>,
    pub facts: Vec<(Arc<str>, Range<usize>)>,
    pub embeds: Vec<Embed>,
    /// Whether code of it is in colours.
    pub has_colours: bool,
    /// What the YAML of embeds is read from, where marks or tabs stand before it.
    pub unquoted: Option<Arc<str>>,
    pub diagnostics: Vec<Diagnostic>,
}

/// CommonMark with the extensions of GitHub; no smart punctuation, because Azerbaijani
/// and English quote differently and editors write what they mean.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
}

/// Quotes, lists and emphasis may stand in each other so deep. Readers get lost long before, and
/// browsers and the tools that pages go through have limits of their own.
const DEEPEST: usize = 40;

/// Walks the bytes `range` of `source`.
pub fn walk(path: &Arc<str>, source: &str, range: Range<usize>, names: EmbedNames) -> ParsedText {
    let scanned = scan(source, range);
    let walker = Walker::new(source, &scanned, names).run();
    let joints = strays::joints(&walker.strays, &scanned.text);
    let walked = match joints.is_empty() {
        true => walker.finish(),
        // Only marks that mean nothing otherwise are mended, so this pass is rare.
        false => Walker::new(source, &scanned.joined(&joints), names).run().finish(),
    };
    let (mut walked, problems) = walked;
    walked.facts = scanned.facts;
    if !problems.is_empty() || !scanned.slips.is_empty() {
        let lines = Lines::of(source);
        let slips =
            scanned.slips.into_iter().map(|(slip, at)| (slip.problem(&source[at.clone()]), at));
        let place = |(problem, at)| Diagnostic::at(problem, lines.place(path, source, at));
        walked.diagnostics = problems.into_iter().chain(slips).map(place).collect();
    }
    walked
}

/// A problem with its place in the source.
pub type Found = (Problem, Range<usize>);

/// Walks over the events. Spans are places in the scanned text, unless said otherwise.
pub struct Walker<'a> {
    pub source: &'a str,
    pub scanned: &'a Scanned<'a>,
    /// The fenced blocks that features draw.
    pub names: EmbedNames<'a>,
    pub html: Html,
    /// Running text that is not yet written: addresses in it may be cut into several events.
    pub words: Run,
    pub outline: Vec<Heading>,
    pub ids: Ids,
    pub refs: Vec<Ref>,
    pub embeds: Vec<Embed>,
    /// The lines of each embed in `embeds`, in the same order.
    pub embed_lines: Vec<Vec<Line>>,
    pub notes: Notes,
    pub strays: Strays,
    pub raw: RawHtml,
    pub entities: Entities,
    pub heading: Option<OpenHeading>,
    pub link: Option<OpenLink>,
    pub foreign: Option<Foreign>,
    pub image: Option<OpenImage>,
    pub captioned: Option<Captioned>,
    pub fence: Option<OpenFence>,
    /// Whether code so far is in colours.
    pub has_colours: bool,
    /// With places in the source.
    pub problems: Vec<Found>,
    undefined: Vec<(String, Range<usize>)>,
    /// The labels by which links are written.
    labels: HashSet<String>,
    pub depth: usize,
    /// The quotes that are open, the innermost last.
    pub quotes: Vec<Quote>,
    pub marker: Option<Marker>,
    pub table: Table,
    /// Whether the words being written belong to the box of a task.
    pub in_task: bool,
}

impl<'a> Walker<'a> {
    fn new(source: &'a str, scanned: &'a Scanned<'a>, names: EmbedNames<'a>) -> Self {
        Walker {
            source,
            scanned,
            names,
            html: Html::with_capacity(scanned.text.len() * 3 / 2),
            words: Run::default(),
            outline: Vec::new(),
            ids: Ids::default(),
            refs: Vec::new(),
            embeds: Vec::new(),
            embed_lines: Vec::new(),
            notes: Notes::default(),
            strays: Strays::default(),
            raw: RawHtml::default(),
            entities: Entities::default(),
            heading: None,
            link: None,
            foreign: None,
            image: None,
            captioned: None,
            fence: None,
            has_colours: false,
            problems: Vec::new(),
            undefined: Vec::new(),
            labels: HashSet::new(),
            depth: 0,
            quotes: Vec::new(),
            marker: None,
            table: Table::default(),
            in_task: false,
        }
    }

    fn run(mut self) -> Self {
        let mut undefined = Vec::new();
        let on_broken_link = |link: BrokenLink<'_>| {
            undefined.push((link.reference.to_string(), link.span));
            None
        };
        let text: &'a str = &self.scanned.text;
        let parser = Parser::new_with_broken_link_callback(text, options(), Some(on_broken_link));
        let mut events = parser.into_offset_iter();
        for (event, span) in &mut events {
            self.event(event, span);
        }
        let defined = events.reference_definitions();
        let used: HashSet<usize> =
            self.labels.iter().filter_map(|label| Some(defined.get(label)?.span.start)).collect();
        let unused = defined.iter().filter(|(_, link)| !used.contains(&link.span.start));
        let unused: Vec<_> =
            unused.map(|(label, link)| (label.to_owned(), link.span.clone())).collect();
        let mut defined: Vec<_> =
            defined.iter().map(|(_, link)| link.clone().into_static()).collect();
        defined.sort_unstable_by_key(|link| link.span.start);
        drop(events);
        for link in defined {
            self.check_entities_in(&link.dest, &link.span);
            self.check_entities_in(link.title.as_deref().unwrap_or_default(), &link.span);
        }
        for (label, span) in unused {
            let label = self.scanned.literal(&label).into_owned();
            self.problem(Problem::UnusedReference { label }, span);
        }
        self.undefined = undefined;
        self
    }

    fn finish(mut self) -> (ParsedText, Vec<Found>) {
        for (label, span) in std::mem::take(&mut self.undefined) {
            // `[x]` and `- [ ]` in plain text are no links; `[text][label]` clearly is meant as one.
            if self.scanned.text[span.clone()].contains("][") {
                let label = self.scanned.literal(&label).into_owned();
                self.problem(Problem::UndefinedReference { label }, span);
            }
        }
        self.end_notes();
        self.report_strays();
        let walked = ParsedText {
            body: self.html.finish(),
            outline: self.outline,
            refs: self.refs,
            facts: Vec::new(),
            embeds: self.embeds,
            has_colours: self.has_colours,
            unquoted: unquoted(self.source, &self.embed_lines),
            diagnostics: Vec::new(),
        };
        (walked, self.problems)
    }

    /// Reports a problem of a stretch of the scanned text.
    pub fn problem(&mut self, problem: Problem, span: Range<usize>) {
        self.problems.push((problem, self.scanned.origin.range(span)));
    }

    fn event(&mut self, event: Event<'a>, span: Range<usize>) {
        if self.settle_caption(&event) {
            self.depth -= 1;
            return;
        }
        match event {
            Event::Start(tag) => {
                self.depth += 1;
                match self.depth {
                    ..=DEEPEST => self.start(tag, span),
                    depth => {
                        if depth == DEEPEST + 1 {
                            let limit = DEEPEST.to_string();
                            self.problem(Problem::Nesting { limit }, span);
                        }
                    }
                }
            }
            Event::End(end) => {
                self.depth -= 1;
                match self.depth {
                    ..DEEPEST => self.end(end, span),
                    // What stands deeper is shown as running text.
                    _ => self.text(" ", span.end..span.end),
                }
            }
            Event::Text(text) => self.text(&text, span),
            Event::Code(code) => self.code(&code),
            Event::Html(html) | Event::InlineHtml(html) => self.raw_html(&html, span),
            Event::SoftBreak => {
                self.check_head(span.end);
                if !self.end_marker(false) {
                    self.line_break("\n");
                }
            }
            Event::HardBreak if self.end_marker(false) => {}
            Event::HardBreak if self.is_hard(&span) => self.line_break("<br>\n"),
            Event::HardBreak => self.line_break("\n"),
            Event::Rule => {
                // In a tight list it follows on text that no paragraph ends.
                self.flush();
                self.end_task();
                self.strays.next_block();
                self.html.block("<hr>\n");
            }
            Event::FootnoteReference(label) => self.note_reference(&label, span),
            Event::TaskListMarker(is_done) => self.start_task(is_done),
            // Mathematics is not switched on.
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text, span),
        }
    }

    fn start(&mut self, tag: Tag<'a>, span: Range<usize>) {
        if let Tag::Link { id, .. } | Tag::Image { id, .. } = &tag
            && !id.is_empty()
        {
            self.labels.insert(id.to_string());
        }
        self.check_entities_of(&tag, &span);
        if let Tag::Link { link_type, .. } | Tag::Image { link_type, .. } = &tag {
            self.no_labelled_link(*link_type, &span);
        }
        if let Some(image) = &mut self.image {
            // Of a picture's description only the words are kept.
            image.depth += 1;
            return self.check_described(&tag, span);
        }
        self.flush();
        if !is_inline(tag.to_end()) {
            self.end_task();
            self.strays.next_block();
        }
        match tag {
            Tag::Paragraph if self.marker.is_some() => {}
            Tag::Paragraph => self.html.block("<p>"),
            Tag::Heading { level, id, .. } => {
                self.start_heading(level as u8, id.as_deref(), span);
            }
            Tag::BlockQuote(kind) => self.start_quote(kind, &span),
            Tag::CodeBlock(kind) => self.start_code(&kind, span),
            Tag::HtmlBlock => self.raw.start_block(),
            Tag::List(None) => self.html.block("<ul>\n"),
            Tag::List(Some(1)) => self.html.block("<ol>\n"),
            Tag::List(Some(first)) => self.html.block(&format!("<ol start=\"{first}\">\n")),
            Tag::Item => self.html.block("<li>"),
            Tag::FootnoteDefinition(label) => self.start_note(&label, span),
            Tag::Table(columns) => self.start_table(columns),
            Tag::TableHead => self.start_head(),
            Tag::TableRow => self.html.raw("<tr>"),
            Tag::TableCell => self.start_cell(),
            Tag::Emphasis => self.html.raw("<em>"),
            Tag::Strong => self.html.raw("<strong>"),
            Tag::Strikethrough => self.html.raw("<del>"),
            Tag::Link { link_type, dest_url, title, .. } => {
                self.start_link(link_type, &dest_url, &title, span);
            }
            Tag::Image { dest_url, title, .. } => self.start_image(&dest_url, &title, span),
            // None of these is switched on.
            Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::Superscript
            | Tag::Subscript
            | Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, end: TagEnd, span: Range<usize>) {
        if let Some(image) = self.image.as_mut().filter(|image| image.depth > 0) {
            image.depth -= 1;
            return;
        }
        if let TagEnd::Heading(_) = end {
            self.end_words();
        }
        self.flush();
        if !is_inline(end) {
            self.end_task();
        }
        match end {
            TagEnd::Paragraph if self.end_marker(true) => {}
            TagEnd::Paragraph => self.html.raw("</p>\n"),
            TagEnd::Heading(_) => self.end_heading(span),
            TagEnd::BlockQuote(_) => self.end_quote(&span),
            TagEnd::CodeBlock => self.end_code(span),
            TagEnd::HtmlBlock => self.end_raw_block(),
            TagEnd::List(is_numbered) => {
                self.html.raw(if is_numbered { "</ol>\n" } else { "</ul>\n" });
            }
            TagEnd::Item => {
                self.check_emptied("<li>", &span);
                self.html.raw("</li>\n");
            }
            TagEnd::FootnoteDefinition => self.end_note(),
            TagEnd::Table => self.html.raw("</tbody></table>\n</div>\n"),
            TagEnd::TableHead => self.end_head(),
            TagEnd::TableRow => self.end_row(span),
            TagEnd::TableCell => self.end_cell(span),
            TagEnd::Emphasis => self.html.raw("</em>"),
            TagEnd::Strong => self.html.raw("</strong>"),
            TagEnd::Strikethrough => self.html.raw("</del>"),
            TagEnd::Link => self.end_link(),
            TagEnd::Image => self.end_image(),
            TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::MetadataBlock(_) => {}
        }
    }
}

/// Whether what ends so stands inside a line.
fn is_inline(end: TagEnd) -> bool {
    use TagEnd::{Emphasis, Image, Link, Strikethrough, Strong};
    matches!(end, Emphasis | Strong | Strikethrough | Link | Image)
}

#[cfg(test)]
mod tests;
