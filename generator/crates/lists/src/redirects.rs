//! Addresses of an older site → pages that lead on, with which any static host can answer, and
//! lists for hosts and servers that can answer for themselves.

use certsite_base::address::{Alias, WebPath};
use certsite_base::diag::{Diagnostic, Problem};
use certsite_site::feature::{Contribution, Feature, Part, Publication, Reading};
use certsite_site::link::DocId;
use certsite_site::linked::Linked;
use certsite_site::memo::Memo;
use certsite_site::plan::Made;
use certsite_site::plan::{Make, Origin, Rank, Route};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Sends readers of older addresses on.
pub struct Redirects;

/// What is known before pages are.
#[derive(Clone, Copy)]
struct ByHand {
    /// Whether an editor wrote the list of hosts by hand.
    has_own_list: bool,
}

/// The list that Netlify, Cloudflare Pages and GitLab Pages read.
const LIST: &str = "_redirects";

/// The same for nginx, whose addresses are decoded and whose queries are whole.
const MAP: &str = "_redirects.map";

/// Where editors write that list.
const OWN_LIST: &str = "content/files/_redirects";

/// An older address and the page that it leads to now.
#[derive(Clone, Copy)]
struct Moved<'a> {
    alias: &'a Alias,
    /// Which of its page's aliases it is.
    n: usize,
    page: DocId,
}

impl Moved<'_> {
    /// The item of the page's list of aliases, for a problem about it.
    fn origin(&self, site: Linked) -> Origin {
        Origin::Item(site.graph.doc(self.page).clone(), "aliases", self.n)
    }
}

impl Feature for Redirects {
    fn inputs(&self) -> &'static [&'static str] {
        &[OWN_LIST]
    }

    fn read(&self, reading: Reading) -> (Box<dyn Part>, Vec<Diagnostic>) {
        (Box::new(ByHand { has_own_list: reading.files.has(OWN_LIST) }), Vec::new())
    }
}

impl Part for ByHand {
    fn contribute(&self, site: Linked, _: &Memo) -> Contribution {
        let (moved, problems) = moved(site);
        Contribution {
            routes: self.routes(site, &moved),
            problems,
            publication: Some(Box::new(*self)),
            ..Contribution::default()
        }
    }
}

impl ByHand {
    fn routes(self, site: Linked, moved: &[Moved]) -> Vec<Route> {
        if moved.is_empty() {
            return Vec::new();
        }
        let mut routes: Vec<Route> = moved.iter().filter_map(|moved| page(site, moved)).collect();
        // One page answers for `/old` and `/old/`.
        let mut known = HashSet::new();
        routes.retain(|route| known.insert(route.url.clone()));
        // A preview makes them for nobody.
        let mut list = |name: &str, write: fn(Linked, &[Moved]) -> Vec<u8>| {
            let make = Made(Arc::new(move |site| write(site, &self::moved(site).0)));
            routes.push(Route::new(site.at(name), None, Rank::Index, Make::Made(make), None));
        };
        list(MAP, map);
        if !self.has_own_list {
            list(LIST, redirects);
        }
        routes
    }
}

impl Publication for ByHand {
    fn review(&self, site: Linked) -> Vec<Diagnostic> {
        let (moved, _) = moved(site);
        let mut moved = moved.iter().filter(|_| self.has_own_list);
        let unanswered = moved.find(|moved| moved.alias.page(&site.options.base).is_none());
        let problem = |moved: &Moved| {
            let problem = Problem::RedirectsByHand { alias: moved.alias.text().to_owned() };
            Diagnostic::at(problem, moved.origin(site).place())
        };
        unanswered.map(problem).into_iter().collect()
    }
}

/// All older addresses in the order of their pages, and those that cannot be.
fn moved<'a>(site: Linked<'a>) -> (Vec<Moved<'a>>, Vec<Diagnostic>) {
    let Linked { graph, options, .. } = site;
    let mut moved: Vec<Moved> = Vec::new();
    let mut claimed: HashMap<String, Moved> = HashMap::new();
    let mut diagnostics = Vec::new();
    for page in graph.with_aliases().iter().copied() {
        let doc = graph.doc(page);
        for (n, alias) in doc.front.aliases.iter().enumerate() {
            let (found, text) = (Moved { alias, n, page }, alias.text().to_owned());
            let problem = match claimed.get(&alias.key()) {
                _ if alias.leads_to(&options.base, &graph.node(page).url) => {
                    Problem::AliasItself { alias: text }
                }
                // With and without a slash or capitals, for servers that tell them apart.
                Some(other) if other.page != page || other.alias.is_same(alias) => {
                    let other = graph.doc(other.page).path.to_string();
                    Problem::AliasTaken { alias: text, other }
                }
                _ => {
                    claimed.entry(alias.key()).or_insert(found);
                    moved.push(found);
                    continue;
                }
            };
            diagnostics.push(Diagnostic::at(problem, found.origin(site).place()));
        }
    }
    (moved, diagnostics)
}

/// A page that leads on, where a static host can have one.
fn page(site: Linked, moved: &Moved) -> Option<Route> {
    let url = moved.alias.page(&site.options.base)?;
    let doc = site.graph.doc(moved.page);
    let make = Make::Redirect(site.graph.node(moved.page).url.clone());
    Some(Route::new(url, Some(doc.lang), Rank::Page, make, Some(moved.origin(site))))
}

/// A line each: path, parameters of the query, the new address, the status. Hosts take the first
/// that fits, so the one that wants most comes first.
fn redirects(site: Linked, moved: &[Moved]) -> Vec<u8> {
    let mut lines: Vec<(usize, String)> = moved
        .iter()
        .map(|Moved { alias, page, .. }| {
            let query = alias.query().unwrap_or_default();
            let parameters = query.split('&').filter(|parameter| !parameter.is_empty());
            let mut line = alias.path(&site.options.base);
            for parameter in parameters.clone() {
                let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
                // A colon would make the value stand for any.
                line += &format!(" {name}={}", value.replace(':', "%3A"));
            }
            line += &format!(" {} 301\n", site.graph.node(*page).url);
            (parameters.count(), line)
        })
        .collect();
    lines.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    lines.into_iter().flat_map(|(_, line)| line.into_bytes()).collect()
}

/// Lines of a `map` of nginx. It knows no capital letters, so of addresses that differ in nothing
/// else one is enough, and one that a page has already would lead from that page to itself.
fn map(site: Linked, moved: &[Moved]) -> Vec<u8> {
    let Linked { graph, options, .. } = site;
    let path = options.base.decoded_path();
    let in_small = |bytes: &[u8]| bytes.to_ascii_lowercase();
    let address = |url: &WebPath| in_small(format!("{path}/{}", url.path()).as_bytes());
    let mut known: HashSet<Vec<u8>> = graph.ids().map(|id| address(&graph.node(id).url)).collect();
    let mut lines: Vec<Vec<u8>> = Vec::with_capacity(moved.len());
    for Moved { alias, page, .. } in moved {
        let asked = alias.decoded(&options.base);
        if !known.insert(in_small(&asked)) {
            continue;
        }
        let mut line = vec![b'"'];
        for byte in asked {
            if matches!(byte, b'"' | b'\\') {
                line.push(b'\\');
            }
            line.push(byte);
        }
        line.extend(format!("\" \"{}\";\n", graph.node(*page).url).into_bytes());
        lines.push(line);
    }
    lines.sort();
    lines.concat()
}
