//! `certsite register`: rows of the register of incidents, added, changed and closed without losing
//! one, each change noted, and what they add up to.

mod add;
mod change;
mod files;
mod import;
mod summary;

pub use files::settle as whole;

use super::settle::{FigureOwner, keep, settle, tell_late};
use crate::cli::{RegisterArgs, RegisterCommand};
use crate::settings::{Effect, is_data, settings};
use certsite_base::diag;
use certsite_shell::command::{Failure, Outcome, count, lock, no_site, now, show};
use certsite_shell::program::Program;
use certsite_shell::tell;
use certsite_site::load::Files;
use certsite_site::load::{self, Inputs};
use certsite_site::rsit::{self, Codes};
use certsite_site::site::Request;
use certsite_site::timing::Timings;
use certsite_statistics::register::{FOLDER, Incident, Register, What};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::path::Path;

/// Runs the command.
pub fn register(program: &Program, args: &RegisterArgs) -> Result<Outcome, Failure> {
    let root = &args.site.root;
    let fine = |()| Outcome::Fine;
    files::settle(root)?;
    match &args.command {
        RegisterCommand::Add(add) => edit(root, Effect::Change, |edit| edit.add(add).map(fine)),
        RegisterCommand::Close { number, day } => edit(root, Effect::Change, |edit| {
            edit.close(number, day.unwrap_or(edit.today)).map(fine)
        }),
        RegisterCommand::Reopen { number } => {
            edit(root, Effect::Change, |edit| edit.reopen(number).map(fine))
        }
        RegisterCommand::Correct(cells) => {
            edit(root, Effect::Change, |edit| edit.set(cells, What::Correct).map(fine))
        }
        RegisterCommand::Amend(cells) => {
            edit(root, Effect::Change, |edit| edit.set(cells, What::Amend).map(fine))
        }
        RegisterCommand::Remove { number, why } => {
            edit(root, Effect::Change, |edit| edit.remove(number, *why).map(fine))
        }
        RegisterCommand::Settle { periods } => {
            let _lock = lock(root, "register")?;
            settle(root, FigureOwner::Register, periods)
        }
        RegisterCommand::History { number } => change::history(root, number.as_deref()),
        RegisterCommand::Import(import) => {
            edit(root, Effect::unless_dry_run(import.dry_run), |edit| edit.import(import))
        }
        RegisterCommand::Check => check(program, root),
        RegisterCommand::Summary(summary) => summary::summarise(root, summary),
    }
}

/// The register, while nobody else can change it.
struct RegisterEdit<'a> {
    root: &'a Path,
    inputs: &'a Inputs,
    today: Date,
    zone: TimeZone,
    codes: Codes,
    register: Register,
}

/// Reads the register under a lock, and changes it; two at once come one after the other.
fn edit(
    root: &Path,
    effect: Effect,
    work: impl FnOnce(&RegisterEdit) -> Result<Outcome, Failure>,
) -> Result<Outcome, Failure> {
    let _lock = lock(root, "register")?;
    files::recover(root)?;
    let (inputs, config, today) = settings(root)?;
    let codes = rsit::read(Files::all(&inputs));
    let (register, mut problems) = Register::read(Files::all(&inputs), &codes);
    problems.extend(register.later_than(today));
    if diag::has_errors(&problems) {
        show(&problems);
        return Ok(Outcome::Problems);
    }
    let zone = config.time_zone.clone();
    if effect == Effect::Change {
        keep(root, FigureOwner::Register)?;
    }
    let outcome = work(&RegisterEdit { root, inputs: &inputs, today, zone, codes, register })?;
    tell_late(root, FigureOwner::Register, None)?;
    Ok(outcome)
}

fn inputs(root: &Path) -> Result<Inputs, Failure> {
    load::only(root, &is_data).map(|(inputs, _)| inputs).map_err(no_site(root))
}

impl RegisterEdit<'_> {
    /// Refuses days that have not come.
    fn is_past(&self, incident: &Incident) -> Result<(), Failure> {
        let is_later = |day: Date| day > self.today;
        match is_later(incident.received) || incident.closed.is_some_and(is_later) {
            true => Err(Failure::new("the day lies in the future")),
            false => Ok(()),
        }
    }
}

fn check(program: &Program, root: &Path) -> Result<Outcome, Failure> {
    let snapshot = program
        .engine(root, Request::default())
        .snapshot(now(), &mut Timings::default())
        .map_err(no_site(root))?;
    let is_of = |d: &diag::Diagnostic| d.place.as_ref().is_some_and(|p| p.file.starts_with(FOLDER));
    let found: Vec<_> = snapshot.diagnostics.into_iter().filter(is_of).collect();
    show(&found);
    let inputs = inputs(root)?;
    let (register, _) = Register::read(Files::all(&inputs), &rsit::read(Files::all(&inputs)));
    tell!("{}, {}.", count(register.incidents.len(), "incident"), count(found.len(), "error"));
    Ok(if found.is_empty() { Outcome::Fine } else { Outcome::Problems })
}
