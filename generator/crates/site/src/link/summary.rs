//! What a list says of a page.

use super::{DocId, Graph, Tag};
use crate::config::{Config, Date};
use crate::parse::advisory::{AdvisoryFront, Severity};
use certsite_base::address::WebPath;
use certsite_base::lang::Lang;
use schemars::JsonSchema;
use serde::Serialize;

/// A page as an entry of a list. Never holds its text: lists stay small however long pages are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Summary {
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: WebPath,
    /// Its description, in plain text; none if its editor wrote none.
    pub description: Option<String>,
    /// The day on which it was published; none if its editor wrote none.
    pub date: Option<DateView>,
    /// Its tags, in the order in which its editor wrote them.
    pub tags: Vec<Named>,
    /// Whether it is a draft, which only a preview and `build --drafts` show.
    pub draft: bool,
    /// What it warns of; none of any page but an advisory's.
    pub advisory: Option<AdvisorySummary>,
}

/// An advisory as an entry of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AdvisorySummary {
    /// Its number, as in `ADV-2026-0001`.
    pub id: String,
    /// `none`, `low`, `medium`, `high` or `critical`; none if nothing says how grave it is.
    pub severity: Option<&'static str>,
    /// The numbers of its vulnerabilities, as in `CVE-2026-0001`.
    pub cves: Vec<String>,
    /// What its products are called, each with its maker before it.
    pub products: Vec<String>,
    /// Whether attackers use one of its vulnerabilities.
    pub exploited: bool,
    /// Whether it was withdrawn.
    pub withdrawn: bool,
    /// Whether another advisory took its place.
    pub superseded: bool,
}

impl AdvisorySummary {
    fn new(advisory: &AdvisoryFront) -> AdvisorySummary {
        let cves = advisory.vulnerabilities.iter().filter_map(|found| found.cve.as_ref());
        let products = advisory.products.iter();
        AdvisorySummary {
            id: advisory.id.0.clone(),
            severity: advisory.severity().map(Severity::word),
            cves: cves.map(|cve| cve.0.clone()).collect(),
            products: products.map(|of| format!("{} {}", of.vendor, of.product)).collect(),
            exploited: advisory.is_exploited(),
            withdrawn: advisory.withdrawn.is_some(),
            superseded: advisory.superseded_by.is_some(),
        }
    }
}

/// A day, for machines and for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DateView {
    /// For the attribute `datetime`, as in `2011-05-31`.
    #[schemars(extend("format" = "date"))]
    pub iso: String,
    /// In the words of the page's language, as in “31 May 2011”.
    pub text: String,
}

/// A name with its address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Named {
    /// What it is called.
    pub name: String,
    /// Where it is.
    pub url: WebPath,
}

impl DateView {
    /// Writes a date in a language.
    pub fn new(config: &Config, lang: Lang, date: Date) -> Self {
        DateView { iso: date.to_string(), text: config.languages[lang].date(date.0) }
    }
}

impl Graph {
    /// The entry of a page.
    pub fn summary(&self, config: &Config, id: DocId) -> Summary {
        let doc = self.doc(id);
        Summary {
            title: self.title(id).to_owned(),
            url: self.node(id).url.clone(),
            description: self.description(id).map(str::to_owned),
            date: doc.front.date.map(|date| DateView::new(config, doc.lang, date)),
            tags: self.tag_links(id),
            draft: doc.front.draft,
            advisory: doc.front.advisory.as_deref().map(AdvisorySummary::new),
        }
    }

    /// The tags of a page with their addresses.
    pub fn tag_links(&self, id: DocId) -> Vec<Named> {
        let lang = self.doc(id).lang;
        self.known_tags(id)
            .map(|tag| Named { name: tag.name[lang].clone(), url: tag.url[lang].clone() })
            .collect()
    }

    /// The tags of a page, in the order in which its editor wrote them.
    pub fn known_tags(&self, id: DocId) -> impl Iterator<Item = &Tag> {
        self.doc(id).front.tags.iter().filter_map(|tag| self.tags.get(&tag.0))
    }
}
