//! Front matter: what an editor sets at the top of a page.

use super::advisory::{AdvisoryFront, ForPrograms};
use super::literal::bare_braces;
use super::values;
use super::words::{Words, uses};
use crate::characters::placed;
use crate::config::{Alias, Date, EntryId, SlugText, TagId, TemplateName};
use certsite_base::diag::{Diagnostic, Problem};
use certsite_base::yaml::Source;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

/// What an editor sets at the top of a page.
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
    /// By what feeds know the page, if that is not its first address.
    pub feed_id: Option<EntryId>,
    /// Place in a section that is sorted by weight; light ones first.
    #[serde(default)]
    pub weight: i64,
    /// Kept out of builds, unless they are made with `--drafts`.
    #[serde(default)]
    pub draft: bool,
    /// Whether the search of the site finds the page.
    #[serde(default = "yes")]
    pub search: bool,
    /// Whether terms of the glossary are explained where they occur first.
    #[serde(default = "yes")]
    pub glossary: bool,
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
    /// The order in which the section lists its pages.
    #[serde(default)]
    pub sort: Sort,
    /// Entries on one page of the list.
    pub page_size: Option<usize>,
    /// Whether the section has an Atom feed.
    #[serde(default)]
    pub feed: bool,
    /// Whether the section's text lists its pages by itself, so that no list follows it.
    #[serde(default)]
    pub in_text: bool,
}

/// An order in which a section can list its pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// The newest first, by `date`; then by title.
    #[default]
    Date,
    /// By `weight`, then by title.
    Weight,
    /// By title, in the alphabet of the language.
    Title,
}

fn yes() -> bool {
    true
}

impl Front {
    /// The day of publication: that of an advisory is also the one of its first version.
    pub fn published(&self) -> Option<Date> {
        let first = || self.advisory.as_deref()?.revisions.first().map(|first| first.date.day);
        self.date.or_else(first)
    }

    /// The day of the last change of substance, if there was one: that of an advisory is also the
    /// one of its last version, or of its end.
    pub fn revised(&self) -> Option<Date> {
        let last = || {
            let advisory = self.advisory.as_deref()?;
            match (advisory.end(), advisory.revisions.as_slice()) {
                (Some((date, _)), _) => Some(date.day),
                (None, [_, .., last]) => Some(last.date.day),
                (None, _) => None,
            }
        };
        self.updated.or_else(last)
    }

    /// The day since which the page is as it is; nothing if its editor states none.
    pub fn current_since(&self) -> Option<Date> {
        self.revised().or_else(|| self.published())
    }

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
            feed_id: None,
            weight: 0,
            draft: false,
            search: true,
            glossary: true,
            template: None,
            toc: None,
            image: None,
            section: None,
            advisory: None,
        }
    }
}

/// Reads the front matter, and tells what is wrong with it. Keys that nobody knows are left out;
/// any other mistake may change what the page is, and leaves nothing.
pub fn read(
    path: &Arc<str>,
    source: &str,
    range: Range<usize>,
) -> (Option<Front>, Vec<Diagnostic>) {
    let text = &source[range.clone()];
    let yaml = Source::part(path, source, range.clone());
    let (front, mut told) = yaml.read_all::<Front>();
    let is_whole = |d: &Diagnostic| matches!(d.problem, Problem::UnknownKey { .. });
    let Some(mut front) = front.filter(|_| told.iter().all(is_whole)) else { return (None, told) };
    if front.advisory.is_some()
        && let Some((source, range)) = bare_braces(path, source, &range)
    {
        let (bare, mistakes) = Source::part(path, &source, range).read_all::<Front>();
        front.advisory = bare.and_then(|bare| bare.advisory);
        told.extend(mistakes.into_iter().filter(|mistake| !is_whole(mistake)));
    }
    let mut refuse = |message: &str, expected: &str, place| {
        let problem = Problem::BadValue { message: message.into(), expected: expected.into() };
        told.push(Diagnostic::at(problem, place));
    };
    if front.title.is_blank() {
        let place = yaml.place_of(&["title"]);
        refuse("the title is empty", "write what the page is called", place);
        return (None, told);
    }
    if front.section.as_ref().is_some_and(|s| s.page_size == Some(0)) {
        let place = yaml.place_of_value(&["section", "page_size"]);
        let expected = "write a number from 1, or leave “page_size” out";
        refuse("a list page holds at least one entry", expected, place);
        return (None, told);
    }
    told.extend(unfit(&front, path, &yaml));
    let is_named = front.advisory.is_none() && text.contains("advisory");
    if is_named && yaml.entry(&["advisory"]).is_some() {
        let problem = Problem::BadValue {
            message: "“advisory” is empty, so this page is none".into(),
            expected: "write the advisory's keys below it, indented, or delete the line".into(),
        };
        told.push(Diagnostic::at(problem, yaml.place_of(&["advisory"])));
    }
    (Some(front), told)
}

/// What is right by itself and not on this page.
fn unfit(front: &Front, path: &str, yaml: &Source) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut refuse = |key, message: String, expected: &str| {
        let problem = Problem::BadValue { message, expected: expected.into() };
        found.push(Diagnostic::at(problem, yaml.place_of(&[key])));
    };
    if front.section.is_some() && path.rsplit('/').next() != Some("index.md") {
        refuse(
            "section",
            "“section” says how a folder lists its pages, and this page is no folder's".into(),
            "move it to the index.md of the folder, or delete it",
        );
    }
    if let (Some(date), Some(updated)) = (front.date, front.updated)
        && updated < date
    {
        refuse(
            "updated",
            format!("the page was changed on {updated}, before it was published on {date}"),
            "fix one of the two days",
        );
    }
    found
}

/// Keeps each tag once, and tells of those that stand there again.
pub fn once(
    front: &mut Front,
    path: &Arc<str>,
    source: &str,
    range: Range<usize>,
) -> Vec<Diagnostic> {
    let tags = std::mem::take(&mut front.tags);
    let mut again = Vec::new();
    let mut known = HashSet::new();
    for (n, tag) in tags.into_iter().enumerate() {
        match known.insert(tag.0.clone()) {
            true => front.tags.push(tag),
            false => again.push((n, tag.0)),
        }
    }
    if again.is_empty() {
        return Vec::new();
    }
    let yaml = Source::part(path, source, range);
    let told = again.into_iter().map(|(n, tag)| {
        let place = yaml.place_of(&["tags", &n.to_string()]);
        Diagnostic::at(Problem::TagAgain { tag }, place)
    });
    told.collect()
}

/// A fact that the front matter draws, with its place.
pub type FactUse = (Arc<str>, Range<usize>);

/// The facts of a page's title and description, and what was mistyped in the front matter.
pub fn words(
    path: &Arc<str>,
    source: &str,
    range: Range<usize>,
) -> (Vec<FactUse>, Vec<Diagnostic>) {
    let mut facts = Vec::new();
    if !values::may_be_odd(&source[range.clone()]) && !source[range.clone()].contains("<!--") {
        return (facts, Vec::new());
    }
    let yaml = Source::part(path, source, range);
    let entries = [["title"], ["description"]].map(|key| yaml.entry(&key));
    let for_programs = ForPrograms::of(&yaml);
    let block = yaml.value(&["advisory"]).unwrap_or_default();
    let mut odd = Vec::new();
    for value in yaml.values() {
        let is_words = entries.iter().flatten().any(|entry| entry.end == value.at.end);
        if is_words {
            let found = uses(source, value.at.clone());
            facts.extend(found.facts);
            odd.extend(found.slips);
        } else if block.contains(&value.at.start) {
            let is_words = !for_programs.hold(&value.at);
            odd.extend(is_words.then(|| values::undrawn_or_none(source, &value)).flatten());
        } else {
            odd.extend(values::undrawn(source, &value));
        }
        odd.extend(values::cut(source, &value, is_words));
    }
    (facts, placed(path, source, odd))
}

#[cfg(test)]
mod tests {
    fn check(front: &str, expect: &str) {
        let doc = super::super::parse_str("a.md", &format!("---\n{front}---\n"));
        let text =
            certsite_base::diag::print(&doc.diagnostics, certsite_base::diag::PrintFormat::Short);
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
            "tags_: [a]\ntitle: a\ndescripton: b\nsection: {feeds: true}\ndate: x\n",
            "content/az/a.md:2:1: error[unknown-key]: unknown key “tags_”\n\
             content/az/a.md:4:1: error[unknown-key]: unknown key “descripton”\n\
             content/az/a.md:5:11: error[unknown-key]: unknown key “feeds”\n\
             content/az/a.md:6:7: error[bad-value]: “x” is not a date",
        );
        check(
            "title: null\nslug: Ə\ntagz: [a]\n",
            "content/az/a.md:2:8: error[bad-value]: “title” is one text, and here stands nothing\n\
             content/az/a.md:3:7: error[bad-value]: “Ə” cannot be part of an address\n\
             content/az/a.md:4:1: error[unknown-key]: unknown key “tagz”",
        );
        for empty in ["advisory:\ntitle: a\n", "advisory: ~\ntitle: advisory\n"] {
            check(
                empty,
                "content/az/a.md:2:1: error[bad-value]: “advisory” is empty, so this page is none",
            );
        }
        check("title: advisory\n", "");
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
