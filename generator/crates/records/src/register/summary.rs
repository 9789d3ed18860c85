//! `certsite register summary`: how many incidents each month had, of each class.

use super::inputs;
use crate::cli::{SummaryArgs, SummaryFormat};
use crate::table::Table;
use certsite_periods::Period;
use certsite_shell::command::{Failure, Outcome, print, show};
use certsite_site::load::Files;
use certsite_site::rsit::{self, ClassCode};
use certsite_statistics::register::{Incident, Register};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// Incidents by month and class, of the team's own eyes: nothing is suppressed here.
pub fn summarise(root: &Path, args: &SummaryArgs) -> Result<Outcome, Failure> {
    let inputs = inputs(root)?;
    let (register, problems) =
        Register::read(Files::all(&inputs), &rsit::read(Files::all(&inputs)));
    show(&problems);
    let is_meant = |incident: &&Incident| args.year.is_none_or(|y| incident.received.year() == y);
    let incidents = register.incidents.iter().map(|(incident, _)| incident).filter(is_meant);
    let mut months: Months = BTreeMap::new();
    for incident in incidents {
        let month = months.entry(Period::month_of(incident.received)).or_default();
        *month.entry(incident.kind.class_code()).or_default() += 1;
    }
    match args.format {
        SummaryFormat::Json => print(format_args!("{:#}\n", json(&months)))?,
        SummaryFormat::Table => print(table(&months))?,
    }
    Ok(if problems.is_empty() { Outcome::Fine } else { Outcome::Problems })
}

/// Incidents by month and class.
type Months = BTreeMap<Period, BTreeMap<ClassCode, usize>>;

fn json(months: &Months) -> Value {
    let classes = |counted: &BTreeMap<ClassCode, usize>| -> Value {
        counted.iter().map(|(class, n)| (class.to_string(), Value::from(*n))).collect()
    };
    months.iter().map(|(month, counted)| (month.to_string(), classes(counted))).collect()
}

fn table(months: &Months) -> String {
    let mut classes: BTreeMap<&ClassCode, usize> = BTreeMap::new();
    for (class, n) in months.values().flatten() {
        *classes.entry(class).or_default() += n;
    }
    let cells = |counted: &dyn Fn(&ClassCode) -> usize| {
        let each: Vec<usize> = classes.keys().map(|class| counted(class)).collect();
        let all = each.iter().sum();
        each.into_iter().chain([all]).map(|n| n.to_string()).collect()
    };
    let names: Vec<String> = months.keys().map(Period::to_string).collect();
    let of = |counted: &BTreeMap<ClassCode, usize>| {
        cells(&|class| counted.get(class).copied().unwrap_or(0))
    };
    let rows = names.iter().map(String::as_str).zip(months.values().map(of));
    Table {
        corner: "month",
        heads: classes.keys().map(|class| class.as_str()).chain(["all"]).collect(),
        rows: rows.chain([("all", cells(&|class| classes[class]))]).collect(),
    }
    .text()
}
