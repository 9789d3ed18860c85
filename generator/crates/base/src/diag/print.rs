//! Diagnostics as text: with the line under them, one a line, as JSON, as GitHub annotations.

use super::flood::{Shown, more, thinned};
use super::{Diagnostic, Severity};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::fmt::Write;

/// Whether what people read is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colours {
    /// By ANSI escapes, for a terminal.
    Ansi,
    /// Plain text, for files and pipes.
    None,
}

/// The form in which diagnostics are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrintFormat {
    /// With the line itself, a pointer and help.
    Human(Colours),
    /// `file:line:column: severity[code]: text`, one a line.
    Short,
    /// One JSON object a line, with the keys of [`to_json`].
    Json,
    /// Workflow commands that GitHub shows beside the change.
    Github,
}

/// All diagnostics in one text that ends in a line break (or is empty). People are shown errors
/// last, since that is where a terminal stands when it is done, and of a flood the first.
pub fn print(diagnostics: &[Diagnostic], format: PrintFormat) -> String {
    let mut out = String::new();
    let one: fn(&Diagnostic) -> String = match format {
        PrintFormat::Human(colours) => return for_people(diagnostics, colours),
        PrintFormat::Short => short,
        PrintFormat::Json => |diagnostic| to_json(diagnostic).to_string(),
        PrintFormat::Github => github,
    };
    for diagnostic in diagnostics {
        out.push_str(&one(diagnostic));
        out.push('\n');
    }
    out
}

fn for_people(diagnostics: &[Diagnostic], colours: Colours) -> String {
    let mut ordered: Vec<&Diagnostic> = diagnostics.iter().collect();
    ordered.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.severity()));
    let mut out = String::new();
    for shown in thinned(&ordered) {
        match shown {
            Shown::Problem(diagnostic) => out.push_str(&human(diagnostic, colours)),
            Shown::More(count, like) => out.push_str(&more(count, like)),
        }
        out.push_str("\n\n");
    }
    out
}

/// How many errors and how many warnings there are.
pub fn counts(diagnostics: &[Diagnostic]) -> (usize, usize) {
    let errors = diagnostics.iter().filter(|d| d.severity() == Severity::Error).count();
    (errors, diagnostics.len() - errors)
}

fn human(diagnostic: &Diagnostic, colours: Colours) -> String {
    let renderer = match colours {
        Colours::Ansi => Renderer::styled(),
        Colours::None => Renderer::plain(),
    };
    let level = match diagnostic.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = diagnostic.problem.to_string();
    let help = diagnostic.problem.help();
    let mut group = Group::with_title(level.primary_title(&title).id(diagnostic.problem.code()));
    if let Some(place) = &diagnostic.place {
        group = match &place.spot {
            Some(spot) => {
                let range = byte_range(&spot.text, spot.column - spot.before, spot.width);
                group.element(
                    Snippet::source(&*spot.text)
                        .path(&*place.file)
                        .line_start(spot.line)
                        .annotation(AnnotationKind::Primary.span(range)),
                )
            }
            None => group.element(annotate_snippets::Origin::path(&*place.file)),
        };
    }
    let shown = renderer.render(&[group.element(Level::HELP.message(help.trim()))]);
    match diagnostic.place.as_ref().and_then(|place| Some((place, place.spot.as_ref()?))) {
        // Of a very long line a part is shown, and columns were counted from where that begins.
        Some((place, spot)) if spot.before > 0 => {
            let at = |column| format!("{}:{}:{column}", place.file, spot.line);
            shown.replacen(&at(spot.column - spot.before), &at(spot.column), 1)
        }
        _ => shown,
    }
}

/// The bytes of `width` characters from the character `column` (from 1) on.
fn byte_range(line: &str, column: usize, width: usize) -> std::ops::Range<usize> {
    let at = |n: usize| line.char_indices().nth(n).map_or(line.len(), |(i, _)| i);
    at(column - 1)..at(column - 1 + width)
}

fn short(diagnostic: &Diagnostic) -> String {
    let mut out = String::new();
    if let Some(place) = &diagnostic.place {
        out.push_str(&place.file);
        if let Some(spot) = &place.spot {
            let _ = write!(out, ":{}:{}", spot.line, spot.column);
        }
        out.push_str(": ");
    }
    let problem = &diagnostic.problem;
    let _ = write!(out, "{}[{}]: {problem}", diagnostic.severity().word(), problem.code());
    out.replace('\n', " ")
}

/// The diagnostic as an object: severity, code, message, help, file, line, column, width, source.
pub fn to_json(diagnostic: &Diagnostic) -> serde_json::Value {
    let problem = &diagnostic.problem;
    let mut object = serde_json::json!({
        "severity": diagnostic.severity().word(),
        "code": problem.code(),
        "message": problem.to_string(),
        "help": problem.help(),
    });
    if let Some(place) = &diagnostic.place {
        object["file"] = (*place.file).into();
        if let Some(spot) = &place.spot {
            object["line"] = spot.line.into();
            object["column"] = spot.column.into();
            object["width"] = spot.width.into();
            object["source"] = (*spot.text).into();
        }
    }
    object
}

fn github(diagnostic: &Diagnostic) -> String {
    // Workflow commands end at a line break and use % as their escape.
    let escape = |s: &str| s.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let mut out = format!("::{} ", diagnostic.severity().word());
    if let Some(place) = &diagnostic.place {
        // A property ends at a comma, too.
        let file = escape(&place.file).replace(',', "%2C").replace(':', "%3A");
        let _ = write!(out, "file={file},");
        if let Some(spot) = &place.spot {
            let _ = write!(out, "line={},col={},", spot.line, spot.column);
        }
    }
    let problem = &diagnostic.problem;
    let text = escape(&format!("{problem}\n{}", problem.help()));
    let _ = write!(out, "title={}::{text}", problem.code());
    out
}

#[cfg(test)]
mod tests {
    use super::super::{Place, Problem};
    use super::*;

    fn sample() -> Diagnostic {
        let problem =
            Problem::BrokenLink { target: "x.md".into(), hint: "did you mean y.md?".into() };
        Diagnostic::at(
            problem,
            Place::range(&"content/az/a.md".into(), "ab\nsəs [x](x.md)\n", 8..17),
        )
    }

    #[test]
    fn human_shows_line_pointer_and_help() {
        let expect = "\
error[link-broken]: nothing is at “x.md”
 --> content/az/a.md:2:5
  |
2 | səs [x](x.md)
  |     ^^^^^^^^^
  |
  = help: did you mean y.md?";
        assert_eq!(human(&sample(), Colours::None), expect);
    }

    #[test]
    fn a_very_long_line_is_shown_in_part_with_its_own_column() {
        let text = format!("{}[x](x.md)", "ə".repeat(5_000));
        let place = Place::range(&"a.md".into(), &text, 10_000..10_009);
        let problem = Problem::BrokenLink { target: "x.md".into(), hint: "write y".into() };
        let shown = human(&Diagnostic::at(problem, place), Colours::None);
        let around = "ə".repeat(100);
        let expect = format!(
            "\
error[link-broken]: nothing is at “x.md”
 --> a.md:1:5001
  |
1 | {around}[x](x.md)
  | {}^^^^^^^^^
  |
  = help: write y",
            " ".repeat(100)
        );
        assert_eq!(shown, expect);
    }

    #[test]
    fn the_short_format_puts_a_problem_on_one_line() {
        assert_eq!(
            short(&sample()),
            "content/az/a.md:2:5: error[link-broken]: nothing is at “x.md”"
        );
    }

    #[test]
    fn github_escapes_line_breaks() {
        let expect = "::error file=content/az/a.md,line=2,col=5,title=link-broken::nothing is at “x.md”%0Adid you mean y.md?";
        assert_eq!(github(&sample()), expect);
    }

    #[test]
    fn github_escapes_what_ends_a_property() {
        let place = Place::file(&"content/en/a, b: 100%.md".into());
        let problem = Problem::BrokenLink { target: "x, y".into(), hint: "z".into() };
        let expect = "::error file=content/en/a%2C b%3A 100%25.md,title=link-broken::nothing is at “x, y”%0Az";
        assert_eq!(github(&Diagnostic::at(problem, place)), expect);
    }

    #[test]
    fn json_tells_the_place_of_a_problem() {
        let json = to_json(&sample());
        assert_eq!((json["line"].as_u64(), json["column"].as_u64()), (Some(2), Some(5)));
    }
}
