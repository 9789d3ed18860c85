//! The documents of two states → pairs: the same by number, or else by address.

use crate::document::Document;
use std::collections::{HashMap, HashSet};

/// A document as it is published and as it would be; one of them may be missing.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'a> {
    pub old: Option<&'a Document>,
    pub new: Option<&'a Document>,
}

/// Which documents may be the same as one, by one way to know it again.
type Round<'s, 'a> = &'s dyn Fn(&Document) -> Vec<&'a Document>;

/// All documents of both, each once. Of several with one number (a copy that was left behind) the one
/// that keeps its address is the document.
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
    let kept = old.iter().map(|own| Pair { old: Some(own), new: partner.get(&*own.path).copied() });
    let added = new.iter().filter(|document| !taken.contains(&*document.path));
    kept.chain(added.map(|document| Pair { old: None, new: Some(document) })).collect()
}
