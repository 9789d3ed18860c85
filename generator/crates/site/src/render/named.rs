//! Templates that extend or include others → those that are not there, circles, and chains that no
//! stack holds, each at the line that says so.

use super::source::mentions;
use crate::load::Inputs;
use certsite_base::diag::{Diagnostic, Lines, Nearby, Problem};
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// A template's mentions of others.
type Mentions<'a> = BTreeMap<&'a str, Vec<(&'a str, Range<usize>)>>;

/// How many templates may stand one inside the other. Drawing goes into each of them, and into at
/// most 20 components in turn, which Tera counts; the stack of a thread (2 MiB) holds this often.
const MOST_INSIDE: usize = 16;

/// Reports them. `sources` are names and texts of the templates in a folder.
pub fn check(folder: &str, inputs: &Inputs, sources: &[(&str, &str)]) -> Vec<Diagnostic> {
    let all: Mentions =
        sources.iter().map(|(name, text)| (*name, mentions(text).collect())).collect();
    let near = OnceCell::new();
    let mut diagnostics = Vec::new();
    for (name, own) in &all {
        let at = Places::of(inputs, folder, name);
        for (other, range) in own.iter().filter(|(other, _)| !all.contains_key(other)) {
            if inputs.unread.contains(&*format!("{folder}{other}")) {
                continue;
            }
            let near = near.get_or_init(|| Nearby::new(all.keys().copied()));
            let hint = match near.nearest(other) {
                Some(near) => format!("did you mean “{near}”?"),
                None => format!("add {folder}{other}, or take this out"),
            };
            let missing = other.strip_suffix(".html").unwrap_or(other).to_owned();
            diagnostics.push(at.tell(Problem::TemplateMissing { name: missing, hint }, range));
        }
    }
    let circles = circles(&all);
    // What goes round in a circle has no end.
    let chains = if circles.is_empty() { chains(&all, MOST_INSIDE) } else { Vec::new() };
    for (name, range) in chains {
        let at = Places::of(inputs, folder, name);
        diagnostics.push(at.tell(Problem::TemplateChain { most: MOST_INSIDE }, &range));
    }
    for circle in circles {
        let (first, last) = (circle[0], circle[circle.len() - 1]);
        let closing = all[last].iter().find(|(other, _)| *other == first);
        let names = circle.iter().chain([&first]).copied().collect::<Vec<_>>().join(" → ");
        let range = closing.map_or(0..0, |(_, range)| range.clone());
        let at = Places::of(inputs, folder, last);
        diagnostics.push(at.tell(Problem::TemplateCircle { names }, &range));
    }
    diagnostics
}

/// Where things stand in one template.
pub struct Places<'a> {
    file: Option<(&'a Arc<str>, &'a Arc<str>)>,
    lines: OnceCell<Lines>,
}

impl<'a> Places<'a> {
    /// For the template of this name in a folder.
    pub fn of(inputs: &'a Inputs, folder: &str, name: &str) -> Places<'a> {
        Places { file: inputs.text(&format!("{folder}{name}")), lines: OnceCell::new() }
    }

    /// A problem at these bytes.
    pub fn tell(&self, problem: Problem, range: &Range<usize>) -> Diagnostic {
        let place = self.file.map(|(file, text)| {
            self.lines.get_or_init(|| Lines::of(text)).place(file, text, range.clone())
        });
        Diagnostic { problem, place }
    }
}

/// The templates that begin a chain of more than `most`, with the mention by which it goes on.
fn chains<'a>(all: &Mentions<'a>, most: usize) -> Vec<(&'a str, Range<usize>)> {
    // Those from which a step less can be taken, and those from which all can.
    let (mut nearer, mut far) = (BTreeSet::new(), all.keys().copied().collect::<BTreeSet<_>>());
    for _ in 0..most {
        nearer = far;
        let goes_on = |name: &&str| all[name].iter().any(|(other, _)| nearer.contains(other));
        far = nearer.iter().copied().filter(goes_on).collect();
    }
    let inner: BTreeSet<&str> =
        far.iter().flat_map(|name| &all[name]).map(|(other, _)| *other).collect();
    let first = far.iter().filter(|name| !inner.contains(*name));
    first
        .filter_map(|name| {
            let (_, range) = all[name].iter().find(|(other, _)| nearer.contains(other))?;
            Some((*name, range.clone()))
        })
        .collect()
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
    fn chains_are_told_where_they_begin() {
        for (templates, most, expect) in [
            (&[("a", "b"), ("b", "c"), ("c", "d")][..], 4, ""),
            (&[("a", "b"), ("b", "c"), ("c", "d")], 3, "a"),
            (&[("a", "b"), ("b", "c"), ("c", "d")], 2, "a"),
            (&[("a", "b"), ("b", "c"), ("c", "d")], 1, "a"),
            (&[("a", "c"), ("b", "c"), ("c", "d"), ("d", "e")], 2, "a, b"),
            (&[("a", "x"), ("b", "a")], 1, "b"),
            (&[], 1, ""),
        ] {
            let mut all: Mentions =
                templates.iter().map(|(name, other)| (*name, vec![(*other, 0..0)])).collect();
            for last in ["d", "e"] {
                all.entry(last).or_default();
            }
            let found: Vec<_> = chains(&all, most).into_iter().map(|(name, _)| name).collect();
            assert_eq!(found.join(", "), expect, "{templates:?}, {most}");
        }
        // Of two mentions the long one is told.
        let two = vec![("e", 1..2), ("b", 3..4)];
        let all = Mentions::from([
            ("a", two),
            ("b", vec![("c", 0..0)]),
            ("c", vec![("e", 0..0)]),
            ("e", vec![]),
        ]);
        assert_eq!(chains(&all, 2), [("a", 3..4)]);
    }

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
