//! What changes, as people and programs read it. Texts of documents are foreign: what of them is no
//! plain character reaches nobody's terminal.

use crate::finding::Level;
use crate::report::{Change, DocumentChange, ListChange, Report, Standing, State};
use certsite_text::{shown, shown_json};
use std::fmt::Write;

/// At most this many changes of one document are told to people; programs are told all.
const MOST_TOLD: usize = 20;

/// The whole report for programs, in JSON with a line break at its end.
///
/// # Errors
/// If it cannot be written as JSON.
pub fn json(report: &Report) -> serde_json::Result<String> {
    Ok(shown_json(&serde_json::to_string_pretty(report)?) + "\n")
}

/// The whole report for people, with a line break at its end; pointers beside changes if they are
/// wanted.
pub fn text(report: &Report, with_pointers: bool) -> String {
    let mut out = String::new();
    for document in &report.documents {
        out += &told(document, with_pointers);
    }
    if !report.documents.is_empty() && !report.lists.is_empty() {
        out.push('\n');
    }
    for list in &report.lists {
        let ListChange { path, state, text } = list;
        let _ = writeln!(out, "{:<9} {}: {}", word(*state), shown(path), shown(text));
    }
    for finding in &report.findings {
        let level = if finding.level == Level::Warning { "warning" } else { "note" };
        let (subject, text) = (shown(&finding.subject), shown(&finding.text));
        let _ = writeln!(out, "\n{level}[{}]: {subject}: {text}", finding.code);
        let _ = writeln!(out, "  help: {}", finding.help);
    }
    out
}

fn word(state: State) -> &'static str {
    match state {
        State::New => "new",
        State::Changed => "changed",
        State::Ended => "ended",
        State::Rewritten => "rewritten",
        State::Gone => "gone",
    }
}

fn told(document: &DocumentChange, with_pointers: bool) -> String {
    let id = shown(&document.id);
    let mut out = match shown(&document.title).as_str() {
        "" => format!("{:<9} {id}\n", word(document.state)),
        title => format!("{:<9} {id} “{title}”\n", word(document.state)),
    };
    let indent = " ".repeat(10);
    let version = |of: &Standing| {
        format!("version {} of {}, {}", of.version, of.current_release_date, of.status)
    };
    let line = match (&document.published, &document.planned) {
        (Some(old), Some(new)) if version(old) == version(new) => format!("still {}", version(old)),
        (Some(old), Some(new)) => format!("{} → {}", version(old), version(new)),
        (Some(one), None) | (None, Some(one)) => version(one),
        (None, None) => String::new(),
    };
    if !line.is_empty() {
        let _ = writeln!(out, "{indent}{}", shown(&line));
    }
    let said = |change: &Change| {
        let place = if with_pointers { format!("  [{}]", change.pointer) } else { String::new() };
        format!("{indent}- {}\n", shown(&(change.text.clone() + &place)))
    };
    out.extend(document.changes.iter().take(MOST_TOLD).map(said));
    if let Some(more) = document.changes.len().checked_sub(MOST_TOLD).filter(|more| *more > 0) {
        let _ = writeln!(out, "{indent}… and {more} more: --format json has all");
    }
    out
}
