//! Keys without a value: `title:`, `az: null`, `- ~`. The reader of values makes the text “null” of
//! some, or an empty one, and nobody sees it before it is published.

use super::Source;
use super::tree::{Id, NodeKind, Tree};
use crate::diag::Place;

impl Source<'_> {
    /// The keys below a path that have no value, each with its place.
    pub fn without_value(&self, path: &[&str]) -> Vec<(String, Place)> {
        if !may_have_nulls(self.yaml()) {
            return Vec::new();
        }
        let Some(tree) = self.tree() else { return Vec::new() };
        let Some(within) = tree.find(path.iter().copied()) else { return Vec::new() };
        let keys = keys_without_value(tree, within.value);
        let told = keys.into_iter().filter_map(|id| Some((tree.text(id)?.to_owned(), id)));
        told.map(|(key, id)| (key, self.place_at(id))).collect()
    }
}

fn keys_without_value(tree: &Tree, within: Id) -> Vec<Id> {
    let (mut found, mut todo) = (Vec::new(), vec![within]);
    while let Some(id) = todo.pop() {
        match &tree.node(id).kind {
            NodeKind::List(items) => todo.extend(items.iter().rev()),
            NodeKind::Map(entries) => {
                let is_empty = |(_, value): &&(Id, Id)| tree.is_nothing(*value);
                found.extend(entries.iter().filter(is_empty).map(|(key, _)| *key));
                todo.extend(entries.iter().rev().map(|(_, value)| *value));
            }
            _ => {}
        }
    }
    found
}

/// A quick look that passes over nearly all files.
pub fn may_have_nulls(yaml: &str) -> bool {
    let bytes = yaml.as_bytes();
    let word = |word: &[u8]| memchr::memmem::find(bytes, word).is_some();
    if word(b"~") || word(b"null") || word(b"Null") || word(b"NULL") {
        return true;
    }
    let ends_early = |at: usize| {
        let rest = &bytes[at + 1..];
        let blanks = rest.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        matches!(rest.get(blanks), Some(b',' | b'}' | b']'))
    };
    memchr::memchr_iter(b':', bytes).any(ends_early) || has_open_line(yaml)
}

/// Whether the value of a key or item that ends its line may be missing from those below, too.
fn has_open_line(yaml: &str) -> bool {
    // The column of a key or item, and whether items at the same column are its value.
    let mut open: Option<(usize, bool)> = None;
    for line in yaml.lines() {
        let text = line.trim_end();
        let start = text.len() - text.trim_start().len();
        let text = text.trim_start();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        let is_item = text == "-" || text.starts_with("- ");
        let is_missing = |(column, takes)| start < column || start == column && !(is_item && takes);
        if open.take().is_some_and(is_missing) {
            return true;
        }
        // Behind the marks of items.
        let inner = text.trim_start_matches("- ").trim_start();
        let column = start + text.len() - inner.len();
        let without = inner.split(" #").next().unwrap_or(inner).trim_end();
        if without.ends_with(':') || without == "-" {
            open = Some((column, without != "-"));
        }
    }
    open.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_values_are_suspected_and_nothing_that_is_usual() {
        for yaml in [
            "a:",
            "a: \nb: c\n",
            "a:\n\n# d\nb: c\n",
            "- a:\n  b: c\n",
            "a:\n  b:\nc: d\n",
            "a: {b: , c: d}\n",
            "a: {b:}\n",
            "a: null\n",
            "a: ~\n",
            "- \n- b\n",
            "a:\n  -\n  - b\n",
            "a: # b\nc: d\n",
            "- a:\n- b\n",
        ] {
            assert!(may_have_nulls(yaml), "{yaml}");
        }
        for yaml in [
            "",
            "a: b\nc: d\n",
            "a:\n  b: c\nd: e\n",
            "a:\n- b\n- c\nd: e\n",
            "a:\n  - b: c\n    d: e\n",
            "a: {b: c, d: e}\n",
            "a: [b, c]\n",
            "a: # x\n  b\n",
            "- a:\n    b: c\n",
            "a: |\n  b\n",
            "a: 10:30\n",
        ] {
            assert!(!may_have_nulls(yaml), "{yaml}");
        }
    }
}
