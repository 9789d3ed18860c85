//! Lists with a line for each file: `index.txt`, `changes.csv` (CSAF 2.0 §7.1.12, §7.1.13), and
//! `hashes.csv` of the MISP feed.

use super::{Both, Said, tally};
use crate::order::times as times_of;
use std::collections::{BTreeMap, BTreeSet};

/// `index.txt`: the files by their paths.
pub fn index((old, new): Both) -> String {
    let [old, new] = [old, new].map(lines);
    tally([new.difference(&old).count(), old.difference(&new).count(), 0], "document")
}

/// `hashes.csv`: what an event is looked for by.
pub fn hashes((old, new): Both) -> String {
    let [old, new] = [old, new].map(lines);
    tally([new.difference(&old).count(), old.difference(&new).count(), 0], "value")
}

fn lines(bytes: Option<&[u8]>) -> BTreeSet<String> {
    let text = String::from_utf8_lossy(bytes.unwrap_or_default()).into_owned();
    text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// `changes.csv`: paths and times, the newest first.
pub fn changes((old, new): Both, said: &mut Said) -> String {
    let [before, after] = [old, new].map(times);
    let added = after.keys().filter(|path| !before.contains_key(*path)).count();
    let removed = before.keys().filter(|path| !after.contains_key(*path)).count();
    let is_other = |(path, time): &(&String, &String)| {
        before.get(*path).is_some_and(|was| times_of(was, time).is_ne())
    };
    let changed = after.iter().filter(is_other).count();
    let text = String::from_utf8_lossy(new.unwrap_or_default()).into_owned();
    let rows: Vec<_> = text.lines().filter_map(row).map(|(_, time)| time).collect();
    if !rows.is_sorted_by(|a, b| times_of(a, b).is_ge()) {
        let text = "its lines do not begin with the newest: programs that stop at what they know miss the others";
        said.warn("order", text.into(), "publish the file that the build writes");
    }
    tally([added, removed, changed], "document")
}

fn times(bytes: Option<&[u8]>) -> BTreeMap<String, String> {
    let text = String::from_utf8_lossy(bytes.unwrap_or_default()).into_owned();
    text.lines().filter_map(row).collect()
}

/// A path and its time; both stand in quotation marks, and hold none.
pub fn row(line: &str) -> Option<(String, String)> {
    let (path, time) = line.rsplit_once(',')?;
    Some((path.trim_matches('"').to_owned(), time.trim().trim_matches('"').to_owned()))
}
