//! Two states of what other teams' programs fetch, one published and one to come → what changes for
//! them, and what they would not notice. Programs ask for what is later than what they have: what
//! changes without a later time, or goes without a word, passes them by.
//!
//! Pure: knows files by their paths below the root of a site, and neither disk, network nor site.
//! Begin with [`compare`].

mod document;
mod finding;
mod known;
mod lists;
mod matched;
mod moved;
mod order;
mod place;
mod report;
mod said;
mod sealed;
#[cfg(test)]
mod table;
mod told;
mod tree;

pub use finding::{Finding, Level};
pub use known::{Known, compare_known};
pub use report::{Change, DocumentChange, ListChange, Report, Standing, State};
pub use told::{json, text};
pub use tree::{Tree, Unread, is_outgoing};

use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What changes between two states for those who fetch them, on the day on which the second one goes
/// out.
pub fn compare(old: &Tree, new: &Tree, today: Date) -> Report {
    let (before, after) = (document::all(old), document::all(new));
    let mut report = Report::default();
    let pairs = matched::pairs(&before.read, &after.read);
    // Programs follow a tree: where one begins, nobody has seen anything of it.
    let mut newest: BTreeMap<&str, Timestamp> = BTreeMap::new();
    for (folder, at) in before.read.iter().filter_map(|own| Some((own.folder(), own.at?))) {
        let known = newest.entry(folder).or_insert(at);
        *known = at.max(*known);
    }
    let is_signed = sealed::are_signed(old) || sealed::are_signed(new);
    for pair in &pairs {
        let change = moved::change(pair);
        let newest = pair.new.and_then(|new| newest.get(new.folder()).copied());
        report.findings.extend(moved::findings(pair, &change, (newest, today)));
        report.findings.extend(sealed::findings(pair, &change, (old, new), is_signed));
        match change {
            Some(change) => report.documents.push(change),
            None => report.unchanged += 1,
        }
    }
    // Of what cannot be read nobody knows what changed.
    for (all, when) in [(&before, "published"), (&after, "to come")] {
        let unread = all.unread.iter().map(|(path, why)| finding::unread(path, when, why));
        report.findings.extend(unread);
        report.findings.extend(matched::doubles(&all.read, when));
    }
    lists::compare(old, new, &mut report);
    report.sort();
    report
}
