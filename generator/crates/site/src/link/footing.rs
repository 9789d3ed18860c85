//! What documents are linked by, but for the documents → fingerprints of it. As long as one of them is
//! the same, a living site keeps what hangs on it.

use super::LinkInput;
use super::tags::FILE as TAGS;
use crate::load::{Data, Sum, Tree};
use std::hash::{Hash, Hasher};
use xxhash_rust::xxh3::Xxh3;

/// Fingerprints of all that decides about places and links of documents, except themselves and what
/// their texts and blocks bring.
#[derive(Clone, PartialEq)]
pub struct Footing {
    /// Of what decides where a link leads that leads to no page: languages, the site's address, files,
    /// facts in addresses.
    pub links: Sum,
    /// Of the paths of pages: whether a file is there decides what is told of a broken link.
    pub pages: Sum,
    /// Of what decides which lists there are: settings, tags, rows of pages.
    pub lists: Sum,
    /// Whether the name of any file holds “#”.
    pub has_odd_names: bool,
}

impl Footing {
    /// The footing of what is there now.
    pub fn of(input: &LinkInput) -> Footing {
        let LinkInput { config, inputs, .. } = input;
        let (mut links, mut pages, mut lists) = (Xxh3::new(), Xxh3::new(), Xxh3::new());
        config.languages.codes().for_each(|code| code.hash(&mut links));
        input.base.hash(&mut links);
        let mut has_odd_names = false;
        for (path, file) in &inputs.files {
            has_odd_names |= path.contains('#');
            if matches!(file.data, Data::Page(_)) {
                path.hash(&mut pages);
                continue;
            }
            path.hash(&mut links);
            file.real.hash(&mut links);
            if matches!(Tree::of(path), Tree::Pages(_) | Tree::Files) {
                file.sum.hash(&mut links);
            }
        }
        inputs.unread.hash(&mut links);
        for lang in config.languages.iter() {
            let addresses =
                config.facts.iter().map(|fact| (input.facts.address)(lang, fact.def.key));
            addresses.for_each(|address| address.hash(&mut links));
        }
        config.site_file.1.hash(&mut lists);
        inputs.text(TAGS).hash(&mut lists);
        inputs.unread.contains(TAGS).hash(&mut lists);
        input.sequences.hash(&mut lists);
        Footing {
            links: links.finish(),
            pages: pages.finish(),
            lists: lists.finish(),
            has_odd_names,
        }
    }
}
