//! Stores as they stand → what of their marks is damaged, and which sources have counted one log.
//!
//! Both would show at the next import at the earliest. Marks of years take longer to read than all
//! the rest of a site, so it is looked at how long they are, at all bytes of as many as there is
//! time for, and at the first marks of the largest cells that two sources have in common.

use super::{DECIDED, LINES, REMOVED, Store, UNDECIDED};
use crate::mark;
use crate::part::{Name, Outline, sum_read};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;

/// How many bytes of marks are read as a whole, the last ones first: those of 45 million events.
const MAX_BYTES: u64 = 256 << 20;

/// How many cells of a day are looked at in two sources, and how many marks of each. Marks are in
/// their order, so these are the least of both.
const MAX_CELLS: usize = 16;
const MAX_MARKS: u64 = 64;

/// How closely a file of marks is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    /// At its length alone, which must be that of its part's events.
    Length,
    /// At all its bytes, which must have the hash that its part names.
    AllBytes,
}

/// Something that is wrong with a file of marks.
pub struct Damage {
    /// The path of the damaged file, from the site's root.
    pub path: String,
    /// What is wrong with the file.
    pub message: String,
    /// How it can be mended, in a sentence for whoever keeps the tallies.
    pub help: &'static str,
}

/// What two sources have both counted, of what was compared.
pub struct Common {
    /// A part of the second that has some of it.
    pub path: String,
    /// The first day of which both have counted the same.
    pub day: Date,
    /// How many events both have counted.
    pub events: u64,
    /// Of how many events that were compared.
    pub compared: u64,
}

/// What was found in the stores of all sources.
#[derive(Default)]
pub struct Review {
    /// The files that are damaged, missing, or belong to nothing.
    pub damage: Vec<Damage>,
    /// What counts twice, by the names of the two sources that have counted it.
    pub common: BTreeMap<(String, String), Common>,
}

const RESTORE: &str = "restore it from version control or a backup: it says which lines were \
                       counted, and until then nothing can be added to their days";

/// Looks at the stores of these sources, given with their names. What cannot be read, or does not
/// hold, is told by those who read tallies.
pub fn review(stores: &[(String, Store)]) -> Review {
    let mut review = Review::default();
    let mut names: Vec<(Name, usize)> = Vec::new();
    for (n, (_, store)) in stores.iter().enumerate() {
        let own = store.names().unwrap_or_default();
        review.damage.extend(store.strays(&own));
        names.extend(own.into_iter().map(|name| (name, n)));
    }
    names.sort_unstable();
    let mut left = MAX_BYTES;
    let look = |(name, n): &(Name, usize)| {
        left = left.saturating_sub(stores[*n].1.marks_size(*name));
        if left > 0 { Look::AllBytes } else { Look::Length }
    };
    let mut looks: Vec<Look> = names.iter().rev().map(look).collect();
    let mut days: BTreeMap<Date, Vec<Cell>> = BTreeMap::new();
    for (name, source) in names {
        let look = looks.pop().unwrap_or(Look::Length);
        // What begins later has nothing of the days before.
        let later = days.split_off(&name.first);
        std::mem::replace(&mut days, later)
            .into_iter()
            .for_each(|(day, cells)| review.compare(stores, day, cells));
        let store = &stores[source].1;
        let Some(outline) = store.outline(name) else { continue };
        let wrong = store.damage(name, &outline, look);
        let is_whole = wrong.is_none();
        review.damage.extend(wrong);
        if stores.len() < 2 || !is_whole {
            continue;
        }
        let name = Rc::new(name);
        let mut before = 0;
        for (day, key, events) in outline.cells {
            let cell = Cell { source, name: name.clone(), key, before, events };
            days.entry(day).or_default().push(cell);
            before += events;
        }
    }
    days.into_iter().for_each(|(day, cells)| review.compare(stores, day, cells));
    review
}

/// A cell of a part, and where its marks are.
struct Cell {
    source: usize,
    name: Rc<Name>,
    key: u64,
    before: u64,
    events: u64,
}

impl Review {
    /// Compares what sources have counted of a day.
    fn compare(&mut self, stores: &[(String, Store)], day: Date, cells: Vec<Cell>) {
        let sources: BTreeSet<usize> = cells.iter().map(|cell| cell.source).collect();
        if sources.len() < 2 {
            return;
        }
        let mut alike: HashMap<u64, Vec<Cell>> = HashMap::new();
        cells.into_iter().for_each(|cell| alike.entry(cell.key).or_default().push(cell));
        let is_shared = |cells: &Vec<Cell>| cells.iter().any(|cell| cell.source != cells[0].source);
        let mut shared: Vec<_> = alike.into_iter().filter(|(_, cells)| is_shared(cells)).collect();
        let size = |cells: &[Cell]| cells.iter().map(|cell| cell.events).sum::<u64>();
        shared.sort_by_key(|(key, cells)| (std::cmp::Reverse(size(cells)), *key));
        for (_, cells) in shared.into_iter().take(MAX_CELLS) {
            let mut own: BTreeMap<usize, (BTreeSet<u64>, &Cell)> = BTreeMap::new();
            for cell in &cells {
                let marks = stores[cell.source].1.first_marks(cell).unwrap_or_default();
                own.entry(cell.source).or_insert_with(|| (BTreeSet::new(), cell)).0.extend(marks);
            }
            for (one, (marks, _)) in &own {
                for (other, (others, cell)) in own.range(one + 1..) {
                    let both = marks.intersection(others).count() as u64;
                    let compared = marks.len().min(others.len()) as u64;
                    self.note(stores, (*one, *other), (day, cell, both, compared));
                }
            }
        }
    }

    fn note(
        &mut self,
        stores: &[(String, Store)],
        (one, other): (usize, usize),
        (day, cell, events, compared): (Date, &Cell, u64, u64),
    ) {
        let pair = (stores[one].0.clone(), stores[other].0.clone());
        match self.common.get_mut(&pair) {
            Some(common) => {
                common.events += events;
                common.compared += compared;
            }
            None if events > 0 => {
                let path = format!("{}{}.csv", stores[other].1.shown, cell.name);
                self.common.insert(pair, Common { path, day, events, compared });
            }
            None => {}
        }
    }
}

impl Store {
    fn outline(&self, name: Name) -> Option<Outline> {
        let text = fs::read_to_string(self.folder.join(format!("{name}.csv"))).ok()?;
        Outline::parse(name, &text)
    }

    /// How many bytes the marks of a part have.
    fn marks_size(&self, name: Name) -> u64 {
        let file = self.folder.join(LINES).join(name.to_string());
        fs::metadata(file).map_or(0, |file| file.len())
    }

    /// What is wrong with the marks of a part.
    fn damage(&self, name: Name, outline: &Outline, look: Look) -> Option<Damage> {
        let file = self.folder.join(LINES).join(name.to_string());
        let path = format!("{}{LINES}/{name}", self.shown);
        let expected = outline.cells.iter().map(|(_, _, events)| events).sum::<u64>();
        let expected = expected.saturating_mul(mark::SIZE as u64);
        let is_other = || {
            let found = File::open(&file).and_then(sum_read);
            found.map(|sum| sum != outline.sum)
        };
        let message = match fs::metadata(&file) {
            // Told once for all.
            Err(_) if !self.folder.join(LINES).is_dir() => return None,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                format!("this file is missing, which belongs to {name}.csv")
            }
            Err(error) => format!("this file cannot be read: {error}"),
            Ok(file) if !file.is_file() => "this is no file of certsite's".to_owned(),
            Ok(file) if file.len() != expected => format!(
                "this file is damaged: it has {} bytes, and {expected} were written",
                file.len()
            ),
            Ok(_) if look == Look::Length => return None,
            Ok(_) => match is_other() {
                Ok(false) => return None,
                Ok(true) => "this file is damaged: it is not what was written".to_owned(),
                Err(error) => format!("this file cannot be read: {error}"),
            },
        };
        Some(Damage { path, message, help: RESTORE })
    }

    /// Marks that belong to no part, or that there are none at all.
    fn strays(&self, names: &[Name]) -> Vec<Damage> {
        let folder = self.folder.join(LINES);
        let Ok(entries) = fs::read_dir(&folder) else {
            let path = format!("{}{LINES}", self.shown);
            let message = "this folder is missing, or cannot be read".to_owned();
            let is_lost = !names.is_empty();
            return is_lost
                .then_some(Damage { path, message, help: RESTORE })
                .into_iter()
                .collect();
        };
        // Somebody is about to change this, or died while doing so: the next import finishes that.
        if [UNDECIDED, DECIDED, REMOVED].iter().any(|name| self.folder.join(name).exists()) {
            return Vec::new();
        }
        let known: BTreeSet<String> = names.iter().map(Name::to_string).collect();
        let files = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let is_stray = |name: &String| !known.contains(name) && !name.starts_with('.');
        let mut strays: Vec<String> = files.filter(is_stray).collect();
        strays.sort();
        let told = |name: String| Damage {
            path: format!("{}{LINES}/{name}", self.shown),
            message: "no tallies belong to this file".to_owned(),
            help: "if tallies of this name were deleted, restore them from version control; else \
                   delete it",
        };
        strays.into_iter().map(told).collect()
    }

    fn first_marks(&self, cell: &Cell) -> io::Result<Vec<u64>> {
        let mut file = File::open(self.folder.join(LINES).join(cell.name.to_string()))?;
        file.seek(SeekFrom::Start(cell.before * mark::SIZE as u64))?;
        let mut bytes = Vec::new();
        file.take(cell.events.min(MAX_MARKS) * mark::SIZE as u64).read_to_end(&mut bytes)?;
        Ok(mark::read(&bytes).collect())
    }
}
