//! All documents → [`Graph`]: addresses, translations, sections, neighbours, tags, and
//! where each link leads. Pure; run again for the whole site, unless nothing but texts of pages changed
//! (`again`).
//!
//! Knows neither templates nor output formats.

mod address;
mod again;
mod held_back;
mod path;
mod publish;
mod summary;
mod tags;
mod target;
mod texts;
mod whole;

pub use again::again;
pub use held_back::{HeldBack, Waiting};
pub use path::{join, media_name};
pub use publish::{Gate, PublishablePath, Stays};
pub use summary::{DateView, Named, Summary};
pub use tags::{Tag, Tags};
pub use target::{Target, named};
pub use texts::{FactTexts, OtherIds};

use crate::config::Config;
use crate::load::Inputs;
use crate::parse::{Doc, Embed, Sort};
use certsite_base::address::{Base, WebPath};
use certsite_base::diag::{Diagnostic, Problem};
use certsite_base::lang::{Lang, PerLang};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use texts::Texts;

/// A document of the graph, as an index. It holds for the graph that it comes from alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocId(u32);

/// All documents of a site and how they hang together. What two states of a site have in common,
/// their graphs share.
#[derive(Clone)]
pub struct Graph {
    docs: Vec<Arc<Doc>>,
    nodes: Vec<Arc<Node>>,
    by_path: Arc<HashMap<Arc<str>, DocId>>,
    /// The documents with blocks.
    with_blocks: Arc<[DocId]>,
    /// The tags of `content/data/tags.yaml`, with the pages that carry them.
    pub tags: Arc<Tags>,
    /// The documents and folders that this build leaves out, with the reasons.
    pub held_back: HeldBack,
    /// The address of each language's home page, whether or not somebody has written one.
    pub homes: PerLang<WebPath>,
    /// The address of the site's root, which all addresses below begin with.
    pub base: Base,
}

/// What is wrong with a site's pages, and between them.
#[derive(Clone, Default)]
pub struct Told {
    /// With tags and menus.
    pub of_site: Vec<Diagnostic>,
    /// With each document, of those that have any.
    of_docs: BTreeMap<DocId, Vec<Diagnostic>>,
}

impl Told {
    /// All of it.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.of_site.iter().chain(self.of_docs.values().flatten())
    }

    fn add(&mut self, id: DocId, problems: Vec<Diagnostic>) {
        if !problems.is_empty() {
            self.of_docs.entry(id).or_default().extend(problems);
        }
    }
}

/// A document's place in the site.
#[derive(Clone)]
pub struct Node {
    /// Its address, such as `/az/haqqimizda/`.
    pub url: WebPath,
    /// The section or home page above it; none for home pages.
    pub parent: Option<DocId>,
    /// Of an index page: its pages and sections, in the section's order.
    pub children: Vec<DocId>,
    /// The document with the same key in each language, itself included; `None` where there is
    /// none.
    pub pair: PerLang<Option<DocId>>,
    /// The page before it in its section, or where that states no order, in a sequence of a
    /// feature; `None` for the first, and for what stands in no order.
    pub prev: Option<DocId>,
    /// The page after it in the same order; `None` for the last, and for what stands in no order.
    pub next: Option<DocId>,
    /// Where each of the document's links leads.
    pub targets: Vec<Target>,
    /// The picture that the front matter names; `None` if it names none, or one that is not there.
    pub image: Option<PublishablePath>,
    texts: Texts,
}

impl Graph {
    /// All documents, in the order of their paths.
    pub fn ids(&self) -> impl Iterator<Item = DocId> + use<> {
        (0..self.docs.len()).map(|i| DocId(i as u32))
    }

    /// The parsed file of a document.
    pub fn doc(&self, id: DocId) -> &Arc<Doc> {
        &self.docs[id.0 as usize]
    }

    /// The place of a document: its address and how it hangs together with others.
    pub fn node(&self, id: DocId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// The documents with blocks, in the order of their paths.
    pub fn with_blocks(&self) -> &[DocId] {
        &self.with_blocks
    }

    fn node_mut(&mut self, id: DocId) -> &mut Node {
        Arc::make_mut(&mut self.nodes[id.0 as usize])
    }

    /// The document at a path from the site's root, such as `content/az/about.md`; `None` if there
    /// is none in this build.
    pub fn find(&self, path: &str) -> Option<DocId> {
        self.by_path.get(path).copied()
    }

    /// The document with this key in a language; `None` if it is not written, or waits.
    pub fn page(&self, config: &Config, lang: Lang, key: &str) -> Option<DocId> {
        self.find(&format!("content/{}/{key}", config.languages[lang].code))
    }

    /// Why the document with this key in a language is not published yet, if there is one.
    pub fn waiting(&self, config: &Config, lang: Lang, key: &str) -> Option<&Waiting> {
        self.held_back.page(&format!("content/{}/{key}", config.languages[lang].code))
    }

    /// The files that a document links to or names.
    pub fn files(&self, id: DocId) -> impl Iterator<Item = &PublishablePath> {
        let node = self.node(id);
        let linked = node.targets.iter().filter_map(|target| match target {
            Target::File(file, _) => Some(file),
            _ => None,
        });
        linked.chain(&node.image)
    }

    /// The pages above a document, home first.
    pub fn ancestors(&self, id: DocId) -> Vec<DocId> {
        let mut above: Vec<_> =
            std::iter::successors(self.node(id).parent, |id| self.node(*id).parent).collect();
        above.reverse();
        above
    }

    /// The pages that a section lists: its children that are no not-found page.
    pub fn listed(&self, section: DocId) -> &[DocId] {
        let children = &self.node(section).children;
        let is_listed = children.last().is_none_or(|id| self.doc(*id).key.as_ref() != NOT_FOUND);
        &children[..children.len() - usize::from(!is_listed)]
    }
}

/// Key of the page that says that there is no page.
pub const NOT_FOUND: &str = "404.md";

/// What the graph is made from.
pub struct LinkInput<'a> {
    /// The settings: languages, menus, names of addresses.
    pub config: &'a Config,
    /// The address of the site's root, which all addresses begin with.
    pub base: &'a Base,
    /// The site's files, to which links may lead.
    pub inputs: &'a Inputs,
    /// The documents that are part of this build, in the order of their paths.
    pub docs: Vec<Arc<Doc>>,
    /// The documents and folders that this build leaves out, with the reasons.
    pub held_back: HeldBack,
    /// Rows of pages that follow one another, by their keys.
    pub sequences: Vec<Vec<String>>,
    /// The anchors that an embed brings into its page, to which links may lead.
    pub embed_anchors: &'a (dyn Fn(&Embed, &Doc) -> Vec<String> + Sync),
    /// Whether some of them may be missing there, since not all could be read.
    pub is_partial: &'a (dyn Fn(&Embed) -> bool + Sync),
    /// All ids of a page but those of its headings.
    pub other_ids: &'a (dyn Fn(&Doc) -> OtherIds<'a> + Sync),
    /// What takes the place of a fact in titles, ids and addresses.
    pub facts: FactTexts<'a>,
    /// What is wrong with a document by itself.
    pub problems: &'a (dyn Fn(&Doc) -> Vec<Diagnostic> + Sync),
}

/// Links all documents of a build. A link that leads nowhere becomes [`Target::Broken`] and a
/// problem; everything else stays whole.
pub fn link(input: &LinkInput) -> (Graph, Told) {
    let (mut tags, mut of_site) = Tags::read(input.config, input.inputs, input.base);
    let docs = &input.docs;
    tags.collect(docs, &mut of_site);
    let by_path: HashMap<Arc<str>, DocId> =
        docs.iter().enumerate().map(|(i, doc)| (doc.path.clone(), DocId(i as u32))).collect();
    let parents: Vec<_> = docs.iter().map(|doc| parent(input.config, &by_path, doc)).collect();
    let homes = PerLang::new(&input.config.languages, |lang| {
        input.base.at(&format!("{}/", input.config.languages[lang].code))
    });
    let urls = address::addresses(&homes, docs, &by_path);
    let mut graph = Graph {
        nodes: urls
            .into_iter()
            .zip(parents)
            .zip(docs)
            .map(|((url, parent), doc)| {
                Arc::new(Node {
                    url,
                    parent,
                    children: Vec::new(),
                    pair: pair(input.config, &by_path, doc),
                    prev: None,
                    next: None,
                    targets: Vec::new(),
                    image: None,
                    texts: Texts::default(),
                })
            })
            .collect(),
        with_blocks: (0..docs.len() as u32)
            .map(DocId)
            .filter(|id| !docs[id.0 as usize].embeds.is_empty())
            .collect(),
        docs: input.docs.clone(),
        by_path: Arc::new(by_path),
        tags: Arc::new(tags),
        held_back: input.held_back.clone(),
        homes,
        base: input.base.clone(),
    };
    let ids: Vec<DocId> = graph.ids().collect();
    let mut told = Told { of_site, of_docs: BTreeMap::new() };
    fill_texts(&mut graph, input, &ids, &mut told);
    collect_children(&mut graph, input.config);
    link_neighbours(&mut graph, input.config, &input.sequences);
    target::resolve(&mut graph, input, &ids, &mut told);
    check_settings(&graph, input.config, &mut told.of_site);
    (graph, told)
}

/// Fills in the texts of some documents, and tells what is wrong with each by itself.
fn fill_texts(graph: &mut Graph, input: &LinkInput, ids: &[DocId], told: &mut Told) {
    let texts = |id: &DocId| {
        let doc = &input.docs[id.0 as usize];
        let mut problems = (input.problems)(doc);
        let texts = Texts::new(doc, &input.facts, &(input.other_ids)(doc), &mut problems);
        (*id, texts, problems)
    };
    for (id, texts, problems) in ids.par_iter().map(texts).collect::<Vec<_>>() {
        graph.node_mut(id).texts = texts;
        told.add(id, problems);
    }
}

/// The nearest index page above a document.
fn parent(config: &Config, by_path: &HashMap<Arc<str>, DocId>, doc: &Doc) -> Option<DocId> {
    let code = &config.languages[doc.lang].code;
    let mut folder = doc.folder();
    if doc.is_index() {
        // An index page hangs below the folder above its own.
        folder = above(folder)?;
    }
    loop {
        if let Some(id) = by_path.get(format!("content/{code}/{folder}index.md").as_str()) {
            return Some(*id);
        }
        folder = above(folder)?;
    }
}

/// `a/b/` → `a/`, `a/` → ``; none above the top.
fn above(folder: &str) -> Option<&str> {
    let inner = folder.strip_suffix('/')?;
    Some(&folder[..inner.rfind('/').map_or(0, |i| i + 1)])
}

fn pair(config: &Config, by_path: &HashMap<Arc<str>, DocId>, doc: &Doc) -> PerLang<Option<DocId>> {
    PerLang::new(&config.languages, |lang| {
        let path = format!("content/{}/{}", config.languages[lang].code, doc.key);
        by_path.get(path.as_str()).copied()
    })
}

fn collect_children(graph: &mut Graph, config: &Config) {
    let mut children: BTreeMap<DocId, Vec<DocId>> = BTreeMap::new();
    for id in graph.ids() {
        if let Some(parent) = graph.node(id).parent {
            children.entry(parent).or_default().push(id);
        }
    }
    for (parent, mut ids) in children {
        let sort = graph.doc(parent).front.section.as_ref().map(|s| s.sort).unwrap_or_default();
        let language = &config.languages[graph.doc(parent).lang];
        ids.sort_by(|a, b| {
            let by_title = || language.compare(graph.title(*a), graph.title(*b));
            let (a, b) = (graph.doc(*a), graph.doc(*b));
            let order = match sort {
                Sort::Date => b.front.date.cmp(&a.front.date).then_with(by_title),
                Sort::Weight => a.front.weight.cmp(&b.front.weight).then_with(by_title),
                Sort::Title => by_title(),
            };
            let order = order.then_with(|| a.path.cmp(&b.path));
            // What no list shows stands behind what lists show.
            let is_unlisted = |doc: &Doc| doc.key.as_ref() == NOT_FOUND;
            is_unlisted(a).cmp(&is_unlisted(b)).then(order)
        });
        graph.node_mut(parent).children = ids;
    }
}

/// Neighbours exist among the pages of sections that say how they are sorted, and in the others
/// along the sequences.
fn link_neighbours(graph: &mut Graph, config: &Config, sequences: &[Vec<String>]) {
    let (sorted, unsorted): (Vec<DocId>, Vec<DocId>) =
        graph.ids().partition(|id| graph.doc(*id).front.section.is_some());
    let mut rows: Vec<Vec<DocId>> = Vec::new();
    for section in sorted {
        let children = graph.node(section).children.iter().copied();
        rows.push(children.filter(|id| !graph.doc(*id).is_index()).collect());
    }
    let unsorted: HashSet<DocId> = unsorted.into_iter().collect();
    let is_unsorted = |id: &DocId| graph.node(*id).parent.is_none_or(|of| unsorted.contains(&of));
    for lang in config.languages.iter() {
        for keys in sequences {
            let pages = keys.iter().filter_map(|key| graph.page(config, lang, key));
            rows.push(pages.filter(is_unsorted).collect());
        }
    }
    let mut beside = vec![(None, None); graph.docs.len()];
    for pair in rows.iter().flat_map(|row| row.windows(2)) {
        beside[pair[0].0 as usize].1 = Some(pair[1]);
        beside[pair[1].0 as usize].0 = Some(pair[0]);
    }
    for (id, (prev, next)) in graph.ids().zip(beside) {
        // Most are shared with the last graph, and stay so.
        if (graph.node(id).prev, graph.node(id).next) != (prev, next) {
            let node = graph.node_mut(id);
            (node.prev, node.next) = (prev, next);
        }
    }
}

/// Menus and the report page must name pages that exist in each language.
fn check_settings(graph: &Graph, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    let menus = config
        .menus
        .iter()
        .flat_map(|menu| menu.pages.iter().enumerate().map(move |entry| (menu.name, entry)))
        .map(|(menu, (n, page))| (vec!["menus".to_owned(), menu.to_owned(), n.to_string()], page));
    let report = config.report_page.iter().map(|page| (vec!["report_page".to_owned()], page));
    for menu in &config.menus {
        let mut known = HashSet::new();
        for (n, page) in menu.pages.iter().enumerate().filter(|(_, page)| !known.insert(*page)) {
            let problem = Problem::BadValue {
                message: format!("“{page}” stands in this menu twice"),
                expected: "keep one of the two".into(),
            };
            let place = config.place(&["menus", menu.name, &n.to_string()]);
            diagnostics.push(Diagnostic::at(problem, place));
        }
    }
    for (path, page) in menus.chain(report) {
        let missing =
            config.languages.iter().find(|lang| graph.page(config, *lang, page).is_none());
        if let Some(lang) = missing {
            let code = config.languages[lang].code.clone();
            let help = match graph.waiting(config, lang, page) {
                Some(waiting) => format!("{waiting}; publish it first, or take it out here"),
                None => format!("write the path as below content/{code}/, such as “about.md”"),
            };
            let problem = Problem::NoSuchPage { path: page.clone(), lang: code, help };
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            diagnostics.push(Diagnostic::at(problem, config.place(&path)));
        }
    }
}
