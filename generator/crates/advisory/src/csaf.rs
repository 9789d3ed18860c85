//! An advisory in one language → its CSAF 2.0 document (OASIS Standard, 18 November 2022).
//!
//! Fields stand in the order of their names, as the standard's test 6.2.13 wants them. One
//! document has one language: that of the original keeps the advisory's identifier, the others are its
//! translations and documents of their own (§9.1.9).

mod model;
mod products;
mod prose;
mod score;
mod vulnerability;

pub use model::Publisher;

use super::provider::{Provider, said};
use super::{for_machines, successor};
use certsite_base::address::{Url, WebPath};
use certsite_base::lang::Lang;
use certsite_site::link::DocId;
use certsite_site::linked::Linked;
use certsite_site::parse::advisory::{AdvisoryFront, Indicator, NumberedVersion, Severity};
use jiff::Timestamp;
use model::*;
use products::ProductIds;
use rayon::prelude::*;
use sha2::{Digest, Sha512};
use std::sync::Arc;

/// The strings of the theme that documents take.
pub const STRINGS: [&str; 12] = [
    "advisory.description",
    "advisory.details",
    "advisory.indicators",
    "advisory.indicators_withdrawn",
    "advisory.legal_disclaimer",
    "advisory.notes",
    "advisory.original",
    "advisory.summary",
    "advisory.superseded",
    "advisory.withdrawn",
    "exploited.known",
    "exploited.listed",
];

/// A document, ready to be written.
pub struct CsafDocument {
    /// The document's own identifier (`/document/tracking/id`), another one in each language.
    pub id: String,
    /// The advisory's own identifier, the same in each language.
    pub advisory: String,
    /// The language of the document, which is the language of its page.
    pub lang: Lang,
    /// The page that says the same to people.
    pub page: DocId,
    /// The title of the page, which becomes `/document/title`.
    pub title: String,
    /// The description of the page, which becomes a note of the document.
    pub summary: String,
    /// File name (§5.1), below the year's folder.
    pub file: String,
    /// Year of the first version, in UTC.
    pub year: i16,
    /// The address of the document, from the root of the host.
    pub url: WebPath,
    /// When the first version was published.
    pub released: Timestamp,
    /// When the current version was published; later than `released` if there is more than one.
    pub current: Timestamp,
    /// The profile that it follows (`/document/category`, CSAF 2.0 §4).
    pub category: &'static str,
    /// The document's bytes, as they are published and signed.
    pub json: Arc<[u8]>,
    /// Their SHA-256 in hexadecimal digits, after which the signature is named too.
    pub sha256: String,
    /// The SHA-512 of the bytes in lower-case hexadecimal digits.
    pub sha512: String,
    /// The signature, if there is one.
    pub signature: Option<Arc<str>>,
}

/// The documents of one advisory, in all its languages.
pub fn of<'a>(published: &'a [CsafDocument], advisory: &AdvisoryFront) -> &'a [CsafDocument] {
    let id = advisory.id.0.as_str();
    let start = published.partition_point(|document| document.advisory.as_str() < id);
    let count = published[start..].partition_point(|document| document.advisory == id);
    &published[start..start + count]
}

impl CsafDocument {
    /// Path below the folder of documents: `2026/azsc-2026-0001.json`.
    pub fn path(&self) -> String {
        format!("{}/{}", self.year, self.file)
    }
}

/// Folder of the documents, below the folder of all that is CSAF: in TLP 1 all of them are white.
pub const WHITE: &str = "white/";

/// Makes the documents of all advisories, in the order of their identifiers, languages together.
pub fn publish(site: Linked, provider: &Provider) -> Vec<CsafDocument> {
    let advisories = for_machines(site);
    let make = |(id, advisory): &(DocId, &AdvisoryFront)| {
        Writer { site, provider, id: *id, lang: site.graph.doc(*id).lang, advisory }.publish()
    };
    let mut published: Vec<CsafDocument> = advisories.par_iter().map(make).collect();
    published.sort_by(|a, b| (&a.advisory, a.lang).cmp(&(&b.advisory, b.lang)));
    published
}

/// The address of the document of one page.
pub fn url(site: Linked, provider: &Provider, id: DocId, advisory: &AdvisoryFront) -> Url {
    let lang = site.graph.doc(id).lang;
    Writer { site, provider, id, lang, advisory }.place(lang).url()
}

/// §5.1: lower case first, then each run of other characters becomes one underscore.
fn file_name(id: &str) -> String {
    let mut name = String::with_capacity(id.len() + 5);
    for c in id.chars().map(|c| c.to_ascii_lowercase()) {
        match c {
            'a'..='z' | '0'..='9' | '+' | '-' => name.push(c),
            _ if name.ends_with('_') => {}
            _ => name.push('_'),
        }
    }
    name + ".json"
}

/// The year of a moment in UTC.
fn year(at: Timestamp) -> i16 {
    at.to_zoned_datetime(jiff::tz::TimeZone::UTC).year()
}

struct Writer<'a> {
    site: Linked<'a>,
    provider: &'a Provider,
    id: DocId,
    lang: Lang,
    advisory: &'a AdvisoryFront,
}

impl Writer<'_> {
    fn publish(&self) -> CsafDocument {
        let versions = self.advisory.own_versions();
        let (released, current) = (versions[0].at, versions[versions.len() - 1].at);
        let graph = self.site.graph;
        let (id, year) = (self.tracking_id(self.lang), year(released));
        let file = file_name(&id);
        let document = self.document(&versions);
        let category = document.document.category;
        // Without indents: a third less to hash, to write and to fetch.
        let mut json = serde_json::to_vec(&document).unwrap_or_default();
        json.push(b'\n');
        let sha256 = certsite_site::signatures::name(&json);
        CsafDocument {
            signature: self.site.signatures.named(&sha256).map(|found| found.text.clone()),
            sha256,
            sha512: format!("{:x}", Sha512::digest(&json)),
            url: self.place(self.lang),
            advisory: self.advisory.id.0.clone(),
            lang: self.lang,
            page: self.id,
            title: graph.title(self.id).to_owned(),
            summary: graph.description(self.id).unwrap_or_default().to_owned(),
            id,
            file,
            year,
            released,
            current,
            category,
            json: json.into(),
        }
    }

    fn code(&self, lang: Lang) -> &str {
        &self.site.config.languages[lang].code
    }

    /// The language whose document has the advisory's own number: the stated original, or the site's
    /// first language. It does not depend on which pages there are, so that a translation that
    /// follows takes nothing over.
    fn original(&self) -> Lang {
        let languages = &self.site.config.languages;
        self.stated_original().unwrap_or(languages.default_lang())
    }

    fn stated_original(&self) -> Option<Lang> {
        let code = self.advisory.original.as_deref()?;
        self.site.config.languages.find(code)
    }

    /// The language that this page was translated from.
    fn translated_from(&self) -> Option<Lang> {
        let original = self.original();
        let is_known = self.stated_original().is_some() || self.has(original);
        (original != self.lang && is_known).then_some(original)
    }

    /// Whether the advisory has a page in a language.
    fn has(&self, lang: Lang) -> bool {
        let graph = self.site.graph;
        graph.node(self.id).pair[lang].is_some_and(|id| graph.doc(id).front.advisory.is_some())
    }

    /// A translation has the original's identifier with its language (§9.1.9).
    fn tracking_id(&self, lang: Lang) -> String {
        let id = &self.advisory.id.0;
        match lang == self.original() {
            true => id.clone(),
            false => format!("{id}-{}", self.code(lang).to_ascii_uppercase()),
        }
    }

    /// Address of the document in a language.
    fn place(&self, lang: Lang) -> WebPath {
        let own = self.site.graph.node(self.id).pair[lang];
        let own = own.and_then(|id| self.site.graph.doc(id).front.advisory.as_deref());
        let first = own.unwrap_or(self.advisory).own_versions().first().map(|version| version.at);
        let year = year(first.unwrap_or_default());
        let file = file_name(&self.tracking_id(lang));
        self.provider.folder.join(&format!("{WHITE}{year}/{file}"))
    }

    /// A string of the theme: one of [`STRINGS`], or of those that the page asks for.
    fn text(&self, key: &str) -> String {
        (self.site.text)(self.lang, key)
    }

    /// The profile (§4), by what there is to say.
    fn category(&self, vulnerabilities: &[CsafVulnerability]) -> &'static str {
        match vulnerabilities {
            // What no longer holds names nothing that a program could look for.
            _ if !self.advisory.holds() => "csaf_base",
            [] => "csaf_informational_advisory",
            found if vulnerability::are_vex(found) => "csaf_vex",
            _ => "csaf_security_advisory",
        }
    }

    fn document<'a>(&'a self, versions: &[NumberedVersion<'a>]) -> Csaf<'a> {
        let original = self.translated_from();
        let holds = self.advisory.holds();
        let severity = self.advisory.severity().filter(|_| holds);
        let products = ProductIds::of(&self.advisory.products);
        let vulnerabilities = self.advisory.vulnerabilities.iter().filter(|_| holds);
        let vulnerabilities: Vec<_> =
            vulnerabilities.map(|found| self.vulnerability(found, &products)).collect();
        let category = self.category(&vulnerabilities);
        Csaf {
            document: Document {
                acknowledgments: self.acknowledgments(),
                aggregate_severity: severity.map(|severity| Text { text: self.severity(severity) }),
                category,
                csaf_version: "2.0",
                distribution: Distribution {
                    text: said(self.site, self.lang, "advisories.distribution"),
                    tlp: Tlp { label: "WHITE", url: TLP },
                },
                lang: self.code(self.lang),
                notes: self.notes(),
                publisher: Publisher::of(
                    self.site,
                    self.provider,
                    self.lang,
                    original.map_or(&self.provider.category, |_| "translator"),
                ),
                references: self.references(original.filter(|lang| self.has(*lang))),
                source_lang: original.map(|lang| self.code(lang)),
                title: self.site.graph.title(self.id),
                tracking: Tracking {
                    aliases: &self.advisory.aliases,
                    current_release_date: versions[versions.len() - 1].at.to_string(),
                    generator: Generator {
                        engine: Engine { name: "certsite", version: env!("CARGO_PKG_VERSION") },
                    },
                    id: self.tracking_id(self.lang),
                    initial_release_date: versions[0].at.to_string(),
                    revision_history: versions.iter().map(Revision::of).collect(),
                    status: self.advisory.status.word(),
                    version: versions.len().to_string(),
                },
            },
            product_tree: (!vulnerabilities.is_empty()).then(|| products.tree()),
            vulnerabilities,
        }
    }

    fn severity(&self, severity: Severity) -> String {
        self.text(&format!("severity.{}", severity.word()))
    }

    fn acknowledgments(&self) -> Vec<Acknowledgment<'_>> {
        let thanked = self.advisory.acknowledgements.iter();
        thanked.map(Acknowledgment::of).collect()
    }

    /// What it is about, what an attack is known by, what its page says, what the team says of all of
    /// them (§3.1.5). The first is its own.
    fn notes(&self) -> Vec<Note> {
        let note = |category, title: &str, text: String| {
            (!text.is_empty()).then(|| Note { category, text, title: Some(self.text(title)) })
        };
        let of_all = [
            ("general", "advisory.notes", "advisories.notes"),
            ("legal_disclaimer", "advisory.legal_disclaimer", "advisories.legal_disclaimer"),
        ];
        let of_all = of_all.into_iter().filter_map(|(category, title, key)| {
            note(category, title, said(self.site, self.lang, key)?)
        });
        if let Some((_, reason)) = self.advisory.end() {
            let is_withdrawn = self.advisory.withdrawn.is_some();
            let title = if is_withdrawn { "advisory.withdrawn" } else { "advisory.superseded" };
            return note("general", title, reason.clone()).into_iter().chain(of_all).collect();
        }
        let summary = self.site.graph.description(self.id).unwrap_or_default().to_owned();
        let title = Some(self.text("advisory.summary"));
        let summary = Note { category: "summary", text: summary, title };
        // CSAF 2.0 has no place for indicators.
        let listed = |found: &[Indicator]| {
            found.iter().map(Indicator::defanged).collect::<Vec<_>>().join("\n")
        };
        let own = [
            note("other", "advisory.indicators", listed(&self.advisory.indicators)),
            note(
                "other",
                "advisory.indicators_withdrawn",
                listed(&self.advisory.indicators_withdrawn),
            ),
            note("details", "advisory.details", prose::of(self.site, self.id).unwrap_or_default()),
        ];
        [summary].into_iter().chain(own.into_iter().flatten()).chain(of_all).collect()
    }

    /// Of a translation the original comes first (§9.1.9).
    fn references(&self, original: Option<Lang>) -> Vec<Reference> {
        let site = self.site;
        let to_original = original.map(|lang| Reference {
            category: "external",
            summary: self.text("advisory.original"),
            url: self.place(lang).url().to_string(),
        });
        let itself = |url: &WebPath| Reference {
            category: "self",
            summary: site.graph.title(self.id).to_owned(),
            url: url.url().to_string(),
        };
        let others = self.advisory.references.iter().map(Reference::of);
        let own = [itself(&self.place(self.lang)), itself(&site.graph.node(self.id).url)];
        let newer = successor(site, self.id).map(|id| Reference {
            category: "external",
            summary: self.text("advisory.superseded"),
            url: site.graph.node(id).url.url().to_string(),
        });
        let others = newer.into_iter().chain(others);
        to_original.into_iter().chain(own).chain(others).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn file_names_follow_the_standard() {
        assert_eq!(file_name("2022_#01-A"), "2022_01-a.json");
        assert_eq!(file_name("AZSC-2026-0001-EN"), "azsc-2026-0001-en.json");
    }
}
