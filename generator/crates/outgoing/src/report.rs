//! What changes, as it is told to people and programs.

use crate::finding::{Finding, Level};
use serde::Serialize;

/// All that changes between two states.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// Documents that change, in the order of their numbers.
    pub documents: Vec<DocumentChange>,
    /// How many documents stay as they are, to the byte.
    pub unchanged: usize,
    /// Feeds, lists, events, bundles and rules that change, in the order of their paths.
    pub lists: Vec<ListChange>,
    /// What programs would not notice, or would take amiss.
    pub findings: Vec<Finding>,
}

/// What becomes of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It was not published before.
    New,
    /// It says something else.
    Changed,
    /// It was withdrawn or superseded: it no longer names products and vulnerabilities.
    Ended,
    /// Nothing that readers are told changes: names of its parts, what the team says of all
    /// documents, the program.
    Rewritten,
    /// It is no longer there.
    Gone,
}

/// What programs go by in a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// `/document/tracking/id`.
    pub id: String,
    /// Its path below the root of the site.
    pub path: String,
    /// `/document/tracking/version`.
    pub version: String,
    /// `/document/tracking/current_release_date`, as it is written.
    pub current_release_date: String,
    /// `/document/tracking/status`.
    pub status: String,
}

/// A document that changes.
#[derive(Clone, Debug, Serialize)]
pub struct DocumentChange {
    /// Its number, as it would be; of one that goes, as it was.
    pub id: String,
    /// Its title, likewise.
    pub title: String,
    /// What becomes of it.
    pub state: State,
    /// As it is published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<Standing>,
    /// As it would be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub planned: Option<Standing>,
    /// What changes in it.
    pub changes: Vec<Change>,
}

/// One thing that changes in a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What and how, in words.
    pub text: String,
    /// Where (RFC 6901): in the document to come, or of what is taken out, in the published one.
    pub pointer: String,
    /// Whether readers are told something else. What is not so asks for no new version.
    pub is_said: bool,
}

/// A feed, a list, or another file that programs fetch, and that changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListChange {
    /// Its path below the root of the site.
    pub path: String,
    /// `new`, `changed` or `gone`.
    pub state: State,
    /// What changes in it, in words.
    pub text: String,
}

impl Report {
    /// Whether nothing would go unnoticed.
    pub fn is_quiet(&self) -> bool {
        self.findings.iter().all(|finding| finding.level == Level::Note)
    }

    pub(crate) fn sort(&mut self) {
        self.documents
            .sort_by(|a, b| (&a.id, a.planned.is_none()).cmp(&(&b.id, b.planned.is_none())));
        self.lists.sort_by(|a, b| a.path.cmp(&b.path));
        self.findings
            .sort_by(|a, b| (a.level, &a.subject, a.code).cmp(&(b.level, &b.subject, b.code)));
    }
}
