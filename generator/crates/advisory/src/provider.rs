//! Who publishes: what the facts say of the team as an issuer of CSAF documents, and as one who lists
//! others.

use crate::version::CsafVersion;
use certsite_base::address::{Base, Url, WebPath};
use certsite_base::diag::{Diagnostic, Problem};
use certsite_base::lang::Lang;
use certsite_site::config::Config;
use certsite_site::linked::Linked;

/// What programs know the team by.
pub struct Named {
    /// The short name of the team, in the site's default language.
    pub name: String,
    /// The address that names it.
    pub namespace: String,
}

impl Named {
    /// The team, or the key of the first fact that is missing for anything to name it.
    pub fn of(site: Linked) -> Result<Named, &'static str> {
        let Linked { config, options, .. } = site;
        if !options.base.is_known() {
            return Err("site.base_url");
        }
        Ok(Named {
            name: known(config, "team.name")?,
            namespace: known(config, "csaf.publisher_namespace")?,
        })
    }
}

/// The team as a CSAF provider (CSAF 2.0 §7.2).
pub struct Provider {
    /// The short name of the team, in the site's default language.
    pub name: String,
    /// The address that names it.
    pub namespace: String,
    /// `csaf_publisher`, `csaf_provider` or `csaf_trusted_provider`.
    pub role: String,
    /// What the team is as a publisher: one of [`CATEGORIES`].
    pub category: String,
    /// In which versions of the standard its documents are offered; the first is the one that counts
    /// (CSAF 2.1, 7.4).
    pub versions: Vec<CsafVersion>,
    /// The folder of all that is CSAF (RFC 8615: registered).
    pub folder: WebPath,
}

impl Provider {
    /// The provider, or the key of the first fact that is missing for one.
    pub fn of(site: Linked) -> Result<Provider, &'static str> {
        let Named { name, namespace } = Named::of(site)?;
        let config = site.config;
        Ok(Provider {
            name,
            namespace,
            role: known(config, "csaf.role")?,
            category: known(config, "csaf.publisher_category").unwrap_or(CATEGORIES[0].to_owned()),
            versions: versions(config),
            folder: folder(site),
        })
    }

    /// The address of a path below the folder of all that is CSAF.
    pub fn url(&self, path: &str) -> Url {
        self.folder.join(path).url()
    }
}

/// The versions that the team offers: 2.0, if it does not say. What is none of them is told.
fn versions(config: &Config) -> Vec<CsafVersion> {
    let fact = config.facts.get("csaf.versions");
    let stated = fact.map_or(&[][..], |fact| fact.values(config.languages.default_lang()));
    let mut versions: Vec<CsafVersion> = Vec::new();
    for version in stated.iter().filter_map(|word| version(word)) {
        if !versions.contains(&version) {
            versions.push(version);
        }
    }
    if versions.is_empty() { vec![CsafVersion::V20] } else { versions }
}

fn version(word: &str) -> Option<CsafVersion> {
    CsafVersion::ALL.into_iter().find(|version| version.number() == word)
}

/// Where the team's own metadata as a provider stand, whether or not it has any.
pub fn metadata(base: &Base) -> WebPath {
    base.at(".well-known/csaf/provider-metadata.json")
}

/// The folder of all that is CSAF, whether or not the team can publish any.
pub fn folder(site: Linked) -> WebPath {
    site.at(".well-known/csaf/")
}

/// Roles of a team that publishes documents of its own (CSAF 2.0 §7.2).
const ROLES: [&str; 3] = ["csaf_publisher", "csaf_provider", "csaf_trusted_provider"];

/// What publishers of originals are (CSAF 2.0 §3.2.1.8.1), first what a team is that does not say.
/// A translation says by itself that it is one: the schema wants its original's language then.
const CATEGORIES: [&str; 5] = ["coordinator", "vendor", "discoverer", "user", "other"];

/// A role and a category that the standard does not know.
pub fn wrong_words(config: &Config) -> impl Iterator<Item = Diagnostic> {
    let words: [(_, _, &[&str]); 2] = [
        ("csaf.role", "no role of a CSAF issuer", &ROLES),
        ("csaf.publisher_category", "not what publishes originals in CSAF", &CATEGORIES),
    ];
    let other = words.into_iter().filter_map(|(key, what, words)| {
        let word = known(config, key).ok().filter(|word| !words.contains(&word.as_str()))?;
        let fact = config.facts.get(key)?;
        let message = format!("“{word}” is {what}");
        let expected = format!("write {}", words.join(", "));
        let place = config.facts.place_of_value(fact, &word);
        Some(Diagnostic::at(Problem::BadValue { message, expected }, place))
    });
    other.chain(wrong_versions(config))
}

/// A version that there is not, or that stands there twice.
fn wrong_versions(config: &Config) -> Option<Diagnostic> {
    let fact = config.facts.get("csaf.versions")?;
    let stated = fact.values(config.languages.default_lang());
    let is_again = |n: usize| stated[..n].contains(&stated[n]);
    let wrong = (0..stated.len()).find(|n| version(&stated[*n]).is_none() || is_again(*n))?;
    let message = match version(&stated[wrong]) {
        None => format!("“{}” is no version of CSAF that certsite writes", stated[wrong]),
        Some(_) => format!("“{}” stands twice", stated[wrong]),
    };
    let expected =
        "write \"2.0\", \"2.1\", or a list of both, first the one that counts".to_owned();
    let place = config.facts.place_of_value(fact, &stated[wrong]);
    Some(Diagnostic::at(Problem::BadValue { message, expected }, place))
}

/// What the team says of all its advisories in a language, in each of its values; nothing if there is
/// none.
pub fn said(site: Linked, lang: Lang, key: &str) -> Option<String> {
    let values = site.config.facts.get(key)?.values(lang);
    (!values.is_empty()).then(|| values.join("\n"))
}

/// A fact in the site's default language.
fn known(config: &Config, key: &'static str) -> Result<String, &'static str> {
    config.facts.first(key, config.languages.default_lang()).map(str::to_owned).ok_or(key)
}
