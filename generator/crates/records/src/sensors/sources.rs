//! The folder of tallies → the sources that have any.

use certsite_sensors::store::FOLDER;
use certsite_shell::command::Failure;
use std::path::Path;

/// The names of all sources that have a folder.
pub fn sources(root: &Path) -> Result<Vec<String>, Failure> {
    let folder = root.join(FOLDER);
    let entries = match std::fs::read_dir(&folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(Failure::io(folder.display()))?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(Failure::io(folder.display()))?;
        if entry.path().is_dir() {
            names.extend(entry.file_name().into_string());
        }
    }
    names.sort();
    Ok(names)
}
