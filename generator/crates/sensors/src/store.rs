//! The folder of a source on disk: parts come and go whole, whatever happens meanwhile.
//!
//! The files of an import are written into a hidden folder first. Renaming that folder is the one
//! step that decides: before it nothing has changed, after it whoever comes next moves what is
//! left. What is to be removed is listed in a file, whose renaming decides in the same way; where
//! parts take the place of others the list lies in that folder, so that one step decides on both.

#![expect(clippy::disallowed_methods, reason = "the one module of the crate that touches the disk")]

pub mod review;

use crate::earlier_formats::{self, Prefix};
use crate::import::Shelf;
use crate::mark;
use crate::merge::Merged;
use crate::part::{self, Id, Name, Part, Sealed, near, sum_read};
use crate::tally::Tally;
use crate::zone::Zone;
use crate::{Fault, Trouble};
use certsite_disk::{clear, decide, gone, list, put, sync};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// Where the folders of all sources are, below the root of a site.
pub const FOLDER: &str = "content/data/sensors/";

/// The folder of marks. It is hidden: who builds a site needs none of them.
const LINES: &str = ".lines";
const UNDECIDED: &str = ".import";
const DECIDED: &str = ".imported";
const REMOVED: &str = ".removed";

/// The tallies of one source in their folder on disk.
pub struct Store {
    folder: PathBuf,
    /// Its path below the site's root, for those who are told.
    shown: String,
    parts: BTreeMap<Name, Part>,
    /// Parts whose marks were found to be what was written.
    whole: BTreeSet<Name>,
    staged: usize,
}

impl Store {
    /// The tallies of a source of the site below `root`, as they are.
    pub fn new(root: &Path, source: &str) -> Store {
        let shown = format!("{FOLDER}{source}/");
        Store {
            folder: root.join(&shown),
            shown,
            parts: BTreeMap::new(),
            whole: BTreeSet::new(),
            staged: 0,
        }
    }

    /// The same, to change it: finishes what was decided before somebody died. The caller sees to
    /// it that nobody else does.
    ///
    /// # Errors
    /// If the folder cannot be written.
    pub fn open(root: &Path, source: &str) -> Result<Store, Trouble> {
        let store = Store::new(root, source);
        fs::create_dir_all(store.folder.join(LINES)).map_err(store.io("."))?;
        store.finish().map_err(store.io("."))?;
        Ok(store)
    }

    fn io(&self, name: &str) -> impl FnOnce(io::Error) -> Trouble + use<> {
        let path = self.folder.join(name);
        move |error| Trouble::Io { path, error }
    }

    fn faults(&self, name: &str, text: String, faults: Vec<Fault>) -> Trouble {
        Trouble::Faults { path: format!("{}{name}", self.shown), text, faults }
    }

    /// The names of its files, in order.
    fn files(&self) -> Result<Vec<String>, Trouble> {
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            other => other.map_err(self.io("."))?,
        };
        let name = |entry: io::Result<fs::DirEntry>| Ok(entry?.file_name().into_string().ok());
        let mut names = entries
            .filter_map(|entry| name(entry).transpose())
            .collect::<io::Result<Vec<String>>>()
            .map_err(self.io("."))?;
        names.sort();
        Ok(names)
    }

    /// The names of its parts, in order.
    ///
    /// # Errors
    /// If the folder cannot be listed.
    pub fn names(&self) -> Result<Vec<Name>, Trouble> {
        let files = self.files()?;
        Ok(files.iter().filter_map(|name| name.strip_suffix(".csv")?.parse().ok()).collect())
    }

    /// A part, read once.
    ///
    /// # Errors
    /// If it cannot be read, or does not hold.
    pub fn part(&mut self, name: Name) -> Result<&Part, Trouble> {
        if !self.parts.contains_key(&name) {
            let file = format!("{name}.csv");
            let text = fs::read_to_string(self.folder.join(&file)).map_err(self.io(&file))?;
            let part = match Part::parse(name, &text) {
                Ok(part) => part,
                Err(faults) => return Err(self.faults(&file, text, faults)),
            };
            self.parts.insert(name, part);
        }
        Ok(&self.parts[&name])
    }

    /// By whose clock the days of a part are: its first lines say it.
    fn zone(&self, name: Name) -> Result<Zone, Trouble> {
        if let Some(part) = self.parts.get(&name) {
            return Ok(part.head.zone.clone());
        }
        let file = format!("{name}.csv");
        let read = || {
            let lines = BufReader::new(File::open(self.folder.join(&file))?).lines();
            lines.take(part::ZONE).collect::<io::Result<Vec<String>>>()
        };
        let lines = read().map_err(self.io(&file))?;
        Ok(part::zone(lines.iter().map(String::as_str)))
    }

    /// All parts, in the order of their names.
    ///
    /// # Errors
    /// If one cannot be read, or does not hold.
    pub fn parts(&mut self) -> Result<Vec<Part>, Trouble> {
        self.names()?.into_iter().map(|name| self.part(name).cloned()).collect()
    }

    /// The bytes of a part's marks.
    ///
    /// # Errors
    /// If they cannot be read.
    pub fn marks(&self, name: Name) -> Result<Vec<u8>, Trouble> {
        let file = format!("{LINES}/{name}");
        fs::read(self.folder.join(&file)).map_err(|error| self.lost(&file, error))
    }

    fn lost(&self, file: &str, error: io::Error) -> Trouble {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::UnexpectedEof => Trouble::Said(format!(
                "{}{file} is not there whole: it says which lines were counted, so nothing can be \
                 added to their days; restore it from version control",
                self.shown
            )),
            _ => self.io(file)(error),
        }
    }

    /// Tallies and ledger of older versions.
    ///
    /// # Errors
    /// If they cannot be read, or do not hold.
    pub fn old(&self) -> Result<(Tally, Vec<Prefix>), Trouble> {
        let (mut all, mut prefixes) = (Tally::default(), Vec::new());
        for name in self.files()? {
            if name != earlier_formats::LEDGER && !earlier_formats::is_month(&name) {
                continue;
            }
            let text = fs::read_to_string(self.folder.join(&name)).map_err(self.io(&name))?;
            if name == earlier_formats::LEDGER {
                match earlier_formats::ledger(&text) {
                    Ok(found) => prefixes = found,
                    Err(fault) => return Err(self.faults(&name, text, vec![fault])),
                }
                continue;
            }
            match earlier_formats::tally(&name, &text) {
                (tally, faults) if faults.is_empty() => all.merge(tally),
                (_, faults) => return Err(self.faults(&name, text, faults)),
            }
        }
        Ok((all, prefixes))
    }

    /// The first day that anything was counted of.
    ///
    /// # Errors
    /// If the folder cannot be listed.
    pub fn first_day(&self) -> Result<Option<Date>, Trouble> {
        let files = self.files()?;
        let part = self.names()?.first().map(|name| name.first);
        let old = files.iter().find(|name| earlier_formats::is_month(name));
        let old = old.and_then(|name| format!("{}-01", name.strip_suffix(".csv")?).parse().ok());
        Ok(part.into_iter().chain(old).min())
    }

    /// Puts what was staged in its place: all of it, or nothing.
    ///
    /// # Errors
    /// If the disk cannot take it; nothing has changed then.
    pub fn commit(&mut self) -> Result<(), Trouble> {
        if std::mem::take(&mut self.staged) == 0 {
            return Ok(());
        }
        let (undecided, decided) = (self.folder.join(UNDECIDED), self.folder.join(DECIDED));
        decide(&undecided, &decided).map_err(self.io("."))?;
        self.finish().map_err(self.io("."))
    }

    /// Removes parts: all of them, or none.
    ///
    /// # Errors
    /// If the disk cannot take it.
    pub fn remove(&mut self, names: &[Name]) -> Result<(), Trouble> {
        self.remove_files(&listed(names))
    }

    /// Removes all that was ever counted of the source.
    ///
    /// # Errors
    /// If the disk cannot take it.
    pub fn remove_all(&mut self) -> Result<(), Trouble> {
        let names = self.names()?;
        let old = self
            .files()?
            .into_iter()
            .filter(|n| *n == earlier_formats::LEDGER || earlier_formats::is_month(n));
        let old: String = old.map(|file| file + "\n").collect();
        self.remove_files(&(old + &listed(&names)))?;
        // What somebody else put there stays.
        let _ = fs::remove_dir(self.folder.join(LINES));
        let _ = fs::remove_dir(&self.folder);
        Ok(())
    }

    fn remove_files(&self, list: &str) -> Result<(), Trouble> {
        let removed = self.folder.join(REMOVED);
        certsite_disk::replace(&removed, list.as_bytes()).map_err(self.io("."))?;
        self.finish().map_err(self.io("."))
    }

    /// Puts parts in the place of others, as one step.
    ///
    /// # Errors
    /// If the disk cannot take it.
    pub fn replace(&mut self, merged: Merged) -> Result<(), Trouble> {
        let gone: Vec<Name> = merged.gone.into_iter().collect();
        merged.new.into_values().try_for_each(|part| self.stage(part))?;
        if self.staged == 0 {
            return self.remove(&gone);
        }
        let list = self.folder.join(UNDECIDED).join(REMOVED);
        put(&list, listed(&gone).as_bytes()).map_err(self.io("."))?;
        self.commit()
    }

    /// Finishes what was decided, and clears away what was not.
    fn finish(&self) -> io::Result<()> {
        clear(&self.folder.join(UNDECIDED))?;
        let decided = self.folder.join(DECIDED);
        if decided.exists() {
            fs::create_dir_all(self.folder.join(LINES))?;
            let names = list(&decided)?;
            // Marks before what says that they are there.
            let is_mark = |name: &&String| !name.ends_with(".csv") && *name != REMOVED;
            for name in names.iter().filter(is_mark) {
                fs::rename(decided.join(name), self.folder.join(LINES).join(name))?;
            }
            sync(&self.folder.join(LINES))?;
            for name in names.iter().filter(|name| name.ends_with(".csv")) {
                fs::rename(decided.join(name), self.folder.join(name))?;
            }
            // What they take the place of goes only now.
            if names.iter().any(|name| name == REMOVED) {
                fs::rename(decided.join(REMOVED), self.folder.join(REMOVED))?;
            }
            sync(&self.folder)?;
            fs::remove_dir(&decided)?;
        }
        let removed = self.folder.join(REMOVED);
        let names = match fs::read_to_string(&removed) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            other => other?,
        };
        for name in names.lines() {
            gone(fs::remove_file(self.folder.join(name)))?;
        }
        sync(&self.folder)?;
        fs::remove_file(removed)
    }
}

impl Shelf for Store {
    fn known(&mut self, day: Date, zone: &Zone) -> Result<Vec<u64>, Trouble> {
        let mut known = Vec::new();
        for name in self.names()? {
            let days = match () {
                () if !name.has(&near(day, day)) => continue,
                () if self.zone(name)? == *zone => day..=day,
                () => near(day, day),
            };
            if !name.has(&days) {
                continue;
            }
            let part = self.part(name)?;
            let ((before, own), sum) = (part.place(&days), part.sum);
            let file = format!("{LINES}/{name}");
            if self.whole.insert(name) {
                let found = File::open(self.folder.join(&file)).and_then(sum_read);
                if found.map_err(|error| self.lost(&file, error))? != sum {
                    let error = io::Error::from(io::ErrorKind::UnexpectedEof);
                    return Err(self.lost(&file, error));
                }
            }
            let read = || {
                let mut lines = File::open(self.folder.join(&file))?;
                lines.seek(SeekFrom::Start(before * mark::SIZE as u64))?;
                let mut bytes =
                    vec![0; usize::try_from(own).map_err(io::Error::other)? * mark::SIZE];
                lines.read_exact(&mut bytes)?;
                Ok(bytes)
            };
            known.extend(mark::read(&read().map_err(|error| self.lost(&file, error))?));
        }
        known.sort_unstable();
        Ok(known)
    }

    fn beside(&self, first: Date, last: Date) -> Result<BTreeSet<Id>, Trouble> {
        let days = near(first, last);
        let near = self.names()?.into_iter().filter(|name| name.has(&days));
        Ok(near.map(|name| name.id).collect())
    }

    fn stage(&mut self, part: Sealed) -> Result<(), Trouble> {
        let undecided = self.folder.join(UNDECIDED);
        let name = part.part.name;
        let write = || {
            fs::create_dir_all(&undecided)?;
            put(&undecided.join(name.to_string()), &part.lines)?;
            put(&undecided.join(format!("{name}.csv")), part.text.as_bytes())
        };
        write().map_err(|error| {
            // What is half written is of no use to anybody.
            let _ = clear(&undecided);
            self.io(".")(error)
        })?;
        self.staged += 1;
        Ok(())
    }

    fn forget(&mut self) -> Result<(), Trouble> {
        self.staged = 0;
        clear(&self.folder.join(UNDECIDED)).map_err(self.io("."))
    }
}

/// The files of parts, a line each.
fn listed(names: &[Name]) -> String {
    names.iter().map(|name| format!("{name}.csv\n{LINES}/{name}\n")).collect()
}

#[cfg(test)]
mod tests;
