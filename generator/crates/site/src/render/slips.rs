//! Words of a theme that are missing in one language → the blocks and strings in whose names there
//! seems to be a slip: one line says more than all that is missing because of it.

use certsite_base::diag::Nearby;
use std::collections::{BTreeMap, BTreeSet};

/// What is written, and what seems to be meant by it.
#[derive(Default)]
pub struct Slips {
    /// The paths that are written, each with the one that seems to be meant.
    written: BTreeMap<String, String>,
    meant: BTreeSet<String>,
}

impl Slips {
    /// Those of a language that has these keys, and wants these. What is known besides is no slip.
    pub fn of<'a>(
        own: impl IntoIterator<Item = &'a str>,
        wanted: impl IntoIterator<Item = &'a str>,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Slips {
        let own: BTreeSet<&str> = own.into_iter().flat_map(paths).collect();
        let wanted: BTreeSet<&str> = wanted.into_iter().flat_map(paths).collect();
        let known: BTreeSet<&str> = known.into_iter().flat_map(paths).collect();
        let mut strange: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for path in own.difference(&known).filter(|path| !wanted.contains(*path)) {
            let (block, name) = split(path);
            strange.entry(block).or_default().push(name);
        }
        let near = strange.into_iter().map(|(block, names)| (block, Nearby::new(names)));
        let near: BTreeMap<&str, Nearby> = near.collect();
        let mut slips = Slips::default();
        for missing in wanted.difference(&own) {
            let (block, name) = split(missing);
            if let Some(near) = near.get(block).and_then(|near| near.nearest(name)) {
                let written = missing[..missing.len() - name.len()].to_owned() + near;
                slips.written.entry(written).or_insert_with(|| (*missing).to_owned());
                slips.meant.insert((*missing).to_owned());
            }
        }
        slips
    }

    /// What is written, and what seems to be meant.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.written.iter().map(|(written, meant)| (written.as_str(), meant.as_str()))
    }

    /// Whether a key seems to be meant by one of them, or stands in a block that does.
    pub fn mean(&self, key: &str) -> bool {
        !self.meant.is_empty() && paths(key).any(|path| self.meant.contains(path))
    }

    /// Whether a key is one of them, or stands in a block that is.
    pub fn hold(&self, key: &str) -> bool {
        !self.written.is_empty() && paths(key).any(|path| self.written.contains_key(path))
    }
}

/// A key and the blocks that it stands in: `a`, `a.b`, `a.b.c`.
fn paths(key: &str) -> impl Iterator<Item = &str> {
    key.match_indices('.').map(|(dot, _)| &key[..dot]).chain([key])
}

/// The block that something stands in, which is empty for what stands in none, and its name there.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('.').unwrap_or(("", path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_nobody_else_knows_is_a_slip_if_it_is_near_to_one_that_is_missing() {
        for (own, wanted, known, expect) in [
            ("alrt.note alrt.tip", "alert.note alert.tip", "", "alrt → alert"),
            ("alert.noet", "alert.note", "", "alert.noet → alert.note"),
            ("a.block.one", "a.blok.one b", "", "a.block → a.blok"),
            ("alert.note more.word", "alert.note", "", ""),
            ("alert.note", "alert.note more.word", "", ""),
            ("alerts.note", "alert.note", "alerts.note", ""),
            ("alerts.note", "alert.note alerts.note", "", ""),
            ("page.next", "tag.next", "", ""),
            ("page.prev", "page.next", "", ""),
        ] {
            let slips = Slips::of(own.split(' '), wanted.split(' '), known.split(' '));
            let shown: Vec<_> = slips.all().map(|(a, b)| format!("{a} → {b}")).collect();
            assert_eq!(shown.join(", "), expect, "{own}");
        }
    }

    #[test]
    fn what_follows_from_a_slip_is_known() {
        let slips = Slips::of(["alrt.note"], ["alert.note"], []);
        for (key, means, holds) in [
            ("alert.note", true, false),
            ("alrt.note", false, true),
            ("alert", true, false),
            ("alerts.note", false, false),
        ] {
            assert_eq!((slips.mean(key), slips.hold(key)), (means, holds), "{key}");
        }
    }
}
