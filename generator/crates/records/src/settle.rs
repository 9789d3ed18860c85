//! Figures that are public are settled: what comes in later is told and kept, and enters them by a
//! decision alone. For the register and for sensors.

use crate::settings::settings_with;
use certsite_periods::Period;
use certsite_periods::published::whose;
use certsite_periods::settled::{FOLDER as SETTLED, path as settled_path};
use certsite_sensors::part::Name;
use certsite_sensors::store::FOLDER;
use certsite_shell::command::{Failure, Outcome, print, public_figures};
use certsite_shell::tell;
use certsite_site::config::Config;
use certsite_site::load::Files;
use certsite_site::load::Inputs;
use certsite_site::memo::Memo;
use certsite_site::output::Last;
use certsite_statistics::Data;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Whose figures a command is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum FigureOwner {
    /// The register.
    Register,
    /// All sensors.
    Sensors,
}

impl FigureOwner {
    /// Whether figures of a source, by its name, are these.
    fn has(self, source: &str) -> bool {
        source.starts_with("sensors/") == (self == FigureOwner::Sensors)
    }

    /// The folder of their settled figures, and the command that is about them.
    fn word(self) -> &'static str {
        match self {
            FigureOwner::Register => "register",
            FigureOwner::Sensors => "sensors",
        }
    }
}

/// Months of sources of which something else may be counted than before.
pub type Changed = BTreeSet<(String, Period)>;

/// Data with what was settled of them, on one day.
struct SettledData {
    config: Config,
    today: Date,
    data: Data,
}

/// The data that figures are made from; of tallies those that are wanted, by the source and the
/// days of their file.
fn settled_data(
    root: &Path,
    is_wanted: &(dyn Fn(&str, &str) -> bool + Sync),
) -> Result<SettledData, Failure> {
    let more = |path: &str| {
        let file = path.strip_prefix("content/data/").filter(|_| path.starts_with(FOLDER));
        file.and_then(|file| file.rsplit_once('/'))
            .is_some_and(|(source, name)| is_wanted(source, name))
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
pub fn keep(root: &Path, owner: FigureOwner) -> Result<Vec<String>, Failure> {
    // What is settled need not be read: an import costs no more for it.
    let last = Last::of(&root.join("public"));
    let public = public_figures(root, &last);
    let sources = public.keys().filter_map(|path| whose(path)).map(|(source, _)| source);
    let open: BTreeSet<&str> = sources.filter(|source| owner.has(source)).collect();
    if open.is_empty() {
        return Ok(Vec::new());
    }
    let is_open = |source: &str| owner.has(source) && open.contains(source);
    let SettledData { config, today, data } = settled_data(root, &|source, _| is_open(source))?;
    let files = data.keep(&config, today, is_open);
    write(root, &files)?;
    Ok(files.into_iter().map(|(path, _)| path).collect())
}

/// Tells of data that came in after their figures were settled: in months that changed, or in all.
pub fn tell_late(
    root: &Path,
    owner: FigureOwner,
    changed: Option<&Changed>,
) -> Result<(), Failure> {
    let is_settled =
        |(source, month): &&(String, Period)| root.join(settled_path(source, *month)).exists();
    let changed: Option<BTreeSet<_>> =
        changed.map(|changed| changed.iter().filter(is_settled).collect());
    if changed.as_ref().is_some_and(BTreeSet::is_empty)
        || !root.join(SETTLED).join(owner.word()).exists()
    {
        return Ok(());
    }
    let is_wanted = |source: &str, file: &str| {
        let mut changed = changed.iter().flatten();
        changed.any(|(own, month)| own == source && is_of(file, *month))
    };
    let SettledData { config, today, data } = settled_data(root, &is_wanted)?;
    for (source, period, was, is) in data.late(&config, today) {
        let known = || changed.as_ref().is_none_or(|all| all.contains(&(source.clone(), period)));
        if owner.has(&source) && known() {
            tell!(
                "{source}, {period}: these figures are public, and stay as they are ({was} in all; {is} with what came in since). “certsite {} settle {period}” publishes the change as a revision.",
                owner.word()
            );
        }
    }
    Ok(())
}

/// Publishes what came in since, in these periods or in all that have something.
pub fn settle(root: &Path, owner: FigureOwner, periods: &[Period]) -> Result<Outcome, Failure> {
    let kept = keep(root, owner)?;
    let mut told: BTreeSet<String> = BTreeSet::new();
    // What is kept and then revised is one file.
    let mut tell = |path: String| match told.insert(path.clone()) {
        true => print(format_args!("{path}\n")),
        false => Ok(()),
    };
    for path in &kept {
        tell(path.clone())?;
    }
    let settled = settled_data(root, &|source, _| owner.has(source))?;
    let wanted = settled.to_settle(owner, periods);
    if wanted.is_empty() {
        if kept.is_empty() {
            tell!("Nothing has to be settled: the figures are those of the data.");
        }
        return Ok(Outcome::Fine);
    }
    let mut outcome = Outcome::Fine;
    let SettledData { config, today, data } = settled;
    for (source, periods) in wanted {
        match data.settle(&config, today, &source, &periods) {
            Ok(files) => {
                write(root, &files)?;
                files.into_iter().try_for_each(|(path, _)| tell(path))?;
            }
            Err(exposed) => {
                outcome = Outcome::Problems;
                let all: Vec<String> =
                    exposed.iter().map(|(period, what)| format!("{period}: {what}")).collect();
                tell!(
                    "{source} is not settled: with what was published before, readers could compute what is withheld ({}). Wait for more data, or for the year to be over; nothing was changed.",
                    all.join("; ")
                );
            }
        }
    }
    Ok(outcome)
}

impl SettledData {
    /// The periods of each source that are public and were not settled, or of which more came in since;
    /// of those that are asked for, or of all if none is.
    fn to_settle(
        &self,
        owner: FigureOwner,
        periods: &[Period],
    ) -> BTreeMap<String, BTreeSet<Period>> {
        let late = self.data.late(&self.config, self.today).into_iter();
        let late = late.map(|(source, period, ..)| (source, period));
        let new = self.data.unsettled(&self.config, self.today);
        let is_asked = |period: &Period| periods.is_empty() || periods.contains(period);
        let mut wanted: BTreeMap<String, BTreeSet<Period>> = BTreeMap::new();
        for (source, period) in late.chain(new) {
            if owner.has(&source) && is_asked(&period) {
                wanted.entry(source).or_default().insert(period);
            }
        }
        wanted
    }
}

/// Writes each file, given by its path from the site's root.
fn write(root: &Path, files: &[(String, String)]) -> Result<(), Failure> {
    for (path, text) in files {
        let path = root.join(path);
        let wrong = || Failure::io(path.display());
        std::fs::create_dir_all(path.parent().unwrap_or(root)).map_err(wrong())?;
        certsite_disk::replace(&path, text.as_bytes()).map_err(wrong())?;
    }
    Ok(())
}
