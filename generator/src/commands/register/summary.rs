//! `certsite register summary`: how many incidents each month had, of each class.

use super::super::table::Table;
use super::super::{Failure, Outcome, print, show};
use super::inputs;
use crate::cli::{SummaryArgs, SummaryFormat};
use crate::rsit;
use crate::statistics::register::{Incident, Register};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;

/// Incidents by month and class, of the team's own eyes: nothing is suppressed here.
pub fn summarise(root: &Path, args: &SummaryArgs) -> Result<Outcome, Failure> {
    let inputs = inputs(root)?;
    let (register, problems) = Register::read(&inputs, &rsit::read(&inputs));
    show(&problems);
    let is_meant = |incident: &&Incident| args.year.is_none_or(|y| incident.received.year() == y);
    let incidents = register.incidents.iter().map(|(incident, _)| incident).filter(is_meant);
    let mut months: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
    for incident in incidents {
        let month = incident.received.to_string()[..7].to_owned();
        *months.entry(month).or_default().entry(&incident.class).or_default() += 1;
    }
    match args.format {
        SummaryFormat::Json => print(format_args!("{:#}\n", json!(months)))?,
        SummaryFormat::Table => print(table(&months))?,
    }
    Ok(if problems.is_empty() { Outcome::Fine } else { Outcome::Problems })
}

fn table(months: &BTreeMap<String, BTreeMap<&str, usize>>) -> String {
    let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
    for (class, n) in months.values().flatten() {
        *classes.entry(class).or_default() += n;
    }
    let cells = |counted: &BTreeMap<&str, usize>| {
        let each = classes.keys().map(|class| counted.get(class).copied().unwrap_or(0));
        each.chain([counted.values().sum()]).map(|n| n.to_string()).collect()
    };
    let rows = months.iter().map(|(month, counted)| (month.as_str(), cells(counted)));
    Table {
        corner: "month",
        heads: classes.keys().copied().chain(["all"]).collect(),
        rows: rows.chain([("all", cells(&classes))]).collect(),
    }
    .text()
}
