//! Front matter: what an editor sets at the top of a page.

use super::advisory::AdvisoryFront;
use super::words::{Words, uses};
use crate::config::{Alias, Date, FACTS, SlugText, TagId, TemplateName};
use crate::diag::{Diagnostic, Place, Problem, nearest};
use crate::yaml::{Source, Value, quoted};
use schemars::JsonSchema;
use serde::Deserialize;
use std::ops::Range;
use std::sync::Arc;

/// The keys of every page.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Front {
    /// The page's title and only heading of level 1.
    pub title: Words,
    /// One sentence for lists, search engines and feeds.
    pub description: Option<Words>,
    /// Day of publication; a day in the future keeps the page back until then.
    pub date: Option<Date>,
    /// Day of the last change of substance.
    pub updated: Option<Date>,
    /// The page's part of the address; by default made from the file's name.
    pub slug: Option<SlugText>,
    /// Tags, as in `content/data/tags.yaml`.
    #[serde(default)]
    pub tags: Vec<TagId>,
    /// Older addresses that lead here.
    #[serde(default)]
    pub aliases: Vec<Alias>,
    /// Place in a section that is sorted by weight; light ones first.
    #[serde(default)]
    pub weight: i64,
    /// Kept out of builds, unless they are made with `--drafts`.
    #[serde(default)]
    pub draft: bool,
    /// Another template of the theme.
    pub template: Option<TemplateName>,
    /// Whether to show a table of contents.
    pub toc: Option<bool>,
    /// Picture for previews, relative to this file.
    pub image: Option<String>,
    /// Only on a section's own page.
    pub section: Option<SectionFront>,
    /// Makes the page an advisory.
    pub advisory: Option<Box<AdvisoryFront>>,
}

/// How a section lists its pages.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SectionFront {
    /// The order.
    #[serde(default)]
    pub sort: Sort,
    /// Entries on one page of the list.
    pub page_size: Option<usize>,
    /// Whether the section has an Atom feed.
    #[serde(default)]
    pub feed: bool,
}

/// An order of pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// Newest first.
    #[default]
    Date,
    /// By `weight`, then by title.
    Weight,
    /// By title, in the alphabet of the language.
    Title,
}

impl Front {
    /// Stands in for front matter that could not be read.
    pub fn untitled(key: &str) -> Front {
        Front {
            title: Words::from(key),
            description: None,
            date: None,
            updated: None,
            slug: None,
            tags: Vec::new(),
            aliases: Vec::new(),
            weight: 0,
            draft: false,
            template: None,
            toc: None,
            image: None,
            section: None,
            advisory: None,
        }
    }
}

/// Reads the front matter.
pub fn read(path: &Arc<str>, source: &str, range: Range<usize>) -> Result<Front, Box<Diagnostic>> {
    let yaml = Source::part(path, source, range);
    let front: Front = yaml.read()?;
    if front.title.is_blank() {
        let problem = Problem::BadValue {
            message: "the title is empty".into(),
            expected: "write what the page is called".into(),
        };
        return Err(Box::new(Diagnostic::at(problem, yaml.place_of(&["title"]))));
    }
    if front.section.as_ref().is_some_and(|s| s.page_size == Some(0)) {
        let problem = Problem::BadValue {
            message: "a list page holds at least one entry".into(),
            expected: "write a number from 1, or leave “page_size” out".into(),
        };
        return Err(Box::new(Diagnostic::at(
            problem,
            yaml.place_of_value(&["section", "page_size"]),
        )));
    }
    Ok(front)
}

/// A fact that the front matter draws, with its place.
pub type FactUse = (Arc<str>, Range<usize>);

/// The facts of a page's title and description, and what was mistyped in the front matter.
pub fn words(
    path: &Arc<str>,
    source: &str,
    range: Range<usize>,
) -> (Vec<FactUse>, Vec<Diagnostic>) {
    let (mut facts, mut diagnostics) = (Vec::new(), Vec::new());
    let front = &source[range.clone()];
    if !["{{", "<!--", " #", "\t#"].iter().any(|sign| front.contains(sign)) {
        return (facts, diagnostics);
    }
    let yaml = Source::part(path, source, range);
    let entries = [["title"], ["description"]].map(|key| yaml.entry(&key));
    let mut problem = |problem, at| {
        diagnostics.push(Diagnostic::at(problem, Place::range(path, source, at)));
    };
    for value in yaml.values() {
        let is_words = entries.iter().flatten().any(|entry| entry.end == value.at.end);
        let found = uses(source, value.at.clone());
        if is_words {
            facts.extend(found.facts);
            found.slips.into_iter().for_each(|(slip, at)| problem(slip, at));
        } else if let Some((key, at)) = found.facts.into_iter().find(|(key, _)| is_fact(key)) {
            let message = format!("the fact {key} is not drawn here");
            let expected = "facts are drawn in the title, the description and the text of a page; write the words themselves".into();
            problem(Problem::BadValue { message, expected }, at);
        }
        if let Some((comment, expected)) = cut(source, &value, is_words) {
            problem(
                Problem::ValueCut { comment: source[comment.clone()].into(), expected },
                comment,
            );
        }
    }
    (facts, diagnostics)
}

fn is_fact(key: &str) -> bool {
    nearest(key, FACTS.iter().map(|fact| fact.key)).is_some()
}

/// The comment that YAML sees behind a value without quotes, if it looks like a part of it: behind
/// words, or with no blank after its sign.
fn cut(source: &str, value: &Value, is_words: bool) -> Option<(Range<usize>, String)> {
    let rest = source[value.at.end..].lines().next().unwrap_or_default().trim_end();
    let comment = rest.trim_start();
    let begins = comment.strip_prefix('#').filter(|_| value.is_plain && comment.len() < rest.len());
    begins.filter(|text| is_words || text.starts_with(|c: char| !c.is_whitespace()))?;
    let end = value.at.end + rest.len();
    let whole = quoted(&source[value.at.start..end]);
    Some((end - comment.len()..end, format!("put the value between quotes: {whole}")))
}

#[cfg(test)]
mod tests {
    fn check(front: &str, expect: &str) {
        let doc = super::super::parse_str("a.md", &format!("---\n{front}---\n"));
        let text = crate::diag::print(&doc.diagnostics, crate::diag::Format::Short, false);
        assert_eq!(text.trim_end(), expect);
    }

    #[test]
    fn good_front_matter_has_no_problems() {
        check(
            "title: Salam\ndate: 2011-05-31\ntags: [phishing]\naliases: [/policy.html]\nslug: x\n",
            "",
        );
    }

    #[test]
    fn mistakes_are_named_at_their_line() {
        check(
            "title: a\ntitel: b\n",
            "content/az/a.md:3:1: error[unknown-key]: unknown key “titel”",
        );
        check(
            "description: a\n",
            "content/az/a.md:2:1: error[missing-key]: the key “title” is missing",
        );
        check(
            "title: a\ndate: 2026-02-30\n",
            "content/az/a.md:3:7: error[bad-value]: “2026-02-30” is not a date that exists",
        );
        check(
            "title: a\nslug: Ə\n",
            "content/az/a.md:3:7: error[bad-value]: “Ə” cannot be part of an address",
        );
    }
}
