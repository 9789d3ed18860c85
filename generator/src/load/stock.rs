//! Files that certsite alone writes, as they were read last: a living site reads none of them again
//! that looks as it did. Whatever people write is read each time, and only its bytes decide.

use super::looks::Looks;
use super::tree::is_stored;
use super::walk::Found;
use super::{File, Looked};
use crate::diag::Diagnostic;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// How long before a reading a file must have changed last, in nanoseconds: one that changed in the
/// same moment may change again and look the same.
const OLD: i64 = 2_000_000_000;

/// What was read last.
#[derive(Default)]
pub struct Stock(HashMap<Arc<str>, (Looks, File)>);

/// The same, while the site is read once more.
pub struct Last {
    files: HashMap<Arc<str>, (Looks, File)>,
    /// What changed later is not kept.
    before: i64,
}

/// A file, a private key in it, and its looks if it can be kept.
type Kept = (File, Option<Diagnostic>, Option<Looks>);

impl Stock {
    /// What was read last; what is kept from now on is all that there will be.
    pub fn turn(&mut self) -> Last {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let now = i64::try_from(now.as_nanos()).unwrap_or(0);
        Last { files: std::mem::take(&mut self.0), before: now - OLD }
    }

    /// Keeps a file by its looks, if it has any.
    pub fn keep(&mut self, name: &Arc<str>, file: &File, looks: Option<Looks>) {
        if let Some(looks) = looks {
            self.0.insert(name.clone(), (looks, file.clone()));
        }
    }
}

impl Last {
    /// A file as it was read last, or as it is read now.
    pub fn read(
        &self,
        found: &Found,
        read: impl FnOnce(&Found) -> Result<Option<Looked>, Box<Diagnostic>>,
    ) -> Result<Option<Kept>, Box<Diagnostic>> {
        // Before its bytes: what changes meanwhile looks different next time.
        let looks = is_stored(&found.name).then(|| looks(&found.path)).flatten();
        let looks = looks.filter(|looks| looks.changed < self.before);
        let known = looks.and_then(|looks| {
            let (known, file) = self.files.get(&found.name)?;
            (*known == looks && file.real == found.real).then(|| file.clone())
        });
        if let Some(file) = known {
            return Ok(Some((file, None, looks)));
        }
        Ok(read(found)?.map(|(file, key)| {
            // A key is told each time.
            let looks = looks.filter(|_| key.is_none());
            (file, key, looks)
        }))
    }
}

fn looks(path: &Path) -> Option<Looks> {
    Looks::of(&std::fs::metadata(path).ok()?)
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "changes the files that are looked at")]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn what_looks_as_it_did_is_not_read_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.csv");
        let found = |name: &str| Found { name: name.into(), path: path.clone(), real: None };
        let file = |sum| File { data: super::super::Data::Withheld, sum, real: None };
        let (tally, page) = ("content/data/sensors/x/a.csv", "content/en/a.md");
        fs::write(&path, "one").expect("it is ours");
        let read = |stock: &mut Stock, name: &str, before: i64, sum| {
            let last = Last { files: std::mem::take(&mut stock.turn().files), before };
            let one = last.read(&found(name), |_| Ok(Some((file(sum), None))));
            let (file, _, looks) = one.expect("it is read").expect("it is there");
            stock.keep(&name.into(), &file, looks);
            file.sum
        };
        let mut stock = Stock::default();
        // What has just changed may change again and look the same.
        assert_eq!((1..4).map(|n| read(&mut stock, tally, 0, n)).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!((4..7).map(|n| read(&mut stock, tally, i64::MAX, n)).max(), Some(4));
        fs::write(&path, "other").expect("it is ours");
        assert_eq!((7..9).map(|n| read(&mut stock, tally, i64::MAX, n)).max(), Some(7));
        // What people write is read each time.
        assert_eq!((1..4).map(|n| read(&mut stock, page, i64::MAX, n)).max(), Some(3));
    }
}
