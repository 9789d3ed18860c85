//! What YAML takes for signs of its own, so that it is missing from the text without a word:
//! `title: &Co rest` is “rest”, `title: !Salam` is nothing.

use super::Source;
use super::syntax::quoted;
use super::tree::{Node, NodeKind, Tree};
use crate::diag::{Diagnostic, Problem};
use std::collections::HashSet;

/// The first sign in front of a value that nothing gives a meaning, as a problem at its place;
/// `None` if there is none.
pub fn lost(source: &Source) -> Option<Diagnostic> {
    let yaml = source.yaml();
    if !may_have_signs(yaml) {
        return None;
    }
    let tree = source.tree()?;
    let used: HashSet<usize> = tree.nodes().iter().filter_map(|node| named(tree, node)).collect();
    let is_lost = |node: &&Node| node.has_tag || node.anchor != 0 && !used.contains(&node.anchor);
    let node = tree.nodes().iter().find(is_lost)?;
    let start = node.at.start;
    let written = yaml[node.at.clone()].lines().next().unwrap_or_default().trim_end();
    let sign = written.split(' ').next().unwrap_or(written);
    let message =
        format!("“{sign}” before a value is a sign of YAML's own, and no part of the text");
    let expected = format!("put the value between quotes: {}", quoted(written));
    let problem = Problem::BadValue { message, expected };
    Some(Diagnostic::at(problem, source.place(start..start + sign.len())))
}

/// The number of the anchor that an alias speaks of.
fn named(tree: &Tree, node: &Node) -> Option<usize> {
    match node.kind {
        NodeKind::Alias(Some(target)) => Some(tree.node(target).anchor),
        _ => None,
    }
}

/// A quick look that passes over nearly all files.
fn may_have_signs(yaml: &str) -> bool {
    let bytes = yaml.as_bytes();
    memchr::memchr2_iter(b'&', b'!', bytes).any(|at| {
        let before = at.checked_sub(1).map_or(b' ', |before| bytes[before]);
        b" \t\n[{,".contains(&before)
    })
}
