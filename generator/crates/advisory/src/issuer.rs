//! By what name each document was published → whether it still has that name. Programs of other teams
//! know a document by its publisher's namespace and its number, and find it at its address: under
//! another one it is a new document to them, and the old one stays for ever.

use super::csaf::CsafDocument;
use super::provider::Provider;
use super::tree;
use super::tree::documents;
use super::version::CsafVersion;
use certsite_base::diag::{Diagnostic, Problem};
use certsite_site::feature::Before;
use certsite_site::link::DocId;
use certsite_site::linked::Linked;
use serde_json::Value;
use std::collections::BTreeMap;

/// The name under which a document was public first.
#[derive(Debug, PartialEq, Eq)]
struct Issued {
    /// The namespace of its publisher.
    namespace: String,
    /// The language tag of the document, as `/document/lang` has it.
    lang: String,
}

/// The names of all documents that were ever public, by their numbers: of what is noted, and of what
/// an older certsite published without a note.
pub struct Names(BTreeMap<String, Issued>);

/// A document that is public.
fn issued(json: &[u8]) -> Option<(String, Issued)> {
    let whole: Value = serde_json::from_slice(json).ok()?;
    let document = &whole["document"];
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let (namespace, lang) = (text(&document["publisher"]["namespace"])?, text(&document["lang"])?);
    Some((text(&document["tracking"]["id"])?, Issued { namespace, lang }))
}

/// Reads a line of the note: `<id> issued in <lang> by <namespace>`. `None` if it is none.
fn parse(line: &str) -> Option<(String, Issued)> {
    let (id, rest) = line.split_once(" issued in ")?;
    let (lang, namespace) = rest.split_once(" by ")?;
    Some((id.to_owned(), Issued { namespace: namespace.to_owned(), lang: lang.to_owned() }))
}

/// A page whose document got another number with the same advisory's number on it.
pub struct Renumbered {
    pub page: DocId,
    /// The number under which it was published.
    pub old: String,
    pub new: String,
}

impl Names {
    /// Reads the note, and what is public without one.
    pub fn read(site: Linked, before: &Before, noted: &str) -> Names {
        let public = all_documents(site, before).filter_map(|path| issued(&(before.read)(path)?));
        Names(public.chain(noted.lines().filter_map(parse)).collect())
    }

    /// The lines by which the builds that follow know the name of each document. The first name
    /// stays.
    pub fn lines(mut self, published: &[CsafDocument]) -> String {
        for (id, name) in published.iter().filter_map(|document| issued(&document.stated)) {
            self.0.entry(id).or_insert(name);
        }
        let line = |(id, name): (&String, &Issued)| {
            format!("{id} issued in {} by {}\n", name.lang, name.namespace)
        };
        self.0.iter().map(line).collect()
    }

    /// Which of its languages is the original was changed, and so the numbers of their documents.
    pub fn renumbered(&self, site: Linked, published: &[CsafDocument]) -> Vec<Renumbered> {
        let languages = &site.config.languages;
        let find = |document: &CsafDocument| {
            let code = &languages[document.lang].code;
            let translation = format!("{}-{}", document.advisory, code.to_ascii_uppercase());
            let old = [document.advisory.clone(), translation].into_iter().find(|id| {
                *id != document.id && self.0.get(id).is_some_and(|name| name.lang == *code)
            })?;
            Some(Renumbered { page: document.page, old, new: document.id.clone() })
        };
        published.iter().filter_map(find).collect()
    }
}

/// What programs would no longer know for what it is, or not find.
pub fn changes(
    site: Linked,
    before: &Before,
    names: &Names,
    renumbered: &[Renumbered],
) -> Vec<Diagnostic> {
    let Ok(provider) = Provider::of(site) else { return Vec::new() };
    let at = |problem: Problem, key: &str| match site.config.facts.get(key) {
        Some(fact) => Diagnostic::at(problem, site.config.facts.place(fact)),
        None => Diagnostic::site(problem),
    };
    let is_other = |(_, name): &(&String, &Issued)| name.namespace != provider.namespace;
    let others: Vec<_> = names.0.iter().filter(is_other).collect();
    let mut found = Vec::new();
    if let [(id, first), rest @ ..] = others.as_slice() {
        let what = match rest.len() {
            0 => format!("the document of {id} was"),
            more => format!("{id} and {} were", counted(more, "more document")),
        };
        let (old, new) = (first.namespace.clone(), provider.namespace.clone());
        let problem = Problem::NamespaceChanged { what, old, new };
        found.push(at(problem, "csaf.publisher_namespace"));
    }
    for Renumbered { page, old, new } in renumbered {
        let place = site.graph.doc(*page).front_place(&["advisory", "id"]);
        let (old, new) = (old.clone(), new.clone());
        found.push(Diagnostic::at(Problem::AdvisoryRenumbered { old, new }, place));
    }
    found.extend(moved(site, &provider, before).map(|problem| at(problem, "site.base_url")));
    found
}

/// All documents have another address than those of the last build: only whoever keeps the old one
/// can lead from there to here, and nothing of it is to be seen from here afterwards.
fn moved(site: Linked, provider: &Provider, before: &Before) -> Option<Problem> {
    all_documents(site, before).next()?;
    let now = tree::metadata(provider);
    let metadata: Value = serde_json::from_slice(&(before.read)(&now.file())?).ok()?;
    let old = metadata["canonical_url"].as_str()?;
    // Which versions of the standard are offered shows in the address, and moves no document.
    let versions = CsafVersion::ALL.map(|version| format!("/v{}/", version.number()));
    let old = versions.iter().fold(old.to_owned(), |old, version| old.replace(version, "/"));
    let new = now.url().to_string();
    (old != new).then_some(Problem::DocumentsMoved { old, new })
}

/// The paths of all documents that a site had before, in every version of the standard.
fn all_documents<'a>(site: Linked, before: &'a Before) -> impl Iterator<Item = &'a str> {
    let [first, second] = CsafVersion::ALL.map(|version| documents(site, before, version));
    first.chain(second)
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_the_name() {
        let name = |namespace: &str, lang: &str| Issued {
            namespace: namespace.to_owned(),
            lang: lang.to_owned(),
        };
        for (line, expect) in [
            (
                "A-1-EN issued in en by https://a.az",
                Some(("A-1-EN".to_owned(), name("https://a.az", "en"))),
            ),
            ("A 1 issued in az by a by b", Some(("A 1".to_owned(), name("a by b", "az")))),
            ("A-1 version 2 text 0123", None),
            ("", None),
        ] {
            assert_eq!(parse(line), expect, "{line}");
        }
        let json =
            br#"{"document":{"lang":"en","publisher":{"namespace":"n"},"tracking":{"id":"A"}}}"#;
        assert_eq!(issued(json), Some(("A".to_owned(), name("n", "en"))));
        assert_eq!(issued(b"{}"), None);
    }
}
