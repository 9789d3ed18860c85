//! The documents of two states → pairs: the same by number, or else by address.

use crate::document::Document;
use crate::finding::{Finding, Level};
use std::collections::{BTreeMap, HashMap, HashSet};

/// A document as it is published and as it would be; one of them may be missing.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'a> {
    pub old: Option<&'a Document>,
    pub new: Option<&'a Document>,
}

/// Which documents may be the same as one, by one way to know it again.
type Round<'s, 'a> = &'s dyn Fn(&Document) -> Vec<&'a Document>;

/// All documents of both, each once. Of several with one number (a copy that was left behind) the one
/// that keeps its address is the document; of a copy beside it nothing goes.
pub fn pairs<'a>(old: &'a [Document], new: &'a [Document]) -> Vec<Pair<'a>> {
    let mut taken: HashSet<&str> = HashSet::new();
    let mut partner: HashMap<&str, &Document> = HashMap::new();
    let by_path: HashMap<&str, &Document> =
        new.iter().map(|document| (document.path.as_str(), document)).collect();
    let mut by_id: HashMap<&str, Vec<&Document>> = HashMap::new();
    for document in new {
        by_id.entry(&document.id).or_default().push(document);
    }
    let same_place = |own: &Document| by_path.get(own.path.as_str()).copied();
    let rounds: [Round<'_, 'a>; 3] = [
        &|own| same_place(own).into_iter().filter(|other| other.id == own.id).collect(),
        &|own| by_id.get(own.id.as_str()).cloned().unwrap_or_default(),
        &|own| same_place(own).into_iter().collect(),
    ];
    for round in rounds {
        for own in old {
            if partner.contains_key(own.path.as_str()) {
                continue;
            }
            if let Some(found) = round(own).into_iter().find(|one| !taken.contains(&*one.path)) {
                taken.insert(&found.path);
                partner.insert(&own.path, found);
            }
        }
    }
    let stays = old.iter().filter(|own| partner.contains_key(&*own.path)).map(name);
    let mut told: HashSet<_> = stays.collect();
    let came: HashSet<_> = new.iter().filter(|own| taken.contains(&*own.path)).map(name).collect();
    let kept: Vec<Pair> = old
        .iter()
        .map(|own| Pair { old: Some(own), new: partner.get(&*own.path).copied() })
        .filter(|pair| pair.new.is_some() || pair.old.is_some_and(|old| told.insert(name(old))))
        .collect();
    let added = new.iter().filter(|own| !taken.contains(&*own.path) && !came.contains(&name(own)));
    let added = added.map(|document| Pair { old: None, new: Some(document) });
    kept.into_iter().chain(added).collect()
}

/// What a document is in its tree, whatever its file is called.
fn name(document: &Document) -> (&str, &str) {
    (document.folder(), &document.id)
}

/// Documents that stand in several files of one tree.
pub fn doubles(all: &[Document], when: &str) -> Vec<Finding> {
    let mut files: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for document in all {
        files.entry(name(document)).or_default().push(&document.path);
    }
    let doubles = files.into_iter().filter(|(_, paths)| paths.len() > 1);
    let double = doubles.map(|((_, id), paths)| {
        let text = format!("what is {when} has it in {} files: {}", paths.len(), paths.join(", "));
        let help = "remove all but the one that a build writes: programs take either";
        Finding::new((Level::Warning, "double"), id, text, help)
    });
    double.collect()
}
