//! What was published or signed before → what changes of it without a word: another text under an old
//! version, and an advisory that is gone. Other teams' programs fetch what has a new version, and are
//! never told of what is deleted.

mod languages;
mod late;
mod noted;

use super::all;
use super::csaf::CsafDocument;
use super::issuer::{self, Names, Renumbered};
use super::provider::Provider;
use super::tree::documents;
use super::unread;
use super::version::CsafVersion;
use certsite_base::diag::{Diagnostic, Problem};
use certsite_site::feature::{Audience, Before, Note};
use certsite_site::link::DocId;
use certsite_site::linked::Linked;
use certsite_site::signatures::Version;
use noted::Noted;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Where it is noted which version of which document was public first.
const NOTE: &str = "versions";

/// The version of a document: whose, which, and a fingerprint of what it says to readers; behind a
/// hyphen, that of its page's text, which older documents did not hold. How certsite writes it down,
/// the names of its parts in the theme, where the site stands and what the team says of all its
/// advisories are none of that.
pub fn version(json: &[u8]) -> Option<Version> {
    let whole: Value = serde_json::from_slice(json).ok()?;
    let document = &whole["document"];
    let tracking = &document["tracking"];
    let notes = |of: &Value| of.as_array().cloned().unwrap_or_default().into_iter();
    let text = |note: Value| note["text"].clone();
    let own = notes(&document["notes"]).enumerate();
    let own = own.filter(|(n, note)| *n == 0 || note["category"] == "other");
    let own: Vec<Value> = own.map(|(_, note)| text(note)).collect();
    let mut prose = notes(&document["notes"]).filter(|note| note["category"] == "details");
    let fingerprint =
        |said: &Value| format!("{:x}", Sha256::digest(said.to_string()))[..16].to_owned();
    let references = document["references"].as_array().into_iter().flatten();
    let others = references.filter(|reference| {
        let is_own = |url: &str| url.contains("/.well-known/csaf/");
        reference["category"] == "external" && !reference["url"].as_str().is_some_and(is_own)
    });
    let vulnerabilities = whole["vulnerabilities"].as_array().into_iter().flatten();
    let vulnerabilities = vulnerabilities.map(|vulnerability| {
        let mut said = vulnerability.clone();
        said["notes"] = notes(&vulnerability["notes"]).map(text).collect();
        said
    });
    let said = json!([
        document["lang"],
        document["source_lang"],
        document["title"],
        own,
        others.collect::<Vec<_>>(),
        document["acknowledgments"],
        tracking["revision_history"],
        tracking["status"],
        whole["product_tree"],
        vulnerabilities.collect::<Vec<_>>(),
    ]);
    let prose = prose.next().map(|note| format!("-{}", fingerprint(&text(note))));
    Some(Version {
        id: tracking["id"].as_str()?.to_owned(),
        number: tracking["version"].as_str()?.to_owned(),
        text: fingerprint(&said) + prose.unwrap_or_default().as_str(),
    })
}

/// Stands behind the identifier of a document in CSAF 2.1, which is compared with its like alone.
const OF_21: &str = "/2.1";

/// The version of a document in CSAF 2.1.
pub fn version_of_21(json: &[u8]) -> Option<Version> {
    let version = version(json)?;
    Some(Version { id: version.id + OF_21, ..version })
}

/// Whether a document says what it said before; an older one did not hold its page's text.
fn says_the_same(new: &Version, old: &Version) -> bool {
    let (facts, _) = new.text.split_once('-').unwrap_or((&new.text, ""));
    new.text == old.text || facts == old.text
}

/// All that changes without a word.
pub fn changes(site: Linked, published: &[CsafDocument], before: &Before) -> Vec<Diagnostic> {
    let lines = (before.noted)(NOTE);
    let noted = Noted::read(&lines);
    if let Err(missing) = Provider::of(site) {
        return unpublished(site, before, &noted, missing);
    }
    let names = Names::read(site, before, &lines);
    let renumbered = names.renumbered(site, published);
    let mut told = versions_changed(site, published, before, (&noted, &renumbered));
    told.extend(issuer::changes(site, before, &names, &renumbered));
    let languages = languages::late(site, published, before, (&noted, &renumbered));
    told.extend(late::versions(site, published, before, &noted).filter(|late| {
        // A language without a day of its own is told of that.
        languages.iter().all(|language| language.place != late.place)
    }));
    told.extend(languages);
    told
}

/// Text that changed under an old version, and documents that are gone.
fn versions_changed(
    site: Linked,
    published: &[CsafDocument],
    before: &Before,
    (noted, renumbered): (&Noted, &[Renumbered]),
) -> Vec<Diagnostic> {
    let by_id: HashMap<&str, &CsafDocument> =
        published.iter().map(|document| (document.id.as_str(), document)).collect();
    // Of these, that alone is told: text and number follow from it.
    let again: HashSet<&str> =
        renumbered.iter().flat_map(|page| [&*page.old, &*page.new]).collect();
    let mut found = Found { site, gone: BTreeMap::new(), changed: BTreeMap::new() };
    let own: HashMap<String, &CsafDocument> = published
        .iter()
        .flat_map(|document| {
            document.within(CsafVersion::V20).map(|file| (file.url.file(), document))
        })
        .collect();
    let mut renamed = HashSet::new();
    for path in documents(site, before, CsafVersion::V20) {
        let now = own.get(path);
        let Some(bytes) = (before.read)(path) else { continue };
        if now.is_some_and(|now| *now.stated == *bytes) {
            continue;
        }
        let Some(old) = version(&bytes) else { continue };
        let is_renamed = now.is_some_and(|now| now.id != old.id);
        if !is_renamed && noted.of(&old.id).next().is_some() {
            continue;
        }
        match now.or_else(|| by_id.get(old.id.as_str())) {
            Some(now) => found.compare(now, &old, "published"),
            None => found.gone(old.id.clone(), "published"),
        }
        if is_renamed {
            renamed.insert(old.id);
        }
    }
    // Told until a new version says what changed, however often it was built meanwhile.
    for old in noted.iter().filter(|old| !renamed.contains(&old.id)) {
        match by_id.get(old.id.as_str()) {
            Some(now) => found.compare(now, old, "published"),
            None => found.gone(old.id.clone(), "published"),
        }
    }
    let signed: Vec<Version> = site.signatures.iter().filter_map(|s| s.version()).collect();
    for old in signed {
        let (id, standard) = match old.id.strip_suffix(OF_21) {
            Some(id) => (id, CsafVersion::V21),
            None => (&*old.id, CsafVersion::V20),
        };
        let Some(now) = by_id.get(id) else {
            found.gone(id.to_owned(), "signed");
            continue;
        };
        let file = now.within(standard);
        // What is signed as it is now has had its change decided.
        if file.is_some_and(|file| site.signatures.named(&file.sha256).is_some()) {
            continue;
        }
        match (standard, file) {
            (CsafVersion::V20, _) => found.compare(now, &old, "signed"),
            (CsafVersion::V21, Some(file)) => {
                found.compare_as(now, version_of_21(&file.json), &old, "signed");
            }
            // It is no longer offered, and was told by what is noted.
            (CsafVersion::V21, None) => {}
        }
    }
    found.gone.retain(|id, _| !again.contains(id.as_str()));
    found.changed.retain(|id, _| !again.contains(id.as_str()));
    found.problems()
}

/// All documents that were public, while the team cannot publish any.
fn unpublished(
    site: Linked,
    before: &Before,
    noted: &Noted,
    missing: &'static str,
) -> Vec<Diagnostic> {
    let versions = CsafVersion::ALL.into_iter();
    let public = versions.flat_map(|version| documents(site, before, version));
    let public = public.filter_map(|path| version(&(before.read)(path)?));
    let ids: BTreeSet<String> =
        public.map(|old| old.id).chain(noted.iter().map(|old| old.id.clone())).collect();
    let is_wrong = site.config.facts.get(missing).is_some_and(|fact| fact.is_wrong);
    let Some(first) = ids.first().cloned().filter(|_| !is_wrong) else { return Vec::new() };
    let first = match ids.len() {
        1 => format!("the document of {first} was"),
        count => format!("{first} and {} more documents were", count - 1),
    };
    let problem = Problem::DocumentsGone { what: first, missing: missing.to_owned() };
    vec![match site.config.facts.get(missing) {
        Some(fact) => Diagnostic::at(problem, site.config.facts.place(fact)),
        None => Diagnostic::site(problem),
    }]
}

/// Notes the newest version of each document, with the text in which it was public first, and the name
/// by which programs know it. None is ever forgotten: what is gone may come back.
pub fn note(site: Linked, published: &[CsafDocument], before: &Before) -> Note {
    let noted = (before.noted)(NOTE);
    let published = match before.audience {
        Audience::Public => published,
        Audience::Makers => &[],
    };
    // An older certsite left no note of them.
    let public = documents(site, before, CsafVersion::V20);
    let public = public.filter_map(|path| version(&(before.read)(path)?));
    let mut first: BTreeMap<String, Version> =
        public.chain(Noted::read(&noted).all()).map(|old| (old.id.clone(), old)).collect();
    for new in published.iter().filter_map(|document| version(&document.stated)) {
        let is_newer = |old: &Version| number(&new) > number(old);
        if first.get(&new.id).is_none_or(is_newer) {
            first.insert(new.id.clone(), new);
        }
    }
    let names = Names::read(site, before, &noted);
    let lines: String = first.values().map(|version| format!("{version}\n")).collect();
    Note { name: NOTE, lines: lines + names.lines(published).as_str() }
}

fn number(version: &Version) -> u32 {
    version.number.parse().unwrap_or(0)
}

/// What was found, once of each document.
struct Found<'a> {
    site: Linked<'a>,
    gone: BTreeMap<String, &'static str>,
    changed: BTreeMap<String, (DocId, Problem)>,
}

impl Found<'_> {
    fn gone(&mut self, id: String, how: &'static str) {
        self.gone.entry(id).or_insert(how);
    }

    fn compare(&mut self, now: &CsafDocument, old: &Version, how: &'static str) {
        self.compare_as(now, version(&now.stated), old, how);
    }

    /// The same of a document that is known by another name where it is compared.
    fn compare_as(
        &mut self,
        now: &CsafDocument,
        new: Option<Version>,
        old: &Version,
        how: &'static str,
    ) {
        let Some(new) = new else { return };
        let what = match number(&new).cmp(&number(old)) {
            _ if new.id != old.id => format!("{} was {how} where {} stands now", old.id, new.id),
            std::cmp::Ordering::Greater => return,
            std::cmp::Ordering::Equal if says_the_same(&new, old) => return,
            std::cmp::Ordering::Equal => {
                format!("version {} of {} was {how} with another text", old.number, old.id)
            }
            std::cmp::Ordering::Less => {
                format!(
                    "version {} of {} was {how}, and is no longer in its history",
                    old.number, old.id
                )
            }
        };
        let problem = Problem::AdvisoryChanged { what };
        self.changed.entry(now.id.clone()).or_insert((now.page, problem));
    }

    fn problems(self) -> Vec<Diagnostic> {
        let graph = self.site.graph;
        let changed = self.changed.into_values().map(|(page, problem)| {
            Diagnostic::at(problem, graph.doc(page).front_place(&["advisory", "revisions"]))
        });
        let mut gone = Vec::new();
        // What is wrong with these is told where it stands.
        let unread: HashSet<String> = graph.ids().filter_map(|id| unread(graph.doc(id))).collect();
        let mut pages: HashMap<&str, DocId> = HashMap::new();
        for (page, advisory) in all(self.site) {
            pages.entry(&advisory.id.0).or_insert(page);
        }
        for (id, how) in self.gone {
            // A translation is gone where its advisory still has a page: its name has that of the
            // advisory before a hyphen.
            let before = id.rmatch_indices('-').map(|(end, _)| &id[..end]);
            let advisories: Vec<&str> = [id.as_str()].into_iter().chain(before).collect();
            if advisories.iter().any(|advisory| unread.contains(*advisory)) {
                continue;
            }
            let page = advisories.iter().find_map(|advisory| pages.get(advisory));
            let problem = Problem::AdvisoryGone { id: id.clone(), how: how.to_owned() };
            gone.push(match page {
                Some(page) => {
                    Diagnostic::at(problem, graph.doc(*page).front_place(&["advisory", "id"]))
                }
                None => Diagnostic::site(problem),
            });
        }
        changed.chain(gone).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(title: &str, note: &str, url: &str, engine: &str) -> Vec<u8> {
        let value = json!({
            "document": {
                "title": title,
                "notes": [{ "text": "T", "title": note }],
                "references": [
                    { "category": "self", "url": url },
                    { "category": "external", "url": format!("{url}/.well-known/csaf/white/x.json") },
                ],
                "tracking": { "id": "A-1", "version": "2", "generator": engine },
            },
        });
        value.to_string().into_bytes()
    }

    #[test]
    fn a_text_is_what_readers_are_told() {
        let first = version(&document("T", "Summary", "https://a.az", "1")).expect("a document");
        let same = version(&document("T", "Xülasə", "https://b.az", "2")).expect("a document");
        let other = version(&document("U", "Summary", "https://a.az", "1")).expect("a document");
        assert_eq!(first, same);
        assert_ne!(first, other);
        assert_eq!((first.id.as_str(), first.number.as_str()), ("A-1", "2"));
        let [told, corrected] = ["a", "b"].map(|text| {
            let old: Value =
                serde_json::from_slice(&document("T", "S", "https://a.az", "1")).expect("JSON");
            let mut new = old.clone();
            let notes = new["document"]["notes"].as_array_mut().expect("notes");
            notes.push(json!({ "category": "details", "text": text }));
            notes.push(json!({ "category": "legal_disclaimer", "text": text }));
            version(new.to_string().as_bytes()).expect("a document")
        });
        assert!(says_the_same(&told, &first) && !says_the_same(&first, &told));
        assert!(!says_the_same(&corrected, &told));
        assert_eq!(version(b"{}"), None);
        assert_eq!(version(b"not"), None);
    }
}
