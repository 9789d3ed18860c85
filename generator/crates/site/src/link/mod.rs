//! All documents → [`Graph`]: addresses, translations, sections, neighbours, tags, and
//! where each link leads. Pure; a living site keeps of the last graph what no change can have reached
//! (`again`).
//!
//! Knows neither templates nor output formats.

mod address;
mod again;
mod few;
mod footing;
mod held_back;
mod input;
mod lists;
mod newer;
mod path;
mod publish;
mod successor;
mod summary;
mod tags;
mod target;
mod texts;
mod told;
mod whole;

pub use again::{Done, again};
pub use held_back::{HeldBack, Waiting};
pub use input::{LinkInput, Same};
pub use path::{join, media_name, media_name_as};
pub use publish::{Gate, PublishablePath, Stays};
pub use summary::{AdvisorySummary, DateView, Named, Summary};
pub use tags::{Tag, Tags};
pub use target::{Target, named};
pub use texts::{FactTexts, OtherIds};
pub use told::Told;

use crate::config::Config;
use crate::parse::Doc;
use certsite_base::address::{Base, WebPath};
use certsite_base::lang::{Lang, PerLang};
use few::Few;
use footing::Footing;
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use successor::ByNumber;
use target::Embedded;
use texts::Texts;

/// A document of the graph, as an index. It holds for the graph that it comes from, and for those
/// that were linked again from that, as long as they have the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocId(u32);

impl DocId {
    /// Its place among as many as [`Graph::slots`] says.
    pub(crate) fn at(self) -> usize {
        self.0 as usize
    }
}

/// All documents of a site and how they hang together. What two states of a site have in common,
/// their graphs share.
#[derive(Clone)]
pub struct Graph {
    /// By id; where a document went, it lies on until another one has its id.
    docs: Vec<Arc<Doc>>,
    /// By id.
    nodes: Vec<Arc<Node>>,
    /// All documents, in the order of languages and paths.
    order: Arc<[DocId]>,
    /// Ids that no document has.
    free: BTreeSet<DocId>,
    by_path: Arc<HashMap<Arc<str>, DocId>>,
    few: Arc<Few>,
    by_number: Arc<ByNumber>,
    /// The anchors that their blocks bring into them.
    embedded: Arc<Embedded>,
    /// The documents with links that may lead elsewhere once other documents come or go.
    unsure: Arc<BTreeSet<DocId>>,
    footing: Footing,
    /// The tags of `content/data/tags.yaml`, with the pages that carry them.
    pub tags: Arc<Tags>,
    /// The documents and folders that this build leaves out, with the reasons.
    pub held_back: HeldBack,
    /// The address of each language's home page, whether or not somebody has written one.
    pub homes: PerLang<WebPath>,
    /// The address of the site's root, which all addresses below begin with.
    pub base: Base,
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
    pub fn ids(&self) -> impl Iterator<Item = DocId> + use<'_> {
        self.order.iter().copied()
    }

    /// How many ids there may be.
    pub(crate) fn slots(&self) -> usize {
        self.docs.len()
    }

    /// Whether a document of an earlier graph is still there, as it was.
    pub(crate) fn still_has(&self, id: DocId, doc: &Arc<Doc>) -> bool {
        self.has(id) && Arc::ptr_eq(self.doc(id), doc)
    }

    /// The parsed file of a document.
    pub fn doc(&self, id: DocId) -> &Arc<Doc> {
        &self.docs[id.at()]
    }

    /// The place of a document: its address and how it hangs together with others.
    pub fn node(&self, id: DocId) -> &Node {
        &self.nodes[id.at()]
    }

    fn node_mut(&mut self, id: DocId) -> &mut Node {
        Arc::make_mut(&mut self.nodes[id.at()])
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
            Target::File(file, _) => Some(&**file),
            _ => None,
        });
        linked.chain(&node.image)
    }

    /// The pictures that the text of a document shows.
    pub fn pictures(&self, id: DocId) -> impl Iterator<Item = &PublishablePath> {
        let targets = self.node(id).targets.iter().zip(&self.doc(id).refs);
        targets.filter_map(|(target, of)| match target {
            Target::File(file, _) if of.image => Some(&**file),
            _ => None,
        })
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

/// Links all documents of a build. A link that leads nowhere becomes [`Target::Broken`] and a
/// problem; everything else stays whole.
pub fn link(input: &LinkInput) -> (Graph, Told) {
    let docs = &input.docs;
    let ids: Vec<DocId> = (0..docs.len() as u32).map(DocId).collect();
    let by_path: HashMap<Arc<str>, DocId> =
        docs.iter().zip(&ids).map(|(doc, id)| (doc.path.clone(), *id)).collect();
    let homes = PerLang::new(&input.config.languages, |lang| {
        input.base.at(&format!("{}/", input.config.languages[lang].code))
    });
    let urls = address::addresses(&homes, docs, &by_path, docs);
    let node = |(url, doc): (WebPath, &Arc<Doc>)| Arc::new(Node::new(url, input, &by_path, doc));
    let mut graph = Graph {
        nodes: urls.into_iter().zip(docs).map(node).collect(),
        docs: docs.clone(),
        order: ids.clone().into(),
        free: BTreeSet::new(),
        by_path: Arc::new(by_path),
        few: Arc::default(),
        by_number: Arc::default(),
        embedded: Arc::default(),
        unsure: Arc::default(),
        footing: Footing::of(input),
        tags: Arc::new(Tags::none(input.config, input.base)),
        held_back: input.held_back.clone(),
        homes,
        base: input.base.clone(),
    };
    graph.find_few();
    graph.find_numbers();
    let mut told = Told::default();
    fill_texts(&mut graph, input, &ids, &mut told);
    graph.embedded = Arc::new(target::embedded(&graph, input));
    target::resolve(&mut graph, input, &ids, &mut told);
    lists::list(&mut graph, input, &mut told);
    (graph, told)
}

impl Node {
    /// The place of a document among those of some paths, as far as these decide.
    fn new(url: WebPath, input: &LinkInput, by_path: &HashMap<Arc<str>, DocId>, doc: &Doc) -> Node {
        Node {
            url,
            parent: parent(input.config, by_path, doc),
            children: Vec::new(),
            pair: pair(input.config, by_path, doc),
            prev: None,
            next: None,
            targets: Vec::new(),
            image: None,
            texts: Texts::default(),
        }
    }
}

/// Fills in the texts of some documents, and tells what is wrong with each by itself. True if any of
/// them are other texts than before.
fn fill_texts(graph: &mut Graph, input: &LinkInput, ids: &[DocId], told: &mut Told) -> bool {
    let texts = |id: &DocId| {
        let doc = graph.doc(*id);
        let mut problems = (input.problems)(doc);
        let texts = Texts::new(doc, &input.facts, &(input.other_ids)(doc), &mut problems);
        (*id, texts, problems)
    };
    let mut are_others = false;
    for (id, texts, problems) in ids.par_iter().map(texts).collect::<Vec<_>>() {
        // Most are shared with the last graph, and stay so.
        if graph.node(id).texts != texts {
            graph.node_mut(id).texts = texts;
            are_others = true;
        }
        told.of_texts(id, problems);
    }
    are_others
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
