//! What went wrong, and where: the one diagnostic type that every stage
//! returns and every printer shows.
//!
//! A [`Problem`] says what; a [`Place`] says where; together they are a
//! [`Diagnostic`]. Stages never print and never fail because of content.

mod flood;
mod near;
mod place;
mod print;
mod problem;
mod severity;
mod table;

pub use certsite_text::nearest;
pub use flood::{Shown, thinned};
pub use near::Nearby;
pub use place::{Lines, Place, Spot};
pub use print::{Colours, PrintFormat, counts, print, to_json};
pub use problem::Problem;
pub use severity::Severity;

use std::collections::HashSet;
use std::sync::Arc;

/// One mistake with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What is wrong, with what would be right.
    pub problem: Problem,
    /// Where; none when it concerns the site as a whole.
    pub place: Option<Place>,
}

impl Diagnostic {
    /// A problem that stands somewhere in a file.
    pub fn at(problem: Problem, place: Place) -> Self {
        Diagnostic { problem, place: Some(place) }
    }

    /// A problem of the site as a whole, which no place in a file stands for.
    pub fn site(problem: Problem) -> Self {
        Diagnostic { problem, place: None }
    }

    /// Whether it stops a build. That depends on the kind of problem alone.
    pub fn severity(&self) -> Severity {
        self.problem.severity()
    }
}

/// Sorts by place, then by text, and drops what is said twice: the order in which
/// parallel stages finish must not show. Of a file that holds a private key nothing else is told:
/// its lines, shown under a problem, would show the key.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    let is_key = |d: &&Diagnostic| matches!(d.problem, Problem::PrivateKey {});
    let keys = diagnostics.iter().filter(is_key).filter_map(|d| d.place.as_ref());
    let secret: HashSet<Arc<str>> = keys.map(|place| place.file.clone()).collect();
    if !secret.is_empty() {
        let is_secret = |d: &Diagnostic| d.place.as_ref().is_some_and(|p| secret.contains(&p.file));
        diagnostics.retain(|d| is_key(&d) || !is_secret(d));
    }
    diagnostics.sort_by_cached_key(|d| (d.place.clone(), d.problem.code(), d.problem.to_string()));
    diagnostics.dedup_by(|later, first| later == first || is_same(later, first));
}

/// Whether a template makes one mistake on two pages.
fn is_same(later: &Diagnostic, first: &Diagnostic) -> bool {
    match (&later.problem, &first.problem) {
        (Problem::Template { .. }, Problem::Template { .. }) => {
            later.place.is_some() && later.place == first.place
        }
        _ => false,
    }
}

/// True if any of them is an error, which stops a build; false if all are warnings.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|d| d.severity() == Severity::Error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_file_with_a_private_key_nothing_else_is_told() {
        let at = |problem: Problem, file: &str| Diagnostic::at(problem, Place::file(&file.into()));
        let odd = || Problem::Unreadable { why: "-----BEGIN".into() };
        let mut all = vec![
            at(odd(), "a"),
            at(Problem::PrivateKey {}, "a"),
            at(odd(), "b"),
            Diagnostic::site(odd()),
        ];
        sort(&mut all);
        let kept = [Diagnostic::site(odd()), at(Problem::PrivateKey {}, "a"), at(odd(), "b")];
        assert_eq!(all, kept);
    }
}
