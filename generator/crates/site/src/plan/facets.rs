//! Ways to look through a long section without JavaScript: its pages of one year, of one severity, of
//! what attackers use, or on one product, each a list with an address of its own.

use crate::link::DocId;
use crate::linked::Linked;
use crate::parse::Sort;
use crate::parse::advisory::Severity;
use certsite_base::address::WebPath;
use certsite_base::lang::{Lang, slug};
use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

/// So many products have a list of their own: all of them stand above each list, and a site may know
/// thousands.
const PRODUCTS: usize = 24;

/// What the pages of such a list have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Facet {
    /// The year of their `date`, in the Gregorian calendar.
    Year(i16),
    /// The severity of the advisory.
    Severity(Severity),
    /// That attackers use a vulnerability of the advisory.
    Exploited,
    /// A product that the advisory is on.
    Product(Product),
}

/// A product with its maker.
#[derive(Clone, Debug)]
pub struct Product {
    /// As the page that is listed first names it.
    name: Arc<str>,
    /// By which one is told from another: that of a translation may be written otherwise.
    slug: Arc<str>,
}

impl PartialEq for Product {
    fn eq(&self, other: &Product) -> bool {
        self.slug == other.slug
    }
}

impl Eq for Product {}

/// A list of a section's pages.
#[derive(Clone, Debug)]
pub struct Filtered {
    /// What all of them share.
    pub facet: Facet,
    /// The pages, in the section's order.
    pub pages: Vec<DocId>,
}

/// The lists of a section: of each year, the last one first, of each severity, the worst first, and
/// of what attackers use, and of the products with most advisories. One that would hold all pages, or
/// none, is left out.
pub fn facets(site: Linked, section: DocId) -> Vec<Filtered> {
    let is_by_date =
        site.graph.doc(section).front.section.as_ref().is_some_and(|s| s.sort == Sort::Date);
    let listed = |id: &DocId| {
        let front = &site.graph.doc(*id).front;
        let severity = front.advisory.as_ref().and_then(|advisory| advisory.severity());
        let is_exploited = front.advisory.as_ref().is_some_and(|advisory| advisory.is_exploited());
        (*id, front.date.map(|date| date.0.year()), severity, is_exploited)
    };
    let pages: Vec<_> = site.graph.listed(section).iter().map(listed).collect();
    let mut years: Vec<i16> = pages.iter().filter_map(|(_, year, ..)| *year).collect();
    years.sort_unstable_by(|a, b| b.cmp(a));
    years.dedup();
    let years = years.into_iter().filter(|_| is_by_date).map(Facet::Year);
    let facets = years.chain(Severity::ALL.into_iter().map(Facet::Severity));
    let facets = facets.chain([Facet::Exploited]);
    let filtered = facets.map(|facet| {
        let own = pages.iter().filter(|(_, year, severity, is_exploited)| match &facet {
            Facet::Year(own) => *year == Some(*own),
            Facet::Severity(own) => *severity == Some(*own),
            Facet::Exploited => *is_exploited,
            Facet::Product(_) => false,
        });
        let pages = own.map(|(id, ..)| *id).collect();
        Filtered { facet, pages }
    });
    let filtered = filtered.chain(products(site, section));
    filtered.filter(|list| (1..pages.len()).contains(&list.pages.len())).collect()
}

/// The lists of products, that of most pages first.
fn products(site: Linked, section: DocId) -> Vec<Filtered> {
    let mut lists: Vec<Filtered> = Vec::new();
    let mut numbers: HashMap<Arc<str>, usize> = HashMap::new();
    for id in site.graph.listed(section) {
        let advisory = site.graph.doc(*id).front.advisory.as_deref();
        for own in advisory.into_iter().flat_map(|advisory| &advisory.products) {
            let name: Arc<str> = format!("{} {}", own.vendor, own.product).into();
            let slug: Arc<str> = slug(&name).into();
            let number = *numbers.entry(slug.clone()).or_insert_with(|| {
                let facet = Facet::Product(Product { name, slug });
                lists.push(Filtered { facet, pages: Vec::new() });
                lists.len() - 1
            });
            // Several versions of a product are one.
            if lists[number].pages.last() != Some(id) {
                lists[number].pages.push(*id);
            }
        }
    }
    lists.sort_by_key(|list| Reverse(list.pages.len()));
    lists.truncate(PRODUCTS);
    lists
}

/// The string of the theme that tells of what attackers use, and the one in its address.
const EXPLOITED: &str = "exploited.label";
const EXPLOITED_SLUG: &str = "exploited.slug";
const PRODUCT_SLUG: &str = "product.slug";
const SLUGS: [&str; 4] = ["severity.slug", EXPLOITED, EXPLOITED_SLUG, PRODUCT_SLUG];

impl Facet {
    /// The strings of the theme that name and address the lists.
    pub fn strings() -> impl Iterator<Item = String> {
        let of = |severity: Severity| {
            let word = severity.word();
            [format!("severity.{word}"), format!("severity.slug_{word}")]
        };
        Severity::ALL.into_iter().flat_map(of).chain(SLUGS.map(str::to_owned))
    }

    /// The address of its list, below the section's.
    pub fn url(&self, site: Linked, section: DocId) -> WebPath {
        let lang = site.graph.doc(section).lang;
        let section = &site.graph.node(section).url;
        let text = |key: &str| (site.text)(lang, key);
        match self {
            Facet::Year(year) => section.join(&format!("{year}/")),
            Facet::Severity(severity) => {
                let value = text(&format!("severity.slug_{}", severity.word()));
                section.join(&format!("{}-{value}/", text("severity.slug")))
            }
            Facet::Exploited => section.join(&format!("{}/", text(EXPLOITED_SLUG))),
            Facet::Product(Product { slug, .. }) => {
                section.join(&format!("{}-{slug}/", text(PRODUCT_SLUG)))
            }
        }
    }

    /// The heading of the list in a language: the year in digits, the product's name, or the
    /// theme's word.
    pub fn name(&self, site: Linked, lang: Lang) -> String {
        match self {
            Facet::Year(year) => year.to_string(),
            Facet::Severity(severity) => {
                (site.text)(lang, &format!("severity.{}", severity.word()))
            }
            Facet::Exploited => (site.text)(lang, EXPLOITED),
            Facet::Product(Product { name, .. }) => name.to_string(),
        }
    }
}
