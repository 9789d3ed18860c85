//! Tags: their names and addresses from `content/data/tags.yaml`, their pages from the documents.

use super::{DocId, Graph};
use crate::config::{Config, SlugText, Texts};
use crate::load::Inputs;
use certsite_base::address::{Base, WebPath};
use certsite_base::diag::{Diagnostic, Problem, nearest};
use certsite_base::lang::PerLang;
use certsite_base::yaml::Source;
use serde::Deserialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

/// The file of tags.
pub const FILE: &str = "content/data/tags.yaml";

/// One tag of `content/data/tags.yaml`, whether or not a page carries it.
pub struct Tag {
    /// Its name in each language.
    pub name: PerLang<String>,
    /// Where its pages are listed, in each language.
    pub url: PerLang<WebPath>,
    /// The pages that carry it, newest first. Those of one day are in the order of their paths, and
    /// those without a date come last.
    pub pages: PerLang<Vec<DocId>>,
}

/// The site's tags, by their ids.
pub struct Tags {
    /// Where they are listed, in each language.
    pub all: PerLang<WebPath>,
    by_id: BTreeMap<String, Tag>,
    /// Those that are there, with a mistake that is told.
    broken: HashSet<String>,
    /// The file could not be read at all, which is told: nobody knows what tags there are.
    is_unread: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTag {
    name: Texts,
    slug: BTreeMap<String, SlugText>,
}

impl Tags {
    /// The tag with this id; `None` if there is none, or if it is defined with a mistake.
    pub fn get(&self, id: &str) -> Option<&Tag> {
        self.by_id.get(id)
    }

    /// All tags, in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Tag)> {
        self.by_id.iter().map(|(id, tag)| (id.as_str(), tag))
    }

    /// No tags.
    pub(super) fn none(config: &Config, base: &Base) -> Tags {
        let all = PerLang::new(&config.languages, |lang| {
            base.at(&format!("{}/{}/", config.languages[lang].code, config.tags_slug[lang]))
        });
        Tags { all, by_id: BTreeMap::new(), broken: HashSet::new(), is_unread: false }
    }

    pub(super) fn read(config: &Config, inputs: &Inputs, base: &Base) -> (Tags, Vec<Diagnostic>) {
        let mut tags = Tags::none(config, base);
        let Some((file, text)) = inputs.text(FILE) else {
            tags.is_unread = inputs.unread.contains(FILE);
            return (tags, Vec::new());
        };
        let source = Source::whole(file, text);
        let names: BTreeMap<String, serde_yaml::Value> = match source.read_with_tags() {
            Ok(names) => names,
            Err(diagnostic) => {
                tags.is_unread = true;
                return (tags, vec![*diagnostic]);
            }
        };
        let (raw, diagnostics) = source.read_entries::<BTreeMap<String, RawTag>>();
        let raw = raw.unwrap_or_default();
        tags.broken = names.into_keys().filter(|id| !raw.contains_key(id)).collect();
        let mut entries = Entries { config, source: &source, taken: HashMap::new(), diagnostics };
        for (id, raw) in raw {
            match entries.tag(&tags.all, &id, raw) {
                Some(tag) => drop(tags.by_id.insert(id, tag)),
                None => drop(tags.broken.insert(id)),
            }
        }
        (tags, entries.diagnostics)
    }

    /// Files each document under its tags.
    pub(super) fn collect(&mut self, graph: &Graph, diagnostics: &mut Vec<Diagnostic>) {
        for (id, doc) in graph.ids().map(|id| (id, graph.doc(id))) {
            let mut written: Option<(Source, HashMap<String, usize>)> = None;
            for tag in &doc.front.tags {
                if let Some(known) = self.by_id.get_mut(&tag.0) {
                    known.pages[doc.lang].push(id);
                    continue;
                }
                if self.is_unread || self.broken.contains(&tag.0) {
                    continue;
                }
                let hint = match nearest(&tag.0, self.by_id.keys().map(String::as_str)) {
                    Some(near) => format!("did you mean “{near}”?"),
                    None => format!("add it to {FILE} with its name and slug in each language"),
                };
                let problem = Problem::UnknownTag { tag: tag.0.clone(), hint };
                let (yaml, numbers) = written.get_or_insert_with(|| {
                    let yaml = doc.front_source();
                    let numbers = numbers(&yaml);
                    (yaml, numbers)
                });
                let place = match numbers.get(&tag.0) {
                    Some(n) => yaml.place_of_value(&["tags", &n.to_string()]),
                    None => yaml.place_of(&["tags"]),
                };
                diagnostics.push(Diagnostic::at(problem, place));
            }
        }
        let order = |id: &DocId| {
            let doc = graph.doc(*id);
            (Reverse(doc.front.date), &doc.path)
        };
        for (id, tag) in &mut self.by_id {
            let last = graph.tags.get(id);
            for (lang, pages) in tag.pages.iter_mut() {
                // Mostly they are in this order, and sorted at once.
                let earlier = last.map_or(&[][..], |last| &last.pages[lang]);
                *pages = graph.as_before(earlier, std::mem::take(pages));
                pages.sort_by(|a, b| order(a).cmp(&order(b)));
            }
        }
    }
}

/// The entries of the file, while they are read one after another.
struct Entries<'a> {
    config: &'a Config,
    source: &'a Source<'a>,
    /// Where the pages of those before are listed, with their ids.
    taken: HashMap<WebPath, String>,
    diagnostics: Vec<Diagnostic>,
}

impl Entries<'_> {
    /// The tag of an entry; `None` if something is wrong with it, which is told.
    fn tag(&mut self, all: &PerLang<WebPath>, id: &str, raw: RawTag) -> Option<Tag> {
        let languages = &self.config.languages;
        let slugs = Texts(raw.slug.into_iter().map(|(lang, slug)| (lang, slug.0)).collect());
        self.tell_foreign(id, "name", &raw.name);
        self.tell_foreign(id, "slug", &slugs);
        let name = raw.name.per_lang(languages).map_err(|lang| self.tell_missing(id, "name", lang));
        let slug = slugs.per_lang(languages).map_err(|lang| self.tell_missing(id, "slug", lang));
        let (name, slug) = (name.ok()?, slug.ok()?);
        let url = PerLang::new(languages, |lang| all[lang].join(&format!("{}/", slug[lang])));
        if self.is_taken(id, &url) {
            return None;
        }
        self.taken.extend(url.iter().map(|(_, url)| (url.clone(), id.to_owned())));
        Some(Tag { name, url, pages: PerLang::new(languages, |_| Vec::new()) })
    }

    /// Tells of languages that the site has not.
    fn tell_foreign(&mut self, id: &str, key: &str, texts: &Texts) {
        for (code, problem) in texts.foreign(&self.config.languages, &format!("{id}.{key}")) {
            let place = self.source.place_of(&[id, key, code]);
            self.diagnostics.push(Diagnostic::at(problem, place));
        }
    }

    /// Tells that the value of a key lacks a language.
    fn tell_missing(&mut self, id: &str, key: &str, lang: String) {
        let problem = Problem::LanguageMissing { key: format!("{id}.{key}"), lang };
        self.diagnostics.push(Diagnostic::at(problem, self.source.place_of(&[id, key])));
    }

    /// Whether another tag is listed at one of these addresses, which is told of the first.
    fn is_taken(&mut self, id: &str, url: &PerLang<WebPath>) -> bool {
        let languages = &self.config.languages;
        let other = |lang| Some((lang, self.taken.get(&url[lang])?));
        let Some((lang, other)) = languages.iter().find_map(other) else { return false };
        let other = format!("the tag “{other}”");
        let problem = Problem::AddressTaken { url: url[lang].to_string(), other };
        let place = self.source.place_of_value(&[id, "slug", &languages[lang].code]);
        self.diagnostics.push(Diagnostic::at(problem, place));
        true
    }
}

/// The tags as they are written, each with the number of its first item.
fn numbers(yaml: &Source) -> HashMap<String, usize> {
    let items = (0..).map_while(|n: usize| yaml.text_of(&["tags", &n.to_string()]));
    let mut numbers = HashMap::new();
    for (n, tag) in items.enumerate() {
        numbers.entry(tag).or_insert(n);
    }
    numbers
}
