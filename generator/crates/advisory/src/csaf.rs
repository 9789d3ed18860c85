//! An advisory in one language → its CSAF document, in each version of the standard that the team
//! offers. Sections are those of CSAF 2.0, unless 2.1 is named.
//!
//! Fields stand in the order of their names, as the standard's test 6.2.13 wants them. One
//! document has one language: that of the original keeps the advisory's identifier, the others are its
//! translations and documents of their own (§9.1.9).

mod file_name;
mod lent;
mod model;
mod products;
mod prose;
mod score;
mod sources;
mod vulnerability;
mod words;

pub use model::Publisher;

use super::for_machines;
use super::provider::{Provider, said};
use super::version::CsafVersion;
use certsite_base::address::{Url, WebPath};
use certsite_base::lang::Lang;
use certsite_site::link::DocId;
use certsite_site::linked::Linked;
use certsite_site::parse::advisory::{AdvisoryFront, NumberedVersion, Product, Severity, State};
use file_name::file_name;
use jiff::Timestamp;
use model::*;
use products::ProductIds;
use rayon::prelude::*;
use sha2::{Digest, Sha512};
use std::sync::Arc;

/// The strings of the theme that documents take. Those of `csaf` are fixed by CSAF 2.1 in English.
pub const STRINGS: [&str; 19] = [
    "advisory.contact",
    "advisory.description",
    "advisory.details",
    "advisory.entitlements",
    "advisory.indicators",
    "advisory.indicators_withdrawn",
    "advisory.legal_disclaimer",
    "advisory.malware",
    "advisory.notes",
    "advisory.original",
    "advisory.summary",
    "advisory.superseded",
    "advisory.unknown",
    "advisory.withdrawn",
    "csaf.superseding",
    "csaf.supersession",
    "csaf.withdrawal",
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
    /// When the first version was published.
    pub released: Timestamp,
    /// When the current version was published; later than `released` if there is more than one.
    pub current: Timestamp,
    /// What it states, in the words of CSAF 2.0 whether or not that is published: by these, versions
    /// of the document are compared.
    pub stated: Arc<[u8]>,
    /// Its files, one for each version of the standard that is offered, first the one that counts.
    pub files: Vec<CsafFile>,
}

/// A document in one version of the standard.
pub struct CsafFile {
    /// The version of the standard.
    pub version: CsafVersion,
    /// Its address, from the root of the host.
    pub url: WebPath,
    /// The profile that it follows (`/document/category`, CSAF 2.0 §4).
    pub category: &'static str,
    /// Its bytes, as they are published and signed.
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

    /// The file that counts.
    pub fn main(&self) -> &CsafFile {
        // There is one for each version that is offered, and one is.
        &self.files[0]
    }

    /// The file in a version of the standard, if that is offered.
    pub fn within(&self, version: CsafVersion) -> Option<&CsafFile> {
        self.files.iter().find(|file| file.version == version)
    }
}

/// Makes the documents of all advisories, in the order of their identifiers, languages together.
pub fn publish(site: Linked, provider: &Provider) -> Vec<CsafDocument> {
    let advisories = for_machines(site);
    let make = |room: &mut Vec<u8>, (id, advisory): &(DocId, &AdvisoryFront)| {
        let lang = site.graph.doc(*id).lang;
        let version = provider.versions[0];
        Writer { site, provider, id: *id, lang, advisory, version }.publish(room)
    };
    let made = advisories.par_iter().map_init(Vec::new, make);
    let mut published: Vec<CsafDocument> = made.collect();
    published.sort_by(|a, b| (&a.advisory, a.lang).cmp(&(&b.advisory, b.lang)));
    published
}

/// The address of the document of one page, in the version that counts.
pub fn url(site: Linked, provider: &Provider, id: DocId, advisory: &AdvisoryFront) -> Url {
    let lang = site.graph.doc(id).lang;
    let version = provider.versions[0];
    Writer { site, provider, id, lang, advisory, version }.place(lang).url()
}

/// The year of a moment in UTC.
fn year(at: Timestamp) -> i16 {
    at.to_zoned_datetime(jiff::tz::TimeZone::UTC).year()
}

#[derive(Clone, Copy)]
struct Writer<'a> {
    site: Linked<'a>,
    provider: &'a Provider,
    id: DocId,
    lang: Lang,
    advisory: &'a AdvisoryFront,
    /// The version of the standard that is written.
    version: CsafVersion,
}

impl Writer<'_> {
    /// The document, written in `room`, which has what it needs after the first ones.
    fn publish(&self, room: &mut Vec<u8>) -> CsafDocument {
        let versions = self.advisory.own_versions();
        let (released, current) = (versions[0].at, versions[versions.len() - 1].at);
        let graph = self.site.graph;
        let (id, year) = (self.tracking_id(self.lang), year(released));
        let files = self.provider.versions.iter();
        let of = |version| Writer { version, ..*self };
        let files = files.map(|version| of(*version).file(&versions, room));
        let files: Vec<CsafFile> = files.collect();
        let stated = files.iter().find(|file| file.version == CsafVersion::V20);
        let stated = stated.map(|file| file.json.clone());
        let stated = stated.unwrap_or_else(|| of(CsafVersion::V20).written(&versions, room).1);
        CsafDocument {
            stated,
            files,
            advisory: self.advisory.id.0.clone(),
            lang: self.lang,
            page: self.id,
            title: graph.title(self.id).to_owned(),
            summary: graph.description(self.id).unwrap_or_default().to_owned(),
            file: file_name(&id),
            id,
            year,
            released,
            current,
        }
    }

    /// The document's profile and its bytes.
    fn written<'a>(
        &'a self,
        versions: &[NumberedVersion<'a>],
        room: &mut Vec<u8>,
    ) -> (&'static str, Arc<[u8]>) {
        let products = ProductIds::of(&self.advisory.products, self.version);
        let document = self.document(versions, &products);
        room.clear();
        // Without indents: a third less to hash, to write and to fetch. Memory takes all of it.
        let _ = sonic_rs::to_writer(&mut *room, &document);
        room.push(b'\n');
        (document.document.category, room.as_slice().into())
    }

    fn file<'a>(&'a self, versions: &[NumberedVersion<'a>], room: &mut Vec<u8>) -> CsafFile {
        let (category, json) = self.written(versions, room);
        let sha256 = certsite_site::signatures::name(&json);
        CsafFile {
            version: self.version,
            url: self.place(self.lang),
            category,
            signature: self.site.signatures.named(&sha256).map(|found| found.text.clone()),
            sha256,
            sha512: format!("{:x}", Sha512::digest(&json)),
            json,
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
        self.provider.folder.join(&format!("{}{year}/{file}", self.version.documents()))
    }

    /// A string of the theme: one of [`STRINGS`], or of those that the page asks for.
    fn text(&self, key: &str) -> String {
        (self.site.text)(self.lang, key)
    }

    /// Whether a security advisory says what CSAF 2.1 asks of one (4.4, 6.1.27.8, 6.1.27.13): of each
    /// vulnerability a number and what is affected, and in the tree, beside what is fixed, what is
    /// not. Otherwise it is what CSAF 2.0 took for one.
    fn is_whole(&self, found: &[CsafVulnerability]) -> bool {
        let is_told = |one: &CsafVulnerability| {
            let has_number = one.cve.is_some() || !one.ids.is_empty();
            let status = one.product_status.as_ref();
            has_number && status.is_some_and(|status| !status.known_affected.is_empty())
        };
        let is_fix = |state: State| matches!(state, State::Fixed | State::FirstFixed);
        let is_beside = |product: &Product| {
            let affected = product.affected.as_ref();
            let has_range = affected.is_some_and(|range| range.0.starts_with("vers:"));
            let is_fixed = product.states().any(|(state, _)| is_fix(state));
            !is_fixed || has_range && product.relation.is_none()
        };
        found.iter().all(is_told) && self.advisory.products.iter().all(is_beside)
    }

    /// The profile (§4), by what there is to say.
    fn category(&self, vulnerabilities: &[CsafVulnerability]) -> &'static str {
        let is_new = self.version == CsafVersion::V21;
        match vulnerabilities {
            // What no longer holds names nothing that a program could look for. CSAF 2.1 has profiles
            // for it (4.7, 4.8).
            _ if is_new && self.advisory.withdrawn.is_some() => "csaf_withdrawn",
            _ if is_new && !self.advisory.holds() => "csaf_superseded",
            _ if !self.advisory.holds() => "csaf_base",
            [] => "csaf_informational_advisory",
            // Of what is unknown CSAF 2.0 has no state, and its profiles want one of each vulnerability.
            found if !is_new && found.iter().any(|one| one.product_status.is_none()) => "csaf_base",
            found if vulnerability::are_vex(found) => "csaf_vex",
            found if is_new && !self.is_whole(found) => "csaf_deprecated_security_advisory",
            _ => "csaf_security_advisory",
        }
    }

    fn document<'a>(
        &'a self,
        versions: &[NumberedVersion<'a>],
        products: &'a ProductIds<'a>,
    ) -> Csaf<'a> {
        let original = self.translated_from();
        let holds = self.advisory.holds();
        let severity = self.advisory.severity().filter(|_| holds);
        let vulnerabilities = self.advisory.vulnerabilities.iter().filter(|_| holds);
        let vulnerabilities: Vec<_> =
            vulnerabilities.map(|found| self.vulnerability(found, products)).collect();
        let category = self.category(&vulnerabilities);
        let is_new = self.version == CsafVersion::V21;
        let tree = (!vulnerabilities.is_empty()).then(|| products.tree());
        Csaf {
            schema: is_new.then(|| self.version.schema()),
            document: Document {
                acknowledgments: self.acknowledgments(),
                aggregate_severity: severity.map(|severity| Text { text: self.severity(severity) }),
                category,
                csaf_version: self.version.number(),
                distribution: Distribution {
                    text: said(self.site, self.lang, "advisories.distribution"),
                    tlp: Tlp { label: self.version.label(), url: TLP },
                },
                lang: self.code(self.lang),
                notes: self.notes(),
                license_expression: self.licence(),
                publisher: Publisher::of(
                    self.site,
                    self.provider,
                    self.lang,
                    original.map_or(&self.provider.category, |_| "translator"),
                    self.version,
                ),
                references: self.references(original.filter(|lang| self.has(*lang))),
                source_lang: original.map(|lang| self.code(lang)),
                title: self.site.graph.title(self.id),
                tracking: Tracking {
                    aliases: &self.advisory.aliases,
                    current_release_date: versions[versions.len() - 1].at,
                    generator: Generator {
                        engine: Engine { name: "certsite", version: env!("CARGO_PKG_VERSION") },
                    },
                    id: self.tracking_id(self.lang),
                    initial_release_date: versions[0].at,
                    revision_history: versions.iter().map(Revision::of).collect(),
                    status: self.advisory.status.word(),
                    version: versions.len(),
                },
            },
            product_tree: tree.filter(ProductTree::says_something),
            vulnerabilities,
        }
    }

    /// Under which licence it may be passed on, which CSAF 2.1 has a place for (3.2.2.6).
    fn licence(&self) -> Option<String> {
        let is_new = self.version == CsafVersion::V21;
        is_new.then(|| said(self.site, self.lang, "advisories.license")).flatten()
    }

    fn severity(&self, severity: Severity) -> String {
        self.text(&format!("severity.{}", severity.word()))
    }

    fn acknowledgments(&self) -> Vec<Acknowledgment<'_>> {
        let thanked = self.advisory.acknowledgements.iter();
        thanked.map(Acknowledgment::of).collect()
    }
}
