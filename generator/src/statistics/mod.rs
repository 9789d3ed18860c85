//! Statistics of the team: the register of incidents, and tallies of what its sensors see. Their
//! figures are published as charts, tables, reports of months and years, and data.

pub mod casework;
mod chart;
mod counted;
mod dataset;
mod disclosure;
mod embeds;
mod figures;
pub mod period;
pub mod register;
mod report;
pub mod reports;
mod rows;
pub mod sensors;
mod settle;
mod settled;
mod view;

pub use dataset::FOLDER as DATA;
pub use settled::{FOLDER as SETTLED, path as settled_path};

use crate::config::Config;
use crate::diag::{Diagnostic, Place, Problem};
use crate::features::{Block, Embedded, Feature, Options, World, Written};
use crate::lang::Lang;
use crate::link::DocId;
use crate::load::{Inputs, Sum};
use crate::memo::Memo;
use crate::parse::{Doc, Embed};
use crate::plan::Route;
use crate::rsit::{self, Codes};
use certsite_sensors::rules::Rules;
use figures::{Counted, Published, Source};
use period::Period;
use register::Register;
use serde_json::Value;
use settled::Settled;
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};
use xxhash_rust::xxh3::xxh3_64;

/// Watches over the data that statistics are made from, and publishes what may be known of them.
pub struct Statistics {
    codes: Arc<Codes>,
    register: Register,
    rules: Rules,
    tallies: sensors::Tallies,
    settled: Settled,
    /// Fingerprint of all that figures are made from, and what was made of it before.
    data: (Sum, Memo),
    /// The figures, made once for a site, by the first who asks.
    published: OnceLock<Arc<Published>>,
}

impl Statistics {
    /// Reads the data.
    pub fn read(inputs: &Inputs, memo: &Memo, diagnostics: &mut Vec<Diagnostic>) -> Statistics {
        let codes = rsit::read(inputs);
        let (register, problems) = Register::read(inputs, &codes);
        diagnostics.extend(problems);
        let (rules, problems) = sensors::rules(inputs, &codes);
        diagnostics.extend(problems);
        let (tallies, problems) = sensors::tallies(inputs, memo);
        diagnostics.extend(problems);
        let (settled, problems) = Settled::read(inputs);
        diagnostics.extend(problems);
        let data = (inputs.sum_below("content/data/"), memo.clone());
        let (codes, published) = (Arc::new(codes), OnceLock::new());
        Statistics { codes, register, rules, tallies, settled, data, published }
    }

    fn terms(&self, config: &Config, today: jiff::civil::Date) -> figures::Rules<'_> {
        figures::Rules { codes: &self.codes, threshold: config.threshold, today }
    }

    /// What is counted, the register first.
    fn counted(&self, terms: &figures::Rules) -> Vec<Counted> {
        let incidents = self.register.incidents.iter().map(|(incident, _)| incident);
        let sensors = self.tallies.iter().map(|(name, tallies)| {
            let cells = tallies.iter().flat_map(|tally| &tally.cells);
            Source::of_sensor(&format!("sensors/{name}"), cells, &self.rules, terms)
        });
        [Source::of_register(incidents, terms)].into_iter().chain(sensors).collect()
    }

    fn published(&self, config: &Config, options: &Options) -> &Arc<Published> {
        self.published.get_or_init(|| {
            let (sum, memo) = &self.data;
            let asked = format!("{sum} {} {}", config.threshold, options.date);
            memo.get(xxh3_64(asked.as_bytes()), || {
                let rules = self.terms(config, options.date);
                let counted = self.counted(&rules);
                let source = |c: &Counted| c.source(&rules, self.settled.of(&c.name));
                Published { sources: counted.iter().filter_map(source).collect() }
            })
        })
    }

    /// Periods whose figures can be public by a day, and were not settled yet: source, period, the
    /// path of their data in the site.
    pub fn unsettled(
        &self,
        config: &Config,
        today: jiff::civil::Date,
    ) -> Vec<(String, Period, String)> {
        let rules = self.terms(config, today);
        let mut found = Vec::new();
        for counted in self.counted(&rules) {
            let settled = self.settled.of(&counted.name);
            let source = counted.source(&rules, settled);
            let periods = source.iter().flat_map(|source| source.periods.keys());
            for period in periods.filter(|period| !settled.contains_key(*period)) {
                let path = dataset::path(Some(*period), &counted.name, "csv");
                found.push((counted.name.clone(), *period, path));
            }
        }
        found
    }

    /// Periods of which something else is counted than was settled: source, period, then, now.
    pub fn late(
        &self,
        config: &Config,
        today: jiff::civil::Date,
    ) -> Vec<(String, Period, u64, u64)> {
        let rules = self.terms(config, today);
        let mut found = Vec::new();
        for counted in self.counted(&rules) {
            let source = counted.source(&rules, self.settled.of(&counted.name));
            let late = source.into_iter().flat_map(|source| source.late);
            found.extend(late.map(|(p, was, is)| (counted.name.clone(), p, was, is)));
        }
        found
    }

    /// The files that settle these periods of a source as they are counted today, or what versions
    /// together would give away.
    pub fn settle(
        &self,
        config: &Config,
        today: jiff::civil::Date,
        source: &str,
        wanted: &BTreeSet<Period>,
    ) -> Result<Vec<(String, String)>, Vec<settle::Exposed>> {
        let rules = self.terms(config, today);
        let counted = self.counted(&rules);
        let Some(counted) = counted.iter().find(|counted| counted.name == source) else {
            return Ok(Vec::new());
        };
        let before = self.settled.of(source);
        let settling = settle::Settling {
            live: &counted.totals,
            scope: &counted.scope,
            rules: &rules,
            before,
            day: today,
        };
        let made = settling.revisions(wanted)?;
        let file = |(period, revision): (Period, settled::Revision)| {
            let mut all = before.get(&period).cloned().unwrap_or_default();
            all.push(revision);
            (settled::path(source, period), settled::text(&all))
        };
        Ok(made.into_iter().map(file).collect())
    }
}

impl Statistics {
    /// The ids of the sensors' sections in reports.
    fn sensors(&self) -> impl Iterator<Item = String> {
        self.tallies.keys().map(|name| format!("sensors-{name}"))
    }
}

impl Feature for Statistics {
    fn pages(
        &self,
        config: &Config,
        options: &Options,
        text: &dyn Fn(Lang, &str) -> String,
    ) -> Vec<Written> {
        reports::pages(config, self.published(config, options), text)
    }

    fn embeds(&self) -> &'static [&'static str] {
        &["chart", "table", "report"]
    }

    fn anchors(&self, embed: &str, _lang: Lang) -> Vec<String> {
        if embed != "report" {
            return Vec::new();
        }
        report::ANCHORS.iter().map(|anchor| (*anchor).to_owned()).chain(self.sensors()).collect()
    }

    fn ids(&self, embed: &Embed, _doc: &Doc) -> Vec<String> {
        match embed.name {
            "report" => report::ids(self.sensors()),
            _ => chart::ids(&embeds::figures_id(embed)).into(),
        }
    }

    fn draw(&self, world: World, block: &Block) -> Result<Embedded, Box<Diagnostic>> {
        let published = self.published(world.config, world.options);
        let template = if block.embed.name == "report" { "report" } else { "figures" };
        let value = match block.embed.name {
            "report" => report::report(published, &self.codes, world, block)?,
            name => embeds::figures(published, &self.codes, world, block, name == "chart")?,
        };
        Ok(Embedded::View { template, value })
    }

    fn routes(&self, world: World) -> Vec<Route> {
        dataset::routes(world, &self.codes, self.published(world.config, world.options))
    }

    fn linked_data(&self, world: World, id: DocId) -> Option<Value> {
        let doc = world.graph.doc(id);
        let period = reports::period(&doc.key)?;
        let url = &world.graph.node(id).url;
        let page = (world.graph.title(id), url, doc.lang);
        dataset::linked_data(world, self.published(world.config, world.options), page, period)
    }

    fn problems(&self, world: World) -> Vec<Diagnostic> {
        let published = self.published(world.config, world.options);
        let later = self.register.later_than(world.options.date);
        let late = published.sources.iter().flat_map(|source| {
            source.late.iter().map(|(period, was, is)| late(&source.name, *period, (*was, *is)))
        });
        later.into_iter().chain(reports::without_figures(world, published)).chain(late).collect()
    }
}

/// Data that came in after the figures of their month were settled.
fn late(source: &str, period: Period, (was, is): (u64, u64)) -> Diagnostic {
    let path: Arc<str> = settled::path(source, period).into();
    let what = format!(
        "{source}, {period}: the data have changed since these figures were published ({was} in all then, {is} now)"
    );
    let command = format!("{} settle {period}", source.split('/').next().unwrap_or(source));
    let problem = Problem::LateData { what, command };
    Diagnostic::at(problem, Place::file(&path))
}
