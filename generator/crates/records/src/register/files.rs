//! New texts of the register's files → the disk, all of them or none: rows and their history are one.
//!
//! The texts are written into a hidden folder first. Renaming that folder is the one step that
//! decides: before it nothing has changed, after it whoever comes next moves what is left.

use certsite_disk::{clear, decide, put, sync, take_place};
use certsite_shell::command::{Failure, lock};
use certsite_statistics::register::FOLDER;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

const UNDECIDED: &str = ".changing";
const DECIDED: &str = ".changed";

/// Puts these texts in the place of the files with these names. The caller holds the lock.
pub fn replace(root: &Path, texts: &BTreeMap<String, String>) -> Result<(), Failure> {
    let folder = root.join(FOLDER);
    let aside = folder.join(UNDECIDED);
    let change = || {
        clear(&aside)?;
        fs::create_dir_all(&aside)?;
        texts.iter().try_for_each(|(name, text)| put(&aside.join(name), text.as_bytes()))?;
        decide(&aside, &folder.join(DECIDED))?;
        finish(&folder)
    };
    change().map_err(Failure::io(folder.display()))
}

/// Finishes what was decided before somebody died, for those who only look: under the lock, if there
/// is anything to do at all.
pub fn settle(root: &Path) -> Result<(), Failure> {
    if !root.join(FOLDER).join(DECIDED).exists() {
        return Ok(());
    }
    let _lock = lock(root, "register")?;
    recover(root)
}

/// The same for those who hold the lock.
pub fn recover(root: &Path) -> Result<(), Failure> {
    let folder = root.join(FOLDER);
    finish(&folder).map_err(Failure::io(folder.display()))
}

fn finish(folder: &Path) -> io::Result<()> {
    let decided = folder.join(DECIDED);
    let files = match fs::read_dir(&decided) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        files => files?,
    };
    for file in files {
        let file = file?;
        take_place(&file.path(), &folder.join(file.file_name()))?;
    }
    sync(folder)?;
    fs::remove_dir(&decided)?;
    sync(folder)
}
