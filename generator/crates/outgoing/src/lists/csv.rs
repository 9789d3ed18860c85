//! Lists with a line for each file: `index.txt`, `changes.csv` (CSAF 2.0 §7.1.12, §7.1.13); those with
//! a line for each value: `hashes.csv` of the MISP feed, indicators.

use super::{Both, Said, tally};
use crate::order::times as times_of;
use ::csv::{Reader, StringRecord};
use std::collections::{BTreeMap, BTreeSet};

/// `index.txt`: the files by their paths.
pub fn index((old, new): Both) -> String {
    let [old, new] = [old, new].map(lines);
    tally([new.difference(&old).count(), old.difference(&new).count(), 0], "document")
}

/// `hashes.csv`, and the plain list of indicators: what is looked for.
pub fn values((old, new): Both) -> String {
    let [old, new] = [old, new].map(lines);
    tally([new.difference(&old).count(), old.difference(&new).count(), 0], "value")
}

/// The table of an advisory's indicators: who took them is to be told what no longer is one.
pub fn indicators((old, new): Both, said: &mut Said) -> String {
    if old.is_some() && new.is_none() {
        let text = "the list goes: whoever took its indicators keeps them as if they held".into();
        said.warn("indicators-gone", text, "keep the page of the advisory and withdraw it");
    }
    let [before, after] = [old, new].map(rows);
    let added = after.keys().filter(|key| !before.contains_key(*key)).count();
    let removed = before.keys().filter(|key| !after.contains_key(*key)).count();
    let is_other =
        |(key, row): &(&Key, &StringRecord)| before.get(*key).is_some_and(|was| was != *row);
    tally([added, removed, after.iter().filter(is_other).count()], "indicator")
}

/// Kind and value of an indicator.
type Key = (String, String);

fn rows(table: Option<&[u8]>) -> BTreeMap<Key, StringRecord> {
    let mut reader = Reader::from_reader(table.unwrap_or_default());
    let cells = |row: StringRecord| {
        let cell = |n| row.get(n).unwrap_or_default().to_owned();
        ((cell(1), cell(2)), row)
    };
    reader.records().flatten().map(cells).collect()
}

/// Why bytes are no table of indicators, as the end of a sentence.
pub fn wrong_table(bytes: &[u8]) -> Option<String> {
    let mut reader = Reader::from_reader(bytes);
    let is_one = |head: &StringRecord| head.iter().take(3).eq(["advisory", "kind", "value"]);
    if !reader.headers().is_ok_and(is_one) {
        return Some("has no line of columns that begins with advisory, kind, value".into());
    }
    let row = reader.records().position(|row| row.is_err())?;
    Some(format!("has no row of a table behind row {row}"))
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
