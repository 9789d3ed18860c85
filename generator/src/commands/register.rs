//! `certsite register`: rows of the register of incidents, added, changed and closed without losing
//! one, each change noted, and what they add up to.

mod add;
mod change;
mod import;
mod summary;

use super::settle::{Of, keep, settle, tell_late};
use super::{Failure, Outcome, count, is_data, lock, no_site, now, settings, show, sync};
use crate::cli::{RegisterArgs, RegisterCommand};
use crate::console::tell;
use crate::diag;
use crate::load::{self, Inputs};
use crate::rsit::{self, Codes};
use crate::site::{Engine, Request};
use crate::statistics::register::{FOLDER, HEADER, Incident, Register, What};
use crate::timing::Timings;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

/// Runs the command.
pub fn register(args: &RegisterArgs) -> Result<Outcome, Failure> {
    let root = &args.site.root;
    let fine = |()| Outcome::Fine;
    match &args.command {
        RegisterCommand::Add(add) => change(root, |ground| ground.add(add).map(fine)),
        RegisterCommand::Close { number, day } => {
            change(root, |ground| ground.close(number, day.unwrap_or(ground.today)).map(fine))
        }
        RegisterCommand::Reopen { number } => {
            change(root, |ground| ground.reopen(number).map(fine))
        }
        RegisterCommand::Correct(cells) => {
            change(root, |ground| ground.set(cells, What::Correct).map(fine))
        }
        RegisterCommand::Amend(cells) => {
            change(root, |ground| ground.set(cells, What::Amend).map(fine))
        }
        RegisterCommand::Settle { periods } => {
            let _lock = lock(root, "register")?;
            settle(root, Of::Register, periods)
        }
        RegisterCommand::History { number } => change::history(root, number.as_deref()),
        RegisterCommand::Import(import) => {
            changed(root, import.dry_run, |ground| ground.import(import))
        }
        RegisterCommand::Check => check(root),
        RegisterCommand::Summary(summary) => summary::summarise(root, summary),
    }
}

/// The register, while nobody else can change it.
struct Ground<'a> {
    root: &'a Path,
    inputs: &'a Inputs,
    today: Date,
    zone: TimeZone,
    codes: Codes,
    register: Register,
}

/// Reads the register under a lock, and changes it; two at once come one after the other.
fn change(
    root: &Path,
    work: impl FnOnce(&Ground) -> Result<Outcome, Failure>,
) -> Result<Outcome, Failure> {
    changed(root, false, work)
}

/// The same; a trial leaves everything as it is.
fn changed(
    root: &Path,
    is_trial: bool,
    work: impl FnOnce(&Ground) -> Result<Outcome, Failure>,
) -> Result<Outcome, Failure> {
    let _lock = lock(root, "register")?;
    let (inputs, config, today) = settings(root)?;
    let codes = rsit::read(&inputs);
    let (register, mut problems) = Register::read(&inputs, &codes);
    problems.extend(register.later_than(today));
    if diag::has_errors(&problems) {
        show(&problems);
        return Ok(Outcome::Problems);
    }
    let zone = config.time_zone.clone();
    if !is_trial {
        keep(root, Of::Register)?;
    }
    let outcome = work(&Ground { root, inputs: &inputs, today, zone, codes, register })?;
    tell_late(root, Of::Register, None)?;
    Ok(outcome)
}

fn inputs(root: &Path) -> Result<Inputs, Failure> {
    load::only(root, &is_data).map(|(inputs, _)| inputs).map_err(no_site(root))
}

impl Ground<'_> {
    /// Refuses days that have not come.
    fn is_past(&self, incident: &Incident) -> Result<(), Failure> {
        let is_later = |day: Date| day > self.today;
        match is_later(incident.received) || incident.closed.is_some_and(is_later) {
            true => Err(Failure("the day lies in the future".into())),
            false => Ok(()),
        }
    }

    /// The text of a year's file; its head, if there is none yet.
    fn year(&self, year: i16) -> Result<String, Failure> {
        let file = self.file(year);
        match fs::read_to_string(&file) {
            Ok(text) if text.is_empty() || text.ends_with('\n') => Ok(text),
            Ok(text) => Ok(text + "\n"),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(format!("{HEADER}\n")),
            Err(error) => Err(Failure::io(file.display())(error)),
        }
    }

    fn file(&self, year: i16) -> std::path::PathBuf {
        self.root.join(format!("{FOLDER}{year}.csv"))
    }

    /// Adds rows, each to the file of its year.
    fn append(&self, incidents: &[Incident]) -> Result<(), Failure> {
        let mut years: BTreeMap<i16, String> = BTreeMap::new();
        for incident in incidents {
            *years.entry(incident.received.year()).or_default() += &format!("{incident}\n");
        }
        for (year, rows) in years {
            let before = self.year(year)?;
            replace(&self.file(year), &(before + rows.as_str()))?;
        }
        Ok(())
    }
}

/// Writes aside, onto the disk, and moves into place: nobody ever reads half a register.
fn replace(file: &Path, text: &str) -> Result<(), Failure> {
    let wrong = || Failure::io(file.display());
    let folder = file.parent().unwrap_or(file);
    fs::create_dir_all(folder).map_err(wrong())?;
    let aside = file.with_extension("part");
    let mut options = OpenOptions::new();
    let mut part = options.write(true).create(true).truncate(true).open(&aside).map_err(wrong())?;
    part.write_all(text.as_bytes()).and_then(|()| part.sync_all()).map_err(wrong())?;
    fs::rename(&aside, file).map_err(wrong())?;
    sync(folder).map_err(wrong())
}

fn check(root: &Path) -> Result<Outcome, Failure> {
    let snapshot = Engine::new(root, Request::default())
        .snapshot(now(), &mut Timings::default())
        .map_err(no_site(root))?;
    let is_of = |d: &diag::Diagnostic| d.place.as_ref().is_some_and(|p| p.file.starts_with(FOLDER));
    let found: Vec<_> = snapshot.diagnostics.into_iter().filter(is_of).collect();
    show(&found);
    let inputs = inputs(root)?;
    let (register, _) = Register::read(&inputs, &rsit::read(&inputs));
    tell!("{}, {}.", count(register.incidents.len(), "incident"), count(found.len(), "error"));
    Ok(if found.is_empty() { Outcome::Fine } else { Outcome::Problems })
}
