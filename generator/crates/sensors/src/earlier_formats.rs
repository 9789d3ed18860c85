//! What versions before had in a source's folder: `<year>-<month>.csv`, tallies by class, and
//! `imports.csv`, which prefixes of which logs stand in them. Both are read and never written; what
//! they hold stays counted.

use crate::Fault;
use crate::rows::{self, Layout, OLD_HEADER, RESTORE, fault};
use crate::sketch::HashKey;
use crate::tally::{Tally, month};
use blake3::Hasher;
use std::collections::btree_map::Entry;

/// The name of the ledger's file in the folder of a source.
pub const LEDGER: &str = "imports.csv";

const HEADER: &str = "log,bytes,hash,key";

/// A prefix of a log that was counted: it ends with a line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Prefix {
    /// How many bytes it has, unpacked.
    pub bytes: u64,
    /// Keyed BLAKE3 of these bytes, in hexadecimal digits.
    pub hash: String,
    /// The name of the key that its sources and its hash were made with: 16 hexadecimal digits.
    pub key: String,
}

/// The prefixes of a ledger, the shortest first. It is whole or not at all: half a ledger would
/// count logs again.
///
/// # Errors
/// If any of it does not hold.
pub fn ledger(text: &str) -> Result<Vec<Prefix>, Fault> {
    let mut lines = rows::lines(text, 0);
    match lines.next() {
        Some((_, HEADER)) => {}
        Some((at, _)) => {
            let message = "these are not the columns of the ledger".to_owned();
            return Err(fault(at, (message, format!("the first line of a ledger is “{HEADER}”"))));
        }
        None => {
            let message = "there is nothing in this ledger, not even the names of its columns";
            let help = "restore it from version control, or else its logs are counted again; if \
                        there are no tallies, delete it";
            return Err(fault(0..0, (message.into(), help.into())));
        }
    }
    let is_hex = |text: &str, n| text.len() == n && text.bytes().all(|b| b.is_ascii_hexdigit());
    let prefix = |row: &str| {
        let [_, bytes, hash, key] = row.split(',').collect::<Vec<_>>()[..] else { return None };
        let bytes = bytes.parse().ok().filter(|_| is_hex(hash, 64) && is_hex(key, 16))?;
        Some(Prefix { bytes, hash: hash.to_owned(), key: key.to_owned() })
    };
    let read = |(at, row)| {
        let wrong = || ("this is no row of a ledger".to_owned(), RESTORE.to_owned());
        prefix(row).ok_or_else(|| fault(at, wrong()))
    };
    let mut prefixes = lines.map(read).collect::<Result<Vec<_>, _>>()?;
    prefixes.sort();
    Ok(prefixes)
}

/// What hashes the bytes of a log: BLAKE3.
pub type PrefixHasher = Hasher;

/// What hashes the bytes of a log as ledgers have them: BLAKE3, keyed with the team's key.
pub fn hasher(key: &HashKey) -> PrefixHasher {
    Hasher::new_keyed(&blake3::derive_key("certsite sensors: which log it is", &key.0))
}

/// Whether a file of a source's folder, by its name, is a month's tally of an older version:
/// `2026-11.csv`, from 2000 on.
pub fn is_month(name: &str) -> bool {
    let month = name.strip_suffix(".csv").and_then(|month| format!("{month}-01").parse().ok());
    month.is_some_and(|day: jiff::civil::Date| name.len() == 11 && day.year() >= 2000)
}

/// Reads the tally of a month, whose file has this name. Rows that do not hold are left out, each
/// with a fault that says why.
pub fn tally(name: &str, text: &str) -> (Tally, Vec<Fault>) {
    let (mut tally, mut faults) = (Tally::default(), Vec::new());
    let mut lines = rows::lines(text, 0);
    match lines.next() {
        None | Some((_, OLD_HEADER)) => {}
        Some((at, _)) => {
            let message = "these are not the columns of the tally".to_owned();
            let right = format!("the first line of a tally is “{OLD_HEADER}”");
            return (tally, vec![fault(at, (message, right))]);
        }
    }
    for (at, row) in lines {
        match rows::read(row, at.start, Layout::Classes) {
            Ok((key, _)) if name.strip_suffix(".csv") != Some(&month(key.day)) => {
                let message = format!("“{}” is not of the month of this file", key.day);
                faults.push(fault(at.start..at.start + 10, (message, RESTORE.into())));
            }
            Ok((key, cell)) => match tally.cells.entry(key) {
                Entry::Vacant(entry) => drop(entry.insert(cell)),
                Entry::Occupied(_) => {
                    let message = "this cell stands twice".to_owned();
                    faults.push(fault(at, (message, RESTORE.into())));
                }
            },
            Err(wrong) => faults.push(wrong),
        }
    }
    (tally, faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    const KEY: &str = "0123456789abcdef";

    #[test]
    fn a_ledger_gives_its_prefixes_from_the_shortest() {
        let row = |log, bytes| format!("{log},{bytes},{HASH},{KEY}\n");
        for (rows, expect) in [
            (String::new(), &[][..]),
            (row("a.json", "7"), &[7]),
            (row("b.json", "70") + "\n" + &row("a.json", "8"), &[8, 70]),
            (row("a.json", "7") + &row("b.json", "7"), &[7, 7]),
        ] {
            let read = ledger(&format!("{HEADER}\n{rows}")).expect("it holds");
            assert_eq!(read.iter().map(|prefix| prefix.bytes).collect::<Vec<_>>(), expect);
            assert!(read.iter().all(|prefix| prefix.hash == HASH && prefix.key == KEY));
        }
    }

    #[test]
    fn a_ledger_that_does_not_hold_is_refused_at_its_bytes() {
        let good = format!("a.json,7,{HASH},{KEY}");
        for (text, at, says) in [
            (String::new(), "", "nothing in this ledger"),
            (format!("{good}\n"), &*good, "not the columns"),
            (format!("{HEADER}\n{good}\nb.json,7\n"), "b.json,7", "no row"),
            (format!("{HEADER}\nb,-1,{HASH},{KEY}\n"), &format!("b,-1,{HASH},{KEY}"), "no row"),
            (format!("{HEADER}\nb,7,{KEY},{KEY}\n"), &format!("b,7,{KEY},{KEY}"), "no row"),
            (format!("{HEADER}\nb,7,{HASH},{HASH}"), &format!("b,7,{HASH},{HASH}"), "no row"),
        ] {
            let fault = ledger(&text).expect_err(&text);
            assert_eq!(&text[fault.at], at, "{text}");
            assert!(fault.message.contains(says), "{text}: {}", fault.message);
        }
    }

    #[test]
    fn months_of_older_versions_are_known_by_their_names() {
        for (name, expect) in [
            ("2026-11.csv", true),
            ("2000-01.csv", true),
            ("1999-12.csv", false),
            ("2026-13.csv", false),
            ("2026-1.csv", false),
            ("2026-11", false),
            ("2026-11-01_2026-11-01_0123456789abcdef.csv", false),
            (LEDGER, false),
        ] {
            assert_eq!(is_month(name), expect, "{name}");
        }
    }

    #[test]
    fn rows_of_a_month_that_do_not_hold_are_left_out_and_told() {
        let good = "2026-11-01,intrusion-attempts,brute-force,,tcp,22,AZ,3,0,";
        let of_december = "2026-12-01,intrusion-attempts,brute-force,,tcp,22,AZ,3,0,";
        let no_port = "2026-11-02,intrusion-attempts,brute-force,,tcp,x,AZ,3,0,";
        for (rows, cells, expect) in [
            (&[][..], 0, None),
            (&[good], 1, None),
            (&[good, "", good], 1, Some((good, "stands twice"))),
            (&[good, of_december], 1, Some(("2026-12-01", "not of the month"))),
            (&[no_port, good], 1, Some(("x", "no port"))),
            (&["a,b"], 0, Some(("a,b", "has 2 cells instead of 10"))),
        ] {
            let text = format!("{OLD_HEADER}\n{}\n", rows.join("\n"));
            let (read, faults) = tally("2026-11.csv", &text);
            assert_eq!(read.cells.len(), cells, "{text}");
            let told: Vec<_> = faults.iter().map(|f| (&text[f.at.clone()], &*f.message)).collect();
            match (told[..].first(), expect) {
                (None, None) => {}
                (Some((place, message)), Some((at, says))) => {
                    assert!(*place == at && message.contains(says), "{text}: {told:?}");
                }
                _ => panic!("{text}: {told:?}"),
            }
        }
        let (read, faults) = tally("2026-11.csv", &format!("day,class\n{good}\n"));
        assert_eq!((read.cells.len(), faults.len()), (0, 1), "other columns");
        assert_eq!(tally("2026-11.csv", "").1.len(), 0, "an empty file is an empty month");
    }
}
