//! Indicators as the simplest programs take them: a table (CSV, RFC 4180) and one value on a line, for
//! each advisory that names or named some. Both hold values as they are, as MISP and STIX do.

use super::{Exchanged, bytes_route, exchanged, exchanged_for, publisher};
use certsite_base::address::WebPath;
use certsite_base::diag::Diagnostic;
use certsite_site::feature::{
    Contribution, Feature, ForTheme, NamedView, OnPage, Part, Reading, ViewOfPage, nothing_to_read,
};
use certsite_site::link::DocId;
use certsite_site::linked::Linked;
use certsite_site::memo::Memo;
use certsite_site::parse::advisory::{Indicator, Moment};
use certsite_site::plan::{Rank, Route};
use csv::{Terminator, WriterBuilder};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The feature that publishes the indicators of each advisory as lists.
pub struct IndicatorLists;

/// The columns of the table. The advisory stands in each row, since tables of several are put together.
const COLUMNS: [&str; 12] = [
    "advisory",
    "kind",
    "value",
    "phase",
    "technique",
    "malware",
    "first_seen",
    "last_seen",
    "confidence",
    "to_ids",
    "withdrawn",
    "comment",
];

/// What a cell does not begin with: spreadsheets take it for a formula, or drop it.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '\t', '\r', '\n', '\''];

impl Feature for IndicatorLists {
    fn theme(&self) -> ForTheme {
        ForTheme::default().page::<IndicatorListsView>()
    }

    fn read(&self, _: Reading) -> (Box<dyn Part>, Vec<Diagnostic>) {
        nothing_to_read(IndicatorLists)
    }
}

impl Part for IndicatorLists {
    fn contribute(&self, site: Linked, _: &Memo) -> Contribution {
        let views: Vec<ViewOfPage> = vec![Arc::new(view)];
        Contribution { routes: routes(site), views, ..Contribution::default() }
    }
}

/// The indicators of the advisory as files; only of one that names or named some.
#[derive(Serialize, JsonSchema)]
struct IndicatorListsView {
    /// The address of all of them as a table (CSV).
    csv: WebPath,
    /// The address of the values that programs may raise an alarm over, one on a line.
    text: WebPath,
}

impl OnPage for IndicatorListsView {
    const NAME: &'static str = "indicator_lists";
}

fn view(site: Linked, id: DocId) -> Option<NamedView> {
    publisher(site)?;
    let advisory = exchanged_for(site, id).filter(has_any)?;
    let url = |ending| url(site, &advisory, ending);
    Some(IndicatorListsView { csv: url("csv"), text: url("txt") }.named_view())
}

fn routes(site: Linked) -> Vec<Route> {
    if publisher(site).is_none() {
        return Vec::new();
    }
    let lists = exchanged(site).into_iter().filter(has_any).flat_map(|advisory| {
        let route = |ending, bytes| bytes_route(url(site, &advisory, ending), Rank::Page, bytes);
        [route("csv", table(&advisory)), route("txt", values(&advisory))]
    });
    lists.collect()
}

/// One from which all indicators were taken back keeps its files: who fetches them learns of it.
fn has_any(advisory: &Exchanged) -> bool {
    advisory.indicators().next().is_some()
}

fn url(site: Linked, advisory: &Exchanged, ending: &str) -> WebPath {
    site.at(&format!("indicators/{}.{ending}", advisory.advisory.id.0.to_ascii_lowercase()))
}

/// All indicators, those that were taken back as such.
fn table(advisory: &Exchanged) -> Vec<u8> {
    let mut table = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    // Writing to memory cannot fail, and all rows are as long as the first.
    let _ = table.write_record(COLUMNS);
    for (indicator, holds) in advisory.indicators() {
        let row = row(advisory, indicator, holds);
        let _ = table.write_record(row.iter().map(|cell| safe(cell)));
    }
    table.into_inner().unwrap_or_default()
}

fn row(advisory: &Exchanged, indicator: &Indicator, holds: bool) -> [String; COLUMNS.len()] {
    let about = &indicator.context;
    let time = |seen: &Option<Moment>| match seen {
        None => String::new(),
        Some(seen) if seen.time.is_none() => seen.day.to_string(),
        Some(seen) => seen.begins().to_string(),
    };
    let technique = about.technique.as_ref();
    [
        advisory.advisory.id.0.clone(),
        indicator.kind.word().to_owned(),
        indicator.value.clone(),
        about.phase.map(|phase| phase.word().to_owned()).unwrap_or_default(),
        technique.map(|found| format!("{} {}", found.id, found.name)).unwrap_or_default(),
        about.malware.clone().unwrap_or_default(),
        time(&about.first_seen),
        time(&about.last_seen),
        about.confidence.map(|sure| sure.0.to_string()).unwrap_or_default(),
        (holds && indicator.raises_alarms()).to_string(),
        (!holds).to_string(),
        indicator.comment.clone().unwrap_or_default(),
    ]
}

/// A cell that no spreadsheet takes for a formula: an apostrophe stands before one that would be. A
/// cell with an apostrophe of its own gets one too, so whoever takes off the first of each cell has
/// what was meant.
fn safe(cell: &str) -> String {
    match cell.starts_with(FORMULA) {
        true => format!("'{cell}"),
        false => cell.to_owned(),
    }
}

/// What programs may raise an alarm over, each once; empty once nothing holds any more.
fn values(advisory: &Exchanged) -> Vec<u8> {
    let own = advisory.indicators().filter(|(found, holds)| *holds && found.raises_alarms());
    let mut known = BTreeSet::new();
    let values = own.map(|(found, _)| found.value.as_str()).filter(|value| known.insert(*value));
    values.flat_map(|value| [value, "\n"]).collect::<String>().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_each_can_be_had_back() {
        for (cell, expect) in [
            ("", ""),
            ("evil.example", "evil.example"),
            ("a=1+1", "a=1+1"),
            ("ödəniş, \"1\".exe", "ödəniş, \"1\".exe"),
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("+1.exe", "'+1.exe"),
            ("-x@evil.example", "'-x@evil.example"),
            ("@SUM(1)", "'@SUM(1)"),
            ("\t=1", "'\t=1"),
            ("'=1", "''=1"),
        ] {
            assert_eq!(safe(cell), expect, "{cell:?}");
            assert_eq!(expect.strip_prefix('\'').unwrap_or(expect), cell, "{cell:?}");
        }
    }
}
