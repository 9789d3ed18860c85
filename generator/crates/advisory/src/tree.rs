//! Documents → the tree of a CSAF provider (CSAF 2.0 §7.1): what machines ask for, by folders
//! (R11–R14) and as a ROLIE feed (R15–R17, RFC 8322), with hashes and signatures (R18, R19).
//!
//! An index is written after all that it names, and the metadata last of all.

mod rolie;

use super::csaf::{CsafDocument, Publisher, WHITE};
use super::provider::{Provider, folder};
use certsite_base::address::WebPath;
use certsite_site::feature::Before;
use certsite_site::linked::Linked;
use certsite_site::markup::escape;
use certsite_site::plan::Made;
use certsite_site::plan::{Make, Rank, Route};
use rolie::{Feed, RolieEntry};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

const FEED: &str = "white/csaf-feed-tlp-white.json";
const SERVICE: &str = "service.json";
const CATEGORY: &str = "category.json";
const METADATA: &str = "provider-metadata.json";

/// Where the tree says what it is (CSAF 2.0, 7.1.7).
pub fn metadata(provider: &Provider) -> WebPath {
    provider.folder.join(METADATA)
}

/// All files of the tree: documents with hashes and signatures, indexes, feed, and metadata.
pub fn routes(site: Linked, provider: &Provider, published: &[CsafDocument]) -> Vec<Route> {
    let mut tree = Tree { site, provider, published, routes: Vec::new() };
    for document in published {
        tree.document(document);
    }
    tree.indexes();
    tree.listings();
    let feed = tree.feed();
    tree.text(FEED, feed);
    tree.json(CATEGORY, Rank::Index, &tree.category());
    tree.json(SERVICE, Rank::Entry, &tree.service());
    tree.json(METADATA, Rank::Entry, &tree.metadata());
    tree.routes
}

/// The paths of all documents that a site had before.
pub fn documents<'a>(site: Linked, before: &'a Before) -> impl Iterator<Item = &'a str> {
    let folder = folder(site).join(WHITE).file();
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
    published: &'a [CsafDocument],
    routes: Vec<Route>,
}

impl Tree<'_> {
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
    fn document(&mut self, document: &CsafDocument) {
        let path = format!("{WHITE}{}", document.path());
        let hashes = [("sha256", document.sha256.clone()), ("sha512", document.sha512.clone())];
        for (algorithm, hex) in hashes {
            let line = format!("{hex}  {}\n", document.file);
            self.bytes(&format!("{path}.{algorithm}"), Rank::Page, line.into_bytes().into());
        }
        if let Some(signature) = &document.signature {
            self.bytes(&format!("{path}.asc"), Rank::Page, signature.clone().into());
        }
        self.bytes(&path, Rank::Asset, document.json.clone());
    }

    /// Documents, the newest change first (R13).
    fn newest(&self) -> Vec<&CsafDocument> {
        let mut newest: Vec<&CsafDocument> = self.published.iter().collect();
        newest.sort_by(|a, b| b.current.cmp(&a.current).then_with(|| a.id.cmp(&b.id)));
        newest
    }

    /// `index.txt` and `changes.csv` (CSAF 2.0, requirements 12 and 13 of §7.1).
    fn indexes(&mut self) {
        let mut paths: Vec<String> = self.published.iter().map(CsafDocument::path).collect();
        paths.sort();
        self.text(&format!("{WHITE}index.txt"), paths.join("\n") + "\n");
        let changes = self.newest().into_iter().fold(String::new(), |mut csv, document| {
            let _ = writeln!(csv, "\"{}\",\"{}\"", document.path(), document.current);
            csv
        });
        self.text(&format!("{WHITE}changes.csv"), changes);
    }

    /// R14: static hosts list no folders of their own.
    fn listings(&mut self) {
        let mut years: BTreeMap<i16, Listing> = BTreeMap::new();
        let mut top = Listing::new("TLP:WHITE");
        for file in ["index.txt", "changes.csv", "csaf-feed-tlp-white.json"] {
            top.file("", file, "");
        }
        for document in self.published {
            let year = document.year;
            let folder = format!("{year}/");
            let own =
                years.entry(year).or_insert_with(|| Listing::new(&format!("TLP:WHITE {year}")));
            for ending in ["", ".sha256", ".sha512", ".asc"] {
                if ending != ".asc" || document.signature.is_some() {
                    own.file("", &document.file, ending);
                    top.file(&folder, &document.file, ending);
                }
            }
        }
        self.text(WHITE, top.end());
        for (year, listing) in years {
            self.text(&format!("{WHITE}{year}/"), listing.end());
        }
    }

    /// The ROLIE feed of all documents (CSAF 2.0, requirement 15 of §7.1; RFC 8322).
    fn feed(&self) -> String {
        let head = json!({
            "id": "csaf-feed-tlp-white",
            "title": format!("{}: CSAF, TLP:WHITE", self.provider.name),
            "link": [
                { "rel": "self", "href": self.provider.url(FEED) },
                { "rel": "service", "href": self.provider.url(SERVICE) },
            ],
            "category": [information_type()],
            "updated": self.updated(),
        });
        let languages = &self.site.config.languages;
        let entries = self.newest().into_iter().map(|document| {
            RolieEntry::of(document, document.url.url(), &languages[document.lang].code)
        });
        Feed { head, entry: entries.collect() }.text()
    }

    /// The ROLIE category document: categories and languages that occur (requirement 17).
    fn category(&self) -> Value {
        let of = |document: &CsafDocument| {
            let lang = &self.site.config.languages[document.lang].code;
            [document.category.to_owned(), lang.clone()]
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
                "title": format!("{}: CSAF, TLP:WHITE", self.provider.name),
                "href": self.provider.url(FEED),
                "categories": { "category": [information_type()] },
            }],
        }]}})
    }

    /// `provider-metadata.json`, with which every client begins (requirement 7).
    fn metadata(&self) -> Value {
        json!({
            "canonical_url": self.provider.url(METADATA),
            "distributions": [{
                "directory_url": self.provider.url(WHITE),
                "rolie": {
                    "categories": [self.provider.url(CATEGORY)],
                    "feeds": [{
                        "summary": "TLP:WHITE",
                        "tlp_label": "WHITE",
                        "url": self.provider.url(FEED),
                    }],
                    "services": [self.provider.url(SERVICE)],
                },
            }],
            "last_updated": self.updated(),
            "list_on_CSAF_aggregators": true,
            "metadata_version": "2.0",
            "mirror_on_CSAF_aggregators": true,
            "public_openpgp_keys": self.site.keys.team().map(|key| json!({
                "fingerprint": key.fingerprint,
                "url": key.url.url(),
            })).into_iter().collect::<Vec<_>>(),
            "publisher": self.publisher(),
            "role": self.provider.role,
        })
    }

    /// The team as the documents of the site's first language name it.
    fn publisher(&self) -> Value {
        let lang = self.site.config.languages.default_lang();
        json!(Publisher::of(self.site, self.provider, lang, &self.provider.category))
    }

    /// When anything last changed.
    fn updated(&self) -> String {
        self.published
            .iter()
            .map(|document| document.current)
            .max()
            .map_or_else(|| format!("{}T00:00:00Z", self.site.options.date), |at| at.to_string())
    }
}

/// The category that RFC 8322 §7.1.1 wants of a feed of CSAF documents.
fn information_type() -> Value {
    json!({ "scheme": "urn:ietf:params:rolie:category:information-type", "term": "csaf" })
}

/// A folder's page under construction.
struct Listing(String);

impl Listing {
    fn new(title: &str) -> Listing {
        let title = escape(title);
        Listing(format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n</head>\n<body>\n<h1>{title}</h1>\n<ul>\n"
        ))
    }

    /// A file, whose name has nothing that HTML knows (§5.1).
    fn file(&mut self, folder: &str, name: &str, ending: &str) {
        let name = [folder, name, ending];
        self.0.push_str("<li><a href=\"");
        self.0.extend(name);
        self.0.push_str("\">");
        self.0.extend(name);
        self.0.push_str("</a></li>\n");
    }

    fn end(self) -> String {
        self.0 + "</ul>\n</body>\n</html>\n"
    }
}
