//! Graph and features → [`Plan`]: every file of the site and how it is made. Pure.
//!
//! Two files of one name are found here, before anything is rendered. Knows no HTML.

mod again;
mod assets;
mod collisions;
mod facets;
mod listed;

pub use assets::Assets;
pub use facets::{Facet, Filtered};

use crate::link::{DocId, Gate, PublishablePath};
use crate::linked::Linked;
use crate::load::{Aside, Inputs, Sum};
use crate::parse::Doc;
use crate::versions::Version;
use certsite_base::address::WebPath;
use certsite_base::diag::{Diagnostic, Place, Problem};
use certsite_base::lang::Lang;
use certsite_pictures::draw::MOST;
use certsite_pictures::{Picture, Pixels};
use collisions::without_collisions;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// One output file: where it lies, when it is written and how it is made.
#[derive(Clone)]
pub struct Route {
    /// Path below the output folder.
    pub out: String,
    /// The address that leads to the file. A page's ends in `/`, although its file is `index.html`.
    pub url: WebPath,
    /// The language of what stands in the file; `None` if it belongs to no language.
    pub lang: Option<Lang>,
    /// Which group of files it is written with; groups are written one after the other.
    pub rank: Rank,
    /// From what the bytes are made, once they are wanted.
    pub make: Make,
    /// What asked for it, for problems; `None` for what certsite makes by itself.
    pub place: Option<Origin>,
    /// Whether a feature added it.
    is_of_feature: bool,
}

/// What asked for a file. Its place is looked for only once there is a problem.
#[derive(Clone)]
pub enum Origin {
    /// A document, by a key of its front matter.
    Key(Arc<Doc>, &'static str),
    /// An item of a list in a document's front matter.
    Item(Arc<Doc>, &'static str, usize),
    /// The file itself: it is copied, or it has no key that chose the address.
    File(Arc<str>),
}

impl Origin {
    /// The path from the site's root of the file that an editor would have to change.
    pub fn file(&self) -> &Arc<str> {
        match self {
            Origin::Key(doc, _) | Origin::Item(doc, ..) => &doc.path,
            Origin::File(path) => path,
        }
    }

    /// Where in that file the address was chosen: at the key's value, or nowhere closer than the
    /// file.
    pub fn place(&self) -> Place {
        match self {
            Origin::Key(doc, key) => doc.front_value(&[key]),
            Origin::Item(doc, key, n) => doc.front_place(&[key, &n.to_string()]),
            Origin::File(path) => Place::file(path),
        }
    }
}

impl Route {
    /// A route whose file follows from its address: `…/` is written as `…/index.html`.
    pub fn new(
        url: WebPath,
        lang: Option<Lang>,
        rank: Rank,
        make: Make,
        place: Option<Origin>,
    ) -> Route {
        Route { out: url.file(), url, lang, rank, make, place, is_of_feature: false }
    }

    fn of_feature(self) -> Route {
        Route { is_of_feature: true, ..self }
    }

    /// By what files are put in the order in which they are written.
    fn key(&self) -> (Rank, &str) {
        (self.rank, &self.out)
    }
}

/// The order of writing: an index comes after everything that it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// Files that pages load: style sheets, pictures, fonts, downloads.
    Asset,
    /// Pages with a text of their own, but for home pages, which list what is new.
    Page,
    /// Lists, feeds, maps of the site.
    Index,
    /// Where programs begin: what names indexes.
    Entry,
}

/// From what a file is made. Nothing is rendered before the file is written or asked for.
#[derive(Clone)]
pub enum Make {
    /// The page of a document that is no section, a home page among them.
    Page(DocId),
    /// A page of a section's list.
    Section {
        /// The section's index page, which has the title and the text above the list.
        id: DocId,
        /// Which page of the list, from 1.
        n: usize,
        /// How many pages the list has; at least 1, even for an empty section.
        of: usize,
    },
    /// A page of a list of some of a section's pages.
    Filtered {
        /// The section's index page.
        id: DocId,
        /// Which of the section's pages are listed.
        facet: Facet,
        /// Which page of the list, from 1.
        n: usize,
        /// How many pages the list has.
        of: usize,
    },
    /// A page of the list of all pages that carry a tag, in one language.
    Tag {
        /// The tag's id, the same in all languages.
        id: String,
        /// Which page of the list, from 1.
        n: usize,
        /// How many pages the list has.
        of: usize,
    },
    /// The overview of the language's tags. There is none for a language that uses no tag.
    Tags,
    /// A page that sends browsers on to another address of the site at once, for addresses of
    /// earlier days.
    Redirect(WebPath),
    /// The address `/`: choose a language.
    Languages,
    /// What a reporter sees once a report is taken. Only in the form's bundle.
    Receipt,
    /// A file of `content/`, byte for byte.
    Copy(PublishablePath),
    /// A smaller version of a picture of `content/`.
    Version(PublishablePath, Version),
    /// A file of the theme; addresses in style sheets are rewritten.
    Asset(Arc<str>),
    /// The map of the site (sitemaps.org protocol 0.9).
    Sitemap,
    /// `robots.txt`, which tells crawlers what they may visit (RFC 9309).
    Robots,
    /// A file whose bytes a feature makes, once they are wanted.
    Made(Made),
    /// A file whose bytes a feature made and laid aside.
    Aside(Aside),
}

/// Makes the bytes of a feature's file once they are wanted; it may be asked more than once.
#[derive(Clone)]
pub struct Made(pub Arc<dyn Fn(Linked) -> Vec<u8> + Send + Sync>);

impl Made {
    /// A file whose bytes are known already.
    pub fn bytes(bytes: impl Into<Arc<[u8]>>) -> Made {
        let bytes = bytes.into();
        Made(Arc::new(move |_: Linked| bytes.to_vec()))
    }
}

/// Every file of a site, found by its address too. Plans of two states of a site share what is the
/// same.
pub struct Plan {
    /// The files, in the order in which they are written.
    pub routes: Vec<Arc<Route>>,
    /// The theme's files with their addresses, by their names below its folder `assets`.
    pub assets: Arc<Assets>,
    /// Lists of some pages of each section that has any.
    pub facets: Arc<BTreeMap<DocId, Vec<Filtered>>>,
    /// By the path below the site's root, as [`WebPath::path`] gives it.
    by_path: Arc<HashMap<Box<str>, usize>>,
    /// Fingerprint of what it was made of besides documents.
    ground: Sum,
}

impl Plan {
    /// What lies at a path below the site's root; `x` and `x/index.html` find `x/` too. `None` if
    /// nothing does.
    pub fn find(&self, path: &str) -> Option<&Route> {
        let exact = self.by_path.get(path).or_else(|| self.by_path.get(&*format!("{path}/")));
        let index = || path.strip_suffix("index.html").and_then(|path| self.by_path.get(path));
        exact.or_else(index).map(|i| &*self.routes[*i])
    }
}

/// Plans all files; the features have theirs already.
pub fn plan(site: Linked, inputs: &Inputs, of_features: Vec<Route>) -> (Plan, Vec<Diagnostic>) {
    let assets = Assets::find(inputs, &site.config.theme, &site.options.base);
    let mut planner = Planner::new(site);
    planner.documents(|_| true);
    planner.tags();
    planner.copies(inputs);
    for (path, url) in assets.iter() {
        planner.push(url.clone(), None, Rank::Asset, Make::Asset(path.clone()), None);
    }
    planner.push(site.at(""), None, Rank::Index, Make::Languages, None);
    planner.push(site.at("404.html"), None, Rank::Index, Make::Languages, None);
    planner.push(site.at("sitemap.xml"), None, Rank::Index, Make::Sitemap, None);
    planner.push(site.at("robots.txt"), None, Rank::Index, Make::Robots, None);
    let of_features = of_features.into_iter();
    planner.routes.extend(of_features.map(Route::of_feature));
    let facets = planner.facets;
    let (mut routes, mut diagnostics) = without_collisions(planner.routes);
    diagnostics.extend(planner.told);
    routes.sort_by(|a, b| a.key().cmp(&b.key()));
    let routes: Vec<_> = routes.into_iter().map(Arc::new).collect();
    let by_path = by_path(&routes);
    let (assets, facets) = (Arc::new(assets), Arc::new(facets));
    let ground = again::ground(site, inputs);
    (Plan { routes, assets, facets, by_path, ground }, diagnostics)
}

/// Where each route is among all, by the path of its address.
fn by_path(routes: &[Arc<Route>]) -> Arc<HashMap<Box<str>, usize>> {
    let places = routes.iter().enumerate();
    Arc::new(places.map(|(i, route)| (route.url.path().into(), i)).collect())
}

struct Planner<'a> {
    site: Linked<'a>,
    routes: Vec<Route>,
    facets: BTreeMap<DocId, Vec<Filtered>>,
    /// Pictures that are broken.
    told: Vec<Diagnostic>,
}

impl<'a> Planner<'a> {
    fn new(site: Linked<'a>) -> Planner<'a> {
        Planner { site, routes: Vec::new(), facets: BTreeMap::new(), told: Vec::new() }
    }

    fn push(
        &mut self,
        url: WebPath,
        lang: Option<Lang>,
        rank: Rank,
        make: Make,
        place: Option<Origin>,
    ) {
        self.routes.push(Route::new(url, lang, rank, make, place));
    }

    /// The pages of those documents that are asked for.
    fn documents(&mut self, is_asked: impl Fn(DocId) -> bool) {
        let Linked { graph, config, .. } = self.site;
        for id in graph.ids().filter(|id| is_asked(*id)) {
            let (doc, node) = (graph.doc(id), graph.node(id));
            let place = Some(Origin::Key(doc.clone(), "slug"));
            if doc.is_index() && node.parent.is_some() {
                let section = doc.front.section.as_ref();
                let size = section.and_then(|s| s.page_size).unwrap_or(config.page_size);
                let in_text = section.is_some_and(|s| s.in_text);
                let of = if in_text { 1 } else { graph.listed(id).len().div_ceil(size).max(1) };
                for n in 1..=of {
                    let make = Make::Section { id, n, of };
                    self.push(
                        page_url(&node.url, n),
                        Some(doc.lang),
                        Rank::Index,
                        make,
                        place.clone(),
                    );
                }
                if !in_text {
                    self.filtered(id, size);
                }
            } else {
                // A home page lists what is new, so it is written last like any list.
                let rank = if doc.is_index() { Rank::Index } else { Rank::Page };
                self.push(node.url.clone(), Some(doc.lang), rank, Make::Page(id), place);
            }
        }
    }

    fn filtered(&mut self, id: DocId, size: usize) {
        let lists = facets::facets(self.site, id);
        for list in &lists {
            let first = list.facet.url(self.site, id);
            let of = list.pages.len().div_ceil(size);
            for n in 1..=of {
                let make = Make::Filtered { id, facet: list.facet.clone(), n, of };
                let lang = Some(self.site.graph.doc(id).lang);
                self.push(page_url(&first, n), lang, Rank::Index, make, None);
            }
        }
        if !lists.is_empty() {
            self.facets.insert(id, lists);
        }
    }

    fn tags(&mut self) {
        let Linked { graph, config, .. } = self.site;
        for lang in config.languages.iter() {
            let mut any = false;
            for (id, tag) in graph.tags.iter().filter(|(_, tag)| !tag.pages[lang].is_empty()) {
                any = true;
                let of = tag.pages[lang].len().div_ceil(config.page_size);
                for n in 1..=of {
                    let make = Make::Tag { id: id.to_owned(), n, of };
                    self.push(page_url(&tag.url[lang], n), Some(lang), Rank::Index, make, None);
                }
            }
            if any {
                let url = graph.tags.all[lang].clone();
                self.push(url, Some(lang), Rank::Index, Make::Tags, None);
            }
        }
    }

    /// Files beside pages that a page uses, and everything in `content/files/`.
    fn copies(&mut self, inputs: &Inputs) {
        let Linked { graph, config, versions, .. } = self.site;
        let gate = Gate { config, inputs, held_back: &graph.held_back, base: &graph.base };
        let used: BTreeSet<PublishablePath> =
            graph.ids().flat_map(|id| graph.files(id).cloned()).chain(gate.files()).collect();
        let shown: BTreeSet<&PublishablePath> =
            graph.ids().flat_map(|id| graph.pictures(id)).collect();
        let sum = |file: &PublishablePath| inputs.files.get(file.path()).map(|file| file.sum);
        let mut last: Option<PublishablePath> = None;
        for file in used {
            // The same picture beside the pages of two languages is one file of the site.
            let is_same =
                |last: &PublishablePath| last.url() == file.url() && sum(last) == sum(&file);
            if last.as_ref().is_some_and(is_same) {
                continue;
            }
            let told = match file.picture() {
                Some(picture) if file.is_beside_pages() => told(picture),
                None if shown.contains(&file) && is_called_picture(file.path()) => {
                    let why = "it holds no picture, whatever its name says".to_owned();
                    Some(Problem::PictureBroken { why })
                }
                _ => None,
            };
            self.told.extend(told.map(|told| Diagnostic::at(told, Place::file(file.path()))));
            let place = Some(Origin::File(file.path().clone()));
            self.push(
                file.url().clone(),
                None,
                Rank::Asset,
                Make::Copy(file.clone()),
                place.clone(),
            );
            for version in versions.of(&file) {
                let url = version.url(&file, &graph.base);
                let make = Make::Version(file.clone(), *version);
                self.push(url, None, Rank::Asset, make, place.clone());
            }
            last = Some(file);
        }
    }
}

/// Whether browsers are told by the end of its name that a file is a picture of pixels.
fn is_called_picture(path: &str) -> bool {
    let ending = path.rsplit('.').next().unwrap_or_default();
    let endings = ["avif", "gif", "jpeg", "jpg", "png", "webp"];
    endings.iter().any(|known| known.eq_ignore_ascii_case(ending))
}

/// What is wrong with a picture, whoever shows it.
fn told(picture: &Picture) -> Option<Problem> {
    let is_large = |pixels: &Pixels| pixels.count() > MOST;
    match (picture.fault, picture.pixels.filter(is_large)) {
        (Some(fault), _) => Some(Problem::PictureBroken { why: fault.to_string() }),
        (None, Some(pixels)) => {
            let Pixels { width, height } = pixels;
            Some(Problem::PictureLarge { size: format!("{width} × {height}") })
        }
        (None, None) => picture.lies.then_some(Problem::PictureLies {}),
    }
}

/// The address of page `n` of a list, counted from 1; `first` is that of the first page.
pub fn page_url(first: &WebPath, n: usize) -> WebPath {
    if n == 1 { first.clone() } else { first.join(&format!("page-{n}/")) }
}
