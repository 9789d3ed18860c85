//! All problems of a check → what people read: warnings first, what is not known of the team as
//! one table, and last, where a terminal stands when it is done, what must be mended.

use crate::console::WIDTH;
use certsite_base::diag::{self, Colours, Diagnostic, Place, PrintFormat, Problem, Severity};
use certsite_site::config::{FACTS, FactDef, Need};
use std::fmt::Write;

/// How far the second line of a row is indented.
const INDENT: &str = "    ";

/// How many places of a fact are named.
const PLACES: usize = 3;

/// The report, and the line that closes it.
pub fn report(diagnostics: &[Diagnostic], colours: Colours) -> (String, String) {
    let rows = rows(diagnostics);
    let (facts, others): (Vec<&Diagnostic>, Vec<&Diagnostic>) =
        diagnostics.iter().partition(|diagnostic| about(diagnostic).is_some());
    let severity = facts.iter().map(|d| d.severity()).min().unwrap_or(Severity::Warning);
    let of = |severity: Severity| -> Vec<Diagnostic> {
        others.iter().filter(|d| d.severity() == severity).map(|d| (*d).clone()).collect()
    };
    let (warnings, errors) = (of(Severity::Warning), of(Severity::Error));
    let mut out = diag::print(&warnings, PrintFormat::Human(colours));
    out += &table(&rows, severity);
    out += &diag::print(&errors, PrintFormat::Human(colours));
    (out, closing(errors.len(), warnings.len(), &rows, severity))
}

/// A fact that nobody has told, and each place that speaks of it.
struct Row<'a> {
    def: &'static FactDef,
    note: &'a str,
    places: Vec<&'a Place>,
}

/// Key and note of the fact that a diagnostic is about.
fn about(diagnostic: &Diagnostic) -> Option<(&str, &str)> {
    match &diagnostic.problem {
        Problem::Placeholder { key, note, .. } | Problem::PlaceholderRequired { key, note, .. } => {
            Some((key, note))
        }
        _ => None,
    }
}

/// One row for each fact, in the order in which facts are listed.
fn rows(diagnostics: &[Diagnostic]) -> Vec<Row<'_>> {
    let row = |def: &'static FactDef| {
        let mut own =
            diagnostics.iter().filter(|d| about(d).is_some_and(|(key, _)| key == def.key));
        let first = own.next()?;
        let note = about(first).map_or("", |(_, note)| note);
        let places = [first].into_iter().chain(own).filter_map(|d| d.place.as_ref()).collect();
        Some(Row { def, note, places })
    };
    FACTS.iter().filter_map(row).collect()
}

/// The table. What a release needs is an error where the site is to be one.
fn table(rows: &[Row], severity: Severity) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut out = String::new();
    let code = match severity {
        Severity::Error => "placeholder-required",
        Severity::Warning => "placeholder",
    };
    let release = rows.iter().filter(|row| row.def.need == Need::Release).count();
    let _ = writeln!(
        out,
        "{}[{code}]: {} unknown, {release} of them needed for a release",
        severity.word(),
        plural(rows.len(), "fact is", "facts are"),
    );
    let width = rows.iter().map(|row| row.def.key.len()).max().unwrap_or(0);
    let _ = writeln!(out, "\n{:<width$}  {:<8}  {:>4}  stated in", "fact", "need", "used");
    let _ = writeln!(out, "{}", "-".repeat(WIDTH - 2));
    for row in rows {
        let need = if row.def.need == Need::Release { "release" } else { "optional" };
        let (stated, used): (Vec<&Place>, Vec<&Place>) =
            row.places.iter().partition(|place| is_statement(row.def, place));
        let stated = stated.first().map(|place| short(place)).unwrap_or_default();
        let _ = writeln!(out, "{:<width$}  {need:<8}  {:>4}  {stated}", row.def.key, used.len());
        let end = if row.note.is_empty() || row.note.ends_with(['.', '?', '!']) { "" } else { "." };
        let verify = format!("{}. {}{end}", capital(row.def.what), row.note);
        out += &wrapped(verify.trim());
        if !used.is_empty() {
            let named: Vec<String> = used.iter().take(PLACES).map(|place| short(place)).collect();
            let more = used.len() - named.len();
            let more = if more > 0 { format!(", and {more} more") } else { String::new() };
            out += &wrapped(&format!("Used in {}{more}", named.join(", ")));
        }
    }
    let help = "set each in content/team.yaml or content/site.yaml once the team has confirmed it, \
                or write “!none” where there is none";
    out.push('\n');
    out += &wrapped(help);
    out + "\n"
}

/// Whether a place is where the fact is stated, not where a page draws it.
fn is_statement(def: &FactDef, place: &Place) -> bool {
    let file = if def.key.starts_with("site.") { "content/site.yaml" } else { "content/team.yaml" };
    *place.file == *file
}

/// `2 errors, 3 warnings, 40 unknown facts (36 needed for a release).`
fn closing(errors: usize, warnings: usize, rows: &[Row], severity: Severity) -> String {
    let release = rows.iter().filter(|row| row.def.need == Need::Release).count();
    let (errors, lacking) = match severity {
        Severity::Error => (errors + release, "of the errors"),
        Severity::Warning => (errors, "needed for a release"),
    };
    let errors = plural(errors, "error", "errors");
    let warnings = plural(warnings, "warning", "warnings");
    let facts = plural(rows.len(), "unknown fact", "unknown facts");
    match rows {
        [] => format!("{errors}, {warnings}."),
        _ => format!("{errors}, {warnings}, {facts} ({release} {lacking})."),
    }
}

/// A place as `file:line:column`, both from 1, or the file alone.
fn short(place: &Place) -> String {
    match &place.spot {
        Some(spot) => format!("{}:{}:{}", place.file, spot.line, spot.column),
        None => place.file.to_string(),
    }
}

fn wrapped(text: &str) -> String {
    let options = textwrap::Options::new(WIDTH - 2)
        .initial_indent(INDENT)
        .subsequent_indent(INDENT)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .break_words(false);
    textwrap::fill(text, options) + "\n"
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}

fn plural(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placeholder(key: &str, note: &str, place: Place, need: Need) -> Diagnostic {
        let (key, what, note) = (key.to_owned(), String::new(), note.to_owned());
        let problem = match need {
            Need::Release => Problem::PlaceholderRequired { key, what, note },
            Need::Optional | Need::Extra => Problem::Placeholder { key, what, note },
        };
        Diagnostic::at(problem, place)
    }

    fn sample(phone: Need) -> Vec<Diagnostic> {
        let place = |file: &str, line| Place::line_column(&file.into(), "a\nb\nc\nd\ne", line, 1);
        let page = |n: usize| place("content/az/a-page-with-a-long-name.md", n);
        let note = "An older value stands on the old site: +994 12 000 00 00. Does it still ring, and who answers?";
        let broken =
            Problem::BrokenLink { target: "x.md".into(), hint: "did you mean y.md?".into() };
        vec![
            Diagnostic::at(broken, place("content/az/a.md", 2)),
            placeholder("team.phone", note, page(1), phone),
            placeholder("team.phone", note, page(2), phone),
            placeholder("team.phone", note, page(3), phone),
            placeholder("team.phone", note, place("content/en/b.md", 4), phone),
            placeholder("team.phone", note, place("content/team.yaml", 5), phone),
            placeholder("team.fax", "", place("content/team.yaml", 1), Need::Optional),
            Diagnostic::at(
                Problem::UnusedAsset { help: "link to it, or delete it".into() },
                Place::file(&"content/az/b.png".into()),
            ),
        ]
    }

    #[test]
    fn warnings_come_first_then_one_table_of_facts_then_errors() {
        let (text, closing) = report(&sample(Need::Optional), Colours::None);
        let expect = "\
warning[unused-asset]: no page uses this file
--> content/az/b.png
 = help: link to it, or delete it

warning[placeholder]: 2 facts are unknown, 1 of them needed for a release

fact        need      used  stated in
------------------------------------------------------------------------------
team.phone  release      4  content/team.yaml:5:1
    Telephone. An older value stands on the old site: +994 12 000 00 00. Does
    it still ring, and who answers?
    Used in content/az/a-page-with-a-long-name.md:1:1,
    content/az/a-page-with-a-long-name.md:2:1,
    content/az/a-page-with-a-long-name.md:3:1, and 1 more
team.fax    optional     0  content/team.yaml:1:1
    Fax.

    set each in content/team.yaml or content/site.yaml once the team has
    confirmed it, or write “!none” where there is none

error[link-broken]: nothing is at “x.md”
 --> content/az/a.md:2:1
  |
2 | b
  | ^
  |
  = help: did you mean y.md?

";
        assert_eq!(text, expect);
        assert_eq!(closing, "1 error, 1 warning, 2 unknown facts (1 needed for a release).");
    }

    #[test]
    fn in_a_release_needed_facts_are_errors() {
        let (text, closing) = report(&sample(Need::Release), Colours::None);
        let head =
            "error[placeholder-required]: 2 facts are unknown, 1 of them needed for a release";
        assert!(text.contains(head), "{text}");
        assert_eq!(closing, "2 errors, 1 warning, 2 unknown facts (1 of the errors).");
        assert_eq!(report(&[], Colours::None), (String::new(), "0 errors, 0 warnings.".to_owned()));
    }
}
