//! Figures that are public are settled: what comes in later is told and kept, and enters them by a
//! decision alone. For the register and for sensors.

use super::{Failure, Outcome, print, public_figures, settings_with, sync};
use crate::console::tell;
use certsite_sensors::part::Name;
use certsite_sensors::store::FOLDER;
use certsite_site::config::Config;
use certsite_site::load::Files;
use certsite_site::load::Inputs;
use certsite_site::memo::Memo;
use certsite_site::output::Last;
use certsite_statistics::period::Period;
use certsite_statistics::{Data, SETTLED, settled_path, whose};
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

/// Months of sources of which something else may be counted than before.
pub type Changed = BTreeSet<(String, Period)>;

struct SettledData {
    config: Config,
    today: Date,
    data: Data,
}

/// The data that figures are made from; of tallies those that are wanted, by the source and the
/// days of their file.
fn ground(
    root: &Path,
    is_wanted: &(dyn Fn(&str, &str) -> bool + Sync),
) -> Result<SettledData, Failure> {
    let more = |path: &str| {
        let file = path.strip_prefix("content/data/").filter(|_| path.starts_with(FOLDER));
        file.and_then(|file| file.rsplit_once('/')).is_some_and(|(of, name)| is_wanted(of, name))
    };
    let (inputs, config, today) = settings_with(root, &more)?;
    Ok(SettledData { data: read(&config, &inputs), config, today })
}

/// Whether a file of tallies may hold something of a month.
fn is_of(file: &str, month: Period) -> bool {
    let Some(stem) = file.strip_suffix(".csv") else { return false };
    match stem.parse::<Name>() {
        Ok(name) => name.first < month.end() && month.first() <= name.last,
        Err(()) => stem.parse() == Ok(month),
    }
}

fn read(config: &Config, inputs: &Inputs) -> Data {
    // What is wrong with the data is told by those who change them.
    Data::read(config, Files::all(inputs), &Memo::default(), &mut Vec::new())
}

/// Settles what the last build published, as it is public, before something changes. Returns the
/// files that it wrote.
pub fn keep(root: &Path, of: Of) -> Result<Vec<String>, Failure> {
    // What is settled need not be read: an import costs no more for it.
    let last = Last::of(&root.join("public"));
    let public = public_figures(root, &last);
    let sources = public.keys().filter_map(|path| whose(path)).map(|(source, _)| source);
    let open: BTreeSet<&str> = sources.filter(|source| of.has(source)).collect();
    if open.is_empty() {
        return Ok(Vec::new());
    }
    let is_open = |source: &str| of.has(source) && open.contains(source);
    let SettledData { config, today, data } = ground(root, &|source, _| is_open(source))?;
    let files = data.keep(&config, today, is_open);
    write(root, &files)?;
    Ok(files.into_iter().map(|(path, _)| path).collect())
}

/// Tells of data that came in after their figures were settled: in months that changed, or in all.
pub fn tell_late(root: &Path, of: Of, changed: Option<&Changed>) -> Result<(), Failure> {
    let is_settled =
        |(source, month): &&(String, Period)| root.join(settled_path(source, *month)).exists();
    let changed: Option<BTreeSet<_>> =
        changed.map(|changed| changed.iter().filter(is_settled).collect());
    if changed.as_ref().is_some_and(BTreeSet::is_empty)
        || !root.join(SETTLED).join(of.word()).exists()
    {
        return Ok(());
    }
    let is_wanted = |source: &str, file: &str| {
        let mut changed = changed.iter().flatten();
        changed.any(|(of, month)| of == source && is_of(file, *month))
    };
    let SettledData { config, today, data } = ground(root, &is_wanted)?;
    for (source, period, was, is) in data.late(&config, today) {
        let known = || changed.as_ref().is_none_or(|all| all.contains(&(source.clone(), period)));
        if of.has(&source) && known() {
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
    let kept = keep(root, of)?;
    let mut told: BTreeSet<String> = BTreeSet::new();
    // What is kept and then revised is one file.
    let mut tell = |path: String| match told.insert(path.clone()) {
        true => print(format_args!("{path}\n")),
        false => Ok(()),
    };
    for path in &kept {
        tell(path.clone())?;
    }
    let SettledData { config, today, data } = ground(root, &|source, _| of.has(source))?;
    let asked = |period: &Period| periods.is_empty() || periods.contains(period);
    let late = data.late(&config, today).into_iter().map(|(source, p, ..)| (source, p));
    let new = data.unsettled(&config, today).into_iter();
    let mut wanted: BTreeMap<String, BTreeSet<Period>> = BTreeMap::new();
    for (source, period) in late.chain(new).filter(|(source, p)| of.has(source) && asked(p)) {
        wanted.entry(source).or_default().insert(period);
    }
    if wanted.is_empty() && !kept.is_empty() {
        return Ok(Outcome::Fine);
    }
    if wanted.is_empty() {
        tell!("Nothing has to be settled: the figures are those of the data.");
        return Ok(Outcome::Fine);
    }
    let mut refused = false;
    for (source, periods) in wanted {
        match data.settle(&config, today, &source, &periods) {
            Ok(files) => {
                write(root, &files)?;
                files.into_iter().try_for_each(|(path, _)| tell(path))?;
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
