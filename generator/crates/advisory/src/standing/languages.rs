//! Languages that follow another one at its own version. Whoever asks what is new since that was
//! published is never told of them, unless they have a day of their own.

use super::noted::Noted;
use super::version;
use crate::csaf::CsafDocument;
use crate::issuer::Renumbered;
use certsite_base::diag::{Diagnostic, Problem};
use certsite_site::feature::Before;
use certsite_site::link::DocId;
use certsite_site::linked::Linked;
use std::collections::{HashMap, HashSet};

/// All of them, each at the number of its page.
pub fn late(
    site: Linked,
    published: &[CsafDocument],
    before: &Before,
    (noted, renumbered): (&Noted, &[Renumbered]),
) -> Vec<Diagnostic> {
    let paths: HashSet<&str> = before.paths.iter().copied().collect();
    let number = |json: &[u8]| version(json).map(|version| version.number);
    let mut by_advisory: HashMap<&str, Vec<&CsafDocument>> = HashMap::new();
    for document in published {
        by_advisory.entry(&document.advisory).or_default().push(document);
    }
    let renumbered: HashSet<DocId> = renumbered.iter().map(|page| page.page).collect();
    let was_public = |document: &CsafDocument, at: &Option<String>| {
        (before.read)(&document.main().url.file()).and_then(|bytes| number(&bytes)) == *at
    };
    // It lies there even where the list of what was written is lost.
    let is_public = |file: &str| paths.contains(file) || (before.read)(file).is_some();
    let is_late = |document: &&CsafDocument| {
        let front = site.graph.doc(document.page).front.advisory.as_deref();
        let has_day = front.is_none_or(|own| own.published.is_some());
        // Those only have another number, which is told.
        if has_day || renumbered.contains(&document.page) || is_public(&document.main().url.file())
        {
            return false;
        }
        let at = number(&document.stated);
        // What was taken away by mistake and is back at the same version has been fetched.
        if noted.of(&document.id).any(|old| Some(&old.number) == at.as_ref()) {
            return false;
        }
        let mut others = by_advisory.get(&*document.advisory).into_iter().flatten();
        at.is_some() && others.any(|other| was_public(other, &at))
    };
    let told = |document: &CsafDocument| {
        let doc = site.graph.doc(document.page);
        let message = format!(
            "{} was published earlier, without this language: programs that ask what is new since then would never fetch it",
            document.advisory
        );
        let help = format!(
            "add “published: {}” to the block, or the day on which this language is published",
            site.options.date
        );
        Diagnostic::at(Problem::Advisory { message, help }, doc.front_place(&["advisory", "id"]))
    };
    published.iter().filter(is_late).map(told).collect()
}
