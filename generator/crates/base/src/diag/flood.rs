//! A flood of problems → what people are shown of it. More of the same say nothing new, hide the
//! rest, and would take longer to print than the whole site to read.

use super::Diagnostic;
use std::collections::HashMap;

/// At most this many problems of one kind in one file are shown to people.
pub const MAX_SHOWN_OF_A_KIND: usize = 20;

/// One paragraph of what people are shown.
pub enum Shown<'a> {
    /// A problem, shown with its line and its help.
    Problem(&'a Diagnostic),
    /// How many more there are like this one, which is the last that is shown of its kind and file.
    More(usize, &'a Diagnostic),
}

/// What people are shown of some diagnostics, in their order.
pub fn thinned<'a>(diagnostics: &[&'a Diagnostic]) -> Vec<Shown<'a>> {
    let mut left: HashMap<_, usize> = HashMap::new();
    for diagnostic in diagnostics {
        *left.entry(kind(diagnostic)).or_default() += 1;
    }
    let mut so_far: HashMap<_, usize> = HashMap::new();
    let mut shown = Vec::new();
    for diagnostic in diagnostics {
        let kind = kind(diagnostic);
        let all = left[&kind];
        let n = so_far.entry(kind).or_default();
        *n += 1;
        if *n <= MAX_SHOWN_OF_A_KIND {
            shown.push(Shown::Problem(diagnostic));
        }
        if *n == MAX_SHOWN_OF_A_KIND && all > MAX_SHOWN_OF_A_KIND {
            shown.push(Shown::More(all - MAX_SHOWN_OF_A_KIND, diagnostic));
        }
    }
    shown
}

fn kind(diagnostic: &Diagnostic) -> (&str, &'static str) {
    (diagnostic.place.as_ref().map_or("", |place| &place.file), diagnostic.problem.code())
}

/// `error[link-broken]: and 40 more like it in a.md`
pub fn more(count: usize, like: &Diagnostic) -> String {
    let (word, code) = (like.severity().word(), like.problem.code());
    let file = like.place.as_ref().map(|place| format!(" in {}", place.file));
    format!("{word}[{code}]: and {count} more like it{}", file.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Colours, Place, PrintFormat, Problem, print};

    fn flood(links: usize) -> Vec<Diagnostic> {
        let text = "x\n".repeat(links);
        let place = |file: &str, line| Place::line_column(&file.into(), &text, line, 1);
        let link = |n: usize| {
            let problem = Problem::BrokenLink { target: n.to_string(), hint: "y".into() };
            Diagnostic::at(problem, place("a.md", n))
        };
        let comment = |n| Diagnostic::at(Problem::CommentOpen {}, place("b.md", n));
        (1..=links).map(link).chain((1..=3).map(comment)).collect()
    }

    #[test]
    fn people_see_the_first_of_a_flood_and_how_many_more_there_are() {
        let text = print(&flood(MAX_SHOWN_OF_A_KIND), PrintFormat::Human(Colours::None));
        assert_eq!(text.matches(" --> ").count(), MAX_SHOWN_OF_A_KIND + 3);
        assert!(!text.contains("more like it"), "{text}");
        let text = print(&flood(MAX_SHOWN_OF_A_KIND + 1_234), PrintFormat::Human(Colours::None));
        assert_eq!(text.matches(" --> ").count(), MAX_SHOWN_OF_A_KIND + 3);
        let line = "\n\nerror[link-broken]: and 1234 more like it in a.md\n\n";
        assert!(text.contains(line), "{text}");
    }

    #[test]
    fn programs_get_the_whole_flood() {
        let all = flood(MAX_SHOWN_OF_A_KIND + 1_234);
        for format in [PrintFormat::Short, PrintFormat::Json, PrintFormat::Github] {
            assert_eq!(print(&all, format).lines().count(), all.len());
        }
    }
}
