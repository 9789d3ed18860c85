//! The block `calendar`: all months and years with figures, each with the page that reports on it.

use super::figures::PublishedFigures;
use certsite_base::address::WebPath;
use certsite_base::diag::Diagnostic;
use certsite_periods::Period;
use certsite_periods::page::{ABOUT, key};
use certsite_site::feature::{Block, InBlock};
use certsite_site::linked::Linked;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeSet;

/// The months and years of the statistics: a block `calendar`.
#[derive(Serialize, JsonSchema)]
pub struct CalendarView {
    /// The years, the newest first; none if there are no figures yet.
    years: Vec<YearView>,
}

impl InBlock for CalendarView {
    const TEMPLATE: &'static str = "calendar";
}

/// A year of the calendar.
#[derive(Serialize, JsonSchema)]
struct YearView {
    /// Its number.
    name: String,
    /// The page that reports on it; none while it is not over.
    report: Option<ReportLink>,
    /// Its twelve months.
    months: Vec<MonthView>,
}

/// A month of the calendar.
#[derive(Serialize, JsonSchema)]
struct MonthView {
    /// The short form of its name, in the page's language.
    name: String,
    /// The page that reports on it; none where there are no figures.
    report: Option<ReportLink>,
}

/// A page that reports on a month or a year.
#[derive(Serialize, JsonSchema)]
struct ReportLink {
    /// Its address.
    url: WebPath,
    /// The month with its year, or the year.
    period: String,
    /// What an editor says of it; none where the page appeared by itself.
    note: Option<String>,
}

/// Draws the block.
///
/// # Errors
/// If anything stands in it.
pub fn draw(
    published: &PublishedFigures,
    site: Linked,
    block: &Block,
) -> Result<CalendarView, Box<Diagnostic>> {
    block.no_settings()?;
    let periods = published.sources.iter().flat_map(|source| source.periods.keys());
    let years: BTreeSet<i16> = periods.map(|period| period.year).collect();
    let language = &site.config.languages[block.doc.lang];
    let report = |period: Period| {
        let id = published.has(period).then(|| key(period))?;
        let id = site.graph.page(site.config, block.doc.lang, &id)?;
        let summary = site.graph.summary(site.config, id);
        let name = match period.month {
            Some(_) => language.month(period.first()),
            None => period.to_string(),
        };
        let is_usual = |description: &str| {
            let usual = |about| (site.text)(block.doc.lang, about).replace("{period}", &name);
            ABOUT.into_iter().any(|about| description == usual(about))
        };
        let note = summary.description.filter(|description| !is_usual(description));
        Some(ReportLink { url: summary.url, period: name, note })
    };
    let year = |year: &i16| {
        let whole = Period { year: *year, month: None };
        let months = (1..=12).map(|month| Period { year: *year, month: Some(month) });
        YearView {
            name: whole.to_string(),
            report: report(whole),
            months: months
                .map(|month| MonthView {
                    name: language.short_month(month.first()),
                    report: report(month),
                })
                .collect(),
        }
    };
    Ok(CalendarView { years: years.iter().rev().map(year).collect() })
}
