//! YAML → a tree in which everything knows its bytes. Made only where a place is to be shown.

use super::depth::DEEPEST;
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;
use xxhash_rust::xxh3::xxh3_64;

/// A stretch of YAML, parsed. All bytes in it are counted from the beginning of the stretch.
pub struct Tree {
    nodes: Vec<Node>,
    /// The entries of long mappings by their keys, once one is looked for.
    entries: OnceLock<HashMap<(usize, u64), (Id, Id)>>,
}

/// In a mapping with up to this many entries, going through them is as cheap as a table.
const MAX_LISTED: usize = 16;

/// A value, or a key of a mapping.
pub struct Node {
    /// Its bytes, with the anchor or tag before it; of a list or mapping in block style from its
    /// first item to its last.
    pub at: Range<usize>,
    /// Whether it is one value, a list, a mapping, or a name for another node.
    pub kind: NodeKind,
    /// Whether it has a tag such as `!none`.
    pub has_tag: bool,
    /// The number of the anchor that names it; 0 if none does.
    pub anchor: usize,
}

/// Why a stretch of YAML has no tree.
#[derive(Debug)]
pub struct Broken {
    /// The byte at which that is seen.
    pub at: usize,
    /// What is wrong, by the library's words.
    pub what: String,
    /// What would be right, as an instruction to the editor.
    pub help: &'static str,
}

/// What is wrong with most YAML that does not parse.
pub const SYNTAX: &str = "check the indentation, the colon with a space after it, and quotes round values that hold “: ” or “#”";

impl Broken {
    /// A stretch that breaks at this byte of it.
    pub fn new(at: usize, what: String, help: &'static str) -> Broken {
        Broken { at, what, help }
    }
}

/// A node of the tree, as an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Id(usize);

/// What sort of node it is, with what stands in it.
pub enum NodeKind {
    /// One value, with its text as YAML means it, and whether it stands without quotes.
    Scalar(Box<str>, bool),
    /// A list with its items, in the order of the file.
    List(Vec<Id>),
    /// A mapping: keys with their values, in the order of the file.
    Map(Vec<(Id, Id)>),
    /// The value that an anchor names elsewhere; none if there is no such.
    Alias(Option<Id>),
}

/// What is found at the end of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The key, if the last step was one.
    pub key: Option<Id>,
    /// The value of that key, the item of the list, or the outermost value.
    pub value: Id,
}

impl Tree {
    /// Parses a stretch; one without any value has no root.
    ///
    /// # Errors
    /// If it is not YAML, or stands too deep in itself.
    pub fn parse(yaml: &str) -> Result<Tree, Broken> {
        let offsets: Vec<usize> =
            yaml.char_indices().map(|(at, _)| at).chain([yaml.len()]).collect();
        let byte = |index: usize| offsets[index.min(offsets.len() - 1)];
        let bytes = |span: Span| byte(span.start.index())..byte(span.end.index());
        let wrong = |error: ScanError| {
            Broken::new(byte(error.marker().index()), error.info().to_owned(), SYNTAX)
        };
        let mut builder = Builder::default();
        for event in Parser::new_from_str(yaml) {
            let (event, span) = event.map_err(wrong)?;
            builder.event(event, bytes(span))?;
        }
        Ok(Tree { nodes: builder.nodes, entries: OnceLock::new() })
    }

    /// The outermost value; `None` if there is none, as in an empty file.
    pub fn root(&self) -> Option<Id> {
        // Nodes are numbered as they begin.
        (!self.nodes.is_empty()).then_some(Id(0))
    }

    /// The node with this number. Numbers of another tree have no meaning here.
    pub fn node(&self, id: Id) -> &Node {
        &self.nodes[id.0]
    }

    /// All nodes, in the order in which they begin in the file.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The text of a value; `None` if it is a list or a map.
    pub fn text(&self, id: Id) -> Option<&str> {
        match &self.node(self.target(id)).kind {
            NodeKind::Scalar(text, _) => Some(text),
            _ => None,
        }
    }

    /// Whether nothing stands where a value belongs: `key:`, `key: ~`.
    pub fn is_nothing(&self, id: Id) -> bool {
        let node = self.node(id);
        match &node.kind {
            NodeKind::Scalar(text, is_plain) => {
                let is_word = matches!(&**text, "" | "~" | "null" | "Null" | "NULL");
                is_word && *is_plain && !node.has_tag
            }
            _ => false,
        }
    }

    /// What a path of keys and, in lists, numbers from 0 leads to; none if it leads nowhere.
    pub fn find<'p>(&self, path: impl IntoIterator<Item = &'p str>) -> Option<Found> {
        let root = Found { key: None, value: self.root()? };
        path.into_iter().try_fold(root, |found, step| self.step(found.value, step))
    }

    /// What a path leads to, as far as it leads; at least the outermost value. `None` if there is
    /// none.
    pub fn find_nearest<'p>(&self, path: impl IntoIterator<Item = &'p str>) -> Option<Found> {
        let mut found = Found { key: None, value: self.root()? };
        for step in path {
            match self.step(found.value, step) {
                Some(next) => found = next,
                None => break,
            }
        }
        Some(found)
    }

    fn step(&self, from: Id, step: &str) -> Option<Found> {
        match &self.node(self.target(from)).kind {
            NodeKind::Map(entries) if entries.len() > MAX_LISTED => {
                let all = self.entries.get_or_init(|| self.index());
                let (key, value) = *all.get(&(self.target(from).0, hash(step)))?;
                Some(Found { key: Some(key), value })
            }
            NodeKind::Map(entries) => {
                let is_meant = |(key, _): &&(Id, Id)| self.text(*key) == Some(step);
                let (key, value) = entries.iter().find(is_meant)?;
                Some(Found { key: Some(*key), value: *value })
            }
            NodeKind::List(items) => {
                Some(Found { key: None, value: *items.get(step.parse::<usize>().ok()?)? })
            }
            _ => None,
        }
    }

    /// The entries of long mappings, so that a thousand of them are found in a thousand steps.
    fn index(&self) -> HashMap<(usize, u64), (Id, Id)> {
        let mut all = HashMap::new();
        for (n, node) in self.nodes.iter().enumerate() {
            let NodeKind::Map(entries) = &node.kind else { continue };
            for (key, value) in entries.iter().filter(|_| entries.len() > MAX_LISTED) {
                if let Some(text) = self.text(*key) {
                    all.entry((n, hash(text))).or_insert((*key, *value));
                }
            }
        }
        all
    }

    /// What stands behind an alias; every other node stands for itself.
    pub fn target(&self, id: Id) -> Id {
        match self.node(id).kind {
            NodeKind::Alias(Some(target)) => target,
            _ => id,
        }
    }

    /// The keys that are no text: lists, and blocks of keys, as braces in the place of a key make.
    pub fn odd_keys(&self) -> impl Iterator<Item = Id> {
        let keys = self.nodes.iter().flat_map(|node| match &node.kind {
            NodeKind::Map(entries) => entries.as_slice(),
            _ => &[],
        });
        keys.map(|(key, _)| *key).filter(|key| self.text(*key).is_none())
    }

    /// The second of two equal keys of a mapping; `None` if the key stands there once at most.
    pub fn second(&self, map: Id, key: &str) -> Option<Id> {
        let NodeKind::Map(entries) = &self.node(self.target(map)).kind else { return None };
        entries.iter().filter(|(id, _)| self.text(*id) == Some(key)).nth(1).map(|(id, _)| *id)
    }

    /// The second of the first two equal keys of any mapping; `None` if all keys differ.
    pub fn any_second(&self) -> Option<Id> {
        self.nodes.iter().find_map(|node| {
            let NodeKind::Map(entries) = &node.kind else { return None };
            let mut seen = HashMap::new();
            entries.iter().find_map(|(key, _)| seen.insert(self.text(*key)?, ()).map(|()| *key))
        })
    }

    /// The first text inside a node, or the node itself, that is `text` but for white space around
    /// it; keys do not count. `None` if there is none.
    pub fn find_text(&self, inside: Id, text: &str) -> Option<Id> {
        let mut todo = vec![inside];
        while let Some(id) = todo.pop() {
            match &self.node(id).kind {
                NodeKind::Scalar(own, _) if own.trim() == text.trim() => return Some(id),
                NodeKind::List(items) => todo.extend(items.iter().rev()),
                NodeKind::Map(entries) => {
                    todo.extend(entries.iter().rev().map(|(_, value)| *value))
                }
                _ => {}
            }
        }
        None
    }
}

fn hash(key: &str) -> u64 {
    xxh3_64(key.as_bytes())
}

/// A list or mapping that is not finished, with a key that has no value yet.
struct Open {
    id: Id,
    key: Option<Id>,
}

#[derive(Default)]
struct Builder {
    nodes: Vec<Node>,
    open: Vec<Open>,
    anchors: HashMap<usize, Id>,
}

impl Builder {
    fn event(&mut self, event: Event, at: Range<usize>) -> Result<(), Broken> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let kind = NodeKind::Scalar(text.into(), style == ScalarStyle::Plain);
                self.add(Node { at, kind, has_tag: tag.is_some(), anchor });
            }
            Event::Alias(anchor) => {
                let target = self.anchors.get(&anchor).copied();
                self.add(Node { at, kind: NodeKind::Alias(target), has_tag: false, anchor: 0 });
            }
            Event::SequenceStart(anchor, tag) => {
                self.begin(NodeKind::List(Vec::new()), at, tag.is_some(), anchor)?;
            }
            Event::MappingStart(anchor, tag) => {
                self.begin(NodeKind::Map(Vec::new()), at, tag.is_some(), anchor)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(at),
            // Nothing of a second document belongs to the first.
            Event::DocumentStart(_) if !self.nodes.is_empty() => {
                let what = "a second document begins".to_owned();
                return Err(Broken::new(at.start, what, SYNTAX));
            }
            _ => {}
        }
        Ok(())
    }

    fn begin(
        &mut self,
        kind: NodeKind,
        at: Range<usize>,
        has_tag: bool,
        anchor: usize,
    ) -> Result<(), Broken> {
        if self.open.len() == DEEPEST {
            let what =
                format!("lists and blocks of keys stand in each other more than {DEEPEST} deep");
            return Err(Broken::new(at.start, what, "write it flatter"));
        }
        let id = self.add(Node { at, kind, has_tag, anchor });
        self.open.push(Open { id, key: None });
        Ok(())
    }

    fn end(&mut self, at: Range<usize>) {
        let Some(Open { id, .. }) = self.open.pop() else { return };
        // Only flow style has a sign for the end; in block style it is told where the next begins.
        let inner = match &self.nodes[id.0].kind {
            NodeKind::List(items) => items.last(),
            NodeKind::Map(entries) => entries.last().map(|(_, value)| value),
            _ => None,
        };
        let inner = inner.map_or(at.end, |last| self.nodes[last.0].at.end);
        let end = if at.is_empty() { inner } else { at.end };
        let start = self.nodes[id.0].at.start;
        self.nodes[id.0].at.end = end.max(start);
    }

    fn add(&mut self, node: Node) -> Id {
        let id = Id(self.nodes.len());
        if node.anchor != 0 {
            self.anchors.insert(node.anchor, id);
        }
        self.nodes.push(node);
        if let Some(open) = self.open.last_mut() {
            match (&mut self.nodes[open.id.0].kind, open.key.take()) {
                (NodeKind::Map(entries), Some(key)) => entries.push((key, id)),
                (NodeKind::Map(_), None) => open.key = Some(id),
                (NodeKind::List(items), _) => items.push(id),
                _ => {}
            }
        }
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bytes of a path's key or item, and of its value.
    fn check(yaml: &str, path: &[&str], expect: (&str, &str)) {
        let tree = Tree::parse(yaml).expect("it is YAML");
        let found = tree.find(path.iter().copied()).unwrap_or_else(|| panic!("{path:?}: {yaml}"));
        let text = |id: Id| &yaml[tree.node(id).at.clone()];
        assert_eq!((text(found.key.unwrap_or(found.value)), text(found.value)), expect, "{yaml}");
    }

    #[test]
    fn keys_values_and_items_have_their_bytes() {
        for (yaml, path, expect) in [
            ("title: Ə story\nslug: Ə\n", &["slug"][..], ("slug", "Ə")),
            ("tags: [a, ə, c]\n", &["tags", "2"], ("c", "c")),
            ("tags:\n  - a\n  - ə # b\n  - c d\n", &["tags", "2"], ("c d", "c d")),
            ("\"tit: le\": a\n'b': 'c: d'\n", &["b"], ("'b'", "'c: d'")),
            ("{a: {b: ç, d: e}, f: g}", &["a", "d"], ("d", "e")),
            ("a:\n- x: 1\n  y: 2\n- x: 3\n  y: 4\n", &["a", "1", "y"], ("y", "4")),
            ("a: |\n  b: c\n  d\ne: f\n", &["e"], ("e", "f")),
            ("a: >-\n  e: c\n  d\ne: \"f\n  g\"\n", &["e"], ("e", "\"f\n  g\"")),
            ("a: &x {b: c}\nd: *x\n", &["d"], ("d", "*x")),
            ("a: &x {b: c}\nd: *x\n", &["d", "b"], ("b", "c")),
            ("a: !none\nb: !unknown \"c\"\n", &["b"], ("b", "!unknown \"c\"")),
            ("a: b # c\n\n# d\ne: # f\n  g: h\n", &["e", "g"], ("g", "h")),
            ("? a\n: b\n", &["a"], ("a", "b")),
            ("a:\n  b: c\n  d: e\nf: g\n", &["a"], ("a", "b: c\n  d: e")),
            ("a:\r\n  b: ə\r\nc: d\r\n", &["c"], ("c", "d")),
        ] {
            check(yaml, path, expect);
        }
    }

    #[test]
    fn a_path_that_leads_nowhere_has_its_nearest_place() {
        let yaml = "a:\n  - b: c\n";
        let tree = Tree::parse(yaml).expect("it is YAML");
        assert_eq!(tree.find(["a", "0", "x"]), None);
        let near = tree.find_nearest(["a", "0", "x"]).expect("an item");
        assert_eq!(&yaml[tree.node(near.value).at.clone()], "b: c");
        assert!(Tree::parse("").expect("nothing").find_nearest(["a"]).is_none());
    }

    #[test]
    fn no_input_is_too_deep() {
        let deep = "[".repeat(100_000);
        assert!(Tree::parse(&deep).is_err());
        let bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n";
        let tree = Tree::parse(bomb).expect("it is YAML");
        assert_eq!(tree.find_text(tree.root().expect("a root"), "y"), None);
    }
}
