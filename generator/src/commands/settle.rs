//! Figures that are public are settled: what comes in later is told and kept, and enters them by a
//! decision alone. For the register and for sensors.

use super::{Failure, Outcome, print, settings, sync};
use crate::config::Config;
use crate::console::tell;
use crate::load::Inputs;
use crate::memo::Memo;
use crate::output::Last;
use crate::statistics::period::Period;
use crate::statistics::{DATA, SETTLED, Statistics, settled_path};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

/// Whose figures.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// The register.
    Register,
    /// All sensors.
    Sensors,
}

impl Of {
    fn has(self, source: &str) -> bool {
        source.starts_with("sensors/") == (self == Of::Sensors)
    }

    fn word(self) -> &'static str {
        match self {
            Of::Register => "register",
            Of::Sensors => "sensors",
        }
    }
}

struct Ground {
    config: Config,
    today: Date,
    statistics: Statistics,
}

fn ground(root: &Path) -> Result<Ground, Failure> {
    let (inputs, config, today) = settings(root)?;
    Ok(Ground { statistics: read(&inputs), config, today })
}

fn read(inputs: &Inputs) -> Statistics {
    // What is wrong with the data is told by those who change them.
    Statistics::read(inputs, &Memo::default(), &mut Vec::new())
}

/// Settles what the last build published, as it is counted before something changes.
pub fn keep(root: &Path, of: Of) -> Result<(), Failure> {
    let last = Last::of(&root.join("public"));
    let public: BTreeSet<&str> =
        last.paths().filter(|path| is_open(root, of, path).unwrap_or(false)).collect();
    // What is settled need not be read: an import costs no more for it.
    if public.is_empty() {
        return Ok(());
    }
    let Ground { config, today, statistics } = ground(root)?;
    let mut wanted: BTreeMap<String, BTreeSet<Period>> = BTreeMap::new();
    for (source, period, path) in statistics.unsettled(&config, today) {
        if of.has(&source) && public.contains(path.as_str()) {
            wanted.entry(source).or_default().insert(period);
        }
    }
    for (source, periods) in wanted {
        // Nothing was public before: no version gives anything away.
        let files = statistics.settle(&config, today, &source, &periods).unwrap_or_default();
        write(root, &files)?;
    }
    Ok(())
}

/// Whether a published file holds figures of a period that is not settled; none if it is another.
fn is_open(root: &Path, of: Of, path: &str) -> Option<bool> {
    let (period, source) = path.strip_prefix(DATA)?.strip_suffix(".csv")?.split_once('/')?;
    let period: Period = period.parse().ok()?;
    Some(of.has(source) && !root.join(settled_path(source, period)).exists())
}

/// Tells of data that came in after their figures were settled.
pub fn tell_late(root: &Path, of: Of) -> Result<(), Failure> {
    let folder = root.join(SETTLED).join(of.word());
    if !folder.exists() {
        return Ok(());
    }
    let Ground { config, today, statistics } = ground(root)?;
    for (source, period, was, is) in statistics.late(&config, today) {
        if of.has(&source) {
            tell!(
                "{source}, {period}: these figures are public, and stay as they are ({was} in all; {is} with what came in since). “certsite {} settle {period}” publishes the change as a revision.",
                of.word()
            );
        }
    }
    Ok(())
}

/// Publishes what came in since, in these periods or in all that have something.
pub fn settle(root: &Path, of: Of, periods: &[Period]) -> Result<Outcome, Failure> {
    let Ground { config, today, statistics } = ground(root)?;
    let asked = |period: &Period| periods.is_empty() || periods.contains(period);
    let late = statistics.late(&config, today).into_iter().map(|(source, p, ..)| (source, p));
    let new = statistics.unsettled(&config, today).into_iter().map(|(source, p, _)| (source, p));
    let mut wanted: BTreeMap<String, BTreeSet<Period>> = BTreeMap::new();
    for (source, period) in late.chain(new).filter(|(source, p)| of.has(source) && asked(p)) {
        wanted.entry(source).or_default().insert(period);
    }
    if wanted.is_empty() {
        tell!("Nothing has to be settled: the figures are those of the data.");
        return Ok(Outcome::Fine);
    }
    let mut refused = false;
    for (source, periods) in wanted {
        match statistics.settle(&config, today, &source, &periods) {
            Ok(files) => {
                write(root, &files)?;
                for (path, _) in files {
                    print(format_args!("{path}\n"))?;
                }
            }
            Err(exposed) => {
                refused = true;
                let all: Vec<String> =
                    exposed.iter().map(|(period, what)| format!("{period}: {what}")).collect();
                tell!(
                    "{source} is not settled: with what was published before, readers could compute what is withheld ({}). Wait for more data, or for the year to be over; nothing was changed.",
                    all.join("; ")
                );
            }
        }
    }
    Ok(if refused { Outcome::Problems } else { Outcome::Fine })
}

/// Writes each file aside, onto the disk, and moves it into place.
fn write(root: &Path, files: &[(String, String)]) -> Result<(), Failure> {
    for (path, text) in files {
        let path = root.join(path);
        let folder = path.parent().unwrap_or(root);
        let wrong = || Failure::io(path.display());
        std::fs::create_dir_all(folder).map_err(wrong())?;
        let aside = path.with_extension("part");
        std::fs::File::create(&aside)
            .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
            .and_then(|()| std::fs::rename(&aside, &path))
            .and_then(|()| sync(folder))
            .map_err(wrong())?;
    }
    Ok(())
}
