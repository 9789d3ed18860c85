//! A document as it is published and as it would be → what becomes of it, and what programs that ask
//! for what is later would not notice.

use crate::document::Document;
use crate::finding::{Finding, Level};
use crate::matched::Pair;
use crate::order::{Version, times};
use crate::place::Place;
use crate::report::{Change, DocumentChange, Standing, State};
use crate::said;
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil::Date};
use serde_json::Value;
use std::cmp::Ordering;

const WARNING: Level = Level::Warning;

/// What becomes of a document; nothing if it stays as it is, to the byte.
pub fn change(pair: &Pair) -> Option<DocumentChange> {
    let standing = |document: &Document| Standing {
        id: document.id.clone(),
        path: document.path.clone(),
        version: document.version.clone(),
        current_release_date: document.current.clone(),
        status: document.status.clone(),
    };
    let (state, changes) = match (pair.old, pair.new) {
        (Some(old), Some(new)) if old.bytes == new.bytes && old.path == new.path => return None,
        (Some(old), Some(new)) => both(old, new),
        (Some(_), None) => (State::Gone, Vec::new()),
        _ => (State::New, Vec::new()),
    };
    let shown = pair.new.or(pair.old)?;
    Some(DocumentChange {
        id: shown.id.clone(),
        title: shown.title.clone(),
        state,
        published: pair.old.map(standing),
        planned: pair.new.map(standing),
        changes,
    })
}

fn both(old: &Document, new: &Document) -> (State, Vec<Change>) {
    let Some((before, after)) = old.value().zip(new.value()) else {
        let text = "what changes cannot be told: it is nested too deep".into();
        let change = Change { text, pointer: String::new(), is_said: true };
        return (State::Changed, vec![change]);
    };
    let changes = said::changes(&before, &after);
    let has_ended = is_ended(&after) && !is_ended(&before);
    let is_moved = old.id != new.id || old.path != new.path || old.version != new.version;
    let state = match changes.iter().any(|change| change.is_said) {
        _ if has_ended => State::Ended,
        true => State::Changed,
        false if is_moved || times(&old.current, &new.current).is_ne() => State::Changed,
        false => State::Rewritten,
    };
    (state, changes)
}

/// Whether a document tells that another one no longer holds: by its profile (CSAF 2.1 §4), or as
/// CSAF 2.0 has none for that, because it names no vulnerabilities any more.
fn is_ended(document: &Value) -> bool {
    match document["document"]["category"].as_str() {
        Some("csaf_withdrawn" | "csaf_superseded") => true,
        Some("csaf_base") => !document["vulnerabilities"].is_array(),
        _ => false,
    }
}

/// What programs would not notice of a document, given the newest time that was published, and the
/// day on which the change goes out.
pub fn findings(
    pair: &Pair,
    change: &Option<DocumentChange>,
    (newest, today): (Option<Timestamp>, Date),
) -> Vec<Finding> {
    let Some(change) = change else { return Vec::new() };
    match (pair.old, pair.new) {
        (Some(old), None) => vec![gone(old)],
        (None, Some(new)) => late(new, (newest, today)).into_iter().collect(),
        (Some(old), Some(new)) => {
            let mut found = renamed(old, new);
            found.extend(timed(old, new, change));
            // What is not even raised is told as that.
            let is_raised = old.at < new.at && change.state != State::Rewritten;
            found.extend(late(new, (newest, today)).filter(|_| is_raised));
            found
        }
        (None, None) => Vec::new(),
    }
}

fn gone(old: &Document) -> Finding {
    let text = "it goes without a word: whoever has it keeps it as if it held";
    let help = "keep its page and write “withdrawn” or “superseded_by”; if nobody could have fetched it, this is right";
    Finding::new((WARNING, "gone"), &old.id, text.into(), help)
}

/// Another number, publisher, address, year or label.
fn renamed(old: &Document, new: &Document) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut tell = |code, text: String, help| {
        found.push(Finding::new((WARNING, code), &new.id, text, help));
    };
    if old.id != new.id {
        let text = format!(
            "it was {} at the same address: to programs both are there, and the old one stays for ever",
            old.id
        );
        tell("renumbered", text, "keep the number; withdraw the old advisory if it was wrong");
    }
    if old.namespace != new.namespace {
        let text = format!(
            "its publisher was <{}> and would be <{}>: another publisher's document",
            old.namespace, new.namespace
        );
        tell("namespace", text, "keep “csaf.publisher_namespace” of team.yaml");
    }
    if old.label != new.label || Place::label(&old.path) != Place::label(&new.path) {
        let text = format!(
            "its label was TLP:{} and would be TLP:{}: it leaves one feed for another, whose readers are others",
            old.label, new.label
        );
        tell(
            "label",
            text,
            "what was public cannot be called back; programs that follow the old feed are not told",
        );
    } else if Place::year(&old.path) != Place::year(&new.path) {
        let text = format!(
            "it moves from {} to {}, for its first version has another year",
            old.path, new.path
        );
        tell(
            "year",
            text,
            "keep the date of the first version; whoever has the old address finds nothing there",
        );
    } else if old.path != new.path {
        let text = format!(
            "it moves from {} to {}: nothing is left at the old address",
            old.path, new.path
        );
        tell(
            "moved",
            text,
            "keep its number and its file; whoever has the old address finds nothing there",
        );
    }
    found
}

/// Versions and times that do not rise with what is said.
fn timed(old: &Document, new: &Document, change: &DocumentChange) -> Option<Finding> {
    let tell = |code, text: String, help| Some(Finding::new((WARNING, code), &new.id, text, help));
    let [was, is] = [old, new].map(|document| Version::of(&document.version));
    // What is none is compared as it is written.
    let versions = match was.zip(is) {
        Some((was, is)) => is.cmp(&was),
        None if old.version == new.version => Ordering::Equal,
        None => Ordering::Greater,
    };
    if versions.is_lt() {
        let text = format!(
            "its version goes back from {} to {}: programs keep the higher one",
            old.version, new.version
        );
        return tell("version-back", text, "keep all versions in “revisions”, and add one more");
    }
    let times = times(&new.current, &old.current);
    if times.is_lt() && old.at.is_some() && new.at.is_some() {
        let text = format!(
            "its time goes back from {} to {}: programs keep what is later",
            old.current, new.current
        );
        return tell("time-back", text, "date the new version after the one that is published");
    }
    let is_said = matches!(change.state, State::Changed | State::Ended);
    match (versions.is_gt(), times.is_ne()) {
        _ if !is_said => {
            let text = "only what asks for no new version changes: programs keep what they have until the next one".into();
            Some(Finding::new((Level::Note, "rewritten"), &new.id, text, "nothing has to be done"))
        }
        (false, false) => {
            let text = format!(
                "it says something else under version {} of {}: programs have that and do not ask again",
                old.version, old.current
            );
            tell("unraised", text, "add a version to “revisions” that says what changed")
        }
        (true, false) => {
            let text = format!(
                "version {} has the time of version {}: {} in changes.csv and the ROLIE feed, as before",
                new.version, old.version, old.current
            );
            tell("same-time", text, "date the new version after the one before")
        }
        (false, true) => {
            let text = format!(
                "its time rises to {}, and version {} stays: programs that go by the version have it",
                new.current, old.version
            );
            tell("same-version", text, "add a version to “revisions” that says what changed")
        }
        (true, true) => None,
    }
}

/// A new version whose time lies before what programs have seen, or long before it goes out.
fn late(new: &Document, (newest, today): (Option<Timestamp>, Date)) -> Option<Finding> {
    newest.zip(new.at).and_then(|(newest, at)| {
        let help = "state when it goes out, with its time of day: 2026-11-23T14:30+04:00";
        let day = at.to_zoned_datetime(TimeZone::UTC).date();
        let days = day.until(today).map_or(0, |span| span.get_days());
        if at < newest {
            let text = format!("it is dated {}, and what is published goes to {newest}: programs that ask for what is later never fetch it", new.current);
            return Some(Finding::new((WARNING, "late"), &new.id, text, help));
        }
        if days > 1 {
            let text = format!("it is dated {} and goes out {days} days later: programs that ask for the last day pass it by", new.current);
            return Some(Finding::new((WARNING, "late"), &new.id, text, help));
        }
        (at == newest).then(|| {
            let text = format!("its time is that of another document, {newest}: programs that ask for what is later, and not for what is as late, pass it by");
            Finding::new((Level::Note, "same-moment"), &new.id, text, help)
        })
    })
}
