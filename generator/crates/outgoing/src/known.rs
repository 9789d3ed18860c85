//! Documents of which only number, version and a fingerprint of their text are known, such as those
//! that were signed → what changed since.

use crate::finding::{Finding, Level};
use crate::order::Version;
use crate::report::{Change, DocumentChange, Report, State};
use std::collections::{BTreeMap, BTreeSet};

/// Which version of which document it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// `/document/tracking/id`.
    pub id: String,
    /// `/document/tracking/version`.
    pub version: String,
    /// A fingerprint of what it says.
    pub text: String,
}

/// What changed since; of each document to come it is said whether the very text is known.
pub fn compare_known(old: &[Known], new: &[(Known, bool)]) -> Report {
    let mut report = Report::default();
    let newest = newest(old);
    for (now, is_known) in new {
        match newest.get(now.id.as_str()) {
            _ if *is_known => report.unchanged += 1,
            None => report.documents.push(change(now, State::New, None)),
            Some(was) => {
                let state = if was.text == now.text { State::Rewritten } else { State::Changed };
                report.documents.push(change(now, state, Some(was)));
                report.findings.extend(finding(was, now));
            }
        }
    }
    let left: BTreeSet<&str> = new.iter().map(|(known, _)| known.id.as_str()).collect();
    for was in newest.into_values().filter(|was| !left.contains(was.id.as_str())) {
        report.documents.push(change(was, State::Gone, None));
        let text = "it was signed, and is no longer there: whoever has it keeps it as if it held";
        let help = "keep its page and withdraw it; if it was never published, remove its signature by “certsite sign”";
        report.findings.push(Finding::new((Level::Warning, "gone"), &was.id, text.into(), help));
    }
    report.sort();
    report
}

/// Of several signed versions of a document the newest.
fn newest(all: &[Known]) -> BTreeMap<&str, &Known> {
    let mut newest: BTreeMap<&str, &Known> = BTreeMap::new();
    for known in all {
        let is_newer = |was: &&Known| Version::of(&was.version) < Version::of(&known.version);
        if newest.get(known.id.as_str()).is_none_or(is_newer) {
            newest.insert(&known.id, known);
        }
    }
    newest
}

fn change(now: &Known, state: State, was: Option<&Known>) -> DocumentChange {
    let text = match was {
        Some(was) => format!("signed as version {}, now version {}", was.version, now.version),
        None => format!("version {}", now.version),
    };
    let pointer = "/document/tracking/version".to_owned();
    DocumentChange {
        id: now.id.clone(),
        title: String::new(),
        state,
        published: None,
        planned: None,
        changes: vec![Change { text, pointer, is_said: state != State::Rewritten }],
    }
}

fn finding(was: &Known, now: &Known) -> Option<Finding> {
    let warn = |code, text| {
        let help = "keep all versions in “revisions”, and add one that says what changed";
        Some(Finding::new((Level::Warning, code), &now.id, text, help))
    };
    match Version::of(&now.version).cmp(&Version::of(&was.version)) {
        std::cmp::Ordering::Greater => None,
        std::cmp::Ordering::Equal if was.text == now.text => None,
        std::cmp::Ordering::Equal => {
            let text = format!("version {} was signed with another text", was.version);
            warn("unraised", text)
        }
        std::cmp::Ordering::Less => warn(
            "version-back",
            format!(
                "version {} was signed, and would be version {} again",
                was.version, now.version
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_signed_is_compared_by_version_and_text() {
        let known = |version: &str, text: &str| Known {
            id: "A".into(),
            version: version.into(),
            text: text.into(),
        };
        let old = [known("1", "x"), known("2", "y")];
        for (new, is_signed, state, code) in [
            (known("2", "y"), true, None, None),
            (known("2", "y"), false, Some(State::Rewritten), None),
            (known("3", "z"), false, Some(State::Changed), None),
            (known("2", "z"), false, Some(State::Changed), Some("unraised")),
            (known("1", "x"), false, Some(State::Changed), Some("version-back")),
        ] {
            let report = compare_known(&old, &[(new.clone(), is_signed)]);
            assert_eq!(report.documents.first().map(|one| one.state), state, "{new:?}");
            assert_eq!(report.findings.first().map(|one| one.code), code, "{new:?}");
            assert_eq!(report.is_quiet(), code.is_none());
        }
        let gone = compare_known(&old, &[]);
        assert_eq!((gone.documents[0].state, gone.findings[0].code), (State::Gone, "gone"));
        assert_eq!(compare_known(&[], &[(known("1", "x"), false)]).documents[0].state, State::New);
    }
}
