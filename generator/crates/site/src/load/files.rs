//! A window on the site's files: those alone that somebody said to read.

use super::{Data, File, Inputs, Sum, Tallies};
use std::collections::BTreeMap;
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// The files whose paths begin in one of some ways. Whatever is made of them depends on nothing
/// else of the site's files, so their fingerprint tells whether it has to be made again.
#[derive(Clone, Copy)]
pub struct Files<'a> {
    inputs: &'a Inputs,
    beginnings: &'static [&'static str],
}

impl<'a> Files<'a> {
    /// The files whose paths begin with one of these: a folder with a slash at its end, or a file.
    pub fn of(inputs: &'a Inputs, beginnings: &'static [&'static str]) -> Files<'a> {
        Files { inputs, beginnings }
    }

    /// A window without a frame: all files of the site.
    pub fn all(inputs: &'a Inputs) -> Files<'a> {
        Files { inputs, beginnings: &[""] }
    }

    fn shows(self, path: &str) -> bool {
        self.beginnings.iter().any(|beginning| path.starts_with(beginning))
    }

    /// True if there is a file at a path.
    pub fn has(self, path: &str) -> bool {
        self.shows(path) && self.inputs.files.contains_key(path)
    }

    /// Path and text of a file, if it is there and is text.
    pub fn text(self, path: &str) -> Option<(&'a Arc<str>, &'a Arc<str>)> {
        self.inputs.text(path).filter(|_| self.shows(path))
    }

    /// Paths and texts of the files below a folder that are text, in the order of their paths.
    pub fn texts_below(self, folder: &str) -> impl Iterator<Item = (&'a Arc<str>, &'a Arc<str>)> {
        let below = self.inputs.below(folder).filter(move |(path, _)| self.shows(path));
        below.filter_map(|(path, File { data, .. })| match data {
            Data::Text(text) => Some((path, text)),
            Data::Page(_) | Data::Binary(_) | Data::Withheld => None,
        })
    }

    /// Paths of all files below a folder, in their order.
    pub fn paths_below(self, folder: &str) -> impl Iterator<Item = &'a Arc<str>> {
        self.inputs.below(folder).map(|(path, _)| path).filter(move |path| self.shows(path))
    }

    /// True if a file below a folder is there and could not be read, which was told.
    pub fn lacks_any_of(self, folder: &str) -> bool {
        self.unread_below(folder).next().is_some()
    }

    /// Paths of the files below a folder that are there and could not be read, which was told.
    pub fn unread_below(self, folder: &str) -> impl Iterator<Item = &'a Arc<str>> {
        self.inputs.unread.iter().filter(move |path| self.shows(path) && path.starts_with(folder))
    }

    /// The folders of sensors' tallies that are among these files.
    pub fn tallies(self) -> impl Iterator<Item = &'a Arc<Tallies>> {
        self.inputs.tallies.iter().filter(move |tallies| self.shows(&tallies.folder))
    }

    /// Figures that the last build made public, by their paths in the site.
    pub fn public(self) -> &'a BTreeMap<String, Arc<str>> {
        &self.inputs.public
    }

    /// Fingerprint of a file; 0 if there is none.
    pub fn sum_of(self, path: &str) -> Sum {
        let file = self.inputs.files.get(path).filter(|_| self.shows(path));
        file.map_or(0, |file| file.sum)
    }

    /// Fingerprint of paths and bytes of the files below a folder.
    pub fn sum_below(self, folder: &str) -> Sum {
        if self.shows(folder) { self.inputs.sum_below(folder) } else { 0 }
    }

    /// Fingerprint of all that this window shows.
    pub fn sum(self) -> Sum {
        let sums = self.beginnings.iter().map(|beginning| self.inputs.sum_below(beginning));
        let unread = self.inputs.unread.iter().filter(|path| self.shows(path));
        let unread = unread.map(|path| xxh3_64(path.as_bytes()));
        let sums = sums.chain(unread).chain([self.inputs.public_sum()]);
        xxh3_64(&sums.flat_map(Sum::to_le_bytes).collect::<Vec<u8>>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inputs(files: &[(&str, Sum)]) -> Inputs {
        let file = |(path, sum): &(&str, Sum)| {
            let data = Data::Text(path.to_string().into());
            (Arc::from(*path), File { data, sum: *sum, real: None, picture: None })
        };
        Inputs { files: files.iter().map(file).collect(), ..Inputs::default() }
    }

    #[test]
    fn a_window_shows_what_was_said_and_nothing_else() {
        let inputs =
            inputs(&[("content/data/a.yaml", 1), ("content/data/x/b.csv", 2), ("content/x", 3)]);
        let files = Files::of(&inputs, &["content/data/x/", "content/x"]);
        assert!(files.has("content/x") && files.text("content/data/x/b.csv").is_some());
        assert!(!files.has("content/data/a.yaml") && files.text("content/data/a.yaml").is_none());
        assert_eq!((files.sum_of("content/data/a.yaml"), files.sum_below("content/data/")), (0, 0));
        let below: Vec<&str> = files.paths_below("content/").map(|path| &**path).collect();
        assert_eq!(below, ["content/data/x/b.csv", "content/x"]);
        assert_eq!(files.texts_below("content/data/").count(), 1);
    }

    #[test]
    fn its_fingerprint_is_that_of_what_it_shows() {
        let sum = |files: &[(&str, Sum)]| Files::of(&inputs(files), &["a/", "b"]).sum();
        let before = sum(&[("a/x", 1), ("c", 2)]);
        assert_eq!(before, sum(&[("a/x", 1), ("c", 3), ("d", 4)]));
        for other in [&[("a/x", 2), ("c", 2)][..], &[("a/y", 1)], &[("a/x", 1), ("b", 1)], &[]] {
            assert_ne!(before, sum(other), "{other:?}");
        }
    }
}
