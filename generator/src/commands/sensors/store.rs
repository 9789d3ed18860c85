//! The files of one source's tallies: changed together or not at all.
//!
//! All new files are written into a hidden folder first. Renaming that folder is the one step
//! that decides: before it nothing has changed, after it whoever comes next moves what is left.

use crate::commands::{Failure, lock, show, sync};
use crate::rsit::Codes;
use crate::statistics::sensors::diagnostic;
use certsite_sensors::Fault;
use certsite_sensors::ledger::{self, Ledger};
use certsite_sensors::tally::{FOLDER, Tally};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

const UNDECIDED: &str = ".import";
const DECIDED: &str = ".imported";

/// The tallies of one source, while nobody else can change them.
pub struct Store<'a> {
    folder: PathBuf,
    /// Its path from the site's root, for problems.
    name: String,
    codes: &'a Codes,
    _lock: File,
}

impl<'a> Store<'a> {
    /// Opens a source's tallies and finishes what an import that died had decided.
    pub fn open(root: &Path, source: &str, codes: &'a Codes) -> Result<Store<'a>, Failure> {
        let lock = lock(root, &format!("sensors-{source}"))?;
        let name = format!("{FOLDER}{source}/");
        let folder = root.join(&name);
        fs::create_dir_all(&folder).map_err(Failure::io(folder.display()))?;
        let store = Store { folder, name, codes, _lock: lock };
        store.finish().map_err(Failure::io(store.folder.display()))?;
        Ok(store)
    }

    /// Which logs were counted.
    pub fn ledger(&self) -> Result<Ledger, Failure> {
        let Some((path, text)) = self.read(ledger::NAME)? else { return Ok(Ledger::default()) };
        Ledger::parse(&text).map_err(|fault| refused(&path, &text, vec![fault]))
    }

    /// Adds a tally to the files, and notes in the ledger what it was counted from.
    pub fn add(&self, tally: Tally, ledger: &Ledger) -> Result<(), Failure> {
        let mut files = vec![(ledger::NAME.to_owned(), ledger.text())];
        for (month, mut tally) in tally.months() {
            let name = format!("{month}.csv");
            if let Some((path, text)) = self.read(&name)? {
                let (known, faults) = Tally::parse(&path, &text, self.codes);
                if !faults.is_empty() {
                    return Err(refused(&path, &text, faults));
                }
                tally.merge(known);
            }
            files.push((name, tally.text()));
        }
        self.replace(&files).map_err(|error| {
            // What is half written is of no use to anybody.
            let _ = clear(&self.folder.join(UNDECIDED));
            Failure(format!("{}: {error}; nothing was counted", self.folder.display()))
        })
    }

    fn read(&self, name: &str) -> Result<Option<(Arc<str>, String)>, Failure> {
        let path = self.folder.join(name);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Some((format!("{}{name}", self.name).into(), text))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Failure::io(path.display())(error)),
        }
    }

    fn replace(&self, files: &[(String, String)]) -> io::Result<()> {
        let undecided = self.folder.join(UNDECIDED);
        fs::create_dir_all(&undecided)?;
        for (name, text) in files {
            let mut file = File::create(undecided.join(name))?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
        }
        sync(&undecided)?;
        fs::rename(&undecided, self.folder.join(DECIDED))?;
        sync(&self.folder)?;
        self.finish()
    }

    fn finish(&self) -> io::Result<()> {
        clear(&self.folder.join(UNDECIDED))?;
        let decided = self.folder.join(DECIDED);
        let entries = match fs::read_dir(&decided) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            other => other?,
        };
        for entry in entries {
            let entry = entry?;
            fs::rename(entry.path(), self.folder.join(entry.file_name()))?;
        }
        sync(&self.folder)?;
        fs::remove_dir(&decided)
    }
}

/// Removes a folder of ours with the files in it.
fn clear(folder: &Path) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        other => other?,
    };
    for entry in entries {
        fs::remove_file(entry?.path())?;
    }
    fs::remove_dir(folder)
}

fn refused(path: &Arc<str>, text: &str, faults: Vec<Fault>) -> Failure {
    let problem = |fault| diagnostic(path, text, fault);
    show(&faults.into_iter().map(problem).collect::<Vec<_>>());
    Failure("these tallies do not hold, so nothing is added to them".into())
}
