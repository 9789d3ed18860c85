//! The files of settled figures: `content/data/settled/<source>/<period>.csv`.

use crate::Period;

/// The folder of settled figures, from the site's root.
pub const FOLDER: &str = "content/data/settled/";

/// The source and the period whose settled figures a file has, by its path from the site's root. `None` for
/// other files.
pub fn named(path: &str) -> Option<(&str, Period)> {
    let name = path.strip_prefix(FOLDER)?.strip_suffix(".csv")?;
    let (source, period) = name.rsplit_once('/')?;
    Some((source, period.parse().ok()?))
}

/// The path of a period's file from the site's root.
pub fn path(source: &str, period: Period) -> String {
    format!("{FOLDER}{source}/{period}.csv")
}
