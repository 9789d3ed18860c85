//! One Markdown file → [`Doc`]: pure, and remembered by content, so that a file is
//! parsed once for as long as it does not change.
//!
//! Knows neither other documents nor the theme: whatever depends on them is left as a
//! [`Hole`] in the HTML and filled when the page is rendered.

pub mod advisory;
mod autolink;
mod body;
mod embed;
mod figures;
mod front;
mod html;
#[cfg(test)]
mod linear;
mod literal;
mod markdown;
mod packed;
#[cfg(test)]
mod properties;
mod run;
mod scan;
mod split;
mod values;
mod words;

pub use body::{Body, Hole, Piece};
pub use embed::{Embed, EmbedNames};
pub use front::{Front, SectionFront, Sort};
pub use markdown::Ids;
pub use packed::PackedDoc;
pub use values::{NO_FACT, cuts, problems as value_problems};
pub use words::{Uses, Word, Words, escaped, uses};

use crate::characters;
use crate::load::{Aside, Sum};
use certsite_base::diag::{Diagnostic, Lines, Place, Problem};
use certsite_base::lang::Lang;
use certsite_base::yaml::{self, Source};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// One Markdown file, parsed without knowledge of any other file.
pub struct Doc {
    /// Path from the site's root, such as `content/az/about.md`.
    pub path: Arc<str>,
    /// The language of the tree that the file lies in.
    pub lang: Lang,
    /// Path below the tree: the same in each language.
    pub key: Arc<str>,
    /// What the editor set at the top.
    pub front: Front,
    /// Whether that could be read: if not, `front` stands in for it.
    pub has_front: bool,
    /// Its text as HTML, with holes for what only the whole site knows.
    pub body: Body,
    /// The headings of its text, in their order.
    pub outline: Box<[Heading]>,
    /// Links and images, in order; [`Hole::Link`] counts them.
    pub refs: Box<[Ref]>,
    /// Facts that the text draws, each with its place in the source.
    pub facts: Box<[(Arc<str>, Range<usize>)]>,
    /// Drawn blocks, in order; [`Hole::Embed`] counts them.
    pub embeds: Box<[Embed]>,
    /// Whether code in its text is in colours.
    pub has_colours: bool,
    /// Problems of this file alone.
    pub diagnostics: Vec<Diagnostic>,
    /// The fingerprint of the file as on disk: while it is the same, so is the document.
    pub sum: Sum,
    /// The whole file.
    source: Aside,
    /// The same, once it is asked for: nearly always there is nothing to be told of its lines.
    text: OnceLock<Box<str>>,
    /// The bytes of its front matter in the source, without the fences.
    front_range: Range<usize>,
    /// Whether a key of an advisory may lack its value, by a quick look while the text is at hand.
    pub front_may_be_open: bool,
    unquoted: Option<Arc<str>>,
    /// Its front matter, once a place in that is asked for.
    front_read: Arc<yaml::Read>,
    /// Its lines, once a place is asked for.
    lines: OnceLock<Lines>,
    /// Those of what the YAML of embeds is read from.
    embed_lines: yaml::FileLines,
}

impl Doc {
    /// The whole file, for the lines of later problems.
    pub fn source(&self) -> &str {
        // What the disk has lost shows no lines.
        let read = || self.source.read(|text| text.into()).unwrap_or_default();
        self.text.get_or_init(read)
    }

    /// The front matter, to find places in it.
    pub fn front_source(&self) -> Source<'_> {
        Source::part(&self.path, self.source(), self.front_range.clone()).with(&self.front_read)
    }

    /// The place of a key of the front matter, or of an item of a list.
    pub fn front_place(&self, path: &[&str]) -> Place {
        self.front_source().place_of(path)
    }

    /// The place of a value of the front matter.
    pub fn front_value(&self, path: &[&str]) -> Place {
        self.front_source().place_of_value(path)
    }

    /// The place of some bytes of the source, for a problem.
    pub fn place(&self, range: Range<usize>) -> Place {
        let lines = self.lines.get_or_init(|| Lines::of(self.source()));
        lines.place(&self.path, self.source(), range)
    }

    /// The YAML in an embed, with the places of its lines in the page's file.
    pub fn embed_yaml(&self, embed: &Embed) -> Source<'_> {
        let source = Source::part(&self.path, self.embed_source(), embed.yaml.clone());
        source.in_lines(&self.embed_lines)
    }

    /// What the YAML of embeds is read from: the source, or the same with blanks for the marks of
    /// quotes and for tabs before it.
    pub fn embed_source(&self) -> &str {
        self.unquoted.as_deref().unwrap_or_else(|| self.source())
    }

    /// Numbers and codes of the text, sorted, each once, to compare translations. Looked for
    /// only when asked, because a build never does.
    pub fn figures(&self) -> Vec<Box<str>> {
        let source = self.source();
        let body = split::split(source).map_or(0..source.len(), |parts| parts.body);
        figures::figures(&scan::scan(source, body).text)
    }

    /// Whether it has the address of an earlier text of the page, and blocks of the same names.
    pub fn stays_at_the_place_of(&self, earlier: &Doc) -> bool {
        let blocks = |doc: &Doc| doc.embeds.iter().map(|embed| embed.name).collect::<Vec<_>>();
        (self.lang, &self.path) == (earlier.lang, &earlier.path)
            && self.front.slug == earlier.front.slug
            && blocks(self) == blocks(earlier)
    }

    /// Whether all is as in an earlier text of the page that other pages, lists and addresses can
    /// show of it: its front matter to the letter, its headings, the names of its blocks.
    pub fn stands_like(&self, earlier: &Doc) -> bool {
        let front = |doc: &Doc| doc.front_range.clone();
        // Of a text that the disk has lost nobody knows.
        let letters = self.source().get(front(self));
        let heading = |heading: &Heading| (heading.id.clone(), heading.is_explicit);
        let headings = |doc: &Doc| doc.outline.iter().map(heading).collect::<Vec<_>>();
        let titles = |doc: &Doc| doc.outline.iter().map(|h| h.title.clone()).collect::<Vec<_>>();
        (self.has_front && earlier.has_front)
            && self.stays_at_the_place_of(earlier)
            && front(self) == front(earlier)
            && letters.is_some()
            && letters == earlier.source().get(front(earlier))
            && headings(self) == headings(earlier)
            && titles(self) == titles(earlier)
    }

    /// True for `index.md`: the home page or a section's own page.
    pub fn is_index(&self) -> bool {
        let folder = self.key.strip_suffix("index.md");
        folder.is_some_and(|folder| folder.is_empty() || folder.ends_with('/'))
    }

    /// The folder of its file, from the site's root and without a slash at its end.
    pub fn file_folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The folder part of the key: empty at the top, else ending in `/`.
    pub fn folder(&self) -> &str {
        &self.key[..self.key.rfind('/').map_or(0, |i| i + 1)]
    }
}

/// A heading of the text, below the page's title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Its anchor, unless the site has to give it another one: see `link`.
    pub id: Box<str>,
    /// True if the editor chose it.
    pub is_explicit: bool,
    /// Its text without markup, with facts that are not yet filled in.
    pub title: Words,
    /// Its level, 2 to 6; level 1 is the page's title.
    pub level: u8,
    /// Its bytes in the source, with the marks of the heading.
    pub range: Range<usize>,
}

/// A link or an image of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ref {
    /// The address as the editor wrote it: relative to the page's file, absolute, or with facts in
    /// it.
    pub target: Words,
    /// True for images, false for links.
    pub image: bool,
    /// Its bytes in the source, from the first bracket to behind the last.
    pub range: Range<usize>,
}

/// Parses one file. Mistakes go into the document's own diagnostics: the rest of the page still shows.
pub fn parse(
    path: &Arc<str>,
    lang: Lang,
    key: &str,
    text: &Aside,
    sum: Sum,
    embeds: EmbedNames,
) -> Doc {
    let parsed = |source: &str| parse_text(path, lang, key, source, sum, embeds);
    match text.read(parsed) {
        Ok(doc) => Doc { source: text.clone(), ..doc },
        Err(error) => {
            let problem = Problem::Unreadable { why: error.to_string() };
            let diagnostics = vec![Diagnostic::at(problem, Place::file(path))];
            Doc { diagnostics, ..parsed("") }
        }
    }
}

/// The document of a text, which is still to be put in.
fn parse_text(
    path: &Arc<str>,
    lang: Lang,
    key: &str,
    source: &str,
    sum: Sum,
    embeds: EmbedNames,
) -> Doc {
    let mut diagnostics = characters::check(path, source);
    let parts = split::split(source).unwrap_or_else(|problem| {
        diagnostics.push(Diagnostic::at(problem, Place::range(path, source, 0..3)));
        split::Parts { front: 0..0, body: 0..source.len() }
    });
    let (front, told) = match diagnostics.is_empty() || !parts.front.is_empty() {
        true => front::read(path, source, parts.front.clone()),
        false => (Some(Front::untitled(key)), Vec::new()),
    };
    diagnostics.extend(told);
    let has_front = !parts.front.is_empty() && front.is_some();
    let mut front = front.unwrap_or_else(|| Front::untitled(key));
    diagnostics.extend(front::once(&mut front, path, source, parts.front.clone()));
    diagnostics.extend(characters::check_yaml(path, source, parts.front.clone()));
    let (mut facts, problems) = front::words(path, source, parts.front.clone());
    diagnostics.extend(problems);
    let walked = markdown::walk(path, source, parts.body, embeds);
    diagnostics.extend(walked.diagnostics);
    let blocks = walked.unquoted.as_deref().unwrap_or(source);
    let in_blocks = walked.embeds.iter().flat_map(|embed| {
        let mut odd = characters::odd_in_yaml(path, blocks, embed.yaml.clone());
        odd.extend(values::odd(path, blocks, embed.yaml.clone()));
        odd
    });
    diagnostics.extend(characters::placed(path, blocks, in_blocks.collect()));
    facts.extend(walked.facts);
    let is_advisory = front.advisory.is_some();
    Doc {
        path: path.clone(),
        lang,
        key: key.into(),
        front_may_be_open: is_advisory && yaml::may_have_nulls(&source[parts.front.clone()]),
        source: Aside::default(),
        text: OnceLock::new(),
        front,
        has_front,
        body: walked.body,
        outline: walked.outline.into(),
        refs: walked.refs.into(),
        facts: facts.into(),
        embeds: walked.embeds.into(),
        has_colours: walked.has_colours,
        diagnostics,
        sum,
        front_range: parts.front,
        unquoted: walked.unquoted,
        front_read: Arc::default(),
        lines: OnceLock::new(),
        embed_lines: Arc::default(),
    }
}

#[cfg(test)]
pub(crate) fn parse_str(key: &str, source: &str) -> Doc {
    let languages = certsite_testing::az_en();
    let path = format!("content/az/{key}").into();
    let embeds = EmbedNames(&["chart", "facts", "form", "latest", "personal-data", "table"]);
    parse(&path, languages.default_lang(), key, &source.into(), 0, embeds)
}
