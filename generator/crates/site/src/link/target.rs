//! Where each link leads: relative paths to files become addresses, the rest is refused or kept.

use super::path::relative;
use super::whole::{self, scheme};
use super::{DocId, FactTexts, Gate, Graph, LinkInput, PublishablePath, Stays, Told, join};
use crate::load::nfc;
use crate::parse::{Doc, Ref, Words};
use certsite_base::address::fragment;
use certsite_base::diag::{Diagnostic, Nearby, Problem};
use certsite_base::lang::{Lang, PerLang};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

/// Where a link leads, as far as that can be known before pages are rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A page of the site, with a [`fragment`].
    Page(DocId, Box<str>),
    /// A file of the site, with a [`fragment`].
    File(Box<PublishablePath>, Box<str>),
    /// A place in the same page, as a [`fragment`].
    Here(Box<str>),
    /// Anything that is written as it stands: other sites, mail.
    Verbatim(Box<str>),
    /// Nobody has told the fact that the address is made of.
    Unknown(Arc<str>),
    /// Nothing is there; the problem has been reported.
    Broken,
}

/// What one document's links lead to.
struct Resolved {
    targets: Vec<Target>,
    image: Option<PublishablePath>,
    problems: Vec<Diagnostic>,
    /// Whether they may lead elsewhere once other documents come or go.
    is_unsure: bool,
}

/// Resolves the links of some documents.
pub fn resolve(graph: &mut Graph, input: &LinkInput, ids: &[DocId], told: &mut Told) {
    let resolved: Vec<_> = {
        let resolver = Resolver::new(graph, input);
        ids.par_iter().map(|id| resolver.doc(*id)).collect()
    };
    for (id, Resolved { targets, image, problems, is_unsure }) in ids.iter().zip(resolved) {
        let node = graph.node(*id);
        // Most are shared with the last graph, and stay so.
        if node.targets != targets || node.image != image {
            let node = graph.node_mut(*id);
            (node.targets, node.image) = (targets, image);
        }
        if is_unsure != graph.unsure.contains(id) {
            let unsure = Arc::make_mut(&mut graph.unsure);
            let _ = if is_unsure { unsure.insert(*id) } else { unsure.remove(id) };
        }
        told.of_links(*id, problems);
    }
}

/// The anchors that embeds bring into pages.
pub type Embedded = HashMap<DocId, Brought>;

/// What the embeds of a page bring into it.
#[derive(PartialEq)]
pub struct Brought {
    anchors: Vec<String>,
    /// Whether there may be others.
    is_partial: bool,
}

/// The anchors that embeds bring into the pages of a graph.
pub fn embedded(graph: &Graph, input: &LinkInput) -> Embedded {
    let brought = |id: DocId| {
        let doc = graph.doc(id);
        let anchors = doc.embeds.iter().flat_map(|embed| (input.embed_anchors)(embed, doc));
        let is_partial = doc.embeds.iter().any(|embed| (input.is_partial)(embed));
        Brought { anchors: anchors.collect(), is_partial }
    };
    graph.with_blocks().iter().map(|id| (*id, brought(*id))).collect()
}

struct Resolver<'a, 'i> {
    graph: &'a Graph,
    facts: &'a FactTexts<'i>,
    gate: Gate<'a>,
    embedded: &'a Embedded,
    /// The anchors of each page that has many, or that a broken link asks for.
    anchors: Vec<OnceLock<Box<Anchors<'a>>>>,
    /// Whether the name of any file holds “#”.
    has_odd_names: bool,
    /// What links of a language may mean, once one is broken.
    near: PerLang<OnceLock<Nearby<'a>>>,
}

/// The anchors of a page: to know one, and to suggest one.
struct Anchors<'a> {
    all: Vec<&'a str>,
    known: HashSet<&'a str>,
    near: OnceLock<Nearby<'a>>,
}

impl<'a, 'i> Resolver<'a, 'i> {
    fn new(graph: &'a Graph, input: &'a LinkInput<'i>) -> Self {
        Resolver {
            embedded: &graph.embedded,
            has_odd_names: graph.footing.has_odd_names,
            anchors: graph.docs.iter().map(|_| OnceLock::new()).collect(),
            near: PerLang::new(&input.config.languages, |_| OnceLock::new()),
            gate: Gate {
                config: input.config,
                inputs: input.inputs,
                held_back: &graph.held_back,
                base: input.base,
            },
            graph,
            facts: &input.facts,
        }
    }

    fn doc(&self, id: DocId) -> Resolved {
        let doc = self.graph.doc(id);
        let mut problems = Vec::new();
        let targets = doc.refs.iter().map(|reference| {
            self.filled(id, doc, reference).unwrap_or_else(|problem| {
                problems.push(Diagnostic::at(*problem, doc.place(reference.range.clone())));
                Target::Broken
            })
        });
        let targets: Vec<Target> = targets.collect();
        let image = doc.front.image.as_ref().and_then(|image| {
            let found = spellings(doc, image).find_map(|path| self.gate.find(&path));
            let found = found.map_or_else(|| self.file(doc, image, image), Ok);
            found
                .map_err(|problem| {
                    problems.push(Diagnostic::at(*problem, doc.front_value(&["image"])));
                })
                .ok()
        });
        // What is not there may come, and what is written with escapes may stand for two names.
        let is_unsure = targets.contains(&Target::Broken)
            || image.is_none() && doc.front.image.is_some()
            || doc.refs.iter().any(|reference| may_be_escaped(&reference.target));
        Resolved { targets, image, problems, is_unsure }
    }

    /// A link, with the facts that its address is made of.
    fn filled(&self, id: DocId, doc: &Doc, reference: &Ref) -> Result<Target, Box<Problem>> {
        let words = &reference.target;
        let fact = |key: &str| (self.facts.address)(doc.lang, key);
        match words.keys().find(|key| fact(key).is_none()) {
            // To be shown as what is missing; one that does not exist is reported with all facts.
            Some(key) => Ok(Target::Unknown(key.clone())),
            None => {
                let target = words.fill(|key| fact(key).unwrap_or_default());
                self.target(id, doc, reference, &target)
            }
        }
    }

    fn target(
        &self,
        id: DocId,
        doc: &Doc,
        reference: &Ref,
        target: &str,
    ) -> Result<Target, Box<Problem>> {
        if let Some(anchor) = target.strip_prefix('#') {
            // “#” alone is the top of the page.
            let top = anchor.is_empty().then(|| Ok("#".into()));
            return top.unwrap_or_else(|| self.anchor(id, target, anchor)).map(Target::Here);
        }
        if let Some(judged) = whole::judged(target, reference.image) {
            return judged.map(|()| Target::Verbatim(target.into())).map_err(Box::new);
        }
        if target.starts_with('/') {
            return Err(Box::new(Problem::AbsoluteLink { target: target.into() }));
        }
        for (path, place) in self.splits(target) {
            let paths: Vec<String> = spellings(doc, path).collect();
            let page = paths.iter().find_map(|path| self.graph.find(path));
            if let Some(page) = page.filter(|_| !reference.image) {
                return self.anchor(page, target, place).map(|place| Target::Page(page, place));
            }
            if let Some(file) = paths.iter().find_map(|path| self.gate.find(path)) {
                return Ok(Target::File(file.into(), fragment(&percent_decode(place))));
            }
        }
        let path = target.split('#').next().unwrap_or(target);
        let is_unread = |path: String| self.gate.inputs.unread.contains(&*path);
        // It is there, and an error of its own tells why it is no part of the site.
        if absolute(doc, path).is_some_and(is_unread) {
            return Ok(Target::Broken);
        }
        self.file(doc, target, path).map(|file| Target::File(file.into(), fragment("")))
    }

    /// Where a target may part into a path and a place there; a whole one with “#” only if any file
    /// is called so.
    fn splits<'t>(&self, target: &'t str) -> impl Iterator<Item = (&'t str, &'t str)> + use<'t> {
        splits(target).skip(usize::from(!self.has_odd_names && target.contains('#')))
    }

    /// The fragment for an anchor of a page, which may be written encoded.
    fn anchor(&self, page: DocId, target: &str, anchor: &str) -> Result<Box<str>, Box<Problem>> {
        let is_known = |name: &str| name.is_empty() || self.has(page, name);
        if is_known(anchor) {
            return Ok(fragment(anchor));
        }
        let decoded = percent_decode(anchor);
        if is_known(&decoded) {
            return Ok(fragment(&decoded));
        }
        if self.embedded.get(&page).is_some_and(|brought| brought.is_partial) {
            return Ok(fragment(&decoded));
        }
        let anchors = self.anchors(page);
        let near = anchors.near.get_or_init(|| Nearby::new(anchors.all.iter().copied()));
        let hint = match near.nearest(anchor) {
            Some(near) => format!("did you mean “#{near}”?"),
            None => anchors.list(),
        };
        Err(Box::new(Problem::BrokenAnchor { target: target.into(), anchor: anchor.into(), hint }))
    }

    fn has(&self, page: DocId, anchor: &str) -> bool {
        match self.names(page).nth(MAX_COMPARED) {
            None => self.names(page).any(|name| name == anchor),
            Some(_) => self.anchors(page).known.contains(anchor),
        }
    }

    fn anchors(&self, page: DocId) -> &Anchors<'a> {
        self.anchors[page.at()].get_or_init(|| {
            let all: Vec<&str> = self.names(page).collect();
            Box::new(Anchors { known: all.iter().copied().collect(), all, near: OnceLock::new() })
        })
    }

    fn names(&self, page: DocId) -> impl Iterator<Item = &'a str> + use<'a> {
        let embeds = self.embedded.get(&page).into_iter().flat_map(|brought| &brought.anchors);
        let embeds = embeds.map(String::as_str);
        self.graph.anchors(page).chain(embeds)
    }

    /// A file that is no page, if it may leave.
    fn file(&self, doc: &Doc, target: &str, path: &str) -> Result<PublishablePath, Box<Problem>> {
        let broken = |hint: String| Box::new(Problem::BrokenLink { target: target.into(), hint });
        let Some(path) = absolute(doc, path) else {
            return Err(broken("the path leaves the site".to_owned()));
        };
        // A page that nobody wrote, or that waits, is missing, whatever its name says of others.
        let is_page = self.gate.inputs.files.contains_key(&*path)
            && self.graph.held_back.page(&path).is_none();
        self.gate.open(&path).map_err(|stays| match stays.problem(target) {
            Some(problem) if stays != Stays::Markdown || is_page => Box::new(problem),
            _ => broken(self.hint(doc, target, &path)),
        })
    }

    /// What may have been meant by a path where nothing is.
    fn hint(&self, doc: &Doc, target: &str, path: &str) -> String {
        if let Some(waiting) = self.graph.held_back.page(path) {
            return format!("{waiting}; publish that first, or build with --drafts");
        }
        let target = target.trim_end_matches('/');
        if self.graph.find(&format!("{path}/index.md")).is_some() {
            return format!("link to the file: “{target}/index.md”");
        }
        if self.graph.find(&format!("{path}.md")).is_some() {
            return format!("link to the file: “{target}.md”");
        }
        let folder = doc.file_folder();
        match self.similar(doc.lang, path) {
            Some(near) => format!("did you mean “{}”?", relative(folder, near)),
            None => format!("there is no file {path}"),
        }
    }

    fn similar(&self, lang: Lang, path: &str) -> Option<&'a str> {
        let (graph, gate) = (self.graph, self.gate);
        let near = self.near[lang].get_or_init(|| {
            let pages = graph.ids().map(|id| graph.doc(id)).filter(|doc| doc.lang == lang);
            let pages = pages.map(|doc| &*doc.path);
            Nearby::by(pages.chain(gate.all().map(|path| &**path)), word)
        });
        let candidates = near.candidates(word(path));
        let distance = |other: &str| strsim::damerau_levenshtein(path, other);
        let slips = candidates.iter().map(|other| (distance(other), *other));
        let is_near =
            |(slips, other): &(usize, &str)| *slips <= (word(other).chars().count() / 3).max(1);
        let near = slips.filter(is_near).min().map(|(_, other)| other);
        // The name may be right and the folder another one.
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let namesakes = candidates.iter().copied().filter(|other| word(other) == word(path));
        near.or_else(|| namesakes.min_by_key(|other| (relative(folder, other).len(), *other)))
    }
}

/// A page with up to this many anchors is looked through for each link: that takes less than to
/// make a table of them.
const MAX_COMPARED: usize = 24;

impl Anchors<'_> {
    /// What an editor may choose from; of very many only the first.
    fn list(&self) -> String {
        const MOST: usize = 20;
        match self.all.len() {
            0 => "that page has no headings".into(),
            n if n <= MOST => format!("its anchors are: {}", self.all.join(", ")),
            n => format!("its {n} anchors begin with: {}", self.all[..MOST].join(", ")),
        }
    }
}

/// The paths that a document names, from the root of the site, whether or not anything is there.
pub fn named(doc: &Doc) -> impl Iterator<Item = String> {
    let links = doc.refs.iter().filter_map(|reference| reference.target.literal());
    let relative = links.filter(|target| scheme(target).is_none() && !target.starts_with('/'));
    let paths = relative.flat_map(|target| splits(target).map(|(path, _)| path));
    paths.chain(doc.front.image.as_deref()).flat_map(|path| spellings(doc, path))
}

/// The path from the root of the site; none if it leaves the site.
fn absolute(doc: &Doc, path: &str) -> Option<String> {
    join(doc.file_folder(), &nfc(&percent_decode(path)))
}

/// What a written path may stand for, from the root of the site: what it says decoded, as in any
/// address, and what it says itself, since names of files hold any sign.
fn spellings(doc: &Doc, path: &str) -> impl Iterator<Item = String> + use<> {
    let written = path.contains('%').then(|| join(doc.file_folder(), &nfc(path))).flatten();
    absolute(doc, path).into_iter().chain(written)
}

/// Whether a target may hold an escape: facts may.
fn may_be_escaped(target: &Words) -> bool {
    target.literal().is_none_or(|target| target.contains('%'))
}

/// Where a written target may part into a path and a place there. Names of files may hold “#” too,
/// so what there is decides.
fn splits(target: &str) -> impl Iterator<Item = (&str, &str)> {
    let places = [target.rsplit_once('#'), target.split_once('#')];
    [(target, "")].into_iter().chain(places.into_iter().flatten())
}

/// The word by which a path is looked up: its last part, or the folder of an index page.
fn word(path: &str) -> &str {
    let path = path.strip_suffix("/index.md").unwrap_or(path);
    path.rsplit('/').next().unwrap_or(path)
}

/// `%C9%99` → `ə`; what does not decode to UTF-8 stays as it is.
fn percent_decode(path: &str) -> Cow<'_, str> {
    percent_encoding::percent_decode_str(path).decode_utf8().unwrap_or(Cow::Borrowed(path))
}
