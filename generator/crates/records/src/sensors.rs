//! `certsite sensors`: the command line of the crate that counts what sensors saw.

mod elsewhere;
mod files;
mod import;
mod imports;
mod key;
mod review;
mod sources;
mod trial;

pub use review::review;

use self::sources::sources;
use super::settle::{Changed, FigureOwner, keep, settle, tell_late};
use crate::cli::{SensorsArgs, SensorsCommand, SummaryArgs, SummaryFormat};
use crate::settings::is_data;
use certsite_periods::Period;
use certsite_sensors::Trouble;
use certsite_sensors::merge;
use certsite_sensors::store::Store;
use certsite_sensors::tally::{Cell, Tally, month};
use certsite_shell::command::{Failure, Outcome, no_site, print, show};
use certsite_shell::console;
use certsite_site::load;
use certsite_site::load::Files;
use certsite_site::rsit::{self, IncidentKind};
use certsite_statistics::sensors::{self, diagnostic};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;

/// Runs the command.
pub fn sensors(args: &SensorsArgs) -> Result<Outcome, Failure> {
    let root = &args.site.root;
    match &args.command {
        // A trial leaves everything as it is.
        SensorsCommand::Import(import) if import.dry_run => import::import(root, import),
        SensorsCommand::Import(import) => changing(root, || import::import(root, import)),
        SensorsCommand::Settle { periods } => settle(root, FigureOwner::Sensors, periods),
        SensorsCommand::Summary(summary) => summarise(root, summary),
        SensorsCommand::List(list) => imports::list(root, list),
        SensorsCommand::Undo(undo) => changing(root, || imports::undo(root, undo)),
        SensorsCommand::Remove(remove) => changing(root, || imports::remove(root, remove)),
        SensorsCommand::Compact => imports::compact(root),
        SensorsCommand::Merge => changing(root, || imports::merge(root)),
    }
}

/// Changes what is counted. Figures that are public stay, and what would change them is told.
fn changing(
    root: &Path,
    work: impl FnOnce() -> Result<Outcome, Failure>,
) -> Result<Outcome, Failure> {
    let before = imports::names(root)?;
    keep(root, FigureOwner::Sensors)?;
    let outcome = work()?;
    let after = imports::names(root)?;
    // Of what did not change nothing is read: an import costs the same however much was counted.
    let mut changed = Changed::new();
    for (source, name) in before.symmetric_difference(&after) {
        let months = Period::month_of(name.first).up_to(Period::month_of(name.last));
        changed.extend(months.map(|month| (format!("sensors/{source}"), month)));
    }
    tell_late(root, FigureOwner::Sensors, Some(&changed))?;
    Ok(outcome)
}

/// What the crate could not do, as the command says it; faults of files are shown at their places.
fn failure(trouble: Trouble) -> Failure {
    match trouble {
        Trouble::Faults { path, text, faults } => {
            let path = path.into();
            let problem = |fault| diagnostic(&path, &text, fault);
            show(&faults.into_iter().map(problem).collect::<Vec<_>>());
            Failure::new("these tallies do not hold, so nothing is added to them")
        }
        other => Failure::of(other),
    }
}

/// Asks a person a question, who may say no by saying nothing.
fn ask(question: &str) -> Result<bool, Failure> {
    console::say(format_args!("{question} [y/N] "));
    let mut answer = String::new();
    let read = std::io::stdin().read_line(&mut answer);
    read.map_err(Failure::io("the answer cannot be read"))?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

/// All that is counted of a source, each line once, even if stores were put together and nobody
/// has merged them yet.
fn tally(root: &Path, source: &str) -> Result<Tally, Failure> {
    let mut store = Store::new(root, source);
    let (mut all, _) = store.old().map_err(failure)?;
    let mut parts = store.parts().map_err(failure)?;
    let merged = merge::reconcile(parts.clone(), |name| store.marks(name)).map_err(failure)?;
    parts.retain(|part| !merged.gone.contains(&part.name));
    let new = merged.new.into_values().map(|new| new.part);
    parts.into_iter().chain(new).for_each(|part| all.merge(part.tally));
    Ok(all)
}

/// Events and distinct sources by month and class, of the team's own eyes: nothing is suppressed.
fn summarise(root: &Path, args: &SummaryArgs) -> Result<Outcome, Failure> {
    let (inputs, _) = load::only(root, &is_data).map_err(no_site(root))?;
    let (rules, problems) = sensors::rules(Files::all(&inputs), &rsit::read(Files::all(&inputs)));
    show(&problems);
    let mut rows: BTreeMap<(String, String), Cell> = BTreeMap::new();
    for source in sources(root)? {
        for (key, cell) in tally(root, &source)?.cells {
            if args.year.is_none_or(|year| key.day.year() == year) {
                let kind = rules.kind(&key.word).unwrap_or_else(IncidentKind::undetermined);
                let row = (month(key.day), kind.class().to_owned());
                rows.entry(row).or_default().merge(&cell);
            }
        }
    }
    match args.format {
        SummaryFormat::Json => {
            let row = |((month, class), cell): (&(String, String), &Cell)| {
                let (events, sources) = (cell.events, cell.count());
                json!({ "month": month, "class": class, "events": events, "sources": sources })
            };
            print(format_args!("{:#}\n", json!(rows.iter().map(row).collect::<Vec<_>>())))?;
        }
        SummaryFormat::Table => print(table(&rows))?,
    }
    Ok(if problems.is_empty() { Outcome::Fine } else { Outcome::Problems })
}

fn table(rows: &BTreeMap<(String, String), Cell>) -> String {
    let mut out = format!("{:<8}  {:<30}{:>12}{:>12}\n", "month", "class", "events", "sources");
    for ((month, class), cell) in rows {
        out += &format!("{month:<8}  {class:<30}{:>12}{:>12}\n", cell.events, cell.count());
    }
    out
}
