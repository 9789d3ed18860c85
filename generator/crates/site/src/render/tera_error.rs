//! What Tera says of a template → a diagnostic at the place that it means.

use super::unknown::{self, Called};
use crate::load::Inputs;
use certsite_base::diag::{Diagnostic, Place, Problem, nearest};
use tera::ErrorKind;

/// What Tera says, at the place in the template that it means.
pub fn diagnose(
    error: &tera::Error,
    inputs: &Inputs,
    theme: &str,
    url: Option<&str>,
) -> Diagnostic {
    let page = url.map_or_else(String::new, |url| format!(" (while rendering {url})"));
    let (ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report)) = error.kind() else {
        let message = error.to_string();
        return Diagnostic::site(Problem::Template { message, page });
    };
    let path = format!("themes/{theme}/templates/{}", report.filename());
    let Some((file, text)) = inputs.text(&path) else {
        let message = report.message().to_owned();
        return Diagnostic::site(Problem::Template { message, page });
    };
    let mut range = report.span().range.clone();
    // Tera leaves out the bracket that closes an index.
    if text.get(range.clone()).is_some_and(|words| words.contains('[') && !words.contains(']')) {
        range.end += usize::from(text[range.end..].starts_with(']'));
    }
    let mut message = report.message().to_owned();
    let is_of_filter = message.ends_with("`undefined`");
    if is_of_filter {
        // Of “page.title” before a filter Tera names the first word.
        let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        let rest = text.get(range.end..).unwrap_or_default();
        range.end += rest.find(|c| !is_path(c)).unwrap_or(rest.len());
    }
    let words = text.get(range.clone()).unwrap_or_default();
    if (is_of_filter || message.ends_with("undefined")) && !words.is_empty() {
        message = format!("“{}” is not defined", words.lines().next().unwrap_or_default());
        message += &near(words, inputs, theme);
    }
    if message == UNKNOWN_TAG && !words.is_empty() {
        message = Called::Tag.unknown(words);
    } else if let Some(meant) = unknown::said(&message).or_else(|| meant(&message)) {
        message = meant;
    }
    Diagnostic::at(Problem::Template { message, page }, Place::range(file, text, range))
}

/// What Tera says of a statement that it does not know, or not here.
pub const UNKNOWN_TAG: &str = "Unknown tag";

/// Of several mistakes Tera draws a report of its own, with `error: … --> file:line:column …` for
/// each, or names in backticks the templates that are meant.
pub fn each(report: &str, inputs: &Inputs, theme: &str) -> Vec<Diagnostic> {
    let report = format!("\n{report}");
    let parts = report.split("\nerror: ").map(str::trim).filter(|part| !part.is_empty());
    let file = |name: &str| inputs.text(&format!("themes/{theme}/templates/{name}"));
    let diagnostic = |part: &str| {
        let says = part.lines().next().unwrap_or_default();
        let message = unknown::said(says).unwrap_or_else(|| says.to_owned());
        let named = says.split('`').skip(1).step_by(2).filter_map(file);
        let named = named.last().map(|(file, _)| Place::file(file));
        let place = part.split_once("--> ").and_then(|(_, rest)| {
            let mut parts = rest.lines().next()?.rsplitn(3, ':');
            let (column, line) = (parts.next()?.trim().parse().ok()?, parts.next()?.parse().ok()?);
            let (file, text) = file(parts.next()?)?;
            Some(Place::line_column(file, text, line, column))
        });
        let problem = Problem::Template { message, page: String::new() };
        Diagnostic { problem, place: place.or(named) }
    };
    parts.map(diagnostic).collect()
}

/// Of a value that is not there, Tera lists all that are; one that may be meant says more.
fn meant(message: &str) -> Option<String> {
    let (said, known) = message.split_once(" is not defined. Available ")?;
    let name = said.split('`').nth(1)?;
    let near = nearest(name, known.split_once(": ")?.1.split(", "))?;
    Some(format!("“{name}” is not defined; did you mean “{near}”?"))
}

/// The file of the theme that may be meant where `assets["…"]` names none.
fn near(words: &str, inputs: &Inputs, theme: &str) -> String {
    let name = words.trim().strip_prefix("assets[").and_then(|rest| rest.strip_suffix(']'));
    let Some(name) = name.map(|name| name.trim_matches(['"', '\'', '`'])) else {
        return String::new();
    };
    let folder = format!("themes/{theme}/assets/");
    let known = inputs.below(&folder).map(|(path, _)| &path[folder.len()..]);
    match nearest(name, known) {
        Some(near) => format!(": {folder} has no such file; did you mean “{near}”?"),
        None => format!(": {folder} has no such file"),
    }
}
