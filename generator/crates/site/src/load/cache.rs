//! What was read of a site, by its folders: a living site reads again what may have changed, and
//! lists again the folders of what came or went.
//!
//! Of what the system tells nothing is taken for more than it is: a path says that something is
//! different there, the disk says what. Where a path may mean more than itself (a folder came,
//! went or was moved, a file has several names), all of the site is read again. Then only tallies
//! that look as they did are taken for what they were; of what people write only bytes decide.

use super::file_stamp::Looks;
use super::glance::LooksSum;
use super::normal::nfc;
use super::tallies::Tallies;
use super::tree::is_stored;
use super::walk::{Found, Listing, Way, list};
use super::{Changed, File, Inputs, One, Shelf, Sum, Wanted, read};
use certsite_base::diag::{Diagnostic, Severity};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::{SystemTime, UNIX_EPOCH};

/// How long before a reading a file must have changed last, in nanoseconds: one that changed in the
/// same moment may change again and look the same.
const OLD: i64 = 2_000_000_000;

/// All that was read of a site, by folder, so that only what changed is read again.
#[derive(Default)]
pub struct Stock {
    root: PathBuf,
    /// What is wrong with its uppermost folders.
    diagnostics: Vec<Diagnostic>,
    folders: BTreeMap<Arc<str>, Folder>,
    shelf: Shelf,
}

/// A folder with its files, as they were read last.
struct Folder {
    way: Way,
    /// The folder's real path from the site's root; `None` if a link leads out of the site.
    real: Option<Arc<str>>,
    listing: Listing,
    /// What its files were like, in the order of the listing.
    read: Vec<(One, Option<Looks>)>,
    share: Share,
}

/// What a folder has of the inputs.
#[derive(Default)]
struct Share {
    files: Vec<(Arc<str>, File)>,
    tallies: Option<Arc<Tallies>>,
    unread: Vec<Arc<str>>,
    diagnostics: Vec<Diagnostic>,
    /// Whether symbolic links are among its files.
    has_links: bool,
}

/// The folders that some paths are in, and the files that they may be, by where they really are.
#[derive(Default)]
struct Meant {
    folders: BTreeSet<Arc<str>>,
    /// Those of them of which something may have come or gone.
    unlike: BTreeSet<Arc<str>>,
    files: BTreeSet<Arc<str>>,
}

/// How the files of folders are read.
struct Reading<'a> {
    root: &'a Path,
    shelf: &'a Shelf,
    known: Known<'a>,
    wanted: Wanted<'a>,
}

/// What of a folder need not be read again.
enum Known<'a> {
    /// Tallies that look as they did, if they changed last before a moment.
    Looks(i64),
    /// All but the files that are really these.
    But(&'a BTreeSet<Arc<str>>),
}

impl Stock {
    /// The site as it is now, if this may have changed.
    pub fn read(self, root: &Path, changed: &Changed, wanted: Wanted) -> Stock {
        match changed {
            Changed::Paths(paths) if self.root == root => {
                self.again(paths, wanted).unwrap_or_else(|last| last.anew(root, wanted, old()))
            }
            _ => self.anew(root, wanted, old()),
        }
    }

    /// All that there is, and what is wrong with it.
    pub fn inputs(&self) -> (Inputs, Vec<Diagnostic>) {
        let files = self.folders.values().flat_map(|folder| folder.share.files.iter().cloned());
        // All at once: one by one each would be looked for.
        let (files, shelf) = (files.collect(), self.shelf.clone());
        let mut inputs = Inputs { files, shelf, ..Inputs::default() };
        let mut diagnostics = self.diagnostics.clone();
        for Folder { listing, share, .. } in self.folders.values() {
            inputs.left_out.extend_from_slice(&listing.left_out);
            inputs.tallies.extend(share.tallies.clone());
            inputs.unread.extend(share.unread.iter().cloned());
            inputs.unread.extend(told(&listing.diagnostics));
            diagnostics.extend_from_slice(&listing.diagnostics);
            diagnostics.extend_from_slice(&share.diagnostics);
        }
        (inputs, diagnostics)
    }

    /// The number that [`super::glance()`] gives for as long as all files look as they did when they
    /// were read. None if one changed too late to be known by its looks.
    pub fn looks(&self) -> Option<Sum> {
        let mut sum = LooksSum::new(&self.root);
        for Folder { way, real, listing, read, .. } in self.folders.values() {
            sum.folder(way, real.as_ref());
            for (found, (_, looks)) in listing.files.iter().zip(read) {
                sum.file(found, (*looks)?);
            }
        }
        Some(sum.finish())
    }

    /// Reads all of a site; what changed last before a moment may be known by its looks.
    pub(super) fn anew(self, root: &Path, wanted: Wanted, moment: i64) -> Stock {
        let (listed, diagnostics) = list(root);
        let one = |(way, listing): (Way, Listing)| {
            let last = self.folders.get(&way.name);
            let reading = Reading { root, shelf: &self.shelf, known: Known::Looks(moment), wanted };
            let folder = Folder::read(&reading, way, listing, last);
            (folder.way.name.clone(), folder)
        };
        let folders = listed.into_par_iter().map(one).collect();
        Stock { root: root.to_owned(), diagnostics, folders, shelf: self.shelf }
    }

    /// Reads what is at these paths, and lists the folders of those that came or went; gives itself
    /// back if they may mean more than themselves.
    fn again(mut self, paths: &BTreeSet<PathBuf>, wanted: Wanted) -> Result<Stock, Stock> {
        let Some(Meant { folders, unlike, files }) = self.meant(paths) else { return Err(self) };
        let mut anew = Vec::new();
        let (root, shelf, known) = (&self.root, &self.shelf, Known::But(&files));
        let reading = Reading { root, shelf, known, wanted };
        for (name, folder) in &self.folders {
            let real = folder.real.as_ref().unwrap_or(name);
            let must_be_read = folders.contains(real) || folder.must_be_read(&files);
            let listing = match unlike.contains(real) {
                true => folder.way.list(&self.root),
                false if must_be_read => folder.listing.clone(),
                false => continue,
            };
            if listing.folders != folder.listing.folders {
                return Err(self);
            }
            let way = folder.way.clone();
            anew.push(Folder::read(&reading, way, listing, Some(folder)));
        }
        self.folders.extend(anew.into_iter().map(|folder| (folder.way.name.clone(), folder)));
        Ok(self)
    }

    /// What is meant by paths; none if that cannot be said.
    fn meant(&self, paths: &BTreeSet<PathBuf>) -> Option<Meant> {
        let Meant { mut folders, mut unlike, mut files } = Meant::default();
        for path in paths {
            if self.folders.contains_key(&*nfc(&path.to_string_lossy())) {
                return None;
            }
            // A file that has several names changes under all of them.
            let file = self.root.join(path).metadata();
            if file.is_ok_and(|file| file.is_file() && file.nlink() > 1) {
                return None;
            }
            // What is in a folder that is passed over may still matter to the one that holds it.
            let above = |path: &Path| self.folders.get(&*nfc(&path.to_string_lossy()));
            let (place, folder) =
                path.ancestors().skip(1).find_map(|place| Some((place, above(place)?)))?;
            let real = folder.real.clone()?;
            // Of a folder that nobody knows, what is in it may be told before itself.
            let is_own = path.parent() == Some(place);
            if is_own {
                let name = path.file_name()?.to_string_lossy();
                files.insert(format!("{real}/{}", nfc(&name)).into());
            }
            if !is_own || !folder.still_lists(&self.root.join(path)) {
                unlike.insert(real.clone());
            }
            folders.insert(real);
        }
        Some(Meant { folders, unlike, files })
    }
}

impl Folder {
    /// Reads the files of a folder, but for those that are known from the last time.
    fn read(reading: &Reading, way: Way, listing: Listing, last: Option<&Folder>) -> Folder {
        let Reading { root, shelf, known, wanted } = reading;
        let of_last =
            || last.into_iter().flat_map(|last| last.listing.files.iter().zip(&last.read));
        let all = OnceLock::<HashMap<&Found, &(One, Option<Looks>)>>::new();
        let before = |n: usize, found: &Found| {
            // Mostly it stands where it stood.
            let last = last.filter(|last| last.listing.files.get(n) == Some(found));
            let there = last.map(|last| &last.read[n]);
            there.or_else(|| all.get_or_init(|| of_last().collect()).get(found).copied())
        };
        let one = |(n, found): (usize, &Found)| match known {
            _ if !wanted(&found.name) => (One::Gone, None),
            Known::Looks(moment) => {
                // Before its bytes: what changes meanwhile looks different next time.
                let looks = is_stored(&found.name).then(|| Looks::at(&found.path)).flatten();
                match (looks, before(n, found)) {
                    (Some(looks), Some((one, Some(last)))) if *last == looks => {
                        (one.clone(), Some(looks))
                    }
                    _ => {
                        let (one, looks) = read(found, shelf);
                        (one, looks.filter(|looks| looks.changed < *moment))
                    }
                }
            }
            Known::But(files) => match before(n, found) {
                Some(last) if last.0.is_read() && !files.contains(found.place()) => last.clone(),
                _ => (read(found, shelf).0, None),
            },
        };
        let read: Vec<_> = listing.files.par_iter().enumerate().map(one).collect();
        let share = Share::of(&way, &listing, &read);
        Folder { real: way.real(root), way, listing, read, share }
    }

    /// Whether it would be listed as it was, as far as this path decides: a file of its own is still
    /// there, or what never was one of them is not there any more.
    fn still_lists(&self, path: &Path) -> bool {
        let at = self.listing.files.binary_search_by(|found| found.path.as_path().cmp(path));
        match (at, path.symlink_metadata()) {
            (Ok(at), Ok(file)) => file.is_file() && self.listing.files[at].real.is_none(),
            (Err(_), Err(error)) if error.kind() == ErrorKind::NotFound => {
                self.listing.left_out.is_empty() && self.listing.diagnostics.is_empty()
            }
            _ => false,
        }
    }

    /// Whether one of its files is a link to one of these, or could not be read.
    fn must_be_read(&self, files: &BTreeSet<Arc<str>>) -> bool {
        let leads = |found: &Found| found.real.as_ref().is_some_and(|real| files.contains(real));
        !self.share.unread.is_empty()
            || self.share.has_links && self.listing.files.iter().any(leads)
    }
}

impl Share {
    fn of(way: &Way, listing: &Listing, read: &[(One, Option<Looks>)]) -> Share {
        let has_links = listing.files.iter().any(|found| found.real.is_some());
        let mut share = Share { has_links, ..Share::default() };
        let mut tallies = Vec::new();
        for (Found { name, .. }, (one, _)) in listing.files.iter().zip(read) {
            match one {
                One::File(file, key) => {
                    share.diagnostics.extend(key.as_deref().cloned());
                    share.files.push((name.clone(), file.clone()));
                }
                One::Tally(tally, key) => {
                    share.diagnostics.extend(key.as_deref().cloned());
                    tallies.push(tally.clone());
                }
                One::Gone => {}
                One::Unread(why) => {
                    share.diagnostics.push((**why).clone());
                    share.unread.push(name.clone());
                }
            }
        }
        let has_tallies = !tallies.is_empty();
        share.tallies = has_tallies.then(|| Arc::new(Tallies::new(&way.name, tallies)));
        share
    }
}

/// What is there, and errors tell that it is no part of the site.
fn told(diagnostics: &[Diagnostic]) -> impl Iterator<Item = Arc<str>> {
    let errors = diagnostics.iter().filter(|told| told.severity() == Severity::Error);
    errors.filter_map(|told| told.place.as_ref().map(|place| place.file.clone()))
}

/// The moment before which a file must have changed last.
fn old() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_nanos()).unwrap_or(0) - OLD
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "changes the files that are looked at")]
mod tests {
    use super::*;
    use crate::load::{Data, Tally};
    use std::fs;

    #[test]
    fn tallies_that_look_as_they_did_are_not_read_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("it is there");
        let path = root.join("content/data/sensors/x/a.csv");
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("it is ours");
        fs::write(&path, "one").expect("it is ours");
        let mut stock = Stock::default();
        let mut read = |moment: i64| {
            stock = std::mem::take(&mut stock).anew(&root, &|_| true, moment);
            stock.inputs().0.tallies[0].files[0].clone()
        };
        let is_same = |a: &Tally, b: &Tally| Arc::ptr_eq(&a.on_disk, &b.on_disk);
        // What has just changed may change again and look the same.
        assert!(!is_same(&read(0), &read(0)));
        let first = read(i64::MAX);
        assert!(is_same(&first, &read(i64::MAX)));
        fs::write(&path, "other").expect("it is ours");
        let second = read(i64::MAX);
        assert!(!is_same(&first, &second) && first.sum != second.sum);
    }

    /// What is not told is not looked at, in a folder that is listed again as well.
    #[test]
    fn only_what_is_told_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("it is there");
        let write = |name: &str, text: &str| {
            fs::write(root.join("content/en").join(name), text).expect("it is ours");
        };
        fs::create_dir_all(root.join("content/en")).expect("it is ours");
        let mut stock = Stock::default();
        let mut read = |changed: &Changed| {
            stock = std::mem::take(&mut stock).read(&root, changed, &|_| true);
            let (inputs, _) = stock.inputs();
            let text = |file: &File| match &file.data {
                Data::Page(text) => text.read(str::to_owned).expect("it was written"),
                _ => panic!("all are pages"),
            };
            let all = inputs.files.iter();
            let all = all.map(|(path, file)| format!("{} {}", &path[11..], text(file)));
            all.collect::<Vec<_>>().join(", ")
        };
        write("a.md", "1");
        write("b.md", "1");
        assert_eq!(read(&Changed::NOTHING), "a.md 1, b.md 1", "of nothing all is read");
        write("a.md", "2");
        write("b.md", "2");
        write("c.md", "2");
        assert_eq!(read(&Changed::NOTHING), "a.md 1, b.md 1");
        assert_eq!(read(&Changed::from_iter(["content/en/a.md"])), "a.md 2, b.md 1");
        // What came or went has its folder listed.
        fs::remove_file(root.join("content/en/b.md")).expect("it is ours");
        assert_eq!(
            read(&Changed::from_iter(["content/en/a.md", "content/en/x"])),
            "a.md 2, b.md 1"
        );
        write("b.md", "2");
        assert_eq!(read(&Changed::from_iter(["content/en/c.md"])), "a.md 2, b.md 1, c.md 2");
        fs::hard_link(root.join("content/en/a.md"), root.join("content/en/d.md"))
            .expect("it is ours");
        let named = Changed::from_iter(["content/en/d.md"]);
        assert_eq!(read(&named), "a.md 2, b.md 2, c.md 2, d.md 2", "it has two names");
        write("a.md", "3");
        write("c.md", "3");
        fs::create_dir(root.join("content/en/sub")).expect("it is ours");
        let named = Changed::from_iter(["content/en/sub/.x/y"]);
        assert_eq!(read(&named), "a.md 3, b.md 2, c.md 3, d.md 3", "there is a new folder");
        assert_eq!(read(&Changed::All), "a.md 3, b.md 2, c.md 3, d.md 3");
    }
}
