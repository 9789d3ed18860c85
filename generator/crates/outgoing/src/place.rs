//! The path of a file → what it is to those who fetch it (CSAF 2.0 §7.1, the feed of MISP).

/// The folder of all that is CSAF.
const CSAF: &str = ".well-known/csaf/";

/// Where a team lists other providers (CSAF 2.0 §7.1.21).
const AGGREGATOR: &str = ".well-known/csaf-aggregator/aggregator.json";

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place<'a> {
    /// A CSAF document, below the folder of its label and its year.
    Document,
    /// The hash of the document at this path.
    Hash(&'a str),
    /// The signature of the document at this path.
    Signature(&'a str),
    /// A ROLIE feed.
    Rolie,
    /// `changes.csv`.
    Changes,
    /// `index.txt`.
    Index,
    /// `provider-metadata.json`.
    Metadata,
    /// Documents of ROLIE on feeds and categories, and the list of other providers.
    Catalogue,
    /// The list of the MISP feed.
    MispManifest,
    /// `hashes.csv` of the MISP feed.
    MispHashes,
    /// An event of the MISP feed.
    MispEvent,
    /// A STIX bundle.
    Stix,
    /// The indicators of an advisory as a table.
    IndicatorTable,
    /// The indicators of an advisory, a value a line.
    IndicatorValues,
    /// A rule of YARA, Sigma or Suricata.
    Rule,
}

impl Place<'_> {
    /// What a path below the root of a site is, if programs fetch it.
    pub fn of(path: &str) -> Option<Place<'_>> {
        if let Some(rest) = path.strip_prefix(CSAF) {
            return csaf(path, rest);
        }
        if path == AGGREGATOR {
            return Some(Place::Catalogue);
        }
        if let Some(name) = path.strip_prefix("misp/") {
            return match name {
                "manifest.json" => Some(Place::MispManifest),
                "hashes.csv" => Some(Place::MispHashes),
                _ => (name.ends_with(".json") && !name.contains('/')).then_some(Place::MispEvent),
            };
        }
        if let Some(name) = path.strip_prefix("stix/") {
            return (name.ends_with(".json") && !name.contains('/')).then_some(Place::Stix);
        }
        if let Some(name) = path.strip_prefix("indicators/") {
            return match name.rsplit_once('.')? {
                (name, _) if name.contains('/') => None,
                (_, "csv") => Some(Place::IndicatorTable),
                (_, "txt") => Some(Place::IndicatorValues),
                _ => None,
            };
        }
        let (folder, name) = path.rsplit_once('/')?;
        let is_rule = [".yar", ".rules", ".yml"].iter().any(|ending| name.ends_with(ending));
        (is_rule && !folder.starts_with('.')).then_some(Place::Rule)
    }

    /// The label of TLP by the folder of a document: `WHITE`.
    pub fn label(path: &str) -> Option<&str> {
        Place::year(path)?;
        path.strip_prefix(CSAF)?.rsplit('/').nth(2)
    }

    /// The folder of a document's year.
    pub fn year(path: &str) -> Option<&str> {
        path.rsplit('/').nth(1).filter(|folder| is_year(folder))
    }
}

fn csaf<'a>(path: &'a str, rest: &str) -> Option<Place<'a>> {
    let name = rest.rsplit('/').next()?;
    match name {
        "provider-metadata.json" => return Some(Place::Metadata),
        "service.json" | "category.json" => return Some(Place::Catalogue),
        "changes.csv" => return Some(Place::Changes),
        "index.txt" => return Some(Place::Index),
        _ => {}
    }
    for ending in [".sha256", ".sha512"] {
        if let Some(of) = path.strip_suffix(ending) {
            return Some(Place::Hash(of));
        }
    }
    if let Some(of) = path.strip_suffix(".asc") {
        return of.ends_with(".json").then_some(Place::Signature(of));
    }
    name.strip_suffix(".json")?;
    let is_document = rest.rsplit('/').nth(1).is_some_and(is_year);
    Some(if is_document { Place::Document } else { Place::Rolie })
}

fn is_year(folder: &str) -> bool {
    folder.len() == 4 && folder.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_tells_what_a_file_is() {
        let document = ".well-known/csaf/white/2026/a-1.json";
        for (path, expect) in [
            (document, Some(Place::Document)),
            (".well-known/csaf/white/2026/a-1.json.sha256", Some(Place::Hash(document))),
            (".well-known/csaf/white/2026/a-1.json.asc", Some(Place::Signature(document))),
            (".well-known/csaf/white/2026/index.html", None),
            (".well-known/csaf/white/csaf-feed-tlp-white.json", Some(Place::Rolie)),
            (".well-known/csaf/white/changes.csv", Some(Place::Changes)),
            (".well-known/csaf/white/index.txt", Some(Place::Index)),
            (".well-known/csaf/provider-metadata.json", Some(Place::Metadata)),
            (".well-known/csaf/service.json", Some(Place::Catalogue)),
            (AGGREGATOR, Some(Place::Catalogue)),
            ("misp/manifest.json", Some(Place::MispManifest)),
            ("misp/0000.json", Some(Place::MispEvent)),
            ("stix/a-1.json", Some(Place::Stix)),
            ("indicators/a-1.csv", Some(Place::IndicatorTable)),
            ("indicators/a-1.txt", Some(Place::IndicatorValues)),
            ("indicators/a/a-1.txt", None),
            ("indicators/index.html", None),
            ("en/advisories/a/find.yar", Some(Place::Rule)),
            (".certsite/manifest.yml", None),
            ("en/index.html", None),
            ("pgp/team.asc", None),
        ] {
            assert_eq!(Place::of(path), expect, "{path}");
        }
        for (path, expect) in [
            (document, (Some("white"), Some("2026"))),
            (".well-known/csaf/v2.1/clear/2026/a-1.json", (Some("clear"), Some("2026"))),
            (".well-known/csaf/2026/a-1.json", (None, Some("2026"))),
            (".well-known/csaf/white/index.txt", (None, None)),
        ] {
            assert_eq!((Place::label(path), Place::year(path)), expect, "{path}");
        }
    }
}
