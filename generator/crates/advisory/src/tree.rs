//! Documents → the tree of a CSAF provider (CSAF 2.0 §7.1): what machines ask for, by folders
//! (R11–R14) and as a ROLIE feed (R15–R17, RFC 8322), with hashes and signatures (R18, R19).
//!
//! Each version of the standard has a tree of its own. An index is written after all that it names,
//! and the metadata last of all.

mod listing;
mod metadata;
mod rolie;

use super::csaf::{CsafDocument, CsafFile};
use super::provider::{Provider, folder};
use super::version::CsafVersion;
use certsite_base::address::WebPath;
use certsite_site::feature::Before;
use certsite_site::linked::Linked;
use certsite_site::plan::Made;
use certsite_site::plan::{Make, Rank, Route};
use listing::Listing;
use rolie::{Feed, RolieEntry};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

const SERVICE: &str = "service.json";
const CATEGORY: &str = "category.json";
const METADATA: &str = "provider-metadata.json";

/// Where the tree that counts says what it is (CSAF 2.0, 7.1.7).
pub fn metadata(provider: &Provider) -> WebPath {
    provider.folder.join(METADATA)
}

/// Where trees say what they are: first the one that counts, then each by its version, if there is
/// another one than 2.0 (CSAF 2.1, 7.4.2).
pub fn all_metadata(provider: &Provider) -> Vec<WebPath> {
    let each = provider.versions.iter().filter(|_| has_versions(provider));
    let each = each.map(|version| provider.folder.join(&version.metadata()));
    [metadata(provider)].into_iter().chain(each).collect()
}

/// Whether anything else is offered than CSAF 2.0, of which alone the version stands in no address.
fn has_versions(provider: &Provider) -> bool {
    provider.versions != [CsafVersion::V20]
}

/// All files of the trees: documents with hashes and signatures, indexes, feeds, and metadata.
pub fn routes(site: Linked, provider: &Provider, published: &[CsafDocument]) -> Vec<Route> {
    let mut routes = Vec::new();
    for version in &provider.versions {
        let found = published.iter();
        let published =
            found.filter_map(|document| Some((document, document.within(*version)?))).collect();
        let tree = Tree { site, provider, version: *version, published, routes: Vec::new() };
        routes.extend(tree.all());
    }
    routes
}

/// The paths of all documents of a version of the standard that a site had before.
pub fn documents<'a>(
    site: Linked,
    before: &'a Before,
    version: CsafVersion,
) -> impl Iterator<Item = &'a str> {
    let folder = folder(site).join(&version.documents()).file();
    let folder = folder.strip_suffix("index.html").unwrap_or(&folder).to_owned();
    let is_document = move |path: &&str| {
        path.strip_prefix(&*folder)
            .is_some_and(|rest| rest.ends_with(".json") && rest.contains('/'))
    };
    before.paths.iter().copied().filter(is_document)
}

struct Tree<'a> {
    site: Linked<'a>,
    provider: &'a Provider,
    version: CsafVersion,
    published: Vec<(&'a CsafDocument, &'a CsafFile)>,
    routes: Vec<Route>,
}

impl Tree<'_> {
    fn all(mut self) -> Vec<Route> {
        for (document, file) in self.published.clone() {
            self.document(document, file);
        }
        self.indexes();
        self.listings();
        let feed = self.feed();
        self.text(&self.feed_path(), feed);
        let (category, service) = (self.own(CATEGORY), self.own(SERVICE));
        self.json(&category, Rank::Index, &self.category());
        self.json(&service, Rank::Entry, &self.service());
        let metadata = self.metadata();
        for place in self.metadata_paths() {
            self.json(&place, Rank::Entry, &metadata);
        }
        self.routes
    }

    /// A path below the folder of the tree, from the folder of all that is CSAF.
    fn own(&self, path: &str) -> String {
        format!("{}{path}", self.version.folder())
    }

    fn feed_path(&self) -> String {
        format!("{}{}", self.version.documents(), self.version.feed())
    }

    /// The words of the feed: `TLP:WHITE`.
    fn tlp(&self) -> String {
        format!("TLP:{}", self.version.label())
    }

    fn push(&mut self, path: &str, rank: Rank, make: Make) {
        self.routes.push(Route::new(self.provider.folder.join(path), None, rank, make, None));
    }

    fn bytes(&mut self, path: &str, rank: Rank, bytes: Arc<[u8]>) {
        let made = Made::bytes(bytes);
        self.push(path, rank, Make::Made(made));
    }

    fn text(&mut self, path: &str, text: String) {
        self.bytes(path, Rank::Index, text.into_bytes().into());
    }

    fn json(&mut self, path: &str, rank: Rank, value: &Value) {
        self.bytes(path, rank, format!("{value:#}\n").into_bytes().into());
    }

    /// A document with its hashes (R18: the hex digits, then the file's name) and its signature.
    fn document(&mut self, document: &CsafDocument, file: &CsafFile) {
        let path = format!("{}{}", self.version.documents(), document.path());
        let hashes = [("sha256", file.sha256.clone()), ("sha512", file.sha512.clone())];
        for (algorithm, hex) in hashes {
            let line = format!("{hex}  {}\n", document.file);
            self.bytes(&format!("{path}.{algorithm}"), Rank::Page, line.into_bytes().into());
        }
        if let Some(signature) = &file.signature {
            self.bytes(&format!("{path}.asc"), Rank::Page, signature.clone().into());
        }
        self.bytes(&path, Rank::Asset, file.json.clone());
    }

    /// Documents, the newest change first (R13).
    fn newest(&self) -> Vec<(&CsafDocument, &CsafFile)> {
        let mut newest = self.published.clone();
        newest.sort_by(|(a, _), (b, _)| b.current.cmp(&a.current).then_with(|| a.id.cmp(&b.id)));
        newest
    }

    /// `index.txt` and `changes.csv` (requirements 12 and 13 of §7.1). CSAF 2.1 writes no quotes, and
    /// there is nothing that would need some.
    fn indexes(&mut self) {
        let folder = self.version.documents();
        let mut paths: Vec<String> =
            self.published.iter().map(|(document, _)| document.path()).collect();
        paths.sort();
        let quote = if self.version == CsafVersion::V20 { "\"" } else { "" };
        let changes = self.newest().into_iter().fold(String::new(), |mut csv, (document, _)| {
            let (path, at) = (document.path(), document.current);
            let _ = writeln!(csv, "{quote}{path}{quote},{quote}{at}{quote}");
            csv
        });
        self.text(&format!("{folder}index.txt"), paths.join("\n") + "\n");
        self.text(&format!("{folder}changes.csv"), changes);
    }

    /// R14: static hosts list no folders of their own.
    fn listings(&mut self) {
        let tlp = self.tlp();
        let mut years: BTreeMap<i16, Listing> = BTreeMap::new();
        let mut top = Listing::new(&tlp);
        for file in ["index.txt", "changes.csv", self.version.feed()] {
            top.file("", file, "");
        }
        for (document, file) in &self.published {
            let year = document.year;
            let folder = format!("{year}/");
            let own = years.entry(year).or_insert_with(|| Listing::new(&format!("{tlp} {year}")));
            for ending in ["", ".sha256", ".sha512", ".asc"] {
                if ending != ".asc" || file.signature.is_some() {
                    own.file("", &document.file, ending);
                    top.file(&folder, &document.file, ending);
                }
            }
        }
        let folder = self.version.documents();
        self.text(&folder, top.end());
        for (year, listing) in years {
            self.text(&format!("{folder}{year}/"), listing.end());
        }
    }

    /// The ROLIE feed of all documents (CSAF 2.0, requirement 15 of §7.1; RFC 8322).
    fn feed(&self) -> String {
        let head = json!({
            "id": self.version.feed().trim_end_matches(".json"),
            "title": format!("{}: CSAF, {}", self.provider.name, self.tlp()),
            "link": [
                { "rel": "self", "href": self.provider.url(&self.feed_path()) },
                { "rel": "service", "href": self.provider.url(&self.own(SERVICE)) },
            ],
            "category": [information_type()],
            "updated": self.updated(),
        });
        let languages = &self.site.config.languages;
        let entries = self
            .newest()
            .into_iter()
            .map(|(document, file)| RolieEntry::of(document, file, &languages[document.lang].code));
        Feed { head, entry: entries.collect() }.text()
    }

    /// The ROLIE category document: categories and languages that occur (requirement 17).
    fn category(&self) -> Value {
        let of = |(document, file): &(&CsafDocument, &CsafFile)| {
            let lang = &self.site.config.languages[document.lang].code;
            [file.category.to_owned(), lang.clone()]
        };
        let mut terms: Vec<String> = self.published.iter().flat_map(of).collect();
        terms.sort();
        terms.dedup();
        let terms: Vec<_> = terms.into_iter().map(|term| json!({ "term": term })).collect();
        json!({ "categories": { "category": terms } })
    }

    /// The ROLIE service document, which names the one feed (requirement 16).
    fn service(&self) -> Value {
        json!({ "service": { "workspace": [{
            "title": self.provider.name,
            "collection": [{
                "title": format!("{}: CSAF, {}", self.provider.name, self.tlp()),
                "href": self.provider.url(&self.feed_path()),
                "categories": { "category": [information_type()] },
            }],
        }]}})
    }

    /// When anything last changed.
    fn updated(&self) -> String {
        let changed = self.published.iter().map(|(document, _)| document.current).max();
        changed.map_or_else(|| format!("{}T00:00:00Z", self.site.options.date), |at| at.to_string())
    }
}

/// The category that RFC 8322 §7.1.1 wants of a feed of CSAF documents.
fn information_type() -> Value {
    json!({ "scheme": "urn:ietf:params:rolie:category:information-type", "term": "csaf" })
}
