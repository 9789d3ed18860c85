//! YAML with places: values by serde, and for each mistake the line where it stands.
//!
//! Places come from a second reading, which knows the bytes of everything. It happens when the
//! first place is asked for, so that files without mistakes cost nothing.

mod depth;
mod explain;
mod line;
mod lost;
mod nulls;
mod number;
mod salvage;
mod scalar;
mod syntax;
mod tree;

pub use explain::EXPECTED;
pub use nulls::may_have_nulls;
pub use syntax::quoted;

use crate::diag::{Diagnostic, Lines, Place};
use salvage::Unit;
use serde::de::DeserializeOwned;
use std::ops::Range;
use std::sync::{Arc, OnceLock};
use tree::{Broken, Found, Id, NodeKind, Tree};

/// A stretch of YAML inside a file.
pub struct Source<'a> {
    file: &'a Arc<str>,
    text: &'a str,
    range: Range<usize>,
    read: Arc<Read>,
}

/// What a stretch was read into once the first place was asked for: whoever asks for many places of
/// one text keeps this.
#[derive(Default)]
pub struct Read {
    tree: OnceLock<Result<Tree, Broken>>,
    lines: FileLines,
}

/// The lines of a file, once they are asked for: whoever reads many stretches of it keeps this.
pub type FileLines = Arc<OnceLock<Lines>>;

/// A text, number or key of a file, found by [`Source::values`].
pub struct Value<'t> {
    /// Its bytes in the file, with quotes if it has any.
    pub at: Range<usize>,
    /// What it says once YAML is read: without quotes and escapes.
    pub text: &'t str,
    /// Whether it stands without quotes.
    pub is_plain: bool,
}

impl<'a> Source<'a> {
    /// A file that is YAML from end to end.
    pub fn whole(file: &'a Arc<str>, text: &'a str) -> Self {
        Source::part(file, text, 0..text.len())
    }

    /// A stretch of a file: the YAML stands in these bytes of it, and places are told in the file.
    pub fn part(file: &'a Arc<str>, text: &'a str, range: Range<usize>) -> Self {
        Source { file, text, range, read: Arc::default() }
    }

    /// The same, with what was read of it before.
    pub fn with(self, read: &Arc<Read>) -> Self {
        Source { read: read.clone(), ..self }
    }

    /// The same in a file whose lines may have been counted before.
    pub fn in_lines(self, lines: &FileLines) -> Self {
        let read = Read { tree: OnceLock::new(), lines: lines.clone() };
        Source { read: Arc::new(read), ..self }
    }

    fn yaml(&self) -> &'a str {
        &self.text[self.range.clone()]
    }

    /// Reads a `T` of structs and lists; a mistake becomes a diagnostic at its line.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Box<Diagnostic>> {
        let value = self.read_with_tags()?;
        match lost::lost(self) {
            None => Ok(value),
            Some(diagnostic) => Err(Box::new(diagnostic)),
        }
    }

    /// The same for a `T` that holds maps, which would keep the last of two equal keys without a
    /// word.
    pub fn read_maps<T: DeserializeOwned>(&self) -> Result<T, Box<Diagnostic>> {
        self.read_with_tags::<serde_yaml::Value>()?;
        self.read()
    }

    /// The same for a `T` in which tags such as `!none` have a meaning.
    pub fn read_with_tags<T: DeserializeOwned>(&self) -> Result<T, Box<Diagnostic>> {
        // An empty document is an empty mapping: the error then names the missing key.
        let yaml = if self.yaml().trim().is_empty() { "{}" } else { self.yaml() };
        if depth::may_be_too_deep(yaml)
            && let Err(broken) = self.parsed()
        {
            return Err(Box::new(explain::broken(self, broken)));
        }
        let value = serde_yaml::from_str(yaml)
            .map_err(|error| Box::new(explain::explain::<T>(self, yaml, &error)))?;
        let nothing = nulls::may_have_nulls(yaml);
        match nothing.then(|| salvage::nothing_for_text::<T>(self, yaml)).flatten() {
            None => Ok(value),
            Some(diagnostic) => Err(Box::new(diagnostic)),
        }
    }

    /// Reads a `T` as [`Source::read`] does, but tells all mistakes, and reads what is left without
    /// the keys that are wrong, if that is a `T`.
    pub fn read_all<T: DeserializeOwned>(&self) -> (Option<T>, Vec<Diagnostic>) {
        self.read_without(Unit::LineKey)
    }

    /// Reads all mistakes as [`Source::read_all`] does, for a map of entries: what is left of it
    /// are the entries that are right. `None` if that is no `T`.
    pub fn read_entries<T: DeserializeOwned>(&self) -> (Option<T>, Vec<Diagnostic>) {
        self.read_without(Unit::Entry)
    }

    fn read_without<T: DeserializeOwned>(&self, unit: Unit) -> (Option<T>, Vec<Diagnostic>) {
        let first = match self.read() {
            Ok(value) => return (Some(value), Vec::new()),
            Err(first) => first,
        };
        match salvage::salvage(self, self.yaml(), unit) {
            (_, told) if told.is_empty() => (None, vec![*first]),
            salvaged => salvaged,
        }
    }

    /// Whether no value stands in it: nothing, or only white space and comments.
    pub fn is_empty(&self) -> bool {
        self.tree().is_some_and(|tree| tree.root().is_none())
    }

    /// Tells that a block of keys belongs where a path leads, and what stands there instead.
    pub fn wants_keys(&self, path: &[&str]) -> Option<Diagnostic> {
        explain::wants_keys(self, path)
    }

    /// The place of the key or item that a path leads to, such as `["tags", "2"]`, of the nearest
    /// above it, or of the stretch's first line.
    pub fn place_of(&self, path: &[&str]) -> Place {
        let found = self.tree().and_then(|tree| tree.find_nearest(path.iter().copied()));
        self.place_found(found, |found| found.key.unwrap_or(found.value))
    }

    /// The place of the value that a path leads to, or of the nearest key above it.
    pub fn place_of_value(&self, path: &[&str]) -> Place {
        match self.tree().and_then(|tree| tree.find(path.iter().copied())) {
            Some(found) => self.place_found(Some(found), |found| found.value),
            None => self.place_of(path),
        }
    }

    /// The place of a text below a path that is one of its values, or of the path's key.
    pub fn place_of_text(&self, path: &[&str], text: &str) -> Place {
        let found = self.tree().and_then(|tree| {
            let within = tree.find(path.iter().copied())?;
            tree.find_text(within.value, text)
        });
        found.map_or_else(|| self.place_of(path), |id| self.place_at(id))
    }

    /// The text of the value that a path leads to, where only a part of the whole is wanted.
    pub fn text_of(&self, path: &[&str]) -> Option<String> {
        let tree = self.tree()?;
        tree.text(tree.find(path.iter().copied())?.value).map(str::to_owned)
    }

    /// The bytes of the file that the entry with this key takes up: the key and its value.
    pub fn entry(&self, path: &[&str]) -> Option<Range<usize>> {
        let tree = self.tree()?;
        let found = tree.find(path.iter().copied())?;
        let start = tree.node(found.key?).at.start;
        Some(self.in_file(start..tree.node(found.value).at.end.max(start)))
    }

    /// The bytes of the file that the value of a path takes up.
    pub fn value(&self, path: &[&str]) -> Option<Range<usize>> {
        let tree = self.tree()?;
        let found = tree.find(path.iter().copied())?;
        Some(self.in_file(tree.node(found.value).at.clone()))
    }

    /// All texts, numbers and keys, in the order of the file.
    pub fn values(&self) -> impl Iterator<Item = Value<'_>> {
        self.tree().into_iter().flat_map(Tree::nodes).filter_map(|node| match &node.kind {
            NodeKind::Scalar(text, is_plain) => {
                Some(Value { at: self.in_file(node.at.clone()), text, is_plain: *is_plain })
            }
            _ => None,
        })
    }

    fn tree(&self) -> Option<&Tree> {
        self.parsed().as_ref().ok()
    }

    fn parsed(&self) -> &Result<Tree, Broken> {
        self.read.tree.get_or_init(|| Tree::parse(self.yaml()))
    }

    fn place_found(&self, found: Option<Found>, which: impl Fn(Found) -> Id) -> Place {
        let root = self.tree().and_then(Tree::root);
        match found.filter(|found| Some(found.value) != root) {
            Some(found) => self.place_at(which(found)),
            None => self.place(0..0),
        }
    }

    /// The place of a node; of one between quotes that of its text.
    fn place_at(&self, id: Id) -> Place {
        let mut at = self.tree().map_or(0..0, |tree| tree.node(id).at.clone());
        let text = &self.yaml()[at.clone()];
        if text.len() > 2 && text.starts_with(['"', '\'']) {
            at = at.start + 1..at.end - 1;
        }
        self.place(at)
    }

    /// The place of bytes of the stretch.
    fn place(&self, at: Range<usize>) -> Place {
        let lines = self.read.lines.get_or_init(|| Lines::of(self.text));
        lines.place(self.file, self.text, self.in_file(at))
    }

    fn in_file(&self, at: Range<usize>) -> Range<usize> {
        self.range.start + at.start..self.range.start + at.end
    }
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod places {
    use super::*;

    #[test]
    fn places_are_those_of_what_is_meant() {
        let file: Arc<str> = "x.yaml".into();
        let text = "---\ntitle: Ə story\nslug: Ə\ntags:\n  - a\n  - Ə\n---\n";
        let source = Source::part(&file, text, 4..text.len() - 4);
        let at = |place: Place| place.spot.map(|spot| (spot.line, spot.column, spot.width));
        assert_eq!(at(source.place_of(&["slug"])), Some((3, 1, 4)));
        assert_eq!(at(source.place_of_value(&["slug"])), Some((3, 7, 1)));
        assert_eq!(at(source.place_of(&["tags", "1"])), Some((6, 5, 1)));
        assert_eq!(at(source.place_of_text(&["tags"], "Ə")), Some((6, 5, 1)));
        assert_eq!(at(source.place_of_text(&["tags"], "b")), Some((4, 1, 4)));
        assert_eq!(at(source.place_of(&["tags", "7"])), Some((4, 1, 4)));
        assert_eq!(at(source.place_of(&["image"])), Some((2, 1, 1)));
        assert_eq!(source.text_of(&["title"]).as_deref(), Some("Ə story"));
        assert_eq!(source.entry(&["tags"]).map(|at| &text[at]), Some("tags:\n  - a\n  - Ə"));
    }
}
