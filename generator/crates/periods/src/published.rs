//! The files of published figures: `data/statistics/<period>/<source>.csv` below the output folder.

use crate::Period;

/// The folder of the files, below the site's address.
pub const FOLDER: &str = "data/statistics/";

/// Source and period of a file of figures in CSV, by its path below the output folder. `None` for other
/// files, such as those of all periods together.
pub fn whose(path: &str) -> Option<(&str, Period)> {
    let (period, source) = path.strip_prefix(FOLDER)?.strip_suffix(".csv")?.split_once('/')?;
    Some((source, period.parse().ok()?))
}
