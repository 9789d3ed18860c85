//! The files of logs: which ones are meant, and how far the reading of one is.

use certsite_shell::command::Failure;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::path::{Path, PathBuf};

/// The files that paths name; of folders all, in the order of their names.
pub fn paths(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for path in paths {
        if !path.is_dir() {
            found.push(path.clone());
            continue;
        }
        for entry in walkdir::WalkDir::new(path).sort_by_file_name() {
            let entry = entry.map_err(|error| Failure::new(error.to_string()))?;
            if entry.file_type().is_file() {
                found.push(entry.into_path());
            }
        }
    }
    Ok(found)
}

/// How far it is.
pub fn progress(path: &Path) -> ProgressBar {
    // Only drawn on a terminal.
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let template = "{msg} {wide_bar} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left";
    let style = ProgressStyle::with_template(template).unwrap_or(ProgressStyle::default_bar());
    bar.with_style(style).with_message(path.display().to_string())
}
