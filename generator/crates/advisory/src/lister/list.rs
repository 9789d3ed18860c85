//! Listed providers → `aggregator.json` (CSAF 2.0 §7.1, requirement 21), by the types of its schema.
//! Programs learn from it where providers are, and follow those by themselves.

use super::entry::{Category, Listed, Role};
use crate::provider::{Named, said};
use certsite_base::address::{Url, WebPath};
use certsite_site::linked::Linked;
use serde::Serialize;

/// Where the list stands (RFC 8615: registered): never beside a `provider-metadata.json`.
pub fn place(site: Linked) -> WebPath {
    site.at(".well-known/csaf-aggregator/aggregator.json")
}

/// The list. It says nothing of the day of its build, so that it changes with its entries alone.
#[derive(Serialize)]
pub struct List<'a> {
    aggregator: Lister<'a>,
    aggregator_version: &'static str,
    canonical_url: Url,
    csaf_providers: Vec<Entry<'a>>,
    last_updated: String,
}

/// Who lists.
#[derive(Serialize)]
struct Lister<'a> {
    category: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_details: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issuing_authority: Option<String>,
    name: &'a str,
    namespace: &'a str,
}

/// What may be said of who lists: the other word of the schema, `aggregator`, promises mirrors of
/// the documents (§7.2.5), and there are none.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Lister,
}

#[derive(Serialize)]
struct Entry<'a> {
    metadata: Metadata<'a>,
}

#[derive(Serialize)]
struct Metadata<'a> {
    last_updated: String,
    publisher: Publisher<'a>,
    role: Role,
    url: &'a str,
}

/// A provider, as its own metadata name it.
#[derive(Serialize)]
struct Publisher<'a> {
    category: Category,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_details: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issuing_authority: Option<&'a str>,
    name: &'a str,
    namespace: &'a str,
}

impl List<'_> {
    /// The list of a team of this name; none of no providers, since the schema wants one.
    pub fn of<'a>(site: Linked, team: &'a Named, providers: &'a [Listed]) -> Option<List<'a>> {
        let newest = providers.iter().map(|listed| listed.updated.begins()).max()?;
        let lang = site.config.languages.default_lang();
        Some(List {
            aggregator: Lister {
                category: Kind::Lister,
                contact_details: said(site, lang, "advisories.contact"),
                issuing_authority: said(site, lang, "advisories.issuing_authority"),
                name: &team.name,
                namespace: &team.namespace,
            },
            aggregator_version: "2.0",
            canonical_url: place(site).url(),
            csaf_providers: providers.iter().map(Entry::of).collect(),
            last_updated: newest.to_string(),
        })
    }

    /// The file.
    pub fn bytes(&self) -> Vec<u8> {
        // Texts under names: there is nothing that JSON could not hold.
        let mut json = serde_json::to_vec_pretty(self).unwrap_or_default();
        json.push(b'\n');
        json
    }
}

impl Entry<'_> {
    fn of(listed: &Listed) -> Entry<'_> {
        Entry {
            metadata: Metadata {
                last_updated: listed.updated.begins().to_string(),
                publisher: Publisher {
                    category: listed.category,
                    contact_details: listed.contact.as_ref().map(|said| &*said.0),
                    issuing_authority: listed.issuing_authority.as_ref().map(|said| &*said.0),
                    name: &listed.name.0,
                    namespace: &listed.namespace.0,
                },
                role: listed.role,
                url: &listed.metadata.0,
            },
        }
    }
}
