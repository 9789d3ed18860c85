//! Feeds, lists, events, bundles, indicators and rules of two states → what changes in them, and what programs
//! that follow them would not notice.

mod catalogue;
mod csv;
mod misp;
mod rolie;
mod shape;
mod stix;

use crate::finding::{Finding, Level};
use crate::place::Place;
use crate::report::{ListChange, Report, State};
use crate::tree::Tree;
use serde_json::Value;
use std::collections::BTreeSet;

/// Compares all that is neither a document nor what proves one.
pub fn compare(old: &Tree, new: &Tree, report: &mut Report) {
    let is_list =
        |place: Place| !matches!(place, Place::Document | Place::Hash(_) | Place::Signature(_));
    let all = [old, new].into_iter().flat_map(Tree::iter).filter(|(_, place, _)| is_list(*place));
    let paths: BTreeSet<&str> = all.map(|(path, ..)| path).collect();
    for path in paths {
        let Some(place) = Place::of(path) else { continue };
        // What cannot be read on either side is not compared.
        let unread = [(old, "published"), (new, "to come")];
        let unread = unread.into_iter().filter_map(|(tree, when)| {
            Some(crate::finding::unread(path, when, tree.unread(path)?))
        });
        let unread: Vec<_> = unread.collect();
        if !unread.is_empty() {
            report.findings.extend(unread);
            continue;
        }
        let both = (old.get(path).map(|b| &**b), new.get(path).map(|b| &**b));
        if both.0 == both.1 {
            continue;
        }
        let state = match both {
            (None, _) => State::New,
            (_, None) => State::Gone,
            _ => State::Changed,
        };
        // What is something else than its name says is not taken for an empty one.
        let read = |bytes: Option<&[u8]>| bytes.map_or(Ok(Value::Null), |b| shape::read(place, b));
        let (old_json, new_json) = match (read(both.0), read(both.1)) {
            (Ok(old), Ok(new)) => (old, new),
            (old, new) => {
                let wrong = [(old.err(), "published"), (new.err(), "to come")].into_iter();
                report.findings.extend(
                    wrong.filter_map(|(why, when)| Some(crate::finding::unread(path, when, &why?))),
                );
                continue;
            }
        };
        let json = (&old_json, &new_json);
        let mut said = Said { path, trees: (old, new), findings: Vec::new() };
        let text = match place {
            Place::Index => csv::index(both),
            Place::Changes => csv::changes(both, &mut said),
            Place::Rolie => rolie::compare(json, &mut said),
            Place::Metadata => catalogue::metadata(json, &mut said),
            Place::MispManifest => misp::manifest(json, &mut said),
            Place::MispEvent => misp::event(json, &mut said),
            Place::MispHashes | Place::IndicatorValues => csv::values(both),
            Place::IndicatorTable => csv::indicators(both, &mut said),
            Place::Stix => stix::compare(json, &mut said),
            Place::Rule => rule(both, &mut said),
            _ => catalogue::other(json),
        };
        report.findings.extend(said.findings);
        report.lists.push(ListChange { path: path.to_owned(), state, text });
    }
}

/// The bytes of a file on both sides.
type Both<'a> = (Option<&'a [u8]>, Option<&'a [u8]>);

/// What a file of JSON holds on both sides; null where it is not there.
type Values<'a> = (&'a Value, &'a Value);

/// What is found in one file.
struct Said<'a> {
    path: &'a str,
    trees: (&'a Tree, &'a Tree),
    findings: Vec<Finding>,
}

impl Said<'_> {
    fn warn(&mut self, code: &'static str, text: String, help: &'static str) {
        self.findings.push(Finding::new((Level::Warning, code), self.path, text, help));
    }

    fn note(&mut self, code: &'static str, text: String, help: &'static str) {
        self.findings.push(Finding::new((Level::Note, code), self.path, text, help));
    }
}

/// A rule of detection: programs that took it keep it.
fn rule((old, new): Both, said: &mut Said) -> String {
    if old.is_some() && new.is_none() {
        let text = "the rule goes, and whoever took it keeps it".into();
        said.note("rule-gone", text, "say so in the text of the advisory");
    }
    let lines =
        |bytes: Option<&[u8]>| bytes.map_or(0, |bytes| bytes.split(|b| *b == b'\n').count());
    match (old, new) {
        (Some(_), Some(_)) => {
            format!("a rule of {}, of {} before", counted(lines(new), "line"), lines(old))
        }
        _ => format!("a rule of {}", counted(lines(new.or(old)), "line")),
    }
}

/// `1 entry`, `2 entries`.
fn counted(n: usize, word: &str) -> String {
    match word.strip_suffix('y') {
        _ if n == 1 => format!("1 {word}"),
        Some(stem) => format!("{n} {stem}ies"),
        None => format!("{n} {word}s"),
    }
}

/// How many came, went, and changed: `2 entries added, 1 changed`.
fn tally([added, removed, changed]: [usize; 3], what: &str) -> String {
    let parts = [(added, "added"), (removed, "removed"), (changed, "changed")];
    let mut parts = parts.into_iter().filter(|(n, _)| *n > 0);
    let Some((n, how)) = parts.next() else { return format!("no {what} changed") };
    let more: String = parts.map(|(n, how)| format!(", {n} {how}")).collect();
    format!("{} {how}{more}", counted(n, what))
}
