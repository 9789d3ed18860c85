//! Markdown → HTML with holes, and what other stages ask of a text: headings, links,
//! facts, embeds, figures. One pass over pulldown-cmark's events.

use super::body::{self, Body, Hole, MARK};
use super::embed::{EMBEDS, Embed};
use super::{Heading, Ref};
use crate::diag::{Diagnostic, Place, Problem};
use crate::lang::slug;
use memchr::memchr2;
use pulldown_cmark::{
    BlockQuoteKind, BrokenLink, CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag,
    TagEnd, TextMergeWithOffset, html,
};
use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;

/// What one pass finds.
pub struct Walked {
    pub body: Body,
    pub outline: Vec<Heading>,
    pub refs: Vec<Ref>,
    pub facts: Vec<(Arc<str>, Range<usize>)>,
    pub embeds: Vec<Embed>,
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

/// Walks the bytes `range` of `source`.
pub fn walk(path: &Arc<str>, source: &str, range: Range<usize>) -> Walked {
    let base = range.start;
    let mut undefined = Vec::new();
    let on_broken_link = |link: BrokenLink<'_>| {
        undefined.push((link.reference.to_string(), link.span));
        None
    };
    let parser = Parser::new_with_broken_link_callback(
        &source[range.clone()],
        options(),
        Some(on_broken_link),
    );
    let mut walker = Walker::new(path, source, base);
    for (event, span) in TextMergeWithOffset::new(parser.into_offset_iter()) {
        walker.event(event, span.start + base..span.end + base);
    }
    for (label, span) in undefined {
        // `[x]` and `- [ ]` in plain text are no links; `[text][label]` clearly is meant as one.
        if source[base + span.start..base + span.end].contains("][") {
            walker
                .problem(Problem::UndefinedReference { label }, base + span.start..base + span.end);
        }
    }
    walker.finish(range.len())
}

struct Walker<'a> {
    path: &'a Arc<str>,
    source: &'a str,
    events: Vec<Event<'a>>,
    holes: Vec<Hole>,
    found: Walked,
    /// The heading being read: level, explicit id, text so far, index of its first event.
    heading: Option<(u8, Option<String>, String, usize)>,
    /// The embed being read.
    embed: Option<(&'static str, Option<Range<usize>>)>,
    /// Description of the image being read, its address and title.
    image: Option<(String, String, Range<usize>)>,
    in_code: bool,
    last_level: u8,
}

impl<'a> Walker<'a> {
    fn new(path: &'a Arc<str>, source: &'a str, base: usize) -> Self {
        Walker {
            path,
            source,
            events: Vec::with_capacity((source.len() - base) / 16),
            holes: Vec::new(),
            found: Walked {
                body: Body::default(),
                outline: Vec::new(),
                refs: Vec::new(),
                facts: Vec::new(),
                embeds: Vec::new(),
                diagnostics: Vec::new(),
            },
            heading: None,
            embed: None,
            image: None,
            in_code: false,
            last_level: 1,
        }
    }

    fn problem(&mut self, problem: Problem, range: Range<usize>) {
        let place = Place::range(self.path, self.source, range);
        self.found.diagnostics.push(Diagnostic::at(problem, place));
    }

    fn html(&mut self, html: impl Into<CowStr<'a>>) {
        self.events.push(Event::InlineHtml(html.into()));
    }

    /// Remembers a hole and gives its mark.
    fn hole(&mut self, hole: Hole) -> String {
        self.holes.push(hole);
        format!("{MARK}{}{MARK}", self.holes.len() - 1)
    }

    fn event(&mut self, event: Event<'a>, span: Range<usize>) {
        match event {
            // Of an image's description only the words are kept.
            Event::Start(_) if self.image.is_some() => {}
            Event::End(end) if self.image.is_some() && end != TagEnd::Image => {}
            Event::Start(tag) => self.start(tag, span),
            Event::End(end) => self.end(end, span),
            Event::Text(text) => self.text(text, span),
            Event::Code(code) => {
                self.plain(&code);
                if self.image.is_none() {
                    self.events.push(Event::Code(clean(code)));
                }
            }
            Event::Html(html) | Event::InlineHtml(html) => self.raw_html(&html, span),
            Event::SoftBreak | Event::HardBreak
                if self.image.is_some() || self.heading.is_some() =>
            {
                self.plain(" ")
            }
            other => self.events.push(other),
        }
    }

    /// Text that headings and image descriptions are made of.
    fn plain(&mut self, text: &str) {
        if let Some((alt, ..)) = &mut self.image {
            alt.push_str(text);
        }
        if let Some((_, _, title, _)) = &mut self.heading {
            title.push_str(text);
        }
    }

    fn start(&mut self, tag: Tag<'a>, span: Range<usize>) {
        match tag {
            Tag::Heading { level, id, .. } => {
                let level = level as u8;
                self.check_level(level, span);
                let level = level.max(2);
                self.heading =
                    Some((level, id.map(|id| id.to_string()), String::new(), self.events.len()));
            }
            Tag::Link { dest_url, title, .. } => {
                let address = self.reference(dest_url, false, span);
                let mut html = format!("<a href=\"{address}\"");
                if !title.is_empty() {
                    let _ = write!(html, " title=\"{}\"", escape(&title));
                }
                html.push('>');
                self.html(html);
            }
            Tag::Image { dest_url, title, .. } => {
                let address = self.reference(dest_url, true, span.clone());
                let mut attributes = format!("src=\"{address}\"");
                if !title.is_empty() {
                    let _ = write!(attributes, " title=\"{}\"", escape(&title));
                }
                self.image = Some((String::new(), attributes, span));
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                match EMBEDS.iter().find(|name| **name == &*info) {
                    Some(name) => self.embed = Some((name, None)),
                    None => {
                        self.in_code = true;
                        self.events.push(Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))));
                    }
                }
            }
            Tag::CodeBlock(kind) => {
                self.in_code = true;
                self.events.push(Event::Start(Tag::CodeBlock(kind)));
            }
            Tag::BlockQuote(Some(kind)) => self.alert(kind),
            Tag::Table(alignments) => {
                let label = self.hole(Hole::Text("content.table"));
                self.html(format!("<div class=\"table-wrap\" role=\"group\" tabindex=\"0\" aria-label=\"{label}\">"));
                self.events.push(Event::Start(Tag::Table(alignments)));
            }
            Tag::HtmlBlock => {}
            other => self.events.push(Event::Start(other)),
        }
    }

    fn end(&mut self, end: TagEnd, span: Range<usize>) {
        match end {
            TagEnd::Heading(_) => self.end_heading(span),
            TagEnd::Link => self.html("</a>"),
            TagEnd::Image => self.end_image(),
            TagEnd::CodeBlock if self.embed.is_some() => {
                if let Some((name, yaml)) = self.embed.take() {
                    let mark = self.hole(Hole::Embed(self.found.embeds.len()));
                    self.found
                        .embeds
                        .push(Embed { name, yaml: yaml.unwrap_or(span.start..span.start) });
                    self.events.push(Event::Html(mark.into()));
                }
            }
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.events.push(Event::End(end));
            }
            TagEnd::BlockQuote(Some(_)) => self.html("</div>\n"),
            TagEnd::Table => {
                self.events.push(Event::End(end));
                self.html("</div>\n");
            }
            TagEnd::HtmlBlock => {}
            other => self.events.push(Event::End(other)),
        }
    }

    fn check_level(&mut self, level: u8, span: Range<usize>) {
        let message = match level {
            1 => "a second heading of level 1 (“# …”)".to_owned(),
            n if n > self.last_level + 1 => {
                format!("a heading of level {n} right under level {}", self.last_level)
            }
            _ => String::new(),
        };
        self.last_level = level.max(2);
        if !message.is_empty() {
            self.problem(Problem::HeadingLevel { message }, span);
        }
    }

    /// `> [!WARNING]` and its kin. The word comes from the theme's strings, in the page's language.
    fn alert(&mut self, kind: BlockQuoteKind) {
        let (class, key) = match kind {
            BlockQuoteKind::Note => ("note", "alert.note"),
            BlockQuoteKind::Tip => ("tip", "alert.tip"),
            BlockQuoteKind::Important => ("important", "alert.important"),
            BlockQuoteKind::Warning => ("warning", "alert.warning"),
            BlockQuoteKind::Caution => ("caution", "alert.caution"),
        };
        let word = self.hole(Hole::Text(key));
        self.html(format!("<div class=\"alert alert-{class}\" role=\"note\">\n<p class=\"alert-title\">{word}</p>\n"));
    }

    fn end_heading(&mut self, span: Range<usize>) {
        let Some((level, explicit, title, first)) = self.heading.take() else { return };
        let id = match explicit {
            Some(id) => {
                if self.found.outline.iter().any(|h| *h.id == *id) {
                    self.problem(Problem::DuplicateAnchor { id: id.clone() }, span.clone());
                }
                id
            }
            None => self.free_id(&slug(&title)),
        };
        let label = self.hole(Hole::Text("content.anchor"));
        let id_text = escape(&id);
        let open = format!("<h{level} id=\"{id_text}\">");
        self.events.insert(first, Event::InlineHtml(open.into()));
        self.html(format!(
            " <a class=\"anchor\" href=\"#{id_text}\" aria-label=\"{label}: {}\">#</a></h{level}>\n",
            escape(&title)
        ));
        let heading = Heading { id: id.into(), title: title.into(), level, range: span };
        self.found.outline.push(heading);
    }

    /// The id itself, or with the first number that makes it unique.
    fn free_id(&self, id: &str) -> String {
        let taken = |id: &str| self.found.outline.iter().any(|h| &*h.id == id);
        if !taken(id) {
            return id.to_owned();
        }
        let numbered = (2..).map(|n| format!("{id}-{n}")).find(|id| !taken(id));
        numbered.unwrap_or_else(|| id.to_owned())
    }

    fn end_image(&mut self) {
        let Some((alt, attributes, span)) = self.image.take() else { return };
        if alt.trim().is_empty() {
            let target = self.found.refs.last().map_or_else(String::new, |r| r.target.to_string());
            self.problem(Problem::ImageDescription { target }, span);
        }
        self.html(format!("<img {attributes} alt=\"{}\" loading=\"lazy\">", escape(&alt)));
    }

    fn reference(&mut self, target: CowStr<'a>, image: bool, span: Range<usize>) -> String {
        let mark = self.hole(Hole::Link(self.found.refs.len()));
        self.found.refs.push(Ref { target: target.as_ref().into(), image, range: span });
        mark
    }

    fn raw_html(&mut self, html: &str, span: Range<usize>) {
        let text = html.trim();
        if text.starts_with("<!--") || (text.is_empty() || text.ends_with("-->")) {
            return;
        }
        let tag: String = text.chars().take(40).collect();
        self.problem(Problem::RawHtml { tag }, span);
        self.events.push(Event::Text(html.to_owned().into()));
    }

    fn text(&mut self, text: CowStr<'a>, span: Range<usize>) {
        if let Some((_, yaml)) = &mut self.embed {
            *yaml = Some(yaml.take().map_or(span.clone(), |y| y.start..span.end));
            return;
        }
        self.plain(&text);
        if self.image.is_some() {
            return;
        }
        if self.in_code {
            self.events.push(Event::Text(clean(text)));
            return;
        }
        match memchr2(b'{', MARK as u8, text.as_bytes()) {
            None => self.events.push(Event::Text(text)),
            Some(_) if text.contains("{{") => self.facts(&text, span),
            Some(_) => self.events.push(Event::Text(clean(text))),
        }
    }

    /// `{{key}}` in running text.
    fn facts(&mut self, text: &str, span: Range<usize>) {
        let mut rest = text;
        let mut search = span.start;
        while let Some((before, after)) = rest.split_once("{{") {
            let Some((key, after)) = after.split_once("}}") else { break };
            self.events.push(Event::Text(clean(before.to_owned().into())));
            // The merged text may be shorter than its source (escapes), so look the braces up there.
            let at = self.source[search..span.end].find("{{").map_or(search, |i| search + i);
            let end = self.source[at..span.end].find("}}").map_or(span.end, |i| at + i + 2);
            search = end;
            let key: Arc<str> = key.trim().into();
            let mark = self.hole(Hole::Fact(key.clone()));
            self.html(mark);
            self.found.facts.push((key, at..end));
            rest = after;
        }
        self.events.push(Event::Text(clean(rest.to_owned().into())));
    }

    fn finish(mut self, length: usize) -> Walked {
        let mut marked = String::with_capacity(length * 3 / 2);
        html::push_html(&mut marked, self.events.into_iter());
        let marked = body::aligned_by_class(marked);
        self.found.body = Body::from_marked(&marked, self.holes);
        self.found
    }
}

/// Without the mark of holes; that it was there has been reported as a control character.
fn clean(text: CowStr<'_>) -> CowStr<'_> {
    if text.contains(MARK) { text.replace(MARK, "").into() } else { text }
}

/// Text for an attribute in double quotes.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            MARK => {}
            c => out.push(c),
        }
    }
    out
}

const _: () = assert!(HeadingLevel::H2 as u8 == 2, "heading levels are their numbers");

#[cfg(test)]
mod tests {
    use super::super::{Piece, parse_str};

    fn check(markdown: &str, expect: &str) {
        let doc = parse_str("a.md", &format!("---\ntitle: t\n---\n{markdown}"));
        let html: String = doc
            .body
            .pieces()
            .map(|piece| match piece {
                Piece::Html(html) => html.to_owned(),
                Piece::Hole(hole) => format!("⟨{hole:?}⟩"),
            })
            .collect();
        assert_eq!(html.trim_end(), expect);
    }

    fn check_problems(markdown: &str, expect: &[&str]) {
        let doc = parse_str("a.md", &format!("---\ntitle: t\n---\n{markdown}"));
        let text = crate::diag::print(&doc.diagnostics, crate::diag::Format::Short, false);
        assert_eq!(text.lines().collect::<Vec<_>>(), expect);
    }

    #[test]
    fn links_and_images_are_holes() {
        check("[a](b.md#c \"d\")", "<p><a href=\"⟨Link(0)⟩\" title=\"d\">a</a></p>");
        check("![a *b*](c.png)", "<p><img src=\"⟨Link(0)⟩\" alt=\"a b\" loading=\"lazy\"></p>");
    }

    #[test]
    fn headings_get_ids_and_anchors() {
        check(
            "## Şəbəkə",
            "<h2 id=\"sebeke\">Şəbəkə <a class=\"anchor\" href=\"#sebeke\" aria-label=\"⟨Text(\"content.anchor\")⟩: Şəbəkə\">#</a></h2>",
        );
        let doc = parse_str("a.md", "---\ntitle: t\n---\n## A\n## A\n## B {#a}\n");
        let ids: Vec<_> = doc.outline.iter().map(|h| &*h.id).collect();
        assert_eq!(ids, ["a", "a-2", "a"]);
        assert_eq!(doc.diagnostics.len(), 1);
    }

    #[test]
    fn facts_are_holes_outside_code() {
        check("tel: {{team.phone}}!", "<p>tel: ⟨Fact(\"team.phone\")⟩!</p>");
        check("`{{team.phone}}`", "<p><code>{{team.phone}}</code></p>");
        let doc = parse_str("a.md", "---\ntitle: t\n---\nx \\* {{team.phone}}");
        let range = doc.facts[0].1.clone();
        assert_eq!(&doc.source[range], "{{team.phone}}");
    }

    #[test]
    fn cells_are_aligned_by_class() {
        let expect = |cell: &str, side: &str, text: &str| {
            let doc =
                parse_str("a.md", &format!("---\ntitle: t\n---\n| a |\n|{side}|\n| {text} |\n"));
            let html: String = doc
                .body
                .pieces()
                .filter_map(|piece| match piece {
                    Piece::Html(html) => Some(html.to_owned()),
                    Piece::Hole(_) => None,
                })
                .collect();
            assert!(html.contains(cell), "{html}");
        };
        expect("<td class=\"align-left\">b</td>", ":--", "b");
        expect("<th class=\"align-center\">a</th>", ":-:", "b");
        expect("<td class=\"align-right\">b</td>", "--:", "b");
        expect("<td>b</td>", "---", "b");
        expect(
            "&lt;td style=\"text-align: left\"&gt;</code>",
            "---",
            "`<td style=\"text-align: left\">`",
        );
    }

    #[test]
    fn alerts_tables_and_embeds() {
        check(
            "> [!WARNING]\n> x",
            "<div class=\"alert alert-warning\" role=\"note\">\n<p class=\"alert-title\">⟨Text(\"alert.warning\")⟩</p>\n<p>x</p>\n</div>",
        );
        let doc = parse_str("a.md", "---\ntitle: t\n---\n```facts\nkeys: [a]\n```\n");
        assert_eq!(&doc.source[doc.embeds[0].yaml.clone()], "keys: [a]\n");
        check("```facts\n```", "⟨Embed(0)⟩");
    }

    #[test]
    fn raw_html_is_refused_and_shown_as_text() {
        check("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>");
        check("<!-- note -->\n\nx", "<p>x</p>");
        check_problems(
            "a <b>x",
            &["content/az/a.md:4:3: error[raw-html]: raw HTML is not allowed in pages: <b>"],
        );
    }

    #[test]
    fn mistakes_have_their_place() {
        check_problems(
            "x [a][b] [c] - [ ] d",
            &[
                "content/az/a.md:4:3: error[undefined-reference]: the reference “b” is defined nowhere in this page",
            ],
        );
        check_problems(
            "![](x.png)",
            &[
                "content/az/a.md:4:1: error[image-description]: the image “x.png” has no description",
            ],
        );
        check_problems(
            "#### x",
            &[
                "content/az/a.md:4:1: warning[heading-level]: a heading of level 4 right under level 1",
            ],
        );
    }
}
