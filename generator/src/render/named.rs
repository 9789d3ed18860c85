//! Templates that extend or include others → those that are not there, and circles, each at the line
//! that says so.

use super::source::mentions;
use crate::diag::{Diagnostic, Place, Problem, nearest};
use crate::load::Inputs;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A template's mentions of others.
type Mentions<'a> = BTreeMap<&'a str, Vec<(&'a str, Range<usize>)>>;

/// Reports them. `sources` are names and texts of the templates in a folder.
pub fn check(folder: &str, inputs: &Inputs, sources: &[(&str, &str)]) -> Vec<Diagnostic> {
    let all: Mentions =
        sources.iter().map(|(name, text)| (*name, mentions(text).collect())).collect();
    let at = |problem: Problem, name: &str, range: &Range<usize>| {
        let place = inputs.text(&format!("{folder}{name}"));
        let place = place.map(|(file, text)| Place::range(file, text, range.clone()));
        Diagnostic { problem, place }
    };
    let mut diagnostics = Vec::new();
    for (name, own) in &all {
        for (other, range) in own.iter().filter(|(other, _)| !all.contains_key(other)) {
            let hint = match nearest(other, all.keys().copied()) {
                Some(near) => format!("did you mean “{near}”?"),
                None => format!("add {folder}{other}, or take this out"),
            };
            let missing = other.strip_suffix(".html").unwrap_or(other).to_owned();
            diagnostics.push(at(Problem::TemplateMissing { name: missing, hint }, name, range));
        }
    }
    for circle in circles(&all) {
        let (first, last) = (circle[0], circle[circle.len() - 1]);
        let closing = all[last].iter().find(|(other, _)| *other == first);
        let names = circle.iter().chain([&first]).copied().collect::<Vec<_>>().join(" → ");
        let range = closing.map_or(0..0, |(_, range)| range.clone());
        diagnostics.push(at(Problem::TemplateCircle { names }, last, &range));
    }
    diagnostics
}

/// Circles of templates, one of those that are entered at the same place.
fn circles<'a>(all: &Mentions<'a>) -> Vec<Vec<&'a str>> {
    let (mut found, mut done) = (Vec::new(), BTreeSet::new());
    for name in all.keys() {
        // The way so far, with the next mention to follow from each.
        let mut way = vec![(*name, 0)];
        while let Some((at, next)) = way.last_mut() {
            let (at, n) = (*at, *next);
            *next += 1;
            match all.get(at).and_then(|own| own.get(n)) {
                _ if done.contains(at) => drop(way.pop()),
                Some((other, _)) => match way.iter().position(|(name, _)| name == other) {
                    Some(start) => found.push(way[start..].iter().map(|(name, _)| *name).collect()),
                    None => way.push((*other, 0)),
                },
                None => {
                    done.insert(at);
                    way.pop();
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_circle_is_found_once() {
        for (templates, expect) in [
            (&[("a", "b"), ("b", "c"), ("c", "a")][..], "a → b → c"),
            (&[("a", "a"), ("b", "a")], "a"),
            (&[("a", "b"), ("b", ""), ("c", "b"), ("d", "c")], ""),
            (&[("a", "b"), ("b", "a"), ("c", "d"), ("d", "c")], "a → b, c → d"),
            (&[("a", "x")], ""),
        ] {
            let all: Mentions = templates
                .iter()
                .map(|(name, other)| (*name, [(*other, 0..0)].into_iter().collect()))
                .collect();
            let found: Vec<_> = circles(&all).iter().map(|circle| circle.join(" → ")).collect();
            assert_eq!(found.join(", "), expect, "{templates:?}");
        }
    }
}
