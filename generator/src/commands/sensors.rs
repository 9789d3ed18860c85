//! `certsite sensors`: logs of sensors → daily tallies, each line once, whatever happens.

mod import;
mod log;
mod store;

use super::{Failure, Outcome, no_site, print, show};
use crate::cli::{SensorsArgs, SensorsCommand, SummaryArgs, SummaryFormat};
use crate::load;
use crate::rsit;
use crate::statistics::sensors::tallies;
use certsite_sensors::tally::{Cell, month};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;

/// Runs the command.
pub fn sensors(args: &SensorsArgs) -> Result<Outcome, Failure> {
    let root = &args.site.root;
    match &args.command {
        SensorsCommand::Import(import) => import::import(root, import),
        SensorsCommand::Summary(summary) => summarise(root, summary),
    }
}

/// Events and distinct sources by month and class, of the team's own eyes: nothing is suppressed.
fn summarise(root: &Path, args: &SummaryArgs) -> Result<Outcome, Failure> {
    let (inputs, _) = load::load(root).map_err(no_site(root))?;
    let (tallies, problems) = tallies(&inputs, &rsit::read(&inputs));
    show(&problems);
    let mut rows: BTreeMap<(String, &str), Cell> = BTreeMap::new();
    for (key, cell) in tallies.iter().flat_map(|(_, tally)| &tally.cells) {
        if args.year.is_none_or(|year| key.day.year() == year) {
            rows.entry((month(key.day), &key.class)).or_default().merge(cell);
        }
    }
    match args.format {
        SummaryFormat::Json => {
            let row = |((month, class), cell): (&(String, &str), &Cell)| {
                let (events, sources) = (cell.events, cell.count());
                json!({ "month": month, "class": class, "events": events, "sources": sources })
            };
            print(format_args!("{:#}\n", json!(rows.iter().map(row).collect::<Vec<_>>())))?;
        }
        SummaryFormat::Table => print(table(&rows))?,
    }
    Ok(if problems.is_empty() { Outcome::Fine } else { Outcome::Problems })
}

fn table(rows: &BTreeMap<(String, &str), Cell>) -> String {
    let mut out = format!("{:<8}  {:<30}{:>12}{:>12}\n", "month", "class", "events", "sources");
    for ((month, class), cell) in rows {
        out += &format!("{month:<8}  {class:<30}{:>12}{:>12}\n", cell.events, cell.count());
    }
    out
}
