//! Pages rendered once more, by templates in which each tag bears a mark → which line of which
//! template drew a tag of a page. What bears none was put in: the page's own text, a fact, a word.
//!
//! Only for pages in which something is wrong, so what it costs does not matter.

use super::source::{Piece, pieces};
use super::{OfLanguage, Templates};
use crate::load::Inputs;
use certsite_base::diag::{Lines, Place};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// Around the number of a tag. No text of a page holds these (they are no characters).
const OPEN: char = '\u{fdd0}';
const CLOSE: char = '\u{fdd1}';

/// Templates with marks, and what they stand for.
pub struct Traced {
    /// The templates.
    pub templates: Templates,
    spots: Vec<Spot>,
}

/// A tag of a template.
#[derive(Clone)]
struct Spot {
    template: Arc<Template>,
    at: usize,
}

/// A template as it was written.
struct Template {
    file: Arc<str>,
    text: Arc<str>,
    /// Where tags may end in it, in order: what is asked for many places is read once.
    ends: Vec<usize>,
    lines: OnceLock<Lines>,
}

impl Template {
    fn new(file: &Arc<str>, text: &Arc<str>) -> Arc<Template> {
        let texts = pieces(text).into_iter().filter(|(kind, _)| *kind == Piece::Text);
        let ends = texts.flat_map(|(_, range)| {
            let start = range.start;
            text[range].match_indices('>').map(move |(at, _)| start + at)
        });
        let ends = ends.collect();
        Arc::new(Template { file: file.clone(), text: text.clone(), ends, lines: OnceLock::new() })
    }

    fn place(&self, range: Range<usize>) -> Place {
        let lines = self.lines.get_or_init(|| Lines::of(&self.text));
        lines.place(&self.file, &self.text, range)
    }
}

/// A page without its marks.
#[derive(Default)]
pub struct Drawn {
    /// The page, as it is without tracing.
    pub html: String,
    /// Where tags of templates begin in it, in order.
    tags: Vec<(usize, Spot)>,
}

impl Traced {
    /// Puts marks into a theme's templates; none if Tera then understands them no more.
    pub fn new(mut templates: Templates, theme: &str, inputs: &Inputs) -> Option<Traced> {
        let folder = format!("themes/{theme}/templates/");
        let mut spots = Vec::new();
        let mut sources = Vec::new();
        for (file, _) in inputs.below(&folder) {
            let Some((_, text)) = inputs.text(file) else { continue };
            let template = Template::new(file, text);
            let marked = marked(text, |at| {
                spots.push(Spot { template: template.clone(), at });
                spots.len() - 1
            });
            sources.push((&file[folder.len()..], marked));
        }
        for (_, OfLanguage { tera, .. }) in templates.iter_mut() {
            let sources = sources.iter().map(|(name, text)| (*name, text.as_str()));
            tera.add_raw_templates(sources).ok()?;
            // A piece that cannot be drawn was told of.
            super::share(tera);
        }
        Some(Traced { templates, spots })
    }

    /// Takes the marks out of a page.
    pub fn read(&self, page: &str) -> Drawn {
        let mut drawn = Drawn::default();
        let mut parts = page.split(OPEN);
        drawn.html.extend(parts.next());
        for part in parts {
            let (number, text) = part.split_once(CLOSE).unwrap_or(("", part));
            let spot = number.parse().ok().and_then(|n: usize| self.spots.get(n));
            drawn.tags.extend(spot.map(|spot| (drawn.html.len(), spot.clone())));
            drawn.html.push_str(text);
        }
        drawn
    }
}

/// A template with a mark before each tag of its texts.
fn marked(source: &str, mut number: impl FnMut(usize) -> usize) -> String {
    let mut out = String::with_capacity(source.len() * 2);
    for (kind, range) in pieces(source) {
        let start = range.start;
        let piece = &source[range];
        let mut done = 0;
        for (at, _) in piece.match_indices('<').filter(|_| kind == Piece::Text) {
            if piece[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '!') {
                out.push_str(&piece[done..at]);
                out.extend([OPEN.to_string(), number(start + at).to_string(), CLOSE.to_string()]);
                done = at;
            }
        }
        out.push_str(&piece[done..]);
    }
    out
}

impl Drawn {
    /// The tag of a template that stands at this byte of the page; `None` if none
    /// begins there.
    pub fn tag(&self, at: usize) -> Option<Source<'_>> {
        let n = self.tags.binary_search_by_key(&at, |(at, _)| *at).ok()?;
        Some(Source(&self.tags[n].1))
    }

    /// The last tag of a template before this byte of the page, but for those in `without`.
    pub fn before(&self, at: usize, without: &Range<usize>) -> Option<Source<'_>> {
        let last =
            |end: usize| self.tags[..self.tags.partition_point(|(tag, _)| *tag < end)].last();
        let found = last(at + 1);
        let found = match found {
            Some((tag, _)) if without.contains(tag) => last(without.start),
            found => found,
        };
        found.map(|(_, spot)| Source(spot))
    }
}

/// A tag as a template writes it.
pub struct Source<'a>(&'a Spot);

impl Source<'_> {
    /// The tag's bytes in the template.
    fn range(&self) -> Range<usize> {
        let Spot { template, at } = self.0;
        let next = template.ends.partition_point(|end| end < at);
        *at..template.ends.get(next).copied().unwrap_or(template.text.len())
    }

    /// Where in the tag its attribute of this name begins.
    fn attribute(&self, name: &str) -> Option<usize> {
        let own = &self.0.template.text[self.range()];
        let mut found = own.match_indices(name).map(|(at, _)| at).filter(|_| !name.is_empty());
        found.find(|at| {
            let is_begun = own[..*at].ends_with(|c: char| c.is_whitespace() || "\"'}".contains(c));
            let rest = &own[at + name.len()..];
            is_begun
                && (rest.is_empty()
                    || rest.starts_with(|c: char| c.is_whitespace() || "=/{".contains(c)))
        })
    }

    /// Where in the template an attribute holds one of these words; or else the attribute, or the
    /// name of the tag.
    pub fn place(&self, attribute: &str, words: &[&str]) -> Place {
        let Spot { template, at } = self.0;
        let own = &template.text[self.range()];
        let tag = || 0..own[1..].find(|c: char| !c.is_alphanumeric()).map_or(own.len(), |n| n + 1);
        let range = self.attribute(attribute).map(|start| {
            let from = start + attribute.len();
            let mut words = words.iter().filter(|words| !words.is_empty());
            let found = words.find_map(|words| {
                let begin = from + own[from..].find(words)?;
                Some(begin..begin + words.len())
            });
            found.unwrap_or(start..from)
        });
        let range = range.unwrap_or_else(tag);
        template.place(at + range.start..at + range.end)
    }

    /// Whether an attribute is nothing but a value that was put in.
    pub fn is_put_in(&self, attribute: &str) -> bool {
        let own = &self.0.template.text[self.range()];
        let Some(start) = self.attribute(attribute) else { return false };
        let Some(value) = own[start + attribute.len()..].strip_prefix('=') else { return false };
        let value = value.trim_start_matches(['"', '\'']);
        let Some((inside, rest)) = value.strip_prefix("{{").and_then(|v| v.split_once("}}")) else {
            return false;
        };
        let inside = inside.trim_matches('-').trim();
        let inside = inside.strip_suffix("| safe").unwrap_or(inside).trim_end();
        let is_path = |c: char| c.is_alphanumeric() || "._".contains(c);
        inside.chars().all(is_path)
            && !rest.starts_with(|c: char| c.is_alphanumeric() || "/#{?".contains(c))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traced(source: &str) -> (Traced, String) {
        let mut spots = Vec::new();
        let template = Template::new(&"a.html".into(), &source.into());
        let page = marked(source, |at| {
            spots.push(Spot { template: template.clone(), at });
            spots.len() - 1
        });
        let languages =
            certsite_base::lang::Languages::new([("en".to_owned(), "English".to_owned())]);
        let languages = languages.expect("a language");
        (Traced { templates: Templates::new(&languages, |_| OfLanguage::default()), spots }, page)
    }

    #[test]
    fn marks_come_out_as_they_went_in() {
        for source in ["<!DOCTYPE html><p class=\"a\">x</p>", "a < b <3 <", "", "ə<a>ı</a>"] {
            let (traced, page) = traced(source);
            assert_eq!(traced.read(&page).html, source);
        }
    }

    #[test]
    fn places_are_those_of_the_template() {
        for (source, attribute, words, expect) in [
            ("x\n<p data-onclick=1 onclick=1>", "onclick", "", (2, 19, 7)),
            ("<a href=\"/{{ a }}\">", "href", "/zz", (1, 4, 4)),
            ("<a title='/x' href=\"/{{ a > b }}/x\">", "href", "/x", (1, 33, 2)),
            ("<a {{ b }}>/x", "href", "/x", (1, 1, 2)),
            ("<a{% if b %} id=c{% endif %}>", "id", "c", (1, 17, 1)),
        ] {
            let (traced, page) = traced(source);
            let drawn = traced.read(&page);
            let (_, spot) = &drawn.tags[0];
            let spot = Source(spot).place(attribute, &[words]).spot.expect("a line");
            assert_eq!((spot.line, spot.column, spot.width), expect, "{source}");
        }
    }

    #[test]
    fn values_that_are_put_in_whole_are_told_apart() {
        for (source, expect) in [
            ("<a href=\"{{ a.b }}\">", true),
            ("<a href={{ a }}>", true),
            ("<a href='{{- a.b | safe -}}' x>", true),
            ("<a href=\"{{ a.b }}#x\">", false),
            ("<a href=\"/{{ a }}\">", false),
            ("<a href=\"{{ a ~ '#x' }}\">", false),
            ("<a id=\"{{ a }}\">", false),
        ] {
            let (traced, page) = traced(source);
            let drawn = traced.read(&page);
            assert_eq!(Source(&drawn.tags[0].1).is_put_in("href"), expect, "{source}");
        }
    }
}
