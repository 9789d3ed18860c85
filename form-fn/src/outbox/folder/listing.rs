//! What stands in the folder: which mails wait, since when, and for whom.

use super::{HEAD, OpenFolder};
use crate::disk;
use crate::mime::Mail;
use crate::outbox::{Entry, Listing, Slip, Slips, Tag, Wait};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, DirEntry};
use std::io;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// What the names say of one mail.
#[derive(Default)]
pub(super) struct Names {
    /// When its message was written, if there is one.
    kept: Option<SystemTime>,
    pub is_done: bool,
    is_dead: bool,
    /// Its recipients, and whether they have it.
    pub slips: Vec<(Tag, bool)>,
}

impl Names {
    fn note(&mut self, tag: Tag, is_sent: bool) {
        match self.slips.iter_mut().find(|(own, _)| *own == tag) {
            Some((_, has_it)) => *has_it |= is_sent,
            None => {
                // Most mails go to one or two.
                self.slips.reserve_exact(1);
                self.slips.push((tag, is_sent));
            }
        }
    }
}

/// Keys of mails that everybody has: as numbers in order, sixteen bytes for each; and what else
/// somebody gave such a mark.
#[derive(Default)]
pub(super) struct Settled {
    keys: Vec<u128>,
    others: BTreeSet<String>,
}

impl Settled {
    /// Those in a folder whose marks are wanted.
    pub fn read(folder: &Path, is_wanted: impl Fn(&DirEntry) -> bool) -> io::Result<Settled> {
        let mut settled = Settled::default();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let Some(key) = name.to_str().and_then(|name| name.strip_suffix(".done")) else {
                continue;
            };
            let is_mark = entry.file_type().is_ok_and(|kind| kind.is_file());
            match number(key) {
                _ if !is_mark || !is_wanted(&entry) => {}
                Some(key) => settled.keys.push(key),
                None => drop(settled.others.insert(key.to_owned())),
            }
        }
        settled.keys.sort_unstable();
        Ok(settled)
    }

    pub fn has(&self, key: &str) -> bool {
        match number(key) {
            Some(key) => self.keys.binary_search(&key).is_ok(),
            None => self.others.contains(key),
        }
    }
}

/// A key as a number; none if it is not written as keys are.
fn number(key: &str) -> Option<u128> {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let is_key = key.len() == 32 && key.bytes().all(is_digit);
    is_key.then(|| u128::from_str_radix(key, 16).ok()).flatten()
}

impl OpenFolder {
    /// The mails that are not settled, in the order in which they came, and what is strange.
    pub(super) fn list(&self) -> io::Result<Listing> {
        // Nearly all are settled, and there may be very many: of those, no more than this is looked
        // at or remembered.
        let settled = Settled::read(&self.root.join("mail"), |_| true)?;
        let (all, mut strange) = self.names(|key| settled.has(key))?;
        let mut waiting = Vec::new();
        for (key, names) in all {
            let Some(kept) = names.kept else { continue };
            match (names.is_done, names.is_dead) {
                (true, _) => {}
                (_, true) => strange.push(format!("{key}.eml")),
                _ => {
                    let slips = self.slips(&key, &names.slips);
                    waiting.push(Entry { key, kept, slips });
                }
            }
        }
        waiting.sort_by(|one, other| (one.kept, &one.key).cmp(&(other.kept, &other.key)));
        strange.sort_unstable();
        Ok(Listing { waiting, strange })
    }

    /// What stands in `mail/`, by the first part of the names, and the names of what was never ours.
    /// Those of the keys that are passed over are left out.
    pub(super) fn names(
        &self,
        is_passed: impl Fn(&str) -> bool,
    ) -> io::Result<(BTreeMap<String, Names>, Vec<String>)> {
        let mut all: BTreeMap<String, Names> = BTreeMap::new();
        let mut strange = Vec::new();
        for entry in fs::read_dir(self.root.join("mail"))? {
            let entry = entry?;
            let name = entry.file_name();
            let Some((key, end)) = name.to_str().and_then(|name| name.split_once('.')) else {
                strange.push(name.to_string_lossy().into_owned());
                continue;
            };
            if is_passed(key) {
                continue;
            }
            // A pipe or a folder is not ours, and opening it could block.
            if !entry.file_type().is_ok_and(|kind| kind.is_file()) {
                strange.push(format!("{key}.{end}"));
                continue;
            }
            let names = all.entry(key.to_owned()).or_default();
            match end {
                "eml" => {
                    let meta = entry.metadata().and_then(|meta| meta.modified());
                    names.kept = Some(meta.unwrap_or(UNIX_EPOCH));
                }
                "done" => names.is_done = true,
                "dead" => names.is_dead = true,
                "later" => {}
                "damaged" => strange.push(format!("{key}.{end}")),
                _ => match end.split_once('.') {
                    Some((tag, end @ ("wait" | "sent"))) if Tag::read(tag).is_some() => {
                        names.note(Tag::read(tag).expect("just read"), end == "sent");
                    }
                    _ => strange.push(format!("{key}.{end}")),
                },
            }
        }
        Ok((all, strange))
    }

    /// How it stands with recipients of a mail whose slips are known by name.
    pub(super) fn slips(&self, key: &str, names: &[(Tag, bool)]) -> Slips {
        let slip = |(tag, is_sent): &(Tag, bool)| {
            let slip = match is_sent {
                true => Slip::Sent,
                false => {
                    let note = disk::read(&self.slip(key, tag, "wait"), HEAD);
                    Slip::Waiting(Wait::read(&String::from_utf8_lossy(&note.unwrap_or_default())))
                }
            };
            (*tag, slip)
        };
        names.iter().map(slip).collect()
    }

    /// The headers of a mail, up to [`HEAD`] bytes; `None` if it is gone.
    pub(super) fn head(&self, key: &str) -> io::Result<Option<Mail>> {
        let file = match disk::open(&self.mail(key, "eml")) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            file => file?,
        };
        Ok(Some(Mail(disk::beginning(file, HEAD)?)))
    }
}
