//! Versions that come after others and are dated before them: programs that remember the newest time
//! that they saw ask for what is later, and never fetch such a version.

use super::noted::Noted;
use super::{number, version};
use crate::csaf::CsafDocument;
use crate::provider::folder;
use crate::version::CsafVersion;
use certsite_base::diag::{Diagnostic, Problem};
use certsite_site::feature::Before;
use certsite_site::linked::Linked;
use certsite_site::signatures::Version;
use jiff::Timestamp;

/// Versions that were not public so far and are older than what was, each at its history.
pub fn versions<'a>(
    site: Linked<'a>,
    published: &'a [CsafDocument],
    before: &'a Before,
    noted: &'a Noted,
) -> impl Iterator<Item = Diagnostic> + 'a {
    let newest = newest(site, before);
    let late = published.iter().filter_map(move |document| {
        let newest = newest.filter(|newest| document.current < *newest)?;
        is_new(document, before, noted).then_some((document, newest))
    });
    late.map(move |(document, newest)| {
        let (id, at) = (document.id.clone(), document.current.to_string());
        let problem = Problem::AdvisoryLate { id, at, newest: newest.to_string() };
        let place = site.graph.doc(document.page).front_place(&["advisory", "revisions"]);
        Diagnostic::at(problem, place)
    })
}

/// The newest time that programs were told: that of the first line of a `changes.csv`.
fn newest(site: Linked, before: &Before) -> Option<Timestamp> {
    let of = |version: CsafVersion| {
        let list = folder(site).join(&format!("{}changes.csv", version.documents())).file();
        let bytes = (before.read)(&list)?;
        let line = std::str::from_utf8(&bytes).ok()?.lines().next()?;
        line.rsplit_once(',')?.1.trim_matches('"').parse().ok()
    };
    CsafVersion::ALL.into_iter().filter_map(of).max()
}

/// Whether this version of a document was never public.
fn is_new(document: &CsafDocument, before: &Before, noted: &Noted) -> bool {
    let Some(own) = version(&document.stated) else { return false };
    let was_there = |old: &Version| old.id == own.id && number(old) >= number(&own);
    // An older certsite left no note.
    let last = || (before.read)(&document.main().url.file()).and_then(|bytes| version(&bytes));
    !noted.of(&own.id).any(was_there) && !last().is_some_and(|old| was_there(&old))
}
