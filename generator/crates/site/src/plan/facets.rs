//! Ways to look through a long section without JavaScript: its pages of one year, of one severity, or
//! of what attackers use, each a list with an address of its own.

use crate::link::DocId;
use crate::linked::Linked;
use crate::parse::Sort;
use crate::parse::advisory::Severity;
use certsite_base::address::WebPath;
use certsite_base::lang::Lang;

/// What the pages of such a list have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facet {
    /// The year of their `date`, in the Gregorian calendar.
    Year(i16),
    /// The severity of the advisory.
    Severity(Severity),
    /// That attackers use a vulnerability of the advisory.
    Exploited,
}

/// A list of a section's pages.
#[derive(Clone, Debug)]
pub struct Filtered {
    /// The year or the severity that all of them share.
    pub facet: Facet,
    /// The pages, in the section's order.
    pub pages: Vec<DocId>,
}

/// The lists of a section: of each year, the last one first, of each severity, the worst first, and
/// of what attackers use. One that would hold all pages, or none, is left out.
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
        let own = pages.iter().filter(|(_, year, severity, is_exploited)| match facet {
            Facet::Year(own) => *year == Some(own),
            Facet::Severity(own) => *severity == Some(own),
            Facet::Exploited => *is_exploited,
        });
        Filtered { facet, pages: own.map(|(id, ..)| *id).collect() }
    });
    filtered.filter(|list| (1..pages.len()).contains(&list.pages.len())).collect()
}

/// The string of the theme that tells of what attackers use, and the one in its address.
const EXPLOITED: &str = "exploited.label";
const EXPLOITED_SLUG: &str = "exploited.slug";
const SLUGS: [&str; 3] = ["severity.slug", EXPLOITED, EXPLOITED_SLUG];

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
    pub fn url(self, site: Linked, section: DocId) -> WebPath {
        let lang = site.graph.doc(section).lang;
        let section = &site.graph.node(section).url;
        match self {
            Facet::Year(year) => section.join(&format!("{year}/")),
            Facet::Severity(severity) => {
                let text = |key: &str| (site.text)(lang, key);
                let value = text(&format!("severity.slug_{}", severity.word()));
                section.join(&format!("{}-{value}/", text("severity.slug")))
            }
            Facet::Exploited => section.join(&format!("{}/", (site.text)(lang, EXPLOITED_SLUG))),
        }
    }

    /// The heading of the list in a language: the year in digits, or the theme's word for the
    /// severity.
    pub fn name(self, site: Linked, lang: Lang) -> String {
        match self {
            Facet::Year(year) => year.to_string(),
            Facet::Severity(severity) => {
                (site.text)(lang, &format!("severity.{}", severity.word()))
            }
            Facet::Exploited => (site.text)(lang, EXPLOITED),
        }
    }
}
